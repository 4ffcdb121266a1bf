"""An exercise: a function that the learner writes, and the wrong programs that people write instead."""

from __future__ import annotations

from typing import Literal

from dl_quiz.nouns.support import Proof, Supported
from dl_quiz.nouns.text import Noun, Text


class WrongProgram(Noun, frozen=True, kw_only=True):
    """A wrong program that people write: the solution with `old` replaced by `new`, where it stands exactly once.

    `because` says what is wrong with it; `proof` leads to what shows that, where it is something else than the exercise's own proof.
    """

    id: str
    old: str
    new: str
    because: Text
    proof: Proof | None = None


class Exercise(Supported, frozen=True, kw_only=True):
    """A function to be written by the learner: its id is the function's name, with hyphens for underscores.

    The function and its cases stand in `demos/exercises/DEMO.py`, DEMO being the topic's own; of a topic without one, in TOPIC.py, _ for -.
    """

    id: str
    level: Literal[1, 2, 3]
    title: Text
    ask: Text
    hints: tuple[Text, ...]
    slips: tuple[WrongProgram, ...]
    explain: Text

    @property
    def function(self) -> str:
        """Return the name of the function."""
        return self.id.replace("-", "_")
