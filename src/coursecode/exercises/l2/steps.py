"""Checks: one gradient step, four conventions, and a prediction."""

import numpy as np

from coursecode.exercises.judging import Mistake, array, judged, letter, recognize, refuse_if, shown


@judged
def check_gradient_step(step):
    """``step(w, data_gradient, learning_rate, strength)``: one step on data loss + λ Σ w²."""
    rng = np.random.default_rng(5)
    cases = (((3,), 0.05, 1.2), ((4, 2), 0.17, 0.7), ((2, 3, 2), 0.1, 0.3), ((1,), 0.3, 0.4),
             ((3,), 0.4, 1.75))  # fmt: skip
    for shape, eta, lam in cases:  # several weights first: many formulas agree on a single one
        size, g = 2 + rng.random(shape), rng.standard_normal(shape)
        w = size * np.resize([1, -1], shape)  # both signs; the last factor, 1 - 2ηλ, is below 0
        given = w.copy(), g.copy()
        result = step(*given, eta, lam)
        if not (np.array_equal(given[0], w) and np.array_equal(given[1], g)):
            raise Mistake(
                "the arrays that came in were changed. Return a new array: w - ... instead of -=."
            )
        right = w - eta * (g + 2 * lam * w)
        recognize(
            array(result, shape),
            right,
            [
                (w - eta * (g + lam * w), "the factor 2 is missing: d(λw²)/dw = 2λw, because "
                 "the course's penalty has no half."),
                (w - eta * g - 2 * lam * w, "the penalty's gradient is not multiplied by the "
                 "learning rate. The step goes down the whole objective: η(g + 2λw)."),
                (w - eta * g - lam * w, "the penalty's gradient is 2λw, and the learning rate "
                 "multiplies it too."),
                (w - eta * (g - 2 * lam * w), "the weights are pushed away from 0: check the sign "
                 "of the penalty's gradient."),
                (w + eta * (g + 2 * lam * w), "this climbs: a gradient step subtracts."),
                (w - eta * 2 * lam * w, "the gradient of the data loss is not used."),
                (w - eta * g, "strength does nothing: the penalty has a gradient too."),
                ((1 - 2 * eta * lam) * (w - eta * g), "the data step is shrunk as well. Both "
                 "gradients belong to the same old w: (1 - 2ηλ)w - ηg."),
                (w - eta * (g + 2 * lam * np.sign(w)), "that is the pull of λ Σ |w|: constant. "
                 "L2 pulls in proportion to w."),
                (w - eta * (g + 2 * lam * np.abs(w)), "negative weights are pushed away from 0: "
                 "the gradient of λw² is 2λw with the sign of w."),
                (max(0, 1 - 2 * eta * lam) * w - eta * g, "the factor is cut off at 0. A long step "
                 "with 2ηλ > 1 overshoots, and the formula stays as it is."),
            ],
            f"w = {shown(w)}, data_gradient = {shown(g)}, learning_rate = {eta:.4g}, "
            f"strength = {lam:.4g}",
        )  # fmt: skip
    return "it is (1 - 2ηλ)w - ηg, in every shape."


@judged
def check_to_course(to_course):
    """``to_course(number, convention, n)``: the strength λ of λ Σ w² that says the same."""
    rng = np.random.default_rng(6)
    for number, n in ((0.1, 50), (4.0, 300), (float(rng.random()), 77)):
        half = "the half is on the other side: (λ'/2) Σ w² = λ Σ w² means λ = λ'/2."
        cases = {
            "lambda": (number, []),
            "lambda/2": (number / 2, [
                (number, "a half of the number stands in front of Σ w² there, and none here."),
                (2 * number, half)]),
            "lambda/2n": (number / (2 * n), [
                (number / n, "divided by n, but not by 2: the convention is λ'/(2n)."),
                (number / 2, "n is missing: that convention divides by the number of examples."),
                (2 * n * number, "the wrong way round: multiplying by 2n leads to that "
                 "convention, dividing by 2n leads away from it."),
                (n * number / 2, "divide by n; a penalty of λ'/(2n) is the weaker one.")]),
            "weight_decay": (number / 2, [
                (number, "a coupled weight_decay c adds c·w to the gradient; λ Σ w² adds 2λw."),
                (2 * number, "the wrong way round: weight_decay = 2λ, so λ = weight_decay/2.")]),
        }  # fmt: skip
        for convention, (right, mistakes) in cases.items():
            value = to_course(number, convention, n)
            refuse_if(value is None, f"{convention!r}: nothing is returned. Is `return` missing?")
            got = array(value, (), f"the answer for {convention!r}")
            mistakes = [(value, f"{convention!r}: {text}") for value, text in mistakes]
            recognize(got, right, mistakes, f"to_course({number:.4g}, {convention!r}, {n})")
    return "all four say the same thing in different units."


@judged
def check_who_shrinks(choice):
    """The letter of the prediction about two twins a, b and a loner c."""
    messages = {
        "a": "that holds when the columns are orthogonal. Columns a and b are nearly copies: write "
        "them as sum and difference, and shrink those.",
        "b": "size is not what L2 looks at. The pull is proportional to the weight, but so is the "
        "weight's support by the data; what counts is the variance along the direction.",
        "d": "c has variance 1 along its own direction and keeps 1/(1 + 0.2) of its weight. The "
        "data say much more about c than about the difference a - b.",
    }
    said = letter(choice)
    if said in messages:
        raise Mistake(messages[said])
    if said != "c":
        raise Mistake(f'the answer is one of the letters "a", "b", "c", "d", got {choice!r}.')
    return (
        "the data know a + b well and a - b hardly, so the difference is shrunk most, and with it "
        "both twins; b even crosses 0."
    )
