"""Check: an epoch of PyTorch that ends with exact zeros."""

from itertools import pairwise

from coursecode.exercises.judging import Mistake, judged, refuse_if
from coursecode.shared.extras import require

NAMED = {
    "gradient": "the penalty is still in the loss, and its gradient step has a fixed length: no "
    "weight is 0. Leave it out of the loss, and shrink after each step.",
    "gradient on everything": "the penalty is still in the loss, biases included. Leave it out of "
    "the loss, and shrink the kernels after each step.",
    "both": "the penalty acts twice: in the loss and in the proximal step. Take it out of the "
    "loss.",
    "no penalty": "the weights are those of a training without any penalty. If you shrink them: is "
    "the result written into the parameter? `p = ...` only gives it a name.",
    "threshold is strength": "the threshold is λ. A proximal step of length η moves by ηλ: "
    "multiply by the learning rate of the optimizer.",
    "threshold is learning rate": "the threshold is η; it is η times λ.",
    "no zero_grad": "the gradients of earlier batches are still in p.grad: PyTorch adds to them. "
    "Call optimizer.zero_grad() before every backward().",
    "prox first": "the weights are shrunk before the gradient step, and the step then moves them "
    "off 0. Shrink after optimizer.step().",
    "prox between": "the weights are shrunk between backward and step. Shrink after "
    "optimizer.step(), which would move them off 0.",
    "prox at the end": "the weights are shrunk once, after the last batch. The penalty acts in "
    "every step.",
    "biases too": "biases are shrunk as well. The penalty is on kernels, p.ndim == 2.",
    "hard": "small weights are cut to 0, and the others do not feel the penalty: that is a hard "
    "threshold. Move every weight by ηλ towards 0.",
    "loss and cut": "the penalty is in the loss, and small weights are cut off afterwards. That "
    "gives zeros, but which ones is decided by the tolerance. Replace both by a soft threshold.",
    "loss and wide cut": "the penalty is in the loss, and weights below 2ηλ are cut off. "
    "That gives zeros, but by a tolerance. Replace both by a soft threshold.",
    "cut at the end": "the penalty is in the loss, and small weights are cut off after the epoch: "
    "which ones is decided by the tolerance. Shrink by ηλ after every step instead.",
    "fixed learning rate": "the threshold ignores the learning rate of the optimizer that was "
    "passed in: read it from optimizer.param_groups[0]['lr'].",
    "half": "the threshold is half of ηλ. The penalty is λ Σ|w|, without a half.",
}


@judged
def check_sparse_epoch(train_epoch):
    """``train_epoch(model, optimizer, batches, strength)``: one epoch of cross-entropy + L1."""
    torch = require("torch", user="check_sparse_epoch", extra="torch")
    for learning_rate, strength, sizes in ((0.25, 0.05, (5, 4, 3)), (0.0625, 0.3, (5, 4, 6, 3))):
        model = network(torch, sizes)
        optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
        optimizer.param_groups[0]["lr"] = learning_rate  # as a schedule does it
        train_epoch(model, optimizer, batches(torch), strength)
        got = [p.detach().clone() for p in model.parameters()]
        right = trained(torch, "right", learning_rate, strength, sizes)
        if close(got, right):
            zeros = [(a == 0).sum() == (b == 0).sum() for a, b in zip(got, right, strict=True)]
            refuse_if(not all(zeros), "the zeros are not exact: use clamp(min=0) or torch.where.")
            continue
        refuse_if(
            close(got, list(network(torch, sizes).parameters())),
            "no weight of the model that came in has moved.",
        )
        for name, message in NAMED.items():
            refuse_if(close(got, trained(torch, name, learning_rate, strength, sizes)), message)
        exact = sum(int((p == 0).sum()) for p in got if p.ndim == 2)
        raise Mistake(
            f"after one epoch of a network of layers {sizes} with learning rate {learning_rate} "
            f"and λ = {strength} the kernels hold {exact} exact zeros, and not the weights of the "
            "rule: after every optimizer.step() move each kernel entry by ηλ towards 0 and stop "
            "there. Try one batch by hand."
        )
    return "a step on the data loss, then ηλ towards 0 on the kernels: zeros are exact."


def close(some, others):
    return all((a - b.detach()).abs().max() < 1e-6 for a, b in zip(some, others, strict=True))


def batches(torch):
    """Three batches, the last one smaller."""
    generator = torch.Generator().manual_seed(5)
    x = torch.randn(14, 5, generator=generator, dtype=torch.float64)
    y = torch.randint(0, 3, (14,), generator=generator)
    return [(x[i : i + 6], y[i : i + 6]) for i in range(0, 14, 6)]


def network(torch, sizes):
    """A small network, the same every time; no bias is 0."""
    state = torch.random.get_rng_state()
    torch.manual_seed(6)
    layers = []
    for inputs, outputs in pairwise(sizes):
        layers += [torch.nn.Linear(inputs, outputs), torch.nn.Tanh()]
    torch.random.set_rng_state(state)
    return torch.nn.Sequential(*layers[:-1]).double()


def trained(torch, how, learning_rate, strength, sizes):
    """The parameters after one epoch done right, or with one thing wrong."""
    model = network(torch, sizes)
    everything = list(model.parameters())
    kernels = [p for p in everything if p.ndim == 2]
    optimizer = torch.optim.SGD(everything, lr=learning_rate)
    in_loss = {"gradient", "both", "loss and cut", "loss and wide cut", "cut at the end"}
    right = learning_rate * strength
    by = {"threshold is strength": strength, "threshold is learning rate": learning_rate,
          "half": right / 2, "fixed learning rate": 0.1 * strength}.get(how, right)  # fmt: skip
    without = {"gradient", "gradient on everything", "no penalty", "prox first", "prox between",
               "prox at the end"}  # fmt: skip
    cuts = {"hard": by, "loss and cut": by, "cut at the end": by, "loss and wide cut": 2 * by}

    def shrink(parameters):
        with torch.no_grad():
            for p in parameters:
                p.copy_(p.sign() * (p.abs() - by).clamp(min=0))

    def cut(at):
        with torch.no_grad():
            for p in kernels:
                p[p.abs() <= at] = 0

    for x, y in batches(torch):
        if how != "no zero_grad":
            optimizer.zero_grad()
        loss = torch.nn.functional.cross_entropy(model(x), y)
        if how in in_loss:
            loss = loss + strength * sum(p.abs().sum() for p in kernels)
        if how == "gradient on everything":
            loss = loss + strength * sum(p.abs().sum() for p in everything)
        if how == "prox first":
            shrink(kernels)
            optimizer.zero_grad()
            loss = torch.nn.functional.cross_entropy(model(x), y)
        loss.backward()
        if how == "prox between":
            shrink(kernels)
        optimizer.step()
        if how in cuts and how != "cut at the end":
            cut(cuts[how])
        elif how not in without and how not in cuts:
            shrink(everything if how == "biases too" else kernels)
    if how == "prox at the end":
        shrink(kernels)
    if how == "cut at the end":
        cut(by)
    return [p.detach() for p in everything]
