import numpy as np

# right: matrix products


def residual_block(x, w1, w2, upstream):
    active = np.maximum(x, 0)
    before = active @ w1.T
    hidden = np.maximum(before, 0)
    branch = (upstream @ w2 * (before > 0)) @ w1 * (x > 0)
    return x + hidden @ w2.T, upstream + branch


# right: an example at a time, with Jacobians


def residual_block(x, w1, w2, upstream):
    y, gradient = np.empty_like(x), np.empty_like(x)
    for n in range(len(x)):
        z = w1 @ np.maximum(x[n], 0)
        y[n] = x[n] + w2 @ np.maximum(z, 0)
        jacobian = np.eye(x.shape[1]) + w2 @ np.diag((z > 0) * 1.0) @ w1 @ np.diag((x[n] > 0) * 1.0)
        gradient[n] = jacobian.T @ upstream[n]
    return y, gradient


# right: einsum


def residual_block(x, w1, w2, upstream):
    first = (x > 0).astype(float)
    z = np.einsum("nd,nd,hd->nh", x, first, w1)
    second = (z > 0).astype(float)
    y = x + np.einsum("nh,nh,dh->nd", z, second, w2)
    return y, upstream + np.einsum("nd,dh,nh,he,ne->ne", upstream, w2, second, w1, first)


# wrong: the gradient without the shortcut


def residual_block(x, w1, w2, upstream):
    before = np.maximum(x, 0) @ w1.T
    return x + np.maximum(before, 0) @ w2.T, (upstream @ w2 * (before > 0)) @ w1 * (x > 0)


# wrong: the shortcut's gradient goes through the first ReLU


def residual_block(x, w1, w2, upstream):
    before = np.maximum(x, 0) @ w1.T
    branch = (upstream @ w2 * (before > 0)) @ w1
    return x + np.maximum(before, 0) @ w2.T, (upstream + branch) * (x > 0)


# wrong: the shortcut is taken after the first ReLU


def residual_block(x, w1, w2, upstream):
    active = np.maximum(x, 0)
    before = active @ w1.T
    branch = (upstream @ w2 * (before > 0)) @ w1
    return active + np.maximum(before, 0) @ w2.T, (upstream + branch) * (x > 0)


# wrong: the first ReLU is forgotten backward


def residual_block(x, w1, w2, upstream):
    before = np.maximum(x, 0) @ w1.T
    return x + np.maximum(before, 0) @ w2.T, upstream + (upstream @ w2 * (before > 0)) @ w1


# wrong: the inner ReLU is forgotten backward


def residual_block(x, w1, w2, upstream):
    before = np.maximum(x, 0) @ w1.T
    return x + np.maximum(before, 0) @ w2.T, upstream + (upstream @ w2) @ w1 * (x > 0)


# wrong: post-activation


def residual_block(x, w1, w2, upstream):
    before = x @ w1.T
    total = x + np.maximum(before, 0) @ w2.T
    passed = upstream * (total > 0)
    return np.maximum(total, 0), passed + (passed @ w2 * (before > 0)) @ w1


# wrong: no first ReLU


def residual_block(x, w1, w2, upstream):
    before = x @ w1.T
    return x + np.maximum(before, 0) @ w2.T, upstream + (upstream @ w2 * (before > 0)) @ w1


# wrong: the branch without x


def residual_block(x, w1, w2, upstream):
    before = np.maximum(x, 0) @ w1.T
    return np.maximum(before, 0) @ w2.T, upstream + (upstream @ w2 * (before > 0)) @ w1 * (x > 0)


# wrong: ReLU's derivative at 0 is 1


def residual_block(x, w1, w2, upstream):
    before = np.maximum(x, 0) @ w1.T
    return x + np.maximum(before, 0) @ w2.T, upstream + (upstream @ w2 * (before >= 0)) @ w1 * (x >= 0)


# wrong: the shortcut multiplies


def residual_block(x, w1, w2, upstream):
    before = np.maximum(x, 0) @ w1.T
    return x + np.maximum(before, 0) @ w2.T, upstream * ((upstream @ w2 * (before > 0)) @ w1 * (x > 0))


# wrong: one for the shortcut, without upstream


def residual_block(x, w1, w2, upstream):
    before = np.maximum(x, 0) @ w1.T
    return x + np.maximum(before, 0) @ w2.T, 1 + (upstream @ w2 * (before > 0)) @ w1 * (x > 0)


# wrong: x is added in place


def residual_block(x, w1, w2, upstream):
    before = np.maximum(x, 0) @ w1.T
    gradient = upstream + (upstream @ w2 * (before > 0)) @ w1 * (x > 0)
    x += np.maximum(before, 0) @ w2.T
    return x, gradient
