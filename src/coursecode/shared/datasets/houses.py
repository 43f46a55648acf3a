"""House prices: two features that say nearly the same, and one that says nothing."""

import numpy as np

from coursecode.shared.arguments import nonnegative
from coursecode.shared.datasets.draws import draws, weighted_sum
from coursecode.shared.datasets.split import Part, Split

FEATURES = ("size", "bedrooms", "location", "age", "wall_colour")
UNITS = ("square metres", "rooms", "points", "years", "lightness in percent")
COEFFICIENTS = (1.5, 10.0, 12.0, -0.8, 0.0)
INTERCEPT = 100.0


def houses(*, train=30, validation=30, test=1000, noise=40.0, seed=0):
    r"""Draw houses and their prices, :math:`y = 100 + x^\top w + \sigma\epsilon`.

    Larger houses have more bedrooms: the two columns correlate at about 0.95, so a small sample
    cannot tell which of them makes the price, and least squares returns a large weight for one and
    often a negative one for the other. The colour of the walls has no effect at all.

    Parameters
    ----------
    train, validation, test : int
        Examples per part.
    noise : float
        Standard deviation of the noise on the price, thousand euros.
    seed : int
        Starts the draws; the houses do not depend on ``noise``.

    Returns
    -------
    Split
        ``x`` of shape (n, 5): size (40 to 220 m²), bedrooms (whole, 1 to 8), location (0 to 10
        points), age (whole, 0 to 80 years), wall colour (lightness, 0 to 100 %). ``y``: price in
        thousand euros. ``truth``: ``coefficients`` of shape (5,) and ``intercept`` in raw units,
        and ``noise``.
    """
    noise = nonnegative("noise", noise)
    sizes = {"train": train, "validation": validation, "test": test}
    parts = {}
    for name, (u, z) in draws(seed, sizes, uniforms=4, normals=2).items():
        size = 40 + 180 * u[:, 0]
        bedrooms = np.clip(np.rint(size / 28 + 0.55 * z[:, 0]), 1, 8)
        x = np.stack([size, bedrooms, 10 * u[:, 1], np.floor(81 * u[:, 2]), 100 * u[:, 3]], axis=1)
        parts[name] = Part(x, INTERCEPT + weighted_sum(x, COEFFICIENTS) + noise * z[:, 1])
    truth = {"coefficients": np.array(COEFFICIENTS), "intercept": INTERCEPT, "noise": noise}
    return Split(
        **parts,
        feature_names=FEATURES,
        units=UNITS,
        target="price",
        target_unit="thousand euros",
        truth=truth,
    )
