"""`dl-quiz export`: to standard output or a file, with what was lost told beside it."""

import pytest

from tests.courses import SMALL
from tests.program import run_in_process

THERE = ("--course", SMALL, "--trust")
FIRST = {
    "anki": "#separator:tab",
    "gift": "$CATEGORY: A small course/Adding\n",
    "moodle": '<?xml version="1.0" encoding="UTF-8"?>\n<quiz>',
    "markdown": "# A small course\n",
    "html": "<!DOCTYPE html>\n",
}


@pytest.mark.parametrize("format", FIRST)
def test_a_course_is_written_whole_and_what_was_lost_is_told_apart(format, tmp_path):
    done = run_in_process("export", format, *THERE, home=tmp_path)
    assert done.code == 0 and done.out.startswith(FIRST[format])
    assert done.err.splitlines()[-1] == f"Questions written for {format}: 10."
    assert "not all of its draws were taken (--draws takes more)" in done.err
    path = tmp_path / "out"
    again = run_in_process("export", format, "-o", path, *THERE, home=tmp_path)
    assert (again.code, again.out, path.read_text(encoding="utf-8")) == (0, "", done.out)
    refused = run_in_process("export", format, "-o", path, *THERE, home=tmp_path)
    assert refused.code == 2 and "exists; choose another name" in refused.err
    chinese = run_in_process("export", format, "adding", *THERE, home=tmp_path, language="zh")
    assert chinese.err.splitlines()[-1] == f"已为 {format} 写出题目：7。" and "加法" in chinese.out


def test_another_course_s_code_is_not_run_for_it(tmp_path):
    done = run_in_process("export", "anki", "--course", SMALL, home=tmp_path)
    assert done.code == 3 and done.out == "" and "add --trust" in done.err


def test_an_unknown_topic_gets_its_sentence(tmp_path):
    done = run_in_process("export", "anki", "subtracting", *THERE, home=tmp_path)
    assert done.code == 2 and "subtracting" in done.err
