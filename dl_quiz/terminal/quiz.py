"""A quiz at a terminal: ask, grade, explain; each answer is saved before the next question."""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass

from rich.rule import Rule

from dl_quiz.asking.arguments import scene_call
from dl_quiz.asking.keys import key_of
from dl_quiz.asking.pose import Posed
from dl_quiz.asking.present import Presented, present
from dl_quiz.asking.reveal import reveal
from dl_quiz.asking.session import Answered, Session
from dl_quiz.course.course import Course
from dl_quiz.errors import QuizError
from dl_quiz.grading.grade import grade
from dl_quiz.learner import clock
from dl_quiz.learner.writer import Writer
from dl_quiz.nouns import Key, Seen, Verdict
from dl_quiz.render.line import Line
from dl_quiz.render.question import progress_line, render_presented, render_summary, render_verdict
from dl_quiz.render.style import BAD, MIDDLING, QUIET
from dl_quiz.stage.performance import Performance
from dl_quiz.terminal.scene import Walk
from dl_quiz.terminal.terminal import Leave, Terminal
from dl_quiz.terminal.wishes import wish_of
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
                session = session.after(self._put(session, posed))
                if session.done[-1].verdict is not None:
                    self._pause(posed, last=session.next is None)
        except Leave as leave:
            return session, leave.interrupted
        except KeyboardInterrupt:  # while something was computed or written
            return session, True
        return session, False

    def summarise(self, session: Session, again: str, resume: str, *, interrupted: bool) -> None:
        """Show the end of a session, with the commands that ask the same again, and that go on with what was left."""
        titles = {posed.topic: posed.reading.topic.title for posed in session.posed}
        self.terminal.show("", Rule(style=QUIET), render_summary(session, titles, again, self.terminal.language))
        saved = self.writer.end(patient=not interrupted)
        if session.graded and session.next is not None and saved in (words.SAVED, None):
            self.terminal.show(Line(self.terminal.say(words.GO_ON.format(command=resume)), style=QUIET))
        if saved is not None:
            self.terminal.show(Line(self.terminal.say(saved), style=QUIET if saved == words.SAVED else BAD))

    def _put(self, session: Session, posed: Posed) -> Answered:
        """Put one question, keep the answer and explain it. Raises Leave."""
        title = posed.reading.topic.title
        self.terminal.show("", Rule(style=QUIET), progress_line(session, title, self.terminal.language), "")
        presented = present(posed)
        self._show(presented)
        key = key_of(self.course, posed)
        answered = self._answer(posed, presented, key)
        if answered.verdict is not None:
            self._keep(answered)
            self.terminal.show("", render_verdict(answered.verdict, reveal(posed, key), self.terminal.language))
        return answered

    def _show(self, presented: Presented) -> None:
        how = f"{self.terminal.say(presented.how)} · {self.terminal.say(words.KEYS_HELP)}"
        self.terminal.show(render_presented(presented, self.terminal.language), "", Line(how, style=QUIET))

    def _answer(self, posed: Posed, presented: Presented, key: Key) -> Answered:
        """Ask until there is an answer that can be read, or the question is skipped. Raises Leave."""
        start, seen = self.clock(), list[Seen]()
        while True:
            response = self.terminal.ask("> ").strip()
            wish = wish_of(response)
            if wish == "leave":
                raise Leave
            if wish == "skip":
                self.terminal.show(Line(self.terminal.say(words.SKIPPED), style=QUIET))
                return Answered(posed, "", None, self.clock() - start)
            if wish == "hint":
                seen.append(wish)
                hint = f"{self.terminal.say(words.HINT)}: {self.terminal.say(presented.hint)}"
                self._remark(hint if presented.hint else self.terminal.say(words.NO_HINT))
            elif wish == "demo":
                seen.append(wish)
                self._play(posed)
                self._show(presented)
            elif response:
                verdict = grade(key, response)
                if isinstance(verdict, Verdict):
                    return Answered(posed, response, verdict, self.clock() - start, tuple(dict.fromkeys(seen)))
                self._remark(self.terminal.say(verdict.why))

    def _remark(self, sentence: str) -> None:
        self.terminal.show(Line(sentence, style=MIDDLING))

    def _keep(self, answered: Answered) -> None:
        attempt = answered.attempt(uuid.uuid4().hex, clock.now(), self.identity)
        if attempt is not None:
            self.writer.save(attempt)

    def _pause(self, posed: Posed, *, last: bool) -> None:
        prompt = self.terminal.say(words.LAST if last else words.NEXT)
        while (wish := wish_of(self.terminal.ask(f"\n{prompt} "))) == "demo":
            self._play(posed)
        if wish == "leave" and not last:
            raise Leave

    def _play(self, posed: Posed) -> None:
        """Play what shows the answer; leaving it leads back to the question."""
        if posed.question.proof is None and not posed.reading.topic.demo:
            self._remark(self.terminal.say(words.NO_DEMO))
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
