import numpy as np

# right: one-hot rows


def mixup(x, labels, classes, share, partner):
    targets = np.eye(classes)[labels]
    return share * x + (1 - share) * x[partner], share * targets + (1 - share) * targets[partner]


# right: an example at a time


def mixup(x, labels, classes, share, partner):
    mixed, targets = np.empty_like(x), np.zeros((len(x), classes))
    for i, j in enumerate(partner):
        mixed[i] = x[j] + share * (x[i] - x[j])
        targets[i, labels[i]] += share
        targets[i, labels[j]] += 1 - share
    return mixed, targets


# right: a mixing matrix


def mixup(x, labels, classes, share, partner):
    n = len(x)
    mix = share * np.eye(n) + (1 - share) * np.eye(n)[partner]
    return mix @ x, mix @ (labels[:, None] == np.arange(classes)).astype(float)


# wrong: the shares are swapped


def mixup(x, labels, classes, share, partner):
    targets = np.eye(classes)[labels]
    return (1 - share) * x + share * x[partner], (1 - share) * targets + share * targets[partner]


# wrong: the targets are not blended


def mixup(x, labels, classes, share, partner):
    return share * x + (1 - share) * x[partner], np.eye(classes)[labels]


# wrong: the target of the larger share


def mixup(x, labels, classes, share, partner):
    return share * x + (1 - share) * x[partner], np.eye(classes)[labels if share >= 0.5 else labels[partner]]


# wrong: an equal class is overwritten


def mixup(x, labels, classes, share, partner):
    targets = np.zeros((len(x), classes))
    rows = np.arange(len(x))
    targets[rows, labels] = share
    targets[rows, labels[partner]] = 1 - share
    return share * x + (1 - share) * x[partner], targets


# wrong: labels are blended as numbers


def mixup(x, labels, classes, share, partner):
    return share * x + (1 - share) * x[partner], share * labels + (1 - share) * labels[partner]


# wrong: x is blended while it is read


def mixup(x, labels, classes, share, partner):
    mixed, targets = x.copy(), np.eye(classes)[labels]
    for i, j in enumerate(partner):
        mixed[i] = share * mixed[i] + (1 - share) * mixed[j]
    return mixed, share * targets + (1 - share) * targets[partner]


# wrong: the batch backwards for the partners


def mixup(x, labels, classes, share, partner):
    targets = np.eye(classes)[labels]
    return share * x + (1 - share) * x[::-1], share * targets + (1 - share) * targets[::-1]


# wrong: the inverse of the partners


def mixup(x, labels, classes, share, partner):
    targets, back = np.eye(classes)[labels], np.argsort(partner)
    return share * x + (1 - share) * x[back], share * targets + (1 - share) * targets[back]


# wrong: added up


def mixup(x, labels, classes, share, partner):
    targets = np.eye(classes)[labels]
    return x + (1 - share) * x[partner], targets + (1 - share) * targets[partner]


# wrong: as many classes as there are labels


def mixup(x, labels, classes, share, partner):
    targets = np.eye(labels.max() + 1)[labels]
    return share * x + (1 - share) * x[partner], share * targets + (1 - share) * targets[partner]


# wrong: blended in place


def mixup(x, labels, classes, share, partner):
    targets = np.eye(classes)[labels]
    other = x[partner]
    x *= share
    x += (1 - share) * other
    return x, share * targets + (1 - share) * targets[partner]
