"""Figures of the chapter on overfitting: one function per figure, numbers in, picture out."""

import numpy as np

from coursecode.shared.plotting.style import (
    BASELINE,
    BLUE,
    GREEN,
    INK,
    SERIES,
    VERMILION,
    book_style,
    check_alt,
    mean_and_band,
    new_figure,
    show,
)

MODELS = ("predict\nthe mean", "straight\nline", "products\nof three")
LEAST = 0.115  # where an error of 0 is drawn on the logarithmic axis


def loan_models(runs, *, floor, alt):
    """Errors of the bank's models: {loans: (seeds, models, sets)}, one panel for each entry."""
    check_alt(alt)
    with book_style():
        figure, panels = new_figure(2, sharex=True, sharey=True, height=3.7)
        rows = np.array([2, 1, 0])
        for axes, (count, errors) in zip(panels, runs.items(), strict=True):
            low, middle, high = np.maximum(np.quantile(errors, (0.25, 0.5, 0.75), axis=0), LEAST)
            axes.axvline(floor, **BASELINE)
            for series, (part, name) in enumerate(
                ((0, "training"), (2, "test"), (3, "production"))
            ):
                bars = [(middle - low)[:, part], (high - middle)[:, part]]
                style = dict(SERIES[series], linestyle="none", markersize=7, elinewidth=1.6)
                axes.errorbar(
                    middle[:, part], rows + 0.2 * (1 - series), xerr=bars, label=name, **style
                )
            if middle[2, 0] == LEAST:
                label(axes, "0", (LEAST, 0.2), (0, 6), ha="center", color=BLUE)
            axes.set(
                xscale="log", xlim=(0.09, 9), ylim=(-0.5, 2.5), title=f"built on {count} loans"
            )
            ticks(axes.xaxis, [0.2, 0.5, 1, 2, 5])
            axes.set_yticks(rows, MODELS)
        label(panels[1], "noise", (floor, 2.34), (4, 0))
        panels[1].legend(loc="lower right", handletextpad=0.2, bbox_to_anchor=(1.03, 0.0))
        figure.supxlabel("typical error (thousand euros per year)", fontsize=11)
        show(figure, alt=alt)


def three_fits(split, grid, fits, *, alt):
    """The training points, the true curve and one fitted polynomial (degree: values) per panel."""
    check_alt(alt)
    with book_style():
        figure, panels = new_figure(3, sharex=True, sharey=True, height=3.0)
        for axes, (degree, values) in zip(panels, fits.items(), strict=True):
            axes.plot(grid, split.truth["curve"](grid), **BASELINE, label="truth")
            axes.plot(grid, values, color=BLUE, label="fit")
            axes.plot(split.train.x[:, 0], split.train.y, "o", color=INK, ms=4.5, label="data")
            axes.set(ylim=(-2.4, 2.6), xlabel="x", title=f"degree {degree}")
        panels[0].set_ylabel("y")
        panels[0].legend(loc="upper left", handlelength=1.3, labelspacing=0.2, borderpad=0)
        show(figure, alt=alt)


def capacity_curve(degrees, errors, *, floor, alt):
    """Median training and validation error (runs, degrees, 2) against the degree."""
    check_alt(alt)
    with book_style():
        figure, axes = new_figure()
        for part, name, place in ((0, "training", (-40, -12)), (1, "validation", (-30, 2))):
            low, middle, high = np.quantile(errors[:, :, part], (0.25, 0.5, 0.75), axis=0)
            color = SERIES[part]["color"]
            axes.plot(degrees, middle, **SERIES[part])
            axes.fill_between(degrees, low, high, color=color, alpha=0.15, lw=0)
            label(axes, name, (degrees[-1], middle[-1]), place, ha="right", color=color)
        axes.axhline(floor, **BASELINE)
        label(axes, "noise", (0, floor), (0, 4))
        label(axes, "predict the mean", (0, np.median(errors[:, 0, 1])), (6, 6))
        axes.set(xlabel="degree of the polynomial", ylabel="squared error", yscale="log")
        ticks(axes.yaxis, [0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5])
        axes.set_xticks(degrees)
        axes.set_ylim(0.008, 6)
        show(figure, alt=alt)


def learning_curves(counts, curves, digit_counts, digit_errors, *, floor, alt):
    """Polynomials, {degree: (runs, counts, 2)}, and digits, (seeds, counts), by data size."""
    check_alt(alt)
    with book_style():
        figure, (left, right) = new_figure(2, height=3.4)
        for series, (degree, runs) in zip((2, 0), curves.items(), strict=True):
            mean, error = runs.mean(axis=0), 2 * runs.std(axis=0, ddof=1) / np.sqrt(len(runs))
            for part, name, changes in (
                (1, "test", {"linestyle": "-"}),
                (0, "training", {"linestyle": (0, (2, 1.2)), "markerfacecolor": "white"}),
            ):
                style = SERIES[series] | changes
                name = f"degree {degree}, {name}"
                left.errorbar(counts, mean[:, part], error[:, part], label=name, **style)
        left.axhline(floor, **BASELINE)
        label(left, "noise", (counts[-1], floor), (0, -15), ha="right")
        left.set(xscale="log", ylim=(0, 0.52), xlabel="training examples", ylabel="squared error")
        ticks(left.xaxis, [20, 50, 100, 200, 400])
        left.legend(loc="upper right", handlelength=2.6, labelspacing=0.25, borderpad=0)
        right.plot(digit_counts, digit_errors.T, ".", color="#8a8a8a", ms=5)
        mean = np.exp(np.log(digit_errors).mean(axis=0))
        slope, start = np.polyfit(np.log(digit_counts), np.log(mean), 1)
        right.plot(digit_counts, mean, "o", color=BLUE, label="mean, test")
        right.plot(digit_counts, np.exp(start) * digit_counts**slope, color=BLUE, label="power law")
        right.set(xscale="log", yscale="log", xlabel="training pictures", ylabel="share misread")
        ticks(right.xaxis, digit_counts)
        ticks(right.yaxis, [0.02, 0.05, 0.1, 0.2])
        right.legend(loc="upper right")
        show(figure, alt=alt)


def bias_variance(degrees, bias, variance, noise, measured, *, alt):
    """Stacked squared bias, variance and noise for each degree, and the measured error on top."""
    check_alt(alt)
    with book_style():
        figure, axes = new_figure()
        base = np.zeros(len(degrees))
        for name, height, color, hatch in (
            ("noise", noise + base, "#d0d0d0", ""),
            ("squared bias", bias, GREEN, "//"),
            ("variance", variance, VERMILION, ".."),
        ):
            look = {"color": color, "hatch": hatch, "edgecolor": "white", "linewidth": 0}
            axes.bar(degrees, height, 0.7, bottom=base, label=name, **look)
            base = base + height
        axes.plot(degrees, measured, "D", color=INK, ms=6, label="measured error on new data")
        axes.set(xlabel="degree of the polynomial", ylabel="squared error", xticks=degrees)
        axes.grid(axis="x", visible=False)
        axes.legend(loc="upper center")
        show(figure, alt=alt)


def memorization(runs, *, alt):
    """Accuracy on the training pictures and on test pictures by epoch, for each kind of labels."""
    check_alt(alt)
    with book_style():
        figure, panels = new_figure(2, sharex=True, sharey=True, height=3.3)
        for axes, part in zip(panels, ("train", "test"), strict=True):
            for series, (name, histories) in enumerate(runs.items()):
                curves = np.array([history[part] for history in histories])
                epochs = np.arange(1, curves.shape[1] + 1)
                mean_and_band(axes, epochs, curves, label=name, series=series, markers=False)
            axes.axhline(0.1, **BASELINE)
            axes.set(xlabel="epoch", ylim=(0, 1.03))
        panels[0].set(title="training pictures", ylabel="accuracy")
        panels[1].set_title("test pictures, clean labels")
        label(panels[0], "chance", (epochs[-1], 0.1), (0, 4), ha="right")
        panels[1].legend(loc="lower right", bbox_to_anchor=(1, 0.16))
        show(figure, alt=alt)


def double_descent(widths, train, test, *, threshold, baseline, alt):
    """Errors of random features by width: test (seeds, 2, widths), median training (widths,)."""
    check_alt(alt)
    with book_style():
        figure, axes = new_figure(height=3.8)
        axes.axvline(threshold, color="#b0b0b0", lw=1)
        for k, name in enumerate(("no penalty", "ridge")):
            style = SERIES[k + 1]
            axes.plot(widths, np.median(test[:, k], axis=0), **style, label=f"test, {name}")
            axes.plot(widths, test[:, k].T, "_", color=style["color"], ms=13, mew=1.2)
        shown = train > 1e-3
        axes.plot(np.array(widths)[shown], train[shown], **SERIES[0], label="training, no penalty")
        axes.axhline(baseline, **BASELINE)
        label(axes, "as many features\nas examples", (threshold, 2e3), (12, 0))
        label(axes, "predict the mean", (widths[0], baseline), (0, 4))
        axes.set(xscale="log", yscale="log", xlabel="random features", ylabel="squared error")
        ticks(axes.xaxis, [20, 60, 150, 300, 600, 2000])
        axes.minorticks_off()
        axes.legend(loc="upper left")
        show(figure, alt=alt)


def leaks(candidates, winners, features, selected, *, alt):
    """The best of many guessers on its own test set; noise features selected before and inside."""
    check_alt(alt)
    with book_style():
        figure, (left, right) = new_figure(2, sharey=True, height=3.4)
        mean_and_band(left, candidates, winners, label="best score", series=1)
        mean_and_band(right, features, selected[:, :, 0], label="before the folds", series=1)
        mean_and_band(right, features, selected[:, :, 1], label="inside the folds", series=0)
        left.set(xscale="log", xlabel="guessers compared", ylabel="accuracy", ylim=(0.3, 1.02))
        right.set(xscale="log", xlabel="columns to select from")
        ticks(left.xaxis, [1, 10, 100, 1000])
        ticks(right.xaxis, features)
        for axes in (left, right):
            axes.axhline(0.5, **BASELINE)
            axes.legend(loc="upper left")
        label(left, "chance", (candidates[-1], 0.5), (0, -14), ha="right")
        show(figure, alt=alt)


def label(axes, text, point, shift, **options):
    """Write beside a point, ``shift`` in typographic points away from it."""
    axes.annotate(text, point, xytext=shift, textcoords="offset points", **options)


def ticks(axis, places):
    """Mark exactly these places, in plain numbers."""
    axis.set_ticks(places, [f"{place:g}" for place in places])
    axis.set_ticks([], minor=True)
