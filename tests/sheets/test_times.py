"""How long a sheet took: told by what stands in it, and refused where that cannot be."""

import json

import pytest

from dl_quiz.errors import UsageError
from dl_quiz.sheets.read import read_sheet
from dl_quiz.sheets.times import seconds_late, seconds_taken

SHEET = {"schema": "dl-quiz.sheet/1", "language": "en", "seed": 1, "course": {"title": "t", "demos": "", "topics": {}}, "items": []}
MOMENTS = {"begun": "2026-11-28T09:00:00+08:00", "ended": "2026-11-28T01:12:30Z"}


def read(**changes):
    return read_sheet(json.dumps(SHEET | changes), "s")


@pytest.mark.parametrize(
    ("changes", "taken", "late"),
    [
        ({}, None, None),
        ({"begun": MOMENTS["begun"], "minutes": 10}, None, None),
        (MOMENTS, 750.0, None),
        (MOMENTS | {"minutes": 10}, 750.0, 150.0),
        (MOMENTS | {"minutes": 12}, 750.0, 30.0),
        (MOMENTS | {"minutes": 20}, 750.0, 0.0),
    ],
)
def test_a_time_is_from_the_beginning_to_the_last_answer_and_late_is_what_is_over(changes, taken, late):
    sheet = read(**changes)
    assert (seconds_taken(sheet), seconds_late(sheet)) == (taken, late)


_AS_WRITTEN = "s: `begun` and `ended` must be moments like 2026-11-28T09:30:00+00:00; leave them as `take` wrote them"


@pytest.mark.parametrize(
    ("changes", "en", "zh"),
    [
        (MOMENTS | {"ended": "soon"}, _AS_WRITTEN, "s：`begun` 和 `ended` 必须是 2026-11-28T09:30:00+00:00 这样的时刻；请保持 `take` 写入的原样"),
        (MOMENTS | {"ended": "2026-11-28T09:30:00"}, _AS_WRITTEN, None),
        (
            MOMENTS | {"ended": "2026-11-28T00:00:00Z"},
            "s: it ended before it was begun; leave `begun` and `ended` as `take` wrote them",
            "s：结束时间早于开始时间；请保持 `take` 写入的 `begun` 和 `ended` 原样",
        ),
        ({"minutes": 0}, "s: `minutes` must be 1 or more; leave them out for no limit", "s：`minutes` 至少为 1；不限时就不要写"),
        (
            {"items": [{"question": "a/b", "seconds": -1}]},
            "s: item 1: `seconds` must be 0 or more; leave them out if they are not known",
            "s：第 1 项：`seconds` 不能是负数；不知道就不要写",
        ),
    ],
)  # fmt: skip
def test_times_that_cannot_be_are_refused(changes, en, zh):
    with pytest.raises(UsageError) as refusal:
        read(**changes)
    assert refusal.value.text.en == en
    assert zh is None or refusal.value.text.zh == zh
