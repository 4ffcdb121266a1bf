"""Files written whole or not at all, and never over another without leave."""

from __future__ import annotations

import contextlib
import os
import stat
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import TextIO

from dl_quiz.errors import UsageError

_HANDED_OVER = ("/dev/stdout", "/dev/stderr", "/dev/fd/", "/proc/self/fd/")
"""What a shell has opened for this program: it is written to as it is."""


def write_whole(path: Path, text: str, *, force: bool = False) -> None:
    """Write a file as `whole_file` does."""
    with whole_file(path, force=force) as file:
        file.write(text)


@contextlib.contextmanager
def whole_file(path: Path, *, force: bool = False) -> Iterator[TextIO]:
    """Give a file to write to, of which a reader sees all, once it is closed, or none.

    A link stays a link: what it leads to is written. A file that is written over keeps its mode. A device or a pipe is written to as it is.
    Raises UsageError when it exists and `force` is off, be it only since a moment ago; when it is a folder, or when it cannot be written.
    """
    require_free(path, force=force)
    try:
        if _is_handed_over(path):
            with path.open("w", encoding="utf-8") as file:
                yield file
        else:
            with _beside(path.resolve(), force=force) as file:
                yield file
    except FileExistsError:
        raise _taken(path) from None
    except OSError as error:
        raise _unwritable(path, error) from None


def require_free(path: Path, *, force: bool) -> None:
    """Raise UsageError where a file may not be written: over another without `force`, or over a folder."""
    try:
        if path.is_dir():
            raise UsageError(f"{path} is a folder; name a file", f"{path} 是文件夹；请指定文件名")
        if not force and not _is_handed_over(path) and _mode(path) is not None:
            raise _taken(path)
    except OSError as error:
        raise _unwritable(path, error) from None


def folder_for(path: Path) -> Path:
    """Return a folder to write files into, made where it is not there yet. Raises UsageError where it cannot be."""
    try:
        path.mkdir(parents=True, exist_ok=True)
    except FileExistsError:
        raise UsageError(f"{path} is a file; name a folder", f"{path} 是文件；请指定文件夹") from None
    except OSError as error:
        raise _unwritable(path, error) from None
    return path


def _taken(path: Path) -> UsageError:
    return UsageError(
        f"{path} exists; choose another name, or add --force to write over it", f"{path} 已存在；请换个名称，或加 --force 覆盖"
    )


def _unwritable(path: Path, error: OSError) -> UsageError:
    return UsageError(
        f"{path} cannot be written ({error.strerror}); check the folder and its permissions",
        f"{path} 无法写入（{error.strerror}）；请检查文件夹和权限",
    )


def _is_handed_over(path: Path) -> bool:
    """Return whether a path is written to as it is: a device, a pipe, what the shell has opened."""
    mode = _mode(path)
    return str(path).startswith(_HANDED_OVER) or (mode is not None and not stat.S_ISREG(mode))


def _mode(path: Path) -> int | None:
    """Return the mode of what stands at a path, None where nothing does."""
    try:
        return path.stat().st_mode
    except FileNotFoundError:
        return None


@contextlib.contextmanager
def _beside(path: Path, *, force: bool) -> Iterator[TextIO]:
    """Give a file beside a path, which takes its place at the end: with `force` whatever is there, else only where nothing is.

    Raises FileExistsError where something is.
    """
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".dl-quiz-")
    whole = Path(name)
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        mode = _mode(path)
        whole.chmod(0o666 & ~_mask() if mode is None else stat.S_IMODE(mode))
        if not force:
            _claim(whole, path)
        whole.replace(path)
    finally:
        with contextlib.suppress(OSError):
            whole.unlink()


def _claim(whole: Path, path: Path) -> None:
    """Take a name that nobody has, whole at once; where files cannot have two names, empty at first. Raises FileExistsError."""
    try:
        path.hardlink_to(whole)
    except FileExistsError:
        raise
    except OSError:
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY))


def _mask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
