"""Check: dropout forward and backward, as one function that returns the way back."""

import numpy as np

from coursecode.exercises.judging import array, judged, refuse_if, same, shown

SHAPE = (400, 30)


@judged
def check_dropout(dropout):
    """``dropout(x, rate, rng, training)`` -> (y, back), where back(g) is the gradient for x."""
    rng = np.random.default_rng(21)
    x, upstream = rng.uniform(0.5, 2, SHAPE), rng.standard_normal(SHAPE)
    x *= rng.choice([-1, 1], SHAPE)  # a layer's inputs may be negative
    judge_evaluation(dropout, x, upstream)
    exact = []
    for rate in (0.2, 0.7):  # 0.5 cannot tell keeping from dropping
        y, back = called(dropout, x, rate, training=True)
        judge_forward(y, x, rate)
        exact.append(np.count_nonzero(y) == round((1 - rate) * y.size))
        refuse_if(
            not np.array_equal(y, called(dropout, x, rate, training=True)[0]),
            "the same rng, started anew, gave another mask: draw from the rng that comes in.",
        )
        judge_backward(y, back, x, upstream, rate)
        judge_silent_units(dropout, y, x, upstream, rate)
        again, _ = called(dropout, x, rate, training=True, seed=1)
        refuse_if(
            np.array_equal(y, again),
            "two generators gave the same mask: draw it from the rng that comes in.",
        )
        refuse_if(
            not same(sent_back(back, upstream), upstream * y / x),
            "after a second call of dropout the back of the first one has another mask. A network "
            "has several such layers: a mask belongs to its own call.",
        )
    refuse_if(
        all(exact),
        "exactly that share of the batch is dropped every time. Each unit has its own chance, and "
        "the share comes out near the rate.",
    )
    y, back = called(dropout, x, 0.0, training=True)
    refuse_if(
        not same(y, x) or not same(sent_back(back, upstream), upstream),
        "with rate 0 nothing is dropped: y is x, and the gradient passes as it is.",
    )
    return "units are dropped at the rate and scaled by 1/(1 - rate), and the same mask goes back."


def called(dropout, x, rate, *, training, seed=0):
    """Call the answer on a copy; the pair that comes back."""
    given = x.copy()
    pair = dropout(given, rate, np.random.default_rng(seed), training)
    refuse_if(pair is None, f"with training={training} you return nothing: is `return` missing?")
    refuse_if(
        not isinstance(pair, tuple | list) or len(pair) != 2 or not callable(pair[1]),
        "return a pair: y, and a function back(gradient).",
    )
    refuse_if(not np.array_equal(given, x), "the array that came in was changed. Return a new one.")
    return array(pair[0], SHAPE, "y"), pair[1]


def sent_back(back, upstream):
    """What comes out of the way back for a copy of this gradient."""
    gradient = back(upstream.copy())
    refuse_if(gradient is None, "back(gradient) returns nothing: is `return` missing?")
    return array(gradient, SHAPE, "back(gradient)")


def judge_evaluation(dropout, x, upstream):
    """Without training: the identity, both ways."""
    y, back = called(dropout, x, 0.3, training=False)
    refuse_if(
        (y == 0).any(),
        "units are dropped in evaluation too. If training is False, y is x.",
    )
    refuse_if(
        same(y, 0.7 * x),
        "evaluation is scaled by 1 - rate. That belongs to the standard form; inverted dropout "
        "scales in training, so that evaluation is the identity.",
    )
    refuse_if(not same(y, x), "in evaluation y should be x itself.")
    refuse_if(
        not same(sent_back(back, upstream), upstream),
        "in evaluation the gradient passes as it is.",
    )


def judge_forward(y, x, rate):
    """Who is dropped, how the others are scaled, and whether examples have their own masks."""
    kept = y != 0
    share = kept.mean()
    refuse_if(
        kept.all(),
        "no unit was dropped in training: y is 0 nowhere. Multiply by a mask of zeros and ones.",
    )
    refuse_if(
        abs(share - rate) < 0.05,
        f"at rate {rate} a share {share:.2f} of the units survived. The rate is the probability "
        "of dropping; you keep with that probability. (At rate 0.5 nobody would notice.)",
    )
    refuse_if(
        (kept == kept[0]).all(),
        "every example of the batch lost the same units: draw one number per entry of x.",
    )
    judge_independence(kept)
    refuse_if(
        abs(share - (1 - rate)) > 0.05,
        f"at rate {rate} a share {share:.2f} of the units survived; it should be {1 - rate:.1f}.",
    )
    scale = y[kept] / x[kept]
    refuse_if(
        same(scale, np.ones_like(scale)),
        "the units that stay are not scaled, so the next layer hears less than in evaluation. "
        "Divide by 1 - rate.",
    )
    refuse_if(
        same(scale, np.full_like(scale, 1 / rate)),
        "the units that stay are divided by the rate. The expectation stays if they are divided "
        "by the probability of keeping, 1 - rate.",
    )
    refuse_if(
        not same(scale, np.full_like(scale, 1 / (1 - rate))),
        f"at rate {rate} a unit that stays should be multiplied by {1 / (1 - rate):.3f}, yours "
        f"are multiplied by {shown(scale[:3])}.",
    )


def judge_independence(kept):
    """Every entry has its own draw: two examples, or two units, agree only as often as chance."""
    refuse_if(
        (kept == kept[:, :1]).all(),
        "an example lost all its units or none: draw one number per entry of x, not one per row.",
    )
    chance = kept.mean() ** 2 + (1 - kept.mean()) ** 2
    for axis, name in ((0, "examples"), (1, "units")):
        for apart in range(1, SHAPE[axis]):
            refuse_if(
                (kept == np.roll(kept, apart, axis=axis)).mean() > chance + 0.05,
                f"{'neighbouring ' * (apart == 1)}{name} share their masks: draw one number per "
                "entry of x.",
            )
    refuse_if(
        kept.sum(axis=1).std() < 1,
        "every example loses exactly the same number of units. Each unit has its own chance.",
    )
    refuse_if(
        kept.sum(axis=0).std() < 2,
        "every unit is dropped in exactly the same number of examples. Each entry has its own "
        "chance.",
    )


def judge_silent_units(dropout, y, x, upstream, rate):
    """A unit that is 0 and kept still passes the gradient: the mask decides, not the output."""
    silent = x * (np.random.default_rng(25).random(SHAPE) < 0.5)
    said, back = called(dropout, silent, rate, training=True)
    passed, right = sent_back(back, upstream), upstream * y / x
    refuse_if(
        same(passed, right * (said != 0)),
        "no gradient passes where y is 0. A ReLU unit may be 0 and kept: use the mask itself, "
        "not y != 0.",
    )
    refuse_if(
        not same(passed, right),
        "where x is 0 the gradient is not g · mask / (1 - rate). Do not divide by x.",
    )


def judge_backward(y, back, x, upstream, rate):
    """The way back uses the mask and the scale of the way there."""
    first, second = sent_back(back, upstream), sent_back(back, upstream)
    passed, kept = first != 0, y != 0
    refuse_if(
        not np.array_equal(first, second),
        "two calls of back drop different units: a fresh mask was drawn. Keep the mask.",
    )
    refuse_if(
        np.array_equal(passed, ~kept),
        "the gradient passes through the units that were dropped, and only through them.",
    )
    refuse_if(
        not passed.all() and (passed & ~kept).any(),
        "the way back drops other units than the way there: it needs the same mask.",
    )
    refuse_if(
        (kept & ~passed).any(),
        "the gradient of some units that stayed is 0. The mask alone decides.",
    )
    refuse_if(
        passed.all(),
        "the gradient passes through units that were dropped. Multiply it by the same mask.",
    )
    refuse_if(
        same(first, upstream * passed),
        "the mask is right, but the factor 1/(1 - rate) is missing on the way back.",
    )
    right = upstream * y / x
    refuse_if(not same(first, right), "the gradient is g · mask / (1 - rate), entry by entry.")
