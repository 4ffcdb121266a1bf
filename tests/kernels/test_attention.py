"""Softmax inside attention against PyTorch, SciPy and sampling."""

from __future__ import annotations

import numpy as np
import pytest
import scipy.special

from dl_quiz.kernels import attention


@pytest.mark.parametrize("width", [4, 64])
def test_dot_products_spread_as_sampled(width):
    rng = np.random.default_rng(0)
    products = (rng.choice([-1.0, 1.0], (20000, width)) * rng.normal(size=(20000, width))).sum(axis=1)
    assert attention.dot_product_spread(width) == pytest.approx(products.std(), rel=0.02)


@pytest.mark.parametrize("kind", [np.float16, np.float32, np.float64])
def test_the_exponential_overflows_behind_its_largest_exponent(kind):
    edge = attention.largest_exponent(float(np.finfo(kind).max))
    with np.errstate(over="ignore"):
        assert np.isfinite(np.exp(kind(edge - 0.02))) and np.isinf(np.exp(kind(edge + 0.02)))
    assert attention.largest_exponent(65504) == pytest.approx(11.09, abs=0.005)


@pytest.mark.parametrize(("known", "score"), [([1.0, 2.0], 4.0), ([1.0, 2.0], -3.0), ([700.0, 690.0], 720.0)])
def test_the_rescaled_sum_is_that_of_all_scores(known, score):
    largest = max(known)
    total = np.exp(np.array(known) - largest).sum()
    after = attention.rescaled_sum(largest, total, score)
    assert max(largest, score) + np.log(after) == pytest.approx(scipy.special.logsumexp([*known, score]), rel=1e-14)


def test_online_log_sum_exp_is_that_of_torch():
    torch = pytest.importorskip("torch", reason="PyTorch is in the extra 'torch'")
    scores = np.concatenate([[-np.inf, -np.inf], np.random.default_rng(1).normal(0, 300, 40), [-np.inf, 1e4]])
    np.testing.assert_allclose(attention.online_log_sum_exp(scores), torch.logcumsumexp(torch.tensor(scores), 0).numpy(), rtol=1e-12)
    assert attention.online_log_sum_exp([]).shape == (0,)
