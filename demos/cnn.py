"""Convolutional networks: what they assume about the world, and what happens when it is not so.

卷积神经网络：它对世界作了什么假设，假设不成立时又会怎样。

A convolutional network bets that neighbours belong together, that a pattern means the same wherever it stands, and that large things are
made of small ones. The scenes set that bet against a network that assumes nothing, then take away what the bet rests on.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Annotated

import numpy as np
from numpy.typing import NDArray

from dl_quiz.nouns import Text
from dl_quiz.stage import Ask, Check, Plot, Range, Say, Show, Step

from .kernels.backprop import backward, forward, initialise
from .kernels.cnn import accuracy, dense_first_layer, detect, detect_gradients, detector_parameters, final_side, scramble
from .kernels.conv import conv2d, multiply_adds
from .kernels.convlayer import parameter_count, receptive_field
from .kernels.data import digits
from .kernels.fc import parameter_count as dense_parameter_count
from .kernels.loss import cross_entropy, cross_entropy_gradient
from .kernels.pipeline import Head, begin, classify, head_parameters, loss_and_gradients
from .kernels.training import train

Array = NDArray[np.float64]


Labels = NDArray[np.int64]


Classifier = Callable[[Array], Array]
"""From images to logits."""


MOTIF = np.array([1.0, -2.0, 3.0, -2.0, 1.0])
"""Five samples of a signal that the one-dimensional network has to find."""


def pyramid(
    rng: np.random.Generator,
    *,
    size: Annotated[int, Range(8, 64), Text(en="side of the image", zh="图像边长")] = 32,
    filters: Annotated[int, Range(1, 32), Text(en="channels of the first stage", zh="第一级的通道数")] = 8,
    stages: Annotated[int, Range(2, 4), Text(en="stages after the first", zh="第一级之后的级数")] = 3,
) -> Iterator[Step]:
    """The shape of a network: maps shrink, channels grow.

    网络的形状：特征图变小，通道变多
    """
    strides = [1] + [2] * stages
    depths = [filters * 2**stage for stage in range(stages + 1)]
    sides = [final_side(size, strides[: stage + 1]) for stage in range(stages + 1)]
    yield Say(
        en="A convolutional network is any network that uses convolution in place of a general matrix product in at least one layer. "
        "Most for images repeat one block: convolution, normalisation, ReLU.",
        zh="只要至少有一层用卷积代替一般的矩阵乘法，就是卷积神经网络。处理图像的网络大多重复同一种模块：卷积、归一化、ReLU。",
    )
    yield Ask(
        en=f"A {size}×{size} image, {stages} layers of 3×3 with padding 1 and stride 2: what side is left?",
        zh=f"{size}×{size} 的图像，{stages} 个 3×3、填充 1、步长 2 的层：最后边长是多少？",
        answer=sides[-1],
    )
    fields = [receptive_field([3] * (stage + 1), strides[: stage + 1]) for stage in range(stages + 1)]
    yield Show(
        en="One layer a stage: side, channels, pixels seen by one unit",
        zh="每级一层：边长、通道、一个单元看到的像素宽度",
        data=[[side, depth, field] for side, depth, field in zip(sides, depths, fields, strict=True)],
        columns=[Text(en="side", zh="边长"), Text(en="channels", zh="通道"), Text(en="sees", zh="视野")],
        rows=[str(stage) for stage in range(stages + 1)],
    )
    image, measured = rng.normal(size=(1, 1, size, size)), []
    for step in strides:
        image = conv2d(image, np.ones((1, 1, 3, 3)), stride=step, padding=1)
        measured.append(image.shape[2])
    yield Check(
        name="sides",
        en="sides of maps that were really convolved = ⌈n / s⌉, stage by stage",
        zh="真正卷积得到的边长 = 逐级 ⌈n / s⌉",
        left=measured,
        right=sides,
    )
    work = [multiply_adds(depths[stage - 1], depths[stage], 3, sides[stage], sides[stage]) for stage in range(1, stages + 1)]
    yield Say(
        en="Halving the side while doubling the channels keeps the work of each stage level: a quarter of the places, twice the inputs, twice the outputs.",
        zh="边长减半、通道加倍，各级计算量持平：位置是四分之一，输入和输出通道各翻一倍。",
    )
    yield Check(
        name="level-work",
        en="multiply–adds of the last stage ÷ those of the first strided one",
        zh="最后一级的乘加次数 ÷ 第一个下采样级的乘加次数",
        left=work[-1] / work[0],
        right=1.0,
        applies=size % 2**stages == 0,
        because=Text(en="where a side is odd, its half is rounded up", zh="边长为奇数时，减半要向上取整"),
    )
    dense, shared = dense_first_layer(224, 3, 64), parameter_count(3, 64, 3)
    yield Plot(
        en="Parameters of a first layer with 64 outputs, on 224×224×3 (log scale)",
        zh="224×224×3 输入、64 个输出的第一层参数量（对数刻度）",
        kind="bars",
        series={Text(en="fully connected", zh="全连接"): dense, Text(en="convolution 3×3", zh="3×3 卷积"): shared},
        log=True,
    )
    yield Check(
        name="first-layer",
        en="64 features each: one weight for every pixel and channel and a bias, against 3·3·3 and a bias",
        zh="各有 64 个特征：每个像素每个通道一个权重加偏置，对比 3·3·3 个权重加偏置",
        left=[dense, shared],
        right=[9_633_856, 1_792],
    )


def budget(
    rng: np.random.Generator,
    *,
    samples: Annotated[int, Range(50, 1000), Text(en="training images", zh="训练图像张数")] = 500,
    noise: Annotated[float, Range(0.0, 1.0), Text(en="noise on each pixel", zh="像素噪声的标准差")] = 0.3,
) -> Iterator[Step]:
    """The same pictures, with the prior and without.

    同样的图像，有先验与没有先验
    """
    images, labels = digits(rng, samples, noise=noise)
    unseen, truth = digits(rng, 500, noise=noise)
    yield Say(
        en=f"{samples} noisy digits, each somewhere near the centre of a 12×12 canvas. One network slides 5×5 kernels; the other connects every pixel to every hidden unit.",
        zh=f"{samples} 张带噪声的数字，位置在 12×12 画布中央附近。一个网络滑动 5×5 的核；另一个让每个像素连到每个隐藏单元。",
    )
    yield Show(en="Two of the digits", zh="其中两张", data=np.hstack([images[0, 0], images[1, 0]]).clip(0, 1), heat=True)
    yield Ask(
        en="Which does better on new digits?",
        zh="哪个在新数字上更好？",
        answer=0,
        options=[Text(en="convolutional", zh="卷积网络"), Text(en="fully connected", zh="全连接网络")],
    )
    cnn, arrays, cnn_losses = _fit_cnn(rng, images, labels)
    mlp, mlp_losses = _fit_mlp(images, labels, initialise(rng, [144, 48, 10]), rng.integers(0, samples, (240, 50)))
    counts = [sum(array.size for array in arrays), dense_parameter_count(144, 48) + dense_parameter_count(48, 10)]
    yield Plot(
        en="Training loss (the fully connected network gets three times the steps)",
        zh="训练损失（全连接网络走三倍的步数）",
        series={"CNN": cnn_losses, "MLP": mlp_losses},
        x=Text(en="step", zh="步"),
    )
    scores = [[accuracy(net(x), y) for x, y in ((images, labels), (unseen, truth))] for net in (cnn, mlp)]
    yield Show(
        en="Accuracy and size",
        zh="准确率与参数量",
        data=[[score[0], score[1], count] for score, count in zip(scores, counts, strict=True)],
        rows=["CNN", "MLP"],
        columns=[Text(en="train", zh="训练"), Text(en="test", zh="测试"), Text(en="params", zh="参数")],
        digits=2,
    )
    yield Check(
        name="sizes",
        en="parameters of the CNN, counted in its arrays = convolution + head by formula",
        zh="CNN 各数组里的参数个数 = 卷积与分类头的公式之和",
        left=counts[0],
        right=parameter_count(1, 8, 5) + head_parameters(8, 4, 10),
    )
    yield Check(
        name="fewer-and-better",
        en="test accuracy: CNN above MLP by at least 0.15",
        zh="测试准确率：CNN 至少高出 MLP 0.15",
        left=scores[0][1],
        right=scores[1][1] + 0.15,
        relation=">",
        applies=samples >= 200 and 0.2 <= noise <= 0.4,
        because=Text(
            en="promised for 200 images or more and noise from 0.2 to 0.4; without noise both may learn everything",
            zh="只对至少 200 张图像、噪声 0.2 到 0.4 作出保证；没有噪声时两者可能都全对",
        ),
    )
    yield Say(
        en="The fully connected network knows its training set by heart. "
        "It is not too weak; it has to learn every digit anew for every place, and the examples do not suffice.",
        zh="全连接网络把训练集全背下来了。它不是能力不够，而是每个位置都要把数字重学一遍，样本不够用。",
    )


def permute(
    rng: np.random.Generator,
    *,
    samples: Annotated[int, Range(200, 1000), Text(en="training images", zh="训练图像张数")] = 400,
) -> Iterator[Step]:
    """Shuffle the pixels, the same way in every image.

    打乱像素，每张图用同一种打乱
    """
    images, labels = digits(rng, samples)
    unseen, truth = digits(rng, 500)
    order = rng.permutation(144)
    yield Say(
        en="Nothing is lost: the same shuffle for every image, in training and test. A reader could put the pixels back.",
        zh="信息没有丢失：训练和测试的每张图都用同一种打乱，还可以原样还原。",
    )
    yield Show(
        en="Before, and after", zh="打乱前，打乱后", data=np.hstack([images[0, 0], scramble(images, order)[0, 0]]).clip(0, 1), heat=True
    )
    yield Ask(
        en="Which of the two networks suffers?",
        zh="哪个网络会受影响？",
        answer=0,
        options=[Text(en="only the CNN", zh="只有 CNN"), Text(en="only the MLP", zh="只有 MLP"), Text(en="both", zh="都受影响")],
    )
    shuffled, hidden = scramble(images, order), scramble(unseen, order)
    batches, start = rng.integers(0, samples, (150, 50)), initialise(rng, [144, 48, 10])
    relabelled = [(start[0][0][:, order], start[0][1]), start[1]]
    mlps = [_fit_mlp(x, labels, layers, batches)[0] for x, layers in ((images, start), (shuffled, relabelled))]
    mlp_logits = [mlp(x) for mlp, x in zip(mlps, (unseen, hidden), strict=True)]
    cnns = [_fit_cnn(rng, x, labels, head="max", steps=60, lr=0.03)[0] for x in (images, shuffled)]
    cnn_scores = [accuracy(cnn(x), truth) for cnn, x in zip(cnns, (unseen, hidden), strict=True)]
    mlp_scores = [accuracy(logits, truth) for logits in mlp_logits]
    yield Show(
        en="Test accuracy",
        zh="测试准确率",
        data=[cnn_scores, mlp_scores],
        rows=["CNN", "MLP"],
        columns=[Text(en="in order", zh="原序"), Text(en="shuffled", zh="打乱")],
        digits=2,
    )
    yield Check(
        name="mlp-cannot-tell",
        en="start the MLP with its columns shuffled likewise: after training, logits for ordered and shuffled images are the same numbers",
        zh="让 MLP 第一层的列也同样打乱再训练：两种图像得到的 logits 完全相同",
        left=mlp_logits[1],
        right=mlp_logits[0],
        within=1e-6,  # the sums are taken in another order, and 150 steps of Adam carry the rounding on
    )
    yield Check(
        name="cnn-falls",
        en="accuracy that the CNN loses: at least 0.25",
        zh="CNN 损失的准确率：至少 0.25",
        left=cnn_scores[0] - cnn_scores[1],
        right=0.25,
        relation=">",
    )
    yield Check(
        name="below-the-mlp",
        en="on shuffled pixels the CNN is no better than the MLP",
        zh="像素打乱后，CNN 不比 MLP 好",
        left=cnn_scores[1],
        right=mlp_scores[1],
        relation="<=",
    )
    yield Say(
        en="So the CNN's advantage was never magic: it lives on neighbours being related. Where they are not, the bet costs instead of pays.",
        zh="可见 CNN 的优势并不神秘，靠的是相邻像素相关；一旦不相关，这个先验就从帮助变成负担。",
    )


def moved(
    rng: np.random.Generator,
    *,
    samples: Annotated[int, Range(100, 600), Text(en="training images", zh="训练图像张数")] = 300,
    noise: Annotated[float, Range(0.0, 0.5), Text(en="noise on each pixel", zh="像素噪声的标准差")] = 0.1,
) -> Iterator[Step]:
    """Trained in the centre, tested beside it.

    在中央训练，在旁边测试
    """
    images, labels = digits(rng, samples, noise=noise, shift=0)
    unseen, truth = digits(rng, 200, noise=noise, shift=0)
    yield Say(
        en="All training digits sit exactly in the centre. Three networks learn them; then new digits are moved to the right.",
        zh="训练用的数字都在正中央。三个网络学会之后，把新数字向右移动。",
    )
    yield Show(
        en="One of them, and the same moved by 2",
        zh="其中一张，以及右移 2 像素之后",
        data=np.hstack([unseen[0, 0], np.roll(unseen[0, 0], 2, axis=1)]),
        heat=True,
    )
    steps = 50
    networks: dict[str, Classifier] = {
        "MLP": _fit_mlp(images, labels, initialise(rng, [144, 48, 10]), rng.integers(0, samples, (steps, 50)))[0],
        "flatten": _fit_cnn(rng, images, labels, filters=12, kernel=3, steps=steps, lr=0.03)[0],
        "max": _fit_cnn(rng, images, labels, head="max", filters=12, kernel=3, steps=2 * steps, lr=0.05)[0],
    }
    scores = {name: [accuracy(net(np.roll(unseen, step, axis=3)), truth) for step in (0, 1, 2)] for name, net in networks.items()}
    yield Ask(
        en="A CNN whose maps are flattened into a dense layer: what happens to its accuracy at a shift of 2 pixels?",
        zh="特征图展平后接全连接的 CNN：平移 2 个像素时准确率怎样？",
        answer=2,
        options=[Text(en="it stays", zh="不变"), Text(en="it drops a little", zh="略降"), Text(en="it collapses", zh="崩溃")],
    )
    yield Show(
        en="Test accuracy by shift, in pixels",
        zh="不同平移（像素）下的测试准确率",
        data=list(scores.values()),
        rows=["MLP", Text(en="CNN + flatten", zh="CNN + 展平"), Text(en="CNN + max", zh="CNN + 全局最大")],
        columns=["0", "1", "2"],
        digits=2,
    )
    quiet = noise <= 0.2 and samples >= 200
    because = Text(en="promised for 200 images or more, and noise up to 0.2", zh="只对至少 200 张图像、噪声不超过 0.2 作出保证")
    yield Check(
        name="all-learn-the-centre",
        en="accuracy without a shift, the lowest of the three",
        zh="不平移时的准确率，三者中最低的",
        left=min(score[0] for score in scores.values()),
        right=0.7,
        relation=">",
        applies=quiet,
        because=because,
    )
    yield Check(
        name="flatten-collapses",
        en="CNN with a flattened head, at 2 pixels",
        zh="展平头的 CNN，平移 2 像素",
        left=scores["flatten"][2],
        right=0.4,
        relation="<",
        applies=quiet,
        because=because,
    )
    clean, _ = digits(rng, 20, noise=0.0, shift=0)
    yield Check(
        name="global-max-stays",
        en="CNN with a global maximum, clean digits: logits at 2 pixels = logits at 0",
        zh="全局最大值头的 CNN，无噪声的数字：平移 2 像素的 logits = 不平移的 logits",
        left=networks["max"](np.roll(clean, 2, axis=3)),
        right=networks["max"](clean),
        within=1e-12,
    )
    yield Say(
        en="Convolution carries the shift along (equivariance). What the network does with it depends on what comes after: a flattened head ties every weight to a place.",
        zh="卷积只是把平移原样带过去（等变）。网络最终是否不变，要看后面接什么：展平的头把每个权重绑定在一个位置上。",
    )


def signal(
    rng: np.random.Generator,
    *,
    length: Annotated[int, Range(16, 96), Text(en="samples in a trace", zh="每条信号的采样点数")] = 48,
    strength: Annotated[
        float, Range(0.0, 3.0), Text(en="strength of the pattern in noise of deviation 1", zh="图样强度（噪声标准差为 1）")
    ] = 1.5,
) -> Iterator[Step]:
    """A CNN without a picture.

    没有图像的 CNN
    """
    traces, labels = _traces(rng, 600, length, strength)
    unseen, truth = _traces(rng, 600, length, strength)
    yield Say(
        en="Traces of noise. Half of them hide the same five samples, each at a place of its own: think of a heartbeat, a spike, a spoken click.",
        zh="一批噪声信号，其中一半藏着同样的五个采样点，位置各不相同：好比心跳、神经脉冲或语音中的爆破音。",
    )
    yield Plot(
        en="One trace that hides the pattern",
        zh="藏有图样的一条信号",
        series={Text(en="trace", zh="信号"): traces[0]},
        x=Text(en="sample", zh="采样点"),
    )
    yield Ask(
        en="Four kernels of five samples, a bias each, one weight for each best match and one offset: how many parameters?",
        zh="四个宽 5 的核，各带偏置，每个最佳匹配一个权重，再加一个偏置：共多少参数？",
        answer=29,
    )
    start = [rng.normal(0, 0.4, (4, 5)), np.zeros(4), np.full(4, 0.5), np.array(0.0)]
    parameters, losses = train(start, lambda p, step: detect_gradients(traces, labels, p), steps=120, lr=0.05)
    yield Check(
        name="size",
        en="numbers in the network's arrays = filters · (width + 1) + filters + 1",
        zh="网络数组里的数 = 核数 ·（宽 + 1）+ 核数 + 1",
        left=sum(array.size for array in parameters),
        right=detector_parameters(4, 5),
    )
    yield Plot(en="Training loss", zh="训练损失", series={"1-D CNN": losses}, x=Text(en="step", zh="步"))
    found = ((detect(unseen, parameters) > 0) == (truth > 0)).mean()
    linear = _linear_accuracy(traces, labels, unseen, truth)
    likeness = max(abs(float(np.corrcoef(kernel, MOTIF)[0, 1])) for kernel in parameters[0])
    yield Show(
        en="On new traces",
        zh="在新信号上",
        data=[[found], [linear], [likeness]],
        rows=[
            Text(en="accuracy, 1-D CNN", zh="准确率，一维 CNN"),
            Text(en="accuracy, linear", zh="准确率，线性模型"),
            Text(en="best kernel ~ pattern", zh="最像的核与图样的相关"),
        ],
        digits=3,
    )
    clear = strength >= 1.5
    because = Text(en="promised for a strength of 1.5 or more", zh="只对强度不小于 1.5 作出保证")
    yield Check(
        name="finds-it",
        en="accuracy of the 1-D CNN",
        zh="一维 CNN 的准确率",
        left=found,
        right=0.85,
        relation=">",
        applies=clear,
        because=because,
    )
    yield Check(
        name="linear-cannot",
        en="a linear model on the raw samples stays near guessing",
        zh="直接用原始采样点的线性模型接近瞎猜",
        left=linear,
        right=0.7,
        relation="<",
    )
    yield Check(
        name="learned-the-pattern",
        en="correlation of the best kernel with the hidden pattern",
        zh="最像的核与隐藏图样的相关系数",
        left=likeness,
        right=0.9,
        relation=">",
        applies=clear,
        because=because,
    )
    yield Say(
        en="Nobody told it where to look or what for. Convolution suits whatever lies on a grid: sound in time, words in a row, images, films, scans.",
        zh="没人告诉它找什么、去哪里找。凡是排成网格的数据都适合卷积：声音、文本、图像、视频、三维扫描。",
    )


def _fit_cnn(
    rng: np.random.Generator,
    images: Array,
    labels: Labels,
    *,
    head: Head = "flatten",
    filters: int = 8,
    kernel: int = 5,
    steps: int = 80,
    lr: float = 0.02,
) -> tuple[Classifier, list[Array], Array]:
    """One convolution layer and a head, trained on mini-batches of 50."""
    batches = rng.integers(0, len(images), (steps, 50))
    start = begin(rng, filters=filters, kernel=kernel, size=images.shape[2], head=head)
    arrays, losses = train(
        start, lambda p, step: loss_and_gradients(images[batches[step]], labels[batches[step]], p, head=head), steps=steps, lr=lr
    )
    return lambda x: classify(x, arrays, head=head), arrays, losses


def _fit_mlp(images: Array, labels: Labels, layers: Sequence[tuple[Array, Array]], batches: Labels) -> tuple[Classifier, Array]:
    """A fully connected network from the given start, on the given mini-batches."""

    def gradients(arrays: list[Array], step: int) -> tuple[float, list[Array]]:
        x, y = _rows(images[batches[step]]), labels[batches[step]]
        logits, cache = forward(_paired(arrays), x)
        slopes = backward(_paired(arrays), cache, cross_entropy_gradient(logits, y))
        return cross_entropy(logits, y), [slope for layer in slopes for slope in layer]

    arrays, losses = train([array for layer in layers for array in layer], gradients, steps=len(batches), lr=0.005)
    return lambda x: forward(_paired(arrays), _rows(x))[0], losses


def _paired(arrays: Sequence[Array]) -> list[tuple[Array, Array]]:
    return list(zip(arrays[::2], arrays[1::2], strict=True))


def _rows(images: Array) -> Array:
    return images.reshape(len(images), -1)


def _traces(rng: np.random.Generator, count: int, length: int, strength: float) -> tuple[Array, Array]:
    """Noise; the even traces hide the motif, each at a random place."""
    traces, labels = rng.normal(size=(count, length)), np.arange(count) % 2 == 0
    places = rng.integers(0, length - len(MOTIF) + 1, count)[:, None] + np.arange(len(MOTIF))
    traces[np.arange(count)[:, None], places] += strength * labels[:, None] * MOTIF
    return traces, labels.astype(float)


def _linear_accuracy(traces: Array, labels: Array, unseen: Array, truth: Array) -> float:
    """Least squares on the raw samples and a constant."""
    weights = np.linalg.lstsq(np.hstack([traces, np.ones((len(traces), 1))]), 2 * labels - 1, rcond=None)[0]
    return float(((unseen @ weights[:-1] + weights[-1] > 0) == (truth > 0)).mean())
