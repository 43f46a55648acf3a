"""Check: why has this network no zero weight?"""

from coursecode.exercises.judging import judged, refuse_if

ANSWER = "acde"
NEVER = {
    "f": "rounding is not the reason: the proximal step gives exact zeros in float32 as well as in "
    "float64.",
}
WRONG = {
    0: {
        "b": "more epochs do not help. A gradient step on |w| has a fixed length and jumps over 0, "
        "however often it is taken.",
        "c": "λ is not too small in the first network: two thirds of its weights are pulled down "
        "to the width of one step. They arrive near 0 and cannot stop.",
        "d": "nothing came after the training that could have moved weights off 0.",
        "e": "nothing was averaged there; it is one network.",
    },
    1: {
        "b": "multiply step, λ and number of steps. In all, the penalty can have moved a weight by "
        "0.00001; a few more epochs change little. What is too small?",
        "a": "the second network takes proximal steps, and those stop at 0. Multiply step, λ and "
        "number of steps: how far can the penalty have moved a weight?",
        "d": "nothing came after the training that could have moved weights off 0.",
        "e": "nothing was averaged there; it is one network.",
    },
    2: {
        "b": "the third network was trained long enough yesterday: 60 % were 0. One epoch more is "
        "what cost it the zeros. Which epoch?",
        "a": "the third network had its zeros, so its proximal steps did their work. Ask who moved "
        "the weights last.",
        "c": "λ was large enough yesterday: 60 % were 0. Ask who moved the weights last.",
        "e": "nothing was averaged there; it is one network.",
    },
    3: {
        "b": "each of the ten was trained long enough: 60 % of its weights are 0. The average was "
        "never trained. What happens to a 0 when it meets nine others?",
        "a": "each of the ten networks has its zeros, so proximal steps did their work.",
        "c": "λ was large enough for each of the ten. What happens to a 0 when it meets nine "
        "others?",
        "d": "no optimizer moved the average. What happens to a 0 when it meets nine others?",
    },
}


@judged
def check_why_no_zero(letters):
    """Four letters, one per network."""
    refuse_if(isinstance(letters, (set, frozenset)), "a set has no order: use a string or a list.")
    if isinstance(letters, (list, tuple)):
        letters = "".join(map(str, letters))
    text = "".join(filter(str.isalpha, str(letters).lower()))  # "1a, 2c" is as good as "ac"
    refuse_if(
        len(text) != 4 or not set(text) <= set("abcdef"),
        f'the answer is four of the letters a to f, one per network, such as "abcd"; got '
        f"{letters!r}.",
    )
    for network, letter in enumerate(text):
        if letter != ANSWER[network]:
            message = NEVER.get(letter) or WRONG[network][letter]
            refuse_if(True, f"network {network + 1}: {message}")
    return "a step that cannot stop, a pull that is too short, a zero nobody kept, an average."
