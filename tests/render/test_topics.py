"""Ids in a list stand whole, to be copied, wherever the terminal is wide enough for them."""

import pytest

from dl_quiz.asking.listing import list_questions
from dl_quiz.course.course import open_course
from dl_quiz.render.topics import question_list
from dl_quiz.terminal.terminal import Terminal

COURSE = open_course()


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("width", [60, 72, 80, 120])
def test_every_id_stands_whole(capsys, monkeypatch, width, language):
    monkeypatch.setenv("COLUMNS", str(width))
    terminal = Terminal(language, plain=True)
    for outline in COURSE.outlines:
        terminal.show(question_list(list_questions(COURSE, outline.id, {}, language), terminal.width))
        words = capsys.readouterr().out.split()
        assert {f"{outline.id}/{question.id}" for question in outline.questions} <= set(words)
