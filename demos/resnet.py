"""Residual networks: let each block add a correction to what it was given, so that doing nothing is easy.

The block and its two shortcuts; why depth alone made training worse; what the identity does to signals and to gradients,
for good and for bad; the many paths; and what all this costs.
"""

from collections.abc import Iterable, Iterator
from functools import reduce
from itertools import combinations, product
from math import sqrt
from typing import Annotated

import numpy as np

from dl_quiz.stage import Ask, Check, Plot, Range, Say, Show, Step, T, equal, less, more

from .kernels import resnet
from .kernels.activation import relu, relu_derivative
from .kernels.differences import central_differences
from .kernels.shapes import Array
from .kernels.training import train


def block(
    rng: np.random.Generator,
    *,
    inputs: Annotated[int, Range(1, 4), "width of the input"] = 2,
    outputs: Annotated[int, Range(1, 4), "width of the output"] = 2,
) -> Iterator[Step]:
    """A correction, not a replacement."""
    x = np.arange(1.0, inputs + 1) * (-1.0) ** np.arange(inputs)
    same = inputs == outputs
    projection = None if same else rng.normal(size=(outputs, inputs))
    first = rng.normal(size=(3, inputs))
    shortcut = x if projection is None else np.array([sum(w * v for w, v in zip(row, x, strict=True)) for row in projection])
    yield Say(
        "A plain block computes y = F(x). A residual block computes y = x + F(x): F has two or three layers, and learns only what is to be changed."
    )
    yield Ask("Let the last layer of F be zero. What does the plain block give for any x?", 1, options=["x", "0"])
    nothing = np.zeros((outputs, 3))
    silent = resnet.residual_block(x[None], first, nothing, projection=projection)[0]
    table = {T("plain"): resnet.residual_block(x[None], first, nothing, skip=False)[0], T("residual"): silent}
    yield Show("F = 0: plain block and residual block", rows=table, digits=2)
    yield Check(
        "zero-branch",
        "with a zero branch the residual block hands on its input (or the projection of it), exactly",
        equal(silent, shortcut, within=0.0 if same else 1e-12),
    )
    second = rng.normal(size=(outputs, 3))
    hidden = [max(0.0, sum(w * max(0.0, v) for w, v in zip(row, x, strict=True))) for row in first]
    by_hand = [s + sum(w * h for w, h in zip(row, hidden, strict=True)) for s, row in zip(shortcut, second, strict=True)]
    yield Check(
        "by-hand",
        "shortcut + branch, added up number by number",
        equal(resnet.residual_block(x[None], first, second, projection=projection)[0], by_hand, within=1e-12),
    )
    yield Say(
        "x and F(x) can only be added when their shapes agree. Where the width changes, a projection stands on the shortcut: y = P x + F(x)."
    )
    yield Ask(
        "And a shortcut around one single linear layer, y = W x + x?", 1, options=[T("the same benefit"), T("just another linear layer")]
    )
    weight, sample = rng.normal(size=(inputs, inputs)), rng.normal(size=(5, inputs))
    yield Check(
        "one-layer-gains-nothing",
        "W x + x = (W + I) x: no function that a linear layer could not compute",
        equal(sample @ weight.T + sample, sample @ (weight + np.eye(inputs)).T, within=1e-12),
    )


def _he(rng: np.random.Generator, outputs: int, inputs: int, gain: float = 1.0) -> Array:
    return gain * rng.normal(size=(outputs, inputs)) * sqrt(2 / inputs)


def _gradient_lengths(rng: np.random.Generator, blocks: int, width: int, gain: float, skip: bool) -> Array:
    """Lengths of a random gradient on its way down a network at initialisation, starting from 1."""
    state, passed = rng.normal(size=(16, width)), []
    for _ in range(blocks):
        first, second = _he(rng, width, width, gain), _he(rng, width, width, gain)
        passed.append((state, first, second))
        state = resnet.residual_block(state, first, second, skip=skip)
    upstream = rng.normal(size=(16, width))
    lengths = [np.linalg.norm(upstream)]
    for state, first, second in reversed(passed):
        upstream = resnet.residual_block_backward(upstream, state, first, second, skip=skip)[0]
        lengths.append(np.linalg.norm(upstream))
    return np.array(lengths) / lengths[0]


def degrade(
    rng: np.random.Generator,
    *,
    depth: Annotated[int, Range(2, 16), "blocks of the deep network"] = 16,
    steps: Annotated[int, Range(20, 100), "training steps"] = 100,
    lr: Annotated[float, Range(0.0001, 0.01), "learning rate of Adam"] = 0.003,
) -> Iterator[Step]:
    """Deeper, and worse in training."""
    shallow, added, task = 2, depth - 2, _task(rng)
    networks = list(product((False, True), (shallow, depth)))
    curves = {(skip, blocks): _train(_network(rng, blocks, skip), task, skip, steps, lr) for skip, blocks in networks}
    starting = _network(rng, shallow, skip=False)
    yield Say(
        "Take any network of {shallow} blocks. Add {added} blocks that copy their input. A deeper network that "
        "is at least as good exists: here it is.",
        shallow=shallow,
        added=added,
    )
    copying = [(np.eye(16), np.eye(16))] * added
    yield Check(
        "a-copy-exists",
        "the deep network with copying blocks gives the output of the shallow one",
        equal(_output((starting[0] + copying, starting[1]), task[0], skip=False), _output(starting, task[0], skip=False), within=1e-12),
    )
    yield Ask(
        T(
            "Now train both from random weights, {shallow} blocks and {depth}, without shortcuts. Which has the lower training error?",
            shallow=shallow,
        ),
        0,
        options=[T("the shallow one"), T("the deep one")],
    )
    kinds = {False: T("plain"), True: T("residual")}
    series = {T("{kind} {blocks}", kind=kinds[skip], blocks=blocks): curve for (skip, blocks), curve in curves.items()}
    yield Plot("Training error", series, log=True, x=T("step"))
    ends = {key: float(curve[-5:].mean()) for key, curve in curves.items()}
    yield Show(
        "Training error at the end",
        rows={kind: [ends[skip, shallow], ends[skip, depth]] for skip, kind in kinds.items()},
        columns=[T("{shallow} blocks", shallow=shallow), T("{depth} blocks")],
    )
    # Adam moves a weight by about lr in a step: shorter runs than half a weight's size, √(2/16)/2, have hardly begun to learn
    pinned = depth >= 12 and lr <= 0.003 and lr * steps >= sqrt(2 / 16) / 2
    why = T(
        "pinned for 12 blocks or more, rates up to 0.003, and runs that can move a weight by half its size: lr times steps of 0.18 or more"
    )
    others = [_train(_network(fork, shallow, skip=False), task, False, steps, lr)[-5:].mean() for fork in rng.spawn(2)]
    yield Check(
        "plain-degrades",
        "training error: plain deep against plain shallow, the best of three starts, any of which the deep one could copy",
        # of three, for about one start in a hundred does not learn
        more(ends[False, depth], min(ends[False, shallow], *others)).where(pinned, why),
    )
    yield Check(
        "shortcuts-help",
        "training error at the same depth: residual against plain",
        less(ends[True, depth], ends[False, depth]).where(pinned, why),
    )
    yield Say(
        "Training error, so it is not overfitting. Nor had the gradient vanished here: He's initialisation kept it alive all the way down."
    )
    yield Check(
        "gradient-alive",
        "plain deep network at the start: gradient at the bottom ÷ at the top, against a thousandth",
        more(np.median([_gradient_lengths(rng, depth, 16, 1.0, skip=False)[-1] for _ in range(9)]), 1e-3),
    )


def _task(rng: np.random.Generator) -> tuple[Array, Array]:
    """64 examples of 8 numbers, and what a random linear map with tanh makes of them."""
    x = rng.normal(size=(64, 8))
    return x, np.tanh(x @ rng.normal(size=(8, 8)) / sqrt(8))


Network = tuple[list[tuple[Array, Array]], tuple[Array, Array]]
"""Blocks (first, second), and the linear maps into the first block and out of the last."""


def _network(rng: np.random.Generator, blocks: int, skip: bool, width: int = 16) -> Network:
    """He's weights; the last layer of a residual branch starts at zero, so that the network starts as its shortcut."""
    branch = 0.0 if skip else 1.0
    body = [(_he(rng, width, width), _he(rng, width, width, branch)) for _ in range(blocks)]
    return body, (rng.normal(size=(width, 8)) / sqrt(8), rng.normal(size=(8, width)) / sqrt(width))


def _states(network: Network, x: Array, skip: bool) -> list[Array]:
    body, (stem, _) = network
    states = [x @ stem.T]
    for first, second in body:
        states.append(resnet.residual_block(states[-1], first, second, skip=skip))
    return states


def _output(network: Network, x: Array, skip: bool) -> Array:
    return relu(_states(network, x, skip)[-1]) @ network[1][1].T


def _train(network: Network, task: tuple[Array, Array], skip: bool, steps: int, lr: float) -> Array:
    """Squared error while Adam trains all weights."""
    x, target = task
    blocks = len(network[0])

    def gradients(parameters: list[Array], step: int) -> tuple[float, list[Array]]:
        body, stem, head = list(zip(parameters[:blocks], parameters[blocks : 2 * blocks], strict=True)), *parameters[-2:]
        states = _states((body, (stem, head)), x, skip)
        error = relu(states[-1]) @ head.T - target
        upstream = 2 * error / error.size
        d_state, d_first, d_second = upstream @ head * relu_derivative(states[-1]), [], []
        for state, (first, second) in zip(reversed(states[:-1]), reversed(body), strict=True):
            d_state, one, two, _ = resnet.residual_block_backward(d_state, state, first, second, skip=skip)
            d_first.append(one)
            d_second.append(two)
        return float(np.square(error).mean()), [*d_first[::-1], *d_second[::-1], d_state.T @ x, upstream.T @ relu(states[-1])]

    body, ends = network
    return train([*(first for first, _ in body), *(second for _, second in body), *ends], gradients, steps=steps, lr=lr)[1]


def variance(
    rng: np.random.Generator,
    *,
    blocks: Annotated[int, Range(2, 40), "blocks"] = 20,
    width: Annotated[int, Range(16, 128), "width of a layer"] = 64,
    branch: Annotated[float, Range(0.1, 1), "factor α of the branches, where they are scaled by another than 1/√L"] = 0.5,
) -> Iterator[Step]:
    """The signal doubles with every block."""
    power, scaled = (np.mean([_powers(rng, blocks, width, factor) for _ in range(8)], axis=0) for factor in (1.0, 1 / sqrt(blocks)))
    yield Say("He's initialisation makes F(x) as strong as x. The two are nearly uncorrelated at first, so in the sum their powers add.")
    yield Ask("The mean square of the signal is 1. What is it after ten blocks, without any normalisation?", 1, options=["1", "1024", "10"])
    yield Plot("Mean square of the signal", {"x + F(x)": power, "x + F(x)/√L": scaled}, log=True, x=T("block"))
    wide, narrow = width >= 48, T("in narrow layers chance outweighs the average")
    few = T("in few or narrow layers chance outweighs the average")
    yield Check(
        "doubles",
        "growth of the mean square per block, average of eight networks = 2",
        # eight networks: over forty seeds, from 2 to 40 blocks and width 48 up, the worst was 0.16
        equal(power[-1] ** (1 / blocks), resnet.power_growth(1), within=0.2).where(wide, narrow),
    )
    yield Say(
        "2^{blocks} = {growth:,.0f}. A shortcut does not stop explosion, it causes this one. Real networks "
        "hold it down: batch normalisation in the branch, a zero last layer, or branches scaled by 1/√L.",
        growth=resnet.power_growth(blocks),
    )
    yield Check(
        "scaling-helps",
        "branches scaled by 1/√L: growth over all L blocks = (1 + 1/L)^L, below e",
        # eight networks: over forty seeds, from 2 to 40 blocks, the worst was 0.37
        equal(scaled[-1], resnet.power_growth(blocks, 1 / sqrt(blocks)), within=0.6).where(wide, narrow),
    )
    after = np.mean([_powers(rng, blocks, width, relu_last=True) for _ in range(8)], axis=0)
    yield Check(
        "relu-last-is-faster",
        "in the order of 2015, with a ReLU behind the sum, the growth per block is above 2",
        more((after[-1] / after[1]) ** (1 / (blocks - 1)), resnet.power_growth(1)).where(width >= 48 and blocks >= 8, few),
    )
    chosen = np.mean([_powers(rng, blocks, width, branch) for _ in range(8)], axis=0)
    yield Check(
        "scaled-by-alpha",
        "branches scaled by α: growth of the mean square per block = 1 + α²",
        equal(chosen[-1] ** (1 / blocks), resnet.power_growth(1, branch), within=0.2 * branch**2).where(width >= 48 and blocks >= 8, few),
    )


def _powers(rng: np.random.Generator, blocks: int, width: int, branch: float = 1.0, *, relu_last: bool = False) -> Array:
    """Mean square of a signal after each block of a residual network at initialisation, starting from 1."""
    x = rng.normal(size=(16, width))
    powers = [np.square(x).mean()]
    for _ in range(blocks):
        x = resnet.residual_block(x, _he(rng, width, width), _he(rng, width, width, branch))
        x = relu(x) if relu_last else x
        powers.append(np.square(x).mean())
    return np.array(powers) / powers[0]


def gradient(
    rng: np.random.Generator,
    *,
    blocks: Annotated[int, Range(2, 40), "blocks"] = 20,
    gain: Annotated[float, Range(0.5, 1.0), "weights relative to He's initialisation"] = 0.8,
) -> Iterator[Step]:
    """A way down that passes no weights."""
    plain, residual = (np.mean([_gradient_lengths(rng, blocks, 48, gain, skip) for _ in range(4)], axis=0) for skip in (False, True))
    yield Say("The gradient of a block is δ + δ ∂F/∂x. The first term arrives as it left: no weight and no activation has touched it.")
    yield Ask(
        T(
            "Weights at {gain:g} of He's size. A plain block multiplies the gradient's length by about {gain:g}² = "
            "{factor:.3g}. After {blocks} blocks? (give the power of ten)",
            factor=gain**2,
        ),
        blocks * 2 * float(np.log10(gain)),
        within=1.0,
    )
    yield Plot("Length of the gradient, from the top down", {T("plain"): plain, T("residual"): residual}, log=True, x=T("blocks passed"))
    yield Check(
        "plain-vanishes",
        "without shortcuts, shrinking per block = gain²",
        # four networks: over forty seeds, from 10 to 40 blocks, the worst was 0.08
        equal(plain[-1] ** (1 / blocks), gain**2, within=0.12 * gain**2).where(blocks >= 10, "too few blocks for an average"),
    )
    yield Check(
        "residual-does-not-vanish", "with shortcuts, the gradient at the bottom ÷ at the top, against a half", more(residual[-1], 0.5)
    )
    yield Check(
        "residual-grows",
        "with shortcuts, growth of the gradient's length per block = √(1 + gain⁴)",
        # four networks: over ten seeds, from 10 to 40 blocks, the worst was 0.036
        equal(residual[-1] ** (1 / blocks), sqrt(1 + gain**4), within=0.06).where(blocks >= 10, "too few blocks for an average"),
    )
    x, first, second = rng.normal(size=(1, 4)), rng.normal(size=(5, 4)), rng.normal(size=(4, 5))
    upstream = rng.normal(size=(1, 4))
    with_skip = resnet.residual_block_backward(upstream, x, first, second)[0]
    branch_alone = central_differences(lambda at: (upstream * (relu(relu(at) @ first.T) @ second.T)).sum(), x, 1e-6)
    yield Check(
        "identity-term",
        "gradient with the shortcut − finite differences of the branch alone = δ",
        equal(with_skip - branch_alone, upstream, within=1e-6),  # central differences with step 10⁻⁶
    )
    yield Say(
        "Here it does not vanish, it grows: at full gain by about √2 for each block. "
        "So shortcuts help gradients through; they do not by themselves keep them in bounds."
    )


def stream(
    rng: np.random.Generator,
    *,
    blocks: Annotated[int, Range(8, 64), "blocks"] = 32,
    width: Annotated[int, Range(48, 96), "width of the stream"] = 64,
) -> Iterator[Step]:
    """Where a Transformer normalises."""
    yield Say(
        "Post-norm, as in 2017: y = LN(x + F(x)). Pre-norm, as in most language models since GPT-2: y = x + F(LN(x)), and one LN at the end. "
        "Each F begins with weights that keep the power of its input."
    )
    runs = {
        (before, scale): [_stream(rng, blocks, width, before, scale) for _ in range(6)]
        for before, scale in ((True, 1), (False, 1), (True, blocks**-0.5))
    }
    powers, slopes = ({key: np.mean([run[part] for run in several], axis=0) for key, several in runs.items()} for part in (0, 1))
    pre, post, small = runs
    yield Ask("Pre-norm: the stream starts with mean square 1. After {blocks} blocks?", blocks + 1, within=0.3 * blocks)
    strengths = {T("pre-norm"): powers[pre], T("post-norm"): powers[post], T("pre-norm, F/√L"): powers[small]}
    yield Plot("Mean square of the stream", strengths, x=T("block"))
    yield Check(
        "grows-by-addition", "pre-norm: mean square after L blocks ÷ (1 + L)", equal(powers[pre][-1] / (1 + blocks), 1.0, within=0.25)
    )
    yield Check(
        "gpt2-keeps-it",
        "pre-norm with branches that start smaller by 1/√L: mean square at the end = 2",
        equal(powers[small][-1], 2.0, within=0.5),
    )
    lengths = {T("pre-norm"): slopes[pre], T("post-norm"): slopes[post]}
    yield Plot("Length of the first gradient, by block (1 is nearest the input)", lengths, x=T("block"))
    shallow = [np.mean([_stream(rng, 8, width, before, 1)[1][-1] for _ in range(6)]) for before in (True, False)]
    yield Check(
        "gradient-by-depth",
        "first gradient of the last block's output weights, L blocks ÷ 8 blocks: pre-norm, post-norm = √(9/(L + 1)), 1",
        equal([slopes[pre][-1] / shallow[0], slopes[post][-1] / shallow[1]], [3 / sqrt(blocks + 1), 1.0], within=0.25),
    )
    yield Say(
        "Near the output a pre-norm gradient shrinks as 1/√L, a post-norm one does not: large first steps, which is why post-norm wants warm-up."
    )


def _stream(rng: np.random.Generator, blocks: int, width: int, before: bool, scale: float) -> tuple[list[float], list[float]]:
    """Mean square of the stream after each block, and length of the first gradient of each block's output weights, for a random gradient on top."""
    x, passed = resnet.normed_block(rng.normal(size=(8, width)), np.zeros((1, width)), np.zeros((width, 1)), before=False), []
    for _ in range(blocks):
        passed.append((x, _he(rng, width, width), scale * rng.normal(size=(width, width)) / sqrt(width)))
        x = resnet.normed_block(*passed[-1], before=before)
    powers = [float(np.square(state).mean()) for state in (*(state for state, *_ in passed), x)]
    upstream, lengths = rng.normal(size=x.shape), []
    if before:  # the LN at the end: a block that adds nothing
        upstream, *_ = resnet.normed_block_backward(upstream, x, np.zeros((1, width)), np.zeros((width, 1)), before=False)
    for block in reversed(passed):
        upstream, _, slope = resnet.normed_block_backward(upstream, *block, before=before)
        lengths.append(float(np.linalg.norm(slope)))
    return powers, lengths[::-1]


def paths(rng: np.random.Generator, *, blocks: Annotated[int, Range(1, 8), "blocks"] = 4) -> Iterator[Step]:
    """One network, many paths."""
    branches = [0.5 * rng.normal(size=(3, 3)) for _ in range(blocks)]
    chosen = [list(combinations(range(blocks), length)) for length in range(blocks + 1)]
    along = [sum(_through(branches[index] for index in subset) for subset in subsets) for subsets in chosen]
    yield Say("Make the branches linear for a moment. Each block is I + A, and the network is the product (I + A_n) … (I + A₂)(I + A₁).")
    yield Ask("Multiply out {blocks} brackets: how many terms?", 2**blocks)
    counts, names = [len(subsets) for subsets in chosen], [f"k = {length}" for length in range(blocks + 1)]
    yield Plot("Paths by the number of branches they pass", dict(zip(names, counts, strict=True)), kind="bars")
    yield Check(
        "counts",
        "paths listed one by one: C(n, k) of each length, 2ⁿ in all",
        equal([*counts, sum(counts)], [*(resnet.path_count(blocks, length) for length in range(blocks + 1)), resnet.path_count(blocks)]),
    )
    yield Check(
        "product-is-sum",
        "the product of all blocks = the sum over all paths",
        equal(_through(np.eye(3) + branch for branch in branches), sum(along), within=1e-10),
    )
    table = {T("paths"): counts, T("weight"): [np.abs(part).sum() for part in along]}
    yield Show("How much the paths of each length carry", rows=names, columns=table, digits=2)
    kept = sum(_through(branches[index] for index in path) for subsets in chosen for path in subsets if 0 not in path)
    yield Say("Delete one branch from a plain network and nothing gets through. Here half of the paths survive.")
    yield Check(
        "deleting-a-block",
        "without the first branch: the sum over the paths that do not use it",
        equal(_through(np.eye(3) + branch for branch in branches[1:]), kept, within=1e-10),
    )


def _through(blocks: Iterable[Array]) -> Array:
    """What these matrices do to three numbers, one after the other."""
    return reduce(lambda done, matrix: matrix @ done, blocks, np.eye(3))


def cost(rng: np.random.Generator, *, channels: Annotated[int, Range(4, 128), "channels inside the block"] = 16) -> Iterator[Step]:
    """What depth costs."""
    wide = 4 * channels
    basic = [(channels, channels, 3)] * 2
    bottleneck = [(wide, channels, 1), (channels, channels, 3), (channels, wide, 1)]
    yield Say(
        "Two blocks: basic, two 3×3 convolutions on {channels} channels; bottleneck, 1×1 from {wide} down to "
        "{channels}, 3×3, 1×1 up again.",
        wide=wide,
    )
    yield Ask("How many weights has the basic block (without biases)?", 2 * 9 * channels**2)
    yield Check(
        "weights",
        "numbers in the kernels, counted = 2·9·C² and 2·4C·C + 9·C²",
        equal(
            [sum(np.ones((out, into, k, k)).size for into, out, k in layers) for layers in (basic, bottleneck)],
            [resnet.basic_weights(channels), resnet.bottleneck_weights(wide, channels)],
        ),
    )
    yield Say(
        "The bottleneck has four times the channels outside for slightly less work. An identity shortcut multiplies nothing: it only adds."
    )
    shallow, middle = (3, 4, 6, 3), (3, 4, 23, 3)
    family = {18: ((2, 2, 2, 2), False), 34: (shallow, False), 50: (shallow, True), 101: (middle, True), 152: ((3, 8, 36, 3), True)}
    work = {name: resnet.network_multiply_adds(stages, wide) / 1e9 for name, (stages, wide) in family.items()}
    yield Ask(
        "“Residual networks are deeper, so they train faster.” Against ResNet-18, what does one pass through ResNet-152 cost?",
        2,
        options=[T("less"), T("about the same"), T("six times as much")],
    )
    yield Plot("Billions of multiply–adds for one picture", {f"ResNet-{name}": figure for name, figure in work.items()}, kind="bars")
    yield Check(
        "depth-in-the-name",
        "convolutions of the blocks, the first one and the classifier = the number in the name",
        equal([resnet.weight_layers(stages, 3 if wide else 2) for stages, wide in family.values()], list(family)),
    )
    yield Check(
        "as-in-the-paper",
        "our count = the figures of the paper's table 1, in billions",
        equal(list(work.values()), [1.8, 3.6, 3.8, 7.6, 11.3], within=0.1),  # the paper prints one decimal
    )
    yield Say(
        "Deeper means more work per step. What the paper reports is that fewer steps may be needed: at 18 layers, early convergence was faster."
    )
