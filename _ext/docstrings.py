"""Print docstrings as their authors mean them.

In reStructuredText |w| is a substitution; in a docstring of this package it is an absolute value.
And the lines of a formula such as v ← μ v + g are lines, not one running sentence.
"""

import re

BAR = re.compile(r"(``[^`]*``|:\w+:`[^`]*`)|\|")
BLOCK = re.compile(r"^(\s*)(\.\. \w+::.*|.*::|>>> .*)$")


def escape_bars(line):
    """Escape every bar outside of literals and roles."""
    return BAR.sub(lambda match: match[1] or r"\|", line)


def break_formula(line):
    """Make an update rule a line of its own."""
    return f"| {line}" if "←" in line and not line.startswith((" ", "|")) else line


def prose(lines):
    """The indices of the lines that stand in no directive, literal block or example."""
    block = None
    for i, line in enumerate(lines):
        indent = len(line) - len(line.lstrip())
        if block is not None and line.strip() and indent <= block:
            block = None
        if block is None:
            yield i
            if opening := BLOCK.match(line):
                block = len(opening[1])


def process(app, what, name, obj, options, lines):
    for i in list(prose(lines)):
        lines[i] = break_formula(escape_bars(lines[i]))


def setup(app):
    app.connect("autodoc-process-docstring", process)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
