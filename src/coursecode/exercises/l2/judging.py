"""How a check of this chapter judges: errors explained, known mistakes named."""

import dis
from functools import wraps

import numpy as np

from coursecode.exercises.verdict import Verdict


class NotYetError(Exception):
    """Raised inside a check: what is wrong with the answer."""


def judged(check):
    """Turn a check that raises `NotYetError`, or meets an error in the answer, into a verdict."""

    @wraps(check)
    def verdict(answer):
        if answer is None or answer is ... or is_stub(answer):
            return Verdict.unanswered()
        try:
            return Verdict.right(check(answer))
        except NotYetError as reason:
            return Verdict.wrong(str(reason))
        except Exception as error:
            return Verdict.wrong(
                f"your code stopped with {type(error).__name__}: {error}. "
                "Call it by hand with a small input to see where."
            )

    return verdict


def is_stub(answer):
    """Whether a function does nothing at all."""
    if not hasattr(answer, "__code__"):
        return False
    nothing = {"RESUME", "NOP", "LOAD_CONST", "RETURN_CONST", "RETURN_VALUE", "RETURN_GENERATOR"}
    returned = [i.argval for i in dis.get_instructions(answer) if i.opname.endswith("_CONST")]
    return {i.opname for i in dis.get_instructions(answer)} <= nothing and returned[-1:] == [None]


def array(value, shape, what="the answer"):
    """The returned value as float64, if it has the right shape."""
    if value is None:
        raise NotYetError("the function returned None. Is there a return?")
    value = np.asarray(value, dtype=np.float64)
    if value.shape != shape:
        raise NotYetError(f"{what} should have shape {shape}, yours has {value.shape}.")
    return value


def same(a, b, rtol=1e-4):
    """Equal up to what float32 rounds, on the scale of the whole array."""
    return np.abs(a - b).max() <= rtol * max(np.abs(b).max(), 1e-12)


def recognize(got, right, mistakes, example):
    """Do nothing if the answer is right; else name the mistake, or show the failing example."""
    if same(got, right):
        return
    for value, message in mistakes:
        if same(got, value):
            raise NotYetError(message)
    raise NotYetError(f"for {example} the answer is {shown(right)}, yours is {shown(got)}.")


def shown(value):
    return np.array2string(np.asarray(value), precision=4, separator=", ")
