"""Where arrays lie: what a step reads and writes starts at a cache line, and no number changes."""

import numpy as np
import pytest

from coursecode.numpy import L1, SGDW, AdamW, ProximalSGD, fit, mlp
from coursecode.shared.memory import aligned
from coursecode.shared.minibatches import minibatches


def offset(array):
    """How many bytes past a multiple of 64 an array starts."""
    return array.__array_interface__["data"][0] % 64


def elsewhere():
    """Arrays of all remainders of 64 bytes: by luck alone, not all that follow would be aligned."""
    return [np.empty(8 + 2 * i) for i in range(16)]


@pytest.mark.parametrize("dtype", ["float64", "float32"])
@pytest.mark.parametrize("shape", [(7,), (3, 9610), (2, 3, 5), ()])
def test_a_copy_that_starts_at_a_cache_line(dtype, shape):
    others, arrays = elsewhere(), np.random.default_rng(0).normal(size=(16, *shape)).astype(dtype)
    copies = [aligned(array) for array in arrays]
    assert len(others) == len(copies)
    for copy, array in zip(copies, arrays, strict=True):
        assert offset(copy) == 0
        assert copy.flags.c_contiguous
        assert copy.flags.writeable
        assert (copy.dtype, copy.shape) == (array.dtype, array.shape)
        np.testing.assert_array_equal(copy, array)
        copy[...] = -1
    assert not np.any(arrays == -1)


def test_a_copy_of_a_view_is_contiguous():
    columns = np.arange(12.0).reshape(3, 4).T[::2]
    copy = aligned(columns)
    assert copy.flags.c_contiguous
    np.testing.assert_array_equal(copy, columns)


@pytest.mark.parametrize("seed", [0, [0, 1, 2]])
@pytest.mark.parametrize(
    ("make", "names"),
    [
        (lambda: SGDW(0.1, 0.9), ["velocity"]),
        (lambda: AdamW(0.01), ["mean", "square"]),
        (lambda: ProximalSGD(0.1, L1(0.01), 0.9), ["move"]),
    ],
)
def test_what_a_step_reads_and_writes_is_aligned(make, names, seed):
    x = np.random.default_rng(0).normal(size=(20, 5))
    y = np.arange(20) % 3
    for others in (elsewhere()[:i] for i in range(8)):
        optimizer, model = make(), mlp((5, 4, 3), seed=seed)
        fit(
            model, minibatches(x, y, batch_size=10, seed=len(others)), optimizer=optimizer, epochs=1
        )
        vectors = [model.theta, model.gradient, *(getattr(optimizer, name) for name in names)]
        assert [offset(vector) for vector in vectors] == [0] * len(vectors)
