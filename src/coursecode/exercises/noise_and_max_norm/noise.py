"""Check: noise on a batch, in training only."""

import numpy as np

from coursecode.exercises.judging import Mistake, array, call, judged, refuse_if, same


@judged
def check_noisy(noisy):
    """``noisy(x, stddev, training, rng)``: x + stddev·z in training, x in evaluation."""
    x = np.random.default_rng(21).uniform(0.5, 2.0, (400, 30))
    for stddev in (0.2, 3.0):
        judge_evaluation(noisy, x, stddev)
        judge_training(noisy, x, stddev)
    return "N(0, stddev²) is added in training, new for every number, and nothing in evaluation."


def judge_evaluation(noisy, x, stddev):
    """With ``training=False`` the batch comes back as it went in."""
    still = array(call(noisy, x, stddev, False, np.random.default_rng(22)), x.shape)
    if np.array_equal(still, x):
        return
    other = array(call(noisy, x, stddev, False, np.random.default_rng(23)), x.shape)
    refuse_if(
        not np.array_equal(still, other),
        "the noise is on in evaluation too: with training=False the batch comes back as it is.",
    )
    off = np.abs(still - x).max()
    raise Mistake(
        "with training=False the batch comes back as it is, to the last digit; yours differs by up "
        f"to {off:.2g}."
    )


def judge_training(noisy, x, stddev):
    """The noise: its standard deviation, its shape, and where it comes from."""
    given = x.copy()
    found = array(noisy(given, stddev, True, np.random.default_rng(22)), x.shape)
    refuse_if(not np.array_equal(given, x), "the batch that came in was changed. Return a new one.")
    refuse_if(np.array_equal(found, x), "with training=True nothing is added.")
    added = found - x
    other = array(call(noisy, x, stddev, True, np.random.default_rng(23)), x.shape) - x
    refuse_if(same(added, other), "another rng gives the same noise: draw from the rng given.")
    again = array(call(noisy, x, stddev, True, np.random.default_rng(22)), x.shape) - x
    refuse_if(
        not same(added, again),
        "the same rng, started anew, gives other noise: draw from the rng given, nothing else.",
    )
    refuse_if(
        same(added, np.broadcast_to(added[:1], added.shape)),
        "every example gets the same noise: draw one number for each entry, of shape x.shape.",
    )
    refuse_if(
        same(added, np.broadcast_to(added[:, :1], added.shape)),
        "all inputs of an example get the same number: draw noise of shape x.shape.",
    )
    directions = added / np.maximum(np.linalg.norm(added, axis=1, keepdims=True), 1e-12)
    alike = np.abs(directions @ directions.T) - np.eye(len(x))
    refuse_if(
        alike.max() > 0.999,
        "the noise repeats inside the batch: draw a number for each entry, of shape x.shape.",
    )
    spread = added.std()
    refuse_if(
        min(abs(added.mean()), abs(spread - stddev)) < 1e-10,
        "the noise was shifted or scaled after it was drawn, until its mean or its standard "
        "deviation was exact. Draws that know each other are no independent draws.",
    )
    for mistaken, message in (
        (stddev**2, "the noise has the standard deviation stddev²: rng.standard_normal times a "
         "variance. A standard deviation multiplies, a variance does not."),
        (np.sqrt(stddev), "the noise has the standard deviation √stddev: you took stddev for a "
         "variance."),
        (stddev * np.sqrt(np.mean(x**2)), "the noise grows with x: that is multiplicative noise, "
         "x·(1 + stddev·z). Here it is added, whatever x is."),
        (stddev / np.sqrt(3), "the noise is uniform between -stddev and stddev, with a standard "
         "deviation that is too small. Use rng.standard_normal."),
    ):  # fmt: skip
        refuse_if(abs(spread / mistaken - 1) < 0.03, message)
    refuse_if(
        abs(added.mean()) > 0.1 * stddev,
        f"the noise has the mean {added.mean():.3g}; it should be 0.",
    )
    refuse_if(
        abs(spread / stddev - 1) > 0.03,
        f"with stddev = {stddev} the noise has the standard deviation {spread:.3g}.",
    )
    refuse_if(
        abs(np.mean((added / stddev) ** 4) - 3) > 0.4,
        "mean and standard deviation are right, the shape is not: use rng.standard_normal.",
    )
