"""Claims about overfitting and complexity."""

import numpy as np

from claims import claim
from claims.settings import (
    DROPPED,
    PENALIZED,
    PLAIN,
    SEEDS,
    STRONG,
    accuracies,
    gain,
    random_features,
    ridge,
    trained,
)
from coursecode.numpy import SGDW, fit, mlp, set_weights, weights
from coursecode.shared.minibatches import minibatches


@claim(
    "complexity-must-shrink",
    says="To avoid overfitting, the complexity of a model must be reduced.",
    verdict="true if",
    because="True with fewer parameters than there are examples per output. Far beyond that, a "
    "*larger* model can have the smaller test error again (double descent), and a penalty does as "
    "much without taking a parameter away.",
    chapter="01_overfitting",
)
def test_random_features_are_worst_at_the_threshold_and_recover_beyond_it():
    errors = np.array([random_features((60, 150, 2000), 0, seed) for seed in SEEDS])  # 150 examples
    small, threshold, large = errors.T
    assert np.all(threshold > 10 * small)
    assert np.all(large < threshold / 10)
    assert np.all(large < small)
    assert np.mean(large) < np.mean(small) - 0.1
    penalized = [random_features((150,), 3e-4, seed)[0] for seed in SEEDS]
    assert np.all(penalized < small)


@claim(
    "complicated-weights-overfit",
    says="Very complicated weight structures lead to overfitting: the network memorizes.",
    verdict="true if",
    because="It depends on what there is to memorize. The same network, with 24 times as many "
    "parameters as examples, fits clean labels perfectly and classifies new digits well; with a "
    "fifth of the labels wrong it fits them as perfectly and fails on new digits.",
    chapter="01_overfitting",
)
def test_the_same_large_network_generalizes_from_clean_labels_and_not_from_wrong_ones():
    for seed in SEEDS:
        for noise in (0.0, 0.2):
            model, history, split = trained(noise, seed)
            assert model.theta.shape[1] > 20 * len(split.train.y)
            assert history.accuracy[-1, PLAIN] == 1
    assert accuracies(0.0)[:, PLAIN].min() > 0.9
    assert accuracies(0.2)[:, PLAIN].max() < 0.8


@claim(
    "networks-fit-noise",
    says="Without regularization a network fits the noise in its training data.",
    verdict="true if",
    because="If it has the room and the time: 64 hidden units learn every wrong label in 100 "
    "epochs. After 3 epochs, or with 2 hidden units, most are not learned.",
    chapter="01_overfitting",
)
def test_wrong_labels_are_learned_with_room_and_time_and_not_without():
    def share_of_wrong_labels_learned(model, split):
        wrong = split.truth["flipped"]
        return np.mean(model(split.train.x[wrong]).argmax(-1) == split.train.y[wrong], axis=-1)

    for seed in SEEDS:
        model, _, split = trained(0.2, seed)
        assert share_of_wrong_labels_learned(model, split)[PLAIN] == 1
        for hidden, epochs in ((64, 3), (2, 100)):
            small = mlp((64, hidden, 10), seed=seed)
            batches = minibatches(split.train.x, split.train.y, batch_size=50, seed=seed)
            fit(small, batches, optimizer=SGDW(0.1, momentum=0.9), epochs=epochs)
            assert share_of_wrong_labels_learned(small, split) < 0.4


@claim(
    "networks-memorize",
    says="Deep networks are flexible enough to memorize single training examples.",
    verdict="true",
    because="With labels drawn at random there is nothing to learn but the examples themselves. A "
    "network of one hidden layer learns all of them, and guesses on new digits.",
    chapter="01_overfitting",
)
def test_random_labels_are_learned_by_heart():
    for seed in SEEDS:
        _, _, split = trained(0.0, seed)
        labels = np.random.default_rng(seed).integers(0, 10, 200)
        model = mlp((64, 64, 10), seed=seed)
        batches = minibatches(split.train.x, labels, batch_size=50, seed=seed)
        history = fit(model, batches, optimizer=SGDW(0.1, momentum=0.9), epochs=200)
        assert history.accuracy[-1] == 1
        assert np.mean(model(split.test.x).argmax(-1) == split.test.y) < 0.25


@claim(
    "degree-ten-oscillates",
    says="A polynomial of the tenth degree through the data oscillates wildly.",
    verdict="true if",
    because="If the targets are noisy. Through eleven points of a smooth curve without noise it "
    "runs as calmly as the curve itself. With noise it swings, and a small ridge penalty calms "
    "it: the degree alone does not make the oscillation.",
    chapter="02_regularization",
)
def test_degree_ten_swings_with_noise_and_not_without():
    x, fine = np.linspace(-1, 1, 11), np.linspace(-1, 1, 401)
    powers, fine_powers = (np.vander(points, 11, increasing=True) for points in (x, fine))

    def way_up_and_down(coefficients):
        return np.sum(np.abs(np.diff(fine_powers @ coefficients)))

    curve = np.sin(np.pi * x)
    true_way = np.sum(np.abs(np.diff(np.sin(np.pi * fine))))
    assert abs(way_up_and_down(np.linalg.solve(powers, curve)) / true_way - 1) < 0.01
    ways = []
    for seed in range(20):
        noisy = curve + 0.3 * np.random.default_rng(seed).standard_normal(11)
        both = np.linalg.solve(powers, noisy), ridge(powers, noisy, 1e-3)
        ways.append([way_up_and_down(coefficients) for coefficients in both])
    through_all, penalized = np.median(ways, axis=0)
    assert through_all > 2 * true_way
    assert penalized < 1.5 * true_way


@claim(
    "smaller-weights-less-variance",
    says="Smaller weights mean less variance.",
    verdict="true if",
    because="If a penalty makes them smaller: then the variance of the predictions falls and "
    "their bias grows. The size of the weights by itself says nothing. In a ReLU network the "
    "first kernel times 10 and the second divided by 10 give larger weights and the same "
    "predictions.",
    chapter="02_regularization",
)
def test_a_penalty_lowers_variance_and_a_larger_norm_need_not_raise_it():
    for seed in SEEDS:
        rng = np.random.default_rng(seed)
        x, truth = rng.standard_normal((30, 10)), rng.standard_normal(10)
        targets = (x @ truth)[:, None] + 2 * rng.standard_normal((30, 500))  # 500 data sets
        weak, strong = (x @ ridge(x, targets, strength) for strength in (1e-6, 1.0))
        assert strong.var(axis=1).mean() < 0.5 * weak.var(axis=1).mean()
        bias = [np.mean((f.mean(axis=1) - x @ truth) ** 2) for f in (weak, strong)]
        assert bias[1] > 10 * bias[0]

        model = mlp((10, 20, 1), seed=seed)
        before, norm = model(x), np.linalg.norm(model.theta)
        (first, bias_1), (second, bias_2) = weights(model)
        set_weights(model, [(10 * first, 10 * bias_1), (second / 10, bias_2)])
        assert np.linalg.norm(model.theta) > 5 * norm
        np.testing.assert_allclose(model(x), before, rtol=1e-12, atol=1e-12)


@claim(
    "large-weights-unstable",
    says="Large weights make a network unstable: a small change of the input changes the output a "
    "lot.",
    verdict="true if",
    because="Small weights guarantee stability: the output moves at most by the product of the "
    "kernels' spectral norms times the move of the input. Large ones do not guarantee the "
    "opposite: rescaled layers, or two units that cancel, are large and do nothing.",
    chapter="02_regularization",
)
def test_small_weights_bound_the_change_and_large_ones_need_not_cause_it():
    rng = np.random.default_rng(0)
    model = mlp((10, 20, 3), seed=0)
    bound = np.prod([np.linalg.norm(kernel, 2) for kernel in model.kernels])
    x = rng.standard_normal((200, 10))
    move = 0.01 * rng.standard_normal(x.shape)
    changes = np.linalg.norm(model(x + move) - model(x), axis=1) / np.linalg.norm(move, axis=1)
    assert 0.05 * bound < changes.max() <= bound

    (first, bias), (second, last) = weights(model)
    first[:, 1], bias[1] = 1000 * first[:, 0], 0  # two units alike and huge ...
    first[:, 2], bias[2] = 1000 * first[:, 0], 0
    second[0], second[1] = 0, 1
    second[2] = -second[1]  # ... that cancel
    set_weights(model, [(first, bias), (second, last)])
    assert np.prod([np.linalg.norm(kernel, 2) for kernel in model.kernels]) > 100 * bound
    changes = np.linalg.norm(model(x + move) - model(x), axis=1) / np.linalg.norm(move, axis=1)
    assert changes.max() <= bound


@claim(
    "regularization-improves-test-results",
    says="Regularization reduces overfitting and improves the results on new data.",
    verdict="true if",
    because="If there is overfitting to reduce and λ is chosen with care. Digits with wrong "
    "labels: L2 gains more than 0.05 in accuracy on average. Digits with clean labels: a λ that "
    "gained there loses here.",
    chapter="03_l2",
)
def test_one_strength_helps_with_wrong_labels_and_harms_with_clean_ones():
    noisy, clean = accuracies(0.2), accuracies(0.0)
    for network in (PENALIZED, STRONG):
        assert gain(noisy, network).low > 0
        assert gain(noisy, network).mean > 0.05
    assert gain(clean, STRONG).high < 0


@claim(
    "price-in-training-fit",
    says="With regularization we give up some fit to the training data for better generalization.",
    verdict="true if",
    because="The price is certain: at the minimum, the training loss never falls as λ grows. What "
    "it buys is not: too large a λ costs training fit and test accuracy alike.",
    chapter="02_regularization",
)
def test_the_price_is_always_paid_and_the_gain_is_not_always_given():
    for noise in (0.0, 0.2):
        for seed in SEEDS:
            _, history, _ = trained(noise, seed)
            fits = history.data_loss[-1, :DROPPED]  # plain and three strengths
            assert np.all(np.diff(fits) > 0)
    noisy = accuracies(0.2)
    assert gain(noisy, PENALIZED).low > 0
    for found in (noisy, accuracies(0.0)):
        assert np.all(found[:, 3] < found[:, PLAIN] - 0.3)


@claim(
    "width-by-trial-and-error",
    says="The number of hidden units must be found by trial and error.",
    verdict="opinion",
    because="It is advice on how to work, and whether it pays depends on the rest. Without a "
    "penalty the test error of random features rises and falls again with their number, so a "
    "search pays. With a penalty, more features are never worse here: take what you can afford.",
    chapter="01_overfitting",
)
def test_a_search_for_the_width_pays_without_a_penalty_and_not_with_one():
    widths = (30, 60, 100, 150, 400, 2000)
    bare = np.array([random_features(widths, 0, seed) for seed in SEEDS])
    assert np.all(bare.max(axis=1) > 5 * bare[:, 0])
    assert np.all(bare.max(axis=1) > 5 * bare[:, -1])
    penalized = np.mean([random_features(widths, 3e-4, seed) for seed in SEEDS], axis=0)
    assert np.all(np.diff(penalized) < 0)
