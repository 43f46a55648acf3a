"""Figures of the chapter on noise and max-norm."""

import numpy as np

from coursecode.shared.plotting.style import (
    BASELINE,
    INK,
    SERIES,
    book_style,
    check_alt,
    mean_and_band,
    new_figure,
    show,
)

GREY = "#8a8a8a"


def dotted(axes, level, text, *, at=0.02, below=12):
    """A baseline across the panel with its name under it."""
    axes.axhline(level, **BASELINE)
    axes.annotate(text, (at, level), xycoords=("axes fraction", "data"), xytext=(0, -below),
                  textcoords="offset points", fontsize=9)  # fmt: skip


def paths(deviations, found, copies, names, *, alt):
    """Coefficients over the deviation: lines are ridge, marks are least squares with noise."""
    check_alt(alt)
    with book_style():
        figure, axes = new_figure(height=3.6)
        for series, name in enumerate(names):
            style = SERIES[series]
            axes.plot(deviations, found["ridge"][:, series], color=style["color"],
                      linestyle=style["linestyle"])  # fmt: skip
            marks = {"color": style["color"], "marker": style["marker"], "linestyle": "none"}
            axes.plot(deviations, found["noise"][:, series], **marks, markersize=6, label=name)
        axes.axhline(0, **BASELINE)
        axes.set(xlabel="standard deviation of the noise, s", ylabel="coefficient")
        axes.legend(title=f"lines: ridge, λ = s²\nmarks: {copies} noisy copies", ncols=2,
                    loc="lower right")  # fmt: skip
        show(figure, alt=alt)


def extra_loss(deviations, found, *, alt):
    """Predicted over measured extra loss: {title: {what: (S, k)}}, one panel per title."""
    check_alt(alt)
    with book_style():
        figure, panels = new_figure(columns=len(found), height=3.9)
        for axes, (title, curves) in zip(panels, found.items(), strict=True):
            axes.axhline(1, **BASELINE)
            for series, (name, runs) in enumerate(curves.items()):
                style = SERIES[1 - series]
                axes.plot(deviations, runs.T, **style, label=[name] + [None] * (len(runs) - 1))
            axes.set(title=title, xscale="log", xlabel="standard deviation of the noise, s")
            axes.set_xticks(deviations, [f"{s:g}" for s in deviations])
            axes.minorticks_off()
        panels[0].set_ylabel("predicted / measured extra loss")
        panels[-1].set_ylim(0.8, 1.4)  # the two lines of a network coincide there
        figure.legend(*panels[0].get_legend_handles_labels(), loc="outside lower center",
                      ncols=2)  # fmt: skip
        show(figure, alt=alt)


def deviations(values, found, *, alt):
    """Test accuracy over the deviation, {title: (S, k)}; the first value is 0, the baseline."""
    check_alt(alt)
    with book_style():
        figure, panels = new_figure(columns=len(found), height=3.4, sharey=True)
        for axes, (title, runs) in zip(panels, found.items(), strict=True):
            mean_and_band(axes, values, runs, label=None, series=0)
            dotted(axes, runs[:, 0].mean(), "without noise")
            axes.set(title=title, xlabel="standard deviation of the noise, s")
        panels[0].set_ylabel("test accuracy")
        show(figure, alt=alt)


def pictures(found, *, alt):
    """Some 8 × 8 pictures in a row: {title: (64,)}."""
    check_alt(alt)
    with book_style():
        figure, panels = new_figure(columns=len(found), height=2.0)
        for axes, (title, picture) in zip(panels, found.items(), strict=True):
            axes.imshow(picture.reshape(8, 8), cmap="Greys", vmin=0, vmax=1)
            axes.set(title=title, xticks=[], yticks=[])
            axes.grid(visible=False)
        show(figure, alt=alt)


def moves(reaches, found, *, alt):
    """Test accuracy over the reach, {name: (S, reaches, 2)}; the first reach is 0."""
    check_alt(alt)
    with book_style():
        figure, panels = new_figure(columns=2, height=3.5)
        titles = ("test pictures as they are", "test pictures moved aside")
        for column, (axes, title) in enumerate(zip(panels, titles, strict=True)):
            for series, (name, runs) in enumerate(found.items()):
                mean_and_band(axes, reaches, runs[..., column], label=name, series=series)
            base = next(iter(found.values()))[:, 0, column].mean()
            dotted(axes, base, "no moves")
            axes.set(title=title, xlabel="moves in training, up to (pixels)")
        panels[0].set(ylabel="test accuracy", ylim=(0.9, 0.97))
        panels[1].legend(loc="upper left")
        show(figure, alt=alt)


def ball(start, goal, limit, *, alt):
    """Where max-norm takes the weights of units with two inputs: (n, 2) each."""
    check_alt(alt)
    with book_style():
        figure, axes = new_figure(width=4.2, height=4.0)
        angle = np.linspace(0, 2 * np.pi, 181)
        axes.plot(limit * np.cos(angle), limit * np.sin(angle), color=INK, linewidth=1.4)
        axes.quiver(*start.T, *(goal - start).T, angles="xy", scale_units="xy", scale=1,
                    color=GREY, width=0.008)  # fmt: skip
        moved = np.any(start != goal, axis=1)
        axes.plot(*start[moved].T, linestyle="none", marker=".", markersize=5, color=GREY)
        for series, rows in enumerate((~moved, moved)):
            axes.plot(*goal[rows].T, linestyle="none", marker=SERIES[series]["marker"],
                      color=SERIES[series]["color"],
                      label=("untouched", "on the limit")[series])  # fmt: skip
        axes.set(aspect="equal", xlabel="weight of the first input",
                 ylabel="weight of the second input")  # fmt: skip
        figure.legend(*axes.get_legend_handles_labels(), loc="outside lower center", ncols=2)
        show(figure, alt=alt)


def limits(values, found, *, alt):
    """Test accuracy over the limit: {title: {name: (S, k)}}; the first value means no limit."""
    check_alt(alt)
    with book_style():
        figure, panels = new_figure(columns=len(found), height=4.0, sharey=True)
        for axes, (title, curves) in zip(panels, found.items(), strict=True):
            for series, (name, runs) in enumerate(curves.items()):
                mean_and_band(axes, range(len(values)), runs, label=name, series=series)
            dotted(axes, next(iter(curves.values()))[:, 0].mean(), "nothing")
            axes.set(title=title, xlabel="limit c")
            axes.set_xticks(range(len(values)), ["none", *(f"{v:g}" for v in values[1:])])
        panels[0].set_ylabel("test accuracy")
        figure.legend(*panels[0].get_legend_handles_labels(), loc="outside lower center",
                      ncols=3)  # fmt: skip
        show(figure, alt=alt)


def smoothing(alphas, found, *, alt):
    """Accuracy, loss and confidence minus accuracy over α: {title: Smoothed}."""
    check_alt(alt)
    with book_style():
        figure, panels = new_figure(columns=3, height=3.5)
        for series, (title, result) in enumerate(found.items()):
            rows = (result.test, result.loss, result.overconfidence())
            for axes, runs in zip(panels, rows, strict=True):
                mean_and_band(axes, alphas, runs, label=title, series=series)
                axes.axhline(runs[:, 0].mean(), **BASELINE)
        panels[2].axhline(0, color=INK, linewidth=1)
        titles = ("test accuracy", "test cross-entropy", "confidence - accuracy")
        for axes, title in zip(panels, titles, strict=True):
            axes.set(title=title, xlabel="α")
        figure.legend(*panels[0].get_legend_handles_labels(), loc="outside lower center",
                      ncols=2)  # fmt: skip
        show(figure, alt=alt)


def factorial(found, *, alt):
    """Test accuracy of the 16 combinations over how many are on: {title: Factorial}."""
    check_alt(alt)
    with book_style():
        figure, panels = new_figure(columns=len(found), height=3.7, sharey=True)
        for axes, (title, result) in zip(panels, found.items(), strict=True):
            count, score = result.cells.sum(axis=1), result.test.mean(axis=0)
            aside = count.astype(float)
            for k in range(5):  # those with equally many stand side by side
                aside[count == k] += 0.12 * (np.arange(np.sum(count == k)) - np.sum(count == k) / 2)
                aside[count == k] += 0.06
            pair = result.beside("dropout", "max-norm", "noise")
            spread = result.test.std(axis=0, ddof=1)
            for chosen, style, label in (
                (~pair, SERIES[0], "any other combination"),
                (pair, SERIES[1] | {"marker": "^"}, "with dropout beside noise or max-norm"),
            ):
                axes.errorbar(aside[chosen], score[chosen], yerr=spread[chosen], linestyle="none",
                              marker=style["marker"], markersize=5, color=style["color"],
                              elinewidth=0.8, label=label)  # fmt: skip
            dotted(axes, score[count == 0][0], "none of them", at=0.1, below=20)
            axes.set(title=title, xlabel="methods at once")
        panels[0].set_ylabel("test accuracy")
        figure.legend(*panels[0].get_legend_handles_labels(), loc="outside lower center",
                      ncols=2)  # fmt: skip
        show(figure, alt=alt)
