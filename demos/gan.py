"""Generative adversarial networks: two players, one value, and everything in one dimension, where it can be computed.

生成对抗网络：两个玩家，一个价值函数；全部放在一维，样样都能算出来。

The kernels are the closed forms of the theory and the small games in which it shows; the scenes play the games
and hold the results against the closed forms.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Literal

import numpy as np
from numpy.typing import NDArray

from dl_quiz.nouns import Text
from dl_quiz.stage import Ask, Check, Plot, Range, Say, Show, Step

from .kernels.activation import sigmoid
from .kernels.gan import (
    bilinear_game,
    bilinear_radius,
    dirac_game,
    frechet_distance,
    game_value,
    gaussian_logit,
    generator_slope,
    js_divergence,
    optimal_discriminator,
    optimal_value,
    wasserstein_distance,
)

Array = NDArray[np.float64]


def optimal(
    rng: np.random.Generator,
    *,
    shift: Annotated[float, Range(0.0, 4.0), Text(en="mean of the generator; the data's is 0", zh="生成器的均值；数据的均值为 0")] = 1.5,
) -> Iterator[Step]:
    """The best discriminator, and what it measures.

    最优判别器量的是什么
    """
    yield Say(
        en=f"Data from N(0, 1), a generator stuck at N({shift:g}, 1). At a point where the data's density is p and the generator's is q, what should D say?",
        zh=f"数据来自 N(0, 1)，生成器停在 N({shift:g}, 1)。在数据密度为 p、生成密度为 q 的一点上，D 应该输出多少？",
    )
    yield Ask(en="p = 0.3, q = 0.1: what is the best D?", zh="p = 0.3，q = 0.1：最优的 D 是多少？", answer=0.75, within=0.005)
    places = np.array([-2.0, -1.0, 0.0, 1.0, 2.0, 3.0])
    p, q = _normal(places, 0.0), _normal(places, shift)
    best = optimal_discriminator(p, q)
    yield Show(
        en="Densities and the best D",
        zh="密度与最优的 D",
        data=np.stack([p, q, best], axis=1),
        rows=[f"x = {x:g}" for x in places],
        columns=["p", "q", "D*"],
    )
    candidates = np.linspace(0.0005, 0.9995, 1000)
    gains = p[:, None] * np.log(candidates) + q[:, None] * np.log(1 - candidates)
    yield Check(
        name="ratio-is-optimal",
        en="p/(p + q) maximises p·log D + q·log(1 − D), compared with a thousand other values of D",
        zh="p/(p + q) 使 p·log D + q·log(1 − D) 最大，与一千个其他的 D 值比较所得",
        left=candidates[gains.argmax(axis=1)],
        right=best,
        within=0.001,  # the grid's step
    )
    real, fake = rng.normal(size=8000), shift + rng.normal(size=8000)
    slope, bias = _fit_discriminator(real, fake)
    line = np.linspace(-3, 3 + shift, 61)
    yield Plot(
        en="A discriminator fitted to samples lies on p/(p + q)",
        zh="用样本拟合的判别器与 p/(p + q) 重合",
        series={
            Text(en="fitted", zh="拟合"): (line, sigmoid(slope * line + bias)),
            "p/(p+q)": (line, optimal_discriminator(_normal(line, 0.0), _normal(line, shift))),
        },
        x="x",
        y="D",
    )
    theory = gaussian_logit(np.array([0.0, 1.0]), shift)
    yield Check(
        name="logistic-regression-finds-it",
        en="slope and bias of the fitted logit = −μ and μ²/2",
        zh="拟合 logit 的斜率与偏置 = −μ 与 μ²/2",
        left=[slope, bias],
        right=[theory[1] - theory[0], theory[0]],
        within=4 * _fit_error(shift, 8000),  # four standard errors of a logistic regression on 16,000 samples
    )
    grid = np.linspace(-12, 12 + shift, 4001)
    real_share, fake_share = (density / density.sum() for density in (_normal(grid, 0.0), _normal(grid, shift)))
    logits = gaussian_logit(grid, shift)
    integral = -float(real_share @ np.logaddexp(0, -logits) + fake_share @ np.logaddexp(0, logits))
    yield Check(
        name="value-is-js",
        en="V at the best D, integrated = −log 4 + 2 JSD",
        zh="最优 D 下的 V（数值积分）= −log 4 + 2 JSD",
        left=integral,
        right=optimal_value(real_share, fake_share),
        within=1e-9,
    )
    yield Say(
        en=f"So a generator that faces a perfect discriminator descends the Jensen–Shannon divergence. Here V = {integral:.4f}; "
        "it cannot go below −log 4 = −1.3863, and is there only when q = p and D = ½ everywhere.",
        zh=f"所以面对完美判别器时，生成器下降的是 JS 散度。此处 V = {integral:.4f}；它不会低于 −log 4 = −1.3863，只有 q = p、处处 D = ½ 时才取到。",
    )


def train(
    rng: np.random.Generator,
    *,
    mean: Annotated[float, Range(-4, 4), Text(en="mean of the data", zh="数据的均值")] = 3.0,
    deviation: Annotated[float, Range(0.3, 2), Text(en="standard deviation of the data", zh="数据的标准差")] = 0.5,
    critic_steps: Annotated[
        int, Range(1, 10), Text(en="discriminator steps for each generator step", zh="生成器每走一步，判别器走几步")
    ] = 5,
) -> Iterator[Step]:
    """A generator learns from its critic alone.

    生成器只靠对手的评判来学习
    """
    data = f"N({mean:g}, {deviation:g}²)"
    run = _play(rng, mean, deviation, critic_steps=critic_steps)
    late = run[-200:].mean(axis=0)
    scale, shift, game = abs(late[0]), late[1], late[2]
    yield Say(
        en=f"The data are numbers from {data}. The generator turns noise z into a·z + b, from a = 1, b = 0, and never sees a data point: "
        "only the slope of the discriminator at its own samples.",
        zh=f"数据是来自 {data} 的数。生成器把噪声 z 变成 a·z + b，从 a = 1、b = 0 开始；它从不看数据，只看判别器在自己样本处的斜率。",
    )
    yield Say(
        en="The two take turns. D ascends V on real and generated batches; then G moves its samples to where D says “real”, by descending −log D(G(z)).",
        zh="两者轮流走。D 在真实与生成的批次上让 V 上升；然后 G 下降 −log D(G(z))，把样本挪向 D 认为“真”的地方。",
    )
    yield Ask(en="Where should b end?", zh="b 最终应停在哪里？", answer=mean, within=0.1)
    settled = critic_steps >= 5 and deviation <= 1 and abs(mean) <= 3
    too_short = Text(
        en="so few discriminator steps, so wide or so distant data: 600 steps may not reach equilibrium",
        zh="判别器步数太少，或数据太宽、太远：600 步可能到不了均衡",
    )
    steps = np.arange(len(run))
    yield Plot(
        en="Generator in training",
        zh="训练中的生成器",
        series={"|a|": (steps, np.abs(run[:, 0])), "b": (steps, run[:, 1])},
        x=Text(en="step", zh="步"),
    )
    yield Check(
        name="finds-the-data",
        en="mean and spread of the generator, averaged over the last 200 steps",
        zh="生成器的均值与标准差，取最后 200 步的平均",
        left=[shift, scale],
        right=[mean, deviation],
        within=0.1,  # a moving target: the noise of batches of 64 and the swing of the game
        applies=settled,
        because=too_short,
    )
    yield Check(
        name="value-at-equilibrium",
        en="V over the last 200 steps = −log 4: D can do no better than toss a coin",
        zh="最后 200 步的 V = −log 4：D 只能抛硬币",
        left=game,
        right=-float(np.log(4)),
        within=0.02,
        applies=settled,
        because=too_short,
    )
    coin = float(np.log(2))
    fidelity = [frechet_distance(mean, deviation, 0.0, 1.0), frechet_distance(mean, deviation, shift, scale)]
    yield Show(
        en="Does the generator's loss tell its quality?",
        zh="生成器的损失能说明质量吗？",
        data=[[coin, fidelity[0]], [late[3], fidelity[1]]],
        rows=[Text(en="untrained", zh="未训练"), Text(en="trained", zh="训练后")],
        columns=["−log D(G)", "Fréchet"],
        digits=3,
    )
    yield Check(
        name="loss-is-no-quality",
        en="loss of the trained generator = ln 2, what an untrained pair has as well",
        zh="训练好的生成器的损失 = ln 2，与未训练时一样",
        left=late[3],
        right=coin,
        within=0.03,
        applies=settled,
        because=too_short,
    )
    yield Check(
        name="distance-is-quality",
        en="Fréchet distance after training, against a tenth of that before",
        zh="训练后的 Fréchet 距离，与训练前的十分之一相比",
        left=fidelity[1],
        right=fidelity[0] / 10,
        relation="<",
        applies=settled and fidelity[0] > 0.5,
        because=too_short,
    )
    yield Say(
        en="Before any training D says ½ to everything, as it does at the very end: the generator's loss is ln 2 both times. "
        "Quality is measured from outside, as FID does with features of images.",
        zh="训练之前 D 对一切都说 ½，到最后也是如此：两次生成器的损失都是 ln 2。质量要从外部来量，FID 就是用图像特征这样做的。",
    )


def saturate(
    rng: np.random.Generator,
    *,
    start: Annotated[float, Range(-8, 2), Text(en="where the generator begins; the data lie at 3", zh="生成器的起点；数据在 3 处")] = -6.0,
) -> Iterator[Step]:
    """Why the minimax loss is rarely used.

    为何少用 minimax 损失
    """
    yield Say(
        en=f"Data from N(3, ½²); the generator makes N(b, ½²) with b = {start:g}. The discriminator is optimal at every moment.",
        zh=f"数据来自 N(3, ½²)，生成器产生 N(b, ½²)，b = {start:g}；判别器每时每刻都是最优的。",
    )
    grid = np.array([0.01, 0.1, 0.5, 0.9])
    yield Show(
        en="Slope at the logit, by D(G(z))",
        zh="logit 处的斜率，按 D(G(z))",
        data=np.stack([generator_slope(grid, saturating=True), generator_slope(grid)], axis=1),
        rows=[f"D = {d:g}" for d in grid],
        columns=["log(1−D)", "−log D"],
    )
    logits = np.log(grid / (1 - grid))
    measured = [
        (np.log(1 - sigmoid(logits + 1e-6)) - np.log(1 - sigmoid(logits - 1e-6))) / 2e-6,
        (-np.log(sigmoid(logits + 1e-6)) + np.log(sigmoid(logits - 1e-6))) / 2e-6,
    ]
    yield Check(
        name="slopes-by-difference",
        en="central differences of log(1 − σ(s)) and −log σ(s) = −D and −(1 − D)",
        zh="log(1 − σ(s)) 与 −log σ(s) 的中心差分 = −D 与 −(1 − D)",
        left=measured,
        right=[generator_slope(grid, saturating=True), generator_slope(grid)],
        within=1e-8,
    )
    yield Ask(
        en=f"Descending log(1 − D) for 400 steps from b = {start:g}: where does b end?",
        zh=f"从 b = {start:g} 出发，对 log(1 − D) 下降 400 步，b 走到哪里？",
        answer=_descend(rng, start, saturating=True)[-1],
        within=0.05,
    )
    paths = {kind: _descend(rng, start, saturating=kind == "minimax") for kind in ("minimax", "−log D")}
    yield Plot(en="Mean of the generator", zh="生成器的均值", series=paths, x=Text(en="step", zh="步"), y="b")
    yield Check(
        name="minimax-stands-still",
        en="distance that b has moved under log(1 − D)",
        zh="用 log(1 − D) 时 b 移动的距离",
        left=abs(paths["minimax"][-1] - start),
        right=0.001,
        relation="<=",
        applies=start <= -2,
        because=Text(en="so near the data, D is not certain enough to silence the loss", zh="离数据这么近，D 还不够确信，损失尚未饱和"),
    )
    yield Check(
        name="non-saturating-arrives",
        en="where b ends under −log D",
        zh="用 −log D 时 b 的终点",
        left=paths["−log D"][-1],
        right=3.0,
        within=0.05,
    )
    yield Say(
        en="Both losses want the same thing, D(G(z)) large, and have the same equilibrium. "
        "But when D is sure of itself, one slope is almost 0 and the other almost 1 in size: a sure critic teaches only under −log D.",
        zh="两种损失想要的是同一件事：让 D(G(z)) 变大，均衡也相同。但当 D 很有把握时，前者的斜率几乎为 0，后者的大小接近 1：此时只有 −log D 还能给出梯度。",
    )


def sign(
    rng: np.random.Generator,
    *,
    direction: Annotated[
        Literal["maximise", "minimise"], Text(en="what the discriminator does with its own loss −V", zh="判别器对自己的损失 −V 做什么")
    ] = "maximise",
) -> Iterator[Step]:
    """Both players minimise their own loss.

    各自最小化自己的损失
    """
    wrong = direction == "maximise"
    run = _play(rng, 3.0, 0.5, sign=-1 if wrong else 1, steps=300)
    yield Say(
        en="It is often written that a GAN minimises the generator's loss and maximises the discriminator's loss. What D maximises is the value V; its loss is −V.",
        zh="常有人写“GAN 最小化生成器的损失、最大化判别器的损失”。其实 D 最大化的是价值 V，它的损失是 −V。",
    )
    yield Say(
        en=f"Take the sentence at its word: this discriminator will {direction} its loss. The data are N(3, ½²), the generator starts at N(0, 1).",
        zh=f"按字面来做：让判别器{'最大化' if wrong else '最小化'}自己的损失。数据是 N(3, ½²)，生成器从 N(0, 1) 出发。",
    )
    yield Ask(
        en="Where is the generator's mean b after 300 steps? (one decimal)",
        zh="300 步之后，生成器的均值 b 在哪里？（一位小数）",
        answer=round(run[-1, 1], 1) + 0.0,
        within=0.2,
    )
    steps = np.arange(len(run))
    yield Plot(
        en="Generator's mean b",
        zh="生成器的均值 b",
        series={"b": (steps, np.round(run[:, 1], 3) + 0.0), Text(en="data", zh="数据"): (steps, np.full(len(run), 3.0))},
        x=Text(en="step", zh="步"),
    )
    yield Check(
        name="learns-only-when-minimised",
        en="distance of b from the data, against half the distance at the start",
        zh="b 离数据的距离，与起点距离的一半相比",
        left=abs(run[-1, 1] - 3.0),
        right=1.5,
        relation=">" if wrong else "<",
    )
    yield Check(
        name="forgeries-called-real",
        en="share of generated samples that D calls real, over the last 100 steps",
        zh="最后 100 步里，被 D 判为“真”的生成样本比例",
        left=run[-100:, 4].mean(),
        right=0.95,
        relation=">=" if wrong else "<",
    )
    yield Say(
        en="A discriminator that is rewarded for being wrong calls the generated samples real. The generator is told that all is well, and stays."
        if wrong
        else "Trained the right way round, D ends as a coin toss, because the generator has caught up: not because D was trained to fail.",
        zh="判别器因判错而得奖，于是把生成样本都叫作“真”。生成器听到的是一切都好，就原地不动了。"
        if wrong
        else "按正确方向训练，D 最后等于抛硬币，是因为生成器追上来了，而不是因为 D 被训练成判错。",
    )


def dirac(
    rng: np.random.Generator,
    *,
    rate: Annotated[float, Range(0.01, 0.5), Text(en="learning rate of both players", zh="双方的学习率")] = 0.1,
    steps: Annotated[int, Range(10, 1000), Text(en="steps of the game", zh="博弈的步数")] = 100,
    penalty: Annotated[float, Range(0.1, 2), Text(en="weight γ of the R1 penalty", zh="R1 惩罚的权重 γ")] = 1.0,
) -> Iterator[Step]:
    """Two good players who never meet.

    步步都对，却永不相遇
    """
    path = bilinear_game(rate, steps)
    radius = np.hypot(*path.T)
    yield Say(
        en="The smallest game: θ wants the product θψ small, ψ wants it large. The equilibrium is (0, 0). "
        f"Both move at once, so a joint step goes at right angles to the way home, {rate:g} times as long as that way.",
        zh=f"最小的博弈：θ 想让乘积 θψ 小，ψ 想让它大，均衡在 (0, 0)。双方同时更新，合起来的一步与指向均衡点的方向垂直，长度是到均衡点距离的 {rate:g} 倍。",
    )
    yield Ask(
        en=f"After {steps} steps with rate {rate:g}: how far from (0, 0), when the start was at distance 1? (two decimals)",
        zh=f"学习率 {rate:g}，走 {steps} 步后，离 (0, 0) 多远？起点距离为 1。（两位小数）",
        answer=float(radius[-1]),
        within=max(0.01, 0.01 * float(radius[-1])),
    )
    yield Plot(en="Both move at once", zh="同时更新的轨迹", kind="scatter", series={"(θ, ψ)": (path[:, 0], path[:, 1])}, x="θ", y="ψ")
    yield Check(
        name="spirals-outwards",
        en="distance after k simultaneous steps = (1 + η²)^(k/2)",
        zh="同时走 k 步后的距离 = (1 + η²)^(k/2)",
        left=float(radius[-1]),
        right=bilinear_radius(rate, steps),
        within=1e-9 * bilinear_radius(rate, steps),
    )
    taking_turns = np.hypot(*bilinear_game(rate, steps, alternating=True).T)
    yield Say(
        en="By Pythagoras every step leads a little outwards. Taking turns, the players circle instead: no growth, and no arrival.",
        zh="由勾股定理，每一步都略微朝外。若轮流更新，则一直绕圈：不发散，也不收敛。",
    )
    yield Check(
        name="turns-stay-bounded",
        en="taking turns, the distance grows and shrinks by factors of at most 1/√(1 − η/2) and √(1 + η/2)",
        zh="轮流更新时，距离放大与缩小的倍数不超过 1/√(1 − η/2) 与 √(1 + η/2)",
        left=[float(taking_turns.max()), 1 / float(taking_turns.min())],
        # θ² + ψ² − ηθψ is conserved, and |θψ| is at most (θ² + ψ²) / 2
        right=[1 / float(np.sqrt(1 - rate / 2)), float(np.sqrt(1 + rate / 2))],
        relation="<=",
        within=1e-9,
    )
    plain, helped = dirac_game(rate, 500), dirac_game(rate, 500, penalty)
    yield Say(
        en="The smallest GAN, one generated point θ, a linear discriminator ψ, data at 0, turns in the same way. "
        "The R1 penalty ½γψ² charges the discriminator for being steep at the data.",
        zh="最小的 GAN（一个生成点 θ、线性判别器 ψ、数据在 0）也是这样打转。R1 惩罚 ½γψ² 压低判别器在数据处的斜率。",
    )
    times = np.arange(501)
    yield Plot(
        en="Distance from equilibrium, Dirac-GAN",
        zh="Dirac-GAN 离均衡的距离",
        series={Text(en="plain", zh="无惩罚"): (times, np.hypot(*plain.T)), "R1": (times, np.hypot(*helped.T))},
        x=Text(en="step", zh="步"),
    )
    yield Check(
        name="plain-dirac-drifts-out",
        en="distance after 500 steps without penalty, against the start's √2",
        zh="无惩罚走 500 步后的距离，与起点的 √2 相比",
        left=float(np.hypot(*plain[-1])),
        right=float(np.sqrt(2)),
        relation=">",
    )
    # Near the equilibrium, where σ(0) = ½, a step multiplies (θ, ψ) by this matrix: for η > 4γ it grows.
    slowest = float(np.abs(np.linalg.eigvals([[1, rate / 2], [-rate / 2, 1 - rate * penalty]])).max())
    yield Check(
        name="r1-brings-home",
        en="with the penalty, share of the distance that is left",
        zh="有惩罚时，剩下的距离占比",
        left=float(np.hypot(*helped[-1]) / np.sqrt(2)),
        right=0.01,
        relation="<=",
        applies=slowest**500 <= 0.0005,
        because=Text(
            en="with this rate and this penalty a step brings them too little nearer for 500 steps, or no nearer at all",
            zh="在这样的学习率与惩罚下，每步靠近得太少，500 步不够，甚至根本不靠近",
        ),
    )


def collapse(
    rng: np.random.Generator,
    *,
    patience: Annotated[
        int, Range(1, 400), Text(en="generator steps against one and the same discriminator", zh="面对同一个判别器，生成器走几步")
    ] = 200,
) -> Iterator[Step]:
    """Mode collapse: the best answer to a critic who stands still.

    模式崩塌：只剩一个点
    """
    yield Say(
        en="Swap min and max. If the discriminator is held still, what is the generator's best answer? Not a distribution: "
        "it sends every z to the one point that D likes best.",
        zh="把 min 和 max 交换一下：判别器不动，生成器的最优应对是什么？不是一个分布，而是把每个 z 都送到 D 最喜欢的那一点。",
    )
    favourite, path = _against_frozen(rng, patience)
    yield Ask(
        en=f"The data have spread 0.5, the generator starts with spread 1. After {patience} steps against a frozen D, what is its spread? (one decimal)",
        zh=f"数据的标准差为 0.5，生成器从 1 开始。对着冻结的 D 走 {patience} 步后，它的标准差是多少？（一位小数）",
        answer=round(abs(path[-1, 0]), 1),
        within=0.1,
    )
    steps = np.arange(len(path))
    yield Plot(
        en="Spread |a| against a frozen D",
        zh="面对冻结的 D，标准差 |a| 的变化",
        series={"|a|": (steps, np.abs(path[:, 0]))},
        x=Text(en="step", zh="步"),
    )
    enough = patience >= 150
    too_soon = Text(en="so few steps do not reach D's favourite point", zh="步数这么少，还走不到 D 最喜欢的点")
    yield Check(
        name="spread-dies",
        en="spread of the generator against a discriminator that stands still",
        zh="面对不动的判别器，生成器的标准差",
        left=abs(path[-1, 0]),
        right=0.05,
        relation="<=",
        applies=enough,
        because=too_soon,
    )
    yield Check(
        name="all-mass-on-the-favourite",
        en="its mean is the point at which D is largest, found on a grid",
        zh="它的均值就是网格上搜到的 D 最大的点",
        left=path[-1, 1],
        right=favourite,
        within=0.05,
        applies=enough,
        because=too_soon,
    )
    moving = _play(rng, 3.0, 0.5, steps=400)[-100:].mean(axis=0)
    yield Say(
        en=f"When D answers every step, the pile is noticed, and G must spread out again: spread {abs(moving[0]):.2f}. "
        "In practice the generator can run ahead of D, and hop from mode to mode.",
        zh=f"如果 D 每一步都跟上，扎堆会被识破，G 只好重新散开：标准差 {abs(moving[0]):.2f}。实践中生成器可能跑在 D 前面，从一个模式跳到另一个模式。",
    )
    yield Check(
        name="a-moving-critic-keeps-the-spread",
        en="spread when the discriminator keeps up = that of the data",
        zh="判别器跟得上时，标准差 = 数据的标准差",
        left=abs(moving[0]),
        right=0.5,
        within=0.1,
    )


def distances(
    rng: np.random.Generator,
    *,
    gap: Annotated[float, Range(0.5, 20), Text(en="distance between data and generator", zh="数据与生成器之间的距离")] = 4.0,
) -> Iterator[Step]:
    """A distance that still points the way.

    一个还能指路的距离
    """
    bins = np.arange(-1.0, 24.0, 0.05)
    real = rng.uniform(0.0, 0.4, 2000)
    shifts = np.array([0.0, 0.2, gap / 2, gap])
    divergences = [js_divergence(_histogram(real, bins), _histogram(real + shift, bins)) for shift in shifts]
    transport = [wasserstein_distance(real, real + shift) for shift in shifts]
    yield Say(
        en="Real images fill a thin sheet in pixel space, and a fresh generator fills another one. Two narrow piles of numbers that do not overlap stand for them.",
        zh="真实图像只占像素空间里薄薄的一片，新生成器占另一片。这里用两堆互不重叠的数来代表。",
    )
    yield Ask(
        en="The piles move apart from a gap of 0.5 to a gap of 20. What does their Jensen–Shannon divergence do?",
        zh="两堆的距离从 0.5 拉大到 20，JS 散度会怎样？",
        answer=0,
        options=[Text(en="nothing", zh="不变"), Text(en="it grows", zh="增大")],
    )
    yield Show(
        en="JS divergence and W₁, by the shift",
        zh="平移后的 JS 散度与 W₁",
        data=list(zip(divergences, transport, strict=True)),
        rows=[f"{shift:g}" for shift in shifts],
        columns=["JSD", "W₁"],
    )
    yield Check(
        name="js-is-ln-2-when-apart",
        en="Jensen–Shannon divergence of piles that do not overlap = ln 2",
        zh="互不重叠时的 JS 散度 = ln 2",
        left=divergences[-1],
        right=float(np.log(2)),
        within=1e-12,
    )
    yield Check(
        name="wasserstein-is-the-gap",
        en="earth mover's distance = how far the pile was moved",
        zh="推土机距离 = 挪动的距离",
        left=transport,
        right=shifts,
        within=1e-9,
    )
    yield Say(
        en="A divergence that is constant has no slope: a perfect discriminator leaves the generator without direction. "
        "W₁ keeps a slope of 1 at any gap; a WGAN estimates it with a critic that must be 1-Lipschitz and gives a score, not a probability.",
        zh="散度是常数就没有斜率：完美的判别器让生成器失去方向。W₁ 在任何距离上斜率都是 1；WGAN 用一个 1-Lipschitz 的评分器来估计它，输出的是分数，不是概率。",
    )


def _normal(x: Array, mean: float, deviation: float = 1.0) -> Array:
    return np.exp(-(((x - mean) / deviation) ** 2) / 2) / (deviation * np.sqrt(2 * np.pi))


def _histogram(samples: Array, edges: Array) -> Array:
    return np.histogram(samples, edges)[0] / samples.size


def _fit_discriminator(real: Array, fake: Array) -> tuple[float, float]:
    """Slope and bias of a logistic regression of real against fake, by Newton's method."""
    inputs = np.stack([np.concatenate([real, fake]), np.ones(real.size + fake.size)], axis=1)
    labels = np.repeat([1.0, 0.0], [real.size, fake.size])
    weights = np.zeros(2)
    for _ in range(12):
        probability = sigmoid(inputs @ weights)
        hessian = inputs.T @ (inputs * (probability * (1 - probability))[:, None])
        weights = weights + np.linalg.solve(hessian, inputs.T @ (labels - probability))
    return float(weights[0]), float(weights[1])


def _fit_error(shift: float, count: int) -> float:
    """The larger standard error of slope and bias, from the Fisher information at the true logit."""
    x = np.linspace(-8, 8 + shift, 2001)
    probability = sigmoid(gaussian_logit(x, shift))
    weight = count * (_normal(x, 0.0) + _normal(x, shift)) * probability * (1 - probability) * (x[1] - x[0])
    information = np.array([[weight @ x**2, weight @ x], [weight @ x, weight.sum()]])
    return float(np.sqrt(np.diag(np.linalg.inv(information)).max()))


def _features(x: Array, centre: float) -> Array:
    """What the discriminator's logit is linear in: enough to tell means and spreads apart, centred as inputs usually are."""
    return np.stack([np.ones_like(x), x - centre, (x - centre) ** 2])


def _play(rng: np.random.Generator, mean: float, deviation: float, *, critic_steps: int = 5, sign: int = 1, steps: int = 600) -> Array:
    """Train the generator a·z + b against a quadratic discriminator; for each step a, b, V, −log D(G(z)) and the share of the generated samples that D calls real."""
    a, b, weights, batch = 1.0, 0.0, np.zeros(3), 64
    history = np.empty((steps, 5))
    for step in range(steps):
        for _ in range(critic_steps):
            real = _features(mean + deviation * rng.normal(size=batch), mean)
            fake = _features(a * rng.normal(size=batch) + b, mean)
            ascent = (real @ (1 - sigmoid(weights @ real)) - fake @ sigmoid(weights @ fake)) / batch
            weights = weights + 0.3 * (sign * ascent - 0.001 * weights)  # a trace of weight decay damps the swing
        z = rng.normal(size=batch)
        samples = a * z + b
        fake = _features(samples, mean)
        logits = weights @ fake
        pull = -generator_slope(sigmoid(logits)) * (weights[1] + 2 * weights[2] * (samples - mean))
        history[step] = a, b, game_value(weights @ real, logits), np.logaddexp(0, -logits).mean(), np.mean(logits > 0)
        a, b = a + 0.03 * np.mean(pull * z), b + 0.03 * np.mean(pull)
    return history


def _descend(rng: np.random.Generator, start: float, *, saturating: bool) -> Array:
    """Mean of a generator of N(b, ½²) that descends its loss against the optimal discriminator of data from N(3, ½²)."""
    path = np.empty(401)
    path[0] = b = start
    for step in range(400):
        samples = b + 0.5 * rng.normal(size=64)
        steepness = (3.0 - b) / 0.25  # of the logit log p/q, which is linear when the spreads are equal
        logits = steepness * (samples - (3.0 + b) / 2)
        b = b - 0.03 * np.mean(generator_slope(sigmoid(logits), saturating)) * steepness
        path[step + 1] = b
    return path


def _against_frozen(rng: np.random.Generator, steps: int) -> tuple[float, Array]:
    """The favourite point of the discriminator that is optimal for data N(3, ½²) and a generator N(2, 1), and the path (a, b) of training against it."""
    grid = np.linspace(0, 6, 6001)
    favourite = grid[optimal_discriminator(_normal(grid, 3.0, 0.5), _normal(grid, 2.0)).argmax()]
    a, b = 1.0, 2.0
    path = np.empty((steps + 1, 2))
    path[0] = a, b
    for step in range(steps):
        z = rng.normal(size=64)
        samples = a * z + b
        logits = np.log(2) - 2 * (samples - 3) ** 2 + (samples - 2) ** 2 / 2  # log p/q
        pull = -generator_slope(sigmoid(logits)) * ((samples - 2) - 4 * (samples - 3))
        a, b = a + 0.05 * np.mean(pull * z), b + 0.05 * np.mean(pull)
        path[step + 1] = a, b
    return float(favourite), path
