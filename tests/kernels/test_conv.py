"""The convolution kernels against SciPy, PyTorch, naive sums and central differences."""

from collections.abc import Callable
from itertools import product

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy import signal

from dl_quiz.kernels import conv

few = settings(deadline=None, max_examples=30)
seeds = st.integers(0, 2**32 - 1)
EXACT = 1e-11
"""Sums of a few dozen float64 products of order one, added in another order."""


def positions(size: int, kernel: int, stride: int, padding: int, dilation: int) -> int:
    """Count the valid positions one by one."""
    span = dilation * (kernel - 1) + 1
    return sum(start + span <= size + 2 * padding for start in range(0, size + 2 * padding, stride))


@few
@given(st.integers(1, 40), st.integers(1, 7), st.integers(1, 4), st.integers(0, 4), st.integers(1, 3))
def test_output_size_counts_the_valid_positions(size: int, kernel: int, stride: int, padding: int, dilation: int) -> None:
    assume(dilation * (kernel - 1) + 1 <= size + 2 * padding)
    assert conv.output_size(size, kernel, stride, padding, dilation) == positions(size, kernel, stride, padding, dilation)


def test_output_size_of_well_known_layers() -> None:
    assert conv.output_size(224, 7, 2, 3) == 112  # ResNet's first layer
    assert conv.output_size(227, 11, 4) == 55  # AlexNet's first layer
    assert conv.output_size(32, 5) == 28  # LeNet-5's first layer


@few
@given(st.integers(1, 20), st.integers(1, 9), st.integers(1, 4))
def test_same_padding_keeps_the_width(size: int, kernel: int, dilation: int) -> None:
    assume(dilation * (kernel - 1) % 2 == 0)
    assert positions(size, kernel, 1, conv.same_padding(kernel, dilation), dilation) == size


@few
@given(st.integers(1, 9), st.integers(1, 5), st.integers(1, 3), st.integers(0, 2), st.integers(0, 2))
def test_transposed_size_is_pytorchs(size: int, kernel: int, stride: int, padding: int, extra: int) -> None:
    torch = pytest.importorskip("torch", reason="PyTorch is in the extra 'torch'")
    assume(extra < stride and (size - 1) * stride - 2 * padding + kernel + extra > 0)
    grown = torch.nn.functional.conv_transpose1d(torch.ones(1, 1, size), torch.ones(1, 1, kernel), None, stride, padding, extra)
    assert conv.transposed_size(size, kernel, stride, padding, extra) == grown.shape[2]


def test_multiply_adds_of_a_vgg_layer() -> None:
    assert conv.multiply_adds(64, 128, 3, 56, 56) == 231_211_008


@few
@given(st.integers(1, 6), st.integers(1, 6), st.integers(1, 3), st.integers(1, 4), st.integers(1, 4))
def test_multiply_adds_counts_the_products_of_ones(channels: int, filters: int, kernel: int, height: int, width: int) -> None:
    ones = np.ones((1, channels, height + kernel - 1, width + kernel - 1))
    counted = sum(signal.correlate(ones[0], np.ones((channels, kernel, kernel)), "valid").sum() for _ in range(filters))
    assert conv.multiply_adds(channels, filters, kernel, height, width) == pytest.approx(counted)


def test_separable_ratio_of_mobilenets_example() -> None:
    assert conv.separable_ratio(128, 3) == pytest.approx(0.1189, abs=5e-5)
    standard = 32 * 64 * 9 * 100
    assert conv.separable_ratio(64, 3) == pytest.approx((32 * 9 * 100 + 32 * 64 * 100) / standard)


@few
@given(seeds, st.integers(1, 12), st.integers(1, 5))
def test_correlate_and_convolve_agree_with_numpy(seed: int, length: int, width: int) -> None:
    assume(width <= length)
    rng = np.random.default_rng(seed)
    a, b = rng.normal(size=length), rng.normal(size=width)
    np.testing.assert_allclose(conv.correlate(a, b), np.correlate(a, b, "valid"), atol=EXACT)
    np.testing.assert_allclose(conv.correlate(a, b, flip=True), np.convolve(a, b, "valid"), atol=EXACT)
    np.testing.assert_allclose(conv.convolve(a, b), np.convolve(a, b), atol=EXACT)
    np.testing.assert_allclose(conv.convolve(b, a), conv.convolve(a, b), atol=EXACT)


@few
@given(seeds, st.integers(1, 3), st.integers(3, 6))
def test_convolution_matrix_times_pixels_is_the_convolution(seed: int, kernel: int, size: int) -> None:
    rng = np.random.default_rng(seed)
    weights, image = rng.normal(size=(kernel, kernel)), rng.normal(size=(size, size))
    expected = signal.correlate2d(image, weights, "valid").ravel()
    np.testing.assert_allclose(conv.convolution_matrix(weights, size) @ image.ravel(), expected, atol=EXACT)


@few
@given(st.integers(1, 4), st.integers(4, 8))
def test_connections_count_the_pixels_that_each_window_covers(kernel: int, size: int) -> None:
    covered = signal.convolve2d(np.ones((size - kernel + 1,) * 2), np.ones((kernel, kernel)))
    assert conv.connections(size, kernel) == pytest.approx(covered.sum())


@few
@given(seeds, st.integers(1, 2), st.integers(1, 3), st.integers(1, 3), st.integers(1, 3), st.integers(1, 3))
def test_conv2d_sums_scipys_correlations_over_channels(seed: int, batch: int, channels: int, filters: int, height: int, width: int) -> None:
    rng = np.random.default_rng(seed)
    images, kernels = rng.normal(size=(batch, channels, 6, 5)), rng.normal(size=(filters, channels, height, width))
    bias = rng.normal(size=filters)
    output = conv.conv2d(images, kernels, bias)
    for n, f in product(range(batch), range(filters)):
        expected = sum(signal.correlate2d(images[n, c], kernels[f, c], "valid") for c in range(channels)) + bias[f]
        np.testing.assert_allclose(output[n, f], expected, atol=EXACT)


@few
@given(seeds, st.integers(1, 3), st.integers(0, 2), st.integers(1, 2), st.integers(4, 8), st.integers(5, 8))
def test_conv2d_and_its_gradients_agree_with_pytorch(seed: int, stride: int, padding: int, dilation: int, height: int, width: int) -> None:
    torch = pytest.importorskip("torch", reason="PyTorch is in the extra 'torch'")
    assume(height + 2 * padding > 2 * dilation and width + 2 * padding > dilation)
    rng = np.random.default_rng(seed)
    arrays = rng.normal(size=(2, 3, height, width)), rng.normal(size=(4, 3, 3, 2)), rng.normal(size=4)
    x, k, b = (torch.tensor(array, requires_grad=True) for array in arrays)
    reference = torch.nn.functional.conv2d(x, k, b, stride, padding, dilation)
    settings_ = {"stride": stride, "padding": padding, "dilation": dilation}
    np.testing.assert_allclose(conv.conv2d(*arrays, **settings_), reference.detach().numpy(), atol=EXACT)
    upstream = rng.normal(size=reference.shape)
    reference.backward(torch.tensor(upstream))
    for ours, theirs in zip(conv.conv2d_backward(upstream, *arrays[:2], **settings_), (x, k, b), strict=True):
        np.testing.assert_allclose(ours, theirs.grad.numpy(), atol=EXACT)


@few
@given(seeds, st.integers(1, 2), st.integers(0, 1), st.integers(1, 2))
def test_conv2d_backward_agrees_with_central_differences(seed: int, stride: int, padding: int, dilation: int) -> None:
    rng = np.random.default_rng(seed)
    images, kernels = rng.normal(size=(1, 2, 5, 5)), rng.normal(size=(2, 2, 2, 2))
    geometry = {"stride": stride, "padding": padding, "dilation": dilation}
    upstream = rng.normal(size=conv.conv2d(images, kernels, **geometry).shape)
    d_images, d_kernels, _ = conv.conv2d_backward(upstream, images, kernels, **geometry)
    for array, gradient in ((images, d_images), (kernels, d_kernels)):
        place = tuple(rng.integers(0, side) for side in array.shape)
        step = np.zeros_like(array)
        step[place] = 1e-3
        losses = [
            np.sum(upstream * conv.conv2d(images + sign * step, kernels, **geometry))
            if array is images
            else np.sum(upstream * conv.conv2d(images, kernels + sign * step, **geometry))
            for sign in (1, -1)
        ]
        # The map is linear in each argument, so the central difference has no truncation error: rounding / 1e-3 is left.
        assert (losses[0] - losses[1]) / 2e-3 == pytest.approx(gradient[place], abs=1e-10)


@few
@given(seeds, st.integers(1, 4), st.integers(1, 4))
def test_correlate2d_is_scipys(seed: int, height: int, width: int) -> None:
    rng = np.random.default_rng(seed)
    image, kernel = rng.normal(size=(5, 6)), rng.normal(size=(height, width))
    np.testing.assert_allclose(conv.correlate2d(image, kernel), signal.correlate2d(image, kernel, "valid"), atol=EXACT)


def test_conv2d_takes_plain_lists() -> None:
    image = [[[[1, 2, 0, 1], [0, 1, 3, 1], [2, 1, 0, 0], [1, 0, 1, 2]]]]
    np.testing.assert_array_equal(conv.conv2d(image, [[[[1, 0], [0, -1]]]])[0, 0], [[0, -1, -1], [-1, 1, 3], [2, 0, -2]])


@pytest.mark.parametrize(("kernel", "stride", "padding"), [(3, 1, 0), (2, 2, 1), (5, 3, 2), (1, 1, 0)])
def test_im2col_is_pytorchs_unfold(kernel: int, stride: int, padding: int) -> None:
    torch = pytest.importorskip("torch", reason="PyTorch is in the extra 'torch'")
    image = np.random.default_rng(0).normal(size=(2, 7, 9))
    columns = torch.nn.functional.unfold(torch.tensor(image)[None], kernel, padding=padding, stride=stride)[0]
    np.testing.assert_array_equal(conv.im2col(image, kernel, stride, padding), columns.numpy())


@pytest.mark.parametrize(("size", "kernel", "stride", "padding"), [(8, 3, 1, 0), (9, 2, 3, 1), (6, 5, 1, 2)])
def test_unrolled_ratio_counts_what_pytorch_unfolds(size: int, kernel: int, stride: int, padding: int) -> None:
    torch = pytest.importorskip("torch", reason="PyTorch is in the extra 'torch'")
    image = torch.ones(1, 3, size, size)
    columns = torch.nn.functional.unfold(image, kernel, padding=padding, stride=stride)
    assert conv.unrolled_ratio(size, kernel, stride, padding) == pytest.approx(columns.numel() / image.numel(), rel=1e-12)


@few
@given(seeds, st.integers(1, 5), st.integers(1, 4))
def test_causal_convolution_is_scipys_filter_of_the_past(seed: int, taps: int, dilation: int) -> None:
    random = np.random.default_rng(seed)
    sequence, kernel = random.normal(size=20), random.normal(size=taps)
    stretched = np.zeros(dilation * (taps - 1) + 1)
    stretched[::dilation] = kernel[::-1]  # lfilter's first weight is that of the present
    np.testing.assert_allclose(conv.causal_convolve(sequence, kernel, dilation), signal.lfilter(stretched, [1.0], sequence), atol=EXACT)
    assert conv.causal_padding(taps, dilation) == stretched.size - 1


@few
@given(seeds, st.integers(1, 6), st.integers(1, 4))
def test_winograds_products_add_up_to_scipys_correlation(seed: int, outputs: int, taps: int) -> None:
    random = np.random.default_rng(seed)
    data, kernel = random.normal(size=outputs + taps - 1), random.normal(size=taps)
    products, adding = conv.winograd_products(data, kernel)
    np.testing.assert_allclose(adding @ products, signal.correlate(data, kernel, mode="valid"), atol=1e-9)


def test_winograds_products_double_with_the_signal_or_with_the_kernel() -> None:
    one, _ = conv.winograd_products([1.0, 2.0, 3.0, 5.0], [1.0, 0.0, -1.0])
    for signal_by, kernel_by in ((2.0, 1.0), (1.0, 2.0)):
        twice, _ = conv.winograd_products(signal_by * np.array([1.0, 2.0, 3.0, 5.0]), kernel_by * np.array([1.0, 0.0, -1.0]))
        np.testing.assert_allclose(twice, 2 * one)


def test_winograd_saving_is_that_of_the_paper() -> None:
    assert conv.winograd_saving(2, 3) == pytest.approx(36 / 16)  # F(2×2, 3×3): 16 multiplications in place of 36
    assert conv.winograd_saving(4, 3) == pytest.approx(144 / 36)  # F(4×4, 3×3): 36 in place of 144
    assert conv.winograd_saving(3, 2) == pytest.approx(36 / 16)


ONE, TWO = np.ones((1, 1, 4, 4)), np.ones((2, 1, 2, 2))  # an image, and a bank of two kernels
FIT = "a kernel that spans 3 does not fit into 2 + 2·0 = 2: no valid position"
REFUSALS = [
    (lambda: conv.causal_convolve([1.0, 2.0], []), "kernel (0,) must not be empty"),
    (lambda: conv.im2col(np.ones((1, 3, 3)), 4), "a kernel that spans 4 does not fit into 3 + 2·0 = 3: no valid position"),
    (lambda: conv.output_size(2, 3, padding=1, dilation=2), "a kernel that spans 5 does not fit into 2 + 2·1 = 4: no valid position"),
    (lambda: conv.same_padding(4), "kernel 4 at dilation 1 needs 3 rows of padding, which two sides cannot share equally"),
    (lambda: conv.transposed_size(4, 3, stride=2, extra=2), "extra 2 must be less than stride 2"),
    (lambda: conv.transposed_size(1, 3, padding=2), "padding 2 cuts everything away: the output would be -1 wide"),
    (lambda: conv.transposed_size(1, 2, padding=1), "padding 1 cuts everything away: the output would be 0 wide"),
    (lambda: conv.correlate([1, 2], [1, 2, 3]), FIT),
    (lambda: conv.winograd_products([1, 2], [1, 2, 3]), FIT),
    (lambda: conv.correlate([1, 2], []), "kernel 0 must be at least 1"),
    (lambda: conv.convolve([], [1]), "signal (0,) and kernel (1,) must not be empty"),
    (lambda: conv.convolve([1], []), "signal (1,) and kernel (0,) must not be empty"),
    (lambda: conv.connections(2, 3), FIT),
    (lambda: conv.convolution_matrix(np.ones((3, 3)), 2), FIT),
    (lambda: conv.convolution_matrix(np.ones((2, 3)), 4), "kernel (2, 3) must have the axes (k, k)"),
    (lambda: conv.correlate2d(np.ones((2, 4)), np.ones((3, 3))), FIT),
    (lambda: conv.conv2d(np.ones((1, 1, 4, 2)), np.ones((1, 1, 1, 3))), FIT),
    (lambda: conv.conv2d(np.ones((1, 1, 0, 4)), TWO, padding=1), "size 0 must be at least 1"),
    (lambda: conv.conv2d_backward(np.ones((1, 2, 3, 4)), ONE, TWO), "upstream (1, 2, 3, 4) must have the output's shape (1, 2, 3, 3)"),
    (
        lambda: conv.conv2d_backward(np.ones((1, 2, 4, 4)), ONE, TWO),
        "upstream (1, 2, 4, 4) must have the output's shape (1, 2, 3, 3)",
    ),
    # what would broadcast without a word if the signature said less
    (lambda: conv.conv2d(ONE, TWO, np.ones((2, 1))), "bias (2, 1) must have the axes (f,), where f = 2 in kernels (2, 1, 2, 2)"),
    (lambda: conv.conv2d(ONE, TWO, [1.0]), "bias (1,) must have the axes (f,), where f = 2 in kernels (2, 1, 2, 2)"),
    (
        lambda: conv.conv2d(np.ones((1, 3, 4, 4)), TWO),
        "kernels (2, 1, 2, 2) must have the axes (f, c, u, v), where c = 3 in images (1, 3, 4, 4)",
    ),
    (
        lambda: conv.conv2d_backward(np.ones((3, 2, 3, 3)), ONE, TWO),
        "images (1, 1, 4, 4) must have the axes (n, c, h, w), where n = 3 in upstream (3, 2, 3, 3)",
    ),
    (
        lambda: conv.conv2d_backward(np.ones((1, 1, 3, 3)), ONE, TWO),
        "kernels (2, 1, 2, 2) must have the axes (f, c, u, v), where f = 1 in upstream (1, 1, 3, 3) and c = 1 in images (1, 1, 4, 4)",
    ),
]


@pytest.mark.parametrize(("call", "sentence"), REFUSALS)
def test_what_does_not_fit_is_refused_in_a_sentence(call: Callable[[], object], sentence: str) -> None:
    with pytest.raises(ValueError) as caught:
        call()
    assert str(caught.value) == sentence
