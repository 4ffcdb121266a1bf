"""Residual networks: let each block add a correction to what it was given, so that doing nothing is easy.

残差网络（ResNet）：每个块只在输入上加一点修正，于是“什么都不做”变得很容易。

The block and its two shortcuts; why depth alone made training worse; what the identity does to signals and to gradients,
for good and for bad; the many paths; and what all this costs.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations, product
from math import sqrt
from typing import Annotated

import numpy as np
from numpy.typing import NDArray

from dl_quiz.nouns import Text
from dl_quiz.stage import Ask, Check, Plot, Range, Say, Show, Step

from .kernels.activation import relu, relu_derivative
from .kernels.conv import conv2d
from .kernels.resnet import (
    basic_weights,
    bottleneck_weights,
    network_multiply_adds,
    path_count,
    power_growth,
    residual_block,
    residual_block_backward,
    weight_layers,
)
from .kernels.training import train

Array = NDArray[np.float64]


def block(
    rng: np.random.Generator,
    *,
    inputs: Annotated[int, Range(1, 4), Text(en="width of the input", zh="输入宽度")] = 2,
    outputs: Annotated[int, Range(1, 4), Text(en="width of the output", zh="输出宽度")] = 2,
) -> Iterator[Step]:
    """A correction, not a replacement.

    是修正，不是替换
    """
    x = np.arange(1.0, inputs + 1) * (-1.0) ** np.arange(inputs)
    same = inputs == outputs
    projection = None if same else rng.normal(size=(outputs, inputs))
    first = rng.normal(size=(3, inputs))
    shortcut = x if projection is None else np.array([sum(w * v for w, v in zip(row, x, strict=True)) for row in projection])
    yield Say(
        en="A plain block computes y = F(x). A residual block computes y = x + F(x): F has two or three layers, and learns only what is to be changed.",
        zh="普通块计算 y = F(x)。残差块计算 y = x + F(x)：F 由两三层组成，只需学习“要改动多少”。",
    )
    yield Ask(
        en="Let the last layer of F be zero. What does the plain block give for any x?",
        zh="令 F 的最后一层为零。普通块对任何 x 都输出什么？",
        answer=1,
        options=["x", "0"],
    )
    nothing = np.zeros((outputs, 3))
    silent = residual_block(x[None], first, nothing, projection=projection)[0]
    yield Show(
        en="F = 0: plain block and residual block",
        zh="F = 0：普通块与残差块",
        data=[residual_block(x[None], first, nothing, skip=False)[0], silent],
        rows=[Text(en="plain", zh="普通"), Text(en="residual", zh="残差")],
        digits=2,
    )
    yield Check(
        name="zero-branch",
        en="with a zero branch the residual block hands on its input (or the projection of it), exactly",
        zh="分支为零时，残差块原样传递输入（或其投影），分毫不差",
        left=silent,
        right=shortcut,
        within=0.0 if same else 1e-12,
    )
    second = rng.normal(size=(outputs, 3))
    hidden = [max(0.0, sum(w * max(0.0, v) for w, v in zip(row, x, strict=True))) for row in first]
    by_hand = [s + sum(w * h for w, h in zip(row, hidden, strict=True)) for s, row in zip(shortcut, second, strict=True)]
    yield Check(
        name="by-hand",
        en="shortcut + branch, added up number by number",
        zh="捷径 + 分支，逐个数相加",
        left=residual_block(x[None], first, second, projection=projection)[0],
        right=by_hand,
        within=1e-12,
    )
    yield Say(
        en="x and F(x) can only be added when their shapes agree. Where the width changes, a projection stands on the shortcut: y = P x + F(x).",
        zh="x 与 F(x) 形状一致才能相加。宽度改变的地方，捷径上放一个投影：y = P x + F(x)。",
    )
    yield Ask(
        en="And a shortcut around one single linear layer, y = W x + x?",
        zh="如果捷径只跨过单独一个线性层，y = W x + x，会怎样？",
        answer=1,
        options=[Text(en="the same benefit", zh="好处相同"), Text(en="just another linear layer", zh="不过是另一个线性层")],
    )
    weight, sample = rng.normal(size=(inputs, inputs)), rng.normal(size=(5, inputs))
    yield Check(
        name="one-layer-gains-nothing",
        en="W x + x = (W + I) x: no function that a linear layer could not compute",
        zh="W x + x = (W + I) x：没有任何线性层算不出的函数",
        left=sample @ weight.T + sample,
        right=sample @ (weight + np.eye(inputs)).T,
        within=1e-12,
    )


def degrade(
    rng: np.random.Generator,
    *,
    depth: Annotated[int, Range(2, 16), Text(en="blocks of the deep network", zh="深网络的块数")] = 16,
    steps: Annotated[int, Range(20, 100), Text(en="training steps", zh="训练步数")] = 100,
    lr: Annotated[float, Range(0.0001, 0.01), Text(en="learning rate of Adam", zh="Adam 的学习率")] = 0.003,
) -> Iterator[Step]:
    """Deeper, and worse in training.

    更深，训练却更差
    """
    shallow, task = 2, _task(rng)
    curves = {}
    for skip, blocks in product((False, True), (shallow, depth)):
        curves[skip, blocks] = _train(_network(rng, blocks, skip), task, skip, steps, lr)
    starting = _network(rng, shallow, skip=False)
    yield Say(
        en=f"Take any network of {shallow} blocks. Add {max(depth - shallow, 0)} blocks that copy their input. "
        "A deeper network that is at least as good exists: here it is.",
        zh=f"任取一个 {shallow} 块的网络，再加 {max(depth - shallow, 0)} 个原样复制输入的块。至少同样好的深网络是存在的：这就是。",
    )
    copying = [(np.eye(16), np.eye(16))] * max(depth - shallow, 0)
    yield Check(
        name="a-copy-exists",
        en="the deep network with copying blocks gives the output of the shallow one",
        zh="加了复制块的深网络与浅网络输出相同",
        left=_output((starting[0] + copying, starting[1]), task[0], skip=False),
        right=_output(starting, task[0], skip=False),
        within=1e-12,
    )
    yield Ask(
        en=f"Now train both from random weights, {shallow} blocks and {depth}, without shortcuts. Which has the lower training error?",
        zh=f"现在从随机权重开始训练，{shallow} 块和 {depth} 块，都没有捷径。谁的训练误差更低？",
        answer=0,
        options=[Text(en="the shallow one", zh="浅的"), Text(en="the deep one", zh="深的")],
    )
    yield Plot(
        en="Training error",
        zh="训练误差",
        series={
            Text(en=f"{'residual' if skip else 'plain'} {blocks}", zh=f"{'残差' if skip else '普通'} {blocks}"): curve
            for (skip, blocks), curve in curves.items()
        },
        log=True,
        x=Text(en="step", zh="步"),
    )
    ends = {key: float(curve[-5:].mean()) for key, curve in curves.items()}
    yield Show(
        en="Training error at the end",
        zh="最终训练误差",
        data=[[ends[skip, shallow], ends[skip, depth]] for skip in (False, True)],
        rows=[Text(en="plain", zh="普通"), Text(en="residual", zh="残差")],
        columns=[Text(en=f"{shallow} blocks", zh=f"{shallow} 块"), Text(en=f"{depth} blocks", zh=f"{depth} 块")],
    )
    pinned = depth >= 12 and steps >= 60 and 0.001 <= lr <= 0.003
    why = Text(
        en="pinned for 12 blocks or more, 60 steps or more, rates 0.001 to 0.003", zh="结论限于 12 块以上、60 步以上、学习率 0.001 至 0.003"
    )
    yield Check(
        name="plain-degrades",
        en="training error: plain deep against plain shallow",
        zh="训练误差：普通深网络与普通浅网络相比",
        left=ends[False, depth],
        right=ends[False, shallow],
        relation=">",
        applies=pinned,
        because=why,
    )
    yield Check(
        name="shortcuts-help",
        en="training error at the same depth: residual against plain",
        zh="同样深度的训练误差：残差网络与普通网络相比",
        left=ends[True, depth],
        right=ends[False, depth],
        relation="<",
        applies=pinned,
        because=why,
    )
    yield Say(
        en="Training error, so it is not overfitting. Nor had the gradient vanished here: He's initialisation kept it alive all the way down.",
        zh="这是训练误差，所以不是过拟合。也不是梯度消失：He 初始化让梯度一路传到底。",
    )
    yield Check(
        name="gradient-alive",
        en="plain deep network at the start: gradient at the bottom ÷ at the top, against a thousandth",
        zh="普通深网络训练之初：底部梯度 ÷ 顶部梯度，与千分之一相比",
        left=np.median([_gradient_lengths(rng, depth, 16, 1.0, skip=False)[-1] for _ in range(9)]),
        right=1e-3,
        relation=">",
    )


def variance(
    rng: np.random.Generator,
    *,
    blocks: Annotated[int, Range(2, 40), Text(en="blocks", zh="块数")] = 20,
    width: Annotated[int, Range(16, 128), Text(en="width of a layer", zh="层宽")] = 64,
) -> Iterator[Step]:
    """The signal doubles with every block.

    每块让信号功率翻倍
    """
    power = np.mean([_powers(rng, blocks, width, 1.0) for _ in range(8)], axis=0)
    scaled = np.mean([_powers(rng, blocks, width, 1 / sqrt(blocks)) for _ in range(8)], axis=0)
    yield Say(
        en="He's initialisation makes F(x) as strong as x. The two are nearly uncorrelated at first, so in the sum their powers add.",
        zh="He 初始化让 F(x) 与 x 一样强。起初两者几乎不相关，所以相加时功率相加。",
    )
    yield Ask(
        en="The mean square of the signal is 1. What is it after ten blocks, without any normalisation?",
        zh="信号的均方值为 1。不做任何归一化，经过十个块后大约是多少？",
        answer=1,
        options=["1", "1024", "10"],
    )
    yield Plot(
        en="Mean square of the signal",
        zh="信号的均方值",
        series={"x + F(x)": power, "x + F(x)/√L": scaled},
        log=True,
        x=Text(en="block", zh="块"),
    )
    wide = width >= 48
    narrow = Text(en="in narrow layers chance outweighs the average", zh="层太窄时，随机起伏盖过平均")
    yield Check(
        name="doubles",
        en="growth of the mean square per block, average of eight networks = 2",
        zh="均方值每块的增长（八个网络平均）= 2",
        left=power[-1] ** (1 / blocks),
        right=power_growth(1),
        within=0.2,  # eight networks: over forty seeds, from 2 to 40 blocks and width 48 up, the worst was 0.16
        applies=wide,
        because=narrow,
    )
    yield Check(
        name="one-block",
        en="power of F(x) ÷ power of x for one wide branch = 1",
        zh="单个宽分支：F(x) 的功率 ÷ x 的功率 = 1",
        left=np.mean([_branch_power(rng, 256) for _ in range(8)]),
        right=1.0,
        within=0.13,  # four standard errors: one branch of width 256 has a deviation of 0.09, and eight are averaged
    )
    yield Say(
        en=f"2^{blocks} = {power_growth(blocks):,.0f}. A shortcut does not stop explosion, it causes this one. "
        "Real networks hold it down: batch normalisation in the branch, a zero last layer, or branches scaled by 1/√L.",
        zh=f"2^{blocks} = {power_growth(blocks):,.0f}。捷径并不能防止爆炸，这次爆炸正是它造成的。"
        "实际的网络要压住它：分支里放批量归一化、最后一层零初始化，或把分支乘以 1/√L。",
    )
    yield Check(
        name="scaling-helps",
        en="branches scaled by 1/√L: growth over all L blocks = (1 + 1/L)^L, below e",
        zh="分支乘以 1/√L：L 块的总增长 = (1 + 1/L)^L，小于 e",
        left=scaled[-1],
        right=power_growth(blocks, 1 / sqrt(blocks)),
        within=0.6,  # eight networks: over forty seeds, from 2 to 40 blocks, the worst was 0.37
        applies=wide,
        because=narrow,
    )


def gradient(
    rng: np.random.Generator,
    *,
    blocks: Annotated[int, Range(2, 40), Text(en="blocks", zh="块数")] = 20,
    gain: Annotated[float, Range(0.5, 1.0), Text(en="weights relative to He's initialisation", zh="权重相对 He 初始化的倍数")] = 0.8,
) -> Iterator[Step]:
    """A way down that passes no weights.

    一条不经过权重的回路
    """
    plain = np.mean([_gradient_lengths(rng, blocks, 48, gain, skip=False) for _ in range(4)], axis=0)
    residual = np.mean([_gradient_lengths(rng, blocks, 48, gain, skip=True) for _ in range(4)], axis=0)
    yield Say(
        en="The gradient of a block is δ + δ ∂F/∂x. The first term arrives as it left: no weight and no activation has touched it.",
        zh="一个块的梯度是 δ + δ ∂F/∂x。第一项原样到达：没有经过任何权重和激活函数。",
    )
    yield Ask(
        en=f"Weights at {gain:g} of He's size. A plain block multiplies the gradient's length by about {gain:g}² = {gain**2:.3g}. "
        f"After {blocks} blocks? (give the power of ten)",
        zh=f"权重是 He 初始化的 {gain:g} 倍。普通块使梯度长度约变为 {gain:g}² = {gain**2:.3g} 倍。经过 {blocks} 块之后呢？（答 10 的几次方）",
        answer=blocks * 2 * float(np.log10(gain)),
        within=1.0,
    )
    yield Plot(
        en="Length of the gradient, from the top down",
        zh="梯度长度，从顶层往下",
        series={Text(en="plain", zh="普通"): plain, Text(en="residual", zh="残差"): residual},
        log=True,
        x=Text(en="blocks passed", zh="经过的块数"),
    )
    yield Check(
        name="plain-vanishes",
        en="without shortcuts, shrinking per block = gain²",
        zh="没有捷径时，每块缩小为 gain²",
        left=plain[-1] ** (1 / blocks),
        right=gain**2,
        within=0.12 * gain**2,  # four networks: over forty seeds, from 10 to 40 blocks, the worst was 0.08
        applies=blocks >= 10,
        because=Text(en="too few blocks for an average", zh="块数太少，无法平均"),
    )
    yield Check(
        name="residual-does-not-vanish",
        en="with shortcuts, the gradient at the bottom ÷ at the top, against a half",
        zh="有捷径时，底部梯度 ÷ 顶部梯度，与二分之一相比",
        left=residual[-1],
        right=0.5,
        relation=">",
    )
    x, first, second = rng.normal(size=(1, 4)), rng.normal(size=(5, 4)), rng.normal(size=(4, 5))
    upstream = rng.normal(size=(1, 4))
    with_skip = residual_block_backward(upstream, x, first, second)[0]
    yield Check(
        name="identity-term",
        en="gradient with the shortcut − finite differences of the branch alone = δ",
        zh="有捷径时的梯度 − 对分支单独做有限差分 = δ",
        left=with_skip - _branch_slopes(upstream, x, first, second),
        right=upstream,
        within=1e-6,  # central differences with step 10⁻⁶
    )
    yield Say(
        en="Here it does not vanish, it grows: at full gain by about √2 for each block. "
        "So shortcuts help gradients through; they do not by themselves keep them in bounds.",
        zh="这里它没有消失，反而在增长：增益为 1 时每块约增大到 √2 倍。所以捷径帮助梯度传播，但并不能独自控制梯度的大小。",
    )


def paths(
    rng: np.random.Generator,
    *,
    blocks: Annotated[int, Range(1, 8), Text(en="blocks", zh="块数")] = 4,
) -> Iterator[Step]:
    """One network, many paths.

    一个网络，许多条路径
    """
    branches = [0.5 * rng.normal(size=(3, 3)) for _ in range(blocks)]
    whole = np.eye(3)
    for branch in branches:
        whole = (np.eye(3) + branch) @ whole
    chosen = [list(combinations(range(blocks), length)) for length in range(blocks + 1)]
    along = [sum(_along(branches, subset) for subset in subsets) for subsets in chosen]
    yield Say(
        en="Make the branches linear for a moment. Each block is I + A, and the network is the product (I + A_n) … (I + A₂)(I + A₁).",
        zh="暂且让分支都是线性的。每个块是 I + A，整个网络是乘积 (I + A_n) … (I + A₂)(I + A₁)。",
    )
    yield Ask(
        en=f"Multiply out {blocks} brackets: how many terms?",
        zh=f"把 {blocks} 个括号展开，一共多少项？",
        answer=2**blocks,
    )
    yield Plot(
        en="Paths by the number of branches they pass",
        zh="按经过的分支数统计的路径",
        kind="bars",
        series={f"k = {length}": len(subsets) for length, subsets in enumerate(chosen)},
    )
    yield Check(
        name="counts",
        en="paths listed one by one: C(n, k) of each length, 2ⁿ in all",
        zh="逐条列出的路径：长度 k 的有 C(n, k) 条，共 2ⁿ 条",
        left=[*(len(subsets) for subsets in chosen), sum(map(len, chosen))],
        right=[*(path_count(blocks, length) for length in range(blocks + 1)), path_count(blocks)],
    )
    yield Check(
        name="product-is-sum",
        en="the product of all blocks = the sum over all paths",
        zh="所有块的乘积 = 所有路径之和",
        left=whole,
        right=sum(along),
        within=1e-10,
    )
    yield Show(
        en="How much the paths of each length carry",
        zh="各长度路径的总贡献",
        data=[[len(subsets), np.abs(part).sum()] for subsets, part in zip(chosen, along, strict=True)],
        rows=[f"k = {length}" for length in range(blocks + 1)],
        columns=[Text(en="paths", zh="条数"), Text(en="weight", zh="贡献")],
        digits=2,
    )
    removed = np.eye(3)
    for branch in branches[1:]:
        removed = (np.eye(3) + branch) @ removed
    yield Say(
        en="Delete one branch from a plain network and nothing gets through. Here half of the paths survive.",
        zh="普通网络删掉一层就断了。这里删掉一个分支，仍有一半的路径存活。",
    )
    yield Check(
        name="deleting-a-block",
        en="without the first branch: the sum over the paths that do not use it",
        zh="去掉第一个分支后：等于不经过它的路径之和",
        left=removed,
        right=sum(_along(branches, subset) for subsets in chosen for subset in subsets if 0 not in subset),
        within=1e-10,
    )


def cost(
    rng: np.random.Generator,
    *,
    channels: Annotated[int, Range(4, 64), Text(en="channels inside the block", zh="块内通道数")] = 16,
    size: Annotated[int, Range(2, 14), Text(en="side of the feature map", zh="特征图边长")] = 6,
) -> Iterator[Step]:
    """What depth costs.

    深度的代价
    """
    wide = 4 * channels
    basic = [(channels, channels, 3)] * 2
    bottleneck = [(wide, channels, 1), (channels, channels, 3), (channels, wide, 1)]
    yield Say(
        en=f"Two blocks: basic, two 3×3 convolutions on {channels} channels; bottleneck, 1×1 from {wide} down to {channels}, 3×3, 1×1 up again.",
        zh=f"两种块。基本块：{channels} 通道上的两个 3×3 卷积；瓶颈块：1×1 从 {wide} 降到 {channels}，3×3，再用 1×1 升回来。",
    )
    yield Ask(
        en="How many weights has the basic block (without biases)?",
        zh="基本块有多少个权重（不计偏置）？",
        answer=2 * 9 * channels**2,
    )
    yield Check(
        name="weights",
        en="numbers in the kernels, counted = 2·9·C² and 2·4C·C + 9·C²",
        zh="逐个数出的卷积核参数 = 2·9·C² 与 2·4C·C + 9·C²",
        left=[sum(np.ones((out, into, k, k)).size for into, out, k in layers) for layers in (basic, bottleneck)],
        right=[basic_weights(channels), bottleneck_weights(wide, channels)],
    )
    counted = [sum(_counted(into, out, k, size) for into, out, k in layers) for layers in (basic, bottleneck)]
    yield Check(
        name="multiplications",
        en="multiplications, counted with maps and kernels of ones = weights × pixels",
        zh="用全 1 的图和核数出的乘法次数 = 权重数 × 像素数",
        left=counted,
        right=[basic_weights(channels) * size**2, bottleneck_weights(wide, channels) * size**2],
    )
    yield Say(
        en="The bottleneck has four times the channels outside for slightly less work. An identity shortcut multiplies nothing: it only adds.",
        zh="瓶颈块对外有四倍的通道，计算量反而略少。恒等捷径不做乘法，只做加法。",
    )
    family = {
        18: ((2, 2, 2, 2), False),
        34: ((3, 4, 6, 3), False),
        50: ((3, 4, 6, 3), True),
        101: ((3, 4, 23, 3), True),
        152: ((3, 8, 36, 3), True),
    }
    work = {name: network_multiply_adds(stages, wide) / 1e9 for name, (stages, wide) in family.items()}
    yield Ask(
        en="“Residual networks are deeper, so they train faster.” Against ResNet-18, what does one pass through ResNet-152 cost?",
        zh="“残差网络更深，所以训练更快。” 与 ResNet-18 相比，ResNet-152 一次前向的计算量……",
        answer=2,
        options=[Text(en="less", zh="更少"), Text(en="about the same", zh="差不多"), Text(en="six times as much", zh="约六倍")],
    )
    yield Plot(
        en="Billions of multiply–adds for one picture",
        zh="一张图的乘加次数（十亿）",
        kind="bars",
        series={f"ResNet-{name}": figure for name, figure in work.items()},
    )
    yield Check(
        name="depth-in-the-name",
        en="convolutions of the blocks, the first one and the classifier = the number in the name",
        zh="块内卷积 + 第一个卷积 + 分类层 = 名字里的数字",
        left=[weight_layers(stages, 3 if wide else 2) for stages, wide in family.values()],
        right=list(family),
    )
    yield Check(
        name="as-in-the-paper",
        en="our count = the figures of the paper's table 1, in billions",
        zh="我们数出的 = 论文表 1 的数字（十亿）",
        left=list(work.values()),
        right=[1.8, 3.6, 3.8, 7.6, 11.3],
        within=0.1,  # the paper prints one decimal
    )
    yield Say(
        en="Deeper means more work per step. What the paper reports is that fewer steps may be needed: at 18 layers, early convergence was faster.",
        zh="更深意味着每一步的计算更多。论文报告的是所需步数可能更少：同为 18 层时，残差网络在早期收敛更快。",
    )


def _he(rng: np.random.Generator, outputs: int, inputs: int, gain: float = 1.0) -> Array:
    return gain * rng.normal(size=(outputs, inputs)) * sqrt(2 / inputs)


def _task(rng: np.random.Generator) -> tuple[Array, Array]:
    """64 examples of 8 numbers, and what a random linear map with tanh makes of them."""
    x = rng.normal(size=(64, 8))
    return x, np.tanh(x @ rng.normal(size=(8, 8)) / sqrt(8))


Network = tuple[list[tuple[Array, Array]], tuple[Array, Array]]
"""Blocks (first, second), and the linear maps into the first block and out of the last."""


def _network(rng: np.random.Generator, blocks: int, skip: bool, width: int = 16) -> Network:
    """He's weights; the last layer of a residual branch starts at zero, so that the network starts as its shortcut."""
    branch = 0.0 if skip else 1.0
    body = [(_he(rng, width, width), _he(rng, width, width, branch)) for _ in range(blocks)]
    return body, (rng.normal(size=(width, 8)) / sqrt(8), rng.normal(size=(8, width)) / sqrt(width))


def _states(network: Network, x: Array, skip: bool) -> list[Array]:
    body, (stem, _) = network
    states = [x @ stem.T]
    for first, second in body:
        states.append(residual_block(states[-1], first, second, skip=skip))
    return states


def _output(network: Network, x: Array, skip: bool) -> Array:
    result: Array = relu(_states(network, x, skip)[-1]) @ network[1][1].T
    return result


def _train(network: Network, task: tuple[Array, Array], skip: bool, steps: int, lr: float) -> Array:
    """Squared error while Adam trains all weights."""
    x, target = task
    blocks = len(network[0])

    def gradients(parameters: list[Array], step: int) -> tuple[float, list[Array]]:
        body, stem, head = list(zip(parameters[:blocks], parameters[blocks : 2 * blocks], strict=True)), *parameters[-2:]
        states = _states((body, (stem, head)), x, skip)
        error = relu(states[-1]) @ head.T - target
        upstream = 2 * error / error.size
        d_state, d_first, d_second = upstream @ head * relu_derivative(states[-1]), [], []
        for state, (first, second) in zip(reversed(states[:-1]), reversed(body), strict=True):
            d_state, one, two, _ = residual_block_backward(d_state, state, first, second, skip=skip)
            d_first.append(one)
            d_second.append(two)
        return float(np.square(error).mean()), [*d_first[::-1], *d_second[::-1], d_state.T @ x, upstream.T @ relu(states[-1])]

    body, ends = network
    return train([*(first for first, _ in body), *(second for _, second in body), *ends], gradients, steps=steps, lr=lr)[1]


def _powers(rng: np.random.Generator, blocks: int, width: int, branch: float) -> Array:
    """Mean square of a signal after each block of a residual network at initialisation, starting from 1."""
    x = rng.normal(size=(16, width))
    powers = [np.square(x).mean()]
    for _ in range(blocks):
        x = residual_block(x, _he(rng, width, width), _he(rng, width, width, branch))
        powers.append(np.square(x).mean())
    return np.array(powers) / powers[0]


def _branch_power(rng: np.random.Generator, width: int) -> float:
    x = rng.normal(size=(16, width))
    branch = residual_block(x, _he(rng, width, width), _he(rng, width, width), skip=False)
    return float(np.square(branch).mean() / np.square(x).mean())


def _gradient_lengths(rng: np.random.Generator, blocks: int, width: int, gain: float, skip: bool) -> Array:
    """Lengths of a random gradient on its way down a network at initialisation, starting from 1."""
    state, passed = rng.normal(size=(16, width)), []
    for _ in range(blocks):
        first, second = _he(rng, width, width, gain), _he(rng, width, width, gain)
        passed.append((state, first, second))
        state = residual_block(state, first, second, skip=skip)
    upstream = rng.normal(size=(16, width))
    lengths = [np.linalg.norm(upstream)]
    for state, first, second in reversed(passed):
        upstream = residual_block_backward(upstream, state, first, second, skip=skip)[0]
        lengths.append(np.linalg.norm(upstream))
    return np.array(lengths) / lengths[0]


def _branch_slopes(upstream: Array, x: Array, first: Array, second: Array, step: float = 1e-6) -> Array:
    """∂(upstream · F)/∂x by central differences of the branch alone."""

    def weighted(x: Array) -> float:
        return float((upstream * (relu(relu(x) @ first.T) @ second.T)).sum())

    nudges = step * np.eye(x.shape[1])
    return np.array([[(weighted(x + nudge) - weighted(x - nudge)) / (2 * step) for nudge in nudges]])


def _along(branches: list[Array], subset: tuple[int, ...]) -> Array:
    """What the path through these branches does."""
    result = np.eye(3)
    for index in subset:
        result = branches[index] @ result
    return result


def _counted(inputs: int, outputs: int, kernel: int, size: int) -> float:
    """Multiplications of a convolution: with ones everywhere, each adds exactly 1. The input is as large as its windows need, so none is on padding."""
    image = np.ones((1, inputs, size + kernel - 1, size + kernel - 1))
    return float(conv2d(image, np.ones((outputs, inputs, kernel, kernel))).sum())
