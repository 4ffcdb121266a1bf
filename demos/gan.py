"""Generative adversarial networks: two players, one value, and everything in one dimension, where it can be computed.

The kernels are the closed forms of the theory and the small games in which it shows; the scenes play the games
and hold the results against the closed forms.
"""

from collections.abc import Iterator
from typing import Annotated, Literal

import numpy as np

from dl_quiz.stage import Ask, Check, Film, Plot, Range, Say, Show, Step, T, at_least, at_most, equal, less, more

from .kernels import gan
from .kernels.activation import sigmoid
from .kernels.differences import central_difference
from .kernels.gan import generator_slope, optimal_discriminator
from .kernels.shapes import Array


def _normal(x: Array, mean: float, deviation: float = 1.0) -> Array:
    return np.exp(-(((x - mean) / deviation) ** 2) / 2) / (deviation * np.sqrt(2 * np.pi))


def optimal(
    rng: np.random.Generator, *, shift: Annotated[float, Range(0.0, 4.0), "mean of the generator; the data's is 0"] = 1.5
) -> Iterator[Step]:
    """The best discriminator, and what it measures."""
    yield Say(
        "Data from N(0, 1), a generator stuck at N({shift:g}, 1). At a point where the data's density is p and the "
        "generator's is q, what should D say?"
    )
    yield Ask("p = 0.3, q = 0.1: what is the best D?", 0.75, within=0.005)
    places = np.array([-2.0, -1.0, 0.0, 1.0, 2.0, 3.0])
    p, q = _normal(places, 0.0), _normal(places, shift)
    best = optimal_discriminator(p, q)
    yield Show("Densities and the best D", rows=[f"x = {x:g}" for x in places], columns={"p": p, "q": q, "D*": best})
    candidates = np.linspace(0.0005, 0.9995, 1000)
    gains = p[:, None] * np.log(candidates) + q[:, None] * np.log(1 - candidates)
    yield Check(
        "ratio-is-optimal",
        "p/(p + q) maximises p·log D + q·log(1 − D), compared with a thousand other values of D",
        equal(candidates[gains.argmax(axis=1)], best, within=0.001),  # the grid's step
    )
    real, fake = rng.normal(size=8000), shift + rng.normal(size=8000)
    slope, bias = _fit_discriminator(real, fake)
    line = np.linspace(-3, 3 + shift, 241)
    optimum = optimal_discriminator(_normal(line, 0.0), _normal(line, shift))
    curves = {T("fitted"): (line[::24], sigmoid(slope * line[::24] + bias)), "p/(p+q)": (line, optimum)}
    yield Plot("A discriminator fitted to samples lies on p/(p + q)", curves, kind="scatter", x="x", y="D")
    theory = gan.gaussian_logit(np.array([0.0, 1.0]), shift)
    yield Check(
        "logistic-regression-finds-it",
        "slope and bias of the fitted logit = −μ and μ²/2",
        # four standard errors of a logistic regression on 16,000 samples
        equal([slope, bias], [theory[1] - theory[0], theory[0]], within=4 * _fit_error(shift, 8000)),
    )
    grid = np.linspace(-12, 12 + shift, 4001)
    real_share, fake_share = (density / density.sum() for density in (_normal(grid, 0.0), _normal(grid, shift)))
    logits = gan.gaussian_logit(grid, shift)
    value = -float(real_share @ np.logaddexp(0, -logits) + fake_share @ np.logaddexp(0, logits))
    yield Check(
        "value-is-js", "V at the best D, integrated = −log 4 + 2 JSD", equal(value, gan.optimal_value(real_share, fake_share), within=1e-9)
    )
    yield Say(
        "So a generator that faces a perfect discriminator descends the Jensen–Shannon divergence. Here V = "
        "{value:.4f}; it cannot go below −log 4 = −1.3863, and is there only when q = p and D = ½ everywhere.",
        value=value,
    )


def _fit_discriminator(real: Array, fake: Array) -> tuple[float, float]:
    """Slope and bias of a logistic regression of real against fake, by Newton's method."""
    inputs = np.stack([np.concatenate([real, fake]), np.ones(real.size + fake.size)], axis=1)
    labels = np.repeat([1.0, 0.0], [real.size, fake.size])
    weights = np.zeros(2)
    for _ in range(12):
        probability = sigmoid(inputs @ weights)
        hessian = inputs.T @ (inputs * (probability * (1 - probability))[:, None])
        weights = weights + np.linalg.solve(hessian, inputs.T @ (labels - probability))
    return float(weights[0]), float(weights[1])


def _fit_error(shift: float, count: int) -> float:
    """The larger standard error of slope and bias, from the Fisher information at the true logit."""
    x = np.linspace(-8, 8 + shift, 2001)
    probability = sigmoid(gan.gaussian_logit(x, shift))
    weight = count * (_normal(x, 0.0) + _normal(x, shift)) * probability * (1 - probability) * (x[1] - x[0])
    information = np.array([[weight @ x**2, weight @ x], [weight @ x, weight.sum()]])
    return float(np.sqrt(np.diag(np.linalg.inv(information)).max()))


def _features(x: Array, centre: float) -> Array:
    """What the discriminator's logit is linear in: enough to tell means and spreads apart, centred as inputs usually are."""
    return np.stack([np.ones_like(x), x - centre, (x - centre) ** 2])


def _play(rng: np.random.Generator, mean: float, deviation: float, *, critic_steps: int = 5, sign: int = 1, steps: int = 600) -> Array:
    """Train the generator a·z + b against a quadratic discriminator; for each step a, b, V, −log D(G(z)) and the share of the generated samples that D calls real."""
    a, b, weights, batch = 1.0, 0.0, np.zeros(3), 64
    history = np.empty((steps, 5))
    for step in range(steps):
        for _ in range(critic_steps):
            real = _features(mean + deviation * rng.normal(size=batch), mean)
            fake = _features(a * rng.normal(size=batch) + b, mean)
            ascent = (real @ (1 - sigmoid(weights @ real)) - fake @ sigmoid(weights @ fake)) / batch
            weights = weights + 0.3 * (sign * ascent - 0.001 * weights)  # a trace of weight decay damps the swing
        z = rng.normal(size=batch)
        samples = a * z + b
        fake = _features(samples, mean)
        logits = weights @ fake
        pull = -generator_slope(sigmoid(logits)) * (weights[1] + 2 * weights[2] * (samples - mean))
        history[step] = a, b, gan.game_value(weights @ real, logits), np.logaddexp(0, -logits).mean(), np.mean(logits > 0)
        a, b = a + 0.03 * np.mean(pull * z), b + 0.03 * np.mean(pull)
    return history


def train(
    rng: np.random.Generator,
    *,
    mean: Annotated[float, Range(-4, 4), "mean of the data"] = 3.0,
    deviation: Annotated[float, Range(0.3, 2), "standard deviation of the data"] = 0.5,
    critic_steps: Annotated[int, Range(1, 10), "discriminator steps for each generator step"] = 5,
) -> Iterator[Step]:
    """A generator learns from its critic alone."""
    run = _play(rng, mean, deviation, critic_steps=critic_steps)
    late = run[-200:].mean(axis=0)
    scale, shift, game = abs(late[0]), late[1], late[2]
    yield Say(
        "The data are numbers from N({mean:g}, {deviation:g}²). The generator turns noise z into a·z + b, from a = 1, b = 0, and never "
        "sees a data point: only the slope of the discriminator at its own samples."
    )
    yield Say(
        "The two take turns. D ascends V on real and generated batches; then G moves its samples to where D says “real”, by descending −log D(G(z))."
    )
    yield Ask("Where should b end?", mean, within=0.1)
    settled = critic_steps >= 5 and deviation <= 1 and abs(mean) <= 3
    too_short = T("so few discriminator steps, so wide or so distant data: 600 steps may not reach equilibrium")
    steps = np.arange(len(run))
    yield Plot("Generator in training", {"|a|": (steps, np.abs(run[:, 0])), "b": (steps, run[:, 1])}, x=T("step"))
    yield Check(
        "finds-the-data",
        "mean and spread of the generator, averaged over the last 200 steps",
        # a moving target: the noise of batches of 64 and the swing of the game
        equal([shift, scale], [mean, deviation], within=0.1).where(settled, too_short),
    )
    yield Check(
        "value-at-equilibrium",
        "V over the last 200 steps = −log 4: D can do no better than toss a coin",
        equal(game, -float(np.log(4)), within=0.02).where(settled, too_short),
    )
    coin = float(np.log(2))
    fidelity = [gan.frechet_distance(mean, deviation, 0.0, 1.0), gan.frechet_distance(mean, deviation, shift, scale)]
    table = {"−log D(G)": [coin, late[3]], "Fréchet": fidelity}
    yield Show("Does the generator's loss tell its quality?", rows=[T("untrained"), T("trained")], columns=table)
    yield Check(
        "loss-is-no-quality",
        "loss of the trained generator = ln 2, what an untrained pair has as well",
        equal(late[3], coin, within=0.03).where(settled, too_short),
    )
    yield Check(
        "distance-is-quality",
        "Fréchet distance after training, against a tenth of that before",
        less(fidelity[1], fidelity[0] / 10).where(settled and fidelity[0] > 0.5, too_short),
    )
    yield Say(
        "Before any training D says ½ to everything, as it does at the very end: the generator's loss is ln 2 both times. "
        "Quality is measured from outside, as FID does with features of images."
    )


def saturate(
    rng: np.random.Generator, *, start: Annotated[float, Range(-8, 2), "where the generator begins; the data lie at 3"] = -6.0
) -> Iterator[Step]:
    """Why the minimax loss is rarely used."""
    yield Say("Data from N(3, ½²); the generator makes N(b, ½²) with b = {start:g}. The discriminator is optimal at every moment.")
    grid = np.array([0.01, 0.1, 0.5, 0.9])
    minimax, non_saturating = generator_slope(grid, saturating=True), generator_slope(grid)
    yield Show("Slope at the logit, by D(G(z))", rows=[f"D = {d:g}" for d in grid], columns={"log(1−D)": minimax, "−log D": non_saturating})
    logits = np.log(grid / (1 - grid))
    losses = (lambda s: np.log(1 - sigmoid(s)), lambda s: -np.log(sigmoid(s)))
    yield Check(
        "slopes-by-difference",
        "central differences of log(1 − σ(s)) and −log σ(s) = −D and −(1 − D)",
        equal([central_difference(loss, logits, 1e-6) for loss in losses], [minimax, non_saturating], within=1e-8),
    )
    yield Ask(
        "Descending log(1 − D) for 400 steps from b = {start:g}: where does b end?", _descend(rng, start, saturating=True)[-1], within=0.05
    )
    paths = {kind: _descend(rng, start, saturating=kind == "minimax") for kind in ("minimax", "−log D")}
    yield Plot("Mean of the generator", paths, x=T("step"), y="b")
    yield Check(
        "minimax-stands-still",
        "distance that b has moved under log(1 − D)",
        at_most(abs(paths["minimax"][-1] - start), 0.001).where(
            start <= -2, "so near the data, D is not certain enough to silence the loss"
        ),
    )
    yield Check("non-saturating-arrives", "where b ends under −log D", equal(paths["−log D"][-1], 3.0, within=0.05))
    yield Say(
        "Both losses want the same thing, D(G(z)) large, and have the same equilibrium. "
        "But when D is sure of itself, one slope is almost 0 and the other almost 1 in size: a sure discriminator teaches only under −log D."
    )


def _descend(rng: np.random.Generator, start: float, *, saturating: bool) -> Array:
    """Mean of a generator of N(b, ½²) that descends its loss against the optimal discriminator of data from N(3, ½²)."""
    path = np.empty(401)
    path[0] = b = start
    for step in range(400):
        samples = b + 0.5 * rng.normal(size=64)
        steepness = (3.0 - b) / 0.25  # of the logit log p/q, which is linear when the spreads are equal
        logits = steepness * (samples - (3.0 + b) / 2)
        b = b - 0.03 * np.mean(generator_slope(sigmoid(logits), saturating)) * steepness
        path[step + 1] = b
    return path


def sign(
    rng: np.random.Generator,
    *,
    direction: Annotated[Literal["maximise", "minimise"], "what the discriminator does with its own loss −V"] = "maximise",
) -> Iterator[Step]:
    """Both players minimise their own loss."""
    wrong = direction == "maximise"
    run = _play(rng, 3.0, 0.5, sign=-1 if wrong else 1, steps=300)
    yield Say(
        "It is often written that a GAN minimises the generator's loss and maximises the discriminator's loss. What D maximises is the value V; its loss is −V."
    )
    yield Say(
        "Take the sentence at its word: this discriminator will {direction} its loss. The data are N(3, ½²), the "
        "generator starts at N(0, 1).",
        direction=T("maximise") if wrong else T("minimise"),
    )
    yield Ask("Where is the generator's mean b after 300 steps? (one decimal)", round(run[-1, 1], 1) + 0.0, within=0.2)
    steps = np.arange(len(run))
    yield Plot("Generator's mean b", {"b": (steps, np.round(run[:, 1], 3) + 0.0), T("data"): (steps, np.full(len(run), 3.0))}, x=T("step"))
    yield Check(
        "learns-only-when-minimised",
        "D ascends its own loss −V: b is still as far from the data as at the start"
        if wrong
        else "D descends its own loss −V: distance of b from the data, against a tenth of that at the start",
        equal(abs(run[-1, 1] - 3.0), 3.0, within=0.1) if wrong else less(abs(run[-1, 1] - 3.0), 0.3),
    )
    yield Check(
        "forgeries-called-real",
        "share of generated samples that D calls real, over the last 100 steps",
        (at_least if wrong else less)(run[-100:, 4].mean(), 0.95),
    )
    yield Say(
        "A discriminator that is rewarded for being wrong calls the generated samples real. The generator is told that all is well, and stays."
        if wrong
        else "Trained the right way round, D ends as a coin toss, because the generator has caught up: not because D was trained to fail."
    )


def dirac(
    rng: np.random.Generator,
    *,
    rate: Annotated[float, Range(0.01, 0.5), "learning rate of both players"] = 0.1,
    steps: Annotated[int, Range(10, 1000), "steps of the game"] = 100,
    penalty: Annotated[float, Range(0.1, 2), "weight γ of the R1 penalty"] = 1.0,
) -> Iterator[Step]:
    """Two good players who never meet."""
    path = gan.bilinear_game(rate, steps)
    radius = np.hypot(*path.T)
    yield Say(
        "The smallest game: θ wants the product θψ small, ψ wants it large. The equilibrium is (0, 0). Both move at "
        "once, so a joint step goes at right angles to the way home, {rate:g} times as long as that way."
    )
    yield Ask(
        "After {steps} steps with rate {rate:g}: how far from (0, 0), when the start was at distance 1? (two decimals)",
        float(radius[-1]),
        within=max(0.01, 0.01 * float(radius[-1])),
    )
    reach = float(np.abs(path).max())
    square = (-reach, reach, -reach, reach)
    shown = np.unique(np.linspace(1, steps, 40).astype(int))
    yield Film(
        "Both move at once",
        [
            Plot(
                T("step {k}, {distance:.2f} from home", k=k, distance=radius[k]),
                {"(θ, ψ)": tuple(path[: k + 1].T), T("now"): tuple(path[k : k + 1].T)},
                extent=square,
                equal_axes=True,
                x="θ",
                y="ψ",
            )
            for k in shown
        ],
    )
    yield Check(
        "spirals-outwards",
        "distance after k simultaneous steps = (1 + η²)^(k/2)",
        equal(radius[-1], gan.bilinear_radius(rate, steps), within=1e-9 * gan.bilinear_radius(rate, steps)),
    )
    taking_turns = np.hypot(*gan.bilinear_game(rate, steps, alternating=True).T)
    yield Say("By Pythagoras every step leads a little outwards. Taking turns, the players circle instead: no growth, and no arrival.")
    yield Check(
        "turns-stay-bounded",
        "taking turns, the distance grows and shrinks by factors of at most 1/√(1 − η/2) and √(1 + η/2)",
        # θ² + ψ² − ηθψ is conserved, and |θψ| is at most (θ² + ψ²) / 2
        at_most(
            [taking_turns.max(), 1 / float(taking_turns.min())], [1 / float(np.sqrt(1 - rate / 2)), np.sqrt(1 + rate / 2)], within=1e-9
        ),
    )
    plain, helped = gan.dirac_game(rate, 500), gan.dirac_game(rate, 500, penalty)
    yield Say(
        "The smallest GAN, one generated point θ, a linear discriminator ψ, data at 0, turns in the same way. "
        "The R1 penalty ½γψ² charges the discriminator for being steep at the data."
    )
    times = np.arange(501)
    yield Plot(
        "Distance from equilibrium, Dirac-GAN", {T("plain"): (times, np.hypot(*plain.T)), "R1": (times, np.hypot(*helped.T))}, x=T("step")
    )
    yield Check(
        "plain-dirac-drifts-out",
        "distance after 500 steps without penalty, against the start's √2, and against the distance with the penalty",
        more([np.hypot(*plain[-1])] * 2, [np.sqrt(2), np.hypot(*helped[-1])]),
    )
    # Near the equilibrium, where σ(0) = ½, a step multiplies (θ, ψ) by this matrix: for η > 4γ it grows.
    slowest = float(np.abs(np.linalg.eigvals([[1, rate / 2], [-rate / 2, 1 - rate * penalty]])).max())
    yield Check(
        "r1-brings-home",
        "with the penalty, share of the distance that is left",
        at_most(float(np.hypot(*helped[-1]) / np.sqrt(2)), 0.01).where(
            slowest**500 <= 0.0005,
            "with this rate and this penalty a step brings them too little nearer for 500 steps, or no nearer at all",
        ),
    )


def collapse(
    rng: np.random.Generator, *, patience: Annotated[int, Range(1, 400), "generator steps against one and the same discriminator"] = 200
) -> Iterator[Step]:
    """Mode collapse: the best answer to a critic who stands still."""
    yield Say(
        "Swap min and max. If the discriminator is held still, what is the generator's best answer? Not a distribution: "
        "it sends every z to the one point that D likes best."
    )
    favourite, path = _against_frozen(rng, patience)
    yield Ask(
        "The data have spread 0.5, the generator starts with spread 1. After {patience} steps against a frozen D, "
        "what is its spread? (one decimal)",
        round(abs(path[-1, 0]), 1),
        within=0.1,
    )
    steps = np.arange(len(path))
    yield Plot("Spread |a| against a frozen D", {"|a|": (steps, np.abs(path[:, 0]))}, x=T("step"))
    enough = patience >= 150
    too_soon = T("so few steps do not reach D's favourite point")
    yield Check(
        "spread-dies",
        "spread of the generator against a discriminator that stands still",
        at_most(abs(path[-1, 0]), 0.05).where(enough, too_soon),
    )
    yield Check(
        "all-mass-on-the-favourite",
        "its mean is the point at which D is largest, found on a grid",
        equal(path[-1, 1], favourite, within=0.05).where(enough, too_soon),
    )
    spread = abs(_play(rng, 3.0, 0.5, steps=400)[-100:].mean(axis=0)[0])
    yield Say(
        "When D answers every step, the pile is noticed, and G must spread out again: spread {spread:.2f}. In "
        "practice the generator can run ahead of D, and hop from mode to mode.",
        spread=spread,
    )
    yield Check(
        "a-moving-critic-keeps-the-spread", "spread when the discriminator keeps up = that of the data", equal(spread, 0.5, within=0.1)
    )


def _against_frozen(rng: np.random.Generator, steps: int) -> tuple[float, Array]:
    """The favourite point of the discriminator that is optimal for data N(3, ½²) and a generator N(2, 1), and the path (a, b) of training against it."""
    grid = np.linspace(0, 6, 6001)
    favourite = grid[optimal_discriminator(_normal(grid, 3.0, 0.5), _normal(grid, 2.0)).argmax()]
    a, b = 1.0, 2.0
    path = np.empty((steps + 1, 2))
    path[0] = a, b
    for step in range(steps):
        z = rng.normal(size=64)
        samples = a * z + b
        logits = np.log(2) - 2 * (samples - 3) ** 2 + (samples - 2) ** 2 / 2  # log p/q
        pull = -generator_slope(sigmoid(logits)) * ((samples - 2) - 4 * (samples - 3))
        a, b = a + 0.05 * np.mean(pull * z), b + 0.05 * np.mean(pull)
        path[step + 1] = a, b
    return float(favourite), path


def distances(
    rng: np.random.Generator, *, gap: Annotated[float, Range(0.5, 20), "distance between data and generator"] = 4.0
) -> Iterator[Step]:
    """A distance that still points the way."""
    bins = np.arange(-1.0, 24.0, 0.05)
    real = rng.uniform(0.0, 0.4, 2000)
    shifts = np.array([0.0, 0.2, gap / 2, gap])
    divergences = [gan.js_divergence(_histogram(real, bins), _histogram(real + shift, bins)) for shift in shifts]
    transport = [gan.wasserstein_distance(real, real + shift) for shift in shifts]
    yield Say(
        "Real images fill a thin sheet in pixel space, and a fresh generator fills another one. Two narrow piles of numbers that do not overlap stand for them."
    )
    yield Ask(
        "The piles move apart from a gap of 0.5 to a gap of 20. What does their Jensen–Shannon divergence do?",
        0,
        options=[T("nothing"), T("it grows")],
    )
    yield Show("JS divergence and W₁, by the shift", rows=[f"{shift:g}" for shift in shifts], columns={"JSD": divergences, "W₁": transport})
    yield Check(
        "js-is-ln-2-when-apart",
        "Jensen–Shannon divergence of piles that do not overlap = ln 2",
        equal(divergences[-1], np.log(2), within=1e-12),
    )
    yield Check(
        "js-stays-and-w1-doubles",
        "from half the gap to the whole: growth of JSD, and of W₁ as a factor",
        equal([divergences[-1] - divergences[-2], transport[-1] / transport[-2]], [0.0, 2.0], within=1e-9).where(
            gap / 2 > 0.45, "at half the gap the piles still overlap"
        ),
    )
    yield Check("wasserstein-is-the-gap", "earth mover's distance = how far the pile was moved", equal(transport, shifts, within=1e-9))
    yield Say(
        "A divergence that is constant has no slope: a perfect discriminator leaves the generator without direction. "
        "W₁ keeps a slope of 1 at any gap; a WGAN estimates it with a critic that must be 1-Lipschitz and gives a score, not a probability."
    )


def _histogram(samples: Array, edges: Array) -> Array:
    return np.histogram(samples, edges)[0] / samples.size
