"""Help keeps to the width by display width, breaks between words, and speaks one language from end to end."""

import re

import pytest

from dl_quiz.cli.app import COMMANDS
from tests.program import run_in_process
from tests.render import fits

ENGLISH = re.compile(r"\b(Usage|Options|Arguments|Commands|Show|Install|default|required|env var)\b")


@pytest.mark.parametrize("columns", [40, 60, 80, 200])
@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("command", ["", *COMMANDS])
def test_help_keeps_to_the_width(command, language, columns):
    done = run_in_process(*command.split(), "--help", language=language, columns=columns)
    lines = done.out.splitlines()
    assert done.code == 0 and fits(lines, min(columns, 100)), [line for line in lines if not fits([line], min(columns, 100))]
    assert not any(line.strip().startswith(("，", "。", "；", "：", "）")) for line in lines)
    if language == "zh":
        assert not ENGLISH.search(done.out)


@pytest.mark.parametrize("columns", [40, 60, 80])
def test_help_breaks_between_words(columns):
    wide = run_in_process("quiz", "--help", columns=100).out
    narrow = run_in_process("quiz", "--help", columns=columns).out
    assert narrow.split() == wide.split()
    chinese = [run_in_process("quiz", "--help", language="zh", columns=each).out for each in (columns, 100)]
    assert "".join(chinese[0].split()) == "".join(chinese[1].split())


def test_terms_stand_beside_what_they_mean_where_there_is_room_and_above_where_there_is_none():
    assert "  topics     List the topics" in run_in_process("--help").out
    assert "  topics\n      List the topics" in run_in_process("--help", columns=40).out


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["--xyzzy"], "没有选项 --xyzzy。请看：dl-quiz --help\n"),
        (["--nope"], "没有选项 --nope；是否想写 --no-pager？请看：dl-quiz --help\n"),
        (["quiz", "--cuont", "3"], "没有选项 --cuont；是否想写 --count？请看：dl-quiz quiz --help\n"),
        (["topcs"], "没有命令“topcs”；是否想写 'topics'？请看：dl-quiz --help\n"),
        (["explain"], "缺少参数 TOPIC[/QUESTION]。请看：dl-quiz explain --help\n"),
        (["quiz", "-n", "none"], "'-n' / '--count' 需要整数，而不是 'none'。请看：dl-quiz quiz --help\n"),
        (["quiz", "-n", "0"], "'-n' / '--count' 的值 0 不在范围 x>=1 内。请看：dl-quiz quiz --help\n"),
        (["grade", "--pass", "x", "a"], "'--pass' 需要数字，而不是 'x'。请看：dl-quiz grade --help\n"),
        (["quiz", "--seed"], "选项 '--seed' 需要一个值。请看：dl-quiz --help\n"),
        (["--plain=1", "topics"], "选项 '--plain' 不带值。请看：dl-quiz --help\n"),
        (["topics", "1", "2"], "多出了参数 2。请看：dl-quiz topics --help\n"),
        (["new", "house", "x"], "'what' 不能是 'house'；可选：'course', 'topic', 'question', 'demo'。请看：dl-quiz new --help\n"),
    ],
)
def test_the_parser_complains_in_chinese(words, sentence):
    done = run_in_process(*words, language="zh")
    assert done.code == 2 and done.err == sentence
