"""A small piece of the fuzz run, the same every time: no hostile input ends otherwise than documented, and late or loud cases are noticed."""

import random
import sys

from tests.fuzz import __main__ as fuzz
from tests.fuzz.cases import Case, Fuzz


def test_a_thousand_hostile_texts_and_sixty_commands_end_as_documented(capsys):
    assert fuzz.main(["--below", "1000", "--cases", "60", "--seed", "20"]) == 0, capsys.readouterr().out


def test_what_goes_wrong_is_noticed(tmp_path, monkeypatch):
    monkeypatch.setattr("dl_quiz.grading.number.read_figures", lambda *_: 1 / 0)
    below = fuzz.Below(Fuzz(tmp_path / "case", random.Random(0), []), random.Random(0))
    outcomes = {fuzz.tried_below(below)[1].split(" at")[0] for _ in range(200)}
    assert "WRONG: ZeroDivisionError('division by zero')" in outcomes
    monkeypatch.setattr("dl_quiz.__main__.main", lambda: sys.exit(71))
    assert fuzz.tried_here(Case("line", ["--version"]), tmp_path / "home").startswith("WRONG: exit 71")
