"""The small training loop, against closed forms and PyTorch."""

from functools import partial

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dl_quiz.kernels import optim, training

CURVATURE = np.array([1.0, 3.0, 0.5])
OFFSET = np.array([[2.0, -1.0], [0.5, 4.0]])


def bowl(parameters, step):
    """A quadratic in a vector and a matrix, whose gradient is written down beside it."""
    vector, matrix = parameters
    loss = 0.5 * np.sum(CURVATURE * vector**2) + np.sum((matrix - OFFSET) ** 2)
    return loss, [CURVATURE * vector, 2 * (matrix - OFFSET)]


@settings(deadline=None, max_examples=30)
@given(steps=st.integers(0, 20), lr=st.floats(0.001, 0.3))
def test_gradient_descent_on_a_quadratic_contracts_by_one_minus_lr_times_curvature(steps: int, lr: float) -> None:
    start = [np.array([1.0, -2.0, 3.0]), np.zeros((2, 2))]
    (vector, matrix), losses = training.train(start, bowl, steps=steps, lr=lr, rule="sgd")
    np.testing.assert_allclose(vector, start[0] * (1 - lr * CURVATURE) ** steps, rtol=1e-9, atol=1e-12)
    np.testing.assert_allclose(matrix, OFFSET * (1 - (1 - 2 * lr) ** steps), rtol=1e-9, atol=1e-12)
    assert losses.shape == (steps,)


def test_the_losses_are_those_before_each_step() -> None:
    start = [np.array([1.0, -2.0, 3.0]), np.zeros((2, 2))]
    _, losses = training.train(start, bowl, steps=3, lr=0.1, rule="sgd")
    assert losses[0] == bowl(start, 0)[0]
    once, _ = training.train(start, bowl, steps=1, lr=0.1, rule="sgd")
    assert losses[1] == bowl(once, 0)[0]


@pytest.mark.parametrize("rule", ["adam", "sgd"])
def test_a_run_follows_pytorch(rule: str) -> None:
    torch = pytest.importorskip("torch", reason="PyTorch is in the extra 'torch'")
    start = [np.array([1.0, -2.0, 3.0]), np.ones((2, 2))]
    ours, losses = training.train(start, bowl, steps=25, lr=0.05, rule=rule)
    theirs = [torch.tensor(array, requires_grad=True) for array in start]
    optimizer = {"adam": torch.optim.Adam, "sgd": torch.optim.SGD}[rule](theirs, lr=0.05)
    for expected in losses:
        optimizer.zero_grad()
        loss = 0.5 * (torch.tensor(CURVATURE) * theirs[0] ** 2).sum() + ((theirs[1] - torch.tensor(OFFSET)) ** 2).sum()
        assert loss.item() == pytest.approx(expected, rel=1e-10)
        loss.backward()
        optimizer.step()
    for mine, other in zip(ours, theirs, strict=True):
        np.testing.assert_allclose(mine, other.detach().numpy(), rtol=1e-10)  # the same float64 recurrences, summed in another order


def test_adam_is_the_rule_unless_told_otherwise() -> None:
    start = [np.ones(3), np.zeros((2, 2))]
    (vector, _), _ = training.train(start, bowl, steps=1, lr=0.1)
    np.testing.assert_allclose(vector, 0.9, rtol=1e-6)  # Adam's first step is lr in size, whatever the slope


def test_the_start_is_left_alone() -> None:
    start = [np.ones(3), np.zeros((2, 2))]
    training.train(start, bowl, steps=5, lr=0.1)
    assert np.array_equal(start[0], np.ones(3)) and np.array_equal(start[1], np.zeros((2, 2)))


def test_the_gradient_is_told_the_number_of_the_step() -> None:
    seen = []

    def watch(parameters, step):
        seen.append(step)
        return 0.0, [np.zeros(1)]

    training.train([np.ones(1)], watch, steps=4, lr=0.1)
    assert seen == [0, 1, 2, 3]


def test_what_the_gradient_was_given_stays_as_it_was() -> None:
    seen = []

    def remember(parameters, step):
        seen.append(parameters)
        return bowl(parameters, step)

    training.train([np.ones(3), np.zeros((2, 2))], remember, steps=2, lr=0.1)
    assert seen[0][0].tolist() == [1, 1, 1] and seen[1][0].tolist() != [1, 1, 1]


def test_no_step_gives_a_copy_of_the_start() -> None:
    start = [np.ones(3), np.zeros((2, 2))]
    reached, losses = training.train(start, bowl, steps=0, lr=0.1)
    assert losses.shape == (0,)
    for before, after in zip(start, reached, strict=True):
        assert np.array_equal(before, after) and not np.shares_memory(before, after)


def test_whole_numbers_are_trained_as_float64() -> None:
    (vector,), _ = training.train([np.array([1, 2], np.uint8)], lambda parameters, step: (0.0, [np.ones(2)]), steps=1, lr=0.5, rule="sgd")
    assert vector.tolist() == [0.5, 1.5]


@pytest.mark.parametrize("slopes", [[np.ones(2)], [np.ones((3, 1))], [np.ones(3)] * 2, []])
def test_a_gradient_of_another_shape_is_refused(slopes) -> None:
    with pytest.raises(ValueError) as refused:
        training.train([np.ones(3)], lambda parameters, step: (0.0, slopes), steps=1, lr=0.1)
    assert str(refused.value) == f"gradients {[slope.shape for slope in slopes]} must have the shapes of the parameters, [(3,)]"


@pytest.mark.parametrize("rule", ["adam", "sgd"])
def test_each_parameter_may_have_a_rate_of_its_own(rule: str) -> None:
    start = [np.array([1.0, -2.0, 3.0]), np.ones((2, 2))]
    (vector, matrix), _ = training.train(start, bowl, steps=5, lr=[0.1, 0.02], rule=rule)
    (alone, _), _ = training.train(start, bowl, steps=5, lr=0.1, rule=rule)  # the bowl does not couple the two
    (_, other), _ = training.train(start, bowl, steps=5, lr=0.02, rule=rule)
    np.testing.assert_array_equal(vector, alone)
    np.testing.assert_array_equal(matrix, other)


@pytest.mark.parametrize("lr", [0.0, -1.0, np.nan, np.inf, [0.1], [0.1, 0.0], [0.1, np.nan], [0.1, 0.1, 0.1]])
def test_a_rate_that_is_none_is_refused(lr) -> None:
    with pytest.raises(ValueError) as refused:
        training.train([np.ones(3), np.ones((2, 2))], bowl, steps=1, lr=lr)
    assert str(refused.value) == f"lr {lr} must be a learning rate above 0, or one for each of 2 parameters"


def test_an_unknown_rule_is_refused() -> None:
    with pytest.raises(ValueError, match=r"^rule 'newton' must be 'adam' or 'sgd'$"):
        training.train([np.ones(1)], bowl, steps=1, lr=0.1, rule="newton")


def test_layers_are_trained_as_their_arrays_are() -> None:
    layers = [(np.ones((2, 3)), np.zeros(2)), (np.full((1, 2), 0.5), np.ones(1))]

    def pull(layers, step):
        slopes = [((step + 1.0) * weight, bias - 2) for weight, bias in layers]
        return sum(float(weight.sum()) for weight, _ in layers), slopes

    reached, losses = training.train_layers(layers, pull, steps=2, lr=0.1, rule="sgd")
    # two steps by hand: weights times (1 − 0.1)(1 − 0.2), biases 0.9² of their way from 2
    expected = [(np.full((2, 3), 0.72), np.full(2, 0.38)), (np.full((1, 2), 0.36), np.full(1, 1.19))]
    for layer, wanted in zip(reached, expected, strict=True):
        for array, other in zip(layer, wanted, strict=True):
            np.testing.assert_allclose(array, other, rtol=1e-12)
    np.testing.assert_allclose(losses, [7.0, 6.3], rtol=1e-12)
    ((weight, _), _), _ = training.train_layers(layers, pull, steps=1, lr=0.1)
    np.testing.assert_allclose(weight, 0.9, rtol=1e-6)  # Adam unless told otherwise: its first step is lr in size


@settings(deadline=None, max_examples=30)
@given(steps=st.integers(0, 20), lr=st.floats(0.001, 0.3))
def test_a_walk_down_a_quadratic_contracts_step_by_step(steps: int, lr: float) -> None:
    start = np.array([1.0, -2.0, 3.0])
    path, memories = training.walk(partial(optim.sgd, lr=lr), lambda w, _: CURVATURE * w, start, steps=steps)
    closed = start * (1 - lr * CURVATURE) ** np.arange(steps + 1)[:, None]
    np.testing.assert_allclose(path, closed, rtol=1e-9, atol=1e-12)
    assert path.shape == (steps + 1, 3) and len(memories) == steps


def test_a_walk_hands_the_memory_on_and_tells_the_number_of_the_step() -> None:
    torch = pytest.importorskip("torch", reason="PyTorch is in the extra 'torch'")
    slopes = np.random.default_rng(0).normal(size=(12, 3))
    path, memories = training.walk(partial(optim.adam, lr=0.1), lambda _, step: slopes[step], np.ones(3), steps=12)
    theirs = torch.ones(3, dtype=torch.float64, requires_grad=True)
    optimizer = torch.optim.Adam([theirs], lr=0.1)
    for slope, place in zip(slopes, path[1:], strict=True):
        theirs.grad = torch.tensor(slope)
        optimizer.step()
        np.testing.assert_allclose(place, theirs.detach().numpy(), rtol=1e-10)
    assert [memory.step for memory in memories] == list(range(1, 13))


def test_layers_are_trained_by_adam_unless_told_otherwise() -> None:
    layers = [(np.ones((2, 3)), np.zeros(2))]
    ((weight, bias),), _ = training.train_layers(layers, lambda layers, _: (0.0, [(5 * layers[0][0], np.ones(2))]), steps=1, lr=0.1)
    np.testing.assert_allclose(weight, 0.9, rtol=1e-6)  # Adam's first step is lr in size, whatever the slope
    np.testing.assert_allclose(bias, -0.1, rtol=1e-6)


def test_loss_per_token_is_the_mean_over_all_tokens() -> None:
    losses = np.random.default_rng(0).normal(size=17)
    parts = np.split(losses, [2, 9])
    assert training.loss_per_token([part.mean() for part in parts], [len(part) for part in parts]) == pytest.approx(losses.mean())
