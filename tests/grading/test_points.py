"""Spoken answers are heard point by point; myths, negations and keyword lists are not taken for knowledge."""

import pytest

from dl_quiz.grading.hearing import hear
from dl_quiz.grading.points import grade_points
from dl_quiz.nouns import Cite, Patterns, Point, Text, Unparsable
from tests.quick import seconds_of

ASK = Text(en="What does the convolution compute?", zh="卷积计算什么？")
POINTS = (
    Point(
        id="dot",
        say=Text(en="A dot product at each place.", zh="每处一次点积。"),
        hear=Patterns(
            en=(("dot product", "weighted sum"), ("each position", "slides", "window")), zh=(("点积", "加权和"), ("滑动", "窗口"))
        ),
        myth=Text(en="One dot product.", zh="只做一次点积。"),
        deny=Patterns(en=(("single number", "just one dot product"),), zh=(("只做一次",),)),
        cite=Cite(source="x", place="y"),
    ),
    Point(
        id="shared",
        say=Text(en="Weights are shared.", zh="权重共享。"),
        hear=Patterns(en=(("same weights", "shared", "sharing"),), zh=(("共享",),)),
        myth=Text(en="Each place has its own weights.", zh="每处各有权重。"),
        deny=Patterns(en=(("own weights",),), zh=(("各有权重",),)),
        cite=Cite(source="x", place="y"),
    ),
)


def score(text):
    return grade_points(POINTS, ASK, text).score


@pytest.mark.parametrize(
    "text",
    [
        "The kernel slides over the image and takes a dot product. The weights are shared by all places.",
        "核在图像上滑动，每个窗口做一次点积。所有位置共享同一组权重。",
    ],
)
def test_a_good_answer_is_heard_in_both_languages(text):
    assert score(text) == 1.0


def bands(text):
    return [one.band for one in hear(POINTS, ASK, text)]


def test_a_negated_point_is_not_heard():
    assert bands("The kernel slides and takes a dot product. The weights are not shared.")[1] != "heard"


def test_a_myth_cancels_its_point():
    said = "It slides and takes a dot product. Each place has its own weights, which are shared."
    assert bands(said)[1] == "contradicted"
    verdict = grade_points(POINTS, ASK, said)
    assert "own weights" in verdict.remarks[1].en and verdict.slips == (POINTS[1].myth,)


def test_what_is_unsure_earns_nothing_and_widens_the_total():
    verdict = grade_points(POINTS, ASK, "The kernel slides over the image and takes a dot product. The weights are not shared.")
    assert verdict.read_as in ("1–2/2", "0–2/2", "0–1/2")
    assert any(remark.en.startswith("? ") for remark in verdict.remarks)


def test_a_list_of_keywords_is_capped():
    assert score("dot product weighted sum window slides shared sharing weights kernel stride padding channel filter map") <= 0.3


def test_a_list_of_chinese_keywords_is_capped_and_a_terse_statement_is_not():
    assert score("点积、加权和、滑动、窗口、共享、权重、卷积核、步长、填充、通道") <= 0.3
    assert score("核滑动时逐窗口做点积，全部位置共享同一组权重。") == 1.0


def test_a_word_that_only_looks_negative_negates_nothing():
    assert score("核滑动，不同窗口各做一次点积，权重不变，全图共享。") == 1.0


def test_groups_must_stand_near_each_other():
    assert score("It takes a dot product. Then there is more. And more still. And more. The thing slides.") == 0.0


@pytest.mark.parametrize("text", ["", "  ", 3, "x" * 30_000])
def test_nothing_to_read_is_unparsable(text):
    assert isinstance(grade_points(POINTS, ASK, text), Unparsable)


@pytest.mark.parametrize("marks", [".", "...", "。", "!", ";", "? ! ;", "，", "-", "\u3000。", "。" * 20_000])
def test_marks_alone_say_nothing(marks):
    verdict = grade_points(POINTS, ASK, marks)
    assert isinstance(verdict, Unparsable) or verdict.score == 0


@pytest.mark.parametrize("sign", ["偏差。", "\ufdfa", "\u0301", "not. ", "的", "(", "因为", "½", "權"])
def test_twenty_thousand_characters_take_no_time(sign):
    text = (sign * 20_000)[:20_000]
    assert (
        seconds_of(lambda: grade_points(POINTS, ASK, text)) < 3
    )  # a path that grew with the square took 12 seconds; a linear one takes a quarter of one
