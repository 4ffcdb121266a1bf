"""Courses that are light to write: one language in plain strings, and nothing demanded but titles, questions and keys."""

import json

import jsonschema
import pytest
import yaml

from dl_quiz.checking.lint import lint
from dl_quiz.course.course import open_course
from dl_quiz.course.outline import Manifest
from dl_quiz.course.schema import file_schema
from dl_quiz.errors import CourseError
from dl_quiz.nouns import LANGUAGES, UNSAID, Phrases, Text, Topic
from tests.program import run_in_process

LIGHT = """\
title: Gradient descent
questions:
  - id: learning-rate
    ask: What does the learning rate multiply?
    choose:
      - {say: The gradient, right: true}
      - The loss
      - {say: The data, because: The data stay as they are.}
  - id: samples
    ask: How many samples are in 3 batches of 4?
    number: 12
  - id: name
    ask: What is descent on small batches called?
    phrase: [stochastic gradient descent, SGD]
    url: https://arxiv.org/abs/1609.04747
"""
POINTS = """
ask: What is it?
points:
  - id: down
    say: It steps down the gradient.
    hear: [[step, move], [gradient]]
    myth: It steps up.
    deny: {LANGUAGE: [[up]], alone: [step up]}
"""


def course_of(folder, languages="[en]", topic=LIGHT, more="", title="Mine"):
    """Write a light course of one topic, and open it."""
    (folder / "questions").mkdir(exist_ok=True)
    (folder / "questions" / "course.yaml").write_text(f"title: {title}\nformat: 2\nlanguages: {languages}\n{more}", encoding="utf-8")
    (folder / "questions" / "descent.yaml").write_text(topic, encoding="utf-8")
    return open_course(folder)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_plain_text_stands_for_every_language(tmp_path, language):
    course = course_of(tmp_path, f"[{language}]", LIGHT + POINTS.replace("LANGUAGE", language))
    assert lint(course) == []
    assert course.manifest.title == Text(en="Mine", zh="Mine")
    topic = course.read("descent").topic
    choose, number, phrase = (question.answer for question in topic.questions)
    assert [option.say.of(language) for option in choose.options] == ["The gradient", "The loss", "The data"]
    assert [option.right for option in choose.options] == [True, False, False]
    assert number.key == 12.0
    assert phrase.accept == Phrases(en=("stochastic gradient descent", "SGD"), zh=("stochastic gradient descent", "SGD"))
    assert topic.questions[0].hint == topic.answer.said == UNSAID and not UNSAID and not topic.answer
    (point,) = topic.points
    assert point.hear.en == point.hear.zh == (("step", "move"), ("gradient",))
    assert point.deny.en == point.deny.zh == (("up",),) and point.deny.alone == Phrases(en=("step up",), zh=("step up",))


def test_what_is_only_advised_is_counted(tmp_path):
    reading = course_of(tmp_path).read("descent")
    lines = {key: [one.line for one in reading.advice if one.key == key] for key in ("hint", "proof", "because", "demo")}
    assert lines == {"hint": [3, 9, 12], "proof": [3, 9], "because": [7], "demo": [1]}
    done = run_in_process("check", tmp_path)
    said = "good to have, and missing: level 3, hint 3, explain 3, proof 2, ask 1, demo 1, answer 1, points 1, follow_ups 1, sources 1, because 1"
    assert done.code == 0 and said in done.out.splitlines()


def test_a_strict_course_must_have_all_of_it(tmp_path):
    with pytest.raises(CourseError) as failure:
        course_of(tmp_path, more="strict: true\n").read("descent")
    told = [(problem.line, problem.en) for problem in failure.value.problems]
    assert (3, "lacks `hint`; add it") in told and (1, "lacks `demo`; add it") in told
    assert len(told) == 15  # rules (proof, because) speak once all keys are there


def test_what_a_strict_course_lacks_by_rule_gets_its_sentence(tmp_path):
    with pytest.raises(CourseError) as failure:
        course_of(
            tmp_path,
            topic="title: x\nask: x\ndemo: x\nanswer: x\npoints: []\nfollow_ups: []\nsources: []\nquestions:\n"
            "  - {id: a, level: 1, ask: x, hint: x, explain: x, choose: [{say: yes it is, right: true}, no it is not]}\n",
            more="strict: true\n",
        ).read("descent")
    assert [problem.en for problem in failure.value.problems] == [
        "`a` has no `proof`, `cite` or `url`; link it to a scene's check, or to a source",
        "a wrong option lacks `because`; say why it tempts and why it is wrong",
    ]


@pytest.mark.parametrize(
    ("old", "new", "line", "en", "zh"),
    [
        ("title: Gradient descent", "title: {en: Descent, zh: 下降}", 1, "has an unknown key `zh`; `languages` in course.yaml does not name it", "有未知的键 `zh`；course.yaml 的 `languages` 中没有它"),
        ("title: Gradient descent", "title: {zh: 下降}", 1, "lacks `en`; add it", "缺少 `en`；请补上"),
        ("title: Gradient descent", "title: 3", 1, "`title` must be text, but YAML takes `3` for a number; put it in quotes", "`title` 必须是文字，但 YAML 把 `3` 当作数字；请加引号"),
        ("phrase: [stochastic gradient descent, SGD]", "phrase: []", 14, "lists no term; give at least one", "没有列出术语；请至少给出一个"),
        ("- The loss", "- The gradient", 7, "“The gradient” stands here twice; reword one", "“The gradient”在这里出现了两次；请改写其一"),
        ("https://arxiv.org/abs/1609.04747", "arxiv 1609.04747", 15, "`arxiv 1609.04747` is no address of a page; write it whole, like https://arxiv.org/abs/1512.03385", "`arxiv 1609.04747` 不是网页地址；请完整写出，如 https://arxiv.org/abs/1512.03385"),
        ("number: 12", "number: [12]", 11, "`questions.1.number` must be text, not a list or a mapping", None),
        ("title: Gradient descent\n", "title: Gradient descent\npoints: [{id: a, say: b, hear: [[c]], myth: d, deny: []}]\n", 2, "`points` answer the topic's `ask`, which is missing; write it", "`points` 是对主题 `ask` 的回答，但缺少 `ask`；请写上"),
    ],
)  # fmt: skip
def test_a_fault_in_one_language_is_told_once(tmp_path, old, new, line, en, zh):
    with pytest.raises(CourseError) as failure:
        course_of(tmp_path, topic=LIGHT.replace(old, new)).read("descent")
    found = {(problem.line, problem.en, problem.zh if zh else None) for problem in failure.value.problems}
    assert (line, en, zh) in found and len([one for one in failure.value.problems if one.en == en]) == 1
    assert len({problem.en for problem in failure.value.problems}) <= 2, found


@pytest.mark.parametrize(
    ("languages", "en"),
    [
        ("[]", "`languages` must name each language once, like [en] or [en, zh]"),
        ("[en, en]", "`languages` must name each language once, like [en] or [en, zh]"),
        ("[fr]", "`languages.0` must be one of en, zh"),
    ],
)
def test_wrong_languages_get_their_sentence(tmp_path, languages, en):
    with pytest.raises(CourseError) as failure:
        course_of(tmp_path, languages)
    assert en in [problem.en for problem in failure.value.problems]


def test_other_demands_read_a_kept_topic_anew(tmp_path):
    course_of(tmp_path)
    home = tmp_path / "home"
    assert run_in_process("topics", "--course", tmp_path, home=home).code == 0
    course_of(tmp_path, more="strict: true\n")
    done = run_in_process("topics", "--course", tmp_path, home=home)
    assert done.code == 3 and "lacks `hint`; add it" in done.err


def test_the_interface_speaks_the_learner_s_language(tmp_path):
    course_of(tmp_path)
    done = run_in_process("explain", "descent/samples", "--course", tmp_path, "--lang", "zh")
    assert done.code == 0
    assert "How many samples are in 3 batches of 4?" in done.out and "标准答案" in done.out and "解析" not in done.out
    assert "网页：https://arxiv.org/abs/1609.04747" in run_in_process("explain", "descent/name", "--course", tmp_path, "--lang", "zh").out


def test_a_light_topic_shows_only_what_it_has(tmp_path):
    course_of(tmp_path)
    shown = run_in_process("explain", "descent", "--course", tmp_path).out
    assert shown.startswith("Gradient descent\n\nPractise: dl-quiz quiz descent --course")
    assert "demo" not in run_in_process("--course", tmp_path).out.partition("Begin")[2]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_schema_of_a_light_course_holds_for_its_files(tmp_path, language):
    course = course_of(tmp_path, f"[{language}]", LIGHT + POINTS.replace("LANGUAGE", language))
    validator = jsonschema.Draft202012Validator(file_schema(Topic, course.manifest.demands))
    topic = yaml.safe_load(course.path_of("descent").read_text(encoding="utf-8"))
    assert [error.message for error in validator.iter_errors(topic)] == []
    topic["title"] = {"en": "a", "zh": "b"}
    assert not validator.is_valid(topic)
    manifest = yaml.safe_load((tmp_path / "questions" / "course.yaml").read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator(file_schema(Manifest, course.manifest.demands)).validate(manifest)


BOTH = """title: {en: Descent, zh: 下降}
questions:
  - {id: name, ask: {en: What goes down?, zh: 什么在下降？}, phrase: {accept: {en: [loss], zh: [损失]}}, url: "https://example.org"}
"""
SENTENCES = """answer:
  - - {en: Steps go down the gradient., zh: 步子沿梯度下降。, cite: {source: cauchy1847, place: §1}}
    - {en: They are small., zh: 步子很小。}
  - - {en: Too large a step diverges., zh: 步子太大会发散。, url: "https://example.org/steps"}
sources:
  - {id: cauchy1847, title: Méthode, authors: A. Cauchy, year: 1847, where: Comptes rendus, for: {en: the method, zh: 方法}}
"""


def test_an_answer_may_be_paragraphs_of_sentences_with_what_supports_each(tmp_path):
    reading = course_of(tmp_path, "[en, zh]", BOTH + SENTENCES, title="{en: Mine, zh: 我的}").read("descent")
    answer = reading.topic.answer
    assert answer.of("en") == "Steps go down the gradient. They are small.\n\nToo large a step diverges."
    assert answer.of("zh") == "步子沿梯度下降。步子很小。\n\n步子太大会发散。"
    assert [[sentence.is_supported for sentence in paragraph] for paragraph in answer.paragraphs] == [[True, False], [True]]
    found = json.loads(run_in_process("check", "--format", "json", tmp_path).out)
    assert (found["sentences"], found["sentences_supported"]) == (3, 2)


def test_a_sentence_of_one_language_is_plain(tmp_path):
    topic = 'answer:\n  - [Down it goes., {en: "By the gradient.", url: "https://example.org"}]\n' + LIGHT
    answer = course_of(tmp_path, "[en]", topic).read("descent").topic.answer
    assert answer.of("zh") == "Down it goes. By the gradient."
    assert [sentence.is_supported for sentence in answer.paragraphs[0]] == [False, True]


def test_a_sentence_cites_a_source_that_is_listed(tmp_path):
    with pytest.raises(CourseError) as failure:
        course_of(tmp_path, "[en, zh]", BOTH + SENTENCES.replace("source: cauchy1847", "source: euler"), title="{en: Mine, zh: 我的}").read(
            "descent"
        )
    (problem,) = failure.value.problems
    assert (problem.line, problem.en.partition(";")[0]) == (5, "cites an unknown source `euler`")


def test_the_sources_of_an_answer_are_marked_where_they_are_asked_for(tmp_path):
    course_of(tmp_path, "[en, zh]", BOTH + SENTENCES, title="{en: Mine, zh: 我的}")
    plain, marked = (run_in_process("explain", "descent", "--course", tmp_path, *more).out for more in ([], ["--sources"]))
    assert "  Steps go down the gradient. They are small.\n\n  Too large a step diverges.\n" in plain
    assert "  Steps go down the gradient. [1] They are small.\n\n  Too large a step diverges. [2]\n" in marked
    assert "[1]  A. Cauchy 1847, Méthode, §1\n" in marked and "[2]  https://example.org/steps\n" in marked
    chinese = run_in_process("explain", "descent", "--course", tmp_path, "--sources", "--lang", "zh").out
    assert "  步子沿梯度下降。[1]步子很小。\n" in chinese


def test_an_explanation_may_name_the_key_although_nothing_is_drawn(tmp_path):
    course_of(tmp_path, topic=LIGHT.replace("    number: 12\n", "    number: 12\n    explain: 3 · 4 = {key}.\n"))
    assert "3 · 4 = 12." in run_in_process("explain", "descent/samples", "--course", tmp_path).out
