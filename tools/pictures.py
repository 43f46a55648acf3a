"""The pictures that stand in no chapter: the figure of the front page, and a page for the README.

python tools/pictures.py one_curve    train one network in three frameworks and draw the curves
python tools/pictures.py page         photograph a page of the built book (needs Chromium)
"""

import shutil
import sys
from pathlib import Path

import environment

environment.prepare()

import numpy as np  # noqa: E402

ROOT = Path(__file__).resolve().parents[1]
PICTURES = ROOT / "assets" / "pictures"
CHROMIUM = ("chromium", "chromium-browser", "google-chrome")


def one_curve():
    """PNG bytes of the front page's figure: digits, 64-32-10, L2, AdamW, 40 epochs."""
    from coursecode.shared.plotting import front_page
    from coursecode.shared.plotting.style import png

    totals, paths = {}, {}
    for name, package, kind in frameworks():
        totals[name], paths[name] = train(package, kind)
    distances = {
        name: np.abs(path - paths["NumPy"]).max(axis=1)
        for name, path in paths.items()
        if name != "NumPy"
    }
    return png(front_page.one_curve(totals, distances))


def frameworks():
    import coursecode.keras
    import coursecode.numpy
    import coursecode.torch

    yield "NumPy", coursecode.numpy, lambda package, model: package.AdamW(0.003)
    yield (
        "PyTorch",
        coursecode.torch,
        lambda package, model: package.AdamW(model.parameters(), 0.003),
    )
    yield "Keras", coursecode.keras, lambda package, model: package.AdamW(0.003)


def train(package, make_optimizer, epochs=40):
    """Totals and all weights after every epoch; one call of fit per epoch, one optimizer."""
    from coursecode.shared.datasets import digits
    from coursecode.shared.minibatches import minibatches

    split = digits(train=300, label_noise=0.2, seed=0)
    model = package.mlp((64, 32, 10), penalty=package.L2(2**-10), seed=1)
    optimizer = make_optimizer(package, model)
    batches = minibatches(*split.train, batch_size=50, seed=2)
    totals, path = [], []
    for _ in range(epochs):
        totals.append(package.fit(model, batches, optimizer=optimizer, epochs=1).total[0])
        path.append(np.concatenate([p.ravel() for pair in package.weights(model) for p in pair]))
    return np.array(totals), np.array(path)


def page():
    """PNG bytes of chapter 3 in a window of a laptop's size."""
    from playwright.sync_api import sync_playwright

    browser = next((path for name in CHROMIUM if (path := shutil.which(name))), None)
    built = ROOT / "_build" / "html" / "chapters" / "03_l2.html"
    if browser is None or not built.exists():
        sys.exit("A picture of a page needs Chromium and a built book: make book comes first.")
    with sync_playwright() as p:
        window = p.chromium.launch(executable_path=browser, args=["--no-sandbox", "--disable-gpu"])
        tab = window.new_page(viewport={"width": 1400, "height": 900}, color_scheme="light")
        tab.goto(built.as_uri())
        tab.wait_for_timeout(2500)
        tab.evaluate("document.querySelector('.sd-tab-set').scrollIntoView({block: 'center'})")
        tab.wait_for_timeout(500)
        return tab.screenshot()


if __name__ == "__main__":
    known = {"one_curve": one_curve, "page": page}
    if len(sys.argv) != 2 or sys.argv[1] not in known:
        sys.exit(__doc__)
    PICTURES.mkdir(parents=True, exist_ok=True)
    (PICTURES / f"{sys.argv[1]}.png").write_bytes(known[sys.argv[1]]())
