"""Files written whole or not at all, and never over another without leave."""

from __future__ import annotations

import contextlib
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import TextIO

from dl_quiz.errors import UsageError


def write_whole(path: Path, text: str, *, force: bool = False) -> None:
    """Write a file as `whole_file` does."""
    with whole_file(path, force=force) as file:
        file.write(text)


@contextlib.contextmanager
def whole_file(path: Path, *, force: bool = False) -> Iterator[TextIO]:
    """Give a file to write to, of which a reader sees all, once it is closed, or none.

    Raises UsageError when it exists and `force` is off, when it is a folder, or when it cannot be written.
    """
    if path.is_dir():
        raise UsageError(f"{path} is a folder; name a file", f"{path} 是文件夹；请指定文件名")
    if path.exists() and not force:
        raise UsageError(
            f"{path} exists; choose another name, or add --force to write over it", f"{path} 已存在；请换个名称，或加 --force 覆盖"
        )
    try:
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        try:
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                yield file
                file.flush()
                os.fsync(file.fileno())
            mask = os.umask(0)
            os.umask(mask)
            Path(name).chmod(0o666 & ~mask)
            Path(name).replace(path)
        except BaseException:
            with contextlib.suppress(OSError):
                Path(name).unlink()
            raise
    except OSError as error:
        raise UsageError(
            f"{path} cannot be written ({error.strerror}); check the folder and its permissions",
            f"{path} 无法写入（{error.strerror}）；请检查文件夹和权限",
        ) from None
