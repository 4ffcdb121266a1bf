"""When transfer fails: distance, forgetting, distorted features, and cheaper ways to adapt.

Old knowledge helps as far as it applies. Here the kinship of two tasks is turned like a knob, and each way to lose
is set beside what guards against it.
"""

from collections.abc import Iterator
from typing import Annotated

import numpy as np

from dl_quiz.stage import Ask, Check, Plot, Range, Say, Show, Step, T, at_most, equal, less, more

from .kernels import transfer
from .kernels.backprop import Layer, forward, initialise
from .kernels.fc import low_rank_parameters
from .kernels.lora import lora_tune
from .kernels.negtransfer import elastic_penalty, interpolated, low_rank, transfer_gain, turned_task
from .kernels.shapes import Array
from .kernels.training import train
from .kernels.transfer import STUDENT, TEACHER, examples, fine_tune, new_head, pretrain, related_task, squared_loss, teacher, unseen_error


def distance(
    rng: np.random.Generator,
    *,
    samples: Annotated[int, Range(20, 200), "labelled examples of the target task"] = 40,
    steps: Annotated[int, Range(100, 300), "training steps on the target"] = 150,
) -> Iterator[Step]:
    """Turn the target away from the source."""
    source = teacher(rng, TEACHER)
    pretrained = pretrain(rng, source)
    angles = [0, 30, 60, 90]
    yield Say(
        "The target's lowest features are turned away from the source's: at 0° they are the same, at 90° unrelated. "
        "Each time, {samples} examples, and two rivals: a head on the frozen backbone, and a network from scratch."
    )
    yield Ask("At 90°: do the frozen features still help?", 1, options=[T("a little"), T("they harm")])
    errors = []
    for degrees in angles:
        task = turned_task(rng, source, degrees, 4)
        x, y = examples(rng, task, samples)
        scratch, _ = fine_tune(new_head(rng, initialise(rng, STUDENT), 4), x, y, steps=steps)
        frozen, _ = fine_tune(new_head(rng, pretrained, 4), x, y, steps=steps, frozen=2)
        errors.append([unseen_error(rng, layers, task) for layers in (scratch, frozen)])
    gains = [transfer_gain(*pair) for pair in errors]
    curves = dict(zip((T("scratch"), T("frozen")), np.transpose(errors), strict=True))
    rows = [f"{degrees}°" for degrees in angles]
    yield Show("Error on unseen examples, and the gain from transfer", rows=rows, columns={**curves, T("gain"): gains})
    yield Plot("Error against the angle", {name: (angles, curve) for name, curve in curves.items()}, x=T("degrees"))
    few = T("a claim about few examples")
    yield Check(
        "gain-falls",
        "the gain falls: the larger of those at 60° and 90° < at 30° < at 0°",
        less([max(gains[2:]), gains[1]], gains[1::-1]).where(samples <= 100, few),
    )
    yield Check(
        "help-turns-to-harm",
        "gain at 90° < 0 < gain at 0°: frozen features help, then harm",
        less([gains[-1], 0.0], [0.0, gains[0]]).where(samples <= 100, few),
    )
    near = turned_task(rng, source, 0, 4)
    (x, y), (unseen, truth) = examples(rng, near, samples), examples(rng, near, 1000)
    heads = {offset: fine_tune(new_head(rng, pretrained, 4), x + offset, y, steps=steps, frozen=2)[0] for offset in (0.0, 3.0)}
    misfits = [transfer.normalised_error(forward(head, unseen + offset)[0], truth) for offset, head in heads.items()]
    yield Check(
        "preprocessing-first", "at 0°, error on frozen features: inputs centred as for the source < inputs shifted by 3", less(*misfits)
    )
    yield Say("So a wrong mean subtraction looks like a source that does not fit. Rule it out before you compare.")


def negative(
    rng: np.random.Generator,
    *,
    samples: Annotated[int, Range(20, 200), "labelled examples of the target task"] = 40,
    steps: Annotated[int, Range(100, 300), "training steps on the target"] = 200,
) -> Iterator[Step]:
    """Worse than knowing nothing."""
    source = teacher(rng, TEACHER)
    pretrained = pretrain(rng, source)
    task = related_task(rng, source, 0, 4)
    x, y = examples(rng, task, samples)
    yield Say(
        "A target that has nothing in common with the source but the shape of its inputs, and {samples} examples. An "
        "error of 1 is earned by predicting the mean."
    )
    start, fresh = new_head(rng, pretrained, 4), new_head(rng, initialise(rng, STUDENT), 4)
    recipes = {T("scratch"): (fresh, 0), T("frozen"): (start, 2), T("tuned"): (start, 0)}
    runs = {name: fine_tune(layers, x, y, steps=steps, frozen=frozen) for name, (layers, frozen) in recipes.items()}
    found = {name: unseen_error(rng, layers, task) for name, (layers, _) in runs.items()}
    scratch, frozen, _ = found.values()
    yield Ask(
        "A head on frozen features that do not apply: is its error above or below 1?",
        0 if frozen > 1 else 1,
        options=[T("above"), T("below")],
    )
    yield Plot("Error on unseen examples (1: always the mean)", {**found, T("mean"): 1.0}, kind="bars")
    losses = {name: curve for name, (_, curve) in runs.items()}
    yield Plot("Training loss: it falls for all three", losses, log=True, x=T("step"))
    yield Check(
        "loss-does-not-tell",
        "frozen against scratch: training loss at the end below that at the start, yet the error on unseen examples above that from scratch",
        less([losses[T("frozen")][-1], scratch], [losses[T("frozen")][0], frozen]),
    )
    yield Check("negative-transfer", "error on frozen, unrelated features > error from scratch", more(frozen, scratch))
    yield Check(
        "worse-than-the-mean",
        "and > 1: worse than a constant",
        more(frozen, 1.0).where(30 <= samples <= 50 and steps >= 200, "worst where examples are about as many as features, 32"),
    )
    yield Say(
        "No training curve gives this away. Only the baseline does: train the same network from scratch, with the same effort, and compare on held-out data."
    )


def forget(
    rng: np.random.Generator,
    *,
    samples: Annotated[int, Range(20, 400), "labelled examples of the new task"] = 100,
    lr: Annotated[float, Range(0.0001, 0.02), "learning rate of the fine-tuning"] = 0.01,
) -> Iterator[Step]:
    """The old task, after the new one."""
    source = teacher(rng, TEACHER)
    pretrained = pretrain(rng, source)
    x, y = examples(rng, related_task(rng, source, 0, 4), samples)
    start = new_head(rng, pretrained, 4)
    before = unseen_error(rng, pretrained, source)
    yield Say(
        "The pretrained network answers its source task with error {before:.3f}. Its backbone is now fine-tuned on "
        "an unrelated task; then its old head is put back on.",
        before=before,
    )
    yield Ask(
        "The error on the source task afterwards?",
        2 if lr >= 0.005 else 1,
        options=[T("the same"), T("a little more"), T("several times as large")],
    )
    rates = [0.0, lr / 10, lr]
    tuned = [fine_tune(start, x, y, steps=150, lr=[rate, rate, lr], frozen=0 if rate else 2)[0] for rate in rates]
    after = [unseen_error(rng, [*layers[:-1], pretrained[-1]], source) for layers in tuned]
    moves = [transfer.drift(layers, start) for layers in tuned]
    yield Show(
        "Source error with the old head, by the backbone's rate",
        rows=[T("frozen"), T("gentle"), T("full")],
        columns={"lr": rates, T("moved"): moves, T("error"): after},
        digits=4,
    )
    yield Check(
        "fine-tuning-forgets",
        "source error after full fine-tuning, against 0.5 or three times that before, whichever is larger",
        more(after[2], max(0.5, 3 * before)).where(lr >= 0.01 and samples >= 50, "a claim about an ordinary rate"),
    )
    yield Check(
        "the-less-it-moves",
        "source error: frozen backbone < a tenth of the rate < full rate",
        less(after[:2], after[1:]).where(lr >= 0.005, "below, a tenth of the rate hardly moves the backbone"),
    )
    restored = [*fine_tune(start, x, y, steps=20, frozen=2)[0][:-1], pretrained[-1]]
    yield Check(
        "frozen-forgets-nothing",
        "what a frozen backbone with its old head has lost on the same inputs",
        equal(np.abs(forward(restored, x)[0] - forward(pretrained, x)[0]).max(), 0.0),
    )
    yield Say(
        "Nothing in the new loss speaks for the old task. Keep a copy, keep the backbone frozen with adapters beside it, replay old data, or pay for moving what mattered."
    )


def keep(
    rng: np.random.Generator,
    *,
    samples: Annotated[int, Range(50, 400), "labelled examples of the new task"] = 100,
    strength: Annotated[float, Range(10, 1000), "λ of the penalty"] = 100.0,
) -> Iterator[Step]:
    """Five ways to go on, and what is left of the old task."""
    source = teacher(rng, TEACHER)
    pretrained = pretrain(rng, source)
    old_x, old_y = examples(rng, source, 200)
    x, y = examples(rng, related_task(rng, source, 0, 4), samples)
    start, old_head = new_head(rng, pretrained, 4), pretrained[-1]
    yield Say(
        "The backbone goes on to an unrelated task, under a new head; then its old head is put back on. Replay mixes 200 old examples in; "
        "the penalty pulls every weight back, the harder the more the old loss depends on it; an adapter is taken off again."
    )
    anchors = [array for layer in start[:-1] for array in layer]
    importance = [
        np.mean([np.square(squared_loss(pretrained, old_x[[n]], old_y[[n]])[1][place]) for n in range(50)], axis=0) for place in range(4)
    ]

    def tune(replay: bool, penalty: float, lr: float) -> list[Layer]:
        def gradients(arrays: list[Array], _: int) -> tuple[float, list[Array]]:
            backbone = list(zip(arrays[0:4:2], arrays[1:4:2], strict=True))
            loss, slopes = squared_loss([*backbone, (arrays[4], arrays[5])], x, y)
            body = slopes[:4]
            if replay:
                body = [new + old for new, old in zip(body, squared_loss([*backbone, old_head], old_x, old_y)[1][:4], strict=True)]
            pulls = (
                elastic_penalty(now, then, weight, penalty)[1] for now, then, weight in zip(arrays[:4], anchors, importance, strict=True)
            )
            return loss, [*(slope + pull for slope, pull in zip(body, pulls, strict=True)), *slopes[4:]]

        reached, _ = train([*anchors, *start[-1]], gradients, steps=150, lr=lr)
        return [*zip(reached[0:4:2], reached[1:4:2], strict=True), old_head]

    ways = {T("plain"): tune(False, 0.0, 0.01), T("twice the rate"): tune(False, 0.0, 0.02), T("replay"): tune(True, 0.0, 0.01)}
    ways |= {T("penalty"): tune(False, strength, 0.01), T("adapter off"): pretrained}
    errors = [unseen_error(np.random.default_rng(0), layers, source, 2000) for layers in ways.values()]
    yield Ask("Which of them keeps the old task without any loss?", 4, options=[*ways])
    yield Show("Error on the old task", rows=[*ways], columns={T("error"): errors})
    plain, faster, *kept = errors
    yield Check(
        "remedies-against-plain",
        "error on the old task: replay, penalty, adapter taken off < all layers tuned under a new head < the same at twice the rate",
        less([*kept, plain], [plain, plain, plain, faster]),
    )


def elastic(
    rng: np.random.Generator,
    *,
    strength: Annotated[float, Range(0, 10), "λ of the penalty"] = 1.0,
    correlation: Annotated[float, Range(0, 0.95), "how much the old task couples the two weights"] = 0.0,
) -> Iterator[Step]:
    """A spring for each weight."""
    old = np.array([[4.0, 2 * correlation], [2 * correlation, 1.0]])
    new = np.array([[0.5, 0.0], [0.0, 2.0]])
    anchor, goal = np.zeros(2), np.array([1.0, 2.0])
    yield Say(
        "Two tasks, each a bowl over two weights. The old one was solved at (0, 0), and its bowl is steep along the first weight; the new one has its bottom at (1, 2)."
    )

    def loss(matrix: Array, centre: Array, weights: Array) -> float:
        return float(0.5 * (weights - centre) @ matrix @ (weights - centre))

    def gradients(parameters: list[Array], _: int) -> tuple[float, list[Array]]:
        penalty, slope = elastic_penalty(parameters[0], anchor, np.diag(old), strength)
        return loss(new, goal, parameters[0]) + penalty, [new @ (parameters[0] - goal) + slope]

    (kept,), losses = train([anchor], gradients, steps=400, lr=0.05)
    joint = np.linalg.solve(old + new, old @ anchor + new @ goal)
    yield Ask("Plain fine-tuning goes to (1, 2). By how much does the old loss rise?", loss(old, anchor, goal), within=0.01)
    points = {T("old task"): anchor, T("plain"): goal, T("elastic"): kept, T("both at once"): joint}
    rows = {name: [*point, loss(old, anchor, point), loss(new, goal, point)] for name, point in points.items()}
    yield Show("Weights and losses", rows=rows, columns=["w₁", "w₂", T("old"), T("new")], digits=2)
    yield Plot("New loss plus penalty, first 60 steps", {T("loss"): losses[:60]}, x=T("step"))
    yield Check(
        "equals-joint-training",
        "with F the old curvature and λ = 1, the penalty gives what training on both tasks would",
        # of Adam's last steps
        equal(kept, joint, within=1e-3).where(
            strength == 1 and correlation == 0, "exact only for λ = 1 and a bowl without coupling: the diagonal F cannot see the coupling"
        ),
    )
    yield Check(
        "forgets-less",
        "old loss with the spring ≤ old loss without",
        at_most(loss(old, anchor, kept), loss(old, anchor, goal), within=1e-3),
    )
    yield Say(
        "The steep weight is held, the flat one may go. No old data was needed, only where the old task stood and which weights it cared for."
    )


def distort(
    rng: np.random.Generator,
    *,
    samples: Annotated[int, Range(4, 15), "training examples, fewer than the 20 inputs"] = 10,
    steps: Annotated[int, Range(200, 3000), "training steps"] = 1500,
) -> Iterator[Step]:
    """Fine-tuning bends good features."""
    features, truth = np.linalg.qr(rng.normal(size=(20, 3)))[0].T, rng.normal(size=3)
    x = rng.normal(size=(samples, 20))
    y = x @ features.T @ truth
    outside = np.linalg.svd(x)[2][samples:]  # directions of the input that no training example has
    head = rng.normal(size=3)
    yield Say(
        "A linear network y = v·Bx with 20 inputs whose pretrained features B are perfect for the target. {samples} "
        "training examples span only part of the input space."
    )
    yield Say(
        "The linear probe solves for v by least squares. Fine-tuning starts from a random v and moves v and B until the training error is gone."
    )
    probe = np.linalg.lstsq(x @ features.T, y, rcond=None)[0]

    def gradients(parameters: list[Array], _: int) -> tuple[float, list[Array]]:
        v, b = parameters
        residual = x @ b.T @ v - y
        return float((residual**2).mean()), [2 * b @ x.T @ residual / samples, 2 * np.outer(v, residual @ x) / samples]

    (tuned, bent), losses = train([head, features], gradients, steps=steps, lr=0.02, rule="sgd")
    yield Plot("Training loss of fine-tuning", {T("loss"): losses}, log=True, x=T("step"))
    yield Ask(
        "Both fit the training data. Which is right on inputs in new directions?", 0, options=[T("the probe"), T("fine-tuning"), T("both")]
    )
    functions = {T("probe"): features.T @ probe, T("fine-tuned"): bent.T @ tuned}
    errors = {name: [((rows @ (found - features.T @ truth)) ** 2).mean() for rows in (x, outside)] for name, found in functions.items()}
    probed, fine_tuned = errors.values()
    yield Show("Mean squared error", rows=errors, columns=[T("seen directions"), T("new directions")], digits=4)
    yield Check(
        "features-move-only-where-seen",
        "how far B changed along directions that no example has",
        equal(np.abs((bent - features) @ outside.T).max(), 0.0, within=1e-9),
    )
    yield Check("probe-is-right-everywhere", "error of the probe in new directions", equal(probed[1], 0.0, within=1e-9))
    yield Check(
        "fine-tuning-is-wrong-outside",
        "error of fine-tuning in new directions: above its own in seen directions, and above the probe's",
        more([fine_tuned[1]] * 2, [fine_tuned[0], probed[1]]).where(steps >= 1000, "compare after convergence"),
    )
    again, _ = train([probe, features], gradients, steps=10, lr=0.02, rule="sgd")
    yield Check(
        "probe-first-has-nothing-to-bend",
        "fine-tuning from the probed head: how far B moves",
        equal(np.abs(again[1] - features).max(), 0.0, within=1e-9),
    )
    yield Say(
        "The features turned to suit a bad head, but only where there was data. Elsewhere the old features meet the new head, and do not fit. "
        "With perfect features this is a theorem's setting; with poor ones, fine-tuning is what mends them."
    )


def lora(
    rng: np.random.Generator,
    *,
    rank: Annotated[int, Range(1, 8), "rank of the adapter"] = 2,
    needed: Annotated[int, Range(1, 8), "rank of the change that the target needs"] = 2,
    steps: Annotated[int, Range(100, 1500), "training steps"] = 600,
) -> Iterator[Step]:
    """A narrow update beside a frozen matrix."""
    weight = rng.normal(size=(32, 32)) / np.sqrt(32)
    change = rng.normal(size=(32, needed)) @ rng.normal(size=(needed, 32)) / np.sqrt(32 * needed)
    singular = np.linalg.svd(change, compute_uv=False)
    yield Say(
        "A frozen 32×32 matrix W; the target needs W + Δ, with Δ of rank {needed}. LoRA trains only B (32×{rank}) "
        "and A ({rank}×32), and adds BA."
    )
    yield Ask("How many numbers are trained, where the full matrix has 1024?", low_rank_parameters(32, 32, rank))

    def squared(matrix: Array) -> float:
        return float((matrix**2).sum())

    def gradients(parameters: list[Array], _: int) -> tuple[float, list[Array]]:
        b, a = parameters
        residual = b @ a - change
        return squared(residual), [2 * residual @ a.T, 2 * b.T @ residual]

    start = [np.zeros((32, rank)), rng.normal(size=(rank, 32)) / np.sqrt(32)]
    (b, a), losses = train(start, gradients, steps=steps, lr=0.02)
    curves = {"BA": losses, "Eckart–Young": np.full(steps, max(squared(singular[rank:]), 1e-12))}
    yield Plot("‖Δ − BA‖² while training, and its least possible value", curves, log=True, x=T("step"))
    x = rng.normal(size=(5, 32))
    yield Check(
        "starts-as-pretrained",
        "B starts at zero, so at first nothing changes: largest difference of the outputs",
        equal(np.abs(x @ (weight + start[0] @ start[1]).T - x @ weight.T).max(), 0.0),
    )
    yield Check(
        "reaches-the-best-of-its-rank",
        "what BA misses = Σ σ² past the rank: 0 if the rank suffices",
        # gradient descent comes close, not there
        equal(squared(b @ a - change), squared(low_rank(change, rank) - change), within=1e-3 * squared(change)).where(
            steps >= 600, "600 steps or so are needed to converge"
        ),
    )
    yield Check(
        "merges-for-free",
        "(W + BA)x = Wx + B(Ax): after merging, inference costs what it did",
        equal(np.abs(x @ (weight + b @ a).T - (x @ weight.T + (x @ a.T) @ b.T)).max(), 0.0, within=1e-12),
    )
    bars = {f"σ{place}²": value for place, value in enumerate(singular[:8] ** 2, start=1)}
    yield Plot("Squared singular values of Δ", bars, kind="bars")
    yield Say(
        "The bet of LoRA is that the needed change has low rank. Try --needed 8 --rank 2 to see it lost. W itself is never touched: take BA off, and the old model is back."
    )


def interpolate(
    rng: np.random.Generator,
    *,
    degrees: Annotated[int, Range(20, 45), "angle between the old and the new lowest features"] = 30,
    samples: Annotated[int, Range(50, 400), "labelled examples of the new task"] = 100,
) -> Iterator[Step]:
    """Half way back: the average of two networks (WiSE-FT)."""
    source = teacher(rng, TEACHER)
    pretrained = pretrain(rng, source)
    task = [turned_task(rng, source, degrees, 4)[0], *source[1:]]
    x, y = examples(rng, task, samples)
    tuned, _ = fine_tune(pretrained, x, y, steps=150)
    yield Say(
        "The new task is the old one with its lowest features turned by {degrees}°; outputs mean the same. All layers are fine-tuned, head included. "
        "Then the weights are averaged: (1 − α) times the pretrained ones plus α times the tuned ones."
    )
    shares = [0.0, 0.25, 0.5, 0.75, 1.0]
    between = [interpolated(pretrained, tuned, share) for share in shares]
    new, old = ([unseen_error(rng, layers, which, 2000) for layers in between] for which in (task, source))
    yield Ask("At α = ½: is the error on the old task above or below the mean of those at both ends?", 1, options=[T("above"), T("below")])
    yield Show("Error on unseen examples", rows=[f"α = {share:g}" for share in shares], columns={T("new task"): new, T("old task"): old})
    yield Plot("Error along the line between the two networks", {T("new task"): (shares, new), T("old task"): (shares, old)}, x="α")
    yield Check(
        "old-task-half-way",
        "old task, error at α = ½ < that at α = 0 plus 0.4 of the rise to α = 1",
        less(old[2], old[0] + 0.4 * (old[-1] - old[0])),
    )
    yield Check("new-task-half-way", "new task, error at α = ½ < mean of both ends", less(new[2], (new[0] + new[-1]) / 2))
    yield Check(
        "keeps-more-than-it-gives",
        "at α = ½: share of what was forgotten < share of what was gained",
        less((old[2] - old[0]) / (old[-1] - old[0]), (new[0] - new[2]) / (new[0] - new[-1])),
    )
    yield Say("One network comes out, so inference costs nothing more; and α can be chosen afterwards, on held-out data of both kinds.")


def narrow(
    rng: np.random.Generator,
    *,
    degrees: Annotated[int, Range(40, 60), "angle between the old and the new lowest features"] = 45,
    samples: Annotated[int, Range(150, 400), "labelled examples of the new task"] = 200,
) -> Iterator[Step]:
    """A narrow adapter learns less, and forgets less."""
    source = teacher(rng, TEACHER)
    pretrained = pretrain(rng, source)
    task = [turned_task(rng, source, degrees, 4)[0], *source[1:]]
    x, y = examples(rng, task, samples)
    yield Say(
        "The new task is the old one with its four lowest features turned by {degrees}°: the first matrix needs a change of rank 4. "
        "Adapters of rank 1, 2 and 4 are trained beside both hidden layers, or all weights are tuned; each for 150 steps at the same rate."
    )
    networks: dict[str | T, list[Layer]] = {T("pretrained"): pretrained}
    for rank in (1, 2, 4):
        networks[f"LoRA, r = {rank}"] = lora_tune(rng, pretrained, x, y, rank=rank, alpha=2.0 * rank, steps=150)
    networks[T("all weights")], _ = fine_tune(pretrained, x, y, steps=150)
    new, old = ([unseen_error(rng, layers, which, 2000) for layers in networks.values()] for which in (task, source))
    yield Ask("Which network has lost least of the old task?", 0, options=["r = 1", "r = 4", T("all weights")])
    yield Show("Error on unseen examples", rows=[*networks], columns={T("new task"): new, T("old task"): old})
    yield Check(
        "learns-less-forgets-less",
        "rank 1 against all weights: error on the old task lower, on the new task higher",
        less([old[1], new[-1]], [old[-1], new[1]]),
    )
    yield Check(
        "rank-trades-one-for-the-other",
        "rank 4 against rank 1: error on the new task lower, on the old task higher",
        less([new[3], old[1]], [new[1], old[3]]),
    )
    yield Say(
        "A narrow adapter cannot make the whole change, so it learns less, and what it leaves alone is not forgotten. With the rank that is needed "
        "it learned no less than full tuning here, and forgot about as much. What it buys for nothing is the way back: take it off."
    )
