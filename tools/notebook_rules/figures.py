"""A figure has a caption, a name to refer to, and a text for those who do not see it."""

from .places import code_cells, images

SHORTEST_ALT = 20


def faults(notebook):
    """List what is missing at the figures of this notebook."""
    found, seen = [], {}
    for name, cell in code_cells(notebook):
        found += [f"{name}: {fault}" for fault in faults_of(cell)]
        figure = figure_name(cell)
        if figure in seen:
            found.append(f"{name}: the figure name {figure} is taken by {seen[figure]}")
        elif figure:
            seen[figure] = name
    return found


def figure_name(cell):
    """Return the name a text refers to this cell's figure by, None where it has none."""
    return cell.metadata.get("mystnb", {}).get("figure", {}).get("name")


def faults_of(cell):
    """List what is wrong with the figure of one cell."""
    shown, mystnb = images(cell), cell.metadata.get("mystnb", {})
    figure = mystnb.get("figure", {})
    if not shown:
        return ["has a caption or alt text but shows no figure"] if mystnb else []
    found = []
    if len(shown) > 1:
        found.append(f"{len(shown)} pictures in one cell; expected one")
    alt = mystnb.get("image", {}).get("alt", "")
    drawn = shown[0].metadata.get("image/png", {}).get("alt")
    if len(alt) < SHORTEST_ALT or alt.endswith((".png", ".svg")):
        found.append(f"alt text {alt!r}; expected at least {SHORTEST_ALT} characters that describe")
    if alt != drawn:
        found.append(f"alt text {alt!r}, but the figure was drawn with {drawn!r}; store it anew")
    if not figure.get("caption", "").strip():
        found.append('no caption in the cell metadata {"mystnb": {"figure": {"caption": ...}}}')
    if not str(figure.get("name", "")).startswith("fig-"):
        found.append('no name "fig-..." in the cell metadata {"mystnb": {"figure": {"name": ...}}}')
    return found
