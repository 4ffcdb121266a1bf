import numpy as np

# right: logaddexp


def gan_losses(real, fake):
    d = np.logaddexp(0, -real).mean() + np.logaddexp(0, fake).mean()
    return float(d), float(np.logaddexp(0, -fake).mean()), -0.5 * (1 - np.tanh(fake / 2)) / len(fake)


# right: softplus by hand


def gan_losses(real, fake):
    def softplus(z):
        return np.maximum(z, 0) + np.log1p(np.exp(-np.abs(z)))

    small = np.exp(-np.abs(fake))
    sigmoid = np.where(fake >= 0, 1 / (1 + small), small / (1 + small))
    one_less = np.where(fake >= 0, small / (1 + small), 1 / (1 + small))
    assert np.allclose(sigmoid + one_less, 1)
    return np.mean(softplus(-real)) + np.mean(softplus(fake)), np.mean(softplus(-fake)), -one_less / fake.size


# right: loops


def gan_losses(real, fake):
    import math

    def softplus(z):
        return z + math.log1p(math.exp(-z)) if z > 0 else math.log1p(math.exp(z))

    def sigmoid(z):
        return 1 / (1 + math.exp(-z)) if z > 0 else math.exp(z) / (1 + math.exp(z))

    d = sum(softplus(-z) for z in real) / len(real) + sum(softplus(z) for z in fake) / len(fake)
    return d, sum(softplus(-z) for z in fake) / len(fake), np.array([-sigmoid(-z) / len(fake) for z in fake])


# wrong: the generator's loss that saturates


def gan_losses(real, fake):
    d = np.logaddexp(0, -real).mean() + np.logaddexp(0, fake).mean()
    return float(d), float(-np.logaddexp(0, fake).mean()), -0.5 * (1 + np.tanh(fake / 2)) / len(fake)


# wrong: the gradient of the loss that saturates


def gan_losses(real, fake):
    d = np.logaddexp(0, -real).mean() + np.logaddexp(0, fake).mean()
    return float(d), float(np.logaddexp(0, -fake).mean()), -0.5 * (1 + np.tanh(fake / 2)) / len(fake)


# wrong: half the discriminator's loss


def gan_losses(real, fake):
    d = 0.5 * (np.logaddexp(0, -real).mean() + np.logaddexp(0, fake).mean())
    return float(d), float(np.logaddexp(0, -fake).mean()), -0.5 * (1 - np.tanh(fake / 2)) / len(fake)


# wrong: one mean over both


def gan_losses(real, fake):
    d = np.concatenate([np.logaddexp(0, -real), np.logaddexp(0, fake)]).mean() * 2
    return float(d), float(np.logaddexp(0, -fake).mean()), -0.5 * (1 - np.tanh(fake / 2)) / len(fake)


# wrong: the gradient is not divided by the number of samples


def gan_losses(real, fake):
    d = np.logaddexp(0, -real).mean() + np.logaddexp(0, fake).mean()
    return float(d), float(np.logaddexp(0, -fake).mean()), -0.5 * (1 - np.tanh(fake / 2))


# wrong: the sign of the gradient


def gan_losses(real, fake):
    d = np.logaddexp(0, -real).mean() + np.logaddexp(0, fake).mean()
    return float(d), float(np.logaddexp(0, -fake).mean()), 0.5 * (1 - np.tanh(fake / 2)) / len(fake)


# wrong: the logarithm of a probability of 0


def gan_losses(real, fake):
    p, q = 0.5 * (1 + np.tanh(real / 2)), 0.5 * (1 + np.tanh(fake / 2))
    return float(-np.log(p).mean() - np.log(1 - q).mean()), float(-np.log(q).mean()), -(1 - q) / len(fake)


# wrong: an epsilon in the logarithm


def gan_losses(real, fake):
    p, q = 0.5 * (1 + np.tanh(real / 2)), 0.5 * (1 + np.tanh(fake / 2))
    d = -np.log(p + 1e-8).mean() - np.log(1 - q + 1e-8).mean()
    return float(d), float(-np.log(q + 1e-8).mean()), -(1 - q) / len(fake)


# wrong: the labels of the discriminator swapped


def gan_losses(real, fake):
    d = np.logaddexp(0, real).mean() + np.logaddexp(0, -fake).mean()
    return float(d), float(np.logaddexp(0, -fake).mean()), -0.5 * (1 - np.tanh(fake / 2)) / len(fake)


# wrong: the derivative of the sigmoid for that of its logarithm


def gan_losses(real, fake):
    d = np.logaddexp(0, -real).mean() + np.logaddexp(0, fake).mean()
    q = 0.5 * (1 + np.tanh(fake / 2))
    return float(d), float(np.logaddexp(0, -fake).mean()), -q * (1 - q) / len(fake)


# wrong: divided by the number of real samples


def gan_losses(real, fake):
    d = np.logaddexp(0, -real).mean() + np.logaddexp(0, fake).mean()
    return float(d), float(np.logaddexp(0, -fake).mean()), -0.5 * (1 - np.tanh(fake / 2)) / len(real)


# wrong: Wasserstein's


def gan_losses(real, fake):
    return float(fake.mean() - real.mean()), float(-fake.mean()), np.full(len(fake), -1 / len(fake))


# wrong: sums


def gan_losses(real, fake):
    d = np.logaddexp(0, -real).sum() + np.logaddexp(0, fake).sum()
    return float(d), float(np.logaddexp(0, -fake).sum()), -0.5 * (1 - np.tanh(fake / 2))


# wrong: log(1 + eᶻ) overflows


def gan_losses(real, fake):
    d = np.log(1 + np.exp(-real)).mean() + np.log(1 + np.exp(fake)).mean()
    return float(d), float(np.log(1 + np.exp(-fake)).mean()), -0.5 * (1 - np.tanh(fake / 2)) / len(fake)
