"""When transfer fails: distance, forgetting, distorted features, and cheaper ways to adapt."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from .backprop import Layer
from .transfer import related_task

Array = NDArray[np.float64]


def turned_task(rng: np.random.Generator, source: Sequence[Layer], degrees: float, outputs: int) -> list[Layer]:
    """Make a task whose lowest features are turned away from the source's, by an angle of one's choice.

    The first weights become cos θ · W + sin θ · W′, with W′ drawn afresh; the levels above stay, the outputs are new.

    Parameters
    ----------
    rng : numpy.random.Generator
        Draws W′ and the outputs.
    source : list of (weight, bias)
        A teacher with at least two layers.
    degrees : float
        θ, from 0 (the same features) to 90 (unrelated ones).
    outputs : int
        Of the new task.

    Returns
    -------
    list of (weight, bias)

    Raises
    ------
    ValueError
        If the angle is outside 0 to 90.
    """
    if not 0 <= degrees <= 90:
        raise ValueError(f"degrees {degrees} must lie between 0 and 90")
    (weight, bias), *upper = related_task(rng, source, len(source) - 1, outputs)
    (fresh, _), *_ = related_task(rng, source, 0, outputs)
    angle = np.deg2rad(degrees)
    return [(np.cos(angle) * weight + np.sin(angle) * fresh, bias), *upper]


def transfer_gain(scratch: float, transferred: float) -> float:
    """What the source was worth: error from scratch minus error with transfer. Below 0, transfer is negative.

    Parameters
    ----------
    scratch, transferred : float
        Errors on the same unseen target examples, after the same effort.

    Raises
    ------
    ValueError
        If an error is negative.

    Source: Wang et al. 2019, arXiv:1811.09751 (negative transfer gap, with the opposite sign).
    """
    if scratch < 0 or transferred < 0:
        raise ValueError(f"errors {scratch} and {transferred} must be at least 0")
    return scratch - transferred


def elastic_penalty(weights: Array, anchor: Array, importance: Array, strength: float) -> tuple[float, Array]:
    """Elastic weight consolidation: ½ λ Σ F (θ − θ*)², and its gradient λ F (θ − θ*).

    Parameters
    ----------
    weights, anchor, importance : arrays of one shape
        θ; the weights θ* that solved the old task; how much the old task cares for each, F ≥ 0.
    strength : float
        λ.

    Returns
    -------
    penalty : float
    gradient : array in the shape of weights

    Raises
    ------
    ValueError
        If shapes differ, or an importance is negative.

    Source: Kirkpatrick et al. 2017, arXiv:1612.00796, eq. 3.
    """
    weights, anchor, importance = (np.asarray(values, dtype=float) for values in (weights, anchor, importance))
    if not weights.shape == anchor.shape == importance.shape or np.any(importance < 0):
        raise ValueError(
            f"weights {weights.shape}, anchor {anchor.shape} and importance {importance.shape} must have one shape, and no importance may be negative"
        )
    moved = weights - anchor
    return float(0.5 * strength * (importance * moved**2).sum()), strength * importance * moved


def lora_parameters(inputs: int, outputs: int, rank: int) -> int:
    """Trained numbers of a low-rank adapter beside a frozen matrix: r · (n_in + n_out).

    Parameters
    ----------
    inputs, outputs : int
        Width of the layer's input and output.
    rank : int
        r, at most the smaller of both.

    Raises
    ------
    ValueError
        If a number is below 1, or the rank exceeds a width.

    Source: Hu et al. 2021, arXiv:2106.09685, §4.1 (ΔW = BA).
    """
    if inputs < 1 or outputs < 1 or not 1 <= rank <= min(inputs, outputs):
        raise ValueError(f"inputs {inputs} and outputs {outputs} must be at least 1, and rank {rank} from 1 to the smaller of them")
    return rank * (inputs + outputs)


def lora_share(inputs: int, outputs: int, rank: int) -> float:
    """Those numbers as a share of the full matrix, in percent.

    Parameters and Raises as for `lora_parameters`.

    Source: as `lora_parameters`.
    """
    return 100 * lora_parameters(inputs, outputs, rank) / (inputs * outputs)


def low_rank(matrix: Array, rank: int) -> Array:
    """Nearest matrix of at most this rank, in the sum of squared differences.

    Parameters
    ----------
    matrix : array of shape (outputs, inputs)
        The one to come near.
    rank : int
        At least 0.

    Returns
    -------
    array in the shape of matrix

    Raises
    ------
    ValueError
        If it is no matrix, or the rank is negative.

    Source: Eckart & Young 1936, The approximation of one matrix by another of lower rank.
    """
    matrix = np.asarray(matrix, dtype=float)
    if matrix.ndim != 2 or rank < 0:
        raise ValueError(f"shape {matrix.shape} must be a matrix, and rank {rank} at least 0")
    u, s, v = np.linalg.svd(matrix, full_matrices=False)
    nearest: Array = (u[:, :rank] * s[:rank]) @ v[:rank]
    return nearest
