"""A journal that cannot be used is set aside by one process, said aloud, and what can be read of it is brought over."""

import os
import sqlite3
from concurrent.futures import ProcessPoolExecutor
from contextlib import closing

import pytest

from dl_quiz.errors import JournalError
from dl_quiz.learner.journal import Journal
from dl_quiz.learner.mending import mend
from tests.attempts import attempt
from tests.force.damage import run
from tests.learner.test_journal import query

ROWS = 60


@pytest.fixture
def told():
    return []


@pytest.fixture
def journal(tmp_path, told):
    journal = Journal(tmp_path / "journal.sqlite", told.append)
    journal.append(*map(attempt, range(ROWS)))
    return journal


def strike(journal, start, noise):
    """Write over some bytes of a journal; return the whole of it as it is then."""
    data = bytearray(journal.path.read_bytes())
    data[start : start + len(noise)] = noise
    journal.path.write_bytes(data)
    return bytes(data)


def aside(journal):
    return sorted(journal.path.parent.glob("journal.sqlite.damaged-*"))


def ids(journal):
    return [int(one.id) for one in journal.attempts()]


def test_a_damaged_journal_is_set_aside_as_it_was_and_said_aloud(journal, told):
    damaged = strike(journal, 0, b"\0" * 100)
    assert ids(journal) == list(range(ROWS))
    (kept,) = aside(journal)
    assert kept.read_bytes() == damaged
    (text,) = told
    assert text.en == (
        f"the journal {journal.path} could not be used as it was: a fresh one has the {ROWS} answers that could be read, "
        f"and the old one is kept as {kept.name}"
    )
    assert text.zh == f"学习记录 {journal.path} 无法照原样使用：能读出的 {ROWS} 个作答已转入新记录，旧文件保留为 {kept.name}"
    journal.append(attempt(ROWS))
    assert ids(journal) == list(range(ROWS + 1)) and len(told) == 1


def test_what_is_no_database_is_kept(tmp_path, told):
    path = tmp_path / "journal.sqlite"
    path.write_bytes(b"this is no database, but it is mine" * 100)
    journal = Journal(path, told.append)
    journal.append(attempt(1))
    (kept,) = aside(journal)
    assert kept.read_bytes() == b"this is no database, but it is mine" * 100
    assert (ids(journal), len(told)) == ([1], 1)


def test_a_database_of_something_else_is_kept(tmp_path, told):
    path = tmp_path / "journal.sqlite"
    query(path, "CREATE TABLE recipes (name)")
    journal = Journal(path, told.append)
    journal.append(attempt(1))
    (kept,) = aside(journal)
    assert query(kept, "SELECT name FROM sqlite_master") == [("recipes",)]


def test_a_damaged_page_costs_only_its_rows(journal):
    leaf = next(number for number in range(2, 20) if journal.path.read_bytes()[(number - 1) * 4096] == 0x0D)
    strike(journal, (leaf - 1) * 4096, os.urandom(4096))
    left = ids(journal)
    assert len(left) >= ROWS // 4 and set(left) < set(range(ROWS))
    assert len(aside(journal)) == 1


@pytest.mark.parametrize(
    "statement",
    [
        "ALTER TABLE attempts ADD COLUMN mood TEXT",
        "CREATE TABLE more (a)",
        "DROP INDEX attempts_of_question",
        "CREATE TRIGGER deaf BEFORE INSERT ON attempts BEGIN SELECT RAISE(IGNORE); END",
        "PRAGMA user_version=1",
        "PRAGMA user_version=123456789",
        "PRAGMA user_version=-5",
    ],
)
def test_another_schema_costs_no_row(journal, told, statement):
    query(journal.path, statement)
    journal.append(attempt(ROWS))
    assert (ids(journal), len(told)) == (list(range(ROWS + 1)), 1)


def test_a_schema_that_is_no_text_costs_no_row(journal):
    with closing(sqlite3.connect(journal.path)) as connection:
        connection.execute("PRAGMA writable_schema=ON")
        connection.execute("UPDATE sqlite_master SET sql = CAST(x'435245415445ff' AS TEXT) WHERE name = 'attempts'")
        connection.commit()
    assert ids(journal) == list(range(ROWS))


def test_an_earlier_format_with_its_log_is_brought_over(tmp_path, told):
    path = tmp_path / "journal.sqlite"
    columns = "id TEXT PRIMARY KEY, at TEXT NOT NULL, question TEXT NOT NULL, drawn TEXT NOT NULL, response TEXT NOT NULL, score REAL NOT NULL, rule TEXT NOT NULL, seconds REAL NOT NULL"
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute(f"CREATE TABLE attempts ({columns}) STRICT")
        connection.execute("PRAGMA user_version=1")
        connection.execute("INSERT INTO attempts VALUES ('a', '2026-11-20T10:00:00+00:00', 'a/b', '{}', '1', 1.0, 'r', 2.0)")
        for suffix in ("", "-wal", "-shm"):
            (tmp_path / f"copy{suffix}").write_bytes((tmp_path / f"journal.sqlite{suffix}").read_bytes())
    for suffix in ("", "-wal", "-shm"):
        (tmp_path / f"copy{suffix}").replace(f"{path}{suffix}")
    (read,) = Journal(path, told.append).attempts()
    assert (read.id, read.score, read.seconds, read.session) == ("a", 1.0, 2.0, "")


def test_text_that_is_no_utf8_costs_nothing(journal, told):
    query(journal.path, "UPDATE attempts SET response = CAST(x'61ff62' AS TEXT) WHERE number = 5")
    assert [one.response for one in journal.attempts()][4] == "a�b"
    assert (len(ids(journal)), told) == (ROWS, [])


def test_rows_that_come_in_no_order_are_put_in_order(journal):
    data = journal.path.read_bytes()
    start = next(page * 4096 for page in range(1, 20) if data[page * 4096] == 0x0D)
    first, second = (int.from_bytes(data[start + 8 + 2 * n : start + 10 + 2 * n], "big") for n in (0, 1))
    strike(journal, start + 8, second.to_bytes(2, "big") + first.to_bytes(2, "big"))
    assert ids(journal) == list(range(ROWS))


def test_damage_that_sqlite_passes_over_is_found_before_a_quiz(journal):
    data = journal.path.read_bytes()
    leaves = [page for page in range(1, len(data) // 4096) if data[page * 4096] == 0x0D]
    root = next(page for page in range(1, 20) if data[page * 4096] == 0x05)
    strike(journal, root * 4096, data[leaves[0] * 4096 : leaves[0] * 4096 + 4096])
    strike(journal, leaves[0] * 4096, data[root * 4096 : root * 4096 + 4096])
    journal.prepare()
    assert ids(journal) == list(range(ROWS))


def test_what_was_left_half_written_does_not_touch_the_fresh_journal(journal):
    damaged = strike(journal, 0, b"\0" * 100)
    beside = journal.path.with_name("journal.sqlite-journal")
    beside.write_bytes(b"\xd9\xd5\x05\xf9\x20\xa1\x63\xd7" + os.urandom(1000))
    assert ids(journal) == list(range(ROWS))
    kept = next(path for path in aside(journal) if not path.name.endswith("-journal"))
    assert kept.read_bytes() == damaged
    assert not beside.exists()
    journal.append(attempt(ROWS))
    assert len(ids(journal)) == ROWS + 1


def test_what_sqlite_leaves_beside_goes_along(journal):
    damaged = strike(journal, 0, b"\0" * 100)
    for suffix in ("-journal", "-wal"):
        journal.path.with_name(f"journal.sqlite{suffix}").write_text(suffix)
    mended = mend(journal.path)
    kept = [mended.aside.with_name(mended.aside.name + suffix) for suffix in ("", "-journal", "-wal")]
    assert [path.read_bytes() for path in kept] == [damaged, b"-journal", b"-wal"]
    assert ids(journal) == list(range(ROWS)) and len(aside(journal)) == 3


def test_where_names_cannot_be_given_twice_the_old_one_is_copied(journal, monkeypatch):
    def refuse(*_):
        raise OSError("no second names here")

    damaged = strike(journal, 0, b"\0" * 100)
    monkeypatch.setattr(os, "link", refuse)
    assert len(ids(journal)) == ROWS
    assert [path.read_bytes() for path in aside(journal)] == [damaged]


def test_a_name_that_is_taken_is_not_written_over(journal, monkeypatch):
    import uuid

    strike(journal, 0, b"\0" * 100)
    taken = uuid.uuid4()
    monkeypatch.setattr(uuid, "uuid4", lambda: taken)
    mine = journal.path.with_name(f"journal.sqlite.damaged-{taken.hex[:12]}")
    mine.write_text("mine")
    with pytest.raises(JournalError, match="File exists"):
        journal.last()
    assert mine.read_text() == "mine"


def test_a_link_stays_one_and_what_it_leads_to_is_mended(tmp_path, journal):
    link = tmp_path / "elsewhere" / "journal.sqlite"
    link.parent.mkdir()
    link.symlink_to(journal.path)
    strike(journal, 0, b"\0" * 100)
    assert len(ids(Journal(link))) == ROWS
    assert link.is_symlink() and len(aside(journal)) == 1


def test_a_damaged_journal_that_may_not_be_written_is_left_alone_and_says_so(journal, as_nobody):
    damaged = strike(journal, 0, b"\0" * 100)
    journal.path.parent.chmod(0o555)

    def use():
        with pytest.raises(JournalError, match="it may not be written"):
            journal.last()

    as_nobody(use)
    journal.path.parent.chmod(0o755)
    assert journal.path.read_bytes() == damaged


def _write(folder, writer):
    told = []
    journal = Journal(folder / "journal.sqlite", told.append, limit=60)
    for turn in range(3):
        journal.append(attempt(1000 + writer * 10 + turn))
    return len(told)


def test_many_at_once_set_it_aside_once_and_lose_nothing(tmp_path, journal):
    damaged = strike(journal, 0, b"\0" * 100)
    with ProcessPoolExecutor(4) as pool:
        told = sum(pool.map(_write, [tmp_path] * 4, range(4)))
    assert [path.read_bytes() for path in aside(journal)] == [damaged]
    assert told == 1
    assert set(ids(journal)) == {*range(ROWS), *(1000 + writer * 10 + turn for writer in range(4) for turn in range(3))}


def test_whatever_is_done_to_its_bytes_no_answer_is_lost_or_refused(tmp_path):
    tally = run(tmp_path, 25)
    assert not tally.wrong and tally.mended > 5
