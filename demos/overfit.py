"""Overfitting: when fitting the sample better predicts the world worse.

Everything here is least squares, so that every claim has a formula beside it. The scenes climb from the textbook U-curve
to what it is made of (bias, variance, noise), to the three levers that set the gap (capacity, data, noise),
and to the place where the U-curve stops being true.
"""

from collections.abc import Iterator, Sequence
from typing import Annotated

import numpy as np

from dl_quiz.stage import Ask, Check, Plot, Range, Refusal, Say, Show, Step, T, at_most, equal, less, more

from .kernels import overfit
from .kernels.norms import ridge
from .kernels.overfit import least_squares, polynomial_features, squared_error
from .kernels.shapes import Array


def _wave(x: Array) -> Array:
    return np.sin(np.pi * x)


def _fitted(degree: int, x: Array, y: Array, places: Array) -> Array:
    """What the polynomial that fits y at x best says at other places."""
    return polynomial_features(places, degree) @ least_squares(polynomial_features(x, degree), y)


def ucurve(
    rng: np.random.Generator,
    *,
    samples: Annotated[int, Range(4, 24), "training points"] = 12,
    noise: Annotated[float, Range(0.0, 1.0), "standard deviation of the targets' noise"] = 0.3,
) -> Iterator[Step]:
    """The U-curve: one error falls, the other turns."""
    top = overfit.interpolating_degree(samples)
    degrees = sorted({0, 1, 2, 3, 5, 7, 9, top} & set(range(samples)))
    x, fresh = np.linspace(-1, 1, samples), np.linspace(-1, 1, 201)
    y = _wave(x)[:, None] + noise * rng.normal(size=(samples, 100))  # a hundred data sets; the first is drawn
    yield Say(
        "{samples} points of sin(πx), each with noise of standard deviation {noise:g}. We fit polynomials, from a "
        "constant up to degree {top}.",
        top=top,
    )
    fits = {T("degree {degree}", degree=d): (fresh, np.clip(_fitted(d, x, y[:, 0], fresh), -2, 2)) for d in (top, min(3, top))}
    yield Plot("Two fits to the same points, cut off at ±2", {**fits, T("points"): (x, y[:, 0])}, kind="scatter", x="x")
    train, test = _fit_table(degrees, x, y, fresh)
    order = [T("falls, then rises"), T("keeps falling"), T("keeps rising")]
    middle, best = np.median(test, axis=1), int(np.argmin(np.median(test, axis=1)))
    turns = 0 if 0 < best < len(degrees) - 1 else (1 if best else 2)
    yield Ask("The training error can only fall as the degree grows. What does the error at new places do?", turns, options=order)
    yield Show(
        "Median squared error over 100 data sets (new places are compared with the noiseless wave)",
        rows=[T("degree {degree}", degree=degree) for degree in degrees],
        columns={T("train"): np.median(train, axis=1), T("new"): middle},
        mark=[(best, 1)],
    )
    yield Check(
        "training-error-never-rises",
        "Each larger model contains the smaller one: largest rise of the training error from one to the next",
        at_most(np.diff(train, axis=0).max(), 0.0, within=1e-12),  # rounding of errors that are of order one
    )
    missed = float(_fit_table([top - 1], x, y, fresh)[0].min())
    yield Check(
        "interpolates",
        T(
            "Degree {top} has a coefficient for every point: its largest training error is 0, the smallest with one degree less is not",
            top=top,
        ),
        less([train[-1].max(), 1e-12], [1e-18, missed]).where(noise > 0, "without noise one degree less may do"),
    )
    pinned = noise >= 0.1 and 8 <= samples <= 20
    yield Check(
        "best-is-in-the-middle",
        "Error at new places: that of the model that memorises, in multiples of the best one's",
        more(middle[-1] / middle.min(), 2.0).where(pinned, "pinned for 8 to 20 points with noise of at least 0.1"),
    )
    yield Say("So is zero training error the disease? Give the same polynomial the same points without noise.")
    (clean_train,), (clean_test,) = (errors[0] for errors in _fit_table([top], x, _wave(x)[:, None], fresh))
    yield Show(T("Degree {top} on noiseless points", top=top), [f"{clean_train:.1e}", f"{clean_test:.1e}"], columns=[T("train"), T("new")])
    yield Check(
        "zero-training-error-can-be-harmless",
        "Same model, still zero training error, and now it predicts almost perfectly: the noise was what hurt",
        less(clean_test, 1e-4).where(samples >= 8, "fewer than 8 points are too few to pin the wave down"),
    )


def _fit_table(degrees: Sequence[int], x: Array, y: Array, fresh: Array) -> tuple[Array, Array]:
    """Training error, and error to the noiseless wave at fresh places, for each degree; y has one column a data set."""
    train, test = [], []
    for degree in degrees:
        phi = polynomial_features(x, degree)
        weights = least_squares(phi, y)
        train.append(squared_error(phi @ weights, y))
        test.append(squared_error(polynomial_features(fresh, degree) @ weights, _wave(fresh)[:, None]))
    return np.array(train), np.array(test)


def biasvar(
    rng: np.random.Generator,
    *,
    samples: Annotated[int, Range(10, 60), "training points"] = 15,
    noise: Annotated[float, Range(0.05, 1.0), "standard deviation of the targets' noise"] = 0.2,
    sets: Annotated[int, Range(50, 2000), "training sets to draw"] = 400,
) -> Iterator[Step]:
    """Bias and variance: wrong on average, or different every time."""
    degrees = [0, 1, 3, 5, 7]
    x, places = np.linspace(-1, 1, samples), np.linspace(-0.95, 0.95, 39)
    y = _wave(x)[:, None] + noise * rng.normal(size=(samples, sets))
    answers = np.array([2.0, 4.0, 3.0, 3.0])
    bias, variance = overfit.bias_variance(answers, np.array(2.5))
    yield Say("Train the same recipe on four data sets; at one point it says 2, 4, 3 and 3, where the truth is 2.5.")
    yield Show("Off by 0.5 on average; scattered by the rest", [float(bias), float(variance)], columns=[T("bias²"), T("variance")])
    by_hand = [(3 - 2.5) ** 2, ((answers - 3) ** 2).mean(), ((answers - 2.5) ** 2).mean()]
    yield Check(
        "sums-to-the-error",
        "Bias² = (3 − 2.5)², variance = the mean of (v − 3)², and their sum = the mean of (v − 2.5)²",
        equal([bias, variance, bias + variance], by_hand, within=1e-12),
    )
    yield Say("Now {sets} noisy copies of sin(πx). A constant is always wrong in the same way; a high degree follows each copy's noise.")
    measured = [overfit.bias_variance(_fitted(degree, x, y, places).T, _wave(places)) for degree in degrees]
    biases, variances = np.array([b.mean() for b, _ in measured]), np.array([v.mean() for _, v in measured])
    yield Show(
        "Averages over all places",
        rows=[T("degree {degree}", degree=degree) for degree in degrees],
        columns={T("bias²"): biases, T("variance"): variances, T("sum"): biases + variances},
        digits=4,
    )
    exact = np.array([_exact_bias_variance(x, places, degree, noise)[1] for degree in degrees])
    yield Check(
        "variance-matches-theory",
        "Each variance, divided by σ² · mean‖row of the hat matrix‖², which needs no simulation",
        # a variance over S draws has relative standard error √(2/S) at one place; averaging over places only helps
        equal(variances / exact, np.ones(len(degrees)), within=4 * (2 / sets) ** 0.5),
    )
    best = [int(np.argmin([sum(_exact_bias_variance(x, places, d, s)) for d in range(samples)])) for s in (noise, 2 * noise)]
    yield Ask(
        "Double the noise. Does the best degree become lower, or higher?",
        0 if best[1] < best[0] else 1 if best[1] == best[0] else 2,
        options=[T("lower"), T("the same"), T("higher")],
    )
    yield Check(
        "noise-moves-the-optimum-down",
        "Noise scales the variance and leaves the bias alone: the best degree with twice the noise, against that before",
        at_most(best[1], best[0]),
    )
    enlarged = {f"n = {n}": _exact_bias_variance(np.linspace(-1, 1, n), places, 1, noise) for n in (samples, 4 * samples)}
    yield Show("A straight line on four times the data", rows=enlarged, columns=[T("bias²"), T("variance")], digits=4)
    before, after = enlarged.values()  # bias² and variance of each
    yield Check(
        "more-data-cuts-variance-not-bias",
        "A line on four times the data: variance ÷ variance before < 1/3, bias² ÷ bias² before > 0.8, for it stays a line",
        less([after[1] / before[1], 0.8], [1 / 3, after[0] / before[0]]),
    )


def _exact_bias_variance(x: Array, places: Array, degree: int, noise: float) -> tuple[float, float]:
    """Bias² and variance, averaged over `places`, from the hat matrix H = Φ(x*) Φ(x)⁺: no simulation."""
    hat = polynomial_features(places, degree) @ np.linalg.pinv(polynomial_features(x, degree))
    bias = hat @ _wave(x) - _wave(places)
    return float((bias**2).mean()), float(noise**2 * (hat**2).sum(axis=1).mean())


def gap(
    rng: np.random.Generator,
    *,
    parameters: Annotated[int, Range(1, 20), "parameters of the linear model"] = 5,
    samples: Annotated[int, Range(20, 100), "training points"] = 40,
    noise: Annotated[float, Range(0.1, 2.0), "standard deviation of the targets' noise"] = 0.5,
) -> Iterator[Step]:
    """The gap has three levers: capacity, data, noise."""
    if 2 * parameters > samples:
        raise Refusal(
            "{parameters} parameters, doubled, exceed {samples} samples: the formula needs p ≤ n; ask for fewer parameters or more samples"
        )
    yield Say(
        "Least squares with p parameters absorbs the share p/n of the noise in its n targets. "
        "Measure its error on the training targets, then on fresh targets at the same inputs."
    )
    settings = {
        T("as given"): (parameters, samples, noise),
        T("2 × parameters"): (2 * parameters, samples, noise),
        T("2 × data"): (parameters, 2 * samples, noise),
        T("2 × noise"): (parameters, samples, 2 * noise),
    }
    yield Ask(
        "Doubling the parameters doubles the expected gap. What does doubling the noise's standard deviation do to it?", 4, within=0.01
    )
    gaps = [_gaps(rng, *setting) for setting in settings.values()]
    measured, errors = np.mean(gaps, axis=1), np.std(gaps, axis=1, ddof=1) / len(gaps[0]) ** 0.5
    expected = np.array([overfit.optimism(*setting) for setting in settings.values()])
    yield Show("Mean gap over 2000 data sets", rows=list(settings), columns={T("measured"): measured, "2pσ²/n": expected}, digits=4)
    yield Check(
        "gap-is-the-optimism",
        "Every measured gap less 2pσ²/n, in standard errors",
        equal((measured - expected) / errors, np.zeros(len(settings)), within=4.0),  # standard errors of the measured mean
    )
    yield Check(
        "data-narrows-the-gap-of-the-same-model",
        "Twice the data, the same model: the gap shrinks although not one parameter was removed",
        less(measured[2], measured[0]),
    )
    yield Say("So “the model is too complex” is a third of a diagnosis: too complex for this much data with this much noise.")


def _gaps(rng: np.random.Generator, parameters: int, samples: int, noise: float, sets: int = 2000) -> Array:
    """New minus training error of `sets` least-squares fits on one fixed design."""
    design = rng.normal(size=(samples, parameters))
    signal = (design @ np.ones(parameters))[:, None]
    y, fresh = (signal + noise * rng.normal(size=(samples, sets)) for _ in range(2))
    fitted = design @ least_squares(design, y)
    return squared_error(fitted, fresh) - squared_error(fitted, y)


def descent(
    rng: np.random.Generator,
    *,
    samples: Annotated[int, Range(30, 60), "training points n"] = 40,
    noise: Annotated[float, Range(0.0, 1.0), "standard deviation of the targets' noise"] = 0.3,
) -> Iterator[Step]:
    """Double descent: past the peak, more parameters help."""
    widths = sorted({max(2, round(samples * share)) for share in (0.05, 0.3, 0.9, 1.0, 1.1, 2.5, 5.0, 25.0)})
    peak = widths.index(samples)
    yield Say(
        "A network with one hidden layer of p random ReLU units; only its output weights are fitted, to n = {samples} noisy points. Beyond "
        "p = n infinitely many weights fit exactly, and least squares takes the smallest."
    )
    question = T(
        "From p = {samples} to p = {widest}, all models fit the training points exactly. What happens to the test error?", widest=widths[-1]
    )
    yield Ask(question, 1, options=[T("it grows with p"), T("it falls far"), T("it stays")])
    runs = np.array([[_random_feature_run(rng, p, samples, noise) for p in widths] for _ in range(9)])
    train, test, norm, smallest = np.median(runs, axis=0).T
    table = {T("train"): train, T("test"): test, "‖w‖": norm}
    yield Show("Medians of nine runs", rows=[f"p = {p}" for p in widths], columns=table, mark=[(peak, 1)])
    yield Plot("Test error against p/n", {T("test error"): (np.log10(np.array(widths) / samples), test)}, log=True, x="log10(p/n)")
    yield Check(
        "interpolates-past-the-threshold",
        "Every model with p ≥ n fits its training points exactly",
        equal(runs[:, peak:, 0].max(), 0.0, within=1e-12),  # at p = n the weights may reach 1e4, and rounding grows with them
    )
    yield Check(
        "falls-rises-peaks-falls",
        "Test error down the table: second row < first, second < third, third < that of p = n, last row < that of p = n",
        less(test[[1, 1, 2, -1]], test[[0, 2, peak, peak]]).where(noise <= 0.3, "with much noise it may rise from the start"),
    )
    yield Check(
        "peak-at-the-threshold",
        T("Test error at p = n, in multiples of that at p = {widest}", widest=widths[-1]),
        more(test[peak] / test[-1], 10.0).where(samples >= 40, "pinned from 40 points on"),
    )
    yield Check(
        "more-parameters-smaller-weights",
        "The widest model has smaller weights than the one at the threshold: counting parameters does not measure complexity",
        less(norm[-1], norm[peak]),
    )
    yield Check(
        "cause-is-a-tiny-singular-value",
        "Where in the table the smallest singular value of the (width-scaled) features is nearest to zero = the row of p = n, counted from 0: fitting noise divides by it",
        equal(np.argmin(smallest), peak),
    )
    yield Say("Past the peak more parameters help, but nothing promises that the second valley is the lower one.")


def _random_feature_run(rng: np.random.Generator, width: int, samples: int, noise: float, dimensions: int = 5) -> tuple[float, ...]:
    """Train MSE, test MSE, weight norm and smallest singular value of one random-feature regression."""
    x, fresh = rng.normal(size=(samples, dimensions)), rng.normal(size=(300, dimensions))
    teacher = np.ones(dimensions) / dimensions**0.5
    y = np.tanh(x @ teacher) + noise * rng.normal(size=samples)
    directions = rng.normal(size=(width, dimensions)) / width**0.5  # so that a unit's output does not grow with the width
    phi = overfit.relu_features(x, directions)
    weights = least_squares(phi, y)
    train = squared_error(phi @ weights, y)
    test = squared_error(overfit.relu_features(fresh, directions) @ weights, np.tanh(fresh @ teacher))
    return float(train), float(test), float(np.linalg.norm(weights)), float(np.linalg.svd(phi, compute_uv=False)[-1])


def spike(
    rng: np.random.Generator,
    *,
    samples: Annotated[int, Range(20, 40), "training points n"] = 30,
    noise: Annotated[float, Range(0.0, 1.0), "standard deviation of the targets' noise"] = 0.5,
) -> Iterator[Step]:
    """The peak on paper: an exact formula for double descent."""
    total = 10 * samples
    yield Say(
        "D = {total} independent Gaussian features matter equally. Least squares sees only p of them, and n = "
        "{samples} samples. For this model the expected test error is known exactly.",
        total=total,
    )
    yield Say("Let r be what the p features leave unexplained, noise included. Below the threshold the error is r · (1 + p/(n − p − 1)).")
    widths = [samples // 4, samples // 2, samples * 2 // 3, samples * 3 // 2, samples * 2, samples * 4, total]
    exact = [overfit.weak_feature_risk(p, samples, total, 1.0, noise) for p in widths]
    risks = np.array([_weak_feature_risks(rng, p, samples, total, noise) for p in widths])
    mean, error = risks.mean(axis=1), risks.std(axis=1, ddof=1) / risks.shape[1] ** 0.5
    table = {T("formula"): exact, T("measured"): mean}
    yield Show("Expected test error, by formula and by 150 fits", rows=[f"p = {p}" for p in widths], columns=table)
    curve = [overfit.weak_feature_risk(p, samples, total, 1.0, noise) for p in range(total + 1)]
    yield Plot("The formula for every p", {T("test error"): curve}, log=True, x="p")
    yield Check(
        "formula-matches-simulation",
        "Simulation less formula, in standard errors, on both sides of the peak",
        equal((mean - exact) / error, np.zeros(len(widths)), within=5.0),  # standard errors; near the peak the risk has a heavy tail
    )
    yield Check(
        "second-valley-is-lower",
        "Here all features used (p = D) beat every model below the threshold",
        less(curve[-1], min(curve[: samples - 1])).where(noise <= 0.5, "with much noise the first valley may be the lower one"),
    )


def _weak_feature_risks(rng: np.random.Generator, features: int, samples: int, total: int, noise: float, fits: int = 150) -> Array:
    """Exact test error of each of `fits` least-squares fits, given its weights: ‖w − w*‖² over all features, plus noise²."""
    truth = np.full(features, total**-0.5)
    x = rng.normal(size=(fits, samples, features))
    hidden = np.sqrt(1 - features / total + noise**2)  # the unseen features act as noise, being independent of the seen
    y = x @ truth + hidden * rng.normal(size=(fits, samples))
    weights = (np.linalg.pinv(x) @ y[:, :, None])[:, :, 0]
    risks: Array = ((weights - truth) ** 2).sum(axis=1) + hidden**2
    return risks


def labelnoise(
    rng: np.random.Generator,
    *,
    samples: Annotated[int, Range(50, 150), "training points"] = 100,
    width: Annotated[int, Range(300, 800), "random ReLU units"] = 500,
) -> Iterator[Step]:
    """Memorising coin flips: zero training error says nothing."""
    rates = [0.0, 0.1, 0.2, 0.3, 0.4, 0.5]
    yield Say(
        "Two Gaussian clouds in twenty dimensions, {samples} points, {width} random ReLU units. We flip each "
        "training label with some probability and fit the ±1 exactly."
    )
    yield Ask("From which flip rate on does the training accuracy fall below 100 %?", 2, options=["20 %", "50 %", T("from none")])
    train, test = _flipped_accuracy(rng, samples, width, rates)
    yield Show(
        "Mean accuracy over 100 draws of flips; tested on true labels",
        rows=[f"{rate:.0%}" for rate in rates],
        columns={T("train"): train.mean(axis=1), T("test"): test.mean(axis=1)},
    )
    yield Check("memorises-any-labels", "Training accuracy is 100 % at every rate, even for pure coin flips", equal(train.min(), 1.0))
    yield Check(
        "interpolation-can-generalise",
        "New points that are right, at a training accuracy of 100 % throughout: > 0.8 with clean labels, < 0.6 with coin flips",
        less([0.8, test[-1].mean()], [test[0, 0], 0.6]),
    )
    yield Check(
        "noise-widens-the-gap",
        "Flipping a fifth of the labels costs test accuracy, with the model and n unchanged",
        less(test[2].mean(), test[0, 0]),
    )
    yield Check(
        "coin-flips-teach-nothing",
        "Trained on coin flips it guesses: test accuracy is one half",
        # exactly: least squares is linear in its targets, so opposite flips give accuracies a and 1 − a
        equal(test[-1].mean(), 0.5, within=float(4 * test[-1].std(ddof=1) / test.shape[1] ** 0.5)),
    )


def _flipped_accuracy(rng: np.random.Generator, samples: int, width: int, rates: Sequence[float], draws: int = 100) -> tuple[Array, Array]:
    """Training and test accuracy, one row a flip rate and one column a draw of flips, of an interpolating random-feature classifier."""
    directions = rng.normal(size=(width, 20))
    truth, truth_fresh = (rng.choice([-1.0, 1.0], size=(points, 1)) for points in (samples, 1000))
    phi, phi_fresh = (overfit.relu_features(0.5 * label + rng.normal(size=(len(label), 20)), directions) for label in (truth, truth_fresh))
    train, test = [], []
    for rate in rates:
        labels = truth * np.where(rng.random((samples, draws)) < rate, -1.0, 1.0)
        weights = least_squares(phi, labels)
        train.append((np.sign(phi @ weights) == labels).mean(axis=0))
        test.append((np.sign(phi_fresh @ weights) == truth_fresh).mean(axis=0))
    return np.array(train), np.array(test)


def repeats(
    rng: np.random.Generator,
    *,
    fewest: Annotated[int, Range(12, 24), "examples that are met 64 times"] = 16,
    noise: Annotated[float, Range(0.3, 1.0), "standard deviation of the targets' noise"] = 0.5,
) -> Iterator[Step]:
    """The same data again: few passes cost little, many cost much."""
    passes, steps, truth = [1, 4, 16, 64], 64 * fewest, np.full(10, 10**-0.5)
    x = rng.normal(size=(64, steps, len(truth)))  # 64 runs
    y = x @ truth + noise * rng.normal(size=x.shape[:2])
    errors, fits = overfit.sgd_passes(x, y, passes, lr=0.02)
    yield Say(
        "64 · {fewest} steps of SGD on a linear model of 10 weights, one example a step: all of them different, or fewer examples "
        "in several passes. A language model in small: this shows the shape, not its numbers."
    )
    risks = ((fits - truth) ** 2).sum(axis=2) + noise**2
    last = np.array([one[:, -(steps // each) :].mean() for one, each in zip(errors, passes, strict=True)])
    test = risks.mean(axis=1)
    yield Ask("A quarter of the examples, four passes: how many times the error of one pass?", test[1] / test[0], within=0.1)
    rows = [T("{passes} × {unique}", passes=each, unique=steps // each) for each in passes]
    yield Show("Error by passes × examples", rows=rows, columns={T("last pass"): last, T("new data"): test})
    late = errors[0, :, -steps // 4 :].mean(axis=1)
    yield Check(
        "first-pass-is-a-test",
        "One pass: the error on each example just before it is learnt (mean of the last quarter) = the error on new examples",
        equal(late.mean(), test[0], within=4 * float((late.var() + risks[0].var()) / len(late)) ** 0.5),
    )
    yield Check("few-passes-cost-little", "Four passes: error on new examples ÷ that of one pass", less(test[1] / test[0], 1.1))
    yield Check(
        "many-passes-overfit",
        "64 passes: the error in the last one < σ², the error of the truth; on new examples more than 1.5 times the error of one pass",
        less([last[3], 1.5], [noise**2, test[3] / test[0]]),
    )


def canary(
    rng: np.random.Generator,
    *,
    copies: Annotated[int, Range(8, 64), "how often the odd example stands in the data"] = 16,
    width: Annotated[int, Range(100, 200), "random ReLU units of the larger model"] = 150,
) -> Iterator[Step]:
    """A secret in the data: learnt by heart, and no test error tells."""
    yield Say(
        "Ridge regression on 300 examples, by {width} random ReLU units and by a fifth of them. One unusual example is added, once or "
        "{copies} times: its target lies 1 above what the model says there. How far does the model follow it?"
    )
    data = [scale * rng.normal(size=(count, 20)) for count, scale in ((300, 1.0), (2000, 1.0), (1, 2.0))]
    targets = [np.tanh(inputs.sum(axis=1) / 20**0.5) + 0.3 * rng.normal(size=len(inputs)) for inputs in data[:2]]
    directions = rng.normal(size=(width, 20))
    models = [(units, count) for units in (width // 5, width) for count in (1, copies)]
    share, theory, before, after = np.array([_with_secret(data, targets, directions[:units], count) for units, count in models]).T
    yield Ask("The larger model, {copies} copies: what share of the 1 does it take over? (two decimals)", share[3], within=0.05)
    rows = [T("{units} units, copies: {count}", units=units, count=count) for units, count in models]
    yield Show("Share learnt by heart, and test error", rows=rows, columns={T("share"): share, T("without"): before, T("with"): after})
    yield Check("share-of-the-surprise", "Share, by fitting = k h / (1 + k h), k copies, h the leverage", equal(share, theory, within=1e-8))
    yield Check(
        "copies-and-size-are-learnt",
        "The share grows with the copies in either model, and with the size of the model at either number of copies",
        less(share[[0, 2, 0, 1]], share[[1, 3, 2, 3]]),
    )
    yield Check(
        "test-error-hardly-moves",
        "The larger model takes over more than 0.8 of the secret that stands there {copies} times; its test error changes by less than a tenth",
        less([0.8, abs(after[3] / before[3] - 1)], [share[3], 0.1]),
    )


def _with_secret(data: list[Array], targets: list[Array], directions: Array, copies: int) -> tuple[float, ...]:
    """Share of the surprise that is learnt, as measured and by formula; test error without and with the odd example."""
    phi, fresh, odd = (overfit.relu_features(inputs, directions) for inputs in data)
    plain = ridge(phi, targets[0], 1.0)
    fit = ridge(np.vstack([phi, *[odd] * copies]), np.append(targets[0], [odd @ plain + 1] * copies), 1.0)
    leverage = float((odd @ np.linalg.solve(phi.T @ phi + np.eye(phi.shape[1]), odd.T))[0, 0])
    errors = (float(squared_error(fresh @ weights, targets[1])) for weights in (plain, fit))
    return float((odd @ (fit - plain))[0]), overfit.memorised_share(copies, leverage), *errors
