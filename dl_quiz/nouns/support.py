"""What supports an answer: proofs, and citations of sources."""

from __future__ import annotations

import msgspec

from dl_quiz.nouns.text import Arguments, Noun, Text


class Proof(Noun, frozen=True, kw_only=True):
    """A link from an answer to a scene's check that shows it."""

    demo: str
    scene: str
    check: str
    arguments: Arguments = msgspec.field(default={}, name="with")


class Cite(Noun, frozen=True, kw_only=True):
    """A place in a source, for a fact that no run can show."""

    source: str
    place: str


class Supported(Noun, frozen=True, kw_only=True):
    """The manner of nouns that claim something: a scene's check shows it, a place in a source says it, or a page does."""

    proof: Proof | None = None
    cite: Cite | None = None
    url: str = ""

    @property
    def is_supported(self) -> bool:
        """Return whether anything supports it."""
        return bool(self.proof or self.cite or self.url)


class Source(Noun, frozen=True, kw_only=True):
    """A real publication, and what it is cited for."""

    id: str
    title: str
    authors: str
    year: int
    where: str
    shows: Text = msgspec.field(name="for")
