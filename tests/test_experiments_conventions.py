"""The protocols of the chapter on conventions: closed forms and invariants on small cases."""

import numpy as np
import pytest

from coursecode.experiments import conventions as experiments
from coursecode.experiments.l2 import ridge
from coursecode.numpy import SGDW
from coursecode.shared.conventions import Strengths
from coursecode.shared.plotting import conventions as figures

part = experiments.patients()
n = experiments.PATIENTS


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


def test_factors_of_copying_cancel_there_and_back():
    factors = experiments.copying_factors(50)
    np.testing.assert_allclose(factors * factors.T, 1)
    names = list(experiments.FORMULAS)
    row, column = names.index("Ridge(alpha)"), names.index("keras L2(l2)")
    assert factors[row, column] == pytest.approx(50)


def test_every_weight_of_a_ridge_names_its_strength():
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


def test_a_slip_by_one_is_none():
    found = experiments.slips([0.5, 1, 240], train=40, seeds=3)
    assert found.error.shape == (3, 3)
    assert (found.error[:, 2] > found.error[:, 1]).all()
    assert found.factors == (0.5, 1, 240)
    assert (found.mean > found.error[:, 1]).all()
    grid = np.geomspace(1e-3, 10, 17)
    assert all(np.isclose(grid, chosen).any() for chosen in found.chosen)


def test_a_strength_carried_to_its_own_patients_is_as_meant():
    found = experiments.slips([1, 10], train=40, seeds=3)
    for factor, error in zip(found.factors, found.error.T, strict=True):
        carried = experiments.carried_over(factor * found.chosen, train=40)
        np.testing.assert_allclose(carried, error, rtol=1e-12)


def test_converted_batches_keep_the_length():
    same = experiments.batch_lengths((240, 20), 24.0, seeds=1)
    converted = experiments.batch_lengths((240, 20), 24.0, seeds=1, converted=True)
    assert same[0, 1] < 0.7 * same[0, 0]
    assert same[0, 0] == converted[0, 0]
    assert converted[0, 1] == pytest.approx(converted[0, 0], rel=0.01)
    assert converted[0, 0] == pytest.approx(np.linalg.norm(ridge(*part, 0.1)[0]), rel=1e-3)


def test_equal_rates_give_equal_networks():
    accuracy = experiments.keep_or_drop([(0.2, 0.5), (0.2, 0.5), (0, 0)], seeds=1, epochs=3)
    assert accuracy[0, 0] == accuracy[0, 1]
    assert accuracy.shape == (1, 3)


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
