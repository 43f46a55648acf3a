"""The checks of the chapter on conventions: right answers pass, planned mistakes are named."""

import numpy as np
import torch

from coursecode.exercises.conventions import (
    check_batch_objective,
    check_diagnosis,
    check_recipes,
    check_strength_of,
    check_to_libraries,
)

LETTERS = [
    ("a", "do not get smaller"),
    ("c", "both balance"),
    ("D", "of the batch"),
    ("e", "one of the letters"),
]


def objective(penalty, chosen=True):
    def answer(w, x, y, rows, strength):
        m, size = len(x), len(rows)
        part = rows if chosen else slice(None)
        loss = np.mean((x[part] @ w - y[part]) ** 2)
        return loss + penalty(w, strength, m, size)

    return answer


def halved(w, x, y):
    return np.mean((x @ w - y) ** 2) / 2


OBJECTIVES = [
    (objective(lambda w, s, m, k: s / (2 * k) * np.linalg.norm(w)), "both bugs"),
    (objective(lambda w, s, m, k: s / (2 * k) * w @ w), "size of the batch"),
    (objective(lambda w, s, m, k: s / (2 * m) * np.linalg.norm(w)), "root of the sum"),
    (objective(lambda w, s, m, k: s / m * w @ w), "2 below"),
    (objective(lambda w, s, m, k: s / 2 * w @ w), "divided by m."),
    (objective(lambda w, s, m, k: s * w @ w), "divided by 2m"),
    (objective(lambda w, s, m, k: s / (2 * m * len(w)) * w @ w), "np.mean(w**2)"),
    (objective(lambda w, s, m, k: s / (2 * len(w)) * w @ w), "not weights"),
    (objective(lambda w, s, m, k: s / (2 * m) * k / m * w @ w), "shared out"),
    (objective(lambda w, s, m, k: s / (2 * m) * w @ w, chosen=False), "rows of this batch"),
    (lambda w, x, y, rows, s: halved(w, x[rows], y[rows]) + s / (2 * len(x)) * w @ w, "no half"),
    (objective(lambda w, s, m, k: 0.0), "penalty is missing"),
    (objective(lambda w, s, m, k: 7 * s * w @ w), "the answer is"),
    (
        lambda w, x, y, rows, s: (
            np.mean((x[rows] @ w - y[rows]) ** 2) + s / 2 / (max(rows) + 1) * w @ w
        ),
        "the answer is",
    ),
]


def numbers(**changed):
    """A right answer but for one number."""
    right = {
        "net": lambda a, b, n: a / 2 + b,
        "ratio": lambda a, b, n: a / (a + 2 * b),
        "ridge": lambda a, b, n: n * b,
        "torch": lambda a, b, n: 2 * b,
        "keras": lambda a, b, n: b,
    } | changed
    return lambda l1, l2, n: [number(l1, l2, n) for number in right.values()]


NUMBERS = [
    (numbers(net=lambda a, b, n: a + b), "l1 is halved"),
    (numbers(net=lambda a, b, n: n * (a / 2 + b)), "no n is left"),
    (numbers(net=lambda a, b, n: b), "l1 is missing"),
    (numbers(net=lambda a, b, n: 2 * a + b), "l1 is halved"),
    (numbers(net=lambda a, b, n: a / (a + 2 * b), ratio=lambda a, b, n: a / 2 + b), "comes first"),
    (numbers(ridge=lambda a, b, n: n * (a / 2 + b)), "L2 part alone"),
    (numbers(torch=lambda a, b, n: 2 * b / n), "no n is left"),
    (numbers(ratio=lambda a, b, n: 2 * b / (a + 2 * b)), "reversed"),
    (numbers(ratio=lambda a, b, n: b / (a + b)), "reversed"),
    (numbers(ratio=lambda a, b, n: a / (a + b)), "do not cancel"),
    (numbers(ratio=lambda a, b, n: a / 2 / (a + b)), "same sum"),
    (numbers(ratio=lambda a, b, n: a / b), "between 0 and 1"),
    (numbers(ridge=lambda a, b, n: b), "multiply by n"),
    (numbers(ridge=lambda a, b, n: b / n), "wrong way round"),
    (numbers(ridge=lambda a, b, n: 2 * n * b), "no ½ anywhere"),
    (numbers(torch=lambda a, b, n: b), "gradient of Σw² is 2w"),
    (numbers(torch=lambda a, b, n: b / 2), "wrong way round"),
    (numbers(torch=lambda a, b, n: 2 * n * b), "no n is left"),
    (numbers(keras=lambda a, b, n: 2 * b), "without ½"),
    (numbers(keras=lambda a, b, n: n * b), "no n"),
    (numbers(keras=lambda a, b, n: 5 * b), "yours is"),
    (lambda l1, l2, n: l2, "shape"),
    (lambda l1, l2, n: {"alpha": l2}, "numbers of shape"),
    (numbers(ratio=lambda a, b, n: 1 / (1 + 2 * b / a)), "for l1 = 0, l2 = 0.4 your code divides"),
    (numbers(ratio=lambda a, b, n: a / (a + 2 * b) if b else 0.5), "l2 = 0, n = 20 the number"),
    (lambda *given: [str(number) for number in numbers()(*given)], "should be numbers"),
    (lambda l1, l2, n: numbers()(l1, l2, 50), "yours is"),
    (lambda l1, l2, n: ((l1 / 2 + l2, 0.5), n * l2, 2 * l2, l2), "numbers of shape"),
]
PAPERS = {"AlexNet": (2.5e-4, 5e-3), "ResNet": (5e-5, 1e-3), "BERT": (None, 0.01)}
WRONG_PAPERS = [
    (PAPERS | {"AlexNet": (5e-4, 5e-3)}, "half is forgotten"),
    (PAPERS | {"AlexNet": (1e-3, 5e-3)}, "wrong way round"),
    (PAPERS | {"AlexNet": (2.5e-3, 5e-3)}, "does not touch"),
    (PAPERS | {"AlexNet": (None, 5e-3)}, "there is an l2"),
    (PAPERS | {"ResNet": (5e-5, 1e-4)}, "momentum is forgotten"),
    (PAPERS | {"ResNet": (5e-5, 1e-5)}, "must be larger"),
    (PAPERS | {"ResNet": (5e-5, 2e-3)}, "one 2 too many"),
    (PAPERS | {"ResNet": (5e-5, 5e-4)}, "half of it is missing"),
    (PAPERS | {"ResNet": (7e-5, 1e-3)}, "l2 is not"),
    ({name: pair[::-1] for name, pair in PAPERS.items()}, "comes first"),
    (PAPERS | {"AlexNet": (2.5e-4, 2.5e-4)}, "that is the l2"),
    (PAPERS | {"AlexNet": (2.5e-4, 4.5e-3)}, "weight_decay is not"),
    (PAPERS | {"AlexNet": (2.5e-4, ...)}, "one number"),
    (PAPERS | {"BERT": (0.005, 0.01)}, "AdamW"),
    (PAPERS | {"BERT": (None, 1e-6)}, "per step"),
    (PAPERS | {"BERT": (None, 100)}, "share lost per step"),
    (PAPERS | {"BERT": (None, 0.02)}, "no 2"),
    (PAPERS | {"BERT": (None, 0.3)}, "is not 0.3"),
    (PAPERS | {"BERT": (None, 0.1)}, "belongs to SGD"),
    (PAPERS | {"BERT": (None, 0.005)}, "no half"),
    (PAPERS | {"BERT": (None, None)}, "takes a weight_decay"),
    (PAPERS | {"AlexNet": ("2.5e-4", "5e-3")}, "one number"),
    (PAPERS | {"AlexNet": (2.5e-4, None)}, "takes a weight_decay"),
    (PAPERS | {"BERT": (None, "0.01")}, "one number"),
    ({"AlexNet": (1, 1)}, "keys"),
    (PAPERS | {"BERT": 0.01}, "write (l2, weight_decay)"),
]


def slope(x, y, w, b):
    return 2 * x.T @ (x @ w + b - y) / len(x)


STRENGTHS = [
    (lambda x, y, w, b: -slope(x, y, w, b) / w, "twice too large"),
    (lambda x, y, w, b: -slope(x, y, w, b) / (4 * w), "half of it"),
    (lambda x, y, w, b: -2 * slope(x, y, w, b) / w, "four times"),
    (lambda x, y, w, b: slope(x, y, w, b) / (2 * w), "the sign"),
    (lambda x, y, w, b: -len(x) * slope(x, y, w, b) / (2 * w), "n is missing"),
    (lambda x, y, w, b: -slope(x, y, w, b) / (2 * w) / len(x), "twice"),
    (lambda x, y, w, b: -slope(x, y, w, b) * len(x) / (len(x) - 1) / (2 * w), "not by n - 1"),
    (lambda x, y, w, b: -slope(x, y, w, b) / len(w) / (2 * w), "rows times columns"),
    (lambda x, y, w, b: -slope(x, y, w, 0) / (2 * w), "bias is missing"),
    (
        lambda x, y, w, b: np.full(len(w), np.mean(-slope(x, y, w, b) / (2 * w))),
        "their mean",
    ),
    (
        lambda x, y, w, b: np.full(len(w), np.median(-slope(x, y, w, b) / (2 * w))),
        "not one for all",
    ),
    (lambda x, y, w, b: np.full(len(w), -slope(x, y, w, b) @ w / (2 * w @ w)), "not one for all"),
    (lambda x, y, w, b: np.abs(slope(x, y, w, b) / (2 * w)), "no ridge the answer is"),
    (lambda x, y, w, b: 9 * w, "the answer is"),
    (lambda x, y, w, b: 0.1, "shape"),
]


def centred(x, y, w, b):
    x, y = x - x.mean(axis=0), y - y.mean()
    return x.T @ (y - x @ w) / len(x) / w


def by_autograd(x, y, w, b):
    x, y, w = torch.tensor(x), torch.tensor(y), torch.tensor(w, requires_grad=True)
    torch.mean((x @ w + b - y) ** 2).backward()
    return -w.grad / 2 / w  # a tensor that still has its graph


def batch_by_torch(w, x, y, share):
    """A tensor with its graph."""
    w = torch.tensor(w, requires_grad=True)
    return torch.mean((torch.tensor(x) @ w - torch.tensor(y)) ** 2) + share / 2 * w @ w


def by_loops(x, y, w, b):
    out = []
    for j in range(len(w)):
        errors = [y[i] - b - sum(x[i, k] * w[k] for k in range(len(w))) for i in range(len(x))]
        out.append(sum(e * row[j] for e, row in zip(errors, x, strict=True)) / len(x) / w[j])
    return out


WRONG = [
    (check, answer, words)
    for check, table in (
        (check_diagnosis, LETTERS),
        (check_batch_objective, OBJECTIVES),
        (check_to_libraries, NUMBERS),
        (check_recipes, WRONG_PAPERS),
        (check_strength_of, STRENGTHS),
    )
    for answer, words in table
]
RIGHT = [
    (check_diagnosis, "b"),
    (check_diagnosis, "(B)"),
    (check_diagnosis, "b:"),
    (check_batch_objective, objective(lambda w, s, m, k: sum(v * v for v in w) * s / m / 2)),
    (
        check_batch_objective,
        lambda w, x, y, rows, s: batch_by_torch(w, x[rows], y[rows], s / len(x)),
    ),
    (check_to_libraries, numbers()),
    (check_to_libraries, lambda *given: np.float32(numbers()(*given))),
    (
        check_to_libraries,
        lambda a, b, n: np.array([b + a / 2, 1 - b / (b + a / 2), n * b, b + b, b]),
    ),
    (check_recipes, {name: list(pair) for name, pair in PAPERS.items()}),
    (check_recipes, {name: np.array(pair) for name, pair in PAPERS.items()}),
    (
        check_recipes,
        {
            "AlexNet": (5e-4 / 2, 5e-4 / (1 - 0.9)),
            "ResNet": (1e-4 / 2, 1e-4 / (1 - 0.9)),
            "BERT": (None, 1e-2),
        },
    ),
    (check_strength_of, by_loops),
    (check_strength_of, centred),
    (check_strength_of, by_autograd),
    (check_strength_of, lambda x, y, w, b: -slope(x, y, w, b) / (2 * w)),
]
