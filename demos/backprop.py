"""Forward and backward: values go one way, gradients come back, and nothing is updated.

前向与反向：数值往前走，梯度往回传，参数一个也没动。

A network is a chain of simple functions. The forward pass evaluates it and keeps what the way back will need; the backward
pass applies the chain rule from the loss to every parameter; only then does an optimiser, which is neither of them, move the weights.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Annotated, Any, Literal

import numpy as np
from numpy.typing import NDArray

from dl_quiz.nouns import Text
from dl_quiz.stage import Ask, Check, Plot, Range, Say, Show, Step

from .kernels import activation as activations
from .kernels.backprop import (
    Activation,
    Layer,
    backward,
    cached_numbers,
    checkpointed_layers,
    difference_passes,
    forward,
    initialise,
    logit_gradient,
    parameter_count,
)
from .kernels.differences import central_difference, central_differences
from .kernels.fc import affine, affine_backward
from .kernels.loss import binary_cross_entropy, cross_entropy, cross_entropy_gradient
from .kernels.optim import adam, sgd

Array = NDArray[np.float64]


def forward_pass(
    rng: np.random.Generator,
    *,
    x1: Annotated[float, Range(-5, 5), Text(en="first input", zh="第一个输入")] = 1.0,
    x2: Annotated[float, Range(-5, 5), Text(en="second input", zh="第二个输入")] = 2.0,
    target: Annotated[float, Range(-5, 5), Text(en="target y", zh="目标 y")] = 1.0,
) -> Iterator[Step]:
    """Forward: values, and what must be kept.

    前向：算出数值，并留下反向要用的
    """
    layers = _example()
    (hidden, hidden_bias), (out, out_bias) = layers
    output, cache = forward(layers, [[x1, x2]])
    z, h, prediction = cache[0][1][0], cache[1][0][0], output.item()
    yield Say(
        en="Two inputs, two hidden ReLU units, one linear output: small enough to follow with a pencil.",
        zh="两个输入、两个 ReLU 隐藏单元、一个线性输出：小到可以用笔跟着算。",
    )
    yield Show(
        en="The nine parameters, one row a unit",
        zh="九个参数，每行一个单元",
        data=[[*hidden[0], hidden_bias[0]], [*hidden[1], hidden_bias[1]], [*out[0], out_bias[0]]],
        rows=["h₁", "h₂", "ŷ"],
        columns=["w₁", "w₂", "b"],
        digits=1,
    )
    yield Ask(
        en=f"x = ({x1:g}, {x2:g}). What is z₁, before the ReLU?",
        zh=f"x = ({x1:g}, {x2:g})，ReLU 之前的 z₁ 是多少？",
        answer=z[0],
        within=0.005,
    )
    yield Show(
        en="First layer: z = W₁x + b₁, then h = max(0, z)",
        zh="第一层：z = W₁x + b₁，再取 h = max(0, z)",
        data=[z, h],
        rows=["z", "h"],
        columns=["1", "2"],
    )
    yield Ask(en="And the output ŷ = W₂h + b₂?", zh="那么输出 ŷ = W₂h + b₂ 呢？", answer=prediction, within=0.005)
    loss = 0.5 * (prediction - target) ** 2
    yield Say(
        en=f"ŷ = {prediction:.4g}, and the loss ½(ŷ − y)² = {loss:.6g}. In training the pass does not end at the prediction, but at this one number.",
        zh=f"ŷ = {prediction:.4g}，损失 ½(ŷ − y)² = {loss:.6g}。训练时前向传播的终点不是预测值，而是这一个标量。",
    )
    yield Check(
        name="equals-hand-sum",
        en="z₁, z₂, ŷ and the loss, written out term by term",
        zh="z₁、z₂、ŷ 与损失，等于逐项手算",
        left=[*z, prediction, loss],
        right=_by_hand(x1, x2, target),
        within=1e-12,
    )
    yield Show(
        en="What each operation learns, and what it leaves for the way back",
        zh="每个运算要学的数，和为反向留下的数",
        data=[[6, 2], [0, 2], [3, 2], [0, 1]],
        rows=["W₁x + b₁", "ReLU", "W₂h + b₂", "½(ŷ − y)²"],
        columns=[Text(en="learns", zh="参数"), Text(en="keeps", zh="缓存")],
    )
    yield Check(
        name="cache-is-counted",
        en="numbers kept in the cache = inputs and pre-activations of both layers",
        zh="缓存里的数 = 两层的输入与预激活值之和",
        left=sum(value.size + pre.size for value, pre in cache),
        right=cached_numbers([2, 2, 1]),
    )


def graph(
    rng: np.random.Generator,
    *,
    batch: Annotated[int, Range(1, 16), Text(en="examples in the batch", zh="批中的样本数")] = 3,
) -> Iterator[Step]:
    """Not every layer weighs and squashes.

    并非每一层都是“加权求和再激活”
    """
    x, labels = rng.normal(size=(batch, 4)), rng.integers(0, 3, batch)
    first, last = initialise(rng, (4, 4)) + initialise(rng, (2, 3))
    yield Say(
        en="Any operation may stand in the chain if it can do two things: compute its output, "
        "and turn the gradient at its output into the gradient at its input. Weights are optional.",
        zh="一个运算只要会两件事就能放进链条：由输入算输出；由输出处的梯度算输入处的梯度。有没有权重都可以。",
    )
    yield Show(
        en="A network, and how many numbers each of its operations learns",
        zh="一个网络，以及每个运算要学几个数",
        data=[[first[0].size + first[1].size], [0], [0], [0], [last[0].size + last[1].size], [0]],
        rows=[
            Text(en="affine 4 → 4", zh="仿射 4 → 4"),
            "ReLU",
            Text(en="add the input", zh="加上输入"),
            Text(en="max of pairs", zh="两两取最大"),
            Text(en="affine 2 → 3", zh="仿射 2 → 3"),
            Text(en="softmax loss", zh="softmax 损失"),
        ],
        columns=[Text(en="learns", zh="参数")],
    )
    yield Ask(
        en="How many of the six operations have no parameters, yet must pass a gradient on?",
        zh="六个运算中，有几个没有参数、却必须把梯度往回传？",
        answer=4,
    )
    gradient = _graph_gradient(first, last, x, labels)
    yield Show(
        en="∂L/∂W of the first affine map, back through all six", zh="穿过全部六个运算，传回第一个仿射层的 ∂L/∂W", data=gradient, heat=True
    )
    yield Check(
        name="every-operation-has-a-rule",
        en="the gradient through operations without weights = central differences",
        zh="穿过无权重运算的梯度 = 中心差分",
        left=gradient,
        right=central_differences(lambda weight: _graph_loss((weight, first[1]), last, x, labels)[0], first[0], 1e-6),
        within=1e-6,  # rounding, 1e-16 · L / ε; a kink within 1e-6 of a normal draw is a one-in-ten-thousand event
    )
    yield Say(
        en="A sum copies the gradient to both its branches, a maximum hands it to the winner, a ReLU blocks it where z < 0. "
        "So “weighted sum and activation” describes one layer among many.",
        zh="加法把梯度原样复制给两条支路，取最大把它交给胜者，ReLU 在 z < 0 处把它截断。所以“加权求和再激活”只是众多层中的一种。",
    )


def backward_pass(
    rng: np.random.Generator,
    *,
    x1: Annotated[float, Range(-5, 5), Text(en="first input", zh="第一个输入")] = 1.0,
    x2: Annotated[float, Range(-5, 5), Text(en="second input", zh="第二个输入")] = 2.0,
    target: Annotated[float, Range(-5, 5), Text(en="target y", zh="目标 y")] = 1.0,
    lr: Annotated[float, Range(0.001, 1.0), Text(en="learning rate of the optimisers", zh="优化器的学习率")] = 0.1,
) -> Iterator[Step]:
    """Backward: gradients, and nothing else.

    反向：只算梯度，别的什么也不做
    """
    layers = _example()
    before = _flat(layers)
    output, cache = forward(layers, [[x1, x2]])
    error = output - target
    gradients = backward(layers, cache, error)
    (d_hidden, d_hidden_bias), (d_out, d_out_bias) = gradients
    yield Say(
        en=f"The forward pass gave ŷ = {output.item():.4g}. Start at the end: ∂L/∂ŷ = ŷ − y = {error.item():.4g}.",
        zh=f"前向得到 ŷ = {output.item():.4g}。从终点出发：∂L/∂ŷ = ŷ − y = {error.item():.4g}。",
    )
    yield Ask(
        en=f"The weight of h₁ on ŷ was multiplied by h₁ = {cache[1][0][0, 0]:.4g}. What is its gradient?",
        zh=f"h₁ 到 ŷ 的权重乘的是 h₁ = {cache[1][0][0, 0]:.4g}，它的梯度是多少？",
        answer=d_out[0, 0],
        within=0.005,
    )
    yield Say(
        en="A weight's gradient is what came in times what comes back. To go one layer down, "
        "send δ back through the same weights, and close the gate where the ReLU was shut.",
        zh="权重的梯度 = 进来的值 × 传回来的值。再往下一层，就让 δ 沿同一组权重传回去，ReLU 关着的地方截断。",
    )
    yield Show(
        en="∂L/∂(each of the nine parameters), laid out as the parameters are",
        zh="九个参数各自的 ∂L/∂θ，排列与参数相同",
        data=[[*d_hidden[0], d_hidden_bias[0]], [*d_hidden[1], d_hidden_bias[1]], [*d_out[0], d_out_bias[0]]],
        rows=["h₁", "h₂", "ŷ"],
        columns=["∂w₁", "∂w₂", "∂b"],
    )
    smooth = np.abs(cache[0][1]).min() > 1e-3
    yield Check(
        name="equals-central-differences",
        en="backpropagation = (L(θ + ε) − L(θ − ε)) / 2ε for every parameter",
        zh="反向传播 = 每个参数的 (L(θ + ε) − L(θ − ε)) / 2ε",
        left=_flat(gradients),
        right=central_differences(lambda flat: _loss_of(_shaped(flat, layers), [[x1, x2]], target), before, 1e-5),
        within=1e-6,  # rounding, 1e-16 · L / ε, with a loss of up to a few hundred
        applies=bool(smooth),
        because=Text(
            en="a pre-activation lies on the kink of the ReLU, where there is no derivative",
            zh="有一个预激活值落在 ReLU 的折点上，那里没有导数",
        ),
    )
    yield Ask(
        en="Both passes are done. How many of the nine parameters have changed so far?",
        zh="前向、反向都做完了。九个参数中有几个已经变了？",
        answer=0,
    )
    yield Check(
        name="parameters-untouched",
        en="after forward and backward, every parameter is what it was",
        zh="前向和反向之后，每个参数都原封不动",
        left=_flat(layers),
        right=[0.5, -0.2, 0.2, 0.8, 0.1, -0.1, 1.0, -1.5, 0.2],
    )
    gradient = d_out[0]
    descent, _ = sgd(np.zeros(2), gradient, lr=lr)
    adaptive, _ = adam(np.zeros(2), gradient, lr=lr)
    yield Show(
        en="One gradient (of W₂), two optimisers, two different moves",
        zh="同一个（W₂ 的）梯度，两种优化器，两种走法",
        data=[gradient, descent, adaptive],
        rows=[Text(en="gradient", zh="梯度"), "SGD", "Adam"],
        columns=["w₁", "w₂"],
    )
    yield Check(
        name="optimiser-decides",
        en="SGD moves by −lr · g; Adam's first step is lr long in every coordinate",
        zh="SGD 移动 −lr · g；Adam 的第一步在每个坐标上都是 lr",
        left=[descent, adaptive],
        right=[[-lr * g for g in gradient], [-lr * float(np.sign(g)) for g in gradient]],
        within=1e-5 * lr,
        applies=bool(np.all((gradient == 0) | (np.abs(gradient) > 0.01))),
        because=Text(en="a gradient is so small that Adam's eps shows", zh="有一个梯度小到 Adam 的 eps 已不可忽略"),
    )


def step(
    rng: np.random.Generator,
    *,
    lr: Annotated[float, Range(0.001, 1.0), Text(en="learning rate of the one step", zh="这一步的学习率")] = 0.05,
    x1: Annotated[float, Range(-5, 5), Text(en="first input", zh="第一个输入")] = 1.0,
    x2: Annotated[float, Range(-5, 5), Text(en="second input", zh="第二个输入")] = 2.0,
    target: Annotated[float, Range(-5, 5), Text(en="target y", zh="目标 y")] = 1.0,
) -> Iterator[Step]:
    """What a gradient promises, and what not.

    梯度承诺了什么，没承诺什么
    """
    layers, x = _example(), [[x1, x2]]
    output, cache = forward(layers, x)
    gradient = _flat(backward(layers, cache, output - target))

    def after(rate: float, inputs: Any = x, goal: float = target) -> float:
        return _loss_of(_shaped(_flat(layers) - rate * gradient, layers), inputs, goal)

    start = after(0.0)
    yield Say(
        en=f"The loss is {start:.6g}. Take one step against the gradient, θ ← θ − lr · g, and look again.",
        zh=f"现在损失是 {start:.6g}。沿负梯度走一步 θ ← θ − lr · g，再看损失。",
    )
    yield Ask(
        en=f"With lr = {lr:g}, does the loss rise or fall?",
        zh=f"lr = {lr:g} 时，损失升还是降？",
        answer=int(after(lr) <= start),
        options=[Text(en="it rises", zh="升"), Text(en="it falls, or stays", zh="降，或不变")],
    )
    yield Check(
        name="loss-after-step",
        en="the loss after the step, computed again from formulas written out by hand",
        zh="走一步之后的损失，与手写公式重算的一致",
        left=after(lr),
        right=_stepped_by_hand(x1, x2, target, lr),
        within=1e-9 * (1 + after(lr)),
    )
    rates = [0.0, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5]
    yield Show(
        en="The same gradient, other learning rates",
        zh="同一个梯度，换不同的学习率",
        data=[[after(rate)] for rate in rates],
        rows=[f"lr = {rate:g}" for rate in rates],
        columns=["L"],
    )
    fine = np.linspace(0.0, 0.2, 60)
    yield Plot(
        en="Loss after one step",
        zh="走一步之后的损失",
        series={"L(θ − lr·g)": (fine, [after(rate) for rate in fine])},
        x=Text(en="lr", zh="lr"),
        y="L",
    )
    classic = (x1, x2, target) == (1.0, 2.0, 1.0)
    only_classic = Text(en="shown for the example x = (1, 2), y = 1", zh="只对例子 x = (1, 2)、y = 1 展示")
    yield Check(
        name="long-steps-overshoot",
        en="at lr = 0.5 the loss is higher than before the step",
        zh="lr = 0.5 时，损失比走之前更高",
        left=after(0.5),
        right=start,
        relation=">",
        applies=classic,
        because=only_classic,
    )
    yield Say(
        en="The gradient speaks about the first instant only: L(θ − lr·g) = L − lr·‖g‖² + terms in lr². How far to trust it, it does not say.",
        zh="梯度只管最初的一瞬：L(θ − lr·g) = L − lr·‖g‖² + lr² 阶的项。能信它走多远，它没有说。",
    )
    yield Check(
        name="first-order-promise",
        en="slope of the loss along the step, at lr = 0, is −‖g‖²",
        zh="沿这一步方向，损失在 lr = 0 处的斜率为 −‖g‖²",
        left=(after(1e-7) - after(-1e-7)) / 2e-7,
        right=-float(np.sum(gradient**2)),
        within=1e-5 * (1 + float(np.sum(gradient**2))),
        applies=bool(np.abs(cache[0][1]).min() > 1e-3),
        because=Text(en="a pre-activation lies on the kink of the ReLU", zh="有一个预激活值落在 ReLU 的折点上"),
    )
    other, goal = [[2.0, 1.0]], -0.6
    yield Say(
        en=f"Another example, x = (2, 1) with y = −0.6, was nearly right: loss {after(0.0, other, goal):.5f}. "
        f"It had no say in this step, and now has loss {after(lr, other, goal):.4f}.",
        zh=f"另一个样本 x = (2, 1)、y = −0.6 原本几乎正确，损失 {after(0.0, other, goal):.5f}；它没有参与这一步，现在损失变成 {after(lr, other, goal):.4f}。",
    )
    yield Check(
        name="others-may-suffer",
        en="a step for one example raised the loss of another",
        zh="为一个样本走的一步，抬高了另一个样本的损失",
        left=after(lr, other, goal),
        right=after(0.0, other, goal),
        relation=">",
        applies=classic,
        because=only_classic,
    )


def gradcheck(
    rng: np.random.Generator,
    *,
    eps: Annotated[float, Range(1e-12, 0.1), Text(en="how far each parameter is moved", zh="每个参数移动多远")] = 1e-5,
    activation: Annotated[Literal["tanh", "sigmoid", "relu"], Text(en="activation of the hidden layers", zh="隐藏层的激活函数")] = "tanh",
) -> Iterator[Step]:
    """Checking a gradient, and why smaller is not better.

    梯度检查：为什么步子不是越小越准
    """
    layers = initialise(rng, (3, 5, 4, 2))
    x, target = rng.normal(size=(4, 3)), rng.normal(size=(4, 2))
    output, cache = forward(layers, x, activation)
    exact = _flat(backward(layers, cache, output - target, activation))

    def error(width: float) -> float:
        """Relative, so that it can be compared from network to network."""
        differences = central_differences(lambda flat: _loss_of(_shaped(flat, layers), x, target, activation), _flat(layers), width)
        return float(np.linalg.norm(differences - exact) / np.linalg.norm(exact))

    yield Say(
        en=f"A network of {exact.size} parameters. Move each a little up and a little down, and divide the change of the loss by 2ε. No calculus is involved.",
        zh=f"一个有 {exact.size} 个参数的网络。把每个参数往上、往下各移一点，再用损失的变化除以 2ε：完全不用求导。",
    )
    yield Check(
        name="agrees-with-differences",
        en="relative difference between backpropagation and central differences",
        zh="反向传播与中心差分的相对差",
        left=error(eps),
        right=1e-6,
        relation="<=",
        applies=1e-6 <= eps <= 1e-4 and activation != "relu",
        because=Text(
            en="with a ReLU a kink may lie within ε; outside 1e-6 … 1e-4 the error of the method itself is larger",
            zh="ReLU 的折点可能落在 ε 之内；ε 在 1e-6 … 1e-4 之外时，方法本身的误差更大",
        ),
    )
    yield Ask(
        en="ε = 1e-5 does well. What does ε = 1e-12 do?",
        zh="ε = 1e-5 效果很好。换成 ε = 1e-12 呢？",
        answer=1,
        options=[Text(en="closer to the true derivative", zh="更接近真正的导数"), Text(en="further away from it", zh="离得更远")],
    )
    widths = [10.0**-power for power in range(1, 13)]
    errors = [error(width) for width in widths]
    yield Plot(
        en="Relative error for ε = 1e-1 … 1e-12",
        zh="ε 从 1e-1 到 1e-12 的相对误差",
        series={Text(en="relative error", zh="相对误差"): (np.arange(1, 13), errors)},
        log=True,
        x="−log₁₀ ε",
    )
    yield Check(
        name="u-shaped",
        en="ε = 1e-5 beats both 1e-1 and 1e-12",
        zh="ε = 1e-5 比 1e-1 和 1e-12 都准",
        left=[errors[0], errors[11]],
        right=[errors[4], errors[4]],
        relation=">",
        applies=activation != "relu",
        because=Text(en="a kink of the ReLU may lie within ε", zh="ReLU 的折点可能落在 ε 之内"),
    )
    yield Say(
        en="On the left the curve bends within ε: that error is of order ε². On the right two almost equal losses are subtracted, "
        "and the lost digits grow as 1/ε. The two meet near the cube root of the machine precision, 6e-6.",
        zh="左边是曲线在 ε 之内弯了，误差为 ε² 阶；右边是两个几乎相等的损失相减，丢失的有效数字按 1/ε 增长。两者在机器精度的立方根 6e-6 附近相交。",
    )
    kink = (float(activations.relu(eps)) - float(activations.relu(-eps))) / (2 * eps)
    yield Check(
        name="half-at-the-kink",
        en="at z = 0 the central difference of a ReLU is ½: neither slope 0 nor slope 1",
        zh="在 z = 0 处，ReLU 的中心差分是 ½：既不是斜率 0，也不是斜率 1",
        left=kink,
        right=0.5,
        within=1e-12,
    )


def saturate(
    rng: np.random.Generator,
    *,
    logit: Annotated[float, Range(-20, 20), Text(en="logit z of the sigmoid output", zh="sigmoid 输出的 logit z")] = -8.0,
    target: Annotated[float, Range(0, 1), Text(en="target y", zh="目标 y")] = 1.0,
) -> Iterator[Step]:
    """What flows back is not “the error”.

    往回传的不是“误差”
    """
    error = float(activations.sigmoid(logit)) - target
    steepness = float(activations.sigmoid_derivative(logit))
    slopes = {loss: float(logit_gradient(logit, target, loss)) for loss in ("mse", "bce")}
    yield Say(
        en=f"A sigmoid output at logit z = {logit:g}, target y = {target:g}. Its error a − y is {error:.5g}.",
        zh=f"一个 sigmoid 输出，logit z = {logit:g}，目标 y = {target:g}，误差 a − y = {error:.5g}。",
    )
    yield Ask(
        en=f"With the loss ½(a − y)², what δ = ∂L/∂z goes back into the network? Here σ′(z) = {steepness:.3g}.",
        zh=f"用损失 ½(a − y)² 时，传回网络的 δ = ∂L/∂z 是多少？这里 σ′(z) = {steepness:.3g}。",
        answer=slopes["mse"],
        within=max(1e-4, 0.02 * abs(slopes["mse"])),
    )
    grid = [-8.0, -4.0, -2.0, 0.0, 2.0, 4.0, 8.0]
    yield Show(
        en=f"Error and what flows back, y = {target:g}",
        zh=f"误差与往回传的量，y = {target:g}",
        data=[[activations.sigmoid(z) - target, logit_gradient(z, target, "mse"), logit_gradient(z, target, "bce")] for z in grid],
        rows=[f"z = {z:g}" for z in grid],
        columns=["a − y", "δ ½MSE", "δ BCE"],
        digits=4,
    )
    yield Check(
        name="mse-slope",
        en="δ under ½(a − y)² = central difference of that loss in z",
        zh="½(a − y)² 的 δ = 该损失对 z 的中心差分",
        left=slopes["mse"],
        right=central_difference(lambda z: 0.5 * (activations.sigmoid(z) - target) ** 2, logit),
        within=1e-9,
    )
    yield Check(
        name="bce-slope",
        en="δ under binary cross-entropy = central difference of that loss in z",
        zh="二元交叉熵的 δ = 该损失对 z 的中心差分",
        left=slopes["bce"],
        right=central_difference(lambda z: binary_cross_entropy(z, target), logit),
        within=1e-8,  # rounding, 1e-16 · 20 / 1e-5, and the curvature's 1e-10
    )
    curve = np.linspace(-8, 8, 81)
    yield Plot(
        en="Size of δ along the logit",
        zh="δ 的大小随 logit 的变化",
        series={
            "½MSE": (curve, np.abs(logit_gradient(curve, np.full_like(curve, target), "mse"))),
            "BCE": (curve, np.abs(logit_gradient(curve, np.full_like(curve, target), "bce"))),
        },
        x="z",
        y="|δ|",
    )
    yield Check(
        name="error-is-not-delta",
        en="σ′ ≤ ¼, so under ½MSE at most a quarter of the error flows back",
        zh="σ′ ≤ ¼，所以用 ½MSE 时，往回传的至多是误差的四分之一",
        left=abs(slopes["mse"]),
        right=abs(error) / 4,
        relation="<=",
        within=1e-15,
    )
    yield Say(
        en="Only a matched pair, sigmoid with BCE, softmax with cross-entropy or a linear output with ½MSE, makes δ equal to the error. "
        "Under ½MSE, the more wrong a confident output is, the weaker the pull.",
        zh="只有配对的组合，即 sigmoid 配 BCE、softmax 配交叉熵、线性输出配 ½MSE，δ 才等于误差。用 ½MSE 时，越是自信地错，拉力反而越弱。",
    )


def cost(
    rng: np.random.Generator,
    *,
    hidden: Annotated[int, Range(1, 32), Text(en="width of both hidden layers", zh="两个隐藏层的宽度")] = 12,
) -> Iterator[Step]:
    """All derivatives for the price of three passes.

    三次前向的价钱，买到全部偏导数
    """
    widths = (6, hidden, hidden, 4)
    layers = [(weight, 0.1 * rng.normal(size=bias.shape)) for weight, bias in initialise(rng, widths)]
    x, target = rng.normal(size=(1, 6)), rng.normal(size=(1, 4))
    parameters = parameter_count(widths)
    yield Say(
        en=f"A network {' → '.join(map(str, widths))} has {parameters} parameters, and training wants {parameters} derivatives.",
        zh=f"网络 {' → '.join(map(str, widths))} 有 {parameters} 个参数，训练要求 {parameters} 个偏导数。",
    )
    yield Ask(
        en="By central differences: how many forward passes?", zh="用中心差分，要做多少次前向？", answer=difference_passes(parameters)
    )
    passes = []

    def counted(flat: Array) -> float:
        passes.append(1)
        return _loss_of(_shaped(flat, layers), x, target, "tanh")

    differences = central_differences(counted, _flat(layers), 1e-5)
    yield Check(
        name="two-passes-each",
        en="forward passes that central differences really made = 2P",
        zh="中心差分实际做的前向次数 = 2P",
        left=len(passes),
        right=difference_passes(parameters),
    )
    products, slopes = _abacus(layers, x, target)
    yield Show(
        en="Multiplications in matrix products, one example",
        zh="矩阵乘法中的乘法次数，一个样本",
        data=[[products["forward"]], [products["backward"]], [products["forward"] * len(passes)]],
        rows=[Text(en="forward", zh="前向"), Text(en="backward", zh="反向"), Text(en="differences", zh="中心差分")],
        columns=[Text(en="products", zh="乘法")],
    )
    yield Check(
        name="backward-costs-two-forwards",
        en="products of the backward pass ≤ 2 × those of the forward pass",
        zh="反向的乘法次数 ≤ 前向的 2 倍",
        left=products["backward"],
        right=2 * products["forward"],
        relation="<=",
    )
    yield Say(
        en="Each layer needs its δ for two things, its own weights and the layer below: two products where the forward pass had one. "
        "That ratio stays the same, however many derivatives come out.",
        zh="每一层的 δ 有两个用处：算自己权重的梯度，再传给下一层。于是前向一次乘法，反向两次；不管要多少个偏导数，这个比例都不变。",
    )
    output, cache = forward(layers, x, "tanh")
    exact = _flat(backward(layers, cache, output - target, "tanh"))
    yield Check(
        name="same-gradient",
        en="all P derivatives: how far the counted loops and the differences lie from backward, at most",
        zh="P 个偏导数：逐次计数的循环、中心差分与 backward 的最大差距",
        left=[np.abs(slopes - exact).max(), np.abs(differences - exact).max()],
        right=[0.0, 0.0],
        within=1e-6,  # of the differences; the counted loops agree to rounding
    )


def memory(
    rng: np.random.Generator,
    *,
    depth: Annotated[int, Range(1, 64), Text(en="layers", zh="层数")] = 36,
    batch: Annotated[int, Range(1, 64), Text(en="examples in the batch", zh="批中的样本数")] = 8,
    segment: Annotated[int, Range(1, 64), Text(en="layers from one checkpoint to the next", zh="相邻检查点之间的层数")] = 6,
) -> Iterator[Step]:
    """Why training needs more memory than prediction.

    训练为什么比推理更费显存
    """
    width, segment = 8, min(segment, depth)
    layers = [(weight / np.sqrt(2), bias) for weight, bias in initialise(rng, [width] * (depth + 1))]
    x = rng.normal(size=(batch, width))
    depths = np.arange(1, depth + 1)
    kept = [sum(value.size + z.size for value, z in forward(layers[:count], x, "tanh")[1]) for count in depths]
    yield Say(
        en="To predict, a layer's input can be forgotten as soon as its output is there. To train, it is needed again on the way back, "
        "for ∂L/∂W = δᵀh: so it is kept.",
        zh="推理时，一层的输出一算出来，输入就可以丢掉。训练时，反向还要用它算 ∂L/∂W = δᵀh，所以得留着。",
    )
    yield Plot(
        en="Numbers kept, by depth",
        zh="缓存的数的个数随层数的变化",
        series={Text(en="kept", zh="缓存"): (depths, kept)},
        x=Text(en="layers", zh="层数"),
    )
    yield Check(
        name="grows-with-depth-and-batch",
        en="numbers kept = 2 · layers · batch · width",
        zh="缓存的数 = 2 · 层数 · 批量 · 宽度",
        left=kept,
        right=[2 * count * batch * width for count in depths],
    )
    yield Say(
        en=f"Time can be traded for it. Keep only every {segment}th layer's input; on the way back, compute each segment again from there.",
        zh=f"可以拿时间换空间：每 {segment} 层只留一个输入，反向时从那里把这一段重算一遍。",
    )
    yield Ask(
        en=f"{depth} layers, segments of {segment}: checkpoints plus one segment, how many layers are in memory at worst?",
        zh=f"{depth} 层，每段 {segment} 层：检查点加上一整段，最多同时有几层在内存里？",
        answer=checkpointed_layers(depth, segment),
    )
    slopes, peak = _checkpointed(layers, x[:1], segment)
    output, cache = forward(layers, x[:1], "tanh")
    yield Check(
        name="checkpoints-save-memory",
        en="layers held at the worst moment ≤ ⌈n / k⌉ + k",
        zh="最多同时保存的层数 ≤ ⌈n / k⌉ + k",
        left=peak,
        right=checkpointed_layers(depth, segment),
        relation="<=",
    )
    yield Check(
        name="checkpoints-change-nothing",
        en="the gradient with checkpoints is the gradient with everything kept; largest difference",
        zh="用检查点算出的梯度与全部缓存时相同；最大差距",
        left=np.abs(slopes - _flat(backward(layers, cache, output, "tanh"))).max(),
        right=0.0,
        within=1e-12,
    )
    yield Plot(
        en="Layers in memory, by length of a segment (best near √n)",
        zh="同时在内存里的层数随段长的变化（√n 附近最优）",
        series={"⌈n/k⌉ + k": (depths, [checkpointed_layers(depth, k) for k in depths])},
        x="k",
    )


def _example() -> list[Layer]:
    """Two inputs, two hidden units, one output, with pre-activations well away from the kink at x = (1, 2)."""
    return [(np.array([[0.5, -0.2], [0.2, 0.8]]), np.array([0.1, -0.1])), (np.array([[1.0, -1.5]]), np.array([0.2]))]


def _by_hand(x1: float, x2: float, target: float) -> list[float]:
    """z₁, z₂, ŷ and the loss of the example, as one writes them on paper."""
    z1, z2 = 0.5 * x1 - 0.2 * x2 + 0.1, 0.2 * x1 + 0.8 * x2 - 0.1
    prediction = 1.0 * max(z1, 0) - 1.5 * max(z2, 0) + 0.2
    return [z1, z2, prediction, (prediction - target) ** 2 / 2]


def _stepped_by_hand(x1: float, x2: float, target: float, lr: float) -> float:
    """The loss of the example after one step of gradient descent, by the chain rule written out for each parameter."""
    z1, z2, prediction, _ = _by_hand(x1, x2, target)
    error, h1, h2 = prediction - target, max(z1, 0), max(z2, 0)
    back1, back2 = error * 1.0 * (z1 > 0), error * -1.5 * (z2 > 0)
    moved1 = (0.5 - lr * back1 * x1) * x1 + (-0.2 - lr * back1 * x2) * x2 + (0.1 - lr * back1)
    moved2 = (0.2 - lr * back2 * x1) * x1 + (0.8 - lr * back2 * x2) * x2 + (-0.1 - lr * back2)
    moved = (1.0 - lr * error * h1) * max(moved1, 0) + (-1.5 - lr * error * h2) * max(moved2, 0) + (0.2 - lr * error)
    return (moved - target) ** 2 / 2


def _flat(layers: Sequence[Layer]) -> Array:
    return np.concatenate([array.ravel() for layer in layers for array in layer])


def _shaped(flat: Array, like: Sequence[Layer]) -> list[Layer]:
    """The inverse of `_flat`."""
    arrays = [array for layer in like for array in layer]
    parts = np.split(flat, np.cumsum([array.size for array in arrays])[:-1])
    shaped = [part.reshape(array.shape) for part, array in zip(parts, arrays, strict=True)]
    return list(zip(shaped[::2], shaped[1::2], strict=True))


def _loss_of(layers: Sequence[Layer], x: Any, target: Any, activation: Activation = "relu") -> float:
    output, _ = forward(layers, x, activation)
    return 0.5 * float(np.sum((output - target) ** 2))


def _graph_loss(first: Layer, last: Layer, x: Array, labels: Array) -> tuple[float, Array, Array, Array]:
    """Affine, ReLU, skip, max of pairs, affine, softmax loss; with the values that the way back needs."""
    z = affine(x, *first)
    pairs = (activations.relu(z) + x).reshape(len(x), 2, 2)
    logits = affine(pairs.max(axis=2), *last)
    return cross_entropy(logits, labels), z, pairs, logits


def _graph_gradient(first: Layer, last: Layer, x: Array, labels: Array) -> Array:
    """∂L/∂W of the first affine map: the local rules, last operation first."""
    _, z, pairs, logits = _graph_loss(first, last, x, labels)
    upstream = cross_entropy_gradient(logits, labels)
    upstream, _, _ = affine_backward(upstream, pairs.max(axis=2), last[0])
    winners = pairs == pairs.max(axis=2, keepdims=True)
    upstream = (upstream[:, :, None] * winners).reshape(z.shape)
    # The sum copies the gradient to both branches; the branch that is the input itself ends here.
    upstream = upstream * activations.relu_derivative(z)
    return affine_backward(upstream, x, first[0])[1]


def _abacus(layers: Sequence[Layer], x: Array, target: Array) -> tuple[dict[str, int], Array]:
    """Both passes of a tanh network for one example in plain loops that count multiplications; returns the counts and the gradient."""
    counts = {"forward": 0, "backward": 0}

    def times(a: float, b: float, way: str) -> float:
        counts[way] += 1
        return a * b

    inputs, value = [], x[0].tolist()
    for depth, (weight, bias) in enumerate(layers, start=1):
        inputs.append(value)
        z = [b + sum(times(w, v, "forward") for w, v in zip(row, value, strict=True)) for row, b in zip(weight, bias, strict=True)]
        value = [float(np.tanh(u)) for u in z] if depth < len(layers) else z
    delta, slopes = [u - t for u, t in zip(value, target[0], strict=True)], []
    for depth in reversed(range(len(layers))):
        weight = layers[depth][0]
        slopes = [times(d, v, "backward") for d in delta for v in inputs[depth]] + delta + slopes
        if depth:
            back = [sum(times(d, w, "backward") for d, w in zip(delta, column, strict=True)) for column in weight.T]
            delta = [b * (1 - h * h) for b, h in zip(back, inputs[depth], strict=True)]
    return counts, np.array(slopes)


def _checkpointed(layers: Sequence[Layer], x: Array, segment: int) -> tuple[Array, int]:
    """Gradient of ½‖output‖² for one example through a tanh network that keeps only each segment's input, and the most layers held at once."""
    starts, kept, value = range(0, len(layers), segment), [], x
    for start in starts:
        kept.append(value)
        output, _ = forward(layers[start : start + segment], value, "tanh")
        value = np.tanh(output)
    delta, slopes, peak = output, np.empty(0), 0
    for start in reversed(starts):
        part = layers[start : start + segment]
        _, cache = forward(part, kept[-1], "tanh")
        peak = max(peak, len(kept) + len(cache))
        gradients = backward(part, cache, delta, "tanh")
        slopes = np.concatenate([_flat(gradients), slopes])
        # With one example, the gradient of a bias is δ itself: send it through the segment's first layer, and the tanh before that.
        delta = (gradients[0][1] @ part[0][0]) * (1 - kept.pop() ** 2)
    return slopes, peak
