"""Check: which reports can be believed? No code."""

from coursecode.exercises.judging import judged, refuse_if

MESSAGES = {
    "a": "a: the patience was chosen by test accuracy, so the test set has become a validation "
    "set, and its number flatters.",
    "b": "b: the smallest of many validation losses was chosen because it is small. Part of that "
    "is luck, so the same number is no estimate for new data.",
    "c": "c is sound: validation chose the epoch, the test set was asked once.",
    "d": "d: after the retraining the validation examples are training examples. Their accuracy "
    "is a training accuracy.",
    "e": "e is sound: the number of epochs came from validation, the retrained network was tested "
    "once. That nothing stopped the second training is a risk, and no dishonesty.",
}


@judged
def check_reports(letters):
    """The letters of the reports whose number estimates the accuracy on new data."""
    chosen = {str(letter).strip(" ().\"'").lower() for letter in letters}
    chosen = set().union(*chosen) if all(part.isalpha() for part in chosen) else chosen
    unknown = chosen - set(MESSAGES)
    refuse_if(
        bool(unknown) or not chosen,
        f'the answer is some of the letters, such as {{"a", "b"}}, got {letters!r}.',
    )
    for letter in sorted(chosen - {"c", "e"}) + sorted({"c", "e"} - chosen):
        refuse_if(True, f"look again at {MESSAGES[letter]}")
    return "in c and e alone the number comes from data that chose nothing and trained nothing."
