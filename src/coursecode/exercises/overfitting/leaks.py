"""What a held-out row must not touch: the pipeline, and the choice of a model."""

import numpy as np

from coursecode.exercises.judging import Mistake, call, judged, number, refuse_if
from coursecode.experiments.overfitting_leaks import nearest_mean, strongest


def pipeline(x, y, folds, statistics="rest", selection="rest", scored="held", fitted="rest"):
    """The repaired pipeline, or one with a leak: which rows each step sees."""
    scores = []
    for rest, held in folds:
        rows = {"rest": rest, "held": held, "all": np.arange(len(y))}
        seen = x[rows[statistics or "rest"]]
        z = (x - seen.mean(axis=0)) / seen.std(axis=0) if statistics else x
        if statistics == "held":
            own = (x[rest] - x[rest].mean(axis=0)) / x[rest].std(axis=0)
            z[rest] = own
        columns = strongest(z[rows[selection]], y[rows[selection]])
        new, old = rows[scored], rows[fitted]
        guess = nearest_mean(z[old][:, columns], y[old], z[new][:, columns])
        scores.append(np.mean(guess == y[new]))
    return np.mean(scores)


LEAKS = (
    (
        {"statistics": "all", "selection": "all"},
        "both steps still see the rows that are held out: "
        "the columns are selected, and the features standardized, with all rows.",
    ),
    (
        {"selection": "all"},
        "the columns are still selected with the labels of the rows that are "
        "held out. Select anew inside each fold, from the other rows alone.",
    ),
    (
        {"statistics": "all"},
        "mean and standard deviation still come from all rows. Compute them "
        "inside each fold, from the training rows alone.",
    ),
    (
        {"statistics": "held"},
        "the rows held out are standardized by their own mean and standard "
        "deviation. Use those of the training rows: a new patient comes alone.",
    ),
    (
        {"selection": "held"},
        "the columns are selected on the rows that are held out, which is the leak at its worst.",
    ),
    ({"fitted": "all"}, "nearest_mean is trained on all rows, also on those that are held out."),
    (
        {"statistics": None},
        "the columns keep their different spreads: divide each by its own standard deviation, as "
        "before, but from the training rows.",
    ),
    ({"scored": "rest"}, "this is the accuracy on the rows that were trained on."),
)


@judged
def check_honest_accuracy(answer):
    """Test ``honest_accuracy(x, y, folds)`` against the leaks that it may still have."""
    cases = []
    for seed in range(12):
        rng = np.random.default_rng([seed, 31])
        y = rng.permutation(np.arange(40) % 2)
        x = rng.standard_normal((40, 120)) ** 3 * np.exp(rng.standard_normal(120))
        x[:, :6] += np.outer(y, x[:, :6].std(axis=0))
        k = 5 - seed % 2
        order = np.argsort(y, kind="stable").reshape(2, k, -1)  # both classes in every fold
        parts = [np.sort(order[:, i].ravel()) for i in range(k)]
        cases.append((x, y, [(np.setdiff1d(order, held), held) for held in parts]))
    got = np.array([number(call(answer, x, y, list(folds))) for x, y, folds in cases])
    expected = np.array([pipeline(*case) for case in cases])
    for leak, message in LEAKS:
        refuse_if(np.allclose(got, [pipeline(*case, **leak) for case in cases]), message)
    wrong = np.flatnonzero(~np.isclose(got, expected))
    if len(wrong):
        raise Mistake(
            f"on data set {wrong[0]} of the check your function returned {got[wrong[0]]:.3f}; "
            f"expected {expected[wrong[0]]:.3f}. Only the rows that a step sees should change: "
            "standardize, select and predict as before, and take the mean over the folds."
        )
    refuse_a_spoiled_fold(answer)
    return "nothing that is computed from a held-out row reaches the model that is judged on it."


def refuse_a_spoiled_fold(answer):
    """Let one held-out row be absurd: an honest pipeline guesses the others as before.

    A mean or a spread that still uses this row squeezes all other rows into one point.
    """
    for seed in range(3):
        rng = np.random.default_rng([seed, 34])
        y = np.arange(60) % 2
        x = rng.standard_normal((60, 30)) + 2 * y[:, np.newaxis]
        x[0] = 1e18
        folds = [(np.arange(20, 60), np.arange(20))]
        got, expected = number(call(answer, x, y, list(folds))), pipeline(x, y, folds)
        whole = expected * 20 / 60  # of somebody who divides by all rows, right if folds cover them
        refuse_if(
            not np.isclose(got, expected) and not np.isclose(got, whole),
            "one held-out row with a mistyped value, 1e18, changes what the function says about "
            f"the other 19: accuracy {got:.3f}, expected {expected:.3f}. The mean or the standard "
            "deviation still uses held-out rows; take both from the training rows alone.",
        )


@judged
def check_honest_report(answer):
    """Test ``honest_report(validation, test)``: which candidate, and what score to publish."""
    cases = []
    for seed in range(20):
        rng = np.random.default_rng([seed, 32])  # without ties: "the best" is one candidate
        cases.append([0.5 + rng.permutation(400)[: 7 + seed] / 1000 for _ in range(2)])
    pairs = np.array([pair(call(answer, *case)) for case in cases])
    sizes = np.array([len(test) for _, test in cases])
    best = np.array([validation.argmax() for validation, _ in cases])
    scores = np.array([test[i] for (_, test), i in zip(cases, best, strict=True)])
    refuse_if(
        np.allclose(pairs, np.column_stack([scores, best])),
        "the two are swapped: return the index first, then the accuracy.",
    )
    chosen, printed = pairs.T
    for index, size in zip(chosen, sizes, strict=True):
        refuse_if(
            not index.is_integer() or not -size <= index < size,
            f"the first of the two must be an index, a whole number below {size} for {size} "
            f"candidates; got {index:g}.",
        )
    chosen = chosen.astype(int) % sizes
    refuse_if(
        np.array_equal(chosen, [test.argmax() for _, test in cases]),
        "you chose the candidate with the best test score. Its score is then the highest of many "
        "draws, not an estimate for new data.",
    )
    refuse_if(
        np.array_equal(chosen, [validation.argmin() for validation, _ in cases]),
        "these are accuracies: higher is better.",
    )
    for (validation, _), index, right in zip(cases, chosen, best, strict=True):
        refuse_if(
            index != right,
            f"for the validation scores {validation.round(3).tolist()} you chose candidate "
            f"{index}; expected {right}.",
        )
    refuse_if(
        np.allclose(printed, [validation.max() for validation, _ in cases]),
        "the validation score was used to choose, so the winner's is too good. Publish a score "
        "that had no part in the choice.",
    )
    refuse_if(
        np.allclose(printed, [test.max() for _, test in cases]),
        "this is the best test score of all candidates, not that of the one you chose.",
    )
    for index, score, right in zip(best, printed, scores, strict=True):
        refuse_if(
            not np.isclose(score, right),
            f"candidate {index} has the test score {right:.3f}; you returned {score:.3f}.",
        )
    return "validation chooses, test reports, and the two never trade places."


def pair(value):
    """Index and accuracy, as two numbers."""
    refuse_if(
        not isinstance(value, (tuple, list, np.ndarray)) or len(value) != 2,
        "return two things: the index and the accuracy.",
    )
    return number(value[0]), number(value[1])
