"""The checks of the chapter on L1: right answers pass, planned mistakes get their message."""

import copy

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
    ([2.4, 0.4, 0, 0], "second one lost its sign"),
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
    (lambda v, t: 0 * v, "the answer is"),
    (lambda v, t: np.where(v > t, v * t, 0), "the answer is"),
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


def report_that_cuts(pairs, tolerance):
    counts = report(pairs, tolerance)
    for kernel, _ in pairs:
        kernel[np.abs(kernel) <= tolerance] = 0
    return counts


REPORTS = [
    (report_that_cuts, "leaves the weights alone"),
    (lambda pairs, tolerance: report(pairs, 1e-3), "whatever tolerance"),
    (lambda pairs, tolerance: [report([pair], tolerance) for pair in pairs][:2], "three numbers"),
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
    (set("acde"), "no order"),
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


def cut_and_count(kernel):
    kernel[np.abs(kernel) < 1e-9] = 1
    return cheapest_by_loops(kernel)


BYTES = [
    (cut_and_count, "was changed"),
    (lambda k: csr(k, 4 * n(k)), "only the values"),
    (lambda k: csr(k, 8 * n(k)), "starts of the rows are missing"),
    (lambda k: csr(k, 8 * n(k) + 4 * len(k)), "one start more"),
    (lambda k: csr(k, 8 * n(k) + 4 * (k.shape[1] + 1)), "belong to rows"),
    (lambda k: csr(k, 4 * n(k) + 4 * (len(k) + 1)), "needs its column"),
    (lambda k: csr(k, 12 * n(k)), "coordinate format"),
    (lambda k: csr(k, 12 * n(k) + 4 * (len(k) + 1)), "counts 12 bytes"),
    (lambda k: csr(k, 16 * n(k) + 8 * (len(k) + 1)), "every number counts 8"),
    (lambda k: ("dense", k.nbytes // 2) if n(k) > k.size / 3 else cheapest_by_loops(k), "answer"),
    (lambda k: cheapest_by_loops(k)[::-1], "the name must be"),
    (lambda k: ("csr", None), "expected one number"),
    (lambda k: ("dense", 4 * k.size), "CSR is smaller"),
    (lambda k: ("dense", 8 * k.size), "float64"),
    (lambda k: (csr(k, 8 * n(k) + 4 * (len(k) + 1))[0], 8 * n(k) + 4 * (len(k) + 1)), "answer is"),
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
                        p[p.abs() < cut * by] = 0
    if shrink == "end":
        prox()


def looped(**options):
    return lambda *arguments: epoch(*arguments, **options)


def shrunk_by(choose):
    """A right loop that shrinks the kernels it chooses, by a threshold that it chooses."""

    def answer(model, optimizer, batches, strength):
        for x, y in batches:
            optimizer.zero_grad()
            torch.nn.functional.cross_entropy(model(x), y).backward()
            optimizer.step()
            with torch.no_grad():
                for p, by in choose(model, optimizer, strength):
                    p.copy_(torch.nn.functional.softshrink(p, by))

    return answer


def two_layers(model, optimizer, strength):
    by = optimizer.param_groups[0]["lr"] * strength
    return [(model[0].weight, by), (model[2].weight, by)]


def by_default(model, optimizer, strength):
    by = optimizer.defaults["lr"] * strength
    return [(p, by) for p in model.parameters() if p.ndim == 2]


def rebound(model, optimizer, batches, strength):
    epoch(model, optimizer, batches, strength, shrink=None)
    for p in model.parameters():
        p = p.sign() * (p.abs() - 0.1 * strength).clamp(min=0)


def on_a_copy(model, optimizer, batches, strength):
    model = copy.deepcopy(model)
    optimizer = torch.optim.SGD(model.parameters(), lr=optimizer.param_groups[0]["lr"])
    epoch(model, optimizer, batches, strength)


LOOPS = [
    (shrunk_by(two_layers), "layers (5, 4, 6, 3)"),
    (shrunk_by(by_default), "param_groups"),
    (rebound, "only gives it a name"),
    (on_a_copy, "that came in"),
    (looped(shrink=None, cut=2, in_loss=(2,)), "below 2ηλ"),
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
    (looped(shrink=None, step=False), "has moved"),
    (
        looped(by=lambda learning_rate, strength: 3 * learning_rate * strength),
        "exact zeros, and not",
    ),
]


def referee(x, y, w, b, strength, tolerance, *, factor=2.0, mean=True, zeros="at most",
            signs=True, bias=True, turned=False, small=0.0, less=False, above=True,
            penalized=0.0, slack=None, exact=None, side=0, flat=0):  # fmt: skip
    """Optimality conditions with a choice of mistakes."""
    error = x @ w + b - y
    slope = factor * x.T @ error / (len(x) if mean else 1)
    target = strength * np.sign(w) * (1 if turned else -1)
    alive = np.abs(w) > small
    gap = np.abs(slope - target) if signs else np.abs(np.abs(slope) - strength)
    at_zero = {"at most": np.abs(slope) - strength, "equal": np.abs(np.abs(slope) - strength),
               "free": 0 * w}[zeros]  # fmt: skip
    if less:
        gap = np.abs(slope) - strength
    if side:  # one side of the balance only
        gap = side * (slope - target)
    if flat:  # one sign of the weights is judged like zeros
        gap = np.where(np.sign(w) == flat, np.abs(slope) - strength, gap)
    if not above:
        at_zero = -slope - strength
    slack = tolerance if slack is None else slack * strength
    fine = np.all(gap[alive] <= tolerance) and np.all(at_zero[~alive] <= slack)
    off = abs(abs(2 * error.mean()) - penalized * strength)
    return bool(fine and (not bias or off <= (exact or tolerance)))


def refereed(**options):
    return lambda *arguments: referee(*arguments, **options)


def referee_that_centers(x, y, w, b, strength, tolerance):
    verdict = referee(x, y, w, b, strength, tolerance)
    x -= x.mean(axis=0)
    return verdict


REFEREES = [
    (referee_that_centers, "leaves them as they are"),
    (refereed(small=1e-8), "np.isclose"),
    (refereed(less=True), "0.5 λ"),
    (refereed(side=1), "one feature"),
    (refereed(side=-1), "one feature"),
    (refereed(flat=1), "one feature, w > 0"),
    (refereed(flat=-1), "one feature, w < 0"),
    (refereed(above=False), "up or down"),
    (refereed(slack=0.0), "the size of one slope is λ + 0.0001: rejected"),
    (refereed(slack=0.05), "the size of one slope is λ + 0.0001: accepted"),
    (refereed(penalized=1.0), "which one fails"),
    (refereed(exact=1e-6), "a b that is off"),
    (refereed(exact=1e-3), "a b that is off"),
    (lambda *claim: str(referee(*claim)), "return True or False"),
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
    (lambda x, y, w, b, s, t: not referee(x, y, w, b, s, t), "Look at each"),
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


def shrink_by_index(v, t):
    w = v - t
    w[w < 0] = 0
    return w


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
    (check_no_negative, shrink_by_index),
    (check_no_negative, lambda v, t: v - np.minimum(v, t)),
    (check_zero_report, report_by_loops),
    (check_zero_report, lambda pairs, tolerance: np.array([report(pairs, tolerance)])),
    (check_why_no_zero, "A, C, D, E"),
    (check_why_no_zero, ["a", "c", "d", "e"]),
    (check_why_no_zero, "1a 2c 3d 4e"),
    (check_why_no_zero, "1: a; 2: c; 3: d; 4: e."),
    (check_why_no_zero, ("A", "C", "D", "E")),
    (check_cheapest, cheapest_by_loops),
    (check_sparse_epoch, epoch_with_where),
    (check_sparse_epoch, looped()),
    (check_cheapest, lambda k: csr(np.float32(k), 8 * n(k) + 4 * (len(k) + 1))),
    (
        check_sparse_epoch,
        shrunk_by(
            lambda model, optimizer, strength: [
                (p, optimizer.param_groups[0]["lr"] * strength)
                for name, p in model.named_parameters()
                if name.endswith("weight")
            ]
        ),
    ),
    (check_is_minimizer, referee_by_loops),
    (check_is_minimizer, referee),
    (check_is_minimizer, lambda x, y, w, b, s, t: referee(x, y, w, b, s, t, small=t)),
    (check_is_minimizer, lambda *claim: np.array([referee(*claim)])),
    (check_is_minimizer, lambda *claim: float(referee(*claim))),
]
