"""The convolution layer: channels, weights, what a unit sees, and what moves when the picture moves.

`conv` has the operation; here it becomes a layer. Every kernel crosses all channels, few weights serve any picture,
the view widens with depth, and a shifted picture gives shifted maps, up to the border and the stride.
"""

from collections.abc import Iterator, Sequence
from functools import reduce
from itertools import pairwise
from typing import Annotated

import numpy as np

from dl_quiz.stage import Ask, Check, Length, Plot, Range, Refusal, Say, Show, Step, T, equal, less, more

from .kernels.conv import conv2d, conv2d_backward, convolution_matrix, transposed_size
from .kernels.convlayer import compose, dilated_field, effective_spread, grouped_conv2d, overlap_counts, parameter_count, receptive_field
from .kernels.fc import parameter_count as dense_parameter_count
from .kernels.head import VGG16
from .kernels.shapes import Array

CHANNELS = (3, *(int(entry) for entry in VGG16 if entry != "pool"))
"""Channels through the thirteen 3×3 convolution layers of VGG-16, the image's three first."""


def channels(
    rng: np.random.Generator,
    *,
    inputs: Annotated[int, Range(1, 6), "input channels"] = 2,
    filters: Annotated[int, Range(1, 6), "number of kernels"] = 3,
    size: Annotated[int, Range(3, 8), "side of the image"] = 3,
) -> Iterator[Step]:
    """Every kernel spans all channels."""
    image = rng.integers(0, 3, (inputs, size, size)).astype(float)
    weights = rng.choice([-1.0, 1.0], (filters, inputs, 2, 2))
    bias = rng.integers(1, 4, filters).astype(float)
    yield Say(
        "The layer's weight has the shape (filters, channels, k, k) = ({filters}, {inputs}, 2, 2): a kernel is a "
        "block as deep as its input, and it moves along height and width only."
    )
    for c in range(min(inputs, 2)):
        yield Show(T("Channel {c} of the image", c=c), image[c], digits=0)
        yield Show("Its slice of the first kernel", weights[0, c], digits=0)
        yield Show(T("Partial sums from channel {c}", c=c), _slide(image[c], weights[0, c]), digits=0)
    output = conv2d(image[None], weights, bias)[0]
    yield Ask("{inputs} channels go in and there are {filters} kernels. How many maps come out?", filters)
    yield Show(T("Output map 0: all partial sums, plus the bias {bias:g}", bias=bias[0]), output[0], digits=0)
    by_hand = [sum(_slide(image[c], weights[f, c]) for c in range(inputs)) + bias[f] for f in range(filters)]
    yield Check(
        "sum-over-channels", "output o = b_o + Σ over channels of (x_c ⋆ W_oc), added up by hand", equal(output, by_hand, within=1e-12)
    )
    blank = image * (np.arange(inputs) < inputs - 1)[:, None, None]
    yield Say("So no kernel belongs to one channel. Blank the last channel, and every output map loses that channel's partial sum.")
    yield Check(
        "blanking-a-channel",
        "what all the maps lose = the partial sums of the blanked channel",
        equal(output - conv2d(blank[None], weights, bias)[0], [_slide(image[-1], weights[f, -1]) for f in range(filters)], within=1e-12),
    )
    yield Say(
        "This is why an RGB picture takes a 2-D convolution: the grid has two axes to move along, and colour is a channel. "
        "Likewise a waveform is 1-D, whatever its number of channels, and a video is 3-D."
    )


def params(
    rng: np.random.Generator,
    *,
    inputs: Annotated[int, Range(1, 256), "input channels"] = 3,
    filters: Annotated[int, Range(1, 256), "output channels"] = 64,
    kernel: Annotated[int, Range(1, 7), "side of the kernel"] = 3,
    size: Annotated[int, Range(8, 32), "side of the image in the dense comparison"] = 28,
) -> Iterator[Step]:
    """How many weights, and what a dense layer would need."""
    count = parameter_count(inputs, filters, kernel)
    yield Ask(
        "A convolution layer takes {inputs} channels to {filters} with {kernel}×{kernel} kernels and a bias. How many parameters?", count
    )
    yield Say("({inputs}·{kernel}² + 1)·{filters} = {count}: each kernel has a weight for each channel and tap, and one bias.", count=count)
    grown = [_gradient_entries(inputs, filters, kernel, side) for side in (kernel, kernel + 2)]
    yield Check(
        "same-for-any-image",
        "entries of the gradient, for a picture of one window and for a larger one = (C_in·k² + 1)·C_out",
        equal(grown, [count, count]),
    )
    matrix = convolution_matrix(np.ones((kernel, kernel)), size)
    outputs, pixels = matrix.shape
    dense = dense_parameter_count(pixels, outputs)
    yield Say(
        "One {kernel}×{kernel} kernel takes a {size}×{size} image to {outputs} numbers with {parameters} parameters. A "
        "dense layer for the same job has {dense:,}.",
        outputs=outputs,
        parameters=kernel**2 + 1,
        dense=dense,
    )
    yield Check("dense-replacement", "places of the layer's matrix, plus one bias for each output", equal(matrix.size + outputs, dense))
    blocks = [parameter_count(a, b, 3) for a, b in pairwise(CHANNELS)]
    names = [f"{a}→{b} ({i})" for i, (a, b) in enumerate(pairwise(CHANNELS), start=1)]
    yield Plot("VGG-16: parameters of its 13 convolution layers", dict(zip(names, blocks, strict=True)), kind="bars")
    yield Check(
        "vgg16", "all convolution layers of VGG-16 together: 14,714,688, as Keras counts without the head", equal(sum(blocks), 14_714_688)
    )
    yield Say("Two 3×3 layers see as far as one 5×5, with 18C² weights for 25C², and a ReLU more.")
    yield Check(
        "stack-is-cheaper",
        "two 3×3 against one 5×5, {filters} channels in and out",
        less(2 * parameter_count(filters, filters, 3, bias=False), parameter_count(filters, filters, 5, bias=False)),
    )


def field(
    rng: np.random.Generator,
    *,
    kernels: Annotated[tuple[float, ...], Range(1, 7), Length(1, 8), "kernel widths, layer by layer"] = (3, 3, 2, 3, 3, 2, 3),
    strides: Annotated[tuple[float, ...], Range(1, 3), Length(1, 8), "strides, layer by layer"] = (1, 1, 2, 1, 1, 2, 1),
) -> Iterator[Step]:
    """How far a unit sees."""
    widths, steps = _whole(kernels), _whole(strides)
    if len(widths) != len(steps):
        raise Refusal("{widths} kernels but {steps} strides: give one stride for each layer.", widths=len(widths), steps=len(steps))
    fields = [receptive_field(widths[: n + 1], steps[: n + 1]) for n in range(len(widths))]
    jumps = [int(np.prod(steps[: n + 1])) for n in range(len(steps))]
    yield Say("One layer sees k pixels. The next adds (k − 1) steps, and a step is as long as all strides before it multiplied.")
    yield Ask(T("Kernels {widths}, strides {steps}: how wide is the receptive field at the end?", widths=widths, steps=steps), fields[-1])
    table = {"k": widths, "s": steps, T("field"): fields, T("step"): jumps}
    yield Show("Layer by layer", rows=[str(n + 1) for n in range(len(widths))], columns=table, digits=0)
    footprint, neighbour = _footprint(widths, steps, 0), _footprint(widths, steps, 1)
    yield Check(
        "formula-equals-gradient",
        "r ← r + (k − 1)·j = number of input pixels that the gradient of one unit reaches",
        equal(int(footprint[-1] - footprint[0] + 1), fields[-1]),
    )
    yield Check(
        "neighbours-step",
        "the views of two neighbours lie one product of strides apart",
        equal(int(neighbour[0] - footprint[0]), jumps[-1]),
    )
    yield Say(
        "“A convolution is local” is true of one layer. Stacked, it reaches the whole picture, and striding early reaches it soonest."
    )


def dilated(
    rng: np.random.Generator,
    *,
    kernel: Annotated[int, Range(2, 5), "side of the kernels"] = 3,
    dilations: Annotated[tuple[float, ...], Range(1, 16), Length(1, 6), "dilations, layer by layer"] = (1, 2, 4),
) -> Iterator[Step]:
    """Dilations that grow see far at no cost."""
    steps = _whole(dilations)
    yield Ask(
        "Layers of width {kernel} with the dilations {dilations}, stride 1: how wide is the receptive field?", dilated_field(kernel, steps)
    )
    reached = np.flatnonzero(_view(np.ones((1, 1, kernel, 1)), steps))
    yield Check(
        "field-of-dilations",
        "pixels from the first to the last that the gradient of one unit reaches = 1 + (k − 1)·Σ d",
        equal(int(reached[-1] - reached[0] + 1), dilated_field(kernel, steps)),
    )


def upsample(
    rng: np.random.Generator,
    *,
    size: Annotated[int, Range(3, 30), "side of the small map"] = 5,
    kernel: Annotated[int, Range(2, 7), "side of the kernel"] = 3,
    stride: Annotated[int, Range(1, 3), "stride"] = 2,
    padding: Annotated[int, Range(0, 1), "rows cut off on each side"] = 0,
) -> Iterator[Step]:
    """Transposed convolution: how large, and how even."""
    width = transposed_size(size, kernel, stride, padding)
    yield Say("Each number of the small map lays a copy of the kernel down, {stride} apart, and the copies add up. Here all numbers are 1.")
    yield Ask("Side {size}, kernel {kernel}, stride {stride}, padding {padding}: how wide is the result?", width)
    laid = np.zeros((size - 1) * stride + kernel)
    for place in range(size):
        laid[place * stride :][:kernel] += 1
    kept = laid[padding : len(laid) - padding]
    ones = [np.ones((1, 1, side, side)) for side in (size, width, kernel)]
    result, _, _ = conv2d_backward(*ones, stride=stride, padding=padding)
    yield Show("The result: the gradient of an ordinary convolution", result[0, 0], digits=0, heat=True)
    yield Check(
        "copies-laid-down", "(n − 1)·s + k − 2p = columns that copies of the kernel cover, laid down one by one", equal(width, len(kept))
    )
    yield Check("copies-add-up", "result = copies over the row × copies over the column", equal(result[0, 0], np.outer(kept, kept)))
    inner = [overlap_counts(30, k, s)[k : -k or None] for k, s in ((3, 2), (4, 2), (5, 2), (4, 3))]
    yield Check(
        "even-overlap",
        "away from the edges, is each column covered equally often? Kernels 3, 4, 5 at stride 2; kernel 4 at stride 3",
        equal([bool(np.ptp(counts) == 0) for counts in inner], [False, True, False, False]),
    )


def effective(
    rng: np.random.Generator,
    *,
    layers: Annotated[int, Range(1, 15), "equal layers"] = 10,
    kernel: Annotated[int, Range(2, 7), "side of their kernels"] = 3,
) -> Iterator[Step]:
    """What a unit really attends to."""
    theory = layers * (kernel - 1) + 1
    view = _view(np.full((1, 1, kernel, kernel), 1 / kernel**2), [1] * layers)
    offsets = np.arange(theory) - (theory - 1) / 2
    spread = float(np.sqrt(np.sum(view.sum(axis=0) * offsets**2)))
    yield Say(
        "{layers} layers of {kernel}×{kernel} averages see {theory}×{theory} pixels. But few paths lead to the "
        "corner and very many to the middle.",
        theory=theory,
    )
    middle = view[len(view) // 2]
    bell = middle.sum() * np.exp(-(offsets**2) / (2 * spread**2)) / (spread * np.sqrt(2 * np.pi))
    curves = {T("measured"): (offsets, middle), T("Gaussian"): (offsets, bell)}
    yield Plot("Influence of the pixels on the middle row", curves, x=T("pixels from the centre"))
    yield Check(
        "spread", "standard deviation of the influence = √(L(k² − 1)/12)", equal(spread, effective_spread(kernel, layers), within=1e-9)
    )
    half = np.abs(offsets) <= theory / 4
    share, area = float(view[np.ix_(half, half)].sum()), float(half.mean() ** 2)
    yield Ask(
        T("The middle half in each direction is {area:.0%} of the area. What share of the influence does it hold?", area=area),
        0 if share < area + 0.05 else 1 if share < 0.6 else 2,
        options=[T("about the same"), T("more, up to 60%"), T("more than 60%")],
    )
    yield Check(
        "middle-holds-most",
        "share of the influence inside the middle half, against 75%",
        more(share, 0.75).where(layers >= 10, "with fewer than ten layers the view is still rather flat"),
    )
    yield Say(
        "The theoretical field grows with the depth L, the spread only with √L. The deeper the stack, the smaller the part it really uses."
    )


def equivariance(
    rng: np.random.Generator,
    *,
    shift: Annotated[int, Range(0, 11), "columns to shift the picture"] = 2,
    stride: Annotated[int, Range(1, 4), "stride of the last part"] = 2,
) -> Iterator[Step]:
    """Shift the picture, and the map shifts with it."""
    size = 12
    image, kernel = rng.normal(size=(1, 1, size, size)), rng.normal(size=(1, 1, 3, 3))
    moved = np.roll(image, shift, axis=3)
    plain, after = _circular(image, kernel), _circular(moved, kernel)
    yield Say("On a picture whose right edge continues at the left (circular padding), shift first or convolve first: the same.")
    yield Check("circular-equivariant", "conv(shift(x)) = shift(conv(x))", equal(after, np.roll(plain, shift, axis=3), within=1e-12))
    yield Ask("Is that invariance: does the map stay as it was?", 1, options=[T("yes"), T("no, it moves along")])
    yield Check(
        "not-invariant",
        "the largest change of the map when the picture moves",
        more(np.abs(after - plain).max(), 0.01).where(shift > 0, "nothing was shifted"),
    )
    yield Check(
        "invariant-after-averaging",
        "the average over all places does not notice the shift",
        equal(after.mean(), plain.mean(), within=1e-12),
    )
    before, later = (conv2d(picture, kernel, padding=1)[0, 0] for picture in (image, moved))
    yield Say("With zero padding the kernel meets zeros at the border, and they do not move with the picture.")
    worst = np.abs(later - np.roll(before, shift, axis=1)).max(axis=0)
    by_column = {str(column): value for column, value in enumerate(worst)}
    yield Plot("Largest |conv(shift(x)) − shift(conv(x))| in each column", by_column, kind="bars")
    yield Check(
        "only-the-border-breaks",
        "the columns that differ are those that touch the border before or after the shift",
        equal(np.flatnonzero(worst > 1e-9), sorted({0, shift - 1, shift, size - 1})).where(shift > 0, "nothing was shifted"),
    )
    distances = [_distance_to_a_shift(image, kernel, n, stride) for n in range(size)]
    yield Say(
        "A stride of {stride} keeps one place in {stride}. A shift by a multiple of {stride} lands on kept places; "
        "another one falls between them."
    )
    bars = {str(n): distance for n, distance in enumerate(distances)}
    yield Plot(
        "By shift of the picture: distance of the strided map to its nearest shifted copy", bars, kind="bars", x=T("shift of the picture")
    )
    yield Check(
        "stride-keeps-multiples",
        "largest distance over the shifts by multiples of the stride",
        equal(max(distances[::stride]), 0.0, within=1e-12),
    )
    least = min((d for n, d in enumerate(distances) if n % stride), default=0.0)
    yield Check(
        "stride-breaks-the-rest",
        "over all other shifts: the smallest distance, counted as the largest difference of two entries",
        more(least, 1.0).where(stride > 1, "with stride 1 every place is kept"),
    )
    along = [np.allclose(after, np.roll(plain, shift, axis=3)), bool(worst.max() < 1e-9), least < 1e-9]
    yield Check(
        "up-to-border-and-stride",
        "does the map just move along? On a ring; with zero padding; on a ring with the stride, by no multiple of it",
        equal(along, [True, False, False]).where(shift > 0 and stride > 1, "nothing was shifted, or every place is kept"),
    )


def collapse(
    rng: np.random.Generator,
    *,
    first: Annotated[int, Range(1, 5), "side of the first kernel"] = 3,
    second: Annotated[int, Range(1, 5), "side of the second kernel"] = 3,
    middle: Annotated[int, Range(1, 8), "channels in between"] = 4,
) -> Iterator[Step]:
    """Without an activation, two layers are one."""
    image = rng.normal(size=(1, 2, 12, 12))
    one, two = rng.normal(size=(middle, 2, first, first)), rng.normal(size=(3, middle, second, second))
    merged = compose(one, two)
    yield Say("Layer one: 2 → {middle} channels, {first}×{first}. Layer two: {middle} → 3, {second}×{second}. No activation in between.")
    yield Ask("One single layer can replace both. How wide must its kernel be?", first + second - 1)
    stacked, single = conv2d(conv2d(image, one), two), conv2d(image, merged)
    yield Check(
        "two-linear-are-one",
        T("both layers, one after the other = one layer with the merged {width}×{width} kernel", width=merged.shape[2]),
        equal(stacked, single, within=1e-10),  # sums of up to some hundred products, grouped in another way
    )
    picture, ten = rng.normal(size=(1, 1, 24, 24)), rng.normal(0.0, 1 / 3, (10, 1, 1, 3, 3))
    whole = reduce(compose, ten)
    yield Check(
        "ten-linear-are-one",
        T("ten 3×3 layers of one channel, one after the other = one layer with the merged {width}×{width} kernel", width=whole.shape[2]),
        equal(reduce(conv2d, ten, picture), conv2d(picture, whole), within=1e-10),
    )
    rectified = conv2d(np.maximum(conv2d(image, one), 0), two)
    yield Say("Depth alone makes no higher features: this stack computes nothing that one layer could not. Now put a ReLU in between.")
    yield Check("relu-makes-depth-count", "distance from the merged layer, with the ReLU", more(np.abs(rectified - single).max(), 0.01))
    edge = first // 2 + second // 2
    between = conv2d(conv2d(image, one, padding=first // 2), two, padding=second // 2)
    difference = np.abs(between - conv2d(image, merged, padding=edge)).max(axis=(0, 1))
    inside = difference[edge : 12 - edge, edge : 12 - edge]
    yield Say(
        "A footnote: with zero padding in front of both layers the merger is exact inside only. "
        "Near the border the second layer reads fresh zeros where the merged kernel would read the first layer's output."
    )
    yield Check("padded-inside-agrees", "largest difference inside, with zero padding", equal(inside.max(), 0.0, within=1e-10))
    yield Check(
        "padded-border-differs",
        "largest difference at the border",
        more(difference.max(), 0.01).where(first > 2 and second > 1, "here the padding cuts none of the first layer's output off"),
    )


def variants(
    rng: np.random.Generator,
    *,
    inputs: Annotated[int, Range(1, 64), "input channels"] = 8,
    filters: Annotated[int, Range(1, 128), "output channels"] = 8,
    groups: Annotated[int, Range(1, 64), "groups"] = 4,
) -> Iterator[Step]:
    """One by one, grouped, depthwise."""
    if inputs % groups or filters % groups:
        raise Refusal("{groups} groups must divide {inputs} input and {filters} output channels evenly.")
    image, mixing = rng.normal(size=(1, inputs, 5, 5)), rng.normal(size=(filters, inputs))
    yield Say(
        "A 1×1 kernel sees one pixel, but all its channels: it is a dense layer applied at every pixel. It changes the number of channels cheaply."
    )
    by_hand = [sum(w * x for w, x in zip(row, image[0, :, 2, 3], strict=True)) for row in mixing]
    yield Check(
        "one-by-one-is-dense",
        "1×1 convolution = W · (channels of the pixel), pixel by pixel",
        equal(conv2d(image, mixing[:, :, None, None])[0, :, 2, 3], by_hand, within=1e-12),
    )
    share = inputs // groups
    weights, apart = rng.normal(size=(filters, share, 3, 3)), rng.normal(size=(inputs, 1, 3, 3))
    own = np.kron(np.eye(groups), np.ones((filters // groups, share)))
    wide = np.tile(weights, (1, groups, 1, 1)) * own[:, :, None, None]
    yield Ask(
        "3×3 kernels, {inputs} → {filters} channels in {groups} groups, with bias: how many parameters?",
        parameter_count(inputs, filters, 3, groups),
    )
    yield Check(
        "groups-are-blocks",
        "a grouped convolution = a full one whose kernels are zero outside their own group",
        equal(grouped_conv2d(image, weights, groups), conv2d(image, wide), within=1e-12),
    )
    yield Check(
        "grouped-parameters",
        "weights that are not zero, and a bias for each output = (C_in/g · k² + 1) · C_out",
        equal(np.count_nonzero(wide) + filters, parameter_count(inputs, filters, 3, groups)),
    )
    kinds = (mixing[:, :, None, None], 1), (weights, groups), (apart, inputs)
    heard = [_channels_heard(image, kernels, parts) for kernels, parts in kinds]
    yield Check(
        "who-hears-whom",
        "input channels that change the first output channel: of a 1×1 layer all, in g groups C_in/g, of a depthwise layer one",
        equal(heard, [inputs, share, 1]),
    )
    layers = {T("depthwise 5×5"): (5, 64), "1×1": (1, 1), "3×3, g = 4": (3, 4), "3×3": (3, 1), "5×5": (5, 1)}
    counts = [parameter_count(64, 64, side, parts, bias=False) for side, parts in layers.values()]
    yield Plot("Weights of layers with 64 channels in and out", dict(zip(layers, counts, strict=True)), kind="bars")
    yield Check(
        "weights-in-order",
        "64 channels to 64: depthwise 5×5, 1×1, 3×3 in 4 groups, 3×3, 5×5: weights, counted in arrays of their shapes",
        equal([np.zeros((64, 64 // parts, side, side)).size for side, parts in layers.values()], counts),
    )
    yield Say(
        "With as many groups as channels it is the depthwise convolution: no channel hears of another, so a 1×1 layer usually follows to mix them."
    )


def _channels_heard(image: Array, kernels: Array, groups: int) -> int:
    """Count the input channels without which the first output channel changes."""
    blanked = image * (1 - np.eye(image.shape[1]))[:, :, None, None]
    change = np.abs(grouped_conv2d(blanked, kernels, groups) - grouped_conv2d(image, kernels, groups))
    return int((change[:, 0].max(axis=(1, 2)) > 1e-9).sum())


def _slide(image: Array, kernel: Array) -> Array:
    """One channel with its slice of a kernel, one multiplication after the other."""
    out = range(len(image) - len(kernel) + 1)
    return np.array([[sum(image[i + u, j + v] * kernel[u, v] for u, v in np.ndindex(kernel.shape)) for j in out] for i in out])


def _gradient_entries(inputs: int, filters: int, kernel: int, side: int) -> int:
    """Count the numbers for which a backward pass on a picture of this side returns a gradient."""
    images, kernels = np.ones((1, inputs, side, side)), np.ones((filters, inputs, kernel, kernel))
    _, d_kernels, d_bias = conv2d_backward(np.ones_like(conv2d(images, kernels)), images, kernels)
    return d_kernels.size + d_bias.size


def _whole(values: Sequence[float]) -> list[int]:
    if any(value != int(value) for value in values):
        raise Refusal("Kernel widths and strides must be whole numbers.")
    return [int(value) for value in values]


def _footprint(kernels: Sequence[int], strides: Sequence[int], unit: int) -> Array:
    """Input pixels (one axis) that the gradient of one of the last layer's units reaches, all weights being 1."""
    gradient = np.eye(unit + 1)[None, None, -1:]  # 1 at the unit, 0 at those before it
    for kernel, stride in zip(reversed(kernels), reversed(strides), strict=True):
        below = np.zeros((1, 1, 1, (gradient.shape[3] - 1) * stride + kernel))
        gradient, _, _ = conv2d_backward(gradient, below, np.ones((1, 1, 1, kernel)), stride=stride)
    return np.flatnonzero(gradient)


def _view(weights: Array, dilations: Sequence[int]) -> Array:
    """Gradient of one unit for the picture, through layers of the same weights with these dilations."""
    view, (rows, columns) = np.ones((1, 1, 1, 1)), weights.shape[2:]
    for step in reversed(dilations):
        below = np.zeros((1, 1, view.shape[2] + step * (rows - 1), view.shape[3] + step * (columns - 1)))
        view, _, _ = conv2d_backward(view, below, weights, dilation=step)
    return view[0, 0]


def _circular(image: Array, kernel: Array) -> Array:
    return conv2d(np.pad(image, ((0, 0), (0, 0), (1, 1), (1, 1)), mode="wrap"), kernel)


def _distance_to_a_shift(image: Array, kernel: Array, shift: int, stride: int) -> float:
    """How far the strided map of a shifted picture is from the nearest shifted copy of the unshifted picture's map."""
    before = _circular(image, kernel)[..., ::stride, ::stride]
    after = _circular(np.roll(image, shift, axis=3), kernel)[..., ::stride, ::stride]
    return float(min(np.abs(after - np.roll(before, n, axis=3)).max() for n in range(before.shape[3])))
