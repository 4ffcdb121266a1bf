"""Freezing: which layers carry over, and what it means to leave them alone."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise


def trainable_parameters(widths: Sequence[int], frozen: int = 0, bias: bool = True) -> int:
    """Parameters of a dense network that are still trained when its first layers are frozen: Σ_{l > frozen} n_out · (n_in + 1).

    Parameters
    ----------
    widths : sequence of int
        Inputs, hidden widths, outputs.
    frozen : int
        Layers, from the input up, that are not trained.
    bias : bool
        Whether layers have one.

    Raises
    ------
    ValueError
        If a width is below 1, or more layers are frozen than there are.

    Source: counting; Zhang et al., Dive into Deep Learning, §14.2 (which layers are frozen).
    """
    _require(widths, frozen)
    return sum(outputs * (inputs + bias) for inputs, outputs in list(pairwise(widths))[frozen:])


def backward_products(widths: Sequence[int], frozen: int = 0) -> int:
    """Multiply–adds of the backward pass for one example, in matrix products.

    Each trained layer needs n_out · n_in for its weights, and as much again to pass the gradient down,
    except the lowest trained one: below it nobody is waiting.

    Parameters and Raises as for `trainable_parameters`.

    Source: counting in Goodfellow, Bengio & Courville 2016, Deep Learning, algorithm 6.4.
    """
    _require(widths, frozen)
    products = [inputs * outputs for inputs, outputs in list(pairwise(widths))[frozen:]]
    return sum(products) + sum(products[1:])


def layer_rate(lr: float, factor: float, below: int) -> float:
    """Learning rate of a layer some way below the top: lr / factorʲ.

    Parameters
    ----------
    lr : float
        Rate of the top layer.
    factor : float
        Ratio of the rates of neighbouring layers; ULMFiT found 2.6 to work well.
    below : int
        Layers between it and the top, j; 0 is the top itself.

    Raises
    ------
    ValueError
        If the factor is not positive, or a number is negative.

    Source: Howard & Ruder 2018, arXiv:1801.06146, §3.2 (discriminative fine-tuning).
    """
    if lr < 0 or factor <= 0 or below < 0:
        raise ValueError(f"lr {lr} and below {below} must be at least 0, and factor {factor} positive")
    return lr / factor**below


def unfrozen_layers(layers: int, epoch: int, start: int = 1) -> int:
    """Layers that train in an epoch of gradual unfreezing: the top ones first, one more each epoch.

    Parameters
    ----------
    layers : int
        Of the network.
    epoch : int
        Counted from 1.
    start : int
        Layers that train in the first epoch.

    Raises
    ------
    ValueError
        If a number is below 1.

    Source: Howard & Ruder 2018, arXiv:1801.06146, §3.3 (gradual unfreezing).
    """
    if layers < 1 or epoch < 1 or start < 1:
        raise ValueError(f"layers {layers}, epoch {epoch} and start {start} must be at least 1")
    return min(layers, start + epoch - 1)


def _require(widths: Sequence[int], frozen: int) -> None:
    if len(widths) < 2 or min(widths) < 1 or not 0 <= frozen < len(widths):
        raise ValueError(
            f"widths {tuple(widths)} must be two or more numbers of at least 1, and frozen {frozen} from 0 to the number of layers"
        )
