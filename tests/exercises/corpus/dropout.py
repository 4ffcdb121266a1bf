import numpy as np

# right: uniform numbers


def dropout(x, rate, rng):
    mask = (rng.random(x.shape) >= rate).astype(float)
    return x * mask / (1 - rate), mask


# right: binomial draws


def dropout(x, rate, rng):
    mask = rng.binomial(1, 1 - rate, size=x.shape).astype(float)
    return x * mask / (1 - rate), mask


# right: a loop over the numbers


def dropout(x, rate, rng):
    mask = np.ones_like(x)
    for place in np.ndindex(x.shape):
        if rng.uniform() < rate:
            mask[place] = 0.0
    return np.where(mask == 1, x / (1 - rate), 0.0), mask


# wrong: rate is taken for the probability to stay


def dropout(x, rate, rng):
    mask = (rng.random(x.shape) < rate).astype(float)
    return x * mask / (1 - rate), mask


# wrong: nothing is scaled up


def dropout(x, rate, rng):
    mask = (rng.random(x.shape) >= rate).astype(float)
    return x * mask, mask


# wrong: scaled by the wrong share


def dropout(x, rate, rng):
    mask = (rng.random(x.shape) >= rate).astype(float)
    return x * mask / rate if rate else x.copy(), mask


# wrong: scaled down as at inference


def dropout(x, rate, rng):
    mask = (rng.random(x.shape) >= rate).astype(float)
    return x * mask * (1 - rate), mask


# wrong: the mask is returned scaled


def dropout(x, rate, rng):
    mask = (rng.random(x.shape) >= rate) / (1 - rate)
    return x * mask, mask


# wrong: the mask is inverted


def dropout(x, rate, rng):
    dropped = (rng.random(x.shape) < rate).astype(float)
    return x * (1 - dropped) / (1 - rate), dropped


# wrong: one draw for a whole row


def dropout(x, rate, rng):
    mask = np.broadcast_to(rng.random(x.shape[-1:]) >= rate, x.shape).astype(float)
    return x * mask / (1 - rate), mask


# wrong: an exact number is dropped


def dropout(x, rate, rng):
    mask = np.ones(x.size)
    mask[: int(rate * x.size)] = 0
    mask = rng.permutation(mask).reshape(x.shape)
    return x * mask / (1 - rate), mask


# wrong: rng is ignored for a generator of its own


def dropout(x, rate, rng):
    mask = (np.random.default_rng(0).random(x.shape) >= rate).astype(float)
    return x * mask / (1 - rate), mask


# wrong: x is changed in place


def dropout(x, rate, rng):
    mask = (rng.random(x.shape) >= rate).astype(float)
    x *= mask / (1 - rate)
    return x, mask


# wrong: normal numbers are compared


def dropout(x, rate, rng):
    mask = (rng.normal(size=x.shape) >= rate).astype(float)
    return x * mask / (1 - rate), mask
