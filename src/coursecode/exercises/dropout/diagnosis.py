"""Check: four symptoms and their causes, without code."""

from coursecode.exercises.judging import Mistake, judged

RIGHT = "cabd"
REASONS = {
    (0, "a"): "a missing scale gives wrong probabilities, but the same ones at every call",
    (0, "b"): "without dropout in training nothing random is left at all",
    (0, "d"): "in evaluation a swapped rate has no effect; two answers need a mask that is drawn",
    (1, "b"): "a network that never had dropout is scaled rightly without doing anything",
    (1, "c"): "with dropout left on, two calls would differ and accuracy would fall clearly",
    (1, "d"): "the rate is 0.5: keeping and dropping are the same there",
    (2, "a"): "the scale comes in after the training; it cannot make trainings equal",
    (2, "c"): "dropout in evaluation does not touch the weights; here the weights are equal",
    (2, "d"): "swapped, rates 0.3 and 0.9 become 0.7 and 0.1; they do not become equal",
    (3, "a"): "a scale that is missing in evaluation does not hinder learning; look at what is "
    "special about 0.5",
    (3, "b"): "without dropout the two rates would do the same",
    (3, "c"): "dropout left on would hurt at rate 0.5 more than at 0.1",
}


@judged
def check_symptoms(choice):
    """Four letters, one cause for each symptom in order."""
    letters = "".join(c for c in str(choice).lower() if c.isalpha())
    if len(letters) != 4 or set(letters) - set("abcd"):
        raise Mistake(f'the answer is four letters out of a, b, c, d, like "abcd", got {choice!r}.')
    for symptom, (letter, right) in enumerate(zip(letters, RIGHT, strict=True)):
        if letter != right:
            raise Mistake(f"symptom {symptom + 1}: {REASONS[symptom, letter]}.")
    return (
        "two answers: dropout left on; good accuracy and bad cross-entropy: no scale; the rate "
        "changes nothing: dropout never on; only 0.5 works: keep and drop swapped."
    )
