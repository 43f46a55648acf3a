"""Four costs of a build that the book can do without; the pages come out the same, byte by byte.

1. pybtex looks through the metadata of every installed package for its backend, once per
   citation. Found once and given to its own register_plugin, it is a look-up in a dictionary.
2. jsonschema imports rfc3987_syntax, which compiles a grammar for a second, to be able to check
   the format "iri". Neither the configuration nor a notebook has such a field, and jsonschema
   does without the module where it is not installed: that is what None in sys.modules says.
3. myst_nb imports jupyter_cache, and with it SQLAlchemy, for the case that it has to execute
   notebooks. Here it never has to, so a stand-in does.
4. A build makes millions of small objects that live as long as it does, and Python's garbage
   collector goes through them again and again. Without it the build takes a third more memory.
"""

import gc
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "_ext"))

from stand_ins import StandInFinder


def speed_up():
    """Leave the four costs out. Call it before anything of Sphinx is imported."""
    gc.disable()
    sys.meta_path.insert(0, StandInFinder({"jupyter_cache"}))
    sys.modules.setdefault("rfc3987_syntax", None)
    from pybtex.plugin import find_plugin, register_plugin

    for backend in ("plaintext", "docutils"):
        found = find_plugin("pybtex.backends", backend)
        register_plugin("pybtex.backends", backend, found, force=True)
