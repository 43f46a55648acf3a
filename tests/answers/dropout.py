"""The checks of the chapter on dropout: right answers pass, planned mistakes are named."""

from copy import deepcopy
from itertools import product

import numpy as np
import torch

from coursecode.exercises.dropout import (
    check_dropout,
    check_ensemble,
    check_expected_loss,
    check_mc_predict,
    check_rescale,
    check_symptoms,
)


def layer(keeps=None, scale=None, back_scale=None, shape=None, evaluation=lambda x: x):
    """Dropout with a mistake in one place."""
    keeps = keeps or (lambda u, rate: u >= rate)
    scale = scale or (lambda rate: 1 / (1 - rate))
    back_scale = back_scale or scale

    def dropout(x, rate, rng, training):
        if not training:
            return evaluation(x), lambda g: evaluation(g)
        mask = keeps(rng.random(shape(x) if shape else x.shape), rate)
        return x * mask * scale(rate), lambda g: g * mask * back_scale(rate)

    return dropout


def fresh_mask(x, rate, rng, training):
    def drop(v):
        return v * (rng.random(v.shape) >= rate) / (1 - rate) if training else v

    return drop(x), drop


def no_mask_back(x, rate, rng, training):
    y, _ = layer()(x, rate, rng, training)
    return y, lambda g: g / (1 - rate) if training else g


def mask_from_output(x, rate, rng, training):
    y, back = layer()(x, rate, rng, training)
    return y, (lambda g: back(g) * (y != 0)) if training else back


def in_place(x, rate, rng, training):
    if training:
        x *= (rng.random(x.shape) >= rate) / (1 - rate)
    return x, lambda g: g


def own_generator(x, rate, rng, training):
    return layer()(x, rate, np.random.default_rng(5), training)


def always_on(x, rate, rng, training):
    return layer()(x, rate, rng, True)


def scale_in_evaluation(x, rate, rng, training):
    if training:
        return layer(scale=lambda r: 1.0)(x, rate, rng, True)
    return (1 - rate) * x, lambda g: (1 - rate) * g


def rows_share(rows):
    """Dropout with one mask for every so many examples."""

    def dropout(x, rate, rng, training):
        few = rng.random((len(x) // rows, x.shape[1])) >= rate
        scale = few.repeat(rows, axis=0) / (1 - rate) if training else np.ones_like(x)
        return x * scale, lambda g: g * scale

    return dropout


def whole_examples(x, rate, rng, training):
    """The axis swapped, with exactly the right share of examples."""
    keep = (rng.permutation(len(x)) / len(x) >= rate)[:, np.newaxis]
    scale = keep / (1 - rate) if training else np.ones((len(x), 1))
    return x * scale, lambda g: g * scale


def without_sign(x, rate, rng, training):
    y, back = layer()(x, rate, rng, training)
    return np.abs(y) if training else y, back


def divided_by_x(x, rate, rng, training):
    y, back = layer()(x, rate, rng, training)

    def through_y(g):
        with np.errstate(invalid="ignore"):
            return g * y / x

    return (y, through_y) if training else (y, back)


def global_generator(x, rate, rng, training):
    return layer()(x, rate, np.random.default_rng(), training)


def from_ranks(ranks):
    """Exactly the share ``rate`` of the units is dropped, by ranks in [0, 1)."""

    def dropout(x, rate, rng, training):
        scale = (ranks(rng, x) >= rate) / (1 - rate) if training else np.ones_like(x)
        return x * scale, lambda g: g * scale

    return dropout


def ranked(axis):
    return from_ranks(
        lambda rng, x: (rng.random(x.shape).argsort(axis).argsort(axis) + 0.5) / x.shape[axis]
    )


def gaussian(x, rate, rng, training):
    noise = np.sqrt(rate / (1 - rate)) * rng.standard_normal(x.shape) if training else 0.0
    return x * (1 + noise), lambda g: g * (1 + noise)


def as_a_list(x, rate, rng, training):
    return [*layer()(x, rate, rng, training)]


def by_binomial(x, rate, rng, training):
    """The right answer by another road, in float32."""
    factor = np.ones_like(x)
    if training:
        factor = rng.binomial(1, 1 - rate, x.shape).astype(np.float32) / np.float32(1 - rate)
    return (x * factor).tolist(), lambda g: np.multiply(g, factor).tolist()


def late_mask(x, rate, rng, training, last={}):  # noqa: B006
    """Wrong: the way back uses the mask of whichever call came last."""
    last["scale"] = (rng.random(x.shape) >= rate) / (1 - rate) if training else np.ones_like(x)
    return x * last["scale"], lambda g: g * last["scale"]


def tiled(axis):
    """Wrong: the second half of the batch, or of the units, repeats the masks of the first."""

    def draw(rng, x):
        half = [n // 2 if a == axis else n for a, n in enumerate(x.shape)]
        return np.concatenate([rng.random(half)] * 2, axis)

    return from_ranks(draw)


def back_with(change):
    """Wrong: the way back uses this instead of the mask."""

    def dropout(x, rate, rng, training):
        if not training:
            return x, lambda g: g
        kept = rng.random(x.shape) >= rate
        return x * kept / (1 - rate), lambda g: change(g, kept, x, rng) / (1 - rate)

    return dropout


class Backward:
    """Right: the way back is an object that keeps the mask."""

    def __init__(self, dropped, scale):
        self.dropped, self.scale = dropped, scale

    def __call__(self, gradient):
        gradient = gradient * self.scale
        gradient[self.dropped] = 0
        return gradient


def with_a_class(x, rate, rng, training):
    dropped = rng.uniform(size=x.shape) < rate * training
    y = x / (1 - rate * training)
    y[dropped] = 0
    return y, Backward(dropped, 1 / (1 - rate * training))


LAYERS = [
    (late_mask, "another mask. A network"),
    (tiled(axis=0), "examples share their masks"),
    (tiled(axis=1), "units share their masks"),
    (back_with(lambda g, kept, x, rng: g * ~kept), "only through them"),
    (back_with(lambda g, kept, x, rng: g * kept * (x > 0)), "The mask alone decides"),
    (back_with(lambda g, kept, x, rng: g * np.roll(kept, 1)), "needs the same mask"),
    (back_with(lambda g, kept, x, rng: g * kept * kept.mean()), "entry by entry"),
    (
        lambda x, *others: (layer()(x, *others)[0], lambda g: print(end="")),
        "back(gradient)",
    ),
    (lambda x, rate, rng, training: layer()(x, rate, rng, True) if training else None, "=False"),
    (always_on, "dropped in evaluation"),
    (scale_in_evaluation, "belongs to the standard form"),
    (layer(keeps=lambda u, r: u < r, scale=lambda r: 1 / r), "probability of dropping"),
    (layer(shape=lambda x: (1, x.shape[1])), "every example of the batch lost the same"),
    (layer(scale=lambda r: 1.0), "are not scaled"),
    (layer(scale=lambda r: 1 / r if r else 1.0), "divided by the rate"),
    (layer(scale=lambda r: 1 + r), "should be multiplied by"),
    (fresh_mask, "fresh mask"),
    (no_mask_back, "passes through units that were dropped"),
    (layer(back_scale=lambda r: 1.0), "missing on the way back"),
    (mask_from_output, "use the mask itself"),
    (in_place, "was changed"),
    (own_generator, "same mask"),
    (rows_share(2), "neighbouring examples share"),
    (rows_share(8), "neighbouring examples share"),
    (whole_examples, "all its units or none"),
    (layer(shape=lambda x: (len(x), 1)), "all its units or none"),
    (without_sign, "should be multiplied by"),
    (lambda x, rate, rng, training: x, "return a pair"),
    (lambda x, rate, rng, training: (x, lambda g: g), "no unit was dropped"),
    (gaussian, "no unit was dropped"),
    (divided_by_x, "Do not divide by x"),
    (global_generator, "started anew"),
    (ranked(axis=1), "exactly the same number of units"),
    (ranked(axis=0), "exactly the same number of examples"),
    (from_ranks(lambda rng, x: rng.permutation(x.size).reshape(x.shape) / x.size), "of the batch"),
]


def scaled(pairs, factors):
    return [(k * f, b) for (k, b), f in zip(pairs, factors, strict=True)]


def rescaled_in_place(pairs, keep):
    for (kernel, _), k in zip(pairs, keep, strict=True):
        kernel *= k
    return pairs


RESCALES = [
    (lambda pairs, keep: [(k * f, b * f) for (k, b), f in zip(pairs, keep, strict=True)], "biases"),
    (lambda pairs, keep: scaled(pairs, [1 / k for k in keep]), "were divided"),
    (lambda pairs, keep: scaled(pairs, [1 - k for k in keep]), "probability of dropping"),
    (lambda pairs, keep: scaled(pairs, [*keep[1:], 1.0]), "layer behind it"),
    (lambda pairs, keep: scaled(pairs, [1.0, *keep[1:]]), "first kernel was left"),
    (lambda pairs, keep: scaled(pairs, [*keep[:-1], 1.0]), "last kernel was left"),
    (lambda pairs, keep: pairs, "nothing changed"),
    (lambda pairs, keep: scaled(pairs, [7.0] * len(keep)), "came back [7., 7.] times as large"),
    (lambda pairs, keep: scaled(pairs, np.cumprod(keep)), "biases as they were"),
    (lambda pairs, keep: [(k, b * f) for (k, b), f in zip(pairs, keep, strict=True)], "changed"),
    (lambda pairs, keep: [k for k, _ in scaled(pairs, keep)], "not all of them pairs"),
    (lambda pairs, keep: [(k, None) for k, _ in scaled(pairs, keep)], "should have the shapes"),
    (lambda pairs, keep: list(zip(*scaled(pairs, keep), strict=True)), "should have the shapes"),
    (lambda pairs, keep: 3, "expected a list of pairs"),
    (lambda pairs, keep: {k: pair for k, pair in enumerate(scaled(pairs, keep))}, "pairs"),
    (rescaled_in_place, "were changed"),
    (lambda *a: generated_in_place(*a), "were changed"),
    (lambda pairs, keep: scaled(pairs, keep)[:0], "expected"),
]


def rescaled_in_float32(pairs, keep):
    return tuple((np.float32(k) * np.float32(f), b) for (k, b), f in zip(pairs, keep, strict=True))


def generated_in_place(pairs, keep):
    """Wrong, and late: the arrays change while the result is read."""
    for (kernel, bias), k in zip(pairs, keep, strict=True):
        kernel *= k
        yield kernel, bias


def rescaled_in_the_list(pairs, keep):
    """Right: every array stays, the list holds others."""
    for k, (kernel, bias) in enumerate(pairs):
        pairs[k] = (keep[k] * kernel, bias)
    return pairs


def rescaled_by_popping(pairs, keep):
    done = []
    while pairs:
        kernel, bias = pairs.pop()
        done.insert(0, (kernel * keep.pop(), bias))
    return done


def second(x):
    return np.mean(x**2, axis=0)


def error(x, y, w):
    return np.mean((y - x @ w) ** 2)


LOSSES = [
    (lambda x, y, w, r: error(x, y, w), "without noise"),
    (lambda x, y, w, r: error(x, y, w) + r * w**2 @ second(x), "you have rate"),
    (lambda x, y, w, r: error(x, y, w) + r * (1 - r) * w**2 @ second(x), "mask alone"),
    (lambda x, y, w, r: error(x, y, w) + (1 - r) / r * w**2 @ second(x), "swapped"),
    (
        lambda x, y, w, r: error((1 - r) * x, y, w) + r * (1 - r) * w**2 @ second(x),
        "standard form",
    ),
    (
        lambda x, y, w, r: len(y) * (error(x, y, w) + r / (1 - r) * w**2 @ second(x)),
        "the sum over the examples",
    ),
    (lambda x, y, w, r: error(x, y, w) + r / (1 - r) * w @ w, "charged the same"),
    (lambda x, y, w, r: error(x, y, w) + r / (1 - r) * w**2 @ x.var(axis=0), "variance of a"),
    (lambda *a: by_going_through(*a) / 2, "½"),
    (lambda x, y, w, r: error(x, y, w) + r / (1 - r) * np.mean((x @ w) ** 2), "on its own"),
    (lambda x, y, w, r: 1.0, "the answer is"),
]


def by_going_through(x, y, w, rate):
    """The right value by every mask."""
    total = 0.0
    for mask in product((0, 1), repeat=len(w)):
        chance = np.prod([1 - rate if m else rate for m in mask])
        total += chance * np.mean((y - x @ (w * np.array(mask)) / (1 - rate)) ** 2)
    return total


def soft(z):
    return np.exp(z) / np.exp(z).sum(axis=-1, keepdims=True)


def over_masks(x, kernel, bias, rate, *, scale=True):
    """Probabilities of every thinned network and its chance."""
    masks = np.array(list(product((0, 1), repeat=len(x))))
    kept = masks.sum(axis=1)
    chance = (1 - rate) ** kept * rate ** (len(x) - kept)
    return soft(x * masks / (1 - rate if scale else 1) @ kernel + bias), chance


def geometric(p, chance):
    mean = np.prod(p ** chance[:, np.newaxis], axis=0)
    return mean / mean.sum()


def ensemble(x, kernel, bias, rate, **settings):
    return geometric(*over_masks(x, kernel, bias, rate, **settings))


def arithmetic(x, kernel, bias, rate):
    p, chance = over_masks(x, kernel, bias, rate)
    return chance @ p


def unweighted(x, kernel, bias, rate):
    p, _ = over_masks(x, kernel, bias, rate)
    return geometric(p, np.full(len(p), 1 / len(p)))


def swapped(x, kernel, bias, rate):
    p, chance = over_masks(x, kernel, bias, rate)
    return geometric(p, chance[::-1])


def not_normalized(x, kernel, bias, rate):
    p, chance = over_masks(x, kernel, bias, rate)
    return np.prod(p ** chance[:, np.newaxis], axis=0)


ENSEMBLES = [
    (arithmetic, "arithmetic mean"),
    (unweighted, "same weight"),
    (swapped, "swapped"),
    (not_normalized, "add up to"),
    (lambda *a: ensemble(*a, scale=False), "standard form"),
    (lambda x, k, b, r: soft((1 - r) * x @ k + b), "standard form"),
    (lambda x, k, b, r: soft(x / (1 - r) @ k + b), "keeps everybody"),
    (lambda x, k, b, r: np.full(len(b), 1 / len(b)), "the answer is"),
]


def dropouts(model):
    return [m for m in model.modules() if isinstance(m, torch.nn.Dropout)]


@torch.no_grad()
def mean_of_passes(model, x, passes):
    return sum(model(x).softmax(dim=1) for _ in range(passes)) / passes


def whole_model(model, x, passes):
    model.train()
    return mean_of_passes(model, x, passes)


def never_on(model, x, passes):
    with guarded(model):
        model.eval()
        return mean_of_passes(model, x, passes)


class guarded:  # noqa: N801
    """Dropout alone on; every mode back afterwards."""

    def __init__(self, model):
        self.model = model
        self.modes = [(m, m.training) for m in model.modules()]

    def __enter__(self):
        self.model.eval()
        for m in dropouts(self.model):
            m.train()

    def __exit__(self, *error):
        for m, mode in self.modes:
            m.training = mode


def right_modes(model, x, passes):
    with guarded(model):
        return mean_of_passes(model, x, passes).numpy()


def mean_of_outputs(model, x, passes):
    with guarded(model), torch.no_grad():
        return torch.stack([model(x) for _ in range(passes)]).mean(dim=0).softmax(dim=1)


def outputs_alone(model, x, passes):
    with guarded(model), torch.no_grad():
        return torch.stack([model(x) for _ in range(passes)]).mean(dim=0)


def with_gradient(model, x, passes):
    with guarded(model):
        return sum(model(x).softmax(dim=1) for _ in range(passes)) / passes


def left_on(model, x, passes):
    model.eval()
    for m in dropouts(model):
        m.train()
    return mean_of_passes(model, x, passes)


def one_mode_for_all(model, x, passes):
    mode = model.training
    p = left_on(model, x, passes)
    model.train(mode)
    return p


def no_finally(model, x, passes):
    modes = [(m, m.training) for m in model.modules()]
    p = left_on(model, x, passes)
    for m, mode in modes:
        m.training = mode
    return p


def statistics_restored(model, x, passes):
    """Batch statistics are used, and the running ones put back afterwards."""
    state = {k: v.clone() for k, v in model.state_dict().items()}
    modes = [(m, m.training) for m in model.modules()]
    p = whole_model(model, x, passes)
    model.load_state_dict(state)
    for m, mode in modes:
        m.training = mode
    return p


def error_swallowed(model, x, passes):
    try:
        return right_modes(model, x, passes)
    except RuntimeError:
        return torch.zeros(len(x), 3)


def all_but_normalization(model, x, passes):
    modes = [(m, m.training) for m in model.modules()]
    try:
        for m in model.train().modules():
            if isinstance(m, torch.nn.BatchNorm1d):
                m.eval()
        return mean_of_passes(model, x, passes)
    finally:
        for m, mode in modes:
            m.training = mode


def detached_at_the_end(model, x, passes):
    return with_gradient(model, x, passes).detach()


def detached_every_time(model, x, passes):
    with guarded(model):
        return sum(model(x).detach().softmax(dim=1) for _ in range(passes)) / passes


def gradients_off_for_good(model, x, passes):
    torch.set_grad_enabled(False)
    return with_gradient(model, x, passes)


def a_thousand_whatever(model, x, passes):
    return right_modes(model, x, 1000)


def all_off_after_an_error(model, x, passes):
    try:
        return right_modes(model, x, passes)
    except RuntimeError:
        model.eval()
        raise


def one_big_batch(model, x, passes):
    with guarded(model), torch.inference_mode():
        p = model(x.repeat(passes, 1)).softmax(dim=1)
        return p.reshape(passes, len(x), -1).mean(dim=0).clone()


def never_eval(model, x, passes):
    """Wrong if the model comes in training mode: nobody called model.eval()."""
    modes = [(m, m.training) for m in model.modules()]
    try:
        for m in dropouts(model):
            m.train()
        return mean_of_passes(model, x, passes)
    finally:
        for m, mode in modes:
            m.training = mode


def some_on(chosen):
    """Wrong: some dropout modules alone are on."""

    def answer(model, x, passes):
        with guarded(model):
            for m in dropouts(model):
                m.training = m in chosen(model)
            return mean_of_passes(model, x, passes)

    return answer


def another_rate(model, x, passes):
    with guarded(model):
        for m in dropouts(model):
            m.p = 0.3
        return mean_of_passes(model, x, passes)


def mean_of_logarithms(model, x, passes):
    with guarded(model), torch.no_grad():
        return sum(model(x).log_softmax(dim=1) for _ in range(passes)).div(passes).softmax(dim=1)


def over_the_rows(model, x, passes):
    with guarded(model), torch.no_grad():
        return sum(model(x).softmax(dim=0) for _ in range(passes)) / passes


def on_a_copy(model, x, passes):
    """Right: the model itself is never touched."""
    model = deepcopy(model).eval()
    for m in dropouts(model):
        m.train()
    return mean_of_passes(model, x, passes)


def row_by_row(model, x, passes):
    """Right: every row in a batch of its own copies."""
    with guarded(model), torch.no_grad():
        rows = [model(row.repeat(passes, 1)).softmax(dim=1).mean(dim=0) for row in x]
        return torch.stack(rows).tolist()


MODES = [
    (never_eval, "it was in training mode during the passes"),
    (some_on(lambda model: dropouts(model)[:1]), "Dropout 4.0. Every"),
    (some_on(lambda model: dropouts(model)[1:]), "Dropout 0. Every"),
    (some_on(lambda model: list(model.children())), "however deep"),
    (another_rate, "print(model) shows"),
    (mean_of_logarithms, "or logarithms"),
    (over_the_rows, "over the classes"),
    (all_but_normalization, "another module"),
    (detached_at_the_end, "graph of every pass"),
    (gradients_off_for_good, "off for everybody"),
    (a_thousand_whatever, "argument `passes`"),
    (all_off_after_an_error, "try: ... finally"),
    (whole_model, "running statistics"),
    (never_on, "dropout was off"),
    (mean_of_outputs, "Average the probabilities"),
    (outputs_alone, "add up to 1"),
    (with_gradient, "no_grad"),
    (left_on, "another mode than before"),
    (one_mode_for_all, "another mode than before"),
    (no_finally, "try: ... finally"),
    (statistics_restored, "not those of dropout alone"),
    (error_swallowed, "do not hide it"),
]

TABLES = [
    (check_dropout, LAYERS),
    (check_rescale, RESCALES),
    (check_expected_loss, LOSSES),
    (check_ensemble, ENSEMBLES),
    (check_mc_predict, MODES),
]
SYMPTOMS = [
    ("aabd", "symptom 1"),
    ("cbbd", "symptom 2"),
    ("caad", "symptom 3"),
    ("cabc", "symptom 4"),
    ("cab", "four letters"),
    ("caxd", "four letters"),
]

WRONG = [(check, answer, words) for check, table in TABLES for answer, words in table]
WRONG += [(check_symptoms, *row) for row in SYMPTOMS]
RIGHT = [
    (check_dropout, by_binomial),
    (check_rescale, rescaled_in_float32),
    (check_expected_loss, by_going_through),
    (check_ensemble, lambda x, kernel, bias, rate: soft(x @ kernel + bias)),
    (check_ensemble, lambda *a: ensemble(*a).tolist()),
    (check_mc_predict, right_modes),
    (check_mc_predict, detached_every_time),
    (check_mc_predict, one_big_batch),
    (check_mc_predict, on_a_copy),
    (check_mc_predict, row_by_row),
    (check_dropout, with_a_class),
    (check_rescale, rescaled_in_the_list),
    (check_rescale, rescaled_by_popping),
    (check_rescale, lambda *a: (pair for pair in rescaled_in_float32(*a))),
    (check_dropout, as_a_list),
    (check_symptoms, "C, A, B, D"),
]
