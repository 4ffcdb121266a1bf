import numpy as np

# right: argmax in each window


def max_pool2d_backward(upstream, x, size, stride):
    gradient = np.zeros_like(x)
    for c, i, j in np.ndindex(upstream.shape):
        window = x[c, i * stride : i * stride + size, j * stride : j * stride + size]
        a, b = divmod(int(window.argmax()), size)
        gradient[c, i * stride + a, j * stride + b] += upstream[c, i, j]
    return gradient


# right: all windows at once, added up with np.add.at


def max_pool2d_backward(upstream, x, size, stride):
    windows = np.lib.stride_tricks.sliding_window_view(x, (size, size), axis=(1, 2))[:, ::stride, ::stride]
    first = windows.reshape(*windows.shape[:3], -1).argmax(axis=-1)
    c, i, j = np.indices(upstream.shape)
    gradient = np.zeros_like(x)
    np.add.at(gradient, (c, i * stride + first // size, j * stride + first % size), upstream)
    return gradient


# right: cell by cell, a strictly larger one replaces the best


def max_pool2d_backward(upstream, x, size, stride):
    gradient = np.zeros(x.shape)
    for c in range(upstream.shape[0]):
        for i in range(upstream.shape[1]):
            for j in range(upstream.shape[2]):
                best = (i * stride, j * stride)
                for p in range(i * stride, i * stride + size):
                    for q in range(j * stride, j * stride + size):
                        if x[c, p, q] > x[c, best[0], best[1]]:
                            best = (p, q)
                gradient[c, best[0], best[1]] += upstream[c, i, j]
    return gradient


# wrong: every tied cell gets everything


def max_pool2d_backward(upstream, x, size, stride):
    gradient = np.zeros_like(x)
    for c, i, j in np.ndindex(upstream.shape):
        rows, columns = slice(i * stride, i * stride + size), slice(j * stride, j * stride + size)
        window = x[c, rows, columns]
        gradient[c, rows, columns] += upstream[c, i, j] * (window == window.max())
    return gradient


# wrong: tied cells share


def max_pool2d_backward(upstream, x, size, stride):
    gradient = np.zeros_like(x)
    for c, i, j in np.ndindex(upstream.shape):
        rows, columns = slice(i * stride, i * stride + size), slice(j * stride, j * stride + size)
        top = x[c, rows, columns] == x[c, rows, columns].max()
        gradient[c, rows, columns] += upstream[c, i, j] * top / top.sum()
    return gradient


# wrong: the last of the tied cells


def max_pool2d_backward(upstream, x, size, stride):
    gradient = np.zeros_like(x)
    for c, i, j in np.ndindex(upstream.shape):
        window = x[c, i * stride : i * stride + size, j * stride : j * stride + size]
        a, b = divmod(size * size - 1 - int(window.ravel()[::-1].argmax()), size)
        gradient[c, i * stride + a, j * stride + b] += upstream[c, i, j]
    return gradient


# wrong: the first column by column


def max_pool2d_backward(upstream, x, size, stride):
    gradient = np.zeros_like(x)
    for c, i, j in np.ndindex(upstream.shape):
        window = x[c, i * stride : i * stride + size, j * stride : j * stride + size]
        b, a = divmod(int(window.T.argmax()), size)
        gradient[c, i * stride + a, j * stride + b] += upstream[c, i, j]
    return gradient


# wrong: overlapping windows overwrite each other


def max_pool2d_backward(upstream, x, size, stride):
    gradient = np.zeros_like(x)
    for c, i, j in np.ndindex(upstream.shape):
        window = x[c, i * stride : i * stride + size, j * stride : j * stride + size]
        a, b = divmod(int(window.argmax()), size)
        gradient[c, i * stride + a, j * stride + b] = upstream[c, i, j]
    return gradient


# wrong: added up by a fancy index, which counts each cell once


def max_pool2d_backward(upstream, x, size, stride):
    windows = np.lib.stride_tricks.sliding_window_view(x, (size, size), axis=(1, 2))[:, ::stride, ::stride]
    first = windows.reshape(*windows.shape[:3], -1).argmax(axis=-1)
    c, i, j = np.indices(upstream.shape)
    gradient = np.zeros_like(x)
    gradient[c, i * stride + first // size, j * stride + first % size] += upstream
    return gradient


# wrong: every cell of a window gets the gradient


def max_pool2d_backward(upstream, x, size, stride):
    gradient = np.zeros_like(x)
    for c, i, j in np.ndindex(upstream.shape):
        gradient[c, i * stride : i * stride + size, j * stride : j * stride + size] += upstream[c, i, j]
    return gradient


# wrong: spread as by average pooling


def max_pool2d_backward(upstream, x, size, stride):
    gradient = np.zeros_like(x)
    for c, i, j in np.ndindex(upstream.shape):
        gradient[c, i * stride : i * stride + size, j * stride : j * stride + size] += upstream[c, i, j] / size**2
    return gradient


# wrong: size is taken for the stride


def max_pool2d_backward(upstream, x, size, stride):
    gradient = np.zeros_like(x)
    for c, i, j in np.ndindex(upstream.shape):
        window = x[c, i * size : i * size + size, j * size : j * size + size]
        if window.size:
            a, b = np.unravel_index(window.argmax(), window.shape)
            gradient[c, i * size + a, j * size + b] += upstream[c, i, j]
    return gradient


# wrong: one where the greatest lies, upstream is ignored


def max_pool2d_backward(upstream, x, size, stride):
    gradient = np.zeros_like(x)
    for c, i, j in np.ndindex(upstream.shape):
        window = x[c, i * stride : i * stride + size, j * stride : j * stride + size]
        a, b = divmod(int(window.argmax()), size)
        gradient[c, i * stride + a, j * stride + b] += 1
    return gradient
