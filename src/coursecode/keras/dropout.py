"""Dropout: in training every unit is switched off with some probability."""

import keras
from keras import ops

from coursecode.shared import arguments

__all__ = ["Dropout"]


@keras.saving.register_keras_serializable("coursecode")
class Dropout(keras.layers.Layer):
    """Inverted dropout, y = x · m / (1 − rate) with m = 0 or 1; the identity in evaluation.

    Parameters
    ----------
    rate : float in [0, 1)
        The probability that a unit is dropped, as in ``keras.layers.Dropout``.
    seed : int, optional
        Where the masks come from; or anything with ``random(shape)``, such as NumPy's generators.
        Such a source is used between `draw_from_source` and `release_source` (`fit` calls them),
        which lets the three frameworks share their masks. A unit is dropped where the number drawn
        is below the rate.
    """

    def __init__(self, rate, seed=None, **base):
        super().__init__(**base)
        self.rate = arguments.fraction("rate", rate)
        arguments.draws("seed", seed, (int, type(None)))
        self.source = Source(seed.random, "float32") if hasattr(seed, "random") else None
        self.seed = None if self.source else seed
        self.seed_generator = keras.random.SeedGenerator(self.seed)

    def call(self, x, training=False):
        if not training or self.rate == 0:
            return x
        return x * ops.cast(self.draw(x) >= self.rate, x.dtype) / (1 - self.rate)

    def draw(self, x):
        """Uniform numbers in [0, 1), one per unit."""
        if self.source is not None and self.source.held is not None:
            return self.source.held[: ops.shape(x)[0]]
        return keras.random.uniform(ops.shape(x), seed=self.seed_generator, dtype="float32")

    def draw_from_source(self, rows):
        """Fetch the draws of the next batch: a compiled step cannot call the source itself."""
        self.source.fetch(rows, self.input.shape[-1])

    def release_source(self):
        """Return to Keras's own random numbers."""
        self.source.held = None

    def get_config(self):
        return super().get_config() | {"rate": self.rate, "seed": self.seed}


class Source:
    """Draws for one batch in a variable, which a compiled step can read."""

    def __init__(self, draw, dtype):
        self.draw, self.dtype = draw, dtype
        self.held = None

    def fetch(self, rows, units):
        draws = self.draw((rows, units))
        if self.held is None:
            self.held = keras.Variable(draws, dtype=self.dtype, trainable=False)
        else:  # the last batch may be smaller: the rows beyond it are not read
            self.held.assign(ops.pad(draws, ((0, self.held.shape[0] - rows), (0, 0))))
