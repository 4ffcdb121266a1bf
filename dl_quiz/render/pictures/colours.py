"""Colours of magnitudes, of signed values and of series, and the ink that can be read on them."""

from __future__ import annotations

import functools
from itertools import pairwise

from rich.color import Color, ColorSystem

from dl_quiz.render.screen import Screen

Rgb = tuple[float, float, float]

_MAGNITUDE = ("#000004", "#1b0c41", "#4a0c6b", "#781c6d", "#a52c60", "#cf4446", "#ed6925", "#fb9b06", "#f7d13d", "#fcffa4")
"""Inferno (Smith and van der Walt, matplotlib): perceptually even, its order is kept by every eye and in grey."""
_MAGNITUDE_ON_LIGHT = ("#fdfbf4", "#fbdf9e", "#fbb53c", "#f0702e", "#d0454c", "#a52c60", "#781c6d", "#4a0c6b", "#1b0c41", "#000004")
"""The same from the other end, which is paler, so that nothing looks like nothing."""
_SIGNED_ON_DARK = ("#8cc8ff", "#2f6fb8", "#262626", "#b0512a", "#ffab7a")
_SIGNED_ON_LIGHT = ("#0b4a8f", "#6aa6dc", "#f2f2f2", "#e59a6d", "#98310a")
_MAGNITUDE_16 = ("black", "blue", "cyan", "white")
_SIGNED_16 = ("blue", "cyan", "black", "yellow", "red")
_SIGNED_16_ON_LIGHT = ("blue", "cyan", "bright_white", "yellow", "red")

_SERIES_ON_DARK = ("#56c2f0", "#f0a830", "#e58cc5", "#4fd09a", "#f4ec5c", "#ff8a75", "#ffffff", "#a8a8a8")
_SERIES_ON_LIGHT = ("#005f9a", "#8a4600", "#8f2a70", "#005f45", "#5f5400", "#a8201a", "#000000", "#5f5f5f")
_SERIES_16 = ("cyan", "yellow", "magenta", "green", "blue", "bright_red", "white", "bright_black")
_SIDES_ON_DARK = ("#16324f", "#4f2f14")
_SIDES_ON_LIGHT = ("#dcecfa", "#fdeadb")
_SIDES_256_ON_DARK = ("color(17)", "color(52)")
_SIDES_256_ON_LIGHT = ("color(195)", "color(230)")
_SIDES_16 = ("black", "blue")


def magnitude(share: float, screen: Screen) -> str:
    """Return the colour of a share in 0..1: it stands out from the ground the more, the larger it is."""
    if screen.colours == 16:
        scale = _MAGNITUDE_16[::-1] if screen.light else _MAGNITUDE_16
        return scale[min(len(scale) - 1, int(share * len(scale)))]
    return _blend(_MAGNITUDE_ON_LIGHT if screen.light else _MAGNITUDE, share, screen)


def signed(share: float, screen: Screen) -> str:
    """Return the colour of a share in −1..1: blue below zero, orange above, near the ground at zero."""
    if screen.colours == 16:
        scale = _SIGNED_16_ON_LIGHT if screen.light else _SIGNED_16
        return scale[min(len(scale) - 1, int((share + 1) / 2 * len(scale)))]
    return _blend(_SIGNED_ON_LIGHT if screen.light else _SIGNED_ON_DARK, (share + 1) / 2, screen)


@functools.cache
def series_colour(index: int, screen: Screen) -> str:
    """Return the colour of the marks of a series."""
    if screen.colours <= 16:
        return _SERIES_16[index % len(_SERIES_16)]
    scale = _SERIES_ON_LIGHT if screen.light else _SERIES_ON_DARK
    return _within(Color.parse(scale[index % len(scale)]), screen)


def side_colour(positive: bool, screen: Screen) -> str:
    """Return the ground of one side of a decision function."""
    on_dark, on_light = {16: (_SIDES_16, _SIDES_16), 256: (_SIDES_256_ON_DARK, _SIDES_256_ON_LIGHT)}.get(
        screen.colours, (_SIDES_ON_DARK, _SIDES_ON_LIGHT)
    )
    return (on_light if screen.light else on_dark)[positive]


@functools.cache
def ink_on(ground: str) -> str:
    """Return black or white, whichever can be read better on a ground."""
    return max(("#000000", "#ffffff"), key=lambda ink: contrast(ink, ground))


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of two colours, 1 to 21 (WCAG 2.2, relative luminance)."""
    dark, light = sorted((_luminance(one), _luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    parts = (part / 255 for part in Color.parse(colour).get_truecolor())
    linear = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


@functools.cache
def _anchors(scale: tuple[str, ...]) -> tuple[Rgb, ...]:
    return tuple(Color.parse(name).get_truecolor() for name in scale)


def _blend(scale: tuple[str, ...], share: float, screen: Screen) -> str:
    """Return the colour at a share in 0..1 of a scale, in steps of a sixty-fourth."""
    return _blended(scale, round(min(1.0, max(0.0, share)) * 64), screen.colours)


@functools.cache
def _blended(scale: tuple[str, ...], step: int, colours: int) -> str:
    at, part = divmod(step / 64 * (len(scale) - 1), 1)
    low, high = list(pairwise(_anchors(scale)))[min(int(at), len(scale) - 2)]
    part = part if at < len(scale) - 1 else 1.0
    return _within(Color.from_rgb(*(a + (b - a) * part for a, b in zip(low, high, strict=True))), Screen(colours=colours))


def _within(colour: Color, screen: Screen) -> str:
    """Return the name of a colour, or of the nearest one that the screen has."""
    if screen.colours == 256:
        return f"color({colour.downgrade(ColorSystem.EIGHT_BIT).number})"
    return colour.get_truecolor().hex
