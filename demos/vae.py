"""Autoencoders of today: a prior on the code, a codebook instead of it, or most of the input hidden.

Each adds to reconstruction a term or an obstacle, and each has a way to train through what has no ordinary gradient: a draw, or a jump.
As far as the models are linear, everything can be held against a closed form.
"""

from collections.abc import Iterator
from functools import partial
from typing import Annotated

import numpy as np

from dl_quiz.stage import Ask, Check, Plot, Range, Say, Show, Step, T, at_most, differ, equal, less, more

from .kernels import vae
from .kernels.autoencoder import gaussian_kl, principal_axes
from .kernels.shapes import Array
from .kernels.training import train

VARIANCES = np.array([9.0, 4.0, 1.5, 0.3, 0.1, 0.04])
"""Of the cloud that is coded: along randomly turned axes."""


def _log_normal(x: Array, mean: float, deviation: float) -> Array:
    return -(((x - mean) / deviation) ** 2) / 2 - np.log(deviation) - np.log(2 * np.pi) / 2


def bound(
    rng: np.random.Generator,
    *,
    x: Annotated[float, Range(0.5, 3), "the number that was observed"] = 1.5,
    noise: Annotated[float, Range(0.2, 2), "deviation s of the decoder's noise"] = 0.5,
) -> Iterator[Step]:
    """How far the ELBO lies below ln p(x)."""
    yield Say(
        "The smallest VAE: a code z from N(0, 1), and x from N(z, {noise:g}²). So x is N(0, 1 + s²), and for x = {x:g} everything is known: "
        "ln p(x), and the true posterior of z."
    )
    evidence = float(_log_normal(np.float64(x), 0.0, np.sqrt(1 + noise**2)))
    posterior = x / (1 + noise**2), noise / np.sqrt(1 + noise**2)
    answers = {
        T("the prior"): (0.0, 1.0),
        T("the posterior"): posterior,
        T("too sure"): (posterior[0], posterior[1] / 2),
        T("off the mark"): (posterior[0] + 1, posterior[1]),
    }
    elbos = np.array([_elbo(x, noise, *answer) for answer in answers.values()])
    divergence = partial(_quadrature_kl, np.linspace(-12, 12, 48001))
    gaps = np.array([divergence(answer, posterior) for answer in answers.values()])
    yield Ask("The encoder answers with the true posterior. How far below ln p(x) is the ELBO? (two decimals)", 0.0, within=0.01)
    columns = {
        "μ": [m for m, _ in answers.values()],
        "σ": [s for _, s in answers.values()],
        "ELBO": elbos,
        T("gap"): np.round(evidence - elbos, 9) + 0.0,
    }
    yield Show(T("Four answers of an encoder; the gap to ln p(x) = {evidence:.3f}", evidence=evidence), rows=list(answers), columns=columns)
    yield Check(
        "gap-is-kl-to-posterior",
        "ln p(x) − ELBO = KL(q(z|x) ‖ p(z|x)), integrated on a grid, for all four answers",
        equal(evidence - elbos, gaps, within=1e-6),
    )
    yield Check("never-above-evidence", "the ELBO against ln p(x), four times", at_most(elbos, np.full(4, evidence), within=1e-9))
    sure = answers[T("too sure")]
    others = [divergence(posterior, sure), divergence(sure, (0.0, 1.0)), ((x - sure[0]) ** 2 + sure[1] ** 2) / (2 * noise**2)]
    yield Check(
        "gap-is-nothing-else",
        "for the answer that is too sure, the gap differs from KL(p(z|x) ‖ q), from the KL term and from the reconstruction term by at least",
        more(np.abs(evidence - elbos[2] - np.array(others)).min(), 0.01),
    )
    yield Say(
        "Raising the ELBO raises ln p(x) or brings the encoder's answer nearer to the true posterior. A large ELBO cannot come from anything else, "
        "since the gap is a divergence and never negative."
    )


def _elbo(x: float, noise: float, mean: float, deviation: float) -> float:
    """ELBO at x, other than 0, of the VAE with p(z) = N(0, 1), p(x|z) = N(z, s²), when the encoder answers N(μ, σ²)."""
    return -vae.linear_vae_loss([[mean / x]], [[1.0]], [np.log(deviation)], [[x]], noise)[0]


def _quadrature_kl(grid: Array, one: tuple[float, float], other: tuple[float, float]) -> float:
    """KL(N(μ, σ²) ‖ N(μ′, σ′²)) of two pairs (μ, σ), summed over a fine grid."""
    log_one, log_other = _log_normal(grid, *one), _log_normal(grid, *other)
    return float((np.exp(log_one) * (log_one - log_other)).sum() * (grid[1] - grid[0]))


def prior(
    rng: np.random.Generator,
    *,
    mean: Annotated[float, Range(-3, 3), "μ that the encoder answers"] = 1.0,
    deviation: Annotated[float, Range(0.1, 3), "σ that the encoder answers"] = 0.5,
    draws: Annotated[int, Range(1000, 100000), "draws"] = 20000,
) -> Iterator[Step]:
    """What a variational autoencoder adds: a price on each code number."""
    yield Say(
        "The encoder of a VAE answers with a distribution, here N({mean:g}, {deviation:g}²), and pays its KL divergence from N(0, 1)."
    )
    exact = gaussian_kl(mean, deviation)
    yield Ask("½(μ² + σ² − 1 − ln σ²): how many nats? (two decimals)", exact, within=0.01)
    epsilon = rng.normal(size=draws)
    code = mean + deviation * epsilon
    ratio = (code**2 - epsilon**2) / 2 - np.log(deviation)  # ln q(z) − ln p(z)
    yield Check(
        "kl-is-an-average",
        "mean of ln q(z) − ln p(z) over the draws = the formula",
        equal(ratio.mean(), exact, within=4 * ratio.std() / np.sqrt(draws) + 1e-12),
    )
    spread = np.linspace(0.1, 3, 59)
    price = [gaussian_kl(mean, value) for value in spread]
    yield Plot("The price against σ, at μ = {mean:g}", {"KL": (spread, price)}, x="σ")
    yield Say("It is least, 0, where σ = 1 and μ = 0, and there the code says nothing about x. To tell the inputs apart has its price.")


def collapse(
    rng: np.random.Generator, *, noise: Annotated[float, Range(0.7, 4), "deviation s of the decoder's noise"] = 0.8
) -> Iterator[Step]:
    """Posterior collapse: code numbers that are not worth their price."""
    turn, _ = np.linalg.qr(rng.normal(size=(6, 6)))
    data = rng.normal(size=(400, 6)) @ (np.sqrt(VARIANCES) * turn).T
    data = data - data.mean(axis=0)
    variances, axes = principal_axes(data)
    rates, lost = vae.linear_vae_rates(variances, noise), vae.collapsed_dimensions(variances, noise)
    yield Say(
        "400 points with 6 coordinates, a linear VAE with 6 code numbers. Its decoder adds noise of deviation s = {noise:g} to each coordinate, "
        "and each code number pays KL(N(μ, σ²) ‖ N(0, 1))."
    )
    rows = [f"λ{place}" for place in range(1, 7)]
    yield Show(T("Variance along the principal axes; s² = {square:.3g}", square=noise**2), rows=rows, columns={"λ": variances})
    yield Ask("How many of the 6 code numbers will say nothing?", float(lost))
    (encoder, decoder, log_deviations), losses = _fit(rng, data, noise)
    prices = ((data @ encoder.T) ** 2).mean(axis=0) / 2 + np.exp(2 * log_deviations) / 2 - 0.5 - log_deviations
    order = np.argsort(-prices)
    yield Plot("Mean negative ELBO in training", {"−ELBO": losses}, x=T("step"))
    columns = {"KL": np.round(prices[order], 9) + 0.0, "σ": np.exp(log_deviations[order]), "½ ln(λ/s²)": rates}
    yield Show("What each code number ends with, the dearest first", rows=[f"z{place}" for place in range(1, 7)], columns=columns)
    ratio = variances / noise**2
    apart = (np.abs(ratio - 1) > 0.3).all() and losses[-100] - losses[-1] < 1e-4
    close = T("training has not settled in 1500 steps, or a variance is so near s² that it is decided slowly")
    yield Check(
        "half-log-of-the-ratio",
        "mean KL of each code number = ½ ln(λ/s²) where λ > s², else 0; and so is their sum, the KL term",
        equal([*prices[order], prices.sum()], [*rates, rates.sum()], within=0.02).where(apart, close),
    )
    yield Check(
        "quiet-directions-collapse",
        "code numbers whose mean KL is below 0.01 nats = directions with λ ≤ s²",
        equal(int((prices < 0.01).sum()), int((ratio <= 1).sum())).where(apart, close),
    )
    kept = order[: 6 - lost]
    directions = decoder[:, kept] / np.linalg.norm(decoder[:, kept], axis=0)
    yield Check(
        "axes-are-principal",
        "|cos| between the direction of each code number that is left and its own principal axis; least one",
        more(np.abs((directions * axes[: 6 - lost].T).sum(axis=0)).min(initial=1.0), 0.99).where(apart, close),
    )
    yield Say(
        "A direction with λ ≤ s² is told apart from the decoder's noise too badly to pay for: its q(z|x) becomes the prior, for every x. "
        "The fault is not the training's: the best ELBO looks like that. Less noise in the decoder, or a smaller weight on KL, keeps it."
    )


def _fit(rng: np.random.Generator, data: Array, noise: float) -> tuple[list[Array], Array]:
    """Train a linear VAE with as many code numbers as coordinates: encoder, decoder and ln σ; and the losses."""
    size = data.shape[1]

    def gradients(parameters: list[Array], _: int) -> tuple[float, list[Array]]:
        loss, *slopes = vae.linear_vae_loss(*parameters, data, noise)
        return loss, slopes

    start = [0.1 * rng.normal(size=(size, size)), 0.1 * rng.normal(size=(size, size)), np.zeros(size)]
    return train(start, gradients, steps=1500, lr=0.02)


def draw(
    rng: np.random.Generator,
    *,
    mean: Annotated[float, Range(-10, 10), "μ that the encoder answers"] = 2.0,
    deviation: Annotated[float, Range(0.2, 5), "σ that the encoder answers"] = 1.0,
) -> Iterator[Step]:
    """Two ways to differentiate an average over draws."""
    epsilon = rng.normal(size=200_000)
    z = mean + deviation * epsilon
    yield Say(
        "z is drawn from N(μ, σ²), and E[f(z)] is to be differentiated for μ. The score function weights f(z) by ∂ ln q/∂μ = (z − μ)/σ² "
        "and needs no slope of f; the reparametrised z = μ + σε lets f's own slope through."
    )
    yield Ask("f(z) = z. What is the variance of the reparametrised estimate, ∂(μ + σε)/∂μ?", 0.0, within=0.001)
    score = (z - mean) / deviation**2
    baseline = mean  # of E[f(z)] with f(z) = z: the best constant
    estimates = {
        T("score function"): z * score,
        T("score function, f − E f"): (z - baseline) * score,
        T("reparametrised"): np.ones_like(z),
    }
    means, spreads = (np.array([getattr(one, moment)() for one in estimates.values()]) for moment in ("mean", "var"))
    yield Show("f(z) = z: estimates of ∂E[z]/∂μ from one draw", rows=list(estimates), columns={T("mean"): means, T("variance"): spreads})
    errors = [4 * np.sqrt(spread / len(z)) + 1e-12 for spread in spreads]
    yield Check(
        "both-are-right",
        "mean of each estimate, less the true slope 1, in units of four standard errors",
        at_most(np.abs(means - 1) / errors, np.ones(3)),
    )
    theory = [vae.score_variance(mean, deviation), vae.score_variance(mean, deviation, baseline), 0.0]
    fourth = max(float(((one - one.mean()) ** 2).std()) for one in estimates.values())
    yield Check(
        "score-varies",
        "their variances = 2 + (μ/σ)², 2 and 0",
        equal(spreads, theory, within=4 * fourth / np.sqrt(len(z))),
    )
    squares = {T("score function"): (z**2 * score).var(), T("reparametrised"): (2 * z).var()}
    yield Show("f(z) = z²: variance of an estimate of ∂E[z²]/∂μ", rows=list(squares), columns={T("variance"): list(squares.values())})
    yield Check("path-varies-less", "f(z) = z²: reparametrised against score function", less(*[*squares.values()][::-1]))
    yield Say(
        "A baseline helps the score function, and leaves 2 here. In return it asks nothing of f: it works for discrete draws and for rewards, "
        "which have no slope, as in policy gradients. Both are without bias."
    )


def jump(
    rng: np.random.Generator,
    *,
    entries: Annotated[int, Range(2, 64), "entries of the codebook"] = 8,
    commitment: Annotated[float, Range(0.05, 2), "weight β of the commitment"] = 0.25,
) -> Iterator[Step]:
    """Straight through a codebook."""
    codes, codebook = rng.normal(size=(300, 2)), rng.normal(size=(entries, 2))
    chosen = vae.nearest_entry(codes, codebook)
    yield Say(
        "A VQ-VAE replaces each code by the nearest of {entries} entries of a codebook. Here 300 codes in the plane; "
        "the decoder wants each at a target of its own, and its loss is the squared distance of the entry from the target."
    )
    yield Plot("Codes and entries", {T("codes"): tuple(codes.T), T("entries"): tuple(codebook.T)}, kind="scatter", equal_axes=True)
    targets = rng.normal(size=codes.shape)

    def loss(places: Array) -> Array:
        return ((codebook[vae.nearest_entry(places, codebook)] - targets) ** 2).sum(axis=1)

    yield Ask("Move a code by a millionth. By how much does the loss of most of them change?", 0.0, within=1e-9)
    moved = loss(codes + 1e-6 * rng.normal(size=codes.shape))
    yield Check("flat-almost-everywhere", "share of codes whose loss a move of 10⁻⁶ changes", at_most(np.mean(moved != loss(codes)), 0.01))
    upstream = 2 * (codebook[chosen] - targets)
    d_codes, d_codebook = vae.quantise_backward(upstream, codes, codebook, commitment)
    pulled = commitment * 2 * (codes - codebook[chosen])
    yield Check(
        "decoder-gradient-is-copied",
        "what the codes receive, less the commitment's 2β(z − e) = the decoder's gradient at the entries",
        equal(d_codes - pulled, upstream, within=1e-12),
    )
    yield Check("not-the-true-gradient", "it is not the true slope, 0", differ(d_codes - pulled, np.zeros_like(codes), by=0.1))
    used = np.bincount(chosen, minlength=entries)
    means = np.array([codes[chosen == k].mean(axis=0) if used[k] else codebook[k] for k in range(entries)])
    halfway = np.divide(d_codebook, 2 * np.maximum(used, 1)[:, None])
    yield Check(
        "entries-move-to-their-codes",
        "each entry less its gradient / 2n = the mean of the n codes that chose it, whatever the decoder wants",
        equal(codebook - halfway, means, within=1e-9),
    )
    yield Say(
        "{unused} of {entries} entries were chosen by nobody, get no gradient and stay where they are: a dead entry. "
        "So codebooks are watched by their perplexity, and dead entries are set anew.",
        unused=int((used == 0).sum()),
        entries=entries,
    )


def hidden(
    rng: np.random.Generator,
    *,
    masked: Annotated[float, Range(0.25, 0.75), "share of the patches that is hidden"] = 0.75,
    likeness: Annotated[float, Range(0.5, 0.99), "correlation of neighbouring patches"] = 0.95,
) -> Iterator[Step]:
    """Masked autoencoding: guess what was hidden."""
    size, count = 32, 4000
    rows = np.empty((count, size))
    rows[:, 0] = rng.normal(size=count)
    for place in range(1, size):
        rows[:, place] = likeness * rows[:, place - 1] + np.sqrt(1 - likeness**2) * rng.normal(size=count)
    seen = np.sort(rng.permutation(size)[: size - int(masked * size)])
    unseen = np.setdiff1d(np.arange(size), seen)
    yield Say(
        "4000 rows of 32 patches, each one number here, neighbours with correlation {likeness:g}. {masked:.0%} of the patches are hidden; "
        "a linear model is trained to guess them from the others. The loss counts hidden patches only."
    )
    saving = (size / len(seen)) ** 2
    yield Ask(
        "The encoder sees the visible patches only. By what factor do the query–key scores of its attention shrink?",
        saving,
        within=0.01 * saving,
    )
    queries, fewer = rng.normal(size=(size, 4)), rng.normal(size=(len(seen), 4))
    yield Check(
        "scores-shrink-by-the-square",
        "query–key scores of all patches over those of the visible ones = 1/(1 − m)²",
        equal((queries @ queries.T).size / (fewer @ fewer.T).size, vae.attention_saving(1 - len(seen) / size), within=1e-9),
    )
    half = count // 2
    fitted = np.linalg.lstsq(rows[:half][:, seen], rows[:half][:, unseen], rcond=None)[0]
    errors = ((rows[half:][:, seen] @ fitted - rows[half:][:, unseen]) ** 2).mean(axis=0)
    distance = np.abs(unseen[:, None] - seen).min(axis=1)
    near, far = errors[distance == 1].mean(), errors[distance == distance.max()].mean()
    yield Plot("Squared error of each hidden patch, on new rows", {T("hidden"): (unseen, errors)}, kind="scatter", x=T("place"))
    yield Check(
        "context-tells",
        "mean squared error on new rows, of guesses from the visible patches and of the mean",
        less(errors.mean(), (rows[half:][:, unseen] ** 2).mean()),
    )
    yield Check(
        "far-from-context-is-harder",
        "error next to a visible patch, and farthest from any",
        less(near, far).where(distance.max() > 1, "every hidden patch has a visible neighbour"),
    )
    yield Say(
        "Images are redundant: with few patches hidden, neighbours give the answer away. Hiding three quarters leaves a task worth learning from, "
        "and an encoder that sees one quarter of the patches costs far less."
    )
