"""Convolution: slide a kernel over an image and take a dot product at each place.

卷积：核在图像上滑动，每处取一次点积。

The kernels come first. Each scene then looks at the same operation from another side: one window at a time,
the flip that its name promises, the arithmetic of shapes, the matrix that it secretly is, and what it costs.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from typing import Annotated, Literal

import numpy as np
from numpy.typing import NDArray

from dl_quiz.nouns import Text
from dl_quiz.stage import Ask, Check, Plot, Range, Refusal, Say, Show, Step

from .kernels.conv import (
    PRESETS,
    connections,
    conv2d,
    conv2d_backward,
    convolution_matrix,
    convolve,
    correlate,
    correlate2d,
    multiply_adds,
    output_size,
    same_padding,
    separable_ratio,
    transposed_size,
)

Array = NDArray[np.float64]


def slide(
    rng: np.random.Generator,
    *,
    size: Annotated[int, Range(3, 12), Text(en="side of the image", zh="图像边长")] = 4,
    kernel: Annotated[
        Literal["diagonal", "kirsch", "sobel-x", "sobel-y", "laplacian", "sharpen", "blur"], Text(en="kernel to slide", zh="要滑动的卷积核")
    ] = "diagonal",
) -> Iterator[Step]:
    """One window at a time.

    一次一个窗口
    """
    weights = PRESETS[kernel]
    image = rng.integers(0, 4, (size, size)).astype(float)
    by_hand = _by_hand(image, weights)
    yield Say(
        en="Lay the kernel on the top left corner of the image. Multiply each pixel by the weight on it, and add up.",
        zh="把卷积核放在图像左上角：每个像素乘以压在它上面的权重，再全部相加。",
    )
    yield Show(en=f"The kernel: {kernel}", zh=f"卷积核：{kernel}", data=weights, digits=_digits(weights))
    yield Show(
        en="The image, its first window marked", zh="图像，第一个窗口已标出", data=image, digits=0, heat=True, mark=_window(0, 0, weights)
    )
    yield Ask(en="What is the first output? (two decimals)", zh="第一个输出是多少？（两位小数）", answer=by_hand[0, 0], within=0.01)
    yield Say(en=f"First window: {_sum_in_full(image, weights, 0, 0)}.", zh=f"第一个窗口：{_sum_in_full(image, weights, 0, 0)}。")
    if len(by_hand) > 1:
        yield Say(
            en=f"One step to the right, the same weights meet other pixels: {_sum_in_full(image, weights, 0, 1)}.",
            zh=f"右移一格，同一组权重遇到另一批像素：{_sum_in_full(image, weights, 0, 1)}。",
        )
    yield Ask(
        en=f"A {len(weights)}×{len(weights)} window in a {size}×{size} image: at how many places does it fit?",
        zh=f"{size}×{size} 的图像里放 {len(weights)}×{len(weights)} 的窗口，一共有几个位置？",
        answer=by_hand.size,
    )
    output = correlate2d(image, weights)
    yield Show(en="The output: one number for each place", zh="输出：每个位置一个数", data=output, digits=_digits(weights), heat=True)
    yield Check(
        name="equals-hand-sum",
        en="conv2d gives what four nested loops add up",
        zh="conv2d 与四重循环逐项相加的结果一致",
        left=output,
        right=by_hand,
        within=1e-12,
    )
    yield Say(
        en="A dot product of two arrays is one number. A convolution is a whole map of them, one for each shift of the kernel.",
        zh="两个数组的点积只是一个数；卷积给出的是一整张图：核每移动一次，就有一个点积。",
    )
    yield Check(
        name="one-number-per-shift",
        en="as many outputs as there are corners (i, j) at which the window stays inside",
        zh="输出个数等于窗口不出界的左上角 (i, j) 的个数",
        left=output.size,
        right=sum(i + len(weights) <= size and j + len(weights) <= size for i in range(size) for j in range(size)),
    )
    flat = correlate2d(np.full((size, size), 5.0), weights)
    yield Say(
        en="On an image that is 5 everywhere, the answer is 5 times the sum of the weights: "
        "a kernel whose weights sum to 0 is blind to brightness, one that sums to 1 keeps it.",
        zh="在处处为 5 的图像上，输出就是 5 乘以权重之和：权重和为 0 的核看不见亮度，和为 1 的核保持亮度不变。",
    )
    yield Check(
        name="flat-image",
        en="response to a flat image of 5 = 5 · Σ weights",
        zh="对常数图 5 的响应 = 5 · Σ 权重",
        left=flat.mean(),
        right=5 * sum(sum(row) for row in weights.tolist()),
        within=1e-12,
    )


def flip(
    rng: np.random.Generator,
    *,
    size: Annotated[int, Range(4, 12), Text(en="side of the image", zh="图像边长")] = 6,
    kernel: Annotated[
        Literal["kirsch", "diagonal", "sobel-x", "sobel-y", "laplacian", "sharpen", "blur"], Text(en="kernel to flip", zh="要翻转的卷积核")
    ] = "kirsch",
) -> Iterator[Step]:
    """Convolution flips, deep learning does not.

    数学卷积要翻转，深度学习不翻转
    """
    signal, short = np.array([1.0, 2.0, 3.0]), np.array([0.0, 1.0, 0.5])
    yield Say(
        en="Mathematics convolves [1, 2, 3] with [0, 1, 0.5] so: y[t] = Σ a[τ] · b[t − τ]. The minus sign runs one of the two backwards.",
        zh="数学上 [1, 2, 3] 与 [0, 1, 0.5] 的卷积是 y[t] = Σ a[τ] · b[t − τ]，其中的负号让其中一个序列倒着走。",
    )
    yield Ask(en="How many numbers come out?", zh="结果有几个数？", answer=5)
    yield Check(
        name="function-not-number",
        en="the convolution has n + k − 1 values, found one by one as coefficients of a product of polynomials",
        zh="卷积有 n + k − 1 个值，逐一等于多项式乘积的系数",
        left=convolve(signal, short),
        right=_polynomial_product(signal, short),
        within=1e-12,
    )
    weights = PRESETS[kernel]
    image = rng.integers(0, 4, (size, size)).astype(float)
    true_convolution = _by_definition(image, weights)
    yield Say(
        en="A convolution layer slides the kernel as it is. That operation is called cross-correlation.",
        zh="卷积层里的核不翻转，直接滑动。这种运算叫互相关（cross-correlation）。",
    )
    yield Show(en=f"The kernel: {kernel}", zh=f"卷积核：{kernel}", data=weights, digits=_digits(weights))
    yield Show(
        en="Cross-correlation (what conv2d computes)",
        zh="互相关（conv2d 实际算的）",
        data=correlate2d(image, weights),
        digits=_digits(weights),
    )
    yield Show(en="True convolution", zh="真正的卷积", data=true_convolution, digits=_digits(weights))
    yield Ask(
        en="What must be done to a kernel, whichever it is, so that conv2d gives the true convolution?",
        zh="要让 conv2d 得到真正的卷积，任意一个卷积核应该怎样处理？",
        answer=1,
        options=[
            Text(en="transpose it", zh="转置"),
            Text(en="turn it by 180°", zh="旋转 180°"),
            Text(en="mirror it left to right", zh="左右镜像"),
        ],
    )
    yield Check(
        name="flip-makes-convolution",
        en="conv2d with the kernel turned by 180° = Σ I(i − m, j − n) K(m, n)",
        zh="核旋转 180° 后的 conv2d = Σ I(i − m, j − n) K(m, n)",
        left=correlate2d(image, weights[::-1, ::-1]),
        right=true_convolution,
        within=1e-12,
    )
    symmetric = bool(np.array_equal(weights, weights[::-1, ::-1]))
    yield Check(
        name="without-flip-differs",
        en="without the turn, the two differ",
        zh="不旋转，两者就不同",
        left=np.abs(correlate2d(image, weights) - true_convolution).max(),
        right=0.0,
        relation=">",
        applies=not symmetric,
        because=Text(en="this kernel looks the same after half a turn", zh="这个核旋转半圈后不变"),
    )
    yield Check(
        name="convolution-commutes",
        en="a ∗ b = b ∗ a, while correlation reverses when its arguments are swapped",
        zh="a ∗ b = b ∗ a；互相关交换两个参数后，结果会左右颠倒",
        left=[convolve(signal, short), _full_correlation(signal, short)],
        right=[convolve(short, signal), _full_correlation(short, signal)[::-1]],
        within=1e-12,
    )
    learned = _fit(image=rng.normal(size=(12, 12)), hidden=weights)
    yield Say(
        en="Does it matter for learning? A true convolution made these targets; "
        "a layer that cannot flip was fitted to them by least squares. It found the kernel already turned.",
        zh="这对学习有影响吗？目标由真正的卷积生成，再用最小二乘去拟合一个不会翻转的层：它学到的正是转过 180° 的核。",
    )
    yield Show(en="The learned kernel", zh="学到的核", data=np.round(learned, 9) + 0.0, digits=_digits(weights))
    yield Check(
        name="learning-absorbs-the-flip",
        en="learned kernel = hidden kernel turned by 180°",
        zh="学到的核 = 隐藏的核旋转 180°",
        left=learned,
        right=[row[::-1] for row in weights.tolist()[::-1]],
        within=1e-9,  # least squares on a well-conditioned 12 × 12 noise image
    )
    yield Say(
        en="So a learned kernel does not care. A hand-made or ported one does: moved from a library that flips, it must be turned first.",
        zh="所以学出来的核无所谓翻转；人工设计或移植来的核就要当心：从会翻转的库里搬过来，必须先转 180°。",
    )


def geometry(
    rng: np.random.Generator,
    *,
    size: Annotated[int, Range(1, 256), Text(en="side of the image", zh="图像边长")] = 7,
    kernel: Annotated[int, Range(1, 15), Text(en="side of the kernel", zh="卷积核边长")] = 3,
    stride: Annotated[int, Range(1, 16), Text(en="step from window to window", zh="步长")] = 2,
    padding: Annotated[int, Range(0, 16), Text(en="zeros added on each side", zh="每侧填充的零")] = 1,
    dilation: Annotated[int, Range(1, 8), Text(en="spacing of the kernel's taps", zh="膨胀系数")] = 1,
) -> Iterator[Step]:
    """How large is the output.

    输出有多大
    """
    span, padded = dilation * (kernel - 1) + 1, size + 2 * padding
    if span > padded:
        raise Refusal(
            en=f"The kernel spans {dilation}·({kernel} − 1) + 1 = {span}, but the padded image is only {padded} wide: "
            "there is no valid position. Take a smaller kernel, or more padding.",
            zh=f"卷积核跨度为 {dilation}·({kernel} − 1) + 1 = {span}，填充后的图像只有 {padded} 宽：没有合法位置。请减小核，或增大填充。",
        )
    starts = [start for start in range(0, padded, stride) if start + span <= padded]
    yield Say(
        en=f"Look along one axis. {size} pixels and 2·{padding} zeros make {padded} cells. "
        f"The kernel spans d(k − 1) + 1 = {span} of them, and moves by {stride}.",
        zh=f"只看一条轴：{size} 个像素加上 2·{padding} 个零，共 {padded} 格；核跨越 d(k − 1) + 1 = {span} 格，每次移动 {stride} 格。",
    )
    if padded <= 12:
        yield Show(
            en="Each row is one position: ■ is read, o is a zero of the padding, . is a pixel",
            zh="每行是一个位置：■ 被读取，o 是填充的零，. 是像素",
            data=_positions(size, kernel, padding, dilation, starts),
        )
    yield Ask(en="How wide is the output?", zh="输出有多宽？", answer=len(starts))
    yield Say(
        en=f"⌊({size} + 2·{padding} − {dilation}·({kernel} − 1) − 1) / {stride}⌋ + 1 = ⌊{padded - span} / {stride}⌋ + 1 = {len(starts)}.",
        zh=f"⌊({size} + 2·{padding} − {dilation}·({kernel} − 1) − 1) / {stride}⌋ + 1 = ⌊{padded - span} / {stride}⌋ + 1 = {len(starts)}。",
    )
    strip, ones = np.ones((1, 1, 1, size)), np.ones((1, 1, 1, kernel))
    output = conv2d(strip, ones, stride=stride, padding=padding, dilation=dilation)
    predicted = output_size(size, kernel, stride, padding, dilation)
    yield Check(
        name="shape-formula",
        en="the formula gives the width that conv2d returns, and the number of positions counted one by one",
        zh="公式的值等于 conv2d 输出的宽度，也等于逐个数出的位置数",
        left=[output.shape[3], len(starts)],
        right=[predicted, predicted],
    )
    unread = (padded - span) % stride
    yield Say(
        en=f"The floor hides a loss: the last {unread} columns are never the end of a window."
        if unread
        else "Nothing is left over here: the last window ends exactly at the edge.",
        zh=f"向下取整藏着损失：最右边 {unread} 列不在任何窗口之内。" if unread else "这里没有剩余：最后一个窗口恰好到边。",
    )
    wide = np.ones((1, 1, 1, padded))  # the padding as cells of their own, so that their gradient is seen
    upstream = conv2d(wide, ones, stride=stride, dilation=dilation)
    gradient, _, _ = conv2d_backward(upstream, wide, ones, stride=stride, dilation=dilation)
    yield Check(
        name="last-column-read",
        en="the last column that any gradient reaches is where the formula says",
        zh="梯度能到达的最后一列，正是公式所说的那一列",
        left=int(np.flatnonzero(gradient[0, 0].any(axis=0))[-1]),
        right=padded - 1 - unread,
    )
    even = dilation * (kernel - 1) % 2 == 0
    kept = conv2d(strip, ones, padding=same_padding(kernel, dilation), dilation=dilation).shape[3] if even else size
    yield Check(
        name="same-padding",
        en="with stride 1, padding d(k − 1)/2 keeps the width",
        zh="步长为 1 时，填充 d(k − 1)/2 使宽度不变",
        left=kept,
        right=size,
        applies=even,
        because=Text(en="d(k − 1) is odd, so the two sides cannot get the same padding", zh="d(k − 1) 是奇数，两侧无法填充得一样多"),
    )
    counts = conv2d(np.ones((1, 1, 5, 5)), np.ones((1, 1, 3, 3)), padding=1)[0, 0]
    yield Show(en="5×5 ones, 3×3 kernel of ones, padding 1", zh="5×5 全 1 图，3×3 全 1 核，填充 1", data=counts, digits=0, heat=True)
    yield Say(
        en="Zero padding keeps the size at a price: at the border the kernel reads zeros that are not in the picture.",
        zh="零填充保住了尺寸，代价是：边缘处核读到的是图像里并不存在的零。",
    )
    yield Check(
        name="border-counts",
        en="real pixels under the kernel: 2·2 in a corner, 2·3 at an edge, 3·3 inside",
        zh="核下的真实像素：角上 2·2，边上 2·3，内部 3·3",
        left=[counts[0, 0], counts[0, 2], counts[2, 2]],
        right=[4.0, 6.0, 9.0],
    )


def matrix(
    rng: np.random.Generator,
    *,
    size: Annotated[int, Range(3, 6), Text(en="side of the image", zh="图像边长")] = 4,
    kernel: Annotated[int, Range(1, 3), Text(en="side of the kernel", zh="卷积核边长")] = 3,
) -> Iterator[Step]:
    """A convolution is a sparse matrix.

    卷积就是一个稀疏矩阵
    """
    weights = np.arange(1.0, kernel**2 + 1).reshape(kernel, kernel)
    image = rng.normal(size=(size, size))
    dense = convolution_matrix(weights, size)
    outputs, pixels = dense.shape
    yield Say(
        en=f"Unroll the {size}×{size} image into {pixels} numbers. Each output is a sum of some of them, so each is a row of a matrix.",
        zh=f"把 {size}×{size} 的图像展开成 {pixels} 个数。每个输出都是其中一些数的加权和，所以是矩阵的一行。",
    )
    yield Ask(
        en=f"The matrix has {outputs}×{pixels} = {dense.size} places. How many hold a weight of the kernel?",
        zh=f"矩阵有 {outputs}×{pixels} = {dense.size} 个位置，其中有几个放着核的权重？",
        answer=outputs * kernel**2,
    )
    yield Show(en="The matrix: rows are outputs, columns are pixels", zh="矩阵：行是输出，列是像素", data=dense, digits=0, heat=True)
    yield Check(
        name="matrix-form",
        en="the matrix times the unrolled image is the convolution",
        zh="矩阵乘以展开的图像，就是卷积",
        left=dense @ image.ravel(),
        right=_by_hand(image, weights).ravel(),
        within=1e-12,
    )
    yield Check(
        name="sparse-and-shared",
        en="non-zero entries: k² in each row; different numbers among them: k²",
        zh="非零元素：每行 k² 个；其中不同的数值：k² 个",
        left=[np.count_nonzero(dense), np.unique(dense[dense != 0]).size],
        right=[connections(size, kernel), kernel**2],
    )
    yield Say(
        en="A dense layer of this shape would learn every place by itself. "
        "A convolution ties them: zeros far away (locality), equal numbers along the diagonals (weight sharing).",
        zh="同样形状的全连接层要单独学习每个位置。卷积把它们绑在一起：远处是零（局部连接），沿对角线是同一个数（权重共享）。",
    )
    other = rng.normal(size=(size, size))
    yield Check(
        name="linear",
        en="conv(2x − 3y) = 2 conv(x) − 3 conv(y): without a bias and an activation, nothing non-linear happens",
        zh="conv(2x − 3y) = 2 conv(x) − 3 conv(y)：没有偏置和激活函数，就没有任何非线性",
        left=correlate2d(2 * image - 3 * other, weights),
        right=2 * _by_hand(image, weights) - 3 * _by_hand(other, weights),
        within=1e-11,
    )
    upstream = rng.normal(size=(1, 1, size - kernel + 1, size - kernel + 1))
    back, _, _ = conv2d_backward(upstream, image[None, None], weights[None, None])
    yield Say(
        en="Gradients flow back through the transposed matrix. Used forwards, that transpose is the “transposed convolution”.",
        zh="梯度沿转置矩阵流回。把这个转置用在前向，就是“转置卷积”（transposed convolution）。",
    )
    yield Check(
        name="transpose-is-the-gradient",
        en="gradient for the image = matrixᵀ · upstream gradient",
        zh="对图像的梯度 = 矩阵ᵀ · 上游梯度",
        left=back.ravel(),
        right=dense.T @ upstream.ravel(),
        within=1e-12,
    )
    yield Check(
        name="transpose-restores-the-shape",
        en="width that the transpose leads back to = (n − 1)s − 2p + k",
        zh="转置走回去得到的宽度 = (n − 1)s − 2p + k",
        left=back.shape[3],
        right=transposed_size(size - kernel + 1, kernel),
    )
    again = (dense.T @ dense @ image.ravel()).reshape(size, size)
    yield Check(
        name="transpose-is-not-the-inverse",
        en="going back by the transpose restores the shape, not the picture",
        zh="用转置走回去，恢复的是形状，不是图像",
        left=np.abs(again - image).max(),
        right=1e-6,
        relation=">",
        applies=kernel > 1,
        because=Text(en="a 1×1 kernel of weight 1 is the identity", zh="权重为 1 的 1×1 核是恒等映射"),
    )


def cost(
    rng: np.random.Generator,
    *,
    channels: Annotated[int, Range(1, 64), Text(en="input channels", zh="输入通道数")] = 16,
    filters: Annotated[int, Range(1, 128), Text(en="output channels", zh="输出通道数")] = 32,
    kernel: Annotated[int, Range(1, 5), Text(en="side of the kernel", zh="卷积核边长")] = 3,
    size: Annotated[int, Range(1, 32), Text(en="side of the output", zh="输出边长")] = 14,
) -> Iterator[Step]:
    """What it costs, and two ways to pay less.

    计算量，以及两种省法
    """
    image = np.ones((1, channels, size + kernel - 1, size + kernel - 1))
    standard = conv2d(image, np.ones((filters, channels, kernel, kernel))).sum()
    yield Say(
        en="Fill image and kernels with ones: every multiplication then adds exactly 1, so the sum of the output counts them.",
        zh="把图像和核都填成 1：每做一次乘法恰好加 1，输出之和就是乘法的次数。",
    )
    yield Ask(
        en=f"{channels} → {filters} channels, {kernel}×{kernel} kernel, {size}×{size} output: how many multiply–adds?",
        zh=f"{channels} → {filters} 通道，{kernel}×{kernel} 核，输出 {size}×{size}：多少次乘加？",
        answer=multiply_adds(channels, filters, kernel, size, size),
    )
    yield Check(
        name="multiply-adds",
        en="counted multiplications = C_in · C_out · k² · H · W",
        zh="数出的乘法次数 = C_in · C_out · k² · H · W",
        left=standard,
        right=multiply_adds(channels, filters, kernel, size, size),
    )
    depthwise = sum(conv2d(image[:, c : c + 1], np.ones((1, 1, kernel, kernel))).sum() for c in range(channels))
    pointwise = conv2d(np.ones((1, channels, size, size)), np.ones((filters, channels, 1, 1))).sum()
    yield Say(
        en="A 1×1 kernel mixes channels and looks at no neighbours. "
        "A depthwise separable convolution looks first (one k×k kernel for each channel) and mixes after (1×1).",
        zh="1×1 核只混合通道，不看邻居。深度可分离卷积（depthwise separable）先看（每个通道一个 k×k 核），后混合（1×1）。",
    )
    yield Plot(
        en="Multiply–adds",
        zh="乘加次数",
        kind="bars",
        series={
            Text(en="standard", zh="标准卷积"): standard,
            Text(en="depthwise", zh="逐通道"): depthwise,
            Text(en="pointwise 1×1", zh="逐点 1×1"): pointwise,
        },
    )
    yield Check(
        name="separable-ratio",
        en="separable ÷ standard, counted = 1/C_out + 1/k²",
        zh="可分离 ÷ 标准（实际数出）= 1/C_out + 1/k²",
        left=(depthwise + pointwise) / standard,
        right=separable_ratio(filters, kernel),
        within=1e-12,
    )
    yield Check(
        name="separable-saves",
        en="the separable form is cheaper",
        zh="可分离形式更省",
        left=depthwise + pointwise,
        right=standard,
        relation="<",
        applies=1 / filters + 1 / kernel**2 < 1 - 1e-12,
        because=Text(
            en="with a 1×1 kernel or too few output channels there is nothing to save", zh="核为 1×1 或输出通道太少时，没有可省的"
        ),
    )


def _by_hand(image: Array, kernel: Array) -> Array:
    """The definition, one multiplication after the other: what conv2d must agree with."""
    side = len(kernel)
    output = np.zeros((len(image) - side + 1, len(image) - side + 1))
    for i, j, u, v in product(range(len(output)), range(len(output)), range(side), range(side)):
        output[i, j] += image[i + u, j + v] * kernel[u, v]
    return output


def _by_definition(image: Array, kernel: Array) -> Array:
    """True convolution S(i, j) = Σ I(i − m, j − n) K(m, n), where the whole kernel overlaps the image."""
    side = len(kernel)
    inside = range(side - 1, len(image))
    return np.array([[sum(image[i - m, j - n] * kernel[m, n] for m in range(side) for n in range(side)) for j in inside] for i in inside])


def _polynomial_product(a: Array, b: Array) -> list[float]:
    """Coefficients of a(x) · b(x), lowest power first: the same numbers as the convolution, by another road."""
    coefficients = [0.0] * (len(a) + len(b) - 1)
    for power, value in enumerate(a):
        for other_power, other_value in enumerate(b):
            coefficients[power + other_power] += value * other_value
    return coefficients


def _full_correlation(a: Array, b: Array) -> Array:
    return correlate(np.pad(a, len(b) - 1), b)


def _fit(image: Array, hidden: Array) -> Array:
    """Least-squares kernel of a layer without flip, for targets that a true convolution made."""
    windows = np.lib.stride_tricks.sliding_window_view(image, hidden.shape).reshape(-1, hidden.size)
    solution = np.linalg.lstsq(windows, _by_definition(image, hidden).ravel(), rcond=None)[0]
    return solution.reshape(hidden.shape)


def _window(row: int, column: int, kernel: Array) -> list[tuple[int, int]]:
    return [(row + u, column + v) for u in range(len(kernel)) for v in range(len(kernel))]


def _sum_in_full(image: Array, kernel: Array, row: int, column: int) -> str:
    """The terms of one window as a person writes them, without those of weight 0."""
    pairs = [(image[place], weight) for place, weight in zip(_window(row, column, kernel), kernel.ravel(), strict=True) if weight]
    terms = " + ".join(f"{pixel:g}·({weight:.3g})" if weight < 0 else f"{pixel:g}·{weight:.3g}" for pixel, weight in pairs)
    return f"{terms} = {sum(pixel * weight for pixel, weight in pairs):.3g}".replace("-", "−")


def _digits(kernel: Array) -> int:
    return 0 if np.array_equal(kernel, np.round(kernel)) else 2


def _positions(size: int, kernel: int, padding: int, dilation: int, starts: list[int]) -> list[list[str]]:
    strip = ["o"] * padding + ["."] * size + ["o"] * padding
    return [
        ["■" if (cell - start) in range(0, dilation * kernel, dilation) else mark for cell, mark in enumerate(strip)] for start in starts
    ]
