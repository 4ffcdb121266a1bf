"""The accounts of VGG-16 against published figures, PyTorch's own layers, and poolings that are really done."""

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from dl_quiz.kernels import convpool, pool


@settings(deadline=None, max_examples=30)
@given(st.integers(1, 64), st.integers(0, 5))
def test_side_is_that_of_a_map_really_pooled(size: int, pools: int) -> None:
    assume(size >= 2**pools)
    image = np.zeros((1, 1, size, size))
    for _ in range(pools):
        image = pool.max_pool2d(image, 2)
    assert convpool.side_after_pools(size, pools) == image.shape[2]


def test_published_parameter_counts_of_vgg16() -> None:
    head = convpool.flatten_head_parameters(224, 5)
    assert convpool.trunk_parameters() == 14_714_688  # torchvision, vgg16().features
    assert head == 102_764_544  # torchvision, vgg16().classifier[0]
    rest = (4096 + 1) * 4096 + (4096 + 1) * 1000
    assert convpool.trunk_parameters() + head + rest == 138_357_544  # the whole network


def test_published_work_of_vgg16() -> None:
    assert convpool.trunk_multiply_adds() == pytest.approx(15.3e9, abs=0.05e9)  # He et al. 2016, one decimal


def test_work_without_poolings_is_weights_times_positions() -> None:
    biases = 2 * 64 + 2 * 128 + 3 * 256 + 6 * 512
    assert convpool.trunk_multiply_adds(32, 0) == (convpool.trunk_parameters() - biases) * 32**2


def test_work_falls_with_each_pooling_that_is_kept() -> None:
    work = [convpool.trunk_multiply_adds(64, pools) for pools in range(5)]
    assert work == sorted(work, reverse=True)
    # the fifth pooling stands behind the last convolution
    assert convpool.trunk_multiply_adds(64, 4) == convpool.trunk_multiply_adds(64, 5)


def test_the_head_is_pytorchs_linear_layer() -> None:
    torch = pytest.importorskip("torch", reason="PyTorch is in the extra 'torch'")
    layer = torch.nn.Linear(3 * 4 * 4, 5)
    assert convpool.flatten_head_parameters(9, 1, channels=3, units=5) == sum(p.numel() for p in layer.parameters())


def test_trunk_is_pytorchs_convolutions() -> None:
    torch = pytest.importorskip("torch", reason="PyTorch is in the extra 'torch'")
    total, channels = 0, 1
    for filters, count in ((64, 2), (128, 2), (256, 3), (512, 3), (512, 3)):
        for _ in range(count):
            total += sum(p.numel() for p in torch.nn.Conv2d(channels, filters, 3, device="meta").parameters())
            channels = filters
    assert convpool.trunk_parameters(channels=1) == total


@pytest.mark.parametrize("pools", range(5))
@pytest.mark.parametrize("kernel", [1, 3, 4, 7])
def test_the_gain_is_what_pytorchs_gradient_reaches_more(kernel: int, pools: int) -> None:
    torch = pytest.importorskip("torch", reason="PyTorch is in the extra 'torch'")

    def reached(widths: list[int]) -> int:
        row = torch.zeros(1, 1, 256, dtype=torch.float64, requires_grad=True)
        maps = row
        for _ in range(pools):
            maps = torch.nn.functional.avg_pool1d(maps, 2)
        for width in widths:
            maps = torch.nn.functional.conv1d(maps, torch.ones(1, 1, width, dtype=torch.float64))
        maps[0, 0, 2].backward()
        return int(np.count_nonzero(row.grad))

    assert convpool.field_gain(kernel, pools) == reached([kernel]) - reached([])


@pytest.mark.parametrize("kernel", [1, 3, 5])
@pytest.mark.parametrize(("size", "layers"), [(8, 0), (8, 1), (9, 3), (16, 3), (8, 4), (8, 6)])
def test_the_border_is_felt_where_pytorchs_map_of_ones_is_not_constant(size: int, layers: int, kernel: int) -> None:
    torch = pytest.importorskip("torch", reason="PyTorch is in the extra 'torch'")
    maps = torch.ones(1, 1, size, size, dtype=torch.float64)
    for _ in range(layers):
        weights = torch.full((1, 1, kernel, kernel), 1 / kernel**2, dtype=torch.float64)
        maps = torch.nn.functional.conv2d(maps, weights, padding=kernel // 2)
    felt = float(((maps - 1).abs() > 1e-9).double().mean())
    assert convpool.border_share(size, layers, kernel) == pytest.approx(felt, abs=1e-12)


@pytest.mark.parametrize(
    ("call", "sentence"),
    [
        (lambda: convpool.side_after_pools(4, 3), "pools 3 must leave something of size 4: 2^pools may not exceed it"),
        (lambda: convpool.side_after_pools(4, 10**9), "pools 1000000000 must leave something of size 4: 2^pools may not exceed it"),
        (lambda: convpool.flatten_head_parameters(16, 5), "pools 5 must leave something of size 16: 2^pools may not exceed it"),
        (lambda: convpool.flatten_head_parameters(16, 2, channels=0), "channels 0 must be at least 1"),
        (lambda: convpool.border_share(8, 1, 4), "kernel 4 at dilation 1 needs 3 rows of padding, which two sides cannot share equally"),
        (lambda: convpool.trunk_multiply_adds(224, 6), "pools 6 must lie in [0, 5]"),
    ],
)
def test_what_does_not_fit_is_refused_in_a_sentence(call: Callable[[], object], sentence: str) -> None:
    with pytest.raises(ValueError) as caught:
        call()
    assert str(caught.value) == sentence
