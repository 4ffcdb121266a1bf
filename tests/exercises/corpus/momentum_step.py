import numpy as np

# right: as it is written


def momentum_step(weights, gradient, velocity, lr, momentum):
    velocity = momentum * velocity + gradient
    return weights - lr * velocity, velocity


# right: a loop


def momentum_step(weights, gradient, velocity, lr, momentum):
    new_weights, new_velocity = np.empty_like(weights), np.empty_like(velocity)
    for i in range(len(weights)):
        new_velocity[i] = gradient[i] + velocity[i] * momentum
        new_weights[i] = weights[i] - new_velocity[i] * lr
    return new_weights, new_velocity


# right: multiplied out


def momentum_step(weights, gradient, velocity, lr, momentum):
    return weights - lr * gradient - lr * momentum * velocity, np.add(gradient, np.multiply(momentum, velocity))


# wrong: the learning rate is in the velocity


def momentum_step(weights, gradient, velocity, lr, momentum):
    velocity = momentum * velocity - lr * gradient
    return weights + velocity, velocity


# wrong: a running mean


def momentum_step(weights, gradient, velocity, lr, momentum):
    velocity = momentum * velocity + (1 - momentum) * gradient
    return weights - lr * velocity, velocity


# wrong: Nesterov's


def momentum_step(weights, gradient, velocity, lr, momentum):
    velocity = momentum * velocity + gradient
    return weights - lr * (gradient + momentum * velocity), velocity


# wrong: uphill


def momentum_step(weights, gradient, velocity, lr, momentum):
    velocity = momentum * velocity + gradient
    return weights + lr * velocity, velocity


# wrong: the old velocity moves the weights


def momentum_step(weights, gradient, velocity, lr, momentum):
    return weights - lr * velocity, momentum * velocity + gradient


# wrong: the momentum is forgotten


def momentum_step(weights, gradient, velocity, lr, momentum):
    velocity = velocity + gradient
    return weights - lr * velocity, velocity


# wrong: plain gradient descent


def momentum_step(weights, gradient, velocity, lr, momentum):
    return weights - lr * gradient, velocity


# wrong: changed in place


def momentum_step(weights, gradient, velocity, lr, momentum):
    velocity *= momentum
    velocity += gradient
    weights -= lr * velocity
    return weights, velocity


# wrong: the pair the other way round


def momentum_step(weights, gradient, velocity, lr, momentum):
    velocity = momentum * velocity + gradient
    return velocity, weights - lr * velocity


# wrong: the weights alone


def momentum_step(weights, gradient, velocity, lr, momentum):
    return weights - lr * (momentum * velocity + gradient)


# wrong: momentum multiplies the gradient too


def momentum_step(weights, gradient, velocity, lr, momentum):
    velocity = momentum * (velocity + gradient)
    return weights - lr * velocity, velocity


# wrong: a velocity of the module's own


_velocity = 0.0


def momentum_step(weights, gradient, velocity, lr, momentum):
    global _velocity
    _velocity = momentum * _velocity + gradient
    return weights - lr * _velocity, _velocity
