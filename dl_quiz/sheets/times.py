"""How long a sheet took, by what stands in it."""

from __future__ import annotations

import math
from datetime import datetime

from dl_quiz.errors import UsageError
from dl_quiz.sheets.documents import Sheet


def seconds_taken(sheet: Sheet) -> float | None:
    """Return the seconds from the first question to the last answer; None where they are not told."""
    if not sheet.begun or not sheet.ended:
        return None
    return round((_moment(sheet.ended) - _moment(sheet.begun)).total_seconds(), 3)


def seconds_late(sheet: Sheet) -> float | None:
    """Return how many seconds a sheet is over the time allowed, 0 where it is not; None where either is not told."""
    taken = seconds_taken(sheet)
    return None if taken is None or sheet.minutes is None else round(max(0.0, taken - 60 * sheet.minutes), 3)


def require_times(sheet: Sheet, where: str) -> None:
    """Raise UsageError where the times of a sheet cannot be."""
    try:
        taken = seconds_taken(sheet)
    except ValueError:
        raise UsageError(
            f"{where}: `begun` and `ended` must be moments like 2026-11-28T09:30:00+00:00; leave them as `take` wrote them",
            f"{where}：`begun` 和 `ended` 必须是 2026-11-28T09:30:00+00:00 这样的时刻；请保持 `take` 写入的原样",
        ) from None
    if taken is not None and taken < 0:
        raise UsageError(
            f"{where}: it ended before it was begun; leave `begun` and `ended` as `take` wrote them",
            f"{where}：结束时间早于开始时间；请保持 `take` 写入的 `begun` 和 `ended` 原样",
        )
    if sheet.minutes is not None and sheet.minutes < 1:
        raise UsageError(
            f"{where}: `minutes` must be 1 or more; leave them out for no limit", f"{where}：`minutes` 至少为 1；不限时就不要写"
        )
    for index, item in enumerate(sheet.items, 1):
        if item.seconds is not None and not 0 <= item.seconds < math.inf:
            raise UsageError(
                f"{where}: item {index}: `seconds` must be 0 or more; leave them out if they are not known",
                f"{where}：第 {index} 项：`seconds` 不能是负数；不知道就不要写",
            )


def _moment(text: str) -> datetime:
    """Return a moment. Raises ValueError where it is none, or has no zone."""
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError(text)
    return moment
