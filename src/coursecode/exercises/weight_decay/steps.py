"""Checks: one step of AdamW, and one of SGDW that decayed twice."""

import numpy as np

from coursecode.exercises.judging import judged, recognize, refuse_if, same, shown

BETA1, BETA2 = 0.9, 0.999


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


@judged
def check_adamw_step(adamw_step):
    """``adamw_step(w, g, mean, square, step, learning_rate, weight_decay, epsilon)``."""
    rng = np.random.default_rng(21)
    cases = [(1, 0.1, 0.5, 0.01), (2, 0.1, 0.5, 0.01), (3, 0.3, 0.7, 0.02), (7, 0.05, 1.5, 0.004)]
    for step, *numbers in cases:
        w, g, mean = rng.standard_normal((3, 4, 3))
        square = 0.5 * rng.random((4, 3))
        if step == 1:
            mean, square = np.zeros((4, 3)), np.zeros((4, 3))
        settings = (step, *numbers)
        given = [a.copy() for a in (w, g, mean, square)]
        result = adamw_step(*given, *settings)
        refuse_if(result is None, "your function returns nothing: is `return` missing?")
        refuse_if(
            not isinstance(result, tuple | list) or len(result) != 3,
            "return three arrays: the new weights, the new mean, the new square.",
        )
        kept = all(np.array_equal(a, b) for a, b in zip(given, (w, g, mean, square), strict=True))
        refuse_if(not kept, "an array that came in was changed. Return new ones.")
        judge(result, (w, g, mean, square, *settings), step)
    return "the averages see the data's gradient alone, ε stands outside the corrected root."


def judge(result, case, step):
    """Averages first, then the weights."""
    new, mean, square = (np.asarray(a, dtype=np.float64) for a in result)
    right = adamw(*case)
    coupled = adamw(*case, coupled=True)
    refuse_if(
        same(mean, coupled[1]) or same(square, coupled[2]),
        "the decay went into the averages: that is Adam with a penalty. The averages see the "
        "gradient of the data alone.",
    )
    recognize(mean, right[1], [
        ((1 - BETA1) * case[2] + BETA1 * case[1], "β₁ and 1 − β₁ are swapped in the mean."),
        (right[1] / (1 - BETA1**step), "return the mean itself, not the corrected one: the "
         "correction would be applied again in every step."),
    ], f"the mean at step {step}")  # fmt: skip
    recognize(square, right[2], [
        (0.99 * case[3] + 0.01 * case[1] ** 2, "β₂ is 0.999, not 0.99."),
        (BETA2 * case[3] + (1 - BETA2) * np.abs(case[1]), "the second average is that of g², not "
         "of |g|."),
        (right[2] / (1 - BETA2**step), "return the square itself, not the corrected one."),
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
        refuse_if(result is None, "your function returns nothing: is `return` missing?")
        refuse_if(
            not isinstance(result, tuple | list) or len(result) != 2,
            "return two arrays: the new weights and the new velocity.",
        )
        kept = all(np.array_equal(a, b) for a, b in zip(given, (w, v, g), strict=True))
        refuse_if(not kept, "an array that came in was changed. Return new ones.")
        new, velocity = (np.asarray(a, dtype=np.float64) for a in result)
        shrunk, clean = (1 - eta * decay) * w, mu * v + g
        twice, coupled = clean + decay * shrunk, clean + decay * w
        example = f"w = {shown(w)}"
        refuse_if(
            same(velocity, twice) and not same(velocity, clean),
            "the velocity still receives the decay, of the weights that have been shrunk already: "
            "it acts twice, once beside the step and once through the momentum.",
        )
        refuse_if(
            same(velocity, coupled) and same(new, w - eta * coupled),
            "one decay is gone, but the wrong one: what is left goes through the velocity. That "
            "is PyTorch's SGD(weight_decay=λ), coupled.",
        )
        recognize(velocity, clean, [
            (coupled, "the velocity still receives the decay: it acts twice."),
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
