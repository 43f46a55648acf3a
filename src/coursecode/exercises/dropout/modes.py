"""Check: many passes with dropout on, and everything else as in evaluation."""

from weakref import WeakSet

import numpy as np

from coursecode.exercises.judging import array, judged, refuse_if
from coursecode.shared.extras import require

ROWS, PASSES = 12, 400


def network(torch):
    """Dropout and batch normalization, with statistics from a few batches."""
    torch.manual_seed(0)
    model = torch.nn.Sequential(
        torch.nn.Linear(5, 24),
        torch.nn.BatchNorm1d(24),
        torch.nn.ReLU(),
        torch.nn.Sequential(torch.nn.Dropout(0.5), torch.nn.Linear(24, 3)),
    )
    with torch.no_grad():
        model[3][1].weight *= 4  # far from linear, so that the mean of outputs is no substitute
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
        model[0].train(not training)  # modes may differ from module to module
        before = [module.training for module in model.modules()]
        state = {name: value.clone() for name, value in model.state_dict().items()}
        x = torch.randn(ROWS, 5, generator=torch.Generator().manual_seed(1))
        seen = watched(model[2])
        result, graphs = with_graphs_counted(torch, mc_predict, model, x)
        rows, modes = sum(rows for rows, _ in seen), {mode for _, mode in seen}
        judge_model(torch, model, state, before)
        refuse_if(
            not torch.is_grad_enabled(),
            "after your function gradients are off for everybody, for the whole session. "
            "`with torch.no_grad():` puts them back.",
        )
        judge_result(torch, model, x, result)
        judge_passes(rows, modes, graphs)
    judge_exception(torch, mc_predict)


def watched(module):
    """A list that grows by (rows, training) whenever a module without weights is called."""
    seen = []
    module.register_forward_hook(lambda m, _, output: seen.append((len(output), m.training)))
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


def judge_passes(rows, modes, graphs):
    """As many passes as asked for, dropout alone on, and no graph kept for each of them."""
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
        "the running statistics of the batch normalization moved: model.train() switches every "
        "module. Switch on the dropout modules alone.",
    )
    refuse_if(moved, f"the model was changed: {', '.join(moved)}.")
    refuse_if(
        [module.training for module in model.modules()] != before,
        "some module is left in another mode than before. Note each module's mode first, and put "
        "every one back: they need not all be the same.",
    )


def judge_result(torch, model, x, result):
    """Mean probabilities of random passes in which rows do not see each other."""
    refuse_if(result is None, "your function returns nothing: is `return` missing?")
    refuse_if(
        getattr(result, "requires_grad", False),
        "the result drags a gradient along; wrap the passes in torch.no_grad().",
    )
    p = array(np.asarray(result), (ROWS, 3), "the result")
    refuse_if(
        not np.allclose(p.sum(axis=1), 1, atol=1e-4),
        "the rows do not add up to 1: take the softmax of every pass, then the mean.",
    )
    outputs, whole = many_outputs(torch, model, x)
    mean = outputs.softmax(dim=2).mean(dim=0).numpy()
    refuse_if(
        np.abs(p - whole).max() < 1e-5,
        "this is one pass with all units: dropout was off. Put the dropout modules in training "
        "mode after model.eval().",
    )
    of_mean = outputs.mean(dim=0).softmax(dim=1).numpy()
    refuse_if(
        np.abs(p - of_mean).mean() < min(np.abs(p - mean).mean(), 0.03),
        "the outputs were averaged, and then the softmax taken. Average the probabilities.",
    )
    refuse_if(
        np.abs(p - mean).mean() > 0.03,
        "the probabilities are not those of dropout alone. Is batch normalization in training "
        "mode (then a row depends on the other rows), or did you take too few passes?",
    )


def many_outputs(torch, model, x, passes=2000):
    """Outputs with dropout alone on, and the probabilities of the whole network."""
    modes = {module: module.training for module in model.modules()}
    model.eval()
    with torch.no_grad():
        whole = model(x).softmax(dim=1).numpy()
        model[3][0].train()
        outputs = torch.stack([model(x) for _ in range(passes)])
    for module, mode in modes.items():
        module.training = mode
    return outputs, whole


def judge_exception(torch, mc_predict):
    """A wrong input stops the passes; the modes have to come back all the same."""
    model = network(torch).train()
    model[0].eval()
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
