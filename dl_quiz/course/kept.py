"""What is kept of a course between runs, each with the hash of the content that it was read from."""

from __future__ import annotations

import contextlib
import functools
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from dl_quiz.course.outline import Manifest, Outlines, TopicOutline
from dl_quiz.course.tree import Table
from dl_quiz.files.read import hash_of
from dl_quiz.learner.cache import keep, recalled

if TYPE_CHECKING:
    from dl_quiz.course.search import Entry

T = TypeVar("T")

_OUTLINES, _TREES, _GLOSSARIES, _INDEX = "outlines.json", "tree-{}.json", "glossary-{}.json", "index.json"


@dataclass(frozen=True)
class Kept:
    """The folder of what is kept of one course; without a folder nothing is."""

    folder: Path | None

    @functools.cached_property
    def outlines(self) -> Outlines | None:
        """Return the outlines as they were kept."""
        return None if self.folder is None else recalled(self.folder / _OUTLINES, Outlines)

    def manifest(self, data: bytes) -> Manifest | None:
        """Return the manifest, if it was read from this very content."""
        stamp, manifest = self.outlines.manifest if self.outlines else ("", None)
        return manifest if stamp == hash_of(data) else None

    def outline(self, topic: str, content: str, manifest: str) -> TopicOutline | None:
        """Return the outline of a topic, if it was read, and found without a problem, from content of this hash, in a course whose manifest has this one."""
        if self.outlines is None or self.outlines.manifest[0] != manifest:
            return None
        stamp, outline = self.outlines.topics.get(topic) or ("", None)
        return outline if stamp == content else None

    def tree(self, topic: str, data: bytes) -> Table | None:
        """Return the tree of a topic, if it was parsed from this very content."""
        return self._recalled(_TREES.format(topic), data, Table)

    def keep_tree(self, topic: str, data: bytes, tree: Table) -> None:
        """Keep the tree of a topic."""
        self._keep(_TREES.format(topic), data, tree)

    def glossary(self, demo: str, data: bytes) -> dict[str, str] | None:
        """Return the sentences of a demo in the second language, if they were read from this very content."""
        return self._recalled(_GLOSSARIES.format(demo), data, dict[str, str])

    def keep_glossary(self, demo: str, data: bytes, pairs: Mapping[str, str]) -> None:
        """Keep the sentences of a demo in the second language."""
        self._keep(_GLOSSARIES.format(demo), data, pairs)

    def index(self, stamp: bytes) -> list[Entry] | None:
        """Return what can be found in the course, if it was read from content of this stamp."""
        from dl_quiz.course.search import Entry  # few runs search

        return self._recalled(_INDEX, stamp, list[Entry])

    def keep_index(self, stamp: bytes, entries: list[Entry]) -> None:
        """Keep what can be found in the course."""
        self._keep(_INDEX, stamp, entries)

    def _recalled(self, name: str, data: bytes, wanted: type[T]) -> T | None:
        kept = None if self.folder is None else recalled(self.folder / name, tuple[str, wanted])  # type: ignore[valid-type]
        return kept[1] if kept and kept[0] == hash_of(data) else None

    def _keep(self, name: str, data: bytes, value: Any) -> None:
        if self.folder is not None:
            keep(self.folder / name, (hash_of(data), value))

    def keep_outlines(self, outlines: Outlines) -> None:
        """Keep the outlines if they are others than those kept, and no tree of a topic that is gone."""
        if self.folder is None or outlines == self.outlines:
            return
        keep(self.folder / _OUTLINES, outlines)
        there = {_TREES.format(topic) for topic in outlines.topics}
        with contextlib.suppress(OSError):
            for path in self.folder.glob(_TREES.format("*")):
                if path.name not in there:
                    path.unlink()
