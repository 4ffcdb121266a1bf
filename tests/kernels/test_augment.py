"""Augmentations against NumPy's own turns, enumeration, torchvision's formulas written out, and ridge regression in closed form."""

import math
import re

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dl_quiz.kernels import augment, data

seeds = st.integers(0, 2**32 - 1)
sizes = st.integers(1, 7)


@pytest.fixture
def rng():
    return np.random.default_rng(0)


@given(size=sizes, quarters=st.integers(-4, 4), seed=seeds)
@settings(deadline=None, max_examples=30)
def test_quarter_turns_are_those_of_numpy(size, quarters, seed):
    images = np.random.default_rng(seed).normal(size=(2, 1, size, size))
    np.testing.assert_array_equal(augment.rotate(images, 90 * quarters), np.rot90(images, quarters, axes=(2, 3)))


def test_a_half_turn_makes_the_six_a_nine():
    glyphs = data.GLYPHS
    np.testing.assert_array_equal(augment.rotate(glyphs[6], 180), glyphs[9])


def test_a_small_turn_goes_counter_clockwise_and_brings_zeros_in():
    turned = augment.rotate(np.ones((5, 9)), 45)
    assert turned[2, 4] == 1 and turned[2, 0] == 0  # the centre stays, the left end has come from outside
    line = np.zeros((9, 9))
    line[4, 8] = 1
    row, column = np.argwhere(augment.rotate(line, 60))[0]
    assert row < 4 < column  # from the right towards the top


def looked_up(picture, matrix):
    """Pixel by pixel: the nearest pixel at `matrix` times its place, measured from the centre with rows downwards; outside is 0."""
    height, width = picture.shape
    result = np.zeros((height, width))
    for row in range(height):
        for column in range(width):
            y, x = row - (height - 1) / 2, column - (width - 1) / 2
            at = (matrix[0][0] * y + matrix[0][1] * x + (height - 1) / 2, matrix[1][0] * y + matrix[1][1] * x + (width - 1) / 2)
            r, c = (math.floor(place + 0.5 + 1e-9) for place in at)
            if 0 <= r < height and 0 <= c < width:
                result[row, column] = picture[r, c]
    return result


@given(height=sizes, width=sizes, degrees=st.integers(0, 359), factor=st.sampled_from([0.3, 0.7, 1.0, 1.3, 2.7]), seed=seeds)
@settings(deadline=None, max_examples=50)
def test_turned_and_zoomed_pictures_are_looked_up_pixel_by_pixel(height, width, degrees, factor, seed):
    picture = 1 + np.random.default_rng(seed).random((height, width))  # nowhere 0, so that a border off by one shows
    c, s = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
    np.testing.assert_array_equal(augment.rotate(picture, degrees), looked_up(picture, [[c, s], [-s, c]]))
    np.testing.assert_array_equal(augment.zoom(picture, factor), looked_up(picture, [[1 / factor, 0], [0, 1 / factor]]))


def test_a_picture_shrunk_to_nothing_keeps_its_middle_and_warns_of_nothing():
    with np.errstate(all="raise"):
        assert augment.zoom(np.ones((3, 3)), 1e-300).tolist() == [[0, 0, 0], [0, 1, 0], [0, 0, 0]]


def test_zoom_by_two_doubles_each_pixel():
    picture = np.zeros((6, 6))
    picture[2:4, 2:4] = [[1.0, 2.0], [3.0, 4.0]]
    np.testing.assert_array_equal(augment.zoom(picture, 2.0)[1:5, 1:5], np.kron(picture[2:4, 2:4], np.ones((2, 2))))


def test_zoom_out_leaves_a_dark_border():
    shrunk = augment.zoom(np.ones((8, 8)), 0.5)
    assert shrunk[0].sum() == 0 and shrunk[3:5, 3:5].sum() == 4


@given(seed=seeds, height=sizes, width=sizes, padding=st.integers(0, 3))
@settings(deadline=None, max_examples=30)
def test_a_random_crop_is_one_of_the_windows_of_the_padded_picture(seed, height, width, padding):
    rng = np.random.default_rng(seed)
    image = rng.normal(size=(1, 2, height, width))
    padded = np.pad(image[0], [(0, 0), (padding, padding), (padding, padding)])
    windows = [padded[:, r : r + height, c : c + width] for r in range(2 * padding + 1) for c in range(2 * padding + 1)]
    cropped = augment.random_crop(image, padding, rng)
    assert cropped.shape == image.shape
    assert any(np.array_equal(cropped[0], window) for window in windows)


def test_all_windows_occur_and_pictures_are_cropped_independently(rng):
    images = np.tile(rng.normal(size=(1, 1, 4, 4)), (1000, 1, 1, 1))
    cropped = augment.random_crop(images, 1, rng)
    assert len(np.unique(cropped.reshape(1000, -1), axis=0)) == 9  # one window is missed with probability 9 · (8/9)¹⁰⁰⁰


@pytest.mark.parametrize("chance", [0.0, 0.3, 1.0])
def test_each_picture_is_mirrored_with_the_given_chance(rng, chance):
    images = rng.normal(size=(2000, 1, 2, 3))
    flipped = augment.random_flip(images, rng, chance)
    same = (flipped == images).all(axis=(1, 2, 3))
    np.testing.assert_array_equal(flipped[~same], images[~same][..., ::-1])
    assert (~same).mean() == pytest.approx(chance, abs=4 * np.sqrt(chance * (1 - chance) / 2000))


@given(seed=seeds, strength=st.floats(0, 1))
@settings(deadline=None, max_examples=30)
def test_contrast_jitter_keeps_the_mean_and_scales_the_deviation_within_its_bounds(seed, strength):
    rng = np.random.default_rng(seed)
    images = rng.normal(size=(20, 3, 4, 4))
    jittered = augment.contrast_jitter(images, strength, rng)
    np.testing.assert_allclose(jittered.mean(axis=(1, 2, 3)), images.mean(axis=(1, 2, 3)), atol=1e-12)
    factors = jittered.std(axis=(1, 2, 3)) / images.std(axis=(1, 2, 3))
    assert (factors >= 1 - strength - 1e-9).all() and (factors <= 1 + strength + 1e-9).all()


def test_contrast_is_stretched_about_one_mean_of_all_channels(rng):
    images = np.ones((1, 3, 2, 2)) * np.array([0.0, 1.0, 5.0])[:, None, None]  # each channel flat, their mean is 2
    jittered = augment.contrast_jitter(images, 0.9, rng)
    factors = (jittered - 2) / (images - 2)
    np.testing.assert_allclose(factors, factors[0, 0, 0, 0], rtol=1e-12)
    assert factors[0, 0, 0, 0] != 1


def test_contrast_factors_differ_and_use_the_whole_range(rng):
    images = np.tile(rng.normal(size=(1, 1, 3, 3)), (500, 1, 1, 1))
    factors = augment.contrast_jitter(images, 0.5, rng).std(axis=(1, 2, 3)) / images[0].std()
    assert factors.min() < 0.55 and factors.max() > 1.45


@given(red=st.floats(0, 255), green=st.floats(0, 255), blue=st.floats(0, 255))
@settings(deadline=None, max_examples=30)
def test_grey_value_is_that_of_bt_601(red, green, blue):
    expected = (299 * red + 587 * green + 114 * blue) / 1000
    assert augment.luma(red, green, blue) == pytest.approx(expected, abs=1e-9)
    picture = np.broadcast_to(np.array([red, green, blue])[None, :, None, None], (2, 3, 2, 2))
    np.testing.assert_allclose(augment.grayscale(picture), np.full((2, 1, 2, 2), expected), atol=1e-9)


def test_white_is_white():
    assert augment.luma(1, 1, 1) == pytest.approx(1.0, abs=1e-12)


@given(seed=seeds, count=st.integers(1, 5), classes=st.integers(1, 4))
@settings(deadline=None, max_examples=30)
def test_mixup_blends_each_pair_by_its_own_share(seed, count, classes):
    rng = np.random.default_rng(seed)
    images, targets = rng.normal(size=(count, 1, 2, 3)), rng.dirichlet(np.ones(classes), count)
    share, partner = rng.random(count), rng.permutation(count)
    mixed, blended = augment.mixup(images, targets, share, partner)
    for i, j in enumerate(partner):
        np.testing.assert_allclose(mixed[i], share[i] * images[i] + (1 - share[i]) * images[j], atol=1e-14)
        np.testing.assert_allclose(blended[i], share[i] * targets[i] + (1 - share[i]) * targets[j], atol=1e-14)
    np.testing.assert_allclose(blended.sum(axis=1), 1.0, atol=1e-12)


def test_mixup_takes_one_share_for_all(rng):
    images = rng.normal(size=(3, 1, 2, 2))
    mixed, _ = augment.mixup(images, np.eye(3), 0.25, np.array([1, 2, 0]))
    np.testing.assert_allclose(mixed[0], 0.25 * images[0] + 0.75 * images[1], atol=1e-14)


def test_cutmix_pastes_the_box_and_divides_the_target_by_area(rng):
    images, partner = rng.normal(size=(3, 2, 4, 5)), np.array([1, 2, 0])
    pasted, targets = augment.cutmix(images, np.eye(3), (1, 3, 2, 5), partner)
    expected = images.copy()
    for i, j in enumerate(partner):
        expected[i, :, 1:3, 2:5] = images[j, :, 1:3, 2:5]
    np.testing.assert_array_equal(pasted, expected)
    np.testing.assert_allclose(targets[0], [0.7, 0.3, 0.0], atol=1e-15)  # 6 of 20 pixels


def test_mixed_target_and_cutmix_share_by_hand():
    np.testing.assert_allclose(augment.mixed_target(0.3, 0, 2, 3), [0.3, 0.0, 0.7], atol=1e-15)
    np.testing.assert_allclose(augment.mixed_target(0.3, 1, 1, 2), [0.0, 1.0], atol=1e-15)
    assert augment.cutmix_share(32, 16) == 0.75
    assert augment.cutmix_share(4, 0) == 1.0 and augment.cutmix_share(4, 4) == 0.0


@given(size=st.integers(1, 12), box=st.integers(0, 12))
@settings(deadline=None, max_examples=30)
def test_cutmix_share_is_the_share_of_pixels_that_stay(size, box):
    box = min(box, size)
    picture = np.ones((size, size))
    picture[:box, :box] = 0
    assert augment.cutmix_share(size, box) == pytest.approx(picture.mean(), abs=1e-12)


@pytest.mark.parametrize("padding", [0, 1, 2])
def test_views_are_counted_by_enumeration(rng, padding):
    picture = rng.normal(size=(3, 3))
    padded = np.pad(picture, padding)
    places = range(2 * padding + 1)
    windows = [padded[r : r + 3, c : c + 3] for r in places for c in places]
    assert augment.view_count(padding, flip=False) == len({window.tobytes() for window in windows})
    assert augment.view_count(padding) == len({np.ascontiguousarray(view).tobytes() for w in windows for view in (w, w[:, ::-1])})


def test_views_of_the_usual_recipe():
    assert augment.view_count(4) == 162


@given(width=st.integers(1, 20), data=st.data())
@settings(deadline=None, max_examples=30)
def test_a_mirrored_box_holds_the_mirrored_columns(width, data):
    left = data.draw(st.integers(0, width - 1))
    right = data.draw(st.integers(left + 1, width))
    columns = np.zeros(width)
    columns[left:right] = 1
    found = np.flatnonzero(columns[::-1])
    assert augment.mirror_box(left, right, width) == (found[0], found[-1] + 1)


def test_noisy_copies_approach_ridge_with_the_stated_strength(rng):
    inputs, target = rng.normal(size=(20, 3)), rng.normal(size=20)
    noisy = np.tile(inputs, (20_000, 1))
    noisy = noisy + rng.normal(0.0, 0.7, noisy.shape)
    fitted = np.linalg.lstsq(noisy, np.tile(target, 20_000), rcond=None)[0]
    ridge = np.linalg.solve(inputs.T @ inputs + augment.ridge_strength(20, 0.7) * np.eye(3), inputs.T @ target)
    np.testing.assert_allclose(fitted, ridge, atol=0.01)  # standard errors are near 0.001
    assert augment.ridge_strength(40, 0.5) == 10.0


PICTURES = np.ones((2, 1, 3, 3))
BOX = "(top, bottom, left, right) must lie in a picture of 3×3"


@pytest.mark.parametrize(
    ("refused", "sentence"),
    [
        (lambda: augment.mixup(PICTURES, np.eye(2), 0.5, [True, False]), "partner must hold whole numbers, not bool"),
        (lambda: augment.mixup(PICTURES, np.eye(2), 0.5, [0.0, 1.0]), "partner must hold whole numbers, not float64"),
        (lambda: augment.cutmix(PICTURES, np.eye(2), (0, 1, 0, 1), [True, False]), "partner must hold whole numbers, not bool"),
        (
            lambda: augment.mixup(PICTURES, np.eye(2), 0.5, [2, 0]),
            "partner of 0 to 2 must lie in 0 to 2 − 1, where n = 2 in images (2, 1, 3, 3)",
        ),
        (lambda: augment.mixup(PICTURES, np.eye(2), -0.1, [1, 0]), "share -0.1 must lie in [0, 1]"),
        (lambda: augment.mixup(PICTURES, np.eye(2), [0.5, np.nan], [1, 0]), "share of nan to nan must lie in [0, 1]"),
        (lambda: augment.rotate(np.ones((3, 3)), np.nan), "degrees nan must be finite"),
        (lambda: augment.zoom(np.ones((3, 3)), np.nan), "factor nan must be above 0"),
        (lambda: augment.cutmix(PICTURES, np.eye(2), (0, 4, 0, 1), [1, 0]), f"box (0, 4, 0, 1) {BOX}"),
        (lambda: augment.cutmix(PICTURES, np.eye(2), (0, 1, 0, 4), [1, 0]), f"box (0, 1, 0, 4) {BOX}"),
        (lambda: augment.cutmix(PICTURES, np.eye(2), (2, 1, 0, 1), [1, 0]), f"box (2, 1, 0, 1) {BOX}"),
        (lambda: augment.cutmix(PICTURES, np.eye(2), (0, 1, 2, 1), [1, 0]), f"box (0, 1, 2, 1) {BOX}"),
        (lambda: augment.mixed_target(0.5, 0, 2, 2), "classes 0 and 2 must lie in 0 to 2 − 1"),
        (lambda: augment.mixed_target(0.5, 2, 0, 2), "classes 2 and 0 must lie in 0 to 2 − 1"),
        (lambda: augment.cutmix_share(4, 5), "box 5 must be at most the picture's size 4"),
        (lambda: augment.mirror_box(3, 3, 5), "box from 3 to 3 must lie in a picture of width 5"),
        (lambda: augment.mirror_box(3, 6, 5), "box from 3 to 6 must lie in a picture of width 5"),
    ],
)
def test_what_makes_no_sense_is_refused(refused, sentence):
    with pytest.raises(ValueError, match=f"^{re.escape(sentence)}$"):
        refused()


@pytest.mark.parametrize(("share", "first", "second"), [(0.3, 0.5, 0.1), (1.0, 0.2, 0.7), (0.0, 0.2, 0.7)])
def test_mixed_loss_is_the_soft_cross_entropy_of_pytorch(share: float, first: float, second: float) -> None:
    torch = pytest.importorskip("torch", reason="PyTorch is in the extra 'torch'")
    logits = torch.log(torch.tensor([[first, second, 1 - first - second]], dtype=torch.float64))
    loss = torch.nn.functional.cross_entropy(logits, torch.tensor([[share, 1 - share, 0.0]], dtype=torch.float64))
    assert augment.mixed_loss(share, first, second) == pytest.approx(float(loss), rel=1e-9)


@pytest.mark.parametrize(("rare", "common", "factor"), [(10, 500, 50), (3, 97, 4), (20, 30, 2)])
def test_base_rate_corrected_undoes_repeating_in_a_table_of_counts(rare: int, common: int, factor: int) -> None:
    hits, false_alarms = 0.6 * rare, 0.05 * common  # of the rare and of the common have a sign
    before = hits / (hits + false_alarms)
    after = factor * hits / (factor * hits + false_alarms)
    corrected = augment.base_rate_corrected(after, factor * rare / (factor * rare + common), rare / (rare + common))
    assert corrected == pytest.approx(before, rel=1e-12)
