import numpy as np

# right: matrix products


def swiglu(x, gate, up, down):
    z = x @ gate.T
    return (z / (1 + np.exp(-z)) * (x @ up.T)) @ down.T


# right: einsum and tanh


def swiglu(x, gate, up, down):
    z = np.einsum("nd,hd->nh", x, gate)
    hidden = z * 0.5 * (1 + np.tanh(z / 2)) * np.einsum("nd,hd->nh", x, up)
    return np.einsum("nh,dh->nd", hidden, down)


# right: a token and a unit at a time


def swiglu(x, gate, up, down):
    y = np.zeros_like(x)
    for n, token in enumerate(x):
        for h in range(len(gate)):
            z = float(gate[h] @ token)
            y[n] += z / (1 + np.exp(-z)) * float(up[h] @ token) * down[:, h]
    return y


# wrong: the sigmoid for SiLU


def swiglu(x, gate, up, down):
    z = x @ gate.T
    return (1 / (1 + np.exp(-z)) * (x @ up.T)) @ down.T


# wrong: gate and up swapped


def swiglu(x, gate, up, down):
    z = x @ up.T
    return (z / (1 + np.exp(-z)) * (x @ gate.T)) @ down.T


# wrong: added for multiplied


def swiglu(x, gate, up, down):
    z = x @ gate.T
    return (z / (1 + np.exp(-z)) + x @ up.T) @ down.T


# wrong: ReLU


def swiglu(x, gate, up, down):
    return (np.maximum(x @ gate.T, 0) * (x @ up.T)) @ down.T


# wrong: GELU


def swiglu(x, gate, up, down):
    z = x @ gate.T
    gelu = 0.5 * z * (1 + np.tanh(np.sqrt(2 / np.pi) * (z + 0.044715 * z**3)))
    return (gelu * (x @ up.T)) @ down.T


# wrong: both projections through SiLU


def swiglu(x, gate, up, down):
    z, u = x @ gate.T, x @ up.T
    return (z / (1 + np.exp(-z)) * u / (1 + np.exp(-u))) @ down.T


# wrong: SiLU of the product


def swiglu(x, gate, up, down):
    z = (x @ gate.T) * (x @ up.T)
    return (z / (1 + np.exp(-z))) @ down.T


# wrong: the up projection is left out


def swiglu(x, gate, up, down):
    z = x @ gate.T
    return (z / (1 + np.exp(-z))) @ down.T


# wrong: the way down is left out


def swiglu(x, gate, up, down):
    z = x @ gate.T
    return z / (1 + np.exp(-z)) * (x @ up.T)


# wrong: a residual connection on top


def swiglu(x, gate, up, down):
    z = x @ gate.T
    return x + (z / (1 + np.exp(-z)) * (x @ up.T)) @ down.T


# wrong: weights are not transposed


def swiglu(x, gate, up, down):
    z = x @ gate
    return (z / (1 + np.exp(-z)) * (x @ up)) @ down


# wrong: the sign in the exponent


def swiglu(x, gate, up, down):
    z = x @ gate.T
    return (z / (1 + np.exp(z)) * (x @ up.T)) @ down.T
