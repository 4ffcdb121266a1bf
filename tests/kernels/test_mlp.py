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


@pytest.mark.parametrize("shape", [(2,), (4, 3), (1, 2, 2)])
def test_xor_network_has_two_inputs(shape):
    with pytest.raises(ValueError, match="two inputs"):
        mlp.xor_network(np.zeros(shape))


@settings(deadline=None, max_examples=30)
@given(st.integers(2, 12), st.integers(0, 2**32 - 1))
def test_relu_interpolant_is_linear_interpolation(count, seed):
    rng = np.random.default_rng(seed)
    knots, values = np.cumsum(rng.uniform(0.1, 1, count)), rng.normal(size=count)
    x = np.linspace(knots[0], knots[-1], 57)
    weights, offset = mlp.relu_interpolant(knots, values)
    network = np.maximum(x[:, None] - knots[:-1], 0) @ weights + offset
    np.testing.assert_allclose(network, scipy.interpolate.interp1d(knots, values)(np.clip(x, knots[0], knots[-1])), atol=1e-9)


@pytest.mark.parametrize(("knots", "values"), [([0.0], [1.0]), ([0.0, 1.0], [1.0, 2.0, 3.0]), ([[0.0, 1.0]], [[1.0, 2.0]])])
def test_relu_interpolant_refuses_shapes_that_do_not_fit(knots, values):
    with pytest.raises(ValueError, match="one length"):
        mlp.relu_interpolant(knots, values)


def test_relu_interpolant_refuses_knots_that_do_not_increase():
    with pytest.raises(ValueError, match="increase"):
        mlp.relu_interpolant([0.0, 1.0, 1.0], [0.0, 0.0, 0.0])


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
@given(st.integers(1, 5000), st.integers(1, 5000))
def test_standard_deviations_are_those_of_torch(inputs, outputs):
    torch = pytest.importorskip("torch", reason="PyTorch is in the extra 'torch'")
    gain = torch.nn.init.calculate_gain("relu")
    assert mlp.he_std(inputs) == pytest.approx(gain / math.sqrt(inputs), rel=1e-12)
    weight = torch.empty(outputs, inputs, device="meta")
    fan_in, fan_out = torch.nn.init._calculate_fan_in_and_fan_out(weight)
    assert mlp.xavier_std(inputs, outputs) == pytest.approx(math.sqrt(2.0 / (fan_in + fan_out)), rel=1e-12)


def test_standard_deviations_known():
    assert mlp.he_std(512) == 0.0625
    assert mlp.xavier_std(300, 100) == pytest.approx(0.0707106781, abs=1e-9)


@pytest.mark.parametrize(("width", "expansion"), [(16, 4), (32, 2)])
def test_transformer_parameters_are_what_torch_holds(width, expansion):
    torch = pytest.importorskip("torch", reason="PyTorch is in the extra 'torch'")
    layer = torch.nn.TransformerEncoderLayer(width, nhead=2, dim_feedforward=expansion * width)
    matrices = {name: p.numel() for name, p in layer.named_parameters() if p.ndim == 2}
    attention = sum(count for name, count in matrices.items() if "attn" in name)
    feed_forward = sum(count for name, count in matrices.items() if "linear" in name)
    assert mlp.transformer_parameters(width, expansion) == (attention, feed_forward)
    assert mlp.transformer_parameters(512) == (1_048_576, 2_097_152)


@pytest.mark.parametrize(
    ("kernel", "arguments"),
    [
        ("interpolation_bound", (0,)),
        ("most_segments", (0,)),
        ("folded_segments", (0,)),
        ("he_std", (0,)),
        ("xavier_std", (4, 0)),
        ("transformer_parameters", (0, 4)),
        ("transformer_parameters", (8, 0)),
    ],
)
def test_counts_refuse_what_cannot_be(kernel, arguments):
    with pytest.raises(ValueError, match="at least 1"):
        getattr(mlp, kernel)(*arguments)
