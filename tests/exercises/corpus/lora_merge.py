import numpy as np

# right: one product


def lora_merge(weights, a, b, alpha):
    return weights + alpha / len(a) * b @ a


# right: einsum


def lora_merge(weights, a, b, alpha):
    return weights + np.einsum("or,ri->oi", b, a) * (alpha / b.shape[1])


# right: outer products added up


def lora_merge(weights, a, b, alpha):
    merged = weights.copy()
    for r in range(a.shape[0]):
        merged += np.outer(b[:, r], a[r]) * alpha / a.shape[0]
    return merged


# wrong: not scaled


def lora_merge(weights, a, b, alpha):
    return weights + b @ a


# wrong: scaled by alpha alone


def lora_merge(weights, a, b, alpha):
    return weights + alpha * b @ a


# wrong: the rank from the wrong axis


def lora_merge(weights, a, b, alpha):
    return weights + alpha / a.shape[1] * b @ a


# wrong: alpha over the root of r


def lora_merge(weights, a, b, alpha):
    return weights + alpha / len(a) ** 0.5 * b @ a


# wrong: merged in place


def lora_merge(weights, a, b, alpha):
    weights += alpha / len(a) * b @ a
    return weights


# wrong: the update alone


def lora_merge(weights, a, b, alpha):
    return alpha / len(a) * b @ a


# wrong: the update is subtracted


def lora_merge(weights, a, b, alpha):
    return weights - alpha / len(a) * b @ a


# wrong: the update is transposed


def lora_merge(weights, a, b, alpha):
    return weights + alpha / len(a) * (b @ a).T


# wrong: the factors in the wrong order


def lora_merge(weights, a, b, alpha):
    return weights + alpha / len(a) * a @ b


# wrong: transposed for the product with x


def lora_merge(weights, a, b, alpha):
    return (weights + alpha / len(a) * b @ a).T


# wrong: the weights are scaled too


def lora_merge(weights, a, b, alpha):
    return alpha / len(a) * (weights + b @ a)


# wrong: only the first rank


def lora_merge(weights, a, b, alpha):
    return weights + alpha / len(a) * np.outer(b[:, 0], a[0])


# wrong: blended


def lora_merge(weights, a, b, alpha):
    scale = alpha / len(a)
    return (1 - scale) * weights + scale * b @ a
