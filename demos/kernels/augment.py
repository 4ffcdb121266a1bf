"""Data augmentation: random changes of the training examples that leave their labels true."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


LUMA = np.array([0.299, 0.587, 0.114])
"""Weights of red, green and blue in the luma of ITU-R BT.601: the eye is most sensitive to green."""


def rotate(images: Array, degrees: float) -> Array:
    """Turn pictures counter-clockwise about their centre; corners that come from outside are 0.

    Each pixel of the result looks up the nearest pixel of the original: the inverse rotation, so that no hole is left.

    Parameters
    ----------
    images : array of shape (..., height, width)
    degrees : float

    Returns
    -------
    array in the shape of images

    Raises
    ------
    ValueError
        If images has fewer than two axes.

    Source: inverse mapping with nearest-neighbour lookup, as torchvision's `rotate` by default.
    """
    angle = np.deg2rad(degrees)
    return _look_up(images, np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]]))


def zoom(images: Array, factor: float) -> Array:
    """Enlarge (factor > 1) or shrink pictures about their centre, on a canvas of the same size.

    Parameters
    ----------
    images : array of shape (..., height, width)
    factor : float

    Returns
    -------
    array in the shape of images

    Raises
    ------
    ValueError
        If the factor is not positive, or images has fewer than two axes.

    Source: inverse mapping with nearest-neighbour lookup.
    """
    if factor <= 0:
        raise ValueError(f"factor {factor} must be positive")
    return _look_up(images, np.eye(2) / factor)


def random_crop(images: Array, padding: int, rng: np.random.Generator) -> Array:
    """Pad with zeros, and cut a window of the original size at a random place, another one for each picture.

    Parameters
    ----------
    images : array of shape (batch, channels, height, width)
    padding : int
        Pixels on each side, which is also the farthest shift.
    rng : Generator

    Returns
    -------
    array in the shape of images

    Raises
    ------
    ValueError
        If images does not have four axes, or the padding is negative.

    Source: He et al. 2016, arXiv:1512.03385, §4.2 (CIFAR-10, with padding 4).
    """
    images = _batch(images)
    if padding < 0:
        raise ValueError(f"padding {padding} must not be negative")
    height, width = images.shape[2:]
    padded = np.pad(images, [(0, 0), (0, 0), (padding, padding), (padding, padding)])
    corners = rng.integers(0, 2 * padding + 1, (len(images), 2))
    return np.array(
        [image[:, top : top + height, left : left + width] for image, (top, left) in zip(padded, corners, strict=True)]
    ).reshape(images.shape)


def random_flip(images: Array, rng: np.random.Generator, chance: float = 0.5) -> Array:
    """Mirror each picture left to right, with the given chance.

    Parameters
    ----------
    images : array of shape (batch, channels, height, width)
    rng : Generator
    chance : float

    Returns
    -------
    array in the shape of images

    Raises
    ------
    ValueError
        If images does not have four axes, or chance is not a probability.

    Source: Krizhevsky, Sutskever & Hinton 2012, §4.1 (horizontal reflections).
    """
    images = _batch(images)
    if not 0 <= chance <= 1:
        raise ValueError(f"chance {chance} must lie between 0 and 1")
    flipped = rng.random((len(images), 1, 1, 1)) < chance
    return np.where(flipped, images[..., ::-1], images)


def contrast_jitter(images: Array, strength: float, rng: np.random.Generator) -> Array:
    """Stretch each picture's values about their mean, by a factor drawn anew from [1 − strength, 1 + strength].

    Parameters
    ----------
    images : array of shape (batch, channels, height, width)
    strength : float
        0 changes nothing.
    rng : Generator

    Returns
    -------
    array in the shape of images

    Raises
    ------
    ValueError
        If images does not have four axes, or the strength is outside [0, 1].

    Source: torchvision ColorJitter (its contrast; without clipping).
    """
    images = _batch(images)
    if not 0 <= strength <= 1:
        raise ValueError(f"strength {strength} must lie between 0 and 1, or contrast would turn negative")
    factors = rng.uniform(1 - strength, 1 + strength, (len(images), 1, 1, 1))
    mean = images.mean(axis=(1, 2, 3), keepdims=True)
    result: Array = mean + factors * (images - mean)
    return result


def grayscale(images: Array) -> Array:
    """Replace colours by their luma, Y = 0.299 R + 0.587 G + 0.114 B.

    Parameters
    ----------
    images : array of shape (batch, 3, height, width)

    Returns
    -------
    array of shape (batch, 1, height, width)

    Raises
    ------
    ValueError
        If images does not have four axes, the second of length 3.

    Source: ITU-R BT.601.
    """
    images = _batch(images)
    if images.shape[1] != 3:
        raise ValueError(f"images {images.shape} must have the three channels red, green and blue")
    return np.tensordot(images, LUMA, axes=(1, 0))[:, None]


def luma(red: float, green: float, blue: float) -> float:
    """Grey value of one colour: Y = 0.299 R + 0.587 G + 0.114 B.

    Parameters
    ----------
    red, green, blue : float

    Source: ITU-R BT.601.
    """
    return float(LUMA @ [red, green, blue])


def mixup(images: Array, targets: Array, share: Array, partner: NDArray[np.int64]) -> tuple[Array, Array]:
    """Blend each picture and its target with those of a partner: x = λxᵢ + (1 − λ)xⱼ, y = λyᵢ + (1 − λ)yⱼ.

    Parameters
    ----------
    images : array of shape (batch, channels, height, width)
    targets : array of shape (batch, classes)
        Probabilities, for example one-hot.
    share : float, or array of shape (batch,)
        λ in [0, 1]; in training it is drawn from Beta(α, α).
    partner : integer array of shape (batch,)
        Index of the partner, usually a random permutation of the batch.

    Returns
    -------
    images, targets : arrays in the shapes of those given

    Raises
    ------
    ValueError
        If shapes do not fit, or a share is outside [0, 1].

    Source: Zhang et al. 2018, arXiv:1710.09412, §2.
    """
    images, targets = _batch(images), np.asarray(targets, dtype=float)
    share = np.broadcast_to(np.asarray(share, dtype=float), len(images))
    if targets.ndim != 2 or len(targets) != len(images) or np.shape(partner) != (len(images),):
        raise ValueError(f"images {images.shape}, targets {targets.shape} and partner {np.shape(partner)} must be one batch")
    if not ((share >= 0) & (share <= 1)).all():
        raise ValueError(f"share {share} must lie between 0 and 1")
    whole, rest = share[:, None], 1 - share[:, None]
    return (
        whole[..., None, None] * images + rest[..., None, None] * images[partner],
        whole * targets + rest * targets[partner],
    )


def cutmix(images: Array, targets: Array, box: tuple[int, int, int, int], partner: NDArray[np.int64]) -> tuple[Array, Array]:
    """Paste a box of the partner into each picture, and divide the target by area.

    Parameters
    ----------
    images : array of shape (batch, channels, height, width)
    targets : array of shape (batch, classes)
    box : (top, bottom, left, right)
        Bottom and right are not included.
    partner : integer array of shape (batch,)

    Returns
    -------
    images, targets : arrays in the shapes of those given

    Raises
    ------
    ValueError
        If shapes do not fit, or the box does not lie in the picture.

    Source: Yun et al. 2019, arXiv:1905.04899, §3.1.
    """
    images, targets = _batch(images), np.asarray(targets, dtype=float)
    height, width = images.shape[2:]
    top, bottom, left, right = box
    if not (0 <= top <= bottom <= height and 0 <= left <= right <= width):
        raise ValueError(f"box {box} (top, bottom, left, right) must lie in a picture of {height}×{width}")
    _, mixed = mixup(images, targets, 1 - (bottom - top) * (right - left) / (height * width), partner)
    pasted = images.copy()
    pasted[:, :, top:bottom, left:right] = images[partner][:, :, top:bottom, left:right]
    return pasted, mixed


def mixed_target(share: float, first: int, second: int, classes: int) -> Array:
    """Target of a blend of two one-hot classes.

    Parameters
    ----------
    share : float
        λ, the share of the first.
    first, second, classes : int

    Returns
    -------
    array of shape (classes,)

    Raises
    ------
    ValueError
        If the share is outside [0, 1], or a class is not below classes.

    Source: Zhang et al. 2018, arXiv:1710.09412, §2.
    """
    if not 0 <= share <= 1 or not (0 <= first < classes and 0 <= second < classes):
        raise ValueError(f"share {share} must lie between 0 and 1, classes {first} and {second} between 0 and {classes - 1}")
    one_hot = np.eye(classes)
    result: Array = share * one_hot[first] + (1 - share) * one_hot[second]
    return result


def cutmix_share(size: int, box: int) -> float:
    """Weight that is left to a square picture's own label after a square box has been pasted in: 1 − (box/size)².

    Parameters
    ----------
    size, box : int
        Sides of the picture and of the box that lies inside it.

    Raises
    ------
    ValueError
        If the box is negative, or larger than the picture.

    Source: Yun et al. 2019, arXiv:1905.04899, §3.1.
    """
    if not 0 <= box <= size or size < 1:
        raise ValueError(f"box {box} must lie between 0 and the picture's size {size}")
    return 1 - (box / size) ** 2


def views(padding: int, flip: bool = True) -> int:
    """How many different views a padded random crop has: (2p + 1)², twice that with mirroring.

    Parameters
    ----------
    padding : int
    flip : bool

    Raises
    ------
    ValueError
        If the padding is negative.

    Source: 2p + 1 places along each axis.
    """
    if padding < 0:
        raise ValueError(f"padding {padding} must not be negative")
    return (2 * padding + 1) ** 2 * (2 if flip else 1)


def mirror_box(left: int, right: int, width: int) -> tuple[int, int]:
    """Where a box lies after its picture was mirrored: its sides change roles.

    Parameters
    ----------
    left, right : int
        First column of the box, and the first one after it.
    width : int
        Of the picture.

    Returns
    -------
    left, right : int

    Raises
    ------
    ValueError
        Unless 0 ≤ left < right ≤ width.

    Source: column j of a mirrored picture is column width − 1 − j of the original.
    """
    if not 0 <= left < right <= width:
        raise ValueError(f"box from {left} to {right} must lie in a picture of width {width}")
    return width - right, width - left


def ridge_strength(examples: int, noise: float) -> float:
    """Ridge penalty that noise on the inputs of a linear regression amounts to: λ = nσ² (for the sum of squared errors).

    Parameters
    ----------
    examples : int
        n
    noise : float
        σ, standard deviation of the noise on each input.

    Raises
    ------
    ValueError
        If examples is below 1, or the noise is negative.

    Source: Bishop 1995, Training with Noise is Equivalent to Tikhonov Regularization, Neural Computation 7.
    """
    if examples < 1 or noise < 0:
        raise ValueError(f"examples {examples} must be at least 1, noise {noise} at least 0")
    return examples * noise**2


def _batch(images: Array) -> Array:
    images = np.asarray(images, dtype=float)
    if images.ndim != 4:
        raise ValueError(f"images {images.shape} must be (batch, channels, height, width)")
    return images


def _look_up(images: Array, inverse: Array) -> Array:
    """Give each pixel the value at `inverse` times its place, measured from the centre with rows downwards; outside is 0."""
    images = np.asarray(images, dtype=float)
    if images.ndim < 2:
        raise ValueError(f"images {images.shape} must end in height and width")
    size = np.array(images.shape[-2:])
    centre = (size - 1)[:, None, None] / 2
    source = np.tensordot(inverse, np.indices(images.shape[-2:]) - centre, axes=1) + centre
    row, column = np.rint(source + 1e-9).astype(int)  # halves go one way in spite of rounding
    inside = (row >= 0) & (row < size[0]) & (column >= 0) & (column < size[1])
    return np.where(inside, images[..., row.clip(0, size[0] - 1), column.clip(0, size[1] - 1)], 0.0)
