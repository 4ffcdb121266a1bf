"""Comparing what a learner's function returned with what is right: the first difference, in words and as a table."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Literal

import numpy as np

from dl_quiz.exercises.judgement import Row
from dl_quiz.exercises.values import Foreign, number
from dl_quiz.nouns import Noun, Text
from dl_quiz.visible import visible_line

RELATIVE, ABSOLUTE = 1e-9, 1e-12
"""How far a float64 result may be off: 10⁻⁹ of the largest number beside it, and 10⁻¹² where all are zero.

Another order of the same additions moves a sum of n numbers by some √n · 10⁻¹⁶ of the largest; the mistakes that are looked for
(an ε inside the root or outside, n or n − 1) move it by 10⁻⁸ and more.
"""
_SLIGHT = 1e-5
"""Up to which share of the largest number a difference looks like one of precision, or of a small constant."""
_SLIGHTLY = Text(
    en=", all by less than 0.001 %: an ε in another place, or single precision?",
    zh="，相差都不到 0.001%：是 ε 的位置不同，还是用了单精度？",
)
_NOT_A_NUMBER = Text(en="; the first is NaN (not a number)", zh="；第一个是 NaN")
_INFINITE = Text(en="; the first is infinite", zh="；第一个是无穷大")
_MOST_ROWS = 8
_FEWEST_DIGITS = 5
_LONGEST = 60


DifferenceSort = Literal["value", "nan", "shape", "type", "dtype"]


class Difference(Noun, frozen=True):
    """The first difference of two results: of which sort, in one sentence, and the places around it."""

    sort: DifferenceSort
    remark: Text
    rows: tuple[Row, ...] = ()


def difference(yours: Any, right: Any, within: float | None = None, name: str = "result") -> Difference | None:
    """Return the first difference between a result and the right one, None where there is none.

    `within` is how far numbers may be off; without it, as far as rounding moves them.
    """
    if isinstance(right, tuple | list):
        return _parts(yours, right, within, name)
    if right is None or isinstance(right, str | bool | dict):
        return None if type(yours) is type(right) and yours == right else _of_sort("value", yours, right, name)
    wrong = _unlike(yours, right, name)
    return wrong or _numbers(np.asarray(yours), np.asarray(right), within, name)


def _parts(yours: Any, right: Sequence[Any], within: float | None, name: str) -> Difference | None:
    if not isinstance(yours, tuple | list):
        return _of_sort("type", yours, right, name)
    if len(yours) != len(right):
        return Difference(
            "type",
            Text(
                en=f"returns {len(yours)} values where {len(right)} are wanted",
                zh=f"返回了 {len(yours)} 个值，应返回 {len(right)} 个",
            ),
        )
    parts = (difference(mine, part, within, f"{name}[{index}]") for index, (mine, part) in enumerate(zip(yours, right, strict=True)))
    return next(filter(None, parts), None)


def _unlike(yours: Any, right: Any, name: str) -> Difference | None:
    """Return in what a result is unlike the right one before any number is looked at: type, shape, precision."""
    numeric = isinstance(yours, bool | int | float | complex | np.generic | np.ndarray)
    if not numeric or (np.ndim(right) > 0 and not isinstance(yours, np.ndarray)):
        return _of_sort("type", yours, right, name)
    if np.shape(yours) != np.shape(right):
        mine, wanted = np.shape(yours), np.shape(right)
        return Difference(
            "shape", Text(en=f"{name} has the shape {mine}, and should have {wanted}", zh=f"{name} 的形状是 {mine}，应为 {wanted}")
        )
    kind = np.asarray(yours).dtype
    if kind in (np.float16, np.float32, np.complex64, np.complex128) and np.asarray(right).dtype.kind == "f":
        return Difference(
            "dtype",
            Text(
                en=f"{name} is {kind}; compute in float64, the type of what comes in",
                zh=f"{name} 的类型是 {kind}；请用 float64 计算，与输入的类型一致",
            ),
        )
    return None


def _of_sort(sort: DifferenceSort, yours: Any, right: Any, name: str) -> Difference:
    mine, wanted = kind_of(yours), kind_of(right)
    if mine == wanted:
        mine, wanted = (Text(en=told, zh=told) for told in (_clipped(repr(yours)), _clipped(repr(right))))
    if yours is None:
        en, zh = (
            f"returns nothing, where {wanted.en} is wanted: is there a `return`?",
            f"没有返回值，应返回{wanted.zh}：是不是少了 `return`？",
        )
        return Difference("type", Text(en=en, zh=zh))
    return Difference(sort, Text(en=f"{name} is {mine.en}, and should be {wanted.en}", zh=f"{name} 是{mine.zh}，应为{wanted.zh}"))


def kind_of(value: Any) -> Text:
    """Return what a value is, in words."""
    match value:
        case Foreign(type=name):
            return Text(en=f"of the type {visible_line(name)}", zh=f" {visible_line(name)} 类型")
        case None:
            return Text(en="nothing", zh="空")
        case bool() | np.bool_():
            return Text(en="a truth value", zh="真假值")
        case str():
            return Text(en="a text", zh="字符串")
        case dict():
            return Text(en="a dict", zh="字典")
        case list():
            return Text(en="a list (np.array makes an array of it)", zh="列表（用 np.array 转成数组）")
        case tuple():
            return Text(en=f"a tuple of {len(value)}", zh=f" {len(value)} 元组")
        case np.ndarray() if value.ndim:
            return Text(en=f"an array {value.shape}", zh=f"形状为 {value.shape} 的数组")
    return Text(en="a number", zh="一个数")


def _numbers(yours: Any, right: Any, within: float | None, name: str) -> Difference | None:
    mine, its = (array.astype(complex if array.dtype.kind == "c" else float) for array in (yours, right))
    largest = np.abs(its[np.isfinite(its)]).max(initial=0.0)
    allowed = within if within is not None else RELATIVE * largest + ABSOLUTE
    with np.errstate(invalid="ignore", over="ignore"):
        off = np.where((mine == its) | (np.isnan(mine) & np.isnan(its)), 0.0, np.abs(mine - its))
        wrong = ~(off <= allowed)
        slightly = within is None and bool((off <= _SLIGHT * largest).all())
    if not wrong.any():
        return None
    first = tuple(int(place) for place in np.argwhere(wrong)[0])
    remark = _remark(yours[first], right[first], wrong, slightly=slightly)
    return Difference("nan" if np.isnan(mine[first]) else "value", remark, tuple(_rows(yours, right, wrong, name)))


def _remark(yours: Any, right: Any, wrong: Any, *, slightly: bool) -> Text:
    """Say how many numbers are wrong, and what is to be seen of the first."""
    if wrong.size == 1 and np.isfinite(yours):
        en, zh = f"is {number(yours)}, and should be {number(right)}", f"得到 {number(yours)}，应为 {number(right)}"
    else:
        en, zh = f"{wrong.sum()} of {wrong.size} numbers wrong", f"{wrong.size} 个数中有 {wrong.sum()} 个不对"
    note = _SLIGHTLY if slightly else _NOT_A_NUMBER if np.isnan(yours) else _INFINITE if np.isinf(yours) else Text(en="", zh="")
    return Text(en=en + note.en, zh=zh + note.zh)


def _rows(yours: Any, right: Any, wrong: Any, name: str) -> Iterator[Row]:
    """Yield all places of a small result, of a large one the first that differ."""
    every = np.argwhere(np.ones_like(wrong) if wrong.size <= _MOST_ROWS else wrong)
    places = [tuple(place) for place in every[:_MOST_ROWS]]
    digits = _digits([(yours[place], right[place]) for place in places if wrong[place]])
    for place in places:
        index = f"[{', '.join(map(str, place))}]" if place else ""
        yield Row(f"{name}{index}", number(yours[place], digits), number(right[place], digits), not wrong[place])


def _digits(pairs: Sequence[tuple[Any, Any]]) -> int:
    """Return with how many digits every two numbers are told apart: few enough for a narrow table, at most 17."""
    told = (digits for digits in range(_FEWEST_DIGITS, 17) if all(number(mine, digits) != number(its, digits) for mine, its in pairs))
    return next(told, 17)


def _clipped(text: str) -> str:
    return visible_line(text if len(text) <= _LONGEST else text[:_LONGEST] + "…")
