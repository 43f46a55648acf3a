"""The checks of the chapter on L1: right answers pass, planned mistakes get their message."""

import numpy as np
import torch

from coursecode.exercises.l1 import (
    check_cheapest,
    check_is_minimizer,
    check_no_negative,
    check_orthogonal,
    check_sparse_epoch,
    check_why_no_zero,
    check_zero_report,
)

ORTHOGONAL = [
    ([1.8, 0, 0, 0], "by λ/2"),
    ([2.4, 0.4, 0, 0], "sign"),
    ([2.4, -0.4, -0.1, 0.4], "past 0"),
    ([3 / 2.2, -1 / 2.2, 0.5 / 2.2, -0.2 / 2.2], "ridge"),
    ([3, -1, 0, 0], "survivors pay"),
    ([0.6, 0, 0, 0], "wrong side"),
    ([1, 2, 3, 4], "1 does not minimize"),
    ([2.4, -0.4], "shape"),
]


def shrink_in_place(v, t):
    v[...] = np.maximum(v - t, 0)
    return v


SHRINK = [
    (lambda v, t: np.sign(v) * np.maximum(np.abs(v) - t, 0), "among those that are allowed"),
    (lambda v, t: np.maximum(np.abs(v) - t, 0), "came back as a positive"),
    (lambda v, t: v - t, "are not allowed"),
    (lambda v, t: np.abs(v - t), "mirrored"),
    (lambda v, t: np.maximum(v, 0) - t, "leads below 0"),
    (lambda v, t: np.maximum(v, 0), "nobody pays"),
    (lambda v, t: np.maximum(v + t, 0), "pushes weights up"),
    (lambda v, t: np.where(v > t, v, 0), "survivors pay too"),
    (lambda v, t: np.maximum(v, 0) / (1 + t), "amount is fixed"),
    (lambda v, t: np.maximum(v - t / 2, 0), "not τ/2"),
    (lambda v, t: np.maximum(v - 2 * t, 0), "not 2τ"),
    (lambda v, t: np.clip(v, 0, t), "takes away"),
    (lambda v, t: np.maximum(v - t, 1e-12), "exactly 0"),
    (lambda v, t: v + 1.25, "the answer is"),
    (shrink_in_place, "was changed"),
    (lambda v, t: print(end="") or None, "return"),
]


def report(pairs, tolerance, *, biases=False, inclusive=False, signed=False, close=False,
           strict=False, shares=False, last=False, first=False, nonzero=False):  # fmt: skip
    """Count with a choice of mistakes."""
    chosen = pairs[-1:] if last else pairs[:1] if first else pairs
    parts = [part for k, b in chosen for part in ((k, b) if biases else (k,))]
    w = np.concatenate([np.ravel(part) for part in parts])
    zero = np.isclose(w, 0) if close else w == 0
    size = w if signed else np.abs(w)
    small = size < tolerance if strict else size <= tolerance
    small = small if inclusive else small & ~zero
    counts = np.array([zero.sum(), small.sum(), (~zero).sum() if nonzero else w.size])
    return tuple(counts / w.size if shares else counts)


def mistaken(**options):
    return lambda pairs, tolerance: report(pairs, tolerance, **options)


REPORTS = [
    (mistaken(biases=True), "biases"),
    (mistaken(inclusive=True), "still contains"),
    (mistaken(signed=True), "negative"),
    (mistaken(close=True), "isclose"),
    (mistaken(strict=True), "<="),
    (mistaken(shares=True), "shares"),
    (mistaken(last=True), "last kernel"),
    (mistaken(first=True), "first kernel"),
    (mistaken(nonzero=True), "zeros too"),
    (lambda pairs, tolerance: 3, "three numbers"),
    (lambda pairs, tolerance: (1, 2, 3), "the answer is"),
]

WHY = [
    ("bcde", "network 1: more epochs"),
    ("abde", "network 2: multiply"),
    ("acbe", "network 3: the third network was trained"),
    ("acdb", "network 4: each of the ten was trained"),
    (["a", "c", "d"], "four of the letters"),
    ("ccde", "network 1: λ is not too small"),
    ("aade", "network 2: the second network takes proximal"),
    ("acae", "network 3: the third network had its zeros"),
    ("accE", "network 3"),
    ("acda", "network 4: each of the ten"),
    ("acdd", "network 4: no optimizer"),
    ("fcde", "rounding"),
    ("ac", "four of the letters"),
    (7, "four of the letters"),
]


def csr(kernel, count):
    dense = 4 * kernel.size
    return ("csr", count) if count < dense else ("dense", dense)


def tie_to_csr(kernel):
    dense, compressed = 4 * kernel.size, 8 * n(kernel) + 4 * (len(kernel) + 1)
    return ("csr", compressed) if compressed <= dense else ("dense", dense)


def n(kernel):
    return np.count_nonzero(kernel)


BYTES = [
    (lambda k: csr(k, 4 * n(k)), "only the values"),
    (lambda k: csr(k, 8 * n(k)), "starts of the rows are missing"),
    (lambda k: csr(k, 8 * n(k) + 4 * len(k)), "one start more"),
    (lambda k: csr(k, 8 * n(k) + 4 * (k.shape[1] + 1)), "belong to rows"),
    (lambda k: csr(k, 4 * n(k) + 4 * (len(k) + 1)), "needs its column"),
    (lambda k: csr(k, 12 * n(k)), "coordinate format"),
    (lambda k: ("dense", 4 * k.size), "CSR is smaller"),
    (lambda k: ("dense", 8 * k.size), "float64"),
    (lambda k: tie_to_csr(k), "in a tie dense wins"),
    (lambda k: csr(k, 8 * np.sum(np.abs(k) > 0.01) + 4 * (len(k) + 1)), "stored like any other"),
    (lambda k: csr(k, 8 * np.sum(k < 0) + 4 * (len(k) + 1)), "positive weights are not zero"),
    (lambda k: csr(k, 8 * np.sum(k > 0) + 4 * (len(k) + 1)), "negative weights are not zero"),
    (lambda k: k.nbytes, "two things"),
    (lambda k: ("zip", 3), "must be"),
    (lambda k: ("csr", 5), "the answer is"),
]


def epoch(model, optimizer, batches, strength, *, shrink="after", by=None, in_loss=(), cut=False,
          ndim=(2,), step=True, zero=True):  # fmt: skip
    """One epoch with a choice of mistakes."""
    learning_rate = optimizer.param_groups[0]["lr"]
    by = learning_rate * strength if by is None else by(learning_rate, strength)

    def prox():
        with torch.no_grad():
            for p in model.parameters():
                if p.ndim in ndim:
                    p.copy_(p.sign() * (p.abs() - by).clamp(min=0))

    for x, y in batches:
        if shrink == "before":
            prox()
        if zero:
            optimizer.zero_grad()
        loss = torch.nn.functional.cross_entropy(model(x), y)
        (loss + strength * sum(p.abs().sum() for p in model.parameters() if p.ndim in in_loss)
         ).backward()  # fmt: skip
        if shrink == "between":
            prox()
        if step:
            optimizer.step()
        if shrink == "after":
            prox()
        if cut:
            with torch.no_grad():
                for p in model.parameters():
                    if p.ndim in ndim:
                        p[p.abs() < by] = 0
    if shrink == "end":
        prox()


def looped(**options):
    return lambda *arguments: epoch(*arguments, **options)


LOOPS = [
    (looped(shrink=None, in_loss=(2,)), "still in the loss"),
    (looped(shrink=None, in_loss=(1, 2)), "biases included"),
    (looped(in_loss=(2,)), "acts twice"),
    (looped(shrink=None), "without any penalty"),
    (looped(by=lambda learning_rate, strength: strength), "threshold is λ"),
    (looped(by=lambda learning_rate, strength: learning_rate), "threshold is η"),
    (looped(by=lambda learning_rate, strength: learning_rate * strength / 2), "half"),
    (looped(by=lambda learning_rate, strength: 0.1 * strength), "param_groups"),
    (looped(zero=False), "zero_grad"),
    (looped(by=lambda learning_rate, strength: 0.0125), "exact zeros, and not"),
    (looped(shrink="before"), "before the gradient step"),
    (looped(shrink="between"), "between backward and step"),
    (looped(shrink="end"), "once, after the last batch"),
    (looped(ndim=(1, 2)), "biases are shrunk"),
    (looped(shrink=None, cut=True), "hard threshold"),
    (looped(shrink=None, cut=True, in_loss=(2,)), "decided by the tolerance"),
    (looped(shrink=None, step=False), "no weight has moved"),
    (
        looped(by=lambda learning_rate, strength: 3 * learning_rate * strength),
        "exact zeros, and not",
    ),
]


def referee(x, y, w, b, strength, tolerance, *, factor=2.0, mean=True, zeros="at most",
            signs=True, bias=True, turned=False, small=0.0):  # fmt: skip
    """Optimality conditions with a choice of mistakes."""
    error = x @ w + b - y
    slope = factor * x.T @ error / (len(x) if mean else 1)
    target = strength * np.sign(w) * (1 if turned else -1)
    alive = np.abs(w) > small
    gap = np.abs(slope - target) if signs else np.abs(np.abs(slope) - strength)
    at_zero = {"at most": np.abs(slope) - strength, "equal": np.abs(np.abs(slope) - strength),
               "free": 0 * w}[zeros]  # fmt: skip
    fine = np.all(gap[alive] <= tolerance) and np.all(at_zero[~alive] <= tolerance)
    return bool(fine and (not bias or abs(error.mean()) <= tolerance))


def refereed(**options):
    return lambda *arguments: referee(*arguments, **options)


REFEREES = [
    (refereed(factor=1.0), "is the 2 missing"),
    (refereed(factor=4.0), "2 too many"),
    (refereed(mean=False), "divide the slope by n"),
    (refereed(zeros="equal"), "it has zeros"),
    (refereed(zeros="free"), "useful weight at 0"),
    (refereed(signs=False), "wrong sign"),
    (refereed(bias=False), "wrong b"),
    (refereed(small=1e-3), "treated like 0"),
    (refereed(turned=True), "turned round"),
    (lambda x, y, w, b, s, t: True, "accepted"),
    (lambda x, y, w, b, s, t: False, "rejected"),
    (lambda x, y, w, b, s, t: np.abs(w) < 1, "one True or False"),
    (lambda x, y, w, b, s, t: referee(x, y, w, b, s, 0.1), "0.001"),
    (lambda x, y, w, b, s, t: referee(x, y, w, b, s, 1e-5), "tolerance that comes in"),
    (lambda x, y, w, b, s, t: referee(x, y, w, b, s, s / 1000), "tolerance that comes in"),
    (lambda x, y, w, b, s, t: referee(x, y, w, b, s, max(t, 1e-6)), "tolerance that comes in"),
]

WRONG = [
    (check, answer, fragment)
    for check, rows in (
        (check_orthogonal, ORTHOGONAL),
        (check_no_negative, SHRINK),
        (check_zero_report, REPORTS),
        (check_why_no_zero, WHY),
        (check_cheapest, BYTES),
        (check_sparse_epoch, LOOPS),
        (check_is_minimizer, REFEREES),
    )
    for answer, fragment in rows
]


def shrink_by_search(v, t):
    """The right answer by another road: two cases, entry by entry."""
    flat = [a - t if a > t else 0.0 for a in np.ravel(v)]
    return np.array(flat, dtype=np.float32).reshape(np.shape(v))


def report_by_loops(pairs, tolerance):
    zero = small = total = 0
    for kernel, _ in pairs:
        for row in np.asarray(kernel).tolist():
            for entry in row:
                total += 1
                zero += entry == 0
                small += entry != 0 and abs(entry) <= tolerance
    return [zero, small, total]


def epoch_with_where(model, optimizer, batches, strength):
    for x, y in batches:
        optimizer.zero_grad()
        torch.nn.functional.cross_entropy(model(x), y).backward()
        optimizer.step()
        for layer in model:
            if isinstance(layer, torch.nn.Linear):
                by = optimizer.param_groups[0]["lr"] * strength
                w = layer.weight.data
                layer.weight.data = torch.where(
                    w.abs() > by, w - by * w.sign(), torch.zeros_like(w)
                )


def referee_by_loops(x, y, w, b, strength, tolerance):
    error = y - b - x @ w
    if abs(sum(error)) / len(error) > tolerance:
        return False
    for j in range(len(w)):
        pull = 2 * np.mean(x[:, j] * error)
        if w[j] == 0 and abs(pull) > strength + tolerance:
            return False
        if w[j] != 0 and abs(pull - strength * np.sign(w[j])) > tolerance:
            return False
    return True


def cheapest_by_loops(kernel):
    count = sum(entry != 0 for row in kernel.tolist() for entry in row)
    rows, columns = kernel.shape
    by_rows = 4 * count + 4 * count + 4 * (1 + rows)
    return ["csr", by_rows] if by_rows < 4 * rows * columns else ["dense", 4 * rows * columns]


RIGHT = [
    (check_orthogonal, (2.4, -0.4, 0.0, 0.0)),
    (check_no_negative, shrink_by_search),
    (check_zero_report, report_by_loops),
    (check_why_no_zero, "A, C, D, E"),
    (check_why_no_zero, ["a", "c", "d", "e"]),
    (check_why_no_zero, "1a 2c 3d 4e"),
    (check_why_no_zero, "1: a; 2: c; 3: d; 4: e."),
    (check_why_no_zero, ("A", "C", "D", "E")),
    (check_cheapest, cheapest_by_loops),
    (check_sparse_epoch, epoch_with_where),
    (check_sparse_epoch, looped()),
    (check_is_minimizer, referee_by_loops),
    (check_is_minimizer, referee),
]
