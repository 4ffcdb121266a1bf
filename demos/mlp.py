"""The multilayer perceptron: fully-connected layers with a bend between them.

One layer draws a line. Two layers with a ReLU between solve XOR, and with enough units follow any curve. The scenes
build such networks by hand, count what width and depth can buy, and show why training must not start from equal weights.
"""

from collections.abc import Iterator
from math import pi
from typing import Annotated

import numpy as np

from dl_quiz.stage import Ask, Check, Film, Plot, Range, Refusal, Say, Show, Step, T, at_most, equal, less, more

from .kernels.activation import relu, sigmoid, softmax
from .kernels.backprop import Layer, backward, forward, initialise
from .kernels.data import moons
from .kernels.fc import affine
from .kernels.mlp import (
    balance_loss,
    folded_segments,
    gated_width,
    interpolation_bound,
    key_value_memory,
    mixture_of_experts,
    mixture_weights,
    most_segments,
    relu_interpolant,
    swiglu,
    tent,
    top_k_gates,
    transformer_parameters,
    xor_network,
)
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
    yield Check(
        "two-units-solve-it",
        "the network returns XOR at the corners; without the ReLU its best output is ½ at each",
        equal([*xor_network(CORNERS), *best], [*(float(a != b) for a, b in CORNERS), 0.5, 0.5, 0.5, 0.5], within=1e-12),
    )
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
    kinks = rng.choice(np.arange(1, 2**12), 2 * layers, replace=False) / 2**12
    shallow = relu(x[:, None] - kinks) @ rng.normal(size=2 * layers)
    yield Check(
        "wide-only-adds",
        "with as many units, one layer whose kinks all differ has a piece more than units, the folded one 2 to the power of its layers",
        equal(
            [np.count_nonzero(np.abs(np.diff(shallow, 2)) > 1e-9) + 1, counts[-1]],
            [most_segments(2 * layers), folded_segments(layers)],
        ),
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
    (w1, b1), (w2, b2) = random
    (turned, b1_turned), w2_turned = (np.roll(w1, 1, axis=0), np.roll(b1, 1)), np.roll(w2, 1, axis=1)
    reordered = {
        T("both alike"): [(turned, b1_turned), (w2_turned, b2)],
        T("rows of W₁"): [(turned, b1_turned), (w2, b2)],
        T("averaged"): [((w1 + turned) / 2, (b1 + b1_turned) / 2), ((w2 + w2_turned) / 2, b2)],
    }
    change = [np.abs(forward(layers, points)[0] - forward(random, points)[0]).max() for layers in reordered.values()]
    yield Show("Largest change of the output, units reordered", change, columns=tuple(reordered))
    yield Check(
        "units-have-no-order",
        "does the output change? units reordered in both layers alike: no; the rows of W₁ alone: yes; averaged with the reordered network: yes",
        equal(np.array(change) > 1e-12, [False, True, True]),
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
    yield Say("Many models since 2020 gate the MLP (SwiGLU): a third matrix, whose SiLU multiplies the hidden units.")
    kept, cut = (2 * hidden * width + width * hidden for hidden in (4 * width, gated_width(width)))
    yield Show("Weights of the gated MLP, by its hidden width", [kept, cut], columns=["4d", "⌊8d/3⌋"])
    yield Check(
        "three-matrices-at-eight-thirds",
        "three matrices: 12d² at hidden width 4d, and again 8d² at ⌊8d/3⌋, but for less than one hidden unit's 3d",
        equal([kept, cut], [12 * width**2, 8 * width**2], within=2 * width),
    )


def experts(
    rng: np.random.Generator,
    *,
    experts: Annotated[int, Range(2, 16), "how many feed-forward networks"] = 8,
    chosen: Annotated[int, Range(1, 4), "how many of them work on a token"] = 2,
    tokens: Annotated[int, Range(128, 1024), "how many tokens"] = 512,
) -> Iterator[Step]:
    """Mixture of experts: many networks, few at work."""
    if chosen > experts:
        raise Refusal("{chosen} experts cannot be chosen from {experts}.")
    width, hidden = 16, 24
    x = rng.normal(size=(tokens, width)) + rng.normal(size=width)  # what all tokens have in common makes the load uneven
    router = rng.normal(size=(experts, width)) / width**0.5
    gate, up = rng.normal(size=(2, experts, hidden, width)) / width**0.5
    down = rng.normal(size=(experts, width, hidden)) / hidden**0.5
    yield Say(
        "A router scores {experts} SwiGLU networks for each token. The best {chosen} work on it; a softmax of their scores weighs them."
    )
    gates = top_k_gates(x @ router.T, chosen)
    yield Show("Weights of the experts, for three tokens", gates[:3], digits=2)
    everyone = np.stack([swiglu(x, *each) for each in zip(gate, up, down, strict=True)])
    yield Check(
        "sum-of-the-chosen",
        "the output is the weighted sum over all experts, in which all but {chosen} weigh nothing",
        equal(
            [*mixture_of_experts(x, router, gate, up, down, chosen)[:3].ravel(), (gates > 0).sum(axis=1).max()],
            [*np.einsum("ne,end->nd", gates, everyone)[:3].ravel(), chosen],
            within=1e-12,
        ),
    )
    total, active = mixture_weights(experts, chosen, width, hidden)
    yield Ask("Of the experts' weights, how many percent does one token use?", 100 * chosen / experts, within=1)
    yield Check(
        "all-are-stored-few-are-used",
        "weights counted on the matrices, 3 · 16 · 24 to an expert: of all {experts}, and of the {chosen} that work on the first token",
        equal([total, active], [sum(m.size for m in (gate, up, down)), sum(m[gates[0] > 0].size for m in (gate, up, down))]),
    )
    first, last = _loads(x, router), _loads(x, _balanced(x, router))
    names = [f"{i + 1}" for i in range(experts)]
    yield Plot("Share of the tokens whose first choice is each expert", dict(zip(names, first, strict=True)), kind="bars")
    yield Say("Nothing keeps the load even. The loss e·Σ f·P multiplies share and mean probability of each expert; descend it.")
    yield Plot("The same after 200 steps on the balance loss alone", dict(zip(names, last, strict=True)), kind="bars")
    yield Check(
        "balancing-evens-the-load",
        "share of the busiest expert, after against before",
        less(max(last), max(first)).where(max(first) > 1.1 / experts, "the load was even from the start"),
    )
    sure = 1000 * np.eye(experts)
    yield Check(
        "from-one-to-the-experts",
        "the loss is 1 when sure choices are spread evenly, and {experts} when all of them fall on one expert",
        equal([balance_loss(sure), balance_loss(np.tile(sure[0], (experts, 1)))], [1.0, experts], within=1e-12),
    )


def _loads(x: Array, router: Array) -> Array:
    """Share of the tokens whose best expert is each one."""
    return np.bincount((x @ router.T).argmax(axis=1), minlength=len(router)) / len(x)


def _balanced(x: Array, router: Array) -> Array:
    """The router after 200 steps of gradient descent on the balance loss, with the shares held fixed in each step."""
    for _ in range(200):
        probabilities, shares = softmax(x @ router.T), _loads(x, router)
        slope = probabilities * (shares - (probabilities @ shares)[:, None])
        router = router - 0.1 * len(router) / len(x) * slope.T @ x
    return router


def memory(
    rng: np.random.Generator,
    *,
    facts: Annotated[int, Range(2, 64), "how many keys and values"] = 12,
    width: Annotated[int, Range(64, 256), "model width d"] = 128,
) -> Iterator[Step]:
    """The feed-forward network as a key–value memory."""
    keys, values = rng.normal(size=(2, facts, width))
    keys /= np.linalg.norm(keys, axis=1, keepdims=True)
    yield Say("Give each hidden unit a key, its row of weights in, and a value, its weights out. It fires where x · key exceeds 0.7.")
    fired = relu(keys @ keys.T - 0.7)
    yield Show("How strongly the first units fire, when x is one of the first keys", fired[:6, :6], heat=True, digits=1)
    y = key_value_memory(keys, keys, values, 0.7)
    yield Check(
        "sum-of-values",
        "the two matrix products give, unit by unit, the values weighed by how strongly their keys matched",
        equal(y[0], sum(max(0.0, float(keys[0] @ key) - 0.7) * value for key, value in zip(keys, values, strict=True)), within=1e-12),
    )
    yield Check(
        "only-the-matching-key-fires", "units that fire for the stored keys: each its own, and no other", equal(fired > 0, np.eye(facts))
    )
    yield Ask("Replace one unit's value. How many of the {facts} answers change?", 1)
    edited = values.copy()
    edited[0] = rng.normal(size=width)
    near, far = keys[0] / 2, 3 * keys[0] + 4 * keys[1]
    asked = np.array([*keys, near, far])
    changed = np.abs(key_value_memory(asked, keys, edited, 0.7) - key_value_memory(asked, keys, values, 0.7)).max(axis=1) > 1e-12
    yield Check(
        "one-value-one-answer",
        "replaced: the first value. Does the answer change? To key 1: yes; to other keys: no; to ½ · key 1, below 0.7: no; "
        "to 3 · key 1 + 4 · key 2, which is nearer to key 2: yes",
        equal(changed, [True, *[False] * (facts - 1), False, True]),
    )
    yield Say(
        "In trained models keys are patterns, and many fire at once. That the values are memories is a reading of them (2021), not how they were made."
    )
