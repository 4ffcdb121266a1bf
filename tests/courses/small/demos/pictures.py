"""Pictures: one of each kind.

图画：每种一幅。
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Literal

import numpy as np

from dl_quiz.nouns import Text
from dl_quiz.stage import Ask, Check, Length, Plot, Range, Refusal, Say, Show, Step

from .kernels.pictures import square


def lines(rng: np.random.Generator) -> Iterator[Step]:
    """Curves: rising, falling, broken off, and on a logarithmic axis.

    曲线：上升、下降、中断，以及对数坐标。
    """
    x = np.linspace(-1.0, 1.0, 41)
    axes = {"x": Text(en="input", zh="输入"), "y": Text(en="output", zh="输出")}
    rising, falling = Text(en="rising", zh="上升"), Text(en="falling", zh="下降")
    yield Plot(
        en="A cube rises, its mirror falls", zh="三次函数上升，其镜像下降", series={rising: (x, x**3), falling: (x, -(x**3))}, **axes
    )
    yield Plot(en="Places for x", zh="以序号为横轴", series={"": [1.0, 4.0, 9.0, 16.0, 25.0]})
    broken = np.where(np.abs(x) < 0.2, np.nan, 1.0 / np.where(x == 0, 1.0, x))
    yield Plot(en="Not everywhere finite", zh="并非处处有限", series={"1/x": (x, broken)})
    yield Plot(en="Powers of ten", zh="十的幂", series={"10ˣ": (np.arange(5.0), 10.0 ** np.arange(5))}, log=True)
    yield Plot(en="Nothing to draw", zh="无可画之物", series={"NaN": [np.nan, np.nan]})
    yield Plot(en="Level", zh="水平", series={"3": [3.0, 3.0, 3.0]})
    yield Check(name="rises", en="Every step is upwards", zh="每一步都向上", left=np.diff(x**3), right=0.0, relation=">=")


def points(rng: np.random.Generator) -> Iterator[Step]:
    """Points: two clouds.

    散点：两团。
    """
    low, high = rng.normal(-1.0, 0.3, (2, 20)), rng.normal(1.0, 0.3, (2, 20))
    clouds = {Text(en="low", zh="低"): tuple(low), Text(en="high", zh="高"): tuple(high)}
    yield Plot(en="Two clouds", zh="两团点", kind="scatter", series=clouds, x="x₁", y="x₂")
    yield Check(name="apart", en="They do not touch", zh="互不相碰", left=low.max(), right=high.min(), relation="<")


def bars(rng: np.random.Generator) -> Iterator[Step]:
    """Bars: plain, logarithmic, and not finite.

    条形：普通、对数、非有限。
    """
    halves = {Text(en="whole", zh="一"): 1.0, Text(en="half", zh="一半"): 0.5, Text(en="quarter", zh="四分之一"): 0.25, "0": 0.0}
    yield Plot(en="Halves", zh="逐次减半", kind="bars", series=halves)
    yield Plot(en="Powers", zh="幂", kind="bars", series={"1": 1.0, "100": 1e2, "10 000": 1e4}, log=True)
    endless = {"−2": -2.0, "4": 4.0, "∞": np.inf, Text(en="a name that is too long for its place", zh="一个放不下的很长很长的名字"): 1.0}
    yield Plot(en="Signs and limits", zh="符号与极限", kind="bars", series=endless)
    yield Check(
        name="halved", en="Each is half of the one before", zh="每条都是前一条的一半", left=[0.5, 0.25], right=[0.5 * 1.0, 0.5 * 0.5]
    )


def histograms(rng: np.random.Generator) -> Iterator[Step]:
    """Histograms: one skewed, one even.

    直方图：一个偏斜，一个均匀。
    """
    skewed, even = rng.exponential(1.0, 400).clip(0, 4), rng.uniform(0.0, 4.0, 400)
    yield Plot(
        en="Two samples",
        zh="两个样本",
        kind="histogram",
        series={Text(en="skewed", zh="偏斜"): skewed, Text(en="even", zh="均匀"): even},
        bins=16,
    )
    yield Check(
        name="skewed",
        en="The skewed one has the lower median",
        zh="偏斜者中位数更低",
        left=np.median(skewed),
        right=np.median(even),
        relation="<",
    )


def regions(rng: np.random.Generator) -> Iterator[Step]:
    """Regions: positive on the upper right.

    区域：右上为正。
    """
    axis = np.linspace(-1.0, 1.0, 30)
    grid = axis[None, :] + axis[::-1, None]
    inside, outside = Text(en="positive", zh="正"), Text(en="negative", zh="负")
    dots = {inside: ([0.5, 0.9], [0.5, -0.3]), outside: ([-0.5], [-0.9])}
    yield Plot(en="A straight border", zh="直线边界", kind="regions", series=dots, grid=grid, extent=(-1.0, 1.0, -1.0, 1.0))
    yield Check(name="corner", en="The upper right corner is positive", zh="右上角为正", left=grid[0, -1], right=0.0, relation=">")


def tables(rng: np.random.Generator) -> Iterator[Step]:
    """Tables: numbers, words, marks, shades and blocks.

    表格：数字、文字、标记、深浅与色块。
    """
    grid = np.arange(12.0).reshape(3, 4) / 4
    yield Show(en="Numbers", zh="数字", data=grid, rows=("a", "b", "c"), columns=("1", "2", "3", "4"))
    yield Show(en="With a mark", zh="带标记", data=grid, mark=[(1, 2)])
    yield Show(en="With shades", zh="带深浅", data=grid, heat=True, rows=("a", "b", "c"))
    yield Show(en="With shades and marks", zh="带深浅与标记", data=grid, heat=True, mark=[(0, 0), (2, 3)])
    yield Show(en="Blocks", zh="色块", data=np.add.outer(np.arange(5.0), np.arange(16.0)), heat=True)
    words = [[Text(en="a word", zh="词"), True, None, 12_345], ["x", False, 1e-5, -1e7]]
    columns = (Text(en="first", zh="第一"), Text(en="true?", zh="真？"), Text(en="small", zh="小"), Text(en="large", zh="大"))
    yield Show(en="Words", zh="文字", data=words, columns=columns)
    yield Show(en="One number", zh="一个数", data=np.pi, digits=4)
    yield Show(en="Odd numbers", zh="奇特的数", data=[np.nan, np.inf, -0.0, 0.5, 2.0])
    yield Check(
        name="ordered",
        en="Every number is larger than the one before",
        zh="每个数都比前一个大",
        left=np.diff(grid.ravel()),
        right=0.0,
        relation=">",
    )


def claims(
    rng: np.random.Generator,
    *,
    side: Annotated[int, Range(-9, 9), Text(en="side of the square", zh="正方形的边长")] = 3,
    tilt: Annotated[float, Range(0.0, 0.5), Text(en="how far to tilt", zh="倾斜多少")] = 0.25,
    sides: Annotated[tuple[float, ...], Range(0.0, 9.0), Length(1, 4), Text(en="more sides", zh="其他边长")] = (1.0, 2.0),
    name: Annotated[Literal["plain", "mirrored"], Text(en="which square", zh="哪个正方形")] = "plain",
    show: Annotated[bool, Text(en="show the areas", zh="显示面积")] = True,
) -> Iterator[Step]:
    """Claims: of every kind, and questions to the learner.

    断言：各种形式，以及向学习者提问。
    """
    if name == "mirrored" and side < 0:
        raise Refusal(en="a negative side cannot be mirrored; give --side 0 or more", zh="负的边长无法镜像；请给出 --side 0 或更大的值")
    yield Say(en=f"A square with the side {side}.", zh=f"边长为 {side} 的正方形。")
    if show:
        yield Show(en="Areas", zh="面积", data=[square(each) for each in sides])
    yield Ask(en="How large is it?", zh="面积多大？", answer=square(side))
    larger = (Text(en="it grows", zh="变大"), Text(en="it stays", zh="不变"), Text(en="it shrinks", zh="变小"))
    yield Ask(en="What does tilting do to the area?", zh="倾斜会怎样改变面积？", answer=1, options=larger)
    yield Check(name="area", en="The area is the side squared", zh="面积是边长的平方", left=square(side), right=side**2)
    yield Check(
        name="near",
        en="Tilting changes nothing",
        zh="倾斜不改变什么",
        left=square(side) * (np.cos(tilt) ** 2 + np.sin(tilt) ** 2),
        right=side**2,
        within=1e-9,
    )
    yield Check(
        name="larger",
        en="The area exceeds the side",
        zh="面积大于边长",
        left=square(side),
        right=side,
        relation=">",
        applies=side > 1,
        because=Text(en="only above 1", zh="仅当大于 1"),
    )
    yield Check(name="differs", en="It is no line", zh="它不是线段", left=square(side), right="line", relation="!=")
    yield Check(
        name="list",
        en="All areas are squares",
        zh="所有面积都是平方",
        left=np.sqrt([square(each) for each in sides]),
        right=sides,
        within=1e-12,
    )
    yield Check(
        name="grid", en="A larger grid agrees", zh="更大的网格也一致", left=np.outer(range(4), range(4)), right=np.outer(range(4), range(4))
    )
    yield Check(
        name="falls",
        en="A negative side is smaller than its area",
        zh="负的边长小于其面积",
        left=side,
        right=square(side),
        relation="<",
        applies=side != 0,
    )
