"""Check: the prox of the sparse group lasso, two steps in the right order."""

import numpy as np

from coursecode.exercises.group_lasso.penalties import lengths, shorten, soft
from coursecode.exercises.judging import array, call, judged, recognize, refuse_if, shown


@judged
def check_sparse_group_prox(sparse_group_prox):
    """``sparse_group_prox(w, l1, group, step)``: L1's prox, then that of the groups (rows)."""
    rng = np.random.default_rng(13)
    for shape in ((3, 4), (2, 9), (5, 2)):
        l1, group, step = 0.5 + rng.random(), 0.2 + 0.2 * rng.random(), 0.3
        if shape == (5, 2):  # every norm is below 1
            l1, group = 0.01 * l1, 0.01 * group
        by, root = step * group * np.sqrt(shape[1]), np.sqrt(shape[1])
        w = unthresholded(rng, shape, by, step * l1)
        right = shorten(soft(w, step * l1), by)
        got = array(call(sparse_group_prox, w, l1, group, step), shape)
        refuse_if(
            not np.isfinite(got).all(),
            "a row that the first prox made 0 comes out of the second one as NaN: 0/0.",
        )
        recognize(
            got,
            right,
            [
                (soft(shorten(w, by), step * l1), "that is the wrong order: the groups first, "
                 "then L1. The weights that L1 would remove lengthen the group's norm, so it is "
                 "shortened too little. L1 first, then the groups."),
                (shorten(w, by), "only the groups: where is L1?"),
                (soft(w, step * l1), "only L1: where are the groups?"),
                ((soft(w, step * l1) + shorten(w, by)) / 2, "the prox of a sum is not the mean "
                 "of two proxes. Do one after the other."),
                (soft(w, step * l1) + shorten(w, by) - w, "the prox of a sum is not the sum of "
                 "the two moves. Do one after the other."),
                (w * np.maximum(1 - by / lengths(w, 0), 0)
                 * (np.abs(w) > step * l1), "that drops small weights and does not move the "
                 "others: L1's prox moves every weight by step·l1."),
                (shorten(soft(w, step * l1), by / root), "√size is missing in the group step."),
                (shorten(soft(w, l1), group * root), "the step is missing in both parts."),
                (shorten(soft(w, l1), by), "the step is missing in L1's part."),
                (shorten(soft(w, step * l1), group * root), "the step is missing in the groups' "
                 "part."),
                (shorten(soft(w, step * l1), step * group * np.sqrt(shape[0]), 1), "the groups are "
                 "the rows; here columns are shortened."),
                (shorten(soft(w, step * group), step * l1 * root), "l1 and group are swapped."),
                (shorten(np.abs(soft(w, step * l1)), by), "weights below 0 lost their sign."),
                (shorten(w * (np.abs(w) > step * l1), by), "that drops small weights and does not "
                 "move the others: L1's prox moves every weight by step·l1."),
                (soft_then_old_norm(w, step * l1, by), "the norm must be that of the thresholded "
                 "row, not of the row that came in."),
            ],
            f"w = {shown(w)}, l1 = {l1:.4g}, group = {group:.4g}, step = {step}",
        )  # fmt: skip
    return "first every weight alone, then every row as a whole."


def unthresholded(rng, shape, by, threshold):
    """A kernel that L1's prox turns into rows just longer than ``by``, long, 0, just shorter."""
    u = rng.standard_normal(shape)
    u[:, 1] = 0
    u *= by * np.resize([1.2, 9, 0, 0.8, 5], shape[0])[:, np.newaxis] / lengths(u, 0)
    return u + threshold * np.where(u != 0, np.sign(u), rng.uniform(-0.9, 0.9, shape))


def soft_then_old_norm(w, threshold, by):
    """The group factor from the norms before the threshold."""
    return soft(w, threshold) * np.maximum(1 - by / lengths(w, 0), 0)
