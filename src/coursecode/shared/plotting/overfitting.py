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
)  # fmt: skip

MODELS = ("guess\nthe mean", "straight\nline", "products of\nthree")


def loan_models(small, large, *, floor, alt):
    """Errors (models, parts) of the bank's models, built on few loans and on many."""
    check_alt(alt)
    with book_style():
        figure, panels = new_figure(2, sharex=True, sharey=True, height=3.6)
        rows = np.arange(3)[::-1]
        for axes, errors, title in zip(
            panels, (small, large), ("40 loans", "4000 loans"), strict=True
        ):
            for part, name, offset in (
                (0, "training", 0.17),
                (2, "test", 0),
                (3, "production", -0.17),
            ):
                style = SERIES[{0: 0, 2: 1, 3: 2}[part]]
                axes.scatter(
                    np.maximum(errors[:, part], 0.11), rows + offset,
                    s=60, color=style["color"], marker=style["marker"], label=name, zorder=3,
                )  # fmt: skip
                if errors[2, part] < 0.1:
                    axes.annotate(
                        "0 ", (0.11, offset), ha="right", va="center", color=style["color"]
                    )
            axes.axvline(floor, **BASELINE)
            axes.set(xscale="log", xlim=(0.085, 7), ylim=(-0.5, 2.5), title=f"built on {title}")
            axes.set_xticks([0.2, 0.5, 1, 2, 5], ["0.2", "0.5", "1", "2", "5"])
            axes.set_yticks(rows, MODELS)
            axes.minorticks_off()
        panels[0].legend(loc="lower right", bbox_to_anchor=(1.02, 0.28), handletextpad=0.1)
        panels[1].annotate("noise", (floor, 2.36), xytext=(3, 0), textcoords="offset points")
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
            axes.set(ylim=(-2.4, 2.4), xlabel="x", title=f"degree {degree}")
        panels[0].set_ylabel("y")
        panels[0].legend(loc="upper left", handlelength=1.3, labelspacing=0.2, borderpad=0)
        show(figure, alt=alt)


def capacity_curve(degrees, errors, *, floor, alt):
    """Median training and validation error (runs, degrees, 2) against the degree."""
    check_alt(alt)
    with book_style():
        figure, axes = new_figure()
        for part, name, place in ((0, "training", (-4, -14)), (1, "validation", (-4, 8))):
            middle = np.median(errors[:, :, part], axis=0)
            low, high = np.quantile(errors[:, :, part], (0.25, 0.75), axis=0)
            axes.plot(degrees, middle, **SERIES[part])
            axes.fill_between(degrees, low, high, color=SERIES[part]["color"], alpha=0.15, lw=0)
            axes.annotate(
                name, (degrees[-1], middle[-1]), xytext=place, ha="right",
                textcoords="offset points", color=SERIES[part]["color"],
            )  # fmt: skip
        axes.axhline(floor, **BASELINE)
        axes.annotate("noise", (0, floor), xytext=(0, 4), textcoords="offset points")
        axes.annotate("guess the mean", (0, np.median(errors[:, 0, 1])), xytext=(6, 6),
                      textcoords="offset points")  # fmt: skip
        axes.set(xlabel="degree of the polynomial", ylabel="squared error", yscale="log")
        axes.set_yticks([0.02, 0.05, 0.1, 0.2, 0.5, 1], ["0.02", "0.05", "0.1", "0.2", "0.5", "1"])
        axes.set_xticks(degrees)
        axes.minorticks_off()
        show(figure, alt=alt)


def learning_curves(counts, errors, digit_counts, digit_errors, *, floor, alt):
    """Polynomials, {degree: (counts, 2)}, and a network on digits, (seeds, counts), by data size."""
    check_alt(alt)
    with book_style():
        figure, (left, right) = new_figure(2, height=3.4)
        for series, (degree, curve) in zip((2, 0), errors.items(), strict=True):
            style = dict(SERIES[series], linestyle="-")
            left.plot(counts, curve[:, 1], **style, label=f"degree {degree}, test")
            style.update(linestyle=(0, (2, 1.2)), markerfacecolor="white")
            left.plot(counts, curve[:, 0], **style, label=f"degree {degree}, training")
        left.axhline(floor, **BASELINE)
        left.annotate("noise", (counts[-1], floor), xytext=(0, 4), ha="right", va="bottom",
                      textcoords="offset points")  # fmt: skip
        left.set(xscale="log", ylim=(0, 0.52), xlabel="training examples", ylabel="squared error")
        left.set_xticks([20, 50, 100, 200, 400], ["20", "50", "100", "200", "400"])
        left.legend(loc="upper right", handlelength=2.6, labelspacing=0.25, borderpad=0)
        for run in digit_errors:
            right.plot(digit_counts, run, ".", color="#8a8a8a", ms=5)
        slope, start = np.polyfit(np.log(digit_counts), np.log(digit_errors.mean(axis=0)), 1)
        fitted = np.exp(start + slope * np.log(digit_counts))
        right.plot(digit_counts, digit_errors.mean(axis=0), "o", color=BLUE, label="mean, test")
        right.plot(digit_counts, fitted, color=BLUE, lw=1.5, label="power law")
        right.set(xscale="log", yscale="log", xlabel="training pictures", ylabel="share misread")
        right.set_xticks(digit_counts, [str(n) for n in digit_counts])
        right.set_yticks([0.02, 0.05, 0.1, 0.2], ["2 %", "5 %", "10 %", "20 %"])
        right.legend(loc="upper right")
        for axes in (left, right):
            axes.minorticks_off()
        show(figure, alt=alt)


def bias_variance(degrees, bias, variance, noise, measured, *, alt):
    """Stacked squared bias, variance and noise for each degree, and the measured error on top."""
    check_alt(alt)
    with book_style():
        figure, axes = new_figure()
        x, base = np.arange(len(degrees)), np.zeros(len(degrees))
        parts = (("noise", noise + base, "#d0d0d0", ""), ("squared bias", bias, GREEN, "//"),
                 ("variance", variance, VERMILION, ".."))  # fmt: skip
        for name, height, color, hatch in parts:
            axes.bar(x, height, 0.7, bottom=base, label=name, color=color, hatch=hatch,
                     edgecolor="white", linewidth=0)  # fmt: skip
            base = base + height
        axes.plot(x, measured, "D", color=INK, ms=6, label="measured error on new data")
        axes.set_xticks(x, degrees)
        axes.set(xlabel="degree of the polynomial", ylabel="squared error")
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
                if part == "test":
                    axes.annotate(name, (epochs[-1], curves[:, -1].mean()), xytext=(0, -13),
                                  ha="right", textcoords="offset points",
                                  color=SERIES[series]["color"])  # fmt: skip
            axes.axhline(0.1, **BASELINE)
            axes.set(xlabel="epoch", ylim=(0, 1.03))
        panels[0].set_title("training pictures")
        panels[1].set_title("test pictures, right labels")
        panels[0].set_ylabel("accuracy")
        panels[0].annotate(
            "chance", (40, 0.1), xytext=(0, 4), ha="right", textcoords="offset points"
        )
        panels[0].legend(loc="lower right", bbox_to_anchor=(1, 0.2))
        show(figure, alt=alt)


def double_descent(widths, train, test, *, threshold, baseline, alt):
    """Errors of random features by width: test (seeds, 2, widths), median training (widths,)."""
    check_alt(alt)
    with book_style():
        figure, axes = new_figure(height=3.8)
        names = ("no penalty", "ridge")
        for k, name in enumerate(names):
            axes.plot(widths, np.median(test[:, k], axis=0), **SERIES[k + 1], label=f"test, {name}")
            axes.plot(widths, test[:, k].T, ".", color=SERIES[k + 1]["color"], ms=4, alpha=0.5)
        shown = train > 1e-3
        axes.plot(np.array(widths)[shown], train[shown], **SERIES[0], label="training, no penalty")
        axes.axvline(threshold, color="#595959", lw=1)
        axes.annotate("as many features\nas examples", (threshold, 3e3), xytext=(8, 0),
                      textcoords="offset points")  # fmt: skip
        axes.axhline(baseline, **BASELINE)
        axes.annotate("guess the shares", (widths[0], baseline), xytext=(0, 4),
                      textcoords="offset points")  # fmt: skip
        axes.set(xscale="log", yscale="log", xlabel="random features", ylabel="squared error")
        axes.set_xticks([20, 60, 150, 300, 600, 2000], ["20", "60", "150", "300", "600", "2000"])
        axes.minorticks_off()
        axes.legend(loc="upper left", bbox_to_anchor=(0.0, 0.98))
        show(figure, alt=alt)


def leaks(candidates, winners, bound, features, selected, *, alt):
    """The best of many guessers on its own test set; noise features selected before and inside."""
    check_alt(alt)
    with book_style():
        figure, (left, right) = new_figure(2, sharey=True, height=3.4)
        mean_and_band(left, candidates, winners, label="best score", series=1)
        left.plot(candidates, bound, color=INK, lw=1.2, label="bound")
        for k, name in ((0, "inside the folds"), (1, "before the split")):
            mean_and_band(right, features, selected[:, :, k], label=name, series=k)
        left.set(xscale="log", xlabel="guessers compared", ylabel="accuracy", ylim=(0.3, 1.02))
        right.set(xscale="log", xlabel="columns to select from")
        left.set_xticks([1, 10, 100, 1000], ["1", "10", "100", "1000"])
        right.set_xticks(features, [str(p) for p in features])
        for axes in (left, right):
            axes.axhline(0.5, **BASELINE)
            axes.minorticks_off()
            axes.legend(loc="upper left")
        left.annotate("chance", (candidates[-1], 0.5), xytext=(0, -14), ha="right",
                      textcoords="offset points")  # fmt: skip
        show(figure, alt=alt)
