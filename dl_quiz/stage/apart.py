"""A stranger's code in a process of its own: what it yields comes over, and whatever else it does there becomes one sentence."""

from __future__ import annotations

import contextlib
import io
import multiprocessing
import os
import pickle
import signal
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from multiprocessing.connection import Connection
from typing import Any

from dl_quiz.nouns import Text
from dl_quiz.stage.misconduct import Ended, Misconduct, TooSlow
from dl_quiz.stage.steps import Refusal

MOST_STEPS = 1_000


@dataclass(frozen=True, slots=True)
class Limits:
    """What a process may take: seconds for each value, seconds of processor time for all, bytes of memory."""

    seconds: int = 10
    processor_seconds: int = 300
    memory: int = 2 << 30


USUAL = Limits()
"""What a scene or a kernel of a stranger's may take."""

_ERRORS = (
    *(ArithmeticError, AssertionError, AttributeError, ImportError, IndexError, KeyError, LookupError, MemoryError, NameError),
    *(NotImplementedError, OSError, OverflowError, RecursionError, RuntimeError, SyntaxError, TypeError, ValueError, ZeroDivisionError),
)
_KNOWN = {
    kind.__name__ for kind in (*_ERRORS, bool, bytearray, bytes, complex, dict, float, frozenset, int, list, range, set, slice, str, tuple)
}
"""What of Python's own may come over."""


def apart(produce: Callable[[], Iterator[Any]], limits: Limits | None = None) -> Iterator[Any]:
    """Yield what `produce` yields in a forked process, which has no terminal, and neither endless time nor memory.

    Raises what it raises where that is a plain error of Python; TooSlow where it hangs, Ended where it leaves or dies,
    Misconduct where it yields what is no value.
    """
    import numpy  # noqa: F401 (once here, and not again in every process)

    receive, send = multiprocessing.Pipe(duplex=False)
    child = os.fork()
    if child == 0:
        _perform(produce, send, limits or USUAL)
    send.close()
    try:
        while (value := _next(receive, (limits or USUAL).seconds)) is not _END:
            yield value
    finally:
        receive.close()
        with contextlib.suppress(ProcessLookupError):
            os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)


_END = object()


def _next(receive: Connection, seconds: int) -> Any:
    if not receive.poll(seconds):
        raise TooSlow(Text(en=f"it takes longer than {seconds} seconds", zh=f"超过 {seconds} 秒仍未结束"))
    try:
        word, value = _Reader(io.BytesIO(receive.recv_bytes())).load()
    except (EOFError, OSError):
        raise Ended(Text(en="it ends the whole program", zh="它结束了整个程序")) from None
    except Exception:  # whatever stands for a value there
        raise Misconduct(Text(en="it gives what is no number, text or table", zh="它给出的不是数、文本或表格")) from None
    if word == "raised":
        raise value
    return value if word == "yielded" else _END


class _Reader(pickle.Unpickler):
    """Reads values of ours and of NumPy, and nothing that is defined elsewhere."""

    def find_class(self, module: str, name: str) -> Any:
        """Return what a value is made of."""
        if module.partition(".")[0] in ("dl_quiz", "msgspec", "numpy") or (module == "builtins" and name in _KNOWN):
            return super().find_class(module, name)
        raise pickle.UnpicklingError(f"{module}.{name} is no value")


def _perform(produce: Callable[[], Iterator[Any]], send: Connection, limits: Limits) -> None:
    """Do the child's part; it never returns."""
    try:
        _confine(limits)
        for count, value in enumerate(produce()):
            if count == MOST_STEPS:
                raise Misconduct(Text(en=f"it yields more than {MOST_STEPS:,} steps", zh=f"给出超过 {MOST_STEPS:,} 步"))
            send.send_bytes(pickle.dumps(("yielded", value)))
        send.send_bytes(pickle.dumps(("ended", None)))
    except BaseException as error:  # SystemExit and its like too: none of them may end more than this process
        send.send_bytes(pickle.dumps(("raised", _told(error))))
    finally:
        os._exit(0)


def _confine(limits: Limits) -> None:
    """Take the terminal away, and set bounds."""
    import resource

    null = os.open(os.devnull, os.O_RDWR)
    for handle in range(3):
        os.dup2(null, handle)
    sys.stdin, sys.stdout, sys.stderr = open(0), open(1, "w"), open(2, "w")  # noqa: SIM115
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the one that waits; it ends this process too
    for limit, most in ((resource.RLIMIT_CPU, limits.processor_seconds), (resource.RLIMIT_DATA, limits.memory)):
        hard = resource.getrlimit(limit)[1]
        resource.setrlimit(limit, (most if hard == resource.RLIM_INFINITY else min(most, hard), hard))


def _told(error: BaseException) -> Exception:
    """Return an error as one that can be sent: of Python's own, with its words; else what it is called."""
    if isinstance(error, Misconduct | Refusal):
        return Refusal(error.text) if isinstance(error, Refusal) else error
    words = str(error.args[0] if isinstance(error, KeyError) and error.args else error)
    for kind in type(error).__mro__:
        if kind in _ERRORS:
            return kind(words)
    name = type(error).__name__
    en, zh = (f": {words}", f"：{words}") if words else ("", "")
    return Misconduct(Text(en=f"it raises {name}{en}", zh=f"它抛出 {name}{zh}"))
