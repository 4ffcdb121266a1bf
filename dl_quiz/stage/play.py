"""Playing a scene: its steps in order, each claim judged."""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, Literal

import numpy as np

from dl_quiz.files.code import Code
from dl_quiz.nouns import Value
from dl_quiz.stage.load import load_module
from dl_quiz.stage.showable import why_not_showable
from dl_quiz.stage.steps import Check, Claim, Step

Standing = Literal["holds", "fails", "not applicable"]

_RELATIONS: dict[str, Callable[[Any, Any], Any]] = {
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


def play(code: Code, demo: str, scene: str, arguments: Mapping[str, Value], seed: int = 0) -> Iterator[Step | Judged]:
    """Yield the steps of a scene, every check judged.

    The scene gets its own generator, seeded with `seed`. Overflow and division warnings stay silent: scenes show them on purpose.
    Raises what the scene raises; Misconduct where a stranger's does something worse.
    """
    steps = partial(_steps, code, demo, scene, arguments, seed)
    if not code.apart:
        return steps()
    from dl_quiz.stage.apart import apart  # our own code pays for no processes

    return apart(steps)


def _steps(code: Code, demo: str, scene: str, arguments: Mapping[str, Value], seed: int) -> Iterator[Step | Judged]:
    function = getattr(load_module(code, demo), scene.replace("-", "_"))
    steps = function(np.random.default_rng(seed), **arguments)
    while True:
        with np.errstate(all="ignore"):
            step = next(steps, None)
        if step is None:
            return
        wrong = why_not_showable(step)
        if wrong is not None:
            raise TypeError(wrong)
        yield judge(step) if isinstance(step, Check) else step


def judge(check: Check) -> Judged:
    """Compare both sides of a check."""
    claim = check.claim
    if not claim.applies:
        return Judged(check, "not applicable", None)
    left, right = np.asarray(claim.left), np.asarray(claim.right)
    difference = _difference(left, right)
    return Judged(check, "holds" if _holds(claim, left, right, difference) else "fails", difference)


def _difference(left: np.ndarray, right: np.ndarray) -> float | None:
    numeric = all(np.issubdtype(side.dtype, np.number) for side in (left, right))
    if not numeric or (left.shape not in (right.shape, ()) and right.shape != ()):
        return None
    with np.errstate(all="ignore"):
        return float(np.max(np.abs(left - right), initial=0.0))


def _holds(claim: Claim, left: np.ndarray, right: np.ndarray, difference: float | None) -> bool:
    if difference is None:  # words, booleans or shapes that do not fit can be the same or not, and nothing else
        same = left.shape == right.shape and bool(np.all(left == right))
        return {"==": same, "!=": not same}.get(claim.relation, False)
    if claim.relation == "==":
        return left.shape == right.shape and difference <= claim.within
    if claim.relation == "!=":
        return difference > claim.within
    slack = claim.within if claim.relation in ("<", "<=") else -claim.within
    with np.errstate(all="ignore"):
        return bool(np.all(_RELATIONS[claim.relation](left, right + slack)))
