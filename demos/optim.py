"""Optimisers: what turns a gradient into a step, and what each of them remembers.

优化器：如何把梯度变成一步更新，各自又记住了什么。
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

Array = NDArray[np.float64]


def _pair(w: ArrayLike, gradient: ArrayLike) -> tuple[Array, Array]:
    """Return weights and gradient as float arrays of one shape."""
    weights, slope = np.asarray(w, dtype=float), np.asarray(gradient, dtype=float)
    if weights.shape != slope.shape:
        raise ValueError(f"weights of shape {weights.shape} need a gradient of that shape, not {slope.shape}")
    return weights, slope


def sgd(w: ArrayLike, gradient: ArrayLike, velocity: ArrayLike | None = None, *, lr: float, momentum: float = 0.0, weight_decay: float = 0.0) -> tuple[Array, Array]:
    """One step of SGD with momentum: g ← g + λw, v ← βv + g, w ← w − ηv.

    Parameters
    ----------
    w, gradient : ndarray of one shape
    velocity : ndarray of that shape, optional
        The velocity v that the last step returned; zero before the first.
    lr, momentum, weight_decay : float
        Learning rate η, momentum β, L2 coefficient λ (added to the gradient, as in PyTorch's SGD).

    Returns
    -------
    (w, velocity) : the moved weights and the new velocity.

    Raises
    ------
    ValueError
        If the shapes differ.

    Source: Goodfellow, Bengio & Courville 2016, §8.3.2, in the parametrisation of PyTorch's `torch.optim.SGD`.
    """
    weights, slope = _pair(w, gradient)
    slope = slope + weight_decay * weights
    speed = slope if velocity is None else momentum * np.asarray(velocity, dtype=float) + slope
    return weights - lr * speed, speed


def adagrad(w: ArrayLike, gradient: ArrayLike, accumulated: ArrayLike | None = None, *, lr: float, eps: float = 1e-10) -> tuple[Array, Array]:
    """One step of AdaGrad: s ← s + g², w ← w − ηg / (√s + ε). The sum s only grows.

    Parameters
    ----------
    w, gradient : ndarray of one shape
    accumulated : ndarray of that shape, optional
        The sum of squared gradients so far; zero before the first step.
    lr, eps : float
        Learning rate η, and ε against division by zero.

    Returns
    -------
    (w, accumulated) : the moved weights and the new sum.

    Raises
    ------
    ValueError
        If the shapes differ.

    Source: Duchi, Hazan & Singer 2011, JMLR 12, the diagonal update.
    """
    weights, slope = _pair(w, gradient)
    total = slope**2 + (0.0 if accumulated is None else np.asarray(accumulated, dtype=float))
    return weights - lr * slope / (np.sqrt(total) + eps), total


def rmsprop(w: ArrayLike, gradient: ArrayLike, average: ArrayLike | None = None, *, lr: float, decay: float = 0.99, eps: float = 1e-8) -> tuple[Array, Array]:
    """One step of RMSProp: s ← ρs + (1 − ρ)g², w ← w − ηg / (√s + ε). The average s forgets.

    Parameters
    ----------
    w, gradient : ndarray of one shape
    average : ndarray of that shape, optional
        The moving average of squared gradients; zero before the first step.
    lr, decay, eps : float
        Learning rate η, decay ρ of the average, and ε against division by zero.

    Returns
    -------
    (w, average) : the moved weights and the new average.

    Raises
    ------
    ValueError
        If the shapes differ.

    Source: Hinton, Neural Networks for Machine Learning, lecture 6e (2012).
    """
    weights, slope = _pair(w, gradient)
    mean = (1 - decay) * slope**2 + (0.0 if average is None else decay * np.asarray(average, dtype=float))
    return weights - lr * slope / (np.sqrt(mean) + eps), mean


AdamState = tuple[Array, Array, int]
"""First moment m, second moment v, and the number t of steps taken."""


def adam(w: ArrayLike, gradient: ArrayLike, state: AdamState | None = None, *, lr: float, beta1: float = 0.9, beta2: float = 0.999, eps: float = 1e-8) -> tuple[Array, AdamState]:
    """One step of Adam: m and v are moving averages of g and g², each divided by 1 − βᵗ; w ← w − η m̂ / (√v̂ + ε).

    Parameters
    ----------
    w, gradient : ndarray of one shape
    state : (m, v, t), optional
        What the last step returned; zeros before the first.
    lr, beta1, beta2, eps : float
        Learning rate η, decays of the two averages, and ε against division by zero.

    Returns
    -------
    (w, state) : the moved weights and the new state.

    Raises
    ------
    ValueError
        If the shapes differ.

    Source: Kingma & Ba 2015, arXiv:1412.6980, algorithm 1.
    """
    weights, slope = _pair(w, gradient)
    first, second, steps = state if state is not None else (np.zeros_like(weights), np.zeros_like(weights), 0)
    steps += 1
    first = beta1 * first + (1 - beta1) * slope
    second = beta2 * second + (1 - beta2) * slope**2
    corrected = first / (1 - beta1**steps)
    scale = np.sqrt(second / (1 - beta2**steps)) + eps
    return weights - lr * corrected / scale, (first, second, steps)
