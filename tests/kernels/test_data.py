"""Data made by code: what the demos rely on."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dl_quiz.kernels import data


def generator() -> np.random.Generator:
    return np.random.default_rng(7)


def test_the_glyphs_are_ten_different_pictures_of_dots() -> None:
    assert data.GLYPHS.shape == (10, 7, 5)
    assert set(np.unique(data.GLYPHS)) == {0.0, 1.0}
    assert len({glyph.tobytes() for glyph in data.GLYPHS}) == 10


def test_half_a_turn_makes_a_six_a_nine() -> None:
    assert np.array_equal(np.rot90(data.GLYPHS[6], 2), data.GLYPHS[9])


@pytest.mark.parametrize("digit", [0, 8])
def test_zero_and_eight_do_not_change_in_a_mirror(digit: int) -> None:
    glyph = data.GLYPHS[digit]
    assert np.array_equal(np.fliplr(glyph), glyph)
    assert np.array_equal(np.flipud(glyph), glyph)


def test_a_mirrored_three_is_nearest_to_the_eight() -> None:
    distances = np.abs(data.GLYPHS - np.fliplr(data.GLYPHS[3])).sum(axis=(1, 2))
    assert distances.argmin() == 8
    assert np.sort(distances)[0] < np.sort(distances)[1]


def test_without_noise_or_shift_a_digit_is_its_glyph_in_the_middle() -> None:
    images, labels = data.digits(generator(), 50, noise=0.0, shift=0)
    assert images.shape == (50, 1, 12, 12)
    assert np.array_equal(images[:, 0, 2:9, 3:8], data.GLYPHS[labels])
    assert np.array_equal(images.sum(axis=(1, 2, 3)), data.GLYPHS[labels].sum(axis=(1, 2)))


def test_glyphs_reach_every_corner_of_their_range_and_never_beyond() -> None:
    images, labels = data.digits(generator(), 2000, noise=0.0, shift=2)
    assert np.array_equal(images.sum(axis=(1, 2, 3)), data.GLYPHS[labels].sum(axis=(1, 2)))
    rows, columns = images.max(axis=(0, 1, 3)), images.max(axis=(0, 1, 2))
    assert rows.tolist() == [1.0] * 11 + [0.0]  # 2 above and 2 below the middle rows 2 to 8
    assert columns.tolist() == [0.0] + [1.0] * 9 + [0.0, 0.0]  # likewise around columns 3 to 7


def test_noise_lies_on_lit_and_dark_pixels_alike() -> None:
    clean, _ = data.digits(generator(), 400, noise=0.0)
    noisy, _ = data.digits(generator(), 400, noise=0.5)  # the same seed draws the same glyphs at the same places
    for kind in (0.0, 1.0):
        assert (noisy - clean)[clean == kind].std() == pytest.approx(0.5, rel=0.05)  # over 5000 pixels: 5 % are five standard errors


def test_each_digit_is_as_likely() -> None:
    _, labels = data.digits(generator(), 4000, size=7, shift=0)
    assert abs(np.bincount(labels, minlength=10) - 400).max() < 95  # five standard errors of 4000 draws, √(4000 · 0.1 · 0.9) = 19


@settings(deadline=None, max_examples=30)
@given(count=st.integers(0, 40), size=st.integers(7, 20), seed=st.integers(0, 99))
def test_digits_fit_any_canvas_and_come_again_with_their_seed(count: int, size: int, seed: int) -> None:
    shift = (size - 7) // 2
    images, labels = data.digits(np.random.default_rng(seed), count, size=size, shift=shift)
    again, same = data.digits(np.random.default_rng(seed), count, size=size, shift=shift)
    assert images.shape == (count, 1, size, size) and labels.shape == (count,)
    assert np.array_equal(images, again) and np.array_equal(labels, same)
    assert np.issubdtype(labels.dtype, np.integer)


@settings(deadline=None, max_examples=20)
@given(count=st.integers(0, 60), seed=st.integers(0, 99))
def test_two_classes_share_the_points_evenly(count: int, seed: int) -> None:
    points, labels = data.moons(np.random.default_rng(seed), count)
    assert points.shape == (count, 2)
    assert np.bincount(labels, minlength=2).tolist() == [count - count // 2, count // 2]
    assert np.issubdtype(labels.dtype, np.integer)


def test_the_order_of_the_labels_is_drawn() -> None:
    drawn = np.array([data.moons(np.random.default_rng(seed), 40)[1] for seed in range(400)])
    assert abs(drawn.mean(axis=0) - 0.5).max() < 0.125  # five standard errors of 400 coins, at each of the 40 places


def test_moons_are_two_half_circles_of_radius_one() -> None:
    points, labels = data.moons(generator(), 500, noise=0.0)
    upper, lower = points[labels == 0], points[labels == 1]
    assert np.allclose(np.hypot(*upper.T), 1.0) and (upper[:, 1] >= 0).all()
    assert np.allclose(np.hypot(*(lower - [1.0, 0.5]).T), 1.0) and (lower[:, 1] <= 0.5).all()


def test_noise_is_added_to_moons() -> None:
    clean, _ = data.moons(generator(), 1000, 0.0)
    noisy, _ = data.moons(generator(), 1000, 0.2)  # the same seed draws the same places on the curve
    assert (noisy - clean).std() == pytest.approx(0.2, rel=0.1)


def test_the_glyphs_cannot_be_written_to() -> None:
    with pytest.raises(ValueError, match="read-only"):
        data.GLYPHS[0, 0, 0] = 1.0


@pytest.mark.parametrize(("shift", "size"), [(3, 12), (1, 8)])
def test_a_glyph_that_leaves_the_canvas_is_refused(shift: int, size: int) -> None:
    with pytest.raises(ValueError, match=f"^a 7×5 glyph shifted by {shift} does not fit into a {size}×{size} canvas$"):
        data.digits(generator(), 1, shift=shift, size=size)
