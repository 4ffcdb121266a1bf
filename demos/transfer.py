"""Transfer learning: what one task has taught, put to work on another.

迁移学习：在一个任务上学到的，用到另一个任务上。

The tasks here are made by small “teacher” networks, so that it is known, and can be chosen, what two of them have in common.
A “student” learns the source task from plenty of data; then three recipes compete on a target task with few examples:
from scratch, on frozen features, and by fine-tuning everything.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Annotated

import numpy as np

from dl_quiz.nouns import Text
from dl_quiz.stage import Ask, Check, Plot, Range, Say, Show, Step

from .kernels.backprop import Layer, forward, initialise
from .kernels.transfer import (
    STUDENT,
    TEACHER,
    drift,
    examples,
    fine_tune,
    importance_weight,
    new_head,
    normalised_error,
    pretrain,
    related_task,
    squared_loss,
    teacher,
)


def recipes(
    rng: np.random.Generator,
    *,
    samples: Annotated[int, Range(10, 400), Text(en="labelled examples of the target task", zh="目标任务的有标签样本数")] = 40,
    shared: Annotated[int, Range(0, 2), Text(en="levels of features that both tasks share", zh="两个任务共享的特征层数")] = 2,
    steps: Annotated[int, Range(20, 500), Text(en="training steps on the target", zh="在目标任务上的训练步数")] = 200,
) -> Iterator[Step]:
    """Three recipes, few examples.

    三种做法，少量样本
    """
    source = teacher(rng, TEACHER)
    pretrained = pretrain(rng, source)
    yield Say(
        en=f"A network {_chain(STUDENT)} has learned a source task of 12 outputs from 2000 examples. Its error on unseen examples is "
        f"{_error(pretrained, rng, source):.2f}, where 1 is that of always predicting the mean.",
        zh=f"网络 {_chain(STUDENT)} 用 2000 个样本学会了有 12 个输出的源任务，在新样本上的误差是 {_error(pretrained, rng, source):.2f}（永远预测均值的误差是 1）。",
    )
    yield Say(
        en=f"The new task has 4 outputs, {samples} examples, and shares {shared} of the two levels of features behind the source. "
        "Every recipe first puts a new head on: the old one answers other questions.",
        zh=f"新任务有 4 个输出、{samples} 个样本；源任务背后的两级特征，它共享 {shared} 级。每种做法都先换一个新的输出头：旧头回答的是别的问题。",
    )
    task = related_task(rng, source, shared, 4)
    x, y = examples(rng, task, samples)
    start = new_head(rng, pretrained, 4)
    scratch, scratch_losses = fine_tune(new_head(rng, initialise(rng, STUDENT), 4), x, y, steps=steps)
    probed, _ = fine_tune(start, x, y, steps=steps, frozen=2)
    tuned, tuned_losses = fine_tune(start, x, y, steps=steps)
    found = {name: _error(layers, rng, task) for name, layers in (("scratch", scratch), ("frozen", probed), ("tuned", tuned))}
    yield Ask(
        en="Which does best on unseen examples?",
        zh="在没见过的样本上，哪种最好？",
        answer=list(found.values()).index(min(found.values())),
        options=[_SCRATCH, _FROZEN, _TUNED],
    )
    yield Show(
        en="Error on unseen examples; how far the backbone moved",
        zh="没见过的样本上的误差；骨干移动的距离",
        data=[
            [found["scratch"], None],
            [found["frozen"], drift(probed, start)],
            [found["tuned"], drift(tuned, start)],
        ],
        rows=[_SCRATCH, _FROZEN, _TUNED],
        columns=[Text(en="error", zh="误差"), Text(en="moved", zh="移动")],
    )
    yield Plot(
        en="Loss on the target's training examples",
        zh="目标任务训练集上的损失",
        series={_SCRATCH: scratch_losses, _TUNED: tuned_losses},
        log=True,
        x=Text(en="step", zh="步"),
    )
    yield Check(
        name="frozen-stays",
        en="distance that the frozen backbone moved",
        zh="冻结的骨干移动的距离",
        left=drift(probed, pretrained),
        right=0.0,
    )
    yield Check(
        name="fine-tuning-moves",
        en="distance that fine-tuning moved the backbone: the two are different recipes",
        zh="微调使骨干移动的距离：这是两种不同的做法",
        left=drift(tuned, pretrained),
        right=0.1,
        relation=">",
    )
    yield Check(
        name="frozen-beats-scratch",
        en="error of a head on frozen features < error of training everything from scratch",
        zh="冻结特征、只训头的误差 < 全部从头训练的误差",
        left=found["frozen"],
        right=found["scratch"],
        relation="<",
        applies=shared == 2 and samples <= 100 and steps >= 100,
        because=Text(
            en="it takes shared features, few examples, and 100 steps for the head", zh="前提是特征共享、样本少，且头训练满 100 步"
        ),
    )


def curve(
    rng: np.random.Generator,
    *,
    fewest: Annotated[int, Range(10, 50), Text(en="smallest number of target examples", zh="最少的目标样本数")] = 25,
    shared: Annotated[int, Range(0, 2), Text(en="levels of features that both tasks share", zh="两个任务共享的特征层数")] = 2,
) -> Iterator[Step]:
    """What pretraining is worth, by how much target data there is.

    数据多了，预训练贬值
    """
    sizes = [fewest, 4 * fewest, 16 * fewest]
    source = teacher(rng, TEACHER)
    pretrained = pretrain(rng, source)
    task = related_task(rng, source, shared, 4)
    start, fresh = new_head(rng, pretrained, 4), new_head(rng, initialise(rng, STUDENT), 4)
    yield Say(
        en=f"The same source, and a target that shares {shared} of its two levels. Now the number of target examples grows: {', '.join(map(str, sizes))}.",
        zh=f"还是那个源任务，目标任务共享两级特征中的 {shared} 级。现在让目标样本数增长：{'、'.join(map(str, sizes))}。",
    )
    x, y = examples(rng, task, sizes[-1])
    errors = []
    for size in sizes:
        trained = (
            fine_tune(layers, x[:size], y[:size], steps=150, frozen=frozen)[0] for layers, frozen in ((fresh, 0), (start, 2), (start, 0))
        )
        errors.append([_error(layers, rng, task) for layers in trained])
    gaps = [scratch - min(frozen, tuned) for scratch, frozen, tuned in errors]
    yield Ask(
        en="The lead of the better pretrained recipe over scratch: does it grow or shrink with more examples?",
        zh="两种预训练做法中较好的一种，对从头训练的领先优势，随样本增多是变大还是变小？",
        answer=0 if gaps[-1] < gaps[0] else 1,
        options=[Text(en="shrinks", zh="变小"), Text(en="grows", zh="变大")],
    )
    yield Show(
        en="Error on unseen examples",
        zh="没见过的样本上的误差",
        data=errors,
        rows=[f"n = {size}" for size in sizes],
        columns=[_SCRATCH, _FROZEN, _TUNED],
    )
    yield Plot(
        en="Error against the number of examples (log₂)",
        zh="误差随样本数的变化（横轴 log₂）",
        series={
            name: (np.log2(sizes), column) for name, column in zip((_SCRATCH, _FROZEN, _TUNED), zip(*errors, strict=True), strict=True)
        },
        x="log₂ n",
    )
    yield Check(
        name="lead-shrinks",
        en="lead over scratch with the most examples < lead with the fewest",
        zh="样本最多时的领先 < 样本最少时的领先",
        left=gaps[-1],
        right=gaps[0],
        relation="<",
        applies=shared == 2,
        because=Text(en="a claim about tasks that share both levels", zh="这一条说的是两级特征都共享的情形"),
    )
    yield Say(
        en="Scratch closes in as data grows, and fine-tuning closes in on freezing. Where the target shares only the lower level (try --shared 1), "
        "tuning overtakes freezing: then the upper features have something to learn.",
        zh="数据增多时，从头训练在追赶，微调也在追赶冻结。若目标只共享低层特征（试试 --shared 1），微调会反超：高层特征确实有东西要学。",
    )


def lpft(
    rng: np.random.Generator,
    *,
    samples: Annotated[int, Range(10, 400), Text(en="labelled examples of the target task", zh="目标任务的有标签样本数")] = 40,
    lr: Annotated[float, Range(0.0001, 0.02), Text(en="learning rate of the fine-tuning", zh="微调的学习率")] = 0.01,
) -> Iterator[Step]:
    """First the head, then everything.

    先训头，再训全部
    """
    source = teacher(rng, TEACHER)
    pretrained = pretrain(rng, source)
    task = related_task(rng, source, 2, 4)
    x, y = examples(rng, task, samples)
    start = new_head(rng, pretrained, 4)
    probed, _ = fine_tune(start, x, y, steps=300, frozen=2)
    yield Say(
        en="At the start of fine-tuning the head is random, so the gradient that reaches the backbone is a random mixture of the head's mistakes. "
        "Train the head alone first (a linear probe), and there is less to send down.",
        zh="微调刚开始时，头是随机的，传到骨干的梯度只是头的错误的随机混合。先单独训头（线性探测），往下传的梯度就小得多。",
    )
    # At a random head of ordinary size, as frameworks draw it; the tiny head of `new_head` would hide the effect.
    loud = [*pretrained[:-1], initialise(rng, (STUDENT[-2], 4))[0]]
    pulls = [float(np.sqrt(sum((slope**2).sum() for slope in squared_loss(layers, x, y)[1][:4]))) for layers in (loud, probed)]
    yield Show(
        en="Size of the first gradient that reaches the backbone",
        zh="第一步传到骨干的梯度大小",
        data=[[pulls[0]], [pulls[1]]],
        rows=[Text(en="random head", zh="随机头"), Text(en="probed head", zh="训过的头")],
        columns=["‖∇‖"],
    )
    tuned, _ = fine_tune(loud, x, y, steps=150, lr=lr)
    after, _ = fine_tune(probed, x, y, steps=150, lr=lr)
    yield Ask(
        en="Both are now fine-tuned with the same rate and steps. Which backbone ends farther from where it was pretrained?",
        zh="现在两者用同样的学习率和步数微调。谁的骨干离预训练时更远？",
        answer=0 if drift(tuned, pretrained) > drift(after, pretrained) else 1,
        options=[Text(en="that under the random head", zh="顶着随机头的"), Text(en="that under the probed head", zh="顶着训过的头的")],
    )
    found = [_error(layers, rng, task) for layers in (probed, tuned, after)]
    yield Show(
        en="After training",
        zh="训练之后",
        data=[[found[0], 0.0], [found[1], drift(tuned, pretrained)], [found[2], drift(after, pretrained)]],
        rows=[Text(en="probe only", zh="只探测"), Text(en="tune", zh="直接微调"), Text(en="probe, tune", zh="先探测再微调")],
        columns=[Text(en="error", zh="误差"), Text(en="moved", zh="移动")],
    )
    yield Check(
        name="probe-calms-the-gradient",
        en="first gradient in the backbone: under a probed head < under a random one",
        zh="骨干的首步梯度：训过的头 < 随机头",
        left=pulls[1],
        right=pulls[0],
        relation="<",
    )
    yield Check(
        name="probe-protects-the-features",
        en="distance that the backbone moved: after a probe < under a random head",
        zh="骨干移动的距离：先探测 < 直接用随机头",
        left=drift(after, pretrained),
        right=drift(tuned, pretrained),
        relation="<",
    )
    yield Check(
        name="probe-first-is-better",
        en="error of probing, then tuning < error of tuning at once",
        zh="先探测再微调的误差 < 直接微调的误差",
        left=found[2],
        right=found[1],
        relation="<",
        applies=samples <= 100 and lr >= 0.005,
        because=Text(en="a claim about few examples and an ordinary rate", zh="这一条说的是样本少、学习率不太小的情形"),
    )


def shift(
    rng: np.random.Generator,
    *,
    shift: Annotated[float, Range(0, 3), Text(en="how far the target's inputs are shifted", zh="目标输入的偏移量")] = 1.0,
    samples: Annotated[int, Range(1000, 50000), Text(en="labelled source examples", zh="有标签的源样本数")] = 10000,
) -> Iterator[Step]:
    """Transfer without any network: reweight the examples.

    不用网络：给样本加权
    """
    x = rng.normal(size=samples)
    y = x**2 + rng.normal(size=samples)
    weights = importance_weight(x, shift)
    truth = 1 + shift**2
    yield Say(
        en=f"Labels come from the same rule everywhere, y = x² + noise, but labelled inputs were drawn from N(0, 1) and the target's come from N({shift:g}, 1). "
        "Same task, another domain: covariate shift.",
        zh=f"标签处处服从同一规律 y = x² + 噪声，但有标签的输入来自 N(0, 1)，目标域的输入来自 N({shift:g}, 1)。任务相同，域不同：这叫协变量偏移。",
    )
    yield Ask(
        en="What is the mean of y in the target domain?",
        zh="目标域中 y 的均值是多少？",
        answer=truth,
        within=0.01,
    )
    weighted = weights * y
    error = 6 * weighted.std() / np.sqrt(samples)  # the tails of w are heavy: of 1000 samples the mean leaves four standard errors in one run of 130
    effective = weights.sum() ** 2 / (weights**2).sum()
    yield Show(
        en="Mean of y, estimated from labelled source examples only",
        zh="只用有标签的源样本估计 y 的均值",
        data=[[y.mean()], [weighted.mean()], [truth]],
        rows=[Text(en="plain", zh="直接平均"), Text(en="weighted", zh="加权平均"), Text(en="truth", zh="真值")],
        columns=["E[y]"],
    )
    yield Check(
        name="weights-restore-the-target",
        en="mean of w(x) y over the source = mean of y in the target",
        zh="源样本上 w(x)·y 的均值 = 目标域中 y 的均值",
        left=weighted.mean(),
        right=truth,
        within=error,
        applies=shift <= 1,
        because=Text(
            en="beyond that a few huge weights decide, and the standard error itself cannot be trusted",
            zh="再远就由少数极大的权重说了算，连标准误也不可信",
        ),
    )
    yield Check(
        name="plain-average-misses",
        en="the plain average misses by shift²",
        zh="直接平均的偏差是 偏移²",
        left=truth - y.mean(),
        right=shift**2,
        within=4 * y.std() / np.sqrt(samples),  # four standard errors
    )
    yield Say(
        en=f"This is transfer, though nothing was pretrained: what passes over is examples. Its price: {samples} weighted examples are worth about {effective:.0f}, "
        "and the number falls as exp(−shift²).",
        zh=f"没有任何预训练，这也是迁移：迁移的是样本。代价是：{samples} 个加权样本只相当于约 {effective:.0f} 个，并按 exp(−偏移²) 下降。",
    )


_SCRATCH, _FROZEN, _TUNED = Text(en="scratch", zh="从头"), Text(en="frozen", zh="冻结"), Text(en="tuned", zh="微调")


def _chain(widths: Sequence[int]) -> str:
    return " → ".join(map(str, widths))


def _error(layers: Sequence[Layer], rng: np.random.Generator, task: Sequence[Layer]) -> float:
    """Normalised error on 1000 unseen examples of a task."""
    x, y = examples(rng, task, 1000)
    return normalised_error(forward(layers, x)[0], y)
