"""Progress as it is read: columns as high as answers were, a curve that meets today, bars against the whole; at every width."""

from datetime import date, timedelta

import msgspec
import pytest

from dl_quiz.asking.attempts import answers_to, ids_of
from dl_quiz.asking.progress import Calendar, progress_of
from dl_quiz.course.course import open_course
from dl_quiz.nouns import Text
from dl_quiz.render.answers import render_answers
from dl_quiz.render.progress import render_progress
from dl_quiz.render.screen import Screen
from tests.attempts import NOON, attempt
from tests.courses import SMALL
from tests.render import bar_lengths, fits, histogram_heights, marks, printed

COURSE = open_course(SMALL, trusted=True)
NOW = NOON + timedelta(days=10)
CALENDAR = Calendar(NOW, date(2026, 12, 18))
SLIP = Text(en="The size is right, the sign is not.", zh="数值对了，符号反了。")
QUESTIONS = [f"{topic.id}/{one.id}" for topic in COURSE.outlines for one in topic.questions]


def slipped(number, question, days):
    return msgspec.structs.replace(attempt(number, question, 0.0, days=days), slips=(SLIP,), seen=("hint",), response="-3")


ATTEMPTS = [
    *(attempt(10 * day + turn, QUESTIONS[turn], days=day) for day, count in ((0, 2), (5, 4), (9, 8)) for turn in range(count)),
    slipped(201, "adding/name", 8),
    slipped(202, "adding/name", 9),
    attempt(300, "adding/points/sum", days=9),
]


def progress(attempts=ATTEMPTS, language="en", columns=80):
    value = progress_of(COURSE, attempts, CALENDAR, language)
    return printed(render_progress(value, "dl-quiz progress TOPIC", Screen(columns, 40)), columns)


def answers(name="", attempts=ATTEMPTS, language="en", columns=80):
    ids = [f"adding/{name}"] if name else ids_of(COURSE, "adding")
    value = answers_to(COURSE, "adding", ids, [one for one in attempts if one.question in ids], CALENDAR, language)
    return printed(render_answers(value, "2026-12-04", "dl-quiz quiz adding", Screen(columns, 40)), columns)


def part(lines, head):
    """Return the lines below a head that begins so, up to the next empty one; the head may take two lines."""
    start = next(place for place, line in enumerate(lines) if line.startswith(head)) + 1
    start += lines[start].endswith("here")
    return lines[start : lines.index("", start)]


def test_what_was_done_and_is_known_comes_first():
    lines = progress()
    assert lines[0] == "Progress · A small course"
    assert " ".join(lines[1:3]).startswith("Answers: 16 (right: 14) · days: 4 · 26 s · open questions in interviews: 1 · 2 days in a row")
    assert "to be expected over all 10 questions:" in " ".join(lines) and "on Dec 18" in " ".join(lines)
    assert "if you stop here." in " ".join(lines) and "with the plan" not in " ".join(lines)


@pytest.mark.parametrize(
    ("seconds", "en", "zh"),
    [(12.4, "12 s", "12 秒"), (60, "1 min", "1 分钟"), (3540, "59 min", "59 分钟"), (7260, "2 h 1 min", "2 小时 1 分")],
)
def test_the_time_is_told_in_units_that_fit(seconds, en, zh):
    spent = [msgspec.structs.replace(attempt(1, "adding/name", days=9), seconds=seconds)]
    assert progress(spent)[1] == f"Answers: 1 (right: 1) · days: 1 · {en}"
    assert progress(spent, "zh")[1] == f"1 天内作答 1 次（1 次正确），共 {zh}"


def test_one_day_is_no_row_and_nobody_is_reproached():
    text = " ".join(progress([attempt(1, "adding/name", days=10)]))
    assert "in a row" not in text and "interview" not in text


@pytest.mark.parametrize(("columns", "wide"), [(80, 2), (40, 1)])
def test_a_column_stands_for_each_day_and_is_as_high_as_answers_were(columns, wide):
    daily = histogram_heights(part(progress(columns=columns), "Answers a day"))[::wide]
    daily += [0] * (28 - len(daily))
    assert [place - 27 for place, height in enumerate(daily) if height] == [-10, -5, -2, -1]
    assert daily[26] > daily[22] > daily[17] > 0
    assert daily[26] == max(daily) and daily[17] / daily[26] == pytest.approx(2 / 10, abs=0.1)


def test_the_curve_goes_on_from_today_and_falls():
    lines = progress()
    curve = lines[lines.index("right answers to be expected, %") :]
    found = marks(curve)
    assert max(found["●"])[0] <= min(found["○"])[0]
    assert [row for _, row in found["○"]] == sorted(row for _, row in found["○"])
    assert curve[1].strip().startswith("100")


def test_the_way_of_a_plan_ends_where_it_is_believed_to_lead():
    planned = Calendar(NOW, CALENDAR.later, 20)
    value = progress_of(COURSE, ATTEMPTS, planned, "en")
    lines = printed(render_progress(value, "dl-quiz progress TOPIC", Screen(80, 40)), 80)
    found = marks(lines[lines.index("right answers to be expected, %") :])
    assert value.planned > value.known_later and max(found["+"])[0] >= max(found["○"])[0] and max(found["+"])[1] <= max(found["○"])[1]
    for line, one in zip(
        part(lines, "By topic, % now → on Dec 18 with the plan"), sorted(value.topics, key=lambda one: one.known), strict=True
    ):
        assert line.endswith(f" {100 * one.known:.0f} → {100 * one.planned:.0f}") and one.planned > one.known_later
    assert f"{value.planned:.0%} with the plan." in " ".join(lines) and "+ with the plan" in " ".join(lines)


def test_bars_are_shares_of_the_whole_and_the_weakest_topic_stands_first():
    value = progress_of(COURSE, ATTEMPTS, CALENDAR, "en")
    lines = part(progress(), "By topic, % now → ")
    assert [line.split(" ")[0] for line in lines] == [one.name for one in sorted(value.topics, key=lambda one: one.known)]
    for line, one in zip(lines, sorted(value.topics, key=lambda one: one.known), strict=True):
        assert line.endswith(f" {100 * one.known:.0f} → {100 * one.known_later:.0f}") and f"({one.answered}/{one.questions})" in line
        assert next(iter(bar_lengths([line.rpartition(" → ")[0]]).values())) == pytest.approx(
            one.known * (80 - len("charts (1/3)") - 10), abs=2
        )
    assert [line.split()[1] for line in part(progress(columns=40), "By level, % now → ")] == ["1", "2", "3"]


def test_a_topic_never_met_has_no_bar_but_is_named():
    lines = progress([attempt(1, "adding/name", days=10)])
    assert len(part(lines, "By topic, % now → ")) == 1 and "Topics not met yet: 1 (charts)" in lines


def test_a_mistake_that_came_again_is_told_with_its_questions():
    lines = progress()
    assert part(lines, "Mistakes made again and again") == ["  2×  The size is right, the sign is not.", "      adding/name"]
    assert part(progress(language="zh"), "反复犯的错误") == ["  2 次  数值对了，符号反了。", "        adding/name"]
    assert "Mistakes made again and again" not in progress(ATTEMPTS[:-2])


def test_one_question_has_each_answer_with_its_mistake_and_what_was_looked_at():
    lines = answers("name", [*ATTEMPTS, attempt(500, "adding/name", 0.5, days=9), attempt(500).retraction("b", NOW)])
    text = "\n".join(lines)
    assert (
        lines[0] == "adding/name" and "  ✗  2026-12-02 12:03  “-3” · 2 s · after the hint\n     The size is right, the sign is not." in text
    )
    assert text.count("✗") == 2 and "You would get it right today with a chance of about" in text and "Due on 2026-12-0" in text


def test_an_answer_taken_back_is_shown_as_such():
    taken = [attempt(1, "adding/name", days=3), attempt(2, "adding/name", days=4)]
    lines = answers("name", [*taken, taken[1].retraction("b", NOW)])
    assert [line[:5] for line in lines if "“1”" in line] == ["  ✓  ", "  –  "]
    assert sum(line.endswith(" · taken back") for line in lines) == 1


def test_what_was_answered_today_is_only_said_to_be_due():
    text = " ".join(answers("name", [attempt(1, "adding/name", days=10)]))
    assert "Due on" in text and "with a chance" not in text


def test_a_topic_has_a_line_for_each_question():
    lines = part(answers(), "last  times  chance  due    question")
    assert len(lines) == 9
    assert lines[-1].split()[0] == "✓" and lines[-1].endswith("points/sum")
    name = next(line for line in lines if line.endswith("name"))
    assert name.split()[:2] == ["✗", "4"]


def test_what_was_never_answered_is_asked_by_a_command():
    assert answers("name", [])[-1] == "Not answered yet: dl-quiz quiz adding"
    assert answers("", [], "zh")[-1] == "还没作答：dl-quiz quiz adding"


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("columns", [80, 60, 40])
def test_no_line_is_wider_than_the_screen(language, columns):
    for lines in (
        progress(language=language, columns=columns),
        answers("name", language=language, columns=columns),
        answers("", language=language, columns=columns),
    ):
        assert fits(lines, columns) and len(lines) > 12
