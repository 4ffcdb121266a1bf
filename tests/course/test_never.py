"""What can never work is found by reading, at its line, in bounded time."""

import pytest

from dl_quiz.course.course import open_course
from dl_quiz.errors import CourseError
from tests.courses import copy_of_small, edit
from tests.quick import seconds_of

NUMBER = "      key: add.add\n      slips:\n        - {with: {carry: false}, because: {en: You carried where nothing is carried., zh: 你多进了一位。}}\n"
SLIP = '{value: "left * right", because: {en: That is the product., zh: 那是积。}}'
DRAW = "draw: {left: [1, 2, 3], right: [4, 5]}"
PREDICT = "predict: {demo: add, scene: count, with: {left: 4, right: 5}, check: sum}"
CHOOSE = """      - {say: {en: Swapping doubles it, zh: 交换后翻倍}, because: {en: Try 1 + 2., zh: 试试 1 + 2。}}
      - {say: {en: Swapping keeps it, zh: 交换后不变}, right: true}
      - {say: {en: Swapping negates it, zh: 交换后变号}, because: {en: That is subtraction., zh: 那是减法。}}
      - {say: {en: Swapping halves it, zh: 交换后减半}, because: {en: Try 2 + 1., zh: 试试 2 + 1。}}
"""
ACCEPT = "accept: {en: [sum, total], zh: [和, 总和]}"
HEAR = "hear: {en: [[sum, together], [two numbers]], zh: [[和], [两个数]]}"


def options(*sayings):
    return "".join(
        f'      - {{say: {{en: "{say}", zh: "{say}"}}, {"right: true" if not turn else "because: {en: No., zh: 不对。}"}}}\n'
        for turn, say in enumerate(sayings)
    )


NEVER = {
    "negative within": ("key: add.add", "key: add.add\n      within: -1", "`within` is -1, so that no answer is right; give 0 or more"),
    "negative relative": ("key: add.add", "key: add.add\n      relative: -0.1", "`relative` is -0.1, so that no answer is right; give 0 or more"),
    "negative within of a prediction": (PREDICT, PREDICT[:-1] + ", within: -0.5}", "`within` is -0.5, so that no answer is right; give 0 or more"),
    "relative of zero": (NUMBER, "      key: 0\n      relative: 0.1\n      slips:\n", "`relative` allows nothing beside the key 0; give `within`"),
    "relative of next to zero": (NUMBER, "      key: 1e-17\n      relative: 0.1\n      slips:\n", "`relative` allows nothing beside the key 1e-17; give `within`"),
    "infinite key": ("key: add.add", "key: .inf", "`questions.0.number.key` is `.inf`, which YAML takes for a number that is not finite; write a finite one"),
    "slip that names nothing": (SLIP, SLIP.replace("right", "wrong"), "the slip cannot be reckoned: `wrong` is not known here"),
    "slip with bad syntax": (SLIP, SLIP.replace("left * right", "left *"), "the slip cannot be reckoned: `left *` has no value (invalid syntax (<unknown>, line 1))"),
    "slip that reaches": (SLIP, SLIP.replace("left * right", "left.__class__"), "the slip cannot be reckoned: `left.__class__` is not arithmetic"),
    "slip that calls": (SLIP, SLIP.replace("left * right", "open(left)"), "the slip cannot be reckoned: `open(left)` is not arithmetic"),
    "slip with a lambda": (SLIP, SLIP.replace("left * right", "(lambda: 1)()"), "the slip cannot be reckoned: `(lambda: 1)()` is not arithmetic"),
    "slip with words": (SLIP, SLIP.replace('"left * right"', """"left * 'a'\""""), "the slip cannot be reckoned: `'a'` is not arithmetic"),
    "slip too long": (SLIP, SLIP.replace("left * right", "1 + " * 60 + "1"), "the slip cannot be reckoned: the expression is too long"),
    "slip of no kernel": ("key: add.add", "key: 9", "the slip has `with`, but the key is no kernel; use `value`"),
    "nothing to draw": (DRAW, "draw: {left: [], right: [4, 5]}", "`left` has nothing to draw from; give it values"),
    "where without draw": ("  - id: commutes\n", "  - id: commutes\n    where: 1 > 0\n", "`where` stands without `draw`; remove it"),
    "where that lets nothing through": (DRAW, DRAW + "\n    where: left > right", "`where` lets no draw through; loosen it"),
    "where that cannot be reckoned": (DRAW, DRAW + "\n    where: left > rihgt", "`where` cannot be reckoned: `rihgt` is not known here"),
    "where with bad syntax": (DRAW, DRAW + "\n    where: left >", "`where` cannot be reckoned: `left >` has no value (invalid syntax (<unknown>, line 1))"),
    "too many draws": (DRAW, "draw: {left: [" + ", ".join(map(str, range(80))) + "], right: [" + ", ".join(map(str, range(80))) + "]}", "has more than 5,000 combinations; give fewer values"),
    "endless where": (DRAW, "draw: {left: [1], right: [2], " + ", ".join(f"a{i}: [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]" for i in range(9)) + "}\n    where: a0 > 100", "has more than 20,000 combinations to try; give fewer values"),
    "draw named key": (DRAW, "draw: {left: [1, 2, 3], right: [4, 5], key: [1]}", "`key` cannot be the name of a draw; use a word like `size` (`key` is the answer's)"),
    "draw of two words": (DRAW, "draw: {left: [1, 2, 3], right: [4, 5], two-words: [1]}", "`two-words` cannot be the name of a draw; use a word like `size` (`key` is the answer's)"),
    "one option": (CHOOSE, options("one way"), "has 1 options; give between 2 and 9"),
    "ten options": (CHOOSE, options(*(f"way number {turn}" for turn in "abcdefghij")), "has 10 options; give between 2 and 9"),
    "options that are digits": (CHOOSE, options("3", "1", "2", "twelve"), "the option “3” can be taken for the number of an option; say it in words, or ask for the number itself"),
    "options that are picks": (CHOOSE, options("nine", "12", "more"), "the option “12” can be taken for the number of an option; say it in words, or ask for the number itself"),
    "options that are letters": (CHOOSE, options("B", "C", "neither"), "the option “B” can be taken for the number of an option; say it in words, or ask for the number itself"),
    "options that are Chinese digits": (CHOOSE, options("二", "三", "都不是"), "the option “二” can be taken for the number of an option; say it in words, or ask for the number itself"),
    "options that are whole floats": (CHOOSE, options("2.0", "three", "four"), "the option “2.0” can be taken for the number of an option; say it in words, or ask for the number itself"),
    "the same option twice": (CHOOSE, options("one way", "One Way", "more"), "“One Way” stands here twice; reword one"),
    "a term of digits": (ACCEPT, 'accept: {en: ["42", total], zh: [和]}', "“42” can never be given as a term; use words, or `number`"),
    "a term of marks": (ACCEPT, 'accept: {en: ["?!", total], zh: [和]}', "“?!” can never be given as a term; use words, or `number`"),
    "a term too long": (ACCEPT, "accept: {en: [" + "word " * 50 + "], zh: [和]}", "can never be given as a term; use words, or `number`"),
    "no term": (ACCEPT, "accept: {en: [], zh: [和]}", "lists no term; give at least one"),
    "accepted and wrong in another spelling": ("hear: {en: [product], zh: [积]}", "hear: {en: [To-Tal], zh: [积]}", "“To-Tal” is both accepted and wrong; keep one"),
    "an interval that is turned round": ("low: 0.4, high: 0.6}", "low: 0.6, high: 0.4}", "“near 0.5” holds nothing: `low` must be below `high`"),
    "an interval that is empty": ("low: 0.4, high: 0.6}", "low: 0.5, high: 0.5}", "“near 0.5” holds nothing: `low` must be below `high`"),
    "a point without patterns": (HEAR, "hear: {en: [], zh: [[和], [两个数]]}", "lists nothing to hear; give at least one group of words"),
    "a point with an empty group": (HEAR, "hear: {en: [[sum], []], zh: [[和], [两个数]]}", "an empty group is never heard; give it words, or remove it"),
    "a point of marks": (HEAR, 'hear: {en: [[sum, "..."]], zh: [[和], [两个数]]}', "“...” has no word to hear; write words"),
    "a phrase of marks": (HEAR, 'hear: {en: [[sum]], zh: [[和]], alone: {en: ["..."], zh: [一个数]}}', "“...” has no word to hear; write words"),
    "another case of marks": (HEAR, 'hear: {en: [[sum]], zh: [[和]], unless: {en: [both], zh: ["……"]}}', "“……” has no word to hear; write words"),
    "more groups than there are": (HEAR, "hear: {en: [[sum], [two numbers]], zh: [[和], [两个数]], need: 3}", "3 groups of 2 are asked for; give a number from 1 to 2, or leave it out for all"),
    "an empty denial": ("deny: {en: [[counts pairs]], zh: [[数对]]}", "deny: {en: [[]], zh: [[数对]]}", "an empty group is never heard; give it words, or remove it"),
    "spoken of no point": ("  - id: name\n", "  - id: spoken\n    level: 1\n    ask: {en: Explain., zh: 说明。}\n    hint: {en: h, zh: h}\n    explain: {en: e, zh: e}\n    points: []\n    cite: {source: peano1889, place: x}\n  - id: name\n", "lists no point; give at least one"),
    "an id too long": ("- id: name\n", "- id: " + "long-" * 16 + "name\n", "is longer than 80 letters; choose a shorter one"),
    "interview 0": ("interview: 1\n", "interview: 0\n", "`interview` is 0; number the questions from 1"),
}  # fmt: skip


def problems(course):
    with pytest.raises(CourseError) as failure:
        open_course(course).read("adding")
    return failure.value.problems


@pytest.mark.parametrize(("old", "new", "sentence"), NEVER.values(), ids=NEVER)
def test_what_can_never_work_is_found_by_reading(tmp_path, old, new, sentence):
    found = problems(edit(copy_of_small(tmp_path), old, new))
    assert any(problem.en.endswith(sentence) for problem in found), [problem.en for problem in found]
    assert all(problem.zh and problem.line > 0 for problem in found)


FINE = {
    "options with numbers in words": (CHOOSE, options("3 of them", "1/2", "0.5", "−1", "2 + 2", "12 %", "none", "10 to 20")),
    "a point of a sign": (HEAR, 'hear: {en: [[sum, "−∞"]], zh: [[和], [两个数]]}'),
    "a slip that indexes": (SLIP, SLIP.replace("left * right", "max(left, right) + key")),
    "a slip with every operator": (
        SLIP,
        SLIP.replace("left * right", "-left + right * 2 / 3 // 4 % 5 ** 2 - (left < right) + (not left) + (left and right) + sqrt(pi)"),
    ),
    "a where with comparisons": (DRAW, DRAW + "\n    where: 1 <= left < right and not left == 9"),
    "a draw of lists": (DRAW, "draw: {left: [1, 2, 3], right: [4, 5], both: [[1, 2], [3, 4]]}"),
    "a tolerance of nothing": ("key: add.add", "key: add.add\n      within: 0\n      relative: 0"),
}


@pytest.mark.parametrize(("old", "new"), FINE.values(), ids=FINE)
def test_what_works_is_not_complained_of(tmp_path, old, new):
    open_course(edit(copy_of_small(tmp_path), old, new)).read("adding")


def many(name, item, count):
    """Return a list of `count` copies of an item, each with an id of its own."""
    return "".join(f"  - {item.format(turn=turn)}\n" for turn in range(count))


SOURCE = "{{id: a{turn}, title: t, authors: a, year: 1889, where: w, for: {{en: f, zh: f}}}}"
LARGE = {
    "25,000 options": (CHOOSE, options(*(f"way x{turn}" for turn in range(9_000))), "has 9000 options"),
    "sources": ("  - id: peano1889\n", many("sources", SOURCE, 5_000) + "  - id: peano1889\n", "holds 5,001 items; split the topic, 500 is the most"),
    "draws": (DRAW, "draw: {left: [1, 2, 3], right: [" + ", ".join(map(str, range(50_000))) + "]}", "has more than 5,000 combinations; give fewer values"),
    "slips": (SLIP, SLIP + f"\n        - {SLIP}" * 3_000, ""),
}  # fmt: skip


@pytest.mark.parametrize(("old", "new", "sentence"), LARGE.values(), ids=LARGE)
def test_much_of_anything_takes_no_time(tmp_path, old, new, sentence):
    course = edit(copy_of_small(tmp_path), old, new)

    def read():
        try:
            open_course(course).read("adding")
        except CourseError as failure:
            assert sentence in failure.text.en

    assert seconds_of(read) < 5
