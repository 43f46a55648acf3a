"""The two numbers that a training loop reports, and the ways to get them wrong."""

from coursecode.exercises.judging import Mistake
from coursecode.exercises.l2.recorder import network, penalty, train


def numbers(result):
    """The two reported numbers: a pair, a list, an array or a tensor."""
    try:
        if any(isinstance(value, str) for value in result):  # text would be read as numbers
            raise TypeError
        loss, accuracy = (float(v.detach() if hasattr(v, "detach") else v) for v in result)
    except (TypeError, ValueError):
        raise Mistake(
            "the weights are right. Return two numbers: mean data loss, accuracy."
        ) from None
    return loss, accuracy


def explain_order(loss, accuracy, right):
    """Say so if the two numbers come the other way round."""
    if abs(loss - right.accuracy) <= 1e-6 and abs(accuracy - right.loss) <= 1e-6:
        raise Mistake("the weights are right. The data loss comes first, then the accuracy.")


def explain_loss(got, right, torch, start, batches, setting, model):
    """Compare the reported loss with the right one, and with those of known mistakes."""
    if abs(got - right.loss) <= 1e-6:
        return
    for value, message in loss_mistakes(torch, start, batches, setting, right.loss, model):
        if abs(got - value) < 1e-6:
            raise Mistake("the weights are right, the reported loss is not: " + message)
    raise Mistake(f"the weights are right; the data loss is {right.loss:.4f}, yours is {got:.4f}.")


def explain_accuracy(got, right, torch, batches, trained):
    """The same for the reported accuracy."""
    if abs(got - right.accuracy) <= 1e-6:
        return
    after = "as each batch met it in training: take the outputs from before the step."
    hits = sum((trained(x).argmax(dim=1) == y).sum().item() for x, y in batches)
    mistakes = (
        (100 * right.accuracy, "it is in percent; a share lies between 0 and 1."),
        (right.accuracy * sum(len(x) for x, _ in batches), "it is a count, not a share."),
        (right.accuracy_after_steps, "it is measured after the step, not " + after),
        (hits / sum(len(x) for x, _ in batches), "it is measured after the steps, not " + after),
        (right.accuracy_of_batches, "the last batch is smaller: count right answers and examples."),
    )
    for value, message in mistakes:
        if abs(got - value) < 1e-6:
            raise Mistake("the weights and the loss are right, the accuracy is not: " + message)
    raise Mistake(
        f"the accuracy is {right.accuracy:.4f}, the share of right answers among all examples; "
        f"yours is {got:.4f}."
    )


def loss_mistakes(torch, start, batches, setting, loss, trained):
    """Numbers that a loop reports by mistake, each with what to say."""
    losses, penalties = [], []
    for end in range(len(batches)):
        model = network(torch, setting.widths)
        model.load_state_dict(start)
        if end:
            weights = train(torch, start, batches[:end], setting).parameters
            torch.nn.utils.vector_to_parameters(
                torch.cat([w.flatten() for w in weights]), model.parameters()
            )
        x, y = batches[end]
        losses.append(torch.nn.functional.cross_entropy(model(x), y).item())
        penalties.append(setting.strength * penalty(torch, model).item())
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
