"""Check: the published training loop, repaired. A recorder listens to what the loop calls."""

import copy
from itertools import pairwise

from coursecode.exercises.judging import Mistake, judged
from coursecode.exercises.l2.recorder import make_batches, network, penalty, recorded, train
from coursecode.shared.extras import require

ORDER = ["zero_grad", "forward", "backward", "step"]


@judged
def check_train_epoch(train_epoch):
    """``train_epoch(model, optimizer, batches, strength)`` -> (data loss, accuracy)."""
    torch = require("torch", user="check_train_epoch", extra="torch")
    batches = make_batches(torch)
    model, optimizer, events = recorded(torch)
    start = copy.deepcopy(model.state_dict())
    result = train_epoch(model, optimizer, batches, 0.25)
    explain_calls(events, len(batches))
    right, loss, accuracy = train(torch, start, batches)
    explain_weights(torch, model, start, batches, right, events)
    explain_report(result, loss, accuracy, torch, start, batches, model)
    return (
        "zero_grad, forward, backward, step for every batch; kernels penalized, biases not; the "
        "reported loss is the data's; the weights equal SGD(weight_decay=2λ) on kernels to 1e-12."
    )


def explain_calls(events, batches):
    """Find calls that are missing or out of order."""
    missing = {
        "forward": "the model is never called: outputs = model(x) is the forward pass.",
        "backward": "no gradient ever reaches the weights: call backward() on data loss + penalty.",
        "step": "optimizer.step() is never called, so the weights stay where they are.",
    }
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


def explain_weights(torch, model, start, batches, right, events):
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
        if same(train(torch, start, batches, **wrong)[0]):
            raise Mistake(message)
    if "zero_grad" not in events:
        raise Mistake("zero_grad is never called, and the weights are not the right ones.")
    gap = max((a - b).abs().max().item() for a, b in zip(got, right, strict=True))
    raise Mistake(
        f"after one epoch the weights differ from SGD(weight_decay=2λ) on kernels by {gap:.1e}. "
        f"Your calls in the first batches: {', '.join(events[:6])}."
    )


def explain_report(result, loss, accuracy, torch, start, batches, model):
    """Compare the two reported numbers with the right ones, and with those of known mistakes."""
    if not isinstance(result, (tuple, list)) or len(result) != 2:
        raise Mistake("the weights are right. Return two numbers: mean data loss, accuracy.")
    got_loss, got_accuracy = (float(value) for value in result)
    for value, message in loss_mistakes(torch, start, batches, loss, model):
        if abs(got_loss - value) < 1e-9:
            raise Mistake("the weights are right, the reported loss is not: " + message)
    if abs(got_loss - loss) > 1e-6:
        raise Mistake(
            f"the weights are right; the data loss is {loss:.4f}, yours is {got_loss:.4f}."
        )
    if abs(got_accuracy - 100 * accuracy) < 1e-6:
        raise Mistake("the accuracy is a share between 0 and 1, yours is in percent.")
    if abs(got_accuracy - accuracy) > 1e-6:
        raise Mistake(
            f"the accuracy is {accuracy:.4f}, the share of right answers among all examples; "
            f"yours is {got_accuracy:.4f}."
        )


def loss_mistakes(torch, start, batches, loss, trained):
    """Numbers that a loop reports by mistake, each with what to say."""
    losses, penalties = [], []
    for end in range(len(batches)):
        model = network(torch)
        model.load_state_dict(start)
        if end:
            weights = train(torch, start, batches[:end])[0]
            torch.nn.utils.vector_to_parameters(
                torch.cat([w.flatten() for w in weights]), model.parameters()
            )
        x, y = batches[end]
        losses.append(torch.nn.functional.cross_entropy(model(x), y).item())
        penalties.append(0.25 * penalty(torch, model).item())
    sizes = [len(x) for x, _ in batches]
    both = [a + b for a, b in zip(losses, penalties, strict=True)]
    inside = "the penalty is inside, so runs with different λ cannot be compared."
    uneven = "the last batch is smaller: weight each batch's mean by its number of examples."
    mean = sum(losses) / len(losses)
    with torch.no_grad():
        later = [torch.nn.functional.cross_entropy(trained(x), y).item() for x, y in batches]
    return [
        (
            sum(s * v for s, v in zip(sizes, later, strict=True)) / sum(sizes),
            "it is measured after the epoch; take the loss that each batch had in training.",
        ),
        (sum(s * v for s, v in zip(sizes, both, strict=True)) / sum(sizes), inside),
        (sum(both) / len(both), inside),
        (sum(both), inside),
        (mean, uneven),
        (sum(losses), "it is the sum over batches; divide, and mind that the last one is smaller."),
        (losses[-1], "it is the loss of the last batch alone."),
        (loss * sum(sizes), "it is the sum over examples; divide by their number."),
        (loss * sum(sizes) / len(batches), "divide by the number of examples, not of batches."),
    ]
