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
from .kernels.backprop import flatten, initialise
from .kernels.fc import parameter_count
from .kernels.lora import NF4, lora_backward, lora_forward, lora_merge, quantise, stored_bits, tuning_memory
from .kernels.shapes import Array
from .kernels.training import train
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
    fits = shared == 2 and 40 <= samples <= 100 and steps >= 100
    why = T("it takes shared features, 40 to 100 examples, and 100 steps for the head")
    yield Check(
        "fine-tuning-moves",
        "distance that the backbone moved: frozen < fine-tuned, two different recipes",
        less(transfer.drift(probed, pretrained), transfer.drift(tuned, pretrained)),
    )
    changed = [new for new, old in zip(probed, start, strict=True) if not np.array_equal(new[0], old[0])]
    yield Check(
        "only-the-head-is-trained",
        "numbers in the layers that training on frozen features changed = K (d + 1) of the head",
        equal(flatten(changed).size, parameter_count(transfer.STUDENT[-2], 4)),
    )
    yield Check(
        "frozen-beats-scratch",
        "error of a head on frozen features: below 0.4, and below that of training everything from scratch",
        less(errors[1], min(0.4, errors[0])).where(fits, why),
    )
    yield Check(
        "few-examples-freeze", "error of a head on frozen features < error of fine-tuning", less(errors[1], errors[2]).where(fits, why)
    )
    yield Check(
        "both-beat-scratch",
        "the larger error of frozen features and of fine-tuning from pretrained weights < error of scratch",
        less(max(errors[1:]), errors[0]).where(fits, why),
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
    yield Check(
        "tuning-overtakes",
        "error with the most examples: fine-tuning < frozen features",
        less(errors[-1][2], errors[-1][1]).where(shared < 2, "a claim about upper features that do not fit"),
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
    usual, few = samples <= 100 and lr >= 0.005, T("a claim about few examples and an ordinary rate")
    yield Check(
        "probe-calms-the-gradient", "first gradient in the backbone: under a probed head < under a random one", less(pulls[1], pulls[0])
    )
    yield Check(
        "probe-protects-the-features",
        "distance that the backbone moved: after a probe < half of that under a random head",
        less(moved[2], moved[1] / 2).where(usual, few),
    )
    yield Check(
        "probe-first-is-better",
        "error of probing, then tuning < error of tuning at once",
        less(found[2], found[1]).where(usual, few),
    )


def shift(
    rng: np.random.Generator,
    *,
    shift: Annotated[float, Range(0, 3), "how far the target's inputs are shifted"] = 1.0,
    x: Annotated[float, Range(-3, 3), "a source example whose weight is worked out"] = 1.0,
    samples: Annotated[int, Range(1000, 50000), "labelled source examples"] = 10000,
) -> Iterator[Step]:
    """Transfer without any network: reweight the examples."""
    inputs = rng.normal(size=samples)
    y = inputs**2 + rng.normal(size=samples)
    weights = transfer.importance_weight(inputs, shift)
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
    densities = [float(np.exp(-((x - mean) ** 2) / 2) / np.sqrt(2 * np.pi)) for mean in (0.0, shift)]
    yield Check(
        "ratio-of-densities",
        "weight of the example at x = N(x; shift, 1) ÷ N(x; 0, 1)",
        equal(transfer.importance_weight(np.array([x]), shift)[0], densities[1] / densities[0], within=1e-9),
    )
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


def adapter(
    rng: np.random.Generator,
    *,
    rank: Annotated[int, Range(2, 16), "rank of the adapter"] = 4,
    alpha: Annotated[float, Range(1, 64), "α of the scale α/r"] = 8.0,
) -> Iterator[Step]:
    """LoRA: train a narrow update, then merge it."""
    inputs, outputs = 24, 32
    frozen = rng.normal(size=(outputs, inputs)) / np.sqrt(inputs)
    x = rng.normal(size=(60, inputs))
    # the target needs a change of rank 2, half as strong as W itself
    target = x @ (frozen + 0.5 * rng.normal(size=(outputs, 2)) @ rng.normal(size=(2, inputs)) / np.sqrt(2 * inputs)).T
    down, up = rng.normal(size=(rank, inputs)) / np.sqrt(inputs), np.zeros((outputs, rank))
    yield Say(
        "A pretrained layer W (32×24) stays frozen. Beside it lie B (32×{rank}) and A ({rank}×24), and the layer gives Wx + (α/r)·BAx, here with α/r = {scale:g}. "
        "A is drawn at random, B starts at zero.",
        scale=alpha / rank,
    )
    yield Check(
        "starts-as-pretrained",
        "before the first step: largest difference to the outputs of W alone",
        equal(np.abs(lora_forward(x, frozen, down, up, alpha) - x @ frozen.T).max(), 0.0),
    )
    yield Ask("In the first step, which of the two gets a gradient?", 1, options=["A", "B", "A, B", T("neither")])
    upstream = 2 * (x @ frozen.T - target) / target.size
    starts = {T("A random, B zero"): (down, up), T("A zero, B zero"): (0 * down, up)}
    sizes = {name: [float(np.linalg.norm(slope)) for slope in lora_backward(upstream, x, a, b, alpha)] for name, (a, b) in starts.items()}
    yield Show("Length of the first gradient", rows=sizes, columns=["∂L/∂A", "∂L/∂B"])
    first, nothing = sizes.values()
    yield Check("b-moves-first", "length of the first gradient with B = 0: by A < by B", less(*first))
    yield Check("two-zeros-never-start", "with both zero: lengths of both gradients, added", equal(sum(nothing), 0.0))

    def gradients(parameters: list[Array], _: int) -> tuple[float, tuple[Array, Array]]:
        a, b = parameters
        residual = lora_forward(x, frozen, a, b, alpha) - target
        return float((residual**2).mean()), lora_backward(2 * residual / residual.size, x, a, b, alpha)

    (a, b), losses = train([down, up], gradients, steps=200, lr=0.01)
    yield Plot("Loss while A and B are trained", {T("loss"): losses}, log=True, x=T("step"))
    yield Check("learns-from-zero", "loss at the end ÷ at the start, against a half", less(losses[-1] / losses[0], 0.5))
    merged, beside = x @ lora_merge(frozen, a, b, alpha).T, lora_forward(x, frozen, a, b, alpha)
    unscaled = x @ (frozen + b @ a).T
    yield Show(
        "Largest difference to the layer with its adapter beside it",
        rows={"W + (α/r)·BA": [np.abs(merged - beside).max()], "W + BA": [np.abs(unscaled - beside).max()]},
        columns=[T("difference")],
    )
    yield Check(
        "merging-changes-nothing",
        "one matrix W + (α/r)·BA gives what layer and adapter gave together: largest difference",
        equal(np.abs(merged - beside).max(), 0.0, within=1e-12),
    )
    yield Say(
        "Merged, the adapter costs nothing at inference. Kept apart, many adapters share one W: each task stores only its own A and B."
    )


def fourbit(
    rng: np.random.Generator,
    *,
    block: Annotated[int, Range(64, 256), "weights that share a constant"] = 64,
    update: Annotated[float, Range(0.001, 0.03), "size of the adapter's update, in units of the weights"] = 0.01,
) -> Iterator[Step]:
    """QLoRA: what four bits keep, and what they cost."""
    size = 64
    weights = rng.normal(size=size * block)
    yield Say(
        "QLoRA stores the frozen weights in 4 bits: each block of {block} is divided by its largest magnitude, and each number goes to the nearest of 16 levels."
    )
    even = np.linspace(-1, 1, 16)
    stored: dict[str | T, Array] = {"NF4": quantise(weights, NF4, block), T("16 even levels"): quantise(weights, even, block)}
    missed = [float(np.sqrt(np.square(found - weights).mean())) for found in stored.values()]
    yield Show("Error of rounding, in units of the weights (root mean square)", rows=[*stored], columns={T("error"): missed})
    yield Check("nf4-beats-even-levels", "error of rounding normal weights: NF4 < 16 even levels", less(*missed))
    yield Ask(
        "With 8 bits for each block's constant, and 32 for each 256 blocks: how many bits a weight?", stored_bits(4, block), within=0.01
    )
    yield Check(
        "bits-added-up",
        "256 blocks: bits of all weights and constants, added up ÷ number of weights = 4 + 8/n + 32/(256 n)",
        equal((256 * block * 4 + 256 * 8 + 32) / (256 * block), stored_bits(4, block), within=1e-12),
    )
    base = stored["NF4"].reshape(block, size)
    down, up = rng.normal(size=(4, size)), rng.normal(size=(block, 4))
    change = lora_merge(np.zeros_like(base), down, update * up / 2, 4.0)
    x = rng.normal(size=(20, size))
    trained = x @ base.T + x @ change.T
    kept = base + change
    merged = {
        T("merged, kept at 16 bits"): kept.astype(np.float16),
        T("merged, then rounded to 4 bits"): quantise(kept.ravel(), NF4, block).reshape(base.shape),
        T("merged into the original weights"): weights.reshape(base.shape) + change,
    }
    strays = [float(np.sqrt(np.square(x @ one.T - trained).mean())) for one in merged.values()]
    effect = float(np.sqrt(np.square(x @ change.T).mean()))
    table = {name: [stray] for name, stray in zip(merged, strays, strict=True)}
    yield Show(
        "Where the output lands, away from what was trained",
        rows={**table, T("size of the adapter's effect"): [effect]},
        columns=[T("r.m.s.")],
    )
    yield Check(
        "sixteen-bits-keep-it",
        "output away from what was trained ÷ the adapter's effect: added to the dequantised base at 16 bits < rounded again, "
        "< added to the original weights",
        less([strays[0] / effect] * 2, [stray / effect for stray in strays[1:]]),
    )
    yield Check(
        "rounding-undoes-the-update",
        "rounded again, the output misses by about the adapter's whole effect: distance ÷ effect, against 0.9",
        more(strays[1] / effect, 0.9),
    )
    whole, halves, quarters = tuning_memory(0, 7, 16), tuning_memory(7, 0.04, 16), tuning_memory(7, 0.04, stored_bits())
    yield Check(
        "memory-added-up",
        "gigabytes of QLoRA, item by item: 4.127 bits a frozen weight; weight, gradient, float32 copy and two averages of the adapter's",
        equal(7 * 4.127 / 8 + 0.04 * (2 + 2 + 4 + 4 + 4), quarters, within=1e-3),
    )
    memory = {T("all weights"): whole, "LoRA": halves, "QLoRA": quarters}
    yield Plot("Gigabytes for 7 billion weights and 40 million adapter numbers, without activations", memory, kind="bars")
    yield Say(
        "Only weights, gradients and optimiser states are counted here. Four bits are for storage: each matrix product is done in 16 bits, on dequantised blocks."
    )
