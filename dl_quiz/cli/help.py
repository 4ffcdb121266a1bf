"""Help texts in the language of this run, which the command line and the environment tell before anything is parsed."""

from __future__ import annotations

import sys

from dl_quiz.cli.globals import language_in

LANGUAGE = language_in(sys.argv[1:])


def said(en: str, zh: str) -> str:
    """Return the help text for this run."""
    return en if LANGUAGE == "en" else zh
