"""What a legal argument is, said once, so that the three frameworks refuse the same values alike.

Every function takes the argument's name and its value, and returns the value as plain Python: a
float, an int, a tuple. A value of the wrong kind (a string, ``None``, a bool) is a ``TypeError``; a
number that is not finite or out of range is a ``ValueError``. The message says what was expected,
what was received and how to mend it. The ``each_`` forms also take a 1-D array with one value per
network, for the many networks that ``coursecode.numpy`` trains at once.
"""

import math
from numbers import Integral, Real
from types import ModuleType

import numpy as np

HINTS = {
    "strength": "Use 0 to switch the penalty off.",
    "l1": "Use 0 to switch the L1 part off.",
    "l2": "Use 0 to switch the L2 part off.",
    "weight_decay": "Use 0 to switch the decay off.",
    "learning_rate": "A step must go downhill; 0.1 or 0.01 is a common start.",
    "momentum": "It is the share of the old value that stays; 0.9 is common.",
    "beta1": "0.9 is the usual value.",
    "beta2": "0.999 is the usual value.",
    "epsilon": "1e-8 is the usual value.",
    "step": "The step is the learning rate of a proximal update.",
    "dropout": "It is the probability of dropping a unit; with 1 nothing would be left.",
    "rate": "It is the probability of dropping a unit; with 1 nothing would be left.",
    "label_noise": "It is the share of labels that are replaced; 0 leaves them all alone.",
    "noise": "It is a standard deviation, in the units of the inputs; use 0 to switch it off.",
    "stddev": "It is a standard deviation, in the units of the inputs; use 0 to switch it off.",
    "limit": "It is the largest length of a unit's incoming weights; 1 to 4 is common.",
    "patience": "It counts epochs in a row without improvement; 5 or 10 is a common start.",
    "min_delta": "Use 0 to count every improvement.",
    "seed": "Any whole number will do; the same seed repeats the same draws.",
}


def nonnegative(name, value):
    """Return ``value`` as a float if it is a finite number >= 0."""
    return _scalar(name, value, "a finite number >= 0", lambda v: v >= 0)


def positive(name, value):
    """Return ``value`` as a float if it is a finite number > 0."""
    return _scalar(name, value, "a finite number > 0", lambda v: v > 0)


def fraction(name, value):
    """Return ``value`` as a float if it lies in [0, 1): 0 is allowed, 1 is not."""
    return _scalar(name, value, "a number in [0, 1)", lambda v: 0 <= v < 1)


def proportion(name, value):
    """Return ``value`` as a float if it lies in [0, 1], both ends allowed."""
    return _scalar(name, value, "a number in [0, 1]", lambda v: 0 <= v <= 1)


def each_nonnegative(name, value):
    """Like `nonnegative`; an array with one value per network becomes a float64 array."""
    return _each(name, value, "a finite number >= 0", lambda v: v >= 0)


def each_positive(name, value):
    """Like `positive`; an array with one value per network becomes a float64 array."""
    return _each(name, value, "a finite number > 0", lambda v: v > 0)


def each_fraction(name, value):
    """Like `fraction`; an array with one value per network becomes a float64 array."""
    return _each(name, value, "a number in [0, 1)", lambda v: (v >= 0) & (v < 1))


def whole(name, value, minimum=1):
    """Return ``value`` as an int if it is a whole number >= ``minimum``; 3.0 is not one."""
    expected = f"a whole number >= {minimum}"
    number = value.item() if isinstance(value, np.ndarray) and value.ndim == 0 else value
    if isinstance(number, bool) or not isinstance(number, Integral):
        raise TypeError(_message(name, expected, value))
    if number < minimum:
        raise ValueError(_message(name, expected, value))
    return int(number)


def seeds(name, value):
    """Return a seed as an int, or a list of seeds (one per network) as a list of ints."""
    if not isinstance(value, (list, tuple, range)) and not getattr(value, "ndim", 0):
        return whole(name, value, minimum=0)
    if len(value) == 0:
        raise ValueError(
            f"{name} must be a whole number >= 0 or a list of them, got an empty list."
        )
    return [whole(f"{name}[{i}]", v, minimum=0) for i, v in enumerate(value)]


def sizes(name, value):
    """Return layer widths, inputs first and outputs last, as a tuple of at least two ints."""
    if isinstance(value, (str, bytes, dict, set)) or not hasattr(value, "__len__"):
        raise TypeError(
            f"{name} must be the widths of the layers, such as (64, 32, 10), got {_shown(value)}."
        )
    if len(value) < 2:
        raise ValueError(
            f"{name} must hold at least the inputs and the outputs, got {value!r}. "
            "Use (8, 1) for a linear model of eight features."
        )
    return tuple(whole(f"{name}[{i}]", v) for i, v in enumerate(value))


def choice(name, value, options):
    """Return ``value`` if it is one of the strings ``options``."""
    listed = " or ".join(repr(option) for option in options)
    if not isinstance(value, str):
        raise TypeError(f"{name} must be {listed}, got {_shown(value)}.")
    if value not in options:
        raise ValueError(f"{name} must be {listed}, got {value!r}. Check the spelling.")
    return value


def per_layer(name, value, layers):
    """Return one penalty (or None) per layer: ``value`` for every layer, or a list of them."""
    values = list(value) if isinstance(value, (list, tuple)) else [value] * layers
    _check_number(name, "all layers", values, layers)
    for one in values:
        if one is not None and (isinstance(one, type) or not callable(one)):
            raise TypeError(f"{name} must be a penalty such as L2(1e-3), got {_shown(one)}.")
    return values


def per_hidden_layer(name, value, layers):
    """Return one constraint (or None) per layer.

    A list holds them; one value is for the hidden layers and leaves the last layer free.
    """
    several = isinstance(value, (list, tuple))
    for one in value if several else [value]:
        if one is not None and (isinstance(one, type) or not callable(one) or hasattr(one, "prox")):
            raise TypeError(
                f"{name} must be a constraint such as MaxNorm(2.0), got {_shown(one)}. "
                "A penalty belongs to penalty=."
            )
    if layers == 1 and value is not None and not several:
        raise ValueError(
            f"{name} is for the hidden layers, and this network has none. "
            f"Give a list with one for every layer: {name}=[MaxNorm(2.0)]."
        )
    values = list(value) if several else [value] * (layers - 1) + [None]
    _check_number(name, "all hidden layers", values, layers)
    return values


def per_input(name, value, layers, legal):
    """Return one rate for the input of every layer.

    A list holds them, the network's inputs first; one value is for hidden units, and leaves the
    network's inputs alone. ``legal`` checks each of them: `fraction` or `each_fraction`.
    """
    if not isinstance(value, (list, tuple)):
        return [0.0] + [legal(name, value)] * (layers - 1)
    if len(value) != layers:
        raise ValueError(
            f"{name} must be one rate for all hidden units or a list of {layers}, one for the "
            f"input of every layer, got {len(value)}. The first is for the network's inputs; "
            "use 0 where nothing is dropped."
        )
    return [legal(f"{name}[{i}]", one) for i, one in enumerate(value)]


def draws(name, value, others=(), method="random"):
    """Return ``value`` if it gives random numbers: it has ``method``, or is one of ``others``."""
    if isinstance(value, ModuleType):
        raise TypeError(
            f"{name} must be a generator of your own, got the module {value.__name__}, whose "
            "numbers depend on who else draws. Use numpy.random.default_rng(0)."
        )
    if not (hasattr(value, method) or isinstance(value, others)) or isinstance(value, type):
        raise TypeError(
            f"{name} must have a method {method}(shape), such as numpy.random.default_rng(0), "
            f"got {_shown(value)}."
        )
    return value


def kernel(name, value, most=2):
    """Return ``value`` if it has the axes of a kernel: 2, or up to ``most`` with many networks."""
    if not 2 <= len(value.shape) <= most:
        raise ValueError(
            f"{name} must be the kernel of a dense layer, with 2 axes, got shape "
            f"{tuple(value.shape)}. Biases are not constrained."
        )
    return value


def with_prox(name, value):
    """Return ``value`` if it is a penalty whose proximal step is known."""
    if isinstance(value, type) or not hasattr(value, "prox"):
        raise TypeError(
            f"{name} must be a penalty with a proximal step, such as L1(1e-3), got {_shown(value)}."
        )
    return value


def flag(name, value):
    """Return ``value`` if it is True or False; 0, 1 and "yes" are not."""
    if not isinstance(value, (bool, np.bool_)):
        raise TypeError(f"{name} must be True or False, got {_shown(value)}.")
    return bool(value)


def is_masked(value):
    """Whether ``value`` is a masked array, whose mask plain arithmetic would lose."""
    return isinstance(value, np.ndarray) and hasattr(value, "mask")  # numpy.ma is slow to import


def _check_number(name, what, values, layers):
    if len(values) != layers:
        raise ValueError(
            f"{name} must be one for {what} or a list of {layers}, got {len(values)}. "
            "Use None for a layer without."
        )


def _scalar(name, value, expected, legal):
    number = value.item() if isinstance(value, np.ndarray) and value.ndim == 0 else value
    if isinstance(number, bool) or not isinstance(number, Real) or is_masked(value):
        raise TypeError(_message(name, expected, value))
    try:
        number = float(number)
    except OverflowError:
        number = np.inf
    if not (math.isfinite(number) and legal(number)):
        raise ValueError(_message(name, expected, value))
    return number


def _each(name, value, expected, legal):
    if not isinstance(value, np.ndarray) or value.ndim == 0:
        return _scalar(name, value, expected, legal)
    if value.dtype.kind not in "iuf" or is_masked(value):
        raise TypeError(_message(name, expected, value))
    if value.ndim != 1 or value.size == 0:
        raise ValueError(
            f"{name} must be one number or a 1-D array with one per network, "
            f"got an array of shape {value.shape}."
        )
    values = value.astype(np.float64)
    bad = ~(np.isfinite(values) & legal(values))
    if bad.any():
        i = int(bad.argmax())
        raise ValueError(_message(f"{name}[{i}]", expected, values[i]))
    return values


def _message(name, expected, value):
    hint = HINTS.get(name.split("[")[0], "")
    return f"{name} must be {expected}, got {_shown(value)}. {hint}".rstrip()


def _shown(value):
    """A number as it prints, anything else by its kind (an array would fill the screen)."""
    if isinstance(value, np.ndarray) and value.ndim:
        return f"an array of {value.dtype}"
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, int) and abs(value) > 10**15:
        return "a huge integer"
    if value is None or isinstance(value, (bool, Real, complex)):
        return repr(value)
    if isinstance(value, str) and len(value) < 30:
        return f"the string {value!r}"
    return f"a {type(value).__name__}"
