"""The checks of the chapter on group lasso: right answers pass, planned mistakes are named."""

import numpy as np
import torch

from coursecode.exercises.group_lasso import (
    check_diagnosis,
    check_penalty_value,
    check_prox,
    check_row_norms,
    check_sparse_group_prox,
    check_without_constant_units,
)


def lengths(w, axis):
    return np.sqrt((w**2).sum(axis=1 - axis, keepdims=True))


def value_by_loops(w, strength, axis):
    """The right value by another road."""
    groups = w if axis == 0 else w.T
    return sum(strength * len(group) ** 0.5 * sum(v * v for v in group) ** 0.5 for group in groups)


def value_in_place(w, strength, axis):
    w **= 2
    return strength * np.sqrt(w.shape[1 - axis]) * np.sqrt(w.sum(axis=1 - axis)).sum()


VALUES = [
    (value_in_place, "w was changed"),
    (lambda w, s, a: print(end=""), "return"),
    (lambda w, s, a: s * (w**2).sum(), "that is L2"),
    (lambda w, s, a: s * np.sqrt(w.shape[1 - a]) * lengths(w, 1 - a).sum(), "norms run along"),
    (lambda w, s, a: s * lengths(w, 1 - a).sum(), "and the root of the size is missing"),
    (lambda w, s, a: value_by_loops(w, s, 1 - a), "other axis"),
    (lambda w, s, a: s * lengths(w, a).sum(), "√size is missing"),
    (lambda w, s, a: s * np.sqrt(w.shape[a]) * lengths(w, a).sum(), "number of groups"),
    (lambda w, s, a: s * w.shape[1 - a] * lengths(w, a).sum(), "should be its root"),
    (lambda w, s, a: s * np.sqrt(w.shape[1 - a]) * (w**2).sum(), "squared norms"),
    (lambda w, s, a: s * np.sqrt(w.shape[1 - a] * (w**2).sum()), "One root per group"),
    (lambda w, s, a: s * np.abs(w).sum(), "that is L1"),
    (lambda w, s, a: value_by_loops(w, 1, a), "strength is missing"),
    (lambda w, s, a: 7.0, "the answer is"),
    (lambda w, s, a: lengths(w, a), "one number"),
]


def prox(w, length, axis, divide=True):
    norms = lengths(w, axis)
    return w * np.maximum(norms - length, 0) / (np.where(norms > 0, norms, 1) if divide else norms)


def prox_by_loops(w, strength, step, axis):
    """The right step by another road, as lists, in float32."""
    groups = np.asarray(w, np.float32) if axis == 0 else np.asarray(w, np.float32).T
    moved = []
    for group in groups:
        norm, length = np.linalg.norm(group), step * strength * len(group) ** 0.5
        moved.append(list((1 - length / norm) * group) if norm > length else [0.0] * len(group))
    return moved if axis == 0 else np.array(moved).T.tolist()


def prox_in_place(w, strength, step, axis):
    w *= np.maximum(1 - step * strength * np.sqrt(w.shape[1 - axis]) / lengths(w, axis), 0)
    return w


def prox_where(w, s, t, a):
    norms = lengths(w, a)
    return w * np.where(norms > 0, np.maximum(1 - length(w, s, t, a) / norms, 0), 0)


def length(w, s, t, a):
    return t * s * np.sqrt(w.shape[1 - a])


def soft(w, by):
    return np.sign(w) * np.maximum(np.abs(w) - by, 0)


def prox_if_longer_than_strength(w, s, t, a):
    return prox(w, length(w, s, t, a), a) * (lengths(w, a) > s)


def prox_over_one(w, s, t, a):
    norms = lengths(w, a)
    return w * np.maximum(norms - length(w, s, t, a), 0) / np.maximum(norms, 1)


def prox_with_floor(w, s, t, a):
    norms = lengths(w, a)
    return w * np.maximum(norms - length(w, s, t, a), 1e-8) / np.where(norms > 0, norms, 1)


PROXES = [
    (lambda w, s, t, a: prox(w, length(w, s, t, a), a, divide=a == 0), "NaN"),
    (prox_if_longer_than_strength, "the answer is"),
    (prox_over_one, "the answer is"),
    (prox_with_floor, "shorter than the step"),
    (lambda w, s, t, a: prox(w, length(w, s, t, a), a) + 1e-4 * (w == 0), "group of zeros"),
    (lambda w, s, t, a: prox(w, length(w, s, 0.3, a), a), "step = 1"),
    (7.0, "the function itself"),
    (lambda w, s, t, a: w * (1 - length(w, s, t, a) / lengths(w, a)), "other side of 0"),
    (lambda w, s, t, a: prox(w, t * s, a), "√size is missing"),
    (lambda w, s, t, a: prox(w, length(w, s, 1, a), a), "size of the step"),
    (lambda w, s, t, a: prox(w, length(w, s, t, 1 - a), a), "number of groups"),
    (lambda w, s, t, a: prox(w, length(w, s, t, 1 - a), 1 - a), "other axis"),
    (lambda w, s, t, a: soft(w, t * s), "prox of L1"),
    (lambda w, s, t, a: soft(w, length(w, s, t, a)), "moved alone"),
    (lambda w, s, t, a: w * (lengths(w, a) > length(w, s, t, a)), "shortened too"),
    (lambda w, s, t, a: w / (1 + length(w, s, t, a) / lengths(w, a)), "never reaches 0"),
    (lambda w, s, t, a: prox(w, length(w, s, t, a), a, divide=False), "NaN"),
    (prox_where, "both of its branches"),
    (prox_in_place, "was changed"),
    (lambda w, s, t, a: 3 * w, "the answer is"),
    (lambda w, s, t, a: w[:1], "shape"),
]
LETTERS = [("a", "too weak"), ("c", "count is right"), ("d", "exact zeros"), ("z", "letters")]


def double_where(w):
    squares = (w**2).sum(dim=1)
    return torch.where(squares > 0, torch.where(squares > 0, squares, 1).sqrt(), 0)


def outer_where(w):
    norms = (w**2).sum(dim=1).sqrt()
    return torch.where(norms > 0, norms, torch.zeros_like(norms))


def norms_of_a_new_tensor(w):
    return torch.linalg.vector_norm(w.clone().detach().requires_grad_(True), dim=1)


def norms_of_full_rows(w):
    full = (w != 0).all(dim=1)
    squares = torch.where(full, (w**2).sum(dim=1), 1)
    return torch.where(full, squares.sqrt(), 0)


NORMS = [
    (norms_of_full_rows, "should be"),
    (norms_of_a_new_tensor, "lost the way back"),
    (lambda w: [torch.linalg.vector_norm(row) for row in w], "one tensor"),
    (lambda w: torch.linalg.vector_norm(w, dim=1).float(), "short rows get lost"),
    (lambda w: torch.linalg.vector_norm(w, dim=1, keepdim=True), "shape"),
    (lambda w: (w**2).sum(dim=1).sqrt(), "NaN"),
    (outer_where, "branch that was not taken"),
    (lambda w: ((w**2).sum(dim=1) + 1e-12).sqrt(), "softens the kink"),
    (lambda w: ((w**2).sum(dim=1) + 1e-30).sqrt(), "length 1e-100"),
    (lambda w: ((w**2).sum(dim=1) + 1e-3).sqrt(), "should be"),
    (lambda w: (w**2).sum(dim=1), "squared norms"),
    (lambda w: w.abs().sum(dim=1), "L1 norms"),
    (lambda w: torch.linalg.vector_norm(w), "one norm per row"),
    (lambda w: torch.linalg.vector_norm(w, dim=0), "shape"),
    (lambda w: torch.linalg.vector_norm(w.detach(), dim=1), "lost the way back"),
    (lambda w: np.linalg.norm(w.detach().numpy(), axis=1), "lost the way back"),
    (lambda w: print(end=""), "return"),
]


def rows(w, by):
    return prox(w, by, 0)


def group_length(w, group, step):
    return step * group * np.sqrt(w.shape[1])


def sparse_if_longer_than_group(w, a, g, t):
    u = soft(w, t * a)
    return rows(u, group_length(w, g, t)) * (lengths(u, 0) > g)


SPARSE = [
    (sparse_if_longer_than_group, "the answer is"),
    (lambda w, a, g, t: rows(soft(w, a), group_length(w, g, t)), "L1's part"),
    (lambda w, a, g, t: rows(soft(w, t * a), group_length(w, g, 1)), "groups' part"),
    (lambda w, a, g, t: prox(soft(w, t * a), t * g * np.sqrt(len(w)), 1), "columns"),
    (lambda w, a, g, t: rows(soft(w, t * g), group_length(w, a, t)), "swapped"),
    (lambda w, a, g, t: rows(abs(soft(w, t * a)), group_length(w, g, t)), "lost their sign"),
    (lambda w, a, g, t: rows(w * (abs(w) > t * a), group_length(w, g, t)), "moves every weight"),
    (lambda w, a, g, t: soft(rows(w, group_length(w, g, t)), t * a), "wrong order"),
    (lambda w, a, g, t: rows(w, group_length(w, g, t)), "where is L1"),
    (lambda w, a, g, t: soft(w, t * a), "where are the groups"),
    (lambda w, a, g, t: (soft(w, t * a) + rows(w, group_length(w, g, t))) / 2, "mean of two"),
    (lambda w, a, g, t: soft(w, t * a) + rows(w, group_length(w, g, t)) - w, "sum of the two"),
    (lambda w, a, g, t: rows(soft(w, t * a), t * g), "√size is missing"),
    (lambda w, a, g, t: rows(soft(w, a), group_length(w, g, 1)), "step is missing"),
    (
        lambda w, a, g, t: (
            soft(w, t * a) * np.maximum(1 - group_length(w, g, t) / lengths(w, 0), 0)
        ),
        "thresholded row",
    ),
    (lambda w, a, g, t: 5 * w, "the answer is"),
]


def sparse_by_loops(w, l1, group, step):
    """The right step by another road."""
    out = []
    for row in w:
        u = [max(abs(v) - step * l1, 0) * (1 if v > 0 else -1) for v in row]
        norm = sum(v * v for v in u) ** 0.5
        factor = max(1 - step * group * len(u) ** 0.5 / norm, 0) if norm > 0 else 0
        out.append([factor * v for v in u])
    return out


def shrink(
    pairs, *, say=lambda b: np.maximum(b, 0), rows=True, columns=True, last=False, biases=True
):
    """Units that hear nothing leave, with a choice of mistakes."""
    pairs = [(kernel.copy(), bias.copy()) for kernel, bias in pairs]
    for layer in range(len(pairs) - 1):
        (kernel, bias), (following, next_bias) = pairs[layer], pairs[layer + 1]
        alive = np.array([bool(column.any()) for column in kernel.T])
        for unit in np.flatnonzero(~alive):
            next_bias = next_bias + say(bias[unit]) * following[unit]
        pairs[layer] = (
            kernel[:, alive] if columns else kernel,
            bias[alive] if biases else bias,
        )
        pairs[layer + 1] = following[alive] if rows else following, next_bias
    if last:
        kernel, bias = pairs[-1]
        alive = kernel.any(axis=0)
        pairs[-1] = kernel[:, alive], bias[alive]
    return pairs


def shrink_in_place(pairs):
    small = shrink(pairs)
    pairs[1][1][:] += 1
    return small


def own_rows(pairs):
    """One layer too early: a layer's mask used on its own rows."""
    (kernel, bias), *rest = pairs
    alive = np.any(kernel != 0, axis=0)
    keep = np.resize(alive, len(kernel))
    return [(kernel[keep][:, alive], bias[alive]), *shrink([(kernel, bias), *rest])[1:]]


def other_units(pairs):
    """As many units as should go, but the last ones."""
    right = [bias.shape[0] for _, bias in shrink(pairs)]
    small, inputs = [], pairs[0][0].shape[0]
    for (kernel, bias), width in zip(pairs, right, strict=True):
        small.append((kernel[:inputs, :width], bias[:width]))
        inputs = width
    return small


def chosen_by(alive):
    """A right walk with another idea of which units hear something."""

    def answer(pairs):
        pairs = list(pairs)
        for layer in range(len(pairs) - 1):
            (kernel, bias), (following, next_bias) = pairs[layer : layer + 2]
            keep = alive(kernel)
            said = np.maximum(bias[~keep], 0) @ following[~keep]
            pairs[layer : layer + 2] = (
                (kernel[:, keep], bias[keep]),
                (
                    following[keep],
                    next_bias + said,
                ),
            )
        return pairs

    return answer


def without_unheard(pairs):
    """Units to which nobody listens go, too."""
    pairs = shrink(pairs)
    for layer in range(len(pairs) - 1):
        (kernel, bias), (following, next_bias) = pairs[layer : layer + 2]
        heard = np.any(following != 0, axis=1)
        pairs[layer : layer + 2] = (kernel[:, heard], bias[heard]), (following[heard], next_bias)
    return pairs


def backwards(pairs):
    pairs = list(pairs)
    for layer in reversed(range(len(pairs) - 1)):
        pairs[layer : layer + 2] = shrink(pairs[layer : layer + 2])
    return pairs


def first_layer(pairs):
    return [*shrink(pairs[:2]), *pairs[2:]]


def until_none(pairs):
    """Stops at a layer without constant units."""
    pairs = list(pairs)
    for layer in range(len(pairs) - 1):
        if pairs[layer][0].any(axis=0).all():
            break
        pairs[layer : layer + 2] = shrink(pairs[layer : layer + 2])
    return pairs


def into_the_list(pairs):
    """The arrays stay, the list does not."""
    pairs[:] = shrink(pairs)
    return pairs


UNITS = [
    (first_layer, "Walk on"),
    (lambda pairs: [shrink(pairs)[0], *pairs[1:]], "rows of the next kernel are still there"),
    (lambda pairs: [pairs[0], *shrink(pairs)[1:]], "columns of the unit's own kernel are still"),
    (lambda pairs: [pairs[0], pairs[0], *pairs[2:]], "fit together"),
    (until_none, "no unit was removed"),
    (into_the_list, "list that came in"),
    (lambda pairs: [(kernel, bias + 1) for kernel, bias in shrink(pairs)], "look at the biases"),
    (lambda pairs: [part for pair in shrink(pairs) for part in pair], "pairs, like"),
    (lambda pairs: 5, "pairs, like"),
    (lambda pairs: [(kernel.ravel(), bias) for kernel, bias in shrink(pairs)], "two axes"),
    (lambda pairs: [(kernel, bias[None]) for kernel, bias in shrink(pairs)], "one axis"),
    (
        lambda pairs: [
            (pairs[0][0][:, :4], pairs[0][1][:4]),
            (pairs[1][0][:4], pairs[1][1]),
            *pairs[2:],
        ],
        "above or below 0",
    ),
    (chosen_by(lambda kernel: np.all(kernel != 0, axis=0)), "hear something were removed"),
    (chosen_by(lambda kernel: kernel[0] != 0), "hear something were removed"),
    (chosen_by(lambda kernel: kernel.sum(axis=0) != 0), "hear something were removed"),
    (chosen_by(lambda kernel: np.abs(kernel).sum(axis=0) > 1e-3), "tiny weights"),
    (without_unheard, "listens to it is another question"),
    (backwards, "from the first on"),
    (lambda pairs: shrink(pairs, say=lambda b: 0 * b), "thrown away"),
    (lambda pairs: shrink(pairs, say=lambda b: b), "without the ReLU"),
    (lambda pairs: shrink(pairs, say=lambda b: -np.maximum(b, 0)), "subtracted"),
    (lambda pairs: shrink(pairs, say=lambda b: 2 * np.maximum(b, 0)), "only once"),
    (lambda pairs: shrink(pairs, rows=False), "rows of the next kernel are still there"),
    (lambda pairs: shrink(pairs, columns=False), "columns of the unit's own kernel are still"),
    (lambda pairs: shrink(pairs, biases=False), "biases do not"),
    (lambda pairs: shrink(pairs, last=True), "one layer too far"),
    (own_rows, "one layer too early"),
    (lambda pairs: pairs, "no unit was removed"),
    (lambda pairs: shrink(pairs)[:-1], "expected"),
    (other_units, "other units were removed"),
    (shrink_in_place, "were changed"),
]
WRONG = [
    (check, answer, fragment)
    for check, table in (
        (check_diagnosis, LETTERS),
        (check_penalty_value, VALUES),
        (check_prox, PROXES),
        (check_row_norms, NORMS),
        (check_sparse_group_prox, SPARSE),
        (check_without_constant_units, UNITS),
    )
    for answer, fragment in table
]


def prox_by_difference(w, strength, step, axis):
    norms, by = lengths(w, axis), length(w, strength, step, axis)
    return w - w * np.minimum(by, norms) / np.where(norms > 0, norms, 1)


def units_one_by_one(pairs):
    """The right answer by another road: one unit at a time, the last ones first."""
    pairs = list(pairs)
    for layer in range(len(pairs) - 1):
        for unit in reversed(range(pairs[layer][1].size)):
            (kernel, bias), (following, next_bias) = pairs[layer : layer + 2]
            if not kernel[:, unit].any():
                said = max(bias[unit], 0) * following[unit]
                pairs[layer] = np.delete(kernel, unit, axis=1), np.delete(bias, unit)
                pairs[layer + 1] = np.delete(following, unit, axis=0), next_bias + said
    return pairs


RIGHT = [
    (check_penalty_value, lambda w, s, a: torch.tensor(value_by_loops(w, s, a))),
    (check_prox, prox_by_difference),
    (
        check_prox,
        lambda w, s, t, a: (
            w * (1 - length(w, s, t, a) / np.maximum(lengths(w, a), length(w, s, t, a)))
        ),
    ),
    (check_row_norms, lambda w: (w * w).sum(dim=1).clamp(min=torch.finfo(w.dtype).tiny).sqrt()),
    (check_without_constant_units, units_one_by_one),
    (check_without_constant_units, lambda pairs: tuple(map(list, shrink(pairs)))),
    (check_diagnosis, "b"),
    (check_diagnosis, " B "),
    (check_diagnosis, "(b)"),
    (check_penalty_value, value_by_loops),
    (check_prox, prox_by_loops),
    (check_row_norms, double_where),
    (check_row_norms, lambda w: torch.linalg.vector_norm(w, dim=1)),
    (check_row_norms, lambda w: torch.stack([torch.linalg.vector_norm(row) for row in w])),
    (check_sparse_group_prox, sparse_by_loops),
    (check_without_constant_units, shrink),
]
