"""Build the book: what `jupyter-book build -n -W --keep-going` does, in about half the time.

    python tools/build_book.py [--output DIR] [--strict]

The pages go into _build/html, with the stored outputs of the notebooks. Nothing is executed but the
tests of the claims, and these only when a file that they depend on has changed. A warning fails the
build, because every warning is a broken link, a lost figure or a page that no reader can reach.
`--strict` removes what an earlier build left and begins from nothing.
"""

import argparse
import contextlib
import io
import re
import shutil
import sys
import time
from importlib.util import find_spec
from pathlib import Path

import claim_records
from build_speed import speed_up

ROOT = Path(__file__).resolve().parent.parent


def missing_parts(source):
    """What a build from `source` needs and does not find, one sentence each."""
    for name in ("_config.yml", "_toc.yml"):
        if not (source / name).is_file():
            yield f"There is no {name} in {source}."
            return
    if find_spec("jupyter_book") is None:
        yield f"Jupyter Book is not installed for {sys.executable}. `make book` installs it."
        return
    speed_up()
    from sphinx_external_toc.parsing import parse_toc_yaml

    for document in parse_toc_yaml(source / "_toc.yml"):
        if not any((source / f"{document}{ending}").is_file() for ending in (".md", ".ipynb")):
            yield f"_toc.yml names {document}, but there is no {document}.md or {document}.ipynb."


class Steps(io.TextIOBase):
    """Pass on which page Sphinx is at; keep its listing of settings away."""

    def __init__(self, out):
        self.out, self.line = out, ""

    def write(self, text):
        for piece in text.splitlines(keepends=True):
            self.line += piece
            if piece[-1] in "\r\n":
                if re.match(r"\W*(\[\d*m)*(reading sources|writing output)\W.*%", self.line):
                    self.out.write(self.line)
                self.line = ""
        return len(text)

    def isatty(self):
        return self.out.isatty()

    def flush(self):
        self.out.flush()


def looks_changed(source, doctrees):
    """Has a style, a script or an extension changed since the last build? Sphinx does not look."""
    last = doctrees / "environment.pickle"
    files = [path for name in ("_ext", "assets") for path in (source / name).rglob("*.*")]
    return last.exists() and any(f.stat().st_mtime > last.stat().st_mtime for f in files)


def check_claims(source):
    """Run the tests of the claims if their records are stale; end here if one of them fails."""
    if not (source / claim_records.TESTS).is_dir():
        return
    try:
        claim_records.make_fresh(source)
        claim_records.read(source)
    except claim_records.RecordsError as error:
        sys.exit(f"The book cannot be built. {error}")


def build(source, output, doctrees):
    """Build the HTML pages; True if there was no warning and no error."""
    from jupyter_book.sphinx import build_sphinx
    from sphinx.util.console import nocolor

    if not sys.stdout.isatty():
        nocolor()
    with contextlib.redirect_stdout(Steps(sys.stdout)):
        result = build_sphinx(
            source,
            output,
            noconfig=True,
            path_config=source / "_config.yml",
            confoverrides={
                "external_toc_path": str(source / "_toc.yml"),
                "latex_individualpages": False,
                "nb_execution_mode": "off",
                "nitpicky": True,
            },
            doctreedir=doctrees,
            warningiserror=True,
            keep_going=True,
        )
    return result == 0


def main(argv=None):
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument(
        "--output",
        type=Path,
        default=ROOT / "_build" / "html",
        metavar="DIR",
        help="where the pages go (default: _build/html)",
    )
    parser.add_argument("--source", type=Path, default=ROOT, metavar="DIR", help=argparse.SUPPRESS)
    parser.add_argument(
        "--strict", action="store_true", help="remove what an earlier build left, then build"
    )
    arguments = parser.parse_args(argv)
    source, output = arguments.source.resolve(), arguments.output.resolve()
    doctrees = output.with_name(f".{output.name}.doctrees")

    problems = list(missing_parts(source))
    if problems:
        sys.exit("The book cannot be built. " + " ".join(problems))
    check_claims(source)
    if arguments.strict:
        shutil.rmtree(output, ignore_errors=True)
    if arguments.strict or looks_changed(source, doctrees):
        shutil.rmtree(doctrees, ignore_errors=True)

    start = time.perf_counter()
    print(f"Building the book from {source} (stored outputs, nothing is executed)", flush=True)
    if not build(source, output, doctrees):
        # Sphinx warns only about pages that it reads: without this, the next build would pass.
        shutil.rmtree(doctrees, ignore_errors=True)
        sys.exit(
            "The book has problems. Each line above with WARNING or ERROR names a page and a line."
        )
    print(f"\nThe book is built ({time.perf_counter() - start:.1f} s). Open it in a browser:")
    print(f"    {(output / 'index.html').as_uri()}")


if __name__ == "__main__":
    main()
