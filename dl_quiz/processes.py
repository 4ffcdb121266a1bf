"""Work spread over processes, which Ctrl-C ends quietly, and of which one may die."""

from __future__ import annotations

import multiprocessing
import signal
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager

from dl_quiz.errors import UsageError


@contextmanager
def processes(jobs: int) -> Iterator[ProcessPoolExecutor]:
    """Give a pool of processes. Raises UsageError where one of them dies; an interruption ends them all."""
    pool = ProcessPoolExecutor(jobs, initializer=_obey)
    try:
        yield pool
    except BrokenProcessPool:
        raise UsageError(
            "a process that did part of the work was ended from outside, perhaps for want of memory; try again with fewer --jobs",
            "分担工作的一个进程被外部终止，可能是内存不足；请减少 --jobs 后重试",
        ) from None
    except BaseException:
        for process in multiprocessing.active_children():
            process.terminate()
        raise
    finally:
        pool.shutdown(cancel_futures=True)


def _obey() -> None:
    """Let Ctrl-C end this process at once and without a word: the one that started it says what there is to say."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)
