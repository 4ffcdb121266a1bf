"""Every command that is printed for the user works as printed: it keeps the course and the language of the run that printed it."""

import ast
import re
import shlex
from datetime import date

import pytest

from dl_quiz.cli.app import COMMANDS
from dl_quiz.text.commands import command, keeping
from tests.attempts import remember
from tests.courses import SMALL
from tests.program import ROOT, run_in_process

PRINTED = re.compile(rf"dl-quiz(?: (?:{'|'.join(COMMANDS)})\b| --)[^·；。，（）()\n“””\]]*")
COURSE = "my course"
THERE = ("--course", COURSE, "--lang", "zh", "--trust")
KEPT = f"--course '{COURSE}' --lang zh"
PLACEHOLDERS = {"名称": "add", "场景": "count", "DATE": f"{date.today()}"}
SPOKEN = "answers: {adding: It counts pairs., charts: Nothing.}"
RUNS = (
    [],
    ["--help"],
    ["topics", "adding"],
    ["topics", "nothing-like-it"],
    ["explain", "adding"],
    ["explain", "charts"],
    ["explain", "adding/none"],
    ["demo"],
    ["demo", "add", "--help"],
    ["demo", "nothing-like-it"],
    ["demo", "add", "xyz"],
    ["quiz"],
    ["quiz", "--resume"],
    ["quiz", "--nonsense"],
    ["interview", "--last"],
    ["interview", "--answers", "-"],
    ["grade", "bad.json"],
)


@pytest.fixture
def here(tmp_path):
    (tmp_path / COURSE).symlink_to(SMALL)
    (tmp_path / "bad.json").write_text(
        '{"schema": "dl-quiz.sheet/9", "course": {"title": "", "demos": "", "topics": {}}, "seed": 1, "language": "zh", "items": []}'
    )
    remember(tmp_path / "home", ("adding/name", 0.0), ("charts/say-it", 1.0), ("adding/points/sum", 0.0))
    return tmp_path


def run(here, *words, **more):
    return run_in_process(*words, columns=900, home=here / "home", cwd=here, **more)


def commands_in(text):
    """Return the commands of this program that a text holds, each to the end of its sentence or cell."""
    found = (re.split(r"  |；", one.rstrip(" ：:`"))[0].rstrip(" `") for one in PRINTED.findall(text))
    return [one for one in found if "[OPTIONS" not in one]


@pytest.mark.parametrize("words", RUNS, ids=" ".join)
def test_a_printed_command_keeps_the_course_and_the_language_and_works(here, words):
    done = run(here, *words, *THERE, stdin=SPOKEN)
    printed = commands_in(done.out + done.err)
    assert printed
    for line in dict.fromkeys(printed):
        assert KEPT in line, line
        typed = [PLACEHOLDERS.get(word, word) for word in shlex.split(line.partition(KEPT)[0] + KEPT)[1:]]
        if typed[:1] == ["--install-completion"]:
            continue
        again = run(here, *typed, "--trust")
        asked = typed[0] in ("quiz", "interview", "review") and again.code == 2 and "没有可以提问的终端" in again.err
        assert asked or again.code in (0, 1), (line, again.err)


@pytest.mark.parametrize("words", RUNS, ids=" ".join)
def test_nothing_is_added_where_nothing_was_given(here, words):
    done = run(here, *words, stdin=SPOKEN)
    assert "--course" not in "".join(commands_in(done.out + done.err)) and "--lang" not in "".join(commands_in(done.out + done.err))


def test_every_command_that_is_printed_is_composed_in_one_place():
    """No text of the program spells a command out; a command's own documentation does."""
    for path in {*(ROOT / "dl_quiz").rglob("*.py")} - {ROOT / "dl_quiz" / "render" / "sheet.py"}:  # sheets go to other machines
        tree = ast.parse(path.read_text(encoding="utf-8"))
        documentation = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in documentation:
                assert not re.search(rf"dl-quiz (?:{'|'.join(COMMANDS)}\b|--)", node.value), f"{path.name}:{node.lineno} {node.value}"


def test_words_are_quoted_where_a_shell_needs_it():
    with keeping(["--course", "a b"]):
        assert command("topics", "it's", "卷积", "a/b", "--size=3,4") == "dl-quiz topics 'it'\"'\"'s' 卷积 a/b --size=3,4 --course 'a b'"
    assert shlex.split(command("x; rm -rf $HOME"))[1] == "x; rm -rf $HOME"
    assert command() == "dl-quiz"
