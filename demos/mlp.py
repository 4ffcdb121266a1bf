"""The multilayer perceptron: fully-connected layers with a bend between them.

多层感知机：全连接层之间加上弯折。

One layer draws a line. Two layers with a ReLU between solve XOR, and with enough units follow any curve. The scenes
build such networks by hand, count what width and depth can buy, and show why training must not start from equal weights.
"""

from __future__ import annotations

from collections.abc import Iterator
from math import pi
from typing import Annotated

import numpy as np
from numpy.typing import NDArray

from dl_quiz.nouns import Text
from dl_quiz.stage import Ask, Check, Plot, Range, Say, Show, Step

from .kernels.activation import relu, sigmoid
from .kernels.backprop import backward, forward, initialise
from .kernels.data import moons
from .kernels.fc import affine
from .kernels.mlp import folded_segments, interpolation_bound, most_segments, relu_interpolant, tent, transformer_parameters, xor_network

Array = NDArray[np.float64]


CORNERS = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])


EXCLUSIVE_OR = np.array([0.0, 1.0, 1.0, 0.0])


def xor(
    rng: np.random.Generator,
    *,
    lines: Annotated[int, Range(100, 20000), Text(en="how many random lines to try", zh="随机尝试的直线数")] = 5000,
) -> Iterator[Step]:
    """XOR: one line fails, two bends succeed.

    异或：直线不行，弯折行
    """
    corners = ["00", "01", "10", "11"]
    yield Say(
        en="XOR is 1 when exactly one input is 1. Fit the best straight function to the four corners of the square.",
        zh="两个输入恰有一个为 1 时，异或（XOR）为 1。先用最好的线性函数去拟合正方形的四个角。",
    )
    yield Ask(en="What does the best one predict at the corner 00?", zh="最优的线性函数在角 00 处预测多少？", answer=0.5, within=0.01)
    design = np.column_stack([CORNERS, np.ones(4)])
    best = design @ np.linalg.lstsq(design, EXCLUSIVE_OR, rcond=None)[0]
    yield Show(
        en="Target, and the best line",
        zh="目标，与最优线性函数",
        data=[EXCLUSIVE_OR, best],
        rows=["XOR", Text(en="line", zh="线性")],
        columns=corners,
        digits=1,
    )
    yield Check(
        name="line-predicts-a-half",
        en="least squares gives ½ everywhere, and a mean squared error of ¼",
        zh="最小二乘在四个角都给出 ½，均方误差为 ¼",
        left=[*best, np.mean((best - EXCLUSIVE_OR) ** 2)],
        right=[0.5, 0.5, 0.5, 0.5, 0.25],
        within=1e-12,
    )
    w, b = np.zeros(2), 1.0
    for _ in range(2000):
        residual = sigmoid(CORNERS @ w + b) - EXCLUSIVE_OR
        w, b = w - CORNERS.T @ residual, b - residual.sum()
    yield Check(
        name="logistic-regression-too",
        en="a single sigmoid unit, trained until it stops, ends at ½ as well",
        zh="单个 sigmoid 单元训练到不再变化，同样停在 ½",
        left=sigmoid(CORNERS @ w + b),
        right=[0.5, 0.5, 0.5, 0.5],
        within=1e-6,
    )
    drawn = rng.normal(size=(lines, 3)) @ np.column_stack([CORNERS - 0.5, np.ones(4)]).T > 0
    right = (drawn == EXCLUSIVE_OR.astype(bool)).sum(axis=1)
    yield Check(
        name="no-line-gets-all-four",
        en=f"{lines} random lines: the best has three corners right",
        zh=f"随机试 {lines} 条直线：最好的也只对三个角",
        left=int(right.max()),
        right=3,
    )
    hidden = relu(affine(CORNERS, np.ones((2, 2)), np.array([0.0, -1.0])))
    yield Say(
        en="Two ReLU units: h1 = max(0, x1 + x2) counts the ones, h2 = max(0, x1 + x2 − 1) is there when there are two. Take h1 − 2·h2.",
        zh="用两个 ReLU 单元：h1 = max(0, x1 + x2) 数有几个 1，h2 = max(0, x1 + x2 − 1) 只在两个都为 1 时出现。取 h1 − 2·h2。",
    )
    yield Show(
        en="Hidden units and output",
        zh="隐藏单元与输出",
        data=np.column_stack([hidden, hidden @ [1.0, -2.0]]),
        rows=corners,
        columns=["h1", "h2", "y"],
        digits=0,
    )
    yield Check(
        name="two-units-solve-it",
        en="the network returns XOR, exactly",
        zh="网络输出的正是异或，毫厘不差",
        left=xor_network(CORNERS),
        right=[float(int(a) ^ int(b)) for a, b in CORNERS],
    )
    side = np.linspace(-0.5, 1.5, 41)
    grid = np.array([[x1, x2] for x2 in side[::-1] for x1 in side])
    yield Plot(
        en="Where the network says more than ½",
        zh="网络输出大于 ½ 的区域",
        kind="regions",
        series={"0": ([0.0, 1.0], [0.0, 1.0]), "1": ([0.0, 1.0], [1.0, 0.0])},
        grid=(xor_network(grid) - 0.5).reshape(41, 41),
        extent=(-0.5, 1.5, -0.5, 1.5),
    )
    yield Check(
        name="linear-in-hidden-space",
        en="01 and 10 fall on one hidden point: in h-space a single line separates",
        zh="01 与 10 落在同一个隐藏点上：在 h 空间里一条直线就能分开",
        left=hidden[1],
        right=hidden[2],
    )


def approx(
    rng: np.random.Generator,
    *,
    units: Annotated[int, Range(2, 256), Text(en="hidden units", zh="隐藏单元数")] = 8,
) -> Iterator[Step]:
    """Enough kinks follow any curve.

    折点够多，曲线跟得上
    """
    fine = np.linspace(-1, 1, 20001)
    target = np.sin(pi * fine)
    yield Say(
        en="Each hidden ReLU unit turns the output's line at one place. Put the kinks at equal distances, and let the line meet sin(πx) there.",
        zh="每个隐藏的 ReLU 单元都能让输出的直线在一处转向。把折点等距放好，让折线在这些点上与 sin(πx) 重合。",
    )
    few = np.linspace(-1, 1, 161)
    yield Plot(
        en=f"sin(πx), and a network of {units} units",
        zh=f"sin(πx)，与 {units} 个单元的网络",
        series={"sin": (few, np.sin(pi * few)), Text(en="network", zh="网络"): (few, _joined(few, units))},
        x="x",
    )
    bends = np.abs(np.diff(_joined(np.linspace(-1, 1, 16 * units + 1), units), 2))
    yield Check(
        name="one-kink-each",
        en="a kink at every inner knot, except at 0, where the sine itself does not bend",
        zh="每个内部节点处都有一个折点，只有 0 处除外：正弦在那里本来就不弯",
        left=int((bends > 1e-9).sum()),
        right=units - 1 - (units % 2 == 0),
        applies=units > 2,
        because=Text(en="two points only give a flat line through the zeros of the sine", zh="两段时折线只是穿过正弦零点的平线"),
    )
    sizes = [units, 2 * units, 4 * units]
    errors = [float(np.abs(_joined(fine, m) - target).max()) for m in sizes]
    yield Ask(
        en="Double the number of units. By which factor does the largest error shrink, roughly?",
        zh="单元数加倍，最大误差大约缩小到几分之一？",
        answer=4,
        within=0.6,
    )
    yield Show(
        en="Largest error, and the bound π²h²/8",
        zh="最大误差，与上界 π²h²/8",
        data=[[error, interpolation_bound(m)] for error, m in zip(errors, sizes, strict=True)],
        rows=[f"{m}" for m in sizes],
        columns=[Text(en="error", zh="误差"), Text(en="bound", zh="上界")],
        digits=5,
    )
    yield Check(
        name="error-bound",
        en="the error stays within the bound of linear interpolation",
        zh="误差不超过线性插值的上界",
        left=errors,
        right=[interpolation_bound(m) + 1e-12 for m in sizes],
        relation="<=",
    )
    yield Check(
        name="error-falls-with-the-square",
        en="twice the units, a quarter of the error (within 10 %)",
        zh="单元加倍，误差降为四分之一（10% 以内）",
        left=errors[1] / errors[2],
        right=4.0,
        within=0.4,
        applies=units >= 4,
        because=Text(en="so few pieces are not yet in the regime where the bound is sharp", zh="段数太少，还没到上界紧的范围"),
    )
    square = float(np.abs(np.polynomial.Polynomial.fit(fine, target, 2)(fine) - target).max())
    yield Say(
        en="This is universal approximation in small: for any error there is a width. It promises that weights exist, not that training finds them, "
        "nor that the width is affordable in many dimensions.",
        zh="这就是通用逼近（universal approximation）的缩影：要多小的误差，就有多大的宽度能做到。它只保证这样的权重存在，不保证训练能找到，也不保证高维时宽度负担得起。",
    )
    yield Check(
        name="polynomials-do-not-qualify",
        en="with h(z) = z² instead, any width makes only a quadratic: the best one stays this far off",
        zh="若激活改为 h(z) = z²，再宽也只是二次函数：最好的也差这么多",
        left=square,
        right=0.3,
        relation=">",
    )


def folds(
    rng: np.random.Generator,
    *,
    layers: Annotated[int, Range(1, 10), Text(en="how many folds", zh="折叠次数")] = 4,
) -> Iterator[Step]:
    """Depth folds, width only adds.

    深度能折叠，宽度只能相加
    """
    x = np.linspace(0, 1, 2**12 + 1)  # every kink falls on this grid, and all the arithmetic is exact in binary
    yield Say(
        en="Two ReLU units make a tent: up to 1 in the middle, down to 0. Feed the tent into itself, layer after layer.",
        zh="两个 ReLU 单元组成一个帐篷：中间升到 1，两端为 0。把帐篷一层层代入自身。",
    )
    curve, counts = x, []
    for _ in range(layers):
        curve = tent(curve)
        counts.append(int(np.count_nonzero(np.diff(curve, 2))) + 1)
    coarse = x[:: 2 ** max(12 - layers - 3, 0)]
    yield Plot(
        en=f"After {layers} layers",
        zh=f"{layers} 层之后",
        series={Text(en="output", zh="输出"): (coarse, curve[:: 2 ** max(12 - layers - 3, 0)])},
        x="x",
    )
    yield Ask(
        en=f"How many straight pieces has the curve after {layers} layers?", zh=f"{layers} 层之后，曲线有多少段直线？", answer=counts[-1]
    )
    yield Show(
        en="Pieces, by layers; wide: one layer of as many units",
        zh="各层数下的段数；宽：单元数相同的单层",
        data=[[count, most_segments(2 * depth)] for depth, count in enumerate(counts, 1)],
        rows=[f"{depth}" for depth in range(1, layers + 1)],
        columns=[Text(en="deep", zh="深"), Text(en="wide", zh="宽")],
    )
    yield Check(
        name="pieces-double",
        en="pieces counted on the curve = 2 to the power of the layers",
        zh="在曲线上数出的段数 = 2 的层数次方",
        left=counts,
        right=[folded_segments(depth) for depth in range(1, layers + 1)],
    )
    centres = rng.uniform(0, 1, 2 * layers)
    shallow = relu(x[:, None] - np.round(centres * 2**12) / 2**12) @ rng.normal(size=2 * layers)
    yield Check(
        name="wide-only-adds",
        en="one hidden layer with the same units has at most one piece more than units",
        zh="单元数相同的单隐藏层，段数最多比单元数多一",
        left=int((np.abs(np.diff(shallow, 2)) > 1e-9).sum()) + 1,
        right=most_segments(2 * layers),
        relation="<=",
    )
    yield Say(
        en="So some functions are cheap when deep and dear when shallow. It does not follow that every useful function is of that kind.",
        zh="所以有些函数用深网络便宜，用浅网络昂贵。但并不是说所有有用的函数都如此。",
    )


def symmetry(
    rng: np.random.Generator,
    *,
    start: Annotated[float, Range(0, 1), Text(en="value of every weight at the start", zh="所有权重的初始值")] = 0.0,
    hidden: Annotated[int, Range(2, 12), Text(en="hidden units", zh="隐藏单元数")] = 4,
    steps: Annotated[int, Range(1, 300), Text(en="training steps", zh="训练步数")] = 200,
) -> Iterator[Step]:
    """Equal at the start, equal for ever.

    起点相同，永远相同
    """
    points, labels = moons(rng, 100)
    yield Say(
        en=f"Start a network 2 → {hidden} → 1 with every weight at {start:g}, and train it on two classes.",
        zh=f"把 2 → {hidden} → 1 的网络的所有权重都设为 {start:g}，训练它分两类。",
    )
    equal = [(np.full((hidden, 2), start), np.zeros(hidden)), (np.full((1, hidden), start), np.zeros(1))]
    random = initialise(rng, (2, hidden, 1))
    ((w, b), (v, _)), flat = _trained(equal, points, labels, steps, lr=0.5)
    _, falling = _trained(random, points, labels, steps, lr=0.5)
    yield Ask(
        en=f"After {steps} steps: how many different units are among the {hidden}?",
        zh=f"{steps} 步之后：{hidden} 个隐藏单元里有几个互不相同？",
        answer=1,
    )
    yield Show(
        en="Weights of the hidden units after training",
        zh="训练之后各隐藏单元的权重",
        data=np.column_stack([w, b, v[0]]),
        columns=["w1", "w2", "b", "v"],
    )
    yield Check(
        name="units-stay-identical",
        en="every unit still has the first one's weights",
        zh="每个单元的权重仍与第一个相同",
        left=np.column_stack([w, b, v[0]]),
        right=np.tile([*w[0], b[0], v[0, 0]], (hidden, 1)),
        within=1e-9,  # equal bit for bit, unless a matrix product rounds some columns otherwise
    )
    yield Check(
        name="all-zero-moves-only-the-last-bias",
        en="from all zeros with ReLU, no weight ever moves: each gradient has a factor that is zero",
        zh="全零加 ReLU：所有权重都不动，因为每个梯度都含一个为零的因子",
        left=[np.abs(w).max(), np.abs(b).max(), np.abs(v).max()],
        right=[0.0, 0.0, 0.0],
        applies=start == 0,
        because=Text(en="the start is not zero", zh="初始值不为零"),
    )
    yield Plot(
        en="Cross-entropy while training",
        zh="训练中的交叉熵",
        series={Text(en="equal", zh="相同"): flat, Text(en="random", zh="随机"): falling},
        x=Text(en="step", zh="步"),
    )
    yield Check(
        name="random-start-learns",
        en="random weights end at a lower loss",
        zh="随机初始化最终损失更低",
        left=falling[-1],
        right=flat[-1],
        relation="<",
        applies=start == 0 and steps >= 100,
        because=Text(en="equal units that are alive learn a little too, as one unit", zh="非零的相同单元也能学一点，但只相当于一个单元"),
    )
    order = rng.permutation(hidden)
    (w1, b1), (w2, b2) = random
    yield Check(
        name="units-have-no-order",
        en="shuffling random units, with their rows and columns, leaves the output as it was",
        zh="把随机单元连同对应的行、列一起打乱，输出不变",
        left=forward([(w1[order], b1[order]), (w2[:, order], b2)], points)[0],
        right=forward(random, points)[0],
        within=1e-12,
    )
    yield Say(
        en="Interchangeable units are the reason: only the start can tell them apart. He's rule also sets the scale, √(2/n_in).",
        zh="原因在于单元可以互换：只有起点能把它们区分开。He 初始化还顺便定下了尺度 √(2/n_in)。",
    )


def train(
    rng: np.random.Generator,
    *,
    hidden: Annotated[int, Range(1, 64), Text(en="hidden units", zh="隐藏单元数")] = 32,
    steps: Annotated[int, Range(10, 600), Text(en="training steps", zh="训练步数")] = 400,
) -> Iterator[Step]:
    """A bent boundary, learned.

    学出来的弯曲边界
    """
    points, labels = moons(rng, 200, noise=0.15)
    test, truth = moons(rng, 1000, noise=0.15)
    yield Say(
        en="Two half-moons reach into each other. First one sigmoid unit, then a hidden layer before it.",
        zh="两弯新月彼此嵌入。先用一个 sigmoid 单元，再在它前面加一个隐藏层。",
    )
    networks = {"line": initialise(rng, (2, 1)), "mlp": initialise(rng, (2, hidden, 1))}
    accuracy, curves = {}, {}
    for name, layers in networks.items():
        networks[name], curves[name] = _trained(layers, points, labels, steps, lr=1.0)
        accuracy[name] = float(np.mean((forward(networks[name], test)[0][:, 0] > 0) == truth))
    yield Plot(
        en="Cross-entropy while training",
        zh="训练中的交叉熵",
        series={Text(en="line", zh="直线"): curves["line"], "MLP": curves["mlp"]},
        x=Text(en="step", zh="步"),
    )
    low, high = points.min(axis=0) - 0.2, points.max(axis=0) + 0.2
    grid = np.array([[a, b] for b in np.linspace(high[1], low[1], 30) for a in np.linspace(low[0], high[0], 60)])
    yield Plot(
        en="What the MLP calls class 1, and training points",
        zh="MLP 判为第 1 类的区域，与训练点",
        kind="regions",
        series={str(k): (points[labels == k, 0][:25], points[labels == k, 1][:25]) for k in (0, 1)},
        grid=forward(networks["mlp"], grid)[0].reshape(30, 60),
        extent=(float(low[0]), float(high[0]), float(low[1]), float(high[1])),
    )
    yield Show(
        en="Accuracy on 1000 new points",
        zh="1000 个新点上的准确率",
        data=list(accuracy.values()),
        columns=[Text(en="line", zh="直线"), "MLP"],
    )
    yield Check(
        name="hidden-layer-beats-the-line",
        en="accuracy with the hidden layer, against the line's plus 2 points",
        zh="有隐藏层时的准确率，与直线的准确率加 2 个百分点相比",
        left=accuracy["mlp"],
        right=accuracy["line"] + 0.02,  # a pinned margin: measured, it is about 0.1
        relation=">",
        applies=hidden >= 24 and steps >= 400,
        because=Text(en="so few units or steps may not be enough", zh="单元或步数太少，可能不够"),
    )


def block(
    rng: np.random.Generator,
    *,
    width: Annotated[int, Range(2, 64), Text(en="model width d", zh="模型宽度 d")] = 16,
    tokens: Annotated[int, Range(2, 12), Text(en="how many tokens", zh="词元数")] = 5,
) -> Iterator[Step]:
    """The MLP inside a Transformer.

    Transformer 里的 MLP
    """
    yield Say(
        en="Each Transformer layer holds an attention and a two-layer MLP, d → 4d → d, the feed-forward network (FFN).",
        zh="Transformer 的每一层由注意力和一个两层 MLP（d → 4d → d）组成，后者叫前馈网络（FFN）。",
    )
    attention = [np.zeros((width, width)) for _ in ("query", "key", "value", "output")]
    layers = initialise(rng, (width, 4 * width, width))
    counted = (sum(matrix.size for matrix in attention), sum(weight.size for weight, _ in layers))
    yield Ask(
        en="How many percent of the two parts' weights are in the MLP?",
        zh="两部分的权重中，MLP 占百分之几？",
        answer=100 * counted[1] / sum(counted),
        within=1,
    )
    yield Plot(
        en=f"Weights at d = {width}",
        zh=f"d = {width} 时的权重数",
        kind="bars",
        series={Text(en="attention", zh="注意力"): counted[0], "MLP": counted[1]},
    )
    yield Check(
        name="two-thirds-in-the-mlp",
        en="counted on the matrices: 4d² and 8d²",
        zh="按矩阵数出来：4d² 与 8d²",
        left=counted,
        right=transformer_parameters(width),
    )
    x = rng.normal(size=(tokens, width))
    y = forward(layers, x)[0]
    changed = x.copy()
    changed[0] += 1.0
    moved = np.abs(forward(layers, changed)[0] - y).max(axis=1) > 1e-12
    yield Ask(
        en="Change one token. How many outputs of the MLP change?", zh="改变一个词元，MLP 的输出有几个会变？", answer=int(moved.sum())
    )
    yield Check(
        name="one-token-at-a-time",
        en="only the changed token's output differs: the MLP reads each position alone",
        zh="只有被改动的词元输出变了：MLP 逐位置单独作用",
        left=moved,
        right=np.arange(tokens) == 0,
    )
    yield Say(
        en="Mixing positions is attention's work; transforming each one is the MLP's. Fully-connected layers are far from gone.",
        zh="在位置之间混合信息是注意力的事，逐个变换是 MLP 的事。全连接层远没有过时。",
    )


def _joined(x: Array, units: int) -> Array:
    """A network of `units` hidden ReLU units that meets sin(πx) at equal distances."""
    knots = np.linspace(-1, 1, units + 1)
    weights, offset = relu_interpolant(knots, np.sin(pi * knots))
    return relu(x[:, None] - knots[:-1]) @ weights + offset


def _trained(
    layers: list[tuple[Array, Array]], points: Array, labels: NDArray[np.int64], steps: int, lr: float
) -> tuple[list[tuple[Array, Array]], list[float]]:
    """Gradient descent on binary cross-entropy; return the layers after it, and the losses."""
    losses = []
    for _ in range(steps):
        logits, cache = forward(layers, points)
        losses.append(float(np.logaddexp(0, np.where(labels == 1, -1, 1) * logits[:, 0]).mean()))
        slopes = backward(layers, cache, (sigmoid(logits) - labels[:, None]) / len(labels))
        layers = [(w - lr * d_w, b - lr * d_b) for (w, b), (d_w, d_b) in zip(layers, slopes, strict=True)]
    return layers, losses
