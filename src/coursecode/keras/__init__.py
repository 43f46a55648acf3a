"""Every technique as Keras people write it: regularizers, layers, optimizers."""

import os

from coursecode.shared.extras import require

# TensorFlow reports what its optimizer skips on stderr; whoever wants to read it sets the variable.
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

require("keras", user="coursecode.keras", extra="keras")

from coursecode.keras.dropout import Dropout  # noqa: E402
from coursecode.keras.network import mlp, weights  # noqa: E402
from coursecode.keras.penalties import L1, L2, ElasticNet, GroupLasso  # noqa: E402
from coursecode.keras.training import fit  # noqa: E402
from coursecode.keras.weight_decay import SGDW, AdamW  # noqa: E402

__all__ = [
    "L1",
    "L2",
    "SGDW",
    "AdamW",
    "Dropout",
    "ElasticNet",
    "GroupLasso",
    "fit",
    "mlp",
    "weights",
]
