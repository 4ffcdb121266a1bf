"""A hostile course: its texts hold whatever a format takes for its own."""

import pytest

from dl_quiz.course.course import open_course
from dl_quiz.course.write import yaml_text

HARD = "= ~ # { } : \\ % * -> \" ' < > & [x] [sound:a.mp3] {{c1::b}} \\(x\\) @= +1\n\t$$ 二 ]]> <!-- --> ::y:: //z"
"""A text of everything that means something to GIFT, XML, HTML, Markdown, Anki or a spreadsheet."""
TERM = "50% = a~b {c} *d* #e"


@pytest.fixture
def hostile(tmp_path):
    """Return a course in which each text is hard."""
    reason = {"because": f"{HARD} because"}
    questions = [
        {"id": "one", "ask": f"{HARD} ask", "hint": HARD, "choose": [{"say": f"%50%{HARD}", "right": True, **reason}, {"say": f"wrong {HARD}", **reason}, "=cmd"], "explain": f"{HARD} explain", "url": "https://x.y/?a=b&c=<d>#e"},
        {"id": "some", "ask": HARD, "select": [{"say": f"first {HARD}", "right": True}, {"say": f"second {HARD}", "right": True}, {"say": "third", "right": True}, {"say": f"bad {HARD}", **reason}, "worse"]},
        {"id": "count", "ask": HARD, "number": {"key": -0.125, "within": 0.5, "relative": 0.1, "unit": "m/s", "slips": [{"value": 4, **reason}]}},
        {"id": "term", "ask": HARD, "phrase": {"accept": [TERM, "gradient: descent"], "wrong": [{"hear": [f"not {TERM}"], **reason}]}},
        {"id": "steps", "ask": HARD, "order": [f"a -> {HARD}", f"b = {HARD}", f"c ~ {HARD}"]},
    ]  # fmt: skip
    (tmp_path / "questions").mkdir()
    (tmp_path / "questions" / "course.yaml").write_text(yaml_text({"title": HARD, "format": 2, "languages": ["en"]}), encoding="utf-8")
    (tmp_path / "questions" / "hard.yaml").write_text(yaml_text({"title": f"Hard {HARD}", "questions": questions}), encoding="utf-8")
    return open_course(tmp_path)
