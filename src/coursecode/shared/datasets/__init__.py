"""The data sets of the book: each returns a `Split`, each part of it an ``(x, y)`` of arrays."""

from coursecode.shared.datasets.autos import autos
from coursecode.shared.datasets.diabetes import diabetes
from coursecode.shared.datasets.digits import digits
from coursecode.shared.datasets.files import DataError
from coursecode.shared.datasets.houses import houses
from coursecode.shared.datasets.loans import loans
from coursecode.shared.datasets.mnist import mnist
from coursecode.shared.datasets.moons import moons
from coursecode.shared.datasets.polynomial import polynomial, powers
from coursecode.shared.datasets.sparse import sparse
from coursecode.shared.datasets.split import Part, Split, center, standardize

__all__ = [
    "DataError",
    "Part",
    "Split",
    "autos",
    "center",
    "diabetes",
    "digits",
    "houses",
    "loans",
    "mnist",
    "moons",
    "polynomial",
    "powers",
    "sparse",
    "standardize",
]
