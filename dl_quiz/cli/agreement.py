"""Which interview is held: one that is wanted, or the one that was left."""

from __future__ import annotations

import random
import uuid
from dataclasses import dataclass

from dl_quiz.asking.interview import MINUTES, Interview, begin, choose_topics, go_on
from dl_quiz.cli.globals import Globals
from dl_quiz.cli.history import remembered
from dl_quiz.cli.today import today
from dl_quiz.errors import UsageError
from dl_quiz.learner import clock
from dl_quiz.learner.home import home
from dl_quiz.learner.interviews import Log, reopen, unfinished
from dl_quiz.nouns import Setting
from dl_quiz.terminal.terminal import Terminal
from dl_quiz.text.commands import command

COUNT, LEVEL = 3, 2
"""How many questions an interview has, unless topics are named or it is said; and the level of its first follow-up."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What interview is wanted: over which topics (none: any), how many of them, how long, from which level, with which luck, spoken or not."""

    topics: tuple[str, ...] = ()
    count: int | None = None
    minutes: float | None = None
    level: int = LEVEL
    seed: int | None = None
    aloud: bool = False


def agreed(given: Globals, wish: Wish, terminal: Terminal) -> tuple[Interview, Log]:
    """Return the interview that is wanted, what the plan has for today where nothing is said, and the log that it will have."""
    course = given.course()
    seed = wish.seed if wish.seed is not None else random.randrange(10_000)
    memory = {} if wish.seed is not None or wish.topics else remembered(terminal) or {}
    planned = () if wish.seed is not None or wish.count or wish.topics else today(given, memory, terminal).open
    names = wish.topics or planned
    topics = choose_topics(course, names, wish.count if names else wish.count or COUNT, seed, memory)
    setting = Setting(
        id=uuid.uuid4().hex,
        at=clock.now(),
        course=given.course_name,
        language=given.language,
        topics=topics,
        editions={each: course.hash_of(each) for each in topics},
        minutes=wish.minutes or MINUTES * len(topics),
        level=wish.level,
        seed=seed,
        aloud=wish.aloud,
    )
    return begin(course, setting), Log(home() / "interviews", setting)


def resumed(given: Globals, wish: Wish) -> tuple[Interview, Log]:
    """Return the interview that was left last, and its log. Raises UsageError where there is none, or where its questions have changed."""
    if wish != Wish():
        raise UsageError(
            "--resume goes on with the interview as it was; give it alone", "--resume 会接着原来的面试；请单独使用，不要加其他选项"
        )
    record = unfinished(home() / "interviews", given.course_name)
    if record is None:
        raise UsageError(
            f"there is no interview to go on with; begin one with {command('interview')}",
            f"没有未完成的面试；请用 {command('interview')} 开始一场",
        )
    return go_on(given.course(), record), reopen(record)
