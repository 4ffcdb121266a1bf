"""Data made by code: digits in dots, and two moons."""

from __future__ import annotations

from typing import Annotated

import numpy as np

from .shapes import Array, Count, Float, In, Int, shaped

Noise = Annotated[float, In("[0, ∞)")]

_DOTS = """
.###.  ..#..  .###.  .###.  ...#.  #####  .###.  #####  .###.  .###.
#...#  .##..  #...#  #...#  ..##.  #....  #....  ....#  #...#  #...#
#...#  ..#..  ....#  ....#  .#.#.  ####.  #....  ...#.  #...#  #...#
#...#  ..#..  ...#.  ..##.  #..#.  ....#  ####.  ..#..  .###.  .####
#...#  ..#..  ..#..  ....#  #####  ....#  #...#  .#...  #...#  ....#
#...#  ..#..  .#...  #...#  ...#.  #...#  #...#  .#...  #...#  ....#
.###.  .###.  #####  .###.  ...#.  .###.  .###.  .#...  .###.  .###.
"""
_ROWS = [line.split() for line in _DOTS.split("\n") if line]

GLYPHS: Float[Array, "10 7 5"] = np.array([[[dot == "#" for dot in row[digit]] for row in _ROWS] for digit in range(10)], dtype=float)
"""The digits 0 to 9, 7 rows of 5 dots, of shape (10, 7, 5).

Half a turn makes the 6 exactly a 9; 0 and 8 look the same in both mirrors; the mirrored 3 is nearest to the 8.
"""
GLYPHS.setflags(write=False)


@shaped
def digits(
    rng: np.random.Generator, count: Count, *, noise: Noise = 0.3, shift: Count = 2, size: Annotated[int, In("[7, ∞)")] = 12
) -> tuple[Float[Array, "n 1 size size"], Int[Array, "n"]]:
    """Draw pictures of random digits, and their labels: each glyph somewhere near the centre of a dark canvas, then Gaussian noise on every pixel.

    A lit dot is 1, a dark one 0; `noise` is the standard deviation, `shift` the farthest that a glyph lies from the centre along each axis.

    Source: definition here.
    """
    top, left = (size - 7) // 2, (size - 5) // 2
    if shift > top:
        raise ValueError(f"a 7×5 glyph shifted by {shift} does not fit into a {size}×{size} canvas")
    labels = rng.integers(0, 10, count)
    images = rng.normal(0.0, noise, (count, 1, size, size))
    corners = rng.integers(-shift, shift + 1, (count, 2)) + np.array([top, left])
    for image, label, (row, column) in zip(images[:, 0], labels, corners, strict=True):
        image[row : row + 7, column : column + 5] += GLYPHS[label]
    return images, labels


@shaped
def moons(rng: np.random.Generator, count: Count, noise: Noise = 0.3) -> tuple[Float[Array, "n 2"], Int[Array, "n"]]:
    """Draw points from two half circles of radius 1 that reach into each other, with Gaussian noise of standard deviation `noise`.

    The labels are 0 (upper) and 1 (lower) in random order, half of the points each; of an odd number, 0 gets one more.

    Source: scikit-learn, sklearn.datasets.make_moons (there at equal angles, here at random ones).
    """
    labels = rng.permutation(np.arange(count) % 2)
    angle = rng.uniform(0.0, np.pi, count)
    upper = np.stack([np.cos(angle), np.sin(angle)], axis=1)
    lower = [1.0, 0.5] - upper
    return np.where(labels[:, None] == 0, upper, lower) + rng.normal(0.0, noise, (count, 2)), labels
