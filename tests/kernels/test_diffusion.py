"""The kernels of diffusion against PyTorch, quadrature and the closed form for one normal."""

import re

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dl_quiz.kernels import diffusion

few = settings(deadline=None, max_examples=20)
seeds = st.integers(0, 2**32 - 1)


@few
@given(seeds, st.integers(1, 4), st.floats(0, 1))
def test_mixture_score_is_the_slope_of_torch_s_log_density(seed: int, count: int, kept: float) -> None:
    torch = pytest.importorskip("torch", reason="PyTorch is in the extra 'torch'")
    rng = np.random.default_rng(seed)
    weights, means, deviations = rng.uniform(0.1, 1, count), 3 * rng.normal(size=count), rng.uniform(0.2, 2, count)
    x = torch.tensor(rng.normal(size=7) * 3, requires_grad=True)
    mix = torch.distributions.Categorical(torch.tensor(weights))
    noised = torch.distributions.Normal(kept**0.5 * torch.tensor(means), torch.tensor(np.sqrt(kept * deviations**2 + 1 - kept)))
    torch.distributions.MixtureSameFamily(mix, noised).log_prob(x).sum().backward()
    np.testing.assert_allclose(
        diffusion.mixture_score(x.detach().numpy(), weights, means, deviations, kept), x.grad.numpy(), rtol=1e-8, atol=1e-8
    )


def test_a_score_far_out() -> None:
    np.testing.assert_allclose(diffusion.mixture_score([1e3], [1.0, 2.0], [0.0, -5.0], [1.0, 1.0]), [-1e3])


def test_kept_signal_by_hand() -> None:
    np.testing.assert_allclose(diffusion.kept_signal(2, 0.2), [1, 0.9, 0.72])


@few
@given(st.floats(-3, 3), st.floats(0.3, 2), st.floats(0.1, 0.9), st.floats(0.5, 0.99))
def test_a_reverse_step_for_one_normal(mean: float, deviation: float, before: float, share: float) -> None:
    """From the exact noised normal the step's mean is that of the one before, and its variance is off by β² at the most."""
    kept = before * share
    beta, spread = 1 - share, kept * deviation**2 + 1 - kept
    x = kept**0.5 * mean + spread**0.5 * np.array([-1.0, 1.0])
    moved = diffusion.reverse_step(x, -(x - kept**0.5 * mean) / spread, np.zeros(2), kept, before)
    assert moved.mean() == pytest.approx(before**0.5 * mean, abs=1e-9)
    wanted = before * deviation**2 + 1 - before
    assert moved.var() + beta == pytest.approx(wanted, abs=beta**2 * (1 + 1 / spread) / (1 - beta) + 1e-9)
    noised = diffusion.reverse_step(x, np.zeros(2), np.ones(2), kept, before) - diffusion.reverse_step(
        x, np.zeros(2), np.zeros(2), kept, before
    )
    np.testing.assert_allclose(noised**2, beta, atol=1e-9)


def test_a_step_that_adds_signal_is_refused() -> None:
    with pytest.raises(ValueError, match=re.escape("kept 0.9 must be above 0 and at most before 0.5")):
        diffusion.reverse_step([0.0], [0.0], [0.0], 0.9, 0.5)
