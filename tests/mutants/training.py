"""Mistakes that `tests/test_training.py` must notice."""

from planting import mutant, replaced

import coursecode.numpy.network as network
import coursecode.numpy.training as training
import coursecode.torch as T
import coursecode.torch.training as torch_training
from coursecode.shared.history import History

MUTANTS = {
    "a sum where a mean is meant": (
        "numpy", mutant(training, "mse_gradient", "len(y) *", "1 *"),
    ),
    "a penalty whose gradient is forgotten": (
        "numpy", replaced(network.MLP, "add_penalty_gradient", lambda self: None),
    ),
    "a penalty that hides in the data loss": (
        "torch", mutant(
            torch_training, "evaluate", "total / len(x)", "total / len(x) + model.penalty().item()"
        ),
    ),
    "gradients that pile up": (
        "torch", mutant(T, "fit", "optimizer.zero_grad()", "pass"),
    ),
    "a history measured with dropout on": (
        "torch", mutant(torch_training, "evaluate", "model.eval()", "model.train()"),
    ),
    "a last epoch that is not measured": (
        "numpy", mutant(training, "is_measured", " or epoch + 1 == epochs", ""),
    ),
    "rows that do not know their epochs": (
        "numpy", mutant(training, "measure_epoch", "\"epochs\": epoch", "\"epochs\": 0"),
    ),
    "a total without the penalty": (
        "numpy", replaced(History, "total", property(lambda self: self.data_loss)),
    ),
}  # fmt: skip
