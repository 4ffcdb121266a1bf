"""Forward and backward: values go one way, gradients come back, and nothing is updated.

A network is a chain of simple functions. The forward pass evaluates it and keeps what the way back will need; the backward
pass applies the chain rule from the loss to every parameter; only then does an optimiser, which is neither of them, move the weights.
"""

from collections.abc import Iterator, Sequence
from functools import partial, reduce
from typing import Annotated, Any, Literal

import numpy as np

from dl_quiz.stage import Ask, Check, Plot, Range, Say, Show, Step, T, at_most, equal, less, more

from .kernels import backprop
from .kernels.activation import relu, sigmoid, sigmoid_derivative, softmax
from .kernels.backprop import Layer, backward, flatten, forward, half_squared_error, initialise, logit_gradient
from .kernels.differences import central_difference, central_differences
from .kernels.graph import counted_gradient, graph_gradient, graph_loss
from .kernels.loss import binary_cross_entropy, cross_entropy
from .kernels.optim import adam, sgd
from .kernels.precision import bfloat16, half, least_loss_scale, through_half
from .kernels.shapes import Array

First = Annotated[float, Range(-5, 5), "first input"]
Second = Annotated[float, Range(-5, 5), "second input"]
Target = Annotated[float, Range(-5, 5), "target y"]
Rate = Annotated[float, Range(0.001, 1.0), "learning rate"]


def _example() -> list[Layer]:
    """Two inputs, two hidden units, one output, with pre-activations well away from the kink at x = (1, 2)."""
    return [(np.array([[0.5, -0.2], [0.2, 0.8]]), np.array([0.1, -0.1])), (np.array([[1.0, -1.5]]), np.array([0.2]))]


def _by_unit(layers: Sequence[Layer]) -> dict[str, list[float]]:
    """The weights and the bias of each unit of the example (or their gradients)."""
    (hidden, hidden_bias), (out, out_bias) = layers
    return {"h₁": [*hidden[0], hidden_bias[0]], "h₂": [*hidden[1], hidden_bias[1]], "ŷ": [*out[0], out_bias[0]]}


def _by_hand(x1: float, x2: float, target: float) -> list[float]:
    """z₁, z₂, ŷ and the loss of the example, as one writes them on paper."""
    z1, z2 = 0.5 * x1 - 0.2 * x2 + 0.1, 0.2 * x1 + 0.8 * x2 - 0.1
    prediction = 1.0 * max(z1, 0) - 1.5 * max(z2, 0) + 0.2
    return [z1, z2, prediction, (prediction - target) ** 2 / 2]


def forward_pass(rng: np.random.Generator, *, x1: First = 1.0, x2: Second = 2.0, target: Target = 1.0) -> Iterator[Step]:
    """Forward: values, and what must be kept."""
    layers = _example()
    output, cache = forward(layers, [[x1, x2]])
    z, h, prediction = cache[0][1][0], cache[1][0][0], output.item()
    yield Say("Two inputs, two hidden ReLU units, one linear output: small enough to follow with a pencil.")
    yield Show("The nine parameters, one row a unit", rows=_by_unit(layers), columns=["w₁", "w₂", "b"], digits=1)
    yield Ask("x = ({x1:g}, {x2:g}). What is z₁, before the ReLU?", z[0], within=0.005)
    yield Show("First layer: z = W₁x + b₁, then h = max(0, z)", rows={"z": z, "h": h}, columns=["1", "2"])
    yield Ask("And the output ŷ = W₂h + b₂?", prediction, within=0.005)
    loss = 0.5 * (prediction - target) ** 2
    yield Say(
        "ŷ = {prediction:.4g}, and the loss ½(ŷ − y)² = {loss:.6g}. In training the pass does not end at the prediction, but at this one number.",
        prediction=prediction,
        loss=loss,
    )
    yield Check(
        "equals-hand-sum",
        "z₁, z₂, ŷ and the loss, written out term by term",
        equal([*z, prediction, loss], _by_hand(x1, x2, target), within=1e-12),
    )
    operations = {"W₁x + b₁": [6, 2], "ReLU": [0, 2], "W₂h + b₂": [3, 2], "½(ŷ − y)²": [0, 1]}
    yield Show("What each operation learns, and what it leaves for the way back", rows=operations, columns=[T("learns"), T("keeps")])
    yield Check(
        "cache-is-counted",
        "numbers kept in the cache = inputs and pre-activations of both layers",
        equal(sum(value.size + pre.size for value, pre in cache), backprop.cached_numbers([2, 2, 1])),
    )


def graph(rng: np.random.Generator, *, batch: Annotated[int, Range(1, 16), "examples in the batch"] = 3) -> Iterator[Step]:
    """Not every layer weighs and squashes."""
    x, labels = rng.normal(size=(batch, 4)), rng.integers(0, 3, batch)
    first, last = initialise(rng, (4, 4)) + initialise(rng, (2, 3))
    yield Say(
        "Any operation may stand in the chain if it can do two things: compute its output, and turn the gradient at its output into the gradient at its input. Weights are optional."
    )
    operations = [T("affine 4 → 4"), "ReLU", T("add the input"), T("max of pairs"), T("affine 2 → 3"), T("softmax loss")]
    learned = {T("learns"): [flatten([first]).size, 0, 0, 0, flatten([last]).size, 0]}
    yield Show("A network, and how many numbers each of its operations learns", rows=operations, columns=learned)
    yield Ask("How many of the six operations have no parameters, yet must pass a gradient on?", 4)
    gradient, into_x = graph_gradient(first, last, x, labels)
    slopes = central_differences(lambda weight: graph_loss((weight, first[1]), last, x, labels), first[0], 1e-6)
    yield Show("∂L/∂W of the first affine map, back through all six", gradient, heat=True)
    yield Check(
        "every-operation-has-a-rule",
        "∂L/∂W₁ by local rules, last operation first: softmax loss, affine (Wᵀδ), maximum, sum, ReLU (σ′), affine (δhᵀ) = central differences",
        # rounding, 1e-16 · L / ε; a kink within 1e-6 of a normal draw is a one-in-ten-thousand event
        equal(gradient, slopes, within=1e-6),
    )
    into_both = central_differences(lambda value: graph_loss(first, last, value, labels), x, 1e-6)
    yield Check(
        "uses-add-up",
        "x is used twice: what comes back through the affine map + what comes back past it = central differences in x",
        equal(into_x[0] + into_x[1], into_both, within=1e-6),
    )
    twice = central_difference(lambda weight: (weight * relu(3 * weight) - 1) ** 2 / 2, np.array([2.0, 0.5]))
    yield Check(
        "one-weight-twice",
        "ŷ = w · ReLU(3w), L = ½(ŷ − 1)², w = 2 and ½: what comes back at both places, added up = central difference in w",
        equal([backprop.tied_gradient(3.0, weight, 1.0) for weight in (2.0, 0.5)], twice, within=1e-6),
    )
    yield Say(
        "A sum copies the gradient to both its branches, a maximum hands it to the winner, a ReLU blocks it where z < 0. So “weighted sum and activation” describes one layer among many."
    )


def backward_pass(rng: np.random.Generator, *, x1: First = 1.0, x2: Second = 2.0, target: Target = 1.0, lr: Rate = 0.1) -> Iterator[Step]:
    """Backward: gradients, and nothing else."""
    layers, x = _example(), [[x1, x2]]
    output, cache = forward(layers, x)
    error = output - target
    gradients = backward(layers, cache, error)
    gradient, h1 = gradients[1][0][0], cache[1][0][0, 0]
    yield Say(
        "The forward pass gave ŷ = {output:.4g}. Start at the end: ∂L/∂ŷ = ŷ − y = {error:.4g}.", output=output.item(), error=error.item()
    )
    yield Ask(T("The weight of h₁ on ŷ was multiplied by h₁ = {h1:.4g}. What is its gradient?", h1=h1), gradient[0], within=0.005)
    yield Say(
        "A weight's gradient is what came in times what comes back. To go one layer down, send δ back through the same weights, and close the gate where the ReLU was shut."
    )
    yield Show("∂L/∂(each of the nine parameters), laid out as the parameters are", rows=_by_unit(gradients), columns=["∂w₁", "∂w₂", "∂b"])
    differences = central_differences(partial(half_squared_error, like=layers, x=x, target=[[target]]), flatten(layers))
    yield Check(
        "equals-central-differences",
        "backpropagation = (L(θ + ε) − L(θ − ε)) / 2ε for every parameter",
        # rounding, 1e-16 · L / ε, with a loss of up to a few hundred
        equal(flatten(gradients), differences, within=1e-6).where(
            np.abs(cache[0][1]).min() > 1e-3, "a pre-activation lies on the kink of the ReLU, where there is no derivative"
        ),
    )
    chain = central_difference(lambda weight: (-2 * relu(2 * weight) - 1) ** 2 / 2, np.array([1.5, -1.0]))
    yield Check(
        "one-neuron-a-layer",
        "ŷ = −2 · ReLU(2w), L = ½(ŷ − 1)², at w = 1.5 and, its ReLU shut, at −1: error · −2 · slope · 2 = central difference in w",
        equal([backprop.chain_gradient(2.0, (weight, -2.0), 1.0)[0] for weight in (1.5, -1.0)], chain, within=1e-6),
    )
    yield Ask("Both passes are done. How many of the nine parameters have changed so far?", 0)
    yield Check(
        "parameters-untouched",
        "after forward and backward, every parameter is what it was",
        equal(flatten(layers), [0.5, -0.2, 0.2, 0.8, 0.1, -0.1, 1.0, -1.5, 0.2]),
    )
    descent, adaptive = (rule(np.zeros(2), gradient, lr=lr)[0] for rule in (sgd, adam))
    moves = {T("gradient"): gradient, "SGD": descent, "Adam": adaptive}
    yield Show("One gradient (of W₂), two optimisers, two different moves", rows=moves, columns=["w₁", "w₂"])
    yield Check(
        "optimiser-decides",
        "SGD moves by −lr · g; Adam's first step is lr long in every coordinate",
        equal([descent, adaptive], [-lr * gradient, -lr * np.sign(gradient)], within=1e-5 * lr).where(
            np.all((gradient == 0) | (np.abs(gradient) > 0.01)), "a gradient is so small that Adam's eps shows"
        ),
    )


def step(rng: np.random.Generator, *, lr: Rate = 0.05, x1: First = 1.0, x2: Second = 2.0, target: Target = 1.0) -> Iterator[Step]:
    """What a gradient promises, and what not."""
    layers, x = _example(), [[x1, x2]]
    output, cache = forward(layers, x)
    gradient = flatten(backward(layers, cache, output - target))
    loss = partial(half_squared_error, like=layers, x=x, target=[[target]])
    led = loss(flatten(layers) - lr * central_differences(loss, flatten(layers)))
    smooth, kink = np.abs(cache[0][1]).min() > 1e-3, T("a pre-activation lies on the kink of the ReLU")

    def after(rate: float, inputs: Any = x, goal: float = target) -> float:
        return half_squared_error(flatten(layers) - rate * gradient, layers, inputs, [[goal]])

    start = after(0.0)
    yield Say("The loss is {start:.6g}. Take one step against the gradient, θ ← θ − lr · g, and look again.", start=start)
    yield Ask("With lr = {lr:g}, does the loss rise or fall?", int(after(lr) <= start), options=[T("it rises"), T("it falls, or stays")])
    yield Check(
        "loss-after-step",
        "the loss after the step = the loss where a gradient by central differences leads",
        equal(after(lr), led, within=1e-5 * (1 + after(lr))).where(smooth, kink),
    )
    rates = [0.0, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5]
    yield Show("The same gradient, other learning rates", rows={f"lr = {rate:g}": [after(rate)] for rate in rates}, columns=["L"])
    fine = np.linspace(0.0, 0.2, 60)
    yield Plot("Loss after one step", {"L(θ − lr·g)": (fine, [after(rate) for rate in fine])}, x=T("lr"))
    classic, only_classic = (x1, x2, target) == (1.0, 2.0, 1.0), T("shown for the example x = (1, 2), y = 1")
    yield Check(
        "long-steps-overshoot", "at lr = 0.5 the loss is higher than before the step", more(after(0.5), start).where(classic, only_classic)
    )
    yield Say(
        "The gradient speaks about the first instant only: L(θ − lr·g) = L − lr·‖g‖² + terms in lr². How far to trust it, it does not say."
    )
    squared_norm = np.sum(gradient**2)
    yield Check(
        "first-order-promise",
        "slope of the loss along the step, at lr = 0, is −‖g‖²",
        equal(central_difference(after, 0.0, 1e-7), -squared_norm, within=1e-5 * (1 + squared_norm)).where(smooth, kink),
    )
    other = [[2.0, 1.0]], -0.6
    before, moved = after(0.0, *other), after(lr, *other)
    yield Say(
        "Another example, x = (2, 1) with y = −0.6, was nearly right: loss {before:.5f}. It had no say in this step, and now has loss {after:.4f}.",
        before=before,
        after=moved,
    )
    yield Check("others-may-suffer", "a step for one example raised the loss of another", more(moved, before).where(classic, only_classic))


def gradcheck(
    rng: np.random.Generator,
    *,
    eps: Annotated[float, Range(1e-12, 0.1), "how far each parameter is moved"] = 1e-5,
    activation: Annotated[Literal["tanh", "sigmoid", "relu"], "activation of the hidden layers"] = "tanh",
) -> Iterator[Step]:
    """Checking a gradient, and why smaller is not better."""
    layers = initialise(rng, (3, 5, 4, 2))
    x, target = rng.normal(size=(4, 3)), rng.normal(size=(4, 2))
    output, cache = forward(layers, x, activation)
    place, exact = flatten(layers), flatten(backward(layers, cache, output - target, activation))
    loss = partial(half_squared_error, like=layers, x=x, target=target, activation=activation)

    def error(differences: Array) -> float:
        """Relative, so that it can be compared from network to network."""
        return float(np.linalg.norm(differences - exact) / np.linalg.norm(exact))

    yield Say(
        "A network of {parameters} parameters. Move each a little up and a little down, and divide the change of the loss by 2ε. No calculus is involved.",
        parameters=exact.size,
    )
    yield Check(
        "agrees-with-differences",
        "relative difference between backpropagation and central differences",
        at_most(error(central_differences(loss, place, eps)), 1e-6).where(
            1e-6 <= eps <= 1e-4 and activation != "relu",
            "with a ReLU a kink may lie within ε; outside 1e-6 … 1e-4 the error of the method itself is larger",
        ),
    )
    yield Ask("ε = 1e-5 does well. What does ε = 1e-12 do?", 1, options=[T("closer to the true derivative"), T("further away from it")])
    powers = np.arange(1, 13)
    double = [error(central_differences(loss, place, h)) for h in 10.0**-powers]
    single = [error(central_differences(lambda p: np.float32(loss(p)), place, h)) for h in 10.0**-powers]
    curves = {T("double precision"): (powers, double), T("single precision"): (powers, single)}
    yield Plot("Relative error for ε = 1e-1 … 1e-12", curves, log=True, x="−log₁₀ ε")
    one_sided = error(np.array([loss(place + 1e-5 * axis) - loss(place) for axis in np.eye(place.size)]) / 1e-5)
    over_the_kink = abs(central_difference(relu, 0.5e-5, 1e-5) - 1.0)
    yield Check(
        "u-shaped",
        "relative errors, each above that of central differences in double precision at ε = 1e-5: at 1e-1, at 1e-12, at the best ε in single precision, one-sided, and across a ReLU's kink",
        more([double[0], double[11], min(single), one_sided, over_the_kink], [double[4]] * 5).where(
            activation != "relu", "a kink of the ReLU may lie within ε"
        ),
    )
    yield Say(
        "On the left the curve bends within ε: that error is of order ε². On the right two almost equal losses are subtracted, and the lost digits grow as 1/ε. The two meet near the cube root of the machine precision, 6e-6."
    )
    yield Check(
        "half-at-the-kink",
        "at z = 0 the central difference of a ReLU is ½: neither slope 0 nor slope 1",
        equal(central_difference(relu, 0.0, eps), 0.5, within=1e-12),
    )


def saturate(
    rng: np.random.Generator,
    *,
    logit: Annotated[float, Range(-20, 20), "logit z of the sigmoid output"] = -8.0,
    target: Annotated[float, Range(0, 1), "target y"] = 1.0,
) -> Iterator[Step]:
    """What flows back is not “the error”."""
    error, steepness = float(sigmoid(logit)) - target, float(sigmoid_derivative(logit))
    slopes = {loss: float(logit_gradient(logit, target, loss)) for loss in ("mse", "bce")}
    yield Say("A sigmoid output at logit z = {logit:g}, target y = {target:g}. Its error a − y is {error:.5g}.", error=error)
    yield Ask(
        T("With the loss ½(a − y)², what δ = ∂L/∂z goes back into the network? Here σ′(z) = {steepness:.3g}.", steepness=steepness),
        slopes["mse"],
        within=max(1e-4, 0.02 * abs(slopes["mse"])),
    )

    def delta(z: Array, loss: Literal["mse", "bce"]) -> Array:
        return logit_gradient(z, np.full_like(z, target), loss)

    grid = np.array([-8.0, -4.0, -2.0, 0.0, 2.0, 4.0, 8.0])
    flows = {"a − y": sigmoid(grid) - target, "δ ½MSE": delta(grid, "mse"), "δ BCE": delta(grid, "bce")}
    yield Show("Error and what flows back, y = {target:g}", rows=[f"z = {z:g}" for z in grid], columns=flows, digits=4)
    yield Check(
        "mse-slope",
        "δ under ½(a − y)² = central difference of that loss in z",
        equal(slopes["mse"], central_difference(lambda z: 0.5 * (sigmoid(z) - target) ** 2, logit), within=1e-9),
    )
    yield Check(
        "bce-slope",
        "δ under binary cross-entropy, and the error a − y = central difference of that loss in z",
        # rounding, 1e-16 · 20 / 1e-5, and the curvature's 1e-10
        equal([slopes["bce"], error], [central_difference(lambda z: binary_cross_entropy(z, target), logit)] * 2, within=1e-8),
    )
    curve = np.linspace(-8, 8, 81)
    sizes = {"½MSE": (curve, np.abs(delta(curve, "mse"))), "BCE": (curve, np.abs(delta(curve, "bce")))}
    yield Plot("Size of δ along the logit", sizes, x="z", y="|δ|")
    z, y = np.array([-1.0, 0.5, 1.5]), np.array([1.0, 0.0, 0.0])
    pairs = [  # the prediction, and the loss as a function of z
        (softmax(z), lambda z: cross_entropy(z[None], [0])),
        (z, lambda z: np.sum((z - y) ** 2) / 2),
        (sigmoid(z), lambda z: np.sum(binary_cross_entropy(z, y))),
        (sigmoid(z), lambda z: np.sum((sigmoid(z) - y) ** 2) / 2),
        (np.tanh(z), lambda z: np.sum((np.tanh(z) - y) ** 2) / 2),
    ]
    yield Check(
        "matched-pairs",
        "whether ∂L/∂z by central differences is prediction − target: softmax with cross-entropy, identity with ½MSE, sigmoid with BCE, sigmoid with ½MSE, tanh with ½MSE",
        equal([np.allclose(central_differences(loss, z), a - y, atol=1e-6) for a, loss in pairs], [True, True, True, False, False]),
    )
    yield Say(
        "Only a matched pair, sigmoid with BCE, softmax with cross-entropy or a linear output with ½MSE, makes δ equal to the error. Under ½MSE, the more wrong a confident output is, the weaker the pull."
    )


def cost(rng: np.random.Generator, *, hidden: Annotated[int, Range(1, 32), "width of both hidden layers"] = 12) -> Iterator[Step]:
    """All derivatives for the price of three passes."""
    widths = (6, hidden, hidden, 4)
    layers = [(weight, 0.1 * rng.normal(size=bias.shape)) for weight, bias in initialise(rng, widths)]
    x, target = rng.normal(size=(1, 6)), rng.normal(size=(1, 4))
    parameters, shape = backprop.parameter_count(widths), " → ".join(map(str, widths))
    yield Say(
        "A network {widths} has {parameters} parameters, and training wants {parameters} derivatives.", widths=shape, parameters=parameters
    )
    twice = backprop.difference_passes(parameters)
    yield Ask("By central differences: how many forward passes?", twice)
    passes = []

    def counted(flat: Array) -> float:
        passes.append(1)
        return half_squared_error(flat, layers, x, target, "tanh")

    differences = central_differences(counted, flatten(layers))
    yield Check("two-passes-each", "forward passes that central differences really made = 2P", equal(len(passes), twice))
    slopes, products = counted_gradient(layers, x[0], target[0])
    counts = {T("products"): [products["forward"], products["backward"], products["forward"] * len(passes)]}
    yield Show("Multiplications in matrix products, one example", rows=[T("forward"), T("backward"), T("differences")], columns=counts)
    yield Check(
        "backward-costs-two-forwards",
        "products of the backward pass = 2 × those of the forward pass − those of the first layer, which has nothing below it",
        equal(products["backward"], 2 * products["forward"] - layers[0][0].size),
    )
    yield Say(
        "Each layer needs its δ for two things, its own weights and the layer below: two products where the forward pass had one. That ratio stays the same, however many derivatives come out."
    )
    output, cache = forward(layers, x, "tanh")
    exact = flatten(backward(layers, cache, output - target, "tanh"))
    yield Check(
        "same-gradient",
        "all P derivatives: how far the counted loops and the differences lie from backward, at most",
        # of the differences; the counted loops agree to rounding
        equal([np.abs(slopes - exact).max(), np.abs(differences - exact).max()], [0.0, 0.0], within=1e-6),
    )


def precision(
    rng: np.random.Generator, *, scale: Annotated[float, Range(8, 32768), "by which the loss is multiplied"] = 1024.0
) -> Iterator[Step]:
    """Gradients in sixteen bits."""
    gradients = 10 ** rng.normal(-7.5, 1.0, 5000)
    yield Say(
        "float16 ends at 65504; its smallest number above 0 is 2⁻²⁴ = 6e-8, and half of that is rounded to 0. Many gradients are smaller."
    )
    yield Check(
        "where-float16-ends",
        "2⁻²⁴, 2⁻²⁵ and 65504 in float16, and whether 65520 is infinite",
        equal([*half([2.0**-24, 2.0**-25, 65504.0]), np.isinf(half(65520.0))], [2.0**-24, 0.0, 65504.0, 1.0]),
    )
    yield Ask(
        "The loss times S makes every gradient S times as large. Which S, a power of two, just rescues 2⁻²⁸?", least_loss_scale(2.0**-28)
    )
    rescued = through_half(gradients, scale)
    plain, scaled = (np.mean(kept == 0) for kept in (half(gradients), rescued))
    shares = {T("as it is"): [plain], T("loss × S"): [scaled]}
    yield Show("Share of 5,000 small gradients that become 0, S = {scale:g}", rows=shares)
    yield Check(
        "scaling-rescues", "share that becomes 0: with the loss × {scale:g}, unscaled afterwards, against without", less(scaled, plain)
    )
    yield Check(
        "scaling-changes-nothing-else",
        "of gradients that are normal numbers once scaled: error after unscaling, relative, at most 2⁻¹¹",
        at_most((np.abs(rescued / gradients - 1) * (scale * gradients > 2.0**-14)).max(), 2.0**-11),
    )
    yield Say(
        "bfloat16 has float32's eight bits of exponent, so that nothing like this underflows. It pays with digits: seven bits of fraction, not ten."
    )
    yield Check(
        "bfloat16-has-the-range",
        "1e-30 and 1e30: in bfloat16 their error, relative, is below 2⁻⁸; in float16 the first is 0, and 1 over the second",
        at_most([*np.abs(bfloat16([1e-30, 1e30]) / [1e-30, 1e30] - 1), half(1e-30), 1 / half(1e30)], [2.0**-8, 2.0**-8, 0.0, 0.0]),
    )
    yield Check(
        "bfloat16-has-fewer-digits", "1 + 2⁻⁹ in bfloat16 and in float16", equal([bfloat16(1 + 2**-9), half(1 + 2**-9)], [1.0, 1 + 2**-9])
    )
    weight = {rounded: reduce(lambda w, _: float(rounded(w + 1e-4)), range(1000), 1.0) for rounded in (half, bfloat16, np.float32)}
    yield Check(
        "small-updates-are-lost",
        "a weight of 1 after 1,000 updates of 1e-4, kept in float16, bfloat16 and float32",
        equal(list(weight.values()), [1.0, 1.0, 1.1], within=1e-3),
    )
    yield Say("So master weights are kept in float32, and only copies of them compute in sixteen bits.")


def memory(
    rng: np.random.Generator,
    *,
    depth: Annotated[int, Range(1, 64), "layers"] = 36,
    batch: Annotated[int, Range(1, 64), "examples in the batch"] = 8,
    segment: Annotated[int, Range(1, 64), "layers from one checkpoint to the next"] = 6,
) -> Iterator[Step]:
    """Why training needs more memory than prediction."""
    width, segment = 8, min(segment, depth)
    layers = [(weight / np.sqrt(2), bias) for weight, bias in initialise(rng, [width] * (depth + 1))]
    x, depths = rng.normal(size=(batch, width)), np.arange(1, depth + 1)
    kept = [sum(value.size + z.size for value, z in forward(layers[:count], x, "tanh")[1]) for count in depths]
    yield Say(
        "To predict, a layer's input can be forgotten as soon as its output is there. To train, it is needed again on the way back, for ∂L/∂W = δᵀh: so it is kept."
    )
    yield Plot("Numbers kept, by depth", {T("kept"): (depths, kept)}, x=T("layers"))
    yield Check(
        "grows-with-depth-and-batch",
        "inputs and pre-activations kept for the way back = 2 · layers · batch · width",
        equal(kept, [2 * count * batch * width for count in depths]),
    )
    yield Say(
        "Time can be traded for it. Keep only every {segment}th layer's input; on the way back, compute each segment again from there.",
        segment=segment,
    )
    most = backprop.checkpointed_layers(depth, segment)
    yield Ask(
        T("{depth} layers, segments of {segment}: checkpoints plus one segment, how many layers are in memory at worst?", segment=segment),
        most,
    )
    output, cache = forward(layers, x[:1], "tanh")
    slopes, peak = backprop.checkpointed_backward(layers, x[:1], lambda output: output, segment, "tanh")  # of the loss ½‖output‖²
    yield Check(
        "checkpoints-save-memory",
        "layers held at the worst moment = n / k + k",
        equal(peak, most).where(depth % segment == 0, "the last segment is shorter than the others, so that less is held"),
    )
    yield Check(
        "checkpoints-change-nothing",
        "the gradient with checkpoints is the gradient with everything kept; largest difference",
        equal(np.abs(flatten(slopes) - flatten(backward(layers, cache, output, "tanh"))).max(), 0.0, within=1e-12),
    )
    worst = [backprop.checkpointed_layers(depth, k) for k in depths]
    yield Plot("Layers in memory, by length of a segment (best near √n)", {"⌈n/k⌉ + k": (depths, worst)}, x="k")
