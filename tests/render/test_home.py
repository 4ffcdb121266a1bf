"""Home and the topics: what is due, the weakest first, and a meter that is as full as the mastery."""

import msgspec
import pytest

from dl_quiz.asking.listing import list_topics
from dl_quiz.course.course import open_course
from dl_quiz.render.home import Whereabouts, render_home
from dl_quiz.render.topics import topic_list
from tests.courses import SMALL
from tests.render import fits, printed

COURSE = open_course(SMALL)


def home(language="en", columns=80, **where):
    return printed(render_home(Whereabouts(COURSE, **{"met": 0, "due": 0, "weakest": (), **where}), language), columns)


def test_a_newcomer_is_told_where_to_begin():
    lines = home()
    assert lines[:2] == ["dl-quiz · A small course", "Topics: 2 · questions: 10 · demos: 2"]
    assert lines[3] == "Begin"
    assert [line.split("  ")[1] for line in lines[4:]] == [
        "dl-quiz quiz",
        "dl-quiz interview adding",
        "dl-quiz explain adding",
        "dl-quiz demo add",
        "dl-quiz topics",
        "dl-quiz plan --by DATE",
    ]


def test_one_who_was_here_is_told_what_is_due_and_weakest():
    lines = home(met=4, due=3, weakest=(("charts", 0.25), ("adding", 0.5)))
    assert "3 of 4 questions that you have met are due for review." in lines
    place = lines.index("Weakest topics")
    assert [line.split() for line in lines[place + 1 : place + 3]] == [["charts", "Charts", "25%"], ["adding", "Adding", "50%"]]
    assert "  dl-quiz quiz charts       practise the weakest" in lines
    assert any(line.startswith("  dl-quiz demo pictures") for line in lines)


def test_points_that_were_not_said_are_weak_and_lead_to_their_interview():
    lines = home(unsaid={"charts": ("curve", "table"), "adding": ("sum",)}, waiting="dl-quiz interview --resume")
    assert "An interview waits: dl-quiz interview --resume" in lines
    place = lines.index("Points you have not said yet")
    assert [line.split() for line in lines[place + 1 : place + 3]] == [["charts", "curve,", "table"], ["adding", "sum"]]
    assert "  dl-quiz interview charts  answer it" in lines


def test_home_speaks_chinese_and_keeps_to_the_width():
    lines = home("zh", 40, met=4, due=3, weakest=(("charts", 0.25),))
    assert "做过的 4 道题中有 3 道该复习了。" in lines
    assert fits(lines, 40)


def topics(language="en", columns=80, **shares):
    """Return the printed lines of the topics of which these shares are known."""
    listing = list_topics(COURSE, {}, language)
    known = (msgspec.structs.replace(one, answered=1, mastery=shares[one.topic]) if one.topic in shares else one for one in listing.topics)
    return printed(topic_list(msgspec.structs.replace(listing, topics=tuple(known)), columns), columns)


@pytest.mark.parametrize(("share", "meter"), [(0.0, "□□□□□"), (0.2, "■□□□□"), (0.5, "■■□□□"), (0.8, "■■■■□"), (1.0, "■■■■■")])
def test_a_meter_is_as_full_as_the_mastery(share, meter):
    head, adding, charts = topics(adding=share)
    assert head.split() == ["no.", "topic", "title", "demo", "Qs", "known"]
    assert adding.endswith(meter)
    assert "■" not in charts and "□" not in charts


def test_the_topics_name_what_a_learner_types():
    head, *lines = [line.split() for line in topics()]
    assert head == ["no.", "topic", "title", "demo", "Qs"]
    assert lines == [["1", "adding", "Adding", "add", "7"], ["2", "charts", "Charts", "pictures", "3"]]


def test_the_topics_fit_a_narrow_screen():
    lines = topics("zh", 40, adding=0.5)
    assert fits(lines, 40) and any("加法" in line for line in lines)
