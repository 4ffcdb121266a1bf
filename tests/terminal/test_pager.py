"""A pager for what is longer than the screen of a person, and for nothing else; how it is left changes nothing."""

import shutil

import pytest

from dl_quiz.terminal.pager import pager_of
from tests.courses import SMALL
from tests.program import run_in_a_process, run_in_process
from tests.screen import Screen

LONG = ("explain", "conv-operation")
SHORT = ("topics", "--course", str(SMALL))


@pytest.fixture
def pager(tmp_path):
    """Return a pager that keeps what it was given, and ends badly."""
    path = tmp_path / "pager"
    path.write_text(f'#!/bin/sh\necho "PAGED $*"\ncat > {tmp_path}/given\nexit 3\n', encoding="utf-8")
    path.chmod(0o755)
    return path


def seen(tmp_path, *arguments, **environment):
    """Return what a person sees of a command at a terminal of 40 lines, what the pager was given, and the exit code."""
    screen = Screen(*arguments, home=tmp_path / "home", **environment)
    code = screen.end()
    given = tmp_path / "given"
    return screen.text, given.read_text(encoding="utf-8") if given.exists() else None, code


def test_a_long_page_goes_to_the_pager_in_colours_and_its_end_is_nobody_s_affair(tmp_path, pager):
    text, given, code = seen(tmp_path, *LONG, PAGER=str(pager))
    assert code == 0 and text.startswith("PAGED") and "key points" not in text.casefold()
    assert given.count("\n") > 60 and "\x1b[1m" in given and "卷积" not in given
    plain = run_in_process(*LONG, columns=80).out
    assert "\n".join(line.rstrip() for line in _uncoloured(given).split("\n")) == plain


def _uncoloured(text):
    import re

    return re.sub(r"\x1b\[[0-9;]*m", "", text)


@pytest.mark.parametrize(
    ("arguments", "environment"),
    [
        ((*LONG, "--no-pager"), {}),
        (LONG, {"TERM": "dumb"}),
        (LONG, {"DL_QUIZ_PAGER": "cat"}),
        (LONG, {"DL_QUIZ_PAGER": ""}),
        (SHORT, {}),
    ],
)
def test_no_pager_where_none_is_wanted_or_needed(tmp_path, pager, arguments, environment):
    text, given, code = seen(tmp_path, *arguments, **{"PAGER": str(pager), **environment})
    assert (given, code) == (None, 0) and "PAGED" not in text and len(text) > 100


@pytest.mark.parametrize("name", ["no-such-pager-anywhere", "'", "/dev/null", "/"])
def test_a_pager_that_is_not_there_costs_nothing(tmp_path, name):
    text, _, code = seen(tmp_path, *LONG, PAGER=name)
    assert code == 0 and text.replace("\r", "").split("\n")[0].startswith("5 · The convolution operation")


def test_a_pipe_has_no_pager(tmp_path, pager):
    done = run_in_a_process(*LONG, PAGER=str(pager), home=tmp_path / "home")
    assert done.code == 0 and "PAGED" not in done.out and not (tmp_path / "given").exists()


def test_a_pager_that_reads_nothing_is_left_quietly(tmp_path):
    text, _, code = seen(tmp_path, *LONG, PAGER="true")
    assert (text, code) == ("", 0)


@pytest.mark.parametrize("keys", ["q", "\x03q", " \x03\x03 q"])
def test_less_is_left_by_q_and_not_by_ctrl_c(tmp_path, keys):
    if shutil.which("less") is None:
        pytest.skip("less is not installed")
    import os
    import time

    screen = Screen(*LONG, home=tmp_path / "home")
    screen.wait_for("Answer")
    for key in keys:
        time.sleep(0.3)
        os.write(screen.fd, key.encode())
    assert screen.end() == 0 and "Traceback" not in screen.text


@pytest.mark.parametrize(
    ("environment", "words"),
    [
        ({}, ["less", "-R"]),
        ({"PAGER": "less -S"}, ["less", "-S", "-R"]),
        ({"PAGER": "cat"}, []),
        ({"PAGER": ""}, []),
        ({"PAGER": "sh -c 'cat -'"}, ["sh", "-c", "cat -"]),
        ({"PAGER": "cat", "DL_QUIZ_PAGER": "less"}, ["less", "-R"]),
        ({"PAGER": "less", "DL_QUIZ_PAGER": ""}, []),
        ({"PAGER": "less", "TERM": "dumb"}, []),
        ({"PAGER": "less 'x"}, []),
    ],
)
def test_which_pager(monkeypatch, environment, words):
    monkeypatch.setattr(shutil, "which", lambda name: f"/bin/{name}")
    assert pager_of(environment) == words
