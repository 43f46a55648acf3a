"""The protocols of the chapter on conventions: closed forms and invariants on small cases."""

import numpy as np
import pytest
from sklearn.dummy import DummyRegressor
from sklearn.linear_model import LinearRegression, Ridge
from sklearn.metrics import mean_squared_error
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from coursecode.experiments import conventions as experiments
from coursecode.experiments.conventions import at_rest, batches
from coursecode.experiments.l2 import ridge
from coursecode.numpy import SGDW, weights
from coursecode.shared.conventions import Strengths
from coursecode.shared.datasets import diabetes
from coursecode.shared.plotting import conventions as figures

part = experiments.patients()
n = experiments.PATIENTS


MOMENTUM = 0.9
MEANT_BY_ONE = {  # by hand: the l2 that the number 1 means, for n examples
    "scikit-learn Ridge": lambda n: 1 / n,
    "scikit-learn ElasticNet": lambda n: 1,
    "scikit-learn MLP, one batch": lambda n: 1 / n,
    "NumPy L2 penalty": lambda n: 1,
    "NumPy SGDW, momentum 0.9": lambda n: (1 - MOMENTUM) / 2,
    "PyTorch SGD": lambda n: 1 / 2,
    "PyTorch SGD, momentum 0.9": lambda n: 1 / 2,
    "PyTorch Adam": lambda n: 1 / 2,
    "Keras L2 penalty": lambda n: 1,
    "TensorFlow l2_loss": lambda n: 1 / 2,
    "Keras SGD": lambda n: 1 / 2,
    "Keras SGD, momentum 0.9": lambda n: (1 - MOMENTUM) / 2,
}


def test_the_patients_are_those_of_the_training_set_of_their_seed():
    x, y = diabetes(train=240, validation=101, test=101, seed=3).train
    got = experiments.patients(3)
    np.testing.assert_allclose(got.x, (x - x.mean(axis=0)) / x.std(axis=0), rtol=1e-12)
    np.testing.assert_allclose(got.y, y / y.std(), rtol=1e-12)
    assert not np.array_equal(got.y, part.y)


def test_other_units_stretch_the_columns_and_leave_the_target():
    units = experiments.other_units(part)
    np.testing.assert_allclose(units.x.std(axis=0), np.geomspace(0.3, 3, 10), rtol=1e-12)
    np.testing.assert_array_equal(units.y, part.y)


@pytest.mark.parametrize("name", experiments.FRONT_ENDS)
@pytest.mark.parametrize("examples", [50, 240])
def test_what_a_typed_number_means(name, examples):
    meant = experiments.FRONT_ENDS[name].read(0.3, examples)
    assert meant.l2 == pytest.approx(0.3 * MEANT_BY_ONE[name](examples), rel=1e-14)


def test_a_typed_number_is_handed_on_as_it_is():
    fewer = type(part)(part.x[:100], part.y[:100])
    w, b = experiments.FRONT_ENDS["scikit-learn Ridge"].typed(fewer, 7.0)
    theirs = Ridge(alpha=7.0).fit(*fewer)
    np.testing.assert_allclose(w, theirs.coef_, rtol=1e-9)
    assert b == pytest.approx(theirs.intercept_)


@pytest.mark.parametrize("name", experiments.FRONT_ENDS)
def test_every_front_end_finds_the_ridge(name):
    front_end = experiments.FRONT_ENDS[name]
    w, b = front_end.solve(part, front_end.write(Strengths(l2=0.2), n))
    exact, bias = ridge(*part, 0.2)
    np.testing.assert_allclose(w, exact, rtol=0, atol=1e-7)
    assert b == pytest.approx(bias, abs=1e-7)


@pytest.mark.parametrize("name", experiments.FRONT_ENDS)
def test_what_a_front_end_writes_it_reads(name):
    front_end = experiments.FRONT_ENDS[name]
    number = next(iter(front_end.write(Strengths(l2=0.2), n).values()))
    assert front_end.read(number, n).l2 == pytest.approx(0.2, rel=1e-14)
    assert front_end.read(number, n).l1 == 0


def test_the_bias_is_never_charged():
    """The target far from 0: a charged bias would miss its mean by much."""
    far = part._replace(y=part.y + 100)
    for name in ("PyTorch SGD", "Keras SGD", "NumPy SGDW, momentum 0.9"):
        front_end = experiments.FRONT_ENDS[name]
        _, b = front_end.solve(far, front_end.write(Strengths(l2=0.5), n))
        assert b == pytest.approx(far.y.mean(), rel=1e-6)


def test_a_copied_number_is_read_where_it_is_typed():
    n = 50
    meant = np.array([1 / n, 1, 1 / (2 * n), 1 / 2, 1, (1 - MOMENTUM) / 2])  # by the number 1
    factors = experiments.copying_factors(n)  # (written for, typed into)
    np.testing.assert_allclose(factors, meant / meant[:, np.newaxis], rtol=1e-12)
    names = list(experiments.FORMULAS)
    row, column = names.index("Ridge(alpha)"), names.index("keras L2(l2)")
    assert factors[row, column] == pytest.approx(n)


def test_every_weight_of_a_ridge_names_its_strength():
    off_centre = type(part)(part.x + np.arange(10), part.y)  # or a lost bias would not show
    w, b = ridge(*off_centre, 0.03)
    named = experiments.needed_strengths(off_centre, w, b)
    np.testing.assert_allclose(named, 0.03, rtol=1e-9)
    w, b = ridge(*part, 0.03)
    np.testing.assert_allclose(experiments.needed_strengths(part, w, b), 0.03, rtol=1e-9)
    w, b = ridge(*part, 0.0)
    assert np.abs(experiments.needed_strengths(part, w, b)).max() < 1e-8


def test_gradient_sizes_are_those_of_batches():
    w, b, rng = np.full(10, 0.1), 1.0, np.random.default_rng(0)
    slopes = 2 * (part.x @ w + b - part.y)[:, np.newaxis] * part.x
    drawn = [slopes[rng.permutation(n)[:20]].mean(axis=0) for _ in range(4000)]
    sizes = experiments.gradient_sizes(part, w, b, 20)
    np.testing.assert_allclose(np.sqrt(np.square(drawn).mean(axis=0)), sizes, rtol=0.05)
    whole = experiments.gradient_sizes(part, w, b, n)
    np.testing.assert_allclose(whole, np.abs(slopes.mean(axis=0)), rtol=1e-12)


@pytest.mark.parametrize("decay", [0.5, 1.0])
def test_adamw_charges_half_the_decay_times_the_noise(decay):
    units = experiments.other_units(part)
    w, b = experiments.adamw(units, decay, batch_size=20)
    predicted = decay / 2 * experiments.gradient_sizes(units, w, b, 20)
    ratio = experiments.needed_strengths(units, w, b) / predicted
    assert np.abs(np.median(ratio) - 1) < 0.1
    assert np.abs(ratio - 1).max() < 0.6  # a weight near 0 still trembles
    assert np.ptp(predicted) > 5 * predicted.min()
    plain, _ = experiments.adamw(part, 0.0, batch_size=n)
    np.testing.assert_allclose(plain, ridge(*part, 0.0)[0], atol=0.02)


def test_adamw_charges_more_the_smaller_the_batch():
    for seed in range(5):
        models = [
            experiments.adamw(part, 2.0, batch_size=size, seed=seed, steps=2400)
            for size in (60, 20, 4)
        ]
        medians = [np.median(experiments.needed_strengths(part, *model)) for model in models]
        assert medians == sorted(medians)
        assert medians[2] > 3 * medians[0]


def recording(monkeypatch):
    """Let `adamw` train and keep what it asked for."""
    asked = []

    def recorded(model, batches, **settings):
        asked.append((weights(model)[0][0].copy(), batches, settings))
        return fit(model, batches, **settings)

    fit = at_rest.fit
    monkeypatch.setattr(at_rest, "fit", recorded)
    return asked


def test_adamw_takes_as_many_steps_with_every_batch_size(monkeypatch):
    asked = recording(monkeypatch)
    for size in (240, 60, 20):
        experiments.adamw(part, 1.0, batch_size=size, steps=24)
    for size, (_, batches_, settings) in zip((240, 60, 20), asked, strict=True):
        assert batches_.batch_size == size
        assert settings["epochs"] * n // size == 24
        learning_rate = settings["optimizer"].learning_rate
        assert learning_rate(12) == pytest.approx(learning_rate(0) / 2)
        assert learning_rate(0) > learning_rate(24) == 0


def test_a_seed_of_adamw_draws_the_start_and_the_batches(monkeypatch):
    asked = recording(monkeypatch)
    for seed in (0, 0, 1):
        experiments.adamw(part, 1.0, batch_size=60, seed=seed, steps=4)
    for drawn in ([start for start, *_ in asked], [next(iter(b))[0] for _, b, _ in asked]):
        np.testing.assert_array_equal(drawn[0], drawn[1])
        assert not np.array_equal(drawn[0], drawn[2])


GRID = np.geomspace(1e-3, 10, 17)


def by_sklearn(train, seed):
    """Everything that `slips` reports, with another library: fit, choose, test."""
    split = diabetes(train=train, validation=100, test=100, seed=seed)

    def error(model, data):
        fitted = make_pipeline(StandardScaler(), model).fit(*split.train)
        return mean_squared_error(data.y, fitted.predict(data.x))

    on = {
        name: [error(Ridge(strength * train), data) for strength in GRID]
        for name, data in (("validation", split.validation), ("test", split.test))
    }
    chosen = {name: GRID[np.argmin(errors)] for name, errors in on.items()}
    return split, chosen, lambda model: error(model, split.test)


def test_slips_choose_by_validation_and_are_judged_on_the_test_set():
    factors, differ = (0.5, 1, 10), []
    found = experiments.slips(factors, train=40, seeds=4)
    for seed in range(4):
        _, chosen, test_error = by_sklearn(40, seed)
        assert found.chosen[seed] == pytest.approx(chosen["validation"])
        differ.append(chosen["validation"] != chosen["test"])
        for factor, error in zip(factors, found.error[seed], strict=True):
            ours = test_error(Ridge(factor * chosen["validation"] * 40))
            assert error == pytest.approx(ours, rel=1e-9)
    assert any(differ)  # or choosing on the test set would pass
    assert found.factors == factors


def test_the_baselines_of_slips_are_fitted_on_the_training_set_and_judged_on_the_test_set():
    found = experiments.slips((1,), train=40, seeds=3)
    for seed in range(3):
        *_, test_error = by_sklearn(40, seed)
        assert found.mean[seed] == pytest.approx(test_error(DummyRegressor()))
        assert found.none[seed] == pytest.approx(test_error(LinearRegression()), rel=1e-9)


def test_slips_train_on_as_many_as_they_say():
    few, many = (experiments.slips((1,), train=train, seeds=1) for train in (40, 240))
    for found, train in ((few, 40), (many, 240)):
        *_, test_error = by_sklearn(train, 0)
        assert found.none[0] == pytest.approx(test_error(LinearRegression()), rel=1e-9)


def test_a_strength_carried_to_its_own_patients_is_as_meant():
    found = experiments.slips([1, 10], train=40, seeds=3)
    for factor, error in zip(found.factors, found.error.T, strict=True):
        carried = experiments.carried_over(factor * found.chosen, train=40)
        np.testing.assert_allclose(carried, error, rtol=1e-12)


def test_a_strength_carried_over_is_judged_on_the_test_set_of_the_others():
    strengths = (0.3, 0.01, 2.0)  # one for each seed
    carried = experiments.carried_over(strengths, train=120)
    for seed, strength in enumerate(strengths):
        *_, test_error = by_sklearn(120, seed)
        assert carried[seed] == pytest.approx(test_error(Ridge(strength * 120)), rel=1e-9)


def test_converted_batches_keep_the_length():
    same = experiments.batch_lengths((240, 20), 24.0, seeds=1)
    converted = experiments.batch_lengths((240, 20), 24.0, seeds=1, converted=True)
    assert same[0, 1] < 0.7 * same[0, 0]
    assert same[0, 0] == converted[0, 0]
    assert converted[0, 1] == pytest.approx(converted[0, 0], rel=0.01)
    assert converted[0, 0] == pytest.approx(np.linalg.norm(ridge(*part, 0.1)[0]), rel=1e-3)


def test_batch_sizes_differ_in_nothing_but_the_batch(monkeypatch):
    sizes, alpha, asked = (240, 60, 8), 24.0, []

    def recorded(make, **settings):
        def solve(data, keywords):
            asked.append((make, settings, data, keywords))
            return np.full(10, float(len(asked))), 0.0

        return solve

    monkeypatch.setattr(batches, "by_sklearn", recorded)
    lengths = experiments.batch_lengths(sizes, alpha, seeds=2)
    experiments.batch_lengths(sizes, alpha, seeds=2, converted=True)
    np.testing.assert_allclose(lengths, np.sqrt(10) * np.array([[1, 2, 3], [4, 5, 6]]))
    cases = [(converted, seed, size) for converted in (0, 1) for seed in (0, 1) for size in sizes]
    for (converted, seed, size), (_, settings, data, keywords) in zip(cases, asked, strict=True):
        assert settings["max_iter"] * n // size == 1200  # steps
        assert settings["learning_rate_init"] == asked[0][1]["learning_rate_init"]
        assert settings["random_state"] == seed
        np.testing.assert_array_equal(data.x, experiments.patients(seed).x)
        assert keywords["batch_size"] == size
        strength = keywords["alpha"] / size  # alpha / 2B beside half the squared error
        assert strength == pytest.approx(alpha / (n if converted else size))


def test_training_in_numpy_starts_at_zero():
    w, b = experiments.train_numpy(part, SGDW(0.25), steps=1)
    np.testing.assert_allclose(w, 0.25 * 2 * part.x.T @ part.y / n, rtol=1e-12)
    assert b == pytest.approx(0.25 * 2 * part.y.mean())


@pytest.mark.parametrize(
    ("factor", "shown", "tick"), [(240.0, "× 240", "240"), (0.1, "÷ 10", "1/10"), (2, "× 2", "2")]
)
def test_factors_are_shown_as_times_or_parts(factor, shown, tick):
    assert figures.times(factor) == shown
    assert figures.label(factor) == tick
