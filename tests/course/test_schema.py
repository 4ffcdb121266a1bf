"""The schema of a topic file holds for every file that is read, and for none that is refused for its shape."""

import copy

import jsonschema
import pytest
import yaml

from dl_quiz.course.grammar import Demands
from dl_quiz.course.schema import file_schema
from dl_quiz.nouns import Topic
from tests.bank import COURSE
from tests.courses import SMALL

VALIDATOR = jsonschema.Draft202012Validator(file_schema(Topic, Demands(strict=True)))
SMALL_TOPIC = yaml.safe_load((SMALL / "questions" / "adding.yaml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("topic", COURSE.topics)
def test_every_topic_of_the_bank_obeys(topic):
    whole = yaml.safe_load(COURSE.path_of(topic).read_text(encoding="utf-8"))
    assert [f"{error.json_path}: {error.message}" for error in VALIDATOR.iter_errors(whole)] == []


def test_the_schema_itself_is_one():
    jsonschema.Draft202012Validator.check_schema(VALIDATOR.schema)


FAULTS = {
    "no kind": lambda topic: topic["questions"][1].pop("choose"),
    "two kinds": lambda topic: topic["questions"][1].update(order=[{"en": "a", "zh": "b"}]),
    "an unknown key": lambda topic: topic["questions"][1].update(anwser=1),
    "a missing language": lambda topic: topic["title"].pop("zh"),
    "a bare kind with its field": lambda topic: topic["questions"][1].update(choose={"options": topic["questions"][1]["choose"]}),
    "a level beyond 3": lambda topic: topic["questions"][1].update(level=4),
    "an option that is text": lambda topic: topic["questions"][1]["choose"].append("Swapping"),
    "a key that is a list": lambda topic: topic["questions"][0]["number"].update(key=[1]),
    "a missing hint": lambda topic: topic["questions"][0].pop("hint"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_wrong_file_is_refused(fault):
    topic = copy.deepcopy(SMALL_TOPIC)
    assert VALIDATOR.is_valid(topic)
    FAULTS[fault](topic)
    assert not VALIDATOR.is_valid(topic)
