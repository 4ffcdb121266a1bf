import numpy as np

# right: log-sum-exp


def softmax_cross_entropy(logits, labels):
    n = len(labels)
    shifted = logits - logits.max(axis=1, keepdims=True)
    log_p = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    gradient = np.exp(log_p)
    gradient[np.arange(n), labels] -= 1
    return float(-log_p[np.arange(n), labels].mean()), gradient / n


# right: logaddexp and a one-hot matrix


def softmax_cross_entropy(logits, labels):
    total = np.logaddexp.reduce(logits, axis=1)
    one_hot = np.eye(logits.shape[1])[labels]
    loss = np.mean(total - np.sum(np.where(one_hot == 1, logits, 0), axis=1))
    return loss, (np.exp(logits - total[:, None]) - one_hot) / len(labels)


# right: a loop over the examples


def softmax_cross_entropy(logits, labels):
    loss, gradient = 0.0, np.zeros_like(logits)
    for k, (row, label) in enumerate(zip(logits, labels)):
        top = max(row)
        powers = np.exp(row - top)
        loss += (np.log(powers.sum()) + top - row[label]) / len(labels)
        gradient[k] = powers / powers.sum() / len(labels)
        gradient[k, label] -= 1 / len(labels)
    return float(loss), gradient


# wrong: the exponentials overflow


def softmax_cross_entropy(logits, labels):
    n = len(labels)
    p = np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)
    gradient = p.copy()
    gradient[np.arange(n), labels] -= 1
    return float(-np.log(p[np.arange(n), labels]).mean()), gradient / n


# wrong: the logarithm of a probability of 0


def softmax_cross_entropy(logits, labels):
    n = len(labels)
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    p = powers / powers.sum(axis=1, keepdims=True)
    gradient = p.copy()
    gradient[np.arange(n), labels] -= 1
    return float(-np.log(p[np.arange(n), labels]).mean()), gradient / n


# wrong: an epsilon inside the logarithm


def softmax_cross_entropy(logits, labels):
    n = len(labels)
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    p = powers / powers.sum(axis=1, keepdims=True)
    gradient = p.copy()
    gradient[np.arange(n), labels] -= 1
    return float(-np.log(p[np.arange(n), labels] + 1e-12).mean()), gradient / n


# wrong: probabilities are clipped


def softmax_cross_entropy(logits, labels):
    n = len(labels)
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    p = np.clip(powers / powers.sum(axis=1, keepdims=True), 1e-15, 1)
    gradient = p.copy()
    gradient[np.arange(n), labels] -= 1
    return float(-np.log(p[np.arange(n), labels]).mean()), gradient / n


# wrong: the greatest logit of the whole batch is subtracted


def softmax_cross_entropy(logits, labels):
    n = len(labels)
    shifted = logits - logits.max()
    log_p = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    gradient = np.exp(log_p)
    gradient[np.arange(n), labels] -= 1
    return float(-log_p[np.arange(n), labels].mean()), gradient / n


# wrong: the gradient is not divided by n


def softmax_cross_entropy(logits, labels):
    n = len(labels)
    shifted = logits - logits.max(axis=1, keepdims=True)
    log_p = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    gradient = np.exp(log_p)
    gradient[np.arange(n), labels] -= 1
    return float(-log_p[np.arange(n), labels].mean()), gradient


# wrong: the sum of the losses


def softmax_cross_entropy(logits, labels):
    n = len(labels)
    shifted = logits - logits.max(axis=1, keepdims=True)
    log_p = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    gradient = np.exp(log_p)
    gradient[np.arange(n), labels] -= 1
    return float(-log_p[np.arange(n), labels].sum()), gradient / n


# wrong: the mean over examples and classes


def softmax_cross_entropy(logits, labels):
    shifted = logits - logits.max(axis=1, keepdims=True)
    log_p = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    one_hot = np.eye(logits.shape[1])[labels]
    return float(-(one_hot * log_p).mean()), (np.exp(log_p) - one_hot) / logits.size


# wrong: the softmax runs over the examples


def softmax_cross_entropy(logits, labels):
    n = len(labels)
    shifted = logits - logits.max(axis=0)
    log_p = shifted - np.log(np.exp(shifted).sum(axis=0))
    gradient = np.exp(log_p)
    gradient[np.arange(n), labels] -= 1
    return float(-log_p[np.arange(n), labels].mean()), gradient / n


# wrong: the sign of the gradient


def softmax_cross_entropy(logits, labels):
    n = len(labels)
    shifted = logits - logits.max(axis=1, keepdims=True)
    log_p = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    one_hot = np.eye(logits.shape[1])[labels]
    return float(-log_p[np.arange(n), labels].mean()), (one_hot - np.exp(log_p)) / n


# wrong: the columns of all labels, instead of each example's own


def softmax_cross_entropy(logits, labels):
    n = len(labels)
    shifted = logits - logits.max(axis=1, keepdims=True)
    log_p = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    gradient = np.exp(log_p)
    gradient[:, labels] -= 1
    return float(-log_p[:, labels].mean()), gradient / n


# wrong: the logarithm to base 2


def softmax_cross_entropy(logits, labels):
    n = len(labels)
    shifted = logits - logits.max(axis=1, keepdims=True)
    log_p = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    gradient = np.exp(log_p)
    gradient[np.arange(n), labels] -= 1
    return float(-log_p[np.arange(n), labels].mean() / np.log(2)), gradient / n


# wrong: the logits are shifted in place


def softmax_cross_entropy(logits, labels):
    n = len(labels)
    logits -= logits.max(axis=1, keepdims=True)
    log_p = logits - np.log(np.exp(logits).sum(axis=1, keepdims=True))
    gradient = np.exp(log_p)
    gradient[np.arange(n), labels] -= 1
    return float(-log_p[np.arange(n), labels].mean()), gradient / n
