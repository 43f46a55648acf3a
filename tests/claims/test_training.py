"""Claims about early stopping and the length of training."""

import numpy as np

from claims import claim
from claims.settings import PLAIN, SEEDS, diabetes, trained


@claim(
    "longer-training-overfits",
    says="The longer a network is trained, the more it overfits.",
    verdict="true if",
    because="If there is something to learn that does not carry over. With a fifth of the labels "
    "wrong, validation accuracy falls by more than 0.03 after the best epoch; with clean labels "
    "it stays where it is.",
    chapter="01_overfitting",
)
def test_long_training_harms_with_wrong_labels_and_not_with_clean_ones():
    for seed in SEEDS:
        for noise, harms in ((0.2, True), (0.0, False)):
            _, history, _ = trained(noise, seed)
            loss = history.validation_loss[:, PLAIN]
            right = history.validation_accuracy[:, PLAIN]
            best = np.argmin(loss)
            assert (loss[-1] > 1.4 * loss[best]) == harms
            assert (right[-1] < right[best] - 0.03) == harms


@claim(
    "early-stopping-like-l2",
    says="A low learning rate with early stopping has the same effect as L2.",
    verdict="true if",
    because="Similar, not the same. For a linear model started at 0, $t$ steps of size η act like "
    r"$\lambda \approx 1/(2\eta t)$: the product counts, not the learning rate. They are equal "
    "only if every direction of the data gets a λ of its own, or all directions are alike.",
    chapter="10_early_stopping",
)
def test_stopping_equals_ridge_with_one_strength_for_each_direction():
    x, y = diabetes()
    values, directions = np.linalg.eigh(x.T @ x / len(x))
    pull = directions.T @ (x.T @ y) / len(x)

    def descend(learning_rate, count, values=values):
        w = np.zeros(10)
        for _ in range(count):
            w -= learning_rate * 2 * (values * w - pull)
        return w

    def distance(a, b):
        return np.linalg.norm(a - b) / np.linalg.norm(a)

    learning_rate = 0.05
    for count in (5, 20, 100):
        stopped = descend(learning_rate, count)
        left = (1 - 2 * learning_rate * values) ** count  # of the way to the least squares solution
        own = values * left / (1 - left)
        np.testing.assert_allclose(stopped, pull / (values + own), rtol=1e-9)
        assert distance(stopped, descend(learning_rate / 10, 10 * count)) < 0.08
        common = [distance(stopped, pull / (values + s)) for s in np.logspace(-4, 3, 300)]
        assert 0.02 < min(common) < 0.2
        assert distance(stopped, pull / (values + 1 / (2 * learning_rate * count))) < 0.4
        flat = np.ones(10)
        alike = descend(learning_rate, count, flat)
        left = (1 - 2 * learning_rate) ** count
        np.testing.assert_allclose(alike, pull / (1 + left / (1 - left)), rtol=1e-9)
