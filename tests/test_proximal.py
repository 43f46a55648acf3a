"""Proximal steps: exact zeros, the same in three frameworks, and the solutions of scikit-learn."""

import keras
import numpy as np
from frameworks import FRAMEWORKS, flat
from sklearn.linear_model import ElasticNet, Lasso

from coursecode.shared.datasets import diabetes, digits, standardize
from coursecode.shared.minibatches import minibatches

RATE = 2**-3


def kernel(seed=0, shape=(4, 3)):
    return np.random.default_rng(seed).standard_normal(shape)


def small_digits():
    split = digits(train=100, seed=0)
    return split.train


def train(framework, penalty, *, epochs=12, momentum=0.0, sizes=(64, 12, 10), rate=RATE):
    model = framework.package.mlp(sizes, activation="tanh", seed=1)
    optimizer = framework.optimizer(
        "ProximalSGD", model, learning_rate=rate, penalty=penalty, momentum=momentum
    )
    batches = minibatches(*small_digits(), batch_size=25, seed=2)
    framework.package.fit(model, batches, optimizer=optimizer, epochs=epochs)
    return framework.package.weights(model)


def penalties(framework, strength=2**-6):
    package, axis = framework.package, framework.group_axis
    return {
        "L1": package.L1(strength),
        "L2": package.L2(strength),
        "ElasticNet": package.ElasticNet(strength, strength / 2),
        "GroupLasso": package.GroupLasso(strength, axis(0)),
    }


def test_one_step_is_the_formula(framework):
    w, g = kernel(), kernel(1)
    for name, penalty in penalties(framework).items():
        stepped = framework.steps("ProximalSGD", w, [g], learning_rate=0.5, penalty=penalty)
        # The oracle is NumPy's prox, which its own spec holds to its optimality condition.
        expected = penalties(FRAMEWORKS["numpy"])[name].prox(w - 0.5 * g, 0.5)
        np.testing.assert_allclose(stepped, expected, rtol=1e-14, atol=1e-15)


def test_momentum_repeats_the_whole_move(framework):
    w, gs = kernel(), [kernel(1), kernel(2)]
    penalty = framework.package.L1(0.2)
    stepped = framework.steps(
        "ProximalSGD", w, gs, learning_rate=0.1, penalty=penalty, momentum=0.5
    )

    def soft(v):
        return np.sign(v) * np.maximum(np.abs(v) - 0.02, 0)

    once = soft(w - 0.1 * gs[0])
    expected = soft(once + 0.5 * (once - w) - 0.1 * gs[1])
    np.testing.assert_allclose(stepped, expected, rtol=1e-13, atol=1e-15)


def test_biases_are_left_to_the_gradient(framework):
    b, g = kernel(shape=(5,)), kernel(1, (5,))
    stepped = framework.steps(
        "ProximalSGD", b, [g], learning_rate=0.5, penalty=framework.package.L1(10.0)
    )
    np.testing.assert_allclose(stepped, b - 0.5 * g, rtol=1e-15)


def test_zeros_are_exact_where_a_penalty_in_the_loss_leaves_none(framework):
    proximal = train(framework, penalties(framework, 2**-5)["L1"])
    assert all(np.mean(kernel == 0) > 0.2 for kernel, _ in proximal)
    model = framework.package.mlp(
        (64, 12, 10), penalty=penalties(framework, 2**-5)["L1"], activation="tanh", seed=1
    )
    optimizer = framework.optimizer("SGDW", model, learning_rate=RATE)
    batches = minibatches(*small_digits(), batch_size=25, seed=2)
    framework.package.fit(model, batches, optimizer=optimizer, epochs=12)
    assert all(np.all(kernel != 0) for kernel, _ in framework.package.weights(model))


def test_the_same_weights_and_the_same_zeros_in_three_frameworks():
    """100 steps each; the support is identical, not merely similar."""
    for name in penalties(FRAMEWORKS["numpy"]):
        for momentum in (0.0, 0.875):
            found = [
                train(f, penalties(f)[name], epochs=25, momentum=momentum, rate=2**-4)
                for f in FRAMEWORKS.values()
            ]
            for other in found[1:]:
                np.testing.assert_allclose(flat(other), flat(found[0]), atol=1e-12, rtol=0)
                np.testing.assert_array_equal(flat(other) == 0, flat(found[0]) == 0)
            if name != "L2":
                assert np.mean(flat(found[0]) == 0) > 0.05


def convex_solution(framework, penalty, epochs):
    """Full-batch proximal training of a linear model on diabetes, mean squared error."""
    split = standardize(diabetes(seed=0), target=True)
    model = framework.package.mlp((10, 1), seed=0)
    batches = minibatches(*split.train, batch_size=len(split.train.x), seed=0)
    optimizer = framework.optimizer(
        "ProximalSGD", model, learning_rate=0.11, penalty=penalty, momentum=0.9
    )
    framework.package.fit(model, batches, optimizer=optimizer, epochs=epochs, loss="mse")
    ((w, b),) = framework.package.weights(model)
    return split.train, w[:, 0], b


def assert_solves(train, w, b, oracle, l1, l2):
    """scikit-learn's coefficients and zeros, and the condition of optimality."""
    np.testing.assert_allclose(w, oracle.coef_, atol=1e-6)
    np.testing.assert_array_equal(w == 0, oracle.coef_ == 0)
    assert 0 < np.sum(w == 0) < len(w)
    slope = -2 * train.x.T @ (train.x @ w + b - train.y) / len(train.x) - 2 * l2 * w
    np.testing.assert_allclose(slope[w != 0], l1 * np.sign(w[w != 0]), atol=1e-8)
    assert np.all(np.abs(slope[w == 0]) <= l1 + 1e-8)


def test_reaches_the_lasso_of_scikit_learn(framework):
    """mean (f−y)² + λ Σ|w| is twice Lasso's objective with alpha = λ/2."""
    train, w, b = convex_solution(framework, framework.package.L1(0.2), 900)
    oracle = Lasso(alpha=0.1, tol=1e-13, max_iter=100_000).fit(*train)
    assert_solves(train, w, b, oracle, l1=0.2, l2=0.0)


def test_reaches_the_elastic_net_of_scikit_learn(framework):
    """l1 Σ|w| + l2 Σw²: alpha·ratio = l1/2 and alpha·(1−ratio) = l2."""
    train, w, b = convex_solution(framework, framework.package.ElasticNet(0.2, 0.05), 500)
    oracle = ElasticNet(alpha=0.15, l1_ratio=0.1 / 0.15, tol=1e-13, max_iter=100_000).fit(*train)
    assert_solves(train, w, b, oracle, l1=0.2, l2=0.05)


def test_many_networks_prune_as_if_alone():
    numpy = FRAMEWORKS["numpy"].package
    strengths, rates = np.array([2**-8, 2**-6, 2**-7]), np.array([0.1, 0.2, 0.05])

    def final(seed, strength, rate):
        model = numpy.mlp((64, 12, 10), seed=seed)
        batches = minibatches(*small_digits(), batch_size=25, seed=2)
        optimizer = numpy.ProximalSGD(rate, numpy.L1(strength), 0.5)
        numpy.fit(model, batches, optimizer=optimizer, epochs=8)
        return model.theta

    stack = final([1, 1, 5], strengths, rates)
    for i, seed in enumerate([1, 1, 5]):
        alone = final(seed, strengths[i], rates[i])
        np.testing.assert_allclose(stack[i], alone, atol=1e-12, rtol=0)
        np.testing.assert_array_equal(stack[i] == 0, alone == 0)


def test_works_inside_keras_fit_and_can_be_saved():
    ours = FRAMEWORKS["keras"].package
    x, y = small_digits()
    model = ours.mlp((64, 12, 10), dtype="float32")
    optimizer = ours.ProximalSGD(0.1, ours.L1(0.03), momentum=0.5)
    model.compile(optimizer, keras.losses.SparseCategoricalCrossentropy(from_logits=True))
    model.fit(x, y, epochs=10, batch_size=25, verbose=0)
    assert np.mean(ours.weights(model)[0][0] == 0) > 0.2
    config = optimizer.get_config()
    restored = ours.ProximalSGD.from_config(config)
    assert restored.get_config() == config
    assert isinstance(restored.penalty, ours.L1)
