"""The multilayer perceptron's kernels against closed forms, counting, PyTorch and SciPy."""

from __future__ import annotations

import math

import numpy as np
import pytest
import scipy.interpolate
from hypothesis import given, settings
from hypothesis import strategies as st

from dl_quiz.kernels import mlp


def test_xor_network_is_exclusive_or():
    x = np.array([[a, b] for a in (0, 1) for b in (0, 1)])
    assert mlp.xor_network(x).tolist() == [0.0, 1.0, 1.0, 0.0]
    assert mlp.xor_network([[1, 0]]).tolist() == [1.0]


@settings(deadline=None, max_examples=30)
@given(st.integers(2, 12), st.integers(0, 2**32 - 1))
def test_relu_interpolant_is_linear_interpolation(count, seed):
    rng = np.random.default_rng(seed)
    knots, values = np.cumsum(rng.uniform(0.1, 1, count)), rng.normal(size=count)
    x = np.linspace(knots[0], knots[-1], 57)
    weights, offset = mlp.relu_interpolant(knots, values)
    network = np.maximum(x[:, None] - knots[:-1], 0) @ weights + offset
    np.testing.assert_allclose(network, scipy.interpolate.interp1d(knots, values)(np.clip(x, knots[0], knots[-1])), atol=1e-9)


@pytest.mark.parametrize("knots", [[0.0], [0.0, 1.0, 1.0], [0.0, float("nan"), 1.0], []])
def test_knots_that_do_not_increase_are_refused(knots):
    with pytest.raises(ValueError) as refused:
        mlp.relu_interpolant(knots, np.zeros(len(knots)))
    assert str(refused.value) == f"knots {knots} must increase, and be at least two"


@pytest.mark.parametrize("segments", [8, 16, 64])
def test_the_bound_is_reached_up_to_its_own_order(segments):
    """Where the curvature is largest the error comes within a few per cent of the bound, and never above it."""
    knots, x = np.linspace(-1, 1, segments + 1), np.linspace(-1, 1, 40001)
    error = np.abs(np.interp(x, knots, np.sin(np.pi * knots)) - np.sin(np.pi * x)).max()
    assert 0.85 * mlp.interpolation_bound(segments) < error <= mlp.interpolation_bound(segments)


def test_bound_known():
    assert mlp.interpolation_bound(32) == pytest.approx(0.004819, abs=1e-6)


@settings(deadline=None, max_examples=30)
@given(st.integers(1, 12), st.integers(0, 2**32 - 1))
def test_units_at_different_places_make_the_most_segments(units, seed):
    rng = np.random.default_rng(seed)
    kinks = (rng.permutation(60)[:units] + 2) / 64  # on the grid, so that each kink shows in one second difference
    x = np.linspace(0, 1, 65)
    y = np.maximum(x[:, None] - kinks, 0) @ rng.uniform(1, 2, units)
    assert mlp.most_segments(units) == np.count_nonzero(np.diff(y, 2) > 1e-9) + 1


@pytest.mark.parametrize("layers", [1, 2, 3, 6])
def test_each_fold_doubles_the_segments(layers):
    x = np.linspace(0, 1, 2**10 + 1)
    y = x
    for _ in range(layers):
        y = mlp.tent(y)
    assert np.count_nonzero(np.diff(y, 2)) + 1 == mlp.folded_segments(layers) == 2**layers


def test_tent_rises_and_falls():
    assert mlp.tent([0.0, 0.25, 0.5, 0.75, 1.0]).tolist() == [0.0, 0.5, 1.0, 0.5, 0.0]


@settings(deadline=None, max_examples=30)
@given(st.integers(1, 5000))
def test_standard_deviation_is_that_of_torch(inputs):
    torch = pytest.importorskip("torch", reason="PyTorch is in the extra 'torch'")
    assert mlp.he_std(inputs) == pytest.approx(torch.nn.init.calculate_gain("relu") / math.sqrt(inputs), rel=1e-12)


def test_standard_deviation_known():
    assert mlp.he_std(512) == 0.0625


@pytest.mark.parametrize(("width", "expansion"), [(16, 4), (32, 2)])
def test_transformer_parameters_are_what_torch_holds(width, expansion):
    torch = pytest.importorskip("torch", reason="PyTorch is in the extra 'torch'")
    layer = torch.nn.TransformerEncoderLayer(width, nhead=2, dim_feedforward=expansion * width)
    matrices = {name: p.numel() for name, p in layer.named_parameters() if p.ndim == 2}
    attention = sum(count for name, count in matrices.items() if "attn" in name)
    feed_forward = sum(count for name, count in matrices.items() if "linear" in name)
    assert mlp.transformer_parameters(width, expansion) == (attention, feed_forward)
    assert mlp.transformer_parameters(512) == (1_048_576, 2_097_152)


@pytest.mark.parametrize(("width", "hidden"), [(4096, 11008), (5120, 13824), (6656, 17920), (8192, 22016)])
def test_gated_widths_are_those_of_llama_as_released(width, hidden):
    assert mlp.gated_width(width, 256) == hidden


def test_gated_width_keeps_the_weights_of_two_matrices():
    assert [mlp.gated_width(width) for width in (3, 4, 1024)] == [8, 10, 2730]
    assert mlp.gated_width(96, 256) == 256  # 8·96/3 is a multiple already


def _functional():
    torch = pytest.importorskip("torch", reason="PyTorch is in the extra 'torch'")
    return torch, torch.nn.functional


def _torch_swiglu(x, gate, up, down):
    torch, functional = _functional()
    x, gate, up, down = map(torch.tensor, (x, gate, up, down))
    return functional.linear(functional.silu(functional.linear(x, gate)) * functional.linear(x, up), down).numpy()


def test_swiglu_is_that_of_torch():
    rng = np.random.default_rng(0)
    given = rng.normal(size=(5, 4)), rng.normal(size=(7, 4)), rng.normal(size=(7, 4)), rng.normal(size=(4, 7))
    np.testing.assert_allclose(mlp.swiglu(*given), _torch_swiglu(*given), atol=1e-12)


@pytest.mark.parametrize("chosen", [1, 2, 4])
def test_top_k_gates_are_those_of_torch(chosen):
    torch, functional = _functional()
    scores = np.random.default_rng(1).normal(size=(9, 4))
    best, places = torch.topk(torch.tensor(scores), chosen, dim=1)
    expected = torch.zeros(9, 4, dtype=torch.float64).scatter(1, places, functional.softmax(best, dim=1))
    np.testing.assert_allclose(mlp.top_k_gates(scores, chosen), expected.numpy(), atol=1e-12)


def test_of_equal_scores_the_first_are_chosen():
    assert mlp.top_k_gates(np.zeros((1, 4)), 2).tolist() == [[0.5, 0.5, 0.0, 0.0]]


@pytest.mark.parametrize("chosen", [1, 2, 3])
def test_mixture_is_the_weighted_sum_of_all_experts(chosen):
    torch, _ = _functional()
    rng = np.random.default_rng(2)
    x, router = rng.normal(size=(11, 4)), rng.normal(size=(3, 4))
    gate, up, down = rng.normal(size=(3, 6, 4)), rng.normal(size=(3, 6, 4)), rng.normal(size=(3, 4, 6))
    scores = x @ router.T
    left_out = scores < np.sort(scores, axis=1)[:, [-chosen]]
    weights = torch.softmax(torch.tensor(np.where(left_out, -np.inf, scores)), dim=1).numpy()
    expected = sum(weights[:, [e]] * _torch_swiglu(x, gate[e], up[e], down[e]) for e in range(3))
    np.testing.assert_allclose(mlp.mixture_of_experts(x, router, gate, up, down, chosen), expected, atol=1e-12)


def test_mixture_weights_are_those_of_mixtral():
    """32 layers of 8 experts, width 4096, hidden width 14336; the rest of its 46.7e9 weights is attention and embeddings (published: 12.9e9 active)."""
    total, active = mlp.mixture_weights(8, 2, 4096, 14336)
    rest = 32 * (2 * 4096 * 4096 + 2 * 4096 * 1024) + 2 * 32000 * 4096
    assert (32 * total + rest) / 1e9 == pytest.approx(46.7, abs=0.05)
    assert (32 * active + rest) / 1e9 == pytest.approx(12.9, abs=0.05)


def test_balance_loss_by_hand():
    certain = 1000 * np.eye(3)
    assert mlp.balance_loss(certain) == pytest.approx(1.0)
    assert mlp.balance_loss(certain[[0, 0, 0, 0]]) == pytest.approx(3.0)
    assert mlp.balance_loss(np.log([[0.75, 0.25], [0.25, 0.75], [0.75, 0.25], [0.75, 0.25]])) == pytest.approx(
        2 * (0.75 * 0.625 + 0.25 * 0.375)
    )


def test_key_value_memory_is_a_feed_forward_network_of_torch():
    torch, functional = _functional()
    rng = np.random.default_rng(3)
    x, keys, values = rng.normal(size=(5, 4)), rng.normal(size=(7, 4)), rng.normal(size=(7, 2))
    hidden = functional.relu(functional.linear(torch.tensor(x), torch.tensor(keys), torch.full((7,), -0.3, dtype=torch.float64)))
    expected = functional.linear(hidden, torch.tensor(values).T)
    np.testing.assert_allclose(mlp.key_value_memory(x, keys, values, 0.3), expected.numpy(), atol=1e-12)


@pytest.mark.parametrize(
    ("call", "sentence"),
    [
        (lambda: mlp.top_k_gates(np.zeros((2, 3)), 4), "chosen 4 must be at most 3, the number of experts"),
        (lambda: mlp.mixture_weights(2, 3, 4, 5), "chosen 3 must be at most 2, the number of experts"),
        (lambda: mlp.balance_loss(np.zeros((0, 3))), "scores (0, 3) must have a token and an expert"),
    ],
)
def test_what_does_not_go_together_is_refused(call, sentence):
    with pytest.raises(ValueError) as refused:
        call()
    assert str(refused.value) == sentence


def test_numbers_of_every_kind_give_what_float64_gives():
    x = np.array([0, 1], np.uint8)
    assert mlp.tent(x).tolist() == [0.0, 0.0]
    assert mlp.tent(True) == 0.0
    assert mlp.xor_network(np.array([[1, 0]], bool)).tolist() == [1.0]
    assert mlp.relu_interpolant(np.array([0, 2, 3], np.uint8), [3, 1, 2])[0].tolist() == [-1.0, 2.0]
