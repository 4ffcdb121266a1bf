"""A walkthrough as a document: every step with its arrays, whatever they hold, in one language."""

import json

import numpy as np
import pytest

from dl_quiz.course.course import open_course
from dl_quiz.stage import Show, performance
from dl_quiz.stage.document import document_of
from dl_quiz.stage.performance import Performance
from tests.courses import SMALL
from tests.program import run_in_process

THERE = ("--course", SMALL, "--trust")


def document(*arguments, **options):
    done = run_in_process("demo", *arguments, "--format", "json", *THERE, **options)
    assert (done.code, done.err) == (0, "")
    return json.loads(done.out)


def test_a_document_names_the_demo_its_seed_and_every_argument():
    found = document("add", "count", "--left", 4, "--seed", 7)
    assert {key: found[key] for key in ("schema", "demo", "title", "seed", "held")} == {
        "schema": "dl-quiz.walk/1",
        "demo": "add",
        "title": "Addition: put two numbers together",
        "seed": 7,
        "held": True,
    }
    (scene,) = found["scenes"]
    assert scene["arguments"] == {"left": 4, "right": 3, "way": "fingers", "aloud": True}
    assert [step["word"] for step in scene["steps"]] == ["say", "show", "plot", "ask", "check", "check"]


def test_a_document_speaks_one_language():
    steps = document("add", "count", language="zh")["scenes"][0]["steps"]
    assert steps[0]["fields"]["text"] == "从 2 开始往后数 3 次，用 fingers。"
    assert steps[-1]["fields"]["because"] == "两数相同"


def test_arrays_become_lists_and_what_is_not_finite_becomes_words():
    steps = [step["fields"] for step in document("pictures", "tables")["scenes"][0]["steps"]]
    assert steps[0]["data"] == [[0.0, 0.25, 0.5, 0.75], [1.0, 1.25, 1.5, 1.75], [2.0, 2.25, 2.5, 2.75]]
    assert steps[7]["data"] == ["NaN", "Infinity", 0.0, 0.5, 2.0]
    assert steps[1]["mark"] == [[1, 2]]


def test_checks_carry_their_outcome():
    steps = [step["fields"] for step in document("pictures", "claims", "--side", 3)["scenes"][0]["steps"] if step["word"] == "check"]
    assert {step["name"]: step["standing"] for step in steps}["larger"] == "holds"
    assert steps[0] == {
        "text": "The area is the side squared",
        "name": "area",
        "left": 9,
        "right": 9,
        "relation": "==",
        "within": 0.0,
        "applies": True,
        "because": None,
        "standing": "holds",
        "difference": 0.0,
    }


def test_a_claim_that_fails_is_told_and_the_exit_code_says_so():
    done = run_in_process("demo", "pictures", "claims", "--side", 1, "--format", "json", *THERE)
    assert (done.code, json.loads(done.out)["held"]) == (1, False)


@pytest.mark.parametrize(
    ("value", "plain"),
    [
        (np.float64(np.nan), "NaN"),
        (np.inf, "Infinity"),
        (-np.inf, "-Infinity"),
        (np.array([True, False]), [True, False]),
        ({3, 1, 2}, [1, 2, 3]),
        ({1: np.int64(2)}, {"1": 2}),
        (np.float32(0.5), 0.5),
        ("word", "word"),
        (None, None),
    ],
)
def test_any_value_that_a_scene_shows_becomes_json(tmp_path, monkeypatch, value, plain):
    course = open_course(SMALL, trusted=True)
    demo = course.demo("add")
    monkeypatch.setattr(performance, "play", lambda *_: iter([Show("A", value)]))
    walked = document_of(Performance(course.code, demo, demo.scenes[:1]), "en")
    assert walked.scenes[0].steps[0].fields["data"] == plain
