"""A quiz at a terminal: each answer is saved before its verdict is shown, memory is asked, and every key does what it says."""

import re
import sys
from dataclasses import replace

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
    return replace(done, out="\n".join(line.rstrip() for line in done.out.split("\n")))


def kept(home):
    path = home / "journal.sqlite"
    return [(one.question, one.score, one.response) for one in Journal(path).attempts()] if path.exists() else []


def asked(done):
    """Return the first lines of the questions, in the order in which they were put."""
    return list(dict.fromkeys(re.findall(r"\d+/\d+ · .*\n\n(.*)\n", done.out)))


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
def test_what_is_skipped_earns_nothing_and_is_not_kept(home, key):
    done = quiz(home, "adding/what-prints", "adding/name", typed=[key, "sum", ""])
    assert "Skipped: it earns nothing, and is asked again another time." in done.out
    assert (
        "2/2 · score 0/1" in done.out and "Summary · 1 of 2 points (50%) · 1 skipped\n· 1 What does it print for 4 and 5?\n✓ 2 " in done.out
    )
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
    assert done.out.count("What does it print for 4 and 5?\n\n") == 4  # before and after the demo, above what is told, and in the summary


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
    assert "Key: 9" not in right and "Key: 9\n" in wrong
    assert "Why: Nine." in right and "Why: Nine." in wrong
    assert f"Proof: dl-quiz demo add count --left 4 --right 5 --course {SMALL} Enter" in " ".join(right.split())


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
    assert f"dl-quiz quiz --wrong --course {SMALL} what you missed, once more" in " ".join(done.out.split())
    assert "The same questions again" not in quiz(home, "adding/what-prints", typed=["1000", ""], seed=None).out
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


def test_each_option_is_marked_in_its_place_with_its_reason(home):
    done = quiz(home, "adding/commutes", typed=["3", ""])
    told = done.out.partition("✗ Not right · you answered 3\n")[2].partition("  Why:")[0]
    asked = re.findall(r"  (\d\)) (.*)\n", done.out)[:4]
    reasons = {"doubles": "Try 1 + 2.", "negates": "That is subtraction.", "halves": "Try 2 + 1.", "keeps": None}
    expected = []
    for number, option in asked:
        word = option.split()[1]
        mark = "▸ ✗" if number == "3)" else "  ✓" if word == "keeps" else "  ·"
        expected += [f"{mark} {number} {option}", *([f"       {reasons[word]}"] if reasons[word] else [])]
    assert [line.rstrip() for line in told.rstrip().split("\n")] == expected
    assert done.out.count("Key:") == 0


def test_what_was_missed_of_several_is_marked_as_right_and_not_picked(home):
    done = quiz(home, "adding/which-sums", typed=["1 + 4, 3 + 3", ""])
    marks = {said: mark for mark, said in re.findall(r"^(. .) \d\) (. \+ .)$", done.out, re.MULTILINE)}
    assert marks == {"1 + 4": "▸ ✓", "2 + 2": "  ·", "2 + 3": "  ✓", "3 + 3": "▸ ✗"}
    assert re.search(r"✗ Not right · you answered 1 \+ 4, 3 \+ 3, read as \d, \d\n", done.out)


def test_steps_are_told_in_their_right_order_each_where_it_was_put_or_not(home):
    done = quiz(home, "adding/counting-on", typed=["1 2 3", ""])
    told = re.findall(r"^  (.) (\d)\) (.*)$", done.out, re.MULTILINE)
    assert [step for _, _, step in told] == ["Say the first number", "Go on by the second", "Name where you end"]
    assert [mark for mark, _, _ in told] == ["✓" if number == str(turn) else "✗" for turn, (_, number, _) in enumerate(told, 1)]


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("9", "you answered 9\n"),
        ("3*3", "you answered 3*3, read as 9\n"),
        ("4 + 5", "you answered 4 + 5, read as 9\n"),
        ("18/2 = 9", "you answered 18/2 = 9, read as 9\n"),
        ("９", "you answered ９\n"),
    ],
)
def test_what_was_typed_and_how_it_was_read_is_told(home, typed, told):
    assert f"✓ Right · {told}" in quiz(home, "adding/what-prints", typed=[typed, ""]).out


def test_options_are_read_by_chinese_numerals_and_the_answer_is_told(home):
    done = quiz(home, "adding/which-sums", typed=["一、三", ""], language="zh")
    assert "你的答案：一、三，读作 1, 3" in done.out
    (kept_,) = kept(home)
    assert kept_[2] == "一、三"


@pytest.mark.parametrize("key", ["k", "I don't know", "不知道"])
def test_who_does_not_know_is_shown_the_key_and_it_counts_as_missed(home, key):
    done = quiz(home, "adding/commutes", "adding/what-prints", typed=[key, "", key, ""])
    assert done.out.count("✗ Not known: it counts as missed\n") == 2
    assert re.search(r"  ✓ \d\) Swapping keeps it", done.out) and "▸" not in done.out and "Key: 9" in done.out
    assert sorted(kept(home)) == [("adding/commutes", 0.0, ""), ("adding/what-prints", 0.0, "")]
    assert {one.rule for one in Journal(home / "journal.sqlite").attempts()} == {"not known"}
    assert "0 of 2 points (0%)" in done.out


@pytest.mark.parametrize(("undo", "again"), [(["u"], []), (["", "撤销"], [""])])
def test_an_answer_is_taken_back_in_the_journal_too(home, undo, again):
    """After the answer, or at the next question."""
    done = quiz(home, "adding/what-prints", "adding/name", typed=["99", *undo, "9", "", "sum", ""])
    assert "Taken back: your answer 99 counts no more, in the journal neither. You have seen the key" in " ".join(done.out.split())
    wrong, back, right, _ = Journal(home / "journal.sqlite").attempts()
    assert (wrong.score, back.retracts, back.rule) == (0.0, wrong.id, "taken back")
    assert (right.question, right.score, right.seen) == ("adding/what-prints", 1.0, ("key",))
    assert "Summary · 2 of 2 points (100%)" in done.out


def test_a_skipped_question_can_be_gone_back_to_without_a_trace(home):
    done = quiz(home, "adding/what-prints", "adding/name", typed=["s", "u", "9", "", "sum", ""])
    assert "Back to the question that you skipped." in done.out and "2 of 2 points (100%)" in done.out
    assert [(one.question, one.seen) for one in Journal(home / "journal.sqlite").attempts()] == [
        ("adding/what-prints", ()),
        ("adding/name", ()),
    ]


def test_an_answer_of_the_run_before_can_be_taken_back_after_resuming(home):
    quiz(home, "adding/name", "adding/what-prints", typed=["8", "", "q"])
    done = run_in_process("quiz", "--resume", *THERE, typed=["u", "9", "", "sum", ""], home=home)
    assert "your answer 8 counts no more" in " ".join(done.out.split()) and "2 of 2 points (100%)" in done.out


def test_there_may_be_nothing_to_take_back(home):
    done = quiz(home, "adding/what-prints", typed=["u", "9", ""])
    assert "There is no answer to take back yet." in done.out and "u undo" not in done.out.partition("There is")[0]
    assert "还没有可撤销的作答。" in quiz(home, "adding/what-prints", typed=["撤销"], language="zh").out


@pytest.mark.parametrize(("letter", "number"), [("a", 1), ("B", 2), ("ｃ", 3)])
def test_a_letter_alone_names_no_option(home, letter, number):
    done = quiz(home, "adding/commutes", typed=[letter, "q"])
    assert f"“{letter}” is a letter, and letters alone are keys; for this option type {number}" in done.out
    assert kept(home) == []
    assert "是字母，单个字母都是按键" in quiz(home, "adding/commutes", typed=[letter], language="zh").out


def test_letters_that_are_no_key_and_no_option_are_told(home):
    done = quiz(home, "adding/commutes", typed=["z", "q"])
    assert "“z” is no key here" in done.out and "A letter alone is always a key" not in done.out


def test_several_letters_and_letters_with_a_word_name_options(home):
    done = quiz(home, "adding/which-sums", "adding/commutes", typed=["ab", "", "选D", ""])
    assert "read as 1, 2" in done.out and "you answered 选D, read as 4" in done.out


def test_the_rule_of_letters_is_told_with_the_hint(home):
    assert "A letter alone is always a key, never an option: options go by number." in quiz(home, "adding/commutes", typed=["?"]).out
    assert "单个字母一律是按键，不是选项；选项用序号作答。" in quiz(home, "adding/commutes", typed=["?"], language="zh").out


def test_what_stands_in_quotes_is_an_answer(home):
    quiz(home, "adding/name", typed=['"skip"', ""])
    assert kept(home) == [("adding/name", 0.0, '"skip"')]


def test_a_pause_goes_on_by_enter_alone(home):
    done = quiz(home, "adding/what-prints", "adding/name", typed=["9", "8", "x", "", "sum", ""])
    assert "“8” is no key here" in done.out and "“x” is no key here" in done.out
    assert "“x”在这里不是按键" in quiz(home, "adding/name", typed=["和", "x"], language="zh").out


@pytest.mark.parametrize("before", [True, False])
def test_the_topics_page_is_one_key_away(home, before):
    typed = ["e", "9", ""] if before else ["9", "e", ""]
    done = quiz(home, "adding/what-prints", typed=typed)
    assert "Addition puts two numbers together into their sum" in done.out and "✓ Right" in done.out


def test_the_summary_leads_back_to_each_question_by_its_number(home):
    done = quiz(home, "adding/name", "adding/what-prints", "adding/commutes", typed=["sum", "", "8", "", "s", "2", "9", "3", "x", ""])
    *_, summary = done.out.partition("Summary")
    assert "✓ 1 What is the result of an addition called?\n✗ 2 What does it print for 4 and 5?\n· 3 Which holds for addition?" in summary
    back = summary.partition("Enter: done")[2]
    assert "What does it print for 4 and 5?\n\n✗ Not right · you answered 8\n  Key: 9" in back
    assert "“9” is not a number from 1 to 3" in back and "“x” is not a number from 1 to 3" in back
    assert re.search("Which holds for addition\\?\n\n(.*\n)*  ✓ \\d\\) Swapping keeps it", back)
    assert "输入序号：再看那道题和答案" in quiz(home, "adding/name", typed=["积", "", "9"], language="zh").out


def test_no_question_is_led_back_to_where_all_is_right(home):
    assert "that question with its answer" not in quiz(home, "adding/name", typed=["sum", ""]).out


def test_the_history_of_a_question_names_all_that_was_looked_at(home):
    quiz(home, "adding/what-prints", typed=["?", "d", "q", "e", "99", "u", "9", ""])
    for language, said in (("en", "after the hint, the demo, the topic's page"), ("zh", "标准答案")):
        done = run_in_process("progress", "adding/what-prints", *THERE, home=home, language=language, columns=120)
        assert said in done.out, done.out
    assert "after the key" in run_in_process("progress", "adding/what-prints", *THERE, home=home, columns=120).out
