"""Every technique by hand: each gradient is written out."""

from coursecode.numpy.dropout import Dropout
from coursecode.numpy.early_stopping import EarlyStopping
from coursecode.numpy.max_norm import MaxNorm
from coursecode.numpy.network import mlp, set_weights, weights
from coursecode.numpy.noise import GaussianNoise
from coursecode.numpy.normalization import BatchNorm
from coursecode.numpy.penalties import L1, L2, ElasticNet, GroupLasso
from coursecode.numpy.proximal import ProximalSGD
from coursecode.numpy.training import fit
from coursecode.numpy.weight_decay import SGDW, AdamW

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
