import numpy as np

# right: reshape and transpose


def patchify(images, size):
    n, c, h, w = images.shape
    cut = images.reshape(n, c, h // size, size, w // size, size).transpose(0, 2, 4, 1, 3, 5)
    return cut.reshape(n, (h // size) * (w // size), c * size * size)


# right: a loop over the patches


def patchify(images, size):
    n, c, h, w = images.shape
    rows = []
    for i in range(0, h, size):
        for j in range(0, w, size):
            rows.append(images[:, :, i : i + size, j : j + size].reshape(n, -1))
    return np.stack(rows, axis=1)


# right: sliding windows


def patchify(images, size):
    windows = np.lib.stride_tricks.sliding_window_view(images, (size, size), axis=(2, 3))[:, :, ::size, ::size]
    n, c, i, j = windows.shape[:4]
    return np.einsum("ncijuv->nijcuv", windows).reshape(n, i * j, c * size**2)


# right: number by number


def patchify(images, size):
    n, c, h, w = images.shape
    across = w // size
    result = np.empty((n, h // size * across, c * size * size))
    for image, channel, row, column in np.ndindex(n, c, h, w):
        patch = row // size * across + column // size
        place = (channel * size + row % size) * size + column % size
        result[image, patch, place] = images[image, channel, row, column]
    return result


# wrong: reshaped without a transpose


def patchify(images, size):
    n, c, h, w = images.shape
    return images.reshape(n, (h // size) * (w // size), c * size * size).copy()


# wrong: channels last within a patch


def patchify(images, size):
    n, c, h, w = images.shape
    cut = images.reshape(n, c, h // size, size, w // size, size).transpose(0, 2, 4, 3, 5, 1)
    return cut.reshape(n, (h // size) * (w // size), c * size * size)


# wrong: patches column by column


def patchify(images, size):
    n, c, h, w = images.shape
    cut = images.reshape(n, c, h // size, size, w // size, size).transpose(0, 4, 2, 1, 3, 5)
    return cut.reshape(n, (h // size) * (w // size), c * size * size)


# wrong: pixels column by column


def patchify(images, size):
    n, c, h, w = images.shape
    cut = images.reshape(n, c, h // size, size, w // size, size).transpose(0, 2, 4, 1, 5, 3)
    return cut.reshape(n, (h // size) * (w // size), c * size * size)


# wrong: size is taken for the number of patches a side


def patchify(images, size):
    n, c, h, w = images.shape
    cut = images.reshape(n, c, size, h // size, size, w // size).transpose(0, 2, 4, 1, 3, 5)
    return cut.reshape(n, size * size, c * (h // size) * (w // size))


# wrong: every size-th pixel


def patchify(images, size):
    n, c, h, w = images.shape
    cut = images.reshape(n, c, h // size, size, w // size, size).transpose(0, 3, 5, 1, 2, 4)
    return cut.reshape(n, size * size, -1)


# wrong: a row of patches for each channel


def patchify(images, size):
    n, c, h, w = images.shape
    cut = images.reshape(n, c, h // size, size, w // size, size).transpose(0, 1, 2, 4, 3, 5)
    return cut.reshape(n, -1, c * size * size)


# wrong: the patches keep their shape


def patchify(images, size):
    n, c, h, w = images.shape
    cut = images.reshape(n, c, h // size, size, w // size, size).transpose(0, 2, 4, 1, 3, 5)
    return cut.reshape(n, -1, c, size, size)


# wrong: patches that overlap


def patchify(images, size):
    windows = np.lib.stride_tricks.sliding_window_view(images, (size, size), axis=(2, 3))
    n, c, i, j = windows.shape[:4]
    return windows.transpose(0, 2, 3, 1, 4, 5).reshape(n, i * j, c * size**2)


# wrong: square images are assumed


def patchify(images, size):
    n, c, h, w = images.shape
    rows = []
    for i in range(0, h, size):
        for j in range(0, h, size):
            rows.append(images[:, :, i : i + size, j : j + size].reshape(n, -1))
    return np.stack(rows, axis=1)


# wrong: patches before images


def patchify(images, size):
    n, c, h, w = images.shape
    cut = images.reshape(n, c, h // size, size, w // size, size).transpose(2, 4, 0, 1, 3, 5)
    return cut.reshape(-1, n, c * size * size)
