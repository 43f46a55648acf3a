"""Checks for the exercises on overfitting."""

import numpy as np

from coursecode.exercises.verdict import Verdict
from coursecode.experiments.overfitting import nearest_mean, strongest

DIAGNOSES = {"A": "underfitting", "B": "overfitting", "C": "shift", "D": "healthy"}


class Mistake(Exception):  # noqa: N818
    """An answer that needs no further test; its text says why."""


def check(answer, test):
    """Run a test on an answer; whatever the answer raises becomes a verdict."""
    if answer is ... or is_stub(answer):
        return Verdict.unanswered()
    try:
        return Verdict.right(test(answer))
    except Mistake as mistake:
        return Verdict.wrong(str(mistake))
    except Exception as error:
        return Verdict.wrong(f"your answer raised {type(error).__name__}: {error}")


def is_stub(answer):
    """Tell whether a function still consists of three dots."""

    def stub(): ...

    code = getattr(answer, "__code__", None)
    return code is not None and code.co_code == stub.__code__.co_code and code.co_consts[-1] is None


def refuse_if(condition, message):
    if condition:
        raise Mistake(message)


def call(answer, *arguments):
    """Call an answer on copies, so that it cannot change what it is compared with."""
    value = answer(*(a.copy() if isinstance(a, np.ndarray) else a for a in arguments))
    refuse_if(value is None or value is ..., "your function returns nothing: is `return` missing?")
    return value


def number(value):
    """Turn a returned value into one float."""
    refuse_if(np.size(value) != 1, f"expected one number, got shape {np.shape(value)}.")
    return float(np.asarray(value).reshape(()))


def check_diagnosis(answer):
    """Compare a diagnosis for each of the four models with what the numbers say."""
    return check(answer, diagnosis)


def diagnosis(answer):
    words = sorted(set(DIAGNOSES.values()))
    refuse_if(not isinstance(answer, dict), f"expected a dictionary, got {answer!r}.")
    given = {str(k).strip().upper(): str(v).strip().lower() for k, v in answer.items()}
    for model in DIAGNOSES:
        said = given.get(model)
        refuse_if(
            said not in words, f"model {model}: choose one of {', '.join(words)}; got {said!r}."
        )
    reasons = {
        ("A", "overfitting"): "A errs as much on its training data as on new data. Overfitting is "
        "a gap between the two, and A has none.",
        ("B", "healthy"): "B's training error lies far below the noise, and its validation error "
        "far above: the small training error was bought by learning noise.",
        ("C", "overfitting"): "C does as well on validation as on training data. What changed "
        "between validation and production was the data, not how often the model had seen them.",
        ("D", "overfitting"): "D's training error is 0, and on new data it errs hardly more than "
        "the noise. A perfect training score alone is no symptom.",
    }
    for model, right in DIAGNOSES.items():
        reason = reasons.get((model, given[model]), "Compare its four numbers pair by pair.")
        refuse_if(given[model] != right, f"model {model} is not a case of {given[model]}. {reason}")
    return "each gap has its own cause: noise learned, too little learned, or another world."


def check_k_fold(answer):
    """Test ``k_fold(n, k, seed)``: a list of k pairs (indices to train on, indices held out)."""
    return check(answer, k_fold)


def k_fold(answer):
    for n, k in ((12, 4), (23, 4), (7, 7), (40, 3)):
        case = f"k_fold({n}, {k}, seed=0)"
        folds = [
            (np.asarray(train).tolist(), np.asarray(held).tolist())
            for train, held in call(answer, n, k, 0)
        ]
        refuse_if(len(folds) != k, f"{case} gives {len(folds)} pairs; expected {k}.")
        for train, held in folds:
            both = sorted(set(train) & set(held))
            refuse_if(both, f"{case}: examples {both[:5]} are trained on and held out at once.")
        held = [i for _, part in folds for i in part]
        if k > 2 and len(held) > n and all(len(t) < len(h) for t, h in folds):
            raise Mistake(f"{case}: the pairs are the wrong way round, (train, held) is expected.")
        missing = sorted(set(range(n)) - set(held))
        if missing and len(set(held)) < len(held):
            raise Mistake(
                f"{case}: some examples are held out twice and {missing[:5]} never. Shuffle once "
                "and cut, instead of drawing a new sample for every fold."
            )
        refuse_if(
            missing, f"{case}: examples {missing[:5]} are never held out. What happens to the "
            "remainder when k does not divide n?"
        )  # fmt: skip
        refuse_if(len(held) > n, f"{case}: some examples are held out more than once.")
        for train, part in folds:
            refuse_if(
                sorted(train) != sorted(set(range(n)) - set(part)),
                f"{case}: the training part must be all {n - len(part)} other examples, once "
                f"each; got {len(train)}.",
            )
        sizes = [len(part) for _, part in folds]
        refuse_if(max(sizes) - min(sizes) > 1, f"{case}: the folds have sizes {sizes}; they should "
                  "differ by one at most.")  # fmt: skip
    first, again, other = (
        [sorted(map(int, h)) for _, h in call(answer, 40, 4, s)] for s in (0, 0, 1)
    )
    block = [list(range(10 * i, 10 * i + 10)) for i in range(4)]
    strided = [list(range(i, 40, 4)) for i in range(4)]
    refuse_if(first in (block, strided), "the folds are not shuffled. Data sorted by class, date or "
              "writer would put a whole class into one fold.")  # fmt: skip
    refuse_if(first != again, "two calls with the same seed differ: draw from "
              "np.random.default_rng(seed), made inside the function.")  # fmt: skip
    refuse_if(first == other, "seeds 0 and 1 give the same folds: the seed is not used.")
    return "every example is held out exactly once, and never trained on in that fold."


def check_honest_accuracy(answer):
    """Test ``honest_accuracy(x, y, folds)`` against the leaks that it may still have."""
    return check(answer, honest_accuracy)


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
    ({"statistics": "all", "selection": "all"}, "both steps still see the rows that are held out: "
     "the columns are selected, and the features standardized, with all rows."),
    ({"selection": "all"}, "the columns are still selected with the labels of the rows that are "
     "held out. Select anew inside each fold, from the other rows alone."),
    ({"statistics": "all"}, "mean and standard deviation still come from all rows. Compute them "
     "inside each fold, from the training rows alone."),
    ({"statistics": "held"}, "the rows held out are standardized by their own mean and standard "
     "deviation. Use those of the training rows: a new loan comes alone."),
    ({"selection": "held"}, "the columns are selected on the rows that are held out, which is the "
     "leak at its worst."),
    ({"scored": "rest"}, "this is the accuracy on the rows that were trained on."),
)  # fmt: skip


def honest_accuracy(answer):
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
    return "nothing that is computed from a held-out row reaches the model that is judged on it."


def check_honest_report(answer):
    """Test ``honest_report(validation, test)``: which candidate, and what score to publish."""
    return check(answer, honest_report)


def honest_report(answer):
    for seed in range(20):
        rng = np.random.default_rng([seed, 32])
        skill = rng.random(7 + seed)
        validation, test = (np.round(skill + 0.3 * rng.random(len(skill)), 3) for _ in range(2))
        returned = call(answer, validation, test)
        refuse_if(
            np.size(returned) != 2, "return two things: the index of the candidate and its score."
        )
        index, score = int(returned[0]), float(returned[1])
        best = int(validation.argmax())
        if index == test.argmax() != best:
            raise Mistake(
                "you chose the candidate with the best test score. Its score is then the highest of "
                f"{len(test)} draws, not an estimate for new data."
            )
        refuse_if(index == validation.argmin(), "these are accuracies: higher is better.")
        refuse_if(index != best, f"for validation {validation.tolist()} candidate {best} is the "
                  f"best; you chose {index}.")  # fmt: skip
        refuse_if(score == validation.max() != test[best], "the validation score was used to choose, "
                  "so the winner's is too good. Publish a score that had no part in the choice.")  # fmt: skip
        refuse_if(score == test.max() != test[best], "this is the best test score of all candidates, "
                  "not that of the one you chose.")  # fmt: skip
        refuse_if(
            score != test[best], f"the test score of candidate {best} is {test[best]}; got {score}."
        )
    return "validation chooses, test reports, and the two never trade places."


def check_noise_floor(answer):
    """Test ``noise_floor(x, y)``: the variance of y among examples with the same x."""
    return check(answer, noise_floor)


def noise_floor(answer):
    for seed in range(5):
        rng = np.random.default_rng([seed, 33])
        x = np.repeat(rng.permutation(9) / 4, [1, 2, 3, 2, 7, 1, 4, 2, 5])
        y = 3 * x * x + rng.standard_normal(len(x)) * (0.5 + 0.1 * seed)
        order = rng.permutation(len(x))
        x, y = x[order], y[order]
        groups = [y[x == value] for value in np.unique(x)]
        within = sum(np.sum((g - g.mean()) ** 2) for g in groups)
        expected = within / (len(y) - len(groups))
        several = [g for g in groups if len(g) > 1]
        known = (
            (within / len(y), "you divide by the number of examples. Every group's mean was fitted "
             "to its own examples, which costs one degree of freedom per group."),
            (within / (len(y) - 1), "you subtract one degree of freedom in all; every group has its "
             "own mean, so there is one for each group."),
            (np.var(y), "this is the variance of all targets; it contains the curve itself."),
            (np.var(y, ddof=1), "this is the variance of all targets; it contains the curve itself."),
            (np.sqrt(expected), "this is the standard deviation; the squared error has the variance."),
            (np.mean([g.var(ddof=1) for g in several]), "you average the groups' variances evenly. A "
             "group of two knows less than a group of seven: weight them by size minus one."),
            (np.mean([g.var() for g in groups]), "groups of one have variance 0 whatever the noise; "
             "they must not pull the average down."),
        )  # fmt: skip
        got = number(call(answer, x, y))
        refuse_if(np.isnan(got), "you return nan. Groups with a single example say nothing about "
                  "noise: leave them out.")  # fmt: skip
        for value, message in known:
            refuse_if(np.isclose(got, value, rtol=1e-6), message)
        refuse_if(not np.isclose(got, expected, rtol=1e-6),
                  f"for one data set you returned {got:.4g}; expected {expected:.4g}.")  # fmt: skip
    return "no model of x can have a smaller expected squared error than this."


def check_examples_needed(answer):
    """Test ``examples_needed(counts, errors, floor, target)`` on exact learning curves."""
    return check(answer, examples_needed)


def examples_needed(answer):
    counts = np.array([50.0, 100.0, 200.0, 400.0])
    for scale, power, floor, target in (
        (3, 0.5, 0.1, 0.15),
        (8, 0.9, 0.02, 0.03),
        (2, 0.7, 0.0, 0.01),
    ):
        errors = floor + scale * counts**-power
        expected = (scale / (target - floor)) ** (1 / power)
        slope, start = np.polyfit(counts, np.log(errors - floor), 1)
        line, height = np.polyfit(counts, errors, 1)
        log_slope, log_start = np.polyfit(np.log(counts), np.log(errors), 1)
        known = [
            ((target - height) / line, "you extended a straight line in n. The curve flattens: every "
             "halving costs a factor, not a number of examples."),
            ((np.log(target - floor) - start) / slope, "you fitted an exponential in n. Take the "
             "logarithm of n as well: a power law is straight in log n."),
        ]  # fmt: skip
        if floor:
            known.append((np.exp((np.log(target) - log_start) / log_slope),
                          "you fitted the whole error. Only what lies above the floor falls to 0: "
                          "subtract the floor first."))  # fmt: skip
        got = number(call(answer, counts, errors, floor, target))
        for value, message in known:
            refuse_if(np.isclose(got, value, rtol=1e-3, atol=1), message)
        refuse_if(
            np.isclose(got, np.log(expected), rtol=1e-3), "this is the logarithm of the answer."
        )
        refuse_if(not np.isclose(got, expected, rtol=1e-3, atol=1), f"for errors {errors.round(4)}, "
                  f"floor {floor} and target {target} you returned {got:.4g}; expected {expected:.4g}.")  # fmt: skip
    for target in (0.1, 0.05):
        got = number(call(answer, counts, 0.1 + 3 / np.sqrt(counts), 0.1, target))
        refuse_if(got != np.inf, f"with a floor of 0.1 no amount of data reaches {target}: return "
                  f"np.inf; got {got:.4g}.")  # fmt: skip
    return "a power law has a price for every halving, and the floor has none."
