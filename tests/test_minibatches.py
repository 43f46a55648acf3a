"""Mini-batches: every example once per epoch, the same order for everybody, bad data refused."""

import numpy as np
import pytest
from hypothesis import given, settings, strategies as st

from coursecode.shared.minibatches import minibatches

CHECK = settings(derandomize=True, deadline=None, max_examples=100)
X = np.arange(21.0).reshape(7, 3)
Y = np.arange(7)


@given(n=st.integers(1, 40), seed=st.integers(0, 2**32), data=st.data())
@CHECK
def test_an_epoch_holds_every_example_once_with_its_own_target(n, seed, data):
    batch_size = data.draw(st.integers(1, n))
    x = np.arange(2.0 * n).reshape(n, 2)
    batches = minibatches(x, np.arange(n), batch_size=batch_size, seed=seed)
    for _ in range(2):
        epoch = list(batches)
        assert len(epoch) == len(batches) == -(-n // batch_size)
        assert all(len(y) == batch_size for _, y in epoch[:-1])
        assert 1 <= len(epoch[-1][1]) <= batch_size
        order = np.concatenate([y for _, y in epoch])
        assert np.array_equal(np.sort(order), np.arange(n))
        assert np.array_equal(np.concatenate([x for x, _ in epoch]), x[order])


def orders(seed, epochs=3):
    batches = minibatches(np.ones((50, 1)), np.arange(50), batch_size=8, seed=seed)
    return [np.concatenate([y for _, y in batches]).tolist() for _ in range(epochs)]


def test_epochs_differ_and_the_same_seed_repeats_all_of_them():
    assert orders(3) == orders(3)
    first, second, third = orders(3)
    assert first != second != third != first
    assert orders(3)[0] != orders(4)[0]


def test_the_order_is_the_one_that_numpy_draws():
    expected = np.random.default_rng(5).permutation(7)
    got = np.concatenate([y for _, y in minibatches(X, Y, batch_size=2, seed=5)])
    assert np.array_equal(got, expected)


def test_the_global_seed_is_neither_read_nor_moved():
    np.random.seed(0)  # noqa: NPY002 (the global generator is the subject of this test)
    before = np.random.get_state()[1].tolist()  # noqa: NPY002
    orders(0)
    assert np.random.get_state()[1].tolist() == before  # noqa: NPY002


@pytest.mark.parametrize(
    "same",
    [
        X.tolist(),
        X.astype(np.float16),
        X.astype(np.int8),
        X.astype(">f8"),
        np.asfortranarray(X),
        np.repeat(X, 2, axis=1)[:, ::2],
        X[::-1][::-1],
    ],
    ids=["list", "float16", "int8", "big-endian", "Fortran", "strided", "reversed"],
)
def test_harmless_forms_give_the_same_contiguous_native_float64(same):
    batches = minibatches(same, Y, batch_size=3, seed=0)
    assert np.array_equal(batches.x, X)
    for x, _ in batches:
        assert x.dtype == np.float64
        assert x.dtype.isnative
        assert x.flags.c_contiguous


def test_float32_stays_and_read_only_or_boolean_input_is_accepted():
    for kind in (np.float32, ">f4"):
        batch = next(iter(minibatches(X.astype(kind), Y / 2, batch_size=3, seed=0)))[0]
        assert batch.dtype == np.float32
        assert batch.dtype.isnative
    locked = X.copy()
    locked.setflags(write=False)
    batch = next(iter(minibatches(locked, Y, batch_size=3, seed=0)))[0]
    assert batch.flags.writeable
    batches = minibatches(X > 4, Y > 3, batch_size=3, seed=0)
    assert batches.x.dtype == np.float64
    assert batches.y.dtype == np.int64


def test_input_is_never_changed():
    x, y = X.copy(), Y / 2
    for xb, yb in minibatches(x, y, batch_size=3, seed=0):
        xb += 1
        yb += 1
    assert np.array_equal(x, X)
    assert np.array_equal(y, Y / 2)


def damaged(position, value):
    x = X.copy()
    x[position] = value
    return x


@pytest.mark.parametrize(
    ("change", "kind", "message"),
    [
        ({"x": X[:, 0]}, ValueError, r"x must have shape .* Use x.reshape"),
        ({"x": X[None]}, ValueError, r"x must have shape"),
        ({"x": X[:0], "y": Y[:0]}, ValueError, r"x must hold at least one example"),
        ({"x": X[:, :0]}, ValueError, r"x must hold at least one example"),
        (
            {"x": damaged((2, 1), np.nan)},
            ValueError,
            r"x must be finite, got nan at index \[2, 1\]",
        ),
        ({"x": damaged((2, 1), np.inf)}, ValueError, r"x must be finite, got inf"),
        ({"x": [[1.0], [1.0, 2.0]]}, ValueError, r"x must be rectangular"),
        ({"x": X.astype(str)}, TypeError, r"x must hold real numbers, got <U"),
        ({"x": X.astype(object)}, TypeError, r"x must hold real numbers, got object"),
        ({"x": X.astype(complex)}, TypeError, r"x must hold real numbers, got complex"),
        ({"x": np.ma.array(X)}, TypeError, r"x must not be a masked array"),
        ({"x": None}, TypeError, r"x must hold real numbers"),
        ({"y": Y[:4]}, ValueError, r"x and y must have the same length, got 7 and 4"),
        ({"y": Y - 1}, ValueError, r"y must hold class labels >= 0, got -1 at index 0"),
        ({"y": np.full(7, np.nan)}, ValueError, r"y must be finite"),
        ({"y": np.zeros((7, 1, 1))}, ValueError, r"y must have shape"),
        ({"y": 3}, ValueError, r"y must have shape"),
        ({"y": list("abcdefg")}, TypeError, r"y must hold real numbers"),
        ({"batch_size": 0}, ValueError, r"batch_size must be a whole number >= 1, got 0"),
        ({"batch_size": 8}, ValueError, r"batch_size must be at most the number of examples, 7"),
        ({"batch_size": None}, TypeError, r"batch_size must be a whole number"),
        ({"batch_size": 2.0}, TypeError, r"batch_size must be a whole number"),
        ({"seed": -1}, ValueError, r"seed must be a whole number >= 0"),
        ({"seed": None}, TypeError, r"seed must be a whole number >= 0"),
    ],
)
def test_bad_data_is_refused_before_the_first_batch(change, kind, message):
    with pytest.raises(kind, match=message):
        minibatches(**{"x": X, "y": Y, "batch_size": 3, "seed": 0, **change})
