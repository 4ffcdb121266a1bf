"""Filters: what a kernel responds to, and how it comes by its numbers.

People once chose the numbers: differences find edges, energies tell textures apart. Gradient descent finds the same
numbers when the data need them, and a second layer with a non-linearity makes corners out of edges.
"""

from collections.abc import Iterator
from typing import Annotated

import numpy as np

from dl_quiz.stage import Ask, Check, Film, Plot, Range, Say, Show, Step, T, at_least, at_most, equal, less, more, side_by_side

from .kernels.conv import PRESETS, conv2d, correlate2d
from .kernels.filters import (
    corner_map,
    cosine_similarity,
    filter_rank,
    gradient_angle,
    largest_rate,
    learn_kernel,
    response,
    structure_tensor,
    texture_energy,
)
from .kernels.filters import harris as corner_measure
from .kernels.shapes import Array

CHECKER = np.array([[1.0, -1.0], [-1.0, 1.0]])
"""Responds to squares that alternate in both directions, and to nothing that is constant along one."""


def edges(
    rng: np.random.Generator,
    *,
    angle: Annotated[float, Range(-180, 180), "direction in which a ramp brightens, in degrees"] = 30.0,
    contrast: Annotated[float, Range(0.1, 10), "height of the steps"] = 1.0,
) -> Iterator[Step]:
    """Differences find edges."""
    pictures = {name: contrast * picture for name, picture in _cards().items()}
    sobel, turned = PRESETS["sobel-x"], PRESETS["sobel-y"]
    yield Say("Sobel-x subtracts the left column from the right one, and weights the rows 1, 2, 1.")
    yield Show("Sobel-x", sobel, digits=0)
    yield Show("A vertical edge", pictures["vertical"], digits=1, heat=True)
    yield Ask("Where the window straddles this edge of height {contrast:g}, what does it answer?", 4 * contrast, within=0.01)
    peaks = [[_peak(picture, PRESETS[name]) for name in ("sobel-x", "sobel-y", "laplacian", "blur")] for picture in pictures.values()]
    yield Show("Largest |response|", peaks, rows=_NAMES, columns=["Sob-x", "Sob-y", "Lapl.", "blur"], digits=2)
    yield Check(
        "one-direction-only",
        "Sobel-x: (1 + 2 + 1) · height on the vertical edge, 0 on the horizontal one",
        equal([peaks[0][0], peaks[1][0]], [4 * contrast, 0.0], within=1e-9),
    )
    yield Check(
        "blind-to-brightness", "kernels whose weights sum to 0, on a flat picture", equal(peaks[4][:3], [0.0, 0.0, 0.0], within=1e-9)
    )
    yield Check(
        "diagonal-divides-evenly", "on an edge at 45°, |Gx| and |Gy| have the same peak", equal(peaks[2][0], peaks[2][1], within=1e-9)
    )
    noise = rng.normal(size=(7, 7))
    yield Check(
        "transpose-turns-the-filter",
        "Sobel-x on the transposed picture = Sobel-y on the picture, transposed",
        equal(correlate2d(noise.T, sobel), correlate2d(noise, turned).T, within=1e-12),
    )
    yield Say("Sobel-x is smoothing down the columns times a difference along the rows. So two thin passes do the work of one thick one.")
    yield Check(
        "two-passes",
        "[1, 2, 1]ᵀ, then [−1, 0, 1] = Sobel-x",
        equal(correlate2d(correlate2d(noise, [[1.0], [2.0], [1.0]]), [[-1.0, 0.0, 1.0]]), correlate2d(noise, sobel), within=1e-12),
    )
    ramp = _ramp(angle)
    across, down = float(correlate2d(ramp, sobel)[2, 2]), float(correlate2d(ramp, turned)[2, 2])
    yield Say(
        "Both together tell the direction. A ramp that brightens towards {angle:g}° gives Gx = {across:.2f}, Gy = {down:.2f}.",
        across=round(across, 2) + 0.0,  # never −0.00
        down=round(down, 2) + 0.0,
    )
    found = np.radians(gradient_angle(across, down))
    yield Check(
        "angle-recovered",
        "(cos, sin) of atan2(Gy, Gx) = that of the ramp's direction",
        equal([np.cos(found), np.sin(found)], [np.cos(np.radians(angle)), np.sin(np.radians(angle))], within=1e-9),
    )


def template(rng: np.random.Generator, *, noise: Annotated[float, Range(0, 1), "standard deviation of the noise"] = 0.1) -> Iterator[Step]:
    """A kernel is a template."""
    cross = np.array([[0.0, 1.0, 0.0], [1.0, 1.0, 1.0], [0.0, 1.0, 0.0]])
    kernel = cross - cross.mean()
    places = [(2, 2), (4, 8), (9, 3)]
    picture = rng.normal(0, noise, (15, 15))
    for row, column in places:
        picture[row : row + 3, column : column + 3] += cross
    answer = correlate2d(picture, kernel)
    yield Say(
        "The response is a dot product, so a kernel answers most to what looks like itself. Here is a small cross, its mean taken off."
    )
    yield Show("The kernel", kernel, digits=2, heat=True)
    yield Show("Three crosses in noise", picture, digits=1, heat=True)
    yield Ask("One kernel of nine numbers sees the whole picture, window by window. How many of the crosses will it find?", 3)
    best = np.argsort(answer, axis=None)[::-1][:3]
    yield Show("The responses", answer, digits=1, heat=True)
    yield Check(
        "found-where-hidden",
        "the three largest responses lie where the crosses were put (windows numbered row by row)",
        equal(sorted(int(place) for place in best), sorted(row * answer.shape[1] + column for row, column in places)).where(
            noise <= 0.15, "this much noise can hide a cross"
        ),
    )
    strangers = rng.normal(size=(2000, 3, 3))
    strangers /= np.linalg.norm(strangers, axis=(1, 2), keepdims=True)
    yield Check(
        "nothing-answers-more",
        "the best of 2000 random patches of length 1, against ‖kernel‖ (Cauchy–Schwarz)",
        at_most(max(response(patch, kernel) for patch in strangers), np.linalg.norm(kernel)),
    )
    bright = 10 * np.array([[0.0, 1.0, 1.0], [0.0, 1.0, 1.0], [0.0, 1.0, 1.0]])
    yield Say("But the answer grows with contrast, too. A strong edge of height 10 is no cross, and yet it outbids one.")
    yield Check(
        "contrast-outbids-likeness",
        "response to the strong edge, against a perfect cross",
        more(response(bright, kernel), response(cross, kernel)),
    )
    yield Check(
        "cosine-knows-better",
        "cosine to the kernel: the strong edge, against the cross less its mean",
        less(cosine_similarity(bright - bright.mean(), kernel), cosine_similarity(cross - cross.mean(), kernel)),
    )
    windows = [bright, cross, cross + 100]
    yield Check(
        "length-times-cosine",
        "response ÷ ‖kernel‖ = length of the window · its cosine to the kernel: strong edge 24.5 · 0.183, cross 2.24 · 0.667, "
        "the cross on a ground of 100: 302 · 0.00494",
        equal(
            [response(window, kernel) / np.linalg.norm(kernel) for window in windows],
            [24.5 * 0.183, 2.24 * 0.667, 302 * 0.00494],
            within=0.012,  # the lengths and cosines are rounded to three figures
        ),
    )


def texture(rng: np.random.Generator, *, period: Annotated[int, Range(3, 12), "period of the stripes, in pixels"] = 4) -> Iterator[Step]:
    """Textures are energies."""
    side = 2 * period * (1 + 12 // period)  # whole periods, and an even side for the checkerboard
    wave = np.cos(2 * np.pi * np.arange(side + 2) / period)
    board = np.indices((side + 2, side + 2)).sum(axis=0) % 2.0
    pictures = [np.tile(wave, (side + 2, 1)), np.tile(wave[:, None], (1, side + 2)), board]
    kernels = [PRESETS["sobel-x"], PRESETS["sobel-y"], CHECKER]
    yield Say("A texture repeats. A filter answers plus here and minus there, so its mean over the picture says nothing.")
    yield Check(
        "mean-cancels",
        "mean response of Sobel-x to vertical stripes, over whole periods",
        equal(correlate2d(pictures[0], kernels[0]).mean(), 0.0, within=1e-9),
    )
    energies = np.array([[texture_energy(picture, kernel) for kernel in kernels] for picture in pictures])
    yield Ask("A 0/1 checkerboard is all edges. How strongly does Sobel-x answer to it?", 0)
    rows = [T("vertical"), T("horizontal"), T("checkers")]
    yield Show("Mean squared response", np.round(energies, 9) + 0.0, rows=rows, columns=["Sob-x", "Sob-y", T("check")], digits=2)
    yield Check(
        "sobel-blind-to-checkers",
        "energy of both Sobel filters on the checkerboard: left and right column are equal, two steps apart",
        equal(energies[2, :2], [0.0, 0.0], within=1e-12),
    )
    yield Check(
        "own-filter-wins",
        "filter with the most energy: on vertical stripes Sobel-x (0), on horizontal ones Sobel-y (1), on checkers the checkered kernel (2)",
        equal(energies.argmax(axis=1), [0, 1, 2]),
    )
    yield Say(
        "To stripes of period T and amplitude 1, Sobel-x answers with amplitude 8 sin(2π/T): it prefers a frequency, not only a direction."
    )
    yield Check(
        "frequency-response",
        "energy of Sobel-x on the stripes = (8 sin(2π/T))² / 2",
        equal(energies[0, 0], (8 * np.sin(2 * np.pi / period)) ** 2 / 2, within=1e-9),
    )
    moved = np.tile(np.cos(2 * np.pi * (np.arange(side + 2) + 1) / period), (side + 2, 1))
    yield Check(
        "energy-ignores-position",
        "the energy of the same stripes, moved by a pixel",
        equal(texture_energy(moved, kernels[0]), energies[0, 0], within=1e-9),
    )
    answers = correlate2d(pictures[0], kernels[0])
    yield Check(
        "what-an-average-keeps",
        "single answers have both signs (1); their mean is 0; their mean square, when the stripes move by a pixel, is as before (ratio 1)",
        equal(
            [answers.min() < 0 < answers.max(), answers.mean(), texture_energy(moved, kernels[0]) / energies[0, 0]], [1, 0, 1], within=1e-9
        ),
    )
    yield Say("So one edge kernel does not see texture. A bank of directions and frequencies does, each squared and averaged.")


def learn(
    rng: np.random.Generator,
    *,
    steps: Annotated[int, Range(1, 300), "steps of gradient descent"] = 60,
    lr: Annotated[float, Range(0.001, 0.1), "learning rate"] = 0.03,
) -> Iterator[Step]:
    """The numbers are learned."""
    card = np.ones((6, 8))
    card[:, 2:6] = 0
    hidden = np.array([[1.0, -1.0]])
    target = correlate2d(card, hidden)
    limit = largest_rate(card, (1, 2))
    yield Show("A picture", card, digits=0, heat=True)
    yield Show("Its edge map, made with a kernel [a, b] that we hide", target, digits=0, heat=True)
    yield Say("Start from random numbers, compare, and follow the gradient of the squared error. Nobody says what an edge is.")
    path = learn_kernel(card, target, rng.normal(size=(1, 2)), steps=steps, lr=lr)
    yield Ask("After {steps} steps, what is the first number of the kernel? (to one decimal)", float(path[-1, 0, 0]), within=0.06)
    shown = sorted({0, steps // 6, steps // 3, steps})
    yield Show("The kernel on its way", path[shown, 0], rows=[str(step) for step in shown], columns=["a", "b"])
    moments = np.unique(np.linspace(0, steps, 16).astype(int))
    yield Film(
        "Its edge map, as it learns",
        [Show(T("step {k}", k=k), correlate2d(card, path[k]), digits=1, heat=True) for k in moments],
    )
    distance = np.abs(path[:, 0] - hidden[0]).max(axis=1)
    yield Plot("Distance from [1, −1]", {"max |Δ|": distance}, log=True, x=T("step"))
    yield Check(
        "finds-the-edge-kernel",
        "the learned kernel = [1, −1]",
        equal(path[-1, 0], hidden[0], within=1e-3).where(
            steps >= 60 and 0.02 <= lr <= 0.031, "too few steps, or a rate too small or too large"
        ),
    )
    below, above = (
        np.abs(learn_kernel(card, target, path[0], steps=150, lr=factor * limit) - hidden).max(axis=(1, 2)) for factor in (0.95, 1.05)
    )
    yield Say(
        "The rate has a limit: 2/λ_max = {limit:.4f} on this picture. A little below it all is well, a little above it explodes.",
        limit=limit,
    )
    yield Check("below-the-limit", "distance after 150 steps at 0.95 of the limit", less(below[-1], 1e-3))
    yield Check(
        "beyond-the-limit",
        "factor by which each step multiplies the distance in the end, at 1.05 of the limit = 2 · 1.05 − 1 = 1.1",
        equal(above[-1] / above[-2], 1.1, within=1e-3),  # what the other directions leave
    )
    sobel = PRESETS["sobel-x"]
    wide = correlate2d(card, sobel)
    other = learn_kernel(card, wide, np.zeros((3, 3)), steps=200, lr=0.9 * largest_rate(card, (3, 3)))[-1]
    yield Say(
        "And the data have a limit. Hide Sobel-x: all rows of this picture are alike, so nothing tells 1, 2, 1 from any other share of 4."
    )
    yield Show("What is learned for Sobel-x", other, digits=2)
    yield Check(
        "same-answers",
        "its answers = those of Sobel-x",
        equal(correlate2d(card, other), wide, within=1e-6),  # what 200 steps leave of the slowest direction
    )
    yield Check(
        "column-sums",
        "its column sums = those of Sobel-x, −4, 0, 4: that is all the picture can tell",
        equal(other.sum(axis=0), sobel.sum(axis=0), within=1e-5),
    )
    yield Check("another-kernel", "but it is another kernel: largest difference in a weight", more(np.abs(other - sobel).max(), 0.5))


def compose(rng: np.random.Generator, *, side: Annotated[int, Range(3, 7), "side of the square"] = 5) -> Iterator[Step]:
    """From edges to corners."""
    picture = np.zeros((side + 4, side + 4))
    picture[2 : 2 + side, 2 : 2 + side] = 1
    yield Say("A corner is where a vertical and a horizontal edge meet. “And” is not a sum: it takes a threshold.")
    yield Show("A square", picture, digits=0, heat=True)
    across, down = np.abs(correlate2d(picture, PRESETS["sobel-x"])), np.abs(correlate2d(picture, PRESETS["sobel-y"]))
    yield Show("Layer one: |Gx| + |Gy|", across + down, digits=0, heat=True)
    yield Ask("Along a straight side |Gx| + |Gy| is 4. How large does it get at a corner?", 6)
    corners = corner_map(picture)
    yield Show("Layer two: ReLU(|Gx| + |Gy| − 4)", corners, digits=0, heat=True)
    expected = sorted((row, column) for row in (1, side) for column in (1, side))
    yield Check(
        "fires-at-four-corners",
        "the places that fire are the four corner pixels of the square, and no other",
        equal(np.argwhere(corners > 0), expected),
    )
    yield Check("peak-by-hand", "at a corner |Gx| = |Gy| = 1 + 2 = 3, so ReLU(3 + 3 − 4) = 2", equal(corners.max(), 2.0, within=1e-12))
    bar = np.zeros_like(picture)
    bar[:, 2 : 2 + side] = 1
    yield Say(
        "A bar that crosses the whole picture has edges and no corners. A linear layer would answer two bars, laid over each other, "
        "by the sum of its answers to each: nothing at all."
    )
    yield Check(
        "not-a-sum",
        "largest answer to an upright bar, to a lying one, and to both added (a linear layer would answer 0 + 0)",
        equal([corner_map(bars).max() for bars in (bar, bar.T, bar + bar.T)], [0.0, 0.0, 4.0], within=1e-12),
    )
    yield Check(
        "both-and-a-threshold",
        "places above 4, the answer along a side: of |Gx| + |Gy| the 4 corners, of |Gx| alone none, as it is 3 at a corner",
        equal([(across + down > 4).sum(), (across > 4).sum(), max(across[place] for place in expected)], [4, 0, 3]),
    )


def harris(
    rng: np.random.Generator,
    *,
    angle: Annotated[float, Range(0, 90), "direction in which the edge brightens, in degrees"] = 45.0,
) -> Iterator[Step]:
    """A corner changes in every direction."""
    rows, columns = np.indices((9, 9)) - 4.0
    across, down = (np.cos(np.radians(angle)), np.sin(np.radians(angle)))
    ahead, aside = across * columns + down * rows, down * columns - across * rows
    edge, wedge = _soft(ahead), _soft(ahead) * _soft(aside)
    yield Say("Three windows: an edge that is soft over a few pixels, a corner that is turned likewise, and a wall.")
    yield Show("Edge and corner", side_by_side(edge, wedge), heat=True, digits=1)
    slopes = [[correlate2d(picture, PRESETS[name]) for name in ("sobel-x", "sobel-y")] for picture in (edge, wedge, np.ones((9, 9)))]
    tensors = [structure_tensor(*pair) for pair in slopes]
    spectra = [np.linalg.eigvalsh(tensor).clip(0)[::-1] for tensor in tensors]
    yield Say("Multiply the two derivatives with each other and add up over the window: [[Σ Gx², Σ GxGy], [Σ GxGy, Σ Gy²]].")
    yield Ask("How many of its two eigenvalues are large on a straight edge?", 1)
    names = [T("edge"), T("corner"), T("wall")]
    yield Show("Eigenvalues", [*spectra], rows=names, columns=["λ₁", "λ₂"], digits=2)
    yield Check(
        "eigenvalues-tell",
        "eigenvalues above a twentieth of the edge's larger one: on the edge 1, at the corner 2, on the wall 0",
        equal([int((spectrum > spectra[0][0] / 20).sum()) for spectrum in spectra], [1, 2, 0]),
    )
    measure = [_measure(picture) for picture in (edge, wedge, np.ones((9, 9)))]
    yield Show("Harris: det − 0.04 · trace²", [measure], columns=names, digits=2)
    yield Check(
        "signs-of-harris",
        "sign of det − 0.04·trace²: on the edge −, at the corner +, on the wall 0",
        equal([float(np.sign(np.round(value, 6))) for value in measure], [-1, 1, 0]),
    )
    hard = (rows + columns >= 0).astype(float)
    yield Check(
        "slanted-edge",
        "a hard edge at 45°: ReLU(|Gx| + |Gy| − 4) fires on it, its largest value; Harris stays negative (1)",
        equal([corner_map(hard).max(), _measure(hard) < 0], [2.0, 1], within=1e-12),
    )


def mix(
    rng: np.random.Generator, *, angle: Annotated[float, Range(-180, 180), "direction to look for, in degrees"] = 30.0
) -> Iterator[Step]:
    """A 1×1 convolution makes new filters out of old ones."""
    weights = np.array([np.cos(np.radians(angle)), np.sin(np.radians(angle))])
    bank = np.stack([PRESETS["sobel-x"], PRESETS["sobel-y"]])[:, None]
    picture = rng.normal(size=(1, 1, 9, 9))
    yield Say(
        "Two filters, and behind them a 1×1 layer with weights (cos {angle:g}°, sin {angle:g}°). No neighbour is read; what does it see?"
    )
    turned = np.tensordot(weights, bank[:, 0], axes=1)
    yield Show("Sobel-x and Sobel-y, mixed", turned, digits=2)
    mixed = conv2d(conv2d(picture, bank), weights[None, :, None, None])
    yield Check(
        "mixed-filter",
        "both filters, then 1×1 = one filter, whose kernel is the same mixture of theirs",
        equal(mixed[0, 0], correlate2d(picture[0, 0], turned), within=1e-12),
    )
    facing = float(np.tensordot(turned, _ramp(angle)[:3, :3], axes=2))
    others = [float(np.tensordot(turned, _ramp(other)[:3, :3], axes=2)) for other in range(-180, 180)]
    yield Check(
        "steers",
        "its answer to a ramp that brightens towards {angle:g}°, against the largest to 360 others",
        at_least(facing, max(others), within=1e-9),
    )
    yield Say("Two kernels were enough for every direction. But what two cannot span, no mixture of them can see.")
    kernels = rng.normal(size=(16, 1, 3, 3))
    maps = conv2d(conv2d(rng.normal(size=(1, 1, 24, 24)), kernels), rng.normal(size=(64, 16, 1, 1)))
    found = int(np.linalg.matrix_rank(maps.reshape(64, -1), tol=1e-8))
    yield Ask("16 kernels of 3×3 on a grey picture, mixed to 64 maps: how many of these are independent?", filter_rank(3, 16, 64))
    yield Check("rank-of-the-mix", "independent maps, counted = min(3², 16, 64)", equal(found, filter_rank(3, 16, 64)))
    active = conv2d(np.maximum(conv2d(rng.normal(size=(1, 1, 24, 24)), kernels), 0), rng.normal(size=(64, 16, 1, 1)))
    yield Check(
        "relu-first",
        "the same with a ReLU between: independent maps",
        equal(int(np.linalg.matrix_rank(active.reshape(64, -1), tol=1e-8)), 16),
    )


_NAMES = (T("vertical"), T("horizontal"), T("diagonal"), T("checkers"), T("flat"))


def _cards() -> dict[str, Array]:
    """Five test pictures of 8 × 8 pixels between 0 and 1."""
    rows, columns = np.indices((8, 8))
    masks = {
        "vertical": columns >= 4,
        "horizontal": rows >= 4,
        "diagonal": rows + columns >= 8,
        "checkers": (rows + columns) % 2 == 1,
        "flat": rows >= 0,
    }
    return {name: mask.astype(float) for name, mask in masks.items()}


def _ramp(angle: float) -> Array:
    rows, columns = np.indices((7, 7))
    return np.cos(np.radians(angle)) * columns + np.sin(np.radians(angle)) * rows


def _soft(distance: Array) -> Array:
    """A step from 0 to 1, soft over some pixels."""
    return np.asarray(1 / (1 + np.exp(-2 * distance)))


def _measure(picture: Array) -> float:
    tensor = structure_tensor(correlate2d(picture, PRESETS["sobel-x"]), correlate2d(picture, PRESETS["sobel-y"]))
    return corner_measure(tensor[0, 0], tensor[1, 1], tensor[0, 1])


def _peak(picture: Array, kernel: Array) -> float:
    return float(np.abs(correlate2d(picture, kernel)).max())
