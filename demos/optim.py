"""Optimisers: what each one remembers of past gradients, and what step it makes of that.

Every rule is one pure step on one array, weights and memory in, weights and memory out. The scenes then look at
each memory in turn: how a velocity helps and overshoots, how a sum differs from an average, why an average that
starts at zero needs correcting, and where all of this breaks.
"""

from collections.abc import Iterator
from functools import partial
from typing import Annotated, Any

import numpy as np

from dl_quiz.stage import Ask, Check, Film, Length, Plot, Range, Say, Show, Step, T, equal, more

from .kernels import optim
from .kernels.optim import adagrad, adam, best_lr, convergence_rate, critical_momentum, momentum_gain, rmsprop, sgd, steady_variance
from .kernels.shapes import Array, unguarded
from .kernels.training import Rule, walk

TIMES = np.array([1, 10, 100, 1000])


def _steps(rule: Rule, gradients: Array) -> tuple[Array, list[Any]]:
    """What the rule adds to w at each of the given gradients, and its memory after each."""
    path, memories = walk(rule, lambda _, t: gradients[t], np.zeros(gradients.shape[1:]), steps=len(gradients))
    return np.diff(path, axis=0), memories


def _descend(rule: Rule, curvature: Array, start: Array, steps: int = 60) -> Array:
    """Walk down ½wᵀHw."""
    return walk(unguarded(rule), lambda w, _: curvature @ w, start, steps=steps)[0]


def _adaptive(lr: float, decay: float, **betas: float) -> dict[str, Rule]:
    """The rules that divide by the size of past gradients, with one learning rate."""
    return {"AdaGrad": partial(adagrad, lr=lr), "RMSProp": partial(rmsprop, lr=lr, decay=decay), "Adam": partial(adam, lr=lr, **betas)}


def race(
    rng: np.random.Generator,
    *,
    condition: Annotated[float, Range(2, 400), "largest curvature over the smallest"] = 100.0,
    lr: Annotated[float, Range(0.001, 0.5), "learning rate of the adaptive rules"] = 0.1,
) -> Iterator[Step]:
    """A race down a narrow valley."""
    goal, rate, fast = 1e-6, convergence_rate(condition), convergence_rate(condition, momentum=True)
    expected = int(np.ceil(np.log(goal / np.sqrt(2)) / np.log(rate)))
    heavy_ball = {"lr": best_lr(condition, 1.0, momentum=True), "momentum": fast**2}
    rules = {"GD": partial(sgd, lr=best_lr(condition, 1.0)), "momentum": partial(sgd, **heavy_ball), **_adaptive(lr, decay=0.9)}
    paths = {name: _descend(rule, np.diag([1.0, condition]), np.ones(2), expected + 100) for name, rule in rules.items()}
    distances = {name: np.linalg.norm(path, axis=1) for name, path in paths.items()}
    arrivals = {name: _arrival(distance, goal) for name, distance in distances.items()}
    yield Say(
        "A valley, ½(x² + {condition:g}y²): flat along x, steep along y. All start at (1, 1). GD and momentum get "
        "the constants that theory calls best; the adaptive rules get your lr, kept constant."
    )
    yield Ask(
        T("With its best learning rate, GD shrinks the error by {rate:.4f} in each step. How many steps from √2 to 0.000001?", rate=rate),
        expected,
        within=0.03 * expected,
    )
    still = {name: np.maximum.accumulate(distance[::-1])[::-1] for name, distance in distances.items()}
    drawn = {name: distance[distance > goal / 100] for name, distance in still.items()}
    yield Plot(
        T("Largest distance to the minimum from each step on, drawn down to {goal:g}", goal=goal / 100), drawn, log=True, x=T("step")
    )
    yield Show(
        T("Steps until the distance stays below {goal:g} (— : not in {expected})", goal=goal, expected=expected + 100),
        rows={name: [arrivals[name] or "—", f"{distance[-1]:.1e}"] for name, distance in distances.items()},
        columns=[T("steps"), T("at the end")],
    )
    yield Check(
        "descent-takes-its-time",
        "GD needs log(goal)/log((κ − 1)/(κ + 1)) steps",
        equal(arrivals["GD"], expected, within=1),  # rounding may decide on which side of the goal one step falls
    )
    worst = [max(abs(1 - share * best_lr(condition, 1.0) * edge) for edge in (1.0, condition)) for share in (0.99, 1.01, 1.0)]
    yield Check(
        "no-better-rate",
        "largest factor of GD's error, max |1 − lr·λ| at both ends of the curvature: with 1 % less or more than lr = 2/(κ + 1), against that",
        more(worst[:2], [worst[2]] * 2),
    )
    turns = [1 + heavy_ball["momentum"] - heavy_ball["lr"] * curvature for curvature in (1.0, condition)]
    blocks = [[[turn, -heavy_ball["momentum"]], [1.0, 0.0]] for turn in turns]  # wₜ₊₁ = (1 + μ − ηλ)wₜ − μwₜ₋₁
    yield Check(
        "momentum-takes-the-root",
        "momentum shrinks the error like (√κ − 1)/(√κ + 1): spectral radius of the step from (wₜ, wₜ₋₁) to (wₜ₊₁, wₜ)",
        # a double root is found only to the root of the rounding error
        equal(np.abs(np.linalg.eigvals(blocks)).max(), fast, within=1e-6),
    )
    yield Say(
        "The adaptive rules do not even see the valley: they divide each coordinate by its own gradients, so both coordinates walk alike. "
        "That gift ends when the valley lies across the axes."
    )
    yield Check(
        "adaptive-sees-no-valley",
        "RMSProp: largest difference between x and y on the way",
        equal(np.ptp(paths["RMSProp"], axis=1).max(), 0.0, within=1e-3),  # ε is not scaled along
    )


def _arrival(distance: Array, goal: float) -> int | None:
    """Step from which on the distance stays below the goal; a path that merely passes by has not arrived."""
    above = np.flatnonzero(distance > goal)
    return int(above[-1]) + 1 if above[-1] + 1 < distance.size else None


def states(
    rng: np.random.Generator,
    *,
    gradients: Annotated[tuple[float, ...], Range(-100, 100), Length(1, 6), "gradients, one a step"] = (4.0, -2.0, 1.0),
    lr: Annotated[float, Range(0.001, 1), "learning rate"] = 0.1,
    beta1: Annotated[float, Range(0, 0.999), "decay of the mean of g"] = 0.9,
    beta2: Annotated[float, Range(0, 0.9999), "decay of the mean of g²"] = 0.999,
) -> Iterator[Step]:
    """What each optimiser remembers."""
    g = np.array(gradients)
    history = [T("t={t}", t=t + 1) for t in range(g.size)]
    rules = {"SGD": partial(sgd, lr=lr), "momentum": partial(sgd, lr=lr, momentum=beta1)}
    runs = {name: _steps(rule, g) for name, rule in (rules | _adaptive(lr, beta2, beta1=beta1, beta2=beta2)).items()}
    yield Say("The same gradients go to every rule; what differs is what it remembers of them.")
    yield Ask(
        "At t = 1, Adam's corrected means are m̂ = g and v̂ = g². How long is its first step, with lr = {lr:g}?",
        abs(float(runs["Adam"][0][0])),
        within=0.01 * lr,
    )
    yield Show("Step of w", rows={T("gradient"): g, **{name: steps for name, (steps, _) in runs.items()}}, columns=history)
    m, v, _, counted = map(np.array, zip(*runs["Adam"][1], strict=True))
    m_hat, v_hat = m / (1 - beta1**counted), v / (1 - beta2**counted)
    yield Show("Inside Adam", rows={"m": m, "v": v, "m̂": m_hat, "v̂": v_hat}, columns=history, digits=4)
    fading = _fading(g.size, beta1)
    yield Check(
        "momentum-is-a-fading-sum",
        "momentum's step = −lr · Σ μᵏ g(k steps ago), written out",
        equal(runs["momentum"][0], -lr * fading @ g, within=1e-9),
    )
    fading_squares = _fading(g.size, beta2)
    squares = fading_squares @ g**2
    by_means = -lr * (fading @ g / fading.sum(axis=1)) / np.sqrt(squares / fading_squares.sum(axis=1))
    yield Check(
        "adam-by-weighted-means",
        "Adam's step = −lr · (weighted mean of g) / √(weighted mean of g²), with weights βᵏ that are made to sum to 1",
        # the ε that the formula leaves out
        equal(runs["Adam"][0], by_means, within=1e-6 * lr).where(np.abs(g).min() >= 0.1, "beside a gradient this small, ε shows"),
    )
    yield Check(
        "sum-against-average",
        "AdaGrad remembers Σ g²; RMSProp (1 − ρ) Σ ρᵏ g²(k steps ago), in which old squares fade",
        equal([runs["AdaGrad"][1][-1], runs["RMSProp"][1][-1]], [np.sum(g**2), (1 - beta2) * squares[-1]], within=1e-9),
    )
    span = max(beta2, 0.01)
    yield Check(
        "half-life",
        "an old square counts half, ρᵏ = ½, after k = ln ½ / ln ρ steps",
        equal(span ** optim.half_life(span), 0.5, within=1e-9),
    )


def footprint(rng: np.random.Generator, *, parameters: Annotated[int, Range(1000, 1000000), "parameters"] = 100000) -> Iterator[Step]:
    """What training keeps for each parameter."""
    kept = {T("weights, 16 bits"): 2, T("gradients, 16 bits"): 2, T("master weights"): 4, "m": 4, "v": 4}
    sizes = {name: [np.zeros(parameters, f"f{width}").nbytes / parameters] for name, width in kept.items()}
    yield Say("Mixed precision: both passes run in 16 bits, Adam renews master weights of 32 bits. Activations are not counted here.")
    yield Ask("How many bytes does training with Adam keep for each parameter?", optim.mixed_precision_bytes(1), within=0.5)
    yield Show("Bytes for each parameter", rows=sizes, columns=[T("bytes")], digits=0)
    yield Check(
        "sixteen-bytes",
        "the five arrays, added up = 2 + 2 + 4 + 4 + 4 bytes a parameter",
        equal(sum(size for (size,) in sizes.values()), 16),
    )
    counted = [_numbers_kept(rule) for rule in (partial(sgd, lr=0.1), *_adaptive(0.1, 0.9).values())]
    kept_by_name = [optim.state_bytes(1, rule, width=1) for rule in ("sgd", "adagrad", "rmsprop", "adam")]
    yield Check("numbers-kept", "numbers a weight's next step depends on: SGD, AdaGrad, RMSProp, Adam", equal(counted, kept_by_name))


def _numbers_kept(rule: Rule) -> int:
    """How many numbers of a rule's memory its next step depends on: each is changed in turn."""
    w, gradient = np.zeros(1), np.ones(1)
    state = rule(w, gradient, None)[1]
    others = [state._replace(**{part: getattr(state, part) + 1}) for part in state._fields[:3]] if isinstance(state, tuple) else [state + 1]
    return sum(bool(rule(w, gradient, other)[0] != rule(w, gradient, state)[0]) for other in others)


def muon(rng: np.random.Generator, *, limit: Annotated[float, Range(0.1, 10), "largest norm after clipping"] = 1.0) -> Iterator[Step]:
    """Steps for whole tensors: clipping by the norm, and Muon."""
    gradient = rng.normal(size=(6, 4)) @ np.diag([30.0, 3.0, 1.0, 0.3])
    yield Say("The gradient of a matrix, with singular values from large to small. First it is clipped at the norm {limit:g}.")
    clipped, single = optim.clip_by_norm(gradient, limit), np.clip(gradient, -limit, limit)
    cosines = [float(np.sum(gradient * other) / np.linalg.norm(gradient) / np.linalg.norm(other)) for other in (clipped, single)]
    yield Check(
        "norm-keeps-direction",
        "by the norm of all entries: {limit:g} long, cosine 1 with the gradient; entry by entry: cosine below 0.99",
        equal([np.linalg.norm(clipped), cosines[0], cosines[1] < 0.99], [limit, 1.0, True], within=1e-9),
    )
    step, (u, before, vt) = optim.orthogonalised(gradient), np.linalg.svd(gradient, full_matrices=False)
    yield Ask("Muon's step keeps the singular vectors. And the singular values?", 1, options=[T("shrink"), T("become alike")])
    turned = u.T @ step @ vt.T
    after = np.diag(turned)
    yield Show("Singular values", rows={T("gradient"): before, T("Muon's step"): after}, columns=["1", "2", "3", "4"])
    yield Check("same-directions", "in the gradient's singular vectors the step is diagonal", equal(turned, np.diag(after), within=1e-9))
    yield Check("values-near-one", "Muon's step: singular values within 0.4 of 1", equal(after, np.ones(4), within=0.4))


def _fading(count: int, decay: float) -> Array:
    """Row t holds the weights decayᵏ of the gradients k steps before t."""
    return np.tril(decay ** np.abs(np.subtract.outer(np.arange(count), np.arange(count))))


def momentum(
    rng: np.random.Generator,
    *,
    momentum: Annotated[float, Range(0, 0.999), "share of the velocity that is kept"] = 0.9,
    lr: Annotated[float, Range(0.001, 4.5), "learning rate"] = 0.01,
) -> Iterator[Step]:
    """Momentum helps, until it swings."""
    steps = 200
    path, plain = (_descend(partial(sgd, lr=lr, momentum=kept), np.eye(1), np.ones(1), steps)[:, 0] for kept in (momentum, 0.0))
    crossings = np.count_nonzero(np.diff(np.sign(path[path != 0])))
    roots, critical = np.roots([1, -(1 + momentum - lr), momentum]), critical_momentum(min(lr, 1.0))
    moving = np.flatnonzero(path)[-1]  # a path that has shrunk to exactly 0 has no sign any more
    swing = float(np.abs(np.angle(roots)).max()) if momentum else (np.pi if lr > 1 else 0.0)
    yield Say("A ball on the bowl ½w², released at w = 1. v ← μv + w, then w ← w − lr·v: the velocity remembers where it came from.")
    yield Ask(
        "With momentum {momentum:g} and lr {lr:g}, does the ball run through the minimum to the other side?",
        0 if crossings else 1,
        options=[T("yes"), T("no")],
    )
    bowl = np.linspace(-1.2, 1.2, 97)
    frames = [
        Plot(T("step {k}", k=k), {"½w²": (bowl, bowl**2 / 2), T("ball"): ([w], [w**2 / 2])}, x="w", extent=(-1.2, 1.2, 0.0, 0.75))
        for k, w in enumerate(path[:60].clip(-1.2, 1.2))
    ]
    yield Film("The ball in the bowl", frames)
    yield Plot(T("w over {steps} steps", steps=steps), {f"μ = {momentum:g}": path, "μ = 0": plain}, x=T("step"))
    yield Check(
        "swings-by-the-angle",
        "sign changes in 200 steps = 200 · (angle of the roots of z² − (1 + μ − lr)z + μ) / π",
        equal(crossings, moving * swing / np.pi, within=1.0),  # the phase at the start decides on the last one
    )
    yield Check(
        "critical-momentum",
        "the ball crosses exactly when μ is above (1 − √lr)²",
        equal(crossings > 0, lr < 1 and momentum > critical).where(
            lr < 1 and abs(momentum - critical) > 0.01, "at the critical value, or beyond lr = 1, where plain descent swings too"
        ),
    )
    yield Say(
        "Under a gradient that stays the same, the velocity piles up: g + μg + μ²g + … = g/(1 − μ). Here the step grows {gain:.4g} times.",
        gain=momentum_gain(momentum),
    )
    lengths = -_steps(partial(sgd, lr=1.0, momentum=momentum), np.ones(steps))[0]
    yield Check(
        "gain",
        "step number 200 under a gradient of 1 and lr 1 = (1 − μ²⁰⁰)/(1 − μ)",
        equal(lengths[-1], momentum_gain(momentum, steps), within=1e-8),
    )


def forget(
    rng: np.random.Generator,
    *,
    gradient: Annotated[float, Range(0.01, 100), "the gradient, always the same"] = 2.0,
    lr: Annotated[float, Range(0.001, 1), "learning rate"] = 0.1,
    decay: Annotated[float, Range(0.5, 0.99), "decay of RMSProp's average"] = 0.9,
) -> Iterator[Step]:
    """A sum never forgets, an average does."""
    rules: dict[str, Rule] = {"AdaGrad": partial(adagrad, lr=lr), "RMSProp": partial(rmsprop, lr=lr, decay=decay)}
    lengths = {name: -_steps(rule, np.full(1000, gradient))[0][TIMES - 1] for name, rule in rules.items()}
    yield Say(
        "Feed both rules the gradient {gradient:g}, a thousand times. AdaGrad divides by √(sum of g²), RMSProp by √(moving average of g²)."
    )
    yield Ask("AdaGrad's first step is {lr:g} long. How long is its step number 100?", lr / 100**0.5, within=0.001 * lr)
    yield Show("Length of the step", rows=[f"t={t}" for t in TIMES], columns=lengths, digits=5)
    yield Check("adagrad-dies-out", "AdaGrad's steps = lr/√t", equal(lengths["AdaGrad"], [lr * t**-0.5 for t in TIMES], within=1e-7 * lr))
    changing = np.where(np.arange(1000) < 500, 10.0, 1.0)
    relative = {name: -_steps(rule, changing)[0] / lr for name, rule in rules.items()}
    yield Say("Now let the gradients shrink tenfold at step 500, as they do when training moves to other terrain.")
    yield Plot("Step / lr", relative, x=T("step"))
    old = decay**500  # what is left of the weight of the first 500 squares
    yield Check(
        "rmsprop-recovers",
        "at step 1000 RMSProp has forgotten: its step is lr again, but for what ρ⁵⁰⁰ leaves of the old squares",
        equal(relative["RMSProp"][-1], 1 / np.sqrt((1 - old) * (1 + 100 * old)), within=1e-6),
    )
    yield Check(
        "adagrad-does-not",
        "AdaGrad still carries the old squares: 1/√(500 · 100 + 500)",
        equal(relative["AdaGrad"][-1], 50500**-0.5, within=1e-9),
    )
    yield Say(
        "That memory is also AdaGrad's strength. A feature that occurs in one step of fifty has a small sum, so it still takes long steps "
        "when the frequent one beside it has become slow."
    )
    seen = np.stack([np.ones(1000), np.arange(1000) % 50 == 49], axis=1)
    yield Check(
        "rare-feature",
        "in step 1000 the frequent feature moves lr/√1000, the rare one, seen 20 times, lr/√20",
        equal(-_steps(rules["AdaGrad"], seen)[0][-1], [lr / 1000**0.5, lr / 20**0.5], within=1e-9),
    )


def bias(
    rng: np.random.Generator,
    *,
    lr: Annotated[float, Range(0.0001, 1), "learning rate"] = 0.001,
    beta1: Annotated[float, Range(0, 0.99), "decay of the mean of g"] = 0.9,
    beta2: Annotated[float, Range(0.5, 0.9999), "decay of the mean of g²"] = 0.999,
) -> Iterator[Step]:
    """Averages that start at zero must be corrected."""
    sizes = np.array([1e-4, 1e-2, 1.0, 1e2, 1e4])
    rule = partial(adam, lr=lr, beta1=beta1, beta2=beta2)
    right, raw = (-rule(np.zeros(5), sizes, corrected=corrected)[0] / lr for corrected in (True, False))
    yield Say("After one gradient m and v are 1 − β of what they should be: averages that start at zero. Dividing by 1 − βᵗ mends that.")
    yield Ask(
        "Two weights, one with gradient 0.01 and one with gradient 100. By what factor do Adam's first steps differ?", 1.0, within=0.01
    )
    yield Show("First step / lr", rows=[f"g = {size:g}" for size in sizes], columns={T("corrected"): right, T("not"): raw}, digits=4)
    yield Check(
        "first-step-is-lr",
        "the first step is lr long, whatever the gradient",
        equal(right, np.ones(5), within=2e-4),  # ε = 1e-8 beside the smallest gradient, 1e-4
    )
    yield Check(
        "uncorrected-first-step",
        "without the correction it is (1 − β₁)/√(1 − β₂) times as long",
        equal(raw[-1], (1 - beta1) / (1 - beta2) ** 0.5, within=1e-5),
    )
    yield Say("A well-known slip divides by 1 − β instead of 1 − βᵗ. The first step is right, so a quick look finds nothing.")
    moves, states = _steps(rule, np.ones(1000))
    good = -moves[TIMES - 1] / lr
    slip = [states[t - 1].first / (1 - beta1) / np.sqrt(states[t - 1].second / (1 - beta2)) for t in TIMES]
    yield Show("Step / lr under a constant gradient", columns={"t": TIMES, "1 − βᵗ": good, "1 − β": slip})
    yield Check("power-matters", "with the power every step is lr long", equal(good, np.ones(4), within=1e-6))
    yield Check(
        "slip-drifts",
        "without it, step t = (1 + β₁ + … + β₁ᵗ⁻¹)/√(1 + β₂ + … + β₂ᵗ⁻¹)",
        equal(slip, [sum(beta1**k for k in range(t)) / sum(beta2**k for k in range(t)) ** 0.5 for t in TIMES], within=1e-9),
    )


def invariance(
    rng: np.random.Generator,
    *,
    scale: Annotated[float, Range(0.001, 10000), "factor on the loss"] = 1000.0,
    lr: Annotated[float, Range(0.001, 0.1), "learning rate"] = 0.01,
) -> Iterator[Step]:
    """Adam ignores the scale of the loss, but not the axes."""
    curvature, start = np.diag([1.0, 20.0]), np.ones(2)
    yield Say(
        "The loss ½(x² + 20y²), once as it is and once times {scale:g}. The minimum is the same, every gradient is {scale:g} times as long."
    )
    yield Ask("Whose path changes?", 0, options=[T("SGD's"), T("Adam's"), T("both")])
    rules: dict[str, Rule] = {"SGD": partial(sgd, lr=lr), "Adam": partial(adam, lr=lr)}
    paths = {name: [_descend(rule, factor * curvature, start) for factor in (1.0, scale)] for name, rule in rules.items()}
    slow = _descend(partial(adam, lr=lr / 10), curvature, start)
    far = {name: [np.abs(path[-1]).max() for path in pair] for name, pair in paths.items()}  # a norm would overflow first
    rows = {name: [f"{distance:.3g}" for distance in pair] for name, pair in far.items()}
    yield Show("Distance to the minimum after 60 steps", rows=rows, columns=["L", f"{scale:g}·L"])
    holds = [np.abs(paths["Adam"][0] - paths["Adam"][1]).max() < 1e-3, far["SGD"][1] > 1]  # of the scale only ε is left
    yield Check(
        "adam-unmoved",
        "Adam's paths for the two losses are the same; SGD's end on the scaled loss lies further out than its start if lr · 20 · scale > 2",
        equal(holds, [True, lr * scale * 20 > 2]).where(abs(lr * scale * 20 - 2) > 0.1, "lr stands at SGD's border"),
    )
    yield Say("So “adaptive” means: adapted to the size of each coordinate's gradient. It does not choose lr for you.")
    yield Check(
        "lr-still-matters",
        "Adam with a tenth of lr is further from the minimum after 60 steps",
        more(np.abs(slow[-1]).max(), far["Adam"][0]).where(lr <= 0.02, "with long steps Adam is still swinging around the minimum"),
    )
    yield Say("And its memory is per coordinate. Turn the valley by 37°: gradient descent's path turns with it, Adam's does not.")
    turn = np.array([[0.8, -0.6], [0.6, 0.8]])
    gaps = [
        np.abs(_descend(rule, turn @ curvature @ turn.T, turn @ start) - _descend(rule, curvature, start) @ turn.T).max()
        for rule in ({"SGD": rules["SGD"]} | _adaptive(lr, decay=0.9)).values()
    ]
    yield Check(
        "descent-turns-along",
        "whether the path turns along: SGD's, AdaGrad's, RMSProp's, Adam's",
        equal([gaps[0] < 1e-9, *(gap < lr for gap in gaps[1:])], [True, False, False, False]),
    )


def noise(
    rng: np.random.Generator,
    *,
    lr: Annotated[float, Range(0.02, 1.9), "learning rate"] = 0.5,
    batch: Annotated[int, Range(1, 64), "size of the mini-batch"] = 1,
) -> Iterator[Step]:
    """SGD: right on average, never at rest."""
    data = np.array([1.0, 2.0, 4.0, 5.0, 8.0, 10.0])
    pairs = np.array([[data[i], data[j]] for i in range(6) for j in range(i)])
    yield Say(
        "The loss ½(w − x)², averaged over the data 1, 2, 4, 5, 8, 10. At w = 0 the full gradient is −5. A mini-batch of two gives another one."
    )
    yield Plot("Gradients of all 15 mini-batches of two", {"": -pairs.mean(axis=1)}, kind="histogram", bins=15, x="g")
    yield Check(
        "unbiased", "averaged over all mini-batches, the gradient is that of the full batch", equal(np.mean(-pairs), -5.0, within=1e-12)
    )
    deviation, chains, steps = batch**-0.5, 4000, 400
    yield Say(
        "Now ½w² with a noisy gradient w + ξ, ξ of variance {variance:.3g}: 4000 runs from the minimum, 400 steps each.", variance=1 / batch
    )
    expected = steady_variance(lr, 1.0, deviation)
    yield Ask("At which variance of w does this settle? (two decimals)", expected, within=0.1 * expected)
    shocks = rng.normal(0.0, deviation, (steps, chains))
    constant = walk(partial(sgd, lr=lr), lambda w, step: w + shocks[step], np.zeros(chains), steps=steps)[0][-1]
    # six standard errors of a variance of Gaussians, relative: by chance alone one run in 5·10⁸ leaves them, where one in 16,000 leaves four
    error = 6 * (2 / (chains - 1)) ** 0.5
    yield Plot("Where the runs end", {T("lr = {lr:g}"): constant}, kind="histogram")
    yield Check("noise-floor", "variance, lr constant, batch B = lr/(B(2 − lr))", equal(constant.var(), expected, within=error * expected))
    yield Say("Hence schedules: large steps while far away, small ones to settle. A larger batch lowers the floor as well.")


def reddi(
    rng: np.random.Generator,
    *,
    height: Annotated[int, Range(3, 6), "the rare large gradient C"] = 3,
    steps: Annotated[int, Range(2000, 6000), "number of steps"] = 3000,
) -> Iterator[Step]:
    """A problem on which Adam walks to the worst point."""
    beta2, gradients = 1 / (1 + height**2), np.where(np.arange(steps) % 3 == 0, float(height), -1.0)
    yield Say(
        "On [−1, 1] the slope is {height} in every third step and −1 in the other two. Over three steps that is "
        "{height} − 2 = {total}, so the best place is −1.",
        total=height - 2,
    )
    yield Ask(T("Adam, with β₁ = 0, β₂ = {beta2:.3g} and lr = 1/√t. Where does it end?", beta2=beta2), 2, options=["−1", "0", "+1"])
    plain, kept = (_confined(gradients, beta2, amsgrad=amsgrad) for amsgrad in (False, True))
    yield Plot("x", {"Adam": plain, "AMSGrad": kept}, x=T("step"))
    yield Check("adam-goes-wrong", "Adam ends at the worst point, +1", equal(plain[-1], 1.0, within=0.1))
    yield Say(
        "The large gradient raises v at once, so its own step is short; by the next steps v has forgotten it, and the small gradients take long steps. "
        "AMSGrad keeps the largest v so far."
    )
    yield Check("amsgrad-goes-right", "AMSGrad ends near the best point, −1", equal(kept[-1], -1.0, within=0.1))
    yield Say(
        "The problem is built to do this. Adam works on most networks, where β₂ near 1 remembers long; the lesson is that its original proof of convergence had a gap."
    )


def _confined(gradients: Array, beta2: float, amsgrad: bool) -> Array:
    """Adam's path on [−1, 1] from 0 with lr = 1/√t: after each step, back into the interval."""
    x, state, path = np.zeros(()), None, []
    for t, gradient in enumerate(gradients, start=1):
        moved, state = adam(x, gradient, state, lr=t**-0.5, beta1=0.0, beta2=beta2, amsgrad=amsgrad)
        x = np.clip(moved, -1.0, 1.0)
        path.append(float(x))
    return np.array(path)
