"""The head of a CNN: from a stack of feature maps to one score for each class.

Flatten and multiply, or average and multiply: two ways to end a network. The first spends most of the parameters
and fixes the image size; the second costs almost nothing and forgets where things were. The scenes count, slide and compare.
"""

from collections.abc import Iterator
from typing import Annotated

import numpy as np

from dl_quiz.stage import Ask, Check, Plot, Range, Refusal, Say, Show, Step, T, at_most, equal, less, more

from .kernels.activation import relu, softmax
from .kernels.conv import conv2d
from .kernels.data import GLYPHS
from .kernels.differences import central_differences
from .kernels.fc import affine, parameter_count
from .kernels.head import as_convolution, class_activation_map, score_map_size, vgg16_multiply_adds, vgg16_parameters
from .kernels.pool import global_average_pool
from .kernels.shapes import Array


def budget(
    rng: np.random.Generator,
    *,
    size: Annotated[int, Range(32, 640), "side of the image"] = 224,
    classes: Annotated[int, Range(2, 20000), "how many classes"] = 1000,
) -> Iterator[Step]:
    """Where the parameters of VGG-16 are."""
    layers = vgg16_parameters(size, classes)
    total = sum(layers.values())
    dense = total - layers["conv"]
    yield Say("VGG-16 has thirteen convolutions and three fully-connected layers. Its last maps are {side}×{side}×512.", side=size // 32)
    yield Ask("How many percent of the parameters are in the three fully-connected layers?", 100 * dense / total, within=3)
    yield Plot("Millions of parameters", {name: count / 1e6 for name, count in layers.items()}, kind="bars")
    yield Check(
        "published-total",
        "at 224 pixels and 1000 classes: 138 357 544, as published with the weights; fc6 alone has 102 764 544",
        equal([sum(vgg16_parameters().values()), vgg16_parameters()["fc6"]], [138_357_544, 102_764_544]),
    )
    work = vgg16_multiply_adds(size, classes)
    share = [100 * (1 - part["conv"] / sum(part.values())) for part in (layers, work)]
    yield Show("Share of the fully-connected layers, percent", share, columns=[T("parameters"), T("work")], digits=1)
    yield Check(
        "memory-there-work-elsewhere",
        "the convolutions hold less than half of the parameters; the fully-connected layers do less than a tenth of the work",
        less([layers["conv"] / total, 1 - work["conv"] / sum(work.values())], [0.5, 0.1]).where(
            size >= 96 and classes <= 2000, "with so small an image or so many classes the balance shifts"
        ),
    )
    lean = parameter_count(512, classes)
    yield Say(
        "Average each of the 512 maps instead, and one layer of {lean:,} parameters is enough. That is how ResNet "
        "and most later networks end.",
        lean=lean,
    )
    yield Check(
        "pooling-shrinks-the-head",
        "the averaged head is smaller by a factor of over 100",
        more(dense, 100 * lean).where(
            size >= 128 and classes <= 1000, "with so many classes, or maps so small, the last layer itself dominates"
        ),
    )


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
    yield Ask("The kernel slides. How wide is its map of scores?", side)
    yield Show("Scores of class 1, one for each place", scores[0, 0], heat=True, digits=1)
    crops = [[larger[0, :, i : i + window, j : j + window].ravel() for j in range(side)] for i in range(side)]
    yield Check(
        "score-map",
        "each score is what the head gives for the crop at that place",
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
        "Ten detectors, one for each digit, slide over a 16×16 canvas. Two heads read their maps: "
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
    shuffled = features.reshape(1, 10, -1)[:, :, rng.permutation(features[0, 0].size)].reshape(features.shape)
    yield Check(
        "average-ignores-the-places",
        "shuffle the positions of all maps alike: the scores stay",
        equal(affine(global_average_pool(shuffled), weight, bias), scores, within=1e-12),
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
