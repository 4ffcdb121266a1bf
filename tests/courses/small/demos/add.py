"""Addition: put two numbers together.

加法：把两个数合在一起。
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Literal

import numpy as np

from dl_quiz.nouns import Text
from dl_quiz.stage import Ask, Check, Plot, Range, Refusal, Say, Show, Step

from .kernels.add import add


def count(
    rng: np.random.Generator,
    *,
    left: Annotated[int, Range(0, 20), Text(en="the first number", zh="第一个数")] = 2,
    right: Annotated[int, Range(0, 20), Text(en="the second number", zh="第二个数")] = 3,
    way: Annotated[Literal["fingers", "abacus"], Text(en="how to count", zh="怎么数")] = "fingers",
    aloud: Annotated[bool, Text(en="say it", zh="说出来")] = True,
) -> Iterator[Step]:
    """Count on from the first number.

    从第一个数往后数。
    """
    if left == right == 0:
        raise Refusal(en="nothing is there to count", zh="没有可数的东西")
    if aloud:
        yield Say(en=f"Begin at {left} and go on {right} times, by {way}.", zh=f"从 {left} 开始往后数 {right} 次，用 {way}。")
    yield Show(en="The numbers", zh="这些数", data=np.arange(left, left + right + 1), heat=True)
    yield Plot(en="Going on", zh="往后数", series={"sum": np.arange(left, left + right + 1)})
    yield Ask(en="Where do we end?", zh="数到几？", answer=left + right)
    yield Check(
        name="sum", en="Counting on gives the sum", zh="往后数得到和", left=len([*range(left), *range(right)]), right=add(left, right)
    )
    yield Check(
        name="commutes",
        en="Either order gives the same",
        zh="顺序不影响结果",
        left=add(left, right),
        right=add(right, left),
        applies=left != right,
        because=Text(en="both are the same", zh="两数相同"),
    )


def luck(rng: np.random.Generator) -> Iterator[Step]:
    """Add what falls.

    把随机数加起来。
    """
    yield Check(
        name="even-odds", en="The mean is near one half", zh="均值接近二分之一", left=float(rng.random(1000).mean()), right=0.5, within=0.05
    )
