"""The bodies of `quiz`, `topics`, `explain` and of the bare command."""

from __future__ import annotations

import random
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from dl_quiz.cli.globals import Globals
from dl_quiz.course.find import find_question, find_topic
from dl_quiz.errors import JournalError, UsageError
from dl_quiz.learner.home import home
from dl_quiz.nouns import KINDS, Kind

if TYPE_CHECKING:
    from dl_quiz.asking.session import Selection
    from dl_quiz.course.course import Course
    from dl_quiz.learner.journal import Journal
    from dl_quiz.memory.recall import Recall
    from dl_quiz.terminal.terminal import Terminal


def open_journal(terminal: Terminal) -> Journal | None:
    """Open the journal, or warn and go on without."""
    from dl_quiz.learner.journal import Journal

    try:
        return Journal(home() / "journal.sqlite")
    except JournalError as error:
        terminal.warn(error.text)
        return None


def remembered(terminal: Terminal) -> dict[str, Recall]:
    """Return what the journal remembers; nothing where there is no journal yet."""
    if not (home() / "journal.sqlite").exists():
        return {}
    journal = open_journal(terminal)
    if journal is None:
        return {}
    from dl_quiz.memory.recall import recall

    try:
        return recall(journal.attempts())
    except JournalError as error:
        terminal.warn(error.text)
        return {}


def read_selection(
    course: Course, names: tuple[str, ...], levels: tuple[int, ...], kinds: tuple[str, ...], count: int | None, seed: int
) -> Selection:
    """Return a selection from what was typed. Raises UsageError for an unknown topic, question or kind."""
    from dl_quiz.asking.session import Selection

    found = [find_question(course, name) for name in names]
    for kind in kinds:
        if kind not in KINDS:
            from dl_quiz.text.names import nearest

            near = nearest(kind, KINDS)
            listed = ", ".join(KINDS)
            hint = f"did you mean {near[0]}? " if near else ""
            raise UsageError(f"there is no kind “{kind}”; {hint}The kinds are {listed}", f"没有题型“{kind}”；题型有 {listed}")
    questions = tuple(f"{topic}/{question.id}" for topic, question in found if question)
    whole = [topic for topic, question in found if not question]
    if questions:
        questions += tuple(f"{o.id}/{q.id}" for o in course.outlines if o.id in whole for q in o.questions)
    return Selection(tuple(dict.fromkeys(topic for topic, _ in found)), levels, _kinds(kinds), questions, count, seed)


def _kinds(kinds: tuple[str, ...]) -> tuple[Kind, ...]:
    return tuple(kind for kind in KINDS if kind in kinds)


def sit(given: Globals, names: tuple[str, ...], levels: tuple[int, ...], kinds: tuple[str, ...], count: int, seed: int | None) -> int:
    """Put a quiz at the terminal; return the exit code."""
    from dl_quiz.asking.keys import needs_code
    from dl_quiz.asking.session import Session, choose_questions

    course, terminal = given.course(), given.terminal()
    chosen = random.randrange(10_000) if seed is None else seed
    selection = read_selection(course, names, levels, kinds, count, chosen)
    if not terminal.interactive:
        raise UsageError(
            "there is no terminal to ask at; give --answers FILE (or - for standard input), or write a sheet with dl-quiz sheet",
            "没有可以提问的终端；请用 --answers 文件（或 - 表示标准输入），或用 dl-quiz sheet 生成题目单",
        )
    posed = choose_questions(course, selection, remembered(terminal) if seed is None else None)
    if any(map(needs_code, posed)):
        course.runnable()
    from dl_quiz.terminal.quiz import Quiz

    quiz = Quiz(terminal, course, open_journal(terminal))
    session, interrupted = quiz.run(Session(posed))
    again = names if seed is not None else tuple(one.id for one in posed)
    quiz.summarise(session, _again(given, again, levels, kinds, count, chosen))
    return 130 if interrupted else 0


def _again(given: Globals, names: tuple[str, ...], levels: tuple[int, ...], kinds: tuple[str, ...], count: int, seed: int) -> str:
    """Return the command that asks the same questions again."""
    options = [f"--level {level}" for level in levels] + [f"--kind {kind}" for kind in kinds]
    course = [f"--course {given.course_root}"] if given.course_root else []
    return " ".join(["dl-quiz quiz", *names, *options, f"-n {count}", f"--seed {seed}", *course])


def list_topics(given: Globals, name: str | None) -> None:
    """List the topics, or one topic's questions."""
    from dl_quiz.render.topics import question_list, topic_list

    course, terminal = given.course(), given.terminal()
    if name is not None:
        topic = find_topic(course, name)
        outline = next(outline for outline in course.outlines if outline.id == topic)
        terminal.show(question_list(outline, terminal.language))
        return
    memory = remembered(terminal)
    shares = _shares(course, memory)
    terminal.show(topic_list(course.outlines, shares, terminal.language, terminal.width))


def _shares(course: Course, memory: dict[str, Recall]) -> dict[str, float]:
    """Return the mastery of every topic of which a question was answered."""
    if not memory:
        return {}
    from dl_quiz.memory.recall import mastery

    ids = {outline.id: [f"{outline.id}/{question.id}" for question in outline.questions] for outline in course.outlines}
    return {topic: mastery(questions, memory) for topic, questions in ids.items() if any(q in memory for q in questions)}


def explain(given: Globals, name: str, *, run: bool) -> int:
    """Explain a topic, or one question; return the exit code."""
    course, terminal = given.course(), given.terminal()
    topic, question = find_question(course, name)
    if question is not None:
        from dl_quiz.terminal.explaining import explain_question

        return explain_question(terminal, course, topic, question, run=run)
    if run:
        from dl_quiz.terminal.explaining import run_proofs

        return run_proofs(terminal, course, topic)
    from dl_quiz.render.topic import render_topic

    terminal.show(render_topic(topic, course.read(topic).topic, terminal.language))
    return 0


def show_home(given: Globals) -> None:
    """Show where the learner is, and what to do next."""
    from dl_quiz.render.home import Whereabouts, render_home

    course, terminal = given.course(), given.terminal()
    memory = remembered(terminal)
    shares = _shares(course, memory)
    now = datetime.now(UTC)
    due = sum(one.due <= now for one in memory.values())
    here = Whereabouts(course, len(memory), due, sorted(shares.items(), key=lambda item: item[1])[:3])
    terminal.show(render_home(here, terminal.language))
