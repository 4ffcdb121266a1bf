"""A course's Python, each file read once: what is hashed is what runs."""

from __future__ import annotations

import functools
import os
from pathlib import Path

from dl_quiz.errors import CourseError, Problem
from dl_quiz.files.read import hash_of, names_in, read_bytes

LARGEST_FILE = 1_000_000
KERNELS, EXERCISES = "kernels", "exercises"


class Code:
    """The Python files of `demos/`, `demos/kernels/` and `demos/exercises/`, by module name (`conv`, `kernels.conv`, `exercises.conv`).

    A file's bytes are read when they are first asked for and kept: hashing, outlining, printing and running all see the same ones.
    Only plain files count: no links, no packages, nothing that is compiled already. What is not ours runs in a process of its own.
    """

    def __init__(self, folder: Path, *, ours: bool = True) -> None:
        self.folder = folder
        self.ours = ours
        self._sources: dict[str, bytes] = {}

    @property
    def apart(self) -> bool:
        """Return whether the code runs in a process of its own: a stranger's does where a process can be forked."""
        return not self.ours and hasattr(os, "fork")

    @functools.cached_property
    def demos(self) -> tuple[str, ...]:
        """Return the names of the demos, sorted. Raises CourseError when the folder cannot be listed, or a name in it cannot be imported."""
        return _modules(self.folder)

    @functools.cached_property
    def kernels(self) -> tuple[str, ...]:
        """Return the names of the files of kernels, sorted. Raises CourseError as `demos` does."""
        return _modules(self.folder / KERNELS)

    @functools.cached_property
    def exercises(self) -> tuple[str, ...]:
        """Return the names of the files of exercises, sorted. Raises CourseError as `demos` does."""
        return _modules(self.folder / EXERCISES)

    @functools.cached_property
    def modules(self) -> tuple[str, ...]:
        """Return the names of all modules. Raises CourseError as `demos` does."""
        below = ((KERNELS, self.kernels), (EXERCISES, self.exercises))
        return (*self.demos, *(f"{package}.{name}" for package, names in below for name in names))

    @functools.cached_property
    def digest(self) -> str:
        """Return a hash over the names and bytes of all files."""
        return hash_of("".join(f"{module} {hash_of(self.source(module))}\n" for module in self.modules).encode())

    def path(self, module: str) -> Path:
        """Return the file of a module."""
        return self.folder.joinpath(*module.split(".")).with_suffix(".py")

    def source(self, module: str) -> bytes:
        """Return the bytes of a module's file. Raises CourseError where it is not there, is no plain file or is too large."""
        if module not in self._sources:
            path = self.path(module)
            if path.is_symlink():
                en = "is a link; put the file itself there, so that what is read is what runs"
                raise CourseError([Problem(path, 0, en, "是链接；请换成文件本身，以保证运行的正是读到的内容")])
            self._sources[module] = read_bytes(path, LARGEST_FILE)
        return self._sources[module]


def _modules(folder: Path) -> tuple[str, ...]:
    names = names_in(folder, ".py")
    wrong = [folder / f"{name}.py" for name in names if not (name.isascii() and name.isidentifier())]
    if wrong:
        en = "has a name that cannot be imported; use lower-case words joined by underscores"
        raise CourseError([Problem(path, 0, en, "的文件名无法导入；请用小写单词和下划线命名") for path in wrong])
    return names
