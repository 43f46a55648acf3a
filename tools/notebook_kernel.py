"""The kernel that runs the chapters: this interpreter, one thread, no settings of the user's."""

# ruff: noqa: E402  (one line must come before the slow import)

import atexit
import os
import shutil
import sys
import tempfile

# Importing nbformat compiles the grammar of this package, which it never uses: 0.8 seconds.
sys.modules.setdefault("rfc3987_syntax", None)

from jupyter_client import AsyncKernelManager
from jupyter_client.kernelspec import KernelSpecManager

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
    "PYDEVD_DISABLE_FILE_VALIDATION": "1",
}


def prepare_environment():
    """Set what every kernel started from this process inherits."""
    os.environ.update(ONE_THREAD_AND_QUIET)
    for name in ("PYTHONSTARTUP", "PYTHONWARNINGS", "MATPLOTLIBRC", "MPLBACKEND"):
        os.environ.pop(name, None)
    settings = tempfile.mkdtemp(prefix="chapters-")
    atexit.register(shutil.rmtree, settings, ignore_errors=True)
    os.environ["IPYTHONDIR"] = settings  # no start-up files, no shared history


class CurrentInterpreter(AsyncKernelManager):
    """A kernel manager that looks in no folder for a "python3" kernel: it is this interpreter."""

    def __init__(self, **options):
        super().__init__(kernel_spec_manager=KernelSpecManager(kernel_dirs=[]), **options)
