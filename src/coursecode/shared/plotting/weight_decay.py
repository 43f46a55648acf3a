"""Figures of the chapter on weight decay."""

import numpy as np

from coursecode.shared.comparison import paired_difference
from coursecode.shared.plotting.style import (
    BASELINE,
    FRAMEWORKS,
    INK,
    SERIES,
    book_style,
    check_alt,
    line,
    mean_and_band,
    new_figure,
    show,
)


def note(axes, text, where, offset=(0, 3), **options):
    """A small word beside a point."""
    axes.annotate(text, where, xytext=offset, textcoords="offset points", fontsize=9, **options)


def two_ridges(norms, levels, momenta, shares, *, alt):
    """Norms over the steps {framework: (steps,)} with levels, and strengths over the momentum."""
    check_alt(alt)
    with book_style():
        figure, (left, right) = new_figure(columns=2, height=3.6)
        for name, values in norms.items():
            left.plot(values, **FRAMEWORKS[name] | {"marker": None}, label=name)
        for name, level in levels.items():
            left.axhline(level, **BASELINE)
            note(left, name, (len(next(iter(norms.values()))), level), ha="right")
        left.set(xlabel="step", ylabel="‖w‖", ylim=(0, None))
        left.legend(loc="lower right", bbox_to_anchor=(1, 0.12))
        for name, values in shares.items():
            right.plot(momenta, values, **FRAMEWORKS[name], label=name)
        right.set(xlabel="momentum μ", ylabel="strength at rest, as a share of λ/2", ylim=(0, 1.08))
        note(right, "1", (0.5, 1), (0, -14))
        note(right, "1 − μ", (momenta[1], 1 - momenta[1]), (6, 4))
        show(figure, alt=alt)


def without_gradient(panels, steps, *, alt):
    """A weight that starts at 1 and never gets a gradient: {title: {λ: (steps + 1,)}}."""
    check_alt(alt)
    with book_style():
        figure, axes = new_figure(columns=len(panels), height=3.4, sharey=True)
        for ax, (title, curves) in zip(axes, panels.items(), strict=True):
            for series, (decay, values) in enumerate(curves.items()):
                ax.plot(
                    np.arange(steps + 1),
                    values,
                    **SERIES[series],
                    label=f"λ = {decay:g}",
                    markevery=(10 * series, 40),
                )
            ax.set(title=title, xlabel="step", ylim=(0, 1.05))
        axes[0].set_ylabel("weight")
        axes[1].legend(loc="center right", bbox_to_anchor=(1, 0.52))
        show(figure, alt=alt)


def surfaces(found, *, alt):
    """Mean test loss over learning rate and decay; dots: the best decay of each seed.

    Hollow dots lie on the border of the map; the line joins means where no seed does.
    """
    check_alt(alt)
    with book_style():
        figure, axes = new_figure(columns=len(found), height=4.0, width=7.4, sharex=True)
        for ax, (title, surface) in zip(axes, found.items(), strict=True):
            across, up = np.log2(surface.learning_rates), np.log2(surface.decays)
            picture = ax.pcolormesh(
                across,
                up,
                surface.loss.mean(axis=0).T,
                cmap="cividis",
                vmin=0.6,
                vmax=1.6,
                shading="nearest",
            )
            best, inside = surface.best(), surface.inside()
            dots = {"linestyle": "none", "marker": "o", "markersize": 3}
            for shown, style in (
                (inside, {"color": "white", "markeredgecolor": INK, "markeredgewidth": 0.6}),
                (~inside, {"markerfacecolor": "none", "markeredgecolor": "white"}),
            ):
                ax.plot(across, np.where(shown, best, np.nan).T, **dots, **style)
            mean = np.where(inside.all(axis=0), best.mean(axis=0), np.nan)
            ax.plot(across, mean, color="white", linewidth=3, zorder=1.5)  # below the dots
            note(
                ax, "rises, then level", (across[-3], mean[-3]), (0, 16), color="white", ha="center"
            )
            ax.set(title=title, xlabel="log₂ learning rate")
            ax.grid(visible=False)
        axes[0].set_ylabel("log₂ of weight_decay λ")
        figure.colorbar(picture, ax=axes, extend="both", label="test cross-entropy")
        show(figure, alt=alt)


def schedules(curves, factors, *, alt):
    """Learning rates, and what is left of a weight without gradient: {name: (steps,)} each."""
    check_alt(alt)
    with book_style():
        figure, (left, right) = new_figure(columns=2, height=3.4)
        for series, name in enumerate(curves):
            left.plot(curves[name], **line(series), label=name)
            right.plot(factors[name], **line(series), label=name)
        right.axhline(0.5, **BASELINE)
        note(right, "half", (len(factors[name]), 0.5), ha="right")
        left.set(xlabel="step", ylabel="learning rate", ylim=(0, None))
        right.set(xlabel="step", ylabel="share of the weight that is left", ylim=(0, 1.05))
        right.legend(loc="upper right", fontsize=9)
        show(figure, alt=alt)


def equilibrium(course, names, turns, *, alt):
    """Norms of normalized units on their way, and angles per step over √(2ηλ).

    ``turns`` is what is predicted, (k,), and {name: measured (S, k)}.
    """
    check_alt(alt)
    with book_style():
        figure, (left, right) = new_figure(columns=2, height=3.6)
        for series, name in enumerate(names):
            mean_and_band(
                left,
                np.arange(course.norm.shape[-1]),
                course.norm[:, series],
                label=name,
                series=series,
                markers=False,
            )
        level = np.nanmean(course.predicted)
        left.axhline(level, **BASELINE)
        note(left, "predicted", (course.norm.shape[-1], level), (0, -11), ha="right")
        left.set(xlabel="step", ylabel="‖w‖, mean over the units", yscale="log")
        left.set_yticks([0.25, 0.5, 1, 2], ["0.25", "0.5", "1", "2"])
        left.minorticks_off()
        left.legend(loc="upper right", fontsize=9)
        predicted, measured = turns
        ends = np.array([0, 1.1 * predicted.max()])
        right.plot(ends, ends, **BASELINE)
        for series, (name, runs) in enumerate(measured.items()):
            style = {**SERIES[series], "linestyle": "none", "alpha": 0.7}
            right.plot(np.tile(predicted, len(runs)), runs.ravel(), **style, label=name)
        right.legend(loc="upper left", fontsize=9)
        note(right, "measured = predicted", (0.55 * ends[1], 0.55 * ends[1]), (10, -12))
        right.set(xlabel="√(2ηλ)", ylabel="angle per step (radians)", xlim=ends, ylim=ends)
        show(figure, alt=alt)


def teacher(kappas, found, best, *, alt):
    """Excess error over κ: theory as lines, {ratio: (theory (k,), simulated (S, k))}."""
    check_alt(alt)
    with book_style():
        figure, axes = new_figure(height=3.5)
        axes.axvline(best, **BASELINE)
        note(axes, "σ²/τ²", (best, 1.62), (4, 0))
        for series, (ratio, (theory, runs)) in enumerate(found.items()):
            style = SERIES[series]
            axes.plot(kappas, theory, **line(series), label=f"examples per weight: {ratio:g}")
            axes.errorbar(
                kappas,
                runs.mean(axis=0),
                yerr=runs.std(axis=0, ddof=1),
                capsize=3,
                linestyle="none",
                marker=style["marker"],
                color=style["color"],
            )
        axes.set(xscale="log", xlabel="κ", ylabel="excess error", ylim=(0, 1.8))
        axes.legend(loc="upper right", fontsize=9)
        show(figure, alt=alt)


def accuracy_gained(decays, results, *, alt):
    """Test accuracy minus that without decay (λ = 0, the first column): {title: Labels}."""
    check_alt(alt)
    with book_style():
        figure, panels = new_figure(columns=len(results), height=3.6, sharey=True)
        for axes, (series, (title, found)) in zip(panels, enumerate(results.items()), strict=True):
            gained = 100 * (found.test[:, 1:] - found.test[:, :1])
            axes.plot(decays[1:], gained.T, color="#b0b0b0", linewidth=0.8)
            pairs = [paired_difference(column, np.zeros_like(column)) for column in gained.T]
            mean = np.array([pair.mean for pair in pairs])
            half = np.array([pair.high - pair.mean for pair in pairs])
            axes.errorbar(decays[1:], mean, yerr=half, capsize=4, **SERIES[series])
            stopped = 100 * np.mean(found.stopped - found.test[:, 0])
            for text, level, low in (
                ("no decay", 0, stopped > 0),
                ("stopped early", stopped, stopped < 0),
            ):
                axes.axhline(level, **BASELINE)
                note(
                    axes,
                    text,
                    (decays[1], level),
                    (0, -3 if low else 3),
                    va="top" if low else "bottom",
                )
            axes.set(title=title, xscale="log", xlabel="weight_decay λ", ylim=(-16, 12))
        panels[0].set_ylabel("test accuracy gained\n(percentage points)")
        show(figure, alt=alt)
