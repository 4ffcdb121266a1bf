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


@pytest.mark.parametrize(
    ("call", "sentence"),
    [
        (lambda: convpool.side_after_pools(4, 3), "pools 3 must leave something of size 4: 2^pools may not exceed it"),
        (lambda: convpool.side_after_pools(4, 10**9), "pools 1000000000 must leave something of size 4: 2^pools may not exceed it"),
        (lambda: convpool.flatten_head_parameters(16, 5), "pools 5 must leave something of size 16: 2^pools may not exceed it"),
        (lambda: convpool.flatten_head_parameters(16, 2, channels=0), "channels 0 must be at least 1"),
        (lambda: convpool.trunk_multiply_adds(224, 6), "pools 6 must lie in [0, 5]"),
    ],
)
def test_what_does_not_fit_is_refused_in_a_sentence(call: Callable[[], object], sentence: str) -> None:
    with pytest.raises(ValueError) as caught:
        call()
    assert str(caught.value) == sentence
