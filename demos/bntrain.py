"""Batch normalisation at work: what it does to the step size, to gradients in depth, and to small batches.

批量归一化与训练：它如何影响步长、深层的梯度，以及小批次。

The transform itself is in `batchnorm`. Here it stands inside networks that are trained, next to the same networks without it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from math import pi, sqrt
from typing import Annotated, Literal

import numpy as np
from numpy.typing import NDArray

from dl_quiz.nouns import Text
from dl_quiz.stage import Ask, Check, Plot, Range, Say, Show, Step

from .kernels.activation import relu, relu_derivative
from .kernels.batchnorm import batch_norm, batch_norm_backward
from .kernels.bntrain import Norm, effective_rate, gradient_growth, hidden_layer, hidden_layer_backward, standard_error

Array = NDArray[np.float64]


def lr(
    rng: np.random.Generator,
    *,
    norm: Annotated[Literal["batch", "layer"], Text(en="normalisation to compare with none", zh="与不归一化相比的方法")] = "batch",
    depth: Annotated[int, Range(2, 4), Text(en="hidden layers", zh="隐藏层数")] = 3,
    steps: Annotated[int, Range(20, 100), Text(en="training steps", zh="训练步数")] = 60,
) -> Iterator[Step]:
    """A larger learning rate.

    更大的学习率
    """
    x, target = _ill_scaled(rng)
    start = _network(rng, depth)
    yield Say(
        en="Ten inputs whose scales run from 0.1 to 10: what raw data looks like. Two networks start from the same weights; one normalises its layers.",
        zh="十个输入，尺度从 0.1 到 10：原始数据往往如此。两个网络从同样的权重出发，其中一个在每层做归一化。",
    )
    yield Ask(
        en="How much larger a learning rate can the normalised one bear?",
        zh="做了归一化的网络能承受大多少的学习率？",
        answer=2,
        options=[Text(en="none", zh="并不更大"), Text(en="about twice", zh="约两倍"), Text(en="ten times or more", zh="十倍以上")],
    )
    rates = (0.001, 0.003, 0.01, 0.03, 0.1, 0.3)
    curves = {kind: [_train(start, x, target, kind, rate, steps)[0] for rate in rates] for kind in ("none", norm)}
    initial = {kind: runs[0][0] for kind, runs in curves.items()}
    yield Show(
        en="Loss after training (empty: it grew, or overflowed)",
        zh="训练后的损失（空白表示变大或溢出）",
        data=[[_ending(run, initial[kind]) for kind, run in zip(curves, runs, strict=True)] for runs in zip(*curves.values(), strict=True)],
        rows=[f"lr {rate:g}" for rate in rates],
        columns=[Text(en="plain", zh="无归一化"), Text(en="with norm", zh="有归一化")],
    )
    largest = {
        kind: max([rate for rate, run in zip(rates, runs, strict=True) if run[-1] < initial[kind]], default=0.0)
        for kind, runs in curves.items()
    }
    yield Check(
        name="larger-rates",
        en="the largest rate at which the normalised network learns, against ten times that of the plain one",
        zh="有归一化的网络能学习的最大学习率，与无归一化的十倍相比",
        left=largest[norm],
        right=10 * largest["none"],
        relation=">=",
        within=1e-12,
    )
    best = {kind: min((run for run in runs if np.isfinite(run[-1])), key=lambda run: run[-1]) for kind, runs in curves.items()}
    yield Plot(
        en="Loss, each at its best rate",
        zh="损失，各取最好的学习率",
        series={Text(en="plain", zh="无归一化"): best["none"], Text(en="with norm", zh="有归一化"): best[norm]},
        log=True,
        x=Text(en="step", zh="步"),
    )
    yield Check(
        name="lower-loss",
        en="each at its best rate, the normalised network ends lower",
        zh="各取最好的学习率，有归一化的网络损失更低",
        left=best[norm][-1],
        right=best["none"][-1],
        relation="<",
        applies=norm == "batch" and steps >= 60,
        because=Text(
            en="the claim is for batch normalisation and at least 60 steps; layer normalisation cannot even out inputs of different scale",
            zh="该结论针对批量归一化、至少 60 步；层归一化无法拉平各输入的尺度差异",
        ),
    )


def scale(
    rng: np.random.Generator,
    *,
    factor: Annotated[float, Range(0.1, 20), Text(en="by which the weights are multiplied", zh="权重放大的倍数")] = 5.0,
    lr: Annotated[float, Range(0.01, 10), Text(en="learning rate of the run", zh="训练时的学习率")] = 5.0,
) -> Iterator[Step]:
    """The length of the weights no longer matters.

    权重的长度不再重要
    """
    x, target, weight = rng.normal(size=(32, 6)), rng.normal(size=32), rng.normal(size=(4, 6))
    loss, gradient = _invariant(weight, x, target)
    yield Say(
        en=f"A layer followed by batch normalisation. Multiply all its weights by a = {factor:g}: mean and deviation grow with them, and divide out.",
        zh=f"一层之后接批量归一化。把它的权重全部乘以 a = {factor:g}：均值和标准差跟着变大，相除后抵消。",
    )
    yield Ask(
        en="The loss stays the same. What is the gradient multiplied by? (three decimals)",
        zh="损失不变。梯度变为原来的几倍？（三位小数）",
        answer=1 / factor,
        within=0.002,
    )
    scaled_loss, scaled = _invariant(factor * weight, x, target)
    yield Check(
        name="same-loss",
        en="loss with a W = loss with W",
        zh="权重为 a W 时的损失 = 权重为 W 时的损失",
        left=scaled_loss,
        right=loss,
        within=1e-9,
    )
    yield Check(
        name="gradient-shrinks",
        en="length of the gradient at W ÷ length at a W = a",
        zh="W 处的梯度长度 ÷ a W 处的梯度长度 = a",
        left=_length(gradient) / _length(scaled),
        right=factor,
        within=1e-9 * factor,
    )
    yield Check(
        name="orthogonal",
        en="the gradient of each unit stands at a right angle to its weights",
        zh="每个单元的梯度与它的权重正交",
        left=(weight * gradient).sum(axis=1),
        right=np.zeros(4),
        within=1e-10,
    )
    yield Say(
        en="So a gradient step turns the weights, and by Pythagoras it makes them longer. Longer weights turn less: "
        "the step size that counts is η / ‖w‖², and a rate that is too large tames itself.",
        zh="所以梯度步只是转动权重，而按勾股定理，长度必然增加。权重越长，转得越少：真正起作用的步长是 η / ‖w‖²，过大的学习率会自己降下来。",
    )
    lengths, losses = [], []
    moving = weight[:1]
    for _ in range(60):
        value, slope = _invariant(moving, x, target)
        lengths.append(_length(moving))
        losses.append(value)
        moving = moving - lr * slope
    yield Plot(
        en="One unit trained: its effective rate η / ‖w‖²",
        zh="训练一个单元：有效学习率 η / ‖w‖²",
        series={"η/‖w‖²": [effective_rate(lr, length) for length in lengths]},
        log=True,
        x=Text(en="step", zh="步"),
    )
    yield Check(
        name="length-grows",
        en="the smallest change of ‖w‖ from step to step is not negative",
        zh="相邻两步之间 ‖w‖ 的最小变化不为负",
        left=np.diff(lengths).min(),
        right=-1e-12,  # rounding
        relation=">=",
    )
    stepped, other = weight - lr * gradient, factor * weight - factor**2 * lr * scaled
    yield Check(
        name="effective-rate",
        en="from a W with rate a² η, one step ends in the direction in which W ends with rate η",
        zh="从 a W 出发、学习率 a² η 走一步，方向与从 W 出发、学习率 η 走一步相同",
        left=other / _length(other),
        right=stepped / _length(stepped),
        within=1e-9,
    )
    yield Say(
        en="This is also what L2 does to such weights: it cannot make the function simpler, since length does not matter. It keeps the effective rate up.",
        zh="L2 对这种权重的作用也在于此：长度不影响函数，所以它不能让函数更简单，只是不让有效学习率降得太低。",
    )


def ics(
    rng: np.random.Generator,
    *,
    noise: Annotated[
        float, Range(0.0, 0.3), Text(en="random scale and shift put behind each normalisation", zh="在每个归一化之后加入的随机缩放和平移")
    ] = 0.1,
    steps: Annotated[int, Range(40, 100), Text(en="training steps", zh="训练步数")] = 60,
) -> Iterator[Step]:
    """Testing the covariate-shift explanation.

    是因为内部协变量偏移吗？
    """
    x, target = _ill_scaled(rng)
    start = _network(rng, 3)
    yield Say(
        en="Ioffe and Szegedy's explanation (2015): training is slow because each layer's inputs keep moving (internal covariate shift), "
        "and batch normalisation holds them still.",
        zh="Ioffe 与 Szegedy（2015）的解释：训练慢是因为每层的输入分布不断漂移（内部协变量偏移，internal covariate shift），批量归一化让它们稳住。",
    )
    yield Say(
        en="Santurkar and others' experiment (2018): normalise, then spoil it. Behind each normalisation, every step scales and shifts each unit at random.",
        zh="Santurkar 等人（2018）的实验：先归一化，再故意破坏。在每个归一化之后，每一步都对每个单元做随机的缩放和平移。",
    )
    yield Ask(
        en="The inputs of the layers now move more than in the plain network. Does the advantage disappear?",
        zh="现在各层的输入比普通网络漂移得还厉害。优势会消失吗？",
        answer=1,
        options=[Text(en="yes", zh="会"), Text(en="no", zh="不会")],
    )
    plain = min((_train(start, x, target, "none", rate, steps) for rate in (0.001, 0.003, 0.01)), key=lambda run: _last(run[0]))
    still = _train(start, x, target, "batch", 0.1, steps)
    shaken = _train(start, x, target, "batch", 0.1, steps, noise, rng)
    runs = {Text(en="plain", zh="普通"): plain, "BN": still, Text(en="BN + noise", zh="BN + 噪声"): shaken}
    yield Show(
        en="The plain network at the best of three rates (larger ones diverge), the others at 0.1",
        zh="普通网络取三个学习率中最好的（再大就发散），其余用 0.1",
        data=[[np.mean(drift), _last(losses)] for losses, drift in runs.values()],
        rows=list(runs),
        columns=[Text(en="drift", zh="漂移"), Text(en="loss", zh="损失")],
    )
    yield Plot(
        en="Loss",
        zh="损失",
        series={label: losses for label, (losses, _) in runs.items()},
        log=True,
        x=Text(en="step", zh="步"),
    )
    enough = noise >= 0.1
    yield Check(
        name="more-drift",
        en="mean change of a unit's average from step to step: BN with noise against plain",
        zh="单元均值的逐步平均变化：加噪声的 BN 与普通网络相比",
        left=np.mean(shaken[1]),
        right=np.mean(plain[1]),
        relation=">",
        applies=enough,
        because=Text(en="the noise is too weak to shake the layers", zh="噪声太弱，晃不动各层"),
    )
    yield Check(
        name="still-better",
        en="loss over the last ten steps: BN with noise against plain",
        zh="最后十步的损失：加噪声的 BN 与普通网络相比",
        left=_last(shaken[0]),
        right=_last(plain[0]),
        relation="<",
        applies=noise <= 0.1,
        because=Text(en="so much noise drowns the signal of a network this small", zh="噪声太强，淹没了这样小的网络的信号"),
    )
    yield Say(
        en="More drift, better training: here the gain does not come from holding the inputs still. The account of 2018: the loss surface is smoother, so that larger steps are safe.",
        zh="漂移更大，训练却更好：可见这里的好处不是来自稳住输入分布。2018 年论文的解释是：损失面更平滑，可以安全地迈大步。",
    )


def explode(
    rng: np.random.Generator,
    *,
    depth: Annotated[int, Range(5, 40), Text(en="layers", zh="层数")] = 30,
    width: Annotated[int, Range(16, 160), Text(en="units in a layer, and examples in the batch", zh="每层单元数，也是批次大小")] = 128,
) -> Iterator[Step]:
    """In depth it makes gradients explode.

    深层网络中的梯度爆炸
    """
    shape = (depth, width)
    plain = _gradient_lengths(rng, *shape, norm="none")
    normalised = _gradient_lengths(rng, *shape, norm="batch")
    skipping = _gradient_lengths(rng, *shape, norm="batch", skip=True)
    yield Say(
        en=f"“Batch normalisation solves vanishing and exploding gradients.” {depth} layers at initialisation: "
        "ReLU with He's weights, the same with batch normalisation, the same with skip connections as well.",
        zh=f"“批量归一化解决了梯度消失和梯度爆炸。” 看 {depth} 层网络的初始状态：He 初始化的 ReLU 网络；加上批量归一化；再加上跳跃连接。",
    )
    yield Ask(
        en="In which one does the gradient explode on its way down?",
        zh="梯度往回传时，哪一个会爆炸？",
        answer=1,
        options=[Text(en="plain", zh="普通"), "BN", Text(en="BN with skips", zh="BN + 跳跃连接")],
    )
    yield Plot(
        en="Squared length of the gradient, from the top layer down",
        zh="梯度长度的平方，从顶层往下",
        series={Text(en="plain", zh="普通"): plain, "BN": normalised, Text(en="BN, skips", zh="BN + 跳跃"): skipping},
        log=True,
        x=Text(en="layers passed", zh="经过的层数"),
    )
    inner = depth - 1  # the last step down is into the network's input, which is no ReLU's output
    yield Check(
        name="growth-rate",
        en="growth of the squared length per layer = π/(π − 1) = 1.467",
        zh="每层平方长度的增长率 = π/(π − 1) = 1.467",
        left=(normalised[inner] / normalised[0]) ** (1 / inner),
        right=gradient_growth(1, squared=True),
        within=0.05,  # theory is for infinite width and batch; over forty seeds, 20 to 40 layers stayed within 0.035
        applies=width >= 100 and depth >= 20,
        because=Text(en="theory is for wide layers, large batches and many of them", zh="理论针对宽层、大批次、多层的情形"),
    )
    yield Say(
        en="Where it comes from: a ReLU passes half of the squared gradient. He's weights double it, which balances. "
        "Batch normalisation divides by the variance around the mean, and a ReLU's output has little of it.",
        zh="来历：ReLU 只放行一半的梯度平方；He 初始化乘以 2，恰好平衡。批量归一化却要除以围绕均值的方差，而 ReLU 输出的这个方差偏小。",
    )
    sample = relu(rng.normal(size=400_000))
    yield Check(
        name="relu-variance",
        en="variance of ReLU(z), z Gaussian = (π − 1)/(2π): half of it divided by this is π/(π − 1)",
        zh="z 为高斯时 ReLU(z) 的方差 = (π − 1)/(2π)：二分之一除以它就是 π/(π − 1)",
        left=sample.var(),
        right=(pi - 1) / (2 * pi),
        within=4 * sqrt((_central(sample, 4) - sample.var() ** 2) / len(sample)),
    )
    yield Check(
        name="skips-tame-it",
        en="with skip connections the growth over all layers is smaller than without, by at least the square root",
        zh="加上跳跃连接后，总增长不超过没有时的平方根",
        left=skipping[-1] / skipping[0],
        right=sqrt(normalised[inner] / normalised[0]),
        relation="<=",
        applies=width >= 100 and depth >= 20,
        because=Text(en="in a shallow or narrow network there is little to tame", zh="网络浅或窄时，本来就没多少可抑制"),
    )


def smallbatch(
    rng: np.random.Generator,
    *,
    depth: Annotated[int, Range(1, 5), Text(en="hidden layers", zh="隐藏层数")] = 3,
    norm: Annotated[Literal["batch", "layer"], Text(en="normalisation to look at", zh="要考察的归一化")] = "batch",
) -> Iterator[Step]:
    """Small batches break it.

    小批次会让它失效
    """
    sizes = (2, 4, 8, 32, 128)
    crowd = rng.normal(size=(4096, 10))
    layers = _network(rng, depth)[0]
    reference = _through(layers, crowd, norm)[:256]
    gaps = [_gap(layers, crowd[:256], reference, size, norm) for size in sizes]
    yield Say(
        en="At inference the statistics come from all data. In training they come from one batch: the network then computes another function.",
        zh="推理时统计量来自全部数据，训练时只来自一个批次：网络算的其实是另一个函数。",
    )
    yield Ask(
        en="A batch mean over 16 examples, σ = 1: what is its standard deviation around the true mean?",
        zh="16 个样本的批次均值，σ = 1：它围绕真实均值的标准差是多少？",
        answer=0.25,
        within=0.001,
    )
    means = rng.normal(size=(20_000, 16)).mean(axis=1)
    yield Check(
        name="standard-error",
        en="deviation of 20,000 batch means = σ/√m",
        zh="20,000 个批次均值的标准差 = σ/√m",
        left=means.std(),
        right=standard_error(1.0, 16),
        within=4 * 0.25 / sqrt(2 * len(means)),
    )
    yield Show(
        en="Output in training against output at inference, relative difference",
        zh="训练时与推理时输出的相对差异",
        data=np.array(gaps)[:, None],
        rows=[f"m = {size}" for size in sizes],
        columns=[Text(en="gap", zh="差异")],
    )
    yield Check(
        name="gap-shrinks",
        en="the gap at each batch size against that at the next larger one",
        zh="每个批次大小的差异，与更大一档的相比",
        left=gaps[:-1],
        right=gaps[1:],
        relation=">",
        applies=norm == "batch",
        because=Text(en="layer normalisation does not use the batch", zh="层归一化不使用批次"),
    )
    yield Say(
        en="Layer and group normalisation take their statistics inside one example. Batch size means nothing to them: no gap, at any m.",
        zh="层归一化和组归一化只在单个样本内取统计量，批次大小与它们无关：任何 m 都没有差异。",
    )
    yield Check(
        name="layer-norm-has-no-gap",
        en="the same network with layer normalisation: gap at m = 2",
        zh="同样的网络换成层归一化：m = 2 时的差异",
        left=_gap(layers, crowd[:256], _through(layers, crowd, "layer")[:256], 2, "layer"),
        right=0.0,
        within=1e-12,
    )
    singles = np.vstack([_through(layers, crowd[i : i + 1], "batch") for i in range(3)])
    yield Ask(
        en="A batch of one, in training, through batch normalisation: how many different outputs do three different examples give?",
        zh="训练时批次为 1，经过批量归一化：三个不同的样本会给出几种不同的输出？",
        answer=1,
    )
    yield Check(
        name="batch-of-one",
        en="all three give the same output: the network no longer sees its input",
        zh="三个样本输出相同：网络已经看不见输入",
        left=np.ptp(singles, axis=0).max(),
        right=0.0,
        within=1e-12,
    )


def _ill_scaled(rng: np.random.Generator) -> tuple[Array, Array]:
    """Regression on ten inputs whose scales run from 0.1 to 10, all of equal importance."""
    unit, direction = rng.normal(size=(96, 10)), rng.normal(size=10)
    return unit * np.logspace(-1, 1, 10), np.tanh(unit @ direction)


def _network(rng: np.random.Generator, depth: int, width: int = 24) -> tuple[list[tuple[Array, Array, Array]], Array]:
    """Hidden layers (weight, gamma, beta) with He's weights, and the weights of a linear output."""
    widths = [10, *[width] * depth]
    layers = [(rng.normal(size=(units, inputs)) * sqrt(2 / inputs), np.ones(units), np.zeros(units)) for inputs, units in pairwise(widths)]
    return layers, rng.normal(size=width) / sqrt(width)


def _train(
    start: tuple[list[tuple[Array, Array, Array]], Array],
    x: Array,
    target: Array,
    norm: Norm,
    rate: float,
    steps: int,
    noise: float = 0.0,
    rng: np.random.Generator | None = None,
) -> tuple[Array, Array]:
    """Gradient descent on the squared error: the losses, and how far the units' averages move from step to step.

    With `noise`, every step replaces γ and β by γ s and β s + t with fresh random s and t.
    """
    layers, head = list(start[0]), start[1]
    losses, averages = np.full(steps, np.inf), []
    for step in range(steps):
        spoiled = [_spoiled(part, noise, rng) for part in layers]
        inputs, sums = [x], []
        for weight, gamma, beta, _ in spoiled:
            y, z = hidden_layer(inputs[-1], weight, gamma, beta, norm)
            inputs.append(y)
            sums.append(z)
        error = inputs[-1] @ head - target
        losses[step] = np.square(error).mean()
        if not losses[step] < 1e6:  # diverged
            break
        averages.append(np.concatenate([y.mean(axis=0) for y in inputs[1:]]))
        upstream = 2 * error / len(x)
        d_y, head = np.outer(upstream, head), head - rate * upstream @ inputs[-1]
        for i, (weight, gamma, beta, s) in reversed(list(enumerate(spoiled))):
            d_y, d_weight, d_gamma, d_beta = hidden_layer_backward(d_y, inputs[i], sums[i], weight, gamma, beta, norm)
            layers[i] = (weight - rate * d_weight, layers[i][1] - rate * s * d_gamma, layers[i][2] - rate * s * d_beta)
    return losses, np.abs(np.diff(averages, axis=0)).mean(axis=1) if len(averages) > 1 else np.zeros(1)


def _spoiled(part: tuple[Array, Array, Array], noise: float, rng: np.random.Generator | None) -> tuple[Array, Array, Array, Array]:
    weight, gamma, beta = part
    if rng is None or noise == 0:
        return weight, gamma, beta, np.ones_like(gamma)
    s = 1 + noise * rng.normal(size=gamma.shape)
    return weight, gamma * s, beta * s + noise * rng.normal(size=beta.shape), s


def _ending(losses: Array, initial: float) -> float | None:
    return float(losses[-1]) if losses[-1] < initial else None


def _last(losses: Array) -> float:
    return float(losses[-10:].mean())


def _invariant(weight: Array, x: Array, target: Array) -> tuple[float, Array]:
    """Loss and gradient of a sum of batch-normalised ReLU units, with eps 0 so that the invariance is exact."""
    one, zero = np.ones(len(weight)), np.zeros(len(weight))
    z = x @ weight.T
    normalised = batch_norm(z, one, zero, eps=0.0)
    error = relu(normalised).sum(axis=1) - target
    upstream = (2 * error / len(x))[:, None] * relu_derivative(normalised)
    d_z, _, _ = batch_norm_backward(upstream, z, one, eps=0.0)
    return float(np.square(error).mean()), d_z.T @ x


def _length(array: Array) -> float:
    return float(np.sqrt(np.square(array).sum()))


def _gradient_lengths(rng: np.random.Generator, depth: int, width: int, norm: Norm, skip: bool = False) -> Array:
    """Squared lengths of a random gradient on its way down a network at initialisation, starting from 1."""
    x, one, zero = rng.normal(size=(width, width)), np.ones(width), np.zeros(width)
    passed = []
    for _ in range(depth):
        weight = rng.normal(size=(width, width)) * sqrt(2 / width)
        y, z = hidden_layer(x, weight, one, zero, norm)
        passed.append((x, z, weight))
        x = x + y if skip else y
    upstream = rng.normal(size=(width, width))
    lengths = [_length(upstream) ** 2]
    for x, z, weight in reversed(passed):
        d_x, _, _, _ = hidden_layer_backward(upstream, x, z, weight, one, zero, norm)
        upstream = upstream + d_x if skip else d_x
        lengths.append(_length(upstream) ** 2)
    return np.array(lengths) / lengths[0]


def _central(x: Array, order: int) -> float:
    return float(((x - x.mean()) ** order).mean())


def _through(layers: Sequence[tuple[Array, Array, Array]], x: Array, norm: Norm) -> Array:
    for weight, gamma, beta in layers:
        x, _ = hidden_layer(x, weight, gamma, beta, norm)
    return x


def _gap(layers: Sequence[tuple[Array, Array, Array]], x: Array, reference: Array, size: int, norm: Norm) -> float:
    """Root mean square difference between outputs in batches of `size` and the reference, relative to the reference."""
    outputs = np.vstack([_through(layers, x[i : i + size], norm) for i in range(0, len(x), size)])
    return float(np.sqrt(np.square(outputs - reference).mean() / np.square(reference).mean()))
