"""What dropout costs in a training step: in NumPy beside none, elsewhere beside the built-in layer.

All hidden units have rate 0.5. PyTorch and Keras train the same plain network with either layer.
"""

import time

from benchmarks.problem import BATCH, LEARNING_RATE, SIZES, Stopwatch, images

RATE = 0.5


def numpy_steps(rate, quick):
    from coursecode.numpy import SGDW, fit, mlp

    x, y = images("float32")

    def run():
        model, batches = mlp(SIZES, dropout=rate, dtype="float32"), Stopwatch(x, y)
        epochs = 1 if quick else 10
        fit(model, batches, optimizer=SGDW(LEARNING_RATE), epochs=epochs, measure_every=epochs)
        return batches.steps

    return run


def torch_steps(layer, quick):
    import torch
    from torch import nn

    torch.set_num_threads(1)
    x, y = images("float32")
    inputs, hidden, classes = SIZES

    def run():
        model = nn.Sequential(
            nn.Linear(inputs, hidden), nn.ReLU(), layer(RATE), nn.Linear(hidden, classes)
        )
        optimizer = torch.optim.SGD(model.parameters(), lr=LEARNING_RATE)
        loss, batches = nn.CrossEntropyLoss(), Stopwatch(x, y)
        for _ in range(1 if quick else 10):
            for x_batch, y_batch in batches:
                optimizer.zero_grad()
                loss(model(torch.from_numpy(x_batch)), torch.from_numpy(y_batch)).backward()
                optimizer.step()
        return batches.steps

    return run


def keras_steps(layer, quick):
    import keras

    x, y = images("float32")
    inputs, hidden, classes = SIZES

    def run():
        model = keras.Sequential(
            [
                keras.Input((inputs,)),
                keras.layers.Dense(hidden, activation="relu"),
                layer(RATE, seed=0),
                keras.layers.Dense(classes),
            ]
        )
        loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
        model.compile(optimizer=keras.optimizers.SGD(LEARNING_RATE), loss=loss)
        model.fit(x, y, batch_size=BATCH, epochs=1, verbose=0)  # compiles
        begin = time.process_time()
        model.fit(x, y, batch_size=BATCH, epochs=1 if quick else 10, verbose=0)
        return time.process_time() - begin

    return run


def task_numpy(quick):
    return numpy_steps(RATE, quick)


def task_numpy_without(quick):
    return numpy_steps(0.0, quick)


def task_torch(quick):
    from coursecode.torch import Dropout

    return torch_steps(Dropout, quick)


def task_torch_builtin(quick):
    from torch.nn import Dropout

    return torch_steps(Dropout, quick)


def task_keras(quick):
    from coursecode.keras import Dropout

    return keras_steps(Dropout, quick)


def task_keras_builtin(quick):
    from keras.layers import Dropout

    return keras_steps(Dropout, quick)
