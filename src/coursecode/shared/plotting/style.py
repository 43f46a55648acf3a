"""The one style of the book's figures, and the only way to show one.

Every series differs from the others in colour, line style and marker at once, so a figure can be
read in greyscale and by readers who do not see colours. The background is white and opaque; in dark
mode the book puts figures on a light plate.
"""

import io
from contextlib import contextmanager

import numpy as np

from coursecode.shared.extras import require

require("matplotlib", user="coursecode.shared.plotting", extra="notebooks")

import matplotlib as mpl  # noqa: E402
from matplotlib.figure import Figure  # noqa: E402

# Okabe & Ito's palette, ordered so that neighbours differ in lightness too.
INK, BLUE, VERMILION, GREEN, AMBER, PURPLE, SKY = (
    "#1a1a1a", "#0072b2", "#d55e00", "#00755a", "#e69f00", "#9b4f80", "#56b4e9",
)  # fmt: skip
SERIES = [
    {"color": BLUE, "linestyle": "-", "marker": "o"},
    {"color": VERMILION, "linestyle": (0, (5, 2)), "marker": "s"},
    {"color": GREEN, "linestyle": (0, (1, 1.2)), "marker": "^"},
    {"color": PURPLE, "linestyle": (0, (5, 1.5, 1, 1.5)), "marker": "D"},
    {"color": AMBER, "linestyle": (0, (3, 1, 1, 1, 1, 1)), "marker": "v"},
    {"color": INK, "linestyle": (0, (8, 3)), "marker": "x"},
]
BASELINE = {"color": "#595959", "linestyle": (0, (1, 2)), "linewidth": 1.4}
FRAMEWORKS = dict(zip(("NumPy", "PyTorch", "Keras"), SERIES, strict=False))
STYLE = {
    "figure.dpi": 100,
    "savefig.dpi": 150,
    "figure.facecolor": "white",
    "axes.facecolor": "white",
    "font.family": "DejaVu Sans",
    "font.size": 11,
    "axes.titlesize": 11,
    "axes.titlelocation": "left",
    "axes.labelsize": 11,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.edgecolor": "#595959",
    "axes.grid": True,
    "grid.color": "#e4e4e4",
    "grid.linewidth": 0.8,
    "axes.axisbelow": True,
    "lines.linewidth": 2.0,
    "lines.markersize": 5.5,
    "legend.frameon": False,
    "legend.fontsize": 10,
    "xtick.color": "#404040",
    "ytick.color": "#404040",
    "svg.hashsalt": "coursecode",
}


@contextmanager
def book_style():
    """Draw inside this context; outside it, the reader's own Matplotlib settings are untouched."""
    with mpl.rc_context(STYLE):
        yield


def new_figure(columns=1, rows=1, *, width=7.2, height=3.4, **options):
    """A figure with a grid of axes; ``options`` go to ``Figure.subplots`` (sharex, sharey, …).

    Returns
    -------
    figure, axes
        One axes if there is one panel, else an array of them. Call inside `book_style`.
    """
    figure = Figure(figsize=(width, height), layout="constrained")
    return figure, figure.subplots(rows, columns, **options)


def show(figure, *, alt):
    """Display a figure with the text that stands for it where it cannot be seen.

    Parameters
    ----------
    figure : matplotlib.figure.Figure
    alt : str
        What the figure shows, in a sentence or two: the axes, the series and the message.

    Raises
    ------
    TypeError, ValueError
        If the text is missing or too short to stand for a figure.
    """
    check_alt(alt)
    display = require("IPython.display", user="show", extra="notebooks").display
    display(
        {"image/png": png(figure), "text/plain": f"Figure: {alt}"},
        metadata={"image/png": {"alt": alt}},
        raw=True,
    )


def png(figure):
    """The figure as the bytes of a PNG file, the same bytes each time."""
    picture = io.BytesIO()
    with book_style():
        figure.savefig(picture, format="png", metadata={"Software": None})
    return picture.getvalue()


def check_alt(alt):
    """Refuse an alternative text that says nothing; figure functions call it before drawing."""
    if not isinstance(alt, str):
        raise TypeError(f"alt must be a sentence that describes the figure, got {alt!r}.")
    if len(alt.strip()) < 20:
        raise ValueError(
            f"alt must describe the figure in at least 20 characters, got {alt!r}. "
            "Say what is on the axes and what one sees."
        )


def line(series):
    """The style of a series without its marker."""
    return {**SERIES[series], "marker": None}


def mean_and_band(axes, x, runs, *, label, series, markers=True):
    """Draw the mean over runs (axis 0 of ``runs``) with a band of one standard deviation."""
    runs = np.asarray(runs)
    style = dict(SERIES[series] if isinstance(series, int) else series)
    if not markers:
        style["marker"] = None
    mean, spread = runs.mean(axis=0), runs.std(axis=0, ddof=1)
    axes.plot(x, mean, label=label, **style)
    axes.fill_between(x, mean - spread, mean + spread, color=style["color"], alpha=0.15, lw=0)
