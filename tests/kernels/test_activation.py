"""The activations against PyTorch, SciPy and central differences."""

from __future__ import annotations

import numpy as np
import pytest
import scipy.special
from hypothesis import given, settings
from hypothesis import strategies as st

from dl_quiz.kernels import activation

NAMES = ["sigmoid", "tanh", "relu", "leaky_relu", "elu", "gelu", "silu"]
X = np.concatenate([np.linspace(-40, 40, 801), [-1e3, 1e3, 0.0]])
CLASSES = st.lists(st.floats(-50, 50), min_size=1, max_size=7)


@pytest.mark.parametrize("name", NAMES)
def test_value_and_derivative_agree_with_torch(name):
    torch = pytest.importorskip("torch", reason="PyTorch is in the extra 'torch'")
    theirs = getattr(torch, name) if name in ("sigmoid", "tanh") else getattr(torch.nn.functional, name)
    x = torch.tensor(X, requires_grad=True)
    y = theirs(x)
    (slope,) = torch.autograd.grad(y.sum(), x)
    np.testing.assert_allclose(getattr(activation, name)(X), y.detach().numpy(), rtol=1e-12, atol=1e-13)
    np.testing.assert_allclose(getattr(activation, f"{name}_derivative")(X), slope.numpy(), rtol=1e-12, atol=1e-13)


@pytest.mark.parametrize("name", NAMES)
def test_derivative_is_the_central_difference(name):
    x, step = np.linspace(-6, 6, 240), 1e-5  # 240 points: none within 0.02 of the kink at 0
    function = getattr(activation, name)
    difference = (function(x + step) - function(x - step)) / (2 * step)
    np.testing.assert_allclose(getattr(activation, f"{name}_derivative")(x), difference, atol=1e-9)  # h² and ε/h are near 1e-10


@pytest.mark.parametrize("name", NAMES)
def test_lists_and_scalars_are_taken(name):
    function = getattr(activation, name)
    np.testing.assert_array_equal(function([1, -2]), [function(1.0), function(-2.0)])


def test_figures_known_by_heart():
    assert activation.sigmoid(2.0) == pytest.approx(0.8807970779778823, abs=1e-15)
    assert activation.sigmoid_derivative(0.0) == 0.25
    assert activation.tanh_derivative(0.0) == 1.0
    assert activation.relu_derivative(0.0) == 0.0
    assert activation.leaky_relu(-3.0) == -0.03
    np.testing.assert_allclose(activation.softmax([2.0, 1.0, 0.0]), [0.66524096, 0.24472847, 0.09003057], atol=1e-8)


def test_small_tails_keep_their_digits():
    np.testing.assert_allclose(activation.sigmoid(-700.0), np.exp(-700.0), rtol=1e-12)
    np.testing.assert_allclose(activation.sigmoid_derivative(40.0), np.exp(-40.0), rtol=1e-12)
    np.testing.assert_allclose(activation.gelu(-10.0), -10 * scipy.special.ndtr(-10.0), rtol=1e-12)


def test_other_slopes_and_plateaus():
    x = np.array([-2.0, -0.5, 0.5])
    np.testing.assert_allclose(activation.leaky_relu(x, 0.2), [-0.4, -0.1, 0.5])
    np.testing.assert_allclose(activation.leaky_relu_derivative(x, 0.2), [0.2, 0.2, 1.0])
    np.testing.assert_allclose(activation.elu(x, 2.0), [2 * np.expm1(-2.0), 2 * np.expm1(-0.5), 0.5])
    np.testing.assert_allclose(activation.elu_derivative(x, 2.0), [2 * np.exp(-2.0), 2 * np.exp(-0.5), 1.0])


@settings(deadline=None, max_examples=30)
@given(CLASSES, st.floats(-500, 500))
def test_softmax_agrees_with_scipy_and_ignores_a_common_shift(logits, shift):
    np.testing.assert_allclose(activation.softmax(logits), scipy.special.softmax(logits), atol=1e-14)
    np.testing.assert_allclose(activation.softmax(np.array(logits) + shift), activation.softmax(logits), atol=1e-12)
    np.testing.assert_allclose(activation.log_softmax(logits), scipy.special.log_softmax(logits), atol=1e-12)


def test_softmax_works_along_the_last_axis_of_any_batch():
    logits = np.random.default_rng(0).normal(size=(2, 3, 4))
    np.testing.assert_allclose(activation.softmax(logits).sum(axis=-1), np.ones((2, 3)), atol=1e-14)
    np.testing.assert_allclose(activation.softmax(logits)[1, 2], activation.softmax(logits[1, 2]), atol=1e-15)


def test_softmax_survives_scores_that_overflow():
    np.testing.assert_array_equal(activation.softmax([1000.0, 1000.0]), [0.5, 0.5])
    np.testing.assert_array_equal(activation.log_softmax([0.0, -1000.0]), [0.0, -1000.0])


@settings(deadline=None, max_examples=30)
@given(st.lists(st.floats(-5, 5), min_size=2, max_size=6))
def test_softmax_jacobian_is_the_central_difference(logits):
    step = 1e-5
    nudges = step * np.eye(len(logits))
    columns = (scipy.special.softmax(logits + nudges, axis=1) - scipy.special.softmax(logits - nudges, axis=1)) / (2 * step)
    np.testing.assert_allclose(activation.softmax_jacobian(logits), columns.T, atol=1e-9)


@pytest.mark.parametrize("logits", [1.0, [], np.zeros((2, 0))])
def test_softmax_needs_a_class(logits):
    for kernel in (activation.softmax, activation.log_softmax):
        with pytest.raises(ValueError, match="at least one class"):
            kernel(logits)


def test_jacobian_needs_a_vector():
    with pytest.raises(ValueError, match=r"\(2, 2\)"):
        activation.softmax_jacobian(np.zeros((2, 2)))


def test_gradient_bound_is_a_power():
    assert activation.gradient_bound(10) == 2.0**-20
    assert activation.gradient_bound(3, slope=0.5) == 0.125
    assert activation.gradient_bound(7, slope=1) == 1.0


@pytest.mark.parametrize("arguments", [{"layers": -1}, {"layers": 2, "slope": -0.1}])
def test_gradient_bound_refuses_negative_numbers(arguments):
    with pytest.raises(ValueError, match="negative"):
        activation.gradient_bound(**arguments)
