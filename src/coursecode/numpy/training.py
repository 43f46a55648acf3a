"""The training loop: predict, compare, go back, add the penalty, step."""

import numpy as np

from coursecode.shared.history import History, measure_epoch
from coursecode.shared.progress import show_epoch
from coursecode.shared.training_checks import (
    check_finite,
    check_fit,
    check_optimizer,
    in_chunks,
)

__all__ = ["fit"]


def fit(
    model, batches, *, optimizer, epochs, loss="cross_entropy", validation=None, progress=False
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
        Measured after every epoch, never trained on.
    progress : bool
        Whether to show a line on stderr.

    Returns
    -------
    History

    Raises
    ------
    FloatingPointError
        When the loss is no longer finite.
    """
    inputs, outputs = model.sizes[0], model.sizes[-1]
    validation = check_fit(
        batches, inputs=inputs, outputs=outputs, epochs=epochs, loss=loss, validation=validation
    )
    check_optimizer(optimizer, "update", "SGDW(0.1)")
    error = {"cross_entropy": cross_entropy_gradient, "mse": mse_gradient}[loss]
    rows = []
    with np.errstate(over="ignore", invalid="ignore"):  # check_finite reports it better
        for epoch in range(epochs):
            for x, y in batches:
                output = model.forward(x.astype(model.dtype, copy=False), training=True)
                model.backward(error(output, y))
                model.add_penalty_gradient()
                optimizer.update(model.theta, model.gradient, model.kernels)
            rows.append(
                measure_epoch(
                    model.penalty(),
                    lambda x, y: evaluate(model, x, y, loss),
                    (batches.x, batches.y),
                    validation,
                )
            )
            check_finite(epoch, rows[-1])
            if progress:
                show_epoch(epoch, epochs, rows[-1])
    return History.from_rows(rows)


def cross_entropy(output, y):
    """−log of the softmax probability of the right class, for every example."""
    shifted = output - over_classes(np.maximum, output)
    total = over_classes(np.add, np.exp(shifted))
    return np.log(total[..., 0]) - shifted[..., np.arange(len(y)), y]


def cross_entropy_gradient(output, y):
    """d(mean cross-entropy)/d(output) = (softmax − one-hot) / n."""
    p = np.exp(output - over_classes(np.maximum, output))
    p /= over_classes(np.add, p)
    p[..., np.arange(len(y)), y] -= 1
    p /= len(y)
    return p


def over_classes(ufunc, values):
    """``ufunc.reduce(values, axis=-1, keepdims=True)``, which is slow along a short axis."""
    by_class = values.reshape(-1, values.shape[-1]).T.copy()
    return ufunc.reduce(by_class).reshape(*values.shape[:-1], 1)


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
            right = right + np.sum(output.argmax(axis=-1) == part_y, axis=-1)
    return total / len(x), right / len(x) if loss == "cross_entropy" else None
