"""From picture to class: one small network, every number on the way.

A 12×12 digit goes through convolution, ReLU, pooling and a linear head, and comes out as ten probabilities. Then the
same network is trained from scratch, taken apart stage by stage, and shown a picture of another size.
"""

from collections.abc import Iterator
from typing import Annotated, Literal

import numpy as np

from dl_quiz.stage import Ask, Check, Plot, Range, Say, Show, Step, T, at_most, differ, equal, less, more

from .kernels.activation import softmax
from .kernels.conv import conv2d
from .kernels.data import GLYPHS, digits
from .kernels.filters import largest_rate
from .kernels.loss import chance_loss, cross_entropy
from .kernels.pipeline import Head, begin, classify, loss_and_gradients, network_parameters, normalised, rounding_error, widths
from .kernels.pipeline import quantise as round_to_bytes
from .kernels.pool import avg_pool2d, max_pool2d
from .kernels.shapes import Array
from .kernels.training import train as descend


def trace(
    rng: np.random.Generator,
    *,
    digit: Annotated[int, Range(0, 9), "digit to follow"] = 7,
    noise: Annotated[float, Range(0, 1), "noise on its pixels"] = 0.2,
    filters: Annotated[int, Range(2, 12), "number of kernels"] = 8,
    kernel: Annotated[int, Range(3, 7), "side of the kernels"] = 5,
) -> Iterator[Step]:
    """One picture, stage by stage."""
    parameters, _ = _trained(rng, filters=filters, kernel=kernel, head="flatten", steps=60, noise=noise)
    picture = rng.normal(0, noise, (1, 1, 12, 12))
    picture[0, 0, 2:9, 3:8] += GLYPHS[digit]
    kernels, bias, weight, _ = parameters
    maps = conv2d(picture, kernels, bias)
    alive = np.maximum(maps, 0)
    pooled = max_pool2d(alive, 2)
    logits = classify(picture, parameters)
    strongest = int(alive[0].sum(axis=(1, 2)).argmax())
    yield Say(
        "A network that was trained for 60 steps meets a noisy {digit}. Follow the array, not the metaphor: what is "
        "its shape at each stage?"
    )
    yield Show("Input (1, 12, 12), the part with the digit, rounded", _whole(picture[0, 0, 1:10, 2:10]), heat=True, digits=0)
    side = 13 - kernel
    yield Ask("{filters} kernels of {kernel}×{kernel}, no padding: how wide are the maps?", side)
    yield Show(
        T("Convolution ({filters}, {side}, {side}): map {strongest}", side=side, strongest=strongest),
        _whole(maps[0, strongest]),
        heat=True,
        digits=0,
    )
    window = picture[0, 0, 1 : 1 + kernel, 2 : 2 + kernel]
    by_hand = sum(x * w for x, w in zip(window.ravel(), kernels[strongest, 0].ravel(), strict=True)) + bias[strongest]
    yield Check(
        "one-cell-by-hand",
        "one cell of that map = Σ window · kernel + bias: a dot product at each place, not one for the whole picture",
        equal(maps[0, strongest, 1, 2], by_hand, within=1e-12),
    )
    yield Show("ReLU: what is negative is off", _whole(alive[0, strongest]), heat=True, digits=0)
    yield Show(T("2×2 max pooling ({filters}, {side}, {side})", side=side // 2), _whole(pooled[0, strongest]), heat=True, digits=0)
    yield Show(
        "The whole way",
        rows={
            T("input"): [1, 12, 0],
            "conv": [*maps.shape[1:3], kernels.size + filters],
            "ReLU": [*alive.shape[1:3], 0],
            "pool": [*pooled.shape[1:3], 0],
            "logits": [logits.shape[1], 1, weight.size + 10],
        },
        columns=[T("chan."), T("side"), T("params")],
        digits=0,
    )
    yield Check(
        "shapes",
        "sides after convolution and pooling = the formula, applied twice; pooling keeps the channels",
        equal([maps.shape[3], pooled.shape[3], pooled.shape[1]], [*widths(12, [kernel, 2], [1, 2], [0, 0]), filters]),
    )
    yield Check(
        "parameters",
        "numbers in the network's arrays = (k² + 1)·F of the convolution + (inputs + 1)·10 of the linear layer: no other stage has any",
        equal(sum(array.size for array in parameters), network_parameters(filters, kernel, 12)),
    )
    probabilities = softmax(logits)[0]
    yield Plot("Softmax of the logits", {str(n): p for n, p in enumerate(probabilities)}, kind="bars")
    yield Check(
        "softmax-keeps-the-order",
        "softmax: e^z over its sum, so the ratio of two probabilities is e to the difference of their logits",
        equal(np.log(probabilities[0] / probabilities[1:]), logits[0, 0] - logits[0, 1:], within=1e-9),
    )


def _whole(values: Array) -> Array:
    """Round for a picture; adding 0 turns −0 into 0."""
    return np.round(values) + 0.0


def _trained(
    rng: np.random.Generator,
    *,
    filters: int,
    kernel: int,
    head: Head,
    steps: int,
    noise: float,
    lr: float = 0.02,
    activation: bool = True,
    start: list[Array] | None = None,
) -> tuple[list[Array], Array]:
    """Train with Adam on batches of 32 fresh digits, coming round after 640."""
    images, labels = digits(rng, 640, noise=noise)

    def gradients(parameters: list[Array], step: int) -> tuple[float, list[Array]]:
        batch = slice(step * 32 % 640, step * 32 % 640 + 32)
        return loss_and_gradients(images[batch], labels[batch], parameters, head=head, activation=activation)

    return descend(start or begin(rng, filters=filters, kernel=kernel, head=head), gradients, steps=steps, lr=lr)


def lenet(rng: np.random.Generator, *, size: Annotated[int, Range(12, 64), "side of the picture"] = 28) -> Iterator[Step]:
    """LeNet-5, counted."""
    image = rng.normal(size=(1, 1, size, size))
    first, second = rng.normal(size=(6, 1, 5, 5)), rng.normal(size=(16, 6, 5, 5))
    stages = [image, conv2d(image, first, padding=2)]
    stages.append(avg_pool2d(stages[-1], 2))
    stages.append(conv2d(stages[-1], second))
    stages.append(avg_pool2d(stages[-1], 2))
    features, counts = stages[-1].size, [0, 6 * 26, 0, 16 * (6 * 25 + 1), 0]
    yield Say(
        "LeNet in its modern textbook form: convolve and pool twice, then three dense layers. Height and width shrink, channels grow."
    )
    yield Ask("A {size}×{size} picture: how wide are the last maps?", stages[-1].shape[3])
    rows = [T("input"), "conv 5, p=2", "pool 2", "conv 5", "pool 2"]
    table = {T("chan."): [a.shape[1] for a in stages], T("side"): [a.shape[3] for a in stages], T("params"): counts}
    yield Show("The convolutional part", rows=rows, columns=table, digits=0)
    yield Check(
        "sides",
        "sides of the maps as computed = the formula, stage by stage",
        equal([a.shape[3] for a in stages[1:]], widths(size, [5, 2, 5, 2], [1, 2, 1, 2], [2, 0, 0, 0])),
    )
    dense = [[inputs, outputs, (inputs + 1) * outputs] for inputs, outputs in ((features, 120), (120, 84), (84, 10))]
    dense_sum = sum(count for _, _, count in dense)
    yield Show("The dense part", dense, columns=[T("in"), T("out"), T("params")], digits=0)
    yield Check(
        "lenet-total",
        "all parameters of the 28×28 version, as PyTorch counts them: 61,706",
        equal(sum(counts) + dense_sum, 61_706).where(size == 28, "with another picture the first dense layer has another width"),
    )
    yield Check(
        "most-in-one-layer",
        "parameters of the first dense layer, against all others",
        more(dense[0][2], sum(counts) + dense_sum - dense[0][2]).where(size >= 20, "a smaller picture leaves too few places to flatten"),
    )
    yield Say(
        "The convolutions do most of the work with few of the parameters. Swap the dense part for global average "
        "pooling and one linear layer, and {value} are left where {dense_sum:,} were.",
        value=(16 + 1) * 10,
        dense_sum=dense_sum,
    )


def train(
    rng: np.random.Generator,
    *,
    steps: Annotated[int, Range(20, 120), "steps of Adam, 32 pictures each"] = 80,
    lr: Annotated[float, Range(0.001, 0.1), "learning rate"] = 0.02,
    filters: Annotated[int, Range(2, 12), "number of kernels"] = 8,
    noise: Annotated[float, Range(0, 1), "noise on the pixels"] = 0.3,
    head: Annotated[Literal["flatten", "gap", "max"], "what the classifier sees of the maps"] = "flatten",
) -> Iterator[Step]:
    """Nobody designs the kernels."""
    start = begin(rng, filters=filters, kernel=5, head=head)
    images, labels = digits(rng, 2, noise=0.3)  # noise, so that no pre-activation sits exactly on the ReLU's kink
    yield Say(
        "All numbers of the network start at random. Cross-entropy scores its answer; the gradient runs back through head, pooling and ReLU to every kernel."
    )
    yield Ask("Ten classes, and it knows nothing yet. What is its cross-entropy, about? (natural logarithm)", chance_loss(10), within=0.15)
    measured, promised = _slope_along(rng, start, images, labels, head)
    yield Check(
        "gradient",
        "slope of the loss along a random direction: two-sided difference = gradient · direction",
        equal(measured, promised, within=1e-6),  # a step of 1e-6 leaves rounding of about 1e-9; the rest is room for a kink
    )
    test_images, test_labels = digits(rng, 300, noise=noise)
    trained, losses = _trained(rng, filters=filters, kernel=5, head=head, steps=steps, noise=noise, lr=lr, start=start)
    yield Plot("Loss of the batch", {T("loss"): losses}, x=T("step"))
    yield Check(
        "starts-at-chance",
        "loss before the first step = ln 10, nearly",
        equal(losses[0], chance_loss(10), within=0.2),  # the head starts small, not at zero
    )
    before, after = (float(np.mean(classify(test_images, p, head=head).argmax(axis=1) == test_labels)) for p in (start, trained))
    yield Show("Share of 300 unseen digits that are named rightly", [[before, after]], columns=[T("before"), T("after")], digits=2)
    yield Check(
        "learns",
        "accuracy after training, against three times chance",
        more(after, 0.3).where(
            head != "gap" and steps >= 80 and 0.01 <= lr <= 0.03 and filters >= 8 and noise <= 0.3,
            "these settings learn slowly or hardly at all",
        ),
    )
    moved = np.abs(trained[0] - start[0]).max(axis=(1, 2, 3)).min()
    yield Show("The first kernel, learned", np.round(trained[0][0, 0], 1) + 0.0, heat=True, digits=1)
    yield Check(
        "kernels-moved",
        "from random values, by {steps} steps down the gradient of the cross-entropy: largest change in the kernel that moved least",
        more(moved, 0.001),
    )


def _slope_along(rng: np.random.Generator, parameters: list[Array], images: Array, labels: Array, head: Head) -> tuple[float, float]:
    """Slope of the loss along a random direction, by a two-sided difference and by the gradient."""
    direction = [rng.normal(size=array.shape) / np.sqrt(array.size) for array in parameters]
    losses = [
        cross_entropy(classify(images, [p + sign * 1e-6 * d for p, d in zip(parameters, direction, strict=True)], head=head), labels)
        for sign in (1, -1)
    ]
    _, gradients = loss_and_gradients(images, labels, parameters, head=head)
    return (losses[0] - losses[1]) / 2e-6, float(sum(np.sum(g * d) for g, d in zip(gradients, direction, strict=True)))


def ablate(
    rng: np.random.Generator,
    *,
    steps: Annotated[int, Range(20, 80), "steps of training for each variant"] = 60,
    noise: Annotated[float, Range(0, 1), "noise on the pixels"] = 0.2,
) -> Iterator[Step]:
    """Take a stage away."""
    test_images, test_labels = digits(rng, 300, noise=noise)
    variants: dict[T, tuple[Head, bool]] = {T("ReLU, max"): ("max", True), T("ReLU, mean"): ("gap", True), T("no ReLU"): ("gap", False)}
    accuracy: dict[T, float] = {}
    for name, (head, activation) in variants.items():
        parameters, _ = _trained(rng, filters=8, kernel=5, head=head, steps=steps, noise=noise, activation=activation)
        logits = classify(test_images, parameters, head=head, activation=activation)
        accuracy[name] = float(np.mean(logits.argmax(axis=1) == test_labels))
    largest, mean, _ = accuracy.values()
    yield Say(
        "Three networks with the same eight kernels: one takes the largest response of each map, one the average, and one the average without a ReLU."
    )
    yield Ask(
        "Without ReLU, convolution and average are both linear. What can the third network still see of the picture?",
        1,
        options=[T("as much as before, since the kernels are still learned"), T("only ten weighted sums of the pixels")],
    )
    yield Plot("Share of unseen digits named rightly after {steps} steps", accuracy, kind="bars")
    shapes = begin(rng, filters=8, kernel=5, head="gap")
    additive = [_additivity(shapes, test_images[:1], test_images[1:2], activation) for activation in (False, True)]
    yield Check(
        "without-relu-linear",
        "f(x + y) − f(x) − f(y) + f(0) without ReLU: 0, as for every linear map",
        equal(additive[0], 0.0, within=1e-12),
    )
    yield Check("with-relu-not", "the same with ReLU", more(additive[1], 1e-4))
    trained, why = steps >= 60 and noise <= 0.3, T("too little training, or too much noise, for a safe margin")
    yield Check(
        "maximum-beats-average", "accuracy with the maximum, against the average plus 0.15", more(largest, mean + 0.15).where(trained, why)
    )
    yield Check(
        "average-dilutes",
        "the same digit among four times as many places: average of its maps ÷ before, maximum ÷ before; "
        "do the kernels get a gradient through the average, and through the maximum? yes (1)",
        equal(_among_more_places(shapes), [0.25, 1, 1, 1], within=1e-12),
    )
    yield Say(
        "And the head matters: a glyph lies anywhere, and “is this stroke somewhere?” is a maximum. An average dilutes the stroke with empty places, "
        "and learns slowly from it. This is one small task and a short training; on top of many layers the average does very well."
    )


def _additivity(parameters: list[Array], x: Array, y: Array, activation: bool) -> float:
    """How far the averaging network is from adding up what it is given."""
    f = [classify(picture, parameters, head="gap", activation=activation) for picture in (x + y, x, y, np.zeros_like(x))]
    return float(np.abs(f[0] - f[1] - f[2] + f[3]).max())


def _among_more_places(parameters: list[Array]) -> list[float]:
    """What four times the places do to average and maximum of the maps, and whether the kernels get a gradient through either head."""
    canvases = [np.zeros((1, 1, side, side)) for side in (20, 36)]
    for canvas in canvases:
        canvas[0, 0, 6:13, 6:11] = GLYPHS[3]
    maps = [np.maximum(conv2d(canvas, parameters[0]), 0) for canvas in canvases]
    heads: list[Head] = ["gap", "max"]
    gradients = [loss_and_gradients(canvases[0], np.array([3]), parameters, head=head)[1][0] for head in heads]
    return [maps[1].mean() / maps[0].mean(), maps[1].max() / maps[0].max(), *(float(np.any(gradient)) for gradient in gradients)]


def resize(
    rng: np.random.Generator,
    *,
    size: Annotated[int, Range(20, 40), "side of the larger picture"] = 24,
    digit: Annotated[int, Range(0, 9), "digit to show"] = 3,
) -> Iterator[Step]:
    """A picture of another size."""
    heads: list[Head] = ["flatten", "gap", "max"]
    networks = {head: begin(rng, filters=6, kernel=5, head=head) for head in heads}
    large = np.zeros((1, 1, size, size))
    large[0, 0, 5:12, 6:11] = GLYPHS[digit]
    yield Say("Three networks were made for 12×12 pictures. Now a {size}×{size} one arrives.")
    yield Ask("Which stage complains?", 2, options=[T("the convolution"), T("the pooling"), T("the flattened linear head")])
    maps = conv2d(large, networks["flatten"][0])
    yield Check(
        "convolution-does-not-care", "the convolution slides over any picture: its maps just become wider", equal(maps.shape[3], size - 4)
    )
    complaint = _complaint(large, networks["flatten"])
    yield Say("The flattened head says: {complaint}.", complaint=complaint)
    yield Check(
        "flatten-refuses",
        "features that the flattened head was made for, against those that now arrive",
        differ(networks["flatten"][2].shape[1], 6 * (maps.shape[3] // 2) ** 2),
    )
    answers = {head: classify(large, networks[head], head=head) for head in heads[1:]}
    yield Check(
        "global-heads-accept",
        "average and maximum give ten logits for it; their weights ÷ those of the flattened head: 1/16, as 4×4 places are one",
        equal(
            [
                *(answer.shape[1] for answer in answers.values()),
                *(networks[head][2].size / networks["flatten"][2].size for head in heads[1:]),
            ],
            [10, 10, 1 / 16, 1 / 16],
        ),
    )
    moved = np.roll(large, (3, 4), axis=(2, 3))
    yield Check(
        "global-heads-ignore-place",
        "and the same ones when the digit stands elsewhere: the largest change of a logit",
        equal([np.abs(classify(moved, networks[head], head=head) - answers[head]).max() for head in heads[1:]], [0.0, 0.0], within=1e-12),
    )
    wide = begin(rng, filters=6, kernel=5, size=size)
    yield Check(
        "flatten-minds-place",
        "a flattened head made for this size answers differently at another place",
        more(np.abs(classify(moved, wide) - classify(large, wide)).max(), 1e-4),
    )
    yield Say(
        "So a convolutional trunk takes any resolution, and it is the head that decides whether the network does. "
        "That it runs does not mean that it is as accurate: the objects now have another size in pixels."
    )


def normalise(
    rng: np.random.Generator,
    *,
    mean: Annotated[float, Range(0.1, 0.9), "mean of the pixels, on the scale 0 … 1"] = 0.45,
    std: Annotated[float, Range(0.05, 0.5), "their standard deviation"] = 0.22,
) -> Iterator[Step]:
    """What happens before the first layer."""
    bytes_ = np.clip(np.rint(255 * rng.normal(mean, std, (1, 1, 12, 12))), 0, 255)
    seen = np.array([normalised(pixel, mean, std) for pixel in bytes_.ravel()]).reshape(bytes_.shape)
    yield Say("Pixels come as bytes. Divide by 255, take off the mean of the training set, divide by its deviation.")
    yield Ask("A byte of 255: what does the network see? (two decimals)", normalised(255.0, mean, std), within=0.01)
    yield Check(
        "by-hand",
        "a byte of 51 is a fifth of full brightness; by hand: (0.2 − μ)/σ",
        equal(normalised(51.0, mean, std), (0.2 - mean) / std, within=1e-12),
    )
    limits = [largest_rate(picture[0, 0], (3, 3)) for picture in (bytes_, seen)]
    yield Show(
        "Largest learning rate at which fitting a 3×3 kernel converges",
        rows={T("bytes"): [f"{limits[0]:.1e}"], T("normalised"): [f"{limits[1]:.1e}"]},
    )
    yield Check("rates", "the limit for bytes ÷ the limit for normalised pixels: below 1/1000", less(limits[0] / limits[1], 1e-3))
    kernels, bias = rng.normal(size=(4, 1, 3, 3)), rng.normal(size=4)
    folded, shifted = kernels / (255 * std), bias - kernels.sum(axis=(1, 2, 3)) * mean / std
    yield Say("Scaling and shifting are linear, so they can move into the first layer: K/(255σ), and b − ΣK·μ/σ.")
    plain, strided, padded = (
        np.abs(conv2d(seen, kernels, bias, stride=s, padding=p) - conv2d(bytes_, folded, shifted, stride=s, padding=p)).max()
        for s, p in ((1, 0), (2, 0), (1, 1))
    )
    yield Check(
        "folds-in",
        "normalise, then convolve with random kernels, against the folded layer on bytes: largest difference without padding, "
        "at stride 1 and at stride 2; is there one with zero padding? yes (1)",
        equal([plain, strided, padded > 0.01], [0, 0, 1], within=1e-10),
    )
    yield Say("A zero behind normalisation is a grey pixel of mean brightness; a zero among bytes is black. Only the border can tell.")


def quantise(
    rng: np.random.Generator, *, small: Annotated[float, Range(0.005, 1), "weights of the first channel, relative to the others"] = 0.02
) -> Iterator[Step]:
    """A layer in eight bits."""
    images, kernels = rng.normal(size=(1, 4, 10, 10)), rng.normal(0, 0.2, (6, 4, 3, 3))
    kernels[0] *= small
    scale, scale_x = float(np.abs(kernels).max()) / 127, float(np.abs(images).max()) / 127
    weights, pixels = round_to_bytes(kernels, scale), round_to_bytes(images, scale_x)
    yield Say("Store each weight as a whole number from −127 to 127, and one scale: the largest weight divided by 127.")
    yield Ask("How many bytes has a weight now, where float32 had 4?", 1)
    bound = rounding_error(127 * scale)
    yield Check(
        "half-a-step",
        "largest error of a weight, against half a step",
        at_most(np.abs(kernels - scale * weights).max(), bound, within=1e-12),
    )
    sums = conv2d(pixels, weights)
    yield Check(
        "whole-numbers-do",
        "convolve whole numbers, then multiply by both scales = convolve the rounded numbers themselves",
        equal(sums * scale * scale_x, conv2d(scale_x * pixels, scale * weights), within=1e-9),
    )
    yield Check(
        "needs-32-bits",
        "largest sum of products, against the largest of 16 bits, if all weights and inputs were 127",
        more(127 * 127 * kernels[0].size, 2**15 - 1),
    )
    own = np.abs(kernels).max(axis=(1, 2, 3)) / 127
    each = np.array([step * round_to_bytes(kernel, float(step)) for kernel, step in zip(kernels, own, strict=True)])
    errors = [float(np.linalg.norm(rounded[0] - kernels[0]) / np.linalg.norm(kernels[0])) for rounded in (scale * weights, each)]
    yield Show(
        "Relative error of the first kernel",
        rows={T("one scale for all"): [errors[0]], T("a scale for each kernel"): [errors[1]]},
        digits=4,
    )
    yield Check(
        "scale-for-each",
        "relative error of the small kernel: with a scale of its own, against a tenth of that with one scale",
        less(errors[1], errors[0] / 10).where(small <= 0.03, "here the first kernel is not much smaller than the others"),
    )
    answers = [conv2d(images, kernels), conv2d(scale_x * pixels, each)]
    gap = float(np.linalg.norm(answers[1] - answers[0]) / np.linalg.norm(answers[0]))
    yield Check("layer-survives", "relative error of the whole layer's answer, in eight bits with a scale for each kernel", less(gap, 0.03))


def _complaint(images: Array, parameters: list[Array]) -> str:
    try:
        classify(images, parameters)
    except ValueError as error:
        return str(error)
    return ""
