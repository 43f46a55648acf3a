"""Checks: one strength typed into four libraries, and three published recipes."""

import numpy as np

from coursecode.exercises.judging import Mistake, array, call, judged, number, refuse_if, same

NUMBERS = ("ElasticNet alpha", "ElasticNet l1_ratio", "Ridge", "torch.optim.SGD", "keras L2")


@judged
def check_to_libraries(to_libraries):
    """``to_libraries(l1, l2, n)`` -> alpha, l1_ratio, and the numbers of three L2 penalties."""
    rng = np.random.default_rng(32)
    cases = [(0.05 + rng.random(), 0.05 + 2 * rng.random(), n) for n in (50, 7, 300)]
    for l1, l2, n in (*cases, (0.0, 0.4, 20), (0.3, 0.0, 20)):
        right = np.array([l1 / 2 + l2, l1 / (l1 + 2 * l2), n * l2, 2 * l2, l2])
        try:
            value = call(to_libraries, l1, l2, n)
        except ZeroDivisionError:
            if l1 and l2:
                raise
            raise Mistake(
                f"for l1 = {l1:.4g}, l2 = {l2:.4g} your code divides by 0. One of the two may be 0."
            ) from None
        got = array(value, (5,), "the answer")
        for name, mine, true in zip(NUMBERS, got, right, strict=True):
            if np.isclose(mine, true, rtol=1e-6):
                continue
            for value, message in slips(name, l1, l2, n) if l1 * l2 else ():
                refuse_if(np.isclose(mine, value, rtol=1e-6), f"{name}: {message}")
            raise Mistake(
                f"for l1 = {l1:.4g}, l2 = {l2:.4g}, n = {n} the number for {name} is {true:.6g}, "
                f"yours is {mine:.6g}."
            )
    return "a sum needs n times the number, halves cancel or double, and the ratio counts L1."


def slips(name, l1, l2, n):
    """(value, what went wrong) for one number."""
    both = "its loss and its squares have a ½, which cancel; |w| has none, so l1 is halved."
    return {
        "ElasticNet alpha": [
            (l1 + l2, both),
            (l1 + 2 * l2, both),
            (l1 / 2 + l2 / 2, both),
            (l1 + l2 / 2, both),
            (n * (l1 / 2 + l2), "unlike Ridge it has 1/(2n) before the sum: no n is left."),
            (2 * l1 + l2, both),
            (l1 / (l1 + 2 * l2), "this is the l1_ratio; alpha comes first."),
            (l2, "l1 is missing: alpha is the sum of both parts."),
        ],
        "ElasticNet l1_ratio": [
            (2 * l2 / (l1 + 2 * l2), "reversed: it is the share of L1. With 1 it is a lasso."),
            (l2 / (l1 + l2), "reversed: it is the share of L1. With 1 it is a lasso."),
            (l1 / (l1 + l2), "the share of l1/2 in l1/2 + l2: the halves do not cancel for L1."),
            (l1 / 2 / (l1 + l2), "divide by the same sum that alpha is."),
            (l1 / l2, "a share lies between 0 and 1: divide by the sum of both parts."),
        ],
        "Ridge": [
            (l2, "its data loss is a sum over n examples; multiply by n."),
            (l2 / n, "the wrong way round: a sum is n times as large, so alpha is too."),
            (2 * n * l2, "it has no ½ anywhere."),
            (n * (l1 / 2 + l2), "for the L2 part alone: Ridge has no L1."),
            (n * l2 / 2, "it has no ½ anywhere."),
        ],
        "torch.optim.SGD": [
            (l2, "weight_decay · w is added to the gradient, and the gradient of Σw² is 2w."),
            (l2 / 2, "the wrong way round: the gradient of Σw² is 2w."),
            (n * l2, "PyTorch's losses are means: no n. What is the gradient of l2 Σw²?"),
            (2 * n * l2, "the 2 is right; PyTorch's losses are means, so no n is left."),
            (2 * l2 / n, "the 2 is right; PyTorch's losses are means, so no n is left."),
        ],
        "keras L2": [
            (2 * l2, "Keras writes l2 Σw² without ½, as we do."),
            (l2 / 2, "Keras writes l2 Σw² without ½, as we do."),
            (n * l2, "Keras's losses are means, as ours: no n."),
        ],
    }[name]


# decay as the paper says it, l2, weight_decay of the Keras optimizer
RECIPES = {"AlexNet": (5e-4, 2.5e-4, 5e-3), "ResNet": (1e-4, 5e-5, 1e-3)}


@judged
def check_recipes(recipes):
    """``{name: (l2 or None, weight_decay for the Keras optimizer)}`` for AlexNet, ResNet, BERT."""
    names = [*RECIPES, "BERT"]
    refuse_if(
        not isinstance(recipes, dict) or set(recipes) != set(names),
        f"the answer is a dictionary with the keys {', '.join(names)}.",
    )
    for name in names:
        pair = recipes[name]
        refuse_if(
            not isinstance(pair, (tuple, list, np.ndarray)) or len(pair) != 2,
            f"{name}: write (l2, weight_decay).",
        )
    for name, (said, l2, decay) in RECIPES.items():
        refuse_if(recipes[name][0] is None, f"{name}: plain SGD with momentum, so there is an l2.")
        refuse_if(recipes[name][1] is None, f"{name}: keras.optimizers.SGD takes a weight_decay.")
        mine = [number(value) for value in recipes[name]]
        refuse_if(
            same(np.array(mine), np.array([decay, l2]), rtol=1e-6),
            f"{name}: the l2 comes first, then the weight_decay.",
        )
        for value, message in (
            (said, "the half is forgotten: a decay of c adds c w to the gradient, l2 Σw² adds "
             "2 l2 w."),
            (2 * said, "the wrong way round: l2 is half the decay."),
            (decay / 2, "momentum does not touch an l2: it is the same in the paper and here."),
        ):  # fmt: skip
            refuse_if(same(mine[0], value, rtol=1e-6), f"{name}, l2: {message}")
        refuse_if(
            not same(mine[0], l2, rtol=1e-6),
            f"{name}: l2 is not {mine[0]:g}. Whose gradient is c w, with the published c?",
        )
        for value, message in (
            (said, "momentum is forgotten: Keras decays beside the momentum, which makes every "
             "other push 10 times as long."),
            (said / 10, "the wrong way round: without help from the momentum the decay must be "
             "larger."),
            (2 * decay, "one 2 too many: a decay is translated into a decay."),
            (l2 / 0.1, "half of it is missing: 2 l2 / (1 - momentum)."),
            (l2, "that is the l2; a decay beside the momentum is another number."),
        ):  # fmt: skip
            refuse_if(same(mine[1], value, rtol=1e-6), f"{name}, weight_decay: {message}")
        refuse_if(
            not same(mine[1], decay, rtol=1e-6),
            f"{name}: weight_decay is not {mine[1]:g}. Which decoupled decay rests at the same "
            "place as the published one?",
        )
    l2, decay = recipes["BERT"]
    refuse_if(
        l2 is not None,
        "BERT, l2: its code decays beside Adam's step, which is AdamW. No penalty equals it, so "
        "the answer is None; the words of the paper, L2 weight decay, do not make it one.",
    )
    refuse_if(decay is None, "BERT: keras.optimizers.AdamW takes a weight_decay.")
    for value, message in (
        (1e-6, "that is the share a weight loses per step, the λ of the AdamW paper. Keras "
         "multiplies by the learning rate itself."),
        (100.0, "100 would be right if 0.01 were the share lost per step, as in the AdamW paper. "
         "BERT's code multiplies by the learning rate, as Keras does."),
        (0.02, "no 2: a decoupled decay is translated into a decoupled decay."),
        (0.1, "the factor 1/(1 - momentum) belongs to SGD; Adam's averages have weights that sum "
         "to 1, and the decay is decoupled on both sides."),
        (0.005, "no half: a decoupled decay is translated into a decoupled decay."),
    ):  # fmt: skip
        refuse_if(same(number(decay), value, rtol=1e-6), f"BERT, weight_decay: {message}")
    refuse_if(
        not same(number(decay), 0.01, rtol=1e-6), f"BERT: weight_decay is not {number(decay):g}."
    )
    return "two are penalties, halved, and ten times the decay in Keras; one is no penalty at all."
