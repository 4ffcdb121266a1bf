"""Interviews as files: a line for each thing that happened, written before the next is shown; read back as far as they are whole."""

from __future__ import annotations

import functools
import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

import msgspec

from dl_quiz.errors import JournalError, UsageError
from dl_quiz.files.read import read_plain
from dl_quiz.nouns import Card, Event, Hearing, Reply, Setting, Text

Line = Setting | Reply | Hearing | Card
_LARGEST = 20_000_000


@functools.cache
def _decoder() -> msgspec.json.Decoder[Line]:
    """Return what reads a line; made where there is one to be read."""
    return msgspec.json.Decoder(Line)


@dataclass(frozen=True, slots=True)
class Record:
    """An interview as its file tells it: the card is there once it is over; `size` is how many bytes of the file are whole lines."""

    path: Path
    setting: Setting
    events: tuple[Event, ...]
    card: Card | None
    size: int


def records(folder: Path) -> Iterator[Record]:
    """Yield the interviews of a folder that can be read, the newest first."""
    try:
        paths = sorted(folder.glob("*.jsonl"), reverse=True)
    except OSError:
        return
    for path in paths:
        record = read_record(path)
        if record is not None:
            yield record


def unfinished(folder: Path, course: str) -> Record | None:
    """Return the newest interview over a course, if it is not over yet."""
    newest = next((record for record in records(folder) if record.setting.course == course), None)
    return newest if newest is not None and newest.card is None else None


def last_card(folder: Path, course: str, topics: frozenset[str] = frozenset(), before: str = "") -> tuple[Setting, Card] | None:
    """Return the newest finished interview over a course, of just these topics (none: of any), and older than the one with the id `before`."""
    older = not before
    for record in records(folder):
        same = record.setting.course == course and (not topics or frozenset(record.setting.topics) == topics)
        if older and same and record.card is not None:
            return record.setting, record.card
        older = older or record.setting.id == before
    return None


def read_record(path: Path) -> Record | None:
    """Return an interview as far as its file is whole: a line torn by a crash, and what follows it, are left out."""
    data = read_plain(path, _LARGEST)
    setting, card, events, size = None, None, list[Event](), 0
    for raw in [] if isinstance(data, Text) else data.splitlines(keepends=True):
        try:
            line = _decoder().decode(raw) if raw.endswith(b"\n") else None
        except (msgspec.DecodeError, RecursionError):
            line = None
        match line:
            case Setting() if setting is None:
                setting = line
            case Reply() | Hearing() if setting is not None:
                events.append(line)
            case Card() if setting is not None:
                card = line
            case _:
                break
        size += len(raw)
    return None if setting is None else Record(path, setting, tuple(events), card, size)


@dataclass
class Log:
    """The file of an interview that is going on. Nothing is written before the first reply, nor after a failure: it would leave a gap."""

    folder: Path
    setting: Setting
    file: BinaryIO | None = field(default=None, repr=False)
    failed: bool = False

    @property
    def kept(self) -> bool:
        """Return whether all that happened is in the file."""
        return self.file is not None and not self.failed

    def append(self, line: Event | Card) -> None:
        """Write one line, durably, before this returns. Raises JournalError the first time that this cannot be."""
        if self.failed:
            return
        try:
            if self.file is None:
                self.folder.mkdir(parents=True, exist_ok=True)
                self.file = (self.folder / f"{self.setting.at:%Y%m%dT%H%M%S.%f}-{self.setting.id[:8]}.jsonl").open("xb")
                _lock(self.file)
                self._write(self.setting)
            self._write(line)
        except OSError as error:
            self.failed = True
            raise JournalError(
                f"the interview cannot be saved in {self.folder} ({error.strerror}); it goes on, but it cannot be resumed",
                f"面试无法保存到 {self.folder}（{error.strerror}）；面试继续，但之后无法恢复",
            ) from None

    def _write(self, line: Line) -> None:
        assert self.file is not None, "the file is not open"
        self.file.write(msgspec.json.encode(line) + b"\n")
        self.file.flush()
        os.fsync(self.file.fileno())

    def close(self) -> None:
        """Close the file, so that the interview may be resumed."""
        if self.file is not None:
            self.file.close()


def reopen(record: Record) -> Log:
    """Return the log of an interview that goes on; what a crash tore off its end is cut away.

    Raises UsageError where another terminal is at it, JournalError where it cannot be written.
    """
    try:
        file = record.path.open("r+b")
        if not _lock(file) or read_record(record.path) != record:
            file.close()
            raise UsageError(
                "this interview is going on in another terminal; finish it there, or begin another",
                "这场面试正在另一个终端进行；请在那里完成，或另开一场",
            )
        file.truncate(record.size)
        file.seek(record.size)
    except OSError as error:
        raise JournalError(
            f"{record.path} cannot be written ({error.strerror}); check its permissions",
            f"{record.path} 无法写入（{error.strerror}）；请检查权限",
        ) from None
    return Log(record.path.parent, record.setting, file)


def _lock(file: BinaryIO) -> bool:
    """Return whether nobody else is at a file; where there are no locks, nobody is."""
    try:
        import fcntl
    except ImportError:
        return True
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
