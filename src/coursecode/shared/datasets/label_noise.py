"""Wrong labels, in an exact number and nested: more noise keeps the wrong labels of less noise."""

import numpy as np


def mislabel(labels, share, classes, rng):
    """Replace a share of the labels by another class, drawn evenly from the others.

    Exactly ``round(share * n)`` labels change. The draws do not depend on ``share``, so a higher
    share adds wrong labels and keeps the old ones.

    Returns
    -------
    noisy : array of shape (n,)
    flipped : bool array of shape (n,)
        Where the label is wrong.
    """
    order = rng.permutation(len(labels))
    others = (labels + rng.integers(1, classes, size=len(labels))) % classes
    flipped = np.zeros(len(labels), dtype=bool)
    flipped[order[: round(share * len(labels))]] = True
    return np.where(flipped, others, labels), flipped
