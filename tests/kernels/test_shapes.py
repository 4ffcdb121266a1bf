"""The words of a kernel's signature: what each lets in, and the sentence for what it does not."""

from collections.abc import Sequence
from typing import Literal

import numpy as np
import pytest
from dl_quiz.kernels.shapes import Array, Float, shaped

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
