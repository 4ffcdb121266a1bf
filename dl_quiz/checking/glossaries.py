"""What can be wrong between the scenes of a demo and their second language: missing, unused, or naming other values."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from dl_quiz.course.course import Course
from dl_quiz.course.glossary import glossary_of, read_sentences
from dl_quiz.errors import CourseError, Problem
from dl_quiz.stage.outline import parsed
from dl_quiz.stage.sentences import names_in, sentences_of, words_for


def lint_glossary(course: Course, demo: str) -> Iterator[Problem]:
    """Yield the problems of one demo's second language."""
    page, file = course.code.path(demo), glossary_of(course.code, demo)
    try:
        said, told = list(sentences_of(parsed(course.code, demo))), read_sentences(file)
    except CourseError as error:
        yield from error.problems
        return
    lines = {sentence.template: sentence.line for sentence in reversed(said) if sentence.template is not None}
    for sentence in said:
        if sentence.template is None:
            yield _untranslatable(page, sentence.line)
    for template, line in lines.items():
        if template and template not in told:
            en = f"“{template}” has no translation; add it to {file.parent.name}/{file.name}"
            yield Problem(page, line, en, f"“{template}”没有译文；请加到 {file.parent.name}/{file.name}")
    for template, (translation, line) in told.items():
        if template not in lines:
            yield Problem(
                file, line, f"translates “{template}”, which no scene says; remove it", f"翻译了“{template}”，但没有场景这样说；请删除"
            )
        else:
            yield from _other_names(file, line, template, translation)


def _untranslatable(page: Path, line: int) -> Problem:
    en = 'a sentence that is put together cannot be translated; write T("… {name} …", name=…)'
    return Problem(page, line, en, '拼接而成的句子无法翻译；请写成 T("… {name} …", name=…)')


def _other_names(file: Path, line: int, template: str, translation: str) -> Iterator[Problem]:
    try:
        asked, given = names_in(template), names_in(translation)
    except ValueError as error:
        yield Problem(
            file,
            line,
            f"has a stray brace ({error}); write {{{{ and }}}} for braces",
            f"花括号不成对（{error}）；花括号请写成 {{{{ 和 }}}}",
        )
        return
    if asked != given:
        en = f"names {words_for(given)}, but the sentence names {words_for(asked)}; name the same"
        yield Problem(file, line, en, f"用到 {words_for(given)}，而原句用到 {words_for(asked)}；请保持一致")
