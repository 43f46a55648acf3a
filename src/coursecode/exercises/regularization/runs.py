"""Runs with different λ: what may be compared, and what not."""

import numpy as np

from coursecode.exercises.judging import call, judged, refuse_if
from coursecode.shared.history import History

MISTAKES = [
    (lambda run: run.total[-1], "each total contains its own λ: they measure different things."),
    (lambda run: run.data_loss[-1], "the training loss always votes for the smallest λ."),
    (
        lambda run: run.penalty[-1],
        "a small penalty says that weights are small, not that predictions fit.",
    ),
    (
        lambda run: run.validation_loss[-1] + run.penalty[-1],
        "validation loss plus penalty is Keras's val_loss: each run's own λ is inside it.",
    ),
    (
        lambda run: run.validation_loss.min(),
        "your run was best at an earlier epoch. The weights at hand are those of the last epoch: "
        "compare validation_loss[-1].",
    ),
    (
        lambda run: run.validation_loss[0],
        "that is the first epoch; the weights at hand are those of the last: index -1.",
    ),
    (
        lambda run: run.validation_loss.mean(),
        "a mean over epochs rates weights you no longer have; take the last epoch alone.",
    ),
    (
        lambda run: np.median(run.validation_loss),
        "a median over epochs rates weights you no longer have; take the last epoch alone.",
    ),
    (
        lambda run: -run.validation_accuracy[-1],
        "accuracies on one validation set may be compared, but the exercise asks for the loss: "
        "it also sees how sure a network is of its mistakes.",
    ),
    (
        lambda run: -run.accuracy[-1],
        "training accuracy rewards learning the training labels by heart.",
    ),
    (lambda run: -run.validation_loss[-1], "a loss is better when it is smaller: argmin."),
    (
        lambda run: run.validation_loss[-1] - run.data_loss[-1],
        "a small gap says that both losses agree; both may be large.",
    ),
]


def several_runs(seed):
    """Histories in which no two parts agree on the best run; their number and length change."""
    rng = np.random.default_rng(seed)
    runs, epochs = 8 + seed % 3, 7 + seed % 2
    losses, accuracies = rng.uniform(0.2, 4, (3, runs, epochs)), rng.random((2, runs, epochs))
    return [
        History(
            data_loss=losses[0, k],
            penalty=losses[1, k],
            validation_loss=losses[2, k],
            accuracy=accuracies[0, k],
            validation_accuracy=accuracies[1, k],
        )
        for k in range(runs)
    ]


def last_loss(run):
    """What may be compared."""
    return run.validation_loss[-1]


@judged
def check_best_run(answer):
    """Which of several runs with different λ to keep, from their histories."""
    cases = [several_runs(seed) for seed in range(12)]
    got = [call(answer, list(runs)) for runs in cases]
    for value, runs in zip(got, cases, strict=True):
        refuse_if(
            np.ndim(value)
            or np.asarray(value).dtype.kind not in "iu"
            or value not in range(len(runs)),
            f"return the index of one of the {len(runs)} runs; you returned {value!r}.",
        )

    def agrees(measure):
        return all(
            value == np.argmin([measure(run) for run in runs])
            for value, runs in zip(got, cases, strict=True)
        )

    for measure, message in MISTAKES:
        refuse_if(agrees(measure), message)
    for value, runs in zip(got, cases, strict=True):
        measured = np.array([last_loss(run) for run in runs])
        refuse_if(
            value != measured.argmin(),
            f"of {len(runs)} runs over {len(runs[0])} epochs, which end with the validation losses "
            f"{measured.round(3).tolist()}, you chose number {value}, counted from 0. The weights "
            "at hand are those of the last epoch.",
        )
    return "same data, same measure, no penalty inside: that can be compared."
