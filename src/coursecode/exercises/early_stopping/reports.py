"""Check: which reports can be believed? No code."""

import re

import numpy as np

from coursecode.exercises.judging import judged, refuse_if

MESSAGES = {
    "a": "a: the patience was chosen by test accuracy, so the test set has become a validation "
    "set, and its number flatters.",
    "b": "b: the highest of many validation accuracies was chosen because it is high. Part of that "
    "is luck, so the same number is no estimate for new data.",
    "c": "c: validation chose the epoch, the test set was asked once. That is sound.",
    "d": "d: after the retraining the validation examples are training examples. Their accuracy "
    "is a training accuracy.",
    "e": "e: the number of epochs came from validation, the retrained network was tested once. "
    "That is sound; that nothing stopped the second training is a risk, and no dishonesty.",
}


@judged
def check_reports(letters):
    """The letters of the reports whose number estimates the accuracy on new data."""
    refuse_if(
        isinstance(letters, dict) or not (isinstance(letters, str) or np.iterable(letters)),
        f'write the letters as a set, such as {{"a", "b"}}; got {letters!r:.60}.',
    )
    given = [letters] if isinstance(letters, str) else list(letters)
    words = re.findall(r"\w+", " ".join(map(str, given)).lower())
    chosen = set("".join(word for word in words if word != "and"))
    unknown = chosen - set(MESSAGES)
    refuse_if(
        not isinstance(letters, str) and not given,
        "nobody is left in your set; at least one of the five can be believed.",
    )
    refuse_if(
        bool(unknown) or not chosen,
        f'the answer is some of the letters, such as {{"a", "b"}}, got {letters!r}.',
    )
    for letter in sorted(chosen - {"c", "e"}) + sorted({"c", "e"} - chosen):
        refuse_if(True, f"look again at {MESSAGES[letter]}")
    return "in c and e alone the number comes from data that chose nothing and trained nothing."
