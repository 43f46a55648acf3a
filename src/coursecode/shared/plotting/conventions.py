"""Figures of the chapter on conventions."""

import numpy as np

from coursecode.shared.comparison import paired_difference
from coursecode.shared.plotting.style import (
    BASELINE,
    SERIES,
    book_style,
    check_alt,
    mean_and_band,
    new_figure,
    show,
)

GREY = "#b0b0b0"
PLATE = {"color": "white", "pad": 0.5, "alpha": 0.85}


def landings(strengths, paths, names, drawn, places, *, alt):
    """Coefficients over λ, and where a copied number lands: {what was typed into: λ it meant}."""
    check_alt(alt)
    with book_style():
        figure, axes = new_figure(height=4.6)
        for name, path in zip(names, paths.T, strict=True):
            if name not in drawn:
                axes.plot(strengths, path, color=GREY, linewidth=1)
        for series, name in enumerate(drawn):
            axes.plot(strengths, paths[:, names.index(name)], **SERIES[series], markevery=12,
                      label=name)  # fmt: skip
        axes.axhline(0, **BASELINE)
        for what, strength in places.items():
            axes.axvline(strength, color="#404040", linewidth=1)
            axes.annotate(what, (strength, 0.99), xycoords=("data", "axes fraction"), rotation=90,
                          ha="right", va="top", fontsize=9, bbox=PLATE)  # fmt: skip
        axes.set(xscale="log", xlabel="strength λ", ylabel="coefficient",
                 ylim=(-0.62, 1.35), yticks=[-0.5, 0, 0.5])  # fmt: skip
        axes.legend(loc="lower right", ncols=2)
        show(figure, alt=alt)


def copying(names, factors, *, alt):
    """By what a copied number multiplies the strength: rows written for, columns typed into."""
    check_alt(alt)
    with book_style():
        figure, axes = new_figure(width=7.6, height=4.6)
        axes.imshow(np.log10(factors), cmap="PuOr_r", vmin=-5, vmax=5, aspect="auto")
        for (row, column), factor in np.ndenumerate(factors):
            text = "as meant" if np.isclose(factor, 1) else times(factor)
            axes.annotate(text, (column, row), ha="center", va="center", fontsize=10,
                          weight="bold" if text == "as meant" else None)  # fmt: skip
        axes.set_xticks(range(len(names)), [broken(name) for name in names], fontsize=9)
        axes.set_yticks(range(len(names)), [broken(name) for name in names], fontsize=9)
        axes.set(xlabel="… and typed into", ylabel="written for …")
        axes.grid(visible=False)
        show(figure, alt=alt)


def times(factor):
    """A factor as × or ÷ a number at least 1."""
    return f"× {factor:.3g}" if factor > 1 else f"÷ {1 / factor:.3g}"


def broken(name):
    """A call, or a formula, on two lines."""
    return name.replace("(", "\n(", 1)


def cost_of_slips(found, *, alt):
    """Test error over a factor in the strength, relative to the right one: {title: Slips}."""
    check_alt(alt)
    with book_style():
        figure, panels = new_figure(columns=len(found), height=3.7, sharey=True)
        for axes, (title, slips) in zip(panels, found.items(), strict=True):
            factors = slips.factors
            right = slips.error[:, factors.index(1)].mean()
            pairs = [
                paired_difference(column, slips.error[:, factors.index(1)])
                if factor != 1 else None
                for factor, column in zip(factors, slips.error.T, strict=True)
            ]  # fmt: skip
            mean = slips.error.mean(axis=0) / right
            half = [(pair.high - pair.mean) / right if pair else 0 for pair in pairs]
            axes.errorbar(factors, mean, yerr=half, capsize=3, **SERIES[0])
            lines = (("predict the mean", slips.mean, 0, "left", 3),
                     ("no penalty", slips.none, -1, "right", -11))  # fmt: skip
            for name, errors, end, side, up in lines:
                axes.axhline(errors.mean() / right, **BASELINE)
                axes.annotate(name, (factors[end], errors.mean() / right), xytext=(0, up),
                              textcoords="offset points", fontsize=9, ha=side)  # fmt: skip
            axes.set(title=title, xscale="log", xlabel="strength used / strength meant")
            axes.set_xticks(factors, [label(factor) for factor in factors], fontsize=9)
            axes.minorticks_off()
        panels[0].set_ylabel("test error / error as meant")
        show(figure, alt=alt)


def label(factor):
    return f"{factor:g}" if factor >= 1 else f"1/{1 / factor:g}"


def batches(sizes, found, meant, *, alt):
    """Length of the weights over the batch size: {name: (seeds, sizes)}, and the ridge meant."""
    check_alt(alt)
    with book_style():
        figure, axes = new_figure(height=3.6)
        for series, (name, lengths) in enumerate(found.items()):
            mean_and_band(axes, sizes, lengths, label=name, series=series)
        axes.axhline(meant, **BASELINE)
        axes.annotate("the ridge that was meant", (sizes[-1], meant), xytext=(0, -16),
                      textcoords="offset points", fontsize=9)  # fmt: skip
        axes.set(xscale="log", xlabel="batch size", ylabel="length of the weights", ylim=(0, None))
        axes.set_xticks(sizes, [str(size) for size in sizes])
        axes.minorticks_off()
        axes.legend(loc="lower right")
        show(figure, alt=alt)


def needed(found, models, copied, *, alt):
    """The strength that each weight would need: {how it was trained: (weights,)}.

    Hollow if the weight, in ``models``, is below a fiftieth of the longest: it names nothing.
    """
    check_alt(alt)
    with book_style():
        figure, axes = new_figure(height=3.6)
        for row, (name, strengths) in enumerate(found.items()):
            style = SERIES[0] if "AdamW" not in name else SERIES[1]
            w = np.abs(models[name][0])
            rows = row + np.linspace(-0.25, 0.25, len(w))
            for near_zero in (False, True):
                chosen = (w < w.max() / 50) == near_zero
                look = {"markerfacecolor": "none"} if near_zero else {}
                axes.plot(strengths[chosen], rows[chosen], **{**style, "linestyle": "none"},
                          markersize=6, **look)  # fmt: skip
        axes.axvline(0, **BASELINE)
        axes.axvline(copied, color="#404040", linewidth=1)
        axes.annotate("half the weight_decay", (copied, -0.55), xytext=(-4, 0), fontsize=9,
                      textcoords="offset points", ha="right", va="center")  # fmt: skip
        axes.set_yticks(range(len(found)), list(found))
        axes.set(
            xlabel="strength λ that the weight would need to be at rest",
            ylim=(len(found) - 0.5, -0.8),
        )
        show(figure, alt=alt)
