import numpy as np

# right: centred, so that the bias is free


def linear_probe(features, targets, strength):
    mean, centre = features.mean(axis=0), targets.mean(axis=0)
    x, y = features - mean, targets - centre
    weights = np.linalg.solve(x.T @ x + strength * np.eye(x.shape[1]), x.T @ y).T
    return weights, centre - weights @ mean


# right: a column of ones with no penalty


def linear_probe(features, targets, strength):
    x = np.column_stack([features, np.ones(len(features))])
    penalty = strength * np.diag(np.r_[np.ones(features.shape[1]), 0])
    solution = np.linalg.solve(np.einsum("ni,nj->ij", x, x) + penalty, np.einsum("ni,nk->ik", x, targets))
    return solution[:-1].T.copy(), solution[-1]


# right: rows added for the penalty, an output at a time


def linear_probe(features, targets, strength):
    n, d = features.shape
    rows = np.zeros((n + d, d + 1))
    rows[:n, :d], rows[:n, d] = features, 1
    rows[n:, :d] = np.sqrt(strength) * np.eye(d)
    weights, bias = np.empty((targets.shape[1], d)), np.empty(targets.shape[1])
    for k in range(targets.shape[1]):
        solution = np.linalg.lstsq(rows, np.r_[targets[:, k], np.zeros(d)], rcond=None)[0]
        weights[k], bias[k] = solution[:d], solution[d]
    return weights, bias


# wrong: the bias is penalised


def linear_probe(features, targets, strength):
    x = np.column_stack([features, np.ones(len(features))])
    solution = np.linalg.solve(x.T @ x + strength * np.eye(x.shape[1]), x.T @ targets)
    return solution[:-1].T, solution[-1]


# wrong: the strength times n, as for a mean loss


def linear_probe(features, targets, strength):
    mean, centre = features.mean(axis=0), targets.mean(axis=0)
    x, y = features - mean, targets - centre
    weights = np.linalg.solve(x.T @ x + len(x) * strength * np.eye(x.shape[1]), x.T @ y).T
    return weights, centre - weights @ mean


# wrong: the weights are transposed


def linear_probe(features, targets, strength):
    mean, centre = features.mean(axis=0), targets.mean(axis=0)
    x, y = features - mean, targets - centre
    weights = np.linalg.solve(x.T @ x + strength * np.eye(x.shape[1]), x.T @ y)
    return weights, centre - mean @ weights


# wrong: no penalty


def linear_probe(features, targets, strength):
    mean, centre = features.mean(axis=0), targets.mean(axis=0)
    weights = np.linalg.lstsq(features - mean, targets - centre, rcond=None)[0].T
    return weights, centre - weights @ mean


# wrong: no bias in the fit


def linear_probe(features, targets, strength):
    weights = np.linalg.solve(features.T @ features + strength * np.eye(features.shape[1]), features.T @ targets).T
    return weights, np.zeros(targets.shape[1])


# wrong: the bias is the mean of the targets


def linear_probe(features, targets, strength):
    mean, centre = features.mean(axis=0), targets.mean(axis=0)
    x, y = features - mean, targets - centre
    return np.linalg.solve(x.T @ x + strength * np.eye(x.shape[1]), x.T @ y).T, centre


# wrong: the bias after a fit without it


def linear_probe(features, targets, strength):
    weights = np.linalg.solve(features.T @ features + strength * np.eye(features.shape[1]), features.T @ targets).T
    return weights, (targets - features @ weights.T).mean(axis=0)


# wrong: half the strength


def linear_probe(features, targets, strength):
    mean, centre = features.mean(axis=0), targets.mean(axis=0)
    x, y = features - mean, targets - centre
    weights = np.linalg.solve(x.T @ x + strength / 2 * np.eye(x.shape[1]), x.T @ y).T
    return weights, centre - weights @ mean


# wrong: the strength on every number of the matrix


def linear_probe(features, targets, strength):
    mean, centre = features.mean(axis=0), targets.mean(axis=0)
    x, y = features - mean, targets - centre
    weights = np.linalg.solve(x.T @ x + strength, x.T @ y).T
    return weights, centre - weights @ mean


# wrong: the features standardised


def linear_probe(features, targets, strength):
    mean, centre = features.mean(axis=0), targets.mean(axis=0)
    deviation = features.std(axis=0) + 1e-12
    x, y = (features - mean) / deviation, targets - centre
    weights = np.linalg.solve(x.T @ x + strength * np.eye(x.shape[1]), x.T @ y).T / deviation
    return weights, centre - weights @ mean


# wrong: the sign of the bias


def linear_probe(features, targets, strength):
    mean, centre = features.mean(axis=0), targets.mean(axis=0)
    x, y = features - mean, targets - centre
    weights = np.linalg.solve(x.T @ x + strength * np.eye(x.shape[1]), x.T @ y).T
    return weights, weights @ mean - centre


# wrong: a few steps of gradient descent


def linear_probe(features, targets, strength):
    n, d = features.shape
    weights, bias = np.zeros((targets.shape[1], d)), np.zeros(targets.shape[1])
    for _ in range(200):
        error = features @ weights.T + bias - targets
        weights -= 0.01 * 2 * (error.T @ features + strength * weights) / n
        bias -= 0.01 * 2 * error.mean(axis=0)
    return weights, bias


# wrong: one bias for all outputs


def linear_probe(features, targets, strength):
    mean, centre = features.mean(axis=0), targets.mean(axis=0)
    x, y = features - mean, targets - centre
    weights = np.linalg.solve(x.T @ x + strength * np.eye(x.shape[1]), x.T @ y).T
    return weights, float((centre - weights @ mean).mean())
