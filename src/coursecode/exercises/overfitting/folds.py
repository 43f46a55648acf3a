"""Splitting data into folds."""

import numpy as np

from coursecode.exercises.judging import Mistake, call, judged, refuse_if


@judged
def check_k_fold(answer):
    """Test ``k_fold(n, k, seed)``: a list of k pairs (indices to train on, indices held out)."""
    for n, k in ((12, 4), (23, 4), (7, 7), (40, 3)):
        case = f"k_fold({n}, {k}, seed=0)"
        folds = pairs(call(answer, n, k, 0))
        refuse_if(len(folds) != k, f"{case} gives {len(folds)} pairs; expected {k}.")
        for train, held in folds:
            both = sorted(set(train) & set(held))
            refuse_if(both, f"{case}: examples {both[:5]} are trained on and held out at once.")
        held = [i for _, part in folds for i in part]
        if k > 2 and len(held) > n and all(len(t) < len(h) for t, h in folds):
            raise Mistake(f"{case}: the pairs are the wrong way round, (train, held) is expected.")
        outside = sorted(set(held) - set(range(n)))
        refuse_if(
            outside,
            f"{case}: {outside[:5]} are no indices of {n} examples, which count from 0 to {n - 1}.",
        )
        missing = sorted(set(range(n)) - set(held))
        if missing and len(set(held)) < len(held):
            raise Mistake(
                f"{case}: some examples are held out twice and {missing[:5]} never. Shuffle all "
                "indices once, without repetition, and split them."
            )
        remainder = " What happens to the remainder when k does not divide n?" if n % k else ""
        refuse_if(missing, f"{case}: examples {missing[:5]} are never held out.{remainder}")
        refuse_if(len(held) > n, f"{case}: some examples are held out more than once.")
        for train, part in folds:
            refuse_if(
                sorted(train) != sorted(set(range(n)) - set(part)),
                f"{case}: the training set must be all {n - len(part)} other examples, once "
                f"each; got {len(train)}.",
            )
        sizes = [len(part) for _, part in folds]
        refuse_if(
            max(sizes) - min(sizes) > 1,
            f"{case}: the folds have sizes {sizes}; they should differ by one at most.",
        )
    first, again, other = (folds_of_200(answer, seed) for seed in (0, 0, 1))
    together = sum(i in fold and i + 1 in fold for fold in first for i in range(199))
    refuse_if(
        together > 100 or first == {frozenset(range(i, 200, 4)) for i in range(4)},
        "the folds are not shuffled: neighbours stay together, or every k-th example does. Shuffle "
        "the indices themselves, not the finished blocks; data sorted by class, date or writer "
        "would put a whole class into one fold.",
    )
    distances = [len({(i - j) % 200 for i in fold for j in fold}) for fold in first]
    refuse_if(
        min(distances) < 150,
        "the folds are not shuffled: the examples of a fold lie at regular distances. Draw the "
        "order by chance: np.random.default_rng(seed).permutation(n).",
    )
    refuse_if(
        first != again,
        "two calls with the same seed differ: draw from np.random.default_rng(seed), made inside "
        "the function.",
    )
    refuse_if(first == other, "seeds 0 and 1 give the same folds: the seed is not used.")
    return "every example is held out exactly once, and never trained on in that fold."


def pairs(value):
    """Turn what a function returned into pairs of lists of indices."""
    refuse_if(not np.iterable(value), f"expected a list of pairs (train, held), got {value!r:.60}.")
    folds = list(value)
    for fold in folds:
        refuse_if(
            not isinstance(fold, (tuple, list, np.ndarray)) or len(fold) != 2,
            f"expected a list of pairs (train, held); one of yours is {fold!r:.60}.",
        )
    return [(indices(train), indices(held)) for train, held in folds]


def indices(part):
    """Turn one part of a fold into a list of indices."""
    part = np.asarray(part)
    refuse_if(
        part.dtype == bool,
        "a part is a mask of True and False; return the indices, np.flatnonzero(mask).",
    )
    refuse_if(
        part.ndim != 1 or (part.size and part.dtype.kind not in "iu"),
        f"a part should be an array of whole numbers with one axis; one of yours has the "
        f"shape {part.shape} and the type {part.dtype}.",
    )
    return part.tolist()


def folds_of_200(answer, seed):
    """The four folds of 200 examples as a set: their order does not matter."""
    return {frozenset(held) for _, held in pairs(call(answer, 200, 4, seed))}
