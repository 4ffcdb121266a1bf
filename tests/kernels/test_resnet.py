"""Residual blocks against PyTorch and central differences, counts against enumeration and the paper's table."""

import re
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dl_quiz.kernels import resnet

FAMILY = [((2, 2, 2, 2), False), ((3, 4, 6, 3), False), ((3, 4, 6, 3), True), ((3, 4, 23, 3), True), ((3, 8, 36, 3), True)]


def case(seed, inputs, outputs, batch=4, hidden=5):
    rng = np.random.default_rng(seed)
    shapes = ((batch, inputs), (hidden, inputs), (outputs, hidden), (outputs, inputs), (batch, outputs))
    return [rng.normal(size=shape) for shape in shapes]


def by_definition(x, first, second, shortcut):
    return np.maximum(np.maximum(x, 0) @ first.T, 0) @ second.T + shortcut


@given(seed=st.integers(0, 2**32 - 1), inputs=st.integers(1, 5), outputs=st.integers(1, 5))
@settings(deadline=None, max_examples=30)
def test_forward_adds_the_shortcut_to_the_branch(seed, inputs, outputs):
    x, first, second, projection, _ = case(seed, inputs, outputs)
    block = resnet.residual_block
    np.testing.assert_allclose(
        block(x, first, second, projection=projection), by_definition(x, first, second, x @ projection.T), atol=1e-12
    )
    np.testing.assert_allclose(block(x, first, second, skip=False), by_definition(x, first, second, 0), atol=1e-12)
    if inputs == outputs:
        np.testing.assert_allclose(block(x, first, second), by_definition(x, first, second, x), atol=1e-12)


@pytest.mark.parametrize("mode", ["identity", "projection", "plain"])
@pytest.mark.parametrize("seed", range(3))
def test_backward_is_the_central_difference(seed, mode):
    x, first, second, projection, upstream = case(seed, 3, 3)
    options = {"projection": projection if mode == "projection" else None, "skip": mode != "plain"}
    gradients = resnet.residual_block_backward(upstream, x, first, second, **options)
    arrays = [x, first, second, *([projection] if mode == "projection" else [])]
    assert (gradients[3] is None) == (mode != "projection")
    step = 1e-6  # far from the kinks for these seeds; the error is that of rounding, 1e-16/step
    for position, gradient in enumerate(gradients[: len(arrays)]):
        for index in np.ndindex(gradient.shape):
            sides = []
            for sign in (1, -1):
                moved = [a.copy() for a in arrays]
                moved[position][index] += sign * step
                shortcut = moved[0] @ moved[3].T if mode == "projection" else moved[0] * (mode == "identity")
                sides.append((upstream * by_definition(*moved[:3], shortcut)).sum())
            assert gradient[index] == pytest.approx((sides[0] - sides[1]) / (2 * step), abs=1e-7)


def test_same_gradients_as_pytorch():
    torch = pytest.importorskip("torch", reason="PyTorch is in the extra 'torch'")
    x, first, second, projection, upstream = case(3, 4, 6)
    leaves = [torch.tensor(a, requires_grad=True) for a in (x, first, second, projection)]
    y = torch.relu(torch.relu(leaves[0]) @ leaves[1].T) @ leaves[2].T + leaves[0] @ leaves[3].T
    y.backward(torch.tensor(upstream))
    ours = resnet.residual_block_backward(upstream, x, first, second, projection=projection)
    for mine, leaf in zip(ours, leaves, strict=True):
        np.testing.assert_allclose(mine, leaf.grad.numpy(), atol=1e-12)


def test_weights_are_those_of_the_modules():
    torch = pytest.importorskip("torch", reason="PyTorch is in the extra 'torch'")

    def weights(*shapes):
        return sum(torch.nn.Conv2d(into, out, k, bias=False).weight.numel() for into, out, k in shapes)

    assert resnet.basic_weights(64) == weights((64, 64, 3), (64, 64, 3)) == 73_728
    assert resnet.bottleneck_weights(256, 64) == weights((256, 64, 1), (64, 64, 3), (64, 256, 1)) == 69_632
    assert resnet.projection_weights(256, 512) == weights((256, 512, 1)) == 131_072
    assert resnet.basic_weights(8, 5) == weights((8, 8, 5), (8, 8, 5))
    assert resnet.bottleneck_weights(12, 5, 5) == weights((12, 5, 1), (5, 5, 5), (5, 12, 1))


def test_names_and_work_are_those_of_the_papers_table():
    assert [resnet.weight_layers(stages, 3 if deep else 2) for stages, deep in FAMILY] == [18, 34, 50, 101, 152]
    work = [resnet.network_multiply_adds(stages, deep) / 1e9 for stages, deep in FAMILY]
    assert work == pytest.approx([1.8, 3.6, 3.8, 7.6, 11.3], abs=0.1)  # table 1 prints one decimal


def test_work_of_resnet18_layer_by_layer():
    layers = [(3, 64, 7, 112), *[(64, 64, 3, 56)] * 4]
    for into, out, pixels in ((64, 128, 28), (128, 256, 14), (256, 512, 7)):
        layers += [(into, out, 3, pixels), (into, out, 1, pixels), *[(out, out, 3, pixels)] * 3]
    assert resnet.network_multiply_adds((2, 2, 2, 2), False) == sum(a * b * k * k * p * p for a, b, k, p in layers) + 512_000


def test_work_of_resnet50_layer_by_layer():
    total, width = 112**2 * 64 * 147, 64
    for inner, pixels, blocks in ((64, 56, 3), (128, 28, 4), (256, 14, 6), (512, 7, 3)):
        for block in range(blocks):
            total += pixels**2 * (width * inner + 9 * inner**2 + 4 * inner**2 + (4 * inner * width if block == 0 else 0))
            width = 4 * inner
    assert resnet.network_multiply_adds((3, 4, 6, 3), True) == total + 2_048_000


def test_power_growth_is_repeated_addition_of_equal_powers():
    assert resnet.power_growth(30) == 2**30
    power = 1.0
    for _ in range(7):
        power += 0.3**2 * power
    assert resnet.power_growth(7, 0.3) == pytest.approx(power, rel=1e-12)


@pytest.mark.parametrize("blocks", [0, 1, 5])
def test_paths_are_the_ways_to_pass_or_skip_each_block(blocks):
    lengths = [sum(path) for path in product((0, 1), repeat=blocks)]
    assert resnet.path_count(blocks) == len(lengths)
    assert [resnet.path_count(blocks, k) for k in range(blocks + 1)] == [lengths.count(k) for k in range(blocks + 1)]


def test_at_the_kink_of_the_relu_no_gradient_passes_as_in_pytorch():
    torch = pytest.importorskip("torch", reason="PyTorch is in the extra 'torch'")
    x, first, second, _, upstream = case(5, 3, 3)
    x[:, 1], first[2] = 0.0, 0.0  # an input and a hidden unit that sit exactly on it
    leaf = torch.tensor(x, requires_grad=True)
    weights = [torch.tensor(w, requires_grad=True) for w in (first, second)]
    (leaf + torch.relu(torch.relu(leaf) @ weights[0].T) @ weights[1].T).backward(torch.tensor(upstream))
    ours = resnet.residual_block_backward(upstream, x, first, second)
    for mine, theirs in zip(ours, (leaf, *weights), strict=False):
        np.testing.assert_allclose(mine, theirs.grad.numpy(), atol=1e-12)


@pytest.mark.parametrize(
    ("refused", "sentence"),
    [
        (
            lambda x, first, second, _: resnet.residual_block(x, first, second),
            "x (4, 3) cannot be added to a branch of width 2: the shortcut needs a projection",
        ),
        (
            lambda x, first, second, _: resnet.residual_block(x[:, :1], first[:, :1], second),
            "x (4, 1) cannot be added to a branch of width 2: the shortcut needs a projection",  # NumPy would broadcast it
        ),
        (
            lambda x, first, second, upstream: resnet.residual_block_backward(upstream, x, first, second),
            "x (4, 3) cannot be added to a branch of width 2: the shortcut needs a projection",
        ),
        (lambda *_: resnet.weight_layers([], 2), "stages must name at least one"),
        (lambda *_: resnet.network_multiply_adds((1, 2), True), "stages must have 4 parts"),
        (lambda *_: resnet.path_count(2, 3), "length 3 must be at most blocks 2"),
    ],
)
def test_what_does_not_fit_is_refused(refused, sentence):
    x, first, second, _, upstream = case(0, 3, 2)
    with pytest.raises(ValueError, match=f"^{re.escape(sentence)}$"):
        refused(x, first, second, upstream)


@settings(deadline=None, max_examples=20)
@given(st.integers(0, 2**32 - 1), st.booleans())
def test_a_normed_block_and_its_gradients_are_those_of_torch(seed: int, before: bool) -> None:
    torch = pytest.importorskip("torch", reason="PyTorch is in the extra 'torch'")
    rng = np.random.default_rng(seed)
    arrays = [rng.normal(size=size) for size in ((3, 6), (5, 6), (6, 5))]
    upstream = rng.normal(size=(3, 6))
    x, first, second = (torch.tensor(array, requires_grad=True) for array in arrays)
    norm = lambda rows: torch.nn.functional.layer_norm(rows, (6,))  # noqa: E731  (PyTorch's ε is 1e-5, as ours)
    branch = lambda rows: torch.relu(rows @ first.T) @ second.T  # noqa: E731
    y = x + branch(norm(x)) if before else norm(x + branch(x))
    y.backward(torch.tensor(upstream))
    np.testing.assert_allclose(resnet.normed_block(*arrays, before=before), y.detach().numpy(), atol=1e-10)
    found = resnet.normed_block_backward(upstream, *arrays, before=before)
    for mine, theirs in zip(found, (x, first, second), strict=True):
        np.testing.assert_allclose(mine, theirs.grad.numpy(), atol=1e-9)


def test_what_writes_into_the_stream_starts_smaller_by_the_number_of_writers() -> None:
    assert resnet.output_deviation(8) == pytest.approx(0.02 / 4)
    assert resnet.output_deviation(2, 1.0) == 0.5


@pytest.mark.parametrize(("blocks", "last"), [(54, 0.5), (10, 0.8), (1, 0.3), (7, 1.0)])
def test_expected_depth_is_the_sum_of_survival_probabilities(blocks: int, last: float) -> None:
    assert resnet.expected_depth(blocks, last) == pytest.approx(sum(1 - level / blocks * (1 - last) for level in range(1, blocks + 1)))


def test_expected_depth_of_the_papers_network() -> None:
    assert resnet.expected_depth(54) == pytest.approx(40, abs=0.5)  # "E(L̃) ≈ 40" of 54 blocks
