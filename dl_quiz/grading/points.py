"""Grading of `points`: free text against the key points that it should contain.

The score is the share of points that are surely heard. What is not sure earns nothing and is counted apart: the total lies between
the points heard and those heard or unsure.
"""

from __future__ import annotations

from dl_quiz.grading.hearing import hear
from dl_quiz.nouns import Heard, Point, Response, Text, Unparsable, Verdict
from dl_quiz.text.fold import fold

_LONGEST, _LONGEST_FOLDED = 20_000, 60_000


def grade_points(points: tuple[Point, ...], ask: Text, response: Response) -> Verdict | Unparsable:
    """Grade a spoken answer point by point; the score is the share of points heard and not contradicted."""
    said = response if isinstance(response, str) and len(response) <= _LONGEST else ""
    text = fold(said)
    if not text or len(text) > _LONGEST_FOLDED:
        return Unparsable(why=Text(en="a few sentences are wanted here", zh="请用几句话作答"))
    heard = hear(points, ask, said)
    sure = sum(one.band == "heard" for one in heard)
    at_most = sure + sum(one.band == "unsure" for one in heard)
    return Verdict(
        score=sure / len(points),
        rule="share of key points heard",
        read_as=f"{sure}/{len(points)}" if sure == at_most else f"{sure}–{at_most}/{len(points)}",
        remarks=tuple(map(_remark, points, heard)),
        slips=tuple(point.myth for point, one in zip(points, heard, strict=True) if one.band == "contradicted"),
        heard=heard,
    )


def _remark(point: Point, heard: Heard) -> Text:
    match heard.band:
        case "heard":
            return Text(en=f"✓ {point.say.en}", zh=f"✓ {point.say.zh}")
        case "unsure":
            return Text(en=f"? {point.say.en}", zh=f"? {point.say.zh}")
        case "contradicted":
            return Text(en=f"✗ {point.say.en} You said instead: {point.myth.en}", zh=f"✗ {point.say.zh}你说的却是：{point.myth.zh}")
        case _:
            return Text(en=f"✗ {point.say.en}", zh=f"✗ {point.say.zh}")
