import numpy as np

# right: loops over the places


def conv2d(x, kernels, bias, stride=1, padding=0, dilation=1):
    n, c, h, w = x.shape
    f, _, u, v = kernels.shape
    padded = np.zeros((n, c, h + 2 * padding, w + 2 * padding))
    padded[:, :, padding : padding + h, padding : padding + w] = x
    rows = (h + 2 * padding - dilation * (u - 1) - 1) // stride + 1
    columns = (w + 2 * padding - dilation * (v - 1) - 1) // stride + 1
    result = np.empty((n, f, rows, columns))
    for i in range(rows):
        for j in range(columns):
            top, left = i * stride, j * stride
            window = padded[:, :, top : top + dilation * (u - 1) + 1 : dilation, left : left + dilation * (v - 1) + 1 : dilation]
            for k in range(f):
                result[:, k, i, j] = (window * kernels[k]).sum(axis=(1, 2, 3)) + bias[k]
    return result


# right: sliding windows and einsum


def conv2d(x, kernels, bias, stride=1, padding=0, dilation=1):
    u, v = kernels.shape[2:]
    padded = np.pad(x, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    span = (dilation * (u - 1) + 1, dilation * (v - 1) + 1)
    windows = np.lib.stride_tricks.sliding_window_view(padded, span, axis=(2, 3))
    windows = windows[:, :, ::stride, ::stride, ::dilation, ::dilation]
    return np.einsum("ncijuv,fcuv->nfij", windows, kernels, optimize=True) + bias[:, None, None]


# right: im2col and a matrix product


def conv2d(x, kernels, bias, stride=1, padding=0, dilation=1):
    n, c, h, w = x.shape
    f, _, u, v = kernels.shape
    padded = np.pad(x, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    i0 = np.arange(0, h + 2 * padding - dilation * (u - 1), stride)
    j0 = np.arange(0, w + 2 * padding - dilation * (v - 1), stride)
    rows = i0[:, None, None, None] + dilation * np.arange(u)[:, None]
    columns = j0[None, :, None, None] + dilation * np.arange(v)
    patches = padded[:, :, rows, columns].transpose(0, 2, 3, 1, 4, 5).reshape(n, len(i0), len(j0), c * u * v)
    return (patches @ kernels.reshape(f, -1).T + bias).transpose(0, 3, 1, 2)


# right: weight by weight


def conv2d(x, kernels, bias, stride=1, padding=0, dilation=1):
    padded = np.pad(x, [(0, 0)] * 2 + [(padding, padding)] * 2)
    f, _, u, v = kernels.shape
    rows = (padded.shape[2] - dilation * (u - 1) - 1) // stride + 1
    columns = (padded.shape[3] - dilation * (v - 1) - 1) // stride + 1
    result = np.tile(bias[None, :, None, None], (len(x), 1, rows, columns)).astype(float)
    for a in range(u):
        for b in range(v):
            part = padded[:, :, a * dilation :: stride, b * dilation :: stride][:, :, :rows, :columns]
            result += np.tensordot(part, kernels[:, :, a, b], axes=(1, 1)).transpose(0, 3, 1, 2)
    return result


# wrong: the kernels are flipped


def conv2d(x, kernels, bias, stride=1, padding=0, dilation=1):
    u, v = kernels.shape[2:]
    padded = np.pad(x, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    windows = np.lib.stride_tricks.sliding_window_view(padded, (dilation * (u - 1) + 1, dilation * (v - 1) + 1), axis=(2, 3))
    windows = windows[:, :, ::stride, ::stride, ::dilation, ::dilation]
    return np.einsum("ncijuv,fcuv->nfij", windows, kernels[:, :, ::-1, ::-1]) + bias[:, None, None]


# wrong: the dilation is ignored


def conv2d(x, kernels, bias, stride=1, padding=0, dilation=1):
    padded = np.pad(x, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    windows = np.lib.stride_tricks.sliding_window_view(padded, kernels.shape[2:], axis=(2, 3))[:, :, ::stride, ::stride]
    return np.einsum("ncijuv,fcuv->nfij", windows, kernels) + bias[:, None, None]


# wrong: the bias is forgotten


def conv2d(x, kernels, bias, stride=1, padding=0, dilation=1):
    u, v = kernels.shape[2:]
    padded = np.pad(x, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    windows = np.lib.stride_tricks.sliding_window_view(padded, (dilation * (u - 1) + 1, dilation * (v - 1) + 1), axis=(2, 3))
    windows = windows[:, :, ::stride, ::stride, ::dilation, ::dilation]
    return np.einsum("ncijuv,fcuv->nfij", windows, kernels)


# wrong: the bias is added once a channel


def conv2d(x, kernels, bias, stride=1, padding=0, dilation=1):
    u, v = kernels.shape[2:]
    padded = np.pad(x, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    windows = np.lib.stride_tricks.sliding_window_view(padded, (dilation * (u - 1) + 1, dilation * (v - 1) + 1), axis=(2, 3))
    windows = windows[:, :, ::stride, ::stride, ::dilation, ::dilation]
    return np.einsum("ncijuv,fcuv->nfij", windows, kernels) + x.shape[1] * bias[:, None, None]


# wrong: padded at the bottom and on the right only


def conv2d(x, kernels, bias, stride=1, padding=0, dilation=1):
    u, v = kernels.shape[2:]
    padded = np.pad(x, ((0, 0), (0, 0), (0, 2 * padding), (0, 2 * padding)))
    windows = np.lib.stride_tricks.sliding_window_view(padded, (dilation * (u - 1) + 1, dilation * (v - 1) + 1), axis=(2, 3))
    windows = windows[:, :, ::stride, ::stride, ::dilation, ::dilation]
    return np.einsum("ncijuv,fcuv->nfij", windows, kernels) + bias[:, None, None]


# wrong: the edge is repeated for padding


def conv2d(x, kernels, bias, stride=1, padding=0, dilation=1):
    u, v = kernels.shape[2:]
    padded = np.pad(x, ((0, 0), (0, 0), (padding, padding), (padding, padding)), mode="edge")
    windows = np.lib.stride_tricks.sliding_window_view(padded, (dilation * (u - 1) + 1, dilation * (v - 1) + 1), axis=(2, 3))
    windows = windows[:, :, ::stride, ::stride, ::dilation, ::dilation]
    return np.einsum("ncijuv,fcuv->nfij", windows, kernels) + bias[:, None, None]


# wrong: padding is ignored


def conv2d(x, kernels, bias, stride=1, padding=0, dilation=1):
    u, v = kernels.shape[2:]
    windows = np.lib.stride_tricks.sliding_window_view(x, (dilation * (u - 1) + 1, dilation * (v - 1) + 1), axis=(2, 3))
    windows = windows[:, :, ::stride, ::stride, ::dilation, ::dilation]
    return np.einsum("ncijuv,fcuv->nfij", windows, kernels) + bias[:, None, None]


# wrong: the stride is ignored


def conv2d(x, kernels, bias, stride=1, padding=0, dilation=1):
    u, v = kernels.shape[2:]
    padded = np.pad(x, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    windows = np.lib.stride_tricks.sliding_window_view(padded, (dilation * (u - 1) + 1, dilation * (v - 1) + 1), axis=(2, 3))
    return np.einsum("ncijuv,fcuv->nfij", windows[..., ::dilation, ::dilation], kernels) + bias[:, None, None]


# wrong: the stride for rows alone


def conv2d(x, kernels, bias, stride=1, padding=0, dilation=1):
    u, v = kernels.shape[2:]
    padded = np.pad(x, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    windows = np.lib.stride_tricks.sliding_window_view(padded, (dilation * (u - 1) + 1, dilation * (v - 1) + 1), axis=(2, 3))
    windows = windows[:, :, ::stride, :, ::dilation, ::dilation]
    return np.einsum("ncijuv,fcuv->nfij", windows, kernels) + bias[:, None, None]


# wrong: a kernel's span without the minus 1


def conv2d(x, kernels, bias, stride=1, padding=0, dilation=1):
    u, v = kernels.shape[2:]
    padded = np.pad(x, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    windows = np.lib.stride_tricks.sliding_window_view(padded, (dilation * u, dilation * v), axis=(2, 3))
    windows = windows[:, :, ::stride, ::stride, ::dilation, ::dilation]
    return np.einsum("ncijuv,fcuv->nfij", windows, kernels) + bias[:, None, None]


# wrong: channels first, summed away from the kernels


def conv2d(x, kernels, bias, stride=1, padding=0, dilation=1):
    u, v = kernels.shape[2:]
    padded = np.pad(x, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    windows = np.lib.stride_tricks.sliding_window_view(padded, (dilation * (u - 1) + 1, dilation * (v - 1) + 1), axis=(2, 3))
    windows = windows[:, :, ::stride, ::stride, ::dilation, ::dilation]
    return np.einsum("ncijuv,fduv->nfij", windows, kernels) + bias[:, None, None]


# wrong: only the first channel


def conv2d(x, kernels, bias, stride=1, padding=0, dilation=1):
    u, v = kernels.shape[2:]
    padded = np.pad(x, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    windows = np.lib.stride_tricks.sliding_window_view(padded, (dilation * (u - 1) + 1, dilation * (v - 1) + 1), axis=(2, 3))
    windows = windows[:, :, ::stride, ::stride, ::dilation, ::dilation]
    return np.einsum("nijuv,fuv->nfij", windows[:, 0], kernels[:, 0]) + bias[:, None, None]


# wrong: the padding is added once to the size


def conv2d(x, kernels, bias, stride=1, padding=0, dilation=1):
    u, v = kernels.shape[2:]
    h, w = x.shape[2:]
    padded = np.pad(x, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    windows = np.lib.stride_tricks.sliding_window_view(padded, (dilation * (u - 1) + 1, dilation * (v - 1) + 1), axis=(2, 3))
    windows = windows[:, :, ::stride, ::stride, ::dilation, ::dilation]
    rows = (h + padding - dilation * (u - 1) - 1) // stride + 1
    columns = (w + padding - dilation * (v - 1) - 1) // stride + 1
    return np.einsum("ncijuv,fcuv->nfij", windows[:, :, :rows, :columns], kernels) + bias[:, None, None]
