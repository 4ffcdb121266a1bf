"""Rendering of questions, verdicts and summaries."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Group, RenderableType
from rich.padding import Padding

from dl_quiz.asking.session import Session
from dl_quiz.grading.letters import label
from dl_quiz.nouns import Cite, Language, Option, Proof, Source, Text, Verdict
from dl_quiz.render.line import Line
from dl_quiz.render.sources import cited
from dl_quiz.render.style import BAD, GOOD, MIDDLING, NAME, QUIET, TITLE, mark_of
from dl_quiz.render.tables import plain_table
from dl_quiz.text import words


def render_question(ask: Text, choices: Sequence[Text], language: Language) -> RenderableType:
    """Return a question with its numbered options or steps."""
    table = plain_table()
    for place, choice in enumerate(choices):
        table.add_row(Line(f" {label(place)})", style=NAME), Line(choice.of(language)))
    ask_line = Line(ask.of(language), style=TITLE)
    return Group(ask_line, Line(), table) if choices else ask_line


def progress_line(session: Session, title: Text, language: Language) -> Line:
    """Return where a session stands, and of what kind the next question is."""
    posed = session.next
    assert posed is not None, "there is no next question"
    parts = [words.PROGRESS.of(language).format(number=len(session.done) + 1, all=len(session.posed))]
    if session.graded:
        parts.append(words.SO_FAR.of(language).format(points=score(session.points), graded=len(session.graded)))
    parts += [
        title.of(language),
        words.LEVEL.of(language).format(level=posed.question.level),
        words.KINDS[posed.question.kind].of(language),
    ]
    return Line(" · ".join(parts), style=QUIET)


def render_verdict(verdict: Verdict, key: Text, explain: Text, language: Language) -> RenderableType:
    """Return what a learner is told after an answer: the mark, the remarks, the key and the explanation."""
    mark, style = mark_of(verdict.score)
    said = words.RIGHT if verdict.right else words.PARTLY if verdict.score > 0 else words.WRONG
    head = Line(f"{mark} {said.of(language).format(score=f'{verdict.score:.0%}')}", style=style)
    if not verdict.right and verdict.score and verdict.rule in words.RULES:
        head.append(f"  ({words.RULES[verdict.rule].of(language)})", QUIET)
    parts: list[RenderableType] = [head]
    parts += [Padding(Line(remark.of(language), style=MIDDLING), (0, 0, 0, 2)) for remark in verdict.remarks]
    if not verdict.right:
        parts.append(_labelled(words.KEY, key.of(language), language))
    return Group(*parts, _labelled(words.WHY, explain.of(language), language))


def _labelled(name: Text, body: str, language: Language) -> RenderableType:
    return Padding(Line.assemble((f"{name.of(language)}: " if language == "en" else f"{name.of(language)}：", QUIET), body), (0, 0, 0, 2))


def proof_command(proof: Proof, arguments: dict[str, object]) -> str:
    """Return the command that plays a proof's scene with its arguments."""
    return " ".join(["dl-quiz demo", proof.demo, proof.scene, *(_option(name, value) for name, value in arguments.items())])


def _option(name: str, value: object) -> str:
    option = name.replace("_", "-")
    if isinstance(value, bool):
        return f"--{option}" if value else f"--no-{option}"
    shown = ",".join(f"{v:g}" for v in value) if isinstance(value, tuple) else value
    return f"--{option}={shown}" if str(shown).startswith("-") else f"--{option} {shown}"


def render_support(proof: Proof | None, command: str, cite: Cite | None, sources: Sequence[Source], language: Language) -> RenderableType:
    """Return the line that says what shows an answer: a command to run, or a place in a source."""
    parts: list[RenderableType] = []
    if proof is not None:
        parts.append(
            Padding(Line.assemble((f"{words.PROOF.of(language)}: ", QUIET), (command, NAME), (f"  [{proof.check}]", QUIET)), (0, 0, 0, 2))
        )
    if cite is not None:
        parts.append(Padding(Line.assemble((f"{words.CITED.of(language)}: ", QUIET), cited(cite, sources)), (0, 0, 0, 2)))
    return Group(*parts)


def score(value: float) -> str:
    """Return a score without needless decimals."""
    return f"{value:.2f}".rstrip("0").rstrip(".")


def render_summary(session: Session, titles: dict[str, Text], command: str, language: Language) -> RenderableType:
    """Return the end of a session: the result, each question's mark, and what to look at next."""
    if not session.graded:
        return Line(words.NOTHING_ANSWERED.of(language), style=QUIET)
    share = session.points / len(session.graded)
    result = words.RESULT.of(language).format(points=score(session.points), graded=len(session.graded), percent=f"{share:.0%}")
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
        parts += [Line(), Line(words.LOOK_AT.of(language), style=TITLE)]
        looks = plain_table()
        for topic in weak[:5]:
            looks.add_row(Line(f"  dl-quiz explain {topic}", style=NAME), Line(titles[topic].of(language)))
        parts.append(looks)
    else:
        parts += [Line(), Line(words.ALL_RIGHT.of(language))]
    return Group(*parts, Line(), Line(words.AGAIN.of(language).format(command=command), style=QUIET))


def option_texts(options: Sequence[Option]) -> list[Text]:
    """Return what options say."""
    return [option.say for option in options]
