"""A training step in NumPy: what `fit` does for every batch, the batch included."""

from benchmarks.problem import LEARNING_RATE, SIZES, Stopwatch, images
from coursecode.numpy import SGDW, fit, mlp


def task(dtype, quick):
    x, y = images(dtype)

    def run():
        batches = Stopwatch(x, y)
        model = mlp(SIZES, dtype=dtype)
        fit(model, batches, optimizer=SGDW(LEARNING_RATE), epochs=1 if quick else 10)
        return batches.steps

    return run


def task_float64(quick):
    return task("float64", quick)


def task_float32(quick):
    return task("float32", quick)
