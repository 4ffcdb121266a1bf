import numpy as np

# right: loops over the windows


def max_pool2d(x, size, stride):
    c, h, w = x.shape
    i, j = (h - size) // stride + 1, (w - size) // stride + 1
    result = np.empty((c, i, j))
    for a in range(i):
        for b in range(j):
            result[:, a, b] = x[:, a * stride : a * stride + size, b * stride : b * stride + size].max(axis=(1, 2))
    return result


# right: sliding windows


def max_pool2d(x, size, stride):
    windows = np.lib.stride_tricks.sliding_window_view(x, (size, size), axis=(1, 2))
    return windows[:, ::stride, ::stride].max(axis=(3, 4))


# right: rows first, then columns


def max_pool2d(x, size, stride):
    h, w = x.shape[1:]
    rows = np.stack([x[:, i : i + size].max(axis=1) for i in range(0, h - size + 1, stride)], axis=1)
    return np.stack([rows[:, :, j : j + size].max(axis=2) for j in range(0, w - size + 1, stride)], axis=2)


# right: the greatest of shifted images


def max_pool2d(x, size, stride):
    h, w = x.shape[1:]
    shifted = [x[:, a : h - size + 1 + a : stride, b : w - size + 1 + b : stride] for a in range(size) for b in range(size)]
    return np.maximum.reduce(shifted)


# wrong: the stride is ignored


def max_pool2d(x, size, stride):
    windows = np.lib.stride_tricks.sliding_window_view(x, (size, size), axis=(1, 2))
    return windows[:, ::size, ::size].max(axis=(3, 4))


# wrong: the mean for the greatest


def max_pool2d(x, size, stride):
    windows = np.lib.stride_tricks.sliding_window_view(x, (size, size), axis=(1, 2))
    return windows[:, ::stride, ::stride].mean(axis=(3, 4))


# wrong: the greatest over all channels


def max_pool2d(x, size, stride):
    windows = np.lib.stride_tricks.sliding_window_view(x, (size, size), axis=(1, 2))
    return windows[:, ::stride, ::stride].max(axis=(0, 3, 4))


# wrong: the result begins with zeros, and negative windows are lost


def max_pool2d(x, size, stride):
    c, h, w = x.shape
    result = np.zeros((c, (h - size) // stride + 1, (w - size) // stride + 1))
    for place in np.ndindex(result.shape):
        for a in range(size):
            for b in range(size):
                result[place] = max(result[place], x[place[0], place[1] * stride + a, place[2] * stride + b])
    return result


# wrong: windows that hang over the edge are kept


def max_pool2d(x, size, stride):
    c, h, w = x.shape
    i, j = -(-(h - size) // stride) + 1, -(-(w - size) // stride) + 1
    result = np.empty((c, i, j))
    for a in range(i):
        for b in range(j):
            result[:, a, b] = x[:, a * stride : a * stride + size, b * stride : b * stride + size].max(axis=(1, 2))
    return result


# wrong: the side is divided by the stride


def max_pool2d(x, size, stride):
    c, h, w = x.shape
    i, j = h // stride, w // stride
    result = np.empty((c, i, j))
    for a in range(i):
        for b in range(j):
            result[:, a, b] = x[:, a * stride : a * stride + size, b * stride : b * stride + size].max(axis=(1, 2))
    return result


# wrong: the last window is missing


def max_pool2d(x, size, stride):
    c, h, w = x.shape
    result = np.empty((c, (h - size) // stride, (w - size) // stride))
    for a in range(result.shape[1]):
        for b in range(result.shape[2]):
            result[:, a, b] = x[:, a * stride : a * stride + size, b * stride : b * stride + size].max(axis=(1, 2))
    return result


# wrong: the window begins at the output's own place


def max_pool2d(x, size, stride):
    c, h, w = x.shape
    result = np.empty((c, (h - size) // stride + 1, (w - size) // stride + 1))
    for a in range(result.shape[1]):
        for b in range(result.shape[2]):
            result[:, a, b] = x[:, a : a + size, b : b + size].max(axis=(1, 2))
    return result


# wrong: the number of rows for columns too


def max_pool2d(x, size, stride):
    c, h, w = x.shape
    side = (h - size) // stride + 1
    result = np.empty((c, side, side))
    for a in range(side):
        for b in range(side):
            result[:, a, b] = x[:, a * stride : a * stride + size, b * stride : b * stride + size].max(axis=(1, 2))
    return result


# wrong: the greatest magnitude


def max_pool2d(x, size, stride):
    windows = np.lib.stride_tricks.sliding_window_view(np.abs(x), (size, size), axis=(1, 2))
    return windows[:, ::stride, ::stride].max(axis=(3, 4))
