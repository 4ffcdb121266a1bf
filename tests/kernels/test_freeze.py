"""The freezing kernels against PyTorch, naive loops and the figures of the papers."""

import re
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dl_quiz.kernels import freeze

few = settings(deadline=None, max_examples=30)
widths_of_nets = st.lists(st.integers(1, 6), min_size=2, max_size=5)


@few
@given(widths_of_nets, st.data(), st.booleans())
def test_trainable_parameters_are_those_that_torch_would_train(widths: list[int], data: st.DataObject, bias: bool) -> None:
    torch = pytest.importorskip("torch", reason="PyTorch is in the extra 'torch'")
    frozen = data.draw(st.integers(0, len(widths) - 1))
    layers = [torch.nn.Linear(a, b, bias=bias) for a, b in pairwise(widths)]
    for layer in layers[:frozen]:
        layer.requires_grad_(False)
    counted = sum(p.numel() for layer in layers for p in layer.parameters() if p.requires_grad)
    assert freeze.trainable_parameters(widths, frozen, bias) == counted


def test_trainable_parameters_of_the_network_in_the_demo() -> None:
    assert [freeze.trainable_parameters((24, 32, 32, 1), k) for k in range(4)] == [1889, 1089, 33, 0]


@few
@given(widths_of_nets, st.data())
def test_backward_products_count_the_loops(widths: list[int], data: st.DataObject) -> None:
    frozen = data.draw(st.integers(0, len(widths) - 1))
    products = 0
    for layer in reversed(range(frozen, len(widths) - 1)):
        for _ in range(widths[layer + 1]):
            for _ in range(widths[layer]):
                products += 1  # δ · h, for the weight
                if layer > frozen:
                    products += 1  # δ · w, for the layer below
    assert freeze.backward_products(widths, frozen) == products


def test_layer_rate_divides_once_for_each_layer_below_the_top() -> None:
    rate = 1e-3
    for below in range(4):
        assert freeze.layer_rate(1e-3, 2.6, below) == pytest.approx(rate)
        rate /= 2.6


def test_gradual_unfreezing_adds_a_layer_each_epoch_until_all_train() -> None:
    assert [freeze.unfrozen_layers(4, epoch) for epoch in range(1, 7)] == [1, 2, 3, 4, 4, 4]
    assert [freeze.unfrozen_layers(4, epoch, start=2) for epoch in range(1, 5)] == [2, 3, 4, 4]


@pytest.mark.parametrize(
    ("kernel", "bad", "sentence"),
    [
        ("trainable_parameters", ((3,), 0), "widths (3,) must make at least one layer, and at least as many as frozen 0"),
        ("trainable_parameters", ((3, 2), 2), "widths (3, 2) must make at least one layer, and at least as many as frozen 2"),
        ("backward_products", ((3, 1), 2), "widths (3, 1) must make at least one layer, and at least as many as frozen 2"),
        ("layer_rate", (0.1, 0, 1), "factor 0 must be above 0"),
    ],
)
def test_what_a_signature_cannot_say_is_refused_in_a_sentence(kernel: str, bad: tuple, sentence: str) -> None:
    with pytest.raises(ValueError, match=f"^{re.escape(sentence)}$"):
        getattr(freeze, kernel)(*bad)


@pytest.mark.parametrize(
    ("first", "last", "products"),
    [(1, 1, 24 * 32 + 32 * 32 + 32), (2, 2, 32 * 32 + 32), (3, 3, 32), (1, 2, 24 * 32 + 32 * 32 + 32 * 32 + 32)],
)
def test_the_way_down_passes_every_layer_above_the_lowest_trained_one(first: int, last: int, products: int) -> None:
    assert freeze.block_backward_products((24, 32, 32, 1), first, last) == products


def test_layers_that_are_not_there_cannot_be_trained() -> None:
    for first, last in ((2, 1), (1, 4)):
        with pytest.raises(ValueError, match=f"layers {first} to {last} must lie among the 3 of widths"):
            freeze.block_backward_products((5, 4, 3, 2), first, last)
