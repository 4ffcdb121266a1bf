"""Transfer learning: what one task has taught, put to work on another."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .activation import relu
from .backprop import Layer, backward, forward, initialise
from .optim import adam
from .training import train

Array = NDArray[np.float64]


TEACHER = (24, 4, 4, 12)
"""Inputs, two levels of hidden features, outputs of the source task."""


STUDENT = (24, 32, 32, 12)
"""The student's first two layers, the backbone, can learn the teacher's two levels; the last is the head."""


def teacher(rng: np.random.Generator, widths: Sequence[int]) -> list[Layer]:
    """Draw a tanh network to be learned from, with weights large enough to bend it and biases that break its symmetry.

    Parameters
    ----------
    rng : numpy.random.Generator
        Draws what is random.
    widths : sequence of int
        Inputs, levels of features, outputs.

    Returns
    -------
    list of (weight, bias), for `forward(…, "tanh")`
    """
    return [(np.sqrt(2) * weight, 0.5 * rng.normal(size=bias.shape)) for weight, bias in initialise(rng, widths)]


def related_task(rng: np.random.Generator, source: Sequence[Layer], shared: int, outputs: int) -> list[Layer]:
    """Make another task that agrees with the source in its first `shared` levels of features.

    Parameters
    ----------
    rng : numpy.random.Generator
        Draws what is random.
    source : list of (weight, bias)
        A teacher.
    shared : int
        Levels kept as they are; the rest is drawn anew. 0 shares nothing but the inputs.
    outputs : int
        Of the new task.

    Returns
    -------
    list of (weight, bias)

    Raises
    ------
    ValueError
        If more levels are to be shared than there are below the outputs.
    """
    if not 0 <= shared < len(source):
        raise ValueError(f"shared {shared} must be from 0 to {len(source) - 1}, the levels below the outputs")
    widths = [source[0][0].shape[1], *(len(bias) for _, bias in source[:-1]), outputs]
    return [*source[:shared], *teacher(rng, widths)[shared:]]


def examples(rng: np.random.Generator, task: Sequence[Layer], samples: int) -> tuple[Array, Array]:
    """Draw inputs from N(0, I), and let a teacher answer them, on a scale where each output has mean 0 and variance 1.

    Parameters
    ----------
    rng : numpy.random.Generator
        Draws what is random.
    task : list of (weight, bias)
        A teacher.
    samples : int
        How many.

    Returns
    -------
    x : array of shape (samples, inputs)
    y : array of shape (samples, outputs)
    """
    inputs = task[0][0].shape[1]
    # The scale is the task's own, not the sample's: one fixed set of inputs decides it.
    scale, _ = forward(task, np.random.default_rng(0).normal(size=(4000, inputs)), "tanh")
    x = rng.normal(size=(samples, inputs))
    return x, (forward(task, x, "tanh")[0] - scale.mean(axis=0)) / scale.std(axis=0)


def pretrain(rng: np.random.Generator, source: Sequence[Layer], *, samples: int = 2000, steps: int = 500) -> list[Layer]:
    """Teach a fresh student the source task, by mini-batches of 128.

    Parameters
    ----------
    rng : numpy.random.Generator
        Draws what is random.
    source : list of (weight, bias)
        The teacher.
    samples, steps : int
        Examples it may see; steps of Adam.

    Returns
    -------
    list of (weight, bias), of the widths `STUDENT`
    """
    x, y = examples(rng, source, samples)
    picks = rng.integers(0, samples, (steps, 128))
    start = [array for layer in initialise(rng, STUDENT) for array in layer]
    arrays, _ = train(start, lambda arrays, step: squared_loss(_layers(arrays), x[picks[step]], y[picks[step]]), steps=steps, lr=0.01)
    return _layers(arrays)


def new_head(rng: np.random.Generator, layers: Sequence[Layer], outputs: int) -> list[Layer]:
    """Take the last layer off and put a random one of the right width in its place.

    Parameters
    ----------
    rng : numpy.random.Generator
        Draws what is random.
    layers : list of (weight, bias)
        The pretrained network.
    outputs : int
        Of the target task.

    Returns
    -------
    list of (weight, bias): the same backbone, and small random weights on top

    Raises
    ------
    ValueError
        If there is no layer, or no output.

    Source: Zhang et al., Dive into Deep Learning, §14.2 (fine-tuning, steps 1 to 3).
    """
    if not layers or outputs < 1:
        raise ValueError(f"{len(layers)} layers and {outputs} outputs must both be at least 1")
    features = layers[-1][0].shape[1]
    return [*layers[:-1], (rng.normal(0.0, 0.1 / np.sqrt(features), (outputs, features)), np.zeros(outputs))]


def fine_tune(
    layers: Sequence[Layer], x: Array, y: Array, *, steps: int, lr: float | Sequence[float] = 0.01, frozen: int = 0
) -> tuple[list[Layer], Array]:
    """Train a ReLU network on from where it stands, by Adam on the mean squared error of the whole batch.

    Parameters
    ----------
    layers : list of (weight, bias)
        The starting point; it is not changed.
    x, y : arrays of shape (batch, inputs) and (batch, outputs)
        The target's training examples, used all at once.
    steps : int
        Steps of Adam.
    lr : float or sequence of float
        Learning rate, or one for each layer.
    frozen : int
        Layers, from the input up, that stay as they are. Their output never changes, so it is computed once.

    Returns
    -------
    layers : list of (weight, bias)
    losses : array of shape (steps,), before each step

    Raises
    ------
    ValueError
        If no layer would be trained, the rates do not match the layers, or shapes do not fit.

    Source: Kingma & Ba 2015, arXiv:1412.6980 (Adam); Howard & Ruder 2018, arXiv:1801.06146, §3.2 (rates layer by layer).
    """
    rates = [lr] * len(layers) if isinstance(lr, int | float) else list(lr)
    if not 0 <= frozen < len(layers) or len(rates) != len(layers):
        raise ValueError(f"frozen {frozen} must leave one of {len(layers)} layers to train, each with a rate: got {len(rates)} rates")
    kept = list(layers[:frozen])
    target = np.asarray(y, dtype=float)
    features = relu(forward(kept, x)[0]) if kept else np.asarray(x, dtype=float)
    arrays = [array for layer in layers[frozen:] for array in layer]
    states: list[Any] = [None] * len(arrays)
    losses = np.empty(steps)
    for step in range(steps):
        losses[step], slopes = squared_loss(_layers(arrays), features, target)
        moved = [
            adam(w, slope, state, lr=rates[frozen + place // 2])
            for place, (w, slope, state) in enumerate(zip(arrays, slopes, states, strict=True))
        ]
        arrays, states = [w for w, _ in moved], [state for _, state in moved]
    return kept + _layers(arrays), losses


def squared_loss(layers: Sequence[Layer], x: Array, y: Array) -> tuple[float, list[Array]]:
    """Mean squared error of a ReLU network over examples and outputs, and its gradient.

    Parameters
    ----------
    layers : list of (weight, bias)
        The network.
    x, y : arrays of shape (batch, inputs) and (batch, outputs)
        Inputs and targets.

    Returns
    -------
    loss : float
    slopes : list of arrays, for weight and bias of each layer in turn

    Raises
    ------
    ValueError
        If the targets have not the shape of the outputs.
    """
    output, cache = forward(layers, x)
    target = np.asarray(y, dtype=float)
    if output.shape != target.shape:
        raise ValueError(f"targets {target.shape} must have the shape of the outputs, {output.shape}")
    slopes = backward(layers, cache, 2 * (output - target) / target.size)
    return float(((output - target) ** 2).mean()), [array for layer in slopes for array in layer]


def drift(layers: Sequence[Layer], others: Sequence[Layer]) -> float:
    """How far apart two networks lie in all but their heads: the Euclidean norm of the difference of their parameters.

    Parameters
    ----------
    layers, others : lists of (weight, bias)
        Of equal shapes below the heads.

    Raises
    ------
    ValueError
        If they have not equally many layers.
    """
    if len(layers) != len(others):
        raise ValueError(f"networks of {len(layers)} and {len(others)} layers cannot be compared")
    pairs = zip(layers[:-1], others[:-1], strict=True)
    return float(np.sqrt(sum(((new - old) ** 2).sum() for pair in pairs for new, old in zip(*pair, strict=True))))


def normalised_error(prediction: Array, target: Array) -> float:
    """Mean squared error in units of the target's variance: Σ(ŷ − y)² / Σ(y − ȳ)², which is 1 − R².

    1 is what the constant prediction ȳ earns: above it, the model is worse than knowing nothing about x.

    Parameters
    ----------
    prediction, target : arrays of shape (samples,) or (samples, outputs)
        ŷ and y.

    Raises
    ------
    ValueError
        If shapes differ, or the target does not vary.

    Source: the coefficient of determination, e.g. Hastie, Tibshirani & Friedman 2009, The Elements of Statistical Learning, §3.2.
    """
    prediction, target = np.asarray(prediction, dtype=float), np.asarray(target, dtype=float)
    spread = ((target - target.mean(axis=0)) ** 2).sum() if target.size else 0.0
    if prediction.shape != target.shape or not spread:
        raise ValueError(f"prediction {prediction.shape} and target {target.shape} must have one shape, and the target must vary")
    return float(((prediction - target) ** 2).sum() / spread)


def head_parameters(features: int, classes: int, bias: bool = True) -> int:
    """Parameters of a linear head: classes · (features + 1).

    Parameters
    ----------
    features, classes : int
        Width of the backbone's output; number of target classes.
    bias : bool
        Whether each class has one.

    Raises
    ------
    ValueError
        If a number is below 1.

    Source: Zhang et al., Dive into Deep Learning, §4.1 (softmax regression).
    """
    if features < 1 or classes < 1:
        raise ValueError(f"features {features} and classes {classes} must be at least 1")
    return classes * (features + bias)


def optimiser_bytes(parameters: int, moments: int = 2, width: int = 4) -> int:
    """Memory for an optimiser's running averages: one number for each moment of each trained parameter.

    Parameters
    ----------
    parameters : int
        Trained ones: frozen parameters have no gradient and need no state.
    moments : int
        2 for Adam, 1 for SGD with momentum, 0 for plain SGD.
    width : int
        Bytes of a number; 4 for float32.

    Raises
    ------
    ValueError
        If a number is negative.

    Source: Kingma & Ba 2015, arXiv:1412.6980, algorithm 1 (m and v).
    """
    if parameters < 0 or moments < 0 or width < 0:
        raise ValueError(f"parameters {parameters}, moments {moments} and width {width} must be at least 0")
    return parameters * moments * width


def break_even(pretraining: float, scratch: float, tuning: float) -> int:
    """Number of target tasks from which pretraining once costs no more than training each from scratch: ⌈P / (s − f)⌉.

    Parameters
    ----------
    pretraining, scratch, tuning : float
        Cost of pretraining, of one task from scratch, and of one task by fine-tuning, in one unit.

    Raises
    ------
    ValueError
        If a cost is negative, or fine-tuning is not cheaper than training from scratch.
    """
    if pretraining < 0 or tuning < 0 or scratch <= tuning:
        raise ValueError(
            f"pretraining {pretraining} and tuning {tuning} must be at least 0, and scratch {scratch} must cost more than tuning"
        )
    return int(np.ceil(pretraining / (scratch - tuning)))


def importance_weight(x: Array, shift: float) -> Array:
    """Density of N(shift, 1) over that of N(0, 1) at x: exp(shift · x − shift² / 2).

    Weighting source examples by it turns averages over the source into averages over the target.

    Parameters
    ----------
    x : array of any shape
        Inputs.
    shift : float
        Mean of the target's inputs; the source's is 0.

    Returns
    -------
    array in the shape of x

    Source: Shimodaira 2000, Improving predictive inference under covariate shift by weighting the log-likelihood function.
    """
    weight: Array = np.exp(shift * np.asarray(x, dtype=float) - shift**2 / 2)
    return weight


def _layers(arrays: Sequence[Array]) -> list[Layer]:
    return list(zip(arrays[::2], arrays[1::2], strict=True))
