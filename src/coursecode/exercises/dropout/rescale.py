"""Check: weights of a network trained in the standard form, for one that needs no scale."""

from itertools import pairwise

import numpy as np

from coursecode.exercises.judging import Mistake, judged, refuse_if, shown

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
        arrays = [array for pair in given for array in pair]
        result = rescale(given, list(keep))
        refuse_if(result is None, "your function returns nothing: is `return` missing?")
        refuse_if(
            not hasattr(result, "__iter__"), f"expected a list of pairs, got {str(result)[:40]}."
        )
        result = list(result)  # a generator does its work here
        refuse_if(
            not all(map(np.array_equal, arrays, [array for pair in pairs for array in pair])),
            "the arrays that came in were changed. Return new ones.",
        )
        judge(result, pairs, np.array(keep))
    return "every kernel is multiplied by the keep probability of its own input, biases stay."


def judge(result, pairs, keep):
    """One network against the right answer and the planned mistakes."""
    whole = all(isinstance(p, tuple | list | np.ndarray) and len(p) == 2 for p in result)
    refuse_if(
        len(result) != len(pairs) or not whole,
        f"expected {len(pairs)} pairs (kernel, bias), got {len(result)} entries"
        f"{'' if whole else ', not all of them pairs'}.",
    )
    for k, (got, pair) in enumerate(zip(result, pairs, strict=True)):
        came, right = ([np.shape(a) for a in p] for p in (got, pair))
        refuse_if(came != right, f"pair {k} should have the shapes {right}, yours has {came}.")
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
    both = list(zip(result, pairs, strict=True))
    factors = [np.vdot(got, old) / np.vdot(old, old) for (got, _), (old, _) in both]
    still = all(np.allclose(got, old) for (_, got), (_, old) in both)
    raise Mistake(
        f"with keep = {shown(keep)} the kernels came back {shown(factors)} times as large, the "
        f"biases {'as they were' if still else 'changed'}."
    )


def equal(result, expected):
    """Whether all arrays agree."""
    return all(
        np.shape(a) == np.shape(b) and np.allclose(np.asarray(a, dtype=float), b, rtol=1e-5)
        for p, q in zip(result, expected, strict=True)
        for a, b in zip(p, q, strict=True)
    )
