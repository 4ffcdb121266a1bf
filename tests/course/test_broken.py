"""Every way to break a course gets its exact sentence at its line, and exit code 3; never a traceback."""

import os

import pytest

from dl_quiz.checking.lint import lint
from dl_quiz.checking.prove import prove_topic
from dl_quiz.course.course import open_course
from dl_quiz.errors import CourseError
from tests.courses import SMALL, copy_of_small, edit
from tests.program import run_in_process

TOPIC = "questions/adding.yaml"

UNREADABLE = [
    ("bad-yaml", "title: {en: Adding, zh: 加法}", "title: {en: Adding, zh: 加法", "2: is not YAML: "),
    ("duplicate-key", "interview: 1\n", "interview: 1\ninterview: 2\n", "3: repeats the key `interview` of line 2; keep one"),
    ("missing-language", "ask: {en: \"What is addition?\", zh: 什么是加法？}", "ask: {en: \"What is addition?\"}", "4: lacks `zh`; add it"),
    ("bare-no", 'answer: {en: "No.", zh: 没有。}', "answer: {en: no, zh: 没有。}", "20: `follow_ups.0.answer.en` must be text, but YAML takes `no` for a truth value; put it in quotes"),
    ("sexagesimal", "title: {en: Adding, zh: 加法}", "title: {en: 12:30, zh: 加法}", "1: `title.en` must be text, but YAML takes `12:30` for a number of base 60; put it in quotes"),
    ("unknown-key", "    hint: {en: Count on., zh: 往后数。}", "    hnt: {en: Count on., zh: 往后数。}", "33: has an unknown key `hnt`; did you mean `hint`?"),
    ("two-kinds", "    order:\n", "    phrase: {accept: {en: [x], zh: [y]}}\n    order:\n", "72: `counting-on` must have exactly one of choose, select, number, phrase, order, predict, points; it has phrase, order"),
    ("two-right", "{say: {en: Swapping doubles it, zh: 交换后翻倍}, because: {en: Try 1 + 2., zh: 试试 1 + 2。}}", "{say: {en: Swapping doubles it, zh: 交换后翻倍}, right: true}", "45: `choose` has 2 right options; it must have exactly one (or use `select`)"),
    ("no-because", "because: {en: That is subtraction., zh: 那是减法。}", "right: false", "48: a wrong option lacks `because`; say why it tempts and why it is wrong"),
    ("no-proof", "    explain: {en: Addition commutes., zh: 加法可交换。}\n    proof: {demo: add, scene: count, check: commutes}", "    explain: {en: Addition commutes., zh: 加法可交换。}", "41: `commutes` has no `proof`, `cite` or `url`; link it to a scene's check, or to a source"),
    ("unknown-source", 'explain: {en: Both make five., zh: 都等于五。}\n    cite: {source: peano1889,', 'explain: {en: Both make five., zh: 都等于五。}\n    cite: {source: peano1890,', "62: cites an unknown source `peano1890`; did you mean `peano1889`?"),
    ("unknown-name", '"What is {left} + {right}?"', '"What is {left} + {rihgt}?"', "32: names {rihgt}, which is not drawn; draw it or mend the name"),
    ("key-in-the-question", '"What is {left} + {right}?"', '"What is {left} + {right} = {key}?"', "32: names {key}, which is not drawn; draw it or mend the name"),
    ("bad-level", "    level: 3\n    ask: {en: \"Where does the mean lie?", "    level: 4\n    ask: {en: \"Where does the mean lie?", "90: `questions.6.level` must be one of 1, 2, 3"),
    ("overlap", "high: 0.6}", "high: 0.7}", "97: “near 0.5” and “above 0.6” overlap; mend `low` and `high`"),
    ("slips-beside-options", "      check: even-odds\n      options:", "      check: even-odds\n      slips: [{value: 1, because: {en: x, zh: x}}]\n      options:", "97: `slips` have no place beside `options`; give each wrong option its `because`"),
    ("twice", "- id: name\n", "- id: commutes\n", "63: the id `commutes` is used twice; ids are for ever, choose another"),
    ("accepted-and-wrong", "hear: {en: [product], zh: [积]}", "hear: {en: [total], zh: [积]}", "69: “total” is both accepted and wrong; keep one"),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "sentence"), [case[1:] for case in UNREADABLE], ids=[case[0] for case in UNREADABLE])
def test_a_broken_topic_gets_its_sentence(tmp_path, old, new, sentence):
    course = edit(copy_of_small(tmp_path), old, new)
    with pytest.raises(CourseError) as failure:
        open_course(course).read("adding")
    path = course / TOPIC
    told = failure.value.text.en.splitlines()
    assert f"{path}:{sentence}" in told or (
        sentence.endswith(": ") and told[0].startswith(f"{path}:{sentence}")
    )  # then in a library's words


def test_all_problems_of_a_file_come_in_one_go(tmp_path):
    course = copy_of_small(tmp_path)
    for old, new in [
        ("    hint: {en: Count on., zh: 往后数。}", "    hnt: {en: Count on., zh: 往后数。}"),
        ('ask: {en: "What is addition?", zh: 什么是加法？}', 'ask: {en: "What is addition?"}'),
        ("title: {en: Adding,", "title: {en: yes,"),
    ]:
        edit(course, old, new)
    with pytest.raises(CourseError) as failure:
        open_course(course).read("adding")
    assert [problem.line for problem in failure.value.problems] == [1, 4, 29, 33]


def test_a_broken_course_ends_a_command_with_code_3_in_one_sentence(tmp_path):
    course = edit(copy_of_small(tmp_path), 'ask: {en: "What is addition?", zh: 什么是加法？}', 'ask: {en: "What is addition?"}')
    done = run_in_process("explain", "adding", "--course", course)
    assert (done.code, done.out, done.err) == (3, "", f"{course / TOPIC}:4: lacks `zh`; add it\n")
    done = run_in_process("explain", "adding", "--course", course, "--lang", "zh")
    assert (done.code, done.err) == (3, f"{course / TOPIC}:4: 缺少 `zh`；请补上\n")


DANGLING = [
    ("unknown-kernel", "key: add.add", "key: add.ad", "35: names an unknown kernel `ad`; did you mean `add`?"),
    ("unknown-demo", "demo: add\nask", "demo: ad\nask", "3: names an unknown demo `ad`; did you mean `add`?"),
    ("unknown-scene", "with: {left: 4, right: 5}, check: sum}\n    explain", "with: {left: 4, right: 5}, check: sun}\n    explain", "86: names an unknown check `sun`; did you mean `sum`?"),
    ("unknown-check", "proof: {demo: add, scene: count, check: commutes}", "proof: {demo: add, scene: conut, check: commutes}", "51: names an unknown scene `conut`; did you mean `count`?"),
    ("unknown-parameter", "with: {left: , right: }, check: sum}", "with: {lft: 1, right: }, check: sum}", "40: names an unknown parameter `lft`; did you mean `left`?"),
    ("out-of-range", "draw: {left: [1, 2, 3], right: [4, 5]}", "draw: {left: [1, 2, 300], right: [4, 5]}", "40: passes a value that the scene `count` refuses: --left must lie in 0–20; 300 does not"),
    ("not-drawn", "with: {left: , right: }, check: sum}", "with: {left: , right: , aloud: }, check: sum}", "40: passes `aloud`, which is not drawn; draw it or give a value"),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "sentence"), [case[1:] for case in DANGLING], ids=[case[0] for case in DANGLING])
def test_a_name_that_leads_nowhere_is_found_by_lint(tmp_path, old, new, sentence):
    course = edit(copy_of_small(tmp_path), old, new)
    assert sentence in [f"{problem.line}: {problem.en}" for problem in lint(open_course(course))]
    done = run_in_process("check", course, cwd=course)
    assert done.code == 1
    assert f"{TOPIC}:{sentence}" in done.out.splitlines()


FALSE = [
    ("slip-equals-key", '{value: "left * right", because: {en: That is the product., zh: 那是积。}}', '{value: "left + right", because: {en: That is the product., zh: 那是积。}}', "a slip equals the key for every draw; a slip is a wrong number"),
    ("check-fails", "{demo: add, scene: luck, check: even-odds}", "{demo: add, scene: count, with: {left: 3, right: 3}, check: commutes}", "the check `commutes` of `add count` not applicable"),
    ("no-option-holds", "low: 0.4, high: 0.6}", "low: 0.4, high: 0.45}", "no option holds the figure"),
    ("refused", "proof: {demo: add, scene: count, with: {left: 4, right: 5}, check: sum}", "proof: {demo: add, scene: count, with: {left: 0, right: 0}, check: sum}", "the scene `add count` breaks off: nothing is there to count"),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "sentence"), [case[1:] for case in FALSE], ids=[case[0] for case in FALSE])
def test_what_is_not_true_is_found_by_proving(tmp_path, old, new, sentence):
    course = edit(copy_of_small(tmp_path), old, new)
    problems = [problem.en for proven in prove_topic(open_course(course, trusted=True), "adding") for problem in proven.problems]
    assert any(sentence in problem for problem in problems), problems


def test_changing_a_kernel_breaks_a_proof(tmp_path):
    course = edit(
        copy_of_small(tmp_path),
        "return left + right + (0 if carry else 1)",
        "return left - right + (0 if carry else 1)",
        "demos/kernels/add.py",
    )
    assert any(proven.problems for proven in prove_topic(open_course(course, trusted=True), "adding"))


@pytest.mark.parametrize(
    ("damage", "sentence"),
    [
        (lambda path: path.write_bytes(b"\xff\xfe\x00\x01" * 100), "1: is not UTF-8 text; save it as UTF-8"),
        (lambda path: path.write_bytes(b"title: \x00\x01"), "1: is not YAML: "),
        (lambda path: path.write_text(""), "1: must be a mapping of `key: value` lines at its top level"),
        (lambda path: path.write_text("- a\n- b\n"), "1: must be a mapping of `key: value` lines at its top level"),
        (lambda path: path.write_text("a: &a [x, x]\nb: &b [*a, *a, *a, *a, *a, *a, *a, *a, *a, *a]\n" + "".join(f"{chr(c + 1)}: &{chr(c + 1)} [{', '.join(['*' + chr(c)] * 10)}]\n" for c in range(98, 108))), "expands to more than 200,000 values; remove aliases or split the file"),
        (lambda path: path.write_text("a: " + "[" * 500 + "]" * 500), "1: is nested deeper than 40 levels; flatten it"),
        (lambda path: path.write_text("a: &a [*a]"), "1: uses *a inside itself; write the value out"),
        (lambda path: path.write_text("a: 1\n---\nb: 2\n"), "2: holds a second document; keep one a file"),
        (lambda path: (path.unlink(), path.mkdir()), "is a folder, not a file; put the file itself there"),
    ],
    ids=["binary", "control-characters", "empty", "a-list", "alias-bomb", "deep", "self-reference", "two-documents", "a-folder"],
)  # fmt: skip
def test_a_file_that_is_no_topic_gets_its_sentence(tmp_path, damage, sentence):
    course = copy_of_small(tmp_path)
    damage(course / TOPIC)
    done = run_in_process("explain", "adding", "--course", course)
    assert done.code == 3
    assert sentence in done.err and done.err.startswith(str(course / TOPIC)), done.err


def test_a_huge_file_is_refused_without_being_read_whole(tmp_path):
    course = copy_of_small(tmp_path)
    with (course / TOPIC).open("r+b") as file:
        file.truncate(100_000_000)
    done = run_in_process("explain", "adding", "--course", course)
    assert (done.code, done.err) == (3, f"{course / TOPIC}: is larger than 2,000,000 bytes; split it, or check that it is the right file\n")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_an_unreadable_file_gets_its_sentence(tmp_path):
    course = copy_of_small(tmp_path)
    (course / TOPIC).chmod(0)
    done = run_in_process("explain", "adding", "--course", course)
    assert (done.code, done.err) == (3, f"{course / TOPIC}: cannot be read (Permission denied); check the path and its permissions\n")


def test_a_missing_folder_gets_its_sentence(tmp_path):
    done = run_in_process("topics", "--course", tmp_path / "nowhere")
    sentence = "is not a course: it has no folder `questions`; name the folder that holds `questions/` and `demos/`"
    assert (done.code, done.err) == (3, f"{tmp_path / 'nowhere'}: {sentence}\n")


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        (
            "format: 2",
            "format: 1",
            "2: `format` is 1, which is no longer read; move the kernels to demos/kernels/, write the scenes as `dl-quiz new demo --course {course}` begins one, then put 2 here",
        ),
        ("format: 2", "format: 3", "2: `format` is 3, and this dl-quiz reads 2; upgrade it"),
        ("format: 2", "format: two", "2: `format` must be a whole number, not `two`"),
        ("order: [adding, charts]", "order: [adding, charts, taking]", "1: orders `taking`, but there is no taking.yaml; add or remove it"),
        ("title: {en: A small course, zh: 小课程}\n", "", "1: lacks `title`; add it"),
    ],
)
def test_a_wrong_manifest_gets_its_sentence(tmp_path, old, new, sentence):
    course = edit(copy_of_small(tmp_path), old, new, "questions/course.yaml")
    done = run_in_process("topics", "--course", course)
    assert (done.code, done.err) == (3, f"{course}/questions/course.yaml:{sentence.replace('{course}', str(course))}\n")


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ("from typing import Annotated, Literal", "from typing import (", "is not Python: '(' was never closed"),
        ('left: Annotated[int, Range(0, 20), "the first number"] = 2', "left: int = 2", "parameter left cannot be an option (its annotation is not Annotated[…])"),
        ("left: Annotated[int, Range(0, 20)", "seed: Annotated[int, Range(0, 20)", "parameter seed cannot be an option (the program itself has an option of that name)"),
        ('"the first number"] = 2', '"the first number"] = 21', "parameter left has a default that it refuses: --left must lie in 0–20; 21 does not; mend the default or the range"),
        ('"the first number"] = 2', '"the first number"] = "2"', "parameter left has a default that it refuses: --left takes a whole number, not “2”; mend the default or the range"),
        ("left: Annotated[int, Range(0, 20)", "left: Annotated[int, Range(20, 0)", "parameter left cannot be an option (Range(20, 0) is empty: the first number must not be above the second)"),
        ("left: Annotated[int, Range(0, 20)", 'left: Annotated[int, Range("a", "b")', "parameter left cannot be an option (Range(…) needs two numbers)"),
        ('Literal["fingers", "abacus"]', "Literal[1, 2]", "parameter way cannot be an option (the choices of Literal[…] must be words in quotes)"),
        ('    """Count on from the first number."""\n', "", "needs a docstring whose first line is the title"),
    ],
)  # fmt: skip
def test_a_wrong_demo_gets_its_sentence(tmp_path, old, new, sentence):
    course = edit(copy_of_small(tmp_path), old, new, "demos/add.py")
    done = run_in_process("check", course)
    assert done.code == 1 and sentence in done.out


@pytest.mark.parametrize(
    "deep", ["+".join("1" * 20_000), "(" * 150 + "1" + ")" * 150, "[" * 1000 + "]" * 1000, "-" * 20_000 + "1", "x" + ".x" * 20_000]
)
@pytest.mark.parametrize("command", [["check"], ["demo"], ["demo", "add", "--help"], ["topics"]], ids=" ".join)
def test_a_demo_nested_too_deeply_is_refused_in_a_sentence_or_read(tmp_path, deep, command):
    course = edit(copy_of_small(tmp_path), "def luck(", f"x = {deep}\n\n\ndef luck(", "demos/add.py")
    done = run_in_process(*command, "--course", course, home=tmp_path / "home")
    assert done.code in (0, 1, 3), done
    assert done.code == 0 or "demos/add.py:" in done.out + done.err


MARK = "from pathlib import Path\nPath(__file__).with_name('ran').touch()\n"


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["topics"], 0), (["topics", "1"], 0), (["explain", "adding"], 0), (["demo"], 0), (["demo", "add", "--help"], 0), (["demo", "add", "--source"], 0),
        (["check"], 0), (["quiz", "--kind", "choose", "--answers", "-"], 0), (["sheet", "--kind", "choose", "--kind", "order", "--kind", "select", "--kind", "phrase"], 0),
        (["demo", "add"], 3), (["check", "--run"], 3), (["quiz", "--answers", "-"], 3), (["explain", "adding/what-prints"], 3),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)  # fmt: skip
def test_another_course_s_code_never_runs_without_trust(tmp_path, arguments, code):
    course = copy_of_small(tmp_path)
    demo = course / "demos" / "add.py"
    demo.write_text(demo.read_text(encoding="utf-8").replace("import numpy as np\n", "import numpy as np\n" + MARK), encoding="utf-8")
    answers = "\n".join(["1", "2", "1", "1", "1", "1", "1"][: 1 if "choose" in arguments else 7])
    done = run_in_process(*arguments, "--course", course, stdin=answers)
    assert done.code == code, done.err
    assert not (course / "demos" / "ran").exists()
    if code == 3:
        assert "this course brings code of its own, which is not trusted yet; read it, then add --trust" in done.err


def test_trusted_code_runs(tmp_path):
    assert run_in_process("demo", "add", "--course", SMALL, "--trust").code == 0
