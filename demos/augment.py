"""Data augmentation: random changes of the training examples that leave their labels true.

数据增强：对训练样本做随机变换，而标签依然成立。

Geometric, photometric and mixing augmentations, each a pure function on a batch. The scenes ask of them: is the label
still true, what is lost, what may never be augmented before the split, how far the gain reaches, and what penalty it is.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

import numpy as np
from numpy.typing import NDArray

from dl_quiz.nouns import Text
from dl_quiz.stage import Ask, Check, Plot, Range, Say, Show, Step

from ._data import GLYPHS, digits
from ._training import train
from .backprop import backward, forward, initialise
from .loss import cross_entropy, cross_entropy_gradient

Array = NDArray[np.float64]

LUMA = np.array([0.299, 0.587, 0.114])
"""Weights of red, green and blue in the luma of ITU-R BT.601: the eye is most sensitive to green."""

_SQUARE = np.pad(GLYPHS, [(0, 0), (1, 1), (2, 2)])
"""The digits on 9×9 pixels, where no rotation cuts anything off."""


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


def gallery(
    rng: np.random.Generator,
    *,
    digit: Annotated[int, Range(0, 9), Text(en="digit to show", zh="展示哪个数字")] = 4,
    padding: Annotated[int, Range(0, 4), Text(en="padding of the random crop", zh="随机裁剪的填充")] = 2,
    strength: Annotated[float, Range(0.05, 1.0), Text(en="strength of the contrast jitter", zh="对比度抖动的强度")] = 0.5,
) -> Iterator[Step]:
    """One example, many views.

    一个样本，许多视图
    """
    picture = np.pad(GLYPHS[digit], 2)[None, None]
    yield Say(
        en="One training picture. Each epoch it is shown a little differently, drawn anew each time: nothing is stored.",
        zh="一张训练图。每一轮都稍作改变再给网络看，每次重新抽取，不必存盘。",
    )
    yield Show(en="As it is", zh="原图", data=picture[0, 0], heat=True, digits=0)
    yield Show(
        en="Mirrored and cropped",
        zh="镜像并裁剪",
        data=random_crop(random_flip(picture, rng, 1.0), padding, rng)[0, 0],
        heat=True,
        digits=0,
    )
    yield Show(en="Turned by 15°", zh="旋转 15°", data=rotate(picture[0, 0], 15), heat=True, digits=0)
    yield Ask(
        en=f"Pad by {padding}, cut a window of the old size, mirror or not: how many different views can there be?",
        zh=f"四周填充 {padding}，裁出原来大小的窗口，可镜像可不镜像：最多有多少种不同的视图？",
        answer=views(padding),
    )
    textured = np.tile(rng.normal(size=(1, 1, 5, 5)), (40 * views(padding), 1, 1, 1))
    seen = random_flip(random_crop(textured, padding, rng), rng)
    yield Check(
        name="views-counted",
        en="draw forty times as many views of a picture without symmetries, count the different ones",
        zh="对一张没有对称性的图抽取四十倍那么多的视图，数出不同的",
        left=_distinct(seen),
        right=views(padding),
    )
    yield Say(
        en="Many views, but not many examples: all of them show the same handwriting of the same digit.",
        zh="视图很多，样本却没有变多：它们都是同一个数字的同一次书写。",
    )
    hundred = np.tile(picture, (100, 1, 1, 1))
    jittered = contrast_jitter(hundred, strength, rng)
    stretched = picture.mean() + 1.5 * (hundred - picture.mean())
    yield Check(
        name="jitter-varies",
        en="of 100 showings, how many differ: with contrast enhanced ×1.5 always, and with a random factor",
        zh="展示 100 次有几种不同：固定把对比度乘以 1.5；乘以随机系数",
        left=[_distinct(stretched), _distinct(jittered)],
        right=[1, 100],
    )
    columns = np.flatnonzero(picture[0, 0].any(axis=0))
    box = int(columns[0]), int(columns[-1]) + 1
    off_centre = picture[..., 1:]  # in the centre a mirrored box would stay where it was
    mirrored = np.flatnonzero(random_flip(off_centre, rng, 1.0)[0, 0].any(axis=0))
    yield Say(
        en="If the target is a box, a mask or a keypoint, it must move with the picture.",
        zh="如果标注是检测框、分割掩码或关键点，就必须与图像一起变换。",
    )
    yield Check(
        name="box-moves",
        en="left and right border of a mirrored digit, found in the picture = those of the mirrored box",
        zh="在镜像图中量出的数字左右边界 = 随图镜像后的框",
        left=[int(mirrored[0]), int(mirrored[-1]) + 1],
        right=list(mirror_box(box[0] - 1, box[1] - 1, off_centre.shape[-1])),
    )


def labels(
    rng: np.random.Generator,
    *,
    degrees: Annotated[int, Range(0, 359), Text(en="angle of rotation", zh="旋转角度")] = 180,
) -> Iterator[Step]:
    """Which changes keep the label.

    哪些变换不改变标签
    """
    nearest, distance = _nearest(rotate(_SQUARE, degrees))
    yield Say(
        en=f"Turn each digit by {degrees}°, and look for the digit of which it then differs in the fewest dots.",
        zh=f"把每个数字旋转 {degrees}°，再找与它相差点数最少的数字。",
    )
    yield Ask(
        en="How many of the ten now look most like another digit?",
        zh="十个数字中，有几个变得更像别的数字？",
        answer=int((nearest != np.arange(10)).sum()),
    )
    yield Show(
        en="What each digit looks like",
        zh="每个数字看起来像什么",
        data=[[d, int(nearest[d]), int(distance[d])] for d in range(10)],
        columns=[Text(en="digit", zh="数字"), Text(en="nearest", zh="最近"), Text(en="dots", zh="差几点")],
        digits=0,
    )
    yield Check(
        name="six-becomes-nine",
        en="the turned 6 differs from the 9 in so many dots, and the turned 9 from the 6",
        zh="旋转后的 6 与 9 相差的点数；旋转后的 9 与 6 相差的点数",
        left=np.abs(rotate(_SQUARE[[6, 9]], degrees) - _SQUARE[[9, 6]]).sum(axis=(1, 2)),
        right=[0, 0],
        applies=degrees == 180,
        because=Text(en="only half a turn makes the 6 a 9", zh="只有转半圈，6 才变成 9"),
    )
    angles = range(0, 181, 15)
    misread = {angle: int((_nearest(rotate(_SQUARE, angle))[0] != np.arange(10)).sum()) for angle in angles}
    yield Plot(
        en="Digits out of ten that look like another",
        zh="十个数字中看成别的数字的个数",
        series={f"{angle}°": count for angle, count in misread.items()},
        kind="bars",
    )
    yield Check(
        name="small-turns-are-safer",
        en="15° changes fewer digits into others than half a turn",
        zh="15° 造成的误认比转半圈少",
        left=misread[15],
        right=misread[180],
        relation="<",
    )
    yield Check(
        name="mirrored-three",
        en="the mirrored 3 is 3 dots away from the 8, 6 from the 3",
        zh="镜像后的 3 与 8 只差 3 点，与 3 差 6 点",
        left=[float(np.abs(GLYPHS[3, :, ::-1] - GLYPHS[other]).sum()) for other in (8, 3)],
        right=[3, 6],
    )
    yield Say(
        en="Which changes are harmless is knowledge about the task, not about images: a turned galaxy is a galaxy, a mirrored left hand is a right one.",
        zh="哪些变换无害，取决于任务而不取决于图像：星系转了还是星系，左手镜像就成了右手。",
    )


def crop(
    rng: np.random.Generator,
    *,
    window: Annotated[int, Range(3, 12), Text(en="side of the window cut from a 12×12 picture", zh="从 12×12 图中裁出的窗口边长")] = 6,
    digit: Annotated[int, Range(0, 9), Text(en="digit in the picture", zh="图中的数字")] = 3,
) -> Iterator[Step]:
    """A crop can cut the object away.

    裁剪可能裁掉目标
    """
    picture = np.zeros((12, 12))
    picture[2:9, 3:8] = GLYPHS[digit]
    shares = {side: _ink(picture, side) for side in range(3, 13)}
    yield Say(
        en=f"A digit, {digit}, in the middle of a 12×12 picture. Cut out a window at any place: how much of the digit is in it?",
        zh=f"12×12 的图中间有一个 {digit}。在任意位置裁一个窗口：里面还剩多少数字？",
    )
    lost = {side: float((share < 0.5).mean()) for side, share in shares.items()}
    yield Ask(
        en=f"Of all {window}×{window} windows, what share holds less than half of the digit's dots?",
        zh=f"所有 {window}×{window} 窗口中，含数字不到一半的占多大比例？",
        answer=lost[window],
        within=0.1,
    )
    yield Plot(
        en="Windows with less than half of the digit",
        zh="含数字不到一半的窗口比例",
        series={f"{side}×{side}": value for side, value in lost.items()},
        kind="bars",
    )
    places = 13 - window
    rows, columns = np.nonzero(picture)
    reach = [sum(0 <= dot - corner < window for corner in range(places)) for dot in range(12)]
    yield Check(
        name="average-ink",
        en="average share of the digit in a window = for each dot, the windows that hold it",
        zh="窗口内数字比例的平均 = 逐点统计有多少窗口包含它",
        left=float(shares[window].mean()),
        right=float(np.mean([reach[r] * reach[c] for r, c in zip(rows, columns, strict=True)])) / places**2,
        within=1e-12,
    )
    yield Check(
        name="small-crops-lose-more",
        en="4×4 windows lose the digit more often than 9×9 windows",
        zh="4×4 窗口比 9×9 窗口更常丢掉数字",
        left=lost[4],
        right=lost[9],
        relation=">",
    )
    yield Say(
        en=f"Such a window keeps the label “{digit}” over an empty background: label noise. And a small window enlarged to full size shows the object larger than at test time.",
        zh=f"这样的窗口几乎只剩背景，标签却仍是“{digit}”，这就是标签噪声。另外，小窗口放大回原尺寸后，目标比测试时显得更大。",
    )
    spot = np.zeros((12, 12))
    spot[4:8, 5:7] = 1
    yield Check(
        name="looks-larger",
        en="a window of half the side, enlarged to the whole: an object covers 4 times as many pixels",
        zh="取边长一半的窗口再放大到原尺寸：目标占的像素是原来的 4 倍",
        left=float(zoom(spot, 2.0).sum() / spot.sum()),
        right=4.0,
    )


def colour(
    rng: np.random.Generator,
    *,
    chance: Annotated[float, Range(0.0, 1.0), Text(en="chance of turning a training picture grey", zh="训练图被灰度化的概率")] = 0.2,
    noise: Annotated[float, Range(0.05, 0.4), Text(en="noise on each pixel", zh="每个像素的噪声")] = 0.2,
) -> Iterator[Step]:
    """Grey sometimes, not always.

    有时变灰，而不是总是变灰
    """
    red, green = np.array([0.9, 0.0, 0.0]), np.array([0.0, 0.9 * LUMA[0] / LUMA[1], 0.0])
    yield Say(
        en="Two classes, red and green patches. Their colours are chosen so that both turn into the same grey.",
        zh="两类图块，一红一绿。颜色选得恰好使二者变成同样的灰。",
    )
    yield Show(
        en="The two colours and their luma",
        zh="两种颜色及其亮度",
        data=[[*red, luma(*red)], [*green, luma(*green)]],
        rows=[Text(en="red", zh="红"), Text(en="green", zh="绿")],
        columns=["R", "G", "B", "Y"],
    )
    count = 400
    (images, truth), (fresh, fresh_truth) = (_patches(rng, np.array([red, green]), count, noise) for _ in range(2))
    turned = np.where(rng.random((count, 1, 1, 1)) < chance, grayscale(images), images)
    accuracy = {
        "never": _nearest_mean(images, truth, fresh, fresh_truth),
        "sometimes": _nearest_mean(turned, truth, fresh, fresh_truth),
        "always": _nearest_mean(grayscale(images), truth, grayscale(fresh), fresh_truth),
    }
    yield Ask(
        en="A classifier compares with the mean picture of each class. If all pictures, training and test, are turned grey, what is its accuracy?",
        zh="分类器与每类的平均图比较。如果训练与测试图全部灰度化，它的准确率是多少？",
        answer=0.5,
        within=0.1,
    )
    yield Show(
        en="Accuracy on fresh pictures",
        zh="新图上的准确率",
        data=[[value] for value in accuracy.values()],
        rows=[
            Text(en="colour", zh="彩色"),
            Text(en=f"random grey, {chance:g}", zh=f"随机灰度化 {chance:g}"),
            Text(en="always grey", zh="总是灰度"),
        ],
        columns=[Text(en="accuracy", zh="准确率")],
    )
    yield Check(
        name="grey-is-blind",
        en="always grey: accuracy = chance",
        zh="总是灰度：准确率 = 瞎猜",
        left=accuracy["always"],
        right=0.5,
        within=4 * 0.5 / count**0.5,  # four standard errors of a coin
    )
    yield Check(
        name="random-grey-keeps-colour",
        en="random grey leaves the colour to be learnt: accuracy on colour pictures",
        zh="随机灰度化仍能学到颜色：彩色图上的准确率",
        left=accuracy["sometimes"],
        right=0.95,
        relation=">=",
        applies=chance <= 0.8,
        because=Text(en="hardly a coloured picture is left to learn from", zh="几乎没有彩色图可学了"),
    )
    yield Say(
        en="Random grey says: do not rely on colour alone. Always grey throws colour away, and here colour is all there is.",
        zh="随机灰度化的意思是：不要只靠颜色。总是灰度则把颜色丢了，而这里颜色就是全部信息。",
    )


def mix(
    rng: np.random.Generator,
    *,
    share: Annotated[float, Range(0.0, 1.0), Text(en="share of the first picture, λ", zh="第一张图的占比 λ")] = 0.7,
    alpha: Annotated[float, Range(0.05, 5.0), Text(en="λ is drawn from Beta(α, α)", zh="λ 取自 Beta(α, α)")] = 0.2,
    box: Annotated[int, Range(0, 9), Text(en="side of the box that CutMix pastes", zh="CutMix 粘贴框的边长")] = 5,
) -> Iterator[Step]:
    """Mixtures of pictures, and of labels.

    图像混合，标签也混合
    """
    pair = _SQUARE[[1, 7]][:, None]
    swap, one_hot = np.array([1, 0]), np.eye(10)[[1, 7]]
    blended, target = mixup(pair, one_hot, np.array([share, share]), swap)
    yield Say(
        en="Mixup breaks the rule that the label stays. It blends two pictures, and blends their labels in the same proportion.",
        zh="mixup 不守“标签不变”的规矩：它把两张图混合，标签也按同样的比例混合。",
    )
    yield Show(en=f"A 1, with a share of {share:g}, and a 7", zh=f"1（占 {share:g}）与 7 的混合", data=blended[0, 0], heat=True, digits=1)
    yield Ask(en="What does the target say for class 7?", zh="目标中类别 7 的值是多少？", answer=float(target[0, 7]), within=0.005)
    logits = rng.normal(size=(2, 10))
    yield Check(
        name="loss-is-blended",
        en="cross-entropy with the blended target = λ · loss for the 1 + (1 − λ) · loss for the 7",
        zh="对混合目标的交叉熵 = λ · 对 1 的损失 + (1 − λ) · 对 7 的损失",
        left=cross_entropy(logits[:1], target[:1]),
        right=share * cross_entropy(logits[:1], [1]) + (1 - share) * cross_entropy(logits[:1], [7]),
        within=1e-12,
    )
    drawn = rng.beta(alpha, alpha, 4000)
    yield Plot(
        en=f"4,000 draws of λ from Beta({alpha:g}, {alpha:g})",
        zh=f"从 Beta({alpha:g}, {alpha:g}) 抽 4000 个 λ",
        kind="histogram",
        series={"λ": drawn},
    )
    yield Check(
        name="small-alpha-mixes-little",
        en="variance of λ = 1/(4(2α + 1)): for small α nearly that of a coin, 1/4, so that most pictures are hardly mixed",
        zh="λ 的方差 = 1/(4(2α + 1))：α 小时接近抛硬币的 1/4，多数图几乎没有混合",
        left=float(drawn.var()),
        right=1 / (4 * (2 * alpha + 1)),
        within=4 * float(np.square(drawn - drawn.mean()).std()) / len(drawn) ** 0.5,  # four standard errors
    )
    canvas = np.stack([np.zeros((1, 9, 9)), np.ones((1, 9, 9))])
    pasted, divided = cutmix(canvas, one_hot, (0, box, 0, box), swap)
    yield Say(
        en="CutMix pastes a box instead. The label is divided by area, whatever the box happens to show.",
        zh="CutMix 则粘贴一个方框。标签按面积分配，不管框里恰好是什么。",
    )
    yield Check(
        name="area-is-label",
        en="share of pasted pixels, counted = the partner's share of the target",
        zh="数出的粘贴像素占比 = 目标中另一类的占比",
        left=float(pasted[0].mean()),
        right=float(divided[0, 7]),
        within=1e-12,
    )


def leak(
    rng: np.random.Generator,
    *,
    copies: Annotated[int, Range(1, 8), Text(en="noisy copies of each example", zh="每个样本的含噪副本数")] = 5,
    noise: Annotated[float, Range(0.05, 0.4), Text(en="noise on each copy", zh="每份副本的噪声")] = 0.3,
) -> Iterator[Step]:
    """First split, then augment.

    先划分，后增强
    """
    count, pixels, classes = 150, 64, 10
    images, truth = rng.normal(size=(count, pixels)), rng.integers(0, classes, count)
    yield Say(
        en=f"{count} pictures of pure noise, with labels drawn by lot. Nothing can be learnt here: on new pictures every classifier is right one time in ten.",
        zh=f"{count} 张纯噪声图，标签随机抽取。这里什么也学不到：任何分类器在新图上都只有十分之一的正确率。",
    )
    source = np.repeat(np.arange(count), copies)
    augmented = images[source] + rng.normal(0.0, noise, (len(source), pixels))
    yield Ask(
        en=f"Make {copies} noisy copies of each, then split at random, four fifths for training. Accuracy of a nearest neighbour on the rest?",
        zh=f"每张做 {copies} 份含噪副本，再随机划分，五分之四用于训练。最近邻分类器在其余部分的准确率？",
        answer=1.0 - 0.9 * 0.2 ** (copies - 1),
        within=0.15,
    )
    order = rng.permutation(len(source))
    training, held_out = order[: len(order) * 4 // 5], order[len(order) * 4 // 5 :]
    leaky = _nearest_neighbour(augmented[training], truth[source[training]], augmented[held_out], truth[source[held_out]])
    kept = source < count * 4 // 5
    fresh = slice(count * 4 // 5, None)
    honest = _nearest_neighbour(augmented[kept], truth[source[kept]], images[fresh], truth[fresh])
    yield Show(
        en="Accuracy",
        zh="准确率",
        data=[[leaky], [honest]],
        rows=[Text(en="augment, then split", zh="先增强后划分"), Text(en="split, then augment", zh="先划分后增强")],
        columns=[Text(en="nearest", zh="最近邻")],
        digits=2,
    )
    yield Check(
        name="leaky-split",
        en="augmented before the split, labels without any meaning are “predicted”",
        zh="先增强再划分，毫无意义的标签也被“预测”出来",
        left=leaky,
        right=0.9,
        relation=">=",
        applies=copies >= 4,
        because=Text(en="with few copies some held-out ones have no twin in training", zh="副本太少时，有些留出样本在训练集里没有孪生副本"),
    )
    yield Check(
        name="honest-split",
        en="split first, the accuracy is chance, 1/10",
        zh="先划分，准确率就是瞎猜的 1/10",
        left=honest,
        right=1 / classes,
        within=4 * (0.09 / (count - count * 4 // 5)) ** 0.5,  # four standard errors
    )
    yield Say(
        en="A copy is not a new example. Validation and test data stay as they will come in use; only training data are augmented.",
        zh="副本不是新样本。验证集和测试集保持实际使用时的样子，只增强训练集。",
    )


def reach(
    rng: np.random.Generator,
    *,
    shift: Annotated[int, Range(1, 3), Text(en="largest shift in training, in pixels", zh="训练时的最大平移（像素）")] = 2,
    steps: Annotated[int, Range(100, 250), Text(en="training steps", zh="训练步数")] = 200,
) -> Iterator[Step]:
    """It helps as far as it goes.

    增强到哪里，好处就到哪里
    """
    (images, truth), (fresh, fresh_truth) = digits(rng, 200, shift=0, size=16), digits(rng, 400, shift=0, size=16)
    yield Say(
        en=f"Digits, all exactly in the middle. Two equal perceptrons, {steps} steps each: one sees them so, one shifted at random by up to {shift} pixels.",
        zh=f"数字都在正中。两个相同的感知机各训练 {steps} 步：一个只看原图，一个看随机平移不超过 {shift} 像素的图。",
    )
    distances = range(6)
    tests = [_moved(fresh, distance, rng) for distance in distances]
    plain, augmented = (
        np.array([_accuracy(net, test, fresh_truth) for test in tests])
        for net in (_fit(rng, images, truth, 0, steps), _fit(rng, images, truth, shift, steps))
    )
    yield Ask(
        en=f"Where does the augmented network do better: on test digits shifted by 0, by {shift}, or by {shift + 2} pixels?",
        zh=f"在哪种测试图上，增强训练的网络明显更好：平移 0、{shift} 还是 {shift + 2} 像素？",
        answer=1,
        options=["0", f"{shift}", f"{shift + 2}"],
    )
    yield Plot(
        en="Accuracy on shifted test digits",
        zh="平移后的测试准确率",
        series={Text(en="plain", zh="无增强"): plain, Text(en="augmented", zh="有增强"): augmented},
        x=Text(en="shift", zh="平移"),
    )
    yield Check(
        name="helps-inside",
        en=f"at the edge of the trained range, shift {shift}: augmented against plain",
        zh=f"在训练范围的边缘，平移 {shift}：有增强对无增强",
        left=float(augmented[shift] - plain[shift]),
        right=0.15,
        relation=">",
    )
    yield Check(
        name="not-beyond",
        en=f"two pixels beyond it the accuracy falls: shift {shift + 2} against shift {shift}",
        zh=f"超出范围两个像素，准确率就掉下来：平移 {shift + 2} 对平移 {shift}",
        left=float(augmented[shift + 2]),
        right=float(augmented[shift] - 0.15),
        relation="<",
    )
    yield Check(
        name="not-free",
        en="on centred digits, with as many steps, the augmented network is behind",
        zh="在居中的数字上，训练步数相同，有增强的网络反而落后",
        left=float(augmented[0]),
        right=float(plain[0]),
        relation="<",
        applies=shift >= 2,
        because=Text(en="shifts of a pixel cost little", zh="平移一个像素代价很小"),
    )
    yield Say(
        en="So it teaches approximate invariance, on the range that was shown, at the price of a harder task. It guarantees nothing.",
        zh="所以它教会的是近似不变性，只在展示过的范围内有效，代价是任务变难。它不提供任何保证。",
    )


def ridge(
    rng: np.random.Generator,
    *,
    noise: Annotated[float, Range(0.0, 2.0), Text(en="noise on the inputs, σ", zh="输入噪声 σ")] = 0.5,
    copies: Annotated[int, Range(100, 3000), Text(en="noisy copies of each example", zh="每个样本的含噪副本数")] = 1000,
    examples: Annotated[int, Range(10, 60), Text(en="examples, n", zh="样本数 n")] = 40,
) -> Iterator[Step]:
    """Noise on the inputs is a penalty on the weights.

    给输入加噪声，就是给权重加惩罚
    """
    inputs = rng.normal(size=(examples, 4))
    target = inputs @ [1.0, -1.0, 2.0, 0.0] + rng.normal(0.0, 0.5, examples)
    yield Say(
        en="A linear regression with four inputs. Instead of a penalty it gets more data: copies of each example with Gaussian noise on the inputs, and the old target.",
        zh="四个输入的线性回归。不加惩罚项，而是加数据：每个样本复制许多份，输入加高斯噪声，目标不变。",
    )
    strength = ridge_strength(examples, noise)
    yield Ask(
        en=f"n = {examples}, σ = {noise:g}. Which ridge penalty λ, beside the sum of squared errors, does the same?",
        zh=f"n = {examples}，σ = {noise:g}。若损失是平方误差之和，等效的岭回归系数 λ 是多少？",
        answer=strength,
        within=0.01 * strength,
    )
    plain = np.linalg.lstsq(inputs, target, rcond=None)[0]
    many = np.tile(inputs, (copies, 1))
    fitted, error = _least_squares(many + rng.normal(0.0, noise, many.shape), np.tile(target, copies))
    penalised = np.linalg.solve(inputs.T @ inputs + strength * np.eye(4), inputs.T @ target)
    yield Show(
        en="Weights",
        zh="权重",
        data=np.array([plain, fitted, penalised]).T,
        rows=["w₁", "w₂", "w₃", "w₄"],
        columns=[Text(en="plain", zh="无噪声"), Text(en="noisy", zh="加噪声"), Text(en="ridge", zh="岭回归")],
    )
    yield Check(
        name="noise-is-ridge",
        en=f"least squares on {copies} noisy copies = ridge with λ = nσ²",
        zh=f"在 {copies} 份含噪副本上做最小二乘 = λ = nσ² 的岭回归",
        left=fitted,
        right=penalised,
        within=4 * float(error.max()) + 20 / (copies * examples),  # four standard errors, and the bias of a quotient
    )
    yield Check(
        name="weights-shrink",
        en="the noisy fit has the smaller weights: |w| against the plain fit's",
        zh="加噪声得到的权重更小：|w| 与无噪声时相比",
        left=float(np.linalg.norm(fitted)),
        right=float(np.linalg.norm(plain)),
        relation="<",
        applies=noise >= 0.2,
        because=Text(en="with so little noise the shrinking drowns in chance", zh="噪声太小，缩小的量淹没在随机误差里"),
    )
    yield Say(
        en="Exact for a linear model. For a network it holds for small noise, to second order: the penalty is then on the slope of the output. With large noise that is no longer so.",
        zh="线性模型下严格成立。对神经网络，只在噪声小时按二阶近似成立：此时惩罚的是输出对输入的斜率。噪声大了就不再成立。",
    )


def _distinct(images: Array) -> int:
    return len(np.unique(images.reshape(len(images), -1), axis=0))


def _nearest(pictures: Array) -> tuple[NDArray[np.int64], Array]:
    """Digit that differs in the fewest dots from each picture, and in how many; the digit itself wins a tie."""
    distances = np.abs(pictures[:, None] - _SQUARE).sum(axis=(2, 3))
    nearest = (distances - 0.5 * np.eye(len(pictures), 10)).argmin(axis=1)
    return nearest, distances[np.arange(len(pictures)), nearest]


def _ink(picture: Array, window: int) -> Array:
    """Share of the picture's ink in each window of the given side."""
    windows = np.lib.stride_tricks.sliding_window_view(picture, (window, window))
    result: Array = windows.sum(axis=(2, 3)).ravel() / picture.sum()
    return result


def _patches(rng: np.random.Generator, colours: Array, count: int, noise: float) -> tuple[Array, NDArray[np.int64]]:
    """Patches of 4×4 pixels in one of the colours, with noise."""
    truth = rng.integers(0, len(colours), count)
    return colours[truth][:, :, None, None] + rng.normal(0.0, noise, (count, 3, 4, 4)), truth


def _nearest_mean(images: Array, truth: NDArray[np.int64], fresh: Array, fresh_truth: NDArray[np.int64]) -> float:
    """Accuracy of the classifier that compares with the mean picture of each class."""
    means = np.array([images[truth == label].mean(axis=0) for label in range(2)])
    return _nearest_neighbour(means.reshape(2, -1), np.arange(2), fresh.reshape(len(fresh), -1), fresh_truth)


def _nearest_neighbour(known: Array, labels: NDArray[np.int64], fresh: Array, truth: NDArray[np.int64]) -> float:
    distances = np.square(known).sum(axis=1) - 2 * fresh @ known.T
    return float((labels[distances.argmin(axis=1)] == truth).mean())


def _fit(rng: np.random.Generator, images: Array, truth: NDArray[np.int64], shift: int, steps: int) -> list[tuple[Array, Array]]:
    """Train a perceptron on pictures that are shifted anew in each step."""

    def gradients(parameters: list[Array], step: int) -> tuple[float, list[Array]]:
        shown = random_crop(images, shift, rng).reshape(len(images), -1)
        layers = list(zip(parameters[::2], parameters[1::2], strict=True))
        logits, cache = forward(layers, shown)
        slopes = backward(layers, cache, cross_entropy_gradient(logits, truth))
        return cross_entropy(logits, truth), [slope for layer in slopes for slope in layer]

    start = [array for layer in initialise(rng, (images[0].size, 32, 10)) for array in layer]
    trained, _ = train(start, gradients, steps=steps, lr=0.01)
    return list(zip(trained[::2], trained[1::2], strict=True))


def _accuracy(layers: list[tuple[Array, Array]], images: Array, truth: NDArray[np.int64]) -> float:
    logits, _ = forward(layers, images.reshape(len(images), -1))
    return float((logits.argmax(axis=1) == truth).mean())


def _moved(images: Array, distance: int, rng: np.random.Generator) -> Array:
    """Shift each picture by the distance along both axes, each way by lot; what leaves at one side comes in at the other."""
    shifts = distance * rng.choice([-1, 1], (len(images), 2))
    return np.array([np.roll(image, tuple(by), axis=(1, 2)) for image, by in zip(images, shifts, strict=True)])


def _least_squares(inputs: Array, target: Array) -> tuple[Array, Array]:
    """Fitted weights, and their standard errors by the sandwich formula, which lets the residuals' spread vary."""
    inverse = np.linalg.inv(inputs.T @ inputs)
    weights = inverse @ inputs.T @ target
    scores = inputs * (target - inputs @ weights)[:, None]
    return weights, np.sqrt(np.diag(inverse @ scores.T @ scores @ inverse))
