"""The tests, tested: every spec must reject each of its planted mutants.

A mutant replaces one function by a plausible mistake. Its spec is run against it, test by test,
until one fails; a spec that passes all its tests cannot fail, and is the bug.
"""

import inspect

import numpy as np
import pytest
import test_bad_input
import test_dropout
import test_many_networks
import test_network
import test_parity
import test_penalties
import test_proximal
import test_pruning
import test_solutions
import test_training
import test_weight_decay
from frameworks import FRAMEWORKS

import coursecode.keras
import coursecode.numpy
import coursecode.numpy.network as network
import coursecode.numpy.training as training
import coursecode.numpy.weight_decay as weight_decay
import coursecode.shared.initial as initial
import coursecode.shared.pruning as pruning
import coursecode.torch
import coursecode.torch.training as torch_training
import coursecode.torch.weight_decay as torch_decay
from coursecode.shared.history import History

N, T, K = coursecode.numpy, coursecode.torch, coursecode.keras


def failing_test(spec, framework=None):
    """The name of the first test of a spec that fails in a framework (or in any), or None."""
    for name, test in inspect.getmembers(spec, inspect.isfunction):
        if not name.startswith("test_"):
            continue
        for arguments in calls(test, framework):
            try:
                test(**arguments)
            except (Exception, pytest.fail.Exception):  # the latter is no Exception
                return name
    return None


def calls(test, framework):
    """The fixture, or every combination of a test's parameters; tests with other fixtures rest."""
    wanted = list(inspect.signature(test).parameters)
    sets = [{}]
    for mark in getattr(test, "pytestmark", []):
        if mark.name != "parametrize":
            continue
        names = mark.args[0] if isinstance(mark.args[0], tuple) else (mark.args[0],)
        values = [v if len(names) > 1 else (v,) for v in mark.args[1]]
        sets = [s | dict(zip(names, v, strict=True)) for s in sets for v in values]
    if "framework" in wanted:
        chosen = [framework] if framework else list(FRAMEWORKS)
        sets = [s | {"framework": FRAMEWORKS[name]} for s in sets for name in chosen]
    return [s for s in sets if set(s) == set(wanted)]


def edited(old, new, function):
    """A function with one piece of its source replaced: the smallest kind of mistake."""
    source = inspect.getsource(function)
    assert old in source, f"{function.__qualname__} no longer contains {old!r}: plant it anew"
    lines = source.replace(old, new).splitlines()
    indent = len(lines[0]) - len(lines[0].lstrip())
    namespace = dict(inspect.unwrap(function).__globals__)
    exec("\n".join(line[indent:] for line in lines), namespace)
    return namespace[function.__name__]


def mutant(owner, name, old, new):
    """Where to plant, and what."""
    return owner, name, lambda: edited(old, new, getattr(owner, name))


def replaced(owner, name, by):
    """The same with a function of its own."""
    return owner, name, lambda: by


class OneMask(initial.DropoutDraws):
    """The same mask for the whole batch."""

    def random(self, shape):
        return np.broadcast_to(super().random((1, shape[-1])), shape)


def same_start(sizes, activation, seed):
    return START(sizes, activation, 0)


START = initial.initial_weights
MUTANTS = {
    # penalties
    "L2 gradient without its 2": (
        test_penalties, "numpy", mutant(N.L2, "gradient", "2 * each", "each"),
    ),
    "L2 with a half": (
        test_penalties, "torch", mutant(T.L2, "__call__", "self.strength", "0.5 * self.strength"),
    ),
    "L1 without its absolute value": (
        test_penalties, "keras", mutant(K.L1, "__call__", "ops.abs(w)", "w"),
    ),
    "L1 prox that overshoots zero": (
        test_penalties, "torch", mutant(T.L1, "prox", "F.softshrink(w,", "w - w.sign() * ("),
    ),
    "group lasso without √size": (
        test_penalties, "numpy", mutant(N.GroupLasso, "norms", "float(np.sqrt(size))", "1.0"),
    ),
    "group lasso along the other axis": (
        test_penalties, "numpy", mutant(N.GroupLasso, "norms", "(-1, -2)", "(-2, -1)"),
    ),
    "group lasso whose gradient at zero is not a number": (
        test_penalties, "keras", mutant(
            K.GroupLasso, "norms", "return norms,", "return ops.sqrt(squares),"
        ),
    ),
    "elastic net prox that shrinks first": (
        test_penalties, "numpy", replaced(
            N.ElasticNet, "prox",
            lambda self, w, step: N.L1(self.l1).prox(N.L2(self.l2).prox(w, step), step),
        ),
    ),
    # solutions
    "soft threshold at twice the step": (
        test_solutions, "numpy", mutant(N.L1, "prox", "soft_threshold(w, threshold)",
                                        "soft_threshold(w, 2 * threshold)"),
    ),
    "ridge prox without its 2": (
        test_solutions, "torch", mutant(T.L2, "prox", "1 + 2 *", "1 +"),
    ),
    "elastic net without its ridge": (
        test_solutions, "keras", replaced(
            K.ElasticNet, "prox", lambda self, w, step: K.L1(self.l1).prox(w, step)
        ),
    ),
    # decay
    "decay that is not multiplied by the learning rate": (
        test_weight_decay, "numpy", mutant(weight_decay, "decay", "1 - rate *", "1 -"),
    ),
    "decay that enters the momentum": (
        test_weight_decay, "torch", mutant(
            T.SGDW, "step", "add_(p.grad)", "add_(p.grad + group['weight_decay'] * p)"
        ),
    ),
    "decay that touches biases": (
        test_weight_decay, "torch", mutant(torch_decay, "decay", "p.ndim >= 2", "p.ndim >= 1"),
    ),
    "AdamW without bias correction": (
        test_weight_decay, "numpy", mutant(
            N.AdamW, "update", "rate / (1 - self.beta1**self.steps)", "rate"
        ),
    ),
    "AdamW with ε under the root": (
        test_weight_decay, "numpy", mutant(
            N.AdamW, "update", "self.steps)) + self.epsilon", "self.steps) + self.epsilon)"
        ),
    ),
    # proximal steps
    "a prox with step 1": (
        test_proximal, "numpy", mutant(
            N.ProximalSGD, "update", "prox(kernel, self.learning_rate)", "prox(kernel, 1.0)"
        ),
    ),
    "a momentum that forgets the prox": (
        test_proximal, "torch", mutant(
            T.ProximalSGD, "step", "torch.sub(goal, p, out=move)",
            "move.mul_(group['momentum']).sub_(group['lr'] * p.grad)",
        ),
    ),
    "a prox on the biases": (
        test_proximal, "torch", mutant(T.ProximalSGD, "step", "p.ndim >= 2", "p.ndim >= 1"),
    ),
    "a momentum that is forgotten": (
        test_proximal, "numpy", mutant(N.ProximalSGD, "update", "self.momentum *", "0 *"),
    ),
    # pruning
    "a constant unit whose bias is forgotten": (
        test_pruning, None, mutant(pruning, "without_dead", "f(bias[unit])", "0"),
    ),
    "a constant unit whose bias skips the activation": (
        test_pruning, None, mutant(pruning, "without_dead", "f(bias[unit])", "bias[unit]"),
    ),
    "a unit that is called dead because of one zero": (
        test_pruning, None, mutant(
            pruning, "without_dead", "~np.any(following != 0", "~np.all(following != 0"
        ),
    ),
    "kernels that are set on their side": (
        test_pruning, "torch", mutant(T, "set_weights", "kernel.T.copy()",
                                      "kernel.copy().reshape(kernel.T.shape)"),
    ),
    # network
    "a seed that is ignored": (
        test_network, "numpy", replaced(network, "initial_weights", same_start),
    ),
    "a bias that is forgotten": (
        test_network, "numpy", mutant(network.MLP, "forward", "x += bias", "pass"),
    ),
    "a penalty on the biases": (
        test_network, "numpy", mutant(
            network.MLP, "penalty", "sum(values,", "sum([*values, 0.1 * np.sum(self.theta**2)],"
        ),
    ),
    # dropout
    "keep and drop swapped": (
        test_dropout, "numpy", mutant(N.Dropout, "__call__", ">= np.float32", "< np.float32"),
    ),
    "kept units that are not scaled": (
        test_dropout, "torch", mutant(T.Dropout, "forward", " / (1 - self.rate)", ""),
    ),
    "dropout in evaluation": (
        test_dropout, "torch", mutant(T.Dropout, "forward", "not self.training or ", ""),
    ),
    "a fresh mask on the way back": (
        test_dropout, "numpy", replaced(
            N.Dropout, "backward", lambda self, g: self(g, training=True)
        ),
    ),
    "one mask for the whole batch": (
        test_dropout, "numpy", replaced(test_dropout, "DropoutDraws", OneMask),
    ),
    # training
    "a sum where a mean is meant": (
        test_training, "numpy", mutant(training, "mse_gradient", "len(y) *", "1 *"),
    ),
    "a penalty whose gradient is forgotten": (
        test_training, "numpy", replaced(network.MLP, "add_penalty_gradient", lambda self: None),
    ),
    "a penalty that hides in the data loss": (
        test_training, "torch", mutant(
            torch_training, "evaluate", "total / len(x)", "total / len(x) + model.penalty().item()"
        ),
    ),
    "gradients that pile up": (
        test_training, "torch", mutant(T, "fit", "optimizer.zero_grad()", "pass"),
    ),
    "a history measured with dropout on": (
        test_training, "torch", mutant(torch_training, "evaluate", "model.eval()", "model.train()"),
    ),
    "a total without the penalty": (
        test_training, "numpy", replaced(History, "total", property(lambda self: self.data_loss)),
    ),
    # many networks
    "the second strength for all": (
        test_many_networks, None, mutant(
            N.L2, "gradient", "self.strength", "float(np.resize(self.strength, 2)[1])"
        ),
    ),
    "dropout draws shared by all seeds": (
        test_many_networks, None, mutant(
            initial.DropoutDraws, "random", "for rng in self.rngs", "for rng in self.rngs[:1]"
        ),
    ),
    "one mean over all networks": (
        test_many_networks, None, mutant(training, "evaluate", ".sum(axis=-1)", ".sum() / 5"),
    ),
    # parity
    "one framework with another gradient": (
        test_parity, None, mutant(N.L2, "gradient", "2 * each", "2.0001 * each"),
    ),
    "one framework with its own starting weights": (
        test_parity, None, replaced(coursecode.torch.network, "initial_weights", same_start),
    ),
    "one framework with decay on the biases": (
        test_parity, None, mutant(
            N.SGDW, "update", "or kernels is None", "or True"
        ),
    ),
    # bad input
    "a negative strength that passes": (
        test_bad_input, None, replaced(T.L2, "__post_init__", lambda self: None),
    ),
    "a learning rate that is not checked": (
        test_bad_input, None, replaced(
            coursecode.keras.weight_decay, "checked_rate", lambda learning_rate: learning_rate
        ),
    ),
    "labels out of range that pass": (
        test_bad_input, None, replaced(torch_training, "check_fit", lambda *a, **k: None),
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", MUTANTS)
def test_the_spec_rejects_the_mutant(name, monkeypatch):
    spec, framework, (owner, attribute, make) = MUTANTS[name]
    test_parity.trained.cache_clear()
    monkeypatch.setattr(owner, attribute, make())
    try:
        assert failing_test(spec, framework) is not None
    finally:
        test_parity.trained.cache_clear()


def test_every_spec_has_three_mutants():
    specs = [spec.__name__ for spec, _, _ in MUTANTS.values()]
    assert {name: specs.count(name) for name in set(specs) if specs.count(name) < 3} == {}


def test_the_right_code_passes():
    """The runner itself finds no fault where there is none."""
    for spec in (test_penalties, test_dropout, test_network):
        assert failing_test(spec, "numpy") is None
