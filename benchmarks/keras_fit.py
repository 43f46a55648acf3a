"""`coursecode.keras.fit` against `model.fit`: the same network, optimizer, data and steps.

Both compile and trace in their first epoch, which is not timed. `model.fit` shuffles by itself and
reports a running mean of the loss; `fit` measures loss and accuracy at the end of every epoch.
"""

import time

import keras

from benchmarks.problem import BATCH, LEARNING_RATE, MOMENTUM, SIZES, STRENGTH, Stopwatch, images
from coursecode.keras import L2, SGDW, fit, mlp


def build():
    return mlp(SIZES, penalty=L2(STRENGTH), dtype="float32"), SGDW(LEARNING_RATE, MOMENTUM)


def task_fit(quick):
    x, y = images("float32")

    def run():
        model, optimizer = build()
        batches = Stopwatch(x, y)
        fit(model, batches, optimizer=optimizer, epochs=2 if quick else 11)
        return time.process_time() - batches.begun[1]

    return run


class Epochs(keras.callbacks.Callback):
    """Notes when every epoch begins."""

    def __init__(self):
        super().__init__()
        self.begun = []

    def on_epoch_begin(self, epoch, logs=None):
        self.begun.append(time.process_time())


def task_model_fit(quick):
    x, y = images("float32")

    def run():
        model, optimizer = build()
        loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
        model.compile(optimizer=optimizer, loss=loss)
        epochs = Epochs()
        model.fit(x, y, batch_size=BATCH, epochs=2 if quick else 11, verbose=0, callbacks=[epochs])
        return time.process_time() - epochs.begun[1]

    return run
