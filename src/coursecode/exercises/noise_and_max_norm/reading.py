"""Check: a limit that changed nothing. A diagnosis without code."""

from coursecode.exercises.judging import judged, recognize_letter


@judged
def check_diagnosis(choice):
    """The letter of the explanation of two trainings that end in the same weights."""
    messages = {
        "a": "a wrong axis limits the weights that leave an input, and would have shortened some "
        "of them: the longest column has 3.4, above the limit. Here nothing was shortened.",
        "c": "a projection before the step still shortens what the step before has made too long. "
        "The weights would differ in their first digits.",
        "d": "max-norm acts without dropout too: every step that leaves the ball is projected. "
        "Here no step ever did.",
    }
    recognize_letter(choice, "b", messages)
    return (
        "the longest row started at 1.6 and ended at 2.1, below 3: the constraint never acted, "
        "and inside the ball a projection changes not one bit."
    )
