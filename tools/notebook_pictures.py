"""Compare a stored picture with a freshly drawn one: by its pixels, not by its bytes."""

import base64
import io

import numpy as np
from PIL import Image

# Differences of grey or colour levels, of 255. Between two runs of the same code they are zero;
# a line moved by a thousandth of its axis reaches 9 in its worst patch, another digit 34.
WHOLE, PATCH = 3.0, 20.0
PATCH_SIDE = 16


def figures_of(outputs):
    """List the (picture, alt text) pairs among the outputs of a cell."""
    return [
        (output["data"]["image/png"], output.get("metadata", {}).get("image/png", {}).get("alt"))
        for output in outputs
        if "image/png" in output.get("data", {})
    ]


def difference(stored, fresh):
    """Say in words how two lists of at most one figure differ; None where they do not."""
    if len(stored) != len(fresh):
        return f"{len(stored)} stored, {len(fresh)} drawn"
    for (old, old_alt), (new, new_alt) in zip(stored, fresh, strict=True):
        if old_alt != new_alt:
            return f"its text was {old_alt!r} and is now {new_alt!r}"
        return pixels(decode(old), decode(new))


def decode(picture):
    """Turn base64 PNG into the levels a reader sees on white paper, (rows, columns, 3)."""
    image = Image.open(io.BytesIO(base64.b64decode(picture))).convert("RGBA")
    paper = Image.new("RGBA", image.size, "white")
    return np.asarray(Image.alpha_composite(paper, image).convert("RGB"), dtype=float)


def pixels(old, new):
    """Say how two decoded pictures differ, None where nobody would see it."""
    if old.shape != new.shape:
        return f"its size was {old.shape[:2]} and is now {new.shape[:2]} (rows, columns)"
    squares = ((old - new) ** 2).mean(axis=2)
    whole, patch = np.sqrt(squares.mean()), np.sqrt(means_of_patches(squares).max())
    if whole > WHOLE or patch > PATCH:
        return (
            f"root mean square difference {whole:.2f} of 255 (at most {WHOLE:g}), "
            f"in the worst patch {patch:.1f} (at most {PATCH:g})"
        )
    return None


def means_of_patches(values):
    """Average an array over square patches; those at the right and lower edge are padded."""
    rows, columns = (-side % PATCH_SIDE for side in values.shape)
    padded = np.pad(values, ((0, rows), (0, columns)))
    height, width = (side // PATCH_SIDE for side in padded.shape)
    return padded.reshape(height, PATCH_SIDE, width, PATCH_SIDE).mean(axis=(1, 3))
