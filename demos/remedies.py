"""Remedies for overfitting: diagnose first, then measure each cure.

A small network meets forty noisy points. It memorises them, and we watch from outside: which figure gives it away first,
which lever helps, how much of a lever is too much, and which famous "remedies" only measure.
"""

from collections.abc import Iterator
from copy import deepcopy
from math import log
from statistics import NormalDist
from typing import Annotated, Any

import numpy as np

from dl_quiz.stage import Ask, Check, Plot, Range, Say, Show, Step, T, at_most, equal, less, more

from .kernels.activation import softmax
from .kernels.backprop import Layer, forward
from .kernels.crossval import cross_validate, k_folds
from .kernels.data import moons
from .kernels.loss import cross_entropy
from .kernels.norms import ridge
from .kernels.overfit import least_squares, polynomial_features, squared_error
from .kernels.remedies import calibration_error, early_stopping, ensemble_variance, fit_classifier, fit_temperature
from .kernels.shapes import Array

STRENGTHS = (1e-6, 0.03, 0.1, 0.3, 1.0, 3.0)
OVERLAP = T("pinned for moons that overlap: a spread of at least 0.3")


def _judge(layers: list[Layer], x: Array, labels: Array) -> tuple[float, float]:
    """Cross-entropy and accuracy."""
    logits, _ = forward(layers, x)
    return cross_entropy(logits, labels), float((logits.argmax(axis=1) == labels).mean())


def _size(layers: list[Layer]) -> int:
    return sum(weight.size + bias.size for weight, bias in layers)


def diagnose(
    rng: np.random.Generator,
    *,
    samples: Annotated[int, Range(20, 80), "training points"] = 40,
    noise: Annotated[float, Range(0.1, 0.5), "spread of the two moons"] = 0.3,
) -> Iterator[Step]:
    """The curves: loss gives it away, accuracy hides it."""
    points, fresh = moons(rng, samples, noise), moons(rng, 500, noise)
    history = fit_classifier(rng, *points)
    steps = list(range(0, len(history), 10))
    training, validation = (np.array([_judge(history[step], *judged) for step in steps]) for judged in (points, fresh))
    best = int(validation[:, 0].argmin())
    growth, grown = validation[-1, 0] / validation[best, 0], (1 - validation[-1, 1]) / max(1 - validation[best, 1], 1e-9)
    yield Say(
        "A network with {size} parameters trains on {samples} points of two overlapping moons. 500 other points are for validation.",
        size=_size(history[0]),
    )
    yield Plot(
        "Cross-entropy while training", {T("train"): (steps, training[:, 0]), T("validation"): (steps, validation[:, 0])}, x=T("step")
    )
    question = T(
        "From step {best} to the end the validation loss grows {growth:.1f}-fold. By what factor does the share of mistakes grow?",
        best=steps[best],
        growth=growth,
    )
    yield Ask(question, int(np.searchsorted([0.5, 2.0], grown, "right")), options=[T("less than ½"), T("between ½ and 2"), T("2 or more")])
    shown = [best, len(steps) - 1]
    answers = [_confidence(forward(history[steps[at]], fresh[0])[0], fresh[1]) for at in shown]
    errors = [calibration_error(sure, right) for sure, right in answers]
    surer = [0.0 if right.all() else float(sure[~right].mean()) for sure, right in answers]
    yield Show(
        "Lowest validation loss, and the end (ECE: expected calibration error)",
        rows=[T("step {step}", step=steps[best]), T("end")],
        columns={T("train"): training[shown, 0], T("valid."): validation[shown, 0], T("acc."): validation[shown, 1], "ECE": errors},
    )
    yield Check(
        "gap-opens",
        "From the lowest validation loss to the end: the training loss goes on falling, while the validation loss rises",
        less([training[-1, 0], validation[best, 0]], [training[best, 0], validation[-1, 0]]).where(noise >= 0.3, OVERLAP),
    )
    yield Check(
        "loss-grows-faster-than-mistakes",
        "From the best step to the end, the validation loss grows by a larger factor than the share of mistakes",
        more(growth, grown).where(noise >= 0.3, OVERLAP),
    )
    yield Check(
        "surer-of-what-is-wrong",
        "Mean confidence in the wrong answers, at the end against at the best step: the network grows surer of what it gets wrong",
        more(surer[1], surer[0]).where(noise >= 0.3, OVERLAP),
    )


def _confidence(logits: Array, labels: Array) -> tuple[Array, Array]:
    """Probability given to each answer, and whether the answer is right."""
    return softmax(logits).max(axis=1), logits.argmax(axis=1) == labels


def calibrate(
    rng: np.random.Generator,
    *,
    held: Annotated[int, Range(200, 1000), "held-out points"] = 500,
    noise: Annotated[float, Range(0.3, 0.5), "spread of the two moons"] = 0.3,
) -> Iterator[Step]:
    """Temperature scaling: as sure as it is right."""
    yield Say(
        "Overfitted networks are surer than they are right. Divide the logits by one number T, the temperature that gives "
        "the lowest cross-entropy on {held} held-out points. No weight changes."
    )
    yield Ask("What happens to the accuracy on new points?", 1, options=[T("it rises"), T("it stays"), T("it falls")])
    plain, softened, sharpened = np.median([_at_temperatures(rng, held, noise) for _ in range(5)], axis=0)
    rows = {T("as trained"): plain, T("held-out T"): softened, T("training T"): sharpened}
    yield Show("Five networks, each on 1000 new points: medians", rows=rows, columns=["T", T("loss"), T("says"), T("acc."), "ECE"])
    yield Check(
        "no-answer-changes", "Accuracy on new points, with either T = as trained", equal([softened[3], sharpened[3]], [plain[3]] * 2)
    )
    yield Check(
        "held-out-temperature-calibrates",
        "With the T of the held-out points, against as trained: cross-entropy on new points, and expected calibration error",
        less(softened[[1, 4]], plain[[1, 4]]),
    )
    yield Check(
        "training-points-ask-for-more",
        "T fitted on training points < 1 < T fitted on held-out points: the points that it memorised make it surer still",
        less([sharpened[0], 1.0], [1.0, softened[0]]),
    )


def _at_temperatures(rng: np.random.Generator, held: int, noise: float) -> Array:
    """T, cross-entropy, confidence, accuracy and calibration error on new points: as trained, with the held-out T, with the training T."""
    points, kept, fresh = (moons(rng, count, noise) for count in (40, held, 1000))
    layers = fit_classifier(rng, *points)[-1]
    logits, rows = forward(layers, fresh[0])[0], []
    for t in (1.0, *(fit_temperature(forward(layers, x)[0], labels) for x, labels in (kept, points))):
        said = _confidence(logits / t, fresh[1])
        rows.append([t, cross_entropy(logits / t, fresh[1]), *np.mean(said, axis=1), calibration_error(*said)])
    return np.array(rows)


def table(
    rng: np.random.Generator,
    *,
    samples: Annotated[int, Range(20, 60), "training points"] = 40,
    noise: Annotated[float, Range(0.1, 0.5), "spread of the two moons"] = 0.3,
) -> Iterator[Step]:
    """The remedy table: same data, one change at a time."""
    points, extra, held, fresh = (moons(rng, count, noise) for count in (samples, 3 * samples, samples, 1000))
    remedies: dict[T | str, dict[str, Any]] = {
        T("nothing"): {},
        T("narrow (3)"): {"width": 3},
        "L2": {"l2": 0.01},
        T("jitter"): {"jitter": 0.3},
        "dropout": {"rate": 0.5},
        T("soft labels"): {"smoothing": 0.2},
    }
    yield Say(
        "Six trainings on the same {samples} points, and the same network except where it says narrow. Then two more "
        "ways: stop early, and add data."
    )
    yield Ask("How many of these levers make the network itself smaller?", 1)
    histories = {name: fit_classifier(rng, *points, **remedy) for name, remedy in remedies.items()}
    finals = {name: history[-1] for name, history in histories.items()}
    untreated = histories[T("nothing")]
    curve = [_judge(layers, *held)[0] for layers in untreated[::5]]
    finals[T("early stop")] = untreated[5 * (early_stopping(curve, patience=5)[1] - 1)]
    finals[T("4 × data")] = fit_classifier(rng, *map(np.concatenate, zip(points, extra, strict=True)))[-1]
    scores = {name: (_judge(layers, *points)[0], *_judge(layers, *fresh)) for name, layers in finals.items()}
    loss = {name: score[1] for name, score in scores.items()}
    sizes = [_size(layers) for layers in finals.values()]
    yield Show(
        "Cross-entropy and accuracy on the first training points and on 1000 new ones",
        rows=scores,
        columns=[T("train"), T("new"), T("acc.")],
        mark=[(int(np.argmin(list(loss.values()))), 1)],
    )
    yield Check(
        "only-one-shrinks-the-network",
        "As many parameters as untreated: with L2, jitter, dropout, soft labels, early stop, more data; fewer in the narrow network",
        equal([size == sizes[0] for size in sizes], [True, False] + [True] * 6),
    )
    yield Check(
        "early-stop-helps-without-touching-the-model",
        "The same training, cut short, predicts better than run to its end",
        less(loss[T("early stop")], loss[T("nothing")]).where(noise >= 0.3, OVERLAP),
    )
    yield Say("The order of the others changes with the seed (try --seed 1, 2, 3): that is why remedies are measured, not recited.")


def earlystop(
    rng: np.random.Generator,
    *,
    patience: Annotated[int, Range(1, 50), "epochs to wait for an improvement"] = 8,
    held: Annotated[int, Range(20, 200), "validation points"] = 40,
) -> Iterator[Step]:
    """Early stopping: wait a while, then go back to the best."""
    worked = [0.9, 0.7, 0.75, 0.6, 0.62, 0.61, 0.63]
    yield Say("Seven epochs by hand. The loss rises at epoch 3, and falls to its lowest at epoch 4.")
    yield Show("Validation loss", worked, columns=[str(epoch) for epoch in range(1, 8)], digits=2, mark=[(0, 3)])
    yield Check(
        "first-rise-stops-too-soon",
        "Stopping at the first rise ends at epoch 3 with the weights of epoch 2",
        equal(early_stopping(worked, 1), [3, 2]),
    )
    yield Check(
        "patience-three-finds-the-lowest",
        "Patience 3 waits through epochs 5, 6 and 7, and brings back epoch 4",
        equal(early_stopping(worked, 3), [7, 4]),
    )
    points, judged, fresh = (moons(rng, count) for count in (40, held, 1000))
    history = fit_classifier(rng, *points, rate=0.5, steps=181, lr=0.01)[3::3]  # after each of 60 epochs of 3 steps
    curve = [_judge(layers, *judged)[0] for layers in history]
    yield Say("Now a real training, with dropout: its masks are drawn at random, so the validation curve has small bumps.")
    yield Plot("Validation loss by epoch", {T("validation"): (range(1, len(curve) + 1), curve)}, x=T("epoch"))
    yield Ask(
        "“Stop when validation gets worse” is patience 1. Look at the small bumps: when does it stop here?",
        int(np.searchsorted([len(curve) / 4, len(curve) / 2], early_stopping(curve, 1)[0])),
        options=[T("in the first quarter of the epochs"), T("in the second quarter"), T("in the second half")],
    )
    hasty, (stopped, best) = early_stopping(curve, 1), early_stopping(curve, patience)
    found = {T("first rise"): hasty, T("patience {patience}"): (stopped, best), T("never"): (len(curve), len(curve))}
    yield Show(
        "Where each rule stops, what it restores, and the loss on 1000 test points",
        rows={name: [stop, back, curve[back - 1], _judge(history[back - 1], *fresh)[0]] for name, (stop, back) in found.items()},
        columns=[T("stop"), T("best"), T("valid."), T("test")],
    )
    restored = curve[best - 1]
    yield Check(
        "patience-never-restores-worse",
        "Validation loss restored with patience, against that restored at the first rise: waiting never loses",
        at_most(restored, curve[hasty[1] - 1]),
    )
    yield Check(
        "restoring-beats-the-last-epoch",
        "The restored weights are at least as good on validation as those in hand when training stopped",
        at_most(restored, curve[stopped - 1]),
    )
    yield Check(
        "finds-the-best-of-what-it-saw",
        "What is restored is the minimum of the curve up to the stop",
        equal(restored, min(curve[:stopped])),
    )


def dose(
    rng: np.random.Generator,
    *,
    samples: Annotated[int, Range(20, 60), "training points"] = 40,
    strongest: Annotated[float, Range(0.5, 5.0), "largest L2 strength λ"] = 1.0,
) -> Iterator[Step]:
    """The dose: too much of a remedy is a disease too."""
    points, fresh = moons(rng, samples), moons(rng, 1000)
    strengths = [0.0, 0.01, 0.1, strongest]
    yield Say("The same network and points, with an L2 penalty that grows tenfold at a time.")
    yield Ask(
        "What test cross-entropy does λ = {strongest:g} end at? (Guessing both classes with ½ costs ln 2 = 0.693.)", 0.69, within=0.05
    )
    fits = [fit_classifier(deepcopy(rng), *points, l2=strength)[-1] for strength in strengths]  # all from the same initial weights
    training, test = ([_judge(layers, *judged)[0] for layers in fits] for judged in (points, fresh))
    rows, best = [f"λ = {strength:g}" for strength in strengths], int(np.argmin(test))
    yield Show("Cross-entropy by strength", rows=rows, columns={T("train"): training, T("test"): test}, mark=[(best, 1)])
    yield Check(
        "training-loss-pays",
        "Each stronger penalty costs training loss: the least rise from one to the next",
        more(np.diff(training).min(), 0.0, within=1e-4),  # the two strongest may both have arrived at ln 2
    )
    yield Check(
        "best-dose-is-in-between",
        "Best test loss of the doses between < that without a penalty, and that with the most",
        less([min(test[1:-1])] * 2, [test[0], test[-1]]),
    )
    yield Check(
        "overdose-forgets-everything",
        "The largest penalty leaves a network that answers ½ and ½",
        equal(test[-1], log(2), within=0.02),  # 150 steps of Adam do not bring the weights to zero exactly
    )


def cure(
    rng: np.random.Generator,
    *,
    samples: Annotated[int, Range(25, 60), "training points"] = 30,
    features: Annotated[int, Range(10, 20), "features"] = 20,
) -> Iterator[Step]:
    """Cross-validation is a thermometer, not a medicine."""
    truth = np.full(features, features**-0.5)
    x, y = _noisy_samples(rng, samples, truth)
    model = _penalised_fit(x, y, STRENGTHS[0])
    kept = model.copy()
    reports, errors = _readings(rng, x, y, truth)
    yield Say(
        "A linear model with {features} weights, hardly penalised, overfits {samples} noisy samples. Its squared "
        "error is {training_error:.3f} on them, and {error:.3f} on new ones.",
        training_error=float(squared_error(x @ model, y)),
        error=errors[0],
    )
    yield Ask(
        "Now we run 5-fold cross-validation on the same data. What is the model's error on new samples afterwards?", errors[0], within=0.01
    )
    yield Check(
        "weights-are-untouched",
        "After thirty trainings on parts of its data, the model and a refit of it are the same to the last bit",
        equal(np.stack([model, _penalised_fit(x, y, STRENGTHS[0])]), np.stack([kept, kept])),
    )
    yield Say(
        "It did measure something: how models with each strength of penalty do on samples that they have not seen. "
        "Such a reading can be acted upon."
    )
    yield Show(
        "What cross-validation reads, and the truth",
        rows=[f"λ = {strength:g}" for strength in STRENGTHS],
        columns={"CV": reports, T("new"): errors},
        mark=[(int(np.argmin(reports)), 0)],
    )
    pairs = []
    for _ in range(20):
        reports, errors = _readings(rng, *_noisy_samples(rng, samples, truth), truth)
        pairs.append([errors[int(np.argmin(reports))], errors[0]])
    yield Check(
        "acting-on-the-reading-helps",
        "Error on new samples, on average over twenty such data sets: with the penalty that it picks, against hardly any",
        less(*np.mean(pairs, axis=0)).where(samples <= 1.75 * features, "with many samples a feature there is little overfitting to treat"),
    )
    yield Say("The medicine was the penalty. Cross-validation only told us the dose.")


def _noisy_samples(rng: np.random.Generator, samples: int, truth: Array) -> tuple[Array, Array]:
    x = rng.normal(size=(samples, len(truth)))
    return x, x @ truth + rng.normal(size=samples)


def _penalised_fit(x: Array, y: Array, strength: float) -> Array:
    """Weights that minimise the mean squared error + λ‖w‖²."""
    return ridge(x, y, len(y) * strength)


def _readings(rng: np.random.Generator, x: Array, y: Array, truth: Array) -> tuple[list[float], list[float]]:
    """For each strength, what 5-fold cross-validation reads, and the error on new samples: exact for inputs and noise of unit variance."""
    folds = k_folds(len(y), 5, rng)

    def held_out(strength: float) -> Array:
        return cross_validate(lambda train_x, train_y, new_x: new_x @ _penalised_fit(train_x, train_y, strength), x, y, folds)

    errors = [float(((_penalised_fit(x, y, strength) - truth) ** 2).sum() + 1) for strength in STRENGTHS]
    return [float(squared_error(held_out(strength), y)) for strength in STRENGTHS], errors


def curve(
    rng: np.random.Generator,
    *,
    noise: Annotated[float, Range(0.1, 0.5), "standard deviation of the targets' noise"] = 0.3,
    degree: Annotated[int, Range(7, 11), "degree of the large model"] = 9,
) -> Iterator[Step]:
    """More data or a larger model? Read the learning curve."""
    sizes = [20, 40, 80, 160, 320]
    small, large = (np.array([_learning(rng, d, n, noise) for n in sizes]) for d in (1, degree))
    yield Say("sin(πx) with noise, a straight line and a polynomial of degree {degree}; we train both on more and more points.")
    yield Ask(
        "Both have a test error that is too high at n = 20. Which one will sixteen times the data help?",
        1,
        options=[T("the line"), T("the polynomial")],
    )
    for name, scores in {T("line"): small, T("degree {degree}"): large}.items():
        yield Show(T("{model}: mean squared error", model=name), scores, rows=[f"n = {n}" for n in sizes], columns=[T("train"), T("test")])
    yield Check(
        "data-does-not-help-the-line",
        "With the most data: the line's test error in multiples of that with the fewest, and its training error ÷ its test error: both met, high",
        more([small[-1, 1] / small[0, 1], small[-1, 0] / small[-1, 1]], [0.8, 0.9]),
    )
    yield Check(
        "data-closes-the-polynomials-gap",
        "The polynomial's gap between test and training error, with the most data, against a tenth of the first",
        less(large[-1, 1] - large[-1, 0], (large[0, 1] - large[0, 0]) / 10),
    )
    yield Check(
        "capacity-helps-the-line",
        "With the most data, the polynomial's test error < the line's; and the line's > four fifths of what it was with the fewest",
        less([large[-1, 1], 0.8 * small[0, 1]], [small[-1, 1], small[-1, 1]]),
    )
    jittered, fresh = (_learning(rng, degree, n, noise, copies)[1] for n, copies in ((20, 10), (200, 1)))
    yield Check(
        "copies-are-not-new-data",
        "The polynomial's test error: with 200 points < with ten jittered copies of each of 20 points < with the 20 points as they are",
        less([fresh, jittered], [jittered, large[0, 1]]).where(noise >= 0.3, "with little noise the jitter may do harm"),
    )


def _learning(rng: np.random.Generator, degree: int, samples: int, noise: float, copies: int = 1) -> Array:
    """Median training and test error of fifty polynomial fits; a median, because the mean is ruled by a few wild fits."""
    fresh = np.linspace(-1, 1, 101)
    errors = []
    for _ in range(50):
        x = rng.uniform(-1, 1, samples)
        y = np.repeat(np.sin(np.pi * x) + noise * rng.normal(size=samples), copies)
        moved = np.repeat(x, copies) + (0.1 * rng.normal(size=len(y)) if copies > 1 else 0.0)
        phi = polynomial_features(moved, degree)
        weights = least_squares(phi, y)
        test = squared_error(polynomial_features(fresh, degree) @ weights, np.sin(np.pi * fresh)) + noise**2
        errors.append((squared_error(phi @ weights, y), test))
    return np.median(errors, axis=0)


def drift(
    rng: np.random.Generator,
    *,
    shift: Annotated[float, Range(0.0, 3.0), "how far the deployed inputs have moved"] = 1.0,
    samples: Annotated[int, Range(1000, 20000), "points of each kind"] = 4000,
) -> Iterator[Step]:
    """It looks like overfitting, and is not: the world has moved."""
    yield Say("Two classes at −1 and +1 with unit noise; the rule “above the middle” is learned from thousands of points.")
    labels = rng.choice([-1.0, 1.0], size=(3, samples))
    x = labels + rng.normal(size=labels.shape)
    threshold = float((x[0][labels[0] > 0].mean() + x[0][labels[0] < 0].mean()) / 2)
    x[2] += shift
    accuracy = (np.sign(x - threshold) == labels).mean(axis=1)
    below = NormalDist().cdf
    kinds = [T("training"), T("validation"), T("deployed")]
    yield Ask("Training accuracy is about 84 %. Every deployed input has moved. Which accuracy shows it?", 2, options=kinds)
    yield Show("Accuracy of the one learned threshold", rows=kinds, columns={T("accuracy"): accuracy})
    yield Check(
        "the-gap-is-the-shift",
        "Training less validation accuracy, and validation less deployed, = 0, and Φ(1) − ½ [Φ(1 + s) + Φ(1 − s)], s being the shift of the inputs",
        # four standard errors: of a difference of two proportions, √½ / √n at most, and of the learned threshold, 0.4 / √n
        equal(-np.diff(accuracy), [0.0, below(1) - (below(1 + shift) + below(1 - shift)) / 2], within=4.5 / samples**0.5),
    )
    yield Say("No regulariser is made for this gap. Look for drift, leakage and wrong labels before you treat overfitting.")


def crowd(
    rng: np.random.Generator,
    *,
    correlation: Annotated[float, Range(0.0, 1.0), "correlation between two members' errors"] = 0.3,
    members: Annotated[int, Range(1, 50), "networks in the ensemble"] = 10,
) -> Iterator[Step]:
    """Ensembles average away what they do not share."""
    yield Say(
        "{members} networks predict the same number. Each errs with variance 1; a part ρ = {correlation:g} of that "
        "is common to all, because they saw the same data."
    )
    draws, limit = 20_000, ensemble_variance(1.0, correlation, 10**9)
    yield Ask("What variance remains, however many networks are averaged?", round(limit, 6), within=0.01)
    errors = correlation**0.5 * rng.normal(size=(draws, 1)) + (1 - correlation) ** 0.5 * rng.normal(size=(draws, members))
    counts = sorted({1, 2, 5, 10, 20, members} & set(range(members + 1)))
    measured, expected = np.array([(errors[:, :m].mean(axis=1).var(), ensemble_variance(1.0, correlation, m)) for m in counts]).T
    table = {T("measured"): measured, T("formula"): expected}
    yield Show("Variance of the mean prediction", rows=[f"M = {count}" for count in counts], columns=table)
    yield Check(
        "variance-of-the-mean",
        "Simulated variance ÷ (ρσ² + (1 − ρ)σ²/M)",
        equal(measured / expected, np.ones(len(counts)), within=4 * (2 / draws) ** 0.5),  # relative standard error of a normal variance
    )
    yield Say("Independent errors vanish like 1/M, shared ones stay. So members should differ: in initial weights, data or architecture.")
