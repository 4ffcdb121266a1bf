"""Activation functions: what bends the line, and how much of the gradient it lets through.

激活函数：让直线弯折，并决定放过多少梯度。

Each function stands beside its derivative, because the two answer different questions: the value says what a network
can express, the derivative whether it can learn it. The scenes draw them, stack them, kill them, and end with softmax,
which is not one of the family: it maps a whole vector at once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from math import sqrt
from typing import Annotated

import numpy as np
from numpy.typing import NDArray

from dl_quiz.nouns import Text
from dl_quiz.stage import Ask, Check, Length, Plot, Range, Say, Show, Step

from .kernels.activation import (
    elu,
    elu_derivative,
    gelu,
    gelu_derivative,
    gradient_bound,
    leaky_relu,
    leaky_relu_derivative,
    log_softmax,
    relu,
    relu_derivative,
    sigmoid,
    sigmoid_derivative,
    silu,
    silu_derivative,
    softmax,
    softmax_jacobian,
    tanh,
    tanh_derivative,
)
from .kernels.differences import central_difference, central_differences

Array = NDArray[np.float64]


Function = Callable[[Array], Array]


def gallery(
    rng: np.random.Generator,
    *,
    reach: Annotated[float, Range(1, 20), Text(en="draw from −reach to reach", zh="从 −reach 画到 reach")] = 4.0,
) -> Iterator[Step]:
    """Seven curves and their slopes.

    七条曲线与它们的斜率
    """
    family: dict[str, tuple[Function, Function]] = {
        "sigmoid": (sigmoid, sigmoid_derivative),
        "tanh": (tanh, tanh_derivative),
        "ReLU": (relu, relu_derivative),
        "Leaky": (leaky_relu, leaky_relu_derivative),
        "ELU": (elu, elu_derivative),
        "GELU": (gelu, gelu_derivative),
        "SiLU": (silu, silu_derivative),
    }
    few = np.array([-2.0, -1.0, 0.0, 1.0, 2.0])
    x = np.linspace(-reach, reach, 81)
    yield Say(
        en="An activation takes one number and returns one number. The matrix before it has mixed the inputs; the activation bends the result.",
        zh="激活函数（activation）逐个作用于每个数。前面的矩阵已经把输入混合好，激活函数负责把结果弯折。",
    )
    yield Show(
        en="Values f(x)",
        zh="函数值 f(x)",
        data=[f(few) for f, _ in family.values()],
        rows=list(family),
        columns=[f"{v:g}" for v in few],
        digits=2,
    )
    yield Plot(
        en="Two that saturate: both ends are flat",
        zh="两条会饱和的曲线：两端都是平的",
        series={"sigmoid": (x, sigmoid(x)), "tanh": (x, tanh(x))},
        x="x",
    )
    yield Plot(en="Two without a ceiling", zh="两条没有上界的曲线", series={"ReLU": (x, relu(x)), "GELU": (x, gelu(x))}, x="x")
    yield Say(
        en="Going backward, each layer multiplies the gradient by the slope at the point where it stood.",
        zh="反向传播时，每一层都要把梯度乘上当时那一点的斜率。",
    )
    yield Ask(en="How steep is the sigmoid at its steepest?", zh="sigmoid 最陡处的斜率是多少？", answer=0.25, within=0.005)
    yield Show(
        en="Slopes f′(x)",
        zh="斜率 f′(x)",
        data=[d(few) for _, d in family.values()],
        rows=list(family),
        columns=[f"{v:g}" for v in few],
        digits=2,
    )
    fine = np.linspace(-6, 6, 2402)  # an even number of points: no interval's middle is far from 0, none of its ends is 0
    yield Check(
        name="steepest-slopes",
        en="the steepest chord of sigmoid is ¼, of tanh 1, of ReLU 1",
        zh="最陡的割线：sigmoid 为 ¼，tanh 为 1，ReLU 为 1",
        left=[(np.diff(f(fine)) / np.diff(fine)).max() for f in (sigmoid, tanh, relu)],
        right=[0.25, 1.0, 1.0],
        within=1e-5,  # a chord of width h is flatter than the tangent by about h²/12 of it, and h is 0.005
    )
    inside = x[np.abs(x) > 0.01]  # a kink has no derivative to compare with
    yield Check(
        name="derivatives",
        en="each slope formula equals the central difference of its curve",
        zh="每个斜率公式都等于曲线的中心差分",
        left=[d(inside) for _, d in family.values()],
        right=[central_difference(f, inside) for f, _ in family.values()],
        within=1e-8,  # truncation h² and rounding ε·|f|/h are both below 1e-9
    )
    yield Check(
        name="gelu-is-not-monotone",
        en="GELU and SiLU dip below zero and come back: the lowest point is not at the left end",
        zh="GELU 与 SiLU 先降到零以下再回升：最低点不在最左端",
        left=[gelu(fine).min(), silu(fine).min()],
        right=[gelu(fine[0]), silu(fine[0])],
        relation="<",
    )


def kinks(
    rng: np.random.Generator,
    *,
    slope: Annotated[float, Range(0, 1), Text(en="slope of Leaky ReLU's negative side", zh="Leaky ReLU 负侧的斜率")] = 0.1,
) -> Iterator[Step]:
    """Made of straight pieces, and yet not linear.

    由直线段拼成，却不是线性函数
    """
    x = np.linspace(-3, 3, 61)
    yield Say(
        en="A linear function f satisfies f(a + b) = f(a) + f(b) for all a and b. Test ReLU and Leaky ReLU on small numbers.",
        zh="线性函数 f 对任意 a、b 都满足 f(a + b) = f(a) + f(b)。拿几个小数字检验 ReLU 和 Leaky ReLU。",
    )
    yield Plot(
        en=f"ReLU, and Leaky ReLU with slope {slope:g}",
        zh=f"ReLU，以及斜率为 {slope:g} 的 Leaky ReLU",
        series={"ReLU": (x, relu(x)), "Leaky": (x, leaky_relu(x, slope))},
        x="x",
    )
    pairs = [(-1.0, -2.0), (1.0, 2.0), (-1.0, 2.0)]
    together = [float(leaky_relu(a + b, slope)) for a, b in pairs]
    apart = [float(leaky_relu(a, slope) + leaky_relu(b, slope)) for a, b in pairs]
    yield Show(
        en="Leaky ReLU on three pairs a, b",
        zh="三对 a, b 经过 Leaky ReLU",
        data=[together, apart],
        rows=["f(a+b)", "f(a)+f(b)"],
        columns=[f"{a:g}, {b:g}" for a, b in pairs],
        digits=2,
    )
    yield Check(
        name="leaky-is-linear-on-each-side",
        en="on one side of zero the sums agree: the negative side is a straight line, not a curve",
        zh="在零的同一侧，两个和相等：负侧是直线，不是曲线",
        left=together[:2],
        right=apart[:2],
        within=1e-12,
    )
    left_half = np.linspace(-5, -0.1, 50)
    yield Check(
        name="leaky-has-no-curvature",
        en="its second differences below zero vanish",
        zh="负侧的二阶差分为零",
        left=np.abs(np.diff(leaky_relu(left_half, slope), 2)).max(),
        right=0.0,
        within=1e-12,
    )
    yield Check(
        name="the-kink-is-the-nonlinearity",
        en="across zero the sums differ: all the nonlinearity sits in the kink",
        zh="跨过零点，两个和就不同：全部非线性都在这个折点上",
        left=abs(together[2] - apart[2]),
        right=1e-3,
        relation=">",
        applies=slope < 0.999,
        because=Text(
            en="with slope 1 there is no kink: Leaky ReLU is then the identity", zh="斜率为 1 时没有折点，Leaky ReLU 就是恒等函数"
        ),
    )
    yield Say(
        en="At ReLU's kink there is no derivative, only a range of subgradients from 0 to 1. Libraries pick 0.",
        zh="ReLU 在折点处没有导数，只有从 0 到 1 的一段次梯度（subgradient）。各框架约定取 0。",
    )
    yield Ask(
        en="A gradient check of ReLU by central differences, exactly at x = 0: which number comes out?",
        zh="恰好在 x = 0 处用中心差分检查 ReLU 的梯度，会得到多少？",
        answer=0.5,
        within=0.01,
    )
    yield Check(
        name="central-difference-at-the-kink",
        en="the central difference at 0 is ½: the mean of both slopes, and not the 0 that libraries return",
        zh="0 处的中心差分是 ½：两侧斜率的平均，而不是框架返回的 0",
        left=[central_difference(relu, 0.0, 1e-6), relu_derivative(0.0)],
        right=[0.5, 0.0],
        within=1e-9,
    )


def centred(
    rng: np.random.Generator,
    *,
    width: Annotated[int, Range(2, 8), Text(en="inputs of the unit", zh="神经元的输入个数")] = 5,
) -> Iterator[Step]:
    """Tanh is a sigmoid, centred at zero.

    tanh 就是以零为中心的 sigmoid
    """
    z = np.linspace(-5, 5, 101)
    yield Plot(en="Tanh and sigmoid", zh="tanh 与 sigmoid", series={"tanh": (z, tanh(z)), "sigmoid": (z, sigmoid(z))}, x="x")
    yield Say(
        en="They look alike, and they are: squeeze the sigmoid to half its width, stretch it to twice its height, and lower it by 1.",
        zh="两条曲线很像，其实就是同一条：把 sigmoid 横向压缩一半、纵向拉伸一倍，再下移 1。",
    )
    yield Check(
        name="tanh-is-a-sigmoid",
        en="tanh(x) = 2σ(2x) − 1",
        zh="tanh(x) = 2σ(2x) − 1",
        left=tanh(z),
        right=2 * sigmoid(2 * z) - 1,
        within=1e-12,
    )
    yield Say(
        en="So tanh cannot express anything that a sigmoid cannot: the weights around it absorb the stretch. What differs is training.",
        zh="所以 sigmoid 表达不了的，tanh 也表达不了：前后的权重就能吸收这点缩放。差别在训练上。",
    )
    before = np.concatenate([[-1.0, 1.0], rng.normal(size=width - 2)])
    error = 0.5
    gradients = {"sigmoid": error * sigmoid(before), "tanh": error * tanh(before)}
    yield Ask(
        en=f"A unit reads {width} sigmoid outputs, and its error is +0.5. For one example, how many of its weight gradients are positive?",
        zh=f"一个神经元读取 {width} 个 sigmoid 输出，误差为 +0.5。对单个样本，它的权重梯度有几个为正？",
        answer=width,
    )
    yield Show(
        en="Weight gradients ∂L/∂w = error · input",
        zh="权重梯度 ∂L/∂w = 误差 · 输入",
        data=np.array(list(gradients.values())).T,
        rows=[f"w{i + 1}" for i in range(width)],
        columns=list(gradients),
    )
    yield Check(
        name="sigmoid-gradients-share-a-sign",
        en="how many signs occur among the gradients: one behind sigmoid, two behind tanh",
        zh="梯度里出现了几种符号：sigmoid 之后一种，tanh 之后两种",
        left=[np.unique(np.sign(gradient)).size for gradient in gradients.values()],
        right=[1, 2],
    )
    yield Say(
        en="With one sign, the weights can only all rise or all fall in one step: the way to a mixed target is a zigzag. "
        "This is why tanh was preferred in hidden layers, long before ReLU, which is not centred either.",
        zh="同号意味着一步之内权重只能一起增大或一起减小，要到达有增有减的目标就得走之字形。"
        "所以早年隐藏层偏爱 tanh；不过后来的 ReLU 也不是零中心的。",
    )


def depth(
    rng: np.random.Generator,
    *,
    layers: Annotated[int, Range(1, 60), Text(en="how many layers", zh="层数")] = 20,
    width: Annotated[int, Range(16, 256), Text(en="units in each layer", zh="每层的神经元数")] = 128,
) -> Iterator[Step]:
    """What is left of a gradient after many layers.

    梯度穿过许多层之后还剩多少
    """
    yield Say(
        en="Send a gradient back through a stack of random layers. Each multiplies it by the weights, and by the activation's slopes.",
        zh="让梯度反向穿过一叠随机初始化的层。每层都要乘一次权重，再乘一次激活函数的斜率。",
    )
    yield Ask(
        en=f"Sigmoid slopes are at most ¼. At most which factor do {min(layers, 5)} of them leave?",
        zh=f"sigmoid 的斜率不超过 ¼。连乘 {min(layers, 5)} 次，最多剩下多少倍？",
        answer=0.25 ** min(layers, 5),
        within=0.1 * 0.25 ** min(layers, 5),
    )
    draws = rng.normal(size=(layers, width, width)) / sqrt(width)  # variance 1/n: Xavier's, for equal widths
    x, top = rng.normal(size=(2, width))
    left = {
        "sigmoid": _gradient_left(draws, x, top, sigmoid, sigmoid_derivative),
        "tanh": _gradient_left(draws, x, top, tanh, tanh_derivative),
        "ReLU": _gradient_left(draws, x, top, relu, relu_derivative),
        "ReLU, He": _gradient_left(draws * sqrt(2), x, top, relu, relu_derivative),
    }
    yield Plot(
        en=f"Length of the gradient after {layers} layers, relative to the start (log scale)",
        zh=f"穿过 {layers} 层之后梯度的相对长度（对数刻度）",
        kind="bars",
        series={**left},
        log=True,
    )
    largest = np.prod([np.linalg.norm(w, 2) for w in draws])
    yield Check(
        name="sigmoid-bound",
        en="sigmoid: at most ¼ᴸ times the product of the matrices' norms",
        zh="sigmoid：不超过 ¼ᴸ 乘以各权重矩阵范数之积",
        left=left["sigmoid"],
        right=gradient_bound(layers) * largest,
        relation="<=",
    )
    yield Check(
        name="sigmoid-vanishes-first",
        en="with the same weights, sigmoid keeps less than tanh",
        zh="同样的权重下，sigmoid 留下的比 tanh 少",
        left=left["sigmoid"],
        right=left["tanh"],
        relation="<",
    )
    # Squared, a layer multiplies the length by a mean of 1 with a variance of 5/n: 2/n by the Gaussian weights, 3/n by the
    # mask that half of the units drop. For L layers the logarithm of the length wanders by ½√(5L/n), and sinks by 5L/4n.
    spread = 0.5 * sqrt(5 * layers / width)
    yield Check(
        name="relu-with-he-keeps-the-gradient",
        en="ReLU with He weights: the logarithm of the length stays near 0, within 4 standard deviations",
        zh="ReLU 配 He 初始化：长度的对数保持在 0 附近，相差不到 4 个标准差",
        left=np.log(max(left["ReLU, He"], 1e-300)),
        right=-(spread**2),
        within=4 * spread,
        applies=spread <= 0.5,
        because=Text(
            en="so deep and so narrow, the length wanders too far to say anything", zh="这样又深又窄，长度的随机起伏太大，无从判断"
        ),
    )
    yield Check(
        name="relu-alone-does-not",
        en="ReLU does not do it alone: length with He ÷ without = √2 for every layer",
        zh="光靠 ReLU 不够：有 He 时的长度 ÷ 没有时 = 每层一个 √2",
        left=left["ReLU, He"] / left["ReLU"] if left["ReLU"] else 0.0,
        right=2 ** (layers / 2),
        within=1e-9 * 2 ** (layers / 2),
        applies=left["ReLU"] > 0,
        because=Text(en="every unit of some layer was off, and no gradient came through", zh="某一层的神经元全部关闭，没有梯度通过"),
    )
    yield Say(
        en="An active ReLU passes the gradient unchanged, but half of the units are off; He's factor 2 in the variance makes up for that half.",
        zh="激活的 ReLU 原样放过梯度，但有一半神经元是关的；He 初始化方差里的 2 正是补偿这一半。",
    )


def dead(
    rng: np.random.Generator,
    *,
    bias: Annotated[float, Range(-8, 0), Text(en="bias of the hidden units at the start", zh="隐藏单元的初始偏置")] = -6.0,
    slope: Annotated[float, Range(0, 0.2), Text(en="slope of Leaky ReLU's negative side", zh="Leaky ReLU 负侧的斜率")] = 0.1,
) -> Iterator[Step]:
    """Dead units, and how a leak revives them.

    死亡的神经元，以及漏一点梯度如何救活它
    """
    x = np.linspace(-2, 2, 64)
    y = 2 * x + relu(x)
    weight = rng.uniform(-1, 1, 16)
    before = np.outer(x, weight) + bias
    yield Say(
        en=f"Sixteen hidden units read x between −2 and 2, with weights between −1 and 1 and a bias of {bias:g}. "
        "They should learn y = 2x + max(0, x).",
        zh=f"16 个隐藏单元读取 −2 到 2 之间的 x，权重在 −1 与 1 之间，偏置为 {bias:g}，要学会 y = 2x + max(0, x)。",
    )
    yield Show(
        en="Pre-activations z = wx + b of four units",
        zh="四个单元的预激活 z = wx + b",
        data=before[[0, 21, 42, 63], :4].T,
        rows=[f"z{i + 1}" for i in range(4)],
        columns=[f"x={v:.1f}" for v in x[[0, 21, 42, 63]]],
        digits=1,
    )
    alive = int((before.max(axis=0) > 0).sum())
    yield Ask(en="How many of the 16 are above zero for at least one x?", zh="16 个单元中，有几个至少对一个 x 大于零？", answer=alive)
    stuck, flat = _fit_curve(x, y, weight, bias, 0.0)
    _, falling = _fit_curve(x, y, weight, bias, slope)
    yield Plot(
        en="Mean squared error during training",
        zh="训练中的均方误差",
        series={"ReLU": flat, "Leaky": falling},
        x=Text(en="step", zh="步"),
    )
    some_alive = Text(en="with this bias some units are alive from the start", zh="这个偏置下，有些单元一开始就是活的")
    yield Check(
        name="dead-weights-never-move",
        en="ReLU: not one hidden weight has moved",
        zh="ReLU：隐藏层的权重一个也没动",
        left=stuck,
        right=weight,
        applies=alive == 0,
        because=some_alive,
    )
    yield Check(
        name="dead-network-predicts-the-mean",
        en="only the output bias learned: the error ends at the variance of y",
        zh="只有输出偏置在学：误差停在 y 的方差上",
        left=flat[-1],
        right=np.var(y),
        within=1e-6,  # the bias approaches the mean geometrically, by 2 % a step
        applies=alive == 0,
        because=some_alive,
    )
    yield Check(
        name="leaky-recovers",
        en="Leaky ReLU, from the same start, ends below 5% of that",
        zh="同样的起点，Leaky ReLU 的误差降到它的 5% 以下",
        left=falling[-1],
        right=0.05 * np.var(y),
        relation="<",
        applies=slope >= 0.08,
        because=Text(en="so small a leak is too slow for this many steps", zh="漏得太少，这么多步还来不及"),
    )
    line = np.polynomial.Polynomial.fit(x, y, 1)
    best = float(np.mean((line(x) - y) ** 2))
    yield Show(
        en="Final errors, and that of the best straight line",
        zh="最终误差，与最优直线的误差",
        data=[flat[-1], falling[-1], best],
        columns=["ReLU", "Leaky", Text(en="line", zh="直线")],
    )
    yield Check(
        name="alive-but-straight",
        en="the leak let it learn, but units that are all on one side act as a line: it did no better than the best one",
        zh="漏过来的梯度让它学了起来，但单元全在同一侧时只是一条直线：结果不会好于最优直线",
        left=falling[-1],
        right=0.9 * best,  # 10 % for the few units that may reach their kink on the way
        relation=">=",
        applies=alive == 0 and bias <= -6,
        because=Text(en="here some units reach their kink", zh="此时有些单元到达了折点"),
    )
    yield Say(
        en="None of this is the vanishing gradient of depth: here the slope is exactly zero, in one layer, for every example.",
        zh="这与深度造成的梯度消失无关：这里只有一层，但对每个样本斜率都恰好为零。",
    )


def vector(
    rng: np.random.Generator,
    *,
    logits: Annotated[tuple[float, ...], Range(-1000, 1000), Length(2, 6), Text(en="the scores", zh="各类的得分")] = (2.0, 1.0, 0.0),
) -> Iterator[Step]:
    """Softmax maps a vector, not a number.

    softmax 作用于整个向量，而不是单个数
    """
    z = np.array(logits)
    names = [f"{i + 1}" for i in range(len(z))]
    yield Say(
        en="Softmax makes probabilities of scores: exponentiate each, then divide by the sum.",
        zh="softmax 把得分变成概率：逐个取指数，再除以总和。",
    )
    yield Show(en="Scores and probabilities", zh="得分与概率", data=[z, softmax(z)], rows=["z", "p"], columns=names)
    yield Ask(
        en="Raise only the first score by 1. How many probabilities change?",
        zh="只把第一个得分加 1，有几个概率会变？",
        answer=len(z),
    )
    raised = z + np.eye(len(z))[0]
    yield Show(en="After raising the first score", zh="第一个得分加 1 之后", data=[raised, softmax(raised)], rows=["z", "p"], columns=names)
    odds = log_softmax(raised) - log_softmax(z)
    yield Check(
        name="every-probability-moves",
        en="the first log-probability rises, every other one falls",
        zh="第一个对数概率上升，其余全部下降",
        left=np.sign(odds),
        right=np.where(np.arange(len(z)) == 0, 1.0, -1.0),
        applies=bool(np.ptp(z) < 30),
        because=Text(en="with gaps this wide the change is below rounding", zh="得分差距太大，变化已小于舍入误差"),
    )
    yield Check(
        name="shift-invariance",
        en="adding 100 to every score changes nothing",
        zh="所有得分同时加 100，结果不变",
        left=softmax(z + 100),
        right=softmax(z),
        within=1e-12,
    )
    yield Check(
        name="two-classes-are-a-sigmoid",
        en="for two classes softmax is the sigmoid of the difference",
        zh="只有两类时，softmax 就是得分之差的 sigmoid",
        left=softmax(z[:2])[0],
        right=sigmoid(z[0] - z[1]),
        within=1e-12,
    )
    jacobian = softmax_jacobian(z)
    yield Show(en="Jacobian ∂pᵢ/∂zⱼ", zh="雅可比矩阵 ∂pᵢ/∂zⱼ", data=jacobian, rows=names, columns=names, heat=True)
    yield Check(
        name="jacobian",
        en="it equals central differences, and each row sums to 0",
        zh="它等于中心差分，且每行之和为 0",
        left=[*jacobian.T, jacobian.sum(axis=1)],
        right=[*central_differences(softmax, z).T, np.zeros(len(z))],
        within=1e-8,  # differences of numbers near 1, divided by 2e-5
    )
    yield Check(
        name="jacobian-rank",
        en="its rank is one less than the number of classes: a common shift is invisible",
        zh="它的秩比类别数少 1：整体平移是看不见的",
        left=int(np.linalg.matrix_rank(jacobian)),
        right=len(z) - 1,
        applies=bool(np.ptp(z) < 20),
        because=Text(en="with gaps this wide some probabilities are zero in floating point", zh="得分差距太大，有些概率在浮点数里就是零"),
    )
    huge = np.array([1000.0, 1000.0])
    with np.errstate(over="ignore", invalid="ignore"):
        naive = np.exp(huge) / np.exp(huge).sum()
    yield Ask(
        en="exp(1000) overflows. What does the formula, typed as it stands, give for the scores [1000, 1000]?",
        zh="exp(1000) 会溢出。照公式直接写，得分 [1000, 1000] 会得到什么？",
        answer=0,
        options=["NaN, NaN", "0.5, 0.5", "1, 1"],
    )
    yield Check(
        name="subtract-the-maximum",
        en="the naive form gives NaN (1 = yes); with the maximum subtracted first, both are ½",
        zh="直接写得到 NaN（1 = 是）；先减去最大值，两个都是 ½",
        left=[bool(np.isnan(naive).all()), *softmax(huge)],
        right=[True, 0.5, 0.5],
        within=1e-12,
    )


def confidence(
    rng: np.random.Generator,
    *,
    sharpness: Annotated[
        float, Range(1, 8), Text(en="factor by which the model exaggerates its logits", zh="模型把 logit 夸大的倍数")
    ] = 3.0,
    examples: Annotated[int, Range(2000, 100000), Text(en="how many examples", zh="样本数")] = 40000,
) -> Iterator[Step]:
    """Between 0 and 1 is not yet a probability.

    落在 0 与 1 之间，还不等于概率
    """
    logit = rng.normal(0, 1.5, examples)
    label = rng.random(examples) < sigmoid(logit)
    claimed = sigmoid(sharpness * logit)
    yield Say(
        en=f"Labels are drawn with known probabilities σ(z). A model has found every z, but multiplies it by {sharpness:g} before its sigmoid.",
        zh=f"标签按已知概率 σ(z) 抽取。模型找到了每个 z，但在 sigmoid 之前把它乘了 {sharpness:g}。",
    )
    yield Check(
        name="decisions-unchanged",
        en="at the threshold ½ it decides exactly as the true probabilities do",
        zh="以 ½ 为阈值，它的判断与真实概率完全一致",
        left=int(((claimed > 0.5) != (sigmoid(logit) > 0.5)).sum()),
        right=0,
    )
    sure = (claimed > 0.8) & (claimed < 0.95)
    said, came = float(claimed[sure].mean()), float(label[sure].mean())
    yield Ask(
        en=f"Take the cases where it says between 80% and 95%; on average it says {said:.0%}. How many percent of them are positive?",
        zh=f"取出它输出 80% 到 95% 的样本，平均输出 {said:.0%}。其中真正为正的占百分之几？",
        answer=100 * came,
        within=5,
    )
    edges = np.linspace(0, 1, 6)
    bins = np.clip(np.digitize(claimed, edges) - 1, 0, 4)
    table = [[claimed[bins == b].mean(), label[bins == b].mean()] if (bins == b).any() else [None, None] for b in range(5)]
    yield Show(
        en="What the model says, and what comes",
        zh="模型说的，与实际发生的",
        data=table,
        rows=[f"{edges[b]:.1f}–{edges[b + 1]:.1f}" for b in range(5)],
        columns=[Text(en="says", zh="输出"), Text(en="comes", zh="实际")],
    )
    error = 0.5 / sqrt(max(int(sure.sum()), 1))  # the standard error of a frequency is at most ½/√n
    yield Check(
        name="overconfident",
        en="in that band it says more than comes, by over 4 standard errors",
        zh="在这一段里，它说的比实际发生的多，差距超过 4 个标准误",
        left=said - came,
        right=4 * error,
        relation=">",
        applies=sharpness >= 2 and examples >= 10000,
        because=Text(en="so little exaggeration, or so few cases, cannot be told from chance", zh="夸大得太少或样本太少，与偶然无法区分"),
    )
    temperatures = sharpness * np.linspace(0.5, 1.5, 41)
    signed = sharpness * np.where(label, logit, -logit)
    losses = [float(np.logaddexp(0, -signed / temperature).mean()) for temperature in temperatures]
    found = temperatures[int(np.argmin(losses))]
    yield Plot(
        en="Mean negative log-likelihood against the number that divides the logits",
        zh="平均负对数似然与 logit 除数的关系",
        series={"NLL": (temperatures, losses)},
        x=Text(en="divisor", zh="除数"),
    )
    information = examples * float(np.mean(sigmoid_derivative(logit) * logit**2))
    yield Check(
        name="temperature-found",
        en="best divisor ÷ true factor: the data alone tell by how much it exaggerates",
        zh="最优除数 ÷ 真实倍数：只看数据，就能找出它夸大了多少倍",
        left=found / sharpness,
        right=1.0,
        within=4 / sqrt(information) + 0.0125,  # 4 standard errors by the Fisher information, and half a step of the grid
    )
    yield Say(
        en="This is temperature scaling. The range (0, 1) comes from the formula; calibration must be measured.",
        zh="这就是温度缩放（temperature scaling）。(0, 1) 的值域来自公式；是否校准（calibration），必须实测。",
    )


def _gradient_left(weights: Array, x: Array, top: Array, function: Function, derivative: Function) -> float:
    """Length of a gradient that entered a stack of bias-free layers as `top`, when it leaves it, relative to the start."""
    slopes = []
    for w in weights:
        z = w @ x
        slopes.append(derivative(z))
        x = function(z)
    gradient = top
    for w, slope in zip(weights[::-1], slopes[::-1], strict=True):
        gradient = w.T @ (slope * gradient)
    return float(np.linalg.norm(gradient) / np.linalg.norm(top))


def _fit_curve(
    x: Array, y: Array, weight: Array, bias: float, slope: float, steps: int = 1000, lr: float = 0.01
) -> tuple[Array, list[float]]:
    """Train a network of one hidden layer by gradient descent; return its hidden weights and the losses."""
    w, b = weight.copy(), np.full(weight.size, bias)
    v, c = np.where(np.arange(w.size) % 2, 0.5, -0.5), 0.0
    losses = []
    for _ in range(steps):
        z = np.outer(x, w) + b
        h = leaky_relu(z, slope)
        error = h @ v + c - y
        losses.append(float(np.mean(error**2)))
        d_output = 2 * error / x.size
        d_z = np.outer(d_output, v) * leaky_relu_derivative(z, slope)
        v, c = v - lr * (h.T @ d_output), c - lr * d_output.sum()
        w, b = w - lr * (x @ d_z), b - lr * d_z.sum(axis=0)
    return w, losses
