"""Loss functions: what is asked of the network, and how hard it is pulled there.

A loss is read in three ways: by its value, by the likelihood it came from, and by its gradient at the logits, which is all
that training ever sees. Everything here starts from logits, because that is where it can be computed without overflow.
"""

from collections.abc import Callable, Iterator
from functools import partial
from typing import Annotated

import numpy as np

from dl_quiz.stage import Ask, Check, Length, Plot, Range, Refusal, Say, Show, Step, T, at_least, at_most, equal, less, more

from .kernels import loss as kernels
from .kernels.activation import sigmoid, softmax
from .kernels.differences import central_difference, central_differences
from .kernels.loss import binary_cross_entropy, cross_entropy, cross_entropy_gradient, hinge, huber, logistic
from .kernels.optim import sgd
from .kernels.remedies import smooth_labels
from .kernels.shapes import Array
from .kernels.training import walk

Array = Array
Loss = Callable[[Array], Array]


def table(
    rng: np.random.Generator, *, margin: Annotated[float, Range(-4, 8), "margin y·f of the example to look at"] = 5.0
) -> Iterator[Step]:
    """Losses of a margin."""
    yield Say(
        "Two classes, y = −1 or +1, and a raw score f. The margin y·f is positive when the sign is right, and large when it is right by far."
    )
    yield Say("The hinge loss is max(0, 1 − y·f).")
    yield Ask("What is the hinge loss at margin {margin:g}?", float(hinge(margin)), within=0.005)
    grid, curve, everywhere = np.array([-2.0, -1.0, 0.0, 0.5, 1.0, 2.0, 5.0]), np.linspace(-1, 3, 81), np.linspace(-8, 8, 1601)
    losses: dict[str, Loss] = {"hinge": hinge, "logistic": logistic, "(1−m)²": lambda m: (1 - m) ** 2}
    yield Show(
        "The same margins under four losses",
        rows=[f"m = {m:g}" for m in grid],
        columns={"0-1": (grid <= 0).astype(float), **{name: loss(grid) for name, loss in losses.items()}},
        digits=2,
    )
    yield Check(
        "hinge-at-margin",
        "hinge loss at this margin = 1 − m below margin 1, else 0; and its measured slope = −1 below margin 1, else 0",
        equal([hinge(margin), central_difference(hinge, margin)], [1 - margin, -1.0] if margin < 1 else [0.0, 0.0], within=1e-9).where(
            abs(margin - 1) > 1e-3, "margin 1 is the corner of the hinge"
        ),
    )
    yield Say(
        "From margin 1 on, value and slope are both 0: the example stops teaching. "
        "So hinge does not measure a distance to the label. At f = 5 the label is 4 away, and the loss is 0."
    )
    yield Plot("Three losses over the margin", {name: (curve, loss(curve)) for name, loss in losses.items()}, x="m")
    surrogates = hinge(everywhere), logistic(everywhere) / np.log(2), (1 - everywhere) ** 2
    yield Check(
        "above-zero-one",
        "least distance of hinge, logistic / ln 2 and (1 − m)² above the 0-1 loss",
        at_least([(surrogate - (everywhere <= 0)).min() for surrogate in surrogates], [0.0, 0.0, 0.0], within=1e-12),
    )
    inputs, labels, weights = rng.normal(size=(500, 3)), rng.choice([-1.0, 1.0], 500), rng.normal(size=3)
    counted, trained = (
        central_differences(lambda w, loss=loss: float(loss(labels * (inputs @ w)).mean()), weights, 1e-6)
        for loss in (lambda m: (m > 0).astype(float), logistic)
    )
    yield Show(
        "500 points, 3 weights: slopes by central differences, steps of 10⁻⁶",
        columns={T("accuracy"): counted, "logistic": trained},
        rows=["w₁", "w₂", "w₃"],
    )
    yield Check("accuracy-is-flat", "slope of the accuracy in each weight = 0", equal(counted, np.zeros(3)))
    yield Check("surrogate-has-a-slope", "length of the logistic loss's gradient at the same place", more(np.linalg.norm(trained), 1e-3))
    yield Say(
        "The 0-1 loss is what we count, but its slope is 0 almost everywhere. These three lie above it and have slopes: that is why they are trained."
    )


def gradient(rng: np.random.Generator, *, classes: Annotated[int, Range(2, 8), "classes of the softmax"] = 4) -> Iterator[Step]:
    """How hard each loss pulls."""
    logits = 2 * rng.normal(size=(1, classes))
    label = int(rng.integers(classes))
    yield Say(
        "One example of class {label}. Cross-entropy asks what probability the softmax gave to it; training only "
        "sees the slope at each logit.",
        label=label,
    )
    yield Show(
        "Logits, probabilities q, and ∂L/∂z",
        rows=[str(k) for k in range(classes)],
        columns={"z": logits[0], "q": softmax(logits)[0], "∂L/∂z": cross_entropy_gradient(logits, [label])[0]},
        digits=2,
    )
    yield Check(
        "loss-is-log-sum-exp",
        "cross-entropy of these {classes} logits = ln Σ eᶻ − the logit of the true class",
        equal(cross_entropy(logits, [label]), np.log(np.exp(logits).sum()) - logits[0, label], within=1e-12),
    )
    yield Ask("What do the slopes sum to?", 0.0, within=0.01)
    yield Check(
        "q-minus-p",
        "∂L/∂z by central differences = q − p: probability given, minus probability deserved",
        # rounding, 1e-16 · 10 / 1e-5, and the curvature's 1e-10
        equal(
            central_differences(lambda z: cross_entropy(z, [label]), logits)[0], softmax(logits)[0] - np.eye(classes)[label], within=1e-8
        ),
    )
    grid, line = np.array([-8.0, -4.0, -2.0, 0.0, 2.0, 4.0]), np.linspace(-6, 4, 81)
    bce, squared = (lambda z: binary_cross_entropy(z, np.ones_like(z))), (lambda z: (sigmoid(z) - 1) ** 2)
    losses: dict[str, Loss] = {"BCE": bce, "(a−1)²": squared}
    yield Say("Now a sigmoid output a = σ(z) with target 1, under cross-entropy and under the squared error (a − 1)².")
    slopes = {name: central_difference(loss, grid) for name, loss in losses.items()}
    yield Show("Slopes in z", rows=[f"z = {z:g}" for z in grid], columns=slopes, digits=4)
    yield Ask("The squared error is a parabola in a. Is it convex in z?", 1, options=[T("yes"), T("no")])
    turning = _minimise(partial(central_difference, squared), -4.0, 2.0)  # where the slope turns, the curvature is 0
    yield Check(
        "bends-the-wrong-way",
        "the curvature of (σ(z) − 1)² changes its sign where a = 1/3",
        equal(sigmoid(turning), 1 / 3, within=1e-3),  # slopes by differences: rounding, about 1e-11, moves their minimum by 1e-5
    )
    yield Plot("Both losses along z", {name: (line, loss(line)) for name, loss in losses.items()}, x="z")
    yield Check(
        "cross-entropy-is-convex",
        "least curvature of binary cross-entropy on −6 … 4",
        more((bce(line + 1e-3) - 2 * bce(line) + bce(line - 1e-3)).min() / 1e-6, 0.0),
    )
    yield Say(
        "Left of a = 1/3 the squared error flattens out: the more wrong, the weaker the pull. "
        "“Smooth and easy to optimise” holds for a linear output, not behind a sigmoid."
    )


def _minimise(function: Callable[[float], float], low: float, high: float) -> float:
    """Place of the only minimum of a function between two places, by cutting off a third again and again."""
    for _ in range(100):
        third = (high - low) / 3
        low, high = (low, high - third) if function(low + third) < function(high - third) else (low + third, high)
    return (low + high) / 2


def outlier(
    rng: np.random.Generator,
    *,
    value: Annotated[float, Range(-1000, 1000), "the fifth number, beside 1, 2, 3, 4"] = 100.0,
    delta: Annotated[float, Range(0.1, 100), "where Huber's parabola turns into a line"] = 1.0,
) -> Iterator[Step]:
    """One wild number."""
    data = np.array([1.0, 2.0, 3.0, 4.0, value])
    losses = {"MSE": np.square, "MAE": np.abs, "Huber": partial(huber, delta=delta)}
    means: dict[str, Callable[[float], float]] = {
        "MSE": lambda c: kernels.mean_squared_error(np.full(5, c), data),
        "MAE": lambda c: kernels.mean_absolute_error(np.full(5, c), data),
        "Huber": lambda c: huber(data - c, delta).mean(),
    }
    best = {name: _minimise(mean, data.min() - 1, data.max() + 1) for name, mean in means.items()}
    yield Say("Predict 1, 2, 3, 4 and {value:g} by one and the same number. Which number is best depends on the loss.")
    yield Ask("Which constant does MSE choose?", best["MSE"], within=0.01)
    yield Show("Best constant, found by search", rows={name: [constant] for name, constant in best.items()}, digits=2)
    yield Check(
        "mse-takes-the-mean",
        "minimiser of the mean squared error = mean",
        equal(best["MSE"], sum(data.tolist()) / 5, within=1e-4),  # a search by values is no finer than √(machine precision · scale)
    )
    yield Check(
        "mae-takes-the-median",
        "minimiser of the mean absolute error = median; Huber's loss of ½δ and of 3δ, over δ² = ½(½)² and 3 − ½",
        equal([best["MAE"], *(huber(delta * np.array([0.5, 3.0]), delta) / delta**2)], [np.median(data), 1 / 8, 5 / 2], within=1e-4),
    )
    pulls = {name: abs(central_difference(lambda c, loss=loss: loss(value - c), best[name])) for name, loss in losses.items()}
    yield Show("How hard {value:g} alone pulls at that constant", rows={name: [pull] for name, pull in pulls.items()}, digits=2)
    residuals = delta * np.array([0.01, 0.5, 2.0, 100.0])
    felt = [central_difference(losses[name], residuals) for name in ("Huber", "MAE")]
    yield Check(
        "pull-is-clipped",
        "pull on residuals of δ/100, δ/2, 2δ and 100δ: Huber's = min(r, δ), which fades near 0; MAE's = 1 on each",
        equal(np.concatenate(felt), np.concatenate([np.minimum(residuals, delta), np.ones(4)]), within=1e-6 * delta + 1e-6),
    )
    far = abs(value - best["Huber"])
    area = np.minimum((np.arange(100_000) + 0.5) * far / 100_000, delta).sum() * far / 100_000
    yield Check(
        "area-under-the-pull",
        "Huber's loss of {value:g} = the area under its pull min(r, δ), from 0 to the residual",
        equal(huber(far, delta), area, within=1e-6 * (1 + far * delta)),
    )
    centres = np.linspace(0, 5, 81)
    curves = {name: np.array([means[name](c) for c in centres]) for name in ("MAE", "Huber")}
    raised = {name: (centres, curve - curve.min()) for name, curve in curves.items()}
    yield Plot("Mean loss of each constant, over its smallest value", raised, x=T("constant"))
    yield Say(
        "Squaring makes one error of 100 weigh as much as ten thousand errors of 1. "
        "MAE counts sides only; Huber squares small residuals and goes straight for large ones."
    )


def likelihood(
    rng: np.random.Generator, *, samples: Annotated[int, Range(5, 101), "measurements in each experiment"] = 25
) -> Iterator[Step]:
    """Every loss is a bet on the noise."""
    repeats = 4000
    yield Say(
        "Squared error is the negative log-likelihood of Gaussian noise, absolute error that of Laplace noise, cross-entropy that of a categorical label. "
        "Does the bet matter?"
    )
    noises = {"Gauss": rng.normal(size=(repeats, samples)), "Laplace": rng.laplace(size=(repeats, samples))}
    shares = [((low <= np.abs(noises["Laplace"])) & (np.abs(noises["Laplace"]) < low + 1)).sum() for low in range(4)]
    yield Check(
        "laplace-is-absolute",
        "Laplace noise: −ln of the share of draws with k ≤ |r| < k + 1, less that of k = 0, = k: it rises as |r| does",
        equal(np.log(shares[0] / np.array(shares[1:])), [1.0, 2.0, 3.0], within=4 * np.sqrt(1 / shares[3] + 1 / shares[0])),
    )
    spread = {name: (noise.mean(axis=1).std(), np.median(noise, axis=1).std()) for name, noise in noises.items()}
    yield Say(
        "Measure a quantity whose true value is 0, {samples} times with noise, and fit a constant: MSE answers with "
        "the mean, MAE with the median. Repeat {repeats} times.",
        repeats=repeats,
    )
    yield Ask("Which of the two is closer to 0 under Laplace noise?", 1, options=[T("the mean"), T("the median")])
    yield Show("Standard deviation of the fitted constant", rows=spread, columns=["MSE", "MAE"], digits=4)
    enough, too_few = samples >= 15, T("with few measurements mean and median nearly coincide")
    gauss, laplace = (less(*errors).where(enough, too_few) for errors in (spread["Gauss"], spread["Laplace"][::-1]))
    yield Check("gauss-wants-squares", "Gaussian noise: the mean errs less than the median", gauss)
    yield Check("laplace-wants-absolutes", "Laplace noise: the median errs less than the mean", laplace)
    yield Say(
        "So choose by the distribution of the output given the input: real numbers with light tails MSE, with outliers MAE or Huber, "
        "one of K classes softmax cross-entropy, several labels at once one sigmoid cross-entropy each."
    )


def hinge_alone(
    rng: np.random.Generator,
    *,
    features: Annotated[int, Range(80, 400), "random features of each example"] = 200,
    decay: Annotated[float, Range(0.001, 1), "weight of the penalty ½‖w‖²"] = 0.1,
) -> Iterator[Step]:
    """Hinge does not prevent overfitting."""
    x, y = rng.normal(size=(40, features)), rng.choice([-1.0, 1.0], 40)
    unseen, coins = rng.normal(size=(4000, features)), rng.choice([-1.0, 1.0], 4000)
    path, penalised = _fit_hinge(x, y, 0.0), _fit_hinge(x, y, decay)[-1]
    weights, losses = path[-1], [hinge(y * (x @ w)).mean() for w in path]
    yield Say(
        "Forty examples of {features} random numbers, labels by tossing a coin: there is nothing to learn. Fit a "
        "linear classifier to the hinge loss."
    )
    yield Ask("What will the training loss be in the end? (two decimals)", losses[-1], within=0.05)
    yield Plot("Training loss, first 10 steps", {"hinge": losses[:10]}, x=T("step"))
    yield Check(
        "memorises-coins",
        "hinge loss on the coin tosses it was trained on",
        at_most(losses[-1], 0.01),  # forty points in at least eighty dimensions are always separable
    )
    yield Check(
        "useless-on-new-coins",
        "error on new coin tosses = ½",
        equal(np.mean(np.sign(unseen @ weights) != coins), 0.5, within=4 * 0.5 / np.sqrt(4000)),  # four standard errors
    )
    yield Say(
        "Loss 0 on noise is overfitting in its purest form. And once every margin is past 1, the loss is blind: ten times the weights, the same 0."
    )
    seen = {"w": weights, "10·w": 10 * weights, T("decay {decay:g}"): penalised}
    rows = {name: [hinge(y * (x @ w)).mean(), np.linalg.norm(w)] for name, w in seen.items()}
    yield Show("What the hinge sees, and what the penalty sees", rows=rows, columns=["hinge", "‖w‖"])
    yield Check(
        "penalty-prefers-small-weights",
        "½‖w‖² buys smaller weights than the hinge alone",
        less(np.linalg.norm(penalised), np.linalg.norm(weights)).where(
            decay >= 0.02, "so weak a penalty has hardly acted within the training shown"
        ),
    )
    yield Say(
        "A support vector machine is hinge plus ½‖w‖²: the penalty makes the margin 1/‖w‖ wide, and that, not the hinge, is what its theory of generalisation is about."
    )


def _fit_hinge(x: Array, y: Array, decay: float) -> list[Array]:
    """Path of subgradient descent on the mean hinge loss plus ½ · decay · ‖w‖², with steps that shrink as 1/√t."""
    path = [np.zeros(x.shape[1])]
    for step in range(1, 401):
        subgradient = decay * path[-1] - (y * (y * (x @ path[-1]) < 1)) @ x / len(x)
        path.append(path[-1] - 0.5 / np.sqrt(step) * subgradient)
    return path


def identities(
    rng: np.random.Generator, *, truth: Annotated[tuple[float, ...], Range(0, 1), Length(2, 6), "true distribution p"] = (0.7, 0.2, 0.1)
) -> Iterator[Step]:
    """Cross-entropy is not a distance."""
    if abs(sum(truth) - 1) > 1e-6:
        raise Refusal("The probabilities sum to {total:g}, not to 1: change one of them.", total=sum(truth))
    p = np.array(truth)
    floor = kernels.distribution_cross_entropy(p, p)
    yield Say("The truth is p = {p}. A perfect model says q = p.", p=[round(v, 3) for v in truth])
    yield Ask("What is the cross-entropy H(p, q) of the perfect model, in nats? (two decimals)", floor, within=0.01)
    yield Check(
        "floor-is-entropy",
        "at q = p, cross-entropy is the entropy of p, and KL is 0",
        equal([floor, kernels.kl_divergence(p, p)], [sum(-v * np.log(v) for v in truth if v > 0), 0.0], within=1e-12),
    )
    models = rng.dirichlet(np.ones(len(p)), 300)
    values = np.array([kernels.distribution_cross_entropy(p, q) for q in models])
    yield Check("never-below", "least cross-entropy among 300 random models, against H(p)", at_least(values.min(), kernels.entropy(p)))
    yield Check(
        "entropy-plus-kl",
        "H(p, q) = H(p) + KL(p ‖ q) for each of them; largest difference",
        equal(np.abs(values - kernels.entropy(p) - [kernels.kl_divergence(p, q) for q in models]).max(), 0.0, within=1e-10),
    )
    yield Say(
        "With a one-hot label H(p) = 0, so the floor is 0 and cross-entropy equals KL. With smoothed labels or a teacher's soft ones it is not: "
        "a loss that stops at 0.8 may be a perfect fit."
    )
    scores, signs = 4 * rng.normal(size=200), rng.choice([-1, 1], 200)
    binary = binary_cross_entropy(scores, signs > 0)
    two_way = [kernels.example_loss([score, 0.0], int(sign < 0)) for score, sign in zip(scores, signs, strict=True)]
    yield Ask(
        "Logistic loss, binary cross-entropy, softmax cross-entropy of two classes with logits (z, 0): how many different functions are these?",
        1,
    )
    yield Check(
        "three-names-one-loss",
        "largest differences on 200 random scores: logistic − binary, binary − softmax",
        equal([np.abs(logistic(signs * scores) - binary).max(), np.abs(binary - two_way).max()], [0.0, 0.0], within=1e-12),
    )


def stable(
    rng: np.random.Generator,
    *,
    logit: Annotated[float, Range(0, 5000), "logit of the wrong class; the right one's is 0"] = 1000.0,
    classes: Annotated[int, Range(2, 1000), "classes of an untrained network"] = 10,
) -> Iterator[Step]:
    """Computed from logits, or not at all."""
    yield Say(
        "Two logits, {logit:g} and 0, and the second class is right. First softmax, then the logarithm: what the "
        "formula says, in that order."
    )
    exponentials, loss = np.exp([logit, 0.0]), kernels.example_loss([logit, 0.0], 1)
    naive = float(-np.log(exponentials / exponentials.sum())[1])
    yield Show("Loss of the second class", rows={T("softmax, then log"): [naive], T("log-sum-exp"): [loss]})
    yield Check(
        "softmax-then-log-fails",
        "whether softmax, then log gives a finite number",
        equal(np.isfinite(naive), False).where(logit > 746, "float64 still represents e^−z up to z = 745"),
    )
    yield Check("log-sum-exp-holds", "from the logits: z + log(1 + e^−z)", equal(loss, logit + np.log1p(np.exp(-logit)), within=1e-9))
    yield Say(
        "Subtracting the largest logit changes nothing in the formula and keeps every exponential at most 1. That is why libraries want logits, not probabilities."
    )
    yield Ask(
        "A fresh network of {classes} classes, with small random weights: what loss should the first batch show? (one decimal)",
        kernels.chance_loss(classes),
        within=0.06,
    )
    quiet, loud = (cross_entropy(scale * rng.normal(size=(256, classes)), rng.integers(0, classes, 256)) for scale in (0.1, 10.0))
    yield Check(
        "starts-at-ln-k",
        "first loss with small random logits = ln K",
        # the curvature ½·0.1², and four standard errors of the mean of 256 logits
        equal(quiet, np.log(classes), within=0.005 + 4 * 0.1 / 16),
    )
    yield Say(
        "With logits a hundred times larger, the first loss is {loud:.1f}: a start far above ln K says that the last "
        "layer shouts before it knows anything.",
        loud=loud,
    )


def targets(
    rng: np.random.Generator,
    *,
    epsilon: Annotated[float, Range(0.01, 0.9), "label smoothing"] = 0.1,
    classes: Annotated[int, Range(2, 100), "number of classes"] = 10,
) -> Iterator[Step]:
    """Soft labels have a finite goal."""
    hard, target = (smooth_labels([0], classes, smoothing) for smoothing in (0.0, epsilon))
    yield Say(
        "Label smoothing takes ε = {epsilon:g} of the true class's probability and spreads it over all {classes} "
        "classes, the true one included."
    )
    yield Ask("What is the true class's target now? (two decimals)", target[0, 0], within=0.005)
    yield Check(
        "target-of-the-true-class",
        "1 − ε + ε/K, read off the smoothed label",
        equal(target[0, 0], kernels.smoothed_target(epsilon, classes), within=1e-12),
    )
    hard_gaps, smooth_gaps = _gaps(hard), _gaps(target)
    yield Plot(
        "Gap between the true logit and the others, in training", {T("hard label"): hard_gaps, T("smoothed"): smooth_gaps}, x=T("step")
    )
    yield Check(
        "gap-settles",
        "the gap that gradient descent ends at = ln((1 − ε)K/ε + 1)",
        equal(smooth_gaps[-1], kernels.smoothed_gap(epsilon, classes), within=1e-3),
    )
    yield Check(
        "hard-labels-never-rest",
        "with a hard label the gap still grows in the last hundred steps",
        more(hard_gaps[-1] - hard_gaps[-100], 0.001),
    )
    yield Say(
        "A hard label asks for probability 1, which no finite logits give: weights grow for as long as training runs. A smoothed one names a finite gap, and stops there."
    )


def _gaps(target: Array) -> Array:
    """Distance from the true class's logit to the others', in gradient descent on the logits themselves."""
    path, _ = walk(partial(sgd, lr=3.0), lambda logits, _: cross_entropy_gradient(logits, target), np.zeros_like(target), steps=400)
    return path[1:, 0, 0] - path[1:, 0, 1]


def imbalance(
    rng: np.random.Generator,
    *,
    positive: Annotated[float, Range(0.001, 0.5), "share of positive examples"] = 0.1,
    gamma: Annotated[float, Range(0, 5), "exponent of the focal loss"] = 2.0,
) -> Iterator[Step]:
    """A low loss that has learned nothing."""

    def constant(logit: float) -> float:
        return float(positive * binary_cross_entropy(logit, 1.0) + (1 - positive) * binary_cross_entropy(logit, 0.0))

    best = _minimise(constant, -20.0, 20.0)
    yield Say("{positive:.1%} of the examples are positive. A model that ignores its input can still choose one logit for all.")
    yield Ask("What is the least binary cross-entropy that it can reach? (two decimals)", constant(best), within=0.01)
    yield Check(
        "constant-reaches-entropy",
        "least loss of a constant, found by search = H(π)",
        equal(constant(best), kernels.base_rate_loss(positive), within=1e-9),
    )
    yield Check("constant-predicts-the-base-rate", "its probability is the share of positives", equal(sigmoid(best), positive, within=1e-5))
    yield Say(
        "Accuracy {accuracy:.1%}, and nothing learned: compare a loss with H(π) before being proud of it. Loss is "
        "what is trained; what counts for the task is a metric, here perhaps recall.",
        accuracy=1 - positive,
    )
    probabilities = np.array([0.1, 0.5, 0.9, 0.99])
    logits = np.log(probabilities / (1 - probabilities))
    yield Show(
        "Loss by probability of the true class, γ = {gamma:g}",
        rows=[f"p = {p:g}" for p in probabilities],
        columns={"CE": logistic(logits), "focal": kernels.focal(logits, gamma)},
        digits=4,
    )
    yield Check(
        "focal-fades-the-easy",
        "focal loss over cross-entropy at p = 0.9",
        equal(kernels.focal(logits[2], gamma) / logistic(logits[2]), 0.1**gamma, within=1e-9),
    )
    yield Say(
        "The factor (1 − p)^γ turns the many easy examples down, so that the rare hard ones are heard. At γ = 0 it is cross-entropy again."
    )
