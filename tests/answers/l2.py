"""The checks of the chapter on L2: right answers pass, planned mistakes get their message."""

import math
from functools import partial

import numpy as np
import torch

from coursecode.exercises.l2 import (
    check_gradient_step,
    check_layer_groups,
    check_relative_error,
    check_ridge_path,
    check_to_course,
    check_train_epoch,
    check_who_shrinks,
)


def step_in_place(w, g, eta, lam):
    w -= eta * (g + 2 * lam * w)
    return w


def step_with_momentum(w, g, eta, lam, velocity={}):  # noqa: B006
    """Keeps a velocity from call to call."""
    velocity[w.shape] = 0.9 * velocity.get(w.shape, 0) + g + 2 * lam * w
    return w - eta * velocity[w.shape]


STEPS = [
    (step_with_momentum, "the answer is"),
    (lambda w, g, eta, lam: w - eta * g, "strength does nothing"),
    (lambda w, g, eta, lam: w - eta * (g + lam * np.linalg.norm(w)), "the answer is"),
    (lambda w, g, eta, lam: w - eta * (g + 2 * lam * w / np.linalg.norm(w)), "the answer is"),
    (lambda w, g, eta, lam: w - eta * (g + lam * w / w.size), "the answer is"),
    (lambda w, g, eta, lam: str(w), "should be numbers"),
    (lambda w, g, eta, lam: w - eta * (g + lam * w), "factor 2 is missing"),
    (lambda w, g, eta, lam: w - eta * g - 2 * lam * w, "not multiplied by the learning rate"),
    (lambda w, g, eta, lam: w - eta * (g - 2 * lam * w), "sign"),
    (lambda w, g, eta, lam: w + eta * (g + 2 * lam * w), "climbs"),
    (lambda w, g, eta, lam: (1 - 2 * eta * lam) * (w - eta * g), "data step is shrunk"),
    (lambda w, g, eta, lam: w - eta * (g + 2 * lam * np.sign(w)), "constant"),
    (lambda w, g, eta, lam: w * (1 - 2 * eta * lam), "not used"),
    (lambda w, g, eta, lam: print(end="") or None, "return"),
    (lambda w, g, eta, lam: 3 * w, "the answer is"),
    (lambda w, g, eta, lam: w.sum(), "shape"),
    (step_in_place, "were changed"),
    (lambda w, g, eta, lam: w - eta * (g + 2 * lam * abs(w)), "with the sign of w"),
    (lambda w, g, eta, lam: max(0, 1 - 2 * eta * lam) * w - eta * g, "cut off at 0"),
]


def converted(**changed):
    """A right answer but for one convention."""
    right = {
        "lambda": lambda v, n: v,
        "lambda/2": lambda v, n: v / 2,
        "lambda/2n": lambda v, n: v / (2 * n),
        "weight_decay": lambda v, n: v / 2,
    }
    right.update({name.replace("_n", "/2n").replace("_2", "/2"): f for name, f in changed.items()})
    return lambda number, convention, n: right[convention](number, n)


CONVERSIONS = [
    (converted(lambda_2=lambda v, n: 2 * v), "other side"),
    (converted(lambda_2=lambda v, n: v), "none here"),
    (converted(lambda_n=lambda v, n: v / n), "not by 2"),
    (converted(lambda_n=lambda v, n: v / 2), "n is missing"),
    (converted(lambda_n=lambda v, n: 2 * n * v), "wrong way round"),
    (converted(weight_decay=lambda v, n: v), "2λw"),
    (converted(weight_decay=lambda v, n: 2 * v), "wrong way round"),
    (lambda number, convention, n: {"lambda": number}[convention], "KeyError"),
    (lambda number, convention, n: {"lambda": number}.get(convention), "'lambda/2': nothing"),
    (lambda number, convention, n: str(converted()(number, convention, n)), "one number"),
    (lambda number, convention, n: [number, n], "one number"),
]

LETTERS = [("a", "orthogonal"), ("b", "size is not"), ("d", "variance 1"), ("e", "letters"),
           (3, "letters")]  # fmt: skip


def ridge(x, y, strengths, *, scale=None, center=True, share_of="directions", transpose=False):
    """Ridge by SVD with a choice of mistakes."""
    n = len(x)
    mean = x.mean(axis=0) if center else np.zeros(x.shape[1])
    offset = y.mean() if center else 0.0
    u, d, vt = np.linalg.svd(x - mean, full_matrices=False)
    nlam = (n if scale is None else scale * n) * strengths[:, None]
    if share_of == "undivided":
        w = (d**2 / (d**2 + nlam) * (u.T @ (y - offset))) @ vt
    elif share_of == "features":
        w = d**2 / (d**2 + nlam) * (((u.T @ (y - offset)) / d) @ vt)[: len(d)]
    else:
        w = (d / (d**2 + nlam) * (u.T @ (y - offset))) @ vt
    return (w.T if transpose else w), offset - w @ mean


def ridge_by_solving(x, y, strengths):
    """The right answer by another road: linear equations, lists, a loop."""
    x_mean, y_mean = x.mean(0), y.mean()
    centered = x - x_mean
    ws = []
    for strength in strengths:
        system = centered.T @ centered / len(x) + strength * np.eye(x.shape[1])
        ws.append(list(np.linalg.solve(system, centered.T @ (y - y_mean) / len(x))))
    return ws, [y_mean - x_mean @ np.array(w) for w in ws]


def ridge_with_penalized_intercept(x, y, strengths):
    ones = np.c_[x, np.ones(len(x))]
    eye = np.eye(ones.shape[1])
    ws = [np.linalg.solve(ones.T @ ones + len(x) * s * eye, ones.T @ y) for s in strengths]
    return np.array(ws)[:, :-1], np.array(ws)[:, -1]


def ridge_in_place(x, y, strengths, *, remember=False, y_too=False):
    """Centres the x that came in, and may forget its mean."""
    mean = x.mean(axis=0)
    w, b = ridge(x, y, strengths)
    x -= mean
    y -= y_too * y.mean()
    return w, b if remember else y.mean() - w @ x.mean(axis=0)


def ridge_of_standardized(x, y, strengths, *, back):
    scale = x.std(axis=0)
    w, b = ridge(x / scale, y, strengths)
    return (w / scale if back else w), b


def ridge_with_y_centred(x, y, strengths):
    w = ridge(x, y - y.mean(), strengths, center=False)[0]
    return w, y.mean() - w @ x.mean(axis=0)


PATHS = [
    (ridge_in_place, "x was changed"),
    (partial(ridge_in_place, y_too=True), "x and y were changed"),
    (partial(ridge, transpose=True), "lie on their side"),
    (lambda x, y, s: ridge(x, y, x.shape[1] / len(x) * s), "number of columns"),
    (lambda x, y, s: ridge(x, y, 2 / len(x) * s), "the answer is"),
    (lambda x, y, s: (ridge(x - x.mean(), y - y.mean(), s, center=False)[0], s), "axis=0"),
    (partial(ridge_of_standardized, back=True), "standardized inside"),
    (partial(ridge_of_standardized, back=False), "standardized inside"),
    (ridge_with_y_centred, "y is centred and x is not"),
    (lambda x, y, s: ridge(x, y, s / len(x)), "meet n"),
    (lambda x, y, s: ridge(x, y, s, scale=0.5), "half of what it should"),
    (lambda x, y, s: ridge(x, y, s, scale=2), "counts twice"),
    (lambda x, y, s: ridge(x, y, s, center=False), "centre x and y"),
    (lambda x, y, s: ridge(x, y, s, share_of="undivided"), "division by d"),
    (lambda x, y, s: ridge(x, y, s, share_of="features"), "not to the features"),
    (lambda x, y, s: ridge(x[:, :2], y, s, transpose=True), "shape"),
    (lambda x, y, s: (ridge(x, y, s)[0], np.full(len(s), y.mean())), "centred features only"),
    (lambda x, y, s: (ridge(x, y, s)[0], 0 * s), "intercepts are 0"),
    (lambda x, y, s: ridge(x, y, s)[0], "two things"),
    (lambda x, y, s: ridge(x, y, 3 * s), "the answer is"),
    (ridge_with_penalized_intercept, "intercept is penalized"),
]


def errors(*, h=1e-5, one_sided=False, formula="relative", entries=slice(None), at_once=False):
    """A gradient check with a choice of mistakes."""

    def relative_error(objective, gradient, w):
        flat, numeric = w.ravel(), np.array(gradient(w), dtype=float).ravel()
        for i in range(w.size)[entries]:
            shift = np.full(w.size, h) if at_once else h * np.eye(w.size)[i]
            up, down = ((flat + sign * shift).reshape(w.shape) for sign in (1, 0 - (not one_sided)))
            width = h if one_sided else 2 * h
            numeric[i] = (objective(up) - objective(down)) / width
        a = np.array(gradient(w)).ravel()
        size_a, size_b = np.linalg.norm(a), np.linalg.norm(numeric)
        return {
            "relative": np.linalg.norm(a - numeric) / (size_a + size_b),
            "absolute": np.linalg.norm(a - numeric),
            "one size": np.linalg.norm(a - numeric) / size_b,
            "norms": abs(size_a - size_b) / (size_a + size_b),
        }[formula]

    return relative_error


def error_in_place(objective, gradient, w):
    w += 1.0
    return 0.0


def errors_by_row(objective, gradient, w):
    """Shifts w[i], which is a row where w is a matrix."""
    numeric = np.zeros(w.shape)
    for i in range(len(w)):
        shift = np.zeros(w.shape)
        shift[i] = 1e-5
        numeric[i] = (objective(w + shift) - objective(w - shift)) / 2e-5
    a = gradient(w)
    return np.linalg.norm(a - numeric) / (np.linalg.norm(a) + np.linalg.norm(numeric))


def errors_by_column(objective, gradient, w):
    """Shifts w[..., j], which is a column where w is a matrix."""
    numeric = np.zeros(w.shape)
    for j in range(w.shape[-1]):
        shift = np.zeros(w.shape)
        shift[..., j] = 1e-5
        numeric[..., j] = (objective(w + shift) - objective(w - shift)) / 2e-5
    return norm_error(gradient(w), numeric)


def errors_of_flat(objective, gradient, w):
    return errors()(objective, gradient, w.ravel())


def errors_that_pile_up(objective, gradient, w):
    """Shifts a copy and never shifts it back."""
    shifted, numeric = w.copy(), np.zeros(w.shape)
    for entry in np.ndindex(w.shape):
        shifted[entry] += 1e-5
        up = objective(shifted)
        shifted[entry] -= 2e-5
        numeric[entry] = (up - objective(shifted)) / 2e-5
    return norm_error(gradient(w), numeric)


def errors_of_scaled(factor):
    """The differences, divided by a wrong number."""
    return lambda objective, gradient, w: errors()(lambda v: factor * objective(v), gradient, w)


def error_or_nan(objective, gradient, w):
    error = errors()(objective, gradient, w)
    return error if error < 0.1 else math.nan


def norm_error(a, b):
    return np.linalg.norm(a - b) / (np.linalg.norm(a) + np.linalg.norm(b))


INSTRUMENTS = [
    (errors_by_column, "4 of 8 weights are shifted"),
    (errors_of_flat, "not shape (8,)"),
    (errors_that_pile_up, "is still there"),
    (errors_of_scaled(2), "2h apart"),
    (errors_of_scaled(-1), "look at the minuses"),
    (error_or_nan, "yours gives nan"),
    (lambda *given: errors()(*given) < 1e-7, "a number, not True"),
    (lambda *given: float(errors()(*given) > 1e-7), "The formula is"),
    (errors(one_sided=True, h=1e-8), "one-sided"),
    (errors_by_row, "whole row"),
    (errors(one_sided=True, h=1e-6), "one-sided"),
    (errors(h=1e-2), "h = 1e-5"),
    (errors(h=1e-13), "h = 1e-5"),
    (errors(formula="absolute"), "absolute error"),
    (errors(formula="one size"), "sum of both sizes"),
    (errors(formula="norms"), "norm of the difference"),
    (errors(entries=slice(0, -1)), "last one too"),
    (errors(at_once=True), "3 of 3 weights are shifted at once"),
    (error_in_place, "not the same afterwards"),
    (lambda objective, gradient, w: 0.0 * objective(w), "nothing is checked"),
]


def groups(*, factor=2.0, biases=0.0, order=1, missing=False, one=False, **more):
    """Parameter groups with a choice of mistakes."""

    def layer_groups(model, strengths):
        layers = [part for part in model if isinstance(part, torch.nn.Linear)]
        strengths = list(strengths)[::order]
        found = [
            {"params": [layer.weight], "weight_decay": factor * (strengths[0] if one else strength)}
            for layer, strength in zip(layers, strengths, strict=True)
        ]
        if not missing:
            found.append({"params": [layer.bias for layer in layers], "weight_decay": biases})
        return [{**group, **more} for group in found]

    return layer_groups


def frozen_groups(model, strengths):
    model.requires_grad_(False)
    return groups()(model, strengths)


def groups_of_every_second(model, strengths):
    found = [{"params": [model[2 * i].weight], "weight_decay": 2 * s}
             for i, s in enumerate(strengths)]  # fmt: skip
    return [*found, {"params": [p for p in model.parameters() if p.ndim == 1]}]


def groups_of_copies(model, strengths):
    return [{**g, "params": [p.data for p in g["params"]]} for g in groups()(model, strengths)]


def groups_kept(model, strengths, found=[]):  # noqa: B006
    """A default that fills up from call to call."""
    found += groups()(model, strengths)
    return found


def groups_after_shrinking(model, strengths):
    """Takes a step of its own before the optimizer does."""
    model[0].weight.data *= 1 - 0.2 * strengths[0]
    return groups()(model, strengths)


GROUPS = [
    (groups(momentum=0.9), "sets momentum"),
    (groups_of_copies, "no parameters of this model"),
    (groups_kept, "an earlier model"),
    (groups_after_shrinking, "the weights were changed"),
    (lambda model, strengths: groups()(model, strengths)[0], "not a single dict"),
    (lambda model, strengths: [groups()(model, strengths)], "does not take these groups"),
    (lambda model, strengths: groups()(model, (*strengths[1:], strengths[0])), "yours have"),
    (
        lambda model, strengths: [g for g in groups()(model, strengths) if g["weight_decay"]],
        "of the parameters are in no group",
    ),
    (groups(lr=0.0), "sets lr"),
    (groups(maximize=True), "sets maximize"),
    (groups(momentum=0.5, nesterov=True), "sets momentum"),
    (frozen_groups, "frozen"),
    (groups_of_every_second, "AttributeError"),
    (groups(factor=1), "adds 2λw"),
    (groups(factor=0.5), "wrong side"),
    (groups(factor=3), "should have weight_decay"),
    (groups(biases=0.1), "biases are decayed"),
    (groups(order=-1), "reverse"),
    (groups(missing=True), "in no group"),
    (groups(one=True), "one group per layer"),
    (lambda model, strengths: print(end="") or None, "None"),
]


def loop(
    *,
    order=("zero_grad", "forward", "backward", "step"),
    biases=False,
    power=2,
    factor=1.0,
    root=False,
    report="data",
    detached=False,
    percent=False,
    measure="before",
    own=None,
    mode=None,
):
    """The loop with a choice of mistakes."""

    def train_epoch(model, optimizer, batches, strength):
        total, correct, count, loss, last = 0.0, 0, 0, torch.zeros(()), 0.0
        shares = []
        if own:
            optimizer = torch.optim.SGD(model.parameters(), lr=own)
        if mode == "eval":
            model.eval()
        for x, y in batches:
            for name in order:
                if name == "zero_grad":
                    optimizer.zero_grad()
                elif name == "forward":
                    outputs = model(x)
                    data_loss = torch.nn.functional.cross_entropy(outputs, y)
                    chosen = [p for p in model.parameters() if biases or p.ndim > 1]
                    size = sum(p.abs().pow(power).sum() for p in chosen)
                    penalty = factor * strength * (size.sqrt() if root else size)
                    loss = data_loss + (penalty.item() if detached else penalty)
                elif name == "backward":
                    loss.backward()
                else:
                    optimizer.step()
            last = loss.item() if report == "with penalty" else data_loss.item()
            total += last * (1 if report in ("batches", "sum") else len(x))
            if measure == "after the step":
                outputs = model(x)
            correct += (outputs.argmax(1) == y).sum().item()
            shares.append((outputs.argmax(1) == y).double().mean().item())
            count += len(x)
        if mode == "eval at the end":
            model.eval()
        batches = list(batches)
        if measure == "after the epoch":
            correct = sum((model(x).argmax(1) == y).sum().item() for x, y in batches)
        if measure == "mean of batches":
            correct = count * np.mean(shares)
        if measure == "count":
            count = 1
        divisor = {"batches": len(batches), "sum": 1}.get(report, count)
        value = last if report == "last" else total / divisor
        return value, correct / count * (100 if percent else 1)

    return train_epoch


def loop_over_layers(model, optimizer, batches, strength, *, layers=(), only_penalty=False):
    """The layers one after another instead of the model, and tensors with their graph returned."""
    total, correct, count = 0, 0, 0
    for x, y in batches:
        optimizer.zero_grad()
        outputs = x
        for layer in model:
            outputs = layer(outputs)
        data_loss = torch.nn.functional.cross_entropy(outputs, y)
        kernels = [model[i].weight for i in layers] or [p for p in model.parameters() if p.ndim > 1]
        penalty = strength * sum(w.square().sum() for w in kernels)
        (penalty if only_penalty else data_loss + penalty).backward()
        optimizer.step()
        total, count = total + data_loss * len(x), count + len(x)
        correct = correct + (outputs.argmax(1) == y).sum()
    return total / count, correct / count


def loop_of_one_setting(model, optimizer, batches, strength):
    """Right for one strength alone."""
    return loop()(model, optimizer, batches, 0.25)


LOOPS = [
    (loop(order=("forward", "backward", "step")), "pile up"),
    (loop(order=("zero_grad", "forward", "step")), "backward()"),
    (loop(order=("zero_grad", "forward", "backward")), "never called"),
    (loop(order=("forward", "backward", "zero_grad", "step")), "between backward and step"),
    (loop(order=("forward", "zero_grad", "step", "backward")), "before the first backward"),
    (loop(biases=True), "biases are penalized"),
    (loop(factor=0.5), "half as strong"),
    (loop(factor=2), "twice as strong"),
    (loop(factor=7), "differ from"),
    (loop(root=True), "with a root"),
    (loop(detached=True), "never reaches"),
    (loop(report="with penalty"), "penalty is inside"),
    (loop(report="batches"), "last batch is smaller"),
    (loop(report="sum"), "sum over batches"),
    (loop(report="last"), "last batch alone"),
    (loop(percent=True), "percent"),
    (loop(own=0.125), "optimizer that came in"),
    (loop(mode="eval"), "evaluation mode while it trains"),
    (loop(mode="eval at the end"), "left in evaluation mode"),
    (loop(measure="after the step"), "after the step"),
    (loop(measure="after the epoch"), "after the step"),
    (loop(measure="mean of batches"), "count right answers"),
    (loop_of_one_setting, "differ from"),
    (partial(loop_over_layers, layers=(0, 2)), "(4, 6, 5, 3)"),
    (partial(loop_over_layers, only_penalty=True), "data loss is not part"),
    (lambda *given: loop()(*given)[::-1], "comes first"),
    (lambda *given: [str(value) for value in loop()(*given)], "two numbers"),
    (lambda *given: loop()(*given)[0], "two numbers"),
    (lambda model, optimizer, batches, strength: loss + 1, "NameError"),  # noqa: F821
    (lambda model, optimizer, batches, strength: (0.0, 0.0), "never called"),
]

WRONG = [
    (check, answer, fragment)
    for check, table in (
        (check_gradient_step, STEPS),
        (check_to_course, CONVERSIONS),
        (check_who_shrinks, LETTERS),
        (check_ridge_path, PATHS),
        (check_relative_error, INSTRUMENTS),
        (check_layer_groups, GROUPS),
        (check_train_epoch, LOOPS),
    )
    for answer, fragment in table
]


def step_with_lists(w, g, eta, lam):
    """float32, and lists where the shape allows it."""
    w, g = np.float32(w), np.float32(g)
    return (w - np.float32(eta) * g - np.float32(2 * eta * lam) * w).tolist()


def ridge_in_single_precision(x, y, strengths):
    w, b = ridge(np.float32(x), np.float32(y), np.float32(strengths))
    return list(w), b.tolist()


def errors_by_shifting_back(objective, gradient, w, h=1e-5):
    """Shifts w itself and puts it back, up to rounding."""
    numeric = np.zeros(w.shape)
    for entry in np.ndindex(w.shape):
        w[entry] += h
        up = objective(w)
        w[entry] -= 2 * h
        numeric[entry] = (up - objective(w)) / (2 * h)
        w[entry] += h
    a = gradient(w)
    return math.sqrt(((a - numeric) ** 2).sum()) / (np.linalg.norm(a) + np.linalg.norm(numeric))


def groups_one_by_one(model, strengths):
    """Every parameter in a group of its own, without a key where nothing is decayed."""
    found, strengths = [], iter(strengths)
    for parameter in model.parameters():
        if parameter.ndim == 2:
            found.append({"params": parameter, "weight_decay": 2 * next(strengths)})
        else:
            found.append({"params": parameter})
    return found


def loop_with_decay(model, optimizer, batches, strength):
    """The penalty through the optimizer, and gradients cleared at the end of the step."""
    decayed = [p for p in model.parameters() if p.ndim == 2]
    losses, hits = [], []
    for x, y in batches:
        outputs = model(x)
        each = torch.nn.functional.cross_entropy(outputs, y, reduction="none")
        each.mean().backward()
        for p in decayed:
            p.grad += 2 * strength * p.detach()
        optimizer.step()
        model.zero_grad()
        losses += each.tolist()
        hits += (outputs.argmax(1) == y).tolist()
    return torch.tensor(losses).mean(), np.mean(hits)


def loop_with_closure(model, optimizer, batches, strength):
    """`torch.optim.SGD` may be handed the forward and the backward pass as a function."""
    kernels = [p for p in model.parameters() if p.ndim > 1]
    losses, hits = [], []
    for x, y in batches:

        def closure(x=x, y=y):
            optimizer.zero_grad()
            outputs = model(x)
            data_loss = torch.nn.functional.cross_entropy(outputs, y)
            (data_loss + strength * sum(p.pow(2).sum() for p in kernels)).backward()
            losses.extend([data_loss.item()] * len(x))
            hits.extend((outputs.argmax(1) == y).tolist())

        optimizer.step(closure)
    return np.mean(losses), np.mean(hits)


class Forward:
    """`model.forward(x)` instead of `model(x)`: not recommended, and right."""

    def __init__(self, model):
        self.parameters = model.parameters
        self.forward = model.forward

    def __call__(self, x):
        return self.forward(x)


RIGHT = [
    (check_gradient_step, step_with_lists),
    (check_to_course, converted()),
    (check_who_shrinks, " C "),
    (check_who_shrinks, "c)"),
    (check_to_course, lambda *given: [converted()(*given)]),
    (check_relative_error, lambda *given: np.array([errors()(*given)])),
    (check_relative_error, errors(h=1e-3)),
    (check_relative_error, partial(errors_by_shifting_back, h=2e-6)),
    (check_relative_error, partial(errors_by_shifting_back, h=1e-4)),
    (check_layer_groups, lambda model, strengths: iter(groups()(model, strengths)[::-1])),
    (check_train_epoch, loop_over_layers),
    (check_train_epoch, lambda model, *given: loop()(Forward(model), *given)),
    (check_ridge_path, partial(ridge_in_place, remember=True)),
    (check_train_epoch, lambda *given: torch.tensor(loop()(*given), dtype=torch.float64)),
    (check_train_epoch, lambda *given: np.array(loop()(*given))),
    (check_ridge_path, ridge_by_solving),
    (check_ridge_path, ridge),
    (check_ridge_path, ridge_in_single_precision),
    (check_relative_error, errors()),
    (check_relative_error, errors_by_shifting_back),
    (check_layer_groups, groups()),
    (check_layer_groups, groups_one_by_one),
    (check_train_epoch, loop()),
    (check_train_epoch, loop(order=("forward", "zero_grad", "backward", "step"))),
    (check_train_epoch, loop_with_closure),
    (check_train_epoch, loop_with_decay),
]
