"""Dropout: in training every unit is switched off with some probability."""

import torch

from coursecode.shared import arguments

__all__ = ["Dropout"]


class Dropout(torch.nn.Module):
    """Inverted dropout, y = x · m / (1 − rate) with m = 0 or 1; the identity after ``eval()``.

    Parameters
    ----------
    rate : float in [0, 1)
        The probability that a unit is dropped; ``p`` in ``torch.nn.Dropout``.
    generator : torch.Generator, optional
        Where the masks come from; or anything with ``random(shape)``, such as NumPy's generators,
        which lets the three frameworks share their masks. A unit is dropped where the number drawn
        is below the rate.
    """

    def __init__(self, rate, generator=None):
        super().__init__()
        self.rate = arguments.fraction("rate", rate)
        self.generator = arguments.draws("generator", generator, (torch.Generator, type(None)))

    def forward(self, x):
        if not self.training or self.rate == 0:
            return x
        return x * (self.draw(x) >= self.rate) / (1 - self.rate)

    def draw(self, x):
        """Uniform numbers in [0, 1), one per unit."""
        if hasattr(self.generator, "random"):
            draws = self.generator.random(tuple(x.shape))
            return torch.as_tensor(draws, dtype=torch.float32, device=x.device)
        return torch.rand(x.shape, generator=self.generator, device=x.device)

    def extra_repr(self):
        return f"rate={self.rate}"
