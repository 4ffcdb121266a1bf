"""The entry point: one boundary that turns expected errors into one sentence and an exit code."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Sequence

import typer

from dl_quiz.cli.app import build
from dl_quiz.cli.globals import hoist, language_in
from dl_quiz.errors import QuizError, TrustError, clipped
from dl_quiz.nouns import Language, Text
from dl_quiz.visible import visible, visible_line

_CommandLineError: type[Exception] = typer.BadParameter.__mro__[2]
"""The parser's own family of errors, which Typer does not name in public."""


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the program and exit with its code."""
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    code = run(hoist(sys.argv[1:] if arguments is None else arguments))
    gc.freeze()  # what is left at the end goes with the process: searching it for garbage would cost a tenth of a short run
    sys.exit(code)


def run(arguments: Sequence[str]) -> int:
    """Run a command line whose global options stand first; return the exit code."""
    language = language_in(arguments)
    try:
        code = build(arguments, language)(args=list(arguments), prog_name="dl-quiz", standalone_mode=False)
        sys.stdout.flush()
        return code if isinstance(code, int) else 0
    except TrustError as error:
        return _ask_trust(arguments, error, language)
    except QuizError as error:
        return _fail(error.text.of(language), error.exit_code)
    except _CommandLineError as error:
        return _fail(_command_line_fault(error).of(language), 2)
    except (KeyboardInterrupt, typer.Abort):
        return 130
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except OSError as error:
        return _fail(_system_fault(error).of(language), 2)
    except Exception as error:
        if os.environ.get("DL_QUIZ_DEBUG"):
            raise
        return _fail(_own_fault(error).of(language), 70)


def _fail(sentence: str, code: int) -> int:
    sys.stderr.write(visible(sentence.rstrip()) + "\n")
    return code


def _system_fault(error: OSError) -> Text:
    name = visible_line(os.fsdecode(error.filename)) if isinstance(error.filename, str | bytes) else ""
    en, zh = (name, name) if name else ("standard output", "标准输出")
    return Text(
        en=clipped(f"{en}: {error.strerror}; check the name and the room on the disk"),
        zh=clipped(f"{zh}：{error.strerror}；请检查名称和磁盘空间"),
    )


def _own_fault(error: Exception) -> Text:
    name = type(error).__name__
    return Text(
        en=clipped(f"a fault in dl-quiz itself: {name}: {error}; please report it (DL_QUIZ_DEBUG=1 shows more)"),
        zh=clipped(f"dl-quiz 自身出错：{name}：{error}；请反馈（DL_QUIZ_DEBUG=1 可看详情）"),
    )


def _command_line_fault(error: Exception) -> Text:
    """Return the parser's complaint, which names the nearest right word where there is one, and where help is."""
    message = str(getattr(error, "format_message", lambda: str(error))()).rstrip(".").split("\n")[0]
    context = getattr(error, "ctx", None)
    command = context.command_path if context is not None else "dl-quiz"
    stop, stop_zh = ("", "") if message.endswith("?") else (".", "。")
    return Text(en=clipped(f"{message}{stop} Try: {command} --help"), zh=clipped(f"{message}{stop_zh}请看：{command} --help"))


def _ask_trust(arguments: Sequence[str], error: TrustError, language: Language) -> int:
    """Ask a person, once per content, whether a course's code may run; a script is told about --trust."""
    folder = error.problems[0].path.parent
    if "--trust" in arguments or not (sys.stdin and sys.stdin.isatty() and sys.stdout.isatty()):
        return _fail(error.text.of(language), error.exit_code)
    from dl_quiz.learner.trust import trust

    question = Text(en=f"{folder} brings code of its own (demos/). Run it? [y/N] ", zh=f"{folder} 自带代码（demos/）。要运行吗？[y/N] ")
    try:
        answer = input(visible_line(question.of(language))).strip().casefold()
    except (EOFError, KeyboardInterrupt):
        answer = ""
    if answer not in ("y", "yes", "是", "好"):
        return _fail(Text(en="Nothing of it was run.", zh="没有运行它的任何代码。").of(language), error.exit_code)
    return run(arguments if trust(error.digest) else ["--trust", *arguments])
