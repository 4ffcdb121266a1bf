"""Scenes against their own claims."""

from types import ModuleType

from dl_quiz.course.course import open_course
from dl_quiz.stage.load import load_module

CODE = open_course().code


def demo(name: str) -> ModuleType:
    """Import one demo of our course."""
    return load_module(CODE, name)
