"""Seven costs of a build that the book can do without; the pages come out the same, byte by byte.

1. pybtex looks through the metadata of every installed package for its backend, once per
   citation. Found once and given to its own register_plugin, it is a look-up in a dictionary.
2. jsonschema imports rfc3987_syntax, which compiles a grammar for a second, to be able to check
   the format "iri". Neither the configuration nor a notebook has such a field, and jsonschema
   does without the module where it is not installed: that is what None in sys.modules says.
3. myst_nb imports jupyter_cache, and with it SQLAlchemy, for the case that it has to execute
   notebooks. Here it never has to, so a stand-in does.
4. A build makes millions of small objects that live as long as it does, and Python's garbage
   collector goes through them again and again. Without it the build takes a third more memory.
5. The search index finds the stem of a word once per page. Once per book is enough.
6. Sphinx makes a formatter of Pygments, with all its styles, for every block of code. Blocks with
   the same options can share one.
7. docutils walks through a page with one generator per node, each inside that of its parent, and
   the extensions ask for eighty such walks. A walk can be one loop.
"""

import functools
import gc
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "_ext"))

from stand_ins import StandInFinder


def speed_up():
    """Leave the seven costs out. Call it before anything of Sphinx is imported."""
    gc.disable()
    sys.meta_path.insert(0, StandInFinder({"jupyter_cache"}))
    sys.modules.setdefault("rfc3987_syntax", None)
    from pybtex.plugin import find_plugin, register_plugin

    for backend in ("plaintext", "docutils"):
        found = find_plugin("pybtex.backends", backend)
        register_plugin("pybtex.backends", backend, found, force=True)

    from docutils.nodes import Node
    from sphinx.highlighting import PygmentsBridge
    from sphinx.search.en import SearchEnglish

    SearchEnglish.stem = functools.cache(SearchEnglish.stem)
    PygmentsBridge.get_formatter = shared_by_options(PygmentsBridge.get_formatter)
    Node.findall = in_one_loop(Node.findall)


def shared_by_options(get_formatter):
    """`get_formatter`, called once for every highlighter and every set of options."""
    formatters = {}

    @functools.wraps(get_formatter)
    def get(bridge, **options):
        key = bridge, repr(sorted(options.items()))
        if key not in formatters:
            formatters[key] = get_formatter(bridge, **options)
        return formatters[key]

    return get


def in_one_loop(findall):
    """`findall` of a docutils node: the same nodes in the same order, at the same moments."""

    @functools.wraps(findall)
    def find(node, condition=None, include_self=True, descend=True, siblings=False, ascend=False):
        if not include_self or not descend or siblings or ascend:
            return findall(node, condition, include_self, descend, siblings, ascend)
        if condition is None:
            return walk(node)
        if isinstance(condition, type):
            return (found for found in walk(node) if isinstance(found, condition))
        return filter(condition, walk(node))

    return find


def walk(node):
    """A node and all that is below it, parents first."""
    yield node
    levels = [iter(node.children)]
    while levels:
        for child in levels[-1]:
            yield child
            if child.children:
                levels.append(iter(child.children))
                break
        else:
            levels.pop()
