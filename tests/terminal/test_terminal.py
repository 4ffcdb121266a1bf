"""The terminal: whatever is given to it to show, nothing that steers it is sent."""

from io import StringIO

import pytest
from rich.console import Console
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


class _Sitting(Terminal):
    """A terminal of six lines at which somebody types."""

    def __init__(self, *typed):
        super().__init__("en", plain=True)
        self.out = Console(width=30, height=6, file=StringIO())
        self.typed, self.asked = list(typed), 0

    interactive = True

    def ask_and_wipe(self, prompt):
        self.asked += 1
        assert prompt == "… Enter: more · q: enough "
        return self.typed.pop(0)

    @property
    def shown(self):
        return self.out.file.getvalue().split()


@pytest.mark.parametrize(("count", "pauses"), [(4, 0), (5, 0), (6, 1), (9, 1), (10, 2), (13, 2)])
def test_what_is_longer_than_the_screen_comes_a_screenful_at_a_time(monkeypatch, count, pauses):
    terminal = _Sitting(*[""] * 9)
    monkeypatch.setattr("sys.stdout", terminal.out.file)
    terminal.show_by_screens(*map(str, range(count)))
    assert (terminal.shown, terminal.asked) == ([str(line) for line in range(count)], pauses)


def test_enough_is_enough(monkeypatch):
    terminal = _Sitting("", "q")
    monkeypatch.setattr("sys.stdout", terminal.out.file)
    terminal.show_by_screens(*map(str, range(30)))
    assert terminal.shown == [str(line) for line in range(8)]
