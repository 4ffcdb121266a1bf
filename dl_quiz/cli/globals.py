"""The global options: read before anything else, so that even `--help` speaks the right language."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from dl_quiz.errors import UsageError
from dl_quiz.nouns import LANGUAGES, Language
from dl_quiz.text import words
from dl_quiz.text.commands import keep

if TYPE_CHECKING:
    from dl_quiz.course.course import Course
    from dl_quiz.terminal.terminal import Terminal

WITH_VALUE = ("--lang", "--course")
_FLAGS = ("--plain", "--trust", "--no-pager", "--save")


class Globals(msgspec.Struct, frozen=True):
    """What the global options and the environment say."""

    language: Language = "en"
    roots: tuple[Path, ...] = ()
    plain: bool = False
    trust: bool = False
    paged: bool = True
    told: set[str] = msgspec.field(default_factory=set)
    """The topics of which the learner was told that they stand in place of others."""

    def terminal(self) -> Terminal:
        """Return the terminal."""
        from dl_quiz.terminal.terminal import Terminal

        return Terminal(self.language, plain=self.plain, paged=self.paged)

    @property
    def course_name(self) -> str:
        """Return the name under which a course is known: the folders that it is made of; none for ours."""
        return os.pathsep.join(os.path.realpath(root) for root in self.roots)

    def course(self, *, afresh: bool = False) -> Course:
        """Open the course; `afresh` says that nothing kept from earlier runs may spare a check."""
        from dl_quiz.course.course import open_course
        from dl_quiz.learner.home import home

        caches = None if afresh else home() / "cache"
        if not self.roots:
            return open_course(caches=caches)
        from dl_quiz.course.joined import open_courses, overridden
        from dl_quiz.learner.trust import is_trusted

        course = open_courses(tuple(map(_from_here, self.roots)), trusted=self.trust or is_trusted, caches=caches)
        for topic, mine, other in overridden(course):
            if topic not in self.told:
                self.terminal().warn(words.OVERRIDES.format(topic=topic, mine=str(mine.root), other=str(other.root)))
                self.told.add(topic)
        return course

    def with_files(self, names: Sequence[str]) -> tuple[Globals, list[str]]:
        """Return what is meant by names among which there may be files of topics: these as courses besides, and the topics or questions in them."""
        files, meant = dict[Path, None](), list[str]()
        for name in names:
            file, ending, question = name.partition(".yaml")
            if ending:
                files[Path(f"{file}.yaml")] = None
            meant.append(f"{Path(file).name}{question}" if ending else name)
        keep(*(word for file in files for word in ("--course", str(file))))
        return msgspec.structs.replace(self, roots=(*self.roots, *files)), meant


def _from_here(path: Path) -> Path:
    """Return a path as it is seen from where the user stands, if it lies below; below the root of all files everything does."""
    here = Path.cwd()
    return path.relative_to(here) if here != here.parent and path.is_relative_to(here) else path


def hoist(arguments: Sequence[str]) -> list[str]:
    """Return the arguments with the global options first, so that they may stand anywhere on the line."""
    front, rest = parted(arguments)
    return front + rest


def parted(arguments: Sequence[str]) -> tuple[list[str], list[str]]:
    """Return the global options among the arguments, and the rest."""
    front, rest = list[str](), list[str]()
    given = iter(arguments)
    for argument in given:
        if argument == "--":
            rest += [argument, *given]
        elif argument in _FLAGS or argument.startswith(tuple(f"{option}=" for option in WITH_VALUE)):
            front.append(argument)
        elif argument in WITH_VALUE:
            front += [argument, *(value for value in [next(given, None)] if value is not None)]
        else:
            rest.append(argument)
    return front, rest


def globals_in(front: Sequence[str], environment: Mapping[str, str] = os.environ) -> Globals:
    """Return what the global options of a command line, that has not been parsed, and the environment say."""
    named = [value for option, value in _valued(front) if option == "--course"]
    named = named or [each for each in environment.get("DL_QUIZ_COURSE", "").split(os.pathsep) if each]
    return Globals(language_in(front), tuple(map(Path, named)))


def kept_in(arguments: Sequence[str]) -> list[str]:
    """Return the options that every command keeps which is printed for the user to type; `arguments` have the global options first."""
    return [word for option in _valued(arguments) for word in option]


def _valued(arguments: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Yield the global options that have a value, each with its value, from arguments that have them first."""
    rest = iter(arguments)
    for word in rest:
        option, equals, value = word.partition("=")
        if option in WITH_VALUE:
            yield option, value if equals else next(rest, "")
        elif word not in _FLAGS:
            return


def language_for(asked: str | None, environment: Mapping[str, str] = os.environ) -> Language:
    """Return the language that was asked for, else that of DL_QUIZ_LANG, else the one that was saved, else that of the locale."""
    from dl_quiz.learner.home import home
    from dl_quiz.learner.settings import settings

    named = _language_of(asked) or _language_of(environment.get("DL_QUIZ_LANG")) or settings(home()).lang
    locale = next((environment[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if environment.get(name)), "")
    return named or _language_of(locale) or "en"


def _language_of(name: str | None) -> Language | None:
    """Return the language of a name like zh, zh_CN.UTF-8 or EN; None for another."""
    word = re.split(r"[^a-z]", (name or "").casefold())[0]
    return next((language for language in LANGUAGES if language == word), None)


def require_language(environment: Mapping[str, str] = os.environ) -> None:
    """Raise UsageError where DL_QUIZ_LANG names no language that there is."""
    wish = environment.get("DL_QUIZ_LANG", "")
    if wish not in ("", "auto") and _language_of(wish) is None:
        raise UsageError(f"DL_QUIZ_LANG takes en, zh or auto, not “{wish}”", f"DL_QUIZ_LANG 只能是 en、zh 或 auto，而不是“{wish}”")


def language_in(arguments: Sequence[str]) -> Language:
    """Return the language for a command line that has not been parsed yet."""
    return language_for(dict(_valued(hoist(arguments))).get("--lang"))
