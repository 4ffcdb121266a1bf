"""Rendering of what a learner is told after an answer: the verdict, one list of options, each marked with its reason, then why, and what shows it."""

from __future__ import annotations

from rich.console import Group, RenderableType

from dl_quiz.asking.reveal import Choice, Revealed
from dl_quiz.asking.support import Support
from dl_quiz.grading.letters import label
from dl_quiz.nouns import NOT_KNOWN, Language, Text, Verdict
from dl_quiz.render.hanging import Hanging, hung
from dl_quiz.render.line import Line
from dl_quiz.render.style import BAD, GOOD, MIDDLING, NAME, OTHER, PICKED, QUIET, RIGHT, WRONG, mark_of
from dl_quiz.text import words
from dl_quiz.text.fold import fold

_LONGEST = 40
"""How much of a long answer is shown again."""


def render_feedback(verdict: Verdict, typed: str, revealed: Revealed, language: Language) -> RenderableType:
    """Return what a learner is told of what they typed."""
    parts: list[RenderableType] = [_head(verdict, typed, language)]
    if revealed.choices:
        parts.append(_choices(revealed, verdict.picks, language))
    else:
        parts += [hung(Line(remark.of(language), style=MIDDLING)) for remark in verdict.remarks]
        parts += [] if verdict.right or verdict.heard else [_labelled(words.KEY, revealed.key, language)]
    return Group(*parts, *_why(revealed, language))


def render_revealed(revealed: Revealed, language: Language) -> RenderableType:
    """Return what a learner is told who has not answered: the key, why it is right, and what shows it."""
    key = Group(_choices(revealed, (), language), Line()) if revealed.choices else _labelled(words.KEY, revealed.key, language)
    return Group(key, *_why(revealed, language))


def answer_text(verdict: Verdict, typed: str) -> Text:
    """Return what was typed, and how it was read where that is not the same."""
    if not typed:
        return words.SAID_UNKNOWN
    shown = " ".join(typed.split())
    shown = shown if len(shown) <= _LONGEST else f"{shown[:_LONGEST]}…"
    read = verdict.read_as
    if _bare(shown) == _bare(read):
        return Text(en=shown, zh=shown)
    also = words.READ_AS.format(read=read) if read else Text(en="", zh="")
    return Text(en=f"{shown}{also.en}", zh=f"{shown}{also.zh}")


def _bare(text: str) -> str:
    """Return a text without what does not matter between numbers of options, nor between words."""
    return "".join(sign for sign in fold(text) if sign.isalnum() or sign in ".-")


def _head(verdict: Verdict, typed: str, language: Language) -> Line:
    """Return the mark, what it means, and what was answered."""
    if verdict.rule == NOT_KNOWN:
        return Line(f"{WRONG} {words.NOT_KNOWN.of(language)}", style=BAD)
    mark, style = mark_of(verdict.score)
    said = words.RIGHT if verdict.right else words.PARTLY if verdict.score > 0 else words.WRONG
    answered = words.YOU_ANSWERED.format(typed=answer_text(verdict, typed).of(language)).of(language)
    head = Line.assemble((f"{mark} {said.format(score=f'{verdict.score:.0%}').of(language)}", style), f" · {answered}")
    if not verdict.right and verdict.score and verdict.rule in words.RULES:
        head.append(f" ({words.RULES[verdict.rule].of(language)})", QUIET)
    return head


def _choices(revealed: Revealed, picks: tuple[int, ...], language: Language) -> RenderableType:
    """Return options or steps, each marked, with its reason; a wrong one that was picked has its reason in colour."""
    rows = []
    for turn, choice in enumerate(revealed.choices):
        mark, style = _mark(choice, picks[turn : turn + 1] if revealed.ordered else picks, ordered=revealed.ordered)
        pointer = PICKED if choice.place in picks and not revealed.ordered else " "
        said = Line(choice.say.of(language))
        if choice.because is not None:
            said.append(f"\n{choice.because.of(language)}", MIDDLING if mark == WRONG else QUIET)
        rows.append((Line.assemble(f"{pointer} ", (f"{mark} {label(choice.place)}) ", style)), said))
    return Hanging(rows)


def _mark(choice: Choice, picks: tuple[int, ...], *, ordered: bool) -> tuple[str, str]:
    """Return the mark and the colour of an option among the picks, or of a step that stands in the place of a pick."""
    if ordered:
        return (WRONG, BAD) if picks and picks != (choice.place,) else (RIGHT, GOOD)
    if choice.right:
        return RIGHT, GOOD
    return (WRONG, BAD) if choice.place in picks else (OTHER, QUIET)


def _why(revealed: Revealed, language: Language) -> list[RenderableType]:
    """Return the explanation, if the course has one, and what shows it."""
    why = [_labelled(words.WHY, revealed.explain, language)] if revealed.explain else []
    return [*why, *_support(revealed.support, language)]


def _labelled(name: Text, body: Text, language: Language) -> RenderableType:
    """Return a text under its name: beside it, or below where it is a list."""
    between = "\n" if "\n" in body.of(language) else ""
    return hung(Line.assemble((f"{name.of(language)}{words.COLON.of(language)}{between}", QUIET), body.of(language)))


def _support(support: Support, language: Language) -> list[RenderableType]:
    """Return the lines that say what shows an answer: a command to run, a place in a source."""
    named = ((words.PROOF, support.command, NAME), (words.CITED, support.cited, ""), (words.PAGE, support.url, ""))
    return [
        hung(Line.assemble((f"{name.of(language)}{words.COLON.of(language)}", QUIET), (body, style))) for name, body, style in named if body
    ]
