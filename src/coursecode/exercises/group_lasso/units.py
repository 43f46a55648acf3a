"""Check: constant units leave the network, their say goes into the next bias."""

from itertools import pairwise

import numpy as np

from coursecode.exercises.judging import judged, refuse_if

SIZES = ((3, 5, 2), (4, 6, 5, 3), (5, 4, 4, 6, 2))


def network(sizes, seed):
    """Random pairs with two constant units in every hidden layer, one above 0 and one below.

    Living units with some zeros, with weights that add up to 0, with tiny weights, and one to which
    nobody listens are there to mislead; from the second hidden layer on, a third unit hears the two
    constant units before it and no other.
    """
    rng = np.random.default_rng([seed, 15])
    shapes = list(pairwise(sizes))
    pairs = [(rng.standard_normal(s), rng.standard_normal(s[1])) for s in shapes]
    for kernel, bias in pairs[:-1]:
        kernel[:, [1, 3]] = 0
        bias[[1, 3]] = 0.8, -0.7
    first = pairs[0][0]
    first[0, 0] = 0
    first[:, 2] = 0
    first[[0, 1], 2] = 1.5, -1.5
    if sizes[1] == 6:
        first[:, 4:] *= 1e-6  # a small weight hears something too
    if sizes[1] == 5:
        pairs[1][0][4] = 0  # nobody listens to this unit, and it is not constant
    for kernel, _ in pairs[1:-1]:
        kernel[:, 2] *= np.isin(np.arange(len(kernel)), [1, 3])
    pairs[-1][0][:, 0] = 0  # an output that hears nothing is an output all the same
    return pairs


def outputs(pairs, x):
    """The ReLU network of the book."""
    for kernel, bias in pairs[:-1]:
        x = np.maximum(x @ kernel + bias, 0)
    return x @ pairs[-1][0] + pairs[-1][1]


def shrunk(pairs, say):
    """The right answer, or a wrong one: ``say`` tells what a constant unit with this bias says."""
    pairs = [(kernel, bias.copy()) for kernel, bias in pairs]
    for layer in range(len(pairs) - 1):
        (kernel, bias), (following, next_bias) = pairs[layer : layer + 2]
        alive = np.any(kernel != 0, axis=0)
        next_bias = next_bias + say(bias[~alive]) @ following[~alive]
        pairs[layer : layer + 2] = (kernel[:, alive], bias[alive]), (following[alive], next_bias)
    return pairs


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
        small = without_constant_units(given)
        refuse_if(small is None, "your function returns nothing: is `return` missing?")
        small = [(np.asarray(kernel), np.asarray(bias)) for kernel, bias in small]
        widths = [bias.size for _, bias in shrunk(pairs, lambda bias: np.maximum(bias, 0))]
        judge_shapes([k.shape for k, _ in small], [b.shape for _, b in small], sizes, widths)
        changed = any(
            not np.array_equal(a, b)
            for pair, before in zip(given, pairs, strict=True)
            for a, b in zip(pair, before, strict=True)
        )
        refuse_if(changed, "the arrays that came in were changed. Work on copies.")
        judge_outputs(small, pairs, sizes)
    return "the constant units are gone, what they said is in the next bias, the outputs stay."


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
    kept = [k[1] for k in kernels]
    refuse_if(
        any(mine < width for mine, width in zip(kept, widths, strict=True)),
        "units that hear something were removed. A unit hears nothing only if every weight in its "
        "column is 0; some zeros, tiny weights, or weights that add up to 0 are not enough, and "
        "whether anybody listens to it is another question. Ask for np.any(kernel != 0, axis=0).",
    )
    refuse_if(
        kept[0] == widths[0] and kept != widths and [k[0] for k in kernels[1:]] == kept[:-1],
        "a unit that hears only constant units is still there. Once they are gone, its column is "
        "empty. Walk through the layers from the first on, and look at a column only when the "
        "rows of the units before it have left.",
    )
    columns = [k[1] for k in kernels] == [k[1] for k in right]
    rows = [k[0] for k in kernels] == [k[0] for k in right]
    refuse_if(
        columns and not rows,
        "the columns of the dead units are gone, and the rows of the next kernel are still there. "
        "A unit is a column of its own kernel and a row of the next: following[alive].",
    )
    refuse_if(
        rows and not columns,
        "the rows of the next kernel are gone, and the columns of the unit's own kernel are still "
        "there: kernel[:, alive].",
    )
    refuse_if(
        kernels == right,
        f"the kernels have the right shapes, the biases do not: {biases}. The bias of a removed "
        "unit goes too.",
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
    refuse_if(
        True,
        "the shapes are right and the outputs are not: other units were removed than the constant "
        "ones. A unit is constant if its column of the kernel is 0: np.any(kernel != 0, axis=0). "
        f"For sizes {sizes} the outputs differ by up to {np.abs(got - right).max():.3g}.",
    )
