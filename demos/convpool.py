"""Convolution and pooling, side by side: the same sliding window, with and without weights.

A convolution layer learns what to look for and mixes channels; a pooling layer follows a fixed rule in each channel.
The scenes test every row of that comparison, then ask who really saves parameters, and in which order the layers may stand.
"""

from collections.abc import Callable, Iterator
from typing import Annotated, Literal

import numpy as np

from dl_quiz.stage import Ask, Check, Plot, Range, Refusal, Say, Show, Step, T, at_least, equal, more

from .kernels.activation import relu, sigmoid, tanh
from .kernels.conv import conv2d
from .kernels.convlayer import parameter_count
from .kernels.convpool import flatten_head_parameters, trunk_multiply_adds, trunk_parameters
from .kernels.fc import parameter_count as dense_parameter_count
from .kernels.pool import avg_pool2d, global_average_pool, max_pool2d
from .kernels.shapes import Array


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
    yield Check(
        "max-does-not-add-up",
        "the same for max pooling",
        more(_gap(layers["max"], images, others), 1e-6).where(window > 1, "a window of one cell leaves the map as it is"),
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


def _shape(images: Array) -> str:
    return "×".join(map(str, images.shape[1:]))


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
