"""Help in both languages: a command line is declared once, and speaks the language of each run."""

from __future__ import annotations

from typing import Any

from dl_quiz.nouns import Language

_BETWEEN = "\x1f"


def said(en: str, zh: str) -> str:
    """Return a help text that holds both languages, until `speak` picks one."""
    return f"{en}{_BETWEEN}{zh}"


def speak(command: Any, language: Language) -> Any:
    """Return a command whose help, epilogue and options, and those of its subcommands, are in one language."""
    for holder in (command, *command.params):
        for name in ("help", "short_help", "epilog"):
            text = getattr(holder, name, None)
            if text and _BETWEEN in text:
                en, _, zh = text.partition(_BETWEEN)
                setattr(holder, name, en if language == "en" else zh)
    for subcommand in getattr(command, "commands", {}).values():
        speak(subcommand, language)
    return command
