"""Check: a network of 2014, trained with standard dropout, in a framework of today."""

from itertools import pairwise

import numpy as np

from coursecode.exercises.judging import Mistake, judged, refuse_if


def scaled(pairs, factors, on_bias=False):
    """Kernels, and biases if asked, times one factor per layer."""
    return [
        (kernel * factor, bias * (factor if on_bias else 1.0))
        for (kernel, bias), factor in zip(pairs, factors, strict=True)
    ]


def alike(pairs, others):
    return all(
        np.allclose(mine, true, rtol=1e-6)
        for pair, other in zip(pairs, others, strict=True)
        for mine, true in zip(pair, other, strict=True)
    )


def as_pairs(got):
    """What came back as arrays, or a Mistake if it is no list of pairs."""
    said = "return a list with one pair (kernel, bias) per layer."
    refuse_if(not hasattr(got, "__iter__"), said)
    got = list(got)
    try:
        return [(np.asarray(kernel, float), np.asarray(bias, float)) for kernel, bias in got]
    except (TypeError, ValueError):
        raise Mistake(said) from None


@judged
def check_to_inverted(to_inverted):
    """``to_inverted(pairs, keep)``: kernels for inverted dropout, from standard dropout."""
    rng = np.random.default_rng(33)
    cases = (
        ((5, 4, 3), (0.8, 0.5)),
        ((3, 6, 5, 2), (0.9, 0.5, 0.6)),
        ((4, 2), (0.7,)),
        ((4, 5, 2), (1.0, 0.6)),  # no dropout of the inputs
    )
    for sizes, keep in cases:
        pairs = [(rng.standard_normal((a, b)), rng.standard_normal(b)) for a, b in pairwise(sizes)]
        before = [(kernel.copy(), bias.copy()) for kernel, bias in pairs]
        got = to_inverted(pairs, keep)
        refuse_if(got is None, "your function returns nothing: is `return` missing?")
        refuse_if(
            len(pairs) != len(before) or not alike(pairs, before),
            "the pairs that came in were changed: make new arrays, kernel * factor.",
        )
        got = as_pairs(got)
        refuse_if(
            [k.shape for k, _ in got] != [k.shape for k, _ in pairs],
            f"expected {len(pairs)} kernels of the same shapes.",
        )
        refuse_if([b.shape for _, b in got] != [b.shape for _, b in pairs], "biases keep a shape.")
        drop = [1 - q for q in keep]
        mistakes = [
            (scaled(pairs, [1 / q for q in keep]), "the wrong way round. Standard dropout tests "
             "with keep · W; inverted dropout tests with W as it is stored."),
            (scaled(pairs, drop), "those are the probabilities of dropping; multiply by keep."),
            (scaled(pairs, keep, on_bias=True), "the kernels are right. A bias reads no dropped "
             "unit, so it stays."),
            (scaled(pairs, [*keep[1:], 1.0]), "one layer too early: keep[i] belongs to the inputs "
             "of layer i, so it scales the kernel that reads them."),
            (scaled(pairs, [1.0, *keep[1:]]), "the first kernel reads dropped inputs too."),
            (scaled(pairs, [np.prod(keep[: i + 1]) for i in range(len(keep))]), "every kernel is "
             "scaled for its own inputs alone, not for all layers below."),
            (scaled(pairs, [np.sqrt(q) for q in keep]), "no root: the mean of the mask is keep."),
            (scaled(pairs, [q if q < 1 else 0 for q in keep]), "keep = 1 means without "
             "dropout: that kernel stays."),
            (pairs, "nothing has changed."),
        ]  # fmt: skip
        right = scaled(pairs, keep)
        for other, message in mistakes:
            refuse_if(alike(got, other) and not alike(other, right), message)
        refuse_if(not alike(got, right), f"for keep = {keep} the kernels are wrong.")
    return "each kernel is scaled by the share of its own inputs that was kept; biases stay."
