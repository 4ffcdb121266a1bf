"""Dropout: switch units off at random while training, scale up the survivors, and use all of them at inference.

A mask for each example and each pass; why the survivors are divided by 1 − p; what penalty the noise amounts to;
what is averaged; and two places where it does harm: on the logits, and before a batch normalisation.
"""

from collections.abc import Iterator
from itertools import product
from math import log, sqrt
from typing import Annotated

import numpy as np

from dl_quiz.stage import Ask, Check, Film, Plot, Range, Say, Show, Step, T, at_most, equal, less, more

from .kernels.activation import softmax
from .kernels.batchnorm import batch_norm_inference
from .kernels.differences import central_differences
from .kernels.dropout import drop_path, drop_probability, dropout, dropout_backward, expected_blocks, ridge_penalty, subnetworks
from .kernels.regression import robust_least_squares
from .kernels.shapes import Array


def mask(
    rng: np.random.Generator,
    *,
    rate: Annotated[float, Range(0.0, 0.95), "probability of being dropped"] = 0.5,
    units: Annotated[int, Range(2, 10), "units in the layer"] = 6,
    passes: Annotated[int, Range(1, 8), "forward passes to show"] = 4,
) -> Iterator[Step]:
    """A new mask each time."""
    x = np.arange(1.0, units + 1)
    outputs, masks = dropout(np.tile(x, (passes, 1)), rate, rng)
    yield Say(
        "A layer of {units} units hands on 1, 2, …, {units}. On each training pass every unit tosses its own coin: "
        "with probability {rate:g} it is silent."
    )
    rows = [T("pass {i}", i=i + 1) for i in range(passes)]
    yield Show("● stays, ○ is dropped", np.where(masks > 0, "●", "○").tolist(), rows=rows)
    yield Ask("Unit 2 stays. What number does it hand on? (two decimals)", 2 / (1 - rate), within=0.01)
    frames = [
        Show(name, [*outputs[:i].tolist(), *[[None] * units] * (passes - i)], rows=rows, digits=1, heat=True)
        for i, name in enumerate(rows, 1)
    ]
    yield Film("What the next layer sees", frames)
    many, kept = dropout(np.ones((20_000, 3)), rate, rng)
    yield Check(
        "two-values",
        "what a unit hands on, ÷ h, is either 0 or 1/(1 − p)",
        equal(np.unique(many), [0.0, 1 / (1 - rate)], within=1e-12).where(
            rate >= 0.05, "so few are dropped that the draws may not show it"
        ),
    )
    yield Say("Not once for a stage of training, and not once for a batch: each example gets a mask of its own, on every pass.")
    yield Check(
        "masks-independent",
        "largest correlation over 20,000 draws, between the masks of two examples and of two passes, against four standard errors",
        at_most(_largest_correlation(kept), 4 / sqrt(len(kept))).where(
            rate >= 0.05, "so few are dropped that the draws may not show it"
        ),  # four standard errors of a correlation that is zero
    )
    upstream, gain = rng.normal(size=units), outputs[0] / x  # gain: what this pass let through
    gradient = dropout_backward(upstream, masks[0], rate)
    yield Say("The gradient goes back through the same mask: a unit that was silent gets exactly nothing, the others the factor 1/(1 − p).")
    yield Check(
        "gradient-same-mask",
        "gradient = finite differences of this very pass",
        # the pass is linear in x, so the difference quotient is exact
        equal(gradient, central_differences(lambda x: upstream @ (x * gain), x, 0.5), within=1e-12),
    )


def scale(
    rng: np.random.Generator,
    *,
    rate: Annotated[float, Range(0.0, 0.95), "probability of being dropped"] = 0.5,
    samples: Annotated[int, Range(1000, 100_000), "passes to average over"] = 20_000,
) -> Iterator[Step]:
    """Why the survivors are scaled."""
    x = np.arange(1.0, 6.0)
    outputs, masks = dropout(np.tile(x, (samples, 1)), rate, rng)
    unscaled = masks * x
    ratio, y = rate / (1 - rate), outputs[:, 3]
    yield Say("At inference nothing is dropped. The next layer was trained on what dropout let through, so both must agree on average.")
    yield Ask("Zeros at rate {rate:g}, survivors left as they are: what is the average of a unit of value 4?", 4 * (1 - rate), within=0.01)
    steps = np.arange(1, 201)
    yield Plot(
        "A unit of value 4: average over the passes so far",
        {T("divided by 1 − p"): y[:200].cumsum() / steps, T("not scaled"): unscaled[:200, 3].cumsum() / steps},
        x=T("pass"),
    )
    error = sqrt(ratio / samples)
    yield Check(
        "mean-kept",
        "average of each unit ÷ its value = 1",
        equal(outputs.mean(axis=0) / x, np.ones(5), within=4 * error),  # standard error of the mean of y/x, whose variance is p/(1 − p)
    )
    yield Check(
        "forgotten-scale",
        "without the factor, inference is louder than training by 1/(1 − p)",
        # four standard errors, and a quarter more: a quotient is only nearly linear
        equal(x.sum() / unscaled.mean(axis=0).sum(), 1 / (1 - rate), within=5 * error / (1 - rate)),
    )
    yield Say(
        "The average is kept, so the next layer's signal is no weaker. What is new is noise: a unit of value h gets the variance h² p/(1 − p)."
    )
    yield Check(
        "variance",
        "variance of each unit ÷ its square = p/(1 − p)",
        # four standard errors, and what the mean's own error takes away
        equal(outputs.var(axis=0) / x**2, np.full(5, ratio), within=4 * _variance_error(rate, samples) + 16 * ratio / samples),
    )
    yield Check(
        "mean-and-variance",
        "of a unit of value 4, in training: mean ÷ 4, variance ÷ 4² = 1, p/(1 − p)",
        equal([y.mean() / 4, y.var() / 16], [1.0, ratio], within=4 * (error + _variance_error(rate, samples)) + 16 * ratio / samples),
    )
    rates = (0.1, 0.2, 0.5, 0.8, 0.9)
    yield Plot(
        "Variance of a unit of value 1, measured", {f"p = {p:g}": dropout(np.ones(samples), p, rng)[0].var() for p in rates}, kind="bars"
    )
    yield Say(
        "This is where large rates break down: at p = 0.9 the noise is three times as large as the signal (variance 9), "
        "and 1/(1 − p) has no value at p = 1."
    )


def ridge(
    rng: np.random.Generator,
    *,
    rate: Annotated[float, Range(0.05, 0.9), "probability of being dropped"] = 0.5,
    examples: Annotated[int, Range(10, 60), "training examples"] = 30,
) -> Iterator[Step]:
    """The noise is a penalty."""
    truth = np.array([2.0, -1.0, 0.5])
    inputs = rng.normal(size=(examples, 3)) * [1.0, 2.0, 0.5]
    target = inputs @ truth
    yield Say(
        "A linear regression, dropout on its three inputs. The average over masks of the squared error can be written down: "
        "the usual error, plus p/(1 − p) · Σⱼ wⱼ² Σᵢ xᵢⱼ²."
    )
    noisy, _ = dropout(np.broadcast_to(inputs, (2000, *inputs.shape)), rate, rng)
    weights = np.array([1.0, 0.5, -1.0])
    errors = np.square(target - noisy @ weights).sum(axis=1)
    clean = np.square(target - inputs @ weights).sum()
    yield Check(
        "penalty",
        "error with dropout − error without, averaged over 2,000 sets of masks = the penalty",
        equal(errors.mean() - clean, ridge_penalty(weights, inputs, rate), within=4 * errors.std() / sqrt(len(errors))),
    )
    shrink = rate / (1 - rate)
    gram = inputs.T @ inputs
    theory = np.linalg.solve(gram + shrink * np.diag(np.diag(gram)), inputs.T @ target)
    fitted, error = robust_least_squares(noisy.reshape(-1, 3), np.tile(target, len(noisy)))
    yield Ask(
        "The targets are exact, without noise. Fitted with dropout, do the weights come out exact too?",
        1,
        options=[T("yes"), T("no, they shrink")],
    )
    yield Show("Weights", rows=["w₁", "w₂", "w₃"], columns={T("true"): truth, T("fitted"): fitted, T("ridge"): theory})
    yield Check(
        "is-ridge",
        "least squares on 2,000 masked copies of the data = ridge regression with each weight charged by its input's energy",
        # four standard errors, and the bias of a ratio of averages
        equal(fitted, theory, within=4 * error.max() + 8 * shrink / len(noisy)),
    )
    factors = np.array([10.0, 1.0, 0.1])
    yield Say("Unlike plain L2 it adapts to the data: measure an input in other units, and its weight pays the same.")
    yield Check(
        "free-of-units",
        "inputs × (10, 1, 0.1), weights ÷ (10, 1, 0.1): the penalty changes by the factor 1",
        equal(ridge_penalty(weights / factors, inputs * factors, rate) / ridge_penalty(weights, inputs, rate), 1.0, within=1e-12),
    )
    fresh, plain = rng.normal(size=(1000, 3)) * [1.0, 2.0, 0.5], np.linalg.lstsq(inputs, target, rcond=None)[0]
    yield Say("A penalty helps when there is something to hold back. Here there was not: clean data, the right model.")
    yield Check(
        "can-hurt",
        "on fresh data, the fit with dropout errs more than the fit without",
        more(np.square(fresh @ (fitted - truth)).mean(), np.square(fresh @ (plain - truth)).mean()),
    )


def ensemble(
    rng: np.random.Generator,
    *,
    units: Annotated[int, Range(2, 10), "units that may be dropped"] = 8,
    rate: Annotated[float, Range(0.05, 0.95), "probability of being dropped"] = 0.5,
) -> Iterator[Step]:
    """Many networks in one."""
    masks = np.array(list(product([0.0, 1.0], repeat=units)))
    chances = rate ** (units - masks.sum(axis=1)) * (1 - rate) ** masks.sum(axis=1)
    yield Ask("{units} units, each there or not: how many sub-networks share the weights?", len(masks))
    dropped = [chances[masks.sum(axis=1) == units - k].sum() for k in range(units + 1)]
    yield Plot("Chance that k units are dropped", {f"k = {k}": chance for k, chance in enumerate(dropped)}, kind="bars")
    yield Check(
        "count-and-chances",
        "counting all masks one by one: 2ⁿ of them, and C(n, k) pᵏ (1 − p)ⁿ⁻ᵏ for k dropped",
        equal([len(masks), *dropped], [subnetworks(units), *(drop_probability(units, k, rate) for k in range(units + 1))], within=1e-12),
    )
    x, weights, bias = rng.normal(size=units), rng.normal(size=(3, units)), rng.normal(size=3)
    votes = softmax(masks * x / (1 - rate) @ weights.T + bias)
    scaled = softmax(weights @ x + bias)
    geometric = np.exp(chances @ np.log(votes))
    yield Say(
        "Take a softmax classifier with three classes. Each sub-network votes with its probabilities; here is how they spread for the first class."
    )
    yield Plot("Probability of class 1 in all sub-networks", {T("sub-networks"): votes[:, 0]}, kind="histogram", x="P₁")
    ways = {T("one pass"): scaled, T("geometric"): geometric / geometric.sum(), T("arithmetic"): chances @ votes}
    yield Show("One pass with all units, and two ways of averaging the votes", rows=ways, columns=["P₁", "P₂", "P₃"])
    yield Check(
        "geometric-mean",
        "for a softmax on top of dropout, one pass with all units is the renormalised geometric mean of all votes, exactly",
        equal(geometric / geometric.sum(), scaled, within=1e-10),
    )
    yield Check(
        "not-the-arithmetic-mean",
        "it is not the plain average of the votes: largest difference",
        more(np.abs(chances @ votes - scaled).max(), 1e-6),
    )
    hidden = rng.normal(size=(12, units))
    each = np.maximum(masks * x / (1 - rate) @ hidden.T, 0)
    yield Say("Behind a ReLU the exactness is gone. ReLU is convex, so the average of its values is above its value at the average.")
    yield Check(
        "relu-breaks-it",
        "twelve ReLU units, averaged over all masks, against one pass with all units",
        more((chances @ each).mean(), np.maximum(hidden @ x, 0).mean()),
    )


def output(
    rng: np.random.Generator,
    *,
    rate: Annotated[float, Range(0.0, 0.95), "probability of being dropped"] = 0.5,
    classes: Annotated[int, Range(2, 100), "classes"] = 10,
) -> Iterator[Step]:
    """Not on the output layer."""
    samples, carriers = 10_000, 20
    logits = np.zeros((samples, classes))
    logits[:, 0] = 100.0
    yield Say("A perfect classifier of {classes} classes: the right logit is 100, the others are 0, the loss is 0.")
    yield Ask(
        "Now dropout acts on the logits, rate {rate:g}. What is the average loss? (two decimals, natural logarithm)",
        rate * log(classes),
        within=0.01,
    )
    on_logits = _loss(dropout(logits, rate, rng)[0])
    yield Say("With probability {rate:g} the right logit is gone, all are 0, and the loss is ln {classes} = {loss:.3f}.", loss=log(classes))
    yield Check(
        "dropped-logits",
        "average loss = p · ln(classes)",
        equal(on_logits.mean(), rate * log(classes), within=4 * log(classes) * sqrt(rate * (1 - rate) / samples)),
    )
    hidden, _ = dropout(np.full((samples, carriers), 100.0 / carriers), rate, rng)
    logits[:, 0] = hidden.sum(axis=1)
    in_hidden = _loss(logits)
    yield Say(
        "One layer earlier {carriers} hidden units carry the same evidence. Drop those instead: the others speak for them.",
        carriers=carriers,
    )
    yield Plot("Average loss", {T("logits"): on_logits.mean(), T("hidden"): in_hidden.mean()}, kind="bars")
    yield Check(
        "hidden-is-safer",
        "the same rate costs less on a redundant hidden layer than on the logits",
        less(in_hidden.mean(), on_logits.mean()).where(rate > 0, "at rate 0 nothing is dropped"),
    )


def bn(
    rng: np.random.Generator,
    *,
    rate: Annotated[float, Range(0.0, 0.9), "probability of being dropped"] = 0.5,
    mean: Annotated[float, Range(-3.0, 3.0), "mean of the activations"] = 0.0,
) -> Iterator[Step]:
    """Before batch normalisation, the variance shifts."""
    x = mean + rng.normal(size=(40_000, 1))
    noisy, _ = dropout(x, rate, rng)
    zero, one = np.zeros(1), np.ones(1)
    stored = (noisy.mean(axis=0), noisy.var(axis=0))
    trained = batch_norm_inference(noisy, one, zero, *stored, eps=0.0)
    inferred = batch_norm_inference(x, one, zero, *stored, eps=0.0)
    yield Say(
        "Dropout keeps the mean, not the variance. A batch normalisation behind it stores the variance it sees in training, with the noise."
    )
    yield Ask(
        "At inference the noise is gone, the stored variance stays. The output's variance is then …",
        0 if rate > 0 else 1,
        options=[T("below 1"), "1", T("above 1")],
    )
    variances = {T("training"): [noisy.var(), trained.var()], T("inference"): [x.var(), inferred.var()]}
    yield Show("Variance before and after the normalisation", rows=variances, columns=[T("before"), T("after")])
    expected = 1 / (1 + rate / (1 - rate) * (1 + mean**2))
    yield Check(
        "variance-shift",
        "variance at inference = σ² / (σ² + p/(1 − p) · (σ² + μ²))",
        # a ratio of sample variances; the noisy one's kurtosis is at most 3/(1 − p)
        equal(inferred.var(), expected, within=4 * sqrt((3 / (1 - rate) + 2) / len(x)) * expected),
    )
    yield Say(
        "Every later layer now gets inputs of another scale than it was trained on. "
        "Put dropout behind the last batch normalisation, or use one of the two."
    )


def places(
    rng: np.random.Generator,
    *,
    rate: Annotated[float, Range(0.05, 0.5), "probability of being dropped"] = 0.2,
    keys: Annotated[int, Range(2, 32), "keys that a query attends to"] = 8,
    blocks: Annotated[int, Range(2, 60), "residual blocks"] = 12,
) -> Iterator[Step]:
    """Where it stands in a transformer: attention weights, paths."""
    samples = 4000
    weights = softmax(rng.normal(size=keys))
    sums = dropout(np.tile(weights, (samples, 1)), rate, rng)[0].sum(axis=1)
    spread = sqrt(rate / (1 - rate) * np.square(weights).sum())
    yield Say("Attention dropout acts on the weights behind the softmax: a key is left out, those that stay are divided by 1 − p.")
    yield Plot("Sum of a query's weights, over 4,000 passes", {T("passes"): sums}, kind="histogram", x=T("sum"))
    yield Check(
        "row-sums",
        "sum of a query's weights over the passes: mean, and standard deviation = 1, √(p/(1 − p) Σ a²)",
        # four errors of a mean, and of a deviation of a sum with few heavy terms
        equal([sums.mean(), sums.std()], [1.0, spread], within=5 * spread / sqrt(samples) + 0.1 * spread),
    )
    yield Say(
        "DropPath (stochastic depth) drops a block's whole branch, one coin for each example; the skip always stays. The rate grows with depth."
    )
    rates = rate * np.arange(1, blocks + 1) / blocks
    taken = np.array([drop_path(np.ones((samples, 1)), each, rng)[:, 0] > 0 for each in rates]).sum(axis=0)
    yield Ask(
        "{blocks} blocks, rates growing linearly up to {rate:g}: how many take part in a pass, on average?",
        expected_blocks(blocks, rate),
        within=0.1,
    )
    yield Check(
        "blocks-that-take-part",
        "blocks that take part, averaged over 4,000 passes = L − p (L + 1)/2",
        equal(taken.mean(), expected_blocks(blocks, rate), within=4 * sqrt(np.sum(rates * (1 - rates)) / samples)),
    )
    x, w = rng.normal(size=(2, keys))
    passes = dropout(np.tile(x, (samples, 1)), rate, rng)[0] @ w
    yield Say(
        "MC dropout: left on at inference, the spread of many passes is read as uncertainty. In a linear model it can be written down."
    )
    yield Check(
        "spread-is-set-by-p",
        "variance of 4,000 predictions ÷ Σ w²x² = p/(1 − p): no amount of training data enters",
        equal(passes.var() / np.square(w * x).sum(), rate / (1 - rate), within=0.15 * rate / (1 - rate) + 20 / samples),
    )


def _largest_correlation(masks: Array) -> float:
    """Largest |correlation| between different columns; 0 where a column never varies."""
    if not masks.std(axis=0).all():
        return 0.0
    return float(np.abs(np.corrcoef(masks.T) - np.eye(masks.shape[1])).max())


def _variance_error(rate: float, samples: int) -> float:
    """Standard error of the sample variance of m/(1 − p), from its second and fourth moments."""
    keep = 1 - rate
    second, fourth = rate / keep, rate * (1 - 3 * rate * keep) / keep**3
    return sqrt(max(fourth - second**2, 0.0) / samples)


def _loss(logits: Array) -> Array:
    """Cross-entropy of class 0 for each row."""
    top = logits.max(axis=1)
    return top + np.log(np.exp(logits - top[:, None]).sum(axis=1)) - logits[:, 0]
