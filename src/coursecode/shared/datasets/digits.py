"""Handwritten digits: 1797 pictures of 8 x 8 pixels."""

import numpy as np

from coursecode.shared.arguments import flag, fraction, whole
from coursecode.shared.datasets.cutting import cut
from coursecode.shared.datasets.files import load
from coursecode.shared.datasets.label_noise import mislabel
from coursecode.shared.datasets.split import Part, Split


def digits(
    *,
    train=300,
    validation=200,
    test=1297,
    label_noise=0.0,
    validation_label_noise=0.0,
    stratified=True,
    seed=0,
):
    """Load the optical digits and cut them into parts, with wrong labels if you ask for them.

    A small training part, a network with room to spare and wrong labels make overfitting visible in
    a second; with clean labels the same network hardly overfits at all.

    Parameters
    ----------
    train, validation, test : int
        Pictures per part, 1797 at most together.
    label_noise : float in [0, 1)
        Share of the *training* labels replaced by another class; exactly ``round(share * train)``.
    validation_label_noise : float in [0, 1)
        The same for validation labels. A clean validation part is a luxury that noisy training data
        rarely come with. Test labels are always right.
    stratified : bool
        Whether every part has the ten classes in nearly their overall shares.
    seed : int
        Chooses the parts and the wrong labels. The parts do not depend on the noise, and more noise
        keeps the wrong labels of less.

    Returns
    -------
    Split
        ``x`` of shape (n, 64): pixels row by row, ink from 0 to 1 (the counts 0 to 16 divided by
        16, no statistics of the data). ``y``: labels 0 to 9. ``truth``: ``clean_labels`` and
        ``flipped`` for training, ``validation_clean_labels`` and ``validation_flipped``.

    Notes
    -----
    Source: E. Alpaydin and C. Kaynak, *Optical Recognition of Handwritten Digits*, UCI Machine
    Learning Repository, 1998, CC BY 4.0; its test set, as scikit-learn ships it. 13 writers made
    these pictures, and a random cut puts each of them into every part: accuracy on a new writer
    would be lower.
    """
    share = fraction("label_noise", label_noise)
    validation_share = fraction("validation_label_noise", validation_label_noise)
    streams = np.random.default_rng(whole("seed", seed, minimum=0)).spawn(3)
    data = load("digits.npz")
    x, y = data["x"] / 16.0, data["y"].astype(np.int64)
    sizes = {"train": train, "validation": validation, "test": test}
    chosen = cut(len(y), sizes, streams[0], y if flag("stratified", stratified) else None)
    clean = {name: y[rows] for name, rows in chosen.items()}
    noisy, flipped = mislabel(clean["train"], share, 10, streams[1])
    validation_noisy, validation_flipped = mislabel(
        clean["validation"], validation_share, 10, streams[2]
    )
    return Split(
        train=Part(x[chosen["train"]], noisy),
        validation=Part(x[chosen["validation"]], validation_noisy),
        test=Part(x[chosen["test"]], clean["test"]),
        feature_names=tuple(f"pixel_{row}_{column}" for row in range(8) for column in range(8)),
        units=("ink, 0 to 1",) * 64,
        target="digit",
        target_unit="",
        truth={
            "clean_labels": clean["train"],
            "flipped": flipped,
            "validation_clean_labels": clean["validation"],
            "validation_flipped": validation_flipped,
        },
    )
