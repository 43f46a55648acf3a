"""The checks of the chapter on overfitting: right answers pass, each mistake is named."""

import numpy as np

from coursecode.exercises import overfitting as checks
from coursecode.exercises.overfitting.leaks import pipeline
from coursecode.experiments.overfitting_leaks import nearest_mean, strongest

DIAGNOSIS = {"A": "underfitting", "B": "overfitting", "C": "shift", "D": "healthy"}


def shuffled(n, seed):
    return np.random.default_rng(seed).permutation(n)


def folds_of(order, k, n):
    return [(np.setdiff1d(np.arange(n), part), part) for part in np.array_split(order, k)]


def k_fold_in_lists(n, k, seed):
    order = shuffled(n, seed).tolist()
    return [[[i for i in order if i not in order[j::k]], order[j::k]] for j in range(k)]


def k_fold_dropping_the_rest(n, k, seed):
    parts = shuffled(n, seed)[: n - n % k].reshape(k, -1)
    return [(np.setdiff1d(np.arange(n), part), part) for part in parts]


def k_fold_drawn_anew(n, k, seed):
    rng = np.random.default_rng(seed)
    parts = [rng.permutation(n)[: n // k + 1] for _ in range(k)]
    return [(np.setdiff1d(np.arange(n), part), part) for part in parts]


def k_fold_uneven(n, k, seed):
    order, size = shuffled(n, seed), n // k
    parts = [order[i * size : (i + 1) * size if i < k - 1 else n] for i in range(k)]
    return [(np.setdiff1d(np.arange(n), part), part) for part in parts]


def of_parts(change):
    """The right folds, but every part of a pair is changed."""
    return lambda n, k, seed: [
        (change(train), change(held)) for train, held in folds_of(shuffled(n, seed), k, n)
    ]


def accuracy_with(statistics, selection, scored="held", fitted="rest"):
    def answer(x, y, folds):
        return pipeline(x, y, folds, statistics, selection, scored, fitted)

    return answer


def accuracy_by_hand(x, y, folds):
    right = 0
    for rest, held in folds:
        mean, spread = x[rest].mean(0), np.sqrt(((x[rest] - x[rest].mean(0)) ** 2).mean(0))
        z, z_new = (x[rest] - mean) / spread, (x[held] - mean) / spread
        columns = list(strongest(z, y[rest]))
        right += sum(nearest_mean(z[:, columns], y[rest], z_new[:, columns]) == y[held])
    return float(right / len(y))


def accuracy_of_five_folds(x, y, folds):
    return sum(pipeline(x, y, [fold]) for fold in folds) / 5


def accuracy_that_empties_the_list(x, y, folds):
    scores = []
    while folds:
        scores.append(pipeline(x, y, [folds.pop()]))
    return sum(scores) / len(scores)


def floor_by_hand(x, y):
    total = freedom = 0.0
    for value in set(x.tolist()):
        group = [b for a, b in zip(x, y, strict=True) if a == value]
        if len(group) > 1:
            total += (len(group) - 1) * np.var(group, ddof=1)
            freedom += len(group) - 1
    return np.array([total / freedom])


def grouped(function):
    return lambda x, y: function([y[x == value] for value in np.unique(x)], y)


def sum_within(groups):
    return sum(np.sum((g - g.mean()) ** 2) for g in groups)


def needed_by_hand(counts, errors, floor, target):
    if target <= floor:
        return float("inf")
    u = [np.log(n) for n in counts]
    v = [np.log(e - floor) for e in errors]
    mean_u, mean_v = sum(u) / len(u), sum(v) / len(v)
    rise = sum((a - mean_u) * (b - mean_v) for a, b in zip(u, v, strict=True))
    power = rise / sum((a - mean_u) ** 2 for a in u)
    return int(np.ceil(np.exp(mean_u + (np.log(target - floor) - mean_v) / power)))


def needed_from_two_points(counts, errors, floor, target):
    if target <= floor:
        return np.inf
    first, last = errors[0] - floor, errors[-1] - floor
    power = np.log(first / last) / np.log(counts[-1] / counts[0])
    return counts[0] * (first / (target - floor)) ** (1 / power)


def needed_without_the_second_point(counts, errors, floor, target):
    return needed_by_hand(np.delete(counts, 1), np.delete(errors, 1), floor, target)


def needed_from_four_points(counts, errors, floor, target):
    return needed_by_hand(counts[:4], errors[:4], floor, target)


def needed_with_the_whole_target(counts, errors, floor, target):
    slope, start = np.polyfit(np.log(counts), np.log(errors - floor), 1)
    return np.exp((np.log(target) - start) / slope)


def accuracy_with_statistics(mean_of, spread_of):
    """Standardize with the mean of some rows and the spread of others."""

    def answer(x, y, folds):
        scores = []
        for rest, held in folds:
            rows = {"rest": rest, "held": held, "all": np.arange(len(y))}
            z = (x - x[rows[mean_of]].mean(axis=0)) / x[rows[spread_of]].std(axis=0)
            columns = strongest(z[rest], y[rest])
            guess = nearest_mean(z[rest][:, columns], y[rest], z[held][:, columns])
            scores.append(np.mean(guess == y[held]))
        return np.mean(scores)

    return answer


def masked(folds, n):
    return [(np.isin(np.arange(n), a), np.isin(np.arange(n), b)) for a, b in folds]


def k_fold_in_progression(n, k, seed):
    """Every 7919th example, round and round: looks shuffled and is not."""
    return folds_of((7919 * np.arange(n) + 31 * seed + 3) % n, k, n)


def k_fold_of_shuffled_blocks(n, k, seed):
    blocks = np.array_split(np.arange(n), k)
    return [
        (np.setdiff1d(np.arange(n), blocks[i]), blocks[i])
        for i in np.random.default_rng(seed).permutation(k)
    ]


def needed(transform_n, transform_e, back):
    def answer(n, e, floor, target):
        slope, start = np.polyfit(transform_n(n), transform_e(e, floor), 1)
        return back((transform_e(target, floor) - start) / slope)

    return answer


def log_above(e, floor):
    return np.log(e - floor)


WRONG = [
    (checks.check_diagnosis, DIAGNOSIS | {"A": "overfitting"}, "A has none"),
    (checks.check_diagnosis, DIAGNOSIS | {"B": "healthy"}, "learning noise"),
    (checks.check_diagnosis, DIAGNOSIS | {"C": "overfitting"}, "between validation and production"),
    (checks.check_diagnosis, DIAGNOSIS | {"D": "overfitting"}, "no symptom"),
    (checks.check_diagnosis, DIAGNOSIS | {"D": "fine"}, "choose one of"),
    (checks.check_diagnosis, DIAGNOSIS | {"A": "shift"}, "did not change"),
    (checks.check_diagnosis, DIAGNOSIS | {"A": "healthy"}, "three times the noise floor"),
    (checks.check_diagnosis, DIAGNOSIS | {"B": "shift"}, "opens earlier"),
    (checks.check_diagnosis, DIAGNOSIS | {"B": "underfitting"}, "training error is tiny"),
    (checks.check_diagnosis, DIAGNOSIS | {"C": "healthy"}, "compare validation with production"),
    (checks.check_diagnosis, DIAGNOSIS | {"C": "underfitting"}, "at the noise floor"),
    (checks.check_diagnosis, DIAGNOSIS | {"D": "underfitting"}, "nothing left"),
    (checks.check_diagnosis, DIAGNOSIS | {"D": "shift"}, "did not change"),
    (checks.check_k_fold, k_fold_dropping_the_rest, "never held out"),
    (checks.check_k_fold, k_fold_drawn_anew, "held out twice"),
    (checks.check_k_fold, k_fold_uneven, "differ by one"),
    (checks.check_k_fold, lambda n, k, seed: folds_of(np.arange(n), k, n), "not shuffled"),
    (checks.check_k_fold, lambda n, k, seed: folds_of(shuffled(n, 5), k, n), "not used"),
    (checks.check_k_fold, lambda n, k, seed: folds_of(shuffled(n, None), k, n), "same seed differ"),
    (
        checks.check_k_fold,
        lambda n, k, seed: [(np.arange(n), h) for _, h in folds_of(shuffled(n, seed), k, n)],
        "trained on and held out",
    ),
    (
        checks.check_k_fold,
        lambda n, k, seed: [(h, t) for t, h in folds_of(shuffled(n, seed), k, n)],
        "wrong way round",
    ),
    (checks.check_k_fold, k_fold_of_shuffled_blocks, "neighbours stay together"),
    (checks.check_k_fold, k_fold_in_progression, "regular distances"),
    (
        checks.check_k_fold,
        lambda n, k, seed: folds_of(
            np.roll(np.arange(n), np.random.default_rng(seed).integers(1, n)), k, n
        ),
        "not the finished blocks",
    ),
    (
        checks.check_k_fold,
        lambda n, k, seed: [(np.setdiff1d(range(n), np.r_[i:n:k]), np.r_[i:n:k]) for i in range(k)],
        "every k-th",
    ),
    (
        checks.check_k_fold,
        lambda n, k, seed: masked(folds_of(shuffled(n, seed), k, n), n),
        "np.flatnonzero",
    ),
    (checks.check_k_fold, of_parts(lambda part: part + 1), "no indices of 12 examples"),
    (checks.check_k_fold, of_parts(lambda part: part.astype(float)), "whole numbers"),
    (checks.check_k_fold, of_parts(lambda part: set(part.tolist())), "whole numbers"),
    (checks.check_k_fold, of_parts(lambda part: part[:, np.newaxis]), "one axis"),
    (
        checks.check_k_fold,
        lambda n, k, seed: folds_of(shuffled(n - 1, seed), k, n),
        "examples [11] are never held out.",
    ),
    (
        checks.check_k_fold,
        lambda n, k, seed: folds_of(np.random.default_rng(seed).integers(0, n, n), k, n),
        "without repetition",
    ),
    (checks.check_k_fold, lambda n, k, seed: np.array_split(shuffled(n, seed), k), "list of pairs"),
    (
        checks.check_k_fold,
        lambda n, k, seed: tuple(zip(*folds_of(shuffled(n, seed), k, n), strict=True)),
        "list of pairs",
    ),
    (checks.check_k_fold, lambda n, k, seed: k, "list of pairs"),
    (checks.check_k_fold, folds_of(np.arange(6), 3, 6), "the function itself"),
    (checks.check_honest_report, lambda v, t: (t[v.argmax()], v.argmax()), "swapped"),
    (checks.check_honest_report, lambda v, t: (v.argmax() + 0.5, t[v.argmax()]), "whole number"),
    (checks.check_honest_report, lambda v, t: (t.argmax(), t.max()), "best test score"),
    (checks.check_honest_report, lambda v, t: (v.argmax(), v.max()), "used to choose"),
    (checks.check_honest_report, lambda v, t: (v.argmax(), t.max()), "not that of the one"),
    (checks.check_honest_report, lambda v, t: (v.argmin(), t[v.argmin()]), "higher is better"),
    (checks.check_honest_report, lambda v, t: t[v.argmax()], "two things"),
    (checks.check_honest_report, lambda v, t: (v.argmax(), t), "one number"),
    (checks.check_honest_report, lambda v, t: [(v.argmax(), t[v.argmax()])], "two things"),
    (checks.check_honest_report, lambda v, t: (v.argmax() + len(v), t[v.argmax()]), "number below"),
    (checks.check_honest_report, lambda v, t: (0, t[0]), "you chose candidate 0"),
    (checks.check_honest_report, lambda v, t: (3, t[3]), "you chose candidate 3"),
    (checks.check_honest_report, lambda v, t: (np.argmax(v + t), t.max()), "for the validation"),
    (checks.check_honest_report, lambda v, t: (v.argmax(), t.mean()), "has the test score"),
    (checks.check_honest_accuracy, accuracy_with("all", "all"), "both steps"),
    (checks.check_honest_accuracy, accuracy_with("rest", "all"), "labels of the rows"),
    (
        checks.check_honest_accuracy,
        accuracy_with("all", "rest"),
        "mean and standard deviation still",
    ),
    (checks.check_honest_accuracy, accuracy_with("held", "rest"), "comes alone"),
    (checks.check_honest_accuracy, accuracy_with("rest", "rest", "rest"), "trained on"),
    (checks.check_honest_accuracy, accuracy_with("rest", "rest", "held", "all"), "is trained on"),
    (checks.check_honest_accuracy, accuracy_with(None, "rest"), "different spreads"),
    (checks.check_honest_accuracy, accuracy_of_five_folds, "on data set 1"),
    (checks.check_honest_accuracy, lambda x, y, folds: 0.5, "on data set 0"),
    (checks.check_honest_accuracy, lambda x, y, folds: {"accuracy": 0.5}, "one number"),
    (checks.check_honest_accuracy, accuracy_with_statistics("all", "rest"), "mistyped value"),
    (checks.check_honest_accuracy, accuracy_with_statistics("held", "rest"), "mistyped value"),
    (checks.check_noise_floor, lambda x, y: np.var(y), "the curve itself"),
    (checks.check_noise_floor, grouped(lambda g, y: sum_within(g) / len(y)), "degree of freedom"),
    (
        checks.check_noise_floor,
        grouped(lambda g, y: np.sqrt(sum_within(g) / (len(y) - len(g)))),
        "standard deviation",
    ),
    (
        checks.check_noise_floor,
        grouped(lambda g, y: np.mean([v.var(ddof=1) for v in g if len(v) > 1])),
        "weight them",
    ),
    (checks.check_noise_floor, grouped(lambda g, y: np.mean([v.var() for v in g])), "pull"),
    (
        checks.check_noise_floor,
        grouped(lambda g, y: np.mean([v.var() for v in g if len(v) > 1])),
        "ddof=1",
    ),
    (
        checks.check_noise_floor,
        lambda x, y: grouped(lambda g, y: sum_within(g) / (len(y) - len(g)))(x.round(3), y),
        "round x",
    ),
    (checks.check_noise_floor, lambda x, y: float("nan"), "single example"),
    (checks.check_noise_floor, grouped(lambda g, y: sum_within(g) / 18), "for one data set"),
    (checks.check_noise_floor, grouped(lambda g, y: sum_within(g) / len(g)), "A case for paper"),
    (
        checks.check_examples_needed,
        needed(lambda n: n, lambda e, f: e, lambda n: n),
        "straight line in n",
    ),
    (checks.check_examples_needed, needed(lambda n: n, log_above, lambda n: n), "exponential"),
    (
        checks.check_examples_needed,
        needed(np.log, lambda e, f: np.log(e), np.exp),
        "subtract the floor",
    ),
    (
        checks.check_examples_needed,
        needed(np.log, log_above, lambda n: n),
        "logarithm of the answer",
    ),
    (
        checks.check_examples_needed,
        lambda *a: needed(np.log, log_above, np.exp)(*a) if a[3] > a[2] else 1e9,
        "np.inf",
    ),
    (
        checks.check_examples_needed,
        lambda *a: needed_by_hand(*a) if a[3] > a[2] else None,
        "return np.inf; got None",
    ),
    (
        checks.check_examples_needed,
        lambda n, e, floor, target: np.interp(target, e[::-1], n[::-1]),
        "for errors",
    ),
    (checks.check_examples_needed, needed_with_the_whole_target, "not from the target"),
    (checks.check_examples_needed, needed_from_two_points, "Use all points"),
    (checks.check_examples_needed, needed_without_the_second_point, "Use all points"),
    (checks.check_examples_needed, needed_from_four_points, "Use all points"),
]


RIGHT = [
    (checks.check_diagnosis, DIAGNOSIS | {"C": "Distribution shift"}),
    (
        checks.check_diagnosis,
        {"d": "Healthy", "c": "shift ", "b": "overfitting.", "a": "underfitting"},
    ),
    (checks.check_k_fold, k_fold_in_lists),
    (
        checks.check_honest_report,
        lambda v, t: [list(v).index(max(v)), float(t[list(v).index(max(v))])],
    ),
    (checks.check_honest_report, lambda v, t: np.array([v.argmax(), t[v.argmax()]])),
    (
        checks.check_honest_report,
        lambda v, t: (int(v.argmax()), t.astype(np.float32)[v.argmax()]),
    ),
    (checks.check_k_fold, lambda n, k, seed: folds_of(shuffled(n, seed), k, n)[::-1]),
    (checks.check_honest_report, lambda v, t: (np.argsort(v)[-1], t[np.argsort(v)[-1]])),
    (checks.check_honest_report, lambda v, t: (np.where(v == v.max())[0], t[v == v.max()])),
    (checks.check_honest_report, lambda v, t: max(zip(v, range(len(v)), t, strict=True))[1:]),
    (checks.check_k_fold, of_parts(np.ndarray.tolist)),
    (checks.check_k_fold, lambda n, k, seed: (fold for fold in k_fold_in_lists(n, k, seed))),
    (checks.check_honest_accuracy, accuracy_by_hand),
    (checks.check_honest_accuracy, accuracy_that_empties_the_list),
    (checks.check_noise_floor, floor_by_hand),
    (checks.check_examples_needed, needed_by_hand),
]
