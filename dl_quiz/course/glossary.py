"""The second language of a demo, from its YAML file: a sentence of the scenes, and the same sentence in the other language."""

from __future__ import annotations

from pathlib import Path

from dl_quiz.course.kept import Kept
from dl_quiz.course.reading import tree_of
from dl_quiz.course.tree import Leaf
from dl_quiz.errors import CourseError, Problem
from dl_quiz.files.code import Code
from dl_quiz.files.read import read_bytes
from dl_quiz.stage.glossary import Glossary

LARGEST_FILE = 1_000_000


def glossary_of(code: Code, demo: str) -> Path:
    """Return the file that tells a demo in the second language."""
    return code.path(demo).parent / "zh" / f"{demo}.yaml"


def read_glossary(path: Path, kept: Kept) -> Glossary:
    """Return the glossary in a file, an empty one where there is no file. Raises CourseError with every problem of the file."""
    if not path.exists():
        return Glossary()
    data = read_bytes(path, LARGEST_FILE)
    pairs = kept.glossary(path.stem, data)
    if pairs is None:
        pairs = {sentence: told for sentence, (told, _) in _sentences(path, data).items()}
        kept.keep_glossary(path.stem, data, pairs)
    return Glossary(pairs)


def read_sentences(path: Path) -> dict[str, tuple[str, int]]:
    """Return the sentences of a glossary with what each is in the other language, and its line. Raises CourseError as `read_glossary` does."""
    return _sentences(path, read_bytes(path, LARGEST_FILE)) if path.exists() else {}


def _sentences(path: Path, data: bytes) -> dict[str, tuple[str, int]]:
    table = tree_of(path, data)
    problems = [
        Problem(path, table.keys[sentence], "must be a sentence, not a list or a mapping", "必须是一句话，不能是列表或映射")
        for sentence, node in table.items.items()
        if not isinstance(node, Leaf)
    ]
    if problems:
        raise CourseError(problems)
    return {sentence: (node.text, table.keys[sentence]) for sentence, node in table.items.items() if isinstance(node, Leaf)}
