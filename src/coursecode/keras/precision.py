"""Keras stores learning rates and losses in a global default precision; borrow it for a moment."""

from contextlib import contextmanager

import keras

__all__ = ["default_precision"]


@contextmanager
def default_precision(dtype):
    """Set ``keras.config.floatx()`` inside the block and put the old one back after it.

    A float64 network needs this: with the usual float32 default, Keras would round its learning
    rate (0.1 becomes 0.10000000149) and refuse to add a float64 penalty to its float32 loss.
    """
    before = keras.config.floatx()
    keras.config.set_floatx(dtype)
    try:
        yield
    finally:
        keras.config.set_floatx(before)
