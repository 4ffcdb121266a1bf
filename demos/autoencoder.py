"""Autoencoders: reproduce the input, but not too easily.

The reconstruction is the exercise, the code is what is wanted, and something must stand in the way of copying.
The linear autoencoder comes first, because everything about it can be written down: a bottleneck makes it PCA,
noise makes it a Wiener filter, and neither makes it the identity.
"""

from collections.abc import Iterator
from typing import Annotated

import numpy as np

from dl_quiz.stage import Ask, Check, Plot, Range, Say, Show, Step, T, at_least, at_most, equal, less, more

from .kernels.autoencoder import compression, denoising_error, discarded_variance, kept_share, linear_denoiser, linear_loss, principal_axes
from .kernels.backprop import Layer, backward, forward, initialise
from .kernels.shapes import Array
from .kernels.training import train, train_layers

Steps = Annotated[int, Range(50, 1000), "training steps"]
VARIANCES = np.array([9.0, 4.0, 0.36, 0.16, 0.09, 0.04])
"""Of the cloud that most scenes look at: two loud directions and four quiet ones, in a random rotation."""


def _cloud(rng: np.random.Generator, count: int) -> Array:
    """Gaussian points around 0 with the `VARIANCES` along randomly turned axes."""
    turn, _ = np.linalg.qr(rng.normal(size=(6, 6)))
    points = (rng.normal(size=(count, 6)) * np.sqrt(VARIANCES)) @ turn.T
    return points - points.mean(axis=0)


def _fit_linear(rng: np.random.Generator, data: Array, code: int, steps: int, noise: float = 0.0) -> tuple[Array, Array, Array]:
    """Train a linear autoencoder from small random matrices; returns encoder, decoder and the losses."""
    size = data.shape[1]

    def gradients(parameters: list[Array], _: int) -> tuple[float, list[Array]]:
        loss, *slopes = linear_loss(*parameters, data, noise)
        return loss, slopes

    start = [0.1 * rng.normal(size=(code, size)), 0.1 * rng.normal(size=(size, code))]
    (encoder, decoder), losses = train(start, gradients, steps=steps, lr=0.02)
    return encoder, decoder, losses


def pca(
    rng: np.random.Generator,
    *,
    code: Annotated[int, Range(1, 5), "numbers in the code"] = 2,
    steps: Annotated[int, Range(100, 3000), "training steps"] = 1500,
) -> Iterator[Step]:
    """A linear autoencoder rediscovers PCA."""
    data = _cloud(rng, 400)
    variances, axes = principal_axes(data)
    best = discarded_variance(variances, code)
    trained = T("1500 steps or so are needed to converge")
    yield Say(
        "400 points with 6 coordinates. The encoder E turns each into {code} numbers, the decoder D turns those into "
        "6 again. Both are matrices; gradient descent lowers the mean of ‖x − DEx‖²."
    )
    rows = [f"λ{place}" for place in range(1, 7)]
    yield Show("Variance along the principal axes (hidden: the cloud is rotated)", rows=rows, columns={"λ": variances})
    yield Ask("What is the smallest error that {code} numbers allow? (to 0.05)", best, within=0.05)
    encoder, decoder, losses = _fit_linear(rng, data, code, steps)
    yield Plot("Reconstruction error", {T("autoencoder"): losses, T("PCA"): np.full(steps, best)}, log=True, x=T("step"))
    yield Check(
        "error-is-discarded-variance",
        "the trained error = the sum of the discarded eigenvalues",
        equal(losses[-1], best, within=1e-3 * best).where(steps >= 1500, trained),  # gradient descent comes close, not there
    )
    yield Check(
        "kept-is-the-largest-share",
        "share of the variance that a code of k numbers keeps = (λ₁ + … + λₖ)/Σλ",
        equal(1 - losses[-1] / (data**2).sum(axis=1).mean(), kept_share(variances, code), within=1e-3).where(steps >= 1500, trained),
    )
    yield Check("never-below-pca", "at no step does the error fall below PCA's (Eckart–Young)", at_least(losses.min(), best, within=1e-9))
    span = np.linalg.qr(decoder)[0]
    yield Check(
        "same-subspace",
        "sine of the largest angle between the decoder's span and the principal subspace",
        equal(np.linalg.norm(span - axes[:code].T @ (axes[:code] @ span), 2), 0.0, within=0.01).where(steps >= 1500, trained),
    )
    cosines = np.abs(axes[:code] @ (decoder / np.linalg.norm(decoder, axis=0)))
    yield Show(
        "|cos| between each code number's direction and each principal axis",
        rows=[f"z{place}" for place in range(1, code + 1)],
        columns={f"v{place}": row for place, row in enumerate(cosines, start=1)},
        digits=2,
    )
    mix = rng.normal(size=(code, code)) + 3 * np.eye(code)
    yield Say(
        "The subspace is PCA's, the axes in it are not: mix the code by any invertible matrix M, let the decoder undo it, and no error can tell."
    )
    yield Check(
        "any-basis-will-do",
        "error with encoder ME and decoder DM⁻¹ = error with E and D",
        equal(linear_loss(mix @ encoder, decoder @ np.linalg.inv(mix), data)[0], linear_loss(encoder, decoder, data)[0], within=1e-9),
    )


def identity(
    rng: np.random.Generator,
    *,
    code: Annotated[int, Range(1, 12), "numbers in the code; the data has 6"] = 8,
    noise: Annotated[float, Range(0.1, 3), "corruption that cures it"] = 1.0,
) -> Iterator[Step]:
    """Nothing in the way: the identity; noise in the way: a representation."""
    data = _cloud(rng, 400)
    roomy = T("the code is narrower than the data: a bottleneck")
    yield Say("The same cloud of 6 coordinates, but now the code has {code} numbers. Nothing else holds the autoencoder back.")
    least = discarded_variance(principal_axes(data)[0], code)
    yield Ask("After training: how large is its reconstruction error? (to 0.01)", least, within=0.01)
    encoder, decoder, losses = _fit_linear(rng, data, code, 1500)
    foreign = rng.uniform(-10, 10, (100, 6))
    yield Show("Decoder times encoder, DE", np.round(decoder @ encoder, 2) + 0.0, digits=2, heat=True)
    yield Check(
        "perfect-copy",
        "reconstruction error of the training data",
        # of a total variance of 13.65: Adam's steps keep trembling around the minimum
        equal(losses[-1], 0.0, within=1e-3).where(code >= 6, roomy),
    )
    yield Check(
        "learned-the-identity",
        "DE = I, so that data of any kind passes: error on uniform random points",
        equal(linear_loss(encoder, decoder, foreign)[0], 0.0, within=0.01).where(code >= 6, roomy),
    )
    yield Say(
        "A perfect score, and the code knows nothing about this data. Keep the width, but corrupt the input: "
        "now a coordinate must be guessed from the others."
    )
    encoder, decoder, _ = _fit_linear(rng, data, code, 1500, noise)
    yield Show("DE, trained with noise {noise:g}", np.round(decoder @ encoder, 2) + 0.0, digits=2, heat=True)
    theory = linear_denoiser(data.T @ data / len(data), noise)
    yield Check(
        "noise-prevents-copying",
        "DE = Σ(Σ + s²I)⁻¹, not the identity; largest difference",
        equal(np.abs(decoder @ encoder - theory).max(), 0.0, within=0.01).where(code >= 6, roomy),
    )
    variances, axes = principal_axes(data)
    gains = np.einsum("ki,ij,kj->k", axes, decoder @ encoder, axes)
    yield Plot("How much of each principal direction passes", {f"λ{place}": gain for place, gain in enumerate(gains, start=1)}, kind="bars")
    yield Check(
        "gain-of-each-direction",
        "how much passes = λ/(λ + s²), direction by direction",
        equal(gains, variances / (variances + noise**2), within=0.01).where(code >= 6, roomy),
    )


def bottleneck(
    rng: np.random.Generator,
    *,
    inputs: Annotated[int, Range(1, 4096), "input numbers"] = 784,
    code: Annotated[int, Range(1, 1024), "numbers in the code"] = 32,
) -> Iterator[Step]:
    """How many times smaller is the code."""
    images = rng.integers(0, 256, (10, inputs), dtype=np.uint8)
    codes = (images / 255 @ rng.normal(size=(inputs, code))).astype(np.float32)
    yield Say(
        "Ten images of {inputs} grey levels, each turned into a code of {code} numbers. The encoder is not trained: this only counts."
    )
    yield Ask("By what factor does the code compress, in numbers? (one decimal)", compression(inputs, code), within=0.06)
    yield Check(
        "numbers-for-each-code-number",
        "numbers in the images ÷ numbers in their codes = {inputs}/{code}",
        equal(images.size / codes.size, compression(inputs, code), within=1e-12),
    )
    yield Check(
        "bytes-tell-less",
        "bytes of the images ÷ bytes of their codes = a quarter of that: a grey level is one byte, a number in single precision four",
        equal(images.nbytes / codes.nbytes, compression(inputs, code) / 4, within=1e-12),
    )


def memorise(rng: np.random.Generator, *, samples: Annotated[int, Range(10, 1000), "training points"] = 100) -> Iterator[Step]:
    """A code of one number that learned nothing."""
    data = _cloud(rng, 2 * samples)
    seen, unseen = data[:samples], data[samples:]
    yield Say(
        "A bottleneck of one number must help, it seems. Here is one that does not: the encoder answers with the "
        "number of the nearest of the {samples} training points, the decoder looks it up in a table."
    )
    yield Ask("Its training error?", 0.0)
    errors = [((points[:, None] - seen) ** 2).sum(axis=2).min(axis=1).mean() for points in (seen, unseen)]
    yield Show("Mean of ‖x − x̂‖²", rows=[T("seen"), T("unseen")], columns={T("error"): errors})
    yield Check("training-error-zero", "one number reproduces every training point exactly", equal(errors[0], 0.0, within=1e-20))
    yield Check("unseen-data-pays", "on unseen points it makes errors", more(errors[1], errors[0]))
    yield Say(
        "A network with enough capacity can do the same. Width alone is no guarantee; judge an autoencoder by held-out data and by what its code is good for."
    )


def denoise(
    rng: np.random.Generator,
    *,
    noise: Annotated[float, Range(0.1, 3), "standard deviation of the noise"] = 1.0,
    code: Annotated[int, Range(1, 5), "numbers in the plain bottleneck"] = 2,
) -> Iterator[Step]:
    """Denoising is learned by denoising."""
    data = _cloud(rng, 400)
    variances, _ = principal_axes(data)
    clean = np.repeat(data, 10, axis=0)  # ten noisy copies of each point: only the noise is a sample, not the cloud
    noisy = clean + noise * rng.normal(size=clean.shape)
    products = {"raw": np.eye(6)}
    for name, width, corruption in (("wide", 6, 0.0), ("narrow", code, 0.0), ("trained", 6, noise)):
        encoder, decoder, _ = _fit_linear(rng, data, width, 1500, corruption)
        products[name] = decoder @ encoder
    losses = {name: ((noisy @ product.T - clean) ** 2).sum(axis=1) for name, product in products.items()}
    error = {name: loss.mean() for name, loss in losses.items()}
    deviation = {name: loss.std() / np.sqrt(len(loss)) for name, loss in losses.items()}
    yield Say(
        "Noise of standard deviation {noise:g} falls on every coordinate. Three linear autoencoders try to remove "
        "it: a plain one with room to copy, a plain one with a code of {code}, and one that was trained to map noisy "
        "to clean."
    )
    yield Ask(
        "What does the plain one with room to copy leave of the noise?", 0, options=[T("all of it"), T("about half"), T("nearly none")]
    )
    yield Show(
        "Mean ‖x̂ − x‖² against the clean x",
        rows=[T("as it came"), T("plain, wide"), T("plain, narrow"), T("denoising"), T("Σ λs²/(λ+s²)")],
        columns={T("error"): [*error.values(), denoising_error(variances, noise)]},
    )
    yield Check(
        "plain-copies-noise",
        "the wide plain autoencoder leaves the error as it came",
        equal(error["wide"], error["raw"], within=0.01 * error["raw"]),  # it is the identity up to what training left
    )
    yield Check(
        "bottleneck-drops-some",
        "the narrow plain one: discarded variance, and k s² of noise inside the subspace",
        # four standard errors, and what training left
        equal(error["narrow"], discarded_variance(variances, code) + code * noise**2, within=4 * deviation["narrow"] + 1e-3),
    )
    yield Check(
        "denoises-as-theory",
        "the denoising one reaches the best linear error, Σ λs²/(λ + s²)",
        equal(error["trained"], denoising_error(variances, noise), within=4 * deviation["trained"] + 1e-3),
    )
    yield Check(
        "denoising-beats-bottleneck",
        "the denoising one is at least as good as the bottleneck",
        at_most(error["trained"], error["narrow"], within=4 * np.std(losses["trained"] - losses["narrow"]) / np.sqrt(len(clean))),
    )
    yield Say(
        "And there is more in it: (x̂ − x̃)/s² points uphill on the density of the noisy data. Learning to denoise is learning the score."
    )
    point = 3 * rng.normal(size=6)
    climbed = (products["trained"] @ point - point) / noise**2
    slope = -np.linalg.inv(data.T @ data / len(data) + noise**2 * np.eye(6)) @ point
    yield Check(
        "denoising-is-the-score",
        "(DEx̃ − x̃)/s² = ∇ log p(x̃) of the noisy Gaussian, −(Σ + s²I)⁻¹x̃; largest difference",
        equal(np.abs(climbed - slope).max(), 0.0, within=0.01),
    )


def anomaly(
    rng: np.random.Generator,
    *,
    far: Annotated[float, Range(0, 100), "how far along the code, in standard deviations"] = 50.0,
    off: Annotated[float, Range(0, 20), "how far off the subspace"] = 3.0,
) -> Iterator[Step]:
    """The anomaly that reconstructs perfectly."""
    data = _cloud(rng, 400)
    encoder, decoder, _ = _fit_linear(rng, data, 2, 1500)
    codes = data @ encoder.T
    scatter = codes.T @ codes / len(codes)
    errors = ((data - codes @ decoder.T) ** 2).sum(axis=1)
    alarm = float(np.quantile(errors, 0.99))
    yield Say(
        "An autoencoder with a code of 2, trained on normal data. What it reconstructs badly is called an anomaly; the alarm is set at the 99th percentile."
    )
    yield Plot("Errors of normal data", {T("points"): errors}, kind="histogram", x="‖x − x̂‖²")
    direction = np.linalg.cholesky(scatter) @ np.array([0.6, 0.8])
    inside = decoder @ (far * direction)
    outside = off * np.linalg.svd(decoder)[0][:, 2]  # along a normal of the subspace
    yield Ask(
        "A point {far:g} standard deviations out, but within the decoder's reach. Its reconstruction error? (to 0.05)", 0.0, within=0.05
    )
    found = [float(((x - decoder @ (encoder @ x)) ** 2).sum()) for x in (inside, outside)]
    distances = [float(np.sqrt(z @ np.linalg.solve(scatter, z))) for z in (encoder @ inside, encoder @ outside)]
    yield Show(
        "Two anomalies",
        rows=[T("far inside"), T("off"), T("alarm")],
        columns={"‖x − x̂‖²": [*found, alarm], T("code, σ"): [*distances, None]},
    )
    yield Check("missed-inside", "the error of the point inside the span stays below the alarm", less(found[0], alarm))
    yield Check(
        "caught-outside",
        "off the span, the error is the squared distance to it",
        equal(found[1], off**2, within=1e-3 * off**2 + 1e-9),  # the trained projection is not exactly orthogonal
    )
    yield Check("the-code-tells", "how many standard deviations out its code lies", equal(distances[0], far, within=1e-3 * far + 1e-9))
    yield Say(
        "A large error is a sign of an anomaly, a small one is no proof of normality. Score the code as well: here its distance gives the first point away."
    )


def label(
    rng: np.random.Generator,
    *,
    loud: Annotated[float, Range(0.01, 10), "deviation of the direction without a label"] = 3.0,
    quiet: Annotated[float, Range(0.1, 3), "where the classes sit on the other axis, ±"] = 0.3,
) -> Iterator[Step]:
    """What matters may be what is thrown away."""
    labels = rng.permutation(np.arange(2000) % 2)
    raw = np.stack([loud * rng.normal(size=2000), quiet * (2 * labels - 1) + 0.05 * rng.normal(size=2000)], axis=1)
    turn = rng.uniform(0, 2 * np.pi)
    data = raw @ np.array([[np.cos(turn), np.sin(turn)], [-np.sin(turn), np.cos(turn)]])
    data = data - data.mean(axis=0)
    variances, axes = principal_axes(data)
    encoder, decoder, _ = _fit_linear(rng, data, 1, 1000)
    yield Say(
        "Two coordinates. One direction is loud, with deviation {loud:g}, and says nothing about the class; on the "
        "quiet one the classes sit at ±{quiet:g}. An autoencoder squeezes both into one number."
    )
    yield Plot(
        "The two classes", {T("class 0"): tuple(data[labels == 0][:150].T), T("class 1"): tuple(data[labels == 1][:150].T)}, kind="scatter"
    )
    kept = 1 - linear_loss(encoder, decoder, data)[0] / (data**2).sum() * len(data)
    on_code = _threshold_accuracy(data @ encoder[0], labels)
    on_rest = _threshold_accuracy(data @ axes[1], labels)
    yield Ask(
        T("The code keeps {kept:.1%} of the variance. How well does it tell the classes apart?", kept=kept),
        0 if on_code < 0.75 else 1,
        options=[T("like a coin"), T("nearly perfectly")],
    )
    accuracy = {T("from the code"): [on_code], T("from what was discarded"): [on_rest]}
    yield Show("Accuracy on held-out points", rows=accuracy, columns=[T("accuracy")])
    apart = max(loud / quiet, quiet / loud) >= 2
    swamped = T("the loud direction must be well above the quiet one")
    yield Check(
        "variance-is-kept",
        "share of the variance that the trained code keeps",
        equal(kept, kept_share(variances, 1), within=1e-3).where(
            apart, "with nearly equal variances, training is slow to choose a direction"
        ),
    )
    yield Check(
        "code-is-blind",
        "accuracy from the code, against a coin's one half",
        # four standard errors of 1000 points, and the tilt of a fitted axis
        equal(on_code, 0.5, within=4 * np.sqrt(0.25 / 1000) + 0.02).where(loud >= 4 * quiet, swamped),
    )
    yield Check("discarded-knows", "accuracy from the discarded direction", at_least(on_rest, 0.95).where(loud >= 4 * quiet, swamped))
    yield Say("Reconstruction asks what is loud. Whether that is what your task needs, only the task can tell.")


def _threshold_accuracy(values: Array, labels: Array) -> float:
    """Nearest class mean, learned on the first half, tried on the second."""
    half = len(values) // 2
    means = [values[:half][labels[:half] == label].mean() for label in (0, 1)]
    guesses = np.abs(values[half:] - means[1]) < np.abs(values[half:] - means[0])
    return float((guesses == labels[half:]).mean())


def _arc(rng: np.random.Generator, count: int) -> Array:
    """Points on three quarters of the unit circle, open on the left, with a little noise."""
    angle = rng.uniform(-0.75 * np.pi, 0.75 * np.pi, count)
    return np.stack([np.cos(angle), np.sin(angle)], axis=1) + 0.02 * rng.normal(size=(count, 2))


def _fit_curve(rng: np.random.Generator, data: Array, hidden: int, steps: int) -> tuple[list[Layer], Array]:
    """Train a tanh autoencoder with a code of one number on points in the plane."""

    def gradients(layers: list[Layer], _: int) -> tuple[float, list[Layer]]:
        output, cache = forward(layers, data, "tanh")
        loss = float(((output - data) ** 2).sum() / len(data))
        return loss, backward(layers, cache, 2 * (output - data) / len(data), "tanh")

    return train_layers(initialise(rng, (2, hidden, 1, hidden, 2)), gradients, steps=steps, lr=0.02)


def manifold(
    rng: np.random.Generator, *, hidden: Annotated[int, Range(2, 32), "units in the hidden layers"] = 16, steps: Steps = 600
) -> Iterator[Step]:
    """One number unrolls a curve."""
    data = _arc(rng, 200)
    yield Say("Points on three quarters of a circle: two coordinates, but one number, the angle, says it all.")
    straight = discarded_variance(principal_axes(data)[0], 1)
    layers, losses = _fit_curve(rng, data, hidden, steps)
    both = {T("autoencoder"): losses, "PCA": np.full(steps, straight)}
    yield Plot("Error of 2 → {hidden} → 1 → {hidden} → 2 with tanh, and of PCA with one axis", both, log=True, x=T("step"))
    decoded, _ = forward(layers, data, "tanh")
    error = ((decoded - data) ** 2).sum(axis=1).mean()
    yield Plot("Data and reconstructions", {T("data"): tuple(data.T), T("decoded"): tuple(decoded.T)}, kind="scatter", equal_axes=True)
    yield Check(
        "curve-beats-line",
        "its error is below a tenth of PCA's with as many numbers",
        less(error, 0.1 * straight).where(hidden >= 12 and steps >= 600, "this toy needs 12 units and 600 steps"),
    )
    yield Check(
        "linear-cannot",
        "no straight line does better than the smaller variance: best of 180 directions",
        at_least(_best_line(data), straight, within=1e-12),
    )
    yield Say(
        "A linear autoencoder cannot beat PCA; a nonlinear one can, when the data lies near a bent surface and the network is wide enough to bend."
    )


def _best_line(data: Array) -> float:
    """Least mean squared distance from the points to a line through their mean, over 180 directions."""
    angles = np.linspace(0, np.pi, 180, endpoint=False)
    across = np.stack([-np.sin(angles), np.cos(angles)])
    return float((((data - data.mean(axis=0)) @ across) ** 2).mean(axis=0).min())


def sample(
    rng: np.random.Generator, *, count: Annotated[int, Range(100, 2000), "codes to draw"] = 500, steps: Steps = 600
) -> Iterator[Step]:
    """Reconstructing well is not generating."""
    data = _arc(rng, 200)
    layers, _ = _fit_curve(rng, data, 16, steps)
    _, cache = forward(layers, data, "tanh")
    codes = cache[2][0]  # what enters the third layer, the first of the decoder
    drawn = rng.normal(size=(count, 1))
    invented, _ = forward(layers[2:], drawn, "tanh")
    repeated, _ = forward(layers[2:], codes, "tanh")
    yield Say(
        "The autoencoder of the curve reconstructs it. Can it invent new points? Draw a code from N(0, 1), as one does with a generative model, and decode."
    )
    both = {T("data"): codes.ravel(), "N(0, 1)": drawn.ravel()}
    yield Plot("Codes of the data, and codes drawn from N(0, 1)", both, kind="histogram", x="z")
    clouds = {"N(0, 1)": tuple(invented.T), T("from codes of data"): tuple(repeated.T)}
    yield Plot("What is decoded", clouds, kind="scatter", equal_axes=True)
    shares = [float((_off_arc(points) > 0.1).mean()) for points in (repeated, invented)]
    yield Check(
        "samples-leave-the-curve",
        "share of decoded points farther than 0.1 from the curve: drawn codes against the data's own",
        more(shares[1], shares[0]).where(steps >= 600, "only a trained autoencoder reconstructs"),
    )
    outside = float((np.abs(drawn) > np.abs(codes).max()).mean())
    yield Check(
        "codes-are-not-normal",
        "share of drawn codes beyond every code that the decoder ever saw",
        at_least(outside, 0.1),  # tanh bounds the codes by 1, and P(|N(0, 1)| > 1) = 0.317
    )
    yield Say(
        "Nothing in the loss says where codes should lie, so nobody knows where to draw. A variational autoencoder adds that: "
        "a prior on the code, and a price for leaving it."
    )


def _off_arc(points: Array) -> Array:
    """Distance of each point from the arc, measured to a fine grid on it."""
    angle = np.linspace(-0.75 * np.pi, 0.75 * np.pi, 721)
    arc = np.stack([np.cos(angle), np.sin(angle)], axis=1)
    distances: Array = np.linalg.norm(points[:, None] - arc, axis=2).min(axis=1)
    return distances
