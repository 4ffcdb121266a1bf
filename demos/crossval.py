"""Cross-validation: every sample is judged once, by a model that never saw it.

交叉验证：每个样本恰好被评判一次，评判它的模型从未见过它。

The first scene is the recipe. The others each break one rule of it on data whose truth is known (usually one half,
because the labels are coin flips), and show how far the report then lies from the truth.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

import numpy as np
from numpy.typing import NDArray

from dl_quiz.nouns import Text
from dl_quiz.stage import Ask, Check, Plot, Range, Refusal, Say, Show, Step

from .kernels.crossval import (
    best_of_guessers,
    cross_validate,
    cross_validated_risk,
    f1_score,
    fold_sizes,
    forward_splits,
    group_folds,
    k_folds,
    least_squares_risk,
    missing_class_probability,
    nearest_neighbour,
    pooled_accuracy,
    stratified_folds,
    strongest_features,
)

Array = NDArray[np.float64]


def _refuse_more_folds_than(folds: int, samples: int, en: str, zh: str) -> None:
    if folds > samples:
        raise Refusal(
            en=f"{folds} folds of {samples} {en}: some fold would be empty; ask for at most {samples}",
            zh=f"把 {samples} 个{zh}分成 {folds} 折，必有一折为空；最多 {samples} 折",
        )


def kfold(
    rng: np.random.Generator,
    *,
    samples: Annotated[int, Range(4, 24), Text(en="samples", zh="样本数")] = 10,
    folds: Annotated[int, Range(2, 24), Text(en="number of folds K", zh="折数 K")] = 5,
) -> Iterator[Step]:
    """K folds, K fits, every sample judged once.

    K 折 = K 次训练，每个样本只被评判一次
    """
    _refuse_more_folds_than(folds, samples, "samples", "样本")
    parts = k_folds(samples, folds, rng)
    yield Say(
        en=f"Shuffle {samples} samples and cut them into {folds} folds. Row by row, the marked samples are held out and the others train a model.",
        zh=f"把 {samples} 个样本打乱，切成 {folds} 折。每一行里，标出的样本留作验证，其余用来训练。",
    )
    held = np.array([np.isin(np.arange(samples), part) for part in parts])
    yield Show(
        en="■ held out, · trained on",
        zh="■ 验证，· 训练",
        data=np.where(held, "■", "·"),
        rows=[str(i + 1) for i in range(folds)],
        columns=[str(i) for i in range(samples)] if samples <= 12 else (),
    )
    yield Ask(en="How many models are trained in all?", zh="一共训练多少个模型？", answer=folds)
    fits: list[int] = []

    def mean_of_the_rest(train_x: Array, train_y: Array, new_x: Array) -> Array:
        fits.append(len(train_y))
        return np.full(len(new_x), train_y.mean())

    y = np.round(rng.normal(size=samples), 1)
    predictions = cross_validate(mean_of_the_rest, y[:, None], y, parts)
    yield Say(
        en="The model here is the simplest there is: it predicts the mean of its training targets.",
        zh="这里用最简单的模型：预测值就是训练目标的平均。",
    )
    errors = [float(((predictions[part] - y[part]) ** 2).mean()) for part in parts]
    yield Show(
        en="Fold by fold",
        zh="逐折结果",
        data=[[len(part), trained, error] for part, trained, error in zip(parts, fits, errors, strict=True)],
        rows=[str(i + 1) for i in range(folds)],
        columns=[Text(en="held out", zh="验证"), Text(en="trained", zh="训练"), Text(en="error", zh="误差")],
    )
    yield Check(
        name="as-many-fits-as-folds",
        en="K folds take K fits, not K times K",
        zh="K 折恰好训练 K 次，而不是 K×K 次",
        left=len(fits),
        right=folds,
    )
    yield Check(
        name="each-sample-held-out-once",
        en="every sample is held out exactly once",
        zh="每个样本恰好被留出一次",
        left=held.sum(axis=0),
        right=np.ones(samples, dtype=int),
    )
    yield Check(
        name="agrees-with-a-formula",
        en="each prediction is (sum of all − sum of its fold) / (n − fold size), computed without a loop over models",
        zh="每个预测都等于（总和 − 本折之和）/（n − 本折大小），此式不必逐个训练",
        left=predictions,
        right=sum(np.where(mask, (y.sum() - y[mask].sum()) / (~mask).sum(), 0.0) for mask in held),
        within=1e-12,  # rounding
    )
    yield Check(
        name="weighted-mean-is-pooled",
        en="fold errors weighted by fold size give the error over all held-out predictions",
        zh="按折大小加权的各折误差，等于全部留出预测的误差",
        left=float(np.average(errors, weights=[len(part) for part in parts])),
        right=float(((predictions - y) ** 2).mean()),
        within=1e-12,  # rounding
    )
    yield Say(
        en=f"The {folds} models were for measuring. The model that ships is trained once more, on all {samples} samples.",
        zh=f"这 {folds} 个模型只用来测量。最终上线的模型，要用全部 {samples} 个样本再训练一次。",
    )


def leak(
    rng: np.random.Generator,
    *,
    samples: Annotated[int, Range(20, 100), Text(en="samples", zh="样本数")] = 50,
    features: Annotated[int, Range(100, 5000), Text(en="features, all of them noise", zh="特征数（全是噪声）")] = 1000,
    top: Annotated[int, Range(5, 50), Text(en="features to keep", zh="保留的特征数")] = 20,
) -> Iterator[Step]:
    """The classic leak: choosing features before splitting.

    经典泄漏：先选特征，再划分
    """
    yield Say(
        en=f"{samples} samples, {features} features, and labels from a coin: nothing can be learned, and the true error of any classifier is 50%.",
        zh=f"{samples} 个样本，{features} 个特征，标签靠抛硬币：什么也学不到，任何分类器的真实错误率都是 50%。",
    )
    yield Say(
        en=f"Keep the {top} features that correlate best with the labels, then let the nearest neighbour vote. "
        "One pipeline selects first and cross-validates afterwards, the other selects inside each fold.",
        zh=f"保留与标签最相关的 {top} 个特征，再用最近邻分类。一条流程先选特征、再交叉验证；另一条在每一折的训练部分里选。",
    )
    yield Ask(
        en="What error does 5-fold cross-validation report when the features were selected on all samples?",
        zh="若在全部样本上选特征，5 折交叉验证会报告多大的错误率？",
        answer=0,
        options=[Text(en="under 30%", zh="30% 以下"), Text(en="about 50%", zh="约 50%"), Text(en="over 70%", zh="70% 以上")],
    )
    runs = np.array([_leaky_and_proper_error(rng, samples, features, top) for _ in range(10)])
    leaky, proper = runs.mean(axis=0)
    yield Show(
        en="Reported error, mean of ten data sets",
        zh="报告的错误率，十份数据平均",
        data=[[leaky], [proper], [0.5]],
        rows=[Text(en="selected before", zh="先选后分"), Text(en="selected inside", zh="折内再选"), Text(en="truth", zh="真相")],
        columns=[Text(en="error", zh="错误率")],
    )
    yield Check(
        name="leaky-error-is-far-too-low",
        en="selecting before splitting reports an error far below the truth",
        zh="先选特征再划分，报告的错误率远低于真相",
        left=float(leaky),
        right=0.35,
        relation="<",
        applies=features >= 10 * samples and top >= 10,
        because=Text(en="pinned for at least ten features a sample and ten kept", zh="该结论限定在特征数不少于样本数十倍、至少保留十个时"),
    )
    yield Check(
        name="proper-error-is-one-half",
        en="selecting inside the folds reports one half, give or take four standard errors",
        zh="折内选特征，报告的是一半（误差在四个标准误以内）",
        left=float(proper),
        right=0.5,
        # a held-out label is a coin that the prediction never saw. Predictions share training data, which spreads the
        # mean 1.1 to 1.25 times as wide as a binomial (measured on 400 data sets); √2 allows for that
        within=4 * (2 * 0.25 / (samples * len(runs))) ** 0.5,
    )
    yield Say(
        en="The same holds for scaling, imputing, over-sampling, augmenting and tuning: whatever is fitted to data belongs inside the fold.",
        zh="标准化、缺失值填补、过采样、增强、调参都一样：凡是从数据里拟合出来的步骤，都要放进折内。",
    )


def _leaky_and_proper_error(rng: np.random.Generator, samples: int, features: int, top: int) -> tuple[float, float]:
    x, y = rng.normal(size=(samples, features)), rng.choice([-1.0, 1.0], size=samples)
    folds = k_folds(samples, 5, rng)

    def pipeline(train_x: Array, train_y: Array, new_x: Array) -> Array:
        kept = strongest_features(train_x, train_y, top)
        return nearest_neighbour(train_x[:, kept], train_y, new_x[:, kept])

    leaky = cross_validate(nearest_neighbour, x[:, strongest_features(x, y, top)], y, folds)
    proper = cross_validate(pipeline, x, y, folds)
    return float((leaky != y).mean()), float((proper != y).mean())


def groups(
    rng: np.random.Generator,
    *,
    subjects: Annotated[int, Range(20, 60), Text(en="subjects", zh="受试者人数")] = 40,
    copies: Annotated[int, Range(3, 8), Text(en="recordings of each subject", zh="每人的记录条数")] = 5,
) -> Iterator[Step]:
    """Near-copies across the cut: leave whole subjects out.

    近似副本跨越划分：要整个人留出
    """
    yield Say(
        en=f"{subjects} subjects with {copies} nearly equal recordings each; a subject's label is a coin flip, "
        "so a new subject's label cannot be guessed.",
        zh=f"{subjects} 名受试者，每人 {copies} 条几乎相同的记录；每人的标签靠抛硬币。新来的人，标签无从猜起。",
    )
    yield Ask(
        en="The nearest neighbour classifies. What accuracy does 5-fold cross-validation over shuffled recordings report?",
        zh="用最近邻分类。把记录打乱后做 5 折交叉验证，会报告多高的准确率？",
        answer=0,
        options=[Text(en="nearly 100%", zh="接近 100%"), Text(en="about 50%", zh="约 50%")],
    )
    runs = np.array([_random_and_grouped_accuracy(rng, subjects, copies) for _ in range(10)])
    shuffled, grouped = runs.mean(axis=0)
    yield Show(
        en="Reported accuracy, mean of ten data sets",
        zh="报告的准确率，十份数据平均",
        data=[[shuffled], [grouped]],
        rows=[Text(en="shuffled folds", zh="随机分折"), Text(en="grouped folds", zh="按人分折")],
        columns=[Text(en="accuracy", zh="准确率")],
    )
    yield Check(
        name="shuffled-folds-recognise-the-subject",
        en="shuffled folds report over 90%: a copy in the training folds gives the subject away",
        zh="随机分折报告 90% 以上：训练折里的副本泄露了这个人的标签",
        left=float(shuffled),
        right=0.9,
        relation=">",
    )
    yield Check(
        name="grouped-folds-tell-the-truth",
        en="grouped folds report one half",
        zh="按人分折报告的是一半",
        left=float(grouped),
        right=0.5,
        # subjects are independent coins; two that are each other's neighbour share their fate, hence √2
        within=4 * (2 * 0.25 / (subjects * len(runs))) ** 0.5,
    )


def _random_and_grouped_accuracy(rng: np.random.Generator, subjects: int, copies: int) -> tuple[float, float]:
    subject = np.repeat(np.arange(subjects), copies)
    x = rng.normal(size=(subjects, 5))[subject] + 0.01 * rng.normal(size=(subject.size, 5))
    y = rng.choice([-1.0, 1.0], size=subjects)[subject]
    shuffled, grouped = (
        cross_validate(nearest_neighbour, x, y, folds) for folds in (k_folds(subject.size, 5, rng), group_folds(subject, 5, rng))
    )
    return float((shuffled == y).mean()), float((grouped == y).mean())


def strata(
    rng: np.random.Generator,
    *,
    size: Annotated[int, Range(4, 40), Text(en="samples in each fold", zh="每折样本数")] = 10,
    folds: Annotated[int, Range(2, 10), Text(en="number of folds K", zh="折数 K")] = 5,
    positives: Annotated[int, Range(1, 20), Text(en="positive samples", zh="正例个数")] = 5,
) -> Iterator[Step]:
    """A rare class: some random fold has none of it.

    稀有类别：随机分折，总有一折一个都没有
    """
    samples = size * folds
    if positives > samples:
        raise Refusal(
            en=f"{positives} positives do not fit into {folds} folds of {size}: lower the positives or enlarge the folds",
            zh=f"{folds} 折、每折 {size} 个样本，放不下 {positives} 个正例：请减少正例或增大每折",
        )
    yield Say(
        en=f"{samples} samples, {positives} of them positive, shuffled into {folds} folds of {size}. "
        "A fold without a positive has no recall to measure.",
        zh=f"{samples} 个样本，其中 {positives} 个正例，随机分成 {folds} 折、每折 {size} 个。没有正例的折，召回率无从谈起。",
    )
    probability = missing_class_probability(samples, positives, folds)
    yield Ask(
        en="How probable is it that at least one fold has no positive?",
        zh="至少有一折没有正例的概率是多少？",
        answer=probability,
        within=0.1,
    )
    labels = (np.arange(samples) < positives).astype(np.int64)
    shuffles = 4000
    counts = rng.permuted(np.tile(labels, (shuffles, 1)), axis=1).reshape(shuffles, folds, size).sum(axis=2)
    missing = (counts == 0).any(axis=1)
    yield Show(
        en="Positives in each fold, three random shuffles",
        zh="三次随机打乱后，各折的正例数",
        data=counts[:3],
        rows=["1", "2", "3"],
        heat=True,
    )
    yield Check(
        name="empty-fold-probability",
        en=f"{shuffles} shuffles agree with the counting formula",
        zh=f"{shuffles} 次打乱与计数公式一致",
        left=float(missing.mean()),
        right=probability,
        within=4 * (probability * (1 - probability) / shuffles) ** 0.5 + 1e-12,
    )
    parts = stratified_folds(labels, folds, rng)
    dealt = np.array([labels[part].sum() for part in parts])
    yield Show(en="Positives in each fold, stratified", zh="分层之后各折的正例数", data=dealt[None, :], heat=True)
    yield Check(
        name="stratified-folds-share-evenly",
        en="stratified folds differ by one positive at most",
        zh="分层后，各折的正例数至多相差一个",
        left=int(dealt.max() - dealt.min()),
        right=1,
        relation="<=",
    )


def forward(
    rng: np.random.Generator,
    *,
    samples: Annotated[int, Range(60, 300), Text(en="length of the series", zh="序列长度")] = 120,
    splits: Annotated[int, Range(2, 10), Text(en="validation blocks", zh="验证块数")] = 5,
) -> Iterator[Step]:
    """Time has a direction: shuffled folds peek into the future.

    时间有方向：随机分折偷看了未来
    """
    yield Say(
        en="A random walk: each day adds one step of variance 1. The model predicts a day by the nearest day that it was trained on.",
        zh="随机游走：每天加上方差为 1 的一步。模型用时间上最近的训练日来预测某一天。",
    )
    time = np.arange(samples, dtype=float)[:, None]
    walks = np.cumsum(rng.normal(size=(samples, 200)), axis=0)
    yield Plot(en="One walk", zh="一条随机游走", series={Text(en="value", zh="取值"): walks[:, 0]}, x=Text(en="day", zh="天"))
    yield Ask(
        en="Which reports the smaller error: shuffled folds, or training on the past only?",
        zh="随机分折与只用过去训练，哪个报告的误差更小？",
        answer=0,
        options=[Text(en="shuffled folds", zh="随机分折"), Text(en="past only", zh="只用过去")],
    )
    shuffled, ahead = [], []
    for walk in walks.T:
        predicted = cross_validate(nearest_neighbour, time, walk, k_folds(samples, splits + 1, rng))
        shuffled.append(((predicted - walk) ** 2).mean())
        blocks = [
            (nearest_neighbour(time[past], walk[past], time[block]) - walk[block]) ** 2 for past, block in forward_splits(samples, splits)
        ]
        ahead.append(np.mean([block.mean() for block in blocks]))
    expected = float(np.mean([(len(block) + 1) / 2 for _, block in forward_splits(samples, splits)]))
    yield Show(
        en="Reported mean squared error, 200 walks",
        zh="报告的均方误差，200 条序列",
        data=[[np.mean(shuffled)], [np.mean(ahead)], [expected]],
        rows=[Text(en="shuffled folds", zh="随机分折"), Text(en="past only", zh="只用过去"), Text(en="in theory", zh="理论值")],
        columns=["MSE"],
    )
    yield Check(
        name="shuffling-flatters",
        en="shuffled folds report less than half of the error of forecasting",
        zh="随机分折报告的误差，不到真正预测时的一半",
        left=float(np.mean(shuffled)),
        right=expected / 2,
        relation="<",
    )
    yield Check(
        name="forward-error-is-the-forecast-error",
        en="past-only validation agrees with theory: h days ahead a walk has moved by a variance of h, on average (b + 1)/2 over a block of b days",
        zh="只用过去的验证与理论一致：向前 h 天，方差为 h；一块 b 天平均为 (b + 1)/2",
        left=float(np.mean(ahead)),
        right=expected,
        within=float(4 * np.std(ahead, ddof=1) / len(ahead) ** 0.5),
    )


def select(
    rng: np.random.Generator,
    *,
    samples: Annotated[int, Range(20, 100), Text(en="samples", zh="样本数")] = 50,
    candidates: Annotated[int, Range(1, 400), Text(en="models to choose from", zh="候选模型数")] = 200,
) -> Iterator[Step]:
    """The winner's score is too good: selecting is fitting.

    冠军的分数虚高：挑选也是一种拟合
    """
    yield Say(
        en=f"{candidates} models flip coins for {samples} samples. We cross-validate all of them and report the best score.",
        zh=f"{candidates} 个模型对 {samples} 个样本抛硬币作答。全部做交叉验证，报告最好的分数。",
    )
    expected = best_of_guessers(samples, candidates)
    yield Ask(
        en="Every model is right half of the time. What accuracy does the best one report?",
        zh="每个模型都只有一半正确。最好的那个会报告多高的准确率？",
        answer=expected,
        within=0.05,
    )
    repeats = 300
    right = rng.random((repeats, candidates, samples)) < 0.5
    best = right.mean(axis=2).max(axis=1)
    nested = _nested_accuracy(right, 5)
    yield Show(
        en=f"Reported accuracy, mean of {repeats} repeats",
        zh=f"报告的准确率，{repeats} 次平均",
        data=[[best.mean()], [nested.mean()], [0.5]],
        rows=[Text(en="winner's CV score", zh="冠军的 CV 分数"), Text(en="nested CV", zh="嵌套 CV"), Text(en="truth", zh="真相")],
        columns=[Text(en="accuracy", zh="准确率")],
    )
    yield Check(
        name="winner-is-the-maximum-of-coins",
        en="the winner's score agrees with the expected maximum of that many binomials",
        zh="冠军的分数，与同样多个二项分布的最大值的期望一致",
        left=float(best.mean()),
        right=expected,
        within=float(4 * best.std(ddof=1) / repeats**0.5 + 1e-12),
    )
    yield Check(
        name="nested-score-is-one-half",
        en="nested cross-validation chooses on the other folds and scores on the held-out one: one half",
        zh="嵌套交叉验证在其余折上挑选，在留出的折上打分：一半",
        left=float(nested.mean()),
        right=0.5,
        within=4 * (0.25 / (samples * repeats)) ** 0.5,  # a held-out answer is a coin that the choice never saw
    )


def _nested_accuracy(right: NDArray[np.bool_], outer: int) -> Array:
    """Accuracy in each repeat when the winner on the other folds is scored on the held-out fold; `right` is (repeats, models, samples)."""
    scores = np.zeros(right.shape[0])
    for fold in k_folds(right.shape[2], outer):
        others = right.sum(axis=2) - right[:, :, fold].sum(axis=2)
        winner = right[np.arange(len(right)), others.argmax(axis=1)]
        scores += winner[:, fold].sum(axis=1)
    return np.asarray(scores / right.shape[2])


def stderr(
    rng: np.random.Generator,
    *,
    samples: Annotated[int, Range(20, 60), Text(en="samples", zh="样本数")] = 24,
    folds: Annotated[int, Range(2, 8), Text(en="number of folds K", zh="折数 K")] = 6,
    parameters: Annotated[int, Range(2, 8), Text(en="parameters of the linear model", zh="线性模型的参数个数")] = 6,
) -> Iterator[Step]:
    """Folds are not independent: SD/√K is too small.

    各折并不独立：SD/√K 偏小
    """
    _refuse_too_small_training_sets(samples, folds, parameters)
    yield Say(
        en="A common report: the mean of K fold errors, plus or minus their standard deviation over √K. "
        "That would be right if the folds were independent, but they share most of their training data.",
        zh="常见报告：K 折误差的均值，加减折间标准差除以 √K。若各折独立，这没错；可它们共用了大部分训练数据。",
    )
    data_sets = 2000
    errors = _fold_errors(rng, samples, folds, parameters, data_sets)
    true = float(errors.mean(axis=1).std(ddof=1))
    claimed = float(np.sqrt((errors.var(axis=1, ddof=1) / folds).mean()))
    yield Ask(
        en=f"We can afford {data_sets} data sets here, so we know how much the report really varies. Is the claimed error too small or too large?",
        zh=f"这里可以抽 {data_sets} 份数据，因而知道报告值真正的波动。声称的误差是偏小还是偏大？",
        answer=0,
        options=[Text(en="too small", zh="偏小"), Text(en="too large", zh="偏大")],
    )
    yield Show(
        en="Standard error of the K-fold estimate",
        zh="K 折估计值的标准误",
        data=[[claimed], [true]],
        rows=[Text(en="claimed, SD/√K", zh="声称 SD/√K"), Text(en="true", zh="真实")],
        columns=[Text(en="value", zh="数值")],
    )
    covariance = np.cov(errors.T)
    between = float(covariance[~np.eye(folds, dtype=bool)].mean())
    yield Check(
        name="claimed-error-is-too-small",
        en="the claim is smaller than the truth",
        zh="声称值小于真实值",
        left=claimed,
        right=true,
        relation="<",
        applies=parameters * folds >= samples,
        because=Text(en="pinned where the model is large for its data: p · K ≥ n", zh="该结论限定在模型相对数据较大时：p·K ≥ n"),
    )
    yield Check(
        name="what-is-missing-is-the-covariance",
        en="true variance minus claimed variance is the covariance between two folds, which one data set cannot show",
        zh="真实方差减去声称方差，正是两折之间的协方差；只有一份数据时看不到它",
        left=true**2 - claimed**2,
        right=between,
        # exact in expectation; folds' means over the data sets still differ by chance, by about variance/data_sets
        within=float(20 * covariance.trace() / folds / data_sets),
    )


def _refuse_too_small_training_sets(samples: int, folds: int, parameters: int) -> None:
    smallest = samples - max(fold_sizes(samples, folds))
    if smallest < parameters + 4:
        raise Refusal(
            en=f"{folds} folds of {samples} samples leave {smallest} to train {parameters} parameters on, "
            f"and below {parameters + 4} the error has no finite variance; use more samples or fewer parameters",
            zh=f"{samples} 个样本分 {folds} 折，只剩 {smallest} 个来训练 {parameters} 个参数；少于 {parameters + 4} 个时误差的方差无穷大；"
            "请增加样本或减少参数",
        )


def _fold_errors(rng: np.random.Generator, samples: int, folds: int, parameters: int, data_sets: int) -> Array:
    """Mean squared error of least squares in each fold, shape (data_sets, folds); the true weights are zero and the noise is 1.

    The true weights may be anything: least squares errs by the same amount whatever they are.
    """
    x, y = rng.normal(size=(data_sets, samples, parameters)), rng.normal(size=(data_sets, samples, 1))
    errors = []
    for fold in k_folds(samples, folds):
        others = np.setdiff1d(np.arange(samples), fold)
        transposed = x[:, others].transpose(0, 2, 1)
        weights = np.linalg.solve(transposed @ x[:, others], transposed @ y[:, others])
        errors.append(((x[:, fold] @ weights - y[:, fold]) ** 2).mean(axis=(1, 2)))
    return np.stack(errors, axis=1)


def bias(
    rng: np.random.Generator,
    *,
    samples: Annotated[int, Range(20, 48), Text(en="samples", zh="样本数")] = 24,
    parameters: Annotated[int, Range(1, 8), Text(en="parameters of the linear model", zh="线性模型的参数个数")] = 4,
) -> Iterator[Step]:
    """How many folds: few are pessimistic, many are costly.

    折数怎么选：少了悲观，多了昂贵
    """
    counts = [2, 4, 6, 12, samples]
    _refuse_too_small_training_sets(samples, counts[0], parameters)
    yield Say(
        en=f"Linear regression with {parameters} parameters on {samples} samples, noise 1. K folds train on (K − 1)/K of the data, "
        "so they estimate the error of a model with less data.",
        zh=f"线性回归，{parameters} 个参数，{samples} 个样本，噪声为 1。K 折只用 (K − 1)/K 的数据训练，估计的其实是数据更少时的误差。",
    )
    yield Ask(
        en="Which number of folds overstates the error of the final model most?",
        zh="哪种折数最高估最终模型的误差？",
        answer=0,
        options=[f"K = {k}" for k in counts],
    )
    data_sets = 1000
    estimates = np.array([_fold_errors(rng, samples, k, parameters, data_sets).mean(axis=1) for k in counts])
    theory = np.array([cross_validated_risk(samples, k, parameters, 1.0) for k in counts])
    target = least_squares_risk(samples, parameters, 1.0)
    mean, spread = estimates.mean(axis=1), estimates.std(axis=1, ddof=1)
    yield Show(
        en=f"Cross-validation over {data_sets} data sets; the model trained on everything has error {target:.3f}",
        zh=f"{data_sets} 份数据上的交叉验证；用全部数据训练的模型误差为 {target:.3f}",
        data=np.column_stack([mean, theory, spread]),
        rows=[f"K = {k}" for k in counts],
        columns=[Text(en="mean", zh="均值"), Text(en="theory", zh="理论"), "SD"],
    )
    yield Check(
        name="estimates-the-smaller-model",
        en="the mean of K-fold less the exact error at n − n/K samples, in standard errors, for each K",
        zh="各 K 的均值与样本数为 n − n/K 时的精确误差之差，以标准误为单位",
        left=(mean - theory) / (spread / data_sets**0.5),
        right=np.zeros(len(counts)),
        within=4.0,  # both sides in standard errors
    )
    yield Check(
        name="fewer-folds-more-pessimistic",
        en="the most folds report a lower error than two",
        zh="折数最多时报告的误差，低于两折时",
        left=float(mean[-1]),
        right=float(mean[0]),
        relation="<",
        applies=float(theory[0] - theory[-1]) > 4 * float(np.hypot(spread[0], spread[-1])) / data_sets**0.5,
        because=Text(en="here the gap is within four standard errors of these data sets", zh="此处差距在这些数据的四个标准误以内"),
    )
    yield Check(
        name="leave-one-out-need-not-vary-most",
        en="here leave-one-out varies less than two folds: “more folds, more variance” is not a law",
        zh="此处留一法的波动比 2 折更小：“折数越多方差越大”并不是定律",
        left=float(spread[-1]),
        right=float(spread[0]),
        relation="<",
    )
    yield Say(
        en=f"The price: {samples} trainings instead of 5 or 10. Deep learning often pays for one fixed validation set only.",
        zh=f"代价：训练 {samples} 次，而不是 5 次或 10 次。深度学习往往只用一个固定的验证集。",
    )


def f1(
    rng: np.random.Generator,
    *,
    samples: Annotated[int, Range(100, 500), Text(en="samples", zh="样本数")] = 200,
    share: Annotated[float, Range(0.02, 0.5), Text(en="share of positives", zh="正例占比")] = 0.06,
    folds: Annotated[int, Range(2, 20), Text(en="number of folds K", zh="折数 K")] = 10,
) -> Iterator[Step]:
    """Some metrics do not average: F1 over folds.

    有些指标不能直接取平均：逐折的 F1
    """
    positives = max(1, round(samples * share))
    y = np.arange(samples) < positives
    guess = np.where(y, rng.random(samples) < 0.6, rng.random(samples) < 0.05)
    yield Say(
        en=f"{samples} held-out predictions, {positives} of the samples positive. Only the way in which they are cut into {folds} folds will change.",
        zh=f"{samples} 个留出预测，其中 {positives} 个正例。预测不变，只改变切成 {folds} 折的方式。",
    )
    pooled = f1_score(*_confusion(y, guess))
    yield Ask(
        en="Accuracy averages over folds. Does F1?",
        zh="准确率可以逐折平均。F1 可以吗？",
        answer=1,
        options=[Text(en="yes", zh="可以"), Text(en="no", zh="不可以")],
    )
    shuffles = [k_folds(samples, folds, rng) for _ in range(40)]
    fold_means = np.array([np.mean([f1_score(*_confusion(y[part], guess[part])) for part in parts]) for parts in shuffles])
    yield Show(
        en="F1 of the same predictions",
        zh="同一批预测的 F1",
        data=[[pooled], [fold_means.min()], [fold_means.mean()], [fold_means.max()]],
        rows=[
            Text(en="pooled", zh="汇总后计算"),
            Text(en="fold mean, lowest", zh="逐折平均，最低"),
            Text(en="fold mean, average", zh="逐折平均，均值"),
            Text(en="fold mean, highest", zh="逐折平均，最高"),
        ],
        columns=["F1"],
    )
    right = [int((y[part] == guess[part]).sum()) for part in shuffles[0]]
    yield Check(
        name="accuracy-pools",
        en="accuracy, weighted by fold size, is the same however the folds are cut",
        zh="准确率按折大小加权后，与怎样切折无关",
        left=pooled_accuracy(right, [len(part) for part in shuffles[0]]),
        right=float((y == guess).mean()),
        within=1e-12,  # rounding
    )
    yield Check(
        name="fold-means-depend-on-the-shuffle",
        en="highest − lowest fold mean of F1: it changes with the shuffle, although no prediction changed",
        zh="F1 逐折平均的最高 − 最低：它随打乱方式而变，尽管预测一个都没变",
        left=float(fold_means.max() - fold_means.min()),
        right=0.01,
        relation=">",
        applies=share <= 0.2,
        because=Text(en="pinned for a rare class", zh="该结论限定在稀有类别"),
    )
    yield Check(
        name="rare-class-drags-the-fold-mean",
        en="with a rare class, folds without a hit score zero and drag the mean below the pooled F1",
        zh="类别稀有时，没命中的折得零分，把平均拉到汇总 F1 之下",
        left=float(fold_means.mean()),
        right=pooled,
        relation="<",
        applies=share <= 0.1 and folds >= 5,
        because=Text(en="pinned for at most 10% positives and at least 5 folds", zh="该结论限定在正例不超过 10%、至少 5 折时"),
    )


def _confusion(truth: NDArray[np.bool_], guess: NDArray[np.bool_]) -> tuple[int, int, int]:
    """True positives, false positives, false negatives."""
    return int((truth & guess).sum()), int((~truth & guess).sum()), int((truth & ~guess).sum())
