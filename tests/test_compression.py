"""Compressed kernels: the same values back, and every byte counted."""

import numpy as np
import pytest
from hypothesis import given, strategies as st
from scipy.sparse import csr_matrix

from coursecode.numpy import mlp, weights
from coursecode.shared.compression import csr_bytes, dense_bytes, from_csr, to_csr


def kernel(rows, columns, density, seed=0, dtype="float32"):
    rng = np.random.default_rng(seed)
    keep = rng.random((rows, columns)) < density
    return (rng.standard_normal((rows, columns)) * keep).astype(dtype)


@given(st.integers(0, 7), st.integers(0, 7), st.floats(0, 1), st.integers(0, 99))
def test_every_kernel_comes_back(rows, columns, density, seed):
    for dtype in ("float32", "float64"):
        w = kernel(rows, columns, density, seed, dtype)
        back = from_csr(to_csr(w))
        np.testing.assert_array_equal(back, w)
        assert back.dtype == w.dtype
        assert back.shape == w.shape


@pytest.mark.parametrize("density", [0.0, 0.2, 1.0])
def test_the_three_arrays_are_those_of_scipy(density):
    w = kernel(6, 5, density)
    ours, oracle = to_csr(w), csr_matrix(w)
    np.testing.assert_array_equal(ours.values, oracle.data)
    np.testing.assert_array_equal(ours.columns, oracle.indices)
    np.testing.assert_array_equal(ours.starts, oracle.indptr)
    assert ours.nbytes == oracle.data.nbytes + oracle.indices.nbytes + oracle.indptr.nbytes


def test_only_exact_zeros_are_left_out():
    w = np.array([[1e-300, 0.0, -0.0], [np.nan, 2.0, 0.0]])
    compressed = to_csr(w)
    assert len(compressed.values) == 3
    np.testing.assert_array_equal(from_csr(compressed), w)


def test_bytes_of_a_network():
    pairs = [(kernel(64, 32, 0.5), np.zeros(32)), (kernel(32, 10, 0.5), np.zeros(10))]
    count = sum(np.count_nonzero(w) for w, _ in pairs)
    assert dense_bytes(pairs) == 4 * (64 * 32 + 32 + 32 * 10 + 10)
    assert csr_bytes(pairs) == 8 * count + 4 * (65 + 33) + 4 * 42
    assert dense_bytes(pairs, "float64") == 2 * dense_bytes(pairs)
    assert csr_bytes(pairs, "float64") == 12 * count + 4 * (65 + 33) + 8 * 42


def test_dense_zeros_save_nothing_and_a_full_kernel_costs_twice():
    model = mlp((64, 32, 10), seed=0)
    full = weights(model)
    empty = [(0 * w, b) for w, b in full]
    assert dense_bytes(empty) == dense_bytes(full)
    assert csr_bytes(full) > 1.9 * dense_bytes(full)
    assert csr_bytes(empty) < 0.1 * dense_bytes(empty)


def test_the_break_even_is_just_below_half():
    w = np.ones((50, 40), dtype="float32")
    for share, saves in ((0.45, True), (0.5, False)):
        w.flat[:] = np.arange(w.size) < share * w.size
        pairs = [(w, np.zeros(40))]
        assert (csr_bytes(pairs) < dense_bytes(pairs)) == saves


@pytest.mark.parametrize("bad", [np.zeros(3), np.zeros((2, 3, 4)), 1.0])
def test_other_shapes_are_refused(bad):
    with pytest.raises(ValueError, match="two axes"):
        to_csr(bad)
