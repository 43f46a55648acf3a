"""The same 256 networks by scikit-learn: `GridSearchCV` over `MLPClassifier`, one fit each."""

import time
import warnings

import numpy as np
from sklearn.exceptions import ConvergenceWarning
from sklearn.model_selection import GridSearchCV
from sklearn.neural_network import MLPClassifier

from benchmarks.problem import BATCH, LEARNING_RATE, images
from benchmarks.sweep import EPOCHS, NETWORKS, SEEDS, SMALL, STRENGTHS


def task_search(quick):
    x, y = images("float32")
    strengths, seeds = (STRENGTHS[:2], SEEDS[:2]) if quick else (STRENGTHS, SEEDS)
    network = MLPClassifier(
        SMALL[1:2],
        solver="sgd",
        momentum=0.0,
        learning_rate_init=LEARNING_RATE,
        batch_size=BATCH,
        max_iter=EPOCHS,
        n_iter_no_change=EPOCHS + 1,  # never stop early
    )
    grid = {
        "alpha": list(2 * BATCH * strengths),  # scikit-learn's penalty is alpha / (2 batch) w²
        "random_state": list(seeds),
    }
    every_row, one_row = np.arange(len(x)), np.arange(1)
    split = [(every_row, one_row)]  # one fit on all rows; the score that it asks for costs nothing
    search = GridSearchCV(network, grid, cv=split, n_jobs=1, refit=False)

    def run():
        start = time.process_time()
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", ConvergenceWarning)  # ten epochs are meant
            search.fit(x, y)
        return (time.process_time() - start) * NETWORKS / (len(strengths) * len(seeds))

    return run
