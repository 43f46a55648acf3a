"""The program that builds the book: what it says, when it fails, where its links lead."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from page_checks import elsewhere
from pages import pages_of

ROOT = Path(__file__).resolve().parents[2]
NOTEBOOK = {
    "nbformat": 4, "nbformat_minor": 5,
    "metadata": {"kernelspec": {"name": "python3", "display_name": "Python 3"}},
    "cells": [{"cell_type": "markdown", "id": "one", "metadata": {}, "source": "# One\n\nText."}],
}  # fmt: skip


@pytest.fixture
def book(tmp_path):
    """A book of two small pages with the settings of this one."""
    for name in ("_config.yml", "references.bib"):
        shutil.copy(ROOT / name, tmp_path)
    for name in ("_ext", "assets"):
        (tmp_path / name).symlink_to(ROOT / name)
    (tmp_path / "_toc.yml").write_text("format: jb-book\nroot: intro\nchapters:\n- file: one\n")
    (tmp_path / "intro.md").write_text("# A book\n\nSee {doc}`one`.\n")
    (tmp_path / "one.ipynb").write_text(json.dumps(NOTEBOOK))
    return tmp_path


def build(book, *options, **variables):
    """Run the program; its output and errors come back as one text."""
    program = [sys.executable, ROOT / "tools" / "build_book.py", "--source", book]
    environment = {name: os.environ[name] for name in os.environ if name != "GITHUB_REPOSITORY"}
    return subprocess.run(
        [*program, "--output", book / "_build" / "html", *options],
        env={**environment, **variables},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def addresses(book):
    """Where the links of the notebook's page lead on other hosts."""
    page = next(page for page in pages_of(book / "_build" / "html") if page.name == "one.html")
    found = {tag["href"] for tag in page.html.find_all(["a", "link"], href=True)}
    return {address for address in found if elsewhere(address)}


LICENCES = {"https://creativecommons.org/licenses/by/4.0/", "https://opensource.org/license/mit"}


def test_it_says_what_it_does_and_where_the_book_is(book):
    run = build(book)
    assert run.returncode == 0, run.stdout
    assert "reading sources" in run.stdout
    assert run.stdout.rstrip().endswith((book / "_build" / "html" / "index.html").as_uri())
    assert addresses(book) == LICENCES  # no button leads to a repository


def test_the_links_of_a_published_book_lead_to_the_fork_that_publishes_it(book):
    assert build(book, GITHUB_REPOSITORY="Ada/course").returncode == 0
    found = addresses(book) - LICENCES
    assert "https://ada.github.io/course/one.html" in found
    assert {address.replace("Ada/course", "FORK") for address in found if "Ada" in address} == {
        "https://github.com/FORK",
        "https://github.com/FORK/edit/main/one.ipynb",
        "https://github.com/FORK/issues/new?title=Issue%20on%20page%20%2Fone.html"
        "&body=Your%20issue%20content%20here.",
        "https://mybinder.org/v2/gh/FORK/main?urlpath=lab/tree/one.ipynb",
        "https://colab.research.google.com/github/FORK/blob/main/one.ipynb",
    }


def test_a_repository_that_is_none_is_refused(book):
    run = build(book, GITHUB_REPOSITORY="https://github.com/ada/course")
    assert run.returncode != 0
    assert "expected owner/name" in run.stdout


def test_a_warning_fails_the_build_each_time(book):
    (book / "intro.md").write_text("# A book\n\nSee {ref}`nowhere`.\n")
    for _ in range(2):
        run = build(book)
        assert run.returncode != 0
        assert "intro.md:3: WARNING" in run.stdout
        assert run.stdout.rstrip().endswith("names a page and a line.")


def test_a_page_that_is_not_there_is_named(book):
    (book / "one.ipynb").unlink()
    run = build(book)
    assert run.returncode != 0
    assert "_toc.yml names one, but there is no one.md or one.ipynb" in run.stdout


def test_a_changed_style_arrives_without_a_changed_page(book):
    (book / "assets").unlink()
    shutil.copytree(ROOT / "assets", book / "assets")
    assert build(book).returncode == 0
    (book / "assets" / "css" / "type.css").write_text("p { color: teal }")
    assert build(book).returncode == 0
    built = book / "_build" / "html" / "_static" / "css" / "type.css"
    assert built.read_text() == "p { color: teal }"


def test_strict_begins_from_nothing(book):
    assert build(book).returncode == 0
    left = book / "_build" / "html" / "left.html"
    left.write_text("from an earlier build")
    assert build(book).returncode == 0
    assert left.exists()
    assert build(book, "--strict").returncode == 0
    assert not left.exists()
