"""Two crescents that reach into each other: two classes that no straight line separates."""

import numpy as np

from coursecode.shared.arguments import fraction, nonnegative, whole
from coursecode.shared.datasets.draws import draws
from coursecode.shared.datasets.label_noise import mislabel
from coursecode.shared.datasets.split import Part, Split


def moons(*, train=100, validation=100, test=1000, noise=0.2, label_noise=0.0, seed=0):
    r"""Draw two half circles, one per class, and add noise to the coordinates.

    Class 0 lies on :math:`(\cos t, \sin t)`, class 1 on :math:`(1 - \cos t, \tfrac12 - \sin t)`,
    with :math:`t` even on :math:`[0, \pi]`. The direction comes from a normalized Gaussian pair,
    which needs no sine and so no rounding that differs between processors.

    Parameters
    ----------
    train, validation, test : int
        Examples per part; the classes take turns, so they are balanced.
    noise : float
        Standard deviation of the noise on each coordinate. Below 0.1 the classes hardly touch.
    label_noise : float in [0, 1)
        Share of the *training* labels that are wrong. Validation and test labels are right.
    seed : int
        Starts the draws; the points do not depend on ``label_noise``.

    Returns
    -------
    Split
        ``x`` of shape (n, 2), labels 0 and 1. ``truth``: ``clean_labels`` and ``flipped``, both
        about the training part.
    """
    noise, label_noise = nonnegative("noise", noise), fraction("label_noise", label_noise)
    sizes = {"train": train, "validation": validation, "test": test}
    parts = {}
    for name, (_, z) in draws(seed, sizes, normals=4).items():
        labels = np.arange(len(z)) % 2
        length = np.sqrt(z[:, 0] * z[:, 0] + z[:, 1] * z[:, 1])
        cosine, sine = z[:, 0] / length, np.abs(z[:, 1]) / length
        across = np.where(labels == 0, cosine, 1 - cosine)
        up = np.where(labels == 0, sine, 0.5 - sine)
        x = np.stack([across + noise * z[:, 2], up + noise * z[:, 3]], axis=1)
        parts[name] = Part(x, labels)
    clean = parts["train"].y
    rng = np.random.default_rng(whole("seed", seed, minimum=0)).spawn(4)[3]
    labels, flipped = mislabel(clean, label_noise, 2, rng)
    parts["train"] = Part(parts["train"].x, labels)
    return Split(
        **parts,
        feature_names=("across", "up"),
        units=("", ""),
        target="crescent",
        target_unit="",
        truth={"clean_labels": clean, "flipped": flipped},
    )
