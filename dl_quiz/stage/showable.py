"""What a scene yields, looked at before anybody shows it."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any, get_args, get_type_hints

import numpy as np

from dl_quiz.nouns import Text
from dl_quiz.stage.steps import Ask, Check, Claim, Film, Plot, Say, Show, T

_KINDS = get_args(get_type_hints(Plot)["kind"])
_WORDS = (str, T, Text)


def why_not_showable(step: Any) -> str | None:
    """Return why what a scene yields cannot be shown, as its author is told; None where it can."""
    if not isinstance(step, Say | Show | Plot | Film | Ask | Check):
        return f"it yields {step!r:.60}, which is no step; yield Say, Show, Plot, Film, Ask or Check"
    wrong = _wrong_with(step)
    return f"{type(step).__name__} {step.name if isinstance(step, Check) else _said(step.text)!r:.60} {wrong}" if wrong else None


def _said(text: Any) -> Any:
    return text.template if isinstance(text, T) else text


def _wrong_with(step: Say | Show | Plot | Film | Ask | Check) -> str | None:
    if not isinstance(step.text, _WORDS):
        return "has no sentence; give it one"
    match step:
        case Show(data=data):
            return None if _is_table(data) else "shows what is no number, vector or matrix of numbers and words"
        case Film(frames=frames):
            return _wrong_with_film(frames)
        case Plot():
            return _wrong_with_plot(step)
        case Ask():
            return _wrong_with_question(step)
        case Check(claim=claim) if not isinstance(claim, Claim):
            return f"claims {claim!r:.60}; claim equal(…), less(…), at_least(…) or differ(…)"
    return None


def _wrong_with_film(frames: Any) -> str | None:
    if not isinstance(frames, list | tuple) or not frames or not all(isinstance(frame, Show | Plot) for frame in frames):
        return "has no frames; give it pictures, each a Show or a Plot"
    return next((f"has a frame that {wrong}" for frame in frames if (wrong := _wrong_with(frame))), None)


def _is_table(data: Any, depth: int = 0) -> bool:
    """Return whether something is a cell, a row of cells or rows of cells."""
    if isinstance(data, np.ndarray) and data.dtype != object:
        return data.ndim + depth <= 2
    if isinstance(data, list | tuple | range | np.ndarray):
        return depth < 2 and all(_is_table(one, depth + 1) for one in data)
    return data is None or isinstance(data, int | float | complex | np.generic | str | T | Text)


def _wrong_with_plot(plot: Plot) -> str | None:
    if plot.kind not in _KINDS:
        return f"is of no known kind; there is {', '.join(_KINDS)}"
    if not isinstance(plot.series, Mapping) or (not plot.series and plot.kind != "regions"):
        return "has no series; give it one or more by name"
    if not all(_are_numbers(values) for values in plot.series.values()):
        return "draws what are no numbers"
    if plot.kind == "regions" and (not _are_numbers(plot.grid) or np.ndim(plot.grid) != 2 or plot.extent is None):
        return "has no matrix of scores with its extent"
    return None


def _are_numbers(values: Any) -> bool:
    if isinstance(values, tuple) and len(values) == 2:
        return all(map(_are_numbers, values))
    try:
        np.asarray(values, dtype=float)
    except (TypeError, ValueError):
        return False
    return values is not None


def _wrong_with_question(ask: Ask) -> str | None:
    answer = ask.answer
    if not isinstance(answer, int | float | np.generic | np.ndarray) or np.ndim(answer) or not math.isfinite(answer):
        return f"has the answer {answer!r:.40}, which is no finite number"
    if ask.options and not (0 <= answer < len(ask.options) and float(answer).is_integer()):
        return f"has the answer {answer!r:.40}, which is the place of none of its options"
    return "is negative in its tolerance, so that no answer is right" if ask.within < 0 else None
