"""Every key point of our course can be asked for, and what our course itself says is heard as it is meant."""

import re

import pytest

from dl_quiz.course.course import open_course
from dl_quiz.grading.hearing import hear
from dl_quiz.nouns import LANGUAGES

COURSE = open_course()
every_topic = pytest.mark.parametrize("topic", COURSE.topics)


@every_topic
def test_every_point_has_a_probe_that_is_a_question_of_its_own(topic):
    points = COURSE.read(topic).topic.points
    probes = [point.probe for point in points]
    assert None not in probes
    assert len({probe.en for probe in probes}) == len({probe.zh for probe in probes}) == len(points)


def bands_of(topic, language):
    """Return how each point is heard in a reply to its probe that states it as the rubric does."""
    read = COURSE.read(topic).topic
    return [hear((point,), read.ask, point.say.of(language))[0].band for point in read.points]


@every_topic
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_good_answer_to_a_probe_is_heard_or_at_least_asked_about(topic, language):
    assert set(bands_of(topic, language)) <= {"heard", "unsure"}


@pytest.mark.parametrize(("language", "heard"), [("en", 199), ("zh", 188)])
def test_of_205_good_answers_to_probes_so_many_are_heard_at_once(language, heard):
    assert sum(band == "heard" for topic in COURSE.topics for band in bands_of(topic, language)) >= heard


@every_topic
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_model_answer_says_nothing_that_is_heard_as_the_contrary(topic, language):
    read = COURSE.read(topic).topic
    contrary = [one for one in hear(read.points, read.ask, read.answer.of(language)) if one.band == "contradicted"]
    assert contrary == []


def test_of_all_true_sentences_hardly_one_is_heard_as_the_contrary():
    """Of the sentences of model answers, follow-ups and explanations, each by itself; some quote what they refute."""
    sentences = alarms = 0
    for topic in COURSE.topics:
        read = COURSE.read(topic).topic
        told = [read.answer, *(each.answer for each in read.follow_ups), *(question.explain for question in read.questions)]
        for text in (text.of(language) for text in told for language in LANGUAGES):
            for sentence in filter(None, re.split(r"(?<=[.!?])\s+|(?<=[。！？])\s*", text)):
                sentences += 1
                alarms += any(one.band == "contradicted" for one in hear(read.points, read.ask, sentence))
    assert alarms <= 0.005 * sentences
