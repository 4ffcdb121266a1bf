"""`dl-quiz interview`: the open questions, answered in the learner's own words."""

from __future__ import annotations

import random
import uuid
from datetime import UTC, datetime
from typing import Annotated

import typer

from dl_quiz.asking.card import report_of, to_do
from dl_quiz.asking.interview import MINUTES, Interview, begin, choose_topics
from dl_quiz.asking.judge import Judge
from dl_quiz.asking.listening import Listener
from dl_quiz.cli.globals import Globals
from dl_quiz.cli.help import said
from dl_quiz.cli.history import remembered, rememberer
from dl_quiz.cli.options import PassMark
from dl_quiz.cli.output import read_input, require_format
from dl_quiz.course.course import Course
from dl_quiz.course.find import find_topic
from dl_quiz.errors import JournalError, UsageError
from dl_quiz.learner.home import home
from dl_quiz.learner.interviews import Log, last_card, reopen, unfinished
from dl_quiz.nouns import Card, Setting, Text, Topic
from dl_quiz.render.interview import CardView, render_card, render_to_do
from dl_quiz.render.line import Line
from dl_quiz.render.report import pretty
from dl_quiz.render.style import QUIET
from dl_quiz.sheets.spoken import hear_answers, read_answers
from dl_quiz.terminal.terminal import Terminal
from dl_quiz.text import interviewer

COUNT = 3
"""How many questions an interview has, unless topics are named or it is said."""

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
Format = Annotated[str, typer.Option("--format", metavar="text|json", help=said("How to print the score card.", "成绩单格式。"))]


def interview(
    context: typer.Context,
    topic: Topics = None,
    count: Count = None,
    minutes: Minutes = None,
    level: Level = 2,
    seed: Seed = None,
    aloud: Aloud = False,
    resume: Resume = False,
    last: Last = False,
    answers: Answers = None,
    judge: JudgeCommand = None,
    format: Format = "text",
    pass_mark: PassMark = 0.0,
) -> int:
    """Hold an interview at the terminal; with --answers, hear what a file answers."""
    given: Globals = context.obj
    require_format(format, "text", "json")
    _refuse_together(resume, last, answers)
    course = given.course()
    names = tuple(find_topic(course, name) for name in topic or ())
    if answers is not None:
        return _hear(given, names, answers, _listener(given, judge), format, pass_mark)
    if last:
        return _show_last(given, frozenset(names), format, pass_mark)
    if format != "text":
        raise UsageError("--format json goes with --answers or --last", "--format json 需与 --answers 或 --last 同用")
    terminal = given.terminal()
    if not terminal.interactive:
        raise UsageError(
            "there is no terminal to ask at; give --answers FILE (or - for standard input)",
            "没有可以提问的终端；请用 --answers 文件（或 - 表示标准输入）",
        )
    if resume:
        if topic or count or minutes or seed is not None or aloud:
            raise UsageError(
                "--resume goes on with the interview as it was; give it alone", "--resume 会接着原来的面试；请单独使用，不要加其他选项"
            )
        return _sit(given, terminal, *_resumed(given, course), _listener(given, judge), pass_mark)
    chosen = seed if seed is not None else random.randrange(10_000)
    wanted = count if names or count else COUNT
    topics = choose_topics(course, names, wanted, chosen, {} if seed is not None or names else remembered(terminal))
    setting = Setting(
        id=uuid.uuid4().hex,
        at=datetime.now(UTC),
        course=given.course_name,
        language=given.language,
        topics=topics,
        editions={each: course.hash_of(each) for each in topics},
        minutes=minutes or MINUTES * len(topics),
        level=level,
        seed=chosen,
        aloud=aloud,
    )
    return _sit(given, terminal, begin(course, setting), Log(home() / "interviews", setting), _listener(given, judge), pass_mark)


def _listener(given: Globals, command: str | None) -> Listener:
    return Listener(given.terminal().warn, None if command is None else Judge(command, given.language))


def _refuse_together(resume: bool, last: bool, answers: str | None) -> None:
    if sum((resume, last, answers is not None)) > 1:
        raise UsageError("--resume, --last and --answers exclude each other; give one", "--resume、--last 和 --answers 只能用一个")


def _sit(given: Globals, terminal: Terminal, interview: Interview, log: Log, listener: Listener, pass_mark: float) -> int:
    """Hold an interview, and show its score card; return the exit code."""
    from dl_quiz.terminal.interview import Table  # who has answers from a file sits at no terminal

    if interview.turn is not None and not interview.seconds:
        terminal.show(Line(terminal.say(_greeting(interview)), style=QUIET))
    held, interrupted = Table(terminal, listener.listen, log, rememberer(terminal)).run(interview)
    if held.turn is not None:
        command = given.typed("dl-quiz interview --resume")
        left = interviewer.KEPT.format(command=command) if log.kept else interviewer.NOT_KEPT
        terminal.show("", Line(terminal.say(left), style=QUIET))
    else:
        _finish(given, terminal, held, log)
    log.close()
    return 130 if interrupted else 0 if held.turn is not None or held.card.share >= pass_mark else 1


def _greeting(interview: Interview) -> Text:
    count = len(interview.readings)
    counted = interviewer.ONE_QUESTION if count == 1 else interviewer.QUESTIONS.format(count=count)
    return interviewer.GREETING.format(count=counted, minutes=round(interview.setting.minutes, 1))


def _finish(given: Globals, terminal: Terminal, held: Interview, log: Log) -> None:
    """Keep the score card, and show it beside the last one of the same questions."""
    card, setting = held.card, held.setting
    before = last_card(home() / "interviews", setting.course, frozenset(setting.topics), before=setting.id)
    try:
        log.append(card)
    except JournalError as error:
        terminal.warn(error.text)
    topics = {reading.id: reading.topic for reading in held.readings}
    _show(given, terminal, card, topics, before[1] if before else None)


def _show(given: Globals, terminal: Terminal, card: Card, topics: dict[str, Topic], last: Card | None) -> None:
    terminal.show("", render_card(card, CardView(topics, given.typed, last), terminal.language))
    terminal.show("", render_to_do(to_do(card, topics), given.typed, terminal.language))


def _resumed(given: Globals, course: Course) -> tuple[Interview, Log]:
    """Return the interview that was left last, and its log. Raises UsageError where there is none, or where its questions have changed."""
    record = unfinished(home() / "interviews", given.course_name)
    if record is None:
        raise UsageError(
            "there is no interview to go on with; begin one with dl-quiz interview", "没有未完成的面试；请用 dl-quiz interview 开始一场"
        )
    changed = [each for each, hash in record.setting.editions.items() if each not in course.topics or course.hash_of(each) != hash]
    if changed:
        listed = ", ".join(changed)
        raise UsageError(
            f"the questions of that interview have changed since ({listed}); begin a new one with dl-quiz interview",
            f"那场面试的题目已有变化（{listed}）；请用 dl-quiz interview 重新开始",
        )
    return begin(course, record.setting, record.events), reopen(record)


def _show_last(given: Globals, topics: frozenset[str], format: str, pass_mark: float) -> int:
    """Show the last score card; return the exit code."""
    course, terminal = given.course(), given.terminal()
    found = last_card(home() / "interviews", given.course_name, topics)
    if found is None:
        raise UsageError("there is no score card yet; begin with dl-quiz interview", "还没有成绩单；请先用 dl-quiz interview 面试一场")
    setting, card = found
    known = {topic: course.read(topic).topic for topic in setting.topics if topic in course.topics}
    before = last_card(home() / "interviews", given.course_name, frozenset(setting.topics), before=setting.id)
    if format == "json":
        terminal.write(pretty(report_of(card, course.manifest.title.of(given.language), known, given.language, pass_mark)))
    else:
        _show(given, terminal, card, known, before[1] if before else None)
    return 0 if card.share >= pass_mark else 1


def _hear(given: Globals, names: tuple[str, ...], answers: str, listener: Listener, format: str, pass_mark: float) -> int:
    """Hear answers from a file or standard input, and print the score card; return the exit code."""
    course, terminal = given.course(), given.terminal()
    where = "standard input" if answers == "-" else answers
    card, topics = hear_answers(course, names, read_answers(course, read_input(answers), where), listener.listen)
    if format == "json":
        terminal.write(pretty(report_of(card, course.manifest.title.of(given.language), topics, given.language, pass_mark)))
    else:
        terminal.show(render_card(card, CardView(topics, given.typed), terminal.language))
    return 0 if card.share >= pass_mark else 1
