"""A walkthrough at a terminal: a guess is judged by the answer, and Enter only shows it."""

import pytest

from tests.courses import SMALL
from tests.program import run_in_process

THERE = ("--course", SMALL, "--trust")


def walked(*arguments, typed, language="en"):
    done = run_in_process("demo", *arguments, *THERE, typed=typed, language=language)
    assert done.err == ""
    return done


def said_of(guess, answered_with, language="en"):
    """Return the marks that stand between the guess and the answer."""
    lines = walked("pictures", "claims", typed=["", "", *guess], language=language).out.splitlines()
    place = next(place for place, line in enumerate(lines) if line.endswith(answered_with))
    return [mark for mark in "✓✗" if lines[place - 1].endswith(mark)]


@pytest.mark.parametrize(
    ("guess", "mark"), [("9", "✓"), ("9.0", "✓"), ("3*3", "✓"), ("９", "✓"), ("8", "✗"), ("-9", "✗"), ("0", "✗"), ("", ""), ("what?", "")]
)
def test_a_number_is_judged_by_the_answer(guess, mark):
    assert said_of([guess, ""], "→ Answer: 9") == ([mark] if mark else [])


@pytest.mark.parametrize(
    ("guess", "mark"), [("2", "✓"), ("it stays", "✓"), ("不变", "✓"), ("1", "✗"), ("3", "✗"), ("it grows", "✗"), ("", ""), ("7", "")]
)
@pytest.mark.parametrize(("language", "answer"), [("en", "→ Answer: it stays"), ("zh", "→ 答案: 不变")])
def test_an_option_is_judged_by_the_answer(guess, mark, language, answer):
    assert said_of(["", guess], answer, language) == ([mark] if mark else [])


def test_a_guess_within_the_tolerance_is_right_and_one_beyond_is_not(tmp_path):
    from tests.courses import copy_of_small, edit

    course = edit(
        copy_of_small(tmp_path), '"Where do we end?", left + right', '"Where do we end?", left + right, within=0.5', "demos/add.py"
    )
    for guess, mark in (("5.4", "✓"), ("4.6", "✓"), ("5.6", "✗"), ("4.4", "✗")):
        done = run_in_process("demo", "add", "count", "--course", course, "--trust", typed=["", "", "", guess])
        before = done.out.splitlines()[done.out.splitlines().index("→ Answer: 5") - 1]
        assert before.endswith(mark), (guess, before)


def test_the_learner_is_asked_before_the_answer_is_shown():
    out = walked("add", "count", typed=["", "", "", "5"]).out
    assert out.index("Where do we end?") < out.index("your guess") < out.index("→ Answer: 5")


def test_every_scene_is_played_and_its_claims_are_counted():
    done = walked("add", typed=[""] * 4)
    assert "add count · " in done.out and "add luck · " in done.out
    assert done.out.rstrip().endswith("3 of 3 claims hold")
    assert done.code == 0


def test_a_claim_that_fails_is_counted_and_the_exit_code_says_so():
    done = walked("pictures", "claims", "--side", "1", typed=[""] * 4)
    assert done.out.rstrip().endswith("5 of 6 claims hold")
    assert done.code == 1


@pytest.mark.parametrize("key", ["q", "quit", "Ｑ"])
@pytest.mark.parametrize("steps", [0, 3])
def test_a_walkthrough_can_be_left_at_every_step(key, steps):
    done = walked("add", "count", typed=[""] * steps + [key])
    assert "claims hold" not in done.out
    assert done.code == 0


def test_without_steps_nothing_is_asked():
    out = walked("add", "--no-step", typed=[]).out
    assert "Enter" not in out and "your guess" not in out and "→ Answer: 5" in out


def test_without_a_terminal_nothing_is_asked():
    done = run_in_process("demo", "add", *THERE)
    assert "your guess" not in done.out and "3 of 3 claims hold" in done.out
