"""The autoencoder's kernels against PyTorch, SciPy, simulation, quadrature and sums by hand."""

import re

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import integrate, stats

from dl_quiz.kernels import autoencoder

few = settings(deadline=None, max_examples=30)
seeds = st.integers(0, 2**32 - 1)
EXACT = 1e-10
"""Sums of a few dozen float64 products of order one, added in another order."""


@few
@given(seeds, st.integers(2, 30), st.integers(1, 7))
def test_principal_axes_rebuild_the_covariance_in_falling_order(seed: int, samples: int, size: int) -> None:
    data = np.random.default_rng(seed).normal(size=(samples, size)) + 5
    variances, axes = autoencoder.principal_axes(data)
    np.testing.assert_allclose(axes.T * variances @ axes, np.cov(data.T, ddof=0).reshape(size, size), atol=EXACT)
    np.testing.assert_allclose(axes @ axes.T, np.eye(size), atol=EXACT)
    assert np.all(np.diff(variances) <= EXACT)


@few
@given(seeds, st.integers(1, 5), st.integers(0, 6))
def test_discarded_variance_is_the_error_of_a_truncated_svd(seed: int, size: int, code: int) -> None:
    data = np.random.default_rng(seed).normal(size=(12, size))
    u, s, v = np.linalg.svd(data, full_matrices=False)
    error = ((data - (u[:, :code] * s[:code]) @ v[:code]) ** 2).sum(axis=1).mean()
    assert autoencoder.discarded_variance(list(s[::-1] ** 2 / 12), code) == pytest.approx(error, abs=EXACT)


def test_kept_share_by_hand() -> None:
    assert autoencoder.kept_share([4, 0.36, 9, 0.16, 0.09, 0.04], 2) == pytest.approx(13 / 13.65)
    assert autoencoder.kept_share([3, 1], 0) == 0
    assert autoencoder.kept_share([3, 1], 5) == 1


@few
@given(seeds, st.integers(1, 5), st.integers(1, 5), st.sampled_from([0.0, 0.7]))
def test_linear_loss_and_gradient_agree_with_torch(seed: int, size: int, code: int, noise: float) -> None:
    torch = pytest.importorskip("torch", reason="PyTorch is in the extra 'torch'")
    rng = np.random.default_rng(seed)
    arrays = rng.normal(size=(code, size)), rng.normal(size=(size, code)), rng.normal(size=(7, size))
    encoder, decoder, data = (torch.tensor(array, requires_grad=True) for array in arrays)
    # The average over the noise, taken coordinate by coordinate: each unit of noise comes out as a column of D E.
    moved = torch.stack([(decoder @ (encoder @ axis)) for axis in torch.eye(size, dtype=torch.float64)])
    loss = torch.nn.functional.mse_loss((data @ encoder.T) @ decoder.T, data, reduction="sum") / 7 + noise**2 * moved.square().sum()
    loss.backward()
    found, d_encoder, d_decoder = autoencoder.linear_loss(*arrays, noise)
    assert found == pytest.approx(loss.item(), rel=EXACT)
    np.testing.assert_allclose(d_encoder, encoder.grad.numpy(), rtol=EXACT, atol=EXACT)
    np.testing.assert_allclose(d_decoder, decoder.grad.numpy(), rtol=EXACT, atol=EXACT)


def test_linear_loss_is_the_average_over_corrupted_inputs() -> None:
    rng = np.random.default_rng(0)
    encoder, decoder, data = rng.normal(size=(2, 3)), rng.normal(size=(3, 2)), rng.normal(size=(4, 3))
    clean = np.tile(data, (20000, 1))
    losses = (((clean + 0.5 * rng.normal(size=clean.shape)) @ encoder.T @ decoder.T - clean) ** 2).sum(axis=1)
    four_errors = 4 * losses.std() / np.sqrt(len(losses))
    assert autoencoder.linear_loss(encoder, decoder, data, 0.5)[0] == pytest.approx(losses.mean(), abs=four_errors)


@few
@given(seeds, st.integers(1, 6), st.floats(0.1, 3))
def test_linear_denoiser_is_ridge_regression_of_clean_on_noisy(seed: int, size: int, noise: float) -> None:
    """With the noise stacked as extra rows, least squares is the average over it."""
    data = np.random.default_rng(seed).normal(size=(20, size))
    rows = np.vstack([data, noise * np.sqrt(20) * np.eye(size)])
    wanted = np.linalg.lstsq(rows, np.vstack([data, np.zeros((size, size))]), rcond=None)[0].T
    np.testing.assert_allclose(autoencoder.linear_denoiser(data.T @ data / 20, noise), wanted, atol=1e-9)


@few
@given(seeds, st.integers(1, 6), st.floats(0.1, 3))
def test_gain_and_error_are_those_of_the_denoiser(seed: int, size: int, noise: float) -> None:
    variances = np.random.default_rng(seed).uniform(0, 5, size)
    matrix = autoencoder.linear_denoiser(np.diag(variances), noise)
    np.testing.assert_allclose([autoencoder.denoising_gain(value, noise) for value in variances], np.diag(matrix), rtol=EXACT)
    rest = matrix - np.eye(size)
    error = np.trace(rest @ np.diag(variances) @ rest.T) + noise**2 * np.trace(matrix @ matrix.T)
    assert autoencoder.denoising_error(variances, noise) == pytest.approx(error, rel=EXACT)


def test_gain_by_hand() -> None:
    assert autoencoder.denoising_gain(4, 1) == 0.8
    assert autoencoder.denoising_gain(4, 0) == 1


def test_compression_of_a_digit() -> None:
    assert autoencoder.compression(784, 32) == 24.5


def test_mirrored_parameters_count_those_of_torch() -> None:
    torch = pytest.importorskip("torch", reason="PyTorch is in the extra 'torch'")
    layers = [torch.nn.Linear(a, b) for a, b in [(784, 128), (128, 32), (32, 128), (128, 784)]]
    assert autoencoder.mirrored_parameters((784, 128, 32)) == sum(p.numel() for layer in layers for p in layer.parameters()) == 209968


def test_tied_weights_are_counted_once_and_biases_all() -> None:
    assert autoencoder.mirrored_parameters((5, 2), tied=True) == 5 * 2 + 2 + 5


@few
@given(st.floats(-3, 3), st.floats(0.1, 3))
def test_gaussian_kl_is_the_integral(mean: float, deviation: float) -> None:
    here, there = stats.norm(mean, deviation), stats.norm()

    def integrand(z: float) -> float:
        return float(here.pdf(z) * (here.logpdf(z) - there.logpdf(z)))

    wanted, _ = integrate.quad(integrand, mean - 12 * deviation, mean + 12 * deviation, limit=200)
    assert autoencoder.gaussian_kl(mean, deviation) == pytest.approx(wanted, abs=1e-7)  # of the quadrature


@few
@given(seeds, st.integers(1, 4), st.integers(5, 8), st.sampled_from([1e-5, 1.0, 1e8]))
def test_fewer_samples_than_dimensions_leave_variances_that_are_zero_and_not_below(
    seed: int, samples: int, size: int, scale: float
) -> None:
    data = scale * np.random.default_rng(seed).normal(size=(samples, size))
    variances, _ = autoencoder.principal_axes(data)
    assert np.all(variances >= 0)
    assert autoencoder.discarded_variance(variances, samples - 1) == pytest.approx(0, abs=1e-13 * scale**2)
    assert autoencoder.kept_share([*variances, 1.0], size + 1) == 1


def test_extremes_of_the_denoiser() -> None:
    assert autoencoder.denoising_gain(0, 1e-200) == 0  # the square of the noise is too small for a number
    assert autoencoder.denoising_gain(1e-300, 1e-200) == 1
    assert autoencoder.denoising_gain(1, 1e200) == 0
    np.testing.assert_allclose(autoencoder.linear_denoiser(1e-9 * np.eye(2), 1e-5), np.eye(2) / 1.1, rtol=1e-12)


@pytest.mark.parametrize(
    ("kernel", "bad", "sentence"),
    [
        ("principal_axes", (np.zeros((0, 3)),), "data (0, 3) must have a row and a column"),
        ("linear_loss", (np.ones((2, 3)), np.ones((3, 2)), np.ones((0, 3))), "data (0, 3) must have a row and a column"),
        ("kept_share", ([0.0, 0.0], 1), "variances [0.0, 0.0] leave nothing to share"),
        ("kept_share", ([], 0), "variances [] leave nothing to share"),
        ("linear_denoiser", ([[1.0, 0.5], [0.0, 1.0]], 1), "covariance (2, 2) must be symmetric: it differs from its transpose by 0.5"),
        (
            "linear_denoiser",
            ([[1e-9, 5e-10], [0, 1e-9]], 1),
            "covariance (2, 2) must be symmetric: it differs from its transpose by 5e-10",
        ),
        ("linear_denoiser", ([[1, np.nan], [0, 1]], 1), "covariance (2, 2) must be symmetric: it differs from its transpose by nan"),
        ("denoising_gain", (0, 0), "variance and noise must not both be 0"),
        ("denoising_error", ([1.0, 0.0], 0), "variance and noise must not both be 0"),
        ("mirrored_parameters", ((784,),), "widths [784] must be at least two: input, …, output"),
    ],
)
def test_what_a_signature_cannot_say_is_refused_in_a_sentence(kernel: str, bad: tuple, sentence: str) -> None:
    with pytest.raises(ValueError, match=f"^{re.escape(sentence)}$"):
        getattr(autoencoder, kernel)(*bad)
