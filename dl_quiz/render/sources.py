"""Rendering of citations."""

from __future__ import annotations

from collections.abc import Sequence

from dl_quiz.nouns import Cite, Source


def cited(cite: Cite, sources: Sequence[Source]) -> str:
    """Return a citation as people write it."""
    source = next((source for source in sources if source.id == cite.source), None)
    return f"{source.authors} {source.year}, {source.title}, {cite.place}" if source else cite.place
