"""Hearing: which key points an answer in free words says, by the author's own patterns."""

from __future__ import annotations

import re

from dl_quiz.grading.points import _Ears, _is_salad
from dl_quiz.nouns import Heard, Point, Text
from dl_quiz.text.fold import fold, fold_phrase


def hear(points: tuple[Point, ...], ask: Text, said: str) -> tuple[Heard, ...]:
    """Return what an answer says of each point, in their order."""
    asked = {fold_phrase(word) for word in re.findall(r"\w+", fold(ask.en + " " + ask.zh))}
    ears = _Ears(said)
    salad = _is_salad(fold(said))
    found = []
    for point in points:
        if ears.hear(point.deny, set()):
            found.append(Heard(point.id, "contradicted", said.split("\n")[0][:80]))
        elif ears.hear(point.hear, asked):
            found.append(Heard(point.id, "unsure" if salad else "heard", said.split("\n")[0][:80]))
        else:
            found.append(Heard(point.id, "missed"))
    return tuple(found)
