import numpy as np

# right: one variable after the other


def gradient_check(function, x, eps=1e-05):
    gradient = np.zeros_like(x)
    for i in range(x.size):
        up, down = x.copy(), x.copy()
        up[i] += eps
        down[i] -= eps
        gradient[i] = (function(up) - function(down)) / (2 * eps)
    return gradient


# right: the rows of a unit matrix


def gradient_check(function, x, eps=1e-05):
    return np.array([(function(x + step) - function(x - step)) / (2 * eps) for step in eps * np.eye(len(x))])


# right: a copy is changed and set back


def gradient_check(function, x, eps=1e-05):
    point, slopes = x.astype(float), []
    for i, value in enumerate(x):
        point[i] = value + eps
        above = function(point)
        point[i] = value - eps
        below = function(point)
        point[i] = value
        slopes.append(0.5 * (above - below) / eps)
    return np.array(slopes)


# wrong: forward differences


def gradient_check(function, x, eps=1e-05):
    return np.array([(function(x + step) - function(x)) / eps for step in eps * np.eye(len(x))])


# wrong: backward differences


def gradient_check(function, x, eps=1e-05):
    return np.array([(function(x) - function(x - step)) / eps for step in eps * np.eye(len(x))])


# wrong: divided by eps


def gradient_check(function, x, eps=1e-05):
    return np.array([(function(x + step) - function(x - step)) / eps for step in eps * np.eye(len(x))])


# wrong: all variables at once


def gradient_check(function, x, eps=1e-05):
    return np.full(len(x), (function(x + eps) - function(x - eps)) / (2 * eps))


# wrong: x is left changed


def gradient_check(function, x, eps=1e-05):
    gradient = np.zeros_like(x)
    for i in range(len(x)):
        x[i] += eps
        above = function(x)
        x[i] -= 2 * eps
        gradient[i] = (above - function(x)) / (2 * eps)
    return gradient


# wrong: the steps before are not taken back


def gradient_check(function, x, eps=1e-05):
    gradient, up, down = np.zeros_like(x), x.copy(), x.copy()
    for i in range(len(x)):
        up[i] += eps
        down[i] -= eps
        gradient[i] = (function(up) - function(down)) / (2 * eps)
    return gradient


# wrong: an alias for a copy


def gradient_check(function, x, eps=1e-05):
    gradient = np.zeros_like(x)
    for i in range(len(x)):
        up, down = x, x
        up[i] += eps
        down[i] -= eps
        gradient[i] = (function(up) - function(down)) / (2 * eps)
    return gradient


# wrong: eps is ignored


def gradient_check(function, x, eps=1e-05):
    step = 1e-4
    return np.array([(function(x + one) - function(x - one)) / (2 * step) for one in step * np.eye(len(x))])


# wrong: the sign


def gradient_check(function, x, eps=1e-05):
    return np.array([(function(x - step) - function(x + step)) / (2 * eps) for step in eps * np.eye(len(x))])


# wrong: a list


def gradient_check(function, x, eps=1e-05):
    return [(function(x + step) - function(x - step)) / (2 * eps) for step in eps * np.eye(len(x))]


# wrong: the step grows with the variable


def gradient_check(function, x, eps=1e-05):
    steps = eps * np.diag(np.maximum(1, np.abs(x)))
    return np.array([(function(x + step) - function(x - step)) / (2 * step.sum()) for step in steps])
