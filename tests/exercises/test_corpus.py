"""Programs that are no part of the course, written without a look at the cases: every right one is solved, every wrong one is not."""

import re
from pathlib import Path

import pytest

from tests.exercises import every, judged

CORPUS = {path.stem: path for path in sorted(Path(__file__).with_name("corpus").glob("*.py"))}
EVERY = {given.exercise.function: given for given in every().values()}
MARK = re.compile(r"^# (right|wrong): (.+)$", re.MULTILINE)


def programs(path, kind):
    """Return the programs of one kind in a file, each with what it says of itself; what stands above the first mark belongs to all."""
    above, *parts = MARK.split(path.read_text(encoding="utf-8"))
    return [(said, above + text) for mark, said, text in zip(*[iter(parts)] * 3, strict=True) if mark == kind]


def test_every_exercise_has_right_and_wrong_programs():
    assert CORPUS.keys() == EVERY.keys()
    for path in CORPUS.values():
        assert len(programs(path, "right")) >= 2
        assert len(programs(path, "wrong")) >= 3


@pytest.mark.parametrize("name", CORPUS)
def test_right_programs_are_solved(name):
    rejected = {
        said: judgement.remark.en for said, text in programs(CORPUS[name], "right") if not (judgement := judged(text, EVERY[name])).solved
    }
    assert not rejected


@pytest.mark.parametrize("name", CORPUS)
def test_wrong_programs_are_not(name):
    accepted = [said for said, text in programs(CORPUS[name], "wrong") if judged(text, EVERY[name]).solved]
    assert not accepted


def test_who_is_right_where_a_known_mistake_shows_has_not_made_it():
    given = EVERY["max_pool2d_backward"]
    (columns_first,) = (text for said, text in programs(CORPUS["max_pool2d_backward"], "wrong") if said == "the first column by column")
    assert judged(columns_first, given).recognised is None
