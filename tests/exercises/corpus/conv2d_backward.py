import numpy as np

# right: window by window


def conv2d_backward(upstream, x, kernels):
    dx, dk = np.zeros_like(x), np.zeros_like(kernels)
    u, v = kernels.shape[2:]
    for n, f, i, j in np.ndindex(upstream.shape):
        dx[n, :, i : i + u, j : j + v] += upstream[n, f, i, j] * kernels[f]
        dk[f] += upstream[n, f, i, j] * x[n, :, i : i + u, j : j + v]
    return dx, dk, upstream.sum(axis=(0, 2, 3))


# right: a full convolution with the flipped kernels


def conv2d_backward(upstream, x, kernels):
    u, v = kernels.shape[2:]
    view = np.lib.stride_tricks.sliding_window_view
    full = np.pad(upstream, ((0, 0), (0, 0), (u - 1, u - 1), (v - 1, v - 1)))
    dx = np.einsum("nfhwuv,fcuv->nchw", view(full, (u, v), axis=(2, 3)), kernels[:, :, ::-1, ::-1])
    dk = np.einsum("ncijuv,nfij->fcuv", view(x, (u, v), axis=(2, 3)), upstream)
    return dx, dk, np.einsum("nfij->f", upstream)


# right: weight by weight


def conv2d_backward(upstream, x, kernels):
    dx, dk = np.zeros(x.shape), np.zeros(kernels.shape)
    i, j = upstream.shape[2:]
    for a in range(kernels.shape[2]):
        for b in range(kernels.shape[3]):
            dx[:, :, a : a + i, b : b + j] += np.tensordot(upstream, kernels[:, :, a, b], axes=(1, 0)).transpose(0, 3, 1, 2)
            dk[:, :, a, b] = np.tensordot(upstream, x[:, :, a : a + i, b : b + j], axes=((0, 2, 3), (0, 2, 3)))
    return dx, dk, upstream.sum(axis=3).sum(axis=2).sum(axis=0)


# wrong: the kernels are not flipped in the full convolution


def conv2d_backward(upstream, x, kernels):
    u, v = kernels.shape[2:]
    view = np.lib.stride_tricks.sliding_window_view
    full = np.pad(upstream, ((0, 0), (0, 0), (u - 1, u - 1), (v - 1, v - 1)))
    dx = np.einsum("nfhwuv,fcuv->nchw", view(full, (u, v), axis=(2, 3)), kernels)
    return dx, np.einsum("ncijuv,nfij->fcuv", view(x, (u, v), axis=(2, 3)), upstream), upstream.sum(axis=(0, 2, 3))


# wrong: the kernels' gradient is flipped


def conv2d_backward(upstream, x, kernels):
    dx, dk = np.zeros_like(x), np.zeros_like(kernels)
    u, v = kernels.shape[2:]
    for n, f, i, j in np.ndindex(upstream.shape):
        dx[n, :, i : i + u, j : j + v] += upstream[n, f, i, j] * kernels[f]
        dk[f] += upstream[n, f, i, j] * x[n, :, i : i + u, j : j + v]
    return dx, dk[:, :, ::-1, ::-1], upstream.sum(axis=(0, 2, 3))


# wrong: the windows' gradients overwrite each other


def conv2d_backward(upstream, x, kernels):
    dx, dk = np.zeros_like(x), np.zeros_like(kernels)
    u, v = kernels.shape[2:]
    for n, f, i, j in np.ndindex(upstream.shape):
        dx[n, :, i : i + u, j : j + v] = upstream[n, f, i, j] * kernels[f]
        dk[f] += upstream[n, f, i, j] * x[n, :, i : i + u, j : j + v]
    return dx, dk, upstream.sum(axis=(0, 2, 3))


# wrong: the kernels' gradient is averaged over the batch


def conv2d_backward(upstream, x, kernels):
    dx, dk = np.zeros_like(x), np.zeros_like(kernels)
    u, v = kernels.shape[2:]
    for n, f, i, j in np.ndindex(upstream.shape):
        dx[n, :, i : i + u, j : j + v] += upstream[n, f, i, j] * kernels[f]
        dk[f] += upstream[n, f, i, j] * x[n, :, i : i + u, j : j + v]
    return dx, dk / len(x), upstream.sum(axis=(0, 2, 3)) / len(x)


# wrong: the mean over the places for the bias


def conv2d_backward(upstream, x, kernels):
    dx, dk = np.zeros_like(x), np.zeros_like(kernels)
    u, v = kernels.shape[2:]
    for n, f, i, j in np.ndindex(upstream.shape):
        dx[n, :, i : i + u, j : j + v] += upstream[n, f, i, j] * kernels[f]
        dk[f] += upstream[n, f, i, j] * x[n, :, i : i + u, j : j + v]
    return dx, dk, upstream.mean(axis=(2, 3)).sum(axis=0)


# wrong: the bias summed over the batch alone


def conv2d_backward(upstream, x, kernels):
    dx, dk = np.zeros_like(x), np.zeros_like(kernels)
    u, v = kernels.shape[2:]
    for n, f, i, j in np.ndindex(upstream.shape):
        dx[n, :, i : i + u, j : j + v] += upstream[n, f, i, j] * kernels[f]
        dk[f] += upstream[n, f, i, j] * x[n, :, i : i + u, j : j + v]
    return dx, dk, upstream.sum(axis=0)


# wrong: the gradient has the output's size


def conv2d_backward(upstream, x, kernels):
    u, v = kernels.shape[2:]
    view = np.lib.stride_tricks.sliding_window_view
    padded = np.pad(upstream, ((0, 0), (0, 0), (u // 2, (u - 1) // 2), (v // 2, (v - 1) // 2)))
    dx = np.einsum("nfhwuv,fcuv->nchw", view(padded, (u, v), axis=(2, 3)), kernels[:, :, ::-1, ::-1])
    return dx, np.einsum("ncijuv,nfij->fcuv", view(x, (u, v), axis=(2, 3)), upstream), upstream.sum(axis=(0, 2, 3))


# wrong: only the last kernel reaches x


def conv2d_backward(upstream, x, kernels):
    u, v = kernels.shape[2:]
    view = np.lib.stride_tricks.sliding_window_view
    dk = np.einsum("ncijuv,nfij->fcuv", view(x, (u, v), axis=(2, 3)), upstream)
    for f in range(len(kernels)):
        dx = np.zeros_like(x)
        for i, j in np.ndindex(upstream.shape[2:]):
            dx[:, :, i : i + u, j : j + v] += upstream[:, f, i, j][:, None, None, None] * kernels[f]
    return dx, dk, upstream.sum(axis=(0, 2, 3))


# wrong: padded by the rows' number on both axes


def conv2d_backward(upstream, x, kernels):
    u, v = kernels.shape[2:]
    view = np.lib.stride_tricks.sliding_window_view
    full = np.pad(upstream, ((0, 0), (0, 0), (u - 1, u - 1), (u - 1, u - 1)))
    dx = np.einsum("nfhwuv,fcuv->nchw", view(full, (u, v), axis=(2, 3)), kernels[:, :, ::-1, ::-1])
    return dx, np.einsum("ncijuv,nfij->fcuv", view(x, (u, v), axis=(2, 3)), upstream), upstream.sum(axis=(0, 2, 3))
