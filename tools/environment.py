"""What every process of the course runs with: one thread, no start-up messages, fixed hashes."""

import os
import sys

ONE_THREAD_AND_QUIET = {
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "VECLIB_MAXIMUM_THREADS": "1",
    "TF_NUM_INTRAOP_THREADS": "1",
    "TF_NUM_INTEROP_THREADS": "1",
    "TF_CPP_MIN_LOG_LEVEL": "3",
    "TF_ENABLE_ONEDNN_OPTS": "0",
    "KERAS_BACKEND": "tensorflow",
    "PYTHONHASHSEED": "0",
}

# Importing nbformat compiles the grammar of this package, which it never uses: 0.8 seconds.
sys.modules.setdefault("rfc3987_syntax", None)


def prepare():
    """Set it for this process, before it imports NumPy, and for those that it starts."""
    os.environ.update(ONE_THREAD_AND_QUIET)
