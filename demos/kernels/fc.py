"""The fully-connected layer: one matrix, one bias, and nothing else."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


def affine(x: Array, weight: Array, bias: Array) -> Array:
    """Weigh all inputs for each output, and add a bias: y = x Wᵀ + b.

    Parameters
    ----------
    x : array of shape (batch, inputs)
        One example in each row.
    weight : array of shape (outputs, inputs)
        Row j holds the weights of output j.
    bias : array of shape (outputs,)
        One number for each output.

    Returns
    -------
    array of shape (batch, outputs)

    Raises
    ------
    ValueError
        If shapes do not fit together.

    Source: Goodfellow, Bengio & Courville 2016, Deep Learning, §6.1; PyTorch Linear (the layout of weight).
    """
    x, weight = _inputs_and_weight(x, weight)
    bias = np.asarray(bias, dtype=float)
    if bias.shape != weight.shape[:1]:
        raise ValueError(f"bias {bias.shape} needs one number for each of the {weight.shape[0]} outputs of weight {weight.shape}")
    return x @ weight.T + bias


def affine_backward(upstream: Array, x: Array, weight: Array) -> tuple[Array, Array, Array]:
    """Gradients of a loss through `affine`: ∂L/∂x = δW, ∂L/∂W = δᵀx, ∂L/∂b = Σ δ over the batch.

    Parameters
    ----------
    upstream : array of shape (batch, outputs)
        δ = ∂L/∂y.
    x, weight
        As given to `affine`.

    Returns
    -------
    dx : array of shape (batch, inputs)
    d_weight : array of shape (outputs, inputs), summed over the batch
    d_bias : array of shape (outputs,), summed over the batch

    Raises
    ------
    ValueError
        If shapes do not fit together.

    Source: Goodfellow, Bengio & Courville 2016, Deep Learning, §6.5.6 (back-propagation through a matrix product).
    """
    x, weight = _inputs_and_weight(x, weight)
    upstream = np.asarray(upstream, dtype=float)
    expected = (x.shape[0], weight.shape[0])
    if upstream.shape != expected:
        raise ValueError(f"upstream gradient {upstream.shape} must have the output's shape {expected}")
    return upstream @ weight, upstream.T @ x, upstream.sum(axis=0)


def parameter_count(inputs: int, outputs: int, bias: bool = True) -> int:
    """Numbers that a fully-connected layer learns: outputs · (inputs + 1).

    Parameters
    ----------
    inputs, outputs : int
        Widths of the layer.
    bias : bool
        Whether each output has a bias: the + 1.

    Raises
    ------
    ValueError
        If a width is below 1.

    Source: PyTorch Linear (weight of shape (outputs, inputs), bias of shape (outputs,)).
    """
    _require_positive(inputs=inputs, outputs=outputs)
    return outputs * (inputs + bias)


def multiply_adds(batch: int, inputs: int, outputs: int) -> int:
    """Multiply–add operations of a forward pass: batch · inputs · outputs. Each weight is used once per example.

    Parameters
    ----------
    batch, inputs, outputs : int
        Examples, and widths of the layer.

    Raises
    ------
    ValueError
        If a value is below 1.

    Source: Goodfellow, Bengio & Courville 2016, Deep Learning, §6.5.7 (cost of an MLP: one multiply–add for each weight).
    """
    _require_positive(batch=batch, inputs=inputs, outputs=outputs)
    return batch * inputs * outputs


def low_rank_parameters(inputs: int, outputs: int, rank: int) -> int:
    """Weights of the factorisation W ≈ U V with U (outputs, rank) and V (rank, inputs): rank · (inputs + outputs).

    Parameters
    ----------
    inputs, outputs, rank : int
        Widths of the layer, and the width between the two thin matrices.

    Raises
    ------
    ValueError
        If a value is below 1, or the rank exceeds what W can have.

    Source: Hu et al. 2021, LoRA, arXiv:2106.09685, §4.1.
    """
    _require_positive(inputs=inputs, outputs=outputs, rank=rank)
    if rank > min(inputs, outputs):
        raise ValueError(f"rank {rank} exceeds the largest that a {outputs}×{inputs} matrix can have, {min(inputs, outputs)}")
    return rank * (inputs + outputs)


def break_even_rank(inputs: int, outputs: int) -> float:
    """Rank at which two thin matrices hold as many weights as the full one: mn / (m + n).

    Parameters
    ----------
    inputs, outputs : int
        Widths of the layer.

    Raises
    ------
    ValueError
        If a width is below 1.

    Source: r(m + n) = mn, solved for r.
    """
    _require_positive(inputs=inputs, outputs=outputs)
    return inputs * outputs / (inputs + outputs)


def rank_bound(widths: Sequence[int]) -> int:
    """Largest rank of the matrix that a stack of layers without activation amounts to: its narrowest width.

    Parameters
    ----------
    widths : sequence of int
        Input width, the hidden widths, output width.

    Raises
    ------
    ValueError
        If there are fewer than two widths, or one is below 1.

    Source: rank(AB) ≤ min(rank A, rank B), any textbook of linear algebra.
    """
    if len(widths) < 2 or min(widths) < 1:
        raise ValueError(f"widths {tuple(widths)} must be at least two numbers from 1 up: input, …, output")
    return min(widths)


def _inputs_and_weight(x: Array, weight: Array) -> tuple[Array, Array]:
    x, weight = np.asarray(x, dtype=float), np.asarray(weight, dtype=float)
    if x.ndim != 2 or weight.ndim != 2 or x.shape[1] != weight.shape[1]:
        raise ValueError(f"x {x.shape} must be (batch, inputs) and weight {weight.shape} (outputs, inputs), with equal inputs")
    return x, weight


def _require_positive(**values: int) -> None:
    for name, value in values.items():
        if value < 1:
            raise ValueError(f"{name} {value} must be at least 1")
