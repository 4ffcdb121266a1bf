"""The transfer kernels against PyTorch, SciPy, and arithmetic by hand."""

import math
from itertools import pairwise

import numpy as np
import pytest
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
    assert changed[0] is layers[0]
    assert changed[1][0].shape == (5, 4)
    assert np.array_equal(changed[1][1], np.zeros(5))


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


def test_predicting_the_mean_costs_one() -> None:
    assert transfer.normalised_error([[2, 20]] * 2, [[1, 10], [3, 30]]) == 1


def test_counts_by_hand() -> None:
    assert transfer.head_parameters(2048, 10) == 20490  # ResNet-50's features, ten classes
    assert transfer.head_parameters(2048, 10, bias=False) == 20480
    assert transfer.optimiser_bytes(23_528_522) == 188_228_176
    assert transfer.optimiser_bytes(10, moments=1, width=2) == 20


def test_break_even_is_the_first_number_of_tasks_that_pays() -> None:
    for tasks in range(1, 12):
        assert (1000 + tasks * 20 <= tasks * 120) == (tasks >= transfer.break_even(1000, 120, 20))
    assert transfer.break_even(1001, 120, 20) == 11


@few
@given(st.floats(-3, 3), st.floats(-2, 2))
def test_importance_weight_is_the_ratio_of_densities(x: float, shift: float) -> None:
    assert transfer.importance_weight(x, shift) == pytest.approx(stats.norm.pdf(x, shift) / stats.norm.pdf(x), rel=EXACT)


def test_importance_weight_at_one_by_hand() -> None:
    assert transfer.importance_weight(1, 1) == pytest.approx(math.exp(0.5))


two = [(np.ones((4, 3)), np.zeros(4)), (np.ones((2, 4)), np.zeros(2))]


@pytest.mark.parametrize(
    ("kernel", "bad", "options", "sentence"),
    [
        ("related_task", (np.random.default_rng(0), two, 2, 1), {}, "shared 2 must be from 0 to 1"),
        ("new_head", (np.random.default_rng(0), two, 0), {}, "2 layers and 0 outputs"),
        ("new_head", (np.random.default_rng(0), [], 1), {}, "0 layers and 1 outputs"),
        ("fine_tune", (two, np.ones((5, 3)), np.ones((5, 2))), {"steps": 1, "frozen": 2}, "frozen 2 must leave one of 2 layers"),
        ("fine_tune", (two, np.ones((5, 3)), np.ones((5, 2))), {"steps": 1, "lr": [0.1]}, "got 1 rates"),
        ("fine_tune", (two, np.ones((5, 3)), np.ones(5)), {"steps": 1}, r"targets \(5,\) must have the shape of the outputs, \(5, 2\)"),
        ("squared_loss", (two, np.ones((5, 3)), np.ones((5, 1))), {}, r"targets \(5, 1\)"),
        ("drift", (two, two[:1]), {}, "networks of 2 and 1 layers"),
        ("normalised_error", ([1.0], [1.0, 2.0]), {}, r"prediction \(1,\) and target \(2,\)"),
        ("normalised_error", ([1.0, 1.0], [2.0, 2.0]), {}, "the target must vary"),
        ("head_parameters", (0, 1), {}, "features 0 and classes 1"),
        ("optimiser_bytes", (-1,), {}, "parameters -1"),
        ("break_even", (10, 2, 2), {}, "scratch 2 must cost more than tuning"),
    ],
)
def test_bad_arguments_are_refused_in_a_sentence(kernel: str, bad: tuple[object, ...], options: dict[str, object], sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        getattr(transfer, kernel)(*bad, **options)
