"""Overfitting: when fitting the sample better predicts the world worse.

过拟合：对样本拟合得更好，对世界却预测得更差。

Everything here is least squares, so that every claim has a formula beside it. The scenes climb from the textbook U-curve
to what it is made of (bias, variance, noise), to the three levers that set the gap (capacity, data, noise),
and to the place where the U-curve stops being true.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Annotated

import numpy as np
from numpy.typing import NDArray

from dl_quiz.nouns import Text
from dl_quiz.stage import Ask, Check, Plot, Range, Refusal, Say, Show, Step

from .kernels.overfit import (
    bias_variance,
    interpolating_degree,
    least_squares,
    optimism,
    polynomial_features,
    relu_features,
    squared_error,
    weak_feature_risk,
)

Array = NDArray[np.float64]


def _wave(x: Array) -> Array:
    return np.sin(np.pi * x)


def _fit_table(degrees: Sequence[int], x: Array, y: Array, fresh: Array) -> tuple[Array, Array]:
    """Training error, and error to the noiseless wave at fresh places, for each degree; y has one column a data set."""
    train, test = [], []
    for degree in degrees:
        phi = polynomial_features(x, degree)
        weights = least_squares(phi, y)
        train.append(squared_error(phi @ weights, y))
        test.append(squared_error(polynomial_features(fresh, degree) @ weights, _wave(fresh)[:, None]))
    return np.array(train), np.array(test)


def ucurve(
    rng: np.random.Generator,
    *,
    samples: Annotated[int, Range(4, 24), Text(en="training points", zh="训练点个数")] = 12,
    noise: Annotated[float, Range(0.0, 1.0), Text(en="standard deviation of the targets' noise", zh="标签噪声的标准差")] = 0.3,
) -> Iterator[Step]:
    """The U-curve: one error falls, the other turns.

    U 形曲线：先降后升
    """
    top = interpolating_degree(samples)
    degrees = sorted({0, 1, 2, 3, 5, 7, 9, top} & set(range(samples)))
    x, fresh = np.linspace(-1, 1, samples), np.linspace(-1, 1, 201)
    y = _wave(x)[:, None] + noise * rng.normal(size=(samples, 100))  # a hundred data sets; the first is drawn
    yield Say(
        en=f"{samples} points of sin(πx), each with noise of standard deviation {noise:g}. We fit polynomials, from a constant up to degree {top}.",
        zh=f"从 sin(πx) 上取 {samples} 个点，各加标准差为 {noise:g} 的噪声。用多项式拟合，从常数一直到 {top} 次。",
    )
    simple, wild = (polynomial_features(fresh, d) @ least_squares(polynomial_features(x, d), y[:, 0]) for d in (min(3, top), top))
    yield Plot(
        en="Two fits to the same points",
        zh="对同一批点的两种拟合",
        kind="scatter",
        series={
            Text(en=f"degree {top}", zh=f"{top} 次"): (fresh, np.clip(wild, -2, 2)),
            Text(en=f"degree {min(3, top)}", zh=f"{min(3, top)} 次"): (fresh, simple),
            Text(en="points", zh="样本点"): (x, y[:, 0]),
        },
        x="x",
    )
    train, test = _fit_table(degrees, x, y, fresh)
    order = [Text(en="falls, then rises", zh="先降后升"), Text(en="keeps falling", zh="一直下降"), Text(en="keeps rising", zh="一直上升")]
    middle, best = np.median(test, axis=1), int(np.argmin(np.median(test, axis=1)))
    turns = 0 if 0 < best < len(degrees) - 1 else (1 if best else 2)
    yield Ask(
        en="The training error can only fall as the degree grows. What does the error at new places do?",
        zh="次数越高，训练误差只会越小。那么新位置上的误差呢？",
        answer=turns,
        options=order,
    )
    yield Show(
        en="Median squared error over 100 data sets (new places are compared with the noiseless wave)",
        zh="100 份数据上均方误差的中位数（新位置与无噪声的真值比较）",
        data=np.stack([np.median(train, axis=1), middle], axis=1),
        rows=[Text(en=f"degree {d}", zh=f"{d} 次") for d in degrees],
        columns=[Text(en="train", zh="训练"), Text(en="new", zh="新位置")],
        mark=[(best, 1)],
    )
    yield Check(
        name="training-error-never-rises",
        en="Each larger model contains the smaller one: largest rise of the training error from one to the next",
        zh="大模型包含小模型：相邻两级之间训练误差的最大上升",
        left=float(np.diff(train, axis=0).max()),
        right=0.0,
        relation="<=",
        within=1e-12,  # rounding of errors that are of order one
    )
    yield Check(
        name="interpolates",
        en=f"Degree {top} has a coefficient for every point: its training error is zero",
        zh=f"{top} 次多项式的系数与样本点一样多：训练误差为零",
        left=float(train[-1].max()),
        right=0.0,
        within=1e-18,  # the square of what rounding leaves, 1e-9 at the most
    )
    yield Check(
        name="best-is-in-the-middle",
        en="Error at new places: that of the model that memorises, in multiples of the best one's",
        zh="新位置上的误差：背下样本的模型是最好模型的多少倍",
        left=float(middle[-1] / middle.min()),
        right=2.0,
        relation=">",
        applies=noise >= 0.1 and 8 <= samples <= 20,
        because=Text(en="pinned for 8 to 20 points with noise of at least 0.1", zh="该结论限定在 8～20 个点、噪声不小于 0.1 时"),
    )
    yield Say(
        en="So is zero training error the disease? Give the same polynomial the same points without noise.",
        zh="那么训练误差为零就是病吗？把噪声去掉，让同样的多项式再拟合同样的点。",
    )
    clean_train, clean_test = _fit_table([top], x, _wave(x)[:, None], fresh)
    yield Show(
        en=f"Degree {top} on noiseless points",
        zh=f"{top} 次多项式拟合无噪声的点",
        data=[f"{clean_train[0, 0]:.1e}", f"{clean_test[0, 0]:.1e}"],
        columns=[Text(en="train", zh="训练"), Text(en="new", zh="新位置")],
    )
    yield Check(
        name="zero-training-error-can-be-harmless",
        en="Same model, still zero training error, and now it predicts almost perfectly: the noise was what hurt",
        zh="模型没变，训练误差仍为零，预测却几乎完美：有害的是被一同背下来的噪声",
        left=float(clean_test[0, 0]),
        right=1e-4,
        relation="<",
        applies=samples >= 8,
        because=Text(en="fewer than 8 points are too few to pin the wave down", zh="少于 8 个点不足以确定这条曲线"),
    )


def _exact_bias_variance(x: Array, places: Array, degree: int, noise: float) -> tuple[float, float]:
    """Bias² and variance, averaged over `places`, from the hat matrix H = Φ(x*) Φ(x)⁺: no simulation."""
    hat = polynomial_features(places, degree) @ np.linalg.pinv(polynomial_features(x, degree))
    bias = hat @ _wave(x) - _wave(places)
    return float((bias**2).mean()), float(noise**2 * (hat**2).sum(axis=1).mean())


def biasvar(
    rng: np.random.Generator,
    *,
    samples: Annotated[int, Range(10, 60), Text(en="training points", zh="训练点个数")] = 15,
    noise: Annotated[float, Range(0.05, 1.0), Text(en="standard deviation of the targets' noise", zh="标签噪声的标准差")] = 0.2,
    sets: Annotated[int, Range(50, 2000), Text(en="training sets to draw", zh="重复抽取的训练集份数")] = 400,
) -> Iterator[Step]:
    """Bias and variance: wrong on average, or different every time.

    两种错：偏差与方差
    """
    degrees = [0, 1, 3, 5, 7]
    x, places = np.linspace(-1, 1, samples), np.linspace(-0.95, 0.95, 39)
    y = _wave(x)[:, None] + noise * rng.normal(size=(samples, sets))
    bias, variance = bias_variance(np.array([2.0, 4.0, 3.0, 3.0]), np.array(2.5))
    yield Say(
        en="Train the same recipe on four data sets; at one point it says 2, 4, 3 and 3, where the truth is 2.5.",
        zh="同一套做法在四份数据上各训练一次；在某一点上给出 2、4、3、3，而真值是 2.5。",
    )
    yield Show(
        en="Off by 0.5 on average; scattered by the rest",
        zh="平均偏了 0.5，其余是散布",
        data=[float(bias), float(variance)],
        columns=[Text(en="bias²", zh="偏差²"), Text(en="variance", zh="方差")],
    )
    yield Check(
        name="sums-to-the-error",
        en="Bias² plus variance is the mean of (v − 2.5)²",
        zh="偏差² 加方差，正好等于 (v − 2.5)² 的平均",
        left=float(bias + variance),
        right=((2 - 2.5) ** 2 + (4 - 2.5) ** 2 + (3 - 2.5) ** 2 + (3 - 2.5) ** 2) / 4,
        within=1e-12,
    )
    yield Say(
        en=f"Now {sets} noisy copies of sin(πx). A constant is always wrong in the same way; a high degree follows each copy's noise.",
        zh=f"再看 sin(πx) 的 {sets} 份带噪样本。常数每次都错得一样；高次多项式则追着每一份的噪声跑。",
    )
    measured = [
        bias_variance((polynomial_features(places, d) @ least_squares(polynomial_features(x, d), y)).T, _wave(places)) for d in degrees
    ]
    table = np.array([[b.mean(), v.mean()] for b, v in measured])
    yield Show(
        en="Averages over all places",
        zh="对所有位置取平均",
        data=np.column_stack([table, table.sum(axis=1)]),
        rows=[Text(en=f"degree {d}", zh=f"{d} 次") for d in degrees],
        columns=[Text(en="bias²", zh="偏差²"), Text(en="variance", zh="方差"), Text(en="sum", zh="合计")],
        digits=4,
    )
    exact = np.array([_exact_bias_variance(x, places, d, noise) for d in degrees])
    yield Check(
        name="variance-matches-theory",
        en="Each variance, divided by σ² · mean‖row of the hat matrix‖², which needs no simulation",
        zh="各方差除以 σ²·（帽子矩阵各行平方和的平均），后者无需模拟",
        left=table[:, 1] / exact[:, 1],
        right=np.ones(len(degrees)),
        # a variance over S draws has relative standard error √(2/S) at one place; averaging over places only helps
        within=4 * (2 / sets) ** 0.5,
    )
    best = [int(np.argmin([sum(_exact_bias_variance(x, places, d, s)) for d in range(samples)])) for s in (noise, 2 * noise)]
    yield Ask(
        en="Double the noise. Does the best degree become lower, or higher?",
        zh="把噪声加倍，最佳次数会变低还是变高？",
        answer=0 if best[1] < best[0] else 1 if best[1] == best[0] else 2,
        options=[Text(en="lower", zh="变低"), Text(en="the same", zh="不变"), Text(en="higher", zh="变高")],
    )
    yield Check(
        name="noise-moves-the-optimum-down",
        en="Noise scales the variance and leaves the bias alone: the best degree with twice the noise, against that before",
        zh="噪声只放大方差、不改变偏差：噪声加倍后的最佳次数，与原来的相比",
        left=best[1],
        right=best[0],
        relation="<=",
    )
    more = [_exact_bias_variance(np.linspace(-1, 1, n), places, 1, noise) for n in (samples, 4 * samples)]
    yield Show(
        en="A straight line on four times the data",
        zh="用四倍的数据拟合直线",
        data=np.array(more),
        rows=[f"n = {samples}", f"n = {4 * samples}"],
        columns=[Text(en="bias²", zh="偏差²"), Text(en="variance", zh="方差")],
        digits=4,
    )
    yield Check(
        name="more-data-cuts-variance",
        en="Four times the data leaves less than a third of the variance",
        zh="数据变为四倍，方差降到三分之一以下",
        left=more[1][1] / more[0][1],
        right=1 / 3,
        relation="<",
    )
    yield Check(
        name="more-data-keeps-bias",
        en="… but a line stays a line: more than four fifths of its bias² remain",
        zh="……但直线还是直线：偏差² 仍剩八成以上",
        left=more[1][0] / more[0][0],
        right=0.8,
        relation=">",
    )


def gap(
    rng: np.random.Generator,
    *,
    parameters: Annotated[int, Range(1, 20), Text(en="parameters of the linear model", zh="线性模型的参数个数")] = 5,
    samples: Annotated[int, Range(20, 100), Text(en="training points", zh="训练点个数")] = 40,
    noise: Annotated[float, Range(0.1, 2.0), Text(en="standard deviation of the targets' noise", zh="标签噪声的标准差")] = 0.5,
) -> Iterator[Step]:
    """The gap has three levers: capacity, data, noise.

    泛化差距的三个旋钮
    """
    if 2 * parameters > samples:
        raise Refusal(
            en=f"{parameters} parameters, doubled, exceed {samples} samples: the formula needs p ≤ n; ask for fewer parameters or more samples",
            zh=f"参数 {parameters} 个，加倍后超过样本数 {samples}：公式要求 p ≤ n；请减少参数或增加样本",
        )
    yield Say(
        en="Least squares with p parameters absorbs the share p/n of the noise in its n targets. "
        "Measure its error on the training targets, then on fresh targets at the same inputs.",
        zh="p 个参数的最小二乘，会吸收 n 个标签里 p/n 的噪声。先量训练标签上的误差，再量同样输入处重新采的标签上的误差。",
    )
    settings = [
        (parameters, samples, noise),
        (2 * parameters, samples, noise),
        (parameters, 2 * samples, noise),
        (parameters, samples, 2 * noise),
    ]
    names = [
        Text(en="as given", zh="原设定"),
        Text(en="2 × parameters", zh="参数 ×2"),
        Text(en="2 × data", zh="数据 ×2"),
        Text(en="2 × noise", zh="噪声 ×2"),
    ]
    yield Ask(
        en="Doubling the parameters doubles the expected gap. What does doubling the noise's standard deviation do to it?",
        zh="参数加倍，期望差距加倍。噪声的标准差加倍，差距变为几倍？",
        answer=4,
        within=0.01,
    )
    measured, errors, expected = [], [], []
    for p, n, s in settings:
        gaps = _gaps(rng, p, n, s)
        measured.append(float(gaps.mean()))
        errors.append(float(gaps.std(ddof=1) / gaps.size**0.5))
        expected.append(optimism(p, n, s))
    yield Show(
        en="Mean gap over 2000 data sets",
        zh="2000 份数据上的平均差距",
        data=np.array([measured, expected]).T,
        rows=names,
        columns=[Text(en="measured", zh="实测"), "2pσ²/n"],
        digits=4,
    )
    yield Check(
        name="gap-is-the-optimism",
        en="Every measured gap less 2pσ²/n, in standard errors",
        zh="每个实测差距减去 2pσ²/n，以标准误为单位",
        left=(np.array(measured) - expected) / errors,
        right=np.zeros(len(settings)),
        within=4.0,  # both sides in standard errors of the measured mean
    )
    yield Check(
        name="data-narrows-the-gap-of-the-same-model",
        en="Twice the data, the same model: the gap shrinks although not one parameter was removed",
        zh="模型不变、数据加倍：一个参数也没少，差距却缩小了",
        left=measured[2],
        right=measured[0],
        relation="<",
    )
    yield Say(
        en="So “the model is too complex” is a third of a diagnosis: too complex for this much data with this much noise.",
        zh="所以“模型太复杂”只说了三分之一：是相对于这么多数据、这么大的噪声而言太复杂。",
    )


def _gaps(rng: np.random.Generator, parameters: int, samples: int, noise: float, sets: int = 2000) -> Array:
    """New minus training error of `sets` least-squares fits on one fixed design."""
    design = rng.normal(size=(samples, parameters))
    signal = (design @ np.ones(parameters))[:, None]
    y, fresh = (signal + noise * rng.normal(size=(samples, sets)) for _ in range(2))
    fitted = design @ least_squares(design, y)
    return squared_error(fitted, fresh) - squared_error(fitted, y)


def descent(
    rng: np.random.Generator,
    *,
    samples: Annotated[int, Range(20, 60), Text(en="training points n", zh="训练点个数 n")] = 40,
    noise: Annotated[float, Range(0.0, 1.0), Text(en="standard deviation of the targets' noise", zh="标签噪声的标准差")] = 0.3,
) -> Iterator[Step]:
    """Double descent: past the peak, more parameters help.

    双下降：越过那座峰
    """
    widths = sorted({max(2, round(samples * share)) for share in (0.125, 0.5, 0.9, 1.0, 1.1, 2.5, 5.0, 25.0)})
    peak = widths.index(samples)
    yield Say(
        en=f"A network with one hidden layer of p random ReLU units; only its output weights are fitted, to n = {samples} noisy points. "
        "Beyond p = n infinitely many weights fit exactly, and least squares takes the smallest.",
        zh=f"单隐层网络，隐层是 p 个随机 ReLU，只拟合输出权重，样本 n = {samples} 个且带噪。p > n 时有无穷多组权重能精确拟合，取范数最小的一组。",
    )
    yield Ask(
        en=f"From p = {samples} to p = {widths[-1]}, all models fit the training points exactly. What happens to the test error?",
        zh=f"从 p = {samples} 到 p = {widths[-1]}，所有模型都精确拟合训练点。测试误差会怎样？",
        answer=1,
        options=[Text(en="it grows with p", zh="随 p 增大"), Text(en="it falls far", zh="大幅下降"), Text(en="it stays", zh="基本不变")],
    )
    runs = np.array([[_random_feature_run(rng, p, samples, noise) for p in widths] for _ in range(9)])
    train, test, norm, smallest = np.median(runs, axis=0).T
    yield Show(
        en="Medians of nine runs",
        zh="九次运行的中位数",
        data=np.column_stack([train, test, norm]),
        rows=[f"p = {p}" for p in widths],
        columns=[Text(en="train", zh="训练"), Text(en="test", zh="测试"), "‖w‖"],
        mark=[(peak, 1)],
    )
    yield Plot(
        en="Test error against p/n",
        zh="测试误差随 p/n 的变化",
        series={Text(en="test error", zh="测试误差"): (np.log10(np.array(widths) / samples), test)},
        log=True,
        x="log10(p/n)",
    )
    yield Check(
        name="interpolates-past-the-threshold",
        en="Every model with p ≥ n fits its training points exactly",
        zh="p ≥ n 的模型都精确拟合训练点",
        left=float(runs[:, peak:, 0].max()),
        right=0.0,
        within=1e-12,  # at p = n the weights may reach 1e4, and rounding grows with them
    )
    yield Check(
        name="peak-at-the-threshold",
        en=f"Test error at p = n, in multiples of that at p = {widths[-1]}",
        zh=f"p = n 处的测试误差是 p = {widths[-1]} 处的多少倍",
        left=float(test[peak] / test[-1]),
        right=5.0,
        relation=">",
    )
    yield Check(
        name="more-parameters-smaller-weights",
        en="The widest model has smaller weights than the one at the threshold: counting parameters does not measure complexity",
        zh="最宽的模型，权重范数反而比阈值处的小：参数个数不等于复杂度",
        left=float(norm[-1]),
        right=float(norm[peak]),
        relation="<",
    )
    yield Check(
        name="cause-is-a-tiny-singular-value",
        en="Where in the table the smallest singular value of the (width-scaled) features is nearest to zero = the row of p = n, counted from 0: fitting noise divides by it",
        zh="（按宽度缩放的）特征矩阵的最小奇异值在表中哪一行最接近零 = p = n 那一行（从 0 数起）：拟合噪声要除以它",
        left=int(np.argmin(smallest)),
        right=peak,
    )
    lowest = widths[int(np.argmin(test))]
    yield Say(
        en=f"The lowest error of this table is at p = {lowest}. Past the peak more parameters help, "
        "but nothing promises that the second valley is the lower one.",
        zh=f"这张表里误差最低的是 p = {lowest}。越过峰值后参数越多越好，但没有谁保证第二个谷更低。",
    )


def _random_feature_run(rng: np.random.Generator, width: int, samples: int, noise: float, dimensions: int = 5) -> tuple[float, ...]:
    """Train MSE, test MSE, weight norm and smallest singular value of one random-feature regression."""
    x, fresh = rng.normal(size=(samples, dimensions)), rng.normal(size=(300, dimensions))
    teacher = np.ones(dimensions) / dimensions**0.5
    y = np.tanh(x @ teacher) + noise * rng.normal(size=samples)
    directions = rng.normal(size=(width, dimensions)) / width**0.5  # so that a unit's output does not grow with the width
    phi = relu_features(x, directions)
    weights = least_squares(phi, y)
    train = squared_error(phi @ weights, y)
    test = squared_error(relu_features(fresh, directions) @ weights, np.tanh(fresh @ teacher))
    return float(train), float(test), float(np.linalg.norm(weights)), float(np.linalg.svd(phi, compute_uv=False)[-1])


def spike(
    rng: np.random.Generator,
    *,
    samples: Annotated[int, Range(20, 40), Text(en="training points n", zh="训练点个数 n")] = 30,
    noise: Annotated[float, Range(0.0, 1.0), Text(en="standard deviation of the targets' noise", zh="标签噪声的标准差")] = 0.5,
) -> Iterator[Step]:
    """The peak on paper: an exact formula for double descent.

    双下降的精确公式
    """
    total = 10 * samples
    yield Say(
        en=f"D = {total} independent Gaussian features matter equally. Least squares sees only p of them, and n = {samples} samples. "
        "For this model the expected test error is known exactly.",
        zh=f"D = {total} 个相互独立的高斯特征同等重要，最小二乘只看到其中 p 个，样本 n = {samples} 个。这个模型的期望测试误差有精确公式。",
    )
    yield Say(
        en="Call r what the p features leave unexplained, noise included. Below the threshold the error is r · (1 + p/(n − p − 1)): "
        "the factor is 2 at about half-way and unbounded at p = n − 1.",
        zh="记 r 为这 p 个特征解释不了的部分（含噪声）。阈值以下误差为 r·(1 + p/(n − p − 1))：p 约为 n 的一半时因子为 2，p = n − 1 时发散。",
    )
    widths = [samples // 4, samples // 2, samples * 2 // 3, samples * 3 // 2, samples * 2, samples * 4, total]
    exact = [weak_feature_risk(p, samples, total, 1.0, noise) for p in widths]
    risks = np.array([_weak_feature_risks(rng, p, samples, total, noise) for p in widths])
    mean, error = risks.mean(axis=1), risks.std(axis=1, ddof=1) / risks.shape[1] ** 0.5
    yield Show(
        en="Expected test error, by formula and by 150 fits",
        zh="期望测试误差：公式与 150 次拟合",
        data=np.column_stack([exact, mean]),
        rows=[f"p = {p}" for p in widths],
        columns=[Text(en="formula", zh="公式"), Text(en="measured", zh="实测")],
    )
    curve = [weak_feature_risk(p, samples, total, 1.0, noise) for p in range(total + 1)]
    yield Plot(en="The formula for every p", zh="每个 p 处的公式值", series={Text(en="test error", zh="测试误差"): curve}, log=True, x="p")
    yield Check(
        name="formula-matches-simulation",
        en="Simulation less formula, in standard errors, on both sides of the peak",
        zh="峰的两侧，模拟减公式，以标准误为单位",
        left=(mean - exact) / error,
        right=np.zeros(len(widths)),
        within=5.0,  # standard errors; a little more than 4, because the risk near the peak has a heavy tail
    )
    yield Check(
        name="second-valley-is-lower",
        en="Here all features used (p = D) beat every model below the threshold",
        zh="此处用上全部特征（p = D）胜过阈值以下的所有模型",
        left=curve[-1],
        right=min(curve[: samples - 1]),
        relation="<",
        applies=noise <= 0.5,
        because=Text(en="with much noise the first valley may be the lower one", zh="噪声大时，第一个谷可能更低"),
    )


def _weak_feature_risks(rng: np.random.Generator, features: int, samples: int, total: int, noise: float, fits: int = 150) -> Array:
    """Exact test error of each of `fits` least-squares fits, given its weights: ‖w − w*‖² over all features, plus noise²."""
    truth = np.full(features, total**-0.5)
    x = rng.normal(size=(fits, samples, features))
    hidden = np.sqrt(1 - features / total + noise**2)  # the unseen features act as noise, being independent of the seen
    y = x @ truth + hidden * rng.normal(size=(fits, samples))
    weights = (np.linalg.pinv(x) @ y[:, :, None])[:, :, 0]
    risks: Array = ((weights - truth) ** 2).sum(axis=1) + hidden**2
    return risks


def labelnoise(
    rng: np.random.Generator,
    *,
    samples: Annotated[int, Range(50, 150), Text(en="training points", zh="训练点个数")] = 100,
    width: Annotated[int, Range(300, 800), Text(en="random ReLU units", zh="随机 ReLU 单元数")] = 500,
) -> Iterator[Step]:
    """Memorising coin flips: zero training error says nothing.

    背下随机标签
    """
    rates = [0.0, 0.1, 0.2, 0.3, 0.4, 0.5]
    yield Say(
        en=f"Two Gaussian clouds in twenty dimensions, {samples} points, {width} random ReLU units. "
        "We flip each training label with some probability and fit the ±1 exactly.",
        zh=f"二十维空间里的两团高斯点，{samples} 个点，{width} 个随机 ReLU 单元。以一定概率翻转训练标签，再精确拟合 ±1。",
    )
    yield Ask(
        en="From which flip rate on does the training accuracy fall below 100 %?",
        zh="翻转概率从多少开始，训练准确率会低于 100%？",
        answer=2,
        options=["20 %", "50 %", Text(en="from none", zh="多少都不会")],
    )
    train, test = _flipped_accuracy(rng, samples, width, rates)
    yield Show(
        en="Mean accuracy over 100 draws of flips; tested on true labels",
        zh="100 次翻转的平均准确率；测试按真实标签计",
        data=np.stack([train.mean(axis=1), test.mean(axis=1)], axis=1),
        rows=[f"{rate:.0%}" for rate in rates],
        columns=[Text(en="train", zh="训练"), Text(en="test", zh="测试")],
    )
    yield Check(
        name="memorises-any-labels",
        en="Training accuracy is 100 % at every rate, even for pure coin flips",
        zh="任何翻转概率下训练准确率都是 100%，纯抛硬币的标签也不例外",
        left=float(train.min()),
        right=1.0,
    )
    yield Check(
        name="interpolation-can-generalise",
        en="With clean labels the same interpolating model is right on more than four in five new points",
        zh="标签干净时，同一个插值模型在新点上的正确率超过八成",
        left=float(test[0, 0]),
        right=0.8,
        relation=">",
    )
    yield Check(
        name="noise-widens-the-gap",
        en="Flipping a fifth of the labels costs test accuracy, with the model and n unchanged",
        zh="翻转五分之一的标签，模型和样本数都没变，测试准确率下降",
        left=float(test[2].mean()),
        right=float(test[0, 0]),
        relation="<",
    )
    yield Check(
        name="coin-flips-teach-nothing",
        en="Trained on coin flips it guesses: test accuracy is one half",
        zh="用抛硬币的标签训练，只能瞎猜：测试准确率为一半",
        left=float(test[-1].mean()),
        right=0.5,  # exactly: least squares is linear in its targets, so opposite flips give accuracies a and 1 − a
        within=float(4 * test[-1].std(ddof=1) / test.shape[1] ** 0.5),
    )


def _flipped_accuracy(rng: np.random.Generator, samples: int, width: int, rates: Sequence[float], draws: int = 100) -> tuple[Array, Array]:
    """Training and test accuracy, one row a flip rate and one column a draw of flips, of an interpolating random-feature classifier."""
    directions = rng.normal(size=(width, 20))
    truth, truth_fresh = (rng.choice([-1.0, 1.0], size=(points, 1)) for points in (samples, 1000))
    phi, phi_fresh = (relu_features(0.5 * label + rng.normal(size=(len(label), 20)), directions) for label in (truth, truth_fresh))
    train, test = [], []
    for rate in rates:
        labels = truth * np.where(rng.random((samples, draws)) < rate, -1.0, 1.0)
        weights = least_squares(phi, labels)
        train.append((np.sign(phi @ weights) == labels).mean(axis=0))
        test.append((np.sign(phi_fresh @ weights) == truth_fresh).mean(axis=0))
    return np.array(train), np.array(test)
