"""Sessions at a terminal, on the small course: what the program says and what is typed."""

from __future__ import annotations

import re
import shutil
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.courses import SMALL
from tests.golden.commands import CASES, FOLDER, Case
from tests.screen import Screen

_TIME = re.compile(r"\b\d:\d\d\b")
SCREENS = (("en", 80), ("zh", 40))


@dataclass(frozen=True)
class Session:
    """A command, and the lines that are typed, each at a prompt."""

    name: str
    command: str
    typed: tuple[str, ...]
    trusted: bool = True
    parser: bool = False

    @property
    def file(self) -> Path:
        """Return the file that holds the session."""
        return FOLDER / f"{self.name}.txt"

    def text(self) -> str:
        """Return the session as it stands on the screen, in two languages."""
        return "".join(self._text(language, columns) for language, columns in SCREENS)

    def _text(self, language: str, columns: int) -> str:
        with TemporaryDirectory() as folder:
            here = Path(folder)
            shutil.copytree(SMALL, here / "small", ignore=shutil.ignore_patterns("__pycache__"))
            words = (*self.command.split(), "--course", "small", *(["--trust"] if self.trusted else []))
            screen = Screen(*words, home=here / "home", cwd=here, columns=columns, DL_QUIZ_LANG=language)
            for line in self.typed:
                screen.wait_for_a_prompt()
                screen.type(line)
            code = screen.end()
        shown = _TIME.sub("0:00", "\n".join(line.rstrip() for line in screen.text.split("\n")))
        return f"──── {language}, {columns} columns ──── $ dl-quiz {' '.join(words)}\n{shown}──── exit code {code}\n\n"


SESSIONS = (
    Session(
        "session-quiz",
        "quiz adding charts --seed 1 -n 10",
        ("?", "1", "", "1000", "d", "q", "", "s", "what?", "5", "", "A curve shows how a value changes.", "", "summe", "", "8", "", "231", "", "1", "", "1 3", "", "5", "11", ""),
    ),
    Session("session-quiz-keys", "quiz adding/name adding/commutes --seed 1", ("u", "e", "k", "u", "summe", "", "b", "k", "x", "", "")),
    Session(
        "session-interview",
        "interview adding charts --seed 1",
        ("It counts pairs.", "", "Well, I guess it counts pairs.", "", "s", "A curve shows change.", "", "In a table of numbers.", "", "No idea.", "", "n"),
    ),
    Session("session-interview-aloud", "interview charts --seed 1 --aloud", ("", "3", "2", "", "p")),
    Session("session-interview-stopped", "interview adding", ("?", "It sums.", "", "q")),
    Session("session-quiz-stopped", "quiz adding --seed 2", ("1", "q")),
    Session("session-demo", "demo add", ("", "", "", "5")),
    Session("session-demo-claims", "demo pictures claims --side 1", ("", "", "2", "1")),
    Session("session-demo-stopped", "demo add", ("", "q")),
    Session("session-trust-refused", "demo add luck", ("n",), trusted=False),
    Session("session-trust", "demo add luck --no-step", ("y",), trusted=False),
)  # fmt: skip

TEXTS: tuple[Case | Session, ...] = (*CASES, *SESSIONS)
