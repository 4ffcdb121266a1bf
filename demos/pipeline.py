"""From picture to class: one small network, every number on the way.

从图像到类别：一个小网络，沿途的每个数。

A 12×12 digit goes through convolution, ReLU, pooling and a linear head, and comes out as ten probabilities. Then the
same network is trained from scratch, taken apart stage by stage, and shown a picture of another size.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Literal

import numpy as np
from numpy.typing import NDArray

from dl_quiz.nouns import Text
from dl_quiz.stage import Ask, Check, Plot, Range, Say, Show, Step

from .kernels.activation import softmax
from .kernels.conv import conv2d
from .kernels.data import GLYPHS, digits
from .kernels.loss import chance_loss, cross_entropy
from .kernels.pipeline import Head, begin, classify, loss_and_gradients, network_parameters, widths
from .kernels.pool import avg_pool2d, max_pool2d
from .kernels.training import train as descend

Array = NDArray[np.float64]


def trace(
    rng: np.random.Generator,
    *,
    digit: Annotated[int, Range(0, 9), Text(en="digit to follow", zh="要追踪的数字")] = 7,
    noise: Annotated[float, Range(0, 1), Text(en="noise on its pixels", zh="像素噪声")] = 0.2,
    filters: Annotated[int, Range(2, 12), Text(en="number of kernels", zh="卷积核个数")] = 8,
    kernel: Annotated[int, Range(3, 7), Text(en="side of the kernels", zh="卷积核边长")] = 5,
) -> Iterator[Step]:
    """One picture, stage by stage.

    一张图，一站一站走
    """
    parameters, _ = _trained(rng, filters=filters, kernel=kernel, head="flatten", steps=60, noise=noise)
    picture = rng.normal(0, noise, (1, 1, 12, 12))
    picture[0, 0, 2:9, 3:8] += GLYPHS[digit]
    kernels, bias, weight, _ = parameters
    maps = conv2d(picture, kernels, bias)
    alive = np.maximum(maps, 0)
    pooled = max_pool2d(alive, 2)
    logits = classify(picture, parameters)
    strongest = int(alive[0].sum(axis=(1, 2)).argmax())
    yield Say(
        en=f"A network that was trained for 60 steps meets a noisy {digit}. Follow the array, not the metaphor: what is its shape at each stage?",
        zh=f"一个训练了 60 步的网络遇到一个带噪声的 {digit}。盯住数组：每一站它是什么形状？",
    )
    yield Show(
        en="Input (1, 12, 12), the part with the digit, rounded",
        zh="输入 (1, 12, 12)，含数字的部分，四舍五入",
        data=_whole(picture[0, 0, 1:10, 2:10]),
        heat=True,
        digits=0,
    )
    side = 13 - kernel
    yield Ask(
        en=f"{filters} kernels of {kernel}×{kernel}, no padding: how wide are the maps?",
        zh=f"{filters} 个 {kernel}×{kernel} 的核，不填充：特征图有多宽？",
        answer=side,
    )
    yield Show(
        en=f"Convolution ({filters}, {side}, {side}): map {strongest}",
        zh=f"卷积 ({filters}, {side}, {side})：第 {strongest} 张图",
        data=_whole(maps[0, strongest]),
        heat=True,
        digits=0,
    )
    window = picture[0, 0, 1 : 1 + kernel, 2 : 2 + kernel]
    yield Check(
        name="one-cell-by-hand",
        en="one cell of that map = Σ window · kernel + bias: a dot product at each place, not one for the whole picture",
        zh="该图的一个元素 = Σ 窗口 · 核 + 偏置：每个位置一次点积，而不是整图一次",
        left=maps[0, strongest, 1, 2],
        right=sum(float(x) * float(w) for x, w in zip(window.ravel(), kernels[strongest, 0].ravel(), strict=True)) + float(bias[strongest]),
        within=1e-12,
    )
    yield Show(en="ReLU: what is negative is off", zh="ReLU：负的归零", data=_whole(alive[0, strongest]), heat=True, digits=0)
    yield Show(
        en=f"2×2 max pooling ({filters}, {side // 2}, {side // 2})",
        zh=f"2×2 最大池化 ({filters}, {side // 2}, {side // 2})",
        data=_whole(pooled[0, strongest]),
        heat=True,
        digits=0,
    )
    stages = [picture, maps, alive, pooled, logits]
    yield Show(
        en="The whole way",
        zh="全程",
        data=[
            [a.shape[1], *(a.shape[2:3] or (1,)), n]
            for a, n in zip(stages, (0, kernels.size + filters, 0, 0, weight.size + 10), strict=True)
        ],
        rows=[Text(en="input", zh="输入"), "conv", "ReLU", "pool", "logits"],
        columns=[Text(en="chan.", zh="通道"), Text(en="side", zh="边长"), Text(en="params", zh="参数")],
        digits=0,
    )
    yield Check(
        name="shapes",
        en="sides after convolution and pooling = the formula, applied twice; pooling keeps the channels",
        zh="卷积、池化后的边长 = 公式用两次；池化不改变通道数",
        left=[maps.shape[3], pooled.shape[3], pooled.shape[1]],
        right=[*widths(12, [kernel, 2], [1, 2], [0, 0]), filters],
    )
    yield Check(
        name="parameters",
        en="numbers in the network's arrays = the count by formula",
        zh="网络各数组的元素总数 = 公式的计数",
        left=sum(array.size for array in parameters),
        right=network_parameters(filters, kernel, 12),
    )
    probabilities = softmax(logits)[0]
    yield Plot(en="Softmax of the logits", zh="logits 的 softmax", kind="bars", series={str(n): p for n, p in enumerate(probabilities)})
    yield Check(
        name="softmax-keeps-the-order",
        en="softmax: e^z over its sum, so the ratio of two probabilities is e to the difference of their logits",
        zh="softmax 是 e^z 除以总和，所以两个概率之比等于 e 的 logits 之差次方",
        left=np.log(probabilities[0] / probabilities[1:]),
        right=logits[0, 0] - logits[0, 1:],
        within=1e-9,
    )


def lenet(
    rng: np.random.Generator,
    *,
    size: Annotated[int, Range(12, 64), Text(en="side of the picture", zh="图像边长")] = 28,
) -> Iterator[Step]:
    """LeNet-5, counted.

    LeNet-5 逐层算账
    """
    image = rng.normal(size=(1, 1, size, size))
    first, second = rng.normal(size=(6, 1, 5, 5)), rng.normal(size=(16, 6, 5, 5))
    stages = [image, conv2d(image, first, padding=2)]
    stages.append(avg_pool2d(stages[-1], 2))
    stages.append(conv2d(stages[-1], second))
    stages.append(avg_pool2d(stages[-1], 2))
    features = stages[-1].size
    counts = [0, 6 * 26, 0, 16 * (6 * 25 + 1), 0]
    yield Say(
        en="LeNet in its modern textbook form: convolve and pool twice, then three dense layers. Height and width shrink, channels grow.",
        zh="教科书里的现代版 LeNet：两次“卷积 + 池化”，再接三个全连接层。高宽变小，通道变多。",
    )
    yield Ask(
        en=f"A {size}×{size} picture: how wide are the last maps?",
        zh=f"{size}×{size} 的输入：最后的特征图有多宽？",
        answer=stages[-1].shape[3],
    )
    yield Show(
        en="The convolutional part",
        zh="卷积部分",
        data=[[a.shape[1], a.shape[3], n] for a, n in zip(stages, counts, strict=True)],
        rows=[Text(en="input", zh="输入"), "conv 5, p=2", "pool 2", "conv 5", "pool 2"],
        columns=[Text(en="chan.", zh="通道"), Text(en="side", zh="边长"), Text(en="params", zh="参数")],
        digits=0,
    )
    yield Check(
        name="sides",
        en="sides of the maps as computed = the formula, stage by stage",
        zh="实际算出的各级边长 = 逐级套公式",
        left=[a.shape[3] for a in stages[1:]],
        right=widths(size, [5, 2, 5, 2], [1, 2, 1, 2], [2, 0, 0, 0]),
    )
    dense = [(features + 1) * 120, (120 + 1) * 84, (84 + 1) * 10]
    yield Show(
        en="The dense part",
        zh="全连接部分",
        data=[[features, 120, dense[0]], [120, 84, dense[1]], [84, 10, dense[2]]],
        columns=[Text(en="in", zh="输入"), Text(en="out", zh="输出"), Text(en="params", zh="参数")],
        digits=0,
    )
    yield Check(
        name="lenet-total",
        en="all parameters of the 28×28 version, as PyTorch counts them: 61,706",
        zh="28×28 版本的全部参数，与 PyTorch 计数一致：61,706",
        left=sum(counts) + sum(dense),
        right=61_706,
        applies=size == 28,
        because=Text(en="with another picture the first dense layer has another width", zh="图像大小不同，第一个全连接层的宽度就不同"),
    )
    yield Check(
        name="most-in-the-dense-part",
        en="parameters of the dense part, against those of the convolutions",
        zh="全连接部分的参数，与卷积部分相比",
        left=sum(dense),
        right=sum(counts),
        relation=">",
    )
    yield Say(
        en="The convolutions do most of the work with few of the parameters. Swap the dense part for global average pooling "
        f"and one linear layer, and {(16 + 1) * 10} are left where {sum(dense):,} were.",
        zh=f"卷积用很少的参数做了大部分计算。把全连接部分换成全局平均池化加一个线性层，{sum(dense):,} 个参数就只剩 {(16 + 1) * 10} 个。",
    )


def train(
    rng: np.random.Generator,
    *,
    steps: Annotated[int, Range(20, 120), Text(en="steps of Adam, 32 pictures each", zh="Adam 步数，每步 32 张图")] = 80,
    lr: Annotated[float, Range(0.001, 0.1), Text(en="learning rate", zh="学习率")] = 0.02,
    filters: Annotated[int, Range(2, 12), Text(en="number of kernels", zh="卷积核个数")] = 8,
    noise: Annotated[float, Range(0, 1), Text(en="noise on the pixels", zh="像素噪声")] = 0.3,
    head: Annotated[Literal["flatten", "gap", "max"], Text(en="what the classifier sees of the maps", zh="分类头看到的是什么")] = "flatten",
) -> Iterator[Step]:
    """Nobody designs the kernels.

    核不是人设计的
    """
    start = begin(rng, filters=filters, kernel=5, head=head)
    images, labels = digits(rng, 2, noise=0.3)  # noise, so that no pre-activation sits exactly on the ReLU's kink
    yield Say(
        en="All numbers of the network start at random. Cross-entropy scores its answer; the gradient runs back through head, pooling and ReLU to every kernel.",
        zh="网络里的所有数都从随机值开始。交叉熵给它的回答打分，梯度经过分类头、池化、ReLU 一直传回每个卷积核。",
    )
    yield Ask(
        en="Ten classes, and it knows nothing yet. What is its cross-entropy, about? (natural logarithm)",
        zh="十个类别，什么都还不知道。交叉熵大约是多少？（自然对数）",
        answer=chance_loss(10),
        within=0.15,
    )
    measured, promised = _slope_along(rng, start, images, labels, head)
    yield Check(
        name="gradient",
        en="slope of the loss along a random direction: two-sided difference = gradient · direction",
        zh="损失沿随机方向的斜率：双侧差分 = 梯度 · 方向",
        left=measured,
        right=promised,
        within=1e-6,  # a step of 1e-6 leaves rounding of about 1e-9; the rest is room for a kink
    )
    test_images, test_labels = digits(rng, 300, noise=noise)
    trained, losses = _trained(rng, filters=filters, kernel=5, head=head, steps=steps, noise=noise, lr=lr, start=start)
    yield Plot(en="Loss of the batch", zh="批次损失", series={Text(en="loss", zh="损失"): losses}, x=Text(en="step", zh="步"))
    yield Check(
        name="starts-at-chance",
        en="loss before the first step = ln 10, nearly",
        zh="第一步之前的损失 ≈ ln 10",
        left=losses[0],
        right=chance_loss(10),
        within=0.2,  # the head starts small, not at zero
    )
    before, after = (float(np.mean(classify(test_images, p, head=head).argmax(axis=1) == test_labels)) for p in (start, trained))
    yield Show(
        en="Share of 300 unseen digits that are named rightly",
        zh="300 个没见过的数字中认对的比例",
        data=[[before, after]],
        columns=[Text(en="before", zh="训练前"), Text(en="after", zh="训练后")],
        digits=2,
    )
    yield Check(
        name="learns",
        en="accuracy after training, against three times chance",
        zh="训练后的准确率，与随机猜测的三倍相比",
        left=after,
        right=0.3,
        relation=">",
        applies=head != "gap" and steps >= 80 and 0.01 <= lr <= 0.03 and filters >= 8 and noise <= 0.3,
        because=Text(en="these settings learn slowly or hardly at all", zh="这样的设置学得很慢，或几乎学不到"),
    )
    moved = np.abs(trained[0] - start[0]).max()
    yield Show(en="The first kernel, learned", zh="学到的第一个核", data=np.round(trained[0][0, 0], 1) + 0.0, heat=True, digits=1)
    yield Check(
        name="kernels-moved",
        en="largest change of a kernel's weight",
        zh="卷积核权重的最大变化",
        left=moved,
        right=0.01,
        relation=">",
    )


def ablate(
    rng: np.random.Generator,
    *,
    steps: Annotated[int, Range(20, 80), Text(en="steps of training for each variant", zh="每个变体的训练步数")] = 60,
    noise: Annotated[float, Range(0, 1), Text(en="noise on the pixels", zh="像素噪声")] = 0.2,
) -> Iterator[Step]:
    """Take a stage away.

    拿掉一站会怎样
    """
    test_images, test_labels = digits(rng, 300, noise=noise)
    accuracy: dict[str, float] = {}
    for name, head, activation in _VARIANTS:
        parameters, _ = _trained(rng, filters=8, kernel=5, head=head, steps=steps, noise=noise, activation=activation)
        logits = classify(test_images, parameters, head=head, activation=activation)
        accuracy[name] = float(np.mean(logits.argmax(axis=1) == test_labels))
    yield Say(
        en="Three networks with the same eight kernels: one takes the largest response of each map, one the average, and one the average without a ReLU.",
        zh="三个网络都有八个核：一个取每张图的最大响应，一个取平均，一个不用 ReLU 直接取平均。",
    )
    yield Ask(
        en="Without ReLU, convolution and average are both linear. What can the third network still see of the picture?",
        zh="没有 ReLU，卷积与平均都是线性的。第三个网络还能看到图像的什么？",
        answer=1,
        options=[
            Text(en="as much as before, since the kernels are still learned", zh="和原来一样多，因为核仍是学来的"),
            Text(en="only ten weighted sums of the pixels", zh="只有十个像素加权和"),
        ],
    )
    yield Plot(
        en=f"Share of unseen digits named rightly after {steps} steps",
        zh=f"训练 {steps} 步后认对的比例",
        kind="bars",
        series={Text(en=en, zh=zh): accuracy[name] for (name, _, _), (en, zh) in zip(_VARIANTS, _VARIANT_NAMES, strict=True)},
    )
    x, y = test_images[:1], test_images[1:2]
    shapes = begin(rng, filters=8, kernel=5, head="gap")
    additive = [_additivity(shapes, x, y, activation) for activation in (False, True)]
    yield Check(
        name="without-relu-linear",
        en="f(x + y) − f(x) − f(y) + f(0) without ReLU: 0, as for every linear map",
        zh="不用 ReLU 时 f(x + y) − f(x) − f(y) + f(0)：等于 0，与任何线性映射一样",
        left=additive[0],
        right=0.0,
        within=1e-12,
    )
    yield Check(
        name="with-relu-not",
        en="the same with ReLU",
        zh="加上 ReLU 之后",
        left=additive[1],
        right=1e-4,
        relation=">",
    )
    yield Check(
        name="relu-matters",
        en="accuracy with the maximum, against without ReLU plus 0.15",
        zh="取最大值的准确率，与不用 ReLU 的准确率 + 0.15 相比",
        left=accuracy["max"],
        right=accuracy["linear"] + 0.15,
        relation=">",
        applies=steps >= 60 and noise <= 0.3,
        because=Text(en="too little training, or too much noise, for a safe margin", zh="训练太少或噪声太大，差距不稳定"),
    )
    yield Check(
        name="maximum-beats-average",
        en="accuracy with the maximum, against the average plus 0.15",
        zh="取最大值的准确率，与取平均的准确率 + 0.15 相比",
        left=accuracy["max"],
        right=accuracy["mean"] + 0.15,
        relation=">",
        applies=steps >= 60 and noise <= 0.3,
        because=Text(en="too little training, or too much noise, for a safe margin", zh="训练太少或噪声太大，差距不稳定"),
    )
    yield Say(
        en="And the head matters: a glyph lies anywhere, and “is this stroke somewhere?” is a maximum. An average dilutes the stroke with empty places, "
        "and learns slowly from it. This is one small task and a short training; on top of many layers the average does very well.",
        zh="分类头也有讲究：字形位置不定，“某处有没有这一笔”正是取最大值；平均会被空白处冲淡，学得也慢。"
        "这只是一个小任务、一次短训练；主干很深时，平均的效果很好。",
    )


def resize(
    rng: np.random.Generator,
    *,
    size: Annotated[int, Range(20, 40), Text(en="side of the larger picture", zh="大图的边长")] = 24,
    digit: Annotated[int, Range(0, 9), Text(en="digit to show", zh="要显示的数字")] = 3,
) -> Iterator[Step]:
    """A picture of another size.

    换一种输入尺寸
    """
    heads: list[Head] = ["flatten", "gap", "max"]
    networks = {head: begin(rng, filters=6, kernel=5, head=head) for head in heads}
    large = np.zeros((1, 1, size, size))
    large[0, 0, 5:12, 6:11] = GLYPHS[digit]
    yield Say(
        en=f"Three networks were made for 12×12 pictures. Now a {size}×{size} one arrives.",
        zh=f"三个网络都是为 12×12 的图像建的，现在来了一张 {size}×{size} 的。",
    )
    yield Ask(
        en="Which stage complains?",
        zh="哪一级会报错？",
        answer=2,
        options=[
            Text(en="the convolution", zh="卷积"),
            Text(en="the pooling", zh="池化"),
            Text(en="the flattened linear head", zh="展平后的线性头"),
        ],
    )
    maps = conv2d(large, networks["flatten"][0])
    yield Check(
        name="convolution-does-not-care",
        en="the convolution slides over any picture: its maps just become wider",
        zh="卷积可以在任何尺寸上滑动，只是特征图变宽",
        left=maps.shape[3],
        right=size - 4,
    )
    complaint = _complaint(large, networks["flatten"])
    yield Say(en=f"The flattened head says: {complaint}.", zh=f"展平头的报错是：{complaint}。")
    yield Check(
        name="flatten-refuses",
        en="features that the flattened head was made for, against those that now arrive",
        zh="展平头原本接收的特征数，与现在到来的特征数",
        left=networks["flatten"][2].shape[1],
        right=6 * (maps.shape[3] // 2) ** 2,
        relation="!=",
    )
    answers = {head: classify(large, networks[head], head=head) for head in heads[1:]}
    yield Check(
        name="global-heads-accept",
        en="average and maximum give ten logits for it",
        zh="全局平均与全局最大照样给出十个 logits",
        left=[answer.shape[1] for answer in answers.values()],
        right=[10, 10],
    )
    moved = np.roll(large, (3, 4), axis=(2, 3))
    yield Check(
        name="global-heads-ignore-place",
        en="and the same ones when the digit stands elsewhere: the largest change of a logit",
        zh="数字换个位置，logits 也不变：最大变化",
        left=[np.abs(classify(moved, networks[head], head=head) - answers[head]).max() for head in heads[1:]],
        right=[0.0, 0.0],
        within=1e-12,
    )
    wide = begin(rng, filters=6, kernel=5, size=size)
    yield Check(
        name="flatten-minds-place",
        en="a flattened head made for this size answers differently at another place",
        zh="为这个尺寸重建的展平头，数字换位置后答案就变了",
        left=np.abs(classify(moved, wide) - classify(large, wide)).max(),
        right=1e-4,
        relation=">",
    )
    yield Say(
        en="So a convolutional trunk takes any resolution, and it is the head that decides whether the network does. "
        "That it runs does not mean that it is as accurate: the objects now have another size in pixels.",
        zh="所以卷积主干接受任意分辨率，网络能不能接受取决于分类头。能跑不等于同样准：物体的像素尺寸已经变了。",
    )


_VARIANTS: tuple[tuple[str, Head, bool], ...] = (("max", "max", True), ("mean", "gap", True), ("linear", "gap", False))


_VARIANT_NAMES = (("ReLU, max", "ReLU + 最大"), ("ReLU, mean", "ReLU + 平均"), ("no ReLU", "无 ReLU"))


def _whole(values: Array) -> Array:
    """Round for a picture; adding 0 turns −0 into 0."""
    return np.round(values) + 0.0


def _trained(
    rng: np.random.Generator,
    *,
    filters: int,
    kernel: int,
    head: Head,
    steps: int,
    noise: float,
    lr: float = 0.02,
    activation: bool = True,
    start: list[Array] | None = None,
) -> tuple[list[Array], Array]:
    """Train with Adam on batches of 32 fresh digits, coming round after 640."""
    images, labels = digits(rng, 640, noise=noise)

    def gradients(parameters: list[Array], step: int) -> tuple[float, list[Array]]:
        batch = slice(step * 32 % 640, step * 32 % 640 + 32)
        return loss_and_gradients(images[batch], labels[batch], parameters, head=head, activation=activation)

    return descend(start or begin(rng, filters=filters, kernel=kernel, head=head), gradients, steps=steps, lr=lr)


def _slope_along(rng: np.random.Generator, parameters: list[Array], images: Array, labels: Array, head: Head) -> tuple[float, float]:
    """Slope of the loss along a random direction, by a two-sided difference and by the gradient."""
    direction = [rng.normal(size=array.shape) / np.sqrt(array.size) for array in parameters]
    losses = [
        cross_entropy(classify(images, [p + sign * 1e-6 * d for p, d in zip(parameters, direction, strict=True)], head=head), labels)
        for sign in (1, -1)
    ]
    _, gradients = loss_and_gradients(images, labels, parameters, head=head)
    return (losses[0] - losses[1]) / 2e-6, float(sum(np.sum(g * d) for g, d in zip(gradients, direction, strict=True)))


def _additivity(parameters: list[Array], x: Array, y: Array, activation: bool) -> float:
    """How far the averaging network is from adding up what it is given."""
    f = [classify(picture, parameters, head="gap", activation=activation) for picture in (x + y, x, y, np.zeros_like(x))]
    return float(np.abs(f[0] - f[1] - f[2] + f[3]).max())


def _complaint(images: Array, parameters: list[Array]) -> str:
    try:
        classify(images, parameters)
    except ValueError as error:
        return str(error)
    return ""
