"""A bank's loans and what each did to its cash flow, before and after the bank grew bold."""

import numpy as np

from coursecode.shared.arguments import nonnegative
from coursecode.shared.datasets.draws import draws
from coursecode.shared.datasets.split import Part, Split

FEATURES = ("amount", "rate", "income", "term", "years_as_customer")
UNITS = ("thousand euros", "percent per year", "thousand euros per year", "months", "years")


def cash_flow(x):
    r"""Evaluate the noiseless effect of a loan on cash flow, in thousand euros per year.

    Interest above the bank's own cost of money comes in, and part of the loan is lost:
    :math:`a\,(r - 2)/100 - 0.08\,a\,q^2/(1 + q^2)` for the amount :math:`a`, the rate :math:`r` in
    percent and the burden :math:`q = a / \text{income}`. Small loans pay, and the larger the loan
    the more of it is lost. Term and years as a customer do not enter.
    """
    amount, rate, income = x[:, 0], x[:, 1], x[:, 2]
    burden = amount / income
    return amount * (rate - 2) / 100 - 0.08 * amount * (burden * burden) / (1 + burden * burden)


def loans(*, train=40, validation=40, test=500, production=500, noise=0.2, shift=1.0, seed=0):
    """Draw the loans that a bank made, and the larger ones that it made after trusting a model.

    The model is built on ``train``, chosen on ``validation`` and praised on ``test``, which are
    drawn alike. Then it goes to work: in ``production`` amounts are ``1 + shift`` times as large
    and rates ``shift`` percentage points higher. The law that turns a loan into cash is the same
    (`cash_flow`); only the loans are not.

    Parameters
    ----------
    train, validation, test, production : int
        Examples per part.
    noise : float
        Standard deviation of the noise on the target, thousand euros per year.
    shift : float >= 0
        How far production moves away; 0 draws it like the rest.
    seed : int
        Starts the draws; the loans do not depend on ``noise``, nor the first three parts on
        ``shift``.

    Returns
    -------
    Split
        ``x`` of shape (n, 5): amount (5 to 50 thousand euros before the shift), rate (4 to 6 % per
        year), income (30 to 60 thousand euros per year), term (12 to 84 months) and years as a
        customer (0 to 30). ``y``: impact on cash flow, thousand euros per year. ``truth``:
        ``law`` (the noiseless target, a function of ``x``) and ``noise``.
    """
    noise, shift = nonnegative("noise", noise), nonnegative("shift", shift)
    sizes = {"train": train, "validation": validation, "test": test, "production": production}
    parts = {}
    for name, (u, z) in draws(seed, sizes, uniforms=5, normals=1).items():
        amount, rate = 5 + 45 * u[:, 0], 4 + 2 * u[:, 1]
        if name == "production":
            amount, rate = amount * (1 + shift), rate + shift
        term, years = 12 + np.floor(73 * u[:, 3]), np.floor(31 * u[:, 4])
        x = np.stack([amount, rate, 30 + 30 * u[:, 2], term, years], axis=1)
        parts[name] = Part(x, cash_flow(x) + noise * z[:, 0])
    return Split(
        **parts,
        feature_names=FEATURES,
        units=UNITS,
        target="impact on cash flow",
        target_unit="thousand euros per year",
        truth={"law": cash_flow, "noise": noise},
    )
