"""Central differences against derivatives in closed form."""

from __future__ import annotations

import numpy as np
import pytest
from dl_quiz.kernels.differences import central_difference, central_differences


def test_a_gradient_has_the_shape_of_its_array() -> None:
    x = np.random.default_rng(0).normal(size=(2, 3))
    np.testing.assert_allclose(central_differences(lambda x: float(np.sum(np.sin(x))), x), np.cos(x), atol=1e-9)
    np.testing.assert_allclose(central_differences(lambda x: float(x[0] @ x[1]), x), x[::-1], atol=1e-9)


def test_a_jacobian_has_the_functions_axes_first() -> None:
    matrix = np.arange(6.0).reshape(2, 3)
    np.testing.assert_allclose(central_differences(lambda x: matrix @ x, np.ones(3)), matrix, atol=1e-9)
    assert central_differences(lambda x: np.outer(x, x[:2]), np.ones(3)).shape == (3, 2, 3)


def test_a_parabola_has_no_error_but_rounding() -> None:
    assert central_difference(lambda x: x**2, 3.0, step=0.5) == 6.0
    assert central_differences(lambda x: float(x @ x), [1.0, -2.0], step=0.25).tolist() == [2.0, -4.0]


def test_the_error_of_a_cubic_is_the_square_of_the_step() -> None:
    assert central_difference(lambda x: x**3, 0.0, step=0.5) == 0.25
    assert central_differences(lambda x: float(np.sum(x**3)), [0.0], step=0.125).tolist() == [1 / 64]


def test_slopes_of_a_function_of_one_number() -> None:
    x = np.linspace(-2, 2, 9)
    np.testing.assert_allclose(central_difference(np.exp, x), np.exp(x), rtol=1e-9)
    assert central_difference(np.exp, 0.0) == pytest.approx(1.0, abs=1e-10)
    assert central_difference(lambda x: max(x, 0.0), 0.0) == 0.5  # the mean of both slopes


def test_the_default_step_is_near_the_best() -> None:
    errors = {step: abs(central_difference(np.sin, 1.0, step=step) - np.cos(1.0)) for step in (1e-2, 1e-12)}
    assert abs(central_difference(np.sin, 1.0) - np.cos(1.0)) < 1e-10 < min(errors.values())


def test_whole_numbers_are_nudged_by_fractions_and_nothing_is_written_to() -> None:
    x = np.array([1, 2])
    np.testing.assert_allclose(central_differences(lambda x: float(np.prod(x)), x), [2.0, 1.0])
    y = np.array([1.0, 2.0])
    central_differences(lambda x: float(np.prod(x)), y)
    assert (x.tolist(), y.tolist()) == ([1, 2], [1.0, 2.0])


def test_a_number_gives_a_number() -> None:
    assert central_differences(np.exp, 0.0).shape == ()


def test_a_gradient_of_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match=r"^at \(2, 0\) must not be empty$"):
        central_differences(lambda x: float(x.sum()), np.zeros((2, 0)))
