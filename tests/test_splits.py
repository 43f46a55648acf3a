"""Parts that share no example, wrong labels in an exact number, statistics that never leak."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings, strategies as st

from coursecode.shared.datasets import (
    Part,
    center,
    diabetes,
    digits,
    houses,
    loans,
    moons,
    standardize,
)
from coursecode.shared.datasets.cutting import cut

CHECK = settings(derandomize=True, deadline=None, max_examples=60)


@given(
    n=st.integers(3, 60),
    classes=st.integers(1, 4),
    seed=st.integers(0, 2**20),
    stratified=st.booleans(),
    data=st.data(),
)
@CHECK
def test_a_cut_has_disjoint_parts_of_the_asked_sizes(n, classes, seed, stratified, data):
    train = data.draw(st.integers(1, n - 2))
    validation = data.draw(st.integers(1, n - train - 1))
    sizes = {"train": train, "validation": validation, "test": n - train - validation}
    labels = np.random.default_rng(seed).integers(0, classes, n)
    chosen = cut(n, sizes, np.random.default_rng(seed), labels if stratified else None)
    assert {name: len(rows) for name, rows in chosen.items()} == sizes
    assert sorted(np.concatenate(list(chosen.values()))) == list(range(n))
    if stratified:
        share = np.bincount(labels, minlength=classes) / n
        for rows in chosen.values():
            count = np.bincount(labels[rows], minlength=classes)
            assert np.abs(count - share * len(rows)).max() < 2 + classes


def test_stratified_parts_have_the_classes_in_their_shares():
    for part in digits(seed=5).parts.values():
        share = np.bincount(part.y, minlength=10) / len(part.y)
        assert np.abs(share - 0.1).max() < 0.01
    loose = [np.bincount(digits(seed=s, stratified=False).train.y) for s in range(10)]
    assert np.std(loose) > 3


@given(share=st.floats(0, 0.99), seed=st.integers(0, 2**20), train=st.integers(1, 200))
@CHECK
def test_wrong_labels_are_exact_in_number_and_always_another_class(share, seed, train):
    for make, classes in ((digits, 10), (moons, 2)):
        split = make(train=train, label_noise=share, seed=seed)
        clean, flipped = split.truth["clean_labels"], split.truth["flipped"]
        assert flipped.sum() == round(share * train)
        assert np.array_equal(split.train.y != clean, flipped)
        assert split.train.y.min() >= 0
        assert split.train.y.max() < classes
        quiet = make(train=train, seed=seed)
        assert np.array_equal(quiet.train.y, clean)
        for name, part in quiet.parts.items():
            assert np.array_equal(part.x, split.parts[name].x)
        assert np.array_equal(quiet.test.y, split.test.y)
        assert np.array_equal(quiet.validation.y, split.validation.y)
        more = make(train=train, label_noise=min(share + 0.2, 0.999), seed=seed)
        assert np.array_equal(more.train.y[flipped], split.train.y[flipped])
        assert more.truth["flipped"][flipped].all()


def test_the_wrong_class_is_drawn_evenly_from_the_others():
    split = digits(train=1500, validation=100, test=100, label_noise=0.99)
    steps = (split.train.y - split.truth["clean_labels"])[split.truth["flipped"]] % 10
    count = np.bincount(steps, minlength=10)
    assert count[0] == 0
    assert np.abs(count[1:] - 165).max() < 50


def test_validation_labels_are_clean_unless_asked():
    split = digits(label_noise=0.3, validation_label_noise=0.25)
    wrong = split.validation.y != split.truth["validation_clean_labels"]
    assert wrong.sum() == 50
    assert np.array_equal(wrong, split.truth["validation_flipped"])
    assert np.array_equal(split.train.y, digits(label_noise=0.3).train.y)
    assert np.array_equal(split.truth["validation_clean_labels"], digits().validation.y)


@pytest.mark.parametrize("transform", [standardize, center])
@pytest.mark.parametrize("make", [houses, diabetes, loans, digits])
def test_no_part_but_training_influences_a_statistic(transform, make):
    raw = make(train=50)
    honest = transform(raw)
    others = [name for name in raw.parts if name != "train"]
    nonsense = {
        name: Part(np.full_like(raw.parts[name].x, np.nan), raw.parts[name].y) for name in others
    }
    spied = transform(replace(raw, **nonsense))
    assert np.array_equal(spied.mean, honest.mean)
    assert np.array_equal(spied.scale, honest.scale)
    assert np.array_equal(spied.train.x, honest.train.x)
    for name in others:
        assert np.array_equal(
            honest.parts[name].x, (raw.parts[name].x - honest.mean) / honest.scale
        )
    np.testing.assert_allclose(honest.train.x.mean(axis=0), 0, atol=1e-10)


def test_standardized_training_features_have_unit_deviation_and_the_raw_split_is_unchanged():
    raw = diabetes()
    before = raw.train.x.copy()
    moved = standardize(raw, target=True)
    np.testing.assert_allclose(moved.train.x.std(axis=0), 1)
    assert abs(moved.test.x.std(axis=0) - 1).max() > 0.01
    np.testing.assert_allclose((moved.train.y.mean(), moved.train.y.std()), (0, 1), atol=1e-12)
    back = moved.test.y * moved.target_scale + moved.target_mean
    np.testing.assert_allclose(back, raw.test.y)
    assert np.array_equal(raw.train.x, before)
    assert not np.shares_memory(standardize(raw).train.y, raw.train.y)


def test_true_coefficients_times_scale_fit_the_standardized_features():
    raw = houses(noise=0)
    moved = standardize(raw)
    w = raw.truth["coefficients"] * moved.scale
    np.testing.assert_allclose(moved.train.x @ w + raw.train.y.mean(), raw.train.y)


@given(st.floats(-1e300, 1e300), st.integers(1, 40))
@CHECK
def test_a_constant_column_stays_finite_and_becomes_zero(value, n):
    raw = houses(train=n)
    raw.train.x[:, 2] = value
    for transform in (standardize, center):
        moved = transform(raw)
        assert (moved.train.x[:, 2] == 0).all()
        assert moved.scale[2] == 1
        assert all(np.isfinite(part.x).all() for part in moved.parts.values())


def test_transforming_twice_or_moving_labels_is_refused():
    with pytest.raises(ValueError, match="raw data"):
        center(standardize(houses()))
    with pytest.raises(ValueError, match="class labels"):
        standardize(digits(), target=True)
    with pytest.raises(TypeError, match="split must be a Split, got a tuple"):
        standardize((1, 2))
