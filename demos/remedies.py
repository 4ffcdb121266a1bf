"""Remedies for overfitting: diagnose first, then measure each cure.

过拟合的诊治：先诊断，再逐个量疗效。

A small network meets forty noisy points. It memorises them, and we watch from outside: which figure gives it away first,
which lever helps, how much of a lever is too much, and which famous "remedies" only measure.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import erf, log
from typing import Annotated

import numpy as np
from numpy.typing import NDArray

from dl_quiz.nouns import Text
from dl_quiz.stage import Ask, Check, Plot, Range, Say, Show, Step

from .kernels.activation import softmax
from .kernels.backprop import Layer, forward, initialise
from .kernels.crossval import cross_validate, k_folds
from .kernels.data import moons
from .kernels.dropout import dropout
from .kernels.loss import cross_entropy
from .kernels.norms import ridge
from .kernels.overfit import least_squares, polynomial_features, squared_error
from .kernels.remedies import (
    calibration_error,
    early_stopping,
    ensemble_variance,
    penalised_gradient,
    smooth_labels,
)
from .kernels.training import train

Array = NDArray[np.float64]
Labels = NDArray[np.int64]


@dataclass(frozen=True)
class _Remedy:
    """What is changed in training; nothing, unless said otherwise."""

    width: int = 24
    l2: float = 0.0
    jitter: float = 0.0
    rate: float = 0.0
    smoothing: float = 0.0


def _fit(rng: np.random.Generator, x: Array, labels: Labels, remedy: _Remedy, steps: int = 150, lr: float = 0.03) -> list[list[Layer]]:
    """Train a 2-width-width-2 network with Adam on the whole batch; return its layers before each step."""
    history: list[list[Layer]] = []
    targets = smooth_labels(labels, 2, remedy.smoothing)
    ones = np.ones((len(x), remedy.width))

    def gradients(parameters: list[Array], step: int) -> tuple[float, list[Array]]:
        layers = list(zip(parameters[::2], parameters[1::2], strict=True))
        history.append(layers)
        seen = x + remedy.jitter * rng.normal(size=x.shape) if remedy.jitter else x
        masks = [dropout(ones, remedy.rate, rng)[0] for _ in range(2)] if remedy.rate else []
        loss, slopes = penalised_gradient(layers, seen, targets, l2=remedy.l2, masks=masks)
        return loss, [slope for pair in slopes for slope in pair]

    start = [array for layer in initialise(rng, (2, remedy.width, remedy.width, 2)) for array in layer]
    train(start, gradients, steps=steps, lr=lr)
    return history


def _judge(layers: list[Layer], x: Array, labels: Labels) -> tuple[float, float]:
    """Cross-entropy and accuracy."""
    logits, _ = forward(layers, x)
    return cross_entropy(logits, labels), float((logits.argmax(axis=1) == labels).mean())


def _size(layers: list[Layer]) -> int:
    return sum(weight.size + bias.size for weight, bias in layers)


def diagnose(
    rng: np.random.Generator,
    *,
    samples: Annotated[int, Range(20, 80), Text(en="training points", zh="训练点个数")] = 40,
    noise: Annotated[float, Range(0.1, 0.5), Text(en="spread of the two moons", zh="双月数据的噪声")] = 0.3,
) -> Iterator[Step]:
    """The curves: loss gives it away, accuracy hides it.

    曲线里损失先露馅
    """
    (x, labels), (fresh, truth) = moons(rng, samples, noise), moons(rng, 500, noise)
    history = _fit(rng, x, labels, _Remedy())
    steps = list(range(0, len(history), 10))
    training = np.array([_judge(history[step], x, labels) for step in steps])
    validation = np.array([_judge(history[step], fresh, truth) for step in steps])
    best = int(validation[:, 0].argmin())
    grown = (1 - validation[-1, 1]) / max(1 - validation[best, 1], 1e-9)
    yield Say(
        en=f"A network with {_size(history[0])} parameters trains on {samples} points of two overlapping moons. 500 other points are for validation.",
        zh=f"用 {samples} 个点（两团交叠的月牙）训练一个 {_size(history[0])} 个参数的网络，另有 500 个点作验证。",
    )
    yield Plot(
        en="Cross-entropy while training",
        zh="训练过程中的交叉熵",
        series={Text(en="train", zh="训练"): (steps, training[:, 0]), Text(en="validation", zh="验证"): (steps, validation[:, 0])},
        x=Text(en="step", zh="步"),
    )
    yield Ask(
        en=f"From step {steps[best]} to the end the validation loss grows {validation[-1, 0] / validation[best, 0]:.1f}-fold. "
        "By what factor does the share of mistakes grow?",
        zh=f"从第 {steps[best]} 步到结束，验证损失变为 {validation[-1, 0] / validation[best, 0]:.1f} 倍。错误率变为几倍？",
        answer=0 if grown < 0.5 else 1 if grown < 2 else 2,
        options=[Text(en="less than ½", zh="不到 ½"), Text(en="between ½ and 2", zh="½ 到 2 之间"), Text(en="2 or more", zh="2 倍及以上")],
    )
    rows = {Text(en=f"step {steps[best]}", zh=f"第 {steps[best]} 步"): best, Text(en="end", zh="结束"): len(steps) - 1}
    calibration = [_calibration(history[steps[at]], fresh, truth) for at in rows.values()]
    yield Show(
        en="Lowest validation loss, and the end (ECE: expected calibration error)",
        zh="验证损失最低处与训练结束（ECE：期望校准误差）",
        data=[
            [training[at, 0], validation[at, 0], validation[at, 1], error]
            for at, (error, _) in zip(rows.values(), calibration, strict=True)
        ],
        rows=list(rows),
        columns=[Text(en="train", zh="训练"), Text(en="valid.", zh="验证"), Text(en="acc.", zh="准确率"), "ECE"],
    )
    yield Check(
        name="gap-opens",
        en="The gap between validation and training loss: at the end, against at the best step",
        zh="验证与训练损失的差距：结束时与最佳步相比",
        left=validation[-1, 0] - training[-1, 0],
        right=validation[best, 0] - training[best, 0],
        relation=">=",  # equal when the best step is the last
    )
    yield Check(
        name="loss-grows-faster-than-mistakes",
        en="From the best step to the end, the validation loss grows by a larger factor than the share of mistakes",
        zh="从最佳步到结束，验证损失的倍数大于错误率的倍数",
        left=validation[-1, 0] / validation[best, 0],
        right=grown,
        relation=">",
        applies=noise >= 0.3,
        because=Text(en="pinned for moons that overlap: a spread of at least 0.3", zh="该结论限定在月牙明显交叠时：噪声不小于 0.3"),
    )
    yield Check(
        name="surer-of-what-is-wrong",
        en="Mean confidence in the wrong answers, at the end against at the best step: the network grows surer of what it gets wrong",
        zh="答错的样本上的平均置信度，结束时与最佳步相比：错得越来越自信",
        left=calibration[1][1],
        right=calibration[0][1],
        relation=">",
        applies=noise >= 0.3,
        because=Text(en="pinned for moons that overlap: a spread of at least 0.3", zh="该结论限定在月牙明显交叠时：噪声不小于 0.3"),
    )


def _calibration(layers: list[Layer], x: Array, labels: Labels) -> tuple[float, float]:
    """Expected calibration error, and mean confidence in the wrong answers (0 if there are none)."""
    probabilities = softmax(forward(layers, x)[0])
    confidence, correct = probabilities.max(axis=1), probabilities.argmax(axis=1) == labels
    return calibration_error(confidence, correct), 0.0 if correct.all() else float(confidence[~correct].mean())


def table(
    rng: np.random.Generator,
    *,
    samples: Annotated[int, Range(20, 60), Text(en="training points", zh="训练点个数")] = 40,
    noise: Annotated[float, Range(0.1, 0.5), Text(en="spread of the two moons", zh="双月数据的噪声")] = 0.3,
) -> Iterator[Step]:
    """The remedy table: same data, one change at a time.

    疗效表：每次只改一处
    """
    (x, labels), (more, more_labels) = moons(rng, samples, noise), moons(rng, 3 * samples, noise)
    (held, held_labels), (fresh, truth) = moons(rng, samples, noise), moons(rng, 1000, noise)
    plain = _Remedy()
    remedies: dict[Text | str, _Remedy] = {
        Text(en="nothing", zh="不处理"): plain,
        Text(en="narrow (3)", zh="变窄 (3)"): _Remedy(width=3),
        "L2": _Remedy(l2=0.01),
        Text(en="jitter", zh="输入加噪"): _Remedy(jitter=0.3),
        "dropout": _Remedy(rate=0.5),
        Text(en="soft labels", zh="标签平滑"): _Remedy(smoothing=0.2),
    }
    yield Say(
        en=f"Six trainings on the same {samples} points, and the same network except where it says narrow. "
        "Then two more ways: stop early, and add data.",
        zh=f"在同样的 {samples} 个点上训练六次；除“变窄”外网络都相同。再加两招：早停，以及更多数据。",
    )
    yield Ask(
        en="How many of these levers make the network itself smaller?",
        zh="这些手段里，有几种真的把网络变小了？",
        answer=1,
    )
    histories = {name: _fit(rng, x, labels, remedy) for name, remedy in remedies.items()}
    finals = {name: history[-1] for name, history in histories.items()}
    curve = [_judge(layers, held, held_labels)[0] for layers in histories[next(iter(remedies))][::5]]
    finals[Text(en="early stop", zh="早停")] = histories[next(iter(remedies))][5 * (early_stopping(curve, patience=5)[1] - 1)]
    finals[Text(en="4 × data", zh="数据 ×4")] = _fit(rng, np.concatenate([x, more]), np.concatenate([labels, more_labels]), plain)[-1]
    scores = [(_judge(layers, x, labels)[0], *_judge(layers, fresh, truth)) for layers in finals.values()]
    names = [name if isinstance(name, str) else name.en for name in finals]
    loss = dict(zip(names, (score[1] for score in scores), strict=True))
    size = dict(zip(names, map(_size, finals.values()), strict=True))
    yield Show(
        en="Cross-entropy and accuracy on the first training points and on 1000 new ones",
        zh="交叉熵与准确率：原训练点与 1000 个新点",
        data=scores,
        rows=list(finals),
        columns=[Text(en="train", zh="训练"), Text(en="new", zh="新点"), Text(en="acc.", zh="准确率")],
        mark=[(int(np.argmin([score[1] for score in scores])), 1)],
    )
    yield Check(
        name="only-one-shrinks-the-network",
        en="Seven of eight networks have equally many parameters",
        zh="八个网络里，七个的参数一样多",
        left=sum(count == size["nothing"] for count in size.values()),
        right=7,
    )
    yield Check(
        name="penalty-and-jitter-help-here",
        en="On these data, L2 and jitter predict better than no treatment",
        zh="在这份数据上，L2 与输入加噪都优于不处理",
        left=[loss["L2"], loss["jitter"]],
        right=[loss["nothing"]] * 2,
        relation="<",
        applies=noise >= 0.3,
        because=Text(en="pinned for moons that overlap: a spread of at least 0.3", zh="该结论限定在月牙明显交叠时：噪声不小于 0.3"),
    )
    yield Check(
        name="early-stop-helps-without-touching-the-model",
        en="The same training, cut short, predicts better than run to its end",
        zh="同一次训练，提前停下比跑到底预测得更好",
        left=loss["early stop"],
        right=loss["nothing"],
        relation="<",
        applies=noise >= 0.3,
        because=Text(en="pinned for moons that overlap: a spread of at least 0.3", zh="该结论限定在月牙明显交叠时：噪声不小于 0.3"),
    )
    yield Say(
        en="The rest is not promised: the order of dropout, narrowing and soft labels changes with the seed. "
        "Try --seed 1, 2, 3: that is why remedies are measured, not recited.",
        zh="其余的没有保证：dropout、变窄、标签平滑的名次随种子而变。试试 --seed 1、2、3：所以疗效要实测，不能背答案。",
    )


def earlystop(
    rng: np.random.Generator,
    *,
    patience: Annotated[int, Range(1, 50), Text(en="epochs to wait for an improvement", zh="容忍多少轮没有改善")] = 8,
    held: Annotated[int, Range(20, 200), Text(en="validation points", zh="验证点个数")] = 40,
) -> Iterator[Step]:
    """Early stopping: wait a while, then go back to the best.

    早停：退回最好处
    """
    worked = [0.9, 0.7, 0.75, 0.6, 0.62, 0.61, 0.63]
    yield Say(
        en="Seven epochs by hand. The loss rises at epoch 3, and falls to its lowest at epoch 4.",
        zh="先手算七轮。损失在第 3 轮上升，第 4 轮又降到最低。",
    )
    yield Show(en="Validation loss", zh="验证损失", data=worked, columns=[str(epoch) for epoch in range(1, 8)], digits=2, mark=[(0, 3)])
    yield Check(
        name="first-rise-stops-too-soon",
        en="Stopping at the first rise ends at epoch 3 with the weights of epoch 2",
        zh="一升就停：停在第 3 轮，拿到第 2 轮的权重",
        left=early_stopping(worked, 1),
        right=[3, 2],
    )
    yield Check(
        name="patience-three-finds-the-lowest",
        en="Patience 3 waits through epochs 5, 6 and 7, and brings back epoch 4",
        zh="容忍 3 轮：等完第 5、6、7 轮才停，恢复第 4 轮",
        left=early_stopping(worked, 3),
        right=[7, 4],
    )
    (x, labels), (judged, answers), (fresh, truth) = moons(rng, 40), moons(rng, held), moons(rng, 1000)
    history = _noisy_history(rng, x, labels)
    curve = [_judge(layers, judged, answers)[0] for layers in history]
    epochs = list(range(1, len(curve) + 1))
    yield Say(
        en="Now a real training, with dropout: its masks are drawn at random, so the validation curve has small bumps.",
        zh="再看一次真实的训练，带 dropout：掩码随机抽取，验证曲线也就有小起伏。",
    )
    yield Plot(
        en="Validation loss by epoch",
        zh="逐轮验证损失",
        series={Text(en="validation", zh="验证"): (epochs, curve)},
        x=Text(en="epoch", zh="轮"),
    )
    yield Ask(
        en="“Stop when validation gets worse” is patience 1. Look at the small bumps: when does it stop here?",
        zh="“一变差就停”相当于 patience = 1。留意小起伏：它会在什么时候停？",
        answer=int(np.searchsorted([len(curve) / 4, len(curve) / 2], early_stopping(curve, 1)[0])),
        options=[
            Text(en="in the first quarter of the epochs", zh="在前四分之一的轮次里"),
            Text(en="in the second quarter", zh="在第二个四分之一里"),
            Text(en="in the second half", zh="在后一半里"),
        ],
    )
    rules = {Text(en="first rise", zh="一升就停"): 1, Text(en=f"patience {patience}", zh=f"容忍 {patience} 轮"): patience}
    found = [early_stopping(curve, wait) for wait in rules.values()] + [(len(curve), len(curve))]
    yield Show(
        en="Where each rule stops, what it restores, and the loss on 1000 test points",
        zh="各规则停在哪、恢复哪一轮，以及 1000 个测试点上的损失",
        data=[[stopped, best, curve[best - 1], _judge(history[best - 1], fresh, truth)[0]] for stopped, best in found],
        rows=[*rules, Text(en="never", zh="不停")],
        columns=[Text(en="stop", zh="停"), Text(en="best", zh="恢复"), Text(en="valid.", zh="验证"), Text(en="test", zh="测试")],
    )
    restored = [curve[best - 1] for _, best in found]
    yield Check(
        name="patience-never-restores-worse",
        en="Validation loss restored with patience, against that restored at the first rise: waiting never loses",
        zh="容忍几轮后恢复的验证损失，与一升就停的相比：多等不会更差",
        left=restored[1],
        right=restored[0],
        relation="<=",
    )
    yield Check(
        name="restoring-beats-the-last-epoch",
        en="The restored weights are at least as good on validation as those in hand when training stopped",
        zh="恢复的权重，在验证集上不差于停止那一刻手里的权重",
        left=restored[1],
        right=curve[found[1][0] - 1],
        relation="<=",
    )
    yield Check(
        name="finds-the-best-of-what-it-saw",
        en="What is restored is the minimum of the curve up to the stop",
        zh="恢复的就是停止之前曲线的最小值",
        left=restored[1],
        right=min(curve[: found[1][0]]),
    )


def _noisy_history(rng: np.random.Generator, x: Array, labels: Labels) -> list[list[Layer]]:
    """Layers after each of 60 epochs of 3 steps of training with dropout."""
    return _fit(rng, x, labels, _Remedy(rate=0.5), steps=181, lr=0.01)[3::3]


def dose(
    rng: np.random.Generator,
    *,
    samples: Annotated[int, Range(20, 60), Text(en="training points", zh="训练点个数")] = 40,
    strongest: Annotated[float, Range(0.5, 5.0), Text(en="largest L2 strength λ", zh="最大的 L2 强度 λ")] = 1.0,
) -> Iterator[Step]:
    """The dose: too much of a remedy is a disease too.

    剂量：药过了量，也是病
    """
    (x, labels), (fresh, truth) = moons(rng, samples), moons(rng, 1000)
    strengths = [0.0, 0.01, 0.1, strongest]
    yield Say(
        en="The same network and points, with an L2 penalty that grows tenfold at a time.",
        zh="同样的网络和数据，L2 惩罚每次加大约十倍。",
    )
    yield Ask(
        en=f"What test cross-entropy does λ = {strongest:g} end at? (Guessing both classes with ½ costs ln 2 = 0.693.)",
        zh=f"λ = {strongest:g} 时，测试交叉熵会停在多少？（两类各猜 ½ 的代价是 ln 2 = 0.693。）",
        answer=0.69,
        within=0.05,
    )
    start = rng.bit_generator.state
    scores = []
    for strength in strengths:
        rng.bit_generator.state = start  # the same initial weights for every strength
        layers = _fit(rng, x, labels, _Remedy(l2=strength))[-1]
        scores.append((_judge(layers, x, labels)[0], _judge(layers, fresh, truth)[0]))
    best = int(np.argmin([test for _, test in scores]))
    yield Show(
        en="Cross-entropy by strength",
        zh="不同强度下的交叉熵",
        data=scores,
        rows=[f"λ = {strength:g}" for strength in strengths],
        columns=[Text(en="train", zh="训练"), Text(en="test", zh="测试")],
        mark=[(best, 1)],
    )
    yield Check(
        name="training-loss-pays",
        en="Each stronger penalty costs training loss: the least rise from one to the next",
        zh="惩罚越强，训练损失越高：相邻两档之间的最小升幅",
        left=float(np.diff([training for training, _ in scores]).min()),
        right=0.0,
        relation=">",
        within=1e-4,  # the two strongest may both have arrived at ln 2
    )
    yield Check(
        name="best-dose-is-in-between",
        en="Best test loss of the doses between, against none and the most",
        zh="中间剂量的最佳测试损失，与不加、加到最大的相比",
        left=scores[best][1],
        right=min(scores[0][1], scores[-1][1]),
        relation="<",
    )
    yield Check(
        name="overdose-forgets-everything",
        en="The largest penalty leaves a network that answers ½ and ½",
        zh="惩罚过大，网络只会回答各 ½",
        left=scores[-1][1],
        right=log(2),
        within=0.02,  # 150 steps of Adam do not bring the weights to zero exactly
    )


def cure(
    rng: np.random.Generator,
    *,
    samples: Annotated[int, Range(25, 60), Text(en="training points", zh="训练点个数")] = 30,
    features: Annotated[int, Range(10, 20), Text(en="features", zh="特征数")] = 20,
) -> Iterator[Step]:
    """Cross-validation is a thermometer, not a medicine.

    交叉验证是体温计
    """
    strengths = [1e-6, 0.03, 0.1, 0.3, 1.0, 3.0]
    truth = np.full(features, features**-0.5)
    x = rng.normal(size=(samples, features))
    y = x @ truth + rng.normal(size=samples)

    def test_error(weights: Array) -> float:  # exact for inputs of unit variance and noise of variance 1
        return float(((weights - truth) ** 2).sum() + 1)

    def fit(x: Array, y: Array, strength: float) -> Array:  # minimises the mean squared error + λ‖w‖²
        return ridge(x, y, len(y) * strength)

    model = fit(x, y, strengths[0])
    kept, error = model.copy(), test_error(model)
    yield Say(
        en=f"A linear model with {features} weights, hardly penalised, overfits {samples} noisy samples. "
        f"Its squared error is {float(squared_error(x @ model, y)):.3f} on them, and {error:.3f} on new ones.",
        zh=f"线性模型，{features} 个权重，几乎不加惩罚，对 {samples} 个带噪样本过拟合：训练均方误差 {float(squared_error(x @ model, y)):.3f}，"
        f"新样本上 {error:.3f}。",
    )
    yield Ask(
        en="Now we run 5-fold cross-validation on the same data. What is the model's error on new samples afterwards?",
        zh="在同样的数据上做一遍 5 折交叉验证。之后，这个模型在新样本上的误差是多少？",
        answer=error,
        within=0.01,
    )
    folds = k_folds(samples, 5, rng)
    reports = []
    for strength in strengths:
        held_out = cross_validate(lambda train_x, train_y, new_x, l2=strength: new_x @ fit(train_x, train_y, l2), x, y, folds)
        reports.append(float(squared_error(held_out, y)))
    yield Check(
        name="weights-are-untouched",
        en="After thirty trainings on parts of its data, the model and a refit of it are the same to the last bit",
        zh="在数据的各部分上训练了三十次之后，原模型与重新拟合的模型一位不差",
        left=np.stack([model, fit(x, y, strengths[0])]),
        right=np.stack([kept, kept]),
    )
    tests = [test_error(fit(x, y, strength)) for strength in strengths]
    chosen = int(np.argmin(reports))
    yield Say(
        en="It did measure something: how models with each strength of penalty do on samples that they have not seen. "
        "Such a reading can be acted upon.",
        zh="但它确实量出了东西：各种惩罚强度的模型，在没见过的样本上表现如何。有了读数，才好做决定。",
    )
    yield Show(
        en="What cross-validation reads, and the truth",
        zh="交叉验证的读数与真相",
        data=np.column_stack([reports, tests]),
        rows=[f"λ = {strength:g}" for strength in strengths],
        columns=["CV", Text(en="new", zh="新样本")],
        mark=[(chosen, 0)],
    )
    yield Check(
        name="acting-on-the-reading-helps",
        en="Error on new samples: with the penalty that it picks, against the model we began with",
        zh="新样本上的误差：按读数挑出的惩罚，与最初的模型相比",
        left=tests[chosen],
        right=tests[0],
        relation="<",
        applies=error >= 2.5,
        because=Text(
            en="hardly overfitted: an error below 2.5 on new samples, of which 1 is noise", zh="过拟合很轻：新样本上的误差不到 2.5，其中 1 是噪声"
        ),
    )
    yield Say(
        en="The medicine was the penalty. Cross-validation only told us the dose.",
        zh="治病的是惩罚项，交叉验证只告诉我们剂量。",
    )


def curve(
    rng: np.random.Generator,
    *,
    noise: Annotated[float, Range(0.1, 0.5), Text(en="standard deviation of the targets' noise", zh="标签噪声的标准差")] = 0.3,
    degree: Annotated[int, Range(7, 11), Text(en="degree of the large model", zh="大模型的次数")] = 9,
) -> Iterator[Step]:
    """More data or a larger model? Read the learning curve.

    加数据还是加容量？
    """
    sizes = [20, 40, 80, 160, 320]
    small, large = (np.array([_learning(rng, d, n, noise) for n in sizes]) for d in (1, degree))
    yield Say(
        en=f"sin(πx) with noise, a straight line and a polynomial of degree {degree}; we train both on more and more points.",
        zh=f"带噪声的 sin(πx)，分别用直线和 {degree} 次多项式，用越来越多的点训练。",
    )
    yield Ask(
        en="Both have a test error that is too high at n = 20. Which one will sixteen times the data help?",
        zh="n = 20 时两者的测试误差都偏高。数据增至十六倍，能帮到哪一个？",
        answer=1,
        options=[Text(en="the line", zh="直线"), Text(en="the polynomial", zh="多项式")],
    )
    names = [Text(en="line", zh="直线"), Text(en=f"degree {degree}", zh=f"{degree} 次")]
    for name, scores in zip(names, (small, large), strict=True):
        yield Show(
            en=f"{name.en}: mean squared error",
            zh=f"{name.zh}：均方误差",
            data=scores,
            rows=[f"n = {n}" for n in sizes],
            columns=[Text(en="train", zh="训练"), Text(en="test", zh="测试")],
        )
    yield Check(
        name="data-does-not-help-the-line",
        en="The line keeps more than four fifths of its test error: both curves have met, high",
        zh="直线的测试误差还剩八成以上：两条曲线已在高处会合",
        left=float(small[-1, 1] / small[0, 1]),
        right=0.8,
        relation=">",
    )
    yield Check(
        name="data-closes-the-polynomials-gap",
        en="The polynomial's gap between test and training error, with the most data, against a tenth of the first",
        zh="多项式的训练—测试差距：数据最多时，与最初的十分之一相比",
        left=float(large[-1, 1] - large[-1, 0]),
        right=float(large[0, 1] - large[0, 0]) / 10,
        relation="<",
    )
    yield Check(
        name="capacity-helps-the-line",
        en="With the most data: test error of the polynomial, against the line's, which lacks capacity",
        zh="数据最多时：多项式的测试误差，与缺容量的直线相比",
        left=float(large[-1, 1]),
        right=float(small[-1, 1]),
        relation="<",
    )


def _learning(rng: np.random.Generator, degree: int, samples: int, noise: float) -> tuple[float, float]:
    """Median training and test error of fifty polynomial fits; a median, because the mean is ruled by a few wild fits."""
    fresh = np.linspace(-1, 1, 101)
    errors = []
    for _ in range(50):
        x = rng.uniform(-1, 1, samples)
        phi, y = polynomial_features(x, degree), np.sin(np.pi * x) + noise * rng.normal(size=samples)
        weights = least_squares(phi, y)
        test = squared_error(polynomial_features(fresh, degree) @ weights, np.sin(np.pi * fresh)) + noise**2
        errors.append((squared_error(phi @ weights, y), test))
    training, test = np.median(errors, axis=0)
    return float(training), float(test)


def drift(
    rng: np.random.Generator,
    *,
    shift: Annotated[float, Range(0.0, 3.0), Text(en="how far the deployed inputs have moved", zh="上线后输入偏移了多远")] = 1.0,
    samples: Annotated[int, Range(1000, 20000), Text(en="points of each kind", zh="每类数据的点数")] = 4000,
) -> Iterator[Step]:
    """It looks like overfitting, and is not: the world has moved.

    像过拟合，其实不是
    """
    yield Say(
        en="Two classes at −1 and +1 with unit noise; the rule “above the middle” is learned from thousands of points.",
        zh="两类分别在 −1 和 +1，噪声标准差为 1；“高于中点就判正类”这条规则由几千个点学得。",
    )
    labels = rng.choice([-1.0, 1.0], size=(3, samples))
    x = labels + rng.normal(size=labels.shape)
    threshold = float((x[0][labels[0] > 0].mean() + x[0][labels[0] < 0].mean()) / 2)
    x[2] += shift
    accuracy = [float((np.sign(points - threshold) == truth).mean()) for points, truth in zip(x, labels, strict=True)]
    yield Ask(
        en="Training accuracy is about 84 %. Every deployed input has moved. Which accuracy shows it?",
        zh="训练准确率约 84%。上线后的输入整体偏移了。哪个准确率会显出问题？",
        answer=2,
        options=[Text(en="training", zh="训练"), Text(en="validation", zh="验证"), Text(en="deployed", zh="上线")],
    )
    yield Show(
        en="Accuracy of the one learned threshold",
        zh="同一个阈值的准确率",
        data=[[value] for value in accuracy],
        rows=[Text(en="training", zh="训练"), Text(en="validation", zh="验证"), Text(en="deployed", zh="上线")],
        columns=[Text(en="accuracy", zh="准确率")],
    )
    yield Check(
        name="no-gap-where-the-world-stands-still",
        en="Training and validation agree: nothing was memorised",
        zh="训练与验证一致：没有背答案",
        left=accuracy[0],
        right=accuracy[1],
        within=4 * (2 * 0.25 / samples) ** 0.5,  # four standard errors of a difference of two proportions
    )
    yield Check(
        name="drift-costs-what-theory-says",
        en="The deployed accuracy is ½ [Φ(1 + s) + Φ(1 − s)], s being the shift",
        zh="上线准确率等于 ½[Φ(1 + s) + Φ(1 − s)]，s 为偏移量",
        left=accuracy[2],
        right=(_normal_below(1 + shift) + _normal_below(1 - shift)) / 2,
        within=4 * ((0.25 / samples) ** 0.5 + 0.4 / samples**0.5),  # of a proportion, and of the learned threshold
    )
    yield Say(
        en="Penalties, dropout and early stopping are not made for this gap. Look for drift, leakage and wrong labels before you treat overfitting.",
        zh="惩罚、dropout、早停都不是用来补这个差距的。治过拟合之前，先排查分布偏移、数据泄漏和标签错误。",
    )


def _normal_below(z: float) -> float:
    """Φ(z), the share of a standard normal below z."""
    return (1 + erf(z / 2**0.5)) / 2


def crowd(
    rng: np.random.Generator,
    *,
    correlation: Annotated[float, Range(0.0, 1.0), Text(en="correlation between two members' errors", zh="两个成员误差的相关系数")] = 0.3,
    members: Annotated[int, Range(1, 50), Text(en="networks in the ensemble", zh="集成中的网络个数")] = 10,
) -> Iterator[Step]:
    """Ensembles average away what they do not share.

    集成平均掉各自的错
    """
    yield Say(
        en=f"{members} networks predict the same number. Each errs with variance 1; a part ρ = {correlation:g} of that is common to all, "
        "because they saw the same data.",
        zh=f"{members} 个网络预测同一个数，误差方差都是 1；其中 ρ = {correlation:g} 那一份是大家共有的，因为看的是同样的数据。",
    )
    limit = ensemble_variance(1.0, correlation, 10**9)
    yield Ask(
        en="What variance remains, however many networks are averaged?",
        zh="无论平均多少个网络，方差至少还剩多少？",
        answer=round(limit, 6),
        within=0.01,
    )
    draws = 20_000
    errors = correlation**0.5 * rng.normal(size=(draws, 1)) + (1 - correlation) ** 0.5 * rng.normal(size=(draws, members))
    counts = sorted({1, 2, 5, 10, 20, members} & set(range(1, members + 1)))
    measured = np.array([errors[:, :count].mean(axis=1).var() for count in counts])
    expected = np.array([ensemble_variance(1.0, correlation, count) for count in counts])
    yield Show(
        en="Variance of the mean prediction",
        zh="平均预测的方差",
        data=np.column_stack([measured, expected]),
        rows=[f"M = {count}" for count in counts],
        columns=[Text(en="measured", zh="实测"), Text(en="formula", zh="公式")],
    )
    yield Check(
        name="variance-of-the-mean",
        en="Simulated variance ÷ (ρσ² + (1 − ρ)σ²/M)",
        zh="模拟的方差 ÷ (ρσ² + (1 − ρ)σ²/M)",
        left=measured / expected,
        right=np.ones(len(counts)),
        within=4 * (2 / draws) ** 0.5,  # relative standard error of a normal variance
    )
    yield Say(
        en="Independent errors vanish like 1/M, shared ones stay. So members should differ: in initial weights, data or architecture.",
        zh="独立的误差按 1/M 消失，共有的误差留着。所以成员要有差异：初始权重、数据或结构不同。",
    )
