"""Optimisers: what each one remembers of past gradients, and what step it makes of that.

优化器：记住过去梯度的什么，又据此走怎样的一步。

Every rule is one pure step on one array, weights and memory in, weights and memory out. The scenes then look at
each memory in turn: how a velocity helps and overshoots, how a sum differs from an average, why an average that
starts at zero needs correcting, and where all of this breaks.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Annotated, Any

import numpy as np
from numpy.typing import NDArray

from dl_quiz.nouns import Text
from dl_quiz.stage import Ask, Check, Length, Plot, Range, Say, Show, Step

from .kernels.optim import (
    adagrad,
    adagrad_step,
    adam,
    best_lr,
    convergence_rate,
    critical_momentum,
    momentum_gain,
    rmsprop,
    sgd,
    steady_variance,
)

Array = NDArray[np.float64]


Rule = Callable[[Array, Array, Any], tuple[Array, Any]]
"""A step: weights, gradient and memory in, weights and memory out."""


def race(
    rng: np.random.Generator,
    *,
    condition: Annotated[
        float, Range(2, 400), Text(en="largest curvature over the smallest", zh="最大曲率与最小曲率之比（条件数）")
    ] = 100.0,
    lr: Annotated[float, Range(0.001, 0.5), Text(en="learning rate of the adaptive rules", zh="自适应方法的学习率")] = 0.1,
) -> Iterator[Step]:
    """A race down a narrow valley.

    狭长山谷里的赛跑
    """
    root = np.sqrt(condition)
    rate, fast = convergence_rate(condition), convergence_rate(condition, momentum=True)
    rules: dict[str, Rule] = {
        "GD": lambda w, g, s: sgd(w, g, s, lr=best_lr(condition, 1.0)),
        "momentum": lambda w, g, s: sgd(w, g, s, lr=4 / (root + 1) ** 2, momentum=fast**2),
        "AdaGrad": lambda w, g, s: adagrad(w, g, s, lr=lr),
        "RMSProp": lambda w, g, s: rmsprop(w, g, s, lr=lr, decay=0.9),
        "Adam": lambda w, g, s: adam(w, g, s, lr=lr),
    }
    goal = 1e-6
    expected = int(np.ceil(np.log(goal / np.sqrt(2)) / np.log(rate)))
    paths = {name: _path(rule, np.diag([1.0, condition]), np.ones(2), expected + 100) for name, rule in rules.items()}
    distances = {name: np.linalg.norm(path, axis=1) for name, path in paths.items()}
    arrivals = {name: _arrival(distance, goal) for name, distance in distances.items()}
    yield Say(
        en=f"A valley, ½(x² + {condition:g}y²): flat along x, steep along y. All start at (1, 1). "
        "GD and momentum get the constants that theory calls best; the adaptive rules get your lr, kept constant.",
        zh=f"一条山谷 ½(x² + {condition:g}y²)：x 方向平，y 方向陡。大家都从 (1, 1) 出发。GD 与动量用理论上的最优常数，自适应方法用给定的 lr，全程不变。",
    )
    yield Ask(
        en=f"With its best learning rate, GD shrinks the error by {rate:.4f} in each step. How many steps from √2 to 0.000001?",
        zh=f"GD 用最优学习率时，每步误差乘以 {rate:.4f}。从 √2 降到 0.000001 要多少步？",
        answer=expected,
        within=0.03 * expected,
    )
    yield Plot(
        en=f"Distance to the minimum, drawn down to {goal / 100:g}",
        zh=f"到最小值的距离（画到 {goal / 100:g} 为止）",
        series={name: np.maximum(distance, goal / 100) for name, distance in distances.items()},
        log=True,
        x=Text(en="step", zh="步数"),
    )
    yield Show(
        en=f"Steps until the distance stays below {goal:g} (— : not in {expected + 100})",
        zh=f"距离从此低于 {goal:g} 所需步数（— 表示 {expected + 100} 步内没有）",
        data=[[arrivals[name] or "—", f"{distance[-1]:.1e}"] for name, distance in distances.items()],
        rows=list(distances),
        columns=[Text(en="steps", zh="步数"), Text(en="at the end", zh="终点距离")],
    )
    yield Check(
        name="descent-takes-its-time",
        en="GD needs log(goal)/log((κ − 1)/(κ + 1)) steps",
        zh="GD 的步数 = log(目标)/log((κ − 1)/(κ + 1))",
        left=arrivals["GD"],
        right=expected,
        within=1,  # rounding may decide on which side of the goal one step falls
    )
    matrix = _heavy_ball_matrix(4 / (root + 1) ** 2 * np.array([1.0, condition]), fast**2)
    yield Check(
        name="momentum-takes-the-root",
        en="momentum shrinks the error like (√κ − 1)/(√κ + 1): spectral radius of the step from (wₜ, wₜ₋₁) to (wₜ₊₁, wₜ)",
        zh="动量的收缩率是 (√κ − 1)/(√κ + 1)：即 (wₜ, wₜ₋₁) → (wₜ₊₁, wₜ) 这一步的谱半径",
        left=float(np.abs(np.linalg.eigvals(matrix)).max()),
        right=fast,
        within=1e-6,  # a double root is found only to the root of the rounding error
    )
    yield Check(
        name="momentum-wins",
        en="momentum arrives before plain gradient descent",
        zh="动量比普通梯度下降先到",
        left=arrivals["momentum"],
        right=arrivals["GD"],
        relation="<",
        applies=condition >= 10,
        because=Text(en="in a round bowl there is nothing to gain", zh="在接近圆形的碗里，动量没有用武之地"),
    )
    across = float(np.abs(paths["RMSProp"][:, 0] - paths["RMSProp"][:, 1]).max())
    yield Say(
        en="The adaptive rules do not even see the valley: they divide each coordinate by its own gradients, so both coordinates walk alike. "
        "That gift ends when the valley lies across the axes.",
        zh="自适应方法根本看不见这条山谷：每个坐标除以自己的梯度，于是两个坐标走得一样。可山谷一旦不沿坐标轴，这份便宜就没了。",
    )
    yield Check(
        name="adaptive-sees-no-valley",
        en="RMSProp: largest difference between x and y on the way",
        zh="RMSProp：途中 x 与 y 的最大差",
        left=across,
        right=0.0,
        within=1e-3,  # ε is not scaled along
    )
    yield Say(
        en="And RMSProp does not come to rest: with a constant lr its step stays about lr long, however small the gradient gets. "
        "An adaptive rule still wants a schedule.",
        zh="另外，RMSProp 停不下来：学习率不变时，无论梯度多小，步长都在 lr 上下。自适应方法同样需要学习率调度。",
    )
    yield Check(
        name="rmsprop-keeps-moving",
        en="RMSProp's last 50 steps still reach at least lr/10 from the minimum",
        zh="RMSProp 最后 50 步里，离最小值最远时至少有 lr/10",
        left=float(distances["RMSProp"][-50:].max()),
        right=lr / 10,
        relation=">=",
    )


def states(
    rng: np.random.Generator,
    *,
    gradients: Annotated[tuple[float, ...], Range(-100, 100), Length(1, 6), Text(en="gradients, one a step", zh="每步的梯度")] = (
        4.0,
        -2.0,
        1.0,
    ),
    lr: Annotated[float, Range(0.001, 1), Text(en="learning rate", zh="学习率")] = 0.1,
    beta1: Annotated[float, Range(0, 0.999), Text(en="decay of the mean of g", zh="g 的均值的衰减率 β₁")] = 0.9,
    beta2: Annotated[float, Range(0, 0.9999), Text(en="decay of the mean of g²", zh="g² 的均值的衰减率 β₂")] = 0.999,
) -> Iterator[Step]:
    """What each optimiser remembers.

    每种优化器记住了什么
    """
    g = np.array(gradients)
    history = [Text(en=f"t={t + 1}", zh=f"t={t + 1}") for t in range(g.size)]
    rules: dict[str, Rule] = {
        "SGD": lambda w, g, s: sgd(w, g, s, lr=lr),
        "momentum": lambda w, g, s: sgd(w, g, s, lr=lr, momentum=beta1),
        "AdaGrad": lambda w, g, s: adagrad(w, g, s, lr=lr),
        "RMSProp": lambda w, g, s: rmsprop(w, g, s, lr=lr, decay=beta2),
        "Adam": lambda w, g, s: adam(w, g, s, lr=lr, beta1=beta1, beta2=beta2),
    }
    runs = {name: _steps(rule, g) for name, rule in rules.items()}
    yield Say(
        en="The same gradients go to every rule. What differs is the memory: SGD has none, momentum keeps a sum of gradients that fades, "
        "AdaGrad a sum of squares that does not, RMSProp an average of squares, Adam two averages.",
        zh="把同样的梯度交给每种规则，差别只在记忆：SGD 什么都不记；动量记一个逐渐淡忘的梯度累加；AdaGrad 记只增不减的平方和；"
        "RMSProp 记平方的滑动平均；Adam 记两个滑动平均。",
    )
    yield Ask(
        en=f"At t = 1, Adam's corrected means are m̂ = g and v̂ = g². How long is its first step, with lr = {lr:g}?",
        zh=f"t = 1 时，Adam 修正后的均值是 m̂ = g，v̂ = g²。lr = {lr:g}，它的第一步有多长？",
        answer=abs(float(runs["Adam"][0][0])),
        within=0.01 * lr,
    )
    yield Show(
        en="Step of w",
        zh="w 的变化量",
        data=[g, *(steps for steps, _ in runs.values())],
        rows=[Text(en="gradient", zh="梯度"), *runs],
        columns=history,
    )
    yield Show(
        en="Inside Adam",
        zh="Adam 的内部",
        data=np.array([[s.first, s.second, s.first / (1 - beta1**s.step), s.second / (1 - beta2**s.step)] for s in runs["Adam"][1]]).T,
        rows=["m", "v", "m̂", "v̂"],
        columns=history,
        digits=4,
    )
    fading = _fading(g.size, beta1)
    yield Check(
        name="momentum-is-a-fading-sum",
        en="momentum's step = −lr · Σ μᵏ g(k steps ago), written out",
        zh="动量的一步 = −lr · Σ μᵏ g（k 步之前），逐项写出",
        left=runs["momentum"][0],
        right=-lr * fading @ g,
        within=1e-9,
    )
    squares = _fading(g.size, beta2) @ g**2
    yield Check(
        name="adam-by-weighted-means",
        en="Adam's step = −lr · (weighted mean of g) / √(weighted mean of g²), with weights βᵏ that are made to sum to 1",
        zh="Adam 的一步 = −lr · g 的加权平均 / √(g² 的加权平均)，权重 βᵏ 归一化到和为 1",
        left=runs["Adam"][0],
        right=-lr * (fading @ g / fading.sum(axis=1)) / np.sqrt(squares / _fading(g.size, beta2).sum(axis=1)),
        within=1e-6 * lr,  # the ε that the formula leaves out
        applies=bool(np.abs(g).min() >= 0.1),
        because=Text(en="beside a gradient this small, ε shows", zh="梯度这么小时，ε 不可忽略"),
    )
    yield Check(
        name="sum-against-average",
        en="AdaGrad remembers Σ g²; RMSProp (1 − ρ) Σ ρᵏ g²(k steps ago), in which old squares fade",
        zh="AdaGrad 记住的是 Σ g²；RMSProp 记住的是 (1 − ρ) Σ ρᵏ g²（k 步之前），旧的平方会淡去",
        left=[float(runs[name][1][-1]) for name in ("AdaGrad", "RMSProp")],
        right=[sum(value**2 for value in gradients), float((1 - beta2) * squares[-1])],
        within=1e-9,
    )


def momentum(
    rng: np.random.Generator,
    *,
    momentum: Annotated[float, Range(0, 0.999), Text(en="share of the velocity that is kept", zh="保留多少速度，即动量系数")] = 0.9,
    lr: Annotated[float, Range(0.001, 4.5), Text(en="learning rate", zh="学习率")] = 0.01,
) -> Iterator[Step]:
    """Momentum helps, until it swings.

    动量加速，过头就振荡
    """
    steps = 200
    path = _descend(lambda w, g, s: sgd(w, g, s, lr=lr, momentum=momentum), steps)
    plain = _descend(lambda w, g, s: sgd(w, g, s, lr=lr), steps)
    roots = np.roots([1, -(1 + momentum - lr), momentum])
    moving = np.flatnonzero(path)[-1]  # a path that has shrunk to exactly 0 has no sign any more
    swing = float(np.abs(np.angle(roots)).max()) if momentum else (np.pi if lr > 1 else 0.0)
    yield Say(
        en="A ball on the bowl ½w², released at w = 1. v ← μv + w, then w ← w − lr·v: the velocity remembers where it came from.",
        zh="碗 ½w² 上的小球，从 w = 1 释放。v ← μv + w，再 w ← w − lr·v：速度记得它从哪里来。",
    )
    yield Ask(
        en=f"With momentum {momentum:g} and lr {lr:g}, does the ball run through the minimum to the other side?",
        zh=f"动量 {momentum:g}，学习率 {lr:g}：小球会冲过最小值到另一侧吗？",
        answer=0 if _crossings(path) else 1,
        options=[Text(en="yes", zh="会"), Text(en="no", zh="不会")],
    )
    yield Plot(
        en=f"w over {steps} steps", zh=f"{steps} 步中的 w", series={f"μ = {momentum:g}": path, "μ = 0": plain}, x=Text(en="step", zh="步数")
    )
    yield Check(
        name="swings-by-the-angle",
        en="sign changes in 200 steps = 200 · (angle of the roots of z² − (1 + μ − lr)z + μ) / π",
        zh="200 步内的变号次数 = 200 ·（z² − (1 + μ − lr)z + μ 的根的辐角）/ π",
        left=_crossings(path),
        right=moving * swing / np.pi,
        within=1.0,  # the phase at the start decides on the last one
    )
    yield Check(
        name="critical-momentum",
        en="the ball crosses exactly when μ is above (1 − √lr)²",
        zh="当且仅当 μ 大于 (1 − √lr)² 时才会越过最小值",
        left=_crossings(path) > 0,
        right=bool(lr < 1 and momentum > critical_momentum(lr)),
        applies=lr < 1 and abs(momentum - critical_momentum(min(lr, 1.0))) > 0.01,
        because=Text(
            en="at the critical value, or beyond lr = 1, where plain descent swings too",
            zh="处在临界值附近，或 lr 不小于 1，普通梯度下降也会振荡",
        ),
    )
    yield Check(
        name="plain-never-swings",
        en="without momentum, at this lr, there is not one sign change",
        zh="同样的 lr，没有动量时一次变号也没有",
        left=_crossings(plain),
        right=0,
        applies=lr <= 1,
        because=Text(en="above lr = 1 plain descent overshoots in every step", zh="lr 大于 1 时，普通梯度下降每一步都冲过头"),
    )
    yield Check(
        name="stable-below",
        en="the ball comes to rest when lr < 2(1 + μ): largest |root| below 1",
        zh="lr < 2(1 + μ) 时小球最终停下：根的最大模小于 1",
        left=float(np.abs(roots).max()) < 1,
        right=lr < 2 * (1 + momentum),
        applies=abs(lr - 2 * (1 + momentum)) > 1e-6,
        because=Text(en="on the border the largest root is 1", zh="恰在边界上，根的最大模为 1"),
    )
    yield Say(
        en=f"Under a gradient that stays the same, the velocity piles up: g + μg + μ²g + … = g/(1 − μ). Here the step grows {momentum_gain(momentum):.4g} times.",
        zh=f"梯度方向不变时，速度不断累加：g + μg + μ²g + … = g/(1 − μ)。这里步长最终放大 {momentum_gain(momentum):.4g} 倍。",
    )
    lengths = -_steps(lambda w, g, s: sgd(w, g, s, lr=1.0, momentum=momentum), np.ones(steps))[0]
    yield Check(
        name="gain",
        en="step number 200 under a gradient of 1 and lr 1 = (1 − μ²⁰⁰)/(1 − μ)",
        zh="梯度恒为 1、lr 为 1 时，第 200 步 = (1 − μ²⁰⁰)/(1 − μ)",
        left=float(lengths[-1]),
        right=momentum_gain(momentum, steps),
        within=1e-8,
    )


def forget(
    rng: np.random.Generator,
    *,
    gradient: Annotated[float, Range(0.01, 100), Text(en="the gradient, always the same", zh="恒定的梯度")] = 2.0,
    lr: Annotated[float, Range(0.001, 1), Text(en="learning rate", zh="学习率")] = 0.1,
    decay: Annotated[float, Range(0.5, 0.99), Text(en="decay of RMSProp's average", zh="RMSProp 滑动平均的衰减率")] = 0.9,
) -> Iterator[Step]:
    """A sum never forgets, an average does.

    平方和不忘，平均会忘
    """
    moments = np.array([1, 10, 100, 1000])
    constant = np.full(1000, gradient)
    sum_steps, average_steps = (-_steps(rule, constant)[0] for rule in (_adagrad_rule(lr), _rmsprop_rule(lr, decay)))
    yield Say(
        en=f"Feed both rules the gradient {gradient:g}, a thousand times. AdaGrad divides by √(sum of g²), RMSProp by √(moving average of g²).",
        zh=f"把梯度 {gradient:g} 喂给两种规则一千次。AdaGrad 除以 √(g² 之和)，RMSProp 除以 √(g² 的滑动平均)。",
    )
    yield Ask(
        en=f"AdaGrad's first step is {lr:g} long. How long is its step number 100?",
        zh=f"AdaGrad 的第一步长 {lr:g}，第 100 步有多长？",
        answer=adagrad_step(lr, 100),
        within=0.001 * lr,
    )
    yield Show(
        en="Length of the step",
        zh="步长",
        data=np.array([sum_steps, average_steps])[:, moments - 1].T,
        rows=[f"t={t}" for t in moments],
        columns=["AdaGrad", "RMSProp"],
        digits=5,
    )
    yield Check(
        name="adagrad-dies-out",
        en="AdaGrad's steps = lr/√t",
        zh="AdaGrad 的步长 = lr/√t",
        left=sum_steps[moments - 1],
        right=[lr * t**-0.5 for t in moments],
        within=1e-7 * lr,
    )
    yield Check(
        name="rmsprop-stays",
        en="RMSProp's steps = lr/√(1 − ρᵗ), which settles at lr",
        zh="RMSProp 的步长 = lr/√(1 − ρᵗ)，稳定在 lr",
        left=average_steps[moments - 1],
        right=[lr / (1 - decay**t) ** 0.5 for t in moments],
        within=2e-4 * lr,  # ε beside the smallest root, 0.01 · √0.01, times a first step of up to 10 lr
    )
    changing = np.where(np.arange(1000) < 500, 10.0, 1.0)
    recovered = [-_steps(rule, changing)[0] / lr for rule in (_adagrad_rule(lr), _rmsprop_rule(lr, decay))]
    yield Say(
        en="Now let the gradients shrink tenfold at step 500, as they do when training moves to other terrain.",
        zh="再让梯度在第 500 步缩小到十分之一，就像训练进入了另一片地形。",
    )
    yield Plot(en="Step / lr", zh="步长 / lr", series={"AdaGrad": recovered[0], "RMSProp": recovered[1]}, x=Text(en="step", zh="步数"))
    old = decay**500  # what is left of the weight of the first 500 squares
    yield Check(
        name="rmsprop-recovers",
        en="at step 1000 RMSProp has forgotten: its step is lr again, but for what ρ⁵⁰⁰ leaves of the old squares",
        zh="到第 1000 步，RMSProp 已经忘掉：步长回到 lr，只差旧的平方剩下的 ρ⁵⁰⁰",
        left=float(recovered[1][-1]),
        right=float(1 / np.sqrt((1 - old) * (1 + 100 * old))),
        within=1e-6,
    )
    yield Check(
        name="adagrad-does-not",
        en="AdaGrad still carries the old squares: 1/√(500 · 100 + 500)",
        zh="AdaGrad 仍背着旧的平方：1/√(500 · 100 + 500)",
        left=float(recovered[0][-1]),
        right=50500**-0.5,
        within=1e-9,
    )
    yield Say(
        en="That memory is also AdaGrad's strength. A feature that occurs in one step of fifty has a small sum, so it still takes long steps "
        "when the frequent one beside it has become slow.",
        zh="这份记忆也正是 AdaGrad 的长处：每五十步才出现一次的特征，平方和小，当旁边的常见特征已经走不动时，它仍迈着大步。",
    )
    seen = np.stack([np.ones(1000), np.arange(1000) % 50 == 49], axis=1)
    yield Check(
        name="rare-feature",
        en="in step 1000 the frequent feature moves lr/√1000, the rare one, seen 20 times, lr/√20",
        zh="第 1000 步，常见特征移动 lr/√1000；只出现过 20 次的稀有特征移动 lr/√20",
        left=-_steps(_adagrad_rule(lr), seen)[0][-1],
        right=[lr / 1000**0.5, lr / 20**0.5],
        within=1e-9,
    )


def bias(
    rng: np.random.Generator,
    *,
    lr: Annotated[float, Range(0.0001, 1), Text(en="learning rate", zh="学习率")] = 0.001,
    beta1: Annotated[float, Range(0, 0.99), Text(en="decay of the mean of g", zh="g 的均值的衰减率 β₁")] = 0.9,
    beta2: Annotated[float, Range(0.5, 0.9999), Text(en="decay of the mean of g²", zh="g² 的均值的衰减率 β₂")] = 0.999,
) -> Iterator[Step]:
    """Averages that start at zero must be corrected.

    从零开始的平均需要修正
    """
    sizes = np.array([1e-4, 1e-2, 1.0, 1e2, 1e4])
    right, _ = adam(np.zeros(5), sizes, lr=lr, beta1=beta1, beta2=beta2)
    raw, _ = adam(np.zeros(5), sizes, lr=lr, beta1=beta1, beta2=beta2, corrected=False)
    yield Say(
        en=f"After one gradient, m = {1 - beta1:.4g}·g and v = {1 - beta2:.4g}·g²: averages that started at zero and are too small. "
        "Dividing by 1 − βᵗ makes m̂ = g and v̂ = g².",
        zh=f"得到一个梯度之后，m = {1 - beta1:.4g}·g，v = {1 - beta2:.4g}·g²：平均值从零开始，偏小。除以 1 − βᵗ 之后，m̂ = g，v̂ = g²。",
    )
    yield Ask(
        en="Two weights, one with gradient 0.01 and one with gradient 100. By what factor do Adam's first steps differ?",
        zh="两个权重，梯度分别是 0.01 和 100。Adam 的第一步相差多少倍？",
        answer=1.0,
        within=0.01,
    )
    yield Show(
        en="First step / lr",
        zh="第一步 / lr",
        data=np.array([-right / lr, -raw / lr]).T,
        rows=[f"g = {size:g}" for size in sizes],
        columns=[Text(en="corrected", zh="修正"), Text(en="not", zh="未修正")],
        digits=4,
    )
    yield Check(
        name="first-step-is-lr",
        en="the first step is lr long, whatever the gradient",
        zh="无论梯度多大，第一步都是 lr",
        left=-right / lr,
        right=np.ones(5),
        within=2e-4,  # ε = 1e-8 beside the smallest gradient, 1e-4
    )
    yield Check(
        name="uncorrected-first-step",
        en="without the correction it is (1 − β₁)/√(1 − β₂) times as long",
        zh="不修正时，第一步是它的 (1 − β₁)/√(1 − β₂) 倍",
        left=float(-raw[-1] / lr),
        right=(1 - beta1) / (1 - beta2) ** 0.5,
        within=1e-5,
    )
    yield Say(
        en="A well-known slip divides by 1 − β instead of 1 − βᵗ. The first step is right, so a quick look finds nothing.",
        zh="一个常见错误是除以 1 − β 而不是 1 − βᵗ。第一步是对的，所以粗看发现不了。",
    )
    times = np.array([1, 10, 100, 1000])
    ones = np.ones(1000)
    moves, states = _steps(lambda w, g, s: adam(w, g, s, lr=lr, beta1=beta1, beta2=beta2), ones)
    good = -moves[times - 1] / lr
    slip = np.array([states[t - 1].first / (1 - beta1) / np.sqrt(states[t - 1].second / (1 - beta2)) for t in times])
    yield Show(
        en="Step / lr under a constant gradient",
        zh="恒定梯度下的 步长 / lr",
        data=[[int(t), float(a), float(b)] for t, a, b in zip(times, good, slip, strict=True)],
        columns=["t", "1 − βᵗ", "1 − β"],
    )
    yield Check(
        name="power-matters",
        en="with the power every step is lr long",
        zh="带上指数 t，每一步都是 lr",
        left=good,
        right=np.ones(4),
        within=1e-6,
    )
    yield Check(
        name="slip-drifts",
        en="without it, step t = (1 + β₁ + … + β₁ᵗ⁻¹)/√(1 + β₂ + … + β₂ᵗ⁻¹)",
        zh="缺了指数，第 t 步 = (1 + β₁ + … + β₁ᵗ⁻¹)/√(1 + β₂ + … + β₂ᵗ⁻¹)",
        left=slip,
        right=[sum(beta1**k for k in range(t)) / sum(beta2**k for k in range(t)) ** 0.5 for t in times],
        within=1e-9,
    )


def invariance(
    rng: np.random.Generator,
    *,
    scale: Annotated[float, Range(0.001, 10000), Text(en="factor on the loss", zh="损失乘以多少")] = 1000.0,
    lr: Annotated[float, Range(0.001, 0.1), Text(en="learning rate", zh="学习率")] = 0.01,
) -> Iterator[Step]:
    """Adam ignores the scale of the loss, but not the axes.

    Adam 只认坐标轴
    """
    curvature = np.diag([1.0, 20.0])
    turn = np.array([[0.8, -0.6], [0.6, 0.8]])
    start = np.array([1.0, 1.0])
    yield Say(
        en=f"The loss ½(x² + 20y²), once as it is and once times {scale:g}. The minimum is the same, every gradient is {scale:g} times as long.",
        zh=f"损失 ½(x² + 20y²)：一次照原样，一次乘以 {scale:g}。最小值没变，每个梯度变为 {scale:g} 倍。",
    )
    yield Ask(
        en="Whose path changes?",
        zh="谁的路径会变？",
        answer=0,
        options=[Text(en="SGD's", zh="SGD"), Text(en="Adam's", zh="Adam"), Text(en="both", zh="都变")],
    )
    sgd_paths = [_path(_sgd_rule(lr), factor * curvature, start) for factor in (1.0, scale)]
    adam_paths = [_path(_adam_rule(lr), factor * curvature, start) for factor in (1.0, scale)]
    yield Show(
        en="Distance to the minimum after 60 steps",
        zh="60 步后到最小值的距离",
        data=[[f"{_far(path):.3g}" for path in paths] for paths in (sgd_paths, adam_paths)],
        rows=["SGD", "Adam"],
        columns=["L", f"{scale:g}·L"],
    )
    yield Check(
        name="adam-unmoved",
        en="Adam's path: largest difference between the two losses",
        zh="Adam 在两个损失上的路径：最大差异",
        left=float(np.abs(adam_paths[0] - adam_paths[1]).max()),
        right=0.0,
        within=1e-3,  # only ε sees the scale, when the loss is scaled down to gradients not far above it
    )
    yield Check(
        name="sgd-blows-up",
        en="SGD, stable on L, is further from the minimum than at the start on the scaled loss",
        zh="SGD 在 L 上稳定，在放大后的损失上离最小值比出发时还远",
        left=_far(sgd_paths[1]),
        right=1.0,
        relation=">",
        applies=bool(lr * scale * 20 > 2.1),
        because=Text(en="lr times the largest curvature stays below 2", zh="lr 乘以最大曲率仍小于 2"),
    )
    yield Say(
        en="So “adaptive” means: adapted to the size of each coordinate's gradient. It does not choose lr for you.",
        zh="所以“自适应”是指按每个坐标的梯度大小来调整，并不会替你选学习率。",
    )
    slow = _path(_adam_rule(lr / 10), curvature, start)
    yield Check(
        name="lr-still-matters",
        en="Adam with a tenth of lr is further from the minimum after 60 steps",
        zh="学习率取十分之一，60 步后 Adam 离最小值更远",
        left=_far(slow),
        right=_far(adam_paths[0]),
        relation=">",
        applies=lr <= 0.02,
        because=Text(en="with long steps Adam is still swinging around the minimum", zh="步长较大时，Adam 还在最小值附近摆动"),
    )
    yield Say(
        en="And its memory is per coordinate. Turn the valley by 37°: gradient descent's path turns with it, Adam's does not.",
        zh="而且它是逐坐标记忆的。把山谷转 37°：梯度下降的路径跟着转，Adam 的不会。",
    )
    turned = turn @ curvature @ turn.T
    gap = {
        name: float(np.abs(_path(rule, turned, turn @ start) - _path(rule, curvature, start) @ turn.T).max())
        for name, rule in (("SGD", _sgd_rule(lr)), ("Adam", _adam_rule(lr)))
    }
    yield Check(
        name="descent-turns-along",
        en="gradient descent on the turned valley = its turned path",
        zh="梯度下降在转过的山谷里的路径 = 原路径转过去",
        left=gap["SGD"],
        right=0.0,
        within=1e-9,
    )
    yield Check(
        name="adam-does-not",
        en="Adam's path differs from its turned path by more than lr",
        zh="Adam 的路径与转过去的原路径相差超过 lr",
        left=gap["Adam"],
        right=lr,
        relation=">",
    )


def noise(
    rng: np.random.Generator,
    *,
    lr: Annotated[float, Range(0.02, 1.9), Text(en="learning rate", zh="学习率")] = 0.5,
    batch: Annotated[int, Range(1, 64), Text(en="size of the mini-batch", zh="小批量大小")] = 1,
) -> Iterator[Step]:
    """SGD: right on average, never at rest.

    SGD：无偏，却静不下来
    """
    data = np.array([1.0, 2.0, 4.0, 5.0, 8.0, 10.0])
    pairs = np.array([[data[i], data[j]] for i in range(6) for j in range(i)])
    yield Say(
        en="The loss ½(w − x)², averaged over the data 1, 2, 4, 5, 8, 10. At w = 0 the full gradient is −5. A mini-batch of two gives another one.",
        zh="损失 ½(w − x)² 在数据 1、2、4、5、8、10 上取平均。w = 0 处全量梯度是 −5；随机抽两个样本，得到的又是另一个数。",
    )
    yield Plot(
        en="Gradients of all 15 mini-batches of two",
        zh="全部 15 种两样本小批量的梯度",
        kind="histogram",
        series={"g": -pairs.mean(axis=1)},
        bins=8,
    )
    yield Check(
        name="unbiased",
        en="averaged over all mini-batches, the gradient is that of the full batch",
        zh="对所有小批量取平均，正好等于全量梯度",
        left=float(np.mean(-pairs)),
        right=-5.0,
        within=1e-12,
    )
    deviation = batch**-0.5
    chains, steps = 4000, 400
    yield Say(
        en=f"Now ½w² with a noisy gradient w + ξ, where ξ has variance σ² = {1 / batch:.3g}. {chains} runs start at the minimum and take {steps} steps with lr = {lr:g}: "
        "each step multiplies the variance of w by (1 − lr)² and adds lr²σ².",
        zh=f"再看 ½w²，梯度带噪声 w + ξ，ξ 的方差 σ² = {1 / batch:.3g}。{chains} 次独立运行从最小值出发，以 lr = {lr:g} 走 {steps} 步：每一步把 w 的方差乘以 (1 − lr)²，再加上 lr²σ²。",
    )
    expected = steady_variance(lr, 1.0, deviation)
    yield Ask(
        en="At which variance of w does this settle? (two decimals)",
        zh="w 的方差最后稳定在多少？（两位小数）",
        answer=expected,
        within=0.1 * expected,
    )
    constant, decayed = np.zeros(chains), np.zeros(chains)
    for step in range(1, steps + 1):
        shock = rng.normal(0.0, deviation, chains)
        constant, _ = sgd(constant, constant + shock, lr=lr)
        decayed, _ = sgd(decayed, decayed + shock, lr=1 / step)
    error = 6 * (2 / (chains - 1)) ** 0.5  # six standard errors of a variance of Gaussians, relative
    yield Plot(
        en="Where the runs end",
        zh="各次运行的终点",
        kind="histogram",
        series={Text(en=f"lr = {lr:g}", zh=f"lr = {lr:g}"): constant, "lr = 1/t": decayed},
    )
    yield Check(
        name="noise-floor",
        en="variance at a constant lr = lr·σ²/(2 − lr)",
        zh="学习率不变时的方差 = lr·σ²/(2 − lr)",
        left=float(constant.var()),
        right=expected,
        within=error * expected,
    )
    yield Check(
        name="decay-removes-it",
        en="with lr = 1/t the iterate is the mean of t shocks: variance σ²/t",
        zh="lr = 1/t 时，w 就是 t 个噪声的均值：方差 σ²/t",
        left=float(decayed.var()),
        right=deviation**2 / steps,
        within=error * deviation**2 / steps,
    )
    yield Say(
        en="Hence schedules: large steps while far away, small ones to settle. A larger batch lowers the floor as well, at a higher price per step.",
        zh="所以要有学习率调度：离得远时大步走，靠近后用小步稳下来。增大批量也能降低噪声底，只是每一步更贵。",
    )


def reddi(
    rng: np.random.Generator,
    *,
    height: Annotated[int, Range(3, 6), Text(en="the rare large gradient C", zh="偶尔出现的大梯度 C")] = 3,
    steps: Annotated[int, Range(2000, 6000), Text(en="number of steps", zh="步数")] = 3000,
) -> Iterator[Step]:
    """A problem on which Adam walks to the worst point.

    让 Adam 走到最差点的问题
    """
    gradients = np.where(np.arange(steps) % 3 == 0, float(height), -1.0)
    beta2 = 1 / (1 + height**2)
    yield Say(
        en=f"On [−1, 1] the slope is {height} in every third step and −1 in the other two. Over three steps that is {height} − 2 = {height - 2}, so the best place is −1.",
        zh=f"在 [−1, 1] 上，每三步里有一步斜率为 {height}，另两步为 −1。三步合计 {height} − 2 = {height - 2}，所以最优点是 −1。",
    )
    yield Ask(
        en=f"Adam, with β₁ = 0, β₂ = {beta2:.3g} and lr = 1/√t. Where does it end?",
        zh=f"Adam，β₁ = 0，β₂ = {beta2:.3g}，lr = 1/√t。它最后停在哪里？",
        answer=2,
        options=["−1", "0", "+1"],
    )
    plain = _confined(gradients, beta2, amsgrad=False)
    kept = _confined(gradients, beta2, amsgrad=True)
    yield Plot(en="x", zh="x", series={"Adam": plain, "AMSGrad": kept}, x=Text(en="step", zh="步数"))
    yield Check(
        name="adam-goes-wrong", en="Adam ends at the worst point, +1", zh="Adam 停在最差点 +1", left=float(plain[-1]), right=1.0, within=0.1
    )
    yield Say(
        en="The large gradient raises v at once, so its own step is short; by the next steps v has forgotten it, and the small gradients take long steps. "
        "AMSGrad keeps the largest v so far.",
        zh="大梯度一来，v 立刻变大，于是它自己那一步反而短；到下几步 v 已忘了它，小梯度却迈大步。AMSGrad 保留历史最大的 v。",
    )
    yield Check(
        name="amsgrad-goes-right",
        en="AMSGrad ends near the best point, −1",
        zh="AMSGrad 停在最优点 −1 附近",
        left=float(kept[-1]),
        right=-1.0,
        within=0.1,
    )
    loss = [float(np.mean(gradients * path)) for path in (plain, kept)]
    yield Check(
        name="regret",
        en="mean loss: Adam's above AMSGrad's",
        zh="平均损失：Adam 高于 AMSGrad",
        left=loss[0],
        right=loss[1],
        relation=">",
    )
    yield Say(
        en="The problem is built to do this. Adam works on most networks, where β₂ near 1 remembers long; the lesson is that its original proof of convergence had a gap.",
        zh="这是专门构造的反例。在大多数网络上 β₂ 接近 1，记得足够久，Adam 工作得很好；教训是它原来的收敛证明有漏洞。",
    )


def _sgd_rule(lr: float) -> Rule:
    return lambda w, g, s: sgd(w, g, s, lr=lr)


def _adagrad_rule(lr: float) -> Rule:
    return lambda w, g, s: adagrad(w, g, s, lr=lr)


def _rmsprop_rule(lr: float, decay: float) -> Rule:
    return lambda w, g, s: rmsprop(w, g, s, lr=lr, decay=decay)


def _adam_rule(lr: float) -> Rule:
    return lambda w, g, s: adam(w, g, s, lr=lr)


def _steps(rule: Rule, gradients: Array) -> tuple[Array, list[Any]]:
    """What the rule adds to w at each of the given gradients, and its memory after each."""
    w, state, states = np.zeros(np.shape(gradients[0])), None, []
    moves = np.empty_like(gradients, dtype=float)
    for t, gradient in enumerate(gradients):
        after, state = rule(w, gradient, state)
        moves[t], w = after - w, after
        states.append(state)
    return moves, states


def _path(rule: Rule, curvature: Array, start: Array, steps: int = 60) -> Array:
    """Walk down ½wᵀHw."""
    path, state = [start], None
    for _ in range(steps):
        w, state = rule(path[-1], curvature @ path[-1], state)
        path.append(w)
    return np.array(path)


def _far(path: Array) -> float:
    """Distance of the end from the minimum, along the axis on which it is larger (a norm would overflow first)."""
    return float(np.abs(path[-1]).max())


def _descend(rule: Rule, steps: int) -> Array:
    return _path(rule, np.eye(1), np.ones(1), steps)[:, 0]


def _arrival(distance: Array, goal: float) -> int | None:
    """Step from which on the distance stays below the goal; a path that merely passes by has not arrived."""
    above = np.flatnonzero(distance > goal)
    return int(above[-1]) + 1 if above[-1] + 1 < distance.size else None


def _heavy_ball_matrix(lr_curvature: Array, momentum: float) -> Array:
    """One 2 × 2 block for each coordinate: wₜ₊₁ = (1 + μ − ηλ)wₜ − μwₜ₋₁."""
    return np.array([[[1 + momentum - step, -momentum], [1.0, 0.0]] for step in lr_curvature])


def _crossings(path: Array) -> int:
    signs = np.sign(path[path != 0])
    return int(np.sum(signs[1:] != signs[:-1]))


def _fading(count: int, decay: float) -> Array:
    """Row t holds the weights decayᵏ of the gradients k steps before t."""
    ages = np.subtract.outer(np.arange(count), np.arange(count))
    return np.where(ages >= 0, decay ** np.maximum(ages, 0), 0.0)


def _confined(gradients: Array, beta2: float, amsgrad: bool) -> Array:
    """Adam's path on [−1, 1] from 0 with lr = 1/√t: after each step, back into the interval."""
    x, state, path = np.zeros(()), None, []
    for t, gradient in enumerate(gradients, start=1):
        x, state = adam(x, gradient, state, lr=t**-0.5, beta1=0.0, beta2=beta2, amsgrad=amsgrad)
        x = np.clip(x, -1.0, 1.0)
        path.append(float(x))
    return np.array(path)
