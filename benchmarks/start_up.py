"""From nothing: whole processes, the start of Python included on both sides.

Python compiles a file at its first import and keeps the result, unless the environment forbids it.
NumPy was compiled when it was installed, so the course may keep its result, too.
"""

import os
import subprocess
import sys

FIRST_TRAINING = """
from coursecode.numpy import SGDW, fit, mlp
from coursecode.shared.datasets import digits
from coursecode.shared.minibatches import minibatches

x, y = digits().train
batches = minibatches(x, y, batch_size=64, seed=0)
fit(mlp((64, 128, 10)), batches, optimizer=SGDW(0.125), epochs=1)
"""


def task(code, quick):
    keeping = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}

    def run():
        for _ in range(1 if quick else 5):
            subprocess.run([sys.executable, "-c", code], check=True, env=keeping)

    return run


def task_import_numpy(quick):
    return task("import numpy", quick)


def task_import_coursecode(quick):
    return task("import coursecode.numpy", quick)


def task_first_training(quick):
    return task(FIRST_TRAINING, quick)
