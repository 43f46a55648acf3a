"""Check: constant units leave the network, their say goes into the next bias."""

from itertools import pairwise

import numpy as np

from coursecode.exercises.group_lasso.networks import SIZES, network, outputs, shrunk
from coursecode.exercises.judging import judged, refuse_if

MISTAKES = [
    (
        lambda bias: 0 * bias,
        "the outputs moved by a constant: a unit that hears nothing says relu(bias), and that was "
        "thrown away. Add relu(bias) times its weights out to the next bias.",
    ),
    (
        lambda bias: bias,
        "the bias was moved without the ReLU: a constant unit whose bias is below 0 says 0.",
    ),
    (
        lambda bias: -np.maximum(bias, 0),
        "what the constant units say is subtracted from the next bias. It was added before.",
    ),
]


@judged
def check_without_constant_units(without_constant_units):
    """``without_constant_units(pairs)``: smaller pairs of a ReLU network with the same outputs."""
    for seed, sizes in enumerate(SIZES):
        pairs = network(sizes, seed)
        given = [(kernel.copy(), bias.copy()) for kernel, bias in pairs]
        arrays = list(given)
        small = as_pairs(without_constant_units(given))
        widths = [bias.size for _, bias in shrunk(pairs, lambda bias: np.maximum(bias, 0))]
        judge_shapes([k.shape for k, _ in small], [b.shape for _, b in small], sizes, widths)
        changed = any(
            not np.array_equal(a, b)
            for pair, before in zip(arrays, pairs, strict=True)
            for a, b in zip(pair, before, strict=True)
        )
        refuse_if(changed, "the arrays that came in were changed. Work on copies.")
        kept = [any(one is pair for pair in given) for one in arrays]
        refuse_if(
            len(given) != len(arrays) or not all(kept),
            "the list that came in was changed. Its arrays are the old ones, and it holds others "
            "now: make a list of your own.",
        )
        judge_outputs(small, pairs, sizes)
    return "the constant units are gone, what they said is in the next bias, the outputs stay."


def as_pairs(small):
    """The answer as pairs of arrays."""
    refuse_if(small is None, "your function returns nothing: is `return` missing?")
    small = list(small) if hasattr(small, "__iter__") else [small]
    refuse_if(
        any(not isinstance(pair, (tuple, list)) or len(pair) != 2 for pair in small),
        "return a list of (kernel, bias) pairs, like the one that comes in.",
    )
    small = [(np.asarray(kernel), np.asarray(bias)) for kernel, bias in small]
    shapes = [kernel.shape for kernel, _ in small]
    refuse_if(
        any(len(shape) != 2 for shape in shapes), f"a kernel has two axes, yours have {shapes}."
    )
    return small


def judge_shapes(kernels, biases, sizes, widths):
    """Name what the widths of the answer say about it."""
    right = list(pairwise([sizes[0], *widths]))
    if kernels == right and biases == [(outputs,) for _, outputs in right]:
        return
    refuse_if(len(kernels) != len(right), f"expected {len(right)} pairs, got {len(kernels)}.")
    original = list(pairwise(sizes))
    refuse_if(kernels == original, "no unit was removed: the kernels have their old shapes.")
    refuse_if(
        kernels[-1][1] == sizes[-1] - 1,
        "an output was removed. The last layer has outputs, not hidden units: they all stay, even "
        "one that hears nothing. The loop goes one layer too far.",
    )
    refuse_if(
        kernels[0][0] != sizes[0],
        "inputs were removed: the rows of the first kernel belong to inputs. Was the mask of a "
        "layer used on its own rows, one layer too early?",
    )
    rows, kept = [k[0] for k in kernels], [k[1] for k in kernels]
    refuse_if(
        kept == widths and rows == list(sizes[:-1]),
        "the columns of the dead units are gone, and the rows of the next kernel are still there. "
        "A unit is a column of its own kernel and a row of the next: following[alive].",
    )
    refuse_if(
        kept == list(sizes[1:]) and rows == [k[0] for k in right],
        "the rows of the next kernel are gone, and the columns of the unit's own kernel are still "
        "there: kernel[:, alive].",
    )
    refuse_if(
        rows[1:] != kept[:-1],
        f"the kernels do not fit together: {kernels}. What leaves as a column of one kernel leaves "
        "as a row of the next.",
    )
    refuse_if(
        any(mine < width for mine, width in zip(kept, widths, strict=True)),
        "units that hear something were removed. A unit hears nothing only if every weight in its "
        "column is 0; some zeros, tiny weights, or weights that add up to 0 are not enough, and "
        "whether anybody listens to it is another question. Ask for np.any(kernel != 0, axis=0).",
    )
    refuse_if(
        kept[0] == widths[0] and kept[1:-1] and kept[1:] == list(sizes[2:]),
        "only the first hidden layer has lost units. Walk on, to the last layer but one.",
    )
    refuse_if(
        kept[0] == widths[0] and kept != widths,
        "a unit that hears only constant units is still there. Once they are gone, its column is "
        "empty. Walk through the layers from the first on, and look at a column only when the "
        "rows of the units before it have left.",
    )
    refuse_if(
        kernels == right,
        f"the kernels have the right shapes, the biases do not: {biases}. The bias of a removed "
        "unit goes too, and a bias has one axis.",
    )
    refuse_if(
        kernels[-1][1] == sizes[-1],
        f"the hidden layers should keep {widths[:-1]} units, yours keep {kept[:-1]}. Every unit "
        "that hears nothing goes, whether its bias is above or below 0.",
    )
    refuse_if(True, f"the kernels should have the shapes {right}, yours have {kernels}.")


def judge_outputs(small, pairs, sizes):
    """Same outputs, or the name of the mistake."""
    x = np.random.default_rng(16).standard_normal((7, sizes[0]))
    got, right = outputs(small, x), outputs(pairs, x)
    if np.allclose(got, right, rtol=0, atol=1e-5):
        return
    for say, message in MISTAKES:
        refuse_if(np.allclose(got, outputs(shrunk(pairs, say), x), rtol=0, atol=1e-5), message)
    refuse_if(
        np.ptp(got - right, axis=0).max() < 1e-5,
        f"the outputs moved by the constant {np.round(got[0] - right[0], 4)}. What a constant "
        "unit says, relu(bias) times its weights out, belongs into the bias of the next layer: "
        "is it there, and only once?",
    )
    right_units = all(
        np.allclose(mine[0], kept[0], rtol=0, atol=1e-5)
        for mine, kept in zip(small, shrunk(pairs, lambda bias: bias), strict=True)
    )
    refuse_if(
        right_units,
        "the right units are gone, and the outputs are not the same: look at the biases. Only what "
        "the removed units said moves, through their weights out, into the bias of the next layer.",
    )
    refuse_if(
        True,
        "the shapes are right and the outputs are not: other units were removed than the constant "
        "ones. A unit is constant if its column of the kernel is 0: np.any(kernel != 0, axis=0). "
        f"For sizes {sizes} the outputs differ by up to {np.abs(got - right).max():.3g}.",
    )
