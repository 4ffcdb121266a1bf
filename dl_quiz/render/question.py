"""Rendering of questions, verdicts and summaries."""

from __future__ import annotations

from rich.console import Group, RenderableType
from rich.padding import Padding

from dl_quiz.asking.present import Presented
from dl_quiz.asking.reveal import Revealed
from dl_quiz.asking.session import Session
from dl_quiz.asking.support import Support
from dl_quiz.grading.letters import label
from dl_quiz.nouns import Language, Text, Verdict
from dl_quiz.render.line import Line
from dl_quiz.render.style import BAD, GOOD, MIDDLING, NAME, QUIET, TITLE, mark_of
from dl_quiz.render.suggestions import Suggestions
from dl_quiz.render.tables import plain_table
from dl_quiz.text import words
from dl_quiz.text.commands import command


def render_presented(presented: Presented, language: Language) -> RenderableType:
    """Return a question with its numbered options or steps."""
    table = plain_table()
    for index, choice in enumerate(presented.choices):
        table.add_row(Line(f" {label(index)})", style=NAME), Line(choice.of(language)))
    ask = Line(presented.ask.of(language), style=TITLE)
    return Group(ask, Line(), table) if presented.choices else ask


def progress_line(session: Session, title: Text, language: Language) -> Line:
    """Return where a session stands, and of what kind the next question is."""
    posed = session.next
    assert posed is not None, "there is no next question"
    parts = [words.PROGRESS.format(number=len(session.done) + 1, all=len(session.posed)).of(language)]
    if session.graded:
        parts.append(words.SO_FAR.format(points=score(session.points), graded=len(session.graded)).of(language))
    parts += [
        title.of(language),
        words.LEVEL.format(level=posed.question.level).of(language),
        words.KINDS[posed.question.kind].of(language),
    ]
    return Line(" · ".join(parts), style=QUIET)


def render_verdict(verdict: Verdict, revealed: Revealed, language: Language) -> RenderableType:
    """Return what a learner is told after an answer: the mark, the remarks, the key, the explanation and what shows it."""
    mark, style = mark_of(verdict.score)
    said = words.RIGHT if verdict.right else words.PARTLY if verdict.score > 0 else words.WRONG
    head = Line(f"{mark} {said.format(score=f'{verdict.score:.0%}').of(language)}", style=style)
    if not verdict.right and verdict.score and verdict.rule in words.RULES:
        head.append(f"  ({words.RULES[verdict.rule].of(language)})", QUIET)
    parts: list[RenderableType] = [head]
    parts += [_hung(Line(remark.of(language), style=MIDDLING)) for remark in verdict.remarks]
    if not verdict.right:
        parts.append(_labelled(words.KEY, revealed.key, language))
    if revealed.explain:
        parts.append(_labelled(words.WHY, revealed.explain, language))
    return Group(*parts, *_support(revealed.support, language))


def render_revealed(revealed: Revealed, language: Language) -> RenderableType:
    """Return a question's key, its explanation, why each wrong option is wrong, and what shows it."""
    parts: list[RenderableType] = []
    for name, text in ((words.KEY, revealed.key), (words.WHY, revealed.explain)):
        if not text:
            continue
        parts += [Line(f"{name.of(language)}:", style=TITLE), _hung(Line(text.of(language)))]
    for option in revealed.wrong:
        because = option.because.of(language) if option.because else ""
        parts.append(_hung(Line.assemble("✗ ", option.say.of(language), (f"\n  {because}", QUIET))))
    return Group(*parts, *_support(revealed.support, language))


def _labelled(name: Text, body: Text, language: Language) -> RenderableType:
    return _hung(Line.assemble((f"{name.of(language)}{words.COLON.of(language)}", QUIET), body.of(language)))


def _support(support: Support, language: Language) -> list[RenderableType]:
    """Return the lines that say what shows an answer: a command to run, a place in a source."""
    lines = []
    if support.command:
        lines.append(Line.assemble((f"{words.PROOF.of(language)}: ", QUIET), (support.command, NAME), (f"  [{support.check}]", QUIET)))
    if support.cited:
        lines.append(Line.assemble((f"{words.CITED.of(language)}: ", QUIET), support.cited))
    if support.url:
        lines.append(Line.assemble((f"{words.PAGE.of(language)}: ", QUIET), support.url))
    return [_hung(line) for line in lines]


def _hung(line: Line) -> Padding:
    return Padding(line, (0, 0, 0, 2))


def score(value: float) -> str:
    """Return a score without needless decimals."""
    return f"{value:.2f}".rstrip("0").rstrip(".")


def render_summary(session: Session, titles: dict[str, Text], again: str, language: Language) -> RenderableType:
    """Return the end of a session: the result, each question's mark, and what to look at next."""
    if not session.graded:
        return Line(words.NOTHING_ANSWERED.of(language), style=QUIET)
    share = session.points / len(session.graded)
    result = words.RESULT.format(points=score(session.points), graded=len(session.graded), percent=f"{share:.0%}").of(language)
    table = plain_table()
    for one in session.done:
        mark, style = mark_of(one.verdict.score) if one.verdict else ("·", QUIET)
        table.add_row(Line(mark, style=style), Line(one.posed.id, style="" if one.verdict else QUIET, overflow="fold"))
    weak = list(dict.fromkeys(one.posed.topic for one in session.graded if one.verdict and not one.verdict.right))
    parts: list[RenderableType] = [
        Line(f"{words.SUMMARY.of(language)} · {result}", style=GOOD if share >= 0.8 else MIDDLING if share >= 0.5 else BAD),
        table,
    ]
    if weak:
        looks = [(command("explain", topic), titles[topic].of(language)) for topic in weak[:5]]
        parts += [Line(), Line(words.LOOK_AT.of(language), style=TITLE), Suggestions(looks)]
    else:
        parts += [Line(), Line(words.ALL_RIGHT.format(command=command("quiz", "--level", "3")).of(language))]
    return Group(*parts, Line(), Line(words.AGAIN.format(command=again).of(language), style=QUIET))
