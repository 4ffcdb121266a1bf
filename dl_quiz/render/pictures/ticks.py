"""Round numbers along an axis: 1, 2 or 5 times a power of ten apart, powers of ten where it is logarithmic."""

from __future__ import annotations

import math
from dataclasses import dataclass

from dl_quiz.render.labels import short

_SUPERSCRIPTS = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
_SPELLED_POWERS = range(-3, 5)
"""Powers of ten that are written out: 0.001 to 10,000."""


@dataclass(frozen=True, slots=True)
class Tick:
    """A place on an axis, in the axis' own units, and what stands beside it."""

    at: float
    label: str


def linear_ticks(low: float, high: float, most: int, *, least: float = 0.0) -> list[Tick]:
    """Return round numbers from `low` to `high`, at least `least` apart: as many as there are, at most `most`."""
    step = round_step(low, high, most, least=least)
    return [Tick(count * step, _label(count * step, step)) for count in _multiples(low, high, step)]


def round_step(low: float, high: float, most: int, *, least: float = 0.0) -> float:
    """Return the smallest round number, `least` or larger, of which at most `most` multiples lie from `low` to `high`."""
    power = math.floor(math.log10((high - low) / most))
    steps = (factor * 10.0**power * ten for ten in (1, 10, 100) for factor in (1, 2, 5))
    return next(step for step in steps if step >= least and len(_multiples(low, high, step)) <= most)


def log_ticks(low: float, high: float, most: int) -> list[Tick]:
    """Return at most `most` ticks from 10^low to 10^high: 1, 2 and 5 times, or 1 and 3 times, a power of ten where there is room, else powers alone.

    A range that holds neither three of those nor two powers has round numbers at equal distances.
    """
    first, last = math.ceil(low - 1e-9), math.floor(high + 1e-9)
    for factors in ((1, 2, 5), (1, 3)):
        finer = [(power, factor) for power in range(first - 1, last + 1) for factor in factors]
        inside = [(power, factor) for power, factor in finer if low - 1e-9 <= power + math.log10(factor) <= high + 1e-9]
        if 3 <= len(inside) <= most:
            return [Tick(power + math.log10(factor), short(factor * 10.0**power)) for power, factor in inside]
    if last - first >= 1:
        apart = -(-(last - first + 1) // most)
        return [Tick(power, _power(power)) for power in range(first, last + 1) if power % apart == 0]
    return [Tick(math.log10(tick.at), tick.label) for tick in linear_ticks(10**low, 10**high, most) if tick.at > 0]


def _multiples(low: float, high: float, step: float) -> range:
    return range(math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9) + 1)


def _label(value: float, step: float) -> str:
    decimals = max(0, -math.floor(math.log10(step) + 1e-9))
    if decimals > 4 or abs(value) >= 1e6:
        return short(float(f"{value:.6g}"))
    return f"{value + 0.0:,.{decimals}f}" if abs(value) >= 10_000 else f"{round(value, decimals) + 0.0:.{decimals}f}"


def _power(power: int) -> str:
    return short(10.0**power) if power in _SPELLED_POWERS else f"10{str(power).translate(_SUPERSCRIPTS)}"
