import numpy as np

# right: one kernel for each channel


def average_kernels(channels, size):
    kernels = np.zeros((channels, channels, size, size))
    for channel in range(channels):
        kernels[channel, channel] = 1 / size**2
    return kernels


# right: einsum of a unit matrix and a mean


def average_kernels(channels, size):
    return np.einsum("fc,uv->fcuv", np.eye(channels), np.full((size, size), size**-2.0))


# right: an index on both axes


def average_kernels(channels, size):
    kernels = np.zeros((channels, channels, size, size))
    kernels[np.arange(channels), np.arange(channels)] = 1.0 / (size * size)
    return kernels


# wrong: all channels are mixed


def average_kernels(channels, size):
    return np.full((channels, channels, size, size), 1 / size**2)


# wrong: the mean over the channels too


def average_kernels(channels, size):
    return np.full((channels, channels, size, size), 1 / (channels * size**2))


# wrong: ones


def average_kernels(channels, size):
    kernels = np.zeros((channels, channels, size, size))
    kernels[np.arange(channels), np.arange(channels)] = 1
    return kernels


# wrong: divided by the side


def average_kernels(channels, size):
    kernels = np.zeros((channels, channels, size, size))
    kernels[np.arange(channels), np.arange(channels)] = 1 / size
    return kernels


# wrong: one kernel a channel, without the second axis


def average_kernels(channels, size):
    return np.full((channels, 1, size, size), 1 / size**2)


# wrong: divided by the channels too


def average_kernels(channels, size):
    return np.eye(channels)[:, :, None, None] * np.full((size, size), 1 / (channels * size**2))


# wrong: the middle cell alone


def average_kernels(channels, size):
    kernels = np.zeros((channels, channels, size, size))
    kernels[np.arange(channels), np.arange(channels), size // 2, size // 2] = 1
    return kernels


# wrong: the first channel alone


def average_kernels(channels, size):
    kernels = np.zeros((channels, channels, size, size))
    kernels[:, 0] = 1 / size**2
    return kernels


# wrong: the channels backwards


def average_kernels(channels, size):
    return np.einsum("fc,uv->fcuv", np.eye(channels)[::-1], np.full((size, size), 1 / size**2))


# wrong: the axes of the kernel first


def average_kernels(channels, size):
    return np.einsum("fc,uv->uvfc", np.eye(channels), np.full((size, size), 1 / size**2))


# wrong: whole numbers


def average_kernels(channels, size):
    kernels = np.zeros((channels, channels, size, size), dtype=int)
    kernels[np.arange(channels), np.arange(channels)] = 1 / size**2
    return kernels
