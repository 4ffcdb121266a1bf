"""The kernels of `overfit` against NumPy's polynomials, PyTorch's solver, closed forms and simulation."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dl_quiz.kernels import overfit

ROUNDING = 1e-10  # sums of a few hundred float64 terms of order one
few = settings(deadline=None, max_examples=30)
seeds = st.integers(0, 2**32 - 1)


@few
@given(seed=seeds, samples=st.integers(1, 20), degree=st.integers(0, 25))
def test_polynomial_features_are_numpys_legendre_polynomials(seed: int, samples: int, degree: int) -> None:
    x = np.random.default_rng(seed).uniform(-1, 1, samples)
    np.testing.assert_allclose(overfit.polynomial_features(x, degree), np.polynomial.legendre.legvander(x, degree), atol=ROUNDING)


def test_polynomial_features_take_plain_lists() -> None:
    np.testing.assert_allclose(overfit.polynomial_features([0.0, 0.5], 2), [[1, 0, -0.5], [1, 0.5, -0.125]])


@few
@given(seed=seeds, samples=st.integers(1, 6), features=st.integers(1, 6), dimensions=st.integers(1, 4))
def test_relu_features_agree_with_a_loop_over_units(seed: int, samples: int, features: int, dimensions: int) -> None:
    rng = np.random.default_rng(seed)
    x, v = rng.normal(size=(samples, dimensions)), rng.normal(size=(features, dimensions))
    by_hand = [[max(0.0, sum(a * b for a, b in zip(point, unit, strict=True))) for unit in v] for point in x]
    np.testing.assert_allclose(overfit.relu_features(x, v), by_hand, atol=ROUNDING)


@few
@given(seed=seeds, samples=st.integers(1, 12), features=st.integers(1, 12))
def test_least_squares_is_the_pseudo_inverse_for_wide_and_tall_problems(seed: int, samples: int, features: int) -> None:
    rng = np.random.default_rng(seed)
    phi, y = rng.normal(size=(samples, features)), rng.normal(size=samples)
    expected = np.linalg.pinv(phi) @ y
    np.testing.assert_allclose(
        overfit.least_squares(phi, y), expected, atol=1e-6 * (1 + np.abs(expected).max())
    )  # square draws may be near-singular


def test_least_squares_agrees_with_pytorch() -> None:
    torch = pytest.importorskip("torch", reason="PyTorch is in the extra 'torch'")
    rng = np.random.default_rng(3)
    phi, y = rng.normal(size=(20, 6)), rng.normal(size=(20, 2))
    twin = torch.linalg.lstsq(torch.from_numpy(phi), torch.from_numpy(y)).solution.numpy()
    np.testing.assert_allclose(overfit.least_squares(phi, y), twin, atol=ROUNDING)


@pytest.mark.parametrize("small", [1e-3, 1e-6, 1e-12])
def test_least_squares_keeps_directions_that_are_small_but_not_nothing(small: float) -> None:
    np.testing.assert_allclose(overfit.least_squares(np.diag([1.0, small]), [3.0, 2 * small]), [3.0, 2.0])


def test_gradient_descent_from_zero_ends_at_the_same_weights() -> None:
    rng = np.random.default_rng(4)
    phi, y = rng.normal(size=(8, 20)), rng.normal(size=8)
    w = np.zeros(20)
    for _ in range(5000):
        w -= 0.02 * phi.T @ (phi @ w - y)
    np.testing.assert_allclose(overfit.least_squares(phi, y), w, atol=1e-8)  # gradient descent has converged to this


def test_squared_error_of_one_and_of_many_fits() -> None:
    assert overfit.squared_error([1.0, 2.0, 4.0], [1.0, 0.0, 1.0]) == pytest.approx((0 + 4 + 9) / 3)
    np.testing.assert_allclose(overfit.squared_error([[1.0, 3.0], [2.0, 2.0]], [[1.0], [0.0]]), [2.0, 4.0])


@few
@given(st.lists(st.floats(-100, 100), min_size=1, max_size=20), st.floats(-100, 100))
def test_bias_and_variance_sum_to_the_error(values: list[float], truth: float) -> None:
    bias, variance = overfit.bias_variance(values, truth)
    mean = sum(values) / len(values)
    assert bias == pytest.approx((mean - truth) ** 2, abs=1e-6)
    assert bias + variance == pytest.approx(sum((v - truth) ** 2 for v in values) / len(values), abs=1e-6)  # of 1e4


def test_bias_and_variance_are_taken_over_training_sets_at_each_point() -> None:
    bias, variance = overfit.bias_variance([[0.0, 1.0], [2.0, 1.0]], [1.0, 3.0])
    np.testing.assert_allclose(bias, [0.0, 4.0])
    np.testing.assert_allclose(variance, [1.0, 0.0])


def test_expected_error_agrees_with_a_simulated_learner() -> None:
    rng = np.random.default_rng(5)
    prediction = 1.0 + 0.3 + 0.4 * rng.normal(size=400_000)
    target = 1.0 + 0.5 * rng.normal(size=400_000)
    losses = (prediction - target) ** 2
    expected = overfit.expected_error(bias=0.3, variance=0.16, noise=0.5)
    assert abs(losses.mean() - expected) < 4 * losses.std() / losses.size**0.5


@pytest.mark.parametrize("samples", [1, 2, 5, 9])
def test_interpolating_degree_is_enough_and_one_less_is_not(samples: int) -> None:
    rng = np.random.default_rng(samples)
    x, y = np.linspace(-1, 1, samples), rng.normal(size=samples)
    degree = overfit.interpolating_degree(samples)
    assert np.allclose(np.polynomial.Polynomial.fit(x, y, degree)(x) if samples > 1 else y, y)
    if degree:
        assert not np.allclose(np.polynomial.Polynomial.fit(x, y, degree - 1)(x), y)
    else:
        assert samples == 1


def test_optimism_is_the_mean_gap_of_simulated_fits() -> None:
    rng = np.random.default_rng(6)
    x = rng.normal(size=(15, 4))
    hat = x @ np.linalg.inv(x.T @ x) @ x.T
    y, fresh = rng.normal(size=(2, 15, 40_000)) * 0.7
    gaps = ((hat @ y - fresh) ** 2).mean(axis=0) - ((hat @ y - y) ** 2).mean(axis=0)
    assert abs(gaps.mean() - overfit.optimism(parameters=4, samples=15, noise=0.7)) < 4 * gaps.std() / gaps.size**0.5


@pytest.mark.parametrize("features", [0, 5, 12, 30, 45, 60])
def test_weak_feature_risk_is_the_mean_error_of_fits_that_hide_the_other_features(features: int) -> None:
    rng = np.random.default_rng(features)
    samples, total, fits = 20, 60, 3000
    truth = np.full(total, 0.8 / total**0.5)
    risks = []
    for _ in range(fits):
        x = rng.normal(size=(samples, total))
        y = x @ truth + 0.3 * rng.normal(size=samples)
        w = np.zeros(total)
        w[:features] = np.linalg.pinv(x[:, :features]) @ y if features else 0.0
        risks.append(((w - truth) ** 2).sum() + 0.3**2)
    expected = overfit.weak_feature_risk(features, samples, total, signal=0.8, noise=0.3)
    assert abs(np.mean(risks) - expected) <= 4 * np.std(risks) / fits**0.5 + ROUNDING


@pytest.mark.parametrize("features", [19, 20, 21])
def test_weak_feature_risk_is_infinite_at_the_threshold(features: int) -> None:
    assert overfit.weak_feature_risk(features, 20, 60, 1.0, 0.1) == np.inf


@pytest.mark.parametrize("edge", [18, 22])
def test_weak_feature_risk_is_finite_next_to_the_threshold(edge: int) -> None:
    assert np.isfinite(overfit.weak_feature_risk(edge, 20, 60, 1.0, 0.1))


@pytest.mark.parametrize(
    ("call", "sentence"),
    [
        *(
            (
                lambda prediction=prediction, target=target: overfit.squared_error(np.ones(prediction), np.ones(target)),
                f"target {target} must have the shape of prediction {prediction}, or one column for all its fits",
            )
            for prediction, target in [((3,), (3, 1)), ((3, 1), (3,)), ((4, 1), (4, 5)), ((4, 5), (4, 2))]
        ),
        (lambda: overfit.squared_error(1.0, 2.0), "prediction () must have the axes (n, *fits)"),
        (lambda: overfit.bias_variance(np.ones((0, 2)), np.ones(2)), "predictions (0, 2) must hold those of one training set at least"),
        (lambda: overfit.optimism(11, 10, 1.0), "parameters 11 must be at most as many as samples 10"),
        (lambda: overfit.weak_feature_risk(21, 10, 20, 1.0, 0.0), "features 21 must be at most as many as the total 20"),
    ],
)
def test_what_does_not_go_together_is_refused(call, sentence: str) -> None:
    with pytest.raises(ValueError) as caught:
        call()
    assert str(caught.value) == sentence


@few
@given(seeds)
def test_passes_of_sgd_are_those_of_a_loop_by_pytorch(seed: int) -> None:
    torch = pytest.importorskip("torch")
    rng = np.random.default_rng(seed)
    x, y = rng.normal(size=(2, 8, 3)), rng.normal(size=(2, 8))
    errors, fits = overfit.sgd_passes(x, y, [1, 2, 8], lr=0.05)
    for k, passes in enumerate([1, 2, 8]):
        for run in range(2):
            weights = torch.zeros(3, dtype=torch.float64, requires_grad=True)
            optimiser = torch.optim.SGD([weights], lr=0.05)
            examples = [example for _ in range(passes) for example in range(8 // passes)]
            for step, example in enumerate(examples):
                loss = (torch.tensor(x[run, example]) @ weights - float(y[run, example])) ** 2
                assert errors[k, run, step] == pytest.approx(loss.item(), abs=1e-12)
                optimiser.zero_grad()
                (loss / 2).backward()
                optimiser.step()
            np.testing.assert_allclose(fits[k, run], weights.detach().numpy(), atol=1e-12)


def test_passes_that_do_not_divide_the_examples_are_refused() -> None:
    with pytest.raises(ValueError, match="must each divide the 8 examples"):
        overfit.sgd_passes(np.zeros((1, 8, 2)), np.zeros((1, 8)), [1, 3], lr=0.1)


def test_effective_data_by_hand() -> None:
    assert overfit.effective_data(200.0, 1, 15.4) == 200.0
    assert overfit.effective_data(100.0, 5, 15.4) == pytest.approx(100 * (1 + 15.4 * (1 - np.exp(-4 / 15.4))))
    assert overfit.effective_data(100.0, 5, 1e9) == pytest.approx(500.0)  # repeats that never fade are fresh data
    assert overfit.effective_data(100.0, 10_000, 15.4) == pytest.approx(1640.0)


@few
@given(seeds, st.integers(1, 5))
def test_the_effective_data_add_up_repeat_by_repeat(seed: int, passes: int) -> None:
    decay = float(np.random.default_rng(seed).uniform(1, 30))
    fading = np.exp(-np.arange(1000 * (passes - 1)) / 1000 / decay).sum() / 1000  # the worth e^(−r/R*) of each small part of a repeat
    assert overfit.effective_data(1.0, passes, decay) == pytest.approx(1 + fading, rel=2e-3)


@few
@given(seeds, st.integers(0, 6))
def test_the_memorised_share_is_that_of_a_refit(seed: int, copies: int) -> None:
    rng = np.random.default_rng(seed)
    x, y, odd, penalty = rng.normal(size=(12, 3)), rng.normal(size=12), rng.normal(size=3), 0.5

    def fit(more_x: np.ndarray, more_y: np.ndarray) -> np.ndarray:
        """Ridge as least squares on rows added for the penalty."""
        rows = np.vstack([x, more_x, np.sqrt(penalty) * np.eye(3)])
        return np.linalg.lstsq(rows, np.concatenate([y, more_y, np.zeros(3)]), rcond=None)[0]

    plain = fit(np.zeros((0, 3)), np.zeros(0))
    target = odd @ plain + 2.0
    followed = odd @ (fit(np.tile(odd, (copies, 1)), np.full(copies, target)) - plain) / 2.0
    leverage = odd @ np.linalg.inv(x.T @ x + penalty * np.eye(3)) @ odd
    assert overfit.memorised_share(copies, leverage) == pytest.approx(followed, abs=1e-9)
