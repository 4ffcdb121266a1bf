import numpy as np

# right: rolled


def blur_pool(signal):
    return ((np.roll(signal, 1) + 2 * signal + np.roll(signal, -1)) / 4)[::2]


# right: a loop modulo n


def blur_pool(signal):
    n = len(signal)
    return np.array([(signal[(i - 1) % n] + 2 * signal[i] + signal[(i + 1) % n]) / 4 for i in range(0, n, 2)])


# right: padded by wrapping, windows


def blur_pool(signal):
    windows = np.lib.stride_tricks.sliding_window_view(np.pad(signal, 1, mode="wrap"), 3)[::2]
    return np.einsum("ik,k->i", windows, np.array([0.25, 0.5, 0.25]))


# right: convolved


def blur_pool(signal):
    joined = np.concatenate([signal[-1:], signal, signal[:1]])
    return np.convolve(joined, [0.25, 0.5, 0.25], mode="valid")[::2]


# wrong: padded with zeros


def blur_pool(signal):
    return np.convolve(signal, [0.25, 0.5, 0.25], mode="same")[::2]


# wrong: the ends are repeated


def blur_pool(signal):
    padded = np.pad(signal, 1, mode="edge")
    return ((padded[:-2] + 2 * padded[1:-1] + padded[2:]) / 4)[::2]


# wrong: the ends are mirrored


def blur_pool(signal):
    n = len(signal)
    return np.array([(signal[abs(i - 1)] + 2 * signal[i] + signal[i + 1 if i + 1 < n else i - 1]) / 4 for i in range(0, n, 2)])


# wrong: places 1, 3, 5


def blur_pool(signal):
    return ((np.roll(signal, 1) + 2 * signal + np.roll(signal, -1)) / 4)[1::2]


# wrong: thinned out before the blur


def blur_pool(signal):
    thin = signal[::2]
    return (np.roll(thin, 1) + 2 * thin + np.roll(thin, -1)) / 4


# wrong: the kernel adds up to 4


def blur_pool(signal):
    return (np.roll(signal, 1) + 2 * signal + np.roll(signal, -1))[::2]


# wrong: not thinned out


def blur_pool(signal):
    return (np.roll(signal, 1) + 2 * signal + np.roll(signal, -1)) / 4


# wrong: equal weights


def blur_pool(signal):
    return ((np.roll(signal, 1) + signal + np.roll(signal, -1)) / 3)[::2]


# wrong: the mean of pairs


def blur_pool(signal):
    return ((signal + np.roll(signal, -1)) / 2)[::2]


# wrong: no blur


def blur_pool(signal):
    return signal[::2].copy()


# wrong: the greatest of pairs


def blur_pool(signal):
    return np.maximum(signal, np.roll(signal, -1))[::2]


# wrong: half as many, rounded down


def blur_pool(signal):
    blurred = (np.roll(signal, 1) + 2 * signal + np.roll(signal, -1)) / 4
    return np.array([blurred[2 * i] for i in range(len(signal) // 2)])


# wrong: blurred while it is read


def blur_pool(signal):
    blurred = signal.copy()
    for i in range(len(signal)):
        blurred[i] = (blurred[i - 1] + 2 * blurred[i] + blurred[(i + 1) % len(signal)]) / 4
    return blurred[::2].copy()


# wrong: the right neighbour twice


def blur_pool(signal):
    return ((2 * signal + 2 * np.roll(signal, -1)) / 4)[::2]
