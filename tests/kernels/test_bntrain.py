"""Normalised layers against PyTorch and central differences, and the formulas against simulation."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dl_quiz.kernels import bntrain

norms = st.sampled_from(["none", "batch", "layer"])


def case(seed, batch=5, inputs=4, units=3):
    rng = np.random.default_rng(seed)
    return (
        rng.normal(size=(batch, inputs)),
        rng.normal(size=(units, inputs)),
        rng.normal(size=units),
        rng.normal(size=units),
        rng.normal(size=(batch, units)),
    )


def by_definition(x, weight, gamma, beta, norm):
    z = np.array([[sum(a * b for a, b in zip(row, w, strict=True)) for w in weight] for row in x])
    if norm == "none":
        return np.maximum(z + beta, 0)
    axis = 0 if norm == "batch" else 1
    centred = z - z.mean(axis=axis, keepdims=True)
    return np.maximum(gamma * centred / np.sqrt((centred**2).mean(axis=axis, keepdims=True) + 1e-5) + beta, 0)


@given(seed=st.integers(0, 2**32 - 1), norm=norms)
@settings(deadline=None, max_examples=30)
def test_a_layer_normalises_what_the_weights_add_up(seed, norm):
    x, weight, gamma, beta, _ = case(seed)
    y, z = bntrain.hidden_layer(x, weight, gamma, beta, norm)
    np.testing.assert_allclose(z, x @ weight.T, atol=1e-12)
    np.testing.assert_allclose(y, by_definition(x, weight, gamma, beta, norm), atol=1e-9)


@pytest.mark.parametrize("norm", ["none", "batch", "layer"])
@pytest.mark.parametrize("seed", range(4))
def test_backward_is_the_central_difference(seed, norm):
    x, weight, gamma, beta, upstream = case(seed)
    _, z = bntrain.hidden_layer(x, weight, gamma, beta, norm)
    gradients = bntrain.hidden_layer_backward(upstream, x, z, weight, gamma, beta, norm)
    step = 1e-6  # far from the kinks for these seeds; the error is step² plus 1e-16/step
    for position, gradient in enumerate(gradients):
        for index in np.ndindex(gradient.shape):
            sides = []
            for sign in (1, -1):
                arrays = [a.copy() for a in (x, weight, gamma, beta)]
                arrays[position][index] += sign * step
                sides.append((upstream * by_definition(*arrays, norm)).sum())
            assert gradient[index] == pytest.approx((sides[0] - sides[1]) / (2 * step), abs=1e-6)


@pytest.mark.parametrize("norm", ["batch", "layer"])
def test_same_gradients_as_pytorch(norm):
    torch = pytest.importorskip("torch", reason="PyTorch is in the extra 'torch'")
    x, weight, gamma, beta, upstream = case(7)
    leaves = [torch.tensor(a, requires_grad=True) for a in (x, weight, gamma, beta)]
    z = leaves[0] @ leaves[1].T
    functional = torch.nn.functional
    if norm == "batch":
        normalised = functional.batch_norm(z, None, None, leaves[2], leaves[3], training=True)
    else:
        normalised = functional.layer_norm(z, z.shape[1:], leaves[2], leaves[3])
    torch.relu(normalised).backward(torch.tensor(upstream))
    ours = bntrain.hidden_layer_backward(upstream, x, x @ weight.T, weight, gamma, beta, norm)
    for mine, leaf in zip(ours, leaves, strict=True):
        np.testing.assert_allclose(mine, leaf.grad.numpy(), atol=1e-11)


@given(lr=st.floats(0.001, 1), norm=st.floats(0.1, 50))
@settings(deadline=None, max_examples=30)
def test_effective_rate_is_what_turns_unit_weights_alike(lr, norm):
    direction, pull = np.array([1.0, 0.0]), np.array([0.0, 1.0])  # a gradient orthogonal to the weights, of length 1/norm
    moved = norm * direction - lr * pull / norm
    unit = direction - bntrain.effective_rate(lr, norm) * pull
    np.testing.assert_allclose(moved / np.linalg.norm(moved), unit / np.linalg.norm(unit), atol=1e-12)


def test_growth_is_the_number_of_the_paper():
    assert bntrain.gradient_growth(1, squared=True) == pytest.approx(1.467, abs=5e-4)
    assert bntrain.gradient_growth(30) == pytest.approx(313, abs=1)
    assert bntrain.gradient_growth(10) ** 2 == pytest.approx(bntrain.gradient_growth(10, squared=True), rel=1e-12)
    assert bntrain.gradient_growth(0) == 1.0


def test_standard_error_is_that_of_simulated_means():
    means = 2 * np.random.default_rng(0).normal(size=(40_000, 9)).mean(axis=1)
    assert bntrain.standard_error(2.0, 9) == pytest.approx(means.std(), rel=4 / math.sqrt(2 * 40_000))


@pytest.mark.parametrize("norm", ["none", "batch", "layer"])
def test_nothing_broadcasts(norm):
    x, weight, gamma, beta, upstream = case(0)
    for wrong in ([[0.1], [0.2], [0.3]], [0.1], 0.1):
        with pytest.raises(ValueError, match="must have the axes"):
            bntrain.hidden_layer(x, weight, gamma, wrong, norm)
    for wrong in (upstream[:, 0], upstream[:1], upstream[:, :1]):
        with pytest.raises(ValueError, match="must have the axes"):
            bntrain.hidden_layer_backward(wrong, x, x @ weight.T, weight, gamma, beta, norm)
