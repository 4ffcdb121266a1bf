"""A score card: what was said by the learner's own words, what was not as it should be said, and what shows it; at every width."""

from datetime import UTC, datetime

import pytest

from dl_quiz.asking.card import to_do
from dl_quiz.course.course import open_course
from dl_quiz.nouns import Card, FollowUpResult, PointResult, TopicResult
from dl_quiz.render.interview import CardView, clock, quoted, render_card, render_to_do
from tests.courses import SMALL
from tests.render import fits, printed

COURSE = open_course(SMALL)
TOPICS = {topic: COURSE.read(topic).topic for topic in COURSE.topics}
NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)


def point(identity, band, probed=False, words="so I said"):
    return PointResult(id=identity, band=band, probed=probed, words=words)


def card(*points, topic="charts", **fields):
    return Card(id="i", at=NOON, topics=(TopicResult(id=topic, points=points, **fields),), given=300.0)


def shown(one, language="en", columns=80, last=None):
    return printed(render_card(one, CardView(TOPICS, last), language), columns)


@pytest.mark.parametrize(
    ("result", "lines"),
    [
        (point("curve", "heard"), ["  ✓  “so I said”"]),
        (point("curve", "heard", words=""), ["  ✓  A curve shows how a value changes."]),
        (
            point("curve", "heard", probed=True),
            ["  ◐  A curve shows how a value changes. (after a probe)", "     → dl-quiz demo pictures lines"],
        ),
        (point("curve", "missed"), ["  ✗  A curve shows how a value changes.", "     → dl-quiz demo pictures lines"]),
        (
            point("curve", "unsure"),
            ["  ?  A curve shows how a value changes. (not sure I heard this)", "     → dl-quiz demo pictures lines"],
        ),
        (
            point("curve", "contradicted"),
            ["  ✗  A curve shows how a value changes. (you said “so I said”)", "     → dl-quiz demo pictures lines"],
        ),
        (
            point("curve", "contradicted", words=""),
            ["  ✗  A curve shows how a value changes. (you said the contrary)", "     → dl-quiz demo pictures lines"],
        ),
        (
            point("table", "missed"),
            ["  ✗  A table shows the numbers.", "     → W. Playfair 1786, The Commercial and Political Atlas, plate 1"],
        ),
    ],
)
def test_a_point_says_what_was_said_or_what_to_say(result, lines):
    assert shown(card(result))[-len(lines) :] == lines


def test_the_head_tells_points_time_level_and_the_last_time():
    follow_up = FollowUpResult(level=3, mark="partly")
    one = card(point("curve", "heard"), point("table", "heard", probed=True), seconds=365.0, follow_up=follow_up)
    one = Card(id="i", at=NOON, topics=one.topics, level=2, given=300.0)
    last = card(point("curve", "heard"), point("table", "missed"))
    lines = shown(one, last=last)
    assert lines[0] == "Score card · 1.5 of 2 points (75%)"
    assert lines[1] == "6:05 of 5:00 minutes, 1:05 over · Level reached: 2 of 3 · last time 1 of 2"
    assert lines[3] == "Charts · 1.5/2 · follow-up, level 3: partly"


def test_time_that_was_kept_to_is_not_over():
    assert shown(card(point("curve", "heard"), seconds=299.0))[1] == "4:59 of 5:00 minutes"


def test_a_topic_that_is_no_longer_there_is_left_out():
    assert len(shown(card(point("curve", "heard"), topic="gone"))) == 1
    assert shown(card(point("gone", "missed")))[-1] == "Charts · 0/1"


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("columns", [20, 40, 80])
def test_it_keeps_to_the_width(language, columns):
    one = card(point("curve", "contradicted", words="很长的一段话，" * 30), point("table", "heard", words="many words " * 30), seconds=9.0)
    assert fits(shown(one, language, columns), columns)


def test_the_proof_of_what_was_said_wrongly_comes_first_and_each_once():
    one = card(point("table", "missed"), point("curve", "contradicted"))
    commands = [todo.command for todo in to_do(one, TOPICS)]
    assert commands == ["dl-quiz demo pictures lines", "dl-quiz explain charts", "dl-quiz interview charts"]
    both = Card(
        id="i", at=NOON, topics=(card(point("sum", "missed"), topic="adding").topics[0], *card(point("curve", "contradicted")).topics)
    )
    assert [todo.command for todo in to_do(both, TOPICS)][:2] == ["dl-quiz demo pictures lines", "dl-quiz demo add count"]


def test_one_who_said_it_all_is_sent_on():
    assert [todo.command for todo in to_do(card(point("curve", "heard")), TOPICS)] == [
        "dl-quiz quiz charts --level 3",
        "dl-quiz interview -n 1",
    ]
    assert [todo.command for todo in to_do(card(), TOPICS)] == ["dl-quiz interview -n 1"]


def test_what_to_do_is_a_command_a_line():
    lines = printed(render_to_do(to_do(card(point("curve", "missed")), TOPICS), "en"), 80)
    assert lines == [
        "Do next",
        "  dl-quiz demo pictures lines · see why",
        "  dl-quiz explain charts · read the whole answer",
        "  dl-quiz interview charts · say it again",
    ]


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("a line\nand another.", "a line and another"),
        ("一句话。\n\n又一句。", "一句话。又一句"),
    ],
)
def test_words_are_quoted_on_one_line(said, shown):
    assert quoted(said) == shown


def test_of_many_words_the_first_and_the_last_are_quoted_whole():
    head, tail = quoted("first " * 60 + "last " * 60).split(" … ")
    assert set(head.split()) == {"first"} and set(tail.split()) == {"last"}
    assert 140 < len(head) + len(tail) < 160


def test_a_time_is_minutes_and_seconds():
    assert [clock(seconds) for seconds in (0, 9.9, 60, 3599)] == ["0:00", "0:09", "1:00", "59:59"]
