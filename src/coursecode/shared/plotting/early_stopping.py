"""Figures of the chapter on early stopping."""

import numpy as np

from coursecode.shared.plotting.style import (
    BASELINE,
    INK,
    SERIES,
    book_style,
    check_alt,
    line,
    mean_and_band,
    new_figure,
    show,
)


def turning_curves(losses, accuracies, best, *, alt):
    """Loss and accuracy over epochs: {name: (S, E)} each; ``best``: the epochs that were kept."""
    check_alt(alt)
    with book_style():
        figure, (left, right) = new_figure(columns=2, height=3.8)
        for axes, curves in ((left, losses), (right, accuracies)):
            for series, (name, runs) in enumerate(curves.items()):
                epochs = np.arange(1, runs.shape[1] + 1)
                mean_and_band(axes, epochs, runs, label=name, series=series, markers=False)
            axes.axvspan(best.min() + 1, best.max() + 1, color="#8a8a8a", alpha=0.3, lw=0)
            axes.set_xlabel("epoch")
            axes.legend(loc="upper right" if axes is left else "center right")
        left.axhline(np.log(10), **BASELINE)
        left.annotate("chance", (300, np.log(10)), xytext=(0, 3), ha="right",
                      textcoords="offset points", fontsize=9)  # fmt: skip
        left.set(ylabel="data loss", ylim=(0, 3.6))
        right.axhline(0.1, **BASELINE)
        right.set(ylabel="test accuracy", ylim=(0, 1))
        show(figure, alt=alt)


def one_rule(accuracy, stops, *, alt):
    """One seed's validation accuracy (E,), and where rules stopped: {name: (best, last)}."""
    check_alt(alt)
    with book_style():
        figure, axes = new_figure(height=3.3)
        axes.plot(np.arange(1, len(accuracy) + 1), accuracy, color="#8a8a8a", linewidth=1.2,
                  drawstyle="steps-mid")  # fmt: skip
        for series, (name, (best, last)) in enumerate(stops.items()):
            style = SERIES[series]
            level = 0.02 + 0.055 * series
            axes.plot([best + 1, last + 1], [level, level], color=style["color"],
                      linestyle=style["linestyle"])  # fmt: skip
            axes.plot(best + 1, accuracy[best], marker=style["marker"], color=style["color"],
                      markersize=10, linestyle="none", label=name)  # fmt: skip
            axes.plot(best + 1, level, marker=style["marker"], color=style["color"])
            axes.plot(last + 1, level, marker="|", markersize=12, color=style["color"])
        axes.set(xlabel="epoch", ylabel="validation accuracy", ylim=(0, 0.75), xlim=(0, 121))
        axes.legend(loc="lower right", title="kept (and, below, until it stopped)")
        show(figure, alt=alt)


def patience(patiences, sweeps, baseline, *, alt):
    """Epochs trained and test accuracy over patience: {name: (trained (S, k), test (S, k))}."""
    check_alt(alt)
    with book_style():
        figure, (left, right) = new_figure(columns=2, height=4.2)
        for series, (name, (trained, test)) in enumerate(sweeps.items()):
            for axes, runs in ((left, trained), (right, test)):
                axes.plot(patiences, runs.mean(axis=0), label=name, **SERIES[series])
                half = runs.std(axis=0, ddof=1)
                axes.errorbar(patiences, runs.mean(axis=0), half, fmt="none", alpha=0.45,
                              ecolor=SERIES[series]["color"], capsize=3, lw=1)  # fmt: skip
        right.axhline(baseline, **BASELINE)
        right.annotate("trained to the end", (40, baseline), xytext=(0, -12), fontsize=9,
                       ha="right", textcoords="offset points")  # fmt: skip
        for axes in (left, right):
            axes.set(xscale="log", xlabel="patience (epochs)")
            axes.set_xticks(patiences, [str(p) for p in patiences])
            axes.minorticks_off()
        left.set(ylabel="epochs trained", ylim=(0, None))
        right.set(ylabel="test accuracy", ylim=(0.5, 0.9))
        figure.legend(*left.get_legend_handles_labels(), loc="outside lower center", ncols=2)
        show(figure, alt=alt)


def filters(eigenvalues, descent, ridge, *, alt):
    """Share of the way kept over Ληt, and the eigenvalues of a data set: (E, shares)."""
    check_alt(alt)
    reach = np.logspace(-2, 2, 200)
    with book_style():
        figure, axes = new_figure(height=3.4)
        axes.plot(reach, -np.expm1(-reach), label="stopped: 1 − exp(−Ληt)", **line(0))
        axes.plot(reach, reach / (1 + reach), label="ridge, λ = 1/(2ηt)", **line(1))
        axes.plot(eigenvalues, descent, linestyle="none", marker="o", color=SERIES[0]["color"],
                  label="diabetes, 20 steps")  # fmt: skip
        axes.plot(eigenvalues, ridge, linestyle="none", marker="s", markersize=4.5,
                  color=SERIES[1]["color"])  # fmt: skip
        axes.set(xscale="log", xlabel="Ληt: curvature × learning rate × steps",
                 ylabel="share of least squares", ylim=(0, 1.03))  # fmt: skip
        axes.legend(loc="upper left")
        show(figure, alt=alt)


def learning_rates(found, *, alt):
    """Validation loss over epochs, and over η times epochs: {learning rate: (S, E)}."""
    check_alt(alt)
    with book_style():
        figure, panels = new_figure(columns=2, height=3.5, sharey=True)
        for series, (learning_rate, runs) in enumerate(found.items()):
            epochs = np.arange(1, runs.shape[1] + 1)
            for axes, steps in zip(panels, (epochs, epochs * learning_rate), strict=True):
                axes.plot(steps, runs.mean(axis=0), label=f"η = {learning_rate}", **line(series))
        panels[0].set(xlabel="epoch", ylabel="validation loss")
        panels[1].set(xlabel="η × epoch")
        panels[0].legend()
        show(figure, alt=alt)


def memory(right, wrong, test, stopped, penalized, *, alt):
    """Which labels are repeated over epochs, (S, E) each, beside a tuned penalty at its end.

    ``stopped``: (S,), epochs kept; ``penalized``: mean (right, wrong, test) of the penalty.
    """
    check_alt(alt)
    with book_style():
        figure, axes = new_figure(height=3.6)
        epochs = np.arange(1, right.shape[1] + 1)
        curves = {"right labels repeated": right, "wrong labels repeated": wrong,
                  "test accuracy": test}  # fmt: skip
        for series, ((name, runs), value) in enumerate(zip(curves.items(), penalized, strict=True)):
            mean_and_band(axes, epochs, runs, label=name, series=series, markers=False)
            axes.plot(len(epochs) + 12, value, marker=SERIES[series]["marker"], markersize=9,
                      color=SERIES[series]["color"], clip_on=False)  # fmt: skip
        axes.axvspan(stopped.min() + 1, stopped.max() + 1, color="#8a8a8a", alpha=0.3, lw=0)
        axes.axhline(0.1, **BASELINE)
        axes.annotate("kept by\nearly stopping", (stopped.max() + 4, 0.45), fontsize=9)
        axes.annotate("tuned\nL2", (len(epochs) + 12, 0.55), fontsize=9, ha="center")
        axes.set(xlabel="epoch", ylabel="share", ylim=(0, 1.03), xlim=(0, len(epochs) + 24))
        axes.legend(loc="lower right", bbox_to_anchor=(0.94, 0.1))
        show(figure, alt=alt)


def small_data(found, *, alt):
    """Test accuracies of four ways to use 100 labels: {title: {name: (S,)}}."""
    check_alt(alt)
    with book_style():
        figure, panels = new_figure(columns=len(found), height=3.2, sharey=True)
        for axes, (title, ways) in zip(panels, found.items(), strict=True):
            base = next(iter(ways.values()))
            for row, runs in enumerate(ways.values()):
                style = SERIES[row]
                axes.plot(runs, np.full(len(runs), row), linestyle="none", marker=style["marker"],
                          color=style["color"], alpha=0.4, markersize=5)  # fmt: skip
                axes.plot(runs.mean(), row, marker="|", markersize=26, color=INK, mew=2)
            axes.axvline(base.mean(), **BASELINE)
            axes.set(title=title, xlabel="test accuracy")
            axes.set_yticks(range(len(ways)), list(ways))
            axes.set_ylim(len(ways) - 0.5, -0.5)
        show(figure, alt=alt)
