"""What a learner reads of a signature: names, shapes, intervals, whatever file declares them."""

from dl_quiz.course.course import open_course
from dl_quiz.exercises.signature import signature_of
from tests.courses import copy_of_small
from tests.exercises import every, the


def test_shapes_and_intervals_are_told():
    assert signature_of(the("dropout")).parameters == "x, rate, rng"
    assert signature_of(the("dropout")).types == (
        ("x", "float64[…]"),
        ("rate", "float in [0, 1)"),
        ("rng", "np.random.Generator"),
        ("→", "(float64[…], float64[…])"),
    )
    assert dict(signature_of(the("softmax_cross_entropy")).types)["labels"] == "int64[n] in 0…c−1"


SHAPES = '''"""Types."""

from typing import Annotated

Array = "an array"
Size = Annotated[int, In("[1, ∞)")]
Positive = Annotated[float, In("(0, ∞)")]
Anything = Annotated[float, In("(−∞, ∞)")]
'''


def test_every_way_to_declare_a_type_is_told(tmp_path):
    course = copy_of_small(tmp_path)
    (course / "demos" / "kernels" / "shapes.py").write_text(SHAPES, encoding="utf-8")
    page = course / "demos" / "exercises" / "add.py"
    text = page.read_text(encoding="utf-8")
    old = "def running_total(numbers: np.ndarray, start: float = 0.0) -> np.ndarray:"
    new = (
        'def running_total(numbers: Float[Array, "n *s"] | None, start: Anything = 0.0, /, *, size: Size, flags: Bool[Array, ""] = True, '
        "step: Positive = 1e-8, word: Words = 'a', many: tuple[int, ...] = (), bare=None) -> tuple[Float[Array, \"n\"], int]:"
    )
    assert old in text
    text = text.replace(old, "Words = Literal['a', 'b']\n\n\n" + new)
    page.write_text(text.replace("import add\n", "import add\nfrom ..kernels.shapes import Anything, Positive, Size\n"), encoding="utf-8")
    (given,) = every(open_course(course)).values()
    signature = signature_of(given)
    assert signature.parameters == "numbers, start=0.0, /, *, size, flags=True, step=1e-08, word='a', many=(), bare=None"
    assert dict(signature.types) == {
        "numbers": "float64[n, …] | None",
        "start": "float",
        "size": "int ≥ 1",
        "flags": "bool",
        "step": "float > 0",
        "word": "Literal['a', 'b']",
        "many": "tuple[int, ...]",
        "bare": "",
        "→": "(float64[n], int)",
    }
