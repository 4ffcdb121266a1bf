"""Solutions that the exercises bring themselves, against what is not ours."""

import numpy as np
import pytest
from scipy.signal import correlate2d

from dl_quiz.exercises.running import Program, run_here
from dl_quiz.stage.cases import general
from tests.exercises import the


def solved(name, *arguments, **named):
    given = the(name)
    (outcome,) = run_here(Program(given.solution, name), [general(*arguments, **named)])
    assert outcome.failure is None
    return outcome.value


@pytest.fixture
def rng():
    return np.random.default_rng(3)


def test_convolution_against_scipy(rng):
    image, kernel = rng.normal(size=(7, 9)), rng.normal(size=(3, 4))
    np.testing.assert_allclose(solved("correlate2d", image, kernel), correlate2d(image, kernel, mode="valid"), atol=1e-12)


def test_cross_entropy_against_pytorch(rng):
    torch = pytest.importorskip("torch")
    logits, labels = 100 * rng.normal(size=(6, 5)), rng.integers(5, size=6)
    leaf = torch.tensor(logits, requires_grad=True)
    right = torch.nn.functional.cross_entropy(leaf, torch.tensor(labels))
    right.backward()
    loss, gradient = solved("softmax_cross_entropy", logits, labels)
    np.testing.assert_allclose(loss, right.item(), rtol=1e-12)
    np.testing.assert_allclose(gradient, leaf.grad.numpy(), atol=1e-12)
