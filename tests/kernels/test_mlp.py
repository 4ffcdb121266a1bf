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


def test_numbers_of_every_kind_give_what_float64_gives():
    x = np.array([0, 1], np.uint8)
    assert mlp.tent(x).tolist() == [0.0, 0.0]
    assert mlp.tent(True) == 0.0
    assert mlp.xor_network(np.array([[1, 0]], bool)).tolist() == [1.0]
    assert mlp.relu_interpolant(np.array([0, 2, 3], np.uint8), [3, 1, 2])[0].tolist() == [-1.0, 2.0]
