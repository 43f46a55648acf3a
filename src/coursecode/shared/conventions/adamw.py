"""AdamW: four spellings of one update, and no penalty that it equals.

The update multiplies w by 1 - (the decay of one step) and moves on with Adam's step. PyTorch,
Keras and optax share a number; the paper has another.
"""

from coursecode.shared.arguments import nonnegative, positive
from coursecode.shared.conventions.strengths import NoEquivalent, Strengths, checked

REASON = (
    "AdamW minimizes no penalty with a fixed strength: it divides the gradient of the data by its "
    "recent size, entry by entry, and the decay by nothing, so every weight has a strength of its "
    "own that changes while it trains. Keep AdamW and its weight_decay, or change the optimizer "
    "and choose a new strength on validation data."
)


def from_adamw(*, weight_decay):
    """Refuse: ``AdamW``, and every Keras ``Adam(weight_decay=…)``, has no ``Strengths``.

    At rest, weight j is charged like l2 = ½ weight_decay √ŝ, with ŝ the recent mean square of its
    gradients: it depends on the weight, on the batch size and on the moment.

    Raises
    ------
    NoEquivalent
        Always, except that no decay at all is the same everywhere. (Proposition 2 of Loshchilov and
        Hutter 2019: no L2 strength makes Adam take AdamW's steps.)
    """
    if nonnegative("weight_decay", weight_decay):
        raise NoEquivalent(REASON)
    return Strengths()


def to_adamw(strengths):
    """Refuse, as `from_adamw` does; no penalty is ``{"weight_decay": 0.0}``."""
    if checked(strengths) != Strengths():
        raise NoEquivalent(REASON)
    return {"weight_decay": 0.0}


def adamw_from_paper(*, decay, learning_rate):
    """The paper's λ as PyTorch's, Keras's and optax's ``weight_decay``: λ / α.

    The paper (Loshchilov and Hutter 2019, algorithm 2), with a schedule f and Adam's constant α:

    w ← w - f (α m̂ / (√ŝ + ε) + λ w)

    The libraries, ``torch.optim.AdamW`` 2.13, ``keras.optimizers.AdamW`` 3.15.1 and
    ``optax.adamw`` 0.2 (by its documentation; it is not part of the tests):

    w ← w - f α (m̂ / (√ŝ + ε) + c w)

    They differ in their defaults for c, 0.01, 0.004 and 0.0001, and in where ε stands.

    Parameters
    ----------
    decay : float, at least 0
        λ of the paper, the share that a weight loses in a step while f = 1.
    learning_rate : float, above 0
        α, before the schedule.
    """
    rate = positive("learning_rate", learning_rate)
    return {"weight_decay": nonnegative("decay", decay) / rate}


def adamw_to_paper(*, weight_decay, learning_rate):
    """The libraries' ``weight_decay`` as the paper's λ: learning rate times weight decay."""
    rate = positive("learning_rate", learning_rate)
    return {"decay": nonnegative("weight_decay", weight_decay) * rate}
