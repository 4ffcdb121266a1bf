"""The README keeps its word: its commands are there, and its page on writing a course can be followed literally."""

import re
import shlex

import yaml

from tests.program import ROOT, run_in_process

README = (ROOT / "README.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```sh\n(.*?)```", README, re.DOTALL)


def test_the_quick_start_is_two_commands_one_to_quiz_and_one_to_test():
    section = README.partition("## Quick start")[2].partition("\n## ")[0]
    commands = re.findall(r"```sh\n(.*?)```", section, re.DOTALL)
    assert len(commands) == 2
    assert all(command.count("\n") == 1 and command.startswith("python3 -m venv") for command in commands)
    assert commands[0].strip().endswith("dl-quiz quiz")
    assert "python -m pytest" in commands[1]


def test_ci_runs_the_readme_s_own_test_command():
    assert "grep -m 1 'python -m pytest' README.md" in (ROOT / ".ci" / "run").read_text(encoding="utf-8")


def test_the_page_on_writing_a_course_can_be_followed(tmp_path):
    section = README.partition("## Write your own course")[2].partition("\n## ")[0]
    commands = [line for block in re.findall(r"```sh\n(.*?)```", section, re.DOTALL) for line in block.splitlines()]
    assert [command.split()[1] for command in commands] == ["new", "check", "check", "quiz"]
    for command in commands:
        arguments = shlex.split(command)[1:]
        if arguments[0] == "quiz":
            arguments += ["--answers", "-", "--pass", "1", "--trust"]
        done = run_in_process(*arguments, cwd=tmp_path, stdin="")
        assert done.code == (1 if arguments[0] == "quiz" else 0), done.err
    assert yaml.safe_load((tmp_path / "mine" / "questions" / "my-first-topic.yaml").read_text(encoding="utf-8"))["demo"] == "my_first_topic"
    assert (tmp_path / "mine" / "demos" / "my_first_topic.py").exists()


def test_every_command_of_the_readme_parses():
    commands = [line.partition("#")[0].strip() for block in BLOCKS for line in block.splitlines() if line.startswith("dl-quiz")]
    assert len(commands) >= 12
    for command in commands:
        name = ([*shlex.split(command), ""])[1]
        if name in ("topics", "explain", "demo", "sheet", "check") and not any(
            mark in command for mark in (">", "-o ", "mine", "|", "--schema")
        ):
            done = run_in_process(*shlex.split(command)[1:])
            assert done.code == 0, (command, done.err)
