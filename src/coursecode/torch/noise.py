"""Gaussian noise: in training every input is shaken a little."""

import torch

from coursecode.shared import arguments

__all__ = ["GaussianNoise"]


class GaussianNoise(torch.nn.Module):
    """Additive noise, y = x + stddev · z with z from N(0, 1); the identity after ``eval()``.

    PyTorch ships no such module.

    Parameters
    ----------
    stddev : float, at least 0
        The standard deviation of the noise, in the units of x.
    generator : torch.Generator, optional
        Where the noise comes from; or anything with ``standard_normal(shape)``, such as NumPy's
        generators, which lets the three frameworks share their noise.
    """

    def __init__(self, stddev, generator=None):
        super().__init__()
        self.stddev = arguments.nonnegative("stddev", stddev)
        others = (torch.Generator, type(None))
        self.generator = arguments.draws("generator", generator, others, "standard_normal")

    def forward(self, x):
        if not self.training or self.stddev == 0:
            return x
        return x + self.stddev * self.draw(x)

    def draw(self, x):
        """Standard normal numbers, one per unit."""
        if hasattr(self.generator, "standard_normal"):
            draws = self.generator.standard_normal(tuple(x.shape))
            return torch.as_tensor(draws, dtype=x.dtype, device=x.device)
        return torch.randn(x.shape, generator=self.generator, dtype=x.dtype, device=x.device)

    def extra_repr(self):
        return f"stddev={self.stddev}"
