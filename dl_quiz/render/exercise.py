"""The file that a learner begins with: the signature of an exercise's function, what is wanted, and no body."""

from __future__ import annotations

import re
from collections.abc import Iterator

from dl_quiz.exercises.assignment import Assignment
from dl_quiz.exercises.signature import Signature, signature_of
from dl_quiz.nouns import Language
from dl_quiz.render.line import break_offsets

_WIDTH = 84

_FILE = '''# {command}

import numpy as np


def {name}({parameters}):
    """{text}

{types}
    """
    raise NotImplementedError
'''


def learners_file(given: Assignment, language: Language, command: str) -> str:
    """Return the file that a learner begins with; `command` is what judges it."""
    signature = signature_of(given)
    ask = given.exercise.ask.of(language).strip().replace("\\", "\\\\").replace('"""', "'''")
    text = "\n".join(line for paragraph in ask.split("\n") for line in _wrapped(paragraph))
    return _FILE.format(
        command=command,
        name=given.exercise.function,
        parameters=signature.parameters,
        text=_indented(text).strip(),
        types=_indented("\n".join(_table(signature))),
    )


def _wrapped(paragraph: str) -> Iterator[str]:
    ends = [*break_offsets(paragraph, _WIDTH), len(paragraph)]
    for start, end in zip([0, *ends], ends, strict=False):
        yield paragraph[start:end].rstrip()


def _table(signature: Signature) -> Iterator[str]:
    wide = max(len(name) for name, _ in signature.types)
    for name, kind in signature.types:
        yield f"{name.ljust(wide)}  {kind}".rstrip()


def _indented(text: str) -> str:
    return re.sub(r"^(?=.)", "    ", text, flags=re.MULTILINE)
