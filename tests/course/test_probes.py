"""A probe asks for a point without saying it."""

import pytest

from dl_quiz.course.course import open_course
from dl_quiz.errors import CourseError
from tests.courses import copy_of_small, edit

PROBE = '{en: "What comes out?", zh: 结果是什么？}'
HEAR = "    hear: {en: [[sum, together], [two numbers]], zh: [[和], [两个数]]}\n"


def problems_of(tmp_path, probe, hear=HEAR, say="{en: It gives the sum., zh: 它给出和。}"):
    course = edit(copy_of_small(tmp_path), PROBE, probe)
    edit(course, HEAR, hear)
    edit(course, "{en: It gives the sum., zh: 它给出和。}", say)
    try:
        open_course(course).read("adding")
    except CourseError as error:
        return [(problem.line, problem.en, problem.zh) for problem in error.problems]
    return []


@pytest.mark.parametrize(
    "probe",
    [
        PROBE,
        '{en: "And with two numbers?", zh: 两个数会怎样？}',
        '{en: "Is it summary or not?", zh: 结果是什么？}',
        '{en: "What is addition good for?", zh: 加法有什么用？}',
    ],
)
def test_one_that_only_asks_is_right(tmp_path, probe):
    assert problems_of(tmp_path, probe) == []


def test_one_with_more_than_half_of_the_words_of_the_point_gives_it_away(tmp_path):
    say = '{en: "Deep networks collapse without residual connections.", zh: 没有残差连接的深层网络会退化。}'
    hear = "    hear: {en: [[never said]], zh: [[从不说]]}\n"
    probe = '{en: "What do residual connections do in deep networks?", zh: 残差连接的深层网络会怎样？}'
    english, chinese = problems_of(tmp_path, probe, hear, say)
    assert english[1] == "gives the point away by “deep, network, residual, connection”; ask for it without saying it"
    assert "残差, 差连, 连接" in chinese[1]


def test_words_of_the_open_question_give_nothing_away(tmp_path):
    say = '{en: "What addition is.", zh: 什么是加法。}'
    assert problems_of(tmp_path, '{en: "What is addition?", zh: 什么是加法？}', say=say) == []


def test_a_point_without_a_probe_is_read_and_counted(tmp_path):
    course = edit(copy_of_small(tmp_path), f"    probe: {PROBE}\n", "")
    assert open_course(course).read("adding").topic.points[0].probe is None
