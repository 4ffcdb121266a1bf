"""Dropout: switch units off at random while training, scale up the survivors, and use all of them at inference.

Dropout（随机失活）：训练时随机关掉一部分单元并放大幸存者，推理时全部使用。

A mask for each example and each pass; why the survivors are divided by 1 − p; what penalty the noise amounts to;
what is averaged; and two places where it does harm: on the logits, and before a batch normalisation.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from math import log, sqrt
from typing import Annotated

import numpy as np
from numpy.typing import NDArray

from dl_quiz.nouns import Text
from dl_quiz.stage import Ask, Check, Plot, Range, Say, Show, Step

from .kernels.activation import softmax
from .kernels.batchnorm import batch_norm_inference
from .kernels.dropout import drop_probability, dropout, dropout_backward, ridge_penalty, subnetworks

Array = NDArray[np.float64]


def mask(
    rng: np.random.Generator,
    *,
    rate: Annotated[float, Range(0.0, 0.95), Text(en="probability of being dropped", zh="丢弃概率")] = 0.5,
    units: Annotated[int, Range(2, 10), Text(en="units in the layer", zh="该层的单元数")] = 6,
    passes: Annotated[int, Range(1, 8), Text(en="forward passes to show", zh="展示几次前向")] = 4,
) -> Iterator[Step]:
    """A new mask each time.

    每次一张新掩码
    """
    x = np.arange(1.0, units + 1)
    outputs, masks = dropout(np.tile(x, (passes, 1)), rate, rng)
    yield Say(
        en=f"A layer of {units} units hands on 1, 2, …, {units}. On each training pass every unit tosses its own coin: "
        f"with probability {rate:g} it is silent.",
        zh=f"一层有 {units} 个单元，输出 1, 2, …, {units}。每次训练前向时，每个单元各掷一次硬币：以概率 {rate:g} 沉默。",
    )
    rows = [Text(en=f"pass {i + 1}", zh=f"第 {i + 1} 次") for i in range(passes)]
    yield Show(en="● stays, ○ is dropped", zh="● 保留，○ 丢弃", data=np.where(masks > 0, "●", "○").tolist(), rows=rows)
    yield Ask(
        en="Unit 2 stays. What number does it hand on? (two decimals)",
        zh="第 2 个单元被保留，它传出去的数是多少？（两位小数）",
        answer=2 / (1 - rate),
        within=0.01,
    )
    yield Show(en="What the next layer sees", zh="下一层看到的", data=outputs, rows=rows, digits=1, heat=True)
    many, kept = dropout(np.ones((20_000, 3)), rate, rng)
    yield Check(
        name="two-values",
        en="what a unit hands on, ÷ h, is either 0 or 1/(1 − p)",
        zh="传出去的数 ÷ h 只有两种：0 或 1/(1 − p)",
        left=np.unique(many),
        right=[0.0, 1 / (1 - rate)],
        within=1e-12,
        applies=rate >= 0.05,
        because=Text(en="so few are dropped that the draws may not show it", zh="丢得太少，抽样未必看得出来"),
    )
    yield Say(
        en="Not once for a stage of training, and not once for a batch: each example gets a mask of its own, on every pass.",
        zh="掩码不是每个“阶段”换一次，也不是一个批次共用一张：每个样本、每次前向都单独采样。",
    )
    yield Check(
        name="masks-independent",
        en="largest correlation over 20,000 draws, between the masks of two examples and of two passes, against four standard errors",
        zh="抽 20,000 次，两个样本之间、两次前向之间掩码的最大相关系数，不超过四个标准误",
        left=_largest_correlation(kept),
        right=4 / sqrt(len(kept)),  # four standard errors of a correlation that is zero
        relation="<=",
        applies=rate >= 0.05,
        because=Text(en="so few are dropped that the draws may not show it", zh="丢得太少，抽样未必看得出来"),
    )
    upstream = rng.normal(size=units)
    gradient = dropout_backward(upstream, masks[0], rate)
    yield Say(
        en="The gradient goes back through the same mask: a unit that was silent gets exactly nothing, the others the factor 1/(1 − p).",
        zh="反向传播沿用同一张掩码：沉默的单元梯度恰为 0，其余的乘以同样的 1/(1 − p)。",
    )
    yield Check(
        name="gradient-same-mask",
        en="gradient = finite differences of this very pass",
        zh="梯度 = 对这一次前向做有限差分",
        left=gradient,
        right=[_slope(x, unit, outputs[0], upstream) for unit in range(units)],
        within=1e-12,  # the pass is linear in x, so the difference quotient is exact
    )


def scale(
    rng: np.random.Generator,
    *,
    rate: Annotated[float, Range(0.0, 0.95), Text(en="probability of being dropped", zh="丢弃概率")] = 0.5,
    samples: Annotated[int, Range(1000, 100_000), Text(en="passes to average over", zh="平均多少次前向")] = 20_000,
) -> Iterator[Step]:
    """Why the survivors are scaled.

    为什么要放大幸存者
    """
    x = np.arange(1.0, 6.0)
    outputs, masks = dropout(np.tile(x, (samples, 1)), rate, rng)
    unscaled = masks * x
    ratio = rate / (1 - rate)
    yield Say(
        en="At inference nothing is dropped. The next layer was trained on what dropout let through, so both must agree on average.",
        zh="推理时什么都不丢。下一层是在随机失活之后的输入上训练的，所以两者的平均值必须一致。",
    )
    yield Ask(
        en=f"Zeros at rate {rate:g}, survivors left as they are: what is the average of a unit of value 4?",
        zh=f"丢弃率 {rate:g}，幸存者不放大：值为 4 的单元平均输出是多少？",
        answer=4 * (1 - rate),
        within=0.01,
    )
    steps = np.arange(1, 201)
    yield Plot(
        en="A unit of value 4: average over the passes so far",
        zh="值为 4 的单元：到目前为止的平均",
        series={
            Text(en="divided by 1 − p", zh="除以 1 − p"): outputs[:200, 3].cumsum() / steps,
            Text(en="not scaled", zh="不放大"): unscaled[:200, 3].cumsum() / steps,
        },
        x=Text(en="pass", zh="前向次数"),
    )
    error = sqrt(ratio / samples)
    yield Check(
        name="mean-kept",
        en="average of each unit ÷ its value = 1",
        zh="每个单元的平均 ÷ 原值 = 1",
        left=outputs.mean(axis=0) / x,
        right=np.ones(5),
        within=4 * error,  # standard error of the mean of y/x, whose variance is p/(1 − p)
    )
    yield Check(
        name="forgotten-scale",
        en="without the factor, inference is louder than training by 1/(1 − p)",
        zh="不放大时，推理的输出是训练平均的 1/(1 − p) 倍",
        left=x.sum() / unscaled.mean(axis=0).sum(),
        right=1 / (1 - rate),
        within=5 * error / (1 - rate),  # four standard errors, and a quarter more: a quotient is only nearly linear
    )
    yield Say(
        en="The average is kept, so no less is passed on. What is new is noise: a unit of value h gets the variance h² p/(1 − p).",
        zh="平均值不变，所以并没有“少传信息”。多出来的是噪声：值为 h 的单元方差变成 h² p/(1 − p)。",
    )
    yield Check(
        name="variance",
        en="variance of each unit ÷ its square = p/(1 − p)",
        zh="每个单元的方差 ÷ 原值平方 = p/(1 − p)",
        left=outputs.var(axis=0) / x**2,
        right=np.full(5, ratio),
        within=4 * _variance_error(rate, samples) + 16 * ratio / samples,  # four standard errors, and what the mean's own error takes away
    )
    rates = (0.1, 0.2, 0.5, 0.8, 0.9)
    yield Plot(
        en="Variance of a unit of value 1, measured",
        zh="值为 1 的单元的方差（实测）",
        kind="bars",
        series={f"p = {p:g}": dropout(np.ones(samples), p, rng)[0].var() for p in rates},
    )
    yield Say(
        en="This is where large rates break down: at p = 0.9 the noise is three times as large as the signal (variance 9), "
        "and 1/(1 − p) has no value at p = 1.",
        zh="丢弃率大了就在这里失效：p = 0.9 时方差为 9，噪声的标准差是信号的三倍；到 p = 1，1/(1 − p) 已无意义。",
    )


def ridge(
    rng: np.random.Generator,
    *,
    rate: Annotated[float, Range(0.05, 0.9), Text(en="probability of being dropped", zh="丢弃概率")] = 0.5,
    examples: Annotated[int, Range(10, 60), Text(en="training examples", zh="训练样本数")] = 30,
) -> Iterator[Step]:
    """The noise is a penalty.

    噪声就是惩罚
    """
    truth = np.array([2.0, -1.0, 0.5])
    inputs = rng.normal(size=(examples, 3)) * [1.0, 2.0, 0.5]
    target = inputs @ truth
    yield Say(
        en="A linear regression, dropout on its three inputs. The average over masks of the squared error can be written down: "
        "the usual error, plus p/(1 − p) · Σⱼ wⱼ² Σᵢ xᵢⱼ².",
        zh="线性回归，在三个输入上做随机失活。平方误差对掩码取平均可以写成闭式：原来的误差，再加上 p/(1 − p) · Σⱼ wⱼ² Σᵢ xᵢⱼ²。",
    )
    noisy, _ = dropout(np.broadcast_to(inputs, (2000, *inputs.shape)), rate, rng)
    weights = np.array([1.0, 0.5, -1.0])
    errors = np.square(target - noisy @ weights).sum(axis=1)
    clean = np.square(target - inputs @ weights).sum()
    yield Check(
        name="penalty",
        en="error with dropout − error without, averaged over 2,000 sets of masks = the penalty",
        zh="有随机失活的误差 − 没有的误差，对 2,000 组掩码取平均 = 惩罚项",
        left=errors.mean() - clean,
        right=ridge_penalty(weights, inputs, rate),
        within=4 * errors.std() / sqrt(len(errors)),
    )
    shrink = rate / (1 - rate)
    gram = inputs.T @ inputs
    theory = np.linalg.solve(gram + shrink * np.diag(np.diag(gram)), inputs.T @ target)
    fitted, error = _least_squares(noisy.reshape(-1, 3), np.tile(target, len(noisy)))
    yield Ask(
        en="The targets are exact, without noise. Fitted with dropout, do the weights come out exact too?",
        zh="目标值精确无噪声。用随机失活来拟合，学到的权重也会精确吗？",
        answer=1,
        options=[Text(en="yes", zh="会"), Text(en="no, they shrink", zh="不会，会缩小")],
    )
    yield Show(
        en="Weights",
        zh="权重",
        data=np.array([truth, fitted, theory]).T,
        rows=["w₁", "w₂", "w₃"],
        columns=[Text(en="true", zh="真值"), Text(en="fitted", zh="拟合"), Text(en="ridge", zh="岭回归")],
    )
    yield Check(
        name="is-ridge",
        en="least squares on 2,000 masked copies of the data = ridge regression with each weight charged by its input's energy",
        zh="在 2,000 份带掩码的数据上做最小二乘 = 按输入能量加权的岭回归",
        left=fitted,
        right=theory,
        within=4 * error.max() + 8 * shrink / len(noisy),  # four standard errors, and the bias of a ratio of averages
    )
    factors = np.array([10.0, 1.0, 0.1])
    yield Say(
        en="Unlike plain L2 it adapts to the data: measure an input in other units, and its weight pays the same.",
        zh="它与普通 L2 不同，会随数据自适应：给某个输入换个单位，它的权重付出的代价不变。",
    )
    yield Check(
        name="free-of-units",
        en="inputs × (10, 1, 0.1), weights ÷ (10, 1, 0.1): the penalty changes by the factor 1",
        zh="输入乘以 (10, 1, 0.1)，权重除以 (10, 1, 0.1)：惩罚变为原来的 1 倍",
        left=ridge_penalty(weights / factors, inputs * factors, rate) / ridge_penalty(weights, inputs, rate),
        right=1.0,
        within=1e-12,
    )
    fresh = rng.normal(size=(1000, 3)) * [1.0, 2.0, 0.5]
    yield Say(
        en="A penalty helps when there is something to hold back. Here there was not: clean data, the right model.",
        zh="惩罚只有在需要约束时才有用。这里并不需要：数据干净，模型也正确。",
    )
    yield Check(
        name="can-hurt",
        en="on fresh data, the fit with dropout errs more than the fit without",
        zh="在新数据上，带随机失活的拟合误差更大",
        left=np.square(fresh @ (fitted - truth)).mean(),
        right=np.square(fresh @ (np.linalg.lstsq(inputs, target, rcond=None)[0] - truth)).mean(),
        relation=">",
    )


def ensemble(
    rng: np.random.Generator,
    *,
    units: Annotated[int, Range(2, 10), Text(en="units that may be dropped", zh="可被丢弃的单元数")] = 8,
    rate: Annotated[float, Range(0.05, 0.95), Text(en="probability of being dropped", zh="丢弃概率")] = 0.5,
) -> Iterator[Step]:
    """Many networks in one.

    一个网络里的许多网络
    """
    masks = np.array(list(product([0.0, 1.0], repeat=units)))
    chances = rate ** (units - masks.sum(axis=1)) * (1 - rate) ** masks.sum(axis=1)
    yield Ask(
        en=f"{units} units, each there or not: how many sub-networks share the weights?",
        zh=f"{units} 个单元，每个可有可无：共享权重的子网络有多少个？",
        answer=len(masks),
    )
    dropped = [chances[masks.sum(axis=1) == units - k].sum() for k in range(units + 1)]
    yield Plot(
        en="Chance that k units are dropped",
        zh="恰好丢掉 k 个单元的概率",
        kind="bars",
        series={f"k = {k}": chance for k, chance in enumerate(dropped)},
    )
    yield Check(
        name="count-and-chances",
        en="counting all masks one by one: 2ⁿ of them, and C(n, k) pᵏ (1 − p)ⁿ⁻ᵏ for k dropped",
        zh="逐个数遍所有掩码：共 2ⁿ 个，丢 k 个的概率为 C(n, k) pᵏ (1 − p)ⁿ⁻ᵏ",
        left=[len(masks), *dropped],
        right=[subnetworks(units), *(drop_probability(units, k, rate) for k in range(units + 1))],
        within=1e-12,
    )
    x, weights, bias = rng.normal(size=units), rng.normal(size=(3, units)), rng.normal(size=3)
    votes = softmax(masks * x / (1 - rate) @ weights.T + bias)
    scaled = softmax(weights @ x + bias)
    geometric = np.exp(chances @ np.log(votes))
    yield Say(
        en="Take a softmax classifier with three classes. Each sub-network votes with its probabilities; here is how they spread for the first class.",
        zh="取一个三分类的 softmax 分类器。每个子网络用自己的概率投票；下图是它们对第一类的意见分布。",
    )
    yield Plot(
        en="Probability of class 1 in all sub-networks",
        zh="所有子网络给第 1 类的概率",
        kind="histogram",
        series={Text(en="sub-networks", zh="子网络"): votes[:, 0]},
    )
    yield Show(
        en="One pass with all units, and two ways of averaging the votes",
        zh="一次用上全部单元的前向，以及两种平均方式",
        data=[scaled, geometric / geometric.sum(), chances @ votes],
        rows=[Text(en="one pass", zh="一次前向"), Text(en="geometric", zh="几何平均"), Text(en="arithmetic", zh="算术平均")],
        columns=["P₁", "P₂", "P₃"],
    )
    yield Check(
        name="geometric-mean",
        en="for a softmax on top of dropout, one pass with all units is the renormalised geometric mean of all votes, exactly",
        zh="随机失活之后直接接 softmax 时，用上全部单元的一次前向恰好等于所有投票的归一化几何平均",
        left=geometric / geometric.sum(),
        right=scaled,
        within=1e-10,
    )
    yield Check(
        name="not-the-arithmetic-mean",
        en="it is not the plain average of the votes: largest difference",
        zh="它不是投票的算术平均；最大差距",
        left=np.abs(chances @ votes - scaled).max(),
        right=1e-6,
        relation=">",
    )
    hidden = rng.normal(size=(12, units))
    each = np.maximum(masks * x / (1 - rate) @ hidden.T, 0)
    yield Say(
        en="Behind a ReLU the exactness is gone. ReLU is convex, so the average of its values is above its value at the average.",
        zh="经过 ReLU 之后就不再精确了。ReLU 是凸函数，所以输出的平均高于平均的输出。",
    )
    yield Check(
        name="relu-breaks-it",
        en="twelve ReLU units, averaged over all masks, against one pass with all units",
        zh="12 个 ReLU 单元：对所有掩码取平均，与一次用上全部单元的前向相比",
        left=(chances @ each).mean(),
        right=np.maximum(hidden @ x, 0).mean(),
        relation=">",
    )


def output(
    rng: np.random.Generator,
    *,
    rate: Annotated[float, Range(0.0, 0.95), Text(en="probability of being dropped", zh="丢弃概率")] = 0.5,
    classes: Annotated[int, Range(2, 100), Text(en="classes", zh="类别数")] = 10,
) -> Iterator[Step]:
    """Not on the output layer.

    不要用在输出层
    """
    samples, carriers = 10_000, 20
    logits = np.zeros((samples, classes))
    logits[:, 0] = 100.0
    yield Say(
        en=f"A perfect classifier of {classes} classes: the right logit is 100, the others are 0, the loss is 0.",
        zh=f"一个完美的 {classes} 分类器：正确类的 logit 是 100，其余为 0，损失为 0。",
    )
    yield Ask(
        en=f"Now dropout acts on the logits, rate {rate:g}. What is the average loss? (two decimals, natural logarithm)",
        zh=f"现在对 logits 做随机失活，丢弃率 {rate:g}。平均损失是多少？（两位小数，自然对数）",
        answer=rate * log(classes),
        within=0.01,
    )
    on_logits = _loss(dropout(logits, rate, rng)[0])
    yield Say(
        en=f"With probability {rate:g} the right logit is gone, all are 0, and the loss is ln {classes} = {log(classes):.3f}.",
        zh=f"以概率 {rate:g}，正确的 logit 消失，全部为 0，损失是 ln {classes} = {log(classes):.3f}。",
    )
    yield Check(
        name="dropped-logits",
        en="average loss = p · ln(classes)",
        zh="平均损失 = p · ln(类别数)",
        left=on_logits.mean(),
        right=rate * log(classes),
        within=4 * log(classes) * sqrt(rate * (1 - rate) / samples),
    )
    hidden, _ = dropout(np.full((samples, carriers), 100.0 / carriers), rate, rng)
    logits[:, 0] = hidden.sum(axis=1)
    in_hidden = _loss(logits)
    yield Say(
        en=f"One layer earlier {carriers} hidden units carry the same evidence. Drop those instead: the others speak for them.",
        zh=f"往前一层，同样的证据由 {carriers} 个隐藏单元分担。改为丢弃它们：其余单元可以替它们说话。",
    )
    yield Plot(
        en="Average loss",
        zh="平均损失",
        kind="bars",
        series={Text(en="logits", zh="丢 logits"): on_logits.mean(), Text(en="hidden", zh="丢隐藏单元"): in_hidden.mean()},
    )
    yield Check(
        name="hidden-is-safer",
        en="the same rate costs less on a redundant hidden layer than on the logits",
        zh="同样的丢弃率，用在有冗余的隐藏层上代价更小",
        left=in_hidden.mean(),
        right=on_logits.mean(),
        relation="<",
        applies=rate > 0,
        because=Text(en="at rate 0 nothing is dropped", zh="丢弃率为 0 时什么都不丢"),
    )


def bn(
    rng: np.random.Generator,
    *,
    rate: Annotated[float, Range(0.0, 0.9), Text(en="probability of being dropped", zh="丢弃概率")] = 0.5,
    mean: Annotated[float, Range(-3.0, 3.0), Text(en="mean of the activations", zh="激活的均值")] = 0.0,
) -> Iterator[Step]:
    """Before batch normalisation, the variance shifts.

    放在批量归一化之前，方差会偏移
    """
    x = mean + rng.normal(size=(40_000, 1))
    noisy, _ = dropout(x, rate, rng)
    zero, one = np.zeros(1), np.ones(1)
    stored = (noisy.mean(axis=0), noisy.var(axis=0))
    trained = batch_norm_inference(noisy, one, zero, *stored, eps=0.0)
    inferred = batch_norm_inference(x, one, zero, *stored, eps=0.0)
    yield Say(
        en="Dropout keeps the mean, not the variance. A batch normalisation behind it stores the variance it sees in training, with the noise.",
        zh="随机失活保住均值，保不住方差。它后面的批量归一化记下的是训练时带噪声的方差。",
    )
    yield Ask(
        en="At inference the noise is gone, the stored variance stays. The output's variance is then …",
        zh="推理时噪声没了，记下的方差还在。这时输出的方差……",
        answer=0 if rate > 0 else 1,
        options=[Text(en="below 1", zh="小于 1"), "1", Text(en="above 1", zh="大于 1")],
    )
    yield Show(
        en="Variance before and after the normalisation",
        zh="归一化前后的方差",
        data=[[noisy.var(), trained.var()], [x.var(), inferred.var()]],
        rows=[Text(en="training", zh="训练"), Text(en="inference", zh="推理")],
        columns=[Text(en="before", zh="之前"), Text(en="after", zh="之后")],
    )
    expected = 1 / (1 + rate / (1 - rate) * (1 + mean**2))
    yield Check(
        name="variance-shift",
        en="variance at inference = σ² / (σ² + p/(1 − p) · (σ² + μ²))",
        zh="推理时的方差 = σ² / (σ² + p/(1 − p) · (σ² + μ²))",
        left=inferred.var(),
        right=expected,
        within=4
        * sqrt((3 / (1 - rate) + 2) / len(x))
        * expected,  # a ratio of sample variances; the noisy one's kurtosis is at most 3/(1 − p)
    )
    yield Say(
        en="Every later layer now gets inputs of another scale than it was trained on. "
        "Put dropout behind the last batch normalisation, or use one of the two.",
        zh="后面每一层收到的输入，尺度都与训练时不同。要么把随机失活放在最后一个批量归一化之后，要么二者只用其一。",
    )


def _largest_correlation(masks: Array) -> float:
    """Largest |correlation| between different columns; 0 where a column never varies."""
    if not masks.std(axis=0).all():
        return 0.0
    return float(np.abs(np.corrcoef(masks.T) - np.eye(masks.shape[1])).max())


def _slope(x: Array, unit: int, output: Array, upstream: Array, step: float = 0.5) -> float:
    """∂(upstream · y)/∂x of one unit by a central difference, with the pass frozen as it went: y = x times what it let through."""
    gain = output / x
    up, down = x.copy(), x.copy()
    up[unit] += step
    down[unit] -= step
    return float(upstream @ (up * gain) - upstream @ (down * gain)) / (2 * step)


def _variance_error(rate: float, samples: int) -> float:
    """Standard error of the sample variance of m/(1 − p), from its second and fourth moments."""
    keep = 1 - rate
    second, fourth = rate / keep, rate * (1 - 3 * rate * keep) / keep**3
    return sqrt(max(fourth - second**2, 0.0) / samples)


def _least_squares(inputs: Array, target: Array) -> tuple[Array, Array]:
    """Fitted weights, and their standard errors by the sandwich formula, which lets the residuals' spread vary."""
    inverse = np.linalg.inv(inputs.T @ inputs)
    weights = inverse @ inputs.T @ target
    scores = inputs * (target - inputs @ weights)[:, None]
    return weights, np.sqrt(np.diag(inverse @ scores.T @ scores @ inverse))


def _loss(logits: Array) -> Array:
    """Cross-entropy of class 0 for each row."""
    top = logits.max(axis=1)
    result: Array = top + np.log(np.exp(logits - top[:, None]).sum(axis=1)) - logits[:, 0]
    return result
