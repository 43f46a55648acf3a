"""A small sound page, and the faults that the checks must find when one is planted in it."""

SOUND = """<!doctype html><html lang="en"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1"><title>A sound page</title>
<link rel="canonical" href="https://example.org/page.html">
<style>body { color: #111; background: #fff } a { color: #00457c }</style></head>
<body><main><article class="bd-article" id="top"><h1>A sound page</h1>
<p>Text with <code>{role}`text`</code> and <a href="#top">a link</a>, also
<a href="https://example.org">to another host</a>.</p>
<div class="cell_output"><figure id="fig-one">
<img alt="A curve that falls over the epochs" src="one.png">
<figcaption><p><span class="caption-number">Figure 1 </span>
<span class="caption-text">The loss.</span></p></figcaption></figure></div>
<pre>```{note} in a listing</pre>PLANT</article></main></body></html>
"""
PICTURE = (  # one grey pixel
    b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\1\0\0\0\1\x08\0\0\0\0:~\x9bU\0\0\0\nIDATx\x9cc\xa8\7\0\0"
    b"\x81\0\x80^\xff\x8a\x19\0\0\0\0IEND\xaeB`\x82"
)
CAPTION = '<figcaption><span class="caption-text">{}</span></figcaption>'

# (name of the check, what is planted, what the check must say)
WITHOUT_BROWSER = [
    ("broken_links", '<a href="nowhere.html">x</a>', "leads to no file"),
    ("broken_links", '<a href="#nowhere">x</a>', "leads to no place"),
    ("broken_links", '<a href="other.html#nowhere">x</a>', "leads to no place"),
    ("broken_links", '<img src="missing.png" alt="x">', "leads to no file"),
    ("requests_elsewhere", '<script src="https://cdn.example.org/a.js"></script>', "<script>"),
    ("requests_elsewhere", '<link rel="stylesheet" href="//cdn.example.org/a.css">', "<link>"),
    ("requests_elsewhere", '<img alt="" src="https://example.org/p.png">', "<img>"),
    ("requests_elsewhere", '<img alt="" src="a.png" srcset="//example.org/b.png 2x">', "<img>"),
    ("requests_elsewhere", '<iframe src="https://example.org"></iframe>', "<iframe>"),
    ("requests_elsewhere", "<style>@import 'https://example.org/a.css';</style>", "a style"),
    ("requests_elsewhere", '<p style="background: url(//example.org/b.png)"></p>', "a style"),
    ("injected_markup", "<script>alert(1)</script>", "<script> in the text"),
    ("injected_markup", '<iframe srcdoc="x"></iframe>', "<iframe> in the text"),
    ("injected_markup", '<img src="one.png" onerror="alert(1)">', "would run a script"),
    ("injected_markup", '<a href="javascript:alert(1)">x</a>', "would run a script"),
    ("pictures_without_text", '<img src="one.png">', "no alternative text"),
    ("pictures_without_text", '<img src="one.png" alt="">', "has the alternative text"),
    ("pictures_without_text", '<img src="one.png" alt="None">', "has the alternative text"),
    ("pictures_without_text", '<img src="one.png" alt="../_images/1f.png">', "has the alternative"),
    ("pictures_without_text", '<img src="one.png" alt="a curve">', "says too little"),
    ("captions_and_numbers", '<figure><img alt="A curve that falls"></figure>', "no caption"),
    ("captions_and_numbers", f"<figure>{CAPTION.format('None')}</figure>", "no caption"),
    ("captions_and_numbers", f"<figure>{CAPTION.format('The loss.')}</figure>", "no number"),
    ("captions_and_numbers", '<div class="cell_output"><img src="one.png"></div>', "in no figure"),
    ("raw_markup", "<p>See {numref}`fig-one`.</p>", "source text"),
    ("raw_markup", "<p>```{exercise} Title</p>", "source text"),
    ("raw_markup", "<p>:::{note}</p>", "source text"),
    ("raw_markup", "<p>Title\n:label: ex-one</p>", "source text"),
    ("raw_markup", "<p>(fig-one)=</p>", "source text"),
    ("raw_markup", "<p>Read [this](../chapters/one.md).</p>", "source text"),
    ("raw_markup", "<p>It is **bold.</p>", "source text"),
    ("chapters_by_title", '<a class="reference internal" href="03_l2.html">'
     '<span class="doc">L2: a price on large weights</span></a>', "says 'L2: a price"),
    ("raw_markup", '<span class="problematic">:ref:`x`</span>', "unresolved"),
]  # fmt: skip

# (what is planted, what the browser must report, in which mode)
IN_A_BROWSER = [
    ('<img alt="From elsewhere" src="https://example.org/p.png">', "another host", "light"),
    ('<script>fetch("https://example.org/").catch(() => 0)</script>', "another host", "light"),
    ('<img alt="A lost picture" src="missing.png">', "not there", "light"),
    ('<script>console.error("oh")</script>', "console error: oh", "light"),
    ("<script>undefinedFunction()</script>", "script error", "light"),
    ('<div class="math">\\(x^2\\)</div>', "not rendered", "light"),
    ('<div style="width: 700px; background: #ddd">wide</div>', "too wide", "phone"),
    ('<details><summary>Hint</summary><p style="color: #999">faint</p></details>',
     "color-contrast", "light"),
    ("<style>@media (prefers-color-scheme: dark) { body { background: #111 } }</style>",
     "color-contrast", "dark"),
    ('<img src="one.png">', "image-alt", "light"),
    ("<button></button>", "button-name", "light"),
    ('<div style="height: 2em; width: 9em; overflow: auto"><p style="width: 60em">x</p></div>',
     "scrollable-region-focusable", "light"),
]  # fmt: skip

# (a cell, what the check must say)
IN_A_NOTEBOOK = [
    ({"cell_type": "markdown", "source": "<script>alert(1)</script>"}, "in the text"),
    ({"cell_type": "markdown", "source": ["<b onclick=", '"x()">b</b>']}, "in the text"),
    ({"cell_type": "code", "source": "", "outputs": [
        {"data": {"text/html": ["<table><script>", "x()</script></table>"]}}]}, "text/html"),
    ({"cell_type": "code", "source": "", "outputs": [
        {"data": {"image/svg+xml": '<svg onload="x()"/>'}}]}, "image/svg+xml"),
    ({"cell_type": "code", "source": "", "outputs": [
        {"data": {"application/javascript": "x()"}}]}, "application/javascript"),
    ({"cell_type": "code", "source": "", "outputs": [
        {"data": {"application/vnd.jupyter.widget-view+json": {}}}]}, "widget"),
]  # fmt: skip
SOUND_NOTEBOOK = [
    {"cell_type": "markdown", "source": "The tag `<script>` is only named here."},
    {"cell_type": "code", "source": "print('<script>')", "outputs": [
        {"data": {"text/html": "<table><tr><td>1</td></tr></table>", "text/plain": "<script>"}}]},
]  # fmt: skip
