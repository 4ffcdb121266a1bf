"""Grading of `select`: all options that apply."""

from __future__ import annotations

import re

from dl_quiz.grading.choose import read_both
from dl_quiz.grading.letters import label, labels
from dl_quiz.nouns import Option, Response, Text, Unparsable, Verdict
from dl_quiz.text.fold import fold

_NONE = re.compile(r"none(?: of (?:them|these|the above))?|no|nothing|-|0|无|没有|(?:以上)?(?:全)?都不(?:选|是|对)|都没有|以上皆非")
_LONGEST_NONE = 50


def grade_select(options: tuple[Option, ...], response: Response) -> Verdict | Unparsable:
    """Grade a pick of several; `options` stand as they were shown.

    The score is the share of right options picked less the share of wrong ones picked, never below 0:
    ticking everything earns nothing, and so does ticking nothing.
    """
    picks = () if _is_none(response) else read_both(options, response)
    if isinstance(picks, Unparsable):
        return picks
    right = {index for index, option in enumerate(options) if option.right}
    hits, alarms = len(right & set(picks)), len(set(picks) - right)
    score = max(0.0, hits / len(right) - alarms / max(1, len(options) - len(right)))
    rule = "all that apply" if score == 1.0 else "share of right picks less share of wrong picks"
    slips = tuple(options[index].because for index in sorted(set(picks) - right))
    return Verdict(
        score=score,
        rule=rule,
        read_as=labels(tuple(sorted(picks))),
        remarks=_remarks(options, right, set(picks)),
        picks=picks,
        slips=tuple(filter(None, slips)),
    )


def _is_none(response: Response) -> bool:
    if not isinstance(response, str):
        return response == ()
    return len(response) <= _LONGEST_NONE and _NONE.fullmatch(fold(response)) is not None


def _remarks(options: tuple[Option, ...], right: set[int], picked: set[int]) -> tuple[Text, ...]:
    remarks = []
    for index in sorted(right ^ picked):
        because, name = options[index].because, label(index)
        missed = (
            Text(en=f"{name} applies too", zh=f"{name} 也该选")
            if index in right
            else Text(en=f"{name} does not apply", zh=f"{name} 不该选")
        )
        remarks.append(Text(en=f"{missed.en}: {because.en}", zh=f"{missed.zh}：{because.zh}") if because else missed)
    return tuple(remarks)
