"""An interview at a terminal: each reply is saved before anything else is shown."""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass

from rich.rule import Rule

from dl_quiz.asking.interview import Interview, Round
from dl_quiz.asking.turns import Confirming, Following, Listening, Marking, Opening, Probing, Ticking
from dl_quiz.course.reading import Reading
from dl_quiz.errors import JournalError
from dl_quiz.grading.letters import named_by
from dl_quiz.learner import clock
from dl_quiz.learner.interviews import Log
from dl_quiz.nouns import Attempt, Event, Hearing, Mark, PointResult, Reply, Text, Topic, point_id
from dl_quiz.render.interview import quoted, render_heard, render_model, render_point, render_rubric, render_wanted, render_where
from dl_quiz.render.line import Line
from dl_quiz.render.style import GOOD, MIDDLING, QUIET, RIGHT, TITLE
from dl_quiz.terminal.composing import compose
from dl_quiz.terminal.terminal import Leave, Terminal
from dl_quiz.terminal.wishes import wish_of
from dl_quiz.text import interviewer
from dl_quiz.text.fold import fold

_YES = dict.fromkeys(("y", "yes", "yeah", "yep", "true", "1", "是", "对", "是的", "对的", "有", "嗯"), "yes")
_NO = dict.fromkeys(("n", "no", "nope", "0", "否", "不", "不是", "没有", "没", "不对"), "no")
_HAD: dict[str, Mark] = dict.fromkeys(("y", "yes", "had", "had it", "是", "答到", "答到了", "对"), "had")
_PARTLY: dict[str, Mark] = dict.fromkeys(("p", "part", "partly", "half", "部分", "一半", "部分答到"), "partly")
_NOT_HAD: dict[str, Mark] = dict.fromkeys(("n", "no", "not", "否", "没有", "没", "没答到", "不是"), "not")


@dataclass(frozen=True)
class Interviewer:
    """What an interview at a terminal needs: where it is held, who listens, and where replies and points are kept."""

    terminal: Terminal
    listen: Callable[[Topic, Listening], Hearing]
    log: Log
    save: Callable[..., None]
    clock: Callable[[], float] = time.monotonic

    def run(self, interview: Interview) -> tuple[Interview, bool]:
        """Hold the interview until its end or until the learner leaves; return it, and whether it was interrupted."""
        for each in interview.rounds:
            self._remember(interview, each)
        if interview.turn is not None and interview.turn != Opening():
            self._welcome_back(interview)
        try:
            while interview.turn is not None:
                event = self._take_turn(interview)
                after = interview.after(event)
                self._keep(event)
                if isinstance(event, Reply) and event.skipped:
                    self.terminal.show(Line(self.terminal.say(interviewer.SKIPPED), style=QUIET))
                if not interview.now.settled:
                    self._remember(after, after.rounds[len(interview.rounds) - 1])
                interview = after
        except Leave as leave:
            return interview, leave.interrupted
        except KeyboardInterrupt:  # while somebody listened, or in the editor
            return interview, True
        return interview, False

    def _take_turn(self, interview: Interview) -> Event:
        """Return what happens at a turn. Raises Leave."""
        topic, aloud = interview.now.topic, interview.setting.aloud
        match interview.turn:
            case Opening():
                return self._open(interview)
            case Listening() as turn:
                return self._hear(topic, turn)
            case Ticking(points):
                self.terminal.show("", render_rubric(points, self.terminal.language), "")
                self.terminal.show(Line(self.terminal.say(interviewer.TICK), style=QUIET))
                return self._choice(lambda typed: _ticked(typed, [point.id for point in points]), interviewer.TICK)
            case Confirming(point, said):
                asked = interviewer.DO_YOU_MEAN.format(words=quoted(said)) if said else interviewer.DID_YOU_MEAN
                self.terminal.show("", Line(self.terminal.say(asked), style=MIDDLING))
                self.terminal.show(render_point(point, self.terminal.language))
                return self._choice({**_YES, **_NO}.get, interviewer.YES_OR_NO)
            case Probing(point, against):
                assert point.probe is not None, f"{point.id} is probed without a probe"
                if against:
                    self.terminal.show("", Line(self.terminal.say(interviewer.YOU_SAID.format(words=quoted(against))), style=MIDDLING))
                return self._reply(point.probe, aloud=False)
            case Following(follow_up):
                self.terminal.show("", Line(self.terminal.say(interviewer.FURTHER.format(level=follow_up.level)), style=QUIET))
                return self._reply(follow_up.ask, aloud=aloud)
            case Marking(follow_up):
                self.terminal.show(render_model(follow_up.answer, self.terminal.language))
                self.terminal.show("", Line(self.terminal.say(interviewer.HAD_IT), style=QUIET))
                return self._choice({**_HAD, **_PARTLY, **_NOT_HAD}.get, interviewer.HAD_IT_OR_NOT)
        raise AssertionError("an interview that is over has no turn")

    def _open(self, interview: Interview) -> Reply:
        """Put the open question."""
        self._show_question(interview)
        aloud = interview.setting.aloud
        how = (interviewer.SPEAK, interviewer.KEYS_ALOUD) if aloud else (interviewer.TYPE, interviewer.KEYS)
        self.terminal.show("", *(Line(self.terminal.say(each), style=QUIET) for each in how))
        return self._reply(interview.now.topic.ask, aloud=aloud, shown=True)

    def _show_question(self, interview: Interview) -> None:
        self.terminal.show("", Rule(style=QUIET), render_where(interview, self.terminal.language), "")
        self.terminal.show(Line(self.terminal.say(interview.now.topic.ask), style=TITLE))

    def _welcome_back(self, interview: Interview) -> None:
        self.terminal.show(Line(self.terminal.say(interviewer.WELCOME_BACK), style=QUIET))
        self._show_question(interview)

    def _reply(self, question: Text, *, aloud: bool, shown: bool = False) -> Reply:
        """Return the reply to a question. Raises Leave."""
        asked = self.terminal.say(question)
        if not shown:
            self.terminal.show("", Line(asked, style=TITLE))
        begun = self.clock()
        said = self._spoken() if aloud else compose(self.terminal, asked)
        return Reply(said=said or "", seconds=self._since(begun), skipped=said is None)

    def _spoken(self) -> str | None:
        """Wait until the learner has spoken; return nothing that could be heard, None where the question is skipped. Raises Leave."""
        wish = wish_of(self.terminal.ask("> "))
        if wish == "leave":
            raise Leave
        return None if wish == "skip" else ""

    def _choice(self, read: Callable[[str], str | None], again: Text) -> Reply:
        """Return what a learner chooses; what cannot be read is asked again. Raises Leave."""
        begun = self.clock()
        while True:
            typed = fold(self.terminal.ask("> "))
            if (choice := read(typed)) is not None:
                return Reply(said=choice, seconds=self._since(begun))
            if wish_of(typed) == "leave":
                raise Leave
            self.terminal.show(Line(self.terminal.say(again), style=MIDDLING))

    def _hear(self, topic: Topic, turn: Listening) -> Hearing:
        """Hear a reply, and tell what was heard: of an answer what was said, of a reply to a probe what was wanted."""
        hearing = self.listen(topic, turn)
        if turn.probe is None:
            if any(one.band == "heard" for one in hearing.heard) or all(one.band != "unsure" for one in hearing.heard):
                self.terminal.show(render_heard(hearing.heard, self.terminal.language))
            return hearing
        for one in hearing.heard:
            point = next(point for point in turn.points if point.id == one.point)
            if one.band == "heard":
                self.terminal.show(Line(f"{RIGHT} {self.terminal.say(interviewer.EXACTLY)}", style=GOOD))
            elif one.band != "unsure":
                self.terminal.show(render_wanted(point, self.terminal.language, against=one.band == "contradicted"))
        return hearing

    def _since(self, begun: float) -> float:
        return round(self.clock() - begun, 1)

    def _keep(self, event: Event) -> None:
        try:
            self.log.append(event)
        except JournalError as error:
            self.terminal.warn(error.text)

    def _remember(self, interview: Interview, each: Round) -> None:
        """Write the points of a question into the journal once they are settled: once, however often that is said."""
        if each.settled:
            self.save(*(_attempt(interview, each.reading, point) for point in each.points))


def _attempt(interview: Interview, reading: Reading, point: PointResult) -> Attempt:
    """Return what the journal keeps of a point: the same id whenever it is written again."""
    identity = uuid.uuid5(uuid.NAMESPACE_OID, f"{interview.setting.id}/{reading.id}/{point.id}").hex
    rule = "after a probe" if point.band == "heard" and point.probed else point.band
    return Attempt(
        id=identity,
        at=clock.now(),
        question=point_id(reading.id, point.id),
        drawn={},
        response=point.words,
        score=point.score,
        rule=rule,
        seconds=0.0,
        session=interview.setting.id,
        slips=tuple(one.myth for one in reading.topic.points if one.id == point.id and point.band == "contradicted"),
    )


def _ticked(typed: str, points: list[str]) -> str | None:
    """Return the ids of the points whose numbers were typed; None where these are no numbers of points."""
    picks = named_by(typed, len(points))
    return " ".join(points[pick] for pick in dict.fromkeys(picks)) if picks or not typed else None
