"""Moodle's XML: by the rules of its importer, read back by a parser that is not ours, and hard texts as they were."""

import html
import xml.etree.ElementTree as et

import pytest

from dl_quiz.course.course import open_course
from dl_quiz.exchange.items import Wish, listed
from dl_quiz.exchange.to_moodle import _escaped, to_moodle
from tests.courses import SMALL
from tests.exchange.conftest import HARD, TERM

COURSE = open_course(SMALL, trusted=True)
ENGLISH, CHINESE = (to_moodle(COURSE, "small", Wish(COURSE.topics, language, draws=3)) for language in ("en", "zh"))
GRADES = [100, 90, 83.33333, 80, 75, 70, 66.66667, 60, 50, 40, 33.33333, 30, 25, 20, 16.66667, 14.28571, 12.5, 11.11111, 10, 5, 0]
"""The shares that Moodle's importer knows (question/engine/bank.php), and their negatives."""


def questions(made):
    return {question.findtext("name/text"): question for question in et.fromstring(made.text) if question.get("type") != "category"}


def shown(text):
    """Return what a text of HTML shows."""
    return html.unescape(text.replace("<br>", "\n"))


@pytest.mark.parametrize("made", [ENGLISH, CHINESE], ids=["en", "zh"])
def test_every_question_obeys_the_importer(made):
    root = et.fromstring(made.text)
    categories = [one.findtext("category/text") for one in root if one.get("type") == "category"]
    assert len(categories) == 2 and all(category.startswith("$course$/top/") for category in categories)
    found = questions(made)
    assert len(found) == made.count == 14
    assert len({one.findtext("idnumber") for one in found.values()}) == len(found)
    for one in found.values():
        assert one.get("type") in ("multichoice", "numerical", "shortanswer", "matching", "essay")
        assert one.findtext("questiontext/text") and one.find("generalfeedback/text") is not None
        shares = [float(answer.get("fraction")) for answer in one.findall("answer")]
        assert all(abs(share) in GRADES for share in shares)
        if one.get("type") in ("numerical", "shortanswer") or one.findtext("single") == "true":
            assert max(shares) == 100
        elif one.get("type") == "multichoice":
            assert sum(share for share in shares if share > 0) == pytest.approx(100, abs=0.001)
            assert sum(share for share in shares if share < 0) == pytest.approx(-100, abs=0.001), "who picks everything earns nothing"


def test_numbers_have_tolerances_and_reasons():
    one = questions(ENGLISH)["adding/sum-of-two@1"]
    key, *slips = one.findall("answer")
    asked = [int(word) for word in one.findtext("questiontext/text").rstrip("?").split() if word.isdigit()]
    assert float(key.findtext("text")) == sum(asked) and float(key.findtext("tolerance")) == 0
    assert slips and all(slip.get("fraction") == "0" and slip.findtext("feedback/text") and slip.findtext("tolerance") for slip in slips)
    whole = questions(ENGLISH)
    assert [name for name in whole if name.startswith("adding/sum-of-two")] == [f"adding/sum-of-two@{turn}" for turn in (1, 2, 3)]


def test_the_other_kinds():
    found = questions(ENGLISH)
    steps = [(one.findtext("text"), one.findtext("answer/text")) for one in found["adding/counting-on"].findall("subquestion")]
    assert steps == [(step.en, str(place)) for place, step in enumerate(COURSE.read("adding").topic.questions[4].answer.steps, 1)]
    assert found["charts/say-it"].findtext("graderinfo/text").startswith("• ")
    term = found["adding/name"]
    assert {"sum", "和"} <= {answer.findtext("text") for answer in term.findall("answer") if answer.get("fraction") == "100"}
    assert any(answer.findtext("feedback/text") for answer in term.findall("answer") if answer.get("fraction") == "0")
    assert found["adding/commutes"].findtext("hint/text")
    assert "steps to be put in order became pairs of a step and its place (1): adding/counting-on" in listed(ENGLISH.lost, "en")


def test_hard_texts_are_shown_as_they_were(hostile):
    made = to_moodle(hostile, "x", Wish(hostile.topics, "en"))
    found = questions(made)
    flat = HARD.replace("\t", " ")
    assert shown(found["hard/one"].findtext("questiontext/text")) == f"{flat} ask"
    answers = {shown(answer.findtext("text")): answer.get("fraction") for answer in found["hard/one"].findall("answer")}
    assert answers == {f"%50%{flat}": "100", f"wrong {flat}": "0", "=cmd": "0"}
    assert next(answer.findtext("text") for answer in found["hard/term"].findall("answer")) == TERM.replace("*", r"\*")
    assert next(shown(one.findtext("text")) for one in found["hard/steps"].findall("subquestion")) == f"a -> {flat}"
    category = next(one for one in et.fromstring(made.text) if one.get("type") == "category").findtext("category/text")
    assert category.count("/") - 2 * category.count("//") == 3, "a slash in a title is no new category"


@pytest.mark.parametrize("made", [ENGLISH, CHINESE], ids=["en", "zh"])
def test_another_parser_reads_the_choices(made):
    parser = pytest.importorskip("moodle_xml_parser.parser", reason="moodle-xml-parser is not installed: pip install moodle-xml-parser")
    read = {one.name: one for one in parser.parse_string(made.text)["multichoice"]}
    for name, one in questions(made).items():
        if one.get("type") == "multichoice":
            mine = [
                (answer.findtext("text"), float(answer.get("fraction")), answer.findtext("feedback/text"))
                for answer in one.findall("answer")
            ]
            assert [(option.answer, option.score_fraction, option.feedback or "") for option in read[name].options] == mine
            assert read[name].single == (one.findtext("single") == "true")


def test_what_xml_cannot_hold_becomes_a_sign():
    assert _escaped("a\x00b\x0b\ufffe<&>") == "a␀b␋\ufffd&lt;&amp;&gt;"
