import numpy as np

# right: two loops over the places


def correlate2d(image, kernel):
    u, v = kernel.shape
    result = np.empty((image.shape[0] - u + 1, image.shape[1] - v + 1))
    for i in range(result.shape[0]):
        for j in range(result.shape[1]):
            result[i, j] = np.sum(image[i : i + u, j : j + v] * kernel)
    return result


# right: windows and einsum


def correlate2d(image, kernel):
    windows = np.lib.stride_tricks.sliding_window_view(image, kernel.shape)
    return np.einsum("ijuv,uv->ij", windows, kernel)


# right: a loop over the weights


def correlate2d(image, kernel):
    h, w = image.shape
    u, v = kernel.shape
    result = np.zeros((h - u + 1, w - v + 1))
    for a in range(u):
        for b in range(v):
            result += kernel[a, b] * image[a : h - u + 1 + a, b : w - v + 1 + b]
    return result


# right: by the Fourier transform


def correlate2d(image, kernel):
    h, w = image.shape
    u, v = kernel.shape
    product = np.fft.fft2(image) * np.conj(np.fft.fft2(kernel, s=(h, w)))
    return np.real(np.fft.ifft2(product))[: h - u + 1, : w - v + 1].copy()


# right: as_strided and a matrix product


def correlate2d(image, kernel):
    u, v = kernel.shape
    shape = (image.shape[0] - u + 1, image.shape[1] - v + 1, u, v)
    windows = np.lib.stride_tricks.as_strided(image, shape, image.strides * 2)
    return windows.reshape(shape[0], shape[1], u * v) @ kernel.ravel()


# wrong: the kernel is flipped


def correlate2d(image, kernel):
    windows = np.lib.stride_tricks.sliding_window_view(image, kernel.shape)
    return np.einsum("ijuv,uv->ij", windows, kernel[::-1, ::-1])


# wrong: one row and one column are missing


def correlate2d(image, kernel):
    u, v = kernel.shape
    result = np.empty((image.shape[0] - u, image.shape[1] - v))
    for i in range(image.shape[0] - u):
        for j in range(image.shape[1] - v):
            result[i, j] = np.sum(image[i : i + u, j : j + v] * kernel)
    return result


# wrong: kernels are taken for square


def correlate2d(image, kernel):
    k = kernel.shape[0]
    result = np.empty((image.shape[0] - k + 1, image.shape[1] - k + 1))
    for i in range(result.shape[0]):
        for j in range(result.shape[1]):
            result[i, j] = np.sum(image[i : i + k, j : j + k] * kernel)
    return result


# wrong: the result is transposed


def correlate2d(image, kernel):
    windows = np.lib.stride_tricks.sliding_window_view(image, kernel.shape)
    return np.einsum("ijuv,uv->ji", windows, kernel)


# wrong: padded to the size of the image


def correlate2d(image, kernel):
    u, v = kernel.shape
    padded = np.pad(image, (((u - 1) // 2, u // 2), ((v - 1) // 2, v // 2)))
    windows = np.lib.stride_tricks.sliding_window_view(padded, kernel.shape)
    return np.einsum("ijuv,uv->ij", windows, kernel)


# wrong: the mean of the products for their sum


def correlate2d(image, kernel):
    windows = np.lib.stride_tricks.sliding_window_view(image, kernel.shape)
    return (windows * kernel).mean(axis=(2, 3))


# wrong: a matrix product for an element-wise one


def correlate2d(image, kernel):
    u, v = kernel.shape
    result = np.empty((image.shape[0] - u + 1, image.shape[1] - v + 1))
    for i in range(result.shape[0]):
        for j in range(result.shape[1]):
            result[i, j] = np.sum(image[i : i + u, j : j + v] @ kernel.T)
    return result


# wrong: integers to hold the result


def correlate2d(image, kernel):
    u, v = kernel.shape
    result = np.zeros((image.shape[0] - u + 1, image.shape[1] - v + 1), dtype=int)
    for i in range(result.shape[0]):
        for j in range(result.shape[1]):
            result[i, j] = np.sum(image[i : i + u, j : j + v] * kernel)
    return result


# wrong: a list of lists


def correlate2d(image, kernel):
    windows = np.lib.stride_tricks.sliding_window_view(image, kernel.shape)
    return np.einsum("ijuv,uv->ij", windows, kernel).tolist()


# wrong: the accumulator is not set back


def correlate2d(image, kernel):
    u, v = kernel.shape
    result = np.empty((image.shape[0] - u + 1, image.shape[1] - v + 1))
    total = 0.0
    for i in range(result.shape[0]):
        for j in range(result.shape[1]):
            for a in range(u):
                for b in range(v):
                    total += image[i + a, j + b] * kernel[a, b]
            result[i, j] = total
    return result


# wrong: the window wraps round the edge


def correlate2d(image, kernel):
    u, v = kernel.shape
    result = np.zeros((image.shape[0] - u + 1, image.shape[1] - v + 1))
    for a in range(u):
        for b in range(v):
            result += kernel[a, b] * np.roll(image, (a, b), axis=(0, 1))[: result.shape[0], : result.shape[1]]
    return result
