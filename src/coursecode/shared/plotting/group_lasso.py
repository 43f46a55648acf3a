"""Figures of the chapter on group lasso."""

import numpy as np

from coursecode.shared.comparison import paired_difference
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

GREY = "#bdbdbd"


def balls(*, alt):
    """All weights that cost at most 1: three bodies, and below them two cuts through each."""
    check_alt(alt)
    angle, height = np.linspace(0, 2 * np.pi, 73), np.linspace(-1, 1, 41)
    turn = np.linspace(0, 2 * np.pi, 5)
    across, rise = np.cos(angle), np.sin(angle)
    with book_style():
        figure, panels = new_figure(columns=3, rows=2, height=5.4)
        bodies = {  # radius in the plane of the group over the third weight; angles; both cuts
            "L1": (1 - abs(height), turn, diamond(1, 1), diamond(1, 1)),
            "L2": (np.sqrt(1 - height**2), angle, (across, rise), (across, rise)),
            "group lasso": ((1 - abs(height)) / np.sqrt(2), angle,
                            (across / np.sqrt(2), rise / np.sqrt(2)), diamond(np.sqrt(0.5), 1)),
        }  # fmt: skip
        for column, (name, (radius, angles, inside, between)) in enumerate(bodies.items()):
            panels[0, column].remove()
            body = figure.add_subplot(2, 3, column + 1, projection="3d")
            body.plot_surface(np.outer(radius, np.cos(angles)), np.outer(radius, np.sin(angles)),
                              np.outer(height, np.ones_like(angles)), color="#9cc3de",
                              edgecolor="#4a4a4a", linewidth=0.15,
                              rcount=41, ccount=73)  # fmt: skip
            body.set(title=name, xlim=(-1, 1), ylim=(-1, 1), zlim=(-1, 1), xticks=[], yticks=[],
                     zticks=[], xlabel="$w_1$", ylabel="$w_2$", zlabel="$w_3$")  # fmt: skip
            body.xaxis.labelpad = body.yaxis.labelpad = body.zaxis.labelpad = -14
            body.set_box_aspect((1, 1, 1), zoom=1.15)
            cut = panels[1, column]
            cut.plot(*inside, **line(0), label="$w_1$ and $w_2$: one group")
            cut.plot(*between, **line(1), label="$w_1$ and $w_3$: two groups")
            cut.set(aspect="equal", xlim=(-1.1, 1.1), ylim=(-1.1, 1.1), xlabel="$w_1$",
                    xticks=[-1, 0, 1], yticks=[-1, 0, 1])  # fmt: skip
        panels[1, 0].set_ylabel("$w_2$ or $w_3$")
        figure.legend(*panels[1, 0].get_legend_handles_labels(), loc="outside lower center",
                      ncols=2)  # fmt: skip
        show(figure, alt=alt)


def diamond(x, y):
    """The outline of |a|/x + |b|/y = 1."""
    return np.array([x, 0, -x, 0, x]), np.array([0, y, 0, -y, 0])


def proximal_arrows(moves, *, alt):
    """Where a proximal step takes points of the plane: {title: (start (n, 2), goal (n, 2))}."""
    check_alt(alt)
    with book_style():
        figure, panels = new_figure(columns=len(moves), height=3.7, sharex=True, sharey=True)
        for axes, (title, (start, goal)) in zip(panels, moves.items(), strict=True):
            axes.axhline(0, **BASELINE)
            axes.axvline(0, **BASELINE)
            axes.quiver(*start.T, *(goal - start).T, angles="xy", scale_units="xy", scale=1,
                        color="#8a8a8a", width=0.008)  # fmt: skip
            axes.plot(*start.T, linestyle="none", marker=".", markersize=4, color="#8a8a8a")
            at_zero = np.all(goal == 0, axis=1)
            some = np.any(goal == 0, axis=1) & ~at_zero
            axes.plot(*goal[~at_zero & ~some].T, linestyle="none", marker="o", markersize=3.5,
                      color=SERIES[0]["color"])  # fmt: skip
            axes.plot(*goal[some].T, linestyle="none", marker="s", markersize=6,
                      color=SERIES[1]["color"])  # fmt: skip
            axes.plot(0, 0, marker="*", markersize=14, color=INK, markeredgecolor="white")
            axes.set(title=title, aspect="equal", xlabel="first weight", xlim=(-2.2, 2.2),
                     ylim=(-2.2, 2.2))  # fmt: skip
        panels[0].set_ylabel("second weight")
        show(figure, alt=alt)


def survival(strengths, sizes, found, *, alt):
    """Share of groups that survive over λ: {title: (sizes, strengths)}, one panel per title."""
    check_alt(alt)
    with book_style():
        figure, panels = new_figure(columns=len(found), height=3.4, sharey=True)
        for axes, (title, curves) in zip(panels, found.items(), strict=True):
            for series, (size, shares) in enumerate(zip(sizes, curves, strict=True)):
                axes.plot(strengths, shares, **SERIES[series], markevery=4,
                          label=f"{size} in a group")  # fmt: skip
            axes.set(title=title, xlabel="strength λ (in units of the noise)", ylim=(-0.02, 1.03))
        panels[0].set_ylabel("share of noise groups\nthat survive")
        panels[-1].legend(loc="upper right")
        show(figure, alt=alt)


def kernels(found, split_at, *, alt):
    """Which weights of a kernel are not 0: {title: (inputs, units) of True and False}."""
    check_alt(alt)
    with book_style():
        figure, panels = new_figure(rows=len(found), height=1.75 * len(found), sharex=True)
        for axes, (title, alive) in zip(panels, found.items(), strict=True):
            axes.imshow(alive.T, cmap="Greys", vmin=0, vmax=1.25, aspect="auto",
                        interpolation="nearest")  # fmt: skip
            axes.axvline(split_at - 0.5, color=SERIES[1]["color"], linewidth=2)
            axes.set(title=title, ylabel="unit", yticks=[0, alive.shape[1] - 1])
            axes.grid(visible=False)
        panels[-1].set_xlabel(
            f"wire (0 to {split_at - 1}: pixels, {split_at} to {len(alive) - 1}: noise)"
        )
        show(figure, alt=alt)


def wires(found, baseline, *, alt):
    """Test accuracy over connected wires and over weights: {name: Wires}; λ = 0 comes first."""
    check_alt(alt)
    with book_style():
        figure, (left, right) = new_figure(columns=2, height=3.7, sharey=True)
        for series, (name, result) in enumerate(found.items()):
            for axes, amount in (
                (left, result.connected.sum(axis=-1)),
                (right, 100 * result.nonzero),
            ):
                bars(axes, amount, result.test, series, name)
        for axes in (left, right):
            axes.axhline(baseline.mean(), **BASELINE)
        left.annotate("trained without noise wires", (2, baseline.mean()), xytext=(0, 3),
                      textcoords="offset points", fontsize=9)  # fmt: skip
        left.set(xlabel="wires with a weight ≠ 0 (of 128)", ylabel="test accuracy", xlim=(0, 132))
        right.set(xlabel="weights ≠ 0 in the first kernel (%)", xscale="log")
        right.set_xticks([5, 10, 20, 50, 100], ["5", "10", "20", "50", "100"])
        right.minorticks_off()
        left.legend(loc="lower right")
        show(figure, alt=alt)


def bars(axes, amount, test, series, label):
    """Means over seeds with 95 % intervals of the accuracy."""
    pairs = [paired_difference(column, np.zeros_like(column)) for column in test.T]
    half = [pair.high - pair.mean for pair in pairs]
    axes.errorbar(amount.mean(axis=0), test.mean(axis=0), yerr=half, capsize=3, label=label,
                  **SERIES[series])  # fmt: skip


def maps(found, *, alt):
    """How often each pixel is connected: {title: (64,) counts}, drawn as 8 × 8 pictures."""
    check_alt(alt)
    with book_style():
        figure, panels = new_figure(columns=2, rows=2, width=6.2, height=5.6)
        top = max(counts.max() for counts in found.values())
        for axes, (title, counts) in zip(panels.flat, found.items(), strict=True):
            picture = axes.imshow(counts.reshape(8, 8), cmap="Greys", vmin=0, vmax=top)
            axes.set(title=title, xticks=[], yticks=[])
            axes.grid(visible=False)
        figure.colorbar(picture, ax=panels, label="seeds in which the wire is connected",
                        shrink=0.7)  # fmt: skip
        show(figure, alt=alt)


def smaller_networks(found, bands, far, *, alt):
    """Test accuracy over the number of parameters: {name: Pruned}.

    ``bands`` names the methods drawn with their standard deviation, ``far`` the one that falls so
    far that it has an inset, beside the first method.
    """
    check_alt(alt)
    with book_style():
        figure, axes = new_figure(height=4.3)
        inset = axes.inset_axes([0.5, 0.15, 0.48, 0.44])
        for series, (name, result) in enumerate(found.items(), start=1):  # 0 is L1's
            amount, test = result.parameters.mean(axis=0), result.test
            panels = [inset] if name == far else [axes, inset] if series == 1 else [axes]
            for panel in panels:
                if name in bands:
                    mean_and_band(panel, amount, test, label=name, series=series)
                else:
                    panel.plot(amount, test.mean(axis=0), label=name, **SERIES[series])
        for panel in (axes, inset):
            panel.set(xscale="log")
            panel.set_xticks([250, 500, 1000, 2000], ["250", "500", "1000", "2000"])
            panel.minorticks_off()
        inset.axhline(0.1, **BASELINE)
        inset.annotate("chance", (2400, 0.1), xytext=(0, 3), ha="right", fontsize=9,
                       textcoords="offset points")  # fmt: skip
        inset.set(ylim=(0, 1.02), yticks=[0, 0.5, 1])
        inset.set_title("at full height", fontsize=9)
        inset.tick_params(labelsize=9)
        axes.set(ylim=(0.78, 0.96), xlabel="parameters", ylabel="test accuracy")
        near, one_more = (panel.get_legend_handles_labels() for panel in (axes, inset))
        handles, names = ([*both, last] for both, (*_, last) in zip(near, one_more, strict=True))
        figure.legend(handles, names, loc="outside lower center", ncols=3)
        show(figure, alt=alt)


def right_and_wrong_groups(found, noise, *, alt):
    """Test errors where the truth fills groups or not: {place: {method: (seeds,)}}."""
    check_alt(alt)
    with book_style():
        figure, panels = new_figure(columns=len(found), height=3.5, sharey=True)
        for axes, (place, errors) in zip(panels, found.items(), strict=True):
            names = [name for name in errors if name != "mean"]
            runs = np.array([errors[name] for name in names])
            axes.plot(range(len(names)), runs, color=GREY, linewidth=0.8)
            for at, values in enumerate(runs):
                axes.plot(np.full(len(values), at), values, **{**SERIES[at], "linestyle": "none"})
            for level, name in ((np.median(errors["mean"]), "predict the mean"), (noise, "noise")):
                axes.axhline(level, **BASELINE)
                axes.annotate(name, (-0.3, level), xytext=(0, 2), fontsize=9,
                              textcoords="offset points")  # fmt: skip
            axes.set(title=place, yscale="log", xlim=(-0.35, len(names) - 0.65))
            axes.set_xticks(range(len(names)), names)
        panels[0].set_ylabel("test error (mean squared)")
        panels[0].set_yticks([1, 2, 5, 10, 20], ["1", "2", "5", "10", "20"])
        panels[0].minorticks_off()
        show(figure, alt=alt)
