"""Bad input: the same refusal in the three frameworks, in words that help."""

import keras
import numpy as np
import pytest
from frameworks import FRAMEWORKS
from hypothesis import assume, given, strategies as st

from coursecode.shared.minibatches import minibatches

x = np.random.default_rng(0).standard_normal((20, 4))
y = np.random.default_rng(1).integers(0, 3, 20)

negative = st.floats(max_value=-1e-300, allow_nan=False)
not_finite = st.sampled_from([float("nan"), float("inf"), float("-inf")])
too_large = st.floats(min_value=1.0, allow_nan=False)
not_a_number = st.sampled_from(["0.1", None, True, 1j, [0.1], {"a": 1}, b"1"])
out_of_range = {
    "strength": negative | not_finite,
    "learning_rate": st.just(0.0) | negative | not_finite,
    "weight_decay": negative | not_finite,
    "epsilon": st.just(0.0) | negative | not_finite,
    "momentum": negative | not_finite | too_large,
    "beta1": negative | not_finite | too_large,
    "rate": negative | not_finite | too_large,
    "step": negative | not_finite,
    "stddev": negative | not_finite,
    "limit": st.just(0.0) | negative | not_finite,
    "min_delta": negative | not_finite,
    "patience": st.integers(-1000, 0),
}


def optimizer(framework, name, **settings):
    model = framework.package.mlp((4, 3))
    return framework.optimizer(name, model, **settings)


CALLS = {  # one argument is damaged, the others are right
    "L1 strength": ("strength", lambda f, v: f.package.L1(v)),
    "L2 strength": ("strength", lambda f, v: f.package.L2(v)),
    "ElasticNet l1": ("strength", lambda f, v: f.package.ElasticNet(v, 0.1)),
    "ElasticNet l2": ("strength", lambda f, v: f.package.ElasticNet(0.1, v)),
    "GroupLasso strength": ("strength", lambda f, v: f.package.GroupLasso(v, 0)),
    "prox step": ("step", lambda f, v: f.prox(f.package.L1(0.1), x, v)),
    "SGDW learning_rate": ("learning_rate", lambda f, v: optimizer(f, "SGDW", learning_rate=v)),
    "SGDW momentum": (
        "momentum",
        lambda f, v: optimizer(f, "SGDW", learning_rate=0.1, momentum=v),
    ),
    "SGDW weight_decay": (
        "weight_decay",
        lambda f, v: optimizer(f, "SGDW", learning_rate=0.1, weight_decay=v),
    ),
    "AdamW learning_rate": ("learning_rate", lambda f, v: optimizer(f, "AdamW", learning_rate=v)),
    "AdamW beta1": ("beta1", lambda f, v: optimizer(f, "AdamW", beta1=v)),
    "AdamW beta2": ("beta1", lambda f, v: optimizer(f, "AdamW", beta2=v)),
    "AdamW epsilon": ("epsilon", lambda f, v: optimizer(f, "AdamW", epsilon=v)),
    "AdamW weight_decay": (
        "weight_decay",
        lambda f, v: optimizer(f, "AdamW", weight_decay=v),
    ),
    "ProximalSGD learning_rate": (
        "learning_rate",
        lambda f, v: optimizer(f, "ProximalSGD", learning_rate=v, penalty=f.package.L1(0.1)),
    ),
    "ProximalSGD momentum": (
        "momentum",
        lambda f, v: optimizer(
            f, "ProximalSGD", learning_rate=0.1, penalty=f.package.L1(0.1), momentum=v
        ),
    ),
    "mlp dropout": ("rate", lambda f, v: f.package.mlp((4, 3, 2), dropout=v)),
    "EarlyStopping patience": ("patience", lambda f, v: f.package.EarlyStopping(v)),
    "EarlyStopping min_delta": ("min_delta", lambda f, v: f.package.EarlyStopping(1, v)),
    "Dropout rate": ("rate", lambda f, v: f.package.Dropout(v, None)),
    "mlp noise": ("stddev", lambda f, v: f.package.mlp((4, 3, 2), noise=v)),
    "GaussianNoise stddev": ("stddev", lambda f, v: f.package.GaussianNoise(v, None)),
    "MaxNorm limit": ("limit", lambda f, v: f.package.MaxNorm(v)),
    "BatchNorm momentum": ("momentum", lambda f, v: f.make_norm(4, momentum=v)),
    "BatchNorm epsilon": ("epsilon", lambda f, v: f.make_norm(4, epsilon=v)),
}


def refusal(call, value):
    """The type and text of the error in each framework."""
    found = {}
    for name, framework in FRAMEWORKS.items():
        with pytest.raises((TypeError, ValueError)) as caught:
            call(framework, value)
        text = str(caught.value).replace(", or a 1-D array with one per network", "")
        found[name] = (caught.type, text)
    return found


@pytest.mark.parametrize("what", CALLS)
@given(data=st.data())
def test_out_of_range(what, data):
    kind, call = CALLS[what]
    value = data.draw(out_of_range[kind])
    found = refusal(call, value)
    assert found["numpy"] == found["torch"] == found["keras"]
    error, text = found["numpy"]
    assert error is ValueError
    assert "must be" in text
    assert repr(value) in text  # what was received
    assert what.split()[-1] in text  # which argument


@pytest.mark.parametrize("what", CALLS)
@given(value=not_a_number)
def test_not_a_number(what, value):
    assume(not (what == "mlp dropout" and isinstance(value, list)))  # one rate per layer
    found = refusal(CALLS[what][1], value)
    assert found["numpy"] == found["torch"] == found["keras"]
    assert found["numpy"][0] is TypeError


WRONG_SIZES = [
    ((4,), ValueError, "at least the inputs and the outputs"),
    ((), ValueError, "at least the inputs and the outputs"),
    ((4, 0), ValueError, "whole number >= 1, got 0"),
    ((4, 2.5), TypeError, "whole number >= 1, got 2.5"),
    ("64,10", TypeError, "widths of the layers"),
    (7, TypeError, "widths of the layers"),
]


@pytest.mark.parametrize(("sizes", "error", "text"), WRONG_SIZES)
def test_sizes(framework, sizes, error, text):
    with pytest.raises(error, match=text):
        framework.package.mlp(sizes)


WRONG_SETTINGS = [
    ({"activation": "gelu"}, ValueError, "activation must be 'relu' or 'tanh', got 'gelu'"),
    ({"dtype": "float16"}, ValueError, "dtype must be 'float64' or 'float32', got 'float16'"),
    ({"seed": -1}, ValueError, "seed must be a whole number >= 0, got -1"),
    ({"seed": 1.5}, TypeError, "seed must be a whole number >= 0, got 1.5"),
    ({"penalty": 0.1}, TypeError, r"penalty must be a penalty such as L2\(1e-3\), got 0.1"),
    ({"penalty": [None]}, ValueError, "a list of 2, got 1"),
    ({"dropout": [0.5]}, ValueError, "dropout must be one rate .* a list of 2, .*got 1. The first"),
    ({"dropout": (0.1, 0.2, 0.5)}, ValueError, "a list of 2, .*input of every layer, got 3"),
    ({"dropout": [0.2, 1.0]}, ValueError, r"dropout\[1\] must be a number in \[0, 1\).*got 1.0"),
    ({"dropout": [None, 0.5]}, TypeError, r"dropout\[0\] must be a number.*got None"),
    ({"dropout": [0.2, [0.5]]}, TypeError, r"dropout\[1\] must be a number.*got a list"),
]


@pytest.mark.parametrize(
    ("source", "text"),
    [
        (np.random, "a generator of your own, got the module numpy.random.*default_rng"),
        (3.5, r"a method standard_normal\(shape\), such as numpy.random.default_rng\(0\), got 3.5"),
    ],
)
def test_where_noise_comes_from(framework, source, text):
    with pytest.raises(TypeError, match=text):
        framework.package.GaussianNoise(0.5, source)


WRONG_CONSTRAINTS = [
    (lambda f: 2.0, TypeError, r"constraint must be a constraint such as MaxNorm\(2.0\), got 2.0"),
    (lambda f: f.MaxNorm, TypeError, r"such as MaxNorm\(2.0\), got a type"),
    (lambda f: f.L2(0.1), TypeError, "got a L2. A penalty belongs to penalty="),
    (lambda f: [None, f.L1(0.1)], TypeError, "got a L1. A penalty belongs to penalty="),
    (lambda f: [f.MaxNorm(1.0)], ValueError, "one for all hidden layers or a list of 2, got 1"),
]


@pytest.mark.parametrize(("constraint", "error", "text"), WRONG_CONSTRAINTS)
def test_constraints_of_a_network(framework, constraint, error, text):
    with pytest.raises(error, match=text):
        framework.package.mlp((4, 5, 3), constraint=constraint(framework.package))


def test_a_constraint_for_hidden_layers_needs_one(framework):
    with pytest.raises(ValueError, match=r"this network has none.*constraint=\[MaxNorm"):
        framework.package.mlp((4, 3), constraint=framework.package.MaxNorm(1.0))


def test_a_constraint_is_for_kernels(framework):
    with pytest.raises(ValueError, match=r"a dense layer, with 2 axes, got shape \(3,\). Biases"):
        framework.projected(framework.package.MaxNorm(1.0), np.ones(3))


@pytest.mark.parametrize(
    ("source", "text"),
    [
        (np.random, "a generator of your own, got the module numpy.random.*default_rng"),
        ("0", r"a method random\(shape\), such as numpy.random.default_rng\(0\), got the string"),
        (np.random.Generator, r"a method random\(shape\).*got a type"),
    ],
)
def test_where_masks_come_from(framework, source, text):
    with pytest.raises(TypeError, match=text):
        framework.package.Dropout(0.5, source)


@pytest.mark.parametrize(("settings", "error", "text"), WRONG_SETTINGS)
def test_network_settings(framework, settings, error, text):
    with pytest.raises(error, match=text):
        framework.package.mlp((4, 5, 3), **settings)


def fit(framework, *, sizes=(4, 3), data=(x, y), **settings):
    model = framework.package.mlp(sizes)
    batches = minibatches(*data, batch_size=5, seed=0)
    chosen = {"optimizer": framework.optimizer("SGDW", model, learning_rate=0.1), "epochs": 1}
    return framework.package.fit(model, batches, **(chosen | settings))


WRONG_FITS = [
    ({"epochs": 0}, ValueError, "epochs must be a whole number >= 1, got 0"),
    ({"epochs": 2.0}, TypeError, "epochs must be a whole number >= 1, got 2.0"),
    ({"measure_every": 0}, ValueError, "measure_every must be a whole number >= 1, got 0"),
    ({"measure_every": 2.5}, TypeError, "measure_every must be a whole number >= 1, got 2.5"),
    ({"loss": "hinge"}, ValueError, "loss must be 'cross_entropy' or 'mse', got 'hinge'"),
    ({"sizes": (5, 3)}, ValueError, r"x has 4 features, but the network takes 5"),
    ({"data": (x, y + 1)}, ValueError, r"class numbers 0 to 2 .* got 3 at index"),
    ({"data": (x, y.astype(float))}, ValueError, 'whole class numbers.*loss="mse"'),
    ({"data": (x, x[:, :1]), "loss": "mse"}, ValueError, r"y has shape \(20, 1\).*3 outputs"),
    ({"data": (x, x[:, 0]), "loss": "mse"}, ValueError, r"y has shape \(20,\).*3 outputs"),
    ({"validation": (x[:, :3], y)}, ValueError, "validation x has 3 features"),
    ({"validation": (x, y + 7)}, ValueError, "validation y must hold class numbers"),
    ({"validation": (x[:3], y)}, ValueError, "same length"),
    ({"validation": x}, ValueError, "validation must be a pair"),
]


@pytest.mark.parametrize(("settings", "error", "text"), WRONG_FITS)
def test_fit(framework, settings, error, text):
    with pytest.raises(error, match=text):
        fit(framework, **settings)


def test_early_stopping_needs_a_validation_set(framework):
    stopping = framework.package.EarlyStopping(3)
    with pytest.raises(ValueError, match=r"early_stopping needs a validation set, got .*None"):
        fit(framework, early_stopping=stopping)


def test_early_stopping_reads_every_epoch(framework):
    stopping = framework.package.EarlyStopping(3)
    with pytest.raises(ValueError, match=r"early_stopping reads every epoch, got measure_every=2"):
        fit(framework, early_stopping=stopping, validation=(x, y), measure_every=2)


def test_early_stopping_of_this_framework(framework):
    own = framework.package.EarlyStopping
    others = [other.package.EarlyStopping(3) for other in FRAMEWORKS.values()]
    others = [one for one in others if not isinstance(one, own)]
    for wrong in (*others, 5, True, own, keras.callbacks.EarlyStopping()):
        with pytest.raises(TypeError, match=rf"early_stopping must be a {own.__module__[:15]}"):
            fit(framework, early_stopping=wrong, validation=(x, y))


def test_batches_must_be_minibatches(framework):
    model = framework.package.mlp((4, 3))
    optimizer = framework.optimizer("SGDW", model, learning_rate=0.1)
    with pytest.raises(TypeError, match=r"batches must come from .*minibatches.*got list"):
        framework.package.fit(model, [(x, y)], optimizer=optimizer, epochs=1)


def test_an_optimizer_of_another_framework_is_named(framework):
    model = framework.package.mlp((4, 3))
    with pytest.raises(TypeError, match=r"optimizer must .*got int"):
        framework.package.fit(model, minibatches(x, y, batch_size=5, seed=0), optimizer=3, epochs=1)


def test_a_proximal_optimizer_needs_a_penalty(framework):
    for wrong in (0.1, None, "L1", framework.package.L1):
        with pytest.raises(TypeError, match=r"penalty must be a penalty with a proximal step"):
            optimizer(framework, "ProximalSGD", learning_rate=0.1, penalty=wrong)


def test_batches_that_cannot_be_normalized(framework):
    layer = framework.make_norm(4)
    with pytest.raises(ValueError, match=r"4.*got \(20, 3\)|4.*received .*\(20, 3\)"):
        framework.norm(layer, x[:, :3], training=False)
    with pytest.raises(ValueError, match=r"at least 2 examples, got 1: .*training=False"):
        framework.norm(layer, x[:1], training=True)
    assert framework.norm(layer, x[:1], training=False).shape == (1, 4)


def test_decay_biases_must_be_true_or_false(framework):
    for name in ("SGDW", "AdamW"):
        with pytest.raises(TypeError, match="decay_biases must be True or False, got 1"):
            optimizer(framework, name, learning_rate=0.1, decay_biases=1)


def test_a_group_axis_beyond_the_kernel(framework):
    with pytest.raises(ValueError, match="axis must be"):
        framework.value(framework.package.GroupLasso(0.1, 2), x)
    with pytest.raises(ValueError, match="axis must be a whole number >= 0, got -1"):
        framework.package.GroupLasso(0.1, -1)


def test_nothing_that_is_passed_in_is_changed(framework):
    w, kept_x, kept_y = x.copy(), x.copy(), y.copy()
    package = framework.package
    for penalty in (package.L1(0.1), package.L2(0.1), package.GroupLasso(0.1, 0)):
        framework.value(penalty, w)
        framework.gradient(penalty, w)
        framework.prox(penalty, w, 0.1)
    fit(framework)
    np.testing.assert_array_equal(w, kept_x)
    np.testing.assert_array_equal(x, kept_x)
    np.testing.assert_array_equal(y, kept_y)
