"""GIFT, read back by our own reader and by others' (pygiftparser; gift-pegjs where node and GIFT_PEGJS lead to it)."""

import json
import os
import shutil
import subprocess

import pytest

from dl_quiz.course.course import open_course
from dl_quiz.exchange.from_gift import read_gift
from dl_quiz.exchange.items import Wish, listed
from dl_quiz.exchange.quizzes import percent, positional
from dl_quiz.exchange.to_gift import to_gift
from tests.courses import SMALL
from tests.exchange.conftest import HARD, TERM

COURSE = open_course(SMALL, trusted=True)
ENGLISH, CHINESE = (to_gift(COURSE, Wish(COURSE.topics, language)) for language in ("en", "zh"))
FLAT = HARD.replace("\t", " ")


def back(made):
    """Return what our reader makes of an export, by the name of each question."""
    drafts = read_gift(made.text)
    return {draft.name: draft.data for draft in drafts.questions}, drafts.left


def test_every_question_comes_back():
    found, left = back(ENGLISH)
    assert [one.why.en for one in left] == ["matching has no kind here", "an essay cannot be graded here"]
    choose = found["adding/commutes"]["choose"]
    right = COURSE.read("adding").topic.questions[1].answer.options
    assert {option["say"]: option["because"] for option in choose if not option.get("right")} == {
        option.say.en: option.because.en for option in right if not option.right
    }
    assert [option["say"] for option in choose if option.get("right")] == [option.say.en for option in right if option.right]
    assert {option["say"] for option in found["adding/which-sums"]["select"] if isinstance(option, dict) and option.get("right")} == {
        option.say.en for option in COURSE.read("adding").topic.questions[2].answer.options if option.right
    }
    assert {"sum", "total", "和"} <= set(found["adding/name"]["phrase"]["accept"])
    assert (
        found["adding/sum-of-two"]["explain"].endswith("--left 3 --right 4")
        or "Proof: dl-quiz demo add" in found["adding/sum-of-two"]["explain"]
    )
    assert back(CHINESE)[0].keys() == found.keys() and "交换" in CHINESE.text


def test_what_gift_has_no_place_for_is_told():
    told = listed(ENGLISH.lost, "en")
    assert "steps to be put in order became pairs of a step and its place (1): adding/counting-on" in told
    assert "an answer in one's own words became an essay, which nobody grades (1): charts/say-it" in told
    assert any(line.startswith("numbers there are plain decimals, not 1/3, 75% or 2^10 (") for line in told)
    assert "spelling is not forgiven there (1): adding/name" in told
    chinese = listed(CHINESE.lost, "zh")
    assert "排序题改成了步骤与位次的配对 (1): adding/counting-on" in chinese and "那里不容忍拼写错误 (1): adding/name" in chinese
    assert any(line.startswith(("那里只认十进制数", "口述题改成了")) for line in chinese)


def test_hard_texts_come_back_as_they_were(hostile):
    made = to_gift(hostile, Wish(hostile.topics, "en"))
    found, left = back(made)
    assert [one.why.en for one in left] == ["matching has no kind here"]
    ask = " ".join(f"{FLAT} ask".split())
    assert " ".join(found["hard/one"]["ask"].split()) == ask
    options = {" ".join(option["say"].split()): option for option in found["hard/one"]["choose"] if isinstance(option, dict)}
    flat = " ".join(FLAT.split())
    assert options[f"%50%{flat}"]["right"] and " ".join(options[f"wrong {flat}"]["because"].split()) == f"{flat} because"
    assert "=cmd" in found["hard/one"]["choose"] and found["hard/one"]["explain"].endswith("Page: https://x.y/?a=b&c=<d>#e")
    assert len([option for option in found["hard/some"]["select"] if isinstance(option, dict) and option.get("right")]) == 3
    assert found["hard/count"]["number"] == {"key": -0.125, "within": 0.5125}
    assert found["hard/term"]["phrase"]["accept"] == [TERM, "gradient: descent"]
    assert found["hard/term"]["phrase"]["wrong"][0]["hear"] == [f"not {TERM}"]


def test_shares_and_numbers_are_written_as_moodle_knows_them():
    assert [percent(share) for share in (1, 1 / 3, 1 / 7, 0, -0.5, 1 / 6)] == ["100", "33.33333", "14.28571", "0", "-50", "16.66667"]
    assert [positional(value) for value in (1e-5, 3.0, -0.125, 1e20, 8.000000000000002)] == [
        "0.00001",
        "3",
        "-0.125",
        "100000000000000000000",
        "8",
    ]


@pytest.mark.parametrize("made", [ENGLISH, CHINESE], ids=["en", "zh"])
def test_another_reader_reads_every_question(made, tmp_path):
    parser = pytest.importorskip("pygiftparser.parser", reason="pygiftparser is not installed: pip install pygiftparser")
    path = tmp_path / "a.gift"
    path.write_text(made.text, encoding="utf-8")
    with path.open(encoding="utf-8") as file:
        questions = parser.parseFile(file)
    assert all(question.valid for question in questions) and len(questions) == made.count
    kinds = {question.title: type(question.answers).__name__ for question in questions}
    assert kinds["adding/counting-on"] == "MatchingSet" and kinds["adding/name"] == "SelectSet" and kinds["charts/say-it"] == "Essay"
    assert kinds["adding/which-sums"] == "MultipleChoicesSet" and kinds["adding/sum-of-two"] in (
        "NumericAnswerSet",
        "MultipleNumericAnswer",
        "NumericSet",
    )


def test_the_parser_of_moodle_s_editors_reads_hard_texts(hostile, tmp_path):
    folder = os.environ.get("GIFT_PEGJS")
    if not folder or shutil.which("node") is None:
        pytest.skip("node and GIFT_PEGJS (a folder in which `npm install gift-pegjs` was run) are wanted")
    made = to_gift(hostile, Wish(hostile.topics, "en"))
    program = "import {parse} from 'gift-pegjs'; import fs from 'fs'; console.log(JSON.stringify(parse(fs.readFileSync(0, 'utf8'))))"
    (tmp_path / "read.mjs").write_text(program)
    done = subprocess.run(
        ["node", "--input-type=module", "-e", program], input=made.text, cwd=folder, capture_output=True, encoding="utf-8", check=True
    )
    questions = {question["title"]: question for question in json.loads(done.stdout) if question["type"] != "Category"}
    assert questions["hard/one"]["stem"]["text"] == f"{FLAT} ask" and len(questions) == 5
    assert {choice["text"]["text"]: choice["isCorrect"] for choice in questions["hard/one"]["choices"]} == {
        f"%50%{FLAT}": True,
        f"wrong {FLAT}": False,
        "=cmd": False,
    }
    assert [choice["weight"] for choice in questions["hard/some"]["choices"]].count(33.33333) == 3
