"""Figures of chapter 2."""

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

LAMBDA = "strength λ"


def both_parts(strengths, data_loss, size, baseline, *, alt):
    """What the weights cost and how large they are, along a λ path of exact minimizers."""
    check_alt(alt)
    with book_style():
        figure, (left, right) = new_figure(2)
        left.loglog(strengths, size, **line(0))
        left.set(xlabel=LAMBDA, ylabel="size of the weights R(w)")
        right.axhline(baseline, **BASELINE)
        right.text(strengths[0], 1.02 * baseline, "predict the mean", va="bottom")
        for values, name, series, place, where in [
            (data_loss + strengths * size, "total", 5, 0.52, (-10, 4)),
            (data_loss, "data loss", 0, 0.62, (8, -8)),
            (strengths * size, "penalty λR(w)", 1, 0.62, (2, 8)),
        ]:
            right.semilogx(strengths, values, **line(series))
            i = int(place * len(strengths))
            align = "right" if name == "total" else "left"
            right.annotate(
                name, (strengths[i], values[i]), where, textcoords="offset points", ha=align,
                color=SERIES[series]["color"],
            )  # fmt: skip
        right.set(xlabel=LAMBDA, ylabel="mean squared error", ylim=(-0.03, 1.18 * baseline))
        show(figure, alt=alt)


def penalty_alone(l2_weights, l1_weights, jump, *, alt):
    """One weight under each penalty with a constant data loss; the last steps of L1 enlarged."""
    check_alt(alt)
    with book_style():
        figure, (left, right) = new_figure(2, width=7.2)
        left.axhline(0, color=INK, linewidth=0.8)
        left.plot(l1_weights, **line(0))
        left.plot(l2_weights, **line(1))
        left.text(22, l2_weights[14], "L2: by a factor", color=VERMILION)
        left.text(12, 0.72, "L1: by an amount", color=BLUE)
        left.set(xlabel="step", ylabel="weight")
        steps = np.arange(len(l1_weights))[-22:]
        right.axhspan(-jump, jump, color="#e4e4e4", zorder=0)
        right.axhline(0, color=INK, linewidth=0.8)
        style = {**SERIES[0], "linewidth": 0.8}
        right.plot(steps, l1_weights[-22:], **style)
        right.set(xlabel="step", ylabel="weight under L1", ylim=(-2.4 * jump, 2.4 * jump))
        right.text(steps[0], 1.25 * jump, "within ±ηλ")
        show(figure, alt=alt)


def level_sets(norms, others, *, alt):
    """Where each function of two weights equals 1: norms on the left, others on the right."""
    check_alt(alt)
    with book_style():
        grid = np.linspace(-1.5, 1.5, 301)
        points = np.stack(np.meshgrid(grid, grid), axis=-1)
        figure, panels = new_figure(2, height=3.7, sharex=True, sharey=True)
        for axes, functions in zip(panels, (norms, others), strict=True):
            axes.axhline(0, color="#808080", linewidth=0.8)
            axes.axvline(0, color="#808080", linewidth=0.8)
            for series, (name, (f, place)) in enumerate(functions.items()):
                values = np.apply_along_axis(f, -1, points)
                style = SERIES[series]
                axes.contour(
                    grid, grid, values, [1], colors=style["color"], linestyles=[style["linestyle"]],
                    linewidths=2,
                )  # fmt: skip
                axes.text(*place, name, color=style["color"], ha="center", va="center")
            axes.set(xlabel="$w_1$", aspect="equal", xticks=[-1, 0, 1], yticks=[-1, 0, 1])
        panels[0].set(ylabel="$w_2$", title="norms")
        panels[1].set(title="not norms")
        show(figure, alt=alt)


def ball_and_path(loss, path, strengths, chosen, *, alt):
    """Contours of the data loss with the λ path and one ball; and the radius of every λ."""
    check_alt(alt)
    radii = np.linalg.norm(path, axis=1)
    plate = {"facecolor": "white", "edgecolor": "none", "pad": 1}
    with book_style():
        figure, (left, right) = new_figure(2, height=3.7)
        a, b = np.meshgrid(np.linspace(-0.65, 1.45, 120), np.linspace(-0.75, 1.05, 120))
        values = np.apply_along_axis(loss, -1, np.stack([a, b], axis=-1))
        best = values.min()
        levels = best + np.array([0.02, 0.15, 0.55])
        left.contour(a, b, values, levels, colors="#b0b0b0", linewidths=0.9)
        left.contour(a, b, values, [loss(path[chosen])], colors="#4d4d4d", linewidths=2)
        angle = np.linspace(0, 2 * np.pi, 200)
        r = radii[chosen]
        left.plot(r * np.cos(angle), r * np.sin(angle), **line(1))
        left.plot(*path.T, **line(0))
        for point, marker, name, offset in [
            (path[0], "o", "λ = 0", (5, -13)),
            (path[chosen], "s", f"λ = {strengths[chosen]:.3g}", (8, 2)),
            (0 * path[0], "x", "λ → ∞", (-8, -14)),
        ]:
            left.plot(*point, marker, color=INK)
            left.annotate(name, point, offset, textcoords="offset points", bbox=plate)
        left.text(-0.1, -0.49, "ball", color=VERMILION, bbox=plate)
        left.set(xlabel="weight of size", ylabel="weight of bedrooms", aspect="equal")
        right.semilogx(strengths[1:], radii[1:], **line(0))
        right.axhline(radii[0], **BASELINE)
        right.text(strengths[-1], 0.97 * radii[0], "no penalty", va="top", ha="right")
        right.plot(strengths[chosen], r, "s", color=INK)
        right.axhline(r, xmax=0.5, **{**line(1), "linewidth": 1})
        right.text(strengths[1], 0.97 * r, "ball", color=VERMILION, va="top")
        right.set(xlabel=LAMBDA, ylabel="radius = ‖w‖₂ at the minimum", ylim=(0, None))
        show(figure, alt=alt)


def validation_curve(strengths, panels, chance, *, alt):
    """Training and validation loss against λ.

    ``panels`` maps a title to (training, validation, floor, choices): runs of shape (seeds, λ), the
    loss of a model that knows all but which labels are wrong, and the strength of each seed.
    """
    check_alt(alt)
    with book_style():
        figure, axes = new_figure(2, height=3.6, sharey=True)
        for panel, (title, curves) in zip(axes, panels.items(), strict=True):
            training, validation, floor, choices = curves
            for level in (chance, floor):
                panel.axhline(level, **BASELINE)
            mean_and_band(panel, strengths, training, label="training", series=1)
            mean_and_band(panel, strengths, validation, label="validation", series=0)
            places, counts = np.unique(choices, return_counts=True)
            for place, count in zip(places, counts, strict=True):
                heights = 2.8 - 0.09 * np.arange(count)
                x = max(place, strengths[0] / 2)  # 0 has no place on a log axis
                panel.plot(np.full(count, x), heights, "o", color=INK, markersize=3.5)
            panel.set(xscale="log", xlabel=LAMBDA, title=title, ylim=(-0.25, 2.9))
            panel.text(strengths[0], floor - 0.04, "know the digits", va="top", fontsize=10)
        axes[1].text(strengths[0], chance - 0.04, "chance", va="top", fontsize=10)
        axes[1].text(strengths[-1], 2.78, "chosen", va="center", ha="right", fontsize=10)
        axes[0].text(strengths[1], 0.1, "training", color=VERMILION, va="top")
        middle = len(strengths) // 2
        place = (strengths[middle - 1], validation.mean(axis=0)[middle - 1] + 0.12)
        axes[1].text(*place, "validation", color=BLUE, ha="center")
        axes[0].text(strengths[0], 1.95, "validation", color=BLUE)
        axes[0].set_ylabel("data loss")
        show(figure, alt=alt)


def best_strength(counts, chosen, pooled, predicted, excess, *, alt):
    """The λ chosen with n examples beside the predicted one, and the error it takes away.

    ``excess``, of shape (counts, data sets), is the share of the expected error without a penalty
    that the chosen λ removes.
    """
    check_alt(alt)
    with book_style():
        figure, (left, right) = new_figure(2)
        shift = 1.12 ** np.linspace(-1, 1, chosen.shape[1])
        floor = chosen[chosen > 0].min() / 6  # a place of its own for λ = 0
        places = np.where(chosen > 0, chosen, floor).ravel()
        left.loglog((counts[:, None] * shift).ravel(), places, ".", color="#9a9a9a", markersize=3.5)
        left.axhspan(floor / 2, floor * 2, color="#e4e4e4", zorder=0)
        left.text(counts[1] * 0.7, floor, "λ = 0", va="center", fontsize=10)
        left.loglog(counts, predicted, **line(1))
        left.loglog(counts, pooled, **{**SERIES[0], "linestyle": ""}, markersize=8)
        left.text(counts[3], 2.0 * predicted[2], "predicted σ²/(nτ²)", color=VERMILION)
        left.text(counts[0] * 0.9, 4e-4, "● best on average\n· one data set", color=BLUE)
        left.set(xlabel="training examples n", ylabel="best λ", ylim=(floor / 2, None))
        low, middle, high = 100 * np.quantile(excess, [0.25, 0.5, 0.75], axis=1)
        right.errorbar(counts, middle, [middle - low, high - middle], capsize=3, **SERIES[0])
        right.axhline(0, **BASELINE)
        right.set(xscale="log", xlabel="training examples n")
        right.set(ylabel="error removed (%)", ylim=(-3, 103))
        show(figure, alt=alt)


def family_gains(wrong, clean, *, alt):
    """Gain in test accuracy of each family over no method, with intervals, for two data sets."""
    check_alt(alt)
    with book_style():
        figure, panels = new_figure(2, height=3.2, sharey=True, sharex=True)
        names = list(wrong)
        for axes, gains, title in zip(
            panels, (wrong, clean), ("30 % wrong labels", "clean labels"), strict=True
        ):
            axes.axvline(0, **BASELINE)
            for row, name in enumerate(names):
                gain = gains[name]
                axes.plot([gain.low, gain.high], [row, row], color=BLUE, linewidth=2.4)
                face = "white" if gain.tie else BLUE
                axes.plot(gain.mean, row, "o", color=BLUE, markerfacecolor=face, markersize=7)
            axes.set(xlabel="gain in test accuracy", title=title)
            axes.grid(axis="y", visible=False)
        panels[0].set_yticks(range(len(names)), names)
        panels[0].invert_yaxis()
        show(figure, alt=alt)


def rescaling(factors, size, loss, *, alt):
    """R of a network and its data loss when one layer is multiplied and the next divided."""
    check_alt(alt)
    with book_style():
        figure, axes = new_figure(height=2.9)
        axes.loglog(factors, size / size.min(), **line(0))
        axes.loglog(factors, loss / loss[0], **line(1))
        axes.text(factors[2], 1.02 * size[2] / size.min(), "  R(w)", color=BLUE)
        axes.text(factors[2], 1.1, "data loss", color=VERMILION)
        axes.set(xlabel="factor a on the first layer, 1/a on the second", ylabel="relative to best")
        show(figure, alt=alt)
