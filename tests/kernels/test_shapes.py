"""What `@shaped` lets through, how it comes in, and the sentence that everything else gets."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from functools import partial
from typing import Annotated, Any, Literal, NamedTuple

import numpy as np
import pytest
from dl_quiz.kernels.shapes import Array, Bool, Float, In, Index, Int, shaped, unguarded

Size = Annotated[int, In("[1, ∞)")]


@shaped
def affine(
    x: Float[Array, "n d"], weight: Float[Array, "m d"], bias: Float[Array, "m"] | None = None, *, scale: float = 1.0, repeat: Size = 1
) -> tuple[Any, ...]:
    return x, weight, bias, scale, repeat


@shaped
def anything(x: Float[Array, "..."]) -> Array:
    return x


@shaped
def rows(x: Float[Array, "*batch c"], y: Float[Array, "*batch"]) -> Array:
    return x


@shaped
def pairs(x: Float[Array, "n 2"], mask: Bool[Array, "n"] | None = None) -> Any:
    return mask


@shaped
def loose(x: Float[Array, "_ _"], y: Float[Array, "_ n"]) -> Array:
    return y


@shaped
def chosen(scores: Float[Array, "n c"], labels: Annotated[Int[Array, "n"], Index("c")]) -> Array:
    return labels


@shaped
def told(
    scores: Float[Array, "n c"], labels: Annotated[Int[Array, "n"], Index("c")] | Annotated[Float[Array, "n c"], In("[0, 1]")]
) -> Array:
    return labels


@shaped
def rated(p: Annotated[float, In("[0, 1)")], rates: Annotated[Float[Array, "n"], In("(0, ∞)")] = (1.0,)) -> float:  # type: ignore[assignment]
    return p


@shaped
def finite(x: Annotated[float, In("(-∞, ∞)")]) -> float:
    return x


@shaped
def stacked(weights: Sequence[Float[Array, "_ d"]], widths: Sequence[Size] = ()) -> tuple[Any, Any]:
    return weights, widths


@shaped
def spoken(loss: Literal["mse", "mae"] = "mse") -> str:
    return loss


X, W = np.ones((4, 3)), np.ones((2, 3))

REFUSED = {
    "an axis of another length": (
        lambda: affine(np.ones((2, 3)), np.ones((5, 4))),
        "weight (5, 4) must have the axes (m, d), where d = 3 in x (2, 3)",
    ),
    "a rank too few": (lambda: affine(np.ones(3), W), "x (3,) must have the axes (n, d)"),
    "a rank too many": (lambda: affine(X, W[None]), "weight (1, 2, 3) must have the axes (m, d), where d = 3 in x (4, 3)"),
    "what would broadcast": (lambda: affine(X, W, np.ones((2, 1))), "bias (2, 1) must have the axes (m,), where m = 2 in weight (2, 3)"),
    "a scalar for a vector": (lambda: affine(X, W, 1.0), "bias () must have the axes (m,), where m = 2 in weight (2, 3)"),
    "a length of one for another": (lambda: affine(X, W, [1.0]), "bias (1,) must have the axes (m,), where m = 2 in weight (2, 3)"),
    "one name, two lengths in one argument": (
        lambda: rows(np.ones((2, 3)), np.ones(3)),
        "y (3,) must have the axes (*batch,), where batch = (2,) in x (2, 3)",
    ),
    "a star that finds too few axes": (lambda: rows(1.0, 1.0), "x () must have the axes (*batch, c)"),
    "a digit": (lambda: pairs(np.ones((4, 3))), "x (4, 3) must have the axes (n, 2)"),
    "a rank with any lengths": (lambda: loose(np.ones(3), np.ones((1, 1))), "x (3,) must have the axes (_, _)"),
    "words": (lambda: anything("1.5"), "x must be an array of numbers"),
    "nothing": (lambda: anything(None), "x must be an array of numbers"),
    "nothing among numbers": (lambda: anything([1.0, None]), "x must be an array of numbers"),
    "complex numbers": (lambda: anything(np.ones(2, complex)), "x must be an array of numbers"),
    "rows of two lengths": (lambda: anything([[1.0], [1.0, 2.0]]), "x must be an array of numbers"),
    "rows of two lengths where the rank decides": (lambda: told(X, [[1.0], [1.0, 2.0]]), "labels must be an array of numbers"),
    "labels that are truths": (lambda: chosen(X, [True, False, True, True]), "labels must hold whole numbers, not bool"),
    "labels with a fraction": (lambda: chosen(X, [0.0, 1.0, 2.0, 0.0]), "labels must hold whole numbers, not float64"),
    "a label too large": (lambda: chosen(X, [0, 1, 2, 3]), "labels of 0 to 3 must lie in 0 to 3 − 1, where c = 3 in scores (4, 3)"),
    "a negative label": (lambda: chosen(X[:1], [-1]), "labels -1 must lie in 0 to 3 − 1, where c = 3 in scores (1, 3)"),
    "labels in a column": (lambda: chosen(X, np.zeros((4, 1), int)), "labels (4, 1) must have the axes (n,), where n = 4 in scores (4, 3)"),
    "a mask of numbers": (lambda: pairs(np.ones((2, 2)), [0, 1]), "mask must hold booleans, not int64"),
    "the first of two kinds": (lambda: told(X, [0.5] * 4), "labels must hold whole numbers, not float64"),
    "the second of two kinds": (
        lambda: told(X, np.ones((4, 2))),
        "labels (4, 2) must have the axes (n, c), where n = 4 in scores (4, 3) and c = 3 in scores (4, 3)",
    ),
    "neither of two kinds": (lambda: told(X, np.ones((4, 3, 1))), "labels (4, 3, 1) must have the axes (n,) or (n, c)"),
    "an array out of its interval": (lambda: told(X, np.full((4, 3), 1.5)), "labels of 1.5 to 1.5 must lie in [0, 1]"),
    "NaN in an array": (lambda: told(X[:1], [[0.0, np.nan, 1.0]]), "labels of nan to nan must lie in [0, 1]"),
    "one number out of its interval": (lambda: rated(0.5, [0.0]), "rates 0.0 must be above 0"),
    "infinity where it is open": (lambda: rated(0.5, [np.inf]), "rates inf must be above 0"),
    "the open end": (lambda: rated(1.0), "p 1.0 must lie in [0, 1)"),
    "below the closed end": (lambda: rated(-1e-9), "p -1e-09 must lie in [0, 1)"),
    "NaN": (lambda: rated(float("nan")), "p nan must lie in [0, 1)"),
    "infinity for what is finite": (lambda: finite(float("inf")), "x inf must be finite"),
    "a truth for a number": (lambda: finite(True), "x True must be a number"),
    "a NumPy truth for a number": (lambda: finite(np.True_), "x True must be a number"),
    "a word for a number": (lambda: affine(X, W, scale="1"), "scale '1' must be a number"),
    "an array for a number": (lambda: affine(X, W, scale=np.ones(2)), "scale of 1 to 1 must be a number"),
    "words for a number": (lambda: affine(X, W, scale=np.array(["a"])), "scale array(['a'], dtype='<U1') must be a number"),
    "a complex number": (lambda: affine(X, W, scale=np.array(1j)), "scale array(0.+1.j) must be a number"),
    "an empty array for a number": (lambda: affine(X, W, scale=np.ones(0)), "scale of no numbers must be a number"),
    "a fraction for a whole number": (lambda: affine(X, W, repeat=2.0), "repeat 2.0 must be a whole number"),
    "a NumPy fraction for a whole number": (lambda: affine(X, W, repeat=np.float64(2)), "repeat 2.0 must be a whole number"),
    "an array for a whole number": (lambda: affine(X, W, repeat=np.ones(2)), "repeat of 1 to 1 must be a whole number"),
    "a truth for a whole number": (lambda: affine(X, W, repeat=True), "repeat True must be a whole number"),
    "a whole number too small": (lambda: affine(X, W, repeat=0), "repeat 0 must be at least 1"),
    "arrays of a list that disagree": (lambda: stacked([X, np.ones((4, 2))]), "weights (4, 2) must have the axes (_, d)"),
    "a number in a list": (lambda: stacked([], [3, 0]), "widths 0 must be at least 1"),
    "a number for a list": (lambda: stacked([], 3), "widths 3 must be a list"),
    "a word for a list": (lambda: stacked([], "12"), "widths '12' must be a list"),
    "a word that is not of the list": (lambda: spoken("huber"), "loss 'huber' must be 'mse' or 'mae'"),
    "no word at all": (lambda: spoken(["mse"]), "loss ['mse'] must be 'mse' or 'mae'"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_does_not_fit_gets_its_sentence(case: str) -> None:
    call, sentence = REFUSED[case]
    with pytest.raises(ValueError, match="must") as refused:
        call()
    assert str(refused.value) == sentence


@pytest.mark.parametrize("dtype", [np.uint8, np.int64, np.float32, np.float16, bool, ">f8"])
def test_numbers_of_every_kind_come_in_as_float64(dtype: Any) -> None:
    given = np.array([0, 1, 1]).astype(dtype)
    taken = anything(given)
    assert taken.dtype is np.dtype(float)
    assert taken.tolist() == [0.0, 1.0, 1.0]


def test_lists_numbers_and_empty_arrays_come_in_as_arrays() -> None:
    assert anything([[1, 2], [3, 4]]).tolist() == [[1.0, 2.0], [3.0, 4.0]]
    assert anything(2).shape == ()
    assert anything([]).shape == (0,)
    assert chosen(np.ones((0, 3)), []).dtype == np.intp
    assert chosen([[1, 2, 3]], np.array([2], np.uint8)).dtype == np.intp


def test_arrays_of_float64_come_in_as_they_are() -> None:
    assert anything(X) is X


def test_numbers_come_in_as_pythons() -> None:
    *_, scale, repeat = affine(X, W, scale=np.float32(0.5), repeat=np.int8(3))
    assert (type(scale), scale, type(repeat), repeat) == (float, 0.5, int, 3)
    assert type(finite(np.array(2))) is float
    with pytest.raises(ValueError, match=r"x Fraction\(1, 2\) must be a number"):
        finite(Fraction(1, 2))  # type: ignore[arg-type]


def test_optional_arguments_may_be_none_or_left_out() -> None:
    assert affine(X, W)[2:] == (None, 1.0, 1)
    assert affine(X, W, None)[2] is None
    assert pairs(np.ones((2, 2)), [True, False]).tolist() == [True, False]


def test_axes_bind_in_the_order_of_the_signature_however_they_are_passed() -> None:
    with pytest.raises(ValueError) as refused:
        affine(weight=np.ones((5, 4)), x=np.ones((2, 3)))
    assert str(refused.value) == "weight (5, 4) must have the axes (m, d), where d = 3 in x (2, 3)"
    with pytest.raises(ValueError) as refused:
        affine(np.ones((2, 3)), bias=np.ones(9), weight=np.ones((5, 3)))
    assert str(refused.value) == "bias (9,) must have the axes (m,), where m = 5 in weight (5, 3)"


def test_axes_of_one_call_say_nothing_of_the_next() -> None:
    affine(np.ones((2, 3)), np.ones((5, 3)))
    affine(np.ones((7, 6)), np.ones((1, 6)))


def test_a_star_stands_for_any_number_of_axes_even_none() -> None:
    assert rows(np.ones(3), 1.0).shape == (3,)
    assert rows(np.ones((2, 5, 3)), np.ones((2, 5))).shape == (2, 5, 3)


def test_places_without_a_name_take_any_length() -> None:
    assert loose(np.ones((2, 3)), np.ones((4, 5))).shape == (4, 5)


def test_the_rank_decides_between_two_kinds_of_labels() -> None:
    assert told(X[:1], [2]).dtype == np.intp
    assert told(X[:1], [[0, 0, 1]]).dtype == float


def test_ends_that_belong_to_an_interval_are_in_it() -> None:
    assert rated(0.0) == 0.0
    assert told(X[:1], [[0.0, 1.0, 0.5]]).tolist() == [[0.0, 1.0, 0.5]]


def test_empty_arrays_lie_in_every_interval() -> None:
    assert rated(0.5, []) == 0.5


@pytest.mark.parametrize(
    ("call", "sentence"),
    [
        (lambda: affine(X, W, None, 1.0), "takes from 2 to 3 positional arguments but 4"),
        (lambda: affine(X, W, None, "1"), "takes from 2 to 3 positional arguments but 4"),
        (lambda: anything(X, X), "takes 1 positional argument but 2"),
        (lambda: affine(X, W, colour=1), "unexpected keyword argument 'colour'"),
        (lambda: affine(X, W, x=X), "multiple values for argument 'x'"),
        (lambda: affine(X), "missing 1 required positional argument: 'weight'"),
    ],
)
def test_a_call_that_python_would_refuse_is_refused_by_python(call: Any, sentence: str) -> None:
    with pytest.raises(TypeError, match=sentence):
        call()


def test_the_kernel_keeps_its_name_and_its_docstring() -> None:
    @shaped
    def double(x: Float[Array, "..."]) -> Array:
        """Twice x."""
        return 2 * x

    assert (double.__name__, double.__doc__) == ("double", "Twice x.")


@pytest.mark.parametrize(
    ("interval", "ending"),
    [("[1, ∞)", "be at least 1"), ("(0, ∞)", "be above 0"), ("(−∞, ∞)", "be finite"), ("(0, 1]", "lie in (0, 1]")],
)
def test_an_interval_says_what_a_number_must_do(interval: str, ending: str) -> None:
    assert str(In(interval)) == ending


Layer = tuple[Float[Array, "m d"], Float[Array, "m"]]


@shaped
def widths(layers: Sequence[Layer], norm: Literal["batch", "layer"] = "batch") -> list[tuple[int, ...]]:
    """Return the widths of the layers."""
    return [(*weight.shape, len(bias)) for weight, bias in layers]


def test_the_axes_of_a_tuple_agree_among_themselves_only() -> None:
    assert widths([([[1, 2, 3]], [0]), [np.ones((2, 1)), np.ones(2, np.uint8)]]) == [(1, 3, 1), (2, 1, 2)]


@pytest.mark.parametrize(
    ("layers", "norm", "sentence"),
    [
        ([([[1.0]], [1.0, 2.0])], "batch", r"part 2 of layers \(2,\) must have the axes \(m,\), where m = 1 in part 1 of layers \(1, 1\)"),
        ([([[1.0]],)], "batch", "layers must have 2 parts"),
        ([], "group", "norm 'group' must be 'batch' or 'layer'"),
    ],
)
def test_what_does_not_fit_a_tuple_is_refused_by_its_part(layers: list, norm: str, sentence: str) -> None:
    with pytest.raises(ValueError, match=f"^{sentence}$"):
        widths(layers, norm)


class Memory(NamedTuple):
    """A record whose array has the shape of the argument beside it."""

    mean: Float[Array, "*shape"]
    step: Annotated[int, In("[0, ∞)")]


@shaped
def step(w: Float[Array, "*shape"], memory: Memory | None = None, share: float = 1.0) -> tuple[Array, Memory | None, float]:
    """Return what came in."""
    return w, memory, share


def test_a_record_is_cast_field_by_field() -> None:
    memory = step([1, 2], Memory(np.array([1, 2], np.uint8), np.int8(3)))[1]
    assert isinstance(memory, Memory)
    assert memory.mean.dtype == float
    assert memory.mean.tolist() == [1.0, 2.0]
    assert step([1, 2], None)[1] is None


def test_a_number_without_an_interval_may_be_anything() -> None:
    assert type(step([1], share=np.uint8(16))[2]) is float
    assert np.isnan(step([1], share=np.nan)[2])  # without an interval it may be anything


@pytest.mark.parametrize(
    ("memory", "share", "sentence"),
    [
        (Memory(np.zeros((2, 1)), 0), 1.0, "memory.mean (2, 1) must have the axes (*shape,), where shape = (2,) in w (2,)"),
        (Memory(np.zeros(2), -1), 1.0, "memory.step -1 must be at least 0"),
        (Memory(np.zeros(2), 0.5), 1.0, "memory.step 0.5 must be a whole number"),
        (np.zeros(2), 1.0, "memory must be Memory(mean, step)"),
        ((np.zeros(2),), 1.0, "memory must be Memory(mean, step)"),
        (None, True, "share True must be a number"),
        (None, "1", "share '1' must be a number"),
    ],
)
def test_what_does_not_fit_a_record_or_a_number_is_refused_by_name(memory: object, share: object, sentence: str) -> None:
    with pytest.raises(ValueError) as caught:
        step([1.0, 2.0], memory, share)
    assert str(caught.value) == sentence


@shaped
def size(width: int, bias: bool = True) -> int:
    """Return how many numbers a unit has."""
    return width + bias


def test_a_flag_is_true_or_false() -> None:
    assert size(2, np.bool_(False)) == 2
    with pytest.raises(ValueError) as caught:
        size(2, 1)
    assert str(caught.value) == "bias 1 must be True or False"


def test_without_its_guard_a_kernel_takes_what_it_is_given() -> None:
    odd = np.ones((2, 3), dtype=np.float32)
    assert anything(odd) is not odd and unguarded(anything)(odd) is odd
    with pytest.raises(ValueError):
        partial(pairs, odd)()
    assert unguarded(partial(pairs, odd, mask="kept"))() == "kept"
    assert unguarded(len) is len
