"""An answer of many lines: typed, pasted, or written in the learner's editor."""

from __future__ import annotations

import os
import shlex
import subprocess
import tempfile
from pathlib import Path

from dl_quiz.nouns import Text
from dl_quiz.render.line import Line
from dl_quiz.render.style import MIDDLING
from dl_quiz.terminal.terminal import Leave, Terminal
from dl_quiz.terminal.wishes import wish_of
from dl_quiz.text import interviewer
from dl_quiz.text.fold import fold

MOST = 20_000
"""How many characters of an answer are heard."""
_EDIT = ("e", "edit", "editor", "编辑", "编辑器")


def compose(terminal: Terminal, question: str) -> str | None:
    """Return the answer that a learner gives to a question, None where it is skipped; an empty line ends it. Raises Leave.

    An empty line inside a pasted text does not. What is typed so far goes along to the editor and comes back from it.
    """
    lines: list[str] = []
    while True:
        line = terminal.ask("  " if lines else "> ", ahead=bool(lines)).rstrip()
        wish = None if lines else wish_of(line)
        if wish == "leave":
            raise Leave
        if wish == "skip":
            return None
        if wish == "hint":
            _remark(terminal, interviewer.KEYS)
            continue
        if fold(line) in _EDIT:
            edited = _edited(terminal, lines, question)
            if edited is None:
                continue
            lines = edited
        elif line:
            lines.append(line)
            continue
        answer = "\n".join(lines).strip()
        if answer and len(answer) <= MOST:
            return answer
        _remark(terminal, interviewer.TOO_LONG.format(length=len(answer), most=MOST) if answer else interviewer.NOTHING_YET)
        lines = []


def _edited(terminal: Terminal, lines: list[str], question: str) -> list[str] | None:
    """Return what the learner's editor makes of some lines; None, with a remark, where it does not work."""
    editor = os.environ.get("VISUAL") or os.environ.get("EDITOR") or ""
    if not editor.strip():
        _remark(terminal, interviewer.NO_EDITOR)
        return None
    scissors = f"---- {terminal.say(interviewer.BELOW_IS_NOT_READ)} ----"
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "answer.md"
        path.write_text("\n".join([*lines, "", "", scissors, question, ""]), encoding="utf-8")
        try:
            subprocess.run([*shlex.split(editor), str(path)], check=True)
            written = path.read_text(encoding="utf-8", errors="replace")
        except (OSError, ValueError, subprocess.CalledProcessError):
            _remark(terminal, interviewer.EDITOR_FAILED.format(editor=editor))
            return None
    return written.partition(scissors)[0].strip().splitlines()


def _remark(terminal: Terminal, text: Text) -> None:
    terminal.show(Line(terminal.say(text), style=MIDDLING))
