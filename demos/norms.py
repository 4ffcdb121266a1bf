"""Penalties on weights: what an absolute value, a square and a norm each do to them.

With features at right angles everything has a closed form, so the scenes begin there: one number at a time is cut,
shrunk or left alone. Then come the pictures behind it, the solver that lands on zero and the one that never does,
the prior that each penalty stands for, and the one weight that should be spared.
"""

from collections.abc import Iterator
from typing import Annotated

import numpy as np

from dl_quiz.stage import Ask, Check, Length, Plot, Range, Refusal, Say, Show, Step, T, at_least, at_most, equal, less, more

from .kernels.loss import kl_divergence
from .kernels.norms import group_shrink, lasso, prior_strength, ridge, ridge_shrink, soft_threshold, tilt
from .kernels.shapes import Array


def shrink(
    rng: np.random.Generator,
    *,
    coefficients: Annotated[tuple[float, ...], Range(-10, 10), Length(2, 8), "coefficients without a penalty"] = (
        3.0,
        -2.0,
        1.0,
        0.4,
        -0.2,
    ),
    strength: Annotated[float, Range(0, 10), "strength of the penalty"] = 0.6,
) -> Iterator[Step]:
    """Cut or shrink: L1 and L2 side by side."""
    b = np.array(coefficients)
    features = np.linalg.qr(rng.normal(size=(20, b.size)))[0]
    targets = features @ b
    cut, shrunk = lasso(features, targets, strength, steps=50), ridge(features, targets, strength)
    yield Say(
        "Twenty data points, features at right angles, so that each coefficient is fitted by itself. L1 adds λ Σ|w| "
        "to the loss ½‖Xw − y‖², L2 adds ½λ Σw². Here λ = {strength:g}."
    )
    yield Ask(
        T("The first coefficient without a penalty is {coefficient:g}. What does L1 make of it?", coefficient=b[0]),
        float(cut[0]),
        within=0.01,
    )
    yield Show("Coefficients", rows=[f"w{i + 1}" for i in range(b.size)], columns={T("none"): b, "L1": cut, "L2": shrunk})
    yield Check(
        "l1-cuts",
        "the solver for L1 = sign(b) · max(|b| − λ, 0), coefficient by coefficient",
        equal(cut, [np.sign(value) * max(abs(value) - strength, 0) + 0.0 for value in b], within=1e-10),
    )
    yield Check(
        "l2-shrinks",
        "the linear equations for L2 = b/(1 + λ): every coefficient times the same factor",
        equal(shrunk, [value / (1 + strength) for value in b], within=1e-10),
    )
    slope = np.abs(features.T @ (features @ cut - targets))
    yield Say(
        "Why zero? At w = 0 the slope of |w| jumps from −1 to 1. As long as the data pulls with less than λ, no move pays. "
        "The slope of ½w² is 0 there, so that any pull at all moves the weight."
    )
    yield Check(
        "pull-is-at-most-lambda",
        "the data's pull on the solution: exactly λ on weights that stand, at most λ on those at zero",
        equal(np.where(cut == 0, np.maximum(slope, strength), slope), np.full(b.size, strength), within=1e-9),
    )
    grid, largest = np.linspace(0, max(1.0, 1.2 * np.abs(b).max()), 25), np.abs(b).max()
    rules = {"L1": soft_threshold, "L2": ridge_shrink}
    curves = {name: (grid, [np.abs(rule(b, s)).max() for s in grid]) for name, rule in rules.items()}
    yield Plot("Largest coefficient as λ grows", curves, x="λ")
    beyond = largest + 0.1
    left = [np.count_nonzero(lasso(features, targets, beyond, steps=50)), np.count_nonzero(ridge(features, targets, beyond))]
    yield Check(
        "l1-empties-at-finite-strength",
        "non-zero weights once λ is past the largest |b|: L1, L2",
        equal(left, [0, np.count_nonzero(b)]).where(np.all(np.abs(b) > 1e-9), "a coefficient is 0 from the start"),
    )


def geometry(
    rng: np.random.Generator,
    *,
    distance: Annotated[float, Range(1.1, 10), "distance of the free solution from the origin"] = 2.0,
    samples: Annotated[int, Range(100, 1000), "number of directions tried"] = 400,
) -> Iterator[Step]:
    """A diamond has corners, a disc has none."""
    angles = rng.uniform(0, 2 * np.pi, samples)
    free = distance * np.stack([np.cos(angles), np.sin(angles)], axis=1)
    outline = _diamond_outline(2000)
    on_diamond = outline[np.argmin(((free[:, None] - outline) ** 2).sum(axis=2), axis=1)]
    on_disc = free / distance
    yield Say(
        "Two weights and a budget of 1. L1 spends it as |w₁| + |w₂|, which draws a diamond; L2 as w₁² + w₂², a disc. "
        "The free solution lies {distance:g} from the origin; the best point within the budget is the nearest one."
    )
    line = np.linspace(-1.6, 1.6, 33)
    yield Plot(
        "The diamond, and solutions from all directions on it",
        {T("solutions"): (on_diamond[:60, 0], on_diamond[:60, 1])},
        kind="regions",
        grid=1 - np.abs(line)[None, :] - np.abs(line)[::-1, None],
        extent=(-1.6, 1.6, -1.6, 1.6),
    )
    corner = np.count_nonzero(np.abs(on_diamond).min(axis=1) < 1e-9)
    share = _corner_share(distance)
    yield Ask(
        "Directions are drawn at random. What share of the L1 solutions lies exactly on a corner, with one weight 0? (percent)",
        100 * share,
        within=10.0,
    )
    yield Check(
        "corners-catch-solutions",
        "share of nearest points on a corner = share of directions with ||u₁| − |u₂|| ≥ 1/distance",
        # four standard errors; and the outline is a grid
        equal(corner / samples, share, within=4 * float(np.sqrt(share * (1 - share) / samples)) + 0.005),
    )
    yield Check("disc-has-no-corners", "L2 solutions with a weight that is exactly 0", equal(np.sum(np.abs(on_disc).min(axis=1) < 1e-9), 0))
    yield Say(
        "A corner is the nearest point for a whole wedge of directions; a point of a circle only for one. The further away the free solution, that is, "
        "the tighter the budget, the wider the wedges."
    )
    far = outline[np.argmin(((10 * free[:, None] - outline) ** 2).sum(axis=2), axis=1)]
    yield Check(
        "tighter-is-sparser",
        "with the free solution ten times as far, more solutions lie on corners",
        more(np.count_nonzero(np.abs(far).min(axis=1) < 1e-9), corner).where(distance <= 3, "nearly all solutions lie on corners already"),
    )


def _diamond_outline(points: int) -> Array:
    """Points along |w₁| + |w₂| = 1, corners among them."""
    along = np.linspace(0, 1, points // 4, endpoint=False)
    corners = np.array([[1.0, 0.0], [0.0, 1.0], [-1.0, 0.0], [0.0, -1.0]])
    return np.concatenate(
        [start + along[:, None] * (end - start) for start, end in zip(corners, np.roll(corners, -1, axis=0), strict=True)]
    )


def _corner_share(distance: float) -> float:
    """Share of directions u for which the corner is the nearest point: ||u₁| − |u₂|| = √2 |sin(θ − 45°)| ≥ 1/distance."""
    return 1 - float(np.arcsin(min(1.0, 1 / (np.sqrt(2) * distance)))) / (np.pi / 4)


def square(
    rng: np.random.Generator,
    *,
    values: Annotated[tuple[float, ...], Range(-10, 10), Length(2, 6), "the weights without a penalty"] = (3.0, 4.0),
    strength: Annotated[float, Range(0.1, 20), "strength of the penalty"] = 5.0,
) -> Iterator[Step]:
    """The norm is not the squared norm."""
    b = np.array(values)
    norm = float(np.linalg.norm(b))
    if norm < 0.01:
        raise Refusal("weights that are all zero have no direction; give another value")
    rules = {"λ‖w‖": group_shrink, "½λ‖w‖²": ridge_shrink}
    plain, squared = (rule(b, strength) for rule in rules.values())
    yield Say(
        "The loss is ½‖w − b‖² with b = {b}, whose L2 norm √Σb² is {norm:.4g}, its square {square:.4g}. What "
        "people call the L2 penalty is ½λ‖w‖², with the square.",
        b=tuple(values),
        norm=norm,
        square=norm**2,
    )
    yield Ask(
        "With strength {strength:g}, which of the two penalties sets all weights to exactly 0?",
        0 if strength >= norm else 2,
        options=[*rules, T("neither")],
    )
    grid = np.linspace(0, 2 * norm, 25)
    curves = {name: (grid, [np.linalg.norm(rule(b, s)) for s in grid]) for name, rule in rules.items()}
    yield Plot("Length of the weights as λ grows", curves, x="λ")
    lengths = np.linspace(0, norm, 20001)  # both minimisers lie on the ray to b, so that a search along it finds them
    found = [float(lengths[np.argmin((lengths - norm) ** 2 / 2 + penalty)]) for penalty in (strength * lengths, strength * lengths**2 / 2)]
    yield Check(
        "both-by-search",
        "lengths of both solutions = those that a search along the ray finds",
        equal([np.linalg.norm(plain), np.linalg.norm(squared)], found, within=norm / 10000),  # the grid of the search
    )
    yield Check(
        "unsquared-reaches-zero",
        "the norm without the square: the whole group is 0 exactly when λ ≥ ‖b‖",
        equal(not np.any(plain), strength >= norm),
    )
    yield Check(
        "who-holds-zero",
        "minimum of ½‖w − b‖² + penalty on a grid, b half as long as λ, is exactly 0: λΣ|w| and λ√Σw² and λΣ|w| + ½λΣw² yes; ½λΣw² and λΣw⁴ no",
        equal(_zero_is_best(strength), [True, True, True, False, False]),
    )
    yield Check("squared-never-zero", "with the square, the length stays above 0", more(np.linalg.norm(squared), 0.0))
    yield Say(
        "The gradient tells why. Of ½λ‖w‖² it is λw, which fades as w gets small. Of λ‖w‖ it is λw/‖w‖: always λ long, all the way down to 0. "
        "The group lasso uses this to remove whole groups, such as the channels of a filter."
    )
    pulls = [_slope_along(b * scale, strength, power) for power in (1, 2) for scale in (1.0, 0.01)]
    yield Check(
        "constant-pull",
        "length of the gradient at b and at b/100, by differences: not squared, squared",
        # central differences
        equal(pulls, [strength, strength, strength * norm, strength * norm / 100], within=1e-4 * strength * (1 + norm)),
    )


def _zero_is_best(strength: float) -> list[bool]:
    """Whether 0 minimises the loss, by search over a grid, for each of five penalties on two weights."""
    b = 0.5 * strength * np.array([0.6, 0.8])
    w = np.stack(np.meshgrid(*[np.linspace(-1, 1, 201) * strength] * 2), axis=-1).reshape(-1, 2)
    l1, l2 = np.abs(w).sum(axis=1), np.sum(w**2, axis=1)
    penalties = [l1, np.sqrt(l2), l1 + l2 / 2, l2 / 2, np.sum(w**4, axis=1)]
    losses = [np.sum((w - b) ** 2, axis=1) / 2 + strength * penalty for penalty in penalties]
    return [bool(np.abs(w[np.argmin(loss)]).max() < 1e-9) for loss in losses]


def _slope_along(w: Array, strength: float, power: int) -> float:
    """Derivative of λ‖w‖ or ½λ‖w‖² in the direction of w, by central differences."""
    norm = float(np.linalg.norm(w))
    step = 1e-5 * norm
    return strength / power * ((norm + step) ** power - (norm - step) ** power) / (2 * step)


def sparse(
    rng: np.random.Generator,
    *,
    strength: Annotated[float, Range(1, 20), "strength of the L1 penalty"] = 6.0,
    lr: Annotated[float, Range(0.0001, 0.01), "learning rate of the sub-gradient method"] = 0.005,
) -> Iterator[Step]:
    """Whether L1 gives zeros depends on who minimises."""
    features = rng.normal(size=(60, 8))
    truth = np.array([3.0, -2.0, 1.0, 0.0, 0.0, 0.0, 0.0, 0.0])
    targets = features @ truth + rng.normal(0.0, 0.5, 60)
    exact = lasso(features, targets, strength)
    path = _subgradient(features, targets, strength, lr, 2000)
    yield Say(
        "Sixty examples, eight features, of which three matter. The same L1 loss is minimised twice: by ISTA, whose step ends with a cut, "
        "and by gradient descent with λ·sign(w) added, which is what a loss term in a framework gives you."
    )
    yield Ask("After 2000 steps of gradient descent, how many of the eight weights are exactly 0?", int(np.sum(path[-1] == 0)))
    table = {T("truth"): truth, "ISTA": exact, T("descent"): path[-1]}
    yield Show("Weights", rows=[f"w{i + 1}" for i in range(8)], columns=table, digits=4)
    yield Check("descent-never-lands", "exact zeros after gradient descent with λ·sign(w)", equal(np.sum(path[-1] == 0), 0))
    yield Check(
        "ista-lands",
        "ISTA's zeros are where the data pulls with less than λ",
        equal((exact == 0).astype(int), (np.abs(features.T @ (targets - features @ exact)) < strength * (1 - 1e-9)).astype(int)),
    )
    stuck = int(np.argmin(np.abs(exact)))
    yield Plot(T("w{stuck}, last 20 steps", stuck=stuck + 1), {T("descent"): path[-20:, stuck]}, x=T("step"))
    yield Say(
        "At a constant rate descent hops over zero with steps of about lr·λ, for ever: small, but not zero. To prune, cut by a threshold or use a proximal step."
    )
    spread = float(np.abs(path[-60:][:, exact == 0]).max()) if np.any(exact == 0) else 0.0
    yield Check(
        "hops-around-zero",
        "how far those weights still hop: at most 4 · lr · λ",
        # each step is at most the pull, below λ, plus λ; coupling between features adds to it
        at_most(spread, 4 * lr * strength).where(np.any(exact == 0) and lr >= 0.001, "no weight is zero, or descent has not got there yet"),
    )
    counts = [int(np.sum(lasso(features, targets, s) == 0)) for s in (1e-6, strength, 1000.0)]
    yield Check(
        "zeros-depend-on-strength",
        "exact zeros: ISTA with λ near 0, ISTA with λ huge, and gradient descent with λ = {strength:g}",
        equal([counts[0], counts[2], np.sum(path[-1] == 0)], [0, 8, 0]),
    )


def _subgradient(features: Array, targets: Array, strength: float, lr: float, steps: int) -> Array:
    """Descend on ½‖Xw − y‖² + λ‖w‖₁ with sign(w) for the slope of |w|."""
    gram, pull = features.T @ features, features.T @ targets
    path = np.full((steps + 1, pull.size), 0.5)
    for step in range(steps):
        path[step + 1] = path[step] - lr * (gram @ path[step] - pull + strength * np.sign(path[step]))
    return path


def twins(
    rng: np.random.Generator,
    *,
    strength: Annotated[float, Range(0.1, 5), "strength of the L1 penalty"] = 1.0,
    l2: Annotated[float, Range(0.1, 5), "strength of the L2 penalty of the elastic net"] = 1.0,
) -> Iterator[Step]:
    """Two copies of one feature: L1 cannot choose, L2 shares."""
    one = rng.normal(size=30)
    targets = 2 * one + rng.normal(0.0, 0.3, 30)
    features = np.stack([one, one], axis=1)
    total = float(lasso(one[:, None], targets, strength)[0])
    splits = np.linspace(0, 1, 21)
    pairs = np.stack([splits * total, (1 - splits) * total], axis=1)
    l1_loss, net_loss = ([_penalised(features, targets, pair, strength, part) for pair in pairs] for part in (0.0, l2))
    yield Say(
        "A feature was copied by mistake. Alone it would get the weight {total:.3f}; with its copy beside it, any "
        "split with that sum predicts the same.",
        total=total,
    )
    yield Ask("Which split has the smallest L1-penalised loss?", 2, options=[T("all to one"), T("half each"), T("all are equal")])
    yield Plot("Loss by the first copy's share", {"L1": (splits, l1_loss), "L1 + L2": (splits, net_loss)}, x=T("share"))
    yield Check("l1-is-indifferent", "two copies, L1: range of loss over splits, none negative", equal(np.ptp(l1_loss), 0.0, within=1e-10))
    yield Check("elastic-net-shares", "two copies, elastic net: best share of one", equal(splits[np.argmin(net_loss)], 0.5, within=1e-12))
    draws = [features + rng.normal(0.0, 1e-3, features.shape) for _ in range(40)]
    shares = np.array([[_best_share(nudged, targets, total, strength, ridge_part) for ridge_part in (0.0, l2)] for nudged in draws])
    yield Say(
        "Add noise of a thousandth to the copies, and L1 does choose, for no good reason: from draw to draw the best split jumps from one end to the other. "
        "That is why lasso's selection among correlated features is unstable, and why the elastic net adds a little L2."
    )
    yield Show("Best share of the first copy, five draws of forty", shares[:5], columns=["L1", "L1 + L2"], digits=2)
    yield Check(
        "l1-jumps",
        "L1: of forty draws, how many give all to the second, and how many all to the first: at least five each",
        # each end has nearly an even chance: 20 less four standard errors is above 7
        at_least([np.sum(shares[:, 0] == end) for end in (0.0, 1.0)], [5, 5]),
    )
    yield Check(
        "net-stays-shared",
        "elastic net: furthest that a share gets from one half",
        equal(np.abs(shares[:, 1] - 0.5).max(), 0.0, within=0.1),
    )


def _penalised(features: Array, targets: Array, w: Array, l1: float, l2: float) -> float:
    return float(np.sum((features @ w - targets) ** 2) / 2 + l1 * np.abs(w).sum() + l2 * np.sum(w**2) / 2)


def _best_share(features: Array, targets: Array, total: float, l1: float, l2: float) -> float:
    """Share of the first feature that minimises the penalised loss when both weights sum to `total`."""
    shares = np.linspace(0, 1, 101)
    pairs = np.stack([shares, 1 - shares]) * total
    residuals = features @ pairs - targets[:, None]
    losses = np.sum(residuals**2, axis=0) / 2 + l1 * np.abs(pairs).sum(axis=0) + l2 * np.sum(pairs**2, axis=0) / 2
    return float(shares[np.argmin(losses)])


def prior(
    rng: np.random.Generator,
    *,
    noise: Annotated[float, Range(0.1, 2), "deviation of the noise in y"] = 0.5,
    spread: Annotated[float, Range(0.1, 5), "deviation of the prior of the weights"] = 2.0,
) -> Iterator[Step]:
    """A penalty is a prior."""
    features = rng.normal(size=(15, 4))
    truth = rng.normal(0.0, spread, 4)
    targets = features @ truth + rng.normal(0.0, noise, 15)
    strength = prior_strength(noise, spread)
    yield Say(
        "Weights are drawn from N(0, {spread:g}²), y = Xw plus noise of deviation {noise:g}. The most probable w "
        "given y minimises ‖Xw − y‖² / (2·{noise:g}²) + ‖w‖² / (2·{spread:g}²)."
    )
    yield Ask("Ridge minimises ½‖Xw − y‖² + ½λ‖w‖². Which λ finds the same w? (four decimals)", strength, within=0.01 * strength)
    conditional = spread**2 * features.T @ np.linalg.solve(spread**2 * features @ features.T + noise**2 * np.eye(15), targets)
    fitted = ridge(features, targets, strength)
    table = {T("truth"): truth, T("Bayes"): conditional, T("ridge"): fitted}
    yield Show("Weights", rows=[f"w{i + 1}" for i in range(4)], columns=table)
    yield Check(
        "ridge-is-map",
        "ridge with λ = σ²/τ² = mean of w given y, by the formula for conditional Gaussians",
        equal(fitted, conditional, within=1e-8),
    )
    grid, threshold = np.linspace(-12, 12, 48001), noise**2 / spread
    seen = np.array([0.8 * threshold, threshold + 1])
    log_density = -((seen[:, None] - grid) ** 2) / (2 * noise**2) - np.abs(grid) / spread
    density = np.exp(log_density[0] - log_density[0].max())
    yield Say(
        "A Laplace prior, p(w) ∝ exp(−|w|/b), gives the L1 penalty with λ = σ²/b in the same way. One weight, one "
        "measurement: once {below:.4g}, less than λ = {threshold:.4g}, and once {above:.4g}.",
        below=seen[0],
        above=seen[1],
        threshold=threshold,
    )
    yield Check(
        "laplace-mode-is-soft-threshold",
        "peaks of the posteriors under the Laplace prior, found on a grid = soft thresholds of the measurements",
        equal(grid[np.argmax(log_density, axis=1)], soft_threshold(seen, threshold), within=5e-4),  # spacing of the grid
    )
    yield Check(
        "laplace-mean-is-not-zero",
        "but the mean of the first posterior is not 0: sparsity belongs to the peak, not to the belief",
        more(np.sum(grid * density) / np.sum(density), 0.0),
    )
    yield Say(
        "So λ has a meaning: much noise or a narrow prior calls for a strong penalty. In practice nobody knows σ and τ, and λ is chosen on validation data."
    )


def intercept(
    rng: np.random.Generator,
    *,
    shift: Annotated[float, Range(1, 1000), "what is added to every y"] = 100.0,
    strength: Annotated[float, Range(0.1, 100), "strength of the L2 penalty"] = 10.0,
) -> Iterator[Step]:
    """Spare the bias."""
    x = rng.normal(1.0, 1.0, 30)
    y = 2 * x + rng.normal(0.0, 0.3, 30)
    centred = x - x.mean()
    yield Say(
        "Thirty points, a line with slope and bias. Then the zero of the scale is moved: every y gets {shift:g} "
        "more, as when Celsius becomes kelvin. The data say nothing new."
    )
    yield Ask("By how much should predictions rise?", shift, within=0.01 * shift)
    both = np.stack([x, np.ones(30)], axis=1)
    penalised = [ridge(both, targets, strength) for targets in (y, y + shift)]
    slopes = [float(ridge(centred[:, None], targets - targets.mean(), strength)[0]) for targets in (y, y + shift)]
    lagging = (both @ (penalised[1] - penalised[0])).mean()
    following = ((y + shift).mean() - y.mean()) + (slopes[1] - slopes[0]) * centred.mean()
    table = {T("bias penalised"): [penalised[0][0], penalised[1][0]], T("bias spared"): slopes}
    yield Show("Slope before and after the move", rows=table, columns=[T("before"), T("after")])
    yield Check(
        "spared-bias-follows",
        "bias spared: predictions rise by the shift, and the slope stays",
        equal([following, slopes[1] - slopes[0]], [shift, 0.0], within=1e-8 * shift),
    )
    yield Check("penalised-bias-lags", "bias penalised: mean predictions rise by less", less(lagging, shift))
    yield Say(
        "A bias only sets the level; it adds no wiggles, and shrinking it just makes the fit depend on where zero lies. "
        "Out of a similar thought weight decay usually skips the γ and β of normalisation layers."
    )


def reference(
    rng: np.random.Generator,
    *,
    rewards: Annotated[tuple[float, ...], Range(-5, 5), Length(4, 4), "reward of each answer"] = (0.0, 1.0, 0.0, 3.0),
    strength: Annotated[float, Range(0.2, 10), "β, strength of the penalty"] = 1.0,
) -> Iterator[Step]:
    """A penalty that pulls to a reference model instead of to zero."""
    start, values = np.array([0.5, 0.3, 0.2, 0.0]), np.array(rewards)
    best = tilt(start, values, strength)
    yield Say(
        "Four answers. A reference model gives them with probabilities 0.5, 0.3, 0.2 and 0. A policy π is to earn reward, "
        "less β · KL(π ‖ reference), β = {strength:g}: the expectation runs over the policy's own answers."
    )
    yield Ask("What probability does the best policy give to the last answer, which the reference never gives?", 0.0, within=0.01)
    yield Show("Probabilities", rows=["1", "2", "3", "4"], columns={T("reward"): values, T("reference"): start, T("policy"): best})
    others = rng.dirichlet([1, 1, 1], 4000)
    gains = others @ values[:3] - strength * np.sum(others * np.log(others / start[:3]), axis=1)
    own = float(best @ values - strength * kl_divergence(best, start))
    yield Check(
        "tilt-is-best", "reward less penalty: reference · exp(reward/β), normalised, beats 4000 random policies", more(own, gains.max())
    )
    yield Check(
        "odds-are-tilted",
        "odds of answer 2 against 1: those of the reference, times exp of the difference in reward over β",
        equal(best[1] / best[0], 0.3 / 0.5 * np.exp((values[1] - values[0]) / strength), within=1e-9 * float(best[1] / best[0])),
    )
    narrow, broad = np.array([1.0, 0.0, 0.0, 0.0]), np.array([0.45, 0.27, 0.18, 0.1])
    finite = [bool(np.isfinite(kl_divergence(*pair))) for pi in (narrow, broad) for pair in ((pi, start), (start, pi))]
    yield Check(
        "direction",
        "is it finite? π gives answer 1 only: KL(π ‖ ref) yes, KL(ref ‖ π) no; π gives 10 % to answer 4, which ref never gives: no, yes",
        equal(finite, [True, False, False, True]),
    )
    yield Say(
        "So KL(π ‖ ref) lets the policy drop answers and forbids new ones. An L2 penalty on w − w_ref would pull to the same model, but measure in weights."
    )
