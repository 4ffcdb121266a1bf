"""The multilayer perceptron: fully-connected layers with a bend between them.

One layer draws a line. Two layers with a ReLU between solve XOR, and with enough units follow any curve. The scenes
build such networks by hand, count what width and depth can buy, and show why training must not start from equal weights.
"""

from collections.abc import Iterator
from math import pi
from typing import Annotated

import numpy as np

from dl_quiz.stage import Ask, Check, Film, Plot, Range, Say, Show, Step, T, at_most, equal, less, more

from .kernels.activation import relu, sigmoid
from .kernels.backprop import Layer, backward, forward, initialise
from .kernels.data import moons
from .kernels.fc import affine
from .kernels.mlp import folded_segments, interpolation_bound, most_segments, relu_interpolant, tent, transformer_parameters, xor_network
from .kernels.shapes import Array
from .kernels.training import train_layers

CORNERS = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
EXCLUSIVE_OR = np.array([0.0, 1.0, 1.0, 0.0])


def xor(rng: np.random.Generator, *, lines: Annotated[int, Range(100, 20000), "how many random lines to try"] = 5000) -> Iterator[Step]:
    """XOR: one line fails, two bends succeed."""
    corners = ["00", "01", "10", "11"]
    yield Say("XOR is 1 when exactly one input is 1. Fit the best straight function to the four corners of the square.")
    yield Ask("What does the best one predict at the corner 00?", 0.5, within=0.01)
    design = np.column_stack([CORNERS, np.ones(4)])
    best = design @ np.linalg.lstsq(design, EXCLUSIVE_OR, rcond=None)[0]
    yield Show("Target, and the best line", [EXCLUSIVE_OR, best], rows=["XOR", T("line")], columns=corners, digits=1)
    yield Check(
        "line-predicts-a-half",
        "least squares gives ½ everywhere, and a mean squared error of ¼",
        equal([*best, np.mean((best - EXCLUSIVE_OR) ** 2)], [0.5, 0.5, 0.5, 0.5, 0.25], within=1e-12),
    )
    w, b = np.zeros(2), 1.0
    for _ in range(2000):
        residual = sigmoid(CORNERS @ w + b) - EXCLUSIVE_OR
        w, b = w - CORNERS.T @ residual, b - residual.sum()
    yield Check(
        "logistic-regression-too",
        "a single sigmoid unit, trained until it stops, ends at ½ as well",
        equal(sigmoid(CORNERS @ w + b), [0.5, 0.5, 0.5, 0.5], within=1e-6),
    )
    drawn = rng.normal(size=(lines, 3)) @ np.column_stack([CORNERS - 0.5, np.ones(4)]).T > 0
    right = (drawn == EXCLUSIVE_OR.astype(bool)).sum(axis=1)
    yield Check("no-line-gets-all-four", "{lines} random lines: the best has three corners right", equal(right.max(), 3))
    hidden = relu(affine(CORNERS, np.ones((2, 2)), np.array([0.0, -1.0])))
    yield Say("Two ReLU units: h1 = max(0, x1 + x2) counts the ones, h2 = max(0, x1 + x2 − 1) is there when there are two. Take h1 − 2·h2.")
    yield Show(
        "Hidden units and output", np.column_stack([hidden, hidden @ [1.0, -2.0]]), rows=corners, columns=["h1", "h2", "y"], digits=0
    )
    yield Check("two-units-solve-it", "the network returns XOR, exactly", equal(xor_network(CORNERS), [float(a != b) for a, b in CORNERS]))
    side = np.linspace(-0.5, 1.5, 41)
    grid = np.array([[x1, x2] for x2 in side[::-1] for x1 in side])
    yield Plot(
        "Where the network says more than ½",
        {"0": ([0.0, 1.0], [0.0, 1.0]), "1": ([0.0, 1.0], [1.0, 0.0])},
        kind="regions",
        grid=(xor_network(grid) - 0.5).reshape(41, 41),
        extent=(-0.5, 1.5, -0.5, 1.5),
    )
    yield Check(
        "linear-in-hidden-space", "01 and 10 fall on one hidden point: in h-space a single line separates", equal(hidden[1], hidden[2])
    )


def approx(rng: np.random.Generator, *, units: Annotated[int, Range(2, 256), "hidden units"] = 8) -> Iterator[Step]:
    """Enough kinks follow any curve."""
    fine = np.linspace(-1, 1, 20001)
    target = np.sin(pi * fine)
    yield Say(
        "Each hidden ReLU unit turns the output's line at one place. Put the kinks at equal distances, and let the line meet sin(πx) there."
    )
    few, knots = np.linspace(-1, 1, 161), np.linspace(-1, 1, units + 1)
    yield Plot(
        "sin(πx), and a network of {units} units", {T("network"): (knots, _joined(knots, units)), "sin": (few, np.sin(pi * few))}, x="x"
    )
    bends = np.abs(np.diff(_joined(np.linspace(-1, 1, 16 * units + 1), units), 2))
    yield Check(
        "one-kink-each",
        "a kink at every inner knot, except at 0, where the sine itself does not bend",
        equal((bends > 1e-9).sum(), units - 1 - (units % 2 == 0)).where(
            units > 2, "two points only give a flat line through the zeros of the sine"
        ),
    )
    sizes = [units, 2 * units, 4 * units]
    errors = [float(np.abs(_joined(fine, m) - target).max()) for m in sizes]
    yield Ask("Double the number of units. By which factor does the largest error shrink, roughly?", 4, within=0.6)
    bounds = [interpolation_bound(m) for m in sizes]
    table = {T("error"): errors, T("bound"): bounds}
    yield Show("Largest error, and the bound π²h²/8", rows=[f"{m}" for m in sizes], columns=table, digits=5)
    yield Check("error-bound", "the error stays within the bound of linear interpolation", at_most(errors, np.add(bounds, 1e-12)))
    yield Check(
        "error-falls-with-the-square",
        "twice the units, a quarter of the error (within 10 %)",
        equal(errors[1] / errors[2], 4.0, within=0.4).where(units >= 4, "so few pieces are not yet in the regime where the bound is sharp"),
    )
    square = float(np.abs(np.polynomial.Polynomial.fit(fine, target, 2)(fine) - target).max())
    yield Say(
        "This is universal approximation in small: for any error there is a width. It promises that weights exist, not that training finds them, "
        "nor that the width is affordable in many dimensions."
    )
    yield Check(
        "polynomials-do-not-qualify",
        "with h(z) = z² instead, any width makes only a quadratic: the best one stays this far off",
        more(square, 0.3),
    )


def _joined(x: Array, units: int) -> Array:
    """A network of `units` hidden ReLU units that meets sin(πx) at equal distances."""
    knots = np.linspace(-1, 1, units + 1)
    weights, offset = relu_interpolant(knots, np.sin(pi * knots))
    return relu(x[:, None] - knots[:-1]) @ weights + offset


def folds(rng: np.random.Generator, *, layers: Annotated[int, Range(1, 10), "how many folds"] = 4) -> Iterator[Step]:
    """Depth folds, width only adds."""
    x = np.linspace(0, 1, 2**12 + 1)  # every kink falls on this grid, and all the arithmetic is exact in binary
    yield Say("Two ReLU units make a tent: up to 1 in the middle, down to 0. Feed the tent into itself, layer after layer.")
    curve, counts = x, []
    for _ in range(layers):
        curve = tent(curve)
        counts.append(int(np.count_nonzero(np.diff(curve, 2))) + 1)
    coarse = slice(None, None, 2 ** max(12 - layers - 3, 0))
    yield Plot("After {layers} layers", {T("output"): (x[coarse], curve[coarse])}, x="x")
    yield Ask("How many straight pieces has the curve after {layers} layers?", counts[-1])
    depths = range(1, layers + 1)
    table = {T("deep"): counts, T("wide"): [most_segments(2 * depth) for depth in depths]}
    yield Show("Pieces, by layers; wide: one layer of as many units", rows=[f"{depth}" for depth in depths], columns=table)
    yield Check(
        "pieces-double",
        "pieces counted on the curve = 2 to the power of the layers",
        equal(counts, [folded_segments(depth) for depth in depths]),
    )
    centres = rng.uniform(0, 1, 2 * layers)
    shallow = relu(x[:, None] - np.round(centres * 2**12) / 2**12) @ rng.normal(size=2 * layers)
    yield Check(
        "wide-only-adds",
        "one hidden layer with the same units has at most one piece more than units",
        at_most((np.abs(np.diff(shallow, 2)) > 1e-9).sum() + 1, most_segments(2 * layers)),
    )
    yield Say("So some functions are cheap when deep and dear when shallow. It does not follow that every useful function is of that kind.")


def symmetry(
    rng: np.random.Generator,
    *,
    start: Annotated[float, Range(0, 1), "value of every weight at the start"] = 0.0,
    hidden: Annotated[int, Range(2, 12), "hidden units"] = 4,
    steps: Annotated[int, Range(1, 300), "training steps"] = 200,
) -> Iterator[Step]:
    """Equal at the start, equal for ever."""
    points, labels = moons(rng, 100)
    yield Say("Start a network 2 → {hidden} → 1 with every weight at {start:g}, and train it on two classes.")
    alike = [(np.full((hidden, 2), start), np.zeros(hidden)), (np.full((1, hidden), start), np.zeros(1))]
    random = initialise(rng, (2, hidden, 1))
    ((w, b), (v, _)), flat = _trained(alike, points, labels, steps, lr=0.5)
    _, falling = _trained(random, points, labels, steps, lr=0.5)
    yield Ask("After {steps} steps: how many different units are among the {hidden}?", 1)
    yield Show("Weights of the hidden units after training", np.column_stack([w, b, v[0]]), columns=["w1", "w2", "b", "v"])
    yield Check(
        "units-stay-identical",
        "every unit still has the first one's weights",
        # equal bit for bit, unless a matrix product rounds some columns otherwise
        equal(np.column_stack([w, b, v[0]]), np.tile([*w[0], b[0], v[0, 0]], (hidden, 1)), within=1e-9),
    )
    yield Check(
        "all-zero-moves-only-the-last-bias",
        "from all zeros with ReLU, no weight ever moves: each gradient has a factor that is zero",
        equal([np.abs(w).max(), np.abs(b).max(), np.abs(v).max()], [0.0, 0.0, 0.0]).where(start == 0, "the start is not zero"),
    )
    yield Plot("Cross-entropy while training", {T("equal"): flat, T("random"): falling}, x=T("step"))
    yield Check(
        "random-start-learns",
        "random weights end at a lower loss",
        less(falling[-1], flat[-1]).where(start == 0 and steps >= 100, "equal units that are alive learn a little too, as one unit"),
    )
    order = rng.permutation(hidden)
    (w1, b1), (w2, b2) = random
    yield Check(
        "units-have-no-order",
        "shuffling random units, with their rows and columns, leaves the output as it was",
        equal(forward([(w1[order], b1[order]), (w2[:, order], b2)], points)[0], forward(random, points)[0], within=1e-12),
    )
    yield Say("Interchangeable units are the reason: only the start can tell them apart. He's rule also sets the scale, √(2/n_in).")


def _trained(layers: list[Layer], points: Array, labels: Array, steps: int, lr: float) -> tuple[list[Layer], Array]:
    """Gradient descent on binary cross-entropy; return the layers after it, and the losses."""

    def gradients(layers: list[Layer], _: int) -> tuple[float, list[Layer]]:
        logits, cache = forward(layers, points)
        loss = float(np.logaddexp(0, np.where(labels == 1, -1, 1) * logits[:, 0]).mean())
        return loss, backward(layers, cache, (sigmoid(logits) - labels[:, None]) / len(labels))

    return train_layers(layers, gradients, steps=steps, lr=lr, rule="sgd")


def train(
    rng: np.random.Generator,
    *,
    hidden: Annotated[int, Range(1, 64), "hidden units"] = 32,
    steps: Annotated[int, Range(10, 600), "training steps"] = 400,
) -> Iterator[Step]:
    """A bent boundary, learned."""
    points, labels = moons(rng, 200, noise=0.15)
    test, truth = moons(rng, 1000, noise=0.15)
    yield Say("Two half-moons reach into each other. First one sigmoid unit, then a hidden layer before it.")
    starts = initialise(rng, (2, 1)), initialise(rng, (2, hidden, 1))
    (line, line_losses), (mlp, mlp_losses) = (_trained(layers, points, labels, steps, lr=1.0) for layers in starts)
    times = np.unique(np.geomspace(1, steps, 12).astype(int))
    stills = [_trained(starts[1], points, labels, int(time), lr=1.0)[0] for time in times[:-1]] + [mlp]
    accuracy = [((forward(layers, test)[0][:, 0] > 0) == truth).mean() for layers in (line, mlp)]
    yield Plot("Cross-entropy while training", {T("line"): line_losses, "MLP": mlp_losses}, x=T("step"))
    low, high = points.min(axis=0) - 0.2, points.max(axis=0) + 0.2
    grid = np.array([[a, b] for b in np.linspace(high[1], low[1], 30) for a in np.linspace(low[0], high[0], 60)])
    yield Film(
        "What the MLP calls class 1, and training points",
        [
            Plot(
                T("step {time}", time=time),
                {str(k): (points[labels == k, 0][:25], points[labels == k, 1][:25]) for k in (0, 1)},
                kind="regions",
                grid=forward(layers, grid)[0].reshape(30, 60),
                extent=(float(low[0]), float(high[0]), float(low[1]), float(high[1])),
            )
            for time, layers in zip(times, stills, strict=True)
        ],
    )
    yield Show("Accuracy on 1000 new points", accuracy, columns=[T("line"), "MLP"])
    yield Check(
        "hidden-layer-beats-the-line",
        "accuracy with the hidden layer, against the line's plus 2 points",
        # a pinned margin: measured, it is about 0.1
        more(accuracy[1], accuracy[0] + 0.02).where(hidden >= 24 and steps >= 400, "so few units or steps may not be enough"),
    )


def block(
    rng: np.random.Generator,
    *,
    width: Annotated[int, Range(2, 64), "model width d"] = 16,
    tokens: Annotated[int, Range(2, 12), "how many tokens"] = 5,
) -> Iterator[Step]:
    """The MLP inside a Transformer."""
    yield Say("Each Transformer layer holds an attention and a two-layer MLP, d → 4d → d, the feed-forward network (FFN).")
    attention = [np.zeros((width, width)) for _ in ("query", "key", "value", "output")]
    layers = initialise(rng, (width, 4 * width, width))
    counted = (sum(matrix.size for matrix in attention), sum(weight.size for weight, _ in layers))
    yield Ask("How many percent of the two parts' weights are in the MLP?", 100 * counted[1] / sum(counted), within=1)
    yield Plot("Weights at d = {width}", {T("attention"): counted[0], "MLP": counted[1]}, kind="bars")
    yield Check("two-thirds-in-the-mlp", "counted on the matrices: 4d² and 8d²", equal(counted, transformer_parameters(width)))
    x = rng.normal(size=(tokens, width))
    y = forward(layers, x)[0]
    changed = x.copy()
    changed[0] += 1.0
    moved = np.abs(forward(layers, changed)[0] - y).max(axis=1) > 1e-12
    yield Ask("Change one token. How many outputs of the MLP change?", int(moved.sum()))
    yield Check(
        "one-token-at-a-time",
        "only the changed token's output differs: the MLP reads each position alone",
        equal(moved, np.arange(tokens) == 0),
    )
    yield Say("Mixing positions is attention's work; transforming each one is the MLP's. Fully-connected layers are far from gone.")
