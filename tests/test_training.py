"""The training loop: it reaches known solutions, and its history tells the truth."""

import numpy as np
import pytest
from frameworks import flat
from sklearn.linear_model import LogisticRegression, Ridge

from coursecode.shared.minibatches import minibatches


def regression(n=60, d=4):
    rng = np.random.default_rng(0)
    x = rng.standard_normal((n, d))
    return x, x @ [1.0, -2.0, 0.5, 3.0] + 2.0 + 0.3 * rng.standard_normal(n)


def classes(n=90, d=4, k=3):
    rng = np.random.default_rng(1)
    x = rng.standard_normal((n, d))
    return x, (x @ rng.standard_normal((d, k)) + rng.standard_normal((n, k))).argmax(axis=1)


def train(framework, sizes, x, y, *, epochs, penalty=None, batch_size=None, rate=0.1, **settings):
    model = framework.package.mlp(sizes, penalty=penalty, seed=0)
    optimizer = framework.optimizer("SGDW", model, learning_rate=rate)
    batches = minibatches(x, y, batch_size=batch_size or len(x), seed=0)
    history = framework.package.fit(model, batches, optimizer=optimizer, epochs=epochs, **settings)
    return model, history


def test_reaches_the_ridge_solution(framework):
    """mean (f − y)² + λ‖w‖² has the minimizer of Ridge(alpha = n λ)."""
    x, y = regression()
    penalty = framework.package.L2(0.25)
    model, _ = train(framework, (4, 1), x, y, epochs=250, penalty=penalty, rate=0.2, loss="mse")
    ((w, b),) = framework.package.weights(model)
    ridge = Ridge(alpha=0.25 * len(x), solver="cholesky").fit(x, y)
    np.testing.assert_allclose(w[:, 0], ridge.coef_, atol=1e-10)
    np.testing.assert_allclose(b, ridge.intercept_, atol=1e-10)


def test_reaches_the_penalized_logistic_solution(framework):
    """mean cross-entropy + λ‖w‖² has the minimizer of LogisticRegression(C = 1/(2nλ))."""
    x, y = classes()
    penalty = framework.package.L2(0.05)
    model, _ = train(framework, (4, 3), x, y, epochs=300, penalty=penalty, rate=0.9)
    ((w, _),) = framework.package.weights(model)
    oracle = LogisticRegression(C=1 / (2 * len(x) * 0.05), tol=1e-10, max_iter=1000).fit(x, y)
    np.testing.assert_allclose(w.T, oracle.coef_, atol=1e-5)


def test_history_keeps_loss_and_penalty_apart(framework):
    x, y = regression()
    penalty = framework.package.L2(0.25)
    model, history = train(
        framework, (4, 1), x, y, epochs=3, penalty=penalty, loss="mse", validation=(x[:9], y[:9])
    )
    ((w, b),) = framework.package.weights(model)
    error = np.square(x @ w[:, 0] + b - y)
    assert history.data_loss[-1] == pytest.approx(error.mean(), rel=1e-12)
    assert history.penalty[-1] == pytest.approx(0.25 * np.sum(w**2), rel=1e-12)
    assert history.validation_loss[-1] == pytest.approx(error[:9].mean(), rel=1e-12)
    np.testing.assert_array_equal(history.total, history.data_loss + history.penalty)
    assert len(history) == 3
    assert history.accuracy is None


def test_history_of_a_classifier(framework):
    x, y = classes()
    model, history = train(framework, (4, 8, 3), x, y, epochs=4, validation=(x[:20], y[:20]))
    p = np.exp(framework.outputs(model, x))
    p /= p.sum(axis=1, keepdims=True)
    expected = -np.log(p[np.arange(len(y)), y]).mean()
    assert history.data_loss[-1] == pytest.approx(expected, rel=1e-12)
    right = framework.outputs(model, x).argmax(axis=1) == y
    assert history.accuracy[-1] == right.mean()
    assert history.validation_accuracy[-1] == right[:20].mean()
    assert history.data_loss[-1] < history.data_loss[0]


def test_measuring_seldom_changes_nothing_else(framework):
    """The rows are those of a full history; the last epoch is always among them."""
    x, y = classes()
    settings = {"epochs": 7, "validation": (x[:20], y[:20]), "batch_size": 32}
    model, every = train(framework, (4, 8, 3), x, y, **settings)
    seldom_model, seldom = train(framework, (4, 8, 3), x, y, measure_every=3, **settings)
    _, only_last = train(framework, (4, 8, 3), x, y, measure_every=100, **settings)
    assert every.epochs.tolist() == [0, 1, 2, 3, 4, 5, 6]
    assert seldom.epochs.tolist() == [2, 5, 6]
    assert only_last.epochs.tolist() == [6]
    assert repr(seldom).startswith("History(3 of 7 epochs: data_loss, penalty")
    for name in ("data_loss", "accuracy", "validation_loss", "validation_accuracy"):
        np.testing.assert_array_equal(getattr(seldom, name), getattr(every, name)[[2, 5, 6]])
        np.testing.assert_array_equal(getattr(only_last, name), getattr(every, name)[[6]])
    weights = framework.package.weights
    np.testing.assert_array_equal(flat(weights(model)), flat(weights(seldom_model)))


def test_history_is_measured_without_dropout(framework):
    x, y = classes()
    model = framework.package.mlp((4, 20, 3), dropout=0.5, seed=0)
    optimizer = framework.optimizer("SGDW", model, learning_rate=0.1)
    history = framework.package.fit(
        model, minibatches(x, y, batch_size=16, seed=0), optimizer=optimizer, epochs=2
    )
    assert history.accuracy[-1] == (framework.outputs(model, x).argmax(axis=1) == y).mean()


def test_two_outputs_average_over_both(framework):
    x, _ = regression()
    y = np.stack([x[:, 0], 2 * x[:, 1]], axis=1)
    model, history = train(framework, (4, 2), x, y, epochs=1, loss="mse")
    error = np.square(framework.outputs(model, x) - y).mean()
    assert history.data_loss[-1] == pytest.approx(error, rel=1e-12)


def test_whole_numbers_can_be_regression_targets(framework):
    """They must neither be taken for class numbers nor be broadcast."""
    x, y = regression()
    y = np.round(10 * np.abs(y)).astype(int)
    model, history = train(framework, (4, 1), x, y, epochs=3, rate=0.01, loss="mse")
    error = np.square(framework.outputs(model, x)[:, 0] - y).mean()
    assert history.data_loss[-1] == pytest.approx(error, rel=1e-12)
    assert history.data_loss[-1] < history.data_loss[0]


def test_the_order_of_batches_is_the_seeds(framework):
    x, y = classes()
    same = [
        flat(framework.package.weights(train(framework, (4, 3), x, y, epochs=2, batch_size=7)[0]))
        for _ in range(2)
    ]
    np.testing.assert_array_equal(*same)


def test_a_lost_loss_stops_the_training(framework):
    x, y = regression()
    with pytest.raises(FloatingPointError, match=r"after epoch \d+.*learning rate"):
        train(framework, (4, 16, 1), 100 * x, y, epochs=20, rate=50.0, loss="mse")


def test_an_interrupt_passes_and_leaves_a_usable_model(framework):
    x, y = classes()
    model = framework.package.mlp((4, 8, 3), dropout=0.5, seed=0)
    batches = minibatches(x, y, batch_size=16, seed=0)

    class Interrupted(type(batches)):
        def __iter__(self):
            yield next(super().__iter__())
            raise KeyboardInterrupt

    batches.__class__ = Interrupted
    with pytest.raises(KeyboardInterrupt):
        framework.package.fit(
            model,
            batches,
            optimizer=framework.optimizer("SGDW", model, learning_rate=0.1),
            epochs=1,
        )
    assert not getattr(model, "training", False)  # PyTorch: left in evaluation mode
    first, second = framework.outputs(model, x), framework.outputs(model, x)
    np.testing.assert_array_equal(first, second)


def test_progress_goes_to_stderr_and_is_wiped(framework, capfd):
    x, y = classes()
    train(framework, (4, 3), x, y, epochs=2)
    assert "epoch" not in "".join(capfd.readouterr())
    train(framework, (4, 3), x, y, epochs=2, progress=True)
    out, err = capfd.readouterr()
    assert "epoch 1/2" in err
    assert err.endswith("\r")
    assert "epoch" not in out
