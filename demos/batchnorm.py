"""Batch normalisation: fix the mean and the variance of each feature over the batch, then let the network choose them anew.

The transform itself: what it does to four numbers, what it cannot do to a shape, how training and inference differ,
where its noise comes from, over which axes it counts, and how it vanishes into the layer before it.
What it does to training is told in `bntrain`.
"""

from collections.abc import Callable, Iterator
from functools import reduce
from math import erf, sqrt
from string import ascii_lowercase, ascii_uppercase
from typing import Annotated, Literal

import numpy as np

from dl_quiz.stage import Ask, Check, Length, Plot, Range, Refusal, Say, Show, Step, T, equal, more

from .kernels import batchnorm
from .kernels.batchnorm import batch_norm, batch_norm_inference, group_norm, rms_norm, running_average
from .kernels.conv import conv2d
from .kernels.differences import central_differences
from .kernels.shapes import Array


def compute(
    rng: np.random.Generator,
    *,
    values: Annotated[tuple[float, ...], Range(-100, 100), Length(2, 6), "one feature over the batch"] = (1.0, 2.0, 3.0, 6.0),
    gamma: Annotated[float, Range(-10, 10), "learned scale"] = 2.0,
    beta: Annotated[float, Range(-10, 10), "learned shift"] = 1.0,
    eps: Annotated[float, Range(0, 1), "added to the variance"] = 0.0,
) -> Iterator[Step]:
    """Four numbers, by hand."""
    x = np.array(values)
    if np.ptp(x) < 1e-6 and eps < 1e-6:
        raise Refusal("All values are equal, so the variance is 0, and without eps this is 0/0. That is what eps is for.")
    size, mean = len(x), sum(values) / len(values)
    spread = sum((value - mean) ** 2 for value in values) / size
    by_hand = [(value - mean) / sqrt(spread + eps) for value in values]
    yield Say(
        "One unit, {size} examples, one number from each. Their mean is {mean:.4g}; their variance, divided by m = {size} and not by m − 1, is {spread:.4g}.",
        size=size,
        mean=mean,
        spread=spread,
    )
    yield Ask(T("What does the last example, {last:g}, become before γ and β? (two decimals)", last=values[-1]), by_hand[-1], within=0.01)
    normalised, scaled = _one(x, 1.0, 0.0, eps), _one(x, gamma, beta, eps)
    lines = {"x": x, "x − μ": x - mean, "x̂": normalised, "y": scaled}
    yield Show("The four lines of the algorithm, γ = {gamma:g}, β = {beta:g}", columns=lines)
    yield Check("by-hand", "batch_norm gives what the definition adds up, number by number", equal(normalised, by_hand, within=1e-9))
    yield Say("Mean 0 and variance 1 are not the end: γ and β are learned, and the output has mean β and deviation |γ|.")
    yield Check(
        "moments-are-learned",
        "mean and variance of the output = β and γ² σ²/(σ² + ε)",
        equal([scaled.mean(), scaled.var()], [beta, gamma**2 * spread / (spread + eps)], within=1e-9),
    )
    yield Check(
        "can-be-undone",
        "γ = √(σ² + ε) and β = μ give the input back: the layer loses no function",
        equal(_one(x, sqrt(spread + eps), mean, eps), list(values), within=1e-9),
    )
    yield Ask("Add a bias of 7 to every x. What changes in the output?", 1, options=[T("it rises by 7"), T("nothing")])
    yield Check(
        "bias-is-redundant",
        "the mean takes every bias away with it; β does its work",
        equal(_one(x + 7, gamma, beta, eps), [gamma * value + beta for value in by_hand], within=1e-9),
    )


def shape(
    rng: np.random.Generator,
    *,
    distribution: Annotated[Literal["two-humps", "exponential", "uniform"], "what the feature looks like"] = "two-humps",
    batch: Annotated[int, Range(500, 20_000), "examples in the batch"] = 4000,
) -> Iterator[Step]:
    """It does not make anything Gaussian."""
    x = _sample(rng, distribution, batch)
    y = _one(x, 1.0, 0.0, 1e-5)
    yield Say("“Batch normalisation makes activations Gaussian” is often said. Here is a feature that is not.")
    yield Plot("Before", {T("examples"): x}, kind="histogram", bins=24, x="x")
    yield Ask("What does the histogram look like afterwards?", 1, options=[T("a bell"), T("the same shape on another axis")])
    yield Plot("After", {T("examples"): y}, kind="histogram", bins=24, x="x̂")
    yield Say("Subtract one number, divide by another: for a whole batch, that is a straight line. It moves and stretches; it cannot bend.")
    yield Check(
        "two-moments-fixed",
        "over this batch, mean and variance of x̂ become 0 and 1",
        equal([y.mean(), y.var()], [0.0, 1.0], within=1e-3),  # eps = 10⁻⁵ is small against these variances
    )
    yield Check(
        "shape-stays",
        "skewness and kurtosis after = before",
        equal([_moment(y, 3), _moment(y, 4)], [_moment(x, 3), _moment(x, 4)], within=1e-9),
    )
    yield Check(
        "not-gaussian",
        "the kurtosis is still far from the 3 of a Gaussian: their distance",
        more(abs(_moment(y, 4) - 3), 0.5),  # the three shapes have 1.1, 9 and 1.8; their sampling errors are far smaller than what is left
    )


def modes(
    rng: np.random.Generator,
    *,
    momentum: Annotated[float, Range(0.01, 1), "weight of the new batch in the running average"] = 0.1,
    batch: Annotated[int, Range(2, 256), "examples in a batch"] = 8,
    steps: Annotated[int, Range(1, 200), "training batches"] = 60,
) -> Iterator[Step]:
    """Training and inference are two functions."""
    data = 5 + 2 * rng.normal(size=(steps, batch, 1))
    trace = [(np.zeros(1), np.ones(1))]
    for x in data:
        mean, spread = trace[-1]
        trace.append((running_average(mean, x.mean(axis=0), momentum), running_average(spread, x.var(axis=0, ddof=1), momentum)))
    yield Say(
        "A feature with mean 5 and variance 4. In training each batch is normalised by its own statistics; on the side, a running average of them is kept for inference."
    )
    running = {T("mean"): [mean[0] for mean, _ in trace], T("variance"): [spread[0] for _, spread in trace]}
    yield Plot("The running statistics", running, x=T("batch"))
    yield Ask(
        "A running mean starts at 0 and takes in each new batch with weight {momentum:g} (the momentum). After ten batches of mean 5, where is it? (two decimals)",
        5 * (1 - (1 - momentum) ** 10),
        within=0.01,
    )
    average = reduce(lambda mean, _: running_average(mean, 5.0, momentum), range(10), 0.0)
    yield Check(
        "running-average",
        "ten updates, one after the other = 5 (1 − (1 − momentum)¹⁰)",
        equal(average, batchnorm.running_average_after(5.0, 10, momentum), within=1e-12),
    )
    ratios = (2 * rng.normal(size=(20_000, batch))).var(axis=1) / 4
    yield Say(
        "For the batch itself the variance is divided by m; for the running average by m − 1, because the first is too small on average."
    )
    yield Check(
        "biased-variance",
        "average of the batch variance over 20,000 batches ÷ true variance = (m − 1)/m",
        equal(ratios.mean(), (batch - 1) / batch, within=4 * ratios.std() / sqrt(len(ratios))),
    )
    one, zero = np.ones(1), np.zeros(1)
    crowds = [np.vstack([[[6.0]], 5 + 2 * rng.normal(size=(batch - 1, 1))]) for _ in range(3)]
    trained = [batch_norm(crowd, one, zero)[0, 0] for crowd in crowds]
    inferred = [batch_norm_inference(crowd, one, zero, *trace[-1])[0, 0] for crowd in crowds]
    yield Show("The same example, 6, in three batches", [trained, inferred], rows=[T("training"), T("inference")], columns=["A", "B", "C"])
    alone = batch_norm_inference([[6.0]], one, zero, *trace[-1])[0, 0]
    yield Check(
        "inference-ignores-the-batch",
        "at inference, the output in each batch = the output alone",
        equal(inferred, [alone] * 3, within=1e-12),
    )
    yield Check(
        "training-depends-on-the-batch",
        "in training, the three outputs differ",
        more(max(trained) - min(trained), 1e-6).where(batch > 2, "in a batch of two only the order counts, see the scene noise"),
    )
    yield Ask("A training batch of a single example, 6. What comes out (γ = 1, β = 0)?", 0.0)
    yield Check(
        "batch-of-one",
        "the output is β, here 0.25, whatever the example is: it is its own mean",
        equal(batch_norm([[6.0]], one, [0.25])[0, 0], 0.25),
    )


def noise(
    rng: np.random.Generator,
    *,
    value: Annotated[float, Range(-3, 3), "the example watched, in deviations from the mean"] = 1.0,
    trials: Annotated[int, Range(1000, 4000), "batches to draw"] = 2000,
) -> Iterator[Step]:
    """Where its regularisation comes from."""
    sizes = (2, 4, 8, 32, 128, 512)
    outcomes = {size: _among_strangers(rng, value, size, trials) for size in sizes}
    deviations = np.array([outcomes[size].std() for size in sizes])
    yield Say("One example, always v = {value:g}. In every batch it meets other companions, drawn from a standard Gaussian.")
    yield Ask(
        "Without batch normalisation its value never varies. With it, does it vary from batch to batch?",
        1,
        options=[T("no: the noise is removed"), T("yes: noise is added")],
    )
    yield Show("Standard deviation of its output", deviations[:, None], rows=[f"m = {size}" for size in sizes], columns=[T("deviation")])
    yield Check(
        "noise-is-added",
        "in batches of 8 its output varies",
        more(deviations[2], 0.1),  # about (1/√8) · √(1 + v²/2) = 0.35 or more
    )
    yield Say("This noise regularises a little. It is a side effect, and the larger the batch, the less there is of it.")
    measured = {T("measured"): (np.log10(sizes), deviations)}
    yield Plot("Deviation against batch size, both logarithmic (base 10)", measured, kind="scatter", log=True, x="log₁₀ m")
    yield Check(
        "noise-shrinks",
        "deviation · √m at m = 128 and 512 = √(1 + v²/2)",
        # four errors of a deviation from 1,000 trials (9 %), and terms of order 1/m
        equal(deviations[-2:] * np.sqrt(sizes[-2:]), [sqrt(1 + value**2 / 2)] * 2, within=0.15 * sqrt(1 + value**2 / 2)),
    )
    yield Say("At the other end, two examples: whichever is larger becomes +1, the other −1. Nothing but the order is left.")
    yield Check("two-become-signs", "in a batch of two every output is +1 or −1", equal(np.abs(outcomes[2]).min(), 1.0, within=1e-6))


def axes(
    rng: np.random.Generator,
    *,
    batch: Annotated[int, Range(2, 6), "examples"] = 3,
    channels: Annotated[int, Range(1, 8), "channels"] = 4,
    groups: Annotated[int, Range(1, 8), "groups of group normalisation"] = 2,
    size: Annotated[int, Range(2, 6), "side of an image"] = 3,
) -> Iterator[Step]:
    """Which numbers share a mean."""
    if channels % groups:
        raise Refusal("{groups} groups cannot share {channels} channels equally.")
    x = rng.normal(size=(batch, channels, size, size))
    one, zero = np.ones(channels), np.zeros(channels)
    examples, features = [f"#{i + 1}" for i in range(batch)], [f"c{j + 1}" for j in range(channels)]
    yield Say("A batch of feature maps. Each cell below is one whole map; cells with the same letter share a mean and a variance.")
    layouts: dict[T, Callable[[int, int], int]] = {
        T("Batch normalisation: one channel, all examples"): lambda i, j: j,
        T("Layer normalisation: one example, all channels"): lambda i, j: i,
        T("Instance normalisation: one map"): lambda i, j: i * channels + j,
        T("Group normalisation: one example, some channels"): lambda i, j: i * groups + j * groups // channels,
    }
    alphabet = ascii_uppercase + ascii_lowercase  # more letters than there can be maps
    for title, owner in layouts.items():
        letters = [[alphabet[owner(i, j)] for j in range(channels)] for i in range(batch)]
        yield Show(title, letters, rows=examples, columns=features)
    by_hand = np.stack([(x[:, c] - x[:, c].mean()) / x[:, c].std() for c in range(channels)], axis=1)
    yield Check(
        "channel-by-channel",
        "batch_norm = each channel normalised by itself over batch, height and width, in a loop",
        equal(batch_norm(x, one, zero, eps=0.0), by_hand, within=1e-12),
    )
    yield Ask(
        "Batch normalisation, {batch} examples, {channels} channels, {size}×{size}: over how many numbers is one mean taken?",
        batch * size * size,
    )
    methods: dict[str, Callable[[Array], Array]] = {
        "batch": lambda x: batch_norm(x, one, zero),
        "layer": lambda x: group_norm(x, one, zero, groups=1),
        "instance": lambda x: group_norm(x, one, zero, groups=channels),
        "group": lambda x: group_norm(x, one, zero, groups=groups),
    }
    touched = x.copy()
    touched[0, 0, 0, 0] += 1.0
    yield Say("A test that needs no formula: change one pixel, and count the outputs that move. They are those that share its mean.")
    moved = [np.count_nonzero(np.abs(method(touched) - method(x)) > 1e-12) for method in methods.values()]
    yield Check(
        "who-moves",
        "outputs moved by one pixel, under batch, layer, instance, group normalisation = N·H·W, C·H·W, H·W, C/G·H·W",
        equal(moved, [batchnorm.elements_per_statistic(name, batch, channels, size, size, groups) for name in methods]),
    )
    yield Check(
        "not-the-whole-array",
        "largest distance from a batch with one mean and one variance in all",
        more(np.abs(batch_norm(x, one, zero, eps=0.0) - (x - x.mean()) / x.std()).max(), 1e-6).where(
            channels > 1, "with one channel the two are the same"
        ),
    )


def backward(
    rng: np.random.Generator,
    *,
    batch: Annotated[int, Range(3, 64), "examples in the batch"] = 5,
    gamma: Annotated[float, Range(-10, 10), "learned scale"] = 2.0,
) -> Iterator[Step]:
    """The gradient goes through the statistics."""
    x, upstream = 3 * rng.normal(size=batch), rng.normal(size=batch)
    d_x, _, _ = batchnorm.batch_norm_backward(upstream[:, None], x[:, None], [gamma], eps=0.0)
    constant = gamma * upstream / x.std()
    yield Say("A common slip: treat μ and σ as constants, so that the gradient is γ δ / σ. But they are computed from x, and answer to it.")
    yield Show("The gradient for the first examples", columns={T("true"): d_x[:5, 0], T("μ, σ constant"): constant[:5]})
    by_differences = central_differences(lambda x: upstream @ (gamma * (x - x.mean()) / x.std()), x)
    yield Check(
        "finite-differences",
        "gradient = central differences of the whole layer",
        equal(d_x[:, 0], by_differences, within=1e-5 * (1 + abs(gamma))),  # step 10⁻⁵: what remains is rounding, about 10⁻¹⁶ · batch / 10⁻⁵
    )
    yield Ask("Sum the gradient over the batch. This is what a bias before the layer would get. What is it?", 0.0, within=0.001)
    yield Check(
        "two-directions-vanish",
        "Σ ∂L/∂x and Σ ∂L/∂x · x̂ are 0: neither shifting nor stretching the batch changes the output",
        equal([d_x.sum(), d_x[:, 0] @ (x - x.mean())], [0.0, 0.0], within=1e-9),
    )
    yield Check(
        "constants-are-wrong",
        "the gradient with μ and σ held constant sums to something else",
        more(abs(constant.sum()), 1e-6).where(abs(gamma) > 0.01, "with γ near 0 no gradient is left at all"),
    )


def fold(
    rng: np.random.Generator,
    *,
    filters: Annotated[int, Range(1, 8), "filters of the convolution"] = 4,
    size: Annotated[int, Range(4, 12), "side of the image"] = 6,
) -> Iterator[Step]:
    """At inference it melts into the convolution."""
    yield Say(
        "At inference the layer is y = γ (x − μ)/σ + β with fixed numbers: a multiplication and an addition, and a convolution before it can do both."
    )
    yield Ask("w = 2, b = 1, γ = 0.5, β = 0.1, μ = 3, σ = 4. What is the folded weight?", 0.25, within=0.001)
    weight, bias = batchnorm.fold_batch_norm(weight=2.0, bias=1.0, gamma=0.5, beta=0.1, mean=3.0, variance=16.0)
    yield Check(
        "one-weight",
        "folded, the line through x = 0 and x = 1 = the two layers one after the other",
        equal([bias, weight + bias], [0.5 * (2 * x + 1 - 3) / 4 + 0.1 for x in (0, 1)], within=1e-12),
    )
    images, kernels = rng.normal(size=(3, 2, size, size)), rng.normal(size=(filters, 2, 3, 3))
    bias, gamma, beta, mean = rng.normal(size=(4, filters))
    spread = rng.uniform(0.5, 2.0, filters)
    two_layers = batch_norm_inference(conv2d(images, kernels, bias), gamma, beta, mean, spread)
    merged = conv2d(images, *batchnorm.fold_batch_norm(kernels, bias, gamma, beta, mean, spread, eps=1e-5))
    yield Check(
        "one-convolution", "one convolution with folded weights = convolution, then normalisation", equal(merged, two_layers, within=1e-12)
    )
    yield Say("So at inference it costs nothing. In training it cannot be folded: there the numbers change with every batch.")
    yield Check(
        "not-in-training",
        "with the batch's own statistics the result differs from the folded one",
        more(np.abs(batch_norm(conv2d(images, kernels, bias), gamma, beta) - merged).max(), 1e-3),
    )


def tokens(
    rng: np.random.Generator,
    *,
    features: Annotated[int, Range(4, 64), "features of a token"] = 8,
    shift: Annotated[float, Range(0.5, 10), "added to every feature"] = 2.0,
) -> Iterator[Step]:
    """One token at a time: LayerNorm and RMSNorm."""
    x, one, zero = rng.normal(size=(6, features)), np.ones(features), np.zeros(features)
    norms: dict[str, Callable[[Array], Array]] = {
        "BatchNorm": lambda x: batch_norm(x, one, zero, eps=0.0),
        "LayerNorm": lambda x: group_norm(x, one, zero, groups=1, eps=0.0),
        "GroupNorm": lambda x: group_norm(x, one, zero, groups=2 - features % 2, eps=0.0),
        "RMSNorm": lambda x: rms_norm(x, eps=0.0),
    }
    yield Say("Six tokens. LayerNorm standardises each over its own {features} features; RMSNorm only divides by their root mean square.")
    yield Show("The first token", rows={"x": x[0], **{name: norm(x)[0] for name, norm in norms.items()}})
    moved = {name: np.abs(norm(x)[0] - norm(x[:3])[0]).max() > 1e-9 for name, norm in norms.items()}
    yield Ask("Leave out half of the batch. Under which of them does the first token's output change?", 0, options=list(norms))
    yield Check(
        "who-depends-on-the-batch",
        "whether a token's output changes with the others of its batch: BatchNorm, LayerNorm, GroupNorm, RMSNorm",
        equal(list(moved.values()), [True, False, False, False]),
    )
    yield Check(
        "rms-of-centred-is-layer",
        "RMSNorm of features whose mean was taken away = LayerNorm; largest difference",
        equal(np.abs(rms_norm(x - x.mean(axis=1, keepdims=True), eps=0.0) - norms["LayerNorm"](x)).max(), 0.0, within=1e-12),
    )
    yield Check(
        "rms-by-hand",
        "RMSNorm of the features 2, 4, 4, 8 = each divided by √((4 + 16 + 16 + 64)/4) = 5",
        equal(rms_norm([[2.0, 4.0, 4.0, 8.0]], eps=0.0)[0], [0.4, 0.8, 0.8, 1.6], within=1e-12),
    )
    changes = [np.abs(norms[name](y) - norms[name](x)).max() > 1e-9 for y in (x + shift, 5 * x) for name in ("LayerNorm", "RMSNorm")]
    yield Check(
        "who-sees-shift-and-scale",
        "whether the output changes: all features + {shift:g} under LayerNorm, RMSNorm; all features × 5 under both",
        equal(changes, [False, True, False, False]),
    )


def forgotten(
    rng: np.random.Generator,
    *,
    batch: Annotated[int, Range(8, 128), "examples in a batch"] = 32,
    distance: Annotated[float, Range(1, 5), "of each class from the middle, in deviations"] = 2.0,
) -> Iterator[Step]:
    """Evaluated without eval()."""
    label = np.where(np.arange(20 * batch) < 10 * batch, -1.0, 1.0)  # sorted by class, as test sets often are
    x = distance * label + rng.normal(size=len(label))
    mixed = rng.permutation(len(x))
    # each batch normalised by itself is a feature of its own
    trained, shuffled = (batch_norm(each.reshape(20, batch).T, np.ones(20), np.zeros(20)).T.ravel() for each in (x, x[mixed]))
    inferred = batch_norm_inference(x[:, None], [1.0], [0.0], [x.mean()], [x.var()])[:, 0]
    yield Say("Two classes, told by the sign behind a batch norm. The test set is sorted by class, and somebody forgot eval().")
    yield Ask("What share is right?", 1, options=[T("about as many as with eval()"), T("about half: chance")])
    rights = [np.mean(np.sign(y) == sign) for y, sign in ((inferred, label), (shuffled, label[mixed]), (trained, label))]
    yield Show("Share that is right", rows=[T("with eval()"), T("without, shuffled"), T("without, sorted")], columns={T("right"): rights})
    yield Check(
        "shares",
        "share that is right: with eval(), without it and sorted by class",
        # four deviations of as many tosses of a coin
        equal(rights[::2], [(1 + erf(distance / sqrt(2))) / 2, 0.5], within=2 / sqrt(len(x))),
    )
    mean = reduce(lambda average, part: running_average(average, part.mean()), x.reshape(20, batch), x.mean())
    yield Say("And it writes: in training mode the running statistics take in every batch, under no_grad() as well.")
    yield Check(
        "statistics-were-moved",
        "the running mean, which began at the true one: its distance, in deviations of x",
        more(abs(mean - x.mean()) / x.std(), 0.1),
    )


def average(
    rng: np.random.Generator,
    *,
    cosine: Annotated[float, Range(-0.9, 1.0), "of the angle between the two weight vectors"] = 0.0,
    examples: Annotated[int, Range(5000, 40_000), "examples"] = 20_000,
) -> Iterator[Step]:
    """After averaging weights, the statistics are stale."""
    first, second = np.array([1.0, 0.0]), np.array([cosine, sqrt(max(0.0, 1 - cosine**2))])
    x = rng.normal(size=(examples, 2))
    stored = ((x @ first).var() + (x @ second).var()) / 2
    yield Say("Two checkpoints of one unit, w and w′, equally long, each with the variance of its own z. Average weights and statistics.")
    yield Ask(
        "With cos(w, w′) = {cosine:g}: what is the variance behind the normalisation? (two decimals)",
        batchnorm.averaged_output_variance(cosine),
        within=0.02,
    )
    z = (x @ ((first + second) / 2))[:, None]
    stale = batch_norm_inference(z, [1.0], [0.0], [0.0], [stored])
    yield Check(
        "averaged-statistics-are-wrong",
        "variance behind the normalisation with averaged statistics = (1 + cos)/2",
        # over four errors of a ratio of variances, √2/√n each
        equal(stale.var(), batchnorm.averaged_output_variance(cosine), within=8 / sqrt(examples)),
    )
    fresh = batch_norm_inference(z, [1.0], [0.0], z.mean(axis=0), z.var(axis=0))
    yield Check(
        "one-pass-mends-it", "one pass over the data gives statistics that fit; variance then", equal(fresh.var(), 1.0, within=1e-3)
    )
    yield Say(
        "Var[z] is quadratic in w, so its average is stale. After SWA or EMA, one forward pass in training mode (update_bn) mends it."
    )


def _one(x: Array, gamma: float, beta: float, eps: float) -> Array:
    """Batch normalisation of a single feature."""
    return batch_norm(x[:, None], [gamma], [beta], eps=eps)[:, 0]


def _sample(rng: np.random.Generator, distribution: str, size: int) -> Array:
    if distribution == "exponential":
        return rng.exponential(2.0, size)
    if distribution == "uniform":
        return rng.uniform(3.0, 7.0, size)
    return 3.0 + np.where(rng.random(size) < 0.5, -2.0, 2.0) + 0.3 * rng.normal(size=size)


def _moment(x: Array, order: int) -> float:
    """Standardised central moment: 3 is the skewness, 4 the kurtosis."""
    centred = x - x.mean()
    return float((centred**order).mean() / (centred**2).mean() ** (order / 2))


def _among_strangers(rng: np.random.Generator, value: float, size: int, trials: int) -> Array:
    """What one example becomes in many batches: each batch is a feature of its own."""
    batches = rng.normal(size=(size, trials))
    batches[0] = value
    return batch_norm(batches, np.ones(trials), np.zeros(trials), eps=0.0)[0]
