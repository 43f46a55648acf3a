"""The training loop as PyTorch people write it."""

import torch
from torch.nn import functional as F

from coursecode.shared.history import History, is_measured, measure_epoch
from coursecode.shared.progress import show_epoch
from coursecode.shared.training_checks import (
    check_finite,
    check_fit,
    check_optimizer,
    check_stopping,
    in_chunks,
)
from coursecode.torch.early_stopping import EarlyStopping

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
    """Train a network on the device that holds it.

    Parameters
    ----------
    model : MLP
        From `mlp`; trained in place, and left in evaluation mode.
    batches : Minibatches
        From ``coursecode.shared.minibatches``.
    optimizer : torch.optim.Optimizer
        Any optimizer of the model's parameters: ``SGDW(model.parameters(), 0.1)``.
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
    inputs, outputs = model.linear[0].in_features, model.linear[-1].out_features
    validation = check_fit(
        batches,
        inputs=inputs,
        outputs=outputs,
        epochs=epochs,
        loss=loss,
        validation=validation,
        measure_every=measure_every,
    )
    check_optimizer(optimizer, "zero_grad", "SGDW(model.parameters(), 0.1)")
    check_stopping(early_stopping, EarlyStopping, validation, measure_every)
    data_loss = {"cross_entropy": F.cross_entropy, "mse": mse}[loss]
    weight = model.linear[0].weight
    rows = []
    try:
        for epoch in range(epochs):
            model.train()
            for x, y in batches:
                x, y = tensors(x, y, weight)
                optimizer.zero_grad()
                total = data_loss(model(x), y) + model.penalty()
                total.backward()
                optimizer.step()
                model.constrain()
            if not is_measured(epoch, epochs, measure_every):
                continue
            with torch.no_grad():
                penalty = model.penalty().item()
            rows.append(
                measure_epoch(
                    epoch,
                    penalty,
                    lambda x, y: evaluate(model, x, y, loss),
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
        model.eval()
    if early_stopping:
        early_stopping.restore(model)
    return History.from_rows(rows, early_stopping)


def mse(output, y, reduction="mean"):
    """(f − y)² over examples and outputs; y may be (n,) when there is one output."""
    return F.mse_loss(output, y.reshape(output.shape).to(output), reduction=reduction)


def tensors(x, y, weight):
    """A batch on the model's device; inputs and real targets in the model's dtype."""
    x, y = torch.from_numpy(x), torch.from_numpy(y)
    if weight.is_cpu and x.dtype == weight.dtype and y.dtype in (x.dtype, torch.int64):
        return x, y  # as it is: two calls of ``to`` would cost a hundredth of a step
    return x.to(weight), y.to(weight) if y.is_floating_point() else y.to(weight.device)


@torch.no_grad()
def evaluate(model, x, y, loss):
    """Data loss and accuracy (None for mse), in evaluation mode."""
    model.eval()
    total, right = 0.0, 0
    for part in in_chunks(x, y):
        part_x, part_y = tensors(*part, model.linear[0].weight)
        output = model(part_x)
        if loss == "cross_entropy":
            total += F.cross_entropy(output, part_y, reduction="sum").item()
            right += (output.argmax(dim=1) == part_y).sum().item()
        else:
            total += mse(output, part_y, reduction="sum").item() / output.shape[1]
    return total / len(x), right / len(x) if loss == "cross_entropy" else None
