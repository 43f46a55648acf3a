"""Every technique as PyTorch people write it: autograd, modules, optimizers."""

from coursecode.shared.extras import require

require("torch", user="coursecode.torch", extra="torch")

from coursecode.torch.dropout import Dropout  # noqa: E402
from coursecode.torch.early_stopping import EarlyStopping  # noqa: E402
from coursecode.torch.max_norm import MaxNorm  # noqa: E402
from coursecode.torch.network import mlp, set_weights, weights  # noqa: E402
from coursecode.torch.noise import GaussianNoise  # noqa: E402
from coursecode.torch.normalization import BatchNorm  # noqa: E402
from coursecode.torch.penalties import L1, L2, ElasticNet, GroupLasso  # noqa: E402
from coursecode.torch.proximal import ProximalSGD  # noqa: E402
from coursecode.torch.training import fit  # noqa: E402
from coursecode.torch.weight_decay import SGDW, AdamW  # noqa: E402

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
