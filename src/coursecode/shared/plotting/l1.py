"""Figures of the chapter on L1."""

import numpy as np

from coursecode.shared.plotting.style import (
    BASELINE,
    BLUE,
    INK,
    SERIES,
    VERMILION,
    book_style,
    check_alt,
    line,
    mean_and_band,
    new_figure,
    show,
)


def label(axes, text, at, shift, **options):
    """Write beside a point, ``shift`` points away."""
    axes.annotate(text, at, xytext=shift, textcoords="offset points", **options)


def penalty_and_slope(strength, *, alt):
    """L1 and L2 penalty of one weight with the tangents at the kink, and their slopes."""
    check_alt(alt)
    w = np.linspace(-1, 1, 201)
    with book_style():
        figure, (value, slope) = new_figure(columns=2, height=3.4)
        for share in (-0.75, -0.4, 0, 0.4, 0.75):
            value.plot(w, share * strength * w, color="#b0b0b0", linewidth=1)
        value.plot(w, strength * np.abs(w), **line(0))
        value.plot(w, strength * w**2, **line(1))
        value.set(xlabel="weight w", ylabel="penalty", ylim=(-0.4 * strength, 1.05 * strength))
        slope.axhline(0, **BASELINE)
        slope.plot([-1, 0, 0, 1], strength * np.array([-1, -1, 1, 1]), **line(0))
        slope.plot(w, 2 * strength * w, **line(1))
        slope.set(xlabel="weight w", ylabel="slope of the penalty")
        slope.set_yticks([-strength, 0, strength], ["−λ", "0", "λ"])
        value.set_yticks([0, strength], ["0", "λ"])
        label(value, "λ|w|", (0.62, 0.62 * strength), (-6, 8), color=BLUE, ha="right")
        label(value, "λw²", (0.7, 0.49 * strength), (8, -14), color=VERMILION)
        label(slope, "L1", (0.5, strength), (0, -16), color=BLUE)
        label(slope, "L2", (0.85, 1.7 * strength), (-8, 0), color=VERMILION, ha="right")
        show(figure, alt=alt)


def corners(loss, center, balls, *, alt):
    """Contours of a loss of two weights, and its smallest value inside a diamond and a circle.

    ``balls`` is {name: (boundary (k, 2), minimizer (2,))}.
    """
    check_alt(alt)
    grid = np.linspace(-1.3, 2.6, 160)
    heights = np.array([[loss(np.array([a, b])) for a in grid] for b in grid])
    with book_style():
        figure, panels = new_figure(columns=2, height=3.7, sharex=True, sharey=True)
        for axes, (name, (boundary, best)) in zip(panels, balls.items(), strict=True):
            low, touch = loss(center), loss(best)
            levels = low + (touch - low) * np.array([0.1, 0.4, 1, 1.9, 3.2])
            axes.contour(grid, grid, heights, levels=levels, colors="#8c8c8c",
                         linewidths=[1, 1, 2, 1, 1])  # fmt: skip
            axes.fill(*boundary.T, facecolor="#cfe3f1", edgecolor=BLUE, linewidth=2)
            axes.axhline(0, **BASELINE)
            axes.axvline(0, **BASELINE)
            axes.plot(*center, marker="x", color=INK, markersize=8, markeredgewidth=2)
            axes.plot(*best, marker="o", color=VERMILION, markersize=9)
            label(axes, f"({best[0]:.2f}, {best[1]:.2f})", best, (9, 8), color=VERMILION,
                  bbox={"facecolor": "white", "edgecolor": "none", "pad": 1})  # fmt: skip
            axes.set(title=name, xlabel="weight of feature 1", aspect="equal",
                     xlim=(-1.25, 2.3), ylim=(-1.25, 1.9))  # fmt: skip
        panels[0].set_ylabel("weight of feature 2")
        show(figure, alt=alt)


def thresholds(curves, threshold, *, alt):
    """What a proximal step makes of a weight: {name: (before, after)}."""
    check_alt(alt)
    with book_style():
        figure, axes = new_figure(height=3.4, width=5.6)
        axes.axhline(0, **BASELINE)
        axes.axvspan(-threshold, threshold, color="#efefef", lw=0)
        for series, (name, (before, after)) in enumerate(curves.items()):
            axes.plot(before, after, **line(series), label=name)
        axes.set_xticks([-3, -threshold, 0, threshold, 3], ["−3", "−τ", "0", "τ", "3"])
        axes.set(xlabel="before the proximal step", ylabel="after it", xlim=(-3, 3), ylim=(-3, 3))
        axes.legend(loc="upper left")
        show(figure, alt=alt)


def near_zero(trained, width, *, alt):
    """Histograms of the weights within 3 widths of zero, exact zeros apart: {title: weights}.

    ``width`` is ηλ, marked on the axis.
    """
    check_alt(alt)
    bins = width * np.linspace(-3, 3, 25)
    with book_style():
        figure, panels = new_figure(columns=len(trained), height=3.5, sharey=True)
        for axes, (title, w) in zip(panels, trained.items(), strict=True):
            counts, _ = np.histogram(w[w != 0], bins)
            axes.stairs(counts, bins, fill=True, color="#7fb2d5", edgecolor=BLUE, baseline=0.5)
            zeros = int(np.sum(w == 0))
            axes.plot([0, 0], [0.5, max(zeros, 0.5)], color=VERMILION, linewidth=4)
            label(axes, f"exactly 0: {zeros}", (0, 2600), (0, 0), color=VERMILION, ha="center")
            axes.set(title=title, yscale="log", ylim=(0.8, 5000), xlabel="weight")
            ticks = width * np.array([-3, -1, 0, 1, 3])
            axes.set_xticks(ticks, ["−3ηλ", "", "0", "ηλ", "3ηλ"])
        panels[0].set_ylabel("number of weights")
        show(figure, alt=alt)


def house_paths(knots, path, names, first, *, alt):
    """Coefficients over λ for one sample, and how often each feature is the first to vanish.

    ``first`` is {number of houses: shares (features,)}.
    """
    check_alt(alt)
    with book_style():
        figure, (axes, shares) = new_figure(columns=2, height=4.0, width_ratios=(1.25, 1))
        axes.axhline(0, **BASELINE)
        for series, (name, column) in enumerate(zip(names, path.T, strict=True)):
            axes.plot(knots, column, **line(series), label=name.replace("_", " "))
        axes.set(xlabel="strength λ", ylabel="thousand euros\nper standard deviation",
                 xlim=(-2, knots[0] / 2),
                 ylim=(None, 1.4 * path.max()))  # fmt: skip
        axes.legend(loc="upper right", fontsize=9, ncols=2)
        for series, (houses, values) in enumerate(first.items()):
            at = np.arange(len(names)) + 0.26 * (series - 1)
            shares.barh(at, 100 * values, height=0.24, color=SERIES[series]["color"],
                        hatch=("", "//", "..")[series], edgecolor="white",
                        label=f"{houses} houses")  # fmt: skip
        shares.set_yticks(np.arange(len(names)), [name.replace("_", "\n") for name in names])
        shares.set(xlabel="dropped first (% of samples)", xlim=(0, 105))
        shares.legend(loc="center right", fontsize=9)
        show(figure, alt=alt)


def support(shares, found, *, alt):
    """True and false features along λ, and true ones per number selected, L1 and screening."""
    check_alt(alt)
    with book_style():
        figure, (along, size) = new_figure(columns=2, height=3.6)
        along.axhline(5, **BASELINE)
        label(along, "5 true features", (1, 5), (2, 4), fontsize=9)
        mean_and_band(along, shares, found.false, series=1, label="false", markers=False)
        mean_and_band(along, shares, found.true, series=0, label="true", markers=False)
        along.set(xscale="log", xlabel="strength λ, as a share of\nthe one that selects nothing",
                  ylabel="features selected", xlim=(1, shares[-1]), ylim=(0, 50))  # fmt: skip
        along.set_xticks([1, 0.1, 0.01], ["1", "0.1", "0.01"])
        along.legend(loc="center left")
        counts = np.arange(found.by_size.shape[1])
        size.axhline(5, **BASELINE)
        for series, (name, runs) in enumerate({"L1": found.by_size,
                                               "screening": found.screening}.items()):  # fmt: skip
            mean_and_band(size, counts, runs, series=series, label=name, markers=False)
        size.set(xlabel="features selected", ylabel="true ones among them", ylim=(0, 5.6),
                 xlim=(0, 49))  # fmt: skip
        size.legend(loc="lower right")
        show(figure, alt=alt)


def sparse_or_dense(counts, errors, *, alt):
    """Test error over the number of true features: {name: (seeds, counts)}, 1 is the mean."""
    check_alt(alt)
    with book_style():
        figure, axes = new_figure(height=3.4)
        axes.axhline(1, **BASELINE)
        label(axes, "predict the mean", (counts[0], 1), (0, 4), fontsize=9)
        for series, (name, runs) in enumerate(errors.items()):
            mean_and_band(axes, counts, runs, series=series, label=name)
        axes.set(xscale="log", xlabel="features that matter, of 200", ylim=(0, 1.25),
                 ylabel="test error\n(share of the variance)")  # fmt: skip
        axes.set_xticks(counts, [str(count) for count in counts])
        axes.minorticks_off()
        axes.legend(loc="lower right")
        show(figure, alt=alt)


def twins(splits, objectives, names, lasso, ridge, *, alt):
    """The objective along the ways to split one weight, and coefficients under the bootstrap.

    ``objectives`` is {name: values over splits}; ``lasso`` and ``ridge`` are (resamples, 2).
    """
    check_alt(alt)
    with book_style():
        figure, (valley, cloud) = new_figure(columns=2, height=3.6)
        for series, (name, values) in enumerate(objectives.items()):
            valley.plot(splits, values - values.min(), **line(series), label=name)
        valley.axvspan(0, 1, color="#efefef", lw=0)
        valley.set(xlabel="share of column 1", ylabel="objective above its minimum",
                   ylim=(-0.05, None))  # fmt: skip
        valley.legend(loc="upper center")
        cloud.axhline(0, **BASELINE)
        cloud.axvline(0, **BASELINE)
        for series, (name, points) in enumerate({"L1": lasso, "L2": ridge}.items()):
            cloud.plot(*points.T, linestyle="none", marker=SERIES[series]["marker"], markersize=4,
                       color=SERIES[series]["color"], alpha=0.6, label=name)  # fmt: skip
        cloud.plot(1, 1, marker="*", color=INK, markersize=14, markeredgecolor="white")
        label(cloud, "truth", (1, 1), (8, 4))
        cloud.set(xlabel=f"weight of {names[0]}", ylabel=f"weight of {names[1]}")
        cloud.legend(loc="upper right")
        show(figure, alt=alt)


def accuracy_and_bytes(found, narrow, *, alt):
    """Test accuracy over density by method, and over bytes beside narrower dense networks.

    ``narrow`` holds bytes (k,) and test accuracies (seeds, k).
    """
    check_alt(alt)
    density, kilobytes = 100 * found.density.mean(axis=0), found.csr.mean(axis=0) / 1000
    with book_style():
        figure, (left, right) = new_figure(columns=2, height=3.8, sharey=True)
        for series, (name, runs) in enumerate(found.accuracy.items()):
            mean, spread = runs.mean(axis=0), runs.std(axis=0, ddof=1)
            left.plot(density, mean, **SERIES[series], label=name)
            if series < 2:
                left.fill_between(density, mean - spread, mean + spread, lw=0, alpha=0.15,
                                  color=SERIES[series]["color"])  # fmt: skip
            if series != 1:
                right.plot(kilobytes, mean, **SERIES[series])
        left.set(xlabel="weights that are not 0 (%)", ylabel="test accuracy")
        left.legend(loc="lower right", fontsize=9)
        mean, spread = narrow[1].mean(axis=0), narrow[1].std(axis=0, ddof=1)
        right.errorbar(narrow[0] / 1000, mean, spread, color=INK, marker="D", capsize=3,
                       label="dense, fewer\nhidden units")  # fmt: skip
        right.axvline(found.dense / 1000, **BASELINE)
        label(right, "dense,\n32 units", (found.dense / 1000, 0.87), (5, 0), fontsize=9)
        right.set(xlabel="kilobytes", xlim=(0, 20))
        right.legend(loc="lower right", fontsize=9)
        show(figure, alt=alt)
