"""Freezing: which layers carry over, and what it means to leave them alone.

冻结：哪些层可以搬走，“不动它”又意味着什么。

Lower layers serve many tasks, upper layers serve their own. How much to freeze is a question about the two tasks and the data;
what freezing saves, what it does not stop, and how to let go layer by layer, can be counted.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Annotated

import numpy as np
from numpy.typing import NDArray

from dl_quiz.nouns import Text
from dl_quiz.stage import Ask, Check, Plot, Range, Say, Show, Step

from .kernels.activation import relu
from .kernels.backprop import backward, forward, initialise
from .kernels.batchnorm import running_average
from .kernels.freeze import backward_products, layer_rate, trainable_parameters, unfrozen_layers
from .kernels.transfer import STUDENT, TEACHER, examples, fine_tune, new_head, normalised_error, pretrain, related_task, teacher

Array = NDArray[np.float64]


def sweep(
    rng: np.random.Generator,
    *,
    samples: Annotated[int, Range(20, 200), Text(en="labelled examples of each target task", zh="每个目标任务的有标签样本数")] = 60,
    steps: Annotated[int, Range(100, 300), Text(en="training steps on each target", zh="每个目标任务上的训练步数")] = 200,
) -> Iterator[Step]:
    """Freeze none, one or two layers, for three kinds of target.

    三种目标各冻几层
    """
    source = teacher(rng, TEACHER)
    pretrained = pretrain(rng, source)
    yield Say(
        en=f"The source task hides two levels of features. Target A uses both, target B only the lower one, target C neither. Each has {samples} examples.",
        zh=f"源任务背后有两级特征。目标 A 两级都用，目标 B 只用低的一级，目标 C 一级也不用。每个目标有 {samples} 个样本。",
    )
    yield Say(
        en="The student has two hidden layers and a new head. After the first k layers are frozen, the rest is trained.",
        zh="学生网络有两个隐藏层和一个新的头。先冻结前 k 层，再训练其余部分。",
    )
    yield Ask(
        en="How many layers is it best to freeze for C, which shares nothing?",
        zh="对什么都不共享的 C，冻结几层最好？",
        answer=0,
    )
    errors = []
    for shared in (2, 1, 0):
        task = related_task(rng, source, shared, 4)
        (x, y), (unseen, truth) = examples(rng, task, samples), examples(rng, task, 1000)
        start, fresh = new_head(rng, pretrained, 4), new_head(rng, initialise(rng, STUDENT), 4)
        runs = [fine_tune(start, x, y, steps=steps, frozen=k)[0] for k in (0, 1, 2)] + [fine_tune(fresh, x, y, steps=steps)[0]]
        errors.append([normalised_error(forward(layers, unseen)[0], truth) for layers in runs])
    best = [int(np.argmin(row[:3])) for row in errors]
    yield Show(
        en="Error on unseen examples; the best k is marked",
        zh="没见过的样本上的误差；最好的 k 已标出",
        data=errors,
        rows=["A", "B", "C"],
        columns=["k = 0", "k = 1", "k = 2", Text(en="scratch", zh="从头")],
        mark=[(row, column) for row, column in enumerate(best)],
    )
    yield Plot(
        en="Error against the number of frozen layers",
        zh="误差随冻结层数的变化",
        series={name: ([0, 1, 2], row[:3]) for name, row in zip("ABC", errors, strict=True)},
        x=Text(en="frozen layers", zh="冻结层数"),
    )
    few = Text(en="a claim about 40 to 100 examples and 200 steps", zh="这一条说的是 40 到 100 个样本、200 步的情形")
    usual = 40 <= samples <= 100 and steps >= 200
    yield Check(
        name="both-shared-freeze-both",
        en="best number of frozen layers for A: the most whose error is within 1.2 times the least",
        zh="对 A 最好的冻结层数：误差不超过最小值 1.2 倍的做法中，冻得最多的一种",
        left=max(k for k in range(3) if errors[0][k] <= 1.2 * min(errors[0][:3])),
        right=2,
        applies=usual,
        because=few,
    )
    yield Check(
        name="none-shared-freeze-none",
        en="best number of frozen layers for C",
        zh="对 C 最好的冻结层数",
        left=best[2],
        right=0,
        applies=usual,
        because=few,
    )
    yield Check(
        name="lower-layer-serves-b",
        en="B: freezing at most the first layer, the better of the two ways beats scratch",
        zh="B：至多冻结第一层，两种做法中较好的一种胜过从头训练",
        left=min(errors[1][:2]),
        right=errors[1][3],
        relation="<",
        applies=usual,
        because=few,
    )
    yield Check(
        name="a-start-is-worth-having",
        en="A: with nothing frozen, starting from pretrained weights still beats scratch",
        zh="A：一层也不冻结，从预训练权重出发仍胜过从头训练",
        left=errors[0][0],
        right=errors[0][3],
        relation="<",
    )
    yield Say(
        en="For B, cutting after the first layer is usually best, but not for every draw (try other seeds): the cut is a hyperparameter, to be tried on validation data.",
        zh="对 B，通常在第一层之后切开最好，但并非每次如此（换个种子试试）：切在哪里是个超参数，要用验证集来定。",
    )


def counts(
    rng: np.random.Generator,
    *,
    inputs: Annotated[int, Range(1, 200), Text(en="inputs", zh="输入数")] = 24,
    hidden: Annotated[int, Range(1, 200), Text(en="width of both hidden layers", zh="两个隐藏层的宽度")] = 32,
    outputs: Annotated[int, Range(1, 50), Text(en="outputs", zh="输出数")] = 1,
) -> Iterator[Step]:
    """What freezing saves, and what it does not.

    冻结省什么，不省什么
    """
    widths = (inputs, hidden, hidden, outputs)
    forward_products = sum(a * b for a, b in pairwise(widths))
    yield Say(
        en=f"A network {' → '.join(map(str, widths))}, and one training example. Freeze the first k layers.",
        zh=f"网络 {' → '.join(map(str, widths))}，一个训练样本。冻结前 k 层。",
    )
    yield Ask(
        en="With both hidden layers frozen: how many parameters are still trained?",
        zh="两个隐藏层都冻结时，还有多少参数在训练？",
        answer=trainable_parameters(widths, 2),
    )
    yield Show(
        en="Costs by number of frozen layers",
        zh="各项开销随冻结层数的变化",
        data=[
            [trainable_parameters(widths, k) for k in range(3)],
            [2 * trainable_parameters(widths, k) for k in range(3)],
            [forward_products] * 3,
            [backward_products(widths, k) for k in range(3)],
        ],
        rows=[
            Text(en="trained", zh="可训练参数"),
            Text(en="Adam state", zh="Adam 状态"),
            Text(en="forward", zh="前向乘加"),
            Text(en="backward", zh="反向乘加"),
        ],
        columns=["k = 0", "k = 1", "k = 2"],
    )
    layers = [(weight, 0.1 * rng.normal(size=bias.shape)) for weight, bias in initialise(rng, widths)]
    x, y = rng.normal(size=(20, inputs)), rng.normal(size=(20, outputs))
    output, cache = forward(layers, x)
    whole = backward(layers, cache, output - y)
    cut = []
    for k in range(3):
        features = _below(layers, k, x)
        top, top_cache = forward(layers[k:], features)
        cut.append(backward(layers[k:], top_cache, top - y))
    yield Check(
        name="counted-one-by-one",
        en="numbers in the gradients that are really computed = the formula, for k = 0, 1, 2",
        zh="实际算出的梯度中数的个数 = 公式，k = 0、1、2",
        left=[sum(array.size for layer in gradients for array in layer) for gradients in cut],
        right=[trainable_parameters(widths, k) for k in range(3)],
    )
    yield Check(
        name="nothing-is-lost",
        en="the gradients above the cut are those of the full backward pass; largest difference",
        zh="切口以上的梯度与完整反向传播的相同；最大差距",
        left=max(
            float(np.abs(a - b).max())
            for k, gradients in enumerate(cut)
            for here, there in zip(gradients, whole[k:], strict=True)
            for a, b in zip(here, there, strict=True)
        ),
        right=0.0,
        within=1e-9,
    )
    yield Say(
        en="The forward pass costs the same, whatever is frozen: an example still has to climb through all layers, unless the features of the frozen part "
        "are stored once. And full fine-tuning saves nothing per step against training from scratch; it can only need fewer steps.",
        zh="前向的开销与冻结无关：样本照样要走完所有层，除非把冻结部分的特征算一次存下来。与从头训练相比，全量微调每一步一点也不省，只可能少走几步。",
    )


def bnstats(
    rng: np.random.Generator,
    *,
    batches: Annotated[int, Range(1, 200), Text(en="batches seen while fine-tuning", zh="微调时经过的批次数")] = 20,
    momentum: Annotated[
        float, Range(0.001, 1), Text(en="weight of the new batch in the running statistic", zh="滑动统计量中新批次的权重")
    ] = 0.1,
    shift: Annotated[
        float, Range(-10, 10), Text(en="mean of the target data, where the source had 0", zh="目标数据的均值，源数据的均值是 0")
    ] = 3.0,
) -> Iterator[Step]:
    """A frozen layer that still moves.

    冻结了却还在动的层
    """
    yield Say(
        en="A pretrained batch-norm layer has two kinds of numbers: γ and β, which gradients move, and a running mean and variance, which batches move. "
        "Freezing parameters stops only the first kind.",
        zh="预训练好的 BN 层里有两类数：γ、β 由梯度更新；滑动均值和方差由批次更新。冻结参数只管住了前一类。",
    )
    data = shift + rng.normal(size=(batches, 64))
    means = [0.0]
    for batch in data:
        means.append(float(running_average(means[-1], batch.mean(), momentum)))
    yield Ask(
        en=f"Source mean 0, target mean {shift:g}, momentum {momentum:g}: where is the running mean after {batches} batches in train mode?",
        zh=f"源均值 0，目标均值 {shift:g}，momentum {momentum:g}：train 模式下过了 {batches} 个批次，滑动均值到了哪里？",
        answer=shift * (1 - (1 - momentum) ** batches),
        within=max(0.2, 0.1 * abs(shift)),
    )
    yield Plot(
        en="Running mean, batch by batch",
        zh="滑动均值逐批的变化",
        series={Text(en="train mode", zh="train 模式"): means, Text(en="eval mode", zh="eval 模式"): np.zeros(batches + 1)},
        x=Text(en="batch", zh="批次"),
    )
    weights = momentum * (1 - momentum) ** np.arange(batches)
    yield Check(
        name="statistics-drift",
        en="running mean = shift · (1 − (1 − m)ⁿ), up to the noise of batches",
        zh="滑动均值 = 偏移 · (1 − (1 − m)ⁿ)，相差批次的噪声",
        left=means[-1],
        right=shift * (1 - (1 - momentum) ** batches),
        within=4 * float(np.sqrt((weights**2).sum() / 64)),  # four standard errors: the batch means vary by 1/√64 each
    )
    pixel = 1.0
    yield Show(
        en="What the layer answers to x = 1 (γ = 1, β = 0, variance 1)",
        zh="输入 x = 1 时该层的输出（γ = 1，β = 0，方差 1）",
        data=[[pixel - means[0]], [pixel - means[-1]]],
        rows=[Text(en="before", zh="之前"), Text(en="after", zh="之后")],
        columns=["y"],
    )
    yield Say(
        en="So the features under a “frozen” backbone move, and a head that was fitted on them no longer fits. Put frozen batch-norm layers into eval mode; "
        "or, if the target's data is plentiful and different, let the statistics adapt, and mean it.",
        zh="于是“冻结”的骨干，输出的特征却变了，照旧特征训好的头也就不合用了。冻结的 BN 层要切到 eval 模式；若目标数据又多又不同，也可以让统计量去适应，但要是有意为之。",
    )


def rates(
    rng: np.random.Generator,
    *,
    lr: Annotated[float, Range(0.00001, 0.1), Text(en="learning rate of the head", zh="头的学习率")] = 0.01,
    factor: Annotated[float, Range(1, 100), Text(en="ratio between neighbouring layers", zh="相邻层学习率之比")] = 2.6,
) -> Iterator[Step]:
    """Between frozen and free: a rate for each layer.

    每层一个学习率
    """
    chosen = [layer_rate(lr, factor, below) for below in (2, 1, 0)]
    yield Say(
        en=f"Freezing is all or nothing. Discriminative fine-tuning gives each layer its own rate, divided by {factor:g} for each step down from the head.",
        zh=f"冻结是全有或全无。分层学习率（discriminative fine-tuning）让每层有自己的学习率，从头往下每层除以 {factor:g}。",
    )
    yield Ask(
        en=f"The head learns with {lr:g}. And the layer two below it?",
        zh=f"头的学习率是 {lr:g}，往下数第二层是多少？",
        answer=chosen[0],
        within=0.02 * chosen[0],
    )
    layers = initialise(rng, STUDENT)
    x, y = rng.normal(size=(50, STUDENT[0])), rng.normal(size=(50, STUDENT[-1]))
    stepped, _ = fine_tune(layers, x, y, steps=1, lr=chosen)
    moves = [float(np.abs(new[0] - old[0]).max()) for new, old in zip(stepped, layers, strict=True)]
    yield Show(
        en="Rates, and the largest move of a weight in one step of Adam",
        zh="学习率，以及 Adam 一步中权重的最大移动",
        data=[[rate, move] for rate, move in zip(chosen, moves, strict=True)],
        rows=[Text(en="layer 1", zh="第 1 层"), Text(en="layer 2", zh="第 2 层"), Text(en="head", zh="头")],
        columns=[Text(en="rate", zh="学习率"), Text(en="move", zh="移动")],
        digits=6,
    )
    yield Check(
        name="each-layer-its-rate",
        en="Adam's first step moves the weights by their layer's rate: move / rate",
        zh="Adam 的第一步让权重移动一个本层学习率：移动 / 学习率",
        left=[move / rate for move, rate in zip(moves, (lr / factor / factor, lr / factor, lr), strict=True)],
        right=[1.0, 1.0, 1.0],
        within=1e-4,  # the ε of Adam against gradients of ordinary size
    )
    yield Say(
        en="Gradual unfreezing does the same in time instead of size: the head trains first, and every epoch one more layer joins, from the top.",
        zh="逐层解冻（gradual unfreezing）则在时间上做同样的事：先训头，之后每个 epoch 自上而下多放开一层。",
    )
    yield Show(
        en="Layers that train, by epoch",
        zh="各 epoch 参与训练的层数",
        data=[[unfrozen_layers(3, epoch) for epoch in (1, 2, 3, 4)]],
        rows=[Text(en="layers", zh="层数")],
        columns=[f"t = {epoch}" for epoch in (1, 2, 3, 4)],
    )


def _below(layers: Sequence[tuple[Array, Array]], count: int, x: Array) -> Array:
    """What the first `count` layers, ReLU included, make of x."""
    features: Array = relu(forward(layers[:count], x)[0]) if count else x
    return features
