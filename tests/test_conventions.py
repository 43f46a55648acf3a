"""The conventions among themselves: the general rule, round trips, and what is refused.

The libraries themselves are asked in test_conventions_sklearn, _networks, _texts and _noise.
"""

import inspect
import math

import numpy as np
import pytest
from conventions_problem import violation, x, y
from hypothesis import given, strategies as st

import coursecode.shared.conventions as conventions
from coursecode.shared.conventions import NoEquivalent, Strengths

BOTH, L1_ONLY, L2_ONLY = ("l1", "l2"), ("l1",), ("l2",)
FORMS = {  # what each can say, and what it must know besides
    "objective": (BOTH, {"factor": 3.5}),
    "ridge": (L2_ONLY, {"examples": 300}),
    "lasso": (L1_ONLY, {}),
    "elastic_net": (BOTH, {}),
    "sgd_regressor": (BOTH, {}),
    "sgd_classifier": (BOTH, {}),
    "logistic_regression": (BOTH, {"examples": 300}),
    "liblinear": (L2_ONLY, {"examples": 300}),
    "mlp_classifier": (L2_ONLY, {"batch_size": 50, "examples": 300}),
    "mlp_regressor": (L2_ONLY, {"batch_size": "auto", "examples": 300 - 150}),
    "keras_l1": (L1_ONLY, {}),
    "keras_l2": (L2_ONLY, {}),
    "keras_l1l2": (BOTH, {}),
    "l2_loss": (L2_ONLY, {}),
    "torch_weight_decay": (L2_ONLY, {}),
    "keras_sgd": (L2_ONLY, {"momentum": 0.9}),
    "half_l2": (L2_ONLY, {"factor": 0.5}),
    "lambda_over_2m": (L2_ONLY, {"examples": 300, "factor": 1.0}),
    "zou_hastie": (BOTH, {"examples": 300}),
    "l2_share": (BOTH, {"examples": 300}),
    "glmnet_gaussian": (BOTH, {"target_stddev": 77.0}),
    "glmnet_binomial": (BOTH, {}),
    "gaussian_prior": (L2_ONLY, {"noise_stddev": 1.3, "examples": 300}),
    "laplace_prior": (L1_ONLY, {"noise_stddev": None, "examples": 300}),
    "input_dropout": (L2_ONLY, {}),
}
REFUSE_NONE = ("gaussian_prior", "laplace_prior")  # a flat prior is no distribution
DYADIC = {  # everything a power of two: no rounding anywhere
    "factor": 0.25, "examples": 256, "batch_size": 64, "momentum": 0.75, "target_stddev": 8.0,
    "noise_stddev": 2.0,
}  # fmt: skip
sizes = st.floats(1e-6, 1e3)


def there_and_back(name, strengths, known):
    """Into a convention and out of it; what it returned counts before what it was told."""
    written = getattr(conventions, f"to_{name}")(strengths, **known)
    return getattr(conventions, f"from_{name}")(**known | written)


@pytest.mark.parametrize("name", FORMS)
@given(l1=sizes, l2=sizes)
def test_there_and_back_is_the_same(name, l1, l2):
    parts, known = FORMS[name]
    strengths = Strengths(**{part: {"l1": l1, "l2": l2}[part] for part in parts})
    back = there_and_back(name, strengths, known)
    ulps = 8 * np.finfo(float).eps * max(strengths.l1, strengths.l2)
    if name == "input_dropout":  # a rate near 1 says little about a large strength
        ulps *= 1 + l2
    assert abs(back.l1 - strengths.l1) <= ulps
    assert abs(back.l2 - strengths.l2) <= ulps


@pytest.mark.parametrize("name", FORMS)
def test_powers_of_two_come_back_to_the_last_bit(name):
    parts, known = FORMS[name]
    known = {key: value and DYADIC[key] for key, value in known.items()}
    strengths = Strengths(**{part: {"l1": 2.0**-4, "l2": 2.0**-5}[part] for part in parts})
    if name not in ("gaussian_prior", "input_dropout"):  # a root, and a third
        assert there_and_back(name, strengths, known) == strengths


@pytest.mark.parametrize("name", [name for name in FORMS if name not in REFUSE_NONE])
def test_no_penalty_is_no_penalty_everywhere(name):
    assert there_and_back(name, Strengths(), FORMS[name][1]) == Strengths()


@pytest.mark.parametrize("name", REFUSE_NONE)
def test_no_penalty_is_no_prior(name):
    with pytest.raises(NoEquivalent, match="flat prior"):
        getattr(conventions, f"to_{name}")(Strengths(), **FORMS[name][1])


@pytest.mark.parametrize("name", [name for name, (parts, _) in FORMS.items() if parts != BOTH])
def test_the_other_part_is_refused_and_not_dropped(name):
    _, known = FORMS[name]
    with pytest.raises(NoEquivalent, match=r"no L[12] part, got l[12]=0.2\. \w"):
        getattr(conventions, f"to_{name}")(Strengths(l1=0.2, l2=0.2), **known)
    assert NoEquivalent.__mro__[1] is ValueError


@pytest.mark.parametrize("name", FORMS)
def test_a_bare_number_is_refused(name):
    with pytest.raises(TypeError, match="bare number"):
        getattr(conventions, f"to_{name}")(0.1, **FORMS[name][1])


@pytest.mark.parametrize("name", FORMS)
@pytest.mark.parametrize("wrong", [-1.0, math.nan, "0.1"])
def test_a_wrong_number_is_refused_by_its_own_name(name, wrong):
    parts, known = FORMS[name]
    written = getattr(conventions, f"to_{name}")(Strengths(**dict.fromkeys(parts, 0.1)), **known)
    for argument in written.keys() - {"penalty", "fit_intercept"}:
        with pytest.raises((ValueError, TypeError), match=f"^{argument} must be"):
            getattr(conventions, f"from_{name}")(**known | written | {argument: wrong})


def test_everything_easy_to_confuse_is_named():
    for name in conventions.__all__:
        if name == "NoEquivalent":
            continue
        parameters = inspect.signature(getattr(conventions, name)).parameters.values()
        kinds = {p.kind for p in parameters if p.name not in ("strengths", "kernel")}
        assert kinds <= {inspect.Parameter.KEYWORD_ONLY}, name


def test_no_convention_is_left_out_here():
    """What goes to and from the course's form stands in the table above; two are no strengths."""
    for way in ("from_", "to_"):
        names = {n.removeprefix(way) for n in conventions.__all__ if n.startswith(way)}
        assert names == FORMS.keys() | {"adamw", "keep_probability"}


def test_every_conversion_has_a_docstring():
    for name in conventions.__all__:
        text = getattr(conventions, name).__doc__
        assert len(text) > 35, name


def test_scaling_an_objective_leaves_its_minimum():
    """The general rule, on a problem: half the loss and half the strengths, the same weights."""
    strengths = conventions.from_objective(factor=0.5, l2=0.1)
    assert strengths == Strengths(l2=0.2)
    assert conventions.to_objective(strengths, factor=len(x)) == {"l1": 0, "l2": 0.2 * len(x)}
    w = np.linalg.solve(
        0.5 * centred().T @ centred() / len(x) + 0.1 * np.eye(4),
        0.5 * centred().T @ (y - y.mean()) / len(x),
    )
    assert violation(w, y.mean() - x.mean(axis=0) @ w, strengths) < 1e-12


def centred():
    return x - x.mean(axis=0)


@pytest.mark.parametrize("weight_decay", [1e-4, 0.01, 5.0])
def test_adamw_is_no_penalty(weight_decay):
    with pytest.raises(NoEquivalent, match=r"AdamW minimizes no penalty.*validation data"):
        conventions.from_adamw(weight_decay=weight_decay)
    with pytest.raises(NoEquivalent, match="no penalty"):
        conventions.to_adamw(Strengths(l2=weight_decay))
    assert conventions.from_adamw(weight_decay=0) == Strengths()
    assert conventions.to_adamw(Strengths()) == {"weight_decay": 0}


def test_batches_of_different_sizes_have_no_alpha():
    with pytest.raises(NoEquivalent, match="in batches of 200 leave a last one of 100"):
        conventions.from_mlp_classifier(alpha=0.1, batch_size="auto", examples=300)
    with pytest.raises(NoEquivalent, match="2 times the strength"):
        conventions.to_mlp_regressor(Strengths(l2=0.1), batch_size=200, examples=300)


def test_liblinear_with_an_intercept_is_refused():
    with pytest.raises(NoEquivalent, match="intercept is free"):
        conventions.from_liblinear(C=1.0, examples=300)


@pytest.mark.parametrize(("alpha", "works"), [(1.0, True), (0.5, False)])
def test_glmnet_needs_the_spread_of_the_target_unless_it_is_a_lasso(alpha, works):
    if works:
        assert conventions.from_glmnet_gaussian(lambda_=0.1, alpha=alpha) == Strengths(l1=0.2)
        return
    with pytest.raises(NoEquivalent, match=r"target_stddev=y\.std\(\)"):
        conventions.from_glmnet_gaussian(lambda_=0.1, alpha=alpha)
    with pytest.raises(NoEquivalent, match="glmnet divides"):
        conventions.to_glmnet_gaussian(Strengths(l1=0.1, l2=0.1))
    assert conventions.to_glmnet_gaussian(Strengths(l1=0.1)) == {"lambda_": 0.05, "alpha": 1}
