"""The losses of today's models against PyTorch, SciPy and sums by hand."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import optimize

from dl_quiz.kernels import objectives

few = settings(deadline=None, max_examples=20)
seeds = st.integers(0, 2**32 - 1)


def test_moment_fit_is_where_scipy_finds_the_least_forward_kl() -> None:
    weights, means, deviations = np.array([1.0, 3.0]), np.array([-2.0, 1.0]), np.array([0.5, 1.0])
    x = np.linspace(-15, 15, 6001)

    def density(mean, deviation):
        return np.exp(-(((x - mean) / deviation) ** 2) / 2) / deviation

    p = sum(w * density(m, s) for w, m, s in zip(weights, means, deviations, strict=True))
    found = optimize.minimize(lambda v: (p * (((x - v[0]) / np.exp(v[1])) ** 2 / 2 + v[1])).sum() / p.sum(), [0.0, 0.0], tol=1e-10)
    assert objectives.moment_fit(weights, means, deviations) == pytest.approx((found.x[0], np.exp(found.x[1])), abs=1e-4)


def test_perplexity_by_hand() -> None:
    assert objectives.perplexity([4.0, 2.0], [100.0, 300.0]) == pytest.approx(np.exp(2.5))
    assert objectives.perplexity([1e4], [1.0]) == np.inf
    with pytest.raises(ValueError, match="must not be empty"):
        objectives.perplexity([], [])


@few
@given(seeds, st.integers(1, 9), st.floats(0.05, 5))
def test_info_nce_agrees_with_torch(seed: int, count: int, temperature: float) -> None:
    torch = pytest.importorskip("torch", reason="PyTorch is in the extra 'torch'")
    similarities = np.random.default_rng(seed).uniform(-1, 1, count)
    other = torch.nn.functional.cross_entropy(torch.tensor(similarities)[None] / temperature, torch.tensor([0])).item()
    assert objectives.info_nce(similarities, temperature) == pytest.approx(other, abs=1e-9)


@few
@given(seeds, st.floats(0.5, 20), st.booleans())
def test_the_distillation_gradient_agrees_with_torch(seed: int, temperature: float, scaled: bool) -> None:
    torch = pytest.importorskip("torch", reason="PyTorch is in the extra 'torch'")
    rng = np.random.default_rng(seed)
    student, teacher = torch.tensor(rng.normal(size=6), requires_grad=True), torch.tensor(rng.normal(size=6))
    loss = -(torch.softmax(teacher / temperature, 0) * torch.log_softmax(student / temperature, 0)).sum()
    (loss * (temperature**2 if scaled else 1)).backward()
    found = objectives.distillation_gradient(student.detach().numpy(), teacher.numpy(), temperature, scaled)
    np.testing.assert_allclose(found, student.grad.numpy(), rtol=1e-8, atol=1e-10)


@few
@given(st.floats(-30, 30), st.floats(-30, 30), st.floats(0.01, 2))
def test_the_dpo_weight_agrees_with_torch(chosen: float, rejected: float, beta: float) -> None:
    torch = pytest.importorskip("torch", reason="PyTorch is in the extra 'torch'")
    ratio = torch.tensor(chosen, dtype=torch.float64, requires_grad=True)
    (-torch.nn.functional.logsigmoid(beta * (ratio - rejected))).backward()
    assert objectives.dpo_weight(chosen, rejected, beta) == pytest.approx(-ratio.grad.item(), rel=1e-8, abs=1e-12)


def test_balanced_focal_by_hand() -> None:
    assert objectives.balanced_focal(0.9) == pytest.approx(0.25 * 0.01 * -np.log(0.9))
    assert objectives.balanced_focal(0.5, 1.0, 0.0) == pytest.approx(np.log(2))
    assert objectives.balanced_focal(1.0) == 0


def test_the_short_forms_by_hand() -> None:
    assert objectives.two_mode_fit(3.0, 0.5, 0.5) == pytest.approx(np.sqrt(9.25))
    assert objectives.two_mode_fit(2.0, 0.8, 1.0) == pytest.approx(np.sqrt(1 + 0.64 * 4))
    assert objectives.perplexity_of_two(4.0, 2.0, 3.0) == pytest.approx(np.exp(2.5))
    assert objectives.dpo_slope(0.0, 0.5) == pytest.approx(-0.25)
    assert objectives.dpo_slope(10.0, 0.1) == pytest.approx(-0.1 / (1 + np.e))
