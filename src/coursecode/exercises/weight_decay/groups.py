"""Check: who gets decayed? Parameter groups of a PyTorch model."""

from coursecode.exercises.judging import judged, refuse_if
from coursecode.shared.extras import require


def models(torch):
    """Networks with layers of many kinds: {name: model}."""
    nn = torch.nn
    tied = nn.Sequential(nn.Linear(3, 3), nn.LayerNorm(3), nn.ReLU(), nn.Linear(3, 3, bias=False))
    tied[3].weight = tied[0].weight
    scaled = nn.Sequential(nn.Linear(3, 2), nn.Tanh())
    scaled[0].weight.requires_grad_(False)
    scaled.register_parameter("scale", nn.Parameter(torch.tensor(1.0)))
    return {
        "Linear, BatchNorm1d, Linear": nn.Sequential(
            nn.Linear(4, 3), nn.BatchNorm1d(3), nn.ReLU(), nn.Linear(3, 2)
        ),
        "Conv2d, GroupNorm, Linear": nn.Sequential(
            nn.Conv2d(1, 4, 3), nn.GroupNorm(2, 4), nn.Flatten(), nn.Linear(16, 2)
        ),
        "Conv2d, BatchNorm2d, ConvTranspose2d": nn.Sequential(
            nn.Conv2d(1, 32, 1), nn.BatchNorm2d(32), nn.ReLU(), nn.ConvTranspose2d(32, 1, 1)
        ),
        "Conv1d, BatchNorm1d": nn.Sequential(nn.Conv1d(2, 3, 2), nn.BatchNorm1d(3)),
        "Embedding, LayerNorm, Linear": nn.Sequential(
            nn.Embedding(3, 2), nn.LayerNorm(2), nn.Linear(2, 2)
        ),
        "Linear, LayerNorm, and a Linear that shares the first one's weight": tied,
        "a frozen Linear and a single number, scale": scaled,
    }


@judged
def check_decay_groups(decay_groups):
    """``decay_groups(model, weight_decay)``: two groups, kernels and the rest."""
    torch = require("torch", user="check_decay_groups", extra="torch")
    for name, model in models(torch).items():
        groups = read(torch, decay_groups(model, 0.25))
        everyone = [p for group in groups for p in group["params"]]
        refuse_if(
            not all(isinstance(p, torch.nn.Parameter) for p in everyone),
            '"params" holds the parameters themselves, without their names.',
        )
        refuse_if(
            len(groups) != 2,
            f"{name}: two groups are asked for, kernels and the rest, not {len(groups)}.",
        )
        judge(torch, name, model, groups, everyone)
    return "kernels decay, biases and gains do not, and every parameter is in exactly one group."


def read(torch, groups):
    """The groups as the optimizer reads them: lists of parameters and their weight decay."""
    refuse_if(groups is None, "your function returns nothing: is `return` missing?")
    groups = list(groups) if hasattr(groups, "__iter__") else [groups]
    refuse_if(
        not all(isinstance(group, dict) and "params" in group for group in groups),
        "return a list of two groups; each is a dictionary with the keys "
        '"params" and "weight_decay".',
    )
    known = []
    for group in groups:
        params, decay = group["params"], group.get("weight_decay", 0.0)
        refuse_if(
            isinstance(params, set | frozenset) or not hasattr(params, "__iter__"),
            f'"params" is a list of parameters, got a {type(params).__name__}.',
        )
        refuse_if(isinstance(decay, str | None), f"weight_decay is a number, got {decay!r}.")
        params = [params] if isinstance(params, torch.Tensor) else list(params)
        known.append({"params": params} | {k: group[k] for k in group if k == "weight_decay"})
    return known


def judge(torch, name, model, groups, everyone):
    """Is everybody in one group, and does one step without gradient shrink the right ones?"""
    ids = [id(p) for p in everyone]
    refuse_if(
        len(set(ids)) < len(ids),
        f"{name}: a parameter is in two groups, or twice in one. A weight that two layers share is "
        "one parameter: model.parameters() gives it once.",
    )
    missing = [n for n, p in model.named_parameters() if id(p) not in ids]
    refuse_if(
        bool(missing),
        f"{name}: {', '.join(missing)} in no group: the optimizer would never train it. (Frozen "
        "parameters belong to a group too, and so do single numbers, which have no axis.)",
    )
    refuse_if(
        len(ids) > len(list(model.parameters())),
        f"{name}: the groups also hold parameters of another model. Does a list live on from one "
        "call to the next, as a default argument does?",
    )
    optimizer = torch.optim.AdamW(groups, lr=0.5)
    for p in everyone:
        p.data.fill_(1.0)
        p.grad = torch.zeros_like(p)
    optimizer.step()
    for parameter, p in model.named_parameters():
        factor, kernel = round(p.flatten()[0].item(), 4), p.ndim >= 2
        refuse_if(
            not kernel and factor != 1 and "bias" in parameter,
            f"{name}: the bias {parameter} decays, by the factor {factor}. (A group without "
            "weight_decay gets the optimizer's default, 0.01.)",
        )
        refuse_if(
            not kernel and factor != 1 and p.ndim == 0,
            f"{name}: {parameter} is a single number, without any axis, and decays.",
        )
        refuse_if(
            not kernel and factor != 1,
            f"{name}: {parameter} is the gain of a normalization and decays, by the factor "
            f"{factor}. Its name ends in weight too: look at its shape, not at its name.",
        )
        refuse_if(kernel and factor == 1, f"{name}: the kernel {parameter} does not decay.")
        refuse_if(
            kernel and factor != 0.875,
            f"{name}: the kernel {parameter} decays by the factor {factor} instead of 0.875: is "
            "its weight_decay the number that came in?",
        )
