"""Rendering of lists: topics, demos, scenes and their options, kernels."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table

from dl_quiz.nouns import Language, Value
from dl_quiz.render.line import Line
from dl_quiz.render.style import NAME, QUIET, TITLE
from dl_quiz.render.tables import headed_table, plain_table
from dl_quiz.stage.listing import DemoList
from dl_quiz.stage.outline import DemoOutline, Scene
from dl_quiz.stage.parameters import Parameter
from dl_quiz.text import words
from dl_quiz.text.commands import command


def demo_list(listing: DemoList) -> RenderableType:
    """Return the demos with their titles and scenes."""
    language = listing.language
    table = headed_table(words.DEMO.of(language), f"{words.TITLE.of(language)} · {words.SCENES.of(language)}")
    for demo in listing.demos:
        title = Line.assemble(_brief(demo.title), ("\n" + " · ".join(scene.scene for scene in demo.scenes), QUIET))
        table.add_row(Line(demo.demo, style=NAME, no_wrap=True), title)
    name, scene = words.A_NAME.of(language), words.A_SCENE.of(language)
    play = words.PLAY_ONE.format(one=command("demo", name), scene=command("demo", name, scene))
    return Group(table, Line(), Line(play.of(language), style=QUIET))


def _brief(title: str) -> str:
    """Return a title without the idea after its colon."""
    return title.partition(":")[0].partition("：")[0]


def scene_list(demo: DemoOutline, scenes: Iterable[Scene], language: Language) -> RenderableType:
    """Return scenes with their options, ranges and defaults."""
    parts: list[RenderableType] = [Line(f"{demo.name} · {demo.title.of(language)}", style=TITLE)]
    for scene in scenes:
        parts.append(Line.assemble("\n", (command("demo", demo.name, scene.name), NAME), f"  {scene.title.of(language)}"))
        if scene.parameters:
            parts.append(_options(scene.parameters, language))
    return Group(*parts)


def _options(parameters: Iterable[Parameter], language: Language) -> Table:
    table = plain_table()
    table.add_column(no_wrap=True)
    table.add_column(overflow="fold")
    for parameter in parameters:
        table.add_row("  " + parameter.option, Line(f"{parameter.help.of(language)} ({_values(parameter)})"))
    return table


def _values(parameter: Parameter) -> str:
    default = shown_value(parameter.default)
    if parameter.choices:
        return f"{' | '.join(parameter.choices)}; {default}"
    if parameter.low is not None and parameter.high is not None:
        return f"{parameter.low:g}–{parameter.high:g}; {default}"
    return default


def values_line(scene: Scene, arguments: Mapping[str, Value], language: Language) -> RenderableType:
    """Return the values that a scene is played with, each with its range, on one line where they fit."""
    known = (f"{one.name}={shown_value(arguments[one.name])}{_range(one, language)}" for one in scene.parameters)
    return Padding(Line(" · ".join(known), style=QUIET), (0, 0, 0, 2))


def shown_value(value: Value) -> str:
    """Return a value as it is typed for an option."""
    if isinstance(value, tuple):
        return ",".join(f"{part:g}" if isinstance(part, float) else str(part) for part in value)
    return str(value).lower() if isinstance(value, bool) else f"{value:g}" if isinstance(value, float) else str(value)


def _range(parameter: Parameter, language: Language) -> str:
    around = ("（", "）") if language == "zh" else (" (", ")")
    if parameter.choices:
        return f"{around[0]}{' | '.join(parameter.choices)}{around[1]}"
    if parameter.low is not None and parameter.high is not None:
        return f"{around[0]}{parameter.low:g}–{parameter.high:g}{around[1]}"
    return ""


def highlighted(source: str) -> RenderableType:
    """Return Python source in colours."""
    from rich.syntax import Syntax

    return Syntax(source, "python", theme="ansi_dark", background_color="default", word_wrap=True)
