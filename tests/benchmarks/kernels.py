"""How long kernels take beside PyTorch's own, in float64 and on one thread: none should take five times as long.

OMP_NUM_THREADS=1 python -m tests.benchmarks.kernels
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator

import numpy as np
import torch
from torch.nn import functional

from dl_quiz.kernels import activation, batchnorm, conv, dropout, fc, loss, optim, pool

SLOWEST = 5.0
Pair = tuple[str, Callable[[], object], Callable[[], object]]


def tensor(array: np.ndarray, *, grad: bool = False) -> torch.Tensor:
    """Return an array as a tensor of its own type."""
    return torch.from_numpy(array.copy()).requires_grad_(grad)


def convolutions(rng: np.random.Generator) -> Iterator[Pair]:
    """Yield the layers of LeNet and of small networks for CIFAR, forward and backward."""
    for name, shape, bank, options in (
        ("LeNet-1 32×1×28², 6×5², p2", (32, 1, 28, 28), (6, 1, 5, 5), {"padding": 2}),
        ("LeNet-2 32×6×14², 16×5²", (32, 6, 14, 14), (16, 6, 5, 5), {}),
        ("32×3×32², 32×3², p1", (32, 3, 32, 32), (32, 3, 3, 3), {"padding": 1}),
        ("32×32×16², 64×3², p1", (32, 32, 16, 16), (64, 32, 3, 3), {"padding": 1}),
        ("32×64×8², 128×3², s2 p1", (32, 64, 8, 8), (128, 64, 3, 3), {"stride": 2, "padding": 1}),
    ):
        x, k = rng.normal(size=shape), rng.normal(size=bank)
        upstream = np.ones(conv.conv2d(x, k, **options).shape)
        u, a, b = tensor(upstream), tensor(x, grad=True), tensor(k, grad=True)
        yield f"conv2d {name}", lambda x=x, k=k, o=options: conv.conv2d(x, k, **o), lambda a=a, b=b, o=options: functional.conv2d(a, b, **o)
        yield (
            f"conv2d forward and backward {name}",
            lambda x=x, k=k, o=options, up=upstream: (conv.conv2d(x, k, **o), conv.conv2d_backward(up, x, k, **o)),
            lambda a=a, b=b, o=options, u=u: torch.autograd.grad(functional.conv2d(a, b, **o), (a, b), u),
        )


def poolings(rng: np.random.Generator) -> Iterator[Pair]:
    """Yield pooling, forward and backward."""
    for shape, size, options in (((32, 6, 28, 28), 2, {}), ((32, 32, 32, 32), 2, {}), ((32, 32, 32, 32), 3, {"stride": 2, "padding": 1})):
        x = rng.normal(size=shape)
        upstream = np.ones(pool.max_pool2d(x, size, **options).shape)
        a, u = tensor(x, grad=True), tensor(upstream)
        for name, forward, backward, theirs in (
            ("max_pool2d", pool.max_pool2d, pool.max_pool2d_backward, functional.max_pool2d),
            ("avg_pool2d", pool.avg_pool2d, pool.avg_pool2d_backward, functional.avg_pool2d),
        ):
            title = f"{name} {'×'.join(map(str, shape))}, {size}"
            yield title, lambda f=forward, x=x, s=size, o=options: f(x, s, **o), lambda t=theirs, a=a, s=size, o=options: t(a, s, **o)
            yield (
                f"{title} with backward",
                lambda f=forward, b=backward, x=x, s=size, o=options, up=upstream: (f(x, s, **o), b(up, x, s, **o)),
                lambda t=theirs, a=a, s=size, o=options, u=u: torch.autograd.grad(t(a, s, **o), a, u),
            )


def layers(rng: np.random.Generator) -> Iterator[Pair]:
    """Yield normalisation, affine layers, dropout and activations."""
    for shape in ((32, 256), (32, 32, 16, 16)):
        x, gamma, beta = rng.normal(size=shape), np.ones(shape[1]), np.zeros(shape[1])
        a, g, b = tensor(x), tensor(gamma), tensor(beta)
        title = f"batch_norm {'×'.join(map(str, shape))}"
        yield (
            title,
            lambda x=x, g=gamma, b=beta: batchnorm.batch_norm(x, g, b),
            lambda a=a, g=g, b=b: functional.batch_norm(a, None, None, g, b, True),
        )
    for inputs, outputs in ((784, 128), (2048, 1000)):
        x, w, bias = rng.normal(size=(32, inputs)), rng.normal(size=(outputs, inputs)), np.zeros(outputs)
        a, v, c = tensor(x), tensor(w), tensor(bias)
        yield f"affine 32×{inputs}→{outputs}", lambda x=x, w=w, b=bias: fc.affine(x, w, b), lambda a=a, v=v, c=c: functional.linear(a, v, c)
    x = rng.normal(size=(32, 32, 16, 16))
    a, luck = tensor(x), np.random.default_rng(0)
    yield "dropout 32×32×16²", lambda: dropout.dropout(x, 0.5, luck), lambda: functional.dropout(a, 0.5)
    for name in ("sigmoid", "tanh", "relu", "silu", "gelu"):
        yield name + " 32×32×16²", lambda f=getattr(activation, name): f(x), lambda f=getattr(functional, name): f(a)


def rest(rng: np.random.Generator) -> Iterator[Pair]:
    """Yield cross-entropy with its gradient, and a step of Adam."""
    for classes in (10, 1000, 10_000):
        logits, labels = rng.normal(size=(32, classes)), rng.integers(0, classes, 32)
        a, y = tensor(logits, grad=True), tensor(labels)
        yield (
            f"cross-entropy and gradient 32×{classes}",
            lambda z=logits, y=labels: (loss.cross_entropy(z, y), loss.cross_entropy_gradient(z, y)),
            lambda a=a, y=y: torch.autograd.grad(functional.cross_entropy(a, y), a),
        )
    for count in (1000, 1_000_000):
        w, gradient = rng.normal(size=count), rng.normal(size=count)
        parameter = torch.nn.Parameter(tensor(w))
        parameter.grad = tensor(gradient)
        theirs = torch.optim.Adam([parameter], lr=1e-3)
        state = optim.adam(w, gradient, lr=1e-3)[1]
        yield f"Adam step {count}", lambda w=w, g=gradient, s=state: optim.adam(w, g, s, lr=1e-3), theirs.step


def seconds(run: Callable[[], object], least: float = 0.2) -> float:
    """Return the processor time of one run, the best of many."""
    best, until = float("inf"), time.process_time() + least
    while time.process_time() < until:
        start = time.process_time()
        run()
        best = min(best, time.process_time() - start)
    return best


def main() -> int:
    """Print every pair; return 1 where a kernel takes too long."""
    torch.set_num_threads(1)
    rng = np.random.default_rng(0)
    slow = 0
    for part in (convolutions, poolings, layers, rest):
        for name, ours, theirs in part(rng):
            taken, reference = seconds(ours), seconds(theirs)
            slow += taken > SLOWEST * reference
            print(f"{name:60} {taken * 1e3:8.3f} ms  {taken / reference:5.1f} × PyTorch", flush=True)
    print(f"{slow} kernels take more than {SLOWEST:g} times as long as PyTorch's")
    return 1 if slow else 0


if __name__ == "__main__":
    raise SystemExit(main())
