"""The optimisers against PyTorch, hand-made sums, simulation and closed forms."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dl_quiz.kernels import optim

few = settings(deadline=None, max_examples=30)
seeds = st.integers(0, 2**32 - 1)
EXACT = 1e-10
"""A few dozen float64 steps of order one, with the operations in another order."""

RULES = {
    "sgd": (lambda w, g, s: optim.sgd(w, g, s, lr=0.1), "SGD", {"lr": 0.1}),
    "momentum": (lambda w, g, s: optim.sgd(w, g, s, lr=0.1, momentum=0.9), "SGD", {"lr": 0.1, "momentum": 0.9}),
    "nesterov": (
        lambda w, g, s: optim.sgd(w, g, s, lr=0.1, momentum=0.9, nesterov=True),
        "SGD",
        {"lr": 0.1, "momentum": 0.9, "nesterov": True},
    ),
    "l2": (
        lambda w, g, s: optim.sgd(w, g, s, lr=0.1, momentum=0.5, weight_decay=0.3),
        "SGD",
        {"lr": 0.1, "momentum": 0.5, "weight_decay": 0.3},
    ),
    "adagrad": (lambda w, g, s: optim.adagrad(w, g, s, lr=0.1), "Adagrad", {"lr": 0.1}),
    "rmsprop": (lambda w, g, s: optim.rmsprop(w, g, s, lr=0.1, decay=0.9), "RMSprop", {"lr": 0.1, "alpha": 0.9}),
    "adam": (lambda w, g, s: optim.adam(w, g, s, lr=0.1), "Adam", {"lr": 0.1}),
    "adam-betas": (
        lambda w, g, s: optim.adam(w, g, s, lr=0.1, beta1=0.5, beta2=0.8, eps=0.1),
        "Adam",
        {"lr": 0.1, "betas": (0.5, 0.8), "eps": 0.1},
    ),
    "amsgrad": (
        lambda w, g, s: optim.adam(w, g, s, lr=0.1, beta2=0.5, amsgrad=True),
        "Adam",
        {"lr": 0.1, "betas": (0.9, 0.5), "amsgrad": True},
    ),
}


@pytest.mark.parametrize("name", RULES)
@few
@given(seed=seeds)
def test_path_equals_pytorch(name: str, seed: int) -> None:
    torch = pytest.importorskip("torch", reason="PyTorch is in the extra 'torch'")
    rng = np.random.default_rng(seed)
    rule, theirs, options = RULES[name]
    start, gradients = rng.normal(size=(2, 3)), rng.normal(size=(30, 2, 3)) * 10 ** rng.uniform(-2, 2, (30, 1, 1))
    weight = torch.nn.Parameter(torch.tensor(start))
    optimiser = getattr(torch.optim, theirs)([weight], **options)
    w, state = start, None
    for gradient in gradients:
        w, state = rule(w, gradient, state)
        weight.grad = torch.tensor(gradient)
        optimiser.step()
        np.testing.assert_allclose(w, weight.detach().numpy(), rtol=EXACT, atol=EXACT)


@pytest.mark.parametrize("name", RULES)
def test_a_step_leaves_its_arguments_alone(name: str) -> None:
    rule = RULES[name][0]
    w, gradient = np.array([1.0, -2.0]), np.array([0.5, 0.25])
    _, state = rule(w, gradient, None)
    kept = np.copy(np.asarray(state[0]))
    rule(w, gradient, state)
    assert w.tolist() == [1.0, -2.0]
    assert gradient.tolist() == [0.5, 0.25]
    np.testing.assert_array_equal(np.asarray(state[0]), kept)


def test_lists_are_welcome() -> None:
    w, velocity = optim.sgd([1.0, 2.0], [1.0, 1.0], [1.0, 0.0], lr=0.5, momentum=0.5)
    assert velocity.tolist() == [1.5, 1.0]
    assert w.tolist() == [0.25, 1.5]
    assert optim.adagrad([0.0], [4.0], [9.0], lr=1.0)[0] == pytest.approx(-0.8)
    assert optim.rmsprop([0.0], [4.0], [9.0], lr=1.0, decay=0.0)[0] == pytest.approx(-1.0)


@few
@given(seed=seeds, lr=st.floats(1e-3, 0.5), beta1=st.floats(0, 0.99), beta2=st.floats(0.1, 0.9999))
def test_uncorrected_adam_divides_the_raw_means(seed: int, lr: float, beta1: float, beta2: float) -> None:
    gradients = np.random.default_rng(seed).normal(size=5)
    w, state, mean, square = np.zeros(()), None, 0.0, 0.0
    for gradient in gradients:
        before = float(w)
        w, state = optim.adam(w, gradient, state, lr=lr, beta1=beta1, beta2=beta2, corrected=False)
        mean, square = beta1 * mean + (1 - beta1) * gradient, beta2 * square + (1 - beta2) * gradient**2
        assert float(w) == pytest.approx(before - lr * mean / (square**0.5 + 1e-8), abs=EXACT)


@few
@given(condition=st.floats(1.5, 300))
def test_no_learning_rate_beats_the_rate_of_gradient_descent(condition: float) -> None:
    curvature = np.array([1.0, condition])
    worst = np.abs(1 - np.linspace(0, 2, 20001)[:, None] / condition * curvature).max(axis=1)
    rate = optim.convergence_rate(condition)
    assert rate <= worst.min() + EXACT
    assert np.abs(1 - optim.best_lr(condition, 1.0) * curvature).max() == pytest.approx(rate, abs=EXACT)


@few
@given(condition=st.floats(1.5, 300))
def test_momentum_reaches_its_rate(condition: float) -> None:
    rate = optim.convergence_rate(condition, momentum=True)
    lr = optim.best_lr(condition, 1.0, momentum=True)
    radius = max(
        np.abs(np.roots([1, -(1 + rate**2 - lr * curvature), rate**2])).max() for curvature in (1.0, (1 + condition) / 2, condition)
    )
    assert radius == pytest.approx(rate, abs=1e-6)  # double roots, found to the root of the rounding error
    assert optim.best_lr(9 * condition, 9.0, momentum=True) == pytest.approx(lr / 9)  # in units of the curvature


def test_rates_of_the_textbook_example() -> None:
    assert optim.convergence_rate(100) == pytest.approx(99 / 101)
    assert optim.convergence_rate(100, momentum=True) == pytest.approx(9 / 11)
    assert optim.convergence_rate(1) == 0


@few
@given(lr=st.floats(0.001, 0.8), curvature=st.floats(0.1, 1.2))
def test_roots_turn_complex_at_the_critical_momentum(lr: float, curvature: float) -> None:
    critical = optim.critical_momentum(lr, curvature)

    def discriminant(momentum: float) -> float:
        return (1 + momentum - lr * curvature) ** 2 - 4 * momentum

    assert discriminant(critical) == pytest.approx(0, abs=EXACT)
    assert discriminant(critical + 1e-4) < 0 < discriminant(critical - 1e-4)


@few
@given(momentum=st.floats(0, 0.999), steps=st.integers(1, 50))
def test_gain_sums_the_kept_velocities(momentum: float, steps: int) -> None:
    assert optim.momentum_gain(momentum, steps) == pytest.approx(sum(momentum**k for k in range(steps)), rel=1e-9)


def test_gain_of_many_steps_is_that_of_infinitely_many() -> None:
    assert optim.momentum_gain(0.9) == pytest.approx(10)
    assert optim.momentum_gain(0.9, 500) == pytest.approx(optim.momentum_gain(0.9))


@few
@given(decay=st.floats(0.01, 0.9999))
def test_half_the_weight_is_gone_after_the_half_life(decay: float) -> None:
    assert decay ** optim.half_life(decay) == pytest.approx(0.5)


@few
@given(lr=st.floats(0.001, 1), step=st.integers(1, 30), gradient=st.floats(0.1, 10))
def test_adagrad_step_is_what_adagrad_does(lr: float, step: int, gradient: float) -> None:
    w, total = np.zeros(()), None
    for _ in range(step):
        before = w
        w, total = optim.adagrad(w, gradient, total, lr=lr)
    assert optim.adagrad_step(lr, step) == pytest.approx(float(before - w), rel=1e-6)


@few
@given(lr=st.floats(0.001, 1), step=st.integers(1, 30), beta1=st.floats(0, 0.99), beta2=st.floats(0.5, 0.9999), corrected=st.booleans())
def test_adam_step_is_what_adam_does(lr: float, step: int, beta1: float, beta2: float, corrected: bool) -> None:
    w, state = np.zeros(()), None
    for _ in range(step):
        before = w
        w, state = optim.adam(w, 3.0, state, lr=lr, beta1=beta1, beta2=beta2, corrected=corrected)
    assert optim.adam_step(lr, step, beta1, beta2, corrected) == pytest.approx(float(before - w), rel=1e-5)  # ε


@few
@given(lr=st.floats(0.05, 1.9), curvature=st.floats(0.2, 1.0), noise=st.floats(0, 3))
def test_steady_variance_is_a_fixed_point(lr: float, curvature: float, noise: float) -> None:
    variance = 0.0
    for _ in range(5000):
        variance = (1 - lr * curvature) ** 2 * variance + lr**2 * noise**2
    assert optim.steady_variance(lr, curvature, noise) == pytest.approx(variance, rel=1e-6)


def test_state_bytes_counts_the_arrays_that_pytorch_keeps() -> None:
    torch = pytest.importorskip("torch", reason="PyTorch is in the extra 'torch'")
    kinds = {
        "sgd": ("SGD", {}),
        "momentum": ("SGD", {"momentum": 0.9}),
        "adagrad": ("Adagrad", {}),
        "rmsprop": ("RMSprop", {}),
        "adam": ("Adam", {}),
    }
    for rule, (theirs, options) in kinds.items():
        weight = torch.nn.Parameter(torch.zeros(7))
        optimiser = getattr(torch.optim, theirs)([weight], lr=0.1, **options)
        weight.grad = torch.ones(7)
        optimiser.step()
        kept = [value for value in optimiser.state[weight].values() if torch.is_tensor(value) and value.shape == weight.shape]
        assert optim.state_bytes(7, rule) == sum(value.numel() * value.element_size() for value in kept)


def test_state_bytes_follows_the_width() -> None:
    assert optim.state_bytes(10, "adam", width=2) == 40


def test_schedule_rises_to_the_peak_and_falls_to_zero() -> None:
    rates = [optim.warmup_cosine(step, 100, 0.5, warmup=20) for step in range(101)]
    assert rates[0] == 0
    assert rates[10] == pytest.approx(0.25)
    assert rates[20] == 0.5
    assert rates[60] == pytest.approx(0.25)
    assert rates[100] == pytest.approx(0, abs=1e-15)
    assert all(np.diff(rates[:21]) > 0) and all(np.diff(rates[20:]) < 0)


def test_schedule_equals_pytorch_cosine() -> None:
    torch = pytest.importorskip("torch", reason="PyTorch is in the extra 'torch'")
    optimiser = torch.optim.SGD([torch.nn.Parameter(torch.zeros(1))], lr=0.3)
    scheduler = torch.optim.lr_scheduler.CosineAnnealingLR(optimiser, T_max=10)
    for step in range(10):
        assert optim.warmup_cosine(step, 10, 0.3) == pytest.approx(optimiser.param_groups[0]["lr"])
        optimiser.step()
        scheduler.step()


def test_states_are_cast_and_fit_the_weights() -> None:
    """Of float32, of lists: a memory that was read from a file goes on as the one that was kept."""
    w, gradient = np.array([1.0, -2.0]), np.array([0.3, 0.7])
    _, state = optim.adam(w, gradient, lr=0.1)
    listed = optim.Moments(state.first.tolist(), state.second.tolist(), state.peak.tolist(), np.int64(state.step))
    np.testing.assert_array_equal(optim.adam(w, gradient, listed, lr=0.1)[0], optim.adam(w, gradient, state, lr=0.1)[0])
    for shape in [(2, 1), (1,), (), (3,)]:
        with pytest.raises(ValueError, match=r"state\.second .* must have the axes"):
            optim.adam(w, gradient, state._replace(second=np.ones(shape)), lr=0.1)


def test_defaults_are_those_of_pytorch() -> None:
    torch = pytest.importorskip("torch", reason="PyTorch is in the extra 'torch'")
    for rule, theirs in ((optim.rmsprop, "RMSprop"), (optim.adagrad, "Adagrad"), (optim.adam, "Adam")):
        weight = torch.nn.Parameter(torch.tensor([1.0, -2.0], dtype=torch.float64))
        optimiser = getattr(torch.optim, theirs)([weight], lr=0.1)
        w, state = np.array([1.0, -2.0]), None
        for gradient in ([1e-6, 3.0], [0.2, -1.0], [2.0, 1e-7]):
            w, state = rule(w, gradient, state, lr=0.1)
            weight.grad = torch.tensor(gradient, dtype=torch.float64)
            optimiser.step()
        np.testing.assert_allclose(w, weight.detach().numpy(), rtol=EXACT)


def test_without_momentum_nothing_is_gained() -> None:
    assert optim.momentum_gain(0.0) == 1.0
    assert optim.momentum_gain(0.0, 3) == 1.0


@pytest.mark.parametrize(
    ("call", "sentence"),
    [
        (lambda: optim.best_lr(1, 2), "smallest 2.0 is above largest 1.0"),
        (lambda: optim.critical_momentum(2), "lr 2.0 times curvature 1.0 is above 1: the iterate swings without any momentum"),
        (lambda: optim.steady_variance(2), "lr 2.0 times curvature 1.0 must be below 2, or the iterate diverges"),
        (lambda: optim.warmup_cosine(11, 10, 1.0), "step 11 and warmup 0 must lie between 0 and steps 10, warmup below it"),
        (lambda: optim.warmup_cosine(1, 10, 1.0, warmup=10), "step 1 and warmup 10 must lie between 0 and steps 10, warmup below it"),
    ],
)
def test_values_that_do_not_go_together_are_refused(call, sentence: str) -> None:
    with pytest.raises(ValueError) as caught:
        call()
    assert str(caught.value) == sentence


def test_mixed_precision_bytes_are_those_of_pytorch_tensors() -> None:
    torch = pytest.importorskip("torch", reason="PyTorch is in the extra 'torch'")
    kept = [torch.zeros(7, dtype=kind) for kind in (torch.half, torch.half, torch.float, torch.float, torch.float)]
    assert optim.mixed_precision_bytes(7) == sum(tensor.numel() * tensor.element_size() for tensor in kept)
    assert optim.mixed_precision_bytes(7, states=1) == sum(tensor.numel() * tensor.element_size() for tensor in kept[:4])


@pytest.mark.parametrize("limit", [0.1, 1.0, 100.0])
def test_clip_by_norm_is_that_of_pytorch(limit: float) -> None:
    torch = pytest.importorskip("torch", reason="PyTorch is in the extra 'torch'")
    gradient = np.random.default_rng(3).normal(size=(4, 3))
    weight = torch.nn.Parameter(torch.zeros(4, 3, dtype=torch.float64))
    weight.grad = torch.tensor(gradient)
    torch.nn.utils.clip_grad_norm_([weight], limit)
    np.testing.assert_allclose(optim.clip_by_norm(gradient, limit), weight.grad.numpy(), rtol=1e-4)  # PyTorch adds 1e-6 to the norm


@pytest.mark.parametrize("shape", [(3, 5), (5, 3), (4, 4)])
def test_orthogonalised_keeps_singular_vectors_and_evens_singular_values(shape: tuple[int, int]) -> None:
    rng = np.random.default_rng(5)
    u, _, vt = np.linalg.svd(rng.normal(size=shape), full_matrices=False)
    values = np.geomspace(1.0, 0.02, min(shape))
    evened = u.T @ optim.orthogonalised(u @ np.diag(values) @ vt) @ vt.T
    np.testing.assert_allclose(evened, np.diag(np.diag(evened)), atol=1e-9)
    assert np.all((np.diag(evened) > 0.6) & (np.diag(evened) < 1.3))
    polar = u @ vt
    assert np.sum(u @ evened @ vt * polar) / np.linalg.norm(evened) / np.linalg.norm(polar) > 0.97


def test_orthogonalised_follows_the_polynomial_of_its_source() -> None:
    value, raised = 0.3, 0.3 / np.hypot(0.3, 0.1)
    for _ in range(2):
        raised = 3.4445 * raised - 4.7750 * raised**3 + 2.0315 * raised**5
    assert optim.orthogonalised(np.diag([value, 0.1]), steps=2)[0, 0] == pytest.approx(raised, rel=1e-12)
    assert not optim.orthogonalised(np.zeros((2, 3))).any()
