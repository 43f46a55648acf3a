"""A small chapter that obeys every rule, stored by the course's own tool, to plant faults in."""

import base64
import copy
import io

import nbformat
from PIL import Image, ImageDraw, ImageFont

ALT = "A rising line on white ground, drawn for the tests of the checks."


def chapter():
    """Build the good chapter with outputs as a kernel would have stored them; no kernel runs."""
    notebook = nbformat.v4.new_notebook(
        metadata={
            "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
            "language_info": {"name": "python", "pygments_lexer": "ipython3"},
        },
        cells=[
            text("# A chapter"),
            code("import math", []),
            code("print(round(math.pi, 3))", [printed("3.142\n")]),
            text("What the next cell draws is in {numref}`fig-line`."),
            code("draw_line()", [drawn(picture(), ALT)], mystnb=described(ALT)),
            *(cell for number in range(4) for cell in exercise(f"ex-sample-{number}")),
        ],
    )
    for count, cell in enumerate((c for c in notebook.cells if c.cell_type == "code"), start=1):
        cell.execution_count = count
        for output in cell.outputs:
            if output.output_type == "execute_result":
                output.execution_count = count
    for number, cell in enumerate(notebook.cells):
        cell.id = f"cell-{number}"
    return notebook


def exercise(label):
    """Build the cells of one exercise."""
    return [
        text(
            f"````{{exercise}} Twice the same\n:label: {label}\nReturn the double of `x`.\n````\n\n"
            "```{dropdown} Hint\nAdd.\n```"
        ),
        code(
            "def double(x):\n    ...\n\ncheck_double(double)",
            [result("Not answered yet: replace the three dots.")],
        ),
        text(f"```{{solution-start}} {label}\n:class: dropdown\n```"),
        code(
            "def double(x):\n    return x + x\n\ncheck_double(double)",
            [result("Right: adding is enough.")],
            jupyter={"source_hidden": True},
            tags=["solution"],
        ),
        text("```{solution-end}\n```"),
    ]


def text(source):
    return nbformat.v4.new_markdown_cell(source)


def code(source, outputs, **metadata):
    outputs = [copy.deepcopy(output) for output in outputs]
    return nbformat.v4.new_code_cell(source, outputs=outputs, metadata=metadata)


def printed(words, name="stdout"):
    return nbformat.v4.new_output("stream", name=name, text=words)


def result(words, **data):
    return nbformat.v4.new_output("execute_result", data={"text/plain": words, **data})


def drawn(png, alt):
    return nbformat.v4.new_output(
        "display_data", data={"image/png": png}, metadata={"image/png": {"alt": alt}}
    )


def described(alt):
    caption = {"caption": "A line.", "name": "fig-line"}
    return {"figure": caption, "image": {"alt": alt}}


def picture(end=180, label="0.25", size=(400, 300), ground="white"):
    """Draw a line and a number as base64 PNG."""
    image = Image.new("RGB", size, ground)
    pen = ImageDraw.Draw(image)
    pen.line([(20, 280), (380, end)], fill="black", width=2)
    pen.text((10, 10), label, fill="black", font=ImageFont.load_default(size=14))
    file = io.BytesIO()
    image.save(file, "PNG")
    return base64.b64encode(file.getvalue()).decode()
