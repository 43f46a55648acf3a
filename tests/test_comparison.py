"""The paired difference: the interval of the textbooks, and words that say what it means."""

import numpy as np
import pytest
from scipy import stats

from coursecode.shared.comparison import Difference, paired_difference

RNG = np.random.default_rng(0)


@pytest.mark.parametrize("n", [2, 5, 8, 30])
@pytest.mark.parametrize("confidence", [0.5, 0.95, 0.99])
def test_the_interval_is_that_of_the_paired_t_test(n, confidence):
    a, b = RNG.standard_normal((2, n))
    expected = stats.ttest_rel(a, b).confidence_interval(confidence)
    got = paired_difference(a, b, confidence)
    np.testing.assert_allclose((got.low, got.high), expected, rtol=1e-12)
    assert got.mean == pytest.approx(np.mean(a) - np.mean(b))
    assert (got.n, got.confidence) == (n, confidence)


def test_the_interval_covers_the_truth_as_often_as_it_says():
    covered = 0
    for d in np.random.default_rng(1).normal(0.3, 1, size=(2000, 5)):
        interval = paired_difference(d, np.zeros(5), 0.9)
        covered += interval.low <= 0.3 <= interval.high
    assert 0.88 < covered / 2000 < 0.92


def test_pairs_share_their_noise_so_the_interval_is_short():
    shared, own = RNG.standard_normal(8), 0.01 * RNG.standard_normal(8)
    paired = paired_difference(shared + 0.1 + own, shared)
    crossed = paired_difference(shared + 0.1 + own, np.roll(shared, 1))
    assert not paired.tie
    assert crossed.tie
    assert paired.high - paired.low < 0.1 * (crossed.high - crossed.low)


@pytest.mark.parametrize(
    ("difference", "text"),
    [
        ((0.0321, 0.0212, 0.0430), "+0.032 [+0.021, +0.043] over 8 seeds"),
        ((-0.18, -0.19, -0.17), "-0.180 [-0.190, -0.170] over 8 seeds"),
        ((0.001, -0.0021, 0.0041), "+0.0010 [-0.0021, +0.0041] over 8 seeds, a tie"),
        ((12.34, 2.34, 22.34), "+12 [+2, +22] over 8 seeds"),
        ((1234.0, 234.0, 2234.0), "+1234 [+234, +2234] over 8 seeds"),
        ((0.0, 0.0, 0.0), "+0.000 [+0.000, +0.000] over 8 seeds, a tie"),
        ((-0.0001, -0.05, 0.0498), "+0.000 [-0.050, +0.050] over 8 seeds, a tie"),
    ],
)
def test_it_prints_two_digits_of_the_half_width(difference, text):
    assert repr(Difference(*difference, n=8, confidence=0.95)) == text


def test_a_tie_is_an_interval_that_holds_zero():
    assert not Difference(0.2, 0.1, 0.3, 5, 0.95).tie
    assert not Difference(-0.2, -0.3, -0.1, 5, 0.95).tie
    assert Difference(0.1, 0.0, 0.2, 5, 0.95).tie
    assert Difference(0.1, -0.1, 0.3, 5, 0.95).tie


@pytest.mark.parametrize(
    ("a", "b", "confidence", "kind", "message"),
    [
        ([1.0, 2.0], [1.0, 2.0, 3.0], 0.95, ValueError, "same runs, got 2 and 3"),
        ([1.0], [2.0], 0.95, ValueError, "a must hold .* at least 2 runs"),
        ([1.0, 2.0], 3.0, 0.95, ValueError, "b must hold one number per run"),
        ([1.0, np.nan], [1.0, 2.0], 0.95, ValueError, "a must be finite, got nan at run 1"),
        (["1", "2"], [1.0, 2.0], 0.95, TypeError, "a must hold one real number per run"),
        (np.ma.array([1.0, 2.0]), [1.0, 2.0], 0.95, TypeError, "a must hold one real number"),
        ([1.0, 2.0], [1.0, 2.5], 0, ValueError, r"confidence must be in \(0, 1\)"),
        ([1.0, 2.0], [1.0, 2.5], 1, ValueError, "confidence must be"),
        ([1.0, 2.0], [1.0, 2.5], "95%", TypeError, "confidence must be"),
    ],
)
def test_what_cannot_be_compared_is_refused(a, b, confidence, kind, message):
    with pytest.raises(kind, match=message):
        paired_difference(a, b, confidence)
