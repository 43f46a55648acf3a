"""Cars and the fuel they use: features that come in a group."""

import numpy as np

from coursecode.shared.arguments import nonnegative
from coursecode.shared.datasets.draws import draws, weighted_sum
from coursecode.shared.datasets.split import Part, Split

FEATURES = ("engine_size", "city_mileage", "highway_mileage", "tyre_pressure", "doors")
UNITS = ("litres", "kilometres per litre", "kilometres per litre", "bar", "doors")
COEFFICIENTS = (-0.8, 0.3, 0.3, 0.5, 0.0)
INTERCEPT = 6.0


def autos(*, train=40, validation=40, test=1000, noise=0.8, seed=0):
    r"""Draw cars and the fuel efficiency they reach, :math:`y = 6 + x^\top w + \sigma\epsilon`.

    City and highway mileage are two test-bench figures of one car and correlate at about 0.97; both
    count equally. L1 tends to keep one of them and drop the other, L2 and the elastic net share the
    weight. The engine counts on its own, the tyres a little, the doors not at all.

    Mileage is nearly the target itself. Here it is a laboratory figure, known before the car is
    sold; a table in which it was computed from the same fuel bills would be a case of leakage.

    Parameters
    ----------
    train, validation, test : int
        Examples per part.
    noise : float
        Standard deviation of the noise on the target, kilometres per litre.
    seed : int
        Starts the draws; the cars do not depend on ``noise``.

    Returns
    -------
    Split
        ``x`` of shape (n, 5): engine size (1 to 4 l), city and highway mileage (km/l), tyre
        pressure (1.8 to 2.8 bar), doors (3 or 5). ``y``: fuel efficiency in km/l. ``truth``:
        ``coefficients`` of shape (5,) and ``intercept`` in raw units, and ``noise``.
    """
    noise = nonnegative("noise", noise)
    sizes = {"train": train, "validation": validation, "test": test}
    parts = {}
    for name, (u, z) in draws(seed, sizes, uniforms=3, normals=4).items():
        engine = 1 + 3 * u[:, 0]
        mileage = 18 - 2 * engine + 1.5 * z[:, 0]
        city, highway = 0.8 * mileage + 0.3 * z[:, 1], 1.2 * mileage + 0.4 * z[:, 2]
        doors = np.where(u[:, 2] < 0.5, 3.0, 5.0)
        x = np.stack([engine, city, highway, 1.8 + u[:, 1], doors], axis=1)
        parts[name] = Part(x, INTERCEPT + weighted_sum(x, COEFFICIENTS) + noise * z[:, 3])
    truth = {"coefficients": np.array(COEFFICIENTS), "intercept": INTERCEPT, "noise": noise}
    return Split(
        **parts,
        feature_names=FEATURES,
        units=UNITS,
        target="fuel efficiency",
        target_unit="kilometres per litre",
        truth=truth,
    )
