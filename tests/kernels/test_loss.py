"""Loss functions against PyTorch, SciPy, closed forms and central differences."""

import tracemalloc

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy import special, stats

from dl_quiz.kernels import loss

few = settings(deadline=None, max_examples=30)
seeds = st.integers(0, 10_000)
sides = st.integers(1, 6)
vectors = arrays(float, st.integers(1, 8), elements=st.floats(-30, 30))

EXACT = 1e-12
"""Sums of a few float64 terms of order one to ten."""


def batch(seed: int, count: int, classes: int):
    rng = np.random.default_rng(seed)
    return 3 * rng.normal(size=(count, classes)), rng.integers(0, classes, count), rng.dirichlet(np.ones(classes), count)


@few
@given(seed=seeds, count=sides, classes=sides)
def test_cross_entropy_and_its_gradient_agree_with_pytorch(seed: int, count: int, classes: int) -> None:
    torch = pytest.importorskip("torch", reason="PyTorch is in the extra 'torch'")
    logits, labels, soft = batch(seed, count, classes)
    for target in (labels, soft):
        tensor = torch.tensor(logits, requires_grad=True)
        reference = torch.nn.functional.cross_entropy(tensor, torch.tensor(target))
        reference.backward()
        assert loss.cross_entropy(logits, target) == pytest.approx(reference.item(), abs=EXACT)
        np.testing.assert_allclose(loss.cross_entropy_gradient(logits, target), tensor.grad.numpy(), atol=EXACT)


@few
@given(seed=seeds, count=sides, classes=sides)
def test_cross_entropy_gradient_agrees_with_central_differences(seed: int, count: int, classes: int) -> None:
    logits, labels, _ = batch(seed, count, classes)
    rng = np.random.default_rng(seed)
    place = int(rng.integers(count)), int(rng.integers(classes))
    step = np.zeros_like(logits)
    step[place] = 1e-5
    slope = (loss.cross_entropy(logits + step, labels) - loss.cross_entropy(logits - step, labels)) / 2e-5
    assert loss.cross_entropy_gradient(logits, labels)[place] == pytest.approx(slope, abs=1e-8)


def test_cross_entropy_of_three_logits_by_hand() -> None:
    assert loss.cross_entropy([[2.0, 1.0, 0.0]], [0]) == pytest.approx(0.40760596)


def test_cross_entropy_survives_logits_that_overflow_exp() -> None:
    assert loss.cross_entropy([[1000.0, 0.0]], [0]) == 0.0
    assert loss.cross_entropy([[1000.0, 0.0]], [1]) == 1000.0
    np.testing.assert_allclose(loss.cross_entropy_gradient([[1000.0, 0.0]], [1]), [[1.0, -1.0]])


@pytest.mark.parametrize(
    ("call", "sentence"),
    [
        (lambda: loss.cross_entropy(np.zeros((0, 2)), []), "logits (0, 2) must not be empty"),
        (lambda: loss.cross_entropy_gradient(np.zeros((0, 2)), []), "logits (0, 2) must not be empty"),
        (lambda: loss.cross_entropy([[1.0, 2.0]], [[0.5, 0.6]]), "labels must sum to 1, not to 1.1"),
        (lambda: loss.cross_entropy_gradient([[1.0, 2.0]] * 2, [[0.5, 0.5], [0.2, 0.2]]), "labels must sum to 1, not to 0.4"),
        (lambda: loss.mean_squared_error([], []), "prediction (0,) must not be empty"),
        (lambda: loss.mean_absolute_error([[]], [[]]), "prediction (1, 0) must not be empty"),
        (lambda: loss.entropy([]), "distribution must sum to 1, not to 0"),
        (lambda: loss.entropy([0.5, 0.50002]), "distribution must sum to 1, not to 1.00002"),
        (lambda: loss.kl_divergence([0.5, 0.6], [0.5, 0.5]), "truth must sum to 1, not to 1.1"),
        (lambda: loss.kl_divergence([0.5, 0.5], [0.5, 0.6]), "model must sum to 1, not to 1.1"),
        (lambda: loss.distribution_cross_entropy([0.5, 0.6], [0.5, 0.5]), "truth must sum to 1, not to 1.1"),
        (lambda: loss.distribution_cross_entropy([0.5, 0.5], [0.5, 0.6]), "model must sum to 1, not to 1.1"),
        (lambda: loss.best_constant([]), "values (0,) must not be empty"),
    ],
)
def test_what_the_signature_cannot_say_is_refused(call, sentence: str) -> None:
    with pytest.raises(ValueError, match="must") as refused:
        call()
    assert str(refused.value) == sentence


def test_distributions_printed_with_six_digits_are_taken() -> None:
    assert loss.entropy([0.333333] * 3) == pytest.approx(np.log(3), abs=1e-5)


@pytest.mark.filterwarnings("error")
def test_masked_and_extreme_logits() -> None:
    assert loss.cross_entropy([[-np.inf, 0, 1]], [2]) == pytest.approx(np.log1p(np.exp(-1.0)))
    assert loss.cross_entropy([[-np.inf, 0, 1]], [[0.0, 0.0, 1.0]]) == pytest.approx(np.log1p(np.exp(-1.0)))
    assert loss.cross_entropy([[-np.inf, 0, 1]], [0]) == np.inf
    assert loss.cross_entropy([[1e308, -1e308]], [0]) == 0.0
    np.testing.assert_array_equal(loss.cross_entropy_gradient([[1e308, -1e308]], [1]), [[1.0, -1.0]])


def test_no_minus_before_a_zero() -> None:
    for labels in ([0], [[1.0, 0.0]]):
        assert np.copysign(1.0, loss.cross_entropy([[1000.0, 0.0]], labels)) == 1.0
    assert np.copysign(1.0, loss.entropy([1.0, 0.0])) == 1.0
    assert np.copysign(1.0, loss.distribution_cross_entropy([1.0, 0.0], [1.0, 0.0])) == 1.0


def test_a_vocabulary_fits_into_memory() -> None:
    logits = np.zeros((2, 50_257))
    tracemalloc.start()
    assert loss.cross_entropy(logits, [0, 50_256]) == pytest.approx(np.log(50_257))
    loss.cross_entropy_gradient(logits, [0, 50_256])
    assert tracemalloc.get_traced_memory()[1] < 10 * logits.nbytes  # one-hot rows of an identity matrix would take 20 GB
    tracemalloc.stop()


def test_gradient_leaves_its_arguments_alone() -> None:
    logits, soft = np.array([[1.0, 2.0]]), np.array([[0.5, 0.5]])
    for labels in (np.array([0]), soft):
        loss.cross_entropy_gradient(logits, labels)
    assert (logits.tolist(), soft.tolist()) == ([[1.0, 2.0]], [[0.5, 0.5]])


@few
@given(seed=seeds, rows=sides, columns=sides)
def test_errors_of_a_regression_agree_with_pytorch(seed: int, rows: int, columns: int) -> None:
    torch = pytest.importorskip("torch", reason="PyTorch is in the extra 'torch'")
    rng = np.random.default_rng(seed)
    prediction, target = rng.normal(size=(2, rows, columns))
    squared = torch.nn.functional.mse_loss(torch.tensor(prediction), torch.tensor(target)).item()
    assert loss.mean_squared_error(prediction, target) == pytest.approx(squared, abs=EXACT)
    absolute = torch.nn.functional.l1_loss(torch.tensor(prediction), torch.tensor(target)).item()
    assert loss.mean_absolute_error(prediction, target) == pytest.approx(absolute, abs=EXACT)


def test_errors_of_a_regression_by_hand() -> None:
    assert loss.mean_squared_error([1.0, 2.0], [3.0, 5.0]) == 6.5
    assert loss.mean_absolute_error([1.0, 2.0], [3.0, 5.0]) == 2.5


@few
@given(residual=vectors, delta=st.floats(0.1, 10))
def test_huber_is_scipys(residual: np.ndarray, delta: float) -> None:
    np.testing.assert_allclose(
        loss.huber(residual, delta), special.huber(delta, residual), rtol=EXACT, atol=1e-300
    )  # subnormal numbers lose bits


def test_huber_of_an_outlier_grows_in_a_straight_line() -> None:
    assert loss.huber(3.0) == 2.5
    assert loss.huber(-3.0, delta=2.0) == 4.0


@few
@given(margin=vectors)
def test_losses_of_a_margin_follow_their_definitions(margin: np.ndarray) -> None:
    assert loss.hinge(margin).tolist() == [max(0.0, 1 - m) for m in margin.tolist()]
    np.testing.assert_allclose(loss.logistic(margin), -stats.logistic.logcdf(margin), rtol=1e-10, atol=1e-15)


def test_losses_of_a_margin_by_hand() -> None:
    assert loss.hinge([-1.0, 0.5, 1.0, 5.0]).tolist() == [2.0, 0.5, 0.0, 0.0]
    assert loss.logistic(0.5) == pytest.approx(0.47407698)
    assert loss.logistic(-1000.0) == 1000.0


@few
@given(logit=vectors, target=st.floats(0, 1))
def test_binary_cross_entropy_is_pytorchs(logit: np.ndarray, target: float) -> None:
    torch = pytest.importorskip("torch", reason="PyTorch is in the extra 'torch'")
    theirs = torch.nn.functional.binary_cross_entropy_with_logits(
        torch.tensor(logit), torch.full(logit.shape, target, dtype=torch.float64), reduction="none"
    )
    np.testing.assert_allclose(loss.binary_cross_entropy(logit, np.full(logit.shape, target)), theirs.numpy(), atol=1e-11)


@few
@given(logit=st.floats(-15, 15), target=st.floats(0, 1))
def test_binary_cross_entropy_is_its_definition_where_that_can_be_computed(logit: float, target: float) -> None:
    p = special.expit(logit)
    expected = -special.xlogy(target, p) - special.xlogy(1 - target, 1 - p)
    assert loss.binary_cross_entropy(logit, target) == pytest.approx(expected, abs=1e-8)  # 1 − p has lost digits at z = 15


@few
@given(logit=st.floats(-10, 10), gamma=st.floats(0, 5))
def test_focal_loss_weighs_the_cross_entropy(logit: float, gamma: float) -> None:
    p = special.expit(logit)
    assert loss.focal(logit, gamma) == pytest.approx(-((1 - p) ** gamma) * np.log(p), rel=1e-9)


@few
@given(seed=seeds, classes=sides)
def test_entropies_are_scipys(seed: int, classes: int) -> None:
    p, q = np.random.default_rng(seed).dirichlet(np.ones(classes), 2)
    assert loss.entropy(p) == pytest.approx(stats.entropy(p), abs=EXACT)
    assert loss.kl_divergence(p, q) == pytest.approx(stats.entropy(p, q), abs=1e-10)
    assert loss.distribution_cross_entropy(p, q) == pytest.approx(-np.sum(p * np.log(q)), rel=1e-10)


def test_nothing_is_lost_where_the_truth_says_impossible() -> None:
    assert loss.entropy([1.0, 0.0]) == 0.0
    assert loss.kl_divergence([1.0, 0.0], [0.5, 0.5]) == pytest.approx(np.log(2))
    assert loss.distribution_cross_entropy([1.0, 0.0], [0.5, 0.5]) == pytest.approx(np.log(2))
    assert loss.kl_divergence([0.5, 0.5], [1.0, 0.0]) == np.inf
    assert loss.distribution_cross_entropy([0.5, 0.5], [1.0, 0.0]) == np.inf


@few
@given(epsilon=st.floats(0, 1), classes=st.integers(2, 50))
def test_smoothing_spreads_its_share_over_all_classes(epsilon: float, classes: int) -> None:
    target = (1 - epsilon) * np.eye(classes)[0] + epsilon * np.full(classes, 1 / classes)
    assert loss.smoothed_target(epsilon, classes) == pytest.approx(target[0])


def test_smoothing_of_the_paper() -> None:
    assert loss.smoothed_target(0.1, 10) == pytest.approx(0.91)


def test_chance_loss_is_that_of_equal_probabilities() -> None:
    assert loss.chance_loss(10) == pytest.approx(-np.log(0.1))
    assert loss.chance_loss(1000) == pytest.approx(6.907755)


@few
@given(seed=seeds, classes=sides)
def test_example_loss_is_log_sum_exp_minus_the_true_logit(seed: int, classes: int) -> None:
    rng = np.random.default_rng(seed)
    logits, label = 5 * rng.normal(size=classes), int(rng.integers(classes))
    assert loss.example_loss(logits, label) == pytest.approx(special.logsumexp(logits) - logits[label], abs=EXACT)


@few
@given(positive=st.floats(0.001, 0.999))
def test_base_rate_loss_is_the_least_loss_of_a_constant(positive: float) -> None:
    constants = np.linspace(0.0005, 0.9995, 2000)
    losses = -positive * np.log(constants) - (1 - positive) * np.log(1 - constants)
    assert loss.base_rate_loss(positive) == pytest.approx(losses.min(), abs=1e-4)  # a grid of step 0.0005
    assert loss.base_rate_loss(positive) <= losses.min() + EXACT


def test_base_rate_loss_of_one_in_ten() -> None:
    assert loss.base_rate_loss(0.1) == pytest.approx(0.3250830)


def test_best_constants_of_data_with_an_outlier() -> None:
    assert loss.best_constant([1, 2, 3, 4, 100]) == 22.0
    assert loss.best_constant([1, 2, 3, 4, 100], loss="mae") == 3.0
    assert loss.best_constant([1, 2, 3, 100], loss="mae") == 2.5  # the middle of the two in the middle


@few
@given(values=vectors)
def test_no_other_constant_does_better(values: np.ndarray) -> None:
    for name, error in (("mse", loss.mean_squared_error), ("mae", loss.mean_absolute_error)):
        best = np.full(values.shape, loss.best_constant(values, name))
        assert all(error(best, values) <= error(best + move, values) + EXACT for move in (-1.0, -0.1, 0.1, 1.0))


@few
@given(epsilon=st.floats(0.01, 0.99), classes=st.integers(2, 20))
def test_at_the_smoothed_gap_the_softmax_is_the_smoothed_target(epsilon: float, classes: int) -> None:
    logits = np.zeros(classes)
    logits[0] = loss.smoothed_gap(epsilon, classes)
    assert special.softmax(logits)[0] == pytest.approx(1 - epsilon + epsilon / classes)


@pytest.mark.filterwarnings("error")
def test_huber_of_a_huge_residual() -> None:
    assert loss.huber(1e200) == 1e200
    assert loss.huber([-1e200, 0.5]).tolist() == [1e200, 0.125]


def test_divergence_of_nearly_equal_distributions_is_not_negative() -> None:
    for seed in range(300):
        p = np.random.default_rng(seed).dirichlet(np.ones(5))
        assert loss.kl_divergence(p, p * (1 + 1e-16)) >= 0.0
        assert loss.kl_divergence(p, np.nextafter(p, 1.0)) >= 0.0


def test_focal_loss_has_the_papers_exponent() -> None:
    assert loss.focal(0.0) == pytest.approx(0.25 * np.log(2))  # γ = 2


@pytest.mark.parametrize("kernel", [loss.huber, loss.hinge, loss.logistic, loss.focal])
@pytest.mark.parametrize("dtype", [np.uint8, bool, np.int64, np.float32])
def test_numbers_of_every_kind_give_what_float64_gives(kernel, dtype) -> None:
    x = np.array([0, 1, 1]).astype(dtype)
    np.testing.assert_array_equal(kernel(x), kernel(x.astype(float)))
