"""Forward and backward passes against PyTorch, central differences and sums done by hand."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from dl_quiz.kernels import backprop

few = settings(deadline=None, max_examples=30)
seeds = st.integers(0, 10_000)
widths = st.lists(st.integers(1, 5), min_size=2, max_size=5)
activations = st.sampled_from(["relu", "tanh", "sigmoid", "identity"])

# The worked example of the scenes: two inputs, two hidden ReLU units, one linear output.
EXAMPLE = [(np.array([[0.5, -0.2], [0.2, 0.8]]), np.array([0.1, -0.1])), (np.array([[1.0, -1.5]]), np.array([0.2]))]


@few
@given(seed=seeds, widths=widths)
def test_initialise_makes_layers_of_the_given_widths(seed: int, widths: list[int]) -> None:
    layers = backprop.initialise(np.random.default_rng(seed), widths)
    assert [(weight.shape, bias.shape) for weight, bias in layers] == [((o, i), (o,)) for i, o in pairwise(widths)]
    assert all(not bias.any() for _, bias in layers)


def test_initial_weights_have_variance_two_over_inputs() -> None:
    (weight, _), _ = backprop.initialise(np.random.default_rng(3), (50, 400, 1))
    assert weight.var() == pytest.approx(2 / 50, rel=0.05)  # 20,000 weights: the standard error is 1 %
    assert weight.mean() == pytest.approx(0.0, abs=0.006)  # four standard errors


def test_forward_of_the_worked_example_by_hand() -> None:
    output, cache = backprop.forward(EXAMPLE, [[1.0, 2.0]])
    assert output == pytest.approx(np.array([[-2.15]]))
    assert cache[0][1] == pytest.approx(np.array([[0.2, 1.7]]))
    assert cache[1][0] == pytest.approx(np.array([[0.2, 1.7]]))


def test_backward_of_the_worked_example_by_hand() -> None:
    output, cache = backprop.forward(EXAMPLE, [[1.0, 2.0]])
    (d_hidden, d_hidden_bias), (d_output, d_output_bias) = backprop.backward(EXAMPLE, cache, output - 1.0)
    assert d_hidden == pytest.approx(np.array([[-3.15, -6.3], [4.725, 9.45]]))
    assert d_hidden_bias == pytest.approx([-3.15, 4.725])
    assert d_output == pytest.approx(np.array([[-0.63, -5.355]]))
    assert d_output_bias == pytest.approx([-3.15])


@few
@given(seed=seeds, widths=widths, batch=st.integers(1, 4), activation=activations)
def test_forward_and_backward_agree_with_pytorch(seed: int, widths: list[int], batch: int, activation: str) -> None:
    torch = pytest.importorskip("torch", reason="PyTorch is in the extra 'torch'")
    rng = np.random.default_rng(seed)
    layers = [(weight, rng.normal(size=bias.shape)) for weight, bias in backprop.initialise(rng, widths)]
    x, upstream = rng.normal(size=(batch, widths[0])), rng.normal(size=(batch, widths[-1]))
    output, cache = backprop.forward(layers, x, activation)

    theirs = [tuple(torch.tensor(array, requires_grad=True) for array in layer) for layer in layers]
    value = torch.tensor(x)
    for depth, (weight, bias) in enumerate(theirs):
        value = value @ weight.T + bias
        if depth < len(theirs) - 1 and activation != "identity":
            value = getattr(torch, activation)(value)
    value.backward(torch.tensor(upstream))

    np.testing.assert_allclose(output, value.detach().numpy(), atol=1e-12)  # float64 sums of a few terms
    for ours, other in zip(backprop.backward(layers, cache, upstream, activation), theirs, strict=True):
        for mine, tensor in zip(ours, other, strict=True):
            np.testing.assert_allclose(mine, tensor.grad.numpy(), atol=1e-12)


@few
@given(seed=seeds, widths=widths, activation=st.sampled_from(["tanh", "sigmoid", "identity"]))
def test_backward_agrees_with_central_differences(seed: int, widths: list[int], activation: str) -> None:
    rng = np.random.default_rng(seed)
    layers = backprop.initialise(rng, widths)
    x, upstream = rng.normal(size=(3, widths[0])), rng.normal(size=(3, widths[-1]))
    _, cache = backprop.forward(layers, x, activation)
    gradients = backprop.backward(layers, cache, upstream, activation)
    which, part = int(rng.integers(len(layers))), int(rng.integers(2))
    array = layers[which][part]
    place = tuple(rng.integers(side) for side in array.shape)
    losses = []
    for move in (1e-5, -1e-5):
        moved = [tuple(values.copy() for values in layer) for layer in layers]
        moved[which][part][place] += move
        losses.append(np.sum(upstream * backprop.forward(moved, x, activation)[0]))
    # Truncation is of order ε² = 1e-10, rounding of order 1e-16 / ε = 1e-11, both times numbers of order ten.
    assert gradients[which][part][place] == pytest.approx((losses[0] - losses[1]) / 2e-5, rel=1e-6, abs=1e-7)


def test_neither_pass_touches_a_parameter() -> None:
    layers = backprop.initialise(np.random.default_rng(0), (3, 4, 2))
    before = [array.tobytes() for layer in layers for array in layer]
    output, cache = backprop.forward(layers, np.ones((2, 3)))
    backprop.backward(layers, cache, output)
    assert before == [array.tobytes() for layer in layers for array in layer]


def test_a_dead_relu_unit_gets_no_gradient() -> None:
    layers = [(np.array([[1.0], [-1.0]]), np.zeros(2)), (np.ones((1, 2)), np.zeros(1))]
    output, cache = backprop.forward(layers, [[2.0]])
    (d_weight, d_bias), _ = backprop.backward(layers, cache, np.ones_like(output))
    assert d_weight.tolist() == [[2.0], [0.0]] and d_bias.tolist() == [1.0, 0.0]


def cache_of(layers, x):
    return backprop.forward(layers, x)[1]


REFUSED = {
    "no layer": (lambda: backprop.forward([], [[1.0, 2.0]]), "layers [] must be at least one"),
    "no link": (lambda: backprop.chain_gradient(1.0, [], 0.0), "layers [] must be at least one"),
    "other inputs": (
        lambda: backprop.forward(EXAMPLE, np.ones((1, 3))),
        "weight (2, 2) must have the axes (o, i), where i = 3 in x (1, 3)",
    ),
    "a shorter cache": (
        lambda: backprop.backward(EXAMPLE, cache_of(EXAMPLE, [[1.0, 2.0]])[:1], [[1.0]]),
        "cache of 1 layers must be of as many as the network has, 2",
    ),
    "a longer cache": (
        lambda: backprop.backward(EXAMPLE, cache_of(EXAMPLE, [[1.0, 2.0]]) * 2, [[1.0]]),
        "cache of 4 layers must be of as many as the network has, 2",
    ),
    "a cache that would broadcast": (
        lambda: backprop.backward(EXAMPLE, [(np.ones((3, 2)), np.ones((3, 1))), (np.ones((3, 2)), np.ones((3, 1)))], np.ones((3, 1))),
        "cache (3, 1) of layer 1 must have the shape (3, 2) of the next one's input",
    ),
    "one width": (lambda: backprop.initialise(np.random.default_rng(0), [3]), "widths [3] must be at least two: input, …, output"),
    "one width to count": (lambda: backprop.parameter_count([3]), "widths [3] must be at least two: input, …, output"),
    "one width to cache": (lambda: backprop.cached_numbers([3]), "widths [3] must be at least two: input, …, output"),
    "a row too long": (
        lambda: backprop.unflatten(np.ones(10), EXAMPLE),
        "flat (10,) must have as many numbers as the network has parameters, 9",
    ),
    "a segment too long": (lambda: backprop.checkpointed_layers(10, 11), "segment 11 must be at most the number of layers, 10"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_the_signature_cannot_say_is_refused(case: str) -> None:
    call, sentence = REFUSED[case]
    with pytest.raises(ValueError, match="must") as refused:
        call()
    assert str(refused.value) == sentence


def test_targets_that_would_broadcast_are_refused() -> None:
    with pytest.raises(ValueError, match=r"^target \(3,\) must have the axes \(\*shape,\), where shape = \(3, 1\) in logit \(3, 1\)$"):
        backprop.logit_gradient(np.zeros((3, 1)), np.zeros(3))
    with pytest.raises(ValueError, match=r"^target nan must lie in \[0, 1\]$"):
        backprop.logit_gradient(0.0, np.nan)


def test_the_cache_is_not_the_argument() -> None:
    x = np.ones((1, 2))
    output, cache = backprop.forward(EXAMPLE, x)
    assert not any(np.shares_memory(x, part) or np.shares_memory(output, part) for pair in cache for part in pair)
    _, linear = backprop.forward(EXAMPLE, x, "identity")
    assert not np.shares_memory(linear[0][1], linear[1][0])


def test_numbers_of_every_kind_give_what_float64_gives() -> None:
    x = np.array([[250, 3]], np.uint8)
    np.testing.assert_array_equal(backprop.forward(EXAMPLE, x)[0], backprop.forward(EXAMPLE, x.astype(float))[0])
    logits = np.array([0, 5], np.uint8)
    np.testing.assert_array_equal(backprop.logit_gradient(logits, [0, 1]), backprop.logit_gradient(logits.astype(float), [0.0, 1.0]))


def test_parameter_count_of_a_small_mnist_network() -> None:
    assert backprop.parameter_count([784, 128, 10]) == 101_770
    assert backprop.parameter_count([784, 128, 10], bias=False) == 101_632


@few
@given(seed=seeds, widths=widths)
def test_parameter_count_counts_the_numbers_of_a_network(seed: int, widths: list[int]) -> None:
    layers = backprop.initialise(np.random.default_rng(seed), widths)
    assert backprop.parameter_count(widths) == sum(weight.size + bias.size for weight, bias in layers)
    assert backprop.parameter_count(widths, bias=False) == sum(weight.size for weight, _ in layers)


def test_difference_passes_are_two_for_each_parameter() -> None:
    assert backprop.difference_passes(384) == 768
    assert backprop.difference_passes(384, central=False) == 385


@few
@given(logit=st.floats(-8, 8), target=st.floats(0, 1))
def test_logit_gradients_are_the_slopes_of_their_losses(logit: float, target: float) -> None:
    def mse(z: float) -> float:
        return 0.5 * (1 / (1 + np.exp(-z)) - target) ** 2

    def bce(z: float) -> float:
        return np.logaddexp(0.0, z) - target * z

    for name, loss in (("mse", mse), ("bce", bce)):
        slope = (loss(logit + 1e-5) - loss(logit - 1e-5)) / 2e-5
        assert backprop.logit_gradient(logit, target, name) == pytest.approx(slope, abs=1e-9)  # rounding 1e-16 · 10 / 1e-5


def test_logit_gradients_of_a_confident_mistake() -> None:
    assert backprop.logit_gradient(-8.0, 1.0, "bce") == pytest.approx(-0.99966, abs=5e-6)
    assert backprop.logit_gradient(-8.0, 1.0, "mse") == pytest.approx(-0.000335, abs=5e-7)


def test_a_chain_by_hand() -> None:
    # output −3, error −4: ∂L/∂w₂ = −4 · 1, ∂L/∂w₁ = −4 · (−3) · 2
    assert backprop.chain_gradient(2.0, [0.5, -3.0], 1.0) == pytest.approx([24.0, -4.0])
    assert backprop.chain_gradient(2.0, [-0.5, -3.0], 1.0) == pytest.approx([0.0, 0.0])


@few
@given(x=st.floats(-2, 2), weights=st.lists(st.floats(-2, 2), min_size=1, max_size=4), target=st.floats(-2, 2))
def test_a_chain_of_tanh_agrees_with_central_differences(x: float, weights: list[float], target: float) -> None:
    def loss(values: list[float]) -> float:
        value = x
        for depth, weight in enumerate(values):
            value = weight * (np.tanh(value) if depth else value)
        return 0.5 * (value - target) ** 2

    for place, gradient in enumerate(backprop.chain_gradient(x, weights, target, "tanh")):
        up, down = [[w + sign * 1e-5 * (i == place) for i, w in enumerate(weights)] for sign in (1, -1)]
        assert gradient == pytest.approx((loss(up) - loss(down)) / 2e-5, abs=1e-6)


@few
@given(x=st.floats(0.1, 2), weight=st.floats(0.1, 1.5), target=st.floats(-2, 2), uses=st.integers(1, 4))
def test_a_shared_weight_gets_the_sum_of_all_its_uses(x: float, weight: float, target: float, uses: int) -> None:
    # w and x above 0: the output is wᵘx, and ReLU lets everything through
    slope = (weight**uses * x - target) * uses * weight ** (uses - 1) * x
    assert backprop.tied_gradient(x, weight, target, uses) == pytest.approx(slope, abs=1e-12)


def test_a_length_through_orthogonal_layers() -> None:
    rng = np.random.default_rng(0)
    row = rng.normal(size=(1, 6))
    for layers, gain in [(0, 0.3), (5, 0.5), (12, 1.5)]:
        moved = row
        for _ in range(layers):
            moved = moved @ (gain * np.linalg.qr(rng.normal(size=(6, 6)))[0])
        assert backprop.length_through(layers, gain) == pytest.approx(np.linalg.norm(moved) / np.linalg.norm(row))


@few
@given(seed=seeds, widths=widths, batch=st.integers(1, 5))
def test_cached_numbers_counts_what_forward_returns(seed: int, widths: list[int], batch: int) -> None:
    layers = backprop.initialise(np.random.default_rng(seed), widths)
    _, cache = backprop.forward(layers, np.ones((batch, widths[0])))
    assert backprop.cached_numbers(widths, batch) == sum(value.size + z.size for value, z in cache)


def test_checkpoints_and_one_segment_are_in_memory_together() -> None:
    assert backprop.checkpointed_layers(100, 10) == 20
    assert backprop.checkpointed_layers(10, 4) == 3 + 4
    assert min(range(1, 101), key=lambda segment: backprop.checkpointed_layers(100, segment)) == 10


@few
@given(seed=seeds, widths=widths, batch=st.integers(1, 4), segment=st.integers(1, 4), activation=activations)
@example(seed=0, widths=[3, 4, 4, 4, 2], batch=2, segment=2, activation="tanh")  # a bend at each checkpoint
def test_checkpoints_change_nothing_but_what_is_held(seed: int, widths: list[int], batch: int, segment: int, activation: str) -> None:
    torch = pytest.importorskip("torch", reason="PyTorch is in the extra 'torch'")
    rng = np.random.default_rng(seed)
    layers = [(weight, rng.normal(size=bias.shape)) for weight, bias in backprop.initialise(rng, widths)]
    x, target = rng.normal(size=(batch, widths[0])), rng.normal(size=(batch, widths[-1]))
    gradients, most = backprop.checkpointed_backward(layers, x, lambda output: output - target, segment, activation)

    theirs = [tuple(torch.tensor(array, requires_grad=True) for array in layer) for layer in layers]
    value = torch.tensor(x)
    for depth, (weight, bias) in enumerate(theirs):
        value = value @ weight.T + bias
        if depth < len(theirs) - 1 and activation != "identity":
            value = getattr(torch, activation)(value)
    (0.5 * (value - torch.tensor(target)).square().sum()).backward()
    for ours, other in zip(gradients, theirs, strict=True):
        for mine, tensor in zip(ours, other, strict=True):
            np.testing.assert_allclose(mine, tensor.grad.numpy(), atol=1e-11)  # float64 sums of a few terms
    count = len(layers)
    held = [start // segment + 1 + min(segment, count - start) for start in range(0, count, segment)]
    assert most == max(held)  # of each segment: the marks up to its own, and its layers


def test_half_the_squared_error_by_hand() -> None:
    row = [0.5, -0.2, 0.2, 0.8, 0.1, -0.1, 1.0, -1.5, 0.2]
    assert backprop.flatten(EXAMPLE).tolist() == row
    assert backprop.half_squared_error(row, EXAMPLE, [[1.0, 2.0]], [[1.0]]) == pytest.approx(0.5 * 3.15**2)
    # z = (0.2, 1.7) as above, and tanh instead of the ReLU
    output = np.tanh(0.2) - 1.5 * np.tanh(1.7) + 0.2
    assert backprop.half_squared_error(row, EXAMPLE, [[1.0, 2.0]], [[1.0]], "tanh") == pytest.approx(0.5 * (output - 1) ** 2)


def test_unflatten_gives_layers_of_their_own() -> None:
    row = np.arange(9.0)
    layers = backprop.unflatten(row, EXAMPLE)
    assert [[array.tolist() for array in layer] for layer in layers] == [[[[0, 1], [2, 3]], [4, 5]], [[[6, 7]], [8]]]
    row[:] = -1
    assert layers[0][0][0, 0] == 0.0 and layers[1][1][0] == 8.0
