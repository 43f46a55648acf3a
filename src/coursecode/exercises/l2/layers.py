"""Check: parameter groups of PyTorch that give every layer its own λ."""

from itertools import pairwise

from coursecode.exercises.judging import Mistake, judged
from coursecode.shared.extras import require


@judged
def check_layer_groups(layer_groups):
    """``layer_groups(model, strengths)`` -> parameter groups for ``torch.optim.SGD``."""
    torch = require("torch", user="check_layer_groups", extra="torch")
    stacks = (((3, 4, 2), (0.25, 0.5), "LTL"), ((2, 5, 3, 1), (1.0, 0.0, 0.03), "LLTTL"))
    for widths, strengths, order in stacks:
        layers = [torch.nn.Linear(i, o) for i, o in pairwise(widths)]
        rest = iter(layers)
        model = torch.nn.Sequential(*(next(rest) if c == "L" else torch.nn.Tanh() for c in order))
        groups = layer_groups(model, list(strengths))
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
        take_a_step(torch, model, optimizer, decay)
    return "every kernel has its own 2λ, every bias 0, and one step of SGD is the right one."


def take_a_step(torch, model, optimizer, decay):
    """One real step with these groups: w - 0.1 (g + weight_decay w) for everything."""
    if not all(p.requires_grad for p in decay):
        raise Mistake("some parameters do not require gradients any more: they are frozen.")
    size = model[0].in_features
    model(torch.ones(2, size)).square().sum().backward()
    expected = [(p.detach() - 0.1 * (p.grad + c * p.detach())).clone() for p, c in decay.items()]
    optimizer.step()
    if all(torch.allclose(p, e, atol=1e-6) for p, e in zip(decay, expected, strict=True)):
        return
    usual = torch.optim.SGD([torch.zeros(1)], lr=0.1).param_groups[0]
    names = {k for g in optimizer.param_groups for k in usual if k not in ("params", "weight_decay")
             and g[k] != usual[k]}  # fmt: skip
    raise Mistake(
        "one step of SGD with your groups is not w - η(g + 2λw). A group that sets "
        f"{', '.join(sorted(names)) or 'more than its weight_decay'} changes more than the penalty."
    )


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
