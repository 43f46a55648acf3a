"""The figure of the front page: three frameworks, one curve."""

import numpy as np

from coursecode.shared.plotting.style import BASELINE, FRAMEWORKS, book_style, new_figure


def one_curve(totals, distances):
    """Draw the training of one network in three frameworks, and how far the weights drift apart.

    Parameters
    ----------
    totals : dict of str to array of shape (epochs,)
        Data loss + penalty after every epoch, by framework.
    distances : dict of str to array of shape (epochs,)
        Largest difference of a weight from NumPy's, by framework.

    Returns
    -------
    matplotlib.figure.Figure
    """
    widths = {"NumPy": 7.0, "PyTorch": 3.5, "Keras": 1.5}  # all three must stay visible
    with book_style():
        figure, (left, right) = new_figure(2, width=8.4, height=3.3)
        for name, total in totals.items():
            style = FRAMEWORKS[name] | {"linewidth": widths[name], "marker": None}
            alpha = 0.35 if name == "NumPy" else 1.0
            left.plot(np.arange(1, len(total) + 1), total, label=name, alpha=alpha, **style)
        left.set(xlabel="epoch", ylabel="data loss + penalty", ylim=(0, None))
        left.legend()
        for name, distance in distances.items():
            style = FRAMEWORKS[name] | {"linestyle": "", "markersize": 4}
            epochs = np.arange(1, len(distance) + 1)
            right.semilogy(epochs, np.maximum(distance, 1e-18), label=f"{name} − NumPy", **style)
        right.axhline(1e-12, **BASELINE)
        right.text(1, 1.6e-12, "what the tests allow", va="bottom", fontsize=10)
        right.set(xlabel="epoch", ylabel="largest difference of a weight", ylim=(1e-18, 1e-10))
        right.legend(loc="lower right")
        figure.get_layout_engine().set(wspace=0.08)
    return figure
