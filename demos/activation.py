"""Activation functions: what bends the line, and how much of the gradient it lets through.

Each function stands beside its derivative, because the two answer different questions: the value says what a network
can express, the derivative whether it can learn it. The scenes draw them, stack them, kill them, and end with softmax,
which is not one of the family: it maps a whole vector at once.
"""

from collections.abc import Callable, Iterator
from math import sqrt
from typing import Annotated

import numpy as np

from dl_quiz.stage import Ask, Check, Length, Plot, Range, Say, Show, Step, T, at_least, at_most, equal, less

from .kernels import activation
from .kernels.activation import leaky_relu, log_softmax, relu, relu_derivative, sigmoid, sigmoid_derivative, silu, softmax, tanh
from .kernels.attention import dot_product_spread, largest_exponent, online_log_sum_exp, rescaled_sum
from .kernels.differences import central_difference, central_differences
from .kernels.shapes import Array
from .kernels.training import train

Function = Callable[[Array], Array]


def gallery(rng: np.random.Generator, *, reach: Annotated[float, Range(1, 20), "draw from −reach to reach"] = 4.0) -> Iterator[Step]:
    """Seven curves and their slopes."""
    names = {"sigmoid": "sigmoid", "tanh": "tanh", "ReLU": "relu", "Leaky": "leaky_relu", "ELU": "elu", "GELU": "gelu", "SiLU": "silu"}
    family: dict[str, tuple[Function, Function]] = {
        name: (getattr(activation, kernel), getattr(activation, f"{kernel}_derivative")) for name, kernel in names.items()
    }
    x, few = np.linspace(-reach, reach, 81), np.array([-2.0, -1.0, 0.0, 1.0, 2.0])
    yield Say(
        "An activation takes one number and returns one number. The matrix before it has mixed the inputs; the activation bends the result."
    )
    yield Show("Values f(x)", rows={name: f(few) for name, (f, _) in family.items()}, columns=[f"{v:g}" for v in few], digits=2)
    yield Plot("Two that saturate: both ends are flat", {"sigmoid": (x, sigmoid(x)), "tanh": (x, tanh(x))}, x="x")
    yield Plot("Two without a ceiling", {"ReLU": (x, relu(x)), "GELU": (x, activation.gelu(x))}, x="x")
    yield Say("Going backward, each layer multiplies the gradient by the slope at the point where it stood.")
    yield Ask("How steep is the sigmoid at its steepest?", 0.25, within=0.005)
    yield Show("Slopes f′(x)", rows={name: d(few) for name, (_, d) in family.items()}, columns=[f"{v:g}" for v in few], digits=2)
    fine = np.linspace(-6, 6, 2402)  # an even number of points: no interval's middle is far from 0, none of its ends is 0
    yield Check(
        "steepest-slopes",
        "the steepest chord of sigmoid is ¼, of tanh 1, of ReLU 1",
        # a chord of width h is flatter than the tangent by about h²/12 of it, and h is 0.005
        equal([(np.diff(f(fine)) / np.diff(fine)).max() for f in (sigmoid, tanh, relu)], [0.25, 1.0, 1.0], within=1e-5),
    )
    inside = x[np.abs(x) > 0.01]  # a kink has no derivative to compare with
    yield Check(
        "derivatives",
        "each slope formula equals the central difference of its curve",
        # truncation h² and rounding ε·|f|/h are both below 1e-9
        equal([d(inside) for _, d in family.values()], [central_difference(f, inside) for f, _ in family.values()], within=1e-8),
    )
    yield Check(
        "gelu-is-not-monotone",
        "GELU and SiLU dip below zero and come back: the lowest point is not at the left end",
        less([activation.gelu(fine).min(), activation.silu(fine).min()], [activation.gelu(fine[0]), activation.silu(fine[0])]),
    )


def kinks(rng: np.random.Generator, *, slope: Annotated[float, Range(0, 1), "slope of Leaky ReLU's negative side"] = 0.1) -> Iterator[Step]:
    """Made of straight pieces, and yet not linear."""
    x = np.linspace(-3, 3, 61)
    yield Say("A linear function f satisfies f(a + b) = f(a) + f(b) for all a and b. Test ReLU and Leaky ReLU on small numbers.")
    yield Plot("ReLU, and Leaky ReLU with slope {slope:g}", {"ReLU": (x, relu(x)), "Leaky": (x, leaky_relu(x, slope))}, x="x")
    pairs = [(-1.0, -2.0), (1.0, 2.0), (-1.0, 2.0)]
    together = [float(leaky_relu(a + b, slope)) for a, b in pairs]
    apart = [float(leaky_relu(a, slope) + leaky_relu(b, slope)) for a, b in pairs]
    yield Show(
        "Leaky ReLU on three pairs a, b",
        rows={"f(a+b)": together, "f(a)+f(b)": apart},
        columns=[f"{a:g}, {b:g}" for a, b in pairs],
        digits=2,
    )
    yield Check(
        "leaky-is-linear-on-each-side",
        "on one side of zero the sums agree, and f(−3) is −3 · {slope:g}: the negative side is a straight line, not a curve",
        equal([*together[:2], together[0]], [*apart[:2], -3 * slope], within=1e-12),
    )
    yield Check(
        "the-kink-is-the-nonlinearity",
        "do the sums differ? below zero: no; above: no; across zero: yes, so all the nonlinearity sits in the kink",
        equal([abs(a - b) > 1e-3 for a, b in zip(together, apart, strict=True)], [False, False, True]).where(
            slope < 0.999, "with slope 1 there is no kink: Leaky ReLU is then the identity"
        ),
    )
    yield Say("At ReLU's kink there is no derivative, only a range of subgradients from 0 to 1. Libraries pick 0.")
    yield Ask("A gradient check of ReLU by central differences, exactly at x = 0: which number comes out?", 0.5, within=0.01)
    yield Check(
        "central-difference-at-the-kink",
        "the central difference at 0 is ½: the mean of both slopes, and not the 0 that libraries return",
        equal([central_difference(relu, 0.0, 1e-6), relu_derivative(0.0)], [0.5, 0.0], within=1e-9),
    )


def centred(rng: np.random.Generator, *, width: Annotated[int, Range(2, 8), "inputs of the unit"] = 5) -> Iterator[Step]:
    """Tanh is a sigmoid, centred at zero."""
    z = np.linspace(-5, 5, 101)
    yield Plot("Tanh and sigmoid", {"tanh": (z, tanh(z)), "sigmoid": (z, sigmoid(z))}, x="x")
    yield Say("They look alike, and they are: squeeze the sigmoid to half its width, stretch it to twice its height, and lower it by 1.")
    yield Check("tanh-is-a-sigmoid", "tanh(x) = 2σ(2x) − 1", equal(tanh(z), 2 * sigmoid(2 * z) - 1, within=1e-12))
    yield Say("So tanh cannot express anything that a sigmoid cannot: the weights around it absorb the stretch. What differs is training.")
    before = np.concatenate([[-1.0, 1.0], rng.normal(size=width - 2)])
    error = 0.5
    gradients = {"sigmoid": error * sigmoid(before), "tanh": error * tanh(before)}
    yield Ask(
        "A unit reads {width} sigmoid outputs, and its error is +0.5. For one example, how many of its weight gradients are positive?",
        width,
    )
    yield Show("Weight gradients ∂L/∂w = error · input", rows=[f"w{i + 1}" for i in range(width)], columns=gradients)
    signs = [np.unique(np.sign(gradient)).size for gradient in gradients.values()]
    middle, far = ([central_difference(f, z) for f in (sigmoid, tanh)] for z in (0.0, 5.0))
    yield Check(
        "sigmoid-gradients-share-a-sign",
        "signs among the gradients behind sigmoid, and tanh: 1, 2; slopes at 0: ¼, 1; at 5, is tanh the flatter (1 = yes)?",
        equal([*signs, *middle, far[1] < far[0]], [1, 2, 0.25, 1, 1], within=1e-8),
    )
    yield Say(
        "With one sign, the weights can only all rise or all fall in one step: the way to a mixed target is a zigzag. "
        "This is why tanh was preferred in hidden layers, long before ReLU, which is not centred either."
    )


def depth(
    rng: np.random.Generator,
    *,
    layers: Annotated[int, Range(1, 60), "how many layers"] = 20,
    width: Annotated[int, Range(16, 256), "units in each layer"] = 128,
) -> Iterator[Step]:
    """What is left of a gradient after many layers."""
    yield Say("Send a gradient back through a stack of random layers. Each multiplies it by the weights, and by the activation's slopes.")
    count = min(layers, 5)
    yield Ask(
        T("Sigmoid slopes are at most ¼. At most which factor do {count} of them leave?", count=count),
        0.25**count,
        within=0.1 * 0.25**count,
    )
    draws = rng.normal(size=(layers, width, width)) / sqrt(width)  # variance 1/n: Xavier's, for equal widths
    x, top = rng.normal(size=(2, width))
    left = {
        "sigmoid": _gradient_left(draws, x, top, sigmoid, sigmoid_derivative),
        "tanh": _gradient_left(draws, x, top, tanh, activation.tanh_derivative),
        "ReLU": _gradient_left(draws, x, top, relu, relu_derivative),
        "ReLU, He": _gradient_left(draws * sqrt(2), x, top, relu, relu_derivative),
    }
    yield Plot("Length of the gradient after {layers} layers, relative to the start", left, kind="bars", log=True)
    largest = np.prod([np.linalg.norm(w, 2) for w in draws])
    yield Check(
        "sigmoid-bound",
        "sigmoid: at most ¼ᴸ times the product of the matrices' norms",
        at_most(left["sigmoid"], activation.gradient_bound(layers) * largest),
    )
    yield Check("sigmoid-vanishes-first", "with the same weights, sigmoid keeps less than tanh", less(left["sigmoid"], left["tanh"]))
    # Squared, a layer multiplies the length by a mean of 1 with a variance of 5/n: 2/n by the Gaussian weights, 3/n by the
    # mask that half of the units drop. For L layers the logarithm of the length wanders by ½√(5L/n), and sinks by 5L/4n.
    spread = 0.5 * sqrt(5 * layers / width)
    yield Check(
        "relu-with-he-keeps-the-gradient",
        "ReLU with He weights: the logarithm of the length stays near 0, within 4 standard deviations",
        equal(np.log(max(left["ReLU, He"], 1e-300)), -(spread**2), within=4 * spread).where(
            spread <= 0.5, "so deep and so narrow, the length wanders too far to say anything"
        ),
    )
    yield Check(
        "relu-alone-does-not",
        "ReLU does not do it alone: length with He ÷ without = √2 for every layer",
        equal(left["ReLU, He"] / left["ReLU"] if left["ReLU"] else 0.0, 2 ** (layers / 2), within=1e-9 * 2 ** (layers / 2)).where(
            left["ReLU"] > 0, "every unit of some layer was off, and no gradient came through"
        ),
    )
    yield Say(
        "An active ReLU passes the gradient unchanged, but half of the units are off; He's factor 2 in the variance makes up for that half."
    )


def _gradient_left(weights: Array, x: Array, top: Array, function: Function, derivative: Function) -> float:
    """Length of a gradient that entered a stack of bias-free layers as `top`, when it leaves it, relative to the start."""
    slopes = []
    for w in weights:
        z = w @ x
        slopes.append(derivative(z))
        x = function(z)
    gradient = top
    for w, slope in zip(weights[::-1], slopes[::-1], strict=True):
        gradient = w.T @ (slope * gradient)
    return float(np.linalg.norm(gradient) / np.linalg.norm(top))


def dead(
    rng: np.random.Generator,
    *,
    bias: Annotated[float, Range(-8, 0), "bias of the hidden units at the start"] = -6.0,
    slope: Annotated[float, Range(0, 0.2), "slope of Leaky ReLU's negative side"] = 0.1,
) -> Iterator[Step]:
    """Dead units, and how a leak revives them."""
    x, weight = np.linspace(-2, 2, 64), rng.uniform(-1, 1, 16)
    y = 2 * x + relu(x)
    before, shown = np.outer(x, weight) + bias, [0, 21, 42, 63]
    yield Say(
        "Sixteen hidden units read x between −2 and 2, with weights between −1 and 1 and a bias of {bias:g}. They "
        "should learn y = 2x + max(0, x)."
    )
    yield Show(
        "Pre-activations z = wx + b of four units",
        rows={f"z{unit + 1}": before[shown, unit] for unit in range(4)},
        columns=[f"x={v:.1f}" for v in x[shown]],
        digits=1,
    )
    alive = int((before.max(axis=0) > 0).sum())
    yield Ask("How many of the 16 are above zero for at least one x?", alive)
    (stuck, flat), (_, falling) = (_fit_curve(x, y, weight, bias, leak) for leak in (0.0, slope))
    yield Plot("Mean squared error during training", {"ReLU": flat, "Leaky": falling}, x=T("step"))
    some_alive = T("with this bias some units are alive from the start")
    yield Check("dead-weights-never-move", "ReLU: not one hidden weight has moved", equal(stuck, weight).where(alive == 0, some_alive))
    yield Check(
        "dead-network-predicts-the-mean",
        "only the output bias learned: the error ends at the variance of y",
        equal(flat[-1], np.var(y), within=1e-6).where(alive == 0, some_alive),  # the bias approaches the mean geometrically, by 2 % a step
    )
    yield Check(
        "leaky-recovers",
        "a leak revives the units: from the same start, Leaky ReLU's error ends below 5% of y's variance",
        less(falling[-1], 0.05 * np.var(y)).where(slope >= 0.08, "so small a leak is too slow for this many steps"),
    )
    best = float(np.mean((np.polynomial.Polynomial.fit(x, y, 1)(x) - y) ** 2))
    yield Show("Final errors, and that of the best straight line", [flat[-1], falling[-1], best], columns=["ReLU", "Leaky", T("line")])
    yield Check(
        "alive-but-straight",
        "the leak let it learn, but units that are all on one side act as a line: it did no better than the best one",
        # 10 % for the few units that may reach their kink on the way
        at_least(falling[-1], 0.9 * best).where(alive == 0 and bias <= -6, "here some units reach their kink"),
    )
    yield Say("None of this is the vanishing gradient of depth: here the slope is exactly zero, in one layer, for every example.")


def _fit_curve(x: Array, y: Array, weight: Array, bias: float, slope: float) -> tuple[Array, Array]:
    """Train a network of one hidden layer by gradient descent; return its hidden weights and the losses."""

    def gradients(parameters: list[Array], step: int) -> tuple[float, list[Array]]:
        w, b, v, c = parameters
        z = np.outer(x, w) + b
        h = leaky_relu(z, slope)
        error = h @ v + c - y
        d_output = 2 * error / x.size
        d_z = np.outer(d_output, v) * activation.leaky_relu_derivative(z, slope)
        return float(np.mean(error**2)), [x @ d_z, d_z.sum(axis=0), h.T @ d_output, d_output.sum()]

    start = [weight, np.full(weight.size, bias), np.where(np.arange(weight.size) % 2, 0.5, -0.5), np.zeros(())]
    (reached, *_), losses = train(start, gradients, steps=1000, lr=0.01, rule="sgd")
    return reached, losses


def vector(
    rng: np.random.Generator, *, logits: Annotated[tuple[float, ...], Range(-1000, 1000), Length(2, 6), "the scores"] = (2.0, 1.0, 0.0)
) -> Iterator[Step]:
    """Softmax maps a vector, not a number."""
    z = np.array(logits)
    names = [f"{i + 1}" for i in range(len(z))]
    yield Say("Softmax makes probabilities of scores: exponentiate each, then divide by the sum.")
    yield Show("Scores and probabilities", rows={"z": z, "p": softmax(z)}, columns=names)
    yield Check(
        "first-by-the-formula",
        "the first probability is 1 divided by the sum of e^(zⱼ − z₁)",
        equal(softmax(z)[0], 1 / np.exp(np.clip(z - z[0], -700, 700)).sum(), within=1e-12),
    )
    yield Ask("Raise only the first score by 1. How many probabilities change?", len(z))
    raised = z + np.eye(len(z))[0]
    yield Show("After raising the first score", rows={"z": raised, "p": softmax(raised)}, columns=names)
    odds = log_softmax(raised) - log_softmax(z)
    is_sigmoid = abs(softmax(z[:2])[0] - sigmoid(z[0] - z[1])) < 1e-12
    changes = [np.abs(softmax(other) - softmax(z)).max() > 1e-9 for other in (z + 5, 2 * z)]
    yield Check(
        "every-probability-moves",
        "raise the first score: its log-probability rises (1), every other falls (−1); add 5 to all: no change (0); "
        "double all: change (1); softmax of the first two alone: σ of their difference (1)",
        equal([*np.sign(odds), *changes, is_sigmoid], [*np.where(np.arange(len(z)) == 0, 1, -1), 0, 1, 1]).where(
            0 < np.ptp(z) < 20, "with scores all alike, or gaps this wide, a change is below rounding or there is none"
        ),
    )
    yield Check("shift-invariance", "adding 100 to every score changes nothing", equal(softmax(z + 100), softmax(z), within=1e-12))
    jacobian = activation.softmax_jacobian(z)
    yield Show("Jacobian ∂pᵢ/∂zⱼ", jacobian, rows=names, columns=names, heat=True)
    yield Check(
        "jacobian",
        "it equals central differences, and each row sums to 0",
        # differences of numbers near 1, divided by 2e-5
        equal([*jacobian.T, jacobian.sum(axis=1)], [*central_differences(softmax, z).T, np.zeros(len(z))], within=1e-8),
    )
    yield Check(
        "jacobian-rank",
        "its rank is one less than the number of classes: a common shift is invisible",
        equal(int(np.linalg.matrix_rank(jacobian)), len(z) - 1).where(
            np.ptp(z) < 20, "with gaps this wide some probabilities are zero in floating point"
        ),
    )
    huge = np.array([1000.0, 1000.0])
    with np.errstate(over="ignore", invalid="ignore"):
        naive = np.exp(huge) / np.exp(huge).sum()
    yield Ask(
        "exp(1000) overflows. What does the formula, typed as it stands, give for the scores [1000, 1000]?",
        0,
        options=["NaN, NaN", "0.5, 0.5", "1, 1"],
    )
    yield Check(
        "subtract-the-maximum",
        "the naive form gives NaN (1 = yes); with the maximum subtracted first, both are ½",
        equal([bool(np.isnan(naive).all()), *softmax(huge)], [True, 0.5, 0.5], within=1e-12),
    )


def confidence(
    rng: np.random.Generator,
    *,
    sharpness: Annotated[float, Range(1, 8), "factor by which the model exaggerates its logits"] = 3.0,
    examples: Annotated[int, Range(2000, 100000), "how many examples"] = 40000,
) -> Iterator[Step]:
    """Between 0 and 1 is not yet a probability."""
    logit = rng.normal(0, 1.5, examples)
    label = rng.random(examples) < sigmoid(logit)
    claimed = sigmoid(sharpness * logit)
    yield Say(
        "Labels are drawn with known probabilities σ(z). A model has found every z, but multiplies it by {sharpness:g} before its sigmoid."
    )
    yield Check(
        "decisions-unchanged",
        "at the threshold ½ it decides exactly as the true probabilities do",
        equal(int(((claimed > 0.5) != (sigmoid(logit) > 0.5)).sum()), 0),
    )
    sure = (claimed > 0.8) & (claimed < 0.95)
    said, came = float(claimed[sure].mean()), float(label[sure].mean())
    question = T(
        "Take the cases where it says between 80% and 95%; on average it says {said:.0%}. How many percent of them are positive?", said=said
    )
    yield Ask(question, 100 * came, within=5)
    edges = np.linspace(0, 1, 6)
    bins = np.clip(np.digitize(claimed, edges) - 1, 0, 4)
    bands = {f"{edges[b]:.1f}–{edges[b + 1]:.1f}": bins == b for b in range(5)}
    yield Show(
        "What the model says, and what comes",
        rows={name: [claimed[band].mean(), label[band].mean()] if band.any() else [None, None] for name, band in bands.items()},
        columns=[T("says"), T("comes")],
    )
    error = 0.5 / sqrt(max(int(sure.sum()), 1))  # the standard error of a frequency is at most ½/√n
    z = np.linspace(-9, 9, 20001)
    band = (sigmoid(sharpness * z) > 0.8) & (sigmoid(sharpness * z) < 0.95)
    excess = float(np.average((sigmoid(sharpness * z) - sigmoid(z))[band], weights=np.exp(-(z**2) / (2 * 1.5**2))[band]))
    yield Check(
        "overconfident",
        "in that band it says more than comes, by as much as the density of z gives (within 4 standard errors)",
        equal(said - came, excess, within=4 * error).where(
            sharpness >= 2 and examples >= 10000, "so little exaggeration, or so few cases, cannot be told from chance"
        ),
    )
    temperatures = sharpness * np.linspace(0.5, 1.5, 41)
    signed = sharpness * np.where(label, logit, -logit)
    losses = [float(np.logaddexp(0, -signed / temperature).mean()) for temperature in temperatures]
    found = temperatures[int(np.argmin(losses))]
    yield Plot("Mean negative log-likelihood against the number that divides the logits", {"NLL": (temperatures, losses)}, x=T("divisor"))
    information = examples * float(np.mean(sigmoid_derivative(logit) * logit**2))
    yield Check(
        "temperature-found",
        "best divisor ÷ true factor: the data alone tell by how much it exaggerates",
        # 4 standard errors by the Fisher information, and half a step of the grid
        equal(found / sharpness, 1.0, within=4 / sqrt(information) + 0.0125),
    )
    yield Say("This is temperature scaling. The range (0, 1) comes from the formula; calibration must be measured.")


def smooth(rng: np.random.Generator, *, gate: Annotated[float, Range(0.5, 6), "pre-activation of the gate"] = 2.0) -> Iterator[Step]:
    """GELU, its two shortcuts, SiLU, and a gate made of it."""
    x, few = np.linspace(-6, 6, 2401), np.array([-3.0, -1.0, 0.0, 1.0, 3.0])
    forms = {"GELU": activation.gelu, "tanh": activation.gelu_tanh, "x·σ(1.702x)": lambda x: x * sigmoid(1.702 * x), "SiLU": silu}
    yield Show("GELU, two shortcuts to it, and SiLU", rows={name: f(few) for name, f in forms.items()}, columns=[f"{v:g}" for v in few])
    off = [float(np.abs(f(x) - activation.gelu(x)).max()) for f in (forms["tanh"], forms["x·σ(1.702x)"], silu)]
    yield Check(
        "how-far-from-gelu",
        "largest distance from exact GELU: its tanh form, x·σ(1.702x), SiLU",
        equal(off, [0.000473, 0.0203, 0.193], within=0.0003),
    )
    yield Say("SwiGLU's hidden unit is silu(g)·u: two projections of the same input, multiplied.")
    up = float(rng.uniform(1, 2))
    slope = float(central_difference(lambda u: silu(np.array(gate)) * u, np.array(up)))
    yield Check(
        "the-gate-is-the-slope",
        "∂/∂u of silu(g)·u is silu(g): at g = {gate:g}, and nearly nothing at g = −20",
        equal([slope, silu(np.array(-20.0)) * up], [gate * sigmoid(np.array(gate)), 0.0], within=1e-6),
    )
    growth = [f(100 * gate, 100 * up) / f(10 * gate, 10 * up) for f in (lambda g, u: relu(g), lambda g, u: silu(np.array(g)) * u)]
    yield Check(
        "product-grows-with-the-square",
        "input ten times as large (open gate): a ReLU unit grows tenfold, a SwiGLU unit a hundredfold",
        equal([float(value) for value in growth], [10.0, 100.0], within=1.0),
    )


def scaled(
    rng: np.random.Generator,
    *,
    width: Annotated[int, Range(16, 512), "entries of each query and key"] = 64,
    keys: Annotated[int, Range(4, 64), "how many keys"] = 16,
) -> Iterator[Step]:
    """Why attention divides by √d."""
    scores = rng.normal(size=(400, width)) @ rng.normal(size=(keys, width)).T
    yield Say("400 queries meet {keys} keys; all entries independent, mean 0, variance 1. A score is a sum of {width} products.")
    yield Ask("What is the standard deviation of the scores, about?", dot_product_spread(width), within=0.15 * dot_product_spread(width))
    yield Check(
        "scores-spread-with-the-root",
        "standard deviation of the scores ÷ √{width}",
        equal(scores.std() / dot_product_spread(width), 1.0, within=0.25),  # few keys share their lengths: 4 standard errors at 4 keys
    )
    weights = {T("as they are"): softmax(scores), T("divided by √d"): softmax(scores / dot_product_spread(width))}
    largest = [float(each.max(axis=1).mean()) for each in weights.values()]
    passed = [float((each * (1 - each)).sum(axis=1).mean()) for each in weights.values()]
    yield Show("Largest weight, and Σ p(1 − p): means", rows={T("largest"): largest, "Σ p(1 − p)": passed}, columns=list(weights))
    yield Check(
        "undivided-it-saturates",
        "means of the smaller weights together, and of Σ p(1 − p), the trace of softmax's Jacobian: undivided, against divided",
        less([1 - largest[0], passed[0]], [1 - largest[1], passed[1]]),
    )
    yield Say("A saturated softmax passes little gradient to its scores. Dividing by √{width} keeps their spread at 1, whatever the width.")


def online(rng: np.random.Generator, *, count: Annotated[int, Range(3, 200), "how many scores"] = 8) -> Iterator[Step]:
    """A sum of exponentials in one pass, in little range."""
    scores = np.append(rng.normal(0, 8, count - 1), 12.0)
    yield Say("Keep the largest score so far, m, and the sum l of e^(z − m). When m grows to m′, l is scaled by e^(m − m′).")
    yield Show("Scores, and ln Σ e^z so far", rows={"z": scores[:6], "m + ln l": online_log_sum_exp(scores)[:6]}, digits=2)
    yield Check(
        "one-pass-is-enough",
        "each sum's logarithm, as if computed from the start; then scores 2 and 2 and 4: the sum relative to 4 is 2e⁻² + 1",
        equal(
            [*online_log_sum_exp(scores), rescaled_sum(2.0, 2.0, 4.0)],
            [*(np.log(np.exp(scores[: i + 1]).sum()) for i in range(count)), 2 * np.exp(-2.0) + 1],
            within=1e-9,
        ),
    )
    half = scores.astype(np.float16)
    edges = [(kind, float(np.log(float(np.finfo(kind).max)))) for kind in (np.float16, np.float32, np.float64)]
    with np.errstate(over="ignore"):
        around = [np.isfinite(np.exp(kind(edge + step))) for kind, edge in edges for step in (-0.02, 0.02)]
        plain, shifted = np.exp(half), np.exp(half - half.max())
    yield Ask("In float16 the largest number is 65504. From which z on does exp(z) overflow?", largest_exponent(65504.0), within=0.15)
    yield Check(
        "float16-ends-at-eleven",
        "is it finite? e^z 0.02 below and above ln(largest), in float16 (11.09), float32 (88.7), float64 (709.8): yes, no; "
        "in float16, exp of these scores, one of them 12: no; less their maximum: yes",
        equal([*around, np.isfinite(plain).all(), np.isfinite(shifted).all()], [*[True, False] * 3, False, True]),
    )
