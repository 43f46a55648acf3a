"""The training loop: predict, compare, go back, add the penalty, step."""

import numpy as np

from coursecode.numpy.early_stopping import EarlyStopping
from coursecode.shared.history import History, is_measured, measure_epoch
from coursecode.shared.progress import show_epoch
from coursecode.shared.training_checks import (
    check_finite,
    check_fit,
    check_optimizer,
    check_stopping,
    in_chunks,
)

__all__ = ["fit"]


def fit(
    model,
    batches,
    *,
    optimizer,
    epochs,
    loss="cross_entropy",
    validation=None,
    early_stopping=None,
    measure_every=1,
    progress=False,
):
    """Train a network, or many at once on the same batches.

    Parameters
    ----------
    model : MLP
        From `mlp`; trained in place.
    batches : Minibatches
        From ``coursecode.shared.minibatches``.
    optimizer : SGDW or AdamW
        A fresh one for every training.
    epochs : int
        Passes over the data.
    loss : str
        ``"cross_entropy"`` (y: class numbers) or ``"mse"`` (mean over examples and outputs).
    validation : (x, y), optional
        Measured like the training set, never trained on.
    early_stopping : EarlyStopping, optional
        Reads the validation loss after every epoch, may end the training, and at its end restores
        the best weights. (An exception leaves the weights as they are.)
    measure_every : int
        Measure after every so many epochs, and after the last; 1 measures after each.
    progress : bool
        Whether to show a line on stderr.

    Returns
    -------
    History

    Raises
    ------
    FloatingPointError
        When a measured loss is no longer finite.
    """
    inputs, outputs = model.sizes[0], model.sizes[-1]
    validation = check_fit(
        batches,
        inputs=inputs,
        outputs=outputs,
        epochs=epochs,
        loss=loss,
        validation=validation,
        measure_every=measure_every,
    )
    check_optimizer(optimizer, "update", "SGDW(0.1)")
    check_stopping(early_stopping, EarlyStopping, validation, measure_every)
    error = {"cross_entropy": cross_entropy_gradient, "mse": mse_gradient}[loss]
    rows = []
    with np.errstate(over="ignore", invalid="ignore"):  # check_finite reports it better
        for epoch in range(epochs):
            for x, y in batches:
                output = model.forward(x.astype(model.dtype, copy=False), training=True)
                model.backward(error(output, y))
                model.add_penalty_gradient()
                optimizer.update(model.theta, model.gradient, model.kernels)
                model.constrain()
            if not is_measured(epoch, epochs, measure_every):
                continue
            rows.append(
                measure_epoch(
                    epoch,
                    model.penalty(),
                    lambda x, y: evaluate(model, x, y, loss),
                    (batches.x, batches.y),
                    validation,
                )
            )
            check_finite(epoch, rows[-1], early_stopping)
            if progress:
                show_epoch(epoch, epochs, rows[-1])
            if early_stopping and early_stopping.update(rows[-1]["validation_loss"], model):
                break
    if early_stopping:
        early_stopping.restore(model)
    return History.from_rows(rows, early_stopping)


def cross_entropy(output, y):
    """−log of the softmax probability of the right class, for every example."""
    z = classes_first(output)
    z -= np.maximum.reduce(z)  # softmax does not change, and exp cannot overflow
    right = z[y, ..., np.arange(len(y))].T
    return np.log(np.add.reduce(np.exp(z))) - right


def cross_entropy_gradient(output, y):
    """d(mean cross-entropy)/d(output) = (softmax − one-hot) / n."""
    p = classes_first(output)
    p -= np.maximum.reduce(p)
    np.exp(p, out=p)
    p /= np.add.reduce(p)
    p[y, ..., np.arange(len(y))] -= 1
    p /= len(y)
    return p.T if p.ndim == 2 else p.transpose(1, 2, 0)


def predicted_class(output):
    """The class with the largest output, the first among equals: ``output.argmax(axis=-1)``."""
    if output.ndim == 2:  # one network, where this is faster
        return output.argmax(axis=-1)
    z = classes_first(output)
    largest = z == np.maximum.reduce(z)
    countdown = np.arange(len(z), 0, -1, dtype=np.int16)
    return len(z) - (largest.T * countdown).max(axis=-1).T


def classes_first(output):
    """A copy of shape (classes, ...); NumPy is several times slower on a short last axis."""
    by_class = output.T if output.ndim == 2 else output.transpose(2, 0, 1)
    return by_class.copy()


def mse(output, y):
    """(f − y)², averaged over the outputs, for every example."""
    return np.square(output - y.reshape(len(y), -1)).mean(axis=-1)


def mse_gradient(output, y):
    """d(mean squared error)/d(output) = 2 (f − y) / (n · outputs)."""
    return (output - y.reshape(len(y), -1)) * (2 / (len(y) * output.shape[-1]))


def evaluate(model, x, y, loss):
    """Data loss and accuracy (None for mse) of every network, in evaluation mode."""
    per_example = {"cross_entropy": cross_entropy, "mse": mse}[loss]
    total, right = 0.0, 0
    for part_x, part_y in in_chunks(x, y, model.networks or 1):
        output = model(part_x)
        total = total + per_example(output, part_y).sum(axis=-1)
        if loss == "cross_entropy":
            right = right + np.sum(predicted_class(output) == part_y, axis=-1)
    return total / len(x), right / len(x) if loss == "cross_entropy" else None
