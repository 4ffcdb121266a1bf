import numpy as np

# right: matrix products


def affine_backward(upstream, x, weights):
    return upstream @ weights, upstream.T @ x, upstream.sum(axis=0)


# right: einsum


def affine_backward(upstream, x, weights):
    return np.einsum("no,oi->ni", upstream, weights), np.einsum("no,ni->oi", upstream, x), np.einsum("no->o", upstream)


# right: an example at a time


def affine_backward(upstream, x, weights):
    dx, dw, db = np.zeros_like(x), np.zeros_like(weights), np.zeros(weights.shape[0])
    for n in range(len(x)):
        dx[n] = weights.T @ upstream[n]
        dw += np.outer(upstream[n], x[n])
        db += upstream[n]
    return dx, dw, db


# wrong: averaged over the batch once more


def affine_backward(upstream, x, weights):
    n = len(x)
    return upstream @ weights, upstream.T @ x / n, upstream.mean(axis=0)


# wrong: the gradient of the weights is transposed


def affine_backward(upstream, x, weights):
    return upstream @ weights, x.T @ upstream, upstream.sum(axis=0)


# wrong: the bias is summed over the outputs


def affine_backward(upstream, x, weights):
    return upstream @ weights, upstream.T @ x, upstream.sum(axis=1)


# wrong: the bias keeps the batch's axis


def affine_backward(upstream, x, weights):
    return upstream @ weights, upstream.T @ x, upstream.sum(axis=0, keepdims=True)


# wrong: the bias's gradient is not summed


def affine_backward(upstream, x, weights):
    return upstream @ weights, upstream.T @ x, upstream


# wrong: the weights are transposed for the input


def affine_backward(upstream, x, weights):
    return upstream @ weights.T, upstream.T @ x, upstream.sum(axis=0)


# wrong: a gradient of ones for the bias


def affine_backward(upstream, x, weights):
    return upstream @ weights, upstream.T @ x, np.ones(weights.shape[0])


# wrong: another order of the three


def affine_backward(upstream, x, weights):
    return upstream.T @ x, upstream.sum(axis=0), upstream @ weights


# wrong: only the last example counts


def affine_backward(upstream, x, weights):
    for n in range(len(x)):
        dw = np.outer(upstream[n], x[n])
    return upstream @ weights, dw, upstream.sum(axis=0)
