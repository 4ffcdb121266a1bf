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


@pytest.mark.parametrize("kernel", [activation.softmax, activation.log_softmax, activation.softmax_jacobian])
def test_softmax_needs_a_class(kernel):
    with pytest.raises(ValueError, match=r"^logits \(0,\) must have a class: their last axis is empty$"):
        kernel([])


def test_gradient_bound_is_a_power():
    assert activation.gradient_bound(10) == 2.0**-20
    assert activation.gradient_bound(3, slope=0.5) == 0.125
    assert activation.gradient_bound(7, slope=1) == 1.0


@pytest.mark.parametrize("name", [*NAMES, *(f"{name}_derivative" for name in NAMES)])
@pytest.mark.parametrize("dtype", [np.uint8, bool, np.int64, np.float32])
def test_numbers_of_every_kind_give_what_float64_gives(name, dtype):
    x = np.array([[0, 1], [1, 0]], dtype)
    function = getattr(activation, name)
    assert function(x).dtype == float
    np.testing.assert_array_equal(function(x), function(x.astype(float)))


def test_unsigned_numbers_do_not_wrap_around():
    np.testing.assert_allclose(activation.sigmoid(np.array([0, 1, 5], np.uint8)), scipy.special.expit([0.0, 1.0, 5.0]), rtol=1e-15)


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("name", [*NAMES, *(f"{name}_derivative" for name in NAMES)])
def test_huge_numbers_give_the_limits_without_a_warning(name):
    left, right = getattr(activation, name)(np.array([-1e200, 1e200]))
    slope = {"leaky_relu": 0.01}.get(name.removesuffix("_derivative"), 0.0)
    value = {"tanh": -1.0, "elu": -1.0, "leaky_relu": -1e198}.get(name, 0.0)
    assert left == (slope if name.endswith("derivative") else value)
    bounded = name.startswith(("sigmoid", "tanh"))
    assert right == (float(not bounded) if name.endswith("derivative") else 1.0 if bounded else 1e200)


def test_gelu_is_the_normal_distribution_function_to_its_last_digits():
    x = np.concatenate([np.linspace(-37, 10, 9401), [-0.67448975, 0.67448975, -np.sqrt(32), np.sqrt(32)], X])  # ends of the three formulas
    theirs = x * scipy.special.ndtr(x)
    near = np.abs(x) < 5.6
    np.testing.assert_allclose(activation.gelu(x[near]), theirs[near], rtol=1e-14)
    np.testing.assert_allclose(activation.gelu(x), theirs, rtol=5e-13, atol=1e-300)  # rounding of x²/2, up to 700, counts in the exponent
    np.testing.assert_allclose(activation.gelu_derivative(x), scipy.special.ndtr(x) + x * scipy.stats.norm.pdf(x), rtol=1e-11, atol=1e-300)


def test_gelu_of_many_numbers_is_that_of_each():
    x = np.random.default_rng(0).normal(size=(3, 5, 3001))[::2, ::-1, 1:]  # more than one block, and not contiguous
    np.testing.assert_array_equal(activation.gelu(x)[1, 2, 1234], activation.gelu(x[1, 2, 1234]))
    np.testing.assert_allclose(activation.gelu(x), x * scipy.special.ndtr(x), rtol=1e-14)
    assert activation.gelu(np.zeros((0, 3))).shape == (0, 3)
    assert np.isnan(activation.gelu(np.nan))


@pytest.mark.parametrize("name", NAMES)
def test_results_are_new_arrays(name):
    x = np.array([0.5, 1.5])
    assert not np.shares_memory(getattr(activation, name)(x), x)


@pytest.mark.filterwarnings("error")
def test_masked_and_extreme_scores():
    third = np.exp([0.0, 1.0]) / (1 + np.e)
    np.testing.assert_allclose(activation.softmax([-np.inf, 0.0, 1.0]), [0.0, *third], rtol=1e-15)
    assert activation.log_softmax([-np.inf, 0.0])[0] == -np.inf
    np.testing.assert_array_equal(activation.log_softmax([1e308, -1e308]), [0.0, -np.inf])
    np.testing.assert_array_equal(activation.softmax([[0.0, 0.0], [1e308, -1e308]]), [[0.5, 0.5], [1.0, 0.0]])


def test_each_row_is_shifted_by_its_own_maximum():
    far = activation.softmax([[0.0, 1.0], [2000.0, 2000.0]])  # by that of the batch, the first row would be 0/0
    np.testing.assert_allclose(far[0], scipy.special.softmax([0.0, 1.0]), rtol=1e-15)


def test_kinks():
    assert activation.elu_derivative(0.0, 2.0) == 2.0  # as PyTorch has it
    assert activation.leaky_relu_derivative(0.0, 0.3) == 0.3
    np.testing.assert_array_equal(np.signbit(activation.leaky_relu([-1.0, 0.0], 0.0)), [False, False])  # no minus before a zero


def test_tanh_derivative_keeps_the_digits_of_its_tails():
    np.testing.assert_allclose(activation.tanh_derivative(20.0), 4 * np.exp(-40.0), rtol=1e-12)


def test_the_tanh_form_of_gelu_is_that_of_torch():
    torch = pytest.importorskip("torch", reason="PyTorch is in the extra 'torch'")
    theirs = torch.nn.functional.gelu(torch.tensor(X), approximate="tanh").numpy()
    np.testing.assert_allclose(activation.gelu_tanh(X), theirs, rtol=1e-9, atol=1e-13)
    assert np.abs(activation.gelu_tanh(X) - activation.gelu(X)).max() < 5e-4
