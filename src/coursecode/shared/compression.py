"""What a kernel with zeros costs in memory: dense, or as compressed sparse rows (CSR)."""

from dataclasses import dataclass

import numpy as np

__all__ = ["CSR", "csr_bytes", "dense_bytes", "from_csr", "to_csr"]


@dataclass(frozen=True, eq=False)
class CSR:
    """A matrix stored as compressed sparse rows: what is not zero, and where it stands.

    Row i holds ``values[starts[i]:starts[i + 1]]``, in the columns
    ``columns[starts[i]:starts[i + 1]]``.

    Parameters
    ----------
    values : array of shape (nonzeros,)
        Row by row, in the kernel's own dtype.
    columns : int32 array of shape (nonzeros,)
    starts : int32 array of shape (rows + 1,)
    shape : (rows, columns) of the dense matrix
    """

    values: np.ndarray
    columns: np.ndarray
    starts: np.ndarray
    shape: tuple

    @property
    def nbytes(self):
        """Bytes of the three arrays."""
        return self.values.nbytes + self.columns.nbytes + self.starts.nbytes


def to_csr(kernel):
    """Store one kernel (rows, columns) as `CSR`; what is exactly 0 is left out.

    NaN is not 0 and is kept. A zero with a minus sign comes back without it.
    """
    kernel = np.asarray(kernel)
    if kernel.ndim != 2:
        raise ValueError(
            f"kernel must have two axes (rows, columns), got shape {kernel.shape}. "
            "Compress the kernels of a network one by one, and leave biases dense."
        )
    rows, columns = np.nonzero(kernel)
    starts = np.zeros(len(kernel) + 1, dtype=np.int32)
    starts[1:] = np.cumsum(np.bincount(rows, minlength=len(kernel)))
    return CSR(kernel[rows, columns], columns.astype(np.int32), starts, kernel.shape)


def from_csr(compressed):
    """The dense kernel again, value for value."""
    dense = np.zeros(compressed.shape, dtype=compressed.values.dtype)
    rows = np.repeat(np.arange(len(dense)), np.diff(compressed.starts))
    dense[rows, compressed.columns] = compressed.values
    return dense


def dense_bytes(pairs, dtype="float32"):
    """Bytes of a network, given as (kernel, bias) pairs, when every number is stored."""
    return sum(np.asarray(part).size for pair in pairs for part in pair) * np.dtype(dtype).itemsize


def csr_bytes(pairs, dtype="float32"):
    """Bytes of the same network with its kernels as `CSR` and its biases dense.

    In float32 a weight that is not zero costs 8 bytes instead of 4, so a kernel has to be more than
    half zeros before this saves anything.
    """
    kernels = sum(to_csr(np.asarray(kernel, dtype=dtype)).nbytes for kernel, _ in pairs)
    return kernels + dense_bytes([(bias,) for _, bias in pairs], dtype)
