"""The entry point; `python -m dl_quiz` is the same program as `dl-quiz`."""

import gc
import os
import signal
import sys

_MISSING = (
    "dl-quiz needs {name}, which this Python does not find; install dl-quiz with pip, and run it without -S"
    " · dl-quiz 需要 {name}，但当前 Python 找不到；请用 pip 安装 dl-quiz，且不要加 -S\n"
)


def main() -> None:
    """Run the program and exit with its code. Ctrl-C ends it quietly, from the first import to the last byte."""
    interruptible = signal.getsignal(signal.SIGINT) is signal.default_int_handler
    _on_interrupt(_leave, interruptible)
    gc.set_threshold(200_000)  # a start-up allocates much and frees little: looking for garbage costs a third of it
    os.environ.setdefault("OMP_NUM_THREADS", "1")  # read by NumPy when it is imported: small arrays on two threads took ten times the work
    code = 130
    try:
        from dl_quiz.cli.main import main as program  # here, where an interruption is quiet

        _on_interrupt(signal.default_int_handler, interruptible)
        code = program(sys.argv[1:])
    except ModuleNotFoundError as missing:
        if (missing.name or "").startswith("dl_quiz"):
            raise
        if sys.stderr is not None:
            sys.stderr.write(_MISSING.format(name=missing.name))
        code = 2
    except KeyboardInterrupt:
        pass
    _on_interrupt(signal.SIG_IGN, interruptible)
    sys.exit(code)


def _on_interrupt(action: object, interruptible: bool) -> None:
    """Say what Ctrl-C does, unless whoever started this program has said that it does nothing."""
    if interruptible:
        signal.signal(signal.SIGINT, action)  # type: ignore[arg-type]


def _leave(*_: object) -> None:
    os._exit(130)


def _forget_the_folder() -> None:
    """Import nothing from the folder in which `python -m dl_quiz` was typed, unless the program itself lies there."""
    here = os.getcwd()  # noqa: PTH109 (pathlib is not imported yet)
    if not sys.flags.safe_path and sys.path[:1] in ([""], [here]) and os.path.dirname(os.path.dirname(__file__)) != here:  # noqa: PTH120
        del sys.path[0]


if __name__ == "__main__":
    _forget_the_folder()
    main()
