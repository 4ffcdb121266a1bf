import numpy as np

# right: as in the paper


def adam_step(weights, gradient, first, second, step, lr=0.001, beta1=0.9, beta2=0.999, eps=1e-08):
    first = beta1 * first + (1 - beta1) * gradient
    second = beta2 * second + (1 - beta2) * gradient**2
    return weights - lr * (first / (1 - beta1**step)) / (np.sqrt(second / (1 - beta2**step)) + eps), first, second


# right: the corrections in the learning rate, as in PyTorch


def adam_step(weights, gradient, first, second, step, lr=0.001, beta1=0.9, beta2=0.999, eps=1e-08):
    first = first + (1 - beta1) * (gradient - first)
    second = second + (1 - beta2) * (gradient * gradient - second)
    denominator = np.sqrt(second) / np.sqrt(1 - beta2**step) + eps
    return weights - lr / (1 - beta1**step) * first / denominator, first, second


# right: a loop


def adam_step(weights, gradient, first, second, step, lr=0.001, beta1=0.9, beta2=0.999, eps=1e-08):
    w, m, v = weights.copy(), first.copy(), second.copy()
    for i, g in enumerate(gradient):
        m[i] = beta1 * m[i] + (1 - beta1) * g
        v[i] = beta2 * v[i] + (1 - beta2) * g * g
        w[i] -= lr * m[i] / (1 - pow(beta1, step)) / ((v[i] / (1 - pow(beta2, step))) ** 0.5 + eps)
    return w, m, v


# wrong: no bias correction


def adam_step(weights, gradient, first, second, step, lr=0.001, beta1=0.9, beta2=0.999, eps=1e-08):
    first = beta1 * first + (1 - beta1) * gradient
    second = beta2 * second + (1 - beta2) * gradient**2
    return weights - lr * first / (np.sqrt(second) + eps), first, second


# wrong: eps inside the root


def adam_step(weights, gradient, first, second, step, lr=0.001, beta1=0.9, beta2=0.999, eps=1e-08):
    first = beta1 * first + (1 - beta1) * gradient
    second = beta2 * second + (1 - beta2) * gradient**2
    return weights - lr * (first / (1 - beta1**step)) / np.sqrt(second / (1 - beta2**step) + eps), first, second


# wrong: eps is forgotten


def adam_step(weights, gradient, first, second, step, lr=0.001, beta1=0.9, beta2=0.999, eps=1e-08):
    first = beta1 * first + (1 - beta1) * gradient
    second = beta2 * second + (1 - beta2) * gradient**2
    return weights - lr * (first / (1 - beta1**step)) / np.sqrt(second / (1 - beta2**step)), first, second


# wrong: the corrected means are returned


def adam_step(weights, gradient, first, second, step, lr=0.001, beta1=0.9, beta2=0.999, eps=1e-08):
    first = (beta1 * first + (1 - beta1) * gradient) / (1 - beta1**step)
    second = (beta2 * second + (1 - beta2) * gradient**2) / (1 - beta2**step)
    return weights - lr * first / (np.sqrt(second) + eps), first, second


# wrong: the steps counted from 0


def adam_step(weights, gradient, first, second, step, lr=0.001, beta1=0.9, beta2=0.999, eps=1e-08):
    first = beta1 * first + (1 - beta1) * gradient
    second = beta2 * second + (1 - beta2) * gradient**2
    t = step + 1
    return weights - lr * (first / (1 - beta1**t)) / (np.sqrt(second / (1 - beta2**t)) + eps), first, second


# wrong: the correction without the power


def adam_step(weights, gradient, first, second, step, lr=0.001, beta1=0.9, beta2=0.999, eps=1e-08):
    first = beta1 * first + (1 - beta1) * gradient
    second = beta2 * second + (1 - beta2) * gradient**2
    return weights - lr * (first / (1 - beta1)) / (np.sqrt(second / (1 - beta2)) + eps), first, second


# wrong: the betas swapped


def adam_step(weights, gradient, first, second, step, lr=0.001, beta1=0.9, beta2=0.999, eps=1e-08):
    first = beta2 * first + (1 - beta2) * gradient
    second = beta1 * second + (1 - beta1) * gradient**2
    return weights - lr * (first / (1 - beta2**step)) / (np.sqrt(second / (1 - beta1**step)) + eps), first, second


# wrong: the gradient not squared


def adam_step(weights, gradient, first, second, step, lr=0.001, beta1=0.9, beta2=0.999, eps=1e-08):
    first = beta1 * first + (1 - beta1) * gradient
    second = beta2 * second + (1 - beta2) * np.abs(gradient)
    return weights - lr * (first / (1 - beta1**step)) / (np.sqrt(second / (1 - beta2**step)) + eps), first, second


# wrong: no root


def adam_step(weights, gradient, first, second, step, lr=0.001, beta1=0.9, beta2=0.999, eps=1e-08):
    first = beta1 * first + (1 - beta1) * gradient
    second = beta2 * second + (1 - beta2) * gradient**2
    return weights - lr * (first / (1 - beta1**step)) / (second / (1 - beta2**step) + eps), first, second


# wrong: eps is scaled by the correction


def adam_step(weights, gradient, first, second, step, lr=0.001, beta1=0.9, beta2=0.999, eps=1e-08):
    first = beta1 * first + (1 - beta1) * gradient
    second = beta2 * second + (1 - beta2) * gradient**2
    rate = lr * np.sqrt(1 - beta2**step) / (1 - beta1**step)
    return weights - rate * first / (np.sqrt(second) + eps), first, second


# wrong: the gradient itself over the root, as in RMSProp


def adam_step(weights, gradient, first, second, step, lr=0.001, beta1=0.9, beta2=0.999, eps=1e-08):
    first = beta1 * first + (1 - beta1) * gradient
    second = beta2 * second + (1 - beta2) * gradient**2
    return weights - lr * gradient / (np.sqrt(second / (1 - beta2**step)) + eps), first, second


# wrong: the square of the running mean


def adam_step(weights, gradient, first, second, step, lr=0.001, beta1=0.9, beta2=0.999, eps=1e-08):
    first = beta1 * first + (1 - beta1) * gradient
    second = beta2 * second + (1 - beta2) * first**2
    return weights - lr * (first / (1 - beta1**step)) / (np.sqrt(second / (1 - beta2**step)) + eps), first, second


# wrong: only the first mean is corrected


def adam_step(weights, gradient, first, second, step, lr=0.001, beta1=0.9, beta2=0.999, eps=1e-08):
    first = beta1 * first + (1 - beta1) * gradient
    second = beta2 * second + (1 - beta2) * gradient**2
    return weights - lr * (first / (1 - beta1**step)) / (np.sqrt(second) + eps), first, second


# wrong: the means are changed in place


def adam_step(weights, gradient, first, second, step, lr=0.001, beta1=0.9, beta2=0.999, eps=1e-08):
    first *= beta1
    first += (1 - beta1) * gradient
    second *= beta2
    second += (1 - beta2) * gradient**2
    return weights - lr * (first / (1 - beta1**step)) / (np.sqrt(second / (1 - beta2**step)) + eps), first, second
