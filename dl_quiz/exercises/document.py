"""What judging a program came to, as a document for scripts."""

from __future__ import annotations

from collections.abc import Callable

from dl_quiz.exercises.assignment import Assignment
from dl_quiz.exercises.judgement import Judgement, Recognised
from dl_quiz.nouns import Document, Language, Proof
from dl_quiz.visible import visible_line

JUDGED = "dl-quiz.exercise/1"


class CaseReport(Document, frozen=True, kw_only=True):
    """One case: its name, the call, and whether its result was right."""

    name: str
    call: str
    right: bool


class RowReport(Document, frozen=True, kw_only=True):
    """One place of the result in the first case that is wrong."""

    where: str
    yours: str
    right: str
    same: bool


class LineReport(Document, frozen=True, kw_only=True):
    """One of the program's own lines that led to an error."""

    number: int
    source: str


class Mistake(Document, frozen=True, kw_only=True):
    """The known wrong program that gives the same results, why it is wrong, and the command that shows it."""

    id: str
    because: str
    command: str


class ExerciseReport(Document, frozen=True, kw_only=True):
    """What judging a program came to; `ratio` is its time as a multiple of the solution's, where it is solved."""

    schema: str
    language: Language
    exercise: str
    file: str
    seed: int
    solved: bool
    rule: str
    remark: str
    passed: int
    all: int
    cases: tuple[CaseReport, ...]
    difference: tuple[RowReport, ...]
    lines: tuple[LineReport, ...]
    mistake: Mistake | None
    ratio: float | None
    printed: str


def report_of(given: Assignment, judgement: Judgement, file: str, language: Language, command_of: Callable[[Proof], str]) -> ExerciseReport:
    """Return a judgement as a document; `command_of` gives the command that plays a proof."""
    known = judgement.recognised
    return ExerciseReport(
        schema=JUDGED,
        language=language,
        exercise=given.id,
        file=visible_line(file),
        seed=judgement.seed,
        solved=judgement.solved,
        rule=judgement.sort,
        remark=judgement.remark.of(language),
        passed=judgement.passed,
        all=judgement.all,
        cases=tuple(CaseReport(name=case.name.of(language), call=case.call, right=case.right) for case in judgement.cases),
        difference=tuple(RowReport(where=row.where, yours=row.yours, right=row.right, same=row.same) for row in judgement.rows),
        lines=tuple(LineReport(number=number, source=visible_line(source)) for number, source in judgement.lines),
        mistake=_mistake(known, language, command_of) if known else None,
        ratio=None if judgement.ratio is None else round(judgement.ratio, 1),
        printed=judgement.printed,
    )


def _mistake(known: Recognised, language: Language, command_of: Callable[[Proof], str]) -> Mistake:
    return Mistake(id=known.id, because=known.because.of(language), command=command_of(known.proof) if known.proof else "")
