"""Check: a training loop that keeps the best weights, and not a name for the last ones."""

import numpy as np

from coursecode.exercises.judging import array, call, judged, refuse_if

CASES = [  # validation losses after each step, patience, epochs
    ([5.0, 3.0, 1.0, 2.0, 4.0, 3.5, 3.0, 9.0], 3, 8),
    ([5.0, 3.0, 4.0, 2.5, 2.0, 7.0, 8.0], 2, 6),
    ([4.0, 3.0, 2.0, 2.5, 2.75], 5, 5),
    ([4.0, 3.0, float("nan"), 2.0, float("nan"), 6.0, 7.0], 2, 7),
    ([2.0, 3.0, 4.0, 5.0], 2, 4),
    ([float("nan"), 3.0, 2.0, 4.0, 5.0, 6.0], 2, 6),
    ([4.0, 2.0, 2.0, 2.0, 3.0, 3.0], 2, 6),
    ([0.9, 0.7, 0.8, 0.6, 0.9, 0.5, 0.6, 0.7, 0.8], 2, 9),
]
LATER_NAN, FIRST_NAN, TIE = 3, 5, 6


class Play:
    """A training whose weights after step k are (k, −k), and whose losses are written down."""

    def __init__(self, losses, epochs):
        self.losses, self.epochs, self.steps = losses, epochs, 0

    def step(self, w):
        self.steps += 1
        refuse_if(
            self.steps > self.epochs,
            f"with epochs={self.epochs} it asks for step {self.steps}. When the epochs are used "
            "up, training ends, whatever patience says.",
        )
        w += (1.0, -1.0)

    def validation_loss(self, w):
        refuse_if(
            self.steps == 0,
            "the validation loss is asked for before the first step: measure after each step.",
        )
        return self.losses[int(w[0]) - 1]


def best_and_last(losses, patience, epochs, reset=True):
    """Steps until the best weights, and until the end."""
    best, bar, wait = 0, float("inf"), 0
    for done in range(1, epochs + 1):
        wait += 1
        if losses[done - 1] < bar:
            best, bar, wait = done, losses[done - 1], 0 if reset else wait - 1
        if wait >= patience:
            return best, done
    return best, epochs


def played_by(train, losses, patience, epochs):
    """The number of steps after which the returned weights were there, and of all steps."""
    play = Play(losses, epochs)
    value = call(train, np.zeros(2), play.step, play.validation_loss, patience, epochs)
    return array(value, (2,), "the weights")[0].item(), play.steps


@judged
def check_train(train):
    """``train(w, step, validation_loss, patience, epochs)``: the weights of the best epoch."""
    found, played = (list(v) for v in zip(*(played_by(train, *c) for c in CASES), strict=True))
    right = [best_and_last(*case) for case in CASES]
    best, last = (list(column) for column in zip(*right, strict=True))
    if found == best and played == last:
        return "the best weights come back, at a stop and at a normal end, and it stops in time."
    refuse_if(
        (found[0], played[0]) != played_by(train, *CASES[0]),
        "the same training gives another answer the second time. Begin every variable anew inside "
        "the function.",
    )
    early = [done < epochs for done, (_, _, epochs) in zip(last, CASES, strict=True)]
    refuse_if(
        found == last and played == last,
        "the last weights come back. Either nothing was kept, or what was kept is a second name "
        "for the same array: `step` changes it in place, so keep w.copy().",
    )
    refuse_if(
        played == last
        and found == [b if e else n for b, n, e in zip(best, last, early, strict=True)],
        "after a stop the best weights come back, but at a normal end, when all epochs are used "
        "up, the last ones do.",
    )
    refuse_if(
        played == last and all(found[i] == 1 for i in range(len(CASES)) if i != FIRST_NAN),
        "the weights of the first epoch come back each time: they are kept once and never again.",
    )
    refuse_if(
        played == last and found == [steps - 1 for steps in best],
        "the weights that come back are one step too old: copy them after the step whose loss is "
        "the best.",
    )
    for message, wrong in (
        (
            "epochs without improvement are counted over the whole training: an improvement sets "
            "the count back to 0.",
            [best_and_last(*case, reset=False)[1] for case in CASES],
        ),
        (
            "it stops one epoch too early: `patience` epochs in a row may bring no improvement.",
            [best_and_last(losses, patience - 1, epochs)[1] for losses, patience, epochs in CASES],
        ),
    ):
        refuse_if(played == wrong, message)
    refuse_if(
        played == [case[2] for case in CASES],
        "it never stops before its epochs are over: when `patience` epochs in a row brought no "
        "improvement, leave the loop.",
    )
    failed = {i for i in range(len(CASES)) if (found[i], played[i]) != (best[i], last[i])}
    refuse_if(
        failed == {FIRST_NAN} and found[FIRST_NAN] == 1,
        "when the first loss is NaN, it stays the best one for ever: no number is smaller than "
        "it. Begin with infinity as the loss to beat.",
    )
    refuse_if(
        failed == {TIE},
        "a loss that equals the best one is no improvement: with <= a loss that stands still "
        "would train for ever.",
    )
    i = LATER_NAN if LATER_NAN in failed else FIRST_NAN
    refuse_if(
        failed <= {LATER_NAN, FIRST_NAN},
        f"a loss of NaN misleads it: for the losses {CASES[i][0]} and patience 2 the weights after "
        f"{best[i]} steps are best and step {last[i]} is the last one; yours are {found[i]:g} and "
        f"{played[i]}. NaN is no improvement, and it counts as an epoch without one.",
    )
    refuse_if(
        played != last
        and all(mine - yours in (0, 1) for mine, yours in zip(played, last, strict=True)),
        f"it trains one epoch too long: it took {played} steps, expected {last}.",
    )
    refuse_if(
        True,
        f"it took {played} steps, expected {last}, and returned the weights after {found} steps, "
        f"expected {best}.",
    )
