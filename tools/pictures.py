"""The pictures that stand in no chapter: the figure of the front page, and a page for the README.

python tools/pictures.py one_curve    train one network in three frameworks and draw the curves
python tools/pictures.py page         photograph a page of the built book (needs Chromium)
"""

import shutil
import sys
from pathlib import Path

import environment

environment.prepare()

ROOT = Path(__file__).resolve().parents[1]
PICTURES = ROOT / "assets" / "pictures"
CHROMIUM = ("chromium", "chromium-browser", "google-chrome")


SETTINGS = {"momentum": 0.9, "weight_decay": 0.02}
RATE = 2**-4


def one_curve():
    """PNG bytes of the front page's figure: digits, 64-32-10, SGD with momentum and decay."""
    import coursecode.keras  # before keras itself: it imports it without a word on stderr
    import coursecode.numpy
    import coursecode.torch

    # isort: split
    import keras
    import torch

    from coursecode.shared.plotting import front_page
    from coursecode.shared.plotting.style import png

    packages = {"NumPy": coursecode.numpy, "PyTorch": coursecode.torch, "Keras": coursecode.keras}
    ours = {
        "NumPy": lambda model: coursecode.numpy.SGDW(RATE, **SETTINGS),
        "PyTorch": lambda model: coursecode.torch.SGDW(model.parameters(), RATE, **SETTINGS),
        "Keras": lambda model: coursecode.keras.SGDW(RATE, **SETTINGS),
    }
    built_in = {
        "PyTorch": lambda model: torch.optim.SGD(model.parameters(), RATE, **SETTINGS),
        "Keras": lambda model: keras.optimizers.SGD(RATE, **SETTINGS),
    }
    return png(
        front_page.one_curve(
            {name: losses(packages[name], make) for name, make in ours.items()},
            {name: losses(packages[name], make) for name, make in built_in.items()},
        )
    )


def losses(package, make_optimizer):
    """Data loss after every epoch; everything but the optimizer is the same."""
    from coursecode.shared.datasets import digits
    from coursecode.shared.minibatches import minibatches

    model = package.mlp((64, 32, 10), seed=1)
    batches = minibatches(*digits(train=300, seed=0).train, batch_size=50, seed=2)
    return package.fit(model, batches, optimizer=make_optimizer(model), epochs=40).data_loss


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
