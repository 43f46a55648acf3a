"""Check: many passes with dropout on, and everything else as in evaluation."""

from weakref import WeakSet

import numpy as np

from coursecode.exercises.judging import array, judged, refuse_if
from coursecode.shared.extras import require

ROWS, PASSES = 12, 400


def network(torch):
    """Dropout in two places and batch normalization, with statistics from a few batches."""
    torch.manual_seed(0)
    model = torch.nn.Sequential(
        torch.nn.Dropout(0.2),
        torch.nn.Linear(5, 24),
        torch.nn.BatchNorm1d(24),
        torch.nn.ReLU(),
        torch.nn.Sequential(torch.nn.Dropout(0.5), torch.nn.Linear(24, 3)),
    )
    with torch.no_grad():
        model[4][1].weight *= 10  # far from linear, so that the mean of outputs is no substitute
    for _ in range(5):
        model(3 * torch.randn(64, 5) + 1)
    return model


@judged
def check_mc_predict(mc_predict):
    """``mc_predict(model, x, passes)``: mean probabilities, only dropout in training mode."""
    torch = require("torch", user="check_mc_predict", extra="torch")
    # The learner's own random numbers and gradients stay as they are.
    with torch.random.fork_rng(), torch.enable_grad():
        judge(torch, mc_predict)
    return "dropout alone was on, the statistics did not move, and every mode is as it was."


def judge(torch, mc_predict):
    """Two networks in different modes, and one that stops with an error."""
    for training in (False, True):
        model = network(torch).train(training)
        model[1].train(not training)  # modes may differ from module to module
        before = [module.training for module in model.modules()]
        state, text = {n: value.clone() for n, value in model.state_dict().items()}, repr(model)
        x = torch.randn(ROWS, 5, generator=torch.Generator().manual_seed(1))
        seen = watched(model)
        result, graphs = with_graphs_counted(torch, mc_predict, model, x)
        seen = tuple(seen)  # without the passes that the judge makes
        judge_model(torch, model, state, before)
        refuse_if(repr(model) != text, "the model was changed: print(model) shows what is new.")
        refuse_if(
            not torch.is_grad_enabled(),
            "after your function gradients are off for everybody, for the whole session. "
            "`with torch.no_grad():` puts them back.",
        )
        judge_result(torch, model, x, result, seen)
        judge_passes(seen, graphs)
    judge_exception(torch, mc_predict)


def watched(model):
    """A list that grows by (name, rows, training) when dropout or the ReLU is called."""
    seen = []
    for name, module in model.named_modules():
        if type(module).__name__ in ("Dropout", "ReLU"):
            label = f"{type(module).__name__} {name}"
            module.register_forward_hook(
                lambda m, _, output, label=label: seen.append((label, len(output), m.training))
            )
    return seen


class Saved:
    """A tensor that waits for a backward pass; it lives as long as the graph does."""

    def __init__(self, tensor):
        self.tensor = tensor


def with_graphs_counted(torch, mc_predict, model, x):
    """The result, and the largest number of tensors that waited for a gradient at one time."""
    alive, most = WeakSet(), 0

    def pack(tensor):
        nonlocal most
        box = Saved(tensor.detach())  # an output that held its own graph would never go
        alive.add(box)
        most = max(most, len(alive))
        return box

    with torch.autograd.graph.saved_tensors_hooks(pack, lambda box: box.tensor):
        return mc_predict(model, x, PASSES), most


def judge_passes(seen, graphs):
    """As many passes as asked for, dropout alone on, and no graph kept for each of them."""
    passed = [(rows, mode) for label, rows, mode in seen if label.startswith("ReLU")]
    rows, modes = sum(rows for rows, _ in passed), {mode for _, mode in passed}
    refuse_if(
        rows != PASSES * ROWS,
        f"{PASSES} passes over {ROWS} rows were asked for, which are {PASSES * ROWS} rows; "
        f"the model saw {rows}. Use the argument `passes`.",
    )
    refuse_if(
        True in modes,
        "dropout alone may be on; another module (the ReLU here) was in training mode too. Call "
        "model.eval() first, then switch on the dropout modules.",
    )
    refuse_if(
        graphs > PASSES,
        "the graph of every pass was kept for a gradient that nobody asks for. Wrap the passes in "
        "torch.no_grad().",
    )


def judge_model(torch, model, state, before):
    """Statistics and weights untouched, every mode as before."""
    moved = [n for n, v in model.state_dict().items() if not torch.equal(v, state[n])]
    refuse_if(
        any("running" in name or "tracked" in name for name in moved),
        "the running statistics of the batch normalization moved: it was in training mode during "
        "the passes. A model may come in training mode, and model.train() switches every module.",
    )
    refuse_if(moved, f"the model was changed: {', '.join(moved)}.")
    refuse_if(
        [module.training for module in model.modules()] != before,
        "some module is left in another mode than before. Note each module's mode first, and put "
        "every one back: they need not all be the same.",
    )


def judge_result(torch, model, x, result, seen):
    """Mean probabilities of random passes in which rows do not see each other."""
    refuse_if(result is None, "your function returns nothing: is `return` missing?")
    off = {label for label, _, mode in seen if label.startswith("Dropout") and not mode}
    refuse_if(
        off,
        f"dropout was off in the passes: {', '.join(sorted(off))}. Every dropout module has to be "
        "in training mode, however deep it stands in the model.",
    )
    refuse_if(
        getattr(result, "requires_grad", False),
        "the result drags a gradient along; wrap the passes in torch.no_grad().",
    )
    p = array(np.asarray(result), (ROWS, 3), "the result")
    refuse_if(
        not np.allclose(p.sum(axis=1), 1, atol=1e-4),
        f"the rows do not add up to 1, the first one to {p[0].sum():.3f}: take the softmax of "
        "every pass, over the classes, then the mean.",
    )
    outputs = many_outputs(torch, model, x)
    mean = outputs.softmax(dim=2).mean(dim=0).numpy()
    of_mean = outputs.mean(dim=0).softmax(dim=1).numpy()
    refuse_if(
        np.abs(p - of_mean).mean() < min(np.abs(p - mean).mean(), 0.03),
        "the outputs were averaged (or logarithms, which is the same), and then the softmax "
        "taken. Average the probabilities.",
    )
    refuse_if(
        np.abs(p - mean).mean() > 0.03,
        "the probabilities are not those of dropout alone. Is batch normalization in training "
        "mode (then a row depends on the other rows), or did you take too few passes?",
    )


def many_outputs(torch, model, x, passes=2000):
    """Outputs with dropout alone on: (passes, rows, classes)."""
    modes = {module: module.training for module in model.modules()}
    for module in modes:
        module.training = isinstance(module, torch.nn.Dropout)
    with torch.no_grad():
        outputs = model(x.repeat(passes, 1)).reshape(passes, len(x), -1)
    for module, mode in modes.items():
        module.training = mode
    return outputs


def judge_exception(torch, mc_predict):
    """A wrong input stops the passes; the modes have to come back all the same."""
    model = network(torch).train()
    model[1].eval()
    before = [module.training for module in model.modules()]
    try:
        mc_predict(model, torch.zeros(4, 7), 3)
    except Exception:
        refuse_if(
            [module.training for module in model.modules()] != before,
            "after an error inside the passes the modes stay as they were during them. "
            "try: ... finally: puts them back whatever happens.",
        )
    else:
        refuse_if(True, "an input of the wrong width should still raise an error: do not hide it.")
