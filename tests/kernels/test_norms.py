"""The penalties against numerical minimisation, SciPy and the algebra of Gaussians."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import optimize

from dl_quiz.kernels import norms

few = settings(deadline=None, max_examples=30)
seeds = st.integers(0, 2**32 - 1)
strengths = st.floats(0, 5)
EXACT = 1e-10


def minimum(loss, low: float, high: float) -> float:
    """Minimise a convex function of one number."""
    return optimize.minimize_scalar(loss, bounds=(low, high), method="bounded", options={"xatol": 1e-10}).x


@few
@given(value=st.floats(-10, 10), strength=strengths)
def test_soft_threshold_minimises_its_loss(value: float, strength: float) -> None:
    best = minimum(lambda w: (w - value) ** 2 / 2 + strength * abs(w), -11, 11)
    assert norms.soft_threshold(value, strength) == pytest.approx(best, abs=1e-5)  # a flat minimum, found to the root of rounding


def test_soft_threshold_of_a_vector() -> None:
    assert norms.soft_threshold([3, -0.4, 1], 0.6).tolist() == pytest.approx([2.4, 0, 0.4])


@few
@given(value=st.floats(-10, 10), l1=strengths, l2=strengths)
def test_elastic_net_and_ridge_minimise_their_losses(value: float, l1: float, l2: float) -> None:
    best = minimum(lambda w: (w - value) ** 2 / 2 + l1 * abs(w) + l2 * w**2 / 2, -11, 11)
    assert norms.elastic_net_shrink(value, l1, l2) == pytest.approx(best, abs=1e-5)
    best = minimum(lambda w: (w - value) ** 2 / 2 + l2 * w**2 / 2, -11, 11)
    assert norms.ridge_shrink(value, l2) == pytest.approx(best, abs=1e-5)


@few
@given(seed=seeds, strength=st.floats(0.01, 5))
def test_group_shrink_minimises_its_loss(seed: int, strength: float) -> None:
    values = np.random.default_rng(seed).normal(size=3) * 3
    found = norms.group_shrink(values, strength)

    def loss(w) -> float:
        return float(np.sum((w - values) ** 2) / 2 + strength * np.linalg.norm(w))

    directions = np.random.default_rng(seed + 1).normal(size=(50, 3))
    assert all(loss(found) <= loss(found + 1e-3 * direction) for direction in directions)
    assert (np.linalg.norm(values) <= strength) == (not np.any(found))


def test_group_shrink_of_nothing_is_nothing() -> None:
    assert norms.group_shrink([0.0, 0.0], 1.0).tolist() == [0, 0]


@few
@given(seed=seeds, strength=st.floats(0.01, 5))
def test_shrink_factor_is_what_ridge_does_along_an_eigenvector(seed: int, strength: float) -> None:
    rng = np.random.default_rng(seed)
    features, targets = rng.normal(size=(20, 3)), rng.normal(size=20)
    curvatures, axes = np.linalg.eigh(features.T @ features)
    free = np.linalg.lstsq(features, targets, rcond=None)[0]
    factors = [norms.shrink_factor(curvature, strength) for curvature in curvatures]
    np.testing.assert_allclose(axes.T @ norms.ridge(features, targets, strength), factors * (axes.T @ free), atol=EXACT)


@few
@given(seed=seeds, strength=st.floats(0.01, 5))
def test_effective_freedom_is_the_trace_of_the_fit(seed: int, strength: float) -> None:
    features = np.random.default_rng(seed).normal(size=(12, 4))
    fits = [features @ norms.ridge(features, unit, strength) for unit in np.eye(12)]
    squares = np.linalg.svd(features, compute_uv=False) ** 2
    assert norms.effective_freedom(squares, strength) == pytest.approx(np.trace(fits))


def test_effective_freedom_without_penalty_counts_coefficients() -> None:
    assert norms.effective_freedom([9, 4, 1], 0) == 3
    assert norms.effective_freedom([9, 4, 1], 1) == pytest.approx(0.9 + 0.8 + 0.5)


@few
@given(seed=seeds, strength=st.floats(0, 5))
def test_ridge_equals_least_squares_on_extended_data(seed: int, strength: float) -> None:
    rng = np.random.default_rng(seed)
    features, targets = rng.normal(size=(10, 4)), rng.normal(size=10)
    longer, padded = np.vstack([features, strength**0.5 * np.eye(4)]), np.concatenate([targets, np.zeros(4)])
    np.testing.assert_allclose(norms.ridge(features, targets, strength), np.linalg.lstsq(longer, padded, rcond=None)[0], atol=1e-8)


@few
@given(seed=seeds, noise=st.floats(0.1, 2), spread=st.floats(0.1, 3))
def test_prior_strength_makes_ridge_the_posterior_mode(seed: int, noise: float, spread: float) -> None:
    rng = np.random.default_rng(seed)
    features, targets = rng.normal(size=(10, 3)), rng.normal(size=10)
    w = norms.ridge(features, targets, norms.prior_strength(noise, spread))
    slope = features.T @ (targets - features @ w) / noise**2 - w / spread**2
    np.testing.assert_allclose(slope, 0, atol=1e-6)  # of the log posterior, with 1/σ² up to 100


@settings(deadline=None, max_examples=10)
@given(seed=seeds, strength=st.floats(0.1, 10), l2=st.sampled_from([0.0, 0.5, 3.0]))
def test_lasso_reaches_what_a_bounded_solver_reaches(seed: int, strength: float, l2: float) -> None:
    rng = np.random.default_rng(seed)
    features, targets = rng.normal(size=(30, 4)), 3 * rng.normal(size=30)

    def loss(parts):  # w = p − n with p, n ≥ 0: then Σ(p + n) is ‖w‖₁
        w = parts[:4] - parts[4:]
        slope = features.T @ (features @ w - targets) + l2 * w
        return np.sum((features @ w - targets) ** 2) / 2 + strength * parts.sum() + l2 * np.sum(w**2) / 2, np.concatenate(
            [slope, -slope]
        ) + strength

    reference = optimize.minimize(loss, np.ones(8), jac=True, method="L-BFGS-B", bounds=[(0, None)] * 8).fun
    w = norms.lasso(features, targets, strength, l2=l2, steps=500)
    found = loss(np.concatenate([np.maximum(w, 0), np.maximum(-w, 0)]))[0]
    assert found <= reference + 1e-8 * (1 + reference)  # the reference stops a little above the minimum


def test_lasso_has_exact_zeros() -> None:
    rng = np.random.default_rng(0)
    features = rng.normal(size=(40, 6))
    w = norms.lasso(features, features @ [2.0, 0, 0, 0, 0, -1], 5.0)
    assert np.flatnonzero(w).tolist() == [0, 5]


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: norms.soft_threshold(1.0, -1), "strength -1 must be at least 0"),
        (lambda: norms.ridge_shrink(1.0, -1), "strength -1 must be at least 0"),
        (lambda: norms.group_shrink([1.0], -1), "strength -1 must be at least 0"),
        (lambda: norms.group_shrink([[1.0]], 1), r"values \(1, 1\) must be a vector"),
        (lambda: norms.elastic_net_shrink(1.0, -1, 0), "strength -1 must be at least 0"),
        (lambda: norms.elastic_net_shrink(1.0, 0, -1), "strength -1 must be at least 0"),
        (lambda: norms.shrink_factor(-1, 1), "curvature -1 must be at least 0"),
        (lambda: norms.shrink_factor(0, 0), "curvature 0 must be at least 0, and above 0"),
        (lambda: norms.shrink_factor(1, -1), "strength -1 must be at least 0"),
        (lambda: norms.effective_freedom([1, 0], 1), "must be a vector of numbers above 0"),
        (lambda: norms.effective_freedom([1], -1), "strength -1 must be at least 0"),
        (lambda: norms.prior_strength(0, 1), "noise 0 and spread 1 must be above 0"),
        (lambda: norms.prior_strength(1, -1), "noise 1 and spread -1 must be above 0"),
        (lambda: norms.ridge(np.ones((3, 2)), np.ones(2), 1), r"features \(3, 2\) must be .* targets \(2,\)"),
        (lambda: norms.ridge(np.ones((3, 2)), np.ones(3), -1), "strength -1 must be at least 0"),
        (lambda: norms.lasso(np.ones(3), np.ones(3), 1), r"features \(3,\) must be"),
        (lambda: norms.lasso(np.ones((3, 2)), np.ones(3), -1), "strength -1 must be at least 0"),
        (lambda: norms.lasso(np.ones((3, 2)), np.ones(3), 1, l2=-1), "strength -1 must be at least 0"),
        (lambda: norms.lasso(np.ones((3, 2)), np.ones(3), 1, steps=0), "steps 0 must be at least 1"),
    ],
)
def test_values_out_of_range_are_refused(call, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        call()
