import numpy as np

# right: einsum


def class_activation_map(maps, weights, bias):
    evidence = np.einsum("kc,chw->khw", weights, maps)
    return evidence.mean(axis=(1, 2)) + bias, evidence


# right: pooled first


def class_activation_map(maps, weights, bias):
    return weights @ maps.mean(axis=(1, 2)) + bias, np.tensordot(weights, maps, axes=(1, 0))


# right: loops


def class_activation_map(maps, weights, bias):
    c, h, w = maps.shape
    evidence, scores = np.zeros((len(weights), h, w)), np.zeros(len(weights))
    for k in range(len(weights)):
        for channel in range(c):
            evidence[k] += weights[k, channel] * maps[channel]
        scores[k] = evidence[k].sum() / (h * w) + bias[k]
    return scores, evidence


# wrong: the bias is in the map


def class_activation_map(maps, weights, bias):
    evidence = np.einsum("kc,chw->khw", weights, maps) + bias[:, None, None]
    return evidence.mean(axis=(1, 2)), evidence


# wrong: the bias is forgotten


def class_activation_map(maps, weights, bias):
    evidence = np.einsum("kc,chw->khw", weights, maps)
    return evidence.mean(axis=(1, 2)), evidence


# wrong: the sum over the places


def class_activation_map(maps, weights, bias):
    evidence = np.einsum("kc,chw->khw", weights, maps)
    return evidence.sum(axis=(1, 2)) + bias, evidence


# wrong: the greatest over the places


def class_activation_map(maps, weights, bias):
    return weights @ maps.max(axis=(1, 2)) + bias, np.einsum("kc,chw->khw", weights, maps)


# wrong: a ReLU on the map


def class_activation_map(maps, weights, bias):
    evidence = np.einsum("kc,chw->khw", weights, maps)
    return evidence.mean(axis=(1, 2)) + bias, np.maximum(evidence, 0)


# wrong: the map is scaled to 0 … 1


def class_activation_map(maps, weights, bias):
    evidence = np.einsum("kc,chw->khw", weights, maps)
    low, high = evidence.min(axis=(1, 2), keepdims=True), evidence.max(axis=(1, 2), keepdims=True)
    return evidence.mean(axis=(1, 2)) + bias, (evidence - low) / (high - low + 1e-9)


# wrong: the map is divided by the number of places


def class_activation_map(maps, weights, bias):
    evidence = np.einsum("kc,chw->khw", weights, maps) / (maps.shape[1] * maps.shape[2])
    return evidence.sum(axis=(1, 2)) + bias, evidence


# wrong: the map of the winner alone


def class_activation_map(maps, weights, bias):
    scores = weights @ maps.mean(axis=(1, 2)) + bias
    return scores, np.einsum("c,chw->hw", weights[scores.argmax()], maps)


# wrong: height and width swapped


def class_activation_map(maps, weights, bias):
    evidence = np.einsum("kc,chw->kwh", weights, maps)
    return evidence.mean(axis=(1, 2)) + bias, evidence


# wrong: softmax on the scores


def class_activation_map(maps, weights, bias):
    evidence = np.einsum("kc,chw->khw", weights, maps)
    scores = evidence.mean(axis=(1, 2)) + bias
    powers = np.exp(scores - scores.max())
    return powers / powers.sum(), evidence


# wrong: the mean over the channels


def class_activation_map(maps, weights, bias):
    evidence = np.einsum("kc,chw->khw", weights, maps) / maps.shape[0]
    return evidence.mean(axis=(1, 2)) + bias, evidence
