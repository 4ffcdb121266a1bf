"""Where our own course lies."""

from __future__ import annotations

from pathlib import Path

from dl_quiz.errors import UsageError

_PACKAGE = Path(__file__).parent


def bundled_root() -> Path:
    """Return the folder of our own course: inside the installed package, else in the checkout around it.

    Raises UsageError where the package lies in no folder.
    """
    inside = _PACKAGE / "_course"
    if inside.is_dir():
        return inside
    if not _PACKAGE.is_dir():
        raise UsageError(
            f"dl-quiz lies in {_PACKAGE.parent}, which is no folder: it cannot run out of a zip file; install it with pip",
            f"dl-quiz 位于 {_PACKAGE.parent}，它不是文件夹：不能从 zip 文件中运行；请用 pip 安装",
        )
    return _PACKAGE.parent
