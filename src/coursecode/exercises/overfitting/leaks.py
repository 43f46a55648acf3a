"""What a held-out row must not touch: the pipeline, and the choice of a model."""

import numpy as np

from coursecode.exercises.judging import Mistake, call, judged, number, refuse_if
from coursecode.experiments.overfitting_leaks import nearest_mean, strongest


def pipeline(x, y, folds, statistics="rest", selection="rest", scored="held"):
    """The repaired pipeline, or one with a leak: which rows each step sees."""
    scores = []
    for rest, held in folds:
        rows = {"rest": rest, "held": held, "all": np.arange(len(y))}
        seen = x[rows[statistics]]
        z = (x - seen.mean(axis=0)) / seen.std(axis=0)
        if statistics == "held":
            own = (x[rest] - x[rest].mean(axis=0)) / x[rest].std(axis=0)
            z[rest] = own
        columns = strongest(z[rows[selection]], y[rows[selection]])
        new = rows[scored]
        guess = nearest_mean(z[rest][:, columns], y[rest], z[new][:, columns])
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
        order = np.argsort(y, kind="stable").reshape(2, 5, 4)  # both classes in every fold
        parts = [np.sort(order[:, i].ravel()) for i in range(5)]
        cases.append((x, y, [(np.setdiff1d(order, held), held) for held in parts]))
    got = np.array([number(call(answer, *case)) for case in cases])
    expected = np.array([pipeline(*case) for case in cases])
    for leak, message in LEAKS:
        refuse_if(np.allclose(got, [pipeline(*case, **leak) for case in cases]), message)
    wrong = np.flatnonzero(~np.isclose(got, expected))
    if len(wrong):
        raise Mistake(
            f"on data set {wrong[0]} of the check your function returned {got[wrong[0]]:.3f}; "
            f"expected {expected[wrong[0]]:.3f}. Use strongest and nearest_mean as they are, and "
            "the mean accuracy over the folds."
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
        got, expected = number(call(answer, x, y, folds)), pipeline(x, y, folds)
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
    for seed in range(20):
        rng = np.random.default_rng([seed, 32])
        skill = rng.random(7 + seed)
        validation, test = (np.round(0.7 * skill + 0.3 * rng.random(7 + seed), 3) for _ in range(2))
        returned = call(answer, validation, test)
        refuse_if(np.size(returned) != 2, "return two things: the index and the accuracy.")
        best = int(validation.argmax())
        score = number(returned[1])
        refuse_if(
            np.isclose(number(returned[0]), test[best]) and score == best,
            "the two are swapped: return the index first, then the accuracy.",
        )
        index = number(returned[0])
        refuse_if(
            not index.is_integer(),
            f"the first of the two must be an index, a whole number; got {index:g}.",
        )
        index = int(index) % len(test)
        refuse_if(
            index == test.argmax() != best,
            "you chose the candidate with the best test score. Its score is then the highest of "
            f"{len(test)} draws, not an estimate for new data.",
        )
        refuse_if(index == validation.argmin(), "these are accuracies: higher is better.")
        refuse_if(index != best, f"for {validation.tolist()} you chose {index}; expected {best}.")
        if np.isclose(score, test[best], rtol=1e-5):
            continue
        refuse_if(
            np.isclose(score, validation.max(), rtol=1e-5),
            "the validation score was used to choose, so the winner's is too good. Publish a score "
            "that had no part in the choice.",
        )
        refuse_if(
            np.isclose(score, test.max(), rtol=1e-5),
            "this is the best test score of all candidates, not that of the one you chose.",
        )
        raise Mistake(f"candidate {best} has the test score {test[best]}; you returned {score}.")
    return "validation chooses, test reports, and the two never trade places."
