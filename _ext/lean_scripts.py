"""Leave out the scripts that the book has no use for.

Jupyter Book 1 always loads sphinx-thebe, which runs code on somebody else's computer; the book does
not offer that. And it sets up sphinx-togglebutton twice, which then writes its settings twice; the
second `let` would be an error in the reader's console.
"""

from docutils import nodes

SETTINGS = ('<script type="text/x-thebe-config">', "<script>kernelName")


def drop_from_text(app, doctree, docname):
    for node in list(doctree.findall(nodes.raw)):
        if node.astext().strip().startswith(SETTINGS):
            node.parent.remove(node)


def drop_from_page(app, pagename, templatename, context, doctree):
    seen, kept = set(), []
    for script in context.get("script_files", []):
        what = script.attributes.get("body") or script.filename
        if what in seen or "thebe" in str(what).lower():
            continue
        seen.add(what)
        kept.append(script)
    context["script_files"] = kept
    context["css_files"] = [
        sheet for sheet in context.get("css_files", []) if "thebe" not in str(sheet.filename)
    ]


def setup(app):
    app.connect("doctree-resolved", drop_from_text, priority=900)
    app.connect("html-page-context", drop_from_page, priority=900)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
