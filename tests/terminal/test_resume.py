"""A quiz that was not ended is gone on with: after leaving, and after a kill."""

import signal

import pytest

from dl_quiz.learner.journal import Journal
from tests.courses import SMALL
from tests.program import run_in_process
from tests.screen import Screen
from tests.terminal.test_quiz import THERE, asked

ASKED = ("adding/name", "adding/what-prints", "adding/commutes")


@pytest.fixture
def home(tmp_path):
    return tmp_path / "home"


def quiz(home, *arguments, typed=(), **options):
    return run_in_process("quiz", *arguments, *THERE, typed=typed, home=home, columns=200, **options)


def answers(home):
    return [(one.question, one.session) for one in Journal(home / "journal.sqlite").attempts()]


def test_home_says_where_it_was_stopped_and_resume_puts_the_rest(home):
    first = quiz(home, *ASKED, "--seed", 1, typed=["sum", "q"])
    assert f"Go on with it: dl-quiz quiz --resume --course {SMALL}" in first.out
    here = run_in_process(*THERE, home=home, columns=200)
    assert f"You stopped at 1 of 3: dl-quiz quiz --resume --course {SMALL}" in here.out
    assert f"上次做完 1/3 题：dl-quiz quiz --resume --course {SMALL}" in run_in_process(*THERE, home=home, columns=200, language="zh").out
    second = quiz(home, "--resume", typed=["9", "", "s"])
    assert [*asked(first)[:1], *asked(second)] == asked(quiz(home.with_name("other"), *ASKED, "--seed", 1, typed=["sum", "", "9", "", "s"]))
    assert "2/3 · score 1/1" in second.out and "Summary · 2 of 3 points (67%) · 1 skipped" in second.out
    assert len({session for _, session in answers(home)}) == 1
    assert "Go on with it" not in second.out
    assert "You stopped" not in run_in_process(*THERE, home=home).out


def test_whoever_was_cut_off_after_the_last_answer_has_nothing_left(home):
    quiz(home, *ASKED, "--seed", 1, typed=["sum", "q"])
    note = (home / "unfinished.json").read_bytes()
    quiz(home, "--resume", typed=["9", "", "2", ""])
    (home / "unfinished.json").write_bytes(note)
    assert "You stopped" not in run_in_process(*THERE, home=home).out
    assert "of 3 points" in quiz(home, "--resume").out


def test_it_can_be_resumed_again_and_again(home):
    quiz(home, *ASKED, "--seed", 1, typed=["sum", "q"])
    quiz(home, "--resume", typed=["9", "q"])
    assert "You stopped at 2 of 3" in run_in_process(*THERE, home=home).out
    done = quiz(home, "--resume", typed=["2", ""])
    assert "3/3 · score 2/2" in done.out
    assert [question for question, _ in answers(home)] == list(ASKED)


def test_after_a_kill_it_goes_on(home):
    screen = Screen("quiz", *ASKED, *THERE, "--seed", "1", home=home)
    screen.wait_for("> ")
    screen.type("9" if "for 4 and 5" in screen.text else "sum")
    screen.wait_for("Enter next")
    screen.kill()
    assert "You stopped at 1 of 3" in run_in_process(*THERE, home=home).out
    assert "2/3 · score 1/1" in quiz(home, "--resume", typed=["q"]).out


@pytest.mark.parametrize("signal_", [signal.SIGTERM, signal.SIGHUP, signal.SIGINT])
def test_whatever_ends_it_a_copy_of_the_file_alone_holds_everything(home, tmp_path, signal_):
    screen = Screen("quiz", *ASKED, *THERE, "--seed", "1", home=home)
    screen.wait_for("> ")
    screen.type("9" if "for 4 and 5" in screen.text else "sum")
    screen.wait_for_a_prompt()  # a signal that comes just before Python listens for keys waits for the next one
    screen.kill(signal_)
    (tmp_path / "copy").write_bytes((home / "journal.sqlite").read_bytes())
    assert len(list(Journal(tmp_path / "copy").attempts())) == 1


def test_what_was_taken_up_elsewhere_or_never_begun_cannot_be_resumed(home, tmp_path):
    for _ in range(2):
        done = quiz(home, "--resume")
        assert (done.code, done.err) == (2, f"there is no unfinished quiz over this course; begin one with dl-quiz quiz --course {SMALL}\n")
        assert quiz(home, "--resume", language="zh").err == f"这门课没有未完成的测验；请用 dl-quiz quiz --course {SMALL} 开始一次\n"
        quiz(home, "adding/name", "--seed", 1, typed=["q"])  # nothing was answered: there is nothing to go on with
    quiz(home, *ASKED, "--seed", 1, typed=["sum", "q"])
    ours = run_in_process("quiz", "--resume", typed=[], home=home)
    assert (ours.code, "You stopped" in run_in_process(home=home).out) == (2, False)


@pytest.mark.parametrize("with_it", [("adding",), ("-n", 3), ("--level", 1), ("--kind", "choose"), ("--seed", 1), ("--answers", "-")])
def test_resume_stands_alone(home, with_it):
    done = quiz(home, "--resume", *with_it)
    assert (done.code, done.err) == (2, "--resume goes on with the questions as they were; give it alone\n")
    assert quiz(home, "--resume", *with_it, language="zh").err == "--resume 会接着做原来的题目；请单独使用，不要加其他选项\n"


def test_another_terminal_that_ends_leaves_the_newer_quiz_unfinished(home):
    from dl_quiz.learner.unfinished import Unfinished, begin, end, unfinished

    one, other = (Unfinished(name, "", ("a/b",), 1, 0) for name in ("one", "other"))
    begin(home, one)
    begin(home, other)
    end(home, "one")
    assert unfinished(home) == other
    end(home, "other")
    assert unfinished(home) is None
    end(home, "other")


def test_a_damaged_note_is_no_note(home):
    quiz(home, *ASKED, "--seed", 1, typed=["sum", "q"])
    (home / "unfinished.json").write_bytes(b"\xff{")
    assert "You stopped" not in run_in_process(*THERE, home=home).out
    assert quiz(home, "--resume").code == 2


@pytest.mark.parametrize(
    ("keys", "seen"),
    [(["?"], ("hint",)), (["d", "q"], ("demo",)), (["d", "q", "?", "?"], ("demo", "hint")), (["e"], ("explain",)), ([], ())],
)
def test_what_was_looked_at_before_the_answer_is_kept(home, keys, seen):
    quiz(home, "adding/what-prints", "--seed", 1, typed=[*keys, "9", ""])
    (kept,) = Journal(home / "journal.sqlite").attempts()
    assert kept.seen == seen
