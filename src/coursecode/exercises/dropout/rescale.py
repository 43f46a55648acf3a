"""Check: weights of a network trained in the standard form, for one that needs no scale."""

from itertools import pairwise

import numpy as np

from coursecode.exercises.judging import judged, refuse_if

CASES = (((4, 6, 3), (0.8, 0.5)), ((5, 4, 7, 2), (0.9, 0.6, 0.3)), ((6, 3), (0.75,)))


def scaled(pairs, factors, biases=False):
    """Kernels times one factor each, biases too or not."""
    both = zip(pairs, factors, strict=True)
    return [(kernel * f, bias * f if biases else bias) for (kernel, bias), f in both]


@judged
def check_rescale(rescale):
    """``rescale(pairs, keep)``: each kernel times the probability that its input was kept."""
    for seed, (sizes, keep) in enumerate(CASES):
        rng = np.random.default_rng([seed, 22])
        pairs = [(rng.standard_normal(s), rng.standard_normal(s[1])) for s in pairwise(sizes)]
        given = [(kernel.copy(), bias.copy()) for kernel, bias in pairs]
        result = rescale(given, list(keep))
        refuse_if(result is None, "your function returns nothing: is `return` missing?")
        refuse_if(
            any(not np.array_equal(a, b) for p, q in zip(given, pairs, strict=True)
                for a, b in zip(p, q, strict=True)),
            "the arrays that came in were changed. Return new ones.",
        )  # fmt: skip
        judge(list(result), pairs, np.array(keep))
    return "every kernel is multiplied by the keep probability of its own input, biases stay."


def judge(result, pairs, keep):
    """One network against the right answer and the planned mistakes."""
    refuse_if(
        len(result) != len(pairs) or any(len(pair) != 2 for pair in result),
        f"expected {len(pairs)} pairs (kernel, bias), got {len(result)} entries.",
    )
    if equal(result, scaled(pairs, keep)):
        return
    mistakes = [
        (scaled(pairs, keep, biases=True), "the biases were scaled too. A bias is never dropped, "
         "so it has the same size in training and in evaluation."),
        (scaled(pairs, 1 / keep), "the kernels were divided. In training only a share of the "
         "inputs spoke; now all do, so the weights have to become smaller."),
        (scaled(pairs, 1 - keep), "that is the probability of dropping; what was trained with "
         "a share `keep` of its inputs is multiplied by `keep`."),
        (scaled(pairs, [*keep[1:], 1.0]), "every kernel got the factor of the layer behind it. "
         "keep[k] belongs to the units that go into kernel k; keep[0] to the network's inputs."),
        (scaled(pairs, [1.0, *keep[1:]]), "the first kernel was left as it was, but the network's "
         "inputs were dropped too: keep[0]."),
        (scaled(pairs, [*keep[:-1], 1.0]), "the last kernel was left as it was. The outputs are "
         "never dropped, but the units that go into the last kernel were."),
        (scaled(pairs, np.full(len(keep), keep[0])), "every kernel got keep[0]; each has its own."),
        (pairs, "nothing changed: this network would say too much, 1/keep times as loud in every "
         "layer."),
    ]  # fmt: skip
    for wrong, message in mistakes:
        refuse_if(equal(result, wrong), message)
    refuse_if(True, "kernel k should be keep[k] times the old one, and the biases the old ones.")


def equal(result, expected):
    """Whether all arrays agree."""
    return all(
        np.shape(a) == np.shape(b) and np.allclose(np.asarray(a, dtype=float), b, rtol=1e-5)
        for p, q in zip(result, expected, strict=True)
        for a, b in zip(p, q, strict=True)
    )
