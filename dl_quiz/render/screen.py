"""What is drawn on: how many cells it has, how many colours, and whether its ground is light."""

from __future__ import annotations

from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class Screen:
    """A terminal of `width` × `height` cells with `colours` (0, 16, 256 or 2²⁴); `light` where dark letters stand on a light ground."""

    width: int = 80
    height: int = 24
    colours: int = 0
    light: bool = False

    def indented(self, cells: int) -> Screen:
        """Return the screen that is left beside an indent."""
        return replace(self, width=self.width - cells)
