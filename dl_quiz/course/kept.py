"""What is kept of a course between runs, each with the hash of the content that it was read from."""

from __future__ import annotations

import contextlib
from pathlib import Path

from dl_quiz.course.outline import Manifest, Outlines, TopicOutline
from dl_quiz.course.tree import Table
from dl_quiz.files.read import hash_of
from dl_quiz.learner.cache import keep, recalled

_OUTLINES, _TREES = "outlines.json", "tree-{}.json"


class Kept:
    """The folder of what is kept of one course; without a folder nothing is."""

    def __init__(self, folder: Path | None) -> None:
        self.folder = folder
        self.outlines = None if folder is None else recalled(folder / _OUTLINES, Outlines)

    def manifest(self, data: bytes) -> Manifest | None:
        """Return the manifest, if it was read from this very content."""
        stamp, manifest = self.outlines.manifest if self.outlines else ("", None)
        return manifest if stamp == hash_of(data) else None

    def outline(self, topic: str, data: bytes) -> TopicOutline | None:
        """Return the outline of a topic, if it was read, and found without a problem, from this very content."""
        stamp, outline = (self.outlines.topics.get(topic) if self.outlines else None) or ("", None)
        return outline if stamp == hash_of(data) else None

    def tree(self, topic: str, data: bytes) -> Table | None:
        """Return the tree of a topic, if it was parsed from this very content."""
        kept = None if self.folder is None else recalled(self.folder / _TREES.format(topic), tuple[str, Table])
        return kept[1] if kept and kept[0] == hash_of(data) else None

    def keep_tree(self, topic: str, data: bytes, tree: Table) -> None:
        """Keep the tree of a topic."""
        if self.folder is not None:
            keep(self.folder / _TREES.format(topic), (hash_of(data), tree))

    def keep_outlines(self, outlines: Outlines) -> None:
        """Keep the outlines if they are others than those kept, and no tree of a topic that is gone."""
        if self.folder is None or outlines == self.outlines:
            return
        keep(self.folder / _OUTLINES, outlines)
        there = {_TREES.format(topic) for topic in outlines.topics}
        for path in self.folder.glob(_TREES.format("*")):
            if path.name not in there:
                with contextlib.suppress(OSError):
                    path.unlink()
