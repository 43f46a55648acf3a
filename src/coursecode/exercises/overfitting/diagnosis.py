"""Four models, four verdicts."""

from coursecode.exercises.judging import judged, refuse_if

DIAGNOSES = {"A": "underfitting", "B": "overfitting", "C": "shift", "D": "healthy"}


@judged
def check_diagnosis(answer):
    """Compare a diagnosis for each of the four models with what the numbers say."""
    words = sorted(set(DIAGNOSES.values()))
    refuse_if(not isinstance(answer, dict), f"expected a dictionary, got {answer!r}.")
    given = {str(k).strip().upper(): str(v).strip(" .").lower() for k, v in answer.items()}
    given = {k: "shift" if v == "distribution shift" else v for k, v in given.items()}
    for model in DIAGNOSES:
        said = given.get(model)
        refuse_if(
            said not in words, f"model {model}: choose one of {', '.join(words)}; got {said!r}."
        )
    reasons = {
        ("A", "overfitting"): "A errs as much on its training data as on new data. Overfitting "
        "shows as a gap between the two, and A has none.",
        ("A", "shift"): "Look at validation and production: A errs equally on both, so the world "
        "did not change. Compare its training error with the noise floor.",
        ("A", "healthy"): "All its errors agree, but at three times the noise floor: a better "
        "model of the same data has much to gain.",
        ("B", "healthy"): "B's training error lies far below the noise, and its validation error "
        "far above: the small training error was bought by learning noise.",
        ("B", "shift"): "B errs as much on validation as in production; its gap opens earlier, "
        "between training and validation.",
        ("B", "underfitting"): "B's training error is tiny, so it can express what it was shown. "
        "Compare training with validation.",
        ("C", "overfitting"): "C does as well on validation as on training data. What changed "
        "between validation and production was the data, not how often the model had seen them.",
        ("C", "healthy"): "C is fine on training and validation data; now compare validation with "
        "production.",
        ("C", "underfitting"): "C's training error is at the noise floor, where no more can be "
        "learned. Compare validation with production.",
        ("D", "overfitting"): "D has a gap, but overfitting is a gap that costs something: on new "
        "data D errs hardly more than the noise. A perfect training score alone is no symptom.",
        ("D", "underfitting"): "D's training error is 0; there is nothing left of the training "
        "data to express.",
        ("D", "shift"): "D errs as much on validation as in production: the world did not change.",
    }
    for model, right in DIAGNOSES.items():
        reason = reasons.get((model, given[model]), "Compare its four numbers pair by pair.")
        refuse_if(given[model] != right, f"model {model} is not a case of {given[model]}. {reason}")
    return "each gap has its own cause: noise learned, too little learned, or another world."
