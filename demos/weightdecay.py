"""Weight decay: the same as an L2 penalty under plain SGD only.

An L2 penalty changes the gradient, weight decay changes the update. The scenes let both run from the same start,
look at what an adaptive optimiser makes of each, where they end, what they mean for a weight whose scale does not
matter, and at regularisers that have no penalty at all.
"""

from collections.abc import Iterator
from functools import partial
from math import ceil
from typing import Annotated, Any

import numpy as np

from dl_quiz.stage import Ask, Check, Plot, Range, Say, Show, Step, T, at_most, equal, less, more

from .kernels import weightdecay
from .kernels.differences import central_differences
from .kernels.norms import shrink_factor
from .kernels.optim import Moments, adam, sgd
from .kernels.shapes import Array
from .kernels.training import Rule, walk

CURVATURE, MINIMUM = np.array([1.0, 0.5, 0.2]), np.array([2.0, -1.0, 0.5])
"""The bowl of the scenes: ½ Σ hᵢ(wᵢ − mᵢ)², with gradient hᵢ(wᵢ − mᵢ)."""


def _descend(rule: Rule, steps: int, factor: float = 1.0) -> Array:
    """Walk from 0 down the bowl of the scenes, made `factor` times as steep."""
    return walk(rule, lambda w, _: factor * (CURVATURE * (w - MINIMUM)), np.zeros(3), steps=steps)[0]


def race(
    rng: np.random.Generator,
    *,
    lr: Annotated[float, Range(0.01, 0.3), "learning rate"] = 0.1,
    weight_decay: Annotated[float, Range(0.05, 1), "λ, of the penalty and of the decay"] = 0.2,
    momentum: Annotated[float, Range(0.5, 0.95), "momentum"] = 0.9,
) -> Iterator[Step]:
    """Same start, same gradients, two ways to shrink."""
    steps, rates = 400, {"lr": lr, "weight_decay": weight_decay}
    pairs: dict[str, tuple[Rule, Rule]] = {
        "SGD": (partial(sgd, **rates), partial(weightdecay.sgd_decay, **rates)),
        "momentum": (partial(sgd, **rates, momentum=momentum), partial(weightdecay.sgd_decay, **rates, momentum=momentum)),
        "Adam": (partial(weightdecay.adam_l2, **rates), partial(weightdecay.adamw, **rates)),
        "Adam, β₁ = 0": (partial(weightdecay.adam_l2, **rates, beta1=0.0), partial(weightdecay.adamw, **rates, beta1=0.0)),
    }
    paths = {name: tuple(_descend(rule, steps) for rule in pair) for name, pair in pairs.items()}
    apart = {name: float(np.abs(penalty - decay).max()) for name, (penalty, decay) in paths.items()}
    yield Say(
        "One bowl with its minimum at (2, −1, 0.5), one λ = {weight_decay:g}. Two ways to use it: add λw to the "
        "gradient (an L2 penalty), or multiply the weights by 1 − lr·λ in each step (weight decay)."
    )
    yield Ask("For which optimiser are the two paths the same?", 0, options=[T("plain SGD only"), T("SGD and momentum"), T("all three")])
    yield Plot("First weight under Adam", {T("L2 penalty"): paths["Adam"][0][:, 0], T("weight decay"): paths["Adam"][1][:, 0]}, x=T("step"))
    gaps = {name: [f"{gap:.1e}"] for name, gap in apart.items()}
    yield Show(T("Largest distance between the two paths, {steps} steps", steps=steps), rows=gaps, columns=[T("gap")])
    yield Check(
        "equal-under-sgd",
        "plain SGD: equal, for w − lr(g + λw) = (1 − lr·λ)w − lr·g; momentum, Adam, Adam with β₁ = 0: not equal",
        equal([gap < 1e-12 for gap in apart.values()], [True, False, False, False]),
    )
    yield Check("different-otherwise", "momentum and Adam: the paths part", more([apart["momentum"], apart["Adam"]], [0.01, 0.01]))
    yield Say(
        "Why momentum differs: a penalty passes through the velocity and is amplified by 1/(1 − μ) like any gradient; decay is not. "
        "Their ends match only if the decay is made 1/(1 − μ) times as strong."
    )
    stronger = weight_decay / (1 - momentum)
    ends = [
        _descend(partial(sgd, lr=0.01, momentum=momentum, weight_decay=weight_decay), 4000)[-1],
        _descend(partial(weightdecay.sgd_decay, lr=0.01, momentum=momentum, weight_decay=stronger), 4000)[-1],
    ]
    yield Check(
        "momentum-amplifies-the-penalty",
        "where momentum ends: with the penalty λ, and with the decay λ/(1 − μ): both at h·m/(h + λ)",
        # 4000 steps with lr = 0.01 leave exp(−0.25 · 40) at least
        equal(ends, [CURVATURE * MINIMUM / (CURVATURE + weight_decay)] * 2, within=1e-4),
    )


def pure(
    rng: np.random.Generator,
    *,
    lr: Annotated[float, Range(0.001, 0.1), "learning rate"] = 0.01,
    weight_decay: Annotated[float, Range(0.0005, 1), "λ"] = 0.1,
    steps: Annotated[int, Range(20, 2000), "number of steps"] = 200,
) -> Iterator[Step]:
    """No loss at all: decay alone, penalty alone."""
    rules: list[Rule] = [partial(rule, lr=lr, weight_decay=weight_decay) for rule in (weightdecay.adamw, weightdecay.adam_l2)]
    rules.append(partial(weightdecay.adam_l2, lr=lr, weight_decay=10 * weight_decay))
    decay, penalty, tenfold = (walk(rule, lambda w, _: 0 * w, np.ones(1), steps=steps)[0][:, 0] for rule in rules)
    yield Say("Switch the loss off: its gradient is 0. A weight starts at 1. What does each method do with it?")
    yield Ask(
        "AdamW, lr = {lr:g}, λ = {weight_decay:g}: what is left after {steps} steps?",
        weightdecay.decayed(1.0, lr, weight_decay, steps),
        within=0.01,
    )
    yield Plot("The weight", {"AdamW": decay, T("Adam + L2"): penalty}, x=T("step"))
    yield Check(
        "decay-is-exponential",
        "AdamW: what is left of the weight after t steps is exp(t · ln(1 − lr·λ)), that is, (1 − lr·λ)ᵗ",
        equal(decay[-1], np.exp(steps * np.log1p(-lr * weight_decay)), within=1e-10),
    )
    kept = np.cumprod(np.full(ceil(weightdecay.decay_horizon(lr, weight_decay)), 1 - lr * weight_decay))
    yield Check(
        "halved-by-counting",
        "SGD or AdamW: steps of ×(1 − lr·λ), counted until no more than half is left = ln 2/(−ln(1 − lr·λ))",
        equal(np.argmax(kept <= 0.5) + 1, weightdecay.decay_half_life(lr, weight_decay), within=1.0),  # steps are whole
    )
    yield Check(
        "first-step-is-lr",
        "Adam + L2: the first step is lr long, however weak the penalty is",
        equal(penalty[0] - penalty[1], lr, within=1e-5 * lr + 2e-8 * lr / weight_decay),  # ε beside the gradient λ
    )
    yield Check(
        "strength-is-normalised-away",
        "Adam + L2 with ten times the λ: largest difference of the paths",
        # ε; compared while the weight is still on its way to 0
        equal(np.abs(penalty - tenfold)[: max(2, int(0.5 / lr))].max(), 0.0, within=1e-3),
    )
    yield Say(
        "Adam divides by the size of the gradient, and here the gradient is the penalty. So λ cancels: the weight marches to 0 at the pace lr, then swings. "
        "Decay, applied outside, keeps its meaning."
    )


def percoord(
    rng: np.random.Generator,
    *,
    noise: Annotated[float, Range(2, 100), "gradient noise of the loud weight"] = 10.0,
    weight_decay: Annotated[float, Range(0.05, 0.2), "λ"] = 0.1,
) -> Iterator[Step]:
    """Under Adam, L2 spares the weights with large gradients."""
    lr, steps, copies = 0.001, 2000, 200
    scale = np.array([[noise], [0.1]])
    draws = rng.normal(size=(steps, 2, copies))
    rules: list[Rule] = [partial(rule, lr=lr, weight_decay=weight_decay) for rule in (weightdecay.adam_l2, weightdecay.adamw)]
    penalty, decay = (walk(rule, lambda _, step: scale * draws[step], np.ones((2, copies)), steps=steps)[0][-1] for rule in rules)
    needed = [weightdecay.matching_l2(weight_decay, float(size)) for size in scale[:, 0]]
    matched = walk(
        partial(adam, lr=lr), lambda w, step: scale * draws[step] + np.array(needed)[:, None] * w, np.ones((2, copies)), steps=steps
    )[0][-1]
    left = weightdecay.decayed(1.0, lr, weight_decay, steps)
    error = 4 * decay.std(axis=1) / np.sqrt(copies)
    pulled = lr * weight_decay * steps / noise
    yield Say(
        "Two kinds of weights, both at 1. Their loss says nothing, only noise: gradients of size {noise:g} for the "
        "loud ones, of size 0.1 for the quiet ones. {copies} of each, {steps} steps with lr = {lr:g} and λ = "
        "{weight_decay:g}.",
        copies=copies,
        steps=steps,
        lr=lr,
    )
    yield Ask("Adam with an L2 penalty: which kind shrinks more?", 1, options=[T("the loud ones"), T("the quiet ones"), T("both alike")])
    means = {"Adam + L2": penalty.mean(axis=1), "AdamW": decay.mean(axis=1)}
    yield Show(T("Mean weight at the end (pure decay leaves {left:.3f})", left=left), rows=means, columns=[T("loud"), T("quiet")])
    yield Check(
        "adamw-decays-alike",
        "AdamW: both kinds keep (1 − lr·λ)ᵗ",
        equal(decay.mean(axis=1), [left, left], within=float(error.max())),  # four standard errors
    )
    yield Check(
        "l2-spares-the-loud",
        "Adam + L2: loud weights keep about 1 − lr·λ·t/noise, hardly a decay",
        equal(penalty[0].mean(), 1 - pulled, within=float(error[0]) + pulled**2 + 0.02 / noise),  # and what the estimate leaves out
    )
    yield Check(
        "l2-crushes-the-quiet", "Adam + L2: quiet weights keep less than pure decay would leave", less(penalty[1].mean(), left - 0.1)
    )
    yield Check(
        "no-strength-fits-both",
        T(
            "Adam + L2 leaves what decay leaves with {loud:g} for the loud and {quiet:g} for the quiet, λ√v each: no one strength does",
            loud=needed[0],
            quiet=needed[1],
        ),
        equal(matched.mean(axis=1), [left, left], within=float(error.max()) + 0.02),  # the penalty itself adds to v, up to λ² of it
    )
    yield Say(
        "The penalty λw is divided by √v like everything else. Where gradients are large, √v is large and the penalty vanishes; yet those may be the weights that need it most."
    )


def limit(rng: np.random.Generator, *, weight_decay: Annotated[float, Range(0.1, 3), "λ"] = 1.0) -> Iterator[Step]:
    """Where both end: a smaller solution, or a box."""
    l2_end, decay_end = (
        _annealed(partial(rule, weight_decay=weight_decay, beta2=0.9), steps=3000) for rule in (weightdecay.adam_l2, weightdecay.adamw)
    )
    ridge_end = np.array([shrink_factor(float(h), weight_decay) for h in CURVATURE]) * MINIMUM
    bound = weightdecay.weight_bound(weight_decay)
    yield Say(
        "The whole batch, no noise, lr falling to 0, β₂ = 0.9 so that it settles soon, λ = {weight_decay:g}. Adam "
        "with an L2 penalty minimises the penalised loss, as any optimiser would."
    )
    yield Ask(
        "Where does AdamW leave the first weight, whose loss is smallest at 2? Its decay pulls with λw, its step pushes with at most 1.",
        float(np.clip(2.0, -bound, bound)),
        within=0.05,
    )
    yield Show("Weights at the end", rows=["w1", "w2", "w3"], columns={T("minimum"): MINIMUM, "Adam+L2": l2_end, "AdamW": decay_end})
    yield Check(
        "l2-ends-at-ridge", "Adam + L2 ends at h·m/(h + λ), the minimum of the penalised loss", equal(l2_end, ridge_end, within=0.01)
    )
    yield Check(
        "adamw-ends-in-a-box",
        "AdamW ends at the minimum of the loss itself, within the box |w| ≤ 1/λ",
        equal(decay_end, [np.clip(m, -bound, bound) for m in MINIMUM], within=0.005),  # what a schedule of 3000 steps leaves
    )
    yield Say(
        "So AdamW minimises no penalised loss. In the full-batch limit it is a bound on each weight, ‖w‖∞ ≤ 1/λ; with usual λ, 0.01 to 0.1, the box is wide, "
        "and what decay does in practice comes from noise and from the path, not from the end point."
    )


def _annealed(rule: Rule, steps: int) -> Array:
    """Walk down the bowl with lr falling in a line from 0.05 to 0, and return the end."""

    def slower(w: Array, gradient: Array, memory: Any) -> tuple[Array, Any]:
        return rule(w, gradient, memory, lr=0.05 * (1 - (memory.step if memory else 0) / steps))

    return _descend(slower, steps)[-1]


def rescale(
    rng: np.random.Generator,
    *,
    factor: Annotated[float, Range(2, 100), "factor on the loss"] = 10.0,
    weight_decay: Annotated[float, Range(0.05, 1), "λ"] = 0.5,
) -> Iterator[Step]:
    """Multiply the loss, and see who regularises less."""
    yield Say(
        "Summing a loss over a batch instead of averaging it multiplies it. Say by {factor:g}, with λ = {weight_decay:g} left as it was."
    )
    yield Ask("For which method does the regularisation become weaker?", 0, options=[T("SGD + L2"), "AdamW", T("both")])
    sgd_paths = [_descend(partial(sgd, lr=0.5 / factor, weight_decay=weight_decay), 4000, c) for c in (1.0, factor)]
    decay_paths = [_descend(partial(weightdecay.adamw, lr=0.01, weight_decay=weight_decay), 300, c) for c in (1.0, factor)]
    ends = {name: [path[-1, 0] for path in paths] for name, paths in (("SGD + L2", sgd_paths), ("AdamW", decay_paths))}
    yield Show("First weight (minimum of the loss: 2)", rows=ends, columns=["L", f"{factor:g}·L"])
    yield Check(
        "l2-gets-weaker",
        "SGD + L2: the first weight ends at c·m/(c + λ), nearer to the minimum for c > 1; AdamW: where it ended before",
        equal(
            [*ends["SGD + L2"], ends["AdamW"][1]],
            [2 / (1 + weight_decay), 2 * factor / (factor + weight_decay), ends["AdamW"][0]],
            within=1e-3,
        ).where(factor <= 50, "with so small a learning rate, 4000 steps do not reach the end"),
    )
    yield Check(
        "adamw-does-not-notice",
        "AdamW: largest difference between the two paths",
        equal(np.abs(decay_paths[0] - decay_paths[1]).max(), 0.0, within=1e-4),  # ε
    )
    yield Say(
        "That is part of what decoupling buys: λ keeps its meaning when the loss, or the learning rate of the gradient step, is rescaled in the optimiser. "
        "In most libraries the decay is still multiplied by lr, so changing lr changes it along."
    )


def scalefree(
    rng: np.random.Generator,
    *,
    lr: Annotated[float, Range(0.05, 1), "learning rate"] = 0.1,
    weight_decay: Annotated[float, Range(0.02, 0.2), "λ"] = 0.05,
) -> Iterator[Step]:
    """Before a normalisation layer, decay restrains nothing."""
    features, targets = rng.normal(size=(64, 10)), rng.normal(size=64)
    w = rng.normal(size=10)
    loss = partial(_normalised_loss, features, targets)
    losses, slopes = [loss(w), loss(5 * w)], [central_differences(loss, w), central_differences(loss, 5 * w)]
    yield Say(
        "A layer whose output is normalised (to mean 0 and variance 1 over the batch) does not care how long its weight is: 5w gives the same output as w."
    )
    yield Check("loss-ignores-length", "loss behind a normalisation, at w and at 5w", equal(losses[0], losses[1], within=1e-9))
    yield Check(
        "gradient-at-right-angles",
        "hence the gradient has no component along w",
        # the gradient is taken by differences
        equal(slopes[0] @ w / (np.linalg.norm(w) * np.linalg.norm(slopes[0])), 0.0, within=1e-5),
    )
    yield Check(
        "gradient-shrinks-with-length",
        "and at 5w it is a fifth as long",
        equal(np.linalg.norm(slopes[0]) / np.linalg.norm(slopes[1]), 5.0, within=1e-3),  # differences again
    )
    yield Ask(
        "What does weight decay change for such a weight?",
        1,
        options=[T("how complex a function it can be"), T("how far each step turns it"), T("nothing")],
    )
    paths = {start: _tangent_walk(rng, start, lr, weight_decay, 4000) for start in (0.5, 4.0)}
    free = _tangent_walk(rng, 0.5, lr, 0.0, 4000)
    rest = weightdecay.resting_norm(lr, weight_decay, 1.0)
    lengths = {T("from 0.5"): paths[0.5], T("from 4"): paths[4.0], T("no decay"): free}
    yield Plot("Length of w under gradients at right angles to it", lengths, x=T("step"))
    yield Check("grows-without-decay", "without decay each step makes w longer, by Pythagoras", equal(np.all(np.diff(free) > 0), True))
    yield Check(
        "settles-at-the-same-length",
        "with decay, both settle where growth and decay balance: ⁴√(lr/(λ(2 − lr·λ)))",
        equal([path[-1] for path in paths.values()], [rest, rest], within=1e-3),
    )
    yield Check(
        "keeps-the-step",
        "is the loss the same at w and at 5w; is the angle of a step, lr/‖w‖², after 4000 steps more than twice as large with decay as without",
        equal([np.ptp(losses) < 1e-9, paths[0.5][-1] ** -2 > 2 * free[-1] ** -2], [True, True]),
    )
    yield Say(
        "What counts is the angle of a step, lr/‖w‖² times a gradient of unit length. Here ‖w‖ settles at {rest:.3f} "
        "and the effective learning rate at {effective:.3f}, instead of dying out. So for such weights λ tunes the step "
        "size, not the complexity.",
        rest=rest,
        effective=lr / rest**2,
    )


def _normalised_loss(features: Array, targets: Array, w: Array) -> float:
    """Squared error of an output that is normalised over the batch."""
    output = features @ w
    return float(np.mean(((output - output.mean()) / output.std() - targets) ** 2))


def _tangent_walk(rng: np.random.Generator, start: float, lr: float, weight_decay: float, steps: int) -> Array:
    """Length of w under random gradients of length 1/‖w‖ at right angles to w."""
    draws = rng.normal(size=(steps, 10))

    def gradient(w: Array, step: int) -> Array:
        tangent = draws[step] - (draws[step] @ w) / (w @ w) * w
        return tangent / np.linalg.norm(tangent) / np.linalg.norm(w)

    path, _ = walk(partial(weightdecay.sgd_decay, lr=lr, weight_decay=weight_decay), gradient, start * np.eye(10)[0], steps=steps)
    return np.array([np.linalg.norm(w) for w in path])


def memory(
    rng: np.random.Generator,
    *,
    lr: Annotated[float, Range(0.0001, 0.1), "learning rate"] = 0.01,
    weight_decay: Annotated[float, Range(0.01, 1), "λ"] = 0.2,
    lr_ratio: Annotated[float, Range(0.5, 4), "factor on the learning rate"] = 2.0,
    batch_ratio: Annotated[int, Range(1, 16), "factor on the batch"] = 4,
) -> Iterator[Step]:
    """Decay forgets: AdamW's weights average the last updates."""
    steps, start, gradients = 800, rng.normal(size=2), rng.normal(size=(800, 2))
    horizon = weightdecay.decay_horizon(lr, weight_decay)
    path, states = walk(partial(weightdecay.adamw, lr=lr, weight_decay=weight_decay), lambda _, step: gradients[step], start, steps=steps)
    updates = np.array([_normalised(state) for state in states])
    yield Say(
        "AdamW, lr = {lr:g}, λ = {weight_decay:g}, some gradients. Write each of Adam's own steps as −lr·u, and undo the recursion w ← (1 − lr·λ)w − lr·u."
    )
    shares = lr * weight_decay * (1 - lr * weight_decay) ** np.arange(steps)
    averaged = (1 - lr * weight_decay) ** steps * start - shares @ updates[::-1] / weight_decay
    yield Check(
        "weights-are-an-average",
        "the weights = what is left of the start + an average of −u/λ, in which an update a steps old counts lr·λ(1 − lr·λ)ᵃ",
        equal(path[-1], averaged, within=1e-9),
    )
    yield Ask(
        "Over how many steps does that average reach back, until an update counts 1/e of a fresh one?", horizon, within=0.06 * horizon
    )
    spans = [round(horizon * share) for share in (0.5, 1, 3)]
    yield Check(
        "share-of-the-recent",
        T("the last {spans} updates, half, one and three times 1/(lr·λ), make up 1 − (1 − lr·λ)ⁿ of the average", spans=str(spans)[1:-1]),
        equal(
            [np.sum(lr * weight_decay * (1 - lr * weight_decay) ** np.arange(span)) for span in spans],
            [weightdecay.share_of_recent(lr, weight_decay, span) for span in spans],
            within=1e-6,
        ),
    )
    twin = walk(
        partial(weightdecay.adamw, lr=lr / 2, weight_decay=2 * weight_decay), lambda _, step: gradients[step], start / 2, steps=steps
    )[0]
    yield Check(
        "product-remembers-ratio-sizes",
        "half the lr, twice the λ, half the start: the same path at half the size",
        equal(twin, path / 2, within=1e-9),
    )
    matching = weightdecay.matching_decay(weight_decay, lr_ratio, batch_ratio)
    epoch = batch_ratio * max(1, round(horizon / batch_ratio))
    before, after = (1 - lr * weight_decay) ** epoch, (1 - lr_ratio * lr * matching) ** (epoch // batch_ratio)
    kept = (1 - lr_ratio * lr * weight_decay) ** (epoch // batch_ratio)
    yield Show(
        T("What is left of a weight after {epoch} batches of the old size, lr × {lr_ratio:g}, batch × {batch_ratio}", epoch=epoch),
        rows={T("before"): [weight_decay, before], T("λ as it was"): [weight_decay, kept], T("λ·b/r"): [matching, after]},
        columns=["λ", T("left")],
    )
    yield Check(
        "same-span-in-examples",
        T("lr × r and batch × b: with λ·b/r = {matching:g} as much is left after as many examples", matching=matching),
        equal(after, before, within=0.5 * batch_ratio * lr * weight_decay + 1e-9).where(  # (1 − x)ᵇ against 1 − bx
            batch_ratio * lr * weight_decay <= 0.2, "a step of the large batch forgets too much at once"
        ),
    )
    yield Say(
        "So lr·λ sets how long the weights remember; at one product, more λ means smaller weights. A longer run at the same lr and batch "
        "keeps the span in steps: to keep its share of the run, λ falls as the run grows."
    )


def _normalised(state: Moments, beta1: float = 0.9, beta2: float = 0.999) -> Array:
    """Adam's step before the learning rate: m̂/(√v̂ + ε), from what it remembers."""
    mean, square = state.first / (1 - beta1**state.step), state.second / (1 - beta2**state.step)
    return mean / (np.sqrt(square) + 1e-8)


def implicit(
    rng: np.random.Generator,
    *,
    lr: Annotated[float, Range(0.001, 0.1), "learning rate"] = 0.01,
    steps: Annotated[int, Range(10, 1000), "steps until training is stopped"] = 100,
) -> Iterator[Step]:
    """Regularisation without a penalty: stop early."""
    curvature = np.geomspace(0.01, 10, 25)
    path = walk(partial(sgd, lr=lr), lambda w, _: curvature * (w - 1), np.zeros(25), steps=steps)[0][-1]
    strength = weightdecay.early_stopping_strength(lr, steps)
    ridge_share = np.array([shrink_factor(h, strength) for h in curvature])
    yield Say(
        "Directions with curvature 0.01 to 10, every minimum at 1, start at 0. Gradient descent is stopped after "
        "{steps} steps with lr = {lr:g}. No penalty anywhere."
    )
    yield Ask("Which directions have hardly moved when training stops?", 0, options=[T("the flat ones"), T("the steep ones")])
    shares = {T("stopped"): (np.log10(curvature), path), T("L2"): (np.log10(curvature), ridge_share)}
    yield Plot("Share of the way to the minimum, by log₁₀ of the curvature", shares, x="log₁₀ λᵢ")
    yield Check(
        "filter-of-early-stopping",
        "each direction has covered 1 − (1 − lr·λᵢ)ᵗ",
        equal(path, [weightdecay.early_stopping_filter(h, lr, steps) for h in curvature], within=1e-10),
    )
    flat = 1e-3 * strength
    yield Check(
        "strength-in-flat-directions",
        T(
            "where the curvature is small, early stopping covers as much as L2 with α = 1/(lr·t) = {strength:.4g}: ratio of the two",
            strength=strength,
        ),
        equal(weightdecay.early_stopping_filter(flat, lr, steps) / shrink_factor(flat, strength), 1.0, within=1e-3),
    )
    yield Check(
        "resembles-l2",
        T(
            "share of the way along each direction, stopped after t steps against an L2 penalty with α = 1/(lr·t) = {strength:.4g}: largest difference",
            strength=strength,
        ),
        # the curves 1 − e⁻ˣ and x/(1 + x) differ by at most 0.204; the rest is what long strides add
        at_most(np.abs(path - ridge_share).max(), 0.21 + 0.1 * lr * float(curvature.max())),
    )
    yield Say(
        "Both keep what the data determine well and hold back what they determine badly. Noise on the inputs (augment, ridge) and dropout (dropout, ridge) act as L2 penalties in linear models too, "
        "again without a term in the loss. Regularisation is what lowers the error on new data, not the presence of a penalty."
    )
