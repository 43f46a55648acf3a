"""Checks: one step of AdamW, and one of SGDW that decayed twice."""

import numpy as np

from coursecode.exercises.judging import array, judged, recognize, refuse_if, same, shown

BETA1, BETA2 = 0.9, 0.999
SHAPE = (2, 3)


def adamw(w, g, mean, square, step, eta, decay, epsilon, **mistake):
    """The right step, or one with a planned mistake; returns (w, mean, square)."""
    coupled = mistake.get("coupled", False)
    slope = g + decay * w if coupled else g
    mean = BETA1 * mean + (1 - BETA1) * slope
    square = BETA2 * square + (1 - BETA2) * slope**2
    t = step + mistake.get("late", 0)
    one, two = (1.0, 1.0) if mistake.get("raw") else (1 - BETA1**t, 1 - BETA2**t)
    scale = {
        "outside": lambda: np.sqrt(square / two) + epsilon,
        "inside": lambda: np.sqrt(square / two + epsilon),
        "keras": lambda: (np.sqrt(square) + epsilon) / np.sqrt(two),
    }[mistake.get("place", "outside")]()
    move = eta * (mean / one) / scale
    shrink = 1 if coupled else 1 - (1 if mistake.get("bare") else eta) * decay
    moved = shrink * (w - move) if mistake.get("last") else shrink * w - move
    return moved, mean, square


def arrays(result, names, shape):
    """The returned arrays, as many as there are names, each of the right shape."""
    refuse_if(result is None, "your function returns nothing: is `return` missing?")
    refuse_if(
        not isinstance(result, tuple | list | np.ndarray)
        or len(result) != len(names)
        or any(part is None for part in result),
        f"return {'two' if len(names) == 2 else 'three'} arrays: {', '.join(names)}.",
    )
    return [array(part, shape, name) for part, name in zip(result, names, strict=True)]


@judged
def check_adamw_step(adamw_step):
    """``adamw_step(w, g, mean, square, step, learning_rate, weight_decay, epsilon)``."""
    rng = np.random.default_rng(21)
    # Step 1, in which a missing factor and a correction look alike, comes last.
    cases = [(2, 0.1, 0.5, 0.01), (3, 0.3, 0.7, 0.02), (7, 0.05, 1.5, 0.004), (1, 0.1, 0.5, 0.01)]
    for step, *numbers in cases:
        w, g, mean = rng.standard_normal((3, *SHAPE))
        square = 0.5 * rng.random(SHAPE)
        if step == 1:
            mean, square = np.zeros(SHAPE), np.zeros(SHAPE)
        settings = (step, *numbers)
        given = [a.copy() for a in (w, g, mean, square)]
        names = ("the new weights", "the new mean", "the new square")
        result = arrays(adamw_step(*given, *settings), names, SHAPE)
        kept = all(np.array_equal(a, b) for a, b in zip(given, (w, g, mean, square), strict=True))
        refuse_if(not kept, "an array that came in was changed. Return new ones.")
        judge(result, (w, g, mean, square, *settings), step)
    return "the averages see the data's gradient alone, ε stands outside the corrected root."


def judge(result, case, step):
    """Averages first, then the weights."""
    new, mean, square = result
    right = adamw(*case)
    coupled = adamw(*case, coupled=True)
    alone = ": that is Adam with a penalty" if same(new, coupled[0]) else ""
    refuse_if(
        same(mean, coupled[1]) or same(square, coupled[2]),
        f"the decay went into the averages{alone}. They see the gradient of the data alone.",
    )
    refuse_if(
        same(mean, right[2]) and same(square, right[1]),
        "the two averages came back in the wrong order: first the mean, then the square.",
    )
    recognize(mean, right[1], [
        (BETA1 * case[2] + case[1], "the mean is an average, yours is a sum: in an average the new "
         "gradient has a factor too."),
        ((1 - BETA1) * case[2] + BETA1 * case[1], "β₁ and 1 − β₁ are swapped in the mean."),
        (right[1] / (1 - BETA1**step), "the mean comes back divided by 1 − β₁ᵗ. Return it without "
         "the correction, which would be applied again in every step."),
    ], f"the mean at step {step}")  # fmt: skip
    recognize(square, right[2], [
        (0.99 * case[3] + 0.01 * case[1] ** 2, "β₂ is 0.999, not 0.99."),
        (BETA2 * case[3] + (1 - BETA2) * np.abs(case[1]), "the second average is that of g², not "
         "of |g|."),
        (right[2] / (1 - BETA2**step), "the square comes back divided by 1 − β₂ᵗ. Return it "
         "without the correction."),
    ], f"the square at step {step}")  # fmt: skip
    recognize(new, right[0], [
        (adamw(*case, raw=True)[0], "the bias corrections 1 − β₁ᵗ and 1 − β₂ᵗ are missing."),
        (adamw(*case, place="inside")[0], "ε stands under the root. AdamW adds it after the "
         "root, and the test uses an ε that is large enough to see."),
        (adamw(*case, place="keras")[0], "ε is added to the root before the correction. That is "
         "Keras's place for it; here it follows the correction."),
        (adamw(*case, bare=True)[0], "the decay is not multiplied by the learning rate."),
        (adamw(*case, last=True)[0], "the decay shrinks the weights after the step, and with them "
         "the step itself. It acts on the old weights."),
        (adamw(*case, late=1)[0], "the correction uses step + 1: the first step has the number 1."),
        (adamw(*case[:6], 0.0, case[7])[0], "the decay is missing."),
        (adamw(*case[:7], 1e-8)[0], "ε is fixed at 1e-8, or missing: use the number that came in."),
    ], f"step {step} and w = {shown(case[0])}")  # fmt: skip


@judged
def check_sgdw_step(sgdw_step):
    """``sgdw_step(w, velocity, g, learning_rate, momentum, weight_decay)``, repaired."""
    rng = np.random.default_rng(22)
    for shape in ((3,), (4, 2)):
        w, v, g = (rng.standard_normal(shape) for _ in range(3))
        eta, mu, decay = 0.2, 0.7, 0.3
        given = [a.copy() for a in (w, v, g)]
        result = sgdw_step(*given, eta, mu, decay)
        new, velocity = arrays(result, ("the new weights", "the new velocity"), shape)
        kept = all(np.array_equal(a, b) for a, b in zip(given, (w, v, g), strict=True))
        refuse_if(not kept, "an array that came in was changed. Return new ones.")
        shrunk, clean = (1 - eta * decay) * w, mu * v + g
        twice, coupled = clean + decay * shrunk, clean + decay * w
        example = f"w = {shown(w)}"
        refuse_if(
            same(new, clean) and same(velocity, shrunk - eta * clean),
            "the two came back in the wrong order: first the weights, then the velocity.",
        )
        refuse_if(
            same(velocity, twice) and same(new, shrunk - eta * twice),
            "the velocity still receives the decay, of the weights that have been shrunk already: "
            "it acts twice, once beside the step and once through the momentum.",
        )
        refuse_if(
            same(velocity, coupled) and same(new, w - eta * coupled),
            "one decay is gone, but the wrong one: what is left goes through the velocity. That "
            "is PyTorch's SGD(weight_decay=λ), coupled.",
        )
        still = "the velocity still receives the decay, which then passes through the momentum."
        recognize(velocity, clean, [
            (coupled, still), (twice, still),
            (mu * v + eta * g, "this velocity is a sum of steps, as Keras and the paper keep it; "
             "here it is a sum of gradients, and η multiplies it outside."),
            (mu * v - eta * g, "this velocity is a sum of steps, with their sign, as Keras keeps "
             "it; here it is a sum of gradients, and η multiplies it outside."),
            (mu * v + (1 - mu) * g, "the velocity is a sum of gradients here, not an average."),
        ], f"the velocity for {example}")  # fmt: skip
        recognize(new, shrunk - eta * clean, [
            (w - eta * clean, "now nothing decays at all."),
            ((1 - decay) * w - eta * clean, "the decay is not multiplied by the learning rate."),
            ((1 - eta * decay) * (w - eta * clean), "the decay acts after the step, and shrinks "
             "the step too."),
            ((1 + eta * decay) * w - eta * clean, "the weights grow: the sign is wrong."),
        ], example)  # fmt: skip
    return "one decay, beside the gradient: the velocity knows nothing of it."
