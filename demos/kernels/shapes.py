"""Shapes in a kernel's signature: `@shaped` casts arrays to one type and refuses whatever does not fit what the signature says.

    @shaped
    def affine(x: Float[Array, "n d"], weights: Float[Array, "m d"], bias: Float[Array, "m"] | None = None) -> Float[Array, "n m"]:

The spelling is that of jaxtyping: type checkers read `Float[Array, "n d"]` as `Annotated`.
"""

from __future__ import annotations

import functools
import math
import operator
import types
import typing
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, ParamSpec, TypeVar

import numpy as np
from numpy.typing import NDArray

__all__ = ["Array", "Bool", "Float", "In", "Index", "Int", "shaped"]

Array = NDArray[Any]
P = ParamSpec("P")
R = TypeVar("R")
Axes = dict[str, tuple[int | tuple[int, ...], str, tuple[int, ...]]]
"""The axes met so far: from a name to its length (to its shape, for a starred one), and to the argument that had it, with its shape."""

_NUMBERS: Any = (int, float, np.integer, np.floating)


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


if TYPE_CHECKING:
    from typing import Annotated as Bool
    from typing import Annotated as Float
    from typing import Annotated as Int
else:

    class _Kind:
        """Makes `Float[Array, "n d"]` an `Annotated` array that knows its axes."""

        def __init__(self, kind: str) -> None:
            self.kind = kind

        def __getitem__(self, given: tuple[type, str]) -> Any:
            array, axes = given
            names = tuple(axes.split())
            star = next((place for place, axis in enumerate(names) if axis.startswith(("*", "..."))), None)
            return typing.Annotated[array, Shape(self.kind, names, star)]

    Float, Int, Bool = _Kind("float"), _Kind("int"), _Kind("bool")


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


def shaped(function: Callable[P, R]) -> Callable[P, R]:
    """Let a kernel take what its signature says and nothing else.

    Arrays come in as float64 (`Float`), machine integers (`Int`: neither booleans nor fractions) or booleans (`Bool`), however they were given;
    axes of one name agree (those inside a tuple, such as a layer's weight and bias, among themselves; those of a NamedTuple's fields with all others);
    numbers annotated `int` are whole, `float` ones come in as Python's, those with `In` lie in their interval, `bool` ones are True or False,
    and words are among those of their `Literal`.
    What does not fit raises ValueError, which names the argument and both shapes.
    """
    names = tuple(function.__code__.co_varnames[: function.__code__.co_argcount + function.__code__.co_kwonlyargcount])
    positional = function.__code__.co_argcount
    guards: list[tuple[str, Callable[[Any, Axes], Any]]] = []  # read from the signature at the first call: importing stays cheap

    @functools.wraps(function)
    def guarded(*arguments: P.args, **named: P.kwargs) -> R:
        if len(arguments) > positional or not named.keys().isdisjoint(names[: len(arguments)]):
            return function(*arguments, **named)  # which says what is wrong with the call itself
        if not guards:
            guards.extend(_guards(function, names))
        given = dict(zip(names, arguments, strict=False), **named)
        axes: Axes = {}
        for name, guard in guards:
            if name in given:
                given[name] = guard(given[name], axes)
        return function(**given)  # type: ignore[arg-type, call-arg]

    return guarded


def _guards(function: Callable[..., Any], names: tuple[str, ...]) -> list[tuple[str, Callable[[Any, Axes], Any]]]:
    hints = _hints(function)
    found = [(name, _guard(name, hints[name])) for name in names if name in hints]
    return [(name, guard) for name, guard in found if guard is not None]


def _hints(owner: Any) -> dict[str, Any]:
    return typing.get_type_hints(owner, include_extras=True)


def _guard(name: str, hint: Any) -> Callable[[Any, Axes], Any] | None:
    """Return what casts and checks a value of the type `hint`, or None for a type that is not guarded."""
    if typing.get_origin(hint) in (typing.Union, types.UnionType):
        kinds = [kind for kind in typing.get_args(hint) if kind is not type(None)]
        inner = _guard(name, kinds[0]) if len(kinds) == 1 else None
        return None if inner is None else lambda value, axes: None if value is None else inner(value, axes)
    if typing.get_origin(hint) in (list, Sequence):
        each = _guard(name, typing.get_args(hint)[0])
        return None if each is None else functools.partial(_each, name, each)
    if typing.get_origin(hint) is Literal:
        return functools.partial(_word, name, typing.get_args(hint))
    if typing.get_origin(hint) is tuple and ... not in typing.get_args(hint):
        return functools.partial(
            _parts, name, [_guard(f"part {place} of {name}", part) for place, part in enumerate(typing.get_args(hint), 1)]
        )
    if hasattr(hint, "_fields"):
        return functools.partial(_record, name, hint, [_guard(f"{name}.{field}", kind) for field, kind in _hints(hint).items()])
    marks = getattr(hint, "__metadata__", ())
    shape = next((mark for mark in marks if isinstance(mark, Shape)), None)
    interval = next((mark for mark in marks if isinstance(mark, In)), None)
    index = next((mark for mark in marks if isinstance(mark, Index)), None)
    if shape is not None:
        return functools.partial(_array, name, shape, interval, index)
    plain = typing.get_args(hint)[0] if marks else hint
    if plain is bool:
        return functools.partial(_flag, name)
    if plain is int:
        return functools.partial(_whole, name, interval)
    return functools.partial(_number, name, interval) if plain is float else None


def _each(name: str, guard: Callable[[Any, Axes], Any], values: Any, axes: Axes) -> list[Any]:
    if not hasattr(values, "__iter__"):
        raise ValueError(f"{name} {values!r} must be a sequence")
    return [guard(value, axes) for value in values]


def _flag(name: str, value: Any, axes: Axes) -> bool:
    if not isinstance(value, bool | np.bool_):
        raise ValueError(f"{name} {value!r} must be True or False")
    return bool(value)


def _word(name: str, words: tuple[Any, ...], value: Any, axes: Axes) -> Any:
    if value not in words:
        raise ValueError(f"{name} {value!r} must be {' or '.join(map(repr, words))}")
    return value


def _parts(name: str, guards: Sequence[Callable[[Any, Axes], Any] | None], values: Any, axes: Axes) -> tuple[Any, ...]:
    if not isinstance(values, Sequence) or len(values) != len(guards):
        raise ValueError(f"{name} must have {len(guards)} parts")
    own: Axes = {}
    return tuple(value if guard is None else guard(value, own) for value, guard in zip(values, guards, strict=True))


def _record(name: str, kind: Any, guards: Sequence[Callable[[Any, Axes], Any] | None], values: Any, axes: Axes) -> Any:
    if not isinstance(values, tuple) or len(values) != len(guards):
        raise ValueError(f"{name} must be {kind.__name__}({', '.join(kind._fields)})")
    return kind(*(value if guard is None else guard(value, axes) for value, guard in zip(values, guards, strict=True)))


def _whole(name: str, interval: In | None, value: Any, axes: Axes) -> int:
    if isinstance(value, bool | np.bool_) or not hasattr(value, "__index__"):
        raise ValueError(f"{name} {value!r} must be a whole number")
    return int(_within(name, interval, operator.index(value)))


def _number(name: str, interval: In | None, value: Any, axes: Axes) -> float:
    if not isinstance(value, _NUMBERS) or isinstance(value, bool):
        raise ValueError(f"{name} {value!r} must be a number")
    return float(_within(name, interval, value))


def _within(name: str, interval: In | None, value: Any) -> Any:
    if interval is not None and not interval.holds(value, value):
        raise ValueError(f"{name} {value} must {interval}")
    return value


def _array(name: str, shape: Shape, interval: In | None, index: Index | None, value: Any, axes: Axes) -> Any:
    array = _cast(name, shape.kind, value)
    _fit(name, shape, array.shape, axes)
    if interval is not None and array.size and not interval.holds(array.min(), array.max()):
        raise ValueError(f"{name} {_shown(array)} must {interval}")
    if index is not None:
        length, owner, given = axes[index.axis]
        if array.size and not 0 <= array.min() <= array.max() < length:
            raise ValueError(f"{name} {_shown(array)} must lie in 0 to {length} − 1, where {index.axis} = {length} in {owner} {given}")
    return array


def _cast(name: str, kind: str, value: Any) -> Any:
    try:
        if kind == "float":
            return np.asarray(value, dtype=float)
        array = np.asarray(value)
    except (ValueError, TypeError):
        raise ValueError(f"{name} must be an array of numbers") from None
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
    for axis, length in zip(shape.axes, lengths, strict=False):
        if axis.isdigit():
            fits = fits and length == int(axis)
        elif axis not in ("_", "..."):
            fits = fits and axes.setdefault(axis, (length, name, given))[0] == length
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


def _shown(array: Any) -> str:
    return str(array.item()) if array.size == 1 else f"of {array.min():g} to {array.max():g}"
