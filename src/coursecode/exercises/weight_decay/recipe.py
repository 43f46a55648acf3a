"""Check: why did the decay change nothing? A diagnosis without code."""

from coursecode.exercises.judging import judged, recognize_letter


@judged
def check_explanation(choice):
    """The letter of the explanation of a decay that nobody can see."""
    messages = {
        "a": "biases are a few numbers among many. Were the kernels really decayed, their "
        "length would tell.",
        "b": "Adam does not cancel a decoupled decay: it stands outside the division. That would "
        "be a story about the coupled penalty.",
        "d": "the schedule does end at 0, and so does the decay. But over the whole run a cosine "
        "still gives half of what a constant learning rate would. Compute the sum of ηλ over all "
        "steps.",
    }
    recognize_letter(choice, "c", messages)
    return (
        "the sum of ηλ over the run is 3000 · 0.001 · 0.01 / 2 = 0.015, so even a weight without "
        "any gradient loses 1.5 per cent. The experiment compared two runs without decay."
    )
