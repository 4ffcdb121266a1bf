"""The plan is kept, changed, shown and dropped; what cannot be planned is refused in one sentence; home and quiz follow it."""

import json
from datetime import UTC, datetime, timedelta

import pytest

from tests.attempts import remember
from tests.courses import SMALL
from tests.program import run_in_process

THERE = ("--course", SMALL, "--trust")
NOW = datetime(2026, 11, 28, 19, tzinfo=UTC)


@pytest.fixture(autouse=True)
def clock(monkeypatch):
    monkeypatch.setattr("dl_quiz.learner.clock.now", lambda: NOW)


@pytest.fixture
def plan(tmp_path):
    def run(*words, **options):
        return run_in_process("plan", *words, *THERE, home=tmp_path, **options)

    return run


def document(plan, *words):
    return json.loads(plan(*words, "--format", "json").out)


def test_a_plan_is_kept_and_shown_and_changed_and_dropped(plan):
    first = document(plan, "--by", "2026-12-10")
    assert (first["today"], first["by"], first["minutes"], len(first["days"])) == ("2026-11-28", "2026-12-10", 30, 12)
    assert document(plan, "--minutes", "5")["minutes"] == 5
    changed = document(plan, "--by", "2026-12-01")
    assert (changed["by"], changed["minutes"]) == ("2026-12-01", 5)
    assert document(plan) == changed
    assert plan("--clear").out == "The plan is dropped.\n" and plan("--clear", language="zh").out == "计划已取消。\n"
    assert plan().code == 2


def test_a_plan_is_for_its_course(plan, tmp_path):
    plan("--by", "2026-12-10")
    assert "Today: 10 new, about 8 min." in " ".join(run_in_process(*THERE, home=tmp_path).out.split())
    assert "interview on" not in run_in_process(home=tmp_path).out


@pytest.mark.parametrize("typed", ["2026-12-10", "2026/12/10", "2026.12.10", "2026年12月10日", " 2026-12-10 "])
def test_a_date_may_be_written_as_people_write_it(plan, typed):
    assert document(plan, "--by", typed)["by"] == "2026-12-10"


@pytest.mark.parametrize(
    ("words", "en", "zh"),
    [
        ([], "there is no plan yet; make one: dl-quiz plan --by DATE --course", "还没有计划；请先制定：dl-quiz plan --by 日期 --course"),
        (["--minutes", "9"], "there is no plan yet; make one: dl-quiz plan --by DATE --course", "还没有计划；请先制定：dl-quiz plan --by 日期 --course"),
        (["--by", "2026-11-27"], "2026-11-27 is past; --by takes a day from today (2026-11-28) on", "2026-11-27 已经过去；--by 需要今天（2026-11-28）或以后的日期"),
        (["--by", "2027-11-30"], "2027-11-30 is more than a year away; plan when it is nearer", "2027-11-30 在一年以后；请等近一些再计划"),
        (["--by", "tomorrow"], "--by takes a date like 2026-12-10, not “tomorrow”", "--by 需要日期，如 2026-12-10，而不是“tomorrow”"),
        (["--by", "2026-13-40"], "--by takes a date like 2026-12-10, not “2026-13-40”", "--by 需要日期，如 2026-12-10，而不是“2026-13-40”"),
        (["--clear", "--minutes", "9"], "--clear drops the plan; give it alone", "--clear 会取消计划；请单独使用"),
        (["--format", "yaml"], "--format takes text or json, not “yaml”", "--format 只能是 text 或 json，而不是“yaml”"),
    ],
)  # fmt: skip
def test_what_cannot_be_planned_is_refused(plan, words, en, zh, tmp_path):
    for language, sentence in (("en", en), ("zh", zh)):
        done = plan(*words, language=language)
        assert (done.code, done.out) == (2, "") and done.err.startswith(sentence) and len(done.err.splitlines()) == 1
    assert not (tmp_path / "plan.json").exists() or words[0] == "--clear"


def test_the_bounds_of_date_and_minutes_can_be_planned(plan):
    for by in ("2026-11-28", "2027-11-29"):
        assert plan("--by", by).code == 0
    for minutes in ("1", "600"):
        assert plan("--by", "2026-12-10", "--minutes", minutes).code == 0
    assert [plan("--minutes", minutes).code for minutes in ("0", "601")] == [2, 2]


def test_a_plan_whose_date_is_past_is_not_shown_as_one(plan, monkeypatch):
    plan("--by", "2026-12-10")
    monkeypatch.setattr("dl_quiz.learner.clock.now", lambda: NOW + timedelta(days=13))
    for language, sentence in (
        ("en", "the date of the plan, 2026-12-10, is past; give another with --by, or drop it with --clear"),
        ("zh", "计划的日期 2026-12-10 已过；请用 --by 换个日期，或用 --clear 取消"),
    ):
        done = plan(language=language)
        assert (done.code, done.err.strip()) == (2, sentence)


def test_a_damaged_plan_costs_home_and_quiz_a_warning_and_stops_the_plan(plan, tmp_path):
    (tmp_path / "plan.json").write_text("{")
    assert plan("--by", "2026-12-10").code == 2
    home = run_in_process(*THERE, home=tmp_path)
    assert home.code == 0 and "plan.json is damaged and holds no plan; delete it, and plan again" in home.err
    quiz = run_in_process("quiz", *THERE, home=tmp_path, typed=["q"])
    assert quiz.code == 0 and "is damaged" in quiz.err and "1/10" in quiz.out


def test_a_plan_is_made_without_a_terminal_and_in_forty_columns(plan):
    done = plan("--by", "2026-12-10", columns=40, language="zh")
    assert done.code == 0 and "距面试（12月10日）：12 次，每次 30 分钟" in done.out


def test_home_leads_to_todays_part_and_to_what_is_due(plan, tmp_path):
    remember(tmp_path, ("adding/name", 0.0))
    out = run_in_process(*THERE, home=tmp_path, columns=200).out
    assert "a quiz" in out and "plan until your interview" in out and "what is due" in out
    plan("--by", "2026-12-10")
    out = run_in_process(*THERE, home=tmp_path, columns=200).out
    assert "today's part of the plan" in out and "plan until your interview" not in out
    assert "12 days until the interview on Dec 10. Today: 1 again, " in out


@pytest.mark.parametrize(
    ("words", "en", "zh"),
    [
        (["--new", "--wrong"], "--new and --wrong exclude each other; give one of them", "--new 和 --wrong 不能同时使用；请只用一个"),
        (["--new", "--answers", "-"], "--new, --wrong and --minutes are for a quiz at the terminal; leave them out", "--new、--wrong 和 --minutes 只用于终端测验；请去掉"),
        (["--minutes", "5", "--answers", "-"], "--new, --wrong and --minutes are for a quiz at the terminal; leave them out", "--new、--wrong 和 --minutes 只用于终端测验；请去掉"),
        (["--wrong", "--seed", "1"], "--seed asks the same whatever you answered before; leave out --new and --wrong, or --seed", "--seed 与学习记录无关；请去掉 --new 和 --wrong，或去掉 --seed"),
        (["--resume", "--minutes", "5"], "--resume goes on with the questions as they were; give it alone", "--resume 会接着做原来的题目；请单独使用，不要加其他选项"),
    ],
)  # fmt: skip
def test_options_of_a_quiz_that_exclude_each_other(words, en, zh):
    for language, sentence in (("en", en), ("zh", zh)):
        done = run_in_process("quiz", *words, *THERE, language=language)
        assert (done.code, done.err.strip()) == (2, sentence)


def test_a_quiz_fits_into_its_minutes_and_says_so(tmp_path):
    done = run_in_process("quiz", "--minutes", "3", *THERE, home=tmp_path, typed=["q"])
    assert "3 questions, about 2 min." in done.out and "1/3" in done.out
    seeded = run_in_process("quiz", "--minutes", "3", "--seed", "1", *THERE, home=tmp_path, typed=["q"])
    assert "1/3" in seeded.out and "about" not in seeded.out


def test_a_review_needs_a_terminal_or_lists(tmp_path):
    remember(tmp_path, ("adding/name", 0.0), ("adding/commutes", 1.0))
    for language, sentence in (
        ("en", "there is no terminal to ask at; list what is due with dl-quiz review --format json --course"),
        ("zh", "没有可以提问的终端；列出该复习的题请用 dl-quiz review --format json --course"),
    ):
        done = run_in_process("review", *THERE, home=tmp_path, language=language)
        assert done.code == 2 and done.err.startswith(sentence)
    listed = json.loads(run_in_process("review", "--format", "json", *THERE, home=tmp_path).out)
    assert [one["question"] for one in listed["due"]] == ["adding/name", "adding/commutes"]
    assert listed["due"][0]["score"] == 0.0 and listed["due"][0]["chance"] < 0.5 and (listed["met"], listed["next"]) == (2, None)


def test_what_is_not_due_yet_is_announced(tmp_path, monkeypatch):
    remember(tmp_path, ("adding/name", 0.0), ("adding/commutes", 1.0), ("adding/which-sums", 0.0))
    monkeypatch.setattr("dl_quiz.learner.clock.now", lambda: datetime(2024, 3, 1, 13, tzinfo=UTC))
    listed = json.loads(run_in_process("review", "--format", "json", *THERE, home=tmp_path).out)
    assert [one["question"] for one in listed["due"]] == ["adding/name"]
    assert (listed["met"], listed["next"], listed["coming"]) == (3, "2024-03-02", 2)


def test_the_open_question_of_a_day_is_planned_asked_and_done(plan, tmp_path):
    remember(tmp_path, ("adding/name", 1.0))
    assert [day["open"] for day in document(plan, "--by", "2026-11-30")["days"]] == [["adding"], ["charts"]]
    home = run_in_process(*THERE, home=tmp_path, columns=200).out
    assert "1 open, about" in home and "its open question" in home and f"dl-quiz interview adding --course {SMALL}" in home
    quiz = run_in_process("quiz", *THERE, home=tmp_path, typed=["q"], columns=200).out
    assert f"Also today, in your own words: dl-quiz interview adding --course {SMALL}" in quiz
    held = run_in_process("interview", *THERE, home=tmp_path, typed=["The sum of two numbers.", "", "", "", "y"]).out
    assert held.startswith("One question · about 5 minutes.") and "What is addition?" in held
    assert [day["open"] for day in document(plan)["days"]] == [[], ["charts"]]
    assert "open" not in run_in_process(*THERE, home=tmp_path, columns=200).out.partition("Next")[0]


def test_a_review_names_the_open_questions_that_want_it(tmp_path):
    remember(tmp_path, ("adding/points/sum", 0.0), ("charts/points/curve", 1.0))
    listed = json.loads(run_in_process("review", "--format", "json", *THERE, home=tmp_path).out)
    assert (listed["open"], listed["due"]) == (["adding", "charts"], [])
    assert json.loads(run_in_process("review", "charts", "--format", "json", *THERE, home=tmp_path).out)["open"] == ["charts"]
    shown = run_in_process("review", *THERE, home=tmp_path, typed=[], columns=200).out
    assert f"To be answered once more, in your own words: dl-quiz interview adding charts --course {SMALL}" in shown
