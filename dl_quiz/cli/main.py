"""The entry point: one boundary that turns expected errors into one sentence and an exit code."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import MutableMapping, Sequence
from pathlib import Path

import typer

from dl_quiz.cli.app import build
from dl_quiz.cli.globals import hoist, kept_in, language_in
from dl_quiz.errors import QuizError, TrustError, clipped, own_fault
from dl_quiz.nouns import Language, Text
from dl_quiz.terminal.streams import complain, open_streams, undelivered
from dl_quiz.text import words
from dl_quiz.text.commands import command, keeping
from dl_quiz.text.parser import sentence_in_chinese
from dl_quiz.visible import visible_line

SHELLS = ("bash", "zsh", "fish", "powershell", "pwsh")
"""The shells for which there is completion."""
_CommandLineError: type[Exception] = typer.BadParameter.__mro__[2]
"""The parser's own family of errors, which Typer does not name in public."""


_NO_COMPLETION = Text(
    en="the shell does not say what is to be completed; set completion up again: {command}",
    zh="shell 没有说明要补全什么；请重新安装补全：{command}",
)


def main(arguments: Sequence[str]) -> int:
    """Run the program; return its exit code, which tells of output that could not be written."""
    outlet = open_streams()
    _mind_the_size(os.environ)
    code = run(hoist(arguments))
    failure = undelivered(outlet)
    if failure is not None:
        code = _fail(_undelivered(failure).of(language_in(arguments)), 2)
    gc.freeze()  # what is left at the end goes with the process: searching it for garbage would cost a tenth of a short run
    return code


def run(arguments: Sequence[str]) -> int:
    """Run a command line whose global options stand first; return the exit code."""
    with keeping(kept_in(arguments)):
        return _run(arguments, language_in(arguments))


def _run(arguments: Sequence[str], language: Language) -> int:
    try:
        if (shell := os.environ.get("_DL_QUIZ_COMPLETE", "").removeprefix("complete_")) in SHELLS:
            from dl_quiz.cli.completion import complete

            return complete(shell)
        code = build(arguments, language)(args=list(arguments), prog_name="dl-quiz", standalone_mode=False)
        return code if isinstance(code, int) else 0
    except TrustError as error:
        return _ask_trust(arguments, error, language)
    except QuizError as error:
        return _fail(error.text.of(language), error.exit_code)
    except _CommandLineError as error:
        return _fail(_command_line_fault(error).of(language), 2)
    except (KeyboardInterrupt, typer.Abort):
        return 130
    except SystemExit as leaving:  # the completion of a shell, which ends so
        return 2 if leaving.code else 0
    except OSError as error:
        return _fail(_system_fault(error).of(language), 2)
    except Exception as error:
        if os.environ.get("DL_QUIZ_DEBUG"):
            raise
        if os.environ.get("_DL_QUIZ_COMPLETE"):
            return _fail(_NO_COMPLETION.format(command=command("--install-completion")).of(language), 2)
        return _fail(own_fault("", error).of(language), 70)


def _mind_the_size(environment: MutableMapping[str, str]) -> None:
    """Forget COLUMNS and LINES where they are no such number as a library expects that reads them."""
    for name in ("COLUMNS", "LINES"):
        value = environment.get(name, "")
        if not (value.isascii() and value.isdigit() and value.strip("0") and len(value) < 9):
            environment.pop(name, None)


def _fail(sentence: str, code: int) -> int:
    complain(sentence)
    return code


def _system_fault(error: OSError) -> Text:
    name = os.fsdecode(error.filename) if isinstance(error.filename, str | bytes) else ""
    en, zh = (f"{name}: ", f"{name}：") if name else ("", "")
    return Text(
        en=clipped(f"{en}{error.strerror}; check the name and the room on the disk"),
        zh=clipped(f"{zh}{error.strerror}；请检查名称和磁盘空间"),
    )


def _undelivered(error: OSError) -> Text:
    return Text(
        en=f"standard output cannot be written ({error.strerror}); make room, or send it elsewhere",
        zh=f"标准输出无法写入（{error.strerror}）；请腾出空间或改写到别处",
    )


def _command_line_fault(error: Exception) -> Text:
    """Return the parser's complaint, which names the nearest right word where there is one, and where help is."""
    message = str(getattr(error, "format_message", lambda: str(error))()).rstrip(".").split("\n")[0]
    context = getattr(error, "ctx", None)
    help = command(*(context.command_path.split()[1:] if context is not None else ()), "--help")
    chinese = sentence_in_chinese(message)
    stop, stop_zh = ("" if said.endswith(("?", "？")) else mark for said, mark in ((message, "."), (chinese, "。")))
    return Text(en=clipped(f"{message}{stop} Try: {help}"), zh=clipped(f"{chinese}{stop_zh}请看：{help}"))


def _ask_trust(arguments: Sequence[str], error: TrustError, language: Language) -> int:
    """Ask a person, once per content, whether a course's code may run; a script is told about --trust."""
    folder = error.problems[0].path.parent
    folder = folder if folder != Path() else folder.resolve()
    if "--trust" in arguments or not (sys.stdin and sys.stdin.isatty() and sys.stdout.isatty()):
        return _fail(error.text.of(language), error.exit_code)
    from dl_quiz.learner.trust import trust

    question = Text(en=f"{folder} brings code of its own (demos/). Run it? [y/N] ", zh=f"{folder} 自带代码（demos/）。要运行吗？[y/N] ")
    try:
        answer = input(visible_line(question.of(language))).strip().casefold()
    except (EOFError, KeyboardInterrupt):
        answer = ""
    if answer not in words.YES:
        return _fail(Text(en="Nothing of it was run.", zh="没有运行它的任何代码。").of(language), error.exit_code)
    return run(arguments if trust(error.digest) else ["--trust", *arguments])
