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

from .kernels.augment import (
    LUMA,
    contrast_jitter,
    cutmix,
    grayscale,
    luma,
    mirror_box,
    mixup,
    random_crop,
    random_flip,
    ridge_strength,
    rotate,
    view_count,
    zoom,
)
from .kernels.backprop import backward, forward, initialise
from .kernels.data import GLYPHS, digits
from .kernels.loss import cross_entropy, cross_entropy_gradient
from .kernels.training import train

Array = NDArray[np.float64]


_SQUARE = np.pad(GLYPHS, [(0, 0), (1, 1), (2, 2)])
"""The digits on 9×9 pixels, where no rotation cuts anything off."""


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
        answer=view_count(padding),
    )
    textured = np.tile(rng.normal(size=(1, 1, 5, 5)), (40 * view_count(padding), 1, 1, 1))
    seen = random_flip(random_crop(textured, padding, rng), rng)
    yield Check(
        name="views-counted",
        en="draw forty times as many views of a picture without symmetries, count the different ones",
        zh="对一张没有对称性的图抽取四十倍那么多的视图，数出不同的",
        left=_distinct(seen),
        right=view_count(padding),
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
