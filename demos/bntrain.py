"""Batch normalisation at work: what it does to the step size, to gradients in depth, and to small batches.

The transform itself is in `batchnorm`. Here it stands inside networks that are trained, next to the same networks without it.
"""

from collections.abc import Iterator, Sequence
from functools import reduce
from itertools import pairwise
from math import pi, sqrt
from typing import Annotated, Any, Literal

import numpy as np

from dl_quiz.stage import Ask, Check, Plot, Range, Say, Show, Step, T, at_least, at_most, equal, less, more

from .kernels.activation import relu, relu_derivative, sigmoid_derivative, tanh_derivative
from .kernels.backprop import Activation, backward, forward
from .kernels.batchnorm import batch_norm, batch_norm_backward
from .kernels.bntrain import Norm, effective_rate, gradient_growth, hidden_layer, hidden_layer_backward, standard_error
from .kernels.shapes import Array

Layer = tuple[Array, Array, Array]
"""Weight, gamma and beta of a hidden layer."""


def lr(
    rng: np.random.Generator,
    *,
    norm: Annotated[Literal["batch", "layer"], "normalisation to compare with none"] = "batch",
    depth: Annotated[int, Range(2, 4), "hidden layers"] = 3,
    steps: Annotated[int, Range(20, 100), "training steps"] = 60,
) -> Iterator[Step]:
    """A larger learning rate."""
    x, target = _ill_scaled(rng)
    start = _network(rng, depth)
    yield Say(
        "Ten inputs whose scales run from 0.1 to 10: what raw data looks like. Two networks start from the same weights; one normalises its layers."
    )
    factor = 10 if norm == "batch" else 3
    yield Ask(
        "How much larger a learning rate can the normalised one bear?",
        2,
        options=[T("none"), T("about twice"), T("{factor} times or more", factor=factor)],
    )
    rates = (0.001, 0.003, 0.01, 0.03, 0.1, 0.3)
    curves = {kind: [_train(start, x, target, kind, rate, steps)[0] for rate in rates] for kind in ("none", norm)}
    constant = target.var()  # what the best constant output leaves: a network whose units have died is no better
    endings = {kind: [run[-1] if run[-1] < constant else None for run in runs] for kind, runs in curves.items()}
    yield Show(
        "Loss after training (empty: no better than a constant output, or overflowed)",
        rows=[f"lr {rate:g}" for rate in rates],
        columns={T("no norm"): endings["none"], T("with norm"): endings[norm]},
    )
    largest = {kind: max((rate for rate, end in zip(rates, ends, strict=True) if end), default=0.0) for kind, ends in endings.items()}
    yield Check(
        "larger-rates",
        T("the largest rate at which the normalised network learns, against {factor} times that of the plain one", factor=factor),
        at_least(largest[norm], factor * largest["none"], within=1e-12),
    )
    best = {kind: min((run for run in runs if np.isfinite(run[-1])), key=lambda run: run[-1]) for kind, runs in curves.items()}
    yield Plot("Loss, each at its best rate", {T("no norm"): best["none"], T("with norm"): best[norm]}, log=True, x=T("step"))
    yield Check(
        "lower-loss",
        "each at its best rate, the normalised network ends lower",
        less(best[norm][-1], best["none"][-1]).where(
            norm == "batch" and steps >= 60,
            "the claim is for batch normalisation and at least 60 steps; layer normalisation cannot even out inputs of different scale",
        ),
    )


def scale(
    rng: np.random.Generator,
    *,
    factor: Annotated[float, Range(0.1, 20), "by which the weights are multiplied"] = 5.0,
    lr: Annotated[float, Range(0.01, 10), "learning rate of the run"] = 5.0,
) -> Iterator[Step]:
    """The length of the weights no longer matters."""
    x, target, weight = rng.normal(size=(32, 6)), rng.normal(size=32), rng.normal(size=(4, 6))
    loss, gradient = _invariant(weight, x, target)
    yield Say(
        "A layer followed by batch normalisation. Multiply all its weights by a = {factor:g}: mean and deviation grow with them, and divide out."
    )
    yield Ask("The loss stays the same. What is the gradient multiplied by? (three decimals)", 1 / factor, within=0.002)
    scaled_loss, scaled = _invariant(factor * weight, x, target)
    yield Check("same-loss", "loss with a W = loss with W", equal(scaled_loss, loss, within=1e-9))
    shrunk = float(np.linalg.norm(gradient) / np.linalg.norm(scaled))
    shares = [np.linalg.norm(slope) / np.linalg.norm(start) for start, slope in ((weight, gradient), (factor * weight, scaled))]
    yield Check(
        "gradient-shrinks",
        "W against a W: loss ÷ loss, gradient ÷ gradient, and how far one step of the same η goes for the length of the weights = 1, a, a²",
        equal([loss / scaled_loss, shrunk, shares[0] / shares[1]], [1, factor, factor**2], within=1e-9 * max(1.0, factor**2)),
    )
    yield Check(
        "orthogonal",
        "the gradient of each unit stands at a right angle to its weights",
        equal((weight * gradient).sum(axis=1), np.zeros(4), within=1e-10),
    )
    yield Say(
        "So a gradient step turns the weights, and by Pythagoras it makes them longer. Longer weights turn less: the step size that counts is η / ‖w‖², and a rate that is too large tames itself."
    )
    lengths, moving = [], weight[:1]
    for _ in range(60):
        lengths.append(np.linalg.norm(moving))
        moving = moving - lr * _invariant(moving, x, target)[1]
    rates = [effective_rate(lr, length) for length in lengths]
    yield Plot("One unit trained: its effective rate η / ‖w‖²", {"η/‖w‖²": rates}, log=True, x=T("step"))
    yield Check(
        "length-grows",
        "the smallest change of ‖w‖ from step to step is not negative",
        at_least(np.diff(lengths).min(), -1e-12),  # rounding
    )
    stepped, other = weight - lr * gradient, factor * weight - factor**2 * lr * scaled
    yield Check(
        "effective-rate",
        "from a W with rate a² η, one step ends in the direction in which W ends with rate η",
        equal(other / np.linalg.norm(other), stepped / np.linalg.norm(stepped), within=1e-9),
    )
    yield Say(
        "This is also what L2 does to such weights: it cannot make the function simpler, since length does not matter. It keeps the effective rate up."
    )


def ics(
    rng: np.random.Generator,
    *,
    noise: Annotated[float, Range(0.0, 0.3), "random scale and shift put behind each normalisation"] = 0.1,
    steps: Annotated[int, Range(40, 100), "training steps"] = 60,
) -> Iterator[Step]:
    """Testing the covariate-shift explanation."""
    x, target = _ill_scaled(rng)
    start = _network(rng, 3)
    yield Say(
        "Ioffe and Szegedy's explanation (2015): training is slow because each layer's inputs keep moving (internal covariate shift), and batch normalisation holds them still."
    )
    yield Say(
        "Santurkar and others' experiment (2018): normalise, then spoil it. Behind each normalisation, every step scales and shifts each unit at random."
    )
    yield Ask(
        "The inputs of the layers now move more than in the plain network. Does the advantage disappear?", 1, options=[T("yes"), T("no")]
    )
    plain = min((_train(start, x, target, "none", rate, steps) for rate in (0.001, 0.003, 0.01)), key=lambda run: run[0][-10:].mean())
    still = _train(start, x, target, "batch", 0.1, steps)
    shaken = _train(start, x, target, "batch", 0.1, steps, noise, rng)
    runs = {T("plain"): plain, "BN": still, T("BN + noise"): shaken}
    yield Show(
        "The plain network at the best of three rates (larger ones diverge), the others at 0.1",
        rows={label: [np.mean(drift), losses[-10:].mean()] for label, (losses, drift) in runs.items()},
        columns=[T("drift"), T("loss")],
    )
    yield Plot("Loss", {label: losses for label, (losses, _) in runs.items()}, log=True, x=T("step"))
    yield Check(
        "more-drift",
        "mean change of a unit's average from step to step: BN with noise against plain",
        more(np.mean(shaken[1]), np.mean(plain[1])).where(
            noise >= 0.1 and steps >= 60,
            "the noise is too weak to shake the layers, or the run so short that the plain network's first large moves outweigh it",
        ),
    )
    yield Check(
        "still-better",
        "loss over the last ten steps: BN with noise against plain",
        less(shaken[0][-10:].mean(), plain[0][-10:].mean()).where(noise <= 0.1, "so much noise drowns the signal of a network this small"),
    )
    yield Say(
        "More drift, better training: here the gain does not come from holding the inputs still. The account of 2018: the loss surface is smoother, so that larger steps are safe."
    )


def depth(
    rng: np.random.Generator,
    *,
    layers: Annotated[int, Range(2, 60), "layers"] = 30,
    gain: Annotated[float, Range(0.25, 4), "by how much a layer's weights stretch"] = 1.2,
) -> Iterator[Step]:
    """Through depth: a product of Jacobians."""
    turns = [np.linalg.qr(rng.normal(size=(8, 8)))[0] for _ in range(layers + 1)]
    x, top = rng.normal(size=(1, 8)), np.full((1, 8), np.sqrt(1 / 8))

    def deltas(stretch: float, activation: Activation) -> tuple[Array, Array]:
        """δ of each layer from the top down, and the product of the Jacobians between the two ends."""
        network = [(stretch * turn, np.zeros(8)) for turn in turns]
        cache = forward(network, x, activation)[1]
        slope = {"tanh": tanh_derivative, "sigmoid": sigmoid_derivative}.get(activation, np.ones_like)
        jacobians = [weight * slope(z) for (weight, _), (_, z) in zip(network[1:], cache, strict=False)]
        return np.array([bias for _, bias in backward(network, cache, top, activation)][::-1]), reduce(np.matmul, jacobians[::-1])

    yield Say("δ at a layer = δ at the top times all Jacobians between. Here a layer turns (an orthogonal matrix) and stretches by g.")
    yield Ask(
        "{layers} linear layers, g = {gain:g}: by how much do they multiply the length of δ?", gain**layers, within=0.01 * gain**layers
    )
    runs = {f"g = {g:.3g}": np.linalg.norm(deltas(g, "identity")[0], axis=1) for g in (gain, 1.0, 1 / gain)}
    squashed = np.linalg.norm(deltas(gain, "sigmoid")[0], axis=1)
    yield Plot("Length of δ, from the top down", {**runs, "sigmoid": squashed}, log=True, x=T("layers passed"))
    yield Check(
        "gain-to-the-depth",
        "length of δ below {layers} linear layers ÷ length above, for g = {gain:g}, 1 and 1/{gain:g} = gᴸ",
        equal([run[-1] / run[0] for run in runs.values()], [gain**layers, 1.0, gain**-layers], within=1e-9 * max(gain, 1 / gain) ** layers),
    )
    yield Check(
        "sigmoid-vanishes",
        "sigmoid, g = {gain:g}: the largest factor of any layer ≤ g/4, since σ′ ≤ ¼",
        at_most((squashed[1:] / squashed[:-1]).max(), gain / 4, within=1e-12),
    )
    carried, product = deltas(gain, "tanh")
    yield Check(
        "vector-times-jacobians",
        "tanh: δ carried down one vector–Jacobian product at a time = δ at the top times the product of all Jacobians; largest difference, relative",
        equal(np.abs(carried[-1] - top @ product).max() / np.abs(carried[-1]).max(), 0.0, within=1e-9),
    )
    yield Say("A vector times a matrix costs 8², two matrices 8³: so no Jacobian is built. Factors below 1 vanish, those above explode.")


def explode(
    rng: np.random.Generator,
    *,
    depth: Annotated[int, Range(5, 40), "layers"] = 30,
    width: Annotated[int, Range(16, 160), "units in a layer, and examples in the batch"] = 128,
) -> Iterator[Step]:
    """In depth it makes gradients explode."""
    plain = _gradient_lengths(rng, depth, width, norm="none")
    normalised = _gradient_lengths(rng, depth, width, norm="batch")
    skipping = _gradient_lengths(rng, depth, width, norm="batch", skip=True)
    yield Say(
        "“Batch normalisation solves vanishing and exploding gradients.” {depth} layers at initialisation: ReLU with He's weights, the same with batch normalisation, the same with skip connections as well."
    )
    yield Ask("In which one does the gradient explode on its way down?", 1, options=[T("plain"), "BN", T("BN with skips")])
    lengths = {T("plain"): plain, "BN": normalised, T("BN, skips"): skipping}
    yield Plot("Squared length of the gradient, from the top layer down", lengths, log=True, x=T("layers passed"))
    inner = depth - 1  # the last step down is into the network's input, which is no ReLU's output
    yield Check(
        "growth-rate",
        "growth of the squared length per layer = π/(π − 1) = 1.467",
        equal((normalised[inner] / normalised[0]) ** (1 / inner), gradient_growth(1, squared=True), within=0.05).where(
            width >= 100 and depth >= 20, "theory is for wide layers, large batches and many of them"
        ),  # theory is for infinite width and batch; over forty seeds, 20 to 40 layers stayed within 0.035
    )
    yield Say(
        "Where it comes from: a ReLU passes half of the squared gradient. He's weights double it, which balances. Batch normalisation divides by the variance around the mean, and a ReLU's output has little of it."
    )
    sample = relu(rng.normal(size=400_000))
    yield Check(
        "relu-variance",
        "variance of ReLU(z), z Gaussian = (π − 1)/(2π): half of it divided by this is π/(π − 1)",
        equal(
            sample.var(), (pi - 1) / (2 * pi), within=4 * sqrt((((sample - sample.mean()) ** 4).mean() - sample.var() ** 2) / len(sample))
        ),
    )
    yield Check(
        "skips-tame-it",
        "with skip connections the growth over all layers is smaller than without, by at least the square root",
        at_most(skipping[-1] / skipping[0], sqrt(normalised[inner] / normalised[0])).where(
            width >= 100 and depth >= 20, "in a shallow or narrow network there is little to tame"
        ),
    )


def smallbatch(
    rng: np.random.Generator,
    *,
    depth: Annotated[int, Range(1, 5), "hidden layers"] = 3,
    norm: Annotated[Literal["batch", "layer"], "normalisation to look at"] = "batch",
) -> Iterator[Step]:
    """Small batches break it."""
    sizes = (2, 4, 8, 32, 128)
    crowd = rng.normal(size=(4096, 10))
    layers = _network(rng, depth)[0]
    reference = _through(layers, crowd, norm)[:256]
    gaps = [_gap(layers, crowd[:256], reference, size, norm) for size in sizes]
    yield Say(
        "At inference the statistics come from all data. In training they come from one batch: the network then computes another function."
    )
    yield Ask("A batch mean over 16 examples, σ = 1: what is its standard deviation around the true mean?", 0.25, within=0.001)
    means = rng.normal(size=(20_000, 16)).mean(axis=1)
    yield Check(
        "standard-error",
        "deviation of 20,000 batch means = σ/√m",
        equal(means.std(), standard_error(1.0, 16), within=4 * 0.25 / sqrt(2 * len(means))),
    )
    yield Check(
        "what-widens-the-batch",
        "deviation of the mean that normalises: 4 micro-batches of 16 accumulated = σ/√16; 4 devices of 16 synchronised = σ/√64",
        equal(
            [means.std(), means.reshape(-1, 4).mean(axis=1).std()], [standard_error(1.0, 16), standard_error(1.0, 64)], within=0.006
        ),  # four errors
    )
    rows = [f"m = {size}" for size in sizes]
    yield Show("Output in training against output at inference, relative difference", rows=rows, columns={T("gap"): gaps})
    yield Check(
        "gap-shrinks",
        "the gap at m = 2, 4, 8, 32 against that at the next larger m, up to 128",
        more(gaps[:-1], gaps[1:]).where(norm == "batch", "layer normalisation does not use the batch"),
    )
    yield Say("Layer and group normalisation take their statistics inside one example. Batch size means nothing to them: no gap, at any m.")
    yield Check(
        "layer-norm-has-no-gap",
        "the same network with layer normalisation: gap at m = 2",
        equal(_gap(layers, crowd[:256], _through(layers, crowd, "layer")[:256], 2, "layer"), 0.0, within=1e-12),
    )
    singles = np.vstack([_through(layers, crowd[i : i + 1], "batch") for i in range(3)])
    yield Ask("A batch of one, in training, through batch normalisation: how many different outputs do three different examples give?", 1)
    yield Check(
        "batch-of-one",
        "all three give the same output: the network no longer sees its input",
        equal(np.ptp(singles, axis=0).max(), 0.0, within=1e-12),
    )


def accumulate(
    rng: np.random.Generator,
    *,
    parts: Annotated[int, Range(2, 8), "micro-batches"] = 4,
    size: Annotated[int, Range(2, 16), "examples in each"] = 4,
) -> Iterator[Step]:
    """Accumulated gradients, and where they are others."""
    x, target = rng.normal(size=(parts * size, 10)), rng.normal(size=parts * size)
    start = _network(rng, 1)
    yield Say("{parts} micro-batches of {size} examples: their gradients are averaged, as if the batch were {parts} times as large.")

    def gap(norm: Norm) -> Any:
        each = [_first_gradient(start, x[i : i + size], target[i : i + size], norm) for i in range(0, len(x), size)]
        whole = _first_gradient(start, x, target, norm)
        return np.linalg.norm(np.mean(each, axis=0) - whole) / np.linalg.norm(whole)

    tokens = [3, 30, *rng.integers(2, 40, parts - 2)]
    slopes = rng.normal(size=(sum(tokens), 5))
    sums = np.array([part.sum(axis=0) for part in np.split(slopes, np.cumsum(tokens)[:-1])])
    mean, means = slopes.mean(axis=0), sums / np.array(tokens)[:, None]
    ragged = np.linalg.norm(means.mean(axis=0) - mean) / np.linalg.norm(mean)
    distances = {T("no norm"): gap("none"), "LN": gap("layer"), "BN": gap("batch"), T("means over tokens"): ragged}
    yield Ask("With which normalisation is it another gradient?", 1, options=[T("layer normalisation"), T("batch normalisation")])
    yield Say(
        "A language model's loss is a mean over tokens: a micro-batch that divides by its own tokens gives short texts too much weight."
    )
    yield Show("Distance from the whole batch's gradient, relative", rows={name: [value] for name, value in distances.items()})
    yield Check(
        "where-it-differs",
        "whether it is another gradient: no normalisation, layer norm, batch norm, means over unequal numbers of tokens",
        equal([value > 1e-9 for value in distances.values()], [False, False, True, True]),
    )
    yield Check(
        "sums-are-whole",
        "the micro-batches' sums, divided at the end by all their tokens: distance from the mean over all tokens",
        equal(np.linalg.norm(sums.sum(axis=0) / sum(tokens) - mean), 0.0, within=1e-12),
    )


def _ill_scaled(rng: np.random.Generator) -> tuple[Array, Array]:
    """Regression on ten inputs whose scales run from 0.1 to 10, all of equal importance."""
    unit, direction = rng.normal(size=(96, 10)), rng.normal(size=10)
    return unit * np.logspace(-1, 1, 10), np.tanh(unit @ direction)


def _network(rng: np.random.Generator, depth: int, width: int = 24) -> tuple[list[Layer], Array]:
    """Hidden layers (weight, gamma, beta) with He's weights, and the weights of a linear output."""
    widths = [10, *[width] * depth]
    layers = [(rng.normal(size=(units, inputs)) * sqrt(2 / inputs), np.ones(units), np.zeros(units)) for inputs, units in pairwise(widths)]
    return layers, rng.normal(size=width) / sqrt(width)


def _train(
    start: tuple[list[Layer], Array],
    x: Array,
    target: Array,
    norm: Norm,
    rate: float,
    steps: int,
    noise: float = 0.0,
    rng: np.random.Generator | None = None,
) -> tuple[Array, Array]:
    """Gradient descent on the squared error: the losses, and how far the units' averages move from step to step.

    With `noise`, every step replaces γ and β by γ s and β s + t with fresh random s and t.
    """
    layers, head = list(start[0]), start[1]
    losses, averages = np.full(steps, np.inf), []
    for step in range(steps):
        spoiled = [_spoiled(part, noise, rng) for part in layers]
        inputs, sums = [x], []
        for weight, gamma, beta, _ in spoiled:
            y, z = hidden_layer(inputs[-1], weight, gamma, beta, norm)
            inputs.append(y)
            sums.append(z)
        error = inputs[-1] @ head - target
        losses[step] = np.square(error).mean()
        if not losses[step] < 1e6:  # diverged
            break
        averages.append(np.concatenate([y.mean(axis=0) for y in inputs[1:]]))
        upstream = 2 * error / len(x)
        d_y, head = np.outer(upstream, head), head - rate * upstream @ inputs[-1]
        for i, (weight, gamma, beta, s) in reversed(list(enumerate(spoiled))):
            d_y, d_weight, d_gamma, d_beta = hidden_layer_backward(d_y, inputs[i], sums[i], weight, gamma, beta, norm)
            layers[i] = (weight - rate * d_weight, layers[i][1] - rate * s * d_gamma, layers[i][2] - rate * s * d_beta)
    return losses, np.abs(np.diff(averages, axis=0)).mean(axis=1) if len(averages) > 1 else np.zeros(1)


def _first_gradient(start: tuple[list[Layer], Array], x: Array, target: Array, norm: Norm) -> Array:
    """Gradient of the mean squared error by the weights of a network's one hidden layer."""
    (weight, gamma, beta), head = start[0][0], start[1]
    y, z = hidden_layer(x, weight, gamma, beta, norm)
    return hidden_layer_backward(np.outer(2 * (y @ head - target) / len(x), head), x, z, weight, gamma, beta, norm)[1]


def _spoiled(part: Layer, noise: float, rng: np.random.Generator | None) -> tuple[Array, Array, Array, Array]:
    weight, gamma, beta = part
    if rng is None or noise == 0:
        return weight, gamma, beta, np.ones_like(gamma)
    s = 1 + noise * rng.normal(size=gamma.shape)
    return weight, gamma * s, beta * s + noise * rng.normal(size=beta.shape), s


def _invariant(weight: Array, x: Array, target: Array) -> tuple[float, Array]:
    """Loss and gradient of a sum of batch-normalised ReLU units, with eps 0 so that the invariance is exact."""
    one, zero = np.ones(len(weight)), np.zeros(len(weight))
    z = x @ weight.T
    normalised = batch_norm(z, one, zero, eps=0.0)
    error = relu(normalised).sum(axis=1) - target
    upstream = (2 * error / len(x))[:, None] * relu_derivative(normalised)
    d_z, _, _ = batch_norm_backward(upstream, z, one, eps=0.0)
    return float(np.square(error).mean()), d_z.T @ x


def _gradient_lengths(rng: np.random.Generator, depth: int, width: int, norm: Norm, skip: bool = False) -> Array:
    """Squared lengths of a random gradient on its way down a network at initialisation, starting from 1."""
    x, one, zero = rng.normal(size=(width, width)), np.ones(width), np.zeros(width)
    passed = []
    for _ in range(depth):
        weight = rng.normal(size=(width, width)) * sqrt(2 / width)
        y, z = hidden_layer(x, weight, one, zero, norm)
        passed.append((x, z, weight))
        x = x + y if skip else y
    upstream = rng.normal(size=(width, width))
    lengths = [np.linalg.norm(upstream) ** 2]
    for x, z, weight in reversed(passed):
        d_x, _, _, _ = hidden_layer_backward(upstream, x, z, weight, one, zero, norm)
        upstream = upstream + d_x if skip else d_x
        lengths.append(np.linalg.norm(upstream) ** 2)
    return np.array(lengths) / lengths[0]


def _through(layers: Sequence[Layer], x: Array, norm: Norm) -> Array:
    for weight, gamma, beta in layers:
        x, _ = hidden_layer(x, weight, gamma, beta, norm)
    return x


def _gap(layers: Sequence[Layer], x: Array, reference: Array, size: int, norm: Norm) -> float:
    """Root mean square difference between outputs in batches of `size` and the reference, relative to the reference."""
    outputs = np.vstack([_through(layers, x[i : i + size], norm) for i in range(0, len(x), size)])
    return float(np.sqrt(np.square(outputs - reference).mean() / np.square(reference).mean()))
