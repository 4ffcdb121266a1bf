"""Weight decay against PyTorch, step-by-step products and simulation."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dl_quiz.kernels import weightdecay

few = settings(deadline=None, max_examples=30)
seeds = st.integers(0, 2**32 - 1)
EXACT = 1e-10
"""A few dozen float64 steps of order one, with the operations in another order."""


def follow(rule, optimiser_of, seed: int) -> None:
    """Walk with the rule and with a PyTorch optimiser under the same gradients, and compare every step."""
    torch = pytest.importorskip("torch", reason="PyTorch is in the extra 'torch'")
    rng = np.random.default_rng(seed)
    w, state = rng.normal(size=(2, 3)), None
    weight = torch.nn.Parameter(torch.tensor(w))
    optimiser = optimiser_of(torch.optim)([weight])
    for gradient in rng.normal(size=(30, 2, 3)):
        w, state = rule(w, gradient, state)
        weight.grad = torch.tensor(gradient)
        optimiser.step()
        np.testing.assert_allclose(w, weight.detach().numpy(), rtol=EXACT, atol=EXACT)


@few
@given(seed=seeds)
def test_adamw_equals_pytorch(seed: int) -> None:
    follow(
        lambda w, g, s: weightdecay.adamw(w, g, s, lr=0.1, weight_decay=0.3, beta1=0.8, beta2=0.95, eps=1e-3),
        lambda optim: lambda weights: optim.AdamW(weights, lr=0.1, weight_decay=0.3, betas=(0.8, 0.95), eps=1e-3),
        seed,
    )


@few
@given(seed=seeds)
def test_adam_l2_equals_pytorch_adam_with_weight_decay(seed: int) -> None:
    follow(
        lambda w, g, s: weightdecay.adam_l2(w, g, s, lr=0.1, weight_decay=0.3, beta1=0.8, beta2=0.95, eps=1e-3),
        lambda optim: lambda weights: optim.Adam(weights, lr=0.1, weight_decay=0.3, betas=(0.8, 0.95), eps=1e-3),
        seed,
    )


@few
@given(seed=seeds)
def test_defaults_are_those_of_pytorch(seed: int) -> None:
    follow(
        lambda w, g, s: weightdecay.adamw(w, g, s, lr=0.1, weight_decay=0.01),
        lambda optim: lambda weights: optim.AdamW(weights, lr=0.1),
        seed,
    )
    follow(
        lambda w, g, s: weightdecay.adam_l2(w, g, s, lr=0.1, weight_decay=0.01),
        lambda optim: lambda weights: optim.Adam(weights, lr=0.1, weight_decay=0.01),
        seed,
    )


@few
@given(seed=seeds, momentum=st.floats(0, 0.95), lr=st.floats(0.01, 0.5), weight_decay=st.floats(0, 1))
def test_sgd_decay_keeps_the_decay_out_of_the_velocity(seed: int, momentum: float, lr: float, weight_decay: float) -> None:
    gradients = np.random.default_rng(seed).normal(size=10)
    w, velocity = np.array([1.5]), None
    expected, speed = 1.5, 0.0
    for gradient in gradients:
        speed = momentum * speed + gradient
        expected = (1 - lr * weight_decay) * expected - lr * speed
        w, velocity = weightdecay.sgd_decay(w, [gradient], velocity, lr=lr, momentum=momentum, weight_decay=weight_decay)
        assert w[0] == pytest.approx(expected, abs=EXACT)


@few
@given(weight=st.floats(-5, 5), lr=st.floats(0.001, 0.5), weight_decay=st.floats(0, 1), steps=st.integers(0, 50))
def test_decayed_multiplies_step_by_step(weight: float, lr: float, weight_decay: float, steps: int) -> None:
    left = weight
    for _ in range(steps):
        left -= lr * weight_decay * left
    assert weightdecay.decayed(weight, lr, weight_decay, steps) == pytest.approx(left, abs=EXACT)


def test_half_life_of_common_settings() -> None:
    half = weightdecay.decay_half_life(0.1, 5e-4)
    assert half == pytest.approx(13862.6, abs=0.1)
    assert weightdecay.decayed(1.0, 0.1, 5e-4, 13862) > 0.5 > weightdecay.decayed(1.0, 0.1, 5e-4, 13863)


@few
@given(lr=st.floats(0.001, 0.1), weight_decay=st.floats(0.01, 1))
def test_decay_horizon_is_where_an_update_counts_a_fraction_1_over_e(lr: float, weight_decay: float) -> None:
    horizon = weightdecay.decay_horizon(lr, weight_decay)
    assert weightdecay.decayed(1.0, lr, weight_decay, round(horizon)) == pytest.approx(np.exp(-1), abs=lr * weight_decay)


@few
@given(lr=st.floats(0.001, 0.5), weight_decay=st.floats(0.01, 1), steps=st.integers(0, 200))
def test_share_of_recent_is_what_equal_updates_build_up(lr: float, weight_decay: float, steps: int) -> None:
    average = 0.0
    for _ in range(steps):
        average += lr * weight_decay * (1 - average)
    assert weightdecay.share_of_recent(lr, weight_decay, steps) == pytest.approx(average, abs=EXACT)


@few
@given(weight_decay=st.floats(0.001, 0.1), lr_ratio=st.floats(0.5, 4), batch_ratio=st.integers(1, 16))
def test_matching_decay_forgets_as_much_over_an_epoch(weight_decay: float, lr_ratio: float, batch_ratio: int) -> None:
    torch = pytest.importorskip("torch", reason="PyTorch is in the extra 'torch'")

    def left(lr: float, decay: float, steps: int) -> float:
        weight = torch.nn.Parameter(torch.ones(1, dtype=torch.float64))
        optimiser = torch.optim.AdamW([weight], lr=lr, weight_decay=decay)
        for _ in range(steps):
            weight.grad = torch.zeros_like(weight)
            optimiser.step()
        return float(weight.detach())

    matching = weightdecay.matching_decay(weight_decay, lr_ratio, batch_ratio)
    assert left(0.01 * lr_ratio, matching, 16) == pytest.approx(left(0.01, weight_decay, 16 * batch_ratio), rel=0.02)


@few
@given(seed=seeds, weight_decay=st.floats(0, 1), root=st.floats(0.01, 10))
def test_matching_l2_pulls_as_decay_does(seed: int, weight_decay: float, root: float) -> None:
    w, gradient = np.random.default_rng(seed).normal(size=2)
    penalised = (gradient + weightdecay.matching_l2(weight_decay, root) * w) / root
    assert penalised == pytest.approx(gradient / root + weight_decay * w, abs=1e-9)


@few
@given(weight_decay=st.floats(0.3, 3))
def test_adamw_stays_within_its_bound(weight_decay: float) -> None:
    w, state = np.zeros(1), None
    for step in range(1500):  # a loss that pulls outwards for ever
        w, state = weightdecay.adamw(w, [-1.0], state, lr=0.02 * (1 - step / 1500), weight_decay=weight_decay)
    assert abs(w[0]) <= weightdecay.weight_bound(weight_decay)
    assert abs(w[0]) == pytest.approx(weightdecay.weight_bound(weight_decay), rel=0.02)


@few
@given(curvature=st.floats(0, 10), lr=st.floats(0.001, 0.1), steps=st.integers(0, 100))
def test_early_stopping_filter_is_what_descent_covers(curvature: float, lr: float, steps: int) -> None:
    w = 0.0
    for _ in range(steps):
        w -= lr * curvature * (w - 1)
    assert weightdecay.early_stopping_filter(curvature, lr, steps) == pytest.approx(w, abs=EXACT)


@pytest.mark.parametrize(
    ("curvature", "lr", "steps", "share"),
    [(1e-17, 1.0, 10, 1e-16), (1.0, 1.0, 3, 1.0), (3.0, 0.5, 2, 0.75), (3.0, 0.5, 3, 1.125), (2.0, 1.0, 1, 2.0), (0.0, 0.1, 7, 0.0)],
)
def test_early_stopping_filter_at_the_edges(curvature: float, lr: float, steps: int, share: float) -> None:
    assert weightdecay.early_stopping_filter(curvature, lr, steps) == pytest.approx(share, rel=1e-14, abs=0)
    assert str(weightdecay.early_stopping_filter(curvature, lr, 0)) == "0.0"  # without a minus


@few
@given(lr=st.floats(0.001, 0.01), steps=st.integers(100, 1000))
def test_early_stopping_matches_l2_where_the_loss_is_flat(lr: float, steps: int) -> None:
    strength = weightdecay.early_stopping_strength(lr, steps)
    curvature = 0.01 * strength
    assert weightdecay.early_stopping_filter(curvature, lr, steps) == pytest.approx(curvature / (curvature + strength), rel=0.01)


@few
@given(lr=st.floats(0.1, 1), weight_decay=st.floats(0.05, 0.5), gradient=st.floats(0.2, 3), start=st.floats(0.3, 3))
def test_resting_norm_is_reached_from_anywhere(lr: float, weight_decay: float, gradient: float, start: float) -> None:
    squared = start**2
    for _ in range(5000):
        squared = (1 - lr * weight_decay) ** 2 * squared + (lr * gradient) ** 2 / squared
    assert weightdecay.resting_norm(lr, weight_decay, gradient) == pytest.approx(squared**0.5, rel=1e-6)


@pytest.mark.parametrize("rule", [weightdecay.sgd_decay, weightdecay.adamw, weightdecay.adam_l2])
def test_lists_go_in_and_what_would_broadcast_does_not(rule) -> None:
    w, _ = rule([1, 2], [0.5, 0.25], lr=0.1, weight_decay=0.1)
    np.testing.assert_array_equal(w, rule(np.array([1.0, 2.0]), np.array([0.5, 0.25]), lr=0.1, weight_decay=0.1)[0])
    with pytest.raises(ValueError, match=r"gradient \(2, 1\) must have the axes \(\*w,\), where w = \(2,\) in w \(2,\)"):
        rule(np.zeros(2), np.zeros((2, 1)), lr=0.1, weight_decay=0.0)


@pytest.mark.parametrize(
    ("call", "sentence"),
    [
        (lambda: weightdecay.decayed(1, 3, 1, 1), "lr 3.0 times weight_decay 1.0 must be at most 2, or the weight grows without bound"),
        (lambda: weightdecay.decay_half_life(1, 1), "lr 1.0 times weight_decay 1.0 must be above 0 and below 1"),
        (lambda: weightdecay.share_of_recent(2, 1, 1), "lr 2.0 times weight_decay 1.0 must be above 0 and below 1"),
        (lambda: weightdecay.early_stopping_filter(1, 3, 1), "lr 3.0 times curvature 1.0 must be at most 2, or the iterate diverges"),
        (lambda: weightdecay.resting_norm(2, 1, 1), "lr 2.0 times weight_decay 1.0 must be below 2, or the weight grows without bound"),
    ],
)
def test_what_does_not_go_together_is_refused(call, sentence: str) -> None:
    with pytest.raises(ValueError) as caught:
        call()
    assert str(caught.value) == sentence
