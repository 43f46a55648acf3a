"""The checks of the chapter on noise and max-norm: right answers pass, mistakes are named."""

import math

import numpy as np
import torch

from coursecode.exercises.noise_and_max_norm import (
    check_diagnosis,
    check_extra_loss,
    check_logit_gap,
    check_max_norm,
    check_noisy,
    check_smoothed_labels,
    check_trained,
)
from coursecode.numpy import MaxNorm


def added(noise):
    """An answer that adds this in training."""
    return lambda x, s, training, rng: x + noise(x, s, rng) if training else x


def always(x, s, training, rng):
    return x + s * rng.standard_normal(x.shape)


def in_place(x, s, training, rng):
    if training:
        x += s * rng.standard_normal(x.shape)
    return x


def by_rows(x, s, training, rng):
    """Right, by another road."""
    if not training:
        return x.tolist()
    return [[value + rng.normal(0, s) for value in row] for row in x]


def repeated(x, s, rng):
    return s * np.repeat(rng.standard_normal((len(x) // 2, x.shape[1])), 2, axis=0)


def mirrored(x, s, rng):
    half = s * rng.standard_normal((len(x) // 2, x.shape[1]))
    return np.concatenate([half, -half])


def standardized(x, s, rng):
    z = rng.standard_normal(x.shape)
    return s * (z - z.mean(axis=0)) / z.std(axis=0)


def kept(x, s, training, rng, drawn={}):  # noqa: B006
    """Draws once and keeps what it drew."""
    z = drawn.setdefault("z", rng.standard_normal(x.shape))
    return x + s * z if training else x


NOISY = [
    (added(repeated), "repeats inside"),
    (added(mirrored), "repeats inside"),
    (added(standardized), "after it was drawn"),
    (kept, "another rng gives the same"),
    (lambda x, s, training, rng: always(x, s, 1, rng) if training else np.float32(x), "last digit"),
    (lambda x, s, training, rng: always(x, s, 1, rng) if training else 0 * x, "up to 2"),
    (always, "on in evaluation"),
    (lambda x, s, training, rng: x, "nothing is added"),
    (added(lambda x, s, rng: s**2 * rng.standard_normal(x.shape)), "deviation stddev²"),
    (added(lambda x, s, rng: s**0.5 * rng.standard_normal(x.shape)), "took stddev for a"),
    (added(lambda x, s, rng: s * x * rng.standard_normal(x.shape)), "multiplicative"),
    (added(lambda x, s, rng: s * rng.uniform(-1, 1, x.shape)), "uniform"),
    (added(lambda x, s, rng: s * rng.laplace(0, 0.5**0.5, x.shape)), "the shape is not"),
    (added(lambda x, s, rng: s * (1 + rng.standard_normal(x.shape))), "should be 0"),
    (added(lambda x, s, rng: 1.5 * s * rng.standard_normal(x.shape)), "has the standard deviation"),
    (added(lambda x, s, rng: s * rng.standard_normal(x.shape[1])), "every example gets the same"),
    (added(lambda x, s, rng: s * rng.standard_normal((len(x), 1))), "all inputs of an example"),
    (
        added(
            lambda x, s, rng: s * np.tile(rng.standard_normal((len(x) // 2, x.shape[1])), (2, 1))
        ),
        "repeats inside",
    ),
    (
        added(lambda x, s, rng: s * np.random.default_rng(0).standard_normal(x.shape)),
        "another rng gives the same",
    ),
    (
        added(lambda x, s, rng: s * np.random.default_rng().standard_normal(x.shape)),
        "started anew",
    ),
    (in_place, "was changed"),
    (lambda x, s, training, rng: x[:1], "shape"),
]


def extra(first=1.0, second=1.0, power=2, reduce=np.mean, weight=lambda r: r, norm=lambda q: q):
    """The formula with one piece changed."""

    def answer(r, g, lap, s):
        return s**power * reduce(first * norm((g**2).sum(axis=1)) + second * weight(r) * lap)

    return answer


def extra_by_loops(r, g, lap, s):
    return sum(
        s * s * (sum(v * v for v in row) + a * b) for row, a, b in zip(g, r, lap, strict=True)
    ) / len(r)


def extra_in_place(r, g, lap, s):
    g *= s
    return (g**2).sum(axis=1).mean() + s**2 * (r * lap).mean()


EXTRA = [
    (extra_in_place, "were changed"),
    (lambda r, g, lap, s: print(end=""), "return"),
    (extra(power=0), "factor s² is missing"),
    (extra(second=2), "cancel"),
    (lambda r, g, lap, s: np.mean(r**2) + extra()(r, g, lap, s), "the whole loss"),
    (lambda r, g, lap, s: extra(second=0)(r, g, lap, s) + np.mean(r * lap), "both terms"),
    (extra(second=0), "gradient term alone"),
    (extra(first=0), "Laplacian term alone"),
    (extra(0.5, 0.5), "half of it"),
    (extra(2, 2), "twice of it"),
    (extra(power=1), "with its square"),
    (extra(power=4), "s⁴"),
    (extra(reduce=np.sum), "not the mean"),
    (extra(second=-1), "the sign"),
    (extra(weight=np.ones_like), "not weighted"),
    (extra(weight=np.square), "not squared"),
    (extra(norm=np.sqrt), "gradient is not squared"),
    (lambda r, g, lap, s: s**2 * ((g**2).mean() + (r * lap).mean()), "averaged over the inputs"),
    (lambda r, g, lap, s: 7.0, "the answer is"),
    (lambda r, g, lap, s: g, "one number"),
]


def hot(y, classes):
    return (np.asarray(y)[:, np.newaxis] == np.arange(classes)).astype(float)


def labels_by_loops(y, alpha, classes):
    rows = [[alpha / classes] * classes for _ in y]
    for row, label in zip(rows, y, strict=True):
        row[label] = 1 - alpha + alpha / classes
    return rows


LABELS = [
    (lambda y, a, k: hot(y, k), "nothing is smoothed"),
    (lambda y, a, k: hot(y, k) * (1 - a) + (1 - hot(y, k)) * a / (k - 1), "to each wrong class"),
    (lambda y, a, k: hot(y, k) * (1 - a) + (1 - hot(y, k)) * a / k, "its share"),
    (lambda y, a, k: hot(y, k) * (1 - a) + a / (k - 1), "not by K-1"),
    (lambda y, a, k: hot(y, k) * (1 - a) + a, "α has to be divided"),
    (lambda y, a, k: hot(y, k) * (1 - a) + (1 - hot(y, k)) * a, "the right one too"),
    (lambda y, a, k: hot(y, k) * (1 - a), "not spread out"),
    (lambda y, a, k: labels_by_loops(y, a, max(y) + 1), "shape"),
    (lambda y, a, k: hot(y, k) + a / k, "taken from the right class"),
    (lambda y, a, k: hot(y, k) * a + (1 - a) / k, "swapped"),
    (lambda y, a, k: 3 * hot(y, k), "the answer is"),
    (lambda y, a, k: hot(y, k).T[:1], "shape"),
]
GAPS = [
    (lambda a, k: np.log((1 - a) * k / a), "not 1-α"),
    (lambda a, k: np.log((1 - a) * (k - 1) / a), "α/(K-1)"),
    (lambda a, k: np.log((1 - a) / a), "K is missing"),
    (lambda a, k: -np.log(1 + k * (1 - a) / a), "the sign"),
    (lambda a, k: np.log10(1 + k * (1 - a) / a), "base 10"),
    (lambda a, k: np.log2(1 + k * (1 - a) / a), "base 2"),
    (lambda a, k: 1 + k * (1 - a) / a, "ratio of the probabilities"),
    (lambda a, k: 1 - a, "difference of probabilities"),
    (lambda a, k: np.log(1 - a + a / k), "one probability"),
    (lambda a, k: np.log(a / k), "one probability"),
    (lambda a, k: np.inf, "finite"),
    (lambda a, k: 3.0, "the answer is"),
]


def lengths(w, units):
    return np.sqrt((w**2).sum(axis=1 - units, keepdims=True))


def norm_by_loops(w, limit, units):
    """Right, by another road."""
    w = np.array(w)
    for unit in w if units == 0 else w.T:
        length = math.sqrt(sum(v * v for v in unit))
        if length > limit:
            unit *= limit / length
    return w.tolist()


def norm_with_where(w, limit, units):
    """Right values, with a warning at 0."""
    length = lengths(w, units)
    return w * np.where(length > limit, limit / length, 1)


def norm_in_place(w, limit, units):
    w *= limit / np.maximum(lengths(w, units), limit)
    return w


def norm_like_keras(w, limit, units):
    length = lengths(w, units)
    return w * np.clip(length, 0, limit) / (1e-7 + length)


def norm_or_nothing(w, limit, units):
    """Gives up if a unit is 0."""
    length = lengths(w, units)
    return w * np.minimum(1, limit / length) if length.all() else w


NORMS = [
    (norm_or_nothing, "the answer is"),
    (
        lambda w, c, u: np.where(lengths(w, u) > 1, MaxNorm(c)(w) if u else MaxNorm(c)(w.T).T, w),
        "the answer is",
    ),
    (lambda w, c, u: w * c / np.maximum(lengths(w, u), c), "one factor"),
    (lambda w, c, u: w / np.maximum(lengths(w, u), c) * c, "one factor"),
    (
        lambda w, c, u: (
            norm_with_where(w, c, u) if u == 0 else w * (c / np.maximum(lengths(w, u), c))
        ),
        "NumPy warns",
    ),
    (lambda w, c, u: MaxNorm(c)(w) if u == 0 else MaxNorm(c)(w.T).T, "wrong axis"),
    (lambda w, c, u: w * c / lengths(w, u), "brought to the limit"),
    (lambda w, c, u: w * c / max(np.linalg.norm(w), c), "the whole kernel"),
    (lambda w, c, u: np.clip(w, -c, c), "clipped alone"),
    (lambda w, c, u: w * np.minimum(1, c / lengths(w, u) ** 2), "root"),
    (lambda w, c, u: w * np.minimum(1, c / abs(w).sum(axis=1 - u, keepdims=True)), "absolute"),
    (lambda w, c, u: w * np.minimum(1, c / abs(w).max(axis=1 - u, keepdims=True)), "largest"),
    (lambda w, c, u: w * (lengths(w, u) <= c), "set to 0"),
    (lambda w, c, u: w * np.minimum(1, lengths(w, u) / c), "upside down"),
    (lambda w, c, u: w, "nothing happened"),
    (lambda w, c, u: w * np.minimum(1, c / lengths(w, u)), "NumPy warns"),
    (lambda w, c, u: w / lengths(w, u) * np.minimum(lengths(w, u), c), "NaN"),
    (norm_with_where, "NumPy warns"),
    (norm_in_place, "was changed"),
    (norm_like_keras, "last digits"),
    (lambda w, c, u: np.float32(w * (c / np.maximum(lengths(w, u), c))), "last digits"),
    (lambda w, c, u: w * np.minimum(1, c / (lengths(w, u) + 1e-5)), "exactly as long"),
    (lambda w, c, u: w * np.minimum(1, c / (lengths(w, u) + 1e-12)), "exactly as long"),
    (lambda w, c, u: 3 * w, "the answer is"),
    (lambda w, c, u: w[:1], "shape"),
]


def loop(before=None, after=None, end=None, extra_steps=0, start=0.0, rate=0.2):
    """A training loop with something before, after, or at the end of its steps."""

    def answer(x, y, limit, steps):
        w = np.full((x.shape[1], y.shape[1]), start)
        for _ in range(steps + extra_steps):
            w = before(w, limit) if before else w
            w = w - rate * x.T @ (x @ w - y) / len(x)
            w = after(w, limit) if after else w
        return end(w, limit) if end else w

    return answer


def bounded(w, limit):
    return MaxNorm(limit)(w)


def naive(w, limit):
    length = np.linalg.norm(w, axis=0)
    return w / length * np.minimum(length, limit)


LOOPS = [
    (lambda x, y, limit, steps: loop(after=bounded)(x, y, limit, 7), "the answer is"),
    (lambda x, y, limit, steps: loop(after=bounded)(x, y, 0.3, steps), "the answer is"),
    (loop(after=lambda w, c: w * c / np.linalg.norm(w, axis=0)), "brought to the limit"),
    (lambda x, y, limit, steps: loop(after=bounded)(x / 2, y, limit, steps), "the answer is"),
    (loop(after=bounded, rate=0.1), "half as long"),
    (lambda x, y, *rest: loop(after=bounded, rate=0.2 * len(x))(x, y, *rest), "not the mean"),
    (loop(before=naive), "NaN"),
    (loop(after=naive), "NaN"),
    (loop(after=naive, start=1e-9), "start at 0"),
    (loop(before=bounded), "before the"),
    (loop(end=bounded), "only the last point"),
    (loop(after=lambda w, c: bounded(w.T, c).T), "wrong axis"),
    (loop(), "without any limit"),
    (loop(after=bounded, extra_steps=1), "too many"),
    (loop(after=bounded, extra_steps=-1), "too few"),
    (lambda x, y, limit, steps: np.ones((x.shape[1], y.shape[1])), "the answer is"),
    (lambda x, y, limit, steps: x, "shape"),
]
LETTERS = [
    ("a", "wrong axis"),
    (["a"], "wrong axis"),
    ({"a", "b"}, "letters"),
    ("c", "first digits"),
    ("d", "without dropout"),
    ("z", "letters"),
]
WRONG = [
    (check, answer, fragment)
    for check, table in (
        (check_noisy, NOISY),
        (check_extra_loss, EXTRA),
        (check_smoothed_labels, LABELS),
        (check_logit_gap, GAPS),
        (check_max_norm, NORMS),
        (check_trained, LOOPS),
        (check_diagnosis, LETTERS),
    )
    for answer, fragment in table
]
RIGHT = [
    (check_noisy, by_rows),
    (check_noisy, lambda x, s, training, rng: rng.normal(x, s * training)),
    (check_noisy, lambda x, s, training, rng: x + training * s * rng.standard_normal(x.shape)),
    (check_noisy, added(lambda x, s, rng: rng.normal(0, s, x.shape))),
    (check_extra_loss, extra_by_loops),
    (check_smoothed_labels, labels_by_loops),
    (check_smoothed_labels, lambda y, a, k: hot(y, k) - a * (hot(y, k) - 1 / k)),
    (check_logit_gap, lambda a, k: math.log1p(k * (1 - a) / a)),
    (check_max_norm, norm_by_loops),
    (check_max_norm, lambda w, c, u: w / np.maximum(lengths(w / c, u), 1)),
    (check_max_norm, lambda w, c, u: torch.renorm(torch.tensor(w), 2, u, c)),
    (check_max_norm, lambda w, c, u: MaxNorm(c)(w) if u == 1 else MaxNorm(c)(w.T).T),
    (check_trained, loop(after=bounded)),
    (check_trained, loop(before=bounded, end=bounded)),  # from 0 it is the same walk
    (check_trained, loop(after=lambda w, c: w * np.minimum(1, c / np.linalg.norm(w, axis=0)))),
    (check_diagnosis, " (B) "),
    (check_diagnosis, {"b"}),
    (check_diagnosis, ["b"]),
    (check_diagnosis, ("b",)),
]
