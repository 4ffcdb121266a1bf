"""The bank is as full as it promises, and covers all thirty interview questions."""

import re
from collections import Counter
from pathlib import Path

import pytest
import yaml

from . import COURSE, QUESTIONS, READINGS

every_topic = pytest.mark.parametrize("topic", READINGS)
ERRATA = yaml.safe_load((Path(__file__).parent / "errata.yaml").read_text(encoding="utf-8"))
ERRATUM_COUNTS = {
    "BP": 6, "OF": 9, "CV": 8, "DO": 7, "CO": 9, "CL": 5, "PO": 10, "FC": 7, "AC": 9, "RG": 9, "AU": 7,
    "TL": 7, "BN": 9, "LO": 7, "OP": 8, "CN": 3, "RN": 6, "GA": 5, "AE": 7,
}  # fmt: skip


def test_all_thirty_interview_questions_have_a_topic_and_a_demo_of_their_own():
    assert sorted(reading.topic.interview for reading in READINGS.values()) == list(range(1, 31))
    demos = {reading.topic.demo for reading in READINGS.values()}
    assert len(demos) == 30 and demos <= set(COURSE.code.demos)


def test_every_demo_proves_something():
    proofs = {claim.proof.demo for reading in READINGS.values() for _, claim in reading.topic.claims() if claim.proof}
    assert set(COURSE.code.demos) - proofs == set()


def test_the_course_orders_its_topics_by_interview_number():
    assert [COURSE.read(topic).topic.interview for topic in COURSE.topics] == list(range(1, 31))


def test_the_bank_holds_five_hundred_and_twenty_questions_and_two_hundred_templates():
    assert len(QUESTIONS) >= 520
    assert sum(bool(question.draw) for _, question in QUESTIONS.values()) >= 200


@every_topic
def test_a_topic_is_full(topic):
    whole = READINGS[topic].topic
    assert 5 <= len(whole.points) <= 8
    assert len(whole.follow_ups) >= 6
    assert {follow_up.level for follow_up in whole.follow_ups} == {1, 2, 3}
    assert len(whole.sources) >= 1
    assert len(whole.questions) >= 10
    assert len({question.kind for question in whole.questions}) >= 5
    assert {question.level for question in whole.questions} == {1, 2, 3}
    assert sum(question.kind == "predict" for question in whole.questions) >= 1
    assert sum(bool(question.draw) for question in whole.questions) >= 2


@every_topic
def test_a_model_answer_can_be_said_aloud(topic):
    answer = READINGS[topic].topic.answer
    assert 100 <= len(answer.of("en").split()) <= 280
    assert 200 <= len(answer.of("zh")) <= 650


@every_topic
def test_every_source_is_cited(topic):
    reading = READINGS[topic]
    cited = {claim.cite.source for claim, _ in reading.claims() if claim.cite}
    assert [source.id for source in reading.topic.sources if source.id not in cited] == []


@every_topic
def test_no_place_names_a_source_by_its_id(topic):
    """What is shown of a citation is read by people: `Hu et al. 2021`, not `hu2021`."""
    reading = READINGS[topic]
    assert [claim.cite.place for claim, _ in reading.claims() if claim.cite and re.search(r"[a-z](?:19|20)\d\d\b", claim.cite.place)] == []


def test_every_erratum_is_taught_by_a_question():
    ids = {f"{family}-{number}" for family, count in ERRATUM_COUNTS.items() for number in range(1, count + 1)}
    assert set(ERRATA) == ids
    for erratum, questions in ERRATA.items():
        assert questions, erratum
        assert [question for question in questions if question not in QUESTIONS] == [], erratum


def test_the_levels_are_balanced():
    levels = Counter(question.level for _, question in QUESTIONS.values())
    assert min(levels.values()) >= 0.15 * len(QUESTIONS)
