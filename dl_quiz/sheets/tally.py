"""The results of a class as its sheets come: each question's item analysis, and who is missing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from dl_quiz.nouns import Kind, Language, Text
from dl_quiz.sheets.documents import MistakeCount, QuestionReport, QuestionResult, Report, Sheet, SheetResult
from dl_quiz.sheets.moments import Moments
from dl_quiz.sheets.stream import Graded
from dl_quiz.visible import visible_line

FEWEST = 10
"""From how many sheets on a discrimination is told: of fewer, chance alone decides."""


@dataclass(slots=True)
class _Asked:
    """One question over the sheets so far."""

    level: int
    kind: Kind
    right: int = 0
    unanswered: int = 0
    moments: Moments = field(default_factory=Moments)
    mistakes: Counter[str] = field(default_factory=Counter)
    words: dict[str, str] = field(default_factory=dict)

    def add(self, report: QuestionReport, rest: float) -> None:
        """Count one answer; `rest` is the mean score of the other questions on its sheet."""
        self.right += report.score >= 1
        self.unanswered += report.status == "unanswered"
        self.moments = self.moments.after(report.score, rest)
        for mistake in report.mistakes:
            self.mistakes[mistake.id] += 1
            self.words.setdefault(mistake.id, mistake.words)

    def result(self, question: str) -> QuestionResult:
        """Return what the class made of it.

        Discrimination is the item-rest correlation: Pearson's correlation of the question's score with the mean score of the other questions
        of the sheet, so that a question is not held against itself. Source: S. Henrysson, Correction of item-total correlations in item
        analysis, Psychometrika 28 (1963), 211-218.
        """
        asked, discrimination = self.moments.count, self.moments.correlation
        most = min(self.mistakes.items(), key=lambda one: (-one[1], one[0]), default=None)
        return QuestionResult(
            question=question,
            level=self.level,
            kind=self.kind,
            asked=asked,
            unanswered=self.unanswered,
            right=round(self.right / asked, 6),
            mean=round(self.moments.mean_x, 6),
            discrimination=None if discrimination is None or asked < FEWEST else round(discrimination, 3),
            mistake=None if most is None else MistakeCount(words=self.words[most[0]], count=most[1]),
        )


class Tally:
    """What a class made of a test, counted while its sheets pass: it grows with the questions and the variants, not with the sheets.

    `variants` are the sheets that were handed out, each to one learner, by their seeds; empty where all had the same.
    """

    def __init__(self, variants: Mapping[int, Sheet]) -> None:
        self._variants = variants
        self._came: dict[int, str] = {}
        self._asked: dict[str, _Asked] = {}
        self.scores = Moments()
        self.passed = 0
        self.refused = 0

    def counted(self, graded: Iterable[Graded]) -> Iterator[Graded]:
        """Count sheets as they pass; a variant that comes a second time is refused."""
        for one in graded:
            passing = self._once(one)
            if passing.report is None:
                self.refused += 1
            else:
                self._count(passing.report)
            yield passing

    def _once(self, one: Graded) -> Graded:
        if one.report is None or one.report.seed not in self._variants:
            return one
        first = self._came.setdefault(one.report.seed, one.where)
        if first == one.where:
            return one
        en = f"{one.where}: is the same variant as {first}, which was handed to one learner; find out whose answers these are, and keep one"
        zh = f"{one.where}：与 {first} 是同一份变体，而每份只发给一人；请核实是谁的答卷，只保留一份"
        return Graded(one.where, 2, error=Text(en=en, zh=zh))

    def _count(self, report: Report) -> None:
        self.scores = self.scores.after(report.score, report.score)
        self.passed += report.passed
        total, others = sum(question.score for question in report.questions), len(report.questions) - 1
        for one in report.questions:
            asked = self._asked.setdefault(one.question, _Asked(one.level, one.kind))
            asked.add(one, (total - one.score) / others if others else 0.0)

    def missing(self) -> tuple[str, ...]:
        """Return the names on the variants that did not come back; of one without a name, its seed."""
        return tuple(sheet.name or f"seed {seed}" for seed, sheet in self._variants.items() if seed not in self._came)

    def questions(self) -> tuple[QuestionResult, ...]:
        """Return the questions, the hardest first."""
        return tuple(sorted((asked.result(name) for name, asked in self._asked.items()), key=lambda one: (one.mean, one.question)))


def result_of(graded: Graded, language: Language) -> SheetResult:
    """Return a class's line for one sheet."""
    report = graded.report
    if report is None:
        return SheetResult(file=visible_line(graded.where), name="", refused=graded.error.of(language) if graded.error else "")
    return SheetResult(
        file=visible_line(graded.where),
        name=report.name,
        score=report.score,
        points=report.points,
        asked=report.asked,
        unanswered=len(report.unanswered),
        unparsable=len(report.unparsable),
        passed=report.passed,
        seconds=report.seconds,
        late=report.late,
    )
