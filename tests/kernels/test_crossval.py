"""The kernels of `crossval` against naive counting, SciPy, closed forms and simulation."""

from itertools import combinations
from statistics import harmonic_mean

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats
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


@pytest.mark.parametrize(("samples", "folds"), [(5, 1), (5, 6)])
def test_fold_sizes_refuse_one_fold_and_more_folds_than_samples(samples: int, folds: int) -> None:
    with pytest.raises(ValueError, match=f"folds {folds} must lie between 2 and the number of samples {samples}"):
        crossval.fold_sizes(samples, folds)


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


def test_stratified_folds_refuse_more_folds_than_samples() -> None:
    with pytest.raises(ValueError, match="folds 4"):
        crossval.stratified_folds([0, 1, 1], 4, np.random.default_rng(0))


@few
@given(seeds, st.lists(st.integers(0, 9), max_size=60), st.integers(2, 4))
def test_group_folds_never_tear_a_group(seed: int, groups: list[int], folds: int) -> None:
    group = np.array([*groups, 0, 1, 2, 3])
    parts = crossval.group_folds(group, folds, np.random.default_rng(seed))
    assert sorted(np.concatenate(parts)) == list(range(len(group)))
    for one, other in combinations(parts, 2):
        assert not set(group[one]) & set(group[other])


def test_group_folds_refuse_more_folds_than_groups() -> None:
    with pytest.raises(ValueError, match="folds 3 must lie between 2 and the number of samples 2"):
        crossval.group_folds([0, 0, 1, 1], 3, np.random.default_rng(0))


@few
@given(st.integers(9, 50), st.integers(1, 8))
def test_forward_splits_train_on_everything_before_the_validation_block(samples: int, splits: int) -> None:
    pairs = crossval.forward_splits(samples, splits)
    assert len(pairs) == splits
    for past, block in pairs:
        assert list(past) == list(range(block[0]))
    assert list(np.concatenate([block for _, block in pairs])) == list(range(pairs[0][1][0], samples))


@pytest.mark.parametrize("splits", [0, 5])
def test_forward_splits_refuse_too_few_or_too_many(splits: int) -> None:
    with pytest.raises(ValueError, match="samples − 1 = 4"):
        crossval.forward_splits(5, splits)


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


@pytest.mark.parametrize("folds", [[[0, 1], [1, 2]], [[0], [2]], [[0, 1, 2], [3]]])
def test_cross_validation_refuses_folds_that_overlap_or_miss_samples(folds: list[list[int]]) -> None:
    with pytest.raises(ValueError, match="each of the 3 samples exactly once"):
        crossval.cross_validate(crossval.nearest_neighbour, np.eye(3), np.ones(3), [np.array(f) for f in folds])


@few
@given(seeds, st.integers(1, 12), st.integers(1, 5))
def test_nearest_neighbour_agrees_with_scipys_distances(seed: int, samples: int, features: int) -> None:
    rng = np.random.default_rng(seed)
    x, y, new = rng.normal(size=(samples, features)), rng.normal(size=samples), rng.normal(size=(4, features))
    np.testing.assert_array_equal(crossval.nearest_neighbour(x, y, new), y[cdist(new, x).argmin(axis=1)])


def test_nearest_neighbour_refuses_other_numbers_of_features() -> None:
    with pytest.raises(ValueError, match=r"\(3, 2\).*\(1, 4\)"):
        crossval.nearest_neighbour(np.ones((3, 2)), np.ones(3), np.ones((1, 4)))


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


@pytest.mark.parametrize(("rows", "top"), [(3, 0), (3, 5), (4, 1)])
def test_strongest_features_refuse_impossible_counts(rows: int, top: int) -> None:
    with pytest.raises(ValueError, match="one row a sample"):
        crossval.strongest_features(np.ones((3, 4)), np.ones(rows), top)


@pytest.mark.parametrize("refit", [True, False])
def test_nested_fits_agree_with_the_loops_themselves(refit: bool) -> None:
    count = 0
    for _ in range(5):
        for _ in range(3):
            count += 12
        count += refit
    assert crossval.nested_fits(outer=5, inner=3, candidates=12, refit=refit) == count


@pytest.mark.parametrize("bad", [(1, 3, 2), (3, 1, 2), (3, 3, 0)])
def test_nested_fits_refuse_single_folds_and_no_candidates(bad: tuple[float, ...]) -> None:
    with pytest.raises(ValueError, match="must be at least 2"):
        crossval.nested_fits(*bad)


@pytest.mark.parametrize(("samples", "positives", "folds"), [(6, 2, 3), (8, 3, 2), (8, 4, 4), (9, 0, 3), (9, 9, 3), (9, 4, 3)])
def test_missing_class_probability_counts_all_arrangements(samples: int, positives: int, folds: int) -> None:
    size = samples // folds
    splits = [len({place // size for place in places}) < folds for places in combinations(range(samples), positives)]
    assert crossval.missing_class_probability(samples, positives, folds) == pytest.approx(sum(splits) / len(splits), abs=ROUNDING)


def test_missing_class_probability_in_its_closed_form() -> None:
    assert crossval.missing_class_probability(50, 5, 5) == pytest.approx(1 - 10**5 / 2118760, abs=ROUNDING)


@pytest.mark.parametrize("bad", [(10, 2, 3), (10, 11, 5), (10, -1, 5), (10, 2, 1)])
def test_missing_class_probability_refuses_unequal_folds_and_impossible_counts(bad: tuple[float, ...]) -> None:
    with pytest.raises(ValueError, match="must divide samples"):
        crossval.missing_class_probability(*bad)


def test_pooled_accuracy_counts_right_answers() -> None:
    assert crossval.pooled_accuracy([18, 15, 9], [20, 20, 10]) == pytest.approx(42 / 50)


@pytest.mark.parametrize(("correct", "sizes"), [([1], [1, 2]), ([3], [2]), ([-1], [2]), ([], [])])
def test_pooled_accuracy_refuses_counts_that_do_not_fit(correct: list[int], sizes: list[int]) -> None:
    with pytest.raises(ValueError, match="one count a fold"):
        crossval.pooled_accuracy(correct, sizes)


@few
@given(st.integers(1, 50), st.integers(0, 50), st.integers(0, 50))
def test_f1_is_the_harmonic_mean_of_precision_and_recall(tp: int, fp: int, fn: int) -> None:
    assert crossval.f1_score(tp, fp, fn) == pytest.approx(harmonic_mean([tp / (tp + fp), tp / (tp + fn)]))


def test_f1_without_any_positive_is_zero() -> None:
    assert crossval.f1_score(0, 0, 0) == 0.0


def test_f1_refuses_negative_counts() -> None:
    with pytest.raises(ValueError, match="at least 0"):
        crossval.f1_score(1, -1, 0)


@pytest.mark.parametrize(("samples", "candidates"), [(1, 1), (10, 1), (10, 7), (50, 200)])
def test_best_of_guessers_agrees_with_scipys_binomial(samples: int, candidates: int) -> None:
    top = stats.binom.cdf(np.arange(samples + 1), samples, 0.5) ** candidates
    expected = (np.arange(samples + 1) * np.diff(top, prepend=0.0)).sum() / samples
    assert crossval.best_of_guessers(samples, candidates) == pytest.approx(expected, abs=ROUNDING)


@pytest.mark.parametrize("bad", [(0, 1), (1, 0)])
def test_best_of_guessers_refuses_nobody_and_nothing(bad: tuple[float, ...]) -> None:
    with pytest.raises(ValueError, match="at least 1"):
        crossval.best_of_guessers(*bad)


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


@pytest.mark.parametrize("bad", [(5, 4, 1.0), (6, 0, 1.0), (6, 4, -1.0)])
def test_least_squares_risk_refuses_infinite_and_negative_cases(bad: tuple[float, ...]) -> None:
    with pytest.raises(ValueError, match=r"\+ 2"):
        crossval.least_squares_risk(*bad)


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


@pytest.mark.parametrize(("bad", "message"), [((8, 2, 3, 1.0), r"\+ 2"), ((8, 9, 1, 1.0), "folds 9")])
def test_cross_validated_risk_refuses_training_sets_that_are_too_small(bad: tuple[float, ...], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        crossval.cross_validated_risk(*bad)
