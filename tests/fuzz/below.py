"""Cases for what lies below the commands: readers and graders get hostile texts directly, many in a second."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path

from dl_quiz.asking.keys import key_of
from dl_quiz.asking.pose import pose
from dl_quiz.course.course import open_course
from dl_quiz.course.reading import read_manifest, read_topic, tree_of
from dl_quiz.errors import QuizError
from dl_quiz.grading.grade import grade
from dl_quiz.nouns import Phrase, Unparsable, Verdict
from dl_quiz.sheets.grade import Terms, grade_text
from dl_quiz.text.arithmetic import check_expression, evaluate
from tests.courses import SMALL
from tests.fuzz.cases import Fuzz

EXPRESSIONS = ["left * right", "28*28+1", "max(left, right) + key", "9**9**9", "values[1]", "(1 < 2) + (not 1)", "sqrt(2) // 3 % 4"]


class Below:
    """Tries readers and graders with texts of a fuzz."""

    def __init__(self, fuzz: Fuzz, luck: random.Random) -> None:
        self.fuzz, self.luck = fuzz, luck
        self.topic = (SMALL / "questions" / "adding.yaml").read_text(encoding="utf-8")
        course, ours = open_course(SMALL, trusted=True), open_course()
        self.keys = [
            key_of(course, pose(course.read(topic), question, 0))
            for topic in course.topics
            for question in course.read(topic).topic.questions
        ]
        self.keys += [
            question.answer for topic in ours.topics for question in ours.read(topic).topic.questions if isinstance(question.answer, Phrase)
        ]
        self.kinds: dict[str, Callable[[], str]] = {
            "topic": self._topic,
            "sheet": self._sheet,
            "typed": self._typed,
            "reckoned": self._reckoned,
        }

    def tried(self) -> tuple[str, str]:
        """Try one more text; return its kind and what became of it. What no caller expects is raised."""
        kind = self.luck.choice([*self.kinds, "typed"])
        try:
            return kind, self.kinds[kind]()
        except (QuizError, ValueError) as error:
            if isinstance(error, QuizError) or kind == "reckoned":
                return kind, "refused"
            raise

    def _text(self, like: str) -> str:
        return self.fuzz.mutated(like) if self.luck.random() < 0.6 else self.fuzz.text()

    def _topic(self) -> str:
        data, path = self._text(self.topic).encode("utf-8", "surrogatepass"), Path("topic.yaml")
        if self.luck.random() < 0.1:
            read_manifest(path, data)
        else:
            read_topic.__wrapped__(path, tree_of.__wrapped__(path, data))
        return "read"

    def _sheet(self) -> str:
        grade_text(self.fuzz.sheet_text(), "sheet", Terms((SMALL,), trusted=True))
        return "graded"

    def _typed(self) -> str:
        text = self.fuzz.text()
        for key in self.luck.sample(self.keys, 5):
            if not isinstance(grade(key, self.luck.choice([text, text, (text, 1.0), (text,)])), Verdict | Unparsable):
                raise AssertionError("no verdict")
        return "graded"

    def _reckoned(self) -> str:
        text = self._text(self.luck.choice(EXPRESSIONS))
        check_expression(text, {"left", "right", "key", "values"})
        evaluate(text, {"left": 3, "right": 4.5, "key": 7, "values": (1, 2)})
        return "reckoned"
