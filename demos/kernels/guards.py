"""The marks of a kernel's signature: what each asks of an argument, and the sentence for what does not fit."""

from __future__ import annotations

import functools
import math
import operator
import types
import typing
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

Axes = dict[str, tuple[int | tuple[int, ...], str, tuple[int, ...]]]
"""The axes met so far: from a name to its length (to its shape, for a starred one), and to the argument that had it, with its shape."""
Guard = Callable[[Any, Axes], Any]
"""Casts one argument, refuses what does not fit, and notes the axes that it meets."""

FLOAT = np.dtype(float)
ANY = ("_", "...")
NUMBERS = (int, float, np.integer, np.floating)
hints = functools.partial(typing.get_type_hints, include_extras=True)


@dataclass(frozen=True, slots=True)
class Shape:
    """The axes of an array, in the letters of its einsum, and the kind of number that it holds.

    A name stands for one length throughout a signature, a digit for itself, `_` for any length,
    `*name` for any number of axes (the same ones throughout), `...` for any number at all.
    """

    kind: str
    axes: tuple[str, ...]
    star: int | None = None
    """The place of the axis that takes any number of them."""

    def __str__(self) -> str:
        """Return the axes as a person writes a shape."""
        return f"({', '.join(self.axes)}{',' if len(self.axes) == 1 else ''})"


@dataclass(frozen=True, slots=True)
class In:
    """The interval in which a number must lie, as it is written: "[0, 1)", "(0, ∞)"; in an array, every number. NaN lies in none."""

    interval: str

    def holds(self, least: float, most: float) -> bool:
        """Return whether numbers of which these are the least and the greatest lie in the interval."""
        low, high, low_too, high_too = _bounds(self.interval)
        return (least >= low if low_too else least > low) and (most <= high if high_too else most < high)

    def __str__(self) -> str:
        """Return what a number must do, as a sentence ends."""
        low, high, least, _ = _bounds(self.interval)
        if high == math.inf and low > -math.inf:
            return f"be {'at least' if least else 'above'} {low:g}"
        return "be finite" if (low, high) == (-math.inf, math.inf) else f"lie in {self.interval}"


@dataclass(frozen=True, slots=True)
class Index:
    """Whole numbers that point into an axis of another argument: from 0 to its length, exclusive."""

    axis: str


@functools.cache
def _bounds(interval: str) -> tuple[float, float, bool, bool]:
    """Return the ends of an interval, and whether each belongs to it."""
    low, high = (float(end.strip().replace("∞", "inf").replace("−", "-")) for end in interval[1:-1].split(","))
    return low, high, interval[0] == "[", interval[-1] == "]"


def guard_of(name: str, hint: Any) -> Guard | None:
    """Return what casts and checks a value of the type `hint`, or None for a type that is not guarded."""
    origin, inside = typing.get_origin(hint), typing.get_args(hint)
    if origin in (typing.Union, types.UnionType):
        kinds = [kind for kind in inside if kind is not type(None)]
        guard = guard_of(name, kinds[0]) if len(kinds) == 1 else _by_rank(name, kinds)
        return guard if guard is None or len(kinds) == len(inside) else _optional(guard)
    if origin in (list, Sequence):
        return _each(name, inside[0])
    if origin is Literal:
        return functools.partial(_word, name, inside)
    if origin is tuple and ... not in inside:
        parts = [guard_of(f"part {place} of {name}", part) for place, part in enumerate(inside, 1)]
        return _parts(parts, tuple, f"{name} must have {len(inside)} parts", apart=True)
    if hasattr(hint, "_fields"):
        fields = [guard_of(f"{name}.{field}", kind) for field, kind in hints(hint).items()]
        return _parts(fields, hint._make, f"{name} must be {hint.__name__}({', '.join(hint._fields)})", apart=False)
    marks = getattr(hint, "__metadata__", ())
    shape = next((mark for mark in marks if isinstance(mark, Shape)), None)
    interval = next((mark for mark in marks if isinstance(mark, In)), None)
    if shape is not None:
        return _array(name, shape, interval, next((mark for mark in marks if isinstance(mark, Index)), None))
    plain = inside[0] if marks else hint
    if plain is bool:
        return functools.partial(_flag, name)
    if plain is int:
        return functools.partial(_whole, name, interval)
    return functools.partial(_number, name, interval) if plain is float else None


def _optional(guard: Guard) -> Guard:
    return lambda value, axes: None if value is None else guard(value, axes)


def _by_rank(name: str, kinds: Sequence[Any]) -> Guard | None:
    """Return a guard for arrays that differ in their number of axes: the one that has as many as the argument."""
    shapes = [mark for kind in kinds for mark in getattr(kind, "__metadata__", ()) if isinstance(mark, Shape)]
    if len(shapes) < len(kinds):
        return None
    guards = {len(shape.axes): guard_of(name, kind) for shape, kind in zip(shapes, kinds, strict=True)}

    def guarded(value: Any, axes: Axes) -> Any:
        given = _plain(name, value)
        if (guard := guards.get(given.ndim)) is None:
            raise ValueError(f"{name} {given.shape} must have the axes {' or '.join(map(str, shapes))}")
        return guard(given, axes)

    return guarded


def _each(name: str, hint: Any) -> Guard | None:
    if (guard := guard_of(name, hint)) is None:
        return None

    def guarded(values: Any, axes: Axes) -> list[Any]:
        if not hasattr(values, "__iter__") or isinstance(values, str):
            raise ValueError(f"{name} {_shown(values)} must be a list")
        return [guard(value, axes) for value in values]

    return guarded


def _parts(guards: Sequence[Guard | None], build: Callable[[list[Any]], Any], wrong: str, *, apart: bool) -> Guard:
    """Return a guard for a tuple, whose axes agree among themselves if it stands `apart`, else with those of all arguments."""

    def guarded(values: Any, axes: Axes) -> Any:
        if not isinstance(values, Sequence) or len(values) != len(guards):
            raise ValueError(wrong)
        met: Axes = {} if apart else axes
        return build([guard(value, met) if guard else value for value, guard in zip(values, guards, strict=True)])

    return guarded


def _word(name: str, words: tuple[str, ...], value: Any, axes: Axes) -> Any:
    if not isinstance(value, str) or value not in words:
        raise ValueError(f"{name} {value!r} must be {' or '.join(map(repr, words))}")
    return value


def _flag(name: str, value: Any, axes: Axes) -> bool:
    if not isinstance(value, bool | np.bool_):
        raise ValueError(f"{name} {_shown(value)} must be True or False")
    return bool(value)


def _whole(name: str, interval: In | None, value: Any, axes: Axes) -> int:
    try:
        whole = operator.index(value)
    except TypeError:
        raise ValueError(f"{name} {_shown(value)} must be a whole number") from None
    if isinstance(value, bool | np.bool_):
        raise ValueError(f"{name} {value} must be a whole number")
    if interval is not None and not interval.holds(whole, whole):
        raise ValueError(f"{name} {whole} must {interval}")
    return whole


def _number(name: str, interval: In | None, value: Any, axes: Axes) -> float:
    if isinstance(value, bool) or not (isinstance(value, NUMBERS) or _is_scalar(value)):
        raise ValueError(f"{name} {_shown(value)} must be a number")
    number = float(value)
    if interval is not None and not interval.holds(number, number):
        raise ValueError(f"{name} {value} must {interval}")
    return number


def _is_scalar(value: Any) -> bool:
    return isinstance(value, np.ndarray) and value.ndim == 0 and value.dtype.kind in "fiu"


def _array(name: str, shape: Shape, interval: In | None, index: Index | None) -> Guard:
    kind, any_axes, any_number = shape.kind, shape.axes == ("...",), interval is None and index is None

    def guarded(value: Any, axes: Axes) -> Any:
        ready = kind == "float" and type(value) is np.ndarray and value.dtype is FLOAT
        array = value if ready else _cast(name, kind, value)
        if not any_axes:
            _fit(name, shape, array.shape, axes)
        if not any_number and array.size:
            _within(name, interval, index, array, axes)
        return array

    return guarded


def _within(name: str, interval: In | None, index: Index | None, array: Any, axes: Axes) -> None:
    least, most = array.min(), array.max()
    if interval is not None and not interval.holds(least, most):
        raise ValueError(f"{name} {_shown(array)} must {interval}")
    if index is not None and index.axis in axes:
        length, owner, given = axes[index.axis]
        if not 0 <= least <= most < length:
            raise ValueError(f"{name} {_shown(array)} must lie in 0 to {length} − 1, where {index.axis} = {length} in {owner} {given}")


def _plain(name: str, value: Any) -> Any:
    try:
        array = np.asarray(value)
    except ValueError:  # rows of different lengths
        raise ValueError(f"{name} must be an array of numbers") from None
    if array.dtype.kind not in "fiub":
        raise ValueError(f"{name} must be an array of numbers")
    return array


def _cast(name: str, kind: str, value: Any) -> Any:
    array = _plain(name, value)
    if kind == "float":
        return array.astype(float)
    if kind == "int" and not array.size:
        return array.astype(np.intp)
    if array.dtype.kind not in ("iu" if kind == "int" else "b"):
        wanted = "whole numbers" if kind == "int" else "booleans"
        raise ValueError(f"{name} must hold {wanted}, not {array.dtype}")
    return array.astype(np.intp, copy=False) if kind == "int" else array


def _fit(name: str, shape: Shape, given: tuple[int, ...], axes: Axes) -> None:
    """Bind the axes of one argument, and refuse a length that another has set otherwise."""
    lengths = given if shape.star is None else _gathered(shape, given)
    fits = len(lengths) == len(shape.axes)
    for axis, length in zip(shape.axes, lengths):  # noqa: B905  (strict=False costs time)
        if axis in axes:
            if axes[axis][0] != length:
                fits = False
        elif axis.isdigit():
            fits = fits and length == int(axis)
        elif axis not in ANY:
            axes[axis] = length, name, given
    if not fits:
        raise ValueError(f"{name} {given} must have the axes {shape}{_known(name, shape, axes)}")


def _gathered(shape: Shape, given: tuple[int, ...]) -> tuple[Any, ...]:
    """Return the lengths of an array with those that the starred axis takes as one."""
    star = shape.star or 0
    spare = len(given) - len(shape.axes) + 1
    return (*given[:star], given[star : star + spare], *given[star + spare :]) if spare >= 0 else ()


def _known(name: str, shape: Shape, axes: Mapping[str, tuple[Any, str, tuple[int, ...]]]) -> str:
    met = [(axis.lstrip("*"), *axes[axis]) for axis in shape.axes if axis in axes]
    known = [f"{axis} = {length} in {owner} {given}" for axis, length, owner, given in met if owner != name]
    return f", where {' and '.join(known)}" if known else ""


def _shown(value: Any) -> str:
    """Return a value as a sentence names it: a number itself, many numbers by their least and greatest, anything else as Python writes it."""
    if not isinstance(value, np.ndarray | np.generic) or value.dtype.kind not in "fiub":
        return repr(value)
    return repr(value.item()) if value.size == 1 else f"of {value.min():g} to {value.max():g}" if value.size else "of no numbers"
