"""The kernels of `remedies` against scans by hand, PyTorch, closed forms and central differences."""

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dl_quiz.kernels import remedies

few = settings(deadline=None, max_examples=30)
seeds = st.integers(0, 2**32 - 1)
ROUNDING = 1e-10
losses = st.lists(st.integers(0, 9).map(float), min_size=1, max_size=20)


def stop_by_definition(values: list[float], patience: int) -> tuple[int, int]:
    """First epoch whose last `patience` losses all fail to beat the best before them."""
    for epoch in range(patience + 1, len(values) + 1):
        if min(values[epoch - patience : epoch]) >= min(values[: epoch - patience]):
            return epoch, values.index(min(values[:epoch])) + 1
    return len(values), values.index(min(values)) + 1


@few
@given(losses, st.integers(1, 6))
def test_early_stopping_agrees_with_its_definition(values: list[float], patience: int) -> None:
    assert remedies.early_stopping(values, patience) == stop_by_definition(values, patience)


@pytest.mark.parametrize(
    ("values", "patience", "expected"),
    [
        ([0.9, 0.7, 0.6, 0.62, 0.61, 0.63, 0.58], 3, (6, 3)),
        ([1.0, 0.8, 0.7, 0.75, 0.72, 0.71, 0.73], 4, (7, 3)),
        ([3.0, 2.0, 1.0], 1, (3, 3)),
        ([1.0, 1.0], 1, (2, 1)),
    ],
)
def test_early_stopping_of_sequences_by_hand(values: list[float], patience: int, expected: tuple[int, int]) -> None:
    assert remedies.early_stopping(values, patience) == expected


def test_an_improvement_within_the_tolerance_does_not_count() -> None:
    assert remedies.early_stopping([1.0, 0.95, 0.9, 0.85], 2, tolerance=0.2) == (3, 1)
    assert remedies.early_stopping([1.0, 0.95, 0.9, 0.85], 2) == (4, 4)


@pytest.mark.parametrize("bad", [([], 1, 0.0), ([1.0], 0, 0.0), ([1.0], 1, -0.1)])
def test_early_stopping_refuses_no_losses_no_patience_and_negative_tolerance(bad: tuple[float, ...]) -> None:
    with pytest.raises(ValueError, match="must be at least one"):
        remedies.early_stopping(*bad)


def test_the_gap_is_validation_above_training() -> None:
    assert remedies.generalisation_gap(training=0.25, validation=1.0) == 0.75


@pytest.mark.parametrize("bad", [(np.nan, 1.0), (1.0, np.inf)])
def test_the_gap_refuses_what_is_not_finite(bad: tuple[float, ...]) -> None:
    with pytest.raises(ValueError, match="must be finite"):
        remedies.generalisation_gap(*bad)


@few
@given(st.floats(1, 1e6), st.floats(0, 1), st.floats(0.1, 10), st.floats(0.1, 1))
def test_samples_needed_undo_the_learning_curve(samples: int, floor: float, scale: float, exponent: float) -> None:
    error = floor + scale * samples ** (-exponent)
    if error > floor:
        assert remedies.samples_needed(error, floor, scale, exponent) == pytest.approx(samples, rel=1e-4)  # error − floor cancels digits


def test_samples_needed_by_hand() -> None:
    assert remedies.samples_needed(target=0.1, floor=0.05, scale=1.0, exponent=0.5) == pytest.approx(400)


@pytest.mark.parametrize("bad", [(0.1, 0.1, 1.0, 0.5), (0.2, 0.1, 0.0, 0.5), (0.2, 0.1, 1.0, 0.0)])
def test_samples_needed_refuse_targets_under_the_floor(bad: tuple[float, ...]) -> None:
    with pytest.raises(ValueError, match="must be above floor"):
        remedies.samples_needed(*bad)


@few
@given(seeds, st.integers(1, 60), st.integers(1, 12))
def test_calibration_error_agrees_with_a_loop_over_bins(seed: int, samples: int, bins: int) -> None:
    rng = np.random.default_rng(seed)
    confidence, correct = rng.random(samples), rng.random(samples) < 0.5
    expected = 0.0
    for b in range(bins):
        inside = (confidence >= b / bins) & (confidence < (b + 1) / bins)
        if inside.any():
            expected += inside.sum() / samples * abs(correct[inside].mean() - confidence[inside].mean())
    assert remedies.calibration_error(confidence, correct, bins) == pytest.approx(expected, abs=ROUNDING)


def test_full_confidence_belongs_to_the_last_bin() -> None:
    assert remedies.calibration_error([1.0, 1.0], [1, 0]) == pytest.approx(0.5)


@pytest.mark.parametrize(("confidence", "correct", "bins"), [([0.5], [1, 0], 10), ([], [], 10), ([0.5], [1], 0)])
def test_calibration_error_refuses_unequal_or_empty_input(confidence: list[float], correct: list[int], bins: int) -> None:
    with pytest.raises(ValueError, match="vectors of one length"):
        remedies.calibration_error(confidence, correct, bins)


def test_calibration_error_refuses_what_is_no_probability() -> None:
    with pytest.raises(ValueError, match=r"0 … 1, not 0.5 … 1.5"):
        remedies.calibration_error([0.5, 1.5], [1, 1])


def test_smooth_labels_by_hand() -> None:
    np.testing.assert_allclose(remedies.smooth_labels([2, 0], 4, 0.2), [[0.05, 0.05, 0.85, 0.05], [0.85, 0.05, 0.05, 0.05]])


def test_smooth_labels_give_pytorchs_smoothed_loss() -> None:
    torch = pytest.importorskip("torch", reason="PyTorch is in the extra 'torch'")
    rng = np.random.default_rng(0)
    logits, labels = rng.normal(size=(6, 3)), rng.integers(0, 3, 6)
    twin = torch.nn.functional.cross_entropy(torch.from_numpy(logits), torch.from_numpy(labels), label_smoothing=0.3)
    log_probabilities = logits - np.log(np.exp(logits).sum(axis=1, keepdims=True))
    assert -(remedies.smooth_labels(labels, 3, 0.3) * log_probabilities).sum(axis=1).mean() == pytest.approx(twin.item(), abs=ROUNDING)


@pytest.mark.parametrize(("labels", "smoothing"), [([0, 3], 0.1), ([-1], 0.1), ([0], 1.5), ([], 0.1)])
def test_smooth_labels_refuse_unknown_classes_and_impossible_amounts(labels: list[int], smoothing: float) -> None:
    with pytest.raises(ValueError, match="must lie in 0 … 1"):
        remedies.smooth_labels(labels, 3, smoothing)


def random_network(seed: int, rate: float) -> tuple[list[tuple[np.ndarray, np.ndarray]], np.ndarray, np.ndarray, list[np.ndarray]]:
    rng = np.random.default_rng(seed)
    widths = (3, 5, 4, 2)
    layers = [(rng.normal(size=(b, a)), rng.normal(size=b)) for a, b in itertools.pairwise(widths)]
    masks = [(rng.random((7, width)) >= rate) / (1 - rate) for width in widths[1:-1]] if rate else []
    return layers, rng.normal(size=(7, 3)), rng.integers(0, 2, 7), masks


@pytest.mark.parametrize(("l2", "rate"), [(0.0, 0.0), (0.3, 0.0), (0.0, 0.5), (0.1, 0.25)])
def test_penalised_gradient_agrees_with_pytorch(l2: float, rate: float) -> None:
    torch = pytest.importorskip("torch", reason="PyTorch is in the extra 'torch'")
    layers, x, labels, masks = random_network(1, rate)
    twins = [[torch.tensor(a, requires_grad=True) for a in layer] for layer in layers]
    hidden = torch.from_numpy(x)
    for depth, (weight, bias) in enumerate(twins):
        hidden = hidden @ weight.T + bias
        if depth < len(twins) - 1:
            hidden = torch.relu(hidden) * (torch.from_numpy(masks[depth]) if masks else 1.0)
    loss = torch.nn.functional.cross_entropy(hidden, torch.from_numpy(labels)) + l2 * sum((w**2).sum() for w, _ in twins)
    loss.backward()
    value, gradients = remedies.penalised_gradient(layers, x, labels, l2=l2, masks=masks)
    assert value == pytest.approx(loss.item(), abs=ROUNDING)
    for pair, twin in zip(gradients, twins, strict=True):
        for ours, theirs in zip(pair, twin, strict=True):
            np.testing.assert_allclose(ours, theirs.grad.numpy(), atol=ROUNDING)


def test_penalised_gradient_agrees_with_central_differences() -> None:
    layers, x, labels, masks = random_network(2, 0.5)
    _, gradients = remedies.penalised_gradient(layers, x, labels, l2=0.2, masks=masks)
    h = 1e-6
    for depth, (weight, _) in enumerate(layers):
        for place in np.ndindex(weight.shape):
            ends = []
            for sign in (1, -1):
                moved = [(w.copy(), b.copy()) for w, b in layers]
                moved[depth][0][place] += sign * h
                ends.append(remedies.penalised_gradient(moved, x, labels, l2=0.2, masks=masks)[0])
            assert gradients[depth][0][place] == pytest.approx((ends[0] - ends[1]) / (2 * h), abs=1e-6)  # truncation ~ h² and 1e-16/h


def test_penalised_gradient_refuses_a_negative_penalty_and_missing_masks() -> None:
    layers, x, labels, masks = random_network(3, 0.5)
    with pytest.raises(ValueError, match="l2 -1"):
        remedies.penalised_gradient(layers, x, labels, l2=-1.0)
    with pytest.raises(ValueError, match="masks 1 be none or one for each of 2"):
        remedies.penalised_gradient(layers, x, labels, masks=masks[:1])


@few
@given(seeds, st.integers(1, 12), st.integers(1, 8), st.floats(1e-3, 10))
def test_ridge_is_least_squares_on_augmented_rows(seed: int, samples: int, features: int, l2: float) -> None:
    rng = np.random.default_rng(seed)
    x, y = rng.normal(size=(samples, features)), rng.normal(size=samples)
    rows = np.vstack([x, np.sqrt(samples * l2) * np.eye(features)])
    expected = np.linalg.lstsq(rows, np.concatenate([y, np.zeros(features)]), rcond=None)[0]
    np.testing.assert_allclose(remedies.ridge(x, y, l2), expected, atol=1e-8)


@pytest.mark.parametrize(("x", "y", "l2"), [(np.ones((3, 2)), np.ones(4), 1.0), (np.ones((3, 2)), np.ones(3), 0.0)])
def test_ridge_refuses_other_numbers_of_samples_and_no_penalty(x: np.ndarray, y: np.ndarray, l2: float) -> None:
    with pytest.raises(ValueError, match="one row a sample"):
        remedies.ridge(x, y, l2)


@few
@given(st.floats(0, 1), st.integers(1, 12), st.floats(0, 5))
def test_ensemble_variance_is_the_mean_of_the_covariance_matrix(correlation: float, members: int, variance: float) -> None:
    covariance = variance * (correlation * np.ones((members, members)) + (1 - correlation) * np.eye(members))
    assert remedies.ensemble_variance(variance, correlation, members) == pytest.approx(covariance.mean(), abs=ROUNDING)


@pytest.mark.parametrize("bad", [(-1.0, 0.5, 2), (1.0, 1.5, 2), (1.0, -0.5, 2), (1.0, 0.5, 0)])
def test_ensemble_variance_refuses_impossible_spreads_and_no_members(bad: tuple[float, ...]) -> None:
    with pytest.raises(ValueError, match="must be at least 0"):
        remedies.ensemble_variance(*bad)
