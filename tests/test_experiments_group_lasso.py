"""The protocols of the chapter on group lasso: closed forms and invariants on small cases."""

import numpy as np
import pytest

from coursecode.experiments import group_lasso as experiments, group_lasso_frameworks as frameworks
from coursecode.numpy import L1, GroupLasso
from coursecode.shared.datasets import center, digits
from coursecode.shared.minibatches import minibatches


def test_noise_wires_have_the_values_of_pixels_in_another_order():
    parts = experiments.wired_digits(seed=3)
    for part in parts.values():
        pixels, noise = part.x[:, :64], part.x[:, 64:]
        np.testing.assert_array_equal(np.sort(pixels, axis=0), np.sort(noise, axis=0))
        assert not np.array_equal(pixels, noise)
    np.testing.assert_array_equal(parts["train"].x[:, :64], center(digits(seed=3)).train.x)


@pytest.mark.parametrize(
    ("scores", "tolerance", "expected"),
    [([0.9, 0.95, 0.94, 0.9], 0.01, 2), ([0.9, 0.95, 0.93], 0.01, 1), ([0.5, 0.5], 0.0, 1)],
)
def test_the_strongest_of_the_best(scores, tolerance, expected):
    assert experiments.strongest_of_the_best(np.array(scores), tolerance) == expected


def test_without_penalty_every_wire_stays():
    found = experiments.wires(L1, np.array([0.0, 0.5]), seeds=1)
    assert found.connected[0, 0].all()
    assert not found.connected[0, 1].any()
    assert found.nonzero[0, 0] == 1
    assert found.noise().tolist() == [[64, 0]]
    assert found.pixels()[0, 0] == found.varying.sum()
    assert found.chosen.tolist() == [0]


@pytest.mark.parametrize("rooted", [False, True])
def test_survivors_of_one_are_normal_tails(rooted):
    """P(|z| > 1) = 0.317 and P(|z| > 2) = 0.046, with or without the root of 1."""
    shares = experiments.survivors(1, [0.0, 1.0, 2.0], 0.0, rooted=rooted, groups=40_000)
    np.testing.assert_allclose(shares, [1, 0.3173, 0.0455], atol=0.01)


def test_the_root_moves_every_size_to_the_same_strength():
    half = {}
    for rooted in (False, True):
        curves = [
            experiments.survivors(k, np.linspace(0, 8, 161), 0.0, rooted=rooted) for k in (4, 16)
        ]
        half[rooted] = [np.linspace(0, 8, 161)[np.argmax(curve < 0.5)] for curve in curves]
    assert half[False][1] > 1.8 * half[False][0]
    assert abs(half[True][1] - half[True][0]) < 0.15


@pytest.mark.parametrize("penalty", [L1, lambda strength: GroupLasso(strength, axis=0)])
def test_the_path_meets_the_optimality_conditions(penalty):
    rng = np.random.default_rng(0)
    x, y = rng.standard_normal((60, 20)), rng.standard_normal(60)
    strengths = np.array([0.05, 0.3])
    found = experiments.lasso_path(x, y, penalty(strengths), (5, 4), steps=2000)
    for w, strength in zip(found, strengths, strict=True):
        pull = -2 * x.T @ (x @ w - y) / len(x)
        slope = penalty(strength).gradient(w.reshape(5, 4)).ravel()
        np.testing.assert_allclose(pull[w != 0], slope[w != 0], atol=1e-8)


def test_largest_units_keeps_the_largest():
    kernel = np.array([[1.0, 0.1, 3.0], [1.0, 0.1, 3.0]])
    pairs = [(kernel, np.arange(3.0)), (np.ones((3, 2)), np.zeros(2))]
    (small, bias), (following, _) = experiments.largest_units(pairs, 2)
    np.testing.assert_array_equal(small, kernel[:, [0, 2]])
    np.testing.assert_array_equal(bias, [0, 2])
    assert following.shape == (2, 2)


def test_largest_units_weighs_what_leaves_a_unit():
    """In times out: 1·9, 2·1 and 3·1 keep units 0 and 2; the weights in alone keep 1 and 2."""
    pairs = [
        (np.array([[1.0, 2.0, 3.0]]), np.arange(3.0)),
        (np.array([[9.0], [1.0], [1.0]]), np.zeros(1)),
    ]
    (small, bias), (following, _) = experiments.largest_units(pairs, 2)
    assert small.tolist() == [[1, 3]]
    assert bias.tolist() == [0, 2]
    assert following.tolist() == [[9], [1]]


def test_pruned_networks_are_trained_on_with_the_training_set(monkeypatch):
    monkeypatch.setattr(experiments, "EPOCHS", 30)
    seen, trained_on = [], experiments.trained_on

    def watched(pairs, part, seed):
        seen.append(part)
        return trained_on(pairs, part, seed)

    monkeypatch.setattr(experiments, "trained_on", watched)
    found = experiments.prune(np.array([0, 4e-3]), (4,), seeds=1)
    part = center(digits(seed=0)).train
    assert len(seen) == 1
    np.testing.assert_array_equal(seen[0].y, part.y)
    columns = {column.tobytes() for column in part.x.T}
    assert {column.tobytes() for column in seen[0].x.T} <= columns
    assert {name: result.test.shape for name, result in found.items()} == dict.fromkeys(
        found, (1, 2)
    )


def test_the_same_shape_reads_the_pixels_that_vary_most(monkeypatch):
    monkeypatch.setattr(experiments, "EPOCHS", 150)
    split, seen, train = center(digits(seed=0)), [], experiments.train

    def watched(sizes, part, optimizer, **options):
        seen.append((sizes, part.x, optimizer.penalty if hasattr(optimizer, "penalty") else None))
        return train(sizes, part, optimizer, **options)

    monkeypatch.setattr(experiments, "train", watched)
    found = experiments.prune(np.array([0, 4e-3]), (4,), seeds=1)
    (sizes, x, penalty) = next(call for call in seen[1:] if call[0][0] != 64)
    assert penalty is None
    assert (
        sizes[0] * sizes[1] + sizes[1] + sizes[1] * 10 + 10 == found["same shape"].parameters[0, 1]
    )
    assert (found["same shape"].parameters == found["group lasso"].parameters).all()
    left_out = {c.tobytes(): c.std() for c in split.train.x.T}
    read = [left_out.pop(column.tobytes()) for column in x.T]
    assert min(read) >= max(left_out.values())


def test_the_run_of_the_exercise_why_did_no_pixel_go():
    part = center(digits(seed=0)).train
    package = frameworks.FRAMEWORKS["PyTorch"]
    model = package.mlp((64, 24, 10), seed=0)
    optimizer = package.ProximalSGD(model.parameters(), 0.2, package.GroupLasso(0.008, axis=0))
    batches = minibatches(*part, batch_size=len(part.x), seed=0)
    package.fit(model, batches, optimizer=optimizer, epochs=400)
    alive = model[0].weight != 0
    assert (alive.any(dim=0).sum(), alive.any(dim=1).sum()) == (64, 12)


def test_what_autograd_makes_of_a_row_of_zeros():
    for name, axis in (("PyTorch", 0), ("Keras", 0)):
        penalty = frameworks.FRAMEWORKS[name].GroupLasso(1.0, axis=axis)
        assert frameworks.slope_at_zero(name, penalty) == 0
    assert np.isnan(frameworks.slope_at_zero("PyTorch", lambda w: w.square().sum(dim=1).sqrt()))


def test_a_safe_penalty_loses_no_parameter():
    part = center(digits(train=50, seed=0)).train
    package = frameworks.FRAMEWORKS["PyTorch"]
    assert frameworks.lost_parameters(package.GroupLasso(0.01, axis=1), part) == 0
    naive = frameworks.lost_parameters(lambda w: w.square().sum(dim=0).sqrt().sum(), part)
    assert naive == 64 * 8 + 8 + 8 * 10 + 10
