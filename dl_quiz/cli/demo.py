"""`dl-quiz demo`: which scenes, with which options, played how."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING, Annotated

import typer

from dl_quiz.cli.globals import Globals
from dl_quiz.cli.help import said
from dl_quiz.cli.options import PAGES, OutputFile, Overwrite
from dl_quiz.cli.output import Output, output_of, require_format
from dl_quiz.course.course import Course
from dl_quiz.course.find import find_demo, find_scene
from dl_quiz.errors import UsageError
from dl_quiz.nouns import Text, Value
from dl_quiz.render.listing import demo_list, highlighted, scene_list
from dl_quiz.render.report import pretty
from dl_quiz.stage.listing import list_demos
from dl_quiz.stage.options import read_value
from dl_quiz.stage.outline import DemoOutline, Scene
from dl_quiz.stage.parameters import Parameter
from dl_quiz.terminal.terminal import Leave, Terminal
from dl_quiz.text.commands import command
from dl_quiz.text.names import meant

if TYPE_CHECKING:
    from dl_quiz.stage.performance import Performance

_MOST_RUNS = 6

Words = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="[NAME [SCENE]] [--OPTION VALUE]…",
        help=said("What to play, and the scene's own options.", "要播放的演示、场景，以及场景自己的选项。"),
    ),
]
Seed = Annotated[int, typer.Option(help=said("Seed of the randomness.", "随机种子。"), min=0)]
Step = Annotated[
    bool | None,
    typer.Option(
        "--step/--no-step",
        help=said("Wait for Enter and ask for predictions (default: at a terminal).", "逐步播放并请你预测（在终端中默认开启）。"),
    ),
]
Motion = Annotated[
    bool, typer.Option("--motion/--no-motion", help=said("Let pictures move (at a terminal).", "让图动起来（仅在终端中）。"))
]
Source = Annotated[bool, typer.Option("--source", help=said("Show the kernels' source instead.", "改为显示核心函数的源码。"))]
Help = Annotated[bool, typer.Option("--help", "-h", help=said("Show this, and the scene's options.", "显示帮助和场景选项。"))]


def demo(
    context: typer.Context,
    words: Words = None,
    seed: Seed = 0,
    step: Step = None,
    motion: Motion = True,
    source: Source = False,
    format: Annotated[str, typer.Option("--format", metavar="text|json|svg|html", help=said("How to print.", "输出格式。"))] = "text",
    output: OutputFile = None,
    force: Overwrite = False,
    help: Help = False,
) -> int:
    """List the demos; or play, print or describe one. The exit code tells whether every claim held."""
    given: Globals = context.obj
    course, terminal = given.course(), given.terminal()
    names, typed = split_words(tuple(words or ()))
    require_format(format, "text", "json", *PAGES)
    out = output_of(format, output, force)
    if not names:
        return _list(terminal, course, out, context.get_help() if help else "")
    found, scenes = _find(course, *names)
    if help:
        return _describe(terminal, found, scenes, context.get_help())
    if source:
        return _print_source(terminal, course, found)
    runs = read_options(found, scenes, typed)
    from dl_quiz.stage.performance import Performance  # from here on there is NumPy, which listing and describing do not want

    code = course.runnable()
    performance, *others = (Performance(code, found, scenes, arguments, seed) for arguments in runs)
    if others and format != "text":
        raise UsageError(f"--format {format} plays one run; give each option once", f"--format {format} 只播放一次；每个选项只给一个值")
    if format == "json":
        return _give_document(out, terminal, performance)
    if format in PAGES:
        return _give_page(out, given, performance)
    if others:
        return _compare(terminal, [performance, *others])
    return _play(terminal, performance, terminal.interactive if step is None else step, motion)


def _find(course: Course, name: str, scene: str = "", *more: str) -> tuple[DemoOutline, tuple[Scene, ...]]:
    """Return a demo, and the scene that is named, or all of them. Raises UsageError."""
    found = find_demo(course, name)
    if more:
        raise UsageError(f"demo takes a name and a scene; what is “{more[0]}”?", f"demo 只需要名称和场景；“{more[0]}”是什么？")
    return found, (find_scene(found, scene),) if scene else found.scenes


def split_words(words: tuple[str, ...]) -> tuple[list[str], list[tuple[str, str | None]]]:
    """Part what was typed into names and options; a flag has no value, and a value follows its option or stands after `=`."""
    names: list[str] = []
    options: list[tuple[str, str | None]] = []
    for word in words:
        if word.startswith("--"):
            name, equals, value = word.partition("=")
            options.append((name, value if equals else None))
        elif options and options[-1][1] is None:
            options[-1] = (options[-1][0], word)
        else:
            names.append(word)
    return names, options


def read_options(demo: DemoOutline, scenes: tuple[Scene, ...], typed: list[tuple[str, str | None]]) -> list[dict[str, Value]]:
    """Return the scene options that were typed, once for each run: an option that is given several times is tried with each of its values.

    Raises UsageError for one that no scene has, a value out of range, or too many runs.
    """
    known = {parameter.option: parameter for scene in scenes for parameter in scene.parameters}
    values: dict[str, list[Value]] = {}
    for option, text in typed:
        off = option.startswith("--no-") and "--" + option[5:] in known
        parameter = known.get("--" + option[5:] if off else option)
        if parameter is None:
            raise _unknown_option(demo, scenes, option, known)
        value = _flag(parameter, text, off) if parameter.kind == "bool" else _value(parameter, text)
        if isinstance(value, Text):
            raise UsageError(value.en, value.zh)
        values.setdefault(parameter.name, []).append(value)
    runs = [dict(zip(values, each, strict=True)) for each in product(*values.values())]
    if len(runs) > _MOST_RUNS:
        raise UsageError(
            f"that makes {len(runs)} runs; at most {_MOST_RUNS} stand side by side", f"这样要跑 {len(runs)} 次；最多并排 {_MOST_RUNS} 次"
        )
    return runs


def _flag(parameter: Parameter, text: str | None, off: bool) -> Value | Text:
    return not off if text is None else read_value(parameter, text)


def _value(parameter: Parameter, text: str | None) -> Value | Text:
    if text is None:
        return Text(en=f"{parameter.option} wants a value: {parameter.help.en}", zh=f"{parameter.option} 需要一个值：{parameter.help.zh}")
    return read_value(parameter, text)


def _unknown_option(demo: DemoOutline, scenes: tuple[Scene, ...], option: str, known: dict[str, Parameter]) -> UsageError:
    where = f"{demo.name} {scenes[0].name}" if len(scenes) == 1 else demo.name
    listed = ", ".join(known) or "-"
    hint = meant(option, known, Text(en=f"it has {listed}", zh=f"可用：{listed}"))
    return UsageError(f"demo {where} has no option {option}; {hint.en}", f"演示 {where} 没有选项 {option}；{hint.zh}")


def _play(terminal: Terminal, performance: Performance, step: bool, motion: bool) -> int:
    from dl_quiz.terminal.scene import Walk

    try:
        return 0 if Walk(terminal, performance, step, motion).play() else 1
    except Leave as leave:
        return 130 if leave.interrupted else 0


def _compare(terminal: Terminal, runs: list[Performance]) -> int:
    from dl_quiz.terminal.laboratory import compare

    return 0 if compare(terminal, runs) else 1


def _give_document(out: Output, terminal: Terminal, performance: Performance) -> int:
    from dl_quiz.stage.document import document_of

    document = document_of(performance, terminal.language)
    out.give(pretty(document))
    return 0 if document.held else 1


def _give_page(out: Output, given: Globals, performance: Performance) -> int:
    from dl_quiz.terminal.page import Page
    from dl_quiz.terminal.scene import Walk

    page = Page(given.language)
    held = Walk(page, performance, step=False, motion=False).play()
    out.give(page.written(out.format, command("demo", performance.demo.name)))
    return 0 if held else 1


def _list(terminal: Terminal, course: Course, out: Output, help: str) -> int:
    if out.format in PAGES:
        raise UsageError(f"--format {out.format} wants a demo's name", f"--format {out.format} 需要演示的名称")
    if help:
        terminal.write(help + "\n")
        return 0
    demos = list_demos((course.demo(name) for name in course.code.demos), terminal.language)
    if out.format == "json":
        out.give(pretty(demos))
    else:
        terminal.page(demo_list(demos))
    return 0


def _describe(terminal: Terminal, demo: DemoOutline, scenes: tuple[Scene, ...], help: str) -> int:
    terminal.page(help, "", scene_list(demo, scenes, terminal.language))
    return 0


def _print_source(terminal: Terminal, course: Course, demo: DemoOutline) -> int:
    """Print the kernels of a demo as a program that runs: in colours at a terminal, to the byte into a pipe."""
    from dl_quiz.stage.source import standalone

    source = standalone(course.code, demo.name)
    if terminal.out.is_terminal:
        terminal.page(highlighted(source))
    else:
        terminal.write(source)
    return 0
