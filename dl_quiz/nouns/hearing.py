"""What was heard of a key point in a learner's own words."""

from __future__ import annotations

from typing import Literal

from dl_quiz.nouns.text import Noun

Band = Literal["heard", "unsure", "missed", "contradicted"]
"""How sure it is that a point was said: said, to be asked about, not said, or the contrary said."""


class Heard(Noun, frozen=True):
    """What was heard of one point: its id, the band, and the words of the answer that carry it, an exact piece of it ("" where missed)."""

    point: str
    band: Band
    words: str = ""
