"""The built pages in Chromium, from the folder: light, dark, on a phone, with the keyboard."""

import pytest
from browser_checks import MODES, window

TABS = ".sd-tab-set > label[data-sync-id]"


@pytest.mark.parametrize("mode", MODES)
def test_every_page_is_without_fault(mode, chromium, pages):
    with window(chromium, mode) as view:
        faults = [
            f"{page.name}: {fault}"
            for page in pages
            if not page.forwards
            for fault in view.open(page.address)
        ]
    assert not faults, "\n" + "\n".join(faults)


def addresses_with(pages, selector):
    found = [page.address for page in pages if page.article.select(selector)]
    assert found, f"no page of the book has {selector}"
    return found


def page_with_open_tabs(pages):
    """The first page with a set of tabs that is not folded away."""
    for page in pages:
        if any(tab.find_parent("details") is None for tab in page.article.select(TABS)):
            return page.address
    raise AssertionError("no page of the book shows framework tabs")


def chosen(view):
    """The names of the frameworks whose tabs are open."""
    tabs = view.page.locator(".sd-tab-set > input:checked + label[data-sync-id]")
    return {tabs.nth(i).get_attribute("data-sync-id") for i in range(tabs.count())}


def test_a_chosen_framework_stays_chosen_on_every_page(chromium, pages):
    addresses = addresses_with(pages, TABS)
    with window(chromium, "light") as view:
        view.page.goto(page_with_open_tabs(pages))
        assert chosen(view) == {"numpy"}
        view.page.locator(f"{TABS}[data-sync-id=torch]:visible").first.click()
        assert chosen(view) == {"torch"}
        for address in addresses:
            view.page.goto(address)
            assert chosen(view) == {"torch"}, address


def test_the_keyboard_chooses_a_framework(chromium, pages):
    with window(chromium, "light") as view:
        view.page.goto(page_with_open_tabs(pages))
        view.page.locator(".sd-tab-set > input:has(+ label[data-sync-id]:visible)").first.focus()
        view.page.keyboard.press("ArrowRight")
        assert chosen(view) == {"torch"}
        assert view.page.evaluate("document.activeElement.checked")


@pytest.mark.parametrize("key", ["Enter", "Space"])
def test_the_keyboard_opens_a_hint(key, chromium, pages):
    with window(chromium, "light") as view:
        view.page.goto(addresses_with(pages, "details.sd-dropdown")[0])
        hint = view.page.locator("article details.sd-dropdown").first
        assert hint.get_attribute("open") is None, "a hint is open before anybody asked for it"
        hint.locator("summary").focus()
        view.page.keyboard.press(key)
        assert hint.get_attribute("open") is not None


@pytest.mark.parametrize("key", ["Enter", "Space"])
def test_the_keyboard_opens_a_solution(key, chromium, pages):
    with window(chromium, "light") as view:
        view.page.goto(addresses_with(pages, "div.solution.dropdown")[0])
        solution = view.page.locator("article div.solution").first
        assert "toggle-hidden" in solution.get_attribute("class"), "a solution is open at first"
        solution.locator(".toggle-button").focus()
        view.page.keyboard.press(key)
        assert "toggle-hidden" not in solution.get_attribute("class")


def test_the_search_finds_a_word_without_a_server(chromium, site):
    with window(chromium, "light") as view:
        view.page.goto((site / "search.html").as_uri() + "?q=penalty")
        view.page.locator("#search-results li a").first.wait_for()
        assert not [fault for fault in view.faults if "another host" in fault]
