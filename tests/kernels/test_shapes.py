"""What the guards read from a signature: words, records and plain numbers (arrays are tested by what every kernel promises)."""

from __future__ import annotations

from typing import Annotated, Literal, NamedTuple

import numpy as np
import pytest
from dl_quiz.kernels.shapes import Array, Float, In, shaped


class Memory(NamedTuple):
    """A record whose arrays have the shape of the argument beside it."""

    mean: Float[Array, "*shape"]
    step: Annotated[int, In("[0, ∞)")]


@shaped
def step(
    w: Float[Array, "*shape"], memory: Memory | None = None, *, rule: Literal["sgd", "adam"] = "sgd", share: float = 1.0
) -> tuple[object, ...]:
    return w, memory, rule, share


def test_a_record_is_cast_field_by_field() -> None:
    _, memory, *_ = step([1, 2], Memory(np.array([1, 2], np.uint8), np.int8(3)))
    assert isinstance(memory, Memory)
    assert memory.mean.dtype == float
    assert memory == (pytest.approx([1.0, 2.0]), 3)
    assert step([1, 2], None)[1] is None


def test_a_number_comes_in_as_pythons_own() -> None:
    assert isinstance(step([1], share=np.uint8(16))[-1], float)
    assert step([1], share=float("nan"))[-1] != step([1], share=float("nan"))[-1]  # a float without an interval may be anything


@pytest.mark.parametrize(
    ("call", "sentence"),
    [
        (
            lambda: step([1, 2], Memory(np.zeros((2, 1)), 0)),
            "memory.mean (2, 1) must have the axes (*shape,), where shape = (2,) in w (2,)",
        ),
        (lambda: step([1, 2], Memory(np.zeros(2), -1)), "memory.step -1 must be at least 0"),
        (lambda: step([1, 2], Memory(np.zeros(2), 0.5)), "memory.step 0.5 must be a whole number"),
        (lambda: step([1, 2], np.zeros(2)), "memory must hold mean, step"),
        (lambda: step([1, 2], (np.zeros(2),)), "memory must hold mean, step"),
        (lambda: step([1, 2], rule="lion"), "rule 'lion' must be one of 'sgd', 'adam'"),
        (lambda: step([1, 2], share=True), "share True must be a number"),
        (lambda: step([1, 2], share="1"), "share '1' must be a number"),
    ],
)
def test_what_does_not_fit_is_refused_by_name(call, sentence: str) -> None:
    with pytest.raises(ValueError) as caught:
        call()
    assert str(caught.value) == sentence
