"""Solutions that the exercises bring themselves, against what is not ours."""

import numpy as np
import pytest
from scipy.signal import correlate2d

from dl_quiz.exercises.running import Program, run_here
from dl_quiz.stage.cases import general
from tests.exercises import the


def solved(name, *arguments, **named):
    given = the(name)
    (outcome,) = run_here(Program(given.solution, name), [general(*arguments, **named)])
    assert outcome.failure is None
    return outcome.value


@pytest.fixture
def rng():
    return np.random.default_rng(3)


def test_convolution_against_scipy(rng):
    image, kernel = rng.normal(size=(7, 9)), rng.normal(size=(3, 4))
    np.testing.assert_allclose(solved("correlate2d", image, kernel), correlate2d(image, kernel, mode="valid"), atol=1e-12)


def test_cross_entropy_against_pytorch(rng):
    torch = pytest.importorskip("torch")
    logits, labels = 100 * rng.normal(size=(6, 5)), rng.integers(5, size=6)
    leaf = torch.tensor(logits, requires_grad=True)
    right = torch.nn.functional.cross_entropy(leaf, torch.tensor(labels))
    right.backward()
    loss, gradient = solved("softmax_cross_entropy", logits, labels)
    np.testing.assert_allclose(loss, right.item(), rtol=1e-12)
    np.testing.assert_allclose(gradient, leaf.grad.numpy(), atol=1e-12)


def test_a_fully_connected_layer_and_its_gradients_against_pytorch(rng):
    torch = pytest.importorskip("torch")
    x, weights, bias, upstream = rng.normal(size=(5, 3)), rng.normal(size=(4, 3)), rng.normal(size=4), rng.normal(size=(5, 4))
    leaves = [torch.tensor(value, requires_grad=True) for value in (x, weights, bias)]
    right = torch.nn.functional.linear(*leaves)
    right.backward(torch.tensor(upstream))
    np.testing.assert_allclose(solved("affine", x, weights, bias), right.detach().numpy(), atol=1e-12)
    for gradient, leaf in zip(solved("affine_backward", upstream, x, weights), leaves, strict=True):
        np.testing.assert_allclose(gradient, leaf.grad.numpy(), atol=1e-12)


@pytest.mark.parametrize(("size", "stride"), [(2, 2), (3, 2), (3, 1)])
def test_max_pooling_and_its_gradient_against_pytorch(rng, size, stride):
    torch = pytest.importorskip("torch")
    x = rng.integers(4, size=(2, 7, 9)).astype(float)  # with ties
    leaf = torch.tensor(x, requires_grad=True)
    right = torch.nn.functional.max_pool2d(leaf, size, stride)
    upstream = rng.normal(size=tuple(right.shape))
    right.backward(torch.tensor(upstream))
    np.testing.assert_array_equal(solved("max_pool2d", x, size, stride), right.detach().numpy())
    np.testing.assert_allclose(solved("max_pool2d_backward", upstream, x, size, stride), leaf.grad.numpy(), atol=1e-12)


@pytest.mark.parametrize("training", [True, False])
def test_batch_normalisation_against_pytorch(rng, training):
    torch = pytest.importorskip("torch")
    x, upstream = rng.normal(size=(6, 4)), rng.normal(size=(6, 4))
    gamma, beta, mean, variance = rng.normal(size=4), rng.normal(size=4), rng.normal(size=4), 1 + rng.random(4)
    stored = [torch.tensor(value.copy()) for value in (mean, variance)]
    leaves = [torch.tensor(value, requires_grad=True) for value in (x, gamma, beta)]
    right = torch.nn.functional.batch_norm(leaves[0], *stored, leaves[1], leaves[2], training=training, momentum=0.1, eps=1e-5)
    for ours, theirs in zip(solved("batch_norm", x, gamma, beta, mean, variance, training), (right.detach(), *stored), strict=True):
        np.testing.assert_allclose(ours, theirs.numpy(), atol=1e-12)
    if training:
        right.backward(torch.tensor(upstream))
        for gradient, leaf in zip(solved("batch_norm_backward", upstream, x, gamma), leaves, strict=True):
            np.testing.assert_allclose(gradient, leaf.grad.numpy(), atol=1e-12)


def test_normalisation_of_one_example_against_pytorch(rng):
    torch = pytest.importorskip("torch")
    x, gamma, beta = rng.normal(size=(5, 6)), rng.normal(size=6), rng.normal(size=6)
    tensors = [torch.tensor(value) for value in (x, gamma, beta)]
    right = torch.nn.functional.layer_norm(tensors[0], (6,), tensors[1], tensors[2])
    np.testing.assert_allclose(solved("layer_norm", x, gamma, beta), right.numpy(), atol=1e-12)
    right = torch.nn.functional.rms_norm(tensors[0], (6,), tensors[1], eps=1e-6)
    np.testing.assert_allclose(solved("rms_norm", x, gamma), right.numpy(), atol=1e-12)


def test_two_layers_against_pytorch(rng):
    torch = pytest.importorskip("torch")
    x, targets = rng.normal(size=(5, 3)), rng.normal(size=(5, 2))
    layers = rng.normal(size=(4, 3)), rng.normal(size=4), rng.normal(size=(2, 4)), rng.normal(size=2)
    leaves = [torch.tensor(value, requires_grad=True) for value in layers]
    hidden = torch.relu(torch.nn.functional.linear(torch.tensor(x), *leaves[:2]))
    right = ((torch.nn.functional.linear(hidden, *leaves[2:]) - torch.tensor(targets)) ** 2).sum() / 10
    right.backward()
    loss, *gradients = solved("mlp_gradients", x, targets, *layers)
    np.testing.assert_allclose(loss, right.item(), rtol=1e-12)
    for gradient, leaf in zip(gradients, leaves, strict=True):
        np.testing.assert_allclose(gradient, leaf.grad.numpy(), atol=1e-12)


@pytest.mark.parametrize("options", [{}, {"stride": 2}, {"padding": 2, "dilation": 2}, {"stride": 3, "padding": 1, "dilation": 2}])
def test_a_convolution_layer_against_pytorch(rng, options):
    torch = pytest.importorskip("torch")
    x, kernels, bias = rng.normal(size=(2, 3, 9, 8)), rng.normal(size=(4, 3, 3, 2)), rng.normal(size=4)
    leaves = [torch.tensor(value, requires_grad=True) for value in (x, kernels, bias)]
    right = torch.nn.functional.conv2d(*leaves, **options)
    np.testing.assert_allclose(solved("conv2d", x, kernels, bias, **options), right.detach().numpy(), atol=1e-12)
    if not options:
        upstream = rng.normal(size=tuple(right.shape))
        right.backward(torch.tensor(upstream))
        for gradient, leaf in zip(solved("conv2d_backward", upstream, x, kernels), leaves, strict=True):
            np.testing.assert_allclose(gradient, leaf.grad.numpy(), atol=1e-12)


def test_a_gradient_by_differences_against_scipy(rng):
    from scipy.optimize import approx_fprime

    def function(x):
        return float(np.sum(np.sin(x) * np.arange(1, 5)))

    x = rng.normal(size=4)
    np.testing.assert_allclose(solved("gradient_check", function, x), approx_fprime(x, function, 1e-7), atol=1e-5)
    np.testing.assert_allclose(solved("gradient_check", function, x), np.cos(x) * np.arange(1, 5), atol=1e-8)


@pytest.mark.parametrize("decay", [0.0, 0.1])
def test_optimisers_against_pytorch(rng, decay):
    torch = pytest.importorskip("torch")
    start, gradients = rng.normal(size=5), rng.normal(size=(4, 5))

    def run(optimiser, **options):
        weights = torch.nn.Parameter(torch.tensor(start))
        rule = optimiser([weights], **options)
        for gradient in gradients:
            weights.grad = torch.tensor(gradient)
            rule.step()
        return weights.detach().numpy()

    weights, first, second = start, np.zeros(5), np.zeros(5)
    for step, gradient in enumerate(gradients, 1):
        if decay:
            weights, first, second = solved("adamw_step", weights, gradient, first, second, step, lr=0.1, weight_decay=decay)
        else:
            weights, first, second = solved("adam_step", weights, gradient, first, second, step, lr=0.1)
    right = run(torch.optim.AdamW, lr=0.1, weight_decay=decay) if decay else run(torch.optim.Adam, lr=0.1)
    np.testing.assert_allclose(weights, right, atol=1e-12)
    weights, velocity = start, np.zeros(5)
    for gradient in gradients:
        weights, velocity = solved("momentum_step", weights, gradient, velocity, 0.1, 0.9)
    np.testing.assert_allclose(weights, run(torch.optim.SGD, lr=0.1, momentum=0.9), atol=1e-12)


def test_proximal_steps_minimise_what_they_say(rng):
    from scipy.optimize import minimize

    values = rng.normal(size=3)
    group = minimize(lambda w: 0.5 * np.sum((w - values) ** 2) + 0.4 * np.linalg.norm(w), values, method="Nelder-Mead", tol=1e-12)
    np.testing.assert_allclose(solved("group_shrink", values, 0.4), group.x, atol=1e-5)
    moved = values - 0.5 * np.ones(3)
    for ours, u in zip(solved("l1_step", values, np.ones(3), 0.5, 0.6), moved, strict=True):
        grid = np.linspace(-3, 3, 600001)
        assert abs(ours - grid[np.argmin(0.5 * (grid - u) ** 2 + 0.3 * np.abs(grid))]) < 1e-5


def test_folds_partition_and_share_out(rng):
    folds = solved("k_fold", 23, 4)
    np.testing.assert_array_equal(np.concatenate(folds), np.arange(23))
    for ours, right in zip(folds, np.array_split(np.arange(23), 4), strict=True):
        np.testing.assert_array_equal(ours, right)
    labels = rng.integers(3, size=31)
    held_out = solved("stratified_k_fold", labels, 4)
    for label in range(3):
        counts = np.bincount(held_out[labels == label], minlength=4)
        assert counts.max() - counts.min() <= 1
    sizes = np.bincount(held_out, minlength=4)
    assert sizes.max() - sizes.min() <= 1


def test_calibration_error_bin_by_bin(rng):
    confidence, correct = rng.random(200), rng.random(200) < 0.6
    by_hand = 0.0
    for low in np.arange(10) / 10:
        inside = [(c, r) for c, r in zip(confidence, correct, strict=True) if low < c <= low + 0.1 + 1e-15]
        if inside:
            by_hand += len(inside) / 200 * abs(np.mean([r for _, r in inside]) - np.mean([c for c, _ in inside]))
    np.testing.assert_allclose(solved("expected_calibration_error", confidence, correct, 10), by_hand, atol=1e-12)


def test_activations_losses_and_adapters_against_pytorch(rng):
    torch = pytest.importorskip("torch")
    x = 3 * rng.normal(size=7)
    leaf = torch.tensor(x, requires_grad=True)
    right = torch.nn.functional.silu(leaf)
    right.sum().backward()
    value, derivative = solved("silu", x)
    np.testing.assert_allclose(value, right.detach().numpy(), atol=1e-12)
    np.testing.assert_allclose(derivative, leaf.grad.numpy(), atol=1e-12)
    real, fake = rng.normal(size=4), rng.normal(size=6)
    leaf = torch.tensor(fake, requires_grad=True)
    entropy = torch.nn.functional.binary_cross_entropy_with_logits
    ones = torch.ones_like
    discriminator = entropy(torch.tensor(real), ones(torch.tensor(real))) + entropy(leaf, torch.zeros_like(leaf))
    generator = entropy(leaf, ones(leaf))
    generator.backward()
    loss_d, loss_g, gradient = solved("gan_losses", real, fake)
    np.testing.assert_allclose([loss_d, loss_g], [discriminator.item(), generator.item()], rtol=1e-12)
    np.testing.assert_allclose(gradient, leaf.grad.numpy(), atol=1e-12)
    tokens, gate, up, down = rng.normal(size=(3, 4)), rng.normal(size=(6, 4)), rng.normal(size=(6, 4)), rng.normal(size=(4, 6))
    t = torch.tensor
    block = (torch.nn.functional.silu(t(tokens) @ t(gate).T) * (t(tokens) @ t(up).T)) @ t(down).T
    np.testing.assert_allclose(solved("swiglu", tokens, gate, up, down), block.numpy(), atol=1e-12)


def test_a_residual_block_against_pytorch(rng):
    torch = pytest.importorskip("torch")
    x, w1, w2, upstream = rng.normal(size=(5, 4)), rng.normal(size=(6, 4)), rng.normal(size=(4, 6)), rng.normal(size=(5, 4))
    leaf = torch.tensor(x, requires_grad=True)
    right = leaf + torch.relu(torch.relu(leaf) @ torch.tensor(w1).T) @ torch.tensor(w2).T
    right.backward(torch.tensor(upstream))
    y, gradient = solved("residual_block", x, w1, w2, upstream)
    np.testing.assert_allclose(y, right.detach().numpy(), atol=1e-12)
    np.testing.assert_allclose(gradient, leaf.grad.numpy(), atol=1e-12)


def test_patches_are_those_of_a_strided_convolution(rng):
    torch = pytest.importorskip("torch")
    images, kernels = rng.normal(size=(2, 3, 8, 12)), rng.normal(size=(5, 3, 4, 4))
    right = torch.nn.functional.conv2d(torch.tensor(images), torch.tensor(kernels), stride=4)
    ours = solved("patchify", images, 4) @ kernels.reshape(5, -1).T
    np.testing.assert_allclose(ours, right.flatten(2).transpose(1, 2).numpy(), atol=1e-12)
    averaged = torch.nn.functional.conv2d(torch.tensor(images), torch.tensor(solved("average_kernels", 3, 4)), stride=4)
    np.testing.assert_allclose(averaged.numpy(), torch.nn.functional.avg_pool2d(torch.tensor(images), 4).numpy(), atol=1e-12)


def test_edges_and_blurs_against_scipy(rng):
    from scipy.ndimage import convolve1d, sobel

    image = rng.normal(size=(7, 9))
    right = np.hypot(sobel(image, axis=1), sobel(image, axis=0))[1:-1, 1:-1]
    np.testing.assert_allclose(solved("sobel", image), right, atol=1e-12)
    signal = rng.normal(size=9)
    np.testing.assert_allclose(solved("blur_pool", signal), convolve1d(signal, [0.25, 0.5, 0.25], mode="wrap")[::2], atol=1e-12)


def test_linear_algebra_by_other_forms(rng):
    x = 4 + rng.normal(size=(12, 4))
    values, vectors = np.linalg.eigh(np.cov(x.T))
    leading = vectors[:, np.argsort(values)[-2:]]
    np.testing.assert_allclose(solved("pca_reconstruct", x, 2), x.mean(0) + (x - x.mean(0)) @ leading @ leading.T, atol=1e-10)
    targets = rng.normal(size=(12, 3))
    weights, bias = solved("linear_probe", x, targets, 0.7)
    residual = x @ weights.T + bias - targets
    np.testing.assert_allclose(residual.sum(axis=0), 0, atol=1e-10)  # the derivative with respect to the bias
    np.testing.assert_allclose(residual.T @ x + 0.7 * weights, 0, atol=1e-9)  # and to the weights
    maps, head, level = rng.normal(size=(3, 4, 5)), rng.normal(size=(2, 3)), rng.normal(size=2)
    scores, evidence = solved("class_activation_map", maps, head, level)
    np.testing.assert_allclose(evidence.mean(axis=(1, 2)) + level, scores, atol=1e-12)
    predictions, truth = rng.normal(size=(6, 5)), rng.normal(size=5)
    np.testing.assert_allclose(sum(solved("bias_variance", predictions, truth)), np.mean((predictions - truth) ** 2), atol=1e-12)


def test_what_is_counted_is_counted_one_by_one(rng):
    shares = solved("mixup", np.eye(4), np.arange(4), 4, 0.7, np.array([1, 2, 3, 0]))
    np.testing.assert_allclose(shares[0], shares[1], atol=1e-15)  # inputs that are their own one-hot labels
    assert [float(rate) for rate in solved("layer_rates", 4, 1.0, 0.5)] == [0.125, 0.25, 0.5, 1.0]
    for side, kernel, stride, padding in [(11, 3, 2, 1), (12, 4, 3, 0)]:
        places = len(range(-padding, side + padding - kernel + 1, stride))
        assert solved("side_after", side, [(kernel, stride, padding)]) == places
