"""The words of a kernel's signature: what each lets in, and the sentence for what it does not."""

from collections.abc import Sequence
from typing import Annotated, Literal, NamedTuple

import numpy as np
import pytest
from dl_quiz.kernels.shapes import Array, Float, In, shaped

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
def test_what_does_not_fit_is_refused_in_a_sentence(layers: list, norm: str, sentence: str) -> None:
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


def test_a_number_comes_in_as_pythons_own() -> None:
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
def total(widths: Sequence[int], bias: bool = True) -> int:
    """Return the sum, and one more."""
    return sum(widths) + bias


def test_a_flag_is_true_or_false_and_a_sequence_may_be_an_array() -> None:
    assert total(np.array([1, 2]), np.bool_(False)) == 3


@pytest.mark.parametrize(
    ("widths", "bias", "sentence"),
    [
        ([1], 1, "bias 1 must be True or False"),
        (3, True, "widths 3 must be a sequence"),
        ([1, True], True, "widths True must be a whole number"),
    ],
)
def test_what_is_no_flag_or_no_sequence_is_refused(widths: object, bias: object, sentence: str) -> None:
    with pytest.raises(ValueError) as caught:
        total(widths, bias)
    assert str(caught.value) == sentence
