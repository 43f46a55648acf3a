"""Every technique as Keras people write it: regularizers, layers, optimizers."""

import os

from coursecode.shared.extras import require, stderr_closed

# TensorFlow reports on stderr what it found while loading and what its compiler skips. None of it
# helps a reader; whoever wants to read it imports keras first, or sets the variable.
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
with stderr_closed():
    require("keras", user="coursecode.keras", extra="keras")

from coursecode.keras.dropout import Dropout
from coursecode.keras.early_stopping import EarlyStopping
from coursecode.keras.max_norm import MaxNorm
from coursecode.keras.network import mlp, set_weights, weights
from coursecode.keras.noise import GaussianNoise
from coursecode.keras.normalization import BatchNorm
from coursecode.keras.penalties import L1, L2, ElasticNet, GroupLasso
from coursecode.keras.proximal import ProximalSGD
from coursecode.keras.training import fit
from coursecode.keras.weight_decay import SGDW, AdamW

__all__ = [
    "L1",
    "L2",
    "SGDW",
    "AdamW",
    "BatchNorm",
    "Dropout",
    "EarlyStopping",
    "ElasticNet",
    "GaussianNoise",
    "GroupLasso",
    "MaxNorm",
    "ProximalSGD",
    "fit",
    "mlp",
    "set_weights",
    "weights",
]
