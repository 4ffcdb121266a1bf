"""The convolution layer: channels, weights, what a unit sees, and what moves when the picture moves.

卷积层：通道、参数、感受野，以及图像平移时什么跟着平移。

`conv` has the operation; here it becomes a layer. Every kernel crosses all channels, few weights serve any picture,
the view widens with depth, and a shifted picture gives shifted maps, up to the border and the stride.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise, product
from typing import Annotated

import numpy as np
from numpy.typing import NDArray

from dl_quiz.nouns import Text
from dl_quiz.stage import Ask, Check, Length, Plot, Range, Refusal, Say, Show, Step

from .kernels.conv import conv2d, conv2d_backward, convolution_matrix
from .kernels.convlayer import compose, effective_spread, grouped_conv2d, parameter_count, receptive_field
from .kernels.fc import parameter_count as dense_parameter_count

Array = NDArray[np.float64]


VGG16 = (3, 64, 64, 128, 128, 256, 256, 256, 512, 512, 512, 512, 512, 512)
"""Channels through the thirteen 3×3 convolution layers of VGG-16, the image's three first."""


def channels(
    rng: np.random.Generator,
    *,
    inputs: Annotated[int, Range(1, 6), Text(en="input channels", zh="输入通道数")] = 2,
    filters: Annotated[int, Range(1, 6), Text(en="number of kernels", zh="卷积核个数")] = 3,
    size: Annotated[int, Range(3, 8), Text(en="side of the image", zh="图像边长")] = 3,
) -> Iterator[Step]:
    """Every kernel spans all channels.

    每个核都跨越全部输入通道
    """
    image = rng.integers(0, 3, (inputs, size, size)).astype(float)
    weights = rng.choice([-1.0, 1.0], (filters, inputs, 2, 2))
    bias = rng.integers(1, 4, filters).astype(float)
    yield Say(
        en=f"The layer's weight has the shape (filters, channels, k, k) = ({filters}, {inputs}, 2, 2): "
        "a kernel is a block as deep as its input, and it moves along height and width only.",
        zh=f"这一层的权重形状是 (输出通道, 输入通道, k, k) = ({filters}, {inputs}, 2, 2)：每个核是与输入同样深的一块，只沿高和宽移动。",
    )
    partial = [_slide(image[c], weights[0, c]) for c in range(inputs)]
    for c in range(min(inputs, 2)):
        yield Show(en=f"Channel {c} of the image", zh=f"图像的通道 {c}", data=image[c], digits=0)
        yield Show(en="Its slice of the first kernel", zh="第一个核对应的那一层", data=weights[0, c], digits=0)
        yield Show(en=f"Partial sums from channel {c}", zh=f"通道 {c} 的部分和", data=partial[c], digits=0)
    output = conv2d(image[None], weights, bias)[0]
    yield Ask(
        en=f"{inputs} channels go in and there are {filters} kernels. How many maps come out?",
        zh=f"输入 {inputs} 个通道，有 {filters} 个核，输出几张特征图？",
        answer=filters,
    )
    yield Show(
        en=f"Output map 0: all partial sums, plus the bias {bias[0]:g}",
        zh=f"输出图 0：全部部分和，再加偏置 {bias[0]:g}",
        data=output[0],
        digits=0,
    )
    by_hand = [sum(_slide(image[c], weights[f, c]) for c in range(inputs)) + bias[f] for f in range(filters)]
    yield Check(
        name="sum-over-channels",
        en="output o = b_o + Σ over channels of (x_c ⋆ W_oc), added up by hand",
        zh="输出 o = b_o + Σ_c (x_c ⋆ W_oc)，逐通道手工相加",
        left=output,
        right=by_hand,
        within=1e-12,
    )
    blank = image.copy()
    blank[-1] = 0
    yield Say(
        en="So no kernel belongs to one channel. Blank the last channel, and every output map loses that channel's partial sum.",
        zh="所以没有哪个核只属于一个通道。把最后一个通道清零，每张输出图都会少掉该通道的部分和。",
    )
    yield Check(
        name="blanking-a-channel",
        en="what all the maps lose = the partial sums of the blanked channel",
        zh="所有输出图失去的 = 被清零通道的部分和",
        left=output - conv2d(blank[None], weights, bias)[0],
        right=[_slide(image[-1], weights[f, -1]) for f in range(filters)],
        within=1e-12,
    )
    yield Say(
        en="This is why an RGB picture takes a 2-D convolution: the grid has two axes to move along, and colour is a channel. "
        "Likewise a waveform is 1-D, whatever its number of channels, and a video is 3-D.",
        zh="所以 RGB 图像用的是二维卷积：可滑动的轴只有两个，颜色是通道。同理，语音波形是一维，与通道数无关；视频是三维。",
    )


def params(
    rng: np.random.Generator,
    *,
    inputs: Annotated[int, Range(1, 256), Text(en="input channels", zh="输入通道数")] = 3,
    filters: Annotated[int, Range(1, 256), Text(en="output channels", zh="输出通道数")] = 64,
    kernel: Annotated[int, Range(1, 7), Text(en="side of the kernel", zh="卷积核边长")] = 3,
    size: Annotated[int, Range(8, 32), Text(en="side of the image in the dense comparison", zh="与全连接层比较时的图像边长")] = 28,
) -> Iterator[Step]:
    """How many weights, and what a dense layer would need.

    参数有多少，换成全连接又要多少
    """
    count = parameter_count(inputs, filters, kernel)
    yield Ask(
        en=f"A convolution layer takes {inputs} channels to {filters} with {kernel}×{kernel} kernels and a bias. How many parameters?",
        zh=f"卷积层把 {inputs} 个通道变为 {filters} 个，核 {kernel}×{kernel}，带偏置。有多少参数？",
        answer=count,
    )
    yield Say(
        en=f"({inputs}·{kernel}² + 1)·{filters} = {count}: each kernel has a weight for each channel and tap, and one bias.",
        zh=f"({inputs}·{kernel}² + 1)·{filters} = {count}：每个核对每个通道、每个位置各有一个权重，再加一个偏置。",
    )
    grown = [_gradient_entries(inputs, filters, kernel, side) for side in (kernel, kernel + 2)]
    yield Check(
        name="formula",
        en="entries of the gradient = (C_in·k² + 1)·C_out",
        zh="梯度的元素个数 = (C_in·k² + 1)·C_out",
        left=grown[0],
        right=count,
    )
    yield Check(
        name="same-for-any-image",
        en="a larger image changes the number of outputs, not of parameters",
        zh="图像变大，输出变多，参数不变",
        left=grown[1],
        right=grown[0],
    )
    matrix = convolution_matrix(np.ones((kernel, kernel)), size)
    outputs, pixels = matrix.shape
    dense = dense_parameter_count(pixels, outputs)
    yield Say(
        en=f"One {kernel}×{kernel} kernel takes a {size}×{size} image to {outputs} numbers with {kernel**2 + 1} parameters. "
        f"A dense layer for the same job has {dense:,}.",
        zh=f"一个 {kernel}×{kernel} 核把 {size}×{size} 的图变成 {outputs} 个数，只用 {kernel**2 + 1} 个参数；全连接层做同样的事要 {dense:,} 个。",
    )
    yield Check(
        name="dense-replacement",
        en="places of the layer's matrix, plus one bias for each output",
        zh="该层矩阵的元素个数，加上每个输出一个偏置",
        left=matrix.size + outputs,
        right=dense,
    )
    blocks = [parameter_count(a, b, 3) for a, b in pairwise(VGG16)]
    yield Plot(
        en="VGG-16: parameters of its 13 convolution layers",
        zh="VGG-16：13 个卷积层各自的参数量",
        kind="bars",
        series={f"{a}→{b} ({i + 1})": float(n) for i, (a, b, n) in enumerate(zip(VGG16[:-1], VGG16[1:], blocks, strict=True))},
    )
    yield Check(
        name="vgg16",
        en="all convolution layers of VGG-16 together: 14,714,688, as Keras counts without the head",
        zh="VGG-16 全部卷积层合计 14,714,688，与 Keras 去掉分类头后的计数一致",
        left=sum(blocks),
        right=14_714_688,
    )
    yield Say(
        en="Two 3×3 layers see as far as one 5×5, with 18C² weights for 25C², and a ReLU more.",
        zh="两个 3×3 与一个 5×5 看得一样远，权重是 18C² 对 25C²，还多一个 ReLU。",
    )
    yield Check(
        name="stack-is-cheaper",
        en=f"two 3×3 against one 5×5, {filters} channels in and out",
        zh=f"两个 3×3 对一个 5×5，进出都是 {filters} 个通道",
        left=2 * parameter_count(filters, filters, 3, bias=False),
        right=parameter_count(filters, filters, 5, bias=False),
        relation="<",
    )


def field(
    rng: np.random.Generator,
    *,
    kernels: Annotated[tuple[float, ...], Range(1, 7), Length(1, 8), Text(en="kernel widths, layer by layer", zh="逐层的核宽")] = (
        3,
        3,
        2,
        3,
        3,
        2,
        3,
    ),
    strides: Annotated[tuple[float, ...], Range(1, 3), Length(1, 8), Text(en="strides, layer by layer", zh="逐层的步长")] = (
        1,
        1,
        2,
        1,
        1,
        2,
        1,
    ),
) -> Iterator[Step]:
    """How far a unit sees.

    一个单元能看多远
    """
    widths, steps = _whole(kernels), _whole(strides)
    if len(widths) != len(steps):
        raise Refusal(
            en=f"{len(widths)} kernels but {len(steps)} strides: give one stride for each layer.",
            zh=f"{len(widths)} 个核却有 {len(steps)} 个步长：每层要一个步长。",
        )
    fields = [receptive_field(widths[: n + 1], steps[: n + 1]) for n in range(len(widths))]
    jumps = [int(np.prod(steps[: n + 1])) for n in range(len(steps))]
    yield Say(
        en="One layer sees k pixels. The next adds (k − 1) steps, and a step is as long as all strides before it multiplied.",
        zh="第一层看到 k 个像素。之后每层多看 (k − 1) 步，而一步的长度是之前所有步长的乘积。",
    )
    yield Ask(
        en=f"Kernels {widths}, strides {steps}: how wide is the receptive field at the end?",
        zh=f"核 {widths}，步长 {steps}：最后的感受野有多宽？",
        answer=fields[-1],
    )
    yield Show(
        en="Layer by layer",
        zh="逐层",
        data=np.column_stack([widths, steps, fields, jumps]),
        columns=["k", "s", Text(en="field", zh="感受野"), Text(en="step", zh="步距")],
        rows=[str(n + 1) for n in range(len(widths))],
        digits=0,
    )
    footprint, neighbour = _footprint(widths, steps, 0), _footprint(widths, steps, 1)
    yield Check(
        name="formula-equals-gradient",
        en="r ← r + (k − 1)·j = number of input pixels that the gradient of one unit reaches",
        zh="r ← r + (k − 1)·j = 一个单元的梯度所能到达的像素范围",
        left=int(footprint[-1] - footprint[0] + 1),
        right=fields[-1],
    )
    yield Check(
        name="neighbours-step",
        en="the views of two neighbours lie one product of strides apart",
        zh="相邻两个单元的视野相隔所有步长之积",
        left=int(neighbour[0] - footprint[0]),
        right=jumps[-1],
    )
    yield Say(
        en="“A convolution is local” is true of one layer. Stacked, it reaches the whole picture, and striding early reaches it soonest.",
        zh="“卷积只看局部”只对单层成立。堆叠之后可以覆盖整张图，越早下采样，增长越快。",
    )
    yield Check(
        name="beyond-one-layer",
        en="what the gradient reaches, against the widest single kernel",
        zh="梯度到达的范围，与最宽的单个核相比",
        left=int(footprint[-1] - footprint[0] + 1),
        right=max(widths),
        relation=">",
        applies=sum(width > 1 for width in widths) > 1,
        because=Text(en="at most one layer is wider than a pixel", zh="至多只有一层宽于一个像素"),
    )


def effective(
    rng: np.random.Generator,
    *,
    layers: Annotated[int, Range(1, 15), Text(en="equal layers", zh="层数")] = 10,
    kernel: Annotated[int, Range(2, 7), Text(en="side of their kernels", zh="核边长")] = 3,
) -> Iterator[Step]:
    """What a unit really attends to.

    有效感受野：一个单元真正在看哪里
    """
    theory = layers * (kernel - 1) + 1
    view = _uniform_view(kernel, layers)
    offsets = np.arange(theory) - (theory - 1) / 2
    spread = float(np.sqrt(np.sum(view.sum(axis=0) * offsets**2)))
    yield Say(
        en=f"{layers} layers of {kernel}×{kernel} averages see {theory}×{theory} pixels. But few paths lead to the corner and very many to the middle.",
        zh=f"{layers} 层 {kernel}×{kernel} 平均核，理论感受野是 {theory}×{theory}。但通向角落的路径很少，通向中心的极多。",
    )
    middle = view[len(view) // 2]
    yield Plot(
        en="Influence of the pixels on the middle row",
        zh="中间一行各像素的影响",
        series={
            Text(en="measured", zh="实测"): (offsets, middle),
            Text(en="Gaussian", zh="高斯"): (
                offsets,
                middle.sum() * np.exp(-(offsets**2) / (2 * spread**2)) / (spread * np.sqrt(2 * np.pi)),
            ),
        },
        x=Text(en="pixels from the centre", zh="离中心的像素数"),
    )
    yield Check(
        name="spread",
        en="standard deviation of the influence = √(L(k² − 1)/12)",
        zh="影响的标准差 = √(L(k² − 1)/12)",
        left=spread,
        right=effective_spread(kernel, layers),
        within=1e-9,
    )
    half = np.abs(offsets) <= theory / 4
    share, area = float(view[np.ix_(half, half)].sum()), float(half.mean() ** 2)
    yield Ask(
        en=f"The middle half in each direction is {area:.0%} of the area. What share of the influence does it hold?",
        zh=f"两个方向各取中间一半，占面积的 {area:.0%}。它占影响的多少？",
        answer=0 if share < area + 0.05 else 1 if share < 0.6 else 2,
        options=[
            Text(en="about the same", zh="差不多"),
            Text(en="more, up to 60%", zh="更多，不到 60%"),
            Text(en="more than 60%", zh="超过 60%"),
        ],
    )
    yield Check(
        name="middle-holds-most",
        en="share of the influence inside the middle half, against 75%",
        zh="中间一半所占的影响，与 75% 相比",
        left=share,
        right=0.75,
        relation=">",
        applies=layers >= 10,
        because=Text(en="with fewer than ten layers the view is still rather flat", zh="不到十层时，影响还比较平"),
    )
    yield Say(
        en="The theoretical field grows with the depth L, the spread only with √L. The deeper the stack, the smaller the part it really uses.",
        zh="理论感受野随深度 L 线性增长，有效范围只随 √L 增长。越深，真正用到的比例越小。",
    )
    deeper = _uniform_view(kernel, 2 * layers).sum(axis=0)
    reach = np.arange(len(deeper)) - (len(deeper) - 1) / 2
    yield Check(
        name="fraction-shrinks",
        en="spread ÷ theoretical field, at twice the depth and here",
        zh="标准差 ÷ 理论感受野：两倍深度时，与此处相比",
        left=float(np.sqrt(np.sum(deeper * reach**2))) / len(deeper),
        right=spread / theory,
        relation="<",
    )


def equivariance(
    rng: np.random.Generator,
    *,
    shift: Annotated[int, Range(0, 11), Text(en="columns to shift the picture", zh="图像右移的列数")] = 2,
    stride: Annotated[int, Range(1, 4), Text(en="stride of the last part", zh="最后一部分的步长")] = 2,
) -> Iterator[Step]:
    """Shift the picture, and the map shifts with it.

    图像平移，特征图跟着平移
    """
    size = 12
    image, kernel = rng.normal(size=(1, 1, size, size)), rng.normal(size=(1, 1, 3, 3))
    moved = np.roll(image, shift, axis=3)
    plain, after = _circular(image, kernel), _circular(moved, kernel)
    yield Say(
        en="On a picture whose right edge continues at the left (circular padding), shift first or convolve first: the same.",
        zh="假设图像左右相接（循环填充）：先平移再卷积，与先卷积再平移，结果一样。",
    )
    yield Check(
        name="circular-equivariant",
        en="conv(shift(x)) = shift(conv(x))",
        zh="conv(shift(x)) = shift(conv(x))",
        left=after,
        right=np.roll(plain, shift, axis=3),
        within=1e-12,
    )
    yield Ask(
        en="Is that invariance: does the map stay as it was?",
        zh="这是不变性吗：特征图原样不动？",
        answer=1,
        options=[Text(en="yes", zh="是"), Text(en="no, it moves along", zh="不，它跟着移动")],
    )
    yield Check(
        name="not-invariant",
        en="the largest change of the map when the picture moves",
        zh="图像移动后特征图的最大变化",
        left=np.abs(after - plain).max(),
        right=0.01,
        relation=">",
        applies=shift > 0,
        because=Text(en="nothing was shifted", zh="没有平移"),
    )
    yield Check(
        name="invariant-after-averaging",
        en="the average over all places does not notice the shift",
        zh="对所有位置取平均之后，平移就看不出来了",
        left=after.mean(),
        right=plain.mean(),
        within=1e-12,
    )
    zero = [conv2d(picture, kernel, padding=1)[0, 0] for picture in (image, moved)]
    difference = np.abs(zero[1] - np.roll(zero[0], shift, axis=1))
    yield Say(
        en="With zero padding the kernel meets zeros at the border, and they do not move with the picture.",
        zh="用零填充时，核在边缘碰到的零不会跟着图像移动。",
    )
    yield Plot(
        en="Largest |conv(shift(x)) − shift(conv(x))| in each column",
        zh="每一列中 |conv(shift(x)) − shift(conv(x))| 的最大值",
        kind="bars",
        series={str(column): worst for column, worst in enumerate(difference.max(axis=0))},
    )
    yield Check(
        name="only-the-border-breaks",
        en="the columns that differ are those that touch the border before or after the shift",
        zh="不相等的列，恰好是平移前或平移后贴着边缘的列",
        left=np.flatnonzero(difference.max(axis=0) > 1e-9),
        right=sorted({0, shift - 1, shift, size - 1}),
        applies=shift > 0,
        because=Text(en="nothing was shifted", zh="没有平移"),
    )
    distances = [_distance_to_a_shift(image, kernel, n, stride) for n in range(size)]
    yield Say(
        en=f"A stride of {stride} keeps one place in {stride}. A shift by a multiple of {stride} lands on kept places; another one falls between them.",
        zh=f"步长 {stride} 每 {stride} 个位置留一个。平移量是 {stride} 的倍数时，仍落在保留的位置上；否则就落在空档里。",
    )
    yield Plot(
        en="By shift of the picture: distance of the strided map to its nearest shifted copy",
        zh="按图像平移量：带步长的特征图与其最接近的平移副本的距离",
        kind="bars",
        series={str(n): distance for n, distance in enumerate(distances)},
        x=Text(en="shift of the picture", zh="图像平移量"),
    )
    yield Check(
        name="stride-keeps-multiples",
        en="largest distance over the shifts by multiples of the stride",
        zh="平移量为步长倍数时的最大距离",
        left=max(distances[::stride]),
        right=0.0,
        within=1e-12,
    )
    yield Check(
        name="stride-breaks-the-rest",
        en="smallest distance over all other shifts",
        zh="其余平移量的最小距离",
        left=min((d for n, d in enumerate(distances) if n % stride), default=0.0),
        right=0.01,
        relation=">",
        applies=stride > 1,
        because=Text(en="with stride 1 every place is kept", zh="步长为 1 时所有位置都保留"),
    )


def collapse(
    rng: np.random.Generator,
    *,
    first: Annotated[int, Range(1, 5), Text(en="side of the first kernel", zh="第一层核边长")] = 3,
    second: Annotated[int, Range(1, 5), Text(en="side of the second kernel", zh="第二层核边长")] = 3,
    middle: Annotated[int, Range(1, 8), Text(en="channels in between", zh="中间通道数")] = 4,
) -> Iterator[Step]:
    """Without an activation, two layers are one.

    没有激活函数，两层等于一层
    """
    image = rng.normal(size=(1, 2, 12, 12))
    one, two = rng.normal(size=(middle, 2, first, first)), rng.normal(size=(3, middle, second, second))
    merged = compose(one, two)
    yield Say(
        en=f"Layer one: 2 → {middle} channels, {first}×{first}. Layer two: {middle} → 3, {second}×{second}. No activation in between.",
        zh=f"第一层：2 → {middle} 通道，{first}×{first}；第二层：{middle} → 3 通道，{second}×{second}；中间没有激活函数。",
    )
    yield Ask(
        en="One single layer can replace both. How wide must its kernel be?",
        zh="只用一层就能替代这两层，它的核要多宽？",
        answer=first + second - 1,
    )
    stacked = conv2d(conv2d(image, one), two)
    yield Check(
        name="two-linear-are-one",
        en=f"both layers, one after the other = one layer with the merged {merged.shape[2]}×{merged.shape[2]} kernel",
        zh=f"两层依次作用 = 一层，核为合并后的 {merged.shape[2]}×{merged.shape[2]}",
        left=stacked,
        right=conv2d(image, merged),
        within=1e-10,  # sums of up to some hundred products, grouped in another way
    )
    rectified = conv2d(np.maximum(conv2d(image, one), 0), two)
    yield Say(
        en="Depth alone makes no higher features: this stack computes nothing that one layer could not. Now put a ReLU in between.",
        zh="光有深度产生不了更高层的特征：这样堆叠算不出单层算不出的东西。现在在中间加一个 ReLU。",
    )
    yield Check(
        name="relu-makes-depth-count",
        en="distance from the merged layer, with the ReLU",
        zh="加上 ReLU 后，与合并层的距离",
        left=np.abs(rectified - conv2d(image, merged)).max(),
        right=0.01,
        relation=">",
    )
    negative = conv2d(np.maximum(conv2d(-image, one), 0), two)
    yield Say(
        en="No kernel of any size can help: a convolution without bias answers −x with minus its answer to x, and this stack does not.",
        zh="多大的核都没用：不带偏置的卷积对 −x 的响应必然是对 x 响应的相反数，而这个堆叠不是。",
    )
    yield Check(
        name="not-odd-any-more",
        en="f(−x) + f(x), which is 0 for every linear f",
        zh="f(−x) + f(x)：对任何线性 f 都是 0",
        left=np.abs(negative + rectified).max(),
        right=0.01,
        relation=">",
    )
    pads = first // 2, second // 2
    between = conv2d(conv2d(image, one, padding=pads[0]), two, padding=pads[1])
    difference = np.abs(between - conv2d(image, merged, padding=sum(pads))).max(axis=(0, 1))
    edge = sum(pads)
    yield Say(
        en="A footnote: with zero padding in front of both layers the merger is exact inside only. "
        "Near the border the second layer reads fresh zeros where the merged kernel would read the first layer's output.",
        zh="补充：若两层各自做零填充，合并只在内部精确。靠近边缘处，第二层读到的是新填的零，而合并后的核读到的是第一层本应有的输出。",
    )
    yield Check(
        name="padded-inside-agrees",
        en="largest difference inside, with zero padding",
        zh="带零填充时，内部的最大差异",
        left=difference[edge : 12 - edge, edge : 12 - edge].max(),
        right=0.0,
        within=1e-10,
    )
    yield Check(
        name="padded-border-differs",
        en="largest difference at the border",
        zh="边缘处的最大差异",
        left=difference.max(),
        right=0.01,
        relation=">",
        applies=first > 2 and second > 1,
        because=Text(en="here the padding cuts none of the first layer's output off", zh="这里的填充没有截掉第一层的任何输出"),
    )


def variants(
    rng: np.random.Generator,
    *,
    inputs: Annotated[int, Range(1, 64), Text(en="input channels", zh="输入通道数")] = 8,
    filters: Annotated[int, Range(1, 64), Text(en="output channels", zh="输出通道数")] = 8,
    groups: Annotated[int, Range(1, 64), Text(en="groups", zh="分组数")] = 4,
) -> Iterator[Step]:
    """One by one, grouped, depthwise.

    1×1、分组与逐通道卷积
    """
    if inputs % groups or filters % groups:
        raise Refusal(
            en=f"{groups} groups must divide {inputs} input and {filters} output channels evenly.",
            zh=f"{groups} 组必须能整除 {inputs} 个输入通道和 {filters} 个输出通道。",
        )
    image = rng.normal(size=(1, inputs, 5, 5))
    mixing = rng.normal(size=(filters, inputs))
    yield Say(
        en="A 1×1 kernel sees one pixel, but all its channels: it is a dense layer applied at every pixel. It changes the number of channels cheaply.",
        zh="1×1 核只看一个像素，却看它的全部通道：相当于在每个像素上做同一个全连接。它用很低的代价改变通道数。",
    )
    yield Check(
        name="one-by-one-is-dense",
        en="1×1 convolution = W · (channels of the pixel), pixel by pixel",
        zh="1×1 卷积 = W ·（该像素的各通道），逐像素",
        left=conv2d(image, mixing[:, :, None, None])[0, :, 2, 3],
        right=[sum(float(w) * float(x) for w, x in zip(row, image[0, :, 2, 3], strict=True)) for row in mixing],
        within=1e-12,
    )
    share = inputs // groups
    weights = rng.normal(size=(filters, share, 3, 3))
    wide = np.zeros((filters, inputs, 3, 3))
    for f in range(filters):
        start = f // (filters // groups) * share
        wide[f, start : start + share] = weights[f]
    yield Ask(
        en=f"3×3 kernels, {inputs} → {filters} channels in {groups} groups, no bias: how many weights?",
        zh=f"3×3 核，{inputs} → {filters} 通道，分 {groups} 组，无偏置：多少权重？",
        answer=parameter_count(inputs, filters, 3, groups, bias=False),
    )
    yield Check(
        name="groups-are-blocks",
        en="a grouped convolution = a full one whose kernels are zero outside their own group",
        zh="分组卷积 = 核在本组之外全为零的普通卷积",
        left=grouped_conv2d(image, weights, groups),
        right=conv2d(image, wide),
        within=1e-12,
    )
    yield Check(
        name="grouped-parameters",
        en="weights that are not zero = C_in/g · k² · C_out",
        zh="非零权重个数 = C_in/g · k² · C_out",
        left=np.count_nonzero(wide),
        right=parameter_count(inputs, filters, 3, groups, bias=False),
    )
    yield Say(
        en="With as many groups as channels it is the depthwise convolution: no channel hears of another, so a 1×1 layer usually follows to mix them.",
        zh="组数等于通道数时就是逐通道卷积（depthwise）：通道之间互不相通，所以后面通常接一层 1×1 来混合。",
    )


def _slide(image: Array, kernel: Array) -> Array:
    """One channel with its slice of a kernel, one multiplication after the other."""
    out = len(image) - len(kernel) + 1
    result = np.zeros((out, out))
    for i, j, u, v in product(range(out), range(out), range(len(kernel)), range(len(kernel))):
        result[i, j] += image[i + u, j + v] * kernel[u, v]
    return result


def _gradient_entries(inputs: int, filters: int, kernel: int, side: int) -> int:
    """Count the numbers for which a backward pass on a picture of this side returns a gradient."""
    images, kernels = np.ones((1, inputs, side, side)), np.ones((filters, inputs, kernel, kernel))
    upstream = np.ones((1, filters, side - kernel + 1, side - kernel + 1))
    _, d_kernels, d_bias = conv2d_backward(upstream, images, kernels)
    return d_kernels.size + d_bias.size


def _whole(values: Sequence[float]) -> list[int]:
    if any(value != int(value) for value in values):
        raise Refusal(en="Kernel widths and strides must be whole numbers.", zh="核宽与步长必须是整数。")
    return [int(value) for value in values]


def _footprint(kernels: Sequence[int], strides: Sequence[int], unit: int) -> Array:
    """Input pixels (one axis) that the gradient of one of the last layer's units reaches, all weights being 1."""
    jump = int(np.prod(strides))
    maps = [np.ones((1, 1, 1, receptive_field(kernels, strides) + 2 * jump))]
    for kernel, stride in zip(kernels, strides, strict=True):
        maps.append(conv2d(maps[-1], np.ones((1, 1, 1, kernel)), stride=1)[..., ::stride])
    upstream = np.zeros_like(maps[-1])
    upstream[..., unit] = 1
    for kernel, stride, below in zip(reversed(kernels), reversed(strides), reversed(maps[:-1]), strict=True):
        spread = np.zeros((1, 1, 1, below.shape[3] - kernel + 1))
        spread[..., ::stride] = upstream
        upstream, _, _ = conv2d_backward(spread, below, np.ones((1, 1, 1, kernel)))
    return np.flatnonzero(upstream[0, 0, 0])


def _uniform_view(kernel: int, layers: int) -> Array:
    """Gradient of one unit for the picture, through layers of uniform averages."""
    view = np.ones((1, 1, 1, 1))
    weights = np.full((1, 1, kernel, kernel), 1 / kernel**2)
    for _ in range(layers):
        below = np.zeros((1, 1, view.shape[2] + kernel - 1, view.shape[3] + kernel - 1))
        view, _, _ = conv2d_backward(view, below, weights)
    return view[0, 0]


def _circular(image: Array, kernel: Array) -> Array:
    return conv2d(np.pad(image, ((0, 0), (0, 0), (1, 1), (1, 1)), mode="wrap"), kernel)


def _distance_to_a_shift(image: Array, kernel: Array, shift: int, stride: int) -> float:
    """How far the strided map of a shifted picture is from the nearest shifted copy of the unshifted picture's map."""
    before = _circular(image, kernel)[..., ::stride, ::stride]
    after = _circular(np.roll(image, shift, axis=3), kernel)[..., ::stride, ::stride]
    return float(min(np.abs(after - np.roll(before, n, axis=3)).max() for n in range(before.shape[3])))
