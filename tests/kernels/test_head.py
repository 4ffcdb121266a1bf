"""The heads of a CNN against PyTorch, published counts and loops."""

from __future__ import annotations

import re

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dl_quiz.kernels import head

SMALL = st.integers(1, 6)


@settings(deadline=None, max_examples=30)
@given(SMALL, SMALL, SMALL, SMALL)
def test_head_counts_are_what_torch_holds(channels, height, width, outputs):
    torch = pytest.importorskip("torch", reason="PyTorch is in the extra 'torch'")
    for bias in (True, False):
        flat = torch.nn.Linear(channels * height * width, outputs, bias=bias)
        assert head.flatten_head_parameters(channels, height, width, outputs, bias) == sum(p.numel() for p in flat.parameters())


def test_counts_published_for_vgg16():
    """Keras and torchvision publish 138 357 544 in all, and 14 714 688 without the top."""
    assert head.vgg16_parameters() == {"conv": 14_714_688, "fc6": 102_764_544, "fc7": 16_781_312, "fc8": 4_097_000}
    assert sum(head.vgg16_parameters().values()) == 138_357_544


def test_work_published_for_vgg16():
    """Torchvision lists 15.47 GFLOPS (multiply–adds) for 224 pixels."""
    work = head.vgg16_multiply_adds()
    assert sum(work.values()) / 1e9 == pytest.approx(15.47, abs=0.005)
    assert (work["fc6"], work["fc7"], work["fc8"]) == (102_760_448, 16_777_216, 4_096_000)


@pytest.mark.parametrize("size", [32, 100, 225])
def test_work_and_counts_are_those_of_torchs_maps(size):
    torch = pytest.importorskip("torch", reason="PyTorch is in the extra 'torch'")
    maps, before, work, held = torch.empty(1, 3, size, size, device="meta"), 3, 0, 0
    for block in [(64, 64), (128, 128), (256,) * 3, (512,) * 3, (512,) * 3]:
        for filters in block:
            layer = torch.nn.Conv2d(before, filters, 3, padding=1, device="meta")
            maps, before, held = layer(maps), filters, held + sum(p.numel() for p in layer.parameters())
            work += layer.weight.numel() * maps.shape[2] * maps.shape[3]
        maps = torch.nn.functional.max_pool2d(maps, 2)
    found = head.vgg16_multiply_adds(size)
    assert (found["conv"], found["fc6"]) == (work, maps.numel() * 4096)
    assert (head.vgg16_parameters(size)["conv"], head.vgg16_parameters(size)["fc6"]) == (held, (maps.numel() + 1) * 4096)


def test_the_image_size_reaches_fc6_only():
    small, large = head.vgg16_parameters(224, 10), head.vgg16_parameters(448, 10)
    assert {name for name in small if small[name] != large[name]} == {"fc6"}
    assert (large["fc6"] - 4096) == 4 * (small["fc6"] - 4096)
    assert small["fc8"] == 4096 * 10 + 10
    assert head.vgg16_multiply_adds(448)["conv"] == 4 * head.vgg16_multiply_adds(224)["conv"]
    assert head.vgg16_multiply_adds(448)["fc6"] == 4 * head.vgg16_multiply_adds(224)["fc6"]


@settings(deadline=None, max_examples=30)
@given(SMALL, SMALL, SMALL, SMALL, st.integers(0, 2**32 - 1))
def test_the_converted_layer_agrees_with_torch_on_every_crop(channels, height, width, outputs, seed):
    torch = pytest.importorskip("torch", reason="PyTorch is in the extra 'torch'")
    rng = np.random.default_rng(seed)
    weight = rng.normal(size=(outputs, channels * height * width))
    maps = rng.normal(size=(2, channels, height + 2, width + 1))
    kernels = torch.tensor(head.as_convolution(weight, channels, height, width))
    scores = torch.nn.functional.conv2d(torch.tensor(maps), kernels).numpy()
    for i, j in np.ndindex(3, 2):
        crop = maps[:, :, i : i + height, j : j + width].reshape(2, -1)
        np.testing.assert_allclose(scores[:, :, i, j], crop @ weight.T, atol=1e-12)


def test_the_converted_layer_is_a_copy():
    weight = np.zeros((2, 12))
    assert not np.shares_memory(head.as_convolution(weight, 3, 2, 2), weight)


@settings(deadline=None, max_examples=30)
@given(st.integers(1, 40), st.integers(1, 8), st.integers(1, 6))
def test_score_map_size_counts_the_places_of_the_window(cells, downsampling, window):
    size = cells * downsampling
    places = [start for start in range(cells) if start + window <= cells]
    if places:
        assert head.score_map_size(size, downsampling, window) == len(places)
    else:
        with pytest.raises(ValueError, match=f"{window}"):
            head.score_map_size(size, downsampling, window)


def test_score_map_sizes_known():
    assert head.score_map_size(224, 32, 7) == 1
    assert head.score_map_size(256, 32, 7) == 2
    assert head.score_map_size(255, 32, 7) == 1


@settings(deadline=None, max_examples=30)
@given(SMALL, SMALL, SMALL, SMALL, st.integers(0, 2**32 - 1))
def test_activation_map_is_a_one_by_one_convolution_whose_mean_is_the_score(channels, classes, height, width, seed):
    torch = pytest.importorskip("torch", reason="PyTorch is in the extra 'torch'")
    rng = np.random.default_rng(seed)
    features, weight = rng.normal(size=(2, channels, height, width)), rng.normal(size=(classes, channels))
    maps = head.class_activation_map(features, weight)
    expected = torch.nn.functional.conv2d(torch.tensor(features), torch.tensor(weight[:, :, None, None])).numpy()
    np.testing.assert_allclose(maps, expected, atol=1e-12)
    np.testing.assert_allclose(maps.mean(axis=(2, 3)), features.mean(axis=(2, 3)) @ weight.T, atol=1e-12)


@pytest.mark.parametrize(
    ("kernel", "bad", "sentence"),
    [
        ("score_map_size", (16, 32, 1), "an image of size 16 leaves no map at a downsampling of 32"),
        ("as_convolution", (np.zeros((2, 11)), 3, 2, 2), "weight (2, 11) must be (outputs, 3·2·2 = 12)"),
        ("vgg16_parameters", (31, 1000), "size 31 must be at least 32"),
        ("vgg16_multiply_adds", (31, 1000), "size 31 must be at least 32"),
    ],
)
def test_what_a_signature_cannot_say_is_refused_in_a_sentence(kernel: str, bad: tuple, sentence: str) -> None:
    with pytest.raises(ValueError, match=f"^{re.escape(sentence)}$"):
        getattr(head, kernel)(*bad)


def test_work_by_block_is_that_of_all_convolutions():
    """Published by block for 224 pixels, in 10⁹ multiply–adds, of maps that halve: 64, 128, 256, 512 and 512 filters."""
    blocks = head.vgg16_work_by_block()
    assert sum(blocks) == head.vgg16_multiply_adds()["conv"]
    assert blocks[0] == 224**2 * 9 * (3 * 64 + 64 * 64)
    assert blocks[4] == 14**2 * 9 * 3 * 512 * 512


@pytest.mark.parametrize(("height", "width", "size"), [(7, 7, 7), (8, 10, 7), (14, 14, 7), (5, 3, 1), (3, 4, 6)])
def test_adaptive_average_is_that_of_torch(height, width, size):
    torch = pytest.importorskip("torch", reason="PyTorch is in the extra 'torch'")
    images = np.random.default_rng(0).normal(size=(2, 3, height, width))
    expected = torch.nn.functional.adaptive_avg_pool2d(torch.tensor(images), size).numpy()
    np.testing.assert_allclose(head.adaptive_average_pool(images, size), expected, atol=1e-12)


def test_attention_pool_is_attention_of_torch():
    torch = pytest.importorskip("torch", reason="PyTorch is in the extra 'torch'")
    rng = np.random.default_rng(1)
    tokens, query = rng.normal(size=(3, 7, 4)), rng.normal(size=4)
    given = torch.tensor(tokens)
    expected = torch.nn.functional.scaled_dot_product_attention(torch.tensor(query).expand(3, 1, 4), given, given)[:, 0].numpy()
    np.testing.assert_allclose(head.attention_pool(tokens, query), expected, atol=1e-12)


@pytest.mark.parametrize(("gap", "tokens"), [(0.0, 5), (3.0, 49), (6.0, 256)])
def test_standout_weight_is_a_softmax_of_torch(gap, tokens):
    torch = pytest.importorskip("torch", reason="PyTorch is in the extra 'torch'")
    scores = torch.zeros(tokens, dtype=torch.float64)
    scores[0] = gap
    assert head.standout_weight(gap, tokens) == pytest.approx(float(torch.softmax(scores, 0)[0]), rel=1e-12)
