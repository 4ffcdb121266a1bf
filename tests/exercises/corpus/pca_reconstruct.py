import numpy as np

# right: singular values of the centred data


def pca_reconstruct(x, width):
    mean = x.mean(axis=0)
    basis = np.linalg.svd(x - mean, full_matrices=False)[2][:width]
    return mean + (x - mean) @ basis.T @ basis


# right: eigenvectors of the covariance


def pca_reconstruct(x, width):
    mean = np.mean(x, axis=0)
    centred = x - mean
    values, vectors = np.linalg.eigh(centred.T @ centred / len(x))
    top = vectors[:, np.argsort(values)[::-1][:width]]
    return mean + np.einsum("nd,dk,ek->ne", centred, top, top)


# right: singular values cut off


def pca_reconstruct(x, width):
    mean = x.mean(axis=0, keepdims=True)
    u, s, vt = np.linalg.svd(x - mean, full_matrices=False)
    s[width:] = 0
    return (u * s) @ vt + mean


# right: from the Gram matrix of the examples


def pca_reconstruct(x, width):
    mean = x.mean(axis=0)
    centred = x - mean
    vectors = np.linalg.eigh(centred @ centred.T)[1][:, ::-1][:, :width]
    return vectors @ (vectors.T @ centred) + mean


# wrong: not centred


def pca_reconstruct(x, width):
    basis = np.linalg.svd(x, full_matrices=False)[2][:width]
    return x @ basis.T @ basis


# wrong: the mean is not added back


def pca_reconstruct(x, width):
    centred = x - x.mean(axis=0)
    basis = np.linalg.svd(centred, full_matrices=False)[2][:width]
    return centred @ basis.T @ basis


# wrong: the smallest eigenvalues


def pca_reconstruct(x, width):
    mean = x.mean(axis=0)
    centred = x - mean
    vectors = np.linalg.eigh(centred.T @ centred)[1][:, :width]
    return mean + centred @ vectors @ vectors.T


# wrong: the rows of the eigenvectors


def pca_reconstruct(x, width):
    mean = x.mean(axis=0)
    centred = x - mean
    basis = np.linalg.eigh(centred.T @ centred)[1][::-1][:width]
    return mean + centred @ basis.T @ basis


# wrong: the columns of vᵗ


def pca_reconstruct(x, width):
    mean = x.mean(axis=0)
    basis = np.linalg.svd(x - mean)[2][:, :width]
    return mean + (x - mean) @ basis @ basis.T


# wrong: each example centred by itself


def pca_reconstruct(x, width):
    mean = x.mean(axis=1, keepdims=True)
    basis = np.linalg.svd(x - mean, full_matrices=False)[2][:width]
    return mean + (x - mean) @ basis.T @ basis


# wrong: the code for the reconstruction


def pca_reconstruct(x, width):
    mean = x.mean(axis=0)
    basis = np.linalg.svd(x - mean, full_matrices=False)[2][:width]
    return (x - mean) @ basis.T


# wrong: standardised first


def pca_reconstruct(x, width):
    mean, deviation = x.mean(axis=0), x.std(axis=0)
    z = (x - mean) / deviation
    basis = np.linalg.svd(z, full_matrices=False)[2][:width]
    return mean + deviation * (z @ basis.T @ basis)


# wrong: the data are not centred for the code


def pca_reconstruct(x, width):
    mean = x.mean(axis=0)
    basis = np.linalg.svd(x - mean, full_matrices=False)[2][:width]
    return mean + x @ basis.T @ basis


# wrong: one direction too few


def pca_reconstruct(x, width):
    mean = x.mean(axis=0)
    basis = np.linalg.svd(x - mean, full_matrices=False)[2][: width - 1]
    return mean + (x - mean) @ basis.T @ basis


# wrong: the first features


def pca_reconstruct(x, width):
    result = np.tile(x.mean(axis=0), (len(x), 1))
    result[:, :width] = x[:, :width]
    return result
