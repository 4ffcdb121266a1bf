"""When transfer fails: distance, forgetting, distorted features, and cheaper ways to adapt.

迁移何时失败：距离、遗忘、特征扭曲，以及更省的适配办法。

Old knowledge helps as far as it applies. Here the kinship of two tasks is turned like a knob, and each way to lose
is set beside what guards against it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Annotated

import numpy as np
from numpy.typing import NDArray

from dl_quiz.nouns import Text
from dl_quiz.stage import Ask, Check, Plot, Range, Say, Show, Step

from .kernels.backprop import Layer, forward, initialise
from .kernels.fc import low_rank_parameters
from .kernels.negtransfer import elastic_penalty, low_rank, transfer_gain, turned_task
from .kernels.training import train
from .kernels.transfer import STUDENT, TEACHER, drift, examples, fine_tune, new_head, normalised_error, pretrain, related_task, teacher

Array = NDArray[np.float64]


def distance(
    rng: np.random.Generator,
    *,
    samples: Annotated[int, Range(20, 200), Text(en="labelled examples of the target task", zh="目标任务的有标签样本数")] = 40,
    steps: Annotated[int, Range(100, 300), Text(en="training steps on the target", zh="在目标任务上的训练步数")] = 150,
) -> Iterator[Step]:
    """Turn the target away from the source.

    把目标任务一点点转开
    """
    source = teacher(rng, TEACHER)
    pretrained = pretrain(rng, source)
    angles = [0, 30, 60, 90]
    yield Say(
        en="The target's lowest features are turned away from the source's: at 0° they are the same, at 90° unrelated. "
        f"Each time, {samples} examples, and two rivals: a head on the frozen backbone, and a network from scratch.",
        zh=f"把目标任务的底层特征转离源任务：0° 时相同，90° 时毫无关系。每次 {samples} 个样本，两个对手：冻结骨干加新头，和从头训练。",
    )
    yield Ask(
        en="At 90°: do the frozen features still help?",
        zh="90° 时，冻结的特征还有帮助吗？",
        answer=1,
        options=[Text(en="a little", zh="有一点"), Text(en="they harm", zh="反而有害")],
    )
    errors = []
    for degrees in angles:
        task = turned_task(rng, source, degrees, 4)
        x, y = examples(rng, task, samples)
        scratch, _ = fine_tune(new_head(rng, initialise(rng, STUDENT), 4), x, y, steps=steps)
        frozen, _ = fine_tune(new_head(rng, pretrained, 4), x, y, steps=steps, frozen=2)
        errors.append([_error(layers, rng, task) for layers in (scratch, frozen)])
    gains = [transfer_gain(*pair) for pair in errors]
    yield Show(
        en="Error on unseen examples, and the gain from transfer",
        zh="没见过的样本上的误差，以及迁移的收益",
        data=[[*pair, gain] for pair, gain in zip(errors, gains, strict=True)],
        rows=[f"{degrees}°" for degrees in angles],
        columns=[Text(en="scratch", zh="从头"), Text(en="frozen", zh="冻结"), Text(en="gain", zh="收益")],
    )
    yield Plot(
        en="Error against the angle",
        zh="误差随角度的变化",
        series={
            name: (angles, column)
            for name, column in zip((Text(en="scratch", zh="从头"), Text(en="frozen", zh="冻结")), zip(*errors, strict=True), strict=True)
        },
        x=Text(en="degrees", zh="角度"),
    )
    few = Text(en="a claim about few examples", zh="这一条说的是样本少的情形")
    yield Check(
        name="near-helps",
        en="gain at 0°: transfer helps",
        zh="0° 时的收益：迁移有帮助",
        left=gains[0],
        right=0.0,
        relation=">",
        applies=samples <= 100,
        because=few,
    )
    yield Check(
        name="far-harms",
        en="gain at 90°: transfer is negative",
        zh="90° 时的收益：负迁移",
        left=gains[-1],
        right=0.0,
        relation="<",
    )


def negative(
    rng: np.random.Generator,
    *,
    samples: Annotated[int, Range(20, 200), Text(en="labelled examples of the target task", zh="目标任务的有标签样本数")] = 40,
    steps: Annotated[int, Range(100, 300), Text(en="training steps on the target", zh="在目标任务上的训练步数")] = 200,
) -> Iterator[Step]:
    """Worse than knowing nothing.

    比一无所知还糟
    """
    source = teacher(rng, TEACHER)
    pretrained = pretrain(rng, source)
    task = related_task(rng, source, 0, 4)
    x, y = examples(rng, task, samples)
    yield Say(
        en=f"A target that has nothing in common with the source but the shape of its inputs, and {samples} examples. An error of 1 is earned by predicting the mean.",
        zh=f"目标任务与源任务除了输入形状，毫无共同之处；样本 {samples} 个。预测均值的误差是 1。",
    )
    start, fresh = new_head(rng, pretrained, 4), new_head(rng, initialise(rng, STUDENT), 4)
    runs = (fine_tune(fresh, x, y, steps=steps), fine_tune(start, x, y, steps=steps, frozen=2), fine_tune(start, x, y, steps=steps))
    found = [_error(layers, rng, task) for layers, _ in runs]
    names = [Text(en="scratch", zh="从头"), Text(en="frozen", zh="冻结"), Text(en="tuned", zh="微调")]
    yield Ask(
        en="A head on frozen features that do not apply: is its error above or below 1?",
        zh="特征不对路，只训头：误差高于还是低于 1？",
        answer=0 if found[1] > 1 else 1,
        options=[Text(en="above", zh="高于"), Text(en="below", zh="低于")],
    )
    yield Plot(
        en="Error on unseen examples (1: always the mean)",
        zh="没见过的样本上的误差（1：永远预测均值）",
        kind="bars",
        series={**dict(zip(names, found, strict=True)), Text(en="mean", zh="均值"): 1.0},
    )
    yield Plot(
        en="Training loss: it falls for all three",
        zh="训练损失：三者都在降",
        series={name: losses for name, (_, losses) in zip(names, runs, strict=True)},
        log=True,
        x=Text(en="step", zh="步"),
    )
    yield Check(
        name="negative-transfer",
        en="error on frozen, unrelated features > error from scratch",
        zh="冻结无关特征的误差 > 从头训练的误差",
        left=found[1],
        right=found[0],
        relation=">",
    )
    yield Check(
        name="worse-than-the-mean",
        en="and > 1: worse than a constant",
        zh="而且 > 1：不如一个常数",
        left=found[1],
        right=1.0,
        relation=">",
        applies=30 <= samples <= 50 and steps >= 200,
        because=Text(en="worst where examples are about as many as features, 32", zh="样本数与特征数（32）相近时最糟"),
    )
    yield Say(
        en="No training curve gives this away. Only the baseline does: train the same network from scratch, with the same effort, and compare on held-out data.",
        zh="训练曲线看不出这一点。只有基线能：用同样的力气从头训练同一个网络，在留出数据上比较。",
    )


def forget(
    rng: np.random.Generator,
    *,
    samples: Annotated[int, Range(20, 400), Text(en="labelled examples of the new task", zh="新任务的有标签样本数")] = 100,
    lr: Annotated[float, Range(0.0001, 0.02), Text(en="learning rate of the fine-tuning", zh="微调的学习率")] = 0.01,
) -> Iterator[Step]:
    """The old task, after the new one.

    学了新任务，旧任务怎么样了
    """
    source = teacher(rng, TEACHER)
    pretrained = pretrain(rng, source)
    x, y = examples(rng, related_task(rng, source, 0, 4), samples)
    start = new_head(rng, pretrained, 4)
    before = _error(pretrained, rng, source)
    yield Say(
        en=f"The pretrained network answers its source task with error {before:.3f}. Its backbone is now fine-tuned on an unrelated task; then its old head is put back on.",
        zh=f"预训练网络在源任务上的误差是 {before:.3f}。现在用一个无关的任务微调它的骨干，再把旧的头装回去。",
    )
    yield Ask(
        en="The error on the source task afterwards?",
        zh="之后源任务的误差会怎样？",
        answer=2 if lr >= 0.005 else 1,
        options=[
            Text(en="the same", zh="不变"),
            Text(en="a little more", zh="稍大一点"),
            Text(en="several times as large", zh="变成好几倍"),
        ],
    )
    rates, after, moves = [0.0, lr / 10, lr], [], []
    for rate in rates:
        tuned, _ = fine_tune(start, x, y, steps=150, lr=[rate, rate, lr], frozen=0 if rate else 2)
        after.append(_error([*tuned[:-1], pretrained[-1]], rng, source))
        moves.append(drift(tuned, start))
    yield Show(
        en="Source error with the old head, by the backbone's rate",
        zh="装回旧头后的源任务误差，按骨干学习率",
        data=[[rate, move, error] for rate, move, error in zip(rates, moves, after, strict=True)],
        rows=[Text(en="frozen", zh="冻结"), Text(en="gentle", zh="小学习率"), Text(en="full", zh="全速")],
        columns=["lr", Text(en="moved", zh="移动"), Text(en="error", zh="误差")],
        digits=4,
    )
    yield Check(
        name="fine-tuning-forgets",
        en="source error after full fine-tuning > 3 × before",
        zh="全速微调后源任务的误差 > 原来的 3 倍",
        left=after[2],
        right=3 * before,
        relation=">",
        applies=lr >= 0.01 and samples >= 50,
        because=Text(en="a claim about an ordinary rate", zh="这一条说的是普通的学习率"),
    )
    yield Check(
        name="gentle-forgets-less",
        en="source error after a tenth of the rate < after the full rate",
        zh="骨干学习率取十分之一后的误差 < 全速后的误差",
        left=after[1],
        right=after[2],
        relation="<",
        applies=lr >= 0.001,
        because=Text(en="below, neither rate moves the backbone", zh="学习率再小，两者都几乎不动"),
    )
    yield Check(
        name="frozen-forgets-nothing",
        en="what a frozen backbone with its old head has lost on the same inputs",
        zh="冻结骨干装回旧头，在同样输入上的输出变化",
        left=float(
            np.abs(forward([*fine_tune(start, x, y, steps=20, frozen=2)[0][:-1], pretrained[-1]], x)[0] - forward(pretrained, x)[0]).max()
        ),
        right=0.0,
    )
    yield Say(
        en="Nothing in the new loss speaks for the old task. Keep a copy, keep the backbone frozen with adapters beside it, replay old data, or pay for moving what mattered.",
        zh="新任务的损失里没有一项替旧任务说话。办法有：留一份原模型；冻结骨干、旁挂适配器；回放旧数据；或者让重要参数的移动付出代价。",
    )


def elastic(
    rng: np.random.Generator,
    *,
    strength: Annotated[float, Range(0, 10), Text(en="λ of the penalty", zh="惩罚强度 λ")] = 1.0,
    correlation: Annotated[
        float, Range(0, 0.95), Text(en="how much the old task couples the two weights", zh="旧任务中两个权重的耦合程度")
    ] = 0.0,
) -> Iterator[Step]:
    """A spring for each weight.

    给每个权重拴一根弹簧
    """
    old = np.array([[4.0, 2 * correlation], [2 * correlation, 1.0]])
    new = np.array([[0.5, 0.0], [0.0, 2.0]])
    anchor, goal = np.zeros(2), np.array([1.0, 2.0])
    yield Say(
        en="Two tasks, each a bowl over two weights. The old one was solved at (0, 0), and its bowl is steep along the first weight; the new one has its bottom at (1, 2).",
        zh="两个任务，各是两个权重上的一个碗。旧任务的碗底在 (0, 0)，沿第一个权重很陡；新任务的碗底在 (1, 2)。",
    )

    def loss(matrix: Array, centre: Array, weights: Array) -> float:
        return float(0.5 * (weights - centre) @ matrix @ (weights - centre))

    def gradients(parameters: list[Array], _: int) -> tuple[float, list[Array]]:
        penalty, slope = elastic_penalty(parameters[0], anchor, np.diag(old), strength)
        return loss(new, goal, parameters[0]) + penalty, [new @ (parameters[0] - goal) + slope]

    (kept,), losses = train([anchor], gradients, steps=400, lr=0.05)
    joint = np.linalg.solve(old + new, old @ anchor + new @ goal)
    yield Ask(
        en="Plain fine-tuning goes to (1, 2). By how much does the old loss rise?",
        zh="普通微调会走到 (1, 2)。旧任务的损失升高多少？",
        answer=loss(old, anchor, goal),
        within=0.01,
    )
    points = {"anchor": anchor, "plain": goal, "elastic": kept, "joint": joint}
    yield Show(
        en="Weights and losses",
        zh="权重与损失",
        data=[[*point, loss(old, anchor, point), loss(new, goal, point)] for point in points.values()],
        rows=[
            Text(en="old task", zh="旧任务"),
            Text(en="plain", zh="普通微调"),
            Text(en="elastic", zh="弹性"),
            Text(en="both at once", zh="联合训练"),
        ],
        columns=["w₁", "w₂", Text(en="old", zh="旧"), Text(en="new", zh="新")],
        digits=2,
    )
    yield Plot(en="New loss plus penalty", zh="新损失加惩罚", series={Text(en="loss", zh="损失"): losses}, x=Text(en="step", zh="步"))
    yield Check(
        name="equals-joint-training",
        en="with F the old curvature and λ = 1, the penalty gives what training on both tasks would",
        zh="F 取旧任务的曲率、λ = 1 时，结果与两个任务一起训练相同",
        left=kept,
        right=joint,
        within=1e-3,  # of Adam's last steps
        applies=strength == 1 and correlation == 0,
        because=Text(
            en="exact only for λ = 1 and a bowl without coupling: the diagonal F cannot see the coupling",
            zh="只在 λ = 1 且无耦合时严格成立：对角的 F 看不见耦合",
        ),
    )
    yield Check(
        name="forgets-less",
        en="old loss with the spring ≤ old loss without",
        zh="有弹簧时旧任务的损失 ≤ 没有时",
        left=loss(old, anchor, kept),
        right=loss(old, anchor, goal),
        relation="<=",
        within=1e-3,
    )
    yield Say(
        en="The steep weight is held, the flat one may go. No old data was needed, only where the old task stood and which weights it cared for.",
        zh="陡的权重被拉住，平的可以走。不需要旧数据，只要记得旧任务停在哪里、在意哪些权重。",
    )


def distort(
    rng: np.random.Generator,
    *,
    samples: Annotated[int, Range(4, 15), Text(en="training examples, fewer than the 20 inputs", zh="训练样本数，少于 20 个输入")] = 10,
    steps: Annotated[int, Range(200, 3000), Text(en="training steps", zh="训练步数")] = 1500,
) -> Iterator[Step]:
    """Fine-tuning bends good features.

    微调掰弯了好特征
    """
    features, _ = np.linalg.qr(rng.normal(size=(20, 3)))
    features, truth = features.T, rng.normal(size=3)
    x = rng.normal(size=(samples, 20))
    y = x @ features.T @ truth
    outside = np.linalg.svd(x)[2][samples:]  # directions of the input that no training example has
    head = rng.normal(size=3)
    yield Say(
        en=f"A linear network y = v·Bx with 20 inputs whose pretrained features B are perfect for the target. {samples} training examples span only part of the input space.",
        zh=f"线性网络 y = v·Bx，20 个输入，预训练特征 B 对目标任务恰好完美。{samples} 个训练样本只张成输入空间的一部分。",
    )
    yield Say(
        en="The linear probe solves for v by least squares. Fine-tuning starts from a random v and moves v and B until the training error is gone.",
        zh="线性探测用最小二乘求 v；微调从随机的 v 出发，同时移动 v 和 B，直到训练误差消失。",
    )
    probe = np.linalg.lstsq(x @ features.T, y, rcond=None)[0]

    def gradients(parameters: list[Array], _: int) -> tuple[float, list[Array]]:
        v, b = parameters
        residual = x @ b.T @ v - y
        return float((residual**2).mean()), [2 * b @ x.T @ residual / samples, 2 * np.outer(v, residual @ x) / samples]

    (tuned, bent), losses = train([head, features], gradients, steps=steps, lr=0.02, rule="sgd")
    yield Plot(
        en="Training loss of fine-tuning",
        zh="微调的训练损失",
        series={Text(en="loss", zh="损失"): losses},
        log=True,
        x=Text(en="step", zh="步"),
    )
    yield Ask(
        en="Both fit the training data. Which is right on inputs in new directions?",
        zh="两者都拟合了训练数据。在新方向的输入上，谁是对的？",
        answer=0,
        options=[Text(en="the probe", zh="线性探测"), Text(en="fine-tuning", zh="微调"), Text(en="both", zh="都对")],
    )
    errors = [[_squared(v @ b, features.T @ truth, rows) for rows in (x, outside)] for v, b in ((probe, features), (tuned, bent))]
    yield Show(
        en="Mean squared error",
        zh="均方误差",
        data=errors,
        rows=[Text(en="probe", zh="探测"), Text(en="fine-tuned", zh="微调")],
        columns=[Text(en="seen directions", zh="见过的方向"), Text(en="new directions", zh="新方向")],
        digits=4,
    )
    yield Check(
        name="features-move-only-where-seen",
        en="how far B changed along directions that no example has",
        zh="在没有样本的方向上 B 的变化",
        left=np.abs((bent - features) @ outside.T).max(),
        right=0.0,
        within=1e-9,
    )
    yield Check(
        name="probe-is-right-everywhere",
        en="error of the probe in new directions",
        zh="线性探测在新方向上的误差",
        left=errors[0][1],
        right=0.0,
        within=1e-9,
    )
    yield Check(
        name="fine-tuning-is-wrong-outside",
        en="error of fine-tuning: new directions > seen directions",
        zh="微调的误差：新方向 > 见过的方向",
        left=errors[1][1],
        right=errors[1][0],
        relation=">",
        applies=steps >= 1000,
        because=Text(en="compare after convergence", zh="要收敛后才能比较"),
    )
    again, _ = train([probe, features], gradients, steps=10, lr=0.02, rule="sgd")
    yield Check(
        name="probe-first-has-nothing-to-bend",
        en="fine-tuning from the probed head: how far B moves",
        zh="从探测好的头开始微调：B 移动多少",
        left=np.abs(again[1] - features).max(),
        right=0.0,
        within=1e-9,
    )
    yield Say(
        en="The features turned to suit a bad head, but only where there was data. Elsewhere the old features meet the new head, and do not fit. "
        "With perfect features this is a theorem's setting; with poor ones, fine-tuning is what mends them.",
        zh="特征为了迁就一个糟糕的头而转向，但只在有数据的地方转；别处仍是旧特征，配上新头就不合了。这里特征是完美的；特征不好时，恰恰要靠微调来改。",
    )


def lora(
    rng: np.random.Generator,
    *,
    rank: Annotated[int, Range(1, 8), Text(en="rank of the adapter", zh="适配器的秩")] = 2,
    needed: Annotated[int, Range(1, 8), Text(en="rank of the change that the target needs", zh="目标任务所需改变的秩")] = 2,
    steps: Annotated[int, Range(100, 1500), Text(en="training steps", zh="训练步数")] = 600,
) -> Iterator[Step]:
    """A narrow update beside a frozen matrix.

    冻结矩阵旁边的一条窄路
    """
    weight = rng.normal(size=(32, 32)) / np.sqrt(32)
    change = rng.normal(size=(32, needed)) @ rng.normal(size=(needed, 32)) / np.sqrt(32 * needed)
    tail = float((np.linalg.svd(change, compute_uv=False)[rank:] ** 2).sum())
    yield Say(
        en=f"A frozen 32×32 matrix W; the target needs W + Δ, with Δ of rank {needed}. LoRA trains only B (32×{rank}) and A ({rank}×32), and adds BA.",
        zh=f"冻结的 32×32 矩阵 W；目标任务需要 W + Δ，Δ 的秩是 {needed}。LoRA 只训练 B（32×{rank}）和 A（{rank}×32），再把 BA 加上去。",
    )
    yield Ask(
        en="How many numbers are trained, where the full matrix has 1024?",
        zh="整个矩阵有 1024 个数，LoRA 训练多少个？",
        answer=low_rank_parameters(32, 32, rank),
    )

    def gradients(parameters: list[Array], _: int) -> tuple[float, list[Array]]:
        b, a = parameters
        residual = b @ a - change
        return float((residual**2).sum()), [2 * residual @ a.T, 2 * b.T @ residual]

    start = [np.zeros((32, rank)), rng.normal(size=(rank, 32)) / np.sqrt(32)]
    (b, a), losses = train(start, gradients, steps=steps, lr=0.02)
    yield Plot(
        en="‖Δ − BA‖² while training, and its least possible value",
        zh="训练中的 ‖Δ − BA‖²，以及它的下限",
        series={"BA": losses, "Eckart–Young": np.full(steps, max(tail, 1e-12))},
        log=True,
        x=Text(en="step", zh="步"),
    )
    x = rng.normal(size=(5, 32))
    yield Check(
        name="starts-as-pretrained",
        en="B starts at zero, so at first nothing changes: largest difference of the outputs",
        zh="B 从零开始，所以起初输出不变：最大差距",
        left=np.abs(x @ (weight + start[0] @ start[1]).T - x @ weight.T).max(),
        right=0.0,
    )
    yield Check(
        name="reaches-the-best-of-its-rank",
        en="what BA misses = Σ σ² past the rank: 0 if the rank suffices",
        zh="BA 够不到的部分 = 秩以外的 Σ σ²；秩够用时为 0",
        left=float(((b @ a - change) ** 2).sum()),
        right=float(((low_rank(change, rank) - change) ** 2).sum()),
        within=1e-3 * float((change**2).sum()),  # gradient descent comes close, not there
        applies=steps >= 600,
        because=Text(en="600 steps or so are needed to converge", zh="大约要 600 步才收敛"),
    )
    yield Check(
        name="merges-for-free",
        en="(W + BA)x = Wx + B(Ax): after merging, inference costs what it did",
        zh="(W + BA)x = Wx + B(Ax)：合并后，推理开销不变",
        left=np.abs(x @ (weight + b @ a).T - (x @ weight.T + (x @ a.T) @ b.T)).max(),
        right=0.0,
        within=1e-12,
    )
    yield Plot(
        en="Squared singular values of Δ",
        zh="Δ 的奇异值的平方",
        kind="bars",
        series={f"σ{place}²": value for place, value in enumerate(np.linalg.svd(change, compute_uv=False)[:8] ** 2, start=1)},
    )
    yield Say(
        en="The bet of LoRA is that the needed change has low rank. Try --needed 8 --rank 2 to see it lost. W itself is never touched: take BA off, and the old model is back.",
        zh="LoRA 赌的是所需改变的秩很低；试试 --needed 8 --rank 2，看看赌输的样子。W 本身从未动过：拿掉 BA，旧模型原样还在。",
    )


def _error(layers: Sequence[Layer], rng: np.random.Generator, task: Sequence[Layer]) -> float:
    """Normalised error on 1000 unseen examples of a task."""
    x, y = examples(rng, task, 1000)
    return normalised_error(forward(layers, x)[0], y)


def _squared(found: Array, wanted: Array, rows: Array) -> float:
    """Mean squared difference of two linear functions over some inputs."""
    return float(((rows @ (found - wanted)) ** 2).mean())
