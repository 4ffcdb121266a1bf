"""Cross-validation: every sample is judged once, by a model that never saw it.

The first scene is the recipe. The others each break one rule of it on data whose truth is known (usually one half,
because the labels are coin flips), and show how far the report then lies from the truth.
"""

from collections.abc import Iterator
from typing import Annotated

import numpy as np

from dl_quiz.stage import Ask, Check, Plot, Range, Refusal, Say, Show, Step, T, at_most, equal, less, more

from .kernels import crossval
from .kernels.crossval import cross_validate, k_folds, nearest_neighbour
from .kernels.overfit import squared_error
from .kernels.shapes import Array


def kfold(
    rng: np.random.Generator,
    *,
    samples: Annotated[int, Range(4, 24), "samples"] = 10,
    folds: Annotated[int, Range(2, 24), "number of folds K"] = 5,
) -> Iterator[Step]:
    """K folds, K fits, every sample judged once."""
    if folds > samples:
        raise Refusal("{folds} folds of {samples} samples: some fold would be empty; ask for at most {samples}")
    parts = k_folds(samples, folds, rng)
    yield Say(
        "Shuffle {samples} samples and cut them into {folds} folds. Row by row, the marked samples are held out and "
        "the others train a model."
    )
    held = np.array([np.isin(np.arange(samples), part) for part in parts])
    rows, columns = [str(i + 1) for i in range(folds)], [str(i) for i in range(samples)] if samples <= 12 else ()
    yield Show("■ held out, · trained on", np.where(held, "■", "·"), rows=rows, columns=columns)
    yield Ask("How many models are trained in all?", folds)
    fits: list[int] = []

    def mean_of_the_rest(train_x: Array, train_y: Array, new_x: Array) -> Array:
        fits.append(len(train_y))
        return np.full(len(new_x), train_y.mean())

    y = np.round(rng.normal(size=samples), 1)
    predictions = cross_validate(mean_of_the_rest, y[:, None], y, parts)
    yield Say("The model here is the simplest there is: it predicts the mean of its training targets.")
    errors, sizes = [squared_error(predictions[part], y[part]) for part in parts], [len(part) for part in parts]
    yield Show("Fold by fold", rows=rows, columns={T("held out"): sizes, T("trained"): fits.copy(), T("error"): errors})
    yield Check("as-many-fits-as-folds", "K folds take K fits, not K times K", equal(len(fits), folds))
    yield Check(
        "as-equal-as-can-be",
        "largest and smallest fold = n/K, rounded up and down",
        equal([max(sizes), min(sizes)], [-(-samples // folds), samples // folds]),
    )
    yield Check("each-sample-held-out-once", "every sample is held out exactly once", equal(held.sum(axis=0), np.ones(samples, dtype=int)))

    def winner_of_three(train_x: Array, train_y: Array, new_x: Array) -> Array:
        for _setting in range(3):
            cross_validate(mean_of_the_rest, train_x, train_y, k_folds(len(train_y), 2))
        return mean_of_the_rest(train_x, train_y, new_x)

    fits.clear()
    cross_validate(winner_of_three, y[:, None], y, parts)
    yield Check(
        "nested-fits-counted",
        "Inside each fold, two inner folds choose among three settings, and the winner is refitted: trainings, counted one by one, = K · (2 · 3 + 1)",
        equal(len(fits), folds * (2 * 3 + 1)),
    )
    yield Say("The {folds} models were for measuring. The model that ships is trained once more, on all {samples} samples.")


def leak(
    rng: np.random.Generator,
    *,
    samples: Annotated[int, Range(20, 100), "samples"] = 50,
    features: Annotated[int, Range(100, 5000), "features, all of them noise"] = 1000,
    top: Annotated[int, Range(5, 50), "features to keep"] = 20,
) -> Iterator[Step]:
    """The classic leak: choosing features before splitting."""
    yield Say(
        "{samples} samples, {features} features, and labels from a coin: nothing can be learned, and the true error "
        "of any classifier is 50%."
    )
    yield Say(
        "Keep the {top} features that correlate best with the labels, then let the nearest neighbour vote. One "
        "pipeline selects first and cross-validates afterwards, the other selects inside each fold."
    )
    guesses = [T("under 30%"), T("about 50%"), T("over 70%")]
    yield Ask("What error does 5-fold cross-validation report when the features were selected on all samples?", 0, options=guesses)
    leaky, proper = np.mean([_leaky_and_proper_error(rng, samples, features, top) for _ in range(10)], axis=0)
    rates = {T("selected before"): [leaky], T("selected inside"): [proper], T("truth"): [0.5]}
    yield Show("Reported error, mean of ten data sets", rows=rates, columns=[T("error rate")])
    yield Check(
        "leaky-error-is-far-too-low",
        "selecting before splitting reports an error under 30%, far below the truth",
        less(leaky, 0.3).where(features >= 20 * samples and top >= 20, "pinned for at least twenty features a sample and twenty kept"),
    )
    yield Check(
        "proper-error-is-one-half",
        "selecting inside the folds reports one half, give or take four standard errors",
        # √2: predictions share training data, which spreads the mean 1.1 to 1.25 times as wide as a binomial (on 400 data sets)
        equal(proper, 0.5, within=4 * (2 * 0.25 / (samples * 10)) ** 0.5),
    )
    yield Say(
        "Steps that see labels may bias the report this far; scaling or imputing, which do not, usually do little. All belong inside the fold."
    )


def _leaky_and_proper_error(rng: np.random.Generator, samples: int, features: int, top: int) -> tuple[float, float]:
    x, y = rng.normal(size=(samples, features)), rng.choice([-1.0, 1.0], size=samples)
    folds = k_folds(samples, 5, rng)

    def pipeline(train_x: Array, train_y: Array, new_x: Array) -> Array:
        kept = crossval.strongest_features(train_x, train_y, top)
        return nearest_neighbour(train_x[:, kept], train_y, new_x[:, kept])

    leaky = cross_validate(nearest_neighbour, x[:, crossval.strongest_features(x, y, top)], y, folds)
    proper = cross_validate(pipeline, x, y, folds)
    return float((leaky != y).mean()), float((proper != y).mean())


def groups(
    rng: np.random.Generator,
    *,
    subjects: Annotated[int, Range(20, 60), "subjects"] = 40,
    copies: Annotated[int, Range(3, 8), "recordings of each subject"] = 5,
) -> Iterator[Step]:
    """Near-copies across the cut: leave whole subjects out."""
    yield Say(
        "{subjects} subjects with {copies} nearly equal recordings each; a subject's label is a coin flip, so a new "
        "subject's label cannot be guessed."
    )
    guesses = [T("nearly 100%"), T("about 50%")]
    yield Ask(
        "The nearest neighbour classifies. What accuracy does 5-fold cross-validation over shuffled recordings report?", 0, options=guesses
    )
    shuffled, grouped = np.mean([_shuffled_and_grouped_accuracy(rng, subjects, copies) for _ in range(10)], axis=0)
    rates = {T("shuffled folds"): [shuffled], T("grouped folds"): [grouped]}
    yield Show("Reported accuracy, mean of ten data sets", rows=rates, columns=[T("accuracy")])
    yield Check(
        "shuffled-folds-recognise-the-subject",
        "shuffled folds report over 90%: a copy in the training folds gives the subject away",
        more(shuffled, 0.9),
    )
    yield Check(
        "grouped-folds-tell-the-truth",
        "grouped folds report one half",
        # subjects are independent coins; two that are each other's neighbour share their fate, hence √2
        equal(grouped, 0.5, within=4 * (2 * 0.25 / (subjects * 10)) ** 0.5),
    )


def _shuffled_and_grouped_accuracy(rng: np.random.Generator, subjects: int, copies: int) -> tuple[float, ...]:
    subject = np.repeat(np.arange(subjects), copies)
    x = rng.normal(size=(subjects, 5))[subject] + 0.01 * rng.normal(size=(subject.size, 5))
    y = rng.choice([-1.0, 1.0], size=subjects)[subject]
    shuffled, grouped = k_folds(subject.size, 5, rng), crossval.group_folds(subject, 5, rng)
    return tuple(float((cross_validate(nearest_neighbour, x, y, folds) == y).mean()) for folds in (shuffled, grouped))


def strata(
    rng: np.random.Generator,
    *,
    size: Annotated[int, Range(4, 40), "samples in each fold"] = 10,
    folds: Annotated[int, Range(2, 10), "number of folds K"] = 5,
    positives: Annotated[int, Range(1, 20), "positive samples"] = 5,
) -> Iterator[Step]:
    """A rare class: some random fold has none of it."""
    samples = size * folds
    if positives > samples:
        raise Refusal("{positives} positives do not fit into {folds} folds of {size}: lower the positives or enlarge the folds")
    yield Say(
        "{samples} samples, {positives} of them positive, shuffled into {folds} folds of {size}. A fold without a "
        "positive has no recall to measure.",
        samples=samples,
    )
    probability = crossval.missing_class_probability(samples, positives, folds)
    yield Ask("How probable is it that at least one fold has no positive?", probability, within=0.1)
    labels, shuffles = (np.arange(samples) < positives).astype(np.int64), 4000
    counts = rng.permuted(np.tile(labels, (shuffles, 1)), axis=1).reshape(shuffles, folds, size).sum(axis=2)
    yield Show("Positives in each fold, three random shuffles", counts[:3], rows=["1", "2", "3"], heat=True)
    yield Check(
        "empty-fold-probability",
        T("{shuffles} shuffles agree with the counting formula", shuffles=shuffles),
        equal((counts == 0).any(axis=1).mean(), probability, within=4 * (probability * (1 - probability) / shuffles) ** 0.5 + 1e-12),
    )
    dealt = np.array([labels[part].sum() for part in crossval.stratified_folds(labels, folds, rng)])
    yield Show("Positives in each fold, stratified", dealt[None, :], heat=True)
    yield Check("stratified-folds-share-evenly", "stratified folds differ by one positive at most", at_most(int(np.ptp(dealt)), 1))


def forward(
    rng: np.random.Generator,
    *,
    samples: Annotated[int, Range(60, 300), "length of the series"] = 120,
    splits: Annotated[int, Range(2, 10), "validation blocks"] = 5,
) -> Iterator[Step]:
    """Time has a direction: shuffled folds peek into the future."""
    yield Say("A random walk: each day adds one step of variance 1. The model predicts a day by the nearest day that it was trained on.")
    time, walks = np.arange(samples, dtype=float)[:, None], np.cumsum(rng.normal(size=(samples, 200)), axis=0)
    yield Plot("One walk", {T("value"): walks[:, 0]}, x=T("day"))
    yield Ask("Which reports the smaller error?", 0, options=[T("shuffled folds"), T("past only")])
    shuffled, ahead, cuts = [], [], crossval.forward_splits(samples, splits)
    for walk in walks.T:
        shuffled.append(squared_error(cross_validate(nearest_neighbour, time, walk, k_folds(samples, splits + 1, rng)), walk))
        ahead.append(np.mean([squared_error(nearest_neighbour(time[past], walk[past], time[block]), walk[block]) for past, block in cuts]))
    expected = float(np.mean([(len(block) + 1) / 2 for _, block in cuts]))
    table = {T("shuffled folds"): [np.mean(shuffled)], T("past only"): [np.mean(ahead)], T("in theory"): [expected]}
    yield Show("Reported mean squared error, 200 walks", rows=table, columns=["MSE"])
    yield Check("shuffling-flatters", "shuffled folds report less than half the forecast error", less(np.mean(shuffled), expected / 2))
    yield Say(
        "Now 20,000 walks are patients, seen on days 0, 2, 10, 18 and 26, and next on day 34. A visit is predicted by the nearest known one "
        "of the same patient; that of a patient without one, by the mean of the others."
    )
    patients = np.cumsum(rng.normal(size=(20_000, 35)), axis=1)[:, [0, 2, 10, 18, 26, 34]]
    seen, in_use = patients[:, :5], np.square(patients[:, 5] - patients[:, 4]).mean()
    misses = [seen[:, 4] - seen[:, 3], seen[:, 0] - seen[:, 1], seen - seen[:, [1, 0, 1, 2, 3]], seen - seen.mean(axis=0)]
    yield Check(
        "split-like-the-use",
        "error reported ÷ error on the patients' next visits, day 34: held out are their last visits, their first, any one of the five, whole patients",
        # variances of the walk: 8 on the last and the next visit, 2 on the first, 5.6 and 12.2 on average; 0.1 is above six standard errors
        equal([np.square(miss).mean() / in_use for miss in misses], [1.0, 2 / 8, 5.6 / 8, 12.2 / 8], within=0.1),
    )


def select(
    rng: np.random.Generator,
    *,
    samples: Annotated[int, Range(20, 100), "samples"] = 50,
    candidates: Annotated[int, Range(1, 400), "models to choose from"] = 200,
) -> Iterator[Step]:
    """The winner's score is too good: selecting is fitting."""
    yield Say("{candidates} models flip coins for {samples} samples. We cross-validate all of them and report the best score.")
    expected = crossval.best_of_guessers(samples, candidates)
    yield Ask("Every model is right half of the time. What accuracy does the best one report?", expected, within=0.05)
    repeats = 300
    right = rng.random((repeats, candidates, samples)) < 0.5
    best, nested = right.mean(axis=2).max(axis=1), crossval.nested_accuracy(right, 5)
    rates = {T("winner's CV score"): [best.mean()], T("nested CV"): [nested.mean()], T("truth"): [0.5]}
    yield Show(T("Reported accuracy, mean of {repeats} repeats", repeats=repeats), rows=rates, columns=[T("accuracy")])
    yield Check(
        "winner-is-the-maximum-of-coins",
        "the winner's score, where the truth is one half, = the expected maximum of that many binomials",
        equal(best.mean(), expected, within=4 * best.std(ddof=1) / repeats**0.5 + 1e-12),
    )
    yield Check(
        "nested-score-is-one-half",
        "nested cross-validation chooses on the other folds and scores on the held-out one: one half",
        equal(nested.mean(), 0.5, within=4 * (0.25 / (samples * repeats)) ** 0.5),  # a held-out answer is a coin that the choice never saw
    )


def stderr(
    rng: np.random.Generator,
    *,
    samples: Annotated[int, Range(20, 60), "samples"] = 24,
    folds: Annotated[int, Range(2, 8), "number of folds K"] = 6,
    parameters: Annotated[int, Range(2, 8), "parameters of the linear model"] = 6,
) -> Iterator[Step]:
    """Folds are not independent: SD/√K is too small."""
    data_sets = 2000
    errors = _fold_errors(rng, data_sets, samples, folds, parameters)
    yield Say(
        "A common report: the mean of K fold errors, plus or minus their standard deviation over √K. That would be right if the folds "
        "were independent; but they share training data, and each one's test samples train the others."
    )
    true = float(errors.mean(axis=1).std(ddof=1))
    claimed = float(np.sqrt((errors.var(axis=1, ddof=1) / folds).mean()))
    yield Ask("Over 2000 data sets we see how much the mean really varies. Is the claim …", 0, options=[T("too small"), T("too large")])
    yield Show("Standard error of the K-fold estimate", rows={T("claimed, SD/√K"): [claimed], T("true"): [true]}, columns=[T("value")])
    covariance = np.cov(errors.T)
    yield Check(
        "claimed-error-is-too-small",
        "the claim is smaller than the truth",
        less(claimed, true).where(parameters * folds >= samples, "pinned where the model is large for its data: p · K ≥ n"),
    )
    yield Check(
        "what-is-missing-is-the-covariance",
        "true variance minus claimed variance is the covariance between two folds, which one data set cannot show",
        # exact in expectation; folds' means over the data sets still differ by chance, by about variance/data_sets
        equal(true**2 - claimed**2, covariance[~np.eye(folds, dtype=bool)].mean(), within=20 * covariance.trace() / folds / data_sets),
    )


def _fold_errors(rng: np.random.Generator, data_sets: int, samples: int, folds: int, parameters: int) -> Array:
    """Fold errors of least squares, noise 1 and true weights of zero; they may be anything: it errs by the same amount whatever they are."""
    smallest, needed = samples - max(crossval.fold_sizes(samples, folds)), parameters + 4
    if smallest < needed:
        raise Refusal(
            "{folds} folds of {samples} samples leave {smallest} to train {parameters} parameters on, and below "
            "{needed} the error has no finite variance; use more samples or fewer parameters",
            folds=folds,
            smallest=smallest,
            needed=needed,
        )
    x, y = rng.normal(size=(data_sets, samples, parameters)), rng.normal(size=(data_sets, samples))
    return crossval.least_squares_fold_errors(x, y, folds)


def bias(
    rng: np.random.Generator,
    *,
    samples: Annotated[int, Range(20, 48), "samples"] = 24,
    parameters: Annotated[int, Range(1, 8), "parameters of the linear model"] = 4,
) -> Iterator[Step]:
    """How many folds: few are pessimistic, many are costly."""
    data_sets, counts = 1000, [2, 4, 6, 12, samples]
    estimates = np.array([_fold_errors(rng, data_sets, samples, k, parameters).mean(axis=1) for k in counts])
    yield Say(
        "Linear regression with {parameters} parameters on {samples} samples, noise 1. K folds train on (K − 1)/K of "
        "the data, so they estimate the error of a model with less data."
    )
    yield Ask("Which number of folds overstates the error of the final model most?", 0, options=[f"K = {k}" for k in counts])
    theory = np.array([crossval.cross_validated_risk(samples, k, parameters, 1.0) for k in counts])
    mean, spread = estimates.mean(axis=1), estimates.std(axis=1, ddof=1)
    values = {"data_sets": data_sets, "target": crossval.least_squares_risk(samples, parameters, 1.0)}
    title = T("Cross-validation over {data_sets} data sets; the model trained on everything has error {target:.3f}", **values)
    yield Show(title, rows=[f"K = {k}" for k in counts], columns={T("mean"): mean, T("theory"): theory, "SD": spread})
    yield Check(
        "estimates-the-smaller-model",
        "the mean of K-fold less the exact error at n − n/K samples, in standard errors, for each K",
        equal((mean - theory) / (spread / data_sets**0.5), np.zeros(len(counts)), within=4.0),  # both sides in standard errors
    )
    clear = theory[0] - theory[-1] > 4 * np.hypot(spread[0], spread[-1]) / data_sets**0.5
    yield Check(
        "fewer-folds-more-pessimistic",
        "the most folds report a lower error than two",
        less(mean[-1], mean[0]).where(clear, "here the gap is within four standard errors of these data sets"),
    )
    yield Check(
        "leave-one-out-need-not-vary-most",
        "here leave-one-out varies less than two folds: “more folds, more variance” is not a law",
        less(spread[-1], spread[0]),
    )
    yield Say("The price: {samples} trainings instead of 5 or 10. Deep learning often pays for one fixed validation set only.")


def f1(
    rng: np.random.Generator,
    *,
    samples: Annotated[int, Range(100, 500), "samples"] = 200,
    share: Annotated[float, Range(0.02, 0.5), "share of positives"] = 0.06,
    folds: Annotated[int, Range(2, 20), "number of folds K"] = 10,
) -> Iterator[Step]:
    """Some metrics do not average: F1 over folds."""
    positives = max(1, round(samples * share))
    y = np.arange(samples) < positives
    guess = np.where(y, rng.random(samples) < 0.6, rng.random(samples) < 0.05)
    yield Say(
        "{samples} held-out predictions, {positives} of the samples positive. Only the way in which they are cut "
        "into {folds} folds will change.",
        positives=positives,
    )
    pooled = crossval.f1_score(*_confusion(y, guess))
    yield Ask("Accuracy averages over folds. Does F1?", 1, options=[T("yes"), T("no")])
    shuffles = [k_folds(samples, folds, rng) for _ in range(40)]
    fold_means = np.array([np.mean([crossval.f1_score(*_confusion(y[part], guess[part])) for part in parts]) for parts in shuffles])
    rows = [T("pooled"), T("fold mean, lowest"), T("fold mean, average"), T("fold mean, highest")]
    yield Show("F1 of the same predictions", rows=rows, columns={"F1": [pooled, fold_means.min(), fold_means.mean(), fold_means.max()]})
    right, sizes = np.array([(int((y[part] == guess[part]).sum()), len(part)) for part in shuffles[0]]).T
    yield Check(
        "accuracy-pools",
        "accuracy, weighted by fold size, is the same however the folds are cut",
        equal(crossval.pooled_accuracy(right, sizes), (y == guess).mean(), within=1e-12),  # rounding
    )
    yield Check(
        "fold-means-depend-on-the-shuffle",
        "highest − lowest fold mean of F1: it changes with the shuffle, although no prediction changed",
        more(fold_means.max() - fold_means.min(), 0.01).where(share <= 0.2, "pinned for a rare class"),
    )
    yield Check(
        "rare-class-drags-the-fold-mean",
        "with a rare class, folds without a hit score zero and drag the mean below the pooled F1",
        less(fold_means.mean(), pooled).where(share <= 0.1 and folds >= 5, "pinned for at most 10% positives and at least 5 folds"),
    )


def _confusion(truth: Array, guess: Array) -> tuple[int, int, int]:
    """True positives, false positives, false negatives."""
    return int((truth & guess).sum()), int((~truth & guess).sum()), int((truth & ~guess).sum())


def compare(
    rng: np.random.Generator,
    *,
    samples: Annotated[int, Range(30, 60), "samples"] = 40,
    repeats: Annotated[int, Range(5, 15), "shufflings of each data set"] = 10,
) -> Iterator[Step]:
    """Two models: on the same folds, and with no more evidence than there is."""
    x = rng.normal(size=(500, samples, 6))
    y = 0.2 * x.sum(axis=2) + rng.normal(size=x.shape[:2])
    orders, inputs = [rng.permutation(samples) for _ in range(repeats)], (x[:, :, :3], x[:, :, 3:])
    one, other = (np.stack([crossval.least_squares_fold_errors(part[:, o], y[:, o], 5) for o in orders], axis=1) for part in inputs)
    yield Say(
        "Two linear models, each with three inputs of its own, are equally good. On 500 data sets both are cross-validated on the same "
        "5 folds, {repeats} times with new shuffling."
    )
    same, apart = ((one - against).std(axis=2, ddof=1).mean() for against in (other, np.roll(other, 1, axis=0)))
    yield Check(
        "same-folds-cancel-luck", "Spread of the fold differences: on the same folds < on folds of other samples", less(same, apart)
    )
    pairs = (one - other).reshape(len(x), -1)
    plain, corrected = (float(np.mean([abs(crossval.paired_t(pair, share)) > 2 for pair in pairs])) for share in (0.0, 1 / 4))
    yield Ask("A t-test on all differences calls |t| > 2 significant. On what share of the data sets does it err?", plain, within=0.1)
    yield Show("Share of false alarms", rows={T("paired t"): [plain], T("corrected t"): [corrected]}, columns=["|t| > 2"])
    yield Check("repeats-are-no-new-evidence", "Plain paired t: false alarms, of which 5 % are promised", more(plain, 0.3))
    yield Check(
        "corrected-test-keeps-its-promise",
        "With n_test/n_train added to 1/n under the root: false alarms, against 5 %",
        at_most(corrected, 0.05, within=4 * (0.05 * 0.95 / len(x)) ** 0.5),  # four standard errors
    )


def epochs(
    rng: np.random.Generator,
    *,
    samples: Annotated[int, Range(25, 50), "samples"] = 30,
    longest: Annotated[int, Range(30, 60), "epochs"] = 40,
) -> Iterator[Step]:
    """Epochs are chosen too: one number for all folds."""
    truth, x = np.full(20, 20**-0.5), rng.normal(size=(200, samples, 20))
    y = x @ truth + rng.normal(size=x.shape[:2])
    losses, risks = np.array([crossval.training_path(x, y, truth, fold, longest) for fold in k_folds(samples, 5)]).transpose(1, 2, 0, 3)
    yield Say("Gradient descent on 20 weights, 5 folds, {longest} epochs. When to stop is read off the held-out losses; 200 data sets.")
    yield Plot("Mean of all folds", {T("held out"): losses.mean(axis=(0, 1)), T("new data"): risks.mean(axis=(0, 1))}, x=T("epoch"))
    found = [crossval.shared_epoch(curves) for curves in losses]
    shared, own = np.mean([(mean, lowest) for _, mean, lowest in found], axis=0)
    honest = np.mean([risk[:, epoch - 1].mean() for risk, (epoch, _, _) in zip(risks, found, strict=True)])
    of_the_chosen = np.take_along_axis(risks, losses.argmin(axis=2, keepdims=True), axis=2).mean()
    yield Ask("Each fold stops at its own lowest loss. Their mean is …", 0, options=[T("too low"), T("too high")])
    yield Show("Reported error", rows={T("own epoch"): [own], T("one epoch"): [shared], T("truth"): [honest]}, columns=["MSE"])
    yield Check(
        "own-epochs-flatter-most",
        "Mean of each fold's own lowest loss < lowest mean loss of one number of epochs < error on new data at that number",
        less([own, shared], [shared, honest]),
    )
    yield Check(
        "chosen-loss-is-too-low",
        "Training stopped at the lowest held-out loss: that loss, on average, < the error of the same weights on new data",
        less(own, of_the_chosen),
    )
    worked = np.array([[0.9, 0.6, 0.7], [0.5, 0.6, 0.8], [0.8, 0.7, 0.6]])
    yield Check(
        "lowest-mean-by-hand",
        "Three folds by hand, 0.9 0.6 0.7, 0.5 0.6 0.8 and 0.8 0.7 0.6: the one epoch with the lowest mean, and that mean",
        equal(crossval.shared_epoch(worked)[:2], [2.0, 1.9 / 3], within=1e-12),  # rounding
    )
