"""A quiz at a terminal: ask, grade, explain; each answer is saved before the next question."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from rich.rule import Rule

from dl_quiz.asking.grade import grade, key_as_text, shown_options, shown_steps
from dl_quiz.asking.keys import number_key, resolve
from dl_quiz.asking.pose import fill
from dl_quiz.asking.session import Answered, Session
from dl_quiz.course.course import Course
from dl_quiz.errors import JournalError, QuizError
from dl_quiz.learner.journal import Journal, attempt_at
from dl_quiz.nouns import Posed, Unparsable, Value, Verdict
from dl_quiz.render.line import Line
from dl_quiz.render.question import (
    option_texts,
    progress_line,
    proof_command,
    render_question,
    render_summary,
    render_support,
    render_verdict,
)
from dl_quiz.render.style import MIDDLING, QUIET
from dl_quiz.terminal.scene import play_scenes
from dl_quiz.terminal.terminal import LEAVING, Leave, Terminal
from dl_quiz.text import words
from dl_quiz.text.fold import fold


@dataclass(frozen=True)
class Quiz:
    """What a quiz at a terminal needs: where it is shown, what it asks, and where answers are kept."""

    terminal: Terminal
    course: Course
    journal: Journal | None
    clock: Callable[[], float] = time.monotonic

    def run(self, session: Session) -> tuple[Session, bool]:
        """Put the questions until the end or until the learner leaves; return the session, and whether it was interrupted."""
        try:
            while (posed := session.next) is not None:
                session = session.after(self._put(session, posed))
                if session.done[-1].verdict is not None:
                    self._pause(posed, last=session.next is None)
        except Leave as leave:
            return session, leave.interrupted
        return session, False

    def summarise(self, session: Session, command: str) -> None:
        """Show the end of a session."""
        titles = {posed.topic: self.course.read(posed.topic).topic.title for posed in session.posed}
        self.terminal.show("", Rule(style=QUIET), render_summary(session, titles, command, self.terminal.language))
        if session.graded and self.journal is not None:
            self.terminal.show(Line(self.terminal.say(words.SAVED), style=QUIET))

    def _put(self, session: Session, posed: Posed) -> Answered:
        """Put one question, keep the answer and explain it. Raises Leave."""
        title = self.course.read(posed.topic).topic.title
        self.terminal.show("", Rule(style=QUIET), progress_line(session, title, self.terminal.language), "")
        self._show(posed)
        answered = self._answer(posed)
        if answered.verdict is not None:
            self._keep(answered)
            self._explain(posed, answered.verdict)
        return answered

    def _show(self, posed: Posed) -> None:
        choices = option_texts(shown_options(self.course, posed, keyed=False)) or shown_steps(posed)
        self.terminal.show(render_question(fill(posed.question.ask, posed.drawn), choices, self.terminal.language), "")
        how = words.HOW_TO["choose" if choices and posed.question.predict else posed.question.kind]
        self.terminal.show(Line(f"{self.terminal.say(how)} · {self.terminal.say(words.KEYS_HELP)}", style=QUIET))

    def _answer(self, posed: Posed) -> Answered:
        """Ask until there is an answer that can be read, or the question is skipped. Raises Leave."""
        start = self.clock()
        while True:
            response = self.terminal.ask("> ").strip()
            wish = fold(response)
            if wish in LEAVING:
                raise Leave
            if wish in ("s", "skip"):
                self.terminal.show(Line(self.terminal.say(words.SKIPPED), style=QUIET))
                return Answered(posed, "", None, self.clock() - start)
            if wish in ("?", "h", "help", "hint"):
                hint = fill(posed.question.hint, posed.drawn)
                self.terminal.show(Line(f"{self.terminal.say(words.HINT)}: {self.terminal.say(hint)}", style=MIDDLING))
            elif wish in ("d", "demo"):
                self._play(posed)
                self._show(posed)
            elif response:
                verdict = grade(self.course, posed, response)
                if isinstance(verdict, Verdict):
                    return Answered(posed, response, verdict, self.clock() - start)
                self._unparsable(verdict)

    def _unparsable(self, verdict: Unparsable) -> None:
        self.terminal.show(Line(self.terminal.say(verdict.why), style=MIDDLING))

    def _keep(self, answered: Answered) -> None:
        if self.journal is None or answered.verdict is None:
            return
        try:
            self.journal.append(attempt_at(answered.posed, answered.response, answered.verdict, answered.seconds, datetime.now(UTC)))
        except JournalError as error:
            self.terminal.warn(error.text)

    def _explain(self, posed: Posed, verdict: Verdict) -> None:
        question, reading = posed.question, self.course.read(posed.topic)
        explain = fill(question.explain, self._names(posed))
        language = self.terminal.language
        self.terminal.show("", render_verdict(verdict, key_as_text(self.course, posed), explain, language))
        command = proof_command(question.proof, self._arguments(posed)) if question.proof else ""
        self.terminal.show(render_support(question.proof, command, question.cite, reading.topic.sources, language))

    def _names(self, posed: Posed) -> dict[str, Value]:
        """Return what the explanation of a template may name: what was drawn, and the key."""
        if not posed.drawn:
            return {}
        numeric = posed.question.number or posed.question.predict
        return {**posed.drawn, "key": number_key(self.course, posed).value} if numeric else dict(posed.drawn)

    def _pause(self, posed: Posed, *, last: bool) -> None:
        prompt = self.terminal.say(words.LAST if last else words.NEXT)
        while (wish := fold(self.terminal.ask(f"\n{prompt} "))) in ("d", "demo"):
            self._play(posed)
        if wish in LEAVING and not last:
            raise Leave

    def _arguments(self, posed: Posed) -> dict[str, Any]:
        return dict(resolve(posed.question.proof.arguments, posed.drawn)) if posed.question.proof else {}

    def _play(self, posed: Posed) -> None:
        """Play the scene that proves the answer, else the topic's own demo; leaving it leads back to the question."""
        proof = posed.question.proof
        demo = self.course.demo(proof.demo if proof else self.course.read(posed.topic).topic.demo)
        scene = demo.scene(proof.scene) if proof else None
        try:
            play_scenes(self.terminal, self.course, demo, (scene,) if scene else demo.scenes[:1], self._arguments(posed), 0, step=True)
        except QuizError as error:
            self.terminal.warn(error.text)
        except Leave as leave:
            if leave.interrupted:
                raise
        self.terminal.show("")
