"""More features than examples, of which a few matter."""

import numpy as np

from coursecode.shared.arguments import fraction, nonnegative, whole
from coursecode.shared.datasets.draws import draws, weighted_sum
from coursecode.shared.datasets.split import Part, Split


def sparse(
    *,
    train=50,
    validation=50,
    test=1000,
    features=200,
    informative=5,
    correlation=0.0,
    noise=1.0,
    seed=0,
):
    r"""Draw a linear problem :math:`y = x^\top w + \sigma\epsilon` in which few weights are not 0.

    Features are standard normal. With a ``correlation`` :math:`\rho` they share a hidden factor,
    :math:`x_j = \sqrt\rho\,h + \sqrt{1 - \rho}\,g_j`, so that every two of them correlate at
    :math:`\rho`. The true weights stand at random places, with sizes even on [1, 2] and random
    signs.

    Parameters
    ----------
    train, validation, test : int
        Examples per part.
    features, informative : int
        p, and k <= p.
    correlation : float in [0, 1)
        Between every two features.
    noise : float
        Standard deviation of the noise.
    seed : int
        Starts the draws; hidden draws depend neither on ``correlation`` nor on ``noise``.

    Returns
    -------
    Split
        ``x`` of shape (n, features), ``y`` of shape (n,); no units. ``truth``: ``coefficients`` of
        shape (features,), ``support`` (the indices of the true ones, ascending), ``noise``.
    """
    p, k = whole("features", features), whole("informative", informative)
    if k > p:
        raise ValueError(f"informative must be at most features, {p}, got {k}.")
    correlation, noise = fraction("correlation", correlation), nonnegative("noise", noise)
    sizes = {"train": train, "validation": validation, "test": test}
    drawn = draws(seed, sizes, normals=p + 2)
    rng = np.random.default_rng(seed).spawn(4)[3]
    support = np.sort(rng.permutation(p)[:k])
    coefficients = np.zeros(p)
    coefficients[support] = np.where(rng.random(k) < 0.5, -1, 1) * (1 + rng.random(k))
    shared, own = np.sqrt(correlation), np.sqrt(1 - correlation)
    parts = {}
    for name, (_, z) in drawn.items():
        x = shared * z[:, :1] + own * z[:, 2:]
        y = weighted_sum(x[:, support], coefficients[support]) + noise * z[:, 1]
        parts[name] = Part(x, y)
    return Split(
        **parts,
        feature_names=tuple(f"x{j}" for j in range(p)),
        units=("",) * p,
        target="y",
        target_unit="",
        truth={"coefficients": coefficients, "support": support, "noise": noise},
    )
