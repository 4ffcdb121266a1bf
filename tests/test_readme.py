"""The README keeps its word: its commands are there, and its page on writing a course can be followed literally."""

import re
import shlex

import pytest
import yaml

from tests.program import ROOT, run_in_process

README = (ROOT / "README.md").read_text(encoding="utf-8")
CHINESE = (ROOT / "README.zh.md").read_text(encoding="utf-8")


def section(readme, title):
    return readme.partition(f"## {title}")[2].partition("\n## ")[0]


def prose_of(readme):
    return re.sub(r"```.*?```", "", readme, flags=re.DOTALL)


def commands_in(readme):
    return [line.partition("#")[0].strip() for block in re.findall(r"```sh\n(.*?)```", readme, re.DOTALL) for line in block.splitlines()]


def headings_in(readme):
    return re.findall(r"^#+(?= )", prose_of(readme), re.MULTILINE)


def exit_codes_in(readme):
    return [(code, re.findall(r"`.+?`", meaning)) for code, meaning in re.findall(r"^\| (\d+) \| (\S.*) \|$", readme, re.MULTILINE)]


def names_in(readme):
    return set(re.findall(r"`[^`\n]+`", prose_of(readme)))


def test_the_quick_start_is_two_commands_one_to_quiz_and_one_to_test():
    commands = commands_in(section(README, "Quick start"))
    assert len(commands) == 2
    assert all(command.startswith("python3 -m venv") for command in commands)
    assert commands[0].endswith("dl-quiz quiz")
    assert "python -m pytest" in commands[1]


def test_ci_runs_the_readme_s_own_test_command():
    assert "grep -m 1 'python -m pytest' README.md" in (ROOT / ".ci" / "run").read_text(encoding="utf-8")


def test_the_page_on_writing_a_course_can_be_followed(tmp_path):
    commands = commands_in(section(README, "Write your own course"))
    assert [command.split()[1] for command in commands] == ["new", "new", "check", "explain", "quiz", "check", "check", "quiz"]
    for command in commands:
        arguments = [word for word in shlex.split(command, comments=True)[1:] if word != "--watch"]
        if arguments[0] == "quiz":
            arguments += ["--answers", "-", "--pass", "1", "--trust"]
        done = run_in_process(*arguments, cwd=tmp_path, stdin="", home=tmp_path / "home")
        assert done.code == (1 if arguments[0] == "quiz" else 0), done.err
    assert yaml.safe_load((tmp_path / "mine" / "questions" / "softmax.yaml").read_text(encoding="utf-8"))["title"] == "The mean"


def test_every_command_of_the_readme_parses():
    commands = [command for command in commands_in(README) if command.startswith("dl-quiz")]
    assert len(commands) >= 12
    for command in commands:
        name = ([*shlex.split(command), ""])[1]
        if name in ("topics", "explain", "demo", "sheet", "check") and not any(
            mark in command for mark in (">", "-o ", "mine", "|", "--schema")
        ):
            done = run_in_process(*shlex.split(command)[1:])
            assert done.code == 0, (command, done.err)


@pytest.mark.parametrize("part", [commands_in, headings_in, exit_codes_in, names_in])
def test_the_chinese_readme_keeps_step(part):
    assert part(README)
    assert part(CHINESE) == part(README)


def test_the_readmes_lead_to_each_other():
    assert "\n[中文](README.zh.md)\n" in README and "\n[English](README.md)\n" in CHINESE
    assert '"README.zh.md"' in (ROOT / "pyproject.toml").read_text(encoding="utf-8")
