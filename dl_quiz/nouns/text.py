"""Texts, and the values that stand in them."""

from __future__ import annotations

import re
from typing import Any, Literal

import msgspec

Language = Literal["en", "zh"]
LANGUAGES: tuple[Language, ...] = ("en", "zh")

Scalar = bool | int | float | str
Value = Scalar | tuple[Any, ...]
"""What can be drawn for a template, or passed to a kernel or a scene: a scalar, or (nested) tuples of them."""

Arguments = dict[str, Value | None]
"""Arguments by name. In a template, a value that is the bare name of a drawn value stands for it, and so does None for its own name."""


NAME = re.compile(r"\{(\w+)\}")
"""A name in a text, to be replaced by what it stands for."""


class Noun(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """The manner of all nouns: frozen, and strict about their fields."""


class Bare(Noun, frozen=True):
    """The manner of nouns that a file writes as their one field alone."""


class Document(Noun, frozen=True, omit_defaults=False):
    """The manner of documents for scripts: every field is written, so that a reader can rely on it."""


class Told(Noun, frozen=True):
    """The manner of nouns that say something in every language, each under its own name."""


class Text(Told, frozen=True, kw_only=True):
    """One text in both languages; it is false where it says nothing."""

    en: str
    zh: str

    def __bool__(self) -> bool:
        return bool(self.en or self.zh)

    def of(self, language: Language) -> str:
        """Return the text in `language`."""
        return self.en if language == "en" else self.zh

    def format(self, **names: Value | Text) -> Text:
        """Return the text with every {name} among `names` replaced: by a value as people write it, by a text in each language."""
        if not names:
            return self
        en, zh = (
            {name: shown(value.of(language) if isinstance(value, Text) else value) for name, value in names.items()}
            for language in LANGUAGES
        )
        return Text(en=_filled(self.en, en), zh=_filled(self.zh, zh))


UNSAID = Text(en="", zh="")
"""The text that was left out."""


def _filled(text: str, names: dict[str, str]) -> str:
    return NAME.sub(lambda match: names.get(match[1], match[0]), text)


def shown(value: Value) -> str:
    """Return a value as people write it: 3, 0.25, [1, 2, 3]."""
    if isinstance(value, tuple):
        return "[" + ", ".join(map(shown, value)) + "]"
    if isinstance(value, float):
        return f"{value:.0f}" if value.is_integer() and abs(value) < 1e15 else f"{value:.6g}"
    return str(value)


class Phrases(Told, frozen=True, kw_only=True):
    """Ways of saying one thing, in both languages."""

    en: tuple[str, ...]
    zh: tuple[str, ...]


class Patterns(Told, frozen=True, kw_only=True):
    """How a statement sounds: groups of aliases, all (or `need`) of them said, or a phrase of `alone`; aliases begin words, … is a gap.

    What is said stands within two adjacent sentences, in any order; a sentence that says a phrase of `unless` says it of another case.
    """

    en: tuple[tuple[str, ...], ...]
    zh: tuple[tuple[str, ...], ...]
    alone: Phrases | None = None
    unless: Phrases | None = None
    need: int = 0
