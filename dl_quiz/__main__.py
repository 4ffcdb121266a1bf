"""The entry point; `python -m dl_quiz` is the same program as `dl-quiz`."""

import gc
import os

gc.set_threshold(200_000)  # a start-up allocates much and frees little: looking for garbage costs a third of it
os.environ.setdefault("OMP_NUM_THREADS", "1")  # read by NumPy when it is imported: small arrays on two threads took ten times the work

from dl_quiz.cli.main import main  # noqa: E402

if __name__ == "__main__":
    main()
