"""The fully-connected layer against PyTorch, loops and counting."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dl_quiz.kernels import fc

WIDTH = st.integers(1, 6)
POSITIVE = st.integers(1, 5000)


@settings(deadline=None, max_examples=30)
@given(WIDTH, WIDTH, WIDTH, st.integers(0, 2**32 - 1))
def test_affine_is_the_sum_over_inputs_plus_bias(batch, inputs, outputs, seed):
    rng = np.random.default_rng(seed)
    x, weight, bias = rng.normal(size=(batch, inputs)), rng.normal(size=(outputs, inputs)), rng.normal(size=outputs)
    expected = [[bias[j] + sum(weight[j, i] * row[i] for i in range(inputs)) for j in range(outputs)] for row in x]
    np.testing.assert_allclose(fc.affine(x, weight, bias), expected, atol=1e-12)


@settings(deadline=None, max_examples=30)
@given(WIDTH, WIDTH, WIDTH, st.integers(0, 2**32 - 1))
def test_forward_and_backward_agree_with_torch(batch, inputs, outputs, seed):
    torch = pytest.importorskip("torch", reason="PyTorch is in the extra 'torch'")
    rng = np.random.default_rng(seed)
    arrays = rng.normal(size=(batch, inputs)), rng.normal(size=(outputs, inputs)), rng.normal(size=outputs)
    upstream = rng.normal(size=(batch, outputs))
    tensors = [torch.tensor(array, requires_grad=True) for array in arrays]
    y = torch.nn.functional.linear(*tensors)
    y.backward(torch.tensor(upstream))
    np.testing.assert_allclose(fc.affine(*arrays), y.detach().numpy(), atol=1e-12)
    for ours, theirs in zip(fc.affine_backward(upstream, *arrays[:2]), tensors, strict=True):
        np.testing.assert_allclose(ours, theirs.grad.numpy(), atol=1e-12)


def test_backward_is_the_central_difference():
    rng = np.random.default_rng(0)
    arguments = [rng.normal(size=(3, 4)), rng.normal(size=(2, 4)), rng.normal(size=2)]
    upstream, step = rng.normal(size=(3, 2)), 1e-6
    gradients = fc.affine_backward(upstream, *arguments[:2])
    for which, gradient in enumerate(gradients):
        for place in np.ndindex(gradient.shape):
            above, below = [a.copy() for a in arguments], [a.copy() for a in arguments]
            above[which][place] += step
            below[which][place] -= step
            slope = ((fc.affine(*above) - fc.affine(*below)) * upstream).sum() / (2 * step)
            assert gradient[place] == pytest.approx(slope, abs=1e-8)  # linear in each argument: only rounding over the step


def test_lists_are_taken():
    np.testing.assert_array_equal(fc.affine([[1, 2]], [[3, 4], [5, 6]], [1, -1]), [[12.0, 16.0]])


@settings(deadline=None, max_examples=30)
@given(st.integers(1, 40), st.integers(1, 40))
def test_parameter_count_counts_what_torch_holds(inputs, outputs):
    torch = pytest.importorskip("torch", reason="PyTorch is in the extra 'torch'")
    for bias in (True, False):
        held = sum(p.numel() for p in torch.nn.Linear(inputs, outputs, bias=bias).parameters())
        assert fc.parameter_count(inputs, outputs, bias) == held


def test_known_counts():
    assert fc.parameter_count(784, 10) == 7850
    assert fc.parameter_count(784, 256) == 200960
    assert fc.multiply_adds(32, 784, 256) == 6422528
    assert fc.low_rank_parameters(4096, 4096, 256) == 2097152


@settings(deadline=None, max_examples=30)
@given(WIDTH, WIDTH, WIDTH)
def test_multiply_adds_counts_the_products_of_the_loop(batch, inputs, outputs):
    assert fc.multiply_adds(batch, inputs, outputs) == sum(1 for _ in np.ndindex(batch, outputs, inputs))


@settings(deadline=None, max_examples=30)
@given(st.integers(1, 30), st.integers(1, 30), st.data())
def test_low_rank_parameters_counts_both_factors(inputs, outputs, data):
    rank = data.draw(st.integers(1, min(inputs, outputs)))
    assert fc.low_rank_parameters(inputs, outputs, rank) == np.zeros((outputs, rank)).size + np.zeros((rank, inputs)).size


@settings(deadline=None, max_examples=30)
@given(st.integers(2, 400), st.integers(2, 400))
def test_factors_save_below_the_break_even_rank_only(inputs, outputs):
    limit = fc.break_even_rank(inputs, outputs)
    for rank in range(1, min(inputs, outputs) + 1):
        assert (fc.low_rank_parameters(inputs, outputs, rank) < inputs * outputs) == (rank < limit)


@settings(deadline=None, max_examples=30)
@given(st.lists(st.integers(1, 7), min_size=2, max_size=5), st.integers(0, 2**32 - 1))
def test_random_products_reach_the_rank_bound(widths, seed):
    rng = np.random.default_rng(seed)
    product = np.eye(widths[0])
    for before, after in pairwise(widths):
        product = np.linalg.qr(rng.normal(size=(max(before, after),) * 2))[0][:after, :before] @ product  # well conditioned
    assert np.linalg.matrix_rank(product, tol=1e-9) <= fc.rank_bound(widths)
    assert fc.rank_bound(widths) == sorted(widths)[0]


@pytest.mark.parametrize(
    ("call", "sentence"),
    [
        (lambda: fc.low_rank_parameters(4, 8, 5), "rank 5 must be at most 4, the largest that a 8×4 matrix can have"),
        (lambda: fc.rank_bound([3]), "widths [3] must be at least two: input, …, output"),
    ],
)
def test_what_the_signature_cannot_say_is_refused(call, sentence):
    with pytest.raises(ValueError, match="must") as refused:
        call()
    assert str(refused.value) == sentence


def test_shapes_that_would_broadcast_are_refused():
    for bias in ([1.0], [[1.0], [2.0]], 1.0):
        with pytest.raises(ValueError, match=r"^bias \(.*\) must have the axes \(o,\), where o = 2 in weight \(2, 3\)$"):
            fc.affine(np.ones((4, 3)), np.ones((2, 3)), bias)
    with pytest.raises(ValueError, match=r"^x \(1, 3\) must have the axes \(n, i\), where n = 4 in upstream \(4, 2\)$"):
        fc.affine_backward(np.ones((4, 2)), np.ones((1, 3)), np.ones((2, 3)))


def test_numbers_of_every_kind_give_what_float64_gives():
    x, weight, bias = np.array([[250, 3]], np.uint8), np.array([[4, 5]], np.float32), [True]
    np.testing.assert_array_equal(fc.affine(x, weight, bias), [[1016.0]])
    assert [gradient.tolist() for gradient in fc.affine_backward([[True]], x, weight)] == [[[4.0, 5.0]], [[250.0, 3.0]], [1.0]]


def test_training_flops_are_those_published():
    """GPT-3: Brown et al. 2020, arXiv:2005.14165, table D.1 (weights, tokens, and operations of each model)."""
    for billions, published in ((0.125, 2.25e20), (13.0, 2.31e22), (174.6, 3.14e23)):
        assert fc.training_flops(billions, 0.3) == pytest.approx(published, rel=0.02)


@pytest.mark.parametrize("devices", [1, 2, 3, 6])
def test_parts_of_split_layers_add_up_to_those_of_torch(devices):
    torch = pytest.importorskip("torch", reason="PyTorch is in the extra 'torch'")
    rng = np.random.default_rng(0)
    x, first, second = rng.normal(size=(5, 4)), rng.normal(size=(6, 4)), rng.normal(size=(3, 6))
    functional = torch.nn.functional
    whole = functional.linear(functional.relu(functional.linear(torch.tensor(x), torch.tensor(first))), torch.tensor(second))
    parts = fc.split_feed_forward(x, first, second, devices)
    assert parts.shape == (devices, 5, 3)
    np.testing.assert_allclose(parts.sum(axis=0), whole.numpy(), atol=1e-12)
    own = slice(0, 6 // devices)
    np.testing.assert_allclose(parts[0], np.maximum(x @ first[own].T, 0) @ second[:, own].T, atol=1e-12)


def test_hidden_units_that_cannot_be_shared_are_refused():
    with pytest.raises(ValueError) as refused:
        fc.split_feed_forward(np.zeros((1, 2)), np.zeros((5, 2)), np.zeros((2, 5)), 2)
    assert str(refused.value) == "2 devices cannot share 5 hidden units equally"


def test_unembedding_share_is_counted_on_a_model_of_torch():
    torch = pytest.importorskip("torch", reason="PyTorch is in the extra 'torch'")
    block = torch.nn.TransformerEncoderLayer(16, nhead=2, dim_feedforward=64)
    matrices = sum(p.numel() for p in block.parameters() if p.ndim == 2)
    table = torch.nn.Embedding(50, 16).weight.numel()
    assert fc.unembedding_share(50, 16, 3) == pytest.approx(100 * table / (table + 3 * matrices))
