"""Convolution and pooling, side by side: the same sliding window, with and without weights.

卷积层与池化层对照：同样的滑动窗口，一个有权重，一个没有。

A convolution layer learns what to look for and mixes channels; a pooling layer follows a fixed rule in each channel.
The scenes test every row of that comparison, then ask who really saves parameters, and in which order the layers may stand.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Annotated, Literal

import numpy as np
from numpy.typing import NDArray

from dl_quiz.nouns import Text
from dl_quiz.stage import Ask, Check, Plot, Range, Refusal, Say, Show, Step

from .kernels.activation import relu, sigmoid, tanh
from .kernels.conv import conv2d
from .kernels.convlayer import parameter_count
from .kernels.convpool import flatten_head_parameters, trunk_multiply_adds, trunk_parameters
from .kernels.fc import parameter_count as dense_parameter_count
from .kernels.pool import avg_pool2d, global_average_pool, max_pool2d

Array = NDArray[np.float64]


def compare(
    rng: np.random.Generator,
    *,
    channels: Annotated[int, Range(1, 6), Text(en="input channels", zh="输入通道数")] = 2,
    filters: Annotated[int, Range(1, 6), Text(en="kernels of the convolution", zh="卷积核个数")] = 3,
    window: Annotated[int, Range(1, 3), Text(en="side of kernel and window", zh="卷积核与窗口的边长")] = 2,
) -> Iterator[Step]:
    """The two layers, row by row.

    两种层，逐项对照
    """
    images, others = rng.normal(size=(2, 1, channels, 6, 6))
    kernels, bias = rng.normal(size=(filters, channels, window, window)), rng.normal(size=filters)
    layers: dict[str, Callable[[Array], Array]] = {
        "conv": lambda x: conv2d(x, kernels, stride=window),
        "max": lambda x: max_pool2d(x, window),
        "avg": lambda x: avg_pool2d(x, window),
    }
    yield Say(
        en="Both layers slide a window by a stride. The convolution multiplies what it sees by weights that it learned; pooling takes the maximum or the mean.",
        zh="两种层都按步长滑动窗口。卷积把看到的数乘以学来的权重再相加；池化取最大值或平均值。",
    )
    learned = kernels.size + bias.size
    yield Ask(
        en=f"{channels} channels in, {filters} kernels of {window}×{window} with biases: how many numbers does the convolution layer learn?",
        zh=f"输入 {channels} 通道，{filters} 个 {window}×{window} 的核，带偏置：卷积层要学几个数？",
        answer=learned,
    )
    conv, largest = layers["conv"](images), layers["max"](images)
    yield Show(
        en="The same input, through both",
        zh="同一输入，经过两种层",
        data=[[learned, 0], [_shape(images), _shape(images)], [_shape(conv), _shape(largest)]],
        rows=[Text(en="learned", zh="可学习"), Text(en="input", zh="输入"), Text(en="output", zh="输出")],
        columns=[Text(en="conv", zh="卷积"), Text(en="pool", zh="池化")],
    )
    yield Check(
        name="parameters",
        en="numbers in the convolution's arrays = (C_in · k² + 1) · C_out",
        zh="卷积层数组里的数 = (C_in · k² + 1) · C_out",
        left=learned,
        right=parameter_count(channels, filters, window),
    )
    yield Check(
        name="same-size",
        en="height and width come out alike: one formula for both",
        zh="两者输出的高和宽相同：同一个公式",
        left=list(conv.shape[2:]),
        right=list(largest.shape[2:]),
    )
    reach = {name: _reach(layer, images, rng) for name, layer in layers.items()}
    yield Say(
        en="Now change one input channel at a time, and note which output channels move (1) and which do not (0).",
        zh="现在每次改动一个输入通道，记下哪些输出通道变了（1），哪些没变（0）。",
    )
    yield Show(
        en="Convolution: inputs down, outputs across", zh="卷积：行为输入通道，列为输出通道", data=reach["conv"], heat=True, digits=0
    )
    yield Show(en="Max pooling", zh="最大池化", data=reach["max"], heat=True, digits=0)
    yield Check(
        name="convolution-mixes-channels",
        en="every output of the convolution listens to every input channel",
        zh="卷积的每个输出通道都用到所有输入通道",
        left=reach["conv"],
        right=np.ones((channels, filters)),
    )
    yield Check(
        name="pooling-keeps-channels-apart",
        en="each output of pooling listens to its own channel only",
        zh="池化的每个输出通道只用到自己那个通道",
        left=[reach["max"], reach["avg"]],
        right=[np.eye(channels), np.eye(channels)],
    )
    yield Ask(
        en="Which of the three is not linear: convolution (no bias), average pooling, max pooling?",
        zh="三者中哪个不是线性的：卷积（不计偏置）、平均池化、最大池化？",
        answer=2,
        options=[Text(en="convolution", zh="卷积"), Text(en="average", zh="平均池化"), Text(en="max", zh="最大池化")],
    )
    yield Check(
        name="conv-and-average-add-up",
        en="f(x + y) − f(x) − f(y), at its largest, for convolution and average pooling",
        zh="卷积与平均池化的 f(x + y) − f(x) − f(y) 的最大值",
        left=[_gap(layers[name], images, others) for name in ("conv", "avg")],
        right=[0.0, 0.0],
        within=1e-12,
    )
    yield Check(
        name="max-does-not-add-up",
        en="the same for max pooling",
        zh="最大池化的同一个差",
        left=_gap(layers["max"], images, others),
        right=1e-6,
        relation=">",
        applies=window > 1,
        because=Text(en="a window of one cell leaves the map as it is", zh="1×1 的窗口什么也不改变"),
    )


def moves(
    rng: np.random.Generator,
    *,
    steps: Annotated[int, Range(0, 3), Text(en="columns by which the picture moves", zh="图像右移的列数")] = 1,
) -> Iterator[Step]:
    """The picture moves: one layer follows, the other shrugs.

    图像平移：一个跟着动，一个不当回事
    """
    kernel = np.array([[[[1.0, 2.0, 1.0]]]])
    before = np.zeros((1, 1, 1, 8))
    before[..., 2] = 3.0
    after = np.roll(before, steps, axis=3)
    conv = [conv2d(x, kernel, stride=1)[0, 0] for x in (before, after)]
    pooled = [_pool_row(x) for x in (before, after)]
    yield Say(
        en="A row with a single bright cell, and the same row a little later. First through a convolution at stride 1.",
        zh="一行像素，只有一格是亮的；还有平移后的同一行。先经过步长为 1 的卷积。",
    )
    yield Show(en="Input, before and after", zh="输入：平移前后", data=np.vstack([before[0, 0], after[0, 0]]), digits=0, heat=True)
    yield Show(en="Convolution, before and after", zh="卷积：平移前后", data=np.vstack(conv), digits=0, heat=True)
    yield Check(
        name="convolution-follows",
        en="the output has moved by as many columns as the input: equivariance",
        zh="输出移动的列数与输入相同：平移等变",
        left=conv[1],
        right=np.roll(conv[0], steps, axis=1),
    )
    yield Ask(
        en=f"Max pooling in windows of 2: the bright cell moves from column 2 to {2 + steps}. Does the output change?",
        zh=f"窗口为 2 的最大池化：亮格从第 2 列移到第 {2 + steps} 列，输出变吗？",
        answer=0 if (2 + steps) // 2 != 1 else 1,
        options=[Text(en="yes", zh="变"), Text(en="no", zh="不变")],
    )
    yield Show(en="Max pooling, before and after", zh="最大池化：平移前后", data=np.vstack(pooled), digits=0, heat=True)
    changed = not np.array_equal(pooled[0], pooled[1])
    yield Check(
        name="pooling-shrugs-inside-a-window",
        en="the output changes (1) or not (0): it does when the cell leaves its window, columns 2 and 3",
        zh="输出变（1）或不变（0）：亮格离开第 2、3 列的窗口才变",
        left=int(changed),
        right=int(after[..., 2:4].max() == 0),
    )
    yield Say(
        en="So pooling tolerates small shifts, and only some of them. A convolution tolerates none: it reports where things are.",
        zh="可见池化只容忍小平移，而且只是其中一部分。卷积一个也不容忍：它如实报告东西在哪里。",
    )
    yield Check(
        name="convolution-is-not-invariant",
        en="largest change of the convolution's output",
        zh="卷积输出的最大变化",
        left=np.abs(conv[1] - conv[0]).max(),
        right=1.0,
        relation=">=",
        applies=steps > 0,
        because=Text(en="nothing has moved", zh="没有移动"),
    )


def params(
    rng: np.random.Generator,
    *,
    size: Annotated[int, Range(32, 224), Text(en="side of the image", zh="图像边长")] = 224,
    pools: Annotated[int, Range(0, 5), Text(en="poolings of VGG-16 that are kept", zh="保留的 VGG-16 池化层数")] = 5,
    head: Annotated[Literal["flatten", "gap"], Text(en="what follows the last map", zh="最后一张特征图之后接什么")] = "flatten",
) -> Iterator[Step]:
    """What pooling saves, and what it does not.

    池化省下什么，省不下什么
    """
    maps = np.zeros((1, 8, size, size))
    side = _pool_often(maps, pools).shape[2]
    trunk, dense, average = trunk_parameters(), flatten_head_parameters(size, pools), dense_parameter_count(512, 1000)
    yield Say(
        en=f"VGG-16 on {size}×{size} images, with {pools} of its 5 poolings. The kernels are 3×3 whatever the size of the map, so their count cannot depend on pooling.",
        zh=f"VGG-16，输入 {size}×{size}，5 个池化层保留 {pools} 个。不论特征图多大，卷积核都是 3×3，其参数量与池化无关。",
    )
    yield Check(
        name="trunk",
        en="parameters of the 13 convolution layers = those of torchvision's vgg16().features",
        zh="13 个卷积层的参数量 = torchvision 的 vgg16().features",
        left=trunk,
        right=14_714_688,
    )
    yield Ask(
        en=f"After {pools} poolings, what is the side of the last map?",
        zh=f"经过 {pools} 次池化，最后的特征图边长是多少？",
        answer=side,
    )
    yield Show(
        en="Parameters",
        zh="参数量",
        data=[[trunk], [dense], [average]],
        rows=[
            Text(en="13 conv layers", zh="13 个卷积层"),
            Text(en="flatten + FC-4096", zh="展平 + FC-4096"),
            Text(en="average + FC-1000", zh="平均 + FC-1000"),
        ],
    )
    yield Check(
        name="flatten-pays-for-size",
        en="first dense layer = (numbers in a map that was really pooled · 512 + 1) · 4096",
        zh="第一个全连接层 =（真正池化后的特征图格数 · 512 + 1）· 4096",
        left=dense,
        right=(side**2 * 512 + 1) * 4096,
    )
    chosen = {"flatten": flatten_head_parameters(size, 0) - dense, "gap": 0}[head]
    yield Say(
        en=f"So with the head “{head}”, the {pools} poolings save {chosen:,} parameters, and none of them in a convolution.",
        zh=f"因此在分类头为 “{head}” 时，这 {pools} 个池化层省下 {chosen:,} 个参数，没有一个是卷积层的。",
    )
    yield Check(
        name="gap-does-not-care",
        en="global averages of the pooled and of the unpooled map are equally long",
        zh="池化与不池化的特征图，全局平均后一样长",
        left=global_average_pool(_pool_often(maps, pools)).shape,
        right=global_average_pool(maps).shape,
    )
    kept = [trunk_multiply_adds(size, count) for count in range(6)]
    yield Plot(
        en="Multiply–adds of the convolutions, billions, by number of poolings kept",
        zh="卷积的乘加次数（十亿），按保留的池化层数",
        kind="bars",
        series={str(count): work / 1e9 for count, work in enumerate(kept)},
    )
    yield Check(
        name="work-shrinks",
        en="billions of multiply–adds with all five = the 15.3 that the ResNet paper prints for VGG-16",
        zh="五个池化全保留时的乘加次数（十亿）= ResNet 论文所列 VGG-16 的 15.3",
        left=kept[-1] / 1e9,
        right=15.3,
        within=0.05,  # the paper rounds to one decimal
        applies=size == 224,
        because=Text(en="the paper's figure is for 224×224", zh="论文的数字针对 224×224"),
    )
    yield Say(
        en="This is what pooling does save: work and memory, in every layer behind it.",
        zh="池化真正省下的是这个：其后每一层的计算量和显存。",
    )


def order(
    rng: np.random.Generator,
    *,
    function: Annotated[Literal["relu", "tanh", "sigmoid", "square"], Text(en="activation", zh="激活函数")] = "relu",
    size: Annotated[int, Range(2, 4), Text(en="side of the window", zh="窗口边长")] = 2,
) -> Iterator[Step]:
    """Activation and pooling change places.

    激活与池化交换顺序
    """
    apply = {"relu": relu, "tanh": tanh, "sigmoid": sigmoid, "square": np.square}[function]
    rising = function != "square"
    maps = rng.normal(size=(1, 1, 4 * size, 4 * size))
    yield Say(
        en=f"A map of random numbers, both signs. Pool and then apply {function}, or the other way round.",
        zh=f"一张有正有负的随机特征图。先池化再用 {function}，或者反过来。",
    )
    yield Ask(
        en=f"Does max pooling commute with {function}?",
        zh=f"最大池化与 {function} 可以交换吗？",
        answer=0 if rising else 1,
        options=[Text(en="yes", zh="可以"), Text(en="no", zh="不可以")],
    )
    yield Show(
        en=f"{function} after max pooling", zh=f"先最大池化，后 {function}", data=apply(max_pool2d(maps, size))[0, 0], digits=2, heat=True
    )
    yield Show(
        en=f"{function} before max pooling", zh=f"先 {function}，后最大池化", data=max_pool2d(apply(maps), size)[0, 0], digits=2, heat=True
    )
    yield Check(
        name="max-commutes",
        en=f"max({function}(x)) = {function}(max(x)): a rising function keeps the winner",
        zh=f"max({function}(x)) = {function}(max(x))：单调增函数不改变谁最大",
        left=max_pool2d(apply(maps), size),
        right=apply(max_pool2d(maps, size)),
        applies=rising,
        because=Text(en="the square falls before it rises, so another number may win", zh="平方先降后升，最大者可能换人"),
    )
    yield Check(
        name="average-does-not-commute",
        en=f"largest gap between avg({function}(x)) and {function}(avg(x))",
        zh=f"avg({function}(x)) 与 {function}(avg(x)) 的最大差",
        left=np.abs(avg_pool2d(apply(maps), size) - apply(avg_pool2d(maps, size))).max(),
        right=1e-3,
        relation=">",
    )
    yield Say(
        en="So for ReLU with max pooling the order is a matter of cost, not of result: after pooling there are fewer numbers to activate.",
        zh="所以 ReLU 配最大池化时，顺序只影响计算量，不影响结果：先池化，要激活的数就少了。",
    )
    yield Check(
        name="turned-round-by-a-minus",
        en="max(−x) = −min(x): behind a negative scale (a batch norm with γ < 0) the order does matter",
        zh="max(−x) = −min(x)：遇到负的缩放（γ < 0 的批量归一化），顺序就有影响",
        left=max_pool2d(-maps, size)[0, 0],
        right=-maps[0, 0].reshape(4, size, 4, size).min(axis=(1, 3)),
    )


def stride(
    rng: np.random.Generator,
    *,
    channels: Annotated[int, Range(1, 16), Text(en="channels", zh="通道数")] = 4,
    size: Annotated[int, Range(4, 16), Text(en="side of the map (even)", zh="特征图边长（偶数）")] = 8,
) -> Iterator[Step]:
    """The stride is what shrinks the map.

    缩小特征图的是步长
    """
    if size % 2:
        raise Refusal(
            en=f"The two roads end at the same size for an even side; {size} is odd.", zh=f"边长为偶数时两条路尺寸才相同；{size} 是奇数。"
        )
    images, kernels = rng.normal(size=(1, channels, size, size)), rng.normal(size=(channels, channels, 3, 3))
    padded = np.pad(images, ((0, 0), (0, 0), (1, 1), (1, 1)), constant_values=-np.inf)
    dense_max = np.lib.stride_tricks.sliding_window_view(padded, (3, 3), axis=(2, 3)).max(axis=(4, 5))
    yield Say(
        en="Take a window of 3, once at every position, and keep every second result. Or move the window by 2 from the start.",
        zh="窗口为 3，逐格计算，再隔一个取一个；或者一开始就每次走 2 步。",
    )
    yield Ask(
        en="For which of the two layers do both ways give the same numbers?",
        zh="对哪种层，两种做法结果相同？",
        answer=2,
        options=[Text(en="convolution", zh="卷积"), Text(en="max pooling", zh="最大池化"), Text(en="both", zh="两者都是")],
    )
    yield Check(
        name="stride-is-what-shrinks",
        en="max pooling at stride 2 = every second maximum",
        zh="步长 2 的最大池化 = 每隔一个取一个的最大值",
        left=max_pool2d(images, 3, stride=2, padding=1),
        right=dense_max[:, :, ::2, ::2],
    )
    strided, dense = conv2d(images, kernels, stride=2, padding=1), conv2d(images, kernels, padding=1)
    yield Check(
        name="convolutions-too",
        en="a convolution at stride 2 = every second output of the dense one",
        zh="步长 2 的卷积 = 稠密卷积每隔一个取一个",
        left=strided,
        right=dense[:, :, ::2, ::2],
        within=1e-12,
    )
    pooled = max_pool2d(dense, 2)
    work = [_count_multiplications(images, kernels, step) for step in (1, 2)]
    yield Show(
        en="Two ways to halve the map",
        zh="两种减半的办法",
        data=[[_shape(pooled), _shape(strided)], [work[0], work[1]]],
        rows=[Text(en="output", zh="输出"), Text(en="multiply–adds", zh="乘加次数")],
        columns=[Text(en="conv, pool", zh="卷积+池化"), Text(en="strided", zh="步长卷积")],
    )
    yield Check(
        name="same-shape-without-pooling",
        en="convolution + pooling and a strided convolution end at the same shape",
        zh="卷积+池化与步长卷积，输出形状相同",
        left=list(pooled.shape),
        right=list(strided.shape),
    )
    yield Check(
        name="a-quarter-of-the-work",
        en="multiplications of the strided convolution ÷ those of the dense one, counted with ones",
        zh="步长卷积的乘法次数 ÷ 稠密卷积的（用全 1 数出）",
        left=work[1] / work[0],
        right=1 / 4,
    )
    yield Say(
        en="Pooling is thus one way to shrink a map, not a necessary layer: all-convolutional networks do without, ResNet keeps a single max pooling.",
        zh="可见池化只是缩小特征图的一种办法，并非必需：全卷积结构（All Convolutional Net）不用它，ResNet 只留一个最大池化。",
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
    pooled: Array = max_pool2d(np.repeat(row, 2, axis=2), 2)[0, 0]
    return pooled


def _pool_often(maps: Array, pools: int) -> Array:
    for _ in range(pools):
        maps = max_pool2d(maps, 2)
    return maps


def _count_multiplications(images: Array, kernels: Array, stride: int) -> int:
    """With ones everywhere and no padding inside the count, each multiplication adds 1."""
    side = images.shape[2] + 2
    return int(conv2d(np.ones((1, images.shape[1], side, side)), np.ones_like(kernels), stride=stride).sum())
