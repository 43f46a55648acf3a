"""Figures of the chapter on the elastic net."""

import numpy as np

from coursecode.shared.plotting.style import (
    BASELINE,
    INK,
    SERIES,
    book_style,
    check_alt,
    new_figure,
    show,
)


def dots(series):
    """The style of a series as unconnected markers."""
    return {**SERIES[series], "linestyle": "none"}


def penalty_balls(penalties, *, alt):
    """The line where each penalty of two weights equals 1: {name: penalty}."""
    check_alt(alt)
    grid = np.linspace(-1.25, 1.25, 301)
    w = np.stack(np.meshgrid(grid, grid), axis=-1).reshape(-1, 1, 2)  # a stack of small kernels
    with book_style():
        figure, axes = new_figure(height=4.2)
        axes.axhline(0, **BASELINE)
        axes.axvline(0, **BASELINE)
        for series, (name, penalty) in enumerate(penalties.items()):
            style = SERIES[series]
            axes.contour(grid, grid, penalty(w).reshape(301, 301), [1.0], colors=style["color"],
                         linestyles=[style["linestyle"]], linewidths=2)  # fmt: skip
            axes.plot([], [], color=style["color"], linestyle=style["linestyle"], label=name)
        axes.set(xlabel="w₁", ylabel="w₂", aspect="equal")
        axes.legend(loc="center", frameon=True, framealpha=1, edgecolor="white")
        show(figure, alt=alt)


def group_coefficients(fits, *, alt):
    """Coefficients of six columns in many samples: {name: (samples, 6)}."""
    check_alt(alt)
    with book_style():
        figure, axes = new_figure(height=3.8)
        axes.axhline(0, **BASELINE)
        axes.axvline(3.5, color="#b0b0b0", linewidth=1)
        for series, (name, coefficients) in enumerate(fits.items()):
            samples, columns = coefficients.shape
            place = np.arange(1, columns + 1) + (series - 0.5) * 0.32
            spread = np.linspace(-0.1, 0.1, samples)
            axes.plot((place + spread[:, None]).ravel(), coefficients.ravel(), label=name,
                      alpha=0.7, **{**dots(series), "markersize": 4})  # fmt: skip
        axes.set_xticks(range(1, 7), [f"x{j}" for j in "₁₂₃₄₅₆"])
        low, high = axes.get_ylim()
        axes.set(ylabel="coefficient", ylim=(low, high + 0.12 * (high - low)))
        for centre, text in ((2, "three copies of z₁, x₂ negative"), (5, "copies of z₂")):
            axes.annotate(text, (centre, 0.97), xycoords=("data", "axes fraction"), ha="center",
                          va="top", fontsize=10)  # fmt: skip
        axes.legend(loc="lower right")
        show(figure, alt=alt)


def selection(names, fits, *, alt):
    """How often each feature is selected: {name: (samples, features)}, each sample and the mean."""
    check_alt(alt)
    with book_style():
        figure, axes = new_figure(height=3.6)
        for series, (name, frequency) in enumerate(fits.items()):
            samples, features = frequency.shape
            place = np.arange(features) + (series - 0.5) * 0.36
            spread = np.linspace(-0.1, 0.1, samples)[:, None]
            axes.plot((place + spread).ravel(), frequency.ravel(), alpha=0.45,
                      **{**dots(series), "markersize": 4})  # fmt: skip
            axes.plot(place, frequency.mean(axis=0), label=f"{name}, mean", markeredgecolor=INK,
                      **{**dots(series), "markersize": 9})  # fmt: skip
        axes.set_xticks(range(len(names)), [name.replace("_", "\n") for name in names])
        axes.set(ylabel="share of the resamples\nin which it is not 0", ylim=(-0.05, 1.08))
        axes.legend(loc="lower left")
        show(figure, alt=alt)


def correction(results, *, alt):
    """Test errors of the naive and the corrected elastic net, {title: (naive, corrected)}."""
    check_alt(alt)
    with book_style():
        figure, panels = new_figure(columns=len(results), height=4.3)
        for axes, (title, (naive, corrected)) in zip(panels, results.items(), strict=True):
            ends = np.array([0.55 * min(*naive, *corrected), 1.25 * max(*naive, *corrected)])
            axes.plot(ends, ends, **BASELINE)
            axes.plot(naive, corrected, alpha=0.8, **{**dots(0), "markersize": 4.5})
            axes.set(title=title, xscale="log", yscale="log", xlim=ends, ylim=ends,
                     xlabel="test error, naive")  # fmt: skip
            axes.set_box_aspect(1)
            axes.annotate("correction harms", (0.04, 0.94), xycoords="axes fraction", fontsize=9)
            axes.annotate("correction helps", (0.96, 0.04), xycoords="axes fraction", fontsize=9,
                          ha="right")  # fmt: skip
        panels[0].set_ylabel("test error, corrected")
        show(figure, alt=alt)


def surface(l1, l2, panels, chosen, *, alt):
    """Means over seeds on a grid of strengths and each seed's choice.

    ``panels`` is {title: (values of shape (l1, l2), where the colours begin)}.
    """
    check_alt(alt)
    labels = [[f"{strength:.0e}".replace("e-0", "e-") for strength in side] for side in (l1, l2)]
    labels = [["0" if label == "0e+00" else label for label in side] for side in labels]
    shift = np.random.default_rng(0).uniform(-0.22, 0.22, (2, len(chosen[0])))
    with book_style():
        figure, both = new_figure(columns=2, height=4.3, sharey=True)
        for axes, (title, (values, low)) in zip(both, panels.items(), strict=True):
            axes.grid(False)
            image = axes.imshow(values, origin="lower", cmap="cividis", aspect="auto", vmin=low)
            axes.plot(chosen[1] + shift[1], chosen[0] + shift[0], linestyle="none", marker="o",
                      color="white", markeredgecolor=INK, markersize=6)  # fmt: skip
            axes.set_xticks(range(0, len(l2), 3), labels[1][::3])
            axes.set_yticks(range(0, len(l1), 3), labels[0][::3])
            axes.set(title=title, xlabel="l2")
            extend = "min" if values.min() < low else "neither"
            figure.colorbar(image, ax=axes, location="bottom", pad=0.02, shrink=0.9, extend=extend)
        both[0].set_ylabel("l1")
        show(figure, alt=alt)


def published_table(paper, ours, *, alt):
    """Medians with standard errors: {method: ((value, error) per example)}, ours likewise."""
    check_alt(alt)
    methods = list(ours)
    height = np.arange(len(methods))[::-1]
    with book_style():
        figure, panels = new_figure(columns=2, rows=2, height=5.8, sharey=True)
        for example, axes in enumerate(panels.flat):
            for series, (name, table) in enumerate((("paper", paper), ("this course", ours))):
                value, error = np.transpose([table[method][example] for method in methods])
                axes.errorbar(value, height + 0.13 - 0.26 * series, xerr=2 * error, capsize=4,
                              label=name, **dots(series))  # fmt: skip
            axes.set_yticks(height, methods)
            axes.set(title=f"example {example + 1}", ylim=(-0.6, len(methods) - 0.4))
            axes.set_xlim(left=0)
        for axes in panels[1]:
            axes.set_xlabel("median test error")
        handles, names = panels[0, 0].get_legend_handles_labels()
        figure.legend(handles, names, loc="outside upper center", ncols=2)
        show(figure, alt=alt)
