"""`dl-quiz quiz`: ask, grade and explain at the terminal, or grade answers from a file."""

from __future__ import annotations

import random
import uuid
from dataclasses import replace
from typing import Annotated

import msgspec
import typer

from dl_quiz.asking.choose import choose_questions
from dl_quiz.asking.keys import needs_code
from dl_quiz.asking.session import Selection, Session, gone_on_with, pose_again
from dl_quiz.cli.globals import Globals
from dl_quiz.cli.help import said
from dl_quiz.cli.history import answered_in, open_journal, remembered, unfinished_here
from dl_quiz.cli.options import Format, Kinds, Levels, MaybeCount, Minutes, OtherEdition, OutputFile, Overwrite, PassMark, Reveal
from dl_quiz.cli.output import Output, require_format
from dl_quiz.cli.selection import read_selection
from dl_quiz.cli.today import Today, today
from dl_quiz.errors import UsageError
from dl_quiz.learner.home import home
from dl_quiz.learner.unfinished import Unfinished, begin, end
from dl_quiz.render.line import Line
from dl_quiz.render.report import FORMATS
from dl_quiz.render.style import QUIET
from dl_quiz.sheets.answers import fill_in
from dl_quiz.sheets.grade import Terms, grade_sheet
from dl_quiz.sheets.read import is_sheet, read_input, read_sheet
from dl_quiz.terminal.terminal import Terminal
from dl_quiz.text import planning
from dl_quiz.text.commands import command

COUNT = 10
"""How many questions a quiz has, unless it is said."""

Topics = Annotated[
    list[str] | None,
    typer.Argument(help=said("Topics, or single questions TOPIC/QUESTION (default: all).", "主题，或单题 主题/题目（默认：全部）。")),
]
Seed = Annotated[
    int | None,
    typer.Option(
        min=0, help=said("Ask the same again: the seed decides questions, numbers and order.", "重现同一份题：种子决定题目、数值和顺序。")
    ),
]
New = Annotated[bool, typer.Option("--new", help=said("Only questions that you never answered.", "只做没做过的题。"))]
Wrong = Annotated[bool, typer.Option("--wrong", help=said("Only questions that you last answered wrong.", "只做最近一次做错的题。"))]
Resume = Annotated[bool, typer.Option("--resume", help=said("Go on with the quiz that was not ended.", "接着做上次没做完的测验。"))]
Answers = Annotated[
    str | None,
    typer.Option(
        help=said(
            "Take the answers from a file, or - for standard input: a filled-in sheet, or one answer a line.",
            "从文件（或 - 表示标准输入）读取答案：填好的题目单，或每行一个答案。",
        )
    ),
]


def quiz(
    context: typer.Context,
    topic: Topics = None,
    count: MaybeCount = None,
    minutes: Minutes = None,
    new: New = False,
    wrong: Wrong = False,
    level: Levels = None,
    kind: Kinds = None,
    seed: Seed = None,
    resume: Resume = False,
    answers: Answers = None,
    format: Format = "text",
    output: OutputFile = None,
    pass_mark: PassMark = 0.0,
    reveal: Reveal = False,
    other_edition: OtherEdition = False,
    force: Overwrite = False,
) -> int:
    """Put the questions at the terminal; with --answers, grade what a file answers to them."""
    given, topic = context.obj.with_files(topic or [])
    if resume:
        if topic or level or kind or seed is not None or answers is not None or count or minutes or new or wrong:
            raise UsageError(
                "--resume goes on with the questions as they were; give it alone", "--resume 会接着做原来的题目；请单独使用，不要加其他选项"
            )
        return _resume(given)
    _refuse_together(new, wrong, seed, answers, minutes)
    chosen = seed if seed is not None else 0 if answers is not None else random.randrange(10_000)
    selection = read_selection(given.course(), topic, level, kind, count, chosen)
    selection = replace(selection, seconds=minutes and minutes * 60, only="new" if new else "wrong" if wrong else None)
    if answers is None:
        if format != "text" or output or pass_mark or reveal or other_edition or force:
            raise UsageError(
                "--format, --output, --pass, --reveal, --other-edition and --force go with --answers",
                "--format、--output、--pass、--reveal、--other-edition、--force 需与 --answers 同用",
            )
        return ask(given, selection, topic, seeded=seed is not None)
    terms = Terms(pass_mark=pass_mark, reveal=reveal, other_edition=other_edition)
    return _grade(given, replace(selection, count=count or COUNT), answers, terms, Output(format, output, force))


def _refuse_together(new: bool, wrong: bool, seed: int | None, answers: str | None, minutes: float | None) -> None:
    """Raise UsageError for options of which each forbids the other."""
    if new and wrong:
        raise UsageError("--new and --wrong exclude each other; give one of them", "--new 和 --wrong 不能同时使用；请只用一个")
    if answers is not None and (new or wrong or minutes):
        raise UsageError(
            "--new, --wrong and --minutes are for a quiz at the terminal; leave them out",
            "--new、--wrong 和 --minutes 只用于终端测验；请去掉",
        )
    if seed is not None and (new or wrong):
        raise UsageError(
            "--seed asks the same whatever you answered before; leave out --new and --wrong, or --seed",
            "--seed 与学习记录无关；请去掉 --new 和 --wrong，或去掉 --seed",
        )


def ask(given: Globals, selection: Selection, names: list[str] | None, *, seeded: bool = False) -> int:
    """Choose questions and put them at the terminal, as the plan says where there is one and nothing else is said; return the exit code."""
    terminal = _terminal(given)
    memory = None if seeded else remembered(terminal)
    here = None if seeded else today(given, memory or {}, terminal)
    measured = _measured(selection, here)
    posed = choose_questions(given.course(), measured, here.past if here else None)
    if here is not None:
        _announce(terminal, measured, here, [one.id for one in posed])
    ids = tuple(one.id for one in posed)
    quiz = Unfinished(uuid.uuid4().hex, given.course_name, ids, selection.seed)
    again = _again(tuple(names or ()), replace(measured, count=measured.count or len(posed))) if seeded else ""
    return _sit(given, quiz, Session(posed), again, told=memory is None and not seeded)


def _measured(selection: Selection, here: Today | None) -> Selection:
    """Return a selection of a size: as it is said, else what is left of the plan's day where all topics are asked, else ten questions."""
    if selection.count or selection.seconds:
        return selection
    if (
        here is not None
        and here.left
        and not (selection.topics or selection.levels or selection.kinds or selection.only in ("new", "wrong"))
    ):
        return replace(selection, seconds=here.left)
    return replace(selection, count=COUNT)


def _announce(terminal: Terminal, selection: Selection, here: Today, ids: list[str]) -> None:
    """Say how much is asked where that was not said as a number, and what of the plan it is."""
    learner = here.learner
    took = sum(learner.seconds(learner.chance(one)) for one in ids)
    plan, again = here.plan, sum(one in learner.memory for one in ids)
    if plan is not None and here.days is not None and selection.seconds == here.left:
        said = planning.TODAYS_PART.format(by=planning.day(plan.by), holds=planning.holds(again, len(ids) - again, took))
    elif plan is not None and here.days is not None and not here.left:
        said = planning.EXTRA.format(spent=planning.minutes(here.spent), minutes=plan.minutes)
        if here.open:
            said = planning.OPEN_LEFT.format(command=command("interview", *here.open))
    elif selection.seconds is not None:
        said = planning.AS_MANY.format(count=len(ids), minutes=planning.minutes(took))
    else:
        return
    terminal.show(Line(terminal.say(said), style=QUIET))
    if here.open and selection.seconds == here.left:
        terminal.show(Line(terminal.say(planning.OPEN_LEFT.format(command=command("interview", *here.open))), style=QUIET))


def _resume(given: Globals) -> int:
    """Go on at the terminal with the quiz that was begun last; return the exit code."""
    terminal, quiz = _terminal(given), unfinished_here(given)
    if quiz is None:
        raise UsageError(
            f"there is no unfinished quiz over this course; begin one with {command('quiz')}",
            f"这门课没有未完成的测验；请用 {command('quiz')} 开始一次",
        )
    session = gone_on_with(pose_again(given.course(), quiz.questions, quiz.seed), answered_in(quiz, terminal))
    return _sit(given, quiz, session)


def _sit(given: Globals, quiz: Unfinished, session: Session, again: str = "", *, told: bool = False) -> int:
    """Put the questions of a session that are left, and show its end; return the exit code.

    `again` is the command that asks the same, where it is a short one; `told`: that the journal is unusable.
    """
    from dl_quiz.learner.writer import Writer
    from dl_quiz.terminal.quiz import Quiz

    if any(map(needs_code, session.posed)):
        given.course().runnable()
    terminal = given.terminal()
    writer = Writer(open_journal(terminal), told)
    begun_after = writer.begin()
    begin(home(), quiz if quiz.after is not None else msgspec.structs.replace(quiz, after=begun_after))
    asking = Quiz(terminal, given.course(), writer, quiz.session)
    session, interrupted = asking.run(session)
    interrupted = asking.summarise(session, again, command("quiz", "--resume"), interrupted=interrupted)
    if session.next is None or not session.graded:
        end(home(), quiz.session)
    return 130 if interrupted else 0


def _terminal(given: Globals) -> Terminal:
    """Return the terminal. Raises UsageError where nobody can be asked."""
    terminal = given.terminal()
    if not terminal.interactive:
        raise UsageError(
            f"there is no terminal to ask at; give --answers FILE (or - for standard input), or write a sheet with {command('sheet')}",
            f"没有可以提问的终端；请用 --answers 文件（或 - 表示标准输入），或用 {command('sheet')} 生成题目单",
        )
    return terminal


def _again(names: tuple[str, ...], selection: Selection) -> str:
    """Return the command that asks the same questions again."""
    chosen = (*(("--level", str(level)) for level in selection.levels), *(("--kind", kind) for kind in selection.kinds))
    options = (word for option in chosen for word in option)
    return command("quiz", *names, *options, "-n", str(selection.count), "--seed", str(selection.seed))


def _grade(given: Globals, selection: Selection, answers: str, terms: Terms, output: Output) -> int:
    """Grade answers from a file or standard input: a filled-in sheet, or plain answers, one a line in the order of the questions."""
    require_format(output.format, *FORMATS)
    output.check()
    course, text = given.course(), read_input(answers)
    where = "standard input" if answers == "-" else answers
    sheet = read_sheet(text, where) if is_sheet(text) else fill_in(course, selection, text, where, given.language)
    report = grade_sheet(course, sheet, where, terms)
    output.give(FORMATS[output.format](report))
    return 0 if report.passed else 1
