"""The kernels of `remedies` against scans by hand, PyTorch, closed forms and central differences."""

import itertools

import numpy as np
import pytest
from dl_quiz.kernels.backprop import initialise
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


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ([np.nan, 1.0, 0.5, 0.4, 0.3], (5, 5)),
        ([1.0, np.nan, 0.5, np.nan, np.nan], (5, 3)),
        ([np.nan, np.nan, np.nan], (3, 1)),
        ([np.inf, 1.0], (2, 2)),
    ],
)
def test_a_loss_that_is_no_number_is_worse_than_any_other(values: list[float], expected: tuple[int, int]) -> None:
    assert remedies.early_stopping(values, 2) == expected


@few
@given(st.floats(1, 1e6), st.floats(0, 1), st.floats(0.1, 10), st.floats(0.1, 1))
def test_samples_needed_undo_the_learning_curve(samples: int, floor: float, scale: float, exponent: float) -> None:
    error = floor + scale * samples ** (-exponent)
    if error > floor:
        assert remedies.samples_needed(error, floor, scale, exponent) == pytest.approx(samples, rel=1e-4)  # error − floor cancels digits


def test_samples_needed_by_hand() -> None:
    assert remedies.samples_needed(target=0.1, floor=0.05, scale=1.0, exponent=0.5) == pytest.approx(400)
    assert remedies.samples_needed(target=0.1, floor=0.0, scale=1.0, exponent=0.001) == np.inf  # 10¹⁰⁰⁰


@few
@given(seeds, st.integers(1, 60), st.integers(1, 12))
def test_calibration_error_agrees_with_a_loop_over_bins(seed: int, samples: int, bins: int) -> None:
    rng = np.random.default_rng(seed)
    confidence, correct = rng.random(samples), rng.random(samples) < 0.5
    expected = 0.0
    for b in range(bins):
        inside = (confidence > b / bins) & (confidence <= (b + 1) / bins)
        if inside.any():
            expected += inside.sum() / samples * abs(correct[inside].mean() - confidence[inside].mean())
    assert remedies.calibration_error(confidence, correct, bins) == pytest.approx(expected, abs=ROUNDING)


def test_a_confidence_on_a_border_belongs_to_the_bin_below() -> None:
    """Guo et al. have bins ((m − 1)/M, m/M]; 0.29 · 100 is 28.999…96 in floats, 0.29 is all the same the border of 29/100."""
    assert remedies.calibration_error([1.0, 1.0], [1, 0]) == pytest.approx(0.5)
    assert remedies.calibration_error([0.0, 0.05], [1, 0]) == pytest.approx(0.95 / 2)
    assert remedies.calibration_error([0.5, 0.45], [1, 0]) == pytest.approx((0.5 - 0.45) / 2)  # one bin
    assert remedies.calibration_error([0.5, 0.55], [1, 0]) == pytest.approx((0.5 + 0.55) / 2)  # two
    assert remedies.calibration_error([0.29, 0.285], [1, 0], 100) == pytest.approx((0.71 - 0.285) / 2)
    assert remedies.calibration_error([0.29, 0.295], [1, 0], 100) == pytest.approx((0.71 + 0.295) / 2)


def test_smooth_labels_by_hand() -> None:
    np.testing.assert_allclose(remedies.smooth_labels([2, 0], 4, 0.2), [[0.05, 0.05, 0.85, 0.05], [0.85, 0.05, 0.05, 0.05]])


def test_smooth_labels_give_pytorchs_smoothed_loss() -> None:
    torch = pytest.importorskip("torch", reason="PyTorch is in the extra 'torch'")
    rng = np.random.default_rng(0)
    logits, labels = rng.normal(size=(6, 3)), rng.integers(0, 3, 6)
    twin = torch.nn.functional.cross_entropy(torch.from_numpy(logits), torch.from_numpy(labels), label_smoothing=0.3)
    log_probabilities = logits - np.log(np.exp(logits).sum(axis=1, keepdims=True))
    assert -(remedies.smooth_labels(labels, 3, 0.3) * log_probabilities).sum(axis=1).mean() == pytest.approx(twin.item(), abs=ROUNDING)


def test_smoothing_needs_no_table_of_all_classes() -> None:
    """The square of a million classes would take 8 TB."""
    targets = remedies.smooth_labels([999_999], 1_000_000, 0.5)
    assert targets.shape == (1, 1_000_000)
    assert targets[0, -1] == pytest.approx(0.5 + 0.5e-6)


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


def test_relu_has_no_slope_at_zero_as_in_pytorch() -> None:
    torch = pytest.importorskip("torch", reason="PyTorch is in the extra 'torch'")
    layers = [(np.eye(2), np.zeros(2)), (np.array([[1.0, 2.0], [3.0, -1.0]]), np.zeros(2))]
    x, labels = np.array([[0.0, 1.0], [2.0, 0.0]]), np.array([0, 1])
    weight = torch.eye(2, dtype=torch.float64, requires_grad=True)
    logits = torch.relu(torch.from_numpy(x) @ weight.T) @ torch.from_numpy(layers[1][0]).T
    torch.nn.functional.cross_entropy(logits, torch.from_numpy(labels)).backward()
    _, gradients = remedies.penalised_gradient(layers, x, labels)
    np.testing.assert_allclose(gradients[0][0], weight.grad.numpy(), atol=ROUNDING)


@few
@given(st.floats(0, 1), st.integers(1, 12), st.floats(0, 5))
def test_ensemble_variance_is_the_mean_of_the_covariance_matrix(correlation: float, members: int, variance: float) -> None:
    covariance = variance * (correlation * np.ones((members, members)) + (1 - correlation) * np.eye(members))
    assert remedies.ensemble_variance(variance, correlation, members) == pytest.approx(covariance.mean(), abs=ROUNDING)


def with_network(layers=None, x=None, masks=()) -> object:
    ours, points, labels, _ = random_network(3, 0.5)
    return remedies.penalised_gradient(ours if layers is None else layers, points if x is None else x, labels, masks=masks)


@pytest.mark.parametrize(
    ("call", "sentence"),
    [
        (lambda: remedies.early_stopping([], 1), "losses (0,) must hold one at least"),
        (lambda: remedies.samples_needed(0.1, 0.1, 1, 0.5), "target 0.1 must be above floor 0.1, which no amount of data reaches"),
        (lambda: remedies.samples_needed(np.nan, 0.1, 1, 0.5), "target nan must be above floor 0.1, which no amount of data reaches"),
        (lambda: remedies.calibration_error([], []), "confidence (0,) must hold one sample at least"),
        (lambda: remedies.smooth_labels([0, 3], 3, 0.1), "labels of 0 to 3 must lie in 0 to 3 − 1, classes being 3"),
        (lambda: remedies.smooth_labels([-1], 3, 0.1), "labels of -1 to -1 must lie in 0 to 3 − 1, classes being 3"),
        (lambda: remedies.smooth_labels([True, False], 3, 0.1), "labels must hold whole numbers, not bool"),
        (lambda: remedies.smooth_labels([[0], [1]], 3, 0.1), "labels (2, 1) must have the axes (n,)"),
        (
            lambda: with_network(layers=[(np.ones((5, 3)), np.ones(5)), (np.ones((2, 4)), np.ones(2))]),
            "layers with weights of shapes [(5, 3), (2, 4)] must each take what the one before gives, the first one x (7, 3)",
        ),
        (
            lambda: with_network(layers=[]),
            "layers with weights of shapes [] must each take what the one before gives, the first one x (7, 3)",
        ),
        (
            lambda: with_network(x=np.ones((7, 2))),
            "layers with weights of shapes [(5, 3), (4, 5), (2, 4)] must each take what the one before gives, the first one x (7, 2)",
        ),
        (
            lambda: with_network(masks=[np.ones((7, 5))]),
            "masks of widths [5] must be none, or one for each hidden layer, [5, 4]",
        ),
        (
            lambda: with_network(masks=[np.ones((7, 1)), np.ones((7, 4))]),
            "masks of widths [1, 4] must be none, or one for each hidden layer, [5, 4]",
        ),
    ],
)
def test_what_does_not_go_together_is_refused(call, sentence: str) -> None:
    with pytest.raises(ValueError) as caught:
        call()
    assert str(caught.value) == sentence


@few
@given(seeds, st.integers(2, 5))
def test_the_temperature_is_where_scipy_finds_the_lowest_cross_entropy(seed: int, classes: int) -> None:
    from scipy.optimize import minimize_scalar
    from scipy.special import logsumexp

    rng = np.random.default_rng(seed)
    logits, labels = 6 * rng.normal(size=(40, classes)), rng.integers(0, classes, 40)

    def loss(log_temperature: float) -> float:
        tempered = logits / np.exp(log_temperature)
        return float((logsumexp(tempered, axis=1) - tempered[np.arange(40), labels]).mean())

    found = remedies.fit_temperature(logits, labels)
    best = minimize_scalar(loss, bounds=(np.log(0.01), np.log(100)), method="bounded", options={"xatol": 1e-9})
    assert loss(np.log(found)) == pytest.approx(best.fun, abs=1e-7)


def test_the_temperature_of_two_classes_with_one_margin_is_the_margin_over_the_log_odds() -> None:
    logits, labels = np.tile([4.0, 0.0], (10, 1)), np.array([0] * 8 + [1] * 2)
    assert remedies.fit_temperature(logits, labels) == pytest.approx(4 / np.log(4))
    assert remedies.fit_temperature(logits, np.zeros(10, int)) == pytest.approx(0.01)  # all right: as sure as can be
    assert remedies.fit_temperature(logits, np.ones(10, int)) == pytest.approx(100.0)  # all wrong: as unsure as can be


@pytest.mark.parametrize("labels", [[], [-1], [2]])
def test_a_temperature_needs_labels_of_the_classes(labels: list[int]) -> None:
    with pytest.raises(ValueError, match="columns of logits"):
        remedies.fit_temperature(np.zeros((len(labels), 2)), np.array(labels, dtype=int))


@few
@given(st.integers(1, 50), st.integers(0, 50), st.data())
def test_the_clean_score_is_the_mean_over_the_clean_items(clean: int, found: int, data: st.DataObject) -> None:
    right, right_found = data.draw(st.integers(0, clean)), data.draw(st.integers(0, found))
    reported, seen = (right + right_found) / (clean + found), found / (clean + found)
    assert remedies.clean_score(reported, seen, right_found / max(found, 1)) == pytest.approx(right / clean, abs=1e-9)


@pytest.mark.parametrize(("reported", "seen", "score"), [(0.1, 0.5, 0.9), (0.9, 0.5, 0.1)])
def test_a_clean_score_that_cannot_be_is_refused(reported: float, seen: float, score: float) -> None:
    with pytest.raises(ValueError, match="is no mean of"):
        remedies.clean_score(reported, seen, score)


@pytest.mark.parametrize(
    "remedy", [{}, {"l2": 0.02}, {"smoothing": 0.2}, {"jitter": 0.3}, {"rate": 0.4}, {"l2": 0.01, "jitter": 0.1, "rate": 0.2}]
)
def test_the_classifier_is_trained_as_pytorch_trains_it(remedy: dict[str, float]) -> None:
    torch = pytest.importorskip("torch")
    rng = np.random.default_rng(3)
    x, labels = rng.normal(size=(12, 3)), rng.integers(0, 2, 12)
    history = remedies.fit_classifier(np.random.default_rng(5), x, labels, width=4, steps=6, lr=0.05, **remedy)
    draws = np.random.default_rng(5)
    ours = [parameter for layer in initialise(draws, (3, 4, 4, 2)) for parameter in layer]
    theirs = [torch.tensor(parameter, requires_grad=True) for parameter in ours]
    optimiser = torch.optim.Adam(theirs, lr=0.05, eps=1e-8)
    rate = remedy.get("rate", 0.0)
    for layers in history:
        for parameter, expected in zip([p for layer in layers for p in layer], theirs, strict=True):
            np.testing.assert_allclose(parameter, expected.detach().numpy(), atol=1e-7)
        jitter = remedy.get("jitter", 0.0)
        seen = torch.tensor(x + (jitter * draws.normal(size=x.shape) if jitter else 0.0))
        masks = [torch.tensor((draws.random((12, 4)) < 1 - rate) / (1 - rate) if rate else np.ones((12, 4))) for _ in range(2)]
        hidden = torch.relu(seen @ theirs[0].T + theirs[1]) * masks[0]
        hidden = torch.relu(hidden @ theirs[2].T + theirs[3]) * masks[1]
        loss = torch.nn.functional.cross_entropy(
            hidden @ theirs[4].T + theirs[5], torch.tensor(labels), label_smoothing=remedy.get("smoothing", 0.0)
        ) + remedy.get("l2", 0.0) * sum((weight**2).sum() for weight in theirs[::2])
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
    assert len(history) == 6
