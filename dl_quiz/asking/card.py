"""The score card as a document for scripts, and what to do next."""

from __future__ import annotations

from collections.abc import Mapping

from dl_quiz.asking.support import support_of
from dl_quiz.nouns import Band, Card, Document, Language, Mark, Noun, Point, PointResult, Text, Topic, TopicResult
from dl_quiz.text import interviewer
from dl_quiz.text.commands import command

INTERVIEW = "dl-quiz.interview/1"
_MOST_TO_DO, _MOST_PROOFS = 5, 3


class InterviewedPoint(Document, frozen=True, kw_only=True):
    """A key point: how it was heard, by which words, what it earned, what to say next time, and the command that shows it."""

    id: str
    band: Band
    probed: bool
    words: str
    score: float
    say: str
    command: str


class InterviewedTopic(Document, frozen=True, kw_only=True):
    """One open question: its points, and how the follow-up went (level 0 where there was none), and the judge that heard it, if one did."""

    id: str
    title: str
    score: float
    highest: float
    points: tuple[InterviewedPoint, ...]
    follow_up_level: int
    follow_up: Mark | None
    judge: str


class InterviewReport(Document, frozen=True, kw_only=True):
    """An interview: `score` is the share of the points earned, `highest` what it would be if all that is unsure was said."""

    schema: str
    course: str
    language: Language
    pass_mark: float
    passed: bool
    score: float
    highest: float
    points: float
    asked: int
    unsure: int
    level: int
    seconds: float
    given: float
    topics: tuple[InterviewedTopic, ...]


def report_of(card: Card, course: str, topics: Mapping[str, Topic], language: Language, pass_mark: float = 0.0) -> InterviewReport:
    """Return a score card as a document."""
    share = round(card.share, 6)
    return InterviewReport(
        schema=INTERVIEW,
        course=course,
        language=language,
        pass_mark=pass_mark,
        passed=share >= pass_mark,
        score=share,
        highest=round((card.score + card.unsure) / card.of, 6) if card.of else 0.0,
        points=card.score,
        asked=card.of,
        unsure=card.unsure,
        level=card.level,
        seconds=card.seconds,
        given=card.given,
        topics=tuple(_topic(one, topics[one.id], language) for one in card.topics if one.id in topics),
    )


def _topic(result: TopicResult, topic: Topic, language: Language) -> InterviewedTopic:
    known = {point.id: point for point in topic.points}
    unsure = sum(point.band == "unsure" for point in result.points)
    return InterviewedTopic(
        id=result.id,
        title=topic.title.of(language),
        score=result.score,
        highest=result.score + unsure,
        points=tuple(_point(one, known[one.id], topic, language) for one in result.points if one.id in known),
        follow_up_level=result.follow_up.level if result.follow_up else 0,
        follow_up=result.follow_up.mark if result.follow_up else None,
        judge=result.judge,
    )


def _point(result: PointResult, point: Point, topic: Topic, language: Language) -> InterviewedPoint:
    return InterviewedPoint(
        id=result.id,
        band=result.band,
        probed=result.probed,
        words=result.words,
        score=result.score,
        say=point.say.of(language),
        command=support_of(point, topic.sources, {}).command,
    )


class Todo(Noun, frozen=True):
    """A thing to do: a command, and why."""

    command: str
    why: Text


def to_do(card: Card, topics: Mapping[str, Topic]) -> tuple[Todo, ...]:
    """Return at most five things to do after an interview: first the proofs of what was said wrongly, then of what was not said."""
    scored = [one for one in card.topics if one.points and one.id in topics]
    if not scored:
        return (Todo(command("interview", "-n", "1"), interviewer.ANOTHER),)
    weakest = min(scored, key=lambda one: one.score / len(one.points))
    if weakest.score == len(weakest.points):
        return (
            Todo(command("quiz", weakest.id, "--level", "3"), interviewer.DRILL),
            Todo(command("interview", "-n", "1"), interviewer.ANOTHER),
        )
    todo = [Todo(proof, interviewer.SEE_WHY) for proof in _proofs(scored, topics)[:_MOST_PROOFS]]
    todo.append(Todo(command("explain", weakest.id), interviewer.READ_IT))
    todo.append(Todo(command("interview", weakest.id), interviewer.AGAIN))
    return tuple(todo[:_MOST_TO_DO])


def _proofs(results: list[TopicResult], topics: Mapping[str, Topic]) -> list[str]:
    """Return the commands that show what was not said, contradicted points first, each once."""
    found: list[tuple[bool, str]] = []
    for result in results:
        known = {point.id: point for point in topics[result.id].points}
        for one in result.points:
            if one.score == 0 and one.id in known:
                found.append((one.band != "contradicted", support_of(known[one.id], topics[result.id].sources, {}).command))
    found.sort(key=lambda each: each[0])
    return list(dict.fromkeys(proof for _, proof in found if proof))
