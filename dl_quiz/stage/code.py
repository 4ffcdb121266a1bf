"""A course's Python, each file read once: what is hashed is what runs."""

from __future__ import annotations

import functools
import hashlib
import stat
from pathlib import Path

from dl_quiz.errors import CourseError, Problem

LARGEST_FILE = 1_000_000
KERNELS = "kernels"


class Code:
    """The Python files of `demos/` and of `demos/kernels/`, by module name (`conv`, `kernels.conv`).

    A file's bytes are read when they are first asked for and kept: hashing, outlining, printing and running all see the same ones.
    Only plain files count: no links, no packages, nothing that is compiled already.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._sources: dict[str, bytes] = {}

    @functools.cached_property
    def demos(self) -> tuple[str, ...]:
        """Return the names of the demos, sorted."""
        return _stems(self.folder)

    @functools.cached_property
    def kernels(self) -> tuple[str, ...]:
        """Return the names of the files of kernels, sorted."""
        return _stems(self.folder / KERNELS)

    @functools.cached_property
    def digest(self) -> str:
        """Return a hash over the names and bytes of all files."""
        total = hashlib.sha256()
        for module in (*self.demos, *(f"{KERNELS}.{name}" for name in self.kernels)):
            total.update(module.encode("utf-8", "surrogateescape") + b"\0" + hashlib.sha256(self.source(module)).digest())
        return total.hexdigest()

    def path(self, module: str) -> Path:
        """Return the file of a module."""
        return self.folder.joinpath(*module.split(".")).with_suffix(".py")

    def source(self, module: str) -> bytes:
        """Return the bytes of a module's file. Raises CourseError where it is not there, is no plain file or is too large."""
        if module not in self._sources:
            self._sources[module] = _read(self.path(module))
        return self._sources[module]


def _stems(folder: Path) -> tuple[str, ...]:
    try:
        return tuple(sorted(path.stem for path in folder.iterdir() if path.suffix == ".py"))
    except (FileNotFoundError, NotADirectoryError):
        return ()
    except OSError as error:
        raise _unreadable(folder, error.strerror or str(error)) from None


def _read(path: Path) -> bytes:
    try:
        if not stat.S_ISREG(path.lstat().st_mode):
            en = "is not a plain file; a demo is a plain file of Python, not a link, a folder or a device"
            raise CourseError([Problem(path, 0, en, "不是普通文件；演示必须是普通的 Python 文件，而不是链接、文件夹或设备")])
        with path.open("rb") as file:
            source = file.read(LARGEST_FILE + 1)
    except OSError as error:
        raise _unreadable(path, error.strerror or str(error)) from None
    if len(source) > LARGEST_FILE:
        en = f"is larger than {LARGEST_FILE:,} bytes; split it, or check that it is the right file"
        raise CourseError([Problem(path, 0, en, f"超过 {LARGEST_FILE:,} 字节；请拆分，或检查是否选错了文件")])
    return source


def _unreadable(path: Path, reason: str) -> CourseError:
    return CourseError(
        [Problem(path, 0, f"cannot be read ({reason}); check the path and its permissions", f"无法读取（{reason}）；请检查路径和权限")]
    )
