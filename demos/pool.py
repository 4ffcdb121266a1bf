"""Pooling: replace each window of a feature map by one number, its largest or its mean.

There is nothing to learn here and no sum over channels: a fixed rule, applied to each channel by itself.
The scenes follow the numbers forwards, the gradients backwards, and then look at the edge, at the whole map and at tokens.
"""

from collections.abc import Callable, Iterator
from itertools import product
from typing import Annotated

import numpy as np

from dl_quiz.stage import Ask, Check, Length, Plot, Range, Refusal, Say, Show, Step, T, at_least, equal, less, more, sliding

from .kernels import pool
from .kernels.conv import conv2d, conv2d_backward
from .kernels.differences import central_differences
from .kernels.pool import avg_pool2d, max_pool2d
from .kernels.shapes import Array

EXAMPLE = np.array([[1.0, 3, 2, 0], [4, 2, 1, 5], [0, 1, 3, 2], [2, 2, 6, 1]])
"""A feature map small enough to pool by hand."""


def forward(
    rng: np.random.Generator,
    *,
    size: Annotated[int, Range(1, 4), "side of the window"] = 2,
    stride: Annotated[int, Range(1, 4), "step of the window"] = 2,
) -> Iterator[Step]:
    """A maximum chooses, a mean computes."""
    first = EXAMPLE[:size, :size]
    yield Say("Lay a window on the map and write down one number for it. Move on by the stride, and repeat. That is all that pooling does.")
    yield Show("The map, its first window marked", EXAMPLE, digits=0, heat=True, mark=_cells(0, 0, size))
    yield Ask("What does average pooling write for the first window?", first.mean(), within=0.01)
    largest, average = _largest(EXAMPLE, size, stride), _average(EXAMPLE, size, stride)
    windows = [_cells(stride * row, stride * column, size) for row, column in np.ndindex(largest.shape)]
    yield sliding("The window moves on by {stride}, and each maximum is written down", EXAMPLE, largest, windows, digits=0)
    yield Show("Max pooling", largest, digits=0, heat=True)
    yield Show("Average pooling", average, digits=2, heat=True)
    yield Check(
        "max-by-hand",
        "max_pool2d = the largest of each window, looked up cell by cell",
        equal(largest, _by_hand(EXAMPLE, size, stride, max)),
    )
    yield Check(
        "first-window",
        "1, 3, 4, 2: the maximum is 4, one of them; the mean is 2.5, none of them",
        equal([largest[0, 0], average[0, 0]], [4.0, 2.5]).where(size == 2, "these are the numbers of a 2×2 window"),
    )
    yield Say(
        "The maximum is one of the numbers that were there. The mean usually is not: "
        "it is a new number, a weighted sum with equal weights, so a convolution whose kernel never learns."
    )
    image = rng.normal(size=(6, 6))
    convolved = conv2d(image[None, None], np.full((1, 1, size, size), 1 / size**2), stride=stride)[0, 0]
    yield Check(
        "average-is-a-convolution",
        "average pooling = convolution with k² weights of 1/k², at the same stride",
        equal(_average(image, size, stride), convolved, within=1e-12),
    )
    yield Ask("Which of the two is not linear?", 0, options=[T("max"), T("average"), T("both")])
    pairs = [(way(image, size, stride), way(-image, size, stride)) for way in (_largest, _average)]
    kinds = [[bool(np.isin(a, image).all()), np.allclose(a, -b), np.allclose(a, convolved)] for a, b in pairs]
    because = T("a window of one cell leaves the map as it is")
    yield Check(
        "selects-or-averages",
        "always a number that was there? f(−x) = −f(x), as linear maps have it? the sum with weights 1/k²? For the maximum, then for the mean",
        equal(kinds[0] + kinds[1], [True, False, False, False, True, True]).where(size > 1, because),
    )
    yield Check(
        "max-is-not-linear",
        "max(x) + max(−x) is not max(x − x) = 0: the largest gap",
        more(np.abs(_largest(image, size, stride) + _largest(-image, size, stride)).max(), 1e-6).where(size > 1, because),
    )


def _largest(image: Array, size: int, stride: int) -> Array:
    return max_pool2d(image[None, None], size, stride=stride)[0, 0]


def _average(image: Array, size: int, stride: int) -> Array:
    return avg_pool2d(image[None, None], size, stride=stride)[0, 0]


def _cells(row: int, column: int, size: int) -> list[tuple[int, int]]:
    return [(row + u, column + v) for u, v in product(range(size), repeat=2)]


def _by_hand(image: Array, size: int, stride: int, summary: Callable[[list[float]], float], padding: int = 0) -> Array:
    """One window after the other, as a person would, over the cells that exist: what the kernels must agree with."""
    starts, inside = range(-padding, len(image) + padding - size + 1, stride), range(len(image))
    windows = [[[image[r, c] for r, c in _cells(i, j, size) if r in inside and c in inside] for j in starts] for i in starts]
    return np.array([[summary(window) for window in line] for line in windows])


def row(
    rng: np.random.Generator,
    *,
    signal: Annotated[tuple[float, ...], Range(-100, 100), Length(3, 8), "the row"] = (1, 5, 2, 0),
    size: Annotated[int, Range(1, 3), "width of the window"] = 3,
    stride: Annotated[int, Range(1, 3), "step of the window"] = 1,
    upstream: Annotated[tuple[float, ...], Range(-100, 100), Length(1, 4), "gradients of the outputs, in turn"] = (10, 7),
) -> Iterator[Step]:
    """One row, there and back."""
    starts = range(0, len(signal) - size + 1, stride)
    largest = [max(signal[start : start + size]) for start in starts]
    yield Say("The row {signal}, a window of {size} that moves by {stride}.")
    yield Ask("What is the last output of max pooling?", largest[-1])
    yield Check("row-by-hand", "max_pool1d = the largest of each window, looked up", equal(pool.max_pool1d(signal, size, stride), largest))
    sent = np.resize(upstream, len(starts))
    winners = [start + int(np.argmax(signal[start : start + size])) for start in starts]
    yield Show("Gradients that the outputs receive", sent, digits=0)
    yield Check(
        "row-gradient",
        "gradient of each cell = sum of what the windows receive in which it is the (first) largest",
        equal(pool.max_pool1d_backward(sent, signal, size, stride), np.bincount(winners, sent, len(signal))),
    )


def geometry(
    rng: np.random.Generator,
    *,
    width: Annotated[int, Range(4, 128), "width of the map"] = 8,
    size: Annotated[int, Range(1, 5), "side of the window"] = 2,
    stride: Annotated[int, Range(1, 4), "step of the window"] = 2,
    padding: Annotated[int, Range(0, 2), "padding on each side"] = 0,
    layers: Annotated[int, Range(1, 5), "poolings in a row"] = 1,
) -> Iterator[Step]:
    """What shrinks, and what does not."""
    _fits(width, size, padding)
    channels = 3
    image = rng.normal(size=(1, channels, width, width))
    output = max_pool2d(image, size, stride=stride, padding=padding)
    starts = [left for left in range(-padding, width + padding) if left + size <= width + padding][::stride]
    yield Say(
        "A window of width {size} moves by {stride} across {width} columns. Pooling is a sliding window, so the "
        "arithmetic is that of a convolution."
    )
    yield Ask("How wide is the output, with padding {padding}?", len(starts))
    yield Check(
        "shape-formula", "columns of the output = places at which the window fits, found one by one", equal(output.shape[3], len(starts))
    )
    yield Check(
        "four-axes",
        "shape of the output for an input of 1×3×{width}×{width}: the axes and the channels stay, height and width are the places of the window",
        equal(list(output.shape), [1, channels, len(starts), len(starts)]),
    )
    apart = np.concatenate([max_pool2d(image[:, c : c + 1], size, stride=stride, padding=padding) for c in range(channels)], axis=1)
    yield Say(
        "The input has {channels} channels. Each is pooled by itself: height and width may shrink, the channels stay.", channels=channels
    )
    yield Check("channel-by-channel", "pooling all channels at once = one at a time", equal(output, apart))
    before = 64 * 224 * 224
    numbers = [f"{before:,}", f"{int(before * pool.kept_fraction(2)):,}"]
    table = {T("shape"): ["224×224×64", "112×112×64"], T("numbers"): numbers, T("weights"): ["0", "0"]}
    yield Show("2×2 pooling at stride 2, in the first stage of VGG-16", rows=table, columns=[T("before"), T("after")])
    rest = whole = np.zeros((1, 1, stride**layers, stride**layers))
    for _ in range(layers):
        rest = max_pool2d(rest, stride)
    yield Check(
        "activations-left",
        "windows of s at stride s, L times: numbers left, counted = 1/s² of those before, to the power L",
        equal(rest.size / whole.size, pool.kept_fraction(stride, layers), within=1e-15),
    )
    yield Say(
        "What pooling buys for later layers is reach: a step of one there is a step of s here, so each later kernel looks at more of the image."
    )
    yield Check(
        "reach",
        "columns that a 3-wide kernel behind the pooling reads, traced by gradients = k + 2s",
        equal(_reach(size, stride), size + 2 * stride).where(
            stride <= size, "with steps wider than the window, some columns are never read"
        ),
    )
    same = max_pool2d(image, 3, stride=1, padding=1)
    yield Say(
        "Pooling need not shrink anything: a 3×3 window at stride 1 with padding 1 keeps the shape, as in Inception's pooling branch."
    )
    yield Check("stride-one-keeps-shape", "3×3, stride 1, padding 1: side of the output = side of the input", equal(same.shape[2], width))


def _fits(width: int, size: int, padding: int) -> None:
    if padding > size // 2 or size > width + 2 * padding:
        raise Refusal(
            "A window of {size} with padding {padding} does not go with a map of {width}: padding is at most half a "
            "window, and the window must fit.",
            size=size,
            padding=padding,
            width=width,
        )


def _reach(size: int, stride: int) -> int:
    """Columns of the image that one output of a 3-wide kernel behind average pooling depends on."""
    image = np.ones((1, 1, size + 2 * stride, size + 2 * stride))
    pooled = avg_pool2d(image, size, stride=stride)
    behind, _, _ = conv2d_backward(np.ones((1, 1, 1, 1)), pooled, np.ones((1, 1, 3, 3)))
    return int(pool.avg_pool2d_backward(behind, image, size, stride=stride)[0, 0].any(axis=0).sum())


def backward(
    rng: np.random.Generator,
    *,
    size: Annotated[int, Range(1, 4), "side of the window"] = 2,
    stride: Annotated[int, Range(1, 4), "step of the window"] = 2,
) -> Iterator[Step]:
    """Where the gradient goes."""
    image = EXAMPLE[None, None]
    ones = np.ones_like(max_pool2d(image, size, stride=stride))
    routed = pool.max_pool2d_backward(ones, image, size, stride=stride)[0, 0]
    spread = pool.avg_pool2d_backward(ones, image, size, stride=stride)[0, 0]
    yield Say(
        "Let each output send back a gradient of 1. A little more in a window's largest cell raises the output by as much; in the others, by nothing."
    )
    yield Show("The map", EXAMPLE, digits=0, heat=True)
    yield Ask(
        "How many of its cells get a gradient from max pooling with window {size} and stride {stride}?", int(np.count_nonzero(routed))
    )
    yield Show("Gradient through max pooling", routed, digits=0, heat=True)
    yield Show("Gradient through average pooling", spread, digits=3, heat=True)
    random = rng.normal(size=(1, 1, 6, 6))
    upstream = rng.normal(size=max_pool2d(random, size, stride=stride).shape)
    measured = [
        central_differences(lambda x, pooling=pooling: (pooling(x, size, stride=stride) * upstream).sum(), random, 1e-6)
        for pooling in (max_pool2d, avg_pool2d)
    ]
    # both are linear in pieces: only rounding, about 1e-16 / 1e-6 per term; normal draws are not 1e-6 apart from a tie
    yield Check(
        "max-finite-difference",
        "on a random map: max-pooling gradient = central differences",
        equal(pool.max_pool2d_backward(upstream, random, size, stride=stride), measured[0], within=1e-7),
    )
    yield Check(
        "avg-finite-difference",
        "on a random map: average-pooling gradient = central differences",
        equal(pool.avg_pool2d_backward(upstream, random, size, stride=stride), measured[1], within=1e-7),
    )
    yield Check(
        "nothing-lost",
        "both hand on all of it: Σ gradient for the map = Σ upstream",
        equal([routed.sum(), spread.sum()], [ones.size, ones.size], within=1e-12),
    )
    found = central_differences(lambda x: avg_pool2d(x, size).sum(), random[:, :, :size, :size], 1e-6)
    yield Check(
        "equal-shares",
        "average pooling, a single window, gradient 1: the share that central differences find = 1/k²",
        # linear: only rounding, about 1e-15 / 1e-6
        equal(found[0, 0, 0, 0], pool.average_share(1.0, size), within=1e-8),
    )


def ties(
    rng: np.random.Generator, *, equals: Annotated[int, Range(1, 4), "how many of the four cells share the maximum"] = 2
) -> Iterator[Step]:
    """Two cells share the maximum."""
    window = np.where(np.arange(4) < equals, 2.0, 1.0 - np.arange(4) / 4).reshape(2, 2)
    first = pool.max_pool2d_backward(np.ones((1, 1, 1, 1)), window[None, None], 2)[0, 0]
    split = np.where(window == window.max(), 1 / equals, 0.0)
    yield Show("One window", window, digits=2, heat=True)
    yield Say("At a tie the maximum has a kink, and no single gradient is the right one. A program still has to return something.")
    yield Ask("Upstream gradient 1. What does PyTorch's max_pool2d give the cell in the top left?", 1)
    yield Show("Two honest answers", [first.ravel(), split.ravel()], rows=[T("first wins"), T("shared")], digits=2)
    first_cell = np.eye(4)[0].reshape(2, 2)
    slopes = [((window + step * first_cell).max() - window.max()) / step + 0.0 for step in (1e-6, -1e-6)]
    yield Check(
        "kink",
        "slope for the first cell, measured upwards and downwards",
        # rounding, 1e-16 / 1e-6
        equal(slopes, [1.0, 0.0], within=1e-8).where(equals > 1, "a single winner has the same slope both ways"),
    )
    steps = rng.normal(size=(200, 2, 2))
    gains = (window + steps).max(axis=(1, 2)) - window.max()
    yield Check(
        "both-are-subgradients",
        "over 200 random steps d, max(x + d) − max(x) − g·d never drops below 0, for either answer",
        at_least(min((gains - (steps * g).sum(axis=(1, 2))).min() for g in (first, split)), -1e-12),
    )
    yield Check(
        "average-back-is-wrong",
        "spreading 1/4 to each cell, as average pooling does, breaks that rule",
        less((gains - steps.sum(axis=(1, 2)) / 4).min(), -1e-6).where(equals < 4, "four equal cells may well share the gradient"),
    )


def padding(
    rng: np.random.Generator,
    *,
    width: Annotated[int, Range(3, 12), "side of the map"] = 4,
    size: Annotated[int, Range(2, 4), "side of the window"] = 3,
) -> Iterator[Step]:
    """What stands outside the edge."""
    _fits(width, size, 1)
    negative = -rng.integers(1, 9, (width, width)).astype(float)
    yield Show("A map without a single positive number", negative, digits=0, heat=True)
    yield Ask("Max pooling, window {size}, stride 1, padding 1: does a 0 appear along the edge?", 1, options=[T("yes"), T("no")])
    right = max_pool2d(negative[None, None], size, stride=1, padding=1)[0, 0]
    zeros = max_pool2d(np.pad(negative, 1)[None, None], size, stride=1)[0, 0]
    yield Show("Padded with −∞", right, digits=0, heat=True)
    yield Show("Padded with 0: wrong", zeros, digits=0, heat=True)
    largest, cells = (_by_hand(negative, size, 1, summary, padding=1) for summary in (max, len))
    yield Check("edge-by-hand", "max_pool2d = the maximum over those cells of the window that exist", equal(right, largest))
    yield Check(
        "zeros-would-win",
        "outputs that zeros would have invented = windows that reach over the edge, counted",
        equal(int((zeros == 0).sum()), int((cells < size**2).sum())),
    )
    yield Say("Behind a ReLU nothing is negative and the two agree; before one they do not.")
    ones = np.ones((1, 1, width, width))
    counted = avg_pool2d(ones, size, stride=1, padding=1)[0, 0]
    uncounted = avg_pool2d(ones, size, stride=1, padding=1, count_padding=False)[0, 0]
    yield Say("A mean has no such neutral number. Average pooling pads with zeros, and must say whether it divides by them too.")
    yield Ask(
        "A map of ones; zeros are counted. What is the output in the top left corner? (three decimals)",
        ((size - 1) / size) ** 2,
        within=0.001,
    )
    yield Show("Average of ones, padding counted", counted, digits=2, heat=True)
    yield Check(
        "counted-darkens-the-edge",
        "corner with padding counted: (k − 1)² real cells ÷ k²",
        equal(counted[0, 0], (size - 1) ** 2 / size**2, within=1e-12),
    )
    yield Check(
        "uncounted-keeps-ones",
        "with padding left out of the count, ones stay ones",
        equal(uncounted, np.ones_like(uncounted), within=1e-12),
    )


def gap(
    rng: np.random.Generator,
    *,
    channels: Annotated[int, Range(1, 8), "channels"] = 3,
    side: Annotated[int, Range(2, 10), "side of the map"] = 4,
) -> Iterator[Step]:
    """Global average pooling: a window as large as the map."""
    maps = rng.integers(0, 10, (1, channels, side, side)).astype(float)
    pooled = pool.global_average_pool(maps)
    yield Say(
        "Make the window as large as the map, and one number remains of each channel. However large the image was, the next layer gets the same shape."
    )
    yield Show("First channel", maps[0, 0], digits=0, heat=True)
    yield Ask("{channels} channels of {side}×{side}: how many numbers does global average pooling leave?", channels)
    yield Show("One number for each channel", pooled, digits=3)
    yield Check(
        "one-window",
        "global average = average pooling with one window of the map's side",
        equal(pooled, avg_pool2d(maps, side)[:, :, 0, 0], within=1e-12),
    )
    shuffled = rng.permuted(maps.reshape(1, channels, -1), axis=-1).reshape(maps.shape)
    yield Say("The mean does not know where anything stood. That is invariance to every cyclic shift, and to every jumble as well.")
    yield Check(
        "position-is-forgotten",
        "cells shuffled within each channel: the same output",
        equal(pool.global_average_pool(shuffled), pooled, within=1e-12),
    )
    classes = 10
    heads = {T("flatten"): maps.size * classes, T("averaged"): pooled.size * classes}
    yield Plot(T("Weights of a dense layer to {classes} classes behind it", classes=classes), heads, kind="bars")
    half = max_pool2d(maps, 2)
    yield Check(
        "only-flattened-heads-shrink",
        "weights after a 2×2 pooling ÷ without it: of a 3×3 convolution, of a head on the averages, of a head on the flattened map",
        equal(np.array(_weights(half)) / _weights(maps), [1.0, 1.0, (side // 2) ** 2 / side**2]),
    )
    upstream = rng.normal(size=(1, channels))
    slopes = central_differences(lambda x: (pool.global_average_pool(x) * upstream).sum(), maps, 1e-6)
    yield Check(
        "gradient-is-shared",
        "gradient for every cell = central differences: each gets 1/(H·W)",
        # linear: only rounding, about 1e-14 / 1e-6
        equal(pool.global_average_pool_backward(upstream, maps), slopes, within=1e-7),
    )


def _weights(maps: Array) -> list[int]:
    """Weights of a 3×3 convolution that reads these maps, of a dense layer on their averages, of one on their cells; 10 outputs each."""
    kernels = np.zeros((10, maps.shape[1], 3, 3))
    return [kernels.size, 10 * pool.global_average_pool(maps).size, 10 * maps.size]


def tokens(
    rng: np.random.Generator,
    *,
    count: Annotated[int, Range(2, 8), "tokens of the sentence"] = 3,
    padded: Annotated[int, Range(1, 8), "padding after them"] = 3,
) -> Iterator[Step]:
    """Pooling today: one vector for many tokens."""
    every, mask = rng.normal(size=(count + padded, 4)), np.repeat([1, 0], [count, padded])
    alone = every[:count]
    yield Say("A sentence of {count} tokens stands in a batch, padded by {padded}. What a transformer returns at the padding is not zero.")
    yield Show("Vectors of the tokens, then of the padding", every, heat=True, digits=2)
    yield Ask("Which mean is that of the sentence?", 1, options=[T("over all rows"), T("over the rows of tokens")])
    masked = pool.masked_mean(every, mask)
    yield Check(
        "mask-forgets-padding", "masked mean = mean of the sentence without padding", equal(masked, alone.mean(axis=0), within=1e-12)
    )
    yield Check("padding-leaks", "mean over all rows − masked mean, the largest gap", more(np.abs(every.mean(axis=0) - masked).max(), 1e-6))
    query = rng.normal(size=4)
    pooled, ordered = pool.attention_pool(alone, query), pool.attention_pool(alone[::-1], query)
    sharp, chosen = pool.attention_pool(alone, 1e6 * query), alone[np.argmax(alone @ query)]
    yield Say(
        "Attention pooling weights the rows by a learned query, through a softmax. The class token is such a query that is itself a token."
    )
    yield Show(
        "One vector", rows={T("mean"): masked, T("attention"): pooled, T("attention, query × 10⁶"): sharp, T("maximum"): alone.max(axis=0)}
    )
    yield Check(
        "attention-limits",
        "a query of zero gives the mean; a very long one gives the token that fits best; the order of the tokens does not matter",
        equal([pool.attention_pool(alone, np.zeros(4)), sharp, pooled], [alone.mean(axis=0), chosen, ordered], within=1e-6),
    )


def merging(
    rng: np.random.Generator,
    *,
    width: Annotated[int, Range(1, 64), "cells of a row"] = 10,
    bins: Annotated[int, Range(1, 8), "bins of adaptive pooling"] = 4,
    channels: Annotated[int, Range(1, 256), "channels of patch merging"] = 3,
) -> Iterator[Step]:
    """Bins that adapt, and patches that merge."""
    counts = [pool.adaptive_bin(width, bins, place) for place in range(bins)]
    touched = [
        sum(place * width < (cell + 1) * bins and cell * bins < (place + 1) * width for cell in range(width)) for place in range(bins)
    ]
    yield Say(
        "Adaptive pooling makes {bins} bins of {width} cells, whatever {width} is: bin i takes every cell that [i·n/b, (i + 1)·n/b) touches."
    )
    yield Ask("How many cells does the last bin take?", counts[-1][1])
    yield Show("Bins", columns={T("first cell"): [first for first, _ in counts], T("cells"): [size for _, size in counts]}, digits=0)
    yield Check(
        "bins-by-touch",
        "number of cells of each bin = cells that its interval touches, found one by one",
        equal([n for _, n in counts], touched),
    )
    maps = rng.normal(size=(1, channels, 4, 4))
    merged = pool.merge_patches(maps)
    yield Say(
        "Patch merging halves the side too, but drops nothing: four neighbours become four times the channels, and a learned layer takes them to 2C."
    )
    yield Check(
        "merging-keeps-all", "the numbers after merging, sorted = those before", equal(np.sort(merged.ravel()), np.sort(maps.ravel()))
    )
    layer = np.zeros((2 * channels, merged.shape[1]))
    yield Check(
        "merging-weights", "weights of a layer from what was merged to 2C = 8C²", equal(layer.size, pool.merging_parameters(channels))
    )
