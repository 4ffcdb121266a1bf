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
    return [mark for mark in "✓✗" if f"{mark} " in lines[place - 1]]


@pytest.mark.parametrize(
    ("guess", "mark"), [("9", "✓"), ("9.0", "✓"), ("3*3", "✓"), ("９", "✓"), ("8", "✗"), ("-9", "✗"), ("0", "✗"), ("", "")]
)
def test_a_number_is_judged_by_the_answer(guess, mark):
    assert said_of([guess, ""], "→ Answer: 9") == ([mark] if mark else [])


@pytest.mark.parametrize(
    ("guess", "mark"), [("2", "✓"), ("it stays", "✓"), ("不变", "✓"), ("1", "✗"), ("3", "✗"), ("it grows", "✗"), ("", "")]
)
@pytest.mark.parametrize(("language", "answer"), [("en", "→ Answer: it stays"), ("zh", "→ 答案：不变")])
def test_an_option_is_judged_by_the_answer(guess, mark, language, answer):
    assert said_of(["", guess], answer, language) == ([mark] if mark else [])


@pytest.mark.parametrize(("language", "said"), [("en", "“what?” is not a number"), ("zh", "“what?”不是数字")])
def test_a_guess_that_cannot_be_read_is_said_to_be_so_and_asked_for_again(language, said):
    out = walked("pictures", "claims", typed=["", "", "what?", "9", ""], language=language).out
    assert said_of(["what?", "9", ""], "→ Answer: 9" if language == "en" else "→ 答案：9", language) == ["✓"]
    assert out.count("> ") >= 2 and said in out


def test_a_guess_within_the_tolerance_is_right_and_one_beyond_is_not(tmp_path):
    from tests.courses import copy_of_small, edit

    course = edit(
        copy_of_small(tmp_path), '"Where do we end?", left + right', '"Where do we end?", left + right, within=0.5', "demos/add.py"
    )
    for guess, mark in (("5.4", "✓"), ("4.6", "✓"), ("5.6", "✗"), ("4.4", "✗")):
        done = run_in_process("demo", "add", "count", "--course", course, "--trust", typed=["", "", "", guess])
        before = done.out.splitlines()[done.out.splitlines().index("→ Answer: 5") - 1]
        assert mark in before, (guess, before)


def test_the_learner_is_asked_before_the_answer_is_shown():
    out = walked("add", "count", typed=["", "", "", "5"]).out
    assert out.index("Where do we end?") < out.index("your guess") < out.index("→ Answer: 5")


def test_every_scene_is_played_and_its_claims_are_counted():
    done = walked("add", typed=[""] * 4)
    assert "add count 1/2 · " in done.out and "add luck 2/2 · " in done.out
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


def steps_seen(*typed, scene=("pictures", "tables"), language="en"):
    """Return the captions of the pictures in the order in which they were shown."""
    out = walked(*scene, typed=list(typed), language=language).out
    captions = ("Numbers", "With a mark", "With shades and marks", "With shades", "Blocks")
    return [line for line in out.splitlines() if line in captions]


def test_enter_goes_on_b_goes_back_and_a_begins_again():
    assert steps_seen("", "", "q") == ["Numbers", "With a mark", "With shades"]
    assert steps_seen("", "b", "q") == ["Numbers", "With a mark", "Numbers"]
    assert steps_seen("b", "q") == ["Numbers", "Numbers"]
    assert steps_seen("", "", "a", "q") == ["Numbers", "With a mark", "With shades", "Numbers"]
    assert steps_seen("", "上一步", "q") == ["Numbers", "With a mark", "Numbers"]


def test_n_goes_to_the_next_scene_and_what_was_not_seen_still_counts():
    done = walked("add", typed=["n", "n"])
    assert "add luck 2/2" in done.out and "Where do we end?" not in done.out
    assert "3 of 3 claims hold" in done.out


def test_a_question_mark_tells_what_can_be_typed():
    out = walked("pictures", "film", typed=["?", "q"]).out
    assert "b back · a the scene again · n next scene · q stop · change a value: side=4" in " ".join(out.split())
    assert "side" not in walked("pictures", "tables", typed=["?", "q"]).out


def test_what_is_not_understood_is_said_and_nothing_moves():
    out = walked("pictures", "tables", typed=["banana", "q"]).out
    assert "“banana” is not understood here" in out and "With a mark" not in out


def test_a_value_can_be_changed_and_seen_beside_the_one_before():
    out = walked("pictures", "claims", typed=["side=4", "", "", "q"]).out
    assert (
        out.index("side=3 (-9–9)")
        < out.index("A square with the side 3.")
        < out.index("side=4 (-9–9)")
        < out.index("A square with the side 4.")
    )


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("side=99", "--side must lie in -9–9; 99 does not"),
        ("side=x", "--side takes a whole number, not “x”"),
        ("rate=1", "“rate=1” is not understood here"),
    ],
)
def test_a_value_that_cannot_be_is_refused_and_the_walk_stays(typed, said):
    out = walked("pictures", "claims", typed=[typed, "q"]).out
    assert said in out


def test_a_value_that_the_scene_refuses_leaves_the_old_one():
    out = walked("pictures", "claims", "--name", "mirrored", typed=["side=-3", "q"]).out
    assert "a negative side cannot be mirrored" in out


def test_two_pictures_stand_beside_each_other_after_a_change():
    lines = walked("pictures", "claims", typed=["", "sides=1,3", "q"]).out.splitlines()
    assert any(line.split() == ["before:", "Areas", "now:", "Areas"] for line in lines)
    assert any(line.split() == ["1", "4", "1", "9"] for line in lines)


def test_values_stand_at_the_head_of_a_scene():
    assert "  side=5 (3–6)\n" in run_in_process("demo", "pictures", "film", "--side", "5", *THERE).out


def test_an_option_that_is_given_twice_is_tried_with_both_values_side_by_side():
    done = walked("pictures", "film", "--side", "3", "--side", "5", typed=[])
    assert "side=3" in done.out and "side=5" in done.out and "2 of 2 claims hold" in done.out


def test_so_many_runs_are_refused_and_so_is_a_document_of_two():
    done = run_in_process("demo", "pictures", "claims", *[word for side in range(7) for word in ("--side", str(side))], *THERE)
    assert (done.code, done.err) == (2, "that makes 7 runs; at most 6 stand side by side\n")
    done = run_in_process("demo", "pictures", "film", "--side", "3", "--side", "4", "--format", "json", *THERE)
    assert (done.code, done.err) == (2, "--format json plays one run; give each option once\n")
