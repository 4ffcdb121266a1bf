import numpy as np

# right: the weights shrink first


def adamw_step(weights, gradient, first, second, step, lr=0.001, weight_decay=0.01, beta1=0.9, beta2=0.999, eps=1e-08):
    weights = weights * (1 - lr * weight_decay)
    first = beta1 * first + (1 - beta1) * gradient
    second = beta2 * second + (1 - beta2) * gradient**2
    return weights - lr * (first / (1 - beta1**step)) / (np.sqrt(second / (1 - beta2**step)) + eps), first, second


# right: both in one step


def adamw_step(weights, gradient, first, second, step, lr=0.001, weight_decay=0.01, beta1=0.9, beta2=0.999, eps=1e-08):
    m = first + (1 - beta1) * (gradient - first)
    v = second + (1 - beta2) * (gradient**2 - second)
    adam = m / (1 - beta1**step) / (np.sqrt(v) / np.sqrt(1 - beta2**step) + eps)
    return weights - lr * (adam + weight_decay * weights), m, v


# right: a loop


def adamw_step(weights, gradient, first, second, step, lr=0.001, weight_decay=0.01, beta1=0.9, beta2=0.999, eps=1e-08):
    triples = []
    for w, g, m, v in zip(weights, gradient, first, second):
        m, v = beta1 * m + (1 - beta1) * g, beta2 * v + (1 - beta2) * g * g
        triples.append((w - lr * weight_decay * w - lr * m / (1 - beta1**step) / ((v / (1 - beta2**step)) ** 0.5 + eps), m, v))
    return tuple(np.array(triples).T)


# wrong: the decay is in the gradient, as in Adam with L2


def adamw_step(weights, gradient, first, second, step, lr=0.001, weight_decay=0.01, beta1=0.9, beta2=0.999, eps=1e-08):
    gradient = gradient + weight_decay * weights
    first = beta1 * first + (1 - beta1) * gradient
    second = beta2 * second + (1 - beta2) * gradient**2
    return weights - lr * (first / (1 - beta1**step)) / (np.sqrt(second / (1 - beta2**step)) + eps), first, second


# wrong: the decay is not scaled by the learning rate


def adamw_step(weights, gradient, first, second, step, lr=0.001, weight_decay=0.01, beta1=0.9, beta2=0.999, eps=1e-08):
    weights = weights * (1 - weight_decay)
    first = beta1 * first + (1 - beta1) * gradient
    second = beta2 * second + (1 - beta2) * gradient**2
    return weights - lr * (first / (1 - beta1**step)) / (np.sqrt(second / (1 - beta2**step)) + eps), first, second


# wrong: the weights shrink after the step


def adamw_step(weights, gradient, first, second, step, lr=0.001, weight_decay=0.01, beta1=0.9, beta2=0.999, eps=1e-08):
    first = beta1 * first + (1 - beta1) * gradient
    second = beta2 * second + (1 - beta2) * gradient**2
    weights = weights - lr * (first / (1 - beta1**step)) / (np.sqrt(second / (1 - beta2**step)) + eps)
    return weights * (1 - lr * weight_decay), first, second


# wrong: no decay


def adamw_step(weights, gradient, first, second, step, lr=0.001, weight_decay=0.01, beta1=0.9, beta2=0.999, eps=1e-08):
    first = beta1 * first + (1 - beta1) * gradient
    second = beta2 * second + (1 - beta2) * gradient**2
    return weights - lr * (first / (1 - beta1**step)) / (np.sqrt(second / (1 - beta2**step)) + eps), first, second


# wrong: the weights grow


def adamw_step(weights, gradient, first, second, step, lr=0.001, weight_decay=0.01, beta1=0.9, beta2=0.999, eps=1e-08):
    weights = weights * (1 + lr * weight_decay)
    first = beta1 * first + (1 - beta1) * gradient
    second = beta2 * second + (1 - beta2) * gradient**2
    return weights - lr * (first / (1 - beta1**step)) / (np.sqrt(second / (1 - beta2**step)) + eps), first, second


# wrong: a decay of the magnitude, as for L1


def adamw_step(weights, gradient, first, second, step, lr=0.001, weight_decay=0.01, beta1=0.9, beta2=0.999, eps=1e-08):
    weights = weights - lr * weight_decay * np.sign(weights)
    first = beta1 * first + (1 - beta1) * gradient
    second = beta2 * second + (1 - beta2) * gradient**2
    return weights - lr * (first / (1 - beta1**step)) / (np.sqrt(second / (1 - beta2**step)) + eps), first, second


# wrong: no bias correction


def adamw_step(weights, gradient, first, second, step, lr=0.001, weight_decay=0.01, beta1=0.9, beta2=0.999, eps=1e-08):
    weights = weights * (1 - lr * weight_decay)
    first = beta1 * first + (1 - beta1) * gradient
    second = beta2 * second + (1 - beta2) * gradient**2
    return weights - lr * first / (np.sqrt(second) + eps), first, second


# wrong: the decay goes through the second moment


def adamw_step(weights, gradient, first, second, step, lr=0.001, weight_decay=0.01, beta1=0.9, beta2=0.999, eps=1e-08):
    first = beta1 * first + (1 - beta1) * gradient
    second = beta2 * second + (1 - beta2) * gradient**2
    pull = first / (1 - beta1**step) + weight_decay * weights
    return weights - lr * pull / (np.sqrt(second / (1 - beta2**step)) + eps), first, second


# wrong: eps inside the root


def adamw_step(weights, gradient, first, second, step, lr=0.001, weight_decay=0.01, beta1=0.9, beta2=0.999, eps=1e-08):
    weights = weights * (1 - lr * weight_decay)
    first = beta1 * first + (1 - beta1) * gradient
    second = beta2 * second + (1 - beta2) * gradient**2
    return weights - lr * (first / (1 - beta1**step)) / np.sqrt(second / (1 - beta2**step) + eps), first, second


# wrong: twice the decay, as of the penalty λ‖w‖²


def adamw_step(weights, gradient, first, second, step, lr=0.001, weight_decay=0.01, beta1=0.9, beta2=0.999, eps=1e-08):
    weights = weights * (1 - 2 * lr * weight_decay)
    first = beta1 * first + (1 - beta1) * gradient
    second = beta2 * second + (1 - beta2) * gradient**2
    return weights - lr * (first / (1 - beta1**step)) / (np.sqrt(second / (1 - beta2**step)) + eps), first, second


# wrong: the weights shrink in place


def adamw_step(weights, gradient, first, second, step, lr=0.001, weight_decay=0.01, beta1=0.9, beta2=0.999, eps=1e-08):
    weights *= 1 - lr * weight_decay
    first = beta1 * first + (1 - beta1) * gradient
    second = beta2 * second + (1 - beta2) * gradient**2
    return weights - lr * (first / (1 - beta1**step)) / (np.sqrt(second / (1 - beta2**step)) + eps), first, second
