"""The learner's own folder."""

from __future__ import annotations

import os
from pathlib import Path


def home() -> Path:
    """Return the folder of the journal and of what the learner trusts: DL_QUIZ_HOME, else the user's data folder."""
    chosen = os.environ.get("DL_QUIZ_HOME")
    if chosen:
        return Path(os.path.expanduser(chosen))  # noqa: PTH111 (Path.expanduser fails for unknown users)
    from platformdirs import user_data_path

    return user_data_path("dl-quiz", appauthor=False)
