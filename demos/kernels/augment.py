"""Data augmentation: random changes of the training examples that leave their labels true."""

from __future__ import annotations

from typing import Annotated

import numpy as np

from .shapes import Array, Count, Float, In, Index, Int, NotNegative, Positive, Size, shaped

Images = Float[Array, "n c h w"]
Targets = Float[Array, "n k"]
Share = Annotated[Float[Array, ""], In("[0, 1]")]
Shares = Annotated[Float[Array, "n"], In("[0, 1]")]
Partner = Annotated[Int[Array, "n"], Index("n")]

LUMA: Float[Array, "3"] = np.array([0.299, 0.587, 0.114])
"""Weights of red, green and blue in the luma of ITU-R BT.601: the eye is most sensitive to green."""
LUMA.setflags(write=False)


Chance = Annotated[float, In("(0, 1)")]


@shaped
def rotate(images: Float[Array, "*batch h w"], degrees: Annotated[float, In("(-∞, ∞)")]) -> Float[Array, "*batch h w"]:
    """Turn pictures counter-clockwise about their centre; corners that come from outside are 0.

    Each pixel of the result looks up the nearest pixel of the original: the inverse rotation, so that no hole is left.

    Source: inverse mapping with nearest-neighbour lookup, as torchvision's `rotate` by default.
    """
    angle = np.deg2rad(degrees)
    return _look_up(images, np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]]))


@shaped
def zoom(images: Float[Array, "*batch h w"], factor: Positive) -> Float[Array, "*batch h w"]:
    """Enlarge (factor > 1) or shrink pictures about their centre, on a canvas of the same size; what comes from outside is 0.

    Source: inverse mapping with nearest-neighbour lookup, as torchvision's `affine` (its scale) by default.
    """
    return _look_up(images, np.eye(2) / factor)


@shaped
def random_crop(images: Images, padding: Count, rng: np.random.Generator) -> Images:
    """Pad with zeros on each side, and cut a window of the original size at a random place, another one for each picture.

    Source: He et al. 2016, arXiv:1512.03385, §4.2 (CIFAR-10, with padding 4).
    """
    padded = np.pad(images, [(0, 0), (0, 0), (padding, padding), (padding, padding)])
    windows = np.lib.stride_tricks.sliding_window_view(padded, images.shape[2:], axis=(2, 3))
    top, left = rng.integers(0, 2 * padding + 1, (len(images), 2)).T
    return windows[np.arange(len(images)), :, top, left]


@shaped
def random_flip(images: Images, rng: np.random.Generator, chance: Annotated[float, In("[0, 1]")] = 0.5) -> Images:
    """Mirror each picture left to right, with the given chance.

    Source: Krizhevsky, Sutskever & Hinton 2012, §4.1 (horizontal reflections).
    """
    flipped = rng.random((len(images), 1, 1, 1)) < chance
    return np.where(flipped, images[..., ::-1], images)


@shaped
def contrast_jitter(images: Images, strength: Annotated[float, In("[0, 1]")], rng: np.random.Generator) -> Images:
    """Stretch each picture's values about the mean μ of them all, by a factor drawn anew for each picture.

    y = μ + f (x − μ),   f ~ U(1 − s, 1 + s)

    Source: torchvision ColorJitter (its contrast), which stretches colours about the mean of their luma, and clips; this does neither.
    """
    factors = rng.uniform(1 - strength, 1 + strength, (len(images), 1, 1, 1))
    mean = images.mean(axis=(1, 2, 3), keepdims=True)
    jittered: Array = mean + factors * (images - mean)
    return jittered


@shaped
def grayscale(images: Float[Array, "n 3 h w"]) -> Float[Array, "n 1 h w"]:
    """Replace colours by their luma.

    Y = 0.299 R + 0.587 G + 0.114 B

    Source: ITU-R BT.601.
    """
    return np.tensordot(images, LUMA, axes=(1, 0))[:, None]


@shaped
def luma(red: float, green: float, blue: float) -> float:
    """Grey value of one colour.

    Y = 0.299 R + 0.587 G + 0.114 B

    Source: ITU-R BT.601.
    """
    return float(LUMA @ [red, green, blue])


@shaped
def mixup(images: Images, targets: Targets, share: Share | Shares, partner: Partner) -> tuple[Images, Targets]:
    """Blend each picture i and its target with those of its partner j.

    x = λ xᵢ + (1 − λ) xⱼ,   y = λ yᵢ + (1 − λ) yⱼ

    The share λ, of all or of each, is drawn from Beta(α, α) in training; the partners are usually a random permutation of the batch.

    Source: Zhang et al. 2018, arXiv:1710.09412, §2.
    """
    own = np.reshape(share, (-1, 1))
    rest = 1 - own
    return (own[..., None, None] * images + rest[..., None, None] * images[partner], own * targets + rest * targets[partner])


@shaped
def cutmix(images: Images, targets: Targets, box: tuple[Count, Count, Count, Count], partner: Partner) -> tuple[Images, Targets]:
    """Paste a box of the partner into each picture, and divide the target by area.

    y = λ yᵢ + (1 − λ) yⱼ,   1 − λ the share of pixels that are pasted

    The box is (top, bottom, left, right); bottom and right are not included.

    Source: Yun et al. 2019, arXiv:1905.04899, §3.1.
    """
    height, width = images.shape[2:]
    top, bottom, left, right = box
    if not (top <= bottom <= height and left <= right <= width):
        raise ValueError(f"box {box} (top, bottom, left, right) must lie in a picture of {height}×{width}")
    _, mixed = mixup(images, targets, 1 - (bottom - top) * (right - left) / max(height * width, 1), partner)
    pasted = images.copy()
    pasted[:, :, top:bottom, left:right] = images[partner][:, :, top:bottom, left:right]
    return pasted, mixed


@shaped
def mixed_target(share: Annotated[float, In("[0, 1]")], first: Count, second: Count, classes: Size) -> Float[Array, "k"]:
    """Target of a blend of two one-hot classes, λ being the share of the first.

    y = λ e_first + (1 − λ) e_second

    Source: Zhang et al. 2018, arXiv:1710.09412, §2.
    """
    if max(first, second) >= classes:
        raise ValueError(f"classes {first} and {second} must lie in 0 to {classes} − 1")
    target = np.zeros(classes)
    target[first] += share
    target[second] += 1 - share
    return target


@shaped
def cutmix_share(size: Size, box: Count) -> float:
    """Weight that is left to a square picture's own label after a square box inside it has been pasted over.

    1 − (box/size)²

    Source: Yun et al. 2019, arXiv:1905.04899, §3.1.
    """
    if box > size:
        raise ValueError(f"box {box} must be at most the picture's size {size}")
    return 1 - (box / size) ** 2


@shaped
def view_count(padding: Count, flip: bool = True) -> int:
    """How many different views a padded random crop has; twice as many with mirroring.

    (2p + 1)²,   mirrored or not 2 (2p + 1)²

    Source: 2p + 1 places along each axis.
    """
    return (2 * padding + 1) ** 2 * (2 if flip else 1)


@shaped
def mirror_box(left: Count, right: Count, width: Size) -> tuple[int, int]:
    """Where a box lies after its picture was mirrored: its sides change roles. Right is the first column after the box.

    left' = width − right,   right' = width − left

    Source: column j of a mirrored picture is column width − 1 − j of the original.
    """
    if not left < right <= width:
        raise ValueError(f"box from {left} to {right} must lie in a picture of width {width}")
    return width - right, width - left


@shaped
def ridge_strength(examples: Size, noise: NotNegative) -> float:
    """Ridge penalty, beside the sum of n squared errors, that noise of standard deviation σ on the inputs of a linear regression amounts to.

    λ = n σ²

    Source: Bishop 1995, Training with Noise is Equivalent to Tikhonov Regularization, Neural Computation 7.
    """
    return examples * (noise * noise)


def _look_up(images: Array, inverse: Array) -> Array:
    """Give each pixel the value at `inverse` times its place, measured from the centre with rows downwards; outside is 0."""
    size = np.array(images.shape[-2:])
    centre = (size - 1)[:, None, None] / 2
    source = np.tensordot(inverse, np.indices(images.shape[-2:]) - centre, axes=1) + centre
    row, column = np.rint(source + 1e-9).clip(-1, size.max()).astype(int)  # halves go one way in spite of rounding
    inside = (row >= 0) & (row < size[0]) & (column >= 0) & (column < size[1])
    return np.where(inside, images[..., row.clip(0, size[0] - 1), column.clip(0, size[1] - 1)], 0.0)


@shaped
def mixed_loss(share: Annotated[float, In("[0, 1]")], first: Chance, second: Chance) -> float:
    """Cross-entropy of a blended example, p and q being what the network gives to the classes of the first and the second picture.

    −λ log p − (1 − λ) log q

    Source: Zhang et al. 2018, arXiv:1710.09412, §2, with the loss linear in the target.
    """
    return float(-share * np.log(first) - (1 - share) * np.log(second))


@shaped
def base_rate_corrected(probability: Chance, trained: Chance, real: Chance) -> float:
    """Probability of a class at its real base rate, from that of a model whose training data had another share of it.

    p' / (1 − p') = p / (1 − p) · [real / (1 − real)] / [trained / (1 − trained)]

    It holds where only the share of the class was changed, not what its examples look like.

    Source: Elkan 2001, The Foundations of Cost-Sensitive Learning, theorem 2.
    """
    odds = probability / (1 - probability) * real / (1 - real) * (1 - trained) / trained
    return odds / (1 + odds)
