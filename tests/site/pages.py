"""The built pages, parsed once."""

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from bs4 import BeautifulSoup


@dataclass(frozen=True)
class Page:
    """One HTML file of a site."""

    site: Path
    name: str

    @cached_property
    def html(self):
        return BeautifulSoup((self.site / self.name).read_text("utf8"), "html.parser")

    @cached_property
    def article(self):
        """The text of the page without the theme around it; empty on the search page."""
        return self.html.find("article", class_="bd-article") or BeautifulSoup("", "html.parser")

    @property
    def address(self):
        return (self.site / self.name).resolve().as_uri()

    @property
    def forwards(self):
        """Does the page only lead to another one, as index.html does?"""
        return self.html.find("meta", attrs={"http-equiv": "Refresh"}) is not None

    @cached_property
    def anchors(self):
        """Every place on the page that a link can lead to."""
        ids = {tag["id"] for tag in self.html.find_all(id=True)}
        return ids | {tag["name"] for tag in self.html.find_all("a", attrs={"name": True})}

    def file(self, address):
        """The file that a relative address on this page leads to."""
        return (self.site / self.name).parent / address


def pages_of(site):
    """All pages of a site, without those inside the theme's own files."""
    names = sorted(path.relative_to(site).as_posix() for path in site.rglob("*.html"))
    return [Page(site, name) for name in names if not name.startswith(("_static/", "_sources/"))]
