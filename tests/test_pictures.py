"""The READMEs' pictures are those of real runs, they are fresh, and they ask nothing of the network."""

import re
import xml.etree.ElementTree as ET

import pytest

from tests.golden.scenes import arithmetic
from tests.golden.test_scenes import TAKEN_WITH
from tests.pictures import FOLDERS, PICTURES, picture
from tests.program import ROOT, run_in_process


@pytest.mark.skipif(arithmetic() != TAKEN_WITH, reason=f"last digits were taken with {TAKEN_WITH}; here is {arithmetic()}")
@pytest.mark.parametrize("language", FOLDERS)
@pytest.mark.parametrize("name", PICTURES)
def test_a_picture_is_what_the_program_draws_today(name, language):
    held = (FOLDERS[language] / f"{name}.svg").read_text(encoding="utf-8")
    assert held == picture(name, language), "run python -m tests.pictures, and look at them"


@pytest.mark.parametrize(("readme", "language"), [("README.md", "en"), ("README.zh.md", "zh")])
def test_a_readme_shows_them_all_in_its_language(readme, language):
    shown = re.findall(r"!\[[^]]+\]\((.+?)\)", (ROOT / readme).read_text(encoding="utf-8"))
    folder = FOLDERS[language]
    assert shown == [f"{folder.relative_to(ROOT).as_posix()}/{name}.svg" for name in PICTURES]
    assert {path.stem for path in folder.glob("*.svg")} == set(PICTURES)


@pytest.mark.parametrize("command", [("demo", "conv", "slide"), ("explain", "dropout"), ("explain", "dropout/what-is-reduced")])
def test_a_page_is_text_that_is_complete_and_asks_nothing_of_the_network(command, tmp_path):
    for format in ("svg", "html"):
        file = tmp_path / f"page.{format}"
        done = run_in_process(*command, "--format", format, "-o", file)
        assert (done.code, done.out, done.err) == (0, "", "")
        page = file.read_text(encoding="utf-8")
        assert not any(fetched in page for fetched in ("url(http", "src=", "@import", "<link", "@font-face"))
    shown = "".join(ET.fromstring((tmp_path / "page.svg").read_text(encoding="utf-8")).itertext()).replace("\xa0", " ")
    assert ("Multiply each pixel" if command[0] == "demo" else "unit" if "/" not in command[1] else "signal") in shown


def test_a_page_in_chinese_and_for_a_light_ground():
    page = ("demo", "conv", "slide", "--format", "svg")
    pages = [run_in_process(*page, language="zh", DL_QUIZ_THEME=theme).out for theme in ("dark", "light")]
    assert all("卷积" in page for page in pages)
    assert "#0c0c0c" in pages[0] and "#0c0c0c" not in pages[1]


def test_chinese_characters_lie_beside_each_other():
    page = ET.fromstring(run_in_process("demo", "conv", "slide", "--format", "svg", language="zh").out)
    texts = [text for text in page.iter("{http://www.w3.org/2000/svg}text") if "textLength" in text.attrib]
    per_character = {
        wide: {round(float(text.attrib["textLength"]) / len(text.text), 1) for text in texts if re.fullmatch(pattern, text.text)}
        for wide, pattern in ((False, r"[!-~]+"), (True, r"[一-鿿：，。]+"))
    }
    assert per_character == {False: {12.2}, True: {24.4}}


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("demo", "conv", "-o", "x.svg"), "--output goes with --format json, svg or html\n"),
        (("explain", "dropout", "-o", "x.svg"), "--output goes with --format json, svg or html\n"),
        (("demo", "--format", "svg"), "--format svg wants a demo's name\n"),
        (("explain", "dropout", "--format", "pdf"), "--format takes text, svg or html, not “pdf”\n"),
    ],
)
def test_wrong_ways(arguments, said):
    done = run_in_process(*arguments)
    assert (done.code, done.err) == (2, said)


def test_a_score_card_is_a_page_too(tmp_path):
    (tmp_path / "spoken.json").write_text('{"answers": {"dropout": "Units are zeroed at random with probability p."}}', encoding="utf-8")
    done = run_in_process("interview", "--answers", tmp_path / "spoken.json", "--format", "html", "-o", tmp_path / "card.html")
    assert (done.code, done.out, done.err) == (0, "", "")
    assert "Score card" in (tmp_path / "card.html").read_text(encoding="utf-8")
    refused = run_in_process("interview", "--answers", tmp_path / "spoken.json", "-o", tmp_path / "card.txt")
    assert (refused.code, refused.err) == (2, "--output goes with --format json, svg or html\n")
