"""The small network against its PyTorch twin, and its counts against PyTorch's."""

import re

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dl_quiz.kernels import pipeline

few = settings(deadline=None, max_examples=30)
seeds = st.integers(0, 2**32 - 1)
heads = st.sampled_from(["flatten", "gap", "max"])


def twin(torch, images, parameters, head, activation):
    """The same network in PyTorch's own words."""
    kernels, bias, weight, offset = parameters
    maps = torch.nn.functional.conv2d(images, kernels, bias)
    if activation:
        maps = torch.relu(maps)
    if head == "flatten":
        features = torch.nn.functional.max_pool2d(maps, 2).flatten(1)
    else:
        features = maps.mean((2, 3)) if head == "gap" else maps.amax((2, 3))
    return torch.nn.functional.linear(features, weight, offset)


@few
@given(seeds, heads, st.booleans(), st.integers(2, 5), st.integers(1, 4), st.integers(9, 12))
def test_network_and_gradients_agree_with_pytorch(seed: int, head: str, activation: bool, kernel: int, filters: int, width: int) -> None:
    torch = pytest.importorskip("torch", reason="PyTorch is in the extra 'torch'")
    rng = np.random.default_rng(seed)
    kernels, bias, weight, offset = pipeline.begin(rng, filters=filters, kernel=kernel, size=9, head=head)
    if head == "flatten":
        weight = rng.normal(size=(10, filters * ((10 - kernel) // 2) * ((width - kernel + 1) // 2)))
    parameters = [array + 0.1 * rng.normal(size=array.shape) for array in (kernels, bias, weight, offset)]
    images, labels = rng.normal(size=(3, 1, 9, width)), rng.integers(0, 10, 3)
    tensors = [torch.tensor(array, requires_grad=True) for array in parameters]
    logits = twin(torch, torch.tensor(images), tensors, head, activation)
    expected = torch.nn.functional.cross_entropy(logits, torch.tensor(labels))
    expected.backward()
    np.testing.assert_allclose(pipeline.classify(images, parameters, head=head, activation=activation), logits.detach().numpy(), atol=1e-10)
    loss, gradients = pipeline.loss_and_gradients(images, labels, parameters, head=head, activation=activation)
    assert loss == pytest.approx(expected.item())
    for ours, theirs in zip(gradients, tensors, strict=True):
        np.testing.assert_allclose(ours, theirs.grad.numpy(), atol=1e-10)  # float64 sums of some hundred terms


def test_begin_draws_he_variance_and_a_small_head() -> None:
    kernels, bias, weight, offset = pipeline.begin(np.random.default_rng(0), filters=400, kernel=5)
    # 10,000 normal numbers: the relative standard error of a variance is √(2/10000) = 1.4 %; 4 of them are 6 %.
    assert kernels.var() == pytest.approx(2 / 25, rel=0.06)
    assert weight.var() == pytest.approx(0.01 / weight.shape[1], rel=0.06)
    assert not bias.any() and not offset.any()
    assert weight.shape == (10, 400 * 4 * 4)


def test_widths_of_lenet() -> None:
    assert pipeline.widths(28, [5, 2, 5, 2], [1, 2, 1, 2], [2, 0, 0, 0]) == [28, 14, 10, 5]
    assert pipeline.widths(224, [7, 3, 3, 3, 3], [2, 2, 2, 2, 2], [3, 1, 1, 1, 1])[-1] == 7  # ResNet: 32 times smaller


@few
@given(st.integers(22, 40), st.lists(st.tuples(st.integers(1, 4), st.integers(1, 2), st.integers(0, 1)), min_size=1, max_size=3))
def test_widths_are_those_of_pytorchs_maps(size: int, stages: list[tuple[int, int, int]]) -> None:
    torch = pytest.importorskip("torch", reason="PyTorch is in the extra 'torch'")
    x, expected = torch.ones(1, 1, size), []  # 22 is wide enough for three stages of kernel 4 and stride 2
    for kernel, stride, padding in stages:
        x = torch.nn.functional.conv1d(x, torch.ones(1, 1, kernel), stride=stride, padding=padding)
        expected.append(x.shape[2])
    assert pipeline.widths(size, *zip(*stages, strict=True)) == expected


def test_head_and_network_parameters_are_counted_as_pytorch_counts() -> None:
    torch = pytest.importorskip("torch", reason="PyTorch is in the extra 'torch'")
    numel = lambda *layers: sum(p.numel() for layer in layers for p in layer.parameters())  # noqa: E731
    assert pipeline.head_parameters(12, 4, 10) == numel(torch.nn.Linear(192, 10)) == 1930
    assert pipeline.head_parameters(12, 4, 10, pooled=True) == numel(torch.nn.Linear(12, 10)) == 130
    assert pipeline.network_parameters(12, 5, 12) == numel(torch.nn.Conv2d(1, 12, 5), torch.nn.Linear(192, 10)) == 2242


def test_lenet_has_the_published_number_of_parameters() -> None:
    torch = pytest.importorskip("torch", reason="PyTorch is in the extra 'torch'")
    nn = torch.nn
    lenet = nn.Sequential(nn.Conv2d(1, 6, 5), nn.Conv2d(6, 16, 5), nn.Linear(400, 120), nn.Linear(120, 84), nn.Linear(84, 10))
    assert sum(p.numel() for p in lenet.parameters()) == 61_706


network = pipeline.begin(np.random.default_rng(0), filters=6, kernel=5)
large = np.zeros((1, 1, 24, 24))


@pytest.mark.parametrize(
    ("kernel", "bad", "options", "sentence"),
    [
        ("widths", (28, [5, 2], [1], [0, 0]), {}, "kernels [5, 2], strides [1] and paddings [0, 0] must be equally long"),
        ("network_parameters", (6, 5, 5), {}, "kernel 5 leaves one place of size 5: too small a map for 2×2 pooling"),
        ("begin", (None,), {"filters": 6, "kernel": 5, "size": 5}, "kernel 5 leaves one place of size 5: too small a map for 2×2 pooling"),
        ("classify", (large, network), {}, "the head takes 96 features, but pictures (1, 1, 24, 24) give 600"),
        ("loss_and_gradients", (large, [3], network), {}, "the head takes 96 features, but pictures (1, 1, 24, 24) give 600"),
        ("classify", (large, network), {"head": "mean"}, "head 'mean' must be 'flatten' or 'gap' or 'max'"),
    ],
)
def test_what_a_signature_cannot_say_is_refused_in_a_sentence(kernel: str, bad: tuple, options: dict, sentence: str) -> None:
    with pytest.raises(ValueError, match=f"^{re.escape(sentence)}$"):
        getattr(pipeline, kernel)(*bad, **options)


@pytest.mark.parametrize("label", [10, -1, 0.0, True])
def test_labels_name_one_of_the_heads_classes(label: object) -> None:
    with pytest.raises(ValueError, match="labels"):
        pipeline.loss_and_gradients(np.zeros((1, 1, 12, 12)), np.array([label]), network)


@pytest.mark.parametrize("scale", [0.01, 0.3, 2.0])
def test_the_round_trip_is_pytorchs_fake_quantisation(scale: float) -> None:
    torch = pytest.importorskip("torch", reason="PyTorch is in the extra 'torch'")
    values = np.random.default_rng(3).normal(0, 20, (4, 3, 5, 5)).astype(np.float32)
    theirs = torch.fake_quantize_per_tensor_affine(torch.tensor(values), scale, 0, -127, 127).numpy()
    assert np.allclose(pipeline.quantise(values, scale) * scale, theirs, rtol=1e-5)


@pytest.mark.parametrize("bits", [2, 4, 8])
@pytest.mark.parametrize("largest", [0.508, 3.0])
def test_the_rounding_error_is_the_worst_of_many_values(largest: float, bits: int) -> None:
    levels = np.linspace(-largest, largest, 2**bits - 1)
    values = np.linspace(-largest, largest, 100_001)
    nearest = levels[np.rint((values + largest) / (levels[1] - levels[0])).astype(int)]
    assert pipeline.rounding_error(largest, bits) == pytest.approx(np.abs(values - nearest).max(), rel=1e-2)


@pytest.mark.parametrize("pixel", [0, 51, 255])
def test_a_normalised_pixel_is_pytorchs_batch_norm_of_a_scaled_byte(pixel: int) -> None:
    torch = pytest.importorskip("torch", reason="PyTorch is in the extra 'torch'")
    mean, std = torch.tensor([0.485], dtype=torch.float64), torch.tensor([0.229], dtype=torch.float64)
    scaled = torch.tensor([[pixel]], dtype=torch.float64) / 255
    expected = torch.nn.functional.batch_norm(scaled, mean, std**2, eps=0.0)
    assert pipeline.normalised(pixel, 0.485, 0.229) == pytest.approx(float(expected), abs=1e-12)
