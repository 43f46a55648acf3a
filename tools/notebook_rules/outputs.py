"""What a stored output may hold: nothing that fails, warns, moves or tells about a machine."""

import re

from .places import outputs, texts

ABSOLUTE_PATH = re.compile(
    r"(?<![\w.:/)}\]-])/(?:home|root|Users|tmp|usr|var|opt|mnt|private|work|workspace|content"
    r"|builds|github|srv|etc)/\w"
    r"|\b[A-Z]:\\\w|file:///|site-packages|ipykernel_\d"
)
ACTIVE_HTML = re.compile(r"<\s*(?:script|iframe|object|embed)\b|\bon\w+\s*=|javascript:", re.I)
PROGRESS = re.compile(r"\r(?!\n)|\x08|\d+%\|")
LONG_NUMBER = re.compile(r"(?<![\w.])-?\d+\.\d+(?:e[-+]?\d+)?(?![\w.])", re.I)
ADDRESS = re.compile(r"\b0x[0-9a-f]{6,}\b")
ALLOWED = {"text/plain", "text/html", "text/latex", "text/markdown", "image/png"}
MOST_DIGITS = 6


def faults(notebook):
    """List what must not be stored in the outputs of this notebook."""
    return [f"{name}: {fault}" for name, out in outputs(notebook) for fault in faults_of(out)]


def faults_of(output):
    """List what must not be stored of one output."""
    found = []
    if output.output_type == "error":
        return [f"an error is stored: {output.ename}: {output.evalue}"]
    if output.output_type == "stream" and output.name == "stderr":
        return [f"stderr output is stored: {shorten(output.text)}"]
    for kind in sorted(set(output.get("data", {})) - ALLOWED):
        found.append(
            f"an output of type {kind} is stored; allowed are {', '.join(sorted(ALLOWED))}"
        )
    for kind, text in texts(output):
        found += [f"{kind}: {fault}" for fault in faults_of_text(kind, text)]
    return found


def faults_of_text(kind, text):
    """List what must not stand in a stored text."""
    found = []
    if match := ABSOLUTE_PATH.search(text):
        found.append(f"a path of this machine: {shorten(text[match.start() :])}")
    if PROGRESS.search(text):
        found.append("a progress bar or another text that overwrites itself")
    if match := ADDRESS.search(text):
        found.append(f"a memory address, different in each run: {match.group()}")
    if kind == "text/html" and ACTIVE_HTML.search(text):
        found.append("HTML that runs code; store a table, a figure or plain text")
    for match in LONG_NUMBER.finditer(text):
        if significant_digits(match.group()) > MOST_DIGITS:
            found.append(
                f"{match.group()} has more than {MOST_DIGITS} significant digits, which the next "
                "processor does not repeat; round it (losses 4 digits, accuracies 3 decimals)"
            )
    return found


def significant_digits(number):
    """Count the significant digits of a decimal number: ``-0.00120`` has three."""
    mantissa = re.split("e", number.lstrip("-"), flags=re.I)[0]
    return len(mantissa.replace(".", "").lstrip("0"))


def shorten(text, length=80):
    """Return the first line of a text, no longer than this."""
    return (text.strip().splitlines() or [""])[0][:length]
