"""Faults of a page that can be seen without a browser: each check yields one sentence per fault."""

import re
from urllib.parse import unquote, urlsplit

LOADED = {  # what a browser fetches by itself, and from which attribute
    "script": "src", "img": "src", "iframe": "src", "source": "src", "video": "src",
    "audio": "src", "embed": "src", "object": "data", "link": "href", "image": "href",
}  # fmt: skip
NOT_FETCHED = {"canonical", "alternate", "author", "license", "next", "prev", "search", "index"}
FILE_NAME = re.compile(r"[\w./-]+\.(png|svg|jpe?g|gif|webp)", re.I)
CHAPTER = re.compile(r"(^|/)\d\d_\w+\.html$")
NUMBERED = re.compile(r"([Cc]hapter\s)?\d+")
MARKUP = re.compile(
    r"\{[a-z][a-z0-9:_-]*\}`"  # a role
    r"|^\s*(`{3,}|:{3,})"  # a fence
    r"|^\s*:(label|class|name|sync|nonumber|width|alt|pyobject|language):"  # an option
    r"|^\([\w-]+\)=$"  # a target
    r"|\]\((#|\.{0,2}/)?[\w./#-]+\)"  # a link
    r"|\*\*\w",  # bold
    re.M,
)


def elsewhere(address):
    """Does an address lead to another host?"""
    return bool(urlsplit(address).netloc)


def broken_links(page, pages):
    """Links to a file or to a place on a page that does not exist."""
    known = {other.file("").resolve() / other.name.rsplit("/", 1)[-1]: other for other in pages}
    for tag in page.html.find_all(href=True) + page.html.find_all(src=True):
        address = tag.get("href", tag.get("src"))
        parts = urlsplit(address)
        if parts.scheme or parts.netloc or address == "#":
            continue
        path = page.file(unquote(parts.path)) if parts.path else page.site / page.name
        if not path.is_file():
            yield f"{page.name}: {address} leads to no file"
        elif parts.fragment and path.suffix == ".html":
            target = known.get(path.resolve())
            if target is None or unquote(parts.fragment) not in target.anchors:
                yield f"{page.name}: {address} leads to no place on that page"


def requests_elsewhere(page):
    """Scripts, styles, pictures and frames that another host would serve."""
    for tag in page.html.find_all(list(LOADED)):
        if tag.name == "link" and NOT_FETCHED & set(tag.get("rel", [])):
            continue
        addresses = [tag.get(LOADED[tag.name], "")]
        addresses += [part.split()[0] for part in tag.get("srcset", "").split(",") if part.strip()]
        yield from (f"{page.name}: <{tag.name}> fetches {a}" for a in addresses if elsewhere(a))
    for text in [tag.get_text() for tag in page.html.find_all("style")] + [
        tag["style"] for tag in page.html.find_all(style=True)
    ]:
        yield from (f"{page.name}: a style fetches {a}" for a in styles_elsewhere(text))


def styles_elsewhere(css):
    """Addresses on another host in a style sheet."""
    css = re.sub(r"/\*.*?\*/", "", css, flags=re.S)
    found = re.findall(r"(?:url\(|@import\s)\s*[\"']?([^\"')\s;]+)", css)
    return [address for address in found if elsewhere(address)]


def injected_markup(page):
    """Scripts, frames and event handlers in the text of a page."""
    for tag in page.article.find_all(
        ["script", "iframe", "object", "embed", "form", "base", "meta"]
    ):
        yield f"{page.name}: <{tag.name}> in the text: {str(tag)[:80]}"
    for tag in page.article.find_all(True):
        for name, value in tag.attrs.items():
            if name.startswith("on") or str(value).strip().lower().startswith("javascript:"):
                yield f"{page.name}: <{tag.name} {name}={value!r}> would run a script"


def pictures_without_text(page):
    """Pictures whose alternative text is missing, a file name, or too short to stand for them."""
    for image in page.html.find_all("img"):
        alt, source = image.get("alt"), image.get("src", "")
        if alt is None:
            yield f"{page.name}: {source} has no alternative text"
        elif image.find_parent("article") is not None:
            if not alt.strip() or alt.strip() == "None" or FILE_NAME.fullmatch(alt.strip()):
                yield f"{page.name}: {source} has the alternative text {alt!r}"
            elif len(alt.strip()) < 15:
                yield f"{page.name}: the alternative text {alt!r} says too little about {source}"


def captions_and_numbers(page):
    """Figures without a caption or a number; pictures in outputs that are no figure at all."""
    for figure in page.article.find_all("figure"):
        caption = figure.find("figcaption")
        text = caption.find(class_="caption-text") if caption else None
        words = text.get_text().strip(" #\n¶") if text else ""
        if not words or words == "None":
            yield f"{page.name}: the figure {figure.get('id', '')} has no caption"
        if caption is None or caption.find(class_="caption-number") is None:
            yield f"{page.name}: the figure {figure.get('id', '')} has no number"
    for image in page.article.select("div.cell_output img"):
        if image.find_parent("figure") is None:
            yield f"{page.name}: the picture {image.get('src')} is in no figure"


def raw_markup(page):
    """Source text that should have become something else, and what Sphinx marks as unresolved."""
    for tag in page.article.find_all(class_=["problematic", "system-message"]):
        yield f"{page.name}: unresolved: {tag.get_text()[:60]!r}"
    for text in page.article.find_all(string=MARKUP):
        if not text.find_parent(["pre", "code", "script", "style"]) and not text.find_parent(
            class_=["math", "headerlink"]
        ):
            found = MARKUP.search(text)
            yield f"{page.name}: source text shows: {text[max(0, found.start() - 20) :][:80]!r}"


def chapters_by_title(page):
    """Links to a chapter that say its title in a sentence, instead of its number."""
    for text in page.article.select("a.internal span.doc"):
        address = text.find_parent("a").get("href", "")
        if CHAPTER.search(address) and not NUMBERED.fullmatch(text.get_text()):
            yield f"{page.name}: the link to {address} says {text.get_text()!r}"


CHECKS = (
    requests_elsewhere, injected_markup, pictures_without_text, captions_and_numbers, raw_markup,
    chapters_by_title,
)  # fmt: skip
