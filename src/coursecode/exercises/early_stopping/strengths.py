"""Check: the L2 strength that does in one direction what early stopping does there."""

import numpy as np

from coursecode.exercises.judging import array, call, judged, recognize, refuse_if

EIGENVALUES = np.array([1e-3, 0.02, 0.5, 1.0, 2.5])
CASES = [(0.1, 20), (0.25, 5), (0.3, 1), (0.1, 2000)]  # after 2000 steps 1e-3 is not small


def strengths(eigenvalues, learning_rate, steps):
    """λ = Λ q / (2 (1 − q)) with q = (1 − ηΛ)^t; 1/(2ηt) where Λ is 0. For ηΛ < 1."""
    left = steps * np.log1p(-learning_rate * eigenvalues)  # its logarithm, precise for tiny Λ
    flat, covered = eigenvalues == 0, -np.expm1(left)
    found = eigenvalues * np.exp(left) / (2 * np.where(flat, 1, covered))
    return np.where(flat, 1 / (2 * learning_rate * steps), found)


@judged
def check_equivalent_strengths(equivalent_strengths):
    """``equivalent_strengths(eigenvalues, learning_rate, steps)``: λ for every eigenvalue."""
    for learning_rate, steps in CASES:
        got = call(equivalent_strengths, EIGENVALUES, learning_rate, steps)
        got = array(got, EIGENVALUES.shape)
        right = strengths(EIGENVALUES, learning_rate, steps)
        left = (1 - learning_rate * EIGENVALUES) ** steps
        recognize(
            got,
            right,
            [
                (
                    2 * right,
                    "this is 2λ. The gradient of the course's penalty λ Σ w² is 2λw, so a "
                    "direction keeps the share Λ/(Λ + 2λ): halve your answer.",
                ),
                (
                    0 * right + 1 / (2 * learning_rate * steps),
                    "this is the rule of thumb 1/(2ηt), the same for all directions. The exact "
                    "strength is smaller where the eigenvalue is large.",
                ),
                (
                    0 * right + 1 / (learning_rate * steps),
                    "this is 1/(ηt), the rule of thumb for 2λ.",
                ),
                (
                    strengths(EIGENVALUES, learning_rate, steps + 1),
                    "this is the answer for one step more: after t steps (1 − ηΛ)^t is left.",
                ),
                (
                    EIGENVALUES * (1 - left) / (2 * np.where(left == 0, 1, left)),
                    "what is learned and what is left are exchanged. (1 − ηΛ)^t is the share that "
                    "is still missing after t steps.",
                ),
                (
                    EIGENVALUES / (2 * np.expm1(learning_rate * EIGENVALUES * steps)),
                    "you take exp(−ηΛt) for what is left. That belongs to infinitely many, "
                    "infinitely small steps; after t steps (1 − ηΛ)^t is left.",
                ),
                (left / (2 * (1 - left)), "the factor Λ is missing."),
                (1 - left, "this is the share that a direction keeps, not yet a strength."),
            ],
            f"eigenvalues {EIGENVALUES.tolist()}, learning rate {learning_rate} and {steps} steps",
        )
    with np.errstate(all="ignore"):
        flat = array(equivalent_strengths(np.array([0.0, 1.0]), 0.1, 4), (2,))
    refuse_if(
        not np.isfinite(flat[0]),
        "an eigenvalue of 0 gives 0/0. Which value do small eigenvalues tend to? Return that.",
    )
    recognize(
        flat,
        strengths(np.array([0.0, 1.0]), 0.1, 4),
        [
            (
                np.array([0.0, strengths(np.array([1.0]), 0.1, 4)[0]]),
                "at an eigenvalue of 0 the strength is not 0: as the eigenvalue falls, the "
                "strength rises towards 1/(2ηt).",
            )
        ],
        "eigenvalues 0 and 1, learning rate 0.1 and 4 steps",
    )
    tiny = np.array([-1e-17, 1e-17, 3e-16])
    with np.errstate(all="ignore"):
        got = array(equivalent_strengths(tiny, 0.1, 4), (3,))
    refuse_if(
        not np.allclose(got, 1.25),
        f"`eigh` gives {tiny.tolist()} where an eigenvalue is 0. There too the strength is "
        f"1/(2ηt), here 1.25; yours is {got.tolist()}. If you take the difference 1 − (1 − ηΛ)^t, "
        "it has lost its digits there: use np.log1p and np.expm1, or treat all such eigenvalues as "
        "0, also those below it.",
    )
    return "in every direction ridge with this strength is where descent is after t steps."
