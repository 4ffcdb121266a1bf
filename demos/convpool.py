"""Convolution and pooling, side by side: the same sliding window, with and without weights.

A convolution layer learns what to look for and mixes channels; a pooling layer follows a fixed rule in each channel.
The scenes test every row of that comparison, then ask who really saves parameters, and in which order the layers may stand.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import Annotated, Literal

import numpy as np

from dl_quiz.stage import Ask, Check, Plot, Range, Refusal, Say, Show, Step, T, at_least, equal, more

from .kernels.activation import relu, sigmoid, tanh
from .kernels.conv import conv2d, conv2d_backward, multiply_adds
from .kernels.convlayer import parameter_count, receptive_field
from .kernels.convpool import border_share, field_gain, flatten_head_parameters, trunk_multiply_adds, trunk_parameters
from .kernels.fc import parameter_count as dense_parameter_count
from .kernels.pool import avg_pool2d, global_average_pool, global_max_pool, max_pool1d, max_pool2d
from .kernels.shapes import Array

Layer = tuple[Literal["conv", "pool"], int, int]
"""Its kind, the width of its window, and its step."""


def compare(
    rng: np.random.Generator,
    *,
    channels: Annotated[int, Range(1, 6), "input channels"] = 2,
    filters: Annotated[int, Range(1, 6), "kernels of the convolution"] = 3,
    window: Annotated[int, Range(1, 3), "side of kernel and window"] = 2,
) -> Iterator[Step]:
    """The two layers, row by row."""
    images, others = rng.normal(size=(2, 1, channels, 6, 6))
    kernels, bias = rng.normal(size=(filters, channels, window, window)), rng.normal(size=filters)
    layers: dict[str, Callable[[Array], Array]] = {
        "conv": lambda x: conv2d(x, kernels, stride=window),
        "max": lambda x: max_pool2d(x, window),
        "avg": lambda x: avg_pool2d(x, window),
    }
    yield Say(
        "Both layers slide a window by a stride. The convolution multiplies what it sees by weights that it learned; pooling takes the maximum or the mean."
    )
    learned = kernels.size + bias.size
    yield Ask(
        "{channels} channels in, {filters} kernels of {window}×{window} with biases: how many numbers does the convolution layer learn?",
        learned,
    )
    conv, largest = layers["conv"](images), layers["max"](images)
    table = {T("learned"): [learned, 0], T("input"): [_shape(images)] * 2, T("output"): [_shape(conv), _shape(largest)]}
    yield Show("The same input, through both", rows=table, columns=[T("conv"), T("pool")])
    yield Check(
        "parameters",
        "numbers in the convolution's arrays = (C_in · k² + 1) · C_out",
        equal(learned, parameter_count(channels, filters, window)),
    )
    yield Check("same-size", "height and width come out alike: one formula for both", equal(list(conv.shape[2:]), list(largest.shape[2:])))
    reach = {name: _reach(layer, images, rng) for name, layer in layers.items()}
    yield Say("Now change one input channel at a time, and note which output channels move (1) and which do not (0).")
    yield Show("Convolution: inputs down, outputs across", reach["conv"], heat=True, digits=0)
    yield Show("Max pooling", reach["max"], heat=True, digits=0)
    yield Check(
        "convolution-mixes-channels",
        "every output of the convolution listens to every input channel",
        equal(reach["conv"], np.ones((channels, filters))),
    )
    yield Check(
        "who-listens",
        "output channels that one changed input channel moves: of the convolution all {filters}, of max pooling 1",
        equal([reach["conv"][0].sum(), reach["max"][0].sum()], [filters, 1]),
    )
    yield Check(
        "pooling-keeps-channels-apart",
        "each output of pooling listens to its own channel only",
        equal([reach["max"], reach["avg"]], [np.eye(channels)] * 2),
    )
    yield Ask(
        "Which of the three is not linear: convolution (no bias), average pooling, max pooling?",
        2,
        options=[T("convolution"), T("average"), T("max")],
    )
    yield Check(
        "conv-and-average-add-up",
        "f(x + y) − f(x) − f(y), at its largest, for convolution and average pooling",
        equal([_gap(layers[name], images, others) for name in ("conv", "avg")], [0.0, 0.0], within=1e-12),
    )
    layers |= {"dense": lambda x: conv2d(x, kernels), "global": lambda x: global_max_pool(x)[:, :, None, None]}
    yield Check(
        "which-add-up",
        "f(x + y) = f(x) + f(y)? convolution at stride 1 and strided: yes (1), average pooling: yes, max pooling and global max pooling: no (0)",
        equal([_gap(layers[name], images, others) < 1e-12 for name in ("dense", "conv", "avg", "max", "global")], [1, 1, 1, 0, 0]).where(
            window > 1, "a window of one cell leaves the map as it is"
        ),
    )


def moves(rng: np.random.Generator, *, steps: Annotated[int, Range(0, 3), "columns by which the picture moves"] = 1) -> Iterator[Step]:
    """The picture moves: one layer follows, the other shrugs."""
    kernel = np.array([[[[1.0, 2.0, 1.0]]]])
    before = np.zeros((1, 1, 1, 8))
    before[..., 2] = 3.0
    after = np.roll(before, steps, axis=3)
    conv = [conv2d(x, kernel, stride=1)[0, 0] for x in (before, after)]
    pooled = [_pool_row(x) for x in (before, after)]
    yield Say("A row with a single bright cell, and the same row a little later. First through a convolution at stride 1.")
    yield Show("Input, before and after", np.vstack([before[0, 0], after[0, 0]]), digits=0, heat=True)
    yield Show("Convolution, before and after", np.vstack(conv), digits=0, heat=True)
    yield Check(
        "convolution-follows",
        "the output has moved by as many columns as the input: equivariance",
        equal(conv[1], np.roll(conv[0], steps, axis=1)),
    )
    yield Ask(
        T("Max pooling in windows of 2: the bright cell moves from column 2 to {column}. Does the output change?", column=2 + steps),
        0 if (2 + steps) // 2 != 1 else 1,
        options=[T("yes"), T("no")],
    )
    yield Show("Max pooling, before and after", np.vstack(pooled), digits=0, heat=True)
    changed = not np.array_equal(pooled[0], pooled[1])
    yield Check(
        "pooling-shrugs-inside-a-window",
        "the output changes (1) or not (0): it does when the cell leaves its window, columns 2 and 3",
        equal(int(changed), int(after[..., 2:4].max() == 0)),
    )
    yield Say("So pooling tolerates small shifts, and only some of them. A convolution tolerates none: it reports where things are.")
    yield Check(
        "convolution-is-not-invariant",
        "largest change of the convolution's output",
        at_least(np.abs(conv[1] - conv[0]).max(), 1.0).where(steps > 0, "nothing has moved"),
    )


def params(
    rng: np.random.Generator,
    *,
    size: Annotated[int, Range(32, 224), "side of the image"] = 224,
    pools: Annotated[int, Range(0, 5), "poolings of VGG-16 that are kept"] = 5,
    head: Annotated[Literal["flatten", "gap"], "what follows the last map"] = "flatten",
) -> Iterator[Step]:
    """What pooling saves, and what it does not."""
    maps = np.zeros((1, 8, size, size))
    side = _pool_often(maps, pools).shape[2]
    trunk, dense, average = trunk_parameters(), flatten_head_parameters(size, pools), dense_parameter_count(512, 1000)
    yield Say(
        "VGG-16 on {size}×{size} images, with {pools} of its 5 poolings. The kernels are 3×3 whatever the size of "
        "the map, so their count cannot depend on pooling."
    )
    yield Check("trunk", "parameters of the 13 convolution layers = those of torchvision's vgg16().features", equal(trunk, 14_714_688))
    yield Ask("After {pools} poolings, what is the side of the last map?", side)
    yield Show("Parameters", rows={T("13 conv layers"): [trunk], T("flatten + FC-4096"): [dense], T("average + FC-1000"): [average]})
    yield Check(
        "flatten-pays-for-size",
        "first dense layer = (numbers in a map that was really pooled · 512 + 1) · 4096",
        equal(dense, (side**2 * 512 + 1) * 4096),
    )
    chosen = {"flatten": flatten_head_parameters(size, 0) - dense, "gap": 0}[head]
    yield Say(
        "So with the head “{head}”, the {pools} poolings save {chosen:,} parameters, and none of them in a convolution.", chosen=chosen
    )
    yield Check(
        "behind-one-pooling",
        "a 3×3 convolution behind one 2×2 pooling ÷ without it: multiply–adds, cells of its map, its flattened map, its weights (and what an optimiser keeps for each), its channels",
        equal(_shares_behind_pooling(size), [1 / 4, 1 / 4, 1 / 4, 1, 1]).where(size % 2 == 0, "pooling drops the odd column"),
    )
    yield Check(
        "gap-does-not-care",
        "global averages of the pooled and of the unpooled map are equally long",
        equal(global_average_pool(_pool_often(maps, pools)).shape, global_average_pool(maps).shape),
    )
    kept = [trunk_multiply_adds(size, count) for count in range(6)]
    billions = {str(count): work / 1e9 for count, work in enumerate(kept)}
    yield Plot("Multiply–adds of the convolutions, billions, by number of poolings kept", billions, kind="bars")
    yield Check(
        "work-shrinks",
        "billions of multiply–adds with all five = the 15.3 that the ResNet paper prints for VGG-16",
        equal(kept[-1] / 1e9, 15.3, within=0.05).where(size == 224, "the paper's figure is for 224×224"),  # the paper rounds to one decimal
    )
    yield Say("This is what pooling does save: work and memory, in every layer behind it.")


def order(
    rng: np.random.Generator,
    *,
    function: Annotated[Literal["relu", "tanh", "sigmoid", "square"], "activation"] = "relu",
    size: Annotated[int, Range(2, 4), "side of the window"] = 2,
) -> Iterator[Step]:
    """Activation and pooling change places."""
    apply = {"relu": relu, "tanh": tanh, "sigmoid": sigmoid, "square": np.square}[function]
    rising = function != "square"
    maps = rng.normal(size=(1, 1, 4 * size, 4 * size))
    yield Say("A map of random numbers, both signs. Pool and then apply {function}, or the other way round.")
    yield Ask("Does max pooling commute with {function}?", 0 if rising else 1, options=[T("yes"), T("no")])
    yield Show("{function} after max pooling", apply(max_pool2d(maps, size))[0, 0], digits=2, heat=True)
    yield Show("{function} before max pooling", max_pool2d(apply(maps), size)[0, 0], digits=2, heat=True)
    yield Check(
        "max-commutes",
        "max({function}(x)) = {function}(max(x)): a rising function keeps the winner",
        equal(max_pool2d(apply(maps), size), apply(max_pool2d(maps, size))).where(
            rising, "the square falls before it rises, so another number may win"
        ),
    )
    yield Check(
        "who-commutes",
        "does another order change the result? with max pooling no (0), with average pooling yes (1)",
        equal(
            [np.abs(pooling(apply(maps), size) - apply(pooling(maps, size))).max() > 1e-3 for pooling in (max_pool2d, avg_pool2d)], [0, 1]
        ).where(rising, "the square falls before it rises, so another number may win"),
    )
    yield Check(
        "average-does-not-commute",
        "largest gap between avg({function}(x)) and {function}(avg(x))",
        more(np.abs(avg_pool2d(apply(maps), size) - apply(avg_pool2d(maps, size))).max(), 1e-3),
    )
    yield Say(
        "So for ReLU with max pooling the order is a matter of cost, not of result: after pooling there are fewer numbers to activate."
    )
    yield Check(
        "turned-round-by-a-minus",
        "max(−x) = −min(x): behind a negative scale (a batch norm with γ < 0) the order does matter",
        equal(max_pool2d(-maps, size)[0, 0], -maps[0, 0].reshape(4, size, 4, size).min(axis=(1, 3))),
    )


def stride(
    rng: np.random.Generator,
    *,
    channels: Annotated[int, Range(1, 16), "channels"] = 4,
    size: Annotated[int, Range(4, 16), "side of the map (even)"] = 8,
) -> Iterator[Step]:
    """The stride is what shrinks the map."""
    if size % 2:
        raise Refusal("The two roads end at the same size for an even side; {size} is odd.")
    images, kernels = rng.normal(size=(1, channels, size, size)), rng.normal(size=(channels, channels, 3, 3))
    padded = np.pad(images, ((0, 0), (0, 0), (1, 1), (1, 1)), constant_values=-np.inf)
    dense_max = np.lib.stride_tricks.sliding_window_view(padded, (3, 3), axis=(2, 3)).max(axis=(4, 5))
    yield Say("Take a window of 3, once at every position, and keep every second result. Or move the window by 2 from the start.")
    yield Ask("For which of the two layers do both ways give the same numbers?", 2, options=[T("convolution"), T("max pooling"), T("both")])
    yield Check(
        "stride-is-what-shrinks",
        "max pooling at stride 2 = every second maximum",
        equal(max_pool2d(images, 3, stride=2, padding=1), dense_max[:, :, ::2, ::2]),
    )
    strided, dense = conv2d(images, kernels, stride=2, padding=1), conv2d(images, kernels, padding=1)
    yield Check(
        "convolutions-too",
        "a convolution at stride 2 = every second output of the dense one",
        equal(strided, dense[:, :, ::2, ::2], within=1e-12),
    )
    pooled = max_pool2d(dense, 2)
    work = [_count_multiplications(images, kernels, step) for step in (1, 2)]
    table = {T("output"): [_shape(pooled), _shape(strided)], T("multiply–adds"): work}
    yield Show("Two ways to halve the map", rows=table, columns=[T("conv, pool"), T("strided")])
    yield Check(
        "same-shape-without-pooling",
        "convolution + pooling and a strided convolution end at the same shape",
        equal(list(pooled.shape), list(strided.shape)),
    )
    yield Check(
        "a-quarter-of-the-work",
        "multiplications of the strided convolution ÷ those of the dense one, counted with ones",
        equal(work[1] / work[0], 1 / 4),
    )
    yield Say(
        "Pooling is thus one way to shrink a map, not a necessary layer: all-convolutional networks do without, ResNet keeps a single max pooling."
    )


def reach(
    rng: np.random.Generator,
    *,
    pools: Annotated[int, Range(0, 5), "2×2 poolings, each behind a 3×3 convolution"] = 3,
    kernel: Annotated[int, Range(1, 7), "width of one more convolution"] = 3,
) -> Iterator[Step]:
    """A stride lets all later layers see further."""
    yield Say("Change one pixel at a time, and note whether a unit of the last layer moves: those pixels are what it sees.")
    conv: Layer = ("conv", 3, 1)
    pooling: Layer = ("pool", 2, 2)
    seen = {
        T("two 3×3 convolutions"): _seen(rng, [conv, conv]),
        T("with a pooling between"): _seen(rng, [conv, pooling, conv]),
        T("with stride 2 in the first"): _seen(rng, [("conv", 3, 2), conv]),
        T("with a 1×1 convolution between"): _seen(rng, [conv, ("conv", 1, 1), conv]),
        T("with four times the channels"): _seen(rng, [conv, conv], channels=4),
        T("with zero padding"): _seen(rng, [conv, conv], padding=1),
    }
    yield Show("Width of what one unit sees, in pixels", rows={name: [pixels] for name, pixels in seen.items()})
    yield Check(
        "what-widens",
        "two convolutions see 5 pixels; a pooling between makes it 8, a stride 7; a 1×1 convolution, channels and padding leave it at 5",
        equal(list(seen.values()), [5, 8, 7, 5, 5, 5]),
    )
    yield Say("Its own window adds little. What counts is the stride: behind it every step of a later kernel is twice as long.")
    gain = field_gain(kernel, pools)
    yield Ask("Behind {pools} poolings, by how many pixels does one more convolution of width {kernel} widen the view?", gain)
    below: list[Layer] = [conv, pooling] * pools
    views = [_seen(rng, layers) for layers in (below, [*below, ("conv", kernel, 1)])]
    yield Show("Before and after that convolution", views)
    yield Check(
        "each-layer-adds",
        "pixels that the view gains, counted = (k − 1) · 2^pools",
        equal(views[1] - views[0], gain),
    )


def border(
    rng: np.random.Generator,
    *,
    size: Annotated[int, Range(8, 64), "side of the picture"] = 16,
    layers: Annotated[int, Range(1, 8), "3×3 convolutions with zero padding"] = 3,
) -> Iterator[Step]:
    """Zero padding tells where the border is."""
    image, kernels = np.ones((1, 1, size, size)), rng.uniform(0.5, 1.0, (layers, 1, 1, 3, 3))
    yield Say("A picture of one grey. Wherever it is moved, it stays the same: whatever is equivariant must answer with one grey, too.")
    padded = wrapped = image
    for kernel in kernels:
        padded = conv2d(padded, kernel / kernel.sum(), padding=1)
        wrapped = conv2d(np.pad(wrapped, ((0, 0), (0, 0), (1, 1), (1, 1)), mode="wrap"), kernel / kernel.sum())
    yield Show("Behind {layers} layers with zero padding", padded[0, 0], heat=True, digits=2)
    yield Check(
        "wrapped-stays-grey",
        "where the picture goes on at its other side, all places stay 1",
        equal(wrapped, image, within=1e-12),
    )
    differs = np.abs(padded - 1) > 1e-9  # each layer loses some of the weight at the border; inside only rounding
    share = border_share(size, layers)
    yield Ask("What share of the places can tell how near the border is? (two decimals)", share, within=0.01)
    yield Check(
        "band-grows",
        "share of places that are not 1 any more = 1 − ((n − 2L)/n)²: a band that each of the L layers widens by one",
        equal(float(differs.mean()), share, within=1e-12),
    )
    yield Say("Away from the band the network cannot know where it is. Inside it, it can, and trained networks turn out to encode it.")


def stems(rng: np.random.Generator, *, size: Annotated[int, Range(32, 256), "side of the picture (divided by 4)"] = 224) -> Iterator[Step]:
    """From picture to a quarter of its side: 2015 and 2022."""
    if size % 4:
        raise Refusal("Patches of 4×4 tile a side that 4 divides; {size} is not such a side.")
    yield Say(
        "ResNet (2015): 7×7 with stride 2, then max pooling 3×3 with stride 2. ConvNeXt (2022), as a ViT cuts patches: 4×4 with stride 4."
    )
    picture = np.ones((1, 1, size, size))
    narrowed = max_pool2d(conv2d(picture, np.ones((1, 1, 7, 7)), stride=2, padding=3), 3, stride=2, padding=1)
    sides = [narrowed.shape[2], conv2d(picture, np.ones((1, 1, 4, 4)), stride=4).shape[2]]
    views = [_views(rng, stem) for stem in ([("conv", 7, 2), ("pool", 3, 2)], [("conv", 4, 4)])]
    sees, shared = [int(one.sum()) for one, _ in views], [int((one & other).sum()) for one, other in views]
    work = [multiply_adds(3, 64, 7, size // 2, size // 2), multiply_adds(3, 64, 4, size // 4, size // 4)]
    yield Ask("How many pixels of a row do two neighbouring patches of 4×4 share?", 0)
    table = {T("side"): sides, T("pixels seen"): sees, T("shared with a neighbour"): shared, T("multiply–adds"): work}
    yield Show("The two stems, with 64 channels", rows=table, columns=["ResNet", "ConvNeXt"])
    yield Check(
        "overlap-or-tiles",
        "side that is left, pixels that a unit sees, and shares with its neighbour: ResNet n/4, 11, 7; ConvNeXt n/4, 4, 0",
        equal([sides, sees, shared], [[size // 4] * 2, [11, 4], [7, 0]]),
    )
    yield Say(
        "Both end at the same side. Patches are cheaper and blind to their own borders; ViTs trained steadier with a few 3×3 in their place (2021)."
    )


def _shape(images: Array) -> str:
    return "×".join(map(str, images.shape[1:]))


def _seen(rng: np.random.Generator, layers: Sequence[Layer], *, channels: int = 1, padding: int = 0) -> int:
    """How many pixels of a row one inner unit of the last layer sees."""
    return int(_views(rng, layers, channels=channels, padding=padding)[0].sum())


def _views(rng: np.random.Generator, layers: Sequence[Layer], *, channels: int = 1, padding: int = 0) -> Array:
    """Of two neighbouring inner units: which pixels of a row move them (weights are positive, so that nothing cancels)."""
    windows, steps = [window for _, window, _ in layers], [step for _, _, step in layers]
    width = receptive_field(windows, steps) + 4 * int(np.prod(steps))
    maps = (np.vstack([np.zeros(width), 1e6 * np.eye(width)]) + rng.random(width))[
        :, None, None
    ]  # as it is, then one pixel far brighter, to win each window
    for kind, window, step in layers:
        if kind == "pool":
            maps = max_pool1d(maps, window, step)
        else:
            kernels = rng.uniform(0.5, 1.0, (channels, maps.shape[1], 1, window))
            maps = conv2d(np.pad(maps, ((0, 0), (0, 0), (0, 0), (padding, padding))), kernels, stride=step)
    middle = maps.shape[3] // 2
    return np.array(
        [(maps[1:, ..., unit] > maps[0, ..., unit] + 1).any(axis=(1, 2)) for unit in (middle, middle + 1)]
    )  # + 1: not by rounding


def _shares_behind_pooling(size: int) -> list[float]:
    """What a 3×3 convolution behind a pooling has of what it has without: work, cells, flattened map, weights, channels."""
    kernels = np.ones((2, 1, 3, 3))
    accounts = []
    for maps in (np.ones((1, 1, size, size)), max_pool2d(np.ones((1, 1, size, size)), 2)):
        output = conv2d(maps, kernels, padding=1)
        _, d_kernels, _ = conv2d_backward(output, maps, kernels, padding=1)
        work = output[0, 0].size * kernels[0].size * len(kernels)
        accounts.append([work, output[0, 0].size, output.reshape(1, -1).shape[1], d_kernels.size, output.shape[1]])
    return [behind / without for without, behind in zip(*accounts, strict=True)]


def _reach(layer: Callable[[Array], Array], images: Array, rng: np.random.Generator) -> Array:
    """Of each pair (input channel, output channel): 1 if changing the one moves the other."""
    before, rows = layer(images), []
    for channel in range(images.shape[1]):
        changed = images.copy()
        changed[:, channel] += rng.normal(size=images.shape[2:])
        rows.append((np.abs(layer(changed) - before) > 1e-12).any(axis=(0, 2, 3)))
    return np.array(rows, dtype=float)


def _gap(layer: Callable[[Array], Array], x: Array, y: Array) -> float:
    """How far a layer is from additive on two inputs."""
    return float(np.abs(layer(x + y) - layer(x) - layer(y)).max())


def _pool_row(row: Array) -> Array:
    """Max pooling in windows of 2 along a row; the row stands twice, because windows are square."""
    return max_pool2d(np.repeat(row, 2, axis=2), 2)[0, 0]


def _pool_often(maps: Array, pools: int) -> Array:
    for _ in range(pools):
        maps = max_pool2d(maps, 2)
    return maps


def _count_multiplications(images: Array, kernels: Array, stride: int) -> int:
    """With ones everywhere and no padding inside the count, each multiplication adds 1."""
    side = images.shape[2] + 2
    return int(conv2d(np.ones((1, images.shape[1], side, side)), np.ones_like(kernels), stride=stride).sum())
