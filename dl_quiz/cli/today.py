"""What the learner's plan asks of today, for the commands that follow it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from dl_quiz.asking.choose import Past, candidates, open_questions
from dl_quiz.asking.session import Selection
from dl_quiz.cli.globals import Globals
from dl_quiz.course.course import Course
from dl_quiz.errors import UsageError
from dl_quiz.learner import clock
from dl_quiz.learner.home import home
from dl_quiz.learner.plans import Plan, kept_plan
from dl_quiz.memory.open_questions import SECONDS, OpenQuestion, open_practice, spent
from dl_quiz.memory.practice import Learner, practice
from dl_quiz.memory.recall import Recall
from dl_quiz.nouns import Text
from dl_quiz.terminal.terminal import Terminal
from dl_quiz.text import planning
from dl_quiz.text.commands import command


@dataclass(frozen=True, slots=True)
class Today:
    """A learner on one day of their own calendar: what is believed of them, and the plan that they keep, until its date is past."""

    learner: Learner
    date: date
    plan: Plan | None
    course_open: Sequence[OpenQuestion] = ()
    """The open questions of the course."""

    @property
    def days(self) -> int | None:
        """Return the days until the date of the plan."""
        return None if self.plan is None or self.plan.by < self.date else (self.plan.by - self.date).days

    @property
    def past(self) -> Past:
        """Return what a choice of questions goes by."""
        return Past(self.learner, self.days)

    @property
    def spent(self) -> float:
        """Return the seconds that were spent on questions today, the open ones included."""
        return spent(self.course_open, self.learner, datetime.combine(self.date, time()).astimezone())

    @property
    def open(self) -> tuple[str, ...]:
        """Return the topics whose open question is left of today's part of the plan: none without a plan."""
        if self.plan is None or self.days is None:
            return ()
        return tuple(one.topic for one in open_practice(self.course_open, self.learner, self.days, self.plan.minutes, self._unspent))

    @property
    def left(self) -> float:
        """Return the seconds of today's part of the plan that are left for other questions: none without a plan."""
        return self._unspent - SECONDS * len(self.open)

    @property
    def _unspent(self) -> float:
        return 0.0 if self.plan is None or self.days is None else max(0.0, self.plan.minutes * 60 - self.spent)

    def line(self, course: Course) -> Text | None:
        """Return what the plan says of today, on one line; nothing without one."""
        if self.plan is None:
            return None
        by = planning.day(self.plan.by)
        if self.days is None:
            return planning.PLAN_PAST.format(by=by, again=command("plan", "--by", "DATE"), clear=command("plan", "--clear"))
        asked = practice(candidates(course, Selection()), self.learner, self.days, self.left) if self.left else []
        new = sum(one.new for one in asked)
        holds = planning.holds(len(asked) - new, new, sum(one.seconds for one in asked) + SECONDS * len(self.open), open=len(self.open))
        done = planning.TODAY_DONE.format(spent=planning.minutes(self.spent), minutes=self.plan.minutes)
        until = {0: planning.HOME_LAST, 1: planning.HOME_TOMORROW}.get(self.days, planning.HOME_PLAN)
        return until.format(count=self.days, by=by, holds=holds if asked or self.open else done)


def today(given: Globals, memory: Mapping[str, Recall], terminal: Terminal | None = None) -> Today:
    """Return the learner today. Raises UsageError where the plan cannot be read, or warns of that at a terminal and goes on without."""
    now = clock.now()
    try:
        plan = kept_plan(home(), given.course_name)
    except UsageError as error:
        if terminal is None:
            raise
        terminal.warn(error.text)
        plan = None
    return Today(Learner(memory, now), now.astimezone().date(), plan, open_questions(given.course()))
