"""Loss functions: what is asked of the network, and how hard it is pulled there.

损失函数：要求网络做到什么，又用多大的力气去拉它。

A loss is read in three ways: by its value, by the likelihood it came from, and by its gradient at the logits, which is all
that training ever sees. Everything here starts from logits, because that is where it can be computed without overflow.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Annotated

import numpy as np
from numpy.typing import NDArray

from dl_quiz.nouns import Text
from dl_quiz.stage import Ask, Check, Length, Plot, Range, Refusal, Say, Show, Step

from .kernels.activation import sigmoid, softmax
from .kernels.differences import central_difference, central_differences
from .kernels.loss import (
    base_rate_loss,
    binary_cross_entropy,
    chance_loss,
    cross_entropy,
    cross_entropy_gradient,
    distribution_cross_entropy,
    entropy,
    example_loss,
    focal,
    hinge,
    huber,
    kl_divergence,
    logistic,
    mean_absolute_error,
    mean_squared_error,
    smoothed_gap,
    smoothed_target,
)

Array = NDArray[np.float64]


def table(
    rng: np.random.Generator,
    *,
    margin: Annotated[float, Range(-4, 8), Text(en="margin y·f of the example to look at", zh="要看的样本的间隔 y·f")] = 5.0,
) -> Iterator[Step]:
    """Losses of a margin.

    间隔的损失
    """
    yield Say(
        en="Two classes, y = −1 or +1, and a raw score f. The margin y·f is positive when the sign is right, and large when it is right by far.",
        zh="两类，y = −1 或 +1，模型给出原始得分 f。间隔 y·f 为正表示符号对了，越大表示对得越有把握。",
    )
    yield Say(
        en="The hinge loss is max(0, 1 − y·f).",
        zh="hinge 损失是 max(0, 1 − y·f)。",
    )
    yield Ask(
        en=f"What is the hinge loss at margin {margin:g}?",
        zh=f"间隔为 {margin:g} 时，hinge 损失是多少？",
        answer=float(hinge(margin)),
        within=0.005,
    )
    grid = np.array([-2.0, -1.0, 0.0, 0.5, 1.0, 2.0, 5.0])
    zero_one = (grid <= 0).astype(float)
    yield Show(
        en="The same margins under four losses",
        zh="同样的间隔，四种损失",
        data=np.stack([zero_one, hinge(grid), logistic(grid), (1 - grid) ** 2], axis=1),
        rows=[f"m = {m:g}" for m in grid],
        columns=["0-1", "hinge", "logistic", "(1−m)²"],
        digits=2,
    )
    yield Check(
        name="hinge-at-margin",
        en="hinge loss at this margin = 1 − m below margin 1, else 0; and its measured slope = −1 below margin 1, else 0",
        zh="此间隔处的 hinge 损失：间隔小于 1 时为 1 − m，否则为 0；实测斜率相应为 −1 或 0",
        left=[float(hinge(margin)), central_difference(hinge, margin)],
        right=[1 - margin if margin < 1 else 0.0, -1.0 if margin < 1 else 0.0],
        within=1e-9,
        applies=abs(margin - 1) > 1e-3,
        because=Text(en="margin 1 is the corner of the hinge", zh="间隔 1 正是 hinge 的折点"),
    )
    yield Say(
        en="From margin 1 on, value and slope are both 0: the example stops teaching. "
        "So hinge does not measure a distance to the label. At f = 5 the label is 4 away, and the loss is 0.",
        zh="间隔到 1 以后，损失与斜率都是 0，这个样本不再教模型任何东西。所以 hinge 量的不是“与标签的差”：f = 5 离标签还有 4，损失却是 0。",
    )
    curve = np.linspace(-2, 4, 61)
    yield Plot(
        en="Three losses over the margin",
        zh="三种损失随间隔的变化",
        series={"hinge": (curve, hinge(curve)), "logistic": (curve, logistic(curve)), "(1−m)²": (curve, (1 - curve) ** 2)},
        x="m",
    )
    everywhere = np.linspace(-8, 8, 1601)
    errors = (everywhere <= 0).astype(float)
    yield Check(
        name="above-zero-one",
        en="least distance of hinge, logistic / ln 2 and (1 − m)² above the 0-1 loss",
        zh="hinge、logistic / ln 2、(1 − m)² 高出 0-1 损失的最小距离",
        left=[
            float((surrogate - errors).min()) for surrogate in (hinge(everywhere), logistic(everywhere) / np.log(2), (1 - everywhere) ** 2)
        ],
        right=[0.0, 0.0, 0.0],
        relation=">=",
        within=1e-12,
    )
    yield Say(
        en="The 0-1 loss is what we count, but its slope is 0 almost everywhere. These three lie above it and have slopes: that is why they are trained.",
        zh="我们真正数的是 0-1 损失，可它几乎处处斜率为 0。上面三种都在它之上，又有斜率，所以拿来训练。",
    )


def gradient(
    rng: np.random.Generator,
    *,
    classes: Annotated[int, Range(2, 8), Text(en="classes of the softmax", zh="softmax 的类别数")] = 4,
) -> Iterator[Step]:
    """How hard each loss pulls.

    每种损失拉得多用力
    """
    logits = 2 * rng.normal(size=(1, classes))
    label = int(rng.integers(classes))
    slopes = cross_entropy_gradient(logits, [label])[0]
    numbers = [str(k) for k in range(classes)]
    yield Say(
        en=f"One example of class {label}. Cross-entropy asks what probability the softmax gave to it; training only sees the slope at each logit.",
        zh=f"一个第 {label} 类的样本。交叉熵看 softmax 给了它多大概率；而训练只看得见每个 logit 上的斜率。",
    )
    yield Show(
        en="Logits, probabilities q, and ∂L/∂z",
        zh="logits、概率 q 与 ∂L/∂z",
        data=np.stack([logits[0], softmax(logits)[0], slopes], axis=1),
        rows=numbers,
        columns=["z", "q", "∂L/∂z"],
        digits=2,
    )
    yield Ask(en="What do the slopes sum to?", zh="这些斜率之和是多少？", answer=0.0, within=0.01)
    yield Check(
        name="q-minus-p",
        en="∂L/∂z by central differences = q − p: probability given, minus probability deserved",
        zh="中心差分测得的 ∂L/∂z = q − p：给出的概率减去应有的概率",
        left=central_differences(lambda z: cross_entropy(z, [label]), logits)[0],
        right=[float(q) - (k == label) for k, q in enumerate(softmax(logits)[0])],
        within=1e-8,  # rounding, 1e-16 · 10 / 1e-5, and the curvature's 1e-10
    )
    grid = [-8.0, -4.0, -2.0, 0.0, 2.0, 4.0]
    yield Say(
        en="Now a sigmoid output a = σ(z) with target 1, under cross-entropy and under the squared error (a − 1)².",
        zh="再看 sigmoid 输出 a = σ(z)、目标为 1：分别用交叉熵和平方误差 (a − 1)²。",
    )
    yield Show(
        en="Slopes in z",
        zh="对 z 的斜率",
        data=[[central_difference(lambda z: binary_cross_entropy(z, 1.0), z), central_difference(_squared_sigmoid, z)] for z in grid],
        rows=[f"z = {z:g}" for z in grid],
        columns=["BCE", "(a−1)²"],
        digits=4,
    )
    yield Ask(
        en="The squared error is a parabola in a. Is it convex in z?",
        zh="平方误差对 a 是抛物线。它对 z 是凸的吗？",
        answer=1,
        options=[Text(en="yes", zh="是"), Text(en="no", zh="不是")],
    )
    turning = _root(lambda z: _curvature(_squared_sigmoid, z), -4.0, 2.0)
    yield Check(
        name="bends-the-wrong-way",
        en="the curvature of (σ(z) − 1)² changes its sign where a = 1/3",
        zh="(σ(z) − 1)² 的曲率在 a = 1/3 处变号",
        left=float(sigmoid(turning)),
        right=1 / 3,
        within=1e-3,  # second differences at a step of 1e-3
    )
    line = np.linspace(-6, 4, 81)
    yield Plot(
        en="Both losses along z",
        zh="两种损失随 z 的变化",
        series={"BCE": (line, binary_cross_entropy(line, np.ones_like(line))), "(a−1)²": (line, (sigmoid(line) - 1) ** 2)},
        x="z",
    )
    yield Check(
        name="cross-entropy-is-convex",
        en="least curvature of binary cross-entropy on −6 … 4",
        zh="二元交叉熵在 −6 … 4 上的最小曲率",
        left=min(_curvature(lambda z: float(binary_cross_entropy(z, 1.0)), z) for z in line),
        right=0.0,
        relation=">",
    )
    yield Say(
        en="Left of a = 1/3 the squared error flattens out: the more wrong, the weaker the pull. "
        "“Smooth and easy to optimise” holds for a linear output, not behind a sigmoid.",
        zh="在 a = 1/3 左边，平方误差渐渐变平：错得越离谱，拉力越小。“平滑、易优化”只对线性输出成立，套上 sigmoid 就不成立了。",
    )


def outlier(
    rng: np.random.Generator,
    *,
    value: Annotated[float, Range(-1000, 1000), Text(en="the fifth number, beside 1, 2, 3, 4", zh="1、2、3、4 之外的第五个数")] = 100.0,
    delta: Annotated[float, Range(0.1, 100), Text(en="where Huber's parabola turns into a line", zh="Huber 由抛物线转为直线的位置")] = 1.0,
) -> Iterator[Step]:
    """One wild number.

    一个离谱的数
    """
    data = np.array([1.0, 2.0, 3.0, 4.0, value])
    low, high = float(data.min()) - 1, float(data.max()) + 1
    best = {
        "MSE": _minimise(lambda c: mean_squared_error(np.full(5, c), data), low, high),
        "MAE": _minimise(lambda c: mean_absolute_error(np.full(5, c), data), low, high),
        "Huber": _minimise(lambda c: float(huber(data - c, delta).mean()), low, high),
    }
    yield Say(
        en=f"Predict 1, 2, 3, 4 and {value:g} by one and the same number. Which number is best depends on the loss.",
        zh=f"用同一个数去预测 1、2、3、4 和 {value:g}。哪个数最好，取决于用什么损失。",
    )
    yield Ask(en="Which constant does MSE choose?", zh="MSE 会选哪个常数？", answer=best["MSE"], within=0.01)
    yield Show(
        en="Best constant, found by search", zh="搜索得到的最优常数", data=[[best[name]] for name in best], rows=list(best), digits=2
    )
    yield Check(
        name="mse-takes-the-mean",
        en="minimiser of the mean squared error = mean",
        zh="均方误差的最小点 = 平均数",
        left=best["MSE"],
        right=sum(data.tolist()) / 5,
        within=1e-4,  # a search by values cannot place a parabola's minimum better than √(machine precision · scale)
    )
    yield Check(
        name="mae-takes-the-median",
        en="minimiser of the mean absolute error = median",
        zh="平均绝对误差的最小点 = 中位数",
        left=best["MAE"],
        right=sorted(data.tolist())[2],
        within=1e-4,
    )
    pulls = {name: central_difference(lambda c, f=function: f(value - c), best[name]) for name, function in _PER_EXAMPLE.items()}
    pulls["Huber"] = central_difference(lambda c: huber(value - c, delta), best["Huber"])
    yield Show(
        en=f"How hard {value:g} alone pulls at that constant",
        zh=f"{value:g} 这一个数对该常数的拉力",
        data=[[abs(pull)] for pull in pulls.values()],
        rows=list(pulls),
        digits=2,
    )
    yield Check(
        name="bounded-pull",
        en="Huber's pull is never larger than δ, MAE's never larger than 1",
        zh="Huber 的拉力不超过 δ，MAE 的不超过 1",
        left=[abs(pulls["Huber"]), abs(pulls["MAE"])],
        right=[delta, 1.0],
        relation="<=",
        within=1e-6 * delta + 1e-6,
    )
    far = abs(value - best["Huber"])
    yield Check(
        name="area-under-the-pull",
        en=f"Huber's loss of {value:g} = the area under its pull min(r, δ), from 0 to the residual",
        zh=f"{value:g} 的 Huber 损失 = 拉力 min(r, δ) 从 0 到残差的面积",
        left=float(huber(far, delta)),
        right=float(np.minimum(np.linspace(0, far, 100_001)[1:] - far / 200_000, delta).sum() * far / 100_000),
        within=1e-6 * (1 + far * delta),
    )
    centres = np.linspace(0, 8, 81)
    yield Plot(
        en="Mean loss of each constant, over its smallest value",
        zh="各常数的平均损失，减去各自的最小值",
        series={
            "MAE": (centres, _above([mean_absolute_error(np.full(5, c), data) for c in centres])),
            "Huber": (centres, _above([float(huber(data - c, delta).mean()) for c in centres])),
        },
        x=Text(en="constant", zh="常数"),
    )
    yield Say(
        en="Squaring makes one error of 100 weigh as much as ten thousand errors of 1. "
        "MAE counts sides only; Huber squares small residuals and goes straight for large ones.",
        zh="平方让一个 100 的误差抵得上一万个 1 的误差。MAE 只数左右两边各有几个；Huber 对小残差取平方，对大残差走直线。",
    )


def likelihood(
    rng: np.random.Generator,
    *,
    samples: Annotated[int, Range(5, 101), Text(en="measurements in each experiment", zh="每次实验的测量数")] = 25,
) -> Iterator[Step]:
    """Every loss is a bet on the noise.

    损失是对噪声的押注
    """
    repeats = 4000
    yield Say(
        en="Squared error is the negative log-likelihood of Gaussian noise, absolute error that of Laplace noise, cross-entropy that of a categorical label. "
        "Does the bet matter?",
        zh="平方误差是高斯噪声的负对数似然，绝对误差是拉普拉斯噪声的，交叉熵是类别标签的。押错了有关系吗？",
    )
    noises = {"Gauss": rng.normal(size=(repeats, samples)), "Laplace": rng.laplace(size=(repeats, samples))}
    spread = {name: (noise.mean(axis=1).std(), np.median(noise, axis=1).std()) for name, noise in noises.items()}
    yield Say(
        en=f"Measure a quantity whose true value is 0, {samples} times with noise, and fit a constant: MSE answers with the mean, MAE with the median. Repeat {repeats} times.",
        zh=f"测量一个真值为 0 的量，带噪声测 {samples} 次，拟合一个常数：MSE 给出平均数，MAE 给出中位数。重复 {repeats} 次。",
    )
    yield Ask(
        en="Which of the two is closer to 0 under Laplace noise?",
        zh="在拉普拉斯噪声下，谁更接近 0？",
        answer=1,
        options=[Text(en="the mean", zh="平均数"), Text(en="the median", zh="中位数")],
    )
    yield Show(
        en="Standard deviation of the fitted constant",
        zh="拟合常数的标准差",
        data=list(spread.values()),
        rows=list(spread),
        columns=["MSE", "MAE"],
        digits=4,
    )
    enough = samples >= 15
    too_few = Text(en="with few measurements mean and median nearly coincide", zh="测量很少时，平均数与中位数相差无几")
    yield Check(
        name="gauss-wants-squares",
        en="Gaussian noise: the mean errs less than the median",
        zh="高斯噪声：平均数的误差小于中位数",
        left=spread["Gauss"][0],
        right=spread["Gauss"][1],
        relation="<",
        applies=enough,
        because=too_few,
    )
    yield Check(
        name="laplace-wants-absolutes",
        en="Laplace noise: the median errs less than the mean",
        zh="拉普拉斯噪声：中位数的误差小于平均数",
        left=spread["Laplace"][1],
        right=spread["Laplace"][0],
        relation="<",
        applies=enough,
        because=too_few,
    )
    yield Say(
        en="So choose by the distribution of the output given the input: real numbers with light tails MSE, with outliers MAE or Huber, "
        "one of K classes softmax cross-entropy, several labels at once one sigmoid cross-entropy each.",
        zh="所以按“给定输入时输出的分布”来选：连续值、轻尾用 MSE，有离群点用 MAE 或 Huber；K 选一用 softmax 交叉熵；多标签则每个标签各用一个 sigmoid 交叉熵。",
    )


def hinge_alone(
    rng: np.random.Generator,
    *,
    features: Annotated[int, Range(80, 400), Text(en="random features of each example", zh="每个样本的随机特征数")] = 200,
    decay: Annotated[float, Range(0.001, 1), Text(en="weight of the penalty ½‖w‖²", zh="惩罚项 ½‖w‖² 的权重")] = 0.1,
) -> Iterator[Step]:
    """Hinge does not prevent overfitting.

    hinge 防不住过拟合
    """
    x, y = rng.normal(size=(40, features)), rng.choice([-1.0, 1.0], 40)
    unseen, coins = rng.normal(size=(4000, features)), rng.choice([-1.0, 1.0], 4000)
    weights, losses = _fit_hinge(x, y, 0.0)
    error = float(np.mean(np.sign(unseen @ weights) != coins))
    yield Say(
        en=f"Forty examples of {features} random numbers, labels by tossing a coin: there is nothing to learn. Fit a linear classifier to the hinge loss.",
        zh=f"四十个样本，每个有 {features} 个随机数，标签靠抛硬币：根本没有规律可学。用 hinge 损失拟合一个线性分类器。",
    )
    yield Ask(
        en="What will the training loss be in the end? (two decimals)",
        zh="训练损失最后会是多少？（两位小数）",
        answer=float(hinge(y * (x @ weights)).mean()),
        within=0.05,
    )
    yield Plot(en="Training loss, first 10 steps", zh="前 10 步的训练损失", series={"hinge": losses[:10]}, x=Text(en="step", zh="步"))
    yield Check(
        name="memorises-coins",
        en="hinge loss on the coin tosses it was trained on",
        zh="在训练所用的抛硬币标签上的 hinge 损失",
        left=float(hinge(y * (x @ weights)).mean()),
        right=0.01,
        relation="<=",  # forty points in at least eighty dimensions are always separable
    )
    yield Check(
        name="useless-on-new-coins",
        en="error on new coin tosses = ½",
        zh="在新的抛硬币标签上的错误率 = ½",
        left=error,
        right=0.5,
        within=4 * 0.5 / np.sqrt(4000),  # four standard errors
    )
    yield Say(
        en="Loss 0 on noise is overfitting in its purest form. And once every margin is past 1, the loss is blind: ten times the weights, the same 0.",
        zh="在纯噪声上损失为 0，是最纯粹的过拟合。而且一旦所有间隔都超过 1，损失就什么也看不见：权重放大十倍，仍是 0。",
    )
    penalised, _ = _fit_hinge(x, y, decay)
    norms = [float(np.linalg.norm(w)) for w in (weights, 10 * weights, penalised)]
    means = [float(hinge(y * (x @ w)).mean()) for w in (weights, 10 * weights, penalised)]
    yield Show(
        en="What the hinge sees, and what the penalty sees",
        zh="hinge 看见的与惩罚项看见的",
        data=list(zip(means, norms, strict=True)),
        rows=["w", "10·w", Text(en=f"decay {decay:g}", zh=f"衰减 {decay:g}")],
        columns=["hinge", "‖w‖"],
    )
    yield Check(
        name="penalty-prefers-small-weights",
        en="½‖w‖² buys smaller weights than the hinge alone",
        zh="加上 ½‖w‖² 后，权重比只用 hinge 时小",
        left=norms[2],
        right=norms[0],
        relation="<",
        applies=decay >= 0.02,
        because=Text(en="so weak a penalty has hardly acted within the training shown", zh="这么弱的惩罚在所示的训练内几乎没起作用"),
    )
    yield Say(
        en="A support vector machine is hinge plus ½‖w‖²: the penalty makes the margin 1/‖w‖ wide, and that, not the hinge, is what its theory of generalisation is about.",
        zh="支持向量机是 hinge 加 ½‖w‖²：惩罚项让间隔 1/‖w‖ 变宽，它的泛化理论说的正是这一项，而不是 hinge。",
    )


def identities(
    rng: np.random.Generator,
    *,
    truth: Annotated[tuple[float, ...], Range(0, 1), Length(2, 6), Text(en="true distribution p", zh="真实分布 p")] = (0.7, 0.2, 0.1),
) -> Iterator[Step]:
    """Cross-entropy is not a distance.

    交叉熵不是距离
    """
    if abs(sum(truth) - 1) > 1e-6:
        raise Refusal(
            en=f"The probabilities sum to {sum(truth):g}, not to 1: change one of them.",
            zh=f"这些概率之和是 {sum(truth):g}，不是 1：请改动其中一个。",
        )
    p = np.array(truth)
    floor = distribution_cross_entropy(p, p)
    yield Say(
        en=f"The truth is p = {[round(v, 3) for v in truth]}. A perfect model says q = p.",
        zh=f"真实分布是 p = {[round(v, 3) for v in truth]}。完美的模型给出 q = p。",
    )
    yield Ask(
        en="What is the cross-entropy H(p, q) of the perfect model, in nats? (two decimals)",
        zh="完美模型的交叉熵 H(p, q) 是多少奈特？（两位小数）",
        answer=floor,
        within=0.01,
    )
    yield Check(
        name="floor-is-entropy",
        en="at q = p, cross-entropy is the entropy of p, and KL is 0",
        zh="q = p 时，交叉熵等于 p 的熵，KL 为 0",
        left=[floor, kl_divergence(p, p)],
        right=[sum(-v * float(np.log(v)) for v in truth if v > 0), 0.0],
        within=1e-12,
    )
    models = rng.dirichlet(np.ones(len(p)), 300)
    values = np.array([distribution_cross_entropy(p, q) for q in models])
    yield Check(
        name="never-below",
        en="least cross-entropy among 300 random models, against H(p)",
        zh="300 个随机模型中最小的交叉熵，与 H(p) 相比",
        left=float(values.min()),
        right=entropy(p),
        relation=">=",
    )
    yield Check(
        name="entropy-plus-kl",
        en="H(p, q) = H(p) + KL(p ‖ q) for each of them; largest difference",
        zh="对每个模型都有 H(p, q) = H(p) + KL(p ‖ q)；最大差距",
        left=float(np.abs(values - entropy(p) - [kl_divergence(p, q) for q in models]).max()),
        right=0.0,
        within=1e-10,
    )
    yield Say(
        en="With a one-hot label H(p) = 0, so the floor is 0 and cross-entropy equals KL. With smoothed labels or a teacher's soft ones it is not: "
        "a loss that stops at 0.8 may be a perfect fit.",
        zh="标签是 one-hot 时 H(p) = 0，下限为 0，交叉熵就等于 KL。换成平滑标签或教师模型的软标签就不是了：损失停在 0.8，也可能已经完美拟合。",
    )
    scores, signs = 4 * rng.normal(size=200), rng.choice([-1, 1], 200)
    classes = (signs < 0).astype(int)
    binary = binary_cross_entropy(scores, (signs > 0).astype(float))
    two_way = [example_loss([score, 0.0], label) for score, label in zip(scores, classes, strict=True)]
    yield Ask(
        en="Logistic loss, binary cross-entropy, softmax cross-entropy of two classes with logits (z, 0): how many different functions are these?",
        zh="逻辑损失、二元交叉熵、logits 为 (z, 0) 的二类 softmax 交叉熵：一共是几个不同的函数？",
        answer=1,
    )
    yield Check(
        name="three-names-one-loss",
        en="largest differences on 200 random scores: logistic − binary, binary − softmax",
        zh="200 个随机得分上的最大差距：逻辑 − 二元，二元 − softmax",
        left=[float(np.abs(logistic(signs * scores) - binary).max()), float(np.abs(binary - two_way).max())],
        right=[0.0, 0.0],
        within=1e-12,
    )


def stable(
    rng: np.random.Generator,
    *,
    logit: Annotated[
        float, Range(0, 5000), Text(en="logit of the wrong class; the right one's is 0", zh="错误类别的 logit；正确类别为 0")
    ] = 1000.0,
    classes: Annotated[int, Range(2, 1000), Text(en="classes of an untrained network", zh="未训练网络的类别数")] = 10,
) -> Iterator[Step]:
    """Computed from logits, or not at all.

    从 logits 算才稳
    """
    yield Say(
        en=f"Two logits, {logit:g} and 0, and the second class is right. First softmax, then the logarithm: what the formula says, in that order.",
        zh=f"两个 logit：{logit:g} 和 0，第二类才对。按公式的顺序来：先 softmax，再取对数。",
    )
    exponentials = np.exp(np.array([logit, 0.0]))
    naive = float(-np.log(exponentials / exponentials.sum())[1])
    yield Show(
        en="Loss of the second class",
        zh="第二类的损失",
        data=[[naive], [example_loss([logit, 0.0], 1)]],
        rows=[Text(en="softmax, then log", zh="先 softmax 再 log"), Text(en="log-sum-exp", zh="log-sum-exp")],
    )
    yield Check(
        name="softmax-then-log-fails",
        en="whether softmax, then log gives a finite number",
        zh="先 softmax 再 log，得到的是否为有限的数",
        left=bool(np.isfinite(naive)),
        right=False,
        applies=logit > 746,
        because=Text(en="float64 still represents e^−z up to z = 745", zh="z 不超过 745 时，float64 还能表示 e^−z"),
    )
    yield Check(
        name="log-sum-exp-holds",
        en="from the logits: z + log(1 + e^−z)",
        zh="由 logits 直接算：z + log(1 + e^−z)",
        left=example_loss([logit, 0.0], 1),
        right=logit + float(np.log1p(np.exp(-logit))),
        within=1e-9,
    )
    yield Say(
        en="Subtracting the largest logit changes nothing in the formula and keeps every exponential at most 1. That is why libraries want logits, not probabilities.",
        zh="减去最大的 logit，公式的值不变，而所有指数都不超过 1。所以各个库要的是 logits，而不是概率。",
    )
    yield Ask(
        en=f"A fresh network of {classes} classes, with small random weights: what loss should the first batch show? (one decimal)",
        zh=f"一个刚初始化的 {classes} 类网络，权重很小：第一个批次的损失应该是多少？（一位小数）",
        answer=chance_loss(classes),
        within=0.06,
    )
    logits = 0.1 * rng.normal(size=(256, classes))
    yield Check(
        name="starts-at-ln-k",
        en="first loss with small random logits = ln K",
        zh="小随机 logits 的初始损失 = ln K",
        left=cross_entropy(logits, rng.integers(0, classes, 256)),
        right=float(np.log(classes)),
        within=0.005 + 4 * 0.1 / 16,  # the curvature ½·0.1², and four standard errors of the mean of 256 logits
    )
    loud = cross_entropy(10 * rng.normal(size=(256, classes)), rng.integers(0, classes, 256))
    yield Say(
        en=f"With logits a hundred times larger, the first loss is {loud:.1f}: "
        "a start far above ln K says that the last layer shouts before it knows anything.",
        zh=f"如果 logits 放大一百倍，初始损失是 {loud:.1f}：起点远高于 ln K，说明最后一层还什么都不懂就已经很“自信”了。",
    )


def targets(
    rng: np.random.Generator,
    *,
    epsilon: Annotated[float, Range(0.01, 0.9), Text(en="label smoothing", zh="标签平滑系数")] = 0.1,
    classes: Annotated[int, Range(2, 100), Text(en="number of classes", zh="类别数")] = 10,
) -> Iterator[Step]:
    """Soft labels have a finite goal.

    软标签的目标是有限的
    """
    target = np.full((1, classes), epsilon / classes)
    target[0, 0] += 1 - epsilon
    hard = np.eye(classes)[:1]
    yield Say(
        en=f"Label smoothing takes ε = {epsilon:g} of the true class's probability and spreads it over all {classes} classes, the true one included.",
        zh=f"标签平滑从正确类别拿走 ε = {epsilon:g} 的概率，均匀分给全部 {classes} 个类别，正确类别自己也分到一份。",
    )
    yield Ask(
        en="What is the true class's target now? (two decimals)",
        zh="现在正确类别的目标概率是多少？（两位小数）",
        answer=target[0, 0],
        within=0.005,
    )
    yield Check(
        name="target-of-the-true-class",
        en="1 − ε + ε/K, read off the smoothed label",
        zh="1 − ε + ε/K，从平滑后的标签读出",
        left=float(target[0, 0]),
        right=smoothed_target(epsilon, classes),
        within=1e-12,
    )
    gaps = {name: _gaps(goal, 400) for name, goal in (("hard", hard), ("smooth", target))}
    yield Plot(
        en="Gap between the true logit and the others, in training",
        zh="训练中正确 logit 与其他 logit 的差距",
        series={Text(en="hard label", zh="硬标签"): gaps["hard"], Text(en="smoothed", zh="平滑标签"): gaps["smooth"]},
        x=Text(en="step", zh="步"),
    )
    yield Check(
        name="gap-settles",
        en="the gap that gradient descent ends at = ln((1 − ε)K/ε + 1)",
        zh="梯度下降最终停在的差距 = ln((1 − ε)K/ε + 1)",
        left=gaps["smooth"][-1],
        right=smoothed_gap(epsilon, classes),
        within=1e-3,
    )
    yield Check(
        name="hard-labels-never-rest",
        en="with a hard label the gap still grows in the last hundred steps",
        zh="用硬标签，最后一百步里差距仍在增大",
        left=gaps["hard"][-1] - gaps["hard"][-100],
        right=0.001,
        relation=">",
    )
    yield Say(
        en="A hard label asks for probability 1, which no finite logits give: weights grow for as long as training runs. A smoothed one names a finite gap, and stops there.",
        zh="硬标签要求概率为 1，有限的 logits 永远做不到，权重会随训练一直长下去。平滑标签给出一个有限的差距，到了就停。",
    )


def imbalance(
    rng: np.random.Generator,
    *,
    positive: Annotated[float, Range(0.001, 0.5), Text(en="share of positive examples", zh="正样本比例")] = 0.1,
    gamma: Annotated[float, Range(0, 5), Text(en="exponent of the focal loss", zh="focal loss 的指数 γ")] = 2.0,
) -> Iterator[Step]:
    """A low loss that has learned nothing.

    损失很低，却没学会
    """

    def constant(logit: float) -> float:
        return float(positive * binary_cross_entropy(logit, 1.0) + (1 - positive) * binary_cross_entropy(logit, 0.0))

    best = _minimise(constant, -20.0, 20.0)
    yield Say(
        en=f"{positive:.1%} of the examples are positive. A model that ignores its input can still choose one logit for all.",
        zh=f"正样本占 {positive:.1%}。一个完全不看输入的模型，也能给所有样本挑一个共同的 logit。",
    )
    yield Ask(
        en="What is the least binary cross-entropy that it can reach? (two decimals)",
        zh="它能达到的最小二元交叉熵是多少？（两位小数）",
        answer=constant(best),
        within=0.01,
    )
    yield Check(
        name="constant-reaches-entropy",
        en="least loss of a constant, found by search = H(π)",
        zh="搜索得到的常数最小损失 = H(π)",
        left=constant(best),
        right=base_rate_loss(positive),
        within=1e-9,
    )
    yield Check(
        name="constant-predicts-the-base-rate",
        en="its probability is the share of positives",
        zh="此时的概率正是正样本比例",
        left=float(sigmoid(best)),
        right=positive,
        within=1e-5,
    )
    yield Say(
        en=f"Accuracy {1 - positive:.1%}, and nothing learned: compare a loss with H(π) before being proud of it. "
        "Loss is what is trained; what counts for the task is a metric, here perhaps recall.",
        zh=f"准确率 {1 - positive:.1%}，却什么也没学到：先拿损失和 H(π) 比一比，再高兴不迟。损失是用来训练的；任务看重的是指标，这里也许是召回率。",
    )
    probabilities = np.array([0.1, 0.5, 0.9, 0.99])
    logits = np.log(probabilities / (1 - probabilities))
    yield Show(
        en=f"Loss by probability of the true class, γ = {gamma:g}",
        zh=f"各正确类别概率下的损失，γ = {gamma:g}",
        data=np.stack([logistic(logits), focal(logits, gamma)], axis=1),
        rows=[f"p = {p:g}" for p in probabilities],
        columns=["CE", "focal"],
        digits=4,
    )
    yield Check(
        name="focal-fades-the-easy",
        en="focal loss over cross-entropy at p = 0.9",
        zh="p = 0.9 处 focal loss 与交叉熵之比",
        left=float(focal(logits[2], gamma) / logistic(logits[2])),
        right=0.1**gamma,
        within=1e-9,
    )
    yield Say(
        en="The factor (1 − p)^γ turns the many easy examples down, so that the rare hard ones are heard. At γ = 0 it is cross-entropy again.",
        zh="因子 (1 − p)^γ 把大量容易样本的音量调低，让少数难样本被听见。γ = 0 时就回到交叉熵。",
    )


_PER_EXAMPLE: dict[str, Callable[[float], float]] = {"MSE": lambda residual: residual**2, "MAE": abs}


def _curvature(function: Callable[[float], float], at: float) -> float:
    return (function(at + 1e-3) - 2 * function(at) + function(at - 1e-3)) / 1e-6


def _squared_sigmoid(z: float) -> float:
    return (float(sigmoid(z)) - 1) ** 2


def _root(function: Callable[[float], float], low: float, high: float) -> float:
    """Where a function that is negative at `low` and positive at `high` crosses zero, by bisection."""
    for _ in range(50):
        middle = (low + high) / 2
        low, high = (middle, high) if function(middle) < 0 else (low, middle)
    return (low + high) / 2


def _minimise(function: Callable[[float], float], low: float, high: float) -> float:
    """Minimiser of a convex function, by golden section."""
    golden = (np.sqrt(5) - 1) / 2
    left, right = high - golden * (high - low), low + golden * (high - low)
    at_left, at_right = function(left), function(right)
    for _ in range(80):
        if at_left < at_right:
            high, right, at_right = right, left, at_left
            left = high - golden * (high - low)
            at_left = function(left)
        else:
            low, left, at_left = left, right, at_right
            right = low + golden * (high - low)
            at_right = function(right)
    return float((low + high) / 2)


def _above(values: list[float]) -> Array:
    return np.array(values) - min(values)


def _fit_hinge(x: Array, y: Array, decay: float) -> tuple[Array, list[float]]:
    """Subgradient descent on the mean hinge loss plus ½ · decay · ‖w‖², with steps that shrink as 1/√t."""
    weights, losses = np.zeros(x.shape[1]), []
    for step in range(1, 401):
        margins = y * (x @ weights)
        losses.append(float(hinge(margins).mean()))
        subgradient = decay * weights - (y * (margins < 1)) @ x / len(x)
        weights = weights - 0.5 / np.sqrt(step) * subgradient
    return weights, losses


def _gaps(target: Array, steps: int) -> Array:
    """Distance from the true class's logit to the others', in gradient descent on the logits themselves."""
    logits, gaps = np.zeros_like(target), np.empty(steps)
    for step in range(steps):
        logits = logits - 3.0 * cross_entropy_gradient(logits, target)
        gaps[step] = logits[0, 0] - logits[0, 1]
    return gaps
