"""The kernel that runs the chapters: this interpreter, one thread, no settings of the user's."""

import atexit
import os
import shutil
import tempfile
import time
from pathlib import Path

import environment  # before nbformat, whose import it makes fast
from jupyter_client import AsyncKernelManager
from jupyter_client.kernelspec import KernelSpecManager
from nbclient import NotebookClient

CELL_TIMEOUT = 120

# What a reader may have set for his own work and must not change a chapter.
PERSONAL = ("MATPLOTLIBRC", "MPLBACKEND", "PYTHONPATH", "PYTHONSTARTUP", "PYTHONWARNINGS")


def prepare_environment():
    """Set what every kernel started from this process inherits."""
    environment.prepare()
    os.environ["PYDEVD_DISABLE_FILE_VALIDATION"] = "1"  # a message of the debugger
    for name in PERSONAL:
        os.environ.pop(name, None)
    settings = tempfile.mkdtemp(prefix="chapters-")
    atexit.register(shutil.rmtree, settings, ignore_errors=True)
    os.environ["IPYTHONDIR"] = settings  # no start-up files, no shared history
    profile = Path(settings, "profile_default")
    profile.mkdir()
    # TensorFlow's libraries write to the terminal when they load: not an output of the chapter.
    quiet = "get_config().IPKernelApp.capture_fd_output = False\n"
    (profile / "ipython_kernel_config.py").write_text(quiet)


class CurrentInterpreter(AsyncKernelManager):
    """A kernel manager that looks in no folder for a "python3" kernel: it is this interpreter."""

    def __init__(self, **options):
        super().__init__(kernel_spec_manager=KernelSpecManager(kernel_dirs=[]), **options)


def execute(notebook, folder):
    """Run every cell in a fresh kernel of this interpreter; return the seconds of each cell."""
    seconds, started = {}, {}

    def start(cell, cell_index):
        started[cell_index] = time.perf_counter()

    def finish(cell, cell_index, execute_reply):
        first = (cell.source.strip().splitlines() or ["empty"])[0][:60]
        seconds[f"{cell_index + 1}: {first}"] = time.perf_counter() - started[cell_index]

    with tempfile.TemporaryFile() as noise:  # the kernel's own start-up messages
        NotebookClient(
            notebook,
            timeout=CELL_TIMEOUT,
            kernel_name="python3",
            kernel_manager_class=CurrentInterpreter,
            resources={"metadata": {"path": str(folder)}},
            record_timing=False,
            on_cell_execute=start,
            on_cell_executed=finish,
        ).execute(stderr=noise)
    return seconds
