import numpy as np

# right: the short formula


def batch_norm_backward(upstream, x, gamma, eps=1e-05):
    deviation = np.sqrt(x.var(axis=0) + eps)
    x_hat = (x - x.mean(axis=0)) / deviation
    d_hat = upstream * gamma
    dx = (d_hat - d_hat.mean(axis=0) - x_hat * (d_hat * x_hat).mean(axis=0)) / deviation
    return dx, (upstream * x_hat).sum(axis=0), upstream.sum(axis=0)


# right: step by step through the graph


def batch_norm_backward(upstream, x, gamma, eps=1e-05):
    n = len(x)
    mean = x.mean(axis=0)
    centred = x - mean
    variance = (centred**2).mean(axis=0)
    inverse = 1 / np.sqrt(variance + eps)
    d_hat = upstream * gamma
    d_variance = (d_hat * centred).sum(axis=0) * -0.5 * inverse**3
    d_mean = -(d_hat * inverse).sum(axis=0) + d_variance * -2 * centred.mean(axis=0)
    dx = d_hat * inverse + d_variance * 2 * centred / n + d_mean / n
    return dx, np.einsum("nd,nd->d", upstream, centred * inverse), np.einsum("nd->d", upstream)


# right: the whole Jacobian of each feature


def batch_norm_backward(upstream, x, gamma, eps=1e-05):
    n = len(x)
    dx, d_gamma = np.empty_like(x), np.empty_like(gamma)
    for k in range(x.shape[1]):
        s = np.sqrt(np.var(x[:, k]) + eps)
        z = (x[:, k] - x[:, k].mean()) / s
        jacobian = (np.eye(n) - 1 / n - np.outer(z, z) / n) * gamma[k] / s
        dx[:, k] = jacobian.T @ upstream[:, k]
        d_gamma[k] = z @ upstream[:, k]
    return dx, d_gamma, np.sum(upstream, axis=0)


# wrong: mean and variance taken for constants


def batch_norm_backward(upstream, x, gamma, eps=1e-05):
    deviation = np.sqrt(x.var(axis=0) + eps)
    x_hat = (x - x.mean(axis=0)) / deviation
    return upstream * gamma / deviation, (upstream * x_hat).sum(axis=0), upstream.sum(axis=0)


# wrong: the way through the variance is forgotten


def batch_norm_backward(upstream, x, gamma, eps=1e-05):
    deviation = np.sqrt(x.var(axis=0) + eps)
    x_hat = (x - x.mean(axis=0)) / deviation
    d_hat = upstream * gamma
    return (d_hat - d_hat.mean(axis=0)) / deviation, (upstream * x_hat).sum(axis=0), upstream.sum(axis=0)


# wrong: the way through the mean is forgotten


def batch_norm_backward(upstream, x, gamma, eps=1e-05):
    deviation = np.sqrt(x.var(axis=0) + eps)
    x_hat = (x - x.mean(axis=0)) / deviation
    d_hat = upstream * gamma
    return (d_hat - x_hat * (d_hat * x_hat).mean(axis=0)) / deviation, (upstream * x_hat).sum(axis=0), upstream.sum(axis=0)


# wrong: gamma is forgotten in the gradient of x


def batch_norm_backward(upstream, x, gamma, eps=1e-05):
    deviation = np.sqrt(x.var(axis=0) + eps)
    x_hat = (x - x.mean(axis=0)) / deviation
    dx = (upstream - upstream.mean(axis=0) - x_hat * (upstream * x_hat).mean(axis=0)) / deviation
    return dx, (upstream * x_hat).sum(axis=0), upstream.sum(axis=0)


# wrong: gamma and beta averaged over the batch


def batch_norm_backward(upstream, x, gamma, eps=1e-05):
    deviation = np.sqrt(x.var(axis=0) + eps)
    x_hat = (x - x.mean(axis=0)) / deviation
    d_hat = upstream * gamma
    dx = (d_hat - d_hat.mean(axis=0) - x_hat * (d_hat * x_hat).mean(axis=0)) / deviation
    return dx, (upstream * x_hat).mean(axis=0), upstream.mean(axis=0)


# wrong: sums for means


def batch_norm_backward(upstream, x, gamma, eps=1e-05):
    deviation = np.sqrt(x.var(axis=0) + eps)
    x_hat = (x - x.mean(axis=0)) / deviation
    d_hat = upstream * gamma
    dx = (d_hat - d_hat.sum(axis=0) - x_hat * (d_hat * x_hat).sum(axis=0)) / deviation
    return dx, (upstream * x_hat).sum(axis=0), upstream.sum(axis=0)


# wrong: x itself in the gradient of gamma


def batch_norm_backward(upstream, x, gamma, eps=1e-05):
    deviation = np.sqrt(x.var(axis=0) + eps)
    x_hat = (x - x.mean(axis=0)) / deviation
    d_hat = upstream * gamma
    dx = (d_hat - d_hat.mean(axis=0) - x_hat * (d_hat * x_hat).mean(axis=0)) / deviation
    return dx, (upstream * x).sum(axis=0), upstream.sum(axis=0)


# wrong: not divided by the deviation


def batch_norm_backward(upstream, x, gamma, eps=1e-05):
    x_hat = (x - x.mean(axis=0)) / np.sqrt(x.var(axis=0) + eps)
    d_hat = upstream * gamma
    dx = d_hat - d_hat.mean(axis=0) - x_hat * (d_hat * x_hat).mean(axis=0)
    return dx, (upstream * x_hat).sum(axis=0), upstream.sum(axis=0)


# wrong: the unbiased variance


def batch_norm_backward(upstream, x, gamma, eps=1e-05):
    deviation = np.sqrt(x.var(axis=0, ddof=1) + eps)
    x_hat = (x - x.mean(axis=0)) / deviation
    d_hat = upstream * gamma
    dx = (d_hat - d_hat.mean(axis=0) - x_hat * (d_hat * x_hat).mean(axis=0)) / deviation
    return dx, (upstream * x_hat).sum(axis=0), upstream.sum(axis=0)


# wrong: eps is left out


def batch_norm_backward(upstream, x, gamma, eps=1e-05):
    deviation = x.std(axis=0)
    x_hat = (x - x.mean(axis=0)) / deviation
    d_hat = upstream * gamma
    dx = (d_hat - d_hat.mean(axis=0) - x_hat * (d_hat * x_hat).mean(axis=0)) / deviation
    return dx, (upstream * x_hat).sum(axis=0), upstream.sum(axis=0)


# wrong: the sign of the variance's part


def batch_norm_backward(upstream, x, gamma, eps=1e-05):
    deviation = np.sqrt(x.var(axis=0) + eps)
    x_hat = (x - x.mean(axis=0)) / deviation
    d_hat = upstream * gamma
    dx = (d_hat - d_hat.mean(axis=0) + x_hat * (d_hat * x_hat).mean(axis=0)) / deviation
    return dx, (upstream * x_hat).sum(axis=0), upstream.sum(axis=0)
