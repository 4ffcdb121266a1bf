"""Shift arithmetic against enumerated orders, SciPy's integrals and filters, and the paper's own example."""

import math
from collections.abc import Callable
from itertools import permutations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import integrate, ndimage, optimize, special, stats

from dl_quiz.kernels import pool, shift

few = settings(deadline=None, max_examples=30)
seeds = st.integers(0, 2**32 - 1)


@pytest.mark.parametrize(("size", "step"), [(1, 1), (2, 1), (3, 1), (3, 2), (4, 2), (2, 3), (5, 0)])
def test_unchanged_probability_counts_all_orders(size: int, step: int) -> None:
    orders = list(permutations(range(size + step)))
    same = sum(max(order[:size]) == max(order[step:]) for order in orders) if step <= size else 0
    assert shift.unchanged_probability(size, step) == pytest.approx(same / len(orders), abs=1e-15)


@few
@given(st.lists(st.integers(1, 3), min_size=1, max_size=4))
def test_total_stride_is_the_smallest_shift_that_every_layer_follows(strides: list[int]) -> None:
    total = int(np.prod(strides))
    ring = np.random.default_rng(0).normal(size=4 * total)

    def network(signal: np.ndarray) -> np.ndarray:
        for stride in strides:
            signal = signal[::stride]
        return signal

    moved = [step for step in range(1, total + 1) if np.array_equal(network(np.roll(ring, step)), np.roll(network(ring), 1))]
    assert moved == [shift.total_stride(strides)]


@pytest.mark.parametrize("count", [1, 2, 4, 9, 25])
def test_moments_of_the_maximum_are_scipys_integrals(count: int) -> None:
    def moment(power: int) -> float:
        return float(
            integrate.quad(lambda x: x**power * count * stats.norm.pdf(x) * stats.norm.cdf(x) ** (count - 1), -12, 12, limit=200)[0]
        )

    # quad promises 1.5e-8
    assert shift.maximum_mean(count, 3.0) == pytest.approx(3 * moment(1), abs=1e-7)
    assert shift.maximum_variance(count, 3.0) == pytest.approx(9 * (moment(2) - moment(1) ** 2), abs=1e-6)


def test_known_maxima_of_normal_values() -> None:
    assert shift.maximum_mean(2) == pytest.approx(1 / np.sqrt(np.pi), abs=1e-12)  # closed form
    assert shift.maximum_variance(2) == pytest.approx(1 - 1 / np.pi, abs=1e-12)
    assert shift.maximum_mean(4) == pytest.approx(1.02938, abs=1e-5)  # tables of normal order statistics


@pytest.mark.parametrize("count", [10**6, 10**12, 10**16, 10**30, 10**100])
def test_the_maximum_of_very_many_values_is_scipys_integral(count: int) -> None:
    def density(x: float) -> float:
        return math.exp(math.log(count) + stats.norm.logpdf(x) + (count - 1) * special.log_ndtr(x))

    mode = optimize.minimize_scalar(lambda x: -density(x), bracket=(0, stats.norm.isf(1 / count), 38)).x
    bounds = {"a": mode - 4, "b": mode + 8, "points": [mode], "limit": 400, "epsabs": 1e-12}
    mean = integrate.quad(lambda x: x * density(x), **bounds)[0]
    variance = integrate.quad(lambda x: (x - mean) ** 2 * density(x), **bounds)[0]
    assert shift.maximum_mean(count) == pytest.approx(mean, abs=1e-10)
    assert shift.maximum_variance(count) == pytest.approx(variance, rel=1e-9)


@few
@given(st.integers(1, 6), st.floats(0, 10))
def test_average_variance_is_that_of_a_weighted_sum(size: int, deviation: float) -> None:
    weights = pool.avg_pool2d_backward([[[[1.0]]]], np.zeros((1, 1, size, size)), size)
    assert shift.average_variance(size, deviation) == pytest.approx((weights**2).sum() * deviation**2, rel=1e-12)


def test_blur_weights_are_coefficients_of_a_power() -> None:
    assert shift.blur_weights(80).dtype == float
    assert shift.blur_weights(1200).sum() == pytest.approx(1, abs=1e-12)
    for taps in range(1, 8):
        np.testing.assert_allclose(shift.blur_weights(taps), np.poly(-np.ones(taps - 1)) / 2 ** (taps - 1), atol=1e-12)  # np.poly rounds


def test_striped_row_of_the_paper() -> None:
    stripes = [0, 0, 1, 1, 0, 0, 1, 1]
    assert shift.max_blur_pool(stripes, taps=1).tolist() == [0, 1, 0, 1]
    assert shift.max_blur_pool(np.roll(stripes, -1), taps=1).tolist() == [1, 1, 1, 1]
    assert shift.max_blur_pool(stripes).tolist() == [0.5, 1, 0.5, 1]
    assert shift.max_blur_pool(np.roll(stripes, -1)).tolist() == [0.75] * 4


@few
@given(seeds, st.integers(1, 4), st.integers(1, 3), st.sampled_from([1, 3, 5]))
def test_max_blur_pool_is_scipys_maximum_then_correlation(seed: int, size: int, stride: int, taps: int) -> None:
    signal = np.random.default_rng(seed).normal(size=(2, 9))
    largest = ndimage.maximum_filter1d(signal, size, axis=1, mode="wrap", origin=-(size // 2))
    smooth = ndimage.correlate1d(largest, np.atleast_1d(np.poly(-np.ones(taps - 1))) / 2 ** (taps - 1), axis=1, mode="wrap")
    np.testing.assert_allclose(shift.max_blur_pool(signal, size, stride, taps), smooth[:, ::stride], atol=1e-12)


@few
@given(seeds, st.integers(2, 4), st.integers(1, 5))
def test_adaptive_polyphase_is_the_strongest_of_the_slices(seed: int, stride: int, kept: int) -> None:
    signal = np.random.default_rng(seed).normal(size=(3, stride * kept)) + 1.0
    best = [max((row[start::stride] for start in range(stride)), key=np.linalg.norm) for row in signal]
    np.testing.assert_array_equal(shift.adaptive_polyphase(signal, stride), best)


@few
@given(seeds, st.integers(1, 11))
def test_adaptive_polyphase_follows_every_cyclic_shift(seed: int, step: int) -> None:
    signal = np.random.default_rng(seed).normal(size=12)
    kept, moved = (shift.adaptive_polyphase(one, 3) for one in (signal, np.roll(signal, step)))
    assert any(np.array_equal(np.roll(kept, turn), moved) for turn in range(len(kept)))


@pytest.mark.parametrize(("side", "size", "layers"), [(9, 3, 2), (8, 4, 1), (15, 5, 3), (5, 3, 0), (4, 3, 3), (6, 1, 4)])
def test_untouched_cells_are_those_that_scipy_pads_without_effect(side: int, size: int, layers: int) -> None:
    ones = np.ones((side, side))
    for _ in range(layers):
        ones = ndimage.uniform_filter(ones, size, mode="constant")
    assert shift.untouched_cells(side, size, layers) == np.isclose(ones, 1.0, rtol=1e-12).sum()


REFUSALS = [
    (lambda: shift.adaptive_polyphase(np.zeros((2, 5))), "stride 2 must divide the length of signal (2, 5), so that the ring closes"),
    (lambda: shift.max_blur_pool(np.zeros(4), taps=2), "taps 2 must be odd, so that the blur stays in place"),
    (lambda: shift.max_blur_pool(np.zeros(4), size=5), "size 5 and taps 3 must fit into the ring of signal (4,)"),
    (lambda: shift.max_blur_pool(np.zeros((9, 4)), taps=5), "size 2 and taps 5 must fit into the ring of signal (9, 4)"),
    (lambda: shift.total_stride([2, 0]), "strides 0 must be at least 1"),
    (lambda: shift.maximum_mean(4, math.nan), "deviation nan must be at least 0"),
]


@pytest.mark.parametrize(("call", "sentence"), REFUSALS)
def test_what_does_not_fit_is_refused_in_a_sentence(call: Callable[[], object], sentence: str) -> None:
    with pytest.raises(ValueError) as caught:
        call()
    assert str(caught.value) == sentence
