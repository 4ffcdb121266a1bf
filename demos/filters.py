"""Filters: what a kernel responds to, and how it comes by its numbers.

滤波器：一个卷积核对什么有响应，它的数值又从哪里来。

People once chose the numbers: differences find edges, energies tell textures apart. Gradient descent finds the same
numbers when the data need them, and a second layer with a non-linearity makes corners out of edges.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

import numpy as np
from numpy.typing import NDArray

from dl_quiz.nouns import Text
from dl_quiz.stage import Ask, Check, Plot, Range, Say, Show, Step

from .kernels.conv import PRESETS, correlate2d
from .kernels.filters import corner_map, cosine_similarity, gradient_angle, largest_rate, learn_kernel, response, texture_energy

Array = NDArray[np.float64]


CHECKER = np.array([[1.0, -1.0], [-1.0, 1.0]])
"""Responds to squares that alternate in both directions, and to nothing that is constant along one."""


def edges(
    rng: np.random.Generator,
    *,
    angle: Annotated[float, Range(-180, 180), Text(en="direction in which a ramp brightens, in degrees", zh="斜坡变亮的方向（度）")] = 30.0,
    contrast: Annotated[float, Range(0.1, 10), Text(en="height of the steps", zh="台阶的高度")] = 1.0,
) -> Iterator[Step]:
    """Differences find edges.

    差分找边缘
    """
    pictures = {name: contrast * picture for name, picture in _cards().items()}
    sobel, turned = PRESETS["sobel-x"], PRESETS["sobel-y"]
    yield Say(
        en="Sobel-x subtracts the left column from the right one, and weights the rows 1, 2, 1.",
        zh="Sobel-x 用右列减左列，各行权重为 1、2、1。",
    )
    yield Show(en="Sobel-x", zh="Sobel-x", data=sobel, digits=0)
    yield Show(en="A vertical edge", zh="一条竖直边缘", data=pictures["vertical"], digits=1, heat=True)
    yield Ask(
        en=f"Where the window straddles this edge of height {contrast:g}, what does it answer?",
        zh=f"窗口跨在这条高度为 {contrast:g} 的边缘上时，输出是多少？",
        answer=4 * contrast,
        within=0.01,
    )
    peaks = [[_peak(picture, PRESETS[name]) for name in ("sobel-x", "sobel-y", "laplacian", "blur")] for picture in pictures.values()]
    yield Show(
        en="Largest |response|",
        zh="最大的 |响应|",
        data=peaks,
        rows=[Text(en=en, zh=zh) for en, zh in _NAMES],
        columns=["Sob-x", "Sob-y", "Lapl.", "blur"],
        digits=2,
    )
    yield Check(
        name="one-direction-only",
        en="Sobel-x: (1 + 2 + 1) · height on the vertical edge, 0 on the horizontal one",
        zh="Sobel-x：竖直边缘上为 (1 + 2 + 1) · 高度，水平边缘上为 0",
        left=[peaks[0][0], peaks[1][0]],
        right=[4 * contrast, 0.0],
        within=1e-9,
    )
    yield Check(
        name="blind-to-brightness",
        en="kernels whose weights sum to 0, on a flat picture",
        zh="权重和为 0 的核对均匀图像的响应",
        left=peaks[4][:3],
        right=[0.0, 0.0, 0.0],
        within=1e-9,
    )
    yield Check(
        name="diagonal-divides-evenly",
        en="on an edge at 45°, |Gx| and |Gy| have the same peak",
        zh="在 45° 边缘上，|Gx| 与 |Gy| 的峰值相等",
        left=peaks[2][0],
        right=peaks[2][1],
        within=1e-9,
    )
    noise = rng.normal(size=(7, 7))
    yield Check(
        name="transpose-turns-the-filter",
        en="Sobel-x on the transposed picture = Sobel-y on the picture, transposed",
        zh="Sobel-x 作用于转置图像 = Sobel-y 作用于原图再转置",
        left=correlate2d(noise.T, sobel),
        right=correlate2d(noise, turned).T,
        within=1e-12,
    )
    yield Say(
        en="Sobel-x is smoothing down the columns times a difference along the rows. So two thin passes do the work of one thick one.",
        zh="Sobel-x = 纵向平滑 × 横向差分，因此用两次窄的一维滤波就能代替一次二维滤波。",
    )
    yield Check(
        name="two-passes",
        en="[1, 2, 1]ᵀ, then [−1, 0, 1] = Sobel-x",
        zh="先 [1, 2, 1]ᵀ 再 [−1, 0, 1] = Sobel-x",
        left=correlate2d(correlate2d(noise, np.array([[1.0], [2.0], [1.0]])), np.array([[-1.0, 0.0, 1.0]])),
        right=correlate2d(noise, sobel),
        within=1e-12,
    )
    ramp = _ramp(angle)
    across, down = float(correlate2d(ramp, sobel)[2, 2]), float(correlate2d(ramp, turned)[2, 2])
    shown = f"Gx = {round(across, 2) + 0.0:.2f}", f"Gy = {round(down, 2) + 0.0:.2f}"  # never −0.00
    yield Say(
        en=f"Both together tell the direction. A ramp that brightens towards {angle:g}° gives {shown[0]}, {shown[1]}.",
        zh=f"两者合起来就知道方向。朝 {angle:g}° 变亮的斜坡给出 {shown[0]}，{shown[1]}。",
    )
    found = np.radians(gradient_angle(across, down))
    yield Check(
        name="angle-recovered",
        en="(cos, sin) of atan2(Gy, Gx) = that of the ramp's direction",
        zh="atan2(Gy, Gx) 的 (cos, sin) = 斜坡方向的 (cos, sin)",
        left=[np.cos(found), np.sin(found)],
        right=[np.cos(np.radians(angle)), np.sin(np.radians(angle))],
        within=1e-9,
    )


def template(
    rng: np.random.Generator,
    *,
    noise: Annotated[float, Range(0, 1), Text(en="standard deviation of the noise", zh="噪声标准差")] = 0.1,
) -> Iterator[Step]:
    """A kernel is a template.

    核就是模板
    """
    cross = np.array([[0.0, 1.0, 0.0], [1.0, 1.0, 1.0], [0.0, 1.0, 0.0]])
    kernel = cross - cross.mean()
    places = [(2, 2), (4, 8), (9, 3)]
    picture = rng.normal(0, noise, (15, 15))
    for row, column in places:
        picture[row : row + 3, column : column + 3] += cross
    answer = correlate2d(picture, kernel)
    yield Say(
        en="The response is a dot product, so a kernel answers most to what looks like itself. Here is a small cross, its mean taken off.",
        zh="响应是点积，所以核对“长得像自己”的窗口响应最大。这是一个减去均值的小十字。",
    )
    yield Show(en="The kernel", zh="卷积核", data=kernel, digits=2, heat=True)
    yield Show(en="Three crosses in noise", zh="噪声里的三个十字", data=picture, digits=1, heat=True)
    yield Ask(
        en="One kernel of nine numbers sees the whole picture, window by window. How many of the crosses will it find?",
        zh="一个只有九个数的核逐窗扫过全图。它能找到几个十字？",
        answer=3,
    )
    best = np.argsort(answer, axis=None)[::-1][:3]
    yield Show(en="The responses", zh="响应图", data=answer, digits=1, heat=True)
    yield Check(
        name="found-where-hidden",
        en="the three largest responses lie where the crosses were put (windows numbered row by row)",
        zh="三个最大响应的位置，正是放十字的位置（窗口逐行编号）",
        left=sorted(int(place) for place in best),
        right=sorted(row * answer.shape[1] + column for row, column in places),
        applies=noise <= 0.15,
        because=Text(en="this much noise can hide a cross", zh="噪声太大，十字可能被淹没"),
    )
    strangers = rng.normal(size=(2000, 3, 3))
    strangers /= np.linalg.norm(strangers, axis=(1, 2), keepdims=True)
    yield Check(
        name="nothing-answers-more",
        en="the best of 2000 random patches of length 1, against ‖kernel‖ (Cauchy–Schwarz)",
        zh="2000 个长度为 1 的随机窗口中的最大响应，与 ‖核‖ 相比（柯西–施瓦茨）",
        left=max(response(patch, kernel) for patch in strangers),
        right=float(np.linalg.norm(kernel)),
        relation="<=",
    )
    bright = 10 * np.array([[0.0, 1.0, 1.0], [0.0, 1.0, 1.0], [0.0, 1.0, 1.0]])
    yield Say(
        en="But the answer grows with contrast, too. A strong edge of height 10 is no cross, and yet it outbids one.",
        zh="但响应也随对比度增大。高度为 10 的强边缘不是十字，响应却比十字还大。",
    )
    yield Check(
        name="contrast-outbids-likeness",
        en="response to the strong edge, against a perfect cross",
        zh="对强边缘的响应，与完美十字相比",
        left=response(bright, kernel),
        right=response(cross, kernel),
        relation=">",
    )
    yield Check(
        name="cosine-knows-better",
        en="cosine to the kernel: the strong edge, against the cross less its mean",
        zh="与核的余弦：强边缘，与减去均值的十字相比",
        left=cosine_similarity(bright - bright.mean(), kernel),
        right=cosine_similarity(cross - cross.mean(), kernel),
        relation="<",
    )


def texture(
    rng: np.random.Generator,
    *,
    period: Annotated[int, Range(3, 12), Text(en="period of the stripes, in pixels", zh="条纹周期（像素）")] = 4,
) -> Iterator[Step]:
    """Textures are energies.

    纹理是能量
    """
    side = 2 * period * (1 + 12 // period)  # whole periods, and an even side for the checkerboard
    wave = np.cos(2 * np.pi * np.arange(side + 2) / period)
    board = np.indices((side + 2, side + 2)).sum(axis=0) % 2.0
    pictures = [np.tile(wave, (side + 2, 1)), np.tile(wave[:, None], (1, side + 2)), board]
    kernels = [PRESETS["sobel-x"], PRESETS["sobel-y"], CHECKER]
    yield Say(
        en="A texture repeats. A filter answers plus here and minus there, so its mean over the picture says nothing.",
        zh="纹理是重复的：滤波器这里为正、那里为负，所以整图的平均响应说明不了什么。",
    )
    yield Check(
        name="mean-cancels",
        en="mean response of Sobel-x to vertical stripes, over whole periods",
        zh="Sobel-x 对竖条纹的平均响应（整数个周期）",
        left=correlate2d(pictures[0], kernels[0]).mean(),
        right=0.0,
        within=1e-9,
    )
    energies = np.array([[texture_energy(picture, kernel) for kernel in kernels] for picture in pictures])
    yield Ask(
        en="A 0/1 checkerboard is all edges. How strongly does Sobel-x answer to it?",
        zh="0/1 棋盘格到处是边缘。Sobel-x 对它的响应有多大？",
        answer=0,
    )
    yield Show(
        en="Mean squared response",
        zh="均方响应",
        data=np.round(energies, 9) + 0.0,
        rows=[Text(en="vertical", zh="竖条纹"), Text(en="horizontal", zh="横条纹"), Text(en="checkers", zh="棋盘格")],
        columns=["Sob-x", "Sob-y", Text(en="check", zh="棋盘核")],
        digits=2,
    )
    yield Check(
        name="sobel-blind-to-checkers",
        en="energy of both Sobel filters on the checkerboard: left and right column are equal, two steps apart",
        zh="两个 Sobel 对棋盘格的能量：左右两列相隔两格，完全相同",
        left=energies[2, :2],
        right=[0.0, 0.0],
        within=1e-12,
    )
    yield Check(
        name="own-filter-wins",
        en="each texture's strongest filter is the one that fits it",
        zh="每种纹理响应最强的，正是与它匹配的滤波器",
        left=energies.argmax(axis=1),
        right=[0, 1, 2],
    )
    yield Say(
        en="To stripes of period T and amplitude 1, Sobel-x answers with amplitude 8 sin(2π/T): it prefers a frequency, not only a direction.",
        zh="对周期为 T、幅度为 1 的条纹，Sobel-x 的响应幅度是 8 sin(2π/T)：它不仅挑方向，也挑频率。",
    )
    yield Check(
        name="frequency-response",
        en="energy of Sobel-x on the stripes = (8 sin(2π/T))² / 2",
        zh="Sobel-x 对条纹的能量 = (8 sin(2π/T))² / 2",
        left=energies[0, 0],
        right=(8 * np.sin(2 * np.pi / period)) ** 2 / 2,
        within=1e-9,
    )
    moved = np.tile(np.cos(2 * np.pi * (np.arange(side + 2) + 1) / period), (side + 2, 1))
    yield Check(
        name="energy-ignores-position",
        en="the energy of the same stripes, moved by a pixel",
        zh="同样的条纹平移一个像素后的能量",
        left=texture_energy(moved, kernels[0]),
        right=energies[0, 0],
        within=1e-9,
    )
    yield Say(
        en="So one edge kernel does not see texture. A bank of directions and frequencies does, each squared and averaged.",
        zh="所以单个边缘核看不出纹理；要用一组不同方向、不同频率的滤波器，各自平方再平均。",
    )


def learn(
    rng: np.random.Generator,
    *,
    steps: Annotated[int, Range(1, 300), Text(en="steps of gradient descent", zh="梯度下降的步数")] = 60,
    lr: Annotated[float, Range(0.001, 0.1), Text(en="learning rate", zh="学习率")] = 0.03,
) -> Iterator[Step]:
    """The numbers are learned.

    核的数值是学来的
    """
    card = np.ones((6, 8))
    card[:, 2:6] = 0
    hidden = np.array([[1.0, -1.0]])
    target = correlate2d(card, hidden)
    limit = largest_rate(card, (1, 2))
    yield Show(en="A picture", zh="一张图", data=card, digits=0, heat=True)
    yield Show(
        en="Its edge map, made with a kernel [a, b] that we hide",
        zh="它的边缘图，由藏起来的核 [a, b] 生成",
        data=target,
        digits=0,
        heat=True,
    )
    yield Say(
        en="Start from random numbers, compare, and follow the gradient of the squared error. Nobody says what an edge is.",
        zh="从随机数开始，比较，再沿平方误差的梯度走。没有人告诉它什么是边缘。",
    )
    path = learn_kernel(card, target, rng.normal(size=(1, 2)), steps=steps, lr=lr)
    yield Ask(
        en=f"After {steps} steps, what is the first number of the kernel? (to one decimal)",
        zh=f"{steps} 步之后，核的第一个数是多少？（一位小数）",
        answer=float(path[-1, 0, 0]),
        within=0.06,
    )
    shown = sorted({0, steps // 6, steps // 3, steps})
    yield Show(
        en="The kernel on its way",
        zh="核的变化过程",
        data=path[shown, 0],
        rows=[str(step) for step in shown],
        columns=["a", "b"],
    )
    distance = np.abs(path[:, 0] - hidden[0]).max(axis=1)
    yield Plot(en="Distance from [1, −1]", zh="与 [1, −1] 的距离", series={"max |Δ|": distance}, log=True, x=Text(en="step", zh="步"))
    yield Check(
        name="finds-the-edge-kernel",
        en="the learned kernel = [1, −1]",
        zh="学到的核 = [1, −1]",
        left=path[-1, 0],
        right=hidden[0],
        within=1e-3,
        applies=steps >= 60 and 0.02 <= lr <= 0.031,
        because=Text(en="too few steps, or a rate too small or too large", zh="步数太少，或学习率太小、太大"),
    )
    below, above = (
        np.abs(learn_kernel(card, target, path[0], steps=150, lr=factor * limit) - hidden).max(axis=(1, 2)) for factor in (0.95, 1.05)
    )
    yield Say(
        en=f"The rate has a limit: 2/λ_max = {limit:.4f} on this picture. A little below it all is well, a little above it explodes.",
        zh=f"学习率有上限：在这张图上 2/λ_max = {limit:.4f}。略低于它一切正常，略高于它就发散。",
    )
    yield Check(
        name="below-the-limit",
        en="distance after 150 steps at 0.95 of the limit",
        zh="取上限的 0.95 倍，150 步后的距离",
        left=below[-1],
        right=1e-3,
        relation="<",
    )
    yield Check(
        name="beyond-the-limit",
        en="factor by which each step multiplies the distance in the end, at 1.05 of the limit = 2 · 1.05 − 1 = 1.1",
        zh="取上限的 1.05 倍，最后每一步把距离放大的倍数 = 2 · 1.05 − 1 = 1.1",
        left=above[-1] / above[-2],
        right=1.1,
        within=1e-3,  # what the other directions leave
    )
    sobel = PRESETS["sobel-x"]
    wide = correlate2d(card, sobel)
    other = learn_kernel(card, wide, np.zeros((3, 3)), steps=200, lr=0.9 * largest_rate(card, (3, 3)))[-1]
    yield Say(
        en="And the data have a limit. Hide Sobel-x: all rows of this picture are alike, so nothing tells 1, 2, 1 from any other share of 4.",
        zh="数据也有局限。把 Sobel-x 藏起来：这张图每一行都一样，没有什么能区分 1、2、1 与总和为 4 的其他分法。",
    )
    yield Show(en="What is learned for Sobel-x", zh="为 Sobel-x 学到的核", data=other, digits=2)
    yield Check(
        name="same-answers",
        en="its answers = those of Sobel-x",
        zh="它的输出 = Sobel-x 的输出",
        left=correlate2d(card, other),
        right=wide,
        within=1e-6,  # what 200 steps leave of the slowest direction
    )
    yield Check(
        name="another-kernel",
        en="but it is another kernel: largest difference in a weight",
        zh="但它是另一个核：权重的最大差异",
        left=np.abs(other - sobel).max(),
        right=0.5,
        relation=">",
    )


def compose(
    rng: np.random.Generator,
    *,
    side: Annotated[int, Range(3, 7), Text(en="side of the square", zh="正方形边长")] = 5,
) -> Iterator[Step]:
    """From edges to corners.

    从边缘到角点
    """
    picture = np.zeros((side + 4, side + 4))
    picture[2 : 2 + side, 2 : 2 + side] = 1
    yield Say(
        en="A corner is where a vertical and a horizontal edge meet. “And” is not a sum: it takes a threshold.",
        zh="角点是竖直边缘与水平边缘相交处。“与”不是求和，需要一个阈值。",
    )
    yield Show(en="A square", zh="一个正方形", data=picture, digits=0, heat=True)
    across, down = np.abs(correlate2d(picture, PRESETS["sobel-x"])), np.abs(correlate2d(picture, PRESETS["sobel-y"]))
    yield Show(en="Layer one: |Gx| + |Gy|", zh="第一层：|Gx| + |Gy|", data=across + down, digits=0, heat=True)
    yield Ask(
        en="Along a straight side |Gx| + |Gy| is 4. How large does it get at a corner?",
        zh="沿直边 |Gx| + |Gy| 为 4。在角上最大是多少？",
        answer=6,
    )
    corners = corner_map(picture)
    yield Show(en="Layer two: ReLU(|Gx| + |Gy| − 4)", zh="第二层：ReLU(|Gx| + |Gy| − 4)", data=corners, digits=0, heat=True)
    expected = sorted((row, column) for row in (1, side) for column in (1, side))
    yield Check(
        name="fires-at-four-corners",
        en="the places that fire are the four corner pixels of the square, and no other",
        zh="有响应的位置恰好是正方形的四个角像素",
        left=np.argwhere(corners > 0),
        right=expected,
    )
    yield Check(
        name="peak-by-hand",
        en="at a corner |Gx| = |Gy| = 1 + 2 = 3, so ReLU(3 + 3 − 4) = 2",
        zh="角上 |Gx| = |Gy| = 1 + 2 = 3，所以 ReLU(3 + 3 − 4) = 2",
        left=corners.max(),
        right=2.0,
        within=1e-12,
    )
    bar = np.zeros_like(picture)
    bar[:, 2 : 2 + side] = 1
    yield Say(
        en="A bar that crosses the whole picture has edges and no corners. A linear layer would answer two bars, laid over each other, "
        "by the sum of its answers to each: nothing at all.",
        zh="横贯全图的长条有边缘而没有角点。若是线性层，两条叠加时的响应就是各自响应之和，也就是零。",
    )
    yield Check(
        name="edges-alone-do-not-fire",
        en="largest answer to an upright and to a lying bar",
        zh="对竖条与横条的最大响应",
        left=[corner_map(bar).max(), corner_map(bar.T).max()],
        right=[0.0, 0.0],
        within=1e-12,
    )
    yield Check(
        name="not-a-sum",
        en="largest answer to both bars, added",
        zh="对两条相加的最大响应",
        left=corner_map(bar + bar.T).max(),
        right=1.0,
        relation=">",
    )


_NAMES = (
    ("vertical", "竖直"),
    ("horizontal", "水平"),
    ("diagonal", "45°"),
    ("checkers", "棋盘"),
    ("flat", "均匀"),
)


def _cards() -> dict[str, Array]:
    """Five test pictures of 8 × 8 pixels between 0 and 1."""
    rows, columns = np.indices((8, 8))
    masks = {
        "vertical": columns >= 4,
        "horizontal": rows >= 4,
        "diagonal": rows + columns >= 8,
        "checkers": (rows + columns) % 2 == 1,
        "flat": rows >= 0,
    }
    return {name: mask.astype(float) for name, mask in masks.items()}


def _ramp(angle: float) -> Array:
    rows, columns = np.indices((7, 7))
    return np.cos(np.radians(angle)) * columns + np.sin(np.radians(angle)) * rows


def _peak(picture: Array, kernel: Array) -> float:
    return float(np.abs(correlate2d(picture, kernel)).max())
