"""In a sentence, a link to a chapter reads "chapter 3", and "Chapter 3" where a sentence begins."""

import re

from docutils import nodes
from sphinx import addnodes
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util import docname_join

BEGINNING = re.compile(r"(^|[.?!…]['\"”’)]*\s+)['\"“‘(]*$")  # what stands before a sentence


def called(number, before):
    """What a link to a chapter says, after so much text of its paragraph; on one line."""
    return f"{'Chapter' if BEGINNING.search(before) else 'chapter'}\N{NO-BREAK SPACE}{number}"


def text_before(node):
    """The text of the paragraph (or cell, or caption) up to a node."""
    block = node
    while not isinstance(block, (nodes.TextElement, nodes.document)) or isinstance(
        block, (nodes.Inline, addnodes.pending_xref)
    ):
        block = block.parent
    before = []
    for other in block.findall():
        if other is node:
            break
        if isinstance(other, nodes.Text):
            before.append(other.astext())
    return "".join(before)


class ChapterLinks(SphinxPostTransform):
    """Give a ``doc`` role without a text of its own the number of its chapter."""

    default_priority = 5  # before Sphinx fills in the whole title

    def run(self, **kwargs):
        for link in list(self.document.findall(addnodes.pending_xref)):
            if link.get("reftype") != "doc" or link["refexplicit"]:
                continue
            target = docname_join(link["refdoc"], link["reftarget"])
            number = self.env.toc_secnumbers.get(target, {}).get("")
            if number:
                text = called(".".join(map(str, number)), text_before(link))
                link["refexplicit"] = True
                link[:] = [nodes.Text(text)]


def setup(app):
    app.add_post_transform(ChapterLinks)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
