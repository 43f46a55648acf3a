"""Reading an objective: its two parts, and false statements about it."""

import re

import numpy as np

from coursecode.exercises.judging import Mistake, call, judged, number, refuse_if


@judged
def check_objective_parts(answer):
    """Data loss, L2 penalty and total of a linear model with a bias."""
    for seed, (n, p) in enumerate([(7, 3), (4, 9), (5, 2)]):
        rng = np.random.default_rng(seed)
        x, y, w = rng.standard_normal((n, p)), rng.standard_normal(n), rng.standard_normal(p)
        b, strength = 1.5 + seed, 0.3 + 0.2 * seed
        got = call(answer, x, y, w, b, strength)
        refuse_if(
            not isinstance(got, (tuple, list, np.ndarray)) or len(got) != 3,
            "return three numbers: data loss, penalty, total, in this order.",
        )
        mine = [number(value) for value in got]
        errors, size = x @ w + b - y, np.sum(w**2)
        loss, penalty = np.mean(errors**2), strength * size
        order = "the order is data loss, penalty, total; yours is another."
        for value, wrong, message in [
            (mine[0], np.sum(errors**2), "the data loss is a mean over examples, not a sum."),
            (mine[0], loss / 2, "the data loss of this course has no ½; yours is half of it."),
            (mine[0], np.mean((errors - b) ** 2), "your prediction leaves out the bias b."),
            (mine[0], penalty, order),
            (mine[0], loss + penalty, order),
            (mine[1], loss + penalty, order),
            (mine[1], strength * (size + b**2), "biases are never penalized; yours counts b too."),
            (mine[1], penalty / 2, "the L2 penalty of this course is λ Σ w², without ½."),
            (mine[1], strength * np.sqrt(size), "Σ w² is the squared L2 norm; yours has a root."),
            (mine[1], strength * np.abs(w).sum(), "that is the L1 penalty; L2 sums squares."),
            (mine[1], penalty / p, "the penalty is a sum over the weights, yours is a mean."),
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
            f"for x of shape {(n, p)} you returned {np.round(mine, 4).tolist()}, expected "
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
        parts = [answer] if isinstance(answer, str) else list(answer)
        text = re.sub(r"\band\b", " ", " ".join(map(str, parts)).lower())
        letters = set(filter(str.isalpha, text))
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
