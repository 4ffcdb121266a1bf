"""Arguments for any kernel, made from its signature: what the contract of all kernels is tried with."""

from __future__ import annotations

import importlib
import inspect
import types
import typing
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np
from dl_quiz.kernels.guards import In, Index, Shape

from dl_quiz.course.course import open_course

HALVES = np.array([0.5, 0.25, 0.25])
SQUARE, PAIRED = (np.eye(4), np.ones(4)), (np.ones((3, 2)), np.ones(3))
RELATED: dict[str, dict[str, Any]] = {
    "augment.mixed_target": {"first": 0, "second": 1},
    "augment.mirror_box": {"left": 0, "right": 1},
    "autoencoder.linear_denoiser": {"covariance": np.eye(4)},
    "backprop.checkpointed_backward": {"gradient": np.ones_like},
    "backprop.unflatten": {"flat": np.ones(37)},
    "backprop.half_squared_error": {"flat": np.ones(37), "target": np.ones((6, 2))},
    "batchnorm.fold_batch_norm": {name: np.ones(2) for name in ("bias", "gamma", "beta", "mean", "variance")},
    "cnn.scramble": {"order": np.arange(25)},
    "conv.conv2d_backward": {"upstream": np.ones((6, 2, 3, 3))},
    "convlayer.grouped_conv2d": {"kernels": np.ones((2, 3, 3, 3))},
    "convpool.side_after_pools": {"size": 8},
    "convpool.flatten_head_parameters": {"size": 8},
    "crossval.group_folds": {"folds": 2},
    "crossval.forward_splits": {"samples": 8},
    "crossval.pooled_accuracy": {"sizes": [4, 5, 6], "correct": [3, 4, 5]},
    "crossval.least_squares_risk": {"samples": 20},
    "crossval.cross_validated_risk": {"samples": 20},
    "crossval.least_squares_fold_errors": {
        "x": np.random.default_rng(0).integers(0, 9, (2, 8, 2)).astype(float),
        "y": np.ones((2, 8)),
        "folds": 2,
    },
    "fc.split_feed_forward": {"devices": 1},
    "filters.learn_kernel": {"target": np.ones((3, 3))},
    "freeze.block_backward_products": {"first": 1, "last": 1},
    "gan.js_divergence": {"real": HALVES, "fake": HALVES[::-1]},
    "gan.optimal_value": {"real": HALVES, "fake": HALVES[::-1]},
    "graph.counted_gradient": {"target": np.ones(2)},
    "graph.graph_gradient": {"first": SQUARE, "last": PAIRED, "labels": np.array([0, 1, 2, 0, 1, 2])},
    "graph.graph_loss": {"first": SQUARE, "last": PAIRED, "labels": np.array([0, 1, 2, 0, 1, 2])},
    "head.score_map_size": {"size": 64, "downsampling": 8, "window": 7},
    "head.as_convolution": {"weight": np.ones((3, 27))},
    "loss.entropy": {"distribution": HALVES},
    "loss.kl_divergence": {"truth": HALVES, "model": HALVES[::-1]},
    "loss.distribution_cross_entropy": {"truth": HALVES, "model": HALVES[::-1]},
    "mlp.mixture_weights": {"experts": 4},
    "mlp.relu_interpolant": {"knots": np.arange(5.0)},
    "norms.tilt": {"reference": np.full(4, 0.25), "rewards": np.arange(4.0)},
    "pipeline.network_parameters": {"size": 12},
    "pool.adaptive_bin": {"place": 1},
    "pool.masked_mean": {"mask": np.array([1, 1, 0, 1, 0, 0])},
    "pool.max_pool2d_backward": {"upstream": np.ones((6, 3, 1, 1))},
    "pool.avg_pool2d_backward": {"upstream": np.ones((6, 3, 1, 1))},
    "pool.max_pool1d_backward": {"upstream": np.ones((2, 3, 2))},
    "regression.robust_least_squares": {"inputs": np.eye(6, 5)},
    "remedies.samples_needed": {"target": 0.75},
    "resnet.residual_block": {"x": np.ones((6, 5)), "first": np.ones((4, 5)), "second": np.ones((5, 4))},
    "resnet.residual_block_backward": {
        "upstream": np.ones((6, 5)),
        "x": np.ones((6, 5)),
        "first": np.ones((4, 5)),
        "second": np.ones((5, 4)),
    },
    "training.loss_per_token": {"tokens": np.array([3, 1, 2])},
    "lora.lora_tune": {"y": np.ones((6, 2)), "steps": 2},
    "transfer.break_even": {"scratch": 0.75},
    "transfer.related_task": {"shared": 1},
    "transfer.fine_tune": {"y": np.ones((6, 2)), "steps": 2},
    "transfer.squared_loss": {"y": np.ones((6, 2))},
    "remedies.penalised_gradient": {"targets": np.eye(2)[[0, 1, 1, 0, 1, 0]]},
    "loss.cross_entropy": {"labels": np.array([0, 1, 2, 0, 1, 2])},
    "loss.cross_entropy_gradient": {"labels": np.array([0, 1, 2, 0, 1, 2])},
}
"""What a signature cannot say: arguments that go together."""

_UNIONS = (typing.Union, types.UnionType)

FILES = tuple(name for name in open_course().code.kernels if name not in ("shapes", "guards"))
LENGTHS = dict(zip("ncdmfkhwijrtbpqsg", (6, 3, 4, 5, 2, 3, 5, 5, 5, 5, 3, 4, 3, 4, 3, 4, 2), strict=True))
"""How long an axis of that name is; other names are 3 long."""


def kernels() -> Iterator[tuple[str, Callable[..., Any]]]:
    """Yield every public kernel with its name as questions write it."""
    for file in FILES:
        module = importlib.import_module(f"dl_quiz.kernels.{file}")
        for name, kernel in vars(module).items():
            if inspect.isfunction(kernel) and not name.startswith("_") and kernel.__module__ == module.__name__:
                yield f"{file}.{name}", kernel


def hints_of(kernel: Callable[..., Any]) -> dict[str, Any]:
    """Return the annotations of a kernel's parameters and of its result, marks included."""
    return typing.get_type_hints(inspect.unwrap(kernel), include_extras=True)


def marks_of(hint: Any) -> tuple[Shape | None, In | None, Index | None]:
    """Return the marks of one annotation; of an optional one, those of what it may be besides None."""
    kinds = [kind for kind in typing.get_args(hint) if kind is not type(None)] if typing.get_origin(hint) in _UNIONS else []
    marks = getattr(kinds[0] if len(kinds) == 1 else hint, "__metadata__", ())
    found = [next((mark for mark in marks if isinstance(mark, kind)), None) for kind in (Shape, In, Index)]
    return found[0], found[1], found[2]  # type: ignore[return-value]


def shape_of(shape: Shape, lengths: Mapping[str, int] = LENGTHS) -> tuple[int, ...]:
    """Return the lengths of an array's axes."""
    found: list[int] = []
    for axis in shape.axes:
        if axis == "..." or axis.startswith("*"):
            found += [2, 3]
        else:
            found.append(int(axis) if axis.isdigit() else lengths.get(axis[:1], 3) if axis != "_" else 4)
    return tuple(found)


def value_for(hint: Any, rng: np.random.Generator) -> Any:
    """Return an argument that fits an annotation. Raises LookupError for what only the kernel's author can make."""
    shape, interval, index = marks_of(hint)
    if hint is np.random.Generator:
        return np.random.default_rng(0)
    if shape is not None:
        size = shape_of(shape)
        if shape.kind == "bool":
            return rng.random(size) < 0.5
        if index is not None or shape.kind == "int":
            return rng.integers(0, 2, size)
        array = rng.integers(0, 2, size).astype(float)
        return array if interval is None or interval.holds(0, 1) else np.full(size, inside(interval))
    plain = typing.get_args(hint)[0] if hasattr(hint, "__metadata__") else hint
    if plain is int:
        return next(number for number in (3, 2, 1, 0, 4, 10) if interval is None or interval.holds(number, number))
    if plain is float:
        return inside(interval) if interval else 0.5
    if plain is bool:
        return True
    if typing.get_origin(plain) is typing.Literal:
        return typing.get_args(plain)[0]
    return _several(plain, rng)


def _several(hint: Any, rng: np.random.Generator) -> Any:
    """Return a value for a tuple, a sequence, or one of several annotations."""
    origin, inner = typing.get_origin(hint), typing.get_args(hint)
    if origin is typing.Union:
        return value_for(inner[-1], rng)
    if origin is tuple and inner[-1] is not Ellipsis:
        return tuple(value_for(each, rng) for each in inner)
    if origin in (Sequence, list) and typing.get_origin(inner[0]) is tuple:  # layers, each a weight and a bias
        return [(rng.integers(0, 2, shape).astype(float), np.ones(shape[0])) for shape in ((5, 4), (2, 5))]
    if origin in (Sequence, list, tuple):
        return [value_for(inner[0], rng), value_for(inner[0], rng)]
    raise LookupError(f"no argument for {hint}")


def inside(interval: In) -> float:
    """Return a number in an interval."""
    return next(number for number in (0.5, 1.0, 0.25, 2.0, 10.0, -1.0, 0.0) if interval.holds(number, number))


def arguments_for(kernel: Callable[..., Any], seed: int = 0) -> dict[str, Any]:
    """Return arguments for everything that a kernel asks for. Raises LookupError where its signature does not tell how."""
    rng, hints = np.random.default_rng(seed), hints_of(kernel)
    asked = inspect.signature(kernel).parameters.values()
    own = RELATED.get(f"{kernel.__module__.rpartition('.')[2]}.{kernel.__name__}", {})
    made = {
        each.name: value_for(hints[each.name], rng) for each in asked if each.default is inspect.Parameter.empty and each.name not in own
    }
    return made | own


def arrays_in(value: Any) -> Iterator[np.ndarray]:
    """Yield the arrays that a value holds, inside tuples and lists too."""
    if isinstance(value, np.ndarray):
        yield value
    elif isinstance(value, tuple | list):
        for each in value:
            yield from arrays_in(each)
