"""Data made by code: digits in dots, two moons, two spirals."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


Labels = NDArray[np.int64]


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


GLYPHS: Array = np.array([[[dot == "#" for dot in row[digit]] for row in _ROWS] for digit in range(10)], dtype=float)
"""The digits 0 to 9, 7 rows of 5 dots, of shape (10, 7, 5).

Half a turn makes the 6 exactly a 9; 0 and 8 look the same in both mirrors; the mirrored 3 is nearest to the 8.
"""


def digits(rng: np.random.Generator, count: int, *, noise: float = 0.3, shift: int = 2, size: int = 12) -> tuple[Array, Labels]:
    """Draw pictures of random digits: each glyph somewhere near the centre of a dark canvas, then Gaussian noise on every pixel.

    Parameters
    ----------
    rng : numpy.random.Generator
    count : int
        How many pictures.
    noise : float
        Standard deviation of the noise; a lit dot is 1, a dark one 0.
    shift : int
        How far a glyph may lie from the centre, in pixels, along each axis.
    size : int
        Side of the canvas.

    Returns
    -------
    images : array of shape (count, 1, size, size)
    labels : integer array of shape (count,)

    Raises
    ------
    ValueError
        If the canvas is too small for a glyph that is shifted so far, or a number is negative.
    """
    top, left = (size - 7) // 2, (size - 5) // 2
    if count < 0 or noise < 0 or shift < 0:
        raise ValueError(f"count {count}, noise {noise} and shift {shift} must not be negative")
    if shift > min(top, left):
        raise ValueError(f"a 7×5 glyph shifted by {shift} does not fit into a {size}×{size} canvas")
    labels = rng.integers(0, 10, count)
    images = rng.normal(0.0, noise, (count, 1, size, size))
    corners = rng.integers(-shift, shift + 1, (count, 2)) + np.array([top, left])
    for image, label, (row, column) in zip(images[:, 0], labels, corners, strict=True):
        image[row : row + 7, column : column + 5] += GLYPHS[label]
    return images, labels


def moons(rng: np.random.Generator, count: int, noise: float = 0.3) -> tuple[Array, Labels]:
    """Draw points from two half circles that reach into each other, with Gaussian noise.

    Parameters
    ----------
    rng : numpy.random.Generator
    count : int
        How many points; each class gets half of them (class 0 the odd one), in random order.
    noise : float
        Standard deviation of the noise; the circles have radius 1.

    Returns
    -------
    points : array of shape (count, 2)
    labels : integer array of shape (count,)

    Raises
    ------
    ValueError
        If a number is negative.
    """
    labels = _halves(rng, count, noise)
    angle = rng.uniform(0.0, np.pi, count)
    upper = np.stack([np.cos(angle), np.sin(angle)], axis=1)
    lower = [1.0, 0.5] - upper
    return np.where(labels[:, None] == 0, upper, lower) + rng.normal(0.0, noise, (count, 2)), labels


def spirals(rng: np.random.Generator, count: int, noise: float = 0.1) -> tuple[Array, Labels]:
    """Draw points from two arms that wind around the origin, opposite each other, with Gaussian noise.

    Parameters
    ----------
    rng : numpy.random.Generator
    count : int
        How many points; each class gets half of them (class 0 the odd one), in random order.
    noise : float
        Standard deviation of the noise; the arms run from radius 0.25 to 3 in 1.4 turns, a distance of 1 apart.

    Returns
    -------
    points : array of shape (count, 2)
    labels : integer array of shape (count,)

    Raises
    ------
    ValueError
        If a number is negative.
    """
    labels = _halves(rng, count, noise)
    radius = rng.uniform(0.25, 3.0, count)
    angle = np.pi * radius + np.pi * labels  # one turn for every 2 of radius: the other arm lies halfway between
    arm = radius[:, None] * np.stack([np.cos(angle), np.sin(angle)], axis=1)
    return arm + rng.normal(0.0, noise, (count, 2)), labels


def _halves(rng: np.random.Generator, count: int, noise: float) -> Labels:
    if count < 0 or noise < 0:
        raise ValueError(f"count {count} and noise {noise} must not be negative")
    return rng.permutation(np.arange(count) % 2)
