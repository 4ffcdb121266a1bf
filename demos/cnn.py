"""Convolutional networks: what they assume about the world, and what happens when it is not so.

A convolutional network bets that neighbours belong together, that a pattern means the same wherever it stands, and that large things are
made of small ones. The scenes set that bet against a network that assumes nothing, then take away what the bet rests on.
"""

from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from typing import Annotated, Any

import numpy as np

from dl_quiz.stage import Ask, Check, Plot, Range, Refusal, Say, Show, Step, T, equal, less, more, side_by_side

from .kernels.activation import gelu, softmax
from .kernels.backprop import Layer, backward, forward, initialise
from .kernels.cnn import (
    accuracy,
    convnext_parameters,
    dense_first_layer,
    detect,
    detect_gradients,
    detector_parameters,
    final_side,
    scramble,
)
from .kernels.conv import conv2d, conv2d_backward, multiply_adds
from .kernels.convlayer import grouped_conv2d, parameter_count, receptive_field
from .kernels.data import digits
from .kernels.fc import parameter_count as dense_parameter_count
from .kernels.loss import cross_entropy, cross_entropy_gradient
from .kernels.pipeline import Head, begin, classify, head_parameters, loss_and_gradients
from .kernels.shapes import Array
from .kernels.training import train, train_layers

Classifier = Callable[[Array], Array]
"""From images to logits."""


MOTIF = np.array([1.0, -2.0, 3.0, -2.0, 1.0])
"""Five samples of a signal that the one-dimensional network has to find."""


def pyramid(
    rng: np.random.Generator,
    *,
    size: Annotated[int, Range(8, 64), "side of the image"] = 32,
    filters: Annotated[int, Range(1, 32), "channels of the first stage"] = 8,
    stages: Annotated[int, Range(2, 4), "stages after the first"] = 3,
) -> Iterator[Step]:
    """The shape of a network: maps shrink, channels grow."""
    strides = [1] + [2] * stages
    depths = [filters * 2**stage for stage in range(stages + 1)]
    sides = [final_side(size, strides[: stage + 1]) for stage in range(stages + 1)]
    yield Say(
        "A convolutional network is any network that uses convolution in place of a general matrix product in at least one layer. "
        "Most for images repeat one block: convolution, normalisation, ReLU."
    )
    yield Ask("A {size}×{size} image, {stages} layers of 3×3 with padding 1 and stride 2: what side is left?", sides[-1])
    fields = [receptive_field([3] * (stage + 1), strides[: stage + 1]) for stage in range(stages + 1)]
    yield Show(
        "One layer a stage: side, channels, pixels seen by one unit",
        rows=[str(stage) for stage in range(stages + 1)],
        columns={T("side"): sides, T("channels"): depths, T("sees"): fields},
    )
    image, measured = rng.normal(size=(1, 1, size, size)), []
    for step in strides:
        image = conv2d(image, np.ones((1, 1, 3, 3)), stride=step, padding=1)
        measured.append(image.shape[2])
    yield Check("sides", "sides of maps that were really convolved = ⌈n / s⌉, stage by stage", equal(measured, sides))
    work = [multiply_adds(depths[stage - 1], depths[stage], 3, sides[stage], sides[stage]) for stage in range(1, stages + 1)]
    yield Say(
        "Halving the side while doubling the channels keeps the work of each stage level: a quarter of the places, twice the inputs, twice the outputs."
    )
    yield Check(
        "level-work",
        "multiply–adds of the last stage ÷ those of the first strided one",
        equal(work[-1] / work[0], 1.0).where(size % 2**stages == 0, "where a side is odd, its half is rounded up"),
    )
    dense, shared = dense_first_layer(224, 3, 64), parameter_count(3, 64, 3)
    layers = {T("dense"): dense, T("convolution 3×3"): shared}
    yield Plot("Parameters of a first layer with 64 outputs, on 224×224×3", layers, kind="bars", log=True)
    yield Check(
        "first-layer",
        "64 features each: one weight for every pixel and channel and a bias, against 3·3·3 and a bias",
        equal([dense, shared], [9_633_856, 1_792]),
    )


def budget(
    rng: np.random.Generator,
    *,
    samples: Annotated[int, Range(50, 1000), "training images"] = 500,
    noise: Annotated[float, Range(0.0, 1.0), "noise on each pixel"] = 0.3,
) -> Iterator[Step]:
    """The same pictures, with the prior and without."""
    images, labels = digits(rng, samples, noise=noise)
    unseen, truth = digits(rng, 500, noise=noise)
    yield Say(
        "{samples} noisy digits, each somewhere near the centre of a 12×12 canvas. One network slides 5×5 kernels; "
        "the other connects every pixel to every hidden unit."
    )
    yield Show("Two of the digits", side_by_side(*images[:2, 0].clip(0, 1)), heat=True)
    yield Ask("Which does better on new digits?", 0, options=[T("convolutional"), T("fully connected")])
    cnn, arrays, cnn_losses = _fit_cnn(rng, images, labels)
    mlp, mlp_losses = _fit_mlp(images, labels, initialise(rng, [144, 48, 10]), rng.integers(0, samples, (240, 50)))
    counts = [sum(array.size for array in arrays), dense_parameter_count(144, 48) + dense_parameter_count(48, 10)]
    yield Plot(
        "Training loss (the fully connected network gets three times the steps)", {"CNN": cnn_losses, "MLP": mlp_losses}, x=T("step")
    )
    scores = [[accuracy(net(x), y) for x, y in ((images, labels), (unseen, truth))] for net in (cnn, mlp)]
    table = {"CNN": [*scores[0], counts[0]], "MLP": [*scores[1], counts[1]]}
    yield Show("Accuracy and size", rows=table, columns=[T("train"), T("test"), T("params")], digits=2)
    yield Check(
        "sizes",
        "parameters of the CNN, counted in its arrays = convolution + head by formula",
        equal(counts[0], parameter_count(1, 8, 5) + head_parameters(8, 4, 10)),
    )
    because = T("promised for 400 images or more and noise from 0.2 to 0.35; without noise both may learn everything")
    yield Check(
        "fewer-and-better",
        "test accuracy: CNN above MLP by at least 0.05",
        more(scores[0][1], scores[1][1] + 0.05).where(samples >= 400 and 0.2 <= noise <= 0.35, because),
    )
    yield Say(
        "The fully connected network knows its training set by heart. "
        "It is not too weak; it has to learn every digit anew for every place, and the examples do not suffice."
    )


def permute(rng: np.random.Generator, *, samples: Annotated[int, Range(200, 1000), "training images"] = 400) -> Iterator[Step]:
    """Shuffle the pixels, the same way in every image."""
    images, labels = digits(rng, samples)
    unseen, truth = digits(rng, 500)
    order = rng.permutation(144)
    yield Say("Nothing is lost: the same shuffle for every image, in training and test. A reader could put the pixels back.")
    yield Show("Before, and after", side_by_side(images[0, 0].clip(0, 1), scramble(images, order)[0, 0].clip(0, 1)), heat=True)
    yield Ask("Which of the two networks suffers?", 0, options=[T("only the CNN"), T("only the MLP"), T("both")])
    shuffled, hidden = scramble(images, order), scramble(unseen, order)
    batches, start = rng.integers(0, samples, (150, 50)), initialise(rng, [144, 48, 10])
    relabelled = [(start[0][0][:, order], start[0][1]), start[1]]
    mlps = [_fit_mlp(x, labels, layers, batches)[0] for x, layers in ((images, start), (shuffled, relabelled))]
    mlp_logits = [mlp(x) for mlp, x in zip(mlps, (unseen, hidden), strict=True)]
    cnns = [_fit_cnn(rng, x, labels, head="max", steps=60, lr=0.03)[0] for x in (images, shuffled)]
    cnn_scores = [accuracy(cnn(x), truth) for cnn, x in zip(cnns, (unseen, hidden), strict=True)]
    mlp_scores = [accuracy(logits, truth) for logits in mlp_logits]
    yield Show("Test accuracy", rows={"CNN": cnn_scores, "MLP": mlp_scores}, columns=[T("in order"), T("shuffled")], digits=2)
    yield Check(
        "mlp-cannot-tell",
        "start the MLP with its columns shuffled likewise: after training, logits for ordered and shuffled images are the same numbers",
        # the sums are taken in another order, and 150 steps of Adam carry the rounding on
        equal(mlp_logits[1], mlp_logits[0], within=1e-6),
    )
    lost = [before - after for before, after in (cnn_scores, mlp_scores)]
    yield Check(
        "only-one-falls",
        "accuracy lost by the shuffle: by the CNN more than 0.25 (yes: 1), by the MLP nothing",
        equal([lost[0] > 0.25, lost[1]], [1, 0]),
    )
    yield Check("cnn-falls", "accuracy that the CNN loses: at least 0.25", more(cnn_scores[0] - cnn_scores[1], 0.25))
    yield Check(
        "better-in-order-only",
        "is the CNN's test accuracy above the MLP's? on the ordered images yes (1), on the shuffled ones no (0)",
        equal([cnn > mlp for cnn, mlp in zip(cnn_scores, mlp_scores, strict=True)], [1, 0]),
    )
    yield Say(
        "So the CNN's advantage was never magic: it lives on neighbours being related. Where they are not, the bet costs instead of pays."
    )


def moved(
    rng: np.random.Generator,
    *,
    samples: Annotated[int, Range(100, 600), "training images"] = 300,
    noise: Annotated[float, Range(0.0, 0.5), "noise on each pixel"] = 0.1,
) -> Iterator[Step]:
    """Trained in the centre, tested beside it."""
    images, labels = digits(rng, samples, noise=noise, shift=0)
    unseen, truth = digits(rng, 200, noise=noise, shift=0)
    yield Say("All training digits sit exactly in the centre. Three networks learn them; then new digits are moved to the right.")
    yield Show("One of them, and the same moved by 2", side_by_side(unseen[0, 0], np.roll(unseen[0, 0], 2, axis=1)), heat=True)
    steps = 50
    networks: dict[str, Classifier] = {
        "MLP": _fit_mlp(images, labels, initialise(rng, [144, 48, 10]), rng.integers(0, samples, (steps, 50)))[0],
        "flatten": _fit_cnn(rng, images, labels, filters=12, kernel=3, steps=steps, lr=0.03)[0],
        "max": _fit_cnn(rng, images, labels, head="max", filters=12, kernel=3, steps=2 * steps, lr=0.05)[0],
    }
    scores = {name: [accuracy(net(np.roll(unseen, step, axis=3)), truth) for step in (0, 1, 2)] for name, net in networks.items()}
    yield Ask(
        "A CNN whose maps are flattened into a dense layer: what happens to its accuracy at a shift of 2 pixels?",
        2,
        options=[T("it stays"), T("it drops a little"), T("it collapses")],
    )
    rows = ["MLP", T("CNN + flatten"), T("CNN + max")]
    yield Show("Test accuracy by shift, in pixels", list(scores.values()), rows=rows, columns=["0", "1", "2"], digits=2)
    quiet, because = noise <= 0.2 and samples >= 200, T("promised for 200 images or more, and noise up to 0.2")
    yield Check(
        "all-learn-the-centre",
        "accuracy without a shift, the lowest of the three",
        more(min(score[0] for score in scores.values()), 0.4).where(quiet, because),
    )
    yield Check("flatten-collapses", "CNN with a flattened head, at 2 pixels", less(scores["flatten"][2], 0.4).where(quiet, because))
    clean, _ = digits(rng, 20, noise=0.0, shift=0)
    yield Check(
        "global-max-stays",
        "CNN with a global maximum, clean digits: logits at 2 pixels = logits at 0",
        equal(networks["max"](np.roll(clean, 2, axis=3)), networks["max"](clean), within=1e-12),
    )
    yield Check(
        "what-breaks-it",
        "random pixels, moved by 1: do the averages of their maps change? with neither border nor stride no (0), with zero padding yes (1), "
        "at stride 2 yes (1); and the flattened maps: yes (1)",
        equal(_changes(rng.normal(size=(1, 1, 12, 12)), rng.normal(size=(4, 1, 3, 3))), [0, 1, 1, 1]),
    )
    yield Say(
        "Convolution carries the shift along (equivariance). What the network does with it depends on what comes after: a flattened head ties every weight to a place."
    )


def _changes(picture: Array, kernels: Array) -> list[bool]:
    """Whether a move by 1 changes the averages without border and stride, with zero padding, at stride 2; and the flattened maps."""

    def ring(x: Array, stride: int = 1) -> Array:
        return conv2d(np.pad(x, ((0, 0), (0, 0), (1, 1), (1, 1)), mode="wrap"), kernels, stride=stride)

    readings: list[Classifier] = [
        lambda x: np.maximum(ring(x), 0).mean(axis=(2, 3)),
        lambda x: np.maximum(conv2d(x, kernels, padding=1), 0).mean(axis=(2, 3)),
        lambda x: np.maximum(ring(x, 2), 0).mean(axis=(2, 3)),
        lambda x: np.maximum(ring(x), 0).reshape(1, -1),
    ]
    return [bool(np.abs(read(np.roll(picture, 1, axis=3)) - read(picture)).max() > 1e-9) for read in readings]


def signal(
    rng: np.random.Generator,
    *,
    length: Annotated[int, Range(16, 96), "samples in a trace"] = 48,
    strength: Annotated[float, Range(0.0, 3.0), "strength of the pattern in noise of deviation 1"] = 1.5,
) -> Iterator[Step]:
    """A CNN without a picture."""
    traces, labels = _traces(rng, 600, length, strength)
    unseen, truth = _traces(rng, 600, length, strength)
    yield Say(
        "Traces of noise. Half of them hide the same five samples, each at a place of its own: think of a heartbeat, a spike, a spoken click."
    )
    yield Plot("One trace that hides the pattern", {T("trace"): traces[0]}, x=T("sample"))
    yield Ask("Four kernels of five samples, a bias each, one weight for each best match and one offset: how many parameters?", 29)
    start = [rng.normal(0, 0.4, (4, 5)), np.zeros(4), np.full(4, 0.5), np.array(0.0)]
    parameters, losses = train(start, lambda p, step: detect_gradients(traces, labels, p), steps=120, lr=0.05)
    yield Check(
        "size",
        "numbers in the network's arrays = filters · (width + 1) + filters + 1",
        equal(sum(array.size for array in parameters), detector_parameters(4, 5)),
    )
    yield Plot("Training loss", {T("loss"): losses}, x=T("step"))
    found = ((detect(unseen, parameters) > 0) == (truth > 0)).mean()
    linear = _linear_accuracy(traces, labels, unseen, truth)
    likeness = max(abs(float(np.corrcoef(kernel, MOTIF)[0, 1])) for kernel in parameters[0])
    yield Show(
        "On new traces", rows={T("accuracy, 1-D CNN"): [found], T("accuracy, linear"): [linear], T("best kernel ~ pattern"): [likeness]}
    )
    clear, because = strength >= 1.5, T("promised for a strength of 1.5 or more")
    yield Check("finds-it", "accuracy of the 1-D CNN", more(found, 0.85).where(clear, because))
    yield Check("linear-cannot", "a linear model on the raw samples stays near guessing", less(linear, 0.7))
    yield Check("learned-the-pattern", "correlation of the best kernel with the hidden pattern", more(likeness, 0.9).where(clear, because))
    yield Say(
        "Nobody told it where to look or what for. Convolution suits whatever lies on a grid: sound in time, words in a row, images, films, scans."
    )


def patches(
    rng: np.random.Generator,
    *,
    size: Annotated[int, Range(8, 64), "side of the image, a multiple of the patch"] = 32,
    patch: Annotated[int, Range(2, 16), "side of a patch"] = 8,
) -> Iterator[Step]:
    """How a Vision Transformer begins: with a convolution."""
    if size % patch:
        raise Refusal("Patches of {patch} do not tile a side of {size}.")
    width, across = 6, size // patch
    image, kernels, bias = rng.normal(size=(1, 3, size, size)), rng.normal(size=(width, 3, patch, patch)), rng.normal(size=width)
    yield Say("A ViT cuts the image into patches, writes each as one long row, and multiplies all of them by the same matrix.")
    cut = [image[0, :, i : i + patch, j : j + patch].ravel() for i in range(0, size, patch) for j in range(0, size, patch)]
    tokens = np.array(cut) @ kernels.reshape(width, -1).T + bias
    yield Ask("How many patches are there?", across**2)
    yield Check(
        "stride-is-the-patch",
        "row of each patch · matrix + bias = a convolution with kernel {patch}×{patch} and stride {patch}",
        equal(tokens, conv2d(image, kernels, bias, stride=patch)[0].reshape(width, -1).T, within=1e-10),
    )
    count = parameter_count(3, width, patch)
    yield Check(
        "embedding-parameters",
        "numbers in matrix and bias, shared by all patches = (3·p² + 1)·width",
        equal(kernels.size + bias.size, count),
    )
    yield Say(
        "So this layer shares its weights and looks at its own patch only. What is new is behind it: there each patch may read all others."
    )
    rows, weights = tokens / tokens.std(), rng.normal(0, width**-0.5, (3, width, width))  # so that no patch gets all the attention
    order = rng.permutation(len(rows))
    yield Check(
        "blind-to-order",
        "attention with random weights, the same for every patch: shuffle the patches, and the same rows come out, shuffled likewise. "
        "It does not know which patches are neighbours",
        equal(_attend(rows[order], weights), _attend(rows, weights)[order], within=1e-12),
    )


def _attend(tokens: Array, weights: Array) -> Array:
    """One head of self-attention without position embeddings."""
    queries, keys, values = (tokens @ matrix for matrix in weights)
    return np.asarray(softmax(queries @ keys.T / np.sqrt(keys.shape[1])) @ values)


def block(rng: np.random.Generator, *, channels: Annotated[int, Range(4, 96), "channels"] = 16) -> Iterator[Step]:
    """A ConvNeXt block (2022)."""
    wide = 4 * channels
    image, deep = rng.normal(size=(1, channels, 13, 13)), rng.normal(0, 1 / 7, (channels, 1, 7, 7))
    out, back = rng.normal(0, channels**-0.5, (wide, channels, 1, 1)), rng.normal(0, wide**-0.5, (channels, wide, 1, 1))
    biases = np.zeros(channels), np.zeros(wide), np.zeros(channels)

    def apply(x: Array) -> Array:
        hidden = gelu(conv2d(grouped_conv2d(x, deep, channels, padding=3), out, biases[1]))
        return np.asarray(x + conv2d(hidden, back, biases[2]))

    yield Say(
        "Each channel by itself 7×7, then 1×1 to four times the channels, GELU, 1×1 back, and the input added. (Normalisation left out here.)"
    )
    counts = [deep.size + channels, out.size + wide, back.size + channels]
    yield Show("Parameters", rows={T("7×7, depthwise"): [counts[0]], "1×1, C → 4C": [counts[1]], "1×1, 4C → C": [counts[2]]})
    total = convnext_parameters(channels)
    yield Ask("How many are there in all?", total)
    yield Check("block-parameters", "numbers in its arrays = C·(7² + 1) + 4C·(C + 1) + C·(4C + 1)", equal(sum(counts), total))
    changed = image.copy()
    changed[0, 0, 6, 6] += 1
    moved_places = (np.abs(apply(changed) - apply(image)) > 1e-12).any(axis=(0, 1))
    yield Check(
        "seven-wide", "places that one changed pixel moves: 7×7, as the two 1×1 layers reach no neighbour", equal(moved_places.sum(), 49)
    )
    yield Check(
        "most-are-pointwise",
        "share of the parameters in the two 1×1 layers",
        more((counts[1] + counts[2]) / total, 0.7).where(channels >= 16, "with few channels the 49 weights of each count for more"),
    )


def view(rng: np.random.Generator, *, layers: Annotated[int, Range(4, 12), "layers"] = 8) -> Iterator[Step]:
    """What an untrained stack attends to: the gradient of one unit."""
    stacks: dict[Any, tuple[list[int], list[int], bool]] = {
        T("3×3, with skips"): ([3] * layers, [1] * layers, True),
        "3×3": ([3] * layers, [1] * layers, False),
        T("3×3, first stride 2"): ([3] * layers, [2] + [1] * (layers - 1), False),
        "7×7": ([7] * layers, [1] * layers, False),
    }
    yield Say("Random kernels, ReLU after each; 40 random rows of pixels. Which pixels would move a unit of the last layer, and how much?")
    influences = {name: _influence(rng, *layout) for name, layout in stacks.items()}
    bells = {name: (np.arange(len(share)) - share @ np.arange(len(share)), share) for name, share in influences.items()}
    fields = [int((share > 0).sum()) for _, share in bells.values()]
    spreads = [float(np.sqrt(share @ places**2)) for places, share in bells.values()]
    yield Plot("Share of the squared gradient, by distance from its centre", bells, x=T("pixels from the centre"))
    yield Show(
        "Width of the field in theory; standard deviation of the influence",
        rows=list(stacks),
        columns={T("field"): fields, "σ": spreads},
        digits=1,
    )
    theory = [receptive_field(kernels, strides) for kernels, strides, _ in stacks.values()]
    yield Check(
        "gradient-reaches",
        "pixels that the gradient of a unit reaches, of each stack = the receptive field in theory",
        equal(fields, theory),
    )
    yield Check(
        "rank-of-views",
        "σ, from the narrowest: 3×3 with skips, 3×3 without, 3×3 with stride 2 in the first layer, 7×7 (each below the next: 1)",
        equal([a < b for a, b in pairwise(spreads)], [1, 1, 1]),
    )
    places, share = bells["3×3"]
    inner = share[abs(places) <= theory[1] / 4].sum()
    yield Check("half-holds-most", "3×3: share of the influence in the middle half of the field", more(inner, 0.7))


def _influence(rng: np.random.Generator, kernels: Sequence[int], strides: Sequence[int], skips: bool, channels: int = 32) -> Array:
    """Share of each pixel of a row in the squared gradient of the units at one place, over random rows; rows are as long as the field."""
    maps = rng.normal(size=(40, channels, 1, receptive_field(kernels, strides)))
    below = []
    for kernel, stride in zip(kernels, strides, strict=True):
        weights = rng.normal(0, np.sqrt(2 / (channels * kernel)), (channels, channels, 1, kernel))
        heights = conv2d(maps, weights, stride=stride)
        below.append((maps, weights, stride, heights > 0))
        maps = np.maximum(heights, 0) + (maps[..., kernel // 2 : -(kernel // 2)] if skips else 0)
    upstream = rng.normal(size=maps.shape)
    for entered, weights, stride, alive in reversed(below):
        around, _, _ = conv2d_backward(upstream * alive, entered, weights, stride=stride)
        edge = weights.shape[3] // 2
        upstream = around + (np.pad(upstream, ((0, 0), (0, 0), (0, 0), (edge, edge))) if skips else 0)
    energy: Array = (upstream**2).sum(axis=(0, 1, 2))
    return energy / energy.sum()


def _fit_cnn(
    rng: np.random.Generator,
    images: Array,
    labels: Array,
    *,
    head: Head = "flatten",
    filters: int = 8,
    kernel: int = 5,
    steps: int = 80,
    lr: float = 0.02,
) -> tuple[Classifier, list[Array], Array]:
    """One convolution layer and a head, trained on mini-batches of 50."""
    batches = rng.integers(0, len(images), (steps, 50))
    start = begin(rng, filters=filters, kernel=kernel, size=images.shape[2], head=head)
    arrays, losses = train(
        start, lambda p, step: loss_and_gradients(images[batches[step]], labels[batches[step]], p, head=head), steps=steps, lr=lr
    )
    return lambda x: classify(x, arrays, head=head), arrays, losses


def _fit_mlp(images: Array, labels: Array, layers: Sequence[Layer], batches: Array) -> tuple[Classifier, Array]:
    """A fully connected network from the given start, on the given mini-batches."""

    def gradients(layers: list[Layer], step: int) -> tuple[float, list[Layer]]:
        logits, cache = forward(layers, _rows(images[batches[step]]))
        y = labels[batches[step]]
        return cross_entropy(logits, y), backward(layers, cache, cross_entropy_gradient(logits, y))

    trained, losses = train_layers(layers, gradients, steps=len(batches), lr=0.005)
    return lambda x: forward(trained, _rows(x))[0], losses


def _rows(images: Array) -> Array:
    return images.reshape(len(images), -1)


def _traces(rng: np.random.Generator, count: int, length: int, strength: float) -> tuple[Array, Array]:
    """Noise; the even traces hide the motif, each at a random place."""
    traces, labels = rng.normal(size=(count, length)), np.arange(count) % 2 == 0
    places = rng.integers(0, length - len(MOTIF) + 1, count)[:, None] + np.arange(len(MOTIF))
    traces[np.arange(count)[:, None], places] += strength * labels[:, None] * MOTIF
    return traces, labels.astype(float)


def _linear_accuracy(traces: Array, labels: Array, unseen: Array, truth: Array) -> float:
    """Least squares on the raw samples and a constant."""
    weights = np.linalg.lstsq(np.hstack([traces, np.ones((len(traces), 1))]), 2 * labels - 1, rcond=None)[0]
    return float(((unseen @ weights[:-1] + weights[-1] > 0) == (truth > 0)).mean())
