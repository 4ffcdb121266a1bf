"""The pooling kernels against SciPy, PyTorch, naive loops and central differences."""

from functools import partial
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import ndimage

from dl_quiz.kernels import pool

few = settings(deadline=None, max_examples=30)
seeds = st.integers(0, 2**32 - 1)
EXACT = 1e-12
"""Sums of at most a few dozen float64 numbers of order one, added in another order."""

BY_HAND = np.array([[[[1.0, 3, 2, 0], [4, 2, 1, 5], [0, 1, 3, 2], [2, 2, 6, 1]]]])
PAIRS = [
    ("max_pool2d", "max_pool2d_backward", {}),
    ("avg_pool2d", "avg_pool2d_backward", {}),
    ("avg_pool2d", "avg_pool2d_backward", {"count_padding": False}),
]


@st.composite
def poolings(draw: st.DrawFn) -> tuple[np.ndarray, dict[str, int]]:
    size = draw(st.integers(1, 4))
    options = {"size": size, "stride": draw(st.integers(1, 4)), "padding": draw(st.integers(0, size // 2))}
    shape = (draw(st.integers(1, 2)), draw(st.integers(1, 3)), draw(st.integers(size, 8)), draw(st.integers(size, 8)))
    return np.random.default_rng(draw(seeds)).normal(size=shape), options


def test_pooling_by_hand() -> None:
    assert pool.max_pool2d(BY_HAND, 2).tolist() == [[[[4, 5], [2, 6]]]]
    assert pool.avg_pool2d(BY_HAND, 2).tolist() == [[[[2.5, 2], [1.25, 3]]]]


@few
@given(poolings())
def test_dense_pooling_is_scipys_filter_at_every_stride(case: tuple[np.ndarray, dict[str, int]]) -> None:
    images, options = case
    size, stride = options["size"], options["stride"]
    crop = slice(size // 2, None)  # SciPy centres an even window on its right middle cell
    for kernel, reference in [(pool.max_pool2d, ndimage.maximum_filter), (pool.avg_pool2d, ndimage.uniform_filter)]:
        dense = reference(images, size=(1, 1, size, size), mode="constant")[:, :, crop, crop]
        rows, columns = (side - size + 1 for side in images.shape[2:])
        expected = dense[:, :, :rows, :columns][:, :, ::stride, ::stride]
        np.testing.assert_allclose(kernel(images, size, stride=stride), expected, atol=1e-10)  # SciPy keeps a running sum


@few
@given(poolings())
def test_values_and_gradients_agree_with_pytorch(case: tuple[np.ndarray, dict[str, int]]) -> None:
    torch = pytest.importorskip("torch", reason="PyTorch is in the extra 'torch'")
    images, options = case
    arguments = (options["size"], options["stride"], options["padding"])
    references = [
        lambda x: torch.nn.functional.max_pool2d(x, *arguments),
        lambda x: torch.nn.functional.avg_pool2d(x, *arguments),
        lambda x: torch.nn.functional.avg_pool2d(x, *arguments, count_include_pad=False),
    ]
    for (forward, backward, extra), reference in zip(PAIRS, references, strict=True):
        leaf = torch.tensor(images, requires_grad=True)
        output = reference(leaf)
        upstream = np.random.default_rng(1).normal(size=tuple(output.shape))
        output.backward(torch.tensor(upstream))
        np.testing.assert_allclose(getattr(pool, forward)(images, **options, **extra), output.detach().numpy(), atol=EXACT)
        np.testing.assert_allclose(getattr(pool, backward)(upstream, images, **options, **extra), leaf.grad.numpy(), atol=EXACT)


@few
@given(poolings())
def test_gradients_are_central_differences(case: tuple[np.ndarray, dict[str, int]]) -> None:
    images, options = case
    for forward, backward, extra in PAIRS:
        apply = partial(getattr(pool, forward), **options, **extra)
        upstream = np.random.default_rng(2).normal(size=apply(images).shape)
        expected = differences(lambda x, apply=apply, upstream=upstream: (apply(x) * upstream).sum(), images)
        # piecewise linear, so only rounding: 1e-14 / 1e-6
        np.testing.assert_allclose(getattr(pool, backward)(upstream, images, **options, **extra), expected, atol=1e-7)


def test_a_tie_goes_to_the_first() -> None:
    gradient = pool.max_pool2d_backward([[[[3.0]]]], [[[[2.0, 2.0], [1.0, 0.0]]]], 2)
    assert gradient.ravel().tolist() == [3.0, 0.0, 0.0, 0.0]
    assert pool.max_pool1d_backward([3.0], [2.0, 2.0], 2).tolist() == [3.0, 0.0]


def test_max_padding_never_wins() -> None:
    assert pool.max_pool2d(np.full((1, 1, 2, 2), -5.0), 2, stride=1, padding=1).max() == -5.0


def test_average_padding_counts_or_not() -> None:
    ones = np.ones((1, 1, 2, 2))
    assert pool.avg_pool2d(ones, 2, stride=1, padding=1)[0, 0].tolist() == [[0.25, 0.5, 0.25], [0.5, 1, 0.5], [0.25, 0.5, 0.25]]
    assert pool.avg_pool2d(ones, 2, stride=1, padding=1, count_padding=False).tolist() == np.ones((1, 1, 3, 3)).tolist()


@few
@given(seeds)
def test_global_pools_are_sums_and_maxima_of_maps(seed: int) -> None:
    images = np.random.default_rng(seed).normal(size=(2, 3, 4, 5))
    means = [[sum(map(sum, channel)) / 20 for channel in image] for image in images.tolist()]
    peaks = [[max(map(max, channel)) for channel in image] for image in images.tolist()]
    np.testing.assert_allclose(pool.global_average_pool(images), means, atol=EXACT)
    assert pool.global_max_pool(images).tolist() == peaks


def test_global_average_gradient_is_central_differences() -> None:
    rng = np.random.default_rng(3)
    images, upstream = rng.normal(size=(2, 3, 2, 4)), rng.normal(size=(2, 3))
    expected = differences(lambda x: (pool.global_average_pool(x) * upstream).sum(), images)
    np.testing.assert_allclose(pool.global_average_pool_backward(upstream, images), expected, atol=1e-8)  # linear: rounding


@few
@given(st.lists(st.integers(-9, 9), min_size=3, max_size=9), st.integers(1, 3), st.integers(1, 3))
def test_pooling_a_row_by_slices(signal: list[int], size: int, stride: int) -> None:
    windows = [signal[start : start + size] for start in range(0, len(signal) - size + 1, stride)]
    assert pool.max_pool1d(signal, size, stride).tolist() == [max(window) for window in windows]
    np.testing.assert_allclose(pool.avg_pool1d(signal, size, stride), [sum(window) / size for window in windows], atol=EXACT)


def test_stride_defaults_to_the_window() -> None:
    assert pool.max_pool1d([1, 2, 3, 4, 5, 6], 3).tolist() == [3, 6]
    assert pool.avg_pool1d([1, 2, 3, 4, 5, 6], 3).tolist() == [2, 5]


@few
@given(seeds, st.integers(1, 4), st.integers(1, 4))
def test_row_gradient_is_the_planes_gradient(seed: int, size: int, stride: int) -> None:
    signal = np.random.default_rng(seed).normal(size=(2, 9))
    upstream = np.random.default_rng(seed + 1).normal(size=pool.max_pool1d(signal, size, stride).shape)
    expected = differences(lambda x: (pool.max_pool1d(x, size, stride) * upstream).sum(), signal)
    np.testing.assert_allclose(pool.max_pool1d_backward(upstream, signal, size, stride), expected, atol=1e-7)  # rounding


def test_kept_fraction_of_vgg16() -> None:
    assert pool.kept_fraction(2, 5) == (7 * 7) / (224 * 224)


def test_average_share_is_the_gradient_of_one_window() -> None:
    for size in (1, 2, 3):
        gradient = pool.avg_pool2d_backward([[[[6.0]]]], np.zeros((1, 1, size, size)), size)
        assert pool.average_share(6.0, size) == pytest.approx(gradient[0, 0, 0, 0], rel=1e-12)


def differences(loss: Any, x: np.ndarray, step: float = 1e-6) -> np.ndarray:
    gradient = np.zeros_like(x)
    for place in np.ndindex(x.shape):
        nudge = np.zeros_like(x)
        nudge[place] = step
        gradient[place] = (loss(x + nudge) - loss(x - nudge)) / (2 * step)
    return gradient


@pytest.mark.parametrize("kernel", [pool.max_pool2d, pool.avg_pool2d])
def test_two_dimensional_pooling_refuses_what_does_not_fit(kernel: Any) -> None:
    with pytest.raises(ValueError, match=r"images \(3, 3\) must be \(batch, channels, height, width\)"):
        kernel(np.ones((3, 3)), 2)
    with pytest.raises(ValueError, match="not empty"):
        kernel(np.ones((0, 1, 3, 3)), 2)
    with pytest.raises(ValueError, match="padding 2 must be from 0 to half the window 3"):
        kernel(np.ones((1, 1, 5, 5)), 3, padding=2)
    with pytest.raises(ValueError, match="padding -1 must be from 0"):
        kernel(np.ones((1, 1, 5, 5)), 3, padding=-1)
    with pytest.raises(ValueError, match="spans 4 does not fit into 3"):
        kernel(np.ones((1, 1, 3, 5)), 4)
    with pytest.raises(ValueError, match="kernel 0"):
        kernel(np.ones((1, 1, 3, 3)), 0)
    with pytest.raises(ValueError, match="stride 0"):
        kernel(np.ones((1, 1, 3, 3)), 2, stride=0)


@pytest.mark.parametrize("kernel", [pool.max_pool2d_backward, pool.avg_pool2d_backward])
def test_backward_refuses_an_upstream_of_another_shape(kernel: Any) -> None:
    with pytest.raises(ValueError, match=r"\(1, 1, 3, 3\) must have the output's shape \(1, 1, 2, 2\)"):
        kernel(np.ones((1, 1, 3, 3)), np.ones((1, 1, 4, 4)), 2)


def test_row_pooling_refuses_what_does_not_fit() -> None:
    with pytest.raises(ValueError, match="at least one axis"):
        pool.max_pool1d(3.0, 1)
    with pytest.raises(ValueError, match="does not fit"):
        pool.avg_pool1d([1.0, 2.0], 3)
    with pytest.raises(ValueError, match=r"\(3,\) must have the output's shape \(2,\)"):
        pool.max_pool1d_backward(np.ones(3), np.ones(4), 2)


def test_global_pools_refuse_other_shapes() -> None:
    for kernel in (pool.global_average_pool, pool.global_max_pool):
        with pytest.raises(ValueError, match="not empty"):
            kernel(np.ones((1, 2, 0, 3)))
    with pytest.raises(ValueError, match=r"must be \(batch, channels\) = \(1, 2\)"):
        pool.global_average_pool_backward(np.ones((2, 1)), np.ones((1, 2, 3, 3)))


def test_kept_fraction_refuses_values_out_of_range() -> None:
    with pytest.raises(ValueError, match="stride 0"):
        pool.kept_fraction(0)
    with pytest.raises(ValueError, match="layers -1"):
        pool.kept_fraction(2, -1)


def test_average_share_refuses_an_empty_window() -> None:
    with pytest.raises(ValueError, match="size 0"):
        pool.average_share(1.0, 0)
