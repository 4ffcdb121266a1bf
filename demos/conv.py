"""Convolution: slide a kernel over an image and take a dot product at each place.

The kernels come first. Each scene then looks at the same operation from another side: one window at a time,
the flip that its name promises, the arithmetic of shapes, the matrix that it secretly is, and what it costs.
"""

from collections.abc import Iterator
from itertools import pairwise, product
from typing import Annotated, Literal

import numpy as np

from dl_quiz.stage import Ask, Check, Length, Plot, Range, Refusal, Say, Show, Step, T, equal, less, more, sliding

from .kernels import conv
from .kernels.conv import PRESETS, conv2d, conv2d_backward, convolve, correlate2d
from .kernels.shapes import Array

Preset = Literal["diagonal", "kirsch", "sobel-x", "sobel-y", "laplacian", "sharpen", "blur"]


def _by_hand(image: Array, kernel: Array) -> Array:
    """The definition, one multiplication after the other: what conv2d must agree with."""
    side = len(kernel)
    output = np.zeros((len(image) - side + 1, len(image) - side + 1))
    for i, j, u, v in product(range(len(output)), range(len(output)), range(side), range(side)):
        output[i, j] += image[i + u, j + v] * kernel[u, v]
    return output


def _digits(kernel: Array) -> int:
    return 0 if np.array_equal(kernel, np.round(kernel)) else 2


def slide(
    rng: np.random.Generator,
    *,
    size: Annotated[int, Range(3, 12), "side of the image"] = 4,
    kernel: Annotated[Preset, "kernel to slide"] = "diagonal",
) -> Iterator[Step]:
    """One window at a time."""
    weights, image = PRESETS[kernel], rng.integers(0, 4, (size, size)).astype(float)
    by_hand = _by_hand(image, weights)
    yield Say("Lay the kernel on the top left corner of the image. Multiply each pixel by the weight on it, and add up.")
    yield Show("The kernel: {kernel}", weights, digits=_digits(weights))
    yield Show("The image, its first window marked", image, digits=0, heat=True, mark=_window(0, 0, weights))
    yield Ask("What is the first output? (two decimals)", by_hand[0, 0], within=0.01)
    yield Say("First window: {sum}.", sum=_sum_in_full(image, weights, 0, 0))
    if len(by_hand) > 1:
        yield Say("One step to the right, the same weights meet other pixels: {sum}.", sum=_sum_in_full(image, weights, 0, 1))
    yield Ask(T("A {side}×{side} window in a {size}×{size} image: at how many places does it fit?", side=len(weights)), by_hand.size)
    output = correlate2d(image, weights)
    windows = [_window(row, column, weights) for row, column in np.ndindex(output.shape)]
    yield sliding("The window slides, and the output fills", image, output, windows, digits=_digits(weights))
    yield Show("The output: one number for each place", output, digits=_digits(weights), heat=True)
    yield Check(
        "equals-hand-sum",
        "each output = sum of weight · pixel over one window, wherever the window fits, by four nested loops",
        equal(output, by_hand, within=1e-12),
    )
    yield Say("A dot product of two arrays is one number. A convolution is a whole map of them, one for each shift of the kernel.")
    yield Check(
        "one-number-per-shift",
        "as many outputs as there are corners (i, j) at which the window stays inside",
        equal(output.size, sum(i + len(weights) <= size and j + len(weights) <= size for i in range(size) for j in range(size))),
    )
    flat = correlate2d(np.full((size, size), 5.0), weights)
    yield Say(
        "On an image that is 5 everywhere, the answer is 5 times the sum of the weights: a kernel whose weights sum to 0 is blind to brightness, one that sums to 1 keeps it."
    )
    yield Check(
        "flat-image",
        "response to a flat image of 5 = 5 · Σ weights",
        equal(flat.mean(), 5 * sum(sum(row) for row in weights.tolist()), within=1e-12),
    )


def _window(row: int, column: int, kernel: Array) -> list[tuple[int, int]]:
    return [(row + u, column + v) for u in range(len(kernel)) for v in range(len(kernel))]


def _sum_in_full(image: Array, kernel: Array, row: int, column: int) -> str:
    """The terms of one window as a person writes them, without those of weight 0."""
    pairs = [(image[place], weight) for place, weight in zip(_window(row, column, kernel), kernel.ravel(), strict=True) if weight]
    terms = " + ".join(f"{pixel:g}·({weight:.3g})" if weight < 0 else f"{pixel:g}·{weight:.3g}" for pixel, weight in pairs)
    return f"{terms} = {sum(pixel * weight for pixel, weight in pairs):.3g}".replace("-", "−")


def flip(
    rng: np.random.Generator,
    *,
    size: Annotated[int, Range(4, 12), "side of the image"] = 6,
    kernel: Annotated[Preset, "kernel to flip"] = "kirsch",
    signal: Annotated[tuple[float, ...], Range(-100, 100), Length(2, 8), "a row of numbers"] = (2, 5, 5, 1),
    taps: Annotated[tuple[float, ...], Range(-100, 100), Length(2, 2), "two weights to slide along it"] = (1, -1),
) -> Iterator[Step]:
    """Convolution flips, deep learning does not."""
    a, b = np.array([1.0, 2.0, 3.0]), np.array([0.0, 1.0, 0.5])
    yield Say(
        "Mathematics convolves [1, 2, 3] with [0, 1, 0.5] so: y[t] = Σ a[τ] · b[t − τ]. The minus sign runs one of the two backwards."
    )
    yield Ask("How many numbers come out?", 5)
    yield Check(
        "function-not-number",
        "the convolution has n + k − 1 values, found one by one as coefficients of a product of polynomials",
        equal(convolve(a, b), np.polymul(a[::-1], b[::-1])[::-1], within=1e-12),
    )
    slid = [conv.correlate(signal, taps, turned) for turned in (False, True)]
    by_hand = [first * x + second * y for first, second in (taps, taps[::-1]) for x, y in pairwise(signal)]
    yield Check("row-by-hand", "{taps} slid along {signal} as it is, then flipped", equal(np.concatenate(slid), by_hand))
    weights, image = PRESETS[kernel], rng.integers(0, 4, (size, size)).astype(float)
    true_convolution, turned = _by_definition(image, weights), weights[::-1, ::-1]
    yield Say("A convolution layer slides the kernel as it is. That operation is called cross-correlation.")
    yield Show("The kernel: {kernel}", weights, digits=_digits(weights))
    yield Show("Cross-correlation (what conv2d computes)", correlate2d(image, weights), digits=_digits(weights))
    yield Show("True convolution", true_convolution, digits=_digits(weights))
    yield Ask(
        "What must be done to a kernel, whichever it is, so that conv2d gives the true convolution?",
        1,
        options=[T("transpose it"), T("turn it by 180°"), T("mirror it left to right")],
    )
    yield Check(
        "flip-makes-convolution",
        "conv2d with the kernel turned by 180° = Σ I(i − m, j − n) K(m, n)",
        equal(correlate2d(image, turned), true_convolution, within=1e-12),
    )
    yield Check(
        "without-flip-differs",
        "without the turn, the two differ",
        more(np.abs(correlate2d(image, weights) - true_convolution).max(), 0.0).where(
            not np.array_equal(weights, turned), "this kernel looks the same after half a turn"
        ),
    )
    yield Check(
        "convolution-commutes",
        "a ∗ b = b ∗ a, while correlation reverses when its arguments are swapped",
        equal([convolve(a, b), _full_correlation(a, b)], [convolve(b, a), _full_correlation(b, a)[::-1]], within=1e-12),
    )
    learned = _fit(image=rng.normal(size=(12, 12)), hidden=weights)
    yield Say(
        "Does it matter for learning? A true convolution made these targets; a layer that cannot flip was fitted to them by least squares. It found the kernel already turned."
    )
    yield Show("The learned kernel", np.round(learned, 9) + 0.0, digits=_digits(weights))
    yield Check(
        "learning-absorbs-the-flip",
        "learned kernel = hidden kernel turned by 180°",
        # least squares on a well-conditioned 12 × 12 noise image
        equal(learned, [row[::-1] for row in weights.tolist()[::-1]], within=1e-9),
    )
    yield Say(
        "So a learned kernel does not care. A hand-made or ported one does: moved from a library that flips, it must be turned first."
    )


def _full_correlation(a: Array, b: Array) -> Array:
    return conv.correlate(np.pad(a, len(b) - 1), b)


def _by_definition(image: Array, kernel: Array) -> Array:
    """True convolution S(i, j) = Σ I(i − m, j − n) K(m, n), where the whole kernel overlaps the image."""
    side = len(kernel)
    inside = range(side - 1, len(image))
    return np.array([[sum(image[i - m, j - n] * kernel[m, n] for m in range(side) for n in range(side)) for j in inside] for i in inside])


def _fit(image: Array, hidden: Array) -> Array:
    """Least-squares kernel of a layer without flip, for targets that a true convolution made."""
    windows = np.lib.stride_tricks.sliding_window_view(image, hidden.shape).reshape(-1, hidden.size)
    return np.linalg.lstsq(windows, _by_definition(image, hidden).ravel(), rcond=None)[0].reshape(hidden.shape)


def geometry(
    rng: np.random.Generator,
    *,
    size: Annotated[int, Range(1, 256), "side of the image"] = 7,
    kernel: Annotated[int, Range(1, 15), "side of the kernel"] = 3,
    stride: Annotated[int, Range(1, 16), "step from window to window"] = 2,
    padding: Annotated[int, Range(0, 16), "zeros added on each side"] = 1,
    dilation: Annotated[int, Range(1, 8), "spacing of the kernel's taps"] = 1,
) -> Iterator[Step]:
    """How large is the output."""
    span, padded = dilation * (kernel - 1) + 1, size + 2 * padding
    if span > padded:
        raise Refusal(
            "The kernel spans {dilation}·({kernel} − 1) + 1 = {span}, but the padded image is only {padded} wide: there "
            "is no valid position. Take a smaller kernel, or more padding.",
            span=span,
            padded=padded,
        )
    starts = [start for start in range(0, padded, stride) if start + span <= padded]
    yield Say(
        "Look along one axis. {size} pixels and 2·{padding} zeros make {padded} cells. The kernel spans d(k − 1) + 1 "
        "= {span} of them, and moves by {stride}.",
        padded=padded,
        span=span,
    )
    if padded <= 12:
        yield Show(
            "Each row is one position: ■ is read, o is a zero of the padding, . is a pixel",
            _positions(size, kernel, padding, dilation, starts),
        )
    yield Ask("How wide is the output?", len(starts))
    yield Say(
        "⌊({size} + 2·{padding} − {dilation}·({kernel} − 1) − 1) / {stride}⌋ + 1 = ⌊{rest} / {stride}⌋ + 1 = {width}.",
        rest=padded - span,
        width=len(starts),
    )
    strip, ones = np.ones((1, 1, 1, size)), np.ones((1, 1, 1, kernel))
    output = conv2d(strip, ones, stride=stride, padding=padding, dilation=dilation)
    predicted = conv.output_size(size, kernel, stride, padding, dilation)
    yield Check(
        "shape-formula",
        "the formula gives the width that conv2d returns, and the number of positions counted one by one",
        equal([output.shape[3], len(starts)], [predicted] * 2),
    )
    unread = (padded - span) % stride
    yield Say(
        T("The floor hides a loss: the last {unread} columns are never the end of a window.", unread=unread)
        if unread
        else "Nothing is left over here: the last window ends exactly at the edge."
    )
    yield Check(
        "last-column-read",
        "the last column that any gradient reaches is where the formula says",
        equal(_last_read(padded, kernel, stride, dilation), padded - 1 - unread),
    )
    even = dilation * (kernel - 1) % 2 == 0
    kept = conv2d(strip, ones, padding=conv.same_padding(kernel, dilation), dilation=dilation).shape[3] if even else size
    yield Check(
        "same-padding",
        "with stride 1, padding d(k − 1)/2 keeps the width",
        equal(kept, size).where(even, "d(k − 1) is odd, so the two sides cannot get the same padding"),
    )
    counts = conv2d(np.ones((1, 1, 5, 5)), np.ones((1, 1, 3, 3)), padding=1)[0, 0]
    yield Show("5×5 ones, 3×3 kernel of ones, padding 1", counts, digits=0, heat=True)
    yield Say("Zero padding keeps the size at a price: at the border the kernel reads zeros that are not in the picture.")
    yield Check(
        "border-counts",
        "real pixels under the kernel: 2·2 in a corner, 2·3 at an edge, 3·3 inside",
        equal([counts[0, 0], counts[0, 2], counts[2, 2]], [4.0, 6.0, 9.0]),
    )


def _positions(size: int, kernel: int, padding: int, dilation: int, starts: list[int]) -> list[list[str]]:
    strip = ["o"] * padding + ["."] * size + ["o"] * padding
    taps = range(0, dilation * kernel, dilation)
    return [["■" if cell - start in taps else mark for cell, mark in enumerate(strip)] for start in starts]


def _last_read(cells: int, kernel: int, stride: int, dilation: int) -> int:
    """The last of these cells that a gradient reaches; padding must be cells of its own here, so that its gradient is seen."""
    strip, ones = np.ones((1, 1, 1, cells)), np.ones((1, 1, 1, kernel))
    upstream = conv2d(strip, ones, stride=stride, dilation=dilation)
    gradient, _, _ = conv2d_backward(upstream, strip, ones, stride=stride, dilation=dilation)
    return int(np.flatnonzero(gradient[0, 0].any(axis=0))[-1])


def matrix(
    rng: np.random.Generator,
    *,
    size: Annotated[int, Range(3, 6), "side of the image"] = 4,
    kernel: Annotated[int, Range(1, 3), "side of the kernel"] = 3,
) -> Iterator[Step]:
    """A convolution is a sparse matrix."""
    weights, image = np.arange(1.0, kernel**2 + 1).reshape(kernel, kernel), rng.normal(size=(size, size))
    dense = conv.convolution_matrix(weights, size)
    outputs, pixels = dense.shape
    yield Say(
        "Unroll the {size}×{size} image into {pixels} numbers. Each output is a sum of some of them, so each is a row of a matrix.",
        pixels=pixels,
    )
    yield Ask(
        T(
            "The matrix has {outputs}×{pixels} = {places} places. How many hold a weight of the kernel?",
            outputs=outputs,
            pixels=pixels,
            places=dense.size,
        ),
        outputs * kernel**2,
    )
    yield Show("The matrix: rows are outputs, columns are pixels", dense, digits=0, heat=True)
    yield Check(
        "matrix-form",
        "the matrix times the unrolled image is the convolution",
        equal(dense @ image.ravel(), _by_hand(image, weights).ravel(), within=1e-12),
    )
    yield Check(
        "sparse-and-shared",
        "non-zero entries: k² in each row; different numbers among them: k²",
        equal([np.count_nonzero(dense), np.unique(dense[dense != 0]).size], [conv.connections(size, kernel), kernel**2]),
    )
    yield Say(
        "A dense layer of this shape would learn every place by itself. A convolution ties them: zeros far away (locality), equal numbers along the diagonals (weight sharing)."
    )
    identity = T("a 1×1 kernel of weight 1 is the identity")
    yield Check(
        "five-properties",
        "conv(2x − y) = 2conv(x) − conv(y)? output unmoved by a shift? k² numbers in all rows? k² in a row? transpose the inverse?",
        equal(_properties(dense, image, weights), [True, False, True, True, False]).where(kernel > 1, identity),
    )
    upstream = rng.normal(size=(1, 1, size - kernel + 1, size - kernel + 1))
    back, _, _ = conv2d_backward(upstream, image[None, None], weights[None, None])
    yield Say("Gradients flow back through the transposed matrix. Used forwards, that transpose is the “transposed convolution”.")
    yield Check(
        "transpose-is-the-gradient",
        "gradient for the image = matrixᵀ · upstream gradient",
        equal(back.ravel(), dense.T @ upstream.ravel(), within=1e-12),
    )
    yield Check(
        "transpose-restores-the-shape",
        "width that the transpose leads back to = (n − 1)s − 2p + k",
        equal(back.shape[3], conv.transposed_size(size - kernel + 1, kernel)),
    )
    again = (dense.T @ dense @ image.ravel()).reshape(size, size)
    yield Check(
        "transpose-is-not-the-inverse",
        "going back by the transpose restores the shape, not the picture",
        more(np.abs(again - image).max(), 1e-6).where(kernel > 1, identity),
    )


def _properties(dense: Array, image: Array, weights: Array) -> list[bool]:
    """Linear, invariant, shared, local, inverted by its transpose."""
    here, moved = _by_hand(image, weights), np.roll(image, 1, axis=1)
    there = _by_hand(moved, weights)
    return [
        np.allclose(correlate2d(2 * image - moved, weights), 2 * here - there),
        np.allclose(there, here),
        np.unique(dense[dense != 0]).size == weights.size,
        bool((np.count_nonzero(dense, axis=1) == weights.size).all()),
        np.allclose(dense.T @ dense, np.eye(image.size)),
    ]


def cost(
    rng: np.random.Generator,
    *,
    channels: Annotated[int, Range(1, 64), "input channels"] = 16,
    filters: Annotated[int, Range(1, 256), "output channels"] = 32,
    kernel: Annotated[int, Range(1, 5), "side of the kernel"] = 3,
    size: Annotated[int, Range(1, 32), "side of the output"] = 14,
) -> Iterator[Step]:
    """What it costs, and two ways to pay less."""
    image = np.ones((1, channels, size + kernel - 1, size + kernel - 1))
    standard = conv2d(image, np.ones((filters, channels, kernel, kernel))).sum()
    yield Say("Fill image and kernels with ones: every multiplication then adds exactly 1, so the sum of the output counts them.")
    yield Ask(
        "{channels} → {filters} channels, {kernel}×{kernel} kernel, {size}×{size} output: how many multiply–adds?",
        conv.multiply_adds(channels, filters, kernel, size, size),
    )
    yield Check(
        "multiply-adds",
        "counted multiplications = C_in · C_out · k² · H · W",
        equal(standard, conv.multiply_adds(channels, filters, kernel, size, size)),
    )
    depthwise = sum(conv2d(image[:, c : c + 1], np.ones((1, 1, kernel, kernel))).sum() for c in range(channels))
    pointwise = conv2d(np.ones((1, channels, size, size)), np.ones((filters, channels, 1, 1))).sum()
    yield Say(
        "A 1×1 kernel mixes channels and looks at no neighbours. "
        "A depthwise separable convolution looks first (one k×k kernel for each channel) and mixes after (1×1)."
    )
    yield Plot("Multiply–adds", {T("standard"): standard, T("depthwise"): depthwise, T("pointwise 1×1"): pointwise}, kind="bars")
    yield Check(
        "separable-ratio",
        "separable ÷ standard, counted = 1/C_out + 1/k²",
        equal((depthwise + pointwise) / standard, conv.separable_ratio(filters, kernel), within=1e-12),
    )
    yield Check(
        "separable-saves",
        "the separable form is cheaper",
        less(depthwise + pointwise, standard).where(
            1 / filters + 1 / kernel**2 < 1 - 1e-12, "with a 1×1 kernel or too few output channels there is nothing to save"
        ),
    )


def unrolled(
    rng: np.random.Generator,
    *,
    size: Annotated[int, Range(7, 64), "side of the image"] = 8,
    kernel: Annotated[int, Range(1, 7), "side of the kernel"] = 3,
    stride: Annotated[int, Range(1, 3), "stride"] = 1,
    outputs: Annotated[int, Range(1, 8), "outputs that Winograd's way computes at once"] = 2,
) -> Iterator[Step]:
    """How libraries compute it: one product of matrices, or fewer products."""
    image, kernels = rng.normal(size=(2, size, size)), rng.normal(size=(3, 2, kernel, kernel))
    columns = conv.im2col(image, kernel, stride)
    yield Say("im2col copies each window into a column. Each kernel, unrolled, is a row, and all outputs are one product of two matrices.")
    yield Ask("How many numbers stand in a column, with 2 channels?", 2 * kernel**2)
    direct = conv2d(image[None], kernels, stride=stride)[0]
    product = kernels.reshape(3, -1) @ columns
    yield Check("one-product", "kernels · columns = the convolution", equal(product.reshape(direct.shape), direct, within=1e-10))
    yield Check(
        "same-work",
        "multiplications: rows × numbers in the columns = those of the direct sums, as many as before",
        equal(len(kernels) * columns.size, conv.multiply_adds(2, 3, kernel, *direct.shape[1:])),
    )
    yield Check(
        "memory-grows",
        "numbers in the columns ÷ numbers in the image = k² · o²/n²",
        equal(columns.size / image.size, conv.unrolled_ratio(size, kernel, stride), within=1e-12),
    )
    signal, taps = rng.normal(size=outputs + 2), rng.normal(size=3)
    products, adding = conv.winograd_products(signal, taps)
    yield Say(
        "Winograd's way: for m = {outputs} outputs of a kernel with three weights it multiplies m + 2 times, where the sums do 3m times."
    )
    yield Check(
        "winograd-agrees",
        "{outputs} outputs, added up from the products = the sums of three",
        equal(adding @ products, conv.correlate(signal, taps), within=1e-9),
    )
    yield Check(
        "winograd-saves",
        "m = {outputs}: multiplications of the sums ÷ Winograd's, as counted, along one axis and along both",
        equal([3 * outputs / products.size, (3 * outputs / products.size) ** 2], conv.winograd_saving(outputs, 3) ** np.array([0.5, 1.0])),
    )


def causal(
    rng: np.random.Generator,
    *,
    kernel: Annotated[int, Range(2, 7), "width of the kernel"] = 3,
    dilation: Annotated[int, Range(1, 8), "dilation"] = 1,
) -> Iterator[Step]:
    """Padding on the left only: nothing of the future."""
    signal, weights = rng.normal(size=120), rng.uniform(0.5, 1.0, kernel)
    changed = signal + np.eye(120)[60]
    ahead, behind = (dilation * (kernel - 1) // 2, dilation * (kernel - 1) - dilation * (kernel - 1) // 2)
    both = [np.correlate(np.pad(row, (behind, ahead)), _stretched(weights, dilation)) for row in (signal, changed)]
    left = [conv.causal_convolve(row, weights, dilation) for row in (signal, changed)]
    yield Say(
        "A model that predicts the next value must not read it. Change the value at time 60, and look where the output first changes."
    )
    yield Ask("With padding on both sides the output changes before time 60. By how many steps?", ahead)
    enough = next(zeros for zeros in range(99) if conv.output_size(120 + zeros, kernel, 1, 0, dilation) == 120)
    yield Check(
        "left-padding",
        "zeros before the signal with which the output is as long as the signal = d(k − 1), found one by one",
        equal(enough, conv.causal_padding(kernel, dilation)),
    )
    first = [int(np.argmax(np.abs(new - old) > 1e-9)) for old, new in (both, left)]
    yield Check("no-future", "first output that changes: padded on both sides, padded on the left", equal(first, [60 - ahead, 60]))


def _stretched(weights: Array, dilation: int) -> Array:
    """Weights with zeros between them."""
    apart = np.zeros(dilation * (len(weights) - 1) + 1)
    apart[::dilation] = weights
    return apart
