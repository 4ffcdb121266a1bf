"""A learner at work on one exercise: its file written, judged and watched, hints given, what came of it saved."""

from __future__ import annotations

import random
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import msgspec

from dl_quiz.asking.arguments import scene_call
from dl_quiz.asking.support import command_of
from dl_quiz.cli.globals import Globals
from dl_quiz.cli.history import open_journal, remembered
from dl_quiz.cli.program_file import file_of, is_blank, text_of
from dl_quiz.course.find import find_exercise
from dl_quiz.errors import UsageError
from dl_quiz.exercises.assignment import Assignment, assignment
from dl_quiz.exercises.document import ExerciseReport, report_of
from dl_quiz.exercises.judgement import Judgement
from dl_quiz.exercises.judging import judge
from dl_quiz.exercises.running import Program
from dl_quiz.files.write import write_whole
from dl_quiz.learner import clock
from dl_quiz.learner.home import home
from dl_quiz.learner.practice import Practice, keep_practice, practice_of
from dl_quiz.learner.writer import Writer
from dl_quiz.nouns import Attempt, Proof, Text, Value
from dl_quiz.render.exercise import learners_file
from dl_quiz.render.judgement import judgement_junit, judgement_lines
from dl_quiz.render.line import Line
from dl_quiz.render.listing import highlighted
from dl_quiz.render.report import pretty
from dl_quiz.render.style import QUIET, TITLE
from dl_quiz.terminal.terminal import Terminal
from dl_quiz.terminal.watching import stamp_of, watch
from dl_quiz.text import implementing as told
from dl_quiz.text.commands import command

_SITTING = timedelta(hours=8)
"""Within which time several attempts at one exercise are one: people run a program again and again until it is right."""
_LONGEST = timedelta(hours=2)


@dataclass(frozen=True, slots=True)
class Desk:
    """An exercise on a learner's desk: the file that it is written in, and the seed of its cases."""

    given: Globals
    exercise: Assignment
    path: Path
    seed: int
    terminal: Terminal

    @property
    def is_new(self) -> bool:
        """Return whether the file holds nothing yet."""
        return is_blank(self.path)

    def write(self, *, force: bool = False, watched: bool = False) -> None:
        """Write the file to begin with, and say what to do. Raises UsageError where there is one already and `force` is off."""
        write_whole(self.path, learners_file(self.exercise, self.given.language, self._command("--watch")), force=force or self.is_new)
        practice = Practice(str(self.path.resolve()), clock.now())
        keep_practice(home(), self.exercise.id, practice)
        self._tell(told.WRITTEN, file=str(self.path))
        self._tell(self.exercise.exercise.ask)
        self.terminal.show("")
        if not watched:
            self._tell(told.NEXT_STEP, command=self._command())
            self._tell(told.AT_EACH_SAVE, command=self._command("--watch"))
        self._quietly(told.OWN_CODE)

    def judge(self, *, watched: bool = False) -> int:
        """Judge the file, show and save what came of it; return the exit code."""
        report, judgement = self._judged()
        self.terminal.show(judgement_lines(report))
        if judgement.solved:
            self.terminal.show("")
            self._tell(self.exercise.exercise.explain)
            self._quietly(told.COMPARE, command=self._command("--solution"))
        elif not watched:
            self._quietly(told.STUCK, command=self._command("--hint"))
        return 0 if judgement.solved else 1

    def report(self, format: str) -> int:
        """Judge the file, and print what came of it as a document; return the exit code."""
        report, judgement = self._judged()
        self.terminal.write(judgement_junit(report) if format == "junit" else pretty(report))
        return 0 if judgement.solved else 1

    def watch(self) -> int:
        """Judge the file at each save, until it is solved or the learner leaves; return the exit code."""
        self._quietly(told.WATCHING, file=str(self.path))
        try:
            solved = watch(lambda: stamp_of(self.path), self._at_save, self._at_word, lambda: self._tell(told.GONE, file=str(self.path)))
        except KeyboardInterrupt:
            self.terminal.show("")
            solved = None
        if not solved:
            self._quietly(told.LEFT, command=self._command("--watch"))
        return 130 if solved is None else 0 if solved else 1

    def sit(self) -> int:
        """Begin the exercise, or go on with it, and watch it; say at the end how it stands. Return the exit code."""
        self.terminal.show("", Line(self.terminal.say(told.CODE.format(title=self.exercise.exercise.title)), style=TITLE))
        if self.is_new:
            self.write(watched=True)
        code = self.watch()
        self._tell(told.CODE_SOLVED if code == 0 else told.CODE_OPEN, name=self.exercise.exercise.function)
        return code

    def hint(self) -> int:
        """Show the next hint, or the last one again."""
        hints = self.exercise.exercise.hints
        practice = practice_of(home(), self.exercise.id)
        number = min(practice.hints + 1, len(hints))
        keep_practice(home(), self.exercise.id, msgspec.structs.replace(practice, hints=number))
        self._tell(told.HINT, number=number, all=len(hints), hint=hints[number - 1])
        last = number == len(hints)
        self._quietly(told.NO_MORE_HINTS if last else told.MORE_HINTS, command=self._command("--solution" if last else "--hint"))
        return 0

    def solution(self) -> int:
        """Show a solution: in colours at a terminal, to the byte into a pipe."""
        practice = practice_of(home(), self.exercise.id)
        keep_practice(home(), self.exercise.id, msgspec.structs.replace(practice, solution=True))
        if self.terminal.out.is_terminal:
            self.terminal.show(highlighted(self.exercise.solution))
        else:
            self.terminal.write(self.exercise.solution)
        return 0

    def _judged(self) -> tuple[ExerciseReport, Judgement]:
        """Judge the file, and save what came of it."""
        source = text_of(self.path, self._command())
        self.given.course().runnable()
        judgement = judge(self.exercise, Program(source, self.exercise.exercise.function, self.path), self.seed)
        self._save(judgement, source)
        return report_of(self.exercise, judgement, str(self.path), self.given.language, self._shown_by), judgement

    def _save(self, judgement: Judgement, source: str) -> None:
        """Save an attempt, one for a sitting, and one more where it is solved at last; what was not begun is none."""
        last = (remembered(self.terminal) or {}).get(self.exercise.id)
        lately = last is not None and clock.now() - last.last < _SITTING
        if judgement.sort == "untouched" or (last is not None and lately and not (judgement.solved and last.score < 1)):
            return
        practice, known = practice_of(home(), self.exercise.id), judgement.recognised
        spent = clock.now() - practice.begun if practice.begun else timedelta()
        writer = Writer(open_journal(self.terminal))
        writer.save(
            Attempt(
                id=uuid.uuid4().hex,
                at=clock.now(),
                question=self.exercise.id,
                drawn={},
                response=source,
                score=1.0 if judgement.solved else 0.0,
                rule=judgement.sort,
                seconds=min(spent, _LONGEST).total_seconds(),
                seen=("hint",) if practice.hints or practice.solution else (),
                slips=(known.because,) if known else (),
            )
        )
        if judgement.solved:
            keep_practice(home(), self.exercise.id, Practice(practice.file))

    def _at_save(self) -> bool:
        self.terminal.show("", Line(f"── {clock.now().astimezone():%H:%M:%S}", style=QUIET))
        try:
            return self.judge(watched=True) == 0
        except UsageError as error:  # a file that cannot be read just now
            self.terminal.warn(error.text)
            return False

    def _at_word(self, word: str) -> None:
        if word in ("h", "hint", "?", "提示"):
            self.hint()

    def _shown_by(self, proof: Proof) -> str:
        return command_of(scene_call(proof, {}))

    def _command(self, option: str = "") -> str:
        """Return the command for this exercise, with an option, as the learner has to type it."""
        named = self.path != Path(f"{self.exercise.exercise.function}.py")
        options = [
            *(["-o", str(self.path)] if named else []),
            *([option] if option else []),
            *(["--seed", str(self.seed)] if self.seed else []),
        ]
        return command("implement", self.exercise.exercise.function, *options)

    def _tell(self, text: Text, *, style: str = "", **names: Value | Text) -> None:
        self.terminal.show(Line(self.terminal.say(text.format(**names)), style=style))

    def _quietly(self, text: Text, **names: Value | Text) -> None:
        self._tell(text, style=QUIET, **names)


def desk(given: Globals, name: str, output: Path | None, seed: int) -> Desk:
    """Return an exercise with the file that it is written in. Raises UsageError for an unknown one, or a file that is something else."""
    course = given.course()
    topic, wanted = find_exercise(course, name)
    exercise, located = next((one, located) for one, located in course.read(topic).exercises() if one.id == wanted)
    found = assignment(course, located, exercise)
    return Desk(given, found, output or file_of(found), seed, given.terminal())


def exercise_after(given: Globals, topics: Sequence[str], seed: int) -> Desk | None:
    """Return the exercise with which an interview over some topics ends: one that is not solved yet, of these topics if they have any.

    Of several alike the seed picks one. Returns None, and says so, where the course has no exercise.
    """
    terminal, outlines = given.terminal(), given.course().outlines
    memory = remembered(terminal) or {}
    every = [f"{outline.id}/{exercise.id}" for outline in outlines for exercise in outline.exercises]
    random.Random(seed).shuffle(every)
    every.sort(key=lambda one: (one in memory and memory[one].score >= 1, one.partition("/")[0] not in topics))
    if not every:
        terminal.warn(told.NO_EXERCISE)
        return None
    return desk(given, every[0], None, 0)
