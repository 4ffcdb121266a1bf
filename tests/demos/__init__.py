"""Kernels against references that are not ours, and scenes against their own claims."""

import os
from pathlib import Path
from types import ModuleType

from dl_quiz.stage.load import load_demo

DEMOS = Path(os.environ.get("DL_QUIZ_TEST_DEMOS") or Path(__file__).parents[2] / "demos")
"""Where the demos under test lie; the mutation tool points this at a mutated copy."""


def demo(name: str) -> ModuleType:
    """Import one demo of our course."""
    return load_demo(DEMOS, name)


def kernels(name: str) -> ModuleType:
    """Import one file of kernels of our course."""
    return load_demo(DEMOS, f"kernels.{name}")
