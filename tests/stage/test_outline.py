"""What a demo offers is read from its source without running it, with every problem at its line."""

import pytest

from dl_quiz.errors import CourseError
from dl_quiz.nouns import Text
from dl_quiz.stage.outline import read_demo_outline
from tests.courses import SMALL

SCENE = '''
def scene(rng, *, {parameter}):
    """A scene.

    场景。
    """
    yield Check(name="it", en="", zh="", left=1, right=1)
'''
HEAD = '"""A demo.\n\n演示。\n"""\n'
WRITE = "); write name: Annotated[int, Range(1, 9), Text(en=…, zh=…)] = 5"


def problems(folder, source):
    path = folder / "demo.py"
    path.write_text(source, encoding="utf-8")
    with pytest.raises(CourseError) as failure:
        read_demo_outline(path)
    return [(problem.line, problem.en) for problem in failure.value.problems]


def test_scenes_stand_in_the_order_of_the_file_with_their_parameters_and_checks():
    outline = read_demo_outline(SMALL / "demos" / "add.py")
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
    sides = next(p for p in read_demo_outline(SMALL / "demos" / "pictures.py").scene("claims").parameters if p.name == "sides")
    assert (sides.kind, sides.default, sides.low, sides.high, sides.shortest, sides.longest) == ("floats", (1.0, 2.0), 0.0, 9.0, 1, 4)


@pytest.mark.parametrize(
    ("parameter", "sentence"),
    [
        ("side: int = 3", "its annotation is not Annotated[…]"),
        ("side: Annotated[complex, Text(en='a', zh='b')] = 3", "complex is not one of int, float, bool, tuple[float, ...], Literal[…]"),
        ("side: Annotated[int, Range(1, 2)] = 3", "it has no Text(en=…, zh=…) that says what it means"),
        ("side: Annotated[int, Text(en='a', zh='b')]", "a default is missing"),
    ],
)
def test_a_parameter_that_cannot_be_an_option_gets_its_sentence(tmp_path, parameter, sentence):
    found = problems(tmp_path, HEAD + SCENE.format(parameter=parameter))
    assert found == [(6, f"parameter side cannot be an option ({sentence}{WRITE}")]


@pytest.mark.parametrize("name", ["seed", "step", "source", "format", "help", "lang", "course", "plain", "trust"])
def test_a_parameter_cannot_be_called_like_an_option_of_the_program(tmp_path, name):
    found = problems(tmp_path, HEAD + SCENE.format(parameter=f"{name}: Annotated[int, Text(en='a', zh='b')] = 3"))
    assert found == [(6, f"parameter {name} cannot be an option (the program itself has an option of that name{WRITE}")]


def test_every_problem_of_a_file_comes_in_one_go(tmp_path):
    source = "def scene(rng):\n    yield 1\n\n\ndef other(rng):\n    yield 2\n"
    titled = "needs a docstring whose first line is the English title and whose second paragraph begins with the Chinese title"
    assert sorted(problems(tmp_path, source)) == [
        (1, titled),
        (1, titled),
        (1, "scene scene has no Check; let it claim something"),
        (5, titled),
        (5, "scene other has no Check; let it claim something"),
    ]


def test_a_file_without_a_scene_and_one_that_is_not_python_get_their_sentences(tmp_path):
    assert problems(tmp_path, HEAD) == [(1, "has no scene; add a generator function whose first parameter is rng")]
    ((line, sentence),) = problems(tmp_path, "def (:\n")
    assert line == 1 and sentence.startswith("is not Python: ") and sentence.endswith("; mend the syntax")


def test_a_demo_is_read_and_not_run(tmp_path):
    path = tmp_path / "demo.py"
    path.write_text(HEAD + SCENE.format(parameter="a: Annotated[int, Text(en='a', zh='b')] = 3") + "\n1 / 0\n", encoding="utf-8")
    assert [scene.name for scene in read_demo_outline(path).scenes] == ["scene"]


def test_a_file_that_is_not_there_gets_its_sentence(tmp_path):
    with pytest.raises(CourseError) as failure:
        read_demo_outline(tmp_path / "none.py")
    (problem,) = failure.value.problems
    assert (problem.line, problem.en, problem.zh) == (0, "cannot be read: No such file or directory", "无法读取：No such file or directory")
