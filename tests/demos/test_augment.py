"""The transforms against slow loops, counts and closed forms."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.demos import demo

augment = demo("augment")
few = settings(deadline=None, max_examples=30)
seeds = st.integers(0, 2**32 - 1)
EXACT = 1e-12


@few
@given(padding=st.integers(0, 3), flip=st.booleans())
def test_views_counts_different_crops(padding: int, flip: bool) -> None:
    image = np.random.default_rng(0).normal(size=(5, 5))
    sides = (image, image[:, ::-1]) if flip else (image,)
    padded = [np.pad(side, padding) for side in sides]
    seen = {side[row : row + 5, column : column + 5].tobytes() for side in padded for row in range(2 * padding + 1) for column in range(2 * padding + 1)}
    assert augment.views(padding, flip) == len(seen)


@few
@given(seed=seeds, rows=st.integers(-3, 3), columns=st.integers(-4, 4))
def test_translate_moves_every_pixel(seed: int, rows: int, columns: int) -> None:
    images = np.random.default_rng(seed).normal(size=(2, 4, 5))
    moved = np.zeros_like(images)
    for i in range(4):
        for j in range(5):
            if 0 <= i + rows < 4 and 0 <= j + columns < 5:
                moved[:, i + rows, j + columns] = images[:, i, j]
    np.testing.assert_array_equal(augment.translate(images, rows, columns), moved)


@few
@given(seed=seeds, top=st.integers(0, 3), left=st.integers(0, 2), size=st.integers(1, 3))
def test_crop_picks_its_pixels(seed: int, top: int, left: int, size: int) -> None:
    image = np.random.default_rng(seed).normal(size=(6, 5))
    expected = [[image[top + i, left + j] for j in range(size)] for i in range(size)]
    assert augment.crop(image, top, left, size).tolist() == expected


@few
@given(seed=seeds, contrast=st.floats(0, 3), brightness=st.floats(-1, 1))
def test_jitter_scales_the_spread_and_moves_the_mean(seed: int, contrast: float, brightness: float) -> None:
    image = np.random.default_rng(seed).normal(size=(6, 5))
    changed = augment.jitter(image, contrast, brightness)
    assert changed.mean() == pytest.approx(image.mean() + brightness, abs=EXACT)
    assert changed.std() == pytest.approx(contrast * image.std(), abs=EXACT)
    assert np.argmax(changed) == np.argmax(image) or contrast < 1e-6


def test_luminance_of_the_primaries() -> None:
    assert augment.luminance(200, 100, 50) == pytest.approx(124.2)
    assert augment.luminance([1, 0, 0, 1], [0, 1, 0, 1], [0, 0, 1, 1]).tolist() == pytest.approx([0.299, 0.587, 0.114, 1.0])


@few
@given(seed=seeds, share=st.floats(0, 1))
def test_mixup_lies_on_the_line_between(seed: int, share: float) -> None:
    first, second = np.random.default_rng(seed).normal(size=(2, 3, 4))
    blended = augment.mixup(first, second, share)
    assert np.linalg.norm(blended - second) == pytest.approx(share * np.linalg.norm(first - second), abs=1e-9)
    assert np.linalg.norm(blended - first) == pytest.approx((1 - share) * np.linalg.norm(first - second), abs=1e-9)


@few
@given(side=st.integers(1, 32), box=st.integers(0, 32))
def test_cutmix_share_counts_pixels(side: int, box: int) -> None:
    box = min(side, box)
    mask = np.ones((side, side))
    mask[:box, :box] = 0
    assert augment.cutmix_share(side, box) == pytest.approx(mask.mean())


@few
@given(seed=seeds, deviation=st.floats(0.1, 1))
def test_noise_strength_is_the_expected_penalty(seed: int, deviation: float) -> None:
    rng = np.random.default_rng(seed)
    noise = rng.choice([-deviation, deviation], size=(4000, 3))  # mean 0 and variance exactly σ²
    features, targets, w = rng.normal(size=(10, 3)), rng.normal(size=10), rng.normal(size=3)
    residual = targets - features @ w
    # E‖y − (X + E)w‖² − ‖y − Xw‖², one row of E at a time
    extra = sum(np.mean((row - noise @ w) ** 2) - row**2 for row in residual)
    error = 4 * 10 * np.std(noise @ w) * (np.std(noise @ w) + 2 * np.abs(residual).max()) / 4000**0.5
    assert augment.noise_strength(10, deviation) * w @ w == pytest.approx(extra, abs=error)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: augment.views(-1), "padding -1 must be at least 0"),
        (lambda: augment.translate(np.ones(3), 0, 0), r"images \(3,\) cannot be shifted"),
        (lambda: augment.translate(np.ones((3, 3)), 3, 0), "nothing would be left"),
        (lambda: augment.translate(np.ones((3, 3)), 0, -3), "nothing would be left"),
        (lambda: augment.crop(np.ones((3, 3)), -1, 0, 2), r"side 2 at \(-1, 0\) does not lie within"),
        (lambda: augment.crop(np.ones((3, 3)), 2, 0, 2), "does not lie within"),
        (lambda: augment.crop(np.ones((3, 3)), 0, 2, 2), "does not lie within"),
        (lambda: augment.crop(np.ones((3, 3)), 0, 0, 0), "does not lie within"),
        (lambda: augment.jitter(np.ones(3), -1, 0), "contrast -1 must be at least 0"),
        (lambda: augment.luminance([1], [1, 2], [1]), r"channels \(1,\), \(2,\) and \(1,\)"),
        (lambda: augment.mixup([1], [1, 2], 0.5), r"mixup of \(1,\) and \(2,\)"),
        (lambda: augment.mixup([1], [1], 1.5), "share 1.5 from 0 to 1"),
        (lambda: augment.cutmix_share(4, 5), "box 5 must lie between 0 and side 4"),
        (lambda: augment.cutmix_share(0, 0), "side be at least 1"),
        (lambda: augment.noise_strength(0, 1), "examples 0 must be at least 1"),
        (lambda: augment.noise_strength(1, -1), "deviation -1 at least 0"),
    ],
)
def test_values_out_of_range_are_refused(call, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        call()
