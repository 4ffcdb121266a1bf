"""Arithmetic written as text: the expressions of a course."""

from __future__ import annotations

import ast
import functools
import math
import operator
import warnings
from collections.abc import Callable, Container, Mapping
from typing import Any

LONGEST = 200
_LONGEST_SHOWN = 60
_LARGEST_POWER = 10_000

_FUNCTIONS: dict[str, Callable[..., Any]] = {
    "sqrt": math.sqrt,
    "exp": math.exp,
    "log": math.log,
    "ln": math.log,
    "log2": math.log2,
    "log10": math.log10,
    "floor": math.floor,
    "ceil": math.ceil,
    "abs": abs,
    "min": min,
    "max": max,
    "round": round,
    "sum": sum,
    "len": len,
}
_CONSTANTS = {"pi": math.pi, "e": math.e}


def _power(base: Any, exponent: Any) -> Any:
    if abs(exponent) > _LARGEST_POWER:
        raise OverflowError("the exponent is too large")
    return float(base) ** exponent if isinstance(base, int) and abs(base) > _LARGEST_POWER else base**exponent


_BINARY: dict[type[ast.operator], Callable[[Any, Any], Any]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.FloorDiv: operator.floordiv,
    ast.Mod: operator.mod,
    ast.Pow: _power,
}
_COMPARE: dict[type[ast.cmpop], Callable[[Any, Any], bool]] = {
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
}


def evaluate(expression: str, names: Mapping[str, Any] | None = None) -> Any:
    """Return the value of an arithmetic expression over `names`.

    Only numbers, names, + − * / // % **, comparisons, `and`/`or`/`not`, indexing and a few functions are known; nothing else can be reached.

    Raises ValueError when the expression is not of that form or has no finite value.
    """
    try:
        value = _value(_parsed(expression), {**_CONSTANTS, **(names or {})})
    except (TypeError, KeyError, IndexError, ArithmeticError, RecursionError) as error:
        raise ValueError(f"`{_short(expression)}` has no value ({error})") from None
    if isinstance(value, complex) or (isinstance(value, float) and not math.isfinite(value)):
        raise ValueError(f"`{_short(expression)}` has no finite value")
    return value


def check_expression(expression: str, names: Container[str]) -> None:
    """Raise ValueError when an expression is not of that form, or names what is not among `names`; nothing is reckoned."""
    for node in ast.walk(_parsed(expression)):
        match node:
            case ast.Name(id=name) if name not in names and name not in _CONSTANTS and name not in _FUNCTIONS:
                raise ValueError(f"`{name}` is not known here")
            case ast.Call(func=ast.Name(id=name), keywords=[]) if name in _FUNCTIONS:
                pass
            case ast.Constant(value=bool() | int() | float()) | ast.Name() | ast.Subscript() | ast.expr_context():
                pass
            case ast.UnaryOp(op=ast.USub() | ast.UAdd() | ast.Not()) | ast.BoolOp() | ast.boolop() | ast.unaryop():
                pass
            case ast.BinOp(op=op) if type(op) in _BINARY:
                pass
            case ast.Compare(ops=ops) if all(type(op) in _COMPARE for op in ops):
                pass
            case ast.operator() | ast.cmpop():
                pass
            case _:
                raise ValueError(f"`{_short(ast.unparse(node))}` is not arithmetic")


@functools.lru_cache(maxsize=256)
def _parsed(expression: str) -> ast.expr:
    if len(expression) > LONGEST:
        raise ValueError("the expression is too long")
    try:
        with warnings.catch_warnings(action="ignore"):
            return ast.parse(expression.strip(), mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        raise ValueError(f"`{_short(expression)}` has no value ({str(error) or type(error).__name__})") from None


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST_SHOWN else text[:_LONGEST_SHOWN] + "…"


def _value(node: ast.expr, names: Mapping[str, Any]) -> Any:
    match node:
        case ast.Constant(value=bool() | int() | float() as value):
            return value
        case ast.Name(id=name):
            if name not in names:
                raise ValueError(f"`{name}` is not known here")
            return names[name]
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            return -_value(operand, names)
        case ast.UnaryOp(op=ast.UAdd(), operand=operand):
            return +_value(operand, names)
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            return not _value(operand, names)
        case ast.BinOp(left=left, op=op, right=right) if type(op) in _BINARY:
            return _number(_BINARY[type(op)](_number(_value(left, names)), _number(_value(right, names))))
        case ast.BoolOp(op=op, values=values):
            each = [_value(value, names) for value in values]
            return all(each) if isinstance(op, ast.And) else any(each)
        case ast.Compare(left=left, ops=ops, comparators=comparators):
            sides = [_value(side, names) for side in (left, *comparators)]
            return all(_COMPARE[type(op)](a, b) for op, a, b in zip(ops, sides, sides[1:], strict=False))
        case ast.Call(func=ast.Name(id=name), args=arguments, keywords=[]) if name in _FUNCTIONS:
            return _FUNCTIONS[name](*(_value(argument, names) for argument in arguments))
        case ast.Subscript(value=value, slice=index):
            return _value(value, names)[_value(index, names)]
    raise ValueError(f"`{ast.unparse(node)}` is not arithmetic")


def _number(value: Any) -> Any:
    """Let only numbers of a sane size through: a string times a number is no arithmetic."""
    if not isinstance(value, bool | int | float) or (isinstance(value, int) and value.bit_length() > 4096):
        raise ValueError("only numbers can be reckoned with")
    return value
