"""Colours: what is written on a ground can be read, and shades keep the order of the values on every screen."""

import itertools

import numpy as np
import pytest

from dl_quiz.render.pictures.colours import _luminance, contrast, ink_on, magnitude, series_colour, side_colour, signed
from dl_quiz.render.pictures.scale import SHADES, SHADES_BELOW, Scale
from dl_quiz.render.screen import Screen

SCREENS = [Screen(colours=colours, light=light) for colours in (16, 256, 2**24) for light in (False, True)]
SHARES = np.linspace(0, 1, 65)
READABLE = 4.5  # WCAG 2.2, level AA
GROUNDS = {False: ("#000000", "#1e1e1e"), True: ("#ffffff", "#f5f5f5")}


def name(screen):
    return f"{screen.colours}-{'light' if screen.light else 'dark'}"


@pytest.mark.parametrize("screen", SCREENS, ids=name)
def test_figures_can_be_read_on_every_fill(screen):
    fills = {magnitude(share, screen) for share in SHARES} | {signed(share, screen) for share in 2 * SHARES - 1}
    assert min(contrast(ink_on(fill), fill) for fill in fills) >= READABLE


@pytest.mark.parametrize("screen", [screen for screen in SCREENS if screen.colours > 16], ids=name)
def test_curves_can_be_read_on_the_ground_and_points_on_regions(screen):
    grounds = [*GROUNDS[screen.light], side_colour(True, screen), side_colour(False, screen)]
    ratios = {(series, ground): contrast(series_colour(series, screen), ground) for series in range(8) for ground in grounds}
    assert min(ratios.values()) >= READABLE, min(ratios, key=ratios.get)


@pytest.mark.parametrize("screen", SCREENS, ids=name)
def test_magnitudes_stand_out_the_more_the_larger_they_are(screen):
    lightness = [_luminance(magnitude(share, screen)) for share in SHARES]
    steps = np.diff(lightness) * (-1 if screen.light else 1)
    assert steps.min() >= (-0.03 if screen.colours == 256 else -1e-9)
    assert abs(lightness[-1] - lightness[0]) > 0.5


@pytest.mark.parametrize("screen", SCREENS, ids=name)
def test_signs_are_told_apart_and_zero_is_near_the_ground(screen):
    ground = GROUNDS[screen.light][0]
    ends = [signed(-1, screen), signed(0, screen), signed(1, screen)]
    assert len(set(ends)) == 3
    assert contrast(ends[1], ground) < min(contrast(ends[0], ground), contrast(ends[2], ground))


def test_contrast_is_the_one_of_the_web_guidelines():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)
    assert contrast("#0000ff", "#ffffff") == contrast("#ffffff", "#0000ff") == pytest.approx(8.59, abs=0.01)


def test_shades_keep_the_order_of_magnitudes():
    scale = Scale.of([0.0, 10.0])
    found = [SHADES.index(scale.shade(value)) for value in range(11)]
    assert found == sorted(found) and set(found) == set(range(len(SHADES)))


def test_shades_of_signed_values_tell_the_sign_and_grow_from_zero():
    scale = Scale.of([-2.0, 4.0])
    assert scale.is_signed and scale.shade(0.0) == " "
    above, below = ([scale.shade(sign * size) for size in (1.0, 2.0, 3.0, 4.0)] for sign in (1, -1))
    assert above == list(SHADES[1:]) and below == list(SHADES_BELOW[1:3]) + [SHADES_BELOW[2]] * 2


@pytest.mark.parametrize("values", [[], [3.0], [2.0, 2.0], [np.nan, np.inf], [-1.0, -5.0], [0.0, -1e-17, 1.0]])
def test_one_sign_is_no_signed_scale(values):
    scale = Scale.of(values)
    assert not scale.is_signed
    assert all(0 <= scale.share(value) <= 1 for value in [*values, np.nan, np.inf, -np.inf])


def test_every_colour_is_one_that_the_screen_has():
    named = [magnitude(share, Screen(colours=256)) for share in SHARES] + [series_colour(index, Screen(colours=256)) for index in range(8)]
    assert all(one.startswith("color(") for one in named)
    assert not any(one.startswith("#") for one in itertools.chain(magnitude(share, Screen(colours=16)) for share in SHARES))
