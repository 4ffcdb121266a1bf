import numpy as np

# right: mean and variance of each row


def layer_norm(x, gamma, beta, eps=1e-05):
    mean, variance = x.mean(axis=1, keepdims=True), x.var(axis=1, keepdims=True)
    return gamma * (x - mean) / np.sqrt(variance + eps) + beta


# right: a loop over the rows


def layer_norm(x, gamma, beta, eps=1e-05):
    result = []
    for row in x:
        centred = row - sum(row) / len(row)
        result.append(centred / (centred @ centred / len(row) + eps) ** 0.5 * gamma + beta)
    return np.array(result)


# right: transposed, with einsum for the variance


def layer_norm(x, gamma, beta, eps=1e-05):
    centred = x.T - x.mean(axis=1)
    variance = np.einsum("dn,dn->n", centred, centred) / x.shape[1]
    return (centred * (variance + eps) ** -0.5).T * gamma + beta


# wrong: over the batch


def layer_norm(x, gamma, beta, eps=1e-05):
    return gamma * (x - x.mean(axis=0)) / np.sqrt(x.var(axis=0) + eps) + beta


# wrong: over all numbers at once


def layer_norm(x, gamma, beta, eps=1e-05):
    return gamma * (x - x.mean()) / np.sqrt(x.var() + eps) + beta


# wrong: the unbiased variance


def layer_norm(x, gamma, beta, eps=1e-05):
    mean, variance = x.mean(axis=1, keepdims=True), x.var(axis=1, keepdims=True, ddof=1)
    return gamma * (x - mean) / np.sqrt(variance + eps) + beta


# wrong: eps outside the root


def layer_norm(x, gamma, beta, eps=1e-05):
    mean, deviation = x.mean(axis=1, keepdims=True), x.std(axis=1, keepdims=True)
    return gamma * (x - mean) / (deviation + eps) + beta


# wrong: eps is forgotten


def layer_norm(x, gamma, beta, eps=1e-05):
    return gamma * (x - x.mean(axis=1, keepdims=True)) / x.std(axis=1, keepdims=True) + beta


# wrong: divided by the variance


def layer_norm(x, gamma, beta, eps=1e-05):
    mean, variance = x.mean(axis=1, keepdims=True), x.var(axis=1, keepdims=True)
    return gamma * (x - mean) / (variance + eps) + beta


# wrong: beta is added before the scale


def layer_norm(x, gamma, beta, eps=1e-05):
    mean, variance = x.mean(axis=1, keepdims=True), x.var(axis=1, keepdims=True)
    return gamma * ((x - mean) / np.sqrt(variance + eps) + beta)


# wrong: the mean is not subtracted


def layer_norm(x, gamma, beta, eps=1e-05):
    return gamma * x / np.sqrt(x.var(axis=1, keepdims=True) + eps) + beta


# wrong: gamma and beta are ignored


def layer_norm(x, gamma, beta, eps=1e-05):
    mean, variance = x.mean(axis=1, keepdims=True), x.var(axis=1, keepdims=True)
    return (x - mean) / np.sqrt(variance + eps)


# wrong: eps is not the one given


def layer_norm(x, gamma, beta, eps=1e-05):
    mean, variance = x.mean(axis=1, keepdims=True), x.var(axis=1, keepdims=True)
    return gamma * (x - mean) / np.sqrt(variance + 1e-5) + beta


# wrong: x is centred in place


def layer_norm(x, gamma, beta, eps=1e-05):
    variance = x.var(axis=1, keepdims=True)
    x -= x.mean(axis=1, keepdims=True)
    return gamma * x / np.sqrt(variance + eps) + beta


# wrong: the variance as a difference of squares, which cancels


def layer_norm(x, gamma, beta, eps=1e-05):
    mean = x.mean(axis=1, keepdims=True)
    variance = (x**2).mean(axis=1, keepdims=True) - mean**2
    return gamma * (x - mean) / np.sqrt(variance + eps) + beta
