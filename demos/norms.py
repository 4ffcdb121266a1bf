"""Penalties on weights: what an absolute value, a square and a norm each do to them.

权重惩罚：绝对值、平方和、范数，各自如何对待权重。

With features at right angles everything has a closed form, so the scenes begin there: one number at a time is cut,
shrunk or left alone. Then come the pictures behind it, the solver that lands on zero and the one that never does,
the prior that each penalty stands for, and the one weight that should be spared.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

import numpy as np
from numpy.typing import NDArray

from dl_quiz.nouns import Text
from dl_quiz.stage import Ask, Check, Length, Plot, Range, Refusal, Say, Show, Step

from .kernels.norms import group_shrink, lasso, prior_strength, ridge, ridge_shrink, soft_threshold

Array = NDArray[np.float64]


def shrink(
    rng: np.random.Generator,
    *,
    coefficients: Annotated[
        tuple[float, ...], Range(-10, 10), Length(2, 8), Text(en="coefficients without a penalty", zh="不加惩罚时的系数")
    ] = (3.0, -2.0, 1.0, 0.4, -0.2),
    strength: Annotated[float, Range(0, 10), Text(en="strength of the penalty", zh="惩罚强度 λ")] = 0.6,
) -> Iterator[Step]:
    """Cut or shrink: L1 and L2 side by side.

    L1 砍掉，L2 缩小
    """
    b = np.array(coefficients)
    features = _orthonormal(rng, 20, b.size)
    targets = features @ b
    cut, shrunk = lasso(features, targets, strength, steps=50), ridge(features, targets, strength)
    yield Say(
        en="Twenty data points, features at right angles, so that each coefficient is fitted by itself. "
        f"L1 adds λ Σ|w| to the loss ½‖Xw − y‖², L2 adds ½λ Σw². Here λ = {strength:g}.",
        zh=f"二十个数据点，特征两两正交，每个系数各算各的。在损失 ½‖Xw − y‖² 上，L1 加 λ Σ|w|，L2 加 ½λ Σw²。这里 λ = {strength:g}。",
    )
    yield Ask(
        en=f"The first coefficient without a penalty is {b[0]:g}. What does L1 make of it?",
        zh=f"第一个系数不加惩罚时是 {b[0]:g}，L1 会把它变成多少？",
        answer=float(cut[0]),
        within=0.01,
    )
    yield Show(
        en="Coefficients",
        zh="系数",
        data=np.array([b, cut, shrunk]).T,
        columns=[Text(en="none", zh="无"), "L1", "L2"],
        rows=[f"w{i + 1}" for i in range(b.size)],
    )
    yield Check(
        name="l1-cuts",
        en="the solver for L1 = sign(b) · max(|b| − λ, 0), coefficient by coefficient",
        zh="L1 的数值解 = sign(b) · max(|b| − λ, 0)，逐个系数成立",
        left=cut,
        right=[np.sign(value) * max(abs(value) - strength, 0) + 0.0 for value in b],
        within=1e-10,
    )
    yield Check(
        name="l2-shrinks",
        en="the linear equations for L2 = b/(1 + λ): every coefficient times the same factor",
        zh="L2 的线性方程组解 = b/(1 + λ)：每个系数乘以同一个因子",
        left=shrunk,
        right=[value / (1 + strength) for value in b],
        within=1e-10,
    )
    slope = np.abs(features.T @ (features @ cut - targets))
    yield Say(
        en="Why zero? At w = 0 the slope of |w| jumps from −1 to 1. As long as the data pulls with less than λ, no move pays. "
        "The slope of ½w² is 0 there, so that any pull at all moves the weight.",
        zh="为什么恰好为零？在 w = 0 处，|w| 的斜率从 −1 跳到 1；只要数据的拉力不超过 λ，动一下就不划算。½w² 在零点斜率为 0，再小的拉力也会让权重离开零。",
    )
    yield Check(
        name="pull-is-at-most-lambda",
        en="the data's pull on the solution: exactly λ on weights that stand, at most λ on those at zero",
        zh="解处数据的拉力：非零权重上恰为 λ，零权重上不超过 λ",
        left=np.where(cut == 0, np.maximum(slope, strength), slope),
        right=np.full(b.size, strength),
        within=1e-9,
    )
    grid = np.linspace(0, max(1.0, 1.2 * np.abs(b).max()), 25)
    yield Plot(
        en="Largest coefficient as λ grows",
        zh="λ 增大时最大的系数",
        series={
            "L1": (grid, [np.abs(soft_threshold(b, s)).max() for s in grid]),
            "L2": (grid, [np.abs(ridge_shrink(b, s)).max() for s in grid]),
        },
        x="λ",
    )
    beyond = float(np.abs(b).max()) + 0.1
    yield Check(
        name="l1-empties-at-finite-strength",
        en="non-zero weights once λ is past the largest |b|: L1, L2",
        zh="λ 超过最大的 |b| 之后，非零权重个数：L1、L2",
        left=[np.count_nonzero(lasso(features, targets, beyond, steps=50)), np.count_nonzero(ridge(features, targets, beyond))],
        right=[0, np.count_nonzero(b)],
        applies=bool(np.all(np.abs(b) > 1e-9)),
        because=Text(en="a coefficient is 0 from the start", zh="有系数本来就是 0"),
    )


def geometry(
    rng: np.random.Generator,
    *,
    distance: Annotated[float, Range(1.1, 10), Text(en="distance of the free solution from the origin", zh="无约束解到原点的距离")] = 2.0,
    samples: Annotated[int, Range(100, 1000), Text(en="number of directions tried", zh="试多少个方向")] = 400,
) -> Iterator[Step]:
    """A diamond has corners, a disc has none.

    菱形有尖角，圆没有
    """
    angles = rng.uniform(0, 2 * np.pi, samples)
    free = distance * np.stack([np.cos(angles), np.sin(angles)], axis=1)
    outline = _diamond_outline(2000)
    on_diamond = outline[np.argmin(((free[:, None] - outline) ** 2).sum(axis=2), axis=1)]
    on_disc = free / distance
    yield Say(
        en="Two weights and a budget of 1. L1 spends it as |w₁| + |w₂|, which draws a diamond; L2 as w₁² + w₂², a disc. "
        f"The free solution lies {distance:g} from the origin; the best point within the budget is the nearest one.",
        zh=f"两个权重，预算为 1。L1 的预算是 |w₁| + |w₂|，画出来是菱形；L2 是 w₁² + w₂²，是圆盘。无约束解离原点 {distance:g}，预算内的最优点就是离它最近的点。",
    )
    line = np.linspace(-1.6, 1.6, 33)
    yield Plot(
        en="The diamond, and solutions from all directions on it",
        zh="菱形，与各方向的解在它上面的位置",
        kind="regions",
        grid=1 - np.abs(line)[None, :] - np.abs(line)[::-1, None],
        extent=(-1.6, 1.6, -1.6, 1.6),
        series={Text(en="solutions", zh="解"): (on_diamond[:60, 0], on_diamond[:60, 1])},
    )
    corner = np.count_nonzero(np.abs(on_diamond).min(axis=1) < 1e-9)
    share = _corner_share(distance)
    yield Ask(
        en="Directions are drawn at random. What share of the L1 solutions lies exactly on a corner, with one weight 0? (percent)",
        zh="方向随机抽取。有多大比例的 L1 解恰好落在尖角上，也就是有一个权重为 0？（百分比）",
        answer=100 * share,
        within=10.0,
    )
    yield Check(
        name="corners-catch-solutions",
        en="share of nearest points on a corner = share of directions with ||u₁| − |u₂|| ≥ 1/distance",
        zh="最近点落在尖角的比例 = 满足 ||u₁| − |u₂|| ≥ 1/距离 的方向所占比例",
        left=corner / samples,
        right=share,
        within=4 * float(np.sqrt(share * (1 - share) / samples)) + 0.005,  # four standard errors; and the outline is a grid
    )
    yield Check(
        name="disc-has-no-corners",
        en="L2 solutions with a weight that is exactly 0",
        zh="L2 解中恰有权重为 0 的个数",
        left=int(np.sum(np.abs(on_disc).min(axis=1) < 1e-9)),
        right=0,
    )
    yield Say(
        en="A corner is the nearest point for a whole wedge of directions; a point of a circle only for one. The further away the free solution, that is, "
        "the tighter the budget, the wider the wedges.",
        zh="整个楔形范围的方向，最近点都是同一个尖角；圆上的一点只对应一个方向。无约束解越远，也就是预算越紧，楔形越宽。",
    )
    far = outline[np.argmin(((10 * free[:, None] - outline) ** 2).sum(axis=2), axis=1)]
    yield Check(
        name="tighter-is-sparser",
        en="with the free solution ten times as far, more solutions lie on corners",
        zh="无约束解远十倍时，落在尖角上的解更多",
        left=int(np.count_nonzero(np.abs(far).min(axis=1) < 1e-9)),
        right=int(corner),
        relation=">",
        applies=distance <= 3,
        because=Text(en="nearly all solutions lie on corners already", zh="几乎所有解都已经在尖角上"),
    )


def square(
    rng: np.random.Generator,
    *,
    values: Annotated[tuple[float, ...], Range(-10, 10), Length(2, 6), Text(en="the weights without a penalty", zh="不加惩罚时的权重")] = (
        3.0,
        4.0,
    ),
    strength: Annotated[float, Range(0.1, 20), Text(en="strength of the penalty", zh="惩罚强度 λ")] = 5.0,
) -> Iterator[Step]:
    """The norm is not the squared norm.

    范数不是范数的平方
    """
    b = np.array(values)
    norm = float(np.linalg.norm(b))
    if norm < 0.01:
        raise Refusal(en="weights that are all zero have no direction; give another value", zh="全零的权重没有方向，请换一个值")
    plain, squared = group_shrink(b, strength), ridge_shrink(b, strength)
    yield Say(
        en=f"The loss is ½‖w − b‖² with b = {tuple(values)}, whose L2 norm √Σb² is {norm:.4g}, its square {norm**2:.4g}. "
        "What people call the L2 penalty is ½λ‖w‖², with the square.",
        zh=f"损失是 ½‖w − b‖²，b = {tuple(values)}，它的 L2 范数 √Σb² 为 {norm:.4g}，平方为 {norm**2:.4g}。通常所说的 L2 惩罚是带平方的 ½λ‖w‖²。",
    )
    yield Ask(
        en=f"With strength {strength:g}, which of the two penalties sets all weights to exactly 0?",
        zh=f"强度为 {strength:g} 时，哪种惩罚会让全部权重恰好为 0？",
        answer=0 if strength >= norm else 2,
        options=["λ‖w‖", "½λ‖w‖²", Text(en="neither", zh="都不会")],
    )
    grid = np.linspace(0, 2 * norm, 25)
    yield Plot(
        en="Length of the weights as λ grows",
        zh="λ 增大时权重向量的长度",
        series={
            "λ‖w‖": (grid, [np.linalg.norm(group_shrink(b, s)) for s in grid]),
            "½λ‖w‖²": (grid, [np.linalg.norm(ridge_shrink(b, s)) for s in grid]),
        },
        x="λ",
    )
    lengths = np.linspace(0, norm, 20001)  # both minimisers lie on the ray to b, so that a search along it finds them
    found = [float(lengths[np.argmin((lengths - norm) ** 2 / 2 + penalty)]) for penalty in (strength * lengths, strength * lengths**2 / 2)]
    yield Check(
        name="both-by-search",
        en="lengths of both solutions = those that a search along the ray finds",
        zh="两个解的长度 = 沿射线搜索找到的最优长度",
        left=[float(np.linalg.norm(plain)), float(np.linalg.norm(squared))],
        right=found,
        within=norm / 10000,  # the grid of the search
    )
    yield Check(
        name="unsquared-reaches-zero",
        en="the norm without the square: the whole group is 0 exactly when λ ≥ ‖b‖",
        zh="不带平方：当且仅当 λ ≥ ‖b‖ 时，整组恰为 0",
        left=not np.any(plain),
        right=strength >= norm,
    )
    yield Check(
        name="squared-never-zero",
        en="with the square, the length stays above 0",
        zh="带平方：长度始终大于 0",
        left=float(np.linalg.norm(squared)),
        right=0.0,
        relation=">",
    )
    yield Say(
        en="The gradient tells why. Of ½λ‖w‖² it is λw, which fades as w gets small. Of λ‖w‖ it is λw/‖w‖: always λ long, all the way down to 0. "
        "The group lasso uses this to remove whole groups, such as the channels of a filter.",
        zh="看梯度就明白：½λ‖w‖² 的梯度是 λw，w 越小越弱；λ‖w‖ 的梯度是 λw/‖w‖，长度始终为 λ，一直推到 0。组 lasso 正是用它整组删除权重，例如一个滤波器的全部通道。",
    )
    yield Check(
        name="constant-pull",
        en="length of the gradient at b and at b/100, by differences: not squared, squared",
        zh="在 b 与 b/100 处用差分求梯度长度：不带平方、带平方",
        left=[_slope_along(b * scale, strength, power) for power in (1, 2) for scale in (1.0, 0.01)],
        right=[strength, strength, strength * norm, strength * norm / 100],
        within=1e-4 * strength * (1 + norm),  # central differences
    )


def sparse(
    rng: np.random.Generator,
    *,
    strength: Annotated[float, Range(1, 20), Text(en="strength of the L1 penalty", zh="L1 惩罚强度 λ")] = 6.0,
    lr: Annotated[float, Range(0.0001, 0.01), Text(en="learning rate of the sub-gradient method", zh="次梯度法的学习率")] = 0.005,
) -> Iterator[Step]:
    """Whether L1 gives zeros depends on who minimises.

    L1 得不得零，看算法
    """
    features = rng.normal(size=(60, 8))
    truth = np.array([3.0, -2.0, 1.0, 0.0, 0.0, 0.0, 0.0, 0.0])
    targets = features @ truth + rng.normal(0.0, 0.5, 60)
    exact = lasso(features, targets, strength)
    path = _subgradient(features, targets, strength, lr, 2000)
    yield Say(
        en="Sixty examples, eight features, of which three matter. The same L1 loss is minimised twice: by ISTA, whose step ends with a cut, "
        "and by gradient descent with λ·sign(w) added, which is what a loss term in a framework gives you.",
        zh="六十个样本，八个特征，只有三个有用。用两种办法最小化同一个 L1 损失：一是 ISTA，每步最后做一次软阈值；二是在梯度上加 λ·sign(w) 的梯度下降，也就是在框架的损失里加一项的效果。",
    )
    yield Ask(
        en="After 2000 steps of gradient descent, how many of the eight weights are exactly 0?",
        zh="梯度下降 2000 步之后，八个权重中恰好为 0 的有几个？",
        answer=int(np.sum(path[-1] == 0)),
    )
    yield Show(
        en="Weights",
        zh="权重",
        data=np.array([truth, exact, path[-1]]).T,
        columns=[Text(en="truth", zh="真值"), "ISTA", Text(en="descent", zh="梯度下降")],
        rows=[f"w{i + 1}" for i in range(8)],
        digits=4,
    )
    yield Check(
        name="descent-never-lands",
        en="exact zeros after gradient descent with λ·sign(w)",
        zh="加 λ·sign(w) 的梯度下降得到的恰好为零的个数",
        left=int(np.sum(path[-1] == 0)),
        right=0,
    )
    yield Check(
        name="ista-lands",
        en="ISTA's zeros are where the data pulls with less than λ",
        zh="ISTA 的零点，正是数据拉力小于 λ 之处",
        left=np.array(exact == 0, dtype=int),
        right=np.array(np.abs(features.T @ (targets - features @ exact)) < strength * (1 - 1e-9), dtype=int),
    )
    stuck = int(np.argmin(np.abs(exact)))
    yield Plot(
        en=f"w{stuck + 1}, last 60 steps",
        zh=f"w{stuck + 1} 的最后 60 步",
        series={Text(en="descent", zh="梯度下降"): path[-60:, stuck]},
        x=Text(en="step", zh="步数"),
    )
    yield Say(
        en="At a constant rate descent hops over zero with steps of about lr·λ, for ever: small, but not zero. To prune, cut by a threshold or use a proximal step.",
        zh="学习率不变时，梯度下降以大约 lr·λ 的步子在零两侧来回跳，永远停不到零上：很小，但不是零。要剪枝，就设阈值截断，或用近端步。",
    )
    spread = float(np.abs(path[-60:][:, exact == 0]).max()) if np.any(exact == 0) else 0.0
    yield Check(
        name="hops-around-zero",
        en="how far those weights still hop: at most 4 · lr · λ",
        zh="这些权重还在跳动的幅度：至多 4 · lr · λ",
        left=spread,
        right=4 * lr * strength,  # each step is at most the pull, below λ, plus λ; coupling between features adds to it
        relation="<=",
        applies=bool(np.any(exact == 0)) and lr >= 0.001,
        because=Text(en="no weight is zero, or descent has not got there yet", zh="没有权重为零，或梯度下降还没到位"),
    )
    counts = [int(np.sum(lasso(features, targets, s) == 0)) for s in (1e-6, strength, 1000.0)]
    yield Check(
        name="zeros-depend-on-strength",
        en="ISTA's zeros with λ near 0, and with λ huge",
        zh="λ 接近 0 与 λ 极大时，ISTA 得到的零的个数",
        left=[counts[0], counts[2]],
        right=[0, 8],
    )


def twins(
    rng: np.random.Generator,
    *,
    strength: Annotated[float, Range(0.1, 5), Text(en="strength of the L1 penalty", zh="L1 惩罚强度")] = 1.0,
    l2: Annotated[float, Range(0.1, 5), Text(en="strength of the L2 penalty of the elastic net", zh="弹性网中 L2 的强度")] = 1.0,
) -> Iterator[Step]:
    """Two copies of one feature: L1 cannot choose, L2 shares.

    两份拷贝：L2 才会平分
    """
    one = rng.normal(size=30)
    targets = 2 * one + rng.normal(0.0, 0.3, 30)
    features = np.stack([one, one], axis=1)
    total = float(lasso(one[:, None], targets, strength)[0])
    splits = np.linspace(0, 1, 21)
    pairs = np.stack([splits * total, (1 - splits) * total], axis=1)
    l1_loss = [_penalised(features, targets, pair, strength, 0.0) for pair in pairs]
    net_loss = [_penalised(features, targets, pair, strength, l2) for pair in pairs]
    yield Say(
        en=f"A feature was copied by mistake. Alone it would get the weight {total:.3f}; with its copy beside it, any split with that sum predicts the same.",
        zh=f"一个特征被误复制了一份。单独时它的权重是 {total:.3f}；旁边有了拷贝，只要两者之和不变，预测就完全一样。",
    )
    yield Ask(
        en="Which split has the smallest L1-penalised loss?",
        zh="哪种分法的 L1 惩罚损失最小？",
        answer=2,
        options=[Text(en="all to one", zh="全给一个"), Text(en="half each", zh="各一半"), Text(en="all are equal", zh="都一样")],
    )
    yield Plot(
        en="Loss by the first copy's share",
        zh="损失随第一份所占比例的变化",
        series={"L1": (splits, l1_loss), "L1 + L2": (splits, net_loss)},
        x=Text(en="share", zh="比例"),
    )
    yield Check(
        name="l1-is-indifferent",
        en="L1: largest difference in loss between splits",
        zh="L1：各种分法之间损失的最大差",
        left=float(np.ptp(l1_loss)),
        right=0.0,
        within=1e-10,
    )
    yield Check(
        name="elastic-net-shares",
        en="elastic net: the best share on the curve",
        zh="弹性网：曲线上最优的比例",
        left=float(splits[np.argmin(net_loss)]),
        right=0.5,
        within=1e-12,
    )
    draws = [features + rng.normal(0.0, 1e-3, features.shape) for _ in range(40)]
    shares = np.array([[_best_share(nudged, targets, total, strength, ridge_part) for ridge_part in (0.0, l2)] for nudged in draws])
    yield Say(
        en="Add noise of a thousandth to the copies, and L1 does choose, for no good reason: from draw to draw the best split jumps from one end to the other. "
        "That is why lasso's selection among correlated features is unstable, and why the elastic net adds a little L2.",
        zh="给两份拷贝加上千分之一的噪声，L1 就会选边，但毫无道理：换一次噪声，最优分法就可能从一端跳到另一端。相关特征中 lasso 的选择不稳定，原因就在这里；弹性网加一点 L2，也是为此。",
    )
    yield Show(
        en="Best share of the first copy, five draws of forty",
        zh="第一份的最优比例（四十次中的五次）",
        data=shares[:5],
        columns=["L1", "L1 + L2"],
        digits=2,
    )
    yield Check(
        name="l1-jumps",
        en="L1: of forty draws, how many give all to the second, and how many all to the first: at least five each",
        zh="L1：四十次中，全给第二份的次数与全给第一份的次数，各不少于五次",
        left=[int(np.sum(shares[:, 0] == end)) for end in (0.0, 1.0)],
        right=[5, 5],  # each end has nearly an even chance: 20 less four standard errors is above 7
        relation=">=",
    )
    yield Check(
        name="net-stays-shared",
        en="elastic net: furthest that a share gets from one half",
        zh="弹性网：比例偏离一半的最大值",
        left=float(np.abs(shares[:, 1] - 0.5).max()),
        right=0.0,
        within=0.1,
    )


def prior(
    rng: np.random.Generator,
    *,
    noise: Annotated[float, Range(0.1, 2), Text(en="deviation of the noise in y", zh="y 的噪声标准差 σ")] = 0.5,
    spread: Annotated[float, Range(0.1, 5), Text(en="deviation of the prior of the weights", zh="权重先验的标准差 τ")] = 2.0,
) -> Iterator[Step]:
    """A penalty is a prior.

    惩罚就是先验
    """
    features = rng.normal(size=(15, 4))
    truth = rng.normal(0.0, spread, 4)
    targets = features @ truth + rng.normal(0.0, noise, 15)
    strength = prior_strength(noise, spread)
    yield Say(
        en=f"Weights are drawn from N(0, {spread:g}²), y = Xw plus noise of deviation {noise:g}. "
        f"The most probable w given y minimises ‖Xw − y‖² / (2·{noise:g}²) + ‖w‖² / (2·{spread:g}²).",
        zh=f"权重来自 N(0, {spread:g}²)，y = Xw 再加标准差 {noise:g} 的噪声。看到 y 之后，最可能的 w 使 ‖Xw − y‖² / (2·{noise:g}²) + ‖w‖² / (2·{spread:g}²) 最小。",
    )
    yield Ask(
        en="Ridge minimises ½‖Xw − y‖² + ½λ‖w‖². Which λ finds the same w? (four decimals)",
        zh="岭回归最小化 ½‖Xw − y‖² + ½λ‖w‖²。λ 取多少，得到同一个 w？（四位小数）",
        answer=strength,
        within=0.01 * strength,
    )
    conditional = spread**2 * features.T @ np.linalg.solve(spread**2 * features @ features.T + noise**2 * np.eye(15), targets)
    fitted = ridge(features, targets, strength)
    yield Show(
        en="Weights",
        zh="权重",
        data=np.array([truth, conditional, fitted]).T,
        columns=[Text(en="truth", zh="真值"), Text(en="Bayes", zh="贝叶斯"), Text(en="ridge", zh="岭回归")],
        rows=[f"w{i + 1}" for i in range(4)],
    )
    yield Check(
        name="ridge-is-map",
        en="ridge with λ = σ²/τ² = mean of w given y, by the formula for conditional Gaussians",
        zh="λ = σ²/τ² 的岭回归 = 由条件高斯公式算出的 E[w | y]",
        left=fitted,
        right=conditional,
        within=1e-8,
    )
    grid = np.linspace(-12, 12, 48001)
    seen, scale = 0.8 * noise**2 / spread, spread
    log_density = -((seen - grid) ** 2) / (2 * noise**2) - np.abs(grid) / scale
    density = np.exp(log_density - log_density.max())
    yield Say(
        en="A Laplace prior, p(w) ∝ exp(−|w|/b), gives the L1 penalty with λ = σ²/b in the same way. "
        f"One weight, one measurement {seen:.4g}: less than λ = {noise**2 / scale:.4g}.",
        zh=f"拉普拉斯先验 p(w) ∝ exp(−|w|/b) 同样给出 L1 惩罚，λ = σ²/b。一个权重，一次测量值 {seen:.4g}，小于 λ = {noise**2 / scale:.4g}。",
    )
    yield Check(
        name="laplace-mode-is-soft-threshold",
        en="peak of the posterior, found on a grid = soft threshold of the measurement",
        zh="网格上找到的后验峰值 = 测量值的软阈值",
        left=float(grid[np.argmax(density)]),
        right=float(soft_threshold(np.array(seen), noise**2 / scale)),
        within=5e-4,  # spacing of the grid
    )
    mean = float(np.sum(grid * density) / np.sum(density))
    yield Check(
        name="laplace-mean-is-not-zero",
        en="but the mean of that posterior is not 0: sparsity belongs to the peak, not to the belief",
        zh="但后验的均值并不为 0：稀疏属于峰值，不属于整个后验",
        left=mean,
        right=0.0,
        relation=">",
    )
    yield Say(
        en="So λ has a meaning: much noise or a narrow prior calls for a strong penalty. In practice nobody knows σ and τ, and λ is chosen on validation data.",
        zh="所以 λ 是有含义的：噪声大或先验窄，惩罚就该强。实际中没人知道 σ 与 τ，λ 要靠验证集来选。",
    )


def intercept(
    rng: np.random.Generator,
    *,
    shift: Annotated[float, Range(1, 1000), Text(en="what is added to every y", zh="给每个 y 加上多少")] = 100.0,
    strength: Annotated[float, Range(0.1, 100), Text(en="strength of the L2 penalty", zh="L2 惩罚强度")] = 10.0,
) -> Iterator[Step]:
    """Spare the bias.

    不要惩罚偏置
    """
    x = rng.normal(1.0, 1.0, 30)
    y = 2 * x + rng.normal(0.0, 0.3, 30)
    centred = x - x.mean()
    yield Say(
        en=f"Thirty points, a line with slope and bias. Then the zero of the scale is moved: every y gets {shift:g} more, as when Celsius becomes kelvin. The data say nothing new.",
        zh=f"三十个点，用带斜率与偏置的直线拟合。然后换个零点：每个 y 加 {shift:g}，就像摄氏度换成开尔文，数据并没有新信息。",
    )
    yield Ask(
        en="By how much should predictions rise?",
        zh="预测值应当上升多少？",
        answer=shift,
        within=0.01 * shift,
    )
    both = np.stack([x, np.ones(30)], axis=1)
    penalised = [ridge(both, targets, strength) for targets in (y, y + shift)]
    slopes = [float(ridge(centred[:, None], targets - targets.mean(), strength)[0]) for targets in (y, y + shift)]
    rises = [
        float((both @ (penalised[1] - penalised[0])).mean()),
        float(((y + shift).mean() - y.mean()) + (slopes[1] - slopes[0]) * centred.mean()),
    ]
    yield Show(
        en="Slope before and after the move",
        zh="换零点前后的斜率",
        data=[[penalised[0][0], penalised[1][0]], slopes],
        rows=[Text(en="bias penalised", zh="惩罚偏置"), Text(en="bias spared", zh="不惩罚偏置")],
        columns=[Text(en="before", zh="之前"), Text(en="after", zh="之后")],
    )
    yield Check(
        name="spared-bias-follows",
        en="bias spared: predictions rise by the shift, and the slope stays",
        zh="不惩罚偏置：预测恰好上升同样多，斜率不变",
        left=[rises[1], slopes[1] - slopes[0]],
        right=[shift, 0.0],
        within=1e-8 * shift,
    )
    yield Check(
        name="penalised-bias-lags",
        en="bias penalised: mean predictions rise by less",
        zh="惩罚偏置：平均预测上升不足",
        left=rises[0],
        right=shift,
        relation="<",
    )
    yield Say(
        en="A bias only sets the level; it adds no wiggles, and shrinking it just makes the fit depend on where zero lies. "
        "Out of a similar thought weight decay usually skips the γ and β of normalisation layers.",
        zh="偏置只决定整体高低，不会让函数更曲折；压缩它只会让拟合依赖零点选在哪里。出于类似的考虑，权重衰减通常也跳过归一化层的 γ 与 β。",
    )


def _orthonormal(rng: np.random.Generator, rows: int, columns: int) -> Array:
    return np.linalg.qr(rng.normal(size=(rows, columns)))[0]


def _diamond_outline(points: int) -> Array:
    """Points along |w₁| + |w₂| = 1, corners among them."""
    along = np.linspace(0, 1, points // 4, endpoint=False)
    corners = np.array([[1.0, 0.0], [0.0, 1.0], [-1.0, 0.0], [0.0, -1.0]])
    return np.concatenate(
        [start + along[:, None] * (end - start) for start, end in zip(corners, np.roll(corners, -1, axis=0), strict=True)]
    )


def _corner_share(distance: float) -> float:
    """Share of directions u for which the corner is the nearest point: ||u₁| − |u₂|| = √2 |sin(θ − 45°)| ≥ 1/distance."""
    return 1 - float(np.arcsin(min(1.0, 1 / (np.sqrt(2) * distance)))) / (np.pi / 4)


def _slope_along(w: Array, strength: float, power: int) -> float:
    """Derivative of λ‖w‖ or ½λ‖w‖² in the direction of w, by central differences."""
    norm = float(np.linalg.norm(w))
    step = 1e-5 * norm
    return strength / power * ((norm + step) ** power - (norm - step) ** power) / (2 * step)


def _subgradient(features: Array, targets: Array, strength: float, lr: float, steps: int) -> Array:
    """Descend on ½‖Xw − y‖² + λ‖w‖₁ with sign(w) for the slope of |w|."""
    gram, pull = features.T @ features, features.T @ targets
    path = np.full((steps + 1, pull.size), 0.5)
    for step in range(steps):
        path[step + 1] = path[step] - lr * (gram @ path[step] - pull + strength * np.sign(path[step]))
    return path


def _penalised(features: Array, targets: Array, w: Array, l1: float, l2: float) -> float:
    return float(np.sum((features @ w - targets) ** 2) / 2 + l1 * np.abs(w).sum() + l2 * np.sum(w**2) / 2)


def _best_share(features: Array, targets: Array, total: float, l1: float, l2: float) -> float:
    """Share of the first feature that minimises the penalised loss when both weights sum to `total`."""
    shares = np.linspace(0, 1, 101)
    pairs = np.stack([shares, 1 - shares]) * total
    residuals = features @ pairs - targets[:, None]
    losses = np.sum(residuals**2, axis=0) / 2 + l1 * np.abs(pairs).sum(axis=0) + l2 * np.sum(pairs**2, axis=0) / 2
    return float(shares[np.argmin(losses)])
