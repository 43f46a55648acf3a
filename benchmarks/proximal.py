"""A step of ProximalSGD beside a step of plain SGD, in each framework: what the prox costs."""

from functools import partial
from importlib import import_module

from benchmarks.problem import LEARNING_RATE, SIZES, STRENGTH, Stopwatch, images

EPOCHS = {"numpy": 10, "torch": 5, "keras": 3}


def task(framework, proximal, quick):
    """A function that gives the CPU seconds of the steps; the first epoch of Keras compiles."""
    package = import_module(f"coursecode.{framework}")
    x, y = images("float32")

    def run():
        model = package.mlp(SIZES, dtype="float32")
        parameters = (model.parameters(),) if framework == "torch" else ()
        if proximal:
            optimizer = package.ProximalSGD(*parameters, LEARNING_RATE, package.L1(STRENGTH))
        else:
            optimizer = package.SGDW(*parameters, LEARNING_RATE)
        batches = Stopwatch(x, y)
        if framework == "keras":
            package.fit(model, batches, optimizer=optimizer, epochs=1)
            batches.steps = 0.0
        package.fit(model, batches, optimizer=optimizer, epochs=1 if quick else EPOCHS[framework])
        return batches.steps

    return run


task_numpy, task_torch, task_keras = (partial(task, name, True) for name in EPOCHS)
task_numpy_plain, task_torch_plain, task_keras_plain = (
    partial(task, name, False) for name in EPOCHS
)
