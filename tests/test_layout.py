"""The architecture, tested: three folders that line up, and imports that stay where they belong."""

import ast
import inspect
import os
import subprocess
import sys
from pathlib import Path

import pytest
from frameworks import FRAMEWORKS

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "src" / "coursecode"
FOLDERS = ("numpy", "torch", "keras")
# What a file may import beside its own package; Keras alone needs a word about its precision.
ALLOWED = {
    "numpy": {"numpy", "dataclasses", "functools", "itertools"},
    "torch": {"torch", "dataclasses", "itertools"},
    "keras": {"keras", "contextlib", "os"},
}
ONLY_IN = {"keras": {"precision.py"}}
OWN_TO_A_FRAMEWORK = {"params", "features", "rng", "generator", "seed", "name", "base", "self"}
CHECKS_OF_ITS_OWN = {  # modules of shared/ that know optional libraries
    "plotting": "matplotlib",
    "comparison": "scipy",
    "mnist": "keras",
}


def files(folder):
    return sorted(p.name for p in (PACKAGE / folder).glob("*.py"))


def imported(path):
    """Full names of what a file imports."""
    names = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            names.add(node.module)
    return names


def exported(path):
    for node in ast.parse(path.read_text()).body:
        if isinstance(node, ast.Assign) and node.targets[0].id == "__all__":
            return ast.literal_eval(node.value)
    return None


def test_the_three_folders_hold_the_same_files():
    lists = {folder: set(files(folder)) - ONLY_IN.get(folder, set()) for folder in FOLDERS}
    assert lists["numpy"] == lists["torch"] == lists["keras"]


@pytest.mark.parametrize("name", files("numpy"))
def test_the_three_files_offer_the_same_names(name):
    names = [exported(PACKAGE / folder / name) for folder in FOLDERS]
    assert names[0] is not None
    assert names[0] == names[1] == names[2]


@pytest.mark.parametrize("name", exported(PACKAGE / "numpy" / "__init__.py"))
def test_parameters_and_defaults_agree(name):
    def signature(package):
        parameters = inspect.signature(getattr(package, name)).parameters.values()
        return {p.name: p.default for p in parameters if p.name not in OWN_TO_A_FRAMEWORK}

    lists = [signature(framework.package) for framework in FRAMEWORKS.values()]
    assert lists[0] == lists[1] == lists[2]


@pytest.mark.parametrize("folder", FOLDERS)
def test_a_framework_file_imports_its_framework_its_siblings_and_shared(folder):
    for name in files(folder):
        for module in imported(PACKAGE / folder / name):
            top = module.split(".")[0]
            if top == "coursecode":
                assert module.split(".")[1] in (folder, "shared"), f"{folder}/{name}: {module}"
            else:
                assert top in ALLOWED[folder], f"{folder}/{name}: {module}"


def test_shared_knows_no_framework():
    for path in (PACKAGE / "shared").rglob("*.py"):
        own = {library for part, library in CHECKS_OF_ITS_OWN.items() if part in path.as_posix()}
        tops = {module.split(".")[0] for module in imported(path)}
        assert not (tops & {"torch", "keras", "tensorflow", "matplotlib"}) - own, path


def test_only_plotting_draws():
    for path in PACKAGE.rglob("*.py"):
        if "plotting" not in path.parts:
            assert "matplotlib" not in {m.split(".")[0] for m in imported(path)}, path


def test_a_numpy_reader_loads_numpy_alone():
    probe = (
        "import sys, coursecode.numpy, coursecode.shared.datasets, coursecode.shared.minibatches\n"
        "heavy = {'torch', 'keras', 'tensorflow', 'jax', 'matplotlib', 'scipy', 'sklearn'}\n"
        "print(sorted(heavy & set(sys.modules)))"
    )
    run = subprocess.run([sys.executable, "-c", probe], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"


@pytest.mark.parametrize(("folder", "title"), [("torch", "PyTorch"), ("keras", "Keras")])
def test_a_missing_framework_names_its_extra(folder, title, tmp_path):
    """A process in which the framework cannot be found at all."""
    hide = f"import sys\nsys.modules[{folder!r}] = None\nimport coursecode.{folder}"
    run = subprocess.run([sys.executable, "-c", hide], capture_output=True, text=True)
    last = run.stderr.strip().splitlines()[-1]
    assert last.startswith("ModuleNotFoundError: ")
    assert (
        f'needs {title}, which is not installed. Install it with: pip install "coursecode[' in last
    )


def test_keras_loads_without_a_word_on_stderr():
    environment = {k: v for k, v in os.environ.items() if not k.startswith("TF_")}
    run = subprocess.run(
        [sys.executable, "-c", "import coursecode.keras"],
        capture_output=True,
        text=True,
        check=True,
        env=environment,
    )
    assert run.stderr == ""


def test_no_file_is_long():
    """One idea per file. Checks and figures of a chapter are lists of small functions."""
    for path in PACKAGE.rglob("*.py"):
        limit = 200 if path.parent.name in FOLDERS else 320
        assert len(path.read_text().splitlines()) <= limit, path


def test_every_public_thing_is_documented():
    for framework in FRAMEWORKS.values():
        for name in framework.package.__all__:
            text = inspect.getdoc(getattr(framework.package, name))
            assert text, name
            assert "Parameters" in text or name == "weights", name


def test_every_chapter_is_in_the_table_of_contents():
    contents = (ROOT / "_toc.yml").read_text()
    for chapter in (ROOT / "chapters").glob("*.ipynb"):
        assert f"chapters/{chapter.stem}" in contents
