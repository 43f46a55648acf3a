"""The set-up says what is missing and how to get it, and one run at a time touches .venv/."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import set_up

ROOT = Path(__file__).resolve().parents[1]


@pytest.mark.parametrize(
    ("version", "fragment"),
    [((3, 10, 4), "the course needs Python 3.11, 3.12 or 3.13"), ((3, 14, 0), "has no build for")],
)
def test_another_python_is_refused_with_a_way_out(monkeypatch, version, fragment):
    monkeypatch.setattr(sys, "version_info", version)
    with pytest.raises(SystemExit, match=fragment) as error:
        set_up.check_python()
    assert "make PYTHON=python3.1" in str(error.value)


def test_a_python_without_venv_is_refused_with_the_package_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "ensurepip", None)
    with pytest.raises(SystemExit, match="sudo apt install python3-venv"):
        set_up.check_python()


def test_make_says_when_there_is_no_python(tmp_path):
    for name in ("Makefile", "requirements.txt", "pyproject.toml", "tools/set_up.py"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        shutil.copy(ROOT / name, tmp_path / name)
    command = ["make", "book", "PYTHON=no-such-python"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True)
    assert done.returncode != 0
    assert "There is no no-such-python here: install Python 3.11, 3.12 or 3.13" in done.stdout


def test_a_failing_step_shows_what_it_said(capsys):
    with pytest.raises(SystemExit, match="no space left") as error:
        set_up.run([sys.executable, "-c", "import sys; sys.exit('no space left')"])
    assert "The same make command goes on from here." in str(error.value)
    assert "failed" in capsys.readouterr().out


def test_a_pin_must_stand_there_once(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    Path("requirements.txt").write_text("torch==2.13.0\nnumpy==2.4.6\nnumpy==2.4.5\n")
    assert set_up.pinned("torch") == "torch==2.13.0"
    for name in ("numpy", "keras"):
        with pytest.raises(SystemExit, match=f"must pin {name} exactly once"):
            set_up.pinned(name)


def test_a_changed_requirement_makes_the_environment_old(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    for name in ("requirements.txt", "pyproject.toml", set_up.INTERPRETER, set_up.READY):
        Path(name).parent.mkdir(parents=True, exist_ok=True)
        Path(name).touch()
    assert set_up.is_ready()
    later = os.path.getmtime(set_up.READY) + 10
    os.utime("requirements.txt", (later, later))
    assert not set_up.is_ready()
