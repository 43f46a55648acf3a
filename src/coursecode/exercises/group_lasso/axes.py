"""Check: why did no pixel go? A diagnosis without code."""

from coursecode.exercises.judging import Mistake, judged, letter


@judged
def check_diagnosis(choice):
    """The letter of the explanation of 0 empty columns and 12 empty rows in PyTorch."""
    messages = {
        "a": "too weak a strength would leave no zeros. Here twelve whole rows are exactly 0: the "
        "penalty is strong enough, and it acted on something else.",
        "c": "the count is right: a kernel of nn.Linear is (outputs, inputs), so column j is "
        "everything that pixel j says, and any(dim=0) looks at each column.",
        "d": "ProximalSGD does give exact zeros in PyTorch, and the twelve rows are the proof. "
        "What autograd alone cannot do is reach them.",
    }
    said = letter(choice)
    if said in messages:
        raise Mistake(messages[said])
    if said != "b":
        raise Mistake(f'the answer is one of the letters "a", "b", "c", "d", got {choice!r}.')
    return (
        "in nn.Linear axis 0 is the units, so twelve units lost everything that enters them; for "
        "pixels the groups are named by axis=1."
    )
