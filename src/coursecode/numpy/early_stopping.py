"""Early stopping: train until the validation loss has not improved for a while, then go back."""

import numpy as np

from coursecode.shared import arguments

__all__ = ["EarlyStopping"]


class EarlyStopping:
    """Stop when the validation loss no longer falls, and restore the best weights.

    ====================  ======================================================
    A question            The answer
    ====================  ======================================================
    When is an epoch an   If its loss < best loss − ``min_delta``. The best loss
    improvement?          is that of the last improvement, so small gains add
                          up. The first finite loss is one; NaN and ∞ never are.
    When does it stop?    After ``patience`` epochs in a row without one.
    Which weights stay?   Those of the last improvement, also if training ends
                          by itself. If no epoch was one, the weights are left
                          alone and ``best_epoch`` is −1.
    How are epochs        From 0, like the rows of a history:
    counted?              ``history.validation_loss[best_epoch]``.
    After the stop?       Nothing changes any more, whatever loss comes.
    ====================  ======================================================

    Of many networks each keeps its own best weights and best epoch, as if it were
    alone. Training goes on until the last of them stops; those that stopped before
    are restored all the same.

    Parameters
    ----------
    patience : int, at least 1
        How many epochs in a row without an improvement end the training.
    min_delta : float, at least 0
        How far a loss must fall to count, in units of the loss.

    Attributes
    ----------
    best_epoch, best_loss, last_epoch : numbers, or arrays with one per network
        The last improvement, its loss, and the last epoch before the stop.

    References
    ----------
    Prechelt (1998), Early stopping: but when?
    Goodfellow, Bengio & Courville (2016), Deep learning, algorithm 7.1.
    """

    def __init__(self, patience, min_delta=0.0):
        self.patience = arguments.whole("patience", patience)
        self.min_delta = arguments.nonnegative("min_delta", min_delta)
        self.reset()

    def reset(self):
        """Forget everything seen, for the next training; `fit` begins with this."""
        self.best_loss, self.best_epoch, self.last_epoch = np.inf, -1, -1
        self.best_theta = np.nan

    @property
    def running(self):
        """Whether training goes on; one truth, or one per network."""
        return self.last_epoch - self.best_epoch < self.patience

    def update(self, loss, model):
        """Take the validation loss after an epoch; return True when training should stop."""
        running = self.running
        improved = running & (np.asarray(loss) < self.best_loss - self.min_delta)
        self.last_epoch = self.last_epoch + running
        self.best_epoch = np.where(improved, self.last_epoch, self.best_epoch)[()]
        self.best_loss = np.where(improved, loss, self.best_loss)[()]
        self.best_theta = np.where(improved[..., np.newaxis], model.theta, self.best_theta)
        return not np.any(self.running)

    def restore(self, model):
        """Give the model the weights of its best epoch."""
        found = np.asarray(self.best_epoch >= 0)[..., np.newaxis]
        model.theta[...] = np.where(found, self.best_theta, model.theta)
