"""Ten measurements of 442 patients and how their diabetes went on: real, small and noisy."""

import numpy as np

from coursecode.shared.arguments import whole
from coursecode.shared.datasets.cutting import cut
from coursecode.shared.datasets.files import load
from coursecode.shared.datasets.split import Part, Split

FEATURES = ("age", "sex", "bmi", "bp", "tc", "ldl", "hdl", "tch", "ltg", "glu")
UNITS = (
    "years",
    "1 or 2",
    "kilograms per square metre",
    "millimetres of mercury",
    "milligrams per decilitre",
    "milligrams per decilitre",
    "milligrams per decilitre",
    "ratio of tc to hdl",
    "logarithm",
    "milligrams per decilitre",
)


def diabetes(*, train=242, validation=100, test=100, seed=0):
    """Load the diabetes data of Efron and others and cut them into parts.

    The features are raw, as they were measured; `standardize` brings them to one scale from the
    training part alone. (The copy that most programs load was standardized with all 442 patients,
    test part included.) The serum values tc, ldl, hdl and tch correlate strongly.

    Parameters
    ----------
    train, validation, test : int
        Patients per part, 442 at most together.
    seed : int
        Chooses the parts.

    Returns
    -------
    Split
        ``x`` of shape (n, 10): age, sex, body mass index, mean blood pressure, total, low-density
        and high-density cholesterol, their ratio, log triglycerides (probably), blood sugar. ``y``:
        progression of the disease one year later, a score from 25 to 346.

    Notes
    -----
    Source: B. Efron, T. Hastie, I. Johnstone and R. Tibshirani, *Least angle regression*, Annals of
    Statistics 32 (2004) 407-499, doi:10.1214/009053604000000067. The source states no units; those
    given are the customary ones. About its licence see ``DATA_LICENSES.md``.
    """
    rng = np.random.default_rng(whole("seed", seed, minimum=0)).spawn(1)[0]
    data = load("diabetes.npz")
    x, y = data["x"], data["y"]
    chosen = cut(len(y), {"train": train, "validation": validation, "test": test}, rng)
    return Split(
        **{name: Part(x[rows], y[rows]) for name, rows in chosen.items()},
        feature_names=FEATURES,
        units=UNITS,
        target="progression after one year",
        target_unit="score",
    )
