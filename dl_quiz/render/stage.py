"""Rendering of a scene's steps."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import Any, cast

import numpy as np
from rich.cells import cell_len
from rich.console import Group, RenderableType
from rich.padding import Padding

from dl_quiz.nouns import Language
from dl_quiz.render.labels import say, short
from dl_quiz.render.line import Line, break_offsets
from dl_quiz.render.pictures.beside import GUTTER, beside
from dl_quiz.render.pictures.draw import draw
from dl_quiz.render.pictures.table import draw_table, table_lines
from dl_quiz.render.screen import Screen
from dl_quiz.render.style import BAD, GOOD, MIDDLING, NOT_APPLICABLE, QUIET, RIGHT, TITLE, WRONG
from dl_quiz.stage.play import Judged
from dl_quiz.stage.steps import Ask, Claim, Film, Plot, Say, Show
from dl_quiz.text import words

_WIDEST_PICTURE = 120
"""A picture in a wider terminal is no wider."""
_NARROWEST = 24
"""Captions and curves that would be narrower next to each other stand one under the other."""


def render_step(step: Any, language: Language, screen: Screen) -> RenderableType:
    """Return a step of a scene in a language, for a screen."""
    if isinstance(step, Say):
        return Line(say(step.text, language))
    if isinstance(step, Show | Plot):
        return Group(_caption(step, language), _indented(_picture(step, language, _room(screen))))
    if isinstance(step, Film):
        return Group(_caption(step, language), _indented(render_beside(_stills(step), language, _room(screen), step.frames)))
    if isinstance(step, Judged):
        return _judged(step, language)
    return _ask(step, language)


def render_beside(
    pictures: Sequence[Show | Plot], language: Language, screen: Screen, compared: Sequence[Show | Plot] = ()
) -> RenderableType:
    """Return pictures with their captions, next to each other where they fit, on one scale with all that are `compared`."""
    abreast = max(1, min(len(pictures), (screen.width + GUTTER) // (_NARROWEST + GUTTER)))
    share = (screen.width + GUTTER) // abreast - GUTTER
    drawn = [
        lines_of(picture, language, replace(screen, width=share) if isinstance(picture, Plot) else screen, compared or pictures)
        for picture in pictures
    ]
    if any(lines is None for lines in drawn):
        return Group(*(Group(_caption(picture, language), _picture(picture, language, screen)) for picture in pictures))
    widths = [max(share, *(line.cell_len for line in lines or ())) for lines in drawn]
    captions = [_wrapped(_caption(picture, language), width) for picture, width in zip(pictures, widths, strict=True)]
    tallest = max(map(len, captions), default=0)
    headed = [
        [*caption, *[Line()] * (tallest - len(caption)), *lines] for caption, lines in zip(captions, filter(None, drawn), strict=True)
    ]
    return Group(*beside(headed, screen.width))


def _stills(film: Film) -> Sequence[Show | Plot]:
    """Return the frames that are shown where a film cannot move: the first and the last, and of tables one between them."""
    last = len(film.frames) - 1
    chosen = (0, last) if isinstance(film.frames[0], Plot) else (0, last // 2, last)
    return [film.frames[index] for index in dict.fromkeys(chosen)]


def lines_of(step: Show | Plot, language: Language, screen: Screen, beside: Sequence[Show | Plot] = ()) -> list[Line] | None:
    """Return the lines of a picture without its caption; None for a table whose cells must be wrapped. Those `beside` it are on one scale with it."""
    if isinstance(step, Plot):
        return draw(step, language, screen)
    return table_lines(step, language, screen, [one for one in beside if isinstance(one, Show) and one.heat])


def _picture(step: Show | Plot, language: Language, screen: Screen) -> RenderableType:
    lines = lines_of(step, language, screen)
    return Group(*lines) if lines is not None else draw_table(cast(Show, step), language, screen)


def _room(screen: Screen) -> Screen:
    return replace(screen, width=min(screen.width, _WIDEST_PICTURE) - 2)


def _indented(renderable: RenderableType) -> Padding:
    return Padding(renderable, (0, 0, 0, 2))


def _wrapped(line: Line, width: int) -> list[Line]:
    """Return a line as lines of at most so many cells."""
    parts = line.divide(break_offsets(line.plain, max(1, width)))
    return [Line.assemble((part.plain.rstrip(), TITLE)) for part in parts]


def heading(title: str, width: int) -> Line:
    """Return a scene's title, ruled to the end of the line where it fits on one."""
    room = width - cell_len(title) - 1
    return Line.assemble(title, (" " + "─" * room if room > 0 else "", QUIET))


def render_answer(ask: Ask, language: Language) -> Line:
    """Return the answer to an Ask."""
    answer = say(ask.options[int(ask.answer)], language) if ask.options else short(float(ask.answer))
    return Line.assemble((f"→ {words.ANSWER.of(language)}{words.COLON.of(language)}", TITLE), answer)


def render_held(judged: Collection[Judged], language: Language) -> Line:
    """Return how many of the claims that apply hold."""
    claimed = [one for one in judged if one.standing != "not applicable"]
    held = sum(one.standing == "holds" for one in claimed)
    summary = words.SUMMARY_CHECKS.format(held=held, all=len(claimed))
    return Line(summary.of(language), style=GOOD if held == len(claimed) else BAD)


def _caption(step: Show | Plot | Film, language: Language) -> Line:
    return Line(say(step.text, language), style=TITLE)


def _ask(ask: Ask, language: Language) -> Line:
    line = Line.assemble(("? ", MIDDLING), (say(ask.text, language), TITLE))
    for index, option in enumerate(ask.options):
        line.append(f"\n  {index + 1}) {say(option, language)}")
    return line


def _judged(judged: Judged, language: Language) -> Line:
    check = judged.check
    claim = say(check.text, language)
    if judged.standing == "not applicable":
        because = f" ({say(check.claim.because, language)})" if check.claim.because else ""
        return Line.assemble(
            (f"{NOT_APPLICABLE} ", QUIET), (f"{claim}: {words.NOT_APPLICABLE.of(language)}{because}", QUIET), (f"  [{check.name}]", QUIET)
        )
    holds = judged.standing == "holds"
    mark, style = (RIGHT, GOOD) if holds else (WRONG, BAD)
    figures = _sides(judged)
    line = Line.assemble((f"{mark} ", style), claim, (f"  [{check.name}]", QUIET), (f"\n  {figures}" if figures else "", QUIET))
    return line if holds else Line.assemble(line, (f"  {words.FAILS.of(language)}", BAD))


def _sides(judged: Judged) -> str:
    """Return the two sides of a claim, or how far they are apart; of many words and truths nothing, for the claim has named them."""
    claim = judged.check.claim
    relation = {"==": "=", "!=": "≠", "<=": "≤", ">=": "≥"}.get(claim.relation, claim.relation)
    left, right = _side(claim.left), _side(claim.right)
    if left is None or right is None:
        difference = "" if judged.difference is None else f"max |Δ| = {short(judged.difference)}"
        return difference + _within(claim) if claim.relation == "==" else f"{_range(claim.left)} {relation} {_range(claim.right)}"
    relation = "≈" if relation == "=" and judged.difference else relation
    return f"{left} {relation} {right}" + _within(claim)


def _within(claim: Claim) -> str:
    return f" (± {short(claim.within)})" if claim.within else ""


def _side(side: Any) -> str | None:
    if np.size(side) > 6 or np.ndim(side) > 1:
        return None
    return _figures(np.asarray(side))


def _figures(side: Any) -> str:
    if side.ndim:
        return "[" + ", ".join(_figures(item) for item in side) + "]"
    value = side.item()
    if isinstance(value, bool):
        return "true" if value else "false"
    return f"{value + 0.0:.6g}" if isinstance(value, float) else str(value)  # + 0.0: no minus before zero


def _range(side: Any) -> str:
    values = np.asarray(side, dtype=float)
    return short(float(values.item())) if values.size == 1 else f"[{short(float(values.min()))} … {short(float(values.max()))}]"
