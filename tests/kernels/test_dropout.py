"""Dropout against PyTorch, enumeration and the binomial distribution."""

import math
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from dl_quiz.kernels import dropout as drop

rates = st.floats(0.0, 0.95)


@pytest.fixture
def rng():
    return np.random.default_rng(0)


@given(rate=rates, seed=st.integers(0, 2**32 - 1), shape=st.lists(st.integers(1, 6), min_size=1, max_size=4))
@settings(deadline=None, max_examples=30)
def test_each_number_is_dropped_or_divided_by_the_keep_rate(rate, seed, shape):
    x = np.random.default_rng(seed).normal(size=shape)
    y, mask = drop.dropout(x, rate, np.random.default_rng(seed))
    assert set(np.unique(mask)) <= {0.0, 1.0}
    np.testing.assert_allclose(y, np.where(mask == 1, x / (1 - rate), 0.0), rtol=1e-14)


def test_rate_is_the_probability_of_being_dropped(rng):
    _, mask = drop.dropout(np.ones(100_000), 0.2, rng)
    assert (mask == 0).mean() == pytest.approx(0.2, abs=4 * math.sqrt(0.2 * 0.8 / 100_000))


def test_same_values_as_pytorch(rng):
    torch = pytest.importorskip("torch", reason="PyTorch is in the extra 'torch'")
    ours, _ = drop.dropout(np.ones(1000), 0.2, rng)
    theirs = torch.nn.functional.dropout(torch.ones(1000, dtype=torch.float64), 0.2).numpy()
    np.testing.assert_allclose(np.unique(ours), np.unique(theirs), rtol=1e-15)


def test_accepts_plain_lists(rng):
    assert drop.dropout([1.0, 2.0], 0.0, rng)[0].tolist() == [1.0, 2.0]


@given(rate=rates, seed=st.integers(0, 2**32 - 1))
@settings(deadline=None, max_examples=30)
def test_backward_is_the_finite_difference_of_the_same_pass(rate, seed):
    upstream = np.random.default_rng(seed).normal(size=(2, 3))
    x = np.random.default_rng(seed + 1).normal(size=(2, 3))

    def loss(x):  # the same generator state draws the same mask
        return (upstream * drop.dropout(x, rate, np.random.default_rng(seed))[0]).sum()

    _, mask = drop.dropout(x, rate, np.random.default_rng(seed))
    slopes = np.array([(loss(x + step) - loss(x - step)) / 2 for step in np.eye(6).reshape(6, 2, 3)]).reshape(2, 3)
    np.testing.assert_allclose(drop.dropout_backward(upstream, mask, rate), slopes, atol=1e-12)  # linear: exact but for rounding


def test_masks_differ_from_call_to_call_and_from_number_to_number(rng):
    _, first = drop.dropout(np.ones((400, 2)), 0.5, rng)
    _, second = drop.dropout(np.ones((400, 2)), 0.5, rng)
    coins = np.hstack([first, second])
    assert np.abs(np.corrcoef(coins.T) - np.eye(4)).max() < 0.25  # five standard errors of the correlation of 400 independent pairs


@given(value=st.floats(-10, 10), rate=rates, scale=st.booleans())
@settings(deadline=None, max_examples=30)
def test_survivor_and_variance_are_those_of_a_two_valued_variable(value, rate, scale):
    kept = value / (1 - rate) if scale else value
    mean = (1 - rate) * kept
    spread = (1 - rate) * (kept - mean) ** 2 + rate * mean**2
    assert drop.survivor(value, rate, scale) == pytest.approx(kept, rel=1e-12)
    assert drop.noise_variance(value, rate, scale) == pytest.approx(spread, rel=1e-9, abs=1e-12)


@pytest.mark.parametrize("units", [0, 1, 4, 7])
def test_subnetworks_are_all_subsets(units):
    assert drop.subnetworks(units) == len(list(product([0, 1], repeat=units)))


@pytest.mark.parametrize("rate", [0.0, 0.3, 0.5])
def test_drop_probability_is_binomial(rate):
    assert [drop.drop_probability(10, k, rate) for k in range(11)] == pytest.approx(
        stats.binom.pmf(range(11), 10, rate).tolist(), abs=1e-14
    )


@pytest.mark.parametrize(("units", "dropped"), [(1100, 550), (3000, 1400), (2000, 0)])
def test_drop_probability_of_many_units(units, dropped):
    expected = stats.binom.pmf(dropped, units, 0.5)
    assert drop.drop_probability(units, dropped, 0.5) == pytest.approx(expected, rel=1e-9)  # SciPy's own rounding


def test_ridge_penalty_is_the_expected_increase_over_all_masks(rng):
    inputs, weights, target, rate = rng.normal(size=(4, 3)), rng.normal(size=3), rng.normal(size=4), 0.3
    expected = 0.0
    for row, goal in zip(inputs, target, strict=True):  # masks of different examples are independent, so each row can be enumerated alone
        for kept in product([0, 1], repeat=3):
            chance = math.prod(1 - rate if k else rate for k in kept)
            expected += chance * (goal - (row * kept / (1 - rate)) @ weights) ** 2
    plain = ((target - inputs @ weights) ** 2).sum()
    assert drop.ridge_penalty(weights, inputs, rate) == pytest.approx(expected - plain, rel=1e-12)


def test_unit_penalty_is_one_column_of_the_ridge_penalty(rng):
    column = rng.normal(size=(5, 1))
    assert drop.unit_penalty(0.4, float((column**2).sum()), 0.5) == pytest.approx(drop.ridge_penalty([0.4], column, 0.5), rel=1e-12)
    assert drop.unit_penalty(0.4, 50, 0.5) == pytest.approx(8.0)


@pytest.mark.parametrize("rate", [-0.1, 1.0, 1.5, float("nan")])
def test_a_rate_is_refused_even_where_it_is_not_used(rate):
    with pytest.raises(ValueError, match=rf"^rate {rate} must lie in \[0, 1\)$"):
        drop.survivor(1.0, rate, scale=False)


def test_more_cannot_be_dropped_than_there_are():
    with pytest.raises(ValueError, match=r"^dropped 4 must be at most units 3$"):
        drop.drop_probability(3, 4, 0.5)


@pytest.mark.parametrize("linear", [True, False])
def test_expected_blocks_are_the_sum_of_their_chances(linear):
    for blocks, rate in [(1, 0.3), (12, 0.5), (54, 0.0), (5, 1.0)]:
        chances = [1 - rate * ((block + 1) / blocks if linear else 1) for block in range(blocks)]
        assert drop.expected_blocks(blocks, rate, linear) == pytest.approx(sum(chances))
    assert drop.expected_blocks(54, 0.5) == pytest.approx(40.25)  # (3 L − 1)/4, as the paper says


def test_a_path_is_dropped_whole_or_scaled_up_whole():
    branch = np.random.default_rng(0).normal(size=(2000, 3, 2))
    kept = drop.drop_path(branch, 0.25, np.random.default_rng(1)) / branch
    assert np.ptp(kept, axis=(1, 2)).max() == pytest.approx(0, abs=1e-12)
    assert sorted({*np.round(kept[:, 0, 0], 9)}) == pytest.approx([0, 4 / 3])
    assert kept[:, 0, 0].mean() == pytest.approx(1, abs=4 * np.sqrt(1 / 3 / 2000))  # four standard errors
