"""Commands to type next: what each is good for stands beside it where there is room, else below; nothing is cut."""

import pytest

from dl_quiz.render.suggestions import Suggestions
from tests.render import fits, printed

COMMANDS = [("dl-quiz quiz --course courses/small", "ten questions"), ("dl-quiz topics --course courses/small", "所有主题")]


def test_beside_each_other_where_there_is_room():
    assert printed(Suggestions(COMMANDS), 80) == [
        "  dl-quiz quiz --course courses/small    ten questions",
        "  dl-quiz topics --course courses/small  所有主题",
    ]


def test_below_each_other_where_there_is_none():
    assert printed(Suggestions(COMMANDS), 50) == [
        "  dl-quiz quiz --course courses/small",
        "    ten questions",
        "  dl-quiz topics --course courses/small",
        "    所有主题",
    ]


@pytest.mark.parametrize("width", [20, 30, 54, 55, 56])
def test_nothing_is_cut(width):
    lines = printed(Suggestions(COMMANDS), width)
    assert fits(lines, width)
    assert "".join("".join(lines).split()) == "".join("".join(one).replace(" ", "") for one in COMMANDS)
