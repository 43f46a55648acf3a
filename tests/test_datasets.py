"""The data sets: complete, repeatable, the same bits everywhere, and no bad argument gets in."""

import inspect
from hashlib import sha256

import numpy as np
import pytest
from hypothesis import given, settings, strategies as st

from coursecode.shared import datasets
from coursecode.shared.datasets import (
    autos,
    diabetes,
    digits,
    houses,
    loans,
    moons,
    polynomial,
    sparse,
)

GENERATED = [polynomial, moons, loans, houses, autos, sparse]
LOCAL = [*GENERATED, digits, diabetes]
NOISE = [
    (make, name)
    for make in [*LOCAL, datasets.mnist]
    for name in inspect.signature(make).parameters
    if "noise" in name or name in ("shift", "correlation")
]
CHECK = settings(derandomize=True, deadline=None, max_examples=300)


def same(a, b):
    return all(np.array_equal(p, q) for p, q in zip(a, b, strict=True))


def names(values):
    return [value.__name__ for value in values]


@pytest.mark.parametrize("make", LOCAL, ids=names(LOCAL))
def test_a_split_is_complete(make):
    split = make()
    width = len(split.feature_names)
    assert len(split.units) == width == len(set(split.feature_names))
    assert split.target
    for name, part in split.parts.items():
        asked = inspect.signature(make).parameters[name].default
        assert part.x.shape == (asked, width)
        assert part.y.shape == (asked,)
        assert part.x.dtype == np.float64
        assert part.y.dtype in (np.float64, np.int64)
        assert np.isfinite(part.x).all()
        assert np.isfinite(part.y).all()
        assert part.x.flags.c_contiguous
        assert part.x.flags.writeable
        assert f"{name} {asked}" in repr(split)
    assert list(split.parts)[:3] == ["train", "validation", "test"]


@pytest.mark.parametrize("make", LOCAL, ids=names(LOCAL))
def test_a_seed_repeats_and_another_differs(make):
    first, second, other = make(seed=3), make(seed=3), make(seed=4)
    for name, part in first.parts.items():
        assert same(part, second.parts[name])
        assert not np.array_equal(part.x, other.parts[name].x)
    first.train.x[:] = 0
    assert same(make(seed=3).train, second.train)


@pytest.mark.parametrize("make", LOCAL, ids=names(LOCAL))
def test_a_larger_training_part_begins_with_the_smaller_and_the_rest_stays(make):
    small, large = make(train=20, seed=1), make(train=30, seed=1)
    assert same(small.validation, large.validation)
    assert same(small.test, large.test)
    assert np.array_equal(small.train.x, large.train.x[:20])
    assert np.array_equal(small.train.y, large.train.y[:20])


@pytest.mark.parametrize("make", LOCAL, ids=names(LOCAL))
def test_no_example_stands_in_two_parts(make):
    parts = make(seed=2).parts.values()
    rows = np.concatenate([np.column_stack(part) for part in parts])
    assert len(np.unique(rows, axis=0)) == len(rows)


# SHA-256 of every array of make(), seed 0: the draws and sums must be the same on every processor
# and with every NumPy. If NumPy ever changes a stream, all stored outputs of the book change too.
FINGERPRINTS = {
    "polynomial": "6f6c4dc5a6f5c581",
    "moons": "35a8240336b09284",
    "loans": "6d38da53c31567fd",
    "houses": "13e4ce1e676d7bc0",
    "autos": "3ed818d7e0a1f17f",
    "sparse": "f775cbdeb329acd8",
    "digits": "2dd9021b48129564",
    "diabetes": "1cbe168b0f07cf0a",
}


@pytest.mark.parametrize("make", LOCAL, ids=names(LOCAL))
def test_the_bits_are_the_same_everywhere(make):
    digest = sha256()
    for part in make().parts.values():
        for array in part:
            digest.update(array.astype(array.dtype.newbyteorder("<")).tobytes())
    assert digest.hexdigest()[:16] == FINGERPRINTS[make.__name__]


@pytest.mark.parametrize(("make", "name"), NOISE, ids=lambda v: getattr(v, "__name__", v))
@pytest.mark.parametrize("value", [-0.1, float("nan"), float("inf")])
def test_noise_that_can_never_be_right_is_refused(make, name, value):
    with pytest.raises(ValueError, match=f"^{name} must be"):
        make(**{name: value})
    with pytest.raises(TypeError, match=f"^{name} must be"):
        make(**{name: "0.1"})


@given(
    make=st.sampled_from([*LOCAL, datasets.mnist]),
    name=st.sampled_from(["train", "validation", "test", "seed"]),
    value=st.sampled_from([2.0, "3", None, True, float("nan"), [5], 1j])
    | st.integers(-(10**20), 0),
)
@CHECK
def test_sizes_and_seeds_are_whole_numbers(make, name, value):
    if name == "seed" and value == 0:
        return
    kind = ValueError if type(value) is int else TypeError
    with pytest.raises(kind, match=f"^{name} must be a whole number"):
        make(**{name: value})


@pytest.mark.parametrize("make", [digits, diabetes], ids=["digits", "diabetes"])
def test_more_examples_than_there_are_is_an_error_that_counts_them(make):
    there = sum(len(part.y) for part in make().parts.values())
    assert len(make(train=there - 2, validation=1, test=1).train.y) == there - 2
    for name in ("train", "validation", "test"):
        with pytest.raises(ValueError, match=f"at most the {there} examples .* got .*10000"):
            make(**{name: 10_000})
