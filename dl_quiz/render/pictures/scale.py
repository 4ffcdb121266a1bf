"""From a value to its share of a scale: of 0..1 for magnitudes, of −1..1 around zero for values of both signs."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

from dl_quiz.render.pictures.colours import magnitude, signed
from dl_quiz.render.screen import Screen

SHADES = " ░▒▓█"
"""Without colour, how far a value is from the low end, or how far it lies above zero."""
SHADES_BELOW = " ⠂⠒⠶⠿"
"""Without colour, how far a value lies below zero."""

_ROUNDING = 1e-9
"""A value so much smaller than the largest one has no sign that counts."""


@dataclass(frozen=True, slots=True)
class Scale:
    """The range of what is shaded."""

    low: float
    high: float
    is_signed: bool = False

    @classmethod
    def of(cls, values: Iterable[float], *, least_side: float = _ROUNDING) -> Scale:
        """Return the scale of some values: signed where on either side of zero they reach `least_side` times as far as on the other.

        What is not finite does not count. Where all values are equal, the scale reaches from them to zero.
        """
        finite = [value for value in values if math.isfinite(value)]
        low, high = min(finite, default=0.0), max(finite, default=0.0)
        if low == high:
            low, high = min(low, 0.0), max(high, 0.0)
        return cls(low, high, is_signed=min(-low, high) > least_side * max(-low, high, 0.0))

    @property
    def reach(self) -> float:
        """Return the largest magnitude."""
        return max(abs(self.low), abs(self.high))

    def share(self, value: float) -> float:
        """Return where a value lies: in −1..1 of a signed scale, else in 0..1; NaN lies at 0, what is infinite at an end."""
        if math.isnan(value):
            return 0.0
        value = min(self.high, max(self.low, value))
        if self.is_signed:
            return value / self.reach
        return (value - self.low) / (self.high - self.low) if self.high > self.low else 0.0

    def colour(self, value: float, screen: Screen) -> str:
        """Return the colour of a value."""
        return (signed if self.is_signed else magnitude)(self.share(value), screen)

    def shade(self, value: float) -> str:
        """Return the shade of a value where there is no colour."""
        share = self.share(value)
        shades = SHADES_BELOW if share < 0 else SHADES
        if not self.is_signed:
            return shades[min(len(shades) - 1, int(share * len(shades)))]
        return shades[min(len(shades) - 1, math.ceil(abs(share) * (len(shades) - 1) - 0.5))]
