"""Pooling: replace each window of a feature map by one number, its largest or its mean.

池化：把特征图上的每个窗口换成一个数，取最大值或平均值。

There is nothing to learn here and no sum over channels: a fixed rule, applied to each channel by itself.
The scenes follow the numbers forwards, the gradients backwards, and then look at the edge and at the whole map.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import product
from typing import Annotated

import numpy as np
from numpy.typing import NDArray

from dl_quiz.nouns import Text
from dl_quiz.stage import Ask, Check, Plot, Range, Refusal, Say, Show, Step

from .kernels.conv import conv2d, conv2d_backward
from .kernels.pool import (
    average_share,
    avg_pool2d,
    avg_pool2d_backward,
    global_average_pool,
    global_average_pool_backward,
    kept_fraction,
    max_pool1d_backward,
    max_pool2d,
    max_pool2d_backward,
)

Array = NDArray[np.float64]


EXAMPLE = np.array([[1.0, 3, 2, 0], [4, 2, 1, 5], [0, 1, 3, 2], [2, 2, 6, 1]])
"""A feature map small enough to pool by hand."""


def forward(
    rng: np.random.Generator,
    *,
    size: Annotated[int, Range(1, 4), Text(en="side of the window", zh="窗口边长")] = 2,
    stride: Annotated[int, Range(1, 4), Text(en="step of the window", zh="窗口步长")] = 2,
) -> Iterator[Step]:
    """A maximum chooses, a mean computes.

    最大是挑选，平均是计算
    """
    first = EXAMPLE[:size, :size]
    yield Say(
        en="Lay a window on the map and write down one number for it. Move on by the stride, and repeat. That is all that pooling does.",
        zh="把窗口放到特征图上，写下一个数；按步长移动，再写一个。池化做的就是这些。",
    )
    yield Show(
        en="The map, its first window marked", zh="特征图，第一个窗口已标出", data=EXAMPLE, digits=0, heat=True, mark=_cells(0, 0, size)
    )
    yield Ask(
        en="What does average pooling write for the first window?", zh="平均池化给第一个窗口写下几？", answer=first.mean(), within=0.01
    )
    largest, average = _largest(EXAMPLE, size, stride), _average(EXAMPLE, size, stride)
    yield Show(en="Max pooling", zh="最大池化", data=largest, digits=0, heat=True)
    yield Show(en="Average pooling", zh="平均池化", data=average, digits=2, heat=True)
    yield Check(
        name="max-by-hand",
        en="max_pool2d = the largest of each window, looked up cell by cell",
        zh="max_pool2d = 逐格查看每个窗口找到的最大数",
        left=largest,
        right=_by_hand(EXAMPLE, size, stride, max),
    )
    yield Check(
        name="avg-by-hand",
        en="avg_pool2d = the sum of each window ÷ k²",
        zh="avg_pool2d = 每个窗口之和 ÷ k²",
        left=average,
        right=_by_hand(EXAMPLE, size, stride, lambda window: sum(window) / size**2),
        within=1e-12,
    )
    yield Say(
        en="The maximum is one of the numbers that were there. The mean usually is not: "
        "it is a new number, a weighted sum with equal weights, so a convolution whose kernel never learns.",
        zh="最大值是窗口里本来就有的数。平均值往往不是：它是新算出的数，一个等权的加权和，也就是卷积核固定不学的卷积。",
    )
    image, other = rng.normal(size=(2, 6, 6))
    yield Check(
        name="average-is-a-convolution",
        en="average pooling = convolution with k² weights of 1/k², at the same stride",
        zh="平均池化 = 以 k² 个 1/k² 为权重、步长相同的卷积",
        left=_average(image, size, stride),
        right=conv2d(image[None, None], np.full((1, 1, size, size), 1 / size**2), stride=stride)[0, 0],
        within=1e-12,
    )
    yield Ask(
        en="Which of the two is not linear?",
        zh="两者中哪一个不是线性的？",
        answer=0,
        options=[Text(en="max", zh="最大"), Text(en="average", zh="平均"), Text(en="both", zh="两个都不是")],
    )
    yield Check(
        name="average-is-linear",
        en="avg(x + y) = avg(x) + avg(y)",
        zh="avg(x + y) = avg(x) + avg(y)",
        left=_average(image + other, size, stride),
        right=_average(image, size, stride) + _average(other, size, stride),
        within=1e-12,
    )
    yield Check(
        name="max-is-not-linear",
        en="max(x) + max(−x) is not max(x − x) = 0: the largest gap",
        zh="max(x) + max(−x) 不等于 max(x − x) = 0：最大的差",
        left=np.abs(_largest(image, size, stride) + _largest(-image, size, stride)).max(),
        right=1e-6,
        relation=">",
        applies=size > 1,
        because=Text(en="a window of one cell leaves the map as it is", zh="1×1 的窗口什么也不改变"),
    )


def geometry(
    rng: np.random.Generator,
    *,
    width: Annotated[int, Range(4, 24), Text(en="width of the map", zh="特征图宽度")] = 8,
    size: Annotated[int, Range(1, 5), Text(en="side of the window", zh="窗口边长")] = 2,
    stride: Annotated[int, Range(1, 4), Text(en="step of the window", zh="窗口步长")] = 2,
    padding: Annotated[int, Range(0, 2), Text(en="padding on each side", zh="每侧填充")] = 0,
) -> Iterator[Step]:
    """What shrinks, and what does not.

    什么变小，什么不变
    """
    _fits(width, size, padding)
    channels = 3
    image = rng.normal(size=(1, channels, width, width))
    output = max_pool2d(image, size, stride=stride, padding=padding)
    starts = [left for left in range(-padding, width + padding) if left + size <= width + padding][::stride]
    yield Say(
        en=f"A window of width {size} moves by {stride} across {width} columns. Pooling is a sliding window, so the arithmetic is that of a convolution.",
        zh=f"宽 {size} 的窗口，每次走 {stride} 步，走过 {width} 列。池化也是滑动窗口，尺寸算法与卷积相同。",
    )
    yield Ask(en=f"How wide is the output, with padding {padding}?", zh=f"填充为 {padding} 时，输出有多宽？", answer=len(starts))
    yield Check(
        name="shape-formula",
        en="columns of the output = places at which the window fits, found one by one",
        zh="输出列数 = 逐个数出的窗口位置数",
        left=output.shape[3],
        right=len(starts),
    )
    apart = np.concatenate([max_pool2d(image[:, c : c + 1], size, stride=stride, padding=padding) for c in range(channels)], axis=1)
    yield Say(
        en=f"The input has {channels} channels. Each is pooled by itself: height and width may shrink, the channels stay.",
        zh=f"输入有 {channels} 个通道，各自独立池化：高和宽可能变小，通道数不变。",
    )
    yield Check(
        name="channel-by-channel",
        en="pooling all channels at once = one at a time",
        zh="所有通道一起池化 = 逐个通道池化",
        left=output,
        right=apart,
    )
    before, after = 64 * 224 * 224, int(64 * 224 * 224 * kept_fraction(2))
    yield Show(
        en="2×2 pooling at stride 2, in the first stage of VGG-16",
        zh="VGG-16 第一阶段：2×2 池化，步长 2",
        data=[["224×224×64", "112×112×64"], [f"{before:,}", f"{after:,}"], ["0", "0"]],
        rows=[Text(en="shape", zh="形状"), Text(en="numbers", zh="数值个数"), Text(en="weights", zh="权重")],
        columns=[Text(en="before", zh="之前"), Text(en="after", zh="之后")],
    )
    yield Check(
        name="activations-left",
        en="numbers left = 1/s² of those before",
        zh="剩下的数值 = 之前的 1/s²",
        left=output.size / image.size,
        right=kept_fraction(stride),
        applies=size == stride and not padding and width % stride == 0,
        because=Text(en="exact only for windows that tile the map", zh="只有窗口恰好铺满特征图时才精确成立"),
    )
    yield Say(
        en="What pooling buys for later layers is reach: a step of one there is a step of s here, so each later kernel looks at more of the image.",
        zh="后面的层由此看得更远：那里走一步，等于这里走 s 步，之后的每个卷积核都覆盖更大一片图像。",
    )
    yield Check(
        name="reach",
        en="columns that a 3-wide kernel behind the pooling reads, traced by gradients = k + 2s",
        zh="池化之后宽 3 的核实际读到的列数（由梯度追踪）= k + 2s",
        left=_reach(size, stride),
        right=size + 2 * stride,
        applies=stride <= size,
        because=Text(en="with steps wider than the window, some columns are never read", zh="步长大于窗口时，有些列从未被读到"),
    )
    same = max_pool2d(image, 3, stride=1, padding=1)
    yield Say(
        en="Pooling need not shrink anything: a 3×3 window at stride 1 with padding 1 keeps the shape, as in Inception's pooling branch.",
        zh="池化也可以不缩小：3×3 窗口、步长 1、填充 1 时形状不变，Inception 的池化支路就是这样。",
    )
    yield Check(
        name="stride-one-keeps-shape",
        en="side of that output = side of the input",
        zh="此时输出边长 = 输入边长",
        left=same.shape[2],
        right=width,
    )


def backward(
    rng: np.random.Generator,
    *,
    size: Annotated[int, Range(1, 4), Text(en="side of the window", zh="窗口边长")] = 2,
    stride: Annotated[int, Range(1, 4), Text(en="step of the window", zh="窗口步长")] = 2,
) -> Iterator[Step]:
    """Where the gradient goes.

    梯度去了哪里
    """
    image = EXAMPLE[None, None]
    ones = np.ones_like(max_pool2d(image, size, stride=stride))
    routed = max_pool2d_backward(ones, image, size, stride=stride)[0, 0]
    spread = avg_pool2d_backward(ones, image, size, stride=stride)[0, 0]
    yield Say(
        en="Let each output send back a gradient of 1. A little more in a window's largest cell raises the output by as much; in the others, by nothing.",
        zh="设每个输出都传回梯度 1。窗口里最大的那个格子增加一点，输出就增加同样多；其他格子增加一点，输出不变。",
    )
    yield Show(en="The map", zh="特征图", data=EXAMPLE, digits=0, heat=True)
    yield Ask(
        en=f"How many of its cells get a gradient from max pooling with window {size} and stride {stride}?",
        zh=f"最大池化，窗口 {size}，步长 {stride}：有几个格子得到梯度？",
        answer=int(np.count_nonzero(routed)),
    )
    yield Show(en="Gradient through max pooling", zh="最大池化的梯度", data=routed, digits=0, heat=True)
    yield Show(en="Gradient through average pooling", zh="平均池化的梯度", data=spread, digits=3, heat=True)
    random = rng.normal(size=(1, 1, 6, 6))
    upstream = rng.normal(size=max_pool2d(random, size, stride=stride).shape)
    yield Check(
        name="max-finite-difference",
        en="on a random map: max-pooling gradient = central differences",
        zh="随机特征图上：最大池化的梯度 = 中心差分",
        left=max_pool2d_backward(upstream, random, size, stride=stride),
        right=_nudge(lambda x: float((max_pool2d(x, size, stride=stride) * upstream).sum()), random),
        within=1e-7,  # piecewise linear: only rounding, about 1e-16 / 1e-6 per term; normal draws are not 1e-6 apart from a tie
    )
    yield Check(
        name="avg-finite-difference",
        en="on a random map: average-pooling gradient = central differences",
        zh="随机特征图上：平均池化的梯度 = 中心差分",
        left=avg_pool2d_backward(upstream, random, size, stride=stride),
        right=_nudge(lambda x: float((avg_pool2d(x, size, stride=stride) * upstream).sum()), random),
        within=1e-7,  # as above
    )
    yield Check(
        name="nothing-lost",
        en="both hand on all of it: Σ gradient for the map = Σ upstream",
        zh="两者都全数传回：特征图上的梯度之和 = 上游梯度之和",
        left=[routed.sum(), spread.sum()],
        right=[ones.size, ones.size],
        within=1e-12,
    )
    yield Check(
        name="equal-shares",
        en="average pooling, a single window, gradient 1: the share that central differences find = 1/k²",
        zh="平均池化，单个窗口，梯度 1：中心差分得到的每格份额 = 1/k²",
        left=_nudge(lambda x: float(avg_pool2d(x, size).sum()), random[:, :, :size, :size])[0, 0, 0, 0],
        right=average_share(1.0, size),
        within=1e-8,  # linear: only rounding, about 1e-15 / 1e-6
    )
    yield Say(
        en="Where windows overlap, a cell that wins twice collects twice.",
        zh="窗口重叠时，赢两次的格子收两份梯度。",
    )
    yield Check(
        name="overlap-adds",
        en="[1, 5, 2, 0] in windows of 3 at stride 1, gradients 10 and 7: the 5 wins both",
        zh="[1, 5, 2, 0]，窗口 3，步长 1，梯度 10 和 7：5 两次都赢",
        left=max_pool1d_backward(np.array([10.0, 7.0]), np.array([1.0, 5.0, 2.0, 0.0]), 3, 1),
        right=[0.0, 17.0, 0.0, 0.0],
    )


def ties(
    rng: np.random.Generator,
    *,
    equals: Annotated[int, Range(1, 4), Text(en="how many of the four cells share the maximum", zh="四个格子里有几个同为最大")] = 2,
) -> Iterator[Step]:
    """Two cells share the maximum.

    两个格子并列最大
    """
    window = np.where(np.arange(4) < equals, 2.0, 1.0 - np.arange(4) / 4).reshape(2, 2)
    first = max_pool2d_backward(np.ones((1, 1, 1, 1)), window[None, None], 2)[0, 0]
    split = np.where(window == window.max(), 1 / equals, 0.0)
    yield Show(en="One window", zh="一个窗口", data=window, digits=2, heat=True)
    yield Say(
        en="At a tie the maximum has a kink, and no single gradient is the right one. A program still has to return something.",
        zh="并列时最大值函数有折点，没有唯一正确的梯度；但程序总得返回一个。",
    )
    yield Ask(
        en="Upstream gradient 1. What does PyTorch's max_pool2d give the cell in the top left?",
        zh="上游梯度为 1。PyTorch 的 max_pool2d 给左上角的格子多少？",
        answer=1,
    )
    yield Show(
        en="Two honest answers",
        zh="两种都说得通的答案",
        data=[first.ravel(), split.ravel()],
        rows=[Text(en="first wins", zh="给第一个"), Text(en="shared", zh="平分")],
        digits=2,
    )
    up, down = _one_sided(window, 1e-6), _one_sided(window, -1e-6)
    yield Check(
        name="kink",
        en="slope for the first cell, measured upwards and downwards",
        zh="对第一个格子的斜率：向上测，向下测",
        left=[up + 0.0, down + 0.0],
        right=[1.0, 0.0],
        within=1e-8,  # rounding, 1e-16 / 1e-6
        applies=equals > 1,
        because=Text(en="a single winner has the same slope both ways", zh="只有一个最大值时，两个方向斜率相同"),
    )
    steps = rng.normal(size=(200, 2, 2))
    gains = (window + steps).max(axis=(1, 2)) - window.max()
    yield Check(
        name="both-are-subgradients",
        en="over 200 random steps d, max(x + d) − max(x) − g·d never drops below 0, for either answer",
        zh="200 个随机步 d 下，max(x + d) − max(x) − g·d 从不小于 0，两种答案皆然",
        left=min((gains - (steps * g).sum(axis=(1, 2))).min() for g in (first, split)),
        right=-1e-12,
        relation=">=",
    )
    yield Check(
        name="average-back-is-wrong",
        en="spreading 1/4 to each cell, as average pooling does, breaks that rule",
        zh="像平均池化那样每格分 1/4，就违反这条规则",
        left=(gains - steps.sum(axis=(1, 2)) / 4).min(),
        right=-1e-6,
        relation="<",
        applies=equals < 4,
        because=Text(en="four equal cells may well share the gradient", zh="四个格子全相等时，平分是允许的"),
    )


def padding(
    rng: np.random.Generator,
    *,
    width: Annotated[int, Range(3, 12), Text(en="side of the map", zh="特征图边长")] = 4,
    size: Annotated[int, Range(2, 4), Text(en="side of the window", zh="窗口边长")] = 3,
) -> Iterator[Step]:
    """What stands outside the edge.

    边界之外填什么
    """
    _fits(width, size, 1)
    negative = -rng.integers(1, 9, (width, width)).astype(float)
    yield Show(en="A map without a single positive number", zh="一张没有正数的特征图", data=negative, digits=0, heat=True)
    yield Ask(
        en=f"Max pooling, window {size}, stride 1, padding 1: does a 0 appear along the edge?",
        zh=f"最大池化，窗口 {size}，步长 1，填充 1：边上会出现 0 吗？",
        answer=1,
        options=[Text(en="yes", zh="会"), Text(en="no", zh="不会")],
    )
    right = max_pool2d(negative[None, None], size, stride=1, padding=1)[0, 0]
    zeros = max_pool2d(np.pad(negative, 1)[None, None], size, stride=1)[0, 0]
    yield Show(en="Padded with −∞", zh="以 −∞ 填充", data=right, digits=0, heat=True)
    yield Show(en="Padded with 0: wrong", zh="以 0 填充：错误", data=zeros, digits=0, heat=True)
    yield Check(
        name="edge-by-hand",
        en="max_pool2d = the maximum over those cells of the window that exist",
        zh="max_pool2d = 窗口中真实存在的格子的最大值",
        left=right,
        right=_clipped(negative, size, max),
    )
    yield Check(
        name="zeros-would-win",
        en="edge outputs that zeros would have invented",
        zh="若填 0，边上凭空出现的 0 的个数",
        left=int((zeros == 0).sum()),
        right=0,
        relation=">",
    )
    yield Say(
        en="Behind a ReLU nothing is negative and the two agree; before one they do not.",
        zh="在 ReLU 之后没有负数，两者一致；在 ReLU 之前就不一致了。",
    )
    ones = np.ones((1, 1, width, width))
    counted = avg_pool2d(ones, size, stride=1, padding=1)[0, 0]
    uncounted = avg_pool2d(ones, size, stride=1, padding=1, count_padding=False)[0, 0]
    yield Say(
        en="A mean has no such neutral number. Average pooling pads with zeros, and must say whether it divides by them too.",
        zh="平均没有这样的中性数。平均池化填的是 0，并且要说明除数算不算这些 0。",
    )
    yield Ask(
        en="A map of ones; zeros are counted. What is the output in the top left corner? (three decimals)",
        zh="全 1 的图，填充计入除数。左上角的输出是多少？（三位小数）",
        answer=((size - 1) / size) ** 2,
        within=0.001,
    )
    yield Show(en="Average of ones, padding counted", zh="全 1 图的平均，填充计入除数", data=counted, digits=2, heat=True)
    yield Check(
        name="counted-darkens-the-edge",
        en="corner with padding counted: (k − 1)² real cells ÷ k²",
        zh="填充计入除数时的角：(k − 1)² 个真实格子 ÷ k²",
        left=counted[0, 0],
        right=(size - 1) ** 2 / size**2,
        within=1e-12,
    )
    yield Check(
        name="uncounted-keeps-ones",
        en="with padding left out of the count, ones stay ones",
        zh="填充不计入除数时，全 1 仍是全 1",
        left=uncounted,
        right=np.ones_like(uncounted),
        within=1e-12,
    )


def gap(
    rng: np.random.Generator,
    *,
    channels: Annotated[int, Range(1, 8), Text(en="channels", zh="通道数")] = 3,
    side: Annotated[int, Range(2, 10), Text(en="side of the map", zh="特征图边长")] = 4,
) -> Iterator[Step]:
    """Global average pooling: a window as large as the map.

    全局平均：窗口和图一样大
    """
    maps = rng.integers(0, 10, (1, channels, side, side)).astype(float)
    pooled = global_average_pool(maps)
    yield Say(
        en="Make the window as large as the map, and one number remains of each channel. However large the image was, the next layer gets the same shape.",
        zh="让窗口和特征图一样大，每个通道就只剩一个数。不论图像多大，下一层拿到的形状都相同。",
    )
    yield Show(en="First channel", zh="第一个通道", data=maps[0, 0], digits=0, heat=True)
    yield Ask(
        en=f"{channels} channels of {side}×{side}: how many numbers does global average pooling leave?",
        zh=f"{channels} 个 {side}×{side} 的通道：全局平均池化后剩几个数？",
        answer=channels,
    )
    yield Show(en="One number for each channel", zh="每个通道一个数", data=pooled, digits=3)
    yield Check(
        name="one-window",
        en="global average = average pooling with one window of the map's side",
        zh="全局平均 = 窗口等于特征图边长的平均池化",
        left=pooled,
        right=avg_pool2d(maps, side)[:, :, 0, 0],
        within=1e-12,
    )
    shuffled = rng.permuted(maps.reshape(1, channels, -1), axis=-1).reshape(maps.shape)
    yield Say(
        en="The mean does not know where anything stood. That is invariance to every cyclic shift, and to every jumble as well.",
        zh="平均值丢掉了位置。于是它对任意循环平移不变，对任意打乱也不变。",
    )
    yield Check(
        name="position-is-forgotten",
        en="cells shuffled within each channel: the same output",
        zh="打乱每个通道内的格子：输出不变",
        left=global_average_pool(shuffled),
        right=pooled,
        within=1e-12,
    )
    classes = 10
    yield Plot(
        en=f"Weights of a dense layer to {classes} classes behind it",
        zh=f"其后接 {classes} 类全连接层的权重数",
        kind="bars",
        series={Text(en="flatten", zh="展平"): maps.size * classes, Text(en="averaged", zh="全局平均"): pooled.size * classes},
    )
    yield Check(
        name="head-shrinks",
        en="numbers that the dense layer reads: flattened map ÷ pooled map = H·W",
        zh="全连接层读入的数：展平的特征图 ÷ 池化后 = H·W",
        left=maps.reshape(1, -1).shape[1] / pooled.shape[1],
        right=side**2,
    )
    upstream = rng.normal(size=(1, channels))
    yield Check(
        name="gradient-is-shared",
        en="gradient for every cell = central differences: each gets 1/(H·W)",
        zh="每个格子的梯度 = 中心差分：各得 1/(H·W)",
        left=global_average_pool_backward(upstream, maps),
        right=_nudge(lambda x: float((global_average_pool(x) * upstream).sum()), maps),
        within=1e-7,  # linear: only rounding, about 1e-14 / 1e-6
    )


def _largest(image: Array, size: int, stride: int) -> Array:
    pooled: Array = max_pool2d(image[None, None], size, stride=stride)[0, 0]
    return pooled


def _average(image: Array, size: int, stride: int) -> Array:
    pooled: Array = avg_pool2d(image[None, None], size, stride=stride)[0, 0]
    return pooled


def _cells(row: int, column: int, size: int) -> list[tuple[int, int]]:
    return [(row + u, column + v) for u, v in product(range(size), repeat=2)]


def _by_hand(image: Array, size: int, stride: int, summary: Callable[[list[float]], float]) -> Array:
    """One window after the other, as a person would: what the kernels must agree with."""
    starts = range(0, len(image) - size + 1, stride)
    return np.array([[summary([image[cell] for cell in _cells(i, j, size)]) for j in starts] for i in starts])


def _clipped(image: Array, size: int, summary: Callable[[list[float]], float]) -> Array:
    """Windows that begin one cell outside the map, at stride 1, and see only the cells that exist."""
    starts = range(-1, len(image) + 2 - size)
    inside = range(len(image))
    return np.array(
        [[summary([image[i, j] for i, j in _cells(r, c, size) if i in inside and j in inside]) for c in starts] for r in starts]
    )


def _nudge(loss: Callable[[Array], float], x: Array, step: float = 1e-6) -> Array:
    """Central differences: nudge one number at a time, both ways."""
    gradient = np.zeros_like(x)
    for place in np.ndindex(x.shape):
        nudge = np.zeros_like(x)
        nudge[place] = step
        gradient[place] = (loss(x + nudge) - loss(x - nudge)) / (2 * step)
    return gradient


def _one_sided(window: Array, step: float) -> float:
    """Slope of the maximum when only the first cell moves."""
    moved = window.copy()
    moved[0, 0] += step
    return float((moved.max() - window.max()) / step)


def _reach(size: int, stride: int) -> int:
    """Columns of the image that one output of a 3-wide kernel behind average pooling depends on."""
    image = np.ones((1, 1, size + 2 * stride, size + 2 * stride))
    pooled = avg_pool2d(image, size, stride=stride)
    behind, _, _ = conv2d_backward(np.ones((1, 1, 1, 1)), pooled, np.ones((1, 1, 3, 3)))
    return int(avg_pool2d_backward(behind, image, size, stride=stride)[0, 0].any(axis=0).sum())


def _fits(width: int, size: int, padding: int) -> None:
    if padding > size // 2 or size > width + 2 * padding:
        raise Refusal(
            en=f"A window of {size} with padding {padding} does not go with a map of {width}: padding is at most half a window, and the window must fit.",
            zh=f"宽 {size} 的窗口、填充 {padding} 与宽 {width} 的特征图不相配：填充至多为窗口的一半，窗口也必须放得下。",
        )
