"""The data files: where they come from, that they are whole, and that NumPy alone reads them."""

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from sklearn.datasets import load_diabetes, load_digits

from coursecode.shared.datasets import DataError, digits, files

ROOT = Path(__file__).parent.parent
FOLDER = Path(files.__file__).parent


def test_every_data_file_is_listed_with_its_hash_and_its_licence():
    shipped = {path.name for path in FOLDER.iterdir() if path.suffix not in (".py", ".md")}
    shipped.discard("__pycache__")
    assert shipped == set(files.SHA256)
    text = (FOLDER / "DATA_LICENSES.md").read_text()
    for name, digest in files.SHA256.items():
        assert f"| `{name}` | `{digest}` |" in text
        assert "Licence:" in text.split(f"## {name}")[1].split("##")[0]


def test_the_files_are_made_again_byte_for_byte():
    command = [sys.executable, ROOT / "tools/pack_data.py", "--check"]
    subprocess.run(command, check=True, capture_output=True)


def test_values_are_those_of_scikit_learn():
    for name, reference in (
        ("digits.npz", load_digits(return_X_y=True)),
        ("diabetes.npz", load_diabetes(return_X_y=True, scaled=False)),
    ):
        arrays = files.load(name)
        with np.load(FOLDER / name) as archive:
            assert set(archive) == set(arrays)
            assert all(np.array_equal(archive[key], arrays[key]) for key in archive)
        assert np.array_equal(arrays["x"], reference[0])
        assert np.array_equal(arrays["y"], reference[1])
    split = digits(train=297, validation=500, test=1000)
    rows = np.concatenate([np.column_stack(part) for part in split.parts.values()])
    expected = np.column_stack([load_digits().data / 16, load_digits().target])
    assert np.array_equal(rows[np.lexsort(rows.T)], expected[np.lexsort(expected.T)])


def test_loading_needs_numpy_alone():
    code = (
        "import sys, json; from coursecode.shared.datasets import digits; digits();"
        "print(json.dumps([m for m in sys.modules if '.' not in m]))"
    )
    output = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True)
    loaded = set(json.loads(output.stdout))
    assert not loaded & {"sklearn", "scipy", "matplotlib", "torch", "keras", "tensorflow", "pandas"}
    assert "zipfile" not in loaded  # with shutil and what they import, 20 ms


@pytest.mark.parametrize("damage", ["one byte", "cut short", "a web page", "empty", "gone"])
def test_a_damaged_file_is_refused_with_what_to_do(damage, monkeypatch, tmp_path):
    content = bytearray((FOLDER / "digits.npz").read_bytes())
    if damage == "one byte":
        content[5000] ^= 1
    content = {
        "cut short": content[:1000],
        "a web page": b"<html>not found</html>",
        "empty": b"",
    }.get(damage, content)
    if damage != "gone":
        (tmp_path / "digits.npz").write_bytes(content)
    monkeypatch.setattr(files, "FOLDER", str(tmp_path))
    with pytest.raises(DataError, match=r"digits\.npz is .*Reinstall coursecode\.") as caught:
        digits()
    assert isinstance(caught.value, OSError)
    assert "pickle" not in str(caught.value)
    if damage != "gone":
        assert files.SHA256["digits.npz"][:12] in str(caught.value)
