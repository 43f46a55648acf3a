"""Sentences that tutorials say about regularization, each with the test that judges it.

A claim is one test function under `claim`. The page "Claims" of the book is made from these records
and nothing else; CONTRIBUTING.md says how to add one.
"""

import pytest
from claim_records import VERDICTS


def claim(name, *, says=None, verdict=None, because=None, chapter=None):
    """Tie a sentence to the test function below, which must fail if the verdict is wrong.

    Parameters
    ----------
    name : str
        Short and unique, in lower case with hyphens: ``"l1-exact-zeros"``. The page lists it.
    says : str
        The claim, as a tutorial would say it, in one sentence (Markdown, with formulas).
    verdict : str
        ``"true"``, ``"true if"``, ``"false"`` or ``"opinion"``.
    because : str
        What is right, with the condition spelled out.
    chapter : str, optional
        Where the book shows it: ``"04_l1"``.
    """
    if verdict not in VERDICTS:
        raise ValueError(
            f"The claim {name!r} needs a verdict: {', '.join(VERDICTS)}; got {verdict!r}."
        )
    for what, text in {"says": says, "because": because}.items():
        if not isinstance(text, str) or not text.strip():
            raise ValueError(f"The claim {name!r} needs a sentence {what}=..., got {text!r}.")
    record = {"claim": name, "says": says, "verdict": verdict, "because": because}
    return pytest.mark.claim({**record, "chapter": chapter})
