"""Convolution: slide a kernel over an image and take a dot product at each place.

卷积：核在图像上滑动，每处取一次点积。
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Literal

import numpy as np
from numpy.typing import NDArray

from dl_quiz.nouns import Text
from dl_quiz.stage import Ask, Check, Range, Say, Show, Step

Array = NDArray[np.float64]


def output_size(size: int, kernel: int, stride: int = 1, padding: int = 0, dilation: int = 1) -> int:
    """Width of a convolution's output: ⌊(n + 2p − d(k − 1) − 1) / s⌋ + 1.

    Parameters
    ----------
    size, kernel, stride, padding, dilation : int
        Input width n, kernel width k, stride s, zero padding p on each side, dilation d.

    Raises
    ------
    ValueError
        If a value is out of range, or the dilated kernel does not fit into the padded input.

    Source: Dumoulin & Visin 2016, arXiv:1603.07285, relationship 15 (with dilation); PyTorch Conv2d.
    """
    if size < 1 or kernel < 1 or stride < 1 or padding < 0 or dilation < 1:
        raise ValueError(f"size {size}, kernel {kernel}, stride {stride}, dilation {dilation} must be at least 1, and padding {padding} at least 0")
    span = dilation * (kernel - 1) + 1
    if span > size + 2 * padding:
        raise ValueError(f"a kernel that spans {span} does not fit into {size} + 2·{padding} = {size + 2 * padding}: no valid position")
    return (size + 2 * padding - span) // stride + 1
