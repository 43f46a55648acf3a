"""The files around the course keep their promises: pins, workflows, CI, citation."""

import os
import re
import subprocess
import tomllib
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[1]
WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
PIN = re.compile(r"(?P<name>[\w.-]+)==(?P<version>\d[\w.]*)(; \w+ (==|<) .+)?")
ACTION = re.compile(r"[\w.-]+/[\w.-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+")


def lines(name):
    text = (ROOT / name).read_text()
    return [line for line in text.splitlines() if line and not line.startswith("#")]


def pins(name):
    """Map every package of a requirements file to its version; refuse what is not an exact pin."""
    matches = {line: PIN.fullmatch(line) for line in lines(name)}
    assert all(matches.values()), [line for line, match in matches.items() if not match]
    return {match["name"].lower(): match["version"] for match in matches.values()}


def test_every_requirement_is_pinned_once():
    assert len(pins("requirements.txt")) == len(lines("requirements.txt"))


def test_binder_runs_the_versions_that_are_tested():
    assert pins(".binder/requirements.txt").items() <= pins("requirements.txt").items()


def test_python_has_one_lower_bound():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    assert project["requires-python"] == ">=3.11"
    assert "OLDEST, NEWEST = (3, 11), (3, 13)" in (ROOT / "tools" / "set_up.py").read_text()
    assert "3.11" in (ROOT / ".binder" / "runtime.txt").read_text()


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_a_workflow_may_do_no_more_than_it_must(path):
    text = path.read_text()
    workflow = yaml.safe_load(text)
    used = re.findall(r"uses: (.*)", text)
    assert used
    assert [use for use in used if not ACTION.fullmatch(use)] == []
    assert workflow["permissions"] == {}
    assert "concurrency" in workflow
    for job in workflow["jobs"].values():
        assert job["timeout-minutes"] <= 60
        assert "permissions" in job
        for step in job["steps"]:
            assert "${{" not in step.get("run", "")
            if step.get("uses", "").startswith("actions/checkout@"):
                assert step["with"]["persist-credentials"] is False


def test_continuous_integration_runs_the_test_command_of_the_readme():
    script = ROOT / ".ci" / "run"
    assert os.access(script, os.X_OK)
    assert script.read_text().splitlines()[-1] == "make test"
    assert "make test" in (ROOT / "README.md").read_text()
    subprocess.run(["bash", "-n", script], check=True)


def test_the_makefile_has_a_line_of_help_for_every_target():
    makefile = (ROOT / "Makefile").read_text()
    targets = set(re.search(r"^\.PHONY: (.*)", makefile, re.MULTILINE)[1].split())
    described = set(re.findall(r"^([a-z]+):.*  ## \S", makefile, re.MULTILINE))
    assert targets == described
    done = subprocess.run(["make"], cwd=ROOT, capture_output=True, text=True, check=True)
    assert all(f"  {target} " in done.stdout for target in targets)


def test_the_citation_names_the_version_of_the_package():
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text())
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    assert citation["version"] == project["version"]
    assert project["version"] in (ROOT / "CHANGELOG.md").read_text()
