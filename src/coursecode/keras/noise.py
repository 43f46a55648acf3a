"""Gaussian noise: in training every input is shaken a little."""

import keras
from keras import ops

from coursecode.keras.dropout import Source
from coursecode.shared import arguments

__all__ = ["GaussianNoise"]


@keras.saving.register_keras_serializable("coursecode")
class GaussianNoise(keras.layers.Layer):
    """Additive noise, y = x + stddev · z with z from N(0, 1); the identity in evaluation.

    Parameters
    ----------
    stddev : float, at least 0
        The standard deviation of the noise, in the units of x, as in
        ``keras.layers.GaussianNoise``.
    seed : int, optional
        Where the noise comes from; or anything with ``standard_normal(shape)``, such as NumPy's
        generators. Such a source is used between `draw_from_source` and `release_source` (`fit`
        calls them), which lets the three frameworks share their noise.
    """

    def __init__(self, stddev, seed=None, **base):
        super().__init__(**base)
        self.stddev = arguments.nonnegative("stddev", stddev)
        arguments.draws("seed", seed, (int, type(None)), "standard_normal")
        given = hasattr(seed, "standard_normal")
        self.source = Source(seed.standard_normal, self.compute_dtype) if given else None
        self.seed = None if given else seed
        self.seed_generator = keras.random.SeedGenerator(self.seed)

    def call(self, x, training=False):
        if not training or self.stddev == 0:
            return x
        return x + self.stddev * self.draw(x)

    def draw(self, x):
        """Standard normal numbers, one per unit."""
        if self.source is not None and self.source.held is not None:
            return self.source.held[: ops.shape(x)[0]]
        return keras.random.normal(ops.shape(x), seed=self.seed_generator, dtype=x.dtype)

    def draw_from_source(self, rows):
        """Fetch the draws of the next batch: a compiled step cannot call the source itself."""
        self.source.fetch(rows, self.input.shape[-1])

    def release_source(self):
        """Return to Keras's own random numbers."""
        self.source.held = None

    def get_config(self):
        return super().get_config() | {"stddev": self.stddev, "seed": self.seed}
