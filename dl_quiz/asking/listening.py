"""Listening to a reply: by the course's own patterns, and, where the learner has named one, by a judge."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from dl_quiz.asking.judge import Judge
from dl_quiz.asking.turns import Listening
from dl_quiz.errors import JudgeError
from dl_quiz.grading.hearing import hear
from dl_quiz.nouns import Hearing, Text, Topic

_NOT_QUOTED = Text(
    en="the judge says nothing that the answer bears out of {count} of the points; the patterns stand there",
    zh="有 {count} 个要点，评判程序的引文在回答中找不到依据；这些要点以内置规则为准",
)


@dataclass(frozen=True, slots=True)
class Listener:
    """Who listens; `tell` is told where the judge could not be believed."""

    tell: Callable[[Text], None]
    judge: Judge | None = None

    def listen(self, topic: Topic, turn: Listening) -> Hearing:
        """Return what a reply says of the points that it is heard for; where the judge fails, the patterns stand."""
        heard = hear(turn.points, topic.ask, turn.said) if turn.said.strip() else ()
        if self.judge is None or not heard:
            return Hearing(heard=heard)
        try:
            judged, doubted = self.judge.hear(topic, turn, heard)
        except JudgeError as error:
            self.tell(error.text)
            return Hearing(heard=heard)
        if doubted:
            self.tell(_NOT_QUOTED.format(count=doubted))
        return Hearing(heard=judged, judge=self.judge.command if doubted < len(heard) else "")
