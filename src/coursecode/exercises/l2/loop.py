"""Check: the published training loop, repaired. A recorder listens to what the loop calls."""

import copy
from itertools import pairwise

from coursecode.exercises.judging import Mistake, judged
from coursecode.exercises.l2.recorder import (
    SETTINGS,
    make_batches,
    recorded,
    train,
)
from coursecode.exercises.l2.report import explain_accuracy, explain_loss, explain_order, numbers
from coursecode.shared.extras import require

ORDER = ["zero_grad", "forward", "backward", "step"]


@judged
def check_train_epoch(train_epoch):
    """``train_epoch(model, optimizer, batches, strength)`` -> (data loss, accuracy)."""
    torch = require("torch", user="check_train_epoch", extra="torch")
    batches = make_batches(torch)
    for setting, given in zip(SETTINGS, (batches, (pair for pair in batches)), strict=True):
        model, optimizer, events = recorded(torch, setting)
        start = copy.deepcopy(model.state_dict())
        result = train_epoch(model, optimizer, given, setting.strength)
        moved = any(not torch.equal(p, start[name]) for name, p in model.state_dict().items())
        explain_calls(events, len(batches), moved)
        if not model.training:
            raise Mistake("the model is left in evaluation mode; undo model.eval() by train().")
        right = train(torch, start, batches, setting)
        explain_weights(torch, model, start, batches, setting, right.parameters, events)
        loss, accuracy = numbers(result)
        explain_order(loss, accuracy, right)
        explain_loss(loss, right, torch, start, batches, setting, model)
        explain_accuracy(accuracy, right, torch, batches, model)
    return (
        "zero_grad, forward, backward, step for every batch; kernels penalized, biases not; the "
        "reported loss is the data's; the weights equal SGD(weight_decay=2λ) on kernels to 1e-12."
    )


def explain_calls(events, batches, moved):
    """Find calls that are missing or out of order."""
    if "step" not in events and moved:
        raise Mistake(
            "the weights moved, but not by the optimizer that came in: use that one, with its "
            "learning rate, and make none of your own."
        )
    if "forward" not in events and "forward without training mode" in events:
        raise Mistake("the model is in evaluation mode while it trains: call model.train() first.")
    missing = {
        "forward": "the model is never called: outputs = model(x) is the forward pass.",
        "backward": "no gradient ever reaches the weights: call backward() on data loss + penalty.",
        "step": "optimizer.step() is never called, so the weights stay where they are.",
    }
    if moved and "forward" in events and "backward" not in events:
        raise Mistake("the data loss is not part of what backward is called on.")
    for name, message in missing.items():
        if name not in events:
            raise Mistake(message)
    for name in missing:
        if events.count(name) < batches:
            raise Mistake(
                f"there are {batches} batches, but {events.count(name)} calls of {name}. Is the "
                "line inside the loop?"
            )
    first = {name: events.index(name) for name in ORDER if name in events}
    if first["step"] < first["backward"]:
        raise Mistake("the first step comes before the first backward: it has no gradient yet.")
    if any(pair == ("backward", "zero_grad") for pair in pairwise(events)):
        raise Mistake(
            "zero_grad stands between backward and step and erases the gradient that the step "
            "needs."
        )


def explain_weights(torch, model, start, batches, setting, right, events):
    """Compare the trained weights with the right ones, and with those of known mistakes."""
    got = [p.detach() for p in model.parameters()]

    def same(other):
        return all(
            torch.allclose(a, b, rtol=0, atol=1e-12) for a, b in zip(got, other, strict=True)
        )

    if same(right):
        return
    mistakes = (
        ({"zero": False}, "gradients of earlier batches pile up: call zero_grad before each one."),
        ({"biases": True}, "biases are penalized too: model.parameters() holds them. Kernels are "
         "the parameters with two axes."),
        ({"biases": True, "zero": False}, "two things: biases are penalized, and gradients of "
         "earlier batches pile up (zero_grad)."),
        ({"scale": 0.0}, "the penalty never reaches the weights. Is it part of the loss on which "
         "backward is called, as a tensor and not as a number?"),
        ({"scale": 0.5}, "the penalty is half as strong as λ Σ w²."),
        ({"scale": 2.0}, "the penalty is twice as strong as λ Σ w²."),
        ({"root": True}, "that is the L2 norm, with a root; the penalty is the sum of squares."),
        ({"data": False}, "the data loss is not part of what backward is called on."),
    )  # fmt: skip
    for wrong, message in mistakes:
        if same(train(torch, start, batches, setting, **wrong).parameters):
            raise Mistake(message)
    if "zero_grad" not in events:
        raise Mistake("zero_grad is never called, and the weights are not the right ones.")
    gap = max((a - b).abs().max().item() for a, b in zip(got, right, strict=True))
    raise Mistake(
        f"after one epoch of a network with the widths {setting.widths} the weights differ from "
        f"SGD(weight_decay=2λ) on kernels by {gap:.1e}. "
        f"Your calls in the first batches: {', '.join(events[:6])}."
    )
