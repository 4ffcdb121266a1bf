"""What a course's code did wrong, in words."""

from __future__ import annotations

from dl_quiz.nouns import Text


class Misconduct(Exception):
    """A course's code did something else than what it was called for; `text` says what."""

    def __init__(self, text: Text) -> None:
        super().__init__(text)
        self.text = text

    def __str__(self) -> str:
        return self.text.en


class TooSlow(Misconduct):
    """It was still at work when its time was up."""


class Ended(Misconduct):
    """Its process is gone: it ended it, or was ended for what it did."""


def reason(error: Exception) -> Text:
    """Return what a course's code raised, in words."""
    if isinstance(error, Misconduct):
        return error.text
    name = type(error).__name__
    return Text(en=f"{name}: {error}", zh=f"{name}：{error}")
