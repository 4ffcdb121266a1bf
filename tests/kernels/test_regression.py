"""Robust least squares against NumPy's own fit, the sum written out, and simulation."""

import numpy as np
import pytest

from dl_quiz.kernels import regression


def case(seed):
    rng = np.random.default_rng(seed)
    inputs = rng.normal(size=(60, 3)) * [1.0, 2.0, 0.5]
    spread = np.abs(inputs[:, 0])  # the residuals are as large as the first input
    return inputs, inputs @ [1.0, -1.0, 0.5] + spread * rng.normal(size=60)


@pytest.mark.parametrize("seed", range(3))
def test_weights_and_errors_are_the_formula_row_by_row(seed):
    inputs, target = case(seed)
    weights, errors = regression.robust_least_squares(inputs, target)
    np.testing.assert_allclose(weights, np.linalg.lstsq(inputs, target, rcond=None)[0], atol=1e-12)
    middle = sum((y - x @ weights) ** 2 * np.outer(x, x) for x, y in zip(inputs, target, strict=True))
    bread = np.linalg.pinv(inputs.T @ inputs)
    np.testing.assert_allclose(errors**2, np.diag(bread @ middle @ bread), rtol=1e-9)


def test_the_errors_are_the_spread_of_many_fits():
    rng = np.random.default_rng(0)
    inputs = rng.normal(size=(200, 2))
    fits = []
    for _ in range(500):
        target = inputs[:, 0] + np.abs(inputs[:, 0]) * rng.normal(size=200)
        fits.append(regression.robust_least_squares(inputs, target))
    weights, errors = (np.array(part) for part in zip(*fits, strict=True))
    assert errors.mean(axis=0) == pytest.approx(weights.std(axis=0), rel=0.13)  # four standard errors of a spread over 500 fits
    plain = 1 / np.sqrt((inputs[:, 0] ** 2).sum()) * np.sqrt(np.mean(inputs[:, 0] ** 2))  # as if the residuals were alike: too small
    assert errors[:, 0].mean() > 1.3 * plain


@pytest.mark.parametrize("inputs", [[[1.0, 2.0], [2.0, 4.0], [3.0, 6.0]], [[1.0, 2.0]]])
def test_columns_that_depend_on_each_other_are_refused(inputs):
    with pytest.raises(ValueError, match=r"^the columns of inputs \(\d, 2\) must be independent, or many weights fit alike$"):
        regression.robust_least_squares(inputs, np.ones(len(inputs)))
