import numpy as np

# right: matrix products


def mlp_gradients(x, targets, w1, b1, w2, b2):
    n = len(x)
    before = x @ w1.T + b1
    hidden = np.maximum(before, 0)
    error = hidden @ w2.T + b2 - targets
    d_out = error / n
    d_before = d_out @ w2 * (before > 0)
    return float((error**2).sum() / (2 * n)), d_before.T @ x, d_before.sum(axis=0), d_out.T @ hidden, d_out.sum(axis=0)


# right: an example at a time


def mlp_gradients(x, targets, w1, b1, w2, b2):
    loss = 0.0
    gradients = [np.zeros_like(each) for each in (w1, b1, w2, b2)]
    for one, target in zip(x, targets):
        before = w1 @ one + b1
        hidden = before * (before > 0)
        error = w2 @ hidden + b2 - target
        delta = (w2.T @ error) * np.where(before > 0, 1.0, 0.0)
        loss += 0.5 * error @ error
        for sum_, part in zip(gradients, (np.outer(delta, one), delta, np.outer(error, hidden), error)):
            sum_ += part
    return (loss / len(x), *(each / len(x) for each in gradients))


# right: einsum, divided at the end


def mlp_gradients(x, targets, w1, b1, w2, b2):
    n = x.shape[0]
    before = np.einsum("ni,hi->nh", x, w1) + b1
    active = (before > 0).astype(float)
    hidden = before * active
    error = np.einsum("nh,oh->no", hidden, w2) + b2 - targets
    back = np.einsum("no,oh,nh->nh", error, w2, active)
    return (
        np.einsum("no,no->", error, error) / 2 / n,
        np.einsum("nh,ni->hi", back, x) / n,
        np.mean(back, axis=0),
        np.einsum("no,nh->oh", error, hidden) / n,
        np.mean(error, axis=0),
    )


# wrong: the mask of the ReLU is forgotten


def mlp_gradients(x, targets, w1, b1, w2, b2):
    n = len(x)
    hidden = np.maximum(x @ w1.T + b1, 0)
    error = hidden @ w2.T + b2 - targets
    d_out = error / n
    d_before = d_out @ w2
    return float((error**2).sum() / (2 * n)), d_before.T @ x, d_before.sum(axis=0), d_out.T @ hidden, d_out.sum(axis=0)


# wrong: the derivative at 0 is 1


def mlp_gradients(x, targets, w1, b1, w2, b2):
    n = len(x)
    before = x @ w1.T + b1
    hidden = np.maximum(before, 0)
    error = hidden @ w2.T + b2 - targets
    d_out = error / n
    d_before = d_out @ w2 * (before >= 0)
    return float((error**2).sum() / (2 * n)), d_before.T @ x, d_before.sum(axis=0), d_out.T @ hidden, d_out.sum(axis=0)


# wrong: the mask of the gradient instead of the forward pass


def mlp_gradients(x, targets, w1, b1, w2, b2):
    n = len(x)
    hidden = np.maximum(x @ w1.T + b1, 0)
    error = hidden @ w2.T + b2 - targets
    d_out = error / n
    d_before = np.maximum(d_out @ w2, 0)
    return float((error**2).sum() / (2 * n)), d_before.T @ x, d_before.sum(axis=0), d_out.T @ hidden, d_out.sum(axis=0)


# wrong: a factor of 2 too many


def mlp_gradients(x, targets, w1, b1, w2, b2):
    n = len(x)
    before = x @ w1.T + b1
    hidden = np.maximum(before, 0)
    error = hidden @ w2.T + b2 - targets
    d_out = 2 * error / n
    d_before = d_out @ w2 * (before > 0)
    return float((error**2).sum() / (2 * n)), d_before.T @ x, d_before.sum(axis=0), d_out.T @ hidden, d_out.sum(axis=0)


# wrong: the loss without its half


def mlp_gradients(x, targets, w1, b1, w2, b2):
    n = len(x)
    before = x @ w1.T + b1
    hidden = np.maximum(before, 0)
    error = hidden @ w2.T + b2 - targets
    d_out = error / n
    d_before = d_out @ w2 * (before > 0)
    return float((error**2).sum() / n), d_before.T @ x, d_before.sum(axis=0), d_out.T @ hidden, d_out.sum(axis=0)


# wrong: averaged over the outputs too


def mlp_gradients(x, targets, w1, b1, w2, b2):
    before = x @ w1.T + b1
    hidden = np.maximum(before, 0)
    error = hidden @ w2.T + b2 - targets
    d_out = error / error.size
    d_before = d_out @ w2 * (before > 0)
    return float((error**2).mean() / 2), d_before.T @ x, d_before.sum(axis=0), d_out.T @ hidden, d_out.sum(axis=0)


# wrong: the gradients are not divided by n


def mlp_gradients(x, targets, w1, b1, w2, b2):
    n = len(x)
    before = x @ w1.T + b1
    hidden = np.maximum(before, 0)
    error = hidden @ w2.T + b2 - targets
    d_before = error @ w2 * (before > 0)
    return float((error**2).sum() / (2 * n)), d_before.T @ x, d_before.sum(axis=0), error.T @ hidden, error.sum(axis=0)


# wrong: target minus prediction


def mlp_gradients(x, targets, w1, b1, w2, b2):
    n = len(x)
    before = x @ w1.T + b1
    hidden = np.maximum(before, 0)
    error = targets - (hidden @ w2.T + b2)
    d_out = error / n
    d_before = d_out @ w2 * (before > 0)
    return float((error**2).sum() / (2 * n)), d_before.T @ x, d_before.sum(axis=0), d_out.T @ hidden, d_out.sum(axis=0)


# wrong: the numbers before the ReLU in the gradient of w2


def mlp_gradients(x, targets, w1, b1, w2, b2):
    n = len(x)
    before = x @ w1.T + b1
    hidden = np.maximum(before, 0)
    error = hidden @ w2.T + b2 - targets
    d_out = error / n
    d_before = d_out @ w2 * (before > 0)
    return float((error**2).sum() / (2 * n)), d_before.T @ x, d_before.sum(axis=0), d_out.T @ before, d_out.sum(axis=0)


# wrong: the gradients of the weights are transposed


def mlp_gradients(x, targets, w1, b1, w2, b2):
    n = len(x)
    before = x @ w1.T + b1
    hidden = np.maximum(before, 0)
    error = hidden @ w2.T + b2 - targets
    d_out = error / n
    d_before = d_out @ w2 * (before > 0)
    return float((error**2).sum() / (2 * n)), x.T @ d_before, d_before.sum(axis=0), hidden.T @ d_out, d_out.sum(axis=0)


# wrong: no ReLU at all


def mlp_gradients(x, targets, w1, b1, w2, b2):
    n = len(x)
    hidden = x @ w1.T + b1
    error = hidden @ w2.T + b2 - targets
    d_out = error / n
    d_before = d_out @ w2
    return float((error**2).sum() / (2 * n)), d_before.T @ x, d_before.sum(axis=0), d_out.T @ hidden, d_out.sum(axis=0)
