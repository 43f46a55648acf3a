"""What a legal argument is: the same refusals, with the same words, for every framework."""

import sys
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings, strategies as st

from coursecode.shared import arguments
from coursecode.shared.extras import require

SCALARS = ("nonnegative", "positive", "fraction")
EACH = tuple(f"each_{name}" for name in SCALARS)
WRONG_KIND = [True, False, None, "0.1", b"1", 1j, [0.1], (0.1,), {}, object(), np.bool_(True)]
WRONG_KIND += [np.array("0.1"), np.array(None), np.complex128(1), np.ma.masked]
NEVER = [float("nan"), float("inf"), -float("inf"), -1, -1e-300, np.float32("nan"), 10**400]
CHECK = settings(derandomize=True, deadline=None, max_examples=200)


@pytest.mark.parametrize("name", SCALARS + EACH)
@pytest.mark.parametrize("value", WRONG_KIND, ids=repr)
def test_a_wrong_kind_is_a_type_error_that_names_the_argument(name, value):
    with pytest.raises(TypeError, match=r"^strength must be .*, got .*\. Use 0"):
        getattr(arguments, name)("strength", value)


@pytest.mark.parametrize("name", SCALARS + EACH)
@pytest.mark.parametrize("value", NEVER, ids=repr)
def test_a_number_that_can_never_be_right_is_a_value_error(name, value):
    with pytest.raises(ValueError, match=r"^strength must be .*, got .*\. Use 0"):
        getattr(arguments, name)("strength", value)


@pytest.mark.parametrize("name", SCALARS + EACH)
def test_numbers_of_every_kind_become_a_plain_float(name):
    for value in (0.5, Fraction(1, 2), np.float32(0.5), np.float16(0.5), np.array(0.5)):
        got = getattr(arguments, name)("strength", value)
        assert type(got) is float
        assert got == 0.5


def test_the_ends_of_each_range():
    assert arguments.nonnegative("v", 0) == arguments.fraction("v", 0) == 0.0
    for call in (arguments.positive, arguments.each_positive):
        with pytest.raises(ValueError, match="> 0, got 0"):
            call("v", 0)
    for call in (arguments.fraction, arguments.each_fraction):
        with pytest.raises(ValueError, match=r"\[0, 1\), got 1"):
            call("v", 1)
    assert [arguments.proportion("v", value) for value in (0, 0.5, 1)] == [0.0, 0.5, 1.0]
    for value in (-1e-9, 1.0001):
        with pytest.raises(ValueError, match=r"\[0, 1\], got"):
            arguments.proportion("v", value)


def test_the_message_says_what_was_expected_received_and_how_to_fix_it():
    with pytest.raises(ValueError) as caught:  # noqa: PT011 (the whole text is compared)
        arguments.nonnegative("strength", -1.0)
    assert str(caught.value) == (
        "strength must be a finite number >= 0, got -1.0. Use 0 to switch the penalty off."
    )


@given(st.floats(allow_nan=True, allow_infinity=True))
@CHECK
def test_a_float_is_returned_unchanged_or_refused(value):
    for name, legal in zip(SCALARS, (value >= 0, value > 0, 0 <= value < 1), strict=True):
        if legal and np.isfinite(value):
            assert getattr(arguments, name)("v", value) == value
            assert getattr(arguments, "each_" + name)("v", np.array([value]))[0] == value
        else:
            for call, argument in ((name, value), ("each_" + name, np.array([value]))):
                with pytest.raises(ValueError, match=r"^v.* must be"):
                    getattr(arguments, call)("v", argument)


@given(st.lists(st.floats(0, 0.9), min_size=1, max_size=5), st.data())
@CHECK
def test_one_bad_value_among_many_is_found_and_its_place_named(values, data):
    i = data.draw(st.integers(0, len(values) - 1))
    values = np.array(values)
    assert np.array_equal(arguments.each_fraction("rate", values), values)
    values[i] = data.draw(st.sampled_from([-0.5, 1.0, np.nan, np.inf]))
    with pytest.raises(ValueError, match=rf"^rate\[{i}\] must be"):
        arguments.each_fraction("rate", values)


@pytest.mark.parametrize("name", EACH)
def test_one_value_per_network_is_a_one_dimensional_array_of_real_numbers(name):
    call = getattr(arguments, name)
    given_values = np.array([0.25, 0.5], dtype=np.float32)
    got = call("v", given_values)
    assert got.dtype == np.float64
    assert not np.shares_memory(got, given_values)
    for shape in ((0,), (1, 1), (2, 3)):
        with pytest.raises(ValueError, match="got an array of shape"):
            call("v", np.full(shape, 0.5))
    for wrong in (np.array([True]), np.array(["1"]), np.array([None]), np.ma.array([0.5])):
        with pytest.raises(TypeError, match=r"got an array of|got a MaskedArray"):
            call("v", wrong)


def test_whole_numbers():
    assert arguments.whole("epochs", np.int64(3)) == 3
    assert type(arguments.whole("epochs", np.array(3))) is int
    for wrong in (3.0, "3", True, None, [3], np.array([3])):
        with pytest.raises(TypeError, match="epochs must be a whole number >= 1, got"):
            arguments.whole("epochs", wrong)
    for wrong in (0, -1):
        with pytest.raises(ValueError, match="epochs must be a whole number >= 1, got"):
            arguments.whole("epochs", wrong)


def test_seeds_are_one_or_many():
    assert arguments.seeds("seed", 3) == 3
    for many in ([0, 1], (0, 1), range(2), np.arange(2)):
        assert arguments.seeds("seed", many) == [0, 1]
    for wrong in (None, 0.5, "0", True, [[0], [1, 2]], [None], np.ones((2, 2), int)):
        with pytest.raises(TypeError, match=r"^seed"):
            arguments.seeds("seed", wrong)
    for wrong in (-1, [], [0, -1]):
        with pytest.raises(ValueError, match=r"^seed"):
            arguments.seeds("seed", wrong)


def test_sizes_are_widths_from_inputs_to_outputs():
    assert arguments.sizes("sizes", [64, np.int64(10)]) == (64, 10)
    for wrong in (64, "64", None, {64, 10}, (64, 10.0)):
        with pytest.raises(TypeError, match=r"^sizes"):
            arguments.sizes("sizes", wrong)
    for wrong in ((), (64,), (64, 0, 10)):
        with pytest.raises(ValueError, match=r"^sizes"):
            arguments.sizes("sizes", wrong)


def test_choices_and_flags():
    assert arguments.choice("loss", "mse", ("cross_entropy", "mse")) == "mse"
    with pytest.raises(ValueError, match="loss must be 'cross_entropy' or 'mse', got 'mae'"):
        arguments.choice("loss", "mae", ("cross_entropy", "mse"))
    with pytest.raises(TypeError, match="loss must be"):
        arguments.choice("loss", None, ("cross_entropy", "mse"))
    assert arguments.flag("progress", np.True_) is True
    with pytest.raises(TypeError, match="progress must be True or False, got 1"):
        arguments.flag("progress", 1)


def test_a_missing_framework_names_the_extra_and_a_broken_one_keeps_its_error(
    monkeypatch, tmp_path
):
    assert require("math", user="a test", extra="none").sqrt(4) == 2
    monkeypatch.setitem(sys.modules, "torch", None)
    with pytest.raises(ModuleNotFoundError) as caught:
        require("torch", user="coursecode.torch", extra="torch")
    assert str(caught.value) == (
        "coursecode.torch needs PyTorch, which is not installed. "
        'Install it with: pip install "coursecode[torch]"'
    )
    (tmp_path / "broken_framework.py").write_text("import a_part_that_is_gone")
    monkeypatch.syspath_prepend(tmp_path)
    with pytest.raises(ModuleNotFoundError, match="a_part_that_is_gone"):
        require("broken_framework", user="a test", extra="none")
