import numpy as np

# right: the root of the mean square


def rms_norm(x, gamma, eps=1e-06):
    return x / np.sqrt((x**2).mean(axis=1, keepdims=True) + eps) * gamma


# right: einsum and a negative power


def rms_norm(x, gamma, eps=1e-06):
    squares = np.einsum("nd,nd->n", x, x) / x.shape[1]
    return np.einsum("nd,n,d->nd", x, (squares + eps) ** -0.5, gamma)


# right: a loop


def rms_norm(x, gamma, eps=1e-06):
    y = np.zeros_like(x)
    for i in range(x.shape[0]):
        total = 0.0
        for value in x[i]:
            total += value * value
        for j in range(x.shape[1]):
            y[i, j] = x[i, j] * gamma[j] / (total / x.shape[1] + eps) ** 0.5
    return y


# wrong: the sum of the squares


def rms_norm(x, gamma, eps=1e-06):
    return x / np.sqrt((x**2).sum(axis=1, keepdims=True) + eps) * gamma


# wrong: the mean is subtracted


def rms_norm(x, gamma, eps=1e-06):
    x = x - x.mean(axis=1, keepdims=True)
    return x / np.sqrt((x**2).mean(axis=1, keepdims=True) + eps) * gamma


# wrong: the variance for the mean square


def rms_norm(x, gamma, eps=1e-06):
    return x / np.sqrt(x.var(axis=1, keepdims=True) + eps) * gamma


# wrong: eps outside the root


def rms_norm(x, gamma, eps=1e-06):
    return x / (np.sqrt((x**2).mean(axis=1, keepdims=True)) + eps) * gamma


# wrong: over the batch


def rms_norm(x, gamma, eps=1e-06):
    return x / np.sqrt((x**2).mean(axis=0) + eps) * gamma


# wrong: over everything


def rms_norm(x, gamma, eps=1e-06):
    return x / np.sqrt((x**2).mean() + eps) * gamma


# wrong: one plus gamma, as in Gemma


def rms_norm(x, gamma, eps=1e-06):
    return x / np.sqrt((x**2).mean(axis=1, keepdims=True) + eps) * (1 + gamma)


# wrong: the square of the mean


def rms_norm(x, gamma, eps=1e-06):
    return x / np.sqrt(x.mean(axis=1, keepdims=True) ** 2 + eps) * gamma


# wrong: gamma is ignored


def rms_norm(x, gamma, eps=1e-06):
    return x / np.sqrt((x**2).mean(axis=1, keepdims=True) + eps)


# wrong: no root


def rms_norm(x, gamma, eps=1e-06):
    return x / ((x**2).mean(axis=1, keepdims=True) + eps) * gamma


# wrong: calculated in float32


def rms_norm(x, gamma, eps=1e-06):
    single = x.astype(np.float32)
    return (single / np.sqrt((single**2).mean(axis=1, keepdims=True) + np.float32(eps))).astype(np.float64) * gamma
