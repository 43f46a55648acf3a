"""The training loop as Keras people write it: compile, then one ``train_on_batch`` per batch."""

import keras
from keras import ops

from coursecode.keras.dropout import Dropout
from coursecode.keras.early_stopping import EarlyStopping
from coursecode.keras.noise import GaussianNoise
from coursecode.keras.precision import default_precision
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
    """Train a network; it is compiled with the loss and the optimizer given here.

    Parameters
    ----------
    model : keras.Sequential
        From `mlp`; trained in place.
    batches : Minibatches
        From ``coursecode.shared.minibatches``.
    optimizer : keras.optimizers.Optimizer
        A fresh one for every training: ``SGDW(0.1)``, or one of Keras's own.
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
    inputs, outputs = model.input_shape[-1], model.output_shape[-1]
    validation = check_fit(
        batches,
        inputs=inputs,
        outputs=outputs,
        epochs=epochs,
        loss=loss,
        validation=validation,
        measure_every=measure_every,
    )
    check_optimizer(optimizer, "update_step", "SGDW(0.1)")
    check_stopping(early_stopping, EarlyStopping, validation, measure_every)
    dtype = model.layers[-1].compute_dtype
    data_loss = losses(dtype)[loss]
    with default_precision(dtype):
        model.compile(optimizer=optimizer, loss=data_loss)
    masked = shared_masks(model)
    rows = []
    try:
        for epoch in range(epochs):
            for x, y in batches:
                for layer in masked:
                    layer.draw_from_source(len(x))
                model.train_on_batch(x, targets(y, data_loss))
            if not is_measured(epoch, epochs, measure_every):
                continue
            rows.append(
                measure_epoch(
                    epoch,
                    sum(float(ops.convert_to_numpy(penalty)) for penalty in model.losses),
                    lambda x, y: evaluate(model, x, y, data_loss),
                    (batches.x, batches.y),
                    validation,
                )
            )
            check_finite(epoch, rows[-1])
            if progress:
                show_epoch(epoch, epochs, rows[-1])
            if early_stopping and early_stopping.update(rows[-1]["validation_loss"], model):
                break
    finally:
        for layer in masked:
            layer.release_source()
        if masked:
            model.train_function = None  # it was compiled to read the source's draws
    if early_stopping:
        early_stopping.restore(model)
    return History.from_rows(rows, early_stopping)


def losses(dtype):
    """The two data losses, computed in the network's own precision."""
    return {
        "cross_entropy": keras.losses.SparseCategoricalCrossentropy(from_logits=True, dtype=dtype),
        "mse": keras.losses.MeanSquaredError(dtype=dtype),
    }


def targets(y, data_loss):
    """Class numbers as they are; real targets as a matrix, because (n,) would broadcast."""
    return y if classifies(data_loss) else y.reshape(len(y), -1).astype(data_loss.dtype)


def classifies(data_loss):
    return isinstance(data_loss, keras.losses.SparseCategoricalCrossentropy)


def evaluate(model, x, y, data_loss):
    """Data loss and accuracy (None for regression), in evaluation mode."""
    total, right = 0.0, 0
    for part_x, part_y in in_chunks(x, y):
        output = model(part_x, training=False)
        total += float(data_loss(targets(part_y, data_loss), output)) * len(part_x)
        if classifies(data_loss):
            right += int(ops.sum(ops.equal(ops.argmax(output, axis=1), part_y)))
    return total / len(x), right / len(x) if classifies(data_loss) else None


def shared_masks(model):
    """The layers whose masks or noise come from a source outside Keras."""
    random = [layer for layer in model.layers if isinstance(layer, (Dropout, GaussianNoise))]
    return [layer for layer in random if layer.source]
