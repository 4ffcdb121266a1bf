"""The layer's counts and kernels against PyTorch, published figures and gradients."""

from collections.abc import Callable
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dl_quiz.kernels import convlayer as layer

few = settings(deadline=None, max_examples=30)
seeds = st.integers(0, 2**32 - 1)
small = st.integers(1, 6)
VGG16 = (3, 64, 64, 128, 128, 256, 256, 256, 512, 512, 512, 512, 512, 512)
EXACT = 1e-10
"""Sums of up to some hundred float64 products of order one, grouped in two ways."""


@few
@given(small, small, st.integers(1, 4), st.integers(1, 3), st.booleans())
def test_parameter_count_is_what_pytorch_allocates(channels: int, filters: int, kernel: int, groups: int, bias: bool) -> None:
    torch = pytest.importorskip("torch", reason="PyTorch is in the extra 'torch'")
    module = torch.nn.Conv2d(channels * groups, filters * groups, kernel, groups=groups, bias=bias)
    expected = sum(parameter.numel() for parameter in module.parameters())
    assert layer.parameter_count(channels * groups, filters * groups, kernel, groups, bias) == expected


def test_parameter_count_of_published_layers() -> None:
    assert layer.parameter_count(3, 64, 7) == 9472  # ResNet's first layer, were it to have a bias
    assert layer.parameter_count(1, 6, 5) == 156  # LeCun et al. 1998, layer C1
    assert sum(layer.parameter_count(a, b, 3) for a, b in pairwise(VGG16)) == 14_714_688


def test_receptive_field_of_known_stacks() -> None:
    assert layer.receptive_field([3, 3], [1, 1]) == 5  # Simonyan & Zisserman 2015, §2.3
    assert layer.receptive_field([3, 3, 3], [1, 1, 1]) == 7
    assert layer.receptive_field([3, 3, 2, 3, 3, 2, 3], [1, 1, 2, 1, 1, 2, 1]) == 24
    assert layer.receptive_field([11, 3, 5, 3, 3, 3, 3, 3], [4, 2, 1, 2, 1, 1, 1, 2]) == 195  # AlexNet (Araujo et al. 2019)


@few
@given(st.lists(st.tuples(st.integers(1, 4), st.integers(1, 3)), min_size=1, max_size=4))
def test_receptive_field_is_the_extent_of_a_gradient(stack: list[tuple[int, int]]) -> None:
    torch = pytest.importorskip("torch", reason="PyTorch is in the extra 'torch'")
    kernels, strides = zip(*stack, strict=True)
    expected = layer.receptive_field(kernels, strides)
    x = torch.ones(1, 1, expected + 3 * int(np.prod(strides)), requires_grad=True)
    y = x
    for kernel, stride in stack:
        y = torch.nn.functional.conv1d(y, torch.ones(1, 1, kernel), stride=stride)
    y[0, 0, 0].backward()
    touched = x.grad[0, 0].nonzero()
    assert int(touched.max() - touched.min()) + 1 == expected


@few
@given(st.integers(1, 7), st.integers(1, 12))
def test_effective_spread_is_that_of_repeated_averaging(kernel: int, layers: int) -> None:
    density = np.ones(1)
    for _ in range(layers):
        density = np.convolve(density, np.full(kernel, 1 / kernel))
    place = np.arange(density.size)
    variance = density @ place**2 - (density @ place) ** 2
    assert layer.effective_spread(kernel, layers) == pytest.approx(np.sqrt(max(variance, 0)), abs=1e-6)


@few
@given(seeds, st.integers(1, 3), st.integers(1, 3), st.integers(1, 3), st.integers(1, 2), st.integers(0, 1))
def test_grouped_conv2d_agrees_with_pytorch(seed: int, share: int, filters: int, groups: int, stride: int, padding: int) -> None:
    torch = pytest.importorskip("torch", reason="PyTorch is in the extra 'torch'")
    rng = np.random.default_rng(seed)
    images, kernels = rng.normal(size=(2, share * groups, 5, 5)), rng.normal(size=(filters * groups, share, 3, 3))
    reference = torch.nn.functional.conv2d(torch.tensor(images), torch.tensor(kernels), None, stride, padding, 1, groups)
    ours = layer.grouped_conv2d(images, kernels, groups, stride=stride, padding=padding)
    np.testing.assert_allclose(ours, reference.numpy(), atol=EXACT)


@few
@given(seeds, st.integers(1, 3), st.integers(1, 3), st.integers(1, 3), *[st.integers(1, 4)] * 4)
def test_composed_kernel_does_what_two_layers_do(
    seed: int, inputs: int, middle: int, outputs: int, height: int, width: int, second_height: int, second_width: int
) -> None:
    torch = pytest.importorskip("torch", reason="PyTorch is in the extra 'torch'")
    rng = np.random.default_rng(seed)
    first, second = rng.normal(size=(middle, inputs, height, width)), rng.normal(size=(outputs, middle, second_height, second_width))
    image = torch.tensor(rng.normal(size=(1, inputs, 9, 9)))
    expected = torch.nn.functional.conv2d(torch.nn.functional.conv2d(image, torch.tensor(first)), torch.tensor(second))
    ours = torch.nn.functional.conv2d(image, torch.tensor(layer.compose(first, second)))
    np.testing.assert_allclose(ours.numpy(), expected.numpy(), atol=EXACT)


@pytest.mark.parametrize(("kernel", "dilations"), [(2, [1, 2, 4, 8]), (3, [1, 3]), (5, [2]), (3, [])])
def test_dilated_field_is_what_a_gradient_reaches(kernel: int, dilations: list[int]) -> None:
    torch = pytest.importorskip("torch", reason="PyTorch is in the extra 'torch'")
    signal = torch.ones(1, 1, 101, requires_grad=True)
    output = signal
    for dilation in dilations:
        output = torch.nn.functional.conv1d(output, torch.ones(1, 1, kernel), dilation=dilation)
    output[0, 0, 0].backward()
    reached = np.flatnonzero(signal.grad)
    assert layer.dilated_field(kernel, dilations) == reached[-1] - reached[0] + 1


@pytest.mark.parametrize(("size", "kernel", "stride"), [(5, 3, 2), (4, 4, 2), (3, 2, 3), (1, 4, 1), (6, 5, 3)])
def test_overlap_counts_are_pytorchs_transposed_convolution_of_ones(size: int, kernel: int, stride: int) -> None:
    torch = pytest.importorskip("torch", reason="PyTorch is in the extra 'torch'")
    ones = torch.nn.functional.conv_transpose1d(torch.ones(1, 1, size), torch.ones(1, 1, kernel), stride=stride)
    assert layer.overlap_counts(size, kernel, stride).tolist() == ones[0, 0].tolist()


REFUSALS = [
    (lambda: layer.parameter_count(4, 6, 3, groups=3), "groups 3 must divide channels 4 and filters 6"),
    (lambda: layer.parameter_count(6, 4, 3, groups=3), "groups 3 must divide channels 6 and filters 4"),
    (lambda: layer.receptive_field([3, 3], [1]), "kernels [3, 3] and strides [1] must be equally long"),
    (
        lambda: layer.grouped_conv2d(np.ones((1, 3, 4, 4)), np.ones((2, 1, 3, 3)), 2),
        "groups 2 must divide channels 3 and filters 2",
    ),
    (
        lambda: layer.grouped_conv2d(np.ones((1, 4, 4, 4)), np.ones((2, 4, 3, 3)), 2),
        "kernels (2, 4, 3, 3) must have 4 / 2 channels, those of images (1, 4, 4, 4) in 2 groups",
    ),
    (lambda: layer.grouped_conv2d(np.ones(3), np.ones((1, 1, 1, 1))), "images (3,) must have the axes (n, c, h, w)"),
    (
        lambda: layer.compose(np.ones((2, 1, 3, 3)), np.ones((1, 3, 3, 3))),
        "second (1, 3, 3, 3) must have the axes (f, m, u, v), where m = 2 in first (2, 1, 3, 3)",
    ),
]


@pytest.mark.parametrize(("call", "sentence"), REFUSALS)
def test_what_does_not_fit_is_refused_in_a_sentence(call: Callable[[], object], sentence: str) -> None:
    with pytest.raises(ValueError) as caught:
        call()
    assert str(caught.value) == sentence
