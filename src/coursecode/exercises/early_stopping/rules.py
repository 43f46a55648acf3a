"""Check: when does it stop, and which epoch is kept?"""

import math

import numpy as np

from coursecode.exercises.judging import Mistake, call, judged, number, refuse_if

NAN, INF = math.nan, math.inf
CASES = [  # losses, patience, min_delta
    ([1.0, 0.9, 0.8, 0.85, 0.84, 0.79, 0.9, 0.9, 0.9], 2, 0.0),
    ([1.0, 0.9, 0.8, 0.85, 0.84, 0.79, 0.9, 0.9, 0.9], 3, 0.0),
    ([1.0, 0.5, 0.75, 0.4375, 0.5, 0.375, 0.5, 0.5], 1, 0.0),
    ([1.0, 0.5, 0.75, 0.4375, 0.5, 0.375, 0.5, 0.5], 2, 0.0),
    ([3.0, 2.5, 2.0, 1.5, 1.0], 2, 0.0),
    ([1.0, 0.5, 0.5, 0.5, 0.25], 3, 0.0),
    ([1.0, 0.9375, 0.875, 0.8125, 0.75, 0.6875], 3, 0.125),
    ([1.0, 0.5, 0.4375, 0.5, 0.4375, 0.5, 0.25], 3, 0.125),
    ([1.0, 0.5, 0.5625, 0.59375, 0.5625, 0.5, 0.75], 2, 0.125),
    ([2.0, 1.0, NAN, NAN, 0.5, NAN, 0.75], 3, 0.0),
    ([NAN, 1.0, NAN, 0.5, 0.75, 0.75], 2, 0.0),
    ([NAN, NAN, 1.0, 0.5], 2, 0.0),
    ([NAN, NAN, NAN, NAN, 1.0, 0.5], 2, 0.0),
    ([1e308, 2e307, 3e307, 3e307], 2, 0.0),
    ([INF, INF, 2.0], 2, 0.0),
    ([INF, 3.0, INF, 2.0, INF, INF, 1.0], 2, 0.0),
]


def rule(losses, patience, min_delta, *, better=lambda new, best, d: new < best - d, reset=True,
         follow=False, wait_at=0, drifting=False, start=True, first=False):  # fmt: skip
    """Best and last epoch; with its defaults the right rule, and each option is a mistake."""
    bar, best, wait = math.inf, -1, 0
    for epoch, loss in enumerate(losses):
        if better(loss, bar, min_delta) or (first and best < 0 and not math.isnan(loss)):
            bar, best = loss, epoch
            wait = 0 if reset else wait
        else:
            wait += 1
            bar = loss if follow else min(bar, loss) if drifting else bar
            if wait >= patience + wait_at and (start or best >= 0):
                return best, epoch
    return best, len(losses) - 1


MISTAKES = [
    (
        {"wait_at": 1},
        "it waits one epoch too long: the epoch that is number `patience` without an improvement "
        "is the last one.",
    ),
    (
        {"wait_at": -1},
        "it stops one epoch too early: `patience` epochs in a row may pass, not patience - 1.",
    ),
    (
        {"better": lambda new, best, d: new < best},
        "min_delta is ignored: an epoch counts if its loss is below best - min_delta.",
    ),
    (
        {"better": lambda new, best, d: new < best + d},
        "min_delta has the wrong sign: with best + min_delta even a loss that rises a little "
        "counts as an improvement.",
    ),
    (
        {"better": lambda new, best, d: new <= best - d},
        "a loss that equals best - min_delta is no improvement. With <= and min_delta 0 a loss "
        "that stands still would train forever.",
    ),
    (
        {"better": lambda new, best, d: not new >= best - d},
        "NaN counts as an improvement. Every comparison with NaN is False, so ask `loss < best - "
        "min_delta`, and not for its opposite.",
    ),
    (
        {"reset": False},
        "epochs without improvement are counted over the whole training. Patience is about epochs "
        "in a row: an improvement sets the count back to 0.",
    ),
    (
        {"follow": True},
        "each loss is compared with that of the epoch before. It has to be compared with the best "
        "one, or a loss that goes up and down never stops.",
    ),
    (
        {"drifting": True},
        "the loss to beat moves with gains smaller than min_delta. It stays at the last "
        "improvement, so that small gains can add up.",
    ),
    (
        {"start": False},
        "before the first improvement it never stops. Patience counts from the first epoch on: a "
        "training that begins with NaN ends after `patience` epochs, with -1 as the kept epoch.",
    ),
    (
        {"first": True},
        "an infinite loss counts as an improvement. The first *finite* loss is one: begin with "
        "infinity as the loss to beat.",
    ),
]


@judged
def check_when_to_stop(when_to_stop):
    """``when_to_stop(losses, patience, min_delta)``: the best epoch and the last one, from 0."""
    found = [answer_of(call(when_to_stop, list(losses), *rest)) for losses, *rest in CASES]
    right = [rule(*case) for case in CASES]
    if found == right:
        return "the right epoch is kept and training ends in time, with NaN and small gains too."
    losses, *rest = CASES[0]
    refuse_if(
        found[0] != answer_of(call(when_to_stop, list(losses), *rest)),
        "the same losses give another answer the second time. Begin every variable anew inside "
        "the function, and put no list into its signature.",
    )
    for options, message in MISTAKES:
        refuse_if(found == [rule(*case, **options) for case in CASES], message)
    refuse_if(
        found == [(last, last) for _, last in right],
        "the best epoch you return is the last one. The weights to keep are those of the epoch "
        "that improved last.",
    )
    refuse_if(
        found == [(best + 1, last + 1) for best, last in right],
        "your epochs count from 1. The rows of a history count from 0.",
    )
    refuse_if(
        found == [(last, best) for best, last in right],
        "best and last epoch are exchanged: return best, last.",
    )
    ended = [len(losses) - 1 for losses, *_ in CASES]
    refuse_if(
        [last for _, last in found] == ended and right != found,
        "it never stops: the last epoch is always that of the whole list.",
    )
    for case, got, expected in zip(CASES, found, right, strict=True):
        if got != expected:
            raise Mistake(
                f"for losses {case[0]}, patience {case[1]}, min_delta {case[2]} the answer is "
                f"{expected}, yours is {got}."
            )
    return None


def answer_of(value):
    """A pair of epochs."""
    refuse_if(
        not isinstance(value, (tuple, list, np.ndarray)) or len(value) != 2,
        f"expected two epochs, best and last, got {value!r:.60}.",
    )
    refuse_if(value[0] is None, "the kept epoch is None. If there is none to keep, return -1.")
    best, last = number(value[0]), number(value[1])
    refuse_if(
        not (best.is_integer() and last.is_integer()),
        f"expected two epochs, which are whole numbers; got {best:g} and {last:g}.",
    )
    return int(best), int(last)
