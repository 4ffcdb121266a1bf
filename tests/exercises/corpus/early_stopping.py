import numpy as np

# right: a counter


def early_stopping(losses, patience):
    best, best_epoch, waited = float("inf"), 0, 0
    for epoch, loss in enumerate(losses, start=1):
        if loss < best:
            best, best_epoch, waited = loss, epoch, 0
        else:
            waited += 1
            if waited == patience:
                return epoch, best_epoch
    return len(losses), best_epoch


# right: the distance from the best


def early_stopping(losses, patience):
    best = 0
    for epoch in range(len(losses)):
        if losses[epoch] < losses[best]:
            best = epoch
        if epoch - best >= patience:
            return epoch + 1, best + 1
    return len(losses), best + 1


# right: running minima


def early_stopping(losses, patience):
    first = np.array([int(np.argmin(losses[: n + 1])) for n in range(len(losses))])
    late = np.flatnonzero(np.arange(len(losses)) - first >= patience)
    stop = int(late[0]) if len(late) else len(losses) - 1
    return stop + 1, int(first[stop]) + 1


# wrong: an equal loss is an improvement


def early_stopping(losses, patience):
    best, best_epoch, waited = float("inf"), 0, 0
    for epoch, loss in enumerate(losses, start=1):
        if loss <= best:
            best, best_epoch, waited = loss, epoch, 0
        else:
            waited += 1
            if waited == patience:
                return epoch, best_epoch
    return len(losses), best_epoch


# wrong: one epoch too late


def early_stopping(losses, patience):
    best, best_epoch, waited = float("inf"), 0, 0
    for epoch, loss in enumerate(losses, start=1):
        if loss < best:
            best, best_epoch, waited = loss, epoch, 0
        else:
            waited += 1
            if waited > patience:
                return epoch, best_epoch
    return len(losses), best_epoch


# wrong: the counter is not set back


def early_stopping(losses, patience):
    best, best_epoch, waited = float("inf"), 0, 0
    for epoch, loss in enumerate(losses, start=1):
        if loss < best:
            best, best_epoch = loss, epoch
        else:
            waited += 1
            if waited == patience:
                return epoch, best_epoch
    return len(losses), best_epoch


# wrong: compared with the epoch before


def early_stopping(losses, patience):
    best_epoch, waited = 1, 0
    for epoch in range(2, len(losses) + 1):
        if losses[epoch - 1] < losses[best_epoch - 1]:
            best_epoch = epoch
        waited = 0 if losses[epoch - 1] < losses[epoch - 2] else waited + 1
        if waited == patience:
            return epoch, best_epoch
    return len(losses), best_epoch


# wrong: epochs from 0


def early_stopping(losses, patience):
    best = 0
    for epoch in range(len(losses)):
        if losses[epoch] < losses[best]:
            best = epoch
        if epoch - best >= patience:
            return epoch, best
    return len(losses) - 1, best


# wrong: the best of all epochs, those after the stop included


def early_stopping(losses, patience):
    best = 0
    for epoch in range(len(losses)):
        if losses[epoch] < losses[best]:
            best = epoch
        if epoch - best >= patience:
            return epoch + 1, int(np.argmin(losses)) + 1
    return len(losses), int(np.argmin(losses)) + 1


# wrong: the last weights are kept


def early_stopping(losses, patience):
    best = 0
    for epoch in range(len(losses)):
        if losses[epoch] < losses[best]:
            best = epoch
        if epoch - best >= patience:
            return epoch + 1, epoch + 1
    return len(losses), len(losses)


# wrong: never stops


def early_stopping(losses, patience):
    return len(losses), int(np.argmin(losses)) + 1


# wrong: the highest is the best, as for an accuracy


def early_stopping(losses, patience):
    best = 0
    for epoch in range(len(losses)):
        if losses[epoch] > losses[best]:
            best = epoch
        if epoch - best >= patience:
            return epoch + 1, best + 1
    return len(losses), best + 1


# wrong: the pair the other way round


def early_stopping(losses, patience):
    best = 0
    for epoch in range(len(losses)):
        if losses[epoch] < losses[best]:
            best = epoch
        if epoch - best >= patience:
            return best + 1, epoch + 1
    return best + 1, len(losses)


# wrong: the loss instead of its epoch


def early_stopping(losses, patience):
    best = 0
    for epoch in range(len(losses)):
        if losses[epoch] < losses[best]:
            best = epoch
        if epoch - best >= patience:
            return epoch + 1, float(losses[best])
    return len(losses), float(losses[best])


# wrong: the first loss is taken for an improvement on 0


def early_stopping(losses, patience):
    best, best_epoch, waited = 0.0, 1, 0
    for epoch, loss in enumerate(losses, start=1):
        if loss < best:
            best, best_epoch, waited = loss, epoch, 0
        else:
            waited += 1
            if waited == patience:
                return epoch, best_epoch
    return len(losses), best_epoch


# wrong: the best begins at 1


def early_stopping(losses, patience):
    best, best_epoch, waited = 1.0, 0, 0
    for epoch, loss in enumerate(losses, start=1):
        if loss < best:
            best, best_epoch, waited = loss, epoch, 0
        else:
            waited += 1
            if waited == patience:
                return epoch, best_epoch
    return len(losses), best_epoch


# wrong: nothing is returned at the end


def early_stopping(losses, patience):
    best = 0
    for epoch in range(len(losses)):
        if losses[epoch] < losses[best]:
            best = epoch
        if epoch - best >= patience:
            return epoch + 1, best + 1
