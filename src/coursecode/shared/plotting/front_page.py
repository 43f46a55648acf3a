"""The figure of the front page: three frameworks, one curve."""

import numpy as np

from coursecode.shared.plotting.style import FRAMEWORKS, book_style, new_figure


def one_curve(ours, built_in):
    """Draw one network's training: the course's optimizer, and the frameworks' own.

    Parameters
    ----------
    ours, built_in : dict of str to array of shape (epochs,)
        Data loss after every epoch, by framework.

    Returns
    -------
    matplotlib.figure.Figure
    """
    with book_style():
        figure, (left, right) = new_figure(2, width=8.4, height=3.3, sharey=True)
        draw(left, ours)
        left.set(xlabel="epoch", ylabel="data loss", ylim=(0, None))
        left.legend(title="coursecode", alignment="left")
        draw(right, built_in)
        right.set(xlabel="epoch")
        right.legend(title="their own optimizers", alignment="left")
        figure.get_layout_engine().set(wspace=0.06)
    return figure


def draw(axes, losses):
    """One line per framework, thinner and thinner: where they coincide, all stay visible."""
    widths = {"NumPy": 7.0, "PyTorch": 3.5, "Keras": 1.8}
    for name, loss in losses.items():
        style = FRAMEWORKS[name] | {"linewidth": widths[name], "marker": None}
        alpha = 0.35 if name == "NumPy" else 1.0
        axes.plot(np.arange(1, len(loss) + 1), loss, label=name, alpha=alpha, **style)
