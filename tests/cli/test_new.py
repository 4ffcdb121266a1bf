"""`dl-quiz new` and `check --watch` as people use them: asked before a course is begun, and told at each save."""

import pytest

from tests.program import run_in_process
from tests.screen import Screen


def test_nothing_is_begun_outside_a_course_without_being_asked(tmp_path):
    done = run_in_process("new", "topic", "weighing", cwd=tmp_path)
    sentence = f"{tmp_path} is no course; begin one: dl-quiz new course NAME, then name it with --course\n"
    assert (done.code, done.out, done.err) == (2, "", sentence)
    done = run_in_process("new", "topic", "weighing", "--lang", "zh", cwd=tmp_path)
    assert done.err == f"{tmp_path} 不是课程；请先新建：dl-quiz new course 名称 --lang zh，再用 --course 指定\n"
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(("answer", "begun"), [("y", True), ("是", True), ("n", False), ("", False)])
def test_at_a_terminal_it_is_asked(tmp_path, answer, begun):
    done = run_in_process("new", "topic", "weighing", typed=[answer], cwd=tmp_path, home=tmp_path / "home")
    assert f"{tmp_path} is no course yet. Begin one there? [y/N]" in done.out.replace("\n", "")
    assert done.code == (0 if begun else 1)
    assert (tmp_path / "questions" / "weighing.yaml").exists() == begun


def test_a_course_in_the_learner_s_language_from_nothing(tmp_path):
    for words in (
        ["course", "mine"],
        ["topic", "weighing", "--course", "mine"],
        ["question", "weighing/more", "--kind", "order", "--course", "mine"],
    ):
        done = run_in_process("new", *words, cwd=tmp_path, language="zh")
        assert done.code == 0, done
    assert done.out == "mine/questions/weighing.yaml:13\n"
    assert "languages: [zh]" in (tmp_path / "mine" / "questions" / "course.yaml").read_text()
    done = run_in_process("check", "mine", cwd=tmp_path, home=tmp_path / "home")
    assert done.code == 0 and done.out.endswith("no problem\n")


@pytest.mark.parametrize(
    ("words", "en", "zh"),
    [
        (["course", "x", "--demo", "y"], "--demo goes with: new topic", "--demo 要与 new topic 一起用"),
        (["topic", "x", "--both"], "--both goes with: new course", "--both 要与 new course 一起用"),
        (["demo", "x", "--kind", "order"], "--kind goes with: new question", "--kind 要与 new question 一起用"),
        (["question", "x/y", "--kind", "essay"], "--kind takes choose, select, number, phrase, order, not “essay”", "--kind 只能是 choose, select, number, phrase, order，而不是“essay”"),
    ],
)  # fmt: skip
def test_options_go_with_what_they_are_for(tmp_path, words, en, zh):
    for language, sentence in (("en", en), ("zh", zh)):
        done = run_in_process("new", *words, cwd=tmp_path, language=language)
        assert (done.code, done.err) == (2, sentence + "\n")


def test_a_course_is_checked_at_each_save(tmp_path):
    run_in_process("new", "course", "mine", cwd=tmp_path)
    run_in_process("new", "topic", "weighing", "--course", "mine", cwd=tmp_path)
    path = tmp_path / "mine" / "questions" / "weighing.yaml"
    text = path.read_text(encoding="utf-8")
    screen = Screen("check", str(tmp_path / "mine"), "--watch", home=tmp_path / "home")
    assert "no problem" in screen.wait_for("Checked again at each save · q: stop")
    path.write_text(text.replace("right: true", "rihgt: true"), encoding="utf-8")
    assert ":6: has an unknown key `rihgt`; did you mean `right`?" in screen.wait_for("Checked again at each save · q: stop").replace(
        "\n", ""
    )
    (tmp_path / "mine" / "questions" / "course.yaml").write_text("title: [\n")
    assert "is not YAML" in screen.wait_for("Checked again at each save · q: stop")
    screen.type("q")
    assert screen.end() == 3


def test_the_next_commands_of_a_file_name_the_file(tmp_path):
    run_in_process("new", "course", "mine", cwd=tmp_path)
    run_in_process("new", "topic", "weighing", "--course", "mine", cwd=tmp_path)
    done = run_in_process("explain", "mine/questions/weighing.yaml", cwd=tmp_path, home=tmp_path / "home")
    assert "Practise: dl-quiz quiz weighing --course mine/questions/weighing.yaml" in done.out
