"""The protocols of the chapter on noise and max-norm, held against closed forms and by hand."""

import numpy as np
import pytest
from scipy.special import entr

from coursecode.experiments.noise_and_max_norm import augmentation, digits, smoothing, tikhonov
from coursecode.experiments.scores import accuracy
from coursecode.numpy import fit, mlp, weights
from coursecode.numpy.weight_decay import SGDW
from coursecode.shared.datasets import center, digits as load_digits
from coursecode.shared.minibatches import minibatches


@pytest.fixture(scope="module")
def part():
    """300 digits, three in ten with wrong labels."""
    return digits.split(0, 0.3).train


def test_labels_for_training_and_validation_are_equally_wrong():
    truth = digits.split(3, 0.3).truth
    assert truth["flipped"].mean() == truth["validation_flipped"].mean() == pytest.approx(0.3)


def test_networks_of_a_sweep_are_trained_as_if_alone(part, monkeypatch):
    monkeypatch.setattr(digits, "EPOCHS", 2)
    settings = {"dropout": [0.0, 0.5], "limit": [0.5, digits.FREE], "noise": [0.3, 0.0]}
    stack = digits.train(part, 4, l2=1e-3, **{k: np.array(v) for k, v in settings.items()})
    for i in range(2):
        alone = digits.train(part, 4, l2=1e-3, **{k: v[i] for k, v in settings.items()})
        np.testing.assert_allclose(stack.theta[i], alone.theta[0], atol=1e-12)
    lengths = np.linalg.norm(stack.kernels[0], axis=1).max(axis=1)
    assert lengths[0] <= 0.5 + 1e-12 < lengths[1]
    assert np.linalg.norm(stack.kernels[1][0], axis=0).max() > 0.5  # the last kernel is free
    both = digits.train(part, 4, limit=0.5, everywhere=True)
    assert np.linalg.norm(both.kernels[1][0], axis=0).max() <= 0.5 + 1e-12


def test_a_limit_of_free_is_no_limit(part, monkeypatch):
    monkeypatch.setattr(digits, "EPOCHS", 2)
    bare = mlp(digits.SIZES, seed=4)
    batches = minibatches(*part, batch_size=50, seed=4)
    fit(bare, batches, optimizer=SGDW(0.1, 0.9), epochs=2)
    np.testing.assert_allclose(digits.train(part, 4).theta[0], bare.theta, atol=1e-13)


def test_a_sweep_measures_each_set_where_its_name_says(monkeypatch):
    """Every seed has its own split, and a network is trained on nothing but the training set."""
    monkeypatch.setattr(digits, "EPOCHS", 2)
    found = digits.sweep(0.3, seeds=(2, 5), noise=np.array([0.0, 0.4]))
    for row, seed in enumerate((2, 5)):
        sets = digits.split(seed, 0.3)
        model = digits.train(sets.train, seed, noise=np.array([0.0, 0.4]))
        for name in ("train", "validation", "test"):
            expected = accuracy(model, getattr(sets, name))
            measured = getattr(found, name)[row]
            np.testing.assert_array_equal(measured, expected, err_msg=f"{name}, seed {seed}")


def test_repeated_labels_are_those_of_the_seeds_own_split(monkeypatch):
    """Which labels are wrong is another question in every split."""
    monkeypatch.setattr(digits, "EPOCHS", 20)
    found = digits.repeated(0.3, [digits.OFF], seeds=(0, 1))
    for row, seed in enumerate((0, 1)):
        sets = digits.split(seed, 0.3)
        answers = digits.train(sets.train, seed)(sets.train.x)[0].argmax(axis=1)
        wrong = sets.truth["flipped"]
        for kind, labels, share in zip(("right", "wrong"), (~wrong, wrong), found, strict=True):
            expected = np.mean(answers[labels] == sets.train.y[labels])
            assert share[row, 0] == pytest.approx(expected), f"{kind} labels of seed {seed}"


def test_repeated_labels_are_counted_apart():
    """Without any method the network learns everything; with noise mostly what is right."""
    values = [digits.OFF, digits.OFF | {"noise": 0.5}]
    right, wrong = digits.repeated(0.3, values, seeds=range(1))
    assert right.shape == wrong.shape == (1, 2)
    assert right[0, 0] > 0.99
    assert wrong[0, 0] > 0.99
    assert right[0, 1] > 0.8
    assert wrong[0, 1] < 0.4


def test_a_choice_at_the_end_of_its_candidates_is_refused(monkeypatch):
    def sweep(label_noise, *, seeds, **settings):
        (values,) = settings.values()
        score = -abs(values - 0.3)[np.newaxis]  # the best is next to 0.3
        return digits.Sweep(score, score, score)

    monkeypatch.setattr(digits, "sweep", sweep)
    monkeypatch.setattr(digits, "CANDIDATES", {"noise": (0.1, 0.25, 0.5)})
    assert digits.choose(0.3, seeds=range(1)) == {"noise": 0.25}
    for ends in ((0.1, 0.2), (0.5, 0.7, 0.9)):
        monkeypatch.setattr(digits, "CANDIDATES", {"noise": ends})
        with pytest.raises(ValueError, match="at an end"):
            digits.choose(0.3, seeds=range(1))


def test_choices_are_made_on_the_validation_set(monkeypatch):
    """The largest accuracy on training or test labels must not decide."""

    def sweep(label_noise, *, seeds, **settings):
        (values,) = settings.values()
        best = {"train": 0.2, "validation": 0.3, "test": 0.4}
        return digits.Sweep(**{name: -abs(values - at)[np.newaxis] for name, at in best.items()})

    monkeypatch.setattr(digits, "sweep", sweep)
    monkeypatch.setattr(digits, "CANDIDATES", {"noise": (0.1, 0.2, 0.3, 0.4, 0.5)})
    assert digits.choose(0.3, seeds=range(1)) == {"noise": 0.3}, (
        "0.2 was best in training, 0.3 in validation, 0.4 on the test set"
    )


def test_the_mean_over_the_seeds_decides(monkeypatch):
    """0.4 wins once and far, 0.2 twice and barely; 0.3 has the best mean."""

    def sweep(label_noise, *, seeds, **settings):
        scores = np.array([[0, 5, 6, 9, 0], [0, 6, 5.5, 1, 0], [0, 6, 5.9, 1, 0]])
        return digits.Sweep(scores, scores, scores)

    monkeypatch.setattr(digits, "sweep", sweep)
    monkeypatch.setattr(digits, "CANDIDATES", {"noise": (0.1, 0.2, 0.3, 0.4, 0.5)})
    assert digits.choose(0.3, seeds=range(3)) == {"noise": 0.3}


def test_a_frozen_copy_is_learned_by_heart_and_fresh_noise_is_drawn_anew(monkeypatch):
    """Without noise the three are one network; with it they share start and batches only."""
    monkeypatch.setattr(digits, "EPOCHS", 3)
    copy, fresh, silent = digits.frozen(0.3, 0.0, seeds=range(2))
    np.testing.assert_array_equal(copy, silent)
    np.testing.assert_array_equal(fresh, silent)
    copy, fresh, silent = digits.frozen(0.3, 3.0, seeds=range(2))
    assert np.all(copy != silent)
    assert np.all(fresh != copy)


def test_the_frozen_copy_and_the_fresh_noise_are_equally_strong(monkeypatch):
    """The copy by hand: the accuracy is that of the network trained on it."""
    monkeypatch.setattr(digits, "EPOCHS", 2)
    copy, fresh, _ = digits.frozen(0.3, 1.5, seeds=(4,))
    sets = digits.split(4, 0.3)
    shake = 1.5 * np.random.default_rng([4, 8]).standard_normal(sets.train.x.shape)
    shaken = sets.train._replace(x=sets.train.x + shake)
    by_hand = accuracy(digits.train(shaken, 4), sets.test)[0]
    assert copy[0] == by_hand, "the copy has the deviation asked for"
    by_hand = accuracy(digits.train(sets.train, 4, noise=1.5), sets.test)[0]
    assert fresh[0] == by_hand, "the fresh noise has the deviation asked for"


def test_noise_left_on_is_noticed_by_a_second_call(monkeypatch):
    monkeypatch.setattr(digits, "EPOCHS", 2)
    off, on, changed = digits.left_on(0.3, 0.0, seeds=range(2))
    np.testing.assert_array_equal(off, on)
    assert not changed.any()
    off, on, changed = digits.left_on(0.3, 1.0, seeds=range(2))
    sets = digits.split(1, 0.3)
    model = digits.train(sets.train, 1, noise=1.0)
    assert off[1] == accuracy(model, sets.test)[0]
    first, second = (model.forward(sets.test.x, training=True)[0].argmax(axis=1) for _ in range(2))
    assert on[1] == np.mean(first == sets.test.y)
    assert changed[1] == np.mean(first != second), "both calls are made with the noise on"
    assert np.all(on < off)


def test_epochs_are_as_many_as_asked(part, monkeypatch):
    monkeypatch.setattr(digits, "EPOCHS", 2)
    two, three = digits.train(part, 4), digits.train(part, 4, epochs=3)
    np.testing.assert_array_equal(two.theta, digits.train(part, 4, epochs=2).theta)
    assert np.any(two.theta != three.theta)


def grid(values):
    """A factorial whose 16 accuracies are given as a function of the cell."""
    cells = np.array(list(np.ndindex(2, 2, 2, 2)), dtype=bool)
    noise = 1e-9 * np.random.default_rng(0).standard_normal((5, 16))
    return digits.Factorial(cells, np.array([values(*cell) for cell in cells]) + noise)


def test_effects_of_additive_gains_are_the_gains():
    found = grid(lambda d, m, n, w: 0.1 * d + 0.2 * m - 0.05 * n)
    effects = {name: e.mean for name, e in found.main_effects(0.95).items()}
    expected = {"dropout": 0.1, "max-norm": 0.2, "noise": -0.05, "L2": 0.0}
    assert effects == pytest.approx(expected, abs=1e-7)
    assert max(abs(i.mean) for i in found.interactions(0.95).values()) < 1e-7


def test_the_interaction_of_rivals_is_what_the_second_adds_no_more():
    """Either gives 0.1 and both give 0.1 too: the second adds 0.1 less where the first is."""
    found = grid(lambda d, m, n, w: 0.1 * (d or n))
    rivals = found.interactions(0.95)
    assert rivals["dropout", "noise"].mean == pytest.approx(-0.1, abs=1e-7)
    assert abs(rivals["max-norm", "L2"].mean) < 1e-7
    assert found.main_effects(0.95)["dropout"].mean == pytest.approx(0.05, abs=1e-7)


def test_cells_are_found_by_the_names_of_what_is_on():
    found = grid(lambda d, m, n, w: d + 2 * m + 4 * n + 8 * w)
    assert found.only().mean() == pytest.approx(0, abs=1e-7)
    assert found.only("noise", "L2").mean() == pytest.approx(12, abs=1e-7)
    assert found.only("L2", "dropout").mean() == pytest.approx(9, abs=1e-7)
    assert found.only(*digits.NAMES).mean() == pytest.approx(15, abs=1e-7)
    expected = [bool(cell[0] and (cell[1] or cell[2])) for cell in found.cells]
    assert found.beside("dropout", "max-norm", "noise").tolist() == expected


def test_a_factorial_switches_every_method_in_every_combination(monkeypatch):
    seen = {}

    def sweep(label_noise, *, seeds, **settings):
        seen.update(settings)
        return digits.Sweep(*np.zeros((3, 2, 16)))

    monkeypatch.setattr(digits, "sweep", sweep)
    values = {"dropout": 0.5, "limit": 0.35, "noise": 0.2, "l2": 0.01}
    cells = digits.factorial(0.3, values, seeds=range(2)).cells
    assert len({tuple(cell) for cell in cells}) == 16
    assert seen["limit"].tolist() == [0.35 if cell[1] else digits.FREE for cell in cells]
    assert seen["noise"].tolist() == [0.2 * cell[2] for cell in cells]
    assert seen["dropout"].tolist() == [0.5 * cell[0] for cell in cells]
    assert seen["l2"].tolist() == [0.01 * cell[3] for cell in cells]
    assert digits.half(values) == {"dropout": 0.25, "limit": 0.7, "noise": 0.1, "l2": 0.005}


def test_whole_shifts_are_shifts():
    x = np.random.default_rng(0).random((3, 64))
    moved = augmentation.shifted(x, np.array([[1.0, 0.0], [0.0, -1.0], [0.0, 0.0]]))
    pictures, before = moved.reshape(-1, 8, 8), x.reshape(-1, 8, 8)
    np.testing.assert_allclose(pictures[0, 1:], before[0, :-1])
    assert not pictures[0, 0].any()
    np.testing.assert_allclose(pictures[1, :, :-1], before[1, :, 1:])
    np.testing.assert_array_equal(moved[2], x[2])


def test_ink_inside_the_frame_is_kept():
    x = np.zeros((1, 64))
    x[0, 27] = 1
    moved = augmentation.shifted(x, np.array([[0.25, -0.5]]))
    assert moved.sum() == pytest.approx(1)
    assert np.count_nonzero(moved) == 4


def test_noise_is_as_long_as_the_shift():
    x = np.random.default_rng(1).random((20, 64))
    shift, noise = (
        augmentation.augmented(x, kind, 0.7, np.random.default_rng(2)) - x
        for kind in ("shifts", "noise")
    )
    np.testing.assert_allclose(np.linalg.norm(shift, axis=1), np.linalg.norm(noise, axis=1))
    assert abs(np.corrcoef(shift.ravel(), noise.ravel())[0, 1]) < 0.1


def test_mirrored_twice_is_the_picture():
    x = np.random.default_rng(1).random((5, 64))
    np.testing.assert_array_equal(augmentation.mirrored(augmentation.mirrored(x)), x)
    left, right, bottom = augmentation.mirrored(x)[0, [7, 0, 56]]
    assert (left, right) == (x[0, 0], x[0, 7]), "left and right change places"
    assert bottom == x[0, 63], "a row stays where it is"
    half = augmentation.augmented(np.tile(x[:1], (400, 1)), "mirror", 0, np.random.default_rng(0))
    assert 0.4 < np.mean(np.any(half != x[0], axis=1)) < 0.6


def test_moves_are_made_before_the_mean_is_subtracted(monkeypatch):
    """The comparison by hand for one seed: which test pictures, which mean, which network."""
    monkeypatch.setattr(augmentation, "EPOCHS", 1)
    found = augmentation.compare(("shifts", "noise"), (0, 1.0), seeds=(3,))
    raw = load_digits(seed=3)
    mean = center(raw).mean
    moves = np.random.default_rng([3, 5]).uniform(-1, 1, (len(raw.test.x), 2))
    aside = augmentation.shifted(raw.test.x, moves)
    for kind, runs in found.items():
        assert runs.shape == (1, 2, 2)
        for at, reach in enumerate((0, 1.0)):
            model = augmentation.trained(raw.train, mean, kind, reach, 3)
            for column, x in enumerate((raw.test.x, aside)):
                expected = accuracy(model, (x - mean, raw.test.y))
                assert runs[0, at, column] == expected, (kind, reach, column)
    np.testing.assert_array_equal(found["shifts"][:, 0], found["noise"][:, 0])  # no moves


def test_every_epoch_has_new_moves(monkeypatch):
    monkeypatch.setattr(augmentation, "EPOCHS", 3)
    seen = []
    raw = load_digits(seed=0)
    real = augmentation.augmented

    def augmented(x, kind, reach, rng):
        seen.append(real(x, kind, reach, rng))
        return seen[-1]

    monkeypatch.setattr(augmentation, "augmented", augmented)
    augmentation.trained(raw.train, center(raw).mean, "shifts", 1.0, 0)
    assert len(seen) == 3
    for epoch in (1, 2):
        change = float(np.abs(seen[epoch] - seen[epoch - 1]).max())
        assert change > 0.1, f"epoch {epoch} has the moves of the epoch before"


def test_smoothing_is_judged_on_clean_test_labels(monkeypatch):
    """Accuracy, cross-entropy, confidence and repeated wrong labels, by hand for every seed."""
    monkeypatch.setattr(smoothing, "EPOCHS", 3)
    alphas = (0.0, 0.3)
    found = smoothing.compare(0.3, alphas, seeds=(1, 2))
    for row, seed in enumerate((1, 2)):
        sets = digits.split(seed, 0.3)
        model = smoothing.train(sets.train, np.array(alphas), seed)
        output, wrong = model(sets.test.x), sets.truth["flipped"]
        for k in range(2):
            p = np.exp(output[k]) / np.exp(output[k]).sum(axis=1, keepdims=True)
            right = p[np.arange(len(p)), sets.test.y]
            answers = model(sets.train.x[wrong])[k].argmax(axis=1)
            expected = {
                "test": np.mean(p.argmax(axis=1) == sets.test.y),
                "loss": -np.mean(np.log(right)),
                "confidence": np.mean(p.max(axis=1)),
                "repeated": np.mean(answers == sets.train.y[wrong]),
            }
            for name, value in expected.items():
                assert getattr(found, name)[row, k] == pytest.approx(value), f"{name}, seed {seed}"
    np.testing.assert_allclose(found.overconfidence(), found.confidence - found.test)
    assert np.isnan(smoothing.compare(0.0, alphas, seeds=(1,)).repeated).all()


def test_smoothed_labels_and_the_loop():
    """Without smoothing the loop is that of `fit`."""
    np.testing.assert_allclose(smoothing.smoothed(np.array([1]), 0.3, 3), [[0.1, 0.8, 0.1]])
    part = digits.split(0, 0.0).train
    stack = smoothing.train(part, np.array([0.0, 0.2]), seed=3)
    batches = minibatches(*part, batch_size=50, seed=3)
    plain = mlp(digits.SIZES, seed=3)
    fit(plain, batches, optimizer=SGDW(0.1, 0.9), epochs=digits.EPOCHS)
    np.testing.assert_allclose(stack.theta[0], plain.theta, atol=1e-9)
    assert np.linalg.norm(stack.theta[1]) < np.linalg.norm(stack.theta[0])
    p = smoothing.softmax(stack(part.x))[1]
    assert np.mean(p.max(axis=-1)) == pytest.approx(0.82, abs=0.03)  # 1 - α + α/K
    target = smoothing.smoothed(part.y, 0.2, 10)
    assert -np.mean(np.sum(target * np.log(p), axis=1)) > entr(target[0]).sum()


@pytest.mark.parametrize("seed", [0, 1])
def test_slopes_against_differences(seed):
    x, _ = tikhonov.wave(seed)
    model = tikhonov.network(seed, epochs=5)
    square, laplacian = tikhonov.slopes(model, x)
    e = 1e-4 * np.eye(2)
    up, down = (np.array([model(x + sign * d)[:, 0] for d in e]) for sign in (1, -1))
    np.testing.assert_allclose(np.sum(((up - down) / 2e-4) ** 2, axis=0), square, rtol=1e-5)
    around = np.sum(up - 2 * model(x)[:, 0] + down, axis=0) / 1e-8
    np.testing.assert_allclose(around, laplacian, atol=1e-5)


def test_the_extra_loss_is_that_of_many_draws_and_of_the_formula():
    x, y = tikhonov.wave(0)
    model = tikhonov.network(0, epochs=0)
    found = tikhonov.extra_loss(model, x, y, 0.3)
    rng = np.random.default_rng(0)
    draws = [
        np.mean((model(x + 0.3 * sign * z)[:, 0] - y) ** 2)
        for z in rng.standard_normal((1500, *x.shape))
        for sign in (1, -1)
    ]
    assert np.mean(draws) - np.mean((model(x)[:, 0] - y) ** 2) == pytest.approx(found, rel=0.03)
    _, both = tikhonov.predictions(model, x, y)
    per_square = tikhonov.extra_loss(model, x, y, 1e-3) / 1e-6
    assert both == pytest.approx(per_square, rel=1e-4), "the formula with both terms"


def test_the_extra_loss_of_a_linear_model_is_ridge():
    x, y = tikhonov.wave(1)
    model = mlp((2, 1), seed=1)
    ((w, _),) = weights(model)
    expected = 0.4**2 * np.sum(w**2)
    assert tikhonov.extra_loss(model, x, y, 0.4) == pytest.approx(expected, rel=1e-10)


def test_many_noisy_copies_lead_to_ridge_and_one_does_not():
    far, near = (tikhonov.distance_to_ridge(0.5, c, seeds=range(3)) for c in (1, 100))
    assert near.max() < 0.08 < far.min(), "100 copies lead to the strength λ = s², one does not"
