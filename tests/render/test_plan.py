"""A plan as it is shown: a calendar that fits, what today holds, and plain words where date and minutes do not fit the course."""

import functools
from datetime import date, timedelta

import pytest

from dl_quiz.asking.timetable import timetable
from dl_quiz.memory.forecast import Practice
from dl_quiz.memory.open_questions import OpenQuestion
from dl_quiz.memory.practice import Learner
from dl_quiz.nouns import Text
from dl_quiz.render.plan import render_plan
from tests.attempts import NOON
from tests.benchmarks.planning import CANDIDATES
from tests.memory.test_practice import some
from tests.render import fits, printed

TITLES = {f"t{place:02}": Text(en=f"Topic {place}", zh=f"主题{place}") for place in range(30)} | {"a": Text(en="A", zh="甲")}

OPEN = tuple(OpenQuestion(f"t{place:02}", (f"t{place:02}/points/p",)) for place in range(30))


def shown(days=10, minutes=30, questions=CANDIDATES, language="en", columns=80, spent=0.0, open=False):
    plan = planned(days, minutes, tuple(questions), language, spent, open)
    return printed(render_plan(plan, TITLES, language, columns), columns)


@functools.cache
def planned(days, minutes, questions, language, spent, open):
    today = NOON.date()
    assert today == date(2026, 11, 24) and today.weekday() == 1
    what = Practice(questions, minutes, OPEN if open else ())
    return timetable("Course", language, what, Learner({}, NOON), today, today + timedelta(days=days), spent)


def said(**options):
    return " ".join(" ".join(shown(**options)).split())


@pytest.mark.parametrize(("language", "columns"), [("en", 80), ("en", 40), ("zh", 80), ("zh", 40), ("en", 60), ("zh", 60)])
@pytest.mark.parametrize("days", [0, 1, 10, 90, 366])
def test_it_fits(days, language, columns):
    assert fits(shown(days=days, language=language, columns=columns), columns)


def test_the_calendar_has_each_day_under_its_weekday():
    lines = shown()
    head = lines[2]
    assert head.split() == ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
    columns = {name: head.index(name) for name in head.split()}
    assert lines[3].index("Nov 24") == columns["Tue"] and lines[3].index("25") == columns["Wed"]
    row = next(line for line in lines if "Dec 1" in line)
    assert row.index("Dec 1") == columns["Tue"] and row.index("◎ Dec 4") == columns["Fri"]
    assert lines[4].index("36 new") == columns["Tue"]
    assert lines[lines.index(row) + 1].index("interview") == columns["Fri"]


def test_a_narrow_calendar_has_marks_and_says_what_they_are():
    lines = shown(columns=40, language="zh")
    assert lines[2].split() == [*"一二三四五六日"] and "11/24" in lines[3] and "+36" in lines[4]
    assert any("◎12/4" in line for line in lines) and "+ 新题 · ↻ 复习 · ◎ 面试" in lines


@pytest.mark.parametrize(("language", "columns", "cell", "legend"), [("en", 80, "1 open", ""), ("zh", 40, "✎1", "· ✎ 开放题 ·")])
def test_a_day_shows_its_open_question(language, columns, cell, legend):
    lines = shown(open=True, language=language, columns=columns)
    assert sum(line.count(cell) for line in lines) == 9 and fits(lines, columns)
    assert legend in " ".join(lines) and "✎" not in " ".join(shown(columns=40))


def test_today_is_told_by_topic_and_what_to_type():
    assert "Today: 36 new, about 30 min: Topic 0 · Topic 1 · Topic 2 · Topic 3 and 26 more topics" in said()
    assert "今天：新题 36 题，约 30 分钟：主题0 · 主题1 · 主题2 · 主题3 等 30 个主题" in "".join(shown(language="zh"))
    assert "Today: 20 new, about 17 min: A " in said(questions=some("a", 20))
    assert "Today: done (30 of 30 min)" in said(spent=1800)
    assert "Do today's part: dl-quiz quiz · drop the plan: dl-quiz plan --clear" in said()


def test_what_is_to_be_expected_is_told():
    assert "Right answers to be expected over all 460 questions: 40% now; on Dec 4 40% if you stop here, 6" in said()


@pytest.mark.parametrize(
    ("options", "en", "zh"),
    [
        ({"days": 0}, "The interview is today: what is asked is what you are most likely to gain from at once.", "今天就面试：只问马上最有收获的题。"),
        (
            {"minutes": 5},
            "5 minutes a day meet 51 of the 460 questions by then, and leave no time to come back to what you miss; 60 would.",
            "每天 5 分钟，到时能做 51/460 题，没有时间回头复习做错的；60 分钟就够。",
        ),
        (
            {"minutes": 5, "days": 2},
            "5 minutes a day meet 11 of the 460 questions by then: those that gain most.",
            "每天 5 分钟，到时能做 11/460 题：收获最大的那些。",
        ),
        (
            {"minutes": 60, "questions": some("a", 20)},
            "From Nov 25 on there is less left to do than 60 minutes a day; you could take it easier.",
            "从 11月25日 起，剩下的不用每天 60 分钟；可以放慢些。",
        ),
        (
            {"days": 300, "minutes": 5, "questions": some("a", 20)},
            "It is a long way: only the first 90 days are foretold; they practise for a month ahead.",
            "时间还长：只预排前 90 天，按一个月后记得住来练。",
        ),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_said_plainly(options, en, zh):
    assert en in said(**options) and zh in "".join(shown(language="zh", **options)).replace(" ", "").replace(zh.replace(" ", ""), zh)
    others = said()
    assert en not in others


def test_weeks_that_are_not_shown_are_counted():
    lines = shown(days=90)
    assert "… and 57 more days until Feb 22." in lines
    assert sum("◎" in line for line in lines) == 0
