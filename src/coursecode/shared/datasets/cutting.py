"""Cutting a finite data set into parts that share no example."""

import numpy as np

from coursecode.shared.arguments import whole


def cut(n, sizes, rng, labels=None):
    """Return the indices of each part of ``n`` examples, under the part's name.

    The examples are shuffled once. Training indices come from the front and the other parts from
    the back, so a larger training part begins with the smaller one and the test part stays.
    With ``labels`` the shuffle spreads each class evenly, and every part has the classes in nearly
    their shares of the whole.
    """
    sizes = {name: whole(name, size) for name, size in sizes.items()}
    if sum(sizes.values()) > n:
        raise ValueError(
            f"{' + '.join(sizes)} must be at most the {n} examples that there are, "
            f"got {' + '.join(map(str, sizes.values()))}. Make one of the parts smaller."
        )
    order = rng.permutation(n)
    if labels is not None:
        place = np.empty(n)
        jitter = rng.random(n)
        for label in range(labels.max() + 1):
            members = order[labels[order] == label]
            place[members] = (np.arange(len(members)) + jitter[members]) / len(members)
        order = np.argsort(place, kind="stable")
    indices, end = {}, n
    for name, size in reversed(list(sizes.items())):
        start = 0 if name == "train" else end - size
        indices[name] = order[start : start + size]
        end -= size
    return indices
