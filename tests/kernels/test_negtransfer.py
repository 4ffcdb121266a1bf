"""The kernels of failing transfer against PyTorch, closed forms and the figures of the papers."""

import re

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from dl_quiz.kernels import negtransfer, transfer

few = settings(deadline=None, max_examples=30)
seeds = st.integers(0, 2**32 - 1)


def source(seed: int = 0) -> list:
    return transfer.teacher(np.random.default_rng(seed), (200, 100, 4, 2))


@pytest.mark.parametrize("degrees", [0, 30, 60, 90])
def test_turned_weights_have_the_angle_and_the_length_asked_for(degrees: float) -> None:
    old = source()
    new = negtransfer.turned_task(np.random.default_rng(1), old, degrees, 5)
    a, b = old[0][0].ravel(), new[0][0].ravel()
    # 20000 normal weights: fresh ones are orthogonal and of equal length up to 4/√20000 or so.
    assert a @ b / (a @ a) == pytest.approx(np.cos(np.deg2rad(degrees)), abs=0.04)
    assert np.linalg.norm(b) == pytest.approx(np.linalg.norm(a), rel=0.04)


@few
@given(seeds, st.floats(0, 90))
@example(0, 90.0)
def test_turned_weights_are_a_rotation_towards_fresh_ones(seed: int, degrees: float) -> None:
    old = transfer.teacher(np.random.default_rng(0), (5, 4, 3, 2))
    rng = np.random.default_rng(seed)
    transfer.related_task(rng, old, 2, 5)  # the new outputs are drawn first
    fresh = transfer.related_task(rng, old, 0, 5)[0][0]
    turned = negtransfer.turned_task(np.random.default_rng(seed), old, degrees, 5)[0][0]
    expected = np.cos(np.pi * degrees / 180) * old[0][0] + np.sin(np.pi * degrees / 180) * fresh
    np.testing.assert_allclose(turned, expected, atol=1e-12)


def test_turning_leaves_biases_and_upper_levels_alone() -> None:
    old = source()
    new = negtransfer.turned_task(np.random.default_rng(1), old, 45, 5)
    assert np.array_equal(new[0][1], old[0][1])
    assert np.array_equal(new[1][0], old[1][0])
    assert new[2][0].shape == (5, 4)


def test_gain_is_positive_when_transfer_has_the_smaller_error() -> None:
    assert negtransfer.transfer_gain(0.75, 0.5) == 0.25
    assert negtransfer.transfer_gain(0.5, 1.5) == -1


@few
@given(seeds, st.floats(0, 10))
def test_elastic_penalty_and_gradient_agree_with_torch(seed: int, strength: float) -> None:
    torch = pytest.importorskip("torch", reason="PyTorch is in the extra 'torch'")
    rng = np.random.default_rng(seed)
    weights, anchor, importance = rng.normal(size=(3, 2)), rng.normal(size=(3, 2)), rng.uniform(0, 2, (3, 2))
    theta = torch.tensor(weights, requires_grad=True)
    penalty = strength / 2 * (torch.tensor(importance) * (theta - torch.tensor(anchor)) ** 2).sum()
    penalty.backward()
    found, gradient = negtransfer.elastic_penalty(weights, anchor, importance, strength)
    assert found == pytest.approx(penalty.item(), rel=1e-12, abs=1e-12)
    np.testing.assert_allclose(gradient, theta.grad.numpy(), rtol=1e-12, atol=1e-12)


def test_lora_on_a_square_layer_of_4096() -> None:
    assert negtransfer.lora_share(4096, 4096, 8) == pytest.approx(0.390625)


@few
@given(st.integers(1, 9), st.integers(1, 9))
def test_share_is_that_of_both_factors(inputs: int, outputs: int) -> None:
    for rank in range(1, min(inputs, outputs) + 1):
        factors = np.zeros((outputs, rank)), np.zeros((rank, inputs))
        share = sum(factor.size for factor in factors) / (factors[0] @ factors[1]).size
        assert negtransfer.lora_share(inputs, outputs, rank) == pytest.approx(100 * share)


@few
@given(seeds, st.integers(0, 4))
def test_low_rank_has_the_rank_and_the_residual_of_eckart_and_young(seed: int, rank: int) -> None:
    matrix = np.random.default_rng(seed).normal(size=(5, 4))
    nearest = negtransfer.low_rank(matrix, rank)
    assert np.linalg.matrix_rank(nearest) == rank
    tail = np.sort(np.linalg.eigvalsh(matrix.T @ matrix))[: 4 - rank].sum()
    assert ((nearest - matrix) ** 2).sum() == pytest.approx(tail, abs=1e-9)


@pytest.mark.parametrize(
    ("kernel", "bad", "sentence"),
    [
        ("turned_task", (np.random.default_rng(0), source()[:1], 45, 1), "a teacher of 1 layers has no features below its outputs to turn"),
        ("turned_task", (np.random.default_rng(0), source(), 91, 1), "degrees 91 must lie in [0, 90]"),
        ("elastic_penalty", ([0.0, 0.0], [1.0, 1.0], [-1.0, 1.0], 1.0), "importance of -1 to 1 must be at least 0"),
    ],
)
def test_what_a_signature_cannot_say_is_refused_in_a_sentence(kernel: str, bad: tuple, sentence: str) -> None:
    with pytest.raises(ValueError, match=f"^{re.escape(sentence)}$"):
        getattr(negtransfer, kernel)(*bad)


@few
@given(seeds, st.floats(0, 1))
def test_between_two_networks_lies_what_torch_puts_there(seed: int, share: float) -> None:
    torch = pytest.importorskip("torch", reason="PyTorch is in the extra 'torch'")
    rng = np.random.default_rng(seed)
    one, other = ([(rng.normal(size=(b, a)), rng.normal(size=b)) for a, b in ((3, 4), (4, 2))] for _ in range(2))
    for old, new, between in zip(one, other, negtransfer.interpolated(one, other, share), strict=True):
        for first, second, found in zip(old, new, between, strict=True):
            np.testing.assert_allclose(found, torch.lerp(torch.tensor(first), torch.tensor(second), share).numpy(), atol=1e-12)


def test_networks_of_different_shapes_have_no_line_between_them() -> None:
    one, other = ([(np.ones((width, 3)), np.ones(width))] for width in (2, 4))
    with pytest.raises(ValueError, match=re.escape("networks of different shapes have no line between them")):
        negtransfer.interpolated(one, other, 0.5)


def test_forgetting_is_measured_from_the_best_stage_before_the_last() -> None:
    assert negtransfer.forgetting(np.array([0.8, 0.86, 0.83, 0.71])) == pytest.approx(0.15)
    assert negtransfer.forgetting(np.array([0.5, 0.75])) == -0.25
    with pytest.raises(ValueError, match=re.escape("accuracies (1,) must be of two stages or more")):
        negtransfer.forgetting(np.array([0.5]))
