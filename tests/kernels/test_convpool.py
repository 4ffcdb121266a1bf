"""The accounts of VGG-16 against published figures, PyTorch's own layers, and poolings that are really done."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dl_quiz.kernels import convpool, pool


@settings(deadline=None, max_examples=30)
@given(st.integers(1, 64), st.integers(0, 5))
def test_side_is_that_of_a_map_really_pooled(size: int, pools: int) -> None:
    if size < 2**pools:
        with pytest.raises(ValueError, match="2\\^pools no more than size"):
            convpool.side_after_pools(size, pools)
        return
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
    biases = sum(filters * count for filters, count in convpool.VGG16)
    assert convpool.trunk_multiply_adds(32, 0) == (convpool.trunk_parameters() - biases) * 32**2


def test_work_falls_with_each_pooling_that_is_kept() -> None:
    work = [convpool.trunk_multiply_adds(64, pools) for pools in range(5)]
    assert work == sorted(work, reverse=True)
    # the fifth pooling stands behind the last convolution
    assert convpool.trunk_multiply_adds(64, 4) == convpool.trunk_multiply_adds(64, 5)


def test_heads_are_pytorchs_linear_layers() -> None:
    torch = pytest.importorskip("torch", reason="PyTorch is in the extra 'torch'")

    def learned(layer: object) -> int:
        return sum(p.numel() for p in layer.parameters())  # type: ignore[attr-defined]

    assert convpool.average_head_parameters(12, 7) == learned(torch.nn.Linear(12, 7))
    assert convpool.flatten_head_parameters(9, 1, channels=3, units=5) == learned(torch.nn.Linear(3 * 4 * 4, 5))


def test_trunk_is_pytorchs_convolutions() -> None:
    torch = pytest.importorskip("torch", reason="PyTorch is in the extra 'torch'")
    total, channels = 0, 1
    for filters, count in ((64, 2), (128, 2), (256, 3), (512, 3), (512, 3)):
        for _ in range(count):
            total += sum(p.numel() for p in torch.nn.Conv2d(channels, filters, 3, device="meta").parameters())
            channels = filters
    assert convpool.trunk_parameters(channels=1) == total


def test_accounts_refuse_values_out_of_range() -> None:
    with pytest.raises(ValueError, match="size 0"):
        convpool.side_after_pools(0, 0)
    with pytest.raises(ValueError, match="pools -1"):
        convpool.side_after_pools(8, -1)
    with pytest.raises(ValueError, match="pools 6 must be at most 5"):
        convpool.trunk_multiply_adds(224, 6)
    with pytest.raises(ValueError, match="2\\^pools"):
        convpool.flatten_head_parameters(16, 5)
    with pytest.raises(ValueError):
        convpool.average_head_parameters(0, 10)
    with pytest.raises(ValueError):
        convpool.trunk_parameters(0)
