"""Each check of chapter 2 passes right answers, names the likely mistakes and explains the rest."""

import numpy as np

from coursecode.exercises import regularization as checks


def ridge(x, y, strength, per=1):
    n, d = x.shape
    return np.linalg.solve(x.T @ x / n + per * strength * np.eye(d), x.T @ y / n)


def parts(data, penalty, total=None):
    """An answer to the first exercise from the formulas of its parts."""

    def answer(x, y, w, b, strength):
        first, second = data(x, y, w, b), penalty(w, b, strength, len(x))
        return first, second, first + second if total is None else total(first, second)

    return answer


def in_order(*places):
    """The three right numbers in another order."""

    def answer(*arguments):
        right = parts(mean, l2)(*arguments)
        return tuple(right[i] for i in places)

    return answer


def mean(x, y, w, b):
    return np.mean((x @ w + b - y) ** 2)


def l2(w, b, strength, n):
    return strength * np.sum(w**2)


def bisect(goes_up, size=np.linalg.norm, steps=200, free=True, per=1, low=1e-8):
    """An answer to the radius exercise, with its parts exchangeable."""

    def answer(x, y, radius):
        if free and size(ridge(x, y, 0)) <= radius:
            return 0
        small, high = low, 1e8
        for _ in range(steps):
            middle = (small * high) ** 0.5
            if (size(ridge(x, y, middle, per)) > radius) == goes_up:
                small = middle
            else:
                high = middle
        return middle

    return answer


def bisect_three_weights(x, y, radius):
    def size(strength):
        w = np.linalg.solve(x.T @ x / len(x) + strength * np.eye(3), x.T @ y / len(x))
        return np.linalg.norm(w)

    low, high = 1e-4, 1e4
    for _ in range(60):
        middle = np.sqrt(low * high)
        low, high = (middle, high) if size(middle) > radius else (low, middle)
    return middle if size(0) > radius else 0.0


def rule(error=lambda row: row.std(ddof=1) / np.sqrt(len(row)), pick=max):
    def answer(strengths, losses):
        middle = losses.mean(axis=0)
        best = middle.argmin()
        return pick(strengths[middle <= middle[best] + error(losses[:, best])])

    return answer


def own_errors(strengths, losses):
    middle = losses.mean(axis=0)
    errors = losses.std(axis=0, ddof=1) / np.sqrt(len(losses))
    return strengths[middle - errors <= middle.min()].max()


def times_ten(strengths, losses):
    return 10 * strengths[losses.mean(axis=0).argmin()]


def largest_error(strengths, losses):
    mean, errors = losses.mean(axis=0), losses.std(axis=0, ddof=1) / np.sqrt(len(losses))
    return strengths[mean <= mean.min() + errors.max()].max()


def until_outside(strengths, losses):
    """Walks up from the best strength and stops at the first that is outside."""
    mean, order = losses.mean(axis=0), list(np.argsort(strengths))
    best = mean.argmin()
    limit = mean[best] + losses[:, best].std(ddof=1) / np.sqrt(len(losses))
    at = order.index(best)
    while at + 1 < len(order) and mean[order[at + 1]] <= limit:
        at += 1
    return strengths[order[at]]


def next_larger(strengths, losses):
    best = strengths[losses.mean(axis=0).argmin()]
    return strengths[strengths > best].min()


def norm_test(
    zero=True,
    positive=True,
    factor=-2.5,
    triangle=True,
    units=True,
    whole=True,
    rtol=1e-9,
    atol=0.0,
):
    """An answer to the norm exercise that leaves out what is set to False."""

    def answer(f):
        vectors = list(np.random.default_rng(3).standard_normal((30, 3)))
        vectors += list(np.eye(3)) if units else []
        grid = [np.array(v) - 2.0 for v in np.ndindex(5, 5, 5) if v != (2, 2, 2)]
        vectors += grid if whole else []
        if zero and abs(f(np.zeros(3))) > atol:
            return False
        for u in vectors:
            if positive and f(u) <= atol:
                return False
            if factor and not np.isclose(f(factor * u), abs(factor) * f(u), rtol=rtol, atol=atol):
                return False
            if triangle and any(f(u + v) > (f(u) + f(v)) * (1 + 1e-9) for v in vectors):
                return False
        return True

    return answer


def signed_factor(f):
    """Takes a for |a|, but only where a > 0."""
    return norm_test(factor=2.5)(f)


def best_by(name, epoch=-1):
    def answer(runs):
        return min(range(len(runs)), key=lambda i: getattr(runs[i], name)[epoch])

    return answer


def best_of(measure):
    return lambda runs: int(np.argmin([measure(run) for run in runs]))


def four_points(f):
    """Tries four vectors that the author thought of."""
    u, v = np.array([1.0, 0, 0]), np.array([0, 1.0, 0])
    return (
        f(0 * u) == 0
        and all(f(w) > 0 for w in (u, v, np.array([0, 0, 1.0])))
        and bool(np.isclose(f(-2 * (u + 3 * v)), 2 * f(u + 3 * v), rtol=1e-9, atol=0))
        and f(u + v) <= (f(u) + f(v)) * (1 + 1e-9)
    )


def counterexample_of_the_chapter(f, tolerance=1e-9):
    vectors = [*np.eye(3), *-np.eye(3), *np.random.default_rng(0).standard_normal((20, 3))]
    return abs(f(np.zeros(3))) <= tolerance and all(
        f(u) > tolerance
        and abs(f(-2 * u) - 2 * f(u)) <= tolerance
        and all(f(u + v) <= f(u) + f(v) + tolerance for v in vectors)
        for u in vectors
    )


WRONG = [
    (checks.check_objective_parts, parts(lambda x, y, w, b: mean(x, y, w, b) * len(x), l2), "mean"),
    (checks.check_objective_parts, parts(lambda x, y, w, b: mean(x, y, w, b) / 2, l2), "no ½"),
    (
        checks.check_objective_parts,
        parts(lambda x, y, w, b: mean(x, y, w, 0), l2),
        "leaves out the bias",
    ),
    (
        checks.check_objective_parts,
        parts(mean, lambda w, b, s, n: s * (w @ w + b * b)),
        "never penalized",
    ),
    (checks.check_objective_parts, parts(mean, lambda w, b, s, n: s / 2 * w @ w), "without ½"),
    (checks.check_objective_parts, parts(mean, lambda w, b, s, n: s * np.linalg.norm(w)), "root"),
    (checks.check_objective_parts, parts(mean, lambda w, b, s, n: s * abs(w).sum()), "L1"),
    (checks.check_objective_parts, parts(mean, lambda w, b, s, n: s * w @ w / n), "not divided"),
    (checks.check_objective_parts, parts(mean, lambda w, b, s, n: w @ w), "R(w) alone"),
    (checks.check_objective_parts, parts(mean, l2, lambda a, b: a - b), "not their sum"),
    (checks.check_objective_parts, lambda x, y, w, b, s: mean(x, y, w, b), "three numbers"),
    (checks.check_objective_parts, lambda x, y, w, b, s: (9.0, 9.0, 18.0), "expected"),
    (checks.check_objective_parts, in_order(2, 0, 1), "yours is another"),
    (checks.check_objective_parts, in_order(0, 2, 1), "yours is another"),
    (checks.check_objective_parts, parts(mean, lambda w, b, s, n: 0.3 * w @ w), "you returned"),
    (checks.check_false_statements, "a, c", "statement f is false"),
    (checks.check_false_statements, "c f", "zero vector"),
    (checks.check_false_statements, ["a", "c", "b"], "statement b is true"),
    (checks.check_false_statements, "abcdef", "three are false"),
    (checks.check_false_statements, "x", "give the letters"),
    (checks.check_false_statements, 3, "give the letters"),
    (checks.check_best_run, best_by("total"), "its own λ"),
    (checks.check_best_run, best_by("data_loss"), "votes for the smallest"),
    (checks.check_best_run, best_by("penalty"), "weights are small"),
    (checks.check_best_run, best_of(lambda run: run.validation_loss.min()), "last epoch"),
    (
        checks.check_best_run,
        best_of(lambda run: run.validation_loss[-1] + run.penalty[-1]),
        "Keras",
    ),
    (checks.check_best_run, best_by("validation_loss", 0), "first epoch"),
    (checks.check_best_run, best_of(lambda run: run.validation_loss.mean()), "mean over epochs"),
    (
        checks.check_best_run,
        best_of(lambda run: np.median(run.validation_loss)),
        "median over epochs",
    ),
    (checks.check_best_run, best_of(lambda run: -run.validation_accuracy[-1]), "asks for the loss"),
    (checks.check_best_run, best_of(lambda run: -run.accuracy[-1]), "by heart"),
    (checks.check_best_run, best_of(lambda run: -run.validation_loss[-1]), "smaller"),
    (
        checks.check_best_run,
        best_of(lambda run: run.validation_loss[-1] - run.data_loss[-1]),
        "gap",
    ),
    (checks.check_best_run, lambda runs: 0, "you chose number 0"),
    (checks.check_best_run, best_of(lambda run: run.validation_loss[6]), "over 8 epochs"),
    (checks.check_best_run, lambda runs: best_by("validation_loss")(runs[:8]), "of 10 runs"),
    (checks.check_best_run, best_of(lambda run: run.validation_loss[-3:].mean()), "you chose"),
    (checks.check_best_run, lambda runs: runs[0], "index"),
    (checks.check_best_run, lambda runs: float(best_by("validation_loss")(runs)), "index"),
    (checks.check_best_run, lambda runs: True, "index"),
    (checks.check_is_norm, norm_test(factor=None), "2‖w‖"),
    (checks.check_is_norm, norm_test(positive=False), "unit vectors"),
    (checks.check_is_norm, norm_test(triangle=False), "f(u + v)"),
    (checks.check_is_norm, norm_test(units=False, whole=False), "(0, 0, 1)"),
    (checks.check_is_norm, norm_test(whole=False), "(1, 1, 0)"),
    (checks.check_is_norm, norm_test(zero=False), "zero vector, exactly"),
    (checks.check_is_norm, norm_test(atol=1e-9), "relative to the size"),
    (checks.check_is_norm, four_points, "passed as a norm"),
    (checks.check_is_norm, counterexample_of_the_chapter, ""),
    (checks.check_is_norm, signed_factor, "negative a"),
    (checks.check_is_norm, norm_test(rtol=0), "tolerance"),
    (checks.check_is_norm, norm_test(atol=1e-3), "relative to the size"),
    (checks.check_is_norm, lambda f: True, "passed as a norm"),
    (checks.check_is_norm, lambda f: False, "rejected"),
    (checks.check_is_norm, lambda f: norm_test()(f) and f(np.zeros(3)) > 0, "the zero vector too"),
    (checks.check_is_norm, lambda f: not norm_test()(f), "exchanged"),
    (checks.check_is_norm, lambda f: "a norm" if norm_test()(f) else "none", "True or False"),
    (checks.check_is_norm, lambda f: (norm_test()(f), "by counterexample"), "True or False"),
    (checks.check_is_norm, lambda f: [norm_test()(f)], "True or False"),
    (checks.check_strength_for_radius, bisect(False), "which half"),
    (checks.check_strength_for_radius, bisect(True, size=lambda w: w @ w), "with the root"),
    (checks.check_strength_for_radius, bisect(True, steps=11), "nearly"),
    (checks.check_strength_for_radius, bisect(True, free=False, low=1e-3), "needs λ = 0"),
    (checks.check_strength_for_radius, bisect(True, free=False), "needs λ = 0"),
    (checks.check_strength_for_radius, lambda x, y, r: round(bisect(True)(x, y, r), 2), "nearly"),
    (checks.check_strength_for_radius, lambda x, y, r: bisect(True)(x, y, r) * len(x), "n times"),
    (checks.check_strength_for_radius, bisect(True, per=2), "factor of 2"),
    (checks.check_strength_for_radius, lambda x, y, r: -1.0, "λ ≥ 0"),
    (checks.check_strength_for_radius, lambda x, y, r: np.inf, "λ ≥ 0"),
    (checks.check_strength_for_radius, bisect(True, size=lambda w: abs(w).sum()), "there Σ |w|"),
    (
        checks.check_strength_for_radius,
        bisect(True, size=lambda w: abs(w).max()),
        "the largest |w|",
    ),
    (
        checks.check_strength_for_radius,
        lambda x, y, r: bisect(True)(x, y, r) * 2 * len(x),
        "n and a factor of 2",
    ),
    (
        checks.check_strength_for_radius,
        lambda x, y, r: bisect(True)(x, y, r) * len(x) / 12,
        "at your λ",
    ),
    (checks.check_strength_for_radius, bisect_three_weights, "ValueError"),
    (checks.check_strength_for_radius, lambda x, y, r: min(bisect(True)(x, y, r), 10), "reach"),
    (checks.check_strength_for_radius, lambda *a: bisect(True)(*a) or None, "needs λ = 0"),
    (checks.check_choose_strength, rule(error=lambda row: 0), "lowest mean"),
    (checks.check_choose_strength, rule(pick=min), "not the smallest"),
    (checks.check_choose_strength, rule(error=lambda row: row.std(ddof=1)), "lacks √"),
    (checks.check_choose_strength, rule(error=lambda row: row.std() / np.sqrt(len(row))), "ddof=1"),
    (checks.check_choose_strength, own_errors, "its own standard error"),
    (checks.check_choose_strength, rule(pick=lambda kept: kept[-1]), "not sorted"),
    (checks.check_choose_strength, times_ten, "ten times the best"),
    (checks.check_choose_strength, next_larger, "none, or two"),
    (checks.check_choose_strength, until_outside, "inside again"),
    (checks.check_choose_strength, lambda s, losses: rule()(s, losses.T), "IndexError"),
    (checks.check_choose_strength, lambda s, losses: s[losses.mean(axis=0).argmax()], "smaller"),
    (checks.check_choose_strength, lambda s, losses: list(s).index(rule()(s, losses)), "index"),
    (checks.check_choose_strength, lambda s, losses: 0.1, "The limit is"),
    (checks.check_choose_strength, lambda s, losses: np.sort(s)[4], "The limit is"),
    (checks.check_choose_strength, lambda s, losses: s.max(), "the largest λ of all"),
    *[
        (checks.check_choose_strength, rule(error=error), "The limit is")
        for error in (
            lambda row: row.std(ddof=1) / np.sqrt(len(row) - 1),  # ddof twice
            lambda row: row.std(ddof=1) / np.sqrt(5),  # another number of seeds
            lambda row: row.std(ddof=1) / np.sqrt(8),  # the number of strengths
            lambda row: row.std(ddof=1) / len(row),  # no root
            lambda row: 2 * row.std(ddof=1) / np.sqrt(len(row)),  # two errors
        )
    ],
    (checks.check_choose_strength, largest_error, "The limit is"),
]


def parts_by_loops(x, y, w, b, strength):
    loss = 0.0
    for row, target in zip(x.tolist(), y.tolist(), strict=True):
        loss += (sum(a * c for a, c in zip(row, w.tolist(), strict=True)) + b - target) ** 2
    loss, penalty = loss / len(y), strength * sum(c * c for c in w.tolist())
    return [np.float32(loss), np.float32(penalty), np.float32(loss + penalty)]


def rule_by_loops(strengths, losses):
    rows = sorted(zip(strengths.tolist(), losses.T.tolist(), strict=True))
    means = [sum(row) / len(row) for _, row in rows]
    best = means.index(min(means))
    row = rows[best][1]
    variance = sum((value - means[best]) ** 2 for value in row) / (len(row) - 1)
    limit = means[best] + (variance / len(row)) ** 0.5
    return max(s for (s, _), m in zip(rows, means, strict=True) if m <= limit)


def radius_by_eigenvalues(x, y, radius):
    values, vectors = np.linalg.eigh(x.T @ x / len(x))
    z = vectors.T @ x.T @ y / len(x)
    if np.linalg.norm(z / values) <= radius:
        return np.array([0.0])
    low, high = 0.0, 1e4
    while high - low > 1e-9 * high:
        middle = (low + high) / 2
        inside = np.linalg.norm(z / (values + middle)) <= radius
        low, high = (low, middle) if inside else (middle, high)
    return np.array([high])


RIGHT = [
    (checks.check_objective_parts, parts_by_loops),
    (checks.check_objective_parts, lambda x, y, w, b, s: np.array(parts(mean, l2)(x, y, w, b, s))),
    (checks.check_false_statements, {"F", "A", "C"}),
    (checks.check_false_statements, ["a, c", "f"]),
    (checks.check_false_statements, "a, c and f"),
    (checks.check_best_run, lambda runs: np.argsort([run.validation_loss[-1] for run in runs])[0]),
    (checks.check_is_norm, norm_test()),
    (checks.check_is_norm, lambda f: np.bool_(norm_test(rtol=1e-7)(f))),
    (checks.check_is_norm, lambda f: int(norm_test()(f))),
    (checks.check_strength_for_radius, radius_by_eigenvalues),
    (checks.check_choose_strength, rule_by_loops),
]
