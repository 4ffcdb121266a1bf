import numpy as np

# right: a stable sort


def stratified_k_fold(labels, folds):
    result = np.empty(len(labels), dtype=int)
    result[np.argsort(labels, kind="stable")] = np.arange(len(labels)) % folds
    return result


# right: class after class


def stratified_k_fold(labels, folds):
    result, dealt = np.zeros(len(labels), dtype=np.int64), 0
    for label in sorted(set(labels.tolist())):
        for sample in range(len(labels)):
            if labels[sample] == label:
                result[sample] = dealt % folds
                dealt += 1
    return result


# right: the place in the order


def stratified_k_fold(labels, folds):
    order = sorted(range(len(labels)), key=lambda sample: labels[sample])
    place = {sample: k for k, sample in enumerate(order)}
    return np.array([place[sample] % folds for sample in range(len(labels))])


# right: ranks counted by comparison


def stratified_k_fold(labels, folds):
    smaller = (labels[None, :] < labels[:, None]).sum(axis=1)
    before = np.tril(labels[None, :] == labels[:, None], -1).sum(axis=1)
    return (smaller + before) % folds


# wrong: each class begins at fold 0


def stratified_k_fold(labels, folds):
    result = np.zeros(len(labels), dtype=int)
    for label in np.unique(labels):
        places = np.flatnonzero(labels == label)
        result[places] = np.arange(len(places)) % folds
    return result


# wrong: the labels are ignored


def stratified_k_fold(labels, folds):
    return np.arange(len(labels)) % folds


# wrong: blocks for cards


def stratified_k_fold(labels, folds):
    result = np.zeros(len(labels), dtype=int)
    for label in np.unique(labels):
        places = np.flatnonzero(labels == label)
        result[places] = np.arange(len(places)) * folds // len(places)
    return result


# wrong: the order is not turned back


def stratified_k_fold(labels, folds):
    return np.argsort(labels, kind="stable") % folds


# wrong: the folds stand in sorted order


def stratified_k_fold(labels, folds):
    order = np.argsort(labels, kind="stable")
    return (np.arange(len(labels)) % folds)[order]


# wrong: classes in the order of their appearance


def stratified_k_fold(labels, folds):
    result, dealt = np.zeros(len(labels), dtype=int), 0
    for label in dict.fromkeys(labels.tolist()):
        for sample in np.flatnonzero(labels == label):
            result[sample] = dealt % folds
            dealt += 1
    return result


# wrong: folds counted from 1


def stratified_k_fold(labels, folds):
    result = np.empty(len(labels), dtype=int)
    result[np.argsort(labels, kind="stable")] = np.arange(len(labels)) % folds + 1
    return result


# wrong: one fold a class


def stratified_k_fold(labels, folds):
    return labels % folds


# wrong: the indices of each fold


def stratified_k_fold(labels, folds):
    order = np.argsort(labels, kind="stable")
    return [np.sort(order[fold::folds]) for fold in range(folds)]


# wrong: the last class first


def stratified_k_fold(labels, folds):
    result = np.empty(len(labels), dtype=int)
    result[np.argsort(-labels, kind="stable")] = np.arange(len(labels)) % folds
    return result


# wrong: the samples of a class backwards


def stratified_k_fold(labels, folds):
    result = np.empty(len(labels), dtype=int)
    order = np.argsort(labels[::-1], kind="stable")
    result[len(labels) - 1 - order] = np.arange(len(labels)) % folds
    return result


# right: whole numbers as floats


def stratified_k_fold(labels, folds):
    result = np.zeros(len(labels))
    result[np.argsort(labels, kind="stable")] = np.arange(len(labels)) % folds
    return result
