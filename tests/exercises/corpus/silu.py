import numpy as np

# right: one exponential of −|x|


def silu(x):
    small = np.exp(-np.abs(x))
    sigmoid = np.where(x >= 0, 1 / (1 + small), small / (1 + small))
    return x * sigmoid, sigmoid * (1 + x * (1 - sigmoid))


# right: tanh


def silu(x):
    sigmoid = 0.5 * (1 + np.tanh(x / 2))
    return x * sigmoid, sigmoid + x * sigmoid * (1 - sigmoid)


# right: a loop with two branches


def silu(x):
    import math

    value, slope = np.empty_like(x), np.empty_like(x)
    for i, z in enumerate(x):
        s = 1 / (1 + math.exp(-z)) if z >= 0 else math.exp(z) / (1 + math.exp(z))
        value[i] = z * s
        slope[i] = value[i] + s * (1 - value[i])
    return value, slope


# wrong: the derivative of the sigmoid alone


def silu(x):
    sigmoid = 0.5 * (1 + np.tanh(x / 2))
    return x * sigmoid, sigmoid * (1 - sigmoid)


# wrong: the product rule's first part is forgotten


def silu(x):
    sigmoid = 0.5 * (1 + np.tanh(x / 2))
    return x * sigmoid, x * sigmoid * (1 - sigmoid)


# wrong: the product rule's second part is forgotten


def silu(x):
    sigmoid = 0.5 * (1 + np.tanh(x / 2))
    return x * sigmoid, sigmoid


# wrong: the sigmoid without x


def silu(x):
    sigmoid = 0.5 * (1 + np.tanh(x / 2))
    return sigmoid, sigmoid * (1 - sigmoid)


# wrong: eˣ/(1 + eˣ) overflows


def silu(x):
    sigmoid = np.exp(x) / (1 + np.exp(x))
    return x * sigmoid, sigmoid * (1 + x * (1 - sigmoid))


# wrong: the derivative by e⁻ˣ overflows


def silu(x):
    power = np.exp(-x)
    return x / (1 + power), (1 + power + x * power) / (1 + power) ** 2


# wrong: GELU's approximation


def silu(x):
    sigmoid = 0.5 * (1 + np.tanh(1.702 * x / 2))
    return x * sigmoid, sigmoid * (1 + 1.702 * x * (1 - sigmoid))


# wrong: x is clipped


def silu(x):
    z = np.clip(x, -20, 20)
    sigmoid = 1 / (1 + np.exp(-z))
    return z * sigmoid, sigmoid * (1 + z * (1 - sigmoid))


# wrong: sigmoid of the value in the derivative


def silu(x):
    sigmoid = 0.5 * (1 + np.tanh(x / 2))
    value = x * sigmoid
    return value, sigmoid * (1 + value * (1 - sigmoid))


# wrong: forward differences


def silu(x):
    def f(z):
        return z * 0.5 * (1 + np.tanh(z / 2))

    return f(x), (f(x + 1e-6) - f(x)) / 1e-6


# wrong: ReLU's derivative


def silu(x):
    return x * 0.5 * (1 + np.tanh(x / 2)), (x > 0).astype(float)
