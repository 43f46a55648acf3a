"""Data files inside the package, checked against their SHA-256 before a number is read."""

import os
from hashlib import sha256
from io import BytesIO

import numpy as np

SHA256 = {
    "digits.npz": "7f2f8393412106e9ac12ad0dbd4b2b0d2cf3cb80c65e6f21d3bc78b4b0c7b7d1",
    "diabetes.npz": "9c8815ac4a22d5c527a73048872c1afc00619cc7ae91615cf41b6c498d005fb1",
}
FOLDER = os.path.dirname(__file__)


class DataError(OSError):
    """Data that is missing, damaged or cannot be fetched; the message says what to do."""


def load(name):
    """Return the arrays of a data file by name; ``DataError`` if a single byte is not as it was."""
    try:
        with open(os.path.join(FOLDER, name), "rb") as file:
            content = file.read()
    except FileNotFoundError:
        raise DataError(f"{name} is missing from the package. Reinstall coursecode.") from None
    found = sha256(content).hexdigest()
    if found != SHA256[name]:
        raise DataError(
            f"{name} is damaged: expected sha256 {SHA256[name][:12]}..., got {found[:12]}.... "
            "Reinstall coursecode."
        )
    # The archive is stored, not compressed: each array lies in it as in an .npy file. np.load would
    # find it too, but has to import zipfile first, a quarter of the time of NumPy itself.
    arrays, stream = {}, BytesIO(content)
    for key in ("x", "y"):
        stream.seek(content.index(b"\x93NUMPY", stream.tell()))
        arrays[key] = np.lib.format.read_array(stream)
    return arrays
