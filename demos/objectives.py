"""Losses that train today's models: both directions of KL, a teacher at a temperature, a query among candidates, a preference, a text."""

from collections.abc import Iterator
from typing import Annotated

import numpy as np

from dl_quiz.stage import Ask, Check, Plot, Range, Say, Show, Step, T, differ, equal, less, more

from .kernels import objectives
from .kernels.activation import log_softmax, softmax
from .kernels.differences import central_difference, central_differences
from .kernels.shapes import Array


def direction(rng: np.random.Generator, *, apart: Annotated[float, Range(2, 4), "the modes of p lie at ± this"] = 3.0) -> Iterator[Step]:
    """Which way KL looks."""
    weights, means, deviations = np.array([0.6, 0.4]), np.array([-apart, apart]), np.array([0.5, 0.5])
    yield Say(
        "p has two modes, at −{apart:g} with weight 0.6 and at {apart:g} with weight 0.4, each of spread 0.5. Fit one normal q to it, by KL(p ‖ q) and by KL(q ‖ p)."
    )
    x = np.linspace(-12, 12, 961)
    p = sum(w * _normal(x, m, s) for w, m, s in zip(weights, means, deviations, strict=True))
    fits = {"KL(p ‖ q)": _nearest(x, p, apart, forward=True), "KL(q ‖ p)": _nearest(x, p, apart, forward=False)}
    wanted = objectives.moment_fit(weights, means, deviations)
    yield Ask("What deviation has the q that is nearest by KL(p ‖ q)? (one decimal)", wanted[1], within=0.06)
    yield Plot("p and the two fits", {"p": (x[::8], p[::8])} | {name: (x[::8], _normal(x, *fit)[::8]) for name, fit in fits.items()}, x="x")
    yield Show("The nearest normal, found on a grid", rows=fits, columns=["μ", "σ"])
    yield Check(
        "forward-covers", "KL(p ‖ q): the nearest q has the mean and the deviation of p", equal(fits["KL(p ‖ q)"], wanted, within=0.01)
    )
    yield Check("reverse-picks-a-mode", "KL(q ‖ p): the nearest q is the heavier mode", equal(fits["KL(q ‖ p)"], [-apart, 0.5], within=0.1))
    yield Say(
        "KL(p ‖ q) is dear where p is and q is not, so q covers everything: maximum likelihood. KL(q ‖ p) is dear where q is and p is not, "
        "so q stays inside one mode: variational inference, and the KL to a reference model in RLHF."
    )


def _normal(x: Array, mean: Array | float, deviation: Array | float) -> Array:
    return np.exp(-(((x - mean) / deviation) ** 2) / 2) / (deviation * np.sqrt(2 * np.pi))


def _nearest(x: Array, p: Array, apart: float, *, forward: bool) -> list[float]:
    """Mean and deviation of the normal q of least KL to p (`forward`: from p to q), by a grid and a finer one around its best point."""
    centre, spread, around = 0.0, 2.4, np.array([apart + 1, 2.1])
    for points in (41, 41):
        centres, spreads = (np.linspace(at - far, at + far, points) for at, far in zip((centre, spread), around, strict=True))
        log_q = -(((x - centres[:, None, None]) / spreads[:, None]) ** 2) / 2 - np.log(spreads[:, None] * np.sqrt(2 * np.pi))
        gap = np.log(p) - log_q
        divergences = ((p * gap) if forward else (-np.exp(log_q) * gap)).sum(axis=2)
        row, column = np.unravel_index(divergences.argmin(), divergences.shape)
        centre, spread, around = float(centres[row]), float(spreads[column]), around / 20
    return [centre, spread]


def distil(
    rng: np.random.Generator, *, temperature: Annotated[float, Range(1, 50), "temperature T of both softmaxes"] = 4.0
) -> Iterator[Step]:
    """A teacher at a temperature."""
    student, teacher = rng.normal(size=5), 2 * rng.normal(size=5)
    yield Say(
        "A student with logits z learns from a teacher with logits v: cross-entropy between softmax(v/T) and softmax(z/T), at T = {temperature:g}."
    )

    def loss(z: Array) -> float:
        return -float(softmax(teacher / temperature) @ log_softmax(z / temperature))

    plain, scaled = (objectives.distillation_gradient(student, teacher, temperature, times) for times in (False, True))
    yield Ask("T goes from 20 to 40. By what factor does the unscaled gradient change, roughly? (two decimals)", 0.25, within=0.05)
    yield Show("Gradient at the student's logits", rows=[T("as it is"), T("times T²")], data=[plain, scaled])
    yield Check(
        "gradient-by-difference",
        "central differences of the loss = (softmax(z/T) − softmax(v/T))/T",
        equal(central_differences(loss, student), plain, within=1e-8),
    )
    sizes = [
        [np.linalg.norm(objectives.distillation_gradient(student, teacher, t, times)) for t in (20.0, 40.0)] for times in (False, True)
    ]
    yield Check(
        "fades-as-the-square", "unscaled: length at T = 40 over length at T = 20 = 1/4", equal(sizes[0][1] / sizes[0][0], 0.25, within=0.04)
    )
    yield Check(
        "t-squared-holds-the-size",
        "times T²: length at T = 40 over length at T = 20 = 1",
        equal(sizes[1][1] / sizes[1][0], 1.0, within=0.15),
    )
    limit = (student - student.mean() - teacher + teacher.mean()) / 5
    yield Check(
        "hot-is-matching-logits",
        "times T², at T = 1000 = (z − v)/K, both centred",
        equal(objectives.distillation_gradient(student, teacher, 1000.0), limit, within=0.02),
    )
    yield Say(
        "So the soft loss is multiplied by T²: then its weight beside the hard labels' loss does not depend on the temperature that was chosen."
    )


def contrast(
    rng: np.random.Generator,
    *,
    temperature: Annotated[float, Range(0.05, 1), "temperature τ"] = 0.1,
    candidates: Annotated[int, Range(4, 1024), "candidates, the partner included"] = 256,
) -> Iterator[Step]:
    """One partner among many candidates."""
    similarities = np.concatenate([[0.8], rng.uniform(-0.5, 0.7, candidates - 1)])
    yield Say(
        "A query, its partner with cosine 0.8, and others with cosines from −0.5 to 0.7: InfoNCE is softmax cross-entropy over {candidates} cosines divided by τ."
    )
    chance = objectives.info_nce(np.zeros(candidates), temperature)
    yield Ask("All cosines equal: what is the loss? (two decimals)", float(np.log(candidates)), within=0.01)
    yield Check(
        "chance-is-ln-n", "all cosines equal: ln of the number of candidates, at any τ", equal(chance, np.log(candidates), within=1e-9)
    )
    pulls = central_differences(lambda s: objectives.info_nce(s, temperature), similarities)
    yield Check(
        "pull-is-softmax-over-tau",
        "slope in each other's cosine = its softmax share / τ",
        equal(pulls[1:], softmax(similarities / temperature)[1:] / temperature, within=1e-6),
    )
    shares = {f"τ = {tau:g}": _share_of_hardest(similarities, tau) for tau in (1.0, 0.3, 0.05)}
    yield Plot("Share of the push that the most similar tenth of the others gets", shares, kind="bars")
    yield Check("cold-looks-at-the-hardest", "that share at τ = 1, against that at τ = 0.05", less(shares["τ = 1"], shares["τ = 0.05"]))
    yield Say(
        "A small τ pushes nearly all at the most similar ones, false negatives among them; a large one at all alike. The mean of many pairs bounds mutual information by ln N from above."
    )


def _share_of_hardest(similarities: Array, temperature: float) -> float:
    shares = np.sort(softmax(similarities / temperature)[1:])[::-1]
    return float(shares[: max(1, len(shares) // 10)].sum() / shares.sum())


def preference(
    rng: np.random.Generator,
    *,
    beta: Annotated[float, Range(0.01, 1), "strength β of the tie to the reference"] = 0.1,
    ahead: Annotated[float, Range(-20, 20), "log-ratio of the chosen answer less that of the rejected one"] = -5.0,
) -> Iterator[Step]:
    """DPO: a preference as logistic regression."""
    yield Say(
        "DPO's loss of a pair is −log σ(β(r_w − r_l)), r = ln π(y)/π_ref(y) of the chosen and the rejected answer. No reward model, no sampling."
    )
    weight = objectives.dpo_weight(ahead, 0.0, beta)
    yield Ask("Before training π = π_ref. What is the size of the slope in r_w? (three decimals)", beta / 2, within=0.001)
    yield Check(
        "starts-at-half-beta",
        "size of the slope where π = π_ref = β/2",
        equal(objectives.dpo_weight(0.0, 0.0, beta), beta / 2, within=1e-12),
    )
    slopes = [
        central_difference(lambda r: np.logaddexp(0.0, -beta * (r - 0.0)), ahead),
        central_difference(lambda r: np.logaddexp(0.0, -beta * (ahead - r)), 0.0),
    ]
    yield Check(
        "slopes-by-difference",
        "slopes in r_w and r_l by central differences = ∓β σ(−β(r_w − r_l))",
        equal(slopes, [-weight, weight], within=1e-8),
    )
    grid = np.linspace(-60, 60, 121)
    yield Plot(
        "Pull against the lead of the chosen answer",
        {"β σ(−β·Δ)": (grid, np.array([objectives.dpo_weight(d, 0.0, beta) for d in grid]))},
        x="Δ",
    )
    wrong, right = objectives.dpo_weight(-10.0, 0.0, beta), objectives.dpo_weight(10.0, 0.0, beta)
    yield Check(
        "wrong-pairs-pull-harder", "pull of a pair that is 10 the wrong way, against one that is 10 the right way", more(wrong, right)
    )
    yield Say("Only the difference counts: the loss may fall while the chosen answer, too, becomes less likely than under the reference.")


def text(
    rng: np.random.Generator, *, ratio: Annotated[int, Range(1, 20), "how many times longer the second segment is"] = 9
) -> Iterator[Step]:
    """Perplexity is the exponential of a mean."""
    losses, tokens = np.array([4.0, 2.0]), np.array([100, 100 * ratio])
    yield Say("A text in two segments: 100 tokens with mean cross-entropy 4 nats, and {ratio} times as many with 2 nats.")
    whole = objectives.perplexity(losses, tokens)
    yield Ask("What is the perplexity of the whole? (one decimal)", whole, within=0.06)
    each = np.repeat(losses, tokens)
    yield Check(
        "exp-of-the-token-mean",
        "exp of the mean over all tokens",
        equal(whole, np.exp(each.mean()), within=1e-9 * whole),
    )
    yield Check(
        "not-a-mean-of-perplexities",
        "it is not the mean of both segments' perplexities, weighted by tokens",
        differ(whole, np.exp(each).mean(), by=0.01),
    )
    uniform = objectives.perplexity([np.log(50_000)], [1.0])
    yield Check(
        "uniform-has-the-vocabulary",
        "a model that gives 50,000 tokens the same probability: perplexity",
        equal(uniform, 50_000.0, within=1e-6),
    )
    yield Say(
        "Perplexities compare only over the same tokens: a coarser tokenizer has fewer tokens, and more nats on each. Bits a byte do not depend on it."
    )
