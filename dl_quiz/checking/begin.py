"""Beginning a course: files that pass `check` and are there to be rewritten."""

from __future__ import annotations

import keyword
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import yaml

from dl_quiz.course.course import open_course
from dl_quiz.course.outline import FORMAT, Manifest
from dl_quiz.course.write import told_in, yaml_text
from dl_quiz.errors import UsageError
from dl_quiz.files.write import write_whole
from dl_quiz.nouns import LANGUAGES, Language
from dl_quiz.text.names import SLUG

_TEMPLATES = Path(__file__).parent / "scaffold"
_DEMO_NAME = re.compile(r"[a-z][a-z0-9_]*")


def is_course(root: Path) -> bool:
    """Return whether a folder is a course, be it one that cannot be read."""
    return _manifest(root).exists()


def begin_course(root: Path, title: str, languages: Sequence[Language]) -> list[Path]:
    """Write a course's own file. Raises UsageError where there is one."""
    titles = told_in(languages, dict.fromkeys(LANGUAGES, title))
    return [_write(_manifest(root), yaml_text({"title": titles, "format": FORMAT, "languages": list(languages)}))]


def begin_topic(root: Path, name: str, demo: str | None) -> list[Path]:
    """Write a topic in a course; with a demo, or in a strict course, one that has everything, and its demo where that is not there yet.

    Raises UsageError when the name is no topic's name, or when the topic is there already; CourseError when the course cannot be read.
    """
    manifest = open_course(root).manifest
    if name == "course" or not SLUG.fullmatch(name):
        raise UsageError(
            f"“{name}” is no name for a topic; use lower-case words joined by hyphens, like weight-decay",
            f"“{name}”不能作主题名；请用小写单词和连字符，如 weight-decay",
        )
    path = root / "questions" / f"{name}.yaml"
    if demo is None and not manifest.strict:
        return [_write(path, _topic("light.yaml", manifest))]
    chosen = demo or name.replace("-", "_")
    if not _is_demo_name(chosen):
        raise UsageError(
            f"“{chosen}” is no name for a demo; give --demo with one lower-case word, like softmax",
            f"“{chosen}”不能作演示名；请用 --demo 指定一个小写单词，如 softmax",
        )
    written = [_write(path, _topic("topic.yaml", manifest).replace("DEMO", chosen))]
    return written if (root / "demos" / f"{chosen}.py").exists() else written + begin_demo(root, chosen)


def begin_demo(root: Path, name: str) -> list[Path]:
    """Write a demo in a course, in its own language where it has one alone.

    Raises UsageError when the name is no demo's name, or when the demo is there already; CourseError when the course cannot be read.
    """
    languages = open_course(root).manifest.languages
    if not _is_demo_name(name):
        raise UsageError(
            f"“{name}” is no name for a demo; use one lower-case word, like softmax", f"“{name}”不能作演示名；请用一个小写单词，如 softmax"
        )
    page, kernels, told = (_template(file) for file in ("demo.txt", "kernels.txt", "demo.zh.yaml"))
    demos = root / "demos"
    files = {demos / f"{name}.py": page.replace("NAME", name), demos / "kernels" / f"{name}.py": kernels}
    if len(languages) > 1:
        files[demos / "zh" / f"{name}.yaml"] = told
    elif languages == ("zh",):
        for sentence, translation in yaml.safe_load(told).items():
            files[demos / f"{name}.py"] = files[demos / f"{name}.py"].replace(sentence, translation)
    return [_write(path, text) for path, text in files.items()]


def write_topic(root: Path, name: str, text: str) -> Path:
    """Write the file of a topic. Raises UsageError where there is one."""
    return _write(root / "questions" / f"{name}.yaml", text)


def _topic(template: str, manifest: Manifest) -> str:
    """Return the text of a topic as a course of such a manifest writes it."""
    text = _template(template)
    return text if len(manifest.languages) > 1 else yaml_text(told_in(manifest.languages, yaml.safe_load(text)))


def question_data(kind: str, slug: str, manifest: Manifest) -> dict[str, Any]:
    """Return a question of a kind to begin with, as a course of such a manifest writes it."""
    return {"id": slug, **told_in(manifest.languages, yaml.safe_load(_template("questions.yaml"))[kind])}


def _template(name: str) -> str:
    return (_TEMPLATES / name).read_text(encoding="utf-8")


def _is_demo_name(name: str) -> bool:
    return _DEMO_NAME.fullmatch(name) is not None and not keyword.iskeyword(name)


def _manifest(root: Path) -> Path:
    return root / "questions" / "course.yaml"


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
