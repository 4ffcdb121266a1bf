import numpy as np

# right: soft thresholding


def l1_step(weights, gradient, lr, strength):
    moved = weights - lr * gradient
    return np.sign(moved) * np.maximum(np.abs(moved) - lr * strength, 0)


# right: two ramps


def l1_step(weights, gradient, lr, strength):
    moved, threshold = weights - lr * gradient, lr * strength
    return np.maximum(moved - threshold, 0) - np.maximum(-moved - threshold, 0)


# right: case by case


def l1_step(weights, gradient, lr, strength):
    result = np.zeros_like(weights)
    for i in range(len(weights)):
        moved = weights[i] - lr * gradient[i]
        if moved > lr * strength:
            result[i] = moved - lr * strength
        elif moved < -lr * strength:
            result[i] = moved + lr * strength
    return result


# right: what is cut off is taken away


def l1_step(weights, gradient, lr, strength):
    moved = weights - lr * gradient
    return moved - np.clip(moved, -lr * strength, lr * strength)


# wrong: the threshold without the step length


def l1_step(weights, gradient, lr, strength):
    moved = weights - lr * gradient
    return np.sign(moved) * np.maximum(np.abs(moved) - strength, 0)


# wrong: a subgradient step


def l1_step(weights, gradient, lr, strength):
    return weights - lr * (gradient + strength * np.sign(weights))


# wrong: hard thresholding


def l1_step(weights, gradient, lr, strength):
    moved = weights - lr * gradient
    return np.where(np.abs(moved) > lr * strength, moved, 0)


# wrong: zero is passed


def l1_step(weights, gradient, lr, strength):
    moved = weights - lr * gradient
    return moved - lr * strength * np.sign(moved)


# wrong: shrunk before the gradient step


def l1_step(weights, gradient, lr, strength):
    return np.sign(weights) * np.maximum(np.abs(weights) - lr * strength, 0) - lr * gradient


# wrong: the old weight's sign


def l1_step(weights, gradient, lr, strength):
    moved = weights - lr * gradient
    return np.sign(weights) * np.maximum(np.abs(moved) - lr * strength, 0)


# wrong: negative weights become 0


def l1_step(weights, gradient, lr, strength):
    return np.maximum(weights - lr * gradient - lr * strength, 0)


# wrong: the decay of L2


def l1_step(weights, gradient, lr, strength):
    return (weights - lr * gradient) / (1 + lr * strength)


# wrong: half the threshold


def l1_step(weights, gradient, lr, strength):
    moved = weights - lr * gradient
    return np.sign(moved) * np.maximum(np.abs(moved) - lr * strength / 2, 0)


# wrong: the penalty is in the gradient too


def l1_step(weights, gradient, lr, strength):
    moved = weights - lr * (gradient + strength * np.sign(weights))
    return np.sign(moved) * np.maximum(np.abs(moved) - lr * strength, 0)


# wrong: the step goes uphill


def l1_step(weights, gradient, lr, strength):
    moved = weights + lr * gradient
    return np.sign(moved) * np.maximum(np.abs(moved) - lr * strength, 0)
