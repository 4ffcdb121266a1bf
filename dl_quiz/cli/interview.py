"""`dl-quiz interview`: the open questions, answered in the learner's own words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

import typer

from dl_quiz.asking.card import report_of, to_do
from dl_quiz.asking.interview import Interview
from dl_quiz.asking.judge import Judge
from dl_quiz.asking.listening import Listener
from dl_quiz.cli.agreement import COUNT, LEVEL, Wish, agreed, resumed
from dl_quiz.cli.globals import Globals
from dl_quiz.cli.help import said
from dl_quiz.cli.history import open_journal
from dl_quiz.cli.options import PAGES, OutputFile, Overwrite, PassMark
from dl_quiz.cli.output import Output, output_of, require_format
from dl_quiz.course.find import find_topic
from dl_quiz.errors import JournalError, UsageError
from dl_quiz.learner.home import home
from dl_quiz.learner.interviews import Log, last_card
from dl_quiz.nouns import Card, Setting
from dl_quiz.render.interview import CardView, render_card, render_greeting, render_to_do
from dl_quiz.render.line import Line
from dl_quiz.render.report import pretty
from dl_quiz.render.style import QUIET
from dl_quiz.sheets.read import read_input
from dl_quiz.sheets.spoken import hear_answers, read_answers
from dl_quiz.terminal.terminal import Terminal
from dl_quiz.text import interviewer, words
from dl_quiz.text.commands import command

Topics = Annotated[
    list[str] | None, typer.Argument(help=said("Topics (default: those of which you said least).", "主题（默认：你说到最少的）。"))
]
Count = Annotated[
    int | None,
    typer.Option(
        "-n", "--count", min=1, help=said(f"How many questions ({COUNT}, or the topics named).", f"题目数量（{COUNT}，或所列主题）。")
    ),
]
Minutes = Annotated[
    float | None,
    typer.Option(min=0.5, max=600, help=said("The time given; it is shown, and cuts nobody off.", "限时；只显示，不会打断。")),
]
Level = Annotated[
    int,
    typer.Option(
        "--level", min=1, max=3, help=said("The level of the first follow-up; later ones adapt.", "第一个追问的难度，之后自动调整。")
    ),
]
Seed = Annotated[int | None, typer.Option(min=0, help=said("The same questions and follow-ups again.", "重现同样的题目和追问。"))]
Aloud = Annotated[bool, typer.Option("--aloud", help=said("Speak, then tick the points that you said.", "开口说，再勾选说到的要点。"))]
Code = Annotated[bool, typer.Option("--code", help=said("End with a function to be written.", "最后写一个函数。"))]
Resume = Annotated[bool, typer.Option("--resume", help=said("Go on with the interview that you left.", "接着上次没完成的面试。"))]
Last = Annotated[bool, typer.Option("--last", help=said("Show the last score card again.", "再看上次的成绩单。"))]
Answers = Annotated[
    str | None,
    typer.Option(
        metavar="FILE",
        help=said(
            'Hear answers from a file, or - for standard input: {"answers": {"dropout": "…"}}, JSON or YAML.',
            '从文件（或 - 表示标准输入）听取回答：{"answers": {"dropout": "…"}}，JSON 或 YAML。',
        ),
    ),
]
JudgeCommand = Annotated[
    str | None,
    typer.Option(
        metavar="COMMAND",
        help=said("Let a program of yours hear the answers (see docs/judge.md).", "由你指定的程序来听取回答（见 docs/judge.md）。"),
    ),
]
Format = Annotated[str, typer.Option("--format", metavar="text|json|svg|html", help=said("How to print the score card.", "成绩单格式。"))]


_ONLY_SITTING = (
    "-n, --minutes, --level, --seed, --aloud and --code are for an interview at the terminal; leave them out",
    "-n、--minutes、--level、--seed、--aloud 和 --code 只用于终端面试；请去掉",
)


def interview(
    context: typer.Context,
    topic: Topics = None,
    count: Count = None,
    minutes: Minutes = None,
    level: Level = LEVEL,
    seed: Seed = None,
    aloud: Aloud = False,
    code: Code = False,
    resume: Resume = False,
    last: Last = False,
    answers: Answers = None,
    judge: JudgeCommand = None,
    format: Format = "text",
    output: OutputFile = None,
    force: Overwrite = False,
    pass_mark: PassMark = 0.0,
) -> int:
    """Hold an interview at the terminal; with --answers, hear what a file answers."""
    given: Globals = context.obj
    require_format(format, "text", "json", *PAGES)
    shown = Shown(output_of(format, output, force), pass_mark)
    _refuse_together(resume, last, answers)
    names = tuple(find_topic(given.course(), name) for name in topic or ())
    listener = Listener(given.terminal().warn, None if judge is None else Judge(judge, given.language))
    wish = Wish(names, count, minutes, level, seed, aloud)
    if (answers is not None or last) and (code or wish != Wish(names)):
        raise UsageError(*_ONLY_SITTING)
    if answers is not None:
        return _hear(given, names, answers, listener, shown)
    if last:
        return _show_last(given, frozenset(names), shown)
    if format != "text":
        raise UsageError(f"--format {format} goes with --answers or --last", f"--format {format} 需与 --answers 或 --last 同用")
    terminal = _terminal(given)
    if code:
        given.course().runnable()
    interview, log = resumed(given, wish) if resume else agreed(given, wish, terminal)
    return _sit(given, interview, log, listener, Ending(pass_mark, code))


def _terminal(given: Globals) -> Terminal:
    """Return the terminal. Raises UsageError where nobody can be asked."""
    terminal = given.terminal()
    if not terminal.interactive:
        raise UsageError(
            "there is no terminal to ask at; give --answers FILE (or - for standard input)",
            "没有可以提问的终端；请用 --answers 文件（或 - 表示标准输入）",
        )
    return terminal


def _refuse_together(resume: bool, last: bool, answers: str | None) -> None:
    if sum((resume, last, answers is not None)) > 1:
        raise UsageError("--resume, --last and --answers exclude each other; give one", "--resume、--last 和 --answers 只能用一个")


@dataclass(frozen=True, slots=True)
class Ending:
    """How an interview ends: from which share on it passes, and whether with a function to be written."""

    pass_mark: float
    code: bool


def _sit(given: Globals, interview: Interview, log: Log, listener: Listener, ending: Ending) -> int:
    """Hold an interview, and show its score card; return the exit code."""
    from dl_quiz.learner.writer import Writer
    from dl_quiz.terminal.interview import Interviewer  # who has answers from a file sits at no terminal

    terminal = given.terminal()
    if interview.turn is not None and not interview.seconds:
        terminal.show(render_greeting(interview, terminal.language))
    writer = Writer(open_journal(terminal))
    held, interrupted = Interviewer(terminal, listener.listen, log, writer.save).run(interview)
    if held.turn is not None:
        left = interviewer.KEPT.format(command=command("interview", "--resume")) if log.kept else interviewer.NOT_KEPT
        terminal.show("", Line(terminal.say(left), style=QUIET))
    else:
        _finish(given, terminal, held, log)
    saved = writer.end(patient=not interrupted)
    if saved not in (words.SAVED, None):
        terminal.warn(saved)
    log.close()
    if interrupted or (ending.code and held.turn is None and _code(given, held.setting) == 130):
        return 130
    return 0 if held.turn is not None or held.card.share >= ending.pass_mark else 1


def _code(given: Globals, setting: Setting) -> int:
    """End with an exercise; return its exit code."""
    from dl_quiz.cli.practising import exercise_after  # it takes NumPy, which an interview does not

    desk = exercise_after(given, setting.topics, setting.seed)
    return desk.sit() if desk is not None else 0


def _finish(given: Globals, terminal: Terminal, held: Interview, log: Log) -> None:
    """Keep the score card, and show it beside the last one of the same questions."""
    card, setting = held.card, held.setting
    before = last_card(home() / "interviews", setting.course, frozenset(setting.topics), before=setting.id)
    try:
        log.append(card)
    except JournalError as error:
        terminal.warn(error.text)
    topics = {reading.id: reading.topic for reading in held.readings}
    view = CardView(topics, before[1] if before else None)
    terminal.show("", render_card(card, view, terminal.language))
    terminal.show("", render_to_do(to_do(card, topics), terminal.language))


@dataclass(frozen=True, slots=True)
class Shown:
    """How a score card is given: in which format and where, and from which share on it passes."""

    out: Output
    pass_mark: float

    def give(self, given: Globals, card: Card, view: CardView) -> int:
        """Print a score card; return the exit code."""
        if self.out.format == "json":
            title = given.course().manifest.title.of(given.language)
            self.out.give(pretty(report_of(card, title, view.topics, given.language, self.pass_mark)))
        elif self.out.format in PAGES:
            from dl_quiz.terminal.page import Page  # a page is seldom wanted

            page = Page(given.language)
            page.show(render_card(card, view, given.language))
            self.out.give(page.written(self.out.format, command("interview")))
        else:
            given.terminal().show(render_card(card, view, given.language))
        return 0 if card.share >= self.pass_mark else 1


def _show_last(given: Globals, topics: frozenset[str], shown: Shown) -> int:
    """Show the last score card, and what to do; return the exit code."""
    course, terminal, folder = given.course(), given.terminal(), home() / "interviews"
    found = last_card(folder, given.course_name, topics)
    if found is None:
        begin = command("interview")
        raise UsageError(f"there is no score card yet; begin with {begin}", f"还没有成绩单；请先用 {begin} 面试一场")
    setting, card = found
    known = {topic: course.read(topic).topic for topic in setting.topics if topic in course.topics}
    before = last_card(folder, given.course_name, frozenset(setting.topics), before=setting.id)
    code = shown.give(given, card, CardView(known, before[1] if before else None))
    if shown.out.format == "text":
        terminal.show("", render_to_do(to_do(card, known), terminal.language))
    return code


def _hear(given: Globals, names: tuple[str, ...], answers: str, listener: Listener, shown: Shown) -> int:
    """Hear answers from a file or standard input, and print the score card; return the exit code."""
    course, where = given.course(), "standard input" if answers == "-" else answers
    card, topics = hear_answers(course, names, read_answers(course, read_input(answers), where), listener.listen)
    return shown.give(given, card, CardView(topics))
