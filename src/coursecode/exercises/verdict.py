"""What a check answers: right, not yet, or not answered."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Verdict:
    """The answer of an exercise check; true only when the exercise is solved.

    Parameters
    ----------
    state : str
        ``"Right"``, ``"Not yet"`` or ``"Not answered yet"``.
    message : str
        Why, in one or two sentences, in the learner's terms.
    """

    state: str
    message: str

    @classmethod
    def right(cls, message):
        return cls("Right", message)

    @classmethod
    def wrong(cls, message):
        return cls("Not yet", message)

    @classmethod
    def unanswered(cls):
        return cls("Not answered yet", "replace the three dots with your answer and run the cell.")

    def __bool__(self):
        return self.state == "Right"

    def __repr__(self):
        return f"{self.state}: {self.message}"
