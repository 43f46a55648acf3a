"""Check: a learning rate that grows so that it replaces the decay."""

import numpy as np

from coursecode.exercises.judging import judged, number, refuse_if, shown
from coursecode.experiments.weight_decay_normalized import train

STEPS = 60


@judged
def check_growing(growing):
    """``growing(learning_rate, weight_decay)``: a function of the step, η (1 − ηλ)^(−2t−1)."""
    for seed, (eta, decay) in enumerate([(0.1, 0.2), (0.25, 0.1)]):
        rate = growing(eta, decay)
        refuse_if(rate is None, "your function returns nothing: is `return` missing?")
        refuse_if(not callable(rate), f"return a function of the step, got {str(rate)[:40]}.")
        values = np.array([number(rate(t)) for t in range(STEPS)])
        backwards = np.array([number(rate(t)) for t in reversed(range(STEPS))])
        refuse_if(
            not np.array_equal(values, backwards[::-1], equal_nan=True),
            "asked a second time, your function gives another learning rate for the same step. It "
            "should depend on t alone, not on how often it was called.",
        )
        refuse_if(
            not np.isfinite(values).all(),
            f"the learning rates of the first three steps are {shown(values[:3])}, and not all "
            f"{STEPS} of them are finite.",
        )
        name(values, eta, decay)
        decayed, part = train(seed, STEPS, learning_rate=eta, decay=decay)
        free, _ = train(seed, STEPS, learning_rate=lambda t, values=values: values[t], decay=0.0)
        apart = np.abs(decayed.forward(part.x) - free.forward(part.x)).max()
        right = eta * (1 - eta * decay) ** (-2.0 * np.arange(STEPS) - 1)
        refuse_if(
            not (apart < 1e-9 or close(values, right)),
            f"after {STEPS} steps the two networks differ by {apart:.2g}. Write the decayed "
            "weight as w = s·u, u the weight of the other run. What do s and u become in one step?",
        )
    return "the two runs compute the same function at every step, one with decay, one without."


def name(values, eta, decay):
    """Name the near misses; the right one passes to the test with two networks."""
    t, base = np.arange(STEPS), 1 - eta * decay
    near = [
        (np.full(STEPS, eta), "a constant learning rate is the run without decay, not its twin."),
        (eta * base**-t, "the exponent is too small. The gradient at a weight that is longer by "
         "1/s is shorter by s, and the weight is longer too: two factors per step."),
        (eta * base ** (-2.0 * t), "nearly: the first step is already one factor behind. The "
         "decay acts in the same step as the gradient."),
        (eta * base ** (-2.0 * t + 1), "nearly: check the first step, t = 0, by hand."),
        (eta * base ** (-2.0 * t - 2), "nearly: check the first step, t = 0, by hand."),
        (eta * base ** (2.0 * t + 1), "this learning rate falls. Without decay the weights are "
         "longer than they were, so it has to grow."),
        (eta * np.exp(2 * eta * decay * t), "the exponential is the limit for small ηλ; the exact "
         "factor of one step is 1/(1 − ηλ)²."),
    ]  # fmt: skip
    for wrong, message in near:
        refuse_if(close(values, wrong), message)


def close(values, others):
    """Equal at every step, up to what float32 rounds."""
    return np.allclose(values, others, rtol=1e-4, atol=0)
