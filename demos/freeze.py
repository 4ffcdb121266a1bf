"""Freezing: which layers carry over, and what it means to leave them alone.

Lower layers serve many tasks, upper layers serve their own. How much to freeze is a question about the two tasks and the data;
what freezing saves, what it does not stop, and how to let go layer by layer, can be counted.
"""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Annotated

import numpy as np

from dl_quiz.stage import Ask, Check, Plot, Range, Say, Show, Step, T, equal, less

from .kernels.activation import relu
from .kernels.backprop import Cache, Layer, backward, flatten, forward, initialise
from .kernels.batchnorm import running_average
from .kernels.freeze import backward_products, block_backward_products, layer_rate, trainable_parameters, unfrozen_layers
from .kernels.shapes import Array
from .kernels.training import train
from .kernels.transfer import (
    STUDENT,
    TEACHER,
    examples,
    fine_tune,
    new_head,
    normalised_error,
    pretrain,
    related_task,
    squared_loss,
    teacher,
)


def sweep(
    rng: np.random.Generator,
    *,
    samples: Annotated[int, Range(20, 200), "labelled examples of each target task"] = 60,
    steps: Annotated[int, Range(100, 300), "training steps on each target"] = 200,
) -> Iterator[Step]:
    """Freeze none, one or two layers, for three kinds of target."""
    source = teacher(rng, TEACHER)
    pretrained = pretrain(rng, source)
    yield Say(
        "The source task hides two levels of features. Target A uses both, target B only the lower one, target C "
        "neither. Each has {samples} examples."
    )
    yield Say("The student has two hidden layers and a new head. After the first k layers are frozen, the rest is trained.")
    yield Ask("How many layers is it best to freeze for C, which shares nothing?", 0)
    errors = []
    for shared in (2, 1, 0):
        task = related_task(rng, source, shared, 4)
        (x, y), (unseen, truth) = examples(rng, task, samples), examples(rng, task, 1000)
        start, fresh = new_head(rng, pretrained, 4), new_head(rng, initialise(rng, STUDENT), 4)
        runs = [fine_tune(start, x, y, steps=steps, frozen=k)[0] for k in (0, 1, 2)] + [fine_tune(fresh, x, y, steps=steps)[0]]
        errors.append([normalised_error(forward(layers, unseen)[0], truth) for layers in runs])
    best = [int(np.argmin(row[:3])) for row in errors]
    yield Show(
        "Error on unseen examples; the best k is marked",
        errors,
        rows=["A", "B", "C"],
        columns=["k = 0", "k = 1", "k = 2", T("scratch")],
        mark=list(enumerate(best)),
    )
    curves = {name: ([0, 1, 2], row[:3]) for name, row in zip("ABC", errors, strict=True)}
    yield Plot("Error against the number of frozen layers", curves, x=T("frozen layers"))
    few = T("a claim about 40 to 100 examples and 200 steps")
    usual = 40 <= samples <= 100 and steps >= 200
    yield Check(
        "both-shared-freeze-both",
        "best number of frozen layers for A: the most whose error is within 1.2 times the least",
        equal(max(k for k in range(3) if errors[0][k] <= 1.2 * min(errors[0][:3])), 2).where(usual, few),
    )
    yield Check(
        "both-frozen-has-the-least",
        "A: error with both hidden layers frozen < that with none, < 1.2 times that with one",
        less([errors[0][2]] * 2, [errors[0][0], 1.2 * errors[0][1]]).where(usual, few),
    )
    yield Check(
        "cut-follows-the-task",
        "best number of frozen layers: for A, which shares both levels, and for C, which shares none",
        equal([max(k for k in range(3) if errors[0][k] <= 1.2 * min(errors[0][:3])), best[2]], [2, 0]).where(usual, few),
    )
    yield Check("none-shared-freeze-none", "best number of frozen layers for C", equal(best[2], 0).where(usual, few))
    yield Check(
        "lower-layer-serves-b",
        "B: freezing at most the first layer, the better of the two ways beats scratch",
        less(min(errors[1][:2]), errors[1][3]).where(usual, few),
    )
    yield Check(
        "a-start-is-worth-having",
        "A: with nothing frozen, starting from pretrained weights still beats scratch",
        less(errors[0][0], errors[0][3]),
    )
    yield Say(
        "For B, cutting after the first layer is usually best, but not for every draw (try other seeds): the cut is a hyperparameter, to be tried on validation data."
    )


def counts(
    rng: np.random.Generator,
    *,
    inputs: Annotated[int, Range(1, 200), "inputs"] = 24,
    hidden: Annotated[int, Range(1, 200), "width of both hidden layers"] = 32,
    outputs: Annotated[int, Range(1, 50), "outputs"] = 1,
) -> Iterator[Step]:
    """What freezing saves, and what it does not."""
    widths = (inputs, hidden, hidden, outputs)
    forward_products = sum(a * b for a, b in pairwise(widths))
    yield Say("A network {widths}, and one training example. Freeze the first k layers.", widths=" → ".join(map(str, widths)))
    yield Ask("With both hidden layers frozen: how many parameters are still trained?", trainable_parameters(widths, 2))
    trained = [trainable_parameters(widths, k) for k in range(3)]
    yield Show(
        "Costs by number of frozen layers",
        rows=[T("trained"), T("Adam state"), T("forward"), T("backward")],
        columns={f"k = {k}": [trained[k], 2 * trained[k], forward_products, backward_products(widths, k)] for k in range(3)},
    )
    layers = [(weight, 0.1 * rng.normal(size=bias.shape)) for weight, bias in initialise(rng, widths)]
    x, y = rng.normal(size=(20, inputs)), rng.normal(size=(20, outputs))
    output, cache = forward(layers, x)
    whole = backward(layers, cache, output - y)
    cut = []
    for k in range(3):
        features = _below(layers, k, x)
        top, top_cache = forward(layers[k:], features)
        cut.append(backward(layers[k:], top_cache, top - y))
    yield Check(
        "counted-one-by-one",
        "numbers in the gradients that are really computed = the formula, for k = 0, 1, 2",
        equal([flatten(gradients).size for gradients in cut], trained),
    )
    yield Check(
        "nothing-is-lost",
        "the gradients above the cut are those of the full backward pass; largest difference",
        equal(max(np.abs(flatten(gradients) - flatten(whole[k:])).max() for k, gradients in enumerate(cut)), 0.0, within=1e-9),
    )
    tallies = [_counted_backward(layers, x[0], output[0] - y[0], k, 2) for k in range(3)]
    yield Check(
        "products-counted",
        "multiply–adds of one example, counted product by product: backward for k = 0, 1, 2, and forward, whatever k = the formulas",
        equal(
            [*(count for count, _ in tallies), sum(layer[0].size for layer in layers)],
            [*(backward_products(widths, k) for k in range(3)), forward_products],
        ),
    )
    walked = [_multiply_adds(cache), _multiply_adds([*forward(layers[:2], x)[1], *top_cache])]
    yield Check(
        "saved-and-not-saved",
        "both hidden layers frozen ÷ none: Adam's numbers, layer inputs kept for the backward pass, multiply–adds backward, forward = the formulas",
        equal(
            [
                flatten(cut[2]).size / flatten(cut[0]).size,
                top_cache[0][0].shape[1] / sum(kept.shape[1] for kept, _ in cache),
                tallies[2][0] / tallies[0][0],
                walked[1] / walked[0],
            ],
            [trained[2] / trained[0], hidden / (inputs + 2 * hidden), backward_products(widths, 2) / backward_products(widths, 0), 1.0],
            within=1e-12,
        ),
    )
    only_first, slope = _counted_backward(layers, x[0], output[0] - y[0], 0, 0)
    yield Check(
        "through-the-frozen-middle",
        "only the first layer trained: products counted on the way down through the frozen ones = the formula",
        equal(only_first, block_backward_products(widths, 1, 1)),
    )
    alone, alone_cache = forward(layers, x[:1])
    yield Check(
        "same-gradient-below",
        "gradient of the first layer, passed down through frozen layers − that of the full backward pass; largest difference",
        equal(np.abs(slope - backward(layers, alone_cache, alone - y[:1])[0][0]).max(), 0.0, within=1e-9),
    )
    yield Say(
        "The forward pass costs the same, whatever is frozen: an example still has to climb through all layers, unless the features of the frozen part "
        "are stored once. And full fine-tuning saves nothing per step against training from scratch; it can only need fewer steps."
    )


def bnstats(
    rng: np.random.Generator,
    *,
    batches: Annotated[int, Range(1, 200), "batches seen while fine-tuning"] = 20,
    momentum: Annotated[float, Range(0.001, 1), "weight of the new batch in the running statistic"] = 0.1,
    shift: Annotated[float, Range(-10, 10), "mean of the target data, where the source had 0"] = 3.0,
) -> Iterator[Step]:
    """A frozen layer that still moves."""
    yield Say(
        "A pretrained batch-norm layer has two kinds of numbers: γ and β, which gradients move, and a running mean and variance, which batches move. "
        "Freezing parameters stops only the first kind."
    )
    data = shift + rng.normal(size=(batches, 64))
    means = [0.0]
    for batch in data:
        means.append(float(running_average(means[-1], batch.mean(), momentum)))
    yield Ask(
        "Source mean 0, target mean {shift:g}, momentum {momentum:g}: where is the running mean after {batches} batches in train mode?",
        shift * (1 - (1 - momentum) ** batches),
        within=max(0.2, 0.1 * abs(shift)),
    )
    yield Plot("Running mean, batch by batch", {T("train mode"): means, T("eval mode"): np.zeros(batches + 1)}, x=T("batch"))
    weights = momentum * (1 - momentum) ** np.arange(batches)
    yield Check(
        "statistics-drift",
        "running mean = shift · (1 − (1 − m)ⁿ), up to the noise of batches",
        # four standard errors: the batch means vary by 1/√64 each
        equal(means[-1], shift * (1 - (1 - momentum) ** batches), within=4 * float(np.sqrt((weights**2).sum() / 64))),
    )
    answers = {T("before"): [1.0 - means[0]], T("after"): [1.0 - means[-1]]}
    yield Show("What the layer answers to x = 1 (γ = 1, β = 0, variance 1)", rows=answers, columns=["y"])
    yield Say(
        "So the features under a “frozen” backbone move, and a head that was fitted on them no longer fits. Put frozen batch-norm layers into eval mode; "
        "or, if the target's data is plentiful and different, let the statistics adapt, and mean it."
    )


def rates(
    rng: np.random.Generator,
    *,
    lr: Annotated[float, Range(0.00001, 0.1), "learning rate of the head"] = 0.01,
    factor: Annotated[float, Range(1, 100), "ratio between neighbouring layers"] = 2.6,
) -> Iterator[Step]:
    """Between frozen and free: a rate for each layer."""
    chosen = [layer_rate(lr, factor, below) for below in (2, 1, 0)]
    yield Say(
        "Freezing is all or nothing. Discriminative fine-tuning gives each layer its own rate, divided by {factor:g} "
        "for each step down from the head."
    )
    yield Ask("The head learns with {lr:g}. And the layer two below it?", chosen[0], within=0.02 * chosen[0])
    layers = initialise(rng, STUDENT)
    x, y = rng.normal(size=(50, STUDENT[0])), rng.normal(size=(50, STUDENT[-1]))
    stepped, _ = fine_tune(layers, x, y, steps=1, lr=chosen)
    moves = [float(np.abs(new[0] - old[0]).max()) for new, old in zip(stepped, layers, strict=True)]
    yield Show(
        "Rates, and the largest move of a weight in one step of Adam",
        rows=[T("layer 1"), T("layer 2"), T("head")],
        columns={T("rate"): chosen, T("move"): moves},
        digits=6,
    )
    yield Check(
        "each-layer-its-rate",
        "Adam's first step moves weights of layers 1 and 2 and of the head by their own rate: lr / f², lr / f, lr",
        # the ε of Adam against gradients of ordinary size
        equal(moves, [lr / factor / factor, lr / factor, lr], within=1e-4 * lr),
    )
    yield Say(
        "Gradual unfreezing does the same in time instead of size: the head trains first, and every epoch one more layer joins, from the top."
    )
    unfrozen = {f"t = {epoch}": [unfrozen_layers(3, epoch)] for epoch in (1, 2, 3, 4)}
    yield Show("Layers that train, by epoch", rows=[T("layers")], columns=unfrozen)


def surgical(
    rng: np.random.Generator,
    *,
    samples: Annotated[int, Range(120, 400), "labelled examples after the shift"] = 160,
    steps: Annotated[int, Range(100, 300), "training steps after the shift"] = 150,
) -> Iterator[Step]:
    """Tune the part that the shift has hit."""
    source = teacher(rng, TEACHER)
    pretrained = pretrain(rng, source)
    swapped = rng.permutation(STUDENT[0])
    (x, y), (unseen, truth) = examples(rng, source, samples), examples(rng, source, 1000)
    yield Say(
        "Two shifts of one task. Input-level: the 24 inputs arrive in another order, the answers are as before. Output-level: inputs as before, "
        "and every answer has changed its sign. One layer at a time is tuned on {samples} examples, or all of them."
    )

    def tuned(inputs: Array, answers: Array, chosen: Sequence[int]) -> list[Layer]:
        def put(arrays: list[Array]) -> list[Layer]:
            new = dict(zip(chosen, zip(arrays[::2], arrays[1::2], strict=True), strict=True))
            return [new.get(place, layer) for place, layer in enumerate(pretrained)]

        def gradients(arrays: list[Array], _: int) -> tuple[float, list[Array]]:
            loss, slopes = squared_loss(put(arrays), inputs, answers)
            return loss, [slopes[2 * place + part] for place in chosen for part in (0, 1)]

        return put(train([array for place in chosen for array in pretrained[place]], gradients, steps=steps, lr=0.01)[0])

    parts = {T("layer 1"): [0], T("layer 2"): [1], T("head"): [2], T("all"): [0, 1, 2]}
    shifts = {T("input-level"): (swapped, 1.0), T("output-level"): (np.arange(STUDENT[0]), -1.0)}
    errors = [
        [normalised_error(forward(tuned(x[:, order], sign * y, chosen), unseen[:, order])[0], sign * truth) for chosen in parts.values()]
        for order, sign in shifts.values()
    ]
    yield Ask("The inputs come in another order. Which single layer is it best to tune?", 0, options=[*parts][:3])
    yield Show("Error on unseen examples", errors, rows=[*shifts], columns=[*parts])
    (first, middle, head, _), (low, between, top, whole) = errors
    yield Check(
        "input-shift-first-layer",
        "input-level shift: error of tuning layer 1 < of layer 2 or of the head alone",
        less([first] * 2, [middle, head]),
    )
    yield Check(
        "output-shift-last-layer",
        "output-level shift: error of tuning the head alone < of layer 1, of layer 2, or of everything",
        less([top] * 3, [low, between, whole]),
    )
    yield Say(
        "“Tune the upper layers” is a habit for shifts of the labels. Ask first what has changed, and where in the network that is dealt with."
    )


def _counted_backward(layers: Sequence[Layer], x: Array, delta: Array, first: int, last: int) -> tuple[int, Array]:
    """Multiply–adds of one example's backward pass, product by product, for trained layers `first` to `last`; and the gradient of the lowest one's weights."""
    states = [x]
    for weight, bias in layers:
        states.append(np.maximum(weight @ states[-1] + bias, 0))
    count = 0
    for place in range(len(layers) - 1, first - 1, -1):
        slope = np.multiply.outer(delta, states[place])
        count += slope.size if place <= last else 0
        if place > first:
            products = layers[place][0] * delta[:, None]
            count += products.size
            delta = products.sum(axis=0) * (states[place] > 0)
    return count, slope


def _multiply_adds(cache: Cache) -> int:
    """Multiply–adds of one example's forward pass through the layers of which these are the inputs and outputs."""
    return sum(h.shape[1] * z.shape[1] for h, z in cache)


def _below(layers: Sequence[Layer], count: int, x: Array) -> Array:
    """What the first `count` layers, ReLU included, make of x."""
    return relu(forward(layers[:count], x)[0]) if count else x
