import numpy as np

# right: a matrix product


def affine(x, weights, bias):
    return x @ weights.T + bias


# right: einsum


def affine(x, weights, bias):
    return np.einsum("ni,oi->no", x, weights) + bias[None, :]


# right: three loops


def affine(x, weights, bias):
    result = np.zeros((x.shape[0], weights.shape[0]))
    for n in range(x.shape[0]):
        for o in range(weights.shape[0]):
            result[n, o] = bias[o]
            for i in range(x.shape[1]):
                result[n, o] += x[n, i] * weights[o, i]
    return result


# right: the bias as one more weight


def affine(x, weights, bias):
    return np.hstack([x, np.ones((len(x), 1))]) @ np.column_stack([weights, bias]).T


# wrong: the weights are not transposed


def affine(x, weights, bias):
    return x @ weights + bias


# wrong: the bias is forgotten


def affine(x, weights, bias):
    return x @ weights.T


# wrong: the bias is subtracted


def affine(x, weights, bias):
    return x @ weights.T - bias


# wrong: examples in columns


def affine(x, weights, bias):
    return weights @ x.T + bias[:, None]


# wrong: float32


def affine(x, weights, bias):
    return x.astype(np.float32) @ weights.astype(np.float32).T + bias.astype(np.float32)


# wrong: reshaped for transposed


def affine(x, weights, bias):
    return x @ weights.reshape(weights.shape[1], weights.shape[0]) + bias


# wrong: a ReLU on top


def affine(x, weights, bias):
    return np.maximum(x @ weights.T + bias, 0)


# wrong: an element-wise product


def affine(x, weights, bias):
    return x * weights + bias
