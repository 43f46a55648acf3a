"""Let autodoc read the package without importing PyTorch, Keras or Matplotlib.

Importing them takes longer than building the book, and a docstring needs none of it. autodoc's own
mocks replace a class that a framework's decorator registers; these stand-ins leave it as it is.
"""

import sys
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from inspect import isclass, isfunction
from types import ModuleType

LIBRARIES = {"torch", "keras", "tensorflow", "matplotlib"}


class StandIn:
    """Whatever a library offers: a namespace, a function, a base class, a decorator."""

    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        return StandIn()

    def __call__(self, *args, **kwargs):
        """A decorator returns what it decorates; everything else returns a stand-in."""
        decorates = len(args) == 1 and not kwargs and (isclass(args[0]) or isfunction(args[0]))
        return args[0] if decorates else self

    def __mro_entries__(self, bases):
        """As a base class it is nothing at all."""
        return ()


class StandInModule(ModuleType):
    def __getattr__(self, name):
        return getattr(StandIn(), name)


class StandInFinder(MetaPathFinder, Loader):
    """Answer for some libraries and their submodules, and for nothing else."""

    def __init__(self, libraries):
        self.libraries = libraries

    def find_spec(self, name, path=None, target=None):
        wanted = name.split(".")[0] in self.libraries
        return ModuleSpec(name, self, is_package=True) if wanted else None

    def create_module(self, spec):
        return StandInModule(spec.name)

    def exec_module(self, module):
        pass


def setup(app):
    sys.meta_path.insert(0, StandInFinder(LIBRARIES))
    return {"parallel_read_safe": True, "parallel_write_safe": True}
