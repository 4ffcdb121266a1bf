"""The two losses of a GAN."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from dl_quiz.stage.cases import Case, by_hand, edge, general

from ..kernels.shapes import Array, Float


def gan_losses(real: Float[Array, "n"], fake: Float[Array, "m"]) -> tuple[float, float, Float[Array, "m"]]:
    """Loss of the discriminator, non-saturating loss of the generator, and the latter's gradient, from logits.

    L_D = −mean log σ(r) − mean log(1 − σ(f)),   L_G = −mean log σ(f),   ∂L_G/∂f = (σ(f) − 1)/m
    """
    loss_d = np.mean(np.logaddexp(0, -real)) + np.mean(np.logaddexp(0, fake))
    loss_g = np.mean(np.logaddexp(0, -fake))
    gradient = -np.exp(-np.logaddexp(0, fake)) / len(fake)  # σ(f) − 1 = −σ(−f)
    return float(loss_d), float(loss_g), gradient


def gan_losses_cases(rng: np.random.Generator) -> Iterator[Case]:
    """Logits of 0 and ln 3 by hand; then more, unequal numbers of real and fake, and logits that saturate."""
    yield by_hand(np.array([0.0, np.log(3.0)]), np.array([0.0, -np.log(3.0)]))
    for real, fake in ((3, 5), (8, 2), (64, 32)):
        yield general(2 * rng.normal(size=real), 2 * rng.normal(size=fake))
    yield edge("fakes that are seen through", "被一眼识破的伪造样本")(10 + rng.normal(size=4), -800 + rng.normal(size=4))
    yield edge("a discriminator that is wrong for sure", "错得离谱的判别器")(-800 + rng.normal(size=3), 800 + rng.normal(size=3))
