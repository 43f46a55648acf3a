"""What the protocols of the chapter on dropout compare: which rows, which labels, who chooses.

Each protocol is computed anew by another road, or runs on stand-ins whose numbers say where they
come from. Rates are never ½ here, where keeping and dropping are the same.
"""

import numpy as np
import pytest

from coursecode.experiments import dropout as experiments
from coursecode.experiments.dropout import evaluation, networks, words
from coursecode.numpy import SGDW, fit, mlp, weights
from coursecode.shared.datasets import center, digits
from coursecode.shared.minibatches import minibatches


def share_right(model, part):
    return np.mean(model(part.x).argmax(axis=1) == part.y)


def trained_alone(split, width, rates, seed):
    """One network of the chapter's settings, without the machinery for many."""
    model = mlp((64, width, 10), dropout=rates, seed=seed)
    batches = minibatches(*split.train, batch_size=100, seed=seed)
    fit(model, batches, optimizer=SGDW(0.2, momentum=0.9), epochs=60, measure_every=60)
    return model


def test_each_column_is_its_rate_and_each_row_its_seed():
    tried = np.array([0.0, 0.8, 0.3])
    found = experiments.rates(0.3, 8, tried, seeds=2)
    for seed in range(2):
        split = center(digits(label_noise=0.3, seed=seed))
        for k, rate in enumerate(tried):
            alone = trained_alone(split, 8, float(rate), seed)
            kernels = np.concatenate([kernel.ravel() for kernel, _ in weights(alone)])
            assert found.test[seed, k] == pytest.approx(share_right(alone, split.test), abs=0.002)
            assert found.train[seed, k] == pytest.approx(share_right(alone, split.train), abs=0.01)
            assert found.norms[seed, k] == pytest.approx(np.linalg.norm(kernels), rel=1e-6)


def test_a_pair_is_the_rate_of_the_inputs_and_that_of_the_hidden_units():
    pairs = [(0.8, 0.1), (0.1, 0.8)]
    found = experiments.places(0.3, pairs, seeds=2)
    split = center(digits(label_noise=0.3, seed=1))
    for k, pair in enumerate(pairs):
        alone = trained_alone(split, 128, list(pair), 1)
        assert found[1, k] == pytest.approx(share_right(alone, split.test), abs=0.002)


def test_the_table_of_the_study_holds_every_strength_with_every_pair_of_rates(monkeypatch):
    """A training says which networks it was asked for; its validation and test are what it asks."""
    asked = []

    def train(split, width, **settings):
        asked.append(settings | {"width": width})

    monkeypatch.setattr(networks, "train", train)
    monkeypatch.setattr(networks, "accuracy", lambda model, part: np.zeros(6))
    settings = {"strengths": [0, 0.1, 0.2], "rates": [(0, 0), (0.3, 0.4)]}
    experiments.study(center(digits(seed=0)), width=7, seed=5, epochs=9, patience=4, **settings)
    whole, stopped = asked
    inputs, hidden = whole["dropout"]
    np.testing.assert_array_equal(inputs, [0, 0.3] * 3)
    np.testing.assert_array_equal(hidden, [0, 0.4] * 3)
    np.testing.assert_array_equal(whole["penalty"].strength, [0, 0, 0.1, 0.1, 0.2, 0.2])
    np.testing.assert_array_equal(stopped["dropout"], [[0, 0.3], [0, 0.4]])
    assert "patience" not in whole
    assert (stopped["patience"], stopped.get("penalty")) == (4, None)
    for one, networks_ in ((whole, 6), (stopped, 2)):
        assert (one["width"], one["seed"], one["epochs"]) == (7, 5, 9)
        assert one["networks"] == networks_


def test_validation_labels_are_as_often_wrong_as_training_labels_and_test_labels_never(monkeypatch):
    seen = []

    def study(split, *, seed, width):
        seen.append((split, seed, width))
        return {"neither": 10 + seed, "L2": 20 + seed}

    monkeypatch.setattr(networks, "study", study)
    found = experiments.study_digits(0.3, seeds=2, width=7)
    np.testing.assert_array_equal(found["neither"], [10, 11])
    np.testing.assert_array_equal(found["L2"], [20, 21])
    for k, (split, seed, width) in enumerate(seen):
        assert (seed, width) == (k, 7)
        clean = center(digits(seed=seed))
        np.testing.assert_array_equal(split.test.x, clean.test.x)  # this seed, and centred
        for name, share in (("train", 0.3), ("validation", 0.3), ("test", 0.0)):
            wrong = np.mean(split.parts[name].y != clean.parts[name].y)
            assert wrong == pytest.approx(share, abs=1e-9)


def test_scores_judge_the_right_class_and_are_sure_of_the_answer():
    first = np.array([[0.5, 0.3, 0.2], [0.1, 0.7, 0.2]]), np.array([1, 1])
    second = np.array([[0.2, 0.2, 0.6], [0.25, 0.35, 0.4]]), np.array([2, 2])
    found = evaluation.scores([first, second])
    np.testing.assert_array_equal(found["accuracy"], [0.5, 1])
    expected = [-np.log(0.3 * 0.7) / 2, -np.log(0.6 * 0.4) / 2]  # not that of the answer
    np.testing.assert_allclose(found["cross-entropy"], expected)
    np.testing.assert_allclose(found["confidence"], [0.6, 0.5])  # the answer, right or wrong
    np.testing.assert_array_equal(found["p"], [0.5, 0.7, 0.6, 0.4])
    np.testing.assert_array_equal(found["right"], [False, True, True, True])


def untrained(split, rate, *, seed):
    """In place of a training: a network that depends on the seed and errs, as loud as a trained."""
    model = mlp(evaluation.SIZES, dropout=rate, seed=seed + 50)
    for kernel, bias in zip(model.kernels, model.biases, strict=True):
        kernel *= 1.5
        bias += 0.1
    return model


def by_hand(model, x, scales=(1, 1), kept=1.0):
    """Probabilities with a factor on each hidden layer, and units of the last one taken away."""
    (a, p), (b, q), (c, r) = weights(model)
    hidden = np.maximum(np.maximum(x @ a + p, 0) * scales[0] @ b + q, 0) * scales[1]
    return experiments.softmax(hidden * kept @ c + r)


def test_each_way_to_evaluate_is_what_it_is_called(monkeypatch):
    monkeypatch.setattr(evaluation, "trained", untrained)
    rate = 0.2
    found = experiments.three_evaluations(rate, seeds=2)
    assert list(found) == ["right", "without the scale", "dropout left on"]
    for seed in range(2):
        x, y = center(digits(seed=seed)).test
        model = untrained(None, rate, seed=seed)
        expected = {
            "right": by_hand(model, x),
            "without the scale": by_hand(model, x, (1 / (1 - rate), 1 / (1 - rate))),
            "dropout left on": experiments.softmax(model.forward(x, training=True)),
        }
        rows = slice(seed * len(y), (seed + 1) * len(y))
        for way, p in expected.items():
            np.testing.assert_allclose(found[way]["p"][rows], p.max(axis=1), atol=1e-9)
            np.testing.assert_array_equal(found[way]["right"][rows], p.argmax(axis=1) == y)


def test_units_taken_away_are_the_same_for_every_rate_and_cost_what_they_told(monkeypatch):
    monkeypatch.setattr(evaluation, "trained", untrained)
    counts = [0, 90, 20]
    found = experiments.without_units((0.0, 0.7), counts, seeds=2, draws=2)
    assert list(found) == [0.0, 0.7]
    np.testing.assert_array_equal(found[0.0], found[0.7])  # here the rate changes no weight
    for seed in range(2):
        x, y = center(digits(seed=seed)).test
        model = untrained(None, 0.0, seed=seed)
        whole = np.mean(by_hand(model, x).argmax(axis=1) == y)
        for k, count in enumerate(counts):
            left = []
            for draw in range(2):
                kept = np.ones(128)
                kept[np.random.default_rng([seed, draw]).permutation(128)[:count]] = 0
                left.append(np.mean(by_hand(model, x, kept=kept).argmax(axis=1) == y))
            assert found[0.0][seed, k] == pytest.approx(whole - np.mean(left), abs=1e-12)


def test_a_network_whose_units_are_taken_away_was_trained_at_its_own_rate(monkeypatch):
    asked = []

    def note(split, rate, *, seed):
        asked.append((rate, seed, split.test.x[0].copy()))
        return untrained(split, rate, seed=seed + round(10 * rate))

    monkeypatch.setattr(evaluation, "trained", note)
    found = experiments.without_units((0.1, 0.7), [90], seeds=2, draws=1)
    assert [one[:2] for one in asked] == [(0.1, 0), (0.7, 0), (0.1, 1), (0.7, 1)]
    for _, seed, picture in asked:
        np.testing.assert_array_equal(picture, center(digits(seed=seed)).test.x[0])
    for rate in (0.1, 0.7):  # and stands under its name
        alone = experiments.without_units((rate,), [90], seeds=2, draws=1)
        np.testing.assert_array_equal(found[rate], alone[rate])
    assert not np.array_equal(found[0.1], found[0.7])


def test_many_passes_ask_the_test_pictures_and_the_same_ones_inverted(monkeypatch):
    """Labels are wrong in training alone; the pictures of the other kind have black for white."""
    trained_on, asked = [], []

    def note(split, rate, *, seed):
        trained_on.append((split, rate, seed))
        return untrained(split, rate, seed=seed)

    def doubts(model, x, count):
        asked.append((x, count))
        p = np.full((len(x), 10), 0.1)
        return p, p, *np.zeros((3, len(x)))

    monkeypatch.setattr(evaluation, "trained", note)
    monkeypatch.setattr(evaluation, "doubts", doubts)
    experiments.many_passes(0.2, seeds=2, count=7, wrong_labels=0.3)
    for seed, (split, rate, its_seed) in enumerate(trained_on):
        clean = digits(seed=seed)
        assert (rate, its_seed) == (0.2, seed)
        assert np.mean(split.train.y != clean.train.y) == pytest.approx(0.3, abs=1e-9)
        here, there = asked[2 * seed : 2 * seed + 2]
        mean = clean.train.x.mean(axis=0)
        np.testing.assert_allclose(here[0], clean.test.x - mean, atol=1e-12)
        np.testing.assert_allclose(there[0], 1 - clean.test.x - mean, atol=1e-12)
        assert here[1] == there[1] == 7
        # The chapter: such pictures are larger after centring, too.
        assert np.mean(there[0] ** 2) > 1.5 * np.mean(here[0] ** 2)


def test_many_passes_give_each_number_its_own_name(monkeypatch):
    """One pass errs on the first hundred pictures, the mean of many on the first half."""
    split = center(digits(seed=0))
    y = split.test.y
    n, wrong = len(y), np.arange(len(y)) < 100
    many_wrong = np.arange(n) < n // 2

    def answers(errs, sure):
        p = np.full((n, 10), (1 - sure) / 9)
        p[np.arange(n), (y + errs) % 10] = sure
        return p

    calls = iter(
        [
            (answers(wrong, 0.91), answers(many_wrong, 0.55), 1.0 * wrong, -1.0 * wrong,
             1.0 * (np.arange(n) < 50)),
            (None, None, np.zeros(n) - 2, np.full(n, 2.0), np.full(n, 0.5)),
        ]
    )  # fmt: skip
    monkeypatch.setattr(evaluation, "trained", untrained)
    monkeypatch.setattr(evaluation, "doubts", lambda model, x, count: next(calls))
    found = experiments.many_passes(0.2, seeds=1)
    one, mean = found["accuracy"].values()
    assert list(found["accuracy"]) == list(found["cross-entropy"])
    assert list(found["accuracy"]) == ["one pass, all units", "mean of many"]
    np.testing.assert_allclose([one[0], mean[0]], [1 - 100 / n, 1 - (n // 2) / n])
    sure = {way: values[0] for way, values in found["confidence"].items()}
    assert sure == pytest.approx({"one pass, all units": 0.91, "mean of many": 0.55})
    for values, share, sure in (
        (found["cross-entropy"]["one pass, all units"], 100 / n, 0.91),
        (found["cross-entropy"]["mean of many"], (n // 2) / n, 0.55),
    ):
        expected = -(1 - share) * np.log(sure) - share * np.log((1 - sure) / 9)
        assert values[0] == pytest.approx(expected)
    ways = ["entropy of one pass", "entropy of the mean", "disagreement"]
    errors, others = found["finds errors"], found["finds other pictures"]
    assert list(errors) == list(others) == ways
    assert [errors[way][0] for way in ways] == pytest.approx([1, 0, 0.75])
    # The other pictures lie below all, above all, and above all but the first fifty.
    assert [others[way][0] for way in ways] == pytest.approx([0, 1, 1 - 50 / n])


def test_doubts_are_those_of_one_pass_and_of_many():
    model = mlp((5, 40, 3), dropout=0.3, seed=1)
    model.kernels[1][...] *= 4
    x = np.random.default_rng(0).standard_normal((6, 5))
    twin = mlp((5, 40, 3), dropout=0.3, seed=1)
    twin.theta[...] = model.theta
    each = np.array([experiments.softmax(twin.forward(x, training=True)) for _ in range(9)])
    one, mean, of_one, of_mean, disagreement = evaluation.doubts(model, x, 9)

    def entropy(p):
        return -np.sum(p * np.log(p), axis=-1)

    np.testing.assert_allclose(one, experiments.softmax(model(x)))
    np.testing.assert_allclose(mean, each.mean(axis=0))
    np.testing.assert_allclose(of_one, entropy(one))
    np.testing.assert_allclose(of_mean, entropy(each.mean(axis=0)))
    np.testing.assert_allclose(
        disagreement, entropy(each.mean(axis=0)) - entropy(each).mean(axis=0)
    )
    assert np.all(disagreement > 0)


STRENGTHS, RATES = np.array([0, 0.1, 0.2, 0.3]), np.array([0.4, 0.6, 0.8])


@pytest.fixture
def classifiers(monkeypatch):
    """Texts compared by stand-ins; the settings and the parts that each training was given."""
    asked = []
    validation = {"L2": [1, 9, 2, 3], "dropout": [1, 2, 9], "L2, rescaled": [1, 2, 9, 3]}
    test = {"L2": [10, 11, 12, 19], "dropout": [29, 21, 22], "L2, rescaled": [30, 39, 32, 33]}
    names = iter([*validation] * 2)

    def accuracies(parts, seed, count, **settings):
        name = next(names)
        asked.append((name, parts, seed, count, settings))
        return np.array(validation[name]), np.array(test[name]) + 100 * seed

    monkeypatch.setattr(words, "accuracies", accuracies)
    found, chosen = experiments.compare("rare", STRENGTHS, RATES, seeds=2, epochs=7)
    return found, chosen, asked


def test_words_choose_by_validation_and_report_the_test(classifiers):
    """Test and validation prefer different settings; the value tells which were asked."""
    found, chosen, _ = classifiers
    expected = {"neither": 10, "L2": 11, "dropout": 22, "neither, rescaled": 30, "L2, rescaled": 32}
    for name, value in expected.items():
        np.testing.assert_array_equal(found[name], [value, value + 100], err_msg=name)
    np.testing.assert_array_equal(chosen["L2"], [0.1, 0.1])
    np.testing.assert_array_equal(chosen["dropout"], [0.8, 0.8])
    np.testing.assert_array_equal(chosen["L2, rescaled"], [0.2, 0.2])


def test_words_give_each_method_its_settings_and_its_texts(classifiers):
    found, _, asked = classifiers
    for name, parts, seed, count, settings in asked:
        drawn = [words.texts(n, seed, telling="rare") for n in (100, 400, 4000)]
        rms = np.sqrt(np.mean(drawn[0].x ** 2, axis=0)) if "rescaled" in name else np.ones(500)
        rms[rms == 0] = 1  # a word that no text of the training set has
        for part, one in zip(parts, drawn, strict=True):
            np.testing.assert_allclose(part.x, one.x / rms)
            np.testing.assert_array_equal(part.y, one.y)
        assert settings["epochs"] == 7
        if name == "dropout":
            assert (count, settings.get("penalty")) == (3, None)
            np.testing.assert_array_equal(settings["dropout"][0], RATES)
        else:
            assert (count, np.max(settings["dropout"])) == (4, 0)
            np.testing.assert_array_equal(settings["penalty"].strength, STRENGTHS)
        frequent = np.bincount(drawn[0].y).argmax()  # in training
        share = np.mean(drawn[2].y == frequent)
        assert found["most frequent class"][seed] == pytest.approx(share)
    assert [one[2] for one in asked] == [0, 0, 0, 1, 1, 1]


def test_a_classifier_of_texts_starts_at_zero_and_names_validation_first():
    parts = [words.texts(n, 0, telling="rare") for n in (100, 400, 4000)]
    rates = np.array([0.0, 0.9])
    validation, test = words.accuracies(parts, 0, 2, epochs=120, dropout=[rates])
    for k, rate in enumerate(rates):
        model = mlp((500, 2), dropout=[rate], seed=0)
        model.theta[...] = 0
        batches = minibatches(*parts[0], batch_size=100, seed=0)
        fit(model, batches, optimizer=SGDW(0.1, momentum=0.9), epochs=120, measure_every=120)
        assert validation[k] == pytest.approx(share_right(model, parts[1]), abs=0.003)
        assert test[k] == pytest.approx(share_right(model, parts[2]), abs=0.001)


def test_the_training_of_the_evaluations_drops_both_hidden_layers_and_no_input():
    split = center(digits(label_noise=0.3, seed=1))
    model = experiments.trained(split, 0.3, seed=1)
    assert [float(np.max(layer.rate)) for layer in model.dropouts] == [0, 0.3, 0.3]
    twin = mlp((64, 128, 128, 10), dropout=0.3, seed=1)
    batches = minibatches(*split.train, batch_size=100, seed=1)
    fit(twin, batches, optimizer=SGDW(0.1, momentum=0.9), epochs=60, measure_every=60)
    np.testing.assert_allclose(model.theta, twin.theta)
