"""Checks: which columns survive, and how much L2 keeps two twins together."""

import numpy as np

from coursecode.exercises.judging import Mistake, array, call, judged, letter, recognize


@judged
def check_survivors(choice):
    """The letter of the prediction about twins a, b, a weaker c and a useless d."""
    messages = {
        "a": "that is what the lasso tends to do with a and b. With L2 in the net, sharing is "
        "cheaper than giving all to one: 1² + 1² is less than 2².",
        "b": "L2 shrinks d and never stops at 0, but L1 does: the data pull at d with 0.02, and L1 "
        "holds it with 0.1. L2 has no pull at 0 that could change this.",
        "d": "L1 looks at what the data pull with. The pull at c is 0.5 and L1 holds with 0.1, so "
        "c is shrunk and stays.",
    }
    said = letter(choice)
    if said in messages:
        raise Mistake(messages[said])
    if said != "c":
        raise Mistake(f'the answer is one of the letters "a", "b", "c", "d", got {choice!r}.')
    return "the twins share, c stays with less, and d, whose pull is below l1/2, is exactly 0."


@judged
def check_strength_for(strength_for):
    """``strength_for(rho, y_norm, gap)``: the λ₂ from which the bound promises the gap."""
    rng = np.random.default_rng(25)
    for rho in (0.98, -0.2 + 0.9 * rng.random(), 0.5):  # 0.5 last: 2(1 - ρ) is 1 there
        y, gap = 1 + 9 * rng.random(), 0.1 + rng.random()
        right = np.sqrt(2 * (1 - rho)) * y / gap
        got = array(call(strength_for, rho, y, gap), ())
        recognize(got, np.array(right), [
            (2 * (1 - rho) * y / gap, "the distance of two columns of norm 1 is the root of "
             "2(1 - ρ)."),
            (np.sqrt(1 - rho) * y / gap, "the 2 is missing: ‖a - b‖² = 1 + 1 - 2ρ."),
            (np.sqrt(2 * (1 - rho)) * gap / y, "upside down: a smaller gap asks for more λ₂."),
            (np.sqrt(2 * (1 - rho)) * y * gap, "a smaller gap asks for more λ₂: divide by it."),
            (np.sqrt(2 * (1 - rho)) / gap, "the norm of y is missing: twice the target, twice the "
             "coefficients, twice their difference."),
            (np.sqrt(2 * (1 - rho)) * y**2 / gap, "the norm of y enters once, not squared."),
            (np.sqrt(2 * (1 + rho)) * y / gap, "that is the distance of one twin from the negative "
             "of the other."),
            (np.sqrt(2 * (1 - rho)) * y / (2 * gap), "no 2 is left: both derivatives have one, and "
             "it cancels."),
            (gap, "that is the gap itself."),
        ], f"rho = {rho:.4g}, y_norm = {y:.4g}, gap = {gap:.4g}")  # fmt: skip
    return "λ₂ = √(2(1 - ρ)) ‖y‖ / gap: perfect twins need hardly any, half the gap twice as much."
