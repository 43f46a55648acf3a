"""Early stopping: train until the validation loss has not improved for a while, then go back."""

import keras

from coursecode.shared import arguments

__all__ = ["EarlyStopping"]


class EarlyStopping(keras.callbacks.Callback):
    """Stop when the validation loss no longer falls, and restore the best weights.

    For ``coursecode.keras.fit``, and a callback for ``model.fit``, where it reads ``val_loss``
    (which holds the penalties too).

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

    ``keras.callbacks.EarlyStopping`` differs in four points. It keeps the *last*
    weights, unless ``restore_best_weights=True``. It takes patience 0 for patience 1.
    It never stops at the first epoch. And it takes the first loss for the best one
    even if that is NaN, which nothing beats.

    Parameters
    ----------
    patience : int, at least 1
        How many epochs in a row without an improvement end the training.
    min_delta : float, at least 0
        How far a loss must fall to count, in units of the loss.

    Attributes
    ----------
    best_epoch, best_loss, last_epoch : numbers
        The last improvement, its loss, and the last epoch before the stop.

    References
    ----------
    Prechelt (1998), Early stopping: but when?
    Goodfellow, Bengio & Courville (2016), Deep learning, algorithm 7.1.
    """

    def __init__(self, patience, min_delta=0.0):
        super().__init__()
        self.patience = arguments.whole("patience", patience)
        self.min_delta = arguments.nonnegative("min_delta", min_delta)
        self.reset()

    def reset(self):
        """Forget everything seen, for the next training; `fit` begins with this."""
        self.best_loss, self.best_epoch, self.last_epoch = float("inf"), -1, -1
        self.best_weights = None

    @property
    def running(self):
        """Whether training goes on."""
        return self.last_epoch - self.best_epoch < self.patience

    def update(self, loss, model):
        """Take the validation loss after an epoch; return True when training should stop."""
        if self.running:
            self.last_epoch += 1
            if float(loss) < self.best_loss - self.min_delta:  # never true of NaN
                self.best_loss, self.best_epoch = float(loss), self.last_epoch
                self.best_weights = model.get_weights()  # copies
        return not self.running

    def restore(self, model):
        """Give the model the weights of its best epoch."""
        if self.best_epoch >= 0:
            model.set_weights(self.best_weights)

    def on_train_begin(self, logs=None):
        self.reset()

    def on_epoch_end(self, epoch, logs=None):
        if "val_loss" not in (logs or {}):
            raise ValueError(
                "early stopping needs a validation loss, got none. "
                "Give model.fit validation_data=(x, y)."
            )
        if self.update(logs["val_loss"], self.model):
            self.model.stop_training = True

    def on_train_end(self, logs=None):
        self.restore(self.model)
