"""Beginning a course: files that pass `check` and are there to be rewritten."""

from __future__ import annotations

import keyword
import re
from pathlib import Path

from dl_quiz.errors import UsageError
from dl_quiz.files.write import write_whole
from dl_quiz.text.names import SLUG

_TEMPLATES = Path(__file__).parent / "scaffold"
_DEMO_NAME = re.compile(r"[a-z][a-z0-9_]*")


def begin_topic(root: Path, name: str, demo: str | None) -> list[Path]:
    """Write a topic, and what it needs and is not there yet: the course's own file, and its demo.

    Raises UsageError when the name is no topic's name, or when the topic is there already.
    """
    if not SLUG.fullmatch(name):
        raise UsageError(
            f"“{name}” is no name for a topic; use lower-case words joined by hyphens, like weight-decay",
            f"“{name}”不能作主题名；请用小写单词和连字符，如 weight-decay",
        )
    chosen = demo or name.replace("-", "_")
    if name == "course" or not _is_demo_name(chosen):
        raise UsageError(
            f"“{chosen}” is no name for a demo; give --demo with one lower-case word, like softmax",
            f"“{chosen}”不能作演示名；请用 --demo 指定一个小写单词，如 softmax",
        )
    text = (_TEMPLATES / "topic.yaml").read_text(encoding="utf-8").replace("DEMO", chosen)
    written = [*_course(root), _write(root / "questions" / f"{name}.yaml", text)]
    return written if (root / "demos" / f"{chosen}.py").exists() else written + begin_demo(root, chosen)


def begin_demo(root: Path, name: str) -> list[Path]:
    """Write a demo, and the course's own file where that is not there yet.

    Raises UsageError when the name is no demo's name, or when the demo is there already.
    """
    if not _is_demo_name(name):
        raise UsageError(
            f"“{name}” is no name for a demo; use one lower-case word, like softmax", f"“{name}”不能作演示名；请用一个小写单词，如 softmax"
        )
    page = (_TEMPLATES / "demo.txt").read_text(encoding="utf-8").replace("NAME", name)
    kernels = (_TEMPLATES / "kernels.txt").read_text(encoding="utf-8")
    glossary = (_TEMPLATES / "demo.zh.yaml").read_text(encoding="utf-8")
    demos = root / "demos"
    files = {demos / f"{name}.py": page, demos / "kernels" / f"{name}.py": kernels, demos / "zh" / f"{name}.yaml": glossary}
    return [*_course(root), *(_write(path, text) for path, text in files.items())]


def _is_demo_name(name: str) -> bool:
    return _DEMO_NAME.fullmatch(name) is not None and not keyword.iskeyword(name)


def _course(root: Path) -> list[Path]:
    manifest = root / "questions" / "course.yaml"
    if manifest.exists():
        return []
    return [_write(manifest, (_TEMPLATES / "course.yaml").read_text(encoding="utf-8"))]


def _write(path: Path, text: str) -> Path:
    if path.exists():
        raise UsageError(f"{path} exists; choose another name", f"{path} 已存在；请换个名称")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UsageError(
            f"{path.parent} cannot be made ({error.strerror}); choose another folder",
            f"无法创建 {path.parent}（{error.strerror}）；请换个文件夹",
        ) from None
    write_whole(path, text)
    return path
