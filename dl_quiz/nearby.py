"""Files that a mistyped path may have meant."""

from __future__ import annotations

from pathlib import Path

from dl_quiz.naming import nearest
from dl_quiz.nouns import Text


def nearby(path: Path) -> Text:
    """Return a question that names the nearest files beside a path that is not there; empty where there are none."""
    try:
        names = [one.name for one in path.parent.iterdir()]
    except OSError:
        names = []
    near = nearest(path.name, names, 1)
    if not near:
        return Text(en="", zh="")
    meant = path.parent / near[0]
    return Text(en=f"; did you mean {meant}?", zh=f"；是否想写 {meant}？")
