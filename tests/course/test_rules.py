"""The rules of a topic file: each way to contradict oneself gets its exact sentence, in both languages, at its line."""

import re

import pytest

from dl_quiz.course.course import open_course
from dl_quiz.errors import CourseError
from tests.courses import copy_of_small, edit

DRAW = "draw: {left: [1, 2, 3], right: [4, 5]}"
KEY = "      key: add.add\n"
WITH = "{with: {carry: false}, because: {en: You carried where nothing is carried., zh: 你多进了一位。}}"
VALUE = '{value: "left * right", because: {en: That is the product., zh: 那是积。}}'
DOUBLES = "      - {say: {en: Swapping doubles it, zh: 交换后翻倍}, because: {en: Try 1 + 2., zh: 试试 1 + 2。}}\n"
CHOICES = DOUBLES + (
    "      - {say: {en: Swapping keeps it, zh: 交换后不变}, right: true}\n"
    "      - {say: {en: Swapping negates it, zh: 交换后变号}, because: {en: That is subtraction., zh: 那是减法。}}\n"
    "      - {say: {en: Swapping halves it, zh: 交换后减半}, because: {en: Try 2 + 1., zh: 试试 2 + 1。}}\n"
)
SUMS = (
    '      - {say: {en: "1 + 4", zh: "1 + 4"}, right: true, because: {en: Four more than one., zh: 比一多四。}}\n'
    '      - {say: {en: "2 + 2", zh: "2 + 2"}, because: {en: That is four., zh: 那是四。}}\n'
    '      - {say: {en: "2 + 3", zh: "2 + 3"}, right: true}\n'
    '      - {say: {en: "3 + 3", zh: "3 + 3"}, because: {en: That is six., zh: 那是六。}}\n'
)
STEPS = (
    "      - {en: Say the first number, zh: 说出第一个数}\n"
    "      - {en: Go on by the second, zh: 按第二个数往后数}\n"
    "      - {en: Name where you end, zh: 说出终点}\n"
)
PRINTS = "    predict: {demo: add, scene: count, with: {left: 4, right: 5}, check: sum}\n"
NEAR = "        - {say: {en: near 0.5, zh: 接近 0.5}, low: 0.4, high: 0.6}\n"
BELOW = "        - {say: {en: below 0.4, zh: 小于 0.4}, high: 0.4, because: {en: It is not skewed., zh: 它不偏斜。}}\n"
ABOVE = "        - {say: {en: above 0.6, zh: 大于 0.6}, low: 0.6, because: {en: It is not skewed., zh: 它不偏斜。}}\n"
SLIPS = f"      slips:\n        - {WITH}\n        - {VALUE}\n"


def options(count, right=""):
    return "".join(f"      - {{say: {{en: n{n}, zh: 第{n}}}, because: {{en: b, zh: 乙}}{right}}}\n" for n in range(count))


def steps(count):
    return "".join(f"      - {{en: step {n}, zh: 第{n}步}}\n" for n in range(count))


CASES = {
    "an id with capitals": ("- id: name\n", "- id: Name\n", ["63: the id `Name` must be lower-case words joined by hyphens"]),
    "an id of a point": ("- id: sum\n", "- id: sum up\n", ["10: the id `sum up` must be lower-case words joined by hyphens"]),
    "no kind": (STEPS, "", ["76: `questions.4.order` must be a list"]),
    "nothing to draw from": (DRAW, "draw: {left: [1], right: []}", ["31: `right` has nothing to draw from; give it values"]),
    "a where of strangers": (DRAW, f"{DRAW}\n    where: left < width", ["32: `where` cannot be reckoned: `width` is not known here"]),
    "a where of nonsense": (DRAW, f"{DRAW}\n    where: left <", ["32: `where` cannot be reckoned: `left <` has no value (invalid syntax (<unknown>, line 1))"]),
    "a where of nothing": (DRAW, f"{DRAW}\n    where: left > right", ["32: `where` lets no draw through; loosen it"]),
    "too many draws": (DRAW, f"draw: {{left: {list(range(200))}, right: {list(range(200))}}}", ["31: has more than 5,000 combinations; give fewer values"]),
    "a name in a hint": ("hint: {en: Count on.,", "hint: {en: 'Count {lft}.',", ["33: names {lft}, which is not drawn; draw it or mend the name"]),
    "a name in a slip": ("That is the product., zh", "'That is {width}.', zh", ["38: names {width}, which is not drawn; draw it or mend the name"]),
    "a name in Chinese alone": ("zh: 那是积。", "zh: '那是{width}。'", ["38: names {width}, which is not drawn; draw it or mend the name"]),
    "a name in an explanation": ('"{left} + {right} = {key}."', '"{left} + {rigt} = {key}."', ["39: names {rigt}, which is not drawn; draw it or mend the name"]),
    "none right": ("zh: 交换后不变}, right: true}", "zh: 交换后不变}, because: {en: b, zh: 乙}}", ["45: `choose` has 0 right options; it must have exactly one (or use `select`)"]),
    "all right": (CHOICES, options(3, ", right: true"), ["45: `choose` has 3 right options; it must have exactly one (or use `select`)"]),
    "one option": (CHOICES, "      - {say: {en: x, zh: 甲}, right: true}\n", ["45: has 1 options; give between 2 and 9"]),
    "ten options": (DOUBLES, options(9), ["45: has 12 options; give between 2 and 9"]),
    "an option twice": ("Swapping halves it, zh: 交换后减半", "swapping NEGATES it, zh: 交换后减半", ["49: “swapping NEGATES it” stands here twice; reword one"]),
    "an option twice in Chinese": ("Swapping halves it, zh: 交换后减半", "Swapping halves it, zh: 交换后变号", ["49: “Swapping halves it” stands here twice; reword one"]),
    "a key with a fraction": (KEY + SLIPS, "      key: 2.5\n", ["34: the key 2.5 is no whole number; give `within` or `relative`"]),
    "a key of words": (KEY, "      key: add\n", ["35: `add` is neither a number nor `demo.kernel`"]),
    "a key of too many words": (KEY, "      key: add.add.add\n", ["35: `add.add.add` is neither a number nor `demo.kernel`"]),
    "a slip of nothing": (f"- {WITH}", "- {because: {en: b, zh: 乙}}", ["37: a slip is `with` and/or `key`, or `value`"]),
    "a slip of too much": (f"- {WITH}", "- {with: {carry: false}, value: 3, because: {en: b, zh: 乙}}", ["37: a slip is `with` and/or `key`, or `value`"]),
    "a slip that is the key": (KEY + SLIPS, "      key: 5\n      slips: [{value: 5, because: {en: b, zh: 乙}}]\n", ["36: the slip 5 equals the key; a slip is a wrong number"]),
    "two steps": (STEPS, steps(2), ["76: has 2 steps; give between 3 and 9"]),
    "ten steps": (STEPS, steps(10), ["76: has 10 steps; give between 3 and 9"]),
    "a step twice": ("Name where you end, zh: 说出终点", "Go on by the second, zh: 说出终点", ["79: “Go on by the second” stands here twice; reword one"]),
    "one interval": (NEAR + ABOVE, "", ["97: has 1 options; give between 2 and 9"]),
    "intervals that overlap": ("high: 0.4, because", "high: 0.5, because", ["97: “below 0.4” and “near 0.5” overlap; mend `low` and `high`"]),
    "slips beside intervals": ("      options:\n" + BELOW, "      slips: [{value: 3, because: {en: b, zh: 乙}}]\n      options:\n" + BELOW, ["97: `slips` have no place beside `options`; give each wrong option its `because`"]),
    "a slip of a prediction": (PRINTS, PRINTS[:-2] + ", slips: [{because: {en: b, zh: 乙}}]}\n", ["86: a slip is `with` and/or `key`, or `value`"]),
    "a source that nothing is like": ("- id: peano1889", "- id: zzz", ["62: cites an unknown source `peano1889`; add it to `sources`", "71: cites an unknown source `peano1889`; add it to `sources`"]),
}  # fmt: skip


def problems_of(course):
    try:
        open_course(course).read("adding")
    except CourseError as failure:
        return failure.problems
    return []


@pytest.mark.parametrize(("old", "new", "sentences"), CASES.values(), ids=CASES)
def test_a_contradiction_gets_its_sentence(tmp_path, old, new, sentences):
    problems = problems_of(edit(copy_of_small(tmp_path), old, new))
    assert [f"{problem.line}: {problem.en}" for problem in problems] == sentences
    for problem in problems:
        assert re.search("[\u4e00-\u9fff]", problem.zh) and problem.zh != problem.en


@pytest.mark.parametrize("keep", [0, 4], ids=["none right", "all right"])
def test_a_select_needs_a_right_and_a_wrong_option(tmp_path, keep):
    lines = [f"      - {{say: {{en: n{n}, zh: 第{n}}}, {'right: true' if n < keep else 'because: {en: b, zh: 乙}'}}}\n" for n in range(4)]
    problems = problems_of(edit(copy_of_small(tmp_path), SUMS, "".join(lines)))
    assert [(p.line, p.en, p.zh) for p in problems] == [
        (56, "`select` needs at least one right and one wrong option", "`select` 至少要有一个正确选项和一个错误选项")
    ]


CHINESE = {
    "an id with capitals": "id `Name` 必须由小写单词和连字符组成",
    "nothing to draw from": "`right` 没有可抽取的值；请给出取值",
    "a where of nothing": "`where` 排除了所有组合；请放宽条件",
    "a where of strangers": "`where` 无法计算：`width` is not known here",
    "too many draws": "组合超过 5,000 种；请减少取值",
    "a name in a hint": "用到了未抽取的 {lft}；请在 draw 中定义或改正名称",
    "none right": "`choose` 有 0 个正确选项；必须恰有一个（或改用 `select`）",
    "one option": "有 1 个选项；请给出 2 到 9 个",
    "an option twice": "“交换后减半”在这里出现了两次；请改写其一",
    "a key with a fraction": "答案 2.5 不是整数；请给出 `within` 或 `relative`",
    "a key of words": "`add` 既不是数字，也不是 `demo.kernel`",
    "a slip of nothing": "slip 要么写 `with`（可加 `key`），要么写 `value`",
    "a slip that is the key": "slip 5 与答案相同；slip 必须是错误的数",
    "two steps": "有 2 个步骤；请给出 3 到 9 个",
    "one interval": "有 1 个选项；请给出 2 到 9 个",
    "intervals that overlap": "“小于 0.4”与“接近 0.5”区间重叠；请修改 `low` 和 `high`",
    "slips beside intervals": "有 `options` 时不能写 `slips`；请给每个错误选项写 `because`",
    "a source that nothing is like": "引用了未知来源 `peano1889`；请把它加入 `sources`",
}


@pytest.mark.parametrize(("case", "sentence"), CHINESE.items(), ids=CHINESE)
def test_a_contradiction_gets_its_sentence_in_chinese(tmp_path, case, sentence):
    old, new, _ = CASES[case]
    assert problems_of(edit(copy_of_small(tmp_path), old, new))[0].zh == sentence
