"""Make the package's data files from the copies that scikit-learn ships, and print their SHA-256.

Run ``python tools/pack_data.py``; the files come out the same, byte for byte, every time. With
``--check`` nothing is written: the exit status says whether the files in the package are these.
"""

import sys
from hashlib import sha256
from io import BytesIO
from pathlib import Path

import numpy as np
from sklearn.datasets import load_diabetes, load_digits

FOLDER = Path(__file__).parent.parent / "src/coursecode/shared/datasets"


def digits():
    """Pixels 0..16 and labels 0..9 fit in bytes."""
    x, y = load_digits(return_X_y=True)
    return {"x": x.astype(np.uint8), "y": y.astype(np.uint8)}


def diabetes():
    """The ten measurements as they were taken, not scikit-learn's standardized ones."""
    x, y = load_diabetes(return_X_y=True, scaled=False)
    return {"x": x, "y": y}


def packed(arrays):
    """The bytes of an .npz, stored without compression: they depend on no version of zlib."""
    content = BytesIO()
    np.savez(content, **arrays)
    return content.getvalue()


def main(check):
    same = True
    for make in (digits, diabetes):
        path, content = FOLDER / f"{make.__name__}.npz", packed(make())
        if check:
            same &= path.exists() and path.read_bytes() == content
        else:
            path.write_bytes(content)
        print(f"{sha256(content).hexdigest()}  {path.name}  {len(content)} bytes")
    return 0 if same else 1


if __name__ == "__main__":
    sys.exit(main("--check" in sys.argv[1:]))
