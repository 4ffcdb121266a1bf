"""What a demo offers is read from its source without running it, with every problem at its line."""

import pytest

from dl_quiz.course.course import open_course
from dl_quiz.errors import CourseError
from dl_quiz.nouns import Text
from tests.courses import SMALL, copy_of_small

SCENE = '''
def scene(rng, *, {parameter}):
    """A scene."""
    yield Check("it", "It is so", equal(1, 1))
'''
HEAD = '"""A demo."""\n'
WRITE = '); write {}: Annotated[int, Range(1, 9), "what it means"] = 5'
DEMOS = open_course(SMALL)


def outline_of(folder, source):
    course = copy_of_small(folder)
    (course / "demos" / "demo.py").write_text(source, encoding="utf-8")
    return open_course(course).demo("demo")


def problems(folder, source):
    with pytest.raises(CourseError) as failure:
        outline_of(folder, source)
    return [(problem.line, problem.en) for problem in failure.value.problems]


def test_scenes_stand_in_the_order_of_the_file_with_their_parameters_and_checks():
    outline = DEMOS.demo("add")
    assert (outline.name, outline.title) == ("add", Text(en="Addition: put two numbers together", zh="加法：把两个数合在一起"))
    assert [scene.name for scene in outline.scenes] == ["count", "luck"]
    count = outline.scene("count")
    assert count.title == Text(en="Count on from the first number", zh="从第一个数往后数")
    assert count.checks == ("sum", "commutes")
    assert [(p.option, p.kind, p.default, p.low, p.high, p.choices) for p in count.parameters] == [
        ("--left", "int", 2, 0, 20, ()),
        ("--right", "int", 3, 0, 20, ()),
        ("--way", "str", "fingers", None, None, ("fingers", "abacus")),
        ("--aloud", "bool", True, None, None, ()),
    ]
    assert outline.scene("nothing") is None


def test_lengths_of_tuples_are_read():
    sides = next(p for p in DEMOS.demo("pictures").scene("claims").parameters if p.name == "sides")
    assert (sides.kind, sides.default, sides.low, sides.high, sides.shortest, sides.longest) == ("floats", (1.0, 2.0), 0.0, 9.0, 1, 4)


@pytest.mark.parametrize(
    ("parameter", "sentence"),
    [
        ("side: int = 3", "its annotation is not Annotated[…]"),
        ("side: Annotated[complex, 'a'] = 3", "complex is not one of int, float, bool, tuple[float, ...], Literal[…]"),
        ("side: Annotated[int, Range(1, 4)] = 3", "it has no sentence that says what it means"),
        ("side: Annotated[int, 'a']", "a default is missing"),
    ],
)
def test_a_parameter_that_cannot_be_an_option_gets_its_sentence(tmp_path, parameter, sentence):
    found = problems(tmp_path, HEAD + SCENE.format(parameter=parameter))
    assert found == [(3, f"parameter side cannot be an option ({sentence}{WRITE.format('side')}")]


@pytest.mark.parametrize("name", ["seed", "step", "source", "format", "help", "lang", "course", "plain", "trust"])
def test_a_parameter_cannot_be_called_like_an_option_of_the_program(tmp_path, name):
    found = problems(tmp_path, HEAD + SCENE.format(parameter=f"{name}: Annotated[int, 'a'] = 3"))
    assert found == [(3, f"parameter {name} cannot be an option (the program itself has an option of that name{WRITE.format(name)}")]


def test_every_problem_of_a_file_comes_in_one_go(tmp_path):
    source = 'def scene(rng):\n    yield Say("x")\n\n\ndef other(rng):\n    yield Say("y")\n'
    titled = "needs a docstring whose first line is the title"
    assert sorted(problems(tmp_path, source)) == [
        (1, titled),
        (1, "scene scene has no Check; let it claim something"),
        (5, titled),
        (5, "scene other has no Check; let it claim something"),
    ]


def test_a_file_without_a_scene_and_one_that_is_not_python_get_their_sentences(tmp_path):
    (tmp_path / "empty").mkdir()
    assert problems(tmp_path / "empty", HEAD) == [(1, "has no scene; add a generator function whose first parameter is rng")]
    ((line, sentence),) = problems(tmp_path, "def (:\n")
    assert line == 1 and sentence.startswith("is not Python: ") and sentence.endswith("; mend the syntax")


def test_a_demo_is_read_and_not_run(tmp_path):
    outline = outline_of(tmp_path, HEAD + SCENE.format(parameter="a: Annotated[int, 'a'] = 3") + "\n1 / 0\n")
    assert [scene.name for scene in outline.scenes] == ["scene"]


def test_a_default_must_be_a_value_of_the_parameter(tmp_path):
    found = problems(tmp_path, HEAD + SCENE.format(parameter="side: Annotated[int, Range(1, 4), 'a'] = 7"))
    refused = "--side must lie in 1–4; 7 does not"
    assert found == [(3, f"parameter side has a default that it refuses: {refused}; mend the default or the range")]


def test_a_type_may_have_a_name(tmp_path):
    outline = outline_of(tmp_path, HEAD + 'Ways = Literal["up", "down"]\n' + SCENE.format(parameter="way: Annotated[Ways, 'a'] = 'up'"))
    assert outline.scenes[0].parameters[0].choices == ("up", "down")


def test_a_link_is_refused(tmp_path):
    course = copy_of_small(tmp_path)
    (course / "demos" / "other.py").symlink_to(course / "demos" / "add.py")
    with pytest.raises(CourseError) as failure:
        open_course(course).demo("other")
    (problem,) = failure.value.problems
    assert problem.en == "is a link; put the file itself there, so that what is read is what runs"


def test_a_name_may_stand_for_a_type_or_for_all_that_a_parameter_says(tmp_path):
    source = HEAD + 'Size = Literal["s", "m"]\nRate = Annotated[float, Range(0, 1), "a rate"]\n'
    read = (
        outline_of(tmp_path, source + SCENE.format(parameter='rate: Rate = 0.5, side: Annotated[Size, "a side"] = "m"'))
        .scenes[0]
        .parameters
    )
    assert [(p.name, p.kind, p.low, p.high, p.help.en, p.choices) for p in read] == [
        ("rate", "float", 0, 1, "a rate", ()),
        ("side", "str", None, None, "a side", ("s", "m")),
    ]
