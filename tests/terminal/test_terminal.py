"""The terminal: whatever is given to it to show, nothing that steers it is sent."""

from io import StringIO

import pytest
from rich.table import Table
from rich.text import Text as RichText

from dl_quiz.nouns import Text
from dl_quiz.terminal.terminal import Terminal
from dl_quiz.visible import has_unseen


@pytest.mark.parametrize("kind", ["string", "text", "table"])
def test_nothing_that_steers_is_sent_whatever_it_stands_in(monkeypatch, kind):
    monkeypatch.setattr("sys.stdout", written := StringIO())
    hostile = "a\x1b[2J\u202eb\x9b"
    table = Table()
    table.add_column(hostile)
    table.add_row(hostile)
    Terminal("en", plain=True).show({"string": hostile, "text": RichText(hostile), "table": table}[kind])
    assert not has_unseen(written.getvalue()) and "a␛[2J\\u202eb\\x9b" in written.getvalue()


def test_warnings_and_what_is_written_are_as_harmless(monkeypatch):
    monkeypatch.setattr("sys.stdout", written := StringIO())
    monkeypatch.setattr("sys.stderr", warned := StringIO())
    Terminal("en", plain=True).write("{\n\t\x1b\n}\n")
    Terminal("en", plain=True).warn(Text(en="no\x1b\nway", zh=""))
    assert (written.getvalue(), warned.getvalue()) == ("{\n\t␛\n}\n", "no␛⏎way\n")
