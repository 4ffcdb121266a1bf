"""A topic lists, asks and explains the same however its YAML is written, and what is kept of it is never wrong and never spoken of."""

import json
import os
import re
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import msgspec
import pytest
import yaml

from dl_quiz import __version__
from dl_quiz.course.course import open_course
from dl_quiz.course.outline import Outlines, outline_of
from dl_quiz.course.reading import read_topic
from dl_quiz.course.tree import Table
from dl_quiz.learner.cache import keep, recalled
from tests.courses import SMALL, copy_of_small, edit
from tests.program import run_in_process

TOPIC = SMALL / "questions" / "adding.yaml"
TEXT = TOPIC.read_text(encoding="utf-8")
DATA = yaml.safe_load(TEXT)


def dumped(**style):
    return yaml.safe_dump(DATA, allow_unicode=True, sort_keys=False, **style)


class Indented(yaml.SafeDumper):
    """Indents lists below their key, as many people do."""

    def increase_indent(self, flow=False, indentless=False):
        return super().increase_indent(flow, False)


SPELLINGS = {
    "as PyYAML writes it": dumped(),
    "flow style": dumped(default_flow_style=True),
    "JSON": json.dumps(DATA, ensure_ascii=False),
    "four spaces": yaml.dump(DATA, Dumper=Indented, allow_unicode=True, sort_keys=False, indent=4),
    "keys sorted": yaml.safe_dump(DATA, allow_unicode=True),
    "a dash on its own line": re.sub(r"^(- )(\w+:)", r"-\n  \2", dumped(), flags=re.MULTILINE),
    "anchors": TEXT.replace("  - id: commutes\n", "  - &here\n    id: commutes\n").replace("- id: sum-of-two", "- &a id: sum-of-two"),
    "the level first": TEXT.replace("  - id: commutes\n    level: 2\n", "  - level: 2\n    id: commutes\n"),
    "the number last": TEXT.replace("interview: 1\n", "") + "interview: 1\n",
    "quoted keys": TEXT.replace("questions:\n", '"questions":\n').replace("interview: 1", "'interview': 1"),
    "a document marker": "%YAML 1.1\n---\n" + TEXT + "...\n",
    "Windows lines": TEXT.replace("\n", "\r\n"),
    "a byte order mark": "\ufeff" + TEXT,
    "comments": TEXT.replace("questions:\n", "questions: # these\n  # first\n"),
    "a ghost in a text": TEXT.replace(
        "zh: 往后数。}\n    number:", 'zh: "往后数。\n  - id: ghost\n    level: 3\n    choose: x\n    "}\n    number:'
    ),
}


@pytest.mark.parametrize("text", SPELLINGS.values(), ids=SPELLINGS)
def test_every_spelling_of_a_topic_lists_asks_and_explains_the_same(tmp_path, text):
    course = copy_of_small(tmp_path)
    (course / "questions" / "adding.yaml").write_bytes(text.encode())
    for arguments in (
        ["topics"],
        ["topics", "1"],
        ["explain", "1"],
        ["explain", "adding/commutes"],
        ["quiz", "1", "--seed", "3", "--answers", "-", "--format", "text"],
        ["check"],
    ):
        done, ours = (
            run_in_process(*arguments, "--course", root, "--trust", stdin="1\n2\n3\n", home=tmp_path / "home", columns=900)
            for root in (course, SMALL)
        )
        assert (done.code, done.out.replace(str(course), str(SMALL)), done.err) == (ours.code, ours.out, ours.err), arguments
    sheets = [
        json.loads(run_in_process("sheet", "--format", "json", "--course", root, "--trust", home=tmp_path / "home").out)
        for root in (course, SMALL)
    ]
    assert sheets[0]["items"] == [{**item, "how": item["how"]} for item in sheets[1]["items"]]


def kept_in(folder):
    (path,) = folder.glob("*/outlines.json")
    return path


def rewritten(path, old, new):
    """Change what is kept, and stamp it as whole."""
    keep(path, msgspec.Raw(path.read_bytes().partition(b"\n")[2].replace(old.encode(), new.encode())))


def listed(course, folder):
    return open_course(course, caches=folder).outlines


def test_an_outline_is_what_the_whole_topic_says():
    course = open_course(SMALL)
    outline = course.outlines[0]
    assert outline == outline_of("adding", course.read("adding").topic)
    assert [(q.id, q.level, q.kind) for q in outline.questions][:2] == [("sum-of-two", 1, "number"), ("commutes", 2, "choose")]
    assert (outline.id, outline.title.zh, outline.interview, outline.demo) == ("adding", "加法", 1, "add")


def test_a_listing_is_taken_from_what_is_kept_as_long_as_the_file_is_as_it_was(tmp_path):
    course, caches = copy_of_small(tmp_path), tmp_path / "caches"
    listed(course, caches)
    kept = kept_in(caches)
    rewritten(kept, '"zh":"加法"', '"zh":"记得的"')
    assert listed(course, caches)[0].title.zh == "记得的"
    edit(course, "title: {en: Adding, zh: 加法}", "title: {en: Adding, zh: 新的}")
    assert listed(course, caches)[0].title.zh == "新的"
    assert listed(course, caches)[0].title.zh == "新的"
    assert recalled(kept, Outlines).topics["adding"][1].title.zh == "新的"


def test_what_was_checked_once_is_not_checked_again_but_by_check(tmp_path, monkeypatch):
    course, home = copy_of_small(tmp_path), tmp_path / "home"
    run_in_process("topics", "--course", course, home=home)
    read_topic.cache_clear()

    def complain(topic, decoder):
        decoder.complain((), "is complained of", "有误")

    monkeypatch.setattr("dl_quiz.course.rules.check_topic", complain)
    assert run_in_process("explain", "adding", "--course", course, home=home).code == 0
    assert "adding.yaml:1: is complained of" in run_in_process("check", course, home=home).out
    edit(course, "title: {en: Adding,", "title: {en: Putting together,")
    done = run_in_process("explain", "adding", "--course", course, home=home)
    assert (done.code, done.err) == (3, f"{course}/questions/adding.yaml:1: is complained of\n")
    read_topic.cache_clear()


def test_what_is_kept_of_a_course_holds_its_topics_and_no_others(tmp_path):
    course, caches = copy_of_small(tmp_path), tmp_path / "caches"
    (course / "questions" / "more.yaml").write_text(TEXT.replace("interview: 1\n", ""), encoding="utf-8")
    assert [outline.id for outline in listed(course, caches)] == ["adding", "charts", "more"]
    (course / "questions" / "more.yaml").unlink()
    assert [outline.id for outline in listed(course, caches)] == ["adding", "charts"]
    assert set(recalled(kept_in(caches), Outlines).topics) == {"adding", "charts"}
    assert {path.name for path in kept_in(caches).parent.iterdir()} == {"outlines.json", "tree-adding.json", "tree-charts.json"}


def cut(path):
    path.write_bytes(path.read_bytes()[:-40])


def of_another_version(path):
    path.write_bytes(path.read_bytes().replace(__version__.encode(), b"0.0.0", 1))


def of_another_shape(path):
    keep(path, {"manifest": 1, "topics": []})


def deep(path):
    keep(path, msgspec.Raw(b"[" * 100_000))


def a_folder(path):
    path.unlink()
    path.mkdir()
    (path / "in-the-way").touch()


def a_pipe(path):
    path.unlink()
    os.mkfifo(path)


def gone(path):
    path.unlink()


def empty(path):
    path.write_bytes(b"")


def too_large(path):
    with path.open("r+b") as file:
        file.truncate(100_000_000)


@pytest.mark.parametrize("damage", [cut, of_another_version, of_another_shape, deep, a_folder, a_pipe, gone, empty, too_large])
@pytest.mark.parametrize(("name", "shape"), [("outlines", Outlines), ("tree-adding", tuple[str, Table])])
def test_what_does_not_fit_is_thrown_away_without_a_word(tmp_path, damage, name, shape):
    home = tmp_path / "home"
    first = run_in_process("explain", "1", "--course", SMALL, home=home)
    kept = kept_in(home / "cache").with_name(f"{name}.json")
    damage(kept)
    read_topic.cache_clear()
    again = run_in_process("explain", "1", "--course", SMALL, home=home)
    assert (again.code, again.out, again.err) == (0, first.out, "")
    if damage is not a_folder:
        assert recalled(kept, shape) is not None and kept.read_bytes().startswith(f"{__version__} ".encode()), "it is kept anew"


def test_a_topic_is_taken_from_what_is_kept_as_long_as_its_file_is_as_it_was(tmp_path):
    course, home = copy_of_small(tmp_path), tmp_path / "home"
    shown = [run_in_process("explain", "1", "--course", course, home=home).out for _ in range(2)]
    kept = kept_in(home / "cache").with_name("tree-adding.json")
    rewritten(kept, '"Adding"', '"Recalled"')
    shown.append(run_in_process("explain", "1", "--course", course, home=home).out)
    edit(course, "title: {en: Adding,", "title: {en: Putting together,")
    shown.append(run_in_process("explain", "1", "--course", course, home=home).out)
    assert shown[0] == shown[1]
    assert shown[2] == shown[0].replace("Adding", "Recalled", 1)
    assert shown[3] == shown[0].replace("Adding", "Putting together", 1)


def test_a_second_language_is_taken_from_what_is_kept_as_long_as_its_file_is_as_it_was(tmp_path):
    course, home = copy_of_small(tmp_path), tmp_path / "home"
    command = ("demo", "add", "--course", course, "--trust", "--no-step")
    shown = [run_in_process(*command, language="zh", home=home).out for _ in range(2)]
    (kept,) = (home / "cache").glob("*/glossary-add.json")
    rewritten(kept, "从第一个数往后数", "想起来的")
    shown.append(run_in_process(*command, language="zh", home=home).out)
    edit(course, "Count on from the first number: 从第一个数往后数", "Count on from the first number: 新的", "demos/zh/add.yaml")
    shown.append(run_in_process(*command, language="zh", home=home).out)
    assert shown[0] == shown[1] and "从第一个数往后数" in shown[0]
    assert ["想起来的" in each for each in shown] == [False, False, True, False]
    assert "新的" in shown[3]


def test_a_tree_too_large_to_recall_is_not_kept(tmp_path):
    course, home = copy_of_small(tmp_path), tmp_path / "home"
    path = course / "questions" / "adding.yaml"
    first, *rest = path.read_text(encoding="utf-8").split("because: {en: ")
    texts = [f"because: *long{text[text.index('}') :][1:]}" for text in rest[1:]]
    path.write_text("".join([first, "because: &long {en: ", "Count. " * 100_000, rest[0], *texts]), encoding="utf-8")
    assert run_in_process("topics", "--course", course, home=home).code == 0
    assert all(file.stat().st_size <= 5_000_000 for file in kept_in(home / "cache").parent.iterdir())


def test_where_nothing_can_be_kept_everything_works_without_a_word(tmp_path):
    (tmp_path / "home").write_text("a file, not a folder")
    done = run_in_process("explain", "1", "--course", SMALL, home=tmp_path / "home")
    assert (done.code, done.err) == (0, "")
    assert "Adding" in done.out


def test_many_writers_at_once_leave_one_whole_value(tmp_path):
    course, caches = copy_of_small(tmp_path), tmp_path / "caches"

    def list_it_anew(turn):
        if turn % 3 == 0:
            for path in caches.glob("*/*.json"):
                path.unlink(missing_ok=True)
        return listed(course, caches)

    with ThreadPoolExecutor(8) as pool:
        found = set(pool.map(list_it_anew, range(200)))
    assert found == {open_course(course).outlines}
    names = {path.name for path in kept_in(caches).parent.iterdir()}
    assert names <= {"outlines.json", "tree-adding.json", "tree-charts.json"}, "nothing half-written is left"


def test_a_listing_tells_every_problem_of_every_topic(tmp_path):
    course = edit(copy_of_small(tmp_path), "title: {en: Adding,", "title: {en: yes,")
    (course / "questions" / "more.yaml").write_text("title: 1\n")
    done = run_in_process("topics", "--course", course, home=tmp_path / "home")
    files = {line.split(":")[0] for line in done.err.splitlines()}
    assert done.code == 3
    assert files == {str(course / "questions" / name) for name in ("adding.yaml", "more.yaml")}
    assert not list((tmp_path / "home").glob("cache/*/outlines.json"))


def test_a_listing_with_everything_kept_reads_no_yaml(tmp_path):
    code = (
        "import sys; from dl_quiz.cli.main import run; run(['topics']); "
        "print('\\nLOADED', *[name for name in ('yaml', 'dl_quiz.course.decode') if name in sys.modules])"
    )
    for loaded in (["yaml", "dl_quiz.course.decode"], []):
        done = subprocess.run(
            [sys.executable, "-c", code], capture_output=True, text=True, check=True, env={"PATH": "", "DL_QUIZ_HOME": str(tmp_path)}
        )
        assert done.stdout.rpartition("\nLOADED")[2].split() == loaded
