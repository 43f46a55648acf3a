"""Is it a norm? The answer is tried on three norms and on eleven impostors, in three scales."""

import numpy as np

from coursecode.exercises.judging import call, judged, refuse_if


@judged
def check_is_norm(answer):
    """A function that says whether f, from vectors of length 3 to numbers, is a norm."""
    c = np.random.default_rng(0).uniform(0.5, 2, 3)
    refuse_if(
        not any(verdict(answer, f) for f in norms(c).values())
        and all(verdict(answer, f) for f, *_ in impostors(c)),
        "True and False are exchanged: True means that no violation was found.",
    )
    for seed, scale in [(0, 1.0), (1, 1e-14), (2, 1e14)]:
        c = scale * np.random.default_rng(seed).uniform(0.5, 2, 3)
        size = "" if scale == 1 else f", of a size of {scale:g},"
        for name, f in norms(c).items():
            refuse_if(
                not verdict(answer, f),
                f"you rejected {name}{size}, which has the three properties. In floating point "
                "3‖w‖ and ‖3w‖ differ in the last digit: is your tolerance relative to the size? "
                "And is f(u) > 0 asked of the zero vector too?",
            )
        for f, name, message in impostors(c):
            refuse_if(verdict(answer, f), f"{name}{size} passed as a norm: {message}.")
    return "three axioms, both signs, all scales, unit vectors: each caught an impostor."


def verdict(answer, f):
    """True or False, and nothing that only counts as such."""
    value = call(answer, f)
    refuse_if(
        np.ndim(value) > 0 or isinstance(value, str) or value not in (True, False),
        f"return True or False, you returned {value!r:.60}.",
    )
    return bool(value)


def norms(c):
    """Norms with the weights c."""
    return {
        "a weighted L1 norm": lambda w: np.sum(c * np.abs(w)),
        "a weighted L2 norm": lambda w: np.sqrt(np.sum(np.square(c * np.asarray(w)))),
        "a weighted largest entry": lambda w: np.max(c * np.abs(w)),
    }


def impostors(c):
    """Functions that break one property each: (function, its name, how to find out)."""

    def two_faced(w):
        return np.sum(np.where(np.asarray(w) > 0, 1, -2) * c * w)

    def stained(w):
        return np.sum(c * np.abs(w)) if np.any(w) else c[0]

    def rotated_star(w):
        turned = [w[0] + w[1], w[0] - w[1], w[2]]
        return c[0] * np.sum(np.sqrt(np.abs(turned))) ** 2

    return [
        (lambda w: np.sum(c * np.square(w)), "Σ c w²", "‖2w‖ must be 2‖w‖, also for small f"),
        (lambda w: np.sum(c * w), "Σ c w", "it is negative for some vectors, so try both signs"),
        (
            lambda w: np.sum(np.sqrt(c * np.abs(w))) ** 2,
            "(Σ √(c|w|))²",
            "it is homogeneous, but f(u + v) > f(u) + f(v) for unit vectors u, v",
        ),
        (
            lambda w: abs(c[0] * w[0]) + abs(c[1] * w[1]),
            "a function that ignores w[2]",
            "it is 0 for (0, 0, 1). Random vectors never find that; try unit vectors",
        ),
        (lambda w: float(np.count_nonzero(w)), "the number of non-zeros", "‖2w‖ must be 2‖w‖"),
        (
            two_faced,
            "a function with f(−w) ≠ f(w)",
            "‖aw‖ = |a|‖w‖: try a negative a, and compare relative to the size of f",
        ),
        (
            lambda w: c[0] * abs(w[0] - w[1]) + c[2] * abs(w[2]),
            "c|w[0] − w[1]| + c'|w[2]|",
            "it is 0 for (1, 1, 0). Neither unit vectors nor random real ones find that; try "
            "vectors of small whole numbers",
        ),
        (stained, "a norm except at zero", "its f(0) is not 0: test the zero vector, exactly"),
        (
            rotated_star,
            "a star (Σ√|·|)² that is turned by 45 degrees",
            "f(u + v) > f(u) + f(v) for u = (1, 1, 0), v = (1, −1, 0); try all pairs of vectors of "
            "small whole numbers",
        ),
        (lambda w: c[0], "a constant", "f must be 0 for the zero vector"),
        (lambda w: -np.sum(c * np.abs(w)), "−Σ c|w|", "f must not be negative"),
    ]
