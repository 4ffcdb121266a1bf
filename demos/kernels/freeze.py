"""Freezing: which layers carry over, and what it means to leave them alone."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Annotated

from .fc import parameter_count
from .shapes import Count, In, Size, shaped

Rate = Annotated[float, In("[0, ∞)")]
Factor = Annotated[float, In("(0, ∞)")]


@shaped
def trainable_parameters(widths: Sequence[Size], frozen: Count = 0, bias: bool = True) -> int:
    """Parameters of a dense network that are still trained when its first `frozen` layers are not.

    Σ_{l > frozen} n_out · (n_in + 1)

    Source: Zhang et al., Dive into Deep Learning, §14.2 (which layers are frozen); the count is a definition here.
    """
    return sum(parameter_count(inputs, outputs, bias) for inputs, outputs in _trained(widths, frozen))


@shaped
def backward_products(widths: Sequence[Size], frozen: Count = 0) -> int:
    """Multiply–adds of the backward pass for one example, in matrix products, when all layers above the first `frozen` are trained.

    Each trained layer needs n_out · n_in for its weights, and as much again to pass the gradient down,
    except the lowest trained one: below it nobody is waiting.

    Source: counted in Goodfellow, Bengio & Courville 2016, Deep Learning, algorithm 6.4.
    """
    return block_backward_products(widths, frozen + 1, len(widths) - 1) if _trained(widths, frozen) else 0


@shaped
def block_backward_products(widths: Sequence[Size], first: Size, last: Size) -> int:
    """Multiply–adds of the backward pass for one example, when only the layers `first` to `last` are trained, counted from 1 at the input.

    Σ_{first ≤ l ≤ last} n_out · n_in  +  Σ_{l > first} n_out · n_in

    The second sum is the way down: the gradient passes every layer above the lowest trained one, frozen or not.

    Source: counted in Goodfellow, Bengio & Courville 2016, Deep Learning, algorithm 6.4.
    """
    products = [inputs * outputs for inputs, outputs in pairwise(widths)]
    if not first <= last <= len(products):
        raise ValueError(f"layers {first} to {last} must lie among the {len(products)} of widths {tuple(widths)}")
    return sum(products[first - 1 : last]) + sum(products[first:])


@shaped
def layer_rate(lr: Rate, factor: Factor, below: Count) -> float:
    """Learning rate of the layer that lies `below` layers under the top; `factor` is the ratio of neighbours (ULMFiT found 2.6 to work well).

    lr / factorʲ

    Source: Howard & Ruder 2018, arXiv:1801.06146, §3.2 (discriminative fine-tuning).
    """
    for _ in range(below):
        lr /= factor
    return lr


@shaped
def unfrozen_layers(layers: Size, epoch: Size, start: Size = 1) -> int:
    """Layers that train in an epoch (counted from 1) of gradual unfreezing: the top `start` first, one more each epoch.

    Source: Howard & Ruder 2018, arXiv:1801.06146, §3.3 (gradual unfreezing).
    """
    return min(layers, start + epoch - 1)


def _trained(widths: Sequence[int], frozen: int) -> list[tuple[int, int]]:
    """Inputs and outputs of each layer that is trained."""
    if not frozen < len(widths) or len(widths) < 2:
        raise ValueError(f"widths {tuple(widths)} must make at least one layer, and at least as many as frozen {frozen}")
    return list(pairwise(widths[frozen:]))
