"""The filters' kernels against SciPy, PyTorch and linear algebra."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import ndimage, signal
from scipy.spatial import distance

from dl_quiz.kernels import filters

few = settings(deadline=None, max_examples=30)
seeds = st.integers(0, 2**32 - 1)
SOBEL_X = np.array([[-1.0, 0, 1], [-2, 0, 2], [-1, 0, 1]])


@few
@given(seeds)
def test_response_is_one_cell_of_a_correlation(seed: int) -> None:
    patch, kernel = np.random.default_rng(seed).normal(size=(2, 3, 4))
    assert filters.response(patch, kernel) == pytest.approx(signal.correlate2d(patch, kernel, "valid").item())


def test_response_of_sobel_to_a_step() -> None:
    assert filters.response([[0, 0, 1]] * 3, SOBEL_X) == 4
    assert filters.response([[0, 0, 0], [0, 0, 0], [1, 1, 1]], SOBEL_X) == 0
    with pytest.raises(ValueError, match=r"patch \(2, 2\) and kernel \(3, 3\) must have one shape"):
        filters.response(np.ones((2, 2)), SOBEL_X)


@few
@given(seeds)
def test_likeness_is_the_cosine(seed: int) -> None:
    patch, kernel = np.random.default_rng(seed).normal(size=(2, 3, 3))
    assert filters.likeness(patch, kernel) == pytest.approx(1 - distance.cosine(patch.ravel(), kernel.ravel()))
    assert filters.likeness(7 * kernel, kernel) == pytest.approx(1)


def test_likeness_refuses_zeros_and_other_shapes() -> None:
    with pytest.raises(ValueError, match="points nowhere"):
        filters.likeness(np.zeros((3, 3)), SOBEL_X)
    with pytest.raises(ValueError, match="must have one shape"):
        filters.likeness(np.ones(3), SOBEL_X)


def test_gradient_size_and_angle_of_a_three_four_five_triangle() -> None:
    assert filters.gradient_size(3, 4) == pytest.approx(5)
    assert filters.gradient_angle(3, 4) == pytest.approx(math.degrees(math.acos(0.6)))
    assert filters.gradient_angle(-1, 0) == pytest.approx(180)


def test_separable_share_counts_two_thin_passes() -> None:
    assert filters.separable_share(5) == pytest.approx((5 + 5) / (5 * 5))
    with pytest.raises(ValueError, match="kernel 0"):
        filters.separable_share(0)


@few
@given(seeds)
def test_texture_energy_is_the_mean_square_of_scipys_response(seed: int) -> None:
    rng = np.random.default_rng(seed)
    picture, kernel = rng.normal(size=(7, 6)), rng.normal(size=(3, 2))
    assert filters.texture_energy(picture, kernel) == pytest.approx(np.mean(signal.correlate2d(picture, kernel, "valid") ** 2))


def test_sobel_of_the_presets_is_scipys() -> None:
    picture = np.random.default_rng(0).normal(size=(8, 9))
    ours = signal.correlate2d(picture, filters.PRESETS["sobel-x"], "valid")
    np.testing.assert_allclose(ours, ndimage.sobel(picture, axis=1)[1:-1, 1:-1], atol=1e-12)
    np.testing.assert_allclose(
        signal.correlate2d(picture, filters.PRESETS["sobel-y"], "valid"), ndimage.sobel(picture, axis=0)[1:-1, 1:-1], atol=1e-12
    )


@few
@given(seeds, st.integers(1, 3), st.integers(1, 3))
def test_learn_kernel_takes_pytorchs_steps(seed: int, height: int, width: int) -> None:
    torch = pytest.importorskip("torch", reason="PyTorch is in the extra 'torch'")
    rng = np.random.default_rng(seed)
    picture, start = rng.normal(size=(5, 6)), rng.normal(size=(height, width))
    target = rng.normal(size=(6 - height, 7 - width))
    path = filters.learn_kernel(picture, target, start, steps=4, lr=0.003)
    weight = torch.tensor(start[None, None], requires_grad=True)
    for step in range(5):
        np.testing.assert_allclose(path[step], weight.detach().numpy()[0, 0], atol=1e-10)
        error = torch.nn.functional.conv2d(torch.tensor(picture[None, None]), weight)[0, 0] - torch.tensor(target)
        (slope,) = torch.autograd.grad((error**2).sum(), weight)
        weight = (weight - 0.003 * slope).detach().requires_grad_()


def test_learn_kernel_refuses_a_target_of_another_shape() -> None:
    with pytest.raises(ValueError, match=r"target \(2, 2\) must have the shape of the kernel's answer, \(4, 3\)"):
        filters.learn_kernel(np.ones((4, 4)), np.ones((2, 2)), np.ones((1, 2)), steps=1, lr=0.1)


@few
@given(seeds)
def test_largest_rate_is_where_the_slowest_direction_stops_shrinking(seed: int) -> None:
    rng = np.random.default_rng(seed)
    picture = rng.normal(size=(5, 5))
    windows = np.array([picture[i : i + 2, j : j + 2].ravel() for i in range(4) for j in range(4)])
    limit = filters.largest_rate(picture, (2, 2))
    assert limit == pytest.approx(1 / np.linalg.norm(windows, 2) ** 2)  # the spectral norm, by SVD
    assert np.abs(np.linalg.eigvals(np.eye(4) - limit * 2 * windows.T @ windows)).max() == pytest.approx(1)


@few
@given(seeds)
def test_corner_map_thresholds_scipys_derivatives(seed: int) -> None:
    picture = np.random.default_rng(seed).uniform(size=(6, 7))
    across, down = (np.abs(ndimage.sobel(picture, axis=axis)[1:-1, 1:-1]) for axis in (1, 0))
    np.testing.assert_allclose(filters.corner_map(picture), np.clip(across + down - 4, 0, None), atol=1e-12)


def test_corner_map_of_a_square_fires_at_its_corners_only() -> None:
    picture = np.zeros((9, 9))
    picture[3:6, 3:6] = 1
    assert np.argwhere(filters.corner_map(picture)).tolist() == [[2, 2], [2, 4], [4, 2], [4, 4]]
    with pytest.raises(ValueError, match=r"picture \(2, 5\) must be a matrix of at least 3×3"):
        filters.corner_map(np.ones((2, 5)))
