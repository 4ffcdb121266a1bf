"""The penalties against numerical minimisation, SciPy and the algebra of Gaussians."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import optimize
from scipy.stats import entropy

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
    assert norms.lasso([[1.0]], [value], l1, l2=l2) == pytest.approx(best, abs=1e-5)
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
    nothing = np.zeros(2)
    assert norms.group_shrink(nothing, 1.0).tolist() == [0, 0]
    assert not np.shares_memory(norms.group_shrink(nothing, 0.0), nothing)


@pytest.mark.parametrize("scale", [1e-200, 1e-100, 1e100, 1e200])
def test_group_shrink_of_numbers_whose_squares_leave_the_floats(scale: float) -> None:
    np.testing.assert_allclose(norms.group_shrink([3 * scale, 4 * scale], 2.5 * scale), [1.5 * scale, 2 * scale])
    assert not norms.group_shrink([3 * scale, 4 * scale], 6 * scale).any()


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


@pytest.mark.parametrize("columns", [0, 2])
def test_features_that_say_nothing_get_no_weight(columns: int) -> None:
    assert norms.lasso(np.zeros((3, columns)), [1.0, 2.0, 3.0], 0.5, l2=0.1).tolist() == [0.0] * columns


def test_lasso_takes_a_thousand_steps() -> None:
    features = np.array([[1.0, 0.999], [0.0, 0.045]])  # nearly parallel: a thousand steps are not enough
    default, thousand, one_less = (norms.lasso(features, [1.0, -1.0], 1e-3, **given) for given in ({}, {"steps": 1000}, {"steps": 999}))
    np.testing.assert_array_equal(default, thousand)
    assert (default != one_less).any()


def test_prior_strength_of_tiny_deviations() -> None:
    assert norms.prior_strength(2e-200, 1e-200) == pytest.approx(4)


@pytest.mark.parametrize("solve", [norms.ridge, norms.lasso])
def test_targets_of_one_column_are_no_vector(solve) -> None:
    with pytest.raises(ValueError, match=r"targets \(3, 1\) must have the axes \(n,\), where n = 3 in features \(3, 2\)"):
        solve(np.ones((3, 2)), np.ones((3, 1)), 1.0)


def test_no_curvature_and_no_penalty_leave_any_weight() -> None:
    sentence = "curvature and strength are both 0: without a loss and without a penalty any weight is as good"
    with pytest.raises(ValueError, match=f"^{sentence}$"):
        norms.shrink_factor(0, 0)


@few
@given(seed=seeds, strength=st.floats(0.2, 5))
def test_tilt_maximises_reward_less_divergence(seed: int, strength: float) -> None:
    rng = np.random.default_rng(seed)
    reference, rewards = rng.dirichlet([2, 2, 2]), rng.normal(size=3)

    def loss(logits) -> float:
        policy = np.exp(logits - np.logaddexp.reduce(logits))
        return float(strength * entropy(policy, reference) - policy @ rewards)

    best = optimize.minimize(loss, np.zeros(3), method="BFGS", options={"gtol": 1e-9}).x
    assert norms.tilt(reference, rewards, strength) == pytest.approx(np.exp(best - np.logaddexp.reduce(best)), abs=1e-5)


def test_tilt_never_does_what_its_reference_never_does() -> None:
    assert norms.tilt([0.5, 0.5, 0], [0, 0, 1e6], 0.1).tolist() == [0.5, 0.5, 0]
    assert norms.tilt([0.5, 0.5], [1e6, 0], 0.1).tolist() == [1, 0]


def test_tilt_wants_a_distribution() -> None:
    with pytest.raises(ValueError, match=r"reference \[0.5 0.4\] must sum to 1"):
        norms.tilt([0.5, 0.4], [0, 0], 1.0)
