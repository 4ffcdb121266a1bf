"""Completion of a command line in bash, zsh, fish and PowerShell: it answers the scripts that `--install-completion` installs."""

from __future__ import annotations

import os
import re
import shlex
import sys
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from dl_quiz.cli.app import COMMANDS, build
from dl_quiz.cli.demo import split_words
from dl_quiz.cli.documents import SCHEMAS
from dl_quiz.cli.globals import WITH_VALUE, Globals, globals_in, parted
from dl_quiz.course.find import find_demo, find_scene, find_topic
from dl_quiz.nouns import KINDS
from dl_quiz.render.listing import shown_value
from dl_quiz.stage.parameters import Parameter
from dl_quiz.text.fold import is_chinese

if TYPE_CHECKING:
    from dl_quiz.course.course import Course

_SAFE = re.compile(r"[\w@%+=,./-]+")
"""What every shell takes as it stands: what a course names otherwise is not offered."""
_UNSAFE_IN_HELP = re.compile(r"[^\w ,.’–—-]+")
_LONGEST = 70


class Candidate(NamedTuple):
    """What may stand at the cursor, and what it means."""

    value: str
    help: str = ""


def complete(shell: str, environment: Mapping[str, str] = os.environ) -> int:
    """Print what may stand at the cursor, as the shell's script wants it; return the exit code.

    Raises KeyError or ValueError where the script does not say what stands on the line.
    """
    words, begun = _line(shell, environment)
    found = [_safe(one) for one in _sought(words, begun) if one.value.startswith(begun) and _SAFE.fullmatch(one.value)]
    if environment.get("_TYPER_COMPLETE_FISH_ACTION") == "is-args":
        return 0 if found else 1
    sys.stdout.write(_printed(shell, list(dict.fromkeys(found))))
    return 0


def _line(shell: str, environment: Mapping[str, str]) -> tuple[list[str], str]:
    """Return the words before the cursor, but the program's name, and what is begun there."""
    if shell == "bash":
        words, at = _split(environment["COMP_WORDS"]), int(environment["COMP_CWORD"])
        if not 0 < at <= len(words):
            raise ValueError("the cursor stands outside the line")
        return words[1:at], (words[at] if at < len(words) else "")
    line = environment["_TYPER_COMPLETE_ARGS"]
    words = _split(line)[1:]
    open_end = bool(words) and not line.endswith(" ")
    return (words[:-1], words[-1]) if open_end else (words, "")


def _split(line: str) -> list[str]:
    """Return the words of a line as a shell splits it; a quotation may be unfinished."""
    lexer = shlex.shlex(line, posix=True)
    lexer.whitespace_split, lexer.commenters = True, ""
    words: list[str] = []
    try:
        words.extend(lexer)
    except ValueError:
        words.append(lexer.token)
    return words


def _safe(one: Candidate) -> Candidate:
    help = _UNSAFE_IN_HELP.sub(" ", one.help.replace("'", "’"))
    return Candidate(one.value, " ".join(help.split())[:_LONGEST])


def _printed(shell: str, found: list[Candidate]) -> str:
    if shell == "bash":
        return "\n".join(one.value for one in found)
    if shell == "zsh":
        listed = "\n".join(f'"{one.value}":"{one.help}"' if one.help else f'"{one.value}"' for one in found)
        return f"_arguments '*: :(({listed}))'" if found else "_files"
    between = "\t" if shell == "fish" else ":::"
    return "\n".join(f"{one.value}{between}{one.help}" for one in found)


def _sought(words: list[str], begun: str) -> list[Candidate]:
    """Return all that may stand there; nothing where the line or the course is at fault, for nobody can be told."""
    try:
        return list(_candidates(words, begun))
    except Exception:
        if os.environ.get("DL_QUIZ_DEBUG"):
            raise
        return []


def _candidates(words: list[str], begun: str) -> Iterator[Candidate]:
    front, rest = parted(words)
    given = globals_in(front)
    if words and words[-1] in WITH_VALUE:
        yield from map(Candidate, ("en", "zh", "auto") if words[-1] == "--lang" else ())
        return
    name = next(iter(rest), None)
    program = build(rest[:1], given.language)
    if name is None:
        yield from (Candidate(each.name, each.help) for each in program.commands.values())
    elif name in COMMANDS:
        line = _Line(given, name, rest[1:], begun, _options(program.commands[name].params))
        if (pending := line.pending) is not None:
            yield from pending
            return
        yield from line.options() if begun.startswith("-") else line.arguments()
    if begun.startswith("-"):
        yield from _told(_options(program.params))


def _options(parameters: Iterable[Any]) -> dict[str, Any]:
    """Return the options among the parameters of a command, by each of their names."""
    return {opt: one for one in parameters if one.param_type_name == "option" for opt in (*one.opts, *one.secondary_opts)}


def _told(options: Mapping[str, Any]) -> Iterator[Candidate]:
    return (Candidate(opt, one.help or "") for opt, one in options.items() if opt.startswith("--"))


class _Line(NamedTuple):
    """A line with a command: what stands after it, what is begun, and the command's options."""

    given: Globals
    command: str
    words: list[str]
    begun: str
    known: Mapping[str, Any]

    @property
    def course(self) -> Course:
        return self.given.course()

    @property
    def pending(self) -> list[Candidate] | None:
        """Return the values of the option before the cursor; None where there is none that wants one."""
        last = self.words[-1] if self.words else ""
        option = self.known.get(last)
        if option is not None:
            return None if option.is_flag else self._values(last, option.metavar or "")
        parameter = self._scene_options().get(last)
        if parameter is None or parameter.kind == "bool":
            return None
        return [Candidate(choice) for choice in parameter.choices or (shown_value(parameter.default),)]

    def _values(self, option: str, metavar: str) -> list[Candidate]:
        if re.fullmatch(r"\w+(\|\w+)+", metavar):
            return [Candidate(value) for value in metavar.split("|")]
        if option == "--topic":
            return self._topics()
        return list(map(Candidate, {"--kind": KINDS, "--level": ("1", "2", "3"), "--schema": SCHEMAS}.get(option, ())))

    def options(self) -> Iterator[Candidate]:
        """Yield the options of the command, and of the scenes that are named."""
        yield from _told(self.known)
        yield from (Candidate(option, one.help.of(self.given.language)) for option, one in self._scene_options().items())

    def arguments(self) -> list[Candidate]:
        """Return what the command takes at the cursor besides options."""
        match self.command:
            case "demo":
                return self._demos()
            case "implement":
                exercises = [exercise for outline in self.course.outlines for exercise in outline.exercises]
                return [Candidate(one.id.replace("-", "_"), one.title.of(self.given.language)) for one in exercises]
            case "new":
                return list(map(Candidate, ("course", "topic", "question", "demo"))) if not self.words else []
            case "progress":
                return [*map(Candidate, ("export", "import", "undo", "reset")), *self._questions()] if not self.words else []
            case "quiz" | "review" | "sheet" | "explain":
                return self._questions()
            case "topics" | "interview":
                return self._topics()
        return []

    def _topics(self) -> list[Candidate]:
        """Return the topics by their ids; by their Chinese titles, where one is begun."""
        chinese = any(map(is_chinese, self.begun))
        outlines = self.course.outlines
        return [
            Candidate(one.title.zh if chinese else one.id, one.id if chinese else one.title.of(self.given.language)) for one in outlines
        ]

    def _questions(self) -> list[Candidate]:
        head, slash, _ = self.begun.partition("/")
        if not slash:
            return self._topics()
        questions = self.course.read(find_topic(self.course, head)).topic.questions
        return [Candidate(f"{head}/{one.id}", one.ask.of(self.given.language)) for one in questions]

    def _demos(self) -> list[Candidate]:
        names, _ = split_words(tuple(self.words))
        if not names:
            titles = {one.demo: one.title for one in self.course.outlines if one.demo}
            return [Candidate(name, titles[name].of(self.given.language) if name in titles else "") for name in self.course.code.demos]
        if len(names) > 1:
            return []
        return [Candidate(one.name, one.title.of(self.given.language)) for one in find_demo(self.course, names[0]).scenes]

    def _scene_options(self) -> dict[str, Parameter]:
        """Return the options of the scenes that are named, of a demo's all where none is."""
        names, _ = split_words(tuple(self.words))
        if self.command != "demo" or not names:
            return {}
        demo = find_demo(self.course, names[0])
        scenes = (find_scene(demo, names[1]),) if len(names) > 1 else demo.scenes
        return {one.option: one for scene in scenes for one in scene.parameters}
