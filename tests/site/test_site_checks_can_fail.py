"""The checks of the built site, checked: each planted fault is found, and a sound page has none."""

from contextlib import ExitStack

import page_checks
import pytest
from browser_checks import MODES, window
from pages import pages_of
from planted_faults import (
    IN_A_BROWSER,
    IN_A_NOTEBOOK,
    PICTURE,
    SOUND,
    SOUND_NOTEBOOK,
    WITHOUT_BROWSER,
)
from stored_output_checks import code_in_outputs


@pytest.fixture
def page_with(tmp_path):
    """Write the sound page with something planted in it, and another page that it may link to."""

    def write(plant):
        (tmp_path / "one.png").write_bytes(PICTURE)
        (tmp_path / "other.html").write_text(SOUND.replace("PLANT", ""), "utf8")
        (tmp_path / "page.html").write_text(SOUND.replace("PLANT", plant), "utf8")
        return next(page for page in pages_of(tmp_path) if page.name == "page.html")

    return write


def faults_of(check, page):
    function = getattr(page_checks, check)
    more = [pages_of(page.site)] if check == "broken_links" else []
    return list(function(page, *more))


@pytest.mark.parametrize("check", sorted({check for check, _, _ in WITHOUT_BROWSER}))
def test_a_sound_page_passes(check, page_with):
    assert faults_of(check, page_with("")) == []


def test_every_check_has_a_planted_fault():
    assert {check.__name__ for check in page_checks.CHECKS} | {"broken_links"} == {
        check for check, _, _ in WITHOUT_BROWSER
    }


@pytest.mark.parametrize(("check", "plant", "message"), WITHOUT_BROWSER)
def test_a_planted_fault_is_found(check, plant, message, page_with):
    faults = faults_of(check, page_with(plant))
    assert any(message in fault for fault in faults), faults


def test_a_style_sheet_from_elsewhere_is_found():
    assert page_checks.styles_elsewhere("@font-face { src: url('https://example.org/f.woff2') }")
    assert not page_checks.styles_elsewhere("/* url(https://example.org) */ a { b: url(f.png) }")


@pytest.mark.parametrize(("cell", "message"), IN_A_NOTEBOOK)
def test_code_stored_in_a_notebook_is_found(cell, message):
    faults = list(code_in_outputs("one.ipynb", {"cells": [*SOUND_NOTEBOOK, cell]}))
    assert len(faults) == 1, faults
    assert message in faults[0]


def test_stored_widgets_are_found():
    assert list(code_in_outputs("one.ipynb", {"cells": [], "metadata": {"widgets": {}}}))


def test_a_sound_notebook_passes():
    assert list(code_in_outputs("one.ipynb", {"cells": SOUND_NOTEBOOK})) == []


@pytest.fixture(scope="module")
def windows(chromium):
    """One window for each mode, so that a planted fault costs no new one."""
    with ExitStack() as stack:
        yield {mode: stack.enter_context(window(chromium, mode)) for mode in MODES}


@pytest.mark.parametrize("mode", MODES)
def test_a_sound_page_passes_in_the_browser(mode, windows, page_with):
    assert windows[mode].open(page_with("").address) == []


@pytest.mark.parametrize(("plant", "message", "mode"), IN_A_BROWSER)
def test_a_planted_fault_is_found_in_the_browser(plant, message, mode, windows, page_with):
    faults = windows[mode].open(page_with(plant).address)
    assert any(message in fault for fault in faults), faults
