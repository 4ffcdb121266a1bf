"""The filters' kernels against SciPy, PyTorch and linear algebra."""

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import ndimage, signal
from scipy.spatial import distance

from dl_quiz.kernels import conv, filters

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


@few
@given(seeds)
def test_cosine_similarity_is_scipys(seed: int) -> None:
    patch, kernel = np.random.default_rng(seed).normal(size=(2, 3, 3))
    assert filters.cosine_similarity(patch, kernel) == pytest.approx(1 - distance.cosine(patch.ravel(), kernel.ravel()))
    assert 1 - 1e-15 <= filters.cosine_similarity(7 * kernel, kernel) <= 1


@pytest.mark.parametrize("scale", [1e-300, 1e-200, 1.0, 1e200, 1e300])
def test_cosine_similarity_forgets_the_scale(scale: float) -> None:
    assert filters.cosine_similarity([scale * 3, scale * 4], [1.0, 0.0]) == pytest.approx(0.6, rel=1e-15)
    assert filters.cosine_similarity([1.0, 0.0], [scale * -3, scale * 4]) == pytest.approx(-0.6, rel=1e-15)


def test_gradient_magnitude_and_angle_of_a_three_four_five_triangle() -> None:
    assert filters.gradient_magnitude(3, 4) == pytest.approx(5)
    assert filters.gradient_angle(3, 4) == pytest.approx(math.degrees(math.acos(0.6)))
    assert filters.gradient_angle(-1, 0) == pytest.approx(180)


def test_separable_share_counts_two_thin_passes() -> None:
    assert filters.separable_share(5) == pytest.approx((5 + 5) / (5 * 5))


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


@few
@given(seeds)
def test_largest_rate_is_where_the_slowest_direction_stops_shrinking(seed: int) -> None:
    rng = np.random.default_rng(seed)
    picture = rng.normal(size=(5, 5))
    windows = np.array([picture[i : i + 2, j : j + 2].ravel() for i in range(4) for j in range(4)])
    limit = filters.largest_rate(picture, (2, 2))
    assert limit == pytest.approx(1 / np.linalg.norm(windows, 2) ** 2)  # the spectral norm, by SVD
    assert np.abs(np.linalg.eigvals(np.eye(4) - limit * 2 * windows.T @ windows)).max() == pytest.approx(1)


def test_no_rate_is_too_large_for_a_picture_of_zeros() -> None:
    assert filters.largest_rate(np.zeros((3, 4)), (2, 2)) == math.inf


def test_the_path_of_no_steps_is_the_start_and_not_the_argument() -> None:
    start = np.ones((1, 2))
    path = filters.learn_kernel(np.ones((2, 2)), np.ones((2, 1)), start, steps=0, lr=0.1)
    assert path.shape == (1, 1, 2)
    assert not np.shares_memory(path, start)


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


ONES = np.ones((4, 4))
REFUSALS = [
    (
        lambda: filters.response([[1.0], [2.0]], [1.0, 2.0]),
        "kernel (2,) must have the axes (*shape,), where shape = (2, 1) in patch (2, 1)",
    ),
    (
        lambda: filters.cosine_similarity([[1.0, 2.0]], [1.0, 2.0]),
        "kernel (2,) must have the axes (*shape,), where shape = (1, 2) in patch (1, 2)",
    ),
    (lambda: filters.cosine_similarity([0.0, 0.0], [1.0, 2.0]), "an array of zeros points nowhere: it has no cosine to anything"),
    (lambda: filters.texture_energy(np.ones((2, 4)), SOBEL_X), "a kernel that spans 3 does not fit into 2 + 2·0 = 2: no valid position"),
    (
        lambda: filters.learn_kernel(ONES, np.ones((4, 1)), np.ones((1, 2)), steps=1, lr=0.1),
        "target (4, 1) must have the shape of the kernel's answer, (4, 3)",
    ),
    (lambda: filters.largest_rate(ONES, (5, 1)), "a kernel that spans 5 does not fit into 4 + 2·0 = 4: no valid position"),
    (lambda: filters.largest_rate(ONES, (1, 5)), "a kernel that spans 5 does not fit into 4 + 2·0 = 4: no valid position"),
    (lambda: filters.corner_map(np.ones((2, 5))), "a kernel that spans 3 does not fit into 2 + 2·0 = 2: no valid position"),
]


@pytest.mark.parametrize(("call", "sentence"), REFUSALS)
def test_what_does_not_fit_is_refused_in_a_sentence(call: Callable[[], object], sentence: str) -> None:
    with pytest.raises(ValueError) as caught:
        call()
    assert str(caught.value) == sentence


@pytest.mark.parametrize("seed", range(4))
def test_the_structure_tensor_is_numpys_sum_of_outer_products(seed: int) -> None:
    across, down = np.random.default_rng(seed).normal(size=(2, 4, 5))
    expected = sum(np.outer(pair, pair) for pair in zip(across.ravel(), down.ravel(), strict=True))
    assert np.allclose(filters.structure_tensor(across, down), expected, atol=1e-12)


@pytest.mark.parametrize("seed", range(8))
def test_harris_is_told_by_the_eigenvalues(seed: int) -> None:
    rng = np.random.default_rng(seed)
    tensor = filters.structure_tensor(*rng.normal(size=(2, 9)))
    large, small = np.linalg.eigvalsh(tensor)[::-1]
    k = float(rng.uniform(0.04, 0.06))
    expected = large * small - k * (large + small) ** 2
    assert filters.harris(tensor[0, 0], tensor[1, 1], tensor[0, 1], k) == pytest.approx(expected, rel=1e-9)


def test_the_sobel_tensor_is_scipys() -> None:
    picture = np.random.default_rng(0).normal(size=(9, 9))
    slopes = [ndimage.sobel(picture, axis=axis)[1:-1, 1:-1] for axis in (1, 0)]
    ours = [conv.correlate2d(picture, conv.PRESETS[name]) for name in ("sobel-x", "sobel-y")]
    assert np.allclose(filters.structure_tensor(*ours), filters.structure_tensor(*slopes), atol=1e-9)


@pytest.mark.parametrize(("kernel", "count", "outputs"), [(3, 16, 64), (3, 4, 64), (3, 16, 5), (5, 32, 64), (1, 6, 6)])
def test_the_rank_of_mixed_filters_is_pytorchs(kernel: int, count: int, outputs: int) -> None:
    torch = pytest.importorskip("torch", reason="PyTorch is in the extra 'torch'")
    generator = torch.Generator().manual_seed(1)

    def draw(*shape: int) -> Any:
        return torch.randn(*shape, generator=generator, dtype=torch.float64)

    maps = torch.nn.functional.conv2d(
        torch.nn.functional.conv2d(draw(1, 1, 20, 20), draw(count, 1, kernel, kernel)), draw(outputs, count, 1, 1)
    )
    assert filters.filter_rank(kernel, count, outputs) == int(torch.linalg.matrix_rank(maps.reshape(outputs, -1)))
