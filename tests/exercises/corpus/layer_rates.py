import numpy as np

# right: powers


def layer_rates(layers, lr, decay):
    return lr * decay ** np.arange(layers - 1, -1, -1.0)


# right: from the last layer down


def layer_rates(layers, lr, decay):
    rates = np.empty(layers)
    rates[-1] = lr
    for layer in range(layers - 2, -1, -1):
        rates[layer] = rates[layer + 1] * decay
    return rates


# right: a cumulated product, turned round


def layer_rates(layers, lr, decay):
    return np.cumprod(np.r_[lr, np.full(layers - 1, decay)])[::-1].copy()


# wrong: the first layer has lr


def layer_rates(layers, lr, decay):
    return lr * decay ** np.arange(float(layers))


# wrong: the last layer is lowered already


def layer_rates(layers, lr, decay):
    return lr * decay ** np.arange(layers, 0, -1.0)


# wrong: divided


def layer_rates(layers, lr, decay):
    return lr / decay ** np.arange(layers - 1, -1, -1.0)


# wrong: the same for all layers below


def layer_rates(layers, lr, decay):
    rates = np.full(layers, lr * decay)
    rates[-1] = lr
    return rates


# wrong: in equal steps


def layer_rates(layers, lr, decay):
    return lr * (1 - (1 - decay) * np.arange(layers - 1, -1, -1.0))


# wrong: from 0 to lr


def layer_rates(layers, lr, decay):
    return np.linspace(lr * decay, lr, layers)


# wrong: a list


def layer_rates(layers, lr, decay):
    return [lr * decay ** (layers - 1 - layer) for layer in range(layers)]


# wrong: without the first layer


def layer_rates(layers, lr, decay):
    return lr * decay ** np.arange(layers - 2, -1, -1.0)


# wrong: the factors alone


def layer_rates(layers, lr, decay):
    return decay ** np.arange(layers - 1, -1, -1.0)


# wrong: lr to the power too


def layer_rates(layers, lr, decay):
    return (lr * decay) ** np.arange(layers - 1, -1, -1.0)


# wrong: e to the minus decay


def layer_rates(layers, lr, decay):
    return lr * np.exp(-decay * np.arange(layers - 1, -1, -1.0))


# wrong: decay over the depth


def layer_rates(layers, lr, decay):
    return lr / (1 + decay * np.arange(layers - 1, -1, -1.0))
