"""Mini-batches: the same examples in the same order for every framework."""

import numpy as np

from coursecode.shared.arguments import is_masked, whole


def minibatches(x, y, *, batch_size, seed):
    """Cut a data set into mini-batches, reshuffled at the start of every epoch.

    Parameters
    ----------
    x : array of shape (n, d)
        Finite real numbers; float32 stays float32, everything else becomes float64.
    y : array of shape (n,) or (n, k)
        Real targets; or integers, which are class labels >= 0 and become int64.
    batch_size : int
        From 1 to n. The last batch of an epoch is smaller if n is no multiple of it; ``len(x)``
        gives full-batch training.
    seed : int
        Starts the stream of shuffles. Each pass over the batches takes the next shuffle from it; a
        new object with the same seed begins again.

    Returns
    -------
    Minibatches
        One pass with ``for`` is one epoch of pairs ``(x_batch, y_batch)``.

    Raises
    ------
    TypeError, ValueError
        For data that no network could be trained on: wrong kind, wrong shape, not finite.
    """
    x, y = _inputs(x), _targets(y)
    if len(x) != len(y):
        raise ValueError(f"x and y must have the same length, got {len(x)} and {len(y)}.")
    batch_size = whole("batch_size", batch_size)
    if batch_size > len(x):
        raise ValueError(
            f"batch_size must be at most the number of examples, {len(x)}, got {batch_size}. "
            f"Use {len(x)} for full-batch training."
        )
    return Minibatches(x, y, batch_size, whole("seed", seed, minimum=0))


class Minibatches:
    """The batches of a data set; made by `minibatches`, which checks what goes in."""

    def __init__(self, x, y, batch_size, seed):
        self.x, self.y, self.batch_size = x, y, batch_size
        self._rng = np.random.default_rng(seed)

    def __len__(self):
        """Batches per epoch."""
        return -(-len(self.x) // self.batch_size)

    def __iter__(self):
        """Yield one epoch in a fresh order, as contiguous pairs ``(x_batch, y_batch)``."""
        order = self._rng.permutation(len(self.x))
        for start in range(0, len(order), self.batch_size):
            batch = order[start : start + self.batch_size]
            yield self.x.take(batch, axis=0), self.y.take(batch, axis=0)

    def __repr__(self):
        shapes = f"x {self.x.shape}, y {self.y.shape}"
        return f"Minibatches({shapes}, batch_size={self.batch_size}, {len(self)} batches per epoch)"


def _inputs(x):
    x = _real("x", x)
    if x.ndim != 2:
        hint = " Use x.reshape(-1, 1) for one feature." if x.ndim == 1 else ""
        raise ValueError(f"x must have shape (examples, features), got {x.shape}.{hint}")
    if x.size == 0:
        raise ValueError(f"x must hold at least one example and one feature, got shape {x.shape}.")
    return _finite("x", x)


def _targets(y):
    y = _real("y", y)
    if y.ndim not in (1, 2) or y.size == 0:
        raise ValueError(f"y must have shape (examples,) or (examples, outputs), got {y.shape}.")
    if y.dtype.kind == "f":
        return _finite("y", y)
    y = y.astype(np.int64, copy=False)
    if y.min() < 0:
        raise ValueError(
            f"y must hold class labels >= 0, got {y.min()} at index {int(y.argmin())}. "
            "Number the classes from 0, or give y as floats for regression."
        )
    return y


def _real(name, values):
    """Turn ``values`` into a contiguous array of real numbers."""
    if is_masked(values):
        raise TypeError(
            f"{name} must not be a masked array, because the mask would be lost. "
            "Drop or fill the masked entries first."
        )
    try:
        array = np.array(values, order="C", copy=None)
    except ValueError:
        raise ValueError(f"{name} must be rectangular: every row of the same length.") from None
    if array.dtype.kind not in "biuf":
        raise TypeError(
            f"{name} must hold real numbers, got {array.dtype}. Convert it to float64 first."
        )
    return array


def _finite(name, array):
    """Turn ``array`` into the machine's own float64, or float32 if it was that, all finite."""
    single = array.dtype.kind == "f" and array.dtype.itemsize == 4
    array = array.astype(np.float32 if single else np.float64, copy=False)
    bad = ~np.isfinite(array)
    if bad.any():
        where = tuple(int(i) for i in np.argwhere(bad)[0])
        raise ValueError(
            f"{name} must be finite, got {array[where]} at index {list(where)}. "
            "Remove or fill such values first."
        )
    return array
