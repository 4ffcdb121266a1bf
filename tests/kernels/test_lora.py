"""LoRA's kernels against PyTorch, SciPy, and the figures of the papers."""

import re

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dl_quiz.kernels import lora

few = settings(deadline=None, max_examples=20)
seeds = st.integers(0, 2**32 - 1)


def layer(seed: int, rank: int = 2) -> tuple[np.ndarray, ...]:
    rng = np.random.default_rng(seed)
    return tuple(rng.normal(size=size) for size in ((3, 5), (4, 5), (rank, 5), (4, rank)))


@few
@given(seeds, st.integers(1, 6), st.floats(0.1, 32))
def test_an_adapted_layer_and_its_gradients_are_those_of_torch(seed: int, rank: int, alpha: float) -> None:
    torch = pytest.importorskip("torch", reason="PyTorch is in the extra 'torch'")
    x, weights, a, b = layer(seed, rank)
    upstream = np.random.default_rng(seed + 1).normal(size=(3, 4))
    down, up = (torch.tensor(each, requires_grad=True) for each in (a, b))
    update = torch.nn.functional.linear(torch.nn.functional.linear(torch.tensor(x), down), up)
    y = torch.nn.functional.linear(torch.tensor(x), torch.tensor(weights)) + alpha / rank * update
    y.backward(torch.tensor(upstream))
    np.testing.assert_allclose(lora.lora_forward(x, weights, a, b, alpha), y.detach().numpy(), atol=1e-10)
    found = lora.lora_backward(upstream, x, a, b, alpha)
    for mine, theirs in zip(found, (down.grad, up.grad), strict=True):
        np.testing.assert_allclose(mine, theirs.numpy(), atol=1e-10)


@few
@given(seeds, st.integers(1, 6), st.floats(0.1, 32))
def test_the_merged_weights_are_added_up_entry_by_entry(seed: int, rank: int, alpha: float) -> None:
    _, weights, a, b = layer(seed, rank)
    by_hand = [[weights[o, i] + alpha / rank * sum(b[o, k] * a[k, i] for k in range(rank)) for i in range(5)] for o in range(4)]
    np.testing.assert_allclose(lora.lora_merge(weights, a, b, alpha), by_hand, atol=1e-10)


@pytest.mark.parametrize(("off", "steps"), [pytest.param(1.0, 3, id="far"), pytest.param(1e-8, 1, id="gradients-of-the-size-of-epsilon")])
def test_tuning_adapters_takes_the_steps_of_torch(off: float, steps: int) -> None:
    torch = pytest.importorskip("torch", reason="PyTorch is in the extra 'torch'")
    rng = np.random.default_rng(0)
    layers = [(rng.normal(size=(b, a)), rng.normal(size=b)) for a, b in ((4, 6), (6, 5), (5, 2))]
    x = y = rng.normal(size=(9, 4))
    for place, (weight, bias) in enumerate(layers):
        y = y @ weight.T + bias if place == 2 else np.maximum(y @ weight.T + bias, 0)
    y = y + off * rng.normal(size=(9, 2))  # near its own outputs only ε tells gradients of different size apart
    found = lora.lora_tune(np.random.default_rng(1), layers, x, y, rank=2, alpha=3.0, steps=steps, lr=0.05)
    again = np.random.default_rng(1)
    downs = [torch.tensor(again.normal(0, size**-0.5, (2, size)), requires_grad=True) for size in (4, 6)]
    ups = [torch.zeros((size, 2), dtype=torch.float64, requires_grad=True) for size in (6, 5)]
    optimiser = torch.optim.Adam([*downs, *ups], lr=0.05)
    for _ in range(steps):
        weights = [torch.tensor(w) + 1.5 * up @ down for (w, _), down, up in zip(layers[:2], downs, ups, strict=True)]
        hidden = torch.tensor(x)
        for weight, (_, bias) in zip(weights, layers[:2], strict=True):
            hidden = torch.relu(hidden @ weight.T + torch.tensor(bias))
        optimiser.zero_grad()
        torch.nn.functional.mse_loss(hidden @ torch.tensor(layers[2][0]).T + torch.tensor(layers[2][1]), torch.tensor(y)).backward()
        optimiser.step()
    for (weight, _), down, up, (new, _) in zip(layers[:2], downs, ups, found[:2], strict=True):
        np.testing.assert_allclose(new, weight + 1.5 * (up @ down).detach().numpy(), atol=1e-7)
    assert all(np.array_equal(new[1], old[1]) for new, old in zip(found, layers, strict=True))
    assert np.array_equal(found[2][0], layers[2][0])


def test_the_levels_of_nf4_are_quantiles_of_the_normal_distribution() -> None:
    from scipy.stats import norm

    # as bitsandbytes makes them: eight quantiles above zero, seven below, zero itself, scaled into [−1, 1]
    above, below = (norm.ppf(np.linspace(0.9677083, 0.5, n)[:-1]) for n in (9, 8))
    levels = np.sort([*above, 0.0, *-below])
    np.testing.assert_allclose(lora.NF4, levels / levels.max(), atol=2e-7)


@few
@given(seeds)
def test_quantising_takes_the_nearest_level_of_each_block(seed: int) -> None:
    weights = np.random.default_rng(seed).normal(size=12)
    expected = []
    for start in (0, 4, 8):
        block = weights[start : start + 4]
        scale = max(abs(block))
        expected += [min((level * scale for level in lora.NF4), key=lambda value, w=w: abs(value - w)) for w in block]
    np.testing.assert_allclose(lora.quantise(weights, lora.NF4, 4), expected, atol=1e-12)


def test_quantising_keeps_zeros_and_what_lies_on_a_level() -> None:
    assert np.array_equal(lora.quantise(np.zeros(4), lora.NF4, 2), np.zeros(4))
    weights = 3 * np.array(lora.NF4)
    np.testing.assert_allclose(lora.quantise(weights, lora.NF4, 16), weights, atol=1e-12)


def test_weights_that_leave_a_rest_are_refused() -> None:
    with pytest.raises(ValueError, match=re.escape("weights (10,) must divide into blocks of 4")):
        lora.quantise(np.ones(10), lora.NF4, 4)


def test_double_quantisation_saves_what_the_paper_says() -> None:
    assert lora.stored_bits(4, 64, 32, 0) - 4 == 0.5
    assert lora.stored_bits() - 4 == pytest.approx(0.127, abs=5e-4)
    assert lora.stored_bits(4, 64, 32, 0) - lora.stored_bits() == pytest.approx(0.373, abs=5e-4)


def test_memory_of_a_model_of_65_billion() -> None:
    # the paper: "more than 780 GB" for full fine-tuning in 16 bits (12 bytes a parameter), below 48 GB with QLoRA
    assert lora.tuning_memory(0, 65, 16, 12) == 780
    assert lora.tuning_memory(65, 0, 4.127) == pytest.approx(33.5, abs=0.05)
    assert lora.tuning_memory(1, 1, 8) == 17
