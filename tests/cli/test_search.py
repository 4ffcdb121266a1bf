"""`dl-quiz search`: hits with a line of what they say and the command that opens them, at any width."""

import json
import re
import shlex

import pytest

from tests.courses import SMALL
from tests.program import run_in_process
from tests.render import fits

THERE = ("--course", SMALL, "--trust")


def test_every_hit_is_opened_by_its_command():
    hits = [
        hit
        for words in ("dropout", "softmax")
        for hit in json.loads(run_in_process("search", words, "-n", 20, "--format", "json").out)["hits"]
    ]
    assert {hit["sort"] for hit in hits} >= {"topic", "demo", "point", "scene", "question", "follow-up", "exercise"}
    for hit in {hit["command"]: hit for hit in hits if hit["sort"] not in ("scene", "demo", "exercise")}.values():
        done = run_in_process(*shlex.split(hit["command"])[1:])
        assert done.code == 0 and done.out


@pytest.mark.parametrize(("word", "command"), [("luck", "demo add luck"), ("加法", "explain adding"), ("图画", "demo pictures")])
def test_a_hit_of_another_course_keeps_it(word, command):
    assert f"  dl-quiz {command} --course {SMALL}\n" in run_in_process("search", word, *THERE, columns=300).out


@pytest.mark.parametrize("columns", [20, 40, 80, 120])
@pytest.mark.parametrize(("language", "word"), [("en", "momentum"), ("zh", "动量"), ("en", "动量")])
def test_a_page_keeps_to_the_width(columns, language, word):
    lines = run_in_process("search", word, columns=columns, language=language).out.splitlines()
    assert fits(lines, columns) and len(lines) > 20


def test_the_words_stand_in_the_line_that_is_shown():
    out = run_in_process("search", "momentum", "-n", 8, columns=60).out
    hits = [hit.split("\n") for hit in out.split("\n\n") if hit.startswith(("key point", "question"))]
    shown = [next(line for line in hit if line.startswith("  ")) for hit in hits]
    assert len(shown) >= 4 and all("momentum" in line.casefold() for line in shown)


def test_more_is_told_and_shown_by_its_command():
    out = run_in_process("search", "momentum", "-n", 2, columns=100).out
    told = re.fullmatch(r"2 of (\d+); more: dl-quiz search momentum -n (\d+)", out.rstrip().split("\n")[-1])
    assert told and told[1] == told[2] and int(told[1]) > 20
    assert "more:" not in run_in_process("search", "momentum", "-n", told[1]).out


@pytest.mark.parametrize(
    ("words", "language", "told"),
    [
        (["momentun"], "en", "Nothing was found for “momentun”.\nDid you mean “momentum”? dl-quiz search momentum\n"),
        (["xyzzy"], "en", "Nothing was found for “xyzzy”.\n"),
        (["xyzzy"], "zh", "没有找到“xyzzy”。\n"),
        ([""], "en", "Nothing was found for “”.\n"),
        (["\x1b[31m"], "en", "Nothing was found for “␛[31m”.\n"),
    ],
)
def test_nothing_is_told(words, language, told):
    done = run_in_process("search", *words, language=language)
    assert (done.code, done.out, done.err) == (0, told, "")


def test_nothing_is_a_document_too():
    document = json.loads(run_in_process("search", "xyzzy", "--format", "json").out)
    assert (document["count"], document["hits"], document["words"]) == (0, [], ["xyzzy"])


def test_a_word_that_is_missing_is_asked_for():
    done = run_in_process("search")
    assert done.code == 2 and "Try: dl-quiz search --help" in done.err
