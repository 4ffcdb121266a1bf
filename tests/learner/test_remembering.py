"""What is remembered is what the whole journal says, whether it was kept since the last time or not."""

from datetime import UTC, datetime, timedelta

import msgspec
import pytest

from dl_quiz.learner import remembering
from dl_quiz.learner.cache import keep
from dl_quiz.learner.journal import Journal
from dl_quiz.learner.mending import mend
from dl_quiz.learner.remembering import remembered
from dl_quiz.memory.recall import FOLD, recall
from tests.attempts import NOON, attempt
from tests.learner.test_journal import query

NOW = NOON + timedelta(days=100)


@pytest.fixture
def journal(tmp_path):
    return Journal(tmp_path / "journal.sqlite")


@pytest.fixture
def cache(tmp_path):
    return tmp_path / "cache" / "memory.json"


def some(first, last):
    return [attempt(turn, f"a/{turn % 3}", (turn % 4) / 3, days=turn) for turn in range(first, last)]


def test_it_goes_on_from_what_was_kept(journal, cache, monkeypatch):
    journal.append(*some(0, 10))
    assert remembered(journal, cache, NOW) == recall(some(0, 10), NOW)
    journal.append(*some(10, 20))
    read = []
    numbered = Journal.numbered
    monkeypatch.setattr(Journal, "numbered", lambda self, after: read.append(after) or numbered(self, after))
    assert remembered(journal, cache, NOW) == recall(some(0, 20), NOW)
    assert remembered(journal, cache, NOW) == recall(some(0, 20), NOW)
    assert read == [10]


def test_where_nothing_was_added_nothing_is_folded(journal, cache, monkeypatch):
    journal.append(*some(0, 10))
    first = remembered(journal, cache, NOW)
    monkeypatch.setattr(remembering, "recall", None)
    assert remembered(journal, cache, NOW) == first


@pytest.mark.parametrize("kept", [b"", b"nonsense", b"9.9.9\n{}", b"0.1.0\n{}", b'0.1.0\n{"fold":1,"number":10,"id":"x"}', b"\xff" * 100])
def test_what_does_not_fit_is_thrown_away(journal, cache, kept):
    journal.append(*some(0, 10))
    cache.parent.mkdir()
    cache.write_bytes(kept)
    assert remembered(journal, cache, NOW) == recall(some(0, 10), NOW)


def test_another_journal_or_a_shorter_one_is_read_anew(journal, cache, tmp_path):
    journal.append(*some(0, 10))
    remembered(journal, cache, NOW)
    for name, attempts in (("other", some(20, 30)), ("shorter", some(0, 5)), ("longer", some(30, 50))):
        other = Journal(tmp_path / name)
        other.append(*attempts)
        assert remembered(other, cache, NOW) == recall(attempts, NOW)


def test_another_fold_is_made_anew(journal, cache):
    journal.append(*some(0, 10))
    remembered(journal, cache, NOW)
    forge(cache, fold=FOLD + 1, memory={"a/0": {**forged(cache)["memory"]["a/0"], "score": 0.5}})
    assert remembered(journal, cache, NOW) == recall(some(0, 10), NOW)


def forged(cache):
    return msgspec.json.decode(cache.read_bytes().partition(b"\n")[2])


def forge(cache, **changed):
    """Change what was kept as one who knows how it is stamped."""
    keep(cache, forged(cache) | changed)


def test_what_is_torn_or_has_one_other_bit_is_thrown_away(journal, cache):
    journal.append(*some(0, 10))
    whole = remembered(journal, cache, NOW)
    data = cache.read_bytes()
    for place in range(0, len(data), 7):
        for changed in (data[:place], data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :]):
            cache.write_bytes(changed)
            assert remembered(journal, cache, NOW) == whole


def test_what_a_journal_lost_in_its_middle_is_not_remembered(journal, cache):
    journal.append(*some(0, 10))
    remembered(journal, cache, NOW)
    query(journal.path, "DELETE FROM attempts WHERE number = 4")
    mend(journal.path)
    assert remembered(journal, cache, NOW) == recall([*some(0, 3), *some(4, 10)], NOW)


def test_memories_that_cannot_be_gone_on_with_are_made_anew(journal, cache):
    journal.append(*some(0, 10))
    one = remembered(journal, cache, NOW) and forged(cache)["memory"]["a/0"]
    forge(cache, memory={f"a/{n}": one | {"stability": 0.0} for n in range(3)})
    journal.append(*some(10, 13))
    assert remembered(journal, cache, NOW) == recall(some(0, 13), NOW)


def test_what_comes_late_is_remembered_as_if_it_had_come_in_time(tmp_path):
    attempts = some(0, 12)
    back = msgspec.structs.replace(attempt(50, "a/2"), retracts=attempts[5].id)
    ahead = msgspec.structs.replace(attempt(60, "a/1", 0.0), at=NOW + timedelta(days=9))
    orders = ([*attempts, back, ahead], [ahead, back, *attempts[::-1]], [*attempts[6:], ahead, *attempts[:6], back])
    memories = []
    for turn, order in enumerate(orders):
        here, kept = Journal(tmp_path / str(turn)), tmp_path / f"cache{turn}"
        for one in order:
            here.append(one)
            memories.append(remembered(here, kept, NOW))
        assert memories[-1] == remembered(here, tmp_path / "none" / str(turn), NOW)
    whole = memories[len(orders[0]) - 1]
    assert memories[2 * len(orders[0]) - 1] == memories[-1] == whole
    assert remembered(here, kept, NOW + timedelta(days=10)) == remembered(here, tmp_path / "none" / "later", NOW + timedelta(days=10))
    assert remembered(here, kept, NOW + timedelta(days=10))["a/1"].score == 0.0 != whole["a/1"].score


def test_a_cache_that_cannot_be_written_costs_nothing(journal, tmp_path):
    (tmp_path / "file").touch()
    journal.append(*some(0, 10))
    assert remembered(journal, tmp_path / "file" / "memory.json", NOW) == recall(some(0, 10), NOW)


def test_a_clock_that_was_ahead_and_was_put_right_freezes_nothing(journal, cache):
    ahead = msgspec.structs.replace(attempt(1, "a/b", 0.0), at=datetime(2030, 1, 1, tzinfo=UTC))
    journal.append(ahead)
    assert remembered(journal, cache, ahead.at)["a/b"].due > ahead.at
    back = NOON
    assert remembered(journal, cache, back)["a/b"].due <= back + timedelta(days=1)
    for day in range(1, 4):
        journal.append(attempt(10 + day, "a/b", 1.0, days=day))
    one = remembered(journal, cache, back + timedelta(days=3, minutes=1))["a/b"]
    assert one.score == 1.0 and one.due < back + timedelta(days=365)


def taken_back(number, of):
    return msgspec.structs.replace(attempt(number, attempt(of).question), retracts=attempt(of).id)


@pytest.mark.parametrize("kept", [True, False])
def test_what_was_taken_back_is_as_if_it_had_never_been(journal, cache, kept):
    journal.append(attempt(1, score=1.0), attempt(2, score=0.0, days=3), attempt(3, "a/c"))
    if kept:
        remembered(journal, cache, NOW)
    journal.append(taken_back(4, 2))
    assert remembered(journal, cache, NOW) == recall([attempt(1), attempt(3, "a/c")], NOW)
    journal.append(attempt(5, score=0.5, days=9))
    assert remembered(journal, cache, NOW) == recall([attempt(1), attempt(5, score=0.5, days=9), attempt(3, "a/c")], NOW)


def test_what_was_taken_back_before_it_came_does_not_count(journal, cache):
    journal.append(taken_back(4, 2))
    remembered(journal, cache, NOW)
    journal.append(attempt(2), attempt(3, "a/c"))
    assert remembered(journal, cache, NOW) == recall([attempt(3, "a/c")], NOW)


def test_a_row_that_is_no_attempt_is_passed_over(journal, cache):
    journal.append(*some(0, 4))
    query(journal.path, "UPDATE attempts SET at = 'now' WHERE number IN (2, 4)")
    left = [some(0, 4)[place] for place in (0, 2)]
    for _ in range(2):
        assert remembered(journal, cache, NOW) == recall(left, NOW)
