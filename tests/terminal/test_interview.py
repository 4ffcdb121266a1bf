"""An interview at a terminal: put, heard, probed, taken further, and told at the end; every reply is kept before anything else is shown."""

import json
import re
from datetime import UTC, datetime

import pytest

from dl_quiz.asking.interview import begin
from dl_quiz.asking.listening import Listener
from dl_quiz.course.course import open_course
from dl_quiz.learner.interviews import Log, read_record, records
from dl_quiz.learner.journal import Journal
from dl_quiz.nouns import Setting
from dl_quiz.terminal.interview import Interviewer
from dl_quiz.terminal.terminal import Terminal
from tests.courses import SMALL, copy_of_small, edit
from tests.program import run_in_process

THERE = ("--course", SMALL, "--trust")
GOOD = "It puts two numbers together into their sum."
MYTH = "It counts pairs."
WEAK = "No idea, really."


@pytest.fixture
def home(tmp_path):
    return tmp_path / "home"


def sat(home, *arguments, typed, language="en", columns=100, course=SMALL, **environment):
    words = ("--course", course, "--trust", *arguments)
    done = run_in_process("interview", *words, typed=typed, home=home, language=language, columns=columns, **environment)
    assert done.err == ""
    return done


def kept(home):
    path = home / "journal.sqlite"
    return [(one.question, one.score, one.rule) for one in Journal(path).attempts()] if path.exists() else []


def record(home):
    (only,) = records(home / "interviews")
    return only


def flat(text):
    return " ".join(text.split())


def test_a_good_answer_is_heard_by_its_own_words_and_taken_one_step_further(home):
    done = sat(home, "adding", typed=[GOOD, "", "It does not.", "", "y"])
    assert done.code == 0
    assert "I heard 1:" in done.out and "✓  “It puts two numbers together into their sum”" in done.out
    assert "What comes out?" not in done.out
    assert done.out.index("One step further (level 1)") < done.out.index("Does the order matter?") < done.out.index("A good answer:")
    assert "Score card · 1 of 1 points (100%)" in done.out
    assert "Adding · 1/1 · follow-up, level 1: had it" in done.out
    assert "Level reached: 1 of 3" in done.out
    assert kept(home) == [("adding/points/sum", 1.0, "heard")]


def test_what_is_missing_is_probed_and_earns_half(home):
    done = sat(home, "adding", typed=[WEAK, "", GOOD, "", "s"])
    assert "I have not heard a key point yet." in done.out
    assert done.out.index("What comes out?") < done.out.index("✓ Yes, that is it.")
    assert "Score card · 0.5 of 1 points (50%)" in done.out
    assert "It gives the sum. (after a probe)" in done.out
    assert kept(home) == [("adding/points/sum", 0.5, "after a probe")]


def test_what_is_missed_after_a_probe_is_told_with_what_shows_it(home):
    done = sat(home, "adding", typed=[WEAK, "", WEAK, "", "s"])
    assert "What I was after: It gives the sum." in done.out
    assert "Score card · 0 of 1 points (0%)" in done.out
    assert f"→ dl-quiz demo add count --course {SMALL}" in flat(done.out)
    assert kept(home) == [("adding/points/sum", 0.0, "missed")]


def test_the_contrary_is_taken_up_by_its_words_and_refuted(home):
    done = sat(home, "adding", typed=[MYTH, "", MYTH, "", "s"])
    assert "You said “It counts pairs”. Let us look at that again." in done.out
    assert "A common belief, and wrong: It counts pairs." in done.out
    assert "It gives the sum. (you said “It counts pairs”)" in done.out
    assert kept(home) == [("adding/points/sum", 0.0, "contradicted")]


def test_one_who_mends_the_contrary_earns_half(home):
    done = sat(home, "adding", typed=[MYTH, "", GOOD, "", "s"])
    assert "Score card · 0.5 of 1 points" in done.out


UNSURE = "sum, together, two numbers, sum, total, plus, digits, carry, order, count, add, numbers, sum"


@pytest.mark.parametrize(("reply", "score"), [("y", 1.0), ("yes", 1.0), ("是", 1.0), ("Ｙ", 1.0), ("n", 0.0), ("不是", 0.0)])
def test_what_is_unsure_is_asked(home, reply, score):
    done = sat(home, "adding", typed=[UNSURE, "", "what?", reply, *([] if score else ["s"]), "s"])
    (words,) = re.findall(r"You said “(.+?)”\. Do you mean this \(y/n\)\? It gives the sum\.", flat(done.out))
    assert words in UNSURE
    assert "I have not heard a key point yet." not in done.out
    assert "Please answer y or n; q stops." in done.out
    assert [score for _, score, _ in kept(home)] == [score]


@pytest.mark.parametrize("key", ["s", "skip", "跳过"])
def test_a_question_that_is_skipped_is_not_scored(home, key):
    done = sat(home, "adding", typed=[key])
    assert "Adding · skipped" in done.out and kept(home) == []


@pytest.mark.parametrize("key", ["q", "quit", "退出"])
@pytest.mark.parametrize("before", [[], [WEAK, ""], [WEAK, "", "s"], [WEAK, "", "s", "No.", ""]])
def test_it_can_be_left_everywhere_and_gone_on_with(home, key, before):
    left = sat(home, "adding", typed=[*before, key])
    assert (left.code, "Score card" in left.out) == (0, False)
    if not before:
        assert "Nothing is kept of it." in left.out and list(records(home / "interviews")) == []
        return
    assert f"Go on with: dl-quiz interview --resume --course {SMALL}" in flat(left.out)
    rest = [["s", "s"], ["s", "s"], ["s"], ["p"]][[[], [WEAK, ""], [WEAK, "", "s"], [WEAK, "", "s", "No.", ""]].index(before)]
    done = sat(home, "--resume", typed=rest)
    assert "Welcome back." in done.out and "What is addition?" in done.out and "Score card · 0 of 1 points" in done.out
    assert kept(home) == [("adding/points/sum", 0.0, "missed")]


def test_the_end_of_input_leaves_as_q_does_and_loses_only_what_is_being_typed(home):
    sat(home, "adding", typed=[WEAK, "", "half a reply"])
    assert [getattr(event, "said", None) for event in record(home).events] == [WEAK, None]


def test_an_answer_has_as_many_lines_as_it_wants(home):
    sat(home, "adding", typed=["", "It puts", "two numbers together", "into their sum.", "", "q"])
    assert record(home).events[0].said == "It puts\ntwo numbers together\ninto their sum."


def test_words_of_the_prompt_inside_an_answer_are_part_of_it(home):
    sat(home, "adding", typed=["It is:", "q", "s", "stop", "", "q"])
    assert record(home).events[0].said == "It is:\nq\ns\nstop"


def test_an_answer_that_is_too_long_is_asked_again(home):
    done = sat(home, "adding", typed=["x" * 20_001, "", GOOD, "", "q"])
    assert "That is 20001 characters. Say it in at most 20000." in done.out
    assert record(home).events[0].said == GOOD


def test_the_editor_gets_the_question_and_what_was_typed_and_gives_the_answer(home, tmp_path):
    editor = tmp_path / "editor"
    editor.write_text(f'#!/bin/sh\ncp "$1" {tmp_path}/before\nsed -i "1i It puts together" "$1"\n')
    editor.chmod(0o755)
    sat(home, "adding", typed=["two numbers", "e", "q"], EDITOR=str(editor))
    before = (tmp_path / "before").read_text(encoding="utf-8")
    assert before.startswith("two numbers\n") and "What stands below this line is not read." in before and "What is addition?" in before
    assert record(home).events[0].said == "It puts together\ntwo numbers"


@pytest.mark.parametrize(
    ("editor", "sentence"),
    [
        ("", "No editor is set; set EDITOR, or type here."),
        ("/nowhere/ed", "The editor `/nowhere/ed` did not work; type here, or set EDITOR."),
        ("false", "The editor `false` did not work; type here, or set EDITOR."),
        ("'", "The editor `'` did not work; type here, or set EDITOR."),
    ],
)
def test_without_an_editor_the_typed_lines_stay(home, editor, sentence):
    done = sat(home, "adding", typed=["It puts two numbers", "e", "together.", "", "q"], EDITOR=editor)
    assert sentence in done.out
    assert record(home).events[0].said == "It puts two numbers\ntogether."


def test_aloud_the_points_are_ticked(home):
    done = sat(home, "charts", "--aloud", typed=["", "9", "1", "", "p"])
    assert "Speak for about two minutes, then press Enter." in done.out
    assert done.out.count("Which of these did you say?") == 2
    assert "1)  A curve shows how a value changes." in done.out
    assert "Score card · 1 of 2 points (50%)" in done.out
    assert "Charts · 1/2 · follow-up, level 2: partly" in done.out


def test_aloud_nothing_may_be_ticked(home):
    done = sat(home, "charts", "--aloud", typed=["", "", "s"])
    assert "Score card · 0 of 2 points (0%)" in done.out


def test_the_card_is_compared_with_the_last_of_the_same_questions_and_shown_again(home):
    sat(home, "adding", typed=[WEAK, "", "s", "s"])
    sat(home, "charts", typed=["s"])
    done = sat(home, "adding", typed=[GOOD, "", "s"])
    assert "last time 0 of 1" in done.out
    again = sat(home, "adding", "--last", typed=[])
    assert again.out.strip() in done.out.replace("\n\n\n", "\n\n")
    assert "Charts · skipped" in sat(home, "charts", "--last", typed=[]).out


def test_the_last_card_is_a_document_too(home):
    sat(home, "adding", typed=[WEAK, "", GOOD, "", "No.", "", "p"])
    done = run_in_process("interview", "--last", "--format", "json", *THERE, home=home)
    card = json.loads(done.out)
    assert (card["schema"], card["score"], card["asked"], card["level"]) == ("dl-quiz.interview/1", 0.5, 1, 0)
    (topic,) = card["topics"]
    assert (topic["id"], topic["follow_up"], topic["follow_up_level"]) == ("adding", "partly", 1)
    (point,) = topic["points"]
    assert (point["id"], point["band"], point["probed"], point["score"]) == ("sum", "heard", True, 0.5)


def test_there_are_at_most_five_things_to_do_and_each_works_as_typed(home):
    done = sat(home, "adding", "charts", typed=[MYTH, "", "s", "s", WEAK, "", "s", "s", "s"])
    todo = re.findall(r"^  (dl-quiz .*?) · ", flat(done.out.partition("Do next\n")[2]).replace(" dl-quiz", "\n  dl-quiz"), re.MULTILINE)
    commands = [
        command.replace(f" --course {SMALL}", "") for command in re.findall(r"dl-quiz [^·]+(?= ·)", flat(done.out.partition("Do next")[2]))
    ]
    assert commands == ["dl-quiz demo add count", "dl-quiz demo pictures lines", "dl-quiz explain adding", "dl-quiz interview adding"], todo
    for command in commands[:3]:
        assert run_in_process(*command.split()[1:], *THERE, home=home).code == 0


def test_a_command_to_type_keeps_the_language_that_was_asked_for(home):
    done = sat(home, "adding", "--lang", "zh", typed=[WEAK, "", "q"])
    assert f"接着来：dl-quiz interview --resume --course {SMALL} --lang zh" in flat(done.out).replace("：dl", "：dl")


def test_several_questions_carry_on_and_each_says_where_it_stands(home):
    done = sat(home, "-n", 2, "--seed", 3, "--minutes", 8, typed=["s", "s"])
    assert "2 questions · about 8 minutes." in done.out
    assert "1/2 · " in done.out and "2/2 · " in done.out and "of 8:00" in done.out


def test_those_are_asked_of_which_the_least_was_said(home):
    sat(home, "adding", typed=[GOOD, "", "s"])
    for _ in range(3):
        assert "How is an array shown?" in sat(home, "-n", 1, typed=["q"]).out


def test_it_speaks_chinese_and_hears_english_in_it(home):
    done = sat(home, "adding", typed=[GOOD, "", "s"], language="zh", columns=40)
    assert "听到 1 点：" in done.out and "成绩单 · 1/1 分（100%）" in done.out


def test_a_pass_mark_decides_the_exit_code(home):
    assert sat(home, "adding", "--pass", 0.5, typed=[WEAK, "", "s", "s"]).code == 1
    assert sat(home, "adding", "--pass", 0.5, typed=[GOOD, "", "s"]).code == 0


def test_a_folder_that_cannot_be_written_costs_warnings_and_never_the_interview(tmp_path):
    (tmp_path / "home").write_text("a file, not a folder")
    done = run_in_process("interview", "adding", *THERE, typed=[GOOD, "", "s"], home=tmp_path / "home")
    assert done.code == 0 and "Score card · 1 of 1" in done.out
    folder = tmp_path / "home" / "interviews"
    assert f"the interview cannot be saved in {folder} (Not a directory); it goes on, but it cannot be resumed" in flat(done.err)
    assert done.err.count("Answers are kept in memory") == done.err.count("Not saved: 1 of 1 answers; the journal") == 1
    assert done.err.count("it goes on, but it cannot be resumed") == 1
    chinese = run_in_process("interview", "adding", *THERE, typed=["s"], home=tmp_path / "home", language="zh")
    assert f"面试无法保存到 {folder}（Not a directory）；面试继续，但之后无法恢复" in flat(chinese.err)


def test_a_changed_question_is_not_gone_on_with(home, tmp_path):
    course = copy_of_small(tmp_path)
    sat(home, "adding", typed=[WEAK, "", "q"], course=course)
    edit(course, "It gives the sum.", "It gives the total.")
    done = run_in_process("interview", "--resume", "--course", course, typed=[], home=home)
    assert (done.code, done.err) == (
        2,
        f"the questions of that interview have changed since (adding); begin a new one with dl-quiz interview --course {course}\n",
    )


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("en", "adding has no key points to hear; add `points`"),
        ("zh", "adding没有可听的要点；请补上 `points`"),
    ],
)
def test_a_topic_without_key_points_cannot_be_asked(home, tmp_path, language, sentence):
    course = copy_of_small(tmp_path)
    path = course / "questions" / "adding.yaml"
    head, rest = path.read_text(encoding="utf-8").split("points:\n", 1)
    path.write_text(f"{head}points: []\n{rest[rest.index('follow_ups:') :]}", encoding="utf-8")
    done = run_in_process("interview", "adding", "--course", course, typed=[], home=home, language=language)
    assert (done.code, done.err) == (2, sentence + "\n")


@pytest.mark.parametrize("cut", [1, 5, 20, 60])
def test_a_line_torn_by_a_crash_costs_that_line(home, cut):
    sat(home, "adding", typed=[WEAK, "", "a reply to the probe", "", "q"])
    path = record(home).path
    whole = read_record(path)
    path.write_bytes(path.read_bytes()[:-cut])
    assert read_record(path).events == whole.events[:-1]
    sat(home, "--resume", typed=["s", "s"])
    again = read_record(path)
    assert again.events[: len(whole.events) - 1] == whole.events[:-1] and again.card is not None


def test_time_is_told_by_the_clock_that_is_given(tmp_path, monkeypatch, capsys):
    typed, now = iter([GOOD, "", "s", "s"]), iter([0.0, 400.0, 400.0, 460.5, 500.0, 501.0])
    monkeypatch.setattr("builtins.input", lambda _: next(typed))
    course = open_course(SMALL)
    setting = Setting(id="i" * 32, at=datetime.now(UTC), course="", language="en", topics=("adding", "charts"), editions={}, minutes=5.0)
    terminal = Terminal("en")
    listen = Listener(terminal.warn).listen
    held = Interviewer(terminal, listen, Log(tmp_path, setting), lambda *_: None, lambda: next(now))
    interview, _ = held.run(begin(course, setting))
    assert interview.seconds == interview.card.seconds == 400.0 + 60.5 + 1.0
    assert "2/2 · Charts · 7:40 of 5:00" in capsys.readouterr().out
