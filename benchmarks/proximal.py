"""A step of ProximalSGD beside a step of plain SGD, in each framework: what the prox costs."""

from benchmarks.problem import LEARNING_RATE, SIZES, STRENGTH, Stopwatch, images


def numpy_task(proximal):
    from coursecode.numpy import L1, SGDW, ProximalSGD, fit, mlp

    def optimizer(_):
        return ProximalSGD(LEARNING_RATE, L1(STRENGTH)) if proximal else SGDW(LEARNING_RATE)

    return steps(fit, mlp, optimizer)


def torch_task(proximal):
    from coursecode.torch import L1, SGDW, ProximalSGD, fit, mlp

    def optimizer(model):
        if proximal:
            return ProximalSGD(model.parameters(), LEARNING_RATE, L1(STRENGTH))
        return SGDW(model.parameters(), LEARNING_RATE)

    return steps(fit, mlp, optimizer)


def keras_task(proximal):
    from coursecode.keras import L1, SGDW, ProximalSGD, fit, mlp

    def optimizer(_):
        return ProximalSGD(LEARNING_RATE, L1(STRENGTH)) if proximal else SGDW(LEARNING_RATE)

    return steps(fit, mlp, optimizer, warm_up=1)


def steps(fit, mlp, optimizer, warm_up=0):
    """CPU seconds of the steps of an epoch; the first epochs of Keras compile."""
    x, y = images("float32")

    def run(epochs):
        model = mlp(SIZES, dtype="float32")
        batches = Stopwatch(x, y)
        chosen = optimizer(model)
        if warm_up:
            fit(model, batches, optimizer=chosen, epochs=warm_up)
            batches.steps = 0.0
        fit(model, batches, optimizer=chosen, epochs=epochs)
        return batches.steps

    return run


def task_numpy(quick):
    run = numpy_task(proximal=True)
    return lambda: run(1 if quick else 10)


def task_numpy_plain(quick):
    run = numpy_task(proximal=False)
    return lambda: run(1 if quick else 10)


def task_torch(quick):
    run = torch_task(proximal=True)
    return lambda: run(1 if quick else 5)


def task_torch_plain(quick):
    run = torch_task(proximal=False)
    return lambda: run(1 if quick else 5)


def task_keras(quick):
    run = keras_task(proximal=True)
    return lambda: run(1 if quick else 3)


def task_keras_plain(quick):
    run = keras_task(proximal=False)
    return lambda: run(1 if quick else 3)
