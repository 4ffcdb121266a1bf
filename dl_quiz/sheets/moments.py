"""Running moments of pairs of numbers: mean and correlation in constant memory."""

from __future__ import annotations

import math
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Moments:
    """Means of x and y, and the sums of squares and products of what they are off their means by (Welford's method)."""

    count: int = 0
    mean_x: float = 0.0
    mean_y: float = 0.0
    square_x: float = 0.0
    square_y: float = 0.0
    product: float = 0.0

    def after(self, x: float, y: float) -> Moments:
        """Return the moments with one more pair."""
        count = self.count + 1
        off_x, off_y = x - self.mean_x, y - self.mean_y
        mean_x, mean_y = self.mean_x + off_x / count, self.mean_y + off_y / count
        return Moments(
            count,
            mean_x,
            mean_y,
            self.square_x + off_x * (x - mean_x),
            self.square_y + off_y * (y - mean_y),
            self.product + off_x * (y - mean_y),
        )

    @property
    def correlation(self) -> float | None:
        """Return Pearson's correlation of x and y; None where one of them never changes."""
        if self.square_x < 1e-12 or self.square_y < 1e-12:
            return None
        return max(-1.0, min(1.0, self.product / math.sqrt(self.square_x * self.square_y)))
