"""How far a learner has come, and the answers to one question: figures that can be counted by hand."""

import time
from datetime import UTC, date, datetime, timedelta

import msgspec
import pytest

from dl_quiz.asking.attempts import answers_to, ids_of
from dl_quiz.asking.choose import practice_in
from dl_quiz.asking.progress import Calendar, progress_of
from dl_quiz.asking.timetable import timetable
from dl_quiz.course.course import open_course
from dl_quiz.memory.practice import Learner
from dl_quiz.memory.recall import in_order, recall
from dl_quiz.nouns import Text
from tests.attempts import NOON, attempt
from tests.courses import SMALL

COURSE = open_course(SMALL, trusted=True)
NOW = NOON + timedelta(days=10)
CALENDAR = Calendar(NOW, date(2026, 12, 11))
SLIP = Text(en="The sign.", zh="符号。")


@pytest.fixture(autouse=True)
def utc(monkeypatch):
    zone(monkeypatch, "UTC")
    yield
    monkeypatch.undo()
    time.tzset()


def zone(monkeypatch, name):
    monkeypatch.setenv("TZ", name)
    time.tzset()


def slipped(number, question="adding/name", days=0):
    return msgspec.structs.replace(attempt(number, question, 0.0, days=days), slips=(SLIP,))


ATTEMPTS = [
    attempt(1, "adding/name", 0.0),
    attempt(2, "adding/name", days=9),
    attempt(3, "adding/commutes", 0.5, days=10 - 28),
    attempt(4, "adding/points/sum", days=9),
    attempt(5, "adding/gone-since", days=8),
    attempt(6, "charts/side-and-area", days=-300),
    attempt(7, "elsewhere/x", days=9),
    slipped(8, "adding/sum-of-two", days=7),
    slipped(9, "adding/commutes", days=7),
]


def test_what_was_done_is_counted_by_days_topics_and_levels():
    one = progress_of(COURSE, ATTEMPTS, CALENDAR, "en")
    assert (one.questions, one.answered, one.answers, one.right, one.interviews) == (10, 4, 7, 3, 1)
    assert (one.seconds, one.active_days, one.days_in_a_row) == (12.0, 6, 3)
    assert (one.today, one.later, len(one.days), len(one.known)) == ("2026-12-04", "2026-12-11", 28, 28 + 7)
    assert [(day.day, day.answers, day.right, day.interviews) for day in one.days if day.answers] == [
        ("2026-11-24", 1, 0, 0),
        ("2026-12-01", 2, 0, 0),
        ("2026-12-02", 1, 1, 0),
        ("2026-12-03", 1, 1, 1),
    ]
    assert one.days[0].day == "2026-11-07" and one.days[-1].day == one.known[27].day == "2026-12-04"
    assert [(part.name, part.questions, part.answered) for part in one.topics] == [("adding", 7, 3), ("charts", 3, 1)]
    assert [(part.name, part.questions, part.answered) for part in one.levels] == [("1", 3, 3), ("2", 4, 1), ("3", 3, 0)]


def test_what_is_to_be_expected_is_the_mean_over_all_questions_now_and_later():
    one = progress_of(COURSE, ATTEMPTS, CALENDAR, "en")
    weights = [part.questions / 10 for part in one.topics]
    for named in ("known", "known_later"):
        whole = sum(weight * getattr(part, named) for weight, part in zip(weights, one.topics, strict=True))
        assert whole == pytest.approx({"known": one.known_now, "known_later": one.known_later}[named], abs=1e-3)
    assert one.known[27].known == one.known_now > one.known[-1].known == one.known_later > 0


def test_each_day_is_what_was_believed_on_it():
    one = progress_of(COURSE, ATTEMPTS, CALENDAR, "en")
    for place in (0, 10, 20, 27):
        at = NOW - timedelta(days=27 - place)
        then = progress_of(COURSE, [each for each in ATTEMPTS if each.at <= at], Calendar(at, CALENDAR.later), "en")
        assert then.known_now == one.known[place].known
    assert len({day.known for day in one.known}) > 5


def test_it_expects_what_a_plan_expects():
    planned = Calendar(NOW, date(2026, 12, 6), 1)
    today = msgspec.structs.replace(attempt(70, "charts/say-it"), at=NOW - timedelta(hours=1), seconds=100.0)
    attempts = [*ATTEMPTS, today]
    one = progress_of(COURSE, attempts, planned, "en")
    learner = Learner(recall(in_order(attempts, NOW), NOW), NOW)
    expected = [
        timetable("", "en", practice_in(COURSE, 1), learner, planned.today, planned.later, spent).planned
        for spent in (learner.spent(NOW.replace(hour=0)), 0.0)
    ]
    assert one.planned == expected[0] != expected[1] and one.planned > one.known_later
    plan = timetable("", "en", practice_in(COURSE, 1), learner, planned.today, planned.later, 0.0)
    assert (round(one.known_now, 3), round(one.known_later, 3)) == (plan.now, plan.alone)
    assert progress_of(COURSE, ATTEMPTS, CALENDAR, "en").planned is None


def test_a_slip_is_told_once_it_came_again():
    (slip,) = progress_of(COURSE, ATTEMPTS, CALENDAR, "zh").slips
    assert (slip.slip, slip.times, slip.questions, slip.last) == ("符号。", 2, ("adding/sum-of-two", "adding/commutes"), "2026-12-01")
    assert progress_of(COURSE, ATTEMPTS[:-1], CALENDAR, "zh").slips == ()


def test_the_order_in_which_attempts_come_does_not_matter():
    assert progress_of(COURSE, ATTEMPTS[::-1], CALENDAR, "en") == progress_of(COURSE, ATTEMPTS, CALENDAR, "en")


def test_days_are_those_of_the_learners_own_calendar(monkeypatch):
    late = msgspec.structs.replace(attempt(1, "adding/name"), at=datetime(2026, 12, 3, 20, tzinfo=UTC))
    for name, day in (("UTC", "2026-12-03"), ("Asia/Shanghai", "2026-12-04"), ("America/New_York", "2026-12-03")):
        zone(monkeypatch, name)
        (done,) = [day.day for day in progress_of(COURSE, [late], CALENDAR, "en").days if day.answers]
        assert done == day


@pytest.mark.parametrize("at", [datetime(1, 1, 1, tzinfo=UTC), datetime(9999, 12, 31, 23, 59, tzinfo=UTC)])
@pytest.mark.parametrize("name", ["America/New_York", "Asia/Shanghai"])
def test_the_first_and_the_last_day_of_all_are_days(monkeypatch, name, at):
    zone(monkeypatch, name)
    odd = msgspec.structs.replace(attempt(1, "adding/name"), at=at)
    one = progress_of(COURSE, [odd], CALENDAR, "en")
    assert (one.answers, one.days[-1].answers) == (1, int(at.year == 9999))
    assert answers_to(COURSE, "adding", ["adding/name"], [odd], CALENDAR, "en").questions[0].answers[0].at.startswith(f"{at.year:04}")


def test_without_an_answer_all_is_nothing():
    one = progress_of(COURSE, [], CALENDAR, "en")
    assert (one.answers, one.days_in_a_row, one.slips) == (0, 0, ()) and 0.3 < one.known_now == one.known_later < 0.5


def test_a_topic_has_its_questions_its_exercises_and_its_points():
    ids = ids_of(COURSE, "adding")
    assert (
        ids[:2] == ["adding/sum-of-two", "adding/commutes"] and ids[-2:] == ["adding/running-total", "adding/points/sum"] and len(ids) == 9
    )


def test_answers_are_listed_in_the_order_of_their_times_and_those_taken_back_too():
    attempts = [attempt(2, "adding/name", days=9), slipped(1), attempt(3, "adding/name", 0.5, days=9)]
    attempts.append(attempts[2].retraction("b", NOW))
    listed = answers_to(COURSE, "adding", ["adding/name"], attempts, CALENDAR, "zh")
    (one,) = listed.questions
    assert [(answer.score, answer.taken_back, answer.slips) for answer in one.answers] == [
        (0.0, False, ("符号。",)),
        (1.0, False, ()),
        (0.5, True, ()),
    ]
    assert one.answers[0].at == "2026-11-24T12:00:01+00:00"
    without = answers_to(COURSE, "adding", ["adding/name"], attempts[:2], CALENDAR, "zh").questions[0]
    assert (one.known, one.due) == (without.known, without.due) and 0 < one.known < 1 and one.due > "2026-12-03"
    assert (one.kind, one.level) == ("phrase", 1) and one.ask


def test_a_point_is_listed_by_what_should_be_said():
    listed = answers_to(COURSE, "adding", ids_of(COURSE, "adding"), ATTEMPTS[:5], CALENDAR, "en")
    point = listed.questions[-1]
    assert (point.question, point.kind, point.level, point.ask) == ("adding/points/sum", None, None, "It gives the sum.")
    assert [len(one.answers) for one in listed.questions] == [0, 1, 0, 2, 0, 0, 0, 0, 1]
    assert listed.questions[-2].ask == COURSE.read("adding").topic.exercises[0].title.en
