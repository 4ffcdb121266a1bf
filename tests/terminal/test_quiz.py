"""A quiz at a terminal: each answer is saved before its verdict is shown, memory is asked, and every key does what it says."""

import re
import sys

import pytest

from dl_quiz.learner.journal import Journal
from tests.attempts import remember
from tests.courses import SMALL
from tests.program import run_in_process

THERE = ("--course", SMALL, "--trust")
ADDING = ("sum-of-two", "commutes", "which-sums", "name", "counting-on", "what-prints", "what-falls")


@pytest.fixture
def home(tmp_path):
    return tmp_path / "home"


def quiz(home, *arguments, typed, seed=1, language="en"):
    given = () if seed is None else ("--seed", seed)
    done = run_in_process("quiz", *arguments, *given, *THERE, typed=typed, home=home, language=language, columns=100)
    assert done.err == ""
    return done


def kept(home):
    path = home / "journal.sqlite"
    return [(one.question, one.score, one.response) for one in Journal(path).attempts()] if path.exists() else []


def asked(done):
    """Return the first lines of the questions, in the order in which they were put."""
    return re.findall(r"\d+/\d+ · .*\n\n(.*)\n", done.out)


def test_right_and_wrong_answers_are_kept_with_their_scores(home):
    done = quiz(home, "adding/what-prints", "adding/name", typed=["8", "", "sum", ""])
    assert kept(home) == [("adding/what-prints", 0.0, "8"), ("adding/name", 1.0, "sum")]
    assert "✓ Right" in done.out and "✗ Not right" in done.out
    assert "1 of 2 points (50%)" in done.out
    assert done.code == 0


def test_an_answer_is_saved_before_its_verdict_is_shown(home, monkeypatch):
    def append(journal, *attempts):
        sys.stdout.flush()
        shown.append(sys.stdout.buffer.getvalue().decode())
        real(journal, *attempts)

    real, shown = Journal.append, []
    monkeypatch.setattr(Journal, "append", append)
    done = quiz(home, "adding/what-prints", typed=["8", ""])
    (before,) = shown
    assert "What does it print" in before and "Not right" not in before and "Not right" in done.out


def test_a_partial_score_is_kept_as_it_is(home):
    done = quiz(home, "adding/which-sums", typed=["1"])
    (attempt,) = kept(home)
    assert attempt[1] in (0.0, 0.5)
    shown = re.search(r"(\d+)%", done.out)
    assert shown is None or int(shown[1]) == attempt[1] * 100


def test_what_cannot_be_read_is_asked_again_and_not_kept(home):
    done = quiz(home, "adding/what-prints", typed=["what?", "9", ""])
    assert "“what?” is not a number; answer like 42, 0.5, 3/4, 75% or 1.2e-3" in done.out
    assert kept(home) == [("adding/what-prints", 1.0, "9")]


@pytest.mark.parametrize("key", ["?", "？", "h", "hint", "help", "HINT"])
def test_a_hint_is_given_and_the_question_stands(home, key):
    done = quiz(home, "adding/what-prints", typed=[key, "9", ""])
    assert "Hint: Add." in done.out and "✓ Right" in done.out


@pytest.mark.parametrize("key", ["s", "S", "skip", "ｓ"])
def test_what_is_skipped_is_not_kept(home, key):
    done = quiz(home, "adding/what-prints", "adding/name", typed=[key, "sum", ""])
    assert "Skipped." in done.out
    assert [question for question, _, _ in kept(home)] == ["adding/name"]


@pytest.mark.parametrize("key", ["q", "Q", "quit", "exit"])
def test_leaving_shows_the_summary(home, key):
    done = quiz(home, "adding/what-prints", "adding/name", typed=[key])
    assert "Nothing was answered." in done.out
    assert (kept(home), done.code) == ([], 0)


def test_the_end_of_input_is_a_way_to_leave(home):
    done = quiz(home, "adding/what-prints", "adding/name", typed=["9"])
    assert "Summary · 1 of 1 points (100%)" in done.out
    assert (len(kept(home)), done.code) == (1, 0)


def test_the_demo_is_played_with_the_arguments_of_the_question(home):
    done = quiz(home, "adding/what-prints", typed=["d", "q", "9", "d", "q", ""])
    assert done.out.count("Begin at 4 and go on 5 times, by fingers.") == 2
    assert done.out.count("What does it print for 4 and 5?") == 2


def test_what_is_due_comes_first_and_what_is_new_or_was_wrong_where_only_that_is_asked_for(home):
    remember(home, ("adding/commutes", 0.0), *((f"adding/{slug}", 1.0) for slug in ADDING if slug not in ("name", "commutes")))
    for _ in range(3):
        assert asked(quiz(home, "adding", "-n", 2, typed=["q"], seed=None)) == ["Which holds for addition?"]
    assert asked(quiz(home, "--wrong", typed=["s", "q"], seed=None)) == ["Which holds for addition?"]
    assert asked(quiz(home, "adding", "--new", typed=["s", "q"], seed=None)) == ["What is the result of an addition called?"]


def test_a_seed_asks_the_same_whatever_was_answered(home):
    first = quiz(home, "adding", typed=["s"] * 7, seed=5)
    remember(home, *((f"adding/{slug}", 0.0) for slug in ADDING[:3]))
    assert asked(quiz(home, "adding", typed=["s"] * 7, seed=5)) == asked(first) != []


def test_a_right_answer_is_not_told_twice_and_a_wrong_one_tells_the_key(home):
    right, wrong = (quiz(home, "adding/what-prints", typed=[answer, ""]).out for answer in ("9", "8"))
    assert "Key: 9" not in right and "Key: 9" in wrong
    assert "Why: Nine." in right and "Why: Nine." in wrong
    assert f"Proof: dl-quiz demo add count --left 4 --right 5 --course {SMALL} [sum]" in " ".join(right.split())


def test_an_explanation_names_what_was_drawn_and_the_key(home):
    done = quiz(home, "charts/side-and-area", typed=["1", ""])
    side = int(re.search(r"has the side (\d)", done.out)[1])
    assert f"Why: {side}·{side} = {side * side}." in done.out


def test_the_summary_says_where_to_look_and_how_to_ask_again(home):
    done = quiz(home, "adding/what-prints", "charts/side-and-area", typed=["1000", "", "1000", ""])
    assert re.findall(r"  (dl-quiz explain \w+)", done.out) == ["dl-quiz explain charts", "dl-quiz explain adding"] or re.findall(
        r"  (dl-quiz explain \w+)", done.out
    ) == ["dl-quiz explain adding", "dl-quiz explain charts"]
    assert "dl-quiz quiz adding/what-prints charts/side-and-area -n 10 --seed 1 --course" in " ".join(done.out.split())
    assert "Every answer is saved." in done.out


def test_all_right_sends_the_learner_on(home):
    done = quiz(home, "adding/what-prints", typed=["9", ""])
    assert "All right. Try a harder level: dl-quiz quiz --level 3" in done.out


def test_the_quiz_speaks_chinese(home):
    done = quiz(home, "adding/what-prints", typed=["8", ""], language="zh")
    assert "✗ 不对" in done.out and "标准答案：9" in done.out and "解析：九。" in done.out


def test_a_journal_that_cannot_be_opened_costs_a_warning_and_the_history(tmp_path):
    (tmp_path / "home").write_text("a file, not a folder")
    done = run_in_process("quiz", "adding/what-prints", "--seed", 1, *THERE, typed=["9", ""], home=tmp_path / "home")
    assert done.code == 0 and "✓ Right" in done.out
    assert done.err.count("cannot be used") == 1 and "Answers are kept in memory" in done.err
    assert "Not saved: 1 of 1 answers; the journal" in done.out
    assert "Every answer is saved." not in done.out
