"""Where our own course lies."""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).parent


def bundled_root() -> Path:
    """Return the folder of our own course: inside the installed package, else in the checkout around it."""
    inside = _PACKAGE / "_course"
    return inside if inside.is_dir() else _PACKAGE.parent
