"""Data augmentation: random changes of the training examples that leave their labels true.

Geometric, photometric and mixing augmentations, each a pure function on a batch. The scenes ask of them: is the label
still true, what is lost, what may never be augmented before the split, how far the gain reaches, and what penalty it is.
"""

from collections.abc import Iterator
from typing import Annotated

import numpy as np

from dl_quiz.stage import Ask, Check, Film, Plot, Range, Say, Show, Step, T, at_least, equal, less, more, side_by_side

from .kernels import augment
from .kernels.activation import sigmoid
from .kernels.augment import grayscale, random_crop, random_flip, rotate
from .kernels.backprop import Layer, backward, forward, initialise
from .kernels.crossval import nearest_neighbour
from .kernels.data import GLYPHS, digits
from .kernels.loss import cross_entropy, cross_entropy_gradient
from .kernels.shapes import Array
from .kernels.training import train_layers

_SQUARE = np.pad(GLYPHS, [(0, 0), (1, 1), (2, 2)])
"""The digits on 9×9 pixels, where no rotation cuts anything off."""


def gallery(
    rng: np.random.Generator,
    *,
    digit: Annotated[int, Range(0, 9), "digit to show"] = 4,
    padding: Annotated[int, Range(0, 4), "padding of the random crop"] = 2,
    strength: Annotated[float, Range(0.05, 1.0), "strength of the contrast jitter"] = 0.5,
) -> Iterator[Step]:
    """One example, many views."""
    picture = np.pad(GLYPHS[digit], 2)[None, None]
    yield Say("One training picture. Each epoch it is shown a little differently, drawn anew each time: nothing is stored.")
    cropped = random_crop(random_flip(picture, rng, 1.0), padding, rng)
    yield Show(
        "As it is; mirrored and cropped; turned by 15°", side_by_side(*picture[0], *cropped[0], rotate(picture[0, 0], 15)), heat=True
    )
    own = rng.spawn(1)[0]
    views = [random_flip(random_crop(picture, padding, own), own)[0, 0] for _ in range(12)]
    yield Film("Epoch after epoch", [Show(T("epoch {n}", n=n + 1), view, heat=True, digits=0) for n, view in enumerate(views)])
    yield Ask(
        "Pad by {padding}, cut a window of the old size, mirror or not: how many different views can there be?", augment.view_count(padding)
    )
    textured = np.tile(rng.normal(size=(1, 1, 5, 5)), (40 * augment.view_count(padding), 1, 1, 1))
    seen = random_flip(random_crop(textured, padding, rng), rng)
    yield Check(
        "views-counted",
        "draw forty times as many views of a picture without symmetries, count the different ones",
        equal(_distinct(seen), augment.view_count(padding)),
    )
    yield Say("Many views, but not many examples: all of them show the same handwriting of the same digit.")
    hundred = np.tile(picture, (100, 1, 1, 1))
    jittered = augment.contrast_jitter(hundred, strength, rng)
    stretched = picture.mean() + 1.5 * (hundred - picture.mean())
    yield Check(
        "jitter-varies",
        "of 100 showings, how many differ: with contrast enhanced ×1.5 always, and with a random factor",
        equal([_distinct(stretched), _distinct(jittered)], [1, 100]),
    )
    off_centre = picture[..., 1:]  # in the centre a mirrored box would stay where it was
    box, mirrored = _borders(off_centre), _borders(random_flip(off_centre, rng, 1.0))
    yield Say("If the target is a box, a mask or a keypoint, it must move with the picture.")
    yield Check(
        "box-moves",
        T(
            "a digit from {left} to {right}, mirrored: its borders, found in the picture of width {width} = width − right, width − left",
            left=box[0],
            right=box[1],
            width=off_centre.shape[-1],
        ),
        equal(mirrored, augment.mirror_box(*box, off_centre.shape[-1])),
    )


def labels(rng: np.random.Generator, *, degrees: Annotated[int, Range(0, 359), "angle of rotation"] = 180) -> Iterator[Step]:
    """Which changes keep the label."""
    nearest, distance = _nearest(rotate(_SQUARE, degrees))
    yield Say("Turn each digit by {degrees}°, and look for the digit of which it then differs in the fewest dots.")
    yield Ask("How many of the ten now look most like another digit?", int((nearest != np.arange(10)).sum()))
    likeness = {T("digit"): range(10), T("nearest"): nearest, T("dots"): distance.astype(int)}
    yield Show("What each digit looks like", columns=likeness, digits=0)
    swapped = np.abs(rotate(_SQUARE[[6, 9]], degrees) - _SQUARE[[9, 6]]).sum(axis=(1, 2))
    yield Check(
        "six-becomes-nine",
        "the turned 6 differs from the 9 in so many dots, and the turned 9 from the 6",
        equal(swapped, [0, 0]).where(degrees == 180, "only half a turn makes the 6 a 9"),
    )
    misread = {angle: int((_nearest(rotate(_SQUARE, angle))[0] != np.arange(10)).sum()) for angle in range(0, 181, 15)}
    yield Plot("Digits out of ten that look like another", {f"{angle}°": count for angle, count in misread.items()}, kind="bars")
    yield Check("small-turns-are-safer", "15° changes fewer digits into others than half a turn", less(misread[15], misread[180]))
    yield Check(
        "mirrored-three",
        "the mirrored 3 is 3 dots away from the 8, 6 from the 3",
        equal([float(np.abs(GLYPHS[3, :, ::-1] - GLYPHS[other]).sum()) for other in (8, 3)], [3, 6]),
    )
    large = np.kron(_SQUARE, np.ones((1, 3, 3)))
    thicker = np.max([np.roll(large, by, axis=axis) for by in (-1, 0, 1) for axis in (1, 2)], axis=0)
    changed = [rotate(_SQUARE, 10), _SQUARE[:, :, ::-1], rotate(_SQUARE, 180)]
    readings = [_nearest(thicker, large)[0], *(_nearest(pictures)[0] for pictures in changed)]
    yield Check(
        "harmless-or-not",
        "does any digit look like another? strokes by two thirds thicker, 10°: no; mirrored, half a turn: yes",
        equal([bool((nearest != np.arange(10)).any()) for nearest in readings], [False, False, True, True]),
    )
    yield Say(
        "Which changes are harmless is knowledge about the task, not about images: a turned galaxy is a galaxy, a mirrored left hand is a right one."
    )


def crop(
    rng: np.random.Generator,
    *,
    window: Annotated[int, Range(3, 12), "side of the window cut from a 12×12 picture"] = 6,
    digit: Annotated[int, Range(0, 9), "digit in the picture"] = 3,
) -> Iterator[Step]:
    """A crop can cut the object away."""
    picture = np.pad(GLYPHS[digit], [(2, 3), (3, 4)])
    windows = {side: np.lib.stride_tricks.sliding_window_view(picture, (side, side)) for side in range(3, 13)}
    shares = {side: views.sum(axis=(2, 3)).ravel() / picture.sum() for side, views in windows.items()}
    yield Say("A digit, {digit}, in the middle of a 12×12 picture. Cut out a window at any place: how much of the digit is in it?")
    lost = {side: float((share < 0.5).mean()) for side, share in shares.items()}
    yield Ask("Of all {window}×{window} windows, what share holds less than half of the digit's dots?", lost[window], within=0.1)
    yield Plot("Windows with less than half of the digit", {f"{side}×{side}": value for side, value in lost.items()}, kind="bars")
    places = 13 - window
    reach = [sum(0 <= dot - corner < window for corner in range(places)) for dot in range(12)]
    yield Check(
        "average-ink",
        "average share of the digit in a window = for each dot, the windows that hold it",
        equal(shares[window].mean(), np.mean([reach[r] * reach[c] for r, c in np.argwhere(picture)]) / places**2, within=1e-12),
    )
    yield Check("small-crops-lose-more", "4×4 windows lose the digit more often than 9×9 windows", more(lost[4], lost[9]))
    yield Say(
        "Such a window keeps the label “{digit}” over an empty background: label noise. And a small window enlarged "
        "to full size shows the object larger than at test time."
    )
    spot = np.pad(np.ones((4, 2)), [(4, 4), (5, 5)])
    yield Check(
        "looks-larger",
        "a window of half the side, enlarged to the whole: an object covers 4 times as many pixels",
        equal(float(augment.zoom(spot, 2.0).sum() / spot.sum()), 4.0),
    )


def colour(
    rng: np.random.Generator,
    *,
    chance: Annotated[float, Range(0.0, 1.0), "chance of turning a training picture grey"] = 0.2,
    noise: Annotated[float, Range(0.05, 0.4), "noise on each pixel"] = 0.2,
) -> Iterator[Step]:
    """Grey sometimes, not always."""
    red, green = np.array([0.9, 0.0, 0.0]), np.array([0.0, 0.9 * augment.LUMA[0] / augment.LUMA[1], 0.0])
    yield Say("Two classes, red and green patches. Their colours are chosen so that both turn into the same grey.")
    colours = {T("red"): [*red, augment.luma(*red)], T("green"): [*green, augment.luma(*green)]}
    yield Show("The two colours and their luma", rows=colours, columns=["R", "G", "B", "Y"])
    count = 400
    (images, truth), (fresh, fresh_truth) = (_patches(rng, np.array([red, green]), count, noise) for _ in range(2))
    turned = np.where(rng.random((count, 1, 1, 1)) < chance, grayscale(images), images)
    shown = [(images, fresh), (turned, fresh), (grayscale(images), grayscale(fresh))]
    never, sometimes, always = (_nearest_mean(seen, truth, unseen, fresh_truth) for seen, unseen in shown)
    yield Ask(
        "A classifier compares with the mean picture of each class. If all pictures, training and test, are turned grey, what is its accuracy?",
        0.5,
        within=0.1,
    )
    rows = [T("colour"), T("random grey, {chance:g}"), T("always grey")]
    yield Show("Accuracy on fresh pictures", rows=rows, columns={T("accuracy"): [never, sometimes, always]})
    yield Check(
        "grey-is-blind",
        "two colours of one luma, always turned grey: accuracy = chance",
        equal(always, 0.5, within=4 * 0.5 / count**0.5),  # four standard errors of a coin
    )
    yield Check(
        "random-grey-keeps-colour",
        "random grey leaves the colour to be learnt: accuracy on colour pictures",
        at_least(sometimes, 0.95).where(chance <= 0.8, "hardly a coloured picture is left to learn from"),
    )
    yield Say("Random grey says: do not rely on colour alone. Always grey throws colour away, and here colour is all there is.")


def mix(
    rng: np.random.Generator,
    *,
    share: Annotated[float, Range(0.0, 1.0), "share of the first picture, λ"] = 0.7,
    alpha: Annotated[float, Range(0.05, 5.0), "λ is drawn from Beta(α, α)"] = 0.2,
    box: Annotated[int, Range(0, 9), "side of the box that CutMix pastes"] = 5,
) -> Iterator[Step]:
    """Mixtures of pictures, and of labels."""
    pair = _SQUARE[[1, 7]][:, None]
    swap, one_hot = np.array([1, 0]), np.eye(10)[[1, 7]]
    blended, target = augment.mixup(pair, one_hot, np.array([share, share]), swap)
    yield Say("Mixup breaks the rule that the label stays. It blends two pictures, and blends their labels in the same proportion.")
    yield Show("A 1, with a share of {share:g}, and a 7", blended[0, 0], heat=True, digits=1)
    yield Ask("What does the target say for class 7?", float(target[0, 7]), within=0.005)
    fitted = np.linalg.lstsq(pair.reshape(2, -1).T, blended[0].ravel(), rcond=None)[0]
    yield Check(
        "shares-are-target",
        "shares of the 1 and of the 7 in the picture, fitted to its pixels = the target's entries for the two classes",
        equal(fitted, target[0, [1, 7]], within=1e-12),
    )
    logits = rng.normal(size=(2, 10))
    blend = share * cross_entropy(logits[:1], [1]) + (1 - share) * cross_entropy(logits[:1], [7])
    yield Check(
        "loss-is-blended",
        "cross-entropy with the blended target = λ · loss for the 1 + (1 − λ) · loss for the 7",
        equal(cross_entropy(logits[:1], target[:1]), blend, within=1e-12),
    )
    drawn = rng.beta(alpha, alpha, 4000)
    yield Plot("4,000 draws of λ from Beta({alpha:g}, {alpha:g})", {T("draws"): drawn}, kind="histogram", x="λ")
    yield Check(
        "small-alpha-mixes-little",
        "variance of λ = 1/(4(2α + 1)): for small α nearly that of a coin, 1/4, so that most pictures are hardly mixed",
        # four standard errors
        equal(drawn.var(), 1 / (4 * (2 * alpha + 1)), within=4 * float(np.square(drawn - drawn.mean()).std()) / len(drawn) ** 0.5),
    )
    canvas = np.stack([np.zeros((1, 9, 9)), np.ones((1, 9, 9))])
    pasted, divided = augment.cutmix(canvas, one_hot, (0, box, 0, box), swap)
    yield Say("CutMix pastes a box instead. The label is divided by area, whatever the box happens to show.")
    yield Check(
        "area-is-label",
        "share of pasted pixels, counted = the partner's share of the target",
        equal(pasted[0].mean(), divided[0, 7], within=1e-12),
    )


def leak(
    rng: np.random.Generator,
    *,
    copies: Annotated[int, Range(1, 8), "noisy copies of each example"] = 5,
    noise: Annotated[float, Range(0.05, 0.4), "noise on each copy"] = 0.3,
) -> Iterator[Step]:
    """First split, then augment."""
    count, pixels, classes = 150, 64, 10
    images, truth = rng.normal(size=(count, pixels)), rng.integers(0, classes, count)
    yield Say(
        "{count} pictures of pure noise, with labels drawn by lot. Nothing can be learnt here: on new pictures every "
        "classifier is right one time in ten.",
        count=count,
    )
    source = np.repeat(np.arange(count), copies)
    augmented = images[source] + rng.normal(0.0, noise, (len(source), pixels))
    yield Ask(
        "Make {copies} noisy copies of each, then split at random, four fifths for training. Accuracy of a nearest neighbour on the rest?",
        1.0 - 0.9 * 0.2 ** (copies - 1),
        within=0.15,
    )
    training, held_out = np.split(rng.permutation(len(source)), [len(source) * 4 // 5])
    leaky = _nearest_accuracy(augmented[training], truth[source[training]], augmented[held_out], truth[source[held_out]])
    kept, fresh = source < count * 4 // 5, slice(count * 4 // 5, None)
    honest = _nearest_accuracy(augmented[kept], truth[source[kept]], images[fresh], truth[fresh])
    accuracy = {T("augment, then split"): [leaky], T("split, then augment"): [honest]}
    yield Show("Accuracy", rows=accuracy, columns=[T("nearest neighbour")], digits=2)
    yield Check(
        "leaky-split",
        "augmented before the split, labels without any meaning are “predicted”: copies are no new examples",
        at_least(leaky, 0.9).where(copies >= 4, "with few copies some held-out ones have no twin in training"),
    )
    yield Check(
        "honest-split",
        "split first, the accuracy is chance, 1/10",
        equal(honest, 1 / classes, within=4 * (0.09 / (count - count * 4 // 5)) ** 0.5),  # four standard errors
    )
    yield Say("A copy is not a new example. Validation and test data stay as they will come in use; only training data are augmented.")


def reach(
    rng: np.random.Generator,
    *,
    shift: Annotated[int, Range(1, 3), "largest shift in training, in pixels"] = 2,
    steps: Annotated[int, Range(100, 250), "training steps"] = 200,
) -> Iterator[Step]:
    """It helps as far as it goes."""
    (images, truth), (fresh, fresh_truth) = digits(rng, 200, shift=0, size=16), digits(rng, 400, shift=0, size=16)
    yield Say(
        "Digits, all exactly in the middle. Two equal perceptrons, {steps} steps each: one sees them so, one shifted "
        "at random by up to {shift} pixels."
    )
    tests = [_moved(fresh, distance, rng) for distance in range(6)]
    networks = [_fit(rng, images, truth, largest, steps) for largest in (0, shift)]
    plain, augmented = (np.array([_accuracy(layers, test, fresh_truth) for test in tests]) for layers in networks)
    yield Ask(
        T("Where does the augmented network do better: on test digits shifted by 0, by {shift}, or by {shift2} pixels?", shift2=shift + 2),
        1,
        options=["0", f"{shift}", f"{shift + 2}"],
    )
    yield Plot("Accuracy on shifted test digits", {T("plain"): plain, T("augmented"): augmented}, x=T("shift, pixels"))
    yield Check(
        "helps-inside",
        "at the edge of the trained range, shift {shift}: augmented against plain",
        more(float(augmented[shift] - plain[shift]), 0.15),
    )
    yield Check(
        "not-beyond",
        T("two pixels beyond it the accuracy falls: shift {shift2} against shift {shift}", shift2=shift + 2),
        less(augmented[shift + 2], float(augmented[shift] - 0.15)),
    )
    yield Check(
        "not-free",
        "on centred digits, with as many steps, the augmented network is behind",
        less(augmented[0], plain[0]).where(shift >= 2, "shifts of a pixel cost little"),
    )
    yield Say("So it teaches approximate invariance, on the range that was shown, at the price of a harder task. It guarantees nothing.")


def ridge(
    rng: np.random.Generator,
    *,
    noise: Annotated[float, Range(0.0, 2.0), "noise on the inputs, σ"] = 0.5,
    copies: Annotated[int, Range(100, 3000), "pairs of noisy copies of each example"] = 1000,
    examples: Annotated[int, Range(10, 60), "examples, n"] = 40,
) -> Iterator[Step]:
    """Noise on the inputs is a penalty on the weights."""
    inputs = rng.normal(size=(examples, 4))
    target = inputs @ [1.0, -1.0, 2.0, 0.0] + rng.normal(0.0, 0.5, examples)
    yield Say(
        "A linear regression with four inputs. Instead of a penalty it gets more data: copies of each example with Gaussian noise on the inputs, and the old target. "
        "The copies come in pairs, with the noise added and subtracted, so that less is left to chance."
    )
    strength = augment.ridge_strength(examples, noise)
    yield Ask(
        "n = {examples}, σ = {noise:g}. Which ridge penalty λ, beside the sum of squared errors, does the same?",
        strength,
        within=0.01 * strength,
    )
    plain = np.linalg.lstsq(inputs, target, rcond=None)[0]
    many, noises = np.tile(inputs, (copies, 1)), rng.normal(0.0, noise, (copies * examples, 4))
    fitted = np.linalg.lstsq(np.concatenate([many + noises, many - noises]), np.tile(target, 2 * copies), rcond=None)[0]
    penalised = np.linalg.solve(inputs.T @ inputs + strength * np.eye(4), inputs.T @ target)
    norm, weakest = np.linalg.norm(penalised), np.linalg.eigvalsh(inputs.T @ inputs)[0]
    weights = {T("noiseless"): plain, T("noisy"): fitted, T("ridge"): penalised}
    yield Show("Weights", rows=["w₁", "w₂", "w₃", "w₄"], columns=weights)
    yield Check(
        "noise-is-ridge",
        "least squares on {copies} pairs of noisy copies = ridge with λ = nσ²",
        # the pairs cancel all but Σεεᵀ, whose entries are off by √(2/(n · copies)) of λ: five times that, at most
        equal(fitted, penalised, within=1e-9 + 5 * np.sqrt(2 / (copies * examples)) * strength * norm / (weakest + strength)),
    )
    yield Check(
        "weights-shrink",
        "the noisy fit has the smaller weights: |w| against the plain fit's",
        less(np.linalg.norm(fitted), np.linalg.norm(plain)).where(noise > 0, "without noise nothing shrinks"),
    )
    yield Say(
        "Exact for a linear model. For a network it holds for small noise, to second order: the penalty is then on the slope of the output. With large noise that is no longer so."
    )


def imbalance(rng: np.random.Generator, *, rare: Annotated[int, Range(2, 50), "examples of the rare class"] = 10) -> Iterator[Step]:
    """A rare class: weigh it, or repeat it."""
    common, factor, w = 500, 500 // rare, rng.normal(size=3)
    inputs, truth = rng.normal(size=(rare + common, 3)), np.repeat([1.0, 0.0], [rare, common])
    repeats = np.where(truth == 1, factor, 1)
    more_inputs, more_truth = np.repeat(inputs, repeats, axis=0), np.repeat(truth, repeats)
    yield Say("{rare} examples of one class, 500 of the other: weigh the rare ones by {factor}, or repeat them.", factor=factor)
    gradients = inputs.T @ (repeats * (sigmoid(inputs @ w) - truth)), more_inputs.T @ (sigmoid(more_inputs @ w) - more_truth)
    yield Check("weight-is-repetition", "gradient of the logistic loss over all data: weighted = repeated", equal(*gradients, within=1e-7))
    without = [float((rng.choice(labels, (4000, 16)) == 0).all(axis=1).mean()) for labels in (truth, more_truth)]
    expected = [float((labels == 0).mean() ** 16) for labels in (truth, more_truth)]
    yield Ask("If they are weighted, what percentage of mini-batches of 16 has no rare example at all?", 100 * expected[0], within=3.0)
    yield Check("batches-without", "share of batches of 16 without rare ones: weighted, repeated", equal(without, expected, within=0.035))
    counts = np.array([[60 * rare, 40 * rare], [common, 99 * common]])  # rare and common: with a sign, without it
    tables = counts, counts * [[factor], [1]]
    before, after = (float(table[0, 0] / table[:, 0].sum()) for table in tables)
    real, trained = (float(table[0].sum() / table.sum()) for table in tables)
    yield Say(
        "60 % of the rare and 1 % of the common have a sign: P(rare | sign) = {before:.2f}; repeated, {after:.2f}.",
        before=before,
        after=after,
    )
    yield Check(
        "probabilities-shift",
        "the count before = the one after repeating, its odds set back by the odds of the base rates",
        equal(before, augment.base_rate_corrected(after, trained, real), within=1e-9),
    )


def views(rng: np.random.Generator, *, jitter: Annotated[float, Range(0, 5), "jitter of the colour, σ"] = 3.0) -> Iterator[Step]:
    """Two views of one picture: what they do not share is lost."""
    shape, colour = rng.choice([-1.0, 1.0], (2, 2000))
    one, two = (np.stack([shape + rng.normal(0.0, 0.3, 2000), colour + rng.normal(0.0, jitter, 2000)], axis=1) for _ in range(2))
    yield Say("Shape and colour, ±1 each. Of each picture two views: the colour jittered by {jitter:g}, the shape by 0.3.")
    yield Ask("What does a code read that agrees between the views?", int(jitter <= 0.3), options=[T("the shape"), T("the colour")])
    agreement = [float(np.corrcoef(one[:, place], two[:, place])[0, 1]) for place in range(2)]
    yield Check("agreement", "correlation of the views: shape, colour", equal(agreement, [1 / 1.09, 1 / (1 + jitter**2)], within=0.1))
    values, vectors = np.linalg.eig(np.linalg.solve(np.cov(one.T), (one.T @ two + two.T @ one) / 4000))
    code = one @ vectors[:, values.real.argmax()].real
    read = [max(share, 1 - share) for share in (float((np.sign(code) == kind).mean()) for kind in (shape, colour))]
    yield Check(
        "only-what-is-shared",
        "labels read from the best linear code for both views: shape nearly always right, the jittered colour by chance",
        equal(read, [1.0, 0.5], within=0.1).where(jitter >= 1, "with so little jitter the views share the colour"),
    )
    yield Say("The augmentation decides what may be ignored: strong colour jitter ruins a code for telling flowers by colour.")


def _borders(picture: Array) -> tuple[int, int]:
    """Left and right border of what is drawn in the only picture of a batch."""
    columns = np.flatnonzero(picture[0, 0].any(axis=0))
    return int(columns[0]), int(columns[-1]) + 1


def _distinct(images: Array) -> int:
    return len(np.unique(images.reshape(len(images), -1), axis=0))


def _nearest(pictures: Array, glyphs: Array = _SQUARE) -> tuple[Array, Array]:
    """Digit that differs in the fewest dots from each picture, and in how many; the digit itself wins a tie."""
    distances = np.abs(pictures[:, None] - glyphs).sum(axis=(2, 3))
    nearest = (distances - 0.5 * np.eye(len(pictures), 10)).argmin(axis=1)
    return nearest, distances[np.arange(len(pictures)), nearest]


def _patches(rng: np.random.Generator, colours: Array, count: int, noise: float) -> tuple[Array, Array]:
    """Patches of 4×4 pixels in one of the colours, with noise."""
    truth = rng.integers(0, len(colours), count)
    return colours[truth][:, :, None, None] + rng.normal(0.0, noise, (count, 3, 4, 4)), truth


def _nearest_mean(images: Array, truth: Array, fresh: Array, fresh_truth: Array) -> float:
    """Accuracy of the classifier that compares with the mean picture of each class."""
    means = np.array([images[truth == label].mean(axis=0) for label in range(2)])
    return _nearest_accuracy(means.reshape(2, -1), np.arange(2), fresh.reshape(len(fresh), -1), fresh_truth)


def _nearest_accuracy(known: Array, labels: Array, fresh: Array, truth: Array) -> float:
    return float((nearest_neighbour(known, labels, fresh) == truth).mean())


def _fit(rng: np.random.Generator, images: Array, truth: Array, shift: int, steps: int) -> list[Layer]:
    """Train a perceptron on pictures that are shifted anew in each step."""

    def gradients(layers: list[Layer], step: int) -> tuple[float, list[Layer]]:
        logits, cache = forward(layers, random_crop(images, shift, rng).reshape(len(images), -1))
        return cross_entropy(logits, truth), backward(layers, cache, cross_entropy_gradient(logits, truth))

    return train_layers(initialise(rng, (images[0].size, 32, 10)), gradients, steps=steps, lr=0.01)[0]


def _accuracy(layers: list[Layer], images: Array, truth: Array) -> float:
    logits, _ = forward(layers, images.reshape(len(images), -1))
    return float((logits.argmax(axis=1) == truth).mean())


def _moved(images: Array, distance: int, rng: np.random.Generator) -> Array:
    """Shift each picture by the distance along both axes, each way by lot; what leaves at one side comes in at the other."""
    shifts = distance * rng.choice([-1, 1], (len(images), 2))
    return np.array([np.roll(image, tuple(by), axis=(1, 2)) for image, by in zip(images, shifts, strict=True)])
