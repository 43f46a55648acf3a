"""What a copied number is wrong by: from every convention into every other."""

import numpy as np

from coursecode.experiments.conventions.front_ends import FRONT_ENDS, FrontEnd
from coursecode.shared import conventions

FORMULAS = {  # what recipes on the web are written for: write and read of one number
    "Ridge(alpha)": FRONT_ENDS["scikit-learn Ridge"],
    "ElasticNet(alpha)": FRONT_ENDS["scikit-learn ElasticNet"],
    "λ of (λ/2m) Σw²": FrontEnd(
        lambda s, n: conventions.to_lambda_over_2m(s, examples=n),
        lambda number, n: conventions.from_lambda_over_2m(strength=number, examples=n),
        None,
    ),
    "torch SGD(weight_decay)": FRONT_ENDS["PyTorch SGD"],
    "keras L2(l2)": FRONT_ENDS["Keras L2 penalty"],
    "keras SGD(0.9, weight_decay)": FRONT_ENDS["Keras SGD, momentum 0.9"],
}


def copying_factors(examples):
    """By what the strength is multiplied if a number is copied: (written for, typed into)."""
    meant = conventions.Strengths(l2=0.1)
    numbers = [next(iter(form.write(meant, examples).values())) for form in FORMULAS.values()]
    return np.array(
        [[form.read(number, examples).l2 / meant.l2 for form in FORMULAS.values()]
         for number in numbers]
    )  # fmt: skip
