"""The pooling kernels against SciPy, PyTorch, naive loops and central differences."""

from collections.abc import Callable
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


@pytest.mark.parametrize(("size", "stride", "padding"), [(2, 2, 1), (3, 1, 1), (4, 3, 2)])
def test_padding_takes_no_gradient_from_an_image_of_minus_infinity(size: int, stride: int, padding: int) -> None:
    torch = pytest.importorskip("torch", reason="PyTorch is in the extra 'torch'")
    leaf = torch.full((1, 1, 4, 5), -torch.inf, dtype=torch.float64, requires_grad=True)
    output = torch.nn.functional.max_pool2d(leaf, size, stride, padding)
    output.backward(torch.ones_like(output))
    gradient = pool.max_pool2d_backward(np.ones(tuple(output.shape)), leaf.detach().numpy(), size, stride=stride, padding=padding)
    np.testing.assert_array_equal(gradient, leaf.grad.numpy())
    assert gradient.sum() == output.numel()


def test_a_window_with_nan_has_no_maximum_and_loses_no_gradient() -> None:
    images = np.array([[[[1.0, np.nan], [3.0, 2.0]]]])
    assert np.isnan(pool.max_pool2d(images, 2)).all()
    assert pool.max_pool2d_backward(np.ones((1, 1, 1, 1)), images, 2).sum() == 1.0


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


def test_stride_defaults_to_the_window() -> None:
    assert pool.max_pool1d([1, 2, 3, 4, 5, 6], 3).tolist() == [3, 6]
    assert pool.avg_pool2d(BY_HAND, 2).tolist() == pool.avg_pool2d(BY_HAND, 2, stride=2).tolist()


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


@pytest.mark.parametrize(("size", "bins"), [(10, 4), (7, 3), (13, 4), (3, 7), (12, 4), (5, 1)])
def test_adaptive_bins_are_those_that_pytorch_averages(size: int, bins: int) -> None:
    torch = pytest.importorskip("torch", reason="PyTorch is in the extra 'torch'")
    each = torch.nn.functional.adaptive_avg_pool1d(torch.eye(size, dtype=torch.float64)[:, None], bins)[:, 0].T.numpy()
    for place, weights in enumerate(each):
        first, count = pool.adaptive_bin(size, bins, place)
        expected = np.zeros(size)
        expected[first : first + count] = 1 / count
        np.testing.assert_allclose(weights, expected, atol=EXACT)


@few
@given(seeds, st.integers(1, 5), st.integers(0, 4))
def test_masked_mean_does_not_see_the_padding(seed: int, real: int, padded: int) -> None:
    random = np.random.default_rng(seed)
    tokens, order = random.normal(size=(real + padded, 3)), random.permutation(real + padded)
    mask = np.repeat([1, 0], [real, padded])
    expected = np.ma.array(tokens, mask=np.repeat(mask[:, None] == 0, 3, axis=1)).mean(axis=0)
    np.testing.assert_allclose(pool.masked_mean(tokens[order], mask[order]), expected, atol=EXACT)
    np.testing.assert_allclose(pool.masked_mean(tokens[order, 0], mask[order]), expected[0], atol=EXACT)


@few
@given(seeds, st.integers(1, 6), st.floats(0, 2000))
def test_attention_pool_is_pytorchs_attention_of_one_query(seed: int, count: int, length: float) -> None:
    torch = pytest.importorskip("torch", reason="PyTorch is in the extra 'torch'")
    random = np.random.default_rng(seed)
    tokens, query = random.normal(size=(count, 5)), length * random.normal(size=5)
    keys = torch.tensor(tokens)[None]
    attended = torch.nn.functional.scaled_dot_product_attention(torch.tensor(query)[None, None], keys, keys)
    np.testing.assert_allclose(
        pool.attention_pool(tokens, query), attended[0, 0].numpy(), atol=1e-9
    )  # scores of some thousands round to 1e-12


def test_merge_patches_is_swins() -> None:
    images = np.random.default_rng(0).normal(size=(2, 3, 4, 6))
    rows = np.moveaxis(images, 1, -1)  # as in Swin's code: x0 at (0, 0), x1 one row below, x2 one column on, x3 both
    swin = np.concatenate([rows[:, 0::2, 0::2], rows[:, 1::2, 0::2], rows[:, 0::2, 1::2], rows[:, 1::2, 1::2]], axis=-1)
    np.testing.assert_array_equal(pool.merge_patches(images), np.moveaxis(swin, -1, 1))
    images[:, :, -1], images[:, :, :, -1] = 0, 0
    np.testing.assert_array_equal(pool.merge_patches(images[:, :, :-1, :-1]), pool.merge_patches(images))


def test_merging_parameters_are_those_of_pytorchs_layer() -> None:
    torch = pytest.importorskip("torch", reason="PyTorch is in the extra 'torch'")
    assert pool.merging_parameters(96) == torch.nn.Linear(4 * 96, 2 * 96, bias=False).weight.numel()


TWO = np.ones((2, 3, 4, 4))  # two examples of three maps
REFUSALS = [
    *[
        (partial(kernel, *arguments, **options), sentence)
        for kernel in (pool.max_pool2d, pool.avg_pool2d)
        for arguments, options, sentence in [
            ((np.ones((1, 1, 3, 5)), 4), {}, "a kernel that spans 4 does not fit into 3 + 2·0 = 3: no valid position"),
            ((np.ones((1, 1, 5, 3)), 4), {}, "a kernel that spans 4 does not fit into 3 + 2·0 = 3: no valid position"),
            ((np.ones((1, 1, 0, 3)), 2), {"padding": 1}, "size 0 must be at least 1"),
            (
                (TWO, 3),
                {"padding": 2},
                "padding 2 must be at most half the window 3: a window of nothing but padding has no maximum",
            ),
        ]
    ],
    *[
        (partial(kernel, *arguments), sentence)
        for kernel in (pool.max_pool2d_backward, pool.avg_pool2d_backward)
        for arguments, sentence in [
            ((np.ones((2, 3, 3, 3)), TWO, 2), "upstream (2, 3, 3, 3) must have the output's shape (2, 3, 2, 2)"),
            ((np.ones((2, 3, 1, 2)), TWO, 2), "upstream (2, 3, 1, 2) must have the output's shape (2, 3, 2, 2)"),
            (
                (np.ones((1, 3, 2, 2)), TWO, 2),
                "images (2, 3, 4, 4) must have the axes (n, c, h, w), where n = 1 in upstream (1, 3, 2, 2) and c = 3 in upstream (1, 3, 2, 2)",
            ),
            (
                (np.ones((2, 1, 2, 2)), TWO, 2),
                "images (2, 3, 4, 4) must have the axes (n, c, h, w), where n = 2 in upstream (2, 1, 2, 2) and c = 1 in upstream (2, 1, 2, 2)",
            ),
        ]
    ],
    (
        partial(pool.global_average_pool_backward, np.ones((2, 1)), TWO),
        "images (2, 3, 4, 4) must have the axes (n, c, h, w), where n = 2 in upstream (2, 1) and c = 1 in upstream (2, 1)",
    ),
    (
        partial(pool.global_average_pool_backward, np.ones((1, 3)), TWO),
        "images (2, 3, 4, 4) must have the axes (n, c, h, w), where n = 1 in upstream (1, 3) and c = 3 in upstream (1, 3)",
    ),
    *[
        (partial(kernel, np.ones((1, 2, 0, 3))), "images (1, 2, 0, 3) must have maps of at least one cell")
        for kernel in (pool.global_average_pool, pool.global_max_pool, partial(pool.global_average_pool_backward, np.ones((1, 2))))
    ],
    (partial(pool.adaptive_bin, 10, 4, 4), "place 4 must be below the number of bins, 4"),
    (partial(pool.masked_mean, TWO[0, 0], [0, 0, 0, 0]), "mask [0, 0, 0, 0] must hold 0 and 1, with at least one 1"),
    (partial(pool.masked_mean, TWO[0, 0], [1, 2, 0, 0]), "mask [1, 2, 0, 0] must hold 0 and 1, with at least one 1"),
    (partial(pool.attention_pool, np.zeros((0, 3)), np.ones(3)), "tokens (0, 3) must be at least one"),
    (partial(pool.max_pool1d, [1.0, 2.0], 3), "a kernel that spans 3 does not fit into 2 + 2·0 = 2: no valid position"),
    (partial(pool.max_pool1d_backward, np.ones(3), np.ones(4), 2), "upstream (3,) must have the output's shape (2,)"),
    (
        partial(pool.max_pool1d_backward, np.ones((1, 2)), np.ones((3, 4)), 2),
        "signal (3, 4) must have the axes (*rows, n), where rows = (1,) in upstream (1, 2)",
    ),
]


@pytest.mark.parametrize(("call", "sentence"), REFUSALS)
def test_what_does_not_fit_is_refused_in_a_sentence(call: Callable[[], object], sentence: str) -> None:
    with pytest.raises(ValueError) as caught:
        call()
    assert str(caught.value) == sentence
