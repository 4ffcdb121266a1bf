"""Sixteen-bit numbers against PyTorch's and against the bounds of the formats."""

import numpy as np
import pytest

from dl_quiz.kernels import precision

BIG = np.finfo(np.float32).max
NUMBERS = np.concatenate(
    [
        np.random.default_rng(0).normal(size=500) * 10.0 ** np.random.default_rng(1).integers(-9, 6, 500),
        [0.0, 1.0, -1.01, 65504.0, 65519.0, 65520.0, 2.0**-24, 2.0**-25, 1 + 2.0**-8, 1 + 3 * 2.0**-8, 1 + 2.0**-9, BIG, np.inf, -np.inf],
    ]
)


@pytest.mark.parametrize("name", ["half", "bfloat16"])
def test_rounding_is_that_of_pytorch(name: str) -> None:
    torch = pytest.importorskip("torch", reason="PyTorch is in the extra 'torch'")
    theirs = torch.tensor(NUMBERS, dtype=torch.float32).to(getattr(torch, "float16" if name == "half" else name)).double().numpy()
    np.testing.assert_array_equal(getattr(precision, name)(NUMBERS.astype(np.float32)), theirs)


def test_what_is_no_number_stays_so() -> None:
    full = np.array([0x7FFFFFFF], np.uint32).view(np.float32)  # a NaN that rounding up would carry into the sign
    assert np.isnan(precision.half(np.nan)) and np.isnan(precision.bfloat16([np.nan, 1.0])[0]) and np.isnan(precision.bfloat16(full)[0])


def test_a_scaled_loss_rescues_what_would_be_zero() -> None:
    assert precision.through_half(2.0**-27) == 0
    assert precision.through_half(2.0**-27, 16) == 2.0**-27
    assert np.isinf(precision.through_half(100.0, 1024))


def test_the_least_scale_is_the_first_that_rescues() -> None:
    for gradient in [2.0**-power for power in range(45)] + [1e-8, 2.9e-8, 3e-8, 7e-8, 1e-12]:
        scale = precision.least_loss_scale(gradient)
        scales = 2.0 ** np.arange(45)
        scaled = np.minimum(gradient * scales, 1.0).astype(np.float16)
        assert scale == scales[np.argmax(scaled > 0)]
