"""Shifts: how much of an image's movement pooling really forgives, and what it pays for that.

“Pooling makes a network invariant to translation” is true of the last pooling of all, the global one, and roughly true of the small
ones. The scenes measure how roughly: against movement, strides, fine patterns, borders and noise, and on a task where place is the answer.
"""

from collections.abc import Callable, Iterator
from math import erf, sqrt
from typing import Annotated

import numpy as np

from dl_quiz.stage import Ask, Check, Length, Plot, Range, Refusal, Say, Show, Step, T, equal, less, more

from .kernels.conv import conv2d
from .kernels.pool import avg_pool2d, global_max_pool, max_pool1d, max_pool2d
from .kernels.shapes import Array
from .kernels.shift import (
    adaptive_polyphase,
    average_variance,
    max_blur_pool,
    maximum_mean,
    maximum_variance,
    total_stride,
    unchanged_probability,
    untouched_cells,
)


def wiggle(
    rng: np.random.Generator,
    *,
    size: Annotated[int, Range(2, 4), "window and stride of the pooling"] = 2,
    shift: Annotated[int, Range(1, 4), "columns by which the picture moves"] = 1,
    samples: Annotated[int, Range(1000, 50000), "windows of noise"] = 20000,
) -> Iterator[Step]:
    """A dot walks, and pooling watches."""
    width = 4 * size
    walk = np.eye(width)
    pooled = max_blur_pool(walk, size, size, taps=1)
    yield Say(
        "A bright dot walks through a row of {width} cells, one cell a line. Then the row is max pooled in windows of {size}.", width=width
    )
    yield Show("The row, time running down", walk, digits=0, heat=True)
    stays = np.mean([np.array_equal(pooled[t], pooled[(t + 1) % width]) for t in range(width)])
    yield Ask(
        "Close the row into a ring. In what share of its steps does the dot leave the pooled row unchanged?", 1 - 1 / size, within=0.01
    )
    yield Show("After max pooling", pooled, digits=0, heat=True)
    yield Check(
        "dot-stays", "counted along the ring = 1 − 1/k: the dot leaves its window once in k steps", equal(stays, 1 - 1 / size, within=1e-12)
    )
    yield Check(
        "stride-is-exact",
        "a move by the stride, {size}, moves the pooled row by exactly one cell",
        equal(max_blur_pool(np.roll(walk, size, axis=1), size, size, taps=1), np.roll(pooled, 1, axis=1)),
    )
    yield Say("A dot on black is the kindest case. Now every cell holds its own random number, and the picture moves under the window.")
    chance = unchanged_probability(size, shift)
    yield Ask(
        "Window {size}, picture moved by {shift}: in what share of the windows is the maximum the same as before?", chance, within=0.01
    )
    noise = rng.normal(size=(samples, size + shift))
    same = (max_pool1d(noise[:, :size], size) == max_pool1d(noise[:, shift:], size)).mean()
    yield Check(
        "noise-stays",
        "measured share = (k − d)/(k + d): the largest of k + d must lie in the k − d that both windows see",
        equal(same, chance, within=5 * sqrt(chance * (1 - chance) / samples) if shift < size else 0.0),  # 5 standard errors
    )
    yield Say("So one pooling layer forgives a little, sometimes. “Invariant to small shifts” is a tendency, not a law.")


def stack(
    rng: np.random.Generator,
    *,
    strides: Annotated[tuple[float, ...], Range(1, 4), Length(1, 5), "strides, layer by layer"] = (2, 2, 2),
) -> Iterator[Step]:
    """How far the image must move until the last map follows."""
    if any(stride % 1 for stride in strides):
        raise Refusal("Strides are whole numbers; {strides} are not.")
    steps = [int(stride) for stride in strides]
    total = total_stride(steps)
    filters = rng.normal(size=(len(steps), 3))

    def last_map(signal: Array) -> Array:
        for weights, step in zip(filters, steps, strict=True):
            signal = np.tanh(_around(signal, weights))[::step]
        return signal

    ring = rng.normal(size=4 * total)
    before = last_map(ring)
    yield Say(
        "A random picture on a ring goes through convolutions, each with a non-linearity and a stride. Then the picture moves, pixel by pixel."
    )
    yield Ask("Strides {strides}: after how many pixels has the last map moved by exactly one cell?", total)
    gaps = np.array([np.abs(last_map(np.roll(ring, shift)) - np.roll(before, 1)).max() for shift in range(1, total + 1)])
    yield Check(
        "smallest-clean-shift",
        "smallest shift after which the last map is the old one moved by one cell = product of the strides",
        equal(int(np.argmax(gaps < 1e-12)) + 1, total),
    )
    stays = min((np.abs(last_map(np.roll(ring, shift)) - before).max() for shift in range(1, total)), default=0.0)
    yield Check(
        "between-it-changes",
        "after every smaller shift the map is neither the old one nor the old one moved: the smallest gap",
        more(min(stays, gaps[:-1].min(initial=np.inf)), 1e-6).where(total > 1, "without strides there is nothing between"),
    )


def _around(signal: Array, weights: Array) -> Array:
    """Correlate the last axis, closed to a ring, with three weights."""
    before, middle, after = weights
    return np.asarray(before * np.roll(signal, 1, axis=-1) + middle * signal + after * np.roll(signal, -1, axis=-1))


def polyphase(rng: np.random.Generator, *, samples: Annotated[int, Range(20, 500), "random signals"] = 100) -> Iterator[Step]:
    """Halve a signal along a grid that moves with it."""
    signals, filters = rng.normal(size=(samples, 32)), rng.normal(size=(2, 3))

    def last_map(signal: Array, halve: Callable[[Array], Array]) -> Array:
        for weights in filters:
            signal = halve(np.tanh(_around(signal, weights)))
        return signal

    def answer(signal: Array, halve: Callable[[Array], Array]) -> Array:
        return np.asarray(last_map(signal, halve).mean(axis=-1))

    ways: dict[T, Callable[[Array], Array]] = {
        T("not halved"): lambda signal: signal,
        T("every second value"): lambda signal: signal[..., ::2],
        T("maximum of two"): lambda signal: max_blur_pool(signal, taps=1),
        T("blurred first"): lambda signal: max_blur_pool(signal, 1),
        T("adaptive grid"): adaptive_polyphase,
    }
    yield Say(
        "Two layers, each a convolution, a non-linearity and a halving; then the mean over the whole map. The signal is a ring, and moves by one."
    )
    yield Ask("Which halving leaves the mean exactly as it was?", 3, options=list(ways)[1:])
    change = {name: _relative_change(lambda signal, halve=halve: answer(signal, halve), signals) for name, halve in ways.items()}
    yield Plot("Change of the mean, as a share of its spread", change, kind="bars")
    whole, *halved = change.values()
    largest = _relative_change(lambda signal: last_map(signal, lambda kept: kept).max(axis=-1), signals)
    yield Check(
        "global-pooling-is-invariant",
        "without strides: change of the global mean, of the global maximum, after a shift",
        equal([whole, largest], [0.0, 0.0], within=1e-9),
    )
    yield Check(
        "only-adaptive-is-exact",
        "does a shift by one change the mean? Every second value, maximum of two, blurred first: yes; adaptive grid: no",
        equal([gap > 1e-6 for gap in halved], [True, True, True, False]),
    )
    every = max(
        np.abs(answer(np.roll(signals, step, axis=1), adaptive_polyphase) - answer(signals, adaptive_polyphase)).max() for step in range(32)
    )
    yield Check("adaptive-for-every-shift", "adaptive grid: largest change over all 31 shifts = 0", equal(every, 0.0, within=1e-12))
    yield Say(
        "The adaptive grid starts where the kept values have the larger sum of squares. That start moves with the signal; a fixed grid does not."
    )


def alias(
    rng: np.random.Generator,
    *,
    taps: Annotated[int, Range(1, 7), "width of the blur, odd"] = 3,
    samples: Annotated[int, Range(100, 2000), "random signals"] = 500,
) -> Iterator[Step]:
    """Fine patterns fold: aliasing, and a blur against it."""
    if taps % 2 == 0:
        raise Refusal("A blur of {taps} taps would move the picture by half a cell; take an odd number.")
    pattern = np.array([0.0, 0, 1, 1, 0, 0, 1, 1])
    plain, soft = ([max_blur_pool(np.roll(pattern, -step), taps=width) for step in (0, 1)] for width in (1, taps))
    yield Say("Max pooling, window 2, stride 2, on a striped row. Then the same row, one cell further to the left.")
    yield Show("The row and its shift", np.vstack([pattern, np.roll(pattern, -1)]), digits=0, heat=True)
    yield Ask("The first pooled row is [0, 1, 0, 1]. What is the second?", 2, options=["[0, 1, 0, 1]", "[1, 0, 1, 0]", "[1, 1, 1, 1]"])
    yield Show("Max pooled", np.vstack(plain), digits=2, heat=True)
    yield Check(
        "stripes-vanish",
        "[0, 0, 1, 1, 0, 0, 1, 1] pools to [0, 1, 0, 1]; moved by one cell, to a flat row",
        equal(plain[1], [1.0, 1.0, 1.0, 1.0]),
    )
    yield Say(
        "Keeping every second value needs a signal without fine detail; that is the sampling theorem. "
        "Zhang's remedy: take the maximum everywhere, blur, and only then thin out."
    )
    yield Show("Max pooled, with a blur of {taps}", np.vstack(soft), digits=2, heat=True)
    yield Check(
        "blurred-stripes",
        "low-pass filtered before subsampling, with weights [1, 2, 1]/4, by hand: [0.5, 1, 0.5, 1] and [0.75, 0.75, 0.75, 0.75]",
        equal(soft, [[0.5, 1.0, 0.5, 1.0], [0.75, 0.75, 0.75, 0.75]], within=1e-12).where(
            taps == 3, "the hand calculation is for three taps"
        ),
    )
    signals = rng.normal(size=(samples, 32))
    change = {T("blur {width}", width=width): _change_with(width, signals) for width in (1, 3, 5, 7)}
    yield Plot("Change after a shift by one cell, as a share of the output's spread, on noise", change, kind="bars")
    yield Check(
        "blur-steadies",
        "change after a shift by one cell: blurred with {taps} taps before subsampling < subsampled at once",
        less(_change_with(taps, signals), _change_with(1, signals)).where(taps > 1, "one tap does not blur"),
    )
    yield Say("It gets better, not perfect: with a stride, only multiples of it are followed exactly.")


def _change_with(taps: int, signals: Array) -> float:
    return _relative_change(lambda signal: max_blur_pool(signal, taps=taps), signals)


def _relative_change(network: Callable[[Array], Array], signals: Array) -> float:
    """Root mean square change of the output after a shift by one, relative to the output's standard deviation."""
    before, after = (network(np.roll(signals, -step, axis=1)) for step in (0, 1))
    return float(np.sqrt(((after - before) ** 2).mean()) / before.std())


def smooth(rng: np.random.Generator, *, samples: Annotated[int, Range(200, 2000), "random signals"] = 500) -> Iterator[Step]:
    """A smooth filter is steady without pooling, a rough one unsteady with it."""
    signals = rng.normal(size=(samples, 32))
    filters = {T("rough: −1, 2, −1"): np.array([-1.0, 2.0, -1.0]), T("smooth: 1, 2, 1"): np.array([1.0, 2.0, 1.0])}
    yield Say("Noise on a ring is filtered, roughly or smoothly, and then max pooled, window 2, stride 2, or not. It moves by one cell.")
    yield Ask("Which output changes less?", 1, options=[T("rough filter, then pooling"), T("smooth filter, no pooling")])
    changes = {
        name: [
            _relative_change(lambda signal, weights=weights: _around(signal, weights), signals),
            _relative_change(lambda signal, weights=weights: max_blur_pool(_around(signal, weights), taps=1), signals),
        ]
        for name, weights in filters.items()
    }
    yield Show("Change after the shift, as a share of the output's spread", rows=changes, columns=[T("no pooling"), T("max pooling")])
    rough, soft = changes.values()
    yield Check("smooth-without-pooling", "change: smooth filter without pooling < rough filter with max pooling", less(soft[0], rough[1]))
    # ρ, the correlation of neighbours: Σ w[i]·w[i + 1] / Σ w²
    correlations = [float(weights[:-1] @ weights[1:] / (weights @ weights)) for weights in filters.values()]
    yield Check(
        "by-the-correlation",
        "without pooling, rough and smooth: change = √(2 − 2ρ), ρ being the correlation of neighbouring outputs",
        equal([rough[0], soft[0]], np.sqrt(2 - 2 * np.array(correlations)), within=1.2 / sqrt(samples)),
    )
    yield Say(
        "So pooling is one way to steadiness. Trained networks find the other, and learn for each layer how smooth its filters should be."
    )


def border(
    rng: np.random.Generator,
    *,
    side: Annotated[int, Range(4, 15), "side of the image"] = 9,
    size: Annotated[int, Range(2, 5), "side of the kernels"] = 3,
    layers: Annotated[int, Range(1, 4), "convolutions"] = 2,
) -> Iterator[Step]:
    """Zeros outside tell where the edge is."""
    zeros = wrapped = np.ones((1, 1, side, side))
    before = (size - 1) // 2
    around = [(0, 0), (0, 0), (before, size - 1 - before), (before, size - 1 - before)]
    for kernel in rng.uniform(0.1, 1.0, (layers, 1, 1, size, size)):
        zeros, wrapped = conv2d(np.pad(zeros, around), kernel), conv2d(np.pad(wrapped, around, mode="wrap"), kernel)
    yield Say("A picture without any content, ones only, goes through {layers} convolutions, padded with zeros so that it keeps its size.")
    yield Ask(
        "How many cells of the last map still have the value of the middle of a boundless picture?", untouched_cells(side, size, layers)
    )
    yield Show("The last map, as a share of that value", (zeros / wrapped)[0, 0], digits=2, heat=True)
    yield Check(
        "untouched-middle",
        "cells that no zero has reached, counted = max(0, n − L(k − 1))²",
        equal(int(np.isclose(zeros, wrapped, rtol=1e-9, atol=0).sum()), untouched_cells(side, size, layers)),
    )
    yield Check(
        "wrapped-is-flat",
        "padded by wrapping round instead, the map stays flat: largest − smallest",
        equal(np.ptp(wrapped), 0.0, within=1e-9),
    )
    yield Say(
        "Now one bright dot on black, and a filter with the weights 0, 1, 2 in a row. The maximum over the whole map is all that is read."
    )
    dots = np.eye(side)[[0, side // 2, side - 1], None, None, :]
    weights = np.array([[[[0.0, 1.0, 2.0]]]])
    maxima = [
        global_max_pool(conv2d(np.pad(dots, [(0, 0), (0, 0), (0, 0), (1, 1)], mode=mode), weights)).ravel() for mode in ("constant", "wrap")
    ]
    yield Check(
        "edge-is-told",
        "zero padding: global maximum for a dot at the left edge, where the 2 falls off the map, in the middle, at the right edge",
        equal(maxima[0], [1.0, 2.0, 2.0]),
    )
    yield Check("ring-tells-nothing", "the same, on a ring: no place differs", equal(maxima[1], [2.0, 2.0, 2.0]))
    yield Say(
        "The cell to the left of the dot, where the 2 would answer, does not exist at the left edge. So even global pooling can tell where a thing is."
    )


def noise(
    rng: np.random.Generator,
    *,
    size: Annotated[int, Range(1, 4), "side of the window"] = 2,
    deviation: Annotated[float, Range(0.1, 5.0), "standard deviation of the noise"] = 1.0,
    samples: Annotated[int, Range(1000, 50000), "windows of pure noise"] = 20000,
) -> Iterator[Step]:
    """Noise, averaged or maximised: what is left, and what is added."""
    images = rng.normal(0.0, deviation, (samples, 1, size, size))
    largest, average = max_pool2d(images, size).ravel(), avg_pool2d(images, size).ravel()
    count = size**2
    mean, variance, averaged = maximum_mean(count, deviation), maximum_variance(count, deviation), average_variance(size, deviation)
    yield Say(
        "Windows of {size}×{size} with nothing in them but noise of mean 0 and deviation {deviation:g}. A filter "
        "against noise should answer 0, the steadier the better."
    )
    yield Ask("What does max pooling answer on average? (one decimal)", mean, within=max(0.1 * deviation, 0.01))
    yield Plot("What the two answer", {T("max"): largest, T("average"): average}, kind="histogram")
    measured = {name: [values.mean(), values.var()] for name, values in ((T("max"), largest), (T("average"), average))}
    yield Show("Measured", rows=measured, columns=[T("mean"), T("variance")])
    yield Check(
        "max-bias",
        "mean of the maxima = n ∫ x φ(x) Φ(x)ⁿ⁻¹ dx · σ: above 0 for any window of two or more",
        equal(largest.mean(), mean, within=5 * sqrt(largest.var() / samples)),  # 5 standard errors
    )
    yield Check(
        "max-variance",
        "variance of the maxima = that of the order statistic",
        equal(largest.var(), variance, within=5 * _error_of_variance(largest)),
    )
    yield Check(
        "average-variance",
        "variance of the means = σ²/k²",
        equal(average.var(), averaged, within=5 * averaged * sqrt(2 / samples)),
    )
    beyond = max_pool2d(rng.normal(0.0, deviation, (samples, 1, size + 1, size + 1)), size + 1)
    yield Check(
        "both-compared",
        "mean of the averages, mean of the maxima, mean of the maxima in windows larger by one; variance of the averages, of the maxima",
        equal(
            [average.mean(), largest.mean(), beyond.mean(), average.var(), largest.var()],
            [0.0, mean, maximum_mean((size + 1) ** 2, deviation), averaged, variance],
            within=0.06 * max(deviation, deviation**2) * sqrt(20000 / samples),  # over 5 standard errors of each
        ),
    )
    yield Say("The mean cancels noise. The maximum lowers its variance less, and reports the largest error as if it were a signal.")


def _error_of_variance(values: Array) -> float:
    """Standard error of a sample variance, from the fourth moment."""
    deviations = values - values.mean()
    return sqrt(((deviations**4).mean() - (deviations**2).mean() ** 2) / values.size)


def evidence(
    rng: np.random.Generator,
    *,
    size: Annotated[int, Range(2, 5), "side of the window"] = 4,
    strength: Annotated[float, Range(0.5, 8.0), "strength of the signal, in deviations of the noise"] = 4.0,
) -> Iterator[Step]:
    """One loud witness or many quiet ones."""
    cells, samples = size**2, 4000
    empty, sparse, dense = rng.normal(size=(3, samples, 1, size, size))
    sparse[:, 0, 0, 0] += strength
    dense += strength / size  # spread over k² cells with the same sum of squares
    yield Say(
        "A signal hides in noise, in windows of {size}×{size}. Sparse: one cell carries all of it. Dense: every cell "
        "carries a little, with the same energy."
    )
    yield Ask("Which pooling tells the sparse signal from an empty window better?", 0, options=[T("max"), T("average")])
    scores = {
        name: [_chance_of_ranking(pooling(windows, size).ravel(), pooling(empty, size).ravel()) for windows in (sparse, dense)]
        for name, pooling in ((T("max"), max_pool2d), (T("average"), avg_pool2d))
    }
    largest, average = scores.values()
    yield Show("Chance that a window with signal scores higher than one without (AUC)", rows=scores, columns=[T("sparse"), T("dense")])
    theory = [(1 + erf(shift / 2)) / 2 for shift in (strength / size, strength)]
    yield Check(
        "average-by-formula",
        "average pooling, signal strength a, window side k: sparse Φ(a/(k√2)), dense Φ(a/√2)",
        # 5 standard errors; an AUC of n against n varies by at most 1/(2√n)
        equal(average, theory, within=5 * 0.5 / sqrt(samples)),
    )
    clear = 3.0 <= strength <= 5.0 and cells >= 9
    because = T("promised for strengths from 3 to 5 and windows of 3×3 or more; elsewhere both find everything, or nothing")
    yield Check(
        "max-for-sparse",
        "one loud cell in each window: AUC of max pooling, against that of average pooling plus 0.03",
        more(largest[0], average[0] + 0.03).where(clear, because),
    )
    yield Check(
        "each-for-its-own",
        "max for one loud cell, average for many quiet ones: AUC of the better, against that of the other plus 0.01",
        more([largest[0], average[1]], [average[0] + 0.01, largest[1] + 0.01]).where(clear, because),
    )
    yield Say("“Max pooling is better” is thus a statement about features: rectified detectors that fire rarely look like the sparse case.")


def _chance_of_ranking(signal: Array, empty: Array) -> float:
    """Chance that a random value of the one is above a random value of the other: the area under the ROC curve."""
    return float(np.searchsorted(np.sort(empty), signal).mean() / empty.size)


def where(
    rng: np.random.Generator,
    *,
    side: Annotated[int, Range(4, 12), "side of the image (even)"] = 8,
    samples: Annotated[int, Range(50, 400), "images"] = 200,
) -> Iterator[Step]:
    """When place is the question, and when it is not."""
    if side % 2:
        raise Refusal("An odd side, {side}, has a middle column that is neither left nor right.")
    left = np.where(np.arange(samples) < 0.55 * samples, 1.0, -1.0)
    rows, columns = rng.integers(0, side, samples), rng.integers(0, side // 2, samples) + np.where(left > 0, 0, side // 2)
    images = np.zeros((samples, 1, side, side))
    images[np.arange(samples), 0, rows, columns] = 1.0
    yield Say(
        "First task: one bright dot. Is it in the left half or the right? Read the answer from the flattened picture, or from its global maximum."
    )
    yield Show("One of the images; 55% have the dot on the left", images[0, 0], digits=0, heat=True)
    flat, pooled = _flatten(images), global_max_pool(images)
    yield Ask("What can a classifier get out of the global maximum?", 2, options=[T("everything"), T("most"), T("no more than guessing")])
    yield Check(
        "place-is-gone",
        "accuracy from the global maximum = always naming the commoner side",
        equal(_accuracy(pooled, left, pooled, left), max((left > 0).mean(), (left < 0).mean())),
    )
    yield Check("flatten-knows", "accuracy of a linear layer on the flattened picture", equal(_accuracy(flat, left, flat, left), 1.0))
    here, there = (_dots_or_not(rng, side, samples, half) for half in (0, side // 2))
    yield Say("Second task: is there a dot at all? It was only ever shown in the left half; the test shows it in the right.")
    yield Ask("Which of the two still works?", 1, options=[T("flattened picture"), T("global maximum")])
    maximum, flattened = (_accuracy(read(here[0]), here[1], read(there[0]), there[1]) for read in (global_max_pool, _flatten))
    yield Show("Accuracy in the unseen half", rows={T("global max"): [maximum], T("flatten"): [flattened]})
    yield Check(
        "only-the-maximum",
        "accuracy in the unseen half: the global maximum finds nearly every dot; the flattened picture is no better than guessing",
        equal([maximum, flattened], [1.0, 0.5], within=5 * 0.5 / sqrt(samples)),  # 5 standard errors of a guess
    )
    yield Say(
        "Pooling is a prior: “where does not matter”. It helps where that is true and blinds where it is false; no prior improves generalisation by itself."
    )


def _dots_or_not(rng: np.random.Generator, side: int, count: int, first: int) -> tuple[Array, Array]:
    """Faintly noisy images; every second one has a dot, in the half that begins at column `first`."""
    present = np.arange(count) % 2 == 0
    images = rng.normal(0.0, 0.1, (count, 1, side, side))
    rows, columns = rng.integers(0, side, count), rng.integers(0, side // 2, count) + first
    images[np.arange(count), 0, rows, columns] += present
    return images, np.where(present, 1.0, -1.0)


def _flatten(images: Array) -> Array:
    return images.reshape(len(images), -1)


def _accuracy(train: Array, labels: Array, test: Array, truth: Array) -> float:
    """Fit ±1 labels by least squares on the features and a constant, and count the right signs."""
    seen, fresh = (np.hstack([features, np.ones((len(features), 1))]) for features in (train, test))
    weights = np.linalg.lstsq(seen, labels, rcond=None)[0]
    return float((np.sign(fresh @ weights) == truth).mean())
