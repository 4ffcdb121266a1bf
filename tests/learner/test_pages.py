"""Rows read from a file's bytes are those that SQLite reads, and damage costs only what it hits."""

import sqlite3
from contextlib import closing

import pytest

from dl_quiz.learner.pages import rows_in

VALUES = [
    (None, 1, "text", b"bytes", 1.5),
    *((-(2**bits), 2**bits - 1, "字" * bits, bytes(bits), float(bits)) for bits in (7, 8, 15, 23, 31, 47, 62)),
    (0, 1, "", b"", -0.0),
    ("x" * 300, "y" * 5_000, "z" * 70_000, b"\0" * 20_000, float("inf")),
]


def database(path, size, many):
    """Write a table with SQLite itself; return its rows by number."""
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(f"PRAGMA page_size={size}")
        connection.execute("CREATE TABLE things (a, b, c, d, e)")
        for turn in range(many):
            connection.execute(
                "INSERT INTO things (rowid, a, b, c, d, e) VALUES (?, ?, ?, ?, ?, ?)", (turn * turn * 997 + 1, *VALUES[turn % len(VALUES)])
            )
        connection.commit()
        return {number: row for number, *row in connection.execute("SELECT rowid, * FROM things")}


def stored(value):
    return int(value) if isinstance(value, float) and value.is_integer() and value else value


@pytest.mark.parametrize("size", [512, 1024, 4096, 65536])
def test_all_rows_are_read_as_sqlite_reads_them(tmp_path, size):
    wanted = database(tmp_path / "d", size, 60)
    read = {number: row for number, row in rows_in((tmp_path / "d").read_bytes()) if row[0] != "table"}
    assert read == wanted


@pytest.mark.parametrize("page", range(20))
def test_a_page_that_is_damaged_costs_only_its_rows(tmp_path, page):
    wanted = database(tmp_path / "d", 4096, 40)
    data = bytearray((tmp_path / "d").read_bytes())
    pages = len(data) // 4096
    start = page * pages // 20 * 4096
    data[start : start + 4096] = b"\xff" * 4096
    read = {number: row for number, row in rows_in(bytes(data)) if row[0] != "table"}
    whole = {number for number, row in read.items() if wanted.get(number) == row}
    assert len(whole) >= 20 and all(number in wanted for number in read)


def test_what_is_no_database_has_no_rows():
    assert list(rows_in(b"")) == list(rows_in(b"this is no database" * 1000)) == []


def test_text_that_is_no_utf8_comes_with_marks(tmp_path):
    with closing(sqlite3.connect(tmp_path / "d")) as connection:
        connection.execute("CREATE TABLE t (a)")
        connection.execute("INSERT INTO t VALUES (CAST(x'61ff62' AS TEXT))")
        connection.commit()
    assert [1, ["a�b"]] in [[number, row] for number, row in rows_in((tmp_path / "d").read_bytes())]
