"""Values kept between runs: thrown away without a word wherever they do not fit."""

from __future__ import annotations

import contextlib
import os
import tempfile
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from dl_quiz import __version__
from dl_quiz.files.read import hash_of, read_plain
from dl_quiz.nouns import Text

T = TypeVar("T")
LARGEST = 5_000_000


def recalled(path: Path, wanted: type[T]) -> T | None:
    """Return the value that was kept in a file, or None where there is none, or a damaged one, or one of another version."""
    data = read_plain(path, LARGEST)
    if isinstance(data, Text):
        return None
    stamp, _, value = data.partition(b"\n")
    if stamp != _stamp(value):
        return None
    try:
        return msgspec.json.decode(value, type=wanted)
    except (msgspec.DecodeError, RecursionError):
        return None


def keep(path: Path, value: Any) -> None:
    """Keep a value in a file, whole or not at all; where that cannot be, or would not be recalled, nothing is kept."""
    encoded = msgspec.json.encode(value)
    data = _stamp(encoded) + b"\n" + encoded
    if len(data) > LARGEST:
        return
    with contextlib.suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(data)
            Path(name).replace(path)
        except BaseException:
            Path(name).unlink()
            raise


def _stamp(value: bytes) -> bytes:
    """Return what stands before a value: the version that wrote it, and a hash that tells whether it is whole."""
    return f"{__version__} {hash_of(value)}".encode()
