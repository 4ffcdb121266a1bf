"""Generators since the first GAN: a critic with a penalty, averaged weights, and noise that runs backwards.

Everything is a number on a line, so that densities, scores and distances are known.
"""

from collections.abc import Iterator
from typing import Annotated

import numpy as np

from dl_quiz.stage import Ask, Check, Plot, Range, Say, Show, Step, T, equal, less, more

from .kernels import diffusion, gan
from .kernels.shapes import Array

MODES = np.array([-3.0, 3.0])
SPREADS = np.array([0.5, 0.5])


def penalty(
    rng: np.random.Generator,
    *,
    gap: Annotated[float, Range(0.5, 20), "distance between the data and the fakes"] = 4.0,
    weight: Annotated[float, Range(0.5, 50), "weight λ of the gradient penalty"] = 10.0,
) -> Iterator[Step]:
    """A critic that is fined for its slope."""
    cells = 40
    width = gap / cells
    slopes = np.zeros(cells)
    for _ in range(400):  # climb E f(real) − E f(fake) − λ E(|f′| − 1)²; its curvature in each slope is 2λ/40
        slopes += 0.1 * cells / (2 * weight) * (width - 2 * weight / cells * (np.abs(slopes) - 1) * np.where(slopes < 0, -1.0, 1.0))
    heights = np.concatenate([[0.0], np.cumsum(slopes * width)])
    yield Say(
        "All data at {gap:g}, all fakes at 0. The critic f is a broken line in 40 pieces between them; it raises f at the data, lowers it at "
        "the fakes, and pays λ(|f′| − 1)², λ = {weight:g}, at points drawn evenly in between. That is WGAN-GP."
    )
    yield Ask("What slope does the best critic have? (two decimals)", gan.penalised_slope(gap, weight), within=0.01)
    yield Plot("The critic", {T("trained"): (np.linspace(0, gap, cells + 1), heights), T("slope 1"): ([0, gap], [0, gap])}, x="x", y="f")
    yield Check(
        "slope-is-above-one",
        "slope of the trained critic, piece by piece = 1 + L/2λ",
        equal(slopes, np.full(cells, gan.penalised_slope(gap, weight)), within=1e-6),
    )
    yield Check(
        "value-overshoots",
        "what the critic says the distance is, and W₁ = L",
        more(heights[-1], gan.wasserstein_distance([gap], [0.0])),
    )
    yield Say(
        "A penalty is no bound: the slope ends above 1, the more so the farther the piles and the smaller λ. "
        "What counts is that the fakes feel a slope at any distance, where a sure classifier gives none."
    )


def average(
    rng: np.random.Generator,
    *,
    rate: Annotated[float, Range(0.02, 0.5), "learning rate of both players"] = 0.1,
    decay: Annotated[float, Range(0.9, 0.995), "decay β of the moving average"] = 0.99,
) -> Iterator[Step]:
    """Weights averaged on the way."""
    steps = 4000
    yield Say(
        "θ wants θψ small, ψ wants it large; they move in turns, and circle around (0, 0) for ever. Beside them runs an average, w̄ ← βw̄ + (1 − β)w."
    )
    turns, at_once = gan.bilinear_game(rate, steps, alternating=True), gan.bilinear_game(rate, steps)
    calm, wild = _moving_average(turns, decay), _moving_average(at_once, decay)
    gain = gan.averaged_radius(rate, decay)
    yield Ask("How much of the circle's radius is left in the average, once it has forgotten the start? (two decimals)", gain, within=0.01)
    yield Plot(
        "Distance from (0, 0), first 1000 steps",
        {T("players"): np.hypot(*turns[:1000].T), T("average"): np.hypot(*calm[:1000].T)},
        x=T("step"),
    )
    yield Check(
        "average-comes-home",
        "size of the average's orbit over that of the players', at the end = (1 − β)/√((1 − β)² + βη²)",
        equal(np.sqrt(_orbit(calm[-1], rate) / _orbit(turns[-1], rate)), gain, within=1e-6),
    )
    yield Check(
        "no-help-when-at-once",
        "when both move at once: distance of the average from (0, 0) after 4000 steps, against the start's 1",
        more(np.hypot(*wild[-1]), 1.0).where(gan.bilinear_radius(rate, steps) * gain > 3, "at so small a rate it has not grown far yet"),
    )
    yield Say(
        "The average sits near the middle of what the weights circle around; that is why samples are drawn from an averaged generator, while training "
        "goes on with the other. It cures no divergence: what grows without bound, its average follows."
    )


def _moving_average(path: Array, decay: float) -> Array:
    averaged = path.copy()
    for step in range(1, len(path)):
        averaged[step] = decay * averaged[step - 1] + (1 - decay) * path[step]
    return averaged


def _orbit(place: Array, rate: float) -> float:
    """What the game in turns keeps the same for ever: θ² + ψ² − ηθψ, the size of the orbit squared."""
    theta, psi = place
    return float(theta**2 + psi**2 - rate * theta * psi)


def reverse(
    rng: np.random.Generator,
    *,
    right: Annotated[float, Range(0.05, 0.95), "share of the data in the right-hand mode"] = 0.7,
    start: Annotated[float, Range(-3, 0), "where the generator's samples begin"] = -1.5,
) -> Iterator[Step]:
    """Two modes: a diffusion that runs backwards, and a GAN."""
    count, weights = 2000, np.array([1 - right, right])
    yield Say(
        "Data: a share of {right:g} around 3, the rest around −3, each with spread 0.5. A diffusion adds noise until N(0, 1) is left, in 200 steps, "
        "and runs backwards along the score ∇ log pₜ, which is known here exactly for every noise."
    )
    yield Ask("2000 draws from N(0, 1) run backwards. What share ends in the right-hand mode? (one decimal)", right, within=0.05)
    kept = diffusion.kept_signal(200)
    x = rng.normal(size=count)
    for step in range(200, 0, -1):
        score = diffusion.mixture_score(x, weights, MODES, SPREADS, kept[step])
        x = diffusion.reverse_step(x, score, rng.normal(size=count) if step > 1 else np.zeros(count), kept[step], kept[step - 1])
    before, fakes = _gan_samples(rng, weights, start)
    samples = {T("diffusion"): x, T("generator"): fakes}
    yield Plot("What each of them makes", samples, kind="histogram", x="x")
    shares = {name: [float((each > 0).mean())] for name, each in samples.items()}
    yield Show("Share in the right-hand mode", rows={T("data"): [right], T("generator, before"): [float((before > 0).mean())], **shares})
    yield Check(
        "chain-covers-both",
        "share of the chain's samples in the right-hand mode = the data's",
        equal(
            float((x > 0).mean()), right, within=4 * np.sqrt(right * (1 - right) / count) + 0.02
        ),  # sampling, and 200 steps instead of ever so many
    )
    far = x[x > 0]
    yield Check(
        "chain-has-the-spread", "spread within the right-hand mode", equal(far.std(), 0.5, within=4 * 0.5 / np.sqrt(2 * len(far)) + 0.03)
    )
    yield Say(
        "The GAN: 200 samples that begin at N({start:g}, 0.5²) and descend −log D, D being the best possible one at every step, p/(p + q). "
        "It sees the data's density only where the samples are."
    )
    yield Check(
        "generator-stays-in-its-basin",
        "share of the generator's samples on the right after training, less the share that began there",
        equal(float((fakes > 0).mean()), float((before > 0).mean()), within=0.1),
    )
    yield Check(
        "mode-dropped",
        "share of the generator's samples in the right-hand mode, against half the data's",
        less(float((fakes > 0).mean()), right / 2).where(start <= -1.5, "samples that begin between the modes go both ways"),
    )
    yield Say(
        "Much noise melts the modes into one, and there the score knows both weights; with less noise they part. The discriminator's slope is local. "
        "The price: 200 passes a sample instead of one, and a score that in practice is learned, not known."
    )


def _gan_samples(rng: np.random.Generator, weights: Array, start: float) -> tuple[Array, Array]:
    """Samples before and after descending −log D, where D = p/(p + q) and q is a kernel estimate of the samples' own density."""
    before = start + 0.5 * rng.normal(size=200)
    x, bandwidth = before.copy(), 0.3
    for _ in range(150):
        apart = (x[:, None] - x) / bandwidth
        bumps = np.exp(-(apart**2) / 2)
        fake = bumps.mean(axis=1) / bandwidth
        fake_slope = -(apart * bumps).mean(axis=1) / bandwidth**2 / fake
        real = (weights * np.exp(-(((x[:, None] - MODES) / SPREADS) ** 2) / 2) / SPREADS).sum(axis=1)
        pull = -gan.generator_slope(gan.optimal_discriminator(real, fake))
        x = x + 0.1 * pull * (diffusion.mixture_score(x, weights, MODES, SPREADS) - fake_slope)
    return before, x
