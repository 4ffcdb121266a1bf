"""A history written out and read in is the same history: a union of sets, whichever way and however often."""

from datetime import UTC, timedelta, timezone
from pathlib import Path
from tempfile import TemporaryDirectory

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dl_quiz.errors import HistoryError, JournalError
from dl_quiz.learner.exported import History, exported
from dl_quiz.learner.journal import Journal
from dl_quiz.learner.remembering import remembered
from dl_quiz.nouns import Text
from tests.attempts import NOON, attempt

NOW = NOON + timedelta(days=100)
HEAD = '{"schema":"dl-quiz.history/1"}\n'

POOL = [attempt(number, f"a/{number % 3}", number % 4 / 3, days=number % 7) for number in range(12)]
POOL += [one.retraction(f"back-{one.id}", one.at + timedelta(hours=1)) for one in POOL[::4]]
subsets = st.lists(st.sampled_from(POOL), unique_by=lambda one: one.id)


def written(journal, path=Path("history.jsonl")):
    return History(path, "".join(exported(journal)).encode())


def journal_of(folder, name, attempts):
    journal = Journal(Path(folder) / name / "journal.sqlite")
    journal.append(*attempts)
    return journal


def state(journal):
    """Return all that a journal says: which attempts it holds, which count, and what is remembered."""
    memory = remembered(journal, journal.path.with_name("memory.json"), NOW)
    return {one.id: one for one in journal.attempts()}, {one.id for one in journal.standing()}, memory


def test_what_is_read_in_is_what_was_written_out_in_its_order(tmp_path):
    odd = msgspec.structs.replace(
        attempt(3, "topic/points/point"), response="a\x1b[31m\u202e\x85\nb“中文”", slips=(Text(en="a sign", zh="符号"),), seen=("hint",)
    )
    here = journal_of(tmp_path, "here", [attempt(2), odd, attempt(1), attempt(2).retraction("b", NOON)])
    assert list(written(here)) == list(here.attempts())
    text = "".join(exported(here))
    assert text.startswith(HEAD) and text.count("\n") == 5 and "中文" in text and "\x1b" not in text and "\u202e" not in text


@settings(max_examples=25, deadline=None)
@given(subsets, subsets)
def test_a_union_hangs_neither_on_the_direction_nor_on_how_often_it_is_made(mine, yours):
    with TemporaryDirectory() as folder:
        here, there = journal_of(folder, "here", mine), journal_of(folder, "there", yours)
        ours = {one.id for one in mine} | {one.id for one in yours}
        assert here.unite(written(there)) == len(ours) - len(mine)
        assert there.unite(written(here)) == len(ours) - len(yours)
        assert [one.id for one in here.attempts()][: len(mine)] == [one.id for one in mine]
        before = state(here)
        assert before == state(there) and set(before[0]) == ours
        assert here.unite(written(there)) == there.unite(written(here)) == here.unite(written(here)) == 0
        assert state(here) == state(there) == before


def test_what_was_taken_back_is_not_brought_back(tmp_path):
    here, there = journal_of(tmp_path, "here", [attempt(1), attempt(2)]), journal_of(tmp_path, "there", [])
    there.unite(written(here))
    here.append(attempt(1).retraction("b", NOON))
    here.unite(written(there))
    assert [one.id for one in here.standing()] == [attempt(2).id]
    there.unite(written(here))
    assert state(there)[1:] == state(here)[1:]


def test_the_answer_that_is_there_stays_as_it_is(tmp_path):
    here = journal_of(tmp_path, "here", [attempt(1, score=0.25)])
    assert here.unite(written(journal_of(tmp_path, "there", [attempt(1, score=1.0)]))) == 0
    assert next(here.attempts()).score == 0.25


def test_a_journal_that_was_set_aside_is_read_as_it_is(tmp_path):
    here = journal_of(tmp_path, "here", [attempt(number) for number in range(400)])
    data = here.path.read_bytes()
    assert list(History(here.path, data)) == list(here.attempts())
    assert here.path.read_bytes() == data
    broken = data[:8192] + b"\xff" * 50 + data[8242:]
    assert len(list(History(here.path, broken))) > 100


def test_the_longest_program_that_is_judged_is_read_in_again(tmp_path):
    from dl_quiz.cli.program_file import LARGEST

    long = msgspec.structs.replace(attempt(1), response="\u202e\n" * (LARGEST // 4))
    assert list(written(journal_of(tmp_path, "here", [long]))) == [long]


def test_histories_one_after_another_are_one(tmp_path):
    texts = ["".join(exported(journal_of(tmp_path, name, [one]))) for name, one in (("a", attempt(1)), ("b", attempt(2)))]
    assert list(History(Path("both"), "".join(texts).encode())) == [attempt(1), attempt(2)]


def test_times_of_any_zone_and_of_none_are_read():
    lines = [
        msgspec.json.encode(msgspec.structs.replace(attempt(1), at=at))
        for at in (NOON.astimezone(timezone(timedelta(hours=8))), NOON.replace(tzinfo=None))
    ]
    for line in lines:
        (read,) = History(Path("h"), HEAD.encode() + line + b"\n")
        assert read.at == NOON and read.at.tzinfo is UTC


GOOD = msgspec.json.encode(attempt(1)).decode()


def changed(**fields):
    return msgspec.json.encode(msgspec.json.decode(GOOD) | fields).decode()


GARBAGE = {
    "not JSON": "garbage",
    "another document": '{"schema": "dl-quiz.report/1"}',
    "a list": "[1, 2]",
    "a field too many": changed(mood="good"),
    "no id": changed(id=""),
    "no number": changed(score="1"),
    "a score above 1": changed(score=1.5),
    "a score below 0": changed(score=-0.5),
    "seconds below 0": changed(seconds=-1),
    "no time": changed(at="now"),
    "the first hour of all": changed(at="0001-01-01T00:00:00+14:00"),
    "no question": changed(question="../../etc/passwd"),
    "a question of steering characters": changed(question="a/\x1b[31m"),
    "a torn line": GOOD[:-20],
    "an empty line": "",
    "too long a line": changed(response="x" * 5_000_000),
    "deep": '{"drawn":' + "[" * 100_000,
    "bytes that are no text": "\udcff",
}


@pytest.mark.parametrize("line", GARBAGE.values(), ids=GARBAGE)
def test_garbage_is_refused_with_its_line_and_nothing_of_it_is_taken(tmp_path, line):
    text = f"{HEAD}{GOOD}\n{line}\n{changed(id='2')}\n{line}\n"
    history = History(Path("h.jsonl"), text.encode("utf-8", "surrogateescape"))
    here = Journal(tmp_path / "journal.sqlite")
    with pytest.raises(HistoryError) as failure:
        here.unite(history)
    assert [one.line for one in failure.value.problems] == [3, 5]
    for told in (failure.value.text.en, failure.value.text.zh):
        assert len(told.splitlines()) == 2 and told.startswith("h.jsonl:3: ")
    assert "export it anew" in failure.value.text.en and "请重新导出" in failure.value.text.zh
    assert list(here.attempts()) == []


SENTENCES = {
    "too long a line": ("h:2: is longer than 5,000,000 bytes; export it anew", "h:2: 超过 5,000,000 字节；请重新导出"),
    "a score above 1": (
        "h:2: has no id, time, score from 0 to 1 or seconds from 0 on; export it anew",
        "h:2: 缺少 id、时间、0 到 1 的得分或不小于 0 的秒数；请重新导出",
    ),
    "no question": ("h:2: names no question: “../../etc/passwd”; export it anew", "h:2: “../../etc/passwd”不是题目的名称；请重新导出"),
    "a list": (
        "h:2: is no answer of a history (Expected `object`, got `array`); export it anew",
        "h:2: 不是学习记录中的作答（Expected `object`, got `array`）；请重新导出",
    ),
}


@pytest.mark.parametrize("name", SENTENCES)
def test_what_is_wrong_with_a_line_is_said_in_both_languages(name):
    with pytest.raises(HistoryError) as failure:
        list(History(Path("h"), f"{HEAD}{GARBAGE[name]}\n".encode()))
    assert (failure.value.text.en, failure.value.text.zh) == SENTENCES[name]


@pytest.mark.parametrize("data", [b"", b"garbage", b"\x00" * 1000, GOOD.encode(), b"SQLite", b"\x1f\x8b" * 99])
def test_what_is_no_history_is_refused_at_its_first_line(data):
    with pytest.raises(HistoryError) as failure:
        list(History(Path("h"), data))
    assert failure.value.text.en == "h:1: is no history; give a file that `progress export` wrote, or a journal.sqlite"
    assert failure.value.text.zh == "h:1: 不是学习记录；请给出 `progress export` 导出的文件，或 journal.sqlite"


def test_endless_garbage_comes_to_an_end():
    history = History(Path("h"), HEAD.encode() + b"x\n" * 1_000_000)
    with pytest.raises(HistoryError) as failure:
        list(history)
    assert len(failure.value.problems) == 1_000 and failure.value.text.en.endswith("… and 900 more")


def test_a_journal_that_is_held_is_waited_for_and_the_history_gone_through_again(tmp_path):
    from tests.force.limits import held

    there = written(journal_of(tmp_path, "there", [attempt(1)]))
    here = Journal(tmp_path / "here" / "journal.sqlite", limit=0.2)
    here.append(attempt(2))
    with held(here.path, "EXCLUSIVE"), pytest.raises(JournalError):
        here.unite(there)
    assert here.unite(there) == 1
