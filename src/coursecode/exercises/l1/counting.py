"""Checks: zeros counted honestly, and bytes."""

import numpy as np

from coursecode.exercises.judging import judged, number, recognize, refuse_if


def sample(seed, shapes, tolerance):
    """A network with exact zeros, tiny weights, and biases that are 0, as (kernel, bias) pairs."""
    rng = np.random.default_rng(seed)
    pairs = []
    for shape in shapes:
        kernel = rng.standard_normal(shape)
        kind = rng.integers(0, 4, shape)
        kernel[kind == 0] = 0.0
        kernel[kind == 1] *= 1e-4
        kernel.flat[:5] = -0.0, 1e-300, -tolerance / 2, tolerance, -tolerance
        bias = np.zeros(shape[1])
        bias[0] = 2e-4
        pairs.append((kernel, bias))
    return pairs


@judged
def check_zero_report(zero_report):
    """``zero_report(pairs, tolerance)`` -> exact zeros, small but not zero, all weights."""
    for seed, shapes, tolerance in (
        (1, [(23, 11)], 1e-3),
        (2, [(6, 4), (4, 3)], 0.25),
        (3, [(3, 7), (7, 5), (5, 2)], 2e-5),
    ):
        pairs = sample(seed, shapes, tolerance)
        given = [(w.copy(), b.copy()) for w, b in pairs]
        got = zero_report(given, tolerance)
        refuse_if(got is None, "your function returns nothing: is `return` missing?")
        refuse_if(np.size(got) != 3, "return three numbers: exact zeros, small ones, all weights.")
        got = np.array([number(value) for value in np.ravel(got)])
        refuse_if(
            any(
                not np.array_equal(a, b)
                for a, b in zip(sum(given, ()), sum(pairs, ()), strict=True)
            ),
            "the network that came in was changed. Who counts leaves the weights alone.",
        )
        w = np.concatenate([kernel.ravel() for kernel, _ in pairs])
        b = np.concatenate([bias for _, bias in pairs])

        def counts(w, tolerance=tolerance):
            size = np.abs(w)
            small = ((size > 0) & (size <= tolerance)).sum()
            return np.array([(size == 0).sum(), small, size.size], dtype=float)

        right = counts(w)
        last = counts(pairs[-1][0])
        first = counts(pairs[0][0])
        zeros, small, total = right
        mistakes = [
            (counts(np.r_[w, b]), "the biases are counted. No penalty acts on them, so their zeros "
             "say nothing about L1."),
            (right / total, "these are shares; return counts, so that nothing is rounded away."),
            (np.r_[zeros, zeros + small, total], "the second number still contains the exact "
             "zeros. The two are different things: one can be left out of memory, the other not."),
            (np.r_[zeros + small, small, total], "the first number counts what is merely small. "
             "Exact means w == 0."),
            (np.r_[np.isclose(w, 0).sum(), (~np.isclose(w, 0) & (np.abs(w) <= tolerance)).sum(),
                   total], "1e-300 was taken for 0; np.isclose and float32 do that. Exact "
             "means w == 0."),
            (np.r_[np.isclose(w, 0).sum(), small, total], "1e-300 was taken for 0; np.isclose does "
             "that. Exact means w == 0."),
            (np.r_[zeros, ((w <= tolerance) & (w != 0)).sum(), total], "large negative weights are "
             "counted as small: compare |w| with the tolerance."),
            (np.r_[zeros, ((np.abs(w) < tolerance) & (w != 0)).sum(), total], "a weight whose size "
             "is exactly the tolerance counts as small: |w| <= tolerance."),
            (np.r_[zeros, small, total - zeros], "the third number should count all weights, the "
             "zeros too."),
            (np.r_[total - zeros, small, total], "the first number counts what is *not* zero."),
        ]  # fmt: skip
        if len(pairs) > 1:
            mistakes += [(counts(w, 1e-3), "small means at most 0.001 here, whatever tolerance "
                          "comes in."),
                         (last, "only the last kernel is counted; add up over all of them."),
                         (first, "only the first kernel is counted; is the return inside the "
                          "loop?")]  # fmt: skip
        where = f"kernels of shape {shapes} and the tolerance {tolerance:g}"
        recognize(got, right, mistakes, where)
        refuse_if(not np.array_equal(got, right), f"for {where} it is {right}, yours {got}.")
    return "exact zeros, small weights and all weights are three different counts."


@judged
def check_cheapest(cheapest):
    """``cheapest(kernel)`` -> ("dense" or "csr", bytes), with float32 values, int32 positions."""
    rng = np.random.default_rng(12)
    for shape, share in (
        ((40, 10), 0.15), ((7, 4), 0.32), ((3, 8), 0.8), ((10, 40), 0.3), ((20, 5), 0.45),
        ((5, 20), 0.48), ((4, 4), 0.0), ((64, 32), 0.49), ((32, 64), 0.499),
        ((3, 8), 10 / 24),  # a tie
    ):  # fmt: skip
        rows, columns = shape
        kernel = np.zeros(shape, dtype=np.float32 if rows < columns else np.float64)
        count = round(share * kernel.size)
        values = (0.5 + 0.5 * rng.random(count)) * np.resize([-1, -1, -1, 1, 1], count)
        values[: (count + 4) // 5] *= 1e-6  # small, and stored like any other
        kernel.flat[rng.permutation(kernel.size)[:count]] = values
        sizes = {"dense": 4 * rows * columns, "csr": 8 * count + 4 * (rows + 1)}
        name = min(sizes, key=sizes.get)
        given = kernel.copy()
        answer = cheapest(given)
        refuse_if(answer is None, "your function returns nothing: is `return` missing?")
        refuse_if(
            not np.array_equal(given, kernel),
            "the kernel was changed. Who computes a size leaves the weights alone.",
        )
        refuse_if(
            not isinstance(answer, (tuple, list)) or len(answer) != 2,
            'return two things: "dense" or "csr", and the bytes.',
        )
        got_name = str(answer[0])
        refuse_if(got_name not in sizes, f'the name must be "dense" or "csr", got {answer[0]!r}.')
        got = number(answer[1])
        refuse_if(
            got_name == "csr" and got == sizes["csr"] == sizes["dense"],
            f"in a tie dense wins, and {got:g} against {got:g} bytes is one: compare with <.",
        )
        example = f"a kernel of shape {shape} with {count} weights that are not 0"
        counted = {
            "small weights are stored like any other: only exact zeros can be left out.":
                np.abs(kernel) > 1e-2,
            "negative weights are not zero either: compare with != 0.": kernel > 0,
            "positive weights are not zero either: compare with != 0.": kernel < 0,
        }  # fmt: skip
        wrong_csr = {
            8 * stored.sum() + 4 * (rows + 1): message for message, stored in counted.items()
        } | {
            4 * count: "only the values are counted. Their columns cost 4 bytes each, and each row "
            "needs its start.",
            8 * count: "the starts of the rows are missing: rows + 1 numbers of 4 bytes.",
            8 * count + 4 * rows: "there is one start more than there are rows: the end of the "
            "last one.",
            8 * count + 4 * (columns + 1): "compressed sparse *rows*: the starts belong to rows, "
            "you counted columns.",
            4 * count + 4 * (rows + 1): "every value needs its column, another 4 bytes.",
            12 * count: "that is values, rows and columns, the coordinate format. CSR stores a row "
            "once, as the place where it starts.",
            12 * count
            + 4 * (rows + 1): "a weight that stays counts 12 bytes here: its value has 4 "
            "in float32, its column 4 in int32.",
            16 * count + 8 * (rows + 1): "every number counts 8 bytes here; in float32 and int32 "
            "it has 4.",
            2 * count + rows + 1: "these are numbers; in bytes each is 4.",
        }
        if got_name == "csr" and got != sizes["csr"] and got in wrong_csr:
            refuse_if(True, wrong_csr[got])
        refuse_if(
            got_name == "dense" and got == 8 * kernel.size,
            "8 bytes per number is float64; count float32.",
        )
        refuse_if(
            got_name == "dense" and got == sizes["dense"] and name == "csr",
            f"for {example} CSR is smaller: {sizes['csr']} bytes against {sizes['dense']}.",
        )
        refuse_if(
            (got_name, got) != (name, sizes[name]),
            f"for {example} the answer is {(name, sizes[name])}, yours is {(got_name, got)}.",
        )
    return "8 bytes per weight that stays, 4 per row, against 4 per weight."
