"""Convolution of one image with one kernel."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from dl_quiz.stage.cases import Case, by_hand, edge, general

from ..kernels.shapes import Array, Float


def correlate2d(image: Float[Array, "h w"], kernel: Float[Array, "u v"]) -> Float[Array, "h−u+1 w−v+1"]:
    """Slide one kernel over one image, without padding.

    y[i, j] = Σ_u Σ_v K[u, v] · x[i + u, j + v]
    """
    (height, width), (rows, columns) = image.shape, kernel.shape
    output = np.zeros((height - rows + 1, width - columns + 1))
    for u in range(rows):
        for v in range(columns):  # one tap of the kernel meets a whole part of the image
            output += kernel[u, v] * image[u : u + output.shape[0], v : v + output.shape[1]]
    return output


def correlate2d_cases(rng: np.random.Generator) -> Iterator[Case]:
    """A kernel without any symmetry first: whoever flips or transposes it is found out."""
    yield by_hand(np.array([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0], [7.0, 8.0, 9.0]]), np.array([[1.0, 0.0], [2.0, -1.0]]))
    for image, kernel in (((5, 5), (3, 3)), ((6, 9), (2, 4)), ((9, 6), (4, 2)), ((28, 28), (5, 5))):
        yield general(rng.normal(size=image), rng.normal(size=kernel))
    yield edge("a kernel of one weight", "只有一个权重的核")(rng.normal(size=(3, 4)), rng.normal(size=(1, 1)))
    yield edge("a kernel as large as the image", "与图像一样大的核")(rng.normal(size=(3, 4)), rng.normal(size=(3, 4)))
    yield edge("one row", "只有一行")(rng.normal(size=(1, 7)), rng.normal(size=(1, 3)))
    yield edge("an image of large numbers", "数值很大的图像")(1e6 + rng.normal(size=(6, 6)), rng.normal(size=(3, 3)))
