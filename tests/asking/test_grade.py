"""Grading: each kind by its own rule, keys computed and shown, slips recognised."""

import pytest

from dl_quiz.asking.keys import key_of
from dl_quiz.asking.pose import pose
from dl_quiz.asking.present import present
from dl_quiz.asking.reveal import reveal
from dl_quiz.course.course import open_course
from dl_quiz.errors import CourseError
from dl_quiz.grading.grade import grade
from dl_quiz.nouns import Text, Unparsable
from tests.answers import key_as_response
from tests.courses import SMALL, copy_of_small, edit

COURSE = open_course(SMALL, trusted=True)
QUESTIONS = {f"{topic}/{question.id}": (topic, question) for topic in COURSE.topics for question in COURSE.read(topic).topic.questions}
every_question = pytest.mark.parametrize("name", QUESTIONS)


def posed(name, seed=0):
    topic, question = QUESTIONS[name]
    return pose(COURSE.read(topic), question, seed)


def graded(name, response, seed=0):
    return grade(key_of(COURSE, posed(name, seed)), response)


def revealed(name, seed=0):
    return reveal(posed(name, seed), key_of(COURSE, posed(name, seed)))


def place(name, text, seed=0):
    """Return the number under which an option is shown."""
    return str([choice.en for choice in present(posed(name, seed)).choices].index(text) + 1)


@every_question
def test_a_question_of_every_kind_accepts_its_own_key(name):
    assert graded(name, key_as_response(COURSE, posed(name))).score == 1.0


def test_a_wrong_option_earns_nothing_and_says_why():
    verdict = graded("adding/commutes", place("adding/commutes", "Swapping negates it"))
    assert (verdict.score, [remark.en for remark in verdict.remarks]) == (0.0, ["That is subtraction."])


def test_the_key_is_computed_from_what_was_drawn():
    for seed in range(10):
        drawn = posed("adding/sum-of-two", seed).drawn
        assert key_of(COURSE, posed("adding/sum-of-two", seed)).value == drawn["left"] + drawn["right"]


def test_slips_are_recognised_and_explained():
    drawn = posed("adding/sum-of-two").drawn
    verdict = graded("adding/sum-of-two", drawn["left"] * drawn["right"])
    assert (verdict.score, verdict.rule, verdict.remarks[0].en) == (0.0, "a known slip", "That is the product.")
    verdict = graded("adding/sum-of-two", drawn["left"] + drawn["right"] + 1)
    assert verdict.remarks[0].en == "You carried where nothing is carried."
    verdict = graded("adding/sum-of-two", 1000)
    assert (verdict.score, verdict.remarks) == (0.0, ())


def test_a_slip_s_remark_names_what_was_drawn():
    side = posed("charts/side-and-area", 3).drawn["side"]
    verdict = graded("charts/side-and-area", 4 * side, 3)
    assert verdict.remarks[0].en == f"That is the length of its border, 4·{side}."


def test_a_prediction_takes_the_figure_of_the_scene():
    assert graded("adding/what-prints", "9").score == 1.0
    assert graded("adding/what-prints", "8").score == 0.0


def test_a_prediction_by_interval_takes_its_option():
    assert graded("adding/what-falls", place("adding/what-falls", "near 0.5")).score == 1.0
    verdict = graded("adding/what-falls", place("adding/what-falls", "above 0.6"))
    assert (verdict.score, verdict.remarks[0].en) == (0.0, "It is not skewed.")


@pytest.mark.parametrize(("figure", "right"), [(-1.0, "low"), (0.0, "middle"), (0.5, "middle"), (1.0, "high"), (2.0, "high")])
def test_an_interval_holds_its_lower_end_and_not_its_upper(tmp_path, figure, right):
    options = """
        - {say: {en: low, zh: 低}, high: 0.0, because: {en: a, zh: 甲}}
        - {say: {en: middle, zh: 中}, low: 0.0, high: 1.0, because: {en: b, zh: 乙}}
        - {say: {en: high, zh: 高}, low: 1.0, because: {en: c, zh: 丙}}
"""
    course = copy_of_small(tmp_path)
    topic = course / "questions" / "adding.yaml"
    before, _, rest = topic.read_text(encoding="utf-8").partition("      options:\n")
    topic.write_text(f"{before}      options:{options}    explain:{rest.partition('    explain:')[2]}", encoding="utf-8")
    edit(course, "float(rng.random(1000).mean())", str(figure), "demos/add.py")
    reading = open_course(course, trusted=True).read("adding")
    key = key_of(open_course(course, trusted=True), pose(reading, reading.topic.questions[-1], 0))
    assert [option.say.en for option in key.options if option.right] == [right]


def test_points_earn_what_was_heard():
    verdict = graded("charts/say-it", "A curve shows how a value changes.")
    assert verdict.score == 0.5
    assert [remark.en for remark in verdict.remarks] == ["✓ A curve shows how a value changes.", "✗ A table shows the numbers."]
    denied = graded("charts/say-it", "A curve shows a change. A table shows the shape and the numbers.")
    assert denied.remarks[1].en == "✗ A table shows the numbers. You said instead: A table shows the shape."


@every_question
@pytest.mark.parametrize("response", ["", "   ", "∅", "\x00", "x" * 30_000])
def test_what_cannot_be_read_is_asked_again_or_earns_nothing(name, response):
    verdict = graded(name, response)
    assert isinstance(verdict, Unparsable) or verdict.score == 0.0


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("adding/name", ("sum", "和")),
        ("adding/what-prints", ("9", "9")),
        ("charts/say-it", ("1) A curve shows how a value changes.\n2) A table shows the numbers.", "1) 曲线展示数值如何变化。\n2) 表格展示数字。")),
    ],
)  # fmt: skip
def test_a_key_is_shown_in_both_languages(name, key):
    assert revealed(name).key == Text(en=key[0], zh=key[1])


def test_a_key_of_options_names_their_numbers():
    for seed in range(5):
        number, _, text = revealed("adding/commutes", seed).key.en.partition(") ")
        assert (text, number) == ("Swapping keeps it", place("adding/commutes", "Swapping keeps it", seed))


def test_a_key_of_steps_names_them_in_their_right_order():
    text = revealed("adding/counting-on").key
    assert [line.partition(") ")[2] for line in text.zh.splitlines()] == ["说出第一个数", "按第二个数往后数", "说出终点"]
    for seed in range(5):
        for line in revealed("adding/counting-on", seed).key.en.splitlines():
            number, _, step = line.partition(") ")
            assert number == place("adding/counting-on", step, seed)
        steps = revealed("adding/counting-on", seed).choices
        assert [str(step.place + 1) for step in steps] == [place("adding/counting-on", step.say.en, seed) for step in steps]
        assert [step.say.zh for step in steps] == ["说出第一个数", "按第二个数往后数", "说出终点"]


def test_what_is_revealed_says_why_each_wrong_option_is_wrong_and_what_shows_the_answer():
    shown = revealed("adding/commutes")
    assert [choice.say.en for choice in shown.choices if choice.right] == ["Swapping keeps it"]
    assert [choice.place for choice in shown.choices] == [0, 1, 2, 3]
    assert {choice.say.en: choice.because.en for choice in shown.choices if not choice.right} == {
        "Swapping doubles it": "Try 1 + 2.",
        "Swapping negates it": "That is subtraction.",
        "Swapping halves it": "Try 2 + 1.",
    }
    assert shown.explain.en == "Addition commutes."
    assert (shown.support.command, shown.support.check, shown.support.cited) == ("dl-quiz demo add count", "commutes", "")
    assert revealed("adding/name").support.cited == "G. Peano 1889, Arithmetices principia, §1"


def test_the_command_of_a_proof_carries_what_was_drawn():
    drawn = posed("adding/sum-of-two", 5).drawn
    assert revealed("adding/sum-of-two", 5).support.command == f"dl-quiz demo add count --left {drawn['left']} --right {drawn['right']}"
    assert revealed("adding/sum-of-two", 5).explain.zh == f"{drawn['left']} + {drawn['right']} = {drawn['left'] + drawn['right']}。"


def test_a_slip_that_has_no_value_for_what_was_drawn_is_told_with_its_line(tmp_path):
    course = edit(copy_of_small(tmp_path), 'value: "left * right"', 'value: "left / (right - right)"')
    reading = open_course(course, trusted=True)
    with pytest.raises(CourseError) as failure:
        topic = reading.read("adding")
        key_of(reading, pose(topic, topic.question("sum-of-two"), 0))
    assert (
        failure.value.text.en
        == f"{course}/questions/adding.yaml:38: the slip cannot be reckoned: `left / (right - right)` has no value (division by zero)"
    )
