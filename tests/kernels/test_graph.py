"""A small graph and counted loops against PyTorch, and the counts against what products of matrices take."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dl_quiz.kernels import graph

few = settings(deadline=None, max_examples=20)
seeds = st.integers(0, 10_000)


@few
@given(seed=seeds, pairs=st.integers(1, 3), batch=st.integers(1, 4))
def test_the_graph_and_its_gradients_agree_with_pytorch(seed: int, pairs: int, batch: int) -> None:
    torch = pytest.importorskip("torch", reason="PyTorch is in the extra 'torch'")
    rng = np.random.default_rng(seed)
    first = rng.normal(size=(2 * pairs, 2 * pairs)), rng.normal(size=2 * pairs)
    last = rng.normal(size=(3, pairs)), rng.normal(size=3)
    x, labels = rng.normal(size=(batch, 2 * pairs)), rng.integers(0, 3, batch)

    into, weight = (torch.tensor(array, requires_grad=True) for array in (x, first[0]))
    mixed = torch.relu(into @ weight.T + torch.tensor(first[1])) + into
    logits = mixed.reshape(batch, pairs, 2).max(dim=2).values @ torch.tensor(last[0]).T + torch.tensor(last[1])
    loss = torch.nn.functional.cross_entropy(logits, torch.tensor(labels))
    loss.backward()

    d_weight, (through, past) = graph.graph_gradient(first, last, x, labels)
    assert graph.graph_loss(first, last, x, labels) == pytest.approx(loss.item())
    np.testing.assert_allclose(d_weight, weight.grad.numpy(), atol=1e-12)
    np.testing.assert_allclose(through + past, into.grad.numpy(), atol=1e-12)


def test_features_come_in_pairs() -> None:
    first, last = (np.ones((3, 3)), np.zeros(3)), (np.ones((2, 1)), np.zeros(2))
    with pytest.raises(ValueError, match=r"^x \(1, 3\) must have an even number of features, which are taken in pairs$"):
        graph.graph_loss(first, last, np.ones((1, 3)), [0])


@few
@given(seed=seeds, widths=st.lists(st.integers(1, 4), min_size=2, max_size=4))
def test_counted_loops_give_the_gradient_of_pytorch(seed: int, widths: list[int]) -> None:
    torch = pytest.importorskip("torch", reason="PyTorch is in the extra 'torch'")
    rng = np.random.default_rng(seed)
    layers = [(rng.normal(size=(o, i)), rng.normal(size=o)) for i, o in pairwise(widths)]
    x, target = rng.normal(size=widths[0]), rng.normal(size=widths[-1])
    gradient, counts = graph.counted_gradient(layers, x, target)

    theirs = [torch.tensor(array, requires_grad=True) for layer in layers for array in layer]
    value = torch.tensor(x)
    for depth in range(len(layers)):
        value = theirs[2 * depth] @ (torch.tanh(value) if depth else value) + theirs[2 * depth + 1]
    (0.5 * (value - torch.tensor(target)).square().sum()).backward()
    np.testing.assert_allclose(gradient, np.concatenate([tensor.grad.numpy().ravel() for tensor in theirs]), atol=1e-12)
    products = [i * o for i, o in pairwise(widths)]
    assert counts == {"forward": sum(products), "backward": 2 * sum(products) - products[0]}
