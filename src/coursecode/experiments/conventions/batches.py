"""The strength of scikit-learn's networks depends on the batch size; converted, it does not."""

import numpy as np
from sklearn.neural_network import MLPRegressor

from coursecode.experiments.conventions.front_ends import NETWORK, by_sklearn
from coursecode.experiments.conventions.problem import PATIENTS, patients
from coursecode.shared import conventions


def batch_lengths(sizes, alpha, *, seeds, converted=False):
    """Length of scikit-learn's weights with one alpha and several batch sizes: (seeds, sizes).

    A network without hidden layers, 1200 steps. With ``converted``, alpha is meant for one batch
    with all examples and translated for each size.
    """
    rows = []
    for seed in range(seeds):
        part, row = patients(seed), []
        meant = conventions.from_mlp_regressor(alpha=alpha, batch_size=PATIENTS, examples=PATIENTS)
        for size in sizes:
            keywords = {"alpha": alpha, "batch_size": size}
            if converted:
                keywords = conventions.to_mlp_regressor(meant, batch_size=size, examples=PATIENTS)
            settings = NETWORK | {"learning_rate_init": 6e-3, "random_state": seed}
            settings["max_iter"] = 1200 * size // PATIENTS  # epochs: as many steps for each size
            w, _ = by_sklearn(MLPRegressor, **settings)(part, keywords)
            row.append(np.linalg.norm(w))
        rows.append(row)
    return np.array(rows)
