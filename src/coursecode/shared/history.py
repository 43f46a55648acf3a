"""What happened during training: data loss, penalty and total, kept apart."""

from dataclasses import dataclass, fields

import numpy as np


@dataclass(frozen=True)
class History:
    """One row per measured epoch, taken at its end, in evaluation mode, on the whole set.

    So training and validation numbers are comparable, and a penalty never hides in a loss. With
    many networks every array has a column per network. What was not measured is ``None``.

    Attributes
    ----------
    data_loss, penalty, total : array of shape (rows,) or (rows, networks)
        total = data_loss + penalty is what training minimizes.
    accuracy : array or None
        Training accuracy, for classification.
    validation_loss, validation_accuracy : array or None
        The data loss and accuracy on the validation set.
    best_epoch : int, array with one per network, or None
        With early stopping: the row of the epoch whose weights were restored. The rows of a network
        that stopped before the others are NaN after its stop.
    epochs : array of shape (rows,)
        The epoch of every row, from 0: all of them, unless `fit` measured only some.
    """

    data_loss: np.ndarray
    penalty: np.ndarray
    accuracy: np.ndarray | None = None
    validation_loss: np.ndarray | None = None
    validation_accuracy: np.ndarray | None = None
    best_epoch: int | np.ndarray | None = None
    epochs: np.ndarray | None = None

    @classmethod
    def from_rows(cls, rows, early_stopping=None):
        """Stack one dictionary per measured epoch."""
        columns = {name: np.array([row[name] for row in rows]) for name in rows[0]}
        if early_stopping is None:
            return cls(**columns)
        epochs = columns.pop("epochs")
        if np.ndim(early_stopping.best_epoch):
            stopped = epochs[:, np.newaxis] > early_stopping.last_epoch
            columns = {name: np.where(stopped, np.nan, v) for name, v in columns.items()}
        return cls(**columns, best_epoch=early_stopping.best_epoch, epochs=epochs)

    @property
    def total(self):
        return self.data_loss + self.penalty

    def __len__(self):
        return len(self.data_loss)

    def __repr__(self):
        names = [f.name for f in fields(self) if f.name != "epochs"]
        measured = [name for name in names if getattr(self, name) is not None]
        epochs = len(self) if self.epochs is None else self.epochs[-1] + 1
        rows = epochs if epochs == len(self) else f"{len(self)} of {epochs}"
        many = f" of {self.data_loss.shape[1]} networks" if self.data_loss.ndim == 2 else ""
        return f"History({rows} epochs{many}: {', '.join(measured)})"


def is_measured(epoch, epochs, measure_every):
    """Whether this epoch (from 0) gets a row: every ``measure_every``-th does, and the last."""
    return (epoch + 1) % measure_every == 0 or epoch + 1 == epochs


def measure_epoch(epoch, penalty, evaluate, training, validation):
    """One row of the history.

    Parameters
    ----------
    epoch : int
        Which one, counted from 0.
    penalty : float or array
        Σ penalty(kernel) at the end of the epoch.
    evaluate : callable
        ``evaluate(x, y)`` gives the data loss and the accuracy (``None`` in regression).
    training, validation : (x, y)
        What to measure on; no validation set is ``None``.
    """
    row = {"epochs": epoch, "penalty": penalty}
    row["data_loss"], row["accuracy"] = evaluate(*training)
    if validation is not None:
        row["validation_loss"], row["validation_accuracy"] = evaluate(*validation)
    return {name: value for name, value in row.items() if value is not None}
