"""The built pages: links, requests, texts, figures."""

import json
from pathlib import Path

import pytest
from page_checks import CHECKS, broken_links, styles_elsewhere
from sphinx_external_toc.parsing import parse_toc_yaml
from stored_output_checks import code_in_outputs

ROOT = Path(__file__).resolve().parents[2]


def report(faults):
    """Fail with the faults, one a line."""
    faults = list(faults)
    assert not faults, "\n" + "\n".join(faults)


def test_the_site_has_the_pages_of_the_table_of_contents(pages):
    with_text = {page.name for page in pages if page.article.find("h1")}
    documents = parse_toc_yaml(ROOT / "_toc.yml")
    report(f"{name}.html has no text" for name in documents if f"{name}.html" not in with_text)


def test_no_link_is_broken(pages):
    report(fault for page in pages for fault in broken_links(page, pages))


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
def test_no_page_has(check, pages):
    report(fault for page in pages for fault in check(page))


def test_no_style_sheet_fetches_from_another_host(site):
    report(
        f"{sheet.relative_to(site)}: {address}"
        for sheet in site.rglob("*.css")
        for address in styles_elsewhere(sheet.read_text("utf8"))
    )


def test_no_notebook_stores_code_for_the_browser():
    notebooks = sorted((ROOT / "chapters").glob("*.ipynb"))
    report(
        fault
        for path in notebooks
        for fault in code_in_outputs(path.name, json.loads(path.read_text("utf8")))
    )
