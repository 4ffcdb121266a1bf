"""Batch normalisation against PyTorch, central differences and plain loops."""

import re

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dl_quiz.kernels import batchnorm as bn

seeds = st.integers(0, 2**32 - 1)
shapes = st.one_of(
    st.tuples(st.integers(2, 6), st.integers(1, 4)),
    st.tuples(st.integers(2, 4), st.integers(1, 4), st.integers(1, 4), st.integers(1, 4)),
)


def case(seed, shape):
    rng = np.random.default_rng(seed)
    return 3 + 2 * rng.normal(size=shape), rng.normal(size=shape[1]), rng.normal(size=shape[1]), rng.normal(size=shape)


def by_loops(x, gamma, beta, eps):
    y = np.empty_like(x)
    for c in range(x.shape[1]):
        values = x[:, c].ravel().tolist()
        mean = sum(values) / len(values)
        variance = sum((v - mean) ** 2 for v in values) / len(values)
        y[:, c] = gamma[c] * (x[:, c] - mean) / (variance + eps) ** 0.5 + beta[c]
    return y


@given(seed=seeds, shape=shapes)
@settings(deadline=None, max_examples=30)
def test_forward_is_the_definition(seed, shape):
    x, gamma, beta, _ = case(seed, shape)
    np.testing.assert_allclose(bn.batch_norm(x, gamma, beta, eps=0.01), by_loops(x, gamma, beta, 0.01), atol=1e-11)


@given(seed=seeds, shape=shapes)
@settings(deadline=None, max_examples=30)
def test_backward_is_the_central_difference(seed, shape):
    x, gamma, beta, upstream = case(seed, shape)
    eps, step = 0.1, 1e-5  # with eps 0.1 third derivatives stay moderate; the error is step² plus rounding 1e-16/step

    def slope(name, index):
        values = {"x": x, "gamma": gamma, "beta": beta}
        up, down = dict(values), dict(values)
        up[name], down[name] = values[name].copy(), values[name].copy()
        up[name][index] += step
        down[name][index] -= step
        ahead, back = (by_loops(v["x"], v["gamma"], v["beta"], eps) for v in (up, down))
        return (upstream * (ahead - back)).sum() / (2 * step)

    gradients = dict(zip(("x", "gamma", "beta"), bn.batch_norm_backward(upstream, x, gamma, eps=eps), strict=True))
    for name, gradient in gradients.items():
        for index in list(np.ndindex(gradient.shape))[:12]:
            assert gradient[index] == pytest.approx(slope(name, index), abs=1e-6)


@pytest.mark.parametrize("shape", [(8, 3), (8, 3, 5, 5)])
def test_same_as_pytorch_forward_backward_and_running(shape):
    torch = pytest.importorskip("torch", reason="PyTorch is in the extra 'torch'")
    x, gamma, beta, upstream = case(1, shape)
    layer = (torch.nn.BatchNorm1d if len(shape) == 2 else torch.nn.BatchNorm2d)(shape[1], dtype=torch.float64)
    layer.weight.data, layer.bias.data = torch.tensor(gamma), torch.tensor(beta)
    theirs = torch.tensor(x, requires_grad=True)
    y = layer(theirs)
    y.backward(torch.tensor(upstream))
    d_x, d_gamma, d_beta = bn.batch_norm_backward(upstream, x, gamma)
    features = np.moveaxis(x, 1, -1).reshape(-1, shape[1])
    mean = bn.running_average(np.zeros(shape[1]), features.mean(axis=0), 0.1)
    variance = bn.running_average(np.ones(shape[1]), [bn.variance(column, ddof=1) for column in features.T], 0.1)
    layer.eval()
    for ours, reference in (  # float64 on both sides: rounding only
        (bn.batch_norm(x, gamma, beta), y),
        (d_x, theirs.grad),
        (d_gamma, layer.weight.grad),
        (d_beta, layer.bias.grad),
        (mean, layer.running_mean),
        (variance, layer.running_var),
        (bn.batch_norm_inference(x, gamma, beta, mean, variance), layer(theirs)),
    ):
        np.testing.assert_allclose(ours, reference.detach().numpy(), atol=1e-12)


@pytest.mark.parametrize("groups", [1, 2, 4])
def test_group_norm_is_that_of_pytorch(groups):
    torch = pytest.importorskip("torch", reason="PyTorch is in the extra 'torch'")
    for shape in ((3, 4), (3, 4, 2, 5)):
        x, gamma, beta, _ = case(2, shape)
        theirs = torch.nn.functional.group_norm(torch.tensor(x), groups, torch.tensor(gamma), torch.tensor(beta)).numpy()
        np.testing.assert_allclose(bn.group_norm(x, gamma, beta, groups=groups), theirs, atol=1e-12)


def test_group_norm_of_one_example_is_the_definition():
    x = np.array([[1.0, 3.0, 10.0, 30.0]])
    np.testing.assert_allclose(bn.group_norm(x, [1, 1, 2, 1], [0, 0, 0, 5], groups=2, eps=0.0), [[-1, 1, -2, 6]], atol=1e-12)


def test_inference_uses_only_the_statistics_given():
    y = bn.batch_norm_inference([[7.0], [3.0]], [2.0], [1.0], [3.0], [4.0], eps=0.0)
    np.testing.assert_allclose(y, [[5.0], [1.0]], atol=1e-12)


@given(value=st.floats(-5, 5), start=st.floats(-5, 5), steps=st.integers(0, 30), momentum=st.floats(0, 1))
@settings(deadline=None, max_examples=30)
def test_running_average_after_is_so_many_updates(value, start, steps, momentum):
    average = start
    for _ in range(steps):
        average = average * (1 - momentum) + value * momentum
    assert bn.running_average_after(value, steps, momentum, start) == pytest.approx(average, abs=1e-12)


def test_the_running_average_moves_by_its_momentum():
    assert bn.running_average(2.0, 10.0, 0.25) == pytest.approx(4.0)
    np.testing.assert_allclose(bn.running_average([0.0, 1.0], [1.0, 0.0]), [0.1, 0.9])


def test_the_worked_batch():
    np.testing.assert_allclose(bn.standardise([1, 2, 3, 6]), [-1.0690, -0.5345, 0.0, 1.6036], atol=5e-5)
    np.testing.assert_allclose(bn.standardise([-1, 1], eps=3.0), [-0.5, 0.5])
    assert bn.variance([1, 2, 3, 6]) == pytest.approx(3.5)
    assert bn.variance([1, 2, 3, 6], ddof=1) == pytest.approx(14 / 3)
    assert bn.standardise([1, 2, 3, 6], ddof=1)[3] == pytest.approx(3 / (14 / 3) ** 0.5)


def test_parameters_and_buffers():
    assert bn.parameter_count(64) == 128
    assert bn.parameter_count(64, buffers=True) == 256


@given(seed=seeds)
@settings(deadline=None, max_examples=30)
def test_fold_batch_norm_is_the_linear_layer_followed_by_inference(seed):
    rng = np.random.default_rng(seed)
    weight, x = rng.normal(size=(3, 2)), rng.normal(size=(5, 2))
    bias, gamma, beta, mean = rng.normal(size=(4, 3))
    variance = rng.uniform(0.1, 2, 3)
    w, b = bn.fold_batch_norm(weight, bias, gamma, beta, mean, variance, eps=0.01)
    np.testing.assert_allclose(x @ w.T + b, gamma * (x @ weight.T + bias - mean) / np.sqrt(variance + 0.01) + beta, atol=1e-11)


def test_fold_batch_norm_of_plain_numbers():
    assert bn.fold_batch_norm(weight=2, bias=1, gamma=0.5, beta=0.1, mean=3, variance=16) == pytest.approx((0.25, -0.15))


@pytest.mark.parametrize(("method", "count"), [("batch", 392), ("layer", 1568), ("instance", 49), ("group", 196)])
def test_elements_per_statistic(method, count):
    assert bn.elements_per_statistic(method, 8, 32, 7, 7, groups=8) == count


@pytest.mark.parametrize("method", ["batch", "layer", "instance"])
def test_only_group_normalisation_looks_at_the_groups(method):
    assert bn.elements_per_statistic(method, 2, 3, 4, 4, groups=2) == {"batch": 32, "layer": 48, "instance": 16}[method]


def test_a_large_offset_costs_no_digits():
    small = np.array([[1.0], [2.0], [3.0], [6.0]])  # whole numbers, which stay exact beside 1e8; E[x²] − E[x]² would lose them all
    for norm in (lambda x: bn.batch_norm(x, [2.0], [1.0]), lambda x: bn.group_norm(x.T, [1.0] * 4, [0.0] * 4, groups=1)):
        np.testing.assert_allclose(norm(small + 1e8), norm(small), atol=1e-12)


def test_a_sequence_is_normalised_as_a_picture_one_pixel_high():
    x, gamma, beta, upstream = case(3, (4, 3, 1, 5))
    flat, slopes = x[:, :, 0], upstream[:, :, 0]
    np.testing.assert_allclose(bn.batch_norm(flat, gamma, beta), bn.batch_norm(x, gamma, beta)[:, :, 0], atol=1e-13)
    np.testing.assert_allclose(
        bn.batch_norm_backward(slopes, flat, gamma)[0], bn.batch_norm_backward(upstream, x, gamma)[0][:, :, 0], atol=1e-13
    )


def test_numbers_that_are_not_finite_stay_so():
    x = np.array([[1.0, np.nan], [2.0, 1.0]])
    y = bn.batch_norm(x, np.ones(2), np.zeros(2))
    assert np.isfinite(y[:, 0]).all() and np.isnan(y[:, 1]).all()


ONE = np.ones(3)


@pytest.mark.parametrize(
    ("refused", "sentence"),
    [
        (lambda: bn.batch_norm(np.ones((0, 3)), ONE, ONE), "x holds no number, so it has no mean"),
        (lambda: bn.rms_norm(np.ones((2, 0))), "x holds no number, so it has no mean square"),
        (lambda: bn.group_norm(np.ones((2, 3, 0)), ONE, ONE, groups=1), "x holds no number, so it has no mean"),
        (
            lambda: bn.batch_norm(np.ones((4, 3)), ONE, ONE, eps=0.0),
            "the least variance, 0, plus eps 0 must be above 0, or this divides by zero",
        ),
        (
            lambda: bn.batch_norm_inference(np.ones((4, 3)), ONE, ONE, ONE, [1.0, 0.0, 2.0], eps=0),
            "the least variance, 0, plus eps 0 must be above 0, or this divides by zero",
        ),
        (lambda: bn.fold_batch_norm(1, 1, 1, 1, 1, 0), "the least variance, 0, plus eps 0 must be above 0, or this divides by zero"),
        (lambda: bn.fold_batch_norm(np.ones((3, 2)), *np.ones((5, 2))), "weight (3, 2) needs parameters of shape (3,), not (2,)"),
        (lambda: bn.fold_batch_norm(np.ones((3, 3)), *np.ones((5, 3, 3))), "weight (3, 3) needs parameters of shape (3,), not (3, 3)"),
        (lambda: bn.group_norm(np.ones((4, 3)), ONE, ONE, groups=2), "2 groups do not divide 3 channels"),
        (lambda: bn.elements_per_statistic("group", 1, 4, 1, 1, groups=3), "3 groups do not divide 4 channels"),
        (lambda: bn.standardise([2.0, 2.0]), "the values [2. 2.] do not vary: with eps 0.0 this divides by zero"),
        (lambda: bn.variance([2.0], ddof=1), "values (1,) must be more than ddof = 1 numbers"),
        (lambda: bn.standardise([], eps=1), "values (0,) must be more than ddof = 0 numbers"),
    ],
)
def test_what_cannot_be_normalised_is_refused(refused, sentence):
    with pytest.raises(ValueError, match=f"^{re.escape(sentence)}$"):
        refused()


@pytest.mark.parametrize("shape", [(5,), (3, 4), (2, 3, 6)])
def test_rms_norm_agrees_with_pytorch(shape: tuple[int, ...]) -> None:
    torch = pytest.importorskip("torch", reason="PyTorch is in the extra 'torch'")
    rng = np.random.default_rng(0)
    x, gain = rng.normal(size=shape), rng.normal(size=shape[-1])
    for ours, eps in ((gain, 1e-6), (None, 0.1)):
        weight = None if ours is None else torch.tensor(ours)
        theirs = torch.nn.functional.rms_norm(torch.tensor(x), shape[-1:], weight, eps=eps)
        np.testing.assert_allclose(bn.rms_norm(x, ours, eps=eps), theirs.numpy(), rtol=1e-12)


def test_the_variance_of_averaged_weights_is_that_of_their_mean() -> None:
    rng = np.random.default_rng(0)
    for first, second in rng.normal(size=(5, 2, 7)):
        u, v = first / np.linalg.norm(first), second / np.linalg.norm(second)
        assert bn.averaged_output_variance(u @ v) == pytest.approx(np.sum(((u + v) / 2) ** 2))
