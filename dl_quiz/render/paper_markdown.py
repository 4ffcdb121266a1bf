"""A test on paper and its answer key in Markdown."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from dl_quiz.nouns import Language
from dl_quiz.render.markdown import markdown
from dl_quiz.render.paper import Question, name_of, paper_of, title_of
from dl_quiz.sheets.variants import Variant
from dl_quiz.text import classroom, words

_LINE = r"\_" * 30


def paper_markdown(variant: Variant) -> str:
    """Return a test: a heading, a line for the name, and each question with its options and room for the answer."""
    paper, language = paper_of(variant), variant.sheet.language
    name = markdown(paper.name) or _LINE
    parts = [
        f"# {markdown(paper.title)}",
        markdown(" · ".join(paper.facts)),
        f"**{classroom.NAME.of(language)}{words.COLON.of(language).strip()}** {name}",
    ]
    for number, question in enumerate(paper.questions, 1):
        parts += _question(number, question, language)
    return "\n\n".join(parts) + "\n"


def key_markdown(variants: Iterable[tuple[Variant, tuple[str, ...]]], language: Language) -> str:
    """Return the answer key of a test, or of all its variants."""
    parts: list[str] = []
    for variant, keys in variants:
        parts += [] if parts else [f"# {markdown(title_of(variant.sheet))} · {classroom.ANSWER_KEY.of(language)}"]
        parts += [f"## {markdown(name_of(variant))}"] if name_of(variant) else []
        rows = enumerate(zip(variant.sheet.items, keys, strict=True), 1)
        parts.append("\n".join(f"{number}. {_indented(markdown(key))} ({markdown(item.question)})" for number, (item, key) in rows))
    return "\n\n".join(parts) + "\n"


def _question(number: int, question: Question, language: Language) -> Iterator[str]:
    yield f"{number}. {_indented(markdown(question.ask))}"
    if question.options:
        yield "\n".join(f"    - ({label}) {_indented(markdown(said), 6)}" for label, said in question.options)
    yield f"    *{markdown(question.how)}*"
    yield f"    **{classroom.ANSWER.of(language)}{words.COLON.of(language).strip()}** " + "\n\n    ".join([_LINE] * question.lines)


def _indented(text: str, cells: int = 4) -> str:
    """Return a text whose further lines belong to the same item; their ends are kept."""
    return text.replace("\n", "  \n" + " " * cells)
