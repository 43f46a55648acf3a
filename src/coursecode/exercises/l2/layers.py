"""Check: parameter groups of PyTorch that give every layer its own λ."""

from itertools import pairwise

from coursecode.exercises.judging import Mistake, judged
from coursecode.shared.extras import require


@judged
def check_layer_groups(layer_groups):
    """``layer_groups(model, strengths)`` -> parameter groups for ``torch.optim.SGD``."""
    torch = require("torch", user="check_layer_groups", extra="torch")
    stacks = (((2, 5, 3, 1), (1.0, 0.0, 0.03), "LLTTL"), ((3, 4, 2), (0.25, 0.5), "LTL"))
    for widths, strengths, order in stacks:
        layers = [torch.nn.Linear(i, o) for i, o in pairwise(widths)]
        rest = iter(layers)
        model = torch.nn.Sequential(*(next(rest) if c == "L" else torch.nn.Tanh() for c in order))
        start = [p.detach().clone() for p in model.parameters()]
        optimizer = optimizer_of(torch, layer_groups(model, list(strengths)))
        if not all(map(torch.equal, model.parameters(), start)):
            raise Mistake("the weights were changed. Penalizing them is left to the optimizer.")
        decay = {p: g["weight_decay"] for g in optimizer.param_groups for p in g["params"]}
        kernels = [layer.weight for layer in layers]
        biases = [layer.bias for layer in layers]
        if set(decay) - set(kernels + biases):
            raise Mistake(
                "there are tensors in the groups that are no parameters of this model. A copy "
                "(.data, clone) is not trained; and does something keep the groups of an earlier "
                "model?"
            )
        missing = {p for p in kernels + biases if p not in decay}
        if missing:
            kinds = {"biases": set(biases), "kernels": set(kernels)}
            kind = next((k for k, some in kinds.items() if missing <= some), "parameters")
            raise Mistake(
                f"{len(missing)} of the {kind} are in no group, so the optimizer would never "
                "train them. Not decayed is weight_decay 0, not absent."
            )
        if any(decay[p] for p in biases):
            raise Mistake("biases are decayed. Give them a group with weight_decay 0.")
        got, right = [decay[p] for p in kernels], [2 * strength for strength in strengths]
        explain(got, right, strengths)
        take_steps(torch, model, optimizer, decay)
    return "every kernel has its own 2λ, every bias 0, and one step of SGD is the right one."


def optimizer_of(torch, groups):
    """SGD with these groups, if it takes them."""
    if groups is None:
        raise Mistake("the function returned None. Is there a return?")
    if isinstance(groups, dict) or not hasattr(groups, "__iter__"):
        raise Mistake(f"return a list of groups, not a single {type(groups).__name__}.")
    groups = list(groups)
    try:
        return torch.optim.SGD(groups, lr=0.1)
    except (KeyError, TypeError, ValueError) as error:
        raise Mistake(
            f"torch.optim.SGD does not take these groups: {error}. It wants a list of "
            'dictionaries with "params" and "weight_decay", each parameter in one of them.'
        ) from None


def take_steps(torch, model, optimizer, decay):
    """Two real steps with these groups: w - 0.1 (g + weight_decay w) for everything."""
    if not all(p.requires_grad for p in decay):
        raise Mistake("some parameters do not require gradients any more: they are frozen.")
    right = True
    for _ in range(2):  # momentum shows in the second one
        optimizer.zero_grad()
        model(torch.ones(2, model[0].in_features)).square().sum().backward()
        expected = [p.detach() - 0.1 * (p.grad + c * p.detach()) for p, c in decay.items()]
        optimizer.step()
        right &= all(torch.allclose(p, e, atol=1e-6) for p, e in zip(decay, expected, strict=True))
    if right:
        return
    usual = torch.optim.SGD([torch.zeros(1)], lr=0.1).param_groups[0]
    names = {k for g in optimizer.param_groups for k in usual if k not in ("params", "weight_decay")
             and g[k] != usual[k]}  # fmt: skip
    raise Mistake(
        "a step of SGD with your groups is not w - η(g + 2λw). A group that sets "
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
        raise Mistake(f"all kernels have the same weight_decay, {got[0]}: one group per layer.")
    raise Mistake(
        f"for the strengths {list(strengths)} the kernels should have weight_decay {right}, "
        f"yours have {[round(float(value), 6) for value in got]}."
    )
