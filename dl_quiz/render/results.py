"""The results of a class, written while its sheets are graded: text, JSON, JSON Lines, CSV and JUnit XML."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal

import msgspec

from dl_quiz.errors import clipped
from dl_quiz.nouns import Language
from dl_quiz.render.junit import refused_junit, sheet_junit
from dl_quiz.render.labels import clock
from dl_quiz.render.quoting import brief
from dl_quiz.render.report import compact
from dl_quiz.render.spreadsheet import csv_row
from dl_quiz.render.xml import HEAD
from dl_quiz.sheets.documents import RESULTS, QuestionResult, SheetResult
from dl_quiz.sheets.stream import Graded
from dl_quiz.sheets.tally import Tally, result_of
from dl_quiz.text import classroom
from dl_quiz.visible import escaped

Table = Literal["sheets", "questions", "answers"]
TABLES: tuple[Table, ...] = ("sheets", "questions", "answers")


@dataclass(frozen=True, slots=True)
class Gathering:
    """The sheets of a class as they are graded, and what is counted meanwhile; which table of them a CSV file holds."""

    graded: Iterator[Graded]
    tally: Tally
    language: Language
    pass_mark: float
    table: Table = "sheets"

    def rows(self) -> Iterator[SheetResult]:
        """Yield a line for each sheet."""
        return (result_of(one, self.language) for one in self.graded)


def results_text(gathering: Gathering) -> Iterator[str]:
    """Yield the table of a class, then what there is to say of it and of each question."""
    language = gathering.language
    yield classroom.HEADING.of(language) + "\n"
    for row in gathering.rows():
        yield _row(row, language) + "\n"
    yield "\n" + "".join(f"{line}\n" for line in _summary(gathering))
    yield "".join(f"\n{line}" for question in gathering.tally.questions() for line in _question(question, language)) + "\n"


def _row(row: SheetResult, language: Language) -> str:
    """Return a sheet's line: score, time, time over, and last whose it is, for names are of any width."""
    score = "–" if row.score is None else f"{row.score:.0%}"
    late = f"+{clock(row.late)}" if row.late else ""
    name = brief(row.name or row.file)
    who = classroom.NOT_GRADED.format(file=name).of(language) if row.refused else name
    return f"{score:>5}{_time(row.seconds):>8}{late:>8}  {who}"


def _time(seconds: float | None) -> str:
    return "–" if seconds is None else clock(seconds)


def _summary(gathering: Gathering) -> Iterator[str]:
    tally, language = gathering.tally, gathering.language
    scores = tally.scores
    yield classroom.GRADED.format(graded=scores.count, refused=tally.refused).of(language)
    if scores.count:
        spread = (scores.square_x / scores.count) ** 0.5
        yield classroom.MEAN.format(mean=f"{scores.mean_x:.0%}", spread=f"{spread:.0%}").of(language)
    if gathering.pass_mark:
        yield classroom.PASSED.format(passed=tally.passed, mark=f"{gathering.pass_mark:.0%}").of(language)
    if tally.missing():
        yield classroom.MISSING.format(names=clipped(", ".join(tally.missing()))).of(language)
    if tally.questions():
        yield "\n" + classroom.QUESTIONS.of(language)


def _question(question: QuestionResult, language: Language) -> Iterator[str]:
    yield question.question
    told = "–" if question.discrimination is None else f"{question.discrimination:.2f}"
    yield classroom.QUESTION.format(right=f"{question.right:.0%}", mean=f"{question.mean:.0%}", discrimination=told).of(language)
    if question.mistake is not None:
        yield f"  {question.mistake.count} × {brief(question.mistake.words)}"


def results_json(gathering: Gathering) -> Iterator[str]:
    """Yield one document, a sheet or a question a line."""
    yield f'{{"schema": "{RESULTS}", "pass_mark": {gathering.pass_mark:g}, "sheets": ['
    yield from _listed(gathering.rows())
    yield f'], "missing": {escaped(msgspec.json.encode(gathering.tally.missing()).decode())}, "questions": ['
    yield from _listed(iter(gathering.tally.questions()))
    yield "]}\n"


def _listed(documents: Iterator[msgspec.Struct]) -> Iterator[str]:
    between = "\n"
    for document in documents:
        yield between + compact(document).rstrip("\n")
        between = ",\n"


def results_lines(gathering: Gathering) -> Iterator[str]:
    """Yield the whole report of each sheet that was graded as JSON, one a line."""
    return (compact(one.report) for one in gathering.graded if one.report is not None)


def results_csv(gathering: Gathering) -> Iterator[str]:
    """Yield one table with its heading: the sheets, the questions, or each answer of each sheet."""
    if gathering.table == "answers":
        yield csv_row(("file", "name", "question", "status", "response", "score", "rule"))
        for one in gathering.graded:
            for answer in one.report.questions if one.report else ():
                name = one.report.name if one.report else ""
                yield csv_row((one.where, name, answer.question, answer.status, answer.response, answer.score, answer.rule))
    elif gathering.table == "questions":
        for _ in gathering.graded:
            pass
        yield csv_row((*QuestionResult.__struct_fields__[:-1], "mistake", "made_by"))
        for question in gathering.tally.questions():
            mistake = (question.mistake.words, question.mistake.count) if question.mistake else ("", None)
            yield csv_row((*msgspec.structs.astuple(question)[:-1], *mistake))
    else:
        yield csv_row(SheetResult.__struct_fields__)
        yield from (csv_row(msgspec.structs.astuple(row)) for row in gathering.rows())


def results_junit(gathering: Gathering) -> Iterator[str]:
    """Yield JUnit XML: a suite a sheet, a case a question; a sheet that was refused is a suite with an error."""
    yield f"{HEAD}<testsuites>\n"
    for one in gathering.graded:
        if one.report is not None:
            yield sheet_junit(one.where, one.report)
        elif one.error is not None:
            yield refused_junit(one.where, one.error.of(gathering.language))
    yield "</testsuites>\n"


FORMATS: dict[str, Callable[[Gathering], Iterator[str]]] = {
    "text": results_text,
    "json": results_json,
    "jsonl": results_lines,
    "csv": results_csv,
    "junit": results_junit,
}
