"""The page of claims: built from what the tests find, and stopped by whatever contradicts them."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from pages import pages_of

ROOT = Path(__file__).resolve().parents[2]
TEST = """
from claims import claim


@claim("{name}", says="Says $x$.", {verdict}because="Because $y$.")
def test_{function}():
    assert {holds}
"""


def write_test(book, name="one-is-one", holds="1 == 1", verdict='verdict="true", '):
    """One module of the tests of claims, with one claim."""
    function = name.replace("-", "_")
    text = TEST.format(name=name, function=function, holds=holds, verdict=verdict)
    (book / "tests" / "claims" / f"test_{function}.py").write_text(text)


def write_page(book, *names):
    fence = "\n".join(["```{claims}", *names, "```"])
    (book / "claims.md").write_text(f"# Claims\n\n```{{claims-tally}}\n```\n\n{fence}\n")


@pytest.fixture
def book(tmp_path):
    """A book of two small pages, one of them with the claim of its one test."""
    for name in ("_config.yml", "references.bib", "pyproject.toml"):
        shutil.copy(ROOT / name, tmp_path)
    for name in ("_ext", "assets", "tools"):
        (tmp_path / name).symlink_to(ROOT / name)
    (tmp_path / "_toc.yml").write_text("format: jb-book\nroot: intro\nchapters:\n- file: claims\n")
    (tmp_path / "intro.md").write_text("# A book\n\nSee {doc}`claims`.\n")
    (tmp_path / "tests" / "claims").mkdir(parents=True)
    for name in ("conftest.py", "claims/__init__.py", "claims/conftest.py"):
        shutil.copy(ROOT / "tests" / name, tmp_path / "tests" / name)
    write_test(tmp_path)
    write_page(tmp_path, "one-is-one")
    return tmp_path


def run(book, *command, **variables):
    environment = {name: os.environ[name] for name in os.environ if name != "GITHUB_REPOSITORY"}
    return subprocess.run(
        [sys.executable, *command],
        cwd=book,
        env={**environment, **variables},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def build(book, **variables):
    program, output = ROOT / "tools" / "build_book.py", book / "_build" / "html"
    return run(book, program, "--source", book, "--output", output, **variables)


def stock_build(book):
    return run(book, Path(sys.executable).with_name("jupyter-book"), "build", "-n", "-W", ".")


def text_of(page):
    return " ".join(page.article.get_text().split())


def page_of(book):
    return next(p for p in pages_of(book / "_build" / "html") if p.name == "claims.html")


def stopped(done, *words):
    """Did the build stop, and say these words?"""
    assert done.returncode != 0, done.stdout
    said = " ".join(done.stdout.split())
    assert all(word in said for word in words), done.stdout


def test_the_page_shows_sentence_verdict_reason_and_test(book):
    done = build(book)
    assert done.returncode == 0, done.stdout
    assert "running them" in done.stdout
    text = text_of(page_of(book))
    assert "true Says \\(x\\). Because \\(y\\)." in text
    assert "Test: one is one tests/claims/test_one_is_one.py::test_one_is_one def test_" in text
    assert page_of(book).html.find(id="claim-one-is-one")
    assert page_of(book).html.find("a", href=lambda address: "github" in str(address)) is None


def test_in_the_published_book_a_test_leads_to_its_line(book):
    assert build(book, GITHUB_REPOSITORY="Ada/course").returncode == 0
    links = page_of(book).article.find_all("a", href=lambda address: "/blob/" in str(address))
    assert [link["href"] for link in links] == [
        "https://github.com/Ada/course/blob/main/tests/claims/test_one_is_one.py#L6"
    ]
    source = (book / "tests" / "claims" / "test_one_is_one.py").read_text().splitlines()
    assert source[5].startswith("def test_one_is_one")


def test_the_tests_run_once_and_again_when_one_of_them_changes(book):
    assert "running them" in build(book).stdout
    assert "running them" not in build(book).stdout
    (book / "intro.md").write_text("# A book\n\nSee again {doc}`claims`.\n")
    assert "running them" not in build(book).stdout
    write_test(book, verdict='verdict="opinion", ')
    assert "running them" in build(book).stdout
    assert "opinion Says" in text_of(page_of(book))


def test_a_failing_test_stops_the_build_and_names_its_claim(book):
    write_test(book, "one-is-two", "1 == 2")
    write_page(book, "one-is-one", "one-is-two")
    stopped(build(book), "'one-is-two' failed", "tests/claims/test_one_is_two.py")
    stopped(stock_build(book), "'one-is-two' failed")
    stopped(build(book), "'one-is-two' failed")  # nor does the second build forget


def test_a_skipped_test_shows_nothing(book):
    write_test(book, "one-is-two", "__import__('pytest').skip('not here')")
    write_page(book, "one-is-one", "one-is-two")
    stopped(build(book), "'one-is-two' skipped")


def test_a_claim_whose_test_is_removed_stops_the_build(book):
    write_page(book, "one-is-one", "gone")
    stopped(build(book), "claims.md:6: WARNING: The claim 'gone'", "no test judges it")


def test_a_claim_that_no_page_lists_stops_the_build(book):
    write_test(book, "two-is-two", "2 == 2")
    stopped(build(book), "The claim 'two-is-two' has a test, but no page lists it")


@pytest.mark.parametrize("verdict", ["", "verdict='maybe', "])
def test_a_claim_without_a_verdict_stops_the_build(book, verdict):
    write_test(book, "undecided", verdict=verdict)
    write_page(book, "one-is-one", "undecided")
    stopped(build(book), "'undecided' needs a verdict", "did not run to their end")


def test_two_tests_of_one_claim_stop_the_build(book):
    source = (book / "tests" / "claims" / "test_one_is_one.py").read_text()
    (book / "tests" / "claims" / "test_again.py").write_text(source)
    stopped(build(book), "'one-is-one' has 2 tests")


def test_half_a_run_is_no_record(book):
    write_test(book, "two-is-two", "2 == 2")
    write_page(book, "one-is-one", "two-is-two")
    done = run(book, "-m", "pytest", "tests/claims", "-k", "one")
    assert done.returncode == 0, done.stdout
    assert not (book / "_build" / "claims.json").exists()
    assert build(book).returncode == 0


def test_the_builder_of_jupyter_book_asks_for_records_and_refuses_stale_ones(book):
    stopped(stock_build(book), "have not run", "`make book`")
    assert run(book, "-m", "pytest", "tests/claims").returncode == 0
    done = stock_build(book)
    assert done.returncode == 0, done.stdout
    write_test(book, verdict='verdict="false", ')
    stopped(stock_build(book), "stale", "`make book`")
