"""A long computation in batches: each finished one is a file, so that it can stop and go on."""

import hashlib
import inspect
import json
import os
import sys
from pathlib import Path


def key(settings, modules):
    """Name a computation by its settings and by the code that does it.

    Files of another key are never read: whoever changes a setting or a line of code begins anew.
    """
    digest = hashlib.sha256(json.dumps(settings, sort_keys=True).encode())
    for module in modules:
        digest.update(inspect.getsource(module).encode())
    return digest.hexdigest()[:16]


def checksum(rows):
    """SHA-256 of what a file holds."""
    return hashlib.sha256(json.dumps(rows).encode()).hexdigest()


def load(path, size):
    """Read one batch; None if it is missing or damaged in any way."""
    try:
        content = json.loads(path.read_text())
        rows = content["rows"]
        return rows if len(rows) == size and content["sha256"] == checksum(rows) else None
    except (OSError, ValueError, KeyError, TypeError):
        return None


def save(path, rows):
    """Write one batch so that the file is there whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f"{path.name}.{os.getpid()}.part")
    try:
        part.write_text(json.dumps({"sha256": checksum(rows), "rows": rows}))
        os.replace(part, path)
    finally:
        part.unlink(missing_ok=True)


def computed(compute, name, total, *, folder, size=10, say=sys.stderr.write):
    """Return ``[compute(0), …, compute(total - 1)]``, reading finished batches from ``folder``.

    Parameters
    ----------
    compute : function
        From the number of a repetition to something that JSON can hold.
    name : str
        Begins the file names and the line of progress.
    total : int
        Repetitions.
    folder : Path
        One per `key`.
    size : int
        Repetitions per file.
    say : function
        Takes the progress, one line that overwrites itself.
    """
    results = []
    for start in range(0, total, size):
        numbers = range(start, min(start + size, total))
        path = Path(folder) / f"{name}-{start:05d}-{numbers[-1]:05d}.json"
        rows = load(path, len(numbers))
        if rows is None:
            rows = json.loads(json.dumps([compute(number) for number in numbers]))  # as if read
            save(path, rows)
        results += rows
        say(f"\r{name}: {len(results)} of {total} repetitions")
    say("\n")
    return results
