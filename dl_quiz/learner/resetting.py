"""A new beginning: what the learner did is set aside, whole."""

from __future__ import annotations

import contextlib
import uuid
from datetime import datetime
from pathlib import Path

from dl_quiz.learner.faults import told
from dl_quiz.learner.journal import Journal

_BESIDES = ("interviews", "unfinished.json", "exercises.json")
"""What tells of the learner beside the journal; settings and trust stay."""


def set_aside(journal: Journal, at: datetime) -> Path | None:
    """Move the journal and what belongs to it into a fresh folder beside it; return that, or None where there was nothing. Raises JournalError."""
    home = journal.path.parent
    if not home.exists():
        return None
    kept = home / f"kept-{at:%Y%m%dT%H%M%SZ}-{uuid.uuid4().hex[:8]}"
    with told(journal.path):
        kept.mkdir()
        try:
            journal.move_into(kept)
            for name in _BESIDES:
                with contextlib.suppress(FileNotFoundError):
                    (home / name).rename(kept / name)
        finally:
            with contextlib.suppress(OSError):
                kept.rmdir()  # where nothing came into it
        return kept if kept.exists() else None
