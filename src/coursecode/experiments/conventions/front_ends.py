"""One ridge through every front end: how a strength is written there, read there, and solved."""

import warnings
from collections.abc import Callable
from typing import NamedTuple

import keras
import tensorflow as tf
import torch
from sklearn.exceptions import ConvergenceWarning
from sklearn.linear_model import ElasticNet, Ridge
from sklearn.neural_network import MLPRegressor

from coursecode.experiments.conventions.frameworks import train_keras, train_numpy, train_torch
from coursecode.numpy import L2, SGDW
from coursecode.shared import conventions


class FrontEnd(NamedTuple):
    """One way to ask for a ridge: how a strength is written there, read there, and solved."""

    write: Callable  # Strengths, n -> the keywords
    read: Callable  # the one number that is typed, n -> Strengths
    solve: Callable  # part, keywords -> weights, bias

    def typed(self, part, number):
        """Weights and bias if this number is typed for the strength, whatever it means."""
        return self.solve(part, self.write(self.read(number, len(part.x)), len(part.x)))


def by_sklearn(make, **settings):
    def solve(part, keywords):
        model = make(**settings, **keywords)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", ConvergenceWarning)  # it stops when we tell it to
            model.fit(*part)
        if isinstance(model, MLPRegressor):
            return model.coefs_[0][:, 0], model.intercepts_[0][0]
        return model.coef_, model.intercept_

    return solve


def by_torch(make, *, steps=1000, **settings):
    def solve(part, keywords):
        return train_torch(part, lambda p: make(p, **settings), steps=steps, **keywords)

    return solve


MU = 0.9
NETWORK = {
    "hidden_layer_sizes": (), "solver": "sgd", "learning_rate_init": 0.1, "momentum": MU, "tol": 0,
    "n_iter_no_change": 10**6, "max_iter": 1500, "random_state": 0,
}  # fmt: skip
COUPLED = (
    lambda s, n: conventions.to_torch_weight_decay(s),
    lambda number, n: conventions.from_torch_weight_decay(weight_decay=number),
)
KERAS_L2 = (
    lambda s, n: conventions.to_keras_l2(s),
    lambda number, n: conventions.from_keras_l2(l2=number),
)


def decoupled(momentum):
    return (
        lambda s, n: conventions.to_keras_sgd(s, momentum=momentum),
        lambda number, n: conventions.from_keras_sgd(weight_decay=number, momentum=momentum),
    )


FRONT_ENDS = {
    "scikit-learn Ridge": FrontEnd(
        lambda s, n: conventions.to_ridge(s, examples=n),
        lambda number, n: conventions.from_ridge(alpha=number, examples=n),
        by_sklearn(Ridge),
    ),
    "scikit-learn ElasticNet": FrontEnd(
        lambda s, n: conventions.to_elastic_net(s),
        lambda number, n: conventions.from_elastic_net(alpha=number, l1_ratio=0.0),
        by_sklearn(ElasticNet, tol=1e-12, max_iter=10**5),
    ),
    "scikit-learn MLP, one batch": FrontEnd(
        lambda s, n: conventions.to_mlp_regressor(s, batch_size=n, examples=n),
        lambda number, n: conventions.from_mlp_regressor(alpha=number, batch_size=n, examples=n),
        by_sklearn(MLPRegressor, **NETWORK),
    ),
    "NumPy L2 penalty": FrontEnd(
        *KERAS_L2,
        lambda part, k: train_numpy(part, SGDW(0.2), penalty=L2(k["l2"]), steps=1000),
    ),
    "NumPy SGDW, momentum 0.9": FrontEnd(
        *decoupled(MU), lambda part, k: train_numpy(part, SGDW(0.02, **k), steps=4000)
    ),
    "PyTorch SGD": FrontEnd(*COUPLED, by_torch(torch.optim.SGD, lr=0.2)),
    "PyTorch SGD, momentum 0.9": FrontEnd(
        *COUPLED, by_torch(torch.optim.SGD, steps=4000, lr=0.02, momentum=MU)
    ),
    "PyTorch Adam": FrontEnd(*COUPLED, by_torch(torch.optim.Adam, lr=0.01, steps=3000)),
    "Keras L2 penalty": FrontEnd(
        *KERAS_L2,
        lambda part, k: train_keras(
            part, keras.optimizers.SGD(0.2), penalty=keras.regularizers.L2(**k), steps=1000
        ),
    ),
    "TensorFlow l2_loss": FrontEnd(
        lambda s, n: conventions.to_l2_loss(s),
        lambda number, n: conventions.from_l2_loss(scale=number),
        lambda part, k: train_keras(
            part, keras.optimizers.SGD(0.2), steps=1000,
            penalty=lambda w: k["scale"] * tf.nn.l2_loss(w),
        ),
    ),
    "Keras SGD": FrontEnd(
        *decoupled(0.0),
        lambda part, k: train_keras(part, keras.optimizers.SGD(0.2, **k), steps=1000),
    ),
    "Keras SGD, momentum 0.9": FrontEnd(
        *decoupled(MU),
        lambda part, k: train_keras(part, keras.optimizers.SGD(0.02, **k), steps=4000),
    ),
}  # fmt: skip


def spelled(keywords):
    """Keywords as one would type them."""
    return ", ".join(f"{name}={value:g}" for name, value in keywords.items())
