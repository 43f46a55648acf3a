"""Claims about dropout."""

from itertools import product

import numpy as np
from sklearn.linear_model import LogisticRegression

from claims import claim
from claims.settings import DROPPED, PLAIN, SEEDS, accuracies, gain, ridge, trained
from coursecode.numpy import AdamW, Dropout, mlp
from coursecode.numpy.training import cross_entropy


@claim(
    "dropout-threshold",
    says="With a threshold of 0.7, every unit is removed with a probability of 30 %.",
    verdict="true if",
    because="If the threshold is the probability of *keeping* a unit. The `rate` of this course "
    "and of Keras, and PyTorch's `p`, are the probability of dropping: there it is 0.3.",
    chapter="09_dropout",
)
def test_a_rate_is_the_share_that_is_dropped():
    ones = np.ones((1000, 100))
    for rate in (0.3, 0.7):
        dropped = np.mean(Dropout(rate, np.random.default_rng(0))(ones, training=True) == 0)
        assert abs(dropped - rate) < 5 * np.sqrt(0.21 / ones.size)


@claim(
    "dropout-on-all-layers",
    says="Dropout goes over all layers of the network.",
    verdict="true if",
    because="Over the hidden layers, and the inputs if one likes. On the outputs it cuts away "
    "whole predictions while training: even of a network that is always right and sure, the "
    "training loss becomes hundreds of times as large.",
    chapter="09_dropout",
)
def test_dropout_belongs_to_hidden_layers_and_spoils_the_training_loss_on_outputs():
    model = mlp((4, 8, 8, 3), dropout=0.5, seed=0)
    rates = [np.max(layer.rate) for layer in model.dropouts]  # on what enters each kernel
    assert rates == [0, 0.5, 0.5]
    labels = np.arange(300) % 3
    logits = 10.0 * np.eye(3)[labels]
    layer = Dropout(0.5, np.random.default_rng(0))
    assert cross_entropy(logits, labels).mean() < 1e-3
    assert cross_entropy(layer(logits, training=True), labels).mean() > 0.3


@claim(
    "dropout-reduces-weights",
    says="Dropout tends to make the weights smaller, as L1 and L2 do.",
    verdict="true if",
    because="In a linear model with squared error and standardized columns, where dropping inputs "
    "is, on average, exactly a ridge penalty. In a network it can be the opposite: on the digits "
    "with clean labels the L2 norm of all kernels is larger with dropout, for every seed. With "
    "30 % wrong labels that growth is gone.",
    chapter="09_dropout",
)
def test_dropout_shrinks_a_linear_model_and_not_a_network():
    for seed in SEEDS:
        rng = np.random.default_rng(seed)
        x = rng.standard_normal((20, 6))
        x = (x - x.mean(0)) / x.std(0)
        y = x @ np.ones(6) + rng.standard_normal(20)
        masks = np.array(list(product((0, 2), repeat=6)))  # all of them, at rate ½
        inputs = np.concatenate([x * mask for mask in masks])
        exact = np.linalg.lstsq(inputs, np.tile(y, len(masks)), rcond=None)[0]
        np.testing.assert_allclose(exact, ridge(x, y, 1.0), rtol=1e-9)  # rate / (1 − rate)
        assert np.linalg.norm(exact) < 0.8 * np.linalg.norm(ridge(x, y, 0.0))

        for wrong_labels, grows in ((0.0, True), (0.3, False)):
            model, _, _ = trained(wrong_labels, seed)
            norms = np.sqrt(sum(np.square(kernel).sum(axis=(1, 2)) for kernel in model.kernels))
            assert (norms[DROPPED] > 1.02 * norms[PLAIN]) == grows


@claim(
    "dropout-robust",
    says="Dropout makes a network more robust to losing some of its units.",
    verdict="true",
    because="Without 16 of its 64 hidden units, a network trained with dropout loses less "
    "accuracy than the same network trained without, for every seed.",
    chapter="09_dropout",
)
def test_a_network_that_was_trained_with_losses_bears_them_better():
    for seed in SEEDS:
        model, _, split = trained(0.0, seed)
        kernel, bias = model.kernels, model.biases
        rng = np.random.default_rng(seed)
        hidden = np.maximum(split.test.x @ kernel[0] + bias[0], 0)
        losses = []
        for _ in range(20):
            kept = np.ones(64)
            kept[rng.permutation(64)[:16]] = 0
            right = [
                ((h @ kernel[1] + bias[1]).argmax(-1) == split.test.y).mean(axis=-1)
                for h in (hidden, hidden * kept)
            ]
            losses.append(right[0] - right[1])
        loss = np.mean(losses, axis=0)
        assert loss[PLAIN] > 1.5 * loss[DROPPED]


@claim(
    "dropout-greatly-improves",
    says="Dropout was proven to improve the performance of networks greatly.",
    verdict="true if",
    because="It has been measured, not proven, and depends on how much there is to gain. With a "
    "fifth of the labels wrong it gains more than 0.05 in accuracy on average; with clean labels "
    "the same network neither gains nor loses.",
    chapter="09_dropout",
)
def test_dropout_gains_much_with_wrong_labels_and_nothing_with_clean_ones():
    wrong, clean = accuracies(0.2), accuracies(0.0)
    assert gain(wrong, DROPPED).low > 0
    assert gain(wrong, DROPPED).mean > 0.05
    assert abs(gain(clean, DROPPED).mean) < 0.015


@claim(
    "dropout-smaller-network",
    says="Dropout results in a much smaller and simpler network.",
    verdict="false",
    because="Only for the length of one training step. What is used afterwards is the whole "
    "network: every unit takes part, and no parameter is gone.",
    chapter="09_dropout",
)
def test_the_trained_network_uses_all_of_its_units():
    for seed in SEEDS:
        model, _, split = trained(0.2, seed)
        assert model.theta.shape[1] == 64 * 64 + 64 + 64 * 10 + 10
        assert all(np.all(kernel[DROPPED] != 0) for kernel in model.kernels)
        (first, second), (bias, last) = (
            [part[DROPPED] for part in parts] for parts in (model.kernels, model.biases)
        )
        whole = np.maximum(split.test.x @ first + bias, 0) @ second + last
        np.testing.assert_allclose(model(split.test.x)[DROPPED], whole, rtol=1e-9, atol=1e-9)


def rare(rng, n):
    """A hundred features that are nearly always 0, and tell the class when they are not."""
    y = rng.integers(0, 2, n)
    right = np.where(rng.random((n, 100)) < 0.95, 1, -1) * (2 * y - 1)[:, None]
    return with_noise(rng, right * (rng.random((n, 100)) < 0.04)), y


def common(rng, n):
    """A hundred features that all tell a little of the class, all the time."""
    y = rng.integers(0, 2, n)
    return with_noise(rng, 0.35 * rng.standard_normal((n, 100)) + 0.06 * (2 * y - 1)[:, None]), y


def with_noise(rng, signal):
    return np.hstack([signal, 0.35 * rng.standard_normal((len(signal), 400))])


def dropout_logistic(x, y, rates, seed):
    """The averaged weights of a logistic regression whose inputs are dropped, one per rate."""
    rng, keep = np.random.default_rng(seed), 1 - np.array(rates)[:, None, None]
    w, total = np.zeros((2, len(rates), x.shape[1]))
    optimizer = AdamW(0.02, weight_decay=0.0)
    for step in range(300):
        inputs = (rng.random(x.shape) < keep) * x / keep
        p = 1 / (1 + np.exp(-(inputs @ w[:, :, None])[..., 0]))
        optimizer.update(w, np.einsum("rnd,rn->rd", inputs, p - y) / len(y))
        total += w * (step >= 150)
    return total


@claim(
    "dropout-better-than-l2",
    says="For learning the weights of features, dropout is better than L2.",
    verdict="true if",
    because="If what matters is rare: features that are nearly always 0 and tell the class when "
    "they are not. L2 shrinks them like the noise, dropout hardly. If every feature tells a "
    "little all the time, L2 is as good.",
    chapter="09_dropout",
)
def test_dropout_wins_with_rare_features_and_ties_with_common_ones():
    gains = {rare: [], common: []}
    for draw in gains:
        for seed in SEEDS:
            rng = np.random.default_rng(seed)
            (x, y), (validation_x, validation_y), (test_x, test_y) = (
                draw(rng, n) for n in (100, 2000, 4000)
            )
            penalized = [
                LogisticRegression(C=c, fit_intercept=False, max_iter=500).fit(x, y).coef_[0]
                for c in np.logspace(-3, 2, 8)
            ]
            accuracy = []
            for weights in (dropout_logistic(x, y, (0.3, 0.5, 0.7, 0.9), seed), penalized):
                right = [np.mean((validation_x @ w > 0) == validation_y) for w in weights]
                best = weights[int(np.argmax(right))]
                accuracy.append(np.mean((test_x @ best > 0) == test_y))
            gains[draw].append(accuracy[0] - accuracy[1])
    assert min(gains[rare]) > 0.15
    assert np.mean(gains[common]) < 0.02


@claim(
    "dropout-for-large-networks",
    says="Dropout is preferred when the network is large.",
    verdict="true if",
    because="Large for its task. It helps a network of 64 hidden units against wrong labels, and "
    "does it no harm with clean ones. A network of 6 has no unit to spare: dropout costs it a "
    "good part of its accuracy.",
    chapter="09_dropout",
)
def test_dropout_helps_a_wide_network_and_harms_a_narrow_one():
    assert gain(accuracies(0.2), DROPPED).low > 0
    assert abs(gain(accuracies(0.0), DROPPED).mean) < 0.015
    narrow = gain(accuracies(0.0, hidden=6), DROPPED)
    assert narrow.high < 0
    assert narrow.mean < -0.1


@claim(
    "dropout-not-recommended",
    says="Dropout can be used against overfitting, but it is not recommended.",
    verdict="opinion",
    because="A recommendation without a case. For a wide network and wrong labels dropout is "
    "worth recommending; for a narrow one on clean labels it is worth warning of.",
    chapter="09_dropout",
)
def test_one_case_speaks_for_dropout_and_one_against_it():
    assert gain(accuracies(0.2), DROPPED).low > 0
    assert gain(accuracies(0.0, hidden=6), DROPPED).high < 0
