"""The kernels of `crossval` against naive counting, SciPy, closed forms and simulation."""

from itertools import combinations
from statistics import harmonic_mean

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats
from scipy.optimize import approx_fprime
from scipy.spatial.distance import cdist

from dl_quiz.kernels import crossval

few = settings(deadline=None, max_examples=30)
seeds = st.integers(0, 2**32 - 1)
samples_and_folds = st.integers(2, 60).flatmap(lambda n: st.tuples(st.just(n), st.integers(2, n)))
ROUNDING = 1e-10


@few
@given(samples_and_folds)
def test_fold_sizes_differ_by_one_at_most_and_come_larger_first(counts: tuple[int, int]) -> None:
    samples, folds = counts
    sizes = crossval.fold_sizes(samples, folds)
    assert len(sizes) == folds and sum(sizes) == samples
    assert max(sizes) - min(sizes) <= 1 and list(sizes) == sorted(sizes, reverse=True)


def test_fold_sizes_of_103_samples() -> None:
    assert crossval.fold_sizes(103, 5) == (21, 21, 21, 20, 20)


@few
@given(seeds, samples_and_folds)
def test_folds_partition_the_samples(seed: int, counts: tuple[int, int]) -> None:
    samples, folds = counts
    for rng in (None, np.random.default_rng(seed)):
        parts = crossval.k_folds(samples, folds, rng)
        assert [len(part) for part in parts] == list(crossval.fold_sizes(samples, folds))
        assert sorted(np.concatenate(parts)) == list(range(samples))


def test_folds_keep_the_order_only_without_a_generator() -> None:
    assert [list(part) for part in crossval.k_folds(5, 2)] == [[0, 1, 2], [3, 4]]
    assert any(list(part) != sorted(part) for part in crossval.k_folds(30, 2, np.random.default_rng(0)))


@few
@given(seeds, st.lists(st.integers(0, 3), min_size=6, max_size=60), st.integers(2, 6))
def test_stratified_folds_share_out_every_class(seed: int, labels: list[int], folds: int) -> None:
    kinds = np.array(labels)
    parts = crossval.stratified_folds(kinds, folds, np.random.default_rng(seed))
    assert sorted(np.concatenate(parts)) == list(range(len(labels)))
    for kind in set(labels):
        counts = [int((kinds[part] == kind).sum()) for part in parts]
        assert max(counts) - min(counts) <= 1


def test_stratified_folds_are_shuffled_within_a_class() -> None:
    first = [crossval.stratified_folds([0] * 20, 4, np.random.default_rng(seed))[0].tolist() for seed in range(3)]
    assert first[0] != first[1] != first[2]


@few
@given(seeds, st.lists(st.integers(0, 9), max_size=60), st.integers(2, 4))
def test_group_folds_never_tear_a_group(seed: int, groups: list[int], folds: int) -> None:
    group = np.array([*groups, 0, 1, 2, 3])
    parts = crossval.group_folds(group, folds, np.random.default_rng(seed))
    assert sorted(np.concatenate(parts)) == list(range(len(group)))
    for one, other in combinations(parts, 2):
        assert not set(group[one]) & set(group[other])


def test_which_groups_are_left_out_together_is_drawn() -> None:
    groups = np.repeat(np.arange(12), 2)
    first = {tuple(crossval.group_folds(groups, 4, np.random.default_rng(seed))[0]) for seed in range(4)}
    assert len(first) > 1


@few
@given(st.integers(9, 50), st.integers(1, 8))
def test_forward_splits_train_on_everything_before_the_validation_block(samples: int, splits: int) -> None:
    pairs = crossval.forward_splits(samples, splits)
    assert len(pairs) == splits
    for past, block in pairs:
        assert list(past) == list(range(block[0]))
    assert list(np.concatenate([block for _, block in pairs])) == list(range(pairs[0][1][0], samples))


@few
@given(seeds, st.integers(4, 12), st.integers(2, 4))
def test_cross_validation_trains_on_exactly_the_other_samples(seed: int, samples: int, folds: int) -> None:
    rng = np.random.default_rng(seed)
    y = rng.normal(size=samples)
    seen = []

    def predictor(train_x: np.ndarray, train_y: np.ndarray, new_x: np.ndarray) -> np.ndarray:
        seen.append((set(train_x[:, 0]), set(new_x[:, 0]), list(train_y)))
        return np.asarray(new_x[:, 0] + train_y.sum())

    parts = crossval.k_folds(samples, folds, rng)
    predictions = crossval.cross_validate(predictor, np.arange(samples)[:, None], y, parts)
    assert len(seen) == folds
    for part, (trained, judged, targets) in zip(parts, seen, strict=True):
        assert judged == set(part) and trained == set(range(samples)) - judged
        assert targets == [y[i] for i in range(samples) if i not in judged]
        np.testing.assert_allclose(predictions[part], part + sum(targets))


@few
@given(seeds, st.integers(1, 12), st.integers(1, 5))
def test_nearest_neighbour_agrees_with_scipys_distances(seed: int, samples: int, features: int) -> None:
    rng = np.random.default_rng(seed)
    x, y, new = rng.normal(size=(samples, features)), rng.normal(size=samples), rng.normal(size=(4, features))
    np.testing.assert_array_equal(crossval.nearest_neighbour(x, y, new), y[cdist(new, x).argmin(axis=1)])


@pytest.mark.parametrize("offset", [0.0, 1e6, 1e8, 1e12])
def test_nearest_neighbour_tells_points_apart_wherever_the_origin_is(offset: float) -> None:
    points = offset + np.arange(20.0)[:, None] @ np.ones((1, 3))
    np.testing.assert_array_equal(crossval.nearest_neighbour(points, np.arange(20), points), np.arange(20))


def test_nearest_neighbour_tells_near_points_apart_beside_far_ones() -> None:
    assert crossval.nearest_neighbour([[0.0], [1e9], [1e9 + 1]], [0, 1, 2], [[1e9 + 1], [0.2]]).tolist() == [2, 0]


@few
@given(seeds, st.integers(4, 20), st.integers(1, 8))
def test_strongest_features_have_the_largest_correlations(seed: int, samples: int, features: int) -> None:
    rng = np.random.default_rng(seed)
    x = 5 + rng.normal(size=(samples, features)) * rng.uniform(0.1, 9, features)
    y = rng.permutation(np.where(np.arange(samples) < samples // 2, 1.0, -1.0))
    correlations = [abs(stats.pearsonr(column, y).statistic) for column in x.T]
    chosen = crossval.strongest_features(x, y, features)
    np.testing.assert_allclose(np.array(correlations)[chosen], sorted(correlations, reverse=True), atol=1e-9)
    assert list(crossval.strongest_features(x, y, 1)) == list(chosen[:1])


def test_strongest_features_leave_a_constant_column_to_the_last() -> None:
    x = np.array([[1.0, 3.0], [2.0, 3.0], [4.0, 3.0]])
    assert list(crossval.strongest_features(x, [1.0, -1.0, 1.0], 2)) == [0, 1]


@pytest.mark.parametrize("scale", [1e-170, 1e-300, 1e170])
def test_strongest_features_do_not_depend_on_the_unit(scale: float) -> None:
    x, y = np.random.default_rng(0).normal(size=(9, 4)), np.array([1.0, -1, 1, 1, -1, -1, 1, -1, 1])
    assert list(crossval.strongest_features(x * np.array([1, scale, 1, scale]), y, 4)) == list(crossval.strongest_features(x, y, 4))


@pytest.mark.parametrize("refit", [True, False])
def test_nested_fits_agree_with_the_loops_themselves(refit: bool) -> None:
    count = 0
    for _ in range(5):
        for _ in range(3):
            count += 12
        count += refit
    assert crossval.nested_fits(outer=5, inner=3, candidates=12, refit=refit) == count


def test_nested_accuracy_agrees_with_choosing_fold_by_fold() -> None:
    right = np.random.default_rng(0).random((6, 4, 11)) < 0.5
    for repeat, found in zip(right, crossval.nested_accuracy(right, 3), strict=True):
        hits = 0
        for fold in (range(4), range(4, 8), range(8, 11)):
            scores = [sum(bool(hit) for at, hit in enumerate(model) if at not in fold) for model in repeat]
            hits += sum(bool(repeat[scores.index(max(scores))][at]) for at in fold)
        assert found == pytest.approx(hits / 11, abs=ROUNDING)


def test_nested_accuracy_needs_a_candidate() -> None:
    with pytest.raises(ValueError, match="candidate"):
        crossval.nested_accuracy(np.ones((2, 0, 6), dtype=bool), 2)


def test_fold_errors_of_least_squares_need_a_sample_for_each_weight() -> None:
    with pytest.raises(ValueError, match="too few"):
        crossval.least_squares_fold_errors(np.ones((1, 6, 4)), np.ones((1, 6)), 2)


def test_fold_errors_of_least_squares_agree_with_lstsq() -> None:
    rng = np.random.default_rng(0)
    x, y = rng.normal(size=(3, 13, 4)), rng.normal(size=(3, 13))
    found = crossval.least_squares_fold_errors(x, y, 3)
    for one, fold in np.ndindex(found.shape):
        held = np.isin(np.arange(13), [*[range(5), range(5, 9), range(9, 13)][fold]])
        weights = np.linalg.lstsq(x[one][~held], y[one][~held], rcond=None)[0]
        assert found[one, fold] == pytest.approx(np.square(x[one][held] @ weights - y[one][held]).mean(), rel=1e-9)


@pytest.mark.parametrize(("samples", "positives", "folds"), [(6, 2, 3), (8, 3, 2), (8, 4, 4), (9, 0, 3), (9, 9, 3), (9, 4, 3)])
def test_missing_class_probability_counts_all_arrangements(samples: int, positives: int, folds: int) -> None:
    size = samples // folds
    splits = [len({place // size for place in places}) < folds for places in combinations(range(samples), positives)]
    assert crossval.missing_class_probability(samples, positives, folds) == pytest.approx(sum(splits) / len(splits), abs=ROUNDING)


def test_missing_class_probability_in_its_closed_form() -> None:
    assert crossval.missing_class_probability(50, 5, 5) == pytest.approx(1 - 10**5 / 2118760, abs=ROUNDING)


@pytest.mark.parametrize("kind", [list, np.array])
def test_pooled_accuracy_counts_right_answers(kind) -> None:
    assert crossval.pooled_accuracy(kind([18, 15, 9]), kind([20, 20, 10])) == pytest.approx(42 / 50)


@few
@given(st.integers(1, 50), st.integers(0, 50), st.integers(0, 50))
def test_f1_is_the_harmonic_mean_of_precision_and_recall(tp: int, fp: int, fn: int) -> None:
    assert crossval.f1_score(tp, fp, fn) == pytest.approx(harmonic_mean([tp / (tp + fp), tp / (tp + fn)]))


def test_f1_without_any_positive_is_zero() -> None:
    assert crossval.f1_score(0, 0, 0) == 0.0


@pytest.mark.parametrize(("samples", "candidates"), [(1, 1), (10, 1), (10, 7), (50, 200)])
def test_best_of_guessers_agrees_with_scipys_binomial(samples: int, candidates: int) -> None:
    top = stats.binom.cdf(np.arange(samples + 1), samples, 0.5) ** candidates
    expected = (np.arange(samples + 1) * np.diff(top, prepend=0.0)).sum() / samples
    assert crossval.best_of_guessers(samples, candidates) == pytest.approx(expected, abs=ROUNDING)


def test_least_squares_risk_is_the_mean_error_on_new_inputs() -> None:
    rng = np.random.default_rng(8)
    samples, parameters, noise, fits = 14, 4, 0.6, 4000
    truth, risks = np.array([1.0, -2.0, 0.5, 0.0]), []
    for _ in range(fits):
        x = rng.normal(size=(samples, parameters))
        w = np.linalg.lstsq(x, x @ truth + noise * rng.normal(size=samples), rcond=None)[0]
        risks.append(((w - truth) ** 2).sum() + noise**2)
    expected = crossval.least_squares_risk(samples, parameters, noise)
    assert abs(np.mean(risks) - expected) < 4 * np.std(risks) / fits**0.5


def test_least_squares_risk_starts_two_samples_above_the_parameters() -> None:
    assert crossval.least_squares_risk(6, 4, 1.0) == pytest.approx(5.0)


def test_cross_validated_risk_is_the_mean_of_simulated_cross_validations() -> None:
    rng = np.random.default_rng(9)
    reports = []
    for _ in range(2500):
        x, y, errors = rng.normal(size=(17, 3)), rng.normal(size=17) * 0.5, []
        for part in crossval.k_folds(17, 4):
            others = np.delete(np.arange(17), part)
            w = np.linalg.lstsq(x[others], y[others], rcond=None)[0]
            errors.append(((x[part] @ w - y[part]) ** 2).mean())
        reports.append(np.mean(errors))
    expected = crossval.cross_validated_risk(samples=17, folds=4, parameters=3, noise=0.5)
    assert abs(np.mean(reports) - expected) < 4 * np.std(reports) / len(reports) ** 0.5
    assert expected > 1.05 * crossval.least_squares_risk(17, 3, 0.5)


def test_cross_validated_risk_is_the_mean_over_unequal_folds() -> None:
    """Folds of 4 and 3: one model of 3 samples, whose risk is 2, and one of 4, whose risk is 1.5."""
    assert crossval.cross_validated_risk(samples=7, folds=2, parameters=1, noise=1.0) == pytest.approx(1.75)


def with_folds(*folds: list[int]) -> np.ndarray:
    return crossval.cross_validate(crossval.nearest_neighbour, np.eye(3), np.ones(3), [np.array(fold) for fold in folds])


def generator() -> np.random.Generator:
    return np.random.default_rng(0)


@pytest.mark.parametrize(
    ("call", "sentence"),
    [
        (lambda: crossval.fold_sizes(5, 6), "folds 6 must be at most as many as the samples, 5"),
        (lambda: crossval.k_folds(5, 6), "folds 6 must be at most as many as the samples, 5"),
        (lambda: crossval.stratified_folds([0, 1, 1], 4, generator()), "folds 4 must be at most as many as the samples, 3"),
        (lambda: crossval.stratified_folds([[0], [1], [0], [1]], 2, generator()), "labels (4, 1) must have the axes (n,)"),
        (lambda: crossval.group_folds([0, 0, 1, 1], 3, generator()), "folds 3 must be at most as many as the groups, 2"),
        (lambda: crossval.forward_splits(5, 5), "splits 5 must be fewer than the samples, 5"),
        (lambda: with_folds([0, 1], [1, 2]), "the 2 folds must hold each of the 3 samples exactly once"),
        (lambda: with_folds([0], [2]), "the 2 folds must hold each of the 3 samples exactly once"),
        (lambda: with_folds([0, 1, 2], [3]), "the 2 folds must hold each of the 3 samples exactly once"),
        (lambda: with_folds(), "the 0 folds must hold each of the 3 samples exactly once"),
        (
            lambda: crossval.cross_validate(lambda x, y, new: y.mean(), np.eye(3), np.ones(3), crossval.k_folds(3, 2)),
            "the predictor gave () for the 2 samples of a fold, not one number for each",
        ),
        (lambda: crossval.nearest_neighbour(np.ones((0, 2)), [], np.ones((1, 2))), "train_x (0, 2) must hold one point at least"),
        (lambda: crossval.strongest_features(np.ones((3, 4)), np.ones(3), 5), "top 5 must be at most as many as the features of x (3, 4)"),
        (lambda: crossval.missing_class_probability(10, 2, 3), "folds 3 must divide samples 10, and positives 2 be at most as many"),
        (lambda: crossval.missing_class_probability(10, 11, 5), "folds 5 must divide samples 10, and positives 11 be at most as many"),
        (
            lambda: crossval.pooled_accuracy([3, 1], [2, 2]),
            "correct [3, 1] must hold a count for one fold at least, none above the sizes [2, 2]",
        ),
        (lambda: crossval.pooled_accuracy([], []), "correct [] must hold a count for one fold at least, none above the sizes []"),
        (lambda: crossval.pooled_accuracy([0], [0]), "sizes 0 must be at least 1"),
        (
            lambda: crossval.least_squares_risk(5, 4, 1.0),
            "samples 5 must be at least parameters 4 + 2, or the expected error is infinite",
        ),
        (
            lambda: crossval.cross_validated_risk(8, 2, 3, 1.0),
            "samples 4 must be at least parameters 3 + 2, or the expected error is infinite",
        ),
    ],
)
def test_what_does_not_go_together_is_refused(call, sentence: str) -> None:
    with pytest.raises(ValueError) as caught:
        call()
    assert str(caught.value) == sentence


@few
@given(seeds, st.integers(2, 12))
def test_the_plain_paired_t_is_scipys(seed: int, folds: int) -> None:
    one, other = np.random.default_rng(seed).normal(size=(2, folds))
    assert crossval.paired_t(one - other) == pytest.approx(stats.ttest_rel(one, other).statistic, rel=1e-9)


def test_the_corrected_t_by_hand() -> None:
    assert crossval.paired_t([2.0, 1.0, 3.0, 2.0, 2.0], 0.25) == pytest.approx(2 / np.sqrt((1 / 5 + 1 / 4) * 0.5))


@pytest.mark.parametrize("differences", [[], [1.0], [2.0, 2.0, 2.0]])
def test_a_paired_t_needs_a_spread(differences: list[float]) -> None:
    with pytest.raises(ValueError, match="two values at least"):
        crossval.paired_t(differences)


@few
@given(seeds, st.integers(1, 6), st.integers(1, 8))
def test_the_shared_epoch_is_that_of_a_search_by_hand(seed: int, folds: int, epochs: int) -> None:
    losses = np.random.default_rng(seed).integers(0, 5, size=(folds, epochs)).astype(float)
    means = [sum(curve[epoch] for curve in losses) / folds for epoch in range(epochs)]
    best = means.index(min(means)) + 1
    assert crossval.shared_epoch(losses) == pytest.approx((best, min(means), sum(min(curve) for curve in losses) / folds))


@pytest.mark.parametrize("shape", [(0, 3), (2, 0)])
def test_a_shared_epoch_needs_a_loss(shape: tuple[int, int]) -> None:
    with pytest.raises(ValueError, match="one fold and one epoch"):
        crossval.shared_epoch(np.zeros(shape))


@few
@given(seeds, st.integers(3, 7), st.integers(1, 3), st.integers(1, 4))
def test_a_training_path_descends_the_slope_found_by_differences(seed: int, samples: int, width: int, epochs: int) -> None:
    rng = np.random.default_rng(seed)
    x, y, truth = rng.normal(size=(2, samples, width)), rng.normal(size=(2, samples)), rng.normal(size=width)
    losses, risks = crossval.training_path(x, y, truth, np.array([0, 2]), epochs)
    for one, (inputs, targets) in enumerate(zip(x, y, strict=True)):
        weights, left = np.zeros(width), [i for i in range(samples) if i not in (0, 2)]
        for epoch in range(epochs):
            slope = approx_fprime(weights, lambda w, i=inputs[left], t=targets[left]: np.mean((i @ w - t) ** 2) / 2)
            weights = weights - 0.05 * slope
            held_out = np.mean([(inputs[i] @ weights - targets[i]) ** 2 for i in (0, 2)])
            assert losses[one, epoch] == pytest.approx(held_out, rel=1e-5, abs=1e-5)
            assert risks[one, epoch] == pytest.approx(1 + sum((weights - truth) ** 2), rel=1e-5)


@pytest.mark.parametrize("fold", [[], [0, 1, 2], [3], [-1]])
def test_a_training_path_needs_samples_inside_and_outside_of_the_fold(fold: list[int]) -> None:
    with pytest.raises(ValueError, match="fold"):
        crossval.training_path(np.ones((1, 3, 2)), np.ones((1, 3)), np.ones(2), np.array(fold, dtype=int), 2)
