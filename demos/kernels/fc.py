"""The fully-connected layer, its gradients, and what it costs."""

from __future__ import annotations

from collections.abc import Sequence

from .activation import relu
from .shapes import Array, Float, Positive, Size, shaped


@shaped
def affine(x: Float[Array, "n i"], weight: Float[Array, "o i"], bias: Float[Array, "o"]) -> Float[Array, "n o"]:
    """Weigh all inputs for each output, and add a bias; each row of x is an example, each row of the weight belongs to an output.

    y = x Wᵀ + b

    Source: Goodfellow, Bengio & Courville 2016, Deep Learning, §6.1; PyTorch Linear (the layout of weight).
    """
    return x @ weight.T + bias


@shaped
def affine_backward(
    upstream: Float[Array, "n o"], x: Float[Array, "n i"], weight: Float[Array, "o i"]
) -> tuple[Float[Array, "n i"], Float[Array, "o i"], Float[Array, "o"]]:
    """Gradients of a loss through `affine` by x, weight and bias, given δ = ∂L/∂y. Those of the parameters are summed over the batch.

    ∂L/∂x = δW,  ∂L/∂W = δᵀx,  ∂L/∂b = Σₙ δₙ

    Source: Goodfellow, Bengio & Courville 2016, Deep Learning, §6.5.6 (back-propagation through a matrix product).
    """
    return upstream @ weight, upstream.T @ x, upstream.sum(axis=0)


@shaped
def parameter_count(inputs: Size, outputs: Size, bias: bool = True) -> int:
    """Numbers that a fully-connected layer learns; the + 1 is the bias that each output has.

    outputs · (inputs + 1)

    Source: PyTorch Linear (weight of shape (outputs, inputs), bias of shape (outputs,)).
    """
    return outputs * (inputs + bias)


@shaped
def multiply_adds(batch: Size, inputs: Size, outputs: Size) -> int:
    """Multiply–add operations of a forward pass: each weight is used once per example.

    batch · inputs · outputs

    Source: Goodfellow, Bengio & Courville 2016, Deep Learning, §6.5.7 (cost of an MLP: one multiply–add for each weight).
    """
    return batch * inputs * outputs


@shaped
def low_rank_parameters(inputs: Size, outputs: Size, rank: Size) -> int:
    """Weights of the factorisation W ≈ U V with U of shape (outputs, rank) and V of shape (rank, inputs).

    rank · (inputs + outputs)

    Source: Hu et al. 2021, LoRA, arXiv:2106.09685, §4.1.
    """
    if rank > min(inputs, outputs):
        raise ValueError(f"rank {rank} must be at most {min(inputs, outputs)}, the largest that a {outputs}×{inputs} matrix can have")
    return rank * (inputs + outputs)


@shaped
def break_even_rank(inputs: Size, outputs: Size) -> float:
    """Rank at which two thin matrices hold as many weights as the full one: r(m + n) = mn, solved for r.

    mn / (m + n)

    Source: Definition here.
    """
    return inputs * outputs / (inputs + outputs)


@shaped
def rank_bound(widths: Sequence[Size]) -> int:
    """Largest rank of the matrix that a stack of layers without activation amounts to: its narrowest width, input and output included.

    rank(AB) ≤ min(rank A, rank B)

    Source: Horn & Johnson 2013, Matrix Analysis, 2nd edition, §0.4.5 (rank inequalities).
    """
    if len(widths) < 2:
        raise ValueError(f"widths {widths} must be at least two: input, …, output")
    return min(widths)


@shaped
def training_flops(billions: Positive, trillions: Positive) -> float:
    """Floating-point operations to train so many billions of weights on so many trillions of tokens, attention over the context left out.

    6 · N · D: a multiply and an add for each weight and token, once forward and twice backward

    Source: Kaplan et al. 2020, Scaling Laws for Neural Language Models, arXiv:2001.08361, §2.1.
    """
    return 6 * (billions * 1e9) * (trillions * 1e12)


@shaped
def split_feed_forward(
    x: Float[Array, "n d"], first: Float[Array, "h d"], second: Float[Array, "o h"], devices: Size = 1
) -> Float[Array, "devices n o"]:
    """What each device adds to the output of two layers with ReLU between, when each holds an equal share of the hidden units.

    yₚ = relu(x W₁[p]ᵀ) W₂[:, p]ᵀ,   Σₚ yₚ = relu(x W₁ᵀ) W₂ᵀ: one sum over the devices, after both layers

    Source: Shoeybi et al. 2019, Megatron-LM, arXiv:1909.08053, §3 (the MLP block).
    """
    if len(first) % devices:
        raise ValueError(f"{devices} devices cannot share {len(first)} hidden units equally")
    rows = first.reshape(devices, -1, first.shape[1])
    columns = second.reshape(len(second), devices, -1).transpose(1, 2, 0)
    return relu(x @ rows.transpose(0, 2, 1)) @ columns


@shaped
def unembedding_share(vocabulary: Size, width: Size, layers: Size) -> float:
    """Percentage of a Transformer's weights in its embedding, when the same matrix gives the logits; biases, norms and positions left out.

    100 · V d / (V d + 12 L d²)

    Source: Press & Wolf 2017, Using the Output Embedding to Improve Language Models, arXiv:1608.05859, §1; Kaplan et al. 2020, table 1 (12 L d²).
    """
    return 100 * vocabulary / (vocabulary + 12 * layers * width)
