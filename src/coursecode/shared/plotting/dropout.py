"""Figures of the chapter on dropout."""

import numpy as np

from coursecode.shared.plotting.style import (
    BASELINE,
    SERIES,
    book_style,
    check_alt,
    mean_and_band,
    new_figure,
    show,
)

GREY = "#bdbdbd"


def masks(hidden, mask, rate, *, alt):
    """A batch of hidden units before dropout, the mask, and the batch after it: (n, units) each."""
    check_alt(alt)
    after = hidden * mask / (1 - rate)
    with book_style():
        figure, panels = new_figure(columns=3, height=2.6, sharey=True)
        pictures = {"hidden units": hidden, "mask: white is dropped": mask, "after dropout": after}
        for axes, (title, values) in zip(panels, pictures.items(), strict=True):
            top = 1 if values is mask else np.quantile(after, 0.96)
            axes.imshow(values, cmap="Greys", vmin=0, vmax=top, aspect="auto")
            axes.set(title=title, xlabel="unit", xticks=[], yticks=[])
            axes.grid(visible=False)
        panels[0].set_ylabel("example")
        show(figure, alt=alt)


def evaluations(found, *, alt):
    """Accuracy, cross-entropy and reliability of several ways to evaluate the same networks."""
    check_alt(alt)
    with book_style():
        figure, panels = new_figure(columns=3, width=8.6, height=3.6,
                                    width_ratios=(1, 1, 1.7))  # fmt: skip
        for series, (way, scores) in enumerate(found.items()):
            for axes, quantity in zip(panels, ("accuracy", "cross-entropy"), strict=False):
                axes.plot(np.full(len(scores[quantity]), series), scores[quantity],
                          **{**SERIES[series], "linestyle": "none"})  # fmt: skip
                axes.set(title=quantity, xlim=(-0.6, len(found) - 0.4), xticks=[])
            panels[2].plot(*reliability(scores["p"], scores["right"]), **SERIES[series], label=way)
        panels[0].set_ylim(0.88, 1)
        panels[1].set_ylim(0, None)
        panels[2].plot([0, 1], [0, 1], **BASELINE)
        panels[2].annotate("as sure as right", (0.42, 0.54), rotation=36, fontsize=9)
        panels[2].set(title="share right over confidence", xlabel="probability of the answer given",
                      xlim=(0.25, 1.02), ylim=(0, 1.03))  # fmt: skip
        figure.legend(*panels[2].get_legend_handles_labels(), loc="outside lower center", ncols=3)
        show(figure, alt=alt)


def reliability(p, right, edges=(0.3, 0.5, 0.7, 0.9, 0.99, 1.0)):
    """Mean probability and share right in bins of the probability given to the answer."""
    bins = np.digitize(p, edges[1:-1])
    groups = [bins == k for k in range(len(edges) - 1) if (bins == k).sum() >= 20]
    return [p[g].mean() for g in groups], [right[g].mean() for g in groups]


def rates(tried, found, *, alt):
    """Test accuracy over the rate: {title: {width: Rates}}, one panel per title."""
    check_alt(alt)
    with book_style():
        figure, panels = new_figure(columns=len(found), height=3.6)
        for axes, (title, widths) in zip(panels, found.items(), strict=True):
            for series, (width, result) in enumerate(widths.items()):
                mean_and_band(axes, tried, result.test, label=f"{width} units", series=series)
            axes.set(title=title, xlabel="rate of the hidden units", xticks=[0, 0.25, 0.5, 0.75])
        panels[0].set_ylabel("test accuracy")
        panels[0].legend(loc="lower left")
        show(figure, alt=alt)


def prices(factors, exact, quadratic, *, alt):
    """What dropout adds to the logistic loss over the length of the weights, near 0 and far out."""
    check_alt(alt)
    with book_style():
        figure, panels = new_figure(columns=2, height=3.4)
        for axes, end, every in zip(panels, (3.0, factors[-1]), (4, 20), strict=True):
            near = factors <= end
            for series, (name, values) in enumerate(
                (("dropout, all masks", exact), ("quadratic approximation", quadratic))
            ):
                axes.plot(factors[near], values[near], **SERIES[series], markevery=every,
                          label=name)  # fmt: skip
            axes.set(xlabel="multiple of the fitted weights")
        panels[0].set(ylabel="added to the data loss", title="near 0")
        panels[1].set(title="far out")
        panels[0].legend(loc="upper left")
        show(figure, alt=alt)


def ensembles(found, *, alt):
    """Mean of all thinned networks minus the whole network: {title: all_networks(...)}."""
    check_alt(alt)
    with book_style():
        figure, panels = new_figure(columns=len(found), height=3.8, sharex=True, sharey=True)
        for axes, (title, p) in zip(panels, found.items(), strict=True):
            for series, mean in ((1, "arithmetic"), (0, "geometric")):
                whole = p["one network"][:, 1]
                axes.plot(whole, p[mean][:, 1] - whole,
                          **{**SERIES[series], "linestyle": "none", "markersize": 3.5},
                          label=f"{mean} mean")  # fmt: skip
            axes.axhline(0, **BASELINE)
            axes.set(title=title, xlabel="whole network", xlim=(0, 1))
        panels[0].set_ylabel("mean of 1024 - whole network")
        panels[0].legend(loc="lower left")
        show(figure, alt=alt)


def methods(found, baseline, *, ylabel, alt):
    """One dot per seed and method, seeds joined: {title: {method: (seeds,)}}.

    The method named ``baseline`` is drawn as a line at its mean.
    """
    check_alt(alt)
    with book_style():
        figure, panels = new_figure(columns=len(found), height=3.6, sharey=True)
        for axes, (title, scores) in zip(panels, found.items(), strict=True):
            names = [name for name in scores if name != baseline]
            axes.plot(range(len(names)), [scores[name] for name in names], color=GREY, lw=0.8)
            for at, name in enumerate(names):
                axes.plot(np.full(len(scores[name]), at), scores[name],
                          **{**SERIES[at], "linestyle": "none"})  # fmt: skip
            level = scores[baseline].mean()
            axes.axhline(level, **BASELINE)
            axes.annotate(baseline, (-0.85, level), xytext=(0, 3), fontsize=9,
                          textcoords="offset points")  # fmt: skip
            axes.set(title=title, xlim=(-0.9, len(names) - 0.6))
            labels = [name.replace(", ", ",\n") for name in names]
            axes.set_xticks(range(len(names)), labels, rotation=35, ha="right", fontsize=10)
        panels[0].set_ylabel(ylabel)
        show(figure, alt=alt)


def lost_units(counts, lost, *, alt):
    """Accuracy lost over the number of units taken away: {rate: (seeds, counts)}."""
    check_alt(alt)
    with book_style():
        figure, axes = new_figure(width=5.4, height=3.4)
        for series, (rate, runs) in enumerate(lost.items()):
            mean_and_band(axes, counts, runs, label=f"trained with rate {rate:g}", series=series)
        axes.axhline(0, **BASELINE)
        axes.set(xlabel="units taken away, of 128", ylabel="accuracy lost", xticks=counts)
        axes.legend(loc="upper left")
        show(figure, alt=alt)
