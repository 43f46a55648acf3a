"""How an answer is judged: it may be open, stop with an error, or make a known mistake.

A check is a function that looks at an answer, raises `Mistake` with words that help, and returns
why the answer is right; `judged` turns it into one that returns a `Verdict`.
"""

import dis
from functools import wraps

import numpy as np

from coursecode.exercises.verdict import Verdict


class Mistake(Exception):  # noqa: N818
    """What is wrong with an answer, said to the learner."""


def judged(check):
    """Turn whatever comes out of a check, or out of the answer, into a verdict."""

    @wraps(check)
    def verdict(answer):
        if answer is None or answer is ... or is_stub(answer):
            return Verdict.unanswered()
        try:
            return Verdict.right(check(answer))
        except Mistake as mistake:
            return Verdict.wrong(str(mistake))
        except Exception as error:
            if not callable(answer) and "object is not callable" in str(error):
                return Verdict.wrong(
                    "give the check the function itself, not what a call returned; got "
                    f"{answer!r:.60}."
                )
            return Verdict.wrong(
                f"your code stopped with {type(error).__name__}: {error}. "
                "Call it by hand with a small input to see where."
            )

    return verdict


def is_stub(answer):
    """Tell whether a function still consists of three dots: it does nothing but return None."""
    if not hasattr(answer, "__code__"):
        return False
    nothing = {"RESUME", "NOP", "LOAD_CONST", "RETURN_CONST", "RETURN_VALUE", "RETURN_GENERATOR"}
    steps = list(dis.get_instructions(answer))
    returned = [step.argval for step in steps if step.opname.endswith("_CONST")]
    return {step.opname for step in steps} <= nothing and returned[-1:] == [None]


def refuse_if(condition, message):
    """Say what is wrong, if it is."""
    if condition:
        raise Mistake(message)


def call(answer, *arguments):
    """Call an answer on copies, so that it cannot change what it is compared with."""
    value = answer(*(a.copy() if isinstance(a, np.ndarray) else a for a in arguments))
    refuse_if(value is None or value is ..., "your function returns nothing: is `return` missing?")
    return value


def number(value):
    """The returned value as one float."""
    refuse_if(value is None or isinstance(value, str), f"expected one number, got {value!r}.")
    value = value.detach() if hasattr(value, "detach") else value  # a tensor with its graph
    try:
        value = np.asarray(value, dtype=np.float64)
    except (TypeError, ValueError):
        raise Mistake(f"expected one number, got {value!r:.80}.") from None
    refuse_if(value.size != 1, f"expected one number, got shape {value.shape}.")
    return float(value.reshape(()))


def array(value, shape, what="the answer"):
    """The returned value as float64, if it has the right shape."""
    refuse_if(value is None, "your function returns nothing: is `return` missing?")
    value = value.detach() if hasattr(value, "detach") else value  # a tensor with its graph
    expected = f"numbers of shape {shape}" if shape else "one number"
    try:
        if np.asarray(value).dtype.kind in "USc":  # text would be read as numbers
            raise TypeError
        found = np.asarray(value, dtype=np.float64)
    except (TypeError, ValueError):
        raise Mistake(f"{what} should be {expected}, got {value!r:.80}.") from None
    if shape == () and found.size == 1:
        return found.reshape(())
    refuse_if(found.shape != shape, f"{what} should be {expected}, yours has shape {found.shape}.")
    return found


def same(a, b, rtol=1e-4):
    """Equal up to what float32 rounds, on the scale of the whole array."""
    return np.abs(a - b).max() <= rtol * max(np.abs(b).max(), 1e-12)


def recognize(got, right, mistakes, example):
    """Do nothing if the answer is right; else name the mistake, or show the failing example."""
    if same(got, right):
        return
    for value, message in mistakes:
        refuse_if(same(got, value), message)
    raise Mistake(f"for {example} the answer is {shown(right)}, yours is {shown(got)}.")


def letter(choice):
    """The letter of an answer such as "c", " C ", "(c)", "c." or {"c"}."""
    return str(choice).strip(" ()[]{}.,:\"'").lower()


def recognize_letter(choice, right, messages):
    """Do nothing if the letter is right; else say why another one of ``messages`` is wrong."""
    said = letter(choice)
    refuse_if(said in messages, messages.get(said, ""))
    letters = ", ".join(f'"{one}"' for one in sorted([*messages, right]))
    refuse_if(said != right, f"the answer is one of the letters {letters}, got {choice!r}.")


def shown(value):
    """A few digits of an array, for a message."""
    return np.array2string(np.asarray(value), precision=4, separator=", ")
