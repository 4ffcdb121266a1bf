"""No file of a legal size takes long to be refused or read, and none makes a sentence of unbearable length."""

from pathlib import Path

import pytest
import yaml

from dl_quiz.course import nodes
from dl_quiz.course.reading import read_topic, tree_of
from dl_quiz.errors import CourseError
from tests.courses import SMALL
from tests.quick import seconds_of

TOPIC = (SMALL / "questions" / "adding.yaml").read_text(encoding="utf-8")
DRAW = "draw: {left: [1, 2, 3], right: [4, 5]}"


def many(template, count):
    return "".join(template.format(turn) for turn in range(count))


HOSTILE = {
    "a key of a megabyte": "? " + "x" * 1_000_000 + "\n: 1\n",
    "one key often": "a: 1\n" * 90_000,
    "many unknown keys": many("k{}: 1\n", 90_000),
    "many anchors": many("k{0}: &a{0} x\n", 60_000),
    "many aliases": "a: &a [x, x]\nb: [" + "*a, " * 60_000 + "]",
    "many values": "[" + "a, " * 600_000,
    "many comments": "#\n" * 900_000,
    "many tabs": "\t" * 1_000_000,
    "many question marks": "? a\n: b\n" * 60_000,
    "one long line": "a" * 1_900_000,
    "one long text": "a: |\n" + "  x\n" * 400_000,
    "many escapes": 'a: "' + "\\u0041" * 300_000 + '"',
    "deep by indent": "".join(" " * depth + "a:\n" for depth in range(1500)),
    "an id of a megabyte": TOPIC.replace("- id: name", "- id: " + "x" * 1_000_000),
    "a source of a megabyte": TOPIC.replace("cite: {source: peano1889, place: \"§1\"}\n  - id: name", "cite: {source: " + "x" * 1_000_000 + ", place: x}\n  - id: name"),
    "names that are not drawn": TOPIC.replace('"What is {left} + {right}?"', '"' + "{x} " * 100_000 + '"'),
    "a where of a megabyte": TOPIC.replace(DRAW, DRAW + "\n    where: " + "1+" * 500_000 + "1"),
    "an option of a megabyte": TOPIC.replace("en: Swapping doubles it", "en: " + "1 " * 500_000),
    "a level of base 60": TOPIC.replace("level: 2", "level: 1" + ":1" * 300_000, 1),
    "many patterns": TOPIC.replace("[[sum, together], [two numbers]]", "[[" + many("w{}, ", 60_000) + "]]"),
    "many terms": TOPIC.replace("accept: {en: [sum, total]", "accept: {en: [" + many("w{}, ", 60_000) + "x]"),
}  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_nothing_takes_long_and_no_sentence_is_long(text):
    data = text.encode()
    assert len(data) <= 2_000_000
    path = Path("topic.yaml")

    def read():
        try:
            read_topic(path, tree_of(path, data))
        except CourseError as error:
            assert all(len(line) < 700 for line in error.text.en.split("\n"))
            assert len(error.text.en) < 100_000

    assert seconds_of(read) < 8


@pytest.mark.parametrize("loader", [yaml.SafeLoader, getattr(yaml, "CSafeLoader", yaml.SafeLoader)])
@pytest.mark.parametrize(
    "text",
    [
        "[" * 900,
        "[" * 1500,
        "{a: " * 900,
        "{a: " * 1500,
        "[a, " * 900,
        "[\n" * 900,
        "- " * 900 + "a",
        "".join(" " * depth + "a:\n" for depth in range(300)),
    ],
    ids=lambda text: text[:4],
)
def test_depth_gets_our_sentence_whatever_the_parser(monkeypatch, loader, text):
    monkeypatch.setattr(nodes, "_Loader", loader)
    with pytest.raises(CourseError) as failure:
        nodes.read_nodes(Path("x"), text)
    assert failure.value.text.en.endswith("is nested deeper than 40 levels; flatten it")
    assert failure.value.text.zh.endswith("嵌套超过 40 层；请减少层级")
