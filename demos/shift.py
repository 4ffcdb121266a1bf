"""Shifts: how much of an image's movement pooling really forgives, and what it pays for that.

“Pooling makes a network invariant to translation” is true of the last pooling of all, the global one, and roughly true of the small
ones. The scenes measure how roughly: against movement, against fine patterns, against noise, and on a task where place is the answer.
"""

from collections.abc import Iterator
from math import erf, sqrt
from typing import Annotated

import numpy as np

from dl_quiz.stage import Ask, Check, Plot, Range, Refusal, Say, Show, Step, T, at_least, equal, less, more

from .kernels.pool import avg_pool2d, global_max_pool, max_pool1d, max_pool2d
from .kernels.shapes import Array
from .kernels.shift import average_variance, max_blur_pool, maximum_mean, maximum_variance, unchanged_probability


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
        "stripes-vanish", "a shift by one cell turns stripes into a flat row", equal(plain, [[0.0, 1.0, 0.0, 1.0], [1.0, 1.0, 1.0, 1.0]])
    )
    yield Say(
        "Keeping every second value needs a signal without fine detail; that is the sampling theorem. "
        "Zhang's remedy: take the maximum everywhere, blur, and only then thin out."
    )
    yield Show("Max pooled, with a blur of {taps}", np.vstack(soft), digits=2, heat=True)
    yield Check(
        "blurred-stripes",
        "with weights [1, 2, 1]/4, by hand: [0.5, 1, 0.5, 1] and [0.75, 0.75, 0.75, 0.75]",
        equal(soft, [[0.5, 1.0, 0.5, 1.0], [0.75, 0.75, 0.75, 0.75]], within=1e-12).where(
            taps == 3, "the hand calculation is for three taps"
        ),
    )
    signals = rng.normal(size=(samples, 32))
    change = {T("blur {width}", width=width): _relative_change(signals, width) for width in (1, 3, 5, 7)}
    yield Plot("Change after a shift by one cell, as a share of the output's spread, on noise", change, kind="bars")
    yield Check(
        "blur-steadies",
        "relative change with a blur of {taps} < without",
        less(_relative_change(signals, taps), _relative_change(signals, 1)).where(taps > 1, "one tap does not blur"),
    )
    yield Say("It gets better, not perfect: with a stride, only multiples of it are followed exactly.")


def _relative_change(signals: Array, taps: int) -> float:
    """Root mean square change of the output after a shift by one, relative to the output's standard deviation."""
    before, after = (max_blur_pool(np.roll(signals, -step, axis=1), taps=taps) for step in (0, 1))
    return float(np.sqrt(((after - before) ** 2).mean()) / before.std())


def noise(
    rng: np.random.Generator,
    *,
    size: Annotated[int, Range(1, 4), "side of the window"] = 2,
    deviation: Annotated[float, Range(0.1, 5.0), "standard deviation of the noise"] = 1.0,
    samples: Annotated[int, Range(1000, 50000), "windows of pure noise"] = 20000,
) -> Iterator[Step]:
    """Does pooling remove noise? The mean does, the max does not."""
    images = rng.normal(0.0, deviation, (samples, 1, size, size))
    largest, average = max_pool2d(images, size).ravel(), avg_pool2d(images, size).ravel()
    count = size**2
    yield Say(
        "Windows of {size}×{size} with nothing in them but noise of mean 0 and deviation {deviation:g}. A filter "
        "against noise should answer 0, the steadier the better."
    )
    yield Ask("What does max pooling answer on average? (one decimal)", maximum_mean(count, deviation), within=max(0.1 * deviation, 0.01))
    yield Plot("What the two answer", {T("max"): largest, T("average"): average}, kind="histogram")
    measured = {name: [values.mean(), values.var()] for name, values in ((T("max"), largest), (T("average"), average))}
    yield Show("Measured", rows=measured, columns=[T("mean"), T("variance")])
    yield Check(
        "max-bias",
        "mean of the maxima = n ∫ x φ(x) Φ(x)ⁿ⁻¹ dx · σ: above 0 for any window of two or more",
        equal(largest.mean(), maximum_mean(count, deviation), within=5 * sqrt(largest.var() / samples)),  # 5 standard errors
    )
    yield Check(
        "max-variance",
        "variance of the maxima = that of the order statistic",
        equal(largest.var(), maximum_variance(count, deviation), within=5 * _error_of_variance(largest)),
    )
    yield Check(
        "average-is-unbiased",
        "mean of the means = 0",
        equal(average.mean(), 0.0, within=5 * deviation / size / sqrt(samples)),  # 5 standard errors
    )
    yield Check(
        "average-variance",
        "variance of the means = σ²/k²",
        equal(average.var(), average_variance(size, deviation), within=5 * average_variance(size, deviation) * sqrt(2 / samples)),
    )
    yield Say("The mean cancels noise. The maximum picks the noisiest cell and reports it as a signal.")


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
        "one loud cell: AUC of max, against the average's plus 0.03",
        more(largest[0], average[0] + 0.03).where(clear, because),
    )
    yield Check(
        "average-for-dense",
        "many quiet cells: AUC of the average, against max's plus 0.01",
        more(average[1], largest[1] + 0.01).where(clear, because),
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
    yield Check("max-finds-it-anywhere", "global maximum in the unseen half", at_least(maximum, 0.95))
    yield Check(
        "flatten-fails-elsewhere",
        "flattened picture in the unseen half: no better than guessing, give or take 5 standard errors",
        equal(flattened, 0.5, within=5 * 0.5 / sqrt(samples)),
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
