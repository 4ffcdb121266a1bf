"""Strict reading: whatever is not what belongs there gets its exact sentence, in both languages, at its line."""

import pytest

from dl_quiz.course.course import open_course
from dl_quiz.errors import CourseError
from tests.courses import copy_of_small, edit

ADDITION = "draw: {left: [1, 2, 3], right: [4, 5]}"
CASES = {
    "a text where a mapping belongs": (
        "title: {en: Adding, zh: 加法}",
        "title: Adding",
        (1, "`title` must be a mapping with the keys en, zh; or give the course one language: `languages: [en]` in course.yaml", "`title` 必须是含有这些键的映射：en, zh；只用一种语言时，请在 course.yaml 中写 `languages: [zh]`"),
    ),
    "a text where a list belongs": (
        "hear: {en: [[sum, together], [two numbers]], zh: [[和], [两个数]]}",
        "hear: {en: sum, zh: [[和]]}",
        (13, "`points.0.hear.en` must be a list", "`points.0.hear.en` 必须是列表"),
    ),
    "a list where names belong": (
        ADDITION,
        "draw: [1, 2]",
        (31, "`questions.0.draw` must be a mapping of names to values", "`questions.0.draw` 必须是名称到值的映射"),
    ),
    "a mapping where a value belongs": (
        "with: {left: , right: }",
        "with: {left: {a: 1}, right: }",
        (40, "`questions.0.proof.with.left` must be a number, a word or a list", "`questions.0.proof.with.left` 必须是数字、词或列表"),
    ),
    "a list where a text belongs": (
        "authors: G. Peano",
        "authors: [G. Peano]",
        (24, "`sources.0.authors` must be text, not a list or a mapping", "`sources.0.authors` 必须是文字，不能是列表或映射"),
    ),
    "a word where a whole number belongs": (
        "year: 1889",
        "year: long ago",
        (25, "`sources.0.year` must be a whole number, not `long ago`", "`sources.0.year` 必须是整数，而不是 `long ago`"),
    ),
    "a truth where a whole number belongs": (
        "year: 1889",
        "year: true",
        (25, "`sources.0.year` must be a whole number, not `true`", "`sources.0.year` 必须是整数，而不是 `true`"),
    ),
    "a word where a truth belongs": (
        "zh: 交换后不变}, right: true}",
        "zh: 交换后不变}, right: perhaps}",
        (47, "`questions.1.choose.1.right` must be true or false, not `perhaps`", "`questions.1.choose.1.right` 必须是true 或 false，而不是 `perhaps`"),
    ),
    "an empty text": (
        "hint: {en: Swap them., zh: 交换一下。}",
        'hint: {en: " ", zh: 交换一下。}',
        (44, "`questions.1.hint.en` is empty; write the text", "`questions.1.hint.en` 是空的；请写上内容"),
    ),
    "nothing where a text belongs": (
        "hint: {en: Swap them., zh: 交换一下。}",
        "hint: {en: , zh: 交换一下。}",
        (44, "`questions.1.hint.en` must be text, but YAML takes `` for nothing; put it in quotes", "`questions.1.hint.en` 必须是文字，但 YAML 把 `` 当作空值；请加引号"),
    ),
    "a date where a text belongs": (
        "where: Turin",
        "where: 1889-01-01",
        (26, "`sources.0.where` must be text, but YAML takes `1889-01-01` for a date; put it in quotes", "`sources.0.where` 必须是文字，但 YAML 把 `1889-01-01` 当作日期；请加引号"),
    ),
    "a word that is none of those": (
        "    level: 2\n    ask: {en: \"Which holds",
        "    level: two\n    ask: {en: \"Which holds",
        (42, "`questions.1.level` must be one of 1, 2, 3", "`questions.1.level` 必须是其中之一：1, 2, 3"),
    ),
    "a key that nothing is like": (
        "interview: 1\n",
        "interview: 1\nzzz: 1\n",
        (3, "has an unknown key `zzz`; the keys here are title, ask, demo, answer, points, follow_ups, sources, questions, exercises, interview", None),
    ),
    "an alias of nothing": (
        "interview: 1\n",
        "interview: *number\n",
        (2, "uses *number, which is not defined above; define &number first", "引用了上文没有定义的 *number；请先定义 &number"),
    ),
    "a list as a key": (
        "interview: 1\n",
        "[a, b]: 1\n",
        (2, "uses a list or a mapping as a key; keys are plain words", "用列表或映射作键；键必须是普通的词"),
    ),
    "a control character": (
        "interview: 1\n",
        "interview: \x07\n",
        (1, None, None),
    ),
}  # fmt: skip


@pytest.mark.parametrize(("old", "new", "problem"), CASES.values(), ids=CASES)
def test_what_does_not_belong_gets_its_sentence(tmp_path, old, new, problem):
    with pytest.raises(CourseError) as failure:
        open_course(edit(copy_of_small(tmp_path), old, new)).read("adding")
    (found,) = failure.value.problems
    line, en, zh = problem
    assert found.line == line
    assert en is None or found.en == en
    assert zh is None or found.zh == zh


def test_a_control_character_is_refused_with_what_to_do(tmp_path):
    with pytest.raises(CourseError) as failure:
        open_course(edit(copy_of_small(tmp_path), "interview: 1\n", "interview: \x07\n")).read("adding")
    (found,) = failure.value.problems
    assert found.en.startswith("is not YAML: ") and found.en.endswith("; save it as plain UTF-8 text")
    assert found.zh.startswith("不是合法的 YAML：") and found.zh.endswith("；请另存为纯 UTF-8 文本")


@pytest.mark.parametrize(
    ("name", "en", "zh"),
    [
        ("questions/Adding Up.yaml", "has a name that is no topic's; use lower-case words joined by hyphens", "的文件名不能作主题名；请用小写单词和连字符命名"),
        ("demos/add-up.py", "has a name that cannot be imported; use lower-case words joined by underscores", "的文件名无法导入；请用小写单词和下划线命名"),
        ("demos/加法.py", "has a name that cannot be imported; use lower-case words joined by underscores", "的文件名无法导入；请用小写单词和下划线命名"),
    ],
)  # fmt: skip
def test_a_file_with_an_impossible_name_gets_its_sentence(tmp_path, name, en, zh):
    course = copy_of_small(tmp_path)
    (course / name).write_text("")
    with pytest.raises(CourseError) as failure:
        assert open_course(course).code.demos
    (found,) = failure.value.problems
    assert (found.path, found.en, found.zh) == (course / name, en, zh)
