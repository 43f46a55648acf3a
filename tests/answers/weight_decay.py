"""Answers to the exercises of the chapter on weight decay: planned mistakes and right ones."""

import numpy as np
import torch

from coursecode.exercises.weight_decay import (
    check_adamw_step,
    check_classify,
    check_decay_groups,
    check_explanation,
    check_growing,
    check_sgdw_step,
)
from coursecode.exercises.weight_decay.steps import adamw

LETTERS = [("a", "biases"), ("b", "outside the division"), ("d", "half of what"), ("e", "letters")]


def groups(decays, others=None):
    """Two groups by a rule on (name, parameter); ``others`` chooses the second group."""

    def answer(model, weight_decay):
        named = list(model.named_parameters())
        rest = others or (lambda name, p: not decays(name, p))
        return [
            {"params": [p for n, p in named if decays(n, p)], "weight_decay": weight_decay},
            {"params": [p for n, p in named if rest(n, p)], "weight_decay": 0.0},
        ]

    return answer


def is_kernel(name, p):
    return p.ndim >= 2


def is_trained(kernel):
    """Wrong: frozen parameters are left out."""
    return lambda name, p: p.requires_grad and is_kernel(name, p) == kernel


def one_by_one(model, weight_decay):
    """A group for every parameter."""
    return [
        {"params": [p], "weight_decay": weight_decay * is_kernel("", p)} for p in model.parameters()
    ]


def without_zero(model, weight_decay):
    kernels, others = groups(is_kernel)(model, weight_decay)
    return [kernels, {"params": others["params"]}]


def twice_tied(model, weight_decay):
    kernels = [layer.weight for layer in model if hasattr(layer, "weight")]
    others = [layer.bias for layer in model if getattr(layer, "bias", None) is not None]
    return [
        {"params": [p for p in kernels if p.ndim >= 2], "weight_decay": weight_decay},
        {"params": others + [p for p in kernels if p.ndim < 2], "weight_decay": 0.0},
    ]


def by_layer(model, weight_decay):
    """Right, over the modules, with generators instead of lists."""
    seen, kernels, others = set(), [], []
    for module in model.modules():
        for p in module.parameters(recurse=False):
            if id(p) not in seen:
                seen.add(id(p))
                (kernels if len(p.shape) > 1 else others).append(p)
    return (
        {"params": iter(k), "weight_decay": d} for k, d in ((kernels, weight_decay), (others, 0))
    )


def by_type(*names, decays=True):
    """Wrong: only these kinds of layers decay (or all but these)."""

    def answer(model, weight_decay):
        split = {True: [], False: []}
        for module in model.modules():
            for name, p in module.named_parameters(recurse=False):
                kernel = "bias" not in name and (type(module).__name__ in names) == decays
                if not any(p is q for q in split[True] + split[False]):
                    split[kernel].append(p)
        return [
            {"params": split[kernel], "weight_decay": weight_decay * kernel}
            for kernel in (True, False)
        ]

    return answer


def lived_on(model, weight_decay, kernels=[], others=[]):  # noqa: B006
    """Wrong: the lists are those of the call before."""
    for p in model.parameters():
        (kernels if p.ndim >= 2 else others).append(p)
    return [
        {"params": kernels, "weight_decay": weight_decay},
        {"params": others, "weight_decay": 0.0},
    ]


def as_sets(model, weight_decay):
    """Wrong: torch.optim refuses what has no order."""
    return [g | {"params": set(g["params"])} for g in groups(is_kernel)(model, weight_decay)]


def from_an_optimizer(model, weight_decay):
    """Right, with everything that AdamW has added."""
    return torch.optim.AdamW(groups(is_kernel)(model, weight_decay)).param_groups


GROUPS = [
    (groups(lambda name, p: p.numel() > 4), "decays"),
    (groups(lambda name, p: p.numel() > 8), "decay"),
    (by_type("Linear", "Conv2d"), "does not decay"),
    (by_type("BatchNorm1d", "GroupNorm", "LayerNorm", decays=False), "gain of a normalization"),
    (groups(lambda name, p: True), "decays, by the factor"),
    (groups(lambda name, p: not name.endswith("bias")), "gain of a normalization"),
    (groups(lambda name, p: name.endswith("weight")), "gain of a normalization"),
    (groups(is_kernel, lambda name, p: name.endswith("bias")), "in no group"),
    (groups(lambda name, p: False), "does not decay"),
    (groups(lambda name, p: p.ndim == 2), "does not decay"),
    (lambda model, decay: groups(is_kernel)(model, 2 * decay), "instead of 0.875"),
    (without_zero, "default, 0.01"),
    (groups(lambda name, p: p.ndim > 1, lambda name, p: p.ndim == 1), "single numbers"),
    (groups(lambda name, p: p.ndim != 1), "without any axis"),
    (groups(is_trained(True), is_trained(False)), "Frozen"),
    (one_by_one, "two groups are asked for"),
    (twice_tied, "twice in one"),
    (groups(lambda name, p: p.ndim in (2, 4)), "does not decay"),
    (lived_on, "another model"),
    (as_sets, "got a set"),
    (lambda model, decay: [g["params"] for g in groups(is_kernel)(model, decay)], "dictionary"),
    (lambda model, decay: groups(is_kernel)(model, decay)[0], "list of two groups"),
    (lambda model, d: torch.optim.AdamW(groups(is_kernel)(model, d)), "list of two groups"),
    (lambda model, d: groups(is_kernel)(model, None), "weight_decay is a number"),
    (lambda model, decay: [{"weight_decay": decay}], "is a dictionary"),
    (lambda model, d: [{"params": list(model.named_parameters())}], "without their names"),
    (lambda model, decay: print(end=""), "return"),
]


def step_with(**mistake):
    def answer(w, g, mean, square, step, eta, decay, epsilon):
        return adamw(w, g, mean, square, step, eta, decay, epsilon, **mistake)

    return answer


def in_place(w, g, mean, square, *settings):
    new = adamw(w, g, mean, square, *settings)
    mean += 1
    return new


def corrected(which):
    def answer(w, g, mean, square, step, *settings):
        new = list(adamw(w, g, mean, square, step, *settings))
        new[which] = new[which] / (1 - (0.9, 0.999)[which - 1] ** step)
        return new

    return answer


def summed(w, g, mean, square, *settings):
    """Wrong: the mean as a velocity; at step 1 this is the corrected one."""
    new, _, square = adamw(w, g, mean, square, *settings)
    return new, 0.9 * mean + g, square


def coupled_and_beside(w, g, mean, square, step, eta, decay, epsilon):
    return adamw(w, g + decay * w, mean, square, step, eta, decay, epsilon)


def swapped(w, g, mean, square, *settings):
    new, _, square = adamw(w, g, mean, square, *settings)
    return new, 0.1 * mean + 0.9 * g, square


def first_power(w, g, mean, square, *settings):
    new, mean, _ = adamw(w, g, mean, square, *settings)
    return new, mean, 0.999 * square + 0.001 * np.abs(g)


def quick(w, g, mean, square, *settings):
    new, mean, _ = adamw(w, g, mean, square, *settings)
    return new, mean, 0.99 * square + 0.01 * g**2


def own_epsilon(choose):
    """The right step with an ε of its own."""
    return lambda *a: adamw(*a[:7], choose(*a))


STEPS = [
    (own_epsilon(lambda *a: 0.01), "the answer is"),
    (own_epsilon(lambda *a: a[5] ** 2), "the answer is"),
    (own_epsilon(lambda *a: 1e-8), "fixed at 1e-8"),
    (step_with(coupled=True), "Adam with a penalty"),
    (step_with(raw=True), "bias corrections"),
    (step_with(place="inside"), "under the root"),
    (step_with(place="keras"), "Keras's"),
    (step_with(bare=True), "learning rate"),
    (step_with(last=True), "after the step"),
    (step_with(late=1), "step + 1"),
    (lambda *a: adamw(*a[:6], 0.0, a[7]), "decay is missing"),
    (in_place, "was changed"),
    (quick, "not 0.99"),
    (corrected(1), "correction, which would be applied again"),
    (corrected(2), "divided by 1 − β₂ᵗ"),
    (summed, "yours is a sum"),
    (coupled_and_beside, "They see the gradient"),
    (lambda *a: [adamw(*a)[i] for i in (0, 2, 1)], "wrong order"),
    (lambda *a: [part[np.newaxis] for part in adamw(*a)], "of shape (2, 3)"),
    (lambda *a: [part.ravel() for part in adamw(*a)], "of shape (2, 3)"),
    (lambda *a: (adamw(*a)[0], None, None), "three arrays"),
    (swapped, "swapped"),
    (first_power, "not of"),
    (lambda *a: a[0], "three arrays"),
    (lambda *a: (2 * adamw(*a)[0], *adamw(*a)[1:]), "the answer is"),
    (lambda *a: print(end=""), "return"),
]


def adamw_by_numbers(w, g, mean, square, step, learning_rate, weight_decay, epsilon):
    """The right step, entry by entry."""
    new, m, s = np.empty_like(w), np.empty_like(w), np.empty_like(w)
    for i in np.ndindex(w.shape):
        m[i] = mean[i] + (g[i] - mean[i]) / 10
        s[i] = square[i] + (g[i] * g[i] - square[i]) / 1000
        ratio = m[i] / (1 - 0.9**step) / ((s[i] / (1 - 0.999**step)) ** 0.5 + epsilon)
        new[i] = w[i] - learning_rate * (ratio + weight_decay * w[i])
    return new, m, s


def as_tensors(*a):
    """The right step in tensors that wait for a gradient."""
    return [torch.tensor(part, requires_grad=True) for part in adamw(*a)]


def faulty(w, v, g, eta, mu, decay):
    w = (1 - eta * decay) * w
    v = mu * v + g + decay * w
    return w - eta * v, v


def coupled(w, v, g, eta, mu, decay, sign=1):
    v = mu * v + g + decay * w
    return w - sign * eta * v, v


def sgdw(w, v, g, eta, mu, decay, sign=1):
    v = mu * v + g
    return (1 - sign * eta * decay) * w - eta * v, v


def averaged(w, v, g, eta, mu, decay):
    v = mu * v + (1 - mu) * g
    return w - eta * decay * w - eta * v, v


def of_steps(w, v, g, eta, mu, decay):
    v = mu * v + eta * g
    return w - eta * decay * w - v, v


def of_signed_steps(w, v, g, eta, mu, decay):
    v = mu * v - eta * g
    return w - eta * decay * w + v, v


def sgdw_in_place(w, v, g, eta, mu, decay):
    v *= mu
    v += g
    w *= 1 - eta * decay
    w -= eta * v
    return w, v


SGDW_STEPS = [
    (of_signed_steps, "with their sign"),
    (sgdw_in_place, "was changed"),
    (of_steps, "a sum of steps"),
    (faulty, "acts twice"),
    (coupled, "one decay is gone, but the wrong one"),
    (lambda *a: coupled(*a, sign=-1), "still receives the decay, which then"),
    (lambda *a: sgdw(*a)[::-1], "wrong order"),
    (lambda *a: [part[np.newaxis] for part in sgdw(*a)], "of shape (3,)"),
    (lambda *a: (sgdw(*a)[0], None), "two arrays"),
    (lambda w, v, g, eta, mu, decay: sgdw(w, v, g, eta, mu, 0.0), "nothing decays"),
    (
        lambda w, v, g, eta, mu, decay: sgdw(w, v, g, eta, mu, decay / eta),
        "multiplied by the learn",
    ),
    (
        lambda w, v, g, eta, mu, decay: (
            (1 - eta * decay) * (w - eta * (mu * v + g)),
            mu * v + g,
        ),
        "after the step",
    ),
    (lambda *a: sgdw(*a, sign=-1), "sign is wrong"),
    (averaged, "not an average"),
    (lambda *a: sgdw(*a)[0], "two arrays"),
    (lambda *a: (5 * sgdw(*a)[0], sgdw(*a)[1]), "the answer is"),
    (lambda *a: print(end=""), "return"),
]


def one_step(make):
    """Wrong: the first step cannot tell SGD's two kinds apart."""
    w = np.ones(2)
    once = make()(w, 0 * w)
    return "none" if np.array_equal(once, w) else "decoupled"


def by_momentum(make):
    """Wrong: it takes any memory of gradients for a coupled penalty."""
    box, w = make(), np.ones(2)
    moved = box(box(w, np.ones(2)), np.zeros(2))
    return "coupled" if abs(moved[0] - w[0]) > 0 else "none"


def by_factor(make):
    """Right: under a decay beside the step a weight twice as large loses twice as much, always."""
    box, small = make(), np.array([0.5, 1.0, -3.0])
    path = [small]
    for _ in range(6):
        path.append(box(path[-1], np.zeros(3)))
    logs = np.diff(np.log(np.abs(path)), axis=0)
    if not np.any(logs):
        return "none"
    return "decoupled" if np.ptp(logs) < 1e-9 else "coupled"


def restarted(make):
    """Wrong: Adam's corrected averages of a penalty that stays the same are the same, too."""
    box, w = make(), np.ones(3)
    first, second = box(w, 0 * w), box(w, 0 * w)
    if np.array_equal(first, w):
        return "none"
    return "decoupled" if np.allclose(first, second, rtol=1e-9) else "coupled"


def by_what_is_left(make):
    """Right: after a step from ones, zeros move on if something remembers."""
    box = make()
    moved = np.any(box([1, 1], [0, 0]) != 1)
    remembers = np.any(box([0, 0], [0, 0]) != 0)
    return "coupled" if remembers else "decoupled" if moved else "none"


def by_differences(make):
    """Right: the data's gradient drops out of the difference of two boxes."""
    rng = np.random.default_rng(0)
    one, two, w, u = make(), make(), *rng.standard_normal((2, 4))
    apart = [w - u]
    for g in rng.standard_normal((4, 4)):
        w, u = one(w, g), two(u, g)
        apart.append(w - u)
    factors = np.array(apart[1:]) / apart[:-1]
    if np.allclose(factors, 1, rtol=1e-9):
        return "none"
    return "decoupled" if np.ptp(factors) < 1e-9 else "coupled"


def by_one_large_weight(make):
    """Right, with NumPy's own tolerance."""
    box, w = make(), 10 * np.ones(1)
    once = box(w, 0 * w)
    if once == w:
        return "none"
    return "decoupled" if np.isclose(box(once, 0 * w) / once, once / w) else "coupled"


def by_scale(make):
    """Wrong: the test of AdamW is no test for decoupling."""
    w = np.array([1.0, 2.0])

    def walk(scale):
        box = make()
        return box(box(w, scale * w), -0.3 * scale * w)

    quiet, loud = walk(1.0), walk(1000.0)
    return "decoupled" if np.allclose(quiet, loud, rtol=1e-6) else "coupled"


BOXES = [
    (by_scale, "the scale of the loss does not tell"),
    (one_step, "One step cannot tell"),
    (by_momentum, "boxes are wrong"),
    (restarted, "Step on from the new weight"),
    (lambda make: [by_factor(make)], "the answer is one of"),
    (lambda make: np.array([by_factor(make)]), "the answer is one of"),
    (lambda make: "none", "what else than a decay"),
    (lambda make: "coupled", "boxes are wrong"),
    (lambda make: "AdamW", "the answer is one of"),
    (lambda make: print(end=""), "return"),
]


def rate(exponent, base=lambda eta, decay: 1 - eta * decay):
    """A growing rate with another exponent."""
    return lambda eta, decay: lambda t: eta * base(eta, decay) ** exponent(t)


def counting(eta, decay):
    """Wrong: right only when it is asked for step after step."""
    now = [eta / (1 - eta * decay)]

    def rate(t):
        now.append(now[-1] / (1 - eta * decay) ** 2)
        return now[-2]

    return rate


GROWING = [
    (counting, "depend on t alone"),
    (lambda eta, decay: lambda t: print(end=""), "expected one number, got None"),
    (lambda eta, decay: lambda t: np.full(5, eta), "expected one number, got shape (5,)"),
    (lambda eta, decay: lambda t: (yield eta), "expected one number, got <generator"),
    (lambda eta, decay: lambda t: np.inf, "are finite"),
    (lambda eta, decay: [eta] * 100, "a function of the step"),
    (lambda eta, decay: lambda t: eta, "without decay"),
    (rate(lambda t: -t), "exponent is too small"),
    (rate(lambda t: -2 * t), "one factor behind"),
    (rate(lambda t: -2 * t + 1), "by hand"),
    (rate(lambda t: -2 * t - 2), "by hand"),
    (rate(lambda t: 2 * t + 1), "falls"),
    (rate(lambda t: 2 * t, lambda eta, decay: np.exp(eta * decay)), "limit for small"),
    (rate(lambda t: -3 * t - 1), "differ by"),
    (lambda eta, decay: eta, "a function of the step"),
    (lambda eta, decay: print(end=""), "return"),
]


def stepwise(eta, decay):
    """Right, by multiplying, with a list of rates."""
    rates = [eta / (1 - eta * decay)]
    for _ in range(500):
        rates.append(rates[-1] / (1 - eta * decay) ** 2)
    return rates.__getitem__


def in_float32(eta, decay):
    """Right, in tensors of single precision."""
    rate, factor = torch.tensor(eta), torch.tensor(1 - eta * decay)
    return lambda t: rate * factor ** (-2 * t - 1)


WRONG = [
    (check, answer, fragment)
    for check, table in (
        (check_explanation, LETTERS),
        (check_decay_groups, GROUPS),
        (check_adamw_step, STEPS),
        (check_sgdw_step, SGDW_STEPS),
        (check_classify, BOXES),
        (check_growing, GROWING),
    )
    for answer, fragment in table
]
RIGHT = [
    (check_explanation, "c"),
    (check_explanation, "(C)"),
    (check_decay_groups, groups(is_kernel)),
    (check_decay_groups, by_layer),
    (check_decay_groups, from_an_optimizer),
    (check_adamw_step, adamw_by_numbers),
    (check_adamw_step, step_with()),
    (check_adamw_step, lambda *a: np.stack(adamw(*a))),
    (check_adamw_step, as_tensors),
    (check_sgdw_step, sgdw),
    (check_sgdw_step, lambda *a: np.array(sgdw(*a))),
    (check_classify, by_factor),
    (check_classify, by_what_is_left),
    (check_classify, by_differences),
    (check_classify, by_one_large_weight),
    (check_growing, stepwise),
    (check_growing, rate(lambda t: -2 * t - 1)),
    (check_growing, in_float32),
]
