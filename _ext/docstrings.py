"""Print docstrings as their authors mean them.

In reStructuredText |w| is a substitution; in a docstring of this package it is an absolute value.
"""

import re

BAR = re.compile(r"(``[^`]*``|:\w+:`[^`]*`)|\|")
BLOCK = re.compile(r"^(\s*)(\.\. \w+::.*|.*::|>>> .*)$")


def escape_bars(lines):
    """Escape every bar outside of literals, roles, and blocks that are not prose."""
    block_indent = None
    for i, line in enumerate(lines):
        indent = len(line) - len(line.lstrip())
        if block_indent is not None and line.strip() and indent <= block_indent:
            block_indent = None
        if block_indent is None:
            lines[i] = BAR.sub(lambda match: match[1] or r"\|", line)
            if opening := BLOCK.match(line):
                block_indent = len(opening[1])


def process(app, what, name, obj, options, lines):
    escape_bars(lines)


def setup(app):
    app.connect("autodoc-process-docstring", process)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
