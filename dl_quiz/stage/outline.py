"""What a demo offers, read from its source without running it."""

from __future__ import annotations

import ast
import dataclasses
import warnings
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from dl_quiz.errors import CourseError, Problem
from dl_quiz.files.code import KERNELS, Code
from dl_quiz.nouns import Text
from dl_quiz.stage.glossary import Glossary
from dl_quiz.stage.options import fault
from dl_quiz.stage.parameters import Parameter, aliases_of, read_parameter


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
    """All that one demo file declares, with the glossary of its second language."""

    name: str
    path: Path
    title: Text
    scenes: tuple[Scene, ...]
    glossary: Glossary

    def scene(self, name: str) -> Scene | None:
        """Return the scene of that name, if there is one."""
        return next((scene for scene in self.scenes if scene.name == name), None)


_NO_STEPS = (ast.Constant, ast.JoinedStr, ast.List, ast.Tuple, ast.Dict, ast.Set, ast.Lambda, ast.Compare)


class _Problems:
    """The problems of one file, gathered while it is read."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.found: list[Problem] = []

    def add(self, node: ast.AST | None, en: str, zh: str) -> None:
        self.found.append(Problem(self.path, getattr(node, "lineno", 1), en, zh))


def read_demo_outline(code: Code, name: str, glossary: Glossary) -> DemoOutline:
    """Read what the demo `name` declares.

    Raises CourseError with every problem found: bad syntax, a missing title, a parameter that cannot be an option.
    """
    path = code.path(name)
    problems = _Problems(path)
    tree = parsed(code, name)
    aliases = aliases_of(tree)
    scenes = tuple(_scene(node, aliases, glossary, problems) for node in scenes_of(tree))
    outline = DemoOutline(name, path, _title(tree, glossary, problems), scenes, glossary)
    if not outline.scenes:
        problems.add(
            None, "has no scene; add a generator function whose first parameter is rng", "没有任何场景；请添加一个首参数为 rng 的生成器函数"
        )
    if problems.found:
        raise CourseError(problems.found)
    return outline


def read_kernels(code: Code, name: str) -> tuple[Kernel, ...]:
    """Read the kernels that a file declares. Raises CourseError when it is not there, or not Python."""
    return tuple(_kernel(node) for node in _public_functions(parsed(code, f"{KERNELS}.{name}")))


def parsed(code: Code, module: str) -> ast.Module:
    """Return a module's syntax tree. Raises CourseError when its file is not there, or not Python."""
    path = code.path(module)
    source = code.source(module)
    try:
        with warnings.catch_warnings(action="ignore"):
            return ast.parse(source, filename=str(path))
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        line = getattr(error, "lineno", None) or 1
        what = str(error) or type(error).__name__
        raise CourseError(
            [Problem(path, line, f"is not Python: {what}; mend the syntax", f"不是合法的 Python：{what}；请修正语法")]
        ) from None


def scenes_of(tree: ast.Module) -> list[ast.FunctionDef]:
    """Return the scenes of a demo: its public generator functions whose first parameter is rng."""
    return [node for node in _public_functions(tree) if _is_scene(node)]


def title_of(node: ast.Module | ast.FunctionDef) -> str:
    """Return the first line of a docstring, which is the title; empty where there is none."""
    return (ast.get_docstring(node, clean=False) or "").strip().partition("\n")[0].strip().rstrip(".")


def _public_functions(tree: ast.Module) -> list[ast.FunctionDef]:
    return [node for node in tree.body if isinstance(node, ast.FunctionDef) and not node.name.startswith("_")]


def _is_scene(node: ast.FunctionDef) -> bool:
    return bool(node.args.args) and node.args.args[0].arg == "rng" and any(isinstance(n, ast.Yield | ast.YieldFrom) for n in ast.walk(node))


def _title(node: ast.Module | ast.FunctionDef, glossary: Glossary, problems: _Problems) -> Text:
    title = title_of(node)
    if not title:
        where = None if isinstance(node, ast.Module) else node
        problems.add(where, "needs a docstring whose first line is the title", "需要文档字符串，其第一行是标题")
    return glossary.told(title)


def _kernel(node: ast.FunctionDef) -> Kernel:
    plain, named = [*node.args.posonlyargs, *node.args.args], node.args.kwonlyargs
    required = [argument.arg for argument in plain[: len(plain) - len(node.args.defaults)]]
    required += [argument.arg for argument, default in zip(named, node.args.kw_defaults, strict=True) if default is None]
    return Kernel(node.name, tuple(argument.arg for argument in (*plain, *named)), tuple(required))


def _scene(node: ast.FunctionDef, aliases: dict[str, ast.expr], glossary: Glossary, problems: _Problems) -> Scene:
    read = [
        _parameter(argument, default, aliases, glossary, problems)
        for argument, default in zip(node.args.kwonlyargs, node.args.kw_defaults, strict=True)
    ]
    parameters = tuple(parameter for parameter in read if parameter is not None)
    nodes = tuple(ast.walk(node))
    checks = _check_names(nodes)
    if not checks:
        problems.add(node, f"scene {node.name} has no Check; let it claim something", f"场景 {node.name} 没有 Check；请让它证明一件事")
    _complain_of_steps(nodes, problems)
    return Scene(node.name.replace("_", "-"), _title(node, glossary, problems), node.lineno, parameters, checks)


def _complain_of_steps(nodes: Iterable[ast.AST], problems: _Problems) -> None:
    """Complain of what a scene yields that can be seen to be no step, and of tolerances that can be seen to be negative."""
    for node in nodes:
        if isinstance(node, ast.Yield) and (node.value is None or isinstance(node.value, _NO_STEPS)):
            what = ast.unparse(node.value)[:40] if node.value else "nothing"
            problems.add(
                node,
                f"yields {what}, which is no step; yield Say, Show, Plot, Film, Ask or Check",
                f"yield 了 {what}，它不是步骤；请 yield Say、Show、Plot、Film、Ask 或 Check",
            )
        if (
            isinstance(node, ast.keyword)
            and node.arg == "within"
            and isinstance(node.value, ast.UnaryOp)
            and isinstance(node.value.op, ast.USub)
        ):
            problems.add(
                node.value,
                "`within` is negative, so that nothing is near enough; give 0 or more",
                "`within` 是负数，这样什么都不够近；请给 0 或正数",
            )


def _check_names(nodes: Iterable[ast.AST]) -> tuple[str, ...]:
    names = []
    for call in nodes:
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id == "Check" and call.args:
            names += [call.args[0].value] if isinstance(call.args[0], ast.Constant) else []
    return tuple(dict.fromkeys(str(name) for name in names))


def _parameter(
    argument: ast.arg, default: ast.expr | None, aliases: dict[str, ast.expr], glossary: Glossary, problems: _Problems
) -> Parameter | None:
    name = argument.arg
    try:
        parameter = read_parameter(argument, default, aliases)
    except (ValueError, TypeError, SyntaxError, RecursionError, MemoryError) as error:
        problems.add(
            argument,
            f'parameter {name} cannot be an option ({error}); write {name}: Annotated[int, Range(1, 9), "what it means"] = 5',
            f'参数 {name} 无法成为命令行选项（{error}）；请写成 {name}: Annotated[int, Range(1, 9), "含义"] = 5',
        )
        return None
    wrong = fault(parameter, parameter.default)
    if wrong is not None:
        problems.add(
            argument,
            f"parameter {name} has a default that it refuses: {wrong.en}; mend the default or the range",
            f"参数 {name} 的默认值不合其自身要求：{wrong.zh}；请修改默认值或范围",
        )
    return dataclasses.replace(parameter, help=glossary.told(parameter.help.en))
