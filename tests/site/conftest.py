"""The built book, and one browser for all tests that need one."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from pages import pages_of

ROOT = Path(__file__).resolve().parents[2]
QUIET = (
    "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--disable-quic",
)  # fmt: skip


@pytest.fixture(scope="session")
def site():
    """The folder with the built pages; built now if it is not there."""
    folder = Path(os.environ.get("BOOK_HTML", ROOT / "_build" / "html"))
    if not (folder / "index.html").is_file():
        build = [sys.executable, ROOT / "tools" / "build_book.py", "--output", folder]
        subprocess.run(build, check=True)
    return folder


@pytest.fixture(scope="session")
def pages(site):
    return pages_of(site)


@pytest.fixture(scope="session")
def chromium():
    """One browser for the whole run, with nothing of its own to say to the network."""
    names = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
    executable = next(filter(None, map(shutil.which, names)), None)
    if executable is None:
        message = "no Chromium is installed, so the pages were not opened in a browser"
        (pytest.fail if os.environ.get("CI") else pytest.skip)(message)
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=list(QUIET))
        yield browser
        browser.close()
