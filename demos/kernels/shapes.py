"""Shapes in a kernel's signature: `@shaped` casts arrays to one type and refuses whatever does not fit what the signature says.

    @shaped
    def affine(x: Float[Array, "n d"], weights: Float[Array, "m d"], bias: Float[Array, "m"] | None = None) -> Float[Array, "n m"]:

The spelling is that of jaxtyping: type checkers read `Float[Array, "n d"]` as `Annotated`.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated, Any, ParamSpec, TypeVar

from numpy.typing import NDArray

from .guards import Axes, Guard, In, Index, Shape, guard_of, hints

__all__ = ["Array", "Bool", "Count", "Float", "In", "Index", "Int", "NotNegative", "Positive", "Real", "Size", "shaped"]

Array = NDArray[Any]
Size = Annotated[int, In("[1, ∞)")]
Count = Annotated[int, In("[0, ∞)")]
Real = Annotated[float, In("(−∞, ∞)")]
Positive = Annotated[float, In("(0, ∞)")]
NotNegative = Annotated[float, In("[0, ∞)")]
P = ParamSpec("P")
R = TypeVar("R")


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
            return Annotated[array, Shape(self.kind, names, star)]

    Float, Int, Bool = _Kind("float"), _Kind("int"), _Kind("bool")


def shaped(function: Callable[P, R]) -> Callable[P, R]:
    """Let a kernel take what its signature says and nothing else.

    Arrays come in as float64 (`Float`), machine integers (`Int`: neither booleans nor fractions) or booleans (`Bool`), however they were given;
    of several kinds, `Int[Array, "n"] | Float[Array, "n c"]`, the one that has the argument's rank counts. Axes of one name agree
    (those inside a tuple, such as a layer's weight and bias, among themselves; those of a NamedTuple's fields with all others).
    Numbers come in as Python's: `int` is whole, and with `In` it lies in its interval; `bool` is True or False.
    Words are among those of their `Literal`.
    What does not fit raises ValueError, which names the argument and both shapes.
    """
    names = function.__code__.co_varnames[: function.__code__.co_argcount + function.__code__.co_kwonlyargcount]
    positional = function.__code__.co_argcount
    guards: list[tuple[str, Guard | None]] = []  # read from the signature at the first call: importing stays cheap

    @functools.wraps(function)
    def guarded(*arguments: P.args, **named: P.kwargs) -> R:
        if len(arguments) > positional:
            return function(*arguments, **named)  # which says what is wrong with the call itself
        if not guards:
            marked = hints(function)
            guards.extend((name, guard_of(name, marked.get(name))) for name in names)
        axes: Axes = {}
        taken = [guard(value, axes) if guard else value for (_, guard), value in zip(guards, arguments)]  # noqa: B905  (strict=False costs time)
        if named:
            for name, guard in guards[len(taken) :]:
                if guard is not None and name in named:
                    named[name] = guard(named[name], axes)
        return function(*taken, **named)  # type: ignore[arg-type]

    return guarded


def unguarded(kernel: Callable[P, R]) -> Callable[P, R]:
    """Return a kernel, or a partial of one, without its guard: for thousands of calls with arguments that the caller itself has made."""
    if isinstance(kernel, functools.partial):
        return functools.partial(unguarded(kernel.func), *kernel.args, **kernel.keywords)
    return getattr(kernel, "__wrapped__", kernel)
