"""Reading an objective: its two parts, false statements about it, runs that may be compared."""

import numpy as np

from coursecode.exercises.judging import Mistake, call, judged, number, refuse_if
from coursecode.shared.history import History


@judged
def check_objective_parts(answer):
    """Data loss, L2 penalty and total of a linear model with a bias."""
    for seed, (n, d) in enumerate([(7, 3), (4, 9), (5, 2)]):
        rng = np.random.default_rng(seed)
        x, y, w = rng.standard_normal((n, d)), rng.standard_normal(n), rng.standard_normal(d)
        b, strength = 1.5 + seed, 0.3
        got = call(answer, x, y, w, b, strength)
        refuse_if(
            not isinstance(got, (tuple, list, np.ndarray)) or len(got) != 3,
            "return three numbers: data loss, penalty, total, in this order.",
        )
        mine = [number(value) for value in got]
        errors, size = x @ w + b - y, np.sum(w**2)
        loss, penalty = np.mean(errors**2), strength * size
        for value, wrong, message in [
            (mine[0], np.sum(errors**2), "the data loss is a mean over examples, not a sum."),
            (mine[0], loss / 2, "the data loss of this course has no ½; yours is half of it."),
            (mine[0], np.mean((errors - b) ** 2), "your prediction leaves out the bias b."),
            (mine[0], penalty, "the order is data loss, penalty, total; yours is another."),
            (mine[1], strength * (size + b**2), "biases are never penalized; yours counts b too."),
            (mine[1], penalty / 2, "the L2 penalty of this course is λ Σ w², without ½."),
            (mine[1], strength * np.sqrt(size), "Σ w² is the squared L2 norm; yours has a root."),
            (mine[1], strength * np.abs(w).sum(), "that is the L1 penalty; L2 sums squares."),
            (mine[1], penalty / d, "the penalty is a sum over the weights, yours is a mean."),
            (mine[1], penalty / n, "the penalty is not divided by the number of examples."),
            (mine[1], size, "the penalty is λR(w), with the strength; yours is R(w) alone."),
        ]:
            refuse_if(close(value, wrong), message)
        expected = [loss, penalty, loss + penalty]
        refuse_if(
            close(mine[:2], expected[:2]) and not close(mine[2], expected[2]),
            "both parts are right, but the third number is not their sum.",
        )
        refuse_if(
            not close(mine, expected),
            f"for x of shape {(n, d)} you returned {np.round(mine, 4).tolist()}, expected "
            f"{np.round(expected, 4).tolist()}.",
        )
    return "a mean over examples, a sum over weights, and the bias goes free."


def close(a, b):
    return np.allclose(a, b, rtol=1e-5, atol=1e-9)


STATEMENTS = {
    "a": "the zero vector has norm 0, and only that one: write ≥ 0 instead of > 0.",
    "b": "a total depends on its own λ, but a validation data loss measures all runs alike.",
    "c": "noise, stopping early, constraints and averaging regularize and add no term.",
    "d": "add the two inequalities which say that each minimizer is best at its own λ.",
    "e": "homogeneity says ‖a w‖ = |a| ‖w‖, and |−2| = 2.",
    "f": "a step follows the gradient; a constant added to the loss changes no step.",
}
FALSE = {"a", "c", "f"}


@judged
def check_false_statements(answer):
    """The letters of the false statements, as a string, list or set."""
    try:
        letters = {c for part in answer for c in str(part).lower() if c.isalpha()}
    except TypeError:
        letters = set()
    refuse_if(
        not letters or letters - set(STATEMENTS),
        'give the letters of the false statements, for example "b, d".',
    )
    refuse_if(
        len(letters) > len(FALSE),
        "three are false, you named more: try a counterexample for each.",
    )
    for letter in sorted(letters - FALSE):
        raise Mistake(f"statement {letter} is true: {STATEMENTS[letter]}")
    for letter in sorted(FALSE - letters):
        raise Mistake(f"statement {letter} is false: {STATEMENTS[letter]}")
    return "norms may be 0, a term is one family of five, gradients move weights."


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
        "accuracies of one validation part may be compared, but the exercise asks for the loss: "
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


def several_runs(seed, runs=8, epochs=7):
    """Histories in which no two parts agree on the best run."""
    rng = np.random.default_rng(seed)
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
    for value in got:
        refuse_if(
            isinstance(value, (bool, np.bool_)) or np.ndim(value) or value not in range(8),
            f"return the index of one of the 8 runs; you returned {value!r}.",
        )

    def agrees(measure):
        return all(
            value == np.argmin([measure(run) for run in runs])
            for value, runs in zip(got, cases, strict=True)
        )

    for measure, message in MISTAKES:
        refuse_if(agrees(measure), message)
    refuse_if(
        not agrees(last_loss), "compare validation_loss[-1] of all runs, and take the smallest."
    )
    return "same data, same measure, no penalty inside: that can be compared."
