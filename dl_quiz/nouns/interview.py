"""An interview, as it is remembered: what was agreed, what was replied and heard, and the score card at its end."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from dl_quiz.nouns.hearing import Band, Heard
from dl_quiz.nouns.text import Language, Noun

Mark = Literal["had", "partly", "not"]
"""How a learner marks an own reply against the model answer."""


class Setting(Noun, frozen=True, kw_only=True, tag_field="line", tag="setting"):
    """What was agreed when an interview began; `editions` are the hashes of its topics then, `level` is that of the first follow-up."""

    id: str
    at: datetime
    course: str
    language: Language
    topics: tuple[str, ...]
    editions: dict[str, str]
    minutes: float
    level: int = 2
    seed: int = 0
    aloud: bool = False


class Reply(Noun, frozen=True, kw_only=True, tag_field="line", tag="reply"):
    """What the learner replied to one turn, and how many seconds that took.

    To a question it is free text; to the others `yes` or `no`, a mark, or the ids of the points that were spoken.
    """

    said: str = ""
    seconds: float = 0.0
    skipped: bool = False


class Hearing(Noun, frozen=True, kw_only=True, tag_field="line", tag="hearing"):
    """What was heard in the reply before; `judge` is the command of the judge that heard it, if one did."""

    heard: tuple[Heard, ...]
    judge: str = ""


Event = Reply | Hearing
"""What an interview consists of; the state of an interview is a fold over these."""


class PointResult(Noun, frozen=True, kw_only=True):
    """What became of one key point; `probed` where it was asked for."""

    id: str
    band: Band
    probed: bool = False
    words: str = ""

    @property
    def score(self) -> float:
        """Return 1 for what was said unprompted, ½ for what was said after a probe, 0 for the rest."""
        if self.band != "heard":
            return 0.0
        return 0.5 if self.probed else 1.0


class FollowUpResult(Noun, frozen=True, kw_only=True):
    """How a follow-up went, as the learner marked it."""

    level: int
    mark: Mark


class TopicResult(Noun, frozen=True, kw_only=True):
    """What became of one open question; without points where it was skipped."""

    id: str
    points: tuple[PointResult, ...] = ()
    follow_up: FollowUpResult | None = None
    seconds: float = 0.0
    judge: str = ""

    @property
    def score(self) -> float:
        """Return the sum of what its points earned."""
        return sum(point.score for point in self.points)


class Card(Noun, frozen=True, kw_only=True, tag_field="line", tag="card"):
    """The score card of an interview; `level` is the highest at which a follow-up was had, 0 where none was."""

    id: str
    at: datetime
    topics: tuple[TopicResult, ...]
    level: int = 0
    given: float = 0.0

    @property
    def score(self) -> float:
        """Return the sum of what the points earned."""
        return sum(topic.score for topic in self.topics)

    @property
    def of(self) -> int:
        """Return how many points were asked for."""
        return sum(len(topic.points) for topic in self.topics)

    @property
    def unsure(self) -> int:
        """Return how many points earned nothing because nobody is sure."""
        return sum(point.band == "unsure" for topic in self.topics for point in topic.points)

    @property
    def seconds(self) -> float:
        """Return how long the replies took."""
        return sum(topic.seconds for topic in self.topics)

    @property
    def share(self) -> float:
        """Return the share of the points that was earned."""
        return self.score / self.of if self.of else 0.0
