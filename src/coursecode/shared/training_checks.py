"""Before and during training: refuse data that does not fit, stop when the loss is lost."""

import numpy as np

from coursecode.shared import arguments
from coursecode.shared.minibatches import Minibatches, minibatches

LOSSES = ("cross_entropy", "mse")
CHUNK = 512  # rows evaluated at once


def check_fit(batches, *, inputs, outputs, epochs, loss, validation, measure_every=1):
    """Check everything that ``fit`` is given against the network; return the validation arrays.

    Parameters
    ----------
    batches : Minibatches
        From ``coursecode.shared.minibatches``.
    inputs, outputs : int
        The widths of the network's first and last layer.

    Raises
    ------
    TypeError, ValueError
        Saying what was received, what was expected and how to fix it.
    """
    if not isinstance(batches, Minibatches):
        raise TypeError(
            "batches must come from coursecode.shared.minibatches, "
            f"got {type(batches).__name__}. Use minibatches(x, y, batch_size=32, seed=0)."
        )
    arguments.whole("epochs", epochs)
    arguments.whole("measure_every", measure_every)
    arguments.choice("loss", loss, LOSSES)
    _fits("x", "y", batches.x, batches.y, inputs, outputs, loss)
    if validation is None:
        return None
    if not isinstance(validation, (tuple, list)) or len(validation) != 2:
        raise ValueError(
            f"validation must be a pair (x, y), got {type(validation).__name__}. "
            "Pass split.validation, or (x, y)."
        )
    x, y = validation
    held_out = minibatches(x, y, batch_size=len(x), seed=0)
    _fits("validation x", "validation y", held_out.x, held_out.y, inputs, outputs, loss)
    return held_out.x, held_out.y


def _fits(x_name, y_name, x, y, inputs, outputs, loss):
    if x.shape[1] != inputs:
        raise ValueError(
            f"{x_name} has {x.shape[1]} features, but the network takes {inputs}. "
            f"Build it with mlp(({x.shape[1]}, ...))."
        )
    if loss == "mse":
        if y.shape not in ((len(x),), (len(x), outputs)) or (y.ndim == 1 and outputs > 1):
            raise ValueError(
                f"{y_name} has shape {y.shape}, but the network has {outputs} outputs: "
                f"expected ({len(x)}, {outputs})."
            )
    elif y.ndim != 1 or y.dtype.kind not in "iu":
        raise ValueError(
            f"cross_entropy needs {y_name} as whole class numbers of shape ({len(x)},), "
            f"got {y.dtype} of shape {y.shape}. Use y.argmax(axis=1) for one-hot labels, "
            'loss="mse" for regression.'
        )
    elif y.max() >= outputs:
        raise ValueError(
            f"{y_name} must hold class numbers 0 to {outputs - 1} for a network with {outputs} "
            f"outputs, got {y.max()} at index {int(y.argmax())}."
        )


def check_optimizer(optimizer, method, example):
    """Refuse what cannot step: an optimizer of another framework, a class, a name."""
    if isinstance(optimizer, type) or not hasattr(optimizer, method):
        what = optimizer.__name__ if isinstance(optimizer, type) else type(optimizer).__name__
        raise TypeError(f"optimizer must be an optimizer such as {example}, got {what}.")


def check_stopping(early_stopping, kind, validation, measure_every):
    """Refuse what is no `EarlyStopping` of this framework, and one that cannot read every epoch."""
    if early_stopping is None:
        return
    if not isinstance(early_stopping, kind):
        what = early_stopping if isinstance(early_stopping, type) else type(early_stopping)
        raise TypeError(
            f"early_stopping must be a {kind.__module__.rpartition('.')[0]}.EarlyStopping, "
            f"got {what.__module__}.{what.__name__}. Use EarlyStopping(patience=10)."
        )
    if validation is None:
        raise ValueError(
            "early_stopping needs a validation set, got validation=None. "
            "Pass validation=split.validation, or (x, y)."
        )
    if measure_every != 1:
        raise ValueError(
            f"early_stopping reads every epoch, got measure_every={measure_every}. "
            "Leave measure_every at 1."
        )
    early_stopping.reset()


def check_finite(epoch, row, early_stopping=None):
    """Stop at the first epoch whose data loss or penalty is no longer a number.

    Of many networks, those that early stopping has stopped may do what they like.
    """
    finite = np.isfinite(row["data_loss"] + row["penalty"])
    if finite.all():
        return
    lost = ~finite & early_stopping.running if early_stopping else ~finite
    if np.any(lost):
        which = f" for networks {np.flatnonzero(lost).tolist()}" if np.ndim(lost) else ""
        raise FloatingPointError(
            f"the loss is not finite any more after epoch {epoch + 1}{which}. "
            "The learning rate is probably too large; try a tenth of it."
        )


def in_chunks(x, y, networks=1):
    """Cut a set into pieces, so that what many networks make of one stays in the cache."""
    rows = max(CHUNK // networks, 64)
    for start in range(0, len(x), rows):
        yield x[start : start + rows], y[start : start + rows]


def check_batch_of_units(shape, features, training):
    """Refuse what cannot be normalized: another number of units, or too few examples.

    A size that is not known yet (``None``, in a Keras model under construction) passes.
    """
    if len(shape) < 2 or shape[-1] not in (features, None):
        raise ValueError(
            f"x must have shape (examples, {features}), one column per unit, got {shape}."
        )
    if training and shape[-2] is not None and shape[-2] < 2:
        raise ValueError(
            f"In training a batch must hold at least 2 examples, got {shape[-2]}: one example has "
            "no variance. Drop the last batch, or use training=False (model.eval() in PyTorch)."
        )
