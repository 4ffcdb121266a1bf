"""When transfer fails: distance, forgetting, distorted features, and cheaper ways to adapt."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

import numpy as np

from .backprop import Layer
from .fc import low_rank_parameters
from .shapes import Array, Count, Float, In, Size, shaped
from .transfer import related_task

Error = Annotated[float, In("[0, ∞)")]
Strength = Annotated[float, In("[0, ∞)")]


@shaped
def turned_task(rng: np.random.Generator, source: Sequence[Layer], degrees: Annotated[float, In("[0, 90]")], outputs: Size) -> list[Layer]:
    """Make a task whose lowest features are turned away from a teacher's, by an angle from 0 (the same weights) to 90 (unrelated ones).

    W₁ ← cos θ · W₁ + sin θ · W′,   W′ drawn afresh

    The biases and the levels above stay, the outputs are new.

    Source: definition here.
    """
    if len(source) < 2:
        raise ValueError(f"a teacher of {len(source)} layers has no features below its outputs to turn")
    (weight, bias), *upper = related_task(rng, source, len(source) - 1, outputs)
    (fresh, _), *_ = related_task(rng, source, 0, outputs)
    angle = np.deg2rad(degrees)
    return [(np.cos(angle) * weight + np.sin(angle) * fresh, bias), *upper]


@shaped
def transfer_gain(scratch: Error, transferred: Error) -> float:
    """What the source was worth: error from scratch minus error with transfer, on the same unseen examples. Below 0, transfer is negative.

    Source: Wang et al. 2019, arXiv:1811.09751 (negative transfer gap, with the opposite sign).
    """
    return scratch - transferred


@shaped
def elastic_penalty(
    weights: Float[Array, "*shape"],
    anchor: Float[Array, "*shape"],
    importance: Annotated[Float[Array, "*shape"], In("[0, ∞)")],
    strength: Strength,
) -> tuple[float, Float[Array, "*shape"]]:
    """Elastic weight consolidation: what it costs to leave the weights θ* that solved the old task, and the gradient.

    ½ λ Σ F (θ − θ*)²,   gradient λ F (θ − θ*);   F is how much the old task cares for each weight

    Source: Kirkpatrick et al. 2017, arXiv:1612.00796, eq. 3.
    """
    moved = weights - anchor
    return float(0.5 * strength * (importance * moved**2).sum()), strength * importance * moved


@shaped
def interpolated(layers: Sequence[Layer], others: Sequence[Layer], share: Annotated[float, In("[0, 1]")]) -> list[Layer]:
    """Network on the straight line between two of the same shape: share 0 is the first, 1 the second.

    θ = (1 − α) θ₀ + α θ₁

    Source: Wortsman et al. 2022, arXiv:2109.01903, §3 (weight-space ensembles of a zero-shot and a fine-tuned model).
    """
    pairs = list(zip(layers, others, strict=True))
    if any(old[0].shape != new[0].shape for old, new in pairs):
        raise ValueError("networks of different shapes have no line between them")
    return [(weight + share * (other - weight), bias + share * (moved - bias)) for (weight, bias), (other, moved) in pairs]


@shaped
def forgetting(accuracies: Float[Array, "s"]) -> float:
    """How much of a task is forgotten in the end, given its accuracy after each stage of training: the best so far less the last.

    max_{l < k} a_l − a_k

    Below 0, later stages have helped.

    Source: Chaudhry et al. 2018, arXiv:1801.10112, §5 (forgetting measure).
    """
    if len(accuracies) < 2:
        raise ValueError(f"accuracies {accuracies.shape} must be of two stages or more")
    return float(accuracies[:-1].max() - accuracies[-1])


@shaped
def lora_share(inputs: Size, outputs: Size, rank: Size) -> float:
    """Trained numbers of a low-rank adapter as a share of the frozen matrix beside it, in percent.

    100 · r · (n_in + n_out) / (n_in · n_out)

    Source: Hu et al. 2021, arXiv:2106.09685, §4.1 (ΔW = BA).
    """
    return 100 * low_rank_parameters(inputs, outputs, rank) / (inputs * outputs)


@shaped
def low_rank(matrix: Float[Array, "m n"], rank: Count) -> Float[Array, "m n"]:
    """Nearest matrix of at most this rank, in the sum of squared differences.

    Σ_{i ≤ r} σ_i u_i v_iᵀ

    Source: Eckart & Young 1936, The approximation of one matrix by another of lower rank.
    """
    u, s, v = np.linalg.svd(matrix, full_matrices=False)
    nearest: Array = (u[:, :rank] * s[:rank]) @ v[:rank]
    return nearest
