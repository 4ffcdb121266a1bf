"""The rules of what a learner chooses among or puts in order: options, steps and intervals."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from itertools import combinations, islice

from dl_quiz.course.complaints import At
from dl_quiz.course.draws import draws
from dl_quiz.grading.letters import named_by
from dl_quiz.nouns import LANGUAGES, Interval, Option, Question, Text
from dl_quiz.text.fold import fold

_MOST_OPTIONS = 9
_LABEL = re.compile(r"[a-i]+|[\d ,.]+|[一二三四五六七八九]+")
_LONGEST_LABEL = 30
_RENDERED_DRAWS = 200
"""For how many draws the options of a template are looked at."""


def check_choose(at: At, question: Question, options: tuple[Option, ...]) -> None:
    """Complain of what contradicts itself among the options of `choose`."""
    right = sum(option.right for option in options)
    if right != 1:
        at.complain(
            f"`choose` has {right} right options; it must have exactly one (or use `select`)",
            f"`choose` 有 {right} 个正确选项；必须恰有一个（或改用 `select`）",
        )
    _check_options(at, question, options)


def check_select(at: At, question: Question, options: tuple[Option, ...]) -> None:
    """Complain of what contradicts itself among the options of `select`."""
    if len({option.right for option in options}) < 2:
        at.complain("`select` needs at least one right and one wrong option", "`select` 至少要有一个正确选项和一个错误选项")
    _check_options(at, question, options)


def check_steps(at: At, steps: tuple[Text, ...]) -> None:
    """Complain of steps that cannot be put in order."""
    if not 3 <= len(steps) <= _MOST_OPTIONS:
        at.complain(f"has {len(steps)} steps; give between 3 and 9", f"有 {len(steps)} 个步骤；请给出 3 到 9 个")
    _check_distinct(at, steps)


def check_intervals(at: At, question: Question, intervals: tuple[Interval, ...]) -> None:
    """Complain of intervals to choose among that hold nothing, or that overlap."""
    if not 2 <= len(intervals) <= _MOST_OPTIONS:
        at.complain(f"has {len(intervals)} options; give between 2 and 9", f"有 {len(intervals)} 个选项；请给出 2 到 9 个")
        return
    for index, option in enumerate(intervals):
        if _low(option) >= _high(option):
            at.below(index).complain(
                f"“{option.say.en}” holds nothing: `low` must be below `high`", f"“{option.say.zh}”不含任何值：`low` 必须小于 `high`"
            )
    for one, other in combinations(intervals, 2):
        if max(_low(one), _low(other)) < min(_high(one), _high(other)):
            at.complain(
                f"“{one.say.en}” and “{other.say.en}” overlap; mend `low` and `high`",
                f"“{one.say.zh}”与“{other.say.zh}”区间重叠；请修改 `low` 和 `high`",
            )
    _check_sayings(at, question, [option.say for option in intervals])


def _low(option: Interval) -> float:
    return -math.inf if option.low is None else option.low


def _high(option: Interval) -> float:
    return math.inf if option.high is None else option.high


def _check_options(at: At, question: Question, options: tuple[Option, ...]) -> None:
    if not 2 <= len(options) <= _MOST_OPTIONS:
        at.complain(f"has {len(options)} options; give between 2 and 9", f"有 {len(options)} 个选项；请给出 2 到 9 个")
        return
    for index, option in enumerate(options):
        if not option.right and option.because is None:
            at.below(index).advise(
                "because",
                "a wrong option lacks `because`; say why it tempts and why it is wrong",
                "错误选项缺少 `because`；请说明它为何诱人、错在哪里",
            )
    _check_sayings(at, question, [option.say for option in options])


def _check_sayings(at: At, question: Question, sayings: Sequence[Text]) -> None:
    """Complain of options that say the same, or that can be taken for the number or the letter of an option."""
    _check_distinct(at, sayings)
    for index, saying in enumerate(sayings):
        taken = next((text for text in _rendered(question, saying) if _is_label(text, len(sayings))), None)
        if taken is not None:
            at.below(index).complain(
                f"the option “{taken}” can be taken for the number of an option; say it in words, or ask for the number itself",
                f"选项“{taken}”会被当作选项的序号；请用文字表述，或直接问这个数",
            )


def _rendered(question: Question, saying: Text) -> Iterator[str]:
    """Yield what an option says in every language, for what a template may draw."""
    for drawn in islice(draws(question), _RENDERED_DRAWS):
        told = saying.format(**drawn)
        yield from (told.of(language) for language in LANGUAGES)


def _is_label(text: str, count: int) -> bool:
    return len(text) <= _LONGEST_LABEL and _LABEL.fullmatch(fold(text)) is not None and named_by(text, count) != ()


def _check_distinct(at: At, texts: Sequence[Text]) -> None:
    seen: set[str] = set()
    for index, text in enumerate(texts):
        spellings = {text.en.casefold(), text.zh}
        if spellings & seen:
            at.below(index).complain(f"“{text.en}” stands here twice; reword one", f"“{text.zh}”在这里出现了两次；请改写其一")
        seen |= spellings
