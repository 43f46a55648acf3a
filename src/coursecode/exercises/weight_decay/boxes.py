"""Check: tell the decay of an optimizer from outside."""

import numpy as np

from coursecode.exercises.judging import Mistake, judged, refuse_if
from coursecode.numpy import SGDW, AdamW

ANSWERS = ("none", "coupled", "decoupled")


def boxes():
    """Makers of black boxes and what is right: {description: (make, kind)}."""
    rng = np.random.default_rng(23)
    found = {}
    for least in (0.1, 6.0):  # with ηλ below and above a tenth
        eta, decay = 0.05 + 0.02 * rng.random(), least + 0.3 * rng.random()
        for momentum in (0.5, 0.9):
            name, settings = f"SGD with momentum {momentum}", (SGDW, eta, momentum)
            found[f"{name}, no decay, η = {eta:.3f}"] = (box(*settings), "none")
            found[f"{name}, coupled, η = {eta:.3f}"] = (box(*settings, coupled=decay), "coupled")
            found[f"{name}, decoupled, η = {eta:.3f}"] = (
                box(*settings, decay),
                "decoupled",
            )
        adam = (AdamW, eta, 0.9, 0.999, 1e-8)
        found[f"Adam, no decay, η = {eta:.3f}"] = (box(*adam, 0.0), "none")
        found[f"Adam, coupled, η = {eta:.3f}"] = (box(*adam, 0.0, coupled=decay), "coupled")
        found[f"Adam, decoupled, η = {eta:.3f}"] = (box(*adam, decay), "decoupled")
    return found


def box(kind, *settings, coupled=0.0):
    """A maker of fresh boxes: each has an optimizer of its own, which remembers."""

    def make():
        optimizer = kind(*settings)

        def step(w, g):
            new = np.array(w, dtype=np.float64)
            optimizer.update(new, np.asarray(g, dtype=np.float64) + coupled * new)
            return new

        return step

    return make


@judged
def check_classify(classify):
    """``classify(make_box)``: "none", "coupled" or "decoupled"."""
    wrong = {}
    for name, (make, right) in boxes().items():
        answer = classify(make)
        refuse_if(answer is None, "your function returns nothing: is `return` missing?")
        refuse_if(
            not isinstance(answer, str) or answer not in ANSWERS,
            f'the answer is one of "none", "coupled", "decoupled", got {answer!r}.',
        )
        if answer != right:
            wrong[name] = answer, right
    if not wrong:
        return f"{len(boxes())} boxes, none of them opened."
    refuse_if(
        all(
            answer == ("coupled" if name.startswith("SGD") or right == "coupled" else "decoupled")
            for name, (answer, right) in wrong.items()
        )
        and len(wrong) > len(boxes()) / 2,
        "the scale of the loss does not tell: SGD sees it with any decay, and Adam without decay "
        "does not. Look at what a step with gradients of zeros does.",
    )
    name, (answer, _) = next(iter(wrong.items()))
    hint = {
        ("SGD", "coupled", "decoupled"): "One step cannot tell: it shrinks the weight alike in "
        "both. Take a second step, in which the momentum remembers.",
        ("SGD", "decoupled", "coupled"): "Give gradients of zeros, so that nothing but the decay "
        "moves the weight, and compare the factor of step 1 with that of step 2.",
        ("Adam", "coupled", "decoupled"): "Without a gradient Adam divides the penalty by its own "
        "size, so the weight loses nearly η, however large it is. Step on from the new weight: is "
        "the factor the same twice?",
    }.get(
        (name.split(",")[0].split()[0], name.split(", ")[1], answer),
        "When the gradients are zeros, what else than a decay can move the weights?",
    )
    first = f'First: {name}; you say "{answer}".'
    raise Mistake(f"{len(wrong)} of {len(boxes())} boxes are wrong. {first} {hint}")
