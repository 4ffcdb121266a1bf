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
from .kernels.conv import conv2d
from .kernels.data import digits
from .kernels.differences import central_differences
from .kernels.fc import affine, affine_backward, break_even_rank, low_rank_parameters, parameter_count, rank_bound
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
        "the narrowest layer bounds the rank; random layers reach the bound",
        equal(int(np.linalg.matrix_rank(weight)), rank_bound(widths)),
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
    inward = [f"x{i + 1}" for i in range(inputs)]
    outward = [f"y{j + 1}" for j in range(outputs)]
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
        "all three agree with central differences",
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
