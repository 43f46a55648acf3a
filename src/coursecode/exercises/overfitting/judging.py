"""How an answer is run: it may be open, raise, return nothing, or make a known mistake."""

import dis

import numpy as np

from coursecode.exercises.verdict import Verdict


class Mistake(Exception):  # noqa: N818
    """An answer that needs no further test; its text says why."""


def check(answer, test):
    """Run a test on an answer; whatever the answer raises becomes a verdict."""
    if answer is ... or is_stub(answer):
        return Verdict.unanswered()
    try:
        return Verdict.right(test(answer))
    except Mistake as mistake:
        return Verdict.wrong(str(mistake))
    except Exception as error:
        return Verdict.wrong(f"your answer raised {type(error).__name__}: {error}")


def is_stub(answer):
    """Tell whether a function still consists of three dots: it does nothing but return None."""
    code = getattr(answer, "__code__", None)
    if code is None:
        return False
    steps = [step for step in dis.get_instructions(code) if step.opname not in ("RESUME", "NOP")]
    return all(
        step.opname in ("LOAD_CONST", "RETURN_CONST", "RETURN_VALUE") and step.argval is None
        for step in steps
    )


def refuse_if(condition, message):
    if condition:
        raise Mistake(message)


def call(answer, *arguments):
    """Call an answer on copies, so that it cannot change what it is compared with."""
    value = answer(*(a.copy() if isinstance(a, np.ndarray) else a for a in arguments))
    refuse_if(value is None or value is ..., "your function returns nothing: is `return` missing?")
    return value


def number(value):
    """Turn a returned value into one float."""
    refuse_if(np.size(value) != 1, f"expected one number, got shape {np.shape(value)}.")
    return float(np.asarray(value).reshape(()))
