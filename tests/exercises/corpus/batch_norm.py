import numpy as np

# right: as it is written


def batch_norm(x, gamma, beta, running_mean, running_variance, training, momentum=0.1, eps=1e-05):
    if training:
        mean, variance = x.mean(axis=0), x.var(axis=0)
        running_mean = (1 - momentum) * running_mean + momentum * mean
        running_variance = (1 - momentum) * running_variance + momentum * x.var(axis=0, ddof=1)
    else:
        mean, variance = running_mean, running_variance
    return gamma * (x - mean) / np.sqrt(variance + eps) + beta, running_mean, running_variance


# right: feature by feature


def batch_norm(x, gamma, beta, running_mean, running_variance, training, momentum=0.1, eps=1e-05):
    y, new_mean, new_variance = np.empty_like(x), running_mean.copy(), running_variance.copy()
    n = len(x)
    for d in range(x.shape[1]):
        mean, variance = running_mean[d], running_variance[d]
        if training:
            mean = sum(x[:, d]) / n
            variance = sum((x[:, d] - mean) ** 2) / n
            new_mean[d] += momentum * (mean - new_mean[d])
            new_variance[d] += momentum * (variance * n / (n - 1) - new_variance[d])
        y[:, d] = beta[d] + gamma[d] * (x[:, d] - mean) * (variance + eps) ** -0.5
    return y, new_mean, new_variance


# right: a scale and a shift folded


def batch_norm(x, gamma, beta, running_mean, running_variance, training, momentum=0.1, eps=1e-05):
    mean, variance = (np.mean(x, 0), np.var(x, 0)) if training else (running_mean, running_variance)
    scale = gamma / np.sqrt(variance + eps)
    y = x * scale + (beta - mean * scale)
    if not training:
        return y, running_mean, running_variance
    unbiased = variance * len(x) / (len(x) - 1)
    return y, running_mean + momentum * (mean - running_mean), running_variance + momentum * (unbiased - running_variance)


# wrong: the stored variance is biased


def batch_norm(x, gamma, beta, running_mean, running_variance, training, momentum=0.1, eps=1e-05):
    if training:
        mean, variance = x.mean(axis=0), x.var(axis=0)
        running_mean = (1 - momentum) * running_mean + momentum * mean
        running_variance = (1 - momentum) * running_variance + momentum * variance
    else:
        mean, variance = running_mean, running_variance
    return gamma * (x - mean) / np.sqrt(variance + eps) + beta, running_mean, running_variance


# wrong: the unbiased variance normalises


def batch_norm(x, gamma, beta, running_mean, running_variance, training, momentum=0.1, eps=1e-05):
    if training:
        mean, variance = x.mean(axis=0), x.var(axis=0, ddof=1)
        running_mean = (1 - momentum) * running_mean + momentum * mean
        running_variance = (1 - momentum) * running_variance + momentum * variance
    else:
        mean, variance = running_mean, running_variance
    return gamma * (x - mean) / np.sqrt(variance + eps) + beta, running_mean, running_variance


# wrong: momentum is the share that is kept


def batch_norm(x, gamma, beta, running_mean, running_variance, training, momentum=0.1, eps=1e-05):
    if training:
        mean, variance = x.mean(axis=0), x.var(axis=0)
        running_mean = momentum * running_mean + (1 - momentum) * mean
        running_variance = momentum * running_variance + (1 - momentum) * x.var(axis=0, ddof=1)
    else:
        mean, variance = running_mean, running_variance
    return gamma * (x - mean) / np.sqrt(variance + eps) + beta, running_mean, running_variance


# wrong: the stored statistics normalise in training


def batch_norm(x, gamma, beta, running_mean, running_variance, training, momentum=0.1, eps=1e-05):
    if training:
        running_mean = (1 - momentum) * running_mean + momentum * x.mean(axis=0)
        running_variance = (1 - momentum) * running_variance + momentum * x.var(axis=0, ddof=1)
    return gamma * (x - running_mean) / np.sqrt(running_variance + eps) + beta, running_mean, running_variance


# wrong: the batch's statistics at inference


def batch_norm(x, gamma, beta, running_mean, running_variance, training, momentum=0.1, eps=1e-05):
    mean, variance = x.mean(axis=0), x.var(axis=0)
    if training:
        running_mean = (1 - momentum) * running_mean + momentum * mean
        running_variance = (1 - momentum) * running_variance + momentum * x.var(axis=0, ddof=1)
    return gamma * (x - mean) / np.sqrt(variance + eps) + beta, running_mean, running_variance


# wrong: the statistics move at inference too


def batch_norm(x, gamma, beta, running_mean, running_variance, training, momentum=0.1, eps=1e-05):
    mean, variance = (x.mean(axis=0), x.var(axis=0)) if training else (running_mean, running_variance)
    y = gamma * (x - mean) / np.sqrt(variance + eps) + beta
    running_mean = (1 - momentum) * running_mean + momentum * x.mean(axis=0)
    running_variance = (1 - momentum) * running_variance + momentum * x.var(axis=0, ddof=1)
    return y, running_mean, running_variance


# wrong: statistics of each example


def batch_norm(x, gamma, beta, running_mean, running_variance, training, momentum=0.1, eps=1e-05):
    if training:
        mean, variance = x.mean(axis=1, keepdims=True), x.var(axis=1, keepdims=True)
        running_mean = (1 - momentum) * running_mean + momentum * x.mean(axis=0)
        running_variance = (1 - momentum) * running_variance + momentum * x.var(axis=0, ddof=1)
    else:
        mean, variance = running_mean, running_variance
    return gamma * (x - mean) / np.sqrt(variance + eps) + beta, running_mean, running_variance


# wrong: eps outside the root


def batch_norm(x, gamma, beta, running_mean, running_variance, training, momentum=0.1, eps=1e-05):
    if training:
        mean, variance = x.mean(axis=0), x.var(axis=0)
        running_mean = (1 - momentum) * running_mean + momentum * mean
        running_variance = (1 - momentum) * running_variance + momentum * x.var(axis=0, ddof=1)
    else:
        mean, variance = running_mean, running_variance
    return gamma * (x - mean) / (np.sqrt(variance) + eps) + beta, running_mean, running_variance


# wrong: eps of its own


def batch_norm(x, gamma, beta, running_mean, running_variance, training, momentum=0.1, eps=1e-05):
    if training:
        mean, variance = x.mean(axis=0), x.var(axis=0)
        running_mean = (1 - momentum) * running_mean + momentum * mean
        running_variance = (1 - momentum) * running_variance + momentum * x.var(axis=0, ddof=1)
    else:
        mean, variance = running_mean, running_variance
    return gamma * (x - mean) / np.sqrt(variance + 1e-5) + beta, running_mean, running_variance


# wrong: no root


def batch_norm(x, gamma, beta, running_mean, running_variance, training, momentum=0.1, eps=1e-05):
    if training:
        mean, variance = x.mean(axis=0), x.var(axis=0)
        running_mean = (1 - momentum) * running_mean + momentum * mean
        running_variance = (1 - momentum) * running_variance + momentum * x.var(axis=0, ddof=1)
    else:
        mean, variance = running_mean, running_variance
    return gamma * (x - mean) / (variance + eps) + beta, running_mean, running_variance


# wrong: the stored statistics are changed in place


def batch_norm(x, gamma, beta, running_mean, running_variance, training, momentum=0.1, eps=1e-05):
    mean, variance = running_mean, running_variance
    if training:
        mean, variance = x.mean(axis=0), x.var(axis=0)
        running_mean *= 1 - momentum
        running_mean += momentum * mean
        running_variance *= 1 - momentum
        running_variance += momentum * x.var(axis=0, ddof=1)
    return gamma * (x - mean) / np.sqrt(variance + eps) + beta, running_mean, running_variance


# wrong: the stored mean never moves


def batch_norm(x, gamma, beta, running_mean, running_variance, training, momentum=0.1, eps=1e-05):
    if training:
        mean, variance = x.mean(axis=0), x.var(axis=0)
    else:
        mean, variance = running_mean, running_variance
    return gamma * (x - mean) / np.sqrt(variance + eps) + beta, running_mean, running_variance


# wrong: the old statistics are kept in the module


_mean = _variance = None


def batch_norm(x, gamma, beta, running_mean, running_variance, training, momentum=0.1, eps=1e-05):
    global _mean, _variance
    if _mean is None or _mean.shape != running_mean.shape:
        _mean, _variance = running_mean, running_variance
    mean, variance = _mean, _variance
    if training:
        mean, variance = x.mean(axis=0), x.var(axis=0)
        _mean = (1 - momentum) * _mean + momentum * mean
        _variance = (1 - momentum) * _variance + momentum * x.var(axis=0, ddof=1)
    return gamma * (x - mean) / np.sqrt(variance + eps) + beta, _mean, _variance


# wrong: the variance as a difference of squares, which cancels


def batch_norm(x, gamma, beta, running_mean, running_variance, training, momentum=0.1, eps=1e-05):
    mean, variance = running_mean, running_variance
    if training:
        n, mean = len(x), x.mean(axis=0)
        variance = (x**2).mean(axis=0) - mean**2
        running_mean = (1 - momentum) * running_mean + momentum * mean
        running_variance = (1 - momentum) * running_variance + momentum * variance * n / (n - 1)
    return gamma * (x - mean) / np.sqrt(variance + eps) + beta, running_mean, running_variance
