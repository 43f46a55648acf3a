"""MNIST through a stand-in for Keras: its shape, and what it says when it does not arrive."""

import sys
from types import SimpleNamespace

import numpy as np
import pytest

from coursecode.shared.datasets import DataError, mnist


def fake_keras(monkeypatch, load_data):
    module = SimpleNamespace(datasets=SimpleNamespace(mnist=SimpleNamespace(load_data=load_data)))
    monkeypatch.setitem(sys.modules, "keras", module)


def pictures():
    rng = np.random.default_rng(0)
    y, y_test = rng.integers(0, 10, 60_000, dtype=np.uint8), np.zeros(10_000, np.uint8)
    x = np.zeros((60_000, 28, 28), np.uint8)
    x[:, 0, 0], x[:, 27, 27] = y, 255
    return (x, y), (np.full((10_000, 28, 28), 51, np.uint8), y_test)


def test_mnist_comes_from_keras_in_the_shape_of_the_other_data_sets(monkeypatch):
    fake_keras(monkeypatch, pictures)
    split = mnist(train=500, validation=200, test=100, label_noise=0.3, seed=1)
    assert split.train.x.shape == (500, 784)
    assert len(split.feature_names) == len(split.units) == 784
    assert (split.train.x[:, -1] == 1).all()
    assert np.array_equal(np.rint(split.train.x[:, 0] * 255), split.truth["clean_labels"])
    assert (split.train.y != split.truth["clean_labels"]).sum() == 150
    assert np.array_equal(np.rint(split.validation.x[:, 0] * 255), split.validation.y)
    assert (split.test.x == 0.2).all()
    with pytest.raises(ValueError, match="at most the 10000"):
        mnist(test=10_001)
    with pytest.raises(ValueError, match="at most the 60000"):
        mnist(train=60_000)


def stop(error):
    def load_data():
        raise error

    return load_data


@pytest.mark.parametrize(
    ("load_data", "message"),
    [
        (
            stop(Exception("URL fetch failure on https://x: None -- refused")),
            "could not be fetched",
        ),
        (stop(TimeoutError("timed out")), "could not be fetched.*Check the connection"),
        (stop(ValueError("Incomplete or corrupted file detected.")), "is damaged or incomplete"),
        (stop(EOFError()), "is damaged or incomplete.*Delete .*mnist.npz"),
        (lambda: [[a[:5] for a in pair] for pair in pictures()], "expected 60000 and 10000"),
    ],
    ids=["offline", "time-out", "checksum", "truncated", "too few"],
)
def test_mnist_that_does_not_arrive_is_a_data_error_that_says_what_to_do(
    load_data, message, monkeypatch
):
    fake_keras(monkeypatch, load_data)
    with pytest.raises(DataError, match=rf"^MNIST .*{message}.*call mnist\(\) again") as caught:
        mnist()
    assert "pickle" not in str(caught.value)


def test_stopping_the_download_stops_it(monkeypatch):
    fake_keras(monkeypatch, stop(KeyboardInterrupt()))
    with pytest.raises(KeyboardInterrupt):
        mnist()


def test_mnist_without_keras_names_the_extra(monkeypatch):
    monkeypatch.setitem(sys.modules, "keras", None)
    with pytest.raises(ModuleNotFoundError, match=r"mnist\(\) needs Keras.*coursecode\[keras\]"):
        mnist()
