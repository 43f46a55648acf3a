"""How a mistake is planted: one function of the package is replaced by a plausible wrong one."""

import inspect

import coursecode.shared.initial as initial


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


START = initial.initial_weights


def same_start(sizes, activation, seed):
    return START(sizes, activation, 0)
