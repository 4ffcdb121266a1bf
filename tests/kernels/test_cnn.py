"""The one-dimensional detector against loops, PyTorch and central differences; shapes against layers that are really applied."""

import re

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dl_quiz.kernels import cnn, conv

few = settings(deadline=None, max_examples=30)
seeds = st.integers(0, 2**32 - 1)


def network(rng: np.random.Generator, filters: int, width: int) -> list[np.ndarray]:
    return [rng.normal(size=(filters, width)), rng.normal(size=filters), rng.normal(size=filters), rng.normal(size=())]


@few
@given(st.integers(1, 40), st.lists(st.integers(1, 3), max_size=4), st.sampled_from([1, 3, 5]))
def test_final_side_is_that_of_real_convolutions(size: int, strides: list[int], kernel: int) -> None:
    image = np.zeros((1, 1, size, size))
    for stride in strides:
        image = conv.conv2d(image, np.zeros((1, 1, kernel, kernel)), stride=stride, padding=kernel // 2)
    assert cnn.final_side(size, strides) == image.shape[2]


def test_dense_first_layer_is_pytorchs_linear_layer() -> None:
    torch = pytest.importorskip("torch", reason="PyTorch is in the extra 'torch'")
    layer = torch.nn.Linear(3 * 8 * 8, 5)
    assert cnn.dense_first_layer(8, 3, 5) == sum(array.numel() for array in layer.parameters())


def test_resnet_ends_at_seven() -> None:
    assert cnn.final_side(224, [2, 2, 2, 2, 2]) == 7  # He et al. 2016, Table 1


@few
@given(seeds, st.integers(1, 4), st.integers(1, 5), st.integers(5, 9))
def test_detect_is_the_best_match_of_each_kernel(seed: int, filters: int, width: int, length: int) -> None:
    rng = np.random.default_rng(seed)
    traces, parameters = rng.normal(size=(3, length)), network(rng, filters, width)
    kernels, bias, weight, offset = parameters
    for trace, score in zip(traces, cnn.detect(traces, parameters), strict=True):
        best = [max(trace[i : i + width] @ kernel for i in range(length - width + 1)) for kernel in kernels]
        expected = sum(w * (match + b) for w, match, b in zip(weight, best, bias, strict=True)) + offset
        assert score == pytest.approx(expected, abs=1e-12)  # a dozen products of order one


def test_detect_and_its_gradients_agree_with_pytorch() -> None:
    torch = pytest.importorskip("torch", reason="PyTorch is in the extra 'torch'")
    rng = np.random.default_rng(0)
    traces, labels, parameters = rng.normal(size=(6, 11)), np.array([1.0, 0, 1, 1, 0, 0]), network(rng, 3, 4)
    kernels, bias, weight, offset = leaves = [torch.tensor(array, requires_grad=True) for array in parameters]
    maps = torch.nn.functional.conv1d(torch.tensor(traces)[:, None], kernels[:, None], bias)
    logits = maps.amax(dim=2) @ weight + offset
    loss = torch.nn.functional.binary_cross_entropy_with_logits(logits, torch.tensor(labels))
    loss.backward()
    value, gradients = cnn.detect_gradients(traces, labels, parameters)
    np.testing.assert_allclose(cnn.detect(traces, parameters), logits.detach().numpy(), atol=1e-12)
    assert value == pytest.approx(loss.item(), abs=1e-12)
    for gradient, leaf in zip(gradients, leaves, strict=True):
        np.testing.assert_allclose(gradient, leaf.grad.numpy(), atol=1e-12)


@few
@given(seeds)
def test_detector_gradients_are_central_differences(seed: int) -> None:
    rng = np.random.default_rng(seed)
    traces, labels, parameters = rng.normal(size=(4, 7)), rng.integers(0, 2, 4), network(rng, 2, 3)
    loss, gradients = cnn.detect_gradients(traces, labels, parameters)
    logits = cnn.detect(traces, parameters)
    chances = 1 / (1 + np.exp(-logits))
    assert loss == pytest.approx(-np.mean(np.log(np.where(labels == 1, chances, 1 - chances))), rel=1e-9)
    for which, gradient in enumerate(gradients):
        for place in np.ndindex(np.shape(gradient)):
            sides = []
            for step in (1e-6, -1e-6):
                moved = [np.array(array) for array in parameters]
                moved[which][place] += step
                sides.append(cnn.detect_gradients(traces, labels, moved)[0])
            # truncation is third order in the step, rounding about 1e-16 / 1e-6
            assert gradient[place] == pytest.approx((sides[0] - sides[1]) / 2e-6, abs=1e-7)


def test_detector_parameters_counts_the_arrays() -> None:
    for filters, width in [(1, 1), (4, 5), (3, 7)]:
        assert cnn.detector_parameters(filters, width) == sum(array.size for array in network(np.random.default_rng(0), filters, width))


@few
@given(seeds)
def test_scrambling_is_undone_by_the_inverse_order(seed: int) -> None:
    rng = np.random.default_rng(seed)
    images, order = rng.normal(size=(2, 2, 3, 4)), rng.permutation(12)
    mixed = cnn.scramble(images, order)
    assert np.array_equal(cnn.scramble(mixed, np.argsort(order)), images)
    assert all(mixed[1, 1].ravel()[i] == images[1, 1].ravel()[order[i]] for i in range(12))


def test_accuracy_counts_the_right_rows() -> None:
    assert cnn.accuracy([[2, 1, 0], [0, 3, 1], [0, 1, 5], [1, 0, 0]], [0, 1, 0, 2]) == 0.5


def test_extreme_logits_give_their_label_or_all_their_error_without_a_warning() -> None:
    parameters = [np.array([[1.0]]), np.zeros(1), np.array([1e4]), np.array(0.0)]
    with np.errstate(all="raise", under="ignore"):
        loss, gradients = cnn.detect_gradients([[1.0], [-1.0]], [1.0, 1.0], parameters)
    assert loss == 5000
    assert gradients[3] == pytest.approx(-0.5)


def test_shapes_of_the_parameters_never_broadcast() -> None:
    rng, traces, labels = np.random.default_rng(0), np.zeros((3, 8)), np.zeros(3)
    kernels, bias, weight, offset = network(rng, 4, 5)
    for wrong in ([kernels, bias[:1], weight, offset], [kernels, bias[:, None], weight, offset], [kernels, bias[0], weight, offset],
                  [kernels, bias, weight, np.zeros(4)], [kernels, bias, weight[:1], offset]):  # fmt: skip
        with pytest.raises(ValueError, match=r"^part [234] of parameters"):
            cnn.detect(traces, wrong)
        with pytest.raises(ValueError, match=r"^part [234] of parameters"):
            cnn.detect_gradients(traces, labels, wrong)


parameters = network(np.random.default_rng(0), 2, 5)


@pytest.mark.parametrize(
    ("kernel", "bad", "sentence"),
    [
        ("scramble", (np.zeros((1, 1, 2, 2)), [0, 1, 1, 3]), "order (4,) must name each of the 4 pixels of images (1, 1, 2, 2) once"),
        ("scramble", (np.zeros((1, 1, 2, 2)), [0, 1, 2]), "order (3,) must name each of the 4 pixels of images (1, 1, 2, 2) once"),
        ("accuracy", (np.eye(2), [[0], [1]]), "labels (2, 1) must have the axes (n,), where n = 2 in logits (2, 2)"),
        ("accuracy", (np.zeros((0, 3)), []), "logits (0, 3) must have a row: no example has no accuracy"),
        ("detect", (np.zeros((1, 4)), parameters), "kernels (2, 5) must cover at least one number, and be no wider than a trace of (1, 4)"),
        ("detect_gradients", (np.zeros((2, 6)), [0, 7], parameters), "labels of 0 to 7 must lie in [0, 1]"),
        ("detect_gradients", (np.zeros((2, 6)), [np.nan, 1], parameters), "labels of nan to nan must lie in [0, 1]"),
    ],
)
def test_what_does_not_fit_is_refused_in_a_sentence(kernel: str, bad: tuple, sentence: str) -> None:
    with pytest.raises(ValueError, match=f"^{re.escape(sentence)}$"):
        getattr(cnn, kernel)(*bad)


@pytest.mark.parametrize(("channels", "kernel", "expansion"), [(1, 7, 4), (6, 7, 4), (6, 3, 2), (5, 5, 1)])
def test_a_convnext_block_has_what_pytorchs_layers_have(channels: int, kernel: int, expansion: int) -> None:
    torch = pytest.importorskip("torch", reason="PyTorch is in the extra 'torch'")
    layers = (
        torch.nn.Conv2d(channels, channels, kernel, groups=channels),
        torch.nn.Conv2d(channels, expansion * channels, 1),
        torch.nn.Conv2d(expansion * channels, channels, 1),
    )
    assert cnn.convnext_parameters(channels, kernel, expansion) == sum(p.numel() for layer in layers for p in layer.parameters())
