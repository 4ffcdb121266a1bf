import numpy as np

# right: windows and einsum


def sobel(image):
    gx = np.outer([1, 2, 1], [-1, 0, 1])
    windows = np.lib.stride_tricks.sliding_window_view(image, (3, 3))
    return np.hypot(np.einsum("ijuv,uv->ij", windows, gx), np.einsum("ijuv,uv->ij", windows, gx.T))


# right: loops


def sobel(image):
    gx = np.array([[-1.0, 0.0, 1.0], [-2.0, 0.0, 2.0], [-1.0, 0.0, 1.0]])
    h, w = image.shape
    result = np.zeros((h - 2, w - 2))
    for i in range(h - 2):
        for j in range(w - 2):
            window = image[i : i + 3, j : j + 3]
            result[i, j] = ((window * gx).sum() ** 2 + (window * gx.T).sum() ** 2) ** 0.5
    return result


# right: smoothed along one axis, subtracted along the other


def sobel(image):
    down = image[:-2] + 2 * image[1:-1] + image[2:]
    across = image[:, :-2] + 2 * image[:, 1:-1] + image[:, 2:]
    return np.sqrt((down[:, 2:] - down[:, :-2]) ** 2 + (across[2:] - across[:-2]) ** 2)


# wrong: Prewitt's weights


def sobel(image):
    gx = np.outer([1, 1, 1], [-1, 0, 1])
    windows = np.lib.stride_tricks.sliding_window_view(image, (3, 3))
    return np.hypot(np.einsum("ijuv,uv->ij", windows, gx), np.einsum("ijuv,uv->ij", windows, gx.T))


# wrong: the sum of the magnitudes


def sobel(image):
    gx = np.outer([1, 2, 1], [-1, 0, 1])
    windows = np.lib.stride_tricks.sliding_window_view(image, (3, 3))
    return np.abs(np.einsum("ijuv,uv->ij", windows, gx)) + np.abs(np.einsum("ijuv,uv->ij", windows, gx.T))


# wrong: no root


def sobel(image):
    gx = np.outer([1, 2, 1], [-1, 0, 1])
    windows = np.lib.stride_tricks.sliding_window_view(image, (3, 3))
    return np.einsum("ijuv,uv->ij", windows, gx) ** 2 + np.einsum("ijuv,uv->ij", windows, gx.T) ** 2


# wrong: Gx alone


def sobel(image):
    gx = np.outer([1, 2, 1], [-1, 0, 1])
    return np.abs(np.einsum("ijuv,uv->ij", np.lib.stride_tricks.sliding_window_view(image, (3, 3)), gx))


# wrong: Gy is Gx mirrored


def sobel(image):
    gx = np.outer([1, 2, 1], [-1, 0, 1])
    windows = np.lib.stride_tricks.sliding_window_view(image, (3, 3))
    return np.hypot(np.einsum("ijuv,uv->ij", windows, gx), np.einsum("ijuv,uv->ij", windows, gx[:, ::-1]))


# wrong: averaged by 8


def sobel(image):
    gx = np.outer([1, 2, 1], [-1, 0, 1]) / 8
    windows = np.lib.stride_tricks.sliding_window_view(image, (3, 3))
    return np.hypot(np.einsum("ijuv,uv->ij", windows, gx), np.einsum("ijuv,uv->ij", windows, gx.T))


# wrong: padded


def sobel(image):
    gx = np.outer([1, 2, 1], [-1, 0, 1])
    windows = np.lib.stride_tricks.sliding_window_view(np.pad(image, 1), (3, 3))
    return np.hypot(np.einsum("ijuv,uv->ij", windows, gx), np.einsum("ijuv,uv->ij", windows, gx.T))


# wrong: differences of neighbours


def sobel(image):
    gy, gx = np.gradient(image)
    return np.hypot(gx, gy)[1:-1, 1:-1]


# wrong: the two are added before the square


def sobel(image):
    gx = np.outer([1, 2, 1], [-1, 0, 1])
    return np.abs(np.einsum("ijuv,uv->ij", np.lib.stride_tricks.sliding_window_view(image, (3, 3)), gx + gx.T))


# wrong: the 2 in the wrong row


def sobel(image):
    gx = np.outer([2, 1, 1], [-1, 0, 1])
    windows = np.lib.stride_tricks.sliding_window_view(image, (3, 3))
    return np.hypot(np.einsum("ijuv,uv->ij", windows, gx), np.einsum("ijuv,uv->ij", windows, gx.T))


# wrong: a number too large is cut off


def sobel(image):
    gx = np.outer([1, 2, 1], [-1, 0, 1])
    windows = np.lib.stride_tricks.sliding_window_view(image, (3, 3))
    return np.clip(np.hypot(np.einsum("ijuv,uv->ij", windows, gx), np.einsum("ijuv,uv->ij", windows, gx.T)), 0, 255)


# wrong: scaled to at most 1


def sobel(image):
    gx = np.outer([1, 2, 1], [-1, 0, 1])
    windows = np.lib.stride_tricks.sliding_window_view(image, (3, 3))
    strength = np.hypot(np.einsum("ijuv,uv->ij", windows, gx), np.einsum("ijuv,uv->ij", windows, gx.T))
    return strength / max(strength.max(), 1e-12)
