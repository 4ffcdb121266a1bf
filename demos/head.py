"""The head of a CNN: from a stack of feature maps to one score for each class.

Flatten and multiply, or average and multiply: two ways to end a network. The first spends most of the parameters
and fixes the image size; the second costs almost nothing and forgets where things were. The scenes count, slide and compare.
"""

from collections.abc import Iterator
from typing import Annotated

import numpy as np

from dl_quiz.stage import Ask, Check, Plot, Range, Refusal, Say, Show, Step, T, at_most, differ, equal, less, more

from .kernels.activation import relu, softmax
from .kernels.conv import conv2d
from .kernels.data import GLYPHS
from .kernels.differences import central_differences
from .kernels.fc import affine, affine_backward, parameter_count
from .kernels.head import (
    adaptive_average_pool,
    as_convolution,
    attention_pool,
    class_activation_map,
    score_map_size,
    standout_weight,
    vgg16_multiply_adds,
    vgg16_parameters,
    vgg16_work_by_block,
)
from .kernels.pool import avg_pool2d, global_average_pool
from .kernels.shapes import Array


def budget(
    rng: np.random.Generator,
    *,
    size: Annotated[int, Range(32, 640), "side of the image"] = 224,
    classes: Annotated[int, Range(2, 20000), "how many classes"] = 1000,
) -> Iterator[Step]:
    """Where the parameters of VGG-16 are."""
    layers, usual = vgg16_parameters(size, classes), vgg16_parameters()
    total, published = sum(layers.values()), sum(usual.values())
    dense, heavy = total - layers["conv"], [round(100 - 100 * v["conv"] / sum(v.values()), 1) for v in (usual, vgg16_multiply_adds())]
    yield Say("VGG-16 has thirteen convolutions and three fully-connected layers. Its last maps are {side}×{side}×512.", side=size // 32)
    yield Ask("How many percent of the parameters are in the three fully-connected layers?", 100 * dense / total, within=3)
    yield Plot("Millions of parameters", {name: count / 1e6 for name, count in layers.items()}, kind="bars")
    yield Check(
        "published-total",
        "at 224 pixels and 1000 classes: 138 357 544, as published with the weights; fc6 alone (512·7·7 + 1)·4096; all three 89.4 percent, and 0.8 percent of the multiply–adds",
        equal([published, usual["fc6"], *heavy], [138_357_544, (512 * 7 * 7 + 1) * 4096, 89.4, 0.8]),
    )
    work = vgg16_multiply_adds(size, classes)
    share = [100 * (1 - part["conv"] / sum(part.values())) for part in (layers, work)]
    yield Show("Share of the fully-connected layers, percent", share, columns=[T("parameters"), T("work")], digits=1)
    yield Check(
        "memory-there-work-elsewhere",
        "the convolutions hold less than half of the parameters; the fully-connected layers do less than a hundredth of the work",
        less([layers["conv"] / total, 1 - work["conv"] / sum(work.values())], [0.5, 0.01]).where(
            size >= 224 and classes <= 1000, "with so small an image or so many classes the balance shifts"
        ),
    )
    uses = [work[name] / (layers[name] - outputs) for name, outputs in (("fc6", 4096), ("fc7", 4096), ("fc8", classes))]
    yield Check(
        "each-weight-once",
        "multiply–adds for each weight: of fc6, fc7 and fc8, against the mean of the convolutions' kernels",
        less(uses, [work["conv"] / layers["conv"]] * 3),
    )
    blocks = dict(zip("12345", _percent(vgg16_work_by_block(size)), strict=True))
    yield Plot("Work of the convolutions, block by block from the image, percent", blocks, kind="bars")
    yield Check(
        "most-work-in-the-middle",
        "percent of the convolutions' work in blocks 1 to 5, at 224 pixels",
        equal(np.round(_percent(vgg16_work_by_block()), 1), [12.6, 18.1, 30.1, 30.1, 9.0], within=0.05),
    )
    lean = parameter_count(512, classes)
    yield Say(
        "Average each of the 512 maps instead, and one layer of {lean:,} parameters is enough. That is how ResNet "
        "and most later networks end.",
        lean=lean,
    )
    averages = [global_average_pool(np.zeros((1, 512, side, side))).size for side in (7, 14)]
    yield Check(
        "averaged-head-counts-no-places",
        "weights and biases behind the averages of 512 maps, of 7×7 and of 14×14: 512 · {classes} + {classes} for both",
        equal([numbers * classes + classes for numbers in averages], [lean, lean]),
    )
    yield Check(
        "pooling-shrinks-the-head",
        "the averaged head is smaller by a factor of over 100",
        more(dense, 100 * lean).where(
            size >= 128 and classes <= 1000, "with so many classes, or maps so small, the last layer itself dominates"
        ),
    )


def _percent(counts: list[int]) -> list[float]:
    return [100 * count / sum(counts) for count in counts]


def slide(
    rng: np.random.Generator,
    *,
    window: Annotated[int, Range(1, 6), "side of the maps it was trained on"] = 4,
    size: Annotated[int, Range(1, 12), "side of the larger maps"] = 6,
    channels: Annotated[int, Range(1, 8), "feature maps"] = 3,
) -> Iterator[Step]:
    """A fully-connected layer is a convolution over everything."""
    if size < window:
        raise Refusal("The head was made for {window}×{window} maps; on {size}×{size} maps there is no place for it.")
    classes = 2
    weight, bias = rng.normal(size=(classes, channels * window**2)), rng.normal(size=classes)
    maps = rng.normal(size=(1, channels, window, window))
    kernels = as_convolution(weight, channels, window, window)
    yield Say(
        "A head with {classes} outputs reads {channels} maps of {window}×{window}: flattened, that is {numbers} numbers.",
        classes=classes,
        numbers=channels * window**2,
    )
    cells = [(c, i, j) for c in range(channels) for i in range(window) for j in range(window)]
    yield Check(
        "logit-is-a-sum-over-places",
        "one logit a class: weight · value, summed over channels, rows and columns, plus its bias",
        equal(
            affine(maps.reshape(1, -1), weight, bias)[0],
            [bias[k] + sum(kernels[k, c, i, j] * maps[0, c, i, j] for c, i, j in cells) for k in range(classes)],
            within=1e-12,
        ),
    )
    yield Say("Reshape each row of its matrix into a kernel as large as the map. Such a kernel has one place to stand.")
    yield Check(
        "same-numbers",
        "the convolution gives the layer's outputs",
        equal(conv2d(maps, kernels, bias)[0, :, 0, 0], affine(maps.reshape(1, -1), weight, bias)[0], within=1e-12),
    )
    larger = rng.normal(size=(1, channels, size, size))
    scores = conv2d(larger, kernels, bias)
    side = score_map_size(size, 1, window)
    yield Say(
        "Now come maps of {size}×{size}: {numbers} numbers. A matrix with {columns} columns takes no other "
        "length; a kernel just finds more places to stand.",
        numbers=channels * size**2,
        columns=channels * window**2,
    )
    yield Check(
        "flattened-it-does-not-fit",
        "numbers of the larger maps, flattened, against the columns of the matrix",
        differ(larger[0].size, weight.shape[1]).where(size > window, "the maps have the size that the head was made for"),
    )
    yield Ask("The kernel slides. How wide is its map of scores?", side)
    yield Show("Scores of class 1, one for each place", scores[0, 0], heat=True, digits=1)
    crops = [[larger[0, :, i : i + window, j : j + window].ravel() for j in range(side)] for i in range(side)]
    yield Check(
        "score-map",
        "each score is what the head gives for the crop at that place, and {size} − {window} + 1 crops fit each way",
        equal(scores[0], [[[float(weight[k] @ crop + bias[k]) for crop in row] for row in crops] for k in range(classes)], within=1e-12),
    )
    pictures = score_map_size(256, 32, 7)
    yield Say(
        "VGG, trained at 224 pixels, ends in 7×7 maps; a 256-pixel image gives 8×8, so its converted head returns a "
        "{pictures}×{pictures} map of scores.",
        pictures=pictures,
    )


def position(
    rng: np.random.Generator,
    *,
    noise: Annotated[float, Range(0, 1), "noise on every pixel"] = 0.2,
    shift: Annotated[int, Range(1, 4), "how far the test glyphs move"] = 3,
) -> Iterator[Step]:
    """Flattening remembers the place, averaging forgets it."""
    yield Say(
        "Ten detectors, one for each digit, slide over a 16×16 canvas, and a threshold silences weak responses. Two heads read their maps: "
        "one flattens them, the other averages each."
    )
    centred, labels = _placed(rng, 400, noise, rows=(4, 4), columns=(5, 5))
    moved, moved_labels = _placed(rng, 400, noise, rows=(4 - shift, 4 + shift), columns=(5 - shift, 5 + shift))
    heads = {"flatten": lambda maps: maps.reshape(len(maps), -1), "average": global_average_pool}
    accuracy = {
        name: [_accuracy(read(centred), labels, read(test), truth) for test, truth in ((centred, labels), (moved, moved_labels))]
        for name, read in heads.items()
    }
    yield Ask(
        "Both learn digits in the centre. Then digits move by up to {shift} pixels. Which head suffers more?",
        0,
        options=[T("flatten"), T("average")],
    )
    columns = {T("flatten"): accuracy["flatten"], T("average"): accuracy["average"]}
    yield Show("Which digit? Accuracy", rows=[T("centred"), T("moved")], columns=columns, digits=2)
    yield Check(
        "averaging-survives-a-shift",
        "on moved digits: accuracy of the averaging head, against the flattening head's plus 20 points",
        more(accuracy["average"][1], accuracy["flatten"][1] + 0.2).where(
            shift >= 2 and noise <= 0.3, "for so small a shift or so much noise the two come close"
        ),  # a pinned margin: measured, it is above 0.3
    )
    yield Check(
        "averaging-hardly-changes",
        "accuracy of the averaging head: on moved digits, and on centred ones (within 12 points)",
        equal(accuracy["average"][1], accuracy["average"][0], within=0.12).where(
            noise <= 0.2, "with so much noise the accuracies scatter further"
        ),
    )
    sides = [_placed(rng, 400, noise, rows=(1, 8), columns=place)[0] for place in ((0, 3), (8, 11))]
    train_x, test_x = (np.concatenate([sides[0][part], sides[1][part]]) for part in (slice(0, 200), slice(200, 400)))
    side_labels = np.repeat([0, 1], 200)
    where = [_accuracy(read(train_x), side_labels, read(test_x), side_labels) for read in heads.values()]
    yield Ask(
        "Another question: is the digit in the left half or in the right? About how many percent does the averaging head get?", 50, within=8
    )
    yield Show("Left or right? Accuracy", where, columns=tuple(columns), digits=2)
    yield Check(
        "averaging-cannot-say-where",
        "the averaging head is within 4 standard errors of chance; the flattening head errs in less than a quarter",
        at_most([abs(where[1] - 0.5), 1 - where[0]], [4 * 0.5 / 400**0.5, 0.25]).where(
            noise <= 0.3, "so much noise drowns the digit"
        ),  # a quarter: a pinned margin, measured near a tenth
    )
    yield Say(
        "So flattening does not destroy positions: each has its own weights. What it destroys is the knowledge that "
        "neighbouring positions are related, and so it must learn every place anew."
    )


def cam(
    rng: np.random.Generator,
    *,
    row: Annotated[int, Range(0, 7), "top row of the digit"] = 1,
    column: Annotated[int, Range(0, 9), "left column of the digit"] = 6,
    digit: Annotated[int, Range(0, 9), "which digit"] = 4,
) -> Iterator[Step]:
    """Average last, and the network shows where it looked."""
    canvas = rng.normal(0, 0.1, (1, 1, 14, 14))
    canvas[0, 0, row : row + 7, column : column + 5] += GLYPHS[digit]
    yield Show("A {digit} somewhere on the canvas", _brightness(canvas[0, 0]), heat=True)
    features = relu(conv2d(canvas, _detectors()))
    weight, bias = np.eye(10) - 0.1, np.zeros(10)
    yield Say("Ten detectors make ten maps. The head averages each map, then weighs the averages for every class.")
    scores = affine(global_average_pool(features), weight, bias)
    maps = class_activation_map(features, weight)
    yield Check(
        "order-of-averaging",
        "average then weigh = weigh at every pixel (a 1×1 convolution) then average",
        equal(scores, conv2d(features, weight[:, :, None, None], bias).mean(axis=(2, 3)), within=1e-12),
    )
    yield Say("Since the order does not matter, leave the averaging out: what remains is a map of where the class's score came from.")
    yield Show("Class activation map of the {digit}, from 0 to 9", _brightness(maps[0, digit] / maps[0, digit].max()), heat=True)
    peak = np.unravel_index(int(np.argmax(maps[0, digit])), maps.shape[2:])
    yield Check(
        "map-mean-is-the-score",
        "the mean of the map is the class's score",
        equal(sum(maps[0, digit].ravel()) / maps[0, digit].size, scores[0, digit], within=1e-12),
    )
    yield Check(
        "peak-is-where-it-was",
        "row and column of its peak = the corner at which the digit was put",
        equal([int(peak[0]), int(peak[1])], [row, column]),
    )
    each_place = rng.normal(size=(10, features[0].size))
    shuffled = features.reshape(1, 10, -1)[:, :, rng.permutation(features[0, 0].size)].reshape(features.shape)
    averaged = affine(global_average_pool(shuffled), weight, bias)
    flattened = [affine(maps.reshape(1, -1), each_place, bias) for maps in (shuffled, features)]
    yield Check(
        "average-ignores-the-places",
        "shuffle the positions of all maps alike: do the scores change? averaged: no; flattened, with weights drawn at random: yes",
        equal([_differ(averaged, scores), _differ(*flattened)], [False, True]),
    )


def outputs(rng: np.random.Generator, *, classes: Annotated[int, Range(2, 5), "how many outputs"] = 3) -> Iterator[Step]:
    """One layer, two readings: classification and regression."""
    x, weight, bias = rng.normal(size=(1, 4)), rng.normal(size=(classes, 4)), rng.normal(size=classes)
    scores = affine(x, weight, bias)[0]
    names = [f"{k + 1}" for k in range(classes)]
    yield Say("The last layer gives numbers between −∞ and ∞. What they mean is decided by the loss that reads them.")
    readings = {T("values"): scores, "softmax": softmax(scores)}
    yield Show("As logits with softmax, and as values as they are", rows=readings, columns=names)
    target = np.eye(classes)[0]
    cross_entropy = central_differences(lambda scores: -np.log(softmax(scores)[0]), scores, 1e-6)
    squared = central_differences(lambda scores: ((scores - target) ** 2).sum() / 2, scores, 1e-6)
    yield Check(
        "both-gradients-are-residuals",
        "by central differences: softmax with cross-entropy and identity with half the squared error both send back prediction − target",
        equal([softmax(scores) - target, scores - target], [cross_entropy, squared], within=1e-7),
    )
    yield Ask(
        "A regression head: which function comes after the fully-connected layer?", 1, options=[T("another linear one"), T("none"), "ReLU"]
    )
    another, shift = rng.normal(size=(classes, classes)), rng.normal(size=classes)
    merged = affine(x, another @ weight, another @ bias + shift)
    yield Check(
        "a-second-linear-adds-nothing",
        "another linear function merges into the layer: it is one matrix again",
        equal(affine(scores[None], another, shift), merged, within=1e-10),
    )


def adapt(
    rng: np.random.Generator,
    *,
    window: Annotated[int, Range(2, 8), "side of the maps it was trained on"] = 4,
    size: Annotated[int, Range(2, 20), "side of the other maps"] = 6,
) -> Iterator[Step]:
    """Adaptive pooling fits any size to a head."""
    maps = rng.normal(size=(1, 2, size, size))
    yield Say("Before flattening, average maps of any size into {window}×{window} windows: then the vector always has the trained length.")
    yield Show("A map", maps[0, 0], heat=True, digits=1)
    yield Show("Its windows' means", adaptive_average_pool(maps, window)[0, 0], heat=True, digits=1)
    sides = [window, size, 2 * window, 3 * window + 1]
    yield Ask("Flattened, how many numbers leave {window}×{window} windows of two maps?", 2 * window**2)
    yield Check(
        "one-length-for-all",
        "numbers that leave the pooling, for maps of the trained side, of yours, and of two larger ones",
        equal([adaptive_average_pool(rng.normal(size=(1, 2, side, side)), window).size for side in sides], [2 * window**2] * 4),
    )
    trained, double = rng.normal(size=(1, 2, window, window)), rng.normal(size=(1, 2, 2 * window, 2 * window))
    pooled = [adaptive_average_pool(maps, window) for maps in (trained, double)]
    yield Check(
        "trained-size-is-untouched",
        "maps of the trained side pass unchanged; of those twice as wide, each 2×2 block is averaged",
        equal(pooled, [trained, avg_pool2d(double, 2)], within=1e-12),
    )
    yield Check(
        "one-window-is-the-global-average",
        "a single window over the whole map is global average pooling",
        equal(adaptive_average_pool(maps, 1)[:, :, 0, 0], global_average_pool(maps), within=1e-12),
    )
    yield Say("The shapes fit. Whether the network is as good there is another question: objects have another size than in training.")


def readout(
    rng: np.random.Generator,
    *,
    tokens: Annotated[int, Range(4, 256), "how many patches"] = 49,
    gap: Annotated[float, Range(0, 12), "by how much one patch's score exceeds the others'"] = 4.0,
) -> Iterator[Step]:
    """Average, class token, attention: three ways to read patches."""
    width = 16
    patches, query = rng.normal(size=(1, tokens, width)), rng.normal(size=width)
    yield Say(
        "A Vision Transformer ends in {tokens} vectors, one for each patch. A head wants one. Average them, or weigh them by a query."
    )
    yield Check(
        "zero-query-is-the-average",
        "attention pooling with a query of zeros is the plain average",
        equal(attention_pool(patches, np.zeros(width)), patches.mean(axis=1), within=1e-12),
    )
    everyone = np.concatenate([query[None, None], patches], axis=1)
    attended = softmax(everyone @ everyone[0].T / width**0.5) @ everyone
    yield Check(
        "class-token-is-a-query",
        "in self-attention (with identity projections) the class token's output is attention pooling, with itself as query and one of the vectors",
        equal(attended[:, 0], attention_pool(everyone, query), within=1e-12),
    )
    shuffled = patches[:, rng.permutation(tokens)]
    after, before = ([vectors.mean(axis=1), attention_pool(vectors, query)] for vectors in (shuffled, patches))
    yield Check(
        "neither-knows-the-places",
        "shuffle the patches: average and attention pooling stay, unless positions were added to the patches before",
        equal(after, before, within=1e-12),
    )
    patches[0, :, 0] = np.where(np.arange(tokens) == 0, 1.0, 0.0)  # what the query below asks for: only the first patch has it
    asking = gap * width**0.5 * np.eye(width)[0]
    shares = [attention_pool(patches, asking)[0, 0], patches.mean(axis=1)[0, 0]]
    yield Ask(
        "One patch scores {gap:g} above all the others. How much of the pooled vector comes from it, in percent?", 100 * shares[0], within=5
    )
    yield Show("Its share in the pooled vector", shares, columns=[T("attention"), T("average")])
    yield Check(
        "one-patch-stands-out",
        "its share: by attention e^gap/(e^gap + {tokens} − 1), by the average 1/{tokens}",
        equal(shares, [standout_weight(gap, tokens), 1 / tokens], within=1e-12),
    )


def replace(
    rng: np.random.Generator,
    *,
    classes: Annotated[int, Range(2, 50), "classes of the new task"] = 5,
    examples: Annotated[int, Range(4, 64), "examples in the batch"] = 16,
) -> Iterator[Step]:
    """A new head on a trained body."""
    x, labels = rng.normal(size=(examples, 8)), rng.integers(0, classes, examples)
    body, body_bias = rng.normal(size=(12, 8)) / 8**0.5, np.zeros(12)
    features = relu(affine(x, body, body_bias))
    yield Say("A body gives 12 features. The old head goes; a new one of {classes} classes starts at zero, or at random.")

    def gradients(head: Array) -> tuple[Array, Array, float]:
        probabilities = softmax(affine(features, head, np.zeros(classes)))
        error = (probabilities - np.eye(classes)[labels]) / examples
        to_features, to_head, _ = affine_backward(error, features, head)
        _, to_body, _ = affine_backward(to_features * (features > 0), x, body)
        return to_body, to_head, float(-np.log(probabilities[range(examples), labels]).mean())

    zero = np.zeros((classes, 12))
    body_slope, head_slope, loss = gradients(zero)
    yield Ask("With a head of zeros, what is the cross-entropy before the first step?", float(np.log(classes)), within=0.05)
    yield Check(
        "zero-head-guesses-evenly",
        "a head of zeros gives each class 1/{classes}: the loss is ln {classes}",
        equal(loss, np.log(classes), within=1e-12),
    )
    later, drawn = gradients(zero - 0.5 * head_slope), gradients(rng.normal(size=zero.shape))
    moved = {T("zero, step 1"): (body_slope, head_slope), T("zero, step 2"): later[:2], T("random, step 1"): drawn[:2]}
    lengths = {name: [float(np.linalg.norm(slope)) for slope in slopes] for name, slopes in moved.items()}
    yield Show("Lengths of the gradients", rows=lengths, columns=[T("body"), T("head")])
    yield Check(
        "zero-head-shields-the-body-once",
        "is there a gradient? zero head, step 1: body no, head yes; step 2: both; random head, step 1: both",
        equal(np.array(list(lengths.values())) > 0, [[False, True], [True, True], [True, True]]),
    )
    yield Say(
        "So with zeros the body stays for one step only. Training the new head alone first, with the body frozen, protects it longer."
    )


def _differ(one: Array, other: Array) -> bool:
    """Whether two results differ by more than rounding."""
    return bool(np.abs(one - other).max() > 1e-9)


def _brightness(image: Array) -> Array:
    """A picture in ten grey levels, 0 to 9, which fit into narrow cells."""
    return np.rint(9 * np.clip(image, 0, 1)).astype(int)


def _detectors() -> Array:
    """One kernel for each digit: its glyph with mean 0 and length 1, so that the right place answers most."""
    centred = GLYPHS - GLYPHS.mean(axis=(1, 2), keepdims=True)
    return (centred / np.sqrt((centred**2).sum(axis=(1, 2), keepdims=True)))[:, None]


def _placed(rng: np.random.Generator, count: int, noise: float, *, rows: tuple[int, int], columns: tuple[int, int]) -> tuple[Array, Array]:
    """Maps of the detectors on 16×16 canvases, each with a random digit whose corner lies in the given rows and columns."""
    labels = rng.integers(0, 10, count)
    images = rng.normal(0, noise, (count, 1, 16, 16))
    tops, lefts = rng.integers(rows[0], rows[1] + 1, count), rng.integers(columns[0], columns[1] + 1, count)
    for image, label, top, left in zip(images[:, 0], labels, tops, lefts, strict=True):
        image[top : top + 7, left : left + 5] += GLYPHS[label]
    return relu(conv2d(images, _detectors()) - 1.0), labels


def _accuracy(x: Array, labels: Array, test: Array, truth: Array) -> float:
    """Fit a linear head by ridge regression on one-hot targets; return how often it is right on the test set."""
    x, test = np.column_stack([x, np.ones(len(x))]), np.column_stack([test, np.ones(len(test))])
    kernel = x @ x.T + 1e-2 * np.eye(len(x))  # the dual form: fewer examples than features
    weight = x.T @ np.linalg.solve(kernel, np.eye(int(labels.max()) + 1)[labels])
    return float(np.mean((test @ weight).argmax(axis=1) == truth))
