import numpy as np

# right: array_split


def k_fold(samples, folds):
    return np.array_split(np.arange(samples), folds)


# right: counted


def k_fold(samples, folds):
    result, start = [], 0
    for fold in range(folds):
        stop = start + samples // folds + (1 if fold < samples % folds else 0)
        result.append(np.arange(start, stop))
        start = stop
    return result


# right: cumulated sizes


def k_fold(samples, folds):
    sizes = np.full(folds, samples // folds)
    sizes[: samples % folds] += 1
    ends = np.cumsum(sizes)
    return [np.arange(end - size, end) for size, end in zip(sizes, ends)]


# wrong: the rest is lost


def k_fold(samples, folds):
    size = samples // folds
    return [np.arange(fold * size, (fold + 1) * size) for fold in range(folds)]


# wrong: the rest goes to the last fold


def k_fold(samples, folds):
    size = samples // folds
    return [np.arange(fold * size, (fold + 1) * size if fold < folds - 1 else samples) for fold in range(folds)]


# wrong: dealt out like cards


def k_fold(samples, folds):
    return [np.arange(fold, samples, folds) for fold in range(folds)]


# wrong: the larger folds last


def k_fold(samples, folds):
    return [np.arange(fold * samples // folds, (fold + 1) * samples // folds) for fold in range(folds)]


# wrong: shuffled


def k_fold(samples, folds):
    return np.array_split(np.random.default_rng(0).permutation(samples), folds)


# wrong: the training indices


def k_fold(samples, folds):
    return [np.setdiff1d(np.arange(samples), held) for held in np.array_split(np.arange(samples), folds)]


# wrong: pairs of training and validation


def k_fold(samples, folds):
    every = np.arange(samples)
    return [(np.setdiff1d(every, held), held) for held in np.array_split(every, folds)]


# wrong: counted from 1


def k_fold(samples, folds):
    return np.array_split(np.arange(1, samples + 1), folds)


# wrong: sizes rounded up


def k_fold(samples, folds):
    size = -(-samples // folds)
    return [np.arange(fold * size, min((fold + 1) * size, samples)) for fold in range(folds)]


# wrong: lists of numbers


def k_fold(samples, folds):
    return [list(fold) for fold in np.array_split(np.arange(samples), folds)]


# wrong: folds that are empty are left out


def k_fold(samples, folds):
    return [fold for fold in np.array_split(np.arange(samples), folds) if len(fold)]


# wrong: the numbers of the folds


def k_fold(samples, folds):
    return np.arange(samples) * folds // samples
