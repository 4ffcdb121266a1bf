"""What an answer in free words says of one key point."""

from __future__ import annotations

from typing import Literal

from dl_quiz.nouns.text import Noun

Band = Literal["heard", "unsure", "missed", "contradicted"]


class Heard(Noun, frozen=True):
    """What was heard of one point, with the words of the answer that carried it (none where nothing did)."""

    point: str
    band: Band
    words: str = ""
