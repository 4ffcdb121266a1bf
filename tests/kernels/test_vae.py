"""The kernels of variational, vector-quantised and masked autoencoders against PyTorch, sampling and sums by hand."""

import re

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dl_quiz.kernels import vae

few = settings(deadline=None, max_examples=20)
seeds = st.integers(0, 2**32 - 1)
EXACT = 1e-10


@few
@given(seeds, st.integers(1, 6))
def test_code_kl_agrees_with_torch(seed: int, size: int) -> None:
    torch = pytest.importorskip("torch", reason="PyTorch is in the extra 'torch'")
    rng = np.random.default_rng(seed)
    means, deviations = rng.normal(size=size), rng.uniform(0.1, 3, size)
    normal = torch.distributions.Normal
    other = torch.distributions.kl_divergence(normal(torch.tensor(means), torch.tensor(deviations)), normal(0.0, 1.0)).sum().item()
    assert vae.code_kl(means, deviations) == pytest.approx(other, rel=EXACT, abs=EXACT)


@few
@given(seeds, st.integers(1, 4), st.integers(1, 4), st.floats(0.3, 3))
def test_linear_vae_loss_and_gradient_agree_with_torch(seed: int, size: int, code: int, noise: float) -> None:
    torch = pytest.importorskip("torch", reason="PyTorch is in the extra 'torch'")
    rng = np.random.default_rng(seed)
    arrays = rng.normal(size=(code, size)), rng.normal(size=(size, code)), 0.5 * rng.normal(size=code), rng.normal(size=(5, size))
    encoder, decoder, logs, data = (torch.tensor(array, requires_grad=True) for array in arrays)
    prior, posterior = torch.distributions.Normal(0.0, 1.0), torch.distributions.Normal(data @ encoder.T, torch.exp(logs))
    # E‖x − Dz‖² by the square roots of the code's variances: for a quadratic, points at ±√k σⱼ along each axis give the average exactly.
    steps = torch.cat([torch.eye(code), -torch.eye(code)]).double() * code**0.5
    likely = [
        torch.distributions.Normal((posterior.mean + step * posterior.stddev) @ decoder.T, noise).log_prob(data).sum() for step in steps
    ]
    loss = (torch.distributions.kl_divergence(posterior, prior).sum() - sum(likely) / len(likely)) / 5
    loss.backward()
    found, *slopes = vae.linear_vae_loss(*arrays, noise)
    assert found == pytest.approx(loss.item(), rel=1e-9)
    for slope, tensor in zip(slopes, (encoder, decoder, logs), strict=True):
        np.testing.assert_allclose(slope, tensor.grad.numpy(), rtol=1e-8, atol=1e-8)


def test_an_empty_cloud_is_refused() -> None:
    with pytest.raises(ValueError, match=re.escape("data (0, 2) must have a row and a column")):
        vae.linear_vae_loss(np.ones((1, 2)), np.ones((2, 1)), np.zeros(1), np.empty((0, 2)), 1.0)


@few
@given(seeds, st.floats(0.3, 2))
def test_the_best_linear_vae_is_probabilistic_pca(seed: int, noise: float) -> None:
    """With the loadings of Tipping & Bishop the negative ELBO is −ln p, no other weights beat it, and its KL term is the sum of the rates."""
    rng = np.random.default_rng(seed)
    variances = np.array([4.0, 1.0, 0.25, 0.1])
    data = np.vstack([np.diag(np.sqrt(4 * variances)), -np.diag(np.sqrt(4 * variances))]) / np.sqrt(2) * 1.0
    variances = (data**2).mean(axis=0)
    loadings = np.diag(np.sqrt(np.maximum(variances - noise**2, 0)))
    spread = noise**2 / np.maximum(variances, noise**2)
    encoder = loadings / np.maximum(variances, noise**2)[:, None]
    best, *slopes = vae.linear_vae_loss(encoder, loadings, np.log(spread) / 2, data, noise)
    evidence = np.mean(
        [-0.5 * (np.log(2 * np.pi * s) + data[:, j] ** 2 / s) for j, s in enumerate(np.maximum(variances, noise**2))], axis=1
    ).sum()
    assert best == pytest.approx(-evidence, rel=1e-9)
    for slope in slopes:
        np.testing.assert_allclose(slope, 0, atol=1e-9)
    nearby = [a + 0.1 * rng.normal(size=a.shape) for a in (encoder, loadings, np.log(spread) / 2)]
    assert vae.linear_vae_loss(*nearby, data, noise)[0] > best
    prices = [vae.code_kl(encoder @ x, np.sqrt(spread)) for x in data]
    assert vae.linear_vae_kl(variances, noise) == pytest.approx(np.mean(prices), rel=1e-9, abs=1e-12)
    np.testing.assert_allclose(vae.linear_vae_rates(variances, noise), -np.log(spread) / 2, atol=1e-12)
    assert vae.collapsed_dimensions(variances, noise) == sum(spread == 1)


def test_rates_by_hand() -> None:
    np.testing.assert_allclose(vae.linear_vae_rates([4.0, 1.0, 0.5, 0.0], 1.0), [np.log(2), 0, 0, 0])
    assert vae.linear_vae_kl([9.0, 4.0], 0.5) == pytest.approx(np.log(6) + np.log(4))
    assert vae.collapsed_dimensions([4.0, 1.0, 0.5], 1.0) == 2
    assert vae.collapsed_dimensions([4.0, 1.0, 0.2], 0.5) == 1


@pytest.mark.parametrize(("mean", "deviation", "baseline"), [(0.0, 1.0, 0.0), (2.0, 1.0, 0.0), (2.0, 0.5, 1.0), (-3.0, 2.0, -3.0)])
def test_score_variance_by_quadrature(mean: float, deviation: float, baseline: float) -> None:
    nodes, weights = np.polynomial.hermite_e.hermegauss(20)  # exact for polynomials under a normal density
    z = mean + deviation * nodes
    estimate, weights = (z - baseline) * (z - mean) / deviation**2, weights / weights.sum()
    assert weights @ estimate == pytest.approx(1.0)
    assert vae.score_variance(mean, deviation, baseline) == pytest.approx(weights @ (estimate - 1) ** 2)


@few
@given(seeds, st.integers(1, 9), st.integers(1, 5), st.floats(0, 2))
def test_quantising_agrees_with_torch_s_stopped_gradients(seed: int, count: int, entries: int, commitment: float) -> None:
    torch = pytest.importorskip("torch", reason="PyTorch is in the extra 'torch'")
    rng = np.random.default_rng(seed)
    arrays = rng.normal(size=(count, 3)), rng.normal(size=(count, 3)), rng.normal(size=(entries, 3))
    upstream, codes, codebook = (torch.tensor(array, requires_grad=True) for array in arrays)
    chosen = torch.cdist(codes, codebook).argmin(dim=1)
    entry = codebook[chosen]
    through = codes + (entry - codes).detach()
    loss = (through * upstream.detach()).sum() + ((codes.detach() - entry) ** 2).sum() + commitment * ((codes - entry.detach()) ** 2).sum()
    loss.backward()
    np.testing.assert_array_equal(vae.nearest_entry(*arrays[1:]), chosen.numpy())
    d_codes, d_codebook = vae.quantise_backward(*arrays, commitment)
    np.testing.assert_allclose(d_codes, codes.grad.numpy(), rtol=EXACT, atol=EXACT)
    np.testing.assert_allclose(d_codebook, codebook.grad.numpy(), rtol=EXACT, atol=EXACT)


def test_the_nearest_entry_by_hand() -> None:
    assert vae.nearest_entry([[0.0], [0.9], [0.5]], [[0.0], [1.0]]).tolist() == [0, 1, 0]
    with pytest.raises(ValueError, match="codebook must have an entry"):
        vae.nearest_entry([[0.0]], np.empty((0, 1)))


def test_attention_saving_by_hand() -> None:
    assert vae.attention_saving(0.75) == pytest.approx(196**2 / 49**2)
    assert vae.attention_saving(0.0) == 1
