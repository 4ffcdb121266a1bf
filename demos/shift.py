"""Shifts: how much of an image's movement pooling really forgives, and what it pays for that.

平移：池化究竟能容忍多少移动，又为此付出什么。

“Pooling makes a network invariant to translation” is true of the last pooling of all, the global one, and roughly true of the small
ones. The scenes measure how roughly: against movement, against fine patterns, against noise, and on a task where place is the answer.
"""

from __future__ import annotations

from collections.abc import Iterator
from math import erf, sqrt
from typing import Annotated

import numpy as np
from numpy.typing import NDArray

from dl_quiz.nouns import Text
from dl_quiz.stage import Ask, Check, Plot, Range, Refusal, Say, Show, Step

from .kernels.pool import avg_pool2d, global_max_pool, max_pool1d, max_pool2d
from .kernels.shift import average_variance, max_blur_pool, maximum_mean, maximum_variance, unchanged_probability

Array = NDArray[np.float64]


def wiggle(
    rng: np.random.Generator,
    *,
    size: Annotated[int, Range(2, 4), Text(en="window and stride of the pooling", zh="池化的窗口与步长")] = 2,
    shift: Annotated[int, Range(1, 4), Text(en="columns by which the picture moves", zh="图像移动的列数")] = 1,
    samples: Annotated[int, Range(1000, 50000), Text(en="windows of noise", zh="噪声窗口个数")] = 20000,
) -> Iterator[Step]:
    """A dot walks, and pooling watches.

    一个点在走，池化在看
    """
    width = 4 * size
    walk = np.eye(width)
    pooled = max_blur_pool(walk, size, size, taps=1)
    yield Say(
        en=f"A bright dot walks through a row of {width} cells, one cell a line. Then the row is max pooled in windows of {size}.",
        zh=f"一个亮点在 {width} 格的一行里走，每行是一个时刻。再对这一行做窗口为 {size} 的最大池化。",
    )
    yield Show(en="The row, time running down", zh="原来的行，时间向下", data=walk, digits=0, heat=True)
    stays = np.mean([np.array_equal(pooled[t], pooled[(t + 1) % width]) for t in range(width)])
    yield Ask(
        en="Close the row into a ring. In what share of its steps does the dot leave the pooled row unchanged?",
        zh="把这一行首尾相接成环。亮点走一步而池化后的行不变，这样的步占多少？",
        answer=1 - 1 / size,
        within=0.01,
    )
    yield Show(en="After max pooling", zh="最大池化之后", data=pooled, digits=0, heat=True)
    yield Check(
        name="dot-stays",
        en="counted along the ring = 1 − 1/k: the dot leaves its window once in k steps",
        zh="沿环数出的比例 = 1 − 1/k：每走 k 步才出一次窗口",
        left=stays,
        right=1 - 1 / size,
        within=1e-12,
    )
    yield Check(
        name="stride-is-exact",
        en=f"a move by the stride, {size}, moves the pooled row by exactly one cell",
        zh=f"移动一个步长（{size} 格），池化后的行恰好移动一格",
        left=max_blur_pool(np.roll(walk, size, axis=1), size, size, taps=1),
        right=np.roll(pooled, 1, axis=1),
    )
    yield Say(
        en="A dot on black is the kindest case. Now every cell holds its own random number, and the picture moves under the window.",
        zh="黑底上的一个点是最宽松的情形。现在每格都是独立的随机数，图像在窗口下移动。",
    )
    chance = unchanged_probability(size, shift)
    yield Ask(
        en=f"Window {size}, picture moved by {shift}: in what share of the windows is the maximum the same as before?",
        zh=f"窗口 {size}，图像移动 {shift}：最大值不变的窗口占多少？",
        answer=chance,
        within=0.01,
    )
    noise = rng.normal(size=(samples, size + shift))
    same = (max_pool1d(noise[:, :size], size) == max_pool1d(noise[:, shift:], size)).mean()
    yield Check(
        name="noise-stays",
        en="measured share = (k − d)/(k + d): the largest of k + d must lie in the k − d that both windows see",
        zh="测得的比例 = (k − d)/(k + d)：k + d 格中最大的那个须落在两个窗口共有的 k − d 格里",
        left=same,
        right=chance,
        within=5 * sqrt(chance * (1 - chance) / samples) if shift < size else 0.0,  # 5 standard errors
    )
    yield Say(
        en="So one pooling layer forgives a little, sometimes. “Invariant to small shifts” is a tendency, not a law.",
        zh="可见一层池化只是有时、略微容忍平移。“对小平移不变”是倾向，不是定律。",
    )


def alias(
    rng: np.random.Generator,
    *,
    taps: Annotated[int, Range(1, 7), Text(en="width of the blur, odd", zh="模糊核宽度，奇数")] = 3,
    samples: Annotated[int, Range(100, 2000), Text(en="random signals", zh="随机信号条数")] = 500,
) -> Iterator[Step]:
    """Fine patterns fold: aliasing, and a blur against it.

    细纹理会折叠：混叠
    """
    if taps % 2 == 0:
        raise Refusal(
            en=f"A blur of {taps} taps would move the picture by half a cell; take an odd number.",
            zh=f"{taps} 个权重的模糊会把图像移动半格；请取奇数。",
        )
    pattern = np.array([0.0, 0, 1, 1, 0, 0, 1, 1])
    plain = [max_blur_pool(np.roll(pattern, -step), taps=1) for step in (0, 1)]
    soft = [max_blur_pool(np.roll(pattern, -step), taps=taps) for step in (0, 1)]
    yield Say(
        en="Max pooling, window 2, stride 2, on a striped row. Then the same row, one cell further to the left.",
        zh="对一行条纹做窗口 2、步长 2 的最大池化；再对左移一格的同一行做一次。",
    )
    yield Show(en="The row and its shift", zh="原行与左移一格", data=np.vstack([pattern, np.roll(pattern, -1)]), digits=0, heat=True)
    yield Ask(
        en="The first pooled row is [0, 1, 0, 1]. What is the second?",
        zh="第一行池化后是 [0, 1, 0, 1]。第二行呢？",
        answer=2,
        options=["[0, 1, 0, 1]", "[1, 0, 1, 0]", "[1, 1, 1, 1]"],
    )
    yield Show(en="Max pooled", zh="最大池化", data=np.vstack(plain), digits=2, heat=True)
    yield Check(
        name="stripes-vanish",
        en="a shift by one cell turns stripes into a flat row",
        zh="移动一格，条纹变成了平的",
        left=plain,
        right=[[0.0, 1.0, 0.0, 1.0], [1.0, 1.0, 1.0, 1.0]],
    )
    yield Say(
        en="Keeping every second value needs a signal without fine detail; that is the sampling theorem. "
        "Zhang's remedy: take the maximum everywhere, blur, and only then thin out.",
        zh="隔一个取一个，前提是信号没有细节，这就是采样定理。Zhang 的办法：先逐格取最大，再模糊，最后才隔一个取一个。",
    )
    yield Show(en=f"Max pooled, with a blur of {taps}", zh=f"最大池化，模糊宽度 {taps}", data=np.vstack(soft), digits=2, heat=True)
    yield Check(
        name="blurred-stripes",
        en="with weights [1, 2, 1]/4, by hand: [0.5, 1, 0.5, 1] and [0.75, 0.75, 0.75, 0.75]",
        zh="权重 [1, 2, 1]/4 时手算：[0.5, 1, 0.5, 1] 与 [0.75, 0.75, 0.75, 0.75]",
        left=soft,
        right=[[0.5, 1.0, 0.5, 1.0], [0.75, 0.75, 0.75, 0.75]],
        within=1e-12,
        applies=taps == 3,
        because=Text(en="the hand calculation is for three taps", zh="手算针对 3 个权重"),
    )
    signals = rng.normal(size=(samples, 32))
    change = {width: _relative_change(signals, width) for width in (1, 3, 5, 7)}
    yield Plot(
        en="Change after a shift by one cell, as a share of the output's spread, on noise",
        zh="噪声移动一格后输出的变化（相对于输出的起伏）",
        kind="bars",
        series={Text(en=f"blur {width}", zh=f"模糊 {width}"): value for width, value in change.items()},
    )
    yield Check(
        name="blur-steadies",
        en=f"relative change with a blur of {taps} < without",
        zh=f"模糊宽度 {taps} 时的相对变化 < 不模糊时",
        left=_relative_change(signals, taps),
        right=change[1],
        relation="<",
        applies=taps > 1,
        because=Text(en="one tap does not blur", zh="宽度 1 等于没有模糊"),
    )
    yield Say(
        en="It gets better, not perfect: with a stride, only multiples of it are followed exactly.",
        zh="有所改善，但不完美：只要有步长，就只有步长的整数倍才能精确跟随。",
    )


def noise(
    rng: np.random.Generator,
    *,
    size: Annotated[int, Range(1, 4), Text(en="side of the window", zh="窗口边长")] = 2,
    deviation: Annotated[float, Range(0.1, 5.0), Text(en="standard deviation of the noise", zh="噪声的标准差")] = 1.0,
    samples: Annotated[int, Range(1000, 50000), Text(en="windows of pure noise", zh="纯噪声窗口个数")] = 20000,
) -> Iterator[Step]:
    """Does pooling remove noise? The mean does, the max does not.

    平均能去噪，最大不能
    """
    images = rng.normal(0.0, deviation, (samples, 1, size, size))
    largest, average = max_pool2d(images, size).ravel(), avg_pool2d(images, size).ravel()
    count = size**2
    yield Say(
        en=f"Windows of {size}×{size} with nothing in them but noise of mean 0 and deviation {deviation:g}. A filter against noise should answer 0, the steadier the better.",
        zh=f"{size}×{size} 的窗口里只有均值为 0、标准差为 {deviation:g} 的噪声。能去噪的话，应该回答 0，而且越稳越好。",
    )
    yield Ask(
        en="What does max pooling answer on average? (one decimal)",
        zh="最大池化平均回答多少？（一位小数）",
        answer=maximum_mean(count, deviation),
        within=max(0.1 * deviation, 0.01),
    )
    yield Plot(
        en="What the two answer",
        zh="两种池化的回答",
        kind="histogram",
        series={Text(en="max", zh="最大"): largest, Text(en="mean", zh="平均"): average},
    )
    yield Show(
        en="Measured",
        zh="测量值",
        data=[[largest.mean(), largest.var()], [average.mean(), average.var()]],
        rows=[Text(en="max", zh="最大"), Text(en="mean", zh="平均")],
        columns=[Text(en="mean", zh="均值"), Text(en="variance", zh="方差")],
    )
    yield Check(
        name="max-bias",
        en="mean of the maxima = n ∫ x φ(x) Φ(x)ⁿ⁻¹ dx · σ: above 0 for any window of two or more",
        zh="最大值的均值 = σ · n ∫ x φ(x) Φ(x)ⁿ⁻¹ dx：窗口不止一格就大于 0",
        left=largest.mean(),
        right=maximum_mean(count, deviation),
        within=5 * sqrt(largest.var() / samples),  # 5 standard errors
    )
    yield Check(
        name="max-variance",
        en="variance of the maxima = that of the order statistic",
        zh="最大值的方差 = 顺序统计量的方差",
        left=largest.var(),
        right=maximum_variance(count, deviation),
        within=5 * _error_of_variance(largest),
    )
    yield Check(
        name="average-is-unbiased",
        en="mean of the means = 0",
        zh="平均值的均值 = 0",
        left=average.mean(),
        right=0.0,
        within=5 * deviation / size / sqrt(samples),  # 5 standard errors
    )
    yield Check(
        name="average-variance",
        en="variance of the means = σ²/k²",
        zh="平均值的方差 = σ²/k²",
        left=average.var(),
        right=average_variance(size, deviation),
        within=5 * average_variance(size, deviation) * sqrt(2 / samples),  # 5 standard errors of the variance of normal values
    )
    yield Say(
        en="The mean cancels noise. The maximum picks the noisiest cell and reports it as a signal.",
        zh="平均让噪声互相抵消；最大值则挑出噪声最大的一格，当作信号上报。",
    )


def evidence(
    rng: np.random.Generator,
    *,
    size: Annotated[int, Range(2, 5), Text(en="side of the window", zh="窗口边长")] = 4,
    strength: Annotated[
        float, Range(0.5, 8.0), Text(en="strength of the signal, in deviations of the noise", zh="信号强度（以噪声标准差计）")
    ] = 4.0,
) -> Iterator[Step]:
    """One loud witness or many quiet ones.

    一个响亮，许多微弱
    """
    cells, samples = size**2, 4000
    empty, sparse, dense = rng.normal(size=(3, samples, 1, size, size))
    sparse[:, 0, 0, 0] += strength
    dense += strength / size  # spread over k² cells with the same sum of squares
    yield Say(
        en=f"A signal hides in noise, in windows of {size}×{size}. Sparse: one cell carries all of it. Dense: every cell carries a little, with the same energy.",
        zh=f"信号藏在 {size}×{size} 窗口的噪声里。稀疏：全在一格。稠密：每格一点，总能量相同。",
    )
    yield Ask(
        en="Which pooling tells the sparse signal from an empty window better?",
        zh="哪种池化更能分辨稀疏信号与空窗口？",
        answer=0,
        options=[Text(en="max", zh="最大"), Text(en="average", zh="平均")],
    )
    scores = {
        (rule, kind): _chance_of_ranking(pooling(windows, size).ravel(), pooling(empty, size).ravel())
        for rule, pooling in (("max", max_pool2d), ("avg", avg_pool2d))
        for kind, windows in (("sparse", sparse), ("dense", dense))
    }
    yield Show(
        en="Chance that a window with signal scores higher than one without (AUC)",
        zh="有信号的窗口得分高于无信号窗口的概率（AUC）",
        data=[[scores[rule, kind] for kind in ("sparse", "dense")] for rule in ("max", "avg")],
        rows=[Text(en="max", zh="最大"), Text(en="average", zh="平均")],
        columns=[Text(en="sparse", zh="稀疏"), Text(en="dense", zh="稠密")],
    )
    theory = [(1 + erf(shift / 2)) / 2 for shift in (strength / size, strength)]
    yield Check(
        name="average-by-formula",
        en="average pooling, signal strength a, window side k: sparse Φ(a/(k√2)), dense Φ(a/√2)",
        zh="平均池化，信号强度 a、窗口边长 k：稀疏 Φ(a/(k√2))，稠密 Φ(a/√2)",
        left=[scores["avg", "sparse"], scores["avg", "dense"]],
        right=theory,
        within=5 * 0.5 / sqrt(samples),  # 5 standard errors; an AUC of n against n varies by at most 1/(2√n)
    )
    clear = 3.0 <= strength <= 5.0 and cells >= 9
    because = Text(
        en="promised for strengths from 3 to 5 and windows of 3×3 or more; elsewhere both find everything, or nothing",
        zh="只对强度 3 到 5、窗口 3×3 以上作出保证；别处两者都找得到，或都找不到",
    )
    yield Check(
        name="max-for-sparse",
        en="one loud cell: AUC of max, against the average's plus 0.03",
        zh="一格很响：最大池化的 AUC，与平均的 + 0.03 相比",
        left=scores["max", "sparse"],
        right=scores["avg", "sparse"] + 0.03,
        relation=">",
        applies=clear,
        because=because,
    )
    yield Check(
        name="average-for-dense",
        en="many quiet cells: AUC of the average, against max's plus 0.01",
        zh="许多格微弱：平均池化的 AUC，与最大的 + 0.01 相比",
        left=scores["avg", "dense"],
        right=scores["max", "dense"] + 0.01,
        relation=">",
        applies=clear,
        because=because,
    )
    yield Say(
        en="“Max pooling is better” is thus a statement about features: rectified detectors that fire rarely look like the sparse case.",
        zh="所以“最大池化更好”说的其实是特征：经过整流、很少激活的检测器，正像稀疏的情形。",
    )


def where(
    rng: np.random.Generator,
    *,
    side: Annotated[int, Range(4, 12), Text(en="side of the image (even)", zh="图像边长（偶数）")] = 8,
    samples: Annotated[int, Range(50, 400), Text(en="images", zh="图像张数")] = 200,
) -> Iterator[Step]:
    """When place is the question, and when it is not.

    位置何时是答案，何时不是
    """
    if side % 2:
        raise Refusal(
            en=f"An odd side, {side}, has a middle column that is neither left nor right.", zh=f"边长 {side} 是奇数，中间一列不分左右。"
        )
    left = np.where(np.arange(samples) < 0.55 * samples, 1.0, -1.0)
    rows, columns = rng.integers(0, side, samples), rng.integers(0, side // 2, samples) + np.where(left > 0, 0, side // 2)
    images = np.zeros((samples, 1, side, side))
    images[np.arange(samples), 0, rows, columns] = 1.0
    yield Say(
        en="First task: one bright dot. Is it in the left half or the right? Read the answer from the flattened picture, or from its global maximum.",
        zh="任务一：图中有一个亮点，它在左半边还是右半边？分别从展平的图像和全局最大值读出答案。",
    )
    yield Show(
        en="One of the images; 55% have the dot on the left", zh="其中一张；55% 的亮点在左边", data=images[0, 0], digits=0, heat=True
    )
    flat, pooled = images.reshape(samples, -1), global_max_pool(images)
    yield Ask(
        en="What can a classifier get out of the global maximum?",
        zh="只看全局最大值，分类器能做到什么程度？",
        answer=2,
        options=[Text(en="everything", zh="全对"), Text(en="most", zh="大部分对"), Text(en="no more than guessing", zh="和猜一样")],
    )
    yield Check(
        name="place-is-gone",
        en="accuracy from the global maximum = always naming the commoner side",
        zh="由全局最大值得到的准确率 = 总猜较多的那一边",
        left=_accuracy(pooled, left, pooled, left),
        right=max((left > 0).mean(), (left < 0).mean()),
    )
    yield Check(
        name="flatten-knows",
        en="accuracy of a linear layer on the flattened picture",
        zh="展平后线性层的准确率",
        left=_accuracy(flat, left, flat, left),
        right=1.0,
    )
    here, there = (_dots_or_not(rng, side, samples, half) for half in (0, side // 2))
    yield Say(
        en="Second task: is there a dot at all? It was only ever shown in the left half; the test shows it in the right.",
        zh="任务二：图中有没有亮点？训练时亮点只在左半边，测试时在右半边。",
    )
    yield Ask(
        en="Which of the two still works?",
        zh="两者中哪个还管用？",
        answer=1,
        options=[Text(en="flattened picture", zh="展平的图像"), Text(en="global maximum", zh="全局最大值")],
    )
    maximum, flattened = (_accuracy(read(here[0]), here[1], read(there[0]), there[1]) for read in (global_max_pool, _flatten))
    yield Show(
        en="Accuracy in the unseen half",
        zh="在没见过的那半边的准确率",
        data=[[maximum], [flattened]],
        rows=[Text(en="global max", zh="全局最大"), Text(en="flatten", zh="展平")],
    )
    yield Check(
        name="max-finds-it-anywhere",
        en="global maximum in the unseen half",
        zh="全局最大值在没见过的半边",
        left=maximum,
        right=0.95,
        relation=">=",
    )
    yield Check(
        name="flatten-fails-elsewhere",
        en="flattened picture in the unseen half: no better than guessing, give or take 5 standard errors",
        zh="展平的图像在没见过的半边：不优于猜测（允许 5 个标准误差）",
        left=flattened,
        right=0.5,
        within=5 * 0.5 / sqrt(samples),
    )
    yield Say(
        en="Pooling is a prior: “where does not matter”. It helps where that is true and blinds where it is false; no prior improves generalisation by itself.",
        zh="池化是一种先验：“位置不重要”。先验成立就有帮助，不成立就成了盲点；没有哪种先验能自动提升泛化。",
    )


def _relative_change(signals: Array, taps: int) -> float:
    """Root mean square change of the output after a shift by one, relative to the output's standard deviation."""
    before, after = (max_blur_pool(np.roll(signals, -step, axis=1), taps=taps) for step in (0, 1))
    return float(np.sqrt(((after - before) ** 2).mean()) / before.std())


def _error_of_variance(values: Array) -> float:
    """Standard error of a sample variance, from the fourth moment."""
    deviations = values - values.mean()
    return sqrt(((deviations**4).mean() - (deviations**2).mean() ** 2) / values.size)


def _chance_of_ranking(signal: Array, empty: Array) -> float:
    """Chance that a random value of the one is above a random value of the other: the area under the ROC curve."""
    return float(np.searchsorted(np.sort(empty), signal).mean() / empty.size)


def _dots_or_not(rng: np.random.Generator, side: int, count: int, first: int) -> tuple[Array, Array]:
    """Faintly noisy images; every second one has a dot, in the half that begins at column `first`."""
    present = np.arange(count) % 2 == 0
    images = rng.normal(0.0, 0.1, (count, 1, side, side))
    rows, columns = rng.integers(0, side, count), rng.integers(0, side // 2, count) + first
    images[np.arange(count), 0, rows, columns] += present
    return images, np.where(present, 1.0, -1.0)


def _flatten(images: Array) -> Array:
    return images.reshape(len(images), -1)


def _accuracy(train: Array, labels: Array, test: Array, truth: Array) -> float:
    """Fit ±1 labels by least squares on the features and a constant, and count the right signs."""
    weights = np.linalg.lstsq(_with_constant(train), labels, rcond=None)[0]
    return float((np.sign(_with_constant(test) @ weights) == truth).mean())


def _with_constant(features: Array) -> Array:
    return np.hstack([features, np.ones((len(features), 1))])
