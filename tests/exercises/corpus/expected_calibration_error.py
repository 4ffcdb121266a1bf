import numpy as np

# right: a mask for each bin


def expected_calibration_error(confidence, correct, bins):
    edges = np.linspace(0, 1, bins + 1)
    total = 0.0
    for k, (low, high) in enumerate(zip(edges[:-1], edges[1:])):
        inside = (confidence > low) & (confidence <= high)
        if k == 0:
            inside |= confidence == 0
        if inside.any():
            total += inside.mean() * abs(correct[inside].mean() - confidence[inside].mean())
    return float(total)


# right: sums of the differences


def expected_calibration_error(confidence, correct, bins):
    place = np.clip(np.searchsorted(np.linspace(0, 1, bins + 1), confidence, side="left") - 1, 0, bins - 1)
    gaps = np.bincount(place, weights=correct - confidence, minlength=bins)
    return float(np.abs(gaps).sum() / len(confidence))


# right: digitize, bin by bin in a dictionary


def expected_calibration_error(confidence, correct, bins):
    inner = np.linspace(0, 1, bins + 1)[1:-1]
    groups = {}
    for c, hit, k in zip(confidence, correct, np.digitize(confidence, inner, right=True)):
        groups.setdefault(int(k), []).append((c, hit))
    error = 0.0
    for group in groups.values():
        mean = sum(c for c, _ in group) / len(group)
        accuracy = sum(1 for _, hit in group if hit) / len(group)
        error += len(group) / len(confidence) * abs(accuracy - mean)
    return error


# wrong: an edge belongs to the bin above


def expected_calibration_error(confidence, correct, bins):
    place = np.minimum(np.searchsorted(np.linspace(0, 1, bins + 1), confidence, side="right") - 1, bins - 1)
    gaps = np.bincount(place, weights=correct - confidence, minlength=bins)
    return float(np.abs(gaps).sum() / len(confidence))


# wrong: a confidence of 0 falls out


def expected_calibration_error(confidence, correct, bins):
    edges = np.linspace(0, 1, bins + 1)
    total = 0.0
    for low, high in zip(edges[:-1], edges[1:]):
        inside = (confidence > low) & (confidence <= high)
        if inside.any():
            total += inside.mean() * abs(correct[inside].mean() - confidence[inside].mean())
    return float(total)


# wrong: each bin weighs the same


def expected_calibration_error(confidence, correct, bins):
    place = np.clip(np.searchsorted(np.linspace(0, 1, bins + 1), confidence, side="left") - 1, 0, bins - 1)
    used = np.unique(place)
    return float(np.mean([abs(correct[place == k].mean() - confidence[place == k].mean()) for k in used]))


# wrong: divided by the number of bins


def expected_calibration_error(confidence, correct, bins):
    place = np.clip(np.searchsorted(np.linspace(0, 1, bins + 1), confidence, side="left") - 1, 0, bins - 1)
    used = np.unique(place)
    return float(sum(abs(correct[place == k].mean() - confidence[place == k].mean()) for k in used) / bins)


# wrong: the greatest gap


def expected_calibration_error(confidence, correct, bins):
    place = np.clip(np.searchsorted(np.linspace(0, 1, bins + 1), confidence, side="left") - 1, 0, bins - 1)
    return float(max(abs(correct[place == k].mean() - confidence[place == k].mean()) for k in np.unique(place)))


# wrong: gaps cancel each other


def expected_calibration_error(confidence, correct, bins):
    return float(abs(correct.mean() - confidence.mean()))


# wrong: the middle of the bin for its mean confidence


def expected_calibration_error(confidence, correct, bins):
    place = np.clip(np.searchsorted(np.linspace(0, 1, bins + 1), confidence, side="left") - 1, 0, bins - 1)
    total = 0.0
    for k in np.unique(place):
        total += (place == k).mean() * abs(correct[place == k].mean() - (k + 0.5) / bins)
    return float(total)


# wrong: squared gaps


def expected_calibration_error(confidence, correct, bins):
    place = np.clip(np.searchsorted(np.linspace(0, 1, bins + 1), confidence, side="left") - 1, 0, bins - 1)
    total = 0.0
    for k in np.unique(place):
        total += (place == k).mean() * (correct[place == k].mean() - confidence[place == k].mean()) ** 2
    return float(total)


# wrong: bins from the lowest to the highest confidence


def expected_calibration_error(confidence, correct, bins):
    edges = np.linspace(confidence.min(), confidence.max(), bins + 1)
    place = np.clip(np.searchsorted(edges, confidence, side="left") - 1, 0, bins - 1)
    gaps = np.bincount(place, weights=correct - confidence, minlength=bins)
    return float(np.abs(gaps).sum() / len(confidence))


# wrong: bins of equally many samples


def expected_calibration_error(confidence, correct, bins):
    total = 0.0
    for part in np.array_split(np.argsort(confidence), bins):
        if len(part):
            total += len(part) / len(confidence) * abs(correct[part].mean() - confidence[part].mean())
    return float(total)


# wrong: the gap of each sample


def expected_calibration_error(confidence, correct, bins):
    return float(np.abs(correct - confidence).mean())


# wrong: an empty bin gives NaN


def expected_calibration_error(confidence, correct, bins):
    edges = np.linspace(0, 1, bins + 1)
    total = 0.0
    for k in range(bins):
        inside = (confidence > edges[k]) & (confidence <= edges[k + 1]) if k else confidence <= edges[1]
        total += inside.mean() * abs(correct[inside].mean() - confidence[inside].mean())
    return float(total)


# wrong: one bin too few


def expected_calibration_error(confidence, correct, bins):
    edges = np.linspace(0, 1, bins)
    place = np.clip(np.searchsorted(edges, confidence, side="left") - 1, 0, bins - 1)
    gaps = np.bincount(place, weights=correct - confidence, minlength=bins)
    return float(np.abs(gaps).sum() / len(confidence))
