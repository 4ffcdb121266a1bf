"""Activation functions and their derivatives, softmax included."""

from __future__ import annotations

from math import pi, sqrt

import numpy as np

from .shapes import Array, Count, Float, NotNegative, shaped


@shaped
def sigmoid(x: Float[Array, "..."]) -> Float[Array, "..."]:
    """Logistic sigmoid, with values in (0, 1).

    σ(x) = 1 / (1 + e⁻ˣ)

    Source: Goodfellow, Bengio & Courville 2016, Deep Learning, §3.10.
    """
    decay = np.exp(-np.abs(x))  # never overflows, whichever the sign
    return np.maximum(x >= 0, decay) / (1 + decay)  # above the bar is 1 right of zero, eˣ left of it


@shaped
def sigmoid_derivative(x: Float[Array, "..."]) -> Float[Array, "..."]:
    """Slope of the sigmoid, at most ¼, at x = 0.

    σ′(x) = σ(x)(1 − σ(x))

    Source: Goodfellow, Bengio & Courville 2016, Deep Learning, §3.10.
    """
    return sigmoid(x) * sigmoid(-x)  # 1 − σ(x) = σ(−x), without the cancellation


@shaped
def tanh(x: Float[Array, "..."]) -> Float[Array, "..."]:
    """Hyperbolic tangent, with values in (−1, 1).

    tanh(x) = 2σ(2x) − 1

    Source: Goodfellow, Bengio & Courville 2016, Deep Learning, §6.3.2.
    """
    return np.tanh(x)


@shaped
def tanh_derivative(x: Float[Array, "..."]) -> Float[Array, "..."]:
    """Slope of the hyperbolic tangent, at most 1, at x = 0.

    tanh′(x) = 1 − tanh²(x)

    Source: LeCun, Bottou, Orr & Müller 1998, Efficient BackProp, §4.4 (the sigmoid).
    """
    return 4 * sigmoid_derivative(2 * x)  # the chain rule on 2σ(2x) − 1 keeps the digits that 1 − tanh² cancels


@shaped
def relu(x: Float[Array, "..."]) -> Float[Array, "..."]:
    """Rectified linear unit.

    relu(x) = max(0, x)

    Source: Nair & Hinton 2010, Rectified Linear Units Improve Restricted Boltzmann Machines.
    """
    return np.maximum(x, 0.0)


@shaped
def relu_derivative(x: Float[Array, "..."]) -> Float[Array, "..."]:
    """1 where x > 0, else 0. At the kink any number in [0, 1] is a subgradient; libraries take 0, and so do we.

    Source: Goodfellow, Bengio & Courville 2016, Deep Learning, §6.3.
    """
    return (x > 0).astype(float)


@shaped
def leaky_relu(x: Float[Array, "..."], slope: float = 0.01) -> Float[Array, "..."]:
    """Leaky ReLU: two straight lines, the negative one of the given slope. With a learned slope it is called PReLU.

    leaky_relu(x) = max(0, x) + slope · min(0, x)

    Source: Maas, Hannun & Ng 2013; He, Zhang, Ren & Sun 2015, arXiv:1502.01852, §2.1 (PReLU).
    """
    return np.maximum(x, 0.0) + slope * np.minimum(x, 0.0)


@shaped
def leaky_relu_derivative(x: Float[Array, "..."], slope: float = 0.01) -> Float[Array, "..."]:
    """1 where x > 0, else the slope of the negative side.

    Source: Maas, Hannun & Ng 2013.
    """
    return np.where(x > 0, 1.0, slope)


@shaped
def elu(x: Float[Array, "..."], alpha: float = 1.0) -> Float[Array, "..."]:
    """Exponential linear unit: x where x > 0, and below a curve that levels off at −α.

    elu(x) = max(0, x) + α(exp(min(0, x)) − 1)

    Source: Clevert, Unterthiner & Hochreiter 2016, arXiv:1511.07289.
    """
    return np.maximum(x, 0.0) + alpha * np.expm1(np.minimum(x, 0.0))


@shaped
def elu_derivative(x: Float[Array, "..."], alpha: float = 1.0) -> Float[Array, "..."]:
    """1 where x > 0, else αeˣ.

    Source: Clevert, Unterthiner & Hochreiter 2016, arXiv:1511.07289.
    """
    return np.where(x > 0, 1.0, alpha * np.exp(np.minimum(x, 0.0)))


@shaped
def gelu(x: Float[Array, "..."]) -> Float[Array, "..."]:
    """Gaussian error linear unit: x, times the share of a standard normal that lies below x.

    gelu(x) = x · Φ(x)

    Source: Hendrycks & Gimpel 2016, arXiv:1606.08415, §2 (the exact form, not the tanh approximation).
    """
    return x * _normal_cdf(x)


@shaped
def gelu_derivative(x: Float[Array, "..."]) -> Float[Array, "..."]:
    """Slope of GELU, from the distribution function Φ of the standard normal and its density φ.

    gelu′(x) = Φ(x) + x · φ(x)

    Source: Hendrycks & Gimpel 2016, arXiv:1606.08415, §2, differentiated by the product rule.
    """
    return _normal_cdf(x) + x * _bell(x) / sqrt(2 * pi)


@shaped
def gelu_tanh(x: Float[Array, "..."]) -> Float[Array, "..."]:
    """GELU as it was first computed, by a tanh in the place of Φ: at most 0.0005 off.

    ½ x (1 + tanh(√(2/π) (x + 0.044715 x³)))

    Source: Hendrycks & Gimpel 2016, arXiv:1606.08415, §2; PyTorch GELU(approximate="tanh").
    """
    return x * sigmoid(2 * sqrt(2 / pi) * (x + 0.044715 * x**3))


@shaped
def silu(x: Float[Array, "..."]) -> Float[Array, "..."]:
    """Sigmoid linear unit, also called Swish.

    silu(x) = x · σ(x)

    Source: Elfwing, Uchibe & Doya 2018, arXiv:1702.03118; Ramachandran, Zoph & Le 2017, arXiv:1710.05941 (Swish).
    """
    return x * sigmoid(x)


@shaped
def silu_derivative(x: Float[Array, "..."]) -> Float[Array, "..."]:
    """Slope of SiLU.

    silu′(x) = σ(x)(1 + x(1 − σ(x)))

    Source: Elfwing, Uchibe & Doya 2018, arXiv:1702.03118 (the SiLU), differentiated by the product rule.
    """
    return sigmoid(x) * (1 + x * sigmoid(-x))


@shaped
def softmax(logits: Float[Array, "*batch c"]) -> Float[Array, "*batch c"]:
    """Turn scores into probabilities, over the last axis. A score of −∞ gets none.

    pᵢ = exp(zᵢ) / Σⱼ exp(zⱼ)

    Source: Goodfellow, Bengio & Courville 2016, Deep Learning, §6.2.2.3; §4.1 (why the maximum is subtracted).
    """
    exponentials = np.exp(_below_their_maximum(logits))
    return exponentials / exponentials.sum(axis=-1, keepdims=True)


@shaped
def log_softmax(logits: Float[Array, "*batch c"]) -> Float[Array, "*batch c"]:
    """Logarithms of the probabilities that `softmax` gives, finite even where those are too small for a float.

    log pᵢ = zᵢ − log Σⱼ exp(zⱼ)

    Source: Goodfellow, Bengio & Courville 2016, Deep Learning, §6.2.2.3.
    """
    shifted = _below_their_maximum(logits)
    return shifted - np.log(np.exp(shifted).sum(axis=-1, keepdims=True))


@shaped
def softmax_jacobian(logits: Float[Array, "c"]) -> Float[Array, "c c"]:
    """Derivatives of every probability by every logit; the matrix is symmetric.

    ∂pᵢ/∂zⱼ = pᵢ(δᵢⱼ − pⱼ)

    Source: Goodfellow, Bengio & Courville 2016, Deep Learning, §6.2.2.3 (the softmax), differentiated.
    """
    probabilities = softmax(logits)
    return np.diag(probabilities) - np.outer(probabilities, probabilities)


@shaped
def gradient_bound(layers: Count, slope: NotNegative = 0.25) -> float:
    """Largest factor by which the activations alone can multiply a gradient: their steepest slope to the power of the layers.

    The steepest slope is ¼ for the sigmoid, 1 for tanh and ReLU.

    Source: Glorot & Bengio 2010, Understanding the difficulty of training deep feedforward neural networks, §4.2.1.
    """
    return slope**layers


def _below_their_maximum(logits: Array) -> Array:
    """Shift each row so that its largest logit is 0: the probabilities stay, and no exponential overflows."""
    if logits.shape[-1] == 0:
        raise ValueError(f"logits {logits.shape} must have a class: their last axis is empty")
    with np.errstate(over="ignore"):  # −1e308 − 1e308 is −∞: a probability of 0 either way
        return logits - logits.max(axis=-1, keepdims=True)


def _bell(x: Array) -> Array:
    """exp(−x²/2), the density of the standard normal without its factor."""
    return np.exp(-(np.clip(x, -40, 40) ** 2) / 2)  # beyond that it is 0, and x² might overflow


def _normal_cdf(x: Array) -> Array:
    """Distribution function of the standard normal, Φ(x) = ½ erfc(−x/√2), with 15 digits near zero and 13 in the far left tail.

    Source: W. J. Cody 1993, Algorithm 715: SPECFUN, ACM Transactions on Mathematical Software 19 (the function ANORM).
    """
    cdf, flat = np.empty(x.size), x.reshape(-1)
    for start in range(0, x.size, _BLOCK):
        block = slice(start, start + _BLOCK)
        cdf[block] = _normal_cdf_of_few(flat[block])
    return cdf.reshape(x.shape)


def _normal_cdf_of_few(x: Array) -> Array:
    size, cdf = np.abs(x), np.empty_like(x)
    is_near, is_far = size <= 0.67448975, size > sqrt(32)
    near, between, far = np.flatnonzero(is_near), np.flatnonzero(~(is_near | is_far)), np.flatnonzero(is_far)
    cdf[near] = 0.5 + x[near] * _ratio(_NEAR, x[near] ** 2)
    tail = _bell(size[between]) * _ratio(_BETWEEN, size[between])
    cdf[between] = np.where(x[between] > 0, 1 - tail, tail)  # the tail of the right half is that of the left one
    inverse = 1 / size[far]
    tail = _bell(size[far]) * (1 / sqrt(2 * pi) - inverse**2 * _ratio(_FAR, inverse**2)) * inverse
    cdf[far] = np.where(x[far] > 0, 1 - tail, tail)
    return cdf


def _ratio(coefficients: tuple[list[float], list[float]], x: Array) -> Array:
    """Ratio of two polynomials, highest power first, by Horner's rule."""
    above, below = (np.full_like(x, polynomial[0]) for polynomial in coefficients)
    for result, polynomial in zip((above, below), coefficients, strict=True):
        for coefficient in polynomial[1:]:
            result *= x  # in place: a new array for each step would take twice as long
            result += coefficient
    return above / below


_BLOCK = 16384
"""Numbers that fit into the processor's cache together with all intermediate results: three times as fast as a large array at once."""

_NEAR = (
    [0.065682337918207449113, 2.2352520354606839287, 161.02823106855587881, 1067.6894854603709582, 18154.981253343561249],
    [1.0, 47.20258190468824187, 976.09855173777669322, 10260.932208618978205, 45507.789335026729956],
)
_BETWEEN = (
    [
        *(1.0765576773720192317e-8, 0.39894151208813466764, 8.8831497943883759412, 93.506656132177855979, 597.27027639480026226),
        *(2494.5375852903726711, 6848.1904505362823326, 11602.651437647350124, 9842.7148383839780218),
    ],
    [
        *(1.0, 22.266688044328115691, 235.38790178262499861, 1519.377599407554805, 6485.558298266760755),
        *(18615.571640885098091, 34900.952721145977266, 38912.003286093271411, 19685.429676859990727),
    ],
)
_FAR = (
    [
        0.02307344176494017303,
        0.21589853405795699,
        0.1274011611602473639,
        0.022235277870649807,
        0.001421619193227893466,
        2.9112874951168792e-5,
    ],
    [1.0, 1.28426009614491121, 0.468238212480865118, 0.0659881378689285515, 0.00378239633202758244, 7.29751555083966205e-5],
)
