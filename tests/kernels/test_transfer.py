"""The transfer kernels against PyTorch, SciPy, and arithmetic by hand."""

import math
import re
from itertools import pairwise, product

import numpy as np
import pytest
from dl_quiz.kernels.backprop import initialise
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from dl_quiz.kernels import transfer

few = settings(deadline=None, max_examples=20)
seeds = st.integers(0, 2**32 - 1)
EXACT = 1e-10
"""Sums of a few dozen float64 products of order one, added in another order."""


def network(rng: np.random.Generator, *widths: int) -> list:
    return [(rng.normal(size=(b, a)), rng.normal(size=b)) for a, b in pairwise(widths)]


def flat(layers: list) -> np.ndarray:
    return np.concatenate([array.ravel() for layer in layers for array in layer])


def test_teacher_weights_have_twice_the_usual_variance() -> None:
    (weight, bias), _ = transfer.teacher(np.random.default_rng(0), (300, 300, 1))
    assert weight.var() == pytest.approx(4 / 300, rel=0.02)  # 90000 draws: the standard error is 0.5 %
    assert bias.std() == pytest.approx(0.5, rel=0.17)  # 300 draws: four standard errors


@few
@given(seeds, st.integers(0, 2))
def test_related_task_shares_exactly_the_levels_asked_for(seed: int, shared: int) -> None:
    rng = np.random.default_rng(seed)
    source = network(rng, 5, 4, 3, 2)
    task = transfer.related_task(rng, source, shared, 7)
    assert [weight.shape for weight, _ in task] == [(4, 5), (3, 4), (7, 3)]
    assert [np.array_equal(new[0], old[0]) for new, old in zip(task[:2], source[:2], strict=True)] == [shared > 0, shared > 1]


def test_examples_are_standardised_answers_of_the_teacher() -> None:
    rng = np.random.default_rng(1)
    task = network(rng, 3, 4, 2)
    x, y = transfer.examples(rng, task, 20000)
    hidden = np.tanh(x @ task[0][0].T + task[0][1])
    raw = hidden @ task[1][0].T + task[1][1]
    np.testing.assert_allclose([np.corrcoef(raw[:, k], y[:, k])[0, 1] for k in (0, 1)], 1)
    # The scale comes from 4000 other inputs: about four of its standard errors, 1/√4000 and 1/√8000.
    np.testing.assert_allclose(y.mean(axis=0), 0, atol=0.08)
    np.testing.assert_allclose(y.std(axis=0), 1, atol=0.08)


def test_the_scale_of_examples_is_the_tasks_own() -> None:
    task = network(np.random.default_rng(1), 3, 4, 2)
    scales = []
    for seed in (0, 1):
        x, y = transfer.examples(np.random.default_rng(seed), task, 2)
        raw = np.tanh(x @ task[0][0].T + task[0][1]) @ task[1][0].T + task[1][1]
        scales.append((raw[1] - raw[0]) / (y[1] - y[0]))
    np.testing.assert_allclose(scales[0], scales[1], rtol=EXACT)


def test_pretraining_takes_the_steps_of_torch_on_batches_from_all_examples() -> None:
    torch = pytest.importorskip("torch", reason="PyTorch is in the extra 'torch'")
    source, samples = transfer.teacher(np.random.default_rng(0), transfer.TEACHER), 40
    found = transfer.pretrain(np.random.default_rng(1), source, samples=samples, steps=2)
    rng = np.random.default_rng(1)
    x, y = map(torch.tensor, transfer.examples(rng, source, samples))
    picks = rng.integers(0, samples, (2, 128))
    model = []
    for a, b in pairwise(transfer.STUDENT):
        linear = torch.nn.Linear(a, b).double()
        linear.weight.data, linear.bias.data = torch.tensor(rng.normal(0, np.sqrt(2 / a), (b, a))), torch.zeros(b).double()
        model += [linear, torch.nn.ReLU()]
    net = torch.nn.Sequential(*model[:-1])
    optimiser = torch.optim.Adam(net.parameters(), lr=0.01)
    for batch in picks:
        optimiser.zero_grad()
        torch.nn.functional.mse_loss(net(x[batch]), y[batch]).backward()
        optimiser.step()
    np.testing.assert_allclose(flat(found), np.concatenate([p.detach().numpy().ravel() for p in net.parameters()]), atol=1e-8)


def test_pretraining_learns_the_source() -> None:
    rng = np.random.default_rng(0)
    source = transfer.teacher(rng, transfer.TEACHER)
    student = transfer.pretrain(rng, source)
    assert [weight.shape for weight, _ in student] == [(32, 24), (32, 32), (12, 32)]
    x, y = transfer.examples(rng, source, 1000)
    value = np.maximum(x @ student[0][0].T + student[0][1], 0)
    value = np.maximum(value @ student[1][0].T + student[1][1], 0) @ student[2][0].T + student[2][1]
    assert ((value - y) ** 2).mean() < 0.15  # 1 is what the mean would earn


def test_new_head_keeps_the_backbone_and_resizes_the_top() -> None:
    rng = np.random.default_rng(0)
    layers = network(rng, 3, 4, 2)
    changed = transfer.new_head(rng, layers, 5)
    assert np.array_equal(flat(changed[:1]), flat(layers[:1]))
    assert changed[1][0].shape == (5, 4)
    assert np.array_equal(changed[1][1], np.zeros(5))


def test_new_head_starts_small() -> None:
    *_, (weight, _) = transfer.new_head(np.random.default_rng(0), [(np.zeros((1, 100)), np.zeros(1))], 100)
    assert weight.std() == pytest.approx(0.01, rel=0.03)  # 10,000 draws: four standard errors of 1/√20000


@few
@given(seeds, st.integers(0, 2))
def test_squared_loss_agrees_with_torch(seed: int, depth: int) -> None:
    torch = pytest.importorskip("torch", reason="PyTorch is in the extra 'torch'")
    rng = np.random.default_rng(seed)
    layers = network(rng, 3, *[4] * depth, 2)
    x, y = rng.normal(size=(6, 3)), rng.normal(size=(6, 2))
    tensors = [torch.tensor(array, requires_grad=True) for layer in layers for array in layer]
    value = torch.tensor(x)
    for place in range(0, len(tensors), 2):
        value = value @ tensors[place].T + tensors[place + 1]
        value = torch.relu(value) if place < len(tensors) - 2 else value
    loss = torch.nn.functional.mse_loss(value, torch.tensor(y))
    loss.backward()
    found, slopes = transfer.squared_loss(layers, x, y)
    assert found == pytest.approx(loss.item(), rel=EXACT)
    for slope, tensor in zip(slopes, tensors, strict=True):
        np.testing.assert_allclose(slope, tensor.grad.numpy(), rtol=EXACT, atol=EXACT)


@pytest.mark.parametrize(
    ("frozen", "rates"), [(0, [0.01, 0.01, 0.01]), (1, [0.01, 0.01, 0.01]), (2, [0.01, 0.01, 0.01]), (0, [0.001, 0.002, 0.03])]
)
def test_fine_tuning_takes_the_steps_of_torch(frozen: int, rates: list[float]) -> None:
    torch = pytest.importorskip("torch", reason="PyTorch is in the extra 'torch'")
    rng = np.random.default_rng(3)
    layers, x, y = network(rng, 3, 4, 4, 2), rng.normal(size=(8, 3)), rng.normal(size=(8, 2))
    model = torch.nn.Sequential(
        torch.nn.Linear(3, 4), torch.nn.ReLU(), torch.nn.Linear(4, 4), torch.nn.ReLU(), torch.nn.Linear(4, 2)
    ).double()
    groups = []
    for place, (module, (weight, bias)) in enumerate(zip([model[0], model[2], model[4]], layers, strict=True)):
        module.weight.data, module.bias.data = torch.tensor(weight), torch.tensor(bias)
        module.requires_grad_(place >= frozen)
        if place >= frozen:
            groups.append({"params": list(module.parameters()), "lr": rates[place]})
    optimiser = torch.optim.Adam(groups)
    losses = []
    for _ in range(20):
        optimiser.zero_grad()
        loss = torch.nn.functional.mse_loss(model(torch.tensor(x)), torch.tensor(y))
        loss.backward()
        optimiser.step()
        losses.append(loss.item())
    tuned, found = transfer.fine_tune(layers, x, y, steps=20, lr=rates, frozen=frozen)
    wanted = np.concatenate([p.detach().numpy().ravel() for p in model.parameters()])
    np.testing.assert_allclose(flat(tuned), wanted, atol=1e-8)  # Adam divides by square roots near 0, which magnifies rounding
    np.testing.assert_allclose(found, losses, rtol=1e-8)


def test_fine_tuning_changes_neither_its_input_nor_frozen_layers() -> None:
    rng = np.random.default_rng(0)
    layers = network(rng, 3, 4, 2)
    before = flat(layers).copy()
    tuned, _ = transfer.fine_tune(layers, rng.normal(size=(5, 3)), rng.normal(size=(5, 2)), steps=3, frozen=1)
    assert np.array_equal(flat(layers), before)
    assert np.array_equal(tuned[0][0], layers[0][0])
    assert not np.array_equal(tuned[1][0], layers[1][0])


def test_drift_is_euclidean_and_blind_to_heads() -> None:
    here = [(np.zeros((1, 2)), np.zeros(1)), (np.zeros((1, 1)), np.zeros(1))]
    there = [(np.array([[3.0, 0.0]]), np.array([4.0])), (np.ones((1, 1)), np.ones(1))]
    assert transfer.drift(here, there) == 5


@few
@given(seeds, st.integers(3, 30))
def test_normalised_error_of_a_least_squares_line_is_one_minus_r_squared(seed: int, samples: int) -> None:
    rng = np.random.default_rng(seed)
    x, y = rng.normal(size=samples), rng.normal(size=samples)
    fit = stats.linregress(x, y)
    found = transfer.normalised_error(fit.intercept + fit.slope * x, y)
    assert found == pytest.approx(1 - fit.rvalue**2, abs=1e-9)


def test_the_error_on_unseen_examples_is_that_of_a_fresh_draw() -> None:
    task = transfer.teacher(np.random.default_rng(3), (4, 3, 2))
    network = initialise(np.random.default_rng(4), (4, 5, 2))
    (first, shift), (second, offset) = network
    x, y = transfer.examples(np.random.default_rng(5), task, 50)
    answers = np.maximum(x @ first.T + shift, 0) @ second.T + offset
    found = transfer.unseen_error(np.random.default_rng(5), network, task, 50)
    assert found == pytest.approx(np.mean((answers - y) ** 2) / y.var(axis=0).mean(), rel=1e-12)


def test_a_frozen_layer_takes_its_rate_with_it() -> None:
    rng = np.random.default_rng(0)
    layers, x, y = initialise(rng, (4, 5, 3, 2)), rng.normal(size=(6, 4)), rng.normal(size=(6, 2))
    tuned, _ = transfer.fine_tune(layers, x, y, steps=3, lr=[0.5, 0.01, 0.02], frozen=1)
    features = np.maximum(x @ layers[0][0].T + layers[0][1], 0)
    alone, _ = transfer.fine_tune(layers[1:], features, y, steps=3, lr=[0.01, 0.02])
    for (weight, bias), (other, shift) in zip(tuned[1:], alone, strict=True):
        np.testing.assert_allclose(weight, other, rtol=1e-12)
        np.testing.assert_allclose(bias, shift, rtol=1e-12)


def test_predicting_the_mean_costs_one() -> None:
    assert transfer.normalised_error([[2, 20]] * 2, [[1, 10], [3, 30]]) == 1


def test_break_even_is_the_first_number_of_tasks_that_pays() -> None:
    for tasks in range(1, 12):
        assert (1000 + tasks * 20 <= tasks * 120) == (tasks >= transfer.break_even(1000, 120, 20))
    assert transfer.break_even(1001, 120, 20) == 11
    assert transfer.break_even(0, 0.7, 0.6) == 0


def test_break_even_counts_decimals_as_they_are_written() -> None:
    assert 0.3 / (0.7 - 0.6) > 3
    assert transfer.break_even(0.3, 0.7, 0.6) == 3
    assert transfer.break_even(0.30001, 0.7, 0.6) == 4
    assert transfer.break_even(np.float32(0.5), 1, np.int64(0)) == 1


@few
@given(st.floats(-3, 3), st.floats(-2, 2))
def test_importance_weight_is_the_ratio_of_densities(x: float, shift: float) -> None:
    assert transfer.importance_weight(x, shift) == pytest.approx(stats.norm.pdf(x, shift) / stats.norm.pdf(x), rel=EXACT)


def test_importance_weight_at_one_by_hand() -> None:
    assert transfer.importance_weight(1, 1) == pytest.approx(math.exp(0.5))


@pytest.mark.parametrize("make", ["new_head", "related_task", "fine_tune"])
def test_layers_that_are_kept_are_copies(make: str) -> None:
    rng, layers = np.random.default_rng(0), network(np.random.default_rng(1), 3, 4, 4, 2)
    made = {
        "new_head": lambda: transfer.new_head(rng, layers, 2),
        "related_task": lambda: transfer.related_task(rng, layers, 2, 2),
        "fine_tune": lambda: transfer.fine_tune(layers, np.ones((5, 3)), np.ones((5, 2)), steps=0, frozen=2)[0],
    }[make]()
    assert np.array_equal(flat(made[:2]), flat(layers[:2]))
    assert not any(np.shares_memory(new, old) for new, old in product(sum(made, ()), sum(layers, ())))


two = [(np.ones((4, 3)), np.zeros(4)), (np.ones((2, 4)), np.zeros(2))]
wide = [(np.ones((5, 3)), np.zeros(5)), (np.ones((2, 5)), np.zeros(2))]
three, rng = [two[0], (np.ones((4, 4)), np.zeros(4)), two[1]], np.random.default_rng(0)
x, y = np.ones((5, 3)), np.ones((5, 2))


@pytest.mark.parametrize(
    ("kernel", "bad", "options", "sentence"),
    [
        ("related_task", (rng, two, 2, 1), {}, "shared 2 must be from 0 to 1, the levels below the outputs"),
        ("new_head", (rng, [], 1), {}, "a network without layers has no head to replace"),
        (
            "fine_tune",
            (two, x, y),
            {"steps": 1, "frozen": 2},
            "frozen 2 must leave one of 2 layers to train, each with a rate: got 2 rates",
        ),
        (
            "fine_tune",
            (two, x, y),
            {"steps": 1, "lr": [0.1]},
            "frozen 0 must leave one of 2 layers to train, each with a rate: got 1 rates",
        ),
        ("fine_tune", (two, x, np.ones((5, 1))), {"steps": 1}, "targets (5, 1) must have the shape of the outputs, (5, 2)"),
        ("squared_loss", (two, x, np.ones((5, 1))), {}, "targets (5, 1) must have the shape of the outputs, (5, 2)"),
        ("drift", (two, two[:1]), {}, "backbones with weights of shapes [(4, 3)] and [] cannot be compared"),
        ("drift", (two, wide), {}, "backbones with weights of shapes [(4, 3)] and [(5, 3)] cannot be compared"),
        ("drift", (two, three), {}, "backbones with weights of shapes [(4, 3)] and [(4, 3), (4, 4)] cannot be compared"),
        ("normalised_error", ([1.0, 1.0], [2.0, 2.0]), {}, "the target (2,) must vary"),
        ("normalised_error", ([1.0, 1.0], [2.0, np.nan]), {}, "the target (2,) must vary"),
        ("normalised_error", ([], []), {}, "the target (0,) must vary"),
        ("break_even", (10, 2, 2), {}, "scratch 2.0 must cost more than tuning 2.0"),
    ],
)
def test_what_a_signature_cannot_say_is_refused_in_a_sentence(kernel: str, bad: tuple, options: dict, sentence: str) -> None:
    with pytest.raises(ValueError, match=f"^{re.escape(sentence)}$"):
        getattr(transfer, kernel)(*bad, **options)
