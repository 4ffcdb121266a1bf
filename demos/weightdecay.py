"""Weight decay: the same as an L2 penalty under plain SGD only.

权重衰减：只在普通 SGD 下等于 L2 惩罚，换了优化器就不是。

An L2 penalty changes the gradient, weight decay changes the update. The scenes let both run from the same start,
look at what an adaptive optimiser makes of each, where they end, what they mean for a weight whose scale does not
matter, and at regularisers that have no penalty at all.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Annotated, Any

import numpy as np
from numpy.typing import NDArray

from dl_quiz.nouns import Text
from dl_quiz.stage import Ask, Check, Plot, Range, Say, Show, Step

from .kernels.norms import shrink_factor
from .kernels.optim import Moments, sgd
from .kernels.weightdecay import (
    adam_l2,
    adamw,
    decayed,
    early_stopping_filter,
    early_stopping_strength,
    resting_norm,
    sgd_decay,
    weight_bound,
)

Array = NDArray[np.float64]


Rule = Callable[[Array, Array, Any], tuple[Array, Any]]
"""A step: weights, gradient of the loss alone, and memory in; weights and memory out."""


CURVATURE = np.array([1.0, 0.5, 0.2])


MINIMUM = np.array([2.0, -1.0, 0.5])
"""The bowl of the scenes: ½ Σ hᵢ(wᵢ − mᵢ)², with gradient hᵢ(wᵢ − mᵢ)."""


def race(
    rng: np.random.Generator,
    *,
    lr: Annotated[float, Range(0.01, 0.3), Text(en="learning rate", zh="学习率")] = 0.1,
    weight_decay: Annotated[float, Range(0.05, 1), Text(en="λ, of the penalty and of the decay", zh="惩罚与衰减共用的 λ")] = 0.2,
    momentum: Annotated[float, Range(0.5, 0.95), Text(en="momentum", zh="动量系数")] = 0.9,
) -> Iterator[Step]:
    """Same start, same gradients, two ways to shrink.

    同样的起点，同样的梯度，两种收缩方式
    """
    steps = 400
    pairs: dict[str, tuple[Rule, Rule]] = {
        "SGD": (
            lambda w, g, s: sgd(w, g, s, lr=lr, weight_decay=weight_decay),
            lambda w, g, s: sgd_decay(w, g, s, lr=lr, weight_decay=weight_decay),
        ),
        "momentum": (
            lambda w, g, s: sgd(w, g, s, lr=lr, momentum=momentum, weight_decay=weight_decay),
            lambda w, g, s: sgd_decay(w, g, s, lr=lr, momentum=momentum, weight_decay=weight_decay),
        ),
        "Adam": (
            lambda w, g, s: adam_l2(w, g, s, lr=lr, weight_decay=weight_decay),
            lambda w, g, s: adamw(w, g, s, lr=lr, weight_decay=weight_decay),
        ),
    }
    paths = {name: tuple(_descend(rule, steps) for rule in pair) for name, pair in pairs.items()}
    apart = {name: float(np.abs(penalty - decay).max()) for name, (penalty, decay) in paths.items()}
    yield Say(
        en=f"One bowl with its minimum at (2, −1, 0.5), one λ = {weight_decay:g}. Two ways to use it: add λw to the gradient (an L2 penalty), "
        "or multiply the weights by 1 − lr·λ in each step (weight decay).",
        zh=f"同一个碗，最小值在 (2, −1, 0.5)，同一个 λ = {weight_decay:g}。两种用法：把 λw 加进梯度（L2 惩罚），或者每一步把权重乘以 1 − lr·λ（权重衰减）。",
    )
    yield Ask(
        en="For which optimiser are the two paths the same?",
        zh="哪种优化器下，两条路径完全一样？",
        answer=0,
        options=[
            Text(en="plain SGD only", zh="只有普通 SGD"),
            Text(en="SGD and momentum", zh="SGD 与动量"),
            Text(en="all three", zh="三种都一样"),
        ],
    )
    yield Plot(
        en="First weight under Adam",
        zh="Adam 下的第一个权重",
        series={
            Text(en="L2 penalty", zh="L2 惩罚"): paths["Adam"][0][:, 0],
            Text(en="weight decay", zh="权重衰减"): paths["Adam"][1][:, 0],
        },
        x=Text(en="step", zh="步数"),
    )
    yield Show(
        en=f"Largest distance between the two paths, {steps} steps",
        zh=f"{steps} 步内两条路径的最大差距",
        data=[[f"{gap:.1e}"] for gap in apart.values()],
        rows=list(apart),
        columns=[Text(en="gap", zh="差距")],
    )
    yield Check(
        name="equal-under-sgd",
        en="plain SGD: the paths are equal, for w − lr(g + λw) = (1 − lr·λ)w − lr·g",
        zh="普通 SGD：路径相同，因为 w − lr(g + λw) = (1 − lr·λ)w − lr·g",
        left=apart["SGD"],
        right=0.0,
        within=1e-12,
    )
    yield Check(
        name="different-otherwise",
        en="momentum and Adam: the paths part",
        zh="动量与 Adam：路径分开",
        left=[apart["momentum"], apart["Adam"]],
        right=[0.01, 0.01],
        relation=">",
    )
    yield Say(
        en="Why momentum differs: a penalty passes through the velocity and is amplified by 1/(1 − μ) like any gradient; decay is not. "
        "Their ends match only if the decay is made 1/(1 − μ) times as strong.",
        zh="动量为何不同：惩罚项进入速度，像任何梯度一样被放大 1/(1 − μ) 倍；衰减则不会。只有把衰减也加强到 1/(1 − μ) 倍，两者的终点才一致。",
    )
    stronger = weight_decay / (1 - momentum)
    ends = [
        _descend(lambda w, g, s: sgd(w, g, s, lr=0.01, momentum=momentum, weight_decay=weight_decay), 4000)[-1],
        _descend(lambda w, g, s: sgd_decay(w, g, s, lr=0.01, momentum=momentum, weight_decay=stronger), 4000)[-1],
    ]
    yield Check(
        name="momentum-amplifies-the-penalty",
        en="where momentum ends: with the penalty λ, and with the decay λ/(1 − μ): both at h·m/(h + λ)",
        zh="动量的终点：惩罚 λ 与衰减 λ/(1 − μ)，都在 h·m/(h + λ)",
        left=ends,
        right=[CURVATURE * MINIMUM / (CURVATURE + weight_decay)] * 2,
        within=1e-4,  # 4000 steps with lr = 0.01 leave exp(−0.25 · 40) at least
    )


def pure(
    rng: np.random.Generator,
    *,
    lr: Annotated[float, Range(0.001, 0.1), Text(en="learning rate", zh="学习率")] = 0.01,
    weight_decay: Annotated[float, Range(0.01, 1), Text(en="λ", zh="λ")] = 0.1,
    steps: Annotated[int, Range(20, 2000), Text(en="number of steps", zh="步数")] = 200,
) -> Iterator[Step]:
    """No loss at all: decay alone, penalty alone.

    没有损失：只有衰减，或只有惩罚
    """
    nothing = np.zeros(1)
    decay = _walk(lambda w, g, s: adamw(w, g, s, lr=lr, weight_decay=weight_decay), nothing, steps)
    penalty = _walk(lambda w, g, s: adam_l2(w, g, s, lr=lr, weight_decay=weight_decay), nothing, steps)
    tenfold = _walk(lambda w, g, s: adam_l2(w, g, s, lr=lr, weight_decay=10 * weight_decay), nothing, steps)
    yield Say(
        en="Switch the loss off: its gradient is 0. A weight starts at 1. What does each method do with it?",
        zh="把损失关掉，梯度为 0。权重从 1 出发，两种方法各会怎样？",
    )
    yield Ask(
        en=f"AdamW, lr = {lr:g}, λ = {weight_decay:g}: what is left after {steps} steps?",
        zh=f"AdamW，lr = {lr:g}，λ = {weight_decay:g}：{steps} 步之后还剩多少？",
        answer=decayed(1.0, lr, weight_decay, steps),
        within=0.01,
    )
    yield Plot(
        en="The weight",
        zh="权重",
        series={"AdamW": decay, Text(en="Adam + L2", zh="Adam + L2"): penalty},
        x=Text(en="step", zh="步数"),
    )
    yield Check(
        name="decay-is-exponential",
        en="AdamW: the weight after t steps is exp(t · ln(1 − lr·λ))",
        zh="AdamW：t 步后的权重是 exp(t · ln(1 − lr·λ))",
        left=float(decay[-1]),
        right=float(np.exp(steps * np.log1p(-lr * weight_decay))),
        within=1e-10,
    )
    yield Check(
        name="first-step-is-lr",
        en="Adam + L2: the first step is lr long, however weak the penalty is",
        zh="Adam + L2：无论惩罚多弱，第一步都是 lr",
        left=float(penalty[0] - penalty[1]),
        right=lr,
        within=1e-5 * lr,  # ε beside a gradient of at least 0.01
    )
    yield Check(
        name="strength-is-normalised-away",
        en="Adam + L2 with ten times the λ: largest difference of the paths",
        zh="Adam + L2，λ 放大十倍：路径的最大差异",
        left=float(np.abs(penalty - tenfold)[: max(2, int(0.5 / lr))].max()),
        right=0.0,
        within=1e-3,  # ε; compared while the weight is still on its way to 0
    )
    yield Say(
        en="Adam divides by the size of the gradient, and here the gradient is the penalty. So λ cancels: the weight marches to 0 at the pace lr, then swings. "
        "Decay, applied outside, keeps its meaning.",
        zh="Adam 要除以梯度的大小，而这里的梯度就是惩罚项，于是 λ 被约掉：权重以 lr 的步速走向 0，然后摆动。衰减放在外面，含义不变。",
    )


def percoord(
    rng: np.random.Generator,
    *,
    noise: Annotated[float, Range(2, 100), Text(en="gradient noise of the loud weight", zh="大梯度权重的梯度噪声")] = 10.0,
    weight_decay: Annotated[float, Range(0.05, 0.2), Text(en="λ", zh="λ")] = 0.1,
) -> Iterator[Step]:
    """Under Adam, L2 spares the weights with large gradients.

    Adam 下，L2 放过了梯度大的权重
    """
    lr, steps, copies = 0.001, 2000, 200
    scale = np.array([[noise], [0.1]])
    penalty, decay = np.ones((2, copies)), np.ones((2, copies))
    memory: Moments | None = None
    other: Moments | None = None
    for _ in range(steps):
        gradient = scale * rng.normal(size=(2, copies))
        penalty, memory = adam_l2(penalty, gradient, memory, lr=lr, weight_decay=weight_decay)
        decay, other = adamw(decay, gradient, other, lr=lr, weight_decay=weight_decay)
    left = decayed(1.0, lr, weight_decay, steps)
    error = 4 * decay.std(axis=1) / np.sqrt(copies)
    yield Say(
        en=f"Two kinds of weights, both at 1. Their loss says nothing, only noise: gradients of size {noise:g} for the loud ones, of size 0.1 for the quiet ones. "
        f"{copies} of each, {steps} steps with lr = {lr:g} and λ = {weight_decay:g}.",
        zh=f"两类权重都从 1 出发，损失不提供任何信息，只有噪声：一类梯度大小为 {noise:g}，另一类为 0.1。每类 {copies} 个，lr = {lr:g}，λ = {weight_decay:g}，走 {steps} 步。",
    )
    yield Ask(
        en="Adam with an L2 penalty: which kind shrinks more?",
        zh="Adam 加 L2 惩罚：哪一类缩得更多？",
        answer=1,
        options=[Text(en="the loud ones", zh="梯度大的"), Text(en="the quiet ones", zh="梯度小的"), Text(en="both alike", zh="一样多")],
    )
    yield Show(
        en=f"Mean weight at the end (pure decay leaves {left:.3f})",
        zh=f"最后的平均权重（纯衰减应剩 {left:.3f}）",
        data=[penalty.mean(axis=1), decay.mean(axis=1)],
        rows=["Adam + L2", "AdamW"],
        columns=[Text(en="loud", zh="梯度大"), Text(en="quiet", zh="梯度小")],
    )
    yield Check(
        name="adamw-decays-alike",
        en="AdamW: both kinds keep (1 − lr·λ)ᵗ",
        zh="AdamW：两类都剩 (1 − lr·λ)ᵗ",
        left=decay.mean(axis=1),
        right=[left, left],
        within=float(error.max()),  # four standard errors
    )
    yield Check(
        name="l2-spares-the-loud",
        en="Adam + L2: loud weights keep about 1 − lr·λ·t/noise, hardly a decay",
        zh="Adam + L2：梯度大的权重约剩 1 − lr·λ·t/噪声，几乎没有衰减",
        left=float(penalty[0].mean()),
        right=1 - lr * weight_decay * steps / noise,
        within=float(error[0]) + (lr * weight_decay * steps / noise) ** 2 + 0.02 / noise,  # and what the estimate leaves out
    )
    yield Check(
        name="l2-crushes-the-quiet",
        en="Adam + L2: quiet weights keep less than pure decay would leave",
        zh="Adam + L2：梯度小的权重剩得比纯衰减还少",
        left=float(penalty[1].mean()),
        right=left - 0.1,
        relation="<",
    )
    yield Say(
        en="The penalty λw is divided by √v like everything else. Where gradients are large, √v is large and the penalty vanishes; yet those may be the weights that need it most.",
        zh="惩罚项 λw 与其他梯度一样要除以 √v。梯度大的地方 √v 也大，惩罚就没了，而那些恰恰可能是最需要约束的权重。",
    )


def limit(
    rng: np.random.Generator,
    *,
    weight_decay: Annotated[float, Range(0.1, 3), Text(en="λ", zh="λ")] = 1.0,
) -> Iterator[Step]:
    """Where both end: a smaller solution, or a box.

    终点：一个缩小的解，或一个盒子
    """
    steps = 3000
    l2_end = _annealed(lambda w, g, s, lr: adam_l2(w, g, s, lr=lr, weight_decay=weight_decay, beta2=0.9), steps)
    decay_end = _annealed(lambda w, g, s, lr: adamw(w, g, s, lr=lr, weight_decay=weight_decay, beta2=0.9), steps)
    ridge_end = np.array([shrink_factor(float(h), weight_decay) for h in CURVATURE]) * MINIMUM
    bound = weight_bound(weight_decay)
    yield Say(
        en=f"The whole batch, no noise, lr falling to 0, β₂ = 0.9 so that it settles soon, λ = {weight_decay:g}. Adam with an L2 penalty minimises the penalised loss, as any optimiser would.",
        zh=f"全量梯度，没有噪声，学习率降到 0，β₂ 取 0.9 以便尽快稳定，λ = {weight_decay:g}。Adam 加 L2 惩罚，终点就是带惩罚损失的最小值，换哪种优化器都一样。",
    )
    yield Ask(
        en="Where does AdamW leave the first weight, whose loss is smallest at 2? Its decay pulls with λw, its step pushes with at most 1.",
        zh="第一个权重的损失在 2 处最小。衰减以 λw 往回拉，Adam 的步子最多以 1 往外推。AdamW 会让它停在哪里？",
        answer=float(np.clip(2.0, -bound, bound)),
        within=0.05,
    )
    yield Show(
        en="Weights at the end",
        zh="最终的权重",
        data=np.array([MINIMUM, l2_end, decay_end]).T,
        rows=["w1", "w2", "w3"],
        columns=[Text(en="minimum", zh="最小值"), "Adam+L2", "AdamW"],
    )
    yield Check(
        name="l2-ends-at-ridge",
        en="Adam + L2 ends at h·m/(h + λ), the minimum of the penalised loss",
        zh="Adam + L2 停在 h·m/(h + λ)，即带惩罚损失的最小值",
        left=l2_end,
        right=ridge_end,
        within=0.01,
    )
    yield Check(
        name="adamw-ends-in-a-box",
        en="AdamW ends at the minimum of the loss itself, within the box |w| ≤ 1/λ",
        zh="AdamW 停在盒子 |w| ≤ 1/λ 之内、损失本身的最小值处",
        left=decay_end,
        right=[float(np.clip(m, -bound, bound)) for m in MINIMUM],
        within=0.005,  # what a schedule of 3000 steps leaves
    )
    yield Say(
        en="So AdamW minimises no penalised loss. In the full-batch limit it is a bound on each weight, ‖w‖∞ ≤ 1/λ; with usual λ, 0.01 to 0.1, the box is wide, "
        "and what decay does in practice comes from noise and from the path, not from the end point.",
        zh="所以 AdamW 并不最小化任何带惩罚的损失。在全量极限下，它是对每个权重的限制 ‖w‖∞ ≤ 1/λ；λ 常取 0.01 到 0.1，盒子很宽，实际中衰减的作用来自噪声与训练路径，而不是终点。",
    )


def rescale(
    rng: np.random.Generator,
    *,
    factor: Annotated[float, Range(2, 100), Text(en="factor on the loss", zh="损失乘以多少")] = 10.0,
    weight_decay: Annotated[float, Range(0.05, 1), Text(en="λ", zh="λ")] = 0.5,
) -> Iterator[Step]:
    """Multiply the loss, and see who regularises less.

    损失乘一个数，谁的正则变弱？
    """
    yield Say(
        en=f"Summing a loss over a batch instead of averaging it multiplies it. Say by {factor:g}, with λ = {weight_decay:g} left as it was.",
        zh=f"损失由取平均改成求和，就等于乘了一个数。设乘以 {factor:g}，λ = {weight_decay:g} 不变。",
    )
    yield Ask(
        en="For which method does the regularisation become weaker?",
        zh="哪种方法的正则会变弱？",
        answer=0,
        options=[Text(en="SGD + L2", zh="SGD + L2"), "AdamW", Text(en="both", zh="都变弱")],
    )
    small = 0.5 / factor
    sgd_ends = [_descend(_scaled(lambda w, g, s: sgd(w, g, s, lr=small, weight_decay=weight_decay), c), 4000)[-1] for c in (1.0, factor)]
    decay_paths = [_descend(_scaled(lambda w, g, s: adamw(w, g, s, lr=0.01, weight_decay=weight_decay), c), 300) for c in (1.0, factor)]
    yield Show(
        en="First weight (minimum of the loss: 2)",
        zh="第一个权重（损失的最小值在 2）",
        data=[[sgd_ends[0][0], sgd_ends[1][0]], [decay_paths[0][-1, 0], decay_paths[1][-1, 0]]],
        rows=["SGD + L2", "AdamW"],
        columns=["L", f"{factor:g}·L"],
    )
    yield Check(
        name="l2-gets-weaker",
        en="SGD + L2: the first weight ends at c·m/(c + λ), nearer to the minimum for c > 1",
        zh="SGD + L2：第一个权重停在 c·m/(c + λ)，c > 1 时更靠近最小值",
        left=[float(end[0]) for end in sgd_ends],
        right=[2 / (1 + weight_decay), 2 * factor / (factor + weight_decay)],
        within=1e-3,
        applies=factor <= 50,
        because=Text(en="with so small a learning rate, 4000 steps do not reach the end", zh="学习率太小，4000 步走不到终点"),
    )
    yield Check(
        name="adamw-does-not-notice",
        en="AdamW: largest difference between the two paths",
        zh="AdamW：两条路径的最大差异",
        left=float(np.abs(decay_paths[0] - decay_paths[1]).max()),
        right=0.0,
        within=1e-4,  # ε
    )
    yield Say(
        en="That is part of what decoupling buys: λ keeps its meaning when the loss, or the learning rate of the gradient step, is rescaled in the optimiser. "
        "In most libraries the decay is still multiplied by lr, so changing lr changes it along.",
        zh="这正是解耦的好处之一：损失的尺度变了，λ 的含义不变。不过多数框架里衰减仍乘以 lr，改 lr 时它也会跟着变。",
    )


def scalefree(
    rng: np.random.Generator,
    *,
    lr: Annotated[float, Range(0.05, 1), Text(en="learning rate", zh="学习率")] = 0.1,
    weight_decay: Annotated[float, Range(0.02, 0.2), Text(en="λ", zh="λ")] = 0.05,
) -> Iterator[Step]:
    """Before a normalisation layer, decay restrains nothing.

    归一化层之前，衰减并不限制函数
    """
    features, targets = rng.normal(size=(64, 10)), rng.normal(size=64)
    w = rng.normal(size=10)
    losses = [_normalised_loss(features, targets, scale * w) for scale in (1.0, 5.0)]
    slopes = [_slope(features, targets, scale * w) for scale in (1.0, 5.0)]
    yield Say(
        en="A layer whose output is normalised (to mean 0 and variance 1 over the batch) does not care how long its weight is: 5w gives the same output as w.",
        zh="输出会被归一化（在批量上均值 0、方差 1）的层，不在乎权重有多长：5w 与 w 的输出一样。",
    )
    yield Check(name="loss-ignores-length", en="loss at w and at 5w", zh="w 与 5w 处的损失", left=losses[0], right=losses[1], within=1e-9)
    yield Check(
        name="gradient-at-right-angles",
        en="hence the gradient has no component along w",
        zh="因此梯度没有沿 w 的分量",
        left=float(slopes[0] @ w) / float(np.linalg.norm(w) * np.linalg.norm(slopes[0])),
        right=0.0,
        within=1e-5,  # the gradient is taken by differences
    )
    yield Check(
        name="gradient-shrinks-with-length",
        en="and at 5w it is a fifth as long",
        zh="而且在 5w 处只有五分之一长",
        left=float(np.linalg.norm(slopes[0]) / np.linalg.norm(slopes[1])),
        right=5.0,
        within=1e-3,  # differences again
    )
    yield Ask(
        en="What does weight decay change for such a weight?",
        zh="对这样的权重，衰减改变的是什么？",
        answer=1,
        options=[
            Text(en="how complex a function it can be", zh="函数能有多复杂"),
            Text(en="how far each step turns it", zh="每一步能转多大角度"),
            Text(en="nothing", zh="什么都不改变"),
        ],
    )
    paths = {start: _tangent_walk(rng, start, lr, weight_decay, 4000) for start in (0.5, 4.0)}
    free = _tangent_walk(rng, 0.5, lr, 0.0, 4000)
    rest = resting_norm(lr, weight_decay, 1.0)
    yield Plot(
        en="Length of w under gradients at right angles to it",
        zh="梯度始终垂直于 w 时，w 的长度",
        series={
            Text(en="from 0.5", zh="从 0.5"): paths[0.5],
            Text(en="from 4", zh="从 4"): paths[4.0],
            Text(en="no decay", zh="无衰减"): free,
        },
        x=Text(en="step", zh="步数"),
    )
    yield Check(
        name="grows-without-decay",
        en="without decay each step makes w longer, by Pythagoras",
        zh="没有衰减时每一步都让 w 变长（勾股定理）",
        left=bool(np.all(np.diff(free) > 0)),
        right=True,
    )
    yield Check(
        name="settles-at-the-same-length",
        en="with decay, both settle where growth and decay balance: ⁴√(lr/(λ(2 − lr·λ)))",
        zh="有衰减时，二者都停在增长与衰减平衡处：⁴√(lr/(λ(2 − lr·λ)))",
        left=[float(path[-1]) for path in paths.values()],
        right=[rest, rest],
        within=1e-3,
    )
    yield Say(
        en=f"What counts is the angle of a step, lr/‖w‖² times a gradient of unit length. Here ‖w‖ settles at {rest:.3f} and the effective learning rate at {lr / rest**2:.3f}, "
        "instead of dying out. So for such weights λ tunes the step size, not the complexity.",
        zh=f"要紧的是每步转过的角度，即 lr/‖w‖² 乘以单位长度处的梯度。这里 ‖w‖ 稳定在 {rest:.3f}，有效学习率稳定在 {lr / rest**2:.3f}，不会逐渐消失。所以对这类权重，λ 调的是步长，不是复杂度。",
    )


def implicit(
    rng: np.random.Generator,
    *,
    lr: Annotated[float, Range(0.001, 0.1), Text(en="learning rate", zh="学习率")] = 0.01,
    steps: Annotated[int, Range(10, 1000), Text(en="steps until training is stopped", zh="训练多少步就停")] = 100,
) -> Iterator[Step]:
    """Regularisation without a penalty: stop early.

    没有惩罚项的正则化：早停
    """
    curvature = np.geomspace(0.01, 10, 25)
    path = np.zeros(25)
    for _ in range(steps):
        path, _memory = sgd(path, curvature * (path - 1), lr=lr)
    strength = early_stopping_strength(lr, steps)
    ridge_share = np.array([shrink_factor(float(h), strength) for h in curvature])
    yield Say(
        en=f"Directions with curvature 0.01 to 10, every minimum at 1, start at 0. Gradient descent is stopped after {steps} steps with lr = {lr:g}. No penalty anywhere.",
        zh=f"一批方向，曲率从 0.01 到 10，最小值都在 1，从 0 出发。lr = {lr:g} 的梯度下降走 {steps} 步就停。没有任何惩罚项。",
    )
    yield Ask(
        en="Which directions have hardly moved when training stops?",
        zh="停下时，哪些方向几乎没动？",
        answer=0,
        options=[Text(en="the flat ones", zh="平坦的"), Text(en="the steep ones", zh="陡峭的")],
    )
    yield Plot(
        en="Share of the way to the minimum, by log₁₀ of the curvature",
        zh="走到最小值的比例，横轴为曲率的 log₁₀",
        series={Text(en="stopped", zh="早停"): (np.log10(curvature), path), Text(en="L2", zh="L2"): (np.log10(curvature), ridge_share)},
        x="log₁₀ λᵢ",
    )
    yield Check(
        name="filter-of-early-stopping",
        en="each direction has covered 1 − (1 − lr·λᵢ)ᵗ",
        zh="每个方向走了 1 − (1 − lr·λᵢ)ᵗ",
        left=path,
        right=[early_stopping_filter(float(h), lr, steps) for h in curvature],
        within=1e-10,
    )
    yield Check(
        name="resembles-l2",
        en=f"an L2 penalty with α = 1/(lr·t) = {strength:.4g} leaves λᵢ/(λᵢ + α): largest difference",
        zh=f"α = 1/(lr·t) = {strength:.4g} 的 L2 惩罚留下 λᵢ/(λᵢ + α)：最大差异",
        left=float(np.abs(path - ridge_share).max()),
        right=0.3,  # the curves 1 − e⁻ˣ and x/(1 + x) differ by at most 0.204; the rest is for lr·λᵢ up to 1
        relation="<=",
    )
    yield Say(
        en="Both keep what the data determine well and hold back what they determine badly. Noise on the inputs (augment, ridge) and dropout (dropout, ridge) act as L2 penalties in linear models too, "
        "again without a term in the loss. Regularisation is what lowers the error on new data, not the presence of a penalty.",
        zh="两者都保留数据能确定的方向，压住数据说不清的方向。在线性模型里，输入加噪声（见 augment ridge）与 dropout（见 dropout ridge）也等于某种 L2 惩罚，同样不在损失里加项。"
        "算不算正则化，看它是否为降低新数据上的误差而设，而不看有没有惩罚项。",
    )


def _descend(rule: Rule, steps: int) -> Array:
    """Walk from 0 down the bowl of the scenes."""
    path, state = [np.zeros(3)], None
    for _ in range(steps):
        w, state = rule(path[-1], CURVATURE * (path[-1] - MINIMUM), state)
        path.append(w)
    return np.array(path)


def _scaled(rule: Rule, factor: float) -> Rule:
    """The same rule on a loss that is `factor` times as large."""
    return lambda w, g, s: rule(w, factor * g, s)


def _annealed(rule: Callable[[Array, Array, Any, float], tuple[Array, Any]], steps: int) -> Array:
    """Walk down the bowl with lr falling in a line from 0.05 to 0, and return the end."""
    w, state = np.zeros(3), None
    for step in range(steps):
        w, state = rule(w, CURVATURE * (w - MINIMUM), state, 0.05 * (1 - step / steps))
    return w


def _walk(rule: Rule, gradient: Array, steps: int) -> Array:
    """A single weight, from 1, under a gradient that stays the same."""
    path, state = [np.ones(1)], None
    for _ in range(steps):
        w, state = rule(path[-1], gradient, state)
        path.append(w)
    return np.array(path)[:, 0]


def _normalised_loss(features: Array, targets: Array, w: Array) -> float:
    """Squared error of an output that is normalised over the batch."""
    output = features @ w
    return float(np.mean(((output - output.mean()) / output.std() - targets) ** 2))


def _slope(features: Array, targets: Array, w: Array) -> Array:
    """Gradient by central differences."""
    nudges = 1e-5 * np.eye(w.size)
    return np.array(
        [(_normalised_loss(features, targets, w + nudge) - _normalised_loss(features, targets, w - nudge)) / 2e-5 for nudge in nudges]
    )


def _tangent_walk(rng: np.random.Generator, start: float, lr: float, weight_decay: float, steps: int) -> Array:
    """Length of w under random gradients of length 1/‖w‖ at right angles to w."""
    w = np.zeros(10)
    w[0] = start
    lengths = [start]
    for direction in rng.normal(size=(steps, 10)):
        tangent = direction - (direction @ w) / (w @ w) * w
        gradient = tangent / np.linalg.norm(tangent) / lengths[-1]
        w, _memory = sgd_decay(w, gradient, lr=lr, weight_decay=weight_decay)
        lengths.append(float(np.linalg.norm(w)))
    return np.array(lengths)
