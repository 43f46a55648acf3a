"""Faults of a page that only a browser shows, one sentence each."""

import re
from contextlib import contextmanager
from pathlib import Path

AXE = Path(__file__).parent / "axe" / "axe.min.js"
MODES = {
    "light": {"viewport": {"width": 1280, "height": 900}, "color_scheme": "light"},
    "dark": {"viewport": {"width": 1280, "height": 900}, "color_scheme": "dark"},
    "phone": {"viewport": {"width": 390, "height": 844}, "color_scheme": "light",
              "is_mobile": True, "has_touch": True},
}  # fmt: skip
# Animations off: axe would measure the contrast of a colour on its way.
STILL = "*, *::before, *::after { transition: none !important; animation: none !important }"
SETTLE = """async () => {
  if (window.MathJax && MathJax.startup) await MathJax.startup.promise;
  await document.fonts.ready;
  await new Promise((done) => setTimeout(done, 350));
}"""
UNFOLD = """() => {
  document.querySelectorAll("details").forEach((element) => { element.open = true });
  document.querySelectorAll(".toggle-hidden .toggle-button").forEach((button) => button.click());
}"""
FORMULAS = """() => {
  const all = (selector) => [...document.querySelectorAll(selector)];
  const bare = all(".math").filter((element) => !element.querySelector("mjx-container"));
  return [...bare, ...all("mjx-merror, [data-mjx-error]")]
    .map((element) => element.textContent.trim().slice(0, 60));
}"""
# What sticks out of the window and is not inside something that scrolls by itself.
WIDE = """(width) => {
  const scrolls = (element) => element !== document.body && element !== document.documentElement
    && getComputedStyle(element).overflowX !== "visible";
  const scrolled = (element) =>
    element && (scrolls(element) || scrolled(element.parentElement));
  if (document.documentElement.scrollWidth <= width) return [];
  return ["the page scrolls sideways"].concat([...document.body.querySelectorAll("*")]
    .filter((element) => element.getBoundingClientRect().right > width + 1)
    .filter((element) => !scrolled(element.parentElement))
    .slice(0, 2).map((element) => element.outerHTML.slice(0, 80)));
}"""
# No preloading: a page opened from a folder may not read its own style sheets once more.
RUN_AXE = """async () =>
  (await axe.run(document, { resultTypes: ["violations"], preload: false })).violations
  .map(({ id, help, nodes }) =>
    `${id}: ${help}; ${nodes.length} times, first ${nodes[0].html.slice(0, 120)}`)"""


class Window:
    """A browser window in one mode; `open` loads a page and reports what is wrong with it."""

    def __init__(self, context):
        self.faults = []
        context.route(re.compile("^(https?|wss?|ftp):"), self.refuse)
        context.add_init_script(path=AXE)
        self.page = context.new_page()
        self.width = self.page.viewport_size["width"]
        self.page.on("console", self.listen)
        self.page.on("pageerror", lambda error: self.faults.append(f"script error: {error}"))
        self.page.on("requestfailed", self.miss)

    def refuse(self, route):
        self.faults.append(f"a request to another host: {route.request.url}")
        route.abort()

    def listen(self, message):
        if message.type == "error" and "net::ERR_" not in message.text:
            self.faults.append(f"console error: {message.text}")

    def miss(self, request):
        if request.url.startswith("file:"):
            self.faults.append(f"a file that is not there: {request.url}")

    def open(self, address):
        """Load a page, unfold what is folded on it, and return its faults."""
        self.faults.clear()
        self.page.goto(address, wait_until="load")
        self.page.add_style_tag(content=STILL)
        self.page.evaluate(UNFOLD)
        self.page.evaluate(SETTLE)
        self.faults += [f"not rendered: {text}" for text in self.page.evaluate(FORMULAS)]
        self.faults += [f"too wide: {text}" for text in self.page.evaluate(WIDE, self.width)]
        self.faults += self.page.evaluate(RUN_AXE)
        return list(self.faults)


@contextmanager
def window(browser, mode):
    """A fresh window; nothing is remembered from another one."""
    context = browser.new_context(reduced_motion="reduce", **MODES[mode])
    try:
        yield Window(context)
    finally:
        context.close()
