import numpy as np

# right: the norm is shortened


def group_shrink(values, strength):
    norm = np.linalg.norm(values)
    if norm <= strength:
        return np.zeros_like(values)
    return (1 - strength / norm) * values


# right: a direction and a length


def group_shrink(values, strength):
    norm = float(np.sqrt(np.einsum("i,i->", values, values)))
    direction = values / norm if norm > 0 else values
    return direction * max(norm - strength, 0.0)


# right: without its projection on the ball (Moreau)


def group_shrink(values, strength):
    norm = np.sqrt(sum(v * v for v in values))
    projection = values if norm <= strength else values * strength / norm
    return values - projection


# wrong: each value is shrunk by itself


def group_shrink(values, strength):
    return np.sign(values) * np.maximum(np.abs(values) - strength, 0)


# wrong: the factor turns negative


def group_shrink(values, strength):
    norm = np.linalg.norm(values)
    return values * (1 - strength / norm) if norm else values.copy()


# wrong: zeros and no penalty give NaN


def group_shrink(values, strength):
    return values * np.maximum(1 - strength / np.linalg.norm(values), 0)


# wrong: the squared norm


def group_shrink(values, strength):
    squared = values @ values
    return values * max(1 - strength / squared, 0) if squared else values.copy()


# wrong: the ridge factor


def group_shrink(values, strength):
    return values / (1 + strength)


# wrong: the penalty's squared norm


def group_shrink(values, strength):
    return values / (1 + 2 * strength)


# wrong: the 1-norm


def group_shrink(values, strength):
    norm = np.abs(values).sum()
    return values * max(1 - strength / norm, 0) if norm else values.copy()


# wrong: all or nothing


def group_shrink(values, strength):
    return values.copy() if np.linalg.norm(values) > strength else np.zeros_like(values)


# wrong: the strength grows with the group's size


def group_shrink(values, strength):
    norm = np.linalg.norm(values)
    return values * max(1 - strength * np.sqrt(len(values)) / norm, 0) if norm else values.copy()


# wrong: the root of the mean square


def group_shrink(values, strength):
    norm = np.sqrt(np.mean(values**2))
    return values * max(1 - strength / norm, 0) if norm else values.copy()


# wrong: the strength is subtracted from each value


def group_shrink(values, strength):
    return values - strength * values if np.linalg.norm(values) > strength else np.zeros_like(values)


# wrong: an epsilon under the fraction


def group_shrink(values, strength):
    return values * max(1 - strength / (np.linalg.norm(values) + 1e-3), 0)
