"""The Typer application: the global options, and the commands in the order in which people meet them."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from typing import Annotated, Any

import msgspec
import typer

from dl_quiz import __version__
from dl_quiz.cli.globals import WITH_VALUE, Globals, language_for, require_language
from dl_quiz.cli.help import said, speak
from dl_quiz.cli.layout import lay_out
from dl_quiz.errors import UsageError
from dl_quiz.nouns import Language
from dl_quiz.text import words
from dl_quiz.text.commands import command

COMMANDS = {
    "topics": said("List the topics, or one topic's questions.", "列出所有主题，或某个主题的题目。"),
    "quiz": said("Ask, grade and explain.", "出题、判分、讲解。"),
    "interview": said("Answer the open questions in your own words.", "用自己的话回答开放题。"),
    "review": said("Ask again what is due.", "复习到期的题。"),
    "plan": said(
        "Plan until the interview: a date, minutes a day, what each day holds.", "制定到面试那天的计划：日期、每天的分钟数、每天做什么。"
    ),
    "progress": said(
        "What you answered and what you know; export, import, undo, reset.", "你做了什么、掌握了什么；导出、导入、撤销、重置。"
    ),
    "explain": said("Model answer, key points, myths, follow-ups, sources and proofs.", "参考答案、要点、误区、追问、出处与证明。"),
    "demo": said(
        "Play a walkthrough: all scenes of a demo, or one with its options; without a name, list them.",
        "播放演示：一个演示的全部场景，或带选项的单个场景；不给名称则列出全部。",
    ),
    "implement": said(
        "Write a function yourself, and have it judged; without a name, list them.", "自己动手实现函数并判定；不给名称则列出全部。"
    ),
    "search": said(
        "Find topics, points, questions, demos and scenes by words, English or Chinese.",
        "按中文或英文词语查找主题、要点、题目、演示和场景。",
    ),
    "sheet": said("Write a question sheet.", "生成题目单。"),
    "take": said("Sit a question sheet at the terminal.", "在终端作答一份题目单。"),
    "grade": said("Grade filled-in sheets.", "批改填好的题目单。"),
    "export": said("Write a course for Anki, Moodle or readers.", "把课程导出给 Anki、Moodle，或成书。"),
    "check": said("Find everything that an author can get wrong; --run proves every answer.", "检查课程的一切错误；--run 证明每个答案。"),
    "new": said("Begin a course, a topic, a question or a demo.", "新建课程、主题、题目或演示。"),
}
"""The commands, each with its help; each is the function of its own name in the module of its own name."""

_MORE: dict[str, dict[str, Any]] = {
    "demo": {"add_help_option": False, "context_settings": {"ignore_unknown_options": True, "allow_extra_args": True}}
}
"""What Typer is told of a command besides: `demo` has its scenes' options, and tells of them in its help."""


def build(arguments: Sequence[str], language: Language) -> Any:
    """Return the command for a command line, with its help in a language.

    What is named on it is loaded alone, for a start-up in proportion; where nothing is, the commands are there by name, to be listed.
    """
    app = typer.Typer(
        name="dl-quiz",
        help=said(
            "Deep-learning interview questions that quiz, grade and explain, each answer proved by a demo that you can run.",
            "深度学习面试题：出题、判分、讲解，每个答案都有可运行的演示来证明。",
        ),
        epilog=said(
            f"The global options may stand anywhere on the line. Begin with: {command('quiz')}",
            f"全局选项可写在命令行任何位置。先试试：{command('quiz')}",
        ),
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["--help", "-h"]},
    )
    app.callback(invoke_without_command=True)(root)
    rest = iter(arguments)
    named = next((word for word in rest if not (word in WITH_VALUE and [next(rest, None)]) and word in COMMANDS), None)
    for name, text in COMMANDS.items():
        if named in (None, name):
            body = getattr(import_module(f"dl_quiz.cli.{name}"), name) if named else _unnamed
            app.command(name, help=text, **_MORE.get(name, {}))(body)
    return lay_out(speak(typer.main.get_command(app), language), language, shutil.get_terminal_size().columns)


def _unnamed() -> None:
    """Stand for a command where all are listed and none is run."""


def _version(wanted: bool) -> None:
    if wanted:
        sys.stdout.write(f"dl-quiz {__version__}\n")
        raise typer.Exit


def _language(asked: str | None) -> str | None:
    if asked not in (None, "en", "zh", "auto"):
        raise UsageError(f"--lang takes en, zh or auto, not “{asked}”", f"--lang 只能是 en、zh 或 auto，而不是“{asked}”")
    return asked


def _save(lang: str | None) -> None:
    """Remember the language. Raises UsageError where none is given."""
    from dl_quiz.learner.home import home
    from dl_quiz.learner.settings import save_settings, settings

    if lang is None:
        raise UsageError("--save remembers the language; give it with --lang", "--save 用来记住语言；请同时给出 --lang")
    saved = None if lang == "auto" else language_for(lang)
    save_settings(home(), msgspec.structs.replace(settings(home()), lang=saved))
    text = words.LANGUAGE_SAVED if saved else words.LANGUAGE_FORGOTTEN
    sys.stdout.write(text.of(language_for(lang)) + "\n")


def root(
    context: typer.Context,
    lang: Annotated[str | None, typer.Option(callback=_language, metavar="en|zh|auto", help=said("Language.", "语言。"))] = None,
    course: Annotated[
        list[Path] | None,
        typer.Option(
            envvar="DL_QUIZ_COURSE",
            help=said(
                "The folder of another course, or a topic's file; repeated, courses add up, and builtin is ours.",
                "另一门课程的文件夹，或一个主题文件；可重复，多门课程合在一起，builtin 指内置课程。",
            ),
        ),
    ] = None,
    plain: Annotated[bool, typer.Option("--plain", help=said("No colour.", "不用颜色。"))] = False,
    trust: Annotated[bool, typer.Option("--trust", help=said("Let that course's own code run.", "允许运行该课程自带的代码。"))] = False,
    save: Annotated[
        bool,
        typer.Option("--save", help=said("Remember --lang from now on (auto: forget it).", "记住 --lang，以后默认使用（auto 表示取消）。")),
    ] = False,
    no_pager: Annotated[bool, typer.Option("--no-pager", help=said("Long pages at once.", "长内容不分页。"))] = False,
    version: Annotated[
        bool, typer.Option("--version", is_eager=True, callback=_version, help=said("Print the version.", "显示版本。"))
    ] = False,
) -> None:
    """Take the global options; alone on the line, show where the learner is."""
    require_language()
    if save:
        _save(lang)
    context.obj = Globals(language_for(lang), tuple(course or ()), plain, trust, not no_pager)
    if context.invoked_subcommand is None and not save:
        from dl_quiz.cli.home import home

        home(context.obj)
