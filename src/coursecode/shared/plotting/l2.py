"""Figures of the chapter on L2."""

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


def steps_without_data(factors, *, alt):
    """One weight that starts at 1 and is multiplied by a factor in every step."""
    check_alt(alt)
    steps = np.arange(16)
    with book_style():
        figure, axes = new_figure(height=3.3)
        axes.axhline(0, **BASELINE)
        for series, factor in enumerate(factors):
            path = np.float64(factor) ** steps
            axes.plot(steps, path, **SERIES[series], label=f"factor {factor:g}")
        axes.set(xlabel="step", ylabel="weight", ylim=(-4.6, 4.6))
        axes.legend(loc="upper left", ncols=2)
        show(figure, alt=alt)


def kept_shares(squares, strengths, *, alt):
    """Share d²/(d² + nλ) that every singular direction of the data keeps, for some λ."""
    check_alt(alt)
    grid = np.geomspace(3e-3, 10, 200)
    with book_style():
        figure, axes = new_figure(height=3.4)
        for series, strength in enumerate(strengths):
            style = SERIES[series]
            axes.plot(grid, grid / (grid + strength), **line(series))
            axes.plot(squares, squares / (squares + strength), color=style["color"],
                      marker=style["marker"], linestyle="none")  # fmt: skip
            axes.annotate(f"λ = {strength:g}", (strength, 0.5), xytext=(6, -4),
                          textcoords="offset points", color=style["color"], va="top")  # fmt: skip
        axes.set(xscale="log", xlabel="d²/n: variance of the data along the direction",
                 ylabel="share kept", ylim=(0, 1.03), xlim=(grid[0], grid[-1]))  # fmt: skip
        show(figure, alt=alt)


def coefficient_paths(strengths, paths, names, highlighted, marked, *, alt):
    """Coefficients (strengths, features) over λ; some of them in colour, with names.

    The last of the highlighted ones has its name in the middle, at the strength ``marked``.
    """
    check_alt(alt)
    with book_style():
        figure, axes = new_figure(height=3.8)
        axes.axhline(0, **BASELINE)
        axes.axvline(marked, **BASELINE)
        series = 0
        for name, path in zip(names, paths.T, strict=True):
            if name in highlighted:
                axes.plot(strengths, path, **line(series))
                last = name == highlighted[-1]
                where = np.abs(strengths - marked).argmin() if last else 0
                axes.annotate(name, (strengths[where], path[where]), ha="right",
                              xytext=(-4, 2 if last else 0), textcoords="offset points",
                              va="bottom" if last else "center",
                              color=SERIES[series]["color"])  # fmt: skip
                series += 1
            else:
                axes.plot(strengths, path, color="#b0b0b0", linewidth=1)
        axes.set(xscale="log", xlabel="strength λ",
                 ylabel="coefficient (score per standard deviation)",
                 xlim=(strengths[0] / 2.5, strengths[-1]))  # fmt: skip
        show(figure, alt=alt)


def price_clouds(clouds, truth, *, alt):
    """Two coefficients in many samples, one panel per fit: {title: (samples, 2)}."""
    check_alt(alt)
    with book_style():
        figure, panels = new_figure(columns=len(clouds), height=3.5, sharex=True, sharey=True)
        for axes, (series, (title, points)) in zip(panels, enumerate(clouds.items()), strict=True):
            axes.axhline(0, **BASELINE)
            axes.plot(*points.T, linestyle="none", marker=SERIES[series]["marker"], markersize=3.5,
                      color=SERIES[series]["color"], alpha=0.6)  # fmt: skip
            axes.plot(*truth, marker="*", color=INK, markersize=15, markeredgecolor="white")
            axes.annotate("truth", truth, xytext=(9, 6), textcoords="offset points")
            axes.set(title=title, xlabel="size\n(thousand euros per m²)")
        panels[0].set_ylabel("bedrooms\n(thousand euros per room)")
        show(figure, alt=alt)


def price_of_strength(strengths, results, noise, *, alt):
    """Bias, spread and error of the predicted price over λ; {title: Prices}, λ = 0 first."""
    check_alt(alt)
    with book_style():
        figure, panels = new_figure(columns=len(results), height=3.7, sharey=True)
        for axes, (title, found) in zip(panels, results.items(), strict=True):
            errors = np.sqrt(found.error).mean(axis=0)
            curves = {"error": errors, "bias": np.sqrt(found.bias2),
                      "spread": np.sqrt(found.variance)}  # fmt: skip
            for series, (name, curve) in enumerate(curves.items()):
                axes.plot(strengths[1:], curve[1:], **SERIES[series], label=name)
            levels = {"predict the mean": np.sqrt(found.mean_error).mean(),
                      "least squares": errors[0],
                      "noise": noise}  # fmt: skip
            for name, level in levels.items():
                axes.axhline(level, **BASELINE)
                top = name != "noise"
                axes.annotate(name, (strengths[1], level), xytext=(0, 2 if top else -2),
                              textcoords="offset points", va="bottom" if top else "top",
                              fontsize=9)  # fmt: skip
            axes.set(title=title, xscale="log", xlabel="strength λ", ylim=(0, 125))
        panels[0].set_ylabel("thousand euros")
        panels[1].legend(loc="center left", bbox_to_anchor=(0, 0.62))
        show(figure, alt=alt)


def repeated_labels(strengths, curves, *, alt):
    """Shares over λ, mean and spread over seeds: {name: (seeds, strengths)}; λ = 0 comes first."""
    check_alt(alt)
    with book_style():
        figure, axes = new_figure(height=3.6)
        axes.axhline(0.1, **BASELINE)
        axes.annotate("chance", (strengths[1], 0.1), xytext=(0, 3), fontsize=9,
                      textcoords="offset points")  # fmt: skip
        for series, (name, runs) in enumerate(curves.items()):
            mean_and_band(axes, strengths[1:], runs[:, 1:], series=series, label=name)
        axes.set(xscale="log", xlabel="strength λ", ylabel="share", ylim=(0, 1.03))
        axes.legend(loc="lower left", bbox_to_anchor=(0, 0.12))
        show(figure, alt=alt)


def shifted_targets(shifts, errors, baseline, *, alt):
    """Test error after a constant is added to every target: {name: (shifts,)}."""
    check_alt(alt)
    with book_style():
        figure, axes = new_figure(height=3.3)
        axes.axhline(baseline, **BASELINE)
        axes.annotate("predict the mean", (shifts[-1], baseline), xytext=(0, 4), ha="right",
                      textcoords="offset points", fontsize=9)  # fmt: skip
        for series, (name, values) in enumerate(errors.items()):
            axes.plot(shifts, values, **SERIES[series], label=name)
        axes.set(xlabel="constant added to every target (score)", ylim=(0, None),
                 ylabel="root mean squared\ntest error (score)")  # fmt: skip
        axes.legend(loc="upper left")
        show(figure, alt=alt)


def more_examples(sizes, errors, *, alt):
    """Test errors over the number of examples: {name: (seeds, sizes)}, the baseline first."""
    check_alt(alt)
    with book_style():
        figure, axes = new_figure(height=3.6)
        styles = BASELINE, SERIES[0], SERIES[1]
        for (name, runs), style in zip(errors.items(), styles, strict=True):
            axes.plot(sizes, np.median(runs, axis=0), label=name, **style)
            low, high = np.quantile(runs, (0.1, 0.9), axis=0)
            axes.fill_between(sizes, low, high, color=style["color"], alpha=0.15, lw=0)
        axes.set(xscale="log", yscale="log", xlabel="training examples (200 features)",
                 ylabel="test error (mean squared)")  # fmt: skip
        axes.set_xticks([20, 50, 100, 200, 400], ["20", "50", "100", "200", "400"])
        axes.minorticks_off()
        axes.legend(loc="lower left")
        show(figure, alt=alt)
