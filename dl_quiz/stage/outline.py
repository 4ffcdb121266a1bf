"""What a demo offers, read from its source without running it."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from dl_quiz.errors import CourseError, Problem
from dl_quiz.nouns import Text, Value

_TAKEN = {"seed", "step", "source", "format", "help", "lang", "course", "plain", "trust"}
ParameterKind = Literal["int", "float", "bool", "str", "floats"]


@dataclass(frozen=True, slots=True)
class Parameter:
    """A scene's keyword parameter, which is also a command-line option."""

    name: str
    kind: ParameterKind
    default: Value
    help: Text
    low: float | None = None
    high: float | None = None
    choices: tuple[str, ...] = ()
    shortest: int | None = None
    longest: int | None = None

    @property
    def option(self) -> str:
        """Return the name as an option is typed."""
        return "--" + self.name.replace("_", "-")


@dataclass(frozen=True, slots=True)
class Scene:
    """A generator of steps, as its source declares it; its name is the function's, with hyphens."""

    name: str
    title: Text
    line: int
    parameters: tuple[Parameter, ...]
    checks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Kernel:
    """A pure function of arrays, as its source declares it."""

    name: str
    parameters: tuple[str, ...]
    required: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DemoOutline:
    """All that one demo file declares."""

    name: str
    path: Path
    title: Text
    scenes: tuple[Scene, ...]

    def scene(self, name: str) -> Scene | None:
        """Return the scene of that name, if there is one."""
        return next((scene for scene in self.scenes if scene.name == name), None)


class _Problems:
    """The problems of one file, gathered while it is read."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.found: list[Problem] = []

    def add(self, node: ast.AST | None, en: str, zh: str) -> None:
        self.found.append(Problem(self.path, getattr(node, "lineno", 1), en, zh))


def read_demo_outline(path: Path) -> DemoOutline:
    """Read what the demo at `path` declares.

    Raises CourseError with every problem found: bad syntax, a missing title, a parameter that cannot be an option.
    """
    problems = _Problems(path)
    tree = _parsed(path)
    outline = DemoOutline(
        name=path.stem,
        path=path,
        title=_title(tree, problems),
        scenes=tuple(_scene(node, problems) for node in _public_functions(tree) if _is_scene(node)),
    )
    if not outline.scenes:
        problems.add(
            None, "has no scene; add a generator function whose first parameter is rng", "没有任何场景；请添加一个首参数为 rng 的生成器函数"
        )
    if problems.found:
        raise CourseError(problems.found)
    return outline


def read_kernels(path: Path) -> tuple[Kernel, ...]:
    """Read the kernels that the file at `path` declares. Raises CourseError when it is not there, or not Python."""
    return tuple(_kernel(node) for node in _public_functions(_parsed(path)))


def _parsed(path: Path) -> ast.Module:
    try:
        return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))
    except OSError as error:
        raise CourseError([Problem(path, 0, f"cannot be read: {error.strerror}", f"无法读取：{error.strerror}")]) from None
    except (SyntaxError, ValueError) as error:
        line = getattr(error, "lineno", None) or 1
        raise CourseError(
            [Problem(path, line, f"is not Python: {error}; mend the syntax", f"不是合法的 Python：{error}；请修正语法")]
        ) from None


def _public_functions(tree: ast.Module) -> list[ast.FunctionDef]:
    return [node for node in tree.body if isinstance(node, ast.FunctionDef) and not node.name.startswith("_")]


def _is_scene(node: ast.FunctionDef) -> bool:
    return bool(node.args.args) and node.args.args[0].arg == "rng" and any(isinstance(n, ast.Yield | ast.YieldFrom) for n in ast.walk(node))


def _title(node: ast.Module | ast.FunctionDef, problems: _Problems) -> Text:
    """Read the docstring's first line as the English title, its second paragraph's first line as the Chinese one."""
    lines = [line for line in (ast.get_docstring(node) or "").splitlines() if line.strip()]
    if len(lines) < 2:
        problems.add(
            None if isinstance(node, ast.Module) else node,
            "needs a docstring whose first line is the English title and whose second paragraph begins with the Chinese title",
            "需要文档字符串：第一行是英文标题，第二段的首行是中文标题",
        )
        return Text(en="", zh="")
    return Text(en=lines[0].strip().rstrip("."), zh=lines[1].strip().rstrip("。"))


def _kernel(node: ast.FunctionDef) -> Kernel:
    plain, named = [*node.args.posonlyargs, *node.args.args], node.args.kwonlyargs
    required = [argument.arg for argument in plain[: len(plain) - len(node.args.defaults)]]
    required += [argument.arg for argument, default in zip(named, node.args.kw_defaults, strict=True) if default is None]
    return Kernel(node.name, tuple(argument.arg for argument in (*plain, *named)), tuple(required))


def _scene(node: ast.FunctionDef, problems: _Problems) -> Scene:
    parameters = []
    for argument, default in zip(node.args.kwonlyargs, node.args.kw_defaults, strict=True):
        parameter = _parameter(argument, default, problems)
        if parameter is not None:
            parameters.append(parameter)
    checks = _check_names(node)
    if not checks:
        problems.add(node, f"scene {node.name} has no Check; let it claim something", f"场景 {node.name} 没有 Check；请让它证明一件事")
    return Scene(node.name.replace("_", "-"), _title(node, problems), node.lineno, tuple(parameters), checks)


def _check_names(node: ast.FunctionDef) -> tuple[str, ...]:
    names = []
    for call in ast.walk(node):
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id == "Check":
            names += [k.value.value for k in call.keywords if k.arg == "name" and isinstance(k.value, ast.Constant)]
    return tuple(dict.fromkeys(str(name) for name in names))


def _parameter(argument: ast.arg, default: ast.expr | None, problems: _Problems) -> Parameter | None:
    """Read `name: Annotated[int, Range(3, 12), Text(en=…, zh=…)] = 5`."""
    try:
        kind, choices, notes = _annotation(argument.annotation)
        if argument.arg in _TAKEN:
            raise ValueError("the program itself has an option of that name")
        value = ast.literal_eval(default) if default is not None else None
        if value is None:
            raise ValueError("a default is missing")
        return Parameter(argument.arg, kind, value, _help(notes), *_bounds(notes), choices, *_lengths(notes))
    except (ValueError, TypeError) as error:
        problems.add(
            argument,
            f"parameter {argument.arg} cannot be an option ({error}); write name: Annotated[int, Range(1, 9), Text(en=…, zh=…)] = 5",
            f"参数 {argument.arg} 无法成为命令行选项（{error}）；请写成 name: Annotated[int, Range(1, 9), Text(en=…, zh=…)] = 5",
        )
        return None


def _annotation(node: ast.expr | None) -> tuple[ParameterKind, tuple[str, ...], list[ast.Call]]:
    if not (isinstance(node, ast.Subscript) and ast.unparse(node.value) == "Annotated" and isinstance(node.slice, ast.Tuple)):
        raise ValueError("its annotation is not Annotated[…]")
    declared, *notes = node.slice.elts
    calls = [note for note in notes if isinstance(note, ast.Call)]
    source = ast.unparse(declared)
    if source in ("int", "float", "bool", "str"):
        return source, (), calls  # type: ignore[return-value]
    if source == "tuple[float, ...]":
        return "floats", (), calls
    if isinstance(declared, ast.Subscript) and ast.unparse(declared.value) == "Literal":
        choices = ast.literal_eval(declared.slice)
        return "str", choices if isinstance(choices, tuple) else (choices,), calls
    raise ValueError(f"{source} is not one of int, float, bool, tuple[float, ...], Literal[…]")


def _note(notes: list[ast.Call], name: str) -> ast.Call | None:
    return next((note for note in notes if ast.unparse(note.func) == name), None)


def _help(notes: list[ast.Call]) -> Text:
    note = _note(notes, "Text")
    if note is None:
        raise ValueError("it has no Text(en=…, zh=…) that says what it means")
    return Text(**{keyword.arg: ast.literal_eval(keyword.value) for keyword in note.keywords if keyword.arg})


def _bounds(notes: list[ast.Call]) -> tuple[float | None, float | None]:
    note = _note(notes, "Range")
    if note is None:
        return None, None
    low, high = (ast.literal_eval(node) for node in note.args)
    return low, high


def _lengths(notes: list[ast.Call]) -> tuple[int | None, int | None]:
    note = _note(notes, "Length")
    if note is None:
        return None, None
    shortest, longest = (ast.literal_eval(node) for node in note.args)
    return shortest, longest
