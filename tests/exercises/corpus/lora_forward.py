import numpy as np

# right: two thin products


def lora_forward(x, weights, a, b, alpha):
    return x @ weights.T + (alpha / len(a)) * (x @ a.T) @ b.T


# right: einsum


def lora_forward(x, weights, a, b, alpha):
    low = np.einsum("ni,ri->nr", x, a)
    return np.einsum("ni,oi->no", x, weights) + np.einsum("nr,or->no", low, b) * alpha / a.shape[0]


# right: a token at a time, a rank at a time


def lora_forward(x, weights, a, b, alpha):
    y = np.array([weights @ one for one in x])
    for n in range(len(x)):
        for r in range(len(a)):
            y[n] += alpha / len(a) * (a[r] @ x[n]) * b[:, r]
    return y


# right: stacked


def lora_forward(x, weights, a, b, alpha):
    inputs = np.hstack([x, x @ a.T])
    return inputs @ np.hstack([weights, b * (alpha / len(a))]).T


# wrong: not scaled


def lora_forward(x, weights, a, b, alpha):
    return x @ weights.T + x @ a.T @ b.T


# wrong: scaled by alpha alone


def lora_forward(x, weights, a, b, alpha):
    return x @ weights.T + alpha * x @ a.T @ b.T


# wrong: scaled by alpha over the root of r


def lora_forward(x, weights, a, b, alpha):
    return x @ weights.T + alpha / np.sqrt(len(a)) * x @ a.T @ b.T


# wrong: the rank from the wrong axis


def lora_forward(x, weights, a, b, alpha):
    return x @ weights.T + alpha / a.shape[1] * x @ a.T @ b.T


# wrong: the rank from b's rows


def lora_forward(x, weights, a, b, alpha):
    return x @ weights.T + alpha / len(b) * x @ a.T @ b.T


# wrong: the frozen weights are left out


def lora_forward(x, weights, a, b, alpha):
    return alpha / len(a) * x @ a.T @ b.T


# wrong: everything is scaled


def lora_forward(x, weights, a, b, alpha):
    return alpha / len(a) * (x @ weights.T + x @ a.T @ b.T)


# wrong: r over alpha


def lora_forward(x, weights, a, b, alpha):
    return x @ weights.T + len(a) / alpha * x @ a.T @ b.T


# wrong: the adapter is left out


def lora_forward(x, weights, a, b, alpha):
    return x @ weights.T


# wrong: whole division


def lora_forward(x, weights, a, b, alpha):
    return x @ weights.T + alpha // len(a) * x @ a.T @ b.T


# wrong: the update is subtracted


def lora_forward(x, weights, a, b, alpha):
    return x @ weights.T - alpha / len(a) * x @ a.T @ b.T


# wrong: the adapter sees the layer's output


def lora_forward(x, weights, a, b, alpha):
    y = x @ weights.T
    return y + alpha / len(a) * y @ a.T @ b.T if y.shape[1] == a.shape[1] else y


# wrong: a ReLU within the adapter


def lora_forward(x, weights, a, b, alpha):
    return x @ weights.T + alpha / len(a) * np.maximum(x @ a.T, 0) @ b.T
