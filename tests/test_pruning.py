"""Dead units leave the network and the outputs stay, in the three frameworks alike."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, strategies as st

from coursecode.numpy import mlp, set_weights, weights
from coursecode.shared.initial import initial_weights
from coursecode.shared.pruning import parameters, remove_dead_units, remove_unused_inputs

SIZES = (6, 5, 4, 3)
F = {"relu": lambda z: np.maximum(z, 0), "tanh": np.tanh}


def network(sizes=SIZES, seed=0, activation="relu"):
    """Random pairs whose biases are not 0."""
    rng = np.random.default_rng([seed, 9])
    pairs = initial_weights(sizes, activation, seed)
    return [(kernel, rng.standard_normal(bias.shape)) for kernel, bias in pairs]


def inputs(width=6, n=20):
    return np.random.default_rng(8).standard_normal((n, width))


def outputs(pairs, x, activation="relu"):
    """The outputs, every sum taken in the order bias, unit 0, unit 1, ..."""
    for layer, (kernel, bias) in enumerate(pairs):
        total = np.broadcast_to(bias, (len(x), len(bias)))
        for value, row in zip(x.T, kernel, strict=True):
            total = total + value[:, np.newaxis] * row
        x = total if layer == len(pairs) - 1 else F[activation](total)
    return x


def silence(pairs, layer, units):
    """Nobody listens to these hidden units any more."""
    pairs[layer + 1][0][units] = 0


def deafen(pairs, layer, units):
    """These hidden units hear nothing any more; their biases stay."""
    pairs[layer][0][:, units] = 0


def widths(pairs):
    return (*(kernel.shape[0] for kernel, _ in pairs), pairs[-1][0].shape[1])


@pytest.mark.parametrize("activation", ["relu", "tanh"])
def test_unheard_units_go_and_no_bit_changes(activation):
    pairs = network(activation=activation)
    silence(pairs, 0, [1, 4])
    silence(pairs, 1, [0])
    small = remove_dead_units(pairs, activation=activation)
    assert widths(small) == (6, 3, 3, 3)
    a, b = outputs(pairs, inputs(), activation), outputs(small, inputs(), activation)
    np.testing.assert_array_equal(a, b)


@pytest.mark.parametrize("activation", ["relu", "tanh"])
def test_constant_units_move_into_the_next_bias(activation):
    pairs = network(activation=activation)
    deafen(pairs, 0, [0, 3])
    deafen(pairs, 1, [2])
    small = remove_dead_units(pairs, activation=activation)
    assert widths(small) == (6, 3, 3, 3)
    a, b = outputs(pairs, inputs(), activation), outputs(small, inputs(), activation)
    np.testing.assert_allclose(a, b, rtol=0, atol=1e-14)


def test_constant_units_that_are_added_first_change_no_bit():
    pairs = network()
    deafen(pairs, 0, [0, 1])
    small = remove_dead_units(pairs)
    np.testing.assert_array_equal(outputs(pairs, inputs()), outputs(small, inputs()))


def test_a_unit_that_heard_constant_units_alone_goes_too():
    pairs = network()
    deafen(pairs, 0, [0, 1])
    pairs[1][0][2:, 3] = 0  # unit 3 of the second layer hears only those two
    small = remove_dead_units(pairs)
    assert widths(small) == (6, 3, 3, 3)
    np.testing.assert_allclose(outputs(pairs, inputs()), outputs(small, inputs()), atol=1e-14)


def test_a_unit_that_spoke_to_unheard_units_alone_goes_too():
    pairs = network()
    silence(pairs, 1, [0, 1])
    pairs[1][0][2, 2:] = 0  # unit 2 of the first layer speaks to those two only
    small = remove_dead_units(pairs)
    assert widths(small) == (6, 4, 2, 3)
    np.testing.assert_array_equal(outputs(pairs, inputs()), outputs(small, inputs()))


@pytest.mark.parametrize("kill", [silence, deafen])
@pytest.mark.parametrize("layer", [0, 1])
def test_one_unit_stays_when_a_whole_layer_is_dead(kill, layer):
    pairs = network()
    kill(pairs, layer, slice(None))
    small = remove_dead_units(pairs)
    assert widths(small) == (6, 1, 1, 3)  # such a network is constant, so its other layer goes too
    np.testing.assert_allclose(outputs(pairs, inputs()), outputs(small, inputs()), atol=1e-14)


def test_nothing_dead_nothing_changed():
    pairs = network()
    for (kernel, bias), (same, too) in zip(pairs, remove_dead_units(pairs), strict=True):
        np.testing.assert_array_equal(kernel, same)
        np.testing.assert_array_equal(bias, too)


def test_the_pairs_given_stay_as_they_are():
    pairs = network()
    deafen(pairs, 0, [1])
    before = [(kernel.copy(), bias.copy()) for kernel, bias in pairs]
    for kernel, bias in remove_dead_units(pairs) + remove_unused_inputs(pairs)[0]:
        kernel += 1
        bias += 1
    for (kernel, bias), (same, too) in zip(pairs, before, strict=True):
        np.testing.assert_array_equal(kernel, same)
        np.testing.assert_array_equal(bias, too)


def test_unused_inputs_go_and_no_bit_changes():
    pairs = network()
    pairs[0][0][[0, 5]] = 0
    small, used = remove_unused_inputs(pairs)
    np.testing.assert_array_equal(used, [False, True, True, True, True, False])
    assert widths(small) == (4, 5, 4, 3)
    np.testing.assert_array_equal(outputs(pairs, inputs()), outputs(small, inputs()[:, used]))


def test_one_input_stays_when_none_is_used():
    pairs = network()
    pairs[0][0][...] = 0
    small, used = remove_unused_inputs(pairs)
    assert used.sum() == 1
    np.testing.assert_array_equal(outputs(pairs, inputs()), outputs(small, inputs()[:, used]))


@given(
    sizes=st.lists(st.integers(1, 6), min_size=2, max_size=5),
    seed=st.integers(0, 1000),
    share=st.floats(0, 1),
    activation=st.sampled_from(["relu", "tanh"]),
)
def test_any_network_keeps_its_outputs_and_dead_units_are_gone(sizes, seed, share, activation):
    pairs = network(tuple(sizes), seed, activation)
    rng = np.random.default_rng(seed)
    for layer in range(len(pairs) - 1):
        deafen(pairs, layer, rng.random(sizes[layer + 1]) < share / 2)
        silence(pairs, layer, rng.random(sizes[layer + 1]) < share / 2)
    small = remove_dead_units(pairs, activation=activation)
    x = inputs(sizes[0])
    a, b = outputs(pairs, x, activation), outputs(small, x, activation)
    np.testing.assert_allclose(a, b, rtol=0, atol=1e-12)
    assert widths(small)[0] == sizes[0]
    assert widths(small)[-1] == sizes[-1]
    again = remove_dead_units(small, activation=activation)
    assert parameters(again) == parameters(small) <= parameters(pairs)
    for (kernel, _), (following, _) in pairwise(small):
        if kernel.shape[1] > 1:
            assert np.all(np.any(kernel != 0, axis=0))
            assert np.all(np.any(following != 0, axis=1))


@pytest.mark.parametrize("dtype", ["float64", "float32"])
def test_the_smaller_network_gives_the_same_outputs(framework, dtype):
    package = framework.package
    pairs = network()
    deafen(pairs, 0, [1])
    silence(pairs, 1, [0, 2])
    model = package.mlp(SIZES, dtype=dtype, seed=1)
    package.set_weights(model, pairs)
    small = remove_dead_units(package.weights(model))
    assert widths(small) == (6, 4, 2, 3)
    smaller = package.mlp(widths(small), dtype=dtype, seed=2)
    package.set_weights(smaller, small)
    for pair, stored in zip(small, package.weights(smaller), strict=True):
        for part, copy in zip(pair, stored, strict=True):
            assert copy.dtype == dtype
            np.testing.assert_array_equal(part, copy)
    x = inputs().astype(dtype)
    a, b = framework.outputs(model, x), framework.outputs(smaller, x)
    np.testing.assert_allclose(a, b, rtol=0, atol=1e-14 if dtype == "float64" else 1e-5)


def test_weights_travel_between_networks(framework):
    package = framework.package
    one, other = package.mlp(SIZES, seed=1), package.mlp(SIZES, seed=2)
    package.set_weights(one, network())
    package.set_weights(other, package.weights(one))
    np.testing.assert_array_equal(
        framework.outputs(one, inputs()), framework.outputs(other, inputs())
    )
    np.testing.assert_allclose(
        framework.outputs(one, inputs()), outputs(network(), inputs()), atol=1e-13
    )


def test_many_networks_take_their_weights_back():
    model, other = mlp(SIZES, seed=[1, 2]), mlp(SIZES, seed=[3, 4])
    set_weights(other, weights(model))
    np.testing.assert_array_equal(model.theta, other.theta)


def test_weights_of_another_shape_are_refused(framework):
    package = framework.package
    model = package.mlp(SIZES, seed=0)
    before = package.weights(model)
    for pairs in (network((6, 5, 3)), network((5, 6, 4, 3)), [(k.T, b) for k, b in network()]):
        with pytest.raises(ValueError, match=r"pairs must have the shapes of the network.*got"):
            package.set_weights(model, pairs)
    for (kernel, _), (same, _) in zip(before, package.weights(model), strict=True):
        np.testing.assert_array_equal(kernel, same)


def test_pairs_that_make_no_network_are_refused():
    for pairs in (
        [*network()[:1], *network()[2:]],
        [(k.T, b) for k, b in network()],
        [(k[np.newaxis], b[np.newaxis]) for k, b in network()],
    ):
        with pytest.raises(ValueError, match=r"pairs\[\d\] must hold a kernel"):
            remove_dead_units(pairs)
    with pytest.raises(ValueError, match="got none"):
        remove_dead_units([])
    with pytest.raises(ValueError, match="activation"):
        remove_dead_units(network(), activation="sigmoid")
