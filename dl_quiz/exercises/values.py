"""What a function returned, as a value that may leave its process and be looked at."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

_MOST_NUMBERS, _MOST_ITEMS = 2_000_000, 1_000
_FEW, _SHOWN_NUMBERS = 6, 24


@dataclass(frozen=True, slots=True)
class Foreign:
    """What stands for a result that is neither a number nor an array, nor made of them: the name of its type."""

    type: str


def carried(value: Any) -> Any:
    """Return a result with all that cannot be compared replaced by what it is: arrays, numbers, texts, and lists and tuples of them stay."""
    if value is None or type(value) in (bool, int, float, complex, str) or isinstance(value, np.generic):
        return value
    if type(value) is np.ndarray:
        return value if value.dtype.kind in "biufc" and value.size <= _MOST_NUMBERS else Foreign(f"array of {value.dtype} {value.shape}")
    if isinstance(value, tuple | list) and len(value) <= _MOST_ITEMS:
        return (list if isinstance(value, list) else tuple)(map(carried, value))
    if type(value) is dict and len(value) <= _MOST_ITEMS:
        return {str(key): carried(item) for key, item in value.items()}
    return Foreign(type(value).__name__)


def written(value: Any) -> str:
    """Return a value as a person would write it in a call, what is large by its shape alone."""
    if isinstance(value, np.ndarray):
        return _number_list(value.tolist()) if _is_readable(value) else f"array{value.shape}"
    if isinstance(value, np.random.Generator):
        return "rng"
    if isinstance(value, tuple | list):
        ends = "()" if isinstance(value, tuple) else "[]"
        return ends[0] + ", ".join(map(written, value)) + ends[1]
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{key}: {written(item)}" for key, item in value.items()) + "}"
    if callable(value):
        return str(getattr(value, "__name__", "function"))
    return f"{value:.4g}" if isinstance(value, float | np.floating) else str(value) if isinstance(value, np.generic) else repr(value)


def _is_readable(array: Any) -> bool:
    """Return whether an array holds so few numbers, or few enough and round ones, that a person reads them."""
    few, round_ones = array.size <= _FEW, array.size <= _SHOWN_NUMBERS and all(float(f"{one:.4g}") == one for one in array.ravel().tolist())
    return few or round_ones


def _number_list(items: Any) -> str:
    if isinstance(items, list):
        return "[" + ", ".join(map(_number_list, items)) + "]"
    return f"{items:.4g}" if isinstance(items, float) else str(items)


def number(value: Any, digits: int = 10) -> str:
    """Return a number with so many digits."""
    return f"{value:.{digits}g}"
