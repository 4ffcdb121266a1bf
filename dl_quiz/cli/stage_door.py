"""The body of `demo`: which scenes, with which options, played how."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dl_quiz.cli.globals import Globals
from dl_quiz.course.course import Course
from dl_quiz.course.find import find_demo, find_scene
from dl_quiz.errors import UsageError
from dl_quiz.nouns import Text, Value
from dl_quiz.stage.options import read_value
from dl_quiz.stage.outline import DemoOutline, Scene
from dl_quiz.stage.parameters import Parameter
from dl_quiz.text.names import nearest

if TYPE_CHECKING:
    from dl_quiz.stage.performance import Performance
    from dl_quiz.terminal.terminal import Terminal


def enter(given: Globals, words: tuple[str, ...], *, seed: int, step: bool | None, source: bool, format: str, help: str) -> int:
    """List the demos, or play, print or describe one; return the exit code."""
    course, terminal = given.course(), given.terminal()
    names, typed = _split(words)
    if format not in ("text", "json"):
        raise UsageError(f"--format takes text or json, not “{format}”", f"--format 只能是 text 或 json，而不是“{format}”")
    if not names and format == "json":
        raise UsageError("--format json wants a demo's name", "--format json 需要演示的名称")
    if not names:
        return _list(terminal, course, help)
    demo = find_demo(course, names[0])
    if len(names) > 2:
        raise UsageError(f"demo takes a name and a scene; what is “{names[2]}”?", f"demo 只需要名称和场景；“{names[2]}”是什么？")
    scenes = (find_scene(demo, names[1]),) if len(names) > 1 else demo.scenes
    if help:
        return _describe(terminal, demo, scenes, help)
    if source:
        return _print_source(terminal, course, demo)
    arguments = read_options(demo, scenes, typed)
    from dl_quiz.stage.performance import Performance

    performance = Performance(course.runnable(), demo, scenes, arguments, seed)
    if format == "json":
        return _print_document(terminal, performance)
    return _play(terminal, performance, terminal.interactive if step is None else step)


def _split(words: tuple[str, ...]) -> tuple[list[str], list[tuple[str, str | None]]]:
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


def read_options(demo: DemoOutline, scenes: tuple[Scene, ...], typed: list[tuple[str, str | None]]) -> dict[str, Value]:
    """Return the scene options that were typed. Raises UsageError for one that no scene has, or a value out of range."""
    known = {parameter.option: parameter for scene in scenes for parameter in scene.parameters}
    values: dict[str, Value] = {}
    for option, text in typed:
        off = option.startswith("--no-") and "--" + option[5:] in known
        parameter = known.get("--" + option[5:] if off else option)
        if parameter is None:
            raise _unknown_option(demo, scenes, option, known)
        value = _flag(parameter, text, off) if parameter.kind == "bool" else _value(parameter, text)
        if isinstance(value, Text):
            raise UsageError(value.en, value.zh)
        values[parameter.name] = value
    return values


def _flag(parameter: Parameter, text: str | None, off: bool) -> Value | Text:
    return not off if text is None else read_value(parameter, text)


def _value(parameter: Parameter, text: str | None) -> Value | Text:
    if text is None:
        return Text(en=f"{parameter.option} wants a value: {parameter.help.en}", zh=f"{parameter.option} 需要一个值：{parameter.help.zh}")
    return read_value(parameter, text)


def _unknown_option(demo: DemoOutline, scenes: tuple[Scene, ...], option: str, known: dict[str, Parameter]) -> UsageError:
    near = nearest(option, known)
    where = f"{demo.name} {scenes[0].name}" if len(scenes) == 1 else demo.name
    listed = ", ".join(known) or "-"
    hint = f"did you mean {near[0]}?" if near else f"it has {listed}"
    hint_zh = f"是否想写 {near[0]}？" if near else f"可用：{listed}"
    return UsageError(f"demo {where} has no option {option}; {hint}", f"演示 {where} 没有选项 {option}；{hint_zh}")


def _play(terminal: Terminal, performance: Performance, step: bool) -> int:
    from dl_quiz.terminal.scene import play_scenes
    from dl_quiz.terminal.terminal import Leave

    try:
        return 0 if play_scenes(terminal, performance, step=step) else 1
    except Leave as leave:
        return 130 if leave.interrupted else 0


def _print_document(terminal: Terminal, performance: Performance) -> int:
    from dl_quiz.render.report import pretty
    from dl_quiz.stage.document import document_of

    document = document_of(performance, terminal.language)
    terminal.write(pretty(document))
    return 0 if document.held else 1


def _list(terminal: Terminal, course: Course, help: str) -> int:
    from dl_quiz.render.listing import demo_list

    if help:
        terminal.write(help + "\n")
        return 0
    terminal.show(demo_list([course.demo(name) for name in course.code.demos], terminal.language))
    return 0


def _describe(terminal: Terminal, demo: DemoOutline, scenes: tuple[Scene, ...], help: str) -> int:
    from dl_quiz.render.listing import scene_list

    terminal.write(help + "\n\n")
    terminal.show(scene_list(demo, scenes, terminal.language))
    return 0


def _print_source(terminal: Terminal, course: Course, demo: DemoOutline) -> int:
    """Print the kernels of a demo as a program that runs: in colours at a terminal, to the byte into a pipe."""
    from dl_quiz.render.listing import highlighted
    from dl_quiz.stage.source import standalone

    source = standalone(course.code, demo.name)
    if terminal.out.is_terminal:
        terminal.show(highlighted(source))
    else:
        terminal.write(source)
    return 0
