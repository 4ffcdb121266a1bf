"""The second language of a demo: missing, unused, put together, of other names, or no sentence at all, each with its exact sentence."""

import pytest

from dl_quiz.checking.lint import lint
from dl_quiz.course.course import open_course
from tests.courses import SMALL, copy_of_small, edit

GLOSSARY = "demos/zh/add.yaml"
SAY = "Begin at {left} and go on {right} times, by {way}."
TOLD = "从 {left} 开始往后数 {right} 次，用 {way}。"
LINE = next(line for line in (SMALL / GLOSSARY).read_text(encoding="utf-8").splitlines() if TOLD in line)


def problems(course):
    return [(problem.path.relative_to(course).as_posix(), problem.line, problem.en, problem.zh) for problem in lint(open_course(course))]


def line_of(course, text, file=GLOSSARY):
    return next(n for n, line in enumerate((course / file).read_text(encoding="utf-8").splitlines(), 1) if text in line)


def test_a_sentence_without_a_translation(tmp_path):
    course = copy_of_small(tmp_path)
    line = line_of(course, SAY, "demos/add.py")
    edit(course, f"{LINE}\n", "", GLOSSARY)
    assert problems(course) == [
        ("demos/add.py", line, f"“{SAY}” has no translation; add it to zh/add.yaml", f"“{SAY}”没有译文；请加到 zh/add.yaml")
    ]


def test_a_translation_of_nothing(tmp_path):
    course = edit(copy_of_small(tmp_path), f"{LINE}\n", f"{LINE}\nNobody says this: 没人这样说\n", GLOSSARY)
    line = line_of(course, "Nobody")
    assert problems(course) == [
        (
            GLOSSARY,
            line,
            "translates “Nobody says this”, which no scene says; remove it",
            "翻译了“Nobody says this”，但没有场景这样说；请删除",
        )
    ]


def test_a_translation_of_other_names(tmp_path):
    course = edit(copy_of_small(tmp_path), TOLD, TOLD.replace("{right}", "{rihgt}"), GLOSSARY)
    ((file, line, en, zh),) = problems(course)
    assert (file, line) == (GLOSSARY, line_of(course, "rihgt"))
    assert en == "names {left}, {rihgt}, {way}, but the sentence names {left}, {right}, {way}; name the same"
    assert zh == "用到 {left}, {rihgt}, {way}，而原句用到 {left}, {right}, {way}；请保持一致"


def test_a_translation_with_a_stray_brace(tmp_path):
    course = edit(copy_of_small(tmp_path), TOLD, TOLD.replace("{way}", "{way"), GLOSSARY)
    ((file, line, en, zh),) = problems(course)
    assert (file, line) == (GLOSSARY, line_of(course, "{way。"))
    assert en == "has a stray brace (expected '}' before end of string); write {{ and }} for braces"
    assert zh == "花括号不成对（expected '}' before end of string）；花括号请写成 {{ 和 }}"


def test_a_sentence_that_is_put_together(tmp_path):
    course = edit(copy_of_small(tmp_path), 'Say("Begin at {left}', 'Say("So: " + way + "Begin at {left}', "demos/add.py")
    assert problems(course)[0][1:] == (
        line_of(course, "So: ", "demos/add.py"),
        'a sentence that is put together cannot be translated; write T("… {name} …", name=…)',
        '拼接而成的句子无法翻译；请写成 T("… {name} …", name=…)',
    )


@pytest.mark.parametrize("value", ["[a, b]", "{a: b}"])
def test_a_translation_that_is_no_sentence(tmp_path, value):
    course = edit(copy_of_small(tmp_path), f"{LINE}\n", f"{LINE}\nHow: {value}\n", GLOSSARY)
    assert (
        GLOSSARY,
        line_of(course, "How: "),
        "must be a sentence, not a list or a mapping",
        "必须是一句话，不能是列表或映射",
    ) in problems(course)
