"""The fully-connected layer: one matrix, one bias, and nothing else.

As an affine map it can be understood completely: what it computes, what its gradients are, what it costs,
why stacking it brings nothing, and why it cannot know which of its inputs are neighbours.
"""

from collections.abc import Iterator
from itertools import pairwise
from typing import Annotated

import numpy as np

from dl_quiz.stage import Ask, Check, Plot, Range, Refusal, Say, Show, Step, T, at_most, equal, less, more, side_by_side

from .kernels.activation import relu, relu_derivative, softmax
from .kernels.backprop import forward
from .kernels.batchnorm import batch_norm, batch_norm_backward, group_norm
from .kernels.conv import conv2d
from .kernels.data import digits
from .kernels.differences import central_differences
from .kernels.fc import (
    affine,
    affine_backward,
    break_even_rank,
    low_rank_parameters,
    multiply_adds,
    parameter_count,
    rank_bound,
    split_feed_forward,
    training_flops,
    unembedding_share,
)
from .kernels.shapes import Array


def layer(
    rng: np.random.Generator,
    *,
    inputs: Annotated[int, Range(1, 6), "how many numbers go in"] = 3,
    outputs: Annotated[int, Range(1, 5), "how many numbers come out"] = 2,
) -> Iterator[Step]:
    """The layer written out in full."""
    x = rng.integers(-2, 4, (1, inputs)).astype(float)
    weight = rng.integers(-2, 3, (outputs, inputs)).astype(float)
    bias = rng.integers(-1, 2, outputs).astype(float)
    names = [f"x{i + 1}" for i in range(inputs)]
    yield Say("Every output weighs every input, adds the products, and adds its bias: y = Wx + b. That is the whole layer.")
    yield Show("The input x", x, columns=names, digits=0)
    units = {f"y{j + 1}": [*weight[j], bias[j]] for j in range(outputs)}
    yield Show("Weights W, one row for each output, and bias b", rows=units, columns=[*names, "b"], digits=0)
    y = affine(x, weight, bias)[0]
    yield Ask("What is y1?", float(y[0]))
    terms = [*(f"({w:g})·({v:g})" for w, v in zip(weight[0], x[0], strict=True)), f"({bias[0]:g})"]
    in_full = f"y1 = {' + '.join(terms)} = {y[0]:g}".replace("-", "−")
    yield Say("{in_full}.", in_full=in_full)
    yield Check(
        "equals-the-sums",
        "the matrix product equals the sums, term by term",
        equal(y, [bias[j] + sum(weight[j, i] * x[0, i] for i in range(inputs)) for j in range(outputs)], within=1e-12),
    )
    yield Check(
        "a-weight-for-every-pair",
        "raise one input by 1, each in turn, and every output moves by its own weight for that input, whatever the others do",
        equal(affine(x + np.eye(inputs), weight, bias) - y, weight.T, within=1e-12),
    )
    yield Ask("How many numbers does this layer learn?", outputs * (inputs + 1))
    yield Check(
        "parameter-count",
        "outputs · (inputs + 1) counts every weight and every bias",
        equal(parameter_count(inputs, outputs), weight.size + bias.size),
    )
    shift = np.ones((1, inputs))
    yield Check(
        "affine-not-linear",
        "with a bias f(x) + f(z) exceeds f(x + z) by b: affine, not linear in the strict sense",
        equal(affine(x, weight, bias)[0] + affine(shift, weight, bias)[0] - affine(x + shift, weight, bias)[0], bias, within=1e-12),
    )
    pixels = rng.normal(size=(1, inputs, 4, 4))
    convolved = conv2d(pixels, weight[:, :, None, None], bias)[0].reshape(outputs, 16).T
    yield Check(
        "one-by-one-convolution",
        "a 1×1 convolution is this layer, applied to the channels of each pixel",
        equal(convolved, affine(pixels[0].reshape(inputs, 16).T, weight, bias), within=1e-12),
    )
    batch, upstream = rng.uniform(size=(3, inputs)), rng.normal(size=(3, outputs))
    by_bias = central_differences(lambda bias: float((upstream * affine(batch, weight, bias)).sum()), bias, 1e-6)
    apart = np.concatenate([affine(row[None], weight, bias) for row in batch])
    refused = _is_refused(inputs + 1, weight)
    sums = affine(x, weight, bias) + affine(shift, weight, bias) - affine(x + shift, weight, bias) - bias
    halves = affine(np.full((1, inputs), 0.5), np.full((1, inputs), 4.0), np.zeros(1))
    yield Check(
        "statement-by-statement",
        "largest differences: f(x) + f(z) − b and f(x + z); a batch and each example by itself; ∂L/∂b and the batch's sum of δ. "
        "Then (1 = yes): a longer input is refused; inputs of ½ and weights of 4 give more than 1",
        equal(
            [
                *(np.abs(each).max() for each in (sums, affine(batch, weight, bias) - apart, by_bias - upstream.sum(axis=0))),
                refused,
                halves.max() > 1,
            ],
            [0.0, 0.0, 0.0, 1.0, 1.0],
            within=1e-7,
        ),
    )


def _is_refused(inputs: int, weight: Array) -> bool:
    """Whether the layer refuses an input of that length."""
    try:
        affine(np.zeros((1, inputs)), weight, np.zeros(len(weight)))
    except ValueError:
        return True
    return False


def collapse(
    rng: np.random.Generator,
    *,
    depth: Annotated[int, Range(2, 8), "how many layers"] = 3,
    width: Annotated[int, Range(1, 64), "width of the hidden layers"] = 5,
) -> Iterator[Step]:
    """Many layers without activation are one layer."""
    widths = [8, *[width] * (depth - 1), 6]
    layers = [(rng.normal(size=(b, a)) / a**0.5, rng.normal(size=b)) for a, b in pairwise(widths)]
    x = rng.normal(size=(4, 8))
    yield Say("Stack {depth} layers, of widths {widths}, and put nothing between them.", widths=" → ".join(map(str, widths)))
    two = [layers[0][0][:1, :1], layers[1][0][:1, :1]]
    yield Say(
        "With one unit each it is plain: {outer:.3g} · ({inner:.3g} · x) = {product:.3g} · x.",
        outer=two[1].item(),
        inner=two[0].item(),
        product=(two[1] @ two[0]).item(),
    )
    weight, bias, deep = np.eye(8), np.zeros(8), x
    for w, b in layers:
        weight, bias, deep = w @ weight, w @ bias + b, affine(deep, w, b)
    yield Check(
        "stack-is-one-layer",
        "on every input the stack equals one layer with W = Wₗ⋯W₂W₁ and a single bias",
        equal(deep, x @ weight.T + bias, within=1e-9),
    )
    yield Ask("What is the largest rank that the product matrix can have?", min(widths))
    yield Check(
        "rank-of-the-product",
        "the one matrix that gives the stack's outputs has the rank of the narrowest layer: the bound, which random layers reach",
        equal([np.linalg.matrix_rank(weight), *deep[0]], [rank_bound(widths), *(x @ weight.T + bias)[0]], within=1e-9),
    )
    separate = sum(parameter_count(a, b) for a, b in pairwise(widths))
    yield Show("Numbers to learn", [separate, parameter_count(8, 6)], columns=[T("stack"), T("one layer")])
    above, below, centre = (forward(layers, point)[0] for point in (x, -x, np.zeros((1, 8))))
    yield Say("Now put a ReLU between the layers. An affine map would satisfy f(x) + f(−x) = 2f(0).")
    yield Check(
        "relu-breaks-the-collapse",
        "with ReLU between, it does not: no single layer can replace the stack",
        more(np.abs(above + below - 2 * centre).max(), 1e-6).where(
            width >= 5 and depth <= 5, "so narrow or so deep, every unit may happen to stay on one side"
        ),
    )


def order(
    rng: np.random.Generator,
    *,
    hidden: Annotated[int, Range(4, 64), "hidden units"] = 16,
    steps: Annotated[int, Range(1, 100), "training steps"] = 50,
) -> Iterator[Step]:
    """The layer cannot see which pixels are neighbours."""
    images, labels = digits(rng, 200, size=14)
    x = images.reshape(len(images), -1)
    shuffle = rng.permutation(x.shape[1])
    yield Show(
        T("A picture of the digit {digit}, and the same pixels shuffled (every picture in the same way)", digit=int(labels[0])),
        side_by_side(images[0, 0].clip(0, 1), x[0, shuffle].reshape(images.shape[2:]).clip(0, 1)),
        heat=True,
    )
    yield Ask(
        "One network trains on the pictures, another on the shuffled ones. Which learns better?",
        2,
        options=[T("the first"), T("the second"), T("both alike")],
    )
    first = rng.normal(size=(hidden, x.shape[1])) / x.shape[1] ** 0.5
    last = rng.normal(size=(10, hidden)) / hidden**0.5
    w, v, losses = _trained(x, labels, first, last, steps)
    twin_w, twin_v, twin_losses = _trained(x[:, shuffle], labels, first[:, shuffle], last, steps)
    yield Plot("Loss while training", {T("picture"): losses, T("shuffled"): twin_losses}, x=T("step"))
    yield Check(
        "twins-stay-twins",
        "started with its columns shuffled alike, the second has the first's weights after training, shuffled",
        # sums in another order, over all steps
        equal([np.abs(twin_w - w[:, shuffle]).max(), np.abs(twin_v - v).max()], [0.0, 0.0], within=1e-9),
    )
    yield Check(
        "it-learned-at-all",
        "both did learn: the loss fell",
        less(twin_losses[-1], twin_losses[0]).where(steps >= 10, "too few steps to tell"),
    )
    kernel = np.ones((1, 1, 3, 3)) / 9
    shuffled_images = x[:, shuffle].reshape(images.shape)
    contrast = [float(conv2d(stack, kernel).std()) for stack in (images, shuffled_images)]
    yield Check(
        "convolution-does-see",
        "a 3×3 average does notice: the contrast it leaves of pictures, over 1.1 times that of shuffled ones",
        more(contrast[0], 1.1 * contrast[1]),  # strokes are contiguous: in practice the factor is about 1.5
    )
    yield Say(
        "A fully-connected layer knows nothing of neighbourhood. If the order matters in your data, it must learn that from examples."
    )


def backward(
    rng: np.random.Generator,
    *,
    batch: Annotated[int, Range(1, 6), "examples in the batch"] = 2,
    inputs: Annotated[int, Range(1, 5), "how many numbers go in"] = 3,
    outputs: Annotated[int, Range(1, 5), "how many numbers come out"] = 2,
) -> Iterator[Step]:
    """Its gradients are two matrix products and a sum."""
    x = rng.integers(-2, 3, (batch, inputs)).astype(float)
    weight = rng.integers(-2, 3, (outputs, inputs)).astype(float)
    upstream = rng.integers(-1, 3, (batch, outputs)).astype(float)
    dx, d_weight, d_bias = affine_backward(upstream, x, weight)
    inward, outward = [f"x{i + 1}" for i in range(inputs)], [f"y{j + 1}" for j in range(outputs)]
    yield Say("Suppose the loss has told us δ = ∂L/∂y for each example. Three gradients follow.")
    yield Show("δ, one row for each example", upstream, columns=outward, digits=0)
    yield Show("x, one row for each example", x, columns=inward, digits=0)
    yield Ask("∂L/∂W at row y1, column x1?", float(d_weight[0, 0]))
    yield Show("∂L/∂W = δᵀx, summed over the batch", d_weight, rows=outward, columns=inward, digits=0)
    products = [[sum(upstream[n, j] * x[n, i] for n in range(batch)) for i in range(inputs)] for j in range(outputs)]
    yield Check(
        "weight-gradient-is-a-sum-of-outer-products",
        "it is the sum of the examples' outer products δ xᵀ",
        equal(d_weight, products, within=1e-12),
    )
    bias = np.zeros(outputs)

    def loss(x: Array, weight: Array, bias: Array) -> float:
        return float((upstream * affine(x, weight, bias)).sum())

    slopes = [
        central_differences(lambda x: loss(x, weight, bias), x, 1e-6),
        central_differences(lambda weight: loss(x, weight, bias), weight, 1e-6),
        central_differences(lambda bias: loss(x, weight, bias), bias, 1e-6),
    ]
    yield Check(
        "finite-differences",
        "δW, δᵀx and the batch's sum of δ agree with central differences of the loss",
        # the loss is linear in each argument, so only rounding divided by the step is left
        equal(np.concatenate([dx.ravel(), d_weight.ravel(), d_bias]), np.concatenate([slope.ravel() for slope in slopes]), within=1e-7),
    )
    yield Say(
        "The bias has an input that is always 1: its gradient is the plain sum of δ over the batch. "
        "Going back to x uses W itself, the same numbers as forward."
    )


def lowrank(
    rng: np.random.Generator,
    *,
    inputs: Annotated[int, Range(2, 96), "how many numbers go in"] = 48,
    outputs: Annotated[int, Range(2, 96), "how many numbers come out"] = 32,
    rank: Annotated[int, Range(1, 96), "rank of the two thin matrices"] = 8,
) -> Iterator[Step]:
    """Two thin matrices for one."""
    if rank > min(inputs, outputs):
        raise Refusal("A {outputs}×{inputs} matrix has rank {most} at most: there is no rank {rank} to choose.", most=min(inputs, outputs))
    smooth = np.linspace(0, 1, inputs)[None, :] - np.linspace(0, 1, outputs)[:, None]
    weight = np.exp(-8 * smooth**2) + 0.02 * rng.normal(size=(outputs, inputs))
    full, thin = inputs * outputs, low_rank_parameters(inputs, outputs, rank)
    yield Say("A {outputs}×{inputs} matrix has {full} weights. Write it as U·V, through only {rank} numbers in the middle.", full=full)
    yield Ask("How many weights do U and V have together?", thin)
    left, strengths, right = np.linalg.svd(weight, full_matrices=False)
    u, v = left[:, :rank] * strengths[:rank], right[:rank]
    yield Check("thin-parameter-count", "r(m + n) is what the two matrices hold", equal(thin, u.size + v.size))
    yield Plot("Singular values of W", {"σ": strengths}, kind="line", log=True, x=T("index"))
    residual = float(np.linalg.norm(weight - u @ v))
    yield Check(
        "error-is-the-tail",
        "what is lost is the tail of the singular values",
        equal(residual, np.sqrt(np.sum(strengths[rank:] ** 2)), within=1e-9),
    )
    basis = np.linalg.qr(rng.normal(size=(inputs, rank)))[0]
    yield Check(
        "better-than-a-random-bottleneck",
        "no matrix of this rank comes closer: its distance, against that of a random bottleneck",
        at_most(residual, float(np.linalg.norm(weight - weight @ basis @ basis.T)) + 1e-9),  # equal when the rank is full
    )
    yield Say(
        "It saves weights only while r < mn/(m + n) = {break_even:.1f}. There is no activation in the middle: "
        "the pair is still one affine map, only a cheaper one.",
        break_even=break_even_rank(inputs, outputs),
    )
    yield Check(
        "saves-below-the-break-even",
        "weights of U and V together, against those of W",
        less(thin, full).where(rank < break_even_rank(inputs, outputs), "at this rank the two matrices hold as much as W, or more"),
    )
    yield Check(
        "even-at-half-the-harmonic-mean",
        "at r = mn/(m + n), whole or not, r numbers for each of the m + n rows and columns are as many as W has",
        equal(break_even_rank(inputs, outputs) * (u.shape[0] + v.shape[1]), weight.size, within=1e-9 * full),
    )


def cost(
    rng: np.random.Generator,
    *,
    batch: Annotated[int, Range(1, 64), "examples in the batch"] = 32,
    inputs: Annotated[int, Range(1, 512), "how many numbers go in"] = 256,
    outputs: Annotated[int, Range(1, 512), "how many numbers come out"] = 128,
) -> Iterator[Step]:
    """Two operations a weight forward, four more backward."""
    x, weight, upstream = rng.normal(size=(batch, inputs)), rng.normal(size=(outputs, inputs)), rng.normal(size=(batch, outputs))
    products = {"xWᵀ": (x, weight.T), "δW": (upstream, weight), "δᵀx": (upstream.T, x)}
    work = {name: left.shape[0] * left.shape[1] * right.shape[1] for name, (left, right) in products.items()}
    yield Say("A layer {inputs} → {outputs} trains on a batch of {batch}: one matrix product forward, two backward.")
    yield Plot("Multiply–adds, counted on the shapes", work, kind="bars")
    yield Ask("A multiply–add is two floating-point operations (FLOPs). How many FLOPs is that for one weight and one example?", 6)
    yield Check(
        "two-forward-six-in-all",
        "FLOPs for a weight and an example: forward, and with both backward products",
        equal([2 * work["xWᵀ"] / weight.size / batch, 2 * sum(work.values()) / weight.size / batch], [2.0, 6.0]),
    )
    yield Check(
        "one-multiply-add-a-weight",
        "forward: multiply–adds = batch · inputs · outputs, and parameters = outputs · (inputs + 1)",
        equal([work["xWᵀ"], weight.size + outputs], [multiply_adds(batch, inputs, outputs), parameter_count(inputs, outputs)]),
    )
    yield Say("A Transformer's work is mostly such layers: 6·N·D for N weights and D tokens. GPT-3 had 174.6 billion and 0.3 trillion.")
    yield Check(
        "gpt-3-as-published",
        "6·N·D, in units of 10²³: as published in 2020, 3.14",
        equal(training_flops(174.6, 0.3) / 1e23, 3.14, within=0.01),
    )


def bias(
    rng: np.random.Generator,
    *,
    examples: Annotated[int, Range(4, 64), "examples in the batch"] = 8,
    width: Annotated[int, Range(3, 32), "outputs of the layer"] = 5,
) -> Iterator[Step]:
    """Which normalisation swallows the bias."""
    y, b, ones, zeros = rng.normal(size=(examples, width)), rng.normal(size=width), np.ones(width), np.zeros(width)
    functions = {
        "BatchNorm": lambda y: batch_norm(y, ones, zeros),
        "LayerNorm": lambda y: group_norm(y, ones, zeros, groups=1),
        "RMSNorm": lambda y: y / np.sqrt((y**2).mean(axis=1, keepdims=True)),
        "softmax": softmax,
    }
    yield Say("A layer gives {examples} rows of {width} numbers. Add a bias vector to every row, and normalise: is the bias still there?")
    change = {name: np.abs(function(y + b) - function(y)).max() for name, function in functions.items()}
    yield Show("Largest change of what comes out", rows={name: [value] for name, value in change.items()})
    yield Check(
        "batch-norm-alone-swallows-it",
        "does the bias change the result? BatchNorm: no; LayerNorm, RMSNorm and softmax: yes",
        equal([value > 1e-9 for value in change.values()], [False, True, True, True]),
    )
    yield Say("BatchNorm subtracts each output's mean over the batch, and the bias is in that mean. Means over one row's outputs keep it.")
    gradient = batch_norm_backward(rng.normal(size=y.shape), y + b, ones)[0].sum(axis=0)
    yield Check(
        "so-it-never-learns",
        "behind BatchNorm the bias's gradient, the sum of δ over the batch, is zero",
        equal(gradient, zeros, within=1e-9),
    )


def split(
    rng: np.random.Generator,
    *,
    devices: Annotated[int, Range(2, 8), "over how many devices"] = 2,
    units: Annotated[int, Range(1, 16), "hidden units on each"] = 4,
) -> Iterator[Step]:
    """Two layers on several devices, and one sum."""
    width, hidden = 6, devices * units
    x, first, second = rng.normal(size=(8, width)), rng.normal(size=(hidden, width)), rng.normal(size=(width, hidden))
    whole = relu(x @ first.T) @ second.T
    yield Say(
        "Give each of {devices} devices {units} hidden units: their rows of W₁ and their columns of W₂. Each works by itself to the end."
    )
    parts = split_feed_forward(x, first, second, devices)
    yield Show("What the first two devices give for the first example", parts[:2, 0], digits=2)
    yield Ask("How often must the devices exchange numbers in this forward pass?", 1)
    yield Check(
        "one-sum-at-the-end",
        "the devices' outputs, summed once, are those of the undivided layers",
        equal(parts.sum(axis=0), whole, within=1e-12),
    )
    own = np.split(np.arange(hidden), devices)
    bent_parts = [relu(x[:, part] @ first[:, part].T) for part in np.array_split(np.arange(width), devices)]
    outputs = np.array_split(second, devices)
    summed = sum(bent[:, mine] @ second[:, mine].T for bent, mine in zip(bent_parts, own, strict=True))
    joined = np.concatenate([relu(x @ first[mine].T) @ some[:, mine].T for some, mine in zip(outputs, own, strict=True)], axis=1)
    crossed = np.concatenate([bent @ some.T for bent, some in zip(bent_parts, outputs, strict=True)], axis=1)
    yield Say("Cut W₁ by its inputs instead, and ReLU meets parts of sums. Cut W₂ by its outputs, and each of them lacks hidden units.")
    yield Check(
        "other-cuts-need-more",
        "is it the whole result, with one exchange at the end? W₁ by outputs and W₂ by inputs, summed: yes; "
        "both by inputs, summed: no; both by outputs, joined: no; W₁ by inputs and W₂ by outputs, joined: no",
        equal([np.allclose(each, whole) for each in (parts.sum(axis=0), summed, joined, crossed)], [True, False, False, False]),
    )


def tied(
    rng: np.random.Generator,
    *,
    vocabulary: Annotated[int, Range(4, 64), "how many tokens there are"] = 8,
    width: Annotated[int, Range(2, 16), "model width d"] = 4,
) -> Iterator[Step]:
    """One matrix reads tokens and writes logits."""
    table = rng.normal(size=(vocabulary, width)) / width**0.5
    token, target = 0, 1

    def loss(read: Array, write: Array) -> float:
        return float(-np.log(softmax(np.tanh(read[token]) @ write.T)[target]))

    yield Say("Row t of the matrix E embeds token t; the last layer uses the same E for its logits, one row a token. Train on one pair.")
    both = central_differences(lambda table: loss(table, table), table)
    reading = central_differences(lambda read: loss(read, table), table)
    writing = central_differences(lambda write: loss(table, write), table)
    yield Ask("How many of the {vocabulary} rows of E receive a gradient?", vocabulary)
    yield Check(
        "gradient-is-the-sum-of-two",
        "the tied matrix's gradient = that as embedding + that as last layer",
        equal(both, reading + writing, within=1e-7),
    )
    touched = [int((np.abs(slope).max(axis=1) > 1e-9).sum()) for slope in (reading, writing, both)]
    yield Check(
        "every-row-learns",
        "rows with a gradient: as embedding the token's alone, as last layer all, tied all",
        equal(touched, [1, vocabulary, vocabulary]),
    )
    yield Check(
        "gpt-2-by-count",
        "GPT-2 of 2019, tied: percent of its weights in E, by 100·Vd/(Vd + 12Ld²) and by its 124 439 808 weights",
        equal(unembedding_share(50257, 768, 12), 100 * 50257 * 768 / 124_439_808, within=0.5),
    )


def _trained(x: Array, labels: Array, first: Array, last: Array, steps: int, lr: float = 0.5) -> tuple[Array, Array, list[float]]:
    """A two-layer classifier after some steps of gradient descent on cross-entropy."""
    targets = np.eye(len(last))[labels]
    losses = []
    for _ in range(steps):
        z = affine(x, first, np.zeros(len(first)))
        probabilities = softmax(affine(relu(z), last, np.zeros(len(last))))
        losses.append(float(-np.log((probabilities * targets).sum(axis=1)).mean()))
        d_hidden, d_last, _ = affine_backward((probabilities - targets) / len(x), relu(z), last)
        _, d_first, _ = affine_backward(d_hidden * relu_derivative(z), x, first)
        first, last = first - lr * d_first, last - lr * d_last
    return first, last, losses
