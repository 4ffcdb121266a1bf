"""Autoencoders: reproduce the input, but not too easily.

自编码器：把输入还原出来，但不能太容易。

The reconstruction is the exercise, the code is what is wanted, and something must stand in the way of copying.
The linear autoencoder comes first, because everything about it can be written down: a bottleneck makes it PCA,
noise makes it a Wiener filter, and neither makes it the identity.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

import numpy as np
from numpy.typing import NDArray

from dl_quiz.nouns import Text
from dl_quiz.stage import Ask, Check, Plot, Range, Say, Show, Step

from .kernels.autoencoder import denoising_error, discarded_variance, gaussian_kl, kept_share, linear_denoiser, linear_loss, principal_axes
from .kernels.backprop import Layer, backward, forward, initialise
from .kernels.training import train

Array = NDArray[np.float64]


VARIANCES = np.array([9.0, 4.0, 0.36, 0.16, 0.09, 0.04])
"""Of the cloud that most scenes look at: two loud directions and four quiet ones, in a random rotation."""


def pca(
    rng: np.random.Generator,
    *,
    code: Annotated[int, Range(1, 5), Text(en="numbers in the code", zh="编码的维数")] = 2,
    steps: Annotated[int, Range(100, 3000), Text(en="training steps", zh="训练步数")] = 1500,
) -> Iterator[Step]:
    """A linear autoencoder rediscovers PCA.

    线性自编码器重新发现了 PCA
    """
    data = _cloud(rng, 400)
    variances, axes = principal_axes(data)
    best = discarded_variance(variances, code)
    trained = Text(en="1500 steps or so are needed to converge", zh="大约要 1500 步才收敛")
    yield Say(
        en=f"400 points with 6 coordinates. The encoder E turns each into {code} numbers, the decoder D turns those into 6 again. "
        "Both are matrices; gradient descent lowers the mean of ‖x − DEx‖².",
        zh=f"400 个点，每个 6 维。编码器 E 把它压成 {code} 个数，解码器 D 再还原成 6 个；两者都是矩阵，用梯度下降减小 ‖x − DEx‖² 的均值。",
    )
    yield Show(
        en="Variance along the principal axes (hidden: the cloud is rotated)",
        zh="各主轴方向的方差（数据经过旋转，坐标上看不出来）",
        data=[[value] for value in variances],
        rows=[f"λ{place}" for place in range(1, 7)],
        columns=["λ"],
    )
    yield Ask(
        en=f"What is the smallest error that {code} numbers allow? (to 0.05)",
        zh=f"只留 {code} 个数，误差最小能到多少？（精确到 0.05）",
        answer=best,
        within=0.05,
    )
    encoder, decoder, losses = _fit_linear(rng, data, code, steps)
    yield Plot(
        en="Reconstruction error",
        zh="重构误差",
        series={Text(en="autoencoder", zh="自编码器"): losses, Text(en="PCA", zh="PCA"): np.full(steps, best)},
        log=True,
        x=Text(en="step", zh="步"),
    )
    yield Check(
        name="error-is-discarded-variance",
        en="the trained error = the sum of the discarded eigenvalues",
        zh="训练后的误差 = 被丢弃的特征值之和",
        left=losses[-1],
        right=best,
        within=1e-3 * best,  # gradient descent comes close, not there
        applies=steps >= 1500,
        because=trained,
    )
    yield Check(
        name="never-below-pca",
        en="at no step does the error fall below PCA's (Eckart–Young)",
        zh="任何一步的误差都不低于 PCA（Eckart–Young 定理）",
        left=losses.min(),
        right=best,
        relation=">=",
        within=1e-9,
    )
    span = np.linalg.qr(decoder)[0]
    yield Check(
        name="same-subspace",
        en="sine of the largest angle between the decoder's span and the principal subspace",
        zh="解码器张成的子空间与主子空间之间最大夹角的正弦",
        left=np.linalg.norm(span - axes[:code].T @ (axes[:code] @ span), 2),
        right=0.0,
        within=0.01,
        applies=steps >= 1500,
        because=trained,
    )
    columns = decoder / np.linalg.norm(decoder, axis=0)
    yield Show(
        en="|cos| between each code number's direction and each principal axis",
        zh="每个编码分量的方向与各主轴夹角的 |cos|",
        data=np.abs(axes[:code] @ columns).T,
        rows=[f"z{place}" for place in range(1, code + 1)],
        columns=[f"v{place}" for place in range(1, code + 1)],
        digits=2,
    )
    mix = rng.normal(size=(code, code)) + 3 * np.eye(code)
    yield Say(
        en="The subspace is PCA's, the axes in it are not: mix the code by any invertible matrix M, let the decoder undo it, and no error can tell.",
        zh="子空间与 PCA 相同，其中的坐标轴却不是主成分：用任意可逆矩阵 M 混合编码，再让解码器抵消，误差毫无变化。",
    )
    yield Check(
        name="any-basis-will-do",
        en="error with encoder ME and decoder DM⁻¹ = error with E and D",
        zh="编码器 ME、解码器 DM⁻¹ 的误差 = E、D 的误差",
        left=linear_loss(mix @ encoder, decoder @ np.linalg.inv(mix), data)[0],
        right=linear_loss(encoder, decoder, data)[0],
        within=1e-9,
    )


def identity(
    rng: np.random.Generator,
    *,
    code: Annotated[int, Range(1, 12), Text(en="numbers in the code; the data has 6", zh="编码的维数；数据是 6 维")] = 8,
    noise: Annotated[float, Range(0.1, 3), Text(en="corruption that cures it", zh="用来防止恒等的噪声强度")] = 1.0,
) -> Iterator[Step]:
    """Nothing in the way: the identity; noise in the way: a representation.

    没有阻碍就学成恒等映射，有了噪声才学到东西
    """
    data = _cloud(rng, 400)
    roomy = Text(en="the code is narrower than the data: a bottleneck", zh="编码比数据窄：这是瓶颈")
    yield Say(
        en=f"The same cloud of 6 coordinates, but now the code has {code} numbers. Nothing else holds the autoencoder back.",
        zh=f"还是那团 6 维数据，但编码有 {code} 个数，此外没有任何约束。",
    )
    yield Ask(
        en="After training: how large is its reconstruction error? (to 0.01)",
        zh="训练后，重构误差是多少？（精确到 0.01）",
        answer=discarded_variance(principal_axes(data)[0], code),
        within=0.01,
    )
    encoder, decoder, losses = _fit_linear(rng, data, code, 1500)
    foreign = rng.uniform(-10, 10, (100, 6))
    yield Show(en="Decoder times encoder, DE", zh="解码器乘编码器，DE", data=np.round(decoder @ encoder, 2) + 0.0, digits=2, heat=True)
    yield Check(
        name="perfect-copy",
        en="reconstruction error of the training data",
        zh="训练数据的重构误差",
        left=losses[-1],
        right=0.0,
        within=1e-3,  # of a total variance of 13.65: Adam's steps keep trembling around the minimum
        applies=code >= 6,
        because=roomy,
    )
    yield Check(
        name="learned-the-identity",
        en="DE = I, so that data of any kind passes: error on uniform random points",
        zh="DE = I，什么数据都能通过：均匀随机点上的误差",
        left=linear_loss(encoder, decoder, foreign)[0],
        right=0.0,
        within=0.01,
        applies=code >= 6,
        because=roomy,
    )
    yield Say(
        en="A perfect score, and the code knows nothing about this data. Keep the width, but corrupt the input: "
        "now a coordinate must be guessed from the others.",
        zh="满分，编码却对这批数据一无所知。宽度不变，只往输入里加噪声：现在每个坐标都得靠其余坐标来推断。",
    )
    encoder, decoder, _ = _fit_linear(rng, data, code, 1500, noise)
    yield Show(
        en=f"DE, trained with noise {noise:g}",
        zh=f"DE，训练时加噪声 {noise:g}",
        data=np.round(decoder @ encoder, 2) + 0.0,
        digits=2,
        heat=True,
    )
    yield Check(
        name="noise-prevents-copying",
        en="DE = Σ(Σ + s²I)⁻¹, not the identity; largest difference",
        zh="DE = Σ(Σ + s²I)⁻¹，不再是恒等；最大差距",
        left=np.abs(decoder @ encoder - linear_denoiser(data.T @ data / len(data), noise)).max(),
        right=0.0,
        within=0.01,
        applies=code >= 6,
        because=roomy,
    )
    _, axes = principal_axes(data)
    gains = np.einsum("ki,ij,kj->k", axes, decoder @ encoder, axes)
    yield Plot(
        en="How much of each principal direction passes",
        zh="每个主方向通过的比例",
        kind="bars",
        series={f"λ{place}": gain for place, gain in enumerate(gains, start=1)},
    )
    yield Check(
        name="structure-passes-noise-does-not",
        en="the loudest direction passes better than the quietest",
        zh="方差最大的方向比方差最小的方向通过得多",
        left=gains[0],
        right=gains[-1],
        relation=">",
    )


def memorise(
    rng: np.random.Generator,
    *,
    samples: Annotated[int, Range(10, 1000), Text(en="training points", zh="训练样本数")] = 100,
) -> Iterator[Step]:
    """A code of one number that learned nothing.

    只有一个数、却什么也没学到的编码
    """
    data = _cloud(rng, 2 * samples)
    seen, unseen = data[:samples], data[samples:]
    yield Say(
        en=f"A bottleneck of one number must help, it seems. Here is one that does not: the encoder answers with the number of the nearest "
        f"of the {samples} training points, the decoder looks it up in a table.",
        zh=f"瓶颈只有一个数，总该学到点什么吧？看这个反例：编码器输出 {samples} 个训练样本中最近者的编号，解码器照编号查表。",
    )
    yield Ask(en="Its training error?", zh="训练误差是多少？", answer=0.0)
    errors = [_lookup_error(seen, seen), _lookup_error(unseen, seen)]
    yield Show(
        en="Mean of ‖x − x̂‖²",
        zh="‖x − x̂‖² 的均值",
        data=[[error] for error in errors],
        rows=[Text(en="seen", zh="见过的"), Text(en="unseen", zh="没见过的")],
        columns=[Text(en="error", zh="误差")],
    )
    yield Check(
        name="training-error-zero",
        en="one number reproduces every training point exactly",
        zh="一个数就能精确还原每个训练样本",
        left=errors[0],
        right=0.0,
        within=1e-20,
    )
    yield Check(
        name="unseen-data-pays",
        en="on unseen points it makes errors",
        zh="在没见过的点上就出错了",
        left=errors[1],
        right=errors[0],
        relation=">",
    )
    yield Say(
        en="A network with enough capacity can do the same. Width alone is no guarantee; judge an autoencoder by held-out data and by what its code is good for.",
        zh="容量足够大的网络也做得到这一点。光靠窄并不保险；要看留出数据上的误差，更要看编码对下游有没有用。",
    )


def denoise(
    rng: np.random.Generator,
    *,
    noise: Annotated[float, Range(0.1, 3), Text(en="standard deviation of the noise", zh="噪声的标准差")] = 1.0,
    code: Annotated[int, Range(1, 5), Text(en="numbers in the plain bottleneck", zh="普通瓶颈的维数")] = 2,
) -> Iterator[Step]:
    """Denoising is learned by denoising.

    会去噪，是因为训练时就在去噪
    """
    data = _cloud(rng, 400)
    variances, _ = principal_axes(data)
    clean = np.repeat(data, 10, axis=0)  # ten noisy copies of each point: only the noise is a sample, not the cloud
    noisy = clean + noise * rng.normal(size=clean.shape)
    wide, narrow, trained = (
        _product(_fit_linear(rng, data, width, 1500, corruption)) for width, corruption in ((6, 0.0), (code, 0.0), (6, noise))
    )
    products = {"raw": np.eye(6), "wide": wide, "narrow": narrow, "trained": trained}
    losses = {name: ((noisy @ product.T - clean) ** 2).sum(axis=1) for name, product in products.items()}
    error = {name: loss.mean() for name, loss in losses.items()}
    deviation = {name: loss.std() / np.sqrt(len(loss)) for name, loss in losses.items()}
    yield Say(
        en=f"Noise of standard deviation {noise:g} falls on every coordinate. Three linear autoencoders try to remove it: "
        f"a plain one with room to copy, a plain one with a code of {code}, and one that was trained to map noisy to clean.",
        zh=f"每个坐标都加上标准差 {noise:g} 的噪声。三个线性自编码器来去噪：一个普通的、宽到可以照抄；一个普通的、编码只有 {code} 维；一个训练时就学“带噪 → 干净”。",
    )
    yield Ask(
        en="What does the plain one with room to copy leave of the noise?",
        zh="普通且够宽的那个，会剩下多少噪声？",
        answer=0,
        options=[Text(en="all of it", zh="全部"), Text(en="about half", zh="约一半"), Text(en="nearly none", zh="几乎没有")],
    )
    yield Show(
        en="Mean ‖x̂ − x‖² against the clean x",
        zh="与干净 x 相比的 ‖x̂ − x‖² 均值",
        data=[[error["raw"]], [error["wide"]], [error["narrow"]], [error["trained"]], [denoising_error(variances, noise)]],
        rows=[
            Text(en="as it came", zh="不处理"),
            Text(en="plain, wide", zh="普通，宽"),
            Text(en="plain, narrow", zh="普通，窄"),
            Text(en="denoising", zh="去噪"),
            Text(en="Σ λs²/(λ+s²)", zh="Σ λs²/(λ+s²)"),
        ],
        columns=[Text(en="error", zh="误差")],
    )
    yield Check(
        name="plain-copies-noise",
        en="the wide plain autoencoder leaves the error as it came",
        zh="又宽又普通的自编码器，误差原封不动",
        left=error["wide"],
        right=error["raw"],
        within=0.01 * error["raw"],  # it is the identity up to what training left
    )
    yield Check(
        name="bottleneck-drops-some",
        en="the narrow plain one: discarded variance, and k s² of noise inside the subspace",
        zh="普通的窄瓶颈：丢弃的方差，加上子空间内的 k s² 噪声",
        left=error["narrow"],
        right=discarded_variance(variances, code) + code * noise**2,
        within=4 * deviation["narrow"] + 1e-3,  # four standard errors, and what training left
    )
    yield Check(
        name="denoises-as-theory",
        en="the denoising one reaches the best linear error",
        zh="去噪自编码器达到线性方法的最小误差",
        left=error["trained"],
        right=denoising_error(variances, noise),
        within=4 * deviation["trained"] + 1e-3,
    )
    difference = losses["trained"] - losses["narrow"]
    yield Check(
        name="denoising-beats-bottleneck",
        en="the denoising one is at least as good as the bottleneck",
        zh="去噪自编码器不比瓶颈差",
        left=error["trained"],
        right=error["narrow"],
        relation="<=",
        within=4 * difference.std() / np.sqrt(len(difference)),
    )
    yield Say(
        en="And there is more in it: (x̂ − x̃)/s² points uphill on the density of the noisy data. Learning to denoise is learning the score.",
        zh="还有更深的一层：(x̂ − x̃)/s² 正指向带噪数据密度上升最快的方向。学会去噪，就学会了得分函数（score）。",
    )
    point = 3 * rng.normal(size=6)
    yield Check(
        name="denoising-is-the-score",
        en="(DEx̃ − x̃)/s² = ∇ log p(x̃) of the noisy Gaussian, −(Σ + s²I)⁻¹x̃; largest difference",
        zh="(DEx̃ − x̃)/s² = 带噪高斯的 ∇ log p(x̃)，即 −(Σ + s²I)⁻¹x̃；最大差距",
        left=np.abs((trained @ point - point) / noise**2 + np.linalg.inv(data.T @ data / len(data) + noise**2 * np.eye(6)) @ point).max(),
        right=0.0,
        within=0.01,
    )


def anomaly(
    rng: np.random.Generator,
    *,
    far: Annotated[float, Range(0, 100), Text(en="how far along the code, in standard deviations", zh="沿编码方向偏离几个标准差")] = 50.0,
    off: Annotated[float, Range(0, 20), Text(en="how far off the subspace", zh="离开子空间的距离")] = 3.0,
) -> Iterator[Step]:
    """The anomaly that reconstructs perfectly.

    重构得天衣无缝的异常
    """
    data = _cloud(rng, 400)
    encoder, decoder, _ = _fit_linear(rng, data, 2, 1500)
    codes = data @ encoder.T
    scatter = codes.T @ codes / len(codes)
    errors = ((data - codes @ decoder.T) ** 2).sum(axis=1)
    alarm = float(np.quantile(errors, 0.99))
    yield Say(
        en="An autoencoder with a code of 2, trained on normal data. What it reconstructs badly is called an anomaly; the alarm is set at the 99th percentile.",
        zh="在正常数据上训练编码为 2 维的自编码器，重构得差的就判为异常；阈值取正常误差的 99% 分位数。",
    )
    yield Plot(en="Errors of normal data", zh="正常数据的重构误差", kind="histogram", series={"‖x − x̂‖²": errors}, x="‖x − x̂‖²")
    direction = np.linalg.cholesky(scatter) @ np.array([0.6, 0.8])
    inside = decoder @ (far * direction)
    normal = np.linalg.svd(decoder)[0][:, 2]
    outside = off * normal
    yield Ask(
        en=f"A point {far:g} standard deviations out, but within the decoder's reach. Its reconstruction error? (to 0.05)",
        zh=f"一个偏离 {far:g} 个标准差、但落在解码器能画出的平面里的点，重构误差是多少？（精确到 0.05）",
        answer=0.0,
        within=0.05,
    )
    found = [float(((x - decoder @ (encoder @ x)) ** 2).sum()) for x in (inside, outside)]
    distances = [float(np.sqrt(z @ np.linalg.solve(scatter, z))) for z in (encoder @ inside, encoder @ outside)]
    yield Show(
        en="Two anomalies",
        zh="两个异常点",
        data=[[found[0], distances[0]], [found[1], distances[1]], [alarm, None]],
        rows=[Text(en="far inside", zh="面内很远"), Text(en="off", zh="面外"), Text(en="alarm", zh="阈值")],
        columns=["‖x − x̂‖²", Text(en="code, σ", zh="编码，σ")],
    )
    yield Check(
        name="missed-inside",
        en="the error of the point inside the span stays below the alarm",
        zh="子空间内的异常点，误差在阈值以下",
        left=found[0],
        right=alarm,
        relation="<",
    )
    yield Check(
        name="caught-outside",
        en="off the span, the error is the squared distance to it",
        zh="离开子空间后，误差等于到它的距离的平方",
        left=found[1],
        right=off**2,
        within=1e-3 * off**2 + 1e-9,  # the trained projection is not exactly orthogonal
    )
    yield Check(
        name="the-code-tells",
        en="how many standard deviations out its code lies",
        zh="它的编码偏离了几个标准差",
        left=distances[0],
        right=far,
        within=1e-3 * far + 1e-9,
    )
    yield Say(
        en="A large error is a sign of an anomaly, a small one is no proof of normality. Score the code as well: here its distance gives the first point away.",
        zh="误差大是异常的迹象，误差小却不能证明正常。编码也要打分：这里一看编码的距离，第一个点就露馅了。",
    )


def label(
    rng: np.random.Generator,
    *,
    loud: Annotated[float, Range(0.01, 10), Text(en="deviation of the direction without a label", zh="与标签无关方向的标准差")] = 3.0,
    quiet: Annotated[float, Range(0.1, 3), Text(en="where the classes sit on the other axis, ±", zh="两类在另一轴上的位置，±")] = 0.3,
) -> Iterator[Step]:
    """What matters may be what is thrown away.

    被丢掉的，可能正是要紧的
    """
    labels = rng.permutation(np.arange(2000) % 2)
    raw = np.stack([loud * rng.normal(size=2000), quiet * (2 * labels - 1) + 0.05 * rng.normal(size=2000)], axis=1)
    turn = rng.uniform(0, 2 * np.pi)
    data = raw @ np.array([[np.cos(turn), np.sin(turn)], [-np.sin(turn), np.cos(turn)]])
    data = data - data.mean(axis=0)
    variances, axes = principal_axes(data)
    encoder, decoder, _ = _fit_linear(rng, data, 1, 1000)
    yield Say(
        en=f"Two coordinates. One direction is loud, with deviation {loud:g}, and says nothing about the class; on the quiet one the classes sit at ±{quiet:g}. "
        "An autoencoder squeezes both into one number.",
        zh=f"两个坐标：一个方向方差大，标准差 {loud:g}，与类别无关；另一个方向方差小，两类分居 ±{quiet:g}。自编码器把它们压成一个数。",
    )
    yield Plot(
        en="The two classes",
        zh="两个类别",
        kind="scatter",
        series={
            Text(en="class 0", zh="类 0"): tuple(data[labels == 0][:150].T),
            Text(en="class 1", zh="类 1"): tuple(data[labels == 1][:150].T),
        },
    )
    kept = 1 - linear_loss(encoder, decoder, data)[0] / (data**2).sum() * len(data)
    on_code = _threshold_accuracy(data @ encoder[0], labels)
    on_rest = _threshold_accuracy(data @ axes[1], labels)
    yield Ask(
        en=f"The code keeps {kept:.1%} of the variance. How well does it tell the classes apart?",
        zh=f"这个编码保住了 {kept:.1%} 的方差。用它分两类，准确率如何？",
        answer=0 if on_code < 0.75 else 1,
        options=[Text(en="like a coin", zh="和抛硬币差不多"), Text(en="nearly perfectly", zh="几乎全对")],
    )
    yield Show(
        en="Accuracy on held-out points",
        zh="留出样本上的准确率",
        data=[[on_code], [on_rest]],
        rows=[Text(en="from the code", zh="用编码"), Text(en="from what was discarded", zh="用被丢掉的方向")],
        columns=[Text(en="accuracy", zh="准确率")],
    )
    swamped = Text(en="the loud direction must be well above the quiet one", zh="大方差方向必须明显大于另一个方向")
    yield Check(
        name="variance-is-kept",
        en="share of the variance that the trained code keeps",
        zh="训练出的编码保留的方差比例",
        left=kept,
        right=kept_share(variances, 1),
        within=1e-3,
        applies=max(loud / quiet, quiet / loud) >= 2,
        because=Text(
            en="with nearly equal variances, training is slow to choose a direction", zh="两个方向方差相近时，训练很久才会选定方向"
        ),
    )
    yield Check(
        name="code-is-blind",
        en="accuracy from the code, against a coin's one half",
        zh="用编码分类的准确率，与抛硬币的二分之一相比",
        left=on_code,
        right=0.5,
        within=4 * np.sqrt(0.25 / 1000) + 0.02,  # four standard errors of 1000 points, and the tilt of a fitted axis
        applies=loud >= 4 * quiet,
        because=swamped,
    )
    yield Check(
        name="discarded-knows",
        en="accuracy from the discarded direction",
        zh="用被丢弃方向分类的准确率",
        left=on_rest,
        right=0.95,
        relation=">=",
        applies=loud >= 4 * quiet,
        because=swamped,
    )
    yield Say(
        en="Reconstruction asks what is loud. Whether that is what your task needs, only the task can tell.",
        zh="重构只关心哪个方向方差大；那是不是任务需要的，要由任务说了算。",
    )


def manifold(
    rng: np.random.Generator,
    *,
    hidden: Annotated[int, Range(2, 32), Text(en="units in the hidden layers", zh="隐藏层单元数")] = 16,
    steps: Annotated[int, Range(50, 1000), Text(en="training steps", zh="训练步数")] = 600,
) -> Iterator[Step]:
    """One number unrolls a curve.

    一个数展开一条曲线
    """
    data = _arc(rng, 200)
    yield Say(
        en="Points on three quarters of a circle: two coordinates, but one number, the angle, says it all.",
        zh="点都在四分之三个圆上：坐标有两个，但说清位置只要一个数，也就是角度。",
    )
    straight = discarded_variance(principal_axes(data)[0], 1)
    layers, losses = _fit_curve(rng, data, hidden, steps)
    yield Plot(
        en=f"Error of 2 → {hidden} → 1 → {hidden} → 2 with tanh, and of PCA with one axis",
        zh=f"tanh 网络 2 → {hidden} → 1 → {hidden} → 2 的误差，与只用一个主轴的 PCA",
        series={Text(en="autoencoder", zh="自编码器"): losses, "PCA": np.full(steps, straight)},
        log=True,
        x=Text(en="step", zh="步"),
    )
    decoded, _ = forward(layers, data, "tanh")
    yield Plot(
        en="Data and reconstructions",
        zh="数据与重构",
        kind="scatter",
        series={Text(en="data", zh="数据"): tuple(data.T), Text(en="decoded", zh="重构"): tuple(decoded.T)},
    )
    yield Check(
        name="curve-beats-line",
        en="its error is below a tenth of PCA's with as many numbers",
        zh="编码同样只有一个数，误差不到 PCA 的十分之一",
        left=((decoded - data) ** 2).sum(axis=1).mean(),
        right=0.1 * straight,
        relation="<",
        applies=hidden >= 12 and steps >= 600,
        because=Text(en="this toy needs 12 units and 600 steps", zh="这个小例子需要 12 个单元、600 步"),
    )
    yield Check(
        name="linear-cannot",
        en="no straight line does better than the smaller variance: best of 180 directions",
        zh="任何直线都好不过较小的那个方差：180 个方向中最好的",
        left=_best_line(data),
        right=straight,
        relation=">=",
        within=1e-12,
    )
    yield Say(
        en="A linear autoencoder cannot beat PCA; a nonlinear one can, when the data lies near a bent surface and the network is wide enough to bend.",
        zh="线性自编码器赢不了 PCA；数据贴近一个弯曲的面、网络又弯得过来时，非线性的才赢。",
    )


def sample(
    rng: np.random.Generator,
    *,
    count: Annotated[int, Range(100, 2000), Text(en="codes to draw", zh="抽取的编码数")] = 500,
    steps: Annotated[int, Range(50, 1000), Text(en="training steps", zh="训练步数")] = 600,
) -> Iterator[Step]:
    """Reconstructing well is not generating.

    重构得好，不等于会生成
    """
    data = _arc(rng, 200)
    layers, _ = _fit_curve(rng, data, 16, steps)
    _, cache = forward(layers, data, "tanh")
    codes = cache[2][0]  # what enters the third layer, the first of the decoder
    drawn = rng.normal(size=(count, 1))
    invented, _ = forward(layers[2:], drawn, "tanh")
    repeated, _ = forward(layers[2:], codes, "tanh")
    yield Say(
        en="The autoencoder of the curve reconstructs it. Can it invent new points? Draw a code from N(0, 1), as one does with a generative model, and decode.",
        zh="上面那个自编码器能还原曲线。它会造新点吗？像用生成模型那样，从 N(0, 1) 抽一个编码，再解码。",
    )
    yield Plot(
        en="Codes of the data, and codes drawn from N(0, 1)",
        zh="数据的编码，与从 N(0, 1) 抽的编码",
        kind="histogram",
        series={Text(en="data", zh="数据"): codes.ravel(), "N(0, 1)": drawn.ravel()},
        x="z",
    )
    yield Plot(
        en="What is decoded",
        zh="解码的结果",
        kind="scatter",
        series={"N(0, 1)": tuple(invented.T), Text(en="from codes of data", zh="用数据的编码"): tuple(repeated.T)},
    )
    shares = [float((_off_arc(points) > 0.1).mean()) for points in (repeated, invented)]
    yield Check(
        name="samples-leave-the-curve",
        en="share of decoded points farther than 0.1 from the curve: drawn codes against the data's own",
        zh="解码后离曲线超过 0.1 的比例：抽的编码与数据自己的编码",
        left=shares[1],
        right=shares[0],
        relation=">",
        applies=steps >= 600,
        because=Text(en="only a trained autoencoder reconstructs", zh="训练充分才谈得上重构"),
    )
    outside = float((np.abs(drawn) > np.abs(codes).max()).mean())
    yield Check(
        name="codes-are-not-normal",
        en="share of drawn codes beyond every code that the decoder ever saw",
        zh="抽到的编码中，超出解码器见过的全部编码的比例",
        left=outside,
        right=0.1,
        relation=">=",  # tanh bounds the codes by 1, and P(|N(0, 1)| > 1) = 0.317
    )
    yield Say(
        en="Nothing in the loss says where codes should lie, so nobody knows where to draw. A variational autoencoder adds that: "
        "a prior on the code, and a price for leaving it.",
        zh="损失里没有一项规定编码该落在哪里，自然不知道该从哪里抽。变分自编码器（VAE）补上了这一点：给编码一个先验，偏离就要付代价。",
    )


def prior(
    rng: np.random.Generator,
    *,
    mean: Annotated[float, Range(-3, 3), Text(en="μ that the encoder answers", zh="编码器给出的 μ")] = 1.0,
    deviation: Annotated[float, Range(0.1, 3), Text(en="σ that the encoder answers", zh="编码器给出的 σ")] = 0.5,
    draws: Annotated[int, Range(1000, 100000), Text(en="draws", zh="抽样次数")] = 20000,
) -> Iterator[Step]:
    """What a variational autoencoder adds: a price and a way through.

    VAE 多出来的两样：一个代价，一条通路
    """
    yield Say(
        en=f"The encoder of a VAE answers with a distribution, here N({mean:g}, {deviation:g}²), and pays its KL divergence from N(0, 1).",
        zh=f"VAE 的编码器给出的是一个分布，这里是 N({mean:g}, {deviation:g}²)，并要付出它与 N(0, 1) 的 KL 散度。",
    )
    exact = gaussian_kl(mean, deviation)
    yield Ask(
        en="½(μ² + σ² − 1 − ln σ²): how many nats? (two decimals)",
        zh="½(μ² + σ² − 1 − ln σ²)：多少 nat？（两位小数）",
        answer=exact,
        within=0.01,
    )
    epsilon = rng.normal(size=draws)
    code = mean + deviation * epsilon
    ratio = (code**2 - epsilon**2) / 2 - np.log(deviation)  # ln q(z) − ln p(z)
    yield Check(
        name="kl-is-an-average",
        en="mean of ln q(z) − ln p(z) over the draws = the formula",
        zh="抽样平均 ln q(z) − ln p(z) = 公式",
        left=ratio.mean(),
        right=exact,
        within=4 * ratio.std() / np.sqrt(draws) + 1e-12,
    )
    spread = np.linspace(0.1, 3, 59)
    yield Plot(
        en=f"The price against σ, at μ = {mean:g}; least at σ = 1",
        zh=f"μ = {mean:g} 时代价随 σ 的变化；σ = 1 处最小",
        series={"KL": (spread, [gaussian_kl(mean, value) for value in spread])},
        x="σ",
    )
    yield Say(
        en="To train through the draw, write it as z = μ + σε with ε from N(0, 1): the randomness is now an input, and gradients pass to μ and σ.",
        zh="抽样不可导，就把它写成 z = μ + σε，ε 来自 N(0, 1)：随机性成了输入，梯度就能传到 μ 和 σ。",
    )
    slopes = 2 * code, 2 * code * epsilon
    yield Check(
        name="gradient-passes-the-draw",
        en="d E[z²] / d(μ, σ), averaged over the draws = (2μ, 2σ), as E[z²] = μ² + σ²",
        zh="d E[z²] / d(μ, σ) 的抽样平均 = (2μ, 2σ)，因为 E[z²] = μ² + σ²",
        left=[slope.mean() for slope in slopes],
        right=[2 * mean, 2 * deviation],
        within=4 * max(slope.std() for slope in slopes) / np.sqrt(draws),
    )


def _cloud(rng: np.random.Generator, count: int) -> Array:
    """Gaussian points around 0 with the `VARIANCES` along randomly turned axes."""
    turn, _ = np.linalg.qr(rng.normal(size=(6, 6)))
    points = (rng.normal(size=(count, 6)) * np.sqrt(VARIANCES)) @ turn.T
    return points - points.mean(axis=0)


def _arc(rng: np.random.Generator, count: int) -> Array:
    """Points on three quarters of the unit circle, open on the left, with a little noise."""
    angle = rng.uniform(-0.75 * np.pi, 0.75 * np.pi, count)
    return np.stack([np.cos(angle), np.sin(angle)], axis=1) + 0.02 * rng.normal(size=(count, 2))


def _off_arc(points: Array) -> Array:
    """Distance of each point from the arc, measured to a fine grid on it."""
    angle = np.linspace(-0.75 * np.pi, 0.75 * np.pi, 721)
    arc = np.stack([np.cos(angle), np.sin(angle)], axis=1)
    distances: Array = np.linalg.norm(points[:, None] - arc, axis=2).min(axis=1)
    return distances


def _fit_linear(rng: np.random.Generator, data: Array, code: int, steps: int, noise: float = 0.0) -> tuple[Array, Array, Array]:
    """Train a linear autoencoder from small random matrices; returns encoder, decoder and the losses."""
    size = data.shape[1]

    def gradients(parameters: list[Array], _: int) -> tuple[float, list[Array]]:
        loss, d_encoder, d_decoder = linear_loss(parameters[0], parameters[1], data, noise)
        return loss, [d_encoder, d_decoder]

    start = [0.1 * rng.normal(size=(code, size)), 0.1 * rng.normal(size=(size, code))]
    (encoder, decoder), losses = train(start, gradients, steps=steps, lr=0.02)
    return encoder, decoder, losses


def _product(fitted: tuple[Array, Array, Array]) -> Array:
    encoder, decoder, _ = fitted
    return decoder @ encoder


def _fit_curve(rng: np.random.Generator, data: Array, hidden: int, steps: int) -> tuple[list[Layer], Array]:
    """Train a tanh autoencoder with a code of one number on points in the plane."""

    def layers_of(parameters: list[Array]) -> list[Layer]:
        return list(zip(parameters[::2], parameters[1::2], strict=True))

    def gradients(parameters: list[Array], _: int) -> tuple[float, list[Array]]:
        layers = layers_of(parameters)
        output, cache = forward(layers, data, "tanh")
        slopes = backward(layers, cache, 2 * (output - data) / len(data), "tanh")
        return float(((output - data) ** 2).sum() / len(data)), [array for layer in slopes for array in layer]

    start = [array for layer in initialise(rng, (2, hidden, 1, hidden, 2)) for array in layer]
    parameters, losses = train(start, gradients, steps=steps, lr=0.02)
    return layers_of(parameters), losses


def _lookup_error(points: Array, table: Array) -> float:
    """Mean squared distance from each point to the nearest row of the table."""
    return float(((points[:, None] - table) ** 2).sum(axis=2).min(axis=1).mean())


def _best_line(data: Array) -> float:
    """Least mean squared distance from the points to a line through their mean, over 180 directions."""
    angles = np.linspace(0, np.pi, 180, endpoint=False)
    across = np.stack([-np.sin(angles), np.cos(angles)])
    return float((((data - data.mean(axis=0)) @ across) ** 2).mean(axis=0).min())


def _threshold_accuracy(values: Array, labels: NDArray[np.int64]) -> float:
    """Nearest class mean, learned on the first half, tried on the second."""
    half = len(values) // 2
    means = [values[:half][labels[:half] == label].mean() for label in (0, 1)]
    guesses = np.abs(values[half:] - means[1]) < np.abs(values[half:] - means[0])
    return float((guesses == labels[half:]).mean())
