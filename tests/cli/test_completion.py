"""What the Tab key offers: the completer answers the shells' scripts, bash itself uses it, and no course can make it do anything else."""

import os
import re
import shutil
import subprocess
import sys

import pytest

from tests.courses import SMALL, copy_of_small, edit
from tests.program import ROOT, run_in_a_process, run_in_process

SAFE = re.compile(r"[\w@%+=,./-]+")


def asked(line, shell="bash", **environment):
    """Return what the completer prints for a line with the cursor at its end, and its exit code."""
    if shell == "bash":
        words = line.split(" ")
        protocol = {"COMP_WORDS": "\n".join(words), "COMP_CWORD": str(len(words) - 1)}
    else:
        protocol = {"_TYPER_COMPLETE_ARGS": line, "_TYPER_COMPLETE_FISH_ACTION": "get-args"}
    done = run_in_process(_DL_QUIZ_COMPLETE=f"complete_{shell}", **protocol, **environment)
    assert done.err == ""
    return done


def offered(line, **environment):
    return asked(line, **environment).out.split()


@pytest.mark.parametrize(
    ("line", "some"),
    [
        ("dl-quiz ", ["topics", "quiz", "explain", "demo", "search", "check"]),
        ("dl-quiz to", ["topics"]),
        ("dl-quiz -", ["--lang", "--course", "--no-pager"]),
        ("dl-quiz --lang ", ["en", "zh", "auto"]),
        ("dl-quiz quiz dro", ["dropout"]),
        ("dl-quiz quiz gan dro", ["dropout"]),
        ("dl-quiz topics 卷", ["卷积操作", "卷积层"]),
        ("dl-quiz explain dropout/noi", ["dropout/noise-variance"]),
        ("dl-quiz explain 4/noi", ["4/noise-variance"]),
        ("dl-quiz demo conv", ["conv", "convlayer", "convpool"]),
        ("dl-quiz demo conv s", ["slide"]),
        ("dl-quiz demo conv slide --", ["--size", "--kernel", "--seed", "--format", "--lang"]),
        ("dl-quiz demo conv --k", ["--kernel"]),
        ("dl-quiz demo conv slide --kernel ", ["diagonal", "blur"]),
        ("dl-quiz demo conv slide --kernel b", ["blur"]),
        ("dl-quiz demo --seed 3 conv sl", ["slide"]),
        ("dl-quiz --lang zh demo conv sl", ["slide"]),
        ("dl-quiz demo conv sl --lang zh --kernel ", []),
        ("dl-quiz quiz --kind ", ["choose", "number", "points"]),
        ("dl-quiz quiz --level ", ["1", "2", "3"]),
        ("dl-quiz quiz --", ["--seed", "--kind", "--level", "--answers", "--course"]),
        ("dl-quiz topics --format ", ["text", "json"]),
        ("dl-quiz grade --format j", ["json", "junit"]),
        ("dl-quiz check --schema se", ["search"]),
        ("dl-quiz check --topic gan", ["gan"]),
        ("dl-quiz implement so", ["softmax_cross_entropy"]),
        ("dl-quiz new ", ["topic", "demo"]),
        ("dl-quiz progress ex", ["export"]),
    ],
)
def test_what_may_follow_is_offered(line, some):
    found = offered(line)
    assert set(some) <= set(found)
    begun = line.rpartition(" ")[2]
    assert all(one.startswith(begun) for one in found) and len(found) == len(set(found))


@pytest.mark.parametrize("line", ["dl-quiz grade ", "dl-quiz take ", "dl-quiz check ", "dl-quiz --course ", "dl-quiz quiz --answers ", "dl-quiz sheet -o ", "dl-quiz demo conv slide x", "dl-quiz nonsense ", "dl-quiz demo nonsense ", "dl-quiz explain nonsense/"])  # fmt: skip
def test_files_are_the_shell_s_own_and_of_what_is_wrong_nothing_is_said(line):
    assert offered(line) == []


def test_another_course_offers_its_own():
    there = f"--course {SMALL}"
    assert offered(f"dl-quiz topics {there} ") == ["adding", "charts"]
    assert offered(f"dl-quiz demo add {there} c") == ["count"]
    assert offered("dl-quiz topics a", DL_QUIZ_COURSE=str(SMALL)) == ["adding"]


def test_zsh_and_fish_get_what_it_means():
    zsh = asked("dl-quiz demo conv sl", "zsh").out
    assert zsh.startswith("_arguments '*: :((") and '"slide":"One window at a time"' in zsh
    assert "topic’s" in asked("dl-quiz top", "zsh").out
    assert asked("dl-quiz grade ", "zsh").out == "_files"
    assert "slide\tOne window at a time" in asked("dl-quiz demo conv sl", "fish").out
    assert "slide\t一次一个窗口" in asked("dl-quiz demo conv --lang zh sl", "fish").out
    assert "dropout:::" in asked("dl-quiz quiz dropo", "powershell").out


def test_fish_is_told_whether_there_is_anything():
    for line, code in (("dl-quiz demo co", 0), ("dl-quiz grade x", 1)):
        done = run_in_process(_DL_QUIZ_COMPLETE="complete_fish", _TYPER_COMPLETE_ARGS=line, _TYPER_COMPLETE_FISH_ACTION="is-args")
        assert (done.code, done.out) == (code, "")


HOSTILE = "$(touch /tmp/pwned)`id`;'\"\\ \x1b[31m ) (( \n && rm"


@pytest.fixture
def hostile(tmp_path):
    course = copy_of_small(tmp_path)
    text = (course / "questions" / "adding.yaml").read_text(encoding="utf-8")
    title = re.search(r"title: .*", text)[0]
    quoted = HOSTILE.replace("\\", "\\\\").replace('"', '\\"').replace("\x1b", "\\e").replace("\n", "\\n")
    text = text.replace(title, f'title: {{en: "{quoted}", zh: "{quoted}"}}')
    (course / "questions" / "adding.yaml").write_text(text, encoding="utf-8")
    edit(course, 'Literal["fingers", "abacus"]', 'Literal["fingers", "abacus", "$(touch /tmp/pwned)", "a b", "`id`"]', "demos/add.py")
    return course


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish", "powershell"])
@pytest.mark.parametrize("line", ["dl-quiz topics ", "dl-quiz quiz adding/", "dl-quiz demo add ", "dl-quiz demo add count --way "])
def test_a_hostile_course_offers_only_words_that_a_shell_takes_as_they_stand(hostile, shell, line):
    out = asked(f"{line}", shell, DL_QUIZ_COURSE=str(hostile)).out
    assert out and not set("$`;\\\x1b&") & set(out)
    if shell == "bash":
        assert all(SAFE.fullmatch(word) for word in out.split("\n"))
    if shell == "zsh":
        inside = out.removeprefix("_arguments '*: :((").removesuffix("))'")
        assert all(re.fullmatch(r'"[\w@%+=,./-]+"(:"[\w ,.’–—-]*")?', one) for one in inside.split("\n"))


@pytest.mark.parametrize("line", ["dl-quiz topics ", "dl-quiz demo add ", "dl-quiz demo add count --"])
def test_a_broken_course_offers_nothing_and_says_nothing(tmp_path, line):
    course = copy_of_small(tmp_path)
    (course / "questions" / "adding.yaml").write_text("title: [", encoding="utf-8")
    (course / "demos" / "add.py").write_text("def (", encoding="utf-8")
    done = asked(line, DL_QUIZ_COURSE=str(course))
    assert done.code == 0 and "Traceback" not in done.out


def test_it_loads_neither_numpy_nor_sqlite():
    program = "import sys\nfrom dl_quiz.cli.main import main\nmain([])\nprint(sorted({'numpy', 'sqlite3', 'rich.markdown', 'fsrs'} & set(sys.modules)), file=sys.stderr)"
    words = "dl-quiz\ndemo\nconv\nslide\n--kernel\n"
    env = {**os.environ, "_DL_QUIZ_COMPLETE": "complete_bash", "COMP_WORDS": words, "COMP_CWORD": "5", "PYTHONPATH": str(ROOT)}
    done = subprocess.run([sys.executable, "-c", program], env=env, capture_output=True, text=True, check=True)
    assert "blur" in done.stdout.split() and done.stderr == "[]\n"


@pytest.mark.parametrize(("line", "wanted"), [("demo conv slide --kernel sob", ["sobel-x", "sobel-y"]), ("topics cross", ["cross-validation"]), ("grade READ", ["README.md", "README.zh.md"])])  # fmt: skip
def test_bash_itself_completes(tmp_path, line, wanted):
    if shutil.which("bash") is None:
        pytest.skip("bash is not installed")
    program = tmp_path / "dl-quiz"
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m dl_quiz "$@"\n', encoding="utf-8")
    program.chmod(0o755)
    shown = run_in_a_process("--show-completion", "bash", _TYPER_COMPLETE_TEST_DISABLE_SHELL_DETECTION="1")
    script = f"""{shown.out}
COMP_WORDS=(dl-quiz {line}); COMP_CWORD=$((${{#COMP_WORDS[@]}} - 1))
_dl_quiz_completion dl-quiz "${{COMP_WORDS[$COMP_CWORD]}}" "${{COMP_WORDS[$COMP_CWORD-1]}}"
if [ ${{#COMPREPLY[@]}} = 0 ]; then compgen -f -- "${{COMP_WORDS[$COMP_CWORD]}}"; else printf '%s\\n' "${{COMPREPLY[@]}}"; fi
"""
    env = {"PATH": f"{tmp_path}:{os.environ['PATH']}", "PYTHONPATH": str(ROOT), "DL_QUIZ_HOME": str(tmp_path / "home")}
    done = subprocess.run(["bash", "--norc", "-c", script], env=env, cwd=ROOT, capture_output=True, text=True, check=False)
    assert sorted(done.stdout.split()) == wanted and done.stderr == ""
