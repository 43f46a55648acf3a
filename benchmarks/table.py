"""Results as a Markdown table."""

HEAD = """\
| | ours | CPU s | reference | CPU s | ratio [min, max] | goal | met |
| --- | --- | --- | --- | --- | --- | --- | --- |"""


def table(results):
    """One line per result: the medians of both sides, and of the ratio with its spread."""
    return "\n".join([HEAD, *(line(result) for result in results), *notes(results)])


def line(result):
    row = result.row
    spread = f"{result.ratio:.3f} [{min(result.ratios):.3f}, {max(result.ratios):.3f}]"
    seconds = [f"{median(side):.3g}" for side in (result.ours, result.reference)]
    met = "yes" if result.met else "**no**"
    cells = [row.name, row.what, seconds[0], row.reference_is, seconds[1], spread]
    return "| " + " | ".join([*cells, f"≤ {row.goal:.2f}", met]) + " |"


def median(values):
    return sorted(values)[len(values) // 2]


def notes(results):
    told = [f"\n{result.row.name}: {result.note}" for result in results if result.note]
    return told
