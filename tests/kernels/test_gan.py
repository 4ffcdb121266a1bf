"""The theory and the small games of GANs against numerical optimisation, integration, PyTorch and SciPy."""

import re
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import integrate, optimize, spatial, stats

from dl_quiz.kernels import gan

few = settings(deadline=None, max_examples=30)
seeds = st.integers(0, 10_000)


@few
@given(p=st.floats(0.01, 5), q=st.floats(0.01, 5))
def test_no_discriminator_gains_more_at_a_point_than_the_optimal_one(p: float, q: float) -> None:
    best = optimize.minimize_scalar(
        lambda d: -p * np.log(d) - q * np.log1p(-d), bounds=(1e-9, 1 - 1e-9), method="bounded", options={"xatol": 1e-10}
    )
    assert gan.optimal_discriminator(p, q) == pytest.approx(best.x, abs=1e-6)  # a search by values finds a flat top to √precision


def test_the_optimal_discriminator_by_hand() -> None:
    assert gan.optimal_discriminator([0.3, 0.2, 0.0], [0.1, 0.2, 1.0]).tolist() == pytest.approx([0.75, 0.5, 0.0])


@few
@given(seed=seeds, count=st.integers(1, 20))
def test_minus_the_value_is_the_binary_cross_entropy_of_pytorch(seed: int, count: int) -> None:
    torch = pytest.importorskip("torch", reason="PyTorch is in the extra 'torch'")
    real, fake = 5 * np.random.default_rng(seed).normal(size=(2, count))
    loss = torch.nn.functional.binary_cross_entropy_with_logits
    reference = loss(torch.tensor(real), torch.ones(count, dtype=torch.float64)) + loss(
        torch.tensor(fake), torch.zeros(count, dtype=torch.float64)
    )
    assert gan.game_value(real, fake) == pytest.approx(-reference.item(), abs=1e-12)


def test_a_coin_toss_has_value_minus_log_four() -> None:
    assert gan.game_value([0.0, 0.0], [0.0]) == pytest.approx(-1.3862943611198906)
    assert gan.game_value([1000.0], [-1000.0]) == 0.0


@few
@given(logit=st.floats(-6, 6))
def test_slopes_are_those_of_the_two_generator_losses(logit: float) -> None:
    def minimax(s: float) -> float:
        return -np.logaddexp(0, s)

    def non_saturating(s: float) -> float:
        return np.logaddexp(0, -s)

    d = 1 / (1 + np.exp(-logit))
    for loss, saturating in ((minimax, True), (non_saturating, False)):
        slope = (loss(logit + 1e-5) - loss(logit - 1e-5)) / 2e-5
        assert gan.generator_slope(d, saturating) == pytest.approx(slope, abs=1e-9)


def test_slopes_by_hand() -> None:
    assert gan.generator_slope(0.01) == pytest.approx(-0.99)
    assert gan.generator_slope(0.01, saturating=True) == pytest.approx(-0.01)
    assert np.signbit(gan.generator_slope([0.0, 1.0], saturating=True)).tolist() == [False, True]
    assert np.signbit(gan.generator_slope([0.0, 1.0])).tolist() == [True, False]


@few
@given(seed=seeds, outcomes=st.integers(1, 8))
def test_js_divergence_is_the_square_of_scipys_distance(seed: int, outcomes: int) -> None:
    p, q = np.random.default_rng(seed).dirichlet(np.ones(outcomes), 2)
    expected = spatial.distance.jensenshannon(p, q) ** 2
    assert gan.js_divergence(p, q) == pytest.approx(np.nan_to_num(expected), abs=1e-12)
    assert gan.optimal_value(p, q) == pytest.approx(np.sum(p * np.log(p / (p + q)) + q * np.log(q / (p + q))), abs=1e-10)


def test_what_never_overlaps_is_ln_two_apart() -> None:
    assert gan.js_divergence([1.0, 0.0], [0.0, 1.0]) == pytest.approx(np.log(2))
    assert gan.optimal_value([1.0, 0.0], [0.0, 1.0]) == pytest.approx(0.0, abs=1e-15)
    assert gan.js_divergence([1.0, 5e-324], [1.0, 0.0]) == pytest.approx(0.0, abs=1e-15)


@pytest.mark.parametrize("bad", [[0.5, 0.6], [1.5, -0.5], [np.nan, 1.0], [[0.5, 0.5]]])
def test_what_is_no_distribution_has_no_divergence(bad: list) -> None:
    for kernel, pair in ((gan.js_divergence, ([0.5, 0.5], bad)), (gan.optimal_value, (bad, [0.5, 0.5]))):
        with pytest.raises(ValueError):
            kernel(*pair)


@few
@given(x=st.floats(-5, 5), shift=st.floats(-4, 4))
def test_gaussian_logit_is_the_log_ratio_of_the_densities(x: float, shift: float) -> None:
    assert gan.gaussian_logit(x, shift) == pytest.approx(stats.norm.logpdf(x) - stats.norm.logpdf(x, shift), abs=1e-10)


def test_gaussian_logit_by_hand() -> None:
    assert gan.gaussian_logit(0.0, 1.5) == 1.125
    assert gan.gaussian_logit([1.0], 1.5).tolist() == [-0.375]


@few
@given(rate=st.floats(0, 0.5), steps=st.integers(0, 60))
def test_simultaneous_steps_multiply_by_a_matrix(rate: float, steps: int) -> None:
    both = np.array([[1.0, -rate], [rate, 1.0]])
    path = gan.bilinear_game(rate, steps)
    assert path.shape == (steps + 1, 2)
    np.testing.assert_allclose(path[-1], np.linalg.matrix_power(both, steps) @ [1.0, 0.0], rtol=1e-9, atol=1e-9)
    assert gan.bilinear_radius(rate, steps) == pytest.approx(np.linalg.norm(path[-1]), rel=1e-9)


@few
@given(rate=st.floats(0, 0.5), steps=st.integers(0, 60))
def test_alternating_steps_multiply_by_a_matrix_of_determinant_one(rate: float, steps: int) -> None:
    turns = np.array([[1.0, 0.0], [rate, 1.0]]) @ np.array([[1.0, -rate], [0.0, 1.0]])
    assert np.linalg.det(turns) == pytest.approx(1.0)
    expected = np.linalg.matrix_power(turns, steps) @ [1.0, 0.0]
    np.testing.assert_allclose(gan.bilinear_game(rate, steps, alternating=True)[-1], expected, rtol=1e-9, atol=1e-9)


def test_the_radius_of_a_hundred_steps() -> None:
    assert gan.bilinear_radius(0.1, 100) == pytest.approx(1.644631821843883)
    assert gan.bilinear_radius(3, 10_000) == np.inf


@few
@given(rate=st.floats(0.01, 0.3), penalty=st.floats(0, 1))
def test_each_step_of_the_dirac_game_follows_the_slopes_of_its_value(rate: float, penalty: float) -> None:
    def game(theta: float, psi: float) -> float:
        return -np.log(2) - np.logaddexp(0, theta * psi)  # real data at 0 get logit 0

    path = gan.dirac_game(rate, 8, penalty)
    assert path[0].tolist() == [1.0, 1.0]
    for (theta, psi), after in pairwise(path):
        by_theta = (game(theta + 1e-5, psi) - game(theta - 1e-5, psi)) / 2e-5
        by_psi = (game(theta, psi + 1e-5) - game(theta, psi - 1e-5)) / 2e-5 - penalty * psi
        assert after == pytest.approx([theta - rate * by_theta, psi + rate * by_psi], abs=1e-8)


@few
@given(seed=seeds, count=st.integers(1, 20))
def test_earth_movers_distance_is_scipys(seed: int, count: int) -> None:
    a, b = np.random.default_rng(seed).normal(size=(2, count))
    assert gan.wasserstein_distance(a, b) == pytest.approx(stats.wasserstein_distance(a, b), abs=1e-12)


@few
@given(mean=st.floats(-3, 3), deviation=st.floats(0.1, 2), other=st.floats(-3, 3), width=st.floats(0.1, 2))
def test_frechet_distance_is_the_squared_cost_of_moving_quantile_to_quantile(
    mean: float, deviation: float, other: float, width: float
) -> None:
    def cost(z: float) -> float:
        return ((mean + deviation * z) - (other + width * z)) ** 2 * stats.norm.pdf(z)

    assert gan.frechet_distance(mean, deviation, other, width) == pytest.approx(integrate.quad(cost, -10, 10)[0], abs=1e-6)


def test_frechet_distance_by_hand() -> None:
    assert gan.frechet_distance(0.0, 1.0, 3.0, 0.5) == 9.25


@pytest.mark.parametrize(
    ("kernel", "bad", "sentence"),
    [
        ("optimal_discriminator", ([0.3, 0.0], [0.1, 0.0]), "the densities real and fake must not both be 0 at a point"),
        ("optimal_discriminator", ([0.3, -1.0], [0.1, 2.0]), "real of -1 to 0.3 must be at least 0"),
        ("game_value", ([], [0.0]), "logits of 0 real and 1 generated samples: neither may be empty"),
        ("generator_slope", ([0.5, 1.5],), "probability of 0.5 to 1.5 must lie in [0, 1]"),
        ("wasserstein_distance", ([], []), "samples without a number have no distance"),
    ],
)
def test_what_a_signature_cannot_say_is_refused_in_a_sentence(kernel: str, bad: tuple, sentence: str) -> None:
    with pytest.raises(ValueError, match=f"^{re.escape(sentence)}$"):
        getattr(gan, kernel)(*bad)


@pytest.mark.parametrize(("gap", "penalty"), [(4.0, 10.0), (1.0, 0.5), (20.0, 3.0)])
def test_the_penalised_slope_is_what_scipy_finds(gap, penalty):
    found = optimize.minimize_scalar(
        lambda g: -g * gap + penalty * (abs(g) - 1) ** 2, bounds=(-50, 50), method="bounded", options={"xatol": 1e-9}
    )
    assert gan.penalised_slope(gap, penalty) == pytest.approx(found.x, abs=1e-5)


@pytest.mark.parametrize(("rate", "decay"), [(0.1, 0.99), (0.5, 0.9), (0.02, 0.5), (0.3, 0.0)])
def test_the_averaged_radius_is_the_gain_of_a_filter_at_the_frequency_of_a_turn(rate, decay):
    turn = np.linalg.eigvals([[1, -rate], [rate, 1 - rate**2]])[0]
    assert gan.averaged_radius(rate, decay) == pytest.approx(abs((1 - decay) / (1 - decay / turn)))
