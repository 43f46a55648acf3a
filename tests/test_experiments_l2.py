"""The protocols of the chapter on L2: closed forms, and the same seeds for all settings."""

import numpy as np
import pytest

from coursecode.experiments import l2, watching
from coursecode.experiments.l2 import digits as networks, textbook
from coursecode.numpy import L2, SGDW, fit, mlp
from coursecode.shared.datasets import center, diabetes, digits, houses, standardize
from coursecode.shared.minibatches import minibatches

rng = np.random.default_rng(0)


@pytest.mark.parametrize("shape", [(12, 3), (6, 9)])
def test_ridge_sets_the_gradient_to_zero(shape):
    x, y = rng.standard_normal(shape) + 2, rng.standard_normal(shape[0])
    strengths = np.array([0.01, 1.0])
    for w, b, strength in zip(*l2.ridge(x, y, strengths), strengths, strict=True):
        error = x @ w + b - y
        assert abs(error.mean()) < 1e-12
        np.testing.assert_allclose(2 * x.T @ error / len(y) + 2 * strength * w, 0, atol=1e-12)


def test_ridge_without_penalty_is_least_squares_of_least_norm():
    x, y = rng.standard_normal((6, 9)), rng.standard_normal(6)
    w, b = l2.ridge(x, y, 0.0)
    assert w.shape == (9,)
    np.testing.assert_allclose(x @ w + b, y)
    np.testing.assert_allclose(w, np.linalg.pinv(x - x.mean(axis=0)) @ (y - y.mean()))


def test_ridge_agrees_with_its_limit():
    x, y = rng.standard_normal((20, 3)), rng.standard_normal(20)
    np.testing.assert_allclose(l2.ridge(x, y, 1e-12)[0], l2.ridge(x, y, 0.0)[0], rtol=1e-6)
    assert np.abs(l2.ridge(x, y, 1e9)[0]).max() < 1e-6


def test_prices_share_their_samples_between_strengths():
    few = l2.house_prices(np.array([0.0, 0.1]), samples=4, train=15)
    more = l2.house_prices(np.array([0.1]), samples=4, train=15)
    np.testing.assert_allclose(few.coefficients[:, 1], more.coefficients[:, 0])
    assert few.coefficients.shape == (4, 2, 5)
    assert (few.chosen_error >= few.error.min(axis=1) - 1e-9).all()


def test_bias_and_variance_add_up_to_the_squared_distance_from_the_sharp_price():
    found = l2.house_prices(np.array([0.0, 0.1]), samples=60, train=30)
    np.testing.assert_allclose(found.bias2 + found.variance + 40**2, found.error.mean(axis=0),
                               rtol=0.06)  # fmt: skip


def test_clean_digits_have_no_wrong_labels_to_memorize():
    found = l2.penalized_digits(0.0, np.array([0.0, 0.01]), seeds=1)
    assert (found.wrong_repeated == 0).all()
    assert (found.right_repeated[:, 0] > 0.99).all()
    assert found.chosen[0] in found.test[0]
    assert found.norms[0, 1] < found.norms[0, 0]


def test_what_is_chosen_and_what_is_the_baseline_of_the_houses():
    strengths = np.array([0.0, 0.1, 1.0])
    found = l2.house_prices(strengths, samples=6, train=15)
    test = houses(test=1000, seed=10**6).test
    chosen = []
    for seed in range(6):
        split = standardize(houses(train=15, test=1, seed=seed))
        w, b = l2.ridge(*split.train, strengths)
        errors = [np.square(split.validation.x @ w[k] + b[k] - split.validation.y).mean()
                  for k in range(3)]  # fmt: skip
        chosen.append(int(np.argmin(errors)))
        baseline = np.square(test.y - split.train.y.mean()).mean()
        np.testing.assert_allclose(found.mean_error[seed], baseline)
        x = np.concatenate([split.train.x, split.validation.x])
        y = np.concatenate([split.train.y, split.validation.y])
        w, b = l2.ridge(x, y, 0.0)
        everything = np.square((test.x - split.mean) / split.scale @ w + b - test.y).mean()
        np.testing.assert_allclose(found.all_error[seed], everything)
    assert len(set(chosen)) > 1, "with one choice for all, a stale index would not show"
    assert chosen != found.error.argmin(axis=1).tolist(), "a choice on the test set would not show"
    np.testing.assert_allclose(found.chosen_error, found.error[np.arange(6), chosen])


def test_wrong_labels_are_counted_as_the_network_saw_them():
    found = l2.penalized_digits(0.3, np.array([0.0, 0.01]), seeds=1)
    assert found.wrong_repeated[0, 0] > 0.9, "without L2 the wrong labels are learned by heart"
    assert found.wrong_repeated[0, 1] < 0.3
    assert found.right_repeated[0, 1] > 0.9, (
        "right labels alone: the wrong ones would pull this down"
    )
    assert found.chosen[0] > found.stopped[0] > found.test[0, 0]


def test_the_strength_is_chosen_on_the_validation_set(monkeypatch):
    monkeypatch.setattr(networks, "EPOCHS", 4)
    strengths = np.array([3e-2, 0.0, 1e-3, 3e-3, 1e-2])
    differ = []
    for seed in range(3):
        split = center(digits(label_noise=0.3, validation_label_noise=0.3, seed=seed))
        model, test, best, _ = networks.trained((64, 16, 10), strengths, split, seed)
        validation = networks.accuracy(model, split.validation)
        assert best == test[validation.argmax()]
        differ.append(best < test.max() and best != test[validation.argmin()])
    assert any(differ), "a choice on the test set would not show"


def test_early_stopping_takes_the_test_accuracy_of_the_best_epoch(monkeypatch):
    split = center(digits(label_noise=0.3, validation_label_noise=0.3, seed=1))
    validation, test = [], []
    for epochs in range(1, 9):
        monkeypatch.setattr(networks, "EPOCHS", epochs)
        model, at_end, _, stopped = networks.trained((64, 64, 10), np.zeros(1), split, 1)
        validation.append(networks.accuracy(model, split.validation)[0])
        test.append(at_end[0])
    best = int(np.flatnonzero(np.array(validation) == max(validation))[-1])
    assert best < 7, "with the last epoch as the best one, no stopping would show"
    assert stopped == test[best] != test[-1]


def test_of_equally_good_epochs_the_last_counts(monkeypatch):
    monkeypatch.setattr(networks, "EPOCHS", 3)
    split = center(digits(label_noise=0.3, validation_label_noise=0.3, seed=1))
    tests = iter((0.1, 0.2, 0.3, 0.4))

    def accuracy(model, part):
        return np.array([0.5 if part is split.validation else next(tests)])

    monkeypatch.setattr(watching, "accuracy", accuracy)
    assert networks.trained((64, 10), np.zeros(1), split, 1)[3] == 0.3


def test_validation_labels_are_as_wrong_as_the_others(monkeypatch):
    asked = []

    def spy(**options):
        asked.append(options)
        return digits(**options)

    monkeypatch.setattr(networks, "digits", spy)
    monkeypatch.setattr(networks, "EPOCHS", 1)
    l2.penalized_digits(0.3, np.zeros(1), seeds=2)
    noise = {"label_noise": 0.3, "validation_label_noise": 0.3}
    assert asked == [{**noise, "seed": 0}, {**noise, "seed": 1}]


def test_the_norm_is_one_number_per_network():
    model = mlp((64, 5, 10), penalty=L2(np.zeros(3)), seed=[0, 1, 2])
    each = [np.sqrt(sum((k[s] ** 2).sum() for k in model.kernels)) for s in range(3)]
    np.testing.assert_allclose(networks.norms(model), each)


def test_the_published_training_is_this_recursion():
    """Half the squared error, λ/2 as prefactor, learning rate 0.01: written out."""
    x, y = l2.many_features(20, seed=3)
    model = textbook.textbook_model(3, y.mean())
    starts = model.kernels[0][..., 0].copy()
    batches, optimizer = minibatches(x, y, batch_size=5, seed=5), SGDW(textbook.LEARNING_RATE)
    fit(model, batches, optimizer=optimizer, epochs=10, loss="mse")
    for network, strength in enumerate(textbook.STRENGTHS):
        order, u, c = np.random.default_rng(5), starts[network].copy(), y.mean()
        for _ in range(10):
            rows = order.permutation(20)
            for batch in (rows[i : i + 5] for i in range(0, 20, 5)):
                error = x[batch] @ u + c - y[batch]
                u = u - 0.01 * (x[batch].T @ error / 5 + strength * u)
                c = c - 0.01 * error.mean()
        np.testing.assert_allclose(model.kernels[0][network, :, 0], u, rtol=1e-9, atol=1e-15)
        np.testing.assert_allclose(model.biases[0].reshape(4)[network], c, rtol=1e-9)
    assert (starts[:2] != 0).all(), "two networks start at random weights"
    assert (starts[0] == starts[1]).all(), "and both strengths from the same ones"
    assert (starts[2:] == 0).all(), "two start at zero"


def test_the_textbook_baselines():
    found = l2.textbook_example((1, 3), seeds=2)
    once = l2.textbook_example((3,), seeds=2)
    for name, errors in found.items():
        np.testing.assert_allclose(errors[:, 1], once[name][:, 0], rtol=1e-12, err_msg=name)
    _, y = l2.many_features(20, 1)
    _, test_y = l2.many_features(1000, 10**6 + 1)
    np.testing.assert_allclose(found["predict the mean"][1], np.square(test_y - y.mean()).mean())


def test_a_penalized_bias_sets_its_gradient_to_zero():
    x, y = rng.standard_normal((12, 3)) + 2, rng.standard_normal(12) + 5
    w, b = l2.penalized_bias(x, y, 0.3)
    error = x @ w + b - y
    np.testing.assert_allclose(2 * x.T @ error / 12 + 2 * 0.3 * w, 0, atol=1e-12)
    np.testing.assert_allclose(2 * error.mean() + 2 * 0.3 * b, 0, atol=1e-12)


def test_a_free_bias_follows_a_shift_of_the_targets():
    errors = l2.shifted_errors([0.0, 100.0], 0.1, splits=2)
    assert errors.shape == (2, 2, 3)
    np.testing.assert_allclose(errors[:, 0, [0, 2]], errors[:, 1, [0, 2]], rtol=1e-9)
    assert (errors[:, 1, 1] > errors[:, 0, 1]).all(), "a penalized bias pays for the shift"
    split = standardize(diabetes(seed=1))
    baseline = np.square(split.test.y - split.train.y.mean()).mean()
    np.testing.assert_allclose(errors[1, :, 2], baseline)


def test_the_validated_strength_is_among_the_candidates():
    errors = l2.more_examples((20, 200), np.array([1e-3]), seeds=2)
    assert {name: runs.shape for name, runs in errors.items()} == dict.fromkeys(
        ("predict the mean", "least squares", "L2"), (2, 2)
    )
    assert (errors["L2"][:, 1] < errors["least squares"][:, 1]).all()


def test_more_examples_chooses_on_the_held_out_examples():
    strengths = np.array([1e-3, 1e-1])
    found = l2.more_examples((30,), strengths, seeds=8)
    differ = []
    for seed in range(8):
        x, y = l2.many_features(30, seed)
        held_x, held_y = l2.many_features(100, 2 * 10**6 + seed)
        test_x, test_y = l2.many_features(1000, 10**6 + seed)
        w, b = l2.ridge(x, y, np.r_[0.0, strengths])
        held = [np.square(held_x @ w[k] + b[k] - held_y).mean() for k in range(3)]
        errors = [np.square(test_x @ w[k] + b[k] - test_y).mean() for k in range(3)]
        np.testing.assert_allclose(found["L2"][seed, 0], errors[int(np.argmin(held))])
        differ.append(np.argmin(held) != np.argmin(errors))
        np.testing.assert_allclose(
            found["predict the mean"][seed, 0], np.square(test_y - y.mean()).mean()
        )
    assert any(differ), "a choice on the test set would not show"
