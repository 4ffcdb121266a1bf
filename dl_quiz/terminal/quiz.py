"""A quiz at a terminal: ask, grade, explain; each answer is saved before the next question."""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass, replace

from rich.rule import Rule

from dl_quiz.asking.arguments import scene_call
from dl_quiz.asking.keys import key_of
from dl_quiz.asking.pose import Posed
from dl_quiz.asking.present import present
from dl_quiz.asking.reveal import reveal
from dl_quiz.asking.session import UNKNOWN, Answered, Session
from dl_quiz.course.course import Course
from dl_quiz.errors import QuizError
from dl_quiz.grading.grade import grade
from dl_quiz.learner import clock
from dl_quiz.learner.writer import Writer
from dl_quiz.nouns import Seen, Text
from dl_quiz.render.feedback import answer_text, render_feedback, render_revealed
from dl_quiz.render.line import Line
from dl_quiz.render.parts import rows_of_parts
from dl_quiz.render.question import progress_line, render_ask
from dl_quiz.render.style import BAD, MIDDLING, QUIET
from dl_quiz.render.summary import render_summary
from dl_quiz.render.topic import render_topic
from dl_quiz.stage.performance import Performance
from dl_quiz.terminal.question import Prompt
from dl_quiz.terminal.scene import Walk
from dl_quiz.terminal.terminal import Leave, Terminal
from dl_quiz.terminal.wishes import Wish, wish_of
from dl_quiz.text import words


@dataclass(frozen=True)
class Quiz:
    """What a quiz at a terminal needs: where it is shown, what it asks, where answers are kept, and under which id."""

    terminal: Terminal
    course: Course
    writer: Writer
    identity: str
    clock: Callable[[], float] = time.monotonic

    def run(self, session: Session) -> tuple[Session, bool]:
        """Put the questions until the end or until the learner leaves; return the session, and whether by Ctrl-C."""
        try:
            while (posed := session.next) is not None:
                answered = self._put(session, posed)
                session = session.after(answered) if answered else self._taken_back(session)
                if answered and answered.verdict and self._pause(posed, last=session.next is None) == "undo":
                    session = self._taken_back(session)
        except Leave as leave:
            return session, leave.interrupted
        except KeyboardInterrupt:  # while something was computed or written
            return session, True
        return session, False

    def summarise(self, session: Session, again: str, resume: str, *, interrupted: bool) -> bool:
        """Show the end of a session, and at its very end any question again; return whether that was interrupted, or it already was.

        `again` is the command that asks the same questions, `resume` the one that goes on with what was left.
        """
        terminal = self.terminal
        terminal.show("", Rule(style=QUIET), render_summary(session, again, terminal.language))
        saved = self.writer.end(patient=not interrupted)
        if session.graded and session.next is not None and saved in (words.SAVED, None):
            terminal.show(Line(terminal.say(words.GO_ON.format(command=resume)), style=QUIET))
        if saved is not None:
            terminal.show(Line(terminal.say(saved), style=QUIET if saved == words.SAVED else BAD))
        if interrupted or session.next is not None or all(one.verdict and one.verdict.right for one in session.done):
            return interrupted
        try:
            self._look_back(session)
        except Leave as leave:
            return leave.interrupted
        return False

    def _put(self, session: Session, posed: Posed) -> Answered | None:
        """Put one question, keep the answer and explain it; return None where the last answer is to be taken back. Raises Leave."""
        terminal, presented = self.terminal, present(posed)
        head = progress_line(session, posed.reading.topic.title, terminal.language)
        terminal.show("", Rule(style=QUIET))
        key = key_of(self.course, posed)
        start, seen = self.clock(), list[Seen](["key"] if posed.id in session.revealed else [])
        prompt = Prompt(terminal, presented, head, self._meanwhile(posed, presented.hint, seen), self._ends(session))
        outcome = prompt.answer(lambda typed: grade(key, typed))
        if outcome == "undo":
            return None
        if outcome == "skip":
            terminal.show(Line(terminal.say(words.SKIPPED), style=QUIET))
            return Answered(posed, "", None, self.clock() - start)
        response, verdict = ("", UNKNOWN) if isinstance(outcome, str) else outcome
        answered = self._kept(Answered(posed, response, verdict, self.clock() - start, tuple(dict.fromkeys(seen))))
        above = (head, "", render_ask(presented, terminal.language)) if terminal.wipe() else ()
        terminal.show_by_screens(*above, "", render_feedback(verdict, response, reveal(posed, key), terminal.language))
        return answered

    def _ends(self, session: Session) -> tuple[Wish, ...]:
        return ("unknown", "undo", "skip") if session.done else ("unknown", "skip")

    def _meanwhile(self, posed: Posed, hint: Text, seen: list[Seen]) -> dict[Wish, Callable[[], None]]:
        """Return what may be looked at before the answer, which is remembered as seen."""
        acts: dict[Seen, Callable[[], None]] = {
            "hint": lambda: self._remark(words.HINT_IS.format(hint=hint) if hint else words.NO_HINT),
            "demo": lambda: self._play(posed),
            "explain": lambda: self._explain(posed),
        }

        def noted(what: Seen) -> Callable[[], None]:
            def act() -> None:
                seen.append(what)
                acts[what]()

            return act

        return {what: noted(what) for what in ("hint", "demo", "explain")}

    def _remark(self, text: Text) -> None:
        self.terminal.show(Line(self.terminal.say(text), style=MIDDLING))

    def _kept(self, answered: Answered) -> Answered:
        """Return an answer with what the journal has of it, once it has it."""
        attempt = answered.attempt(uuid.uuid4().hex, clock.now(), self.identity)
        if attempt is not None:
            self.writer.save(attempt)
        return replace(answered, kept=attempt)

    def _taken_back(self, session: Session) -> Session:
        """Return the session as it was before its last question was done, after its answer was taken back."""
        last = session.done[-1]
        if last.kept is not None:
            self.writer.take_back(last.kept)
        if last.verdict is None:
            self._remark(words.NOT_SKIPPED)
        else:
            self._remark(words.TAKEN_BACK.format(typed=answer_text(last.verdict, last.response)))
        return session.before_last()

    def _pause(self, posed: Posed, *, last: bool) -> Wish | None:
        """Wait for Enter; return `undo` where the answer is to be taken back. Raises Leave."""
        terminal = self.terminal
        keys = (words.LAST_KEY if last else words.NEXT_KEY, words.EXPLAIN_KEY, words.DEMO_KEY, words.UNDO_KEY, words.LEAVE_KEY)
        while typed := terminal.ask_and_wipe("\n".join(rows_of_parts([*map(terminal.say, keys)], terminal.width - 2)) + " ").strip():
            match wish_of(typed):
                case "demo":
                    self._play(posed)
                case "explain":
                    self._explain(posed)
                case "undo":
                    return "undo"
                case "leave" if last:
                    break
                case "leave":
                    raise Leave
                case _:
                    self._remark(words.NO_KEY.format(typed=typed))
        return None

    def _look_back(self, session: Session) -> None:
        """Show questions of a session again, with their answers, by their numbers. Raises Leave."""
        terminal = self.terminal
        while typed := terminal.ask(f"{terminal.say(words.LOOK_BACK)} > ").strip():
            number = int(typed) if typed.isdecimal() and len(typed) < 4 else 0
            if wish_of(typed) == "leave":
                break
            if not 1 <= number <= len(session.done):
                self._remark(words.NO_SUCH_NUMBER.format(typed=typed, count=len(session.done)))
                continue
            self._show_again(session.done[number - 1])

    def _show_again(self, answered: Answered) -> None:
        terminal, posed = self.terminal, answered.posed
        revealed, ask = reveal(posed, key_of(self.course, posed)), render_ask(present(posed), terminal.language)
        told = (
            render_feedback(answered.verdict, answered.response, revealed, terminal.language)
            if answered.verdict
            else render_revealed(revealed, terminal.language)
        )
        terminal.show_by_screens("", ask, "", told, "")

    def _explain(self, posed: Posed) -> None:
        """Show the topic's page; leaving it leads back to the question."""
        self.terminal.page("", render_topic(posed.topic, posed.reading.topic, self.terminal.language), "")

    def _play(self, posed: Posed) -> None:
        """Play what shows the answer; leaving it leads back to the question."""
        if posed.question.proof is None and not posed.reading.topic.demo:
            self._remark(words.NO_DEMO)
            return
        try:
            Walk(self.terminal, self._performance(posed), step=True).play()
        except QuizError as error:
            self.terminal.warn(error.text)
        except Leave as leave:
            if leave.interrupted:
                raise
        self.terminal.show("")

    def _performance(self, posed: Posed) -> Performance:
        """Return the scene that proves the answer, else the first of the topic's own demo."""
        code = self.course.runnable()
        if posed.question.proof is None:
            demo = self.course.demo(posed.reading.topic.demo)
            return Performance(code, demo, demo.scenes[:1])
        call = scene_call(posed.question.proof, posed.drawn)
        demo = self.course.demo(call.demo)
        return Performance(code, demo, tuple(scene for scene in demo.scenes if scene.name == call.scene), call.arguments)
