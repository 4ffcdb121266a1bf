"""What is written as YAML is read again as what was meant, whatever it says."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dl_quiz.course.decode import Decoder
from dl_quiz.course.nodes import read_nodes
from dl_quiz.course.write import told_in, yaml_text
from dl_quiz.nouns import Noun

HARD = [
    "yes",
    "1e3",
    "0x10",
    "~",
    "12:30",
    "- a",
    "a: b",
    "#",
    "a #b",
    "{x}",
    "[x]",
    "'",
    '"',
    "\\n",
    "a\nb",
    "a\n  b\n",
    "é",
    "·",
    "2024-01-01",
    ".5",
    "=",
    "<<",
    "|",
    ">",
    "%",
    "@",
    "`",
    "!",
    "&a",
    "*a",
    "？",
    "1_000",
    "007",
]


class Note(Noun, frozen=True):
    say: str
    marks: tuple[str, ...]


class Notes(Noun, frozen=True):
    title: str
    notes: tuple[Note, ...]


def read(text):
    decoder = Decoder(Path("x.yaml"))
    value = decoder.decode(read_nodes(Path("x.yaml"), text), Notes)
    assert decoder.problems == []
    return value


@pytest.mark.parametrize("hard", HARD)
def test_hard_texts_come_back(hard):
    text = yaml_text({"title": hard, "notes": [{"say": hard, "marks": [hard, "plain"]}]})
    assert read(text) == Notes(hard, (Note(hard, (hard, "plain")),)), text


@settings(max_examples=200, deadline=None)
@given(st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")) | st.just("\n"), min_size=1).filter(str.strip))
def test_any_text_comes_back(text):
    assert read(yaml_text({"title": text, "notes": []})).title == text


def test_texts_stand_in_the_languages_of_the_course():
    data = {"ask": {"en": "a", "zh": "b"}, "list": [{"say": {"en": "c", "zh": "d"}}], "with": {"en": "x"}}
    assert told_in(("zh",), data) == {"ask": "b", "list": [{"say": "d"}], "with": {"en": "x"}}
    assert told_in(("en", "zh"), data) == data
