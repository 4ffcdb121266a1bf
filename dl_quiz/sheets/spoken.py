"""Answers to open questions from a file, heard without asking anything: the automatic score card."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

from dl_quiz.asking.turns import Listening
from dl_quiz.course.course import Course
from dl_quiz.course.find import find_topic
from dl_quiz.errors import UsageError
from dl_quiz.nouns import Card, Hearing, Noun, PointResult, Response, Text, Topic, TopicResult
from dl_quiz.sheets.read import read_document

MOST = 20_000
"""How many characters of an answer are heard."""
_NO_TIME = datetime(1970, 1, 1, tzinfo=UTC)


class SpokenAnswers(Noun, frozen=True, kw_only=True):
    """Answers in free words, each under the name of its topic."""

    answers: dict[str, Response | None]


def read_answers(course: Course, text: str, where: str) -> dict[str, str]:
    """Return the answers of a document by topic, in its order. Raises UsageError where a topic is unknown or stands there twice."""
    document = read_document(text, where, SpokenAnswers, Text(en="document of answers", zh="回答文件"))
    found: dict[str, str] = {}
    for name, answer in document.answers.items():
        try:
            topic = find_topic(course, name)
        except UsageError as error:
            raise UsageError(f"{where}: {error.text.en}", f"{where}：{error.text.zh}") from None
        if topic in found:
            raise UsageError(
                f"{where}: “{name}” is {topic}, which is answered above; keep one",
                f"{where}：“{name}”就是 {topic}，前面已有回答；请只保留一个",
            )
        if isinstance(answer, tuple):
            raise UsageError(
                f"{where}: the answer to {topic} is a list; write it as one text", f"{where}：{topic} 的回答是列表；请写成一段文字"
            )
        found[topic] = "" if answer is None else str(answer)
        if len(found[topic]) > MOST:
            raise UsageError(
                f"{where}: the answer to {topic} is longer than {MOST:,} characters; shorten it",
                f"{where}：{topic} 的回答超过 {MOST:,} 个字符；请缩短",
            )
    return found


def hear_answers(
    course: Course, asked: tuple[str, ...], answers: dict[str, str], listen: Callable[[Topic, Listening], Hearing]
) -> tuple[Card, dict[str, Topic]]:
    """Return the score card of answers as they are heard, with the topics asked: those named, or all that are answered."""
    topics = {name: course.read(name).topic for name in asked or answers}
    results = tuple(_result(name, topic, answers.get(name, ""), listen) for name, topic in topics.items())
    return Card(id="", at=_NO_TIME, topics=results), topics


def _result(name: str, topic: Topic, said: str, listen: Callable[[Topic, Listening], Hearing]) -> TopicResult:
    """Return what is heard in one answer; of no answer nothing is."""
    hearing = listen(topic, Listening(topic.points, said))
    heard = {one.point: one for one in hearing.heard}
    points = (
        PointResult(id=point.id, band=heard[point.id].band, words=heard[point.id].words)
        if point.id in heard
        else PointResult(id=point.id, band="missed")
        for point in topic.points
    )
    return TopicResult(id=name, points=tuple(points), judge=hearing.judge)
