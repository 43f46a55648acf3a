"""MNIST, for those who have a network connection. Nothing in the book needs it."""

import os

import numpy as np

from coursecode.shared.arguments import fraction, whole
from coursecode.shared.datasets.cutting import cut
from coursecode.shared.datasets.files import DataError
from coursecode.shared.datasets.label_noise import mislabel
from coursecode.shared.datasets.split import Part, Split
from coursecode.shared.extras import require


def mnist(*, train=10_000, validation=5_000, test=10_000, label_noise=0.0, seed=0):
    """Load MNIST through Keras, which fetches it once, keeps it and checks its SHA-256.

    Parameters
    ----------
    train, validation : int
        Pictures per part, 60 000 at most together; drawn from MNIST's training set.
    test : int
        The first so many of MNIST's 10 000 test pictures, by other writers.
    label_noise : float in [0, 1)
        Share of the *training* labels replaced by another class.
    seed : int
        Chooses the parts and the wrong labels.

    Returns
    -------
    Split
        ``x`` of shape (n, 784): pixels row by row, ink from 0 to 1. ``y``: labels 0 to 9.
        ``truth``: ``clean_labels`` and ``flipped`` for training.

    Raises
    ------
    DataError
        Without a connection, or if what came is not MNIST; says what to do.
    ModuleNotFoundError
        Without Keras.

    Notes
    -----
    Source: Y. LeCun, C. Cortes and C. Burges; CC BY-SA 3.0 as Keras states it. Not part of this
    package.
    """
    share = fraction("label_noise", label_noise)
    test = whole("test", test)
    cut_stream, noise_stream = np.random.default_rng(whole("seed", seed, minimum=0)).spawn(2)
    chosen = cut(60_000, {"train": train, "validation": validation}, cut_stream)
    if test > 10_000:
        raise ValueError(f"test must be at most the 10000 pictures that there are, got {test}.")
    (x, y), (x_test, y_test) = _fetch()
    clean = y[chosen["train"]].astype(np.int64)
    noisy, flipped = mislabel(clean, share, 10, noise_stream)
    return Split(
        train=Part(_pixels(x[chosen["train"]]), noisy),
        validation=Part(_pixels(x[chosen["validation"]]), y[chosen["validation"]].astype(np.int64)),
        test=Part(_pixels(x_test[:test]), y_test[:test].astype(np.int64)),
        feature_names=tuple(f"pixel_{row}_{column}" for row in range(28) for column in range(28)),
        units=("ink, 0 to 1",) * 784,
        target="digit",
        target_unit="",
        truth={"clean_labels": clean, "flipped": flipped},
    )


def _fetch():
    keras = require("keras", user="mnist()", extra="keras")
    kept = os.path.join(os.environ.get("KERAS_HOME", "~/.keras"), "datasets", "mnist.npz")
    try:
        parts = keras.datasets.mnist.load_data()
    except Exception as error:  # Keras raises a bare Exception when the download fails
        reason = str(error).splitlines()[0] if str(error) else type(error).__name__
        fetched = "URL fetch failure" in reason or isinstance(error, TimeoutError)
        what = "could not be fetched" if fetched else "is damaged or incomplete"
        fix = "Check the connection" if fetched else f"Delete {kept}"
        raise DataError(
            f"MNIST {what} ({reason}). {fix} and call mnist() again; digits() needs no connection."
        ) from error
    shapes = [part.shape for pair in parts for part in pair]
    if shapes != [(60_000, 28, 28), (60_000,), (10_000, 28, 28), (10_000,)]:
        raise DataError(
            f"MNIST is damaged or incomplete: expected 60000 and 10000 pictures of 28 x 28, "
            f"got arrays of shapes {shapes}. Delete {kept} and call mnist() again."
        )
    return parts


def _pixels(images):
    return images.reshape(len(images), 784) / 255.0
