"""Batch normalisation: fix the mean and the variance of each feature over the batch, then let the network choose them anew.

批量归一化：在批次上固定每个特征的均值和方差，再让网络自己重新选择。

The transform itself: what it does to four numbers, what it cannot do to a shape, how training and inference differ,
where its noise comes from, over which axes it counts, and how it vanishes into the layer before it.
What it does to training is told in `bntrain`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from math import sqrt
from typing import Annotated, Literal

import numpy as np
from numpy.typing import NDArray

from dl_quiz.nouns import Text
from dl_quiz.stage import Ask, Check, Length, Plot, Range, Refusal, Say, Show, Step

from .kernels.batchnorm import (
    batch_norm,
    batch_norm_backward,
    batch_norm_inference,
    elements_per_statistic,
    fold_batch_norm,
    group_norm,
    running_average,
    running_average_after,
)
from .kernels.conv import conv2d

Array = NDArray[np.float64]


def compute(
    rng: np.random.Generator,
    *,
    values: Annotated[
        tuple[float, ...], Range(-100, 100), Length(2, 6), Text(en="one feature over the batch", zh="一个特征在批次上的取值")
    ] = (
        1.0,
        2.0,
        3.0,
        6.0,
    ),
    gamma: Annotated[float, Range(-10, 10), Text(en="learned scale", zh="可学习的缩放")] = 2.0,
    beta: Annotated[float, Range(-10, 10), Text(en="learned shift", zh="可学习的平移")] = 1.0,
    eps: Annotated[float, Range(0, 1), Text(en="added to the variance", zh="加在方差上的小数")] = 0.0,
) -> Iterator[Step]:
    """Four numbers, by hand.

    四个数，手算一遍
    """
    x = np.array(values)
    if np.ptp(x) < 1e-6 and eps < 1e-6:
        raise Refusal(
            en="All values are equal, so the variance is 0, and without eps this is 0/0. That is what eps is for.",
            zh="所有取值相等，方差为 0，没有 eps 就是 0/0。eps 正是为此而设。",
        )
    size, mean = len(x), sum(values) / len(values)
    spread = sum((value - mean) ** 2 for value in values) / size
    by_hand = [(value - mean) / sqrt(spread + eps) for value in values]
    yield Say(
        en=f"One unit, {size} examples, one number from each. Their mean is {mean:.4g}; "
        f"their variance, divided by m = {size} and not by m − 1, is {spread:.4g}.",
        zh=f"一个单元，{size} 个样本，各出一个数。均值为 {mean:.4g}；方差除以 m = {size}（不是 m − 1），为 {spread:.4g}。",
    )
    yield Ask(
        en=f"What does the last example, {values[-1]:g}, become before γ and β? (two decimals)",
        zh=f"最后一个样本 {values[-1]:g}，在乘 γ 加 β 之前变成多少？（两位小数）",
        answer=by_hand[-1],
        within=0.01,
    )
    normalised = _one(x, 1.0, 0.0, eps)
    scaled = _one(x, gamma, beta, eps)
    yield Show(
        en=f"The four lines of the algorithm, γ = {gamma:g}, β = {beta:g}",
        zh=f"算法的四行，γ = {gamma:g}，β = {beta:g}",
        data=np.array([x, x - mean, normalised, scaled]).T,
        columns=["x", "x − μ", "x̂", "y"],
    )
    yield Check(
        name="by-hand",
        en="batch_norm gives what the definition adds up, number by number",
        zh="batch_norm 与按定义逐个数算出的结果一致",
        left=normalised,
        right=by_hand,
        within=1e-9,
    )
    yield Say(
        en="Mean 0 and variance 1 are not the end: γ and β are learned, and the output has mean β and deviation |γ|.",
        zh="均值 0、方差 1 并不是终点：γ 和 β 是学出来的，输出的均值是 β，标准差是 |γ|。",
    )
    yield Check(
        name="moments-are-learned",
        en="mean and variance of the output = β and γ² σ²/(σ² + ε)",
        zh="输出的均值和方差 = β 和 γ² σ²/(σ² + ε)",
        left=[scaled.mean(), scaled.var()],
        right=[beta, gamma**2 * spread / (spread + eps)],
        within=1e-9,
    )
    yield Check(
        name="can-be-undone",
        en="γ = √(σ² + ε) and β = μ give the input back: the layer loses no function",
        zh="取 γ = √(σ² + ε)、β = μ 就还原输入：这一层不损失表达能力",
        left=_one(x, sqrt(spread + eps), mean, eps),
        right=list(values),
        within=1e-9,
    )
    yield Ask(
        en="Add a bias of 7 to every x. What changes in the output?",
        zh="给每个 x 加上偏置 7，输出会变吗？",
        answer=1,
        options=[Text(en="it rises by 7", zh="增加 7"), Text(en="nothing", zh="不变")],
    )
    yield Check(
        name="bias-is-redundant",
        en="the mean takes every bias away with it; β does its work",
        zh="减均值会把任何偏置一起减掉，它的作用由 β 承担",
        left=_one(x + 7, gamma, beta, eps),
        right=[gamma * value + beta for value in by_hand],
        within=1e-9,
    )


def shape(
    rng: np.random.Generator,
    *,
    distribution: Annotated[
        Literal["two-humps", "exponential", "uniform"], Text(en="what the feature looks like", zh="特征的分布")
    ] = "two-humps",
    batch: Annotated[int, Range(500, 20_000), Text(en="examples in the batch", zh="批次大小")] = 4000,
) -> Iterator[Step]:
    """It does not make anything Gaussian.

    它不会让分布变成高斯
    """
    x = _sample(rng, distribution, batch)
    y = _one(x, 1.0, 0.0, 1e-5)
    yield Say(
        en="“Batch normalisation makes activations Gaussian” is often said. Here is a feature that is not.",
        zh="常有人说“批量归一化使激活服从高斯分布”。这里有一个不是高斯的特征。",
    )
    yield Plot(en="Before", zh="之前", kind="histogram", series={"x": x}, bins=24)
    yield Ask(
        en="What does the histogram look like afterwards?",
        zh="归一化之后，直方图是什么形状？",
        answer=1,
        options=[Text(en="a bell", zh="钟形"), Text(en="the same shape on another axis", zh="形状不变，只是坐标变了")],
    )
    yield Plot(en="After", zh="之后", kind="histogram", series={"x̂": y}, bins=24)
    yield Say(
        en="Subtract one number, divide by another: for a whole batch, that is a straight line. It moves and stretches; it cannot bend.",
        zh="减一个数，再除以一个数：对整个批次来说就是一条直线。它能平移、能拉伸，但不能弯曲。",
    )
    yield Check(
        name="two-moments-fixed",
        en="mean and variance become 0 and 1",
        zh="均值和方差变为 0 和 1",
        left=[y.mean(), y.var()],
        right=[0.0, 1.0],
        within=1e-3,  # eps = 10⁻⁵ is small against these variances
    )
    yield Check(
        name="shape-stays",
        en="skewness and kurtosis after = before",
        zh="归一化后的偏度和峰度 = 之前的",
        left=[_moment(y, 3), _moment(y, 4)],
        right=[_moment(x, 3), _moment(x, 4)],
        within=1e-9,
    )
    yield Check(
        name="not-gaussian",
        en="the kurtosis is still far from the 3 of a Gaussian: their distance",
        zh="峰度与高斯分布的 3 仍然相差很远",
        left=abs(_moment(y, 4) - 3),
        right=0.5,  # the three shapes have 1.1, 9 and 1.8; their sampling errors are far smaller than what is left
        relation=">",
    )


def modes(
    rng: np.random.Generator,
    *,
    momentum: Annotated[
        float, Range(0.01, 1), Text(en="weight of the new batch in the running average", zh="新批次在滑动平均中的权重")
    ] = 0.1,
    batch: Annotated[int, Range(2, 256), Text(en="examples in a batch", zh="批次大小")] = 8,
    steps: Annotated[int, Range(1, 200), Text(en="training batches", zh="训练批次数")] = 60,
) -> Iterator[Step]:
    """Training and inference are two functions.

    训练和推理是两个函数
    """
    data = 5 + 2 * rng.normal(size=(steps, batch, 1))
    trace = [(np.zeros(1), np.ones(1))]
    for x in data:
        mean, spread = trace[-1]
        trace.append((running_average(mean, x.mean(axis=0), momentum), running_average(spread, x.var(axis=0, ddof=1), momentum)))
    yield Say(
        en="A feature with mean 5 and variance 4. In training each batch is normalised by its own statistics; "
        "on the side, a running average of them is kept for inference.",
        zh="一个均值为 5、方差为 4 的特征。训练时每个批次用自己的统计量归一化；同时另存一份滑动平均，留给推理用。",
    )
    yield Plot(
        en="The running statistics",
        zh="滑动统计量",
        series={
            Text(en="mean", zh="均值"): [mean[0] for mean, _ in trace],
            Text(en="variance", zh="方差"): [spread[0] for _, spread in trace],
        },
        x=Text(en="batch", zh="批次"),
    )
    yield Ask(
        en=f"A running mean starts at 0 and takes in each new batch with weight {momentum:g} (the momentum). After ten batches of mean 5, where is it? (two decimals)",
        zh=f"滑动均值从 0 开始，每个新批次的权重（即动量）为 {momentum:g}。十个均值恰为 5 的批次之后，它到了多少？（两位小数）",
        answer=5 * (1 - (1 - momentum) ** 10),
        within=0.01,
    )
    average = np.zeros(())
    for _ in range(10):
        average = running_average(average, 5.0, momentum)
    yield Check(
        name="running-average",
        en="ten updates, one after the other = 5 (1 − (1 − momentum)¹⁰)",
        zh="逐步更新十次 = 5 (1 − (1 − 动量)¹⁰)",
        left=average,
        right=running_average_after(5.0, 10, momentum),
        within=1e-12,
    )
    ratios = (2 * rng.normal(size=(20_000, batch))).var(axis=1) / 4
    yield Say(
        en="For the batch itself the variance is divided by m; for the running average by m − 1, because the first is too small on average.",
        zh="归一化当前批次时，方差除以 m；存入滑动平均时除以 m − 1，因为前者平均而言偏小。",
    )
    yield Check(
        name="biased-variance",
        en="average of the batch variance over 20,000 batches ÷ true variance = (m − 1)/m",
        zh="20,000 个批次的方差平均 ÷ 真实方差 = (m − 1)/m",
        left=ratios.mean(),
        right=(batch - 1) / batch,
        within=4 * ratios.std() / sqrt(len(ratios)),
    )
    one, zero = np.ones(1), np.zeros(1)
    crowds = [np.vstack([[[6.0]], 5 + 2 * rng.normal(size=(batch - 1, 1))]) for _ in range(3)]
    trained = [batch_norm(crowd, one, zero)[0, 0] for crowd in crowds]
    inferred = [batch_norm_inference(crowd, one, zero, *trace[-1])[0, 0] for crowd in crowds]
    yield Show(
        en="The same example, 6, in three batches",
        zh="同一个样本 6，放进三个批次",
        data=[trained, inferred],
        rows=[Text(en="training", zh="训练"), Text(en="inference", zh="推理")],
        columns=["A", "B", "C"],
    )
    alone = batch_norm_inference([[6.0]], one, zero, *trace[-1])[0, 0]
    yield Check(
        name="inference-ignores-the-batch",
        en="at inference, the output in each batch = the output alone",
        zh="推理时，放进任何批次的输出 = 单独一个样本的输出",
        left=inferred,
        right=[alone] * 3,
        within=1e-12,
    )
    yield Check(
        name="training-depends-on-the-batch",
        en="in training, the three outputs differ",
        zh="训练时，三个输出各不相同",
        left=max(trained) - min(trained),
        right=1e-6,
        relation=">",
        applies=batch > 2,
        because=Text(en="in a batch of two only the order counts, see the scene noise", zh="批次为 2 时只有大小次序起作用，见 noise 场景"),
    )
    yield Ask(
        en="A training batch of a single example, 6. What comes out (γ = 1, β = 0)?",
        zh="训练批次里只有一个样本 6，输出是多少（γ = 1，β = 0）？",
        answer=0.0,
    )
    yield Check(
        name="batch-of-one",
        en="the output is β, here 0.25, whatever the example is: it is its own mean",
        zh="无论样本是什么，输出都是 β（这里取 0.25）：均值就是样本自己",
        left=batch_norm([[6.0]], one, [0.25])[0, 0],
        right=0.25,
    )


def noise(
    rng: np.random.Generator,
    *,
    value: Annotated[
        float, Range(-3, 3), Text(en="the example watched, in deviations from the mean", zh="被观察的样本，以标准差为单位")
    ] = 1.0,
    trials: Annotated[int, Range(1000, 4000), Text(en="batches to draw", zh="抽取的批次数")] = 2000,
) -> Iterator[Step]:
    """Where its regularisation comes from.

    它的正则化从哪里来
    """
    sizes = (2, 4, 8, 32, 128, 512)
    outcomes = {size: _among_strangers(rng, value, size, trials) for size in sizes}
    deviations = np.array([outcomes[size].std() for size in sizes])
    yield Say(
        en=f"One example, always v = {value:g}. In every batch it meets other companions, drawn from a standard Gaussian.",
        zh=f"盯住一个样本，值始终是 v = {value:g}。每个批次里，与它同组的都是从标准高斯分布新抽的样本。",
    )
    yield Ask(
        en="Without batch normalisation its value never varies. With it, does it vary from batch to batch?",
        zh="不做批量归一化时，它的值从不变化。做了之后，它会随批次变化吗？",
        answer=1,
        options=[Text(en="no: the noise is removed", zh="不会：噪声被消除了"), Text(en="yes: noise is added", zh="会：反而加进了噪声")],
    )
    yield Show(
        en="Standard deviation of its output",
        zh="它的输出的标准差",
        data=deviations[:, None],
        rows=[f"m = {size}" for size in sizes],
        columns=[Text(en="deviation", zh="标准差")],
    )
    yield Check(
        name="noise-is-added",
        en="in batches of 8 its output varies",
        zh="批次为 8 时，它的输出在变化",
        left=deviations[2],
        right=0.1,  # about (1/√8) · √(1 + v²/2) = 0.35 or more
        relation=">",
    )
    yield Say(
        en="This noise regularises a little. It is a side effect, and the larger the batch, the less there is of it.",
        zh="这种噪声带来一点正则化，只是副作用：批次越大，噪声越小。",
    )
    yield Plot(
        en="Deviation against batch size, both logarithmic (base 10)",
        zh="标准差与批次大小（横轴、纵轴均取以 10 为底的对数）",
        kind="scatter",
        series={Text(en="measured", zh="实测"): (np.log10(sizes), deviations)},
        log=True,
        x="log₁₀ m",
    )
    yield Check(
        name="noise-shrinks",
        en="deviation · √m at m = 128 and 512 = √(1 + v²/2)",
        zh="m = 128 和 512 时，标准差 · √m = √(1 + v²/2)",
        left=deviations[-2:] * np.sqrt(sizes[-2:]),
        right=[sqrt(1 + value**2 / 2)] * 2,
        within=0.15 * sqrt(1 + value**2 / 2),  # four errors of a deviation from 1,000 trials (9 %), and terms of order 1/m
    )
    yield Say(
        en="At the other end, two examples: whichever is larger becomes +1, the other −1. Nothing but the order is left.",
        zh="另一端是只有两个样本：大的变成 +1，小的变成 −1，除了次序什么都不剩。",
    )
    yield Check(
        name="two-become-signs",
        en="in a batch of two every output is +1 or −1",
        zh="批次为 2 时，每个输出都是 +1 或 −1",
        left=np.abs(outcomes[2]).min(),
        right=1.0,
        within=1e-6,
    )


def axes(
    rng: np.random.Generator,
    *,
    batch: Annotated[int, Range(2, 6), Text(en="examples", zh="样本数")] = 3,
    channels: Annotated[int, Range(1, 8), Text(en="channels", zh="通道数")] = 4,
    groups: Annotated[int, Range(1, 8), Text(en="groups of group normalisation", zh="组归一化的组数")] = 2,
    size: Annotated[int, Range(2, 6), Text(en="side of an image", zh="图像边长")] = 3,
) -> Iterator[Step]:
    """Which numbers share a mean.

    哪些数共用一个均值
    """
    if channels % groups:
        raise Refusal(en=f"{groups} groups cannot share {channels} channels equally.", zh=f"{channels} 个通道无法平分成 {groups} 组。")
    x = rng.normal(size=(batch, channels, size, size))
    one, zero = np.ones(channels), np.zeros(channels)
    examples, features = [f"#{i + 1}" for i in range(batch)], [f"c{j + 1}" for j in range(channels)]
    yield Say(
        en="A batch of feature maps. Each cell below is one whole map; cells with the same letter share a mean and a variance.",
        zh="一批特征图。下面每一格代表一整张图；字母相同的格子共用一个均值和一个方差。",
    )
    layouts: dict[str, tuple[Text, Callable[[int, int], int]]] = {
        "batch": (Text(en="Batch normalisation: one channel, all examples", zh="批量归一化：同一通道，所有样本"), lambda i, j: j),
        "layer": (Text(en="Layer normalisation: one example, all channels", zh="层归一化：同一样本，所有通道"), lambda i, j: i),
        "instance": (Text(en="Instance normalisation: one map", zh="实例归一化：单张图"), lambda i, j: i * channels + j),
        "group": (
            Text(en="Group normalisation: one example, some channels", zh="组归一化：同一样本，一组通道"),
            lambda i, j: i * groups + j * groups // channels,
        ),
    }
    for title, owner in layouts.values():
        letters = [[_letter(owner(i, j)) for j in range(channels)] for i in range(batch)]
        yield Show(en=title.en, zh=title.zh, data=letters, rows=examples, columns=features)
    yield Check(
        name="channel-by-channel",
        en="batch_norm = each channel normalised by itself over batch, height and width, in a loop",
        zh="batch_norm = 循环中对每个通道单独在批次、高、宽上归一化",
        left=batch_norm(x, one, zero, eps=0.0),
        right=np.stack([(x[:, c] - x[:, c].mean()) / x[:, c].std() for c in range(channels)], axis=1),
        within=1e-12,
    )
    yield Ask(
        en=f"Batch normalisation, {batch} examples, {channels} channels, {size}×{size}: over how many numbers is one mean taken?",
        zh=f"批量归一化，{batch} 个样本，{channels} 个通道，{size}×{size}：一个均值是在多少个数上取的？",
        answer=batch * size * size,
    )
    methods: dict[str, Callable[[Array], Array]] = {
        "batch": lambda x: batch_norm(x, one, zero),
        "layer": lambda x: group_norm(x, one, zero, groups=1),
        "instance": lambda x: group_norm(x, one, zero, groups=channels),
        "group": lambda x: group_norm(x, one, zero, groups=groups),
    }
    touched = x.copy()
    touched[0, 0, 0, 0] += 1.0
    yield Say(
        en="A test that needs no formula: change one pixel, and count the outputs that move. They are those that share its mean.",
        zh="一个不需要公式的检验：改动一个像素，数一数有多少个输出变了。变的正是与它共用均值的那些。",
    )
    yield Check(
        name="who-moves",
        en="outputs moved by one pixel, under batch, layer, instance, group normalisation = N·H·W, C·H·W, H·W, C/G·H·W",
        zh="改一个像素后变动的输出个数（批量、层、实例、组归一化）= N·H·W、C·H·W、H·W、C/G·H·W",
        left=[np.count_nonzero(np.abs(method(touched) - method(x)) > 1e-12) for method in methods.values()],
        right=[elements_per_statistic(name, batch, channels, size, size, groups) for name in methods],
    )
    yield Check(
        name="not-the-whole-array",
        en="largest distance from a batch with one mean and one variance in all",
        zh="与“整个批次只用一个均值和一个方差”的最大差距",
        left=np.abs(batch_norm(x, one, zero, eps=0.0) - (x - x.mean()) / x.std()).max(),
        right=1e-6,
        relation=">",
        applies=channels > 1,
        because=Text(en="with one channel the two are the same", zh="只有一个通道时两者相同"),
    )


def backward(
    rng: np.random.Generator,
    *,
    batch: Annotated[int, Range(3, 64), Text(en="examples in the batch", zh="批次大小")] = 5,
    gamma: Annotated[float, Range(-10, 10), Text(en="learned scale", zh="可学习的缩放")] = 2.0,
) -> Iterator[Step]:
    """The gradient goes through the statistics.

    梯度要穿过统计量
    """
    x, upstream = 3 * rng.normal(size=batch), rng.normal(size=batch)
    scale = np.array([gamma])
    d_x, _, _ = batch_norm_backward(upstream[:, None], x[:, None], scale, eps=0.0)
    constant = gamma * upstream / x.std()
    yield Say(
        en="A common slip: treat μ and σ as constants, so that the gradient is γ δ / σ. But they are computed from x, and answer to it.",
        zh="常见的错误：把 μ 和 σ 当常数，于是梯度是 γ δ / σ。其实它们由 x 算出，x 一动它们就动。",
    )
    yield Show(
        en="The gradient for the first examples",
        zh="前几个样本的梯度",
        data=np.array([d_x[:5, 0], constant[:5]]).T,
        columns=[Text(en="true", zh="正确"), Text(en="μ, σ constant", zh="当常数")],
    )
    by_differences = [_difference(x, example, upstream, gamma) for example in range(batch)]
    yield Check(
        name="finite-differences",
        en="gradient = central differences of the whole layer",
        zh="梯度 = 对整层做中心差分",
        left=d_x[:, 0],
        right=by_differences,
        within=1e-5 * (1 + abs(gamma)),  # step 10⁻⁵: what remains is rounding, about 10⁻¹⁶ · batch / 10⁻⁵
    )
    yield Ask(
        en="Sum the gradient over the batch. This is what a bias before the layer would get. What is it?",
        zh="把梯度在批次上求和，这就是该层之前的偏置会得到的梯度。它等于多少？",
        answer=0.0,
        within=0.001,
    )
    yield Check(
        name="two-directions-vanish",
        en="Σ ∂L/∂x and Σ ∂L/∂x · x̂ are 0: neither shifting nor stretching the batch changes the output",
        zh="Σ ∂L/∂x 和 Σ ∂L/∂x · x̂ 都为 0：整体平移或拉伸批次都不改变输出",
        left=[d_x.sum(), d_x[:, 0] @ (x - x.mean())],
        right=[0.0, 0.0],
        within=1e-9,
    )
    yield Check(
        name="constants-are-wrong",
        en="the gradient with μ and σ held constant sums to something else",
        zh="把 μ、σ 当常数得到的梯度，其和并不为 0",
        left=abs(constant.sum()),
        right=1e-6,
        relation=">",
        applies=abs(gamma) > 0.01,
        because=Text(en="with γ near 0 no gradient is left at all", zh="γ 接近 0 时，本来就没有梯度"),
    )


def fold(
    rng: np.random.Generator,
    *,
    filters: Annotated[int, Range(1, 8), Text(en="filters of the convolution", zh="卷积核个数")] = 4,
    size: Annotated[int, Range(4, 12), Text(en="side of the image", zh="图像边长")] = 6,
) -> Iterator[Step]:
    """At inference it melts into the convolution.

    推理时融进卷积
    """
    yield Say(
        en="At inference the layer is y = γ (x − μ)/σ + β with fixed numbers: a multiplication and an addition, and a convolution before it can do both.",
        zh="推理时这一层是 y = γ (x − μ)/σ + β，全是固定的数：一次乘、一次加，前面的卷积顺手就能做掉。",
    )
    yield Ask(
        en="w = 2, b = 1, γ = 0.5, β = 0.1, μ = 3, σ = 4. What is the folded weight?",
        zh="w = 2，b = 1，γ = 0.5，β = 0.1，μ = 3，σ = 4。折叠后的权重是多少？",
        answer=0.25,
        within=0.001,
    )
    weight, bias = fold_batch_norm(weight=2.0, bias=1.0, gamma=0.5, beta=0.1, mean=3.0, variance=16.0)
    yield Check(
        name="one-weight",
        en="folded, the line through x = 0 and x = 1 = the two layers one after the other",
        zh="折叠后的直线在 x = 0 和 x = 1 处的值 = 两层依次计算的值",
        left=[bias, weight + bias],
        right=[0.5 * (2 * x + 1 - 3) / 4 + 0.1 for x in (0, 1)],
        within=1e-12,
    )
    images, kernels = rng.normal(size=(3, 2, size, size)), rng.normal(size=(filters, 2, 3, 3))
    bias, gamma, beta, mean = rng.normal(size=(4, filters))
    spread = rng.uniform(0.5, 2.0, filters)
    two_layers = batch_norm_inference(conv2d(images, kernels, bias), gamma, beta, mean, spread)
    merged = conv2d(images, *fold_batch_norm(kernels, bias, gamma, beta, mean, spread, eps=1e-5))
    yield Check(
        name="one-convolution",
        en="one convolution with folded weights = convolution, then normalisation",
        zh="用折叠后权重做一次卷积 = 先卷积再归一化",
        left=merged,
        right=two_layers,
        within=1e-12,
    )
    yield Say(
        en="So at inference it costs nothing. In training it cannot be folded: there the numbers change with every batch.",
        zh="所以推理时它不花任何代价。训练时则不能折叠：那些数每个批次都在变。",
    )
    yield Check(
        name="not-in-training",
        en="with the batch's own statistics the result differs from the folded one",
        zh="改用批次自己的统计量，结果就与折叠后的不同",
        left=np.abs(batch_norm(conv2d(images, kernels, bias), gamma, beta) - merged).max(),
        right=1e-3,
        relation=">",
    )


def _one(x: Array, gamma: float, beta: float, eps: float) -> Array:
    """Batch normalisation of a single feature."""
    return batch_norm(x[:, None], [gamma], [beta], eps=eps)[:, 0]


def _sample(rng: np.random.Generator, distribution: str, size: int) -> Array:
    if distribution == "exponential":
        return rng.exponential(2.0, size)
    if distribution == "uniform":
        return rng.uniform(3.0, 7.0, size)
    return 3.0 + np.where(rng.random(size) < 0.5, -2.0, 2.0) + 0.3 * rng.normal(size=size)


def _moment(x: Array, order: int) -> float:
    """Standardised central moment: 3 is the skewness, 4 the kurtosis."""
    centred = x - x.mean()
    return float((centred**order).mean() / (centred**2).mean() ** (order / 2))


def _among_strangers(rng: np.random.Generator, value: float, size: int, trials: int) -> Array:
    """What one example becomes in many batches: each batch is a feature of its own."""
    batches = rng.normal(size=(size, trials))
    batches[0] = value
    return batch_norm(batches, np.ones(trials), np.zeros(trials), eps=0.0)[0]


def _letter(number: int) -> str:
    return chr(ord("A") + number) if number < 26 else chr(ord("a") + number - 26)


def _difference(x: Array, example: int, upstream: Array, gamma: float, step: float = 1e-5) -> float:
    """∂(upstream · y)/∂x of one example, by a central difference through the definition."""

    def loss(x: Array) -> float:
        return float(upstream @ (gamma * (x - x.mean()) / x.std()))

    nudge = step * (np.arange(len(x)) == example)
    return (loss(x + nudge) - loss(x - nudge)) / (2 * step)
