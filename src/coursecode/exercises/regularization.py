"""Checks of the exercises of chapter 2. They test what an answer does, on fresh inputs."""

from itertools import product

import numpy as np

from coursecode.exercises.verdict import Verdict
from coursecode.shared.history import History


def call(answer, *arguments):
    """Run an answer; return (its result, None) or (None, the verdict to give instead)."""
    try:
        result = answer(*arguments)
    except Exception as error:
        kind = type(error).__name__
        return None, Verdict.wrong(f"your function raised {kind}: {error}. Read the last line.")
    return result, Verdict.unanswered() if result is None or result is ... else None


def number(value):
    """A float, or nan for what is not one number."""
    try:
        return float(np.asarray(value, dtype=float).reshape(()))
    except (TypeError, ValueError):
        return np.nan


def close(a, b):
    return np.allclose(a, b, rtol=1e-5, atol=1e-9)


def check_objective_parts(answer):
    """Data loss, L2 penalty and total of a linear model with a bias."""
    for seed, (n, d) in enumerate([(7, 3), (4, 9), (1, 2)]):
        rng = np.random.default_rng(seed)
        x, y, w = rng.standard_normal((n, d)), rng.standard_normal(n), rng.standard_normal(d)
        b, strength = 1.5 + seed, 0.3
        got, verdict = call(answer, x.copy(), y.copy(), w.copy(), b, strength)
        if verdict is not None:
            return verdict
        if not isinstance(got, (tuple, list, np.ndarray)) or len(got) != 3:
            return Verdict.wrong("return three numbers: data loss, penalty, total, in this order.")
        errors, size = x @ w + b - y, np.sum(w**2)
        loss, penalty = np.mean(errors**2), strength * size
        if close(got, [loss, penalty, loss + penalty]):
            continue
        mine = [number(value) for value in got]
        for wrong, message in [
            (np.sum(errors**2), "the data loss is a mean over the examples, yours is a sum."),
            (loss / 2, "the data loss of this course has no ½; yours is half of it."),
            (np.mean((x @ w - y) ** 2), "the prediction is x @ w + b; yours leaves out the bias."),
        ]:
            if close(mine[0], wrong) and not close(wrong, loss):
                return Verdict.wrong(message)
        for wrong, message in [
            (strength * (size + b**2), "biases are never penalized; yours counts b too."),
            (penalty / 2, "the L2 penalty of this course is λ Σ w², without ½."),
            (strength * np.sqrt(size), "Σ w² is the squared L2 norm; yours has a square root."),
            (strength * np.abs(w).sum(), "that is the L1 penalty; L2 sums squares."),
            (strength * np.mean(w**2), "the penalty is a sum over the weights, yours is a mean."),
            (strength * size / n, "the penalty is not divided by the number of examples."),
            (size, "the penalty includes the strength: λR(w), yours is R(w)."),
        ]:
            if close(mine[1], wrong):
                return Verdict.wrong(message)
        if close(mine[:2], [loss, penalty]):
            return Verdict.wrong("both parts are right, but the total is not their sum.")
        return Verdict.wrong(
            f"for x of shape {(n, d)} you returned {np.round(mine, 4).tolist()}, expected "
            f"{np.round([loss, penalty, loss + penalty], 4).tolist()}."
        )
    return Verdict.right("a mean over examples, a sum over weights, and the bias goes free.")


STATEMENTS = {
    "a": "the zero vector has norm 0, and only that one: write ≥ 0 instead of > 0.",
    "b": "a total depends on its own λ, but a validation data loss measures all runs alike.",
    "c": "noise, stopping early, constraints and averaging regularize and add no term.",
    "d": "add the two inequalities that say each minimizer is best at its own λ.",
    "e": "|−2| = 2, and homogeneity says ‖a w‖ = |a| ‖w‖.",
    "f": "a step follows the gradient; a constant added to the loss changes no step.",
}
FALSE_STATEMENTS = {"a", "c", "f"}


def check_false_statements(answer):
    """The letters of the false statements, as a string, list or set."""
    if answer is ... or answer is None:
        return Verdict.unanswered()
    try:
        letters = {c for part in answer for c in str(part).lower() if c.isalpha()}
    except TypeError:
        letters = set()
    if not letters or letters - set(STATEMENTS):
        return Verdict.wrong('give the letters of the false statements, for example "b, d".')
    if len(letters) == len(STATEMENTS):
        return Verdict.wrong("three of the six are true: take each one to a counterexample.")
    for letter in sorted(letters ^ FALSE_STATEMENTS):
        claim = "is true" if letter in letters else "is false"
        return Verdict.wrong(f"statement {letter} {claim}: {STATEMENTS[letter]}")
    return Verdict.right("norms may be 0, a term is one family of five, gradients move weights.")


def check_best_run(answer):
    """Which of several runs with different λ to keep, from their histories."""
    lesson = {
        "total": "each total contains its own λ: they measure different things.",
        "data_loss": "the training loss always votes for the smallest λ.",
        "penalty": "a small penalty says that weights are small, not that predictions are good.",
    }
    finals = np.array(
        [  # data loss, penalty, validation loss; the last run was good once
            [1.0, 2.5, 4.0], [2.0, 0.9, 3.0], [3.0, 0.6, 1.0], [4.0, 0.1, 2.0], [5.0, 0.7, 5.0]
        ]
    )  # fmt: skip
    best, early = 2, 4
    for seed in range(6):
        order = np.random.default_rng(seed).permutation(5)
        curves = finals[:, :, np.newaxis] * [1.5, 1.2, 1.1, 1.0]
        curves[early, 2, 1] = 0.1
        runs = [History(curves[i, 0], curves[i, 1], validation_loss=curves[i, 2]) for i in order]
        got, verdict = call(answer, runs)
        if verdict is not None:
            return verdict
        if not isinstance(got, (int, np.integer)) or isinstance(got, bool) or got not in range(5):
            return Verdict.wrong(f"return the index of a run, 0 to 4; you returned {got!r}.")
        if order[got] == best:
            continue
        for name, message in lesson.items():
            if got == np.argmin([getattr(run, name)[-1] for run in runs]):
                return Verdict.wrong(message)
        if order[got] == early:
            return Verdict.wrong(
                "that run was best at an earlier epoch and is worst at the end. The weights at hand "
                "are those of the last epoch: compare validation_loss[-1]."
            )
        return Verdict.wrong("compare validation_loss[-1] of the runs, and take the smallest.")
    return Verdict.right("same data, same measure, no penalty inside: that can be compared.")


def check_is_norm(answer):
    """A function that says whether f, from vectors of length 3 to numbers, is a norm."""
    for seed, power in product(range(3), (1, -3)):
        c = np.random.default_rng(seed).uniform(0.5, 2, 3) * 10.0**power
        norms = {
            "a weighted L1 norm": lambda w, c=c: np.sum(c * np.abs(w)),
            "a weighted L2 norm": lambda w, c=c: np.sqrt(np.sum(c * np.square(w))),
            "a weighted max norm": lambda w, c=c: np.max(c * np.abs(w)),
        }
        others = [
            (
                lambda w, c=c: np.sum(c * np.square(w)),
                "Σ c w² passed",
                "‖2w‖ must be 2‖w‖: test it",
            ),
            (
                lambda w, c=c: np.sum(c * w),
                "Σ c w passed",
                "it is negative for some vectors: test signs, too",
            ),
            (
                lambda w, c=c: np.sum(c * np.sqrt(np.abs(w))) ** 2,
                "(Σ c √|w|)² passed",
                "it is homogeneous, but f(u + v) > f(u) + f(v) for some u, v such as unit vectors",
            ),
            (
                lambda w, c=c: abs(c[0] * w[0]) + abs(c[1] * w[1]),
                "a function that ignores w[2] passed",
                "it is 0 for (0, 0, 1). Random vectors never find that; try unit vectors",
            ),
            (
                lambda w, c=c: np.sum(np.where(np.asarray(w) > 0, c * w, -2 * c * w)),
                "a function with f(−w) ≠ f(w) passed",
                "homogeneity is |a|: use a negative factor as well",
            ),
            (lambda w: float(np.count_nonzero(w)), "the count passed", "‖2w‖ must be 2‖w‖"),
            (lambda w: 1.0, "the constant 1 passed", "f(0) must be 0"),
        ]
        for name, f in norms.items():
            got, verdict = call(answer, f)
            if verdict is not None:
                return verdict
            if not got:
                return Verdict.wrong(
                    f"you rejected {name}. Compare with a tolerance: in floating point 3‖w‖ and "
                    "‖3w‖ differ in the last digit. And f(0) = 0 is allowed."
                )
        for f, name, message in others:
            got, verdict = call(answer, f)
            if verdict is not None:
                return verdict
            if got:
                return Verdict.wrong(f"{name} as a norm: {message}.")
    return Verdict.right("three axioms, signs, scales and unit vectors: each caught an impostor.")


def ridge(x, y, strength):
    return np.linalg.solve(x.T @ x / len(x) + strength * np.eye(x.shape[1]), x.T @ y / len(x))


def check_strength_for_radius(answer):
    """The λ at which the ridge solution has a given L2 norm; 0 when the ball is large enough."""
    for seed, strength in enumerate([0.1, 3.0, 0.004, 40.0]):
        rng = np.random.default_rng(seed)
        x = rng.standard_normal((12 + seed, 3)) * [1, 2, 0.5]
        y = x @ [1, -1, 2] + rng.standard_normal(len(x))
        radius = float(np.linalg.norm(ridge(x, y, strength)))
        got, verdict = call(answer, x.copy(), y.copy(), radius)
        if verdict is not None:
            return verdict
        mine = number(got)
        if np.isclose(mine, strength, rtol=1e-4):
            continue
        if np.isclose(mine, strength * len(x), rtol=1e-3):
            return Verdict.wrong("your λ is n times too large: the data loss is a mean, not a sum.")
        if np.isclose(mine, strength, rtol=0.1):
            return Verdict.wrong("nearly: halve more often, or halve on a logarithmic scale.")
        if mine >= 0 and np.isclose(np.sum(ridge(x, y, mine) ** 2), radius, rtol=1e-3):
            return Verdict.wrong("Σ w² equals the radius there; the radius is ‖w‖₂, with the root.")
        if mine >= 0:
            found = np.linalg.norm(ridge(x, y, mine))
            return Verdict.wrong(
                f"at your λ = {mine:.4g} the norm is {found:.4g}, asked was {radius:.4g} (λ = "
                f"{strength}). A larger λ gives a smaller norm: which half do you keep?"
            )
        return Verdict.wrong(f"return one number λ ≥ 0, got {got!r}.")
    free = np.linalg.norm(ridge(x, y, 0.0))
    got, verdict = call(answer, x, y, 1.5 * float(free))
    if verdict is not None:
        return verdict
    if not abs(number(got)) < 1e-6:
        return Verdict.wrong("a ball that already holds the least-squares solution needs λ = 0.")
    return Verdict.right("the radius falls as λ grows, so halving an interval finds it.")


def check_choose_strength(answer):
    """The one-standard-error rule on validation losses of shape (strengths, seeds)."""
    for seed in range(8):
        rng = np.random.default_rng(seed)
        strengths = rng.permutation(10.0 ** np.arange(-4, 2))
        k = np.log10(strengths)
        noise = rng.standard_normal((len(k), 9))
        noise -= noise.mean(axis=1, keepdims=True)
        noise /= noise.std(axis=1, ddof=1, keepdims=True)
        losses = 1 + 0.02 * (k + 2)[:, None] ** 2 + 0.09 * noise  # standard error 0.03
        mean, spread = losses.mean(axis=1), losses.std(axis=1, ddof=1)
        best = mean.argmin()

        def largest(limit, pick=max, mean=mean, strengths=strengths):
            return pick(strengths[mean <= limit])

        error = spread[best] / 3
        right = largest(mean[best] + error)
        got, verdict = call(answer, strengths.copy(), losses.copy())
        if verdict is not None:
            return verdict
        mine = number(got)
        if np.isclose(mine, right, rtol=1e-9):
            continue
        for wrong, message in [
            (strengths[best], "that is the λ with the lowest mean; the rule goes on to larger λ."),
            (
                largest(mean[best] + error, min),
                "take the largest λ within one error, not the least.",
            ),
            (
                largest(mean[best] + spread[best]),
                "the standard error is std / √seeds, not std.",
            ),
            (strengths[mean.argmax()], "a loss is better when it is smaller."),
        ]:
            if np.isclose(mine, wrong, rtol=1e-9):
                return Verdict.wrong(message)
        if mine in range(len(k)):
            return Verdict.wrong("return the strength itself, not its index.")
        return Verdict.wrong(
            f"for strengths {strengths.tolist()} you returned {got!r}, expected {right}. The "
            "strengths are not sorted, and axis 1 of the losses counts the seeds."
        )
    return Verdict.right("as good as the best within the noise, and the most regularized of those.")
