"""Mistakes that `tests/test_early_stopping.py` must notice."""

from planting import mutant, replaced

import coursecode.keras as K
import coursecode.numpy as N
import coursecode.numpy.training as training
import coursecode.torch as T
import coursecode.torch.early_stopping as torch_early_stopping

MUTANTS = {
    "NaN counted as an improvement": (
        "torch", mutant(
            T.EarlyStopping, "update",
            "float(loss) < self.best_loss - self.min_delta",
            "not float(loss) >= self.best_loss - self.min_delta",
        ),
    ),
    "patience off by one": (
        "numpy", replaced(N.EarlyStopping, "running", property(
            lambda self: self.last_epoch - self.best_epoch <= self.patience
        )),
    ),
    "last weights instead of the best": (
        "keras", replaced(K.EarlyStopping, "restore", lambda self, model: None),
    ),
    "last weights at a normal end": (
        "numpy", mutant(
            N, "fit", "    if early_stopping:\n", "    if early_stopping and epoch + 1 < epochs:\n"
        ),
    ),
    "min_delta ignored": (
        "numpy", mutant(N.EarlyStopping, "update", " - self.min_delta", ""),
    ),
    "min_delta with the wrong sign": (
        "keras", mutant(K.EarlyStopping, "update", "- self.min_delta", "+ self.min_delta"),
    ),
    "best weights not copied": (
        "torch", replaced(torch_early_stopping, "copies", lambda state: state),
    ),
    "an object that remembers the training before": (
        "numpy", replaced(training, "check_stopping", lambda *a: None),
    ),
    "a network that goes on improving after its stop": (
        None, mutant(N.EarlyStopping, "update", "running & (np", "(np"),
    ),
    "modes forgotten after an exception": (
        "torch", mutant(T, "fit", "model.eval()", "pass"),
    ),
}  # fmt: skip
