"""Files and folders as they come: read, listed and hashed within bounds, and the one that a mistyped path may have meant."""

from __future__ import annotations

import os
import stat
import sys
from pathlib import Path

try:
    from _blake2 import blake2b  # as `random` does: hashlib itself loads OpenSSL, which costs every start-up
except ImportError:
    from hashlib import blake2b

from dl_quiz.errors import CourseError, Problem, UsageError
from dl_quiz.nouns import Text
from dl_quiz.text.names import nearest

MOST_FILES = 2_000
LARGEST = 2_000_000
"""The most bytes that a file of a course may have."""

_HANDED_OVER = ("-", "/dev/stdin", "/dev/fd/", "/proc/self/fd/", os.devnull)
"""What a shell has opened for this program: it is read as it comes, like standard input."""

_KINDS = {
    stat.S_IFDIR: Text(en="a folder", zh="文件夹"),
    stat.S_IFIFO: Text(en="a pipe", zh="管道"),
    stat.S_IFSOCK: Text(en="a socket", zh="套接字"),
    stat.S_IFCHR: Text(en="a device", zh="设备"),
    stat.S_IFBLK: Text(en="a device", zh="设备"),
}


def kind_of(path: Path) -> Text | None:
    """Return what stands at a path that is no file: a folder, a pipe, a device; None for a file, and where nothing is."""
    try:
        return _KINDS.get(stat.S_IFMT(path.stat().st_mode))
    except (OSError, ValueError):
        return None


def read_plain(path: Path, largest: int) -> bytes | Text:
    """Return the bytes of a plain file of at most `largest`, or a sentence that says why there are none.

    A pipe, a device or a folder is refused before it is opened, for that might wait for ever.
    """
    kind = kind_of(path)
    if kind is not None:
        return Text(en=f"is {kind.en}, not a file; put the file itself there", zh=f"是{kind.zh}，不是文件；请换成文件本身")
    try:
        handle = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0))  # it may have become a pipe meanwhile
        with os.fdopen(handle, "rb") as file:
            data = file.read(largest + 1) or b""
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        return Text(en=f"cannot be read ({reason}); check the path and its permissions", zh=f"无法读取（{reason}）；请检查路径和权限")
    if len(data) > largest:
        return Text(
            en=f"is larger than {largest:,} bytes; split it, or check that it is the right file",
            zh=f"超过 {largest:,} 字节；请拆分，或检查是否选错了文件",
        )
    return data


def read_named(name: str, largest: int, called: Text) -> bytes:
    """Return the bytes of a file that was named on the command line, or of standard input for `-`, in bounded memory; people call what is in it so.

    Raises UsageError.
    """
    kind = None if name.startswith(_HANDED_OVER) else kind_of(Path(name))
    if kind is not None:
        raise UsageError(f"{name} is {kind.en}; name a file", f"{name} 是{kind.zh}；请指定文件")
    try:
        data = sys.stdin.buffer.read(largest + 1) if name == "-" else _first_bytes(Path(name), largest + 1)
    except (OSError, ValueError, AttributeError) as error:
        reason = getattr(error, "strerror", None) or "it is closed"
        near = nearest_file(Path(name))
        raise UsageError(
            f"{name} cannot be read ({reason}){near.en or '; check the name'}", f"{name} 无法读取（{reason}）{near.zh or '；请检查名称'}"
        ) from None
    if len(data) > largest:
        raise UsageError(
            f"{name}: is larger than {largest:,} bytes; it is no {called.en}", f"{name}：超过 {largest:,} 字节，不是{called.zh}"
        )
    return data


def _first_bytes(path: Path, count: int) -> bytes:
    with path.open("rb") as file:
        return file.read(count)


def names_in(folder: Path, ending: str) -> tuple[str, ...]:
    """Return the names in a folder that end so, sorted and without the ending; none where there is no folder.

    Hidden files are left out. Raises CourseError when the folder cannot be listed, holds too much, or a name is not UTF-8.
    """
    names = []
    try:
        with os.scandir(folder) as entries:
            for count, entry in enumerate(entries):
                if count == MOST_FILES:
                    en = f"holds more than {MOST_FILES:,} files; check that it is the right folder"
                    raise _failure(folder, en, f"含有超过 {MOST_FILES:,} 个文件；请检查是否选错了文件夹")
                if entry.name.endswith(ending) and not entry.name.startswith("."):
                    names.append(entry.name.removesuffix(ending))
    except FileNotFoundError:
        return ()
    except OSError as error:
        raise _failure(
            folder, f"cannot be listed ({error.strerror}); check its permissions", f"无法列出（{error.strerror}）；请检查权限"
        ) from None
    return tuple(sorted(names))


def read_bytes(path: Path, largest: int) -> bytes:
    """Return the bytes of a course's file as `read_plain` does. Raises CourseError with its sentence."""
    data = read_plain(path, largest)
    if isinstance(data, Text):
        raise _failure(path, data.en, data.zh)
    return data


def hash_of(data: bytes) -> str:
    """Return a hash of some content."""
    return blake2b(data, digest_size=16).hexdigest()


def _failure(path: Path, en: str, zh: str) -> CourseError:
    return CourseError([Problem(path, 0, en, zh)])


def nearest_file(path: Path) -> Text:
    """Return a question that names the nearest file beside a path that is not there; empty where there is none."""
    try:
        names = [one.name for one in path.parent.iterdir() if one.name != path.name]
    except OSError:
        names = []
    near = nearest(path.name, names, 1)
    if not near:
        return Text(en="", zh="")
    meant = path.parent / near[0]
    return Text(en=f"; did you mean {meant}?", zh=f"；是否想写 {meant}？")
