"""Check: parameter groups of PyTorch that give every layer its own λ."""

from itertools import pairwise

from coursecode.exercises.judging import Mistake, judged
from coursecode.shared.extras import require


@judged
def check_layer_groups(layer_groups):
    """``layer_groups(model, strengths)`` -> parameter groups for ``torch.optim.SGD``."""
    torch = require("torch", user="check_layer_groups", extra="torch")
    for widths, strengths in (((3, 4, 2), (0.25, 0.5)), ((2, 5, 3, 1), (1.0, 0.0, 0.03))):
        layers = [torch.nn.Linear(i, o) for i, o in pairwise(widths)]
        with_tanh = [part for layer in layers for part in (layer, torch.nn.Tanh())]
        groups = layer_groups(torch.nn.Sequential(*with_tanh[:-1]), list(strengths))
        if groups is None:
            raise Mistake("the function returned None. Is there a return?")
        optimizer = torch.optim.SGD(list(groups), lr=0.1)
        decay = {p: g["weight_decay"] for g in optimizer.param_groups for p in g["params"]}
        kernels = [layer.weight for layer in layers]
        biases = [layer.bias for layer in layers]
        missing = [p for p in kernels + biases if p not in decay]
        if missing:
            kind = "biases" if set(missing) <= set(biases) else "kernels"
            raise Mistake(
                f"{len(missing)} of the {kind} are in no group, so the optimizer would never "
                "train them. Not decayed is weight_decay 0, not absent."
            )
        if any(decay[p] for p in biases):
            raise Mistake("biases are decayed. Give them a group with weight_decay 0.")
        got, right = [decay[p] for p in kernels], [2 * strength for strength in strengths]
        explain(got, right, strengths)
    return "every kernel has its own 2λ, every bias 0, and nothing is left out."


def explain(got, right, strengths):
    """Name what the wrong coefficients have in common."""

    def close(values):
        return all(abs(a - b) < 1e-9 for a, b in zip(got, values, strict=True))

    if close(right):
        return
    if close(strengths):
        raise Mistake(
            "weight_decay is λ there. PyTorch adds weight_decay·w to the gradient, and λ Σ w² "
            "adds 2λw."
        )
    if close([s / 2 for s in strengths]):
        raise Mistake("the 2 is on the wrong side: weight_decay = 2λ.")
    if close(right[::-1]):
        raise Mistake("the strengths meet the layers in reverse: the first is for the inputs.")
    if len(set(got)) == 1:
        raise Mistake("all kernels have the same weight_decay: one group per layer.")
    raise Mistake(
        f"for the strengths {list(strengths)} the kernels should have weight_decay {right}, "
        f"yours have {[round(float(value), 6) for value in got]}."
    )
