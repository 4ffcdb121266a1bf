"""Transfer learning: what one task has taught, put to work on another.

The tasks here are made by small “teacher” networks, so that it is known, and can be chosen, what two of them have in common.
A “student” learns the source task from plenty of data; then three recipes compete on a target task with few examples:
from scratch, on frozen features, and by fine-tuning everything.
"""

from collections.abc import Iterator
from typing import Annotated

import numpy as np

from dl_quiz.stage import Ask, Check, Plot, Range, Say, Show, Step, T, equal, less, more

from .kernels import transfer
from .kernels.backprop import initialise
from .kernels.transfer import examples, fine_tune, teacher

SCRATCH, FROZEN, TUNED = T("scratch"), T("frozen"), T("tuned")


def recipes(
    rng: np.random.Generator,
    *,
    samples: Annotated[int, Range(10, 400), "labelled examples of the target task"] = 40,
    shared: Annotated[int, Range(0, 2), "levels of features that both tasks share"] = 2,
    steps: Annotated[int, Range(20, 500), "training steps on the target"] = 200,
) -> Iterator[Step]:
    """Three recipes, few examples."""
    source = teacher(rng, transfer.TEACHER)
    pretrained = transfer.pretrain(rng, source)
    yield Say(
        "A network {chain} has learned a source task of 12 outputs from 2000 examples. Its error on unseen examples "
        "is {error:.2f}, where 1 is that of always predicting the mean.",
        chain=" → ".join(map(str, transfer.STUDENT)),
        error=transfer.unseen_error(rng, pretrained, source, 2000),
    )
    yield Say(
        "The new task has 4 outputs, {samples} examples, and shares {shared} of the two levels of features behind "
        "the source. Every recipe first puts a new head on: the old one answers other questions."
    )
    task = transfer.related_task(rng, source, shared, 4)
    x, y = examples(rng, task, samples)
    start = transfer.new_head(rng, pretrained, 4)
    scratch, scratch_losses = fine_tune(transfer.new_head(rng, initialise(rng, transfer.STUDENT), 4), x, y, steps=steps)
    probed, _ = fine_tune(start, x, y, steps=steps, frozen=2)
    tuned, tuned_losses = fine_tune(start, x, y, steps=steps)
    errors = [transfer.unseen_error(rng, layers, task) for layers in (scratch, probed, tuned)]
    yield Ask("Which does best on unseen examples?", int(np.argmin(errors)), options=[SCRATCH, FROZEN, TUNED])
    yield Show(
        "Error on unseen examples; how far the backbone moved",
        rows=[SCRATCH, FROZEN, TUNED],
        columns={T("error"): errors, T("moved"): [None, transfer.drift(probed, start), transfer.drift(tuned, start)]},
    )
    yield Plot("Loss on the target's training examples", {SCRATCH: scratch_losses, TUNED: tuned_losses}, log=True, x=T("step"))
    yield Check("frozen-stays", "distance that the frozen backbone moved", equal(transfer.drift(probed, pretrained), 0.0))
    yield Check(
        "fine-tuning-moves",
        "distance that fine-tuning moved the backbone: the two are different recipes",
        more(transfer.drift(tuned, pretrained), 0.1),
    )
    yield Check(
        "frozen-beats-scratch",
        "error of a head on frozen features < error of training everything from scratch",
        less(errors[1], errors[0]).where(
            shared == 2 and samples <= 100 and steps >= 100, "it takes shared features, few examples, and 100 steps for the head"
        ),
    )


def curve(
    rng: np.random.Generator,
    *,
    fewest: Annotated[int, Range(10, 50), "smallest number of target examples"] = 25,
    shared: Annotated[int, Range(0, 2), "levels of features that both tasks share"] = 2,
) -> Iterator[Step]:
    """What pretraining is worth, by how much target data there is."""
    sizes = [fewest, 4 * fewest, 16 * fewest]
    source = teacher(rng, transfer.TEACHER)
    pretrained = transfer.pretrain(rng, source)
    task = transfer.related_task(rng, source, shared, 4)
    start, fresh = transfer.new_head(rng, pretrained, 4), transfer.new_head(rng, initialise(rng, transfer.STUDENT), 4)
    yield Say(
        "The same source, and a target that shares {shared} of its two levels. Now the number of target examples grows: {few}, {more}, {most}.",
        few=sizes[0],
        more=sizes[1],
        most=sizes[2],
    )
    x, y = examples(rng, task, sizes[-1])
    recipes, errors = {SCRATCH: (fresh, 0), FROZEN: (start, 2), TUNED: (start, 0)}, []
    for size in sizes:
        trained = (fine_tune(layers, x[:size], y[:size], steps=150, frozen=frozen)[0] for layers, frozen in recipes.values())
        errors.append([transfer.unseen_error(rng, layers, task) for layers in trained])
    gaps = [scratch - min(frozen, tuned) for scratch, frozen, tuned in errors]
    yield Ask(
        "The lead of the better pretrained recipe over scratch: does it grow or shrink with more examples?",
        0 if gaps[-1] < gaps[0] else 1,
        options=[T("shrinks"), T("grows")],
    )
    yield Show("Error on unseen examples", errors, rows=[f"n = {size}" for size in sizes], columns=[*recipes])
    curves = {name: (np.log2(sizes), column) for name, column in zip(recipes, np.transpose(errors), strict=True)}
    yield Plot("Error against the number of examples (log₂)", curves, x="log₂ n")
    yield Check(
        "lead-shrinks",
        "lead over scratch with the most examples < lead with the fewest",
        less(gaps[-1], gaps[0]).where(shared == 2, "a claim about tasks that share both levels"),
    )
    yield Say(
        "Scratch closes in as data grows, and fine-tuning closes in on freezing. Where the target shares only the lower level (try --shared 1), "
        "tuning overtakes freezing: then the upper features have something to learn."
    )


def lpft(
    rng: np.random.Generator,
    *,
    samples: Annotated[int, Range(10, 400), "labelled examples of the target task"] = 40,
    lr: Annotated[float, Range(0.0001, 0.02), "learning rate of the fine-tuning"] = 0.01,
) -> Iterator[Step]:
    """First the head, then everything."""
    source = teacher(rng, transfer.TEACHER)
    pretrained = transfer.pretrain(rng, source)
    task = transfer.related_task(rng, source, 2, 4)
    x, y = examples(rng, task, samples)
    start = transfer.new_head(rng, pretrained, 4)
    probed, _ = fine_tune(start, x, y, steps=300, frozen=2)
    yield Say(
        "At the start of fine-tuning the head is random, so the gradient that reaches the backbone is a random mixture of the head's mistakes. "
        "Train the head alone first (a linear probe), and there is less to send down."
    )
    # At a random head of ordinary size, as frameworks draw it; the tiny head of `new_head` would hide the effect.
    loud = [*pretrained[:-1], initialise(rng, (transfer.STUDENT[-2], 4))[0]]
    pulls = [float(np.sqrt(sum((slope**2).sum() for slope in transfer.squared_loss(layers, x, y)[1][:4]))) for layers in (loud, probed)]
    yield Show("Size of the first gradient that reaches the backbone", rows=[T("random head"), T("probed head")], columns={"‖∇‖": pulls})
    tuned, _ = fine_tune(loud, x, y, steps=150, lr=lr)
    after, _ = fine_tune(probed, x, y, steps=150, lr=lr)
    moved = [0.0, transfer.drift(tuned, pretrained), transfer.drift(after, pretrained)]
    yield Ask(
        "Both are now fine-tuned with the same rate and steps. Which backbone ends farther from where it was pretrained?",
        0 if moved[1] > moved[2] else 1,
        options=[T("that under the random head"), T("that under the probed head")],
    )
    found = [transfer.unseen_error(rng, layers, task) for layers in (probed, tuned, after)]
    yield Show("After training", rows=[T("probe only"), T("tune"), T("probe, tune")], columns={T("error"): found, T("moved"): moved})
    yield Check(
        "probe-calms-the-gradient", "first gradient in the backbone: under a probed head < under a random one", less(pulls[1], pulls[0])
    )
    yield Check(
        "probe-protects-the-features", "distance that the backbone moved: after a probe < under a random head", less(moved[2], moved[1])
    )
    yield Check(
        "probe-first-is-better",
        "error of probing, then tuning < error of tuning at once",
        less(found[2], found[1]).where(samples <= 100 and lr >= 0.005, "a claim about few examples and an ordinary rate"),
    )


def shift(
    rng: np.random.Generator,
    *,
    shift: Annotated[float, Range(0, 3), "how far the target's inputs are shifted"] = 1.0,
    samples: Annotated[int, Range(1000, 50000), "labelled source examples"] = 10000,
) -> Iterator[Step]:
    """Transfer without any network: reweight the examples."""
    x = rng.normal(size=samples)
    y = x**2 + rng.normal(size=samples)
    weights = transfer.importance_weight(x, shift)
    truth = 1 + shift**2
    yield Say(
        "Labels come from the same rule everywhere, y = x² + noise, but labelled inputs were drawn from N(0, 1) and "
        "the target's come from N({shift:g}, 1). Same task, another domain: covariate shift."
    )
    yield Ask("What is the mean of y in the target domain?", truth, within=0.01)
    weighted = weights * y
    # the tails of w are heavy: of 1000 samples the mean leaves four standard errors in one run of 130
    error = 6 * weighted.std() / np.sqrt(samples)
    effective = weights.sum() ** 2 / (weights**2).sum()
    means = {T("plain"): [y.mean()], T("weighted"): [weighted.mean()], T("truth"): [truth]}
    yield Show("Mean of y, estimated from labelled source examples only", rows=means, columns=["E[y]"])
    yield Check(
        "weights-restore-the-target",
        "mean of w(x) y over the source = mean of y in the target",
        equal(weighted.mean(), truth, within=error).where(
            shift <= 1, "beyond that a few huge weights decide, and the standard error itself cannot be trusted"
        ),
    )
    yield Check(
        "plain-average-misses",
        "the plain average misses by shift²",
        equal(truth - y.mean(), shift**2, within=4 * y.std() / np.sqrt(samples)),  # four standard errors
    )
    yield Say(
        "This is transfer, though nothing was pretrained: what passes over is examples. Its price: {samples} "
        "weighted examples are worth about {effective:.0f}, and the number falls as exp(−shift²).",
        effective=effective,
    )
