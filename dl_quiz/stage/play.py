"""Playing a scene: its steps in order, each claim judged."""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import numpy as np

from dl_quiz.nouns import Value
from dl_quiz.stage.load import load_demo
from dl_quiz.stage.steps import Check, Step

Standing = Literal["holds", "fails", "not applicable"]

_RELATIONS: dict[str, Callable[[Any, Any], Any]] = {
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


@dataclass(frozen=True, slots=True)
class Judged:
    """A check with its outcome; `difference` is the largest |left − right|, where both are numbers of one shape."""

    check: Check
    standing: Standing
    difference: float | None


def play(folder: Path, demo: str, scene: str, arguments: Mapping[str, Value], seed: int = 0) -> Iterator[Step | Judged]:
    """Yield the steps of a scene, every check judged.

    The scene gets its own generator, seeded with `seed`. Overflow and division warnings stay silent: scenes show them on purpose.
    """
    function = getattr(load_demo(folder, demo), scene.replace("-", "_"))
    steps = function(np.random.default_rng(seed), **arguments)
    while True:
        with np.errstate(all="ignore"):
            step = next(steps, None)
        if step is None:
            return
        yield judge(step) if isinstance(step, Check) else step


def judge(check: Check) -> Judged:
    """Compare both sides of a check."""
    if not check.applies:
        return Judged(check, "not applicable", None)
    left, right = np.asarray(check.left), np.asarray(check.right)
    difference = _difference(left, right)
    return Judged(check, "holds" if _holds(check, left, right, difference) else "fails", difference)


def _difference(left: np.ndarray, right: np.ndarray) -> float | None:
    numeric = all(np.issubdtype(side.dtype, np.number) for side in (left, right))
    if not numeric or (left.shape not in (right.shape, ()) and right.shape != ()):
        return None
    with np.errstate(all="ignore"):
        return float(np.max(np.abs(left - right), initial=0.0))


def _holds(check: Check, left: np.ndarray, right: np.ndarray, difference: float | None) -> bool:
    if check.relation == "==":
        if difference is None:
            return left.shape == right.shape and bool(np.all(left == right))
        return left.shape == right.shape and difference <= check.within
    if difference is None and check.relation != "!=":
        return False
    with np.errstate(all="ignore"):
        slack = check.within if check.relation in ("<", "<=") else -check.within
        verdict = _RELATIONS[check.relation](left, right + slack if difference is not None and check.within else right)
    numeric = difference is not None
    usable = not numeric or not (np.isnan(left).any() or np.isnan(right).any())
    return usable and bool(np.any(verdict) if check.relation == "!=" else np.all(verdict))
