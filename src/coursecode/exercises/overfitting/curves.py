"""Where a learning curve ends, and what it costs to get there."""

import numpy as np

from coursecode.exercises.judging import call, judged, number, refuse_if


@judged
def check_noise_floor(answer):
    """Test ``noise_floor(x, y)``: the variance of y among examples with the same x."""
    for seed in range(5):
        rng = np.random.default_rng([seed, 33])
        places = np.array([0, 1, 2, 3, 4, 5, 6, 7, 7 + 1e-4]) / 4  # the last two: close, not equal
        x = np.repeat(rng.permutation(places), [1, 2, 3, 2, 7, 1, 4, 2, 5 + seed])
        y = 3 * x * x + rng.standard_normal(len(x)) * (0.5 + 0.1 * seed)
        order = rng.permutation(len(x))
        x, y = x[order], y[order]
        groups = [y[x == value] for value in np.unique(x)]
        within = sum(np.sum((g - g.mean()) ** 2) for g in groups)
        expected = within / (len(y) - len(groups))
        all_of_y = "this is the variance of all targets; it contains the curve itself."
        known = {
            within / len(y): "you divide by the number of examples. Every group's mean was fitted "
            "to its own examples, which costs one degree of freedom per group.",
            within / (len(y) - 1): "you subtract one degree of freedom in all; every group has its "
            "own mean, so there is one for each group.",
            np.mean([g.var() for g in groups if len(g) > 1]): "you divide by each group's size: "
            "its mean was fitted to its own examples, so divide by size minus one (ddof=1).",
            np.var(y): all_of_y,
            np.var(y, ddof=1): all_of_y,
            np.sqrt(expected): "this is the standard deviation; a squared error compares with the "
            "variance.",
            np.mean([g.var(ddof=1) for g in groups if len(g) > 1]): "you average the groups' "
            "variances evenly. Small groups know less: weight them by size minus one.",
            grouped_by_rounding(x, y): "you round x before grouping. Inputs that differ a little "
            "are different inputs.",
            np.mean([g.var() for g in groups]): "groups of one have variance 0 whatever the noise; "
            "they must not pull the average down.",
        }
        got = number(call(answer, x, y))
        refuse_if(
            np.isnan(got),
            "you return nan. With ddof=1 the variance of a group with a single example is 0/0; "
            "such a group says nothing about noise: leave it out.",
        )
        for value, message in known.items():
            refuse_if(np.isclose(got, value, rtol=1e-4), message)
        refuse_if(
            not np.isclose(got, expected, rtol=1e-4),
            f"for one data set you returned {got:.4g}; expected {expected:.4g}. A case for paper: "
            "x = [1, 1, 2] and y = [0, 2, 5] give 2.",
        )
    return "no model of x can have a smaller expected squared error than this."


@judged
def check_examples_needed(answer):
    """Test ``examples_needed(counts, errors, floor, target)`` on exact learning curves."""
    n = np.array([50.0, 100.0, 200.0, 400.0])
    for scale, b, floor, target in ((3, 0.5, 0.1, 0.16), (8, 0.9, 0.02, 0.03), (2, 0.7, 0, 0.01)):
        errors = floor + scale * n**-b
        expected = (scale / (target - floor)) ** (1 / b)
        line, height = np.polyfit(n, errors, 1)
        decay, start = np.polyfit(n, np.log(errors - floor), 1)
        slope, offset = np.polyfit(np.log(n), np.log(errors), 1)
        known = {
            (target - height) / line: "you extended a straight line in n. The curve flattens: "
            "every halving costs a factor, not a number of examples.",
            (np.log(target - floor) - start) / decay: "you fitted an exponential in n. Take the "
            "logarithm of n as well: a power law is straight in log n.",
            np.log(expected): "this is the logarithm of the answer.",
        }
        if floor:
            known[np.exp((np.log(target) - offset) / slope)] = (
                "you fitted the whole error. Only what lies above the floor falls to 0: subtract "
                "the floor first."
            )
            slope, offset = np.polyfit(np.log(n), np.log(errors - floor), 1)
            known[np.exp((np.log(target) - offset) / slope)] = (
                "you subtracted the floor from the errors, but not from the target: the line "
                "describes what lies above the floor."
            )
        got = number(call(answer, n, errors, floor, target))
        for value, message in known.items():
            refuse_if(np.isclose(got, value, rtol=1e-3), message)
        refuse_if(
            not np.isclose(got, expected, rtol=1e-3, atol=1),
            f"for errors {errors.round(4)}, floor {floor} and target {target} you returned "
            f"{got:.4g}; expected {expected:.4g}.",
        )
    n = np.array([30.0, 60.0, 150.0, 400.0, 700.0, 1500.0])
    measured = np.array([0.5, 0.27, 0.22, 0.13, 0.1, 0.1])  # noisy: every point moves the line
    slope, start = np.polyfit(np.log(n), np.log(measured - 0.05), 1)
    expected = np.exp((np.log(0.12) - start) / slope)
    got = number(call(answer, n, measured, 0.05, 0.17))
    refuse_if(
        not 0.99 < got / expected < 1.01,
        f"on exact curves your answer is right; for the measured errors {measured}, floor 0.05 and "
        f"target 0.17 you returned {got:.4g}, and the best line gives {expected:.4g}. Use all "
        "points, in logarithms, with the same weight.",
    )
    for target in (0.1, 0.05):
        got = answer(n.copy(), 0.1 + 3 / np.sqrt(n), 0.1, target)
        refuse_if(
            got is None or isinstance(got, str) or number(got) != np.inf,
            f"with a floor of 0.1 no data set reaches {target}: return np.inf; got {got!r:.40}.",
        )
    return "a power law has a price for every halving, and the floor has none."


def grouped_by_rounding(x, y):
    """The estimate of somebody who takes inputs for equal that are not."""
    groups = [y[x.round(2) == value] for value in np.unique(x.round(2))]
    return sum(np.sum((g - g.mean()) ** 2) for g in groups) / (len(y) - len(groups))
