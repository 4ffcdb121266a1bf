import numpy as np

# right: means along the axes


def bias_variance(predictions, truth):
    mean = predictions.mean(axis=0)
    return float(((mean - truth) ** 2).mean()), float(predictions.var(axis=0).mean())


# right: the error minus the squared bias of each point


def bias_variance(predictions, truth):
    mean = np.einsum("sn->n", predictions) / len(predictions)
    spread = predictions - mean
    return float((mean - truth) @ (mean - truth)) / len(truth), float(np.einsum("sn,sn->", spread, spread)) / spread.size


# right: loops


def bias_variance(predictions, truth):
    sets, n = predictions.shape
    bias = variance = 0.0
    for k in range(n):
        mean = sum(predictions[:, k]) / sets
        bias += (mean - truth[k]) ** 2 / n
        variance += sum((p - mean) ** 2 for p in predictions[:, k]) / sets / n
    return bias, variance


# wrong: the unbiased variance


def bias_variance(predictions, truth):
    mean = predictions.mean(axis=0)
    return float(((mean - truth) ** 2).mean()), float(predictions.var(axis=0, ddof=1).mean())


# wrong: the mean squared error for the bias


def bias_variance(predictions, truth):
    return float(((predictions - truth) ** 2).mean()), float(predictions.var(axis=0).mean())


# wrong: the variance over the points


def bias_variance(predictions, truth):
    mean = predictions.mean(axis=0)
    return float(((mean - truth) ** 2).mean()), float(predictions.var(axis=1).mean())


# wrong: the variance over all


def bias_variance(predictions, truth):
    mean = predictions.mean(axis=0)
    return float(((mean - truth) ** 2).mean()), float(predictions.var())


# wrong: the square of the mean bias


def bias_variance(predictions, truth):
    mean = predictions.mean(axis=0)
    return float((mean - truth).mean() ** 2), float(predictions.var(axis=0).mean())


# wrong: the bias is not squared


def bias_variance(predictions, truth):
    mean = predictions.mean(axis=0)
    return float(np.abs(mean - truth).mean()), float(predictions.var(axis=0).mean())


# wrong: the standard deviation


def bias_variance(predictions, truth):
    mean = predictions.mean(axis=0)
    return float(((mean - truth) ** 2).mean()), float(predictions.std(axis=0).mean())


# wrong: summed over the points


def bias_variance(predictions, truth):
    mean = predictions.mean(axis=0)
    return float(((mean - truth) ** 2).sum()), float(predictions.var(axis=0).sum())


# wrong: the mean over the points of each set


def bias_variance(predictions, truth):
    mean = predictions.mean(axis=1)
    return float(((mean - truth.mean()) ** 2).mean()), float(predictions.var(axis=0).mean())


# wrong: spread about the truth


def bias_variance(predictions, truth):
    mean = predictions.mean(axis=0)
    return float(((mean - truth) ** 2).mean()), float(((predictions - truth) ** 2).mean())


# wrong: the pair the other way round


def bias_variance(predictions, truth):
    mean = predictions.mean(axis=0)
    return float(predictions.var(axis=0).mean()), float(((mean - truth) ** 2).mean())


# wrong: not averaged over the points


def bias_variance(predictions, truth):
    mean = predictions.mean(axis=0)
    return (mean - truth) ** 2, predictions.var(axis=0)


# wrong: the median for the mean


def bias_variance(predictions, truth):
    middle = np.median(predictions, axis=0)
    return float(((middle - truth) ** 2).mean()), float(predictions.var(axis=0).mean())
